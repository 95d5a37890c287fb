//! The rows that a plan leaves behind: in memory, and beyond a share of a memory limit in temporary files of the engine.

use arrow::array::{Array, ArrayRef, RecordBatch, RecordBatchOptions};
use arrow::datatypes::SchemaRef;
use arrow::error::ArrowError;
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::config::SpillCompression;
use datafusion::execution::SpillFile;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_plan::metrics::{ExecutionPlanMetricsSet, SpillMetrics};
use datafusion::physical_plan::{ExecutionPlan, SpillManager};
use futures::StreamExt;
use std::fmt;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::task::JoinSet;

/// How much all relations together may hold in memory, and what they hold.
#[derive(Debug)]
pub struct Room {
    most: usize,
    taken: AtomicUsize,
}

impl Room {
    /// Room for so many bytes.
    #[must_use]
    pub fn new(most: usize) -> Room {
        Room { most, taken: AtomicUsize::new(0) }
    }

    /// Takes so many bytes, where there are as many left.
    fn take(&self, bytes: usize) -> bool {
        let fits = |taken: usize| taken.checked_add(bytes).filter(|taken| *taken <= self.most);
        self.taken.fetch_update(Ordering::Relaxed, Ordering::Relaxed, fits).is_ok()
    }

    fn give_back(&self, bytes: usize) {
        self.taken.fetch_sub(bytes, Ordering::Relaxed);
    }
}

/// Bytes taken of a room, given back at the end.
#[derive(Debug)]
struct Taken {
    room: Arc<Room>,
    bytes: usize,
}

impl Drop for Taken {
    fn drop(&mut self) {
        self.room.give_back(self.bytes);
    }
}

/// The rows of one partition.
#[derive(Debug, Clone)]
pub enum Held {
    /// In memory.
    Memory(Arc<Batches>),
    /// In a file.
    File(Arc<Filed>),
}

/// Rows in memory.
#[derive(Debug, Default)]
pub struct Batches {
    /// The rows.
    pub rows: Vec<RecordBatch>,
    _taken: Option<Taken>,
}

/// Rows in a file, which goes when nobody reads them any more.
pub struct Filed {
    manager: SpillManager,
    file: Arc<dyn SpillFile>,
    /// How many.
    pub rows: usize,
}

impl fmt::Debug for Filed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} rows in a file", self.rows)
    }
}

impl Filed {
    /// The rows as they were written.
    ///
    /// # Errors
    /// An error where the file cannot be read.
    pub fn read(&self) -> Result<SendableRecordBatchStream> {
        self.manager.read_spill_as_stream(Arc::clone(&self.file), None)
    }
}

impl Held {
    /// Rows that are in memory already.
    #[must_use]
    pub fn of(rows: Vec<RecordBatch>) -> Held {
        Held::Memory(Arc::new(Batches { rows, _taken: None }))
    }

    /// How many rows there are.
    #[must_use]
    pub fn rows(&self) -> usize {
        match self {
            Held::Memory(batches) => batches.rows.iter().map(RecordBatch::num_rows).sum(),
            Held::File(filed) => filed.rows,
        }
    }
}

/// Runs all partitions of a plan at once and holds their rows under `schema`, in memory while there is room.
///
/// # Errors
/// Those of the plan, and of a disk that is full.
pub async fn hold(
    plan: Arc<dyn ExecutionPlan>,
    context: Arc<TaskContext>,
    schema: SchemaRef,
    room: Option<Arc<Room>>,
) -> Result<Vec<Held>> {
    let mut running = JoinSet::new();
    for partition in 0..plan.properties().output_partitioning().partition_count() {
        let stream = plan.execute(partition, Arc::clone(&context))?;
        let (context, schema, room) = (Arc::clone(&context), Arc::clone(&schema), room.clone());
        running.spawn(async move { (partition, one_partition(stream, &context, &schema, room).await) });
    }
    let mut held = Vec::new();
    while let Some(done) = running.join_next().await {
        let (partition, rows) = done.map_err(|error| exec_datafusion_err!("a partition did not end: {error}"))?;
        held.push((partition, rows?));
    }
    held.sort_by_key(|(partition, _)| *partition);
    Ok(held.into_iter().map(|(_, rows)| rows).collect())
}

async fn one_partition(
    mut stream: SendableRecordBatchStream,
    context: &TaskContext,
    schema: &SchemaRef,
    room: Option<Arc<Room>>,
) -> Result<Held> {
    let Some(room) = room else {
        let mut rows = Vec::new();
        while let Some(batch) = stream.next().await {
            rows.push(packed(&batch?, schema)?);
        }
        return Ok(Held::of(rows));
    };
    let (mut rows, mut taken) = (Vec::new(), Taken { room, bytes: 0 });
    while let Some(batch) = stream.next().await {
        let batch = packed(&batch?, schema)?;
        let bytes = batch.get_array_memory_size();
        rows.push(batch);
        if !taken.room.take(bytes) {
            drop(taken);
            return to_file(rows, stream, context, schema).await;
        }
        taken.bytes += bytes;
    }
    Ok(Held::Memory(Arc::new(Batches { rows, _taken: Some(taken) })))
}

async fn to_file(
    first: Vec<RecordBatch>,
    mut stream: SendableRecordBatchStream,
    context: &TaskContext,
    schema: &SchemaRef,
) -> Result<Held> {
    let metrics = SpillMetrics::new(&ExecutionPlanMetricsSet::new(), 0);
    let manager = SpillManager::new(context.runtime_env(), metrics, Arc::clone(schema))
        .with_compression_type(SpillCompression::Lz4Frame);
    let mut writing = manager.create_in_progress_file("a relation")?;
    let mut rows = 0;
    for batch in first {
        rows += batch.num_rows();
        writing.append_batch(&batch)?;
    }
    while let Some(batch) = stream.next().await {
        let batch = packed(&batch?, schema)?;
        rows += batch.num_rows();
        writing.append_batch(&batch)?;
    }
    match writing.finish()? {
        Some(file) => Ok(Held::File(Arc::new(Filed { manager, file, rows }))),
        None => Ok(Held::of(Vec::new())),
    }
}

/// The batch with one array for all columns that are equal value by value, as amounts at two sets of rates are where
/// nothing is converted.
fn packed(batch: &RecordBatch, schema: &SchemaRef) -> Result<RecordBatch, ArrowError> {
    let mut columns: Vec<ArrayRef> = Vec::with_capacity(batch.num_columns());
    for column in batch.columns() {
        let twin = columns.iter().find(|it| it.data_type() == column.data_type() && it.as_ref() == column.as_ref());
        columns.push(Arc::clone(twin.unwrap_or(column)));
    }
    let rows = RecordBatchOptions::new().with_row_count(Some(batch.num_rows()));
    RecordBatch::try_new_with_options(Arc::clone(schema), columns, &rows)
}
