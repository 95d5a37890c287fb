//! The SQL session: DataFusion with tables and views of ours, and read-only SQL for the user.

mod at_once;
mod held;
mod kept;
mod known;
mod lists;
mod one_row;
mod sort_keys;
mod steps;
mod sum;
mod together;
mod trailing;

use crate::error::{Error, Kind, Result};
use crate::results::Table;
pub use crate::source::from_datafusion;
use arrow::array::RecordBatch;
use arrow::datatypes::{DataType, SchemaRef};
use arrow::error::ArrowError;
use datafusion::catalog::TableProvider;
use datafusion::common::DFSchema;
use datafusion::datasource::{MemTable, ViewTable};
use datafusion::error::DataFusionError;
use datafusion::execution::SessionStateBuilder;
use datafusion::execution::context::SQLOptions;
use datafusion::execution::disk_manager::DiskManagerBuilder;
use datafusion::execution::memory_pool::{FairSpillPool, TrackConsumersPool};
use datafusion::execution::runtime_env::{RuntimeEnv, RuntimeEnvBuilder};
use datafusion::logical_expr::{AggregateUDF, EmptyRelation, LogicalPlan, cast, ident};
use datafusion::optimizer::Optimizer;
use datafusion::physical_expr::{self, LexOrdering, Partitioning, PhysicalSortExpr};
use datafusion::physical_plan::ExecutionPlan;
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::prelude::{DataFrame, SessionConfig, SessionContext};
use futures::FutureExt;
use futures::future::BoxFuture;
use held::{Room, hold};
use kept::Kept;
use std::num::NonZero;
use std::sync::Arc;

/// The part of a limit on memory that one sort may set aside.
const SETS_ASIDE: usize = 256;

/// A session over one ledger; a clone is the same session.
#[derive(Clone)]
pub struct Engine {
    context: SessionContext,
    partitions: usize,
    /// What kept relations may hold in memory; none where there is no limit.
    room: Option<Arc<Room>>,
}

/// A SELECT that has a name in a session.
#[derive(Debug)]
pub struct View {
    name: String,
    plan: LogicalPlan,
}

impl Engine {
    /// A session that works on `partitions` partitions at once. The number changes speed, never a result.
    #[must_use]
    pub fn new(partitions: usize) -> Engine {
        Engine::with_batch_size(partitions, 8192)
    }

    /// The same with batches of at most `rows` rows, which change no result either.
    #[must_use]
    pub fn with_batch_size(partitions: usize, rows: usize) -> Engine {
        Engine::built(partitions, rows, Arc::default(), None)
    }

    /// A session that holds to a limit of so many bytes: a quarter of them for the relations it keeps, half of them for the
    /// plans it runs; both then go on in temporary files. No limit changes a result.
    ///
    /// # Errors
    /// An output error where there is no room for temporary files.
    pub fn within(partitions: usize, memory: Option<u64>) -> Result<Engine> {
        let Some(memory) = memory.map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX)) else {
            return Ok(Engine::new(partitions));
        };
        let pool = TrackConsumersPool::new(FairSpillPool::new(memory / 2), NonZero::<usize>::MIN);
        let files = DiskManagerBuilder::default().with_max_temp_directory_size(u64::MAX);
        let runtime = RuntimeEnvBuilder::new().with_memory_pool(Arc::new(pool)).with_disk_manager_builder(files);
        let runtime = runtime.build_arc().map_err(|error| from_datafusion(&error))?;
        let engine = Engine::built(partitions, 8192, runtime, Some(Arc::new(Room::new(memory / 4))));
        // What a sort sets aside for the merge of what it wrote; several stand in a plan.
        let aside = (memory / SETS_ASIDE).min(10 << 20);
        engine.context.state_ref().write().config_mut().options_mut().execution.sort_spill_reservation_bytes = aside;
        Ok(engine)
    }

    fn built(partitions: usize, rows: usize, runtime: Arc<RuntimeEnv>, room: Option<Arc<Room>>) -> Engine {
        let config = SessionConfig::new()
            .with_target_partitions(partitions.max(1))
            .with_batch_size(rows.max(1))
            .with_information_schema(false)
            // Rows hash partitioned by some keys serve groups by more keys as they are, on however few partitions.
            .set_u64("datafusion.optimizer.subset_repartition_threshold", 1)
            // Filters that a join makes as it runs expect rows dealt by all of its keys, and no table of ours reads them.
            .set_bool("datafusion.optimizer.enable_dynamic_filter_pushdown", false);
        // First of all rules, while parameters still stand beside the rows they are joined to.
        let first = [Arc::new(one_row::OneRow) as _, Arc::new(known::Rule) as _];
        let rules = first.into_iter().chain(Optimizer::new().rules);
        // Once more at the end, where joins with nothing have become columns of nulls; the next pass simplifies what it leaves.
        let rules = rules.chain([Arc::new(known::Rule) as _]);
        let state = SessionStateBuilder::new_with_default_features().with_config(config).with_runtime_env(runtime);
        let state =
            state.with_optimizer_rules(rules.collect()).with_physical_optimizer_rule(Arc::new(together::Together));
        // A sort that may have to go on in files is the engine's.
        let at_once = room.is_none().then(|| Arc::new(at_once::AtOnce));
        let state = at_once.into_iter().fold(state, |state, rule| state.with_physical_optimizer_rule(rule));
        let context = SessionContext::new_with_state(state.build());
        context.register_udaf(AggregateUDF::from(sum::CheckedSum::new()));
        context.register_udaf(AggregateUDF::from(steps::Steps::new()));
        context.register_udaf(AggregateUDF::from(trailing::TrailingYears::new()));
        Engine { context, partitions: partitions.max(1), room }
    }

    /// Lets go of a relation, where there is one of that name.
    pub fn forget(&self, name: &str) {
        // A name that is not registered is nothing to let go of.
        let _ = self.context.deregister_table(name);
    }

    /// How many partitions it works on at once.
    #[must_use]
    pub fn partitions(&self) -> usize {
        self.partitions
    }

    /// Makes `provider` readable as `name`.
    ///
    /// # Errors
    /// A bug where the name is taken.
    pub fn register(&self, name: &str, provider: Arc<dyn TableProvider>) -> Result<()> {
        self.context.register_table(name, provider).map(drop).map_err(|error| from_datafusion(&error))
    }

    /// Makes a batch readable as `name`.
    ///
    /// # Errors
    /// A bug where the name is taken.
    pub fn register_batch(&self, name: &str, batch: RecordBatch) -> Result<()> {
        if batch.num_rows() == 0 {
            let table = nothing(&batch.schema()).map_err(|error| from_datafusion(&error))?;
            return self.register(name, table);
        }
        let table = MemTable::try_new(batch.schema(), vec![vec![batch]]).map_err(|error| from_datafusion(&error))?;
        self.register(name, Arc::new(table))
    }

    /// Makes a batch readable as `name`, its rows hash partitioned by the first of `columns`, a text, and in each
    /// partition sorted by all of them.
    ///
    /// # Errors
    /// A bug where the name is taken.
    pub async fn register_sorted(&self, name: &str, batch: RecordBatch, columns: &[&str]) -> Result<()> {
        let frame = self.context.read_batch(batch).map_err(|error| from_datafusion(&error))?;
        let plan = self.sorted(frame, columns).await.map_err(|error| from_datafusion(&error))?;
        let table = self.kept(plan, None).await.map_err(|error| failed(name, &error))?;
        self.register(name, table)
    }

    /// Makes a SELECT readable as `name`, recomputed wherever it is read.
    ///
    /// # Errors
    /// A bug where the SQL does not stand on what is registered.
    pub async fn view(&self, name: &str, sql: &str) -> Result<View> {
        let frame = self.context.sql(sql).await.map_err(|error| from_datafusion(&error))?;
        let plan = frame.logical_plan().clone();
        self.register(name, frame.into_view())?;
        Ok(View { name: name.to_owned(), plan })
    }

    /// The rows of a view, in the order its SELECT names.
    ///
    /// # Errors
    /// As [`Engine::keep`].
    pub async fn rows(&self, view: &View) -> Result<Table> {
        let frame = |context: &SessionContext| DataFrame::new(context.state(), view.plan.clone());
        let rows = |context: SessionContext| collected(frame(&context)).boxed();
        let (schema, batches) = self.within_limit(&view.name, rows).await?;
        Table::new(&view.name, &schema, &batches)
    }

    /// Runs a SELECT once and keeps its rows as `name`.
    ///
    /// # Errors
    /// What the ledger's rows raise while they are read, and limits; an input error where a number leaves its type.
    pub async fn keep(&self, name: &str, sql: &str) -> Result<()> {
        let kept = |context: SessionContext| {
            async move {
                let (state, plan) = context.sql(sql).await?.into_parts();
                let plan = state.optimize(&plan)?;
                let columns = known::columns(&plan);
                let plan = known::without(plan, &columns)?;
                // The physical plan's columns: a union's types are settled only when it is planned.
                self.kept(state.query_planner().create_physical_plan(&plan, &state).await?, Some(&columns)).await
            }
            .boxed()
        };
        let table = self.within_limit(name, kept).await?;
        self.register(name, table)
    }

    /// Runs `work`; the error names the relation.
    async fn within_limit<'a, T>(
        &self,
        name: &str,
        work: impl Fn(SessionContext) -> BoxFuture<'a, datafusion::error::Result<T>>,
    ) -> Result<T> {
        self.tried(work).await.map_err(|error| failed(name, &error))
    }

    /// Runs `work`, and once more with rows sorted to be joined where it does not keep to the limit on memory: sorts go on in
    /// files, and tables of hashes do not. Where the planner builds a union of alike partitions and then changes a side of it, which
    /// it refuses itself (apache/datafusion#21826), it plans once more without such unions.
    async fn tried<'a, T>(
        &self,
        work: impl Fn(SessionContext) -> BoxFuture<'a, datafusion::error::Result<T>>,
    ) -> datafusion::error::Result<T> {
        let mut context = self.context.clone();
        loop {
            let mut state = context.state();
            let optimizer = &mut state.config_mut().options_mut().optimizer;
            match work(context.clone()).await {
                Err(error) if self.room.is_some() && is_exhausted(&error) && optimizer.prefer_hash_join => {
                    optimizer.prefer_hash_join = false;
                }
                Err(error) if is_misplanned(&error) && !optimizer.prefer_existing_union => {
                    optimizer.prefer_existing_union = true;
                }
                done => return done,
            }
            context = SessionContext::new_with_state(state);
        }
    }

    async fn sorted(&self, frame: DataFrame, columns: &[&str]) -> datafusion::error::Result<Arc<dyn ExecutionPlan>> {
        let text = cast(ident(columns[0]), DataType::Utf8View);
        let plan = frame.with_column(columns[0], text)?.create_physical_plan().await?;
        let keys = columns.iter().map(|name| physical_expr::expressions::col(name, &plan.schema()));
        let keys = keys.collect::<datafusion::error::Result<Vec<_>>>()?;
        let dealt = Partitioning::Hash(keys[..1].to_vec(), self.partitions);
        let plan = Arc::new(RepartitionExec::try_new(plan, dealt)?);
        let Some(order) = LexOrdering::new(keys.into_iter().map(PhysicalSortExpr::new_default)) else {
            return Ok(plan);
        };
        Ok(Arc::new(SortExec::new(order, plan).with_preserve_partitioning(true)))
    }

    /// Runs a plan and gives its rows as a table, dealt and sorted as the plan leaves them. `columns` are those of the table where
    /// the plan has fewer.
    async fn kept(
        &self,
        plan: Arc<dyn ExecutionPlan>,
        columns: Option<&[known::Known]>,
    ) -> datafusion::error::Result<Arc<dyn TableProvider>> {
        let properties = Arc::clone(plan.properties());
        let schema = kept::nullable(&plan.schema());
        let rows = hold(plan, self.context.task_ctx(), schema, self.room.clone()).await?;
        let is_empty = rows.iter().all(|held| held.rows() == 0);
        let table = Kept::of(&properties, rows, self.partitions)?.told(columns)?;
        if is_empty { nothing(&table.schema()) } else { Ok(table) }
    }

    /// The rows of a SELECT.
    ///
    /// # Errors
    /// As [`Engine::keep`].
    pub async fn table(&self, name: &str, sql: &str) -> Result<Table> {
        let rows = |context: SessionContext| async move { collected(context.sql(sql).await?).await }.boxed();
        let (schema, batches) = self.within_limit(name, rows).await?;
        Table::new(name, &schema, &batches)
    }

    /// The names of all that is registered.
    #[must_use]
    pub fn names(&self) -> Vec<String> {
        let catalogs = self.context.catalog_names().into_iter().filter_map(|name| self.context.catalog(&name));
        let schemas = catalogs.flat_map(|catalog| {
            catalog.schema_names().into_iter().filter_map(move |name| catalog.schema(&name)).collect::<Vec<_>>()
        });
        schemas.flat_map(|schema| schema.table_names()).collect()
    }

    /// The rows of `name` in the order of its columns from left to right, whatever the partitions; none where there are
    /// more than `most`.
    ///
    /// # Errors
    /// As [`Engine::keep`].
    pub async fn ordered(&self, name: &str, most: usize) -> Result<Option<RecordBatch>> {
        let rows = |context: SessionContext| {
            async move { collected(context.table(name).await?.limit(0, most.checked_add(1))?).await }.boxed()
        };
        let (schema, batches) = self.within_limit(name, rows).await?;
        let table = Table::new(name, &schema, &batches)?;
        if table.rows() > most { Ok(None) } else { table.ordered().map(Some) }
    }

    /// The rows of a user's query, which may only read.
    ///
    /// # Errors
    /// A usage error for anything but one SELECT, and for SQL that does not fit the relations.
    pub async fn read_only(&self, sql: &str) -> Result<Table> {
        let options = SQLOptions::new().with_allow_ddl(false).with_allow_dml(false).with_allow_statements(false);
        let rows = |context: SessionContext| {
            async move { collected(context.sql_with_options(sql, options).await?).await }.boxed()
        };
        // What fails while the user's own SELECT runs, such as a division by zero, is the SELECT's fault.
        let (schema, batches) = self.tried(rows).await.map_err(|error| match from_datafusion(&error) {
            ours if ours.kind == Kind::Bug => refuse(&error),
            ours => ours,
        })?;
        Table::new("query", &schema, &batches)
    }
}

async fn collected(frame: DataFrame) -> datafusion::error::Result<(SchemaRef, Vec<RecordBatch>)> {
    let schema: SchemaRef = Arc::new(frame.schema().as_arrow().clone());
    Ok((schema, frame.collect().await?))
}

/// A relation without rows, which the planner sees to be empty, so that joins and unions with it cost nothing.
fn nothing(schema: &SchemaRef) -> datafusion::error::Result<Arc<dyn TableProvider>> {
    let schema = DFSchema::try_from(Arc::clone(schema))?;
    let plan = LogicalPlan::EmptyRelation(EmptyRelation { produce_one_row: false, schema: Arc::new(schema) });
    Ok(Arc::new(ViewTable::new(plan, None)))
}

/// What made a relation fail: our own error, a number that left its type, or the engine.
fn failed(relation: &str, error: &DataFusionError) -> Error {
    match from_datafusion(error) {
        ours if ours.kind == Kind::Bug && is_overflow(error) => {
            Error::input(format!("a number in the relation `{relation}` is larger than 38 digits hold")).hint(
                "the amounts, or the rates they are converted at, are too large together: correct them, or give all \
                 amounts in thousands or millions",
            )
        }
        ours if ours.kind == Kind::Resource => {
            Error { message: format!("the relation `{relation}` needs more memory than the limit leaves it"), ..ours }
        }
        ours => ours,
    }
}

/// Whether an engine error says that memory ran out.
fn is_exhausted(error: &DataFusionError) -> bool {
    matches!(error.find_root(), DataFusionError::ResourcesExhausted(_))
}

/// Whether an engine error says that its own plan does not fit together.
fn is_misplanned(error: &DataFusionError) -> bool {
    matches!(error.find_root(), DataFusionError::Internal(text) if text.contains("can_interleave"))
}

/// Whether an engine error says that a number left its type.
fn is_overflow(error: &DataFusionError) -> bool {
    match error.find_root() {
        DataFusionError::ArrowError(arrow, _) => match arrow.as_ref() {
            ArrowError::ArithmeticOverflow(_) => true,
            // A cast to fewer digits has no kind of its own.
            ArrowError::CastError(text) | ArrowError::InvalidArgumentError(text) => {
                text.contains("verflow") || text.contains("too large to store")
            }
            _ => false,
        },
        _ => false,
    }
}

fn refuse(error: &DataFusionError) -> Error {
    let text = error.strip_backtrace();
    let text = text.lines().next().unwrap_or_default().to_owned();
    Error::usage(format!("the query cannot run: {text}"))
        .hint("`sql` takes one SELECT over the relations that `eggbasket explain all` lists; it never writes")
}
