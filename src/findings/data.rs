//! W25: whether the data can carry the report at all.

use super::{Case, Judge};
use crate::model::{ControlTotalResult, Finding};
use crate::unit::{Amount, Money};
use crate::wording::{customers, names, percent};

impl Judge<'_> {
    /// Net-negative customers, unassigned revenue, control totals, missing months and the billing cadence.
    pub(super) fn data_quality(&self) -> Vec<Finding> {
        [self.net_negative(), self.unassigned(), self.control_totals(), self.missing_months(), self.cadence()]
            .into_iter()
            .flatten()
            .collect()
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

    /// The declared total that the ledger misses by most, in parts of itself.
    fn control_totals(&self) -> Option<Finding> {
        let off: Vec<&ControlTotalResult> = self.report.control_totals.iter().filter(|total| !total.agrees).collect();
        let worst = off.iter().copied().reduce(|worst, next| if miss(next) > miss(worst) { next } else { worst })?;
        let currency = worst.currency.as_deref().or(self.report.currency.as_deref());
        let exact = |money: Money| {
            let printed = crate::wording::thousands(&money.to_string());
            currency.map_or_else(|| printed.clone(), |code| format!("{code} {printed}"))
        };
        let rows = worst
            .declared_rows
            .filter(|rows| *rows != worst.ledger_rows)
            .map_or_else(String::new, |rows| format!(" It has {} rows where they say {rows}.", worst.ledger_rows));
        let message = format!(
            "The ledger holds {} for {}, the books say {}: a difference of {} ({}).{rows} {} of {} control totals differ.",
            exact(worst.ledger_amount),
            worst.period,
            exact(worst.declared_amount),
            exact(worst.difference),
            percent(miss(worst)),
            off.len(),
            self.report.control_totals.len(),
        );
        let money = worst.currency.is_none() || worst.currency == self.report.currency;
        let case = Case {
            value: miss(worst),
            message,
            customers: Vec::new(),
            money: money.then_some(worst.difference),
            clears_when: "the ledger is exported again to agree with the books, or the declared total is corrected; \
                          `eggbasket check --only control_total_differences` lists them"
                .to_owned(),
        };
        self.at_once("W25.control", case)
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

    /// Invoices for a quarter or a year that stand in one month each. Where MRR is that of the contracts they do no harm.
    fn cadence(&self) -> Option<Finding> {
        let cadence = &self.report.billing_cadence;
        let share = cadence.unspread_share?.0;
        if cadence.unspread_customers == 0 || self.report.recurring.mrr_source.as_deref() == Some("contracts") {
            return None;
        }
        let verb = if cadence.unspread_customers == 1 { "is" } else { "are" };
        let measures = if self.report.movements_basis == "mrr" { "MRR, movements and retention" } else { "movements" };
        let message = format!(
            "{} {verb} billed by the quarter, half-year or year without service dates ({}, {} of revenue): between two \
             invoices each reads as lost and won back, and {measures} with it.",
            customers(cadence.unspread_customers),
            self.money(cadence.unspread_amount),
            percent(share),
        );
        let case = Case {
            value: share,
            message,
            customers: cadence.unspread.iter().map(|it| it.customer.clone()).collect(),
            money: Some(cadence.unspread_amount),
            clears_when:
                "their rows get service_start and service_end, or `billing_interval` ([billing_intervals] for \
                          single customers) says what a row bills, or MRR comes from a contracts table"
                    .to_owned(),
        };
        self.at_once("W25.cadence", case)
    }
}

/// How far a total is missed, by amount or by rows, in parts of what was declared; 1 where nothing was.
fn miss(total: &ControlTotalResult) -> f64 {
    let part = |difference: f64, declared: f64| match (difference == 0.0, declared == 0.0) {
        (true, _) => 0.0,
        (false, true) => 1.0,
        (false, false) => (difference / declared).abs(),
    };
    let rows = total.declared_rows.map_or(0.0, |rows| part((total.ledger_rows - rows) as f64, rows as f64));
    part(total.difference.to_f64(), total.declared_amount.to_f64()).max(rows)
}
