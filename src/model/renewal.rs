//! When contracts end, and what it takes to replace who leaves.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};

/// How ARR is bound by contracts; the wall itself is `renewal_wall`, quarter by quarter.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Renewals {
    /// ARR in force.
    pub arr: Money,
    /// Of it, on fixed terms.
    pub fixed_term_arr: Money,
    /// Of that, on terms of twelve months or more.
    pub long_term_arr: Money,
    /// The largest share of the ARR on terms of twelve months or more that ends in one quarter.
    pub largest_quarter_share: Option<Ratio>,
    /// That quarter.
    pub largest_quarter: Option<String>,
    /// The ARR that makes it.
    pub largest_quarter_arr: Option<Money>,
    /// Those with the most of it, three at most.
    pub largest_quarter_customers: Vec<RenewalCustomer>,
    /// ARR that can be left at any time, or has no end.
    pub open_ended_arr: Money,
    /// What of it the ten largest can give notice on before a replacement could be found.
    pub within_decision_cycle: NoticesDue,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Notices of the ten largest customers that fall due within a decision cycle, and what the pipeline holds against them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NoticesDue {
    /// Months of the decision cycle.
    pub decision_months: u32,
    /// Its last day, ISO.
    pub until: String,
    /// ARR on which notice can last be given by then.
    pub arr: Money,
    /// Σ probability · ARR; null where a customer's chance to leave is not known.
    pub expected_loss: Option<Money>,
    /// Σ amount · chance of the opportunities that close by then; null where no pipeline is given.
    pub weighted_pipeline: Option<Money>,
    /// What of the expected loss it does not cover, at least 0.
    pub uncovered: Option<Money>,
    /// That as a share of all ARR in force.
    pub uncovered_share: Option<Ratio>,
    /// The customers, the most ARR first.
    pub customers: Vec<NoticeCustomer>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// A customer that can give notice within a decision cycle.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct NoticeCustomer {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// The ARR that the notice is for.
    pub arr: Money,
    /// The first day on which notice can last be given, ISO.
    pub notice_on: String,
    /// The first day on which such a contract ends, ISO.
    pub ends_on: String,
    /// Its chance to leave within twelve months; null where it is not known.
    pub probability: Option<Ratio>,
}

/// One quarter of the wall: ARR by the quarter in which its contracts end, and in which notice can last be given.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RenewalQuarter {
    /// `2027-Q1`, of the company's calendar.
    pub quarter: String,
    /// ARR of the ten largest customers whose contracts end in it.
    pub head_ending: Money,
    /// ARR of all others whose contracts end in it.
    pub rest_ending: Money,
    /// ARR of the ten largest customers whose last day of notice lies in it.
    pub head_notice: Money,
    /// ARR of all others whose last day of notice lies in it.
    pub rest_notice: Money,
    /// Contracts that end in it.
    pub contracts: u64,
    /// The customers with the most ARR ending in it, at most three.
    pub largest: Vec<RenewalCustomer>,
}

/// A customer whose contracts end.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RenewalCustomer {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// ARR that ends.
    pub arr: Money,
}

/// A contract in force and its dates: of the fifteen customers with the most ARR on contracts the sixty contracts with the
/// most ARR, by the customer's ARR, the largest first, then customer, last day and contract.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RenewalDate {
    /// The contract's id.
    pub contract: String,
    /// The group's id.
    pub customer: String,
    /// Its name; the id where no name is known.
    pub name: String,
    /// ARR of the contract.
    pub arr: Money,
    /// The first day of its service, ISO.
    pub starts_on: String,
    /// The last day of its service, ISO; null where it has no end, or can be left at any time.
    pub ends_on: Option<String>,
    /// The last day on which notice can be given, ISO; `ends_on` where no notice is named.
    pub notice_on: Option<String>,
    /// Whether it renews by itself; null where the contracts table does not say.
    pub auto_renew: Option<bool>,
    /// Whether the customer is one of the ten largest by the window's revenue.
    pub is_head: bool,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// What the loss of one customer costs until it is replaced.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReplacementGap {
    /// The customer: the largest by revenue exposed.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Its revenue exposed.
    pub arr: Money,
    /// Its margin a month; of its revenue where no margin is known.
    pub monthly_margin: Money,
    /// Whether `monthly_margin` is a margin (`margin`) or revenue (`revenue`).
    pub basis: String,
    /// Months over which a replacement grows to the whole.
    pub ramp_months: u32,
    /// By decision cycle of 6, 9 and 12 months, and the configured one.
    pub cycles: Vec<ReplacementCycle>,
    /// What a win rate is taken from: `configured` or `pipeline`; null where there is none.
    pub win_rate_source: Option<String>,
    /// Share of the opportunities, by amount, that are won.
    pub win_rate: Option<Ratio>,
    /// Pipeline that brings its ARR back at the win rate.
    pub pipeline_needed: Option<Money>,
    /// Pipeline that there is: opportunities that are open and close after the as-of date.
    pub pipeline_open: Option<Money>,
    /// Of it, what the chances of the opportunities leave: the given ones, else the win rate.
    pub pipeline_weighted: Option<Money>,
    /// Opportunities that are open although their day to close has passed; in no other number.
    pub pipeline_overdue: Option<Money>,
    /// How many average customers outside the ten largest replace it.
    pub small_customers_needed: Option<u64>,
    /// What such a customer brings.
    pub average_small_customer: Option<Money>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// The gap under one decision cycle.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReplacementCycle {
    /// Months until a replacement decides.
    pub decision_months: u32,
    /// Margin missed until it is replaced whole.
    pub gap: Money,
    /// Months after the loss until cash is lowest; null where no fixed cost is known, or cash falls without end.
    pub low_month: Option<u32>,
    /// How far cash falls below where it stood at the loss.
    pub low_depth: Option<Money>,
    /// Month by month.
    pub months: Vec<ReplacementMonth>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One month after the loss.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReplacementMonth {
    /// Months since the loss, from 1.
    pub month: u32,
    /// Share of the margin replaced.
    pub replaced: Ratio,
    /// Margin missed since the loss.
    pub gap: Money,
    /// Cash against that at the loss: what the rest brings after fixed cost, less what is missed; null without a fixed cost.
    pub cash: Option<Money>,
}
