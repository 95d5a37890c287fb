//! Churn exposure: the loss history of the queries through the probabilities of [`crate::risk::churn`].

use super::Context;
use super::overrides::Overrides;
use crate::error::Result;
use crate::model::{ChurnBand, ChurnExposure, CustomerExposure};
use crate::risk::churn::{Cell, Method, Probability, estimate, pooled};
use crate::unit::{Amount, Money, Ratio};
use std::collections::BTreeMap;

/// Size bands by revenue as a multiple of the mean, in the order of the query's band numbers from 1.
const BANDS: [&str; 6] = [
    "under half the mean",
    "half to 1 times the mean",
    "1 to 2 times the mean",
    "2 to 5 times the mean",
    "5 to 10 times the mean",
    "10 times the mean and over",
];

/// A chance to leave, as a model forms it, with its evidence in words.
pub(super) struct Chance {
    pub(super) probability: Probability,
    pub(super) source: String,
}

/// Chances to leave by customer, and how they were formed.
pub(super) struct Chances {
    pub(super) method: String,
    /// In the order of the customers exposed; none where nothing is known of a customer.
    pub(super) by_customer: Vec<Option<Chance>>,
}

/// Expected loss of the next twelve months, by customer: what is exposed, each customer's chance, and what somebody set
/// over it.
pub(super) fn exposure(context: &Context<'_>, overrides: &Overrides<'_>) -> Result<ChurnExposure> {
    let (cells, customers) = (cells(context)?, exposed(context)?);
    let chances = chances(&cells, &customers);
    let mut exposure = ChurnExposure {
        horizon_months: 12,
        exposed: match (context.contracted, context.has_mrr) {
            (true, _) => "contracted_arr",
            (false, true) => "arr",
            (false, false) => "ttm_revenue",
        }
        .to_owned(),
        loss_basis: if context.has_mrr { "mrr" } else { "ttm" }.to_owned(),
        method: chances.method,
        severity: "whole".to_owned(),
        exposed_amount: context.money(Some(customers.iter().map(|it| it.amount.amount).sum())),
        locked_amount: context.money(None),
        bands: bands(&cells),
        ..ChurnExposure::default()
    };
    let (rows, locks) = (customers.iter().zip(chances.by_customer), locks(context)?);
    let mut unknown = 0;
    for (customer, chance) in rows {
        match overrides.over(customer, chance) {
            Some(row) => exposure.by_customer.push(settled(context, locked(row, &locks))),
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

/// The models' chances: those of the customer's cell.
fn chances(cells: &[Cell], customers: &[Exposed]) -> Chances {
    let (method, probabilities) = estimate(cells);
    let whole = pooled(cells);
    let known = cells.iter().any(|cell| cell.customer_years > 0);
    let chance = |it: &Exposed| Chance {
        probability: probabilities.get(it.band).copied().unwrap_or(whole),
        source: evidence(method, cells.get(it.band), it.band),
    };
    let name = match method {
        Method::EmpiricalBayes { .. } => "empirical_bayes",
        Method::Pooled => "pooled",
    };
    Chances { method: name.to_owned(), by_customer: customers.iter().map(|it| known.then(|| chance(it))).collect() }
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

/// A customer with its expected loss: probability · severity · (exposed − locked), rounded to the minor unit customer by
/// customer, so that the rows add up to the total shown.
fn settled(context: &Context<'_>, mut row: CustomerExposure) -> CustomerExposure {
    let open = (row.arr.amount.0 - row.locked.amount.0) as f64;
    let loss = Amount((open * row.severity.0 * row.probability.0).round() as i128);
    row.exposure = Money::new(loss.round(context.decimals), context.decimals);
    row
}

/// Losses and customer-years of every band; bands never seen hold zeros.
fn cells(context: &Context<'_>) -> Result<Vec<Cell>> {
    let table = context.results.table("loss_history")?;
    let (bands, years, losses) =
        (table.integers("band")?, table.integers("customer_years")?, table.integers("losses")?);
    let mut cells = vec![Cell { losses: 0, customer_years: 0 }; BANDS.len()];
    for at in 0..table.rows() {
        let band = usize::try_from(bands[at].unwrap_or(1) - 1).unwrap_or(0).min(BANDS.len() - 1);
        let count = |cell: Option<i64>| cell.unwrap_or(0).max(0) as u64;
        cells[band] = Cell { losses: count(losses[at]), customer_years: count(years[at]) };
    }
    Ok(cells)
}

fn bands(cells: &[Cell]) -> Vec<ChurnBand> {
    let (_, probabilities) = estimate(cells);
    let rows = BANDS.iter().zip(cells).zip(probabilities);
    rows.map(|((band, cell), chance)| ChurnBand {
        band: (*band).to_owned(),
        customer_years: cell.customer_years,
        losses: cell.losses,
        probability: Ratio(chance.mean),
        low: Ratio(chance.low),
        high: Ratio(chance.high),
    })
    .collect()
}

fn evidence(method: Method, cell: Option<&Cell>, band: usize) -> String {
    let name = BANDS.get(band).copied().unwrap_or_default();
    match (method, cell) {
        (Method::EmpiricalBayes { .. }, Some(cell)) => {
            format!("empirical Bayes: {} of {} customer-years lost at {name}", cell.losses, cell.customer_years)
        }
        _ => "all customers together: too few losses or sizes to tell them apart".to_owned(),
    }
}

/// A customer with revenue exposed.
pub(super) struct Exposed {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) amount: Money,
    pub(super) band: usize,
}

/// The customers with revenue exposed, the most first.
pub(super) fn exposed(context: &Context<'_>) -> Result<Vec<Exposed>> {
    let table = context.results.table("exposed")?;
    let (ids, names) = (table.text("customer")?, table.text("name")?);
    let (amounts, bands) = (table.amounts("amount")?, table.integers("band")?);
    let row = |at: usize| Exposed {
        id: ids[at].clone().unwrap_or_default(),
        name: names[at].clone().unwrap_or_default(),
        amount: context.money(amounts[at]),
        band: usize::try_from(bands[at].unwrap_or(1) - 1).unwrap_or(0),
    };
    Ok((0..table.rows()).map(row).collect())
}
