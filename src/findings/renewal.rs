//! Warnings on renewals: W12, W13.

use super::{Case, Judge};
use crate::model::Finding;
use crate::wording::{names, percent};

impl Judge<'_> {
    /// W12: the largest part of the ARR on long terms that ends in one quarter.
    pub(super) fn renewal_wall(&self) -> Option<Finding> {
        let renewals = self.report.renewals.as_ref()?;
        let share = renewals.largest_quarter_share?.0;
        let (quarter, arr) = (renewals.largest_quarter.as_deref()?, renewals.largest_quarter_arr?);
        let rule = self.policy.rule("W12")?;
        let level = rule.level(rule.severity(share)?);
        let largest = &renewals.largest_quarter_customers;
        let named: Vec<String> = largest.iter().map(|it| it.name.clone()).collect();
        let message = format!(
            "Of the ARR on terms of twelve months or more {} ends in {quarter} ({}; level {}); the most is that of {}.",
            percent(share),
            self.money(arr),
            percent(level),
            names(&named),
        );
        let case = Case {
            value: share,
            message,
            customers: largest.iter().map(|it| it.customer.clone()).collect(),
            money: Some(arr),
            clears_when: format!("less than {} of it ends in any one quarter", percent(rule.mildest())),
        };
        self.at_once("W12", case)
    }

    /// W13: what the ten largest may take along before a replacement could be found, and the pipeline does not hold.
    pub(super) fn notices_due(&self) -> Option<Finding> {
        let due = &self.report.renewals.as_ref()?.within_decision_cycle;
        let (share, loss, uncovered) = (due.uncovered_share?.0, due.expected_loss?, due.uncovered?);
        let rule = self.policy.rule("W13")?;
        let level = rule.level(rule.severity(share)?);
        let named: Vec<String> = due.customers.iter().map(|it| it.name.clone()).collect();
        let held = due.weighted_pipeline.map_or_else(
            || "no pipeline is given to hold against it".to_owned(),
            |pipeline| format!("the pipeline that closes by then holds {} against it", self.money(pipeline)),
        );
        let message = format!(
            "Until {} {} can give notice on {} of ARR. By their chances to leave {} of it is lost, and {held}: {} of ARR is \
             not covered (level {}).",
            due.until,
            names(&named),
            self.money(due.arr),
            self.money(loss),
            percent(share),
            percent(level),
        );
        let case = Case {
            value: share,
            message,
            customers: due.customers.iter().map(|it| it.customer.clone()).collect(),
            money: Some(uncovered),
            clears_when: format!(
                "they renew, or the pipeline that closes within {} months leaves less than {} of ARR uncovered",
                due.decision_months,
                percent(rule.mildest()),
            ),
        };
        self.at_once("W13", case)
    }
}
