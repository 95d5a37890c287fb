//! The contracts table: who pays what, from when to when.

use super::columns::{CONTRACTS, Mapping, listed};
use super::convert::scaled;
use super::dates::days;
use super::exact::{At, amounts, printed, texts};
use super::file::{Chunk, DataFile};
use super::find;
use super::interval::Interval;
use crate::calendar::Calendar;
use crate::config::{Config, ContractEnd};
use crate::error::{Error, Result};
use crate::period::date_of_days;
use arrow::array::{Array, StringArray};
use std::collections::BTreeMap;

const DATES: &[&str] = &["start", "end", "cancelled_at", "past_due_since", "paused_from", "paused_to"];
const MONEY: &[&str] = &["annual_value", "price_per_interval", "minimum_commitment"];
const YEAR: Interval = Interval { count: 12, unit: super::interval::IntervalUnit::Month };

/// A price as a month's share: micros · times / by, in the contract's own currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Price {
    /// Millionths of a currency unit.
    pub micros: i128,
    /// Numerator of the share.
    pub times: i128,
    /// Denominator of the share, above zero.
    pub by: i128,
}

/// What a contract's status says beside its dates.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Status {
    /// Nothing that its dates do not say.
    InForce,
    /// Paused; since the as-of month where no date says since when.
    Paused,
    /// Not paid; since the as-of month where no date says since when.
    PastDue,
    /// Not signed or on trial: it brings nothing.
    NotYet,
}

/// One row of the contracts table; days count from 1970-01-01.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Contract {
    /// Its id.
    pub contract_id: String,
    /// Whose it is.
    pub customer_id: String,
    /// What is sold.
    pub product: Option<String>,
    /// The currency of its price; none: the reporting currency.
    pub currency: Option<String>,
    /// First day of service.
    pub start: i32,
    /// Its end as written; none while open-ended.
    pub end: Option<i32>,
    /// What it brings a month.
    pub price: Price,
    /// Days of notice.
    pub notice_days: Option<i64>,
    /// Whether it goes on unless notice is given.
    pub auto_renew: Option<bool>,
    /// Whether it can be left at any time.
    pub at_will: Option<bool>,
    /// What its status adds to its dates.
    pub status: Status,
    /// The day it was cancelled.
    pub cancelled_at: Option<i32>,
    /// First day without service of an open-ended contract that was cancelled: where the paid period ends.
    pub paid_until: Option<i32>,
    /// The day a payment fell due and was not made.
    pub past_due_since: Option<i32>,
    /// First day of a pause.
    pub paused_from: Option<i32>,
    /// First day after it.
    pub paused_to: Option<i32>,
}

/// The contracts table; empty where none is named.
#[derive(Debug, Default)]
pub struct Contracts {
    /// The file, where there is one.
    pub file: Option<DataFile>,
    /// Rows in it.
    pub count: u64,
    /// Its contracts by id.
    pub rows: BTreeMap<String, Contract>,
}

impl Contracts {
    /// Reads the contracts table that the configuration names.
    ///
    /// # Errors
    /// Input errors for a table that cannot be read and for a contract that makes no sense, with file, place and value.
    pub fn read(config: &Config) -> Result<Contracts> {
        let Some(table) = &config.contracts else { return Ok(Contracts::default()) };
        let file = DataFile::open(find::single(&table.file)?)?;
        let mapping = Mapping::new(&file, "contracts", CONTRACTS, config)?;
        if ["annual_value", "price_per_interval", "minimum_commitment"].iter().all(|it| mapping.column(it).is_none()) {
            let has = listed(file.columns.iter().map(|column| &column.name));
            return Err(Error::input(format!("`{}` has no column with a price; it has {has}", file.name))
                .hint("map one with `--map contracts.annual_value=COLUMN`, or contracts.price_per_interval with contracts.billing_interval"));
        }
        let mut wanted: Vec<String> = mapping.played().map(|(_, column)| column.to_owned()).collect();
        wanted.sort();
        wanted.dedup();
        let (mut contracts, calendar) = (Contracts::default(), config.calendar()?);
        for (part, _) in file.parts() {
            for chunk in file.read(part, &wanted)? {
                contracts.add(&Cells::new(&file, (&mapping, &calendar), &wanted, &chunk?)?, table.end)?;
            }
        }
        contracts.file = Some(file);
        Ok(contracts)
    }

    fn add(&mut self, cells: &Cells, end: ContractEnd) -> Result<()> {
        for row in 0..cells.rows {
            let contract = cells.contract(row, end)?;
            self.count += 1;
            let old = self.rows.insert(contract.contract_id.clone(), contract.clone());
            if old.is_some_and(|old| old != contract) {
                let why = "the contract has an earlier row that says something else";
                return Err(cells.error("contract_id", row, &contract.contract_id, why).hint(
                    "give each stretch of months at one price an id of its own, such as K1-2; keep one row for each",
                ));
            }
        }
        Ok(())
    }
}

/// The cells of a chunk by role.
struct Cells<'a> {
    file: &'a DataFile,
    mapping: &'a Mapping,
    chunk: &'a Chunk,
    rows: usize,
    words: BTreeMap<&'static str, StringArray>,
    days: BTreeMap<&'static str, Vec<Option<i32>>>,
    money: BTreeMap<&'static str, Vec<Option<i128>>>,
}

impl<'a> Cells<'a> {
    fn new(
        file: &'a DataFile,
        (mapping, calendar): (&'a Mapping, &Calendar),
        wanted: &[String],
        chunk: &'a Chunk,
    ) -> Result<Cells<'a>> {
        let (words, money) = (BTreeMap::new(), BTreeMap::new());
        let mut cells = Cells { file, mapping, chunk, rows: chunk.rows, words, days: BTreeMap::new(), money };
        for (role, column) in mapping.played() {
            let Some(array) = wanted.iter().position(|name| name == column).map(|at| &chunk.arrays[at]) else {
                continue;
            };
            let at = At { file: &file.name, column, places: &chunk.places };
            if DATES.contains(&role) {
                cells.days.insert(role, days(array, &at, calendar)?);
            } else if MONEY.contains(&role) {
                cells.money.insert(role, amounts(array, &at)?.micros);
            } else if role.ends_with("_id") {
                cells.words.insert(role, texts(array, file.class(column), &at)?);
            } else {
                cells.words.insert(role, printed(array, &at)?);
            }
        }
        Ok(cells)
    }

    fn contract(&self, row: usize, rule: ContractEnd) -> Result<Contract> {
        let contract_id = self.needed("contract_id", row)?;
        let customer_id = self.needed("customer_id", row)?;
        let Some(start) = self.day("start", row) else {
            return Err(self.lacks(row, &contract_id, "no start", "fill in the first day of its service"));
        };
        let end = self.end(row, start, rule)?;
        let cancelled_at = self.day("cancelled_at", row);
        let interval = self.interval(row)?;
        let paid_until = cancelled_at.filter(|_| end.is_none()).map(|day| {
            let boundary = interval.unwrap_or(YEAR).paid_until(date_of_days(start), date_of_days(day));
            crate::period::days_of_date(boundary)
        });
        Ok(Contract {
            status: self.status(row, &contract_id, end.is_some() || cancelled_at.is_some())?,
            price: self.bounded(row, self.price(row, &contract_id, interval)?)?,
            product: self.word("product", row).map(str::to_owned),
            currency: self.currency(row)?,
            notice_days: self.whole("notice_days", row)?,
            auto_renew: self.flag("auto_renew", row)?,
            at_will: self.flag("at_will", row)?,
            past_due_since: self.day("past_due_since", row),
            paused_from: self.day("paused_from", row),
            paused_to: self.day("paused_to", row),
            contract_id,
            customer_id,
            start,
            end,
            cancelled_at,
            paid_until,
        })
    }

    fn end(&self, row: usize, start: i32, rule: ContractEnd) -> Result<Option<i32>> {
        let end = self.day("end", row);
        if let Some(day) = end.filter(|day| *day < start) {
            let (day, start) = (date_of_days(day).to_string(), date_of_days(start));
            let meaning = if rule == ContractEnd::Inclusive {
                "the last day of service"
            } else {
                "the first day without service"
            };
            return Err(self.error("end", row, &day, &format!("the contract starts later, on {start}")).hint(format!(
                "`end` is {meaning}; correct the row, or leave the end empty while the contract is open-ended"
            )));
        }
        Ok(end)
    }

    /// What the contract brings a month: its fixed price, or its minimum commitment where that is more; of usage only
    /// the minimum.
    fn price(&self, row: usize, id: &str, interval: Option<Interval>) -> Result<Price> {
        let cell = |role: &str| self.money.get(role).and_then(|values| values[row]);
        for role in MONEY {
            if let Some(micros) = cell(role).filter(|micros| *micros < 0) {
                let value = crate::unit::Amount(micros).print(2);
                return Err(self
                    .error(role, row, &value, "a contract's price is not below zero")
                    .hint("take a discount off the price of the contract it belongs to"));
            }
        }
        let yearly = |micros: i128| Price { micros, times: 1, by: 12 };
        let (annual, per_interval) = (cell("annual_value"), cell("price_per_interval"));
        let fixed = match (annual, per_interval, interval) {
            (Some(micros), ..) => Some(yearly(micros)),
            (None, Some(micros), Some(interval)) => {
                let (times, by) = interval.monthly();
                Some(Price { micros, times, by })
            }
            (None, Some(_), None) => {
                return Err(self.lacks(
                    row,
                    id,
                    "a price per interval and no billing interval",
                    "fill in `billing_interval`, such as month, quarter, year, week, day or 6 months",
                ));
            }
            (None, None, _) => None,
        };
        let is_usage = self.word("kind", row).is_some_and(|kind| kind.trim().eq_ignore_ascii_case("usage"));
        let minimum = cell("minimum_commitment").map(yearly);
        match (fixed, minimum) {
            (None, None) => Err(self.lacks(
                row,
                id,
                "no price",
                "fill in `annual_value`, or `price_per_interval` and `billing_interval`, or `minimum_commitment`",
            )),
            (_, minimum) if is_usage => Ok(minimum.unwrap_or(yearly(0))),
            (Some(fixed), Some(minimum)) => Ok(if minimum.exceeds(fixed) { minimum } else { fixed }),
            (Some(only), None) | (None, Some(only)) => Ok(only),
        }
    }

    /// Refuses a price whose month is larger than any amount may be: a year's price by the day, say.
    fn bounded(&self, row: usize, price: Price) -> Result<Price> {
        if scaled(price.micros, price.times, price.by, 1).is_some() {
            return Ok(price);
        }
        let role = MONEY.iter().find(|role| self.money.get(*role).is_some_and(|it| it[row] == Some(price.micros)));
        let value = crate::unit::Amount(price.micros).print(2);
        Err(self
            .error(role.copied().unwrap_or("price_per_interval"), row, &value, "a month's share of it is too large")
            .hint("check the price and its `billing_interval`"))
    }

    fn interval(&self, row: usize) -> Result<Option<Interval>> {
        let Some(text) = self.word("billing_interval", row) else { return Ok(None) };
        let why = "it is no billing interval";
        Interval::parse(text).map(Some).ok_or_else(|| {
            self.error("billing_interval", row, text, why)
                .hint("write day, week, month, quarter, half-year or year, or several such as `6 months`")
        })
    }

    fn status(&self, row: usize, id: &str, has_end: bool) -> Result<Status> {
        let Some(text) = self.word("status", row) else { return Ok(Status::InForce) };
        match text.trim().to_lowercase().replace([' ', '-'], "_").as_str() {
            "active" | "live" | "in_force" | "signed" | "renewed" => Ok(Status::InForce),
            "paused" | "on_hold" | "suspended" => Ok(Status::Paused),
            "past_due" | "unpaid" | "overdue" | "dunning" => Ok(Status::PastDue),
            "draft" | "trial" | "trialing" | "in_trial" | "pending" | "future" | "incomplete" => Ok(Status::NotYet),
            "cancelled" | "canceled" | "terminated" | "ended" | "expired" | "churned" | "non_renewing" if has_end => {
                Ok(Status::InForce)
            }
            "cancelled" | "canceled" | "terminated" | "ended" | "expired" | "churned" | "non_renewing" => {
                Err(self.lacks(row, id, &format!("status `{text}` and neither an end nor a cancellation date"), "fill in `end` or `cancelled_at`"))
            }
            _ => Err(self.error("status", row, text, "it is no status of a contract")
                .hint("write active, paused, past_due, cancelled, trial or draft; or leave the column out with `--map contracts.status=`")),
        }
    }

    fn currency(&self, row: usize) -> Result<Option<String>> {
        let Some(text) = self.word("currency", row) else { return Ok(None) };
        let code = text.trim().to_uppercase();
        if code.len() == 3 && code.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Ok(Some(code));
        }
        Err(self
            .error("currency", row, text, "it is no currency code")
            .hint("it has three letters (ISO 4217), such as EUR"))
    }

    fn flag(&self, role: &str, row: usize) -> Result<Option<bool>> {
        let Some(text) = self.word(role, row) else { return Ok(None) };
        match text.trim().to_lowercase().as_str() {
            "true" | "yes" | "y" | "t" | "1" => Ok(Some(true)),
            "false" | "no" | "n" | "f" | "0" => Ok(Some(false)),
            _ => Err(self.error(role, row, text, "it is neither yes nor no").hint("write true or false")),
        }
    }

    fn whole(&self, role: &str, row: usize) -> Result<Option<i64>> {
        let Some(text) = self.word(role, row) else { return Ok(None) };
        let number = text.trim().strip_suffix(".0").unwrap_or(text.trim()).parse::<i64>().ok();
        number
            .filter(|days| (0..=36_500).contains(days))
            .map(Some)
            .ok_or_else(|| self.error(role, row, text, "it is no number of days").hint("write whole days, such as 90"))
    }

    fn needed(&self, role: &str, row: usize) -> Result<String> {
        self.word(role, row).map(str::to_owned).ok_or_else(|| {
            let place = self.chunk.places.describe(row);
            Error::input(format!("`{}`, {place}: no {}", self.file.name, role.replace('_', " ")))
                .hint("fill it in, or take the row out")
        })
    }

    fn word(&self, role: &str, row: usize) -> Option<&str> {
        self.words.get(role).filter(|array| array.is_valid(row)).map(|array| array.value(row))
    }

    fn day(&self, role: &str, row: usize) -> Option<i32> {
        self.days.get(role).and_then(|days| days[row])
    }

    fn error(&self, role: &str, row: usize, value: &str, why: &str) -> Error {
        let column = self.mapping.column(role).unwrap_or(role);
        At { file: &self.file.name, column, places: &self.chunk.places }.error(row, value, why)
    }

    fn lacks(&self, row: usize, id: &str, what: &str, remedy: &str) -> Error {
        let place = self.chunk.places.describe(row);
        Error::input(format!("`{}`, {place}: the contract `{id}` has {what}", self.file.name)).hint(remedy)
    }
}

impl Price {
    /// Whether this brings more a month.
    fn exceeds(self, other: Price) -> bool {
        self.micros * self.times * other.by > other.micros * other.times * self.by
    }
}
