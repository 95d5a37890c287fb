//! Runs the queries over one ledger.
//!
//! The ledger is scanned once, by the trunk; every later relation stands on those before it.

mod earlier;
mod given;
mod kinship;
mod mergers;
mod running;
pub mod scenarios;
mod turns;

use crate::calendar::Span;
use crate::checks;
use crate::config::{Config, WindowKind};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::period::Month;
use crate::queries::{self, Keep, QUERIES, Query, Role};
use crate::results::{Results, Table};
use crate::source::{Scanned, Source};
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray, UInt32Array};
pub use earlier::{Earlier, earlier};
use given::{register_contracts, register_period};
use running::{make, run_queries};
use std::collections::BTreeSet;
use std::sync::Arc;
use std::time::{Duration, Instant};
use turns::Turns;

/// What a run leaves behind: the kept results, the scan's facts, and the session for further questions.
pub struct Run {
    /// Relations read by the report, and the checks.
    pub results: Results,
    /// What was learnt while the ledger was read.
    pub scanned: Scanned,
    /// What the ledger holds.
    pub extent: Extent,
    /// The session, with every relation registered.
    pub engine: Engine,
    /// What each relation took, in order. Relations run side by side, so that these add up to more than the run took.
    pub timings: Vec<(String, Duration)>,
}

/// What a ledger holds, once it is read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Extent {
    /// First month with used revenue.
    pub first_month: Month,
    /// The months of the headline numbers.
    pub window: Span,
    /// Whether there is an MRR to follow: contracts, or used revenue of the kind `recurring`.
    pub has_mrr: bool,
    /// Whether MRR is that of the contracts.
    pub contracted: bool,
}

/// Runs the whole pipeline on `partitions` partitions.
///
/// # Errors
/// What the source raises while its rows are read; an input error for a ledger without a row in the period asked.
pub async fn run(source: &Source, config: &Config, partitions: usize) -> Result<Run> {
    run_on(Engine::within(partitions, source.means.memory)?, source, config).await
}

/// Runs what the relations `only` stand on, and no more; their rows are in the session, and the results are empty.
///
/// # Errors
/// As [`run`].
pub async fn run_only(source: &Source, config: &Config, partitions: usize, only: &[String]) -> Result<Run> {
    run_parts(Engine::within(partitions, source.means.memory)?, source, config, &Parts::of(only)).await
}

/// Runs the whole pipeline on a session of its own.
///
/// # Errors
/// As [`run`].
pub async fn run_on(engine: Engine, source: &Source, config: &Config) -> Result<Run> {
    run_parts(engine, source, config, &Parts { needed: None, asked: Vec::new(), by_segment: true }).await
}

/// Which parts of the pipeline run.
struct Parts {
    /// The relations that are needed; none where all are.
    needed: Option<BTreeSet<String>>,
    /// The relations that are asked for; none where all are.
    asked: Vec<String>,
    /// Whether movements are asked for of segments, too.
    by_segment: bool,
}

impl Parts {
    fn of(only: &[String]) -> Parts {
        // The movements of the book are one segment's of the relation they are read from.
        let others: Vec<String> = only.iter().filter(|name| *name != "movements").cloned().collect();
        let by_segment = queries::behind(&others).iter().any(|name| name.starts_with("segment_"));
        Parts { needed: Some(queries::behind(only)), asked: only.to_vec(), by_segment }
    }

    fn has(&self, name: &str) -> bool {
        self.needed.as_ref().is_none_or(|needed| needed.contains(name))
    }

    /// How a relation is held: what is asked for is computed at its turn, so that what it stands on can be let go of.
    fn keep(&self, query: &Query) -> Keep {
        if self.asked.iter().any(|name| name == query.name()) { Keep::Table } else { query.keep }
    }

    /// Lets go of what nothing that is left reads. All is kept where all is asked for.
    fn let_go(&self, engine: &Engine, turns: &Turns) {
        let Some(needed) = &self.needed else { return };
        let left: BTreeSet<&str> = turns.left().map(Query::name).collect();
        let mut read: BTreeSet<String> = self.asked.iter().cloned().collect();
        for query in QUERIES.iter().rev().filter(|query| needed.contains(query.name())) {
            let is_left = left.contains(query.name());
            if is_left || read.contains(query.name()) && self.keep(query) == Keep::View {
                read.extend(query.reads());
            }
        }
        let made = QUERIES.iter().map(Query::name).filter(|name| !left.contains(name));
        made.chain(["ledger_cells"]).filter(|name| !read.contains(*name)).for_each(|name| engine.forget(name));
    }
}

async fn run_parts(engine: Engine, source: &Source, config: &Config, parts: &Parts) -> Result<Run> {
    engine.register("ledger", source.table())?;
    let mut timings = Vec::new();
    let started = Instant::now();
    engine.register("ledger_cells", source.trunk(engine.partitions())?)?;
    timings.push(("ledger".to_owned(), started.elapsed()));
    if let Some(trunk) = QUERIES.first() {
        let made = make(&engine, trunk, parts.keep(trunk), false).await?;
        timings.push((trunk.name().to_owned(), made.took));
    }
    let started = Instant::now();
    let scanned = source.finish()?;
    register_scanned(&engine, &scanned)?;
    kinship::register(&engine, &scanned, config.history).await?;
    timings.push(("customers and their groups".to_owned(), started.elapsed()));
    mergers::register(&engine, config).await?;
    scenarios::register(&engine, config).await?;
    let mut extent = extent(&engine, source, config).await?;
    extent.contracted = config.mrr_is_contracted() && !source.contracts().rows.is_empty();
    extent.has_mrr |= extent.contracted;
    if checks::RELATIONS.iter().any(|name| parts.has(name)) {
        let started = Instant::now();
        checks::register(&engine, source, &scanned, config).await?;
        timings.push(("what the checks stand on".to_owned(), started.elapsed()));
    }
    engine.register_batch("receivables", source.receivables()?)?;
    engine.register_batch("opportunities", source.opportunities()?)?;
    register_period(&engine, source, config, extent, parts.by_segment).await?;
    register_contracts(&engine, source, config, extent).await?;
    let results = run_queries(&engine, source, config, parts, &mut timings).await?;
    Ok(Run { results, scanned, extent, engine, timings })
}

async fn extent(engine: &Engine, source: &Source, config: &Config) -> Result<Extent> {
    let sql = "select cast(min(month) as integer) as month, max(case when kind = 'recurring' then 1 else 0 end) as has_mrr \
               from trunk where scope = 'used'";
    let table = engine.table("extent", sql).await?;
    let first = table.integers("month")?.first().copied().flatten().map(|days| Month::of_days(days as i32));
    let has_mrr = table.integers("has_mrr")?.first().copied().flatten() == Some(1);
    match first {
        Some(first_month) if first_month <= source.last_month => {
            Ok(Extent { first_month, window: window(source, config), has_mrr, contracted: false })
        }
        Some(first) => Err(Error::input(format!(
            "the ledger begins in {first}, after the last whole month of the report, {}",
            source.last_month
        ))
        .hint("choose a later `--as-of`")),
        None => Err(Error::input(format!("no row of the ledger is usable revenue up to {}", source.as_of))
            .hint("choose a later `--as-of`, or see that the rows have dates, amounts and kinds other than tax")),
    }
}

/// The window that is asked for; of whole quarters and fiscal years the last one that is complete.
fn window(source: &Source, config: &Config) -> Span {
    let last = source.last_month;
    let trailing = |months: u32| Span { first: last.plus(1 - months as i32), last };
    match (config.window_months, config.window.unwrap_or_default()) {
        (Some(months), _) => trailing(months),
        (None, WindowKind::Ttm) => trailing(12),
        (None, WindowKind::Month) => trailing(1),
        (None, WindowKind::Quarter) => source.calendar.complete_quarter(last),
        (None, WindowKind::FiscalYear) => source.calendar.complete_year(last),
        (None, WindowKind::Ytd) => source.calendar.year_to_date(last),
    }
}

fn register_scanned(engine: &Engine, scanned: &Scanned) -> Result<()> {
    let column = |texts: Vec<Option<&str>>| Arc::new(StringArray::from(texts)) as ArrayRef;
    let values = &scanned.dimension_values;
    let values = vec![
        ("dimension_key", Arc::new(values.iter().map(|it| Some(it.0)).collect::<UInt32Array>()) as ArrayRef),
        ("dimension", column(values.iter().map(|it| Some(it.1.as_str())).collect())),
        ("value", column(values.iter().map(|it| it.2.as_deref()).collect())),
    ];
    engine.register_batch("dimension_values", batch(values)?)?;
    let of_customers = &scanned.customer_dimensions;
    let of_customers = vec![
        ("customer_id", column(of_customers.iter().map(|it| Some(it.0.as_str())).collect())),
        ("dimension", column(of_customers.iter().map(|it| Some(it.1.as_str())).collect())),
        ("value", column(of_customers.iter().map(|it| it.2.as_deref()).collect())),
    ];
    engine.register_batch("customer_dimensions", batch(of_customers)?)?;
    let since = &scanned.customer_since;
    let since = vec![
        ("customer_id", column(since.keys().map(|id| Some(id.as_str())).collect())),
        (
            "start_index",
            Arc::new(since.values().map(|month| Some(i64::from(month.0))).collect::<Int64Array>()) as ArrayRef,
        ),
    ];
    engine.register_batch("customer_since", batch(since)?)
}

pub(crate) fn batch(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch> {
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
        .map_err(|error| Error::bug(format!("a table of facts does not fit together: {error}")))
}

/// The rows a check returns, with the check.
#[derive(Debug, Clone)]
pub struct CheckOutcome {
    /// The check.
    pub query: &'static Query,
    /// Why it could not look, where it could not.
    pub skipped: Option<String>,
    /// Offending rows; none where the check passes.
    pub rows: Table,
}

impl Run {
    /// Every check's outcome, in order.
    ///
    /// # Errors
    /// A bug where a check did not run.
    pub fn checks(&self) -> Result<Vec<CheckOutcome>> {
        let checks = QUERIES.iter().filter(|query| query.role == Role::Check);
        let outcome = |query: &'static Query| {
            let rows = self.results.table(query.name())?.clone();
            Ok(CheckOutcome { query, skipped: self.skipped(query.name()), rows })
        };
        checks.map(outcome).collect()
    }

    fn skipped(&self, check: &str) -> Option<String> {
        let too_large = check == "duplicate_lines" && self.scanned.repeats.is_none();
        too_large.then(|| "the ledger has more rows than can be remembered".to_owned())
    }
}
