//! What is collected while rows stream by.

use super::file::DataFile;
use super::fingerprints;
use super::scope::{rows_of, unmapped};
use crate::error::Error;
use crate::period::Month;
use crate::unit::{Amount, LIMIT, SCALE};
use foldhash::fast::FixedState;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, HashMap};
use std::path::PathBuf;

/// A currency and a month; null for a row without a date.
pub type RatePair = (String, Option<Month>);

/// The latest word on a customer's name or parent: the day it was said and the word.
pub type Said = Option<(i32, String)>;

/// What the ledger says of a customer.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
#[serde(default)]
pub struct Seen {
    /// Its name.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub name: Said,
    /// Its parent's id.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub parent: Said,
}

impl Seen {
    /// Notes what a row of that day says of it.
    pub fn hear(&mut self, day: i32, name: Option<&str>, parent: Option<&str>) {
        say(&mut self.name, day, name);
        say(&mut self.parent, day, parent);
    }
}

/// What the ledger says of each customer, by id.
pub type Customers = HashMap<String, Seen, FixedState>;

/// Magnitudes of all amounts of a ledger, in millionths, whatever their scope and sign.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Weight {
    /// Amounts, each in its own currency.
    pub amount: u128,
    /// Amounts in the reporting currency.
    pub converted: u128,
    /// Costs in the reporting currency.
    pub cost: u128,
}

impl Weight {
    /// Adds another weight; beyond the limit it no longer matters by how much.
    fn add(&mut self, other: Weight) {
        self.amount = self.amount.saturating_add(other.amount);
        self.converted = self.converted.saturating_add(other.converted);
        self.cost = self.cost.saturating_add(other.cost);
    }
}

/// Which columns hold what a scan can find wrong, and where.
#[derive(Debug, Clone, Copy)]
pub struct Told<'a> {
    /// The ledger's files.
    pub files: &'a [DataFile],
    /// The column of amounts.
    pub amount: &'a str,
    /// The column of costs, where there is one.
    pub cost: Option<&'a str>,
    /// The column of kinds, where there is one.
    pub kind: Option<&'a str>,
    /// The column of each row's own rate, where there is one.
    pub rate: Option<&'a str>,
    /// The table of rates by month, where there is one.
    pub table: Option<&'a DataFile>,
}

/// Counts and finds of a partition, or of all of them together.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Tally {
    /// Rows read.
    pub rows: u64,
    /// Rows that do not say when they were booked, where that is asked.
    pub unbooked: u64,
    /// Used rows with one service date of two.
    pub half_periods: u64,
    /// Used rows without service dates that were spread over a billing interval.
    pub billed: u64,
    /// Amounts that had to be rounded to six places.
    pub rounded: u64,
    /// Decimal places of the finest amount in the reporting currency.
    pub scale: u32,
    /// What all amounts weigh together.
    pub weight: Weight,
    /// The earliest month of used revenue.
    pub first_month: Option<Month>,
    /// The earliest day of a used row, from 1970-01-01.
    pub first_day: Option<i32>,
    /// Every customer named.
    pub customers: Customers,
    /// Kinds without a meaning, and their rows.
    pub unmapped: BTreeMap<String, u64>,
    /// Currencies and months without a rate, and their rows.
    #[serde(serialize_with = "listed", deserialize_with = "by_pair")]
    pub missing: BTreeMap<RatePair, u64>,
    /// Every row's fingerprint, until the scan is whole; written down apart, since they are many.
    #[serde(skip)]
    pub fingerprints: Vec<i64>,
    /// Those that several rows share, and how many, once it is.
    pub repeats: Vec<(i64, i64)>,
    /// The first error of a row, with the file and part it stands in.
    pub error: Option<((usize, usize), Error)>,
    /// What rows booked after the last known day hold; kept apart, so that nothing of them is in an earlier report.
    pub later: Option<Box<Tally>>,
}

fn listed<S: Serializer>(missing: &BTreeMap<RatePair, u64>, serializer: S) -> Result<S::Ok, S::Error> {
    serializer.collect_seq(missing)
}

fn by_pair<'de, D: Deserializer<'de>>(deserializer: D) -> Result<BTreeMap<RatePair, u64>, D::Error> {
    Vec::deserialize(deserializer).map(BTreeMap::from_iter)
}

impl Tally {
    /// Notes what a row says of its customer.
    pub fn customer(&mut self, id: &str, day: Option<i32>, name: Option<&str>, parent: Option<&str>) {
        let seen = match self.customers.get_mut(id) {
            Some(seen) => seen,
            None => self.customers.entry(id.to_owned()).or_default(),
        };
        let day = day.unwrap_or(i32::MIN);
        seen.hear(day, name, parent);
    }

    /// Notes how finely an amount has to be printed.
    pub fn amount(&mut self, micros: i128) {
        if self.scale < SCALE && micros % 10_i128.pow(SCALE - self.scale) != 0 {
            self.scale = Amount(micros).places();
        }
    }

    /// Notes how finely amounts that have at most `places` decimals have to be printed.
    pub fn finest(&mut self, micros: &[i64], places: u32) {
        for micros in micros {
            if self.scale >= places {
                return;
            }
            self.amount(i128::from(*micros));
        }
    }

    /// Notes what rows weigh.
    pub fn weigh(&mut self, amount: u128, converted: u128, cost: u128) {
        self.weight.add(Weight { amount, converted, cost });
    }

    /// Notes the day and month of used revenue.
    pub fn used(&mut self, day: i32, month: Month) {
        self.first_day = Some(self.first_day.map_or(day, |first| first.min(day)));
        self.first_month = Some(self.first_month.map_or(month, |first| first.min(month)));
    }

    /// Adds another partition's tally; the order of merging makes no difference.
    pub fn merge(&mut self, other: Tally) {
        self.rows += other.rows;
        self.unbooked += other.unbooked;
        self.half_periods += other.half_periods;
        self.billed += other.billed;
        self.rounded += other.rounded;
        self.scale = self.scale.max(other.scale);
        self.weight.add(other.weight);
        self.first_month = earliest(self.first_month, other.first_month);
        self.first_day = earliest(self.first_day, other.first_day);
        for (id, seen) in other.customers {
            let own = self.customers.entry(id).or_default();
            for (said, other) in [(&mut own.name, seen.name), (&mut own.parent, seen.parent)] {
                if let Some((day, word)) = other {
                    say(said, day, Some(&word));
                }
            }
        }
        other.unmapped.into_iter().for_each(|(kind, rows)| *self.unmapped.entry(kind).or_default() += rows);
        other.missing.into_iter().for_each(|(pair, rows)| *self.missing.entry(pair).or_default() += rows);
        self.fingerprints.extend(other.fingerprints);
        let errors = [self.error.take(), other.error];
        self.error = errors.into_iter().flatten().min_by_key(|(place, _)| *place);
        if let Some(later) = other.later {
            self.later.get_or_insert_default().merge(*later);
        }
    }

    /// Finds the rows that agree, once all are there, and lets go of the others; `files` hold those that were too many.
    ///
    /// # Errors
    /// An output error where a file cannot be read.
    pub fn settle(&mut self, files: &[PathBuf]) -> crate::error::Result<()> {
        let prints = std::mem::take(&mut self.fingerprints);
        self.repeats = match files {
            [] => fingerprints::repeats(prints),
            files => fingerprints::repeats_with(prints, files)
                .map_err(|error| Error::output(format!("what rows look like cannot be read back: {error}")))?,
        };
        Ok(())
    }

    /// The error that makes the scan worthless: a row's own, then unknown kinds, then missing rates, then sums too large.
    #[must_use]
    pub fn error(&self, told: &Told) -> Option<Error> {
        if let Some((_, error)) = &self.error {
            return Some(error.clone());
        }
        if !self.unmapped.is_empty() {
            return Some(unmapped(told.kind.unwrap_or("kind"), &self.unmapped));
        }
        if !self.missing.is_empty() {
            return Some(missing_rates(&self.missing, told.rate, told.table));
        }
        if let Some(error) = self.later.as_ref().and_then(|later| later.error(told)) {
            return Some(error);
        }
        let mut weight = self.weight;
        weight.add(self.later.as_ref().map_or(Weight::default(), |later| later.weight));
        let converted = format!("{}, converted", told.amount);
        let columns =
            [(weight.amount, told.amount), (weight.converted, &converted), (weight.cost, told.cost.unwrap_or("cost"))];
        columns
            .into_iter()
            .find(|(sum, _)| *sum > LIMIT.unsigned_abs())
            .map(|(_, column)| too_large(told.files, column))
    }
}

/// The error for a ledger whose rows are each sound and too large together.
fn too_large(files: &[DataFile], column: &str) -> Error {
    let file = files.first().map_or("", |file| file.name.as_str());
    let others = if files.len() > 1 { format!(" and {} more", files.len() - 1) } else { String::new() };
    Error::input(format!(
        "`{file}`{others}, column `{column}`: the amounts of all rows together, whatever their signs, are larger than \
         10^22, the most that sums are sure to hold"
    ))
    .hint("see whether the amounts are in the currency's units; if they are, give all of them in thousands or millions")
}

/// The error that lists what could not be converted.
fn missing_rates(missing: &BTreeMap<RatePair, u64>, column: Option<&str>, table: Option<&DataFile>) -> Error {
    let pair = |((currency, month), rows): (&RatePair, &u64)| {
        let month = month.map_or("no date".to_owned(), |month| month.to_string());
        format!("{currency} {month} ({})", rows_of(*rows))
    };
    let pairs: Vec<String> = missing.iter().map(pair).collect();
    let hint = match (table, column) {
        (Some(table), _) => format!("add these months to `{}`, or give the rows a rate of their own", table.name),
        (None, Some(column)) => format!("column `{column}` needs a rate above zero in these rows, or name a table of rates by month, `--fx FILE`"),
        (None, None) => "name a table of rates by month, `--fx FILE`; or map the column with each row's rate, `--map fx_rate=COLUMN`, or the converted amount, `--map amount=COLUMN --map currency=`".to_owned(),
    };
    Error::input(format!("no exchange rate for {}", pairs.join(", "))).hint(hint)
}

/// Keeps the latest word, and of words of one day the smallest, so that the order of rows makes no difference.
fn say(said: &mut Said, day: i32, word: Option<&str>) {
    let Some(word) = word else { return };
    let newer = said.as_ref().is_none_or(|(known, other)| day > *known || day == *known && word < other.as_str());
    if newer {
        *said = Some((day, word.to_owned()));
    }
}

fn earliest<T: Ord>(one: Option<T>, other: Option<T>) -> Option<T> {
    [one, other].into_iter().flatten().min()
}
