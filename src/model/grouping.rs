//! The same book under every grouping policy.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};

/// Concentration of the window under one policy, by today's tree.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PolicyConcentration {
    /// `legal`, `asc280`, `ifrs8`, `csrc` or `economic`.
    pub policy: String,
    /// Whether it is the policy of the report.
    pub chosen: bool,
    /// Groups with positive revenue; null, as all below, where the links contradict each other under the policy.
    pub customers: Option<u64>,
    /// Revenue of all groups; the same under every policy.
    pub amount: Option<Money>,
    /// Index share of the largest.
    pub cr_1: Option<Ratio>,
    /// Of the five largest.
    pub cr_5: Option<Ratio>,
    /// Of the ten largest.
    pub cr_10: Option<Ratio>,
    /// Herfindahl–Hirschman index, 0 to 10,000.
    pub hhi: Option<Ratio>,
    /// The largest group.
    pub largest: Option<String>,
    /// Its name.
    pub largest_name: Option<String>,
    /// Groups with at least 10 % of all revenue.
    pub major_customers: Option<u64>,
    /// Groups that this policy makes of several of the report's.
    pub merged: Vec<PolicyChange>,
    /// Groups of the report that this policy makes several of.
    pub split: Vec<PolicyChange>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One group of the coarser policy and what the finer one makes of it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PolicyChange {
    /// The group's id.
    pub group: String,
    /// Its name.
    pub name: String,
    /// Its parts, the largest first.
    pub members: Vec<PolicyMember>,
}

/// A group of the finer policy.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PolicyMember {
    /// Its id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// What it has in common with the group: revenue in the window.
    pub amount: Money,
}
