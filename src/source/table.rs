//! The ledger as a DataFusion table: its lines stream by once, and what they leave behind is collected.

use super::batch::schema;
use super::file::{Chunk, Chunks, Part};
use super::fingerprints::fingerprints;
use super::ledger::{Desk, Ledger};
use super::tally::Tally;
use crate::error::{Error, Result};
use arrow::array::{BooleanArray, RecordBatch};
use arrow::datatypes::SchemaRef;
use async_trait::async_trait;
use datafusion::catalog::{Session, TableProvider};
use datafusion::error::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, TableType};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::streaming::{PartitionStream, StreamingTableExec};
use hashbrown::HashSet;
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

/// Where the first complete scan leaves its tally.
pub type Tallied = Arc<Mutex<Option<Tally>>>;

/// The canonical ledger.
#[derive(Debug)]
pub struct LedgerTable {
    ledger: Arc<Ledger>,
    tallied: Tallied,
    partitions: usize,
    schema: SchemaRef,
    /// The fingerprints of the rows to give; all rows where there is none.
    only: Option<Arc<HashSet<i64>>>,
}

impl LedgerTable {
    /// A table that is read in up to `partitions` streams.
    #[must_use]
    pub fn new(ledger: Arc<Ledger>, tallied: Tallied, partitions: usize) -> LedgerTable {
        LedgerTable { ledger, tallied, partitions: partitions.max(1), schema: schema(), only: None }
    }

    /// The same table with the lines of those rows alone that have one of these fingerprints.
    #[must_use]
    pub fn only(self, fingerprints: impl IntoIterator<Item = i64>) -> LedgerTable {
        LedgerTable { only: Some(Arc::new(fingerprints.into_iter().collect())), ..self }
    }

    /// The parts of all files, dealt out to the partitions in turn.
    fn dealt(&self) -> Vec<Vec<(usize, usize, Part)>> {
        let files = self.ledger.files.iter().enumerate();
        let parts: Vec<_> = files
            .flat_map(|(file, data)| data.parts().into_iter().enumerate().map(move |(at, (part, _))| (file, at, part)))
            .collect();
        let mut dealt = vec![Vec::new(); self.partitions.min(parts.len()).max(1)];
        let streams = dealt.len();
        parts.into_iter().enumerate().for_each(|(at, part)| dealt[at % streams].push(part));
        dealt
    }
}

#[async_trait]
impl TableProvider for LedgerTable {
    fn schema(&self) -> SchemaRef {
        Arc::clone(&self.schema)
    }

    fn table_type(&self) -> TableType {
        TableType::Base
    }

    async fn scan(
        &self,
        _: &dyn Session,
        projection: Option<&Vec<usize>>,
        _: &[Expr],
        limit: Option<usize>,
    ) -> datafusion::error::Result<Arc<dyn ExecutionPlan>> {
        let dealt = self.dealt();
        let collector = Arc::new(Collector::new(dealt.len(), Arc::clone(&self.tallied)));
        let streams = dealt.into_iter().enumerate().map(|(at, parts)| {
            let (ledger, collector, schema) = (Arc::clone(&self.ledger), Arc::clone(&collector), self.schema());
            Arc::new(Stream { ledger, collector, at, parts, schema, only: self.only.clone() })
                as Arc<dyn PartitionStream>
        });
        let plan = StreamingTableExec::try_new(self.schema(), streams.collect(), projection, None, false, limit)?;
        Ok(Arc::new(plan))
    }
}

/// Our own error where one travelled through the engine, else the engine's in our words.
#[must_use]
pub fn from_datafusion(error: &DataFusionError) -> Error {
    let mut source: Option<&(dyn std::error::Error + 'static)> = Some(error);
    while let Some(current) = source {
        if let Some(ours) = current.downcast_ref::<Error>() {
            return ours.clone();
        }
        source = inner(current);
    }
    match error.find_root() {
        DataFusionError::ResourcesExhausted(_) => Error::resource("a step needs more memory than the limit leaves it")
            .hint("give more with `--memory`, or leave it out"),
        other => Error::bug(format!("the engine failed: {}", other.strip_backtrace())),
    }
}

/// What an engine error wraps; shared errors hide theirs from `source`.
fn inner<'a>(error: &'a (dyn std::error::Error + 'static)) -> Option<&'a (dyn std::error::Error + 'static)> {
    match error.downcast_ref::<DataFusionError>() {
        Some(DataFusionError::External(boxed)) => Some(boxed.as_ref()),
        Some(DataFusionError::Shared(shared)) => Some(shared.as_ref()),
        Some(DataFusionError::ArrowError(boxed, _)) => Some(boxed.as_ref()),
        _ => match error.downcast_ref::<arrow::error::ArrowError>() {
            Some(arrow::error::ArrowError::ExternalError(boxed)) => Some(boxed.as_ref()),
            _ => error.source(),
        },
    }
}

/// Waits for all partitions of one scan.
#[derive(Debug)]
struct Collector {
    desks: Mutex<Vec<Option<Tally>>>,
    tallied: Tallied,
}

impl Collector {
    fn new(partitions: usize, tallied: Tallied) -> Collector {
        Collector { desks: Mutex::new(vec![None; partitions]), tallied }
    }

    /// Takes a partition's tally. The last one to come gets the error of the whole scan, if there is one: so the error is
    /// the first in the order of the files, whichever partition was faster.
    fn hand_in(&self, at: usize, tally: Tally, ledger: &Ledger) -> Result<()> {
        let mut desks = locked(&self.desks);
        desks[at] = Some(tally);
        if desks.iter().any(Option::is_none) {
            return Ok(());
        }
        let mut whole = Tally::default();
        desks.iter_mut().filter_map(Option::take).for_each(|tally| whole.merge(tally));
        let error = whole.error(&ledger.told());
        let mut tallied = locked(&self.tallied);
        if tallied.is_none() {
            whole.settle(&[])?;
            *tallied = Some(whole);
        }
        error.map_or(Ok(()), Err)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

#[derive(Debug)]
struct Stream {
    ledger: Arc<Ledger>,
    collector: Arc<Collector>,
    at: usize,
    /// File, place of the part within it, part.
    parts: Vec<(usize, usize, Part)>,
    schema: SchemaRef,
    only: Option<Arc<HashSet<i64>>>,
}

impl PartitionStream for Stream {
    fn schema(&self) -> &SchemaRef {
        &self.schema
    }

    fn execute(&self, _: Arc<TaskContext>) -> SendableRecordBatchStream {
        let batches = Batches {
            desk: Some(self.ledger.desk()),
            ledger: Arc::clone(&self.ledger),
            collector: Arc::clone(&self.collector),
            at: self.at,
            parts: self.parts.clone().into_iter(),
            open: None,
            only: self.only.clone(),
        };
        let batches = batches.map(|batch| batch.map_err(|error| DataFusionError::External(Box::new(error))));
        Box::pin(RecordBatchStreamAdapter::new(Arc::clone(&self.schema), futures::stream::iter(batches)))
    }
}

/// A partition's batches, one chunk at a time.
struct Batches {
    ledger: Arc<Ledger>,
    collector: Arc<Collector>,
    at: usize,
    parts: std::vec::IntoIter<(usize, usize, Part)>,
    open: Option<(usize, usize, Chunks)>,
    only: Option<Arc<HashSet<i64>>>,
    /// Taken when it is handed in.
    desk: Option<Desk>,
}

impl Batches {
    fn chunk(&mut self) -> Option<(usize, usize, Result<Chunk>)> {
        loop {
            if let Some((file, place, chunks)) = &mut self.open
                && let Some(chunk) = chunks.next()
            {
                return Some((*file, *place, chunk));
            }
            let (file, place, part) = self.parts.next()?;
            match self.ledger.files[file].read(part, &self.ledger.wanted) {
                Ok(chunks) => self.open = Some((file, place, chunks)),
                Err(error) => return Some((file, place, Err(error))),
            }
        }
    }
}

/// The rows asked for, before anything but their fingerprints is made of them.
fn asked_for(chunk: Chunk, only: Option<&HashSet<i64>>) -> Result<Chunk> {
    let Some(only) = only else { return Ok(chunk) };
    let prints = fingerprints(&chunk.arrays, chunk.rows)?;
    let marks: BooleanArray = prints.iter().map(|print| Some(only.contains(print))).collect();
    chunk.only(&marks)
}

impl Iterator for Batches {
    type Item = Result<RecordBatch>;

    fn next(&mut self) -> Option<Result<RecordBatch>> {
        let mut desk = self.desk.take()?;
        if let Some((file, place, chunk)) = self.chunk() {
            let asked = chunk.and_then(|chunk| asked_for(chunk, self.only.as_deref()));
            match asked.and_then(|chunk| self.ledger.lines(&self.ledger.files[file], &chunk, &mut desk)) {
                Ok(batch) => {
                    self.desk = Some(desk);
                    return Some(Ok(batch));
                }
                Err(error) => desk.tally.error = Some(((file, place), error)),
            }
        }
        // The end, or an error, which waits until the other partitions have looked for an earlier one.
        self.collector.hand_in(self.at, desk.tally, &self.ledger).err().map(Err)
    }
}
