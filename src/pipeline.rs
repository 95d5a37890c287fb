//! Runs the queries in order over one ledger.
//!
//! The ledger is scanned once, by the trunk; every later relation stands on those before it.

mod earlier;
mod kinship;
mod mergers;
pub mod scenarios;
mod turns;

use crate::calendar::{Calendar, Span};
use crate::checks;
use crate::config::{ChurnDate, Config, ContractEnd, PastDue, Paused, Refunds, WindowKind};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::period::Month;
use crate::queries::{self, Keep, QUERIES, Query, Role};
use crate::results::{Results, Table};
use crate::source::{GivenRate, Scanned, Source, terms};
use crate::unit::{Amount, ONE};
use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray, UInt32Array};
pub use earlier::{Earlier, earlier};
use jiff::civil::Date;
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;
use std::time::{Duration, Instant};
use tokio::task::{JoinError, JoinSet};
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

/// Runs all queries after the trunk: side by side, and one at a time where memory is limited, so that each has all of it.
async fn run_queries(
    engine: &Engine,
    source: &Source,
    config: &Config,
    parts: &Parts,
    timings: &mut Vec<(String, Duration)>,
) -> Result<Results> {
    let at_once = if source.means.memory.is_some() { 1 } else { engine.partitions() };
    let mut turns = Turns::of(QUERIES.iter().skip(1).filter(|query| parts.has(query.name())).collect());
    let (mut running, mut results, mut took) = (JoinSet::new(), Results::default(), BTreeMap::new());
    loop {
        while running.len() < at_once {
            let Some((at, query)) = turns.start() else { break };
            let (engine, keep) = (engine.clone(), parts.keep(query));
            let is_read = query.role != Role::Step && parts.needed.is_none();
            running.spawn(async move { (at, make(&engine, query, keep, is_read).await) });
        }
        let Some(ended) = running.join_next().await else { break };
        let (at, made) = ended.map_err(gone)?;
        let query = turns.query(at);
        let made = match made {
            Ok(made) => check_made(engine, source, config, query).await.map(|()| made),
            failed => failed,
        };
        match made {
            Ok(made) => {
                turns.done(at);
                took.insert(at, (query.name().to_owned(), made.took));
                made.rows.into_iter().for_each(|rows| results.insert(rows));
                parts.let_go(engine, &turns);
            }
            Err(error) => turns.fail(at, error),
        }
    }
    timings.extend(took.into_values());
    turns.error().map_or(Ok(results), Err)
}

/// What a query made.
struct Made {
    /// How long it took, others beside it.
    took: Duration,
    /// The rows, where the report reads them.
    rows: Option<Table>,
}

/// Makes a relation, and reads it where `is_read`.
async fn make(engine: &Engine, query: &'static Query, keep: Keep, is_read: bool) -> Result<Made> {
    let (started, name) = (Instant::now(), query.name());
    let rows = match keep {
        Keep::Table => {
            engine.keep(name, query.sql()).await?;
            // Kept rows have an order of their own only by their columns.
            let columns: Vec<String> = (1..=query.columns().len().max(2)).map(|at| at.to_string()).collect();
            let sql = format!("select * from {name} order by {}", columns.join(", "));
            if is_read { Some(engine.table(name, &sql).await?) } else { None }
        }
        Keep::View => {
            let view = engine.view(name, query.sql()).await?;
            if is_read { Some(engine.rows(&view).await?) } else { None }
        }
    };
    Ok(Made { took: started.elapsed(), rows })
}

/// What can be told of the input once a relation is there.
async fn check_made(engine: &Engine, source: &Source, config: &Config, query: &Query) -> Result<()> {
    match query.name() {
        "contract_months" => require_rates(engine, source).await,
        "scenario_losses" => scenarios::check(engine, config).await,
        "shares" => mergers::check(engine, config).await,
        _ => Ok(()),
    }
}

/// A panic goes on where the run was asked for.
fn gone(error: JoinError) -> Error {
    match error.try_into_panic() {
        Ok(panic) => std::panic::resume_unwind(panic),
        Err(error) => Error::bug(format!("a relation was given up: {error}")),
    }
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

/// Parameters, months and given rates are views over VALUES, so that every query also runs where no table can be sent.
async fn register_period(
    engine: &Engine,
    source: &Source,
    config: &Config,
    extent: Extent,
    by_segment: bool,
) -> Result<()> {
    engine.view("params", &params(source, config, extent, by_segment)).await?;
    let months = extent.first_month.0..=source.last_month.0;
    let rows: Vec<String> = months.map(|index| month_row(Month(index), &source.calendar)).collect();
    let names = [
        "month_index",
        "label",
        "quarter",
        "ends_quarter",
        "fiscal_year",
        "fiscal_quarter",
        "ends_fiscal_year",
        "first_day",
        "last_day",
    ];
    engine.view("months", &values(&names, &rows)).await?;
    engine.view("given_rates", &given_rates(source)).await.map(drop)
}

/// One row, each column by its name.
fn params(source: &Source, config: &Config, extent: Extent, by_segment: bool) -> String {
    let bigint = |value: i32| format!("cast({value} as bigint)");
    let date = |day: Date| format!("cast('{day}' as date)");
    let currency = source.currency.as_ref();
    let unit = 10_i128.pow(source.decimals);
    let columns = [
        ("as_of", date(source.as_of)),
        ("known_at", source.known.as_ref().map_or("cast(null as date)".to_owned(), |known| date(known.date))),
        ("first_month", bigint(extent.first_month.0)),
        ("last_month", bigint(source.last_month.0)),
        ("window_months", bigint(extent.window.months() as i32)),
        ("window_first", bigint(extent.window.first.0)),
        ("window_last", bigint(extent.window.last.0)),
        ("quarter_shift", bigint(source.calendar.quarter_shift())),
        ("has_kinds", bigint(i32::from(source.has_kinds))),
        ("has_mrr", bigint(i32::from(extent.has_mrr))),
        ("by_segment", bigint(i32::from(by_segment))),
        ("currency", currency.map_or("cast(null as varchar)".to_owned(), |code| quoted(code))),
        ("grouping", quoted(config.grouping.name())),
        ("segment_dimension", quoted(config.risk.segment_dimension())),
        ("history", quoted(config.history.name())),
        ("industry_dimension", quoted(config.risk.industry_dimension())),
        ("reactivation_gap_months", bigint(config.reactivation_gap_months() as i32)),
        ("minor_units", format!("cast({unit} as decimal(7, 0))")),
        ("minor_unit", format!("cast({} as decimal(7, 6))", Amount(ONE / unit).print(6))),
    ];
    let names = columns.each_ref().map(|(name, _)| *name);
    let row = columns.map(|(_, value)| value).join(", ");
    values(&names, &[format!("({row})")])
}

fn given_rates(source: &Source) -> String {
    let row = |given: &GivenRate| {
        let month = given.month.map_or("cast(null as varchar)".to_owned(), |month| format!("'{month}'"));
        format!("({}, cast({} as decimal(24, 12)), '{}', {month})", quoted(&given.currency), given.rate, given.source)
    };
    let names = ["currency", "rate", "source", "month"];
    if source.constant_rates.is_empty() {
        let none = "('', cast(1 as decimal(24, 12)), '', '')".to_owned();
        return format!("{} where column1 <> ''", values(&names, &[none]));
    }
    values(&names, &source.constant_rates.iter().map(row).collect::<Vec<_>>())
}

/// A SELECT over VALUES whose columns have names.
fn values(names: &[&str], rows: &[String]) -> String {
    let named: Vec<String> = names.iter().enumerate().map(|(at, name)| format!("column{} as {name}", at + 1)).collect();
    format!("select {} from (values {})", named.join(", "), rows.join(", "))
}

fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The contracts, the months they can be in force in, and the rules they are read by.
async fn register_contracts(engine: &Engine, source: &Source, config: &Config, extent: Extent) -> Result<()> {
    engine.register_batch("contract_terms", source.contract_terms(extent.first_month)?)?;
    let periods = terms::periods_sql(source.contracts(), extent.first_month, source.last_month, &source.calendar);
    engine.view("contract_periods", &periods).await?;
    let is_inclusive = config.contracts.as_ref().is_some_and(|table| table.end == ContractEnd::Inclusive);
    let quarters = terms::quarters_sql(source.contracts(), is_inclusive, &source.calendar);
    engine.view("renewal_quarters", &quarters).await?;
    engine.view("risk_rules", &risk_rules(source, config)).await?;
    engine.view("contract_rules", &rules_sql(config, extent.contracted)).await.map(drop)
}

/// The end of a decision cycle and of the horizon of losses, both counted from the last whole month, and the win rate, if it is
/// configured.
fn risk_rules(source: &Source, config: &Config) -> String {
    let after = |months: i32| source.calendar.last_day(source.last_month.plus(months));
    let until = after(i32::from(config.risk.decision_months()));
    let win_rate = config.risk.win_rate.map_or("null".to_owned(), |rate| rate.to_string());
    let row = format!("(cast('{until}' as date), cast('{}' as date), cast({win_rate} as double))", after(12));
    values(&["decision_until", "horizon_end", "win_rate"], &[row])
}

/// Refuses contracts that are in force in a month whose rate nobody gives; which those are is known once the rules for
/// ends, pauses and unpaid contracts have been applied.
async fn require_rates(engine: &Engine, source: &Source) -> Result<()> {
    let gaps = engine.table("gaps", "select count(*) as gaps from contract_terms where mrr is null").await?;
    if gaps.integers("gaps")?.first().copied().flatten() == Some(0) {
        return Ok(());
    }
    let sql = "select contract_months.currency, contract_months.month_index, count(*) as contracts from contract_months cross join params \
               where mrr is null or price is null and month_index = last_month \
               group by contract_months.currency, contract_months.month_index order by 1, 2";
    let table = engine.table("without_rate", sql).await?;
    let (codes, months) = (table.text("currency")?, table.integers("month_index")?);
    let counts = table.integers("contracts")?;
    let pair = |at: usize| Some((codes[at].clone()?, Month(months[at]? as i32), counts[at]?));
    let missing: Vec<_> = (0..table.rows()).filter_map(pair).collect();
    if missing.is_empty() { Ok(()) } else { Err(terms::without_rate(source.contracts(), &missing)) }
}

/// The rules of recurring revenue as one row of flags, 0 or 1.
fn rules_sql(config: &Config, contracted: bool) -> String {
    let rules = &config.recurring;
    let end = config.contracts.as_ref().map(|table| table.end).unwrap_or_default();
    let flags = [
        ("contracted", contracted),
        ("end_inclusive", end == ContractEnd::Inclusive),
        ("dunning_counts", rules.past_due != PastDue::LostAtOnce),
        ("past_due_ends", rules.past_due != PastDue::Kept),
        ("lost_when_cancelled", rules.churn_date == ChurnDate::Cancellation),
        ("refunds_reduce", rules.refunds == Refunds::ReduceMrr),
        ("paused_counts", rules.paused == Paused::Kept),
    ];
    // VALUES tell the engine that it is one row; a bare SELECT does not, and a cross join then copies the larger side.
    let columns: Vec<String> =
        flags.iter().enumerate().map(|(at, (name, _))| format!("column{} as {name}", at + 1)).collect();
    let values = flags.map(|(_, flag)| format!("cast({} as bigint)", i32::from(flag)));
    format!("select {} from (values ({}))", columns.join(", "), values.join(", "))
}

fn month_row(month: Month, calendar: &Calendar) -> String {
    let flag = |is: bool| format!("cast({} as bigint)", i32::from(is));
    let (quarter, year) = (calendar.quarter(month), calendar.fiscal_year(month));
    let (first, last) = (calendar.first_day(month), calendar.last_day(month));
    let (ends_quarter, ends_year) = (flag(calendar.ends_quarter(month)), flag(calendar.ends_fiscal_year(month)));
    format!(
        "(cast({} as bigint), '{month}', '{quarter}', {ends_quarter}, cast({year} as bigint), '{quarter}', {ends_year}, \
         cast('{first}' as date), cast('{last}' as date))",
        month.0
    )
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
