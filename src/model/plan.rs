//! The way out: how much room the limits leave, and what brings a book under them.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// The least growth of the small customers, and the least cap on the large ones, that meet the policy by a date.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Plan {
    /// The policy: the limits the plan is to meet.
    pub limits: Vec<PlanLimit>,
    /// The first day on which all are met.
    pub by: String,
    /// Months until then.
    pub months: u32,
    /// Whether the book meets them already.
    pub met_already: bool,
    /// The window's revenue of the ten largest, a month's worth, now.
    pub head_now: Money,
    /// That of all others.
    pub rest_now: Money,
    /// Growth a month of the small customers that meets the policy while the large ones stay as they are.
    pub growth_alone: Option<Ratio>,
    /// The most that the largest customer may bring by then, a month, where the small ones do not grow at all.
    pub cap_alone: Option<Money>,
    /// The plan proposed: the growth of the small customers, a month.
    pub growth: Option<Ratio>,
    /// And the cap on any one customer, a month; null where none is needed.
    pub cap: Option<Money>,
    /// Which of its limits binds.
    pub binding: Option<String>,
    /// How the plan was chosen, in a sentence.
    pub message: String,
    /// Month by month from now to the date.
    pub path: Vec<PlanMonth>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// A limit of the policy.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PlanLimit {
    /// `cr1`, `cr5`, `cr10` or `hhi`.
    pub measure: String,
    /// The value is to lie below it.
    pub limit: Ratio,
    /// The value now.
    pub now: Ratio,
    /// The value at the end of the plan.
    pub then: Option<Ratio>,
}

/// One month of the plan.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PlanMonth {
    /// `2026-10`.
    pub month: String,
    /// Revenue of the ten largest in the month.
    pub head: Money,
    /// Revenue of all others.
    pub rest: Money,
    /// New small revenue a month that the plan asks for, against now.
    pub new_small: Money,
    /// The measures by the trailing twelve months, by the limits' names.
    pub measures: BTreeMap<String, Ratio>,
}

/// How much room a limit leaves one customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Headroom {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Its revenue in the window.
    pub amount: Money,
    /// Its share.
    pub share: Option<Ratio>,
    /// By limit, 10, 20 and 30 %: what holds there.
    pub limits: Vec<HeadroomLimit>,
}

/// The room under one limit.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct HeadroomLimit {
    /// The limit on the share.
    pub limit: Ratio,
    /// What the customer may grow by while the rest stay as they are.
    pub headroom: Option<Money>,
    /// What the rest must grow by to bring it below the limit.
    pub growth_needed: Option<Money>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// What a price concession asks for, the head against the rest.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct PriceConcession {
    /// The concession, as a share of the price.
    pub concession: Ratio,
    /// Gain in volume that makes up for it at the margin of the ten largest; null where none does.
    pub head_volume_gain: Option<Ratio>,
    /// The same at the margin of the rest.
    pub rest_volume_gain: Option<Ratio>,
    /// Margin that the concession to the ten largest costs a year, volumes as they are.
    pub margin_lost: Option<Money>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Receivables that a lender would not take.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReceivablesCap {
    /// The cap on one customer's share of them.
    pub limit: Ratio,
    /// All positive balances.
    pub receivables: Money,
    /// What lies above the cap.
    pub ineligible: Money,
    /// That as a share of them.
    pub share: Option<Ratio>,
    /// Customers above the cap.
    pub customers: Vec<String>,
}

/// One customer through the key-account screen.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct KeyAccountCandidate {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Revenue in the window.
    pub amount: Money,
    /// Revenue over the mean.
    pub value_multiple: Ratio,
    /// `strong` from ten times the mean, `candidate` from five, else `none`.
    pub value: String,
    /// Revenue against the twelve months before, less 1.
    pub growth: Option<Ratio>,
    /// Products bought now that were not bought the twelve months before.
    pub new_products: Option<u64>,
    /// `growing`, `steady` or `falling`; null where the year before is not known.
    pub potential: Option<String>,
    /// Whether it is flagged as strategic; null where no column says.
    pub strategic: Option<bool>,
    /// Its part of the service load; null where no column says.
    pub service_load: Option<Ratio>,
    /// The load over the capacity, its own and that of those ranked before it.
    pub service_load_so_far: Option<Ratio>,
    /// `head`, `middle` or `tail`: within the first 80 % of revenue, the first 95 %, or beyond.
    pub tier: String,
    /// `key_account`, `develop`, `maintain`, `beyond_capacity` or `none`.
    pub verdict: String,
    /// The verdict's ground in words.
    pub why: String,
}

/// Whether small customers sign faster after a large one became a reference.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Halo {
    /// Large customers that became references.
    pub references: u64,
    /// Small customers of their segment signed in the two quarters before, and in the two after.
    pub before: u64,
    /// Signed after.
    pub after: u64,
    /// Median days from first contact to signature before, in the segment.
    pub days_before: Option<f64>,
    /// After.
    pub days_after: Option<f64>,
    /// Change in the segment less the change in the others, in days; below 0: faster.
    pub effect_days: Option<f64>,
    /// 5 % quantile of the bootstrap.
    pub low: Option<f64>,
    /// 95 % quantile.
    pub high: Option<f64>,
    /// The bootstrap's draws.
    pub draws: u64,
    /// What may be said of it.
    pub message: String,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}
