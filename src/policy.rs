//! The levels at which a measure becomes a warning: METRICS' defaults, and the configuration over them.

use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::Severity;

/// What a warning's value is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unit {
    /// A ratio, printed as a percentage.
    Share,
    /// Points of the HHI.
    Index,
    /// A difference of two shares or growth rates.
    Points,
    /// A number of months.
    Months,
    /// A number of W01's levels.
    Steps,
}

impl Unit {
    /// The unit's name in `report.json`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Unit::Share => "share",
            Unit::Index => "index",
            Unit::Points => "percentage_points",
            Unit::Months => "months",
            Unit::Steps => "steps",
        }
    }
}

/// One measure's levels. Where `falls` is set a smaller value is worse.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// `W01`; the parts of W25 carry a suffix of their own, `W25.unassigned`.
    pub id: &'static str,
    /// The measure in two or three words.
    pub title: &'static str,
    /// What the value is counted in.
    pub unit: Unit,
    /// A smaller value is worse.
    pub falls: bool,
    /// Watch, warning and critical; NaN where there is no such level.
    pub levels: [f64; 3],
    /// Where the levels come from.
    pub basis: &'static str,
}

const NONE: f64 = f64::NAN;

/// The defaults.
pub const RULES: &[Rule] = &[
    rule("W01", "largest customer", Unit::Share, [0.10, 0.20, 0.30], "ASC 280 / IFRS 8 (10 %); receivables caps; CSRC"),
    rule(
        "W02",
        "heavier on another base",
        Unit::Steps,
        [1.0, 2.0, 3.0],
        "CSRC revenue or gross profit; in steps of the largest customer's levels",
    ),
    rule("W03", "top 5 customers", Unit::Share, [0.25, 0.50, 0.70], "M&A practice; ours"),
    rule(
        "W04",
        "top 10 customers",
        Unit::Share,
        [0.30, 0.50, 0.70],
        "key-account practice: ten head customers giving 30 %; ours",
    ),
    rule(
        "W05",
        "HHI",
        Unit::Index,
        [1000.0, 1800.0, 2500.0],
        "US merger guidelines 1992, 2023, 2010, borrowed from markets",
    ),
    rule(
        "W06",
        "HHI growth in 12 months",
        Unit::Index,
        [100.0, 200.0, NONE],
        "US merger guidelines, borrowed from markets",
    ),
    rule("W07", "head's lead in recurring revenue", Unit::Points, [0.05, 0.10, 0.20], "ours"),
    falling(
        "W14",
        "gross revenue retention",
        Unit::Share,
        [0.90, 0.85, 0.82],
        "KeyBanc/Sapphire 2024: median 91 %, lower quartile 82 %",
    ),
    falling("W15", "net revenue retention", Unit::Share, [1.00, 0.95, 0.90], "ours"),
    rule("W16", "fall of a large customer's quarter", Unit::Share, [0.15, 0.25, 0.50], "Twilio/Uber 2017: −24 %; ours"),
    rule("W17", "head margin below the rest", Unit::Points, [0.03, 0.05, 0.10], "ours"),
    rule("W18", "receivables of one customer", Unit::Share, [0.20, 0.25, 0.50], "asset-based lending caps"),
    rule("W19", "shared dependency", Unit::Share, [0.30, 0.50, 0.70], "ours"),
    rule("W20", "head outgrows the rest", Unit::Points, [0.05, 0.10, 0.20], "ours"),
    rule("W21.new", "new names in the top 5", Unit::Share, [0.0, 0.10_f64.next_up(), 0.30_f64.next_up()], "CSRC"),
    rule("W21.lost", "names lost from the top 5", Unit::Share, [0.0, 0.10_f64.next_up(), 0.30_f64.next_up()], "CSRC"),
    rule(
        "W21.related",
        "related parties in the top 5",
        Unit::Share,
        [0.0, 0.10_f64.next_up(), 0.30_f64.next_up()],
        "CSRC",
    ),
    rule("W25.negative", "net-negative customers", Unit::Share, [0.01, 0.03, 0.05], "ours"),
    rule("W25.unassigned", "unassigned revenue", Unit::Share, [0.01, 0.05, 0.10], "ours"),
    rule("W25.control", "control-total difference", Unit::Share, [0.001, 0.005, 0.01], "ours"),
    rule("W25.missing", "missing months", Unit::Months, [NONE, 1.0, 2.0], "ours"),
];

const fn rule(id: &'static str, title: &'static str, unit: Unit, levels: [f64; 3], basis: &'static str) -> Rule {
    Rule { id, title, unit, falls: false, levels, basis }
}

const fn falling(id: &'static str, title: &'static str, unit: Unit, levels: [f64; 3], basis: &'static str) -> Rule {
    Rule { id, title, unit, falls: true, levels, basis }
}

/// The rules in force.
#[derive(Debug, Clone, PartialEq)]
pub struct Policy {
    rules: Vec<Rule>,
}

impl Policy {
    /// The defaults with the configuration's levels over them.
    ///
    /// # Errors
    /// A usage error for an id that is no warning, and for levels out of order.
    pub fn new(config: &Config) -> Result<Policy> {
        let mut rules = RULES.to_vec();
        for (id, levels) in &config.thresholds {
            let rule = rules.iter_mut().find(|rule| rule.id.eq_ignore_ascii_case(id)).ok_or_else(|| {
                let known: Vec<&str> = RULES.iter().map(|rule| rule.id).collect();
                Error::usage(format!("`thresholds.{id}` names no warning"))
                    .hint(format!("there are {}", known.join(", ")))
            })?;
            for (slot, level) in rule.levels.iter_mut().zip([levels.watch, levels.warning, levels.critical]) {
                *slot = level.unwrap_or(*slot);
            }
            in_order(rule)?;
        }
        Ok(Policy { rules })
    }

    /// The rule `id`; W25 by its part.
    #[must_use]
    pub fn rule(&self, id: &str) -> Option<&Rule> {
        self.rules.iter().find(|rule| rule.id == id)
    }
}

fn in_order(rule: &Rule) -> Result<()> {
    let levels: Vec<f64> = rule.levels.iter().copied().filter(|level| !level.is_nan()).collect();
    let sorted = levels.windows(2).all(|pair| if rule.falls { pair[0] >= pair[1] } else { pair[0] <= pair[1] });
    if sorted && levels.iter().all(|level| level.is_finite()) {
        return Ok(());
    }
    Err(Error::usage(format!("the levels of `thresholds.{}` are out of order: {levels:?}", rule.id))
        .hint("watch must be the mildest and critical the severest"))
}

impl Rule {
    /// Whether `value` is at or past `level`. The HHI's 1,800 is strict in its source; a tie there is a matter of no cent.
    #[must_use]
    pub fn is_past(&self, value: f64, level: f64) -> bool {
        if self.falls { value < level } else { value >= level }
    }

    /// The severest level that `value` is past.
    #[must_use]
    pub fn severity(&self, value: f64) -> Option<Severity> {
        self.by_severity()
            .into_iter()
            .rev()
            .find(|(_, level)| self.is_past(value, *level))
            .map(|(severity, _)| severity)
    }

    /// The level of a severity.
    #[must_use]
    pub fn level(&self, severity: Severity) -> f64 {
        self.levels[severity as usize]
    }

    /// The mildest level there is.
    #[must_use]
    pub fn mildest(&self) -> f64 {
        self.by_severity().first().map_or(f64::INFINITY, |(_, level)| *level)
    }

    /// Severities with their levels, the mildest first.
    #[must_use]
    pub fn by_severity(&self) -> Vec<(Severity, f64)> {
        let severities = [Severity::Watch, Severity::Warning, Severity::Critical];
        severities.into_iter().zip(self.levels).filter(|(_, level)| !level.is_nan()).collect()
    }

    /// How far on the safe side a value must be to clear `level`: 1 pp for shares with a level of 10 % or more, else
    /// 10 % of the level.
    #[must_use]
    pub fn margin(&self, level: f64) -> f64 {
        match self.unit {
            Unit::Share if level >= 0.10 => 0.01,
            _ => level.abs() * 0.10,
        }
    }
}
