//! Warnings on the distribution of loss: W08.

use super::{Case, Judge};
use crate::model::Finding;
use crate::wording::percent;

impl Judge<'_> {
    /// W08: one customer's part of the expected shortfall at 95 %.
    pub(super) fn tail(&self) -> Option<Finding> {
        let risk = self.report.revenue_at_risk.as_ref()?;
        let worst = risk.contributions.first()?;
        let rule = self.policy.rule("W08")?;
        let level = rule.level(rule.severity(worst.es_share.0)?);
        let shortfall = risk.es.get("95").copied().unwrap_or_default();
        let message = format!(
            "In the worst 5 % of outcomes {} of revenue is lost in the next twelve months, and {} of that is {} (level {}).",
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
}
