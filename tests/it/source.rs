//! The way in: files, columns, values, lines.

mod as_of;
mod bad;
mod customers;
mod links;
mod money;
mod real;
mod values;

use arrow::array::{ArrayRef, RecordBatch};
use arrow::util::display::{ArrayFormatter, FormatOptions};
use datafusion::prelude::SessionContext;
use eggbasket::cache::Cache;
use eggbasket::config::Config;
use eggbasket::error::{Error, Kind, Result};
use eggbasket::source::{Hands, Means, Scanned, Source, from_datafusion, job, open, open_with};
use parquet::arrow::ArrowWriter;
use parquet::file::properties::WriterProperties;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use tempfile::TempDir;

/// A folder that goes away with the test.
pub struct Folder(pub tempfile::TempDir);

impl Folder {
    pub fn new() -> Folder {
        Folder(tempfile::tempdir().unwrap())
    }

    pub fn path(&self, name: &str) -> PathBuf {
        let path = self.0.path().join(name);
        std::fs::create_dir_all(path.parent().unwrap()).unwrap();
        path
    }

    pub fn name(&self, name: &str) -> String {
        self.path(name).to_str().unwrap().to_owned()
    }

    pub fn write(&self, name: &str, bytes: impl AsRef<[u8]>) -> String {
        std::fs::write(self.path(name), bytes).unwrap();
        self.name(name)
    }

    /// Writes a Parquet file with at most `group` rows in a row group.
    pub fn parquet(&self, name: &str, columns: Vec<(&str, ArrayRef)>, group: usize) -> String {
        write_parquet(&self.path(name), columns, group);
        self.name(name)
    }
}

fn write_parquet(path: &Path, columns: Vec<(&str, ArrayRef)>, group: usize) {
    let batch =
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap();
    let properties = WriterProperties::builder().set_max_row_group_row_count(Some(group)).build();
    let mut writer =
        ArrowWriter::try_new(std::fs::File::create(path).unwrap(), batch.schema(), Some(properties)).unwrap();
    writer.write(&batch).unwrap();
    writer.close().unwrap();
}

/// A small sound ledger.
pub fn plain() -> Vec<(&'static str, ArrayRef)> {
    use arrow::array::{Date32Array, Decimal128Array, StringArray};
    let amounts = Decimal128Array::from(vec![10_000, 20_050, -5_000]).with_precision_and_scale(12, 2).unwrap();
    vec![
        ("customer_id", Arc::new(StringArray::from(vec!["a", "b", "a"]))),
        ("date", Arc::new(Date32Array::from(vec![day("2024-01-31"), day("2024-02-15"), day("2024-02-29")]))),
        ("amount", Arc::new(amounts)),
    ]
}

pub fn day(text: &str) -> i32 {
    eggbasket::period::days_of_date(eggbasket::period::parse_date(text).unwrap())
}

/// A configuration with column mappings.
pub fn mapped(roles: &[(&str, &str)]) -> Config {
    let map = roles.iter().map(|(role, column)| ((*role).to_owned(), (*column).to_owned())).collect();
    Config { map, ..Config::default() }
}

/// Runs one query over the ledger and returns its rows, values joined by `|`, and what the scan collected.
pub fn query(
    ledger: &[String],
    config: &Config,
    partitions: usize,
    sql: &str,
) -> Result<(Vec<String>, Scanned, Source)> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    runtime.block_on(async {
        let mut source = open(ledger, config).await?;
        source.means.workers = partitions;
        let session = SessionContext::new();
        session.register_table("ledger", source.table()).unwrap();
        let batches = session.sql(sql).await.unwrap().collect().await.map_err(|error| from_datafusion(&error))?;
        let scanned = source.finish()?;
        Ok((batches.iter().flat_map(printed).collect(), scanned, source))
    })
}

fn printed(batch: &RecordBatch) -> Vec<String> {
    let options = FormatOptions::default().with_null("-");
    let columns: Vec<_> =
        batch.columns().iter().map(|column| ArrayFormatter::try_new(column, &options).unwrap()).collect();
    let row = |row| columns.iter().map(|column| column.value(row).to_string()).collect::<Vec<_>>().join("|");
    (0..batch.num_rows()).map(row).collect()
}

const LINES: &str = "select customer_id, month, currency, kind, contract_id, product, scope, reason, sum(amount), \
    sum(converted), sum(cost), sum(line) from ledger group by customer_id, month, currency, kind, contract_id, product, \
    scope, reason order by customer_id nulls first, month nulls first, currency, kind, contract_id, product, scope, reason";

/// The same from the cells that the scan adds up, whatever it reads with: nothing that it learns may depend on that.
pub fn cells(ledger: &[String], config: &Config, means: &Means) -> Result<Vec<String>> {
    let partitions = means.workers;
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let (rows, scanned) = runtime.block_on(async {
        let source = open_with(ledger, config, means)?;
        let session = SessionContext::new();
        session.register_table("ledger", source.trunk(partitions)?).unwrap();
        let scanned = source.finish()?;
        let batches = session.sql(&LINES.replace("sum(line)", "sum(rows)")).await.unwrap().collect().await;
        let rows = batches.map_err(|error| from_datafusion(&error))?.iter().flat_map(printed).collect();
        Ok::<_, Error>((rows, scanned))
    })?;
    let (_, expected, _) = query(ledger, config, 1, LINES)?;
    assert_eq!(learnt(&scanned), learnt(&expected), "{means:?}");
    Ok(rows)
}

/// Readers of one and three parts; a cache that is empty and then full, for either; others who read.
pub fn every_means() -> (TempDir, Vec<Means>) {
    let folder = tempfile::tempdir().unwrap();
    let cache = Some(Arc::new(Cache::open(folder.path()).unwrap()));
    let plain = |workers| Means { workers, ..Means::default() };
    let kept = |workers| Means { cache: cache.clone(), ..plain(workers) };
    let sent = |workers| Means { hands: Some(Arc::new(InProcess)), ..plain(workers) };
    // So little memory that hardly a row stays in it.
    let small = |workers| Means { memory: Some(2_000), ..plain(workers) };
    let kept_small = Means { memory: Some(2_000), ..kept(2) };
    let every = vec![plain(1), plain(3), kept(2), kept(1), kept(3), sent(2), sent(1), small(1), small(3), kept_small];
    (folder, every)
}

/// Carries out orders where they are given, from their bytes alone.
#[derive(Debug)]
struct InProcess;

impl Hands for InProcess {
    fn perform(&self, orders: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>> {
        orders.iter().map(|order| job::perform(order)).collect()
    }
}

/// What was learnt, without the keys of dimension values, whose numbers go by the order in which they are met.
fn learnt(scanned: &Scanned) -> String {
    let mut scanned = scanned.clone();
    let mut values: Vec<_> =
        scanned.dimension_values.iter().map(|(_, name, value)| (name.clone(), value.clone())).collect();
    values.sort();
    values.dedup();
    scanned.dimension_values = Vec::new();
    format!("{scanned:?} {values:?}")
}

/// The ledger's lines, added up by the engine from single lines, and by the scan into the trunk's cells: both agree.
pub fn lines(ledger: &[String], config: &Config) -> Vec<String> {
    let (lines, ..) = query(ledger, config, 2, LINES).unwrap();
    let (_folder, every) = every_means();
    for means in every {
        assert_eq!(cells(ledger, config, &means).unwrap(), lines, "{means:?}");
    }
    lines
}

/// The error that a ledger ends in, whichever way it is read.
pub fn error(ledger: &[String], config: &Config) -> Error {
    let error = match query(ledger, config, 2, LINES) {
        Ok((lines, ..)) => panic!("no error, but {lines:?}"),
        Err(error) => error,
    };
    let (_folder, every) = every_means();
    for means in every {
        let other = cells(ledger, config, &means).unwrap_err();
        assert_eq!((&other.message, &other.hint), (&error.message, &error.hint), "{means:?}");
    }
    error
}

/// Asserts an input error with every one of the words in its message or hint, and that it has a hint.
pub fn assert_input(error: &Error, words: &[&str]) {
    assert_eq!(error.kind, Kind::Input, "{error:?}");
    assert_words(error, words);
}

pub fn assert_words(error: &Error, words: &[&str]) {
    let hint = error.hint.as_deref().unwrap_or_default();
    assert!(!hint.is_empty(), "no hint: {error:?}");
    let text = format!("{} {hint}", error.message);
    for word in words {
        assert!(text.contains(word), "no `{word}` in {error:?}");
    }
}
