//! `tables/`: every relation of a run as CSV that opens in a spreadsheet as it is.
//!
//! Numbers keep every digit, rows stand in the order of their columns from left to right, and text that a spreadsheet
//! would run as a formula gets an apostrophe before it.

use super::Page;
use crate::error::{Error, Result};
use crate::pipeline::Run;
use crate::queries::{QUERIES, Role, find};
use crate::wording::safe;
use arrow::array::RecordBatch;
use arrow::ipc::CompressionType;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::{IpcWriteOptions, StreamWriter};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use serde::Serialize;
use std::collections::BTreeMap;
use std::path::Path;

/// Rows that a table of a report's folder holds at most; a longer one is left out, and the manifest says so.
pub const MOST_ROWS: usize = 100_000;

/// One relation of a run.
#[derive(Debug, Clone)]
pub struct Relation {
    /// Its name.
    pub name: String,
    /// Its rows in order; none where there are more than were asked for.
    pub rows: Option<RecordBatch>,
}

/// What the manifest says of a relation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
#[serde(untagged)]
pub enum Entry {
    /// It is in the folder.
    Written {
        /// The file's path within the folder.
        file: String,
        /// Its rows.
        rows: usize,
    },
    /// It is too long.
    LeftOut {
        /// Why, and how to have it.
        left_out: String,
    },
}

/// What the manifest says of every relation, by name.
pub type Listed = BTreeMap<String, Entry>;

impl Relation {
    /// `input` for what queries stand on, else the query's role.
    #[must_use]
    pub fn role(&self) -> &'static str {
        match find(&self.name).map(|query| query.role) {
            None => "input",
            Some(Role::Step) => "step",
            Some(Role::Concentration) => "concentration",
            Some(Role::Report) => "report",
            Some(Role::Check) => "check",
        }
    }

    fn entry(&self) -> Entry {
        match &self.rows {
            Some(rows) => Entry::Written { file: format!("tables/{}.csv", self.name), rows: rows.num_rows() },
            None => Entry::LeftOut {
                left_out: format!("more than {MOST_ROWS} rows; `eggbasket tables LEDGER --out DIR` writes them all"),
            },
        }
    }
}

/// The relations of a run that `only` names, or all: what the queries stand on by name, then the queries in their order. What is
/// among the run's results is not computed again.
///
/// # Errors
/// What a relation raises while it is computed.
pub async fn collect(run: &Run, only: &[String], most: usize) -> Result<Vec<Relation>> {
    let mut names: Vec<String> = run
        .engine
        .names()
        .into_iter()
        .filter(|name| !["ledger", "ledger_cells"].contains(&name.as_str()) && find(name).is_none())
        .collect();
    names.sort_unstable();
    names.extend(QUERIES.iter().map(|query| query.name().to_owned()));
    let mut relations = Vec::with_capacity(names.len());
    for name in names.into_iter().filter(|name| only.is_empty() || only.contains(name)) {
        let rows = match run.results.table(&name) {
            Ok(table) if table.rows() > most => None,
            Ok(table) => Some(table.ordered()?),
            Err(_) => run.engine.ordered(&name, most).await?,
        };
        relations.push(Relation { name, rows });
    }
    Ok(relations)
}

/// Relations as bytes: their names, then the rows of those that have any, as Arrow streams.
///
/// # Errors
/// A bug where a value cannot be written.
pub fn pieces(relations: &[Relation]) -> Result<Vec<Vec<u8>>> {
    let names: Vec<(&str, bool)> = relations.iter().map(|it| (it.name.as_str(), it.rows.is_some())).collect();
    let mut pieces = vec![serde_json::to_vec(&names).map_err(|error| unkept(&error))?];
    let small = IpcWriteOptions::default().try_with_compression(Some(CompressionType::LZ4_FRAME));
    let small = small.map_err(|error| unkept(&error))?;
    for rows in relations.iter().filter_map(|relation| relation.rows.as_ref()) {
        let writer = StreamWriter::try_new_with_options(Vec::new(), &rows.schema(), small.clone());
        let mut writer = writer.map_err(|error| unkept(&error))?;
        writer.write(rows).map_err(|error| unkept(&error))?;
        pieces.push(writer.into_inner().map_err(|error| unkept(&error))?);
    }
    Ok(pieces)
}

/// The relations of [`pieces`].
///
/// # Errors
/// A bug where the pieces are others.
pub fn of_pieces(pieces: &[Vec<u8>]) -> Result<Vec<Relation>> {
    let (names, rows) = pieces.split_first().ok_or_else(|| unkept(&"there are none"))?;
    let names: Vec<(String, bool)> = serde_json::from_slice(names).map_err(|error| unkept(&error))?;
    let mut rows = rows.iter();
    let mut relations = Vec::with_capacity(names.len());
    for (name, has_rows) in names {
        let rows = if has_rows { Some(batch(rows.next().ok_or_else(|| unkept(&"one is missing"))?)?) } else { None };
        relations.push(Relation { name, rows });
    }
    Ok(relations)
}

fn batch(bytes: &[u8]) -> Result<RecordBatch> {
    let mut batches = StreamReader::try_new(bytes, None).map_err(|error| unkept(&error))?;
    batches.next().ok_or_else(|| unkept(&"one is empty"))?.map_err(|error| unkept(&error))
}

fn unkept(error: &dyn std::fmt::Display) -> Error {
    Error::bug(format!("relations cannot be written down or read back: {error}"))
}

/// The files of `tables/`, and what the manifest says of each relation.
///
/// # Errors
/// A bug where a value cannot be written.
pub fn pages(relations: &[Relation]) -> Result<(Vec<Page>, Listed)> {
    let mut pages = Vec::new();
    for (relation, rows) in relations.iter().filter_map(|relation| Some((relation, relation.rows.as_ref()?))) {
        pages.push((Path::new("tables").join(format!("{}.csv", relation.name)), spreadsheet(rows)?));
    }
    Ok((pages, relations.iter().map(|relation| (relation.name.clone(), relation.entry())).collect()))
}

/// Rows as a file for spreadsheets: RFC 4180 with a byte order mark, without which Excel reads UTF-8 as something else.
///
/// # Errors
/// A bug where a value cannot be written.
pub fn spreadsheet(batch: &RecordBatch) -> Result<Vec<u8>> {
    Ok(["\u{feff}".as_bytes(), &records(cells(batch)?, csv::Terminator::CRLF)?].concat())
}

/// Rows as CSV with a header, for programs.
///
/// # Errors
/// A bug where a value cannot be written.
pub fn csv(batch: &RecordBatch) -> Result<String> {
    lines(cells(batch)?)
}

/// Records as CSV, for programs.
///
/// # Errors
/// A bug where a record cannot be written.
pub fn lines(rows: impl IntoIterator<Item = Vec<String>>) -> Result<String> {
    let bytes = records(rows, csv::Terminator::Any(b'\n'))?;
    String::from_utf8(bytes).map_err(|error| Error::bug(format!("the CSV cannot be written: {error}")))
}

fn cells(batch: &RecordBatch) -> Result<Vec<Vec<String>>> {
    const OPTIONS: FormatOptions<'static> = FormatOptions::new();
    let schema = batch.schema();
    let mut rows = vec![schema.fields().iter().map(|field| field.name().clone()).collect::<Vec<_>>()];
    rows.extend((0..batch.num_rows()).map(|_| Vec::with_capacity(batch.num_columns())));
    for column in batch.columns() {
        let numeric = column.data_type().is_numeric();
        let cell = ArrayFormatter::try_new(column.as_ref(), &OPTIONS)
            .map_err(|error| Error::bug(format!("a column cannot be printed: {error}")))?;
        for (at, row) in rows.iter_mut().skip(1).enumerate() {
            let text = cell.value(at).to_string();
            row.push(if numeric { text } else { safe(text) });
        }
    }
    Ok(rows)
}

fn records(rows: impl IntoIterator<Item = Vec<String>>, terminator: csv::Terminator) -> Result<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().terminator(terminator).from_writer(Vec::new());
    let failed = |error: &dyn std::fmt::Display| Error::bug(format!("the CSV cannot be written: {error}"));
    for row in rows {
        writer.write_record(row).map_err(|error| failed(&error))?;
    }
    writer.into_inner().map_err(|error| failed(&error))
}
