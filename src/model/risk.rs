//! The distribution of what a book stands to lose.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Revenue at risk over the next twelve months.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RevenueAtRisk {
    /// How far ahead.
    pub horizon_months: u32,
    /// What is exposed, as in the churn exposure.
    pub exposed: String,
    /// Revenue exposed, over all customers.
    pub exposed_amount: Money,
    /// What the customers' losses have in common: `independent`, `common` (one factor) or `industry` (one for each).
    pub dependence: String,
    /// ω, how much of every probability moves with the factor; null where they are independent.
    pub factor_weight: Option<Ratio>,
    /// Variance of the factor, whose mean is 1.
    pub factor_variance: Option<Ratio>,
    /// Σ probability · revenue exposed.
    pub expected_loss: Money,
    /// Value at risk by confidence in percent: the loss that is not exceeded with it.
    pub var: BTreeMap<String, Money>,
    /// Expected shortfall by confidence in percent: the mean of the worst outcomes beyond it.
    pub es: BTreeMap<String, Money>,
    /// Expected shortfall over revenue exposed, by confidence in percent.
    pub es_share: BTreeMap<String, Ratio>,
    /// Expected shortfall at 95 % less that of as many equal customers with the same expected loss; may be negative.
    pub basket_cost: Money,
    /// Value at risk of those equal customers, by confidence in percent.
    pub equal_var: BTreeMap<String, Money>,
    /// Their expected shortfall.
    pub equal_es: BTreeMap<String, Money>,
    /// Gordy and Lütkebohmert's granularity adjustment at 99.9 %, a cross-check: what concentration adds to the value at
    /// risk of an endless book under the factor; null without a common factor.
    pub granularity_adjustment: Option<Money>,
    /// The distribution in bands of equal width, from no loss to the worst of ten thousand outcomes.
    pub distribution: Vec<LossBand>,
    /// Who bears the shortfall at 95 %, the largest part first; the twenty largest.
    pub contributions: Vec<TailContribution>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One customer's part of the expected shortfall at 95 %.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TailContribution {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Its Euler contribution; all customers' together are the shortfall.
    pub es: Money,
    /// That as a share of the shortfall.
    pub es_share: Ratio,
    /// Its share of the revenue exposed.
    pub exposed_share: Ratio,
    /// Share of the shortfall over share of the revenue exposed; above 1 it brings more of the tail than of revenue.
    pub tail_ratio: Option<Ratio>,
}

/// One band of the distribution of loss.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct LossBand {
    /// Losses above this share of the revenue exposed; the first band holds no loss at all, too.
    pub from: Ratio,
    /// Up to and with this.
    pub to: Ratio,
    /// Their probability.
    pub probability: Ratio,
    /// The same of as many equal customers with the same expected loss.
    pub equal_probability: Ratio,
}
