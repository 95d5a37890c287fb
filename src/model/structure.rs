//! What stands behind the indexes of concentration: the curve, ties, bounds, mergers, stability, change and segments.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};

/// Head, middle or tail: the customers that bring 80, the next 15 and the last 5 % of revenue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Tier {
    /// `head`, `middle` or `tail`.
    pub tier: String,
    /// Customers in it.
    pub customers: u64,
    /// Their revenue in the window.
    pub amount: Money,
    /// Their index share.
    pub share: Option<Ratio>,
}

/// Customers with exactly the revenue of the N-th, where the next one has it too: whose name is in the top N is chance.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RankTie {
    /// N.
    pub top: u64,
    /// The revenue they share.
    pub amount: Money,
    /// All of them, by rank.
    pub customers: Vec<TiedCustomer>,
}

/// A customer in a tie.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TiedCustomer {
    /// Its rank, by id among equals.
    pub rank: u64,
    /// The group's id.
    pub customer: String,
    /// Its name; the id where no name is known.
    pub name: String,
}

/// A point of the Lorenz curve.
#[derive(Debug, Clone, Copy, Default, Serialize, Deserialize)]
pub struct LorenzPoint {
    /// So many of the smallest customers.
    pub customers: u64,
    /// Their share of all customers.
    pub customer_share: Ratio,
    /// Their share of revenue.
    pub revenue_share: Ratio,
}

/// Between which values the HHI must lie for someone who knows the N largest shares alone.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct HhiBounds {
    /// N.
    pub top: u64,
    /// Index share of the N largest.
    pub known_share: Ratio,
    /// However many others there are.
    pub hhi_lower: Ratio,
    /// Where the number of customers is known; null where N is all of them.
    pub hhi_lower_with_count: Option<Ratio>,
    /// Where no other customer is larger than the N-th.
    pub hhi_upper: Ratio,
    /// Where every other customer stays under 10 %, as ASC 280 and IFRS 8 disclose; null where one does not.
    pub hhi_upper_disclosed: Option<Ratio>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// What a merger of two customers would do to the HHI.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Merger {
    /// The larger one's id.
    pub customer_a: String,
    /// Its name.
    pub name_a: String,
    /// The smaller one's id.
    pub customer_b: String,
    /// Its name.
    pub name_b: String,
    /// Index share of both.
    pub merged_share: Ratio,
    /// Points the HHI would rise.
    pub hhi_change: Ratio,
    /// The HHI after it.
    pub hhi_after: Ratio,
    /// Whether somebody asked for this pair.
    pub is_asked: bool,
}

/// Every index without one customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Stability {
    /// The customer left out.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Its rank.
    pub rank: u64,
    /// Share of the largest of the others.
    pub cr_1: Ratio,
    /// Of their five largest.
    pub cr_5: Ratio,
    /// Of their ten largest.
    pub cr_10: Ratio,
    /// Herfindahl–Hirschman index.
    pub hhi: Ratio,
    /// Equal customers that would give the same HHI.
    pub n_eff: Ratio,
    /// Gini coefficient.
    pub gini: Ratio,
    /// Shannon entropy in nats.
    pub entropy: Ratio,
    /// Theil index.
    pub theil: Ratio,
    /// Hall–Tideman index.
    pub hall_tideman: Ratio,
    /// Hoover index.
    pub hoover: Ratio,
}

/// How the HHI came from that of the year before: before + transfer + fx + stayers + entrants − leavers = after, exactly,
/// in points to six decimals.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct HhiChange {
    /// HHI of the year before, by the groups of then.
    pub before: Ratio,
    /// What changes of parent since then alone did.
    pub transfer: Ratio,
    /// What exchange rates alone did.
    pub fx: Ratio,
    /// Customers with revenue in both windows.
    pub stayers: Ratio,
    /// Customers that came.
    pub entrants: Ratio,
    /// Customers that left; a positive number of points.
    pub leavers: Ratio,
    /// HHI of the window.
    pub after: Ratio,
    /// The customers that moved it most: ten up and ten down, the largest rise first.
    pub by_customer: Vec<HhiChangeCustomer>,
    /// What all others moved together.
    pub others: Ratio,
}

/// One customer's part in the change of the HHI, between its groups of today and at constant rates.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct HhiChangeCustomer {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// `stayer`, `entrant` or `leaver`.
    pub kind: String,
    /// Index share of the year before; null for an entrant.
    pub share_before: Option<Ratio>,
    /// Index share of the window; null for a leaver.
    pub share_after: Option<Ratio>,
    /// Points of HHI.
    pub change: Ratio,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// HHI and Theil of a dimension's segments, each customer in the segment that brings most of its revenue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Decomposition {
    /// Segments with a customer.
    pub segments: u64,
    /// HHI of all customers.
    pub hhi: Ratio,
    /// HHI over the segments' shares.
    pub hhi_between: Ratio,
    /// Mean HHI within the segments, weighted by their squared shares: hhi = hhi_between · hhi_within / 10,000.
    pub hhi_within: Ratio,
    /// Theil of all customers.
    pub theil: Ratio,
    /// Its part between segments.
    pub theil_between: Ratio,
    /// Its part within them: theil = theil_between + theil_within.
    pub theil_within: Ratio,
    /// Segment by segment, the largest first.
    pub by_value: Vec<DecompositionValue>,
}

/// One segment's part in HHI and Theil.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DecompositionValue {
    /// The segment; null for customers without one.
    pub value: Option<String>,
    /// Customers in it.
    pub customers: u64,
    /// Their index share.
    pub share: Ratio,
    /// HHI within it.
    pub hhi: Ratio,
    /// Its part of the HHI of all customers, share² · hhi; the parts add up to it.
    pub hhi_part: Ratio,
    /// Theil within it.
    pub theil: Ratio,
    /// Its part of Theil between segments; negative where its customers are smaller than the mean.
    pub theil_between: Ratio,
    /// Its part of Theil within segments.
    pub theil_within: Ratio,
}

/// How far revenue hangs on a few values of a dimension.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DimensionConcentration {
    /// Values with positive revenue; rows without a value count as one.
    pub values: u64,
    /// Share of the largest.
    pub cr_1: Ratio,
    /// Of the three largest.
    pub cr_3: Ratio,
    /// Of the five largest.
    pub cr_5: Ratio,
    /// HHI over the values.
    pub hhi: Ratio,
    /// Equal values that would give the same HHI.
    pub n_eff: Ratio,
    /// Gini coefficient.
    pub gini: Ratio,
    /// Shannon entropy in nats.
    pub entropy: Ratio,
    /// Theil index.
    pub theil: Ratio,
}
