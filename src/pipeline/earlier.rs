//! The histories as they were known at earlier month ends: the first queries once more, over the rows booked by then.

use super::given::{register_contracts, register_period};
use super::running::make;
use super::{Extent, Run, kinship, register_scanned};
use crate::config::Config;
use crate::engine::Engine;
use crate::error::Result;
use crate::period::Month;
use crate::queries::{QUERIES, find};
use crate::results::Results;
use crate::source::{Scanned, Source};

/// The relations of one earlier month end.
#[derive(Debug, Clone)]
pub struct Earlier {
    /// The month.
    pub month: Month,
    /// `customer_history` and `segment_history` up to it, from the rows booked by the close of its books; customers stand in the
    /// groups of the report.
    pub results: Results,
}

/// A larger ledger is read again for every twelfth month only, a smaller one for every third.
const MOST_ROWS: u64 = 200_000;

/// The relations that the backtest reads.
const HISTORIES: [&str; 2] = ["customer_history", "segment_history"];

/// Months of history without which no month end is looked at.
const HISTORY: i32 = 6;

/// The month ends whose outcome of twelve months is known, the latest first; none where nothing says when rows were
/// booked. The ledger is read once more for each, so that only who asks for a report asks for this.
///
/// # Errors
/// What the source raises while its rows are read.
pub async fn earlier(source: &Source, config: &Config, run: &Run) -> Result<Vec<Earlier>> {
    let (scanned, extent) = (&run.scanned, run.extent);
    let step = if scanned.rows_read > MOST_ROWS { 12 } else { 3 };
    let mut earlier = Vec::new();
    let mut month = source.last_month.plus(-12);
    while source.has_booked_at && month >= extent.first_month.plus(HISTORY - 1) {
        let results = known_at(&source.as_known(source.calendar.last_day(month))?, config, scanned, extent).await?;
        earlier.push(Earlier { month, results });
        month = month.plus(-step);
    }
    Ok(earlier)
}

async fn known_at(source: &Source, config: &Config, scanned: &Scanned, extent: Extent) -> Result<Results> {
    let engine = Engine::within(source.means.workers, source.means.memory)?;
    engine.register("ledger", source.table())?;
    engine.register("ledger_cells", source.trunk(engine.partitions())?)?;
    let mut queries = QUERIES.iter();
    if let Some(trunk) = queries.next() {
        make(&engine, trunk, trunk.keep, false).await?;
    }
    register_scanned(&engine, &source.finish()?)?;
    // A customer that has come under a parent since is no lost customer.
    kinship::register(&engine, scanned, config.history).await?;
    register_period(&engine, source, config, extent, true).await?;
    register_contracts(&engine, source, config, extent).await?;
    let last = find("recurring_month").map_or("", |query| query.file);
    let upstream = queries.filter(|query| query.file <= last).chain(HISTORIES.into_iter().filter_map(find));
    let mut results = Results::default();
    for query in upstream {
        let made = make(&engine, query, query.keep, HISTORIES.contains(&query.name())).await?;
        made.rows.into_iter().for_each(|rows| results.insert(rows));
    }
    Ok(results)
}
