//! Joins of rows that lie together already.
//!
//! Rows dealt by the hash of a customer lie with all others of the same customer, so that a join by customer and month finds its
//! matches where they are. The engine's planner deals both sides anew all the same, by the hash of all keys: every row is hashed and
//! copied, and what stands on the join no longer knows that customers lie together. The same holds for an aggregate over such a
//! join, and for a union of such rows.

use datafusion::common::config::ConfigOptions;
use datafusion::common::tree_node::{Transformed, TransformedResult, TreeNode, TreeNodeRecursion};
use datafusion::common::{Result, internal_err};
use datafusion::execution::{SendableRecordBatchStream, TaskContext};
use datafusion::physical_expr::OrderingRequirements;
use datafusion::physical_optimizer::PhysicalOptimizerRule;
use datafusion::physical_plan::aggregates::{AggregateExec, AggregateMode};
use datafusion::physical_plan::joins::{HashJoinExec, PartitionMode};
use datafusion::physical_plan::repartition::RepartitionExec;
use datafusion::physical_plan::union::{InterleaveExec, UnionExec, can_interleave};
use datafusion::physical_plan::{
    ChildSatisfactionOptions, ChildrenPropertiesMode, DisplayAs, DisplayFormatType, ExecutionPlan,
    ExecutionPlanProperties, Partitioning, PhysicalExpr, PlanProperties, ReplaceChildrenOptions,
};
use std::fmt;
use std::sync::Arc;

/// The rule; the last of all, once it stands how rows are dealt.
#[derive(Debug)]
pub struct Together;

impl PhysicalOptimizerRule for Together {
    fn optimize(&self, plan: Arc<dyn ExecutionPlan>, _: &ConfigOptions) -> Result<Arc<dyn ExecutionPlan>> {
        // What stood on rows dealt by all keys, or on a union in an order, may need them so; then the plan stays as it was.
        let tried = [true, false].into_iter().map(|unites| left_together(&plan, unites));
        let sound = tried.filter_map(Result::ok).find(is_sound);
        Ok(sound.unwrap_or(plan))
    }

    fn name(&self) -> &'static str {
        "together"
    }

    fn schema_check(&self) -> bool {
        true
    }
}

/// The plan with joins and aggregates, and unions where it `unites`, that leave rows where they are.
fn left_together(plan: &Arc<dyn ExecutionPlan>, unites: bool) -> Result<Arc<dyn ExecutionPlan>> {
    let left = |plan: Arc<dyn ExecutionPlan>| {
        let changed = if let Some(join) = plan.downcast_ref::<HashJoinExec>() {
            joined(&plan, join)?
        } else if let Some(aggregate) = plan.downcast_ref::<AggregateExec>() {
            grouped(&plan, aggregate)?
        } else if let Some(union) = plan.downcast_ref::<UnionExec>().filter(|_| unites) {
            united(union)?
        } else {
            None
        };
        Ok(changed.map_or_else(|| Transformed::no(plan), Transformed::yes))
    };
    Arc::clone(plan).transform_up(left).data()
}

/// Whether every node of a plan finds its rows dealt and sorted as it needs them.
fn is_sound(plan: &Arc<dyn ExecutionPlan>) -> bool {
    let (children, wanted) = (plan.children(), plan.input_distribution_requirements());
    let is_sorted = |(child, order): (&&Arc<dyn ExecutionPlan>, Option<OrderingRequirements>)| {
        let satisfies = |order: OrderingRequirements| {
            child.equivalence_properties().ordering_satisfy_requirement(order.into_single())
        };
        order.is_none_or(|order| satisfies(order).unwrap_or(false))
    };
    if !children.iter().zip(plan.required_input_ordering()).all(is_sorted) {
        return false;
    }
    // Where two sides meet, each must be dealt by all keys; some of them do where rows of one side are grouped.
    let keys = ChildSatisfactionOptions::new().with_allow_subset(children.len() == 1);
    let satisfied =
        |at: usize| wanted.child_satisfaction(at, children[at].as_ref(), keys).is_ok_and(|it| it.is_satisfied());
    (0..children.len()).all(satisfied) && children.into_iter().all(is_sound)
}

/// A join of the sides as they were before they were dealt by its keys, where both were dealt by the same ones among these.
fn joined(plan: &Arc<dyn ExecutionPlan>, join: &HashJoinExec) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let (left, right) = (undealt(join.left()), undealt(join.right()));
    if *join.partition_mode() != PartitionMode::Partitioned || left.is_none() && right.is_none() {
        return Ok(None);
    }
    let (left, right) = (left.unwrap_or(join.left()), right.unwrap_or(join.right()));
    let (lefts, rights): (Vec<_>, Vec<_>) = join.on().iter().cloned().unzip();
    let (Some(one), Some(other)) = (places(left, &lefts), places(right, &rights)) else { return Ok(None) };
    // Only values of one type have one hash.
    let alike = |at: &usize| {
        let types = (lefts[*at].data_type(&left.schema()), rights[*at].data_type(&right.schema()));
        matches!(types, (Ok(one), Ok(other)) if one == other)
    };
    if one != other || !one.1.iter().all(alike) {
        return Ok(None);
    }
    let truly = anew(plan, vec![Arc::clone(left), Arc::clone(right)])?;
    // To the join its sides are dealt by all keys, and to the rest of the plan its rows are dealt as they are.
    let as_asked = |side, keys| Dealt::over(side, Partitioning::Hash(keys, one.0));
    let asked = anew(plan, vec![as_asked(left, lefts), as_asked(right, rights)])?;
    Ok(Some(Dealt::over(&asked, truly.output_partitioning().clone())))
}

fn anew(plan: &Arc<dyn ExecutionPlan>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
    Arc::clone(plan).replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
}

/// What an aggregate of whole groups reads, before it was dealt by all group keys, where it was dealt by some of them.
fn grouped(plan: &Arc<dyn ExecutionPlan>, aggregate: &AggregateExec) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let whole = matches!(aggregate.mode(), AggregateMode::FinalPartitioned | AggregateMode::SinglePartitioned);
    let keys: Vec<_> = aggregate.group_expr().expr().iter().map(|(key, _)| Arc::clone(key)).collect();
    let whole = whole && !aggregate.group_expr().has_grouping_set();
    let input = undealt(aggregate.input()).filter(|input| whole && places(input, &keys).is_some());
    input.map(|input| anew(plan, vec![Arc::clone(input)])).transpose()
}

/// The union of rows that all are dealt alike, partition by partition, so that it is dealt as they are. It takes rows as they come,
/// where a union of rows in an order keeps that.
fn united(union: &UnionExec) -> Result<Option<Arc<dyn ExecutionPlan>>> {
    let inputs = union.inputs();
    if !can_interleave(inputs.iter()) {
        return Ok(None);
    }
    Ok(Some(Arc::new(InterleaveExec::try_new(inputs.clone())?)))
}

/// What a plan deals by a hash.
fn undealt(plan: &Arc<dyn ExecutionPlan>) -> Option<&Arc<dyn ExecutionPlan>> {
    let dealt = plan.downcast_ref::<RepartitionExec>()?;
    let count = dealt.input().output_partitioning().partition_count();
    let is_same = matches!(dealt.partitioning(), Partitioning::Hash(_, wanted) if *wanted == count);
    is_same.then(|| dealt.input())
}

/// In how many partitions rows are dealt, and where the keys they are dealt by stand among `keys`; none where one does not.
fn places(plan: &Arc<dyn ExecutionPlan>, keys: &[Arc<dyn PhysicalExpr>]) -> Option<(usize, Vec<usize>)> {
    let Partitioning::Hash(dealt, count) = plan.output_partitioning() else { return None };
    let place = |by: &Arc<dyn PhysicalExpr>| keys.iter().position(|key| key == by);
    let places: Vec<usize> = dealt.iter().map(place).collect::<Option<_>>()?;
    (!places.is_empty()).then_some((*count, places))
}

/// Rows as they come, under a partitioning that holds for who reads them.
#[derive(Debug)]
struct Dealt {
    input: Arc<dyn ExecutionPlan>,
    properties: Arc<PlanProperties>,
}

impl Dealt {
    fn over(input: &Arc<dyn ExecutionPlan>, partitioning: Partitioning) -> Arc<dyn ExecutionPlan> {
        let properties = input.properties().as_ref().clone().with_partitioning(partitioning);
        Arc::new(Dealt { input: Arc::clone(input), properties: Arc::new(properties) })
    }
}

impl DisplayAs for Dealt {
    fn fmt_as(&self, _: DisplayFormatType, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Dealt: partitioning={}", self.properties.output_partitioning())
    }
}

impl ExecutionPlan for Dealt {
    fn name(&self) -> &'static str {
        "Dealt"
    }

    fn properties(&self) -> &Arc<PlanProperties> {
        &self.properties
    }

    fn maintains_input_order(&self) -> Vec<bool> {
        vec![true]
    }

    fn children(&self) -> Vec<&Arc<dyn ExecutionPlan>> {
        vec![&self.input]
    }

    fn apply_expressions(
        &self,
        _: &mut dyn FnMut(&Arc<dyn PhysicalExpr>) -> Result<TreeNodeRecursion>,
    ) -> Result<TreeNodeRecursion> {
        Ok(TreeNodeRecursion::Continue)
    }

    fn replace_children(
        self: Arc<Self>,
        children: Vec<Arc<dyn ExecutionPlan>>,
        _: ReplaceChildrenOptions,
    ) -> Result<Arc<dyn ExecutionPlan>> {
        match children.as_slice() {
            [input] => Ok(Dealt::over(input, self.properties.output_partitioning().clone())),
            _ => internal_err!("dealt rows have one input"),
        }
    }

    fn with_new_children(self: Arc<Self>, children: Vec<Arc<dyn ExecutionPlan>>) -> Result<Arc<dyn ExecutionPlan>> {
        self.replace_children(children, ReplaceChildrenOptions::new(ChildrenPropertiesMode::Recompute))
    }

    fn execute(&self, partition: usize, context: Arc<TaskContext>) -> Result<SendableRecordBatchStream> {
        self.input.execute(partition, context)
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::engine::Engine;
    use arrow::array::{ArrayRef, Int64Array, RecordBatch, StringArray};
    use datafusion::physical_plan::displayable;
    use std::sync::Arc;

    /// 300 customers of three months each.
    async fn engine(name: &str, times: i64) -> Engine {
        let engine = Engine::new(3);
        register(&engine, name, times).await;
        engine
    }

    async fn register(engine: &Engine, name: &str, times: i64) {
        let rows = || (0..900_i64).map(|at| (at / 3, at % 3));
        let batch = RecordBatch::try_from_iter([
            (
                "customer_id",
                Arc::new(StringArray::from_iter_values(rows().map(|(of, _)| format!("c{of}")))) as ArrayRef,
            ),
            ("month", Arc::new(Int64Array::from_iter_values(rows().map(|(_, month)| month)))),
            ("amount", Arc::new(Int64Array::from_iter_values(rows().map(|(of, month)| (of + month) * times)))),
        ]);
        engine.register_sorted(name, batch.unwrap(), &["customer_id", "month"]).await.unwrap();
    }

    /// Has the planner deal sides as small as these instead of collecting one.
    fn collects_nothing(engine: &Engine) {
        let state = engine.context.state_ref();
        let mut state = state.write();
        let optimizer = &mut state.config_mut().options_mut().optimizer;
        optimizer.hash_join_single_partition_threshold = 0;
        optimizer.hash_join_single_partition_threshold_rows = 0;
    }

    async fn plan(engine: &Engine, sql: &str) -> String {
        let plan = engine.context.sql(sql).await.unwrap().create_physical_plan().await.unwrap();
        displayable(plan.as_ref()).indent(false).to_string()
    }

    #[tokio::test]
    async fn a_join_by_more_keys_than_rows_are_dealt_by_leaves_them_where_they_are() {
        let engine = engine("one", 1).await;
        register(&engine, "other", 10).await;
        collects_nothing(&engine);
        // By the customers of a side that may be missing, rows are dealt anew; the join's own sides are not.
        for (kind, by, is_left) in
            [("inner", "one", true), ("left", "one", true), ("right", "other", true), ("full", "one", false)]
        {
            let sql = format!(
                "select {by}.customer_id, count(*) as rows, sum(one.amount + other.amount) as amount
                from one {kind} join other on other.customer_id = one.customer_id and other.month = one.month
                group by {by}.customer_id"
            );
            let shown = plan(&engine, &sql).await;
            assert!(
                shown.contains("mode=Partitioned") && !shown.contains("Hash([customer_id@0, month@1], 3), input"),
                "{shown}"
            );
            assert_eq!(!shown.contains("Repartition"), is_left, "{shown}");
            let rows = engine.table("it", &format!("{sql} order by {by}.customer_id")).await.unwrap();
            // Customer c comes to c, c + 1 and c + 2, and ten times as much.
            let expected: i64 = (0..300).map(|of| 11 * (3 * of + 3)).sum();
            assert_eq!(rows.integers("amount").unwrap().iter().flatten().sum::<i64>(), expected);
            assert_eq!((rows.rows(), rows.integers("rows").unwrap()[0]), (300, Some(3)));
        }
    }

    /// The second side is dealt by customer only once the join in it leaves rows where they are.
    const UNION: &str = "select customer_id, month, amount from one where month < 2 union all
        select one.customer_id, one.month, one.amount + other.amount as amount
        from one inner join other on other.customer_id = one.customer_id and other.month = one.month";

    #[tokio::test]
    async fn a_union_of_rows_that_are_dealt_alike_leaves_them_where_they_are() {
        let engine = engine("one", 1).await;
        register(&engine, "other", 10).await;
        collects_nothing(&engine);
        let sql = format!("select customer_id, sum(amount) as amount from ({UNION}) as both group by customer_id");
        let shown = plan(&engine, &sql).await;
        assert!(!shown.contains("Repartition") && shown.contains("Interleave"), "{shown}");
        let rows = engine.table("it", &sql).await.unwrap();
        // Customer c comes to c and c + 1, and to eleven times c, c + 1 and c + 2.
        let expected: i64 = (0..300).map(|of| 2 * of + 1 + 11 * (3 * of + 3)).sum();
        assert_eq!(rows.integers("amount").unwrap().iter().flatten().sum::<i64>(), expected);
        assert_eq!(rows.rows(), 300);
    }

    #[tokio::test]
    async fn a_union_in_an_order_keeps_it() {
        let engine = engine("one", 1).await;
        register(&engine, "other", 10).await;
        collects_nothing(&engine);
        let mut naive: Vec<i64> = (0..900)
            .flat_map(|at| {
                let (of, month) = (at / 3, at % 3);
                [(month < 2).then_some(of + month), Some(11 * (of + month))]
            })
            .flatten()
            .collect();
        naive.sort_unstable();
        let sorted = engine.table("it", &format!("{UNION} order by 3, 1, 2")).await.unwrap();
        assert_eq!(sorted.integers("amount").unwrap(), naive.iter().copied().map(Some).collect::<Vec<_>>());
        let ranked = format!(
            "select amount, row_number() over (order by amount, customer_id, month) as place from ({UNION}) as both"
        );
        let ranked = engine.table("it", &format!("select amount, place from ({ranked}) as ranked")).await.unwrap();
        let places = ranked.integers("place").unwrap();
        let by_place = ranked.integers("amount").unwrap().into_iter().zip(places);
        assert!(
            by_place
                .flat_map(|(amount, place)| Some((amount?, place?)))
                .all(|(amount, place)| naive[place as usize - 1] == amount)
        );
    }

    #[tokio::test]
    async fn sides_that_are_dealt_by_different_keys_are_dealt_anew() {
        let engine = engine("one", 1).await;
        let by_month = "select month, customer_id, sum(amount) as amount from one group by month, customer_id";
        engine
            .keep("by_month", &format!("select month, sum(amount) as amount from ({by_month}) group by month"))
            .await
            .unwrap();
        collects_nothing(&engine);
        let sql = "select one.customer_id, one.month, by_month.amount from one
            inner join by_month on by_month.month = one.month where one.amount < 2";
        let shown = plan(&engine, sql).await;
        assert!(shown.contains("Repartition"), "{shown}");
        // c0 in month 0 and 1, c1 in month 0; all customers' amounts of a month m are 44850 + 300 m.
        let rows = engine.table("it", &format!("{sql} order by 1, 2")).await.unwrap();
        assert_eq!(rows.integers("amount").unwrap(), [Some(44_850), Some(45_150), Some(44_850)]);
    }
}
