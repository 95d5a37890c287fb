//! Running the pipeline and the program in tests.

use arrow::array::RecordBatch;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use eggbasket::config::Config;
use eggbasket::error::Result;
use eggbasket::model::Report;
use eggbasket::pipeline::Run;
use eggbasket::policy::Policy;
use eggbasket::{findings, metrics, pipeline, source};
use serde_json::Value;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// The report of ledger files under a configuration.
pub fn report_with(ledger: &[String], config: &Config, partitions: usize) -> Result<Report> {
    measure(ledger, config, partitions).map(|(_, report)| report)
}

/// The same with every relation behind it.
pub fn measure(ledger: &[String], config: &Config, partitions: usize) -> Result<(Run, Report)> {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().expect("a runtime");
    runtime.block_on(async {
        let mut source = source::open(ledger, config).await?;
        source.means.workers = partitions;
        let run = pipeline::run(&source, config, partitions).await?;
        let earlier = pipeline::earlier(&source, config, &run).await?;
        let mut report = metrics::report(&source, &run, &earlier, config)?;
        report.findings = findings::evaluate(&report, &Policy::new(config)?);
        report.reliable = findings::is_reliable(&report.findings);
        Ok((run, report))
    })
}

/// The cells of a query, row by row, as text.
pub fn cells(run: &Run, sql: &str) -> Vec<Vec<String>> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let table = runtime.block_on(run.engine.table("cells", sql)).expect(sql);
    let names: Vec<String> = table.batch().schema().fields().iter().map(|field| field.name().clone()).collect();
    let columns: Vec<_> = names.iter().map(|name| table.text(name).expect("a column")).collect();
    (0..table.rows())
        .map(|at| columns.iter().map(|column| column[at].clone().unwrap_or("null".to_owned())).collect())
        .collect()
}

/// The rows of batches as text, their cells joined by `|`, in an order of their own.
pub fn sorted_rows(batches: &[RecordBatch]) -> Vec<String> {
    let options = FormatOptions::default().with_null("-");
    let of = |batch: &RecordBatch| -> Vec<String> {
        let columns: Vec<_> = batch
            .columns()
            .iter()
            .map(|it| ArrayFormatter::try_new(it, &options).expect("a column that prints"))
            .collect();
        let row = |at| columns.iter().map(|it| it.value(at).to_string()).collect::<Vec<_>>().join("|");
        (0..batch.num_rows()).map(row).collect()
    };
    let mut rows: Vec<String> = batches.iter().flat_map(of).collect();
    rows.sort_unstable();
    rows
}

/// The report of a folder with an eggbasket.toml, as JSON.
pub fn report(folder: &Path) -> Result<Value> {
    let config = Config::read(&folder.join("eggbasket.toml"))?;
    let report = report_with(&[folder.to_string_lossy().into_owned()], &config, 2)?;
    Ok(serde_json::to_value(&report).expect("a report is JSON"))
}

/// The report of CSV text.
pub fn report_of_csv(text: &str, config: &Config) -> Result<Report> {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.csv");
    std::fs::write(&file, text).expect("a file");
    report_with(&[file.to_string_lossy().into_owned()], config, 2)
}

/// Runs the program.
pub fn eggbasket(arguments: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_eggbasket"))
        .args(arguments)
        .env_remove("EGGBASKET_CONFIG")
        .output()
        .expect("the program starts")
}

/// Standard error of a run as text.
pub fn stderr(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// Standard output of a run as text.
pub fn stdout(output: &Output) -> String {
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A path within the project.
pub fn project(path: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join(path)
}

/// The folder of real ledgers, where the machine has it.
pub fn real_ledgers(name: &str) -> Option<PathBuf> {
    match std::env::var_os("EGGBASKET_LEDGERS") {
        Some(folder) => Some(Path::new(&folder).join(name)),
        None => {
            eprintln!("SKIPPED: EGGBASKET_LEDGERS names no folder of real ledgers, so {name} was not read");
            None
        }
    }
}

/// Whether two doubles agree to a relative difference, or to 1e-300.
pub fn close(one: f64, other: f64, relative: f64) -> bool {
    (one - other).abs() <= relative * one.abs().max(other.abs()).max(1e-300)
}

/// A small generator whose numbers never change (SplitMix64).
pub struct Dice(pub u64);

impl Dice {
    /// A number under `below`.
    pub fn roll(&mut self, below: u64) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut mixed = self.0;
        mixed = (mixed ^ (mixed >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }

    /// Rows in another order.
    pub fn shuffle(&mut self, rows: &mut [String]) {
        for at in (1..rows.len()).rev() {
            rows.swap(at, self.roll(at as u64 + 1) as usize);
        }
    }
}
