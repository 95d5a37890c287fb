//! What a company can lose before its limits are breached, and what scenarios do to every headline number.

use super::{Reasons, TailContribution};
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Which customers, lost together, would use up the slack.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ReverseStress {
    /// What is exposed, as in the churn exposure.
    pub exposed: String,
    /// Margin of the revenue exposed, a year's worth.
    pub margin: Money,
    /// Where the margin comes from: `ledger`, its lines' cost, or `configured`.
    pub margin_source: String,
    /// Margin over revenue exposed.
    pub margin_share: Option<Ratio>,
    /// Fixed cost of a year.
    pub fixed_cost: Money,
    /// Margin less fixed cost.
    pub ebitda: Money,
    /// Every limit configured, the tightest first.
    pub limits: Vec<StressLimit>,
    /// The tightest: `fixed_cost`, `covenant` or `cash_floor`.
    pub limit: String,
    /// Margin that can be lost before the tightest limit is breached; at or below 0 it is breached already.
    pub slack: Money,
    /// Expected shortfall at 95 % of the margin.
    pub es_margin: Option<Money>,
    /// That over the slack; null where the limit is breached already.
    pub es_of_slack: Option<Ratio>,
    /// Who bears that shortfall, the largest part first, at most ten; shares are of the margin.
    pub contributions: Vec<TailContribution>,
    /// The probability that more margin than the slack is lost within the horizon.
    pub breach_probability: Option<Ratio>,
    /// The fewest customers whose margin together exceeds the slack; null where none does.
    pub fewest: Option<BreachSet>,
    /// The likeliest set of losses that does; null where none does.
    pub most_likely: Option<BreachSet>,
    /// The largest margins one after the other, up to the breach; at most thirty.
    pub steps: Vec<StressStep>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One limit on what is left after fixed cost.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StressLimit {
    /// `fixed_cost`, `covenant` or `cash_floor`.
    pub limit: String,
    /// The limit in words, with its numbers.
    pub description: String,
    /// What EBITDA must stay at or above.
    pub floor: Money,
    /// EBITDA less the floor.
    pub slack: Money,
}

/// Customers whose loss breaches the limit.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BreachSet {
    /// How many.
    pub count: u64,
    /// Who, the largest margin first; the first fifty.
    pub customers: Vec<BreachCustomer>,
    /// Their margin together; of the likeliest, what of it no contract holds beyond the horizon.
    pub margin: Money,
    /// Their revenue exposed together.
    pub arr: Money,
    /// Σ ln(p/(1 − p)); null where one of them is certain to stay or to go.
    pub log_odds: Option<f64>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BreachCustomer {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Margin lost with it.
    pub margin: Money,
    /// Probability of its loss within the horizon; null where none is known.
    pub probability: Option<Ratio>,
}

/// One step of the way down.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StressStep {
    /// How many customers are lost by now, from 1.
    pub lost: u64,
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Its margin.
    pub margin: Money,
    /// The margin of all lost by now.
    pub margin_lost: Money,
    /// What is left of the slack.
    pub slack_left: Money,
}

/// A scenario, and every headline number before and after it.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Stress {
    /// Its name, the configuration's or made from what is lost.
    pub scenario: String,
    /// What is lost, in words: `the 3 largest customers, by 50 %`.
    pub description: String,
    /// How much of it is lost, above 0 and at most 1.
    pub cut: Ratio,
    /// Customers it hits.
    pub customers_hit: u64,
    /// Those of them who lose most, at most twenty.
    pub hit: Vec<ScenarioCustomer>,
    /// The window's revenue that is lost.
    pub revenue_lost: Money,
    /// Revenue exposed that is lost.
    pub arr_lost: Money,
    /// Margin of the revenue exposed that is lost; null where no margin is known.
    pub margin_lost: Option<Money>,
    /// The numbers as they are.
    pub before: StressNumbers,
    /// The numbers after.
    pub after: StressNumbers,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// A customer a scenario hits.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ScenarioCustomer {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// The window's revenue that it loses us.
    pub revenue_lost: Money,
}

/// The headline numbers of a book.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct StressNumbers {
    /// The window's revenue.
    pub revenue: Money,
    /// Customers with positive revenue.
    pub customers: u64,
    /// Share of the N largest customers, by N.
    pub cr: BTreeMap<String, Option<Ratio>>,
    /// Herfindahl–Hirschman index.
    pub hhi: Option<Ratio>,
    /// Effective number of customers.
    pub effective_customers: Option<Ratio>,
    /// Gini coefficient.
    pub gini: Option<Ratio>,
    /// Recurring share of revenue.
    pub recurring_share: Option<Ratio>,
    /// Revenue exposed: ARR, or the trailing twelve months' revenue.
    pub arr: Money,
    /// Gross revenue retention, on MRR where there is one.
    pub grr: Option<Ratio>,
    /// Net revenue retention.
    pub nrr: Option<Ratio>,
    /// Expected loss of the next twelve months.
    pub expected_loss: Option<Money>,
    /// Expected shortfall at 95 %.
    pub es95: Option<Money>,
    /// Expected shortfall at 95 % over revenue exposed.
    pub es95_share: Option<Ratio>,
    /// Margin of the revenue exposed less fixed cost.
    pub ebitda: Option<Money>,
    /// Net debt over EBITDA.
    pub leverage: Option<Ratio>,
    /// What can be lost before the tightest limit is breached.
    pub slack: Option<Money>,
    /// The probability that it is.
    pub breach_probability: Option<Ratio>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}
