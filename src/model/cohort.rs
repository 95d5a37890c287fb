//! How long customers stay: cohorts and the survival curve.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};

/// Cohorts by the first month and by the first quarter.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Cohorts {
    /// `mrr`, or `revenue` where recurring revenue is unknown.
    pub basis: String,
    /// By first month; ages in months.
    pub monthly: Vec<Cohort>,
    /// By first calendar quarter; ages in quarters.
    pub quarterly: Vec<Cohort>,
}

/// Customers that began in one period, and what is left of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Cohort {
    /// The first period, `2024-03` or `2024-Q1`.
    pub cohort: String,
    /// Customers in it.
    pub customers: u64,
    /// What they brought in their first period.
    pub base_amount: Money,
    /// True for the first covered period: its customers may have been there for years before the ledger begins.
    pub truncated: bool,
    /// Ages that are known, the first period included.
    pub ages: u64,
    /// What they brought at each age.
    pub amounts: Vec<Money>,
    /// The same over the first period.
    pub revenue: Vec<Option<Ratio>>,
    /// Customers still there over customers at first.
    pub logos: Vec<Option<Ratio>>,
}

/// The Kaplan–Meier curve of customers by months since their start.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Survival {
    /// What a loss is: `mrr`, a month without MRR, or `revenue`, twelve months without revenue.
    pub basis: String,
    /// Customers in the curve.
    pub customers: u64,
    /// Of them, lost.
    pub events: u64,
    /// Of them, under observation only from the ledger's start on.
    pub entered_late: u64,
    /// Customers there in the ledger's first month of whom nobody says since when; they are not in the curve.
    pub left_out: u64,
    /// Months by which half the customers are lost; null where the curve stays above a half.
    pub median: Option<i64>,
    /// The curve, at each tenure at which a customer leaves the observation.
    pub points: Vec<SurvivalPoint>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// The curve at one tenure.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SurvivalPoint {
    /// Months since the start.
    pub tenure_months: i64,
    /// Customers under observation who had not left before.
    pub at_risk: u64,
    /// Of them, lost at this tenure.
    pub events: u64,
    /// Of them, last seen at this tenure.
    pub censored: u64,
    /// Share of customers that stay longer.
    pub survival: Ratio,
    /// Lower end of its 95 % log-log interval; null once everyone is lost.
    pub low: Option<Ratio>,
    /// Upper end.
    pub high: Option<Ratio>,
}

/// Retention at a quarter's end.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RetentionAt {
    /// The quarter.
    pub period: String,
    /// `mrr` or `ttm`.
    pub basis: String,
    /// Gross revenue retention.
    pub grr: Option<Ratio>,
    /// Net revenue retention.
    pub nrr: Option<Ratio>,
    /// Customers lost / customers a year before.
    pub logo_churn: Option<Ratio>,
    /// Customers a year before.
    pub customers: u64,
    /// Their revenue then.
    pub base_amount: Money,
    /// Whether the ledger covers the whole base window.
    pub base_covered: bool,
}

/// Retention of one value of a dimension.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SegmentRetention {
    /// The value; null where rows, or their customers, have none.
    pub value: Option<String>,
    /// `mrr` or `ttm`.
    pub basis: String,
    /// Gross revenue retention.
    pub grr: Option<Ratio>,
    /// Net revenue retention.
    pub nrr: Option<Ratio>,
    /// Customers lost / customers a year ago.
    pub logo_churn: Option<Ratio>,
    /// Customers with positive revenue in the value a year ago.
    pub customers: u64,
    /// Their revenue then.
    pub base_amount: Money,
}
