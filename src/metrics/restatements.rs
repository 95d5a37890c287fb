//! What was booked after the last day that the report knows.

use super::Context;
use crate::error::Result;
use crate::model::{RestatedMonth, Restatement, Restatements};
use crate::pipeline::Run;
use crate::source::Source;
use crate::unit::{Amount, Money};

/// Differences of a customer that the report names.
const NAMED: usize = 10;

/// All of them.
pub(super) fn restatements(context: &Context<'_>, source: &Source, run: &Run) -> Result<Restatements> {
    let Some(known) = &source.known else {
        let why = match source.has_booked_at {
            false => "the ledger does not say when its rows were booked",
            true => "the as-of date was found from the ledger",
        };
        let reason = format!("all that the ledger holds is known: {why}.");
        return Ok(Restatements { known_at_reason: reason, amount: context.exact(None), ..Restatements::default() });
    };
    let scale = run.scanned.whole_scale;
    let by_month = by_month(context, scale)?;
    let table = context.results.table("control")?;
    let reasons = table.text("reason")?;
    let at = reasons.iter().position(|reason| reason.as_deref() == Some("booked_later"));
    let amount = at.and_then(|at| table.amounts("amount").ok()?[at]).unwrap_or(Amount::ZERO);
    Ok(Restatements {
        known_at: Some(known.date.to_string()),
        known_at_reason: known.reason.clone(),
        rows: by_month.iter().map(|month| month.rows).sum(),
        amount: Money::new(amount, scale),
        rows_without_booked_at: run.scanned.rows_unbooked,
        largest: largest(context, scale)?,
        by_month,
    })
}

fn by_month(context: &Context<'_>, scale: u32) -> Result<Vec<RestatedMonth>> {
    let table = context.results.table("restated_months")?;
    let (months, rows) = (table.text("month")?, table.integers("rows")?);
    let (known, today) = (table.amounts("known_amount")?, table.amounts("today_amount")?);
    let differences = table.amounts("difference")?;
    let money = |amount: Option<Amount>| Money::new(amount.unwrap_or_default(), scale);
    let month = |at: usize| RestatedMonth {
        month: months[at].clone().unwrap_or_default(),
        known_amount: money(known[at]),
        today_amount: money(today[at]),
        difference: money(differences[at]),
        rows: rows[at].unwrap_or(0).max(0) as u64,
    };
    Ok((0..table.rows()).map(month).collect())
}

fn largest(context: &Context<'_>, scale: u32) -> Result<Vec<Restatement>> {
    let table = context.results.table("restatements")?;
    let (customers, names) = (table.text("customer")?, table.text("name")?);
    let (months, currencies, rows) = (table.text("month")?, table.text("currency")?, table.integers("rows")?);
    let (known, today) = (table.amounts("known_amount")?, table.amounts("today_amount")?);
    let differences = table.amounts("difference")?;
    let money = |amount: Option<Amount>| Money::new(amount.unwrap_or_default(), scale);
    let restatement = |at: usize| Restatement {
        customer: customers[at].clone(),
        name: names[at].clone(),
        month: months[at].clone().unwrap_or_default(),
        currency: currencies[at].clone(),
        known_amount: money(known[at]),
        today_amount: money(today[at]),
        difference: money(differences[at]),
        rows: rows[at].unwrap_or(0).max(0) as u64,
    };
    Ok((0..table.rows().min(NAMED)).map(restatement).collect())
}
