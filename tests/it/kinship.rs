//! A naive second computation of movements over random ledgers with trees that change, rates and segments.

use crate::support::{Dice, close, report_with};
use eggbasket::config::{Config, Grouping, History};
use eggbasket::model::{Movement, Report};
use eggbasket::unit::{Amount, Money};
use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

const MONTHS: i32 = 24;
const CUSTOMERS: usize = 9;

/// One row: customer, month, cents in its own currency, whether that is USD, region.
struct Row(usize, i32, i64, bool, usize);

/// A ledger with a tree.
struct World {
    rows: Vec<Row>,
    /// Group of each customer by month: a customer's number, or a holding from 100 on.
    tree: Vec<Vec<usize>>,
    gap: i32,
}

/// Cents of a dollar's month in EUR, and at the last month's rate.
const RATES: [i64; 3] = [90, 80, 100];

fn rate(month: i32) -> i64 {
    if month == MONTHS - 1 { 100 } else { RATES[month as usize % 3] }
}

fn world(seed: u64) -> World {
    let mut dice = Dice(seed);
    let (mut rows, mut tree) = (Vec::new(), Vec::new());
    let mut region = [0_usize; CUSTOMERS];
    for month in 0..MONTHS {
        for (customer, region) in region.iter_mut().enumerate() {
            if dice.roll(9) == 0 {
                *region = dice.roll(3) as usize;
            }
            for _ in 0..dice.roll(3) {
                let units = if dice.roll(5) == 0 { -(dice.roll(12) as i64) } else { 1 + dice.roll(9) as i64 };
                let elsewhere = if dice.roll(8) == 0 { 2 - *region } else { *region };
                // Whole hundreds, so that no conversion rounds.
                rows.push(Row(customer, month, units * 10_000, customer % 2 == 1, elsewhere));
            }
        }
    }
    rows.push(Row(0, 0, 10_000, false, 0));
    rows.push(Row(1, MONTHS - 1, 10_000, true, 0));
    for customer in 0..CUSTOMERS {
        let mut own = vec![customer];
        for _ in 1..MONTHS {
            let last = own[own.len() - 1];
            own.push(if dice.roll(10) == 0 { [100, 101, customer][dice.roll(3) as usize] } else { last });
        }
        tree.push(own);
    }
    World { rows, tree, gap: [1, 3][seed as usize % 2] }
}

fn label(month: i32) -> String {
    format!("{}-{:02}", 2020 + month / 12, month % 12 + 1)
}

fn read(world: &World, policy: Grouping) -> Report {
    let mut ledger = "customer_id,date,amount,currency,fx_rate,region\n".to_owned();
    for Row(customer, month, cents, dollars, region) in &world.rows {
        let (currency, rate) = if *dollars { ("USD", rate(*month)) } else { ("EUR", 100) };
        let region = ["", "north", "south"][*region];
        let _ = writeln!(
            ledger,
            "K{customer},{}-01,{},{currency},{},{region}",
            label(*month),
            cents / 100,
            rate as f64 / 100.0
        );
    }
    let mut links = "child,parent,relation,valid_from,valid_to\n".to_owned();
    for (customer, own) in world.tree.iter().enumerate() {
        for (month, group) in own.iter().enumerate().filter(|(_, group)| **group >= 100) {
            let _ = writeln!(links, "K{customer},H{group},control,{0},{0}", label(month as i32));
        }
    }
    let table: String = (0..CUSTOMERS - 1).map(|it| format!("K{it},{}\n", ["big", "small"][it % 2])).collect();
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name)
    };
    let config = Config {
        currency: Some("EUR".to_owned()),
        links: Some(write("links.csv", &links)),
        customers: Some(write("customers.csv", &format!("customer_id,segment\n{table}"))),
        grouping: policy,
        history: History::AsWas,
        reactivation_gap_months: Some(world.gap as u32),
        as_of: eggbasket::period::parse_date("2021-12-31"),
        ..Config::default()
    };
    report_with(&[write("ledger.csv", &ledger).to_string_lossy().into_owned()], &config, 2).unwrap()
}

/// The measure of one segment in cents, reported and at constant rates, by customer and period.
type Grid = Vec<Vec<(i64, i64)>>;

/// A dimension's value of a row's customer and region; none where it is unknown.
type Value = Option<&'static str>;

fn value(dimension: &str, row: &Row) -> Value {
    match dimension {
        "region" => [None, Some("north"), Some("south")][row.4],
        "currency" => Some(if row.3 { "USD" } else { "EUR" }),
        "segment" if row.0 == CUSTOMERS - 1 => None,
        "segment" => Some(["big", "small"][row.0 % 2]),
        _ => Some("*"),
    }
}

/// Each value's grid, by periods of `length` months.
fn grids(world: &World, dimension: &str, length: i32) -> BTreeMap<Value, Grid> {
    let mut grids: BTreeMap<Value, Grid> = BTreeMap::new();
    for row in &world.rows {
        let empty = || vec![vec![(0, 0); (MONTHS / length) as usize]; CUSTOMERS];
        let cell = &mut grids.entry(value(dimension, row)).or_insert_with(empty)[row.0][(row.1 / length) as usize];
        let (now, constant) = if row.3 { (row.2 * rate(row.1) / 100, row.2) } else { (row.2, row.2) };
        *cell = (cell.0 + now, cell.1 + constant);
    }
    grids
}

/// What one period moved: opening, new, reactivation, expansion, contraction, churn, transfer, fx, adjustment, closing,
/// then customers opening, new, reactivation, churn, transfer, closing.
type Moved = [i64; 16];

struct Naive<'a> {
    world: &'a World,
    length: i32,
    /// The book's months, and the segment's.
    months: [&'a Grid; 2],
    /// The book's periods, and the segment's.
    periods: [&'a Grid; 2],
}

impl Naive<'_> {
    /// Groups and their members at the end of a period.
    fn groups(&self, period: usize) -> BTreeMap<usize, Vec<usize>> {
        let end = (period as i32 + 1) * self.length - 1;
        let mut groups: BTreeMap<usize, Vec<usize>> = BTreeMap::new();
        (0..CUSTOMERS).for_each(|it| groups.entry(self.world.tree[it][end as usize]).or_default().push(it));
        groups
    }

    fn constant(grid: &Grid, members: &[usize], at: usize) -> i64 {
        members.iter().map(|it| grid[*it][at].1).sum()
    }

    /// Whether these customers counted at a period's end: active then, or away for less than the gap.
    fn counts(&self, which: usize, members: &[usize], period: usize, amount: i64) -> bool {
        let months = self.months[which];
        let end = (period as i32 + 1) * self.length - 1;
        let active = |month: i32| Self::constant(months, members, month as usize) > 0;
        let away = || {
            let left = (0..end).rev().find(|month| active(*month));
            let back = (end + 1..MONTHS).find(|month| active(*month));
            !active(end) && left.zip(back).is_some_and(|(left, back)| back - left - 1 < self.world.gap)
        };
        amount > 0 || away()
    }

    fn was_active(&self, which: usize, members: &[usize], period: usize) -> bool {
        (0..period).any(|at| Self::constant(self.periods[which], members, at) > 0)
    }

    /// `before` is the period before, restated to this period's segments.
    fn moved(&self, period: usize, before: &[(i64, i64)], closed: (i64, i64)) -> Moved {
        let mut it = [0; 16];
        (it[0], it[10]) = closed;
        for members in self.groups(period).values() {
            let of = |cells: &dyn Fn(usize) -> (i64, i64)| {
                members.iter().map(|it| cells(*it)).fold((0, 0), |sum, cell| (sum.0 + cell.0, sum.1 + cell.1))
            };
            let (p, p_constant) = of(&|customer| before[customer]);
            let (q, q_constant) = of(&|customer| self.periods[1][customer][period]);
            let is_before = self.counts_before(1, members, period, p_constant);
            let is_now = self.counts(1, members, period, q_constant);
            let (was, now) = (p_constant.max(0), q_constant.max(0));
            match (is_before, is_now) {
                (false, true) if self.known(members, period) => (it[2] += now, it[12] += 1).0,
                (false, true) => (it[1] += now, it[11] += 1).0,
                (true, false) => (it[5] += was, it[13] += 1).0,
                (true, true) => (it[3] += (now - was).max(0), it[4] += (was - now).max(0)).0,
                (false, false) => {}
            }
            it[6] += p;
            it[7] += q - q_constant - p + p_constant;
            it[8] += q_constant.min(0) - p_constant.min(0);
            it[9] += q;
            it[14] += i64::from(is_before);
            it[15] += i64::from(is_now);
        }
        it[6] -= closed.0;
        it[14] -= closed.1;
        it
    }

    fn counts_before(&self, which: usize, members: &[usize], period: usize, amount: i64) -> bool {
        self.counts(which, members, period - 1, amount)
    }

    fn known(&self, members: &[usize], period: usize) -> bool {
        let book = Self::constant(self.periods[0], members, period - 1);
        let came_back = !self.counts_before(0, members, period, book) && self.was_active(0, members, period);
        self.was_active(1, members, period) || came_back
    }

    fn first(&self) -> (i64, i64) {
        let closing = self.periods[1].iter().map(|line| line[0].0).sum();
        let counts = |members: &Vec<usize>| self.counts(1, members, 0, Self::constant(self.periods[1], members, 0));
        (closing, self.groups(0).values().filter(|members| counts(members)).count() as i64)
    }
}

/// The period before by customer, of every value, restated: who had one value then and has one now moves with it.
fn restated(grids: &BTreeMap<Value, Grid>, period: usize) -> BTreeMap<Value, Vec<(i64, i64)>> {
    let mut moved: BTreeMap<Value, Vec<(i64, i64)>> =
        grids.keys().map(|value| (*value, vec![(0, 0); CUSTOMERS])).collect();
    for customer in 0..CUSTOMERS {
        let of = |at: usize| {
            let held: Vec<Value> =
                grids.iter().filter(|(_, grid)| grid[customer][at] != (0, 0)).map(|(value, _)| *value).collect();
            if let [only] = held[..] { Some(only) } else { None }
        };
        let now = of(period - 1).and(of(period));
        for (value, grid) in grids {
            let (cell, to) = (grid[customer][period - 1], now.unwrap_or(*value));
            if let Some(line) = moved.get_mut(&to) {
                line[customer] = (line[customer].0 + cell.0, line[customer].1 + cell.1);
            }
        }
    }
    moved
}

fn cents(money: Money) -> i64 {
    assert_eq!(money.amount.0 % 10_000, 0, "cents are whole");
    (money.amount.0 / 10_000) as i64
}

fn read_moved(it: &Movement) -> Moved {
    let money = [it.new, it.reactivation, it.expansion, it.contraction, it.churn, it.transfer, it.fx, it.adjustment];
    let mut moved = [0; 16];
    moved[0] = it.opening.map_or(0, cents);
    money.iter().enumerate().for_each(|(at, money)| moved[at + 1] = cents(*money));
    moved[9] = cents(it.closing);
    let who = &it.customers;
    let counts = [who.opening.unwrap_or(0), who.new, who.reactivation, who.churn].map(|count| count as i64);
    moved[10..14].copy_from_slice(&counts);
    (moved[14], moved[15]) = (who.transfer, who.closing as i64);
    moved
}

fn agrees(world: &World, dimension: &str, length: i32, shown: &dyn Fn(Value) -> Vec<Movement>) {
    let book_months = grids(world, "*", 1).remove(&Some("*")).unwrap();
    let book_periods = grids(world, "*", length).remove(&Some("*")).unwrap();
    let (months, periods) = (grids(world, dimension, 1), grids(world, dimension, length));
    for (value, grid) in &periods {
        let naive = Naive { world, length, months: [&book_months, &months[value]], periods: [&book_periods, grid] };
        let shown = shown(*value);
        let skipped = (MONTHS / length) as usize - shown.len();
        let mut closed = naive.first();
        for period in 1..(MONTHS / length) as usize {
            let moved = naive.moved(period, &restated(&periods, period)[value], closed);
            closed = (moved[9], moved[15]);
            assert_eq!(
                moved[0] + moved[1] + moved[2] + moved[3] - moved[4] - moved[5] + moved[6..9].iter().sum::<i64>(),
                moved[9]
            );
            assert_eq!(moved[10] + moved[11] + moved[12] - moved[13] + moved[14], moved[15]);
            if let Some(at) = period.checked_sub(skipped) {
                assert_eq!(read_moved(&shown[at]), moved, "{dimension} {value:?} {}", shown[at].period);
            }
        }
    }
}

#[test]
fn movements_close_for_every_segment_and_currency_with_trees_that_change() {
    for seed in [3, 4] {
        let world = world(seed);
        let report = read(&world, Grouping::Asc280);
        agrees(&world, "*", 1, &|_| report.movements.clone());
        agrees(&world, "*", 3, &|_| report.movements_quarterly.clone());
        for dimension in ["region", "currency", "segment"] {
            let segments = &report.movements_by_segment[dimension];
            let of = |value: Value| {
                let found = segments.iter().find(|it| it.value.as_deref() == value);
                found.unwrap_or_else(|| panic!("no {dimension} {value:?}")).quarters.clone()
            };
            agrees(&world, dimension, 3, &of);
            add_up(&report, dimension);
        }
        assert!(report.movements.iter().any(|it| it.customers.transfer != 0), "the seed moves nobody");
        every_policy_adds_up(&report);
    }
}

/// Openings, closings and all that lies between are the book's over all values; transfers cancel out.
fn add_up(report: &Report, dimension: &str) {
    let book = &report.movements_quarterly;
    let segments = &report.movements_by_segment[dimension];
    for (at, whole) in book.iter().enumerate() {
        let parts = segments.iter().map(|segment| &segment.quarters[at]);
        let sum = |of: fn(&Movement) -> Amount| parts.clone().map(of).sum::<Amount>();
        assert_eq!(sum(|it| it.closing.amount), whole.closing.amount, "{dimension} {}", whole.period);
        assert_eq!(
            sum(|it| it.opening.map_or(Amount(0), |it| it.amount)),
            whole.opening.map_or(Amount(0), |it| it.amount)
        );
        assert_eq!(sum(|it| it.fx.amount), whole.fx.amount);
        assert_eq!(sum(|it| it.transfer.amount), Amount(0));
    }
}

/// Groups add up to their customers, and merging never lowers the HHI.
fn every_policy_adds_up(report: &Report) {
    let (total, unassigned) = (report.concentration.total.amount, report.concentration.unassigned.amount);
    assert_eq!(report.groupings.len(), 5);
    for it in &report.groupings {
        assert_eq!(it.amount.unwrap().amount, total - unassigned, "{}", it.policy);
    }
}

#[test]
fn merging_two_customers_never_lowers_the_hhi() {
    let amounts = [40, 25, 13, 13, 7, 2];
    let ledger: String =
        amounts.iter().enumerate().map(|(it, amount)| format!("K{it},2021-12-01,{amount}\n")).collect();
    let ledger = format!("customer_id,date,amount\n{ledger}");
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.csv");
    std::fs::write(&file, ledger).unwrap();
    let mut dice = Dice(9);
    let mut parents: BTreeSet<(usize, usize)> = BTreeSet::new();
    let mut before = 0.0;
    // One more customer joins another in every round, and HHI grows by 2·w_a·w_b·10,000.
    for _ in 0..4 {
        let child = (1..6).find(|it| parents.iter().all(|(child, _)| child != it)).unwrap();
        let links: String = parents.iter().map(|(child, parent)| format!("K{child},K{parent},control\n")).collect();
        let table = folder.path().join("links.csv");
        std::fs::write(&table, format!("child,parent,relation\n{links}")).unwrap();
        let config = Config { links: Some(table), ..Config::default() };
        let report = report_with(&[file.to_string_lossy().into_owned()], &config, 1).unwrap();
        let [legal, merged] = [0, 1].map(|at| report.groupings[at].hhi.unwrap().0);
        assert!(merged >= before && merged >= legal, "{merged} after {before}");
        let mut groups: BTreeMap<usize, i64> = BTreeMap::new();
        for (it, amount) in amounts.iter().enumerate() {
            let mut root = it;
            while let Some((_, parent)) = parents.iter().find(|(child, _)| *child == root) {
                root = *parent;
            }
            *groups.entry(root).or_default() += amount;
        }
        let naive: i64 = groups.values().map(|amount| amount * amount).sum();
        assert!(close(merged, naive as f64, 1e-12), "{merged} is not {naive}");
        before = merged;
        parents.insert((child, dice.roll(child as u64) as usize));
    }
}
