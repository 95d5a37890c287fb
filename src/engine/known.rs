//! What is known of columns before a row is read: that one is a literal in every row, or equals another one in every row.
//!
//! A parameter joined as a constant, or a rate where nothing is converted, is a literal in some projection. The engine hands it on
//! as a column, row by row, and computes with it; as a literal it decides a CASE before a row is read, and what only the other
//! branch needs is not computed at all. And where nothing is converted, an amount and the same amount at constant rates are one
//! column under two names: read as one, they are added up once, here and in all that stands on it.

use datafusion::common::tree_node::{Transformed, TreeNode};
use datafusion::common::{Column, JoinType, NullEquality, Result, ScalarValue};
use datafusion::logical_expr::expr_rewriter::NamePreserver;
use datafusion::logical_expr::{Aggregate, Expr, Join, LogicalPlan, Projection, Union, Unnest};
use datafusion::optimizer::{ApplyOrder, OptimizerConfig, OptimizerRule};
use std::sync::Arc;

/// A column of a relation, and what is known of it.
#[derive(Debug, Clone)]
pub struct Known {
    /// Its name.
    pub name: String,
    /// What it is in every row; none where that is not known.
    pub alike: Option<Alike>,
}

/// What a column is in every row.
#[derive(Debug, Clone)]
pub enum Alike {
    /// A value.
    Value(ScalarValue),
    /// The column at that place, of which nothing is known.
    Column(usize),
}

/// What is known of the columns of a plan.
#[must_use]
pub fn columns(plan: &LogicalPlan) -> Vec<Known> {
    let alike = |fact: Fact| match fact? {
        Expr::Literal(value, _) => Some(Alike::Value(value)),
        Expr::Column(twin) => plan.schema().maybe_index_of_column(&twin).map(Alike::Column),
        _ => None,
    };
    let names = plan.schema().fields().iter().map(|field| field.name().clone());
    names.zip(facts(plan)).map(|(name, fact)| Known { name, alike: alike(fact) }).collect()
}

/// The plan without the columns that are known; with one of them where all are.
///
/// # Errors
/// A bug where the columns are not the plan's.
pub fn without(plan: LogicalPlan, columns: &[Known]) -> Result<LogicalPlan> {
    let open: Vec<Expr> =
        columns.iter().zip(0..).filter(|(it, _)| it.alike.is_none()).map(|(_, at)| column(&plan, at)).collect();
    if open.len() == columns.len() {
        return Ok(plan);
    }
    let one = || vec![column(&plan, 0)];
    let open = if open.is_empty() { one() } else { open };
    Ok(LogicalPlan::Projection(Projection::try_new(open, Arc::new(plan))?))
}

/// The rule.
#[derive(Debug)]
pub struct Rule;

impl OptimizerRule for Rule {
    fn name(&self) -> &'static str {
        "known"
    }

    fn apply_order(&self) -> Option<ApplyOrder> {
        Some(ApplyOrder::BottomUp)
    }

    fn rewrite(&self, plan: LogicalPlan, _: &dyn OptimizerConfig) -> Result<Transformed<LogicalPlan>> {
        match plan {
            LogicalPlan::Projection(_) | LogicalPlan::Filter(_) => {}
            LogicalPlan::Aggregate(ref aggregate) if !has_sets(aggregate) => {}
            LogicalPlan::Join(join) => return Ok(with_fewer_keys(join)),
            plan => return Ok(Transformed::no(plan)),
        }
        let Some(input) = plan.inputs().first().map(|input| (*input).clone()) else { return Ok(Transformed::no(plan)) };
        let facts = facts(&input);
        if facts.iter().all(Option::is_none) {
            return once(plan);
        }
        let names = NamePreserver::new(&plan);
        let read = plan.map_expressions(|item| {
            let name = names.save(&item);
            let known = |it: Expr| match &it {
                Expr::Column(column) => {
                    let fact = input.schema().maybe_index_of_column(column).and_then(|at| facts[at].clone());
                    Ok(fact.map_or_else(|| Transformed::no(it), Transformed::yes))
                }
                _ => Ok(Transformed::no(it)),
            };
            Ok(item.transform_up(known)?.update_data(|item| name.restore(item)))
        });
        read?.transform_data(once)
    }
}

/// An aggregate that computes each of its items once, under a projection that gives it all its names.
fn once(plan: LogicalPlan) -> Result<Transformed<LogicalPlan>> {
    let LogicalPlan::Aggregate(aggregate) = plan else { return Ok(Transformed::no(plan)) };
    let (groups, sums) = (uniques(&aggregate.group_expr), uniques(&aggregate.aggr_expr));
    let count = aggregate.group_expr.len() + aggregate.aggr_expr.len();
    if groups.0.len() + sums.0.len() == count || has_sets(&aggregate) {
        return Ok(Transformed::no(LogicalPlan::Aggregate(aggregate)));
    }
    let places: Vec<usize> = groups.1.iter().copied().chain(sums.1.iter().map(|at| groups.0.len() + at)).collect();
    let less = Aggregate::try_new(aggregate.input, groups.0, sums.0)?;
    let named = places.into_iter().zip(aggregate.schema.iter()).map(|(at, (table, field))| {
        let column = Column::from(less.schema.qualified_field(at));
        let is_named_so = column.relation.as_ref() == table && column.name == *field.name();
        let column = Expr::Column(column);
        if is_named_so { column } else { column.alias_qualified(table.cloned(), field.name()) }
    });
    let named = named.collect();
    Ok(Transformed::yes(LogicalPlan::Projection(Projection::try_new(named, Arc::new(LogicalPlan::Aggregate(less)))?)))
}

/// Items without those that are computed as an earlier one is, and where each item's result then stands.
fn uniques(items: &[Expr]) -> (Vec<Expr>, Vec<usize>) {
    let (mut unique, mut bare, mut places) = (Vec::new(), Vec::new(), Vec::new());
    for item in items {
        let computed = item.clone().unalias_nested().data;
        let place = bare.iter().position(|known| *known == computed && !computed.is_volatile()).unwrap_or(bare.len());
        if place == bare.len() {
            unique.push(item.clone());
            bare.push(computed);
        }
        places.push(place);
    }
    (unique, places)
}

fn has_sets(aggregate: &Aggregate) -> bool {
    aggregate.group_expr.iter().any(|item| matches!(item, Expr::GroupingSet(_)))
}

/// A join without those of its keys that are the same literal on both sides, as long as another one is left.
fn with_fewer_keys(mut join: Join) -> Transformed<LogicalPlan> {
    let (left, right) = (facts(&join.left), facts(&join.right));
    let value = |side: &LogicalPlan, facts: &[Fact], key: &Expr| match key {
        Expr::Column(column) => side.schema().maybe_index_of_column(column).and_then(|at| facts[at].clone()),
        key => Some(key.clone()),
    };
    let says_nothing = |(one, other): &(Expr, Expr)| {
        let (one, other) = (value(&join.left, &left, one), value(&join.right, &right, other));
        one == other && one.is_some_and(|it| matches!(it, Expr::Literal(..)) && !is_null(&it))
    };
    let kept: Vec<(Expr, Expr)> = join.on.iter().filter(|pair| !says_nothing(pair)).cloned().collect();
    let is_plain = join.null_equality == NullEquality::NullEqualsNothing;
    if !is_plain || kept.is_empty() || kept.len() == join.on.len() {
        return Transformed::no(LogicalPlan::Join(join));
    }
    join.on = kept;
    Transformed::yes(LogicalPlan::Join(join))
}

/// What a column is in every row: a literal, or an earlier column of the same plan.
type Fact = Option<Expr>;

/// What is known of the columns of a plan, by their place.
fn facts(plan: &LogicalPlan) -> Vec<Fact> {
    match plan {
        LogicalPlan::Projection(projection) => of_items(plan, &projection.expr),
        LogicalPlan::Aggregate(aggregate) if !has_sets(aggregate) => {
            let items: Vec<Expr> = aggregate.group_expr.iter().chain(&aggregate.aggr_expr).cloned().collect();
            of_items(plan, &items)
        }
        LogicalPlan::SubqueryAlias(alias) => named(plan, &alias.input, facts(&alias.input)),
        LogicalPlan::Filter(filter) => facts(&filter.input),
        LogicalPlan::Sort(sort) => facts(&sort.input),
        LogicalPlan::Union(union) => of_union(plan, union),
        LogicalPlan::Join(join) => of_join(join),
        LogicalPlan::Unnest(unnest) => of_unnest(plan, unnest),
        plan => vec![None; plan.schema().fields().len()],
    }
}

/// What is known of the results of items: which are literals, and which are computed as an earlier one is.
fn of_items(plan: &LogicalPlan, items: &[Expr]) -> Vec<Fact> {
    let bare: Vec<Expr> = items.iter().map(|item| item.clone().unalias_nested().data).collect();
    let fact = |(at, item): (usize, &Expr)| match item {
        Expr::Literal(..) => Some(item.clone()),
        Expr::AggregateFunction(sum) if sum.func.name() == "sum" && sum.params.args.iter().all(is_null) => {
            ScalarValue::try_from(plan.schema().field(at).data_type()).ok().map(|null| Expr::Literal(null, None))
        }
        item if item.is_volatile() => None,
        item => bare[..at].iter().position(|earlier| earlier == item).map(|twin| column(plan, twin)),
    };
    bare.iter().enumerate().map(fact).collect()
}

fn is_null(item: &Expr) -> bool {
    matches!(item, Expr::Literal(value, _) if value.is_null())
}

/// Facts of `input` in the names that `plan` gives its columns.
fn named(plan: &LogicalPlan, input: &LogicalPlan, facts: Vec<Fact>) -> Vec<Fact> {
    let fact = |fact: Fact| match fact {
        Some(Expr::Column(twin)) => input.schema().maybe_index_of_column(&twin).map(|at| column(plan, at)),
        fact => fact,
    };
    facts.into_iter().map(fact).collect()
}

/// What is known of a join's sides holds for its rows, but that a side which may be missing is null there.
fn of_join(join: &Join) -> Vec<Fact> {
    let twins = |facts: Vec<Fact>| -> Vec<Fact> {
        facts.into_iter().map(|fact| fact.filter(|it| matches!(it, Expr::Column(_)))).collect()
    };
    let (left, right) = (facts(&join.left), facts(&join.right));
    match join.join_type {
        JoinType::Inner => [left, right].concat(),
        JoinType::Left => [left, twins(right)].concat(),
        JoinType::Right => [twins(left), right].concat(),
        JoinType::Full => [twins(left), twins(right)].concat(),
        JoinType::LeftSemi | JoinType::LeftAnti => left,
        JoinType::RightSemi | JoinType::RightAnti => right,
        JoinType::LeftMark | JoinType::RightMark => vec![None; join.schema.fields().len()],
    }
}

/// What all parts of a union have in common.
fn of_union(plan: &LogicalPlan, union: &Union) -> Vec<Fact> {
    let parts = union.inputs.iter().map(|input| named(plan, input, facts(input)));
    let common = |one: Vec<Fact>, other: Vec<Fact>| {
        one.into_iter().zip(other).map(|(one, other)| if one == other { one } else { None }).collect()
    };
    parts.reduce(common).unwrap_or_default()
}

/// What is not unnested is what it was.
fn of_unnest(plan: &LogicalPlan, unnest: &Unnest) -> Vec<Fact> {
    let input = facts(&unnest.input);
    let lists = |at: usize| unnest.list_type_columns.iter().any(|(list, _)| *list == at);
    let stays = |at: usize| !lists(at) && !unnest.struct_type_columns.contains(&at);
    let place = |of: usize| unnest.dependency_indices.iter().position(|at| *at == of);
    let fact = |at: &usize| match input.get(*at)?.clone().filter(|_| stays(*at))? {
        Expr::Column(twin) => {
            let twin = unnest.input.schema().maybe_index_of_column(&twin).filter(|twin| stays(*twin))?;
            place(twin).map(|at| column(plan, at))
        }
        literal => Some(literal),
    };
    unnest.dependency_indices.iter().map(fact).collect()
}

fn column(plan: &LogicalPlan, at: usize) -> Expr {
    Expr::Column(Column::from(plan.schema().qualified_field(at)))
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

    /// Amounts at two sets of rates that are the same, beside one that is not.
    async fn book() -> Engine {
        let engine = Engine::new(2);
        let rows = "('a', 1, 3, 3, 1), ('a', 2, 4, 4, 4), ('b', 1, 5, 5, 5)";
        let sql = format!(
            "select column1 as id, column2 as month, column3 as amount, column4 as constant, column5 as other, '*' as part
            from (values {rows})"
        );
        engine.keep("lines", &sql).await.unwrap();
        engine
    }

    #[tokio::test]
    async fn what_equals_another_column_is_added_up_once() {
        let engine = book().await;
        let sql = "with summed as (
                select id, sum(amount) as amount, sum(constant) as constant, sum(other) as other from lines group by id
            )
            select id, sum(amount - constant) as it, sum(amount) as amount, sum(other) as other from summed group by id";
        let shown = plan(&engine, sql).await;
        let lower = shown.lines().rfind(|line| line.contains("AggregateExec")).unwrap();
        assert_eq!(lower.matches("sum(").count(), 2, "{shown}");
        let table = engine.table("it", &format!("{sql} order by id")).await.unwrap();
        assert_eq!(table.integers("it").unwrap(), [Some(0), Some(0)]);
        assert_eq!(table.integers("amount").unwrap(), [Some(7), Some(5)]);
        assert_eq!(table.integers("other").unwrap(), [Some(5), Some(5)]);
    }

    #[tokio::test]
    async fn a_literal_is_no_key_and_is_not_held() {
        let engine = book().await;
        let by_part = "select part, id, sum(amount) as amount from lines group by part, id";
        engine.keep("by_part", by_part).await.unwrap();
        let shown = plan(&engine, "select * from by_part").await;
        assert!(shown.contains("* as part"), "{shown}");
        let joined = "select by_part.id, lines.other from by_part
            inner join lines on lines.part = by_part.part and lines.id = by_part.id and lines.month = 1";
        let shown = plan(&engine, joined).await;
        assert!(shown.contains("on=[(id@0, id@0)]") || shown.contains("on=[(id@0, id@1)]"), "{shown}");
        let table = engine.table("it", &format!("{joined} order by 1")).await.unwrap();
        assert_eq!(table.integers("other").unwrap(), [Some(1), Some(5)]);
        let parts = engine.table("it", "select part, amount from by_part order by amount").await.unwrap();
        assert_eq!(parts.text("part").unwrap(), [Some("*".to_owned()), Some("*".to_owned())]);
        assert_eq!(parts.integers("amount").unwrap(), [Some(5), Some(7)]);
    }

    #[tokio::test]
    async fn literals_that_differ_between_parts_or_may_be_missing_are_columns() {
        let engine = book().await;
        let parts = "select id, 'x' as kind, 'all' as part from lines union all select id, 'y' as kind, 'all' as part from lines";
        let sql = format!("select part, kind, count(*) as count from ({parts}) group by part, kind order by kind");
        let table = engine.table("it", &sql).await.unwrap();
        assert_eq!(table.text("kind").unwrap(), [Some("x".to_owned()), Some("y".to_owned())]);
        assert_eq!(table.integers("count").unwrap(), [Some(3), Some(3)]);
        let left = "with marked as (select id, 'known' as mark from lines where month = 2)
            select lines.id, marked.mark, coalesce(marked.mark, 'none') as told from lines
            left join marked on marked.id = lines.id where lines.month = 1 order by 1";
        let table = engine.table("it", left).await.unwrap();
        assert_eq!(table.text("mark").unwrap(), [Some("known".to_owned()), None]);
        assert_eq!(table.text("told").unwrap(), [Some("known".to_owned()), Some("none".to_owned())]);
    }

    #[tokio::test]
    async fn a_relation_of_nothing_but_literals_keeps_its_rows() {
        let engine = book().await;
        engine.keep("marks", "select 'a' as one, 2 as two from lines").await.unwrap();
        let table =
            engine.table("it", "select one, sum(two) as two, count(*) as count from marks group by one").await.unwrap();
        assert_eq!((table.integers("two").unwrap(), table.integers("count").unwrap()), (vec![Some(6)], vec![Some(3)]));
    }
}
