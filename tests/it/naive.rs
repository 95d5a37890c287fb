//! The parts of a report that a year's revenue alone does not give, a second time over exact integers: what is recurring, head
//! and rest, quarter ends, fiscal years, margins, and what is exposed.

use crate::support::{Dice, close, report_of_csv};
use eggbasket::config::Config;
use eggbasket::model::{Report, RetentionRates};
use eggbasket::unit::{Money, Ratio};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// Months of the book, from January 2022; the window is the last twelve, 2025 the last whole fiscal year.
const MONTHS: usize = 52;
const START: i32 = 2022;
/// Quarter ends, as the number of months up to each.
const QUARTERS: [usize; 17] = [3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45, 48, 51];

/// One row in cents; customer 0 is none.
struct Row {
    customer: u64,
    month: usize,
    cents: i64,
    kind: &'static str,
    cost: Option<i64>,
}

/// Amounts by customer and month.
type Grid = BTreeMap<u64, Vec<i64>>;

fn rows(seed: u64) -> Vec<Row> {
    let mut dice = Dice(seed);
    let customers = 20 + dice.roll(25);
    let mut rows: Vec<Row> = (0..1_500)
        .map(|_| {
            let customer = if dice.roll(50) == 0 { 0 } else { 1 + dice.roll(customers).min(dice.roll(customers)) };
            let kind = ["recurring", "recurring", "one_off", "service", "tax"][dice.roll(5) as usize];
            let cents = if dice.roll(20) == 0 {
                -(dice.roll(30_000) as i64)
            } else {
                dice.roll(400_000 / (1 + customer)) as i64
            };
            // Some come late, some leave early, so that names change, lines end and margins drift.
            let first = if customer % 5 == 1 { 20 } else { 0 };
            let last = if customer % 7 == 2 { 34 } else { MONTHS as u64 };
            let month = (first + dice.roll(last - first)) as usize;
            let cost = (dice.roll(5) > 0).then(|| cents * (30 + dice.roll(60) as i64) / 100);
            Row { customer, month, cents, kind, cost }
        })
        .collect();
    for month in [0, MONTHS - 1] {
        rows.push(Row { customer: 1, month, cents: 90_000, kind: "recurring", cost: Some(50_000) });
    }
    rows
}

fn label(month: usize) -> String {
    format!("{}-{:02}", START + month as i32 / 12, month % 12 + 1)
}

fn quarter(end: usize) -> String {
    format!("{}-Q{}", START + (end as i32 - 1) / 12, (end - 1) % 12 / 3 + 1)
}

fn id(customer: u64) -> String {
    format!("K{customer:02}")
}

fn csv(rows: &[Row]) -> String {
    let mut text = String::from("customer_id,date,amount,kind,cost\n");
    let money =
        |cents: i64| format!("{}{}.{:02}", if cents < 0 { "-" } else { "" }, cents.abs() / 100, cents.abs() % 100);
    for row in rows {
        let name = if row.customer == 0 { String::new() } else { id(row.customer) };
        let cost = row.cost.map_or(String::new(), money);
        let _ = writeln!(text, "{name},{}-01,{},{},{cost}", label(row.month), money(row.cents), row.kind);
    }
    text
}

/// Sums of `amount` over the rows that are revenue, by customer, the unassigned among them.
fn grid(rows: &[Row], amount: impl Fn(&Row) -> Option<i64>) -> Grid {
    let mut grid = Grid::new();
    for row in rows.iter().filter(|row| row.kind != "tax") {
        if let Some(amount) = amount(row) {
            grid.entry(row.customer).or_insert_with(|| vec![0; MONTHS])[row.month] += amount;
        }
    }
    grid
}

/// Each customer's sum over the `months` that end before month `end`.
fn sums(grid: &Grid, end: usize, months: usize) -> BTreeMap<u64, i64> {
    let from = end.saturating_sub(months);
    grid.iter().map(|(customer, line)| (*customer, line[from..end].iter().sum())).collect()
}

/// Customers by amount, the largest first, then by id; those without a positive amount and the unassigned left out.
fn ranked(sums: &BTreeMap<u64, i64>) -> Vec<(u64, i64)> {
    let mut ranked: Vec<(u64, i64)> =
        sums.iter().map(|(id, sum)| (*id, *sum)).filter(|it| it.0 > 0 && it.1 > 0).collect();
    ranked.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    ranked
}

fn cents(money: Money) -> i64 {
    assert_eq!(money.amount.0 % 10_000, 0, "cents are whole");
    (money.amount.0 / 10_000) as i64
}

fn agree(value: impl Into<Option<Ratio>>, naive: f64, what: &str) {
    let value = value.into().unwrap_or_else(|| panic!("{what} is null")).0;
    assert!(close(value, naive, 1e-9) || (value - naive).abs() < 1e-12, "{what}: {value}, naively {naive}");
}

fn over(part: i64, whole: i64) -> f64 {
    part as f64 / whole as f64
}

#[test]
fn the_rest_of_the_report_agrees_with_a_naive_computation() {
    for seed in 40..46 {
        let rows = rows(seed);
        let report = report_of_csv(&csv(&rows), &Config::default()).expect("a report");
        assert_eq!((report.window.from.as_str(), report.window.to.as_str()), ("2025-05-01", "2026-04-30"));
        let book = Book::new(&rows);
        control(&rows, &report);
        customers(&book, &report);
        recurring(&book, &report);
        retention(&book, &report);
        trajectory(&book, &report);
        ranks(&rows, &book, &report);
        names(&book, &report);
        margins(&book, &report);
        fiscal_years(&book, &report);
        exposure(&book, &report);
        missing_months(&book, &report);
    }
}

/// The book on dense grids.
struct Book {
    revenue: Grid,
    recurring: Grid,
    costed: Grid,
    cost: Grid,
}

impl Book {
    fn new(rows: &[Row]) -> Book {
        Book {
            revenue: grid(rows, |row| Some(row.cents)),
            recurring: grid(rows, |row| (row.kind == "recurring").then_some(row.cents)),
            costed: grid(rows, |row| row.cost.map(|_| row.cents)),
            cost: grid(rows, |row| row.cost),
        }
    }
}

fn control(rows: &[Row], report: &Report) {
    let it = &report.control;
    let sum = |is: &dyn Fn(&&Row) -> bool| rows.iter().filter(is).map(|row| row.cents).sum::<i64>();
    let tax = |row: &&Row| row.kind == "tax";
    assert_eq!(it.rows_read, rows.len() as u64);
    assert_eq!(it.rows_left_out, rows.iter().filter(tax).count() as u64);
    assert_eq!(cents(it.amount_read), sum(&|_| true));
    assert_eq!(cents(it.amount_left_out), sum(&tax));
    assert_eq!(cents(it.amount_used), sum(&|row| !tax(row)));
    assert_eq!(cents(it.unassigned_amount), sum(&|row| !tax(row) && row.customer == 0));
    assert_eq!(cents(it.amount_in_window), sum(&|row| !tax(row) && row.month >= MONTHS - 12));
    assert_eq!(cents(it.amount_before_window), sum(&|row| !tax(row) && row.month < MONTHS - 12));
}

fn customers(book: &Book, report: &Report) {
    let now = sums(&book.revenue, MONTHS, 12);
    let before = sums(&book.revenue, MONTHS - 12, 12);
    let recurring = sums(&book.recurring, MONTHS, 12);
    let order = ranked(&now);
    let (total, positive) = (now.values().sum::<i64>(), order.iter().map(|it| it.1).sum::<i64>());
    assert_eq!(report.top_customers.len(), order.len().min(20));
    for (it, (customer, amount)) in report.top_customers.iter().zip(&order) {
        assert_eq!((it.customer.as_str(), cents(it.amount)), (id(*customer).as_str(), *amount));
        assert_eq!(it.amount_before.map(cents), Some(before[customer]));
        assert_eq!(it.recurring_amount.map(cents), Some(recurring.get(customer).copied().unwrap_or(0)));
        agree(it.share, over(*amount, total), "share");
        agree(it.index_share, over(*amount, positive), "index share");
    }
    let n = order.len();
    let median = (order[(n - 1) / 2].1 + order[n / 2].1) as f64 / 2.0;
    let near =
        |money: Option<Money>, naive: f64| (money.expect("an amount").amount.0 as f64 / 1e4 - naive).abs() <= 0.5;
    assert!(near(report.key_accounts.mean, positive as f64 / n as f64) && near(report.key_accounts.median, median));
    let times = |k: i64| order.iter().filter(|it| it.1 * n as i64 >= k * positive).map(|it| it.1).sum::<i64>();
    assert_eq!(cents(report.key_accounts.at_least_5x.amount), times(5));
    let before: Vec<f64> = ranked(&before).iter().map(|it| it.1 as f64).collect();
    let whole: f64 = before.iter().sum();
    let hhi: f64 = before.iter().map(|it| 1e4 * (it / whole) * (it / whole)).sum();
    agree(report.concentration_year_before.as_ref().expect("a year before").hhi, hhi, "HHI a year before");
}

fn recurring(book: &Book, report: &Report) {
    let it = &report.recurring;
    let total: i64 = sums(&book.revenue, MONTHS, 12).values().sum();
    let by_customer = sums(&book.recurring, MONTHS, 12);
    let amount: i64 = by_customer.values().sum();
    let mrr: i64 = book.recurring.values().map(|line| line[MONTHS - 1]).sum();
    assert_eq!((it.amount.map(cents), it.mrr.map(cents), it.arr.map(cents)), (Some(amount), Some(mrr), Some(12 * mrr)));
    agree(it.share, over(amount, total), "recurring share");
    let order = ranked(&by_customer);
    let (head, positive) = (&order[..order.len().min(10)], order.iter().map(|it| it.1).sum::<i64>());
    let heads: i64 = head.iter().map(|it| it.1).sum();
    assert_eq!(it.head_customers, head.iter().map(|it| id(it.0)).collect::<Vec<_>>());
    agree(it.head_share_of_recurring, over(heads, positive), "head's share of recurring");
    agree(it.head_recurring_of_total, over(heads, total), "head's recurring share of all");
    assert_eq!(it.monthly.len(), MONTHS);
    for (month, read) in it.monthly.iter().enumerate() {
        let of = |grid: &Grid| grid.values().map(|line| line[month]).sum::<i64>();
        assert_eq!(read.period.to_string(), label(month));
        assert_eq!(
            (cents(read.recurring), cents(read.other)),
            (of(&book.recurring), of(&book.revenue) - of(&book.recurring))
        );
    }
}

/// p and q of every customer: of a year's revenue, or of a month's MRR; the unassigned left out.
fn pairs(book: &Book, basis: &str, end: usize) -> Vec<(u64, i64, i64)> {
    let pair = |(customer, line): (&u64, &Vec<i64>)| match basis {
        "mrr" => (*customer, line[end - 13], line[end - 1].max(0)),
        _ => (*customer, line[end.saturating_sub(24)..end - 12].iter().sum(), line[end - 12..end].iter().sum()),
    };
    let grid = if basis == "mrr" { &book.recurring } else { &book.revenue };
    grid.iter().filter(|it| *it.0 > 0).map(pair).filter(|(_, p, _)| *p > 0).collect()
}

/// Base, GRR, NRR and logo churn.
fn rates(pairs: &[(u64, i64, i64)]) -> (i64, f64, f64, f64) {
    let base: i64 = pairs.iter().map(|it| it.1).sum();
    let kept: i64 = pairs.iter().map(|it| it.2.clamp(0, it.1)).sum();
    let now: i64 = pairs.iter().map(|it| it.2).sum();
    let lost = pairs.iter().filter(|it| it.2 <= 0).count() as i64;
    (base, over(kept, base), over(now, base), over(lost, pairs.len() as i64))
}

fn retention(book: &Book, report: &Report) {
    let same = |read: &RetentionRates, pairs: &[(u64, i64, i64)], what: &str| {
        let (base, grr, nrr, logo) = rates(pairs);
        assert_eq!((read.customers, cents(read.base_amount)), (pairs.len() as u64, base), "{what}");
        agree(read.grr, grr, what);
        agree(read.nrr, nrr, what);
        agree(read.gross_churn, 1.0 - grr, what);
        agree(read.net_churn, 1.0 - nrr, what);
        agree(read.logo_churn, logo, what);
    };
    for basis in ["mrr", "ttm"] {
        let of = if basis == "mrr" { &report.retention.mrr } else { &report.retention.ttm };
        let read = of.as_ref().expect(basis);
        let mut all = pairs(book, basis, MONTHS);
        same(read, &all, basis);
        // Without the three that grew most; of equals the smaller id.
        all.sort_by(|one, other| (other.2 - other.1).cmp(&(one.2 - one.1)).then(one.0.cmp(&other.0)));
        let at = all.iter().take(3).filter(|it| it.2 > it.1).count();
        let (base, _, nrr, _) = rates(&all[at..]);
        // Only growth can mask anything.
        let grew = rates(&all).2 >= 1.0;
        assert_eq!(read.base_without_top_expanders.map(cents), grew.then_some(base));
        match read.nrr_without_top_expanders {
            Some(masked) => agree(masked, nrr, "masked NRR"),
            None => assert!(!grew, "masking is not told"),
        }
        if basis == "mrr" {
            all.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
            let (head, rest) = all.split_at(all.len().min(10));
            same(report.retention.head.as_ref().expect("a head"), head, "head");
            match &report.retention.rest {
                Some(read) => same(read, rest, "rest"),
                None => assert!(rest.is_empty(), "the rest is not told"),
            }
        }
        let history: Vec<_> = report.retention_history.iter().filter(|it| it.basis == basis).collect();
        let ends: Vec<usize> =
            QUARTERS.into_iter().filter(|end| *end > 12 && !pairs(book, basis, *end).is_empty()).collect();
        assert_eq!(
            history.iter().map(|it| it.period.clone()).collect::<Vec<_>>(),
            ends.iter().map(|it| quarter(*it)).collect::<Vec<_>>()
        );
        for (read, end) in history.iter().zip(ends) {
            let (base, grr, nrr, logo) = rates(&pairs(book, basis, end));
            assert_eq!(cents(read.base_amount), base, "{basis} {}", read.period);
            assert_eq!(read.base_covered, basis == "mrr" || end >= 24, "{basis} {}", read.period);
            agree(read.grr, grr, &read.period);
            agree(read.nrr, nrr, &read.period);
            agree(read.logo_churn, logo, &read.period);
        }
    }
}

fn trajectory(book: &Book, report: &Report) {
    let (now, before) = (sums(&book.revenue, MONTHS, 12), sums(&book.revenue, MONTHS - 12, 12));
    let ten: Vec<u64> = ranked(&before).iter().take(10).map(|it| it.0).collect();
    let split = |sums: &BTreeMap<u64, i64>| {
        let head: i64 = sums.iter().filter(|it| ten.contains(it.0)).map(|it| it.1).sum();
        let assigned: i64 = sums.iter().filter(|it| *it.0 > 0).map(|it| it.1).sum();
        (head, assigned - head)
    };
    let ((head_before, rest_before), (head, rest)) = (split(&before), split(&now));
    let it = report.head_growth.as_ref().expect("two years");
    agree(it.head, over(head, head_before) - 1.0, "head growth");
    agree(it.rest, over(rest, rest_before) - 1.0, "rest growth");
    for (read, (customer, _)) in report.quarter_changes.iter().zip(ranked(&now)) {
        let line = &book.revenue[&customer];
        let quarter = |end: usize| line[end - 3..end].iter().sum::<i64>();
        assert_eq!(read.customer, id(customer));
        let read = [read.quarter, read.quarter_before, read.quarter_year_ago].map(cents);
        assert_eq!(read, [quarter(MONTHS), quarter(MONTHS - 3), quarter(MONTHS - 12)]);
    }
    assert_eq!(report.history.len(), QUARTERS.len());
    for (read, end) in report.history.iter().zip(QUARTERS) {
        let order = ranked(&sums(&book.revenue, end, 12));
        let whole: i64 = order.iter().map(|it| it.1).sum();
        assert_eq!((read.period.as_str(), read.months_covered), (quarter(end).as_str(), end.min(12) as u32));
        agree(read.concentration.cr["5"], over(order.iter().take(5).map(|it| it.1).sum(), whole), &read.period);
    }
}

/// Who has a row in the twelve months to `end`, the largest first, then by id, with its rank among them.
fn placed(rows: &[Row], book: &Book, end: usize) -> Vec<(u64, i64, u64)> {
    let has_row = |customer: u64| {
        rows.iter().any(|it| it.customer == customer && it.kind != "tax" && it.month < end && it.month + 12 >= end)
    };
    let sums = sums(&book.revenue, end, 12);
    let mut placed: Vec<(u64, i64)> = sums.into_iter().filter(|it| it.0 > 0 && has_row(it.0)).collect();
    placed.sort_by(|one, other| other.1.cmp(&one.1).then(one.0.cmp(&other.0)));
    placed.into_iter().zip(1..).map(|((customer, sum), rank)| (customer, sum, rank)).collect()
}

fn ranks(rows: &[Row], book: &Book, report: &Report) {
    let last = QUARTERS[QUARTERS.len() - 1];
    let today: Vec<u64> = ranked(&sums(&book.revenue, last, 12)).iter().take(10).map(|it| it.0).collect();
    let mut read = report.customer_ranks.iter();
    for (end, history) in QUARTERS.into_iter().zip(&report.history) {
        let (mut ten, all) = (0.0, placed(rows, book, end));
        let whole: i64 = all.iter().map(|it| it.1.max(0)).sum();
        for (customer, sum, rank) in all {
            let is_large = rank <= 10 && sum > 0;
            if is_large || today.contains(&customer) {
                let it = read.next().expect("a rank");
                assert_eq!((it.period.as_str(), it.customer.as_str()), (quarter(end).as_str(), id(customer).as_str()));
                assert_eq!((it.rank, cents(it.amount)), (rank, sum), "{} {}", it.period, it.customer);
                match it.share {
                    Some(share) => agree(share, over(sum, whole), "share at a quarter end"),
                    None => assert!(sum <= 0 && it.reasons.contains_key("share_reason")),
                }
                ten += if is_large { it.share.expect("a share").0 } else { 0.0 };
            }
        }
        agree(history.concentration.cr["10"], ten, &history.period);
    }
    assert!(read.next().is_none());
    assert!(report.customer_ranks.iter().any(|it| it.rank > 10), "the seed has a later head outside the ten largest");
}

/// Changes among the five largest, over the twelve months to `end`.
fn changes(book: &Book, end: usize) -> Vec<(&'static str, u64, i64, f64)> {
    let (now, before) = (sums(&book.revenue, end, 12), sums(&book.revenue, end - 12, 12));
    let five = |sums| ranked(sums).into_iter().take(5).collect::<Vec<_>>();
    let (of_now, of_before) = (five(&now), five(&before));
    let only = |change, ours: &[(u64, i64)], theirs: &[(u64, i64)], total: i64| {
        let missing = ours.iter().filter(|it| theirs.iter().all(|other| other.0 != it.0));
        missing.map(|it| (change, it.0, it.1, over(it.1, total))).collect::<Vec<_>>()
    };
    let lost = only("lost", &of_before, &of_now, before.values().sum());
    [lost, only("new", &of_now, &of_before, now.values().sum())].concat()
}

fn names(book: &Book, report: &Report) {
    let read: Vec<_> =
        report.top_five_changes.iter().map(|it| (it.change.as_str(), it.customer.clone(), cents(it.amount))).collect();
    let naive: Vec<_> = changes(book, MONTHS).into_iter().map(|it| (it.0, id(it.1), it.2)).collect();
    assert_eq!(read, naive);
    let mut points = report.top_five_history.iter();
    for end in QUARTERS.into_iter().filter(|end| *end >= 24) {
        for change in ["lost", "new"] {
            let of = changes(book, end).into_iter().filter(|it| it.0 == change).map(|it| it.3).collect::<Vec<_>>();
            if !of.is_empty() {
                let point = points.next().expect("a point");
                assert_eq!((point.period.as_str(), point.change.as_str()), (quarter(end).as_str(), change));
                agree(point.share, of.iter().sum(), &point.period);
            }
        }
    }
    assert!(points.next().is_none());
}

/// Gross profit over the twelve months to `end`, of the lines whose cost is known.
fn profit(book: &Book, end: usize) -> BTreeMap<u64, i64> {
    let cost = sums(&book.cost, end, 12);
    sums(&book.costed, end, 12).into_iter().map(|(customer, sum)| (customer, sum - cost[&customer])).collect()
}

fn margins(book: &Book, report: &Report) {
    let ends = QUARTERS.into_iter().filter(|end| *end > MONTHS - 24).map(|end| (quarter(end), end));
    let ends: Vec<(String, usize)> = ends.chain([("window".to_owned(), MONTHS)]).collect();
    assert_eq!(report.head_margin.len(), ends.len());
    for (read, (period, end)) in report.head_margin.iter().zip(ends) {
        let head: Vec<u64> = ranked(&sums(&book.revenue, end, 12)).iter().take(10).map(|it| it.0).collect();
        let (costed, profit) = (sums(&book.costed, end, 12), profit(book, end));
        let of = |sums: &BTreeMap<u64, i64>, is_head: bool| {
            sums.iter().filter(|it| *it.0 > 0 && head.contains(it.0) == is_head).map(|it| it.1).sum::<i64>()
        };
        assert_eq!((read.period.as_str(), cents(read.head_amount)), (period.as_str(), of(&costed, true)));
        let margin = |is_head| over(of(&profit, is_head), of(&costed, is_head));
        agree(read.head, margin(true), &period);
        agree(read.rest, margin(false), &period);
        agree(read.gap, margin(false) - margin(true), &period);
    }
    let mut points = report.base_history.iter();
    for end in QUARTERS.into_iter().filter(|end| *end >= 12) {
        let revenue = sums(&book.revenue, end, 12);
        let total: i64 = revenue.values().sum();
        for (base, sums) in [("gross_profit", profit(book, end)), ("recurring", sums(&book.recurring, end, 12))] {
            let whole: i64 = sums.values().sum();
            let order = if whole > 0 { ranked(&sums) } else { Vec::new() };
            for (customer, amount) in order.iter().filter(|it| it.1 == order[0].1 || it.1 * 20 >= whole) {
                let point = points.next().expect("a point");
                let read = (point.period.as_str(), point.base.as_str(), point.customer.as_str());
                assert_eq!(read, (quarter(end).as_str(), base, id(*customer).as_str()));
                agree(point.share, over(*amount, whole), "share of a base");
                agree(point.revenue_share, over(revenue[customer], total), "its share of revenue");
            }
        }
    }
    assert!(points.next().is_none());
}

fn fiscal_years(book: &Book, report: &Report) {
    let it = &report.disclosure;
    let year = |end: usize| (sums(&book.revenue, end, 12), sums(&book.revenue, end, 12).values().sum::<i64>());
    let ((now, total), (before, total_before)) = (year(48), year(36));
    let totals = [it.fiscal_year.as_ref(), it.fiscal_year_before.as_ref()];
    assert_eq!(
        totals.map(|it| it.map(|it| (it.year, cents(it.total)))),
        [Some((2025, total)), Some((2024, total_before))]
    );
    let major = |customer: u64| now.get(&customer).is_some_and(|sum| sum * 10 >= total);
    let major_before = |customer: u64| before.get(&customer).is_some_and(|sum| sum * 10 >= total_before);
    let mut expected: Vec<String> =
        now.keys().copied().filter(|it| *it > 0 && (major(*it) || major_before(*it))).map(id).collect();
    let mut listed: Vec<String> = it.major_customers.iter().map(|it| it.customer.clone()).collect();
    expected.sort();
    listed.sort();
    assert_eq!(listed, expected);
    for row in &it.major_customers {
        let customer: u64 = row.customer[1..].parse().expect("an id");
        assert_eq!((row.is_major, row.is_major_before), (major(customer), major_before(customer)));
        // Who brought nothing in the year has no share of it.
        match row.share {
            Some(share) => agree(share, over(now[&customer], total), "disclosed share"),
            None => assert_eq!((now[&customer], row.amount), (0, None), "{}", row.customer),
        }
    }
    let five = |sums: &BTreeMap<u64, i64>| ranked(sums).into_iter().take(5).collect::<Vec<_>>();
    let (of_now, of_before) = (five(&now), five(&before));
    let top = &it.top_five[0];
    let read: Vec<_> = top.customers.iter().map(|it| (it.customer.clone(), cents(it.amount), it.is_new)).collect();
    let is_new = |customer: u64| of_before.iter().all(|it| it.0 != customer);
    assert_eq!(read, of_now.iter().map(|it| (id(it.0), it.1, Some(is_new(it.0)))).collect::<Vec<_>>());
    assert_eq!(cents(top.amount), of_now.iter().map(|it| it.1).sum::<i64>());
    assert_eq!(top.new_customers, Some(of_now.iter().filter(|it| is_new(it.0)).count() as u64));
    assert_eq!(top.depends_by_revenue, of_now[0].1 * 2 > total);
    let gross = profit(book, 48);
    let whole: i64 = gross.values().sum();
    agree(top.largest_gross_share, over(ranked(&gross)[0].1, whole), "largest share of gross profit");
    assert_eq!(top.depends_by_gross_profit, Some(ranked(&gross)[0].1 * 2 > whole));
}

/// A size band by revenue as a multiple of the mean, from 0.
fn band(amount: i64, customers: i64, total: i64) -> usize {
    let scaled = amount * customers;
    [scaled * 2 >= total, scaled >= total, scaled >= 2 * total, scaled >= 5 * total, scaled >= 10 * total]
        .into_iter()
        .filter(|it| *it)
        .count()
}

fn exposure(book: &Book, report: &Report) {
    let it = &report.churn_exposure;
    let mut cells = [(0_u64, 0_u64); 6];
    // Month ends a whole number of years before the last, MRR there against MRR a year on.
    for end in (1..=3).map(|years| MONTHS - 12 * years) {
        let active: Vec<(i64, i64)> = book
            .recurring
            .iter()
            .filter(|it| *it.0 > 0 && it.1[end - 1] > 0)
            .map(|it| (it.1[end - 1], it.1[end + 11]))
            .collect();
        let total = active.iter().map(|it| it.0).sum();
        for (before, after) in &active {
            let cell = &mut cells[band(*before, active.len() as i64, total)];
            *cell = (cell.0 + 1, cell.1 + u64::from(*after <= 0));
        }
    }
    // The fourth year back is the first month of the book.
    let start: Vec<(i64, i64)> = book
        .recurring
        .iter()
        .filter(|it| *it.0 > 0)
        .map(|it| (it.1[MONTHS - 49], it.1[MONTHS - 37]))
        .filter(|it| it.0 > 0)
        .collect();
    let total = start.iter().map(|it| it.0).sum();
    for (before, after) in &start {
        let cell = &mut cells[band(*before, start.len() as i64, total)];
        *cell = (cell.0 + 1, cell.1 + u64::from(*after <= 0));
    }
    let naive: Vec<(u64, u64)> = cells.into_iter().filter(|it| it.0 > 0).collect();
    let read: Vec<(u64, u64)> =
        it.bands.iter().filter(|it| it.customer_years > 0).map(|it| (it.customer_years, it.losses)).collect();
    assert_eq!(read, naive);
    let exposed: BTreeMap<String, i64> = book
        .recurring
        .iter()
        .filter(|it| *it.0 > 0)
        .map(|it| (id(*it.0), 12 * it.1[MONTHS - 1]))
        .filter(|it| it.1 > 0)
        .collect();
    assert_eq!(cents(it.exposed_amount), exposed.values().sum::<i64>());
    assert_eq!(
        it.by_customer.iter().map(|it| (it.customer.clone(), cents(it.arr))).collect::<BTreeMap<_, _>>(),
        exposed
    );
    let mut loss = 0.0;
    for customer in &it.by_customer {
        let naive = customer.probability.0 * cents(customer.arr) as f64;
        assert!((cents(customer.exposure) as f64 - naive).abs() <= 0.5 + 1e-9 * naive, "{}", customer.customer);
        loss += naive;
    }
    // Each customer's part is rounded to the cent, and the parts add up to what is shown.
    let whole = exposed.values().sum::<i64>() as f64;
    let share = it.expected_loss_share.expect("a share").0;
    assert!((share * whole - loss).abs() <= 0.5 * it.by_customer.len() as f64, "expected loss");
    let parts: i64 = it.by_customer.iter().map(|it| cents(it.exposure)).sum();
    assert_eq!(it.expected_loss.map(cents), Some(parts));
}

fn missing_months(book: &Book, report: &Report) {
    let empty = |month: usize| book.revenue.values().all(|line| line[month] == 0);
    let naive: Vec<String> = (0..MONTHS).filter(|month| empty(*month)).map(label).collect();
    assert_eq!(report.missing_months, naive);
}
