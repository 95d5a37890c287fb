//! The receivables: what customers owe at one or more dates.

use super::columns::{Mapping, RECEIVABLES};
use super::dates::days;
use super::exact::{At, amounts, texts};
use super::file::{Chunk, DataFile};
use super::find;
use crate::calendar::Calendar;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::unit::{LIMIT, ONE};
use arrow::array::{Array, ArrayRef, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray};
use std::path::Path;
use std::sync::Arc;

/// Open balances; empty where no table is named.
#[derive(Debug, Default)]
pub struct Receivables {
    /// The file, where there is one.
    pub file: Option<DataFile>,
    customers: Vec<Option<String>>,
    days: Vec<i32>,
    micros: Vec<i128>,
    overdue: Vec<Option<i64>>,
}

impl Receivables {
    /// Reads the receivables that the configuration names: `customer_id`, `as_of`, `amount` in the reporting currency, and
    /// `days_overdue` where it is known. A customer may have many rows; a row without one is assigned to nobody.
    ///
    /// # Errors
    /// Input errors for a table that cannot be read and for a row without a date or an amount.
    pub fn read(config: &Config) -> Result<Receivables> {
        let Some(path) = &config.receivables else { return Ok(Receivables::default()) };
        let file = DataFile::open(find::single(Path::new(path))?)?;
        let mapping = Mapping::new(&file, "receivables", RECEIVABLES, config)?;
        let roles = ["customer_id", "as_of", "amount", "days_overdue"];
        let wanted: Vec<String> = roles.iter().filter_map(|role| mapping.column(role)).map(str::to_owned).collect();
        let (mut receivables, calendar) = (Receivables::default(), config.calendar()?);
        for (part, _) in file.parts() {
            for chunk in file.read(part, &wanted)? {
                receivables.add(&file, &chunk?, &wanted, &calendar)?;
            }
        }
        let all = receivables.micros.iter().fold(0_u128, |sum, micros| sum.saturating_add(micros.unsigned_abs()));
        if all > LIMIT.unsigned_abs() {
            let what = "the amounts of all rows together, whatever their signs, are larger than 10^22";
            return Err(Error::input(format!("`{}`, column `{}`: {what}", file.name, wanted[2])).hint(
                "see whether they are in the currency's units; if they are, give them in thousands or millions",
            ));
        }
        receivables.file = Some(file);
        Ok(receivables)
    }

    fn add(&mut self, file: &DataFile, chunk: &Chunk, wanted: &[String], calendar: &Calendar) -> Result<()> {
        let at = |column: usize| At { file: &file.name, column: &wanted[column], places: &chunk.places };
        let customers = texts(&chunk.arrays[0], file.class(&wanted[0]), &at(0))?;
        let dates = days(&chunk.arrays[1], &at(1), calendar)?;
        let money = amounts(&chunk.arrays[2], &at(2))?;
        let overdue = match chunk.arrays.get(3) {
            Some(array) => amounts(array, &at(3))?.micros,
            None => vec![None; chunk.rows],
        };
        for row in 0..chunk.rows {
            let lacks = |what: &str| {
                Error::input(format!("`{}`, {}: no {what}", file.name, chunk.places.describe(row)))
                    .hint("fill it in, or take the row out")
            };
            if let Some(days) = overdue[row].filter(|days| days % ONE != 0) {
                let value = crate::unit::Amount(days).print(6);
                return Err(at(3).error(row, &value, "it is no whole number of days").hint("round it"));
            }
            self.days.push(dates[row].ok_or_else(|| lacks("date"))?);
            self.micros.push(money.micros[row].ok_or_else(|| lacks("amount"))?);
            self.customers.push(customers.is_valid(row).then(|| customers.value(row).to_owned()));
            self.overdue.push(overdue[row].map(|days| (days / ONE) as i64));
        }
        Ok(())
    }

    /// Rows in the table.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.days.len() as u64
    }

    /// The rows as the relation `receivables`; empty where no table is named.
    ///
    /// # Errors
    /// A bug where the columns do not fit together.
    pub fn batch(&self) -> Result<RecordBatch> {
        let wrong = |error| Error::bug(format!("the receivables do not fit their table: {error}"));
        let money = Decimal128Array::from(self.micros.clone()).with_precision_and_scale(28, 6).map_err(wrong)?;
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("customer_id", Arc::new(StringArray::from(self.customers.clone()))),
            ("as_of", Arc::new(Date32Array::from(self.days.clone()))),
            ("amount", Arc::new(money)),
            ("days_overdue", Arc::new(Int64Array::from(self.overdue.clone()))),
        ];
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
            .map_err(wrong)
    }
}
