//! The sales pipeline: opportunities open, won and lost.

use super::columns::{Mapping, PIPELINE};
use super::dates::days;
use super::exact::{At, amounts, printed, texts};
use super::file::{Chunk, DataFile};
use super::find;
use crate::calendar::Calendar;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::unit::{Amount, LIMIT, ONE};
use arrow::array::{Array, ArrayRef, Date32Array, Decimal128Array, RecordBatch, StringArray};
use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

/// One row of the pipeline; days count from 1970-01-01.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Opportunity {
    /// Its id.
    pub opportunity_id: String,
    /// The customer it is with; none for a prospect.
    pub customer_id: Option<String>,
    /// What it brings a year, in millionths of the reporting currency.
    pub micros: i128,
    /// Its chance to be won in millionths, where somebody says so.
    pub probability: Option<i128>,
    /// The day it is expected to close, or did.
    pub closes: i32,
    /// `won`, `lost` or `open`.
    pub stage: &'static str,
    /// The day of the first contact.
    pub first_contact: Option<i32>,
    /// The segment of the customer to be.
    pub segment: Option<String>,
    /// The day it was won or lost.
    pub closed: Option<i32>,
}

/// The opportunities; empty where no table is named.
#[derive(Debug, Default)]
pub struct Opportunities {
    /// The file, where there is one.
    pub file: Option<DataFile>,
    /// Its rows, in their order.
    pub rows: Vec<Opportunity>,
}

impl Opportunities {
    /// Reads the pipeline that the configuration names: `opportunity_id`, `amount` of a year in the reporting currency and
    /// `closes`; where they are known `customer_id`, `probability`, `stage`, `first_contact`, `segment` and `closed`.
    ///
    /// # Errors
    /// Input errors for a table that cannot be read, an opportunity without an id, an amount or a day to close, an amount
    /// below zero, a probability outside 0 to 1, a first contact after the close, a stage that is closed and neither won nor lost, and an id that stands twice.
    pub fn read(config: &Config) -> Result<Opportunities> {
        let Some(path) = &config.pipeline else { return Ok(Opportunities::default()) };
        let file = DataFile::open(find::single(Path::new(path))?)?;
        let mapping = Mapping::new(&file, "pipeline", PIPELINE, config)?;
        let mut wanted: Vec<String> = mapping.played().map(|(_, column)| column.to_owned()).collect();
        wanted.sort();
        wanted.dedup();
        let (mut rows, mut ids, calendar) = (Vec::new(), BTreeSet::new(), config.calendar()?);
        for (part, _) in file.parts() {
            for chunk in file.read(part, &wanted)? {
                let cells =
                    Cells { file: &file, mapping: &mapping, wanted: &wanted, chunk: &chunk?, calendar: &calendar };
                add(&cells, &mut rows, &mut ids)?;
            }
        }
        within_limit(&file, &rows)?;
        Ok(Opportunities { file: Some(file), rows })
    }

    /// Rows in the table.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.rows.len() as u64
    }

    /// The rows as the relation `opportunities`; empty where no table is named.
    ///
    /// # Errors
    /// A bug where the columns do not fit together.
    pub fn batch(&self) -> Result<RecordBatch> {
        let words = |value: &dyn Fn(&Opportunity) -> Option<String>| -> ArrayRef {
            Arc::new(self.rows.iter().map(value).collect::<StringArray>())
        };
        let of = |value: &dyn Fn(&Opportunity) -> Option<i32>| -> ArrayRef {
            Arc::new(self.rows.iter().map(value).collect::<Date32Array>())
        };
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("opportunity_id", words(&|it| Some(it.opportunity_id.clone()))),
            ("customer_id", words(&|it| it.customer_id.clone())),
            ("amount", decimals(28, self.rows.iter().map(|it| Some(it.micros)))?),
            ("probability", decimals(7, self.rows.iter().map(|it| it.probability))?),
            ("closes", of(&|it| Some(it.closes))),
            ("stage", words(&|it| Some(it.stage.to_owned()))),
            ("first_contact", of(&|it| it.first_contact)),
            ("segment", words(&|it| it.segment.clone())),
            ("closed", of(&|it| it.closed)),
        ];
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
            .map_err(|error| Error::bug(format!("the pipeline does not fit its table: {error}")))
    }
}

/// Millionths as a decimal of six places.
fn decimals(digits: u8, micros: impl Iterator<Item = Option<i128>>) -> Result<ArrayRef> {
    let array: Decimal128Array = micros.collect();
    array
        .with_precision_and_scale(digits, 6)
        .map(|array| Arc::new(array) as ArrayRef)
        .map_err(|error| Error::bug(format!("an amount of the pipeline does not fit: {error}")))
}

/// Refuses amounts that are each sound and together more than any amount may be.
fn within_limit(file: &DataFile, rows: &[Opportunity]) -> Result<()> {
    let all = rows.iter().fold(0_u128, |sum, row| sum.saturating_add(row.micros.unsigned_abs()));
    if all <= LIMIT.unsigned_abs() {
        return Ok(());
    }
    Err(Error::input(format!("`{}`: the amounts of all opportunities together are larger than 10^22", file.name))
        .hint("see whether they are in the currency's units; if they are, give them in thousands or millions"))
}

/// The cells of a chunk by role.
struct Cells<'a> {
    file: &'a DataFile,
    mapping: &'a Mapping,
    wanted: &'a [String],
    chunk: &'a Chunk,
    calendar: &'a Calendar,
}

impl Cells<'_> {
    /// The column of a role and where it stands; none where no column plays it.
    fn column(&self, role: &str) -> Option<(&ArrayRef, At<'_>)> {
        let column = self.mapping.column(role)?;
        let array = self.wanted.iter().position(|name| name == column).and_then(|at| self.chunk.arrays.get(at))?;
        Some((array, At { file: &self.file.name, column, places: &self.chunk.places }))
    }

    fn days(&self, role: &str) -> Result<Vec<Option<i32>>> {
        let Some((array, at)) = self.column(role) else { return Ok(vec![None; self.chunk.rows]) };
        days(array, &at, self.calendar)
    }

    fn micros(&self, role: &str) -> Result<Vec<Option<i128>>> {
        let Some((array, at)) = self.column(role) else { return Ok(vec![None; self.chunk.rows]) };
        Ok(amounts(array, &at)?.micros)
    }

    /// Text without spaces around it; nothing is none.
    fn words(&self, role: &str) -> Result<Vec<Option<String>>> {
        let Some((array, at)) = self.column(role) else { return Ok(vec![None; self.chunk.rows]) };
        let cells =
            if role.ends_with("_id") { texts(array, self.file.class(at.column), &at)? } else { printed(array, &at)? };
        let word = |row: usize| cells.is_valid(row).then(|| cells.value(row).trim()).filter(|word| !word.is_empty());
        Ok((0..self.chunk.rows).map(|row| word(row).map(str::to_owned)).collect())
    }

    fn lacks(&self, role: &str, row: usize) -> Error {
        let column = self.mapping.column(role).unwrap_or(role);
        Error::input(format!(
            "`{}`, {}, column `{column}`: nothing there",
            self.file.name,
            self.chunk.places.describe(row)
        ))
        .hint("every opportunity has an id, an amount and a day to close; fill it in, or take the row out")
    }

    fn error(&self, role: &str, row: usize, value: &str, why: &str) -> Error {
        let column = self.mapping.column(role).unwrap_or(role);
        At { file: &self.file.name, column, places: &self.chunk.places }.error(row, value, why)
    }
}

fn add(cells: &Cells, rows: &mut Vec<Opportunity>, ids: &mut BTreeSet<String>) -> Result<()> {
    let (names, customers, segments) =
        (cells.words("opportunity_id")?, cells.words("customer_id")?, cells.words("segment")?);
    let (money, chances, stages) = (cells.micros("amount")?, cells.micros("probability")?, cells.words("stage")?);
    let (closes, contacts, closed) = (cells.days("closes")?, cells.days("first_contact")?, cells.days("closed")?);
    for row in 0..cells.chunk.rows {
        let it = Opportunity {
            opportunity_id: names[row].clone().ok_or_else(|| cells.lacks("opportunity_id", row))?,
            customer_id: customers[row].clone(),
            micros: money[row].ok_or_else(|| cells.lacks("amount", row))?,
            probability: chances[row],
            closes: closes[row].ok_or_else(|| cells.lacks("closes", row))?,
            stage: stage_of(cells, row, stages[row].as_deref())?,
            first_contact: contacts[row],
            segment: segments[row].clone(),
            closed: closed[row],
        };
        check(cells, row, &it)?;
        if !ids.insert(it.opportunity_id.clone()) {
            let why = "an earlier row has the same id";
            return Err(cells.error("opportunity_id", row, &it.opportunity_id, why).hint("keep its latest row"));
        }
        rows.push(it);
    }
    Ok(())
}

/// What a stage says of an opportunity's end, by its first word after `closed`: `Closed Won` and `won (upsell)` are won,
/// `closed_lost` and `Lost: price` are lost, all others are open. None of one that is closed and says no more.
fn stage(written: Option<&str>) -> Option<&'static str> {
    let lower = written.unwrap_or_default().to_lowercase();
    let mut words = lower.split(|letter: char| !letter.is_alphabetic()).filter(|word| !word.is_empty());
    let first = words.next().unwrap_or_default();
    let after = first.strip_prefix("closed");
    let end = match after {
        Some("") => words.next().unwrap_or_default(),
        Some(rest) => rest,
        None => first,
    };
    match end {
        "won" => Some("won"),
        "lost" => Some("lost"),
        _ => after.is_none().then_some("open"),
    }
}

/// The stage of a row.
fn stage_of(cells: &Cells, row: usize, written: Option<&str>) -> Result<&'static str> {
    stage(written).ok_or_else(|| {
        cells.error("stage", row, written.unwrap_or_default(), "it is closed, and neither won nor lost").hint(
            "write `Closed Won` or `Closed Lost`, with more behind it where you like; an open one has another name",
        )
    })
}

fn check(cells: &Cells, row: usize, it: &Opportunity) -> Result<()> {
    if it.micros < 0 {
        let value = Amount(it.micros).print(2);
        let why = "an opportunity's amount is not below zero";
        return Err(cells.error("amount", row, &value, why).hint("correct it, or take the row out"));
    }
    if let Some(micros) = it.probability.filter(|micros| !(0..=ONE).contains(micros)) {
        let value = Amount(micros).print(6);
        let why = "a probability lies between 0 and 1";
        return Err(cells.error("probability", row, value.trim_end_matches('0'), why).hint("10 % is 0.10"));
    }
    let end = it.closed.unwrap_or(it.closes);
    if let Some(day) = it.first_contact.filter(|day| *day > end) {
        let value = crate::period::date_of_days(day).to_string();
        let why = format!("the opportunity closes before that, on {}", crate::period::date_of_days(end));
        return Err(cells.error("first_contact", row, &value, &why).hint("correct one of the two days"));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::stage;

    #[test]
    fn stages_are_read_as_products_write_them() {
        let won =
            ["won", "Won", "Closed Won", "closedwon", "closed_won", "CLOSED-WON", "won (upsell)", "6 - Closed/Won"];
        assert!(won.iter().all(|word| stage(Some(word)) == Some("won")));
        let lost = ["lost", "Closed Lost", "closedlost", "Closed Lost - Price", "Lost: competitor", "closed_lost_2025"];
        assert!(lost.iter().all(|word| stage(Some(word)) == Some("lost")));
        let open = [None, Some(""), Some("Negotiation"), Some("Closing"), Some("wonder"), Some("not won")];
        assert!(open.into_iter().all(|word| stage(word) == Some("open")));
        let neither = ["closed", "Closed - Duplicate", "closedown"];
        assert!(neither.iter().all(|word| stage(Some(word)).is_none()));
    }
}
