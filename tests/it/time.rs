//! Money and time: rates, windows, calendars.

use crate::support::{cells, eggbasket, project, report_of_csv, report_with, stderr, stdout};
use eggbasket::config::{Config, MonthName, WindowKind};
use eggbasket::model::Report;
use eggbasket::period::parse_date;
use eggbasket::pipeline::{self, Run};
use eggbasket::wording::thousands;
use eggbasket::{error::Error, source};
use std::collections::BTreeMap;

fn text(pairs: &[(&str, &str)]) -> BTreeMap<String, String> {
    pairs.iter().map(|(key, value)| ((*key).to_owned(), (*value).to_owned())).collect()
}

/// The relations of a ledger and the other tables beside it.
fn run(files: &[(&str, &str)], config: &Config) -> Result<Run, Error> {
    let folder = tempfile::tempdir().unwrap();
    for (name, text) in files {
        std::fs::write(folder.path().join(name), text).unwrap();
    }
    let mut config = config.clone();
    config.fx = config.fx.map(|name| folder.path().join(name));
    let ledger = folder.path().join("ledger.csv").to_string_lossy().into_owned();
    let runtime = tokio::runtime::Runtime::new().unwrap();
    runtime.block_on(async {
        let source = source::open(&[ledger], &config).await?;
        pipeline::run(&source, &config, 2).await
    })
}

#[test]
fn constant_rates_given_by_hand_stand_beside_the_reported_ones() {
    // Two rows of 0.05 at 0.9: each row rounds 0.045 to 0.04 as reported; at 1.1 a half goes to the even cent too:
    // 0.05 · 1.1 = 0.055 -> 0.06, 0.15 · 1.1 = 0.165 -> 0.16, and -0.05 · 1.1 -> -0.06.
    let ledger = "customer_id,date,amount,currency,fx_rate,kind\n\
        a,2025-01-31,0.05,USD,0.9,recurring\nb,2025-01-31,0.15,USD,0.9,recurring\nc,2025-01-31,-0.05,USD,0.9,recurring\n\
        d,2025-01-31,7.00,EUR,,one_off\ne,2025-01-31,1000000,USD,0.9,recurring\n";
    let config =
        Config { currency: Some("EUR".to_owned()), constant_rates: text(&[("usd", "1.1")]), ..Config::default() };
    let run = run(&[("ledger.csv", ledger)], &config).unwrap();
    let months = cells(
        &run,
        "select group_id, amount, amount_constant, mrr, mrr_constant from monthly_revenue order by group_id",
    );
    let row = |cells: &[&str]| cells.iter().map(|cell| format!("{cell}0000")).collect::<Vec<_>>();
    let expected = [
        ["0.04", "0.06", "0.04", "0.06"],
        ["0.14", "0.16", "0.14", "0.16"],
        ["-0.04", "-0.06", "-0.04", "-0.06"],
        ["7.00", "7.00", "0.00", "0.00"],
        ["900000.00", "1100000.00", "900000.00", "1100000.00"],
    ];
    for (read, expected) in months.iter().zip(&expected) {
        assert_eq!(read[1..], row(expected), "{}", read[0]);
    }
    let sources = cells(&run, "select currency, rate, source, month from constant_rates");
    assert_eq!(sources, [["USD", "1.100000000000", "config", "null"]]);
}

#[test]
fn a_ledger_of_one_currency_is_the_same_at_constant_rates() {
    let ledger = "customer_id,date,amount,currency\na,2025-01-31,0.055,EUR\nb,2025-01-31,1.25,EUR\nb,2025-02-28,3,\n";
    let config = Config { constant_rates: text(&[("USD", "2"), ("EUR", "3")]), ..Config::default() };
    let run = run(&[("ledger.csv", ledger)], &config).unwrap();
    for (relation, columns) in [("cube", "amount"), ("monthly_revenue", "mrr"), ("monthly_revenue", "amount")] {
        let sql = format!("select count(*) as n from {relation} where {columns} <> {columns}_constant");
        assert_eq!(cells(&run, &sql), [["0"]], "{relation}");
    }
    assert!(cells(&run, "select * from constant_rates").is_empty());
}

#[test]
fn a_rate_that_is_missing_lists_currency_month_rows_and_the_remedy() {
    let ledger = "customer_id,date,amount,currency\na,2025-01-31,1,EUR\na,2025-01-31,1,USD\nb,2025-01-15,1,USD\n\
        b,2025-02-28,1,USD\nb,2025-02-28,1,GBP\n";
    let fx = "currency,month,rate\nUSD,2025-02,0.9\n";
    let config = Config { currency: Some("EUR".to_owned()), fx: Some("fx.csv".into()), ..Config::default() };
    let Err(error) = run(&[("ledger.csv", ledger), ("fx.csv", fx)], &config) else { panic!("no error") };
    assert!(error.message.contains("GBP 2025-02 (1 row), USD 2025-01 (2 rows)"), "{}", error.message);
    assert!(error.hint.unwrap().contains("fx.csv"));
}

#[test]
fn a_table_of_rates_that_contradicts_itself_or_is_quoted_elsewhere_is_refused() {
    let ledger = "customer_id,date,amount,currency\na,2025-01-31,1,USD\n";
    let config = Config { currency: Some("EUR".to_owned()), fx: Some("fx.csv".into()), ..Config::default() };
    let message = |fx: &str| run(&[("ledger.csv", ledger), ("fx.csv", fx)], &config).err().expect("an error").message;
    let twice = message("currency,month,rate\nUSD,2025-01,0.90\nUSD,2025-01,0.9\nUSD,2025-01-15,0.91\n");
    assert!(twice.contains("line 4") && twice.contains("another rate"), "{twice}");
    let zero = message("currency,month,rate\nUSD,2025-01,0\n");
    assert!(zero.contains("no rate above zero") && zero.contains("line 2"), "{zero}");
    let quoted = message("currency,month,rate\nUSD,2025-01,1\nEUR,2025-01,1.08\n");
    assert!(quoted.contains("EUR, the reporting currency, a rate of 1.08"), "{quoted}");
}

fn window_of(config: &Config) -> Report {
    let months = (1..=30).map(|at| format!("a,{}-{:02}-28,{at}\n", 2024 + (at - 1) / 12, (at - 1) % 12 + 1));
    let ledger = format!("customer_id,date,amount\n{}", months.collect::<String>());
    report_of_csv(&ledger, config).unwrap()
}

#[test]
fn windows_end_with_what_is_complete() {
    // Month m of 30 brings m; the ledger ends in June 2026. As of the 20th of May, April is the last whole month.
    let as_of = parse_date("2026-05-20");
    let base = Config { as_of, fiscal_year_start: Some(MonthName::Number(3)), ..Config::default() };
    let cases = [
        (WindowKind::Month, "month", "2026-04-01", "2026-04-30", "28.00", "16.00"),
        // Quarters from March: December to February is the last complete one.
        (WindowKind::Quarter, "quarter", "2025-12-01", "2026-02-28", "75.00", "39.00"),
        (WindowKind::FiscalYear, "fiscal_year", "2025-03-01", "2026-02-28", "246.00", "102.00"),
        (WindowKind::Ytd, "ytd", "2026-03-01", "2026-04-30", "55.00", "31.00"),
        (WindowKind::Ttm, "ttm", "2025-05-01", "2026-04-30", "270.00", "126.00"),
    ];
    for (window, kind, from, to, total, before) in cases {
        let report = window_of(&Config { window: Some(window), ..base.clone() });
        let it = &report.window;
        assert_eq!((it.kind.as_str(), it.from.as_str(), it.to.as_str()), (kind, from, to));
        assert_eq!(report.concentration.total.to_string(), total, "{kind}");
        assert_eq!(report.control.amount_in_window.to_string(), total, "{kind}");
        assert!(report.missing_months.is_empty());
        match kind {
            // The ledger does not cover March 2024 less the year before, and says so.
            _ if report.concentration_year_before.is_none() => panic!("{kind}: no year before"),
            _ => assert_eq!(report.concentration_year_before.unwrap().total.to_string(), before, "{kind}"),
        }
        let quarters: Vec<&str> = report.history.iter().map(|point| point.period.as_str()).collect();
        assert_eq!(quarters[0], "FY2024-Q4", "{kind}");
        assert_eq!(quarters.last(), Some(&"FY2026-Q4"));
    }
}

#[test]
fn the_last_two_fiscal_years_are_measured_whatever_is_asked_for() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.csv");
    std::fs::write(
        &file,
        "customer_id,date,amount\na,2023-07-31,5\na,2024-12-31,10\nb,2025-01-31,20\nb,2026-01-31,1\n",
    )
    .unwrap();
    let config = Config { as_of: parse_date("2026-01-31"), ..Config::default() };
    let report = report_with(&[file.to_string_lossy().into_owned()], &config, 1).unwrap();
    assert_eq!(report.window.kind, "ttm");
    let text = std::fs::read_to_string(&file).unwrap();
    let run = run(&[("ledger.csv", &text)], &config).unwrap();
    let totals = cells(
        &run,
        "select period, months_covered, cast(total as bigint) from totals where period like 'fiscal%' order by period",
    );
    assert_eq!(totals, [["fiscal_year", "12", "20"], ["fiscal_year_before", "12", "10"]]);
}

/// Every amount of a report that stands at `pointer`s of its own, as text.
fn money_texts<'a>(value: &'a serde_json::Value, path: &str, found: &mut Vec<(String, &'a str)>) {
    match value {
        serde_json::Value::Object(map) => {
            map.iter().for_each(|(key, it)| money_texts(it, &format!("{path}/{key}"), found));
        }
        serde_json::Value::Array(list) => {
            list.iter().enumerate().for_each(|(at, it)| money_texts(it, &format!("{path}/{at}"), found));
        }
        serde_json::Value::String(text) if eggbasket::unit::Amount::parse(text).is_ok() => {
            found.push((path.to_owned(), text));
        }
        _ => {}
    }
}

#[test]
fn a_currency_prints_its_own_decimals_everywhere() {
    for (book, decimals, total, of_a) in [("yen", 0, "303851", "300,001"), ("kuwaiti_dinar", 3, "107.426", "100.001")] {
        let folder = tempfile::tempdir().unwrap();
        let path = project(&format!("fixtures/books/{book}")).to_string_lossy().into_owned();
        let run = eggbasket(&["report", &path, "--out", &folder.path().to_string_lossy()]);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        let read = |name: &str| std::fs::read_to_string(folder.path().join(name)).unwrap();
        let report: serde_json::Value = serde_json::from_str(&read("report.json")).unwrap();
        let mut found = Vec::new();
        money_texts(&report, "", &mut found);
        // Ranks as text, the schema's version, and what is in dollars.
        let other = ["cr_exceeds_customers", "schema_version", "by_currency/1/amount"];
        found.retain(|(path, _)| !other.iter().any(|it| path.contains(it)) && !path.starts_with("/fx/"));
        assert!(found.len() > 100);
        for (path, text) in found {
            let places = text.split_once('.').map_or(0, |(_, fraction)| fraction.len());
            assert_eq!(places, decimals, "{book}: {path} is {text}");
        }
        // The summary's tie-out, the page and the Markdown, in groups of three digits.
        let parts = thousands(total);
        assert!(stdout(&run).contains(&format!("+ {parts} in it")), "{}", stdout(&run));
        for page in ["report.html", "report.md"] {
            let text = read(page);
            assert!(text.contains(of_a) && !text.contains(&format!("{of_a}.0")), "{book}: {page}");
            assert!(text.contains(&parts), "{book}: {page} shows the total");
        }
    }
}

/// The summary of a book.
fn summary_of(book: &str) -> String {
    let run = eggbasket(&["report", &project(&format!("fixtures/books/{book}")).to_string_lossy()]);
    // Lines are broken at the summary's width.
    stdout(&run).split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn sentences_fit_the_window() {
    let month = summary_of("one_month");
    assert!(month.contains("window 2026-03-01 to 2026-03-31, 1 month ·"), "{month}");
    assert!(month.contains("recurring share (inferred) – ARR –"), "{month}");
    let to_date = summary_of("year_to_date");
    assert!(to_date.contains("recurring share (inferred, of 6 of 7 months) 39.0 %"), "{to_date}");
    assert!(to_date.contains("2026-01-31, 7 months ·"), "{to_date}");
}
