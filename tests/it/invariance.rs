//! What must change no byte of report.json: the order of rows, the files they lie in, partitions, and batch sizes.

use crate::support::Dice;
use eggbasket::config::Config;
use eggbasket::engine::Engine;
use eggbasket::policy::Policy;
use eggbasket::report::json;
use eggbasket::{findings, metrics, pipeline, source};
use std::path::Path;

const HEADER: &str = "customer_id,date,amount,kind,product,segment";

/// Rows of a small book over 27 months with ties, credits, gaps and unassigned revenue.
fn rows(dice: &mut Dice) -> Vec<String> {
    let mut rows = Vec::new();
    for _ in 0..260 {
        let (customer, month) = (dice.roll(9), dice.roll(27));
        let name = if customer == 0 { String::new() } else { format!("K{customer}") };
        let kind = ["recurring", "recurring", "one_off", "usage", "credit_note"][dice.roll(5) as usize];
        let sign = if kind == "credit_note" { "-" } else { "" };
        let cents = if dice.roll(6) == 0 { 10_000 } else { dice.roll(300_000 / (1 + customer)) + 1 };
        let (year, month, day) = (2023 + month / 12, month % 12 + 1, dice.roll(28) + 1);
        let (product, segment) = (["A", "B", ""][dice.roll(3) as usize], ["x", "y"][dice.roll(2) as usize]);
        rows.push(format!(
            "{name},{year}-{month:02}-{day:02},{sign}{}.{:02},{kind},{product},{segment}",
            cents / 100,
            cents % 100
        ));
    }
    rows
}

/// The rows dealt over files in a folder.
fn ledger(folder: &Path, rows: &[String], files: usize) -> Vec<String> {
    let write = |at: usize| {
        let dealt: Vec<&str> = rows.iter().skip(at).step_by(files).map(String::as_str).collect();
        let file = folder.join(format!("{at}.csv"));
        std::fs::write(&file, format!("{HEADER}\n{}\n", dealt.join("\n"))).unwrap();
        file.to_string_lossy().into_owned()
    };
    (0..files).map(write).collect()
}

/// report.json without the hash of the files' bytes, which may differ.
fn report(files: &[String], partitions: usize, batch: usize) -> String {
    let config = Config { as_of: eggbasket::period::parse_date("2025-03-31"), ..Config::default() };
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    let report = runtime.block_on(async {
        let mut source = source::open(files, &config).await.unwrap();
        source.means.workers = partitions;
        let run = pipeline::run_on(Engine::with_batch_size(partitions, batch), &source, &config).await.unwrap();
        let earlier = pipeline::earlier(&source, &config, &run).await.unwrap();
        let mut report = metrics::report(&source, &run, &earlier, &config).unwrap();
        report.findings = findings::evaluate(&report, &Policy::new(&config).unwrap());
        report.input_hash = String::new();
        report
    });
    json::text(&report).unwrap()
}

/// Holds two reports against each other, and says where they part.
fn same(one: &str, other: &str, how: &str) {
    let parts = one.lines().zip(other.lines()).find(|(one, other)| one != other);
    assert!(one == other, "{how}: {parts:?}");
}

#[test]
fn row_order_files_partitions_and_batches_change_no_byte() {
    let mut dice = Dice(20_260_930);
    let mut rows = rows(&mut dice);
    let folder = tempfile::tempdir().unwrap();
    let whole = ledger(folder.path(), &rows, 1);
    let expected = report(&whole, 2, 8192);
    for (partitions, batch) in [(1, 8192), (8, 8192), (2, 1), (8, 7), (1, 1)] {
        same(&report(&whole, partitions, batch), &expected, &format!("{partitions} partitions, batches of {batch}"));
    }
    for (files, partitions) in [(1, 2), (2, 1), (7, 8)] {
        dice.shuffle(&mut rows);
        let folder = tempfile::tempdir().unwrap();
        let dealt = ledger(folder.path(), &rows, files);
        let how = format!("shuffled over {files} files, {partitions} partitions");
        same(&report(&dealt, partitions, 8192), &expected, &how);
    }
}
