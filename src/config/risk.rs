//! What the configuration says of risk: fixed costs and limits, dependence, replacement, scenarios, the plan.

use super::time::iso_date;
use crate::error::{Error, Result};
use crate::unit::Amount;
use jiff::civil::Date;
use serde::Deserialize;

/// What the customers' losses have in common.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum DependenceRule {
    /// Nothing.
    #[default]
    Independent,
    /// One factor for the whole book.
    Common,
    /// One factor for each value of the dimension `industry_dimension`.
    Industry,
}

/// What goes with an event.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum SeverityRule {
    /// A customer is lost, and all of it.
    #[default]
    Whole,
    /// A customer is lost or cuts by a tenth or more, as often and by as much as the history of cuts says.
    ContractionHistory,
}

/// Fixed costs, limits, and how losses are modelled. Money is decimal text in the reporting currency, so that no digit is
/// lost; costs and margins are of a year.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RiskRules {
    /// Fixed cost of a year.
    pub fixed_cost: Option<String>,
    /// Margin over revenue, 0 to 1, where the ledger names no cost.
    pub margin: Option<f64>,
    /// Net debt.
    pub net_debt: Option<String>,
    /// The covenant: net debt over EBITDA must not exceed it.
    pub max_leverage: Option<f64>,
    /// Cash today.
    pub cash: Option<String>,
    /// The cash that must be left after twelve months.
    pub cash_floor: Option<String>,
    /// What losses have in common.
    pub dependence: DependenceRule,
    /// ω, how much of every probability moves with the factor, 0 to 1; ½ where a factor is asked for without it. Ours.
    pub factor_weight: Option<f64>,
    /// Variance of the factor, whose mean is 1; 0.25 where absent.
    pub factor_variance: Option<f64>,
    /// What goes with an event.
    pub severity: SeverityRule,
    /// The dimension that names industries; `industry` where absent.
    pub industry_dimension: Option<String>,
    /// The dimension that segments customers for their chance to leave; `segment` where absent and there is one.
    pub segment_dimension: Option<String>,
    /// Months until a replacement decides; 9 where absent.
    pub decision_months: Option<u16>,
    /// Months over which it grows to the whole; 6 where absent.
    pub ramp_months: Option<u16>,
    /// Share of opportunities that are won, above 0 and at most 1; the pipeline table's own where absent.
    pub win_rate: Option<f64>,
    /// Service capacity, in the unit of the customers table's `service_load`.
    pub service_capacity: Option<f64>,
}

/// A scenario: what is lost, and how much of it.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct ScenarioRule {
    /// Its name; made from what is lost where absent.
    pub name: Option<String>,
    /// Customers by id.
    pub customers: Vec<String>,
    /// The N largest customers.
    pub top: Option<u32>,
    /// All revenue that shares a dimension's value: its name, such as `industry`, `region`, `owner` or `currency`.
    pub dimension: Option<String>,
    /// That value.
    pub value: Option<String>,
    /// How much is lost, above 0 and at most 1; all of it where absent.
    pub cut: Option<f64>,
}

/// The policy that the diversification plan is to meet.
#[derive(Debug, Clone, Default, PartialEq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct PlanRule {
    /// The day by which it is to be met.
    #[serde(deserialize_with = "iso_date")]
    pub by: Option<Date>,
    /// The largest customer's share is to lie below this.
    pub cr1: Option<f64>,
    /// The five largest customers'.
    pub cr5: Option<f64>,
    /// The ten largest customers'.
    pub cr10: Option<f64>,
    /// The HHI, on 0 to 10,000.
    pub hhi: Option<f64>,
}

impl RiskRules {
    /// Refuses numbers outside their range and limits that lack half of what they need.
    ///
    /// # Errors
    /// Usage errors that name the key, its value and its range.
    pub fn check(&self) -> Result<()> {
        for (key, value, low, high) in [
            ("margin", self.margin, 0.0, 1.0),
            ("max_leverage", self.max_leverage, f64::MIN_POSITIVE, 1000.0),
            ("factor_weight", self.factor_weight, 0.0, 1.0),
            ("factor_variance", self.factor_variance, 0.0, 100.0),
            ("win_rate", self.win_rate, f64::MIN_POSITIVE, 1.0),
            ("service_capacity", self.service_capacity, f64::MIN_POSITIVE, f64::MAX),
        ] {
            within(&format!("risk.{key}"), value, low, high)?;
        }
        for (key, months) in [("decision_months", self.decision_months), ("ramp_months", self.ramp_months)] {
            within(&format!("risk.{key}"), months.map(f64::from), 0.0, 60.0)?;
        }
        for (key, text) in [
            ("fixed_cost", &self.fixed_cost),
            ("net_debt", &self.net_debt),
            ("cash", &self.cash),
            ("cash_floor", &self.cash_floor),
        ] {
            money(&format!("risk.{key}"), text.as_deref())?;
        }
        let halves = [
            ("net_debt", self.net_debt.is_some(), "max_leverage", self.max_leverage.is_some()),
            ("cash", self.cash.is_some(), "cash_floor", self.cash_floor.is_some()),
        ];
        for (one, has_one, other, has_other) in halves {
            if has_one != has_other {
                let (there, missing) = if has_one { (one, other) } else { (other, one) };
                return Err(Error::usage(format!("`risk.{there}` says nothing without `risk.{missing}`"))
                    .hint(format!("add `{missing}` under `[risk]`, or leave `{there}` out")));
            }
        }
        if self.fixed_cost.is_none() && (self.net_debt.is_some() || self.cash.is_some()) {
            return Err(Error::usage("a covenant or a cash floor needs `risk.fixed_cost`")
                .hint("add `fixed_cost = \"…\"`, a year's, under `[risk]`; \"0\" where there is none"));
        }
        Ok(())
    }

    /// ω and the variance of the factor; none where losses are independent.
    #[must_use]
    pub fn factor(&self) -> Option<(f64, f64)> {
        let asked = self.dependence != DependenceRule::Independent;
        asked.then(|| (self.factor_weight.unwrap_or(0.5), self.factor_variance.unwrap_or(0.25)))
    }

    /// The dimension that names industries.
    #[must_use]
    pub fn industry_dimension(&self) -> &str {
        self.industry_dimension.as_deref().unwrap_or("industry")
    }

    /// The dimension that segments customers for their chance to leave, whether there is one or not.
    #[must_use]
    pub fn segment_dimension(&self) -> &str {
        self.segment_dimension.as_deref().unwrap_or("segment")
    }

    /// The decision cycle in months.
    #[must_use]
    pub fn decision_months(&self) -> u16 {
        self.decision_months.unwrap_or(9)
    }

    /// The ramp in months.
    #[must_use]
    pub fn ramp_months(&self) -> u16 {
        self.ramp_months.unwrap_or(6)
    }
}

impl ScenarioRule {
    /// The `top` largest customers, of whom `cut` is lost.
    fn of_the_largest(top: u32, cut: f64) -> ScenarioRule {
        ScenarioRule { top: Some(top), cut: Some(cut), ..ScenarioRule::default() }
    }

    /// What is told where nobody asks: the largest leaves, the three largest leave, the ten largest cut by a quarter.
    #[must_use]
    pub fn defaults() -> Vec<ScenarioRule> {
        [(1, 1.0), (3, 1.0), (10, 0.25)].map(|(top, cut)| ScenarioRule::of_the_largest(top, cut)).to_vec()
    }

    /// How much is lost.
    #[must_use]
    pub fn cut(&self) -> f64 {
        self.cut.unwrap_or(1.0)
    }

    /// Refuses a scenario that loses nothing, or says what is lost twice.
    ///
    /// # Errors
    /// Usage errors.
    pub fn check(&self) -> Result<()> {
        let ways = [!self.customers.is_empty(), self.top.is_some(), self.dimension.is_some() || self.value.is_some()];
        let name = self.name.as_deref().unwrap_or("without a name");
        if ways.iter().filter(|way| **way).count() != 1 || self.dimension.is_some() != self.value.is_some() {
            return Err(Error::usage(format!("the scenario `{name}` does not say one thing that is lost")).hint(
                "give it `customers = [\"…\"]`, or `top = 3`, or `dimension = \"industry\"` with `value = \"…\"`",
            ));
        }
        if self.top == Some(0) {
            return Err(Error::usage(format!("the scenario `{name}` loses the 0 largest customers"))
                .hint("`top` counts from 1"));
        }
        within(&format!("cut of the scenario {name}"), self.cut, f64::MIN_POSITIVE, 1.0)
    }
}

impl PlanRule {
    /// Refuses limits that limit nothing, and a plan without a date or a limit.
    ///
    /// # Errors
    /// Usage errors.
    pub fn check(&self) -> Result<()> {
        let limits = [("cr1", self.cr1, 1.0), ("cr5", self.cr5, 1.0), ("cr10", self.cr10, 1.0), ("hhi", self.hhi, 1e4)];
        // A millionth of the whole is the step in which shares are held against limits.
        for (key, value, most) in limits {
            within(&format!("plan.{key}"), value, most * 1e-6, most * (1.0 - 1e-6))?;
        }
        let any = limits.iter().any(|(_, value, _)| value.is_some());
        match (self.by.is_some(), any) {
            (true, false) => Err(Error::usage("`[plan]` has a date and no limit")
                .hint("add what it is to meet: `cr1 = 0.20`, `cr5`, `cr10` or `hhi`")),
            (false, true) => Err(Error::usage("`[plan]` has limits and no date").hint("add `by = \"2027-12-31\"`")),
            _ => Ok(()),
        }
    }
}

/// Money of the configuration, exact.
///
/// # Errors
/// A usage error for what is no amount.
pub fn money(key: &str, text: Option<&str>) -> Result<Option<Amount>> {
    let Some(text) = text else { return Ok(None) };
    Amount::parse(text).map(Some).map_err(|why| {
        Error::usage(format!("`{key} = \"{text}\"` is not an amount: {why}"))
            .hint("write plain digits with a point, at most six decimals, as \"1250000.00\"")
    })
}

fn within(key: &str, value: Option<f64>, low: f64, high: f64) -> Result<()> {
    let Some(value) = value else { return Ok(()) };
    if (low..=high).contains(&value) {
        return Ok(());
    }
    let range = match (low > 0.0, high >= f64::MAX) {
        (true, true) => "above 0".to_owned(),
        (true, false) => format!("above 0 and at most {high}"),
        _ => format!("{low} to {high}"),
    };
    Err(Error::usage(format!("`{key}` is {value}")).hint(format!("it must be {range}")))
}
