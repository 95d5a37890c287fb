//! Warnings on how much hangs on few: W01, W03 to W07, W19.

use super::standing::standing;
use super::{Case, Judge};
use crate::model::{Concentration, Customer, DimensionValue, Finding, Severity};
use crate::unit::{Amount, Money, twelve_digits};
use crate::wording::{names, percent};
use std::cmp::Ordering;

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
        if let Some((_, last)) = series.points.last_mut() {
            *last = share;
        }
        let standing = standing(rule, &series)?;
        let level = rule.level(standing.severity);
        let badge = if share > 0.5 { " That is more than half of everything." } else { "" };
        let message = format!(
            "{} brings {} of revenue ({}), {} the {} level of {}.{badge}",
            largest.name,
            percent(share),
            self.money(largest.amount),
            past(share, level),
            standing.severity.name(),
            percent(level),
        );
        let case = Case {
            value: share,
            message,
            customers: vec![largest.customer.clone()],
            money: Some(largest.amount),
            clears_when: self.share_clears(
                largest.amount,
                self.report.concentration.total.amount,
                [level, rule.mildest()],
                "other customers",
            ),
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
            "{} {} of customers' revenue ({}), {} the {} level of {}: {}.",
            match (head.len() as u64, self.report.concentration.customers) {
                (1, _) => "The only customer brings".to_owned(),
                (n, all) if n == all => format!("All {n} customers bring"),
                (n, all) => format!("The {n} largest of {all} customers bring"),
            },
            percent(share),
            self.money(money_of(&head)),
            past(share, level),
            standing.severity.name(),
            percent(level),
            names(&named),
        );
        let case = Case {
            value: share,
            message,
            customers: head.iter().map(|customer| customer.customer.clone()).collect(),
            money: Some(money_of(&head)),
            clears_when: self.share_clears(
                money_of(&head),
                self.report.concentration.positive_total.amount,
                [level, rule.mildest()],
                "all other customers",
            ),
        };
        Some(self.with_history(self.finding(rule, standing.severity, case), standing, &series))
    }

    /// What brings `amount` under the level reached, and under the mildest one, of `total`.
    fn share_clears(&self, amount: Money, total: Amount, levels: [f64; 2], rest: &str) -> String {
        let [reached, mildest] = levels;
        let held = format!("under {} it must stay by a point for two quarters", percent(mildest));
        match (self.way_under(amount, total, reached, rest), self.way_under(amount, total, mildest, rest)) {
            (Some(near), Some(far)) if reached > mildest => {
                format!("{near} (for {}); {far} (for {}); {held}", percent(reached), percent(mildest))
            }
            (_, Some(far)) => format!("{far}; {held}"),
            _ => held,
        }
    }

    /// Growth of the rest, or cut of `amount`, each of which alone brings its share of `total` under `level`. `None`
    /// where it is there, or where no growth would bring it.
    fn way_under(&self, amount: Money, total: Amount, level: f64, rest: &str) -> Option<String> {
        let others = total - amount.amount;
        if !(level > 0.0 && level < 1.0) || others < Amount::ZERO {
            return None;
        }
        let unit = Amount(10_i128.pow(crate::unit::SCALE - amount.decimals.min(crate::unit::SCALE)));
        // The share falls under the level once the total exceeds amount / level, and the cent beyond it.
        let growth = Amount((amount.amount.to_f64() / level * 1e6) as i128) - total + unit;
        let cut = amount.amount - Amount((others.to_f64() * level / (1.0 - level) * 1e6) as i128) + unit;
        let money = |sum: Amount| self.money(Money::new(sum, amount.decimals));
        match (growth > Amount::ZERO, others > Amount::ZERO) {
            (false, _) => None,
            (true, false) => Some(format!("new customers bring {}", money(growth))),
            (true, true) => {
                let part = percent(growth.to_f64() / others.to_f64());
                Some(format!("{rest} bring {} (+{part}) more, or this revenue falls by {}", money(growth), money(cut)))
            }
        }
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
        let severity = if twelve_digits(now) > 1800.0 { Severity::Critical } else { by_value };
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
        let customers = recurring.head_customers.clone();
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
        let known = values.iter().filter(|value| value.value.is_some()).count();
        known > 1 && value.customers > 1 && !is_own_currency
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
        let total = self.report.concentration.total.amount;
        let way = self.way_under(value.amount, total, rule.mildest(), "customers elsewhere");
        let clears_when = way.unwrap_or_else(|| format!("its share is under {}", percent(rule.mildest())));
        self.at_once(
            "W19",
            Case { value: share, message, customers: Vec::new(), money: Some(value.amount), clears_when },
        )
    }
}

/// `1.4 points past`, `exactly at`, or `1.4 points under`.
fn past(value: f64, level: f64) -> String {
    let points = twelve_digits(value - level) * 100.0;
    match points.total_cmp(&0.0) {
        Ordering::Equal => "exactly at".to_owned(),
        Ordering::Greater => format!("{points:.1} points past"),
        Ordering::Less => format!("{:.1} points under", -points),
    }
}
