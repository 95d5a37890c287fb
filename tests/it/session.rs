//! The session against the engine as it comes: kept relations that stay dealt and sorted, relations of one row joined as
//! constants, and relations without rows, change how a query runs and never what it returns.

use crate::support::{Dice, sorted_rows};
use arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch, StringArray};
use datafusion::datasource::MemTable;
use datafusion::prelude::SessionContext;
use eggbasket::engine::Engine;
use std::sync::Arc;

fn lines(seed: u64, count: usize) -> RecordBatch {
    let mut dice = Dice(seed);
    let id = |dice: &mut Dice| (dice.roll(40) > 0).then(|| format!("a customer with number {}", dice.roll(60)));
    let ids: StringArray = (0..count).map(|_| id(&mut dice)).collect();
    let months: Int64Array = (0..count).map(|_| (dice.roll(30) > 0).then(|| dice.roll(24) as i64)).collect();
    let amounts: Decimal128Array = (0..count).map(|_| Some(dice.roll(9_000_000) as i128 - 2_000_000)).collect();
    let amounts = Arc::new(amounts.with_precision_and_scale(28, 6).unwrap()) as ArrayRef;
    RecordBatch::try_from_iter_with_nullable([
        ("id", Arc::new(ids) as ArrayRef, true),
        ("month", Arc::new(months), true),
        ("amount", Arc::clone(&amounts), true),
        ("twin", amounts, true),
    ])
    .unwrap()
}

/// Steps that are kept as step_0, step_1 and so on, and each may read those before.
const STEPS: [&str; 4] = [
    "select id, month, sum(amount) as amount, sum(twin) as twin, count(*) as lines from sorted group by id, month",
    "select id, month, amount, lag(amount) over (partition by id order by month) as before from step_0",
    "select id, sum(amount) as amount, sum(lines) as lines from step_0 group by id",
    "select id, month, amount from step_0 where amount > 1000000000",
];

const QUESTIONS: [&str; 15] = [
    "select id, month, sum(amount) as amount from step_0 group by id, month",
    "select id, max(before) as most, count(*) as months from step_1 group by id",
    "select one.id, one.month, other.amount from step_0 as one inner join step_0 as other \
     on other.id = one.id and other.month = one.month + 1",
    "select step_2.id, step_2.amount, step_0.twin from step_2 left join step_0 on step_0.id = step_2.id and step_0.month = 3",
    "select id, sum(amount) over (partition by id order by month desc) as run from step_0 where month is not null",
    "select month, sum(amount) as amount from step_0 group by month",
    "select id, month, x, y from step_0 cross join one where month > x",
    "select id, case when y = 'b' then month else -1 end as it from one cross join step_0",
    "select id, month from step_0 inner join one on one.x = step_0.month",
    "select id, month from step_0 inner join (select cast(null as bigint) as x) as none on none.x = step_0.month",
    "select id, x from step_2 left join one on one.x = step_2.lines",
    "select sum(amount * x) as product, max(y) as y from step_0 cross join one group by y",
    "select step_2.id, step_3.amount from step_2 left join step_3 on step_3.id = step_2.id",
    "select id, amount from step_2 where id not in (select id from step_3) union all select id, amount from step_3",
    "select count(*) as rows, sum(amount) as amount, min(id) as id from step_3",
];

const ONE: &str = "select column1 as x, column2 as y from (values (cast(7 as bigint), 'b'))";

async fn ours(rows: &RecordBatch, partitions: usize) -> Vec<Vec<String>> {
    let engine = Engine::with_batch_size(partitions, 100);
    engine.register_sorted("sorted", rows.clone(), &["id", "month"]).await.unwrap();
    engine.view("one", ONE).await.unwrap();
    for (at, step) in STEPS.iter().enumerate() {
        engine.keep(&format!("step_{at}"), step).await.unwrap();
    }
    let mut answers = Vec::new();
    for question in QUESTIONS {
        answers.push(sorted_rows(&[engine.table("answer", question).await.unwrap().batch().clone()]));
    }
    answers
}

async fn plain(rows: &RecordBatch) -> Vec<Vec<String>> {
    let session = SessionContext::new();
    session.register_batch("sorted", rows.clone()).unwrap();
    session.register_table("one", session.sql(ONE).await.unwrap().into_view()).unwrap();
    for (at, step) in STEPS.iter().enumerate() {
        let frame = session.sql(step).await.unwrap();
        let schema = Arc::new(frame.schema().as_arrow().clone());
        let table = MemTable::try_new(schema, vec![frame.collect().await.unwrap()]).unwrap();
        session.register_table(format!("step_{at}"), Arc::new(table)).unwrap();
    }
    let mut answers = Vec::new();
    for question in QUESTIONS {
        answers.push(sorted_rows(&session.sql(question).await.unwrap().collect().await.unwrap()));
    }
    answers
}

#[test]
fn what_the_session_knows_of_its_tables_changes_no_answer() {
    let runtime = tokio::runtime::Builder::new_multi_thread().worker_threads(2).build().unwrap();
    for (seed, count) in [(1, 5_000), (2, 300), (3, 1)] {
        let rows = lines(seed, count);
        let expected = runtime.block_on(plain(&rows));
        assert!(
            count == 1 || expected.iter().filter(|answer| answer.is_empty()).count() == 1,
            "one question has no rows"
        );
        for partitions in [1, 2, 7] {
            let answers = runtime.block_on(ours(&rows, partitions));
            for ((question, answer), expected) in QUESTIONS.iter().zip(&answers).zip(&expected) {
                assert_eq!(answer, expected, "{question} on {count} rows in {partitions} partitions");
            }
        }
    }
}
