//! Since when a customer is one, by the customers table.

use super::columns::{CUSTOMERS, Mapping};
use super::dates::days;
use super::exact::{At, texts};
use super::file::DataFile;
use super::find;
use crate::config::Config;
use crate::error::Result;
use crate::period::Month;
use arrow::array::Array;
use std::collections::BTreeMap;
use std::path::Path;

/// The month of each customer's `since`; empty where no customers table is given or it has no such column.
///
/// # Errors
/// Input errors for a table that cannot be read and for a `since` that is no date.
pub fn read(config: &Config) -> Result<BTreeMap<String, Month>> {
    let (mut since, calendar) = (BTreeMap::new(), config.calendar()?);
    let Some(path) = &config.customers else { return Ok(since) };
    let file = DataFile::open(find::single(Path::new(path))?)?;
    let mapping = Mapping::new(&file, "customers", CUSTOMERS, config)?;
    let (Some(id), Some(column)) = (mapping.column("customer_id"), mapping.column("since")) else { return Ok(since) };
    let wanted = [id.to_owned(), column.to_owned()];
    for (part, _) in file.parts() {
        for chunk in file.read(part, &wanted)? {
            let chunk = chunk?;
            let at = |column: usize| At { file: &file.name, column: &wanted[column], places: &chunk.places };
            let ids = texts(&chunk.arrays[0], file.class(id), &at(0))?;
            let starts = days(&chunk.arrays[1], &at(1), &calendar)?;
            let rows = starts.into_iter().enumerate().filter(|(row, _)| ids.is_valid(*row));
            since.extend(rows.filter_map(|(row, day)| Some((ids.value(row).to_owned(), calendar.of_days(day?)))));
        }
    }
    Ok(since)
}
