//! A column that is one value in every row, read as that value by what stands above it.
//!
//! A parameter joined as a constant, or a rate where nothing is converted, is a literal in some projection. The engine hands it on
//! as a column, row by row, and computes with it; as a literal it decides a CASE before a row is read, and what only the other
//! branch needs is not computed at all.

use datafusion::common::Result;
use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{Expr, LogicalPlan};
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};

/// The rule.
#[derive(Debug)]
pub struct Constants;

impl OptimizerRule for Constants {
    fn name(&self) -> &'static str {
        "constants"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        let (LogicalPlan::Projection(_) | LogicalPlan::Filter(_)) = plan else { return Ok(Transformed::no(plan)) };
        let Some(input) = plan.inputs().first().map(|input| (*input).clone()) else { return Ok(Transformed::no(plan)) };
        let values = values(&input);
        if values.iter().all(Option::is_none) {
            return Ok(Transformed::no(plan));
        }
        let names = NamePreserver::new(&plan);
        plan.map_expressions(|item| {
            let name = names.save(&item);
            let literal = |it: Expr| match &it {
                Expr::Column(column) => {
                    let value = input.schema().maybe_index_of_column(column).and_then(|at| values[at].clone());
                    Ok(value.map_or_else(|| Transformed::no(it), Transformed::yes))
                }
                _ => Ok(Transformed::no(it)),
            };
            Ok(item.transform_up(literal)?.update_data(|item| name.restore(item)))
        })
    }
}

/// The columns of a plan that are one literal, by their place.
fn values(plan: &LogicalPlan) -> Vec<Option<Expr>> {
    match plan {
        LogicalPlan::Projection(projection) => projection.expr.iter().map(literal).collect(),
        LogicalPlan::SubqueryAlias(alias) => values(&alias.input),
        LogicalPlan::Filter(filter) => values(&filter.input),
        plan => vec![None; plan.schema().fields().len()],
    }
}

fn literal(item: &Expr) -> Option<Expr> {
    let item = item.clone().unalias_nested().data;
    matches!(item, Expr::Literal(..)).then_some(item)
}

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use crate::engine::Engine;
    use datafusion::physical_plan::displayable;

    async fn plan(engine: &Engine, sql: &str) -> String {
        let plan = engine.context.sql(sql).await.unwrap().create_physical_plan().await.unwrap();
        displayable(plan.as_ref()).indent(false).to_string()
    }

    #[tokio::test]
    async fn a_join_with_nothing_costs_nothing() {
        let engine = Engine::new(2);
        engine
            .keep("lines", "select column1 as code, column2 as amount from (values ('a', 3), ('b', 4))")
            .await
            .unwrap();
        engine
            .keep("rates", "select column1 as code, column2 as rate from (values ('a', 2)) where column2 > 9")
            .await
            .unwrap();
        let sql =
            "with rated as (select lines.amount, rates.rate from lines left join rates on rates.code = lines.code),
            exact as (select *, amount * rate as product from rated),
            halves as (select *, product / 2 as half from exact)
            select case when rate is null then amount else half end as it from halves where rate is null order by 1";
        let shown = plan(&engine, sql).await;
        assert!(!shown.contains("CASE") && !shown.contains("product") && !shown.contains("Filter"), "{shown}");
        assert_eq!(engine.table("it", sql).await.unwrap().integers("it").unwrap(), [Some(3), Some(4)]);
    }

    #[tokio::test]
    async fn a_column_that_differs_from_row_to_row_stays() {
        let engine = Engine::new(2);
        engine
            .keep("lines", "select column1 as code, column2 as amount from (values ('a', 3), ('b', 4))")
            .await
            .unwrap();
        let sql = "with told as (select *, 2 as times, amount + 1 as more from lines)
            select amount * times + more as it, times from told where times = 2 order by 1";
        let table = engine.table("it", sql).await.unwrap();
        assert_eq!(table.integers("it").unwrap(), [Some(10), Some(13)]);
        assert_eq!(table.integers("times").unwrap(), [Some(2), Some(2)]);
    }
}
