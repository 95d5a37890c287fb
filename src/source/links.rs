//! The links table: who belonged to whom, in what way, and when.

use super::columns::{LINKS, Mapping};
use super::dates::days;
use super::exact::{At, printed, texts};
use super::file::{Chunk, DataFile};
use super::find;
use crate::calendar::Calendar;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::period::{Month, date_of_days};
use arrow::array::{Array, StringArray};
use std::path::Path;

/// A link without a first day holds from here on.
pub const ALWAYS: i32 = i32::MIN;
/// A link without a last day holds up to here.
pub const FOREVER: i32 = i32::MAX;

/// How a child belongs to its parent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Relation {
    /// The parent controls the child.
    Control,
    /// The child is a unit of the government that the parent is.
    GovernmentUnit,
    /// The parent administers the state's holding in the child.
    StateAssetAdmin,
    /// One fails if the other does.
    Economic,
}

impl Relation {
    const ALL: [Relation; 4] =
        [Relation::Control, Relation::GovernmentUnit, Relation::StateAssetAdmin, Relation::Economic];

    /// Its name in the links table.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Relation::Control => "control",
            Relation::GovernmentUnit => "government_unit",
            Relation::StateAssetAdmin => "state_asset_admin",
            Relation::Economic => "economic",
        }
    }

    fn parse(text: &str) -> Option<Relation> {
        Relation::ALL.into_iter().find(|relation| relation.name().eq_ignore_ascii_case(text.trim()))
    }
}

/// One link, in force from `from` to `to`, both days inclusive, in days from 1970-01-01.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Link {
    /// The one that belongs.
    pub child: String,
    /// The one it belongs to.
    pub parent: String,
    /// In what way.
    pub relation: Relation,
    /// First day; [`ALWAYS`] where none is given.
    pub from: i32,
    /// Last day; [`FOREVER`] where none is given.
    pub to: i32,
    /// Whether management accepted that entities of one government are one customer (IFRS 8.34).
    pub accepted: bool,
}

/// The links table; empty where none is named.
#[derive(Debug, Default)]
pub struct Links {
    /// The file, where there is one.
    pub file: Option<DataFile>,
    /// Rows in it.
    pub count: u64,
    /// The links, in the file's order.
    pub rows: Vec<Link>,
}

/// The columns that are read, with their roles.
type Wanted = Vec<(&'static str, String)>;

impl Links {
    /// Reads the links table that the configuration names.
    ///
    /// # Errors
    /// Input errors for a table that cannot be read, a row that names no child, parent or known relation, and dates that
    /// run backwards.
    pub fn read(config: &Config) -> Result<Links> {
        let Some(path) = &config.links else { return Ok(Links::default()) };
        let file = DataFile::open(find::single(Path::new(path))?)?;
        let mapping = Mapping::new(&file, "links", LINKS, config)?;
        let wanted: Wanted = mapping.played().map(|(role, column)| (role, column.to_owned())).collect();
        let columns: Vec<String> = wanted.iter().map(|(_, column)| column.clone()).collect();
        let (mut links, calendar) = (Links::default(), config.calendar()?);
        for (part, _) in file.parts() {
            for chunk in file.read(part, &columns)? {
                links.add(&file, &chunk?, &wanted, &calendar)?;
            }
        }
        links.file = Some(file);
        Ok(links)
    }

    fn add(&mut self, file: &DataFile, chunk: &Chunk, wanted: &Wanted, calendar: &Calendar) -> Result<()> {
        let cells = Cells { file, chunk, wanted, calendar };
        let (children, parents, relations) = (cells.ids("child")?, cells.ids("parent")?, cells.words("relation")?);
        let (from, to, accepted) = (cells.days("valid_from")?, cells.last_days("valid_to")?, cells.words("accepted")?);
        self.count += chunk.rows as u64;
        for row in 0..chunk.rows {
            let (from, to) = (from[row].unwrap_or(ALWAYS), to[row].unwrap_or(FOREVER));
            if to < from {
                return Err(cells
                    .error("valid_to", row, &date_of_days(to).to_string(), "the link ends before it begins")
                    .hint("valid_to is the last day on which the link holds"));
            }
            self.rows.push(Link {
                child: cells.required(&children, "child", row)?,
                parent: cells.required(&parents, "parent", row)?,
                relation: cells.relation(&relations, row)?,
                from,
                to,
                accepted: cells.accepted(&accepted, row)?,
            });
        }
        Ok(())
    }
}

/// A chunk's columns by role.
struct Cells<'a> {
    file: &'a DataFile,
    chunk: &'a Chunk,
    wanted: &'a Wanted,
    calendar: &'a Calendar,
}

impl<'a> Cells<'a> {
    fn at(&self, role: &str) -> Option<(usize, At<'a>)> {
        let at = self.wanted.iter().position(|(known, _)| *known == role)?;
        Some((at, At { file: &self.file.name, column: &self.wanted[at].1, places: &self.chunk.places }))
    }

    fn ids(&self, role: &str) -> Result<StringArray> {
        let Some((at, place)) = self.at(role) else { return Ok(StringArray::new_null(self.chunk.rows)) };
        texts(&self.chunk.arrays[at], self.file.class(place.column), &place)
    }

    fn words(&self, role: &str) -> Result<StringArray> {
        let Some((at, place)) = self.at(role) else { return Ok(StringArray::new_null(self.chunk.rows)) };
        printed(&self.chunk.arrays[at], &place)
    }

    fn days(&self, role: &str) -> Result<Vec<Option<i32>>> {
        let Some((at, place)) = self.at(role) else { return Ok(vec![None; self.chunk.rows]) };
        days(&self.chunk.arrays[at], &place, self.calendar)
    }

    /// As [`Cells::days`], but a month such as `2024-03` is the last day of the period of that name.
    fn last_days(&self, role: &str) -> Result<Vec<Option<i32>>> {
        let words = self.words(role)?;
        let month = |row: usize| words.is_valid(row).then(|| words.value(row)).filter(|text| text.len() == 7);
        let last = |(row, day): (usize, Option<i32>)| match month(row).and_then(Month::parse) {
            Some(month) => Some(self.calendar.last_days(month)),
            None => day,
        };
        Ok(self.days(role)?.into_iter().enumerate().map(last).collect())
    }

    fn error(&self, role: &str, row: usize, value: &str, why: &str) -> Error {
        match self.at(role) {
            Some((_, place)) => place.error(row, value, why),
            None => Error::bug(format!("a column without a place: {role}")),
        }
    }

    fn required(&self, values: &StringArray, role: &str, row: usize) -> Result<String> {
        if values.is_valid(row) {
            return Ok(values.value(row).to_owned());
        }
        let (file, place) = (&self.file.name, self.chunk.places.describe(row));
        Err(Error::input(format!("`{file}`, {place}: the link names no {role}"))
            .hint("fill it in, or take the row out"))
    }

    fn relation(&self, values: &StringArray, row: usize) -> Result<Relation> {
        let word = self.required(values, "relation", row)?;
        Relation::parse(&word).ok_or_else(|| {
            let known = Relation::ALL.map(|relation| relation.name()).join(", ");
            self.error("relation", row, &word, "it is no relation").hint(format!("a link is one of {known}"))
        })
    }

    fn accepted(&self, values: &StringArray, row: usize) -> Result<bool> {
        if values.is_null(row) {
            return Ok(false);
        }
        flag(values.value(row)).ok_or_else(|| {
            self.error("accepted", row, values.value(row), "it is neither yes nor no").hint("write true or false")
        })
    }
}

/// Yes or no in the words that tables use; `None` for anything else.
#[must_use]
pub fn flag(text: &str) -> Option<bool> {
    match text.trim().to_ascii_lowercase().as_str() {
        "true" | "yes" | "y" | "t" | "1" => Some(true),
        "false" | "no" | "n" | "f" | "0" => Some(false),
        _ => None,
    }
}
