//! W25: whether the data can carry the report at all.

use super::{Case, Judge};
use crate::model::Finding;
use crate::unit::{Amount, Money};
use crate::wording::{customers, names, percent};

impl Judge<'_> {
    /// Net-negative customers, unassigned revenue and missing months.
    pub(super) fn data_quality(&self) -> Vec<Finding> {
        [self.net_negative(), self.unassigned(), self.missing_months()].into_iter().flatten().collect()
    }

    fn net_negative(&self) -> Option<Finding> {
        let concentration = &self.report.concentration;
        // Where nobody is positive the whole of the book is negative.
        let all_negative = concentration.customers == 0 && concentration.negative_customers > 0;
        let ratio = concentration.negative_ratio.map(|ratio| ratio.0).or(all_negative.then_some(1.0))?;
        let negative =
            concentration.total.amount - concentration.positive_total.amount - concentration.unassigned.amount;
        let money = Money::new(negative, concentration.total.decimals);
        let message = format!(
            "{} with more given back than earned ({}, {} of positive revenue) are in no index.",
            customers(concentration.negative_customers),
            self.money(money),
            percent(ratio),
        );
        let clears_when = "credit notes are booked against the customers and years they belong to".to_owned();
        self.at_once(
            "W25.negative",
            Case { value: ratio, message, customers: Vec::new(), money: Some(money), clears_when },
        )
    }

    fn unassigned(&self) -> Option<Finding> {
        let concentration = &self.report.concentration;
        let unassigned = concentration.unassigned.amount;
        let total = concentration.total.amount;
        let share = (total > Amount::ZERO).then(|| unassigned.to_f64().abs() / total.to_f64())?;
        let message = format!(
            "{} of revenue ({}) names no customer, and could hide the largest one.",
            percent(share),
            self.money(concentration.unassigned),
        );
        let clears_when =
            "these rows are given a customer_id; `eggbasket check --only unassigned_revenue` lists their months"
                .to_owned();
        let money = Some(concentration.unassigned);
        self.at_once("W25.unassigned", Case { value: share, message, customers: Vec::new(), money, clears_when })
    }

    fn missing_months(&self) -> Option<Finding> {
        let months = &self.report.missing_months;
        let holds = if months.len() == 1 { "month of the window holds" } else { "months of the window hold" };
        let message = format!(
            "{} {holds} no revenue at all ({}): every share and rate leans on the others.",
            months.len(),
            names(months),
        );
        let clears_when = "the ledger is exported again with these months".to_owned();
        let case = Case { value: months.len() as f64, message, customers: Vec::new(), money: None, clears_when };
        self.at_once("W25.missing", case)
    }
}
