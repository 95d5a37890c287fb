//! Churn exposure: what is exposed, times the chances of the method that the backtest chose.

use super::Context;
use super::backtest::Tested;
use super::exposed::exposed;
use super::overrides::Overrides;
use crate::config::{Config, SeverityRule};
use crate::error::Result;
use crate::model::{ChurnExposure, CustomerExposure, SeverityShare};
use crate::risk::severity::History;
use crate::unit::{Amount, Money, Ratio};
use std::collections::BTreeMap;

/// Expected loss of the next twelve months, by customer: what is exposed, each customer's chance, and what somebody set
/// over it.
pub(super) fn exposure(
    context: &Context<'_>,
    config: &Config,
    tested: &Tested,
    overrides: &Overrides<'_>,
) -> Result<ChurnExposure> {
    let customers = exposed(context)?;
    let mut exposure = ChurnExposure {
        horizon_months: 12,
        exposed: match (context.contracted, context.has_mrr) {
            (true, _) => "contracted_arr",
            (false, true) => "arr",
            (false, false) => "ttm_revenue",
        }
        .to_owned(),
        loss_basis: if context.has_mrr { "mrr" } else { "ttm" }.to_owned(),
        method: tested.method.clone(),
        severity: "whole".to_owned(),
        exposed_amount: context.money(Some(customers.iter().map(|it| it.amount.amount).sum())),
        locked_amount: context.money(None),
        bands: tested.bands(),
        cells: tested.cells(),
        ..ChurnExposure::default()
    };
    let locks = locks(context)?;
    let asked = config.risk.severity == SeverityRule::ContractionHistory;
    let cuts = tested.cuts().filter(|_| asked);
    match cuts {
        Some(_) => "contraction_history".clone_into(&mut exposure.severity),
        None if asked => drop(exposure.reasons.insert("severity_reason".to_owned(), TOO_FEW_LOSSES.to_owned())),
        None => {}
    }
    let mut unknown = 0;
    for customer in &customers {
        match overrides.over(customer, tested.chance(&customer.id)) {
            Some(row) => {
                let row = match cuts {
                    Some(cuts) => with_cuts(row, cuts),
                    None => row,
                };
                exposure.by_customer.push(settled(context, locked(row, &locks)));
            }
            None => unknown += 1,
        }
    }
    exposure.overrides = overrides.told(&exposure.by_customer);
    if unknown > 0 {
        without_chances(&mut exposure, unknown, customers.len());
    } else {
        total(context, &mut exposure);
    }
    Ok(exposure)
}

/// No total is stated where a customer's chance is not known.
fn without_chances(exposure: &mut ChurnExposure, unknown: usize, all: usize) {
    let mut reason =
        "the ledger holds no date twelve months before its end from which losses could be counted".to_owned();
    if unknown < all {
        reason = format!("{reason}, and {unknown} of {all} customers have no churn override");
    }
    for key in ["expected_loss_reason", "expected_loss_share_reason"] {
        exposure.reasons.insert(key.to_owned(), reason.clone());
    }
    exposure.by_customer.clear();
}

/// Expected loss over all customers, the largest first.
fn total(context: &Context<'_>, exposure: &mut ChurnExposure) {
    exposure.by_customer.sort_by(|one, other| {
        other.exposure.amount.cmp(&one.exposure.amount).then_with(|| one.customer.cmp(&other.customer))
    });
    let (exposed, rows) = (exposure.exposed_amount.amount, &exposure.by_customer);
    let expected: Amount = rows.iter().map(|it| it.exposure.amount).sum();
    exposure.locked_amount = context.money(Some(rows.iter().map(|it| it.locked.amount).sum()));
    exposure.expected_loss = Some(context.money(Some(expected)));
    if exposed.0 <= 0 {
        let reason = "no customer has revenue exposed at the as-of month";
        exposure.reasons.insert("expected_loss_share_reason".to_owned(), reason.to_owned());
    }
    exposure.expected_loss_share = (exposed.0 > 0).then(|| Ratio(expected.to_f64() / exposed.to_f64()));
}

/// Why the history of cuts is not used although it was asked for.
const TOO_FEW_LOSSES: &str = "the history holds fewer than five losses, so an event is a loss";

/// A customer whose event is a loss or a cut: the chance to leave stays what it was, and cuts come on top of it.
fn with_cuts(mut row: CustomerExposure, cuts: &History) -> CustomerExposure {
    let event = cuts.event(row.probability.0);
    row.event_probability = Some(Ratio(event.probability));
    row.severity = Ratio(event.severities.iter().map(|it| it.share * it.weight).sum());
    row.severities =
        event.severities.iter().map(|it| SeverityShare { share: Ratio(it.share), weight: Ratio(it.weight) }).collect();
    row
}

/// What contracts hold beyond the horizon, by customer, and the last day of the longest of them.
type Locks = BTreeMap<String, (Amount, String)>;

fn locks(context: &Context<'_>) -> Result<Locks> {
    if !context.contracted {
        return Ok(Locks::new());
    }
    let table = context.results.table("locked_arr")?;
    let (customers, until) = (table.text("customer")?, table.text("locked_until")?);
    let amounts = table.amounts("locked")?;
    let lock = |at: usize| Some((customers[at].clone()?, (amounts[at]?, until[at].clone()?)));
    Ok((0..table.rows()).filter_map(lock).collect())
}

fn locked(mut row: CustomerExposure, locks: &Locks) -> CustomerExposure {
    if let Some((amount, until)) = locks.get(&row.customer) {
        row.locked = Money { amount: row.arr.amount.min(*amount), ..row.arr };
        row.locked_until = Some(until.clone());
    }
    row
}

/// A customer with its expected loss: probability of an event · severity · (exposed − locked), rounded to the minor unit customer by
/// customer, so that the rows add up to the total shown.
fn settled(context: &Context<'_>, mut row: CustomerExposure) -> CustomerExposure {
    let open = (row.arr.amount.0 - row.locked.amount.0) as f64;
    let probability = row.event_probability.unwrap_or(row.probability);
    let loss = Amount((open * row.severity.0 * probability.0).round() as i128);
    row.exposure = Money::new(loss.round(context.decimals), context.decimals);
    row
}
