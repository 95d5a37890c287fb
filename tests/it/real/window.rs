//! One block of an expected.json, the figures of one window, against a report of that window.

use super::expected::Place;
use crate::support::cells;
use eggbasket::model::Report;
use eggbasket::period::{Month, parse_date};
use eggbasket::pipeline::Run;
use eggbasket::unit::{Amount, ONE};
use jiff::ToSpan;

/// A window of the report and everything behind it.
pub struct Measured {
    pub run: Run,
    pub report: Report,
}

/// Every figure of a block with the window's days, all rows, positive customers and the net total.
pub fn block(it: &Measured, place: &Place<'_>) {
    let report = &it.report;
    assert_eq!(place.at("start").text()[..7], report.window.from[..7]);
    let last = parse_date(place.at("end_exclusive").text()).expect("a date").yesterday().expect("a day before");
    assert_eq!(last.to_string()[..7], report.window.to[..7]);
    place.count(
        "rows",
        number(
            it,
            "select sum(rows) from cube cross join params where month_index between window_first and window_last",
        ),
    );
    place.money("net_total_all_rows", report.concentration.total.amount);
    place.money("unattributed_amount", report.concentration.unassigned.amount);
    let not_positive = "from window_revenue where period = 'window' and amount <= 0";
    place.count("customers_any", number(it, "select count(*) from window_revenue where period = 'window'"));
    place.count("customers_nonpositive", number(it, &format!("select count(*) {not_positive}")));
    place.money("nonpositive_sum", amount(it, &format!("select sum(amount) {not_positive}")));
    positive(report, &place.at("positive_basis"), 1.0);
    place.money("net_basis/total", report.concentration.total.amount);
    for top in place.at("net_basis/top").keys() {
        let sum = top_amount(report, &top).to_f64();
        place.close(&format!("net_basis/top/{top}"), sum / report.concentration.total.to_f64());
    }
    for at in place.at("top_customers").keys() {
        let (read, place) = (&report.top_customers[at.parse::<usize>().expect("a place")], place.at("top_customers"));
        place.same(&format!("{at}/key"), &read.customer);
        place.same(&format!("{at}/customer"), &read.name);
        place.money(&format!("{at}/revenue"), read.amount.amount);
    }
}

/// The figures of customers with positive revenue, whose money is in `unit`s of the report's.
pub fn positive(report: &Report, place: &Place<'_>, unit: f64) {
    let it = &report.concentration;
    place.count("customers", it.customers);
    place.money_in("total", it.positive_total.amount, unit);
    for top in ["1", "3", "5", "10", "20"] {
        place.ratio(&format!("top/{top}"), it.cr[top]);
        place.money_in(&format!("top_amount/{top}"), top_amount(report, top), unit);
    }
    place.close("hhi", it.hhi.expect("an HHI").0 / 1e4);
    place.ratio("hhi_10000", it.hhi);
    place.ratio("hhi_normalized", it.hhi_normalised);
    place.ratio("effective_n", it.effective_customers);
    place.ratio("gini", it.gini);
    place.ratio("gini_unbiased", it.gini_adjusted);
    place.ratio("shannon_nats", it.entropy);
    place.ratio("theil", it.theil);
    place.ratio("rosenbluth_hall_tideman", it.hall_tideman);
    place.ratio("hoover", it.hoover);
    place.ratio("effective_n_shannon", it.hill["1"]);
    place.count("to_50", it.pareto["50"].expect("a count"));
    place.count("to_80", it.pareto["80"].expect("a count"));
    place.count("ge_10pct", report.major_customers.len() as u64);
    let strictly = amounts(report).iter().filter(|amount| **amount * 10 > it.positive_total.amount.0).count();
    place.count("gt_10pct", strictly as u64);
    key_accounts(report, place, unit);
    for order in place.at("hannah_kay_inv").keys() {
        place.close(&format!("hannah_kay_inv/{order}"), hannah_kay(&amounts(report), order.parse().expect("an order")));
    }
    for top in place.at("lose_top").keys() {
        without(report, &place.at("lose_top"), &top, unit);
    }
}

fn key_accounts(report: &Report, place: &Place<'_>, unit: f64) {
    let key = &report.key_accounts;
    place.money_in("max", top_amount(report, "1"), unit);
    place.money_in("mean", key.mean.expect("a mean").amount, unit);
    place.money_in("median", key.median.expect("a median").amount, unit);
    for (multiple, name) in [(&key.at_least_5x, "ge_5x"), (&key.at_least_10x, "ge_10x")] {
        place.count(name, multiple.customers);
        place.ratio(&format!("{name}_share"), multiple.share);
    }
}

/// The book without its `top` largest: by the report's own index where one customer leaves, else from its amounts.
fn without(report: &Report, place: &Place<'_>, top: &str, unit: f64) {
    let all = amounts(report);
    let rest = &all[top.parse::<usize>().expect("a number").min(all.len())..];
    let (total, left) = (all.iter().sum::<i128>(), rest.iter().sum::<i128>());
    place.money_in(&format!("{top}/remaining_total"), Amount(left), unit);
    place.close(&format!("{top}/drop_share"), (total - left) as f64 / total as f64);
    place.close(&format!("{top}/hhi"), hannah_kay(rest, 2.0));
    place.close(&format!("{top}/top1"), rest[0] as f64 / left as f64);
    if top == "1" {
        let stability = &report.stability[0];
        place.close("1/hhi", stability.hhi.0 / 1e4);
        place.ratio("1/top1", Some(stability.cr_1));
    }
}

/// The inverse Hannah–Kay index of an order: (Σ w^α)^(1 / (α − 1)). Of order 2 it is the HHI.
fn hannah_kay(amounts: &[i128], order: f64) -> f64 {
    let total = amounts.iter().sum::<i128>() as f64;
    let powers: f64 = amounts.iter().map(|amount| (*amount as f64 / total).powf(order)).sum();
    powers.powf(1.0 / (order - 1.0))
}

/// Every positive customer's revenue in millionths, the largest first.
fn amounts(report: &Report) -> Vec<i128> {
    report.customer_amounts.iter().map(|customer| customer.amount.amount.0).collect()
}

fn top_amount(report: &Report, top: &str) -> Amount {
    Amount(amounts(report).iter().take(top.parse().expect("a number")).sum())
}

/// Retention of the trailing twelve months and its parts.
pub fn retention(it: &Measured, place: &Place<'_>) {
    let from = parse_date(&it.report.window.from).expect("a date");
    let end = parse_date(&it.report.window.to).expect("a date").tomorrow().expect("a day after").to_string();
    place.same("prior/0", &(from - 12.months()).to_string());
    place.same("prior/1", &from.to_string());
    place.same("current/0", &from.to_string());
    place.same("current/1", &end);
    let ttm = it.report.retention.ttm.as_ref().expect("retention on the ttm basis");
    place.count("base_customers", ttm.customers);
    place.money("prior_revenue", ttm.base_amount.amount);
    place.ratio("nrr", ttm.nrr);
    place.ratio("grr", ttm.grr);
    place.close("logo_retention", 1.0 - ttm.logo_churn.expect("logo churn").0);
    assert_eq!(place.at("prior_window_fully_covered").is_true(), ttm.base_covered);
    let pairs = "from retention_pairs where basis = 'ttm'";
    place.count("churned_customers", number(it, &format!("select count(*) {pairs} and q <= 0")));
    place.money("churned_revenue", amount(it, &format!("select sum(p) {pairs} and q <= 0")));
    place.money("contraction", amount(it, &format!("select sum(p - q) {pairs} and q > 0 and q < p")));
    place.money("expansion", amount(it, &format!("select sum(q - p) {pairs} and q > p")));
    let new = format!(
        "from window_revenue where period = 'window' and amount > 0 and group_id not in (select group_id {pairs})"
    );
    place.count("new_customers", number(it, &format!("select count(*) {new}")));
    place.money("new_revenue", amount(it, &format!("select sum(amount) {new}")));
}

/// Revenue by month is what the movements close with, as the ledgers have no kinds; a month that is not listed has none.
pub fn months(it: &Measured, place: &Place<'_>) {
    let listed = place.keys();
    for movement in &it.report.movements {
        match listed.contains(&movement.period) {
            true => place.money(&movement.period, movement.closing.amount),
            false => assert_eq!(movement.closing.amount, Amount::ZERO, "{}", movement.period),
        }
    }
}

/// The last day of the month before the day `place` names.
pub fn last_month(place: &Place<'_>, key: &str) -> Month {
    Month::of(parse_date(place.at(key).text()).expect("a date").yesterday().expect("a day before"))
}

/// The whole number a query gives; 0 where it gives none.
pub fn number(it: &Measured, sql: &str) -> u64 {
    cells(&it.run, &format!("select cast(coalesce((({sql})), 0) as bigint) as n"))[0][0].parse().expect("a number")
}

/// The amount a query gives, exact; 0 where it gives none.
pub fn amount(it: &Measured, sql: &str) -> Amount {
    let sql = format!("select cast(coalesce(({sql}), 0) * {ONE} as decimal(38, 0)) as n");
    Amount(cells(&it.run, &sql)[0][0].parse().expect("a number"))
}
