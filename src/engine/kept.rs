//! Kept relations: rows that remember how they are dealt and sorted.
//!
//! An aggregate leaves its rows hash partitioned by its keys, and a sorted input leaves them sorted. A table that declares both
//! spares the next aggregate, join or window over the same keys the dealing and the sorting.

use super::held::Held;
use super::known::{Alike, Known};
use arrow::array::RecordBatch;
use arrow::datatypes::{Field, Schema, SchemaRef};
use async_trait::async_trait;
use datafusion::catalog::memory::DataSourceExec;
use datafusion::catalog::{Session, TableProvider};
use datafusion::common::stats::Precision;
use datafusion::common::tree_node::TreeNodeRecursion;
use datafusion::common::{Column as DataFusionColumn, Result, Statistics, exec_err};
use datafusion::datasource::source::DataSource;
use datafusion::datasource::{TableType, ViewTable, provider_as_source};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::logical_expr::{Expr, LogicalPlanBuilder, lit};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_expr::projection::ProjectionExprs;
use datafusion::physical_expr::{EquivalenceProperties, Partitioning, PhysicalExpr};
use datafusion::physical_plan::coop::cooperative;
use datafusion::physical_plan::execution_plan::SchedulingType;
use datafusion::physical_plan::limit::LimitStream;
use datafusion::physical_plan::memory::MemoryStream;
use datafusion::physical_plan::metrics::{BaselineMetrics, ExecutionPlanMetricsSet};
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{DisplayFormatType, ExecutionPlan, PlanProperties, common};
use futures::StreamExt;
use std::collections::BTreeSet;
use std::fmt;
use std::sync::Arc;

/// Rows, their partitioning and their ordering.
#[derive(Debug)]
pub struct Kept {
    partitions: Vec<Held>,
    equivalences: EquivalenceProperties,
    partitioning: Partitioning,
}

impl Kept {
    /// What a plan with these properties left behind, for a session of `wanted` partitions. Rows that are hash partitioned
    /// into as many stay where they are; others that are in memory are dealt anew, and rows of one partition stay in its order.
    ///
    /// # Errors
    /// A bug where the rows are not of the plan.
    pub fn of(properties: &PlanProperties, rows: Vec<Held>, wanted: usize) -> Result<Kept> {
        let equivalences = &properties.eq_properties;
        let schema = nullable(equivalences.schema());
        let (partitions, partitioning, equivalences) = match properties.output_partitioning() {
            Partitioning::Hash(keys, count) if *count == wanted && rows.len() == wanted => {
                (rows, Partitioning::Hash(keys.clone(), wanted), equivalences.clone())
            }
            _ => {
                let known = if rows.len() == 1 {
                    equivalences.clone()
                } else {
                    EquivalenceProperties::new(Arc::clone(&schema))
                };
                let dealt = dealt(rows, wanted);
                let partitioning = Partitioning::UnknownPartitioning(dealt.len());
                (dealt, partitioning, known)
            }
        };
        Ok(Kept { partitions, equivalences: equivalences.with_new_schema(schema)?, partitioning })
    }

    /// The table as the planner is to see it: of columns that equal each other all but one are copies. What tells how rows are dealt and
    /// sorted stays. `columns` are those of the table where these rows have fewer, without those that were known beforehand.
    ///
    /// # Errors
    /// A bug where the columns are not the table's.
    pub fn told(self, columns: Option<&[Known]>) -> Result<Arc<dyn TableProvider>> {
        let (schema, twins) = (self.schema(), self.twins());
        let kept: Arc<dyn TableProvider> = Arc::new(self);
        let is_whole = columns.is_none_or(|columns| columns.len() == schema.fields().len());
        if is_whole && twins.iter().all(Option::is_none) {
            return Ok(kept);
        }
        let names = schema.fields().iter().map(|field| Known { name: field.name().clone(), alike: None });
        let own: Vec<Known> = names.collect();
        let columns = columns.unwrap_or(&own);
        // The rows have the columns of which nothing was known, in their order.
        let held = |at: usize| {
            let place = columns[..at].iter().filter(|it| it.alike.is_none()).count();
            let place = twins.get(place).copied().flatten().unwrap_or(place);
            Expr::Column(DataFusionColumn::new(Some("kept"), schema.field(place).name()))
        };
        let item = |(at, column): (usize, &Known)| match &column.alike {
            None => held(at).alias(&column.name),
            Some(Alike::Value(value)) => lit(value.clone()).alias(&column.name),
            Some(Alike::Column(twin)) => held(*twin).alias(&column.name),
        };
        let items: Vec<Expr> = columns.iter().enumerate().map(item).collect();
        let plan = LogicalPlanBuilder::scan("kept", provider_as_source(kept), None)?.project(items)?.build()?;
        Ok(Arc::new(ViewTable::new(plan, None)))
    }

    /// The column that a column equals in every row, by its place; nothing of rows in files, and of none.
    fn twins(&self) -> Vec<Option<usize>> {
        let count = self.equivalences.schema().fields().len();
        let mut twins: Vec<Option<usize>> = vec![None; count];
        let Some(batches) = self.batches().filter(|batches| !batches.is_empty()) else { return twins };
        let fixed = self.fixed();
        for at in (0..count).filter(|at| !fixed.contains(at)) {
            // A column by which rows are dealt or sorted takes the place of one that equals it.
            let is_twin = |other: &usize| {
                *other != at && batches.iter().all(|batch| Arc::ptr_eq(batch.column(at), batch.column(*other)))
            };
            let stays = |other: &usize| twins[*other].is_none() && (*other < at || fixed.contains(other));
            twins[at] = (0..count).find(|other| stays(other) && is_twin(other));
        }
        twins
    }

    /// All rows, where they are in memory.
    fn batches(&self) -> Option<Vec<&RecordBatch>> {
        let rows = self.partitions.iter().map(|held| match held {
            Held::Memory(batches) => Some(&batches.rows),
            Held::File(_) => None,
        });
        Some(rows.collect::<Option<Vec<_>>>()?.into_iter().flatten().filter(|batch| batch.num_rows() > 0).collect())
    }

    /// The columns by which rows are dealt or sorted.
    fn fixed(&self) -> BTreeSet<usize> {
        let dealt = match &self.partitioning {
            Partitioning::Hash(keys, _) => keys.as_slice(),
            _ => &[],
        };
        let sorted = self.equivalences.oeq_class().iter().flatten().map(|key| &key.expr);
        dealt.iter().chain(sorted).filter_map(|key| Some(key.downcast_ref::<Column>()?.index())).collect()
    }
}

/// The same columns, each allowed to be null: the planner and the rows of a union may disagree on which never are.
pub(super) fn nullable(schema: &Schema) -> SchemaRef {
    let fields = schema.fields().iter().map(|field| field.as_ref().clone().with_nullable(true));
    Arc::new(Schema::new(fields.collect::<Vec<Field>>()))
}

/// Rows dealt over several partitions, so that what reads them next can work in parallel.
fn dealt(partitions: Vec<Held>, wanted: usize) -> Vec<Held> {
    let mut dealt = vec![Vec::new(); wanted];
    let mut at = 0;
    for partition in &partitions {
        // What lies in files stays there; its readers deal it out.
        let Held::Memory(batches) = partition else { return partitions };
        for batch in &batches.rows {
            dealt[at % wanted].push(batch.clone());
            at += 1;
        }
    }
    dealt.into_iter().map(Held::of).collect()
}

#[async_trait]
impl TableProvider for Kept {
    fn schema(&self) -> SchemaRef {
        Arc::clone(self.equivalences.schema())
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
        let every: Vec<usize> = (0..self.schema().fields().len()).collect();
        let scan = Scan {
            partitions: Arc::new(self.partitions.clone()),
            projection: every.clone(),
            equivalences: self.equivalences.clone(),
            partitioning: self.partitioning.clone(),
            fetch: limit,
        };
        Ok(DataSourceExec::from_data_source(scan.projected(projection.unwrap_or(&every))?))
    }
}

/// A scan of some columns, which keeps what their partitioning and ordering say of those.
#[derive(Debug, Clone)]
struct Scan {
    partitions: Arc<Vec<Held>>,
    /// The columns by their place in the batches.
    projection: Vec<usize>,
    equivalences: EquivalenceProperties,
    partitioning: Partitioning,
    fetch: Option<usize>,
}

impl Scan {
    /// Some of this scan's columns.
    fn projected(&self, columns: &[usize]) -> Result<Scan> {
        let schema = self.equivalences.schema();
        let narrow = Arc::new(schema.project(columns)?);
        let mapping = ProjectionExprs::from_indices(columns, schema).projection_mapping(schema)?;
        Ok(Scan {
            projection: columns.iter().map(|at| self.projection[*at]).collect(),
            partitioning: self.partitioning.project(&mapping, &self.equivalences),
            equivalences: self.equivalences.project(&mapping, narrow),
            ..self.clone()
        })
    }
}

impl DataSource for Scan {
    fn open(&self, partition: usize, _: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let Some(rows) = self.partitions.get(partition) else {
            return exec_err!("a kept relation has no partition {partition}");
        };
        let schema = Arc::clone(self.equivalences.schema());
        match rows {
            Held::Memory(batches) => {
                let stream = MemoryStream::try_new(batches.rows.clone(), schema, Some(self.projection.clone()))?;
                Ok(Box::pin(cooperative(stream.with_fetch(self.fetch))))
            }
            Held::File(filed) => {
                let (columns, most) = (self.projection.clone(), self.fetch.unwrap_or(usize::MAX));
                let rows = filed.read()?.map(move |batch| Ok(batch?.project(&columns)?));
                let rows = RecordBatchStreamAdapter::new(Arc::clone(&schema), rows);
                Ok(Box::pin(LimitStream::new(
                    Box::pin(rows),
                    0,
                    Some(most),
                    BaselineMetrics::new(&ExecutionPlanMetricsSet::new(), partition),
                )))
            }
        }
    }

    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter) -> fmt::Result {
        write!(f, "kept, partitioning={}", self.partitioning)?;
        match self.equivalences.output_ordering() {
            Some(ordering) => write!(f, ", output_ordering=[{ordering}]"),
            None => Ok(()),
        }
    }

    fn output_partitioning(&self) -> Partitioning {
        self.partitioning.clone()
    }

    fn eq_properties(&self) -> EquivalenceProperties {
        self.equivalences.clone()
    }

    fn scheduling_type(&self) -> SchedulingType {
        SchedulingType::Cooperative
    }

    fn partition_statistics(&self, partition: Option<usize>) -> Result<Arc<Statistics>> {
        let one = partition.and_then(|at| self.partitions.get(at)).map(std::slice::from_ref);
        let schema = self.equivalences.schema();
        let held = one.unwrap_or(&self.partitions);
        let in_memory = |held: &Held| match held {
            Held::Memory(batches) => Some(batches.rows.clone()),
            Held::File(_) => None,
        };
        let rows: Option<Vec<Vec<RecordBatch>>> = held.iter().map(in_memory).collect();
        Ok(Arc::new(match rows {
            Some(rows) => common::compute_record_batch_statistics(&rows, schema, Some(self.projection.clone())),
            None => Statistics {
                num_rows: Precision::Exact(held.iter().map(Held::rows).sum()),
                ..Statistics::new_unknown(schema)
            },
        }))
    }

    fn with_fetch(&self, limit: Option<usize>) -> Option<Arc<dyn DataSource>> {
        Some(Arc::new(Scan { fetch: limit, ..self.clone() }))
    }

    fn fetch(&self) -> Option<usize> {
        self.fetch
    }

    fn try_swapping_with_projection(&self, projection: &ProjectionExprs) -> Result<Option<Arc<dyn DataSource>>> {
        let schema = self.equivalences.schema();
        let plain = |it: &datafusion::physical_expr::projection::ProjectionExpr| {
            let column = it.expr.downcast_ref::<Column>()?;
            (schema.field(column.index()).name() == &it.alias).then(|| column.index())
        };
        let columns: Option<Vec<usize>> = projection.iter().map(plain).collect();
        columns.map(|columns| Ok(Arc::new(self.projected(&columns)?) as Arc<dyn DataSource>)).transpose()
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::engine::Engine;
    use arrow::array::{ArrayRef, AsArray, Decimal128Array, Int64Array, RecordBatch, StringArray};
    use arrow::datatypes::Decimal128Type;
    use datafusion::physical_plan::{collect, displayable};
    use std::sync::Arc;

    fn lines() -> RecordBatch {
        let ids = ["b", "a", "c", "a", "b", "d"];
        let amounts: ArrayRef = Arc::new(Decimal128Array::from(vec![3, 1, 4, 1, 5, 9]));
        RecordBatch::try_from_iter([
            ("customer_id", Arc::new(StringArray::from(ids.to_vec())) as ArrayRef),
            ("month", Arc::new(Int64Array::from(vec![2, 1, 1, 3, 1, 1]))),
            ("amount", Arc::clone(&amounts)),
            ("same", Arc::new(Decimal128Array::from(vec![3, 1, 4, 1, 5, 9]))),
        ])
        .unwrap()
    }

    async fn plan(engine: &Engine, sql: &str) -> String {
        let plan = engine.context.sql(sql).await.unwrap().create_physical_plan().await.unwrap();
        displayable(plan.as_ref()).indent(false).to_string()
    }

    /// An engine that holds what it keeps in memory, and one that has no room there.
    fn engines(partitions: usize) -> [Engine; 2] {
        [
            Engine::new(partitions),
            Engine::built(partitions, 8192, Arc::default(), Some(Arc::new(super::super::held::Room::new(0)))),
        ]
    }

    #[tokio::test]
    async fn groups_over_rows_kept_by_their_keys_are_neither_dealt_nor_sorted_again() {
        for engine in engines(2) {
            neither_dealt_nor_sorted_again(&engine).await;
        }
    }

    async fn neither_dealt_nor_sorted_again(engine: &Engine) {
        engine.register_sorted("lines", lines(), &["customer_id", "month"]).await.unwrap();
        let sql = "select customer_id, month, sum(amount) as amount from lines group by customer_id, month";
        let shown = plan(engine, sql).await;
        assert!(!shown.contains("Repartition") && !shown.contains("SortExec"), "{shown}");
        assert!(shown.contains("ordering_mode=Sorted"), "{shown}");
        engine.keep("months", sql).await.unwrap();
        let shown = plan(engine, "select customer_id, sum(amount) as amount from months group by customer_id").await;
        assert!(!shown.contains("Repartition") && shown.contains("ordering_mode=Sorted"), "{shown}");
        // Without the key, nothing is known of how the rows are dealt.
        let shown = plan(engine, "select month, sum(amount) as amount from months group by month").await;
        assert!(shown.contains("Repartition"), "{shown}");
    }

    #[tokio::test]
    async fn sums_do_not_depend_on_partitions() {
        for engine in [1, 2, 3, 8].into_iter().flat_map(engines) {
            engine.register_sorted("lines", lines(), &["customer_id", "month"]).await.unwrap();
            engine
                .keep("sums", "select customer_id, sum(amount) as amount from lines group by customer_id")
                .await
                .unwrap();
            let sums = engine.ordered("sums", 10).await.unwrap().unwrap();
            assert_eq!(sums.column(1).as_primitive::<Decimal128Type>().values(), &[2, 8, 4, 9]);
        }
    }

    #[tokio::test]
    async fn rows_in_files_are_the_rows_that_were_kept_there() {
        let [memory, files] = engines(3);
        for engine in [&memory, &files] {
            engine.register_batch("lines", lines()).unwrap();
            engine.keep("kept", "select * from lines order by amount").await.unwrap();
        }
        let shown = plan(&files, "select amount from kept where amount > 1 limit 3").await;
        assert!(shown.contains("kept, partitioning"), "{shown}");
        for sql in [
            "select * from kept order by 1, 2, 3",
            "select month, amount from kept order by amount limit 2",
            "select count(*) as count from kept",
            "select amount from kept order by amount desc limit 1",
        ] {
            let [one, other] = [memory.table("one", sql).await.unwrap(), files.table("other", sql).await.unwrap()];
            assert_eq!(one.batch(), other.batch(), "{sql}");
            assert!(one.rows() > 0);
        }
        // The fetch of a scan is kept to in files too.
        let rows = files.read_only("select * from kept limit 4").await.unwrap();
        assert_eq!(rows.rows(), 4);
    }

    #[tokio::test]
    async fn equal_columns_share_one_array() {
        let engine = Engine::new(1);
        engine.register_batch("lines", lines()).unwrap();
        engine.keep("kept", "select * from lines").await.unwrap();
        let plan = engine.context.table("kept").await.unwrap().create_physical_plan().await.unwrap();
        let rows = collect(plan, engine.context.task_ctx()).await.unwrap();
        assert!(rows.iter().all(|batch| Arc::ptr_eq(batch.column(2), batch.column(3))));
        assert!(!rows.iter().any(|batch| Arc::ptr_eq(batch.column(1), batch.column(2))));
    }
}
