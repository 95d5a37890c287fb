//! What was known on a day: an earlier report again, to the last digit, and what has changed since.

use crate::support::{Dice, eggbasket, report_with, stderr, stdout};
use eggbasket::config::{Config, Grouping, History};
use eggbasket::error::Error;
use eggbasket::period::{date_of_days, days_of_date, parse_date};
use serde_json::{Value, json};
use std::collections::BTreeMap;
use std::path::Path;

const HEAD: &str =
    "customer_id,date,amount,currency,fx_rate,kind,product,region,service_start,service_end,name,parent_id,booked_at";

fn day(text: &str) -> i32 {
    days_of_date(parse_date(text).unwrap())
}

/// A row, and the day on which it was known; none where it says no day at all.
type Row = (String, Option<i32>);

/// Two and a half years of a ledger that is booked late now and then. What later rows hold differs from all that was
/// known in every way: new customers, names, parents, regions, products, currencies, decimals, days, and rows twice.
fn rows(known_at: i32) -> Vec<Row> {
    let mut dice = Dice(7);
    let (first, last) = (day("2023-07-01"), day("2026-02-28"));
    let mut rows = Vec::new();
    for _ in 0..500 {
        let date = first + dice.roll((last - first) as u64) as i32;
        let delay = if dice.roll(6) == 0 { 20 + dice.roll(300) as i32 } else { dice.roll(12) as i32 };
        let is_said = dice.roll(10) > 0;
        let known = if is_said { date + delay } else { date };
        let is_late = known > known_at;
        let customer = if is_late && dice.roll(3) == 0 { 90 + dice.roll(9) } else { 1 + dice.roll(24) };
        let kind = ["recurring", "recurring", "one_off", "usage", "credit_note", "tax"][dice.roll(6) as usize];
        let sign = if kind == "credit_note" { "-" } else { "" };
        let cents = if is_late { "123" } else { "25" };
        let amount = if dice.roll(60) == 0 { String::new() } else { format!("{sign}{}.{cents}", 10 + dice.roll(900)) };
        let currency =
            if is_late && dice.roll(3) == 0 { "CHF" } else { ["EUR", "USD"][usize::from(dice.roll(5) == 0)] };
        let rate = if currency == "EUR" { "" } else { "0.9" };
        let word = if is_late { "later" } else { "known" };
        let region = format!("{word} {}", dice.roll(4));
        let service = match dice.roll(4) {
            0 => format!("{},{}", date_of_days(date), date_of_days(date + 40 + dice.roll(300) as i32)),
            1 if dice.roll(5) == 0 => format!("{},", date_of_days(date)),
            _ => ",".to_owned(),
        };
        let parent = if dice.roll(5) == 0 { format!("H{word}") } else { String::new() };
        let booked = if is_said { date_of_days(known).to_string() } else { String::new() };
        let row = format!(
            "C{customer:02},{},{amount},{currency},{rate},{kind},{word},{region},{service},Name {word} {customer},{parent},{booked}",
            date_of_days(date)
        );
        if dice.roll(40) == 0 {
            rows.push((row.clone(), Some(known)));
        }
        rows.push((row, Some(known)));
    }
    // A row without any day, and one far in the future that nobody knew of.
    rows.push(("C01,,5.00,EUR,,recurring,known,known 1,,,,,".to_owned(), None));
    rows.push(("C99,2031-01-01,9.999,EUR,,recurring,known,known 1,,,,,".to_owned(), Some(day("2031-01-01"))));
    rows
}

fn write(folder: &Path, name: &str, rows: &[&Row]) -> Vec<String> {
    let text: String = rows.iter().map(|(row, _)| format!("{row}\n")).collect();
    let file = folder.join(name);
    std::fs::write(&file, format!("{HEAD}\n{text}")).unwrap();
    vec![file.to_string_lossy().into_owned()]
}

/// Takes out what says that rows were booked later, and hands it back to be looked at.
fn without_restatements(report: &mut Value) -> Value {
    let report = report.as_object_mut().unwrap();
    report.remove("input_hash");
    let restatements = report.remove("restatements").unwrap();
    report["checks"].as_array_mut().unwrap().retain(|check| check["name"] != "restatements");
    let control = report["control"].as_object_mut().unwrap();
    let told: serde_json::Map<String, Value> = ["rows_read", "rows_left_out", "amount_read", "amount_left_out"]
        .into_iter()
        .map(|key| (key.to_owned(), control.remove(key).unwrap()))
        .collect();
    let reasons = control["reasons"].as_array_mut().unwrap();
    let is_later = |reason: &Value| reason["reason"].as_str().unwrap().starts_with("booked_later");
    let later: Vec<Value> = reasons.iter().filter(|reason| is_later(reason)).cloned().collect();
    reasons.retain(|reason| !is_later(reason));
    json!({"restatements": restatements, "control": told, "later": later})
}

#[test]
fn a_ledger_cut_at_known_at_gives_the_very_same_report() {
    let folder = tempfile::tempdir().unwrap();
    let known_at = day("2026-01-12");
    let all = rows(known_at);
    let whole = write(folder.path(), "whole.csv", &all.iter().collect::<Vec<_>>());
    let then: Vec<&Row> = all.iter().filter(|(_, known)| known.is_none_or(|known| known <= known_at)).collect();
    let cut = write(folder.path(), "cut.csv", &then);
    assert!(all.len() - then.len() > 40, "the test needs rows that were booked later");
    let base = Config { currency: Some("EUR".to_owned()), known_at: parse_date("2026-01-12"), ..Config::default() };
    let total = eggbasket::config::ControlTotal {
        period: "all".to_owned(),
        amount: "1".to_owned(),
        scope: Some("read".to_owned()),
        ..Default::default()
    };
    let cases = [
        Config { as_of: parse_date("2025-12-31"), ..base.clone() },
        Config { as_of: parse_date("2025-12-20"), grouping: Grouping::Legal, ..base.clone() },
        Config {
            as_of: parse_date("2025-12-31"),
            history: History::AsWas,
            control_totals: vec![total],
            ..base.clone()
        },
        // Nobody says as of when, so it is found, from what was known.
        base,
    ];
    for config in cases {
        let read = |ledger: &[String], partitions| {
            let report = report_with(ledger, &config, partitions).unwrap();
            serde_json::to_value(&report).unwrap()
        };
        let (mut as_known, mut as_cut) = (read(&whole, 3), read(&cut, 1));
        let (restated, nothing) = (without_restatements(&mut as_known), without_restatements(&mut as_cut));
        for (key, value) in as_cut.as_object().unwrap() {
            assert_eq!(&as_known[key], value, "{key} as of {:?}", config.as_of);
        }
        assert_eq!(as_known, as_cut);
        assert_eq!(nothing["restatements"]["rows"], 0);
        assert_eq!(nothing["later"], json!([]));
        ties(&restated, &nothing, all.len());
    }
}

/// Rows read = rows of the cut file + rows booked later; and the restatements are the first of these reasons.
fn ties(restated: &Value, nothing: &Value, rows: usize) {
    let later: u64 = restated["later"].as_array().unwrap().iter().map(|reason| reason["rows"].as_u64().unwrap()).sum();
    assert_eq!(restated["control"]["rows_read"], rows);
    assert_eq!(restated["control"]["rows_read"], nothing["control"]["rows_read"].as_u64().unwrap() + later);
    let it = &restated["restatements"];
    assert_eq!((&it["rows"], &it["amount"]), (&restated["later"][0]["rows"], &restated["later"][0]["amount"]));
    let micros = |value: &Value| eggbasket::unit::Amount::parse(value.as_str().unwrap()).unwrap().0;
    let months: i128 = it["by_month"].as_array().unwrap().iter().map(|month| micros(&month["difference"])).sum();
    assert_eq!(months, micros(&it["amount"]));
    assert!(it["largest"].as_array().unwrap().iter().any(|item| item["customer"].as_str() > Some("C89")));
}

#[test]
fn known_by_then_and_booked_later_are_the_ledger_of_today() {
    // Every restated month, told a second way: the report of today has what this one calls today's amount.
    let folder = tempfile::tempdir().unwrap();
    let all = rows(day("2026-01-15"));
    let whole = write(folder.path(), "whole.csv", &all.iter().collect::<Vec<_>>());
    let of = |known_at: Option<&str>, close_days| {
        let (as_of, currency) = (parse_date("2025-12-31"), Some("EUR".to_owned()));
        let known_at = known_at.and_then(parse_date);
        let config = Config { as_of, known_at, currency, close_days, ..Config::default() };
        report_with(&whole, &config, 2).unwrap()
    };
    let (then, today) = (of(None, None), of(Some("2040-01-01"), None));
    assert_eq!(then.restatements.known_at.as_deref(), Some("2026-01-15"));
    assert_eq!(of(None, Some(40)).restatements.known_at.as_deref(), Some("2026-02-09"));
    assert_eq!(today.restatements.rows, 0);
    let micros = |money: eggbasket::unit::Money| money.amount.0;
    let difference = micros(today.control.amount_used) - micros(then.control.amount_used);
    assert!(difference != 0);
    assert_eq!(difference, micros(then.restatements.amount));
    assert_eq!(then.control.rows_used + then.restatements.rows, today.control.rows_used);
    let monthly = |report: &eggbasket::model::Report| -> BTreeMap<String, i128> {
        report
            .recurring
            .monthly
            .iter()
            .map(|it| (it.period.to_string(), micros(it.recurring) + micros(it.other)))
            .collect()
    };
    let (then_by, today_by) = (monthly(&then), monthly(&today));
    for month in &then.restatements.by_month {
        if let (Some(known), Some(now)) = (then_by.get(&month.month), today_by.get(&month.month)) {
            assert_eq!((micros(month.known_amount), micros(month.today_amount)), (*known, *now), "{}", month.month);
        }
    }
}

fn refused(ledger: &str, config: &Config) -> Error {
    crate::support::report_of_csv(ledger, config).expect_err("an error")
}

#[test]
fn days_that_cannot_be_known_are_refused_with_a_remedy() {
    let (plain, booked) = ("customer_id,date,amount\na,2025-12-31,1\n", "customer_id,date,amount,booked_at\n");
    let set = |as_of: Option<&str>, known_at: &str| Config {
        as_of: as_of.and_then(parse_date),
        known_at: parse_date(known_at),
        ..Config::default()
    };
    let error = refused(plain, &set(None, "2026-01-15"));
    assert!(error.message.contains("no column says when a row was booked"), "{}", error.message);
    assert!(error.hint.unwrap().contains("--map booked_at="));
    let error = refused(&format!("{booked}a,2025-12-31,1,2026-01-02\n"), &set(Some("2025-12-31"), "2025-12-30"));
    assert!(error.message.contains("2025-12-30, lies before `as_of`, 2025-12-31"), "{}", error.message);
    assert!(error.hint.is_some());
    // An as-of date that is found is held to the same.
    let error = refused(&format!("{booked}a,2025-12-31,1,2025-12-01\n"), &set(None, "2025-12-05"));
    assert!(error.message.contains("lies before `as_of`, 2025-12-31"), "{}", error.message);
    let error = refused(&format!("{booked}a,2025-12-31,1,2026-02-01\n"), &set(None, "2026-01-15"));
    assert!(error.message.contains("no row of the ledger is usable revenue"), "{}", error.message);
    assert!(error.hint.unwrap().contains("known_at"));
    let error = refused(&format!("{booked}a,2025-12-31,1,soon\n"), &set(None, "2026-01-15"));
    assert!(error.message.contains("line 2, column `booked_at`: `soon`"), "{}", error.message);
    // Rows that are told apart keep their places.
    let text = format!("{booked}a,2025-12-31,1,2026-01-02\nb,2025-12-31,2,2026-02-02\nc,2025-12-31,x,2026-02-02\n");
    let error = refused(&text, &set(Some("2025-12-31"), "2026-01-15"));
    assert!(error.message.contains("line 4, column `amount`: `x`"), "{}", error.message);
    assert!(Config { close_days: Some(400), ..Config::default() }.check().is_err());
}

#[test]
fn what_is_found_to_be_as_of_knows_all_and_says_so() {
    let text = "customer_id,date,amount,booked_at\na,2025-11-30,1,2025-12-02\na,2025-12-31,2,2027-01-01\n";
    let report = crate::support::report_of_csv(text, &Config::default()).unwrap();
    assert_eq!((report.control.rows_used, report.restatements.known_at), (2, None));
    assert!(report.restatements.known_at_reason.contains("was found from the ledger"));
}

#[test]
fn the_program_names_what_was_restated_and_check_is_not_failed_by_it() {
    let folder = tempfile::tempdir().unwrap();
    let rows = "A,2025-11-30,100.00,2025-12-03\nA,2025-12-31,100.00,2026-01-05\nB,2025-12-31,70.00,2026-01-14\n";
    let file = folder.path().join("ledger.csv").to_string_lossy().into_owned();
    std::fs::write(&file, format!("customer_id,date,amount,booked_at\n{rows}A,2025-12-31,-30.50,2026-01-20\n"))
        .unwrap();
    let out = folder.path().join("out").to_string_lossy().into_owned();
    let run = eggbasket(&["report", &file, "--as-of", "2025-12-31", "--known-at", "2026-01-15", "--out", &out]);
    assert!(run.status.success(), "{}", stderr(&run));
    let line = "known at 2026-01-15: 1 row of its time was booked later, -30.50 (left out; see restatements)";
    assert!(stdout(&run).contains(line), "{}", stdout(&run));
    for page in ["report.html", "report.md"] {
        let text = std::fs::read_to_string(Path::new(&out).join(page)).unwrap();
        assert!(text.contains("Restatements") && text.contains("-30.50") && text.contains("139.50"), "{page}");
    }
    let check = eggbasket(&["check", &file, "--as-of", "2025-12-31", "--strict", "--only", "restatements"]);
    assert_eq!(check.status.code(), Some(0), "{}", stderr(&check));
    assert!(stdout(&check).starts_with("info     restatements"), "{}", stdout(&check));
    // A's December: 100 known, 69.50 today.
    assert!(stdout(&check).contains("69.500000  -30.500000"), "{}", stdout(&check));
    let wrong = eggbasket(&["report", &file, "--as-of", "2025-12-31", "--known-at", "soon"]);
    assert_eq!((wrong.status.code(), stderr(&wrong).contains("2026-09-30")), (Some(2), true), "{}", stderr(&wrong));
}
