//! The data checks' outcomes, and the totals declared by the books.

use super::Context;
use crate::error::Result;
use crate::model::{Check, ControlTotalResult};
use crate::pipeline::{CheckOutcome, Run};
use crate::unit::{Amount, Money, minor_units};

/// Every check's outcome, in order.
pub(super) fn checks(run: &Run) -> Result<Vec<Check>> {
    Ok(run.checks()?.into_iter().map(check).collect())
}

fn check(outcome: CheckOutcome) -> Check {
    let rows = outcome.rows.rows() as u64;
    let status = match (&outcome.skipped, rows) {
        (Some(_), _) => "skipped",
        (None, 0) => "passed",
        (None, _) => "failed",
    };
    Check {
        name: outcome.query.name().to_owned(),
        title: outcome.query.header("name").to_owned(),
        severity: outcome.query.severity().to_owned(),
        status: status.to_owned(),
        rows,
        rule: outcome.query.header("formula").to_owned(),
        status_reason: outcome.skipped,
    }
}

/// Declared totals against the ledger, in the order of the configuration.
pub(super) fn control_totals(context: &Context<'_>) -> Result<Vec<ControlTotalResult>> {
    let table = context.results.table("declared_totals")?;
    let (periods, currencies, scopes) = (table.text("declared_period")?, table.text("currency")?, table.text("scope")?);
    let (declared, ledger) = (table.amounts("declared_amount")?, table.amounts("ledger_amount")?);
    let (differences, tolerances) = (table.amounts("difference")?, table.amounts("tolerance")?);
    let (declared_rows, ledger_rows) = (table.integers("declared_rows")?, table.integers("ledger_rows")?);
    let row = |at: usize| {
        let own = currencies[at].as_deref().map_or(context.decimals, minor_units).max(context.scale);
        let amounts = [declared[at], ledger[at], differences[at], tolerances[at]].map(Option::unwrap_or_default);
        let places = amounts.iter().map(|amount| amount.places()).fold(own, u32::max);
        let money = |amount: Amount| Money::new(amount, places);
        let rows = ledger_rows[at].unwrap_or(0);
        ControlTotalResult {
            period: periods[at].clone().unwrap_or_default(),
            currency: currencies[at].clone(),
            scope: scopes[at].clone().unwrap_or_default(),
            declared_amount: money(amounts[0]),
            ledger_amount: money(amounts[1]),
            difference: money(amounts[2]),
            tolerance: money(amounts[3]),
            declared_rows: declared_rows[at],
            ledger_rows: rows,
            agrees: amounts[2].0.abs() <= amounts[3].0 && declared_rows[at].is_none_or(|declared| declared == rows),
        }
    };
    Ok((0..table.rows()).map(row).collect())
}
