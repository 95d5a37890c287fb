//! The last complete month, from dates alone.

use super::{Folder, day, query};
use eggbasket::calendar::Calendar;
use eggbasket::config::Config;
use eggbasket::period::parse_date;
use eggbasket::source::as_of;

fn find(days: &[i32]) -> Option<as_of::AsOf> {
    as_of::find(days, &Calendar::default())
}

fn found(dates: &[&str]) -> (String, String) {
    let mut days: Vec<i32> = dates.iter().map(|date| day(date)).collect();
    days.sort_unstable();
    days.dedup();
    let as_of = find(&days).unwrap();
    (as_of.date.to_string(), as_of.reason)
}

/// Every `step`-th day from the first to the last.
fn every(step: usize, from: &str, to: &str) -> Vec<i32> {
    (day(from)..=day(to)).step_by(step).collect()
}

#[test]
fn one_day_a_month_is_complete() {
    let (date, reason) = found(&["2024-01-01", "2024-02-01", "2024-03-01"]);
    assert_eq!(date, "2024-03-31");
    assert!(reason.contains("one day a month"), "{reason}");
}

#[test]
fn a_month_is_complete_within_the_usual_gap_of_its_end() {
    // Daily: three days are allowed.
    assert_eq!(find(&every(1, "2024-01-01", "2024-03-28")).unwrap().date.to_string(), "2024-03-31");
    assert_eq!(find(&every(1, "2024-01-01", "2024-03-27")).unwrap().date.to_string(), "2024-02-29");
    // Weekly: seven. 2024-03-24 is seven days before the end, 2024-03-23 eight.
    assert_eq!(find(&every(7, "2023-01-01", "2024-03-24")).unwrap().date.to_string(), "2024-03-31");
    assert_eq!(find(&every(7, "2022-12-31", "2024-03-23")).unwrap().date.to_string(), "2024-02-29");
    // Every fourteen days: ten at most.
    assert_eq!(find(&every(14, "2023-03-08", "2024-03-20")).unwrap().date.to_string(), "2024-02-29");
}

#[test]
fn a_stray_date_moves_nothing() {
    let mut days = every(1, "2023-01-01", "2024-03-30");
    days.extend([day("2024-07-01"), day("2031-05-05")]);
    let as_of = find(&days).unwrap();
    assert_eq!((as_of.date.to_string().as_str(), as_of.beyond), ("2024-03-31", Some(day("2024-07-01"))));
    assert!(as_of.reason.contains("2024-07-01"), "{}", as_of.reason);
    // Two empty months are no gap.
    assert_eq!(found(&["2024-01-31", "2024-02-29", "2024-03-31", "2024-06-30"]).0, "2024-06-30");
}

#[test]
fn a_rhythm_or_a_pause_is_no_gap() {
    let yearly: Vec<String> = (2010..2024).map(|year| format!("{year}-0{}-01", 1 + year % 2)).collect();
    let yearly: Vec<&str> = yearly.iter().map(String::as_str).collect();
    assert_eq!(found(&yearly).0, "2023-02-28");
    let mut paused = every(1, "2019-01-01", "2020-03-15");
    paused.extend(every(1, "2020-08-01", "2021-12-31"));
    assert_eq!(find(&paused).unwrap().date.to_string(), "2021-12-31");
    let mut old = vec![day("1970-01-01")];
    old.extend(every(1, "2024-01-01", "2024-06-30"));
    assert_eq!(find(&old).unwrap().date.to_string(), "2024-06-30");
}

#[test]
fn a_day_within_a_month_ends_the_window_before_it() {
    assert_eq!(Calendar::default().last_whole(parse_date("2024-02-29").unwrap()).to_string(), "2024-02");
    assert_eq!(Calendar::default().last_whole(parse_date("2024-02-28").unwrap()).to_string(), "2024-01");
}

#[test]
fn rows_beyond_are_set_aside_unless_a_day_is_set() {
    let folder = Folder::new();
    let text = "customer_id,date,amount\na,2024-01-31,1\na,2024-02-29,2\na,2024-03-31,4\na,2031-01-01,8\n";
    let ledger = [folder.write("ledger.csv", text)];
    let sql = "select scope, reason, sum(amount) from ledger group by 1, 2 order by 1";
    let (read, _, source) = query(&ledger, &Config::default(), 1, sql).unwrap();
    assert_eq!(
        (read, source.as_of.to_string().as_str()),
        (vec!["set_aside|beyond_gap|8.000000".into(), "used|-|7.000000".into()], "2024-03-31")
    );
    let set = Config { as_of: parse_date("2024-03-15"), ..Config::default() };
    let (read, _, source) = query(&ledger, &set, 1, sql).unwrap();
    assert_eq!(read, ["left_out|after_as_of|12.000000", "used|-|3.000000"]);
    assert_eq!(
        (source.last_month.to_string().as_str(), source.as_of_reason.as_str()),
        ("2024-02", "2024-03-15, as it was set.")
    );
}

#[test]
fn only_rows_that_would_be_used_say_what_is_complete() {
    // Daily sales to the end of March. A row of April without an amount, one of tax and one between the group's own
    // companies would each make March look half done: without them it is the last complete month.
    let days: String = (1..=31).map(|day| format!("a,2024-03-{day:02},1,recurring\n")).collect();
    let base = format!("customer_id,date,amount,kind\n{days}");
    let folder = Folder::new();
    let found = |extra: &str| {
        let ledger = [folder.write("ledger.csv", format!("{base}{extra}"))];
        query(&ledger, &Config::default(), 1, "select count(*) from ledger")
            .map(|(_, _, source)| source.as_of.to_string())
    };
    assert_eq!(found("").unwrap(), "2024-03-31");
    for stray in ["b,2024-04-30,,recurring\n", "b,2024-04-30,7,Tax\n", "b,2024-04-30,7,intercompany\n"] {
        assert_eq!(found(stray).unwrap(), "2024-03-31", "{stray}");
    }
    assert_eq!(found("b,2024-04-30,7,recurring\n").unwrap(), "2024-04-30");
    // A stray row far ahead opens no gap either: nothing is set aside for it.
    let ledger = [folder.write("ledger.csv", format!("{base}b,2031-01-01,,recurring\n"))];
    let sql = "select reason, count(*) from ledger where reason is not null group by 1";
    assert_eq!(query(&ledger, &Config::default(), 1, sql).unwrap().0, ["no_amount|1"]);
}

#[test]
fn a_row_without_an_amount_moves_nothing_in_whichever_row_group_it_stands() {
    use arrow::array::{ArrayRef, Date32Array, Decimal128Array, StringArray};
    use std::sync::Arc;
    let days: Vec<i32> = every(1, "2024-03-01", "2024-03-31").into_iter().chain([day("2024-04-30")]).collect();
    let found = |stray: Option<i128>| {
        let folder = Folder::new();
        let amounts = (0..31).map(|_| Some(100)).chain([stray]).collect::<Decimal128Array>();
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("customer_id", Arc::new(days.iter().map(|_| Some("a")).collect::<StringArray>())),
            ("date", Arc::new(Date32Array::from(days.clone()))),
            ("amount", Arc::new(amounts.with_precision_and_scale(12, 2).unwrap())),
        ];
        // The footer says of the first three row groups that no amount is missing, and cannot say it of the last.
        let ledger = [folder.parquet("ledger.parquet", columns, 8)];
        let read = query(&ledger, &Config::default(), 1, "select count(*) from ledger where reason = 'no_amount'");
        read.map(|(rows, _, source)| (rows, source.as_of.to_string())).unwrap()
    };
    assert_eq!(found(None), (vec!["1".to_owned()], "2024-03-31".to_owned()));
    assert_eq!(found(Some(100)), (vec!["0".to_owned()], "2024-04-30".to_owned()));
}
