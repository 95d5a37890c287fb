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
    /// Months of the window that an inferred share is of: whole quarters counted back from the window's end that have
    /// one before them in the ledger; null where not inferred.
    pub inferred_months: Option<u64>,
    /// Share of revenue from customers that buy too seldom to infer anything; null where not inferred.
    pub not_inferable_share: Option<Ratio>,
    /// Where MRR comes from: `contracts` or `ledger`; null where it is unknown.
    pub mrr_source: Option<String>,
    /// Monthly recurring revenue at the end of the as-of month, whatever the window.
    pub mrr: Option<Money>,
    /// 12 · MRR.
    pub arr: Option<Money>,
    /// MRR of the contracts in force at the end of the as-of month; null where no contracts table is given.
    pub contracted_mrr: Option<Money>,
    /// MRR of the ledger in the as-of month; null where the ledger names no kinds.
    pub billed_mrr: Option<Money>,
    /// Contracted against billed MRR, month by month; empty where either is unknown.
    pub mrr_sources: Vec<MrrSources>,
    /// Customers whose contracted and billed MRR differ at the end of the as-of month, the twenty largest differences.
    pub mrr_differences: Vec<MrrDifference>,
    /// What the contracts table holds; null where none is given.
    pub contracts: Option<ContractFacts>,
    /// Contracts that are paused at the end of the as-of month.
    pub paused: Vec<PausedContract>,
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

/// One month's MRR from both sources.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MrrSources {
    /// The month.
    pub period: Month,
    /// MRR of the contracts in force at its end.
    pub contracted: Money,
    /// The ledger's recurring revenue of the month.
    pub billed: Money,
    /// contracted − billed.
    pub difference: Money,
}

/// A customer whose contracts and invoices tell two stories.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct MrrDifference {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// MRR of its contracts.
    pub contracted: Money,
    /// Its recurring revenue of the month.
    pub billed: Money,
    /// contracted − billed.
    pub difference: Money,
}

/// A contract on hold.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PausedContract {
    /// Its id.
    pub contract: String,
    /// The customer's id.
    pub customer: String,
    /// The customer's name.
    pub name: String,
    /// What it would bring a month.
    pub price: Money,
}

/// What the contracts table holds.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ContractFacts {
    /// Contracts that are signed.
    pub contracts: u64,
    /// Of them, in force at the end of the as-of month, paused ones included.
    pub active: u64,
    /// Customers with one in force.
    pub customers: u64,
    /// Contracts without an end.
    pub open_ended: u64,
    /// Contracts whose end is the last day of a month.
    pub ends_on_month_end: u64,
    /// How ends are read: `exclusive`, the first day without service, or `inclusive`, the last day with it.
    pub end: String,
    /// What the ends look like, where that is not how they are read.
    pub note: Option<String>,
}
