//! Warnings on the distribution of loss and on what it does to the limits: W08 to W11.

use super::{Case, Judge};
use crate::model::{BreachSet, Finding, ReverseStress, Severity};
use crate::wording::{customers, names, percent};

impl Judge<'_> {
    /// W08: one customer's part of the expected shortfall at 95 %.
    pub(super) fn tail(&self) -> Option<Finding> {
        let risk = self.report.revenue_at_risk.as_ref()?;
        let worst = risk.contributions.first()?;
        let rule = self.policy.rule("W08")?;
        let level = rule.level(rule.severity(worst.es_share.0)?);
        let shortfall = risk.es.get("95").copied().unwrap_or_default();
        let message = format!(
            "In the worst 5 % of outcomes {} of revenue is lost on average in the next twelve months, and {} of that is {} (level {}).",
            self.money(shortfall),
            percent(worst.es_share.0),
            worst.name,
            percent(level),
        );
        let case = Case {
            value: worst.es_share.0,
            message,
            customers: vec![worst.customer.clone()],
            money: Some(worst.es),
            clears_when: format!("its part of the worst 5 % falls under {}", percent(rule.mildest())),
        };
        self.at_once("W08", case)
    }

    /// W09: the expected shortfall of the margin against the slack; critical where there is no slack left.
    pub(super) fn tail_of_margin(&self) -> Option<Finding> {
        let stress = self.report.reverse_stress.as_ref()?;
        if self.is_breached(stress) {
            return self.breached("W09", 1.0, stress);
        }
        let (share, tail) = (stress.es_of_slack?.0, stress.es_margin?);
        let message = format!(
            "In the worst 5 % of outcomes {} of margin is lost on average in the next twelve months, {} of the slack of {} before {}.",
            self.money(tail),
            percent(share),
            self.money(stress.slack),
            Self::limit(stress),
        );
        let rule = self.policy.rule("W09")?;
        let case = Case {
            value: share,
            message,
            customers: stress.contributions.iter().take(3).map(|row| row.customer.clone()).collect(),
            money: Some(tail),
            clears_when: format!("the tail falls under {} of the slack", percent(rule.mildest())),
        };
        self.at_once("W09", case)
    }

    /// W10: the probability that the limit is breached within the horizon.
    pub(super) fn breach(&self) -> Option<Finding> {
        let stress = self.report.reverse_stress.as_ref()?;
        if self.is_breached(stress) {
            return self.breached("W10", 1.0, stress);
        }
        let probability = stress.breach_probability?.0;
        let likeliest = stress.most_likely.as_ref();
        let message = format!(
            "With a probability of {} more margin is lost within twelve months than the slack of {} before {}{}.",
            percent(probability),
            self.money(stress.slack),
            Self::limit(stress),
            likeliest.map_or(String::new(), |set| format!("; the likeliest way is to lose {}", named(set))),
        );
        let rule = self.policy.rule("W10")?;
        let case = Case {
            value: probability,
            message,
            customers: likeliest.map(ids).unwrap_or_default(),
            money: likeliest.map(|set| set.margin),
            clears_when: format!("that probability falls under {}", percent(rule.mildest())),
        };
        self.at_once("W10", case)
    }

    /// W11: the fewest customers whose loss breaches the limit.
    pub(super) fn fewest(&self) -> Option<Finding> {
        let stress = self.report.reverse_stress.as_ref()?;
        if self.is_breached(stress) {
            return self.breached("W11", 0.0, stress);
        }
        let set = stress.fewest.as_ref()?;
        let verb = if set.count == 1 { "is" } else { "are" };
        let message = format!(
            "{} {verb} enough: without {} the margin falls short of {} by {}.",
            customers(set.count),
            named(set),
            Self::limit(stress),
            self.money(crate::unit::Money {
                amount: crate::unit::Amount(set.margin.amount.0 - stress.slack.amount.0),
                ..set.margin
            }),
        );
        let rule = self.policy.rule("W11")?;
        let case = Case {
            value: set.count as f64,
            message,
            customers: ids(set),
            money: Some(set.margin),
            clears_when: format!("no {} customers together bring more margin than the slack", rule.mildest()),
        };
        self.at_once("W11", case)
    }

    fn is_breached(&self, stress: &ReverseStress) -> bool {
        stress.slack.amount.0 <= 0
    }

    /// A limit that is breached before anybody leaves is critical on every count.
    fn breached(&self, id: &str, value: f64, stress: &ReverseStress) -> Option<Finding> {
        let (what, amount) = match stress.limit.as_str() {
            "fixed_cost" => ("margin", stress.margin),
            _ => ("EBITDA", stress.ebitda),
        };
        let message = if stress.slack.amount.0 == 0 {
            format!("{what} of {} leaves no slack before {}.", self.money(amount), Self::limit(stress))
        } else {
            format!(
                "The limit is breached already, before any customer leaves: {what} of {} falls short of {} by {}.",
                self.money(amount),
                Self::limit(stress),
                self.money(crate::unit::Money { amount: crate::unit::Amount(-stress.slack.amount.0), ..stress.slack }),
            )
        };
        let case = Case {
            value,
            message,
            customers: Vec::new(),
            money: Some(stress.slack),
            clears_when: "there is slack before the limit again".to_owned(),
        };
        Some(self.finding(self.policy.rule(id)?, Severity::Critical, case))
    }

    /// The limit in a sentence.
    fn limit(stress: &ReverseStress) -> &'static str {
        match stress.limit.as_str() {
            "covenant" => "the covenant",
            "cash_floor" => "the cash floor",
            _ => "fixed cost",
        }
    }
}

fn ids(set: &BreachSet) -> Vec<String> {
    set.customers.iter().map(|it| it.customer.clone()).collect()
}

fn named(set: &BreachSet) -> String {
    names(&set.customers.iter().map(|it| it.name.clone()).collect::<Vec<_>>())
}
