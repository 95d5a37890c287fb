//! The way out, in whole reports: the diversification plan, the key-account screen, the halo of references.

use crate::support::{report_of_csv, report_with};
use eggbasket::config::{Config, PlanRule, RiskRules};
use eggbasket::error::Result;
use eggbasket::model::Report;
use eggbasket::period::parse_date;
use std::fmt::Write as _;
use std::fs;

/// One customer of 300 a month and 35 of 20: 30 % of 1,000.
fn whale() -> String {
    let mut text = "customer_id,date,amount\n".to_owned();
    for month in 1..=12 {
        let _ = writeln!(text, "WHALE,2025-{month:02}-15,300.00");
        for small in 0..35 {
            let _ = writeln!(text, "S{small:02},2025-{month:02}-15,20.00");
        }
    }
    text
}

fn planned(plan: PlanRule) -> Report {
    let config = Config { as_of: parse_date("2025-12-31"), plan, ..Config::default() };
    report_of_csv(&whale(), &config).expect("a report")
}

fn by(date: &str) -> PlanRule {
    PlanRule { by: parse_date(date), ..PlanRule::default() }
}

/// The largest customer's share of the twelve months to month `months`, where all but the ten largest grow by `growth` and the
/// largest comes down in a line to `cap`, one month after the other in doubles.
fn share_then(months: i32, growth: f64, cap: f64) -> f64 {
    let (mut whale, mut total) = (0.0, 0.0);
    for month in months - 11..=months {
        let since = f64::from(month.max(0));
        let large = if cap < 300.0 { 300.0 + (cap - 300.0) * since / f64::from(months) } else { 300.0 };
        // Nine of the 35 are among the ten largest, and stay as they are.
        let small = 26.0 * 20.0 * (1.0 + growth).powf(since);
        whale += large;
        total += large + 9.0 * 20.0 + small;
    }
    whale / total
}

#[test]
fn the_least_growth_that_meets_the_policy() {
    let report = planned(PlanRule { cr1: Some(0.25), ..by("2027-12-31") });
    let plan = report.plan.expect("a plan");
    assert_eq!((plan.months, plan.met_already), (24, false));
    let growth = plan.growth.expect("a growth").0;
    assert!(share_then(24, growth, 300.0) < 0.25 && share_then(24, growth - 1e-4, 300.0) >= 0.25, "{growth}");
    assert_eq!((plan.growth_alone, plan.cap), (plan.growth, None));
    assert_eq!(plan.reasons["cap_reason"], "growth alone meets the policy");
    let cap = plan.cap_alone.expect("a cap").to_f64();
    assert!(share_then(24, 0.0, cap) < 0.25 && share_then(24, 0.0, cap + 0.01) >= 0.25, "{cap}");
    let last = plan.path.last().expect("a path");
    assert_eq!((plan.path.len(), last.month.as_str(), plan.path[0].month.as_str()), (25, "2027-12", "2025-12"));
    assert!((last.measures["cr1"].0 - share_then(24, growth, 300.0)).abs() < 1e-6);
    assert_eq!(plan.limits[0].now.0, 0.3);
    assert_eq!(plan.head_now.to_string(), "480.00");
    assert!(plan.message.contains("no large customer needs to shrink"), "{}", plan.message);
}

#[test]
fn a_short_time_needs_a_cap_and_a_policy_that_is_met_needs_nothing() {
    let short = planned(PlanRule { cr1: Some(0.25), ..by("2026-06-30") }).plan.expect("a plan");
    if let (Some(growth), Some(cap)) = (short.growth, short.cap) {
        assert!(share_then(6, growth.0, cap.to_f64()) < 0.25 && share_then(6, growth.0, cap.to_f64() + 0.01) >= 0.25);
        assert_eq!(growth.0, 0.02);
    } else {
        panic!("{}", short.message);
    }
    let met = planned(PlanRule { cr1: Some(0.31), hhi: Some(9999.0), ..by("2026-06-30") }).plan.expect("a plan");
    assert!(met.met_already && met.growth.map(|it| it.0) == Some(0.0), "{}", met.message);
    let never = planned(PlanRule { cr1: Some(0.001), ..by("2026-06-30") }).plan.expect("a plan");
    assert!(never.growth.is_none() && never.message.contains("cannot be met"), "{}", never.message);
    let past = planned(PlanRule { cr1: Some(0.25), ..by("2025-12-31") });
    assert!(past.plan.is_none() && past.reasons["plan_reason"].contains("leaves no whole month after 2025-12"));
    assert!(planned(PlanRule::default()).reasons["plan_reason"].contains("no policy is configured"));
}

/// Half a year of the same book: a month's revenue is what a month brings, not a twelfth of the half year.
#[test]
fn a_short_ledger_is_planned_by_its_own_months() {
    let half: String = whale()
        .lines()
        .filter(|line| !line.contains("-0") || line.contains("-07-") || line.contains("-08-") || line.contains("-09-"))
        .map(|line| format!("{line}\n"))
        .collect();
    let config = Config {
        as_of: parse_date("2025-12-31"),
        plan: PlanRule { cr1: Some(0.25), ..by("2027-12-31") },
        ..Config::default()
    };
    let plan = report_of_csv(&half, &config).expect("a report").plan.expect("a plan");
    assert_eq!((plan.head_now.to_string(), plan.rest_now.to_string()), ("480.00".to_owned(), "520.00".to_owned()));
}

/// A ledger, a customers table and a pipeline.
fn with_tables(ledger: &str, customers: Option<&str>, pipeline: Option<&str>, config: Config) -> Result<Report> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("ledger.csv"), ledger).expect("a file");
    let written = |name: &str, text: Option<&str>| {
        text.map(|text| {
            fs::write(path(name), text).expect("a file");
            path(name)
        })
    };
    let config = Config {
        as_of: parse_date("2025-12-31"),
        customers: written("customers.csv", customers),
        pipeline: written("pipeline.csv", pipeline),
        ..config
    };
    report_with(&[path("ledger.csv").to_string_lossy().into_owned()], &config, 2)
}

/// Two years of 40 customers who bring 400 a year together, so that the mean is 10: A 100 (100 before), B 50 (40), C 49 (40),
/// D 45 (45), twelve of 9 and 24 of 2 as before; and B bought a second product this year.
fn key_accounts() -> String {
    let mut text = "customer_id,date,amount,product\n".to_owned();
    let mut customer = |id: &str, before: i64, now: i64, products: [&str; 2]| {
        for month in 1..=12 {
            for (year, amount, product) in [(2024, before, products[0]), (2025, now, products[1])] {
                let _ = writeln!(text, "{id},{year}-{month:02}-10,{},{product}", amount * 100);
            }
        }
    };
    customer("A", 100, 100, ["Core", "Core"]);
    customer("B", 50, 50, ["Core", "Extra"]);
    customer("C", 40, 49, ["Core", "Core"]);
    customer("D", 45, 45, ["Core", "Core"]);
    for small in 0..36 {
        let amount = if small < 12 { 9 } else { 2 };
        customer(&format!("S{small:02}"), amount, amount, ["Core", "Core"]);
    }
    text
}

#[test]
fn the_screen_judges_value_potential_strategy_and_service() {
    let customers = "customer_id,strategic,service_load\nA,no,3\nB,no,5\nC,no,2.5\nD,yes,0.5\nS35,no,\n";
    let capacity = |service_capacity| RiskRules { service_capacity, ..RiskRules::default() };
    let verdicts = |risk: RiskRules| {
        let report = with_tables(&key_accounts(), Some(customers), None, Config { risk, ..Config::default() });
        report.expect("a report").key_account_screen
    };
    let free = verdicts(capacity(None));
    let told = |rows: &[eggbasket::model::KeyAccountCandidate]| {
        rows.iter().take(5).map(|it| (it.customer.clone(), it.verdict.clone())).collect::<Vec<_>>()
    };
    let expected = |verdicts: [&str; 5]| {
        ["A", "B", "C", "D", "S00"].map(str::to_owned).into_iter().zip(verdicts.map(str::to_owned)).collect::<Vec<_>>()
    };
    // A is ten times the mean; B five times with a new product; C grows by more than a tenth; D is strategic.
    assert_eq!(told(&free), expected(["key_account", "key_account", "develop", "develop", "none"]));
    assert_eq!(
        (free[0].value.as_str(), free[1].value.as_str(), free[2].value.as_str()),
        ("strong", "candidate", "none")
    );
    assert_eq!((free[0].value_multiple.0, free[0].growth.map(|it| it.0)), (10.0, Some(0.0)));
    assert_eq!((free[1].new_products, free[2].new_products), (Some(1), Some(0)));
    assert_eq!(free[3].strategic, Some(true));
    assert!(free[0].service_load_so_far.is_none());
    // 3 and 5 fit into 8; 2.5 and 0.5 more do not.
    let full = verdicts(capacity(Some(8.0)));
    assert_eq!(told(&full), expected(["key_account", "key_account", "beyond_capacity", "beyond_capacity", "none"]));
    assert_eq!(full[1].service_load_so_far.map(|it| it.0), Some(1.0));
    // Tiers as the customers' own relation has them.
    let head = full.iter().filter(|it| it.tier == "head").count();
    assert_eq!(head, 13, "316 of 400 stand above the thirteenth, 325 above the fourteenth");
}

#[test]
fn a_service_load_that_is_no_number_is_refused() {
    for load in ["much", "-1"] {
        let customers = format!("customer_id,service_load\nA,1\nB,{load}\n");
        let error = with_tables(&key_accounts(), Some(&customers), None, Config::default()).expect_err(load);
        let text = format!("{error} {}", error.hint.clone().unwrap_or_default());
        for part in ["customers.csv", "line 3", "service_load", load, "at least 0"] {
            assert!(text.contains(part), "`{part}` is not in: {text}");
        }
    }
}

/// Segment East falls from a median of 60 days to 40 around A's first signature in the first quarter of 2025, segment West from 50
/// to 45: 15 days faster than the others.
#[test]
fn references_against_other_segments() {
    let mut rows = "opportunity_id,customer_id,amount,stage,first_contact,closed,closes,segment\n".to_owned();
    let mut number = 0;
    let mut won = |customer: &str, segment: &str, signed: &str, days: i64| {
        number += 1;
        let signed_on = parse_date(signed).expect("a date");
        let first = signed_on - jiff::Span::new().days(days);
        let _ = writeln!(rows, "O{number},{customer},1000,won,{first},{signed},{signed},{segment}");
    };
    won("A", "East", "2025-02-10", 200);
    // A's second signature is no reference of its own.
    won("A", "East", "2025-08-10", 100);
    for (segment, signed, days) in [
        ("East", "2024-08-10", [55, 60, 0].as_slice()),
        ("East", "2024-11-10", &[58, 70, 62]),
        ("East", "2025-05-10", &[30, 41, 90]),
        ("East", "2025-08-20", &[40, 39]),
        ("West", "2024-08-10", &[50, 50, 52, 48]),
        ("West", "2024-11-10", &[47, 51]),
        ("West", "2025-05-10", &[44, 46, 20, 47, 44]),
        ("West", "2025-08-20", &[60]),
    ] {
        days.iter().filter(|days| **days > 0).for_each(|days| won("", segment, signed, *days));
    }
    let report = with_tables(&key_accounts(), None, Some(&rows), Config::default()).expect("a report");
    let halo = report.halo.expect("a halo");
    assert_eq!((halo.references, halo.before, halo.after), (1, 5, 5));
    assert_eq!((halo.days_before, halo.days_after, halo.effect_days), (Some(60.0), Some(40.0), Some(-15.0)));
    let (low, high) = (halo.low.expect("a bound"), halo.high.expect("a bound"));
    assert!(low <= -15.0 && high >= -15.0, "{low} {high}");
    // The customer's segment stands for one the opportunity does not name.
    let unnamed = rows.replace(",2025-02-10,2025-02-10,East", ",2025-02-10,2025-02-10,");
    assert_ne!(unnamed, rows);
    let customers = Some("customer_id,segment\nA,East\n");
    let by_customer = with_tables(&key_accounts(), customers, Some(&unnamed), Config::default()).expect("a report");
    assert_eq!(by_customer.halo.expect("a halo").effect_days, Some(-15.0));
    let none = with_tables(&key_accounts(), None, None, Config::default()).expect("a report");
    assert!(none.halo.is_none() && none.reasons["halo_reason"].contains("no pipeline"));
}
