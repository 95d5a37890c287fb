//! Retention over time and by segment.

use super::{Context, ratio};
use crate::error::Result;
use crate::model::{RetentionAt, SegmentRetention};
use std::collections::BTreeMap;

/// Retention at every quarter end.
pub(super) fn history(context: &Context<'_>) -> Result<Vec<RetentionAt>> {
    let table = context.results.table("retention_history")?;
    let (periods, bases) = (table.text("period")?, table.text("basis")?);
    let (grr, nrr, churn) = (table.ratios("grr")?, table.ratios("nrr")?, table.ratios("logo_churn")?);
    let (customers, amounts) = (table.integers("customers")?, table.amounts("base_amount")?);
    let covered = table.integers("is_covered")?;
    let row = |at: usize| RetentionAt {
        period: periods[at].clone().unwrap_or_default(),
        basis: bases[at].clone().unwrap_or_default(),
        grr: ratio(grr[at]),
        nrr: ratio(nrr[at]),
        logo_churn: ratio(churn[at]),
        customers: customers[at].unwrap_or(0).max(0) as u64,
        base_amount: context.money(amounts[at]),
        base_covered: covered[at] == Some(1),
    };
    Ok((0..table.rows()).map(row).collect())
}

/// Retention within each value of each dimension.
pub(super) fn by_segment(context: &Context<'_>) -> Result<BTreeMap<String, Vec<SegmentRetention>>> {
    let table = context.results.table("retention_by_segment")?;
    let (dimensions, values, bases) = (table.text("dimension")?, table.text("value")?, table.text("basis")?);
    let (grr, nrr, churn) = (table.ratios("grr")?, table.ratios("nrr")?, table.ratios("logo_churn")?);
    let (customers, amounts) = (table.integers("customers")?, table.amounts("base_amount")?);
    let mut segments: BTreeMap<String, Vec<SegmentRetention>> = BTreeMap::new();
    for at in 0..table.rows() {
        segments.entry(dimensions[at].clone().unwrap_or_default()).or_default().push(SegmentRetention {
            value: values[at].clone(),
            basis: bases[at].clone().unwrap_or_default(),
            grr: ratio(grr[at]),
            nrr: ratio(nrr[at]),
            logo_churn: ratio(churn[at]),
            customers: customers[at].unwrap_or(0).max(0) as u64,
            base_amount: context.money(amounts[at]),
        });
    }
    Ok(segments)
}
