//! The trunk as a table of the engine. Its rows are made when they are read, and of their columns only those asked for: a cell
//! takes 24 bytes, a row of the relation ten times as many.

use super::cells::Full;
use super::merge::{Cell, FilePartition, Partition, Partitions, Sum, Trunk};
use super::record::Columns;
use super::runs::batches;
use super::shelf::{Traits, month_of};
use crate::error::Error;
use crate::period::Month;
use arrow::array::{
    ArrayRef, Date32Array, Decimal128Array, Int64Array, RecordBatch, RecordBatchOptions, StringViewArray, UInt32Array,
};
use arrow::compute::{SortOptions, take};
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::memory::DataSourceExec;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Result, ScalarValue, Statistics};
use datafusion::datasource::source::DataSource;
use datafusion::datasource::{ViewTable, provider_as_source};
use datafusion::error::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, TableType, lit};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::projection::{ProjectionExpr, ProjectionExprs};
use datafusion::physical_expr::{EquivalenceProperties, LexOrdering, Partitioning, PhysicalExpr, PhysicalSortExpr};
use datafusion::physical_plan::coop::cooperative;
use datafusion::physical_plan::execution_plan::SchedulingType;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayFormatType, ExecutionPlan};
use std::fmt;
use std::ops::Range;
use std::sync::Arc;

/// Digits of a sum in the relation, six of them decimals.
const DIGITS: u8 = 38;

/// The relation of all cells, partitioned by customer and in each partition by customer and month.
#[derive(Debug)]
pub struct TrunkTable {
    trunk: Arc<Trunk>,
    schema: SchemaRef,
    /// Each text of the traits, by their place.
    texts: Arc<Vec<(&'static str, StringViewArray)>>,
}

impl TrunkTable {
    /// The table of a trunk.
    #[must_use]
    pub fn new(trunk: Trunk) -> TrunkTable {
        let texts = ["kind", "currency", "contract_id", "product", "scope", "reason"];
        let texts = texts.map(|name| (name, trunk.traits.iter().map(|traits| text(traits, name)).collect()));
        TrunkTable { trunk: Arc::new(trunk), schema: schema(), texts: Arc::new(texts.into()) }
    }

    /// The table as the planner is to see it: what all traits have in common is one value in every row, and where cells are amounts
    /// alone, an amount is the converted one, and there are no costs.
    ///
    /// # Errors
    /// A bug where the columns are not the table's.
    pub fn told(self) -> Result<Arc<dyn TableProvider>> {
        let is_narrow = matches!(self.trunk.partitions, Partitions::Narrow(_));
        let of = |name: &str| Expr::Column(datafusion::common::Column::new(Some("cells"), name));
        let items = self.schema.fields().iter().map(|field| match field.name().as_str() {
            "converted" if is_narrow => of("amount").alias("converted"),
            name @ ("cost" | "costed") if is_narrow => lit(ScalarValue::Decimal128(None, DIGITS, 6)).alias(name),
            name => self.common(name).map_or_else(|| of(name), |value| lit(value).alias(name)),
        });
        let items: Vec<Expr> = items.collect();
        let plan =
            LogicalPlanBuilder::scan("cells", provider_as_source(Arc::new(self)), None)?.project(items)?.build()?;
        Ok(Arc::new(ViewTable::new(plan, None)))
    }

    /// The value of a column of traits that is the same in all of them.
    fn common(&self, name: &str) -> Option<ScalarValue> {
        let value = |traits: &Traits| match name {
            "dimension_key" => ScalarValue::UInt32(Some(traits.dimension_key)),
            "has_period" => ScalarValue::Int64(Some(i64::from(traits.has_period))),
            name => ScalarValue::Utf8View(text(traits, name).map(str::to_owned)),
        };
        let is_of_traits =
            self.texts.iter().any(|(known, _)| *known == name) || ["dimension_key", "has_period"].contains(&name);
        let mut values = self.trunk.traits.iter().filter(|_| is_of_traits).map(value);
        let first = values.next()?;
        values.all(|other| other == first).then_some(first)
    }
}

fn text<'a>(traits: &'a Traits, name: &str) -> Option<&'a str> {
    match name {
        "kind" => traits.kind,
        "currency" => traits.texts[0].as_deref(),
        "contract_id" => traits.texts[1].as_deref(),
        "product" => traits.texts[2].as_deref(),
        "scope" => Some(traits.scope),
        _ => traits.reason,
    }
}

fn schema() -> SchemaRef {
    let money = DataType::Decimal128(DIGITS, 6);
    let text = DataType::Utf8View;
    Arc::new(Schema::new(vec![
        Field::new("customer_id", text.clone(), true),
        Field::new("month", DataType::Date32, true),
        Field::new("month_index", DataType::Int64, true),
        Field::new("currency", text.clone(), true),
        Field::new("kind", text.clone(), true),
        Field::new("contract_id", text.clone(), true),
        Field::new("product", text.clone(), true),
        Field::new("dimension_key", DataType::UInt32, false),
        Field::new("has_period", DataType::Int64, false),
        Field::new("scope", text.clone(), false),
        Field::new("reason", text, true),
        Field::new("amount", money.clone(), true),
        Field::new("converted", money.clone(), true),
        Field::new("cost", money.clone(), true),
        Field::new("costed", money, true),
        Field::new("rows", DataType::Int64, true),
    ]))
}

#[async_trait]
impl TableProvider for TrunkTable {
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
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let every: Vec<usize> = (0..self.schema.fields().len()).collect();
        let columns = projection.unwrap_or(&every);
        let rows = Rows {
            trunk: Arc::clone(&self.trunk),
            texts: Arc::clone(&self.texts),
            schema: Arc::new(self.schema.project(columns)?),
            limit,
        };
        Ok(DataSourceExec::from_data_source(rows))
    }
}

/// Some columns of the rows of all cells.
#[derive(Debug, Clone)]
struct Rows {
    trunk: Arc<Trunk>,
    texts: Arc<Vec<(&'static str, StringViewArray)>>,
    schema: SchemaRef,
    limit: Option<usize>,
}

impl Rows {
    fn column(&self, name: &str) -> Option<Arc<dyn PhysicalExpr>> {
        let at = self.schema.index_of(name).ok()?;
        Some(Arc::new(Column::new(name, at)))
    }
}

impl Rows {
    /// The rows of a partition that lies in a file, `size` at a time.
    fn open_file(&self, partition: &FilePartition, size: usize) -> Result<SendableRecordBatchStream> {
        let external = |error: Error| DataFusionError::External(Box::new(error));
        let (rows, mut left) = (self.clone(), self.limit.unwrap_or(usize::MAX));
        let mut batches = batches(&partition.path).map_err(external)?;
        let (mut cells, mut next, mut customer) = (Partition::<Full>::default(), 0, 0);
        let made = std::iter::from_fn(move || {
            while next >= cells.cells.len() {
                let read = batches.next()?.map_err(DataFusionError::from);
                let read = read.and_then(|batch| Columns::of(&batch).map_err(external));
                match read {
                    Ok(columns) => (cells, next, customer) = (Partition::of(&columns), 0, 0),
                    Err(error) => return Some(Err(error)),
                }
            }
            let of = Of { trunk: &rows.trunk, texts: &rows.texts, schema: &rows.schema };
            let batch = of.batch(&cells, &mut next, &mut customer, size.min(left));
            left -= batch.as_ref().and_then(|batch| batch.as_ref().ok()).map_or(0, RecordBatch::num_rows);
            batch
        });
        let stream = RecordBatchStreamAdapter::new(Arc::clone(&self.schema), futures::stream::iter(made));
        Ok(Box::pin(cooperative(stream)))
    }
}

impl DataSource for Rows {
    fn open(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let (rows, size) = (self.clone(), context.session_config().batch_size());
        let (mut next, mut customer, mut left) = (0, 0, self.limit.unwrap_or(usize::MAX));
        if let Partitions::Files(partitions, _) = &rows.trunk.partitions {
            return rows.open_file(&partitions[partition], size);
        }
        let batches = std::iter::from_fn(move || {
            let of = Of { trunk: &rows.trunk, texts: &rows.texts, schema: &rows.schema };
            let most = size.min(left);
            let batch = match &rows.trunk.partitions {
                Partitions::Narrow(partitions) => of.batch(&partitions[partition], &mut next, &mut customer, most),
                Partitions::Full(partitions) => of.batch(&partitions[partition], &mut next, &mut customer, most),
                Partitions::Files(..) => None,
            };
            left -= batch.as_ref().and_then(|batch| batch.as_ref().ok()).map_or(0, RecordBatch::num_rows);
            batch
        });
        let stream = RecordBatchStreamAdapter::new(Arc::clone(&self.schema), futures::stream::iter(batches));
        Ok(Box::pin(cooperative(stream)))
    }

    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "cells, partitioning={}", self.output_partitioning())
    }

    fn output_partitioning(&self) -> Partitioning {
        let count = self.trunk.sizes().len();
        match self.column("customer_id") {
            Some(customer) => Partitioning::Hash(vec![customer], count),
            None => Partitioning::UnknownPartitioning(count),
        }
    }

    fn eq_properties(&self) -> EquivalenceProperties {
        let options = SortOptions { descending: false, nulls_first: false };
        let sorted = |by: &str| {
            let customer = self.column("customer_id")?;
            let month = self.column(by);
            LexOrdering::new([customer].into_iter().chain(month).map(|expr| PhysicalSortExpr { expr, options }))
        };
        let orderings = ["month", "month_index"].into_iter().filter_map(sorted);
        EquivalenceProperties::new_with_orderings(Arc::clone(&self.schema), orderings)
    }

    fn scheduling_type(&self) -> SchedulingType {
        SchedulingType::Cooperative
    }

    fn partition_statistics(&self, partition: Option<usize>) -> Result<Arc<Statistics>> {
        let sizes = self.trunk.sizes();
        let rows = partition.map_or_else(|| sizes.iter().sum(), |at| sizes.get(at).copied().unwrap_or(0));
        Ok(Arc::new(Statistics { num_rows: Precision::Exact(rows), ..Statistics::new_unknown(&self.schema) }))
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn DataSource>> {
        Some(Arc::new(Rows { limit, ..self.clone() }))
    }

    fn fetch(&self) -> Option<usize> {
        self.limit
    }

    fn try_swapping_with_projection(&self, projection: &ProjectionExprs) -> Result<Option<Arc<dyn DataSource>>> {
        let plain = |item: &ProjectionExpr| {
            let at = item.expr.downcast_ref::<Column>()?.index();
            (self.schema.field(at).name() == &item.alias).then_some(at)
        };
        let columns: Option<Vec<usize>> = projection.iter().map(plain).collect();
        let narrowed = columns.map(|columns| {
            Ok(Arc::new(Rows { schema: Arc::new(self.schema.project(&columns)?), ..self.clone() })
                as Arc<dyn DataSource>)
        });
        narrowed.transpose()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }
}

/// What rows are made of.
struct Of<'a> {
    trunk: &'a Trunk,
    texts: &'a [(&'static str, StringViewArray)],
    schema: &'a SchemaRef,
}

impl Of<'_> {
    /// The next rows of a partition; none at its end.
    fn batch<S: Sum>(
        &self,
        partition: &Partition<S>,
        next: &mut usize,
        customer: &mut usize,
        rows: usize,
    ) -> Option<Result<RecordBatch>> {
        let range = *next..(*next + rows).min(partition.cells.len());
        if range.is_empty() {
            return None;
        }
        *next = range.end;
        let columns: Result<Vec<ArrayRef>> = self
            .schema
            .fields()
            .iter()
            .map(|field| self.column(field.name(), partition, range.clone(), *customer))
            .collect();
        while *customer + 1 < partition.customers.len() && partition.starts[*customer + 1] <= range.end {
            *customer += 1;
        }
        let options = RecordBatchOptions::new().with_row_count(Some(range.len()));
        Some(
            columns
                .and_then(|columns| Ok(RecordBatch::try_new_with_options(Arc::clone(self.schema), columns, &options)?)),
        )
    }

    fn column<S: Sum>(
        &self,
        name: &str,
        partition: &Partition<S>,
        range: Range<usize>,
        customer: usize,
    ) -> Result<ArrayRef> {
        let cells = &partition.cells[range.clone()];
        let sums = |sum: fn(Full) -> Option<i128>| -> Result<ArrayRef> {
            let sums: Decimal128Array = cells.iter().map(|cell| sum(cell.sum.full())).collect();
            Ok(Arc::new(sums.with_precision_and_scale(DIGITS, 6)?))
        };
        let traits = || cells.iter().map(|cell| &self.trunk.traits[cell.traits as usize]);
        Ok(match name {
            "customer_id" => take(&self.trunk.customers, &places(partition, range, customer), None)?,
            "month" => {
                let first_day = |cell: &Cell<S>| month_of(cell.month).map(Month::first_days);
                Arc::new(cells.iter().map(first_day).collect::<Date32Array>())
            }
            "month_index" => {
                let index = |cell: &Cell<S>| month_of(cell.month).map(|month| i64::from(month.0));
                Arc::new(cells.iter().map(index).collect::<Int64Array>())
            }
            "dimension_key" => Arc::new(traits().map(|traits| traits.dimension_key).collect::<UInt32Array>()),
            "has_period" => Arc::new(traits().map(|traits| i64::from(traits.has_period)).collect::<Int64Array>()),
            "amount" => sums(|full| Some(full.amount))?,
            "converted" => sums(|full| Some(full.converted))?,
            "cost" => sums(|full| full.cost)?,
            "costed" => sums(|full| full.costed)?,
            "rows" => Arc::new(cells.iter().map(|cell| i64::from(cell.rows)).collect::<Int64Array>()),
            name => {
                let at: UInt32Array = cells.iter().map(|cell| cell.traits).collect();
                let texts = self.texts.iter().find(|(known, _)| *known == name);
                let (_, texts) = texts.ok_or_else(|| datafusion::error::DataFusionError::Internal(name.to_owned()))?;
                take(texts, &at, None)?
            }
        })
    }
}

/// The customer of each cell in a range, which begins with one of `customer`'s.
fn places<S>(partition: &Partition<S>, range: Range<usize>, customer: usize) -> UInt32Array {
    let mut places = Vec::with_capacity(range.len());
    let (mut customer, mut at) = (customer, range.start);
    while at < range.end {
        while partition.starts[customer + 1] <= at {
            customer += 1;
        }
        let end = partition.starts[customer + 1].min(range.end);
        places.resize(places.len() + end - at, partition.customers[customer]);
        at = end;
    }
    places.into()
}
