//! The churn exposure by tier, by segment, and by the quarter in which contracts end.

use super::Context;
use crate::config::Config;
use crate::error::Result;
use crate::model::{ChurnExposure, CustomerExposure, ExposurePart};
use crate::unit::{Amount, Ratio};
use std::collections::BTreeMap;

/// Fills the parts; they are empty where the exposure has no customers, or nothing tells them apart.
pub(super) fn parts(context: &Context<'_>, config: &Config, exposure: &mut ChurnExposure) -> Result<()> {
    let tiers = tiers(context)?;
    let tier = |row: &CustomerExposure| tiers.get(&row.customer).map_or("no revenue in the window", String::as_str);
    exposure.by_tier = by(context, &exposure.by_customer, tier);
    let segments = leading(context, config.risk.segment_dimension())?;
    if !segments.is_empty() {
        let segment = |row: &CustomerExposure| segments.get(&row.customer).map_or("none", String::as_str);
        exposure.by_segment = by(context, &exposure.by_customer, segment);
    }
    exposure.by_renewal_quarter = by_renewal_quarter(context, &exposure.by_customer)?;
    Ok(())
}

/// The value of a dimension that brings most of each customer's revenue.
pub(super) fn leading(context: &Context<'_>, dimension: &str) -> Result<BTreeMap<String, String>> {
    let table = context.results.table("leading_values")?;
    let (dimensions, customers) = (table.text("dimension")?, table.text("customer")?);
    let rows = dimensions.into_iter().zip(customers).zip(table.text("value")?);
    let of = rows.filter(|((name, _), _)| name.as_deref() == Some(dimension));
    Ok(of.filter_map(|((_, customer), value)| Some((customer?, value?))).collect())
}

fn tiers(context: &Context<'_>) -> Result<BTreeMap<String, String>> {
    let table = context.results.table("customers")?;
    let rows = table.text("customer")?.into_iter().zip(table.text("tier")?);
    Ok(rows.filter_map(|(customer, tier)| Some((customer?, tier?))).collect())
}

fn by<'row>(
    context: &Context<'_>,
    rows: &'row [CustomerExposure],
    name: impl Fn(&'row CustomerExposure) -> &'row str,
) -> Vec<ExposurePart> {
    let mut sums: BTreeMap<&str, (u64, Amount, Amount)> = BTreeMap::new();
    for row in rows {
        let sum = sums.entry(name(row)).or_default();
        *sum = (sum.0 + 1, Amount(sum.1.0 + row.arr.amount.0), Amount(sum.2.0 + row.exposure.amount.0));
    }
    let mut parts: Vec<ExposurePart> =
        sums.into_iter().map(|(name, (customers, arr, loss))| part(context, name, customers, arr, loss)).collect();
    parts.sort_by(|one, other| {
        other.expected_loss.amount.cmp(&one.expected_loss.amount).then_with(|| one.name.cmp(&other.name))
    });
    parts
}

fn part(context: &Context<'_>, name: &str, customers: u64, arr: Amount, loss: Amount) -> ExposurePart {
    ExposurePart {
        name: name.to_owned(),
        customers,
        arr: context.money(Some(arr)),
        expected_loss: context.money(Some(loss)),
        loss_share: (arr.0 > 0).then(|| Ratio(loss.to_f64() / arr.to_f64())),
    }
}

/// What ends in each quarter to come, and what of it is expected to be lost: each contract at its customer's loss per unit of
/// what is open, nothing of contracts that last beyond the horizon.
fn by_renewal_quarter(context: &Context<'_>, rows: &[CustomerExposure]) -> Result<Vec<ExposurePart>> {
    if !context.contracted || rows.is_empty() {
        return Ok(Vec::new());
    }
    let told: BTreeMap<&str, &CustomerExposure> = rows.iter().map(|row| (row.customer.as_str(), row)).collect();
    let table = context.results.table("renewals_by_customer")?;
    let (customers, quarters) = (table.text("customer")?, table.text("quarter")?);
    let (amounts, opens) = (table.amounts("arr")?, table.amounts("open_arr")?);
    let mut parts: Vec<(String, u64, Amount, Amount)> = Vec::new();
    for at in 0..table.rows() {
        let (Some(customer), Some(quarter), Some(arr)) = (&customers[at], &quarters[at], amounts[at]) else { continue };
        let Some(row) = told.get(customer.as_str()) else { continue };
        let open = (row.arr.amount.0 - row.locked.amount.0) as f64;
        let rate = if open > 0.0 { row.exposure.amount.0 as f64 / open } else { 0.0 };
        let loss = opens[at].unwrap_or_default().0 as f64 * rate;
        let loss = Amount(loss.round() as i128).round(context.decimals);
        match parts.last_mut().filter(|last| last.0 == *quarter) {
            Some(last) => (last.1, last.2, last.3) = (last.1 + 1, Amount(last.2.0 + arr.0), Amount(last.3.0 + loss.0)),
            None => parts.push((quarter.clone(), 1, arr, loss)),
        }
    }
    Ok(parts.into_iter().map(|(quarter, count, arr, loss)| part(context, &quarter, count, arr, loss)).collect())
}
