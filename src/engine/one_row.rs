//! A relation of one row known beforehand, such as `params`, joined as constants.
//!
//! `cross join params` then costs nothing, keeps how the other side is dealt and sorted, and a CASE over a parameter is
//! decided before a row is read.

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{NullEquality, Result};
use datafusion::logical_expr::utils::conjunction;
use datafusion::logical_expr::{Expr, ExprSchemable, Filter, Join, JoinType, LogicalPlan, Projection};
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};
use std::sync::Arc;

/// The rule.
#[derive(Debug)]
pub struct OneRow;

impl OptimizerRule for OneRow {
    fn name(&self) -> &'static str {
        "one_row"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let LogicalPlan::Join(join) = &plan else {
            return Ok(Transformed::no(plan));
        };
        let inner = join.join_type == JoinType::Inner && join.null_equality == NullEquality::NullEqualsNothing;
        let joined = if inner { with_constants(join)? } else { None };
        Ok(joined.map_or_else(|| Transformed::no(plan.clone()), Transformed::yes))
    }
}

/// The other side of the join with the row's values beside it; none where neither side is one row.
fn with_constants(join: &Join) -> Result<Option<LogicalPlan>> {
    let columns = |plan: &LogicalPlan| plan.schema().columns().into_iter().map(Expr::Column).collect::<Vec<_>>();
    let (rows, left, right) = match (row(&join.right)?, row(&join.left)?) {
        (Some(values), _) => (&join.left, columns(&join.left), values),
        (None, Some(values)) => (&join.right, values, columns(&join.right)),
        (None, None) => return Ok(None),
    };
    let named = left.into_iter().chain(right).zip(join.schema.iter()).map(|(value, (table, field))| match value {
        Expr::Column(_) => value,
        value => value.alias_qualified(table.cloned(), field.name()),
    });
    let plan = Projection::try_new_with_schema(named.collect(), Arc::clone(rows), Arc::clone(&join.schema))?;
    let equal = join.on.iter().map(|(left, right)| left.clone().eq(right.clone()));
    let plan = LogicalPlan::Projection(plan);
    Ok(Some(match conjunction(equal.chain(join.filter.clone())) {
        Some(condition) => LogicalPlan::Filter(Filter::try_new(condition, Arc::new(plan))?),
        None => plan,
    }))
}

/// The values of a plan of one row that stands in the query itself, one a column.
fn row(plan: &LogicalPlan) -> Result<Option<Vec<Expr>>> {
    match plan {
        LogicalPlan::SubqueryAlias(alias) => row(&alias.input),
        LogicalPlan::EmptyRelation(empty) if empty.produce_one_row => Ok(Some(Vec::new())),
        LogicalPlan::Values(values) if values.values.len() == 1 => {
            let typed = values.values[0].iter().zip(values.schema.fields());
            typed
                .map(|(value, field)| value.clone().cast_to(field.data_type(), &values.schema))
                .collect::<Result<_>>()
                .map(Some)
        }
        LogicalPlan::Projection(projection) => {
            let Some(values) = row(&projection.input)? else { return Ok(None) };
            let replaced = projection.expr.iter().map(|item| in_place(item.clone(), &values, &projection.input));
            replaced.collect::<Result<Option<_>>>()
        }
        _ => Ok(None),
    }
}

/// An expression with values in place of columns; none where it has no one value.
fn in_place(item: Expr, values: &[Expr], input: &LogicalPlan) -> Result<Option<Expr>> {
    if item.is_volatile() || item.exists(|it| Ok(matches!(it, Expr::ScalarSubquery(_) | Expr::Exists(_))))? {
        return Ok(None);
    }
    let value = |it: Expr| match &it {
        Expr::Column(column) => Ok(Transformed::yes(values[input.schema().index_of_column(column)?].clone())),
        _ => Ok(Transformed::no(it)),
    };
    Ok(Some(item.unalias_nested().data.transform_up(value)?.data))
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::engine::Engine;
    use datafusion::physical_plan::displayable;

    const ONE: &str = "select column1 as flag, column2 as last from (values (cast(1 as bigint), cast(7 as bigint)))";

    #[tokio::test]
    async fn one_row_beside_others_is_constants() {
        let engine = Engine::new(2);
        engine.view("rules", ONE).await.unwrap();
        engine
            .keep("days", "select column1 as day, column2 as amount from (values (5, 1), (7, 2), (9, 4))")
            .await
            .unwrap();
        for (sql, expected) in [
            (
                "select sum(case when flag = 1 then amount else 0 end) as it from days cross join rules where day <= last",
                3,
            ),
            ("select sum(amount) as it from rules cross join days where day >= last", 6),
            ("select sum(amount * flag) as it from days inner join rules on last = day", 2),
            ("select sum(amount * step) as it from days cross join (select 10 as step) as steps", 70),
        ] {
            let plan = engine.context.sql(sql).await.unwrap().create_physical_plan().await.unwrap();
            let shown = displayable(plan.as_ref()).indent(false).to_string();
            assert!(!shown.contains("Join"), "{shown}");
            assert_eq!(engine.table("it", sql).await.unwrap().integers("it").unwrap(), [Some(expected)], "{sql}");
        }
    }

    #[tokio::test]
    async fn two_rows_stay_a_join() {
        let engine = Engine::new(2);
        engine
            .view("steps", "select column1 as step from (values (cast(1 as bigint)), (cast(2 as bigint)))")
            .await
            .unwrap();
        let sql = "select sum(a.step * b.step) as it from steps as a cross join steps as b";
        assert_eq!(engine.table("it", sql).await.unwrap().integers("it").unwrap(), [Some(9)]);
    }
}
