//! The backtest of the chances to leave: a naive second path, no look-ahead, what was booked by then, and the program.

use crate::support::{Dice, close, eggbasket, project, report_of_csv, report_with, stderr, stdout};
use eggbasket::config::{Config, History};
use eggbasket::findings::{evaluate, is_reliable};
use eggbasket::model::{Backtest, Report, Severity};
use eggbasket::period::{Month, parse_date};
use eggbasket::policy::Policy;
use eggbasket::risk::backtest::{Basis, Book, Customer, Entry, Fitted, Method, Past, SegmentEntry, backtest};
use eggbasket::risk::churn::{self, Cell};
use eggbasket::risk::{bgnbd, sbg};
use std::collections::BTreeMap;
use std::fmt::Write as _;

const FIRST: Month = Month(2019 * 12);
const MONTHS: usize = 60;

/// Revenue in whole units by customer and month, and the segment that each month's revenue stands in.
struct Ledger {
    revenue: Vec<[i64; MONTHS]>,
    segments: Vec<[usize; MONTHS]>,
}

/// Customers that come and go for good, each with its own chance; some move to another segment.
fn ledger(seed: u64, customers: usize, gaps: u64) -> Ledger {
    let mut dice = Dice(seed);
    let mut ledger = Ledger { revenue: Vec::new(), segments: Vec::new() };
    for customer in 0..customers {
        let start = if customer % 3 == 0 { 0 } else { dice.roll(50) as usize };
        let price = 1 + [1, 2, 4, 9, 30, 100][dice.roll(6) as usize] * (1 + dice.roll(9) as i64);
        let leaves = [15, 40, 120][dice.roll(3) as usize];
        let (mut row, mut segments) = ([0; MONTHS], [dice.roll(2) as usize; MONTHS]);
        let moves = if dice.roll(5) == 0 { dice.roll(60) as usize } else { MONTHS };
        segments[moves.min(MONTHS)..].iter_mut().for_each(|segment| *segment = 1 - *segment);
        for cell in &mut row[start..] {
            if dice.roll(leaves) == 0 {
                break;
            }
            *cell = if dice.roll(10) < gaps { 0 } else { price };
        }
        ledger.revenue.push(row);
        ledger.segments.push(segments);
    }
    // The ledger covers all months.
    ledger.revenue[0] = [7; MONTHS];
    ledger
}

fn id(customer: usize) -> String {
    format!("C{customer:03}")
}

fn csv(ledger: &Ledger, is_recurring: bool) -> String {
    let mut text = format!("customer_id,date,amount,segment{}\n", if is_recurring { ",kind" } else { "" });
    for (customer, row) in ledger.revenue.iter().enumerate() {
        for (month, amount) in row.iter().enumerate().filter(|it| *it.1 != 0) {
            let (date, kind) = (FIRST.plus(month as i32).last_day(), if is_recurring { ",recurring" } else { "" });
            let segment = ["large", "small"][ledger.segments[customer][month]];
            let _ = writeln!(text, "{},{date},{amount},{segment}{kind}", id(customer));
        }
    }
    text
}

/// What a customer brings at the end of a month: MRR, or the revenue of twelve months.
fn size(row: &[i64; MONTHS], month: usize, is_recurring: bool) -> i64 {
    if is_recurring { row[month] } else { row[month.saturating_sub(11)..=month].iter().sum() }
}

type NaiveKey = (Option<usize>, usize, usize);

/// Active customers with their cell, and the years since they were first seen.
fn active(ledger: &Ledger, month: usize, is_recurring: bool) -> Vec<(usize, NaiveKey, usize)> {
    let sizes: Vec<(usize, i64)> = ledger
        .revenue
        .iter()
        .enumerate()
        .map(|(customer, row)| (customer, size(row, month, is_recurring)))
        .filter(|it| it.1 > 0)
        .collect();
    let mean = sizes.iter().map(|it| it.1 as f64).sum::<f64>() / sizes.len() as f64;
    let cell = |(customer, size): (usize, i64)| {
        let multiple = size as f64 / mean;
        let band = [0.5, 1.0, 2.0, 5.0, 10.0].iter().filter(|from| multiple >= **from - 1e-12).count();
        let row = &ledger.revenue[customer];
        let tenure = month - row.iter().position(|it| *it > 0).unwrap();
        let mut by_segment = [0, 0];
        let mut seen = false;
        for at in month.saturating_sub(11)..=month {
            by_segment[ledger.segments[customer][at]] += row[at];
            seen |= row[at] != 0;
        }
        let segment = seen.then_some(usize::from(by_segment[1] > by_segment[0]));
        (customer, (segment, band, [12, 36].iter().filter(|from| tenure >= **from).count()), tenure)
    };
    sizes.into_iter().map(cell).collect()
}

/// Each method's forecasts at a month, by what was known then, with what happened; and the customer-years known.
fn forecasts(ledger: &Ledger, month: usize, is_recurring: bool) -> (Vec<[f64; 3]>, Vec<bool>, u64) {
    let first = if is_recurring { 0 } else { 5 };
    // After the last month nobody knows, and nothing reads it.
    let is_lost = |customer: usize, start: usize| {
        start + 12 < MONTHS && size(&ledger.revenue[customer], start + 12, is_recurring) <= 0
    };
    let mut cells: BTreeMap<NaiveKey, Cell> = BTreeMap::new();
    for start in (1..10).filter_map(|years| month.checked_sub(12 * years)).filter(|start| *start >= first) {
        for (customer, key, _) in active(ledger, start, is_recurring) {
            let cell = cells.entry(key).or_default();
            cell.customer_years += 1;
            cell.losses += u64::from(is_lost(customer, start));
        }
    }
    let (losses, years) = cells.values().fold((0, 0), |sum, it| (sum.0 + it.losses, sum.1 + it.customer_years));
    let base = (0.5 + losses as f64) / (1.0 + years as f64);
    let mut listed: Vec<Cell> = cells.values().copied().collect();
    listed.push(Cell { losses: 0, customer_years: 0 });
    let (_, chances) = churn::estimate(&listed);
    let bayes = |key: NaiveKey| {
        let at = cells.keys().position(|it| *it == key).unwrap_or(cells.len());
        chances[at].mean
    };
    let floor = 0.5 / (1.0 + years as f64);
    let held = |chance: f64| chance.max(floor).min(1.0 - floor);
    let (renewals, purchases) = (renewal_model(ledger, month), purchase_model(ledger, month));
    let now = active(ledger, month, is_recurring);
    let own = |customer: usize, tenure: usize| {
        if is_recurring {
            return renewals.map_or(base, |fit| held(fit.lost_probability(tenure as u32 / 12, 1)));
        }
        let history = history(&ledger.revenue[customer], month).unwrap();
        purchases.map_or(base, |fit| held(fit.lost_probability(&history, 12.0)))
    };
    let chances = now.iter().map(|&(customer, key, tenure)| [base, bayes(key), own(customer, tenure)]).collect();
    (chances, now.iter().map(|it| is_lost(it.0, month)).collect(), years)
}

fn renewal_model(ledger: &Ledger, month: usize) -> Option<sbg::Parameters> {
    let mut table = vec![sbg::Renewal::default(); 10];
    for row in &ledger.revenue {
        let Some(first) = row[..=month].iter().position(|it| *it > 0) else { continue };
        for (number, renewal) in table.iter_mut().enumerate() {
            let (before, after) = (first + 12 * number, first + 12 * (number + 1));
            if after <= month && row[before] > 0 && row[after] > 0 {
                renewal.renewed += 1;
            } else if after <= month && row[before] > 0 {
                renewal.lost += 1;
            }
        }
    }
    sbg::fit(&table)
}

fn history(row: &[i64; MONTHS], month: usize) -> Option<bgnbd::History> {
    let bought: Vec<usize> = (0..=month).filter(|at| row[*at] > 0).collect();
    let (first, last) = (*bought.first()?, *bought.last()?);
    let (recency, age) = ((last - first) as f64, (month - first) as f64);
    Some(bgnbd::History { repeats: bought.len() as u32 - 1, recency, age })
}

fn purchase_model(ledger: &Ledger, month: usize) -> Option<bgnbd::Parameters> {
    let all: Vec<(bgnbd::History, u64)> =
        ledger.revenue.iter().filter_map(|row| history(row, month)).map(|it| (it, 1)).collect();
    bgnbd::fit(&all)
}

fn squares(chances: &[[f64; 3]], lost: &[bool], method: usize) -> f64 {
    chances.iter().zip(lost).map(|(it, lost)| (it[method] - f64::from(u8::from(*lost))).powi(2)).sum()
}

/// The report's backtest against all of it computed a second time.
fn agrees(ledger: &Ledger, report: &Report, is_recurring: bool) -> Vec<String> {
    let read = report.backtest.as_ref().expect("a backtest");
    let names = ["base_rate", "empirical_bayes", if is_recurring { "shifted_beta_geometric" } else { "bg_nbd" }];
    let dates: Vec<usize> = (5..=MONTHS - 13).collect();
    assert_eq!(read.dates.len(), dates.len());
    let (mut scored, mut sums, mut chosen_by) = (Vec::new(), [0.0; 3], Vec::new());
    let (mut count, mut chosen_sum) = (0, 0.0);
    for (date, month) in read.dates.iter().zip(dates) {
        assert_eq!(date.as_of, FIRST.plus(month as i32).last_day().to_string());
        let (chances, lost, years) = forecasts(ledger, month, is_recurring);
        let is_scored = (MONTHS - 1 - month).is_multiple_of(12) && years > 0;
        // The earlier scored dates whose outcome is known.
        let mut before = [0.0; 3];
        for (_, sums) in scored.iter().filter(|(at, _): &&(usize, [f64; 3])| at + 12 <= month) {
            (0..3).for_each(|method| before[method] += sums[method]);
        }
        let chosen = (1..3).fold(0, |best, next| if before[next] < before[best] { next } else { best });
        let squares: [f64; 3] = [0, 1, 2].map(|method| squares(&chances, &lost, method));
        let of = |method: usize| chances.iter().map(|it| it[method]).sum::<f64>();
        assert_eq!((date.scored, date.method.as_str()), (is_scored, names[chosen]), "{}", date.as_of);
        assert_eq!((date.customers, date.known_customer_years), (lost.len() as u64, years), "{}", date.as_of);
        assert_eq!(date.lost, lost.iter().filter(|it| **it).count() as u64, "{}", date.as_of);
        assert!(close(date.expected, of(chosen), 1e-7), "{}: {} is not {}", date.as_of, date.expected, of(chosen));
        let each = squares.map(|sum| sum / lost.len() as f64);
        assert!(close(date.brier.unwrap().0, each[chosen], 1e-7), "{}", date.as_of);
        assert!(close(date.base_brier.unwrap().0, each[0], 1e-9), "{}", date.as_of);
        if is_scored {
            (0..3).for_each(|method| sums[method] += squares[method]);
            (count, chosen_sum) = (count + lost.len(), chosen_sum + squares[chosen]);
            scored.push((month, squares));
            chosen_by.push(names[chosen].to_owned());
        }
    }
    for method in &read.methods {
        let sum = names.iter().position(|name| *name == method.method).map_or(chosen_sum, |at| sums[at]);
        assert_eq!(method.forecasts, count as u64);
        assert!(close(method.brier.unwrap().0, sum / count as f64, 1e-7), "{}", method.method);
        assert!((method.skill.unwrap().0 - (1.0 - sum / sums[0])).abs() < 1e-7, "{}", method.method);
    }
    let best = (1..3).fold(0, |best, next| if sums[next] < sums[best] { next } else { best });
    // Skill is that of the series chosen on earlier dates; without it everyone gets the base rate.
    let used = if chosen_sum < sums[0] - 1e-9 { best } else { 0 };
    assert_eq!((read.best.as_str(), read.method.as_str()), (names[best], names[used]));
    assert_eq!(read.verdict, if used == 0 { "no_skill" } else { "skill" });
    // Every forecast of the chosen series stands in one bin.
    assert_eq!(read.calibration.iter().map(|it| it.forecasts).sum::<u64>(), count as u64);
    let binned: f64 = read.calibration.iter().filter_map(|it| Some(it.mean?.0 * it.forecasts as f64)).sum();
    let chosen = read.methods.last().unwrap();
    assert!(close(binned, chosen.expected, 1e-9), "{binned} is not {}", chosen.expected);
    let tested = read.dates.iter().rev().find(|it| it.scored && it.spiegelhalter_z.is_some());
    let latest =
        (tested.and_then(|it| it.spiegelhalter_z), tested.map(|it| it.as_of.clone()), tested.map(|it| it.lost));
    assert_eq!((read.calibration_z, read.calibration_date.clone(), read.calibration_lost), latest);
    assert_eq!(read.calibration_expected, tested.map(|it| it.expected));
    assert_eq!(read.calibration_method, tested.map(|it| it.method.clone()));
    let (chances, ..) = forecasts(ledger, MONTHS - 1, is_recurring);
    let customers = active(ledger, MONTHS - 1, is_recurring).into_iter().map(|it| it.0);
    let rows: BTreeMap<&str, f64> =
        report.churn_exposure.by_customer.iter().map(|it| (it.customer.as_str(), it.probability.0)).collect();
    assert_eq!(rows.len(), chances.len());
    for (customer, chances) in customers.zip(chances) {
        assert!(close(rows[id(customer).as_str()], chances[used], 1e-7), "{customer}");
    }
    chosen_by.push(read.method.clone());
    chosen_by
}

#[test]
fn a_naive_second_path_agrees_on_renewals() {
    let mut used = Vec::new();
    for seed in [3, 11, 29] {
        let ledger = ledger(seed, 90, 0);
        let report = report_of_csv(&csv(&ledger, true), &Config::default()).expect("a report");
        used.extend(agrees(&ledger, &report, true));
    }
    assert!(used.iter().any(|it| it != "base_rate"), "{used:?}");
}

#[test]
fn a_naive_second_path_agrees_on_purchases() {
    let mut used = Vec::new();
    for seed in [5, 17] {
        let ledger = ledger(seed, 90, 4);
        let report = report_of_csv(&csv(&ledger, false), &Config::default()).expect("a report");
        used.extend(agrees(&ledger, &report, false));
    }
    assert!(used.contains(&"bg_nbd".to_owned()), "{used:?}");
}

/// The same as plain histories.
fn book(ledger: &Ledger, basis: Basis) -> Book {
    let customer = |(at, row): (usize, &[i64; MONTHS])| {
        let months = || row.iter().enumerate().filter(|it| *it.1 != 0);
        let number = |month: usize| FIRST.0 + month as i32;
        Customer {
            id: id(at),
            months: months()
                .map(|(month, amount)| {
                    let amount = i128::from(*amount) * 1_000_000;
                    Entry { month: number(month), amount, mrr: amount }
                })
                .collect(),
            segments: months()
                .map(|(month, amount)| SegmentEntry {
                    month: number(month),
                    segment: ledger.segments[at][month],
                    amount: i128::from(*amount),
                })
                .collect(),
        }
    };
    let months = (FIRST.0, FIRST.0 + MONTHS as i32 - 1);
    let customers = ledger.revenue.iter().enumerate().map(customer).collect();
    Book::new(basis, months, vec!["large".to_owned(), "small".to_owned()], customers)
}

#[test]
fn sizes_by_month_are_those_of_each_history() {
    for (seed, basis) in [(1, Basis::Mrr), (2, Basis::Ttm), (7, Basis::Mrr), (8, Basis::Ttm)] {
        let book = book(&ledger(seed, 60, 4), basis);
        for at in book.first_month - 14..=book.last_month + 14 {
            let own: Vec<i128> = book.customers.iter().map(|customer| customer.size(basis, at)).collect();
            assert_eq!(book.sizes(at), own, "{basis:?} at {at}");
            let followed = book.followed(at);
            assert_eq!(followed.len(), own.iter().filter(|size| **size > 0).count());
            assert!(followed.iter().all(|(it, after)| {
                let customer = &book.customers[it.customer];
                it.size == own[it.customer] && *after == customer.size(basis, at + 12)
            }));
        }
    }
    let none = Book::new(Basis::Ttm, (0, -1), Vec::new(), Vec::new());
    assert!(none.sizes(0).is_empty() && none.followed(0).is_empty());
}

#[test]
fn nothing_after_a_date_changes_its_forecasts() {
    let mut dice = Dice(41);
    for (seed, basis) in [(1, Basis::Mrr), (2, Basis::Ttm), (7, Basis::Mrr), (8, Basis::Ttm)] {
        let before = ledger(seed, 60, if basis == Basis::Ttm { 4 } else { 0 });
        for month in [17, 30, 47] {
            let mut changed = ledger(seed, 60, if basis == Basis::Ttm { 4 } else { 0 });
            for (row, segments) in changed.revenue.iter_mut().zip(&mut changed.segments) {
                row[month + 1..].iter_mut().for_each(|cell| *cell = [0, 5, 900][dice.roll(3) as usize]);
                segments[month + 1..].iter_mut().for_each(|segment| *segment = dice.roll(2) as usize);
            }
            let (one, other) = (book(&before, basis), book(&changed, basis));
            let at = FIRST.0 + month as i32;
            assert_eq!(one.active(at), other.active(at));
            let (then, also) = (Fitted::new(&one, at), Fitted::new(&other, at));
            for customer in one.active(at) {
                for method in Method::of(basis) {
                    assert_eq!(then.chance(method, &customer), also.chance(method, &customer), "{method:?} at {at}");
                }
            }
            // What is chosen at a date, too, hangs on nothing after it.
            let chosen = |book: &Book| {
                let past = Past::whole(book);
                let result = backtest(book, |_| Some(&past));
                result.dates.iter().filter(|it| it.at <= at).map(|it| (it.at, it.scored, it.chosen)).collect::<Vec<_>>()
            };
            assert_eq!(chosen(&one), chosen(&other));
        }
    }
}

#[test]
fn no_customer_reads_no_chance() {
    for (seed, basis) in [(1, Basis::Mrr), (2, Basis::Ttm)] {
        let book = book(&ledger(seed, 60, 2), basis);
        let fitted = Fitted::new(&book, book.last_month);
        for customer in book.active(book.last_month) {
            for method in Method::of(basis) {
                let it = fitted.chance(method, &customer).probability;
                assert!(0.0 < it.mean && it.mean < 1.0 && it.low < it.mean && it.mean < it.high, "{method:?} {it:?}");
            }
        }
    }
}

#[test]
fn a_date_knows_only_what_was_booked_by_then() {
    let source = ledger(19, 40, 0);
    let mut dice = Dice(5);
    let mut text = String::from("customer_id,date,amount,kind,booked_at\n");
    for (customer, row) in source.revenue.iter().enumerate() {
        // One customer in four is booked a year late or more.
        let delay = if customer > 0 && dice.roll(4) == 0 { 400 + dice.roll(300) as i64 } else { 3 };
        for (month, amount) in row.iter().enumerate().filter(|it| *it.1 != 0) {
            let date = FIRST.plus(month as i32).last_day();
            let booked = date.saturating_add(jiff::Span::new().days(delay));
            let _ = writeln!(text, "{},{date},{amount},recurring,{booked}", id(customer));
        }
    }
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.csv").to_string_lossy().into_owned();
    std::fs::write(&file, text).unwrap();
    let of = |config: &Config| report_with(std::slice::from_ref(&file), config, 2).unwrap();
    let as_of = parse_date("2023-12-31");
    let report = of(&Config { as_of, known_at: parse_date("2030-01-01"), ..Config::default() });
    let tested = report.backtest.unwrap();
    assert_eq!(tested.dates.len(), 15, "every third month");
    let unaware = Config { as_of, map: [("booked_at".to_owned(), String::new())].into(), ..Config::default() };
    let hindsight = of(&unaware).backtest.unwrap();
    let mut differ = 0;
    for date in &tested.dates {
        let then = of(&Config { as_of: parse_date(&date.as_of), ..Config::default() });
        let (losses, years) = then
            .churn_exposure
            .bands
            .iter()
            .fold((0, 0), |sum, band| (sum.0 + band.losses, sum.1 + band.customer_years));
        assert_eq!(date.known_customer_years, years, "{}", date.as_of);
        assert!(close(date.base_rate.0, (0.5 + losses as f64) / (1.0 + years as f64), 1e-12), "{}", date.as_of);
        if years > 0 {
            assert_eq!(date.customers, then.churn_exposure.by_customer.len() as u64, "{}", date.as_of);
        }
        let sliced = hindsight.dates.iter().find(|it| it.as_of == date.as_of).unwrap();
        assert!(sliced.customers >= date.customers);
        differ += usize::from(sliced.customers != date.customers);
    }
    assert!(differ > 10, "{differ}");
}

#[test]
fn a_history_booked_all_at_once_tests_nothing_and_says_why() {
    // As after a migration: every row of the first years was booked on one late day.
    let mut text = String::from("customer_id,date,amount,kind,booked_at\n");
    for month in 0..48 {
        for customer in 0..6 {
            let date = FIRST.plus(month).last_day();
            let _ = writeln!(text, "C{customer},{date},10,recurring,2022-12-31");
        }
    }
    let tested = report_of_csv(&text, &Config::default()).unwrap().backtest.unwrap();
    assert_eq!((tested.verdict.as_str(), tested.dates.len()), ("none", 0));
    assert!(tested.message.contains("`--map booked_at=`"), "{}", tested.message);
    let whole = Config { map: [("booked_at".to_owned(), String::new())].into(), ..Config::default() };
    let tested = report_of_csv(&text, &whole).unwrap().backtest.unwrap();
    assert!(tested.dates.len() > 20 && !tested.message.contains("booked"), "{}", tested.message);
}

#[test]
fn a_parent_since_then_is_no_loss() {
    // B, the tenth customer, comes under A in 2023: its revenue is not lost, and the report follows the two as one.
    let mut text = String::from("customer_id,date,amount,kind,booked_at,parent_id\n");
    for month in 0..60 {
        let date = FIRST.plus(month).last_day();
        for customer in ["A", "B", "C"] {
            let parent = if customer == "B" && month >= 48 { "A" } else { "" };
            let _ = writeln!(text, "{customer},{date},10,recurring,{date},{parent}");
        }
    }
    let report = report_of_csv(&text, &Config { as_of: parse_date("2023-12-31"), ..Config::default() }).unwrap();
    let tested = report.backtest.unwrap();
    assert!(tested.dates.iter().all(|it| (it.customers, it.lost) == (2, 0)), "{:?}", tested.dates);
}

#[test]
fn a_dated_parent_is_no_loss_whatever_the_history() {
    // B comes under A in 2023, and brings most of what the two bring, so that they stand in B's segment, y.
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let mut text = "customer_id,date,amount,kind,segment,booked_at\n".to_owned();
    for month in 0..60 {
        let date = FIRST.plus(month).last_day();
        for (customer, amount, segment) in [("A", 10, "x"), ("B", 30, "y"), ("C", 10, "y")] {
            let _ = writeln!(text, "{customer},{date},{amount},recurring,{segment},{date}");
        }
    }
    std::fs::write(path("ledger.csv"), text).unwrap();
    std::fs::write(path("links.csv"), "child,parent,relation,valid_from\nB,A,control,2023-03-01\n").unwrap();
    let file = path("ledger.csv").to_string_lossy().into_owned();
    let maps = [("kind", "booked_at"), ("kind", ""), ("", "")];
    for (history, (kind, booked)) in
        [History::AsIs, History::AsWas].into_iter().flat_map(|it| maps.map(|map| (it, map)))
    {
        let map =
            [("kind", kind), ("booked_at", booked)].map(|(role, column)| (role.to_owned(), column.to_owned())).into();
        let links = Some(path("links.csv"));
        let config = Config { as_of: parse_date("2023-12-31"), history, links, map, ..Config::default() };
        let report = report_with(std::slice::from_ref(&file), &config, 2).unwrap();
        let tested = report.backtest.unwrap();
        assert_eq!(tested.dates.len(), if booked.is_empty() { 43 } else { 15 });
        assert!(tested.dates.iter().all(|it| (it.customers, it.lost) == (2, 0)), "{history:?}: {:?}", tested.dates);
        let exposure = report.churn_exposure;
        assert!(
            exposure.cells.iter().all(|it| it.segment.as_deref() == Some("y")),
            "{history:?}: {:?}",
            exposure.cells
        );
        let exposed: Vec<(&str, String)> =
            exposure.by_customer.iter().map(|it| (it.customer.as_str(), it.arr.to_string())).collect();
        assert_eq!(exposed, [("A", "480.00".to_owned()), ("C", "120.00".to_owned())], "{history:?} {kind}");
    }
}

#[test]
fn where_no_outcome_is_known_the_chances_are_untested_and_say_so() {
    let ledger = ledger(23, 30, 0);
    let mut short = csv(&ledger, true);
    short = short
        .lines()
        .filter(|line| !line.contains(",2021") && !line.contains(",2022") && !line.contains(",2023"))
        .map(|line| format!("{line}\n"))
        .collect();
    let report = report_of_csv(&short, &Config::default()).expect("a report");
    let tested = report.backtest.as_ref().unwrap();
    assert_eq!((tested.verdict.as_str(), tested.method.as_str()), ("none", "empirical_bayes"));
    assert!(tested.dates.iter().all(|it| !it.scored && it.base_rate.0 == 0.5), "{:?}", tested.dates);
    assert!(tested.message.contains("untested") && tested.calibration.is_empty() && tested.methods.is_empty());
    assert!(["empirical_bayes", "pooled"].contains(&report.churn_exposure.method.as_str()));
}

#[test]
fn few_losses_leave_the_chances_untested() {
    // Ten customers that stay over four years.
    let mut text = String::from("customer_id,date,amount,kind\n");
    for month in 0..48 {
        for customer in 0..10 {
            let _ = writeln!(text, "C{customer},{},10,recurring", FIRST.plus(month).last_day());
        }
    }
    let report = report_of_csv(&text, &Config::default()).expect("a report");
    let tested = report.backtest.unwrap();
    assert_eq!((tested.verdict.as_str(), tested.method.as_str()), ("too_few", "empirical_bayes"));
    // Scored as of December 2020 and 2021, after 10 and 20 customer-years without a loss: 10 · (½/11 + ½/21).
    // (December 2019 has no outcome known before it.)
    assert!(close(tested.methods[0].expected, 10.0 * (0.5 / 11.0 + 0.5 / 21.0), 1e-12), "{:?}", tested.methods[0]);
    assert!(tested.message.contains("only 0.7 losses were to be expected") && tested.message.contains("untested"));
    assert_eq!(report.churn_exposure.method, "pooled");
}

#[test]
fn a_segment_dimension_that_nobody_has_is_refused() {
    let ledger = ledger(3, 10, 0);
    let mut config = Config::default();
    config.risk.segment_dimension = Some("industry".to_owned());
    let error = report_of_csv(&csv(&ledger, true), &config).expect_err("an error");
    assert!(error.message.contains("`risk.segment_dimension` is `industry`"), "{}", error.message);
    assert!(error.hint.unwrap().contains("segment"));
}

/// W27 of a report with so many losses, where 7.5 were to be expected.
fn finding(z: f64, lost: u64) -> (Option<Severity>, bool) {
    let backtest = Backtest {
        method: "base_rate".to_owned(),
        calibration_method: Some("bg_nbd".to_owned()),
        calibration_expected: Some(7.5),
        calibration_lost: Some(lost),
        calibration_z: Some(z),
        calibration_date: Some("2024-12-31".to_owned()),
        ..Backtest::default()
    };
    let report = Report { backtest: Some(backtest), ..Report::default() };
    let findings = evaluate(&report, &Policy::new(&Config::default()).unwrap());
    let found = findings.iter().find(|it| it.id == "W27");
    if let Some(it) = found {
        let more = if lost > 7 { "more customers were lost" } else { "fewer customers were lost" };
        for word in [more, "bg nbd", "2024-12-31", &format!("{lost} against 7.5")] {
            assert!(it.message.contains(word), "{}", it.message);
        }
    }
    (found.map(|it| it.severity), is_reliable(&findings))
}

#[test]
fn miscalibration_warns_either_way_and_a_critical_one_makes_the_report_unreliable() {
    assert_eq!(finding(1.99, 12), (None, true));
    assert_eq!(finding(-2.0, 3), (Some(Severity::Watch), true));
    assert_eq!(finding(2.6, 13), (Some(Severity::Warning), true));
    // Chances above a half turn the sign of z.
    assert_eq!(finding(-3.29, 14), (Some(Severity::Warning), true));
    assert_eq!(finding(3.3, 1), (Some(Severity::Critical), false));
}

#[test]
fn the_program_prints_the_backtest_of_the_demo() {
    let demo = project("fixtures/demo").to_string_lossy().into_owned();
    let run = |format: &str| {
        let output = eggbasket(&["backtest", &demo, "--format", format]);
        assert!(output.status.success(), "{}", stderr(&output));
        stdout(&output)
    };
    let value: serde_json::Value = serde_json::from_str(&run("json")).unwrap();
    let dates = value["dates"].as_array().unwrap();
    assert!(dates.len() >= 8, "{}", dates.len());
    assert_eq!(dates.iter().filter(|it| it["scored"] == true).count(), 3);
    let table = run("table");
    assert!(table.contains(value["message"].as_str().unwrap()) && table.contains("chosen"), "{table}");
    assert!(dates.iter().all(|it| table.contains(it["as_of"].as_str().unwrap())));
    let csv = run("csv");
    assert!(csv.starts_with("as_of,scored,method,customers,"), "{csv}");
    assert_eq!(csv.lines().count(), dates.len() + 1);
    assert_eq!(csv, run("csv"));
}

/// The backtest of a real ledger, printed so that a reader of the test's output sees it.
fn of_real(name: &str) -> Option<(Report, Backtest)> {
    let file = crate::support::real_ledgers(name)?.join("revenue.parquet").to_string_lossy().into_owned();
    let report = report_with(&[file], &Config::default(), 2).expect("a report");
    let tested = report.backtest.clone().expect("a backtest");
    eprintln!("{name}: {}: {}", tested.verdict, tested.message);
    for date in &tested.dates {
        eprintln!(
            "  {} scored {} {}: {} customers, {} customer-years known, {:.1} losses expected, {} seen",
            date.as_of, date.scored, date.method, date.customers, date.known_customer_years, date.expected, date.lost
        );
    }
    Some((report, tested))
}

#[test]
fn adventureworks_is_tested_at_every_month_it_allows() {
    let Some((report, tested)) = of_real("adventureworks") else { return };
    // January 2017 to June 2019: six months of history to the end of the first, twelve months after the last.
    assert_eq!((tested.dates[0].as_of.as_str(), tested.dates.len()), ("2017-06-30", 13));
    // One date alone knows an outcome: all who had bought in the first six months bought nothing in the next twelve.
    let scored: Vec<_> = tested.dates.iter().filter(|it| it.scored).collect();
    assert_eq!((scored.len(), scored[0].as_of.as_str(), scored[0].lost), (1, "2018-06-30", 241));
    assert_eq!((tested.verdict.as_str(), tested.method.as_str()), ("no_skill", "base_rate"));
    // What it forecast was wrong, and the report says that it cannot be relied on.
    assert!(report.findings.iter().any(|it| it.id == "W27" && it.severity == Severity::Critical));
    assert!(!report.reliable);
}

#[test]
fn northwind_is_too_short_to_tell() {
    let Some((_, tested)) = of_real("northwind") else { return };
    assert_eq!(tested.dates.len(), 5, "22 months: six before the first date, twelve after the last");
    assert!(tested.dates.iter().all(|it| !it.scored));
    assert_eq!((tested.verdict.as_str(), tested.method.as_str()), ("none", "empirical_bayes"));
}
