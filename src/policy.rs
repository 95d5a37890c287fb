//! The levels at which a measure becomes a warning: METRICS' defaults, and the configuration over them.

use crate::config::Config;
use crate::error::{Error, Result};
use crate::model::Severity;
use crate::unit::twelve_digits;
use std::fmt;

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
    /// A number of customers.
    Customers,
    /// A number of standard deviations.
    Deviations,
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
            Unit::Customers => "customers",
            Unit::Deviations => "standard_deviations",
        }
    }
}

/// On which side of a level a value is past it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Side {
    /// At it or above, ≥.
    From,
    /// Above it only, >.
    Above,
    /// Below it only, <: a smaller value is worse.
    Below,
    /// At it or below, ≤: a smaller value is worse.
    UpTo,
}

/// A level of a warning.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Level {
    /// The value it lies at, in its rule's unit.
    pub at: f64,
    /// The side that is past it; the configuration moves a level, and leaves its side.
    pub side: Side,
}

impl Level {
    /// Whether `value` is past the level. It is compared as `report.json` prints it, with twelve digits: what is equal on
    /// paper may differ in the last bit of a sum of doubles.
    #[must_use]
    pub fn is_past(self, value: f64) -> bool {
        let value = twelve_digits(value);
        match self.side {
            Side::From => value >= self.at,
            Side::Above => value > self.at,
            Side::Below => value < self.at,
            Side::UpTo => value <= self.at,
        }
    }
}

/// `from 0.1`, `above 1800`, `below 0.9`.
impl fmt::Display for Level {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let side = match self.side {
            Side::From => "from",
            Side::Above => "above",
            Side::Below => "below",
            Side::UpTo => "up to",
        };
        write!(formatter, "{side} {}", self.at)
    }
}

/// One measure's levels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Rule {
    /// `W01`; the parts of W25 carry a suffix of their own, `W25.unassigned`.
    pub id: &'static str,
    /// The measure in two or three words.
    pub title: &'static str,
    /// What the value is counted in.
    pub unit: Unit,
    /// Watch, warning and critical; none where there is no such level.
    pub levels: [Option<Level>; 3],
    /// Where the levels come from.
    pub basis: &'static str,
}

const fn from(at: f64) -> Option<Level> {
    Some(Level { at, side: Side::From })
}

const fn above(at: f64) -> Option<Level> {
    Some(Level { at, side: Side::Above })
}

const fn below(at: f64) -> Option<Level> {
    Some(Level { at, side: Side::Below })
}

const fn up_to(at: f64) -> Option<Level> {
    Some(Level { at, side: Side::UpTo })
}

/// The defaults.
pub const RULES: &[Rule] = &[
    rule(
        "W01",
        "largest customer",
        Unit::Share,
        [from(0.10), from(0.20), from(0.30)],
        "ASC 280 / IFRS 8 (10 %); receivables caps; CSRC",
    ),
    rule(
        "W02",
        "heavier on another base",
        Unit::Steps,
        [from(1.0), from(2.0), from(3.0)],
        "CSRC revenue or gross profit; in steps of the largest customer's levels",
    ),
    rule("W03", "top 5 customers", Unit::Share, [from(0.25), from(0.50), from(0.70)], "M&A practice; ours"),
    rule(
        "W04",
        "top 10 customers",
        Unit::Share,
        [from(0.30), from(0.50), from(0.70)],
        "key-account practice: ten head customers giving 30 %; ours",
    ),
    rule(
        "W05",
        "HHI",
        Unit::Index,
        [from(1000.0), above(1800.0), from(2500.0)],
        "US merger guidelines 1992, 2023, 2010, borrowed from markets",
    ),
    rule(
        "W06",
        "HHI growth in 12 months",
        Unit::Index,
        [from(100.0), from(200.0), None],
        "US merger guidelines, borrowed from markets",
    ),
    rule("W07", "head's lead in recurring revenue", Unit::Points, [from(0.05), from(0.10), from(0.20)], "ours"),
    rule("W08", "one customer's part of the tail", Unit::Share, [from(0.25), from(0.50), from(0.75)], "ours"),
    rule("W09", "tail of the margin against the slack", Unit::Share, [from(0.50), from(0.75), from(1.00)], "ours"),
    rule("W10", "probability of a breach", Unit::Share, [from(0.01), from(0.025), from(0.05)], "ours"),
    rule("W11", "fewest customers to a breach", Unit::Customers, [up_to(5.0), up_to(2.0), up_to(1.0)], "ours"),
    rule("W12", "renewals in one quarter", Unit::Share, [from(0.40), from(0.55), from(0.70)], "ours"),
    rule(
        "W13",
        "notices due and not covered",
        Unit::Share,
        [from(0.03), from(0.06), from(0.12)],
        "decision cycles of 6 to 12 months; ours",
    ),
    rule(
        "W14",
        "gross revenue retention",
        Unit::Share,
        [below(0.90), below(0.85), below(0.82)],
        "KeyBanc/Sapphire 2024: median 91 %, lower quartile 82 %",
    ),
    rule("W15", "net revenue retention", Unit::Share, [below(1.00), below(0.95), below(0.90)], "ours"),
    rule(
        "W16",
        "fall of a large customer's quarter",
        Unit::Share,
        [from(0.15), from(0.25), from(0.50)],
        "Twilio/Uber 2017: −24 %; ours",
    ),
    rule("W17", "head margin below the rest", Unit::Points, [from(0.03), from(0.05), from(0.10)], "ours"),
    rule(
        "W18",
        "receivables of one customer",
        Unit::Share,
        [from(0.20), from(0.25), from(0.50)],
        "asset-based lending caps",
    ),
    rule("W19", "shared dependency", Unit::Share, [from(0.30), from(0.50), from(0.70)], "ours"),
    rule("W20", "head outgrows the rest", Unit::Points, [from(0.05), from(0.10), from(0.20)], "ours"),
    rule("W21.new", "new names in the top 5", Unit::Share, [from(0.0), above(0.10), above(0.30)], "CSRC"),
    rule("W21.lost", "names lost from the top 5", Unit::Share, [from(0.0), above(0.10), above(0.30)], "CSRC"),
    rule("W21.related", "related parties in the top 5", Unit::Share, [from(0.0), above(0.10), above(0.30)], "CSRC"),
    rule("W25.negative", "net-negative customers", Unit::Share, [from(0.01), from(0.03), from(0.05)], "ours"),
    rule("W25.unassigned", "unassigned revenue", Unit::Share, [from(0.01), from(0.05), from(0.10)], "ours"),
    rule("W25.control", "control-total difference", Unit::Share, [from(0.001), from(0.005), from(0.01)], "ours"),
    rule("W25.cadence", "billing cadence", Unit::Share, [from(0.05), from(0.20), from(0.50)], "ours"),
    rule("W25.missing", "missing months", Unit::Months, [None, from(1.0), from(2.0)], "ours"),
    rule("W27", "chances to leave that were wrong", Unit::Deviations, [from(2.0), from(2.6), from(3.3)], "ours"),
];

const fn rule(
    id: &'static str,
    title: &'static str,
    unit: Unit,
    levels: [Option<Level>; 3],
    basis: &'static str,
) -> Rule {
    Rule { id, title, unit, levels, basis }
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
            let side = rule.side();
            for (slot, at) in rule.levels.iter_mut().zip([levels.watch, levels.warning, levels.critical]) {
                let Some(at) = at else { continue };
                *slot = Some(Level { at, side: slot.map_or(side, |level| level.side) });
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
    let levels: Vec<f64> = rule.levels.iter().flatten().map(|level| level.at).collect();
    let sorted = levels.windows(2).all(|pair| if rule.falls() { pair[0] >= pair[1] } else { pair[0] <= pair[1] });
    if sorted && levels.iter().all(|level| level.is_finite()) {
        return Ok(());
    }
    Err(Error::usage(format!("the levels of `thresholds.{}` are out of order: {levels:?}", rule.id))
        .hint("watch must be the mildest and critical the severest"))
}

impl Rule {
    /// The side of its mildest level.
    fn side(&self) -> Side {
        self.levels.iter().flatten().next().map_or(Side::From, |level| level.side)
    }

    /// Whether a smaller value is worse.
    #[must_use]
    pub fn falls(&self) -> bool {
        matches!(self.side(), Side::Below | Side::UpTo)
    }

    /// The severest level that `value` is past.
    #[must_use]
    pub fn severity(&self, value: f64) -> Option<Severity> {
        self.by_severity().into_iter().rev().find(|(_, level)| level.is_past(value)).map(|(severity, _)| severity)
    }

    /// Where the level of a severity lies; NaN where there is none.
    #[must_use]
    pub fn level(&self, severity: Severity) -> f64 {
        self.levels[severity as usize].map_or(f64::NAN, |level| level.at)
    }

    /// Where the mildest level there is lies.
    #[must_use]
    pub fn mildest(&self) -> f64 {
        self.by_severity().first().map_or(f64::INFINITY, |(_, level)| level.at)
    }

    /// Severities with their levels, the mildest first.
    #[must_use]
    pub fn by_severity(&self) -> Vec<(Severity, Level)> {
        let severities = [Severity::Watch, Severity::Warning, Severity::Critical];
        severities.into_iter().zip(self.levels).filter_map(|(severity, level)| Some((severity, level?))).collect()
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
