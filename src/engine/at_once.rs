//! Sorts in memory, of all rows at once.
//!
//! The engine sorts batch by batch and merges the batches, so that a sort can go on in files. Where memory is not limited, nothing
//! is gained by that, and its merge costs as much again.

use super::sort_keys::{Keys, is_known};
use arrow::array::{ArrayRef, RecordBatch};
use arrow::compute::{SortColumn, concat, interleave_record_batch, lexsort_to_indices};
use arrow::error::ArrowError;
use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, internal_err};
use datafusion::error::DataFusionError;
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::{LexOrdering, PhysicalSortExpr};
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::sorts::sort::SortExec;
use datafusion::physical_plan::stream::RecordBatchStreamAdapter;
use datafusion::physical_plan::{
    ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan, ExecutionPlanProperties,
    InputDistributionRequirements, PhysicalExpr, PlanProperties, ReplaceChildrenOptions, common::collect,
};
use futures::{StreamExt, TryStreamExt, stream};
use std::fmt;
use std::sync::Arc;

/// The rule: sorts whose keys are of known types are ours. Those that want the first few rows are the engine's.
#[derive(Debug)]
pub struct AtOnce;

impl PhysicalOptimizerRule for AtOnce {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        let ours = |plan: Arc<dyn ExecutionPlan>| {
            let Some(sort) = plan.downcast_ref::<SortExec>().filter(|sort| sort.fetch().is_none()) else {
                return Ok(Transformed::no(plan));
            };
            let (schema, input) = (sort.input().schema(), sort.input().equivalence_properties());
            let types = sort.expr().iter().map(|key| key.expr.data_type(&schema));
            if !types.collect::<Result<Vec<_>>>()?.iter().all(is_known)
                || input.ordering_satisfy(sort.expr().clone())?
            {
                return Ok(Transformed::no(plan));
            }
            Ok(Transformed::yes(Arc::new(SortAtOnce { sort: Arc::new(sort.clone()) }) as Arc<dyn ExecutionPlan>))
        };
        plan.transform_up(ours).data()
    }

    fn name(&self) -> &'static str {
        "sort_at_once"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// A sort of the engine's, done in one go.
#[derive(Debug)]
struct SortAtOnce {
    sort: Arc<SortExec>,
}

impl DisplayAs for SortAtOnce {
    fn fmt_as(&self, kind: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("At once: ")?;
        self.sort.fmt_as(kind, f)
    }
}

impl ExecutionPlan for SortAtOnce {
    fn name(&self) -> &'static str {
        "SortAtOnce"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        self.sort.properties()
    }

    fn input_distribution_requirements(&self) -> InputDistributionRequirements {
        self.sort.input_distribution_requirements()
    }

    fn benefits_from_input_partitioning(&self) -> Vec<bool> {
        vec![false]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        self.sort.children()
    }

    fn apply_expressions(
        &self,
        visit: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        self.sort.apply_expressions(visit)
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        options: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        let changed = Arc::clone(&self.sort).replace_children(children, options)?;
        match changed.downcast_ref::<SortExec>() {
            Some(sort) => Ok(Arc::new(SortAtOnce { sort: Arc::new(sort.clone()) })),
            None => internal_err!("a sort over another input is a sort"),
        }
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        let input = self.sort.input().execute(partition, Arc::clone(&context))?;
        let (keys, size) = (self.sort.expr().clone(), context.session_config().batch_size());
        let sorted = stream::once(async move {
            let rows = Sorted::of(collect(input).await?, &keys)?;
            let starts = (0..rows.order.len()).step_by(size);
            Ok::<_, DataFusionError>(stream::iter(starts.map(move |from| rows.slice(from, size))))
        });
        Ok(Box::pin(RecordBatchStreamAdapter::new(self.schema(), sorted.try_flatten().boxed())))
    }
}

/// Rows with their order.
struct Sorted {
    batches: Vec<RecordBatch>,
    /// The rows' places in order: the number of a batch, and behind it in `bits` bits that of a row; what stands before is the key.
    order: Vec<u128>,
    bits: Bits,
}

/// How many bits the numbers of batches and of their rows take.
#[derive(Clone, Copy)]
struct Bits {
    batch: u32,
    row: u32,
}

fn width(largest: usize) -> u32 {
    usize::BITS - largest.leading_zeros()
}

impl Sorted {
    fn of(mut batches: Vec<RecordBatch>, keys: &LexOrdering) -> Result<Sorted> {
        batches.retain(|batch| batch.num_rows() > 0);
        let rows = batches.iter().map(RecordBatch::num_rows).max().unwrap_or(0);
        let bits = Bits { batch: width(batches.len()), row: width(rows) };
        let columns = keys.iter().map(|key| columns(key, &batches)).collect::<Result<Vec<_>>>()?;
        let mut integers = Keys::of(batches.iter().map(RecordBatch::num_rows).sum());
        let most = u128::BITS - bits.batch - bits.row;
        let all = keys.iter().zip(&columns).all(|(key, column)| integers.push(column, key.options, most));
        if !all {
            return Sorted::column_by_column(batches, keys, &columns, bits);
        }
        let mut order = integers.rows;
        order
            .iter_mut()
            .zip(places(&batches, bits))
            .for_each(|(key, place)| *key = (*key << (bits.batch + bits.row)) | place);
        order.sort_unstable();
        Ok(Sorted { batches, order, bits })
    }

    /// Rows whose keys and places need more bits than an integer has are compared column by column.
    fn column_by_column(
        batches: Vec<RecordBatch>,
        keys: &LexOrdering,
        columns: &[Vec<ArrayRef>],
        bits: Bits,
    ) -> Result<Sorted> {
        let whole = |(key, column): (&PhysicalSortExpr, &Vec<ArrayRef>)| {
            let arrays: Vec<_> = column.iter().map(AsRef::as_ref).collect();
            Ok(SortColumn { values: concat(&arrays)?, options: Some(key.options) })
        };
        let columns = keys.iter().zip(columns).map(whole).collect::<Result<Vec<_>, ArrowError>>()?;
        let places: Vec<u128> = places(&batches, bits).collect();
        let order = lexsort_to_indices(&columns, None)?.values().iter().map(|row| places[*row as usize]).collect();
        Ok(Sorted { batches, order, bits })
    }

    fn slice(&self, from: usize, size: usize) -> Result<RecordBatch> {
        let part = |place: u128, bits: u32| (place & ((1 << bits) - 1)) as usize;
        let place = |it: &u128| (part(*it >> self.bits.row, self.bits.batch), part(*it, self.bits.row));
        let until = self.order.len().min(from + size);
        let places: Vec<(usize, usize)> = self.order[from..until].iter().map(place).collect();
        let batches: Vec<&RecordBatch> = self.batches.iter().collect();
        Ok(interleave_record_batch(&batches, &places)?)
    }
}

/// The places of all rows, one after the other.
fn places(batches: &[RecordBatch], bits: Bits) -> impl Iterator<Item = u128> {
    let of = move |(batch, rows): (usize, &RecordBatch)| {
        (0..rows.num_rows()).map(move |row| ((batch as u128) << bits.row) | row as u128)
    };
    batches.iter().enumerate().flat_map(of)
}

/// A key's column, batch by batch.
fn columns(key: &PhysicalSortExpr, batches: &[RecordBatch]) -> Result<Vec<ArrayRef>> {
    batches.iter().map(|batch| key.evaluate_to_sort_column(batch).map(|column| column.values)).collect()
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::engine::Engine;
    use arrow::array::{
        Date32Array, Decimal128Array, Float64Array, Int32Array, Int64Array, StringArray, StringViewArray, UInt32Array,
        UInt64Array,
    };
    use arrow::compute::{SortOptions, concat_batches, take_record_batch};
    use datafusion::physical_expr::expressions::col;
    use datafusion::physical_plan::displayable;

    /// The same numbers for the same seed.
    struct Dice(u64);

    impl Dice {
        fn roll(&mut self, sides: u64) -> u64 {
            self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (self.0 >> 33) % sides
        }

        /// One of `values`, or nothing.
        fn pick<T: Copy>(&mut self, values: &[T]) -> Option<T> {
            values.get(self.roll(values.len() as u64 + 1) as usize).copied()
        }
    }

    const COLUMNS: [&str; 9] = ["view", "text", "long", "short", "natural", "double", "date", "small", "wide"];

    /// Rows of every type a key may have, with nulls, ties and the ends of the types; `id` tells them apart.
    fn batch(dice: &mut Dice, first: u64, rows: u64) -> RecordBatch {
        let ids: Vec<u64> = (first..first + rows).collect();
        let texts = ["", "a", "a longer text than fits", "a longer text than fit", "é", "b\0", "b"];
        let doubles = [f64::NAN, -f64::NAN, f64::INFINITY, f64::NEG_INFINITY, 0.0, -0.0, 1.5, -1.5];
        let most = 10_i128.pow(38) - 1;
        macro_rules! column {
            ($array:ty, $values:expr) => {
                Arc::new(ids.iter().map(|_| dice.pick($values)).collect::<$array>()) as ArrayRef
            };
        }
        let decimals = |array: ArrayRef| {
            let array = array.as_any().downcast_ref::<Decimal128Array>().unwrap().clone();
            Arc::new(array.with_precision_and_scale(38, 6).unwrap()) as ArrayRef
        };
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("view", column!(StringViewArray, &texts)),
            ("text", column!(StringArray, &texts)),
            ("long", column!(Int64Array, &[i64::MIN, -1, 0, 7, i64::MAX])),
            ("short", column!(Int32Array, &[i32::MIN, 0, i32::MAX])),
            ("natural", column!(UInt32Array, &[0, 5, u32::MAX])),
            ("double", column!(Float64Array, &doubles)),
            ("date", column!(Date32Array, &[-4, 0, 20_000])),
            ("small", decimals(column!(Decimal128Array, &[-250, 0, 1, 99]))),
            ("wide", decimals(column!(Decimal128Array, &[-most, -1, 0, 1, most]))),
            ("id", Arc::new(UInt64Array::from(ids.clone()))),
        ];
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true))).unwrap()
    }

    #[test]
    fn rows_come_in_the_order_that_arrow_gives_them() {
        let mut dice = Dice(3);
        let (mut integers, mut columns) = (0, 0);
        for _ in 0..300 {
            let mut batches = Vec::new();
            for _ in 0..dice.roll(5) {
                let first = batches.iter().map(|it: &RecordBatch| it.num_rows() as u64).sum();
                let rows = dice.roll(60);
                batches.push(batch(&mut dice, first, rows));
            }
            let schema = batch(&mut dice, 0, 1).schema();
            let whole = concat_batches(&schema, &batches).unwrap();
            let picked: Vec<&str> = (0..=dice.roll(4)).filter_map(|_| dice.pick(&COLUMNS)).chain(["id"]).collect();
            let keys: Vec<PhysicalSortExpr> = picked
                .iter()
                .map(|name| {
                    let options = SortOptions { descending: dice.roll(2) == 0, nulls_first: dice.roll(2) == 0 };
                    PhysicalSortExpr::new(col(name, &schema).unwrap(), options)
                })
                .collect();
            let keys = LexOrdering::new(keys).unwrap();
            let expected: Vec<SortColumn> =
                keys.iter().map(|key| key.evaluate_to_sort_column(&whole).unwrap()).collect();
            let expected = take_record_batch(&whole, &lexsort_to_indices(&expected, None).unwrap()).unwrap();
            let sorted = Sorted::of(batches, &keys).unwrap();
            let slices = (0..whole.num_rows()).step_by(16).map(|from| sorted.slice(from, 16).unwrap());
            assert_eq!(concat_batches(&schema, &slices.collect::<Vec<_>>()).unwrap(), expected, "{keys}");
            // Places alone stand there where no integer could hold the keys, too.
            let is_places = sorted.order.iter().all(|it| it >> (sorted.bits.batch + sorted.bits.row) == 0);
            *(if is_places { &mut columns } else { &mut integers }) += 1;
        }
        assert!(integers > 100 && columns > 20, "{integers} by integers, {columns} column by column");
    }

    #[tokio::test]
    async fn without_a_limit_on_memory_rows_are_sorted_at_once() {
        for (memory, name) in [(None, "At once: SortExec"), (Some(64 << 20), "  SortExec")] {
            let engine = Engine::within(2, memory).unwrap();
            engine.register_batch("rows", batch(&mut Dice(5), 0, 500)).unwrap();
            let sql = "select id, row_number() over (partition by view order by small desc, id) as place from rows";
            let plan = engine.context.sql(sql).await.unwrap().create_physical_plan().await.unwrap();
            let shown = displayable(plan.as_ref()).indent(false).to_string();
            assert_eq!(shown.contains("At once"), memory.is_none(), "{shown}");
            assert!(shown.contains(name), "{shown}");
            let first = format!("select count(*) as rows, max(place) as most from ({sql}) where place = 1");
            let found = engine.table("first", &first).await.unwrap();
            // Seven texts and none.
            assert_eq!(found.integers("rows").unwrap(), [Some(8)]);
            assert_eq!(engine.table("few", "select id from rows order by id limit 3").await.unwrap().rows(), 3);
        }
    }
}
