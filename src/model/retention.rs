//! What a year ago's customers are worth now.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};

/// Retention on both bases, and head against rest.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Retention {
    /// MRR now against MRR twelve months ago; null where MRR is unknown.
    pub mrr: Option<RetentionRates>,
    /// Revenue of the window against the twelve months before.
    pub ttm: Option<RetentionRates>,
    /// The ten largest twelve months ago, on the best basis there is.
    pub head: Option<RetentionRates>,
    /// All others, same basis.
    pub rest: Option<RetentionRates>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Retention over the customers with positive revenue twelve months ago.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RetentionRates {
    /// `mrr` or `ttm`.
    pub basis: String,
    /// Gross revenue retention, at most 1.
    pub grr: Option<Ratio>,
    /// Net revenue retention.
    pub nrr: Option<Ratio>,
    /// Gross revenue churn, 1 − GRR.
    pub gross_churn: Option<Ratio>,
    /// Net revenue churn, 1 − NRR; below zero where the growth of those who stay outweighs the losses.
    pub net_churn: Option<Ratio>,
    /// Customers lost / customers at the start.
    pub logo_churn: Option<Ratio>,
    /// Customers at the start.
    pub customers: u64,
    /// Their revenue at the start.
    pub base_amount: Money,
    /// Whether the ledger covers the whole base window.
    pub base_covered: bool,
    /// Revenue at the start of all but the three largest expanders; shown where that NRR is.
    pub base_without_top_expanders: Option<Money>,
    /// NRR without the three largest expanders; shown where NRR is at least 1 (masking).
    pub nrr_without_top_expanders: Option<Ratio>,
}

/// Growth over four quarters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct HeadGrowth {
    /// Revenue of the ten largest a year ago, last twelve months / twelve before − 1.
    pub head: Option<Ratio>,
    /// All other revenue, new customers included.
    pub rest: Option<Ratio>,
    /// head − rest.
    pub difference: Option<Ratio>,
    /// Revenue of the head in the last twelve months.
    pub head_amount: Money,
}

/// A large customer's last three months.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct QuarterChange {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Revenue of the last three months.
    pub quarter: Money,
    /// Revenue of the three months before.
    pub quarter_before: Money,
    /// Revenue of the same three months a year ago.
    pub quarter_year_ago: Money,
    /// quarter / quarter_before − 1; null where that was not positive.
    pub change: Option<Ratio>,
    /// quarter / quarter_year_ago − 1; null where that was not positive.
    pub change_year: Option<Ratio>,
}
