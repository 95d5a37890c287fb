//! Every level of every warning at its exact value: which side of it warns.

use eggbasket::config::{Config, Levels};
use eggbasket::findings::evaluate;
use eggbasket::model::{Concentration, Customer, Report, RetentionRates, Severity, Window};
use eggbasket::policy::{Policy, RULES, Rule};
use eggbasket::unit::{Amount, Money, Ratio};

/// The signs of the levels: `≥`, `>`, `<` or `≤` for watch, warning and critical, a dash where there is none.
const SIGNS: &[(&str, [&str; 3])] = &[
    ("W01", ["≥ 0.1", "≥ 0.2", "≥ 0.3"]),
    ("W02", ["≥ 1", "≥ 2", "≥ 3"]),
    ("W03", ["≥ 0.25", "≥ 0.5", "≥ 0.7"]),
    ("W04", ["≥ 0.3", "≥ 0.5", "≥ 0.7"]),
    ("W05", ["≥ 1000", "> 1800", "≥ 2500"]),
    ("W06", ["≥ 100", "≥ 200", "-"]),
    ("W07", ["≥ 0.05", "≥ 0.1", "≥ 0.2"]),
    ("W08", ["≥ 0.25", "≥ 0.5", "≥ 0.75"]),
    ("W09", ["≥ 0.5", "≥ 0.75", "≥ 1"]),
    ("W10", ["≥ 0.01", "≥ 0.025", "≥ 0.05"]),
    ("W11", ["≤ 5", "≤ 2", "≤ 1"]),
    ("W12", ["≥ 0.4", "≥ 0.55", "≥ 0.7"]),
    ("W13", ["≥ 0.03", "≥ 0.06", "≥ 0.12"]),
    ("W14", ["< 0.9", "< 0.85", "< 0.82"]),
    ("W15", ["< 1", "< 0.95", "< 0.9"]),
    ("W16", ["≥ 0.15", "≥ 0.25", "≥ 0.5"]),
    ("W17", ["≥ 0.03", "≥ 0.05", "≥ 0.1"]),
    ("W18", ["≥ 0.2", "≥ 0.25", "≥ 0.5"]),
    ("W19", ["≥ 0.3", "≥ 0.5", "≥ 0.7"]),
    ("W20", ["≥ 0.05", "≥ 0.1", "≥ 0.2"]),
    ("W21.new", ["≥ 0", "> 0.1", "> 0.3"]),
    ("W21.lost", ["≥ 0", "> 0.1", "> 0.3"]),
    ("W21.related", ["≥ 0", "> 0.1", "> 0.3"]),
    ("W25.negative", ["≥ 0.01", "≥ 0.03", "≥ 0.05"]),
    ("W25.unassigned", ["≥ 0.01", "≥ 0.05", "≥ 0.1"]),
    ("W25.control", ["≥ 0.001", "≥ 0.005", "≥ 0.01"]),
    ("W25.cadence", ["≥ 0.05", "≥ 0.2", "≥ 0.5"]),
    ("W25.missing", ["-", "≥ 1", "≥ 2"]),
    ("W27", ["≥ 2", "≥ 2.6", "≥ 3.3"]),
];

const SEVERITIES: [Severity; 3] = [Severity::Watch, Severity::Warning, Severity::Critical];

/// Whether `value` raises at least `severity`.
fn raises(rule: &Rule, severity: Severity, value: f64) -> bool {
    rule.severity(value) >= Some(severity)
}

#[test]
fn every_level_warns_on_its_own_side_and_at_its_value_only_where_it_says_so() {
    assert_eq!(RULES.iter().map(|rule| rule.id).collect::<Vec<_>>(), SIGNS.iter().map(|it| it.0).collect::<Vec<_>>());
    for (rule, (id, signs)) in RULES.iter().zip(SIGNS) {
        for (severity, sign) in SEVERITIES.into_iter().zip(signs) {
            let Some((sign, at)) = sign.split_once(' ') else {
                assert!(rule.level(severity).is_nan(), "{id} has no such level");
                continue;
            };
            let at: f64 = at.parse().unwrap();
            let step = at.max(1.0) * 1e-9;
            let (under, exactly, over) = (at - step, at, at + step);
            let raised = [under, exactly, over].map(|value| raises(rule, severity, value));
            let expected = match sign {
                "≥" => [false, true, true],
                ">" => [false, false, true],
                "≤" => [true, true, false],
                _ => [true, false, false],
            };
            assert_eq!(raised, expected, "{id} {sign} {at}");
        }
    }
}

#[test]
fn the_last_bit_of_a_sum_of_doubles_is_on_no_side() {
    let rule = |id: &str| RULES.iter().find(|rule| rule.id == id).unwrap();
    // On paper both are equal to the level: 30 % - 25 %, and an HHI of 1,800 as one more bit than 1,800.
    let lead: f64 = 0.30 - 0.25;
    assert!(lead < 0.05 && raises(rule("W07"), Severity::Watch, lead));
    let hhi = 1800.0_f64.next_up();
    assert!(!raises(rule("W05"), Severity::Warning, hhi) && raises(rule("W05"), Severity::Watch, hhi));
    assert!(!raises(rule("W14"), Severity::Watch, 0.9_f64.next_down()));
}

#[test]
fn the_configuration_moves_a_level_and_leaves_its_side() {
    let policy = |id: &str, warning: f64| {
        let levels = Levels { warning: Some(warning), ..Levels::default() };
        Policy::new(&Config { thresholds: [(id.to_owned(), levels)].into(), ..Config::default() }).unwrap()
    };
    let moved = policy("W05", 1500.0);
    let rule = moved.rule("W05").unwrap();
    assert_eq!((rule.severity(1500.0), rule.severity(1500.1)), (Some(Severity::Watch), Some(Severity::Warning)));
    let moved = policy("W14", 0.88);
    let rule = moved.rule("W14").unwrap();
    assert_eq!((rule.severity(0.88), rule.severity(0.879)), (Some(Severity::Watch), Some(Severity::Warning)));
    // A level where there was none takes the side of its rule.
    let levels = Levels { critical: Some(300.0), ..Levels::default() };
    let policy = Policy::new(&Config { thresholds: [("W06".to_owned(), levels)].into(), ..Config::default() }).unwrap();
    assert_eq!(policy.rule("W06").unwrap().severity(300.0), Some(Severity::Critical));
}

/// A book whose largest customer has 12 %, so that W01 stands beside W05 and W06.
fn book(hhi: f64, hhi_before: Option<f64>) -> Report {
    let money = |units: i128| Money::new(Amount(units * 1_000_000), 2);
    let cr = [("1", 0.12), ("5", 0.15), ("10", 0.20)];
    let concentration = Concentration {
        total: money(1000),
        positive_total: money(1000),
        customers: 200,
        cr: cr.map(|(top, share)| (top.to_owned(), Some(Ratio(share)))).into(),
        hhi: Some(Ratio(hhi)),
        effective_customers: Some(Ratio(10_000.0 / hhi)),
        negative_ratio: Some(Ratio(0.0)),
        ..Concentration::default()
    };
    let before = hhi_before.map(|hhi| Concentration { hhi: Some(Ratio(hhi)), ..Concentration::default() });
    let largest = Customer { rank: 1, amount: money(120), share: Some(Ratio(0.12)), ..Customer::default() };
    Report {
        window: Window { to: "2025-12-31".to_owned(), ..Window::default() },
        concentration,
        concentration_year_before: before,
        top_customers: vec![largest],
        ..Report::default()
    }
}

fn level(report: &Report, id: &str) -> Option<Severity> {
    let findings = evaluate(report, &Policy::new(&Config::default()).unwrap());
    findings.into_iter().find(|finding| finding.id == id).map(|finding| finding.severity)
}

#[test]
fn an_hhi_of_exactly_1800_is_no_warning() {
    let of = |hhi| level(&book(hhi, None), "W05");
    assert_eq!(of(999.999), None);
    assert_eq!([of(1000.0), of(1800.0)], [Some(Severity::Watch); 2]);
    assert_eq!([of(1800.001), of(2499.999)], [Some(Severity::Warning); 2]);
    assert_eq!(of(2500.0), Some(Severity::Critical));
    let grown = |before, now| level(&book(now, Some(before)), "W06");
    assert_eq!(grown(1700.0, 1800.0), Some(Severity::Watch), "exactly + 100 up to exactly 1,800");
    assert_eq!(grown(1700.001, 1800.001), Some(Severity::Critical), "and above it");
    assert_eq!(grown(1600.0, 1800.0), Some(Severity::Warning));
    assert_eq!(grown(1850.0, 1949.9), None, "less than 100, however high");
}

#[test]
fn retention_exactly_at_its_level_is_kept() {
    let with = |grr: f64, nrr: f64| {
        let rates = RetentionRates {
            basis: "mrr".to_owned(),
            grr: Some(Ratio(grr)),
            nrr: Some(Ratio(nrr)),
            base_covered: true,
            ..RetentionRates::default()
        };
        let mut report = book(100.0, None);
        report.retention.mrr = Some(rates);
        (level(&report, "W14"), level(&report, "W15"))
    };
    assert_eq!(with(0.90, 1.0), (None, None));
    assert_eq!(with(0.85, 0.95), (Some(Severity::Watch), Some(Severity::Watch)));
    assert_eq!(with(0.82, 0.90), (Some(Severity::Warning), Some(Severity::Warning)));
}
