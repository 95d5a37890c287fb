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
    /// What the customers' losses have in common: `independent`.
    pub dependence: String,
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
    /// Share of the shortfall over share of the revenue exposed; above 1 it brings more of the tail than of revenue.
    pub tail_ratio: Option<Ratio>,
}
