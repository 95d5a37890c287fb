//! The recurring part of revenue.

use super::Reasons;
use crate::period::Month;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};

/// Recurring revenue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Recurring {
    /// Recurring net revenue of the window; null where unknown.
    pub amount: Option<Money>,
    /// Recurring-revenue share, recurring / total.
    pub share: Option<Ratio>,
    /// True where the ledger names no kinds and the share is inferred from repeat purchases.
    pub inferred: bool,
    /// Share of revenue from customers that buy too seldom to infer anything; null where not inferred.
    pub not_inferable_share: Option<Ratio>,
    /// Monthly recurring revenue at the window's end.
    pub mrr: Option<Money>,
    /// 12 · MRR.
    pub arr: Option<Money>,
    /// The ten largest by recurring revenue: their share of recurring revenue.
    pub head_share_of_recurring: Option<Ratio>,
    /// The same customers' recurring revenue as a share of all revenue.
    pub head_recurring_of_total: Option<Ratio>,
    /// Ids of those ten.
    pub head_customers: Vec<String>,
    /// Recurring and other revenue month by month; empty where unknown.
    pub monthly: Vec<RecurringMonth>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One month's revenue, split.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecurringMonth {
    /// The month.
    pub period: Month,
    /// Recurring net revenue.
    pub recurring: Money,
    /// All other net revenue.
    pub other: Money,
}
