//! The bounds of money, from both sides: at them every number is exact, beyond them there is an error and never a wrap.

use crate::support::{eggbasket, report_of_csv, stderr};
use arrow::array::{ArrayRef, Decimal128Array, Int64Array, RecordBatch};
use eggbasket::config::{Config, ContractEnd, ContractsTable};
use eggbasket::engine::Engine;
use eggbasket::error::{Kind, Result};
use eggbasket::period::{Month, parse_date};
use eggbasket::pipeline::{self, Run};
use eggbasket::source;
use std::sync::Arc;

/// The largest amount there is, as text: 10²² less a millionth.
const LIMIT: &str = "9999999999999999999999.999999";

fn refused<T>(outcome: Result<T>, words: &[&str]) {
    let error = outcome.err().unwrap_or_else(|| panic!("no error with {words:?}"));
    assert_eq!((error.kind, error.exit_code()), (Kind::Input, 3), "{error:?}");
    let text = format!("{} {}", error.message, error.hint.as_deref().expect("a remedy"));
    assert!(words.iter().all(|word| text.contains(word)), "{words:?}: {text}");
}

/// An engine with `numbers(part, amount, whole)`, amounts of 38 digits of which six are decimals.
fn engine(amounts: &[i128], partitions: usize) -> Engine {
    let engine = Engine::with_batch_size(partitions, 2);
    let parts: Int64Array = (0..amounts.len() as i64).map(|at| Some(at % 2)).collect();
    let whole: Int64Array = amounts.iter().map(|amount| Some(i64::try_from(*amount).unwrap_or(i64::MAX))).collect();
    let money = Decimal128Array::from(amounts.to_vec()).with_precision_and_scale(38, 6).unwrap();
    let columns = [("part", Arc::new(parts) as ArrayRef), ("amount", Arc::new(money)), ("whole", Arc::new(whole))];
    engine.register_batch("numbers", RecordBatch::try_from_iter(columns).unwrap()).unwrap();
    engine
}

fn cells(engine: &Engine, relation: &str, sql: &str) -> Result<Vec<Vec<String>>> {
    let table = tokio::runtime::Runtime::new().unwrap().block_on(engine.table(relation, sql))?;
    let names: Vec<String> = table.batch().schema().fields().iter().map(|field| field.name().clone()).collect();
    let columns: Vec<_> = names.iter().map(|name| table.text(name).unwrap()).collect();
    let row = |at: usize| columns.iter().map(|column| column[at].clone().unwrap_or("null".to_owned())).collect();
    Ok((0..table.rows()).map(row).collect())
}

#[test]
fn sums_of_every_form_end_in_an_error_that_names_the_relation() {
    let largest = 10_i128.pow(38) - 1;
    let forms = [
        "select sum(amount) as sum from numbers",
        "select part, sum(amount) as sum from numbers group by part",
        "select sum(amount) over (order by amount) as sum from numbers",
        "select sum(amount) over (order by amount rows between 2 preceding and current row) as sum from numbers",
        "select sum(amount) filter (where part >= 0) as sum from numbers",
        "select amount + amount as sum from numbers",
        "select amount * 10 as sum from numbers",
        "select cast(amount as decimal(30, 6)) as sum from numbers",
        "select sum(whole) as sum from numbers",
    ];
    for partitions in [1, 3] {
        let engine = engine(&[largest, 1, largest, 1, 1, 1], partitions);
        for sql in forms {
            refused(cells(&engine, "relation_under_test", sql), &["`relation_under_test`", "38 digits", "thousands"]);
        }
        let runtime = tokio::runtime::Runtime::new().unwrap();
        refused(runtime.block_on(engine.keep("kept", forms[1])), &["`kept`"]);
        // What a user's own SELECT does is the SELECT's fault.
        assert_eq!(runtime.block_on(engine.read_only(forms[0])).unwrap_err().kind, Kind::Usage);
    }
}

#[test]
fn sums_at_the_end_are_exact() {
    // 10³⁸ − 1 in millionths as the sum of its halves; the other part is −1, and nulls and filters change nothing.
    let largest = 10_i128.pow(38) - 1;
    let numbers = [largest / 2, -1, largest / 2 + 1, 0];
    let text = "99999999999999999999999999999999.999999";
    for partitions in [1, 3] {
        let engine = engine(&numbers, partitions);
        let of = |sql| cells(&engine, "sums", sql).unwrap();
        let grouped = of("select part, sum(amount) as sum from numbers group by part order by part");
        assert_eq!(grouped, [["0", text], ["1", "-0.000001"]]);
        assert_eq!(of("select sum(amount) as sum from numbers where part = 0"), [[text]]);
        assert_eq!(of("select sum(amount) as sum from numbers where part > 1"), [["null"]]);
        let filtered =
            "select part, sum(amount) filter (where amount < 0) as sum from numbers group by part order by part";
        assert_eq!(of(filtered), [["0", "null"], ["1", "-0.000001"]]);
        let sliding = "select sum(amount) over (order by amount rows between 1 preceding and current row) as sum \
                       from numbers order by amount";
        let half = "49999999999999999999999999999999.999999";
        assert_eq!(of(sliding), [["-0.000001"], ["-0.000001"], [half], [text]]);
        assert_eq!(of("select sum(distinct part) as sum from numbers"), [["1"]]);
    }
}

fn ledger(rows: &str) -> String {
    format!("customer_id,date,amount,kind\n{rows}")
}

#[test]
fn one_row_at_the_limit_is_reported_to_the_last_digit() {
    let report = report_of_csv(&ledger(&format!("a,2025-01-31,{LIMIT},recurring\n")), &Config::default()).unwrap();
    let text = |key: &str| serde_json::to_value(&report).unwrap().pointer(key).cloned().unwrap().to_string();
    assert_eq!(text("/concentration/hhi"), "10000.0");
    assert_eq!(text("/control/amount_read"), format!("\"{LIMIT}\""));
    assert_eq!(text("/recurring/mrr"), "\"10000000000000000000000.00\"");
    // 12 · (10²² − 10⁻⁶), printed with the currency's decimals.
    assert_eq!(text("/recurring/arr"), "\"120000000000000000000000.00\"");
}

#[test]
fn shares_and_squares_at_the_limit_are_those_of_small_numbers() {
    // 40/30/20/10 in units of 10²¹ less a little: the indexes are those of the book shares_40_30_20_10.
    let unit = "99999999999999999999";
    let rows: String = [4, 3, 2, 1]
        .iter()
        .map(|times| format!("c{times},2025-01-31,{},recurring\n", unit.parse::<i128>().unwrap() * times * 10))
        .collect();
    let report = report_of_csv(&ledger(&rows), &Config::default()).unwrap().concentration;
    let near = |value: Option<eggbasket::unit::Ratio>, expected: f64| {
        let value = value.unwrap().0;
        assert!((value - expected).abs() < 1e-9, "{value} is not {expected}");
    };
    near(report.hhi, 3000.0);
    near(report.gini, 0.25);
    assert_eq!(report.total.to_string(), "9999999999999999999900.00");
}

#[test]
fn rows_that_leave_the_limit_together_are_refused_whatever_their_signs() {
    let half = "5000000000000000000000";
    let fits = format!("a,2025-01-31,{half},recurring\nb,2025-02-28,-4999999999999999999999.999999,recurring\n");
    let report = report_of_csv(&ledger(&fits), &Config::default()).unwrap();
    assert_eq!(report.concentration.total.amount.0, 1);
    for second in [half, "-5000000000000000000000"] {
        let rows = format!("a,2025-01-31,{half},recurring\nb,2025-02-28,{second},recurring\n");
        refused(report_of_csv(&ledger(&rows), &Config::default()), &["ledger.csv", "`amount`", "10^22", "thousands"]);
    }
    // Left out and set aside are counted in the tie-out, so they count here too.
    let tax = format!("a,2025-01-31,{half},recurring\nb,2025-02-28,{half},tax\n");
    refused(report_of_csv(&ledger(&tax), &Config::default()), &["`amount`", "10^22"]);
    let costs = format!("customer_id,date,amount,cost\na,2025-01-31,1,{half}\nb,2025-02-28,1,{half}\n");
    refused(report_of_csv(&costs, &Config::default()), &["`cost`", "10^22"]);
    // So are rows booked later, which the restatements show.
    let later =
        format!("customer_id,date,amount,booked_at\na,2025-01-31,{half},2025-01-31\nb,2025-01-31,{half},2025-06-30\n");
    let known = Config { as_of: parse_date("2025-01-31"), known_at: parse_date("2025-02-15"), ..Config::default() };
    refused(report_of_csv(&later, &known), &["`amount`", "10^22"]);
    let one = report_of_csv(&ledger("a,2025-01-31,10000000000000000000000,recurring\n"), &Config::default());
    let error = one.map(drop).unwrap_err();
    assert!(error.message.contains("line 2, column `amount`: `10000000000000000000000`"), "{error:?}");
}

#[test]
fn the_program_ends_as_for_any_other_input() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("huge.csv");
    std::fs::write(&file, ledger(&format!("a,2025-01-31,{LIMIT},tax\nb,2025-02-28,1,recurring\n"))).unwrap();
    let output = eggbasket(&["check", file.to_str().unwrap()]);
    assert_eq!(output.status.code(), Some(3), "{}", stderr(&output));
    assert!(stderr(&output).contains("huge.csv") && stderr(&output).contains("10^22"), "{}", stderr(&output));
}

fn foreign(rows: &str, rate: &str) -> Result<Run> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.csv");
    std::fs::write(&file, format!("customer_id,date,amount,currency,fx_rate,kind\n{rows}")).unwrap();
    let constant_rates =
        if rate.is_empty() { Default::default() } else { [("USD".to_owned(), rate.to_owned())].into() };
    let config = Config { currency: Some("EUR".to_owned()), constant_rates, ..Config::default() };
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let source = source::open(&[file.to_string_lossy().into_owned()], &config).await?;
        pipeline::run(&source, &config, 2).await
    })
}

fn constant_amounts(run: &Run) -> Vec<Vec<String>> {
    cells(&run.engine, "asked", "select amount, amount_constant from used_lines order by customer_id").unwrap()
}

#[test]
fn an_amount_at_a_constant_rate_is_exact_up_to_the_limit() {
    // .05 · 1.1 = .055 and .15 · 1.1 = .165: halves of a cent go to the even one, however large the rest is.
    // -.05 · 1.1 is the first the other way round; 2.5 · 1.1 is 2.75 exactly.
    let rows = "a,2025-01-31,5000000000000000000000.05,USD,0.9,recurring\n\
                b,2025-01-31,5000000000000000000.15,USD,0.9,recurring\n\
                c,2025-01-31,-5000000000000000000.05,USD,0.9,recurring\n\
                d,2025-01-31,2.50,USD,1,recurring\n";
    let amounts = constant_amounts(&foreign(rows, "1.1").unwrap());
    let expected = [
        ["4500000000000000000000.040000", "5500000000000000000000.060000"],
        ["4500000000000000000.140000", "5500000000000000000.160000"],
        ["-4500000000000000000.040000", "-5500000000000000000.060000"],
        ["2.500000", "2.750000"],
    ];
    assert_eq!(amounts, expected);
}

#[test]
fn an_amount_at_a_rate_too_large_is_refused() {
    // 9 · 10²¹ at 99,999,999,999 is beyond 38 digits; the relation that multiplies is named.
    let rows = "a,2025-01-31,9000000000000000000000,USD,0.9,recurring\n";
    refused(foreign(rows, "99999999999"), &["relation `", "rates"]);
    assert!(foreign("a,2025-01-31,9000000000000,USD,0.9,recurring\n", "99999999999").is_ok());
    // As reported: the row is named.
    let rows = "a,2025-01-31,1,USD,0.9,recurring\na,2025-01-31,2000000000000000000000,USD,5,recurring\n";
    refused(foreign(rows, ""), &["line 3", "`2000000000000000000000.000000`", "fx_quote"]);
    let rows = "a,2025-01-31,1999999999999999999999,USD,5,recurring\n";
    assert_eq!(constant_amounts(&foreign(rows, "").unwrap())[0][0], "9999999999999999999995.000000");
    // Each row fits, all of them do not; in their own currency they would.
    let rows = "a,2025-01-31,1999999999999999999999,USD,5,recurring\n".repeat(2);
    refused(foreign(&rows, ""), &["`amount, converted`", "10^22"]);
}

#[test]
fn a_rate_has_a_limit() {
    let row = |rate: &str| format!("a,2025-01-31,1,USD,{rate},recurring\n");
    assert!(foreign(&row("99999999999.5"), "").is_ok());
    refused(foreign(&row("100000000000"), ""), &["line 2", "`fx_rate`", "`100000000000`", "10^11", "fx_quote"]);
    let usage = foreign(&row("1"), "100000000000").map(drop).unwrap_err();
    assert_eq!(usage.kind, Kind::Usage, "{usage:?}");
}

fn contracts(rows: &str) -> Result<RecordBatch> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str, text: String| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name)
    };
    let ledger = path("ledger.csv", ledger("a,2025-01-31,1.00,recurring\n"));
    let head = "contract_id,customer_id,start,annual_value,price_per_interval,billing_interval\n";
    let file = path("signed.csv", format!("{head}{rows}"));
    let config = Config { contracts: Some(ContractsTable { file, end: ContractEnd::Exclusive }), ..Config::default() };
    source::open_now(&[ledger.to_string_lossy().into_owned()], &config)?.contract_terms(Month::of_days(0).plus(12 * 55))
}

#[test]
fn a_contract_and_all_of_them_have_a_limit() {
    assert!(contracts(&format!("1,a,2025-01-01,{LIMIT},,\n2,a,2025-01-01,,{LIMIT},year\n")).is_ok());
    // 10²¹ a day are 365/12 · 10²¹ a month; a third of a limit a month fits thrice, and not four times.
    let words = ["signed.csv", "line 2", "`price_per_interval`", "`1000000000000000000000.00`", "billing_interval"];
    refused(contracts("1,a,2025-01-01,,1000000000000000000000,day\n"), &words);
    let third = |id: usize| format!("{id},a,2025-01-01,,3333333333333333333333,month\n");
    assert!(contracts(&(1..=3).map(third).collect::<String>()).is_ok());
    refused(contracts(&(1..=4).map(third).collect::<String>()), &["signed.csv", "all contracts together", "10^22"]);
}

#[test]
fn a_contract_at_a_rate_has_the_same_limit() {
    let at_rate = |rate: &str| {
        let folder = tempfile::tempdir().unwrap();
        let path = |name: &str, text: &str| {
            std::fs::write(folder.path().join(name), text).unwrap();
            folder.path().join(name)
        };
        let ledger = path("ledger.csv", "customer_id,date,amount,currency,kind\na,2025-01-31,1,EUR,recurring\n");
        let head = "contract_id,customer_id,start,annual_value,currency";
        let file = path("signed.csv", &format!("{head}\nK1,a,2025-01-01,1200000000000000000000,USD\n"));
        let fx = Some(path("fx.csv", &format!("currency,month,rate\nUSD,2025-01,{rate}\n")));
        let contracts = Some(ContractsTable { file, end: ContractEnd::Exclusive });
        let config = Config { currency: Some("EUR".to_owned()), contracts, fx, ..Config::default() };
        source::open_now(&[ledger.to_string_lossy().into_owned()], &config)?
            .contract_terms(Month::of_days(0).plus(12 * 55))
    };
    // 10²⁰ a month: at 99 it fits, at 100 and more it is 10²².
    assert!(at_rate("99").is_ok());
    refused(at_rate("500.5"), &["signed.csv", "`K1`", "`1200000000000000000000.00`", "500.5", "rate"]);
    refused(at_rate("100000000000"), &["fx.csv", "line 2", "`rate`", "`100000000000`", "10^11"]);
}

#[test]
fn receivables_have_a_limit() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("owed.csv");
    let half = "5000000000000000000000";
    let config = Config { receivables: Some(file.clone()), ..Config::default() };
    let text = ledger("a,2025-01-31,1,recurring\n");
    std::fs::write(&file, format!("customer_id,as_of,amount\na,2025-01-31,{half}\n")).unwrap();
    assert!(report_of_csv(&text, &config).is_ok());
    std::fs::write(&file, format!("customer_id,as_of,amount\na,2025-01-31,{half}\nb,2025-01-31,-{half}\n")).unwrap();
    refused(report_of_csv(&text, &config), &["owed.csv", "`amount`", "10^22", "thousands"]);
}
