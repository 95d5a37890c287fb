//! The table of exchange rates: currency, month and units of the reporting currency per unit.

use super::columns::{FX, Mapping};
use super::convert::is_sound;
use super::dates::days;
use super::exact::{At, Rate, rates, texts};
use super::file::{Chunk, DataFile};
use super::find;
use super::survey::currency_code;
use crate::calendar::Calendar;
use crate::config::{Config, FxQuote};
use crate::error::{Error, Result};
use crate::period::Month;
use arrow::array::Array;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::RangeInclusive;
use std::path::Path;

/// Rates by currency and period, named as its calendar month; empty where no table is named.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct FxTable {
    /// The file, where there is one.
    #[serde(skip)]
    pub file: Option<DataFile>,
    /// Rows in it.
    #[serde(skip)]
    pub count: u64,
    #[serde(serialize_with = "listed", deserialize_with = "by_currency")]
    rates: Rates,
}

type Rates = BTreeMap<(String, Month), Rate>;

fn listed<S: Serializer>(rates: &Rates, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    serializer.collect_seq(rates)
}

fn by_currency<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Rates, D::Error> {
    Vec::deserialize(deserializer).map(Rates::from_iter)
}

/// One rate of a constant set, as the engine is told of it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GivenRate {
    /// ISO 4217 code.
    pub currency: String,
    /// Units of the reporting currency per unit, as decimal text.
    pub rate: String,
    /// `config` or `fx_table`.
    pub source: &'static str,
    /// The month it is of, where it comes from the table.
    pub month: Option<Month>,
}

impl FxTable {
    /// Reads the table that the configuration names.
    ///
    /// # Errors
    /// Input errors for a table that cannot be read, a row without currency, month or a rate above zero, and two
    /// different rates of one currency and month.
    pub fn read(config: &Config) -> Result<FxTable> {
        let Some(path) = &config.fx else { return Ok(FxTable::default()) };
        let file = DataFile::open(find::single(Path::new(path))?)?;
        let mapping = Mapping::new(&file, "fx", FX, config)?;
        let columns = FX.iter().filter_map(|role| mapping.column(role.name));
        let wanted: Vec<String> = columns.map(str::to_owned).collect();
        let mut table = FxTable::default();
        for (part, _) in file.parts() {
            for chunk in file.read(part, &wanted)? {
                table.add(&file, &chunk?, &wanted)?;
            }
        }
        table.file = Some(file);
        Ok(table)
    }

    fn add(&mut self, file: &DataFile, chunk: &Chunk, wanted: &[String]) -> Result<()> {
        let at = |column: usize| At { file: &file.name, column: &wanted[column], places: &chunk.places };
        let currencies = texts(&chunk.arrays[0], file.class(&wanted[0]), &at(0))?;
        let months = days(&chunk.arrays[1], &at(1), &Calendar::default())?;
        let values = rates(&chunk.arrays[2], &at(2))?;
        self.count += chunk.rows as u64;
        for row in 0..chunk.rows {
            let lacks = |column: usize, why: &str| {
                at(column)
                    .error(row, "", why)
                    .hint("a rate needs a currency, a month such as 2026-09 and a number above zero")
            };
            if currencies.is_null(row) {
                return Err(lacks(0, "the row names no currency"));
            }
            let month = months[row].map(Month::of_days).ok_or_else(|| lacks(1, "the row names no month"))?;
            let rate = values[row].ok_or_else(|| lacks(2, "there is no rate above zero"))?;
            if !is_sound(rate, FxQuote::ReportingPerForeign) {
                return Err(at(2)
                    .error(row, &rate.print(), "it is 10^11 or more")
                    .hint("rates are units of the reporting currency per unit of the other one"));
            }
            let currency = currency_code(currencies.value(row));
            let shown = format!("{currency} {month}");
            let old = self.rates.insert((currency, month), rate);
            if old.is_some_and(|old| !same(old, rate)) {
                return Err(at(2)
                    .error(row, &shown, "an earlier row gives another rate for this currency and month")
                    .hint("keep one rate for each currency and month, such as the month's average"));
            }
        }
        Ok(())
    }

    /// Refuses a table that is quoted in another currency than the report's.
    ///
    /// # Errors
    /// An input error where the reporting currency has a rate other than one.
    pub fn check_quote(&self, reporting: Option<&str>) -> Result<()> {
        let one = Rate { numerator: 1, places: 0 };
        let other = self.rates.iter().find(|((code, _), rate)| Some(code.as_str()) == reporting && !same(**rate, one));
        let Some(((code, month), rate)) = other else { return Ok(()) };
        let name = self.file.as_ref().map_or("", |file| file.name.as_str());
        Err(Error::input(format!(
            "`{name}` gives {code}, the reporting currency, a rate of {} in {month}",
            text(*rate)
        ))
        .hint(format!("rates are units of {code} per unit of the other currency: name the table quoted in {code}")))
    }

    /// The rates alone, without the file they come from.
    #[must_use]
    pub fn all(&self) -> FxTable {
        FxTable { rates: self.rates.clone(), ..FxTable::default() }
    }

    /// The rates of these currencies in these periods alone.
    #[must_use]
    pub fn only(&self, currencies: &BTreeSet<String>, months: RangeInclusive<Month>) -> FxTable {
        let bears = |(code, month): &(String, Month)| currencies.contains(code) && months.contains(month);
        let rates = self.rates.iter().filter(|(pair, _)| bears(pair));
        FxTable { rates: rates.map(|(pair, rate)| (pair.clone(), *rate)).collect(), ..FxTable::default() }
    }

    /// The rate of a currency's period.
    #[must_use]
    pub fn rate(&self, currency: &str, month: Month) -> Option<Rate> {
        if self.rates.is_empty() {
            return None;
        }
        self.rates.get(&(currency.to_owned(), month)).copied()
    }

    /// The constant set: what the configuration gives, else the table's rate of `month`, or the last one before it.
    ///
    /// # Errors
    /// A usage error for a rate of the configuration that is no decimal above zero.
    pub fn constant(&self, config: &Config, month: Month) -> Result<Vec<GivenRate>> {
        let mut given = BTreeMap::new();
        for ((currency, of), rate) in self.rates.iter().filter(|((_, of), _)| *of <= month) {
            let rate =
                GivenRate { currency: currency.clone(), rate: text(*rate), source: "fx_table", month: Some(*of) };
            given.insert(currency.clone(), rate);
        }
        for (currency, rate) in &config.constant_rates {
            let currency = currency_code(currency);
            let rate = GivenRate { rate: configured(&currency, rate)?, currency, source: "config", month: None };
            given.insert(rate.currency.clone(), rate);
        }
        Ok(given.into_values().collect())
    }
}

/// Decimal places of a constant rate.
const PLACES: usize = 12;

fn configured(currency: &str, rate: &str) -> Result<String> {
    let (whole, fraction) = rate.split_once('.').unwrap_or((rate, ""));
    let digits = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
    let is_plain = digits(whole) && digits(fraction) && (1..=11).contains(&whole.len()) && fraction.len() <= PLACES;
    if is_plain && rate.bytes().any(|byte| (b'1'..=b'9').contains(&byte)) {
        return Ok(rate.to_owned());
    }
    Err(Error::usage(format!("[constant_rates] gives {currency} the rate `{rate}`")).hint(
        "write a decimal above zero and below 10^11 with at most twelve places, units of the reporting currency per unit: \"0.92\"",
    ))
}

/// A rate from its decimal text.
#[must_use]
pub fn exact(rate: &str) -> Option<Rate> {
    let (whole, fraction) = rate.split_once('.').unwrap_or((rate, ""));
    let numerator = format!("{whole}{fraction}").parse().ok()?;
    Some(Rate { numerator, places: fraction.len() as u32 })
}

fn same(one: Rate, other: Rate) -> bool {
    plain(one) == plain(other)
}

/// The digits without the zeros that end them.
fn plain(mut rate: Rate) -> (i128, u32) {
    while rate.places > 0 && rate.numerator % 10 == 0 {
        rate = Rate { numerator: rate.numerator / 10, places: rate.places - 1 };
    }
    (rate.numerator, rate.places)
}

/// A rate as decimal text with at most twelve places; finer ones are rounded half to even.
fn text(rate: Rate) -> String {
    let (mut digits, mut places) = plain(rate);
    if places as usize > PLACES {
        digits = crate::unit::divide_half_even(digits, 10_i128.pow(places - PLACES as u32));
        places = PLACES as u32;
    }
    Rate { numerator: digits, places }.print()
}
