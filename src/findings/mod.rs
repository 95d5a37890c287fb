//! Plain warnings: what is past a limit, by how much, who is behind it, what hangs on it, and what would clear it.
//!
//! Findings read the report and the policy; they measure nothing.

mod backtest;
mod bases;
mod concentration;
mod data;
mod renewal;
mod risk;
mod standing;
mod trajectory;

use crate::model::{Finding, Report, Severity};
use crate::policy::{Policy, Rule};
use crate::unit::{Money, Ratio};

/// Every finding of a report, the most severe first, then by id.
#[must_use]
pub fn evaluate(report: &Report, policy: &Policy) -> Vec<Finding> {
    let judge = Judge { report, policy };
    let mut findings: Vec<Finding> = Vec::new();
    findings.extend(judge.largest_customer());
    findings.extend(judge.top_five());
    findings.extend(judge.top_ten(&findings));
    findings.extend(judge.hhi_growth());
    findings.extend(judge.recurring_lead());
    findings.extend(judge.tail());
    findings.extend(judge.tail_of_margin());
    findings.extend(judge.breach());
    findings.extend(judge.fewest());
    findings.extend(judge.renewal_wall());
    findings.extend(judge.notices_due());
    findings.extend(judge.gross_retention());
    findings.extend(judge.net_retention());
    findings.extend(judge.falling_quarters());
    findings.extend(judge.shared_dependencies());
    findings.extend(judge.head_growth());
    findings.extend(judge.other_bases());
    findings.extend(judge.head_margin());
    findings.extend(judge.receivables());
    findings.extend(judge.top_five_changes());
    // Merger guidelines are made for markets: the HHI only ever accompanies another warning.
    if !findings.is_empty() {
        findings.extend(judge.hhi());
    }
    findings.extend(judge.data_quality());
    findings.extend(judge.calibration());
    findings.sort_by(|one, other| other.severity.cmp(&one.severity).then_with(|| one.id.cmp(&other.id)));
    findings
}

/// Whether no finding says that the data, or the chances to leave, cannot carry the report.
#[must_use]
pub fn is_reliable(findings: &[Finding]) -> bool {
    !findings.iter().any(|it| ["W25", "W27"].contains(&it.id.as_str()) && it.severity == Severity::Critical)
}

/// A report under a policy.
pub(crate) struct Judge<'report> {
    report: &'report Report,
    policy: &'report Policy,
}

/// The parts of a finding that differ from rule to rule.
struct Case {
    value: f64,
    message: String,
    customers: Vec<String>,
    money: Option<Money>,
    clears_when: String,
}

impl Judge<'_> {
    fn money(&self, money: Money) -> String {
        crate::wording::money(money, self.report.currency.as_deref())
    }

    /// The finding of a rule whose value stands at `severity`.
    fn finding(&self, rule: &Rule, severity: Severity, case: Case) -> Finding {
        let threshold = rule.level(severity);
        let distance = if rule.falls() { threshold - case.value } else { case.value - threshold };
        let id = rule.id.split('.').next().unwrap_or(rule.id);
        Finding {
            id: id.to_owned(),
            title: rule.title.to_owned(),
            severity,
            value: Ratio(case.value),
            threshold: Ratio(threshold),
            distance: Ratio(distance),
            unit: rule.unit.name().to_owned(),
            basis: rule.basis.to_owned(),
            message: case.message,
            customers: case.customers,
            money_at_stake: case.money,
            since: None,
            trend: None,
            clears_when: case.clears_when,
        }
    }

    /// The finding of a rule by its value alone, without history.
    fn at_once(&self, id: &str, case: Case) -> Option<Finding> {
        let rule = self.policy.rule(id)?;
        let severity = rule.severity(case.value)?;
        Some(self.finding(rule, severity, case))
    }
}
