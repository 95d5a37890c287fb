//! How often customers are billed.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};

/// How often customers are billed, as far as rows without service dates tell.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BillingCadence {
    /// The configured interval of the whole book: `month`, `quarter`, `half_year` or `year`; null where none is.
    pub billing_interval: Option<String>,
    /// Customers that the configuration gives an interval of their own.
    pub customers_with_interval: u64,
    /// Used rows without service dates that were spread over a configured interval.
    pub rows_spread: u64,
    /// Customers and revenue by the interval that was detected.
    pub intervals: Vec<BilledBy>,
    /// Customers billed by the quarter, half-year or year whose rows are not spread.
    pub unspread_customers: u64,
    /// What they were billed so in the window.
    pub unspread_amount: Money,
    /// Their part of the window's revenue; null where that is not positive.
    pub unspread_share: Option<Ratio>,
    /// The ten of them that are billed most.
    pub unspread: Vec<BilledCustomer>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Customers billed alike.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BilledBy {
    /// `month`, `quarter`, `half_year`, `year`, `irregular`, or `too_few` invoices to tell.
    pub interval: String,
    /// How many.
    pub customers: u64,
    /// What they were billed so in the window.
    pub amount: Money,
    /// Its part of the window's revenue; null where that is not positive.
    pub share: Option<Ratio>,
}

/// A customer billed less often than monthly.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BilledCustomer {
    /// Its id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// `quarter`, `half_year` or `year`.
    pub interval: String,
    /// Months in which it was billed.
    pub active_months: u64,
    /// The most frequent number of months from one to the next.
    pub modal_gap: u64,
    /// The part of those gaps that equal it.
    pub regularity: Option<Ratio>,
    /// What it was billed so in the window.
    pub amount: Money,
}
