//! What the customers' leaving would cost.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};

/// Expected loss of the next twelve months.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ChurnExposure {
    /// How far ahead.
    pub horizon_months: u32,
    /// What is exposed: `contracted_arr`, `arr` of the ledger, or `ttm_revenue` where recurring revenue is unknown.
    pub exposed: String,
    /// What counts as lost: `mrr` or `ttm`.
    pub loss_basis: String,
    /// Revenue exposed, over all customers.
    pub exposed_amount: Money,
    /// Σ probability · revenue exposed; null where no probability can be formed.
    pub expected_loss: Option<Money>,
    /// Expected loss / exposed revenue.
    pub expected_loss_share: Option<Ratio>,
    /// How the probabilities were formed: `empirical_bayes`, `pooled`, `shifted_beta_geometric`, `bg_nbd` or `base_rate`.
    pub method: String,
    /// Where the shares that go with a lost customer come from: `whole`, or `contraction_history`.
    pub severity: String,
    /// Revenue under contracts that cannot end within the horizon; it has no churn in it.
    pub locked_amount: Money,
    /// The evidence by size band alone.
    pub bands: Vec<ChurnBand>,
    /// The evidence by segment, size band and tenure band, as the empirical Bayes reads it; cells never seen are absent.
    pub cells: Vec<ChurnCell>,
    /// Chances that somebody set, and what became of each.
    pub overrides: Vec<ChurnOverride>,
    /// By customer, the largest exposure first.
    pub by_customer: Vec<CustomerExposure>,
    /// By tier: `head`, `middle` and `tail` of the window's revenue; the largest expected loss first.
    pub by_tier: Vec<ExposurePart>,
    /// By segment, the one with most of each customer's revenue; empty where nothing names segments.
    pub by_segment: Vec<ExposurePart>,
    /// By the quarter in which contracts end, from the next on; empty where no contracts are given. What has no end is not in it.
    pub by_renewal_quarter: Vec<ExposurePart>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// A part of what is exposed.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ExposurePart {
    /// The tier, segment or quarter.
    pub name: String,
    /// Customers in it.
    pub customers: u64,
    /// Their revenue exposed.
    pub arr: Money,
    /// What of it is expected to be lost.
    pub expected_loss: Money,
    /// That over the revenue exposed.
    pub loss_share: Option<Ratio>,
}

/// Evidence of one size band.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ChurnBand {
    /// Revenue as a multiple of the mean, e.g. `2x to 5x`.
    pub band: String,
    /// Customer-years observed.
    pub customer_years: u64,
    /// Losses among them.
    pub losses: u64,
    /// Probability of loss within twelve months.
    pub probability: Ratio,
    /// 5 % quantile of the posterior.
    pub low: Ratio,
    /// 95 % quantile.
    pub high: Ratio,
}

/// Evidence of one cell of similar customers.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ChurnCell {
    /// The segment; null where there is none.
    pub segment: Option<String>,
    /// Revenue as a multiple of the mean.
    pub band: String,
    /// Months since the first month with revenue, or MRR.
    pub tenure: String,
    /// Customer-years observed.
    pub customer_years: u64,
    /// Losses among them.
    pub losses: u64,
    /// Probability of loss within twelve months.
    pub probability: Ratio,
    /// 5 % quantile of the posterior.
    pub low: Ratio,
    /// 95 % quantile.
    pub high: Ratio,
}

/// A share of the revenue exposed that an event takes.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct SeverityShare {
    /// The share, above 0 and at most 1.
    pub share: Ratio,
    /// The probability of this share given the event.
    pub weight: Ratio,
}

/// A chance to leave that somebody set.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ChurnOverride {
    /// The customer's id as given.
    pub customer: String,
    /// The probability.
    pub probability: Ratio,
    /// Who set it.
    pub author: String,
    /// The last day it holds, ISO.
    pub expires: String,
    /// `applied`, `expired`, `unknown_customer`, `nothing_exposed`, or `lower_than_another_of_its_group`.
    pub status: String,
}

/// One customer's exposure.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CustomerExposure {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Revenue exposed (ARR, or TTM revenue; see `exposed`).
    pub arr: Money,
    /// Probability of loss within the horizon.
    pub probability: Ratio,
    /// 5 % quantile.
    pub low: Ratio,
    /// 95 % quantile.
    pub high: Ratio,
    /// The evidence in words.
    pub source: String,
    /// Probability of an event, a loss or a cut of a tenth or more, where cuts count; null where an event is a loss.
    pub event_probability: Option<Ratio>,
    /// Share of the revenue exposed that goes with an event, in the mean; 1 where an event is a loss.
    pub severity: Ratio,
    /// The shares that may go where an event is a loss or a cut, with their weights; empty where it is a loss.
    pub severities: Vec<SeverityShare>,
    /// Of the revenue exposed, what contracts hold beyond the horizon.
    pub locked: Money,
    /// The last day of the contracts that hold it, ISO; null where none does.
    pub locked_until: Option<String>,
    /// The chance that it still buys at all, where the model knows one.
    pub alive: Option<Ratio>,
    /// The model's probability, where somebody's own stands over it.
    pub model_probability: Option<Ratio>,
    /// Who set the probability, where somebody did.
    pub override_author: Option<String>,
    /// The last day on which that holds, ISO.
    pub override_expires: Option<String>,
    /// Probability of an event · severity · (arr − locked).
    pub exposure: Money,
}
