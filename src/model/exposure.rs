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
    /// How the probabilities were formed: `empirical_bayes` or `pooled`.
    pub method: String,
    /// The evidence by size band.
    pub bands: Vec<ChurnBand>,
    /// By customer, the largest exposure first.
    pub by_customer: Vec<CustomerExposure>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
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
    /// probability · arr.
    pub exposure: Money,
}
