//! How often customers are billed.

use super::{Context, ratio};
use crate::config::Config;
use crate::error::Result;
use crate::model::{BilledBy, BilledCustomer, BillingCadence};
use crate::unit::Amount;

/// The name under which the book's cadence sums up all that is billed less often than monthly.
const UNSPREAD: &str = "less_than_monthly";
/// Intervals longer than a month.
const LONG: [&str; 3] = ["quarter", "half_year", "year"];
/// Customers shown, at most.
const SHOWN: usize = 10;

/// The cadence that was detected and what the configuration spreads.
pub(super) fn cadence(context: &Context<'_>, config: &Config, rows_spread: u64) -> Result<BillingCadence> {
    let mut all = intervals(context)?;
    let unspread = all.iter().position(|it| it.interval == UNSPREAD).map(|at| all.remove(at));
    let mut cadence = BillingCadence {
        billing_interval: config.billing_interval.map(|interval| interval.name().to_owned()),
        customers_with_interval: config.billing_intervals.len() as u64,
        rows_spread,
        intervals: all,
        unspread_customers: unspread.as_ref().map_or(0, |it| it.customers),
        unspread_amount: unspread.as_ref().map_or(context.money(None), |it| it.amount),
        unspread_share: unspread.as_ref().and_then(|it| it.share),
        unspread: customers(context)?,
        ..BillingCadence::default()
    };
    if cadence.unspread_share.is_none() {
        let why = if unspread.is_some() {
            "revenue of the window is not positive"
        } else {
            "no recurring revenue is without a service period"
        };
        cadence.reasons.insert("unspread_share_reason".to_owned(), why.to_owned());
    }
    if cadence.billing_interval.is_none() {
        let why = "no interval is configured for the whole book";
        cadence.reasons.insert("billing_interval_reason".to_owned(), why.to_owned());
    }
    Ok(cadence)
}

fn intervals(context: &Context<'_>) -> Result<Vec<BilledBy>> {
    let table = context.results.table("billing_intervals")?;
    let (names, customers) = (table.text("billed_by")?, table.integers("customers")?);
    let (amounts, shares) = (table.amounts("amount")?, table.ratios("share")?);
    let row = |at: usize| BilledBy {
        interval: names[at].clone().unwrap_or_default(),
        customers: count(customers[at]),
        amount: context.money(amounts[at]),
        share: ratio(shares[at]),
    };
    Ok((0..table.rows()).map(row).collect())
}

/// Those billed less often than monthly, the largest first, of equals by id.
fn customers(context: &Context<'_>) -> Result<Vec<BilledCustomer>> {
    let table = context.results.table("billing_cadence")?;
    let (ids, names, intervals) = (table.text("customer")?, table.text("name")?, table.text("billed_by")?);
    let (months, gaps) = (table.integers("active_months")?, table.integers("modal_gap")?);
    let (regularity, amounts) = (table.ratios("regularity")?, table.amounts("amount")?);
    let is_long = |at: &usize| intervals[*at].as_deref().is_some_and(|interval| LONG.contains(&interval));
    let mut places: Vec<usize> = (0..table.rows()).filter(is_long).collect();
    let size = |at: usize| amounts[at].unwrap_or(Amount::ZERO);
    places.sort_by(|one, other| size(*other).cmp(&size(*one)).then_with(|| ids[*one].cmp(&ids[*other])));
    let row = |at: usize| BilledCustomer {
        customer: ids[at].clone().unwrap_or_default(),
        name: names[at].clone().unwrap_or_default(),
        interval: intervals[at].clone().unwrap_or_default(),
        active_months: count(months[at]),
        modal_gap: count(gaps[at]),
        regularity: ratio(regularity[at]),
        amount: context.money(amounts[at]),
    };
    Ok(places.into_iter().take(SHOWN).map(row).collect())
}

fn count(number: Option<i64>) -> u64 {
    number.unwrap_or(0).max(0) as u64
}
