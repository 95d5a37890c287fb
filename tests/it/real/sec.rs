//! Published customer shares, and the ledgers generated from them.

use super::expected::{Expected, Place};
use super::window::{Measured, positive};
use super::{about, mapped, over, text_file};
use crate::support::real_ledgers;
use eggbasket::config::{Config, MonthName, WindowKind};
use eggbasket::model::Report;
use eggbasket::period::{Month, parse_date};
use eggbasket::unit::Amount;
use std::collections::BTreeMap;

/// Every set is twelve months of one calendar year in cents, and its figures are of the whole year; where a set was
/// published for a part of a year, that part is measured by its own window too.
#[test]
fn sec_disclosures() {
    let Some(folder) = real_ledgers("sec_disclosures") else { return };
    let expected = Expected::open(&folder);
    about(&expected.root());
    let ledger = std::fs::read_to_string(folder.join("ledger.csv")).expect("ledger.csv");
    let sets = expected.root().at("sets");
    assert_eq!(sets.keys().len(), 15);
    let (mut bounded, mut parts) = (0, 0);
    for name in sets.keys() {
        let (set, prefix) = (sets.at(&name), format!("{name},"));
        let rows: Vec<&str> = ledger.lines().filter_map(|line| line.strip_prefix(&prefix)).collect();
        let year = year(&rows, &set);
        disclosed(&year.report, &set, &name);
        bounded += u64::from(bounds(&year.report, &set, &name));
        parts += u64::from(part(&rows, &year.report, &set));
    }
    assert!(bounded >= 12, "only {bounded} sets name the largest customers of their ledger");
    assert_eq!(parts, 10);
    expected.finish();
}

fn read(rows: &[&str], config: &Config) -> Measured {
    text_file("ledger.csv", &format!("customer,date,amount\n{}\n", rows.join("\n")), config)
}

fn year(rows: &[&str], set: &Place<'_>) -> Measured {
    let december = Month::parse(&format!("{}-12", &set.at("period_end").text()[..4])).expect("a month");
    let it = read(rows, &over(&mapped(&[("customer_id", "customer")]), december, WindowKind::FiscalYear));
    positive(&it.report, &set.at("generated_ledger"), 0.01);
    it
}

/// Whether the set is of 3, 6 or 9 months; then their window, a quarter or the year to date, against the same rows added
/// up here, and its shares against those published.
fn part(rows: &[&str], year: &Report, set: &Place<'_>) -> bool {
    let Some(months) = set.at("period").text().strip_suffix('M').map(|months| months.parse::<i32>().expect("months"))
    else {
        return false;
    };
    let last = Month::of(parse_date(set.at("period_end").text()).expect("a date"));
    let first = last.plus(1 - months);
    let window = if months == 3 { WindowKind::Quarter } else { WindowKind::Ytd };
    // Each fiscal year here starts with the part that was published, or a quarter of the calendar's.
    let start = MonthName::Number(i64::from(first.0.rem_euclid(12)) + 1);
    let config = Config { fiscal_year_start: Some(start), ..mapped(&[("customer_id", "customer")]) };
    let report = read(rows, &over(&config, last, window)).report;
    assert_eq!(report.window.from, first.first_day().to_string());
    assert_eq!(report.window.to, last.last_day().to_string());
    let sums = sums(rows, first, last);
    let total: i128 = sums.values().sum();
    assert_eq!(report.concentration.total.amount.0, total);
    for it in &report.customer_amounts {
        assert_eq!(it.amount.amount.0, sums[&it.customer], "{}", it.customer);
    }
    // A month is a twelfth of the year cut to the cent, and December makes up for it: a part of the year differs from its
    // share of the year by exactly what its months were cut by, so the published shares can be off by those cents.
    let cut: i128 =
        year.customer_amounts.iter().map(|it| it.amount.amount.0 * i128::from(months) - 12 * sums[&it.customer]).sum();
    assert!(cut >= 0 && cut == year.concentration.total.amount.0 * i128::from(months) - 12 * total);
    published(&report, set, cut as f64 / (12 * total) as f64 + 1e-12);
    let hhi = report.concentration.hhi.expect("an HHI").0;
    let whole = year.concentration.hhi.expect("an HHI").0;
    assert!((hhi - whole).abs() <= 4e4 * cut as f64 / (12 * total) as f64 + 1e-6, "{hhi}, of the year {whole}");
    set.count("customers_ge_10pct", report.major_customers.len() as u64);
    true
}

/// Every customer's revenue of these months in millionths.
fn sums(rows: &[&str], first: Month, last: Month) -> BTreeMap<String, i128> {
    let mut sums = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.split(',').collect();
        let month = Month::parse(&cells[1][..7]).expect("a month");
        if (first..=last).contains(&month) {
            *sums.entry(cells[0].to_owned()).or_insert(0) += Amount::parse(cells[2]).expect("an amount").0;
        }
    }
    sums
}

/// The shares that were published, each to within `off`.
fn published(report: &Report, set: &Place<'_>, off: f64) {
    let shares = set.at("published_pct");
    let share = |customer: &str| {
        let it = report.customer_amounts.iter().find(|it| it.customer == customer);
        it.and_then(|it| it.share).unwrap_or_else(|| panic!("{customer} has no share")).0
    };
    for customer in shares.keys() {
        let expected = shares.at(&customer).number() / 100.0;
        assert!((share(&customer) - expected).abs() <= off, "{customer}: {}, published {expected}", share(&customer));
    }
}

fn disclosed(report: &Report, set: &Place<'_>, name: &str) {
    published(report, set, 1e-12);
    set.count("customers_ge_10pct", report.major_customers.len() as u64);
    let named = set.at("published_pct").keys();
    let shares: Vec<f64> = report
        .customer_amounts
        .iter()
        .filter(|it| named.contains(&it.customer))
        .map(|it| it.share.expect("a share").0 * 100.0)
        .collect();
    set.close("disclosed_sum_pct", shares.iter().sum());
    set.close("largest_pct", shares[0]);
    if set.at("period").text().starts_with("FY") {
        set.same("period", &format!("FY{}", &report.window.to[..4]));
    }
    set.at("top_five_published_pct")
        .excuse("the generated ledger follows the shares of single customers, not this sum");
    let hhi = report.concentration.hhi.expect("an HHI").0;
    let (low, high) = (set.at("hhi_10000_lower").number(), set.at("hhi_10000_upper").number());
    assert!((low - 0.01..=high + 0.01).contains(&hhi), "{name}: {hhi}");
}

/// The bounds from the published shares, where these are the largest of the generated ledger.
fn bounds(report: &Report, set: &Place<'_>, name: &str) -> bool {
    let shares = set.at("published_pct");
    let mut published: Vec<f64> = shares.keys().iter().map(|customer| shares.at(customer).number()).collect();
    published.sort_by(|one, other| other.total_cmp(one));
    let largest = report.top_customers.iter().map(|it| it.index_share.expect("a share").0 * 100.0);
    if largest.zip(&published).any(|(share, published)| (share - published).abs() > 1e-6) {
        return false;
    }
    let bounds = report.hhi_bounds.iter().find(|bounds| bounds.top as usize == published.len()).expect(name);
    let (lower, upper) = (set.at("hhi_10000_lower").number(), set.at("hhi_10000_upper").number());
    assert!((bounds.hhi_lower.0 - lower).abs() < 0.01, "{name}: {bounds:?}");
    // The figures there cap those not named at 10 %, or at the smallest named where the list is said to be complete.
    let uppers = [Some(bounds.hhi_upper), bounds.hhi_upper_disclosed];
    assert!(uppers.iter().flatten().any(|it| (it.0 - upper).abs() < 0.01), "{name}: {bounds:?}");
    true
}
