//! What pictures name customer by customer ties to the numbers beside it: on every book, and a second time over whole cents on
//! random ledgers.

use crate::support::{Dice, close, project, report_of_csv, report_with};
use eggbasket::config::Config;
use eggbasket::model::{CustomerRank, DimensionCustomers, DimensionValue, Report};
use eggbasket::unit::Amount;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The customers a value names at most, and the values that name any.
const NAMED: usize = 12;
const VALUES: usize = 20;

#[test]
fn ranks_and_customers_by_value_tie_on_every_book() {
    let (mut whole_windows, mut values) = (0, 0);
    for entry in std::fs::read_dir(project("fixtures/books")).unwrap() {
        let folder = entry.unwrap().path();
        if folder.is_dir() {
            let config = Config::read(&folder.join("eggbasket.toml")).unwrap();
            let report = report_with(&[folder.to_string_lossy().into_owned()], &config, 2).unwrap();
            whole_windows += ranks_tie(&report);
            values += values_tie(&report);
        }
    }
    assert!(whole_windows > 20 && values > 5, "{whole_windows} windows, {values} values");
}

/// The shares of the ten largest make CR_10 of their quarter; the last quarter is the window's where both are the same twelve
/// months, which is told by 1.
fn ranks_tie(report: &Report) -> usize {
    let ranks = &report.customer_ranks;
    let order = |it: &CustomerRank| (report.history.iter().position(|of| of.period == it.period).unwrap(), it.rank);
    assert!(ranks.is_sorted_by(|one, other| order(one) < order(other)));
    for of in &report.history {
        let ten = ranks.iter().filter(|it| it.period == of.period && it.rank <= 10);
        let sum: f64 = ten.filter_map(|it| it.share).map(|share| share.0).sum();
        assert!(close(of.concentration.cr["10"].map_or(0.0, |cr| cr.0), sum, 1e-9), "{}: CR10 {sum}", of.period);
    }
    let Some(last) = report.history.last().filter(|it| it.as_of == report.window.to && report.window.months == 12)
    else {
        return 0;
    };
    let now: Vec<_> = ranks.iter().filter(|it| it.period == last.period).collect();
    assert_eq!(now.len(), report.customer_amounts.len().min(10));
    for (rank, customer) in now.iter().zip(&report.top_customers) {
        assert_eq!((rank.rank, &rank.customer, &rank.name), (customer.rank, &customer.customer, &customer.name));
        assert_eq!((rank.amount, rank.share), (customer.amount, customer.index_share));
    }
    1
}

/// The parts of every value make its amount, and its customers its number of customers; how many values there are.
fn values_tie(report: &Report) -> usize {
    assert!(report.dimensions.keys().eq(report.dimension_customers.keys()));
    let mut values = 0;
    for (dimension, of) in &report.dimensions {
        let parts = &report.dimension_customers[dimension];
        assert_eq!(of.len(), parts.len(), "{dimension}");
        of.iter().zip(parts).enumerate().for_each(|(place, (value, parts))| value_ties(place, value, parts));
        values += of.len();
    }
    values
}

fn value_ties(place: usize, value: &DimensionValue, parts: &DimensionCustomers) {
    assert_eq!(value.value, parts.value);
    let named: Amount = parts.customers.iter().map(|it| it.amount.amount).sum();
    let rest = [parts.others.amount, parts.negative, parts.unassigned].map(|it| it.amount);
    assert_eq!(named + rest.into_iter().sum::<Amount>(), value.amount.amount, "{:?}", value.value);
    assert_eq!(parts.customers.len() as u64 + parts.others.customers, value.customers);
    let most = if place < VALUES { NAMED } else { 0 };
    assert_eq!(parts.customers.len(), most.min(value.customers as usize));
    assert!(parts.customers.is_sorted_by_key(|it| std::cmp::Reverse(it.amount.amount)));
    assert!(parts.negative.amount <= Amount::ZERO);
}

/// One row: industry (0: none), customer (0: none), cents.
type Row = (u64, u64, i64);

/// A book of 26 industries, the first of them large, with refunds, revenue of nobody and customers in several industries.
fn rows(seed: u64) -> Vec<Row> {
    let mut dice = Dice(seed);
    let row = |_| {
        let industry = dice.roll(27).min(dice.roll(27)).min(dice.roll(27));
        let customer = dice.roll(40);
        let cents = if dice.roll(6) == 0 { -(dice.roll(90_000) as i64) } else { dice.roll(40_000) as i64 };
        (industry, customer, cents)
    };
    (0..1_200).map(row).chain((0..27).map(|industry| (industry, 1, 50_000))).collect()
}

fn csv(rows: &[Row]) -> String {
    let mut text = String::from("customer_id,date,amount,industry\n");
    for (industry, customer, cents) in rows {
        let named = |number: &u64, letter: char| match number {
            0 => String::new(),
            number => format!("{letter}{number:02}"),
        };
        let sign = if *cents < 0 { "-" } else { "" };
        let _ =
            write!(text, "{},2025-12-15,{sign}{}.{:02}", named(customer, 'K'), cents.abs() / 100, cents.abs() % 100);
        let _ = writeln!(text, ",{}", named(industry, 'I'));
    }
    text
}

#[test]
fn customers_by_value_agree_with_a_naive_computation() {
    for seed in 0..4 {
        let rows = rows(seed);
        let report = report_of_csv(&csv(&rows), &Config::default()).unwrap();
        assert_eq!(values_tie(&report), 27);
        naive(&rows, &report.dimension_customers["industry"]);
        ranks_tie(&report);
    }
}

fn naive(rows: &[Row], read: &[DimensionCustomers]) {
    let total: i64 = rows.iter().map(|it| it.2).sum();
    let mut cells: BTreeMap<(u64, u64), i64> = BTreeMap::new();
    rows.iter().for_each(|it| *cells.entry((it.0, it.1)).or_default() += it.2);
    let of = |industry: u64| cells.iter().filter(move |it| it.0.0 == industry).map(|it| (it.0.1, *it.1));
    let mut values: Vec<(u64, i64)> =
        (0..27).map(|industry| (industry, of(industry).map(|it| it.1).sum::<i64>())).collect();
    // An unknown industry comes after all known ones of its size.
    values.sort_by_key(|it| (-it.1, it.0 == 0, it.0));
    let cents = |cents: i64| Amount(i128::from(cents) * 10_000);
    for (place, ((industry, _), it)) in values.iter().zip(read).enumerate() {
        assert_eq!(it.value, (*industry > 0).then(|| format!("I{industry:02}")));
        let mut positive: Vec<(u64, i64)> = of(*industry).filter(|it| it.0 > 0 && it.1 > 0).collect();
        positive.sort_by_key(|it| (-it.1, it.0));
        let others = positive.split_off(if place < VALUES { positive.len().min(NAMED) } else { 0 });
        let named: Vec<_> = it.customers.iter().map(|it| (it.customer.clone(), it.amount.amount)).collect();
        let naive: Vec<_> = positive.iter().map(|it| (format!("K{:02}", it.0), cents(it.1))).collect();
        assert_eq!(named, naive);
        for (it, (_, amount)) in it.customers.iter().zip(&positive) {
            assert!(close(it.share.unwrap().0, *amount as f64 / total as f64, 1e-12));
        }
        let sum = |amounts: &mut dyn Iterator<Item = i64>| cents(amounts.sum());
        assert_eq!(it.others.customers, others.len() as u64);
        assert_eq!(it.others.amount.amount, sum(&mut others.iter().map(|it| it.1)));
        assert_eq!(it.negative.amount, sum(&mut of(*industry).filter(|it| it.0 > 0 && it.1 <= 0).map(|it| it.1)));
        assert_eq!(it.unassigned.amount, sum(&mut of(*industry).filter(|it| it.0 == 0).map(|it| it.1)));
    }
    let has = |is: fn(&DimensionCustomers) -> bool| read.iter().any(is);
    assert!(has(|it| it.others.customers > 0 && !it.customers.is_empty()) && has(|it| it.customers.is_empty()));
    assert!(has(|it| it.negative.amount < Amount::ZERO) && has(|it| it.unassigned.amount > Amount::ZERO));
}

#[test]
fn todays_largest_are_followed_to_where_they_came_from() {
    // Eleven customers of 100 and more in the first quarter, X with a refund; X leads the second, and N is new in it.
    let first: String = (1..=11).map(|it| format!("K{it:02},2024-03-15,{}.00\n", 100 + it)).collect();
    let text = format!("customer_id,date,amount\n{first}X,2024-02-15,-5.00\nX,2025-06-15,900.00\nN,2025-06-15,50.00\n");
    let config = Config { as_of: Some("2025-06-30".parse().unwrap()), ..Config::default() };
    let report = report_of_csv(&text, &config).unwrap();
    let of = |period: &str| -> Vec<String> {
        let rows = report.customer_ranks.iter().filter(|it| it.period == period);
        rows.map(|it| format!("{} {} {}", it.rank, it.customer, it.amount)).collect()
    };
    let then = of("2024-Q1");
    assert_eq!((then.len(), then[0].as_str(), then[10].as_str()), (11, "1 K11 111.00", "12 X -5.00"));
    assert_eq!(of("2025-Q2"), ["1 X 900.00", "2 N 50.00"]);
    // Nobody brought anything in the twelve months to the first quarter's end of 2025.
    assert_eq!(of("2025-Q1"), [""; 0]);
    let lost = report.customer_ranks.iter().find(|it| it.customer == "X").unwrap();
    assert_eq!(lost.share, None);
    assert!(lost.reasons["share_reason"].contains("not positive"));
}
