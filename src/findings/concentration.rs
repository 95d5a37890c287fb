//! Warnings on how much hangs on few: W01, W03 to W07, W19.

use super::standing::standing;
use super::{Case, Judge};
use crate::model::{Concentration, Customer, DimensionValue, Finding, Severity};
use crate::policy::Rule;
use crate::unit::{Amount, Money};
use crate::wording::{names, percent};

/// Dimensions whose customers can leave together, and what one value of them is called.
const SHARED: [(&str, &str); 6] = [
    ("industry", "industry"),
    ("region", "region"),
    ("country", "country"),
    ("account_manager", "account manager"),
    ("owner", "owner"),
    ("currency", "foreign currency"),
];

fn top(concentration: &Concentration, count: &str) -> Option<f64> {
    concentration.cr.get(count).copied().flatten().map(|ratio| ratio.0)
}

fn money_of(customers: &[Customer]) -> Money {
    let decimals = customers.first().map_or(2, |customer| customer.amount.decimals);
    Money::new(customers.iter().map(|customer| customer.amount.amount).sum(), decimals)
}

impl Judge<'_> {
    /// W01: the largest customer, by its share of all revenue.
    pub(super) fn largest_customer(&self) -> Option<Finding> {
        let largest = self.report.top_customers.first()?;
        let share = largest.share?.0;
        let rule = self.policy.rule("W01")?;
        // The past is known by CR_1; only the last point is the disclosure share itself.
        let mut series = self.series(|it| top(it, "1"));
        series.pop();
        series.push((self.report.as_of.clone(), share));
        let standing = standing(rule, &series)?;
        let level = rule.level(standing.severity);
        let badge = if share > 0.5 { " That is more than half of everything." } else { "" };
        let message = format!(
            "{} brings {} of revenue ({}), {} the {} level of {}.{badge}",
            largest.name,
            percent(share),
            self.money(largest.amount),
            past(rule, share, level),
            standing.severity.name(),
            percent(level),
        );
        let case = Case {
            value: share,
            message,
            customers: vec![largest.customer.clone()],
            money: Some(largest.amount),
            clears_when: self.share_clears(largest.amount, level, rule.mildest(), "other customers"),
        };
        Some(self.with_history(self.finding(rule, standing.severity, case), standing, &series))
    }

    /// W03: the five largest.
    pub(super) fn top_five(&self) -> Option<Finding> {
        self.top_customers("W03", "5", 5)
    }

    /// W04: the ten largest, where that is more than an even book would give, and W03 does not already say as much.
    pub(super) fn top_ten(&self, raised: &[Finding]) -> Option<Finding> {
        let customers = self.report.concentration.customers as f64;
        let share = top(&self.report.concentration, "10")?;
        let finding = self.top_customers("W04", "10", 10).filter(|_| share >= 1.5 * 10.0 / customers)?;
        let said = raised.iter().any(|it| it.id == "W03" && it.severity >= finding.severity);
        (!said).then_some(finding)
    }

    fn top_customers(&self, id: &str, count: &str, number: usize) -> Option<Finding> {
        let rule = self.policy.rule(id)?;
        let series = self.series(|it| top(it, count));
        let share = top(&self.report.concentration, count)?;
        let standing = standing(rule, &series)?;
        let level = rule.level(standing.severity);
        let head: Vec<Customer> = self.report.top_customers.iter().take(number).cloned().collect();
        let named: Vec<String> = head.iter().map(|customer| customer.name.clone()).collect();
        let message = format!(
            "The {} largest of {} customers bring {} of revenue ({}), {} the {} level of {}: {}.",
            head.len(),
            self.report.concentration.customers,
            percent(share),
            self.money(money_of(&head)),
            past(rule, share, level),
            standing.severity.name(),
            percent(level),
            names(&named),
        );
        let case = Case {
            value: share,
            message,
            customers: head.iter().map(|customer| customer.customer.clone()).collect(),
            money: Some(money_of(&head)),
            clears_when: self.share_clears(money_of(&head), level, rule.mildest(), "all other customers"),
        };
        Some(self.with_history(self.finding(rule, standing.severity, case), standing, &series))
    }

    /// How much the rest must grow, or `amount` shrink, to come under the level reached, and under the mildest one.
    fn share_clears(&self, amount: Money, reached: f64, mildest: f64, rest: &str) -> String {
        match (self.way_under(amount, reached), self.way_under(amount, mildest)) {
            (Some((growth, cut)), Some((all_growth, all_cut))) if reached > mildest => format!(
                "{rest} bring {growth} more a year, or this revenue falls by {cut}, for the level of {}; {all_growth} or \
                 {all_cut} for {}; each held by a point for two quarters",
                percent(reached),
                percent(mildest),
            ),
            (_, Some((growth, cut))) => format!(
                "{rest} bring {growth} more a year, or this revenue falls by {cut}; it must then stay under {} by a point \
                 for two quarters",
                percent(mildest),
            ),
            _ => format!("it stays under {} by a point for two quarters", percent(mildest)),
        }
    }

    /// Growth of the rest, and cut of `amount`, each of which alone brings its share under `level`; `None` where it is.
    fn way_under(&self, amount: Money, level: f64) -> Option<(String, String)> {
        let total = self.report.concentration.total.amount;
        let others = total - amount.amount;
        let unit = Amount(10_i128.pow(crate::unit::SCALE - amount.decimals.min(crate::unit::SCALE)));
        // The share falls under the level once the total exceeds amount / level, and the cent beyond it.
        let growth = Amount((amount.amount.to_f64() / level * 1e6) as i128) - total + unit;
        let cut = amount.amount - Amount((others.to_f64() * level / (1.0 - level) * 1e6) as i128) + unit;
        if growth <= Amount::ZERO {
            return None;
        }
        let part = growth.to_f64() / others.to_f64();
        let part = if others > Amount::ZERO { format!(" (+{})", percent(part)) } else { String::new() };
        let money = |amount_of: Amount| self.money(Money::new(amount_of, amount.decimals));
        Some((format!("{}{part}", money(growth)), money(cut)))
    }

    /// W05: the HHI, in words of equal customers.
    pub(super) fn hhi(&self) -> Option<Finding> {
        let rule = self.policy.rule("W05")?;
        let series = self.series(|it| it.hhi.map(|hhi| hhi.0));
        let standing = standing(rule, &series)?;
        let (hhi, equal) = (self.report.concentration.hhi?.0, self.report.concentration.effective_customers?.0);
        let level = rule.level(standing.severity);
        let message = format!(
            "The book of {} behaves like {equal:.1} equal customers (HHI {hhi:.0}, {level_word} level {level:.0}; the levels \
             are borrowed from merger control).",
            crate::wording::customers(self.report.concentration.customers),
            level_word = standing.severity.name(),
        );
        let case = Case {
            value: hhi,
            message,
            customers: self.report.top_customers.first().map(|it| it.customer.clone()).into_iter().collect(),
            money: self.report.top_customers.first().map(|it| it.amount),
            clears_when: format!(
                "the book behaves like more than {:.1} equal customers (HHI under {:.0}) for two quarters",
                10_000.0 / rule.mildest(),
                rule.mildest()
            ),
        };
        Some(self.with_history(self.finding(rule, standing.severity, case), standing, &series))
    }

    /// W06: growth of the HHI within a year; critical from the watch level on where the HHI is above 1,800.
    pub(super) fn hhi_growth(&self) -> Option<Finding> {
        let before = self.report.concentration_year_before.as_ref()?.hhi?.0;
        let now = self.report.concentration.hhi?.0;
        let rule = self.policy.rule("W06")?;
        let growth = now - before;
        let by_value = rule.severity(growth)?;
        let severity = if now > 1800.0 { Severity::Critical } else { by_value };
        let message = format!(
            "Concentration grew by {growth:.0} HHI points in twelve months, from {before:.0} to {now:.0}: the book behaves like \
             {:.1} equal customers, a year ago like {:.1}.",
            10_000.0 / now,
            10_000.0 / before,
        );
        let case = Case {
            value: growth,
            message,
            customers: self.report.top_customers.first().map(|it| it.customer.clone()).into_iter().collect(),
            money: self.report.top_customers.first().map(|it| it.amount),
            clears_when: format!("the HHI is less than {:.0} points above that of a year earlier", rule.mildest()),
        };
        let mut finding = self.finding(rule, severity, case);
        // The critical level is the watch level together with a high HHI.
        let level = if severity == Severity::Critical { rule.level(Severity::Watch) } else { rule.level(severity) };
        finding.threshold = crate::unit::Ratio(level);
        finding.distance = crate::unit::Ratio(growth - level);
        Some(finding)
    }

    /// W07: the ten largest by recurring revenue hold more of it than the ten largest hold of all revenue.
    pub(super) fn recurring_lead(&self) -> Option<Finding> {
        let recurring = &self.report.recurring;
        let of_recurring = recurring.head_share_of_recurring.filter(|_| !recurring.inferred)?.0;
        let of_total = top(&self.report.concentration, "10")?;
        let customers: Vec<String> = self.report.top_customers.iter().take(10).map(|it| it.customer.clone()).collect();
        let money = recurring.head_recurring_of_total.map(|share| {
            let total = self.report.concentration.total;
            Money::new(Amount((total.to_f64() * share.0 * 1e6).round() as i128), total.decimals)
        });
        let message = format!(
            "Ten customers hold {} of recurring revenue but the ten largest only {} of all revenue: the part that should be \
             safest is the more concentrated one.",
            percent(of_recurring),
            percent(of_total),
        );
        let clears_when =
            "smaller customers' share of recurring revenue comes near their share of all revenue".to_owned();
        self.at_once("W07", Case { value: of_recurring - of_total, message, customers, money, clears_when })
    }

    /// W19: one industry, region, owner or foreign currency that many customers share; one finding a dimension.
    pub(super) fn shared_dependencies(&self) -> Vec<Finding> {
        let worst = |(dimension, noun): &(&str, &str)| {
            let values = self.report.dimensions.get(*dimension)?;
            let largest =
                values.iter().find(|value| value.value.is_some() && self.is_shared(dimension, value, values))?;
            self.shared_dependency(noun, largest)
        };
        SHARED.iter().filter_map(worst).collect()
    }

    fn is_shared(&self, dimension: &str, value: &DimensionValue, values: &[DimensionValue]) -> bool {
        let is_own_currency = dimension == "currency" && value.value == self.report.currency;
        values.len() > 1 && !is_own_currency
    }

    fn shared_dependency(&self, noun: &str, value: &DimensionValue) -> Option<Finding> {
        let share = value.share?.0;
        let name = value.value.clone().unwrap_or_default();
        let message = format!(
            "One {noun}, {name}, brings {} of revenue ({}) through {}: they can turn together.",
            percent(share),
            self.money(value.amount),
            crate::wording::customers(value.customers),
        );
        let rule = self.policy.rule("W19")?;
        let reached = rule.level(rule.severity(share)?);
        let clears_when = self.share_clears(value.amount, reached, rule.mildest(), "customers elsewhere");
        self.at_once(
            "W19",
            Case { value: share, message, customers: Vec::new(), money: Some(value.amount), clears_when },
        )
    }
}

/// `1.4 points past`, `at`, or `1.4 points under`.
fn past(rule: &Rule, value: f64, level: f64) -> String {
    let points = (value - level).abs() * 100.0;
    match rule.is_past(value, level) {
        true if points == 0.0 => "exactly at".to_owned(),
        true => format!("{points:.1} points past"),
        false => format!("{points:.1} points under"),
    }
}
