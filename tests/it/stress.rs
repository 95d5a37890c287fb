//! Overrides, limits, reverse stress and scenarios of whole reports.

use crate::support::{Dice, close, eggbasket, project, report, report_of_csv, report_with, stderr, stdout};
use eggbasket::config::{Config, RiskRules, ScenarioRule, SeverityRule};
use eggbasket::model::{Report, Stress};
use serde_json::Value;
use std::fmt::Write as _;
use std::fs;

fn pair(name: &str) -> Value {
    report(&project("fixtures/pair").join(name)).expect("a report")
}

fn number(report: &Value, pointer: &str) -> f64 {
    let value = report.pointer(pointer).unwrap_or_else(|| panic!("no {pointer}"));
    value.as_f64().or_else(|| value.as_str()?.parse().ok()).unwrap_or_else(|| panic!("{pointer} is {value}"))
}

fn severity(report: &Value, id: &str) -> Option<String> {
    let findings = report["findings"].as_array().expect("findings");
    findings.iter().find(|it| it["id"] == id).map(|it| it["severity"].as_str().expect("a severity").to_owned())
}

/// Two books of one size, top ten, Gini and expected loss: only the tail, and what it does to the limit, tells them apart.
#[test]
fn the_pair_differs_in_its_tail_alone() {
    let (ten, one) = (pair("seed10"), pair("one30"));
    let both = |pointer: &str| (number(&ten, pointer), number(&one, pointer));
    for (pointer, first, second) in [
        ("/concentration/cr/10", 30.0, 31.8),
        ("/concentration/gini", 27.22, 29.72),
        ("/churn_exposure/expected_loss_share", 10.0, 10.0),
    ] {
        let (of_ten, of_one) = both(pointer);
        let near = |value: f64, percent: f64| (100.0 * value - percent).abs() < 5e-3 + 1e-9;
        assert!(near(of_ten, first) && near(of_one, second), "{pointer}: {of_ten} {of_one}");
    }
    // METRICS' published values, in % of revenue, and those of the margin, 60 % of it, against a slack of 18.
    for (key, of_ten, of_one) in [
        ("/revenue_at_risk/var/95", 15.6, 37.0),
        ("/revenue_at_risk/es/95", 17.370, 37.893),
        ("/revenue_at_risk/var/99", 18.4, 38.4),
        ("/revenue_at_risk/es/99", 19.983, 39.025),
        ("/revenue_at_risk/var/99.9", 22.0, 39.8),
    ] {
        assert!((number(&ten, key) / 1e6 - of_ten).abs() <= 5e-4, "{key}: {}", number(&ten, key));
        assert!((number(&one, key) / 1e6 - of_one).abs() <= 5e-4, "{key}: {}", number(&one, key));
    }
    assert_eq!(both("/reverse_stress/slack"), (18e6, 18e6));
    let (of_ten, of_one) = both("/reverse_stress/es_of_slack");
    assert!((of_ten - 0.6 * 17.370 / 18.0).abs() < 5e-5 && (of_one - 0.6 * 37.893 / 18.0).abs() < 5e-5);
    // Ten of 3 % are exactly 30 %, and do not exceed it; the one of 30 % needs one small customer more.
    assert_eq!(both("/reverse_stress/fewest/count"), (11.0, 2.0));
    assert_eq!(one.pointer("/reverse_stress/fewest/customers/0/customer"), Some(&"L01".into()));
    // The large one with any small one, or 55 of the small ones without it: all but its own 10 %.
    let (of_ten, of_one) = both("/reverse_stress/breach_probability");
    assert!(of_ten < 1e-4 && (of_one - 0.1).abs() < 1e-4, "{of_ten} {of_one}");
    let tail = |report: &Value| ["W08", "W09", "W10", "W11"].map(|id| severity(report, id));
    let said = |levels: [Option<&str>; 4]| levels.map(|level| level.map(str::to_owned));
    assert_eq!(tail(&ten), said([None, Some("watch"), None, None]));
    assert_eq!(tail(&one), said([Some("critical"), Some("critical"), Some("critical"), Some("warning")]));
}

/// README tells the pair's story in numbers, and they are these.
#[test]
fn readme_tells_the_pair_as_it_is() {
    let readme = fs::read_to_string(project("README.md")).expect("README.md");
    let books = [pair("seed10"), pair("one30")];
    let row = |name: &str, of: &dyn Fn(&Value) -> String| format!("| {name} | {} | {} |", of(&books[0]), of(&books[1]));
    let percent = |pointer: &'static str| move |book: &Value| format!("{:.1} %", 100.0 * number(book, pointer));
    let bold = |pointer: &'static str| move |book: &Value| format!("**{:.1} %**", 100.0 * number(book, pointer));
    for line in [
        row("top 10 (CR10)", &percent("/concentration/cr/10")),
        row("Gini", &|book| format!("{:.3}", number(book, "/concentration/gini"))),
        row("expected loss", &percent("/churn_exposure/expected_loss_share")),
        row("**mean of the worst 5 % of years**", &bold("/revenue_at_risk/es_share/95")),
        row("of the slack", &percent("/reverse_stress/es_of_slack")),
        row("fewest customers to breach it", &|book| format!("{:.0}", number(book, "/reverse_stress/fewest/count"))),
    ] {
        assert!(readme.contains(&line), "README.md does not say: {line}");
    }
}

/// METRICS' book of the stress chapter, from a ledger with overrides to the sets and their log-odds.
#[test]
fn reverse_stress_of_the_published_book() {
    let head = [18, 12, 9, 7, 5, 4, 3, 3, 2, 2];
    let chances = ["0.05", "0.05", "0.08", "0.10", "0.12", "0.12", "0.15", "0.15", "0.15", "0.20"];
    let (mut ledger, mut overrides) =
        ("customer_id,date,amount\n".to_owned(), "customer_id,probability,author,expires\n".to_owned());
    for at in 0..110 {
        let (units, chance) = if at < 10 { (head[at] * 100, chances[at]) } else { (35, "0.20") };
        let _ = writeln!(ledger, "K{at:03},2025-{:02}-01,{units}.00", at % 12 + 1);
        let _ = writeln!(overrides, "K{at:03},{chance},the board,2026-06-30");
    }
    let risk = RiskRules { margin: Some(0.6), fixed_cost: Some("4500".to_owned()), ..RiskRules::default() };
    let found = with_overrides(&ledger, &overrides, Config { risk, ..Config::default() }).expect("a report");
    let stress = found.reverse_stress.as_ref().expect("a reverse stress");
    assert_eq!((stress.margin.to_string(), stress.slack.to_string()), ("6000.00".to_owned(), "1500.00".to_owned()));
    let set = |set: &Option<eggbasket::model::BreachSet>| {
        let set = set.as_ref().expect("a set");
        (set.customers.iter().map(|it| it.customer.clone()).collect::<Vec<_>>(), set.log_odds.expect("finite"))
    };
    let (fewest, odds) = set(&stress.fewest);
    assert_eq!(fewest, ["K000", "K001"]);
    assert!((odds - -5.888878).abs() < 5e-7, "{odds}");
    let (likeliest, odds) = set(&stress.most_likely);
    assert_eq!(likeliest, ["K000", "K002"]);
    assert!((odds - -5.386786).abs() < 5e-7, "{odds}");
    let breach = stress.breach_probability.expect("a probability").0;
    assert!((breach - 0.061915).abs() <= 5e-7, "{breach}");
    assert_eq!(found.churn_exposure.expected_loss.expect("a loss").to_string(), "1260.00");
    // 18 and 12 of revenue are 18 of margin: 3 beyond the slack of 15.
    let steps: Vec<String> = stress.steps.iter().map(|step| step.slack_left.to_string()).collect();
    assert_eq!(steps, ["420.00", "-300.00"]);
}

/// A report of CSV texts.
fn with_overrides(ledger: &str, overrides: &str, config: Config) -> eggbasket::error::Result<Report> {
    let folder = tempfile::tempdir().expect("a folder");
    let path = |name: &str| folder.path().join(name);
    fs::write(path("ledger.csv"), ledger).expect("a file");
    fs::write(path("overrides.csv"), overrides).expect("a file");
    let config = Config { churn_overrides: Some(path("overrides.csv")), ..config };
    report_with(&[path("ledger.csv").to_string_lossy().into_owned()], &config, 2)
}

/// Three years of two customers, and one of whom half the years are gone, so that a model knows a chance.
const THREE_YEARS: &str = "customer_id,customer_name,parent_id,date,amount\n\
    A,Alpha,,2023-01-01,100\nA,Alpha,,2024-01-01,100\nA,Alpha,,2025-12-01,100\n\
    B,Beta,P,2023-02-01,60\nB,Beta,P,2024-02-01,60\nB,Beta,P,2025-11-01,60\n\
    C,Gamma,P,2023-03-01,40\nC,Gamma,P,2024-02-01,40\nC,Gamma,P,2025-10-01,40\n\
    D,Delta,,2023-04-01,10\n";

#[test]
fn an_override_wins_until_it_expires_and_stands_beside_the_model() {
    let overrides = "customer_id,probability,author,expires\n\
        A,0.9,Ines,2025-12-31\nB,0.3,Olu,2026-01-31\nC,0.4,Olu,2026-01-31\nP,0.2,Olu,2026-01-31\n\
        D,0.5,Ines,2026-01-31\nX,0.5,Ines,2026-01-31\n";
    let at = |as_of: &str| {
        let config = Config { as_of: eggbasket::period::parse_date(as_of), ..Config::default() };
        with_overrides(THREE_YEARS, overrides, config).expect("a report").churn_exposure
    };
    let exposure = at("2025-12-31");
    let of = |exposure: &eggbasket::model::ChurnExposure, id: &str| {
        exposure.by_customer.iter().find(|it| it.customer == id).expect("a customer").clone()
    };
    let alpha = of(&exposure, "A");
    assert_eq!((alpha.probability.0, alpha.low.0, alpha.high.0), (0.9, 0.9, 0.9), "it holds on its last day");
    assert_eq!(alpha.exposure.to_string(), "90.00");
    assert_eq!(
        (alpha.override_author.as_deref(), alpha.override_expires.as_deref()),
        (Some("Ines"), Some("2025-12-31"))
    );
    let model = alpha.model_probability.expect("the model's own").0;
    assert!(model > 0.0 && model < 0.9, "{model}");
    // B, C and P are one group: the highest of the three counts.
    assert_eq!(of(&exposure, "P").probability.0, 0.4);
    let status = |exposure: &eggbasket::model::ChurnExposure| {
        exposure.overrides.iter().map(|it| (it.customer.clone(), it.status.clone())).collect::<Vec<_>>()
    };
    let expected = [
        ("A", "applied"),
        ("B", "lower_than_another_of_its_group"),
        ("C", "applied"),
        ("D", "nothing_exposed"),
        ("P", "lower_than_another_of_its_group"),
        ("X", "unknown_customer"),
    ];
    assert_eq!(status(&exposure), expected.map(|(id, status)| (id.to_owned(), status.to_owned())));
    let later = at("2026-01-31");
    assert_eq!(status(&later)[0], ("A".to_owned(), "expired".to_owned()));
    assert!(of(&later, "A").override_author.is_none() && of(&later, "A").model_probability.is_none());
}

#[test]
fn overrides_that_cannot_be_used_are_refused_with_place_and_remedy() {
    for (rows, says) in [
        ("A,1.5,Ines,2026-01-31\n", ["line 2", "`probability`", "1.5", "between 0 and 1"]),
        ("A,-0.1,Ines,2026-01-31\n", ["line 2", "`probability`", "-0.1", "between 0 and 1"]),
        ("A,0.1,,2026-01-31\n", ["line 2", "`author`", "nothing there", "who set it"]),
        ("A,0.1,Ines,\n", ["line 2", "`expires`", "nothing there", "the last day"]),
        ("A,,Ines,2026-01-31\n", ["line 2", "`probability`", "nothing there", "the probability"]),
        ("A,0.1,Ines,2026-01-31\nA,0.2,Olu,2026-01-31\n", ["line 3", "`customer_id`", "A", "has a row already"]),
    ] {
        let error =
            with_overrides(THREE_YEARS, &format!("customer_id,probability,author,expires\n{rows}"), Config::default());
        let error = error.expect_err(rows);
        let text = format!("{error} {}", error.hint.clone().unwrap_or_default());
        for part in says {
            assert!(text.contains(part) && text.contains("overrides.csv"), "`{part}` is not in: {text}");
        }
    }
}

/// Two years of customers in industries, with kinds and costs, and what is left of its last twelve months by `keep` in millionths
/// of each row.
fn random_book(seed: u64, keep: impl Fn(usize, &str) -> i64) -> String {
    let mut dice = Dice(seed);
    let mut text = "customer_id,date,amount,cost,kind,industry\n".to_owned();
    for customer in 0..14_usize {
        let industry = ["Retail", "Energy", "Media"][dice.roll(3) as usize];
        let size = (1 + dice.roll(40)) as i64 * if customer == 0 { 9 } else { 1 };
        for month in 0..24_usize {
            if dice.roll(9) == 0 {
                continue;
            }
            // Hundreds of units in whole fours, so that halves and quarters are whole cents.
            let (amount, cost) = (size * (80 + dice.roll(40) as i64) * 4, size * (20 + dice.roll(30) as i64) * 4);
            let kind = if dice.roll(4) == 0 { "one_off" } else { "recurring" };
            let left = if month < 12 { 1_000_000 } else { keep(customer, industry) };
            let cents = |amount: i64| amount * 100 * left / 1_000_000;
            let printed = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
            let (year, day) = (2024 + month / 12, month % 12 + 1);
            if left > 0 {
                let _ = writeln!(
                    text,
                    "K{customer:02},{year}-{day:02}-10,{},{},{kind},{industry}",
                    printed(cents(amount)),
                    printed(cents(cost))
                );
            }
        }
    }
    text
}

/// What is left of a customer's row, by customer and industry, in millionths.
type Keep<'a> = Box<dyn Fn(usize, &str) -> i64 + 'a>;

/// A scenario says what a report says of the ledger without what is lost: a second path through every number.
#[test]
fn a_scenario_agrees_with_a_ledger_that_lost_it() {
    let risk = RiskRules { fixed_cost: Some("1000".to_owned()), ..RiskRules::default() };
    let base = Config { as_of: eggbasket::period::parse_date("2025-12-31"), risk, ..Config::default() };
    for seed in 0..4 {
        let whole = random_book(seed, |_, _| 1_000_000);
        let plain = report_of_csv(&whole, &base).expect("a report");
        let top: Vec<usize> =
            plain.top_customers.iter().take(3).map(|it| it.customer[1..].parse().expect("a number")).collect();
        let rule = |cut: f64| ScenarioRule { cut: Some(cut), ..ScenarioRule::default() };
        let industry = |cut: f64| ScenarioRule {
            dimension: Some("industry".to_owned()),
            value: Some("Retail".to_owned()),
            ..rule(cut)
        };
        let named = |ids: &[&str], cut: f64| ScenarioRule {
            customers: ids.iter().map(|id| (*id).to_owned()).collect(),
            ..rule(cut)
        };
        let config = Config {
            scenarios: vec![
                ScenarioRule { top: Some(3), ..rule(1.0) },
                ScenarioRule { top: Some(3), ..rule(0.25) },
                industry(0.5),
                industry(1.0),
                named(&["K04", "K07"], 0.5),
            ],
            ..base.clone()
        };
        let asked = report_of_csv(&whole, &config).expect("a report");
        let part = |is: bool, left: i64| if is { left } else { 1_000_000 };
        let lost: [Keep; 5] = [
            Box::new(|customer, _| part(top.contains(&customer), 0)),
            Box::new(|customer, _| part(top.contains(&customer), 750_000)),
            Box::new(|_, industry| part(industry == "Retail", 500_000)),
            Box::new(|_, industry| part(industry == "Retail", 0)),
            Box::new(|customer, _| part(customer == 4 || customer == 7, 500_000)),
        ];
        assert_eq!(asked.stress.len(), lost.len());
        for (stress, keep) in asked.stress.iter().zip(&lost) {
            let left = report_of_csv(&random_book(seed, keep), &base).expect("a report");
            compare(stress, &plain, &left);
        }
        // Nothing else of the report knows of the scenarios.
        assert_eq!(asked.history.len(), plain.history.len());
        assert_eq!(format!("{:?}", asked.head_margin), format!("{:?}", plain.head_margin));
        assert_eq!(format!("{:?}", asked.top_five_history), format!("{:?}", plain.top_five_history));
    }
}

fn compare(stress: &Stress, before: &Report, left: &Report) {
    let (name, after) = (&stress.scenario, &stress.after);
    assert_eq!(after.revenue, left.concentration.total, "{name}");
    assert_eq!(after.customers, left.concentration.customers, "{name}");
    for top in ["1", "5", "10"] {
        assert_same(name, after.cr[top].map(|it| it.0), left.concentration.cr[top].map(|it| it.0));
    }
    let of = &left.concentration;
    for (one, other) in [(after.hhi, of.hhi), (after.gini, of.gini), (after.recurring_share, left.recurring.share)] {
        assert_same(name, one.map(|it| it.0), other.map(|it| it.0));
    }
    let rates = left.retention.mrr.as_ref();
    assert_same(name, after.grr.map(|it| it.0), rates.and_then(|it| it.grr).map(|it| it.0));
    assert_same(name, after.nrr.map(|it| it.0), rates.and_then(|it| it.nrr).map(|it| it.0));
    // What is exposed and its margin, to the minor unit a customer.
    let near = |one: f64, other: f64, within: f64| assert!((one - other).abs() <= within, "{name}: {one} {other}");
    near(after.arr.to_f64(), left.churn_exposure.exposed_amount.to_f64(), 0.15);
    let margin = |report: &Report| report.reverse_stress.as_ref().expect("a stress").ebitda.to_f64();
    near(after.ebitda.expect("an EBITDA").to_f64(), margin(left), 0.15);
    near(stress.margin_lost.expect("a margin").to_f64(), margin(before) - margin(left), 0.15);
    near(stress.revenue_lost.to_f64(), before.concentration.total.to_f64() - of.total.to_f64(), 0.0);
    assert_eq!(stress.before.revenue, before.concentration.total);
    assert_eq!(stress.before.hhi, before.concentration.hhi);
    assert_eq!(stress.before.es95, before.revenue_at_risk.as_ref().map(|it| it.es["95"]));
    let hit: f64 = stress.hit.iter().map(|it| it.revenue_lost.to_f64()).sum();
    near(hit, stress.revenue_lost.to_f64(), 1e-6);
}

fn assert_same(name: &str, one: Option<f64>, other: Option<f64>) {
    match (one, other) {
        (Some(one), Some(other)) => assert!(close(one, other, 1e-9), "{name}: {one} against {other}"),
        (one, other) => assert_eq!(one, other, "{name}"),
    }
}

#[test]
fn without_asking_the_largest_the_three_largest_and_the_ten_largest_are_told() {
    let report = report_of_csv(THREE_YEARS, &Config::default()).expect("a report");
    let names: Vec<&str> = report.stress.iter().map(|it| it.scenario.as_str()).collect();
    let expected =
        ["the largest customer leaves", "the 3 largest customers leave", "the 10 largest customers cut by 25.0 %"];
    assert_eq!(names, expected);
    assert!(report.reverse_stress.is_none() && report.reasons["reverse_stress_reason"].contains("fixed_cost"));
    assert!(report.stress[0].reasons["margin_lost_reason"].contains("no margin is known"));
}

#[test]
fn whatif_prints_what_is_asked_and_refuses_what_nobody_knows() {
    let demo = project("fixtures/demo").to_string_lossy().into_owned();
    let run = |arguments: &[&str]| eggbasket(&[&["whatif", &demo], arguments].concat());
    let table = run(&["--lose-top", "1"]);
    let text = stdout(&table);
    assert_eq!(table.status.code(), Some(0), "{}", stderr(&table));
    for part in ["(3) the largest customer leaves", "as it is", "top 10", "HHI", "mean of the worst 5 %", "57.0 %"] {
        assert!(text.contains(part), "`{part}` is not in: {text}");
    }
    let json: Value =
        serde_json::from_slice(&run(&["--lose-industry", "Retail", "--by", "50", "--format", "json"]).stdout)
            .expect("JSON");
    assert_eq!(json[0]["scenario"], "all of industry Retail cuts by 50.0 %");
    assert_eq!(json.as_array().map(Vec::len), Some(1));
    let owner = stdout(&run(&["--lose-owner", "Jonas Weidner", "--by", "100"]));
    assert!(owner.contains("all of owner Jonas Weidner leaves") && owner.contains("EUR 42.2 m"), "{owner}");
    let csv = stdout(&run(&["--lose", "C001,C004", "--by", "100", "--format", "csv"]));
    assert!(csv.starts_with("\"\",\"as it is\",\"Velmora Mobility SE and "), "{csv}");
    for (arguments, says) in [
        (&["--lose", "C001,nobody"][..], "no customer `nobody` is known"),
        (&["--lose-industry", "Retial"], "`Retial`, which no row has as its industry"),
        (&["--lose-industry", "Retial"], "`Retail`"),
        (&["--lose-value", "planet=Mars"], "`planet`, which is no dimension"),
        (&["--lose-value", "planet"], "DIMENSION=VALUE"),
        (&["--lose-top", "0"], "counts from 1"),
        (&["--lose-top", "1", "--by", "0"], "above 0 and at most 100"),
        (&["--lose-top", "1", "--by", "101"], "above 0 and at most 100"),
        (&["--by", "50"], "does not say what is lost"),
    ] {
        let refused = run(arguments);
        assert_eq!(refused.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&refused).contains(says), "`{says}` is not in: {}", stderr(&refused));
    }
}

#[test]
fn risk_settings_that_make_no_sense_are_refused() {
    for (text, says) in [
        ("[risk]\nmargin = 1.5\n", "`risk.margin` is 1.5"),
        ("[risk]\nfixed_cost = \"12,5\"\n", "`risk.fixed_cost = \"12,5\"` is not an amount"),
        ("[risk]\nfixed_cost = \"1\"\nnet_debt = \"5\"\n", "says nothing without `risk.max_leverage`"),
        ("[risk]\nfixed_cost = \"1\"\ncash_floor = \"5\"\n", "says nothing without `risk.cash`"),
        ("[risk]\ncash_floor = \"5\"\ncash = \"9\"\n", "needs `risk.fixed_cost`"),
        ("[risk]\nfactor_weight = 2.0\n", "`risk.factor_weight` is 2"),
        ("[[scenarios]]\nname = \"all\"\n", "does not say one thing that is lost"),
        ("[[scenarios]]\ntop = 3\ncustomers = [\"A\"]\n", "does not say one thing that is lost"),
        ("[[scenarios]]\ntop = 3\ncut = 1.5\n", "is 1.5"),
        ("[plan]\nby = \"2027-12-31\"\n", "no limit"),
        ("[plan]\ncr1 = 0.2\n", "no date"),
        ("[plan]\nby = \"2027-12-31\"\ncr1 = 1.0\n", "`plan.cr1` is 1"),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        fs::write(folder.path().join("ledger.csv"), THREE_YEARS).expect("a file");
        let config = format!("ledger = [\"ledger.csv\"]\n{text}");
        fs::write(folder.path().join("eggbasket.toml"), config).expect("a file");
        let path = folder.path().to_string_lossy().into_owned();
        let out = folder.path().join("out").to_string_lossy().into_owned();
        let run = eggbasket(&["report", &path, "--out", &out]);
        assert_eq!(run.status.code(), Some(2), "{text}");
        assert!(stderr(&run).contains(says) && stderr(&run).contains("hint: "), "`{says}`: {}", stderr(&run));
    }
}

/// A factor moves the tail and leaves the expected loss; a limit that is breached already is critical on all three counts.
#[test]
fn factors_and_breached_limits() {
    let with = |risk: RiskRules| {
        let as_of = eggbasket::period::parse_date("2025-12-31");
        report_of_csv(THREE_YEARS, &Config { as_of, risk, ..Config::default() }).expect("a report")
    };
    let costly = RiskRules { fixed_cost: Some("150".to_owned()), margin: Some(0.5), ..RiskRules::default() };
    let report = with(costly);
    let stress = report.reverse_stress.as_ref().expect("a stress");
    assert_eq!(stress.slack.to_string(), "-50.00");
    assert_eq!(stress.breach_probability.map(|it| it.0), Some(1.0));
    assert_eq!(stress.fewest.as_ref().map(|set| set.count), Some(0));
    for id in ["W09", "W10", "W11"] {
        let finding = report.findings.iter().find(|it| it.id == id).expect(id);
        assert_eq!(finding.severity, eggbasket::model::Severity::Critical);
        assert!(finding.message.contains("breached already") && finding.message.contains("50"), "{}", finding.message);
    }
    let plenty = with(RiskRules { fixed_cost: Some("-900".to_owned()), margin: Some(0.5), ..RiskRules::default() });
    let stress = plenty.reverse_stress.as_ref().expect("a stress");
    assert!(stress.fewest.is_none() && stress.reasons["fewest_reason"].contains("cannot breach"));
    assert!(plenty.findings.iter().all(|it| !["W09", "W10", "W11"].contains(&it.id.as_str())));
    let free = with(RiskRules::default()).revenue_at_risk.expect("a distribution");
    let tied = RiskRules {
        dependence: eggbasket::config::DependenceRule::Common,
        factor_weight: Some(1.0),
        factor_variance: Some(2.0),
        ..RiskRules::default()
    };
    let tied = with(tied).revenue_at_risk.expect("a distribution");
    assert_eq!((tied.dependence.as_str(), free.dependence.as_str()), ("common", "independent"));
    assert_eq!(tied.expected_loss, free.expected_loss);
    assert!(tied.es["95"].to_f64() >= free.es["95"].to_f64());
    assert_eq!(tied.factor_variance.map(|it| it.0), Some(2.0));
    let mass =
        |risk: &eggbasket::model::RevenueAtRisk| risk.distribution.iter().map(|it| it.probability.0).sum::<f64>();
    assert!(close(mass(&free), 1.0, 2e-4) && close(mass(&tied), 1.0, 2e-4));
}

/// Sixty customers over three years: each year one in eight leaves and one in five cuts by 12 to 60 %.
fn cutting_book() -> String {
    let mut dice = Dice(9);
    let mut text = "customer_id,date,amount,kind\n".to_owned();
    for customer in 0..60 {
        let mut monthly = 100 * (1 + dice.roll(30));
        for year in 2023..2026 {
            for month in 1..=12 {
                let _ = writeln!(text, "K{customer:02},{year}-{month:02}-05,{monthly},recurring");
            }
            match dice.roll(40) {
                0..=4 => break,
                5..=12 => monthly = monthly * (40 + dice.roll(48)) / 100,
                _ => {}
            }
        }
    }
    text
}

/// Where cuts count, an event is a loss or a cut: the chance of a loss stays, what cuts take comes on top.
#[test]
fn severities_come_from_the_history_of_cuts_where_they_are_asked_for() {
    let of = |severity: SeverityRule, ledger: &str| {
        let risk =
            RiskRules { severity, margin: Some(0.5), fixed_cost: Some("100000".to_owned()), ..RiskRules::default() };
        let as_of = eggbasket::period::parse_date("2025-12-31");
        report_of_csv(ledger, &Config { as_of, risk, ..Config::default() }).expect("a report")
    };
    let (whole, cuts) =
        (of(SeverityRule::Whole, &cutting_book()), of(SeverityRule::ContractionHistory, &cutting_book()));
    let by = |report: &Report| {
        let rows = report.churn_exposure.by_customer.iter();
        rows.map(|it| (it.customer.clone(), it.clone())).collect::<std::collections::BTreeMap<_, _>>()
    };
    let (one, other) = (by(&whole), by(&cuts));
    assert_eq!(
        (whole.churn_exposure.severity.as_str(), cuts.churn_exposure.severity.as_str()),
        ("whole", "contraction_history")
    );
    assert!(one.len() > 30 && one.len() == other.len());
    for (id, lost) in &one {
        let event = &other[id];
        let weights: f64 = event.severities.iter().map(|it| it.weight.0).sum();
        let last = event.severities.last().expect("a severity");
        assert!(close(weights, 1.0, 1e-12) && last.share.0 == 1.0 && event.severities.len() > 1);
        let chance = event.event_probability.expect("an event").0;
        assert!(close(chance * last.weight.0, lost.probability.0, 1e-12), "{id}");
        assert_eq!((event.probability, lost.event_probability), (lost.probability, None));
        let mean: f64 = event.severities.iter().map(|it| it.share.0 * it.weight.0).sum();
        assert!(close(event.severity.0, mean, 1e-12) && mean < 1.0);
        let expected = event.arr.to_f64() * chance * mean;
        assert!((event.exposure.to_f64() - expected).abs() < 0.006, "{id}: {} {expected}", event.exposure);
        assert!(event.exposure.to_f64() > lost.exposure.to_f64() && lost.severities.is_empty());
    }
    let tail = |report: &Report| report.revenue_at_risk.as_ref().expect("a distribution").es["95"].to_f64();
    assert!(tail(&cuts) > tail(&whole));
    // Reverse stress asks who is lost whole, so cuts change neither set.
    let sets = |report: &Report| {
        format!(
            "{:?}",
            report.reverse_stress.as_ref().map(|it| (
                it.fewest.as_ref().map(|set| set.count),
                it.most_likely.as_ref().map(|set| set
                    .customers
                    .iter()
                    .map(|it| it.customer.clone())
                    .collect::<Vec<_>>())
            ))
        )
    };
    assert_eq!(sets(&whole), sets(&cuts));
    let few = of(SeverityRule::ContractionHistory, THREE_YEARS);
    assert_eq!(few.churn_exposure.severity, "whole");
    assert!(few.churn_exposure.reasons["severity_reason"].contains("fewer than five losses"));
}

/// A report of a ledger, contracts and overrides.
fn contracted(ledger: &str, contracts: &str, overrides: &str, config: Config) -> Report {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("contracts.csv");
    fs::write(&file, contracts).expect("a file");
    let contracts = Some(eggbasket::config::ContractsTable { file, ..Default::default() });
    let as_of = eggbasket::period::parse_date("2025-12-31");
    with_overrides(ledger, overrides, Config { contracts, as_of, ..config }).expect("a report")
}

const CONTRACTS: &str = "contract_id,customer_id,start,end,annual_value\n\
    1,A,2025-01-01,2026-07-01,120000\n2,LOCK,2025-01-01,2028-07-01,150000\n3,NEW,2025-12-01,2026-12-01,240000\n";
const CHANCES: &str = "customer_id,probability,author,expires\n\
    A,0.1,Ines,2026-12-31\nLOCK,0.9,Ines,2026-12-31\nNEW,0.2,Ines,2026-12-31\n";

/// A and LOCK are billed by the month; NEW has signed and not been billed.
fn billed() -> String {
    let mut text = "customer_id,date,amount,kind\n".to_owned();
    for month in 1..=12 {
        let _ = writeln!(text, "A,2025-{month:02}-05,10000,recurring\nLOCK,2025-{month:02}-05,12500,recurring");
    }
    text
}

#[test]
fn who_has_signed_and_not_been_billed_can_be_lost_too() {
    let scenarios = vec![ScenarioRule { customers: vec!["NEW".to_owned()], cut: Some(0.5), ..Default::default() }];
    let risk = RiskRules { margin: Some(0.5), fixed_cost: Some("200000".to_owned()), ..Default::default() };
    let report = contracted(&billed(), CONTRACTS, CHANCES, Config { risk, scenarios, ..Config::default() });
    let stress = &report.stress[0];
    assert_eq!((stress.customers_hit, stress.revenue_lost.to_string()), (1, "0.00".to_owned()));
    assert_eq!(stress.arr_lost.to_string(), "120000.00");
    assert_eq!(stress.margin_lost.map(|it| it.to_string()), Some("60000.00".to_owned()));
    assert_eq!(stress.after.ebitda.map(|it| it.to_string()), Some("-5000.00".to_owned()));
}

#[test]
fn who_is_held_beyond_the_horizon_is_in_no_likeliest_set() {
    // Margins 60, 75 and 120; slack 55. LOCK would leave with 90 %, and cannot.
    let risk = RiskRules { margin: Some(0.5), fixed_cost: Some("200000".to_owned()), ..Default::default() };
    let report = contracted(&billed(), CONTRACTS, CHANCES, Config { risk, ..Config::default() });
    let stress = report.reverse_stress.as_ref().expect("a stress");
    assert_eq!(stress.slack.to_string(), "55000.00");
    let names = |set: &Option<eggbasket::model::BreachSet>| {
        set.as_ref().expect("a set").customers.iter().map(|it| it.customer.clone()).collect::<Vec<_>>()
    };
    assert_eq!(names(&stress.fewest), ["NEW"]);
    assert_eq!(names(&stress.most_likely), ["NEW"], "0.2 against 0.1");
    // 1 − 0.9·0.8: either of the two that may leave is enough.
    assert!((stress.breach_probability.expect("a chance").0 - 0.28).abs() < 1e-9);
    let held = report.churn_exposure.by_customer.iter().find(|it| it.customer == "LOCK").expect("a customer");
    assert_eq!((held.exposure.to_string(), held.locked_until.as_deref()), ("0.00".to_owned(), Some("2028-06-30")));
    let sums = |parts: &[eggbasket::model::ExposurePart]| parts.iter().map(|it| it.expected_loss.to_f64()).sum::<f64>();
    assert!((sums(&report.churn_exposure.by_tier) - 60000.0).abs() < 1e-9);
    assert!((sums(&report.churn_exposure.by_renewal_quarter) - 60000.0).abs() < 1e-9);
}

/// BIG costs more than it brings: it bears the revenue tail, and none of the margin's; without positive margins nothing is lost.
#[test]
fn the_tail_of_the_margin_is_borne_by_who_brings_margin() {
    let ledger = |small_cost: i64| {
        let mut text = "customer_id,date,amount,cost\n".to_owned();
        for month in 1..=12 {
            let _ = writeln!(text, "BIG,2025-{month:02}-05,1000,1100\nC1,2025-{month:02}-05,100,{small_cost}");
            let _ = writeln!(text, "C2,2025-{month:02}-05,100,{small_cost}");
        }
        text
    };
    let overrides =
        "customer_id,probability,author,expires\nBIG,0.2,I,2026-12-31\nC1,0.2,I,2026-12-31\nC2,0.2,I,2026-12-31\n";
    let with = |small_cost: i64, fixed_cost: &str| {
        let risk = RiskRules { fixed_cost: Some(fixed_cost.to_owned()), ..Default::default() };
        let as_of = eggbasket::period::parse_date("2025-12-31");
        with_overrides(&ledger(small_cost), overrides, Config { risk, as_of, ..Config::default() }).expect("a report")
    };
    let report = with(20, "-1000");
    let finding = report.findings.iter().find(|it| it.id == "W09").expect("W09");
    assert_eq!(finding.customers[..2], ["C1", "C2"].map(str::to_owned));
    assert!(
        !report
            .reverse_stress
            .as_ref()
            .expect("a stress")
            .contributions
            .iter()
            .any(|it| it.es.to_f64() > 0.0 && it.customer == "BIG")
    );
    let none = with(120, "-9000").reverse_stress.expect("a stress");
    assert_eq!((none.breach_probability.map(|it| it.0), none.es_of_slack.map(|it| it.0)), (Some(0.0), Some(0.0)));
    assert!(none.fewest.is_none() && none.reasons["fewest_reason"].contains("cannot breach"));
}
