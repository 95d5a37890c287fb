//! The tie-out of the report to its ledger.

use crate::unit::Money;
use serde::{Deserialize, Serialize};

/// `read = used + left out + set aside`, in rows and to the cent in money at the ledger's own scale.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Control {
    /// Rows in the files.
    pub rows_read: u64,
    /// Rows that are revenue of the period asked.
    pub rows_used: u64,
    /// Rows that are not: tax, intercompany, after `as_of`, booked after `known_at`.
    pub rows_left_out: u64,
    /// Rows that cannot be used: no date, no amount.
    pub rows_set_aside: u64,
    /// Sum of all amounts read.
    pub amount_read: Money,
    /// Sum of the used ones.
    pub amount_used: Money,
    /// Sum of the left-out ones.
    pub amount_left_out: Money,
    /// Sum of the ones set aside.
    pub amount_set_aside: Money,
    /// Used revenue that names no customer, over the whole history.
    pub unassigned_amount: Money,
    /// Of the used amount: before the window, in it, after it (deferred to later months by service dates).
    pub amount_before_window: Money,
    /// The window's revenue; equals `concentration.total`.
    pub amount_in_window: Money,
    /// Revenue booked by now whose service lies after the window.
    pub amount_after_window: Money,
    /// Why rows were left out or set aside.
    pub reasons: Vec<ControlReason>,
    /// Rows and amounts by original currency, before conversion.
    pub by_currency: Vec<CurrencyTotal>,
    /// Used rows with one service date of two, which were not spread.
    pub rows_half_service_period: u64,
    /// Amounts read as floats whose printed decimal had more than six places.
    pub rows_rounded: u64,
}

/// One reason for leaving rows out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ControlReason {
    /// `left_out` or `set_aside`.
    pub scope: String,
    /// The reason: `tax`, `intercompany`, `after_as_of`, `no_date`, `no_amount`, `beyond_gap`; `booked_later` for a row that
    /// would be used today, `booked_later_not_used` for any other row booked after `known_at`.
    pub reason: String,
    /// Rows.
    pub rows: u64,
    /// Their amount.
    pub amount: Money,
}

/// Rows of one currency.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CurrencyTotal {
    /// ISO code; null where the row names none.
    pub currency: Option<String>,
    /// Used rows.
    pub rows: u64,
    /// Their sum in that currency.
    pub amount: Money,
    /// Their sum in the reporting currency.
    pub converted: Money,
}
