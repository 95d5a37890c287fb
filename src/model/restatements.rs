//! What the ledger says today of a report that is as known on an earlier day.

use crate::unit::Money;
use serde::{Deserialize, Serialize};

/// Rows of the report's time that were booked after the last day it knows. Nothing of them is in any other number.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Restatements {
    /// The last day whose bookings the report knows, ISO; null where all that the ledger holds is known.
    pub known_at: Option<String>,
    /// How `known_at` was found.
    pub known_at_reason: String,
    /// Rows booked later that would be used today.
    pub rows: u64,
    /// Their amount: what the ledger says today, less what was known.
    pub amount: Money,
    /// Rows that do not say when they were booked, and count as booked on their own date.
    pub rows_without_booked_at: u64,
    /// Every month they change.
    pub by_month: Vec<RestatedMonth>,
    /// The ten largest differences of a customer, month and currency.
    pub largest: Vec<Restatement>,
}

/// A month that changed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RestatedMonth {
    /// The month, `2025-12`.
    pub month: String,
    /// Its revenue as known.
    pub known_amount: Money,
    /// Its revenue as the ledger says today.
    pub today_amount: Money,
    /// Today less known.
    pub difference: Money,
    /// Rows booked later; a row spread over several months is counted in the first.
    pub rows: u64,
}

/// A customer's month that changed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Restatement {
    /// Customer id; null for revenue that names none.
    pub customer: Option<String>,
    /// Its name as known then.
    pub name: Option<String>,
    /// The month.
    pub month: String,
    /// The rows' own currency.
    pub currency: Option<String>,
    /// Revenue as known, in the reporting currency.
    pub known_amount: Money,
    /// Revenue as the ledger says today.
    pub today_amount: Money,
    /// Today less known.
    pub difference: Money,
    /// Rows booked later.
    pub rows: u64,
}
