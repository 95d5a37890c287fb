//! The demo book: the same bytes as the ones kept, and the story it is meant to tell, recounted from the Parquet by a path
//! that shares nothing with the engine.

use arrow::array::{Array, Date32Array, Decimal128Array, StringArray};
use arrow::record_batch::RecordBatch;
use eggbasket::period::Month;
use parquet::arrow::arrow_reader::ParquetRecordBatchReaderBuilder;
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

/// The book's last month.
const LAST: Month = Month(2026 * 12 + 8);

fn kept() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/demo")
}

fn read(name: &str) -> RecordBatch {
    let file = std::fs::File::open(kept().join(name)).unwrap();
    let reader = ParquetRecordBatchReaderBuilder::try_new(file).unwrap();
    assert_eq!(reader.metadata().num_row_groups(), 1, "{name}");
    let batches: Vec<RecordBatch> = reader.with_batch_size(1 << 20).build().unwrap().map(Result::unwrap).collect();
    assert_eq!(batches.len(), 1, "{name}");
    batches[0].clone()
}

fn column<'a, T: 'static>(table: &'a RecordBatch, name: &str) -> &'a T {
    table.column_by_name(name).unwrap().as_any().downcast_ref().unwrap()
}

/// Revenue in cents by customer (none: unassigned) and month, yearly invoices by days, without tax and intercompany.
fn revenue(ledger: &RecordBatch) -> BTreeMap<(Option<String>, Month), f64> {
    let customers: &StringArray = column(ledger, "customer_id");
    let kinds: &StringArray = column(ledger, "kind");
    let amounts: &Decimal128Array = column(ledger, "amount");
    let [dates, starts, ends] =
        ["date", "service_start", "service_end"].map(|name| column::<Date32Array>(ledger, name));
    let mut revenue = BTreeMap::new();
    for row in (0..ledger.num_rows()).filter(|&row| !["tax", "intercompany"].contains(&kinds.value(row))) {
        let customer = customers.is_valid(row).then(|| customers.value(row).to_owned());
        let date = dates.value(row);
        let days = if starts.is_valid(row) { starts.value(row)..=ends.value(row) } else { date..=date };
        let a_day = amounts.value(row) as f64 / days.clone().count() as f64;
        for day in days {
            *revenue.entry((customer.clone(), Month::of_days(day))).or_default() += a_day;
        }
    }
    revenue
}

/// Each customer's group: itself, or its parent (no parent has one in turn).
fn groups() -> BTreeMap<String, String> {
    let table = read("customers.parquet");
    let (ids, parents): (&StringArray, &StringArray) = (column(&table, "customer_id"), column(&table, "parent_id"));
    let group = |row: usize| if parents.is_valid(row) { parents.value(row) } else { ids.value(row) };
    (0..table.num_rows()).map(|row| (ids.value(row).to_owned(), group(row).to_owned())).collect()
}

/// Twelve months' revenue by group, largest first, and the revenue of nobody.
fn trailing(revenue: &BTreeMap<(Option<String>, Month), f64>, last: Month) -> (Vec<(String, f64)>, f64) {
    let groups = groups();
    let (mut by_group, mut unassigned) = (BTreeMap::<String, f64>::new(), 0.0);
    for ((customer, _), cents) in revenue.iter().filter(|((_, month), _)| *month <= last && *month > last.plus(-12)) {
        match customer {
            Some(customer) => *by_group.entry(groups[customer].clone()).or_default() += cents,
            None => unassigned += cents,
        }
    }
    let mut ranked: Vec<(String, f64)> = by_group.into_iter().collect();
    ranked.sort_by(|one, other| other.1.total_cmp(&one.1));
    (ranked, unassigned)
}

/// The largest group, its share and the runner-up's share of all revenue at `last`.
fn head(last: Month) -> (String, f64, f64) {
    let (ranked, unassigned) = trailing(&revenue(&read("ledger.parquet")), last);
    let total = ranked.iter().map(|(_, cents)| cents).sum::<f64>() + unassigned;
    (ranked[0].0.clone(), ranked[0].1 / total, ranked[1].1 / total)
}

#[test]
fn demo_makes_the_bytes_that_are_kept() {
    let folder = tempfile::tempdir().unwrap();
    let paths = eggbasket::demo::write(folder.path()).unwrap();
    assert_eq!(paths.len(), 5);
    for path in paths {
        let name = path.file_name().unwrap();
        let same = std::fs::read(&path).unwrap() == std::fs::read(kept().join(name)).unwrap();
        assert!(
            same,
            "{name:?} differs from fixtures/demo; write the folder again with `eggbasket demo fixtures/demo`"
        );
    }
    assert!(std::fs::metadata(kept().join("ledger.parquet")).unwrap().len() < 500_000);
}

#[test]
fn demo_is_a_whole_book() {
    let ledger = read("ledger.parquet");
    let revenue = revenue(&ledger);
    let customers: BTreeSet<&String> = revenue.keys().filter_map(|(customer, _)| customer.as_ref()).collect();
    assert_eq!((customers.len(), groups().len()), (240, 240));
    let dates: &Date32Array = column(&ledger, "date");
    let months: BTreeSet<Month> = dates.values().iter().map(|&days| Month::of_days(days)).collect();
    assert_eq!((months.len(), months.first().copied(), months.last().copied()), (60, Some(LAST.plus(-59)), Some(LAST)));
    let kinds: BTreeSet<&str> = column::<StringArray>(&ledger, "kind").iter().flatten().collect();
    assert_eq!(kinds.len(), 7, "{kinds:?}");
    let (ranked, unassigned) = trailing(&revenue, LAST);
    let total = ranked.iter().map(|(_, cents)| cents).sum::<f64>() + unassigned;
    assert!((80e8..90e8).contains(&total), "{total}");
    assert!(unassigned > 0.0 && unassigned / total < 0.01);
    assert_eq!(ranked.iter().filter(|(_, cents)| *cents < 0.0).count(), 1, "one customer left and was credited");
}

#[test]
fn demo_tells_its_story() {
    let (whale, now, second) = head(LAST);
    assert_eq!(whale, "C001");
    assert!((0.31..0.33).contains(&now), "{now}");
    assert!((0.11..0.13).contains(&second), "{second}");
    let (_, eighteen_months_ago, _) = head(LAST.plus(-18));
    assert!(eighteen_months_ago < 0.17, "{eighteen_months_ago}");
    let (_, three_years_ago, _) = head(LAST.plus(-36));
    assert!(three_years_ago < 0.15, "{three_years_ago}");
    let legal_entities = groups().values().filter(|group| **group == whale).count();
    assert_eq!(legal_entities, 3);
}

#[test]
fn demo_contracts_follow_one_another() {
    let table = read("contracts.parquet");
    let (customers, starts, ends): (&StringArray, &Date32Array, &Date32Array) =
        (column(&table, "customer_id"), column(&table, "start"), column(&table, "end"));
    for row in 1..table.num_rows() {
        let (before, this) = (customers.value(row - 1), customers.value(row));
        let follows = before != this || ends.is_valid(row - 1) && ends.value(row - 1) <= starts.value(row);
        assert!(follows, "contract {row} of {this} begins before the one before it ends");
    }
}

/// ARR of whole euros.
fn euros(arr: i128) -> String {
    format!("{arr}.00")
}

/// A contract of the demo in force at the book's end.
struct InForce {
    group: String,
    term_start: i32,
    last_day: Option<i32>,
    notice_day: Option<i32>,
    annual: i128,
}

/// Contracts in force at the end of the last month. A contract that begins where the one before it ended, at another price,
/// goes on with its term.
fn in_force() -> Vec<InForce> {
    let table = read("contracts.parquet");
    let customers: &StringArray = column(&table, "customer_id");
    let [starts, ends] = ["start", "end"].map(|name| column::<Date32Array>(&table, name));
    let annuals: &Decimal128Array = column(&table, "annual_value");
    let notices: &arrow::array::Int32Array = column(&table, "notice_days");
    let (groups, last) = (groups(), eggbasket::period::days_of_date(LAST.last_day()));
    let (mut all, mut term_start) = (Vec::new(), 0);
    for row in 0..table.num_rows() {
        let goes_on = row > 0
            && customers.value(row - 1) == customers.value(row)
            && ends.is_valid(row - 1)
            && ends.value(row - 1) == starts.value(row)
            && annuals.value(row - 1) != annuals.value(row);
        term_start = if goes_on { term_start } else { starts.value(row) };
        let last_day = ends.is_valid(row).then(|| ends.value(row) - 1);
        if starts.value(row) <= last && last_day.is_none_or(|day| day >= last) {
            all.push(InForce {
                group: groups[customers.value(row)].clone(),
                term_start,
                last_day,
                notice_day: last_day.map(|day| day - notices.value(row)),
                annual: annuals.value(row) / 100,
            });
        }
    }
    all
}

#[test]
fn demo_renewal_wall_is_recounted() {
    let report = crate::support::report(&kept()).unwrap();
    let (ranked, _) = trailing(&revenue(&read("ledger.parquet")), LAST);
    let head: BTreeSet<&String> = ranked.iter().take(10).map(|(group, _)| group).collect();
    let mut wall: BTreeMap<String, ([i128; 4], u64)> = BTreeMap::new();
    let mut long: BTreeMap<String, i128> = BTreeMap::new();
    let quarter = |day: i32| Month::of_days(day).quarter();
    for it in in_force() {
        let part = usize::from(!head.contains(&it.group));
        let (Some(last), Some(notice)) = (it.last_day, it.notice_day) else { continue };
        let ending = wall.entry(quarter(last)).or_default();
        ending.0[part] += it.annual;
        ending.1 += 1;
        wall.entry(quarter(notice)).or_default().0[2 + part] += it.annual;
        if Month::of_days(last + 1) >= Month::of_days(it.term_start).plus(12) {
            *long.entry(quarter(last)).or_default() += it.annual;
        }
    }
    let told = report["renewal_wall"].as_array().unwrap();
    assert_eq!(told.len(), wall.len());
    for (row, (quarter, (arr, contracts))) in told.iter().zip(&wall) {
        assert_eq!(row["quarter"], **quarter);
        assert_eq!(row["contracts"], *contracts);
        for (key, arr) in ["head_ending", "rest_ending", "head_notice", "rest_notice"].iter().zip(arr) {
            assert_eq!(row[key], euros(*arr), "{quarter} {key}");
        }
    }
    let whole: i128 = long.values().sum();
    let largest = long.iter().max_by_key(|(_, arr)| **arr).unwrap();
    assert_eq!(report["renewals"]["long_term_arr"], euros(whole));
    assert_eq!(report["renewals"]["largest_quarter"], **largest.0);
    assert_eq!(report["renewals"]["largest_quarter_arr"], euros(*largest.1));
    let all: i128 = in_force().iter().map(|it| it.annual).sum();
    assert_eq!(report["renewals"]["arr"], euros(all));
    assert_eq!(report["recurring"]["arr"], euros(all), "what is in force is what recurs");
}

#[test]
fn demo_has_a_pipeline_that_is_recounted() {
    let table = read("pipeline.parquet");
    let (stages, amounts): (&StringArray, &Decimal128Array) = (column(&table, "stage"), column(&table, "amount"));
    let chances: &Decimal128Array = column(&table, "probability");
    let [contacts, closes] = ["first_contact", "closes"].map(|name| column::<Date32Array>(&table, name));
    let end = eggbasket::period::days_of_date(LAST.last_day());
    let (mut won, mut lost, mut open, mut late) = (0_i128, 0_i128, Vec::new(), 0_i128);
    for row in 0..table.num_rows() {
        assert!(contacts.value(row) <= closes.value(row) && contacts.value(row) <= end);
        let amount = amounts.value(row) / 100;
        match stages.value(row) {
            "won" => won += amount,
            "lost" => lost += amount,
            _ if closes.value(row) <= end => late += amount,
            _ => open.push((amount, chances.is_valid(row).then(|| chances.value(row)))),
        }
    }
    let report = crate::support::report(&kept()).unwrap();
    let gap = &report["replacement"];
    let rate = won as f64 / (won + lost) as f64;
    assert!((0.2..0.4).contains(&rate), "{rate}");
    assert!((gap["win_rate"].as_f64().unwrap() - rate).abs() < 1e-11);
    assert_eq!(gap["pipeline_open"], euros(open.iter().map(|it| it.0).sum()));
    assert_eq!(gap["pipeline_overdue"], euros(late));
    let weighted: f64 = open.iter().map(|it| it.0 as f64 * it.1.map_or(rate, |parts| parts as f64 / 100.0)).sum();
    let told: f64 = gap["pipeline_weighted"].as_str().unwrap().parse().unwrap();
    assert!((told - weighted).abs() < 0.01, "{told} {weighted}");
}
