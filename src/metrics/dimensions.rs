//! Revenue by every dimension: its values, their concentration, and what of the book's concentration is theirs.

use super::structure::{Row, rows};
use super::{Context, because};
use crate::error::Result;
use crate::model::{
    Decomposition, DecompositionValue, DimensionConcentration, DimensionCustomer, DimensionCustomers, DimensionValue,
    OtherCustomers, Reasons,
};
use crate::unit::Money;
use std::collections::BTreeMap;

const NO_REVENUE: &str = "revenue of the window is not positive";

/// The window's revenue by every dimension, each value with its customers.
pub(super) fn dimensions(context: &Context<'_>) -> Result<BTreeMap<String, Vec<DimensionValue>>> {
    let values = rows(context, "dimensions", |row| {
        let mut value = DimensionValue {
            value: row.text("value")?,
            amount: context.money(row.amount("amount")?),
            share: row.ratio("share")?,
            customers: row.count("customers")?,
            hhi: row.ratio("hhi")?,
            cr_1: row.ratio("cr_1")?,
            cr_5: row.ratio("cr_5")?,
            cr_10: row.ratio("cr_10")?,
            n_eff: row.ratio("n_eff")?,
            gini: row.ratio("gini")?,
            theil: row.ratio("theil")?,
            reasons: Reasons::new(),
        };
        explain(&mut value);
        Ok((row.word("dimension")?, value))
    })?;
    let mut dimensions: BTreeMap<String, Vec<DimensionValue>> = BTreeMap::new();
    for (dimension, value) in values {
        dimensions.entry(dimension).or_default().push(value);
    }
    Ok(dimensions)
}

fn explain(value: &mut DimensionValue) {
    if value.share.is_none() {
        value.reasons = because(&["share"], NO_REVENUE);
    }
    if value.customers == 0 {
        for key in ["hhi", "cr_1", "cr_5", "cr_10", "n_eff", "gini", "theil"] {
            value.reasons.insert(format!("{key}_reason"), "no customer in it has positive revenue".to_owned());
        }
    }
}

/// Who stands behind each value of every dimension.
pub(super) fn customers(context: &Context<'_>) -> Result<BTreeMap<String, Vec<DimensionCustomers>>> {
    let parts = rows(context, "dimension_customers", |row| {
        Ok((row.word("dimension")?, row.text("value")?, part(context, row)?))
    })?;
    let mut dimensions: BTreeMap<String, Vec<DimensionCustomers>> = BTreeMap::new();
    for (dimension, value, part) in parts {
        let values = dimensions.entry(dimension).or_default();
        if values.last().is_none_or(|last| last.value != value) {
            values.push(nobody(context, value));
        }
        match (values.last_mut(), part) {
            (Some(value), Part::Customer(customer)) => value.customers.push(customer),
            (Some(value), Part::Others(others)) => value.others = others,
            (Some(value), Part::Negative(amount)) => value.negative = amount,
            (Some(value), Part::Unassigned(amount)) => value.unassigned = amount,
            (None, _) => {}
        }
    }
    Ok(dimensions)
}

/// A part of what a value brings.
enum Part {
    Customer(DimensionCustomer),
    Others(OtherCustomers),
    Negative(Money),
    Unassigned(Money),
}

fn part(context: &Context<'_>, row: &Row) -> Result<Part> {
    let amount = context.money(row.amount("amount")?);
    Ok(match row.word("part")?.as_str() {
        "customer" => Part::Customer(customer(row, amount)?),
        "others" => Part::Others(OtherCustomers { customers: row.count("customers")?, amount }),
        "negative" => Part::Negative(amount),
        _ => Part::Unassigned(amount),
    })
}

fn customer(row: &Row, amount: Money) -> Result<DimensionCustomer> {
    let share = row.ratio("share")?;
    let reasons = if share.is_none() { because(&["share"], NO_REVENUE) } else { Reasons::new() };
    Ok(DimensionCustomer { customer: row.word("customer")?, name: row.word("name")?, amount, share, reasons })
}

/// A value before any of its parts is read.
fn nobody(context: &Context<'_>, value: Option<String>) -> DimensionCustomers {
    let nothing = context.money(None);
    DimensionCustomers {
        value,
        customers: Vec::new(),
        others: OtherCustomers { customers: 0, amount: nothing },
        negative: nothing,
        unassigned: nothing,
    }
}

/// Concentration over the values of every dimension.
pub(super) fn concentration(context: &Context<'_>) -> Result<BTreeMap<String, DimensionConcentration>> {
    let all = rows(context, "dimension_concentration", |row| {
        let concentration = DimensionConcentration {
            values: row.count("values_with_revenue")?,
            cr_1: row.number("cr_1")?,
            cr_3: row.number("cr_3")?,
            cr_5: row.number("cr_5")?,
            hhi: row.number("hhi")?,
            n_eff: row.number("n_eff")?,
            gini: row.number("gini")?,
            entropy: row.number("entropy")?,
            theil: row.number("theil")?,
        };
        Ok((row.word("dimension")?, concentration))
    })?;
    Ok(all.into_iter().collect())
}

/// HHI and Theil between and within the segments of every dimension.
pub(super) fn decomposition(context: &Context<'_>) -> Result<BTreeMap<String, Decomposition>> {
    let parts = rows(context, "decomposition_by_value", |row| {
        let part = DecompositionValue {
            value: row.text("value")?,
            customers: row.count("customers")?,
            share: row.number("share")?,
            hhi: row.number("hhi")?,
            hhi_part: row.number("hhi_part")?,
            theil: row.number("theil")?,
            theil_between: row.number("theil_between")?,
            theil_within: row.number("theil_within")?,
        };
        Ok((row.word("dimension")?, part))
    })?;
    let wholes = rows(context, "decomposition", |row| {
        let whole = Decomposition {
            segments: row.count("segments")?,
            hhi: row.number("hhi")?,
            hhi_between: row.number("hhi_between")?,
            hhi_within: row.number("hhi_within")?,
            theil: row.number("theil")?,
            theil_between: row.number("theil_between")?,
            theil_within: row.number("theil_within")?,
            by_value: Vec::new(),
        };
        Ok((row.word("dimension")?, whole))
    })?;
    let mut decomposition: BTreeMap<String, Decomposition> = wholes.into_iter().collect();
    for (dimension, part) in parts {
        if let Some(whole) = decomposition.get_mut(&dimension) {
            whole.by_value.push(part);
        }
    }
    Ok(decomposition)
}
