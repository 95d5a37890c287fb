//! Where the change in revenue came from.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};

/// opening + new + reactivation + expansion − contraction − churn + transfer + fx + adjustment = closing, exactly.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Movement {
    /// `2018-01`, or `2018-Q1` in the quarterly list.
    pub period: String,
    /// Before; null in the first covered period, which has no before.
    pub opening: Option<Money>,
    /// From customers never active before.
    pub new: Money,
    /// From customers that come back.
    pub reactivation: Money,
    /// Growth of those who stay.
    pub expansion: Money,
    /// Shrinkage of those who stay, positive.
    pub contraction: Money,
    /// From those who are lost, positive.
    pub churn: Money,
    /// Moved between groups.
    pub transfer: Money,
    /// Moved by exchange rates.
    pub fx: Money,
    /// Change of negative balances.
    pub adjustment: Money,
    /// After.
    pub closing: Money,
    /// The same in numbers of customers.
    pub customers: MovementCounts,
    /// (churn + contraction) / what those active before brought, at constant rates: 1 − GRR of the period.
    pub gross_churn: Option<Ratio>,
    /// (churn + contraction − expansion) / the same: 1 − NRR of the period.
    pub net_churn: Option<Ratio>,
    /// (new + reactivation + expansion) / (contraction + churn).
    pub quick_ratio: Option<Ratio>,
    /// The same without what came back.
    pub quick_ratio_without_reactivation: Option<Ratio>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// The quarterly bridge of one value of a dimension.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SegmentMovements {
    /// The value; null where none is known.
    pub value: Option<String>,
    /// The last eight quarters, at most. Openings, closings, fx and the sum of all flows add up to the book's over all
    /// values; transfers add up to zero.
    pub quarters: Vec<Movement>,
}

/// opening + new + reactivation − churn + transfer = closing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MovementCounts {
    /// Active before; null in the first covered period.
    pub opening: Option<u64>,
    /// First time active.
    pub new: u64,
    /// Back again.
    pub reactivation: u64,
    /// Lost.
    pub churn: u64,
    /// Moved between groups.
    pub transfer: i64,
    /// Active after.
    pub closing: u64,
}
