//! Every warning on both sides of its levels, from reports made by hand.

use eggbasket::config::{Config, Levels};
use eggbasket::findings::{evaluate, is_reliable};
use eggbasket::model::{
    BasePoint, Concentration, ControlTotalResult, Customer, Dependence, DimensionValue, Finding, HeadGrowth,
    HeadMargin, History, QuarterChange, Report, RetentionRates, Severity, TopFiveChange, TopFivePoint, Window,
};
use eggbasket::policy::Policy;
use eggbasket::unit::{Amount, Money, Ratio};

fn money(units: f64) -> Money {
    Money::new(Amount((units * 1e6) as i128), 2)
}

fn customer(rank: u64, share: f64) -> Customer {
    let name = format!("Customer {rank}");
    Customer {
        rank,
        customer: format!("C{rank}"),
        name,
        amount: money(share * 1000.0),
        share: Some(Ratio(share)),
        ..Customer::default()
    }
}

/// A book of 1,000.00 with these shares of the largest, five and ten largest.
fn concentration(cr1: f64, cr5: f64, cr10: f64) -> Concentration {
    let cr = [("1", cr1), ("3", cr5), ("5", cr5), ("10", cr10), ("20", cr10)];
    Concentration {
        total: money(1000.0),
        positive_total: money(1000.0),
        customers: 200,
        cr: cr.map(|(top, share)| (top.to_owned(), Some(Ratio(share)))).into(),
        hhi: Some(Ratio(100.0)),
        effective_customers: Some(Ratio(100.0)),
        negative_ratio: Some(Ratio(0.0)),
        ..Concentration::default()
    }
}

fn report(cr1: f64, cr5: f64, cr10: f64) -> Report {
    Report {
        as_of: "2025-12-31".to_owned(),
        window: Window { to: "2025-12-31".to_owned(), ..Window::default() },
        currency: Some("EUR".to_owned()),
        concentration: concentration(cr1, cr5, cr10),
        top_customers: vec![customer(1, cr1), customer(2, cr1 / 2.0)],
        ..Report::default()
    }
}

fn calm() -> Report {
    report(0.05, 0.15, 0.20)
}

fn judged(report: &Report) -> Vec<Finding> {
    evaluate(report, &Policy::new(&Config::default()).unwrap())
}

/// Severity of a warning, `None` where it is not raised.
fn level(report: &Report, id: &str) -> Option<Severity> {
    judged(report).iter().find(|finding| finding.id == id).map(|finding| finding.severity)
}

const WATCH: Option<Severity> = Some(Severity::Watch);
const WARNING: Option<Severity> = Some(Severity::Warning);
const CRITICAL: Option<Severity> = Some(Severity::Critical);

#[test]
fn a_calm_book_raises_nothing() {
    assert!(judged(&calm()).is_empty());
}

#[test]
fn w01_by_the_largest_share_inclusive() {
    for (share, expected) in [(0.099_996, None), (0.10, WATCH), (0.1999, WATCH), (0.20, WARNING), (0.30, CRITICAL)] {
        assert_eq!(level(&report(share, 0.2, 0.25), "W01"), expected, "{share}");
    }
    let finding = judged(&report(0.6, 0.2, 0.25)).remove(0);
    assert!(finding.message.contains("Customer 1") && finding.message.contains("more than half"));
    assert_eq!((finding.customers, finding.money_at_stake), (vec!["C1".to_owned()], Some(money(600.0))));
}

#[test]
fn w01_says_what_would_clear_it() {
    // 150 of 1,000 is 10 % of 1,500: the rest must bring 500.01 more, or the customer 55.56 less (94.44 of 944.44), printed as 56.
    let finding = judged(&report(0.15, 0.2, 0.25)).remove(0);
    assert!(
        finding.clears_when.contains("EUR 500") && finding.clears_when.contains("EUR 56"),
        "{}",
        finding.clears_when
    );
    assert!((finding.distance.0 - 0.05).abs() < 1e-12);
}

#[test]
fn what_would_clear_a_warning_is_possible() {
    // More than everything, nobody else, and a level of all: none has a way, and none may fail.
    for share in [1.0, 1.25] {
        let mut report = report(share, share, share);
        report.concentration.customers = 1;
        report.top_customers.truncate(1);
        for finding in judged(&report) {
            assert!(!finding.clears_when.contains("falls by"), "{}", finding.clears_when);
        }
    }
}

#[test]
fn a_book_without_a_positive_customer_is_not_reliable() {
    let mut report = calm();
    report.concentration = Concentration { total: money(-100.0), negative_customers: 3, ..Concentration::default() };
    report.top_customers.clear();
    assert_eq!(level(&report, "W25"), CRITICAL);
}

#[test]
fn w03_and_w04_do_not_say_the_same_twice() {
    assert_eq!(level(&report(0.05, 0.25, 0.29), "W03"), WATCH);
    let both = report(0.05, 0.30, 0.45);
    assert_eq!((level(&both, "W03"), level(&both, "W04")), (WATCH, None));
    let severer = report(0.05, 0.30, 0.50);
    assert_eq!((level(&severer, "W03"), level(&severer, "W04")), (WATCH, WARNING));
    assert_eq!(level(&report(0.05, 0.20, 0.30), "W04"), WATCH);
    let mut even = report(0.05, 0.20, 0.40);
    even.concentration.customers = 25;
    assert_eq!(level(&even, "W04"), None, "ten of 25 equal customers are 40 %");
}

#[test]
fn w05_never_stands_alone() {
    let mut alone = calm();
    alone.concentration.hhi = Some(Ratio(2600.0));
    alone.concentration.effective_customers = Some(Ratio(10_000.0 / 2600.0));
    assert!(judged(&alone).is_empty());
    alone.top_customers[0] = customer(1, 0.12);
    assert_eq!((level(&alone, "W01"), level(&alone, "W05")), (WATCH, CRITICAL));
}

#[test]
fn w06_by_growth_and_by_what_it_grew_to() {
    let grown = |before: f64, now: f64| {
        let mut report = calm();
        report.concentration.hhi = Some(Ratio(now));
        report.concentration_year_before = Some(Concentration { hhi: Some(Ratio(before)), ..Concentration::default() });
        level(&report, "W06")
    };
    assert_eq!(grown(500.0, 599.0), None);
    assert_eq!(grown(500.0, 600.0), WATCH);
    assert_eq!(grown(500.0, 700.0), WARNING);
    assert_eq!(grown(1750.0, 1860.0), CRITICAL);
}

#[test]
fn w07_needs_known_kinds() {
    let mut report = calm();
    report.recurring.head_share_of_recurring = Some(Ratio(0.31));
    report.recurring.head_recurring_of_total = Some(Ratio(0.15));
    assert_eq!(level(&report, "W07"), WARNING);
    report.recurring.inferred = true;
    assert_eq!(level(&report, "W07"), None);
}

fn rates(grr: f64, nrr: f64) -> RetentionRates {
    RetentionRates {
        basis: "mrr".to_owned(),
        grr: Some(Ratio(grr)),
        nrr: Some(Ratio(nrr)),
        base_amount: money(100.0),
        base_covered: true,
        ..RetentionRates::default()
    }
}

#[test]
fn w14_and_w15_on_a_covered_mrr_base() {
    let with = |rates: RetentionRates| {
        let mut report = calm();
        report.retention.mrr = Some(rates);
        (level(&report, "W14"), level(&report, "W15"))
    };
    assert_eq!(with(rates(0.90, 1.00)), (None, None));
    assert_eq!(with(rates(0.899, 0.999)), (WATCH, WATCH));
    assert_eq!(with(rates(0.849, 0.949)), (WARNING, WARNING));
    assert_eq!(with(rates(0.819, 0.899)), (CRITICAL, CRITICAL));
    let masked = RetentionRates { nrr_without_top_expanders: Some(Ratio(0.98)), ..rates(0.95, 1.2) };
    assert_eq!(with(masked), (None, WARNING));
    let uncovered = RetentionRates { base_covered: false, ..rates(0.5, 0.5) };
    assert_eq!(with(uncovered), (None, None));
}

#[test]
fn w16_needs_both_comparisons_and_a_material_customer() {
    let with = |change: f64, change_year: f64, share: f64| {
        let mut report = calm();
        report.top_customers[0] = customer(1, share);
        report.quarter_changes = vec![QuarterChange {
            customer: "C1".to_owned(),
            name: "Customer 1".to_owned(),
            quarter: money(70.0),
            quarter_before: money(100.0),
            quarter_year_ago: money(95.0),
            change: Some(Ratio(change)),
            change_year: Some(Ratio(change_year)),
        }];
        level(&report, "W16")
    };
    assert_eq!(with(-0.30, -0.10, 0.05), None, "a seasonal quarter");
    assert_eq!(with(-0.30, -0.15, 0.05), WATCH);
    assert_eq!(with(-0.30, -0.26, 0.05), WARNING);
    assert_eq!(with(-0.80, -0.50, 0.05), CRITICAL);
    assert_eq!(with(-0.80, -0.50, 0.009), None, "a small customer");
}

#[test]
fn w19_for_what_customers_share() {
    let with = |dimension: &str, values: &[(Option<&str>, f64)]| {
        let mut report = calm();
        let value = |(value, share): &(Option<&str>, f64)| DimensionValue {
            value: value.map(str::to_owned),
            amount: money(share * 1000.0),
            share: Some(Ratio(*share)),
            customers: 7,
            ..DimensionValue::default()
        };
        report.dimensions.insert(dimension.to_owned(), values.iter().map(value).collect());
        level(&report, "W19")
    };
    assert_eq!(with("industry", &[(Some("Mobility"), 0.5), (Some("Retail"), 0.3)]), WARNING);
    assert_eq!(with("industry", &[(Some("Mobility"), 1.0)]), None, "one value is no dimension");
    assert_eq!(with("industry", &[(None, 0.8), (Some("Retail"), 0.2)]), None, "unknown is no industry");
    assert_eq!(with("product", &[(Some("Core"), 0.8), (Some("Plus"), 0.2)]), None, "a product does not leave");
    assert_eq!(with("currency", &[(Some("EUR"), 0.8), (Some("USD"), 0.2)]), None, "the reporting currency");
    assert_eq!(with("currency", &[(Some("EUR"), 0.6), (Some("USD"), 0.4)]), WATCH);
}

#[test]
fn w20_by_the_heads_lead_in_growth() {
    let with = |lead: f64| {
        let mut report = calm();
        report.head_growth = Some(HeadGrowth {
            head: Some(Ratio(0.1 + lead)),
            rest: Some(Ratio(0.1)),
            difference: Some(Ratio(lead)),
            head_amount: money(200.0),
        });
        level(&report, "W20")
    };
    assert_eq!([with(0.049), with(0.05), with(0.10), with(0.20)], [None, WATCH, WARNING, CRITICAL]);
}

#[test]
fn w25_can_make_the_report_unreliable() {
    let mut report = calm();
    report.concentration.negative_ratio = Some(Ratio(0.03));
    assert_eq!(level(&report, "W25"), WARNING);
    assert!(is_reliable(&judged(&report)));
    report.missing_months = vec!["2025-03".to_owned(), "2025-04".to_owned()];
    assert!(!is_reliable(&judged(&report)));
    let mut report = calm();
    report.concentration.unassigned = money(100.0);
    assert_eq!(level(&report, "W25"), CRITICAL);
}

#[test]
fn a_warning_knows_since_when_and_clears_after_two_quiet_quarters() {
    let quarter = |period: &str, as_of: &str, cr1: f64| History {
        period: period.to_owned(),
        as_of: as_of.to_owned(),
        months_covered: 12,
        concentration: concentration(cr1, 0.2, 0.25),
    };
    let mut report = report(0.085, 0.2, 0.25);
    report.history = vec![
        quarter("2025-Q1", "2025-03-31", 0.09),
        quarter("2025-Q2", "2025-06-30", 0.12),
        quarter("2025-Q3", "2025-09-30", 0.13),
        quarter("2025-Q4", "2025-12-31", 0.085),
    ];
    let finding = judged(&report).remove(0);
    assert_eq!((finding.id.as_str(), finding.since.as_deref()), ("W01", Some("2025-Q2")));
    assert!(finding.message.contains("not yet for two quarters"));
    report.history[2] = quarter("2025-Q3", "2025-09-30", 0.08);
    assert!(judged(&report).is_empty());
}

#[test]
fn levels_come_from_the_configuration_over_the_defaults() {
    let with = |id: &str, levels: Levels| {
        let config = Config { thresholds: [(id.to_owned(), levels)].into(), ..Config::default() };
        Policy::new(&config)
    };
    let policy = with("W01", Levels { watch: Some(0.04), ..Levels::default() }).unwrap();
    assert_eq!(evaluate(&calm(), &policy).remove(0).severity, Severity::Watch);
    assert!(with("W99", Levels::default()).unwrap_err().hint.unwrap().contains("W01"));
    let disordered = Levels { watch: Some(0.5), ..Levels::default() };
    assert!(with("W01", disordered).unwrap_err().message.contains("order"));
}

/// A customer's shares of revenue and of one other base.
fn dependence(revenue: f64, base: &str, share: f64) -> Dependence {
    let amounts = [("revenue", revenue), (base, share)];
    Dependence {
        customer: "C7".to_owned(),
        name: "Customer 7".to_owned(),
        shares: amounts.map(|(base, share)| (base.to_owned(), Some(Ratio(share)))).into(),
        amounts: amounts.map(|(base, share)| (base.to_owned(), Some(money(share * 500.0)))).into(),
        ..Dependence::default()
    }
}

#[test]
fn w02_counts_the_steps_above_revenue() {
    let with = |revenue: f64, base: &str, share: f64| {
        let mut report = calm();
        report.dependence = vec![dependence(0.02, "recurring", 0.03), dependence(revenue, base, share)];
        judged(&report).into_iter().find(|finding| finding.id == "W02")
    };
    let level = |revenue, base: &str, share| with(revenue, base, share).map(|finding| finding.severity);
    assert_eq!(level(0.05, "gross_profit", 0.0999), None);
    assert_eq!(level(0.05, "gross_profit", 0.10), WATCH);
    assert_eq!(level(0.099, "recurring", 0.20), WARNING);
    assert_eq!(level(0.05, "receivables", 0.30), CRITICAL);
    assert_eq!(level(0.10, "gross_profit", 0.30), WARNING, "two steps above its revenue");
    assert_eq!(level(0.31, "gross_profit", 0.60), None, "there is no step above the third");
    let finding = with(0.12, "gross_profit", 0.24).unwrap();
    assert!(finding.message.contains("12.0 % of revenue but 24.0 % of gross profit: one step"), "{}", finding.message);
    assert_eq!((finding.customers, finding.money_at_stake), (vec!["C7".to_owned()], Some(money(120.0))));
    assert!(finding.clears_when.contains("gross profit falls under 20.0 %"), "{}", finding.clears_when);
}

#[test]
fn w18_by_the_largest_debtor() {
    let with = |share: f64| {
        let mut report = calm();
        report.dependence = vec![dependence(0.05, "receivables", 0.05), dependence(0.31, "receivables", share)];
        level(&report, "W18")
    };
    assert_eq!(
        [with(0.199), with(0.20), with(0.25), with(0.4999), with(0.50)],
        [None, WATCH, WARNING, WARNING, CRITICAL]
    );
}

/// Five quarter ends up to the window's end.
fn with_quarters(mut report: Report) -> Report {
    let ends =
        ["2024-Q4 2024-12-31", "2025-Q1 2025-03-31", "2025-Q2 2025-06-30", "2025-Q3 2025-09-30", "2025-Q4 2025-12-31"];
    let quarter = |end: &str| {
        let (period, as_of) = end.split_once(' ').unwrap();
        let concentration = report.concentration.clone();
        History { period: period.to_owned(), as_of: as_of.to_owned(), months_covered: 12, concentration }
    };
    report.history = ends.map(quarter).into();
    report
}

#[test]
fn w02_w18_and_w21_know_since_when() {
    let points = |base: &str, points: &[(&str, f64, f64)]| {
        points
            .iter()
            .map(|(period, share, revenue)| BasePoint {
                period: (*period).to_owned(),
                base: base.to_owned(),
                customer: "C7".to_owned(),
                share: Ratio(*share),
                revenue_share: Some(Ratio(*revenue)),
            })
            .collect::<Vec<_>>()
    };
    let said = |report: &Report, id: &str| {
        let finding = judged(report).into_iter().find(|finding| finding.id == id).unwrap();
        (finding.severity, finding.since, finding.trend)
    };
    let since = |period: &str| Some(period.to_owned());

    let mut report = with_quarters(calm());
    report.dependence = vec![dependence(0.05, "gross_profit", 0.12)];
    // A step above in 2024-Q4, none in 2025-Q1, one again from 2025-Q2 on.
    report.base_history = points(
        "gross_profit",
        &[("2024-Q4", 0.21, 0.09), ("2025-Q1", 0.12, 0.11), ("2025-Q2", 0.12, 0.09), ("2025-Q3", 0.12, 0.09)],
    );
    assert_eq!(said(&report, "W02"), (Severity::Watch, since("2025-Q2"), since("falling")), "two steps a year ago");

    let mut report = with_quarters(calm());
    report.dependence = vec![dependence(0.31, "receivables", 0.22)];
    // Under 20 % by less than a point in 2025-Q2 is not cleared; 2025-Q1 has no date.
    report.base_history = points(
        "receivables",
        &[("2024-Q4", 0.23, 0.3), ("2025-Q2", 0.195, 0.3), ("2025-Q2", 0.08, 0.1), ("2025-Q3", 0.21, 0.3)],
    );
    report.base_history.extend(points("gross_profit", &[("2025-Q3", 0.05, 0.3)]));
    assert_eq!(said(&report, "W18"), (Severity::Watch, since("2024-Q4"), None));
    report.dependence = vec![dependence(0.31, "receivables", 0.195)];
    let finding = judged(&report).into_iter().find(|finding| finding.id == "W18").unwrap();
    assert!(finding.message.contains("no longer past 20.0 %"), "{}", finding.message);

    let mut report = with_quarters(calm());
    report.top_five_changes = vec![TopFiveChange { change: "lost".to_owned(), share: Some(Ratio(0.2)), ..named() }];
    let point = |period: &str, change: &str, share: f64| TopFivePoint {
        period: period.to_owned(),
        change: change.to_owned(),
        share: Ratio(share),
    };
    report.top_five_history = vec![
        point("2024-Q4", "lost", 0.1),
        point("2025-Q1", "lost", 0.0),
        point("2025-Q2", "new", 0.2),
        point("2025-Q3", "lost", 0.01),
    ];
    assert_eq!(said(&report, "W21"), (Severity::Warning, since("2025-Q3"), since("rising")));
    // A window that ends within a quarter is a point of its own.
    report.window.to = "2025-11-30".to_owned();
    report.as_of = "2025-11-30".to_owned();
    assert_eq!(said(&report, "W21"), (Severity::Warning, since("2025-Q3"), None));
    report.window.months = 3;
    assert_eq!(said(&report, "W21"), (Severity::Warning, None, None), "quarter ends say nothing of three months");
}

fn named() -> TopFiveChange {
    TopFiveChange { customer: "C1".to_owned(), name: "Customer 1".to_owned(), ..TopFiveChange::default() }
}

/// The head's and the rest's margin at quarter ends up to the window's end, and in the window.
fn margins(points: &[(f64, f64)]) -> Report {
    let mut report = calm();
    let ends =
        ["2024-Q4 2024-12-31", "2025-Q1 2025-03-31", "2025-Q2 2025-06-30", "2025-Q3 2025-09-30", "2025-Q4 2025-12-31"];
    let ends = &ends[ends.len() - points.len()..];
    let point = |period: &str, as_of: &str, (head, rest): (f64, f64)| HeadMargin {
        period: period.to_owned(),
        as_of: as_of.to_owned(),
        head: Some(Ratio(head)),
        rest: Some(Ratio(rest)),
        gap: Some(Ratio(rest - head)),
        head_amount: money(400.0),
    };
    let quarters = ends.iter().zip(points).map(|(end, margin)| {
        let (period, as_of) = end.split_once(' ').unwrap();
        point(period, as_of, *margin)
    });
    report.head_margin = quarters.collect();
    report.head_margin.push(point("window", "2025-12-31", points[points.len() - 1]));
    report
}

#[test]
fn w17_by_the_gap_and_by_a_fall() {
    let of = |points: &[(f64, f64)]| level(&margins(points), "W17");
    assert_eq!(of(&[(0.475, 0.50)]), None);
    assert_eq!(of(&[(0.469, 0.50)]), WATCH);
    assert_eq!(of(&[(0.449, 0.50)]), WARNING);
    assert_eq!(of(&[(0.399, 0.50)]), CRITICAL);
    // Three falls in a row, and one point below the rest: a warning below any level of the gap.
    assert_eq!(of(&[(0.52, 0.50), (0.51, 0.50), (0.50, 0.50), (0.49, 0.50)]), WARNING);
    assert_eq!(of(&[(0.52, 0.50), (0.51, 0.50), (0.515, 0.50), (0.49, 0.50)]), None, "two falls, not in a row");
    assert_eq!(of(&[(0.56, 0.50), (0.55, 0.50), (0.54, 0.50), (0.53, 0.50)]), None, "above the rest all the same");
}

#[test]
fn w17_knows_since_when_and_clears_after_two_quiet_quarters() {
    let report = margins(&[(0.50, 0.50), (0.44, 0.50), (0.452, 0.50), (0.476, 0.50)]);
    let finding = judged(&report).into_iter().find(|finding| finding.id == "W17").unwrap();
    assert_eq!((finding.severity, finding.since.as_deref()), (Severity::Warning, Some("2025-Q2")));
    assert!(finding.message.contains("not yet for two quarters"), "{}", finding.message);
    // Safe is a tenth of the level away: 4.5 points for the warning, 2.7 for the watch.
    assert_eq!(level(&margins(&[(0.45, 0.50), (0.46, 0.50), (0.475, 0.50)]), "W17"), WATCH);
    assert_eq!(level(&margins(&[(0.45, 0.50), (0.48, 0.50), (0.475, 0.50)]), "W17"), None);
}

#[test]
fn w21_for_each_aspect_by_share() {
    let with = |change: &str, shares: &[f64]| {
        let mut report = calm();
        let row = |(at, share): (usize, &f64)| TopFiveChange {
            customer: format!("C{at}"),
            name: format!("Customer {at}"),
            change: change.to_owned(),
            amount: money(share * 1000.0),
            share: Some(Ratio(*share)),
        };
        report.top_five_changes = shares.iter().enumerate().map(row).collect();
        judged(&report).into_iter().find(|finding| finding.id == "W21")
    };
    for change in ["new", "lost", "related"] {
        let level = |shares: &[f64]| with(change, shares).map(|finding| finding.severity);
        assert_eq!(level(&[]), None);
        assert_eq!(level(&[0.004]), WATCH, "any");
        assert_eq!(level(&[0.10]), WATCH, "more than 10 %, not 10 %");
        assert_eq!(level(&[0.06, 0.05]), WARNING);
        assert_eq!(level(&[0.30]), WARNING);
        assert_eq!(level(&[0.21, 0.10]), CRITICAL);
    }
    let finding = with("new", &[0.06, 0.05]).unwrap();
    assert!(finding.message.contains("Customer 0 and Customer 1 came into the five largest"), "{}", finding.message);
    assert_eq!((finding.customers.len(), finding.money_at_stake), (2, Some(money(110.0))));
    assert_eq!(finding.threshold, Ratio(0.10));
    assert!(with("related", &[0.06]).unwrap().message.contains("related parties: Customer 0, 6.0 % of revenue now"));
}

#[test]
fn w25_by_the_largest_control_total_difference() {
    let with = |declared: f64, ledger: f64, rows: Option<i64>, agrees: bool| {
        let mut report = calm();
        let total = |declared: f64, ledger: f64, rows, agrees| ControlTotalResult {
            period: "2025".to_owned(),
            declared_amount: money(declared),
            ledger_amount: money(ledger),
            difference: money(ledger - declared),
            declared_rows: rows,
            ledger_rows: 1000,
            agrees,
            ..ControlTotalResult::default()
        };
        report.control_totals = vec![total(50.0, 50.0, None, true), total(declared, ledger, rows, agrees)];
        level(&report, "W25")
    };
    assert_eq!(with(10_000.0, 9_000.0, None, true), None, "within its tolerance");
    assert_eq!(with(10_000.0, 9_991.0, None, false), None, "under a tenth of a percent");
    assert_eq!(with(10_000.0, 9_990.0, None, false), WATCH);
    assert_eq!(with(10_000.0, 10_049.0, None, false), WATCH);
    assert_eq!(with(10_000.0, 10_050.0, None, false), WARNING);
    assert_eq!(with(10_000.0, 9_900.0, None, false), CRITICAL);
    assert_eq!(with(0.0, 1.0, None, false), CRITICAL, "revenue where there should be none");
    assert_eq!(with(10_000.0, 10_000.0, Some(995), false), WARNING, "five rows of 995 too many");
}
