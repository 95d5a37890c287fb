//! Kinds, and which rows are revenue of the period asked.

use crate::config::Config;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Eggbasket's kinds of ledger rows.
pub const KINDS: [&str; 8] =
    ["recurring", "usage", "one_off", "service", "credit_note", "refund", "tax", "intercompany"];
/// The numbers of the kinds that are no revenue.
const TAX: u32 = 7;
const INTERCOMPANY: u32 = 8;
/// How an empty kind is listed.
pub const EMPTY: &str = "(empty)";

/// A user's kinds and the ones they stand for.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Kinds {
    /// Places among [`KINDS`].
    mapped: BTreeMap<String, usize>,
}

impl Kinds {
    /// Reads `[kinds]`.
    ///
    /// # Errors
    /// A usage error for a kind that eggbasket does not know.
    pub fn new(config: &Config) -> Result<Kinds> {
        let mut mapped = BTreeMap::new();
        for (value, kind) in &config.kinds {
            let known = KINDS.iter().position(|known| known == kind).ok_or_else(|| {
                Error::usage(format!("[kinds] maps `{value}` to `{kind}`, which is no kind"))
                    .hint(format!("the kinds are {}", KINDS.join(", ")))
            })?;
            mapped.insert(value.clone(), known);
        }
        Ok(Kinds { mapped })
    }

    /// The kind a value stands for: as mapped exactly, as mapped in another case, or by its own name.
    #[must_use]
    pub fn of(&self, value: &str) -> Option<&'static str> {
        let other_case = || {
            self.mapped.iter().find(|(known, _)| known.to_lowercase() == value.to_lowercase()).map(|(_, kind)| *kind)
        };
        let own = || KINDS.into_iter().find(|kind| kind.eq_ignore_ascii_case(value));
        let mapped = self.mapped.get(value).copied().or_else(other_case);
        mapped.and_then(|at| KINDS.get(at).copied()).or_else(own)
    }
}

/// The error that lists every value without a kind, and how many rows hold it.
#[must_use]
pub fn unmapped(column: &str, values: &BTreeMap<String, u64>) -> Error {
    let listed: Vec<String> = values.iter().map(|(value, rows)| format!("`{value}` ({})", rows_of(*rows))).collect();
    let example = values.keys().find(|value| *value != EMPTY).map_or("subscription", String::as_str);
    let mut hint = format!(
        "say what they are in eggbasket.toml: [kinds] \"{example}\" = \"recurring\"; the kinds are {}",
        KINDS.join(", ")
    );
    if values.contains_key(EMPTY) {
        hint.push_str("; an empty kind has to be filled in, or leave the column out with `--map kind=`");
    }
    Error::input(format!("column `{column}` holds kinds that are not known: {}", listed.join(", "))).hint(hint)
}

/// `1 row` or `7 rows`.
#[must_use]
pub fn rows_of(rows: u64) -> String {
    if rows == 1 { "1 row".to_owned() } else { format!("{rows} rows") }
}

/// Where a row belongs, and why when it is not used.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Scope {
    /// `used`, `left_out` or `set_aside`.
    pub scope: &'static str,
    /// The reason where it is not used.
    pub reason: Option<&'static str>,
}

/// All of them; a scope's number is its place here, and 0 is used.
pub const SCOPES: [Scope; 9] = [
    Scope { scope: "used", reason: None },
    aside("no_date"),
    aside("no_amount"),
    aside("beyond_gap"),
    out("tax"),
    out("intercompany"),
    out("after_as_of"),
    out("booked_later"),
    out("booked_later_not_used"),
];

const fn aside(reason: &'static str) -> Scope {
    Scope { scope: "set_aside", reason: Some(reason) }
}

const fn out(reason: &'static str) -> Scope {
    Scope { scope: "left_out", reason: Some(reason) }
}

impl Scope {
    /// The same row where it was booked after the last day that the report knows: it restates the report only where it
    /// would be used today.
    #[must_use]
    pub fn booked_later(self) -> Scope {
        let reason = if self.scope == "used" { "booked_later" } else { "booked_later_not_used" };
        Scope { scope: "left_out", reason: Some(reason) }
    }
}

/// The days that bound what is used, in days from 1970-01-01.
#[derive(Debug, Clone, Copy, Serialize, Deserialize)]
pub struct Bounds {
    /// The last day used.
    pub as_of: i32,
    /// The first day beyond a gap; none where nothing lies beyond one.
    pub beyond: Option<i32>,
}

impl Bounds {
    /// The same for rows up to the day `last`, whatever lies after it.
    #[must_use]
    pub fn up_to(self, last: i32) -> Bounds {
        let as_of = if last <= self.as_of { i32::MAX } else { self.as_of };
        Bounds { as_of, beyond: self.beyond.filter(|beyond| last >= *beyond) }
    }

    /// Where a row belongs. What cannot be used is told first, then what is no revenue, then what is too late.
    #[must_use]
    pub fn scope(&self, day: Option<i32>, has_amount: bool, kind: Option<&str>) -> Scope {
        let kind = kind.and_then(|kind| KINDS.iter().position(|known| *known == kind)).map_or(0, |at| at as u32 + 1);
        SCOPES[self.number(day, has_amount, kind) as usize]
    }

    /// The number of the same, for a kind by its place among [`KINDS`] from 1.
    #[must_use]
    #[inline]
    pub fn number(&self, day: Option<i32>, has_amount: bool, kind: u32) -> u32 {
        match day {
            None => 1,
            Some(_) if !has_amount => 2,
            Some(day) if self.beyond.is_some_and(|beyond| day >= beyond) => 3,
            _ if kind == TAX => 4,
            _ if kind == INTERCOMPANY => 5,
            Some(day) if day > self.as_of => 6,
            Some(_) => 0,
        }
    }
}
