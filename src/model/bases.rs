//! Concentration on other bases than revenue, and the customers the company depends on.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The bases a share can be a share of, in the order of reports; keys of [`Dependence::shares`] and of `bases`.
pub const BASES: [&str; 4] = ["revenue", "recurring", "gross_profit", "receivables"];

/// Concentration by base; an unknown base is null with its reason.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Bases {
    /// Net revenue.
    pub revenue: Option<Base>,
    /// Its recurring part.
    pub recurring: Option<Base>,
    /// Revenue less cost, of the lines whose cost is known.
    pub gross_profit: Option<Base>,
    /// Open balances at their latest date.
    pub receivables: Option<Base>,
    /// Why a base is null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Concentration of one base over customers (groups) with a positive amount of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Base {
    /// All of it, unassigned included.
    pub total: Money,
    /// What names no customer.
    pub unassigned: Money,
    /// Customers with a positive amount.
    pub customers: u64,
    /// CR_N, share of the N largest, keyed by N.
    pub cr: BTreeMap<String, Option<Ratio>>,
    /// Herfindahl–Hirschman index, 0 to 10,000.
    pub hhi: Option<Ratio>,
    /// Equal customers that would give the same HHI.
    pub effective_customers: Option<Ratio>,
    /// Gini coefficient.
    pub gini: Option<Ratio>,
    /// Theil index.
    pub theil: Option<Ratio>,
    /// Of gross profit: the part of revenue whose cost is known.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub known_share: Option<Ratio>,
    /// Of receivables: their date, ISO.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub as_of: Option<String>,
    /// Of receivables: what of them is overdue.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub overdue: Option<Overdue>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// What of the receivables is overdue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Overdue {
    /// Balances that are overdue by a day or more; null where no balance says how late it is.
    pub amount: Option<Money>,
    /// Share of all receivables.
    pub share: Option<Ratio>,
    /// Balances that do not say how late they are.
    pub unknown: Money,
    /// The twenty customers with most overdue.
    pub customers: Vec<OverdueCustomer>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One customer's receivables and what of them is overdue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OverdueCustomer {
    /// The group's id.
    pub customer: String,
    /// Its name; the id where no name is known.
    pub name: String,
    /// What it owes.
    pub balance: Money,
    /// What of it is overdue; null where none of its balances says how late it is.
    pub overdue: Option<Money>,
    /// The overdue part of the balance.
    pub share: Option<Ratio>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One customer on every base.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Dependence {
    /// The group's id.
    pub customer: String,
    /// Its name; the id where no name is known.
    pub name: String,
    /// Its share of each base; null where the base, or its part in it, is unknown.
    pub shares: BTreeMap<String, Option<Ratio>>,
    /// Its rank on each base; null where it has nothing of it.
    pub ranks: BTreeMap<String, Option<u64>>,
    /// Its amount on each base.
    pub amounts: BTreeMap<String, Option<Money>>,
    /// Share of each base less its share of revenue.
    pub above_revenue: BTreeMap<String, Option<Ratio>>,
    /// The base with its largest share; null where no share is known.
    pub worst: Option<String>,
    /// Why values are null: `worst_reason`, and `<base>_reason` for all four of a base's values.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// How much of a base one customer was at a quarter end: the largest of it, or one with a twentieth or more.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BasePoint {
    /// The quarter, `2026-Q3`.
    pub period: String,
    /// A key of [`BASES`] other than `revenue`, whose past is in `history`.
    pub base: String,
    /// The group's id.
    pub customer: String,
    /// Share of the base: of the twelve months to the quarter's end, or of the receivables at their last date in it.
    pub share: Ratio,
    /// Share of revenue in the same twelve months; null where there is none.
    pub revenue_share: Option<Ratio>,
}
