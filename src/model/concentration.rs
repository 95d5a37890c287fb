//! Concentration and the customers behind it.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Concentration of a window's revenue over customers (groups) with positive revenue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Concentration {
    /// All net revenue of the window, unassigned included.
    pub total: Money,
    /// Revenue of the customers with positive revenue.
    pub positive_total: Money,
    /// Revenue that names no customer.
    pub unassigned: Money,
    /// Customers with positive revenue.
    pub customers: u64,
    /// CR_N, index share of the N largest, keyed by N.
    pub cr: BTreeMap<String, Option<Ratio>>,
    /// The N of `cr` that exceed the number of customers; their ratio is 1 whatever the book.
    pub cr_exceeds_customers: Vec<String>,
    /// Index share of the top 1, 5, 10 and 20 % of customers, keyed by the percentage.
    pub top_percent: BTreeMap<String, Option<Ratio>>,
    /// How many customers those are: q·n rounded up, at least one.
    pub top_percent_customers: BTreeMap<String, Option<u64>>,
    /// Hill numbers D_0, D_1, D_2 and D_∞, keyed `0`, `1`, `2` and `inf`.
    pub hill: BTreeMap<String, Option<Ratio>>,
    /// Herfindahl–Hirschman index, 0 to 10,000.
    pub hhi: Option<Ratio>,
    /// HHI on 0 to 1 with the even book of n at 0.
    pub hhi_normalised: Option<Ratio>,
    /// Equal customers that would give the same HHI.
    pub effective_customers: Option<Ratio>,
    /// Gini coefficient.
    pub gini: Option<Ratio>,
    /// Gini · n/(n−1).
    pub gini_adjusted: Option<Ratio>,
    /// Shannon entropy in nats.
    pub entropy: Option<Ratio>,
    /// Theil index.
    pub theil: Option<Ratio>,
    /// Hall–Tideman index.
    pub hall_tideman: Option<Ratio>,
    /// Hoover index.
    pub hoover: Option<Ratio>,
    /// Fewest customers that bring 50, 80 and 90 % of revenue.
    pub pareto: BTreeMap<String, Option<u64>>,
    /// |sum of net-negative customers| / positive revenue.
    pub negative_ratio: Option<Ratio>,
    /// Net-negative customers, left out of the indexes.
    pub negative_customers: u64,
    /// Further metrics by name; a new query of the role `Concentration` appears here by itself.
    pub indexes: BTreeMap<String, Option<Ratio>>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// A customer (group) in a ranked list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Customer {
    /// 1 for the largest.
    pub rank: u64,
    /// The group's id.
    pub customer: String,
    /// Its name; the id where no name is known.
    pub name: String,
    /// Net revenue in the window.
    pub amount: Money,
    /// Disclosure share, of all revenue.
    pub share: Option<Ratio>,
    /// Index share, of positive revenue.
    pub index_share: Option<Ratio>,
    /// Revenue in the same months a year before the window; null where the ledger does not cover them.
    pub amount_before: Option<Money>,
    /// Recurring part of the revenue; null where it is unknown.
    pub recurring_amount: Option<Money>,
    /// Another customer has exactly the same revenue.
    pub tied: bool,
    /// `head` until 80 % of revenue, `middle` until 95 %, else `tail`; null without positive revenue.
    pub tier: Option<String>,
}

/// What one customer (group) brought.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CustomerAmount {
    /// The group's id.
    pub customer: String,
    /// Its name; the id where no name is known.
    pub name: String,
    /// Net revenue in the window.
    pub amount: Money,
    /// Disclosure share, of all revenue.
    pub share: Option<Ratio>,
    /// `head` until 80 % of revenue, `middle` until 95 %, else `tail`.
    pub tier: Option<String>,
}

/// Customers with at least 5 and 10 times the mean revenue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct KeyAccounts {
    /// Mean revenue of customers with positive revenue.
    pub mean: Option<Money>,
    /// Median of the same.
    pub median: Option<Money>,
    /// At least five times the mean.
    pub at_least_5x: Multiple,
    /// At least ten times the mean.
    pub at_least_10x: Multiple,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Customers past a multiple of the mean.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Multiple {
    /// How many.
    pub customers: u64,
    /// Their revenue.
    pub amount: Money,
    /// Their index share.
    pub share: Option<Ratio>,
}

/// Headline numbers at one quarter end over its trailing twelve months.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct History {
    /// `2018-Q1`.
    pub period: String,
    /// The quarter's last day.
    pub as_of: String,
    /// Months of the twelve that the ledger covers.
    pub months_covered: u32,
    /// The concentration of those twelve months.
    #[serde(flatten)]
    pub concentration: Concentration,
}

/// A customer (group) at one quarter end: one of the ten largest of its trailing twelve months, or one of today's ten,
/// the ten largest of the last quarter end of `history`, whatever its rank was then. One of today's ten without a line in
/// those twelve months has no entry.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CustomerRank {
    /// The quarter, as in `history`.
    pub period: String,
    /// The group's id.
    pub customer: String,
    /// Its name; the id where no name is known.
    pub name: String,
    /// 1 for the largest; of equals the smaller id comes first.
    pub rank: u64,
    /// Net revenue in the twelve months.
    pub amount: Money,
    /// Index share, of positive revenue; those of the ten largest add up to `cr` 10 of the same quarter in `history`.
    pub share: Option<Ratio>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One value of a dimension.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DimensionValue {
    /// The value; null for rows without one.
    pub value: Option<String>,
    /// Net revenue in the window.
    pub amount: Money,
    /// Share of all revenue.
    pub share: Option<Ratio>,
    /// Customers with positive revenue in it.
    pub customers: u64,
    /// HHI of the customers within it.
    pub hhi: Option<Ratio>,
    /// Share of the largest customer within it.
    pub cr_1: Option<Ratio>,
    /// Of the five largest.
    pub cr_5: Option<Ratio>,
    /// Of the ten largest.
    pub cr_10: Option<Ratio>,
    /// Equal customers that would give the same HHI.
    pub n_eff: Option<Ratio>,
    /// Gini coefficient of the customers within it.
    pub gini: Option<Ratio>,
    /// Theil index of the customers within it.
    pub theil: Option<Ratio>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Who stands behind one value of a dimension: customers + others + negative + unassigned = the amount of the value in
/// `dimensions`, exactly. Only the twenty largest values of a dimension name customers; in all further ones they are among
/// the others.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DimensionCustomers {
    /// The value; null for rows without one.
    pub value: Option<String>,
    /// The customers with the most positive revenue in it, twelve at most, the largest first.
    pub customers: Vec<DimensionCustomer>,
    /// All further customers with positive revenue in it.
    pub others: OtherCustomers,
    /// Net revenue in it of the customers that brought nothing or less there; at most 0.
    pub negative: Money,
    /// Net revenue in it that names no customer.
    pub unassigned: Money,
}

/// A customer (group) within a value of a dimension.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DimensionCustomer {
    /// The group's id.
    pub customer: String,
    /// Its name; the id where no name is known.
    pub name: String,
    /// Its net revenue in the value, in the window.
    pub amount: Money,
    /// That as a share of all revenue of the window.
    pub share: Option<Ratio>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Customers that are not named one by one.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct OtherCustomers {
    /// How many.
    pub customers: u64,
    /// Their revenue.
    pub amount: Money,
}
