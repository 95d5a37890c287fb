//! A naive second computation over exact integers, held against the engine on seeded random ledgers.

use crate::support::{Dice, close, report_with};
use eggbasket::config::Config;
use eggbasket::model::{Movement, Report};
use eggbasket::unit::Amount;
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// One row: customer (0: none), month from 0, cents, whether it recurs.
#[derive(Clone, Copy)]
struct Row(u64, i32, i64, bool);

const MONTHS: i32 = 40;

/// Rows of a skewed book with gaps, negatives, ties and unassigned revenue; the last month always has a row.
fn rows(seed: u64, has_kinds: bool) -> Vec<Row> {
    let mut dice = Dice(seed);
    let customers = 3 + dice.roll(40);
    let mut rows: Vec<Row> = (0..600)
        .map(|_| {
            let customer = if dice.roll(40) == 0 { 0 } else { 1 + dice.roll(customers).min(dice.roll(customers)) };
            let cents = match dice.roll(12) {
                0 => -(dice.roll(90_000) as i64),
                1 => 10_000,
                _ => dice.roll(200_000 * (1 + 40 / (1 + customer))) as i64,
            };
            Row(customer, dice.roll(MONTHS as u64) as i32, cents, has_kinds && dice.roll(3) > 0)
        })
        .collect();
    rows.push(Row(1, MONTHS - 1, 5_000, has_kinds));
    rows.push(Row(1, 0, 5_000, has_kinds));
    rows
}

fn label(month: i32) -> String {
    format!("{}-{:02}", 2020 + month / 12, month % 12 + 1)
}

fn csv(rows: &[Row], has_kinds: bool) -> String {
    let mut text = String::from(if has_kinds { "customer_id,date,amount,kind\n" } else { "customer_id,date,amount\n" });
    for Row(customer, month, cents, recurs) in rows {
        let name = if *customer == 0 { String::new() } else { format!("K{customer:02}") };
        let sign = if *cents < 0 { "-" } else { "" };
        let _ = write!(text, "{name},{}-01,{sign}{}.{:02}", label(*month), cents.abs() / 100, cents.abs() % 100);
        text += match (has_kinds, recurs) {
            (false, _) => "\n",
            (true, true) => ",recurring\n",
            (true, false) => ",one_off\n",
        };
    }
    text
}

fn read(texts: &[String], partitions: usize) -> Report {
    let folder = tempfile::tempdir().expect("a folder");
    let mut files = Vec::new();
    for (at, text) in texts.iter().enumerate() {
        let file = folder.path().join(format!("part-{at}.csv"));
        std::fs::write(&file, text).expect("a file");
        files.push(file.to_string_lossy().into_owned());
    }
    report_with(&files, &Config::default(), partitions).expect("a report")
}

fn cents(amount: Amount) -> i64 {
    assert_eq!(amount.0 % 10_000, 0, "cents are whole");
    (amount.0 / 10_000) as i64
}

#[test]
fn numbers_of_ledgers_with_kinds_agree_with_a_naive_computation() {
    (0..6).for_each(|seed| agrees(seed, true));
}

#[test]
fn numbers_of_ledgers_without_kinds_agree_with_a_naive_computation() {
    (6..12).for_each(|seed| agrees(seed, false));
}

fn agrees(seed: u64, has_kinds: bool) {
    let rows = rows(seed, has_kinds);
    let report = read(&[csv(&rows, has_kinds)], 2);
    naive_concentration(&rows, &report);
    naive_movements(&rows, has_kinds, &report.movements);
    report.movements.iter().chain(&report.movements_quarterly).for_each(closes);
    naive_retention(&rows, has_kinds, &report);
}

fn naive_concentration(rows: &[Row], report: &Report) {
    let mut sums: BTreeMap<u64, i64> = BTreeMap::new();
    for Row(customer, _, amount, _) in rows.iter().filter(|row| row.1 >= MONTHS - 12) {
        *sums.entry(*customer).or_default() += amount;
    }
    let it = &report.concentration;
    assert_eq!(cents(it.total.amount), sums.values().sum::<i64>());
    assert_eq!(cents(it.unassigned.amount), sums.remove(&0).unwrap_or(0));
    let negative: i64 = sums.values().filter(|sum| **sum < 0).sum();
    let mut sizes: Vec<i64> = sums.values().copied().filter(|sum| *sum > 0).collect();
    sizes.sort_unstable_by(|one, other| other.cmp(one));
    let (n, total) = (sizes.len() as f64, sizes.iter().sum::<i64>() as f64);
    assert_eq!(it.customers, sizes.len() as u64);
    let shares: Vec<f64> = sizes.iter().map(|size| *size as f64 / total).collect();
    let h: f64 = shares.iter().map(|share| share * share).sum();
    let ranked: f64 = shares.iter().enumerate().map(|(at, share)| (at + 1) as f64 * share).sum();
    let entropy: f64 = shares.iter().map(|share| -share * share.ln()).sum();
    let gini = 1.0 + (1.0 - 2.0 * ranked) / n;
    let agree = |value: Option<eggbasket::unit::Ratio>, naive: f64, what: &str| {
        let value = value.unwrap_or_else(|| panic!("{what} is null")).0;
        assert!(close(value, naive, 1e-9) || (value - naive).abs() < 1e-12, "{what}: {value}, naively {naive}");
    };
    for top in [1_usize, 3, 5, 10, 20] {
        agree(it.cr[&top.to_string()], shares.iter().take(top).sum(), &format!("CR{top}"));
    }
    agree(it.hhi, 1e4 * h, "HHI");
    agree(it.hhi_normalised, (h - 1.0 / n) / (1.0 - 1.0 / n), "normalised HHI");
    agree(it.effective_customers, 1.0 / h, "effective number");
    agree(it.gini, gini, "Gini");
    agree(it.gini_adjusted, gini * n / (n - 1.0), "adjusted Gini");
    agree(it.entropy, entropy, "entropy");
    agree(it.theil, n.ln() - entropy, "Theil");
    agree(it.hall_tideman, 1.0 / (2.0 * ranked - 1.0), "Hall-Tideman");
    agree(it.hoover, shares.iter().map(|share| (share - 1.0 / n).abs()).sum::<f64>() / 2.0, "Hoover");
    agree(it.negative_ratio, negative.abs() as f64 / total, "net-negative ratio");
    for part in [50_i64, 80, 90] {
        let whole: i64 = sizes.iter().sum();
        let enough = (1..=sizes.len()).find(|k| sizes[..*k].iter().sum::<i64>() * 100 >= whole * part);
        assert_eq!(it.pareto[&part.to_string()], enough.map(|k| k as u64), "Pareto {part}");
    }
    let major = sums.values().filter(|sum| **sum * 10 >= cents(it.total.amount)).count();
    assert_eq!(report.major_customers.len(), major);
    let times =
        |k: i64| sizes.iter().filter(|size| **size * sizes.len() as i64 >= k * sizes.iter().sum::<i64>()).count();
    assert_eq!(report.key_accounts.at_least_5x.customers, times(5) as u64);
    assert_eq!(report.key_accounts.at_least_10x.customers, times(10) as u64);
}

/// Measure by month and customer, on a dense grid.
fn grid(rows: &[Row], has_kinds: bool) -> BTreeMap<u64, Vec<i64>> {
    let mut grid: BTreeMap<u64, Vec<i64>> = BTreeMap::new();
    for Row(customer, month, amount, recurs) in rows {
        if *customer > 0 && (!has_kinds || *recurs) {
            grid.entry(*customer).or_insert_with(|| vec![0; MONTHS as usize])[*month as usize] += amount;
        }
    }
    grid
}

fn naive_movements(rows: &[Row], has_kinds: bool, movements: &[Movement]) {
    let grid = grid(rows, has_kinds);
    assert_eq!(movements.len(), MONTHS as usize);
    for (month, movement) in movements.iter().enumerate().skip(1) {
        let (mut flows, mut counts) = ([0_i64; 6], [0_u64; 4]);
        for line in grid.values() {
            let (p, q) = (line[month - 1], line[month]);
            let (before, now) = (p.max(0), q.max(0));
            let was_active = line[..month].iter().any(|amount| *amount > 0);
            match (before, now) {
                (0, 0) => {}
                (0, now) if was_active => (flows[1] += now, counts[1] += 1).0,
                (0, now) => (flows[0] += now, counts[0] += 1).0,
                (before, 0) => (flows[4] += before, counts[2] += 1).0,
                (before, now) if now > before => flows[2] += now - before,
                (before, now) => flows[3] += before - now,
            }
            flows[5] += q.min(0) - p.min(0);
            counts[3] += u64::from(now > 0);
        }
        let it = movement;
        let read = [it.new, it.reactivation, it.expansion, it.contraction, it.churn, it.adjustment];
        assert_eq!(it.period, label(month as i32));
        assert_eq!(read.map(|money| cents(money.amount)), flows, "{}", it.period);
        let customers = &it.customers;
        let read = [customers.new, customers.reactivation, customers.churn, customers.closing];
        assert_eq!(read, counts, "{}", it.period);
        let closing: i64 = grid.values().map(|line| line[month]).sum();
        assert_eq!(cents(it.closing.amount), closing);
    }
}

pub fn closes(it: &Movement) {
    let Some(opening) = it.opening else {
        // The first covered period has nothing to move from.
        let flows =
            [it.new, it.reactivation, it.expansion, it.contraction, it.churn, it.transfer, it.fx, it.adjustment];
        assert!(flows.iter().all(|flow| flow.amount == Amount(0)), "{}", it.period);
        return;
    };
    let into = [opening, it.new, it.reactivation, it.expansion, it.transfer, it.fx, it.adjustment];
    let into: Amount = into.iter().map(|money| money.amount).sum();
    assert_eq!(into - it.contraction.amount - it.churn.amount, it.closing.amount, "{}", it.period);
    let customers = &it.customers;
    let opened = customers.opening.unwrap_or(0) + customers.new + customers.reactivation;
    assert_eq!(opened, customers.churn + customers.closing, "{}", it.period);
}

fn naive_retention(rows: &[Row], has_kinds: bool, report: &Report) {
    let whole = grid(rows, false);
    let year = |line: &Vec<i64>, end: i32| line[(end - 12) as usize..end as usize].iter().sum::<i64>();
    let pairs: Vec<(i64, i64)> = whole.values().map(|line| (year(line, MONTHS - 12), year(line, MONTHS))).collect();
    rates(&pairs, report.retention.ttm.as_ref().expect("a ttm basis"));
    if has_kinds {
        let last = MONTHS as usize - 1;
        let recurring = grid(rows, true);
        let pairs: Vec<(i64, i64)> = recurring.values().map(|line| (line[last - 12], line[last].max(0))).collect();
        assert!(pairs.iter().any(|(p, _)| *p > 0), "the seed gives no MRR a year ago");
        rates(&pairs, report.retention.mrr.as_ref().expect("an mrr basis"));
    }
}

fn rates(pairs: &[(i64, i64)], read: &eggbasket::model::RetentionRates) {
    let base: Vec<(i64, i64)> = pairs.iter().copied().filter(|(p, _)| *p > 0).collect();
    let total = base.iter().map(|(p, _)| *p).sum::<i64>() as f64;
    let kept = base.iter().map(|(p, q)| *(q.max(&0).min(p))).sum::<i64>() as f64;
    let now = base.iter().map(|(_, q)| *q).sum::<i64>() as f64;
    let lost = base.iter().filter(|(_, q)| *q <= 0).count() as f64;
    assert_eq!(read.customers, base.len() as u64);
    assert!(close(read.grr.expect("GRR").0, kept / total, 1e-12));
    assert!(close(read.nrr.expect("NRR").0, now / total, 1e-12));
    assert!(close(read.logo_churn.expect("logo churn").0 + 1.0, lost / base.len() as f64 + 1.0, 1e-12));
}

#[test]
fn partitions_files_and_order_change_no_byte() {
    for has_kinds in [false, true] {
        let rows = rows(77, has_kinds);
        let json = |texts: &[String], partitions: usize| {
            let mut report = read(texts, partitions);
            // The input's own hash tells one set of files from another, as it should.
            report.input_hash = String::new();
            serde_json::to_string(&report).expect("JSON")
        };
        let whole = json(&[csv(&rows, has_kinds)], 1);
        for partitions in if has_kinds { &[2, 8][..] } else { &[] } {
            assert_eq!(json(&[csv(&rows, has_kinds)], *partitions), whole, "{partitions} partitions");
        }
        let mut shuffled = rows.clone();
        let mut dice = Dice(5);
        (1..shuffled.len()).rev().for_each(|at| shuffled.swap(at, dice.roll(at as u64 + 1) as usize));
        let parts: Vec<String> = shuffled.chunks(97).map(|chunk| csv(chunk, has_kinds)).collect();
        for partitions in [2, 8] {
            assert_eq!(json(&parts, partitions), whole, "split and shuffled, {partitions} partitions");
        }
    }
}
