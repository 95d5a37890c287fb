//! The customers table, and who belongs to whom.

use super::columns::{CUSTOMERS, Mapping};
use super::dimensions::{Dimension, Unfit};
use super::exact::{At, printed, texts};
use super::file::{Chunk, DataFile};
use super::find;
use super::tally::Seen;
use crate::config::{Config, Grouping};
use crate::error::{Error, Result};
use arrow::array::{Array, StringArray};
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::path::Path;

/// A customer by name and group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerInfo {
    /// Its id.
    pub customer_id: String,
    /// Its name; the id where none is known.
    pub name: String,
    /// Its parent's id.
    pub parent_id: Option<String>,
    /// The id of the group it belongs to under the grouping policy.
    pub group_id: String,
    /// The group's name; its id where none is known.
    pub group_name: String,
}

/// Customer, dimension and value.
pub type CustomerValue = (String, String, Option<String>);

/// A row of the customers table.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Row {
    name: Option<String>,
    parent: Option<String>,
    values: Vec<Option<String>>,
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
        let mut customers = Customers { dimensions: dimensions(&file, &mapping, config), ..Customers::default() };
        let columns = [mapping.column("customer_id"), mapping.column("name"), mapping.column("parent_id")];
        let names: Vec<&str> = columns.iter().flatten().copied().collect();
        let names = names.into_iter().chain(customers.dimensions.iter().map(|dimension| dimension.column.as_str()));
        let wanted: Vec<String> = names.map(str::to_owned).collect();
        for (part, _) in file.parts() {
            for chunk in file.read(part, &wanted)? {
                customers.add(&file, &chunk?, &wanted, columns[1].is_some(), columns[2].is_some())?;
            }
        }
        customers.file = Some(file);
        Ok(customers)
    }

    fn add(
        &mut self,
        file: &DataFile,
        chunk: &Chunk,
        wanted: &[String],
        has_name: bool,
        has_parent: bool,
    ) -> Result<()> {
        let at = |column: usize| At { file: &file.name, column: &wanted[column], places: &chunk.places };
        let ids = texts(&chunk.arrays[0], file.class(&wanted[0]), &at(0))?;
        let others = chunk.arrays.iter().enumerate().skip(1).map(|(column, array)| printed(array, &at(column)));
        let others = others.collect::<Result<Vec<StringArray>>>()?;
        self.count += chunk.rows as u64;
        for row in 0..chunk.rows {
            if ids.is_null(row) {
                return Err(Error::input(format!("`{}`, {}: no customer id", file.name, chunk.places.describe(row)))
                    .hint("fill it in, or take the row out"));
            }
            let mut cells = others.iter().map(|array| array.is_valid(row).then(|| array.value(row).to_owned()));
            let name = if has_name { cells.next().flatten() } else { None };
            let parent = if has_parent { cells.next().flatten() } else { None };
            let new = Row { name, parent, values: cells.collect() };
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

    /// Every customer of the ledger and of the table, by id, with its group.
    ///
    /// # Errors
    /// An input error where parents form a circle.
    pub fn grouped(&self, seen: &HashMap<String, Seen>, grouping: Grouping) -> Result<Vec<CustomerInfo>> {
        let ids: BTreeSet<&str> = seen.keys().chain(self.rows.keys()).map(String::as_str).collect();
        let word = |id: &str, table: fn(&Row) -> &Option<String>, ledger: fn(&Seen) -> &super::tally::Said| {
            let listed = self.rows.get(id).and_then(|row| table(row).clone());
            listed.or_else(|| seen.get(id).and_then(|seen| ledger(seen).as_ref().map(|(_, word)| word.clone())))
        };
        let names: HashMap<&str, String> =
            ids.iter().filter_map(|id| Some((*id, word(id, |row| &row.name, |seen| &seen.name)?))).collect();
        let parents: HashMap<&str, String> =
            ids.iter().filter_map(|id| Some((*id, word(id, |row| &row.parent, |seen| &seen.parent)?))).collect();
        let name = |id: &str| names.get(id).cloned().unwrap_or_else(|| id.to_owned());
        let mut customers = Vec::with_capacity(ids.len());
        for id in ids {
            let group = if grouping == Grouping::Legal { id } else { root(id, &parents)? };
            customers.push(CustomerInfo {
                customer_id: id.to_owned(),
                name: name(id),
                parent_id: parents.get(id).cloned(),
                group_id: group.to_owned(),
                group_name: name(group),
            });
        }
        Ok(customers)
    }
}

/// The topmost parent. A customer that is its own parent is a root, as many exports write it.
fn root<'a>(id: &'a str, parents: &'a HashMap<&str, String>) -> Result<&'a str> {
    let (mut at, mut path) = (id, vec![id]);
    while let Some(parent) = parents.get(at).filter(|parent| *parent != at) {
        if let Some(start) = path.iter().position(|known| known == parent) {
            return Err(circle(&path[start..]));
        }
        at = parent;
        path.push(at);
    }
    Ok(at)
}

fn circle(members: &[&str]) -> Error {
    let first = members.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |(at, _)| at);
    let turned = members[first..].iter().chain(&members[..=first]);
    let path: Vec<String> = turned.map(|id| format!("`{id}`")).collect();
    Error::input(format!("parents form a circle: {}", path.join(" → ")))
        .hint("clear `parent_id` of the one that stands alone")
}

fn dimensions(file: &DataFile, mapping: &Mapping, config: &Config) -> Vec<Dimension> {
    let own =
        |name: &String, unasked| Dimension { name: name.clone(), column: name.clone(), unasked, is_csv: file.is_csv };
    match &config.dimensions {
        None => mapping.free.iter().map(|name| own(name, true)).collect(),
        Some(asked) => asked.iter().filter(|name| file.column(name).is_some()).map(|name| own(name, false)).collect(),
    }
}
