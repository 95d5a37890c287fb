//! Each stage of a report by itself, on a made ledger of 100,000 rows: `cargo bench --bench stages`, or
//! `cargo bench --bench stages -- NAME` for those whose name holds a word.

use arrow::array::{ArrayRef, Date32Array, Decimal128Array, RecordBatch, StringArray};
use criterion::{BatchSize, Criterion};
use eggbasket::charts;
use eggbasket::config::Config;
use eggbasket::drawing::style::{SIZES, Size, Style};
use eggbasket::drawing::theme::{THEMES, Theme};
use eggbasket::drawing::words::{LANGS, Lang, Words};
use eggbasket::findings;
use eggbasket::metrics;
use eggbasket::model::Report;
use eggbasket::pipeline::{self, Run};
use eggbasket::policy::Policy;
use eggbasket::queries::find;
use eggbasket::report::{self, Image, json, manifest::Manifest, tables};
use eggbasket::risk::loss::{Customer, Dependence, FULL, Losses};
use eggbasket::source::{self, Means, Source};
use parquet::arrow::ArrowWriter;
use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng as _, SeedableRng as _};
use std::error::Error;
use std::fmt::Display;
use std::fs::File;
use std::hint::black_box;
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::Arc;
use std::time::Duration;

const ROWS: usize = 100_000;
const CUSTOMERS: u64 = 2_000;
const MONTHS: u64 = 36;
/// Relations that take long on large ledgers.
const HEAVY: [&str; 4] = ["window_sums", "shares", "retention_history", "credit_fractions"];

/// Rows by month; half of them recur, and a customer's chance of a row falls with its place.
fn write_ledger(path: &Path) -> Result<(), Box<dyn Error>> {
    let mut dice = ChaCha8Rng::seed_from_u64(2026);
    let mut roll = |below: u64| dice.next_u64() % below;
    let (mut customers, mut days, mut amounts, mut kinds, mut regions) = (vec![], vec![], vec![], vec![], vec![]);
    for row in 0..ROWS as u64 {
        // The product of two rolls leans towards the first places.
        let customer = roll(CUSTOMERS) * roll(CUSTOMERS) / CUSTOMERS;
        let month = row * MONTHS / ROWS as u64;
        customers.push(format!("C{customer:05}"));
        days.push(18_628 + i32::try_from(month * 365 / 12 + roll(28))?);
        amounts.push(i128::from(1_000 + roll(200_000) * 50 / (10 + customer)));
        kinds.push(["recurring", "recurring", "usage", "service"][roll(4) as usize]);
        regions.push(["north", "south", "east", "west"][(customer % 4) as usize]);
    }
    let columns: [(&str, ArrayRef); 5] = [
        ("customer_id", Arc::new(StringArray::from_iter_values(customers))),
        ("date", Arc::new(Date32Array::from(days))),
        ("amount", Arc::new(Decimal128Array::from(amounts).with_precision_and_scale(14, 2)?)),
        ("kind", Arc::new(StringArray::from_iter_values(kinds))),
        ("region", Arc::new(StringArray::from_iter_values(regions))),
    ];
    let batch = RecordBatch::try_from_iter(columns)?;
    let mut writer = ArrowWriter::try_new(File::create(path)?, batch.schema(), None)?;
    writer.write(&batch)?;
    writer.close()?;
    Ok(())
}

/// A benchmark gives up at the first thing that is not as it should be.
fn sure<T, Failure: Display>(outcome: Result<T, Failure>) -> T {
    outcome.unwrap_or_else(|error| {
        eprintln!("error: {error}");
        std::process::exit(1)
    })
}

fn main() -> Result<(), Box<dyn Error>> {
    let folder = tempfile::tempdir()?;
    let ledger = folder.path().join("ledger.parquet");
    write_ledger(&ledger)?;
    let (ledger, config, means) = (
        vec![ledger.to_string_lossy().into_owned()],
        Config { currency: Some("EUR".to_owned()), ..Config::default() },
        Means::default(),
    );
    let runtime = tokio::runtime::Builder::new_multi_thread().enable_all().build()?;
    let mut criterion = Criterion::default()
        .sample_size(10)
        .warm_up_time(Duration::from_secs(1))
        .measurement_time(Duration::from_secs(5))
        .configure_from_args();
    let open = || sure(source::open_with(&ledger, &config, &means));
    let run = |source: &Source| sure(runtime.block_on(pipeline::run(source, &config, means.workers)));

    criterion.bench_function("open: checks, hashes, survey", |bench| bench.iter(open));
    let source = open();
    criterion.bench_function("trunk: scan and merge", |bench| bench.iter(|| sure(source.trunk(means.workers))));
    criterion.bench_function("relations: all, with the trunk", |bench| bench.iter(|| run(&source)));
    let whole = run(&source);
    for name in HEAVY {
        let sql = find(name).ok_or("no such relation")?.sql();
        criterion.bench_function(&format!("relation: {name}"), |bench| {
            bench.iter(|| sure(runtime.block_on(whole.engine.table(name, sql))));
        });
    }
    criterion.bench_function("metrics and models", |bench| {
        bench.iter(|| sure(metrics::report(&source, &whole, &[], &config)))
    });
    let mut report = sure(metrics::report(&source, &whole, &[], &config));
    let policy = sure(Policy::new(&config));
    criterion.bench_function("findings", |bench| bench.iter(|| findings::evaluate(&report, &policy)));
    report.findings = findings::evaluate(&report, &policy);
    losses(&mut criterion);
    writing(&mut criterion, &Written { source: &source, run: &whole, report: &report, config: &config }, &runtime)?;
    kept(&mut criterion, &ledger[0], folder.path())?;
    criterion.final_summary();
    Ok(())
}

/// The loss distribution of as many customers.
fn losses(criterion: &mut Criterion) {
    let of = |place: u64| Customer {
        exposure: 1e6 / (place + 1) as f64,
        severities: FULL,
        probability: (200 + place * 1723 % 2801) as f64 / 10_000.0,
        industry: None,
    };
    let customers: Vec<Customer> = (0..CUSTOMERS).map(of).collect();
    criterion.bench_function("loss distribution", |bench| {
        bench.iter(|| sure(Losses::new(black_box(&customers), Dependence::Independent)).distribution().expected());
    });
}

/// What is written.
struct Written<'a> {
    source: &'a Source,
    run: &'a Run,
    report: &'a Report,
    config: &'a Config,
}

/// Charts, and a report's folder.
fn writing(
    criterion: &mut Criterion,
    it: &Written<'_>,
    runtime: &tokio::runtime::Runtime,
) -> Result<(), Box<dyn Error>> {
    let style = Style {
        theme: sure(Theme::named(THEMES[0])),
        words: Words::of(sure(Lang::named(LANGS[0]))),
        size: sure(Size::parse(SIZES[0].0)),
        logo: None,
    };
    for name in ["egg_basket", "loss_distribution"] {
        criterion.bench_function(&format!("chart: {name} as SVG"), |bench| {
            bench.iter(|| sure(charts::draw(name, it.report, &style)));
        });
        let drawing = [sure(charts::draw(name, it.report, &style))];
        criterion.bench_function(&format!("chart: {name} as PNG"), |bench| {
            bench.iter(|| sure(charts::pngs(&drawing, style.size)));
        });
    }
    criterion.bench_function("report.json", |bench| bench.iter(|| sure(json::text(it.report))));
    let manifest = Manifest::new(it.source, it.config);
    let relations = sure(runtime.block_on(tables::collect(it.run, &[], tables::MOST_ROWS)));
    let out = tempfile::tempdir()?;
    criterion.bench_function("report's folder, charts as SVG", |bench| {
        let write = |mut report: Report| {
            let pages = sure(report::pages(&mut report, &manifest, &relations, Image::Svg, &style));
            sure(report::write(out.path(), &pages));
        };
        bench.iter_batched(|| it.report.clone(), write, BatchSize::LargeInput);
    });
    Ok(())
}

/// The program, from the start of its process to the end, where the report is kept.
fn kept(criterion: &mut Criterion, ledger: &str, folder: &Path) -> Result<(), Box<dyn Error>> {
    let cache = folder.join("cache");
    let report = || {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eggbasket"));
        command.args(["report", ledger, "--currency", "EUR", "--format", "json", "--cache"]).arg(&cache);
        command.stdout(Stdio::null()).status().is_ok_and(|status| status.success())
    };
    if !report() {
        return Err("the report cannot be made".into());
    }
    criterion.bench_function("report from its cache, a process", |bench| bench.iter(report));
    Ok(())
}
