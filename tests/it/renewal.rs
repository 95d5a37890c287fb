//! Renewals, the pipeline and replacement beside the hand-worked books: bad tables, other rules, warnings.

use crate::support::{cells, measure, project, report_with};
use eggbasket::config::{Config, ContractEnd, ContractsTable};
use eggbasket::findings::evaluate;
use eggbasket::model::{Finding, NoticesDue, RenewalQuarter, Renewals, Report, Severity};
use eggbasket::policy::Policy;
use eggbasket::unit::{Amount, Money, Ratio};
use std::path::Path;

fn book(name: &str) -> (String, Config) {
    let folder = project(&format!("fixtures/books/{name}"));
    (folder.to_string_lossy().into_owned(), Config::read(&folder.join("eggbasket.toml")).unwrap())
}

/// The report of a book under rules changed by `change`.
fn with(name: &str, change: impl Fn(&mut Config)) -> Report {
    let (folder, mut config) = book(name);
    change(&mut config);
    report_with(&[folder], &config, 2).unwrap()
}

/// A report of one customer with a pipeline of this text, or why there is none.
fn of_pipeline(text: &str, change: impl Fn(&mut Config)) -> Result<Report, String> {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let ledger = "customer_id,date,amount,kind\nA,2025-01-01,9.00,recurring\nA,2025-12-01,100.00,recurring\n";
    std::fs::write(path("ledger.csv"), ledger).unwrap();
    std::fs::write(path("deals.csv"), text).unwrap();
    let mut config =
        Config { pipeline: Some(path("deals.csv")), as_of: Some("2025-12-31".parse().unwrap()), ..Config::default() };
    change(&mut config);
    let text = |error: eggbasket::error::Error| format!("{error}\n{}", error.hint.clone().unwrap_or_default());
    report_with(&[path("ledger.csv").to_string_lossy().into_owned()], &config, 2).map_err(text)
}

fn refused(rows: &str) -> String {
    let text = format!("opportunity_id,amount,probability,closes,first_contact\n{rows}\n");
    of_pipeline(&text, |_| ()).expect_err(rows)
}

#[test]
fn a_bad_opportunity_is_refused_with_its_place_value_and_remedy() {
    let cases = [
        ("O1,5.00,0.1,2026-01-01,\n,5.00,0.1,2026-01-01,", &["line 3", "`opportunity_id`", "nothing there"][..]),
        ("O1,,0.1,2026-01-01,", &["line 2", "`amount`", "nothing there", "fill it in"]),
        ("O1,5.00,0.1,,", &["line 2", "`closes`", "nothing there"]),
        ("O1,5.00,10,2026-01-01,", &["line 2", "`probability`", "`10.`", "between 0 and 1", "10 % is 0.10"]),
        ("O1,5.00,-0.1,2026-01-01,", &["`probability`", "`-0.1`"]),
        ("O1,-5.00,0.1,2026-01-01,", &["`amount`", "`-5.00`", "not below zero"]),
        ("O1,5.00,0.1,01/02/2026,", &["`closes`", "01/02/2026", "not an ISO date"]),
        ("O1,5.00,0.1,2026-01-01,2026-01-02", &["`first_contact`", "2026-01-02", "2026-01-01", "correct one"]),
        ("O1,5.00,0.1,2026-01-01,\nO1,6.00,0.1,2026-01-01,", &["line 3", "`O1`", "same id", "latest"]),
        ("O1,9999999999999999999999.00,,2026-01-01,\nO2,9999999999999999999999.00,,2026-01-01,", &["10^22"]),
    ];
    for (rows, words) in cases {
        let told = refused(rows);
        assert!(told.contains("deals.csv"), "{told}");
        for word in words {
            assert!(told.contains(word), "{rows}: `{word}` is not in: {told}");
        }
    }
}

#[test]
fn a_stage_says_won_or_lost_with_more_behind_it_and_one_merely_closed_is_refused() {
    const HEAD: &str = "opportunity_id,amount,closes,stage\n";
    let rows = "O1,30.00,2025-06-30,won (upsell)\nO2,10.00,2025-06-30,Closed Lost - Price\nO3,60.00,2025-06-30,Lost: competitor\n";
    let gap = of_pipeline(&format!("{HEAD}{rows}"), |_| ()).unwrap().replacement.unwrap();
    // 30 of 30 + 10 + 60 was won, and nothing is open.
    assert_eq!(gap.win_rate, Some(Ratio(0.3)));
    assert_eq!(gap.pipeline_open.unwrap().to_string(), "0.00");
    let told = of_pipeline(&format!("{HEAD}{rows}O4,5.00,2026-06-30,Closed - Duplicate\n"), |_| ()).unwrap_err();
    for word in ["deals.csv", "line 5", "`stage`", "`Closed - Duplicate`", "neither won nor lost", "`Closed Won` or"] {
        assert!(told.contains(word), "`{word}` is not in: {told}");
    }
}

#[test]
fn columns_are_mapped_and_a_table_without_them_says_how() {
    let told = of_pipeline("deal,acv,close_date\nO1,5.00,2026-01-01\n", |_| ()).unwrap_err();
    for word in
        ["`opportunity_id`", "pipeline.opportunity_id=deal", "pipeline.amount=acv", "pipeline.closes=close_date"]
    {
        assert!(told.contains(word), "{told}");
    }
    let map = |config: &mut Config| {
        for (role, column) in [("opportunity_id", "deal"), ("amount", "acv"), ("closes", "close_date")] {
            config.map.insert(format!("pipeline.{role}"), column.to_owned());
        }
    };
    let report = of_pipeline("deal,acv,close_date\nO1,5.00,2026-01-01\n", map).unwrap();
    assert_eq!(report.replacement.unwrap().pipeline_open.unwrap().to_string(), "5.00");
    let unknown = |config: &mut Config| drop(config.map.insert("pipeline.owner".to_owned(), "deal".to_owned()));
    assert!(of_pipeline("deal\n", unknown).unwrap_err().contains("`pipeline.owner` is not a role"));
}

#[test]
fn a_win_rate_is_the_configured_one_else_that_of_what_was_decided() {
    const HEAD: &str = "opportunity_id,amount,closes,stage\n";
    let gap = |rows: &str, win_rate: Option<f64>| {
        let report = of_pipeline(&format!("{HEAD}{rows}"), |config| config.risk.win_rate = win_rate).unwrap();
        report.replacement.unwrap()
    };
    // A brings 1,200 a year.
    let decided = gap("O1,30.00,2025-06-30,won\nO2,10.00,2025-06-30,lost\nO3,40.00,2026-06-30,\n", None);
    assert_eq!(decided.win_rate, Some(Ratio(0.75)));
    assert_eq!(decided.win_rate_source.as_deref(), Some("pipeline"));
    assert_eq!(decided.pipeline_needed.unwrap().to_string(), "1600.00");
    assert_eq!(decided.pipeline_weighted.unwrap().to_string(), "30.00");
    let configured = gap("O1,30.00,2025-06-30,won\nO3,40.00,2026-06-30,\n", Some(0.3));
    assert_eq!(configured.win_rate_source.as_deref(), Some("configured"));
    assert_eq!(configured.pipeline_needed.unwrap().to_string(), "4000.00");
    assert_eq!(configured.pipeline_weighted.unwrap().to_string(), "12.00");
    let undecided = gap("O3,40.00,2026-06-30,\n", None);
    assert!(undecided.win_rate.is_none() && undecided.pipeline_needed.is_none());
    assert!(undecided.reasons["win_rate_reason"].contains("no win rate is configured"));
    assert_eq!(undecided.pipeline_weighted.unwrap().to_string(), "0.00");
    let lost = gap("O2,10.00,2025-06-30,lost\n", None);
    assert_eq!((lost.win_rate, lost.pipeline_needed), (Some(Ratio(0.0)), None));
    assert!(lost.reasons["pipeline_needed_reason"].contains("nothing was won"));
}

#[test]
fn an_opportunity_is_read_as_it_stood_at_the_as_of_date() {
    let (folder, mut config) = book("pipeline");
    let mut at = |as_of: &str| {
        config.as_of = Some(as_of.parse().unwrap());
        let (run, _) = measure(std::slice::from_ref(&folder), &config, 2).unwrap();
        let rows = cells(&run, "select opportunity_id, status from pipeline_status order by 1");
        rows.iter().map(|row| row.join(" ")).collect::<Vec<_>>().join(", ")
    };
    let told = at("2026-01-31");
    assert_eq!(told, "O1 won, O2 lost, O3 won, O4 open, O5 open, O6 open, O7 overdue, O8 open, O9 lost");
    // O1 was decided on this very day; the first contacts of O3 and O8 were to come.
    let told = at("2025-06-30");
    assert_eq!(told, "O1 won, O2 open, O4 open, O5 open, O6 open, O7 open, O9 open");
}

#[test]
fn without_a_margin_the_gap_is_of_revenue_and_no_cash_is_told() {
    let bare = with("renewal_wall", |config| config.risk.margin = None).replacement.unwrap();
    assert_eq!((bare.basis.as_str(), bare.monthly_margin.to_string().as_str()), ("revenue", "10000.00"));
    assert!(bare.cycles.iter().all(|it| it.low_month.is_none() && it.reasons.contains_key("low_depth_reason")));
    // Fixed costs above the margin: cash falls before the loss already.
    let endless = |config: &mut Config| config.risk.fixed_cost = Some("239760.12".to_owned());
    let losing = with("renewal_wall", endless).replacement.unwrap();
    assert!(losing.cycles[0].low_month.is_none());
    assert!(losing.cycles[0].reasons["low_month_reason"].contains("loses cash before the loss"));
    assert_eq!(losing.cycles[0].months[0].cash.unwrap().to_string(), "-6000.01");
    // The ledger's cost wins over a configured margin: A's is 40 %.
    let known = with("pipeline", |config| config.risk.margin = Some(0.9)).replacement.unwrap();
    assert_eq!(known.monthly_margin.to_string(), "2000.00");
}

#[test]
fn an_end_told_either_way_builds_the_same_wall() {
    let told = |name: &str| {
        let (folder, config) = book(name);
        (std::fs::read_to_string(Path::new(&folder).join("contracts.csv")).unwrap(), folder, config)
    };
    let (contracts, ledger, mut config) = told("renewal_wall");
    let last_day = |line: &str| {
        let mut words: Vec<String> = line.split(',').map(str::to_owned).collect();
        if let Ok(day) = words[3].parse::<jiff::civil::Date>() {
            words[3] = day.yesterday().unwrap().to_string();
        }
        words.join(",")
    };
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("contracts.csv");
    std::fs::write(&file, contracts.lines().map(last_day).collect::<Vec<_>>().join("\n")).unwrap();
    let exclusive = report_with(std::slice::from_ref(&ledger), &config, 2).unwrap();
    let table = config.contracts.as_mut().unwrap();
    (table.file, table.end) = (file, ContractEnd::Inclusive);
    let inclusive = report_with(&[ledger], &config, 2).unwrap();
    let printed = |report: &Report| serde_json::to_string(&(&report.renewals, &report.renewal_wall)).unwrap();
    assert_eq!(printed(&exclusive), printed(&inclusive));
    assert_eq!(exclusive.renewal_wall.len(), 6);
}

#[test]
fn every_contract_stands_in_the_wall_once_or_has_no_end() {
    for name in ["renewal_wall", "playbook_contracts", "contract_terms", "foreign_contracts"] {
        let report = with(name, |_| ());
        let renewals = report.renewals.unwrap();
        assert_eq!(Some(renewals.arr), report.recurring.arr, "{name}");
        let of = |parts: fn(&RenewalQuarter) -> [Money; 2]| -> Amount {
            report.renewal_wall.iter().flat_map(parts).map(|it| it.amount).sum()
        };
        let fixed = renewals.fixed_term_arr.amount;
        assert_eq!(of(|it| [it.head_ending, it.rest_ending]), fixed, "{name}");
        assert_eq!(of(|it| [it.head_notice, it.rest_notice]), fixed, "{name}");
        assert_eq!(Amount(fixed.0 + renewals.open_ended_arr.amount.0), renewals.arr.amount, "{name}");
        assert!(renewals.long_term_arr.amount <= fixed, "{name}");
    }
}

#[test]
fn what_cannot_end_within_twelve_months_is_locked() {
    let (folder, config) = book("renewal_wall");
    let (run, _) = measure(&[folder], &config, 2).unwrap();
    // L's contract holds to the last day of the twelve months, C's second one a day less.
    let locked =
        cells(&run, "select customer, cast(locked as decimal(20, 2)), locked_until from locked_arr order by 1");
    assert_eq!(locked, [["G", "90000.00", "2028-06-30"], ["L", "6000.00", "2026-12-31"]]);
}

#[test]
fn quarters_are_the_companys() {
    let april = |config: &mut Config| config.fiscal_year_start = Some(toml_month("april"));
    let wall = with("renewal_wall", april).renewal_wall;
    let quarters: Vec<&str> = wall.iter().map(|it| it.quarter.as_str()).collect();
    assert_eq!(quarters, ["FY2026-Q3", "FY2026-Q4", "FY2027-Q1", "FY2027-Q3", "FY2028-Q4", "FY2029-Q1"]);
    // Years of weeks to the last Saturday of January: 1 February to 2 May 2026 holds the ends of A, C-1, D-2 and H.
    let weeks = |config: &mut Config| {
        (config.calendar, config.year_end) = (Some("4-4-5".to_owned()), Some("last saturday of january".to_owned()));
    };
    let report = with("renewal_wall", weeks);
    let ending = |quarter: &str| {
        let row = report.renewal_wall.iter().find(|it| it.quarter == quarter).expect(quarter);
        row.head_ending.to_string()
    };
    assert_eq!([ending("FY2027-Q1"), ending("FY2027-Q2")], ["186000.00", "60000.00"]);
    let all: Amount = report.renewal_wall.iter().map(|it| it.head_ending.amount + it.rest_ending.amount).sum();
    assert_eq!(all, report.renewals.as_ref().unwrap().fixed_term_arr.amount);
    let without = with("renewal_wall", |config| config.contracts = None);
    assert!(without.renewals.is_none() && without.renewal_wall.is_empty());
    assert_eq!(without.reasons["renewals_reason"], "no contracts table is given");
}

fn toml_month(name: &str) -> eggbasket::config::MonthName {
    #[derive(serde::Deserialize)]
    struct Named {
        month: eggbasket::config::MonthName,
    }
    toml::from_str::<Named>(&format!("month = \"{name}\"")).unwrap().month
}

fn money(units: i128) -> Money {
    Money::new(Amount(units * 1_000_000), 2)
}

/// The finding of a report with this largest quarter and this uncovered share.
fn finding(id: &str, quarter: Option<f64>, uncovered: Option<f64>) -> Option<Finding> {
    let due = NoticesDue {
        decision_months: 9,
        until: "2026-09-30".to_owned(),
        expected_loss: uncovered.map(|_| money(50)),
        uncovered: uncovered.map(|_| money(40)),
        uncovered_share: uncovered.map(Ratio),
        ..NoticesDue::default()
    };
    let renewals = Renewals {
        largest_quarter: quarter.map(|_| "2026-Q1".to_owned()),
        largest_quarter_arr: quarter.map(|_| money(500)),
        largest_quarter_share: quarter.map(Ratio),
        within_decision_cycle: due,
        ..Renewals::default()
    };
    let wall = vec![RenewalQuarter { quarter: "2026-Q1".to_owned(), ..RenewalQuarter::default() }];
    let report = Report { renewals: Some(renewals), renewal_wall: wall, ..Report::default() };
    let findings = evaluate(&report, &Policy::new(&Config::default()).unwrap());
    findings.into_iter().find(|finding| finding.id == id)
}

#[test]
fn walls_and_uncovered_notices_warn_at_their_levels() {
    let wall = |share: f64| finding("W12", Some(share), None).map(|it| it.severity);
    assert_eq!([wall(0.399), wall(0.40), wall(0.549)], [None, Some(Severity::Watch), Some(Severity::Watch)]);
    assert_eq!([wall(0.55), wall(0.70)], [Some(Severity::Warning), Some(Severity::Critical)]);
    let notice = |share: f64| finding("W13", None, Some(share)).map(|it| it.severity);
    assert_eq!([notice(0.029), notice(0.03), notice(0.059)], [None, Some(Severity::Watch), Some(Severity::Watch)]);
    assert_eq!([notice(0.06), notice(0.12)], [Some(Severity::Warning), Some(Severity::Critical)]);
    assert!(finding("W12", None, None).is_none() && finding("W13", None, None).is_none());
    let told = finding("W13", None, Some(0.2)).unwrap();
    assert!(told.message.contains("no pipeline is given") && told.money_at_stake == Some(money(40)));
}

#[test]
fn a_wall_names_those_whose_long_terms_end_in_it() {
    // L's year ends in the first quarter, 1,200 of 1,600 on long terms; three larger customers renew half-years there.
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let ledger: String = ["L", "M", "S1", "S2", "S3"].map(|it| format!("{it},2025-12-01,9.00,recurring\n")).concat();
    std::fs::write(path("ledger.csv"), format!("customer_id,date,amount,kind\n{ledger}")).unwrap();
    let contracts = "contract_id,customer_id,start,end,annual_value\n1,L,2025-02-01,2026-02-01,1200\n2,M,2024-09-01,2026-09-01,400\n\
                     3,S1,2025-09-01,2026-03-01,6000\n4,S2,2025-09-01,2026-03-01,6000\n5,S3,2025-09-01,2026-03-01,6000\n";
    std::fs::write(path("contracts.csv"), contracts).unwrap();
    let config = Config {
        contracts: Some(ContractsTable { file: path("contracts.csv"), end: ContractEnd::Exclusive }),
        ..Config::default()
    };
    let report = report_with(&[path("ledger.csv").to_string_lossy().into_owned()], &config, 2).unwrap();
    let wall = report.findings.iter().find(|it| it.id == "W12").unwrap();
    // Months of a year differ by days, so the share is 0.75 but for rounding.
    assert!(wall.customers == ["L"] && (wall.value.0 - 0.75).abs() < 1e-4, "{:?} {}", wall.customers, wall.value.0);
    assert!(wall.message.contains("that of L."), "{}", wall.message);
    let named: Vec<&str> = report.renewal_wall[0].largest.iter().map(|it| it.customer.as_str()).collect();
    assert_eq!(named, ["S1", "S2", "S3"], "the wall itself holds every contract");
}

#[test]
fn the_books_warn_of_who_renews_and_who_can_give_notice() {
    let report = with("renewal_wall", |_| ());
    let of = |id: &str| report.findings.iter().find(|it| it.id == id).unwrap();
    let (wall, due) = (of("W12"), of("W13"));
    assert_eq!((wall.severity, due.severity), (Severity::Watch, Severity::Warning));
    assert!(wall.message.contains("48.4 %") && wall.message.contains("2026-Q1"), "{}", wall.message);
    assert_eq!(wall.customers, ["A", "H"]);
    assert!(due.message.contains("7.8 %") && due.message.contains("2026-09-30"), "{}", due.message);
    assert_eq!(due.customers, ["A", "B", "C", "D"]);
    // No override: nobody's chance is known in a ledger of one month, so nothing is claimed.
    let unknown = with("renewal_wall", |config| config.churn_overrides = None);
    assert!(!unknown.findings.iter().any(|it| it.id == "W13"));
    let due = unknown.renewals.unwrap().within_decision_cycle;
    assert!(due.expected_loss.is_none() && due.reasons.contains_key("uncovered_share_reason"));
}

#[test]
fn the_calendar_holds_the_sixty_largest_contracts_of_the_fifteen_largest_customers() {
    let folder = tempfile::tempdir().unwrap();
    let path = |name: &str| folder.path().join(name);
    let ledger: String = (1..=17).map(|it| format!("K{it:02},2025-12-01,9.00,recurring\n")).collect();
    std::fs::write(path("ledger.csv"), format!("customer_id,date,amount,kind\n{ledger}")).unwrap();
    // K01 has fifty contracts of 120 a year, 6,000; K02 to K17 one each, of 480 to 4,080.
    let small = (1..=50).map(|it| format!("S-{it:02},K01,2025-01-01,2026-{:02}-01,120.00\n", 12 - it / 5));
    let single = (2..=17).map(|it| format!("C-{it:02},K{it:02},2025-01-01,,{}.00\n", 240 * it));
    let contracts: String = small.chain(single).collect();
    std::fs::write(path("contracts.csv"), format!("contract_id,customer_id,start,end,annual_value\n{contracts}"))
        .unwrap();
    let config = Config {
        contracts: Some(ContractsTable { file: path("contracts.csv"), end: ContractEnd::Exclusive }),
        ..Config::default()
    };
    let report = report_with(&[path("ledger.csv").to_string_lossy().into_owned()], &config, 2).unwrap();
    let dates = &report.renewal_dates;
    // K02 and K03 are the sixteenth and seventeenth; of K01's equal contracts the first 46 by id are left.
    assert_eq!(dates.len(), 60);
    let (ours, others) = dates.split_at(46);
    assert!(ours.iter().all(|it| it.customer == "K01" && it.contract.as_str() <= "S-46"));
    assert!(ours.is_sorted_by_key(|it| (it.ends_on.clone(), it.contract.clone())));
    let names: Vec<String> = (4..=17).rev().map(|it| format!("K{it:02}")).collect();
    assert_eq!(others.iter().map(|it| it.customer.clone()).collect::<Vec<_>>(), names);
    assert_eq!(others[0].arr, money(4_080));
    let without = with("renewal_wall", |config| config.contracts = None);
    assert!(without.renewal_dates.is_empty());
}
