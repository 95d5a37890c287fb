//! Everything that stands behind the indexes, computed a second way over whole cents, and the properties that must hold.

use crate::support::{close, eggbasket, project, report_with, stderr, stdout};
use eggbasket::config::Config;
use eggbasket::model::Report;
use eggbasket::unit::Ratio;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Customer, month from 0, cents, cost in cents where known, region (0: none).
type Row = (u64, i64, i64, Option<i64>, u64);

const MONTHS: i64 = 30;

/// A skewed book in which customers come, go, buy in several regions and now and then give back more than they bought.
fn rows(seed: u64) -> Vec<Row> {
    let mut state = seed;
    let mut roll = move |below: u64| {
        state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (state >> 33) % below
    };
    let customers = 24 + roll(20);
    let mut rows: Vec<Row> = (0..500)
        .map(|_| {
            let customer = 1 + roll(customers).min(roll(customers));
            let month = (roll(MONTHS as u64) as i64).min(MONTHS - 1 - 12 * i64::from(customer % 7 == 0));
            let month = month.max(if customer % 5 == 0 { 19 } else { 0 });
            let cents = if roll(15) == 0 { -(roll(60_000) as i64) } else { roll(300_000 / customer) as i64 };
            let cost = (roll(4) > 0).then(|| cents * (20 + roll(90) as i64) / 100);
            (customer, month, cents, cost, roll(3).min(customer % 3))
        })
        .collect();
    rows.extend([(1, 0, 5_000, None, 1), (1, MONTHS - 1, 5_000, Some(100), 1)]);
    rows
}

fn csv(rows: &[Row], factor: i64) -> String {
    let mut text = String::from("customer_id,date,amount,cost,region\n");
    let money =
        |cents: i64| format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
    for (customer, month, cents, cost, region) in rows {
        let cost = cost.map_or(String::new(), |cost| money(cost * factor));
        let region = ["", "North", "South"][*region as usize];
        let date = format!("{}-{:02}-01", 2020 + month / 12, month % 12 + 1);
        let _ = writeln!(text, "K{customer:02},{date},{},{cost},{region}", money(cents * factor));
    }
    text
}

fn owed(rows: &[Row]) -> String {
    let mut text = String::from("customer_id,as_of,amount\n");
    for (at, (customer, _, cents, _, _)) in rows.iter().enumerate().take(60) {
        let date = if at % 4 == 0 { "2022-03-31" } else { "2022-06-30" };
        let _ = writeln!(text, "K{customer:02},{date},{}", cents / 7);
    }
    text
}

fn read(rows: &[Row], factor: i64) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let file = |name: &str, text: String| {
        let path = folder.path().join(name);
        std::fs::write(&path, text).unwrap();
        path
    };
    let ledger = file("ledger.csv", csv(rows, factor)).to_string_lossy().into_owned();
    let receivables = Some(file("receivables.csv", owed(rows)));
    report_with(&[ledger], &Config { receivables, ..Config::default() }, 2).unwrap()
}

fn agree(value: impl Into<Option<Ratio>>, naive: f64, what: &str) {
    let value = value.into().unwrap_or_else(|| panic!("{what} is null")).0;
    assert!(close(value, naive, 1e-9) || (value - naive).abs() < 1e-11, "{what}: {value}, naively {naive}");
}

/// Positive sums by key, the largest first, then by key.
fn ranked<K: Ord + Clone>(sums: &BTreeMap<K, i64>) -> Vec<(K, i64)> {
    let mut ranked: Vec<(K, i64)> = sums.iter().filter(|it| *it.1 > 0).map(|it| (it.0.clone(), *it.1)).collect();
    ranked.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(&other.0)));
    ranked
}

fn sums<K: Ord>(rows: &[Row], from: i64, to: i64, key: impl Fn(&Row) -> K) -> BTreeMap<K, i64> {
    let mut sums = BTreeMap::new();
    for row in rows.iter().filter(|row| row.1 >= from && row.1 < to) {
        *sums.entry(key(row)).or_default() += row.2;
    }
    sums
}

/// HHI, n_eff, Gini, entropy, Theil, Hall–Tideman, Hoover of sizes, the largest first.
struct Naive {
    shares: Vec<f64>,
    n: f64,
}

impl Naive {
    fn of(sizes: impl IntoIterator<Item = i64>) -> Naive {
        let sizes: Vec<i64> = sizes.into_iter().collect();
        let total = sizes.iter().sum::<i64>() as f64;
        Naive { n: sizes.len() as f64, shares: sizes.iter().map(|size| *size as f64 / total).collect() }
    }
    fn top(&self, n: usize) -> f64 {
        self.shares.iter().take(n).sum()
    }
    fn h(&self) -> f64 {
        self.shares.iter().map(|share| share * share).sum()
    }
    fn placed(&self) -> f64 {
        self.shares.iter().enumerate().map(|(at, share)| (at + 1) as f64 * share).sum()
    }
    fn gini(&self) -> f64 {
        1.0 + (1.0 - 2.0 * self.placed()) / self.n
    }
    fn entropy(&self) -> f64 {
        self.shares.iter().map(|share| -share * share.ln()).sum()
    }
    fn theil(&self) -> f64 {
        self.n.ln() - self.entropy()
    }
    fn hoover(&self) -> f64 {
        self.shares.iter().map(|share| (share - 1.0 / self.n).abs()).sum::<f64>() / 2.0
    }
}

#[test]
fn what_stands_behind_the_indexes_agrees_with_a_naive_computation() {
    for seed in 0..4 {
        let rows = rows(seed);
        let report = read(&rows, 1);
        let now = ranked(&sums(&rows, MONTHS - 12, MONTHS, |row| row.0));
        curve(&report, &now);
        without_one(&report, &now);
        pairs_and_bounds(&report, &now);
        change(&report, &rows);
        segments(&report, &rows, &now);
        by_value(&report, &rows);
        bases(&report, &rows);
    }
}

fn curve(report: &Report, now: &[(u64, i64)]) {
    let book = Naive::of(now.iter().map(|it| it.1));
    let it = &report.concentration;
    for (percent, whole) in [("1", 1), ("5", 5), ("10", 10), ("20", 20)] {
        let k = (now.len() * whole).div_ceil(100).max(1);
        assert_eq!(it.top_percent_customers[percent], Some(k as u64));
        agree(it.top_percent[percent], book.top(k), "top percent");
    }
    agree(it.hill["0"], book.n, "D_0");
    agree(it.hill["1"], book.entropy().exp(), "D_1");
    agree(it.hill["2"], 1.0 / book.h(), "D_2");
    agree(it.hill["inf"], 1.0 / book.shares[0], "D_inf");
    assert_eq!(report.lorenz.len(), now.len() + 1);
    for point in &report.lorenz {
        let smallest: f64 = book.shares.iter().rev().take(point.customers as usize).sum();
        agree(point.revenue_share, smallest, "Lorenz");
        agree(point.customer_share, point.customers as f64 / book.n, "Lorenz");
    }
    // Twice the area between the curve and the diagonal is the Gini.
    let area: f64 = report
        .lorenz
        .windows(2)
        .map(|it| {
            let width = it[1].customer_share.0 - it[0].customer_share.0;
            width * (it[0].revenue_share.0 + it[1].revenue_share.0) / 2.0
        })
        .sum();
    agree(it.gini, 1.0 - 2.0 * area, "the Gini from the curve");
    let mut above = 0;
    let whole: i64 = now.iter().map(|it| it.1).sum();
    for (customer, (_, amount)) in report.customer_amounts.iter().zip(now) {
        let tier = if above * 100 < whole * 80 {
            "head"
        } else if above * 100 < whole * 95 {
            "middle"
        } else {
            "tail"
        };
        assert_eq!(customer.tier.as_deref(), Some(tier));
        above += amount;
    }
    assert_eq!(report.tiers.iter().map(|tier| tier.customers).sum::<u64>(), now.len() as u64);
}

fn without_one(report: &Report, now: &[(u64, i64)]) {
    assert_eq!(report.stability.len(), now.len().min(20));
    for (at, it) in report.stability.iter().enumerate() {
        assert_eq!(it.customer, format!("K{:02}", now[at].0));
        let book = Naive::of(now.iter().enumerate().filter(|other| other.0 != at).map(|other| other.1.1));
        agree(it.cr_1, book.top(1), "CR1 without one");
        agree(it.cr_5, book.top(5), "CR5 without one");
        agree(it.cr_10, book.top(10), "CR10 without one");
        agree(it.hhi, 1e4 * book.h(), "HHI without one");
        agree(it.n_eff, 1.0 / book.h(), "n_eff without one");
        agree(it.gini, book.gini(), "Gini without one");
        agree(it.entropy, book.entropy(), "entropy without one");
        agree(it.theil, book.theil(), "Theil without one");
        agree(it.hall_tideman, 1.0 / (2.0 * book.placed() - 1.0), "Hall-Tideman without one");
        agree(it.hoover, book.hoover(), "Hoover without one");
    }
}

fn pairs_and_bounds(report: &Report, now: &[(u64, i64)]) {
    let sizes: Vec<i64> = now.iter().map(|it| it.1).collect();
    let hhi = 1e4 * Naive::of(sizes.clone()).h();
    let mut merged = Vec::new();
    for one in 0..20 {
        for other in one + 1..20 {
            let mut after = sizes.clone();
            after[one] += after.remove(other);
            merged.push(1e4 * Naive::of(after).h());
        }
    }
    merged.sort_by(|one, other| other.total_cmp(one));
    assert_eq!(report.mergers.len(), 10);
    for (it, after) in report.mergers.iter().zip(merged) {
        agree(it.hhi_after, after, "HHI after a merger");
        agree(it.hhi_change, after - hhi, "what a merger adds");
        assert!(it.hhi_change.0 > 0.0, "a merger never lowers the HHI");
    }
    let book = Naive::of(sizes);
    for it in &report.hhi_bounds {
        let known = it.top as usize;
        let h: f64 = book.shares[..known].iter().map(|share| share * share).sum();
        let (rest, last) = (1.0 - book.top(known), book.shares[known - 1]);
        agree(it.hhi_lower, 1e4 * h, "lower bound");
        // Fill customers of the largest size there may be, one by one.
        let (mut left, mut most) = (rest, h);
        while left > 1e-12 {
            most += left.min(last).powi(2);
            left -= last;
        }
        agree(it.hhi_upper, 1e4 * most, "upper bound");
        assert!(it.hhi_lower.0 <= hhi + 1e-9 && hhi <= it.hhi_upper.0 + 1e-9);
        if let Some(lower) = it.hhi_lower_with_count {
            agree(lower, 1e4 * (h + rest * rest / (book.n - known as f64)), "lower bound with the count");
            assert!(it.hhi_lower <= lower && lower.0 <= hhi + 1e-9);
        }
        if let Some(upper) = it.hhi_upper_disclosed {
            assert!(upper.0 >= hhi - 1e-9);
        }
    }
}

/// Millionths of a point, as printed.
fn micros(points: Ratio) -> i64 {
    let micros = points.0 * 1e6;
    assert!((micros - micros.round()).abs() < 1e-3, "{points:?} has more than six decimals");
    micros.round() as i64
}

fn change(report: &Report, rows: &[Row]) {
    let it = report.hhi_change.as_ref().expect("both years are covered");
    let weights = |from: i64, to: i64| -> BTreeMap<u64, f64> {
        let all = ranked(&sums(rows, from, to, |row| row.0));
        let shares = Naive::of(all.iter().map(|it| it.1)).shares;
        all.iter().map(|it| it.0).zip(shares).collect()
    };
    let (before, after) = (weights(MONTHS - 24, MONTHS - 12), weights(MONTHS - 12, MONTHS));
    let squares = |of: &BTreeMap<u64, f64>, with: &BTreeMap<u64, f64>, both: bool| -> f64 {
        of.iter().filter(|it| with.contains_key(it.0) == both).map(|it| 1e4 * it.1 * it.1).sum()
    };
    let near = |value: Ratio, naive: f64| assert!((value.0 - naive).abs() < 2e-6, "{value:?}, naively {naive}");
    near(it.stayers, squares(&after, &before, true) - squares(&before, &after, true));
    near(it.entrants, squares(&after, &before, false));
    near(it.leavers, squares(&before, &after, false));
    assert!(it.entrants.0 > 0.0 && it.leavers.0 > 0.0, "the seed has customers that come and go");
    let parts = [it.before, it.transfer, it.fx, it.stayers, it.entrants].map(micros).iter().sum::<i64>();
    assert_eq!(parts - micros(it.leavers), micros(it.after), "the parts add up exactly");
    let listed: i64 = it.by_customer.iter().map(|it| micros(it.change)).sum();
    let moved = micros(it.stayers) + micros(it.entrants) - micros(it.leavers);
    assert_eq!(listed + micros(it.others), moved, "and so do the customers'");
    near(it.before, report.concentration_year_before.as_ref().unwrap().hhi.unwrap().0);
    near(it.after, report.concentration.hhi.unwrap().0);
}

fn segments(report: &Report, rows: &[Row], now: &[(u64, i64)]) {
    let cells = sums(rows, MONTHS - 12, MONTHS, |row| (row.0, row.4));
    let segment = |customer: u64| {
        let own = cells.iter().filter(|it| it.0.0 == customer);
        // The largest; where equal the smallest value, a region before none.
        own.max_by_key(|it| (*it.1, std::cmp::Reverse((it.0.1 + 2) % 3))).unwrap().0.1
    };
    let mut groups: BTreeMap<u64, Vec<i64>> = BTreeMap::new();
    now.iter().for_each(|it| groups.entry(segment(it.0)).or_default().push(it.1));
    let (whole, n) = (now.iter().map(|it| it.1).sum::<i64>() as f64, now.len() as f64);
    let it = &report.decomposition["region"];
    let (mut between, mut within, mut squares) = (0.0, 0.0, 0.0);
    for sizes in groups.values() {
        let share = sizes.iter().sum::<i64>() as f64 / whole;
        between += share * (share * n / sizes.len() as f64).ln();
        within += share * Naive::of(sizes.clone()).theil();
        squares += share * share;
    }
    agree(it.theil_between, between, "Theil between");
    agree(it.theil_within, within, "Theil within");
    agree(it.theil, report.concentration.theil.unwrap().0, "Theil is the sum of its parts");
    agree(it.hhi, report.concentration.hhi.unwrap().0, "HHI is the sum of its parts");
    agree(it.hhi_between, 1e4 * squares, "HHI between");
    agree(it.hhi, it.hhi_between.0 * it.hhi_within.0 / 1e4, "HHI is between times within");
    for part in &it.by_value {
        agree(part.hhi_part, part.share.0 * part.share.0 * part.hhi.0, "a segment's part of the HHI");
    }
    assert_eq!(it.segments as usize, groups.len());
}

fn by_value(report: &Report, rows: &[Row]) {
    let cells = sums(rows, MONTHS - 12, MONTHS, |row| (row.4, row.0));
    for it in &report.dimensions["region"] {
        let region =
            ["North", "South"].iter().position(|name| it.value.as_deref() == Some(name)).map_or(0, |at| at + 1);
        let own = cells.iter().filter(|cell| cell.0.0 == region as u64).map(|cell| (cell.0.1, *cell.1)).collect();
        let sizes = ranked(&own);
        let book = Naive::of(sizes.iter().map(|it| it.1));
        assert_eq!(it.customers, sizes.len() as u64);
        agree(it.hhi, 1e4 * book.h(), "HHI within a value");
        agree(it.n_eff, 1.0 / book.h(), "n_eff within a value");
        agree(it.cr_1, book.top(1), "CR1 within a value");
        agree(it.cr_5, book.top(5), "CR5 within a value");
        agree(it.cr_10, book.top(10), "CR10 within a value");
        agree(it.gini, book.gini(), "Gini within a value");
        agree(it.theil, book.theil(), "Theil within a value");
    }
    let values = ranked(&sums(rows, MONTHS - 12, MONTHS, |row| row.4));
    let book = Naive::of(values.iter().map(|it| it.1));
    let over = &report.dimension_concentration["region"];
    assert_eq!(over.values, values.len() as u64);
    agree(over.hhi, 1e4 * book.h(), "HHI over values");
    agree(over.gini, book.gini(), "Gini over values");
}

fn bases(report: &Report, rows: &[Row]) {
    let year = rows.iter().filter(|row| row.1 >= MONTHS - 12);
    let mut profit: BTreeMap<u64, i64> = BTreeMap::new();
    for row in year {
        if let Some(cost) = row.3 {
            *profit.entry(row.0).or_default() += row.2 - cost;
        }
    }
    let mut receivables: BTreeMap<u64, i64> = BTreeMap::new();
    for (at, row) in rows.iter().enumerate().take(60).filter(|it| it.0 % 4 != 0) {
        assert!(at < 60);
        *receivables.entry(row.0).or_default() += row.2 / 7 * 100;
    }
    let revenue = sums(rows, MONTHS - 12, MONTHS, |row| row.0);
    assert!(report.bases.recurring.is_none() && report.bases.reasons.contains_key("recurring_reason"));
    let known = [
        ("revenue", &report.bases.revenue, &revenue),
        ("gross_profit", &report.bases.gross_profit, &profit),
        ("receivables", &report.bases.receivables, &receivables),
    ];
    for (name, base, amounts) in known {
        let base = base.as_ref().unwrap_or_else(|| panic!("{name} is unknown"));
        let sizes = ranked(amounts);
        let book = Naive::of(sizes.iter().map(|it| it.1));
        let total: i64 = amounts.values().sum();
        assert_eq!(base.total.amount.0, i128::from(total) * 10_000, "{name}");
        assert_eq!(base.customers, sizes.len() as u64, "{name}");
        for top in [1_usize, 3, 5, 10, 20] {
            agree(base.cr[&top.to_string()], book.top(top), name);
        }
        agree(base.hhi, 1e4 * book.h(), name);
        agree(base.gini, book.gini(), name);
        for (customer, amount) in sizes.iter().take(20) {
            let id = format!("K{customer:02}");
            let row = report.dependence.iter().find(|row| row.customer == id).unwrap_or_else(|| panic!("no {id}"));
            agree(row.shares[name], *amount as f64 / total as f64, name);
        }
    }
    for row in &report.dependence {
        let worst = row.shares.values().flatten().map(|share| share.0).fold(f64::MIN, f64::max);
        assert_eq!(row.shares[row.worst.as_ref().unwrap()].unwrap().0, worst);
    }
}

#[test]
fn a_book_in_other_units_has_the_same_ratios() {
    let rows = rows(9);
    let ratios = |factor: i64| {
        let report = read(&rows, factor);
        let value = serde_json::to_value((
            &report.stability,
            &report.mergers,
            &report.hhi_bounds,
            &report.lorenz,
            &report.decomposition,
            &report.hhi_change,
        ));
        value.unwrap()
    };
    same(&ratios(1), &ratios(1000), "");
}

/// Equal, numbers but for the last of their twelve digits.
fn same(one: &serde_json::Value, other: &serde_json::Value, at: &str) {
    use serde_json::Value::{Array, Number, Object};
    match (one, other) {
        (Object(one), Object(other)) => one.iter().for_each(|(key, value)| same(value, &other[key], key)),
        (Array(one), Array(other)) => {
            assert_eq!(one.len(), other.len(), "{at}");
            one.iter().zip(other).for_each(|(one, other)| same(one, other, at));
        }
        (Number(one), Number(other)) => {
            let (one, other) = (one.as_f64().unwrap(), other.as_f64().unwrap());
            assert!((one - other).abs() <= 1e-9 * one.abs().max(1.0), "{at}: {one}, {other}");
        }
        _ => assert_eq!(one, other, "{at}"),
    }
}

#[test]
fn a_curve_of_many_customers_keeps_512_points_and_the_hundred_largest() {
    let rows: String = (0..1500).map(|at| format!("K{at:04},2025-12-31,{}\n", 10 + at * at % 977)).collect();
    let config = Config { as_of: eggbasket::period::parse_date("2025-12-31"), ..Config::default() };
    let report = crate::support::report_of_csv(&format!("customer_id,date,amount\n{rows}"), &config).unwrap();
    let points: Vec<u64> = report.lorenz.iter().map(|point| point.customers).collect();
    assert_eq!((points.len(), points[0], points[511]), (512, 0, 1500));
    assert!((1400..=1500).all(|count| points.contains(&count)), "the hundred largest one by one");
    assert!(points.windows(2).all(|pair| pair[0] < pair[1] && pair[1] - pair[0] <= 4), "evenly over the others");
}

#[test]
fn receivables_that_cannot_be_used_are_refused() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger.csv");
    std::fs::write(&ledger, "customer_id,date,amount\nA,2025-12-31,5\n").unwrap();
    let read = |text: &str| {
        let path = folder.path().join("receivables.csv");
        std::fs::write(&path, text).unwrap();
        let config =
            Config { receivables: Some(path), as_of: eggbasket::period::parse_date("2025-12-31"), ..Config::default() };
        report_with(&[ledger.to_string_lossy().into_owned()], &config, 1)
    };
    let error = read("customer_id,as_of,amount\nA,2025-12-31,\n").unwrap_err();
    assert!(error.message.contains("receivables.csv`, line 2: no amount") && error.hint.is_some(), "{error}");
    let error = read("customer_id,as_of,amount,days_overdue\nA,2025-12-31,4,1.5\n").unwrap_err();
    assert!(error.message.contains("days_overdue") && error.message.contains("1.5"), "{error}");
    let error = read("customer_id,amount\nA,4\n").unwrap_err();
    assert!(error.message.contains("as_of"), "{error}");
    let late = read("customer_id,as_of,amount\nA,2026-12-31,4\n").unwrap();
    assert!(late.bases.receivables.is_none());
    assert!(late.bases.reasons["receivables_reason"].contains("as-of date"));
}

#[test]
fn any_two_customers_can_be_asked_about_and_what_makes_no_sense_is_refused() {
    let run = |book: &str, arguments: &[&str]| {
        let book = project(&format!("fixtures/books/{book}")).to_string_lossy().into_owned();
        let query = "select * from merger_effects";
        eggbasket(&[&["sql", query, &book, "--format", "csv"], arguments].concat())
    };
    // 2 · .07 · .06 · 10,000 = 84 on 1540, in place of the pair that the book asks about.
    let told = stdout(&run("nine_customers", &["--merge", "G, F"]));
    assert!(told.lines().any(|line| line.starts_with("F,F,G,G,0.13,") && line.ends_with(",true")), "{told}");
    assert_eq!(told.lines().filter(|line| line.ends_with(",true")).count(), 1, "{told}");
    for (book, pair, words) in [
        ("nine_customers", "A", "is not two customers"),
        ("nine_customers", "A,B,C", "is not two customers"),
        ("nine_customers", "A,Zebra", "no customer `Zebra` is known"),
        ("nine_customers", "A,A", "one customer already, the group `A`"),
        ("net_negative_customer", "A,D", "has no positive revenue in the window"),
    ] {
        let run = run(book, &["--merge", pair]);
        let text = stderr(&run);
        assert!(run.status.code() == Some(2) && text.contains(words) && text.contains("hint:"), "{pair}: {text}");
    }
}
