//! The queries, run side by side.

use super::turns::Turns;
use super::{Parts, mergers, scenarios};
use crate::config::Config;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::period::Month;
use crate::queries::{Keep, QUERIES, Query, Role};
use crate::results::{Results, Table};
use crate::source::{Source, terms};
use std::collections::BTreeMap;
use std::time::{Duration, Instant};
use tokio::task::{JoinError, JoinSet};

/// Runs all queries after the trunk: side by side, and one at a time where memory is limited, so that each has all of it.
pub(super) async fn run_queries(
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
pub(super) struct Made {
    /// How long it took, others beside it.
    pub took: Duration,
    /// The rows, where the report reads them.
    pub rows: Option<Table>,
}

/// Makes a relation, and reads it where `is_read`.
pub(super) async fn make(engine: &Engine, query: &'static Query, keep: Keep, is_read: bool) -> Result<Made> {
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
