//! The churn overrides: chances to leave that somebody set, and until when they hold.

use super::columns::{Mapping, OVERRIDES};
use super::dates::days;
use super::exact::{At, amounts, texts};
use super::file::{Chunk, DataFile};
use super::find;
use crate::calendar::Calendar;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::period::date_of_days;
use crate::unit::{Amount, ONE};
use arrow::array::Array;
use jiff::civil::Date;
use std::collections::BTreeMap;
use std::path::Path;

/// One customer's chance to leave, as somebody set it.
#[derive(Debug, Clone, PartialEq)]
pub struct ChurnOverride {
    /// The customer's id.
    pub customer_id: String,
    /// Probability of its loss within twelve months, 0 to 1.
    pub probability: f64,
    /// Who set it.
    pub author: String,
    /// The last day on which it holds.
    pub expires: Date,
}

/// The table; empty where none is named.
#[derive(Debug, Default)]
pub struct Overrides {
    /// The file, where there is one.
    pub file: Option<DataFile>,
    /// Its rows, by customer.
    pub rows: Vec<ChurnOverride>,
}

impl Overrides {
    /// Reads the churn overrides that the configuration names: `customer_id`, `probability` from 0 to 1, `author`, `expires`.
    ///
    /// # Errors
    /// Input errors for a table that cannot be read, a row that lacks any of the four, a probability outside 0 to 1, and a
    /// customer with two rows.
    pub fn read(config: &Config) -> Result<Overrides> {
        let Some(path) = &config.churn_overrides else { return Ok(Overrides::default()) };
        let file = DataFile::open(find::single(Path::new(path))?)?;
        let mapping = Mapping::new(&file, "churn_overrides", OVERRIDES, config)?;
        let wanted: Vec<String> =
            OVERRIDES.iter().filter_map(|role| mapping.column(role.name)).map(str::to_owned).collect();
        let (calendar, mut rows) = (config.calendar()?, BTreeMap::new());
        for (part, _) in file.parts() {
            for chunk in file.read(part, &wanted)? {
                add(&mut rows, &file, &chunk?, &wanted, &calendar)?;
            }
        }
        Ok(Overrides { rows: rows.into_values().collect(), file: Some(file) })
    }

    /// Rows in the table.
    #[must_use]
    pub fn count(&self) -> u64 {
        self.rows.len() as u64
    }
}

fn add(
    rows: &mut BTreeMap<String, ChurnOverride>,
    file: &DataFile,
    chunk: &Chunk,
    wanted: &[String],
    calendar: &Calendar,
) -> Result<()> {
    let at = |column: usize| At { file: &file.name, column: &wanted[column], places: &chunk.places };
    let text = |column: usize| texts(&chunk.arrays[column], file.class(&wanted[column]), &at(column));
    let (customers, authors) = (text(0)?, text(2)?);
    let chances = amounts(&chunk.arrays[1], &at(1))?.micros;
    let expiries = days(&chunk.arrays[3], &at(3), calendar)?;
    for row in 0..chunk.rows {
        let lacks = |column: usize| {
            let place = chunk.places.describe(row);
            Error::input(format!("`{}`, {place}, column `{}`: nothing there", file.name, wanted[column]))
                .hint("every override names the customer, the probability, who set it, and the last day it holds")
        };
        let micros = chances[row].ok_or_else(|| lacks(1))?;
        if !(0..=ONE).contains(&micros) {
            let why = "a probability lies between 0 and 1";
            return Err(at(1).error(row, Amount(micros).print(6).trim_end_matches('0'), why).hint("10 % is 0.10"));
        }
        let named = |column: usize, texts: &arrow::array::StringArray| {
            let text = texts.is_valid(row).then(|| texts.value(row).trim()).filter(|text| !text.is_empty());
            text.map(str::to_owned).ok_or_else(|| lacks(column))
        };
        let it = ChurnOverride {
            customer_id: named(0, &customers)?,
            probability: Amount(micros).to_f64(),
            author: named(2, &authors)?,
            expires: date_of_days(expiries[row].ok_or_else(|| lacks(3))?),
        };
        let id = it.customer_id.clone();
        if rows.insert(id.clone(), it).is_some() {
            return Err(at(0).error(row, &id, "it has a row already").hint("keep the one that holds"));
        }
    }
    Ok(())
}
