//! The customers table.

use super::columns::{CUSTOMERS, FLAGS, Mapping};
use super::dimensions::{Dimension, Unfit};
use super::exact::{At, printed, texts};
use super::file::{Chunk, DataFile};
use super::find;
use super::links::flag;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::unit::Amount;
use arrow::array::{Array, StringArray};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// Customer, dimension and value.
pub type CustomerValue = (String, String, Option<String>);

/// A row of the customers table.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    name: Option<String>,
    parent: Option<String>,
    flags: Flags,
    values: Vec<Option<String>>,
}

/// What the customers table says of a customer beside its names and values; `None` where it says nothing.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Flags {
    /// A related party.
    pub related_party: Option<bool>,
    /// A government or a unit of one.
    pub government: Option<bool>,
    /// The government it is a unit of, where the table names it.
    pub unit_of: Option<String>,
    /// A strategic customer.
    pub strategic: Option<bool>,
    /// An administrator of the state's holdings.
    pub state_asset_admin: Option<bool>,
    /// What it takes of the service, in any one unit; at least 0.
    pub service_load: Option<Amount>,
}

/// The customers table; empty where none is named.
#[derive(Debug, Default)]
pub struct Customers {
    /// The file, where there is one.
    pub file: Option<DataFile>,
    /// Rows in it.
    pub count: u64,
    rows: BTreeMap<String, Row>,
    dimensions: Vec<Dimension>,
}

impl Customers {
    /// Reads the customers table that the configuration names.
    ///
    /// # Errors
    /// Input errors for a table that cannot be read, a row without an id and an id with two different rows.
    pub fn read(config: &Config) -> Result<Customers> {
        let Some(path) = &config.customers else { return Ok(Customers::default()) };
        let file = DataFile::open(find::single(Path::new(path))?)?;
        let mapping = Mapping::new(&file, "customers", CUSTOMERS, config)?;
        // Flags stay dimensions too, so they are no roles that would take their columns away.
        let flags = Mapping::new(&file, "customers", FLAGS, config)?;
        let mut customers = Customers { dimensions: dimensions(&file, &mapping, config), ..Customers::default() };
        let roles =
            ["customer_id", "name", "parent_id", "service_load"].iter().map(|role| (*role, mapping.column(role)));
        let roles = roles.chain(FLAGS.iter().map(|role| (role.name, flags.column(role.name))));
        let roles: Vec<(&str, String)> = roles.filter_map(|(role, column)| Some((role, column?.to_owned()))).collect();
        let columns = roles.iter().map(|(_, column)| column.clone());
        let wanted = columns.chain(customers.dimensions.iter().map(|dimension| dimension.column.clone())).collect();
        let wanted = Wanted { roles: roles.iter().map(|(role, _)| *role).collect(), columns: wanted };
        let distinct = wanted.distinct();
        for (part, _) in file.parts() {
            for chunk in file.read(part, &distinct)? {
                customers.add(&file, &wanted.dealt(chunk?), &wanted)?;
            }
        }
        customers.file = Some(file);
        Ok(customers)
    }

    fn add(&mut self, file: &DataFile, chunk: &Chunk, wanted: &Wanted) -> Result<()> {
        let at = |column: usize| At { file: &file.name, column: &wanted.columns[column], places: &chunk.places };
        let ids = texts(&chunk.arrays[0], file.class(&wanted.columns[0]), &at(0))?;
        let cells = chunk.arrays.iter().enumerate().map(|(column, array)| printed(array, &at(column)));
        let cells = cells.collect::<Result<Vec<StringArray>>>()?;
        self.count += chunk.rows as u64;
        for row in 0..chunk.rows {
            if ids.is_null(row) {
                return Err(Error::input(format!("`{}`, {}: no customer id", file.name, chunk.places.describe(row)))
                    .hint("fill it in, or take the row out"));
            }
            let new = read_row(&cells, row, wanted)
                .map_err(|column| unreadable(wanted.roles[column], &cells[column], row, &at(column)))?;
            let old = self.rows.insert(ids.value(row).to_owned(), new.clone());
            if old.is_some_and(|old| old != new) {
                return Err(at(0)
                    .error(row, ids.value(row), "the customer has an earlier row that says something else")
                    .hint("keep one row for each customer"));
            }
        }
        Ok(())
    }

    /// Names of the columns that could be dimensions.
    #[must_use]
    pub fn names(&self) -> BTreeSet<String> {
        self.dimensions.iter().map(|dimension| dimension.name.clone()).collect()
    }

    /// Customer, dimension and value, sorted; and the names of the columns with too many values.
    #[must_use]
    pub fn values(&self) -> (Vec<CustomerValue>, Vec<String>) {
        let (mut values, mut dropped) = (Vec::new(), Vec::new());
        for (at, dimension) in self.dimensions.iter().enumerate() {
            let distinct: BTreeSet<&str> = self.rows.values().filter_map(|row| row.values[at].as_deref()).collect();
            match dimension.unfit(distinct.len(), distinct.iter().copied()) {
                Some(Unfit::TooMany) => dropped.push(dimension.name.clone()),
                Some(Unfit::Figures) => {}
                None => values.extend(
                    self.rows.iter().map(|(id, row)| (id.clone(), dimension.name.clone(), row.values[at].clone())),
                ),
            }
        }
        values.sort();
        (values, dropped)
    }

    /// Ids of the customers in the table.
    pub fn ids(&self) -> impl Iterator<Item = &str> {
        self.rows.keys().map(String::as_str)
    }

    /// What the table calls a customer.
    #[must_use]
    pub fn name(&self, id: &str) -> Option<&str> {
        self.rows.get(id)?.name.as_deref()
    }

    /// The parent the table gives a customer.
    #[must_use]
    pub fn parent(&self, id: &str) -> Option<&str> {
        self.rows.get(id)?.parent.as_deref()
    }

    /// Every customer of the table with its flags, by id.
    pub fn flags(&self) -> impl Iterator<Item = (&str, &Flags)> {
        self.rows.iter().map(|(id, row)| (id.as_str(), &row.flags))
    }
}

/// The columns that are read: one for each role in the table, then one for each dimension. A flag may be both.
struct Wanted {
    roles: Vec<&'static str>,
    columns: Vec<String>,
}

impl Wanted {
    /// Each column once.
    fn distinct(&self) -> Vec<String> {
        let mut distinct: Vec<String> = Vec::new();
        for column in &self.columns {
            if !distinct.contains(column) {
                distinct.push(column.clone());
            }
        }
        distinct
    }

    /// A chunk of the distinct columns with an array for each wanted one.
    fn dealt(&self, chunk: Chunk) -> Chunk {
        let distinct = self.distinct();
        let place = |column: &String| distinct.iter().position(|known| known == column).unwrap_or(0);
        let arrays = self.columns.iter().map(|column| chunk.arrays[place(column)].clone()).collect();
        Chunk { arrays, ..chunk }
    }
}

/// One row; the error is the column whose value is no flag, or no service load.
fn read_row(cells: &[StringArray], row: usize, wanted: &Wanted) -> std::result::Result<Row, usize> {
    let mut new = Row { name: None, parent: None, flags: Flags::default(), values: Vec::new() };
    for (column, cell) in cells.iter().enumerate() {
        let word = cell.is_valid(row).then(|| cell.value(row));
        match wanted.roles.get(column).copied() {
            None => new.values.push(word.map(str::to_owned)),
            Some("name") => new.name = word.map(str::to_owned),
            Some("parent_id") => new.parent = word.map(str::to_owned),
            Some("service_load") => new.flags.service_load = word.map(|word| load(word).ok_or(column)).transpose()?,
            Some("government") => (new.flags.government, new.flags.unit_of) = government(word),
            Some(role) => {
                let slot = match role {
                    "related_party" => &mut new.flags.related_party,
                    "strategic" => &mut new.flags.strategic,
                    "state_asset_admin" => &mut new.flags.state_asset_admin,
                    _ => continue,
                };
                *slot = word.map(|word| flag(word).ok_or(column)).transpose()?;
            }
        }
    }
    Ok(new)
}

/// Yes, no, or the government that the customer is a unit of.
fn government(word: Option<&str>) -> (Option<bool>, Option<String>) {
    let Some(word) = word else { return (None, None) };
    let is_none = ["none", "n/a", "-"].contains(&word.trim().to_ascii_lowercase().as_str());
    match flag(word) {
        _ if is_none => (Some(false), None),
        Some(flag) => (Some(flag), None),
        None => (Some(true), Some(word.to_owned())),
    }
}

/// Hours, tickets or whatever the service is measured in.
fn load(word: &str) -> Option<Amount> {
    Amount::parse(word.trim()).ok().filter(|load| load.0 >= 0)
}

fn unreadable(role: &str, cells: &StringArray, row: usize, at: &At) -> Error {
    if role == "service_load" {
        return at
            .error(row, cells.value(row), "a service load is a number of at least 0")
            .hint("write plain digits, or leave the column out with `--map customers.service_load=`");
    }
    at.error(row, cells.value(row), "it is neither yes nor no").hint(format!(
        "write true or false, or leave the column out with `--map customers.{}=`",
        at.column.to_ascii_lowercase()
    ))
}

fn dimensions(file: &DataFile, mapping: &Mapping, config: &Config) -> Vec<Dimension> {
    let own =
        |name: &String, unasked| Dimension { name: name.clone(), column: name.clone(), unasked, is_csv: file.is_csv };
    match &config.dimensions {
        None => mapping.free.iter().map(|name| own(name, true)).collect(),
        Some(asked) => asked.iter().filter(|name| file.column(name).is_some()).map(|name| own(name, false)).collect(),
    }
}
