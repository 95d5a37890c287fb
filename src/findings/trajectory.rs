//! Warnings on where the book is going: W14 to W16, W20.

use super::{Case, Judge};
use crate::model::{Finding, QuarterChange, Severity};
use crate::unit::{Amount, Money};
use crate::wording::{names, percent};

/// In an even book the tenth largest customer is as small as any: below this share its quarter warns of nothing.
const MATERIAL: f64 = 0.01;

impl Judge<'_> {
    /// W14: gross revenue retention on recurring revenue.
    pub(super) fn gross_retention(&self) -> Option<Finding> {
        let rates = self.report.retention.mrr.as_ref().filter(|rates| rates.base_covered)?;
        let grr = rates.grr?.0;
        let rule = self.policy.rule("W14")?;
        let level = rule.level(rule.severity(grr)?);
        let lost = yearly(rates.base_amount, 1.0 - grr);
        let message = format!(
            "Of the recurring revenue of a year ago {} is still there (level {}): {} a year was lost or cut.",
            percent(grr),
            percent(level),
            self.money(lost),
        );
        let clears_when = format!("at least {} of a year's opening recurring revenue stays", percent(rule.mildest()));
        self.at_once("W14", Case { value: grr, message, customers: Vec::new(), money: Some(lost), clears_when })
    }

    /// W15: net revenue retention, and growth of three customers that hides the others' decline.
    pub(super) fn net_retention(&self) -> Option<Finding> {
        let rates = self.report.retention.mrr.as_ref().filter(|rates| rates.base_covered)?;
        let nrr = rates.nrr?.0;
        let rule = self.policy.rule("W15")?;
        if let Some(without) = rates.nrr_without_top_expanders.map(|ratio| ratio.0).filter(|without| *without < 1.0) {
            let message = format!(
                "Net revenue retention is {}, but {} without the three customers that grew most: their growth masks \
                 everyone else's decline.",
                percent(nrr),
                percent(without),
            );
            let clears_when = "net revenue retention without the three largest expanders reaches 100 %".to_owned();
            let base = rates.base_without_top_expanders.unwrap_or(rates.base_amount);
            let money = Some(yearly(base, 1.0 - without));
            let case = Case { value: without, message, customers: Vec::new(), money, clears_when };
            let mut finding = self.finding(rule, Severity::Warning, case);
            finding.title = "masked net revenue retention".to_owned();
            finding.threshold = crate::unit::Ratio(1.0);
            finding.distance = crate::unit::Ratio(1.0 - without);
            return Some(finding);
        }
        let lost = yearly(rates.base_amount, 1.0 - nrr);
        let message = format!(
            "Last year's customers bring {} of what they brought, growth included: {} a year less.",
            percent(nrr),
            self.money(lost),
        );
        let clears_when =
            format!("last year's customers bring at least {} of what they brought", percent(rule.mildest()));
        self.at_once("W15", Case { value: nrr, message, customers: Vec::new(), money: Some(lost), clears_when })
    }

    /// W16: one of the ten largest bought less than the quarter before and less than the same quarter a year ago.
    pub(super) fn falling_quarters(&self) -> Option<Finding> {
        let rule = self.policy.rule("W16")?;
        let fall = |it: &QuarterChange| Some(-f64::max(it.change?.0, it.change_year?.0));
        let material = self.report.quarter_changes.iter().filter(|it| self.share_of(&it.customer) >= MATERIAL);
        let mut falling: Vec<(f64, &QuarterChange)> = material.filter_map(|it| Some((fall(it)?, it))).collect();
        falling.retain(|(fall, _)| rule.severity(*fall).is_some());
        falling.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.customer.cmp(&other.1.customer)));
        let (worst, first) = *falling.first()?;
        let named: Vec<String> = falling.iter().map(|(_, it)| it.name.clone()).collect();
        let missing = |it: &QuarterChange| it.quarter_year_ago.amount - it.quarter.amount;
        let missing: Amount = falling.iter().map(|(_, it)| missing(it)).sum();
        let missing = Money::new(missing, first.quarter.decimals);
        let message = format!(
            "{}'s last three months lie {} below the three before, or more, and as much below the same three a year ago. \
             Past the level: {} ({} less than a year ago).",
            first.name,
            percent(worst),
            names(&named),
            self.money(missing),
        );
        let customers = falling.iter().map(|(_, it)| it.customer.clone()).collect();
        let clears_when =
            format!("no large customer's last three months lie more than {} below both", percent(rule.mildest()));
        self.at_once("W16", Case { value: worst, message, customers, money: Some(missing), clears_when })
    }

    fn share_of(&self, customer: &str) -> f64 {
        let found = self.report.top_customers.iter().find(|it| it.customer == customer);
        found.and_then(|it| it.share).map_or(0.0, |share| share.0)
    }

    /// W20: the ten largest of a year ago outgrow all others.
    pub(super) fn head_growth(&self) -> Option<Finding> {
        let growth = self.report.head_growth.as_ref()?;
        let (head, rest, lead) = (growth.head?.0, growth.rest?.0, growth.difference?.0);
        let message = format!(
            "The ten largest customers of a year ago changed by {}, all others by {}: the dependency grows by itself.",
            signed(head),
            signed(rest),
        );
        let clears_when = "the other customers grow as fast as the ten largest".to_owned();
        let money = Some(growth.head_amount);
        self.at_once("W20", Case { value: lead, message, customers: Vec::new(), money, clears_when })
    }
}

fn signed(change: f64) -> String {
    let sign = if change >= 0.0 { "+" } else { "" };
    format!("{sign}{}", percent(change))
}

/// A share of twelve times a month's amount.
fn yearly(month: Money, share: f64) -> Money {
    Money::new(Amount((month.to_f64() * 12.0 * share * 1e6).round() as i128), month.decimals)
}
