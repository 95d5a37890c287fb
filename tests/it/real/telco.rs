//! The telco book: survival against lifelines and R, revenue churn against logo churn, and two even books of charges.

use super::expected::{Expected, Place};
use super::window::positive;
use super::{about, rows};
use crate::support::{close, real_ledgers, report_with};
use eggbasket::config::{Config, WindowKind};
use eggbasket::model::{Report, SegmentRetention, Survival};
use eggbasket::period::{Month, parse_date};
use eggbasket::risk::survival::{kaplan_meier, median, observe};
use eggbasket::unit::{Amount, Money, Ratio};
use std::fmt::Write as _;
use std::path::Path;

struct Customer {
    tenure: i64,
    lost: bool,
    contract: String,
    monthly: String,
    total: String,
}

fn customers(folder: &Path) -> Vec<Customer> {
    let (headers, rows) = rows(&folder.join("Telco-Customer-Churn.csv"));
    let at = |name: &str| headers.iter().position(|header| header == name).expect("a column");
    let customer = |row: &csv::StringRecord| Customer {
        tenure: row[at("tenure")].parse().expect("months"),
        lost: &row[at("Churn")] == "Yes",
        contract: row[at("Contract")].to_owned(),
        monthly: row[at("MonthlyCharges")].to_owned(),
        total: row[at("TotalCharges")].trim().to_owned(),
    };
    rows.iter().map(customer).collect()
}

#[test]
fn telco() {
    let Some(folder) = real_ledgers("telco") else { return };
    let (expected, customers) = (Expected::open(&folder), customers(&folder));
    let place = expected.root();
    about(&place);
    place.count("rows", customers.len() as u64);
    let curves = place.at("kaplan_meier");
    for name in curves.keys() {
        let contract = name.strip_prefix("Contract=");
        let lives: Vec<&Customer> =
            customers.iter().filter(|it| contract.is_none_or(|name| it.contract == name)).collect();
        curve(&lives, &curves.at(&name));
        if ["all", "Contract=Month-to-month"].contains(&name.as_str()) {
            curve_of_the_pipeline(&lives, &curves.at(&name));
        }
    }
    revenue_churn(&customers, &place);
    charges(&customers, &place);
    place.at("columns").excuse("headings of the export, one of them the tools' own");
    place.at("traps").excuse("words about the export; the customers without a tenure are counted with the curves");
    place
        .at("max_abs_difference_lifelines_vs_R_survival")
        .excuse("how far the two tools are apart, not a figure of the book");
    expected.finish();
}

/// The curve by the mathematics alone.
fn curve(customers: &[&Customer], place: &Place<'_>) {
    let lives: Vec<(i64, i64, bool)> = customers.iter().map(|it| (0, it.tenure, it.lost)).collect();
    let points = kaplan_meier(&observe(&lives));
    place.count("n", lives.len() as u64);
    place.count("events", points.iter().map(|point| point.observed.events).sum());
    let survival = place.at("survival");
    for tenure in survival.keys() {
        let until = tenure.parse().expect("months");
        let point = points.iter().rfind(|point| point.observed.tenure <= until).expect("a point");
        survival.close(&tenure, point.survival);
        let bounds = place.at("ci95_loglog").at(&tenure);
        bounds.close("0", point.low.expect("a bound"));
        bounds.close("1", point.high.expect("a bound"));
    }
    middle(median(&points), place);
}

fn middle(read: Option<i64>, place: &Place<'_>) {
    match read {
        Some(months) => place.close("median", months as f64),
        None => place.same("median", "infinite"),
    }
}

/// Every customer as one invoice over its months and a `since`; the whole pipeline must find the same curve.
fn curve_of_the_pipeline(customers: &[&Customer], place: &Place<'_>) {
    let survival = survival(customers);
    assert_eq!(survival.left_out, 0);
    place.count("events", survival.events);
    // Those without a tenure were never at risk.
    let never = customers.iter().filter(|it| it.tenure == 0).count() as u64;
    place.count("n", survival.customers + never);
    for tenure in place.at("survival").keys() {
        let until = tenure.parse().expect("months");
        let point = survival.points.iter().rfind(|point| point.tenure_months <= until).expect("a point");
        place.at("survival").close(&tenure, point.survival.0);
        let bounds = place.at("ci95_loglog").at(&tenure);
        bounds.ratio("0", point.low);
        bounds.ratio("1", point.high);
    }
    middle(survival.median, place);
    assert_eq!(survival.median.is_none(), survival.reasons.contains_key("median_reason"));
}

fn survival(customers: &[&Customer]) -> Survival {
    let mut ledger = String::from("customer_id,date,amount,kind,service_start,service_end\n");
    let mut table = String::from("customer_id,since\n");
    let last = Month::parse("2025-12").expect("a month");
    for (at, it) in customers.iter().enumerate() {
        // Lost at its tenure: the last month with revenue is the one before the as-of month.
        let start = last.plus(-(it.tenure as i32));
        let (from, to) = (start.first_day(), last.plus(-i32::from(it.lost)).last_day());
        let _ = writeln!(ledger, "C{at},{from},{}.00,recurring,{from},{to}", 100 * (it.tenure + 1));
        let _ = writeln!(table, "C{at},{from}");
    }
    report(&ledger, &table, WindowKind::Ttm, "2025-12-31").survival
}

fn report(ledger: &str, customers: &str, window: WindowKind, as_of: &str) -> Report {
    let here = tempfile::tempdir().expect("a folder");
    let write = |name: &str, text: &str| {
        std::fs::write(here.path().join(name), text).expect("a file");
        here.path().join(name)
    };
    let file = write("ledger.csv", ledger).to_string_lossy().into_owned();
    let config = Config {
        customers: Some(write("customers.csv", customers)),
        as_of: parse_date(as_of),
        window: Some(window),
        ..Config::default()
    };
    report_with(&[file], &config, 2).expect("a report")
}

/// Everyone's charge in one December, and of those who stay in the next: what a year's churn costs, in all and by contract.
fn revenue_churn(customers: &[Customer], place: &Place<'_>) {
    let mut ledger = String::from("customer_id,date,amount,kind\n");
    let mut table = String::from("customer_id,contract\n");
    for (at, it) in customers.iter().enumerate() {
        let _ = writeln!(ledger, "C{at},2024-12-31,{},recurring", it.monthly);
        if !it.lost {
            let _ = writeln!(ledger, "C{at},2025-12-31,{},recurring", it.monthly);
        }
        let _ = writeln!(table, "C{at},{}", it.contract);
    }
    let report = report(&ledger, &table, WindowKind::Ttm, "2025-12-31");
    let all = report.retention.mrr.as_ref().expect("retention on MRR");
    let months = place.at("month_charges");
    months.money("total_mrr_snapshot_all", all.base_amount.amount);
    months.money("churned_mrr", lost(all.base_amount, all.gross_churn));
    months.money("retained_mrr", Amount(all.base_amount.amount.0 - lost(all.base_amount, all.gross_churn).0));
    months.ratio("logo_churn", all.logo_churn);
    months.ratio("revenue_churn", all.gross_churn);
    assert!(close(report.recurring.mrr.expect("an MRR").to_f64(), months.at("retained_mrr").number(), 1e-12));
    let by_contract = place.at("revenue_churn_by_contract");
    for contract in by_contract.keys() {
        let place = by_contract.at(&contract);
        let is_it = |it: &&SegmentRetention| it.basis == "mrr" && it.value.as_deref() == Some(&contract);
        let rates = report.retention_by_segment["contract"].iter().find(is_it).expect("retention of a contract");
        let gross_churn = rates.grr.map(|grr| Ratio(1.0 - grr.0));
        place.count("customers", rates.customers);
        place.money("mrr", rates.base_amount.amount);
        place.money("churned_mrr", lost(rates.base_amount, gross_churn));
        place.ratio("revenue_churn", gross_churn);
        place.ratio("logo_churn", rates.logo_churn);
    }
}

/// Nobody grows or shrinks here, so what was churned is the base's gross churn, which is exact to the cent.
fn lost(base: Money, gross_churn: Option<Ratio>) -> Amount {
    let cents = base.to_f64() * gross_churn.expect("gross churn").0 * 100.0;
    Amount(cents.round() as i128 * 10_000)
}

/// The charges of one month, and those of whole lives, as the revenue of one month.
fn charges(customers: &[Customer], place: &Place<'_>) {
    let book = |charge: fn(&Customer) -> &str| {
        let mut ledger = String::from("customer_id,date,amount\n");
        for (at, it) in customers.iter().enumerate() {
            let charge = charge(it);
            let _ = writeln!(ledger, "C{at},2025-12-31,{}", if charge.is_empty() { "0" } else { charge });
        }
        report(&ledger, "customer_id\nC0\n", WindowKind::Month, "2025-12-31")
    };
    positive(&book(|it| &it.monthly), &place.at("concentration_MonthlyCharges_all"), 1.0);
    positive(&book(|it| &it.total), &place.at("concentration_TotalCharges_blank_as_0"), 1.0);
}
