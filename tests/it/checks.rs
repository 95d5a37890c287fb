//! The data checks: each finds what it is there for, and nothing in a clean book.

use crate::support::{eggbasket, project, report_of_csv, stderr, stdout};
use eggbasket::config::{Config, ControlTotal};
use eggbasket::model::{Check, Report};
use std::fs;

fn book(name: &str) -> String {
    project("fixtures/books").join(name).to_string_lossy().into_owned()
}

fn named<'report>(report: &'report Report, name: &str) -> &'report Check {
    report.checks.iter().find(|check| check.name == name).unwrap_or_else(|| panic!("no check {name}"))
}

/// Names of the checks that failed.
fn failed(report: &Report) -> Vec<&str> {
    report.checks.iter().filter(|check| check.status == "failed").map(|check| check.name.as_str()).collect()
}

/// One customer of 100 in each month of the year, but the months left out.
fn monthly(customer: &str, name: &str, without: &[u32]) -> String {
    let months = (1..=12_u32).filter(|month| !without.contains(month));
    months.map(|month| format!("{customer},{name},2025-{month:02}-01,100\n")).collect()
}

const HEADER: &str = "customer_id,name,date,amount\n";

#[test]
fn a_clean_book_fails_no_check() {
    let text = format!("{HEADER}{}{}", monthly("A", "Alder", &[]), monthly("B", "Birch", &[]));
    let report = report_of_csv(&text, &Config::default()).expect("a report");
    assert_eq!(failed(&report), Vec::<&str>::new());
    assert!(report.checks.len() >= 12 && named(&report, "tie_out").severity == "error");
    assert!(report.checks.iter().all(|check| check.status == "passed" && !check.rule.is_empty()));
}

#[test]
fn each_check_finds_its_own() {
    // D is twice in March, E's ids differ by case, F and G by legal form, H misses two months, a month of 2027 is to come.
    let text = format!(
        "{HEADER}{}{}D,Dogwood,2025-03-07,41.50\nD,Dogwood,2025-03-07,41.50\nD,Dogwood,2025-03-07,41.50\n\
         e 1,,2025-04-01,7\nE1,,2025-05-01,8\nF,Firethorn GmbH,2025-06-01,60\nG,FIRETHORN,2025-06-01,50\n\
         A,Alder,2026-01-05,1\nA,Alder,2026-03-05,1\n",
        monthly("A", "Alder", &[]),
        monthly("H", "Hawthorn", &[7, 8]),
    );
    let config = Config { as_of: eggbasket::period::parse_date("2025-12-31"), ..Config::default() };
    let report = report_of_csv(&text, &config).expect("a report");
    assert_eq!(
        failed(&report),
        ["duplicate_lines", "customer_gaps", "near_duplicate_names", "similar_ids", "future_dates"]
    );
    assert_eq!(named(&report, "similar_ids").rows, 2);
    assert_eq!(report.control.rows_read, 12 + 10 + 3 + 2 + 2 + 2, "nothing is removed");

    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger.csv");
    fs::write(&ledger, text).expect("a file");
    let csv = |check: &str| {
        let ledger = ledger.to_string_lossy();
        let run = eggbasket(&["check", &ledger, "--as-of", "2025-12-31", "--only", check, "--format", "csv"]);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        stdout(&run)
    };
    assert!(
        csv("duplicate_lines").contains("2025-03-01,D,,,,used,3,41.500000,83.000000"),
        "{}",
        csv("duplicate_lines")
    );
    assert!(csv("customer_gaps").contains("H,Hawthorn,2025-07,2025-08,2,100.000000,100.000000"));
    // Of 2,449.50 the largest, A, has 1,200; F and G together 110.
    let names = csv("near_duplicate_names");
    assert!(names.contains("F,Firethorn GmbH,G,FIRETHORN,same_name,1.0,60.000000,50.000000,110.000000,"), "{names}");
    assert!(csv("future_dates").contains("2026-03,after_as_of,1,1.000000"), "{}", csv("future_dates"));
    assert!(!csv("future_dates").contains("2026-01,"), "January follows as_of and is under way");
}

#[test]
fn two_names_of_the_largest_customer_tell_its_true_share() {
    // Of 1,000: A 300, B 250 under nearly the same name, C 450; as one, A and B would be the largest with 55 %.
    let text = format!(
        "{HEADER}A,Kestrelmoor Insurance plc,2025-01-01,300\nB,Kestrelmor Insurance,2025-01-02,250\nC,Cedar,2025-01-03,450\n"
    );
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger.csv");
    fs::write(&ledger, text).expect("a file");
    let ledger = ledger.to_string_lossy();
    let asked = ["--as-of", "2025-01-31", "--only", "near_duplicate_names", "--format", "json"];
    let run = eggbasket(&[&["check", &ledger], &asked[..]].concat());
    let checks: serde_json::Value = serde_json::from_str(&stdout(&run)).expect("JSON");
    let row = &checks[0]["rows"][0];
    assert_eq!((row["how"].as_str(), row["together"].as_str()), (Some("a_letter_apart"), Some("550.000000")));
    assert_eq!((row["largest_share"].as_f64(), row["largest_share_if_one"].as_f64()), (Some(0.45), Some(0.55)));
    assert_eq!((checks[0]["severity"].as_str(), checks[0]["verdict"].as_str()), (Some("warning"), Some("warning")));
}

#[test]
fn rows_that_differ_in_their_number_or_are_spread_alike() {
    let numbered = "customer_id,date,amount,invoice_no\nA,2025-01-01,5,17\nA,2025-01-01,5,18\nB,2025-01-01,5,19\n";
    let report = report_of_csv(numbered, &Config::default()).expect("a report");
    assert_eq!(named(&report, "duplicate_lines").rows, 0, "two invoices of one day");
    // 100.00 over January and February: twice, in one row of the check, whole.
    let spread = "customer_id,date,amount,service_start,service_end\n\
                  A,2025-02-01,100.00,2025-01-01,2025-02-28\nA,2025-02-01,100.00,2025-01-01,2025-02-28\n";
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger.csv");
    fs::write(&ledger, spread).expect("a file");
    let run = eggbasket(&["check", &ledger.to_string_lossy(), "--only", "duplicate_lines", "--format", "csv"]);
    assert!(stdout(&run).ends_with("2025-01-01,A,,,,used,2,100.000000,100.000000\n"), "{}", stdout(&run));
}

#[test]
fn rows_met_twice_are_found_across_files_and_partitions() {
    let folder = tempfile::tempdir().expect("a folder");
    let files: Vec<String> = ["one.csv", "two.csv"]
        .iter()
        .map(|name| {
            let file = folder.path().join(name);
            fs::write(&file, format!("{HEADER}{}", monthly("A", "Alder", &[]))).expect("a file");
            file.to_string_lossy().into_owned()
        })
        .collect();
    for partitions in [1, 4] {
        let report = crate::support::report_with(&files, &Config::default(), partitions).expect("a report");
        assert_eq!(named(&report, "duplicate_lines").rows, 12, "an export loaded twice");
    }
}

#[test]
fn a_control_total_that_cannot_be_read_is_refused() {
    let with = |period: &str, amount: &str, tolerance: Option<&str>| {
        let total = ControlTotal {
            period: period.to_owned(),
            amount: amount.to_owned(),
            tolerance: tolerance.map(str::to_owned),
            ..ControlTotal::default()
        };
        let config = Config { control_totals: vec![total], ..Config::default() };
        report_of_csv("customer_id,date,amount\nA,2025-01-01,5\n", &config).expect_err("a refusal")
    };
    let error = with("2025-Q5", "5", None);
    assert_eq!(error.exit_code(), 2);
    assert!(error.message.contains("2025-Q5") && error.hint.expect("a hint").contains("2025-Q4"));
    assert!(with("2025", "5,00", None).message.contains("amount = \"5,00\""));
    assert!(with("2025", "5", Some("-1")).message.contains("tolerance"));
}

#[test]
fn control_totals_that_differ_fail_the_check_and_are_stored() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("failures");
    let shown = out.to_string_lossy();
    let run = eggbasket(&["check", &book("control_totals"), "--store-failures", &shown]);
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
    let stored = fs::read_to_string(out.join("control_total_differences.csv")).expect("a file");
    assert_eq!(stored.lines().count(), 3, "{stored}");
    assert!(stored.contains("2025-11,EUR,used,99.800000,100.000000,0.200000,0.100000"), "{stored}");
    let mut files: Vec<String> = fs::read_dir(&out)
        .expect("a folder")
        .map(|it| it.expect("a file").file_name().to_string_lossy().into())
        .collect();
    files.sort();
    assert_eq!(files, ["control_total_differences.csv", "duplicate_lines.csv", "near_duplicate_names.csv"]);
    // A check that passes now leaves no old failure behind, and two names may be asked for at once.
    fs::write(out.join("tie_out.csv"), "old\n").expect("a file");
    let arguments = ["check", &book("control_totals"), "--only", "tie_out", "--only", "duplicate_lines"];
    let run = eggbasket(&[&arguments[..], &["--store-failures", &shown]].concat());
    assert_eq!(run.status.code(), Some(0), "a warning alone: {}", stderr(&run));
    assert_eq!(
        fs::read_to_string(out.join("tie_out.csv")).expect("a file"),
        "ledger_amount,cube_amount,window_amount,total\n"
    );
    assert!(stdout(&run).contains("passed   tie_out") && stdout(&run).contains("warning  duplicate_lines"));
    assert!(!stdout(&run).contains("control_total"));
}

#[test]
fn checks_are_listed_and_unknown_ones_refused() {
    let run = eggbasket(&["check", "--list"]);
    assert_eq!(run.status.code(), Some(0));
    assert!(stdout(&run).contains("error    tie_out") && stdout(&run).contains("warning  duplicate_lines"));
    let run = eggbasket(&["check", "--list", "--format", "csv"]);
    assert!(stdout(&run).starts_with("check,severity,rule\n"));
    let run = eggbasket(&["check", &book("even_book"), "--only", "tie_out", "--only", "nothing"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("`nothing`") && stderr(&run).contains("duplicate_lines"));
    let run = eggbasket(&["check", &book("control_totals"), "--only", "duplicate_lines", "--strict"]);
    assert_eq!(run.status.code(), Some(1), "strict");
}
