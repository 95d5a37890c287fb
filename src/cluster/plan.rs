//! The one node that is sent to an executor: it performs the orders of its input.

use super::Perform;
use crate::error::{Error, Kind};
use arrow::array::{Array, ArrayRef, BooleanArray, LargeBinaryArray, RecordBatch, UInt32Array};
use arrow::buffer::{Buffer, OffsetBuffer};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use datafusion::catalog::memory::MemorySourceConfig;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, exec_datafusion_err, exec_err, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::execution_plan::{Boundedness, EmissionType};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, PlanProperties, ReplaceChildrenOptions,
};
use futures::{TryStreamExt as _, stream};
use serde::{Deserialize, Serialize};
use std::fmt;
use std::sync::Arc;

/// The longest piece of an answer in bytes, well below the 16 MiB that a gRPC message holds where nobody says otherwise.
pub(super) const PIECE: usize = 4 << 20;

/// Performs the orders of its input, one after the other.
///
/// An order is a row in memory below it and no part of the node: the scheduler cuts leaves that it knows to the partitions of a
/// task, and a leaf of ours it would leave whole, which is wrong as soon as there are several partitions.
#[derive(Debug)]
pub(super) struct Orders {
    input: Arc<dyn ExecutionPlan>,
    perform: Perform,
    properties: Arc<PlanProperties>,
}

impl Orders {
    /// The node over an input of orders, as [`Orders::of`] makes it.
    pub(super) fn over(input: Arc<dyn ExecutionPlan>, perform: Perform) -> Orders {
        let partitions = input.properties().output_partitioning().partition_count();
        let properties = PlanProperties::new(
            EquivalenceProperties::new(answers()),
            Partitioning::UnknownPartitioning(partitions),
            EmissionType::Incremental,
            Boundedness::Bounded,
        );
        Orders { input, perform, properties: Arc::new(properties) }
    }

    /// The node over one order.
    pub(super) fn of(order: &[u8], perform: Perform) -> Result<Orders> {
        let request: ArrayRef = Arc::new(LargeBinaryArray::from_iter_values([order]));
        let batch = RecordBatch::try_new(asked(), vec![request])?;
        Ok(Orders::over(MemorySourceConfig::try_new_exec(&[vec![batch]], asked(), None)?, perform))
    }
}

/// The columns of orders.
fn asked() -> SchemaRef {
    Arc::new(Schema::new(vec![Field::new("request", DataType::LargeBinary, false)]))
}

/// The columns of an answer's pieces: how many follow, whether the answer is an error, and the piece.
fn answers() -> SchemaRef {
    Arc::new(Schema::new(vec![
        Field::new("follow", DataType::UInt32, false),
        Field::new("failed", DataType::Boolean, false),
        Field::new("answer", DataType::LargeBinary, false),
    ]))
}

impl DisplayAs for Orders {
    fn fmt_as(&self, _: DisplayFormatType, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Orders")
    }
}

impl ExecutionPlan for Orders {
    fn name(&self) -> &'static str {
        "Orders"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    // Orders dealt to other partitions would gain nothing, and the row would no longer lie right below.
    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        mut children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match (children.pop(), children.is_empty()) {
            (Some(input), true) => Ok(Arc::new(Orders::over(input, self.perform))),
            _ => internal_err!("orders have one input"),
        }
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let perform = self.perform;
        let orders = self.input.execute(partition, context)?;
        let answered = orders.and_then(move |orders| performed(orders, perform));
        let pieces = answered.map_ok(|pieces| stream::iter(pieces.into_iter().map(Ok))).try_flatten();
        Ok(Box::pin(RecordBatchStreamAdapter::new(answers(), pieces)))
    }
}

/// Performs orders on a thread that may block, and cuts the answers into pieces.
async fn performed(orders: RecordBatch, perform: Perform) -> Result<Vec<RecordBatch>> {
    let work = move || -> Result<Vec<RecordBatch>> {
        let mut pieces = Vec::new();
        for order in rows(&orders)?.iter().flatten() {
            // A panic is told like every other error, else the scheduler would try the order again and again.
            let answer = std::panic::catch_unwind(|| perform(order))
                .unwrap_or_else(|_| Err(Error::bug("an executor stopped in the middle of an order")));
            let (bytes, failed) = match answer {
                Ok(bytes) => (bytes, false),
                Err(error) => (written(&error)?, true),
            };
            cut(bytes, failed, &mut pieces)?;
        }
        Ok(pieces)
    };
    tokio::task::spawn_blocking(work).await.map_err(|error| exec_datafusion_err!("an order was given up: {error}"))?
}

fn rows(orders: &RecordBatch) -> Result<&LargeBinaryArray> {
    let requests = orders.columns().first().and_then(|it| it.as_any().downcast_ref());
    requests.ok_or_else(|| exec_datafusion_err!("orders do not have the column of orders"))
}

/// One batch a piece, which all share the answer's bytes.
fn cut(bytes: Vec<u8>, failed: bool, pieces: &mut Vec<RecordBatch>) -> Result<()> {
    let count = bytes.len().div_ceil(PIECE).max(1);
    let bytes = Buffer::from_vec(bytes);
    for at in 0..count {
        let start = at * PIECE;
        let length = PIECE.min(bytes.len() - start);
        let follow = u32::try_from(count - at - 1).map_err(|_| exec_datafusion_err!("an answer is too long"))?;
        let piece = bytes.slice_with_length(start, length);
        let columns: Vec<ArrayRef> = vec![
            Arc::new(UInt32Array::from_value(follow, 1)),
            Arc::new(BooleanArray::from(vec![failed])),
            Arc::new(LargeBinaryArray::new(OffsetBuffer::from_lengths([length]), piece, None)),
        ];
        pieces.push(RecordBatch::try_new(answers(), columns)?);
    }
    Ok(())
}

/// An error on its way from an executor.
#[derive(Serialize, Deserialize)]
struct Told {
    exit: u8,
    message: String,
    hint: Option<String>,
}

fn written(error: &Error) -> Result<Vec<u8>> {
    let told = Told { exit: error.exit_code(), message: error.message.clone(), hint: error.hint.clone() };
    serde_json::to_vec(&told).map_err(|error| exec_datafusion_err!("an error cannot be written: {error}"))
}

fn read(bytes: &[u8]) -> Error {
    let kinds = [Kind::Usage, Kind::Input, Kind::Output, Kind::Resource];
    let Ok(Told { exit, message, hint }) = serde_json::from_slice(bytes) else {
        return Error::bug("an executor's error cannot be read");
    };
    let error = Error { kind: Kind::Bug, message, hint };
    let kind = kinds.into_iter().find(|kind| Error { kind: *kind, ..error.clone() }.exit_code() == exit);
    Error { kind: kind.unwrap_or(Kind::Bug), ..error }
}

/// What has come back of an order.
#[derive(Default)]
pub(super) struct Answer {
    bytes: Vec<u8>,
    /// How many pieces are still to come; none where nothing has come yet.
    follow: Option<u32>,
    failed: bool,
}

impl Answer {
    /// Takes in pieces, in their order.
    pub(super) fn take(&mut self, batch: &RecordBatch) -> Result<()> {
        let columns = batch.columns();
        let follow = columns.first().and_then(|it| it.as_any().downcast_ref::<UInt32Array>());
        let failed = columns.get(1).and_then(|it| it.as_any().downcast_ref::<BooleanArray>());
        let pieces = columns.get(2).and_then(|it| it.as_any().downcast_ref::<LargeBinaryArray>());
        let (Some(follow), Some(failed), Some(pieces)) = (follow, failed, pieces) else {
            return exec_err!("an answer does not have the columns of answers");
        };
        for at in 0..batch.num_rows() {
            if self.follow.is_some_and(|left| left.checked_sub(1) != Some(follow.value(at))) {
                return exec_err!("a piece of an answer is missing");
            }
            let piece = pieces.value(at);
            if self.follow.is_none() {
                self.bytes.reserve_exact(piece.len().saturating_mul(follow.value(at) as usize + 1));
            }
            self.bytes.extend_from_slice(piece);
            (self.follow, self.failed) = (Some(follow.value(at)), failed.value(at));
        }
        Ok(())
    }

    /// The answer, or the error that the order failed with.
    pub(super) fn whole(self) -> Result<crate::error::Result<Vec<u8>>> {
        match self.follow {
            Some(0) if self.failed => Ok(Err(read(&self.bytes))),
            Some(0) => Ok(Ok(self.bytes)),
            _ => exec_err!("the end of an answer is missing"),
        }
    }
}
