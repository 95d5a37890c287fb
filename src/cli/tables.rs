//! `eggbasket tables`.

use super::input::{self, Input};
use super::say;
use crate::checks;
use crate::error::{Error, Result};
use crate::queries::{find, relations};
use crate::report::tables::{Relation, collect, spreadsheet};
use crate::report::{self, Page};
use arrow::array::RecordBatch;
use clap::{Args, ValueEnum};
use parquet::arrow::ArrowWriter;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    input: Input,
    /// Folder for one file a relation, and tables.json that lists them.
    #[arg(long, value_name = "DIR")]
    out: PathBuf,
    /// Compute and write these relations only; `eggbasket explain all` lists them.
    #[arg(long, value_name = "NAME,...", value_delimiter = ',')]
    only: Vec<String>,
    /// What the files are written as.
    #[arg(long, value_enum, default_value_t = Kind::Csv)]
    format: Kind,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Kind {
    /// For spreadsheets.
    Csv,
    /// With exact types, for other engines.
    Parquet,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    input::folder(&options.out)?;
    let only: Vec<String> = options.only.iter().map(|name| name.trim().to_owned()).collect();
    known(&only)?;
    let read = input::read_only(&options.input, &only).await?;
    let relations = collect(&read.run, &only, usize::MAX).await?;
    let mut pages = Vec::new();
    let mut listed = Vec::new();
    for (relation, rows) in relations.iter().filter_map(|relation| Some((relation, relation.rows.as_ref()?))) {
        let page = page(relation, rows, options.format)?;
        listed.push(entry(relation, rows, &page));
        pages.push(page);
    }
    pages.push(("tables.json".into(), format!("{:#}\n", serde_json::Value::Array(listed)).into_bytes()));
    report::write(&options.out, &pages)?;
    say(&format!("written: {} relations to {}\n", relations.len(), options.out.display()))?;
    Ok(ExitCode::SUCCESS)
}

/// Refuses names that are no relation's, with those that are spelled most alike.
fn known(only: &[String]) -> Result<()> {
    let mut names = relations();
    names.extend(checks::RELATIONS.map(str::to_owned));
    let Some(unknown) = only.iter().find(|name| !names.contains(*name)) else {
        return Ok(());
    };
    let mut near: Vec<&String> = names.iter().collect();
    near.sort_by_key(|name| (strsim::damerau_levenshtein(name, unknown), *name));
    let near: Vec<String> = near.iter().take(3).map(|name| format!("`{name}`")).collect();
    Err(Error::usage(format!("there is no relation `{unknown}`"))
        .hint(format!("the nearest are {}; `eggbasket explain all` lists all that are computed", near.join(", "))))
}

fn page(relation: &Relation, rows: &RecordBatch, kind: Kind) -> Result<Page> {
    Ok(match kind {
        Kind::Csv => (format!("{}.csv", relation.name).into(), spreadsheet(rows)?),
        Kind::Parquet => (format!("{}.parquet", relation.name).into(), parquet(rows)?),
    })
}

/// What tables.json says of a relation.
fn entry(relation: &Relation, rows: &RecordBatch, page: &Page) -> serde_json::Value {
    let schema = rows.schema();
    let columns: Vec<_> = schema
        .fields()
        .iter()
        .map(|field| serde_json::json!({ "name": field.name(), "type": field.data_type().to_string() }))
        .collect();
    serde_json::json!({
        "name": relation.name,
        "role": relation.role(),
        "query": find(&relation.name).map(|query| query.file),
        "file": page.0.to_string_lossy(),
        "rows": rows.num_rows(),
        "columns": columns,
    })
}

fn parquet(rows: &RecordBatch) -> Result<Vec<u8>> {
    let mut bytes = Vec::new();
    let failed = |error: &dyn std::fmt::Display| Error::bug(format!("a table cannot be written: {error}"));
    let mut writer = ArrowWriter::try_new(&mut bytes, rows.schema(), None).map_err(|error| failed(&error))?;
    writer.write(rows).map_err(|error| failed(&error))?;
    writer.close().map_err(|error| failed(&error))?;
    Ok(bytes)
}
