//! `eggbasket explain`: names, values, and rows behind them that tie.

use crate::support::{eggbasket, project, stderr, stdout};
use serde_json::Value;

fn book(name: &str) -> String {
    project(&format!("fixtures/books/{name}")).to_string_lossy().into_owned()
}

fn explained(arguments: &[&str]) -> Value {
    let run = eggbasket(&[&["explain"], arguments, &["--format", "json"]].concat());
    assert!(run.status.success(), "{arguments:?}: {}", stderr(&run));
    serde_json::from_slice(&run.stdout).unwrap()
}

fn array<'a>(value: &'a Value, key: &str) -> &'a Vec<Value> {
    value[key].as_array().unwrap_or_else(|| panic!("{key} is no list in {value}"))
}

/// The sums behind, as printed; every one must tie.
fn sums(value: &Value) -> Vec<String> {
    let of = |it: &Value| {
        assert_eq!(it["ties"], true, "{it}");
        it["sum"].as_str().unwrap().to_owned()
    };
    array(value, "lines_behind").iter().map(of).collect()
}

#[test]
fn a_metric_is_followed_to_the_ledger_and_its_lines_tie() {
    let hhi = explained(&["hhi", &book("shares_40_30_20_10")]);
    assert_eq!(hhi["file"], "queries/111_hhi.sql");
    let chain = array(&hhi, "stands_on");
    assert_eq!(chain[0], serde_json::json!({ "relation": "trunk", "reads": ["ledger_cells"] }));
    assert_eq!(chain.last().unwrap()["relation"], "hhi");
    assert_eq!(array(&hhi, "inputs")[0]["sha256"].as_str().unwrap().len(), 64);
    let total: f64 = sums(&hhi)[0].parse().unwrap();
    let customers = array(&hhi, "customers_behind");
    let shares: Vec<f64> = customers.iter().map(|it| it["index_share"].as_f64().unwrap()).collect();
    assert_eq!(shares, [0.4, 0.3, 0.2, 0.1]);
    let one =
        explained(&["share", &book("shares_40_30_20_10"), "--customer", customers[0]["customer"].as_str().unwrap()]);
    assert_eq!(sums(&one)[0].parse::<f64>().unwrap(), 0.4 * total);
    assert_eq!(array(&one, "rows").len(), array(&one, "customers_behind").len());
}

#[test]
fn a_member_of_a_group_stands_for_the_group() {
    let of = |customer: &str| explained(&["customers", &book("parent_group"), "--customer", customer]);
    let listed = std::fs::read_to_string(project("fixtures/books/parent_group/customers.csv")).unwrap();
    let header: Vec<&str> = listed.lines().next().unwrap().split(',').collect();
    let parent_at = header.iter().position(|it| *it == "parent_id").unwrap();
    let child =
        listed.lines().skip(1).map(|line| line.split(',').collect::<Vec<_>>()).find(|it| !it[parent_at].is_empty());
    let child = child.expect("a child");
    let (member, group) = (of(child[0]), of(child[parent_at]));
    assert_eq!(member["rows"], group["rows"]);
    assert!(array(&member, "notes").iter().any(|note| note.as_str().unwrap().contains("is the group of")));
    assert_eq!(sums(&member), sums(&group));
    assert!(array(&member["lines_behind"][0], "rows").iter().any(|row| row["customer_id"] == child[0]));
}

#[test]
fn movements_retention_and_control_tie_by_key_period_and_customer() {
    let ledger = book("movements");
    let report = eggbasket(&["report", &ledger, "--format", "json"]);
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    let last =
        report["movements"].as_array().unwrap().iter().rev().find(|it| it["churn"] != "0.00").expect("a churn").clone();
    let period = last["period"].as_str().unwrap();
    let churn = explained(&[&format!("movements.{period}.churn"), &ledger, "--period", period]);
    assert_eq!(churn["value"], last["churn"]);
    assert_eq!(array(&churn, "rows").len(), 1);
    let [opening, closing] = sums(&churn).try_into().unwrap();
    assert_eq!(opening.parse::<f64>().unwrap(), last["opening"].as_str().unwrap().parse::<f64>().unwrap());
    assert_eq!(closing.parse::<f64>().unwrap(), last["closing"].as_str().unwrap().parse::<f64>().unwrap());
    let lost: f64 = array(&churn, "customers_behind")
        .iter()
        .map(|it| -it["change"].as_str().unwrap().parse::<f64>().unwrap())
        .sum();
    assert_eq!(lost, last["churn"].as_str().unwrap().parse::<f64>().unwrap());
    for arguments in
        [&["retention", &book("retention")][..], &["retention.ttm.nrr", &book("retention")], &["control", &ledger]]
    {
        assert!(!sums(&explained(arguments)).is_empty(), "{arguments:?}");
    }
}

#[test]
fn lines_behind_are_csv_for_a_spreadsheet() {
    let run = eggbasket(&["explain", "total", &book("one_whale"), "--period", "window", "--format", "csv"]);
    let text = stdout(&run);
    assert!(text.starts_with("behind,customer_id,month,kind,contract_id,product,currency,amount"), "{text}");
    assert!(text.lines().nth(1).unwrap().starts_with("revenue of the window `window`,"), "{text}");
}

#[test]
fn a_warning_shows_its_finding_and_its_customers() {
    let w01 = explained(&["w01", &book("one_whale")]);
    assert_eq!(w01["warning"], "W01");
    let findings = array(&w01, "value");
    assert_eq!(findings[0]["id"], "W01");
    let behind = array(&w01, "customers_behind");
    assert_eq!(behind.len(), findings[0]["customers"].as_array().unwrap().len());
    assert!(!sums(&w01).is_empty());
}

#[test]
fn what_is_written_wrong_is_told_with_what_is_near() {
    let wrong = |arguments: &[&str], expected: &str| {
        let run = eggbasket(&[&["explain"], arguments].concat());
        assert_eq!(run.status.code(), Some(2), "{arguments:?}");
        assert!(stderr(&run).contains(expected), "{arguments:?}: {}", stderr(&run));
    };
    wrong(&["ginni"], "did you mean `gini`");
    wrong(&["hhi", "--period", "2025-01"], "none is named");
    wrong(&["hhi", &book("one_whale"), "--customer", "Nobody at all"], "no customer `Nobody at all`");
    wrong(&["hhi", &book("one_whale"), "--period", "1887-01"], "the ledger has no period `1887-01`");
    wrong(&["concentration.cr.7", &book("one_whale")], "report.json has no key");
}

#[test]
fn the_customers_of_a_value_are_no_list_of_all_customers() {
    let named = explained(&["dimension_customers.region.N.customers.A.amount", &book("nine_customers")]);
    assert_eq!(
        (named["file"].as_str().unwrap(), named["value"].as_str().unwrap()),
        ("queries/147_dimension_customers.sql", "25.00")
    );
    // N brings 25, 20 and 9.
    assert_eq!(sums(&named), ["54.000000"]);
}

#[test]
fn every_key_of_the_report_is_explained() {
    let report = eggbasket(&["report", &project("fixtures/demo").to_string_lossy(), "--format", "json"]);
    let report: Value = serde_json::from_slice(&report.stdout).unwrap();
    let plain = ["charts", "checks", "findings"];
    for (key, value) in report.as_object().unwrap() {
        if !(value.is_array() || value.is_object()) || plain.contains(&key.as_str()) {
            continue;
        }
        let run = eggbasket(&["explain", key]);
        assert!(run.status.success(), "src/cli/explain/subject.rs: KEYS says nothing of `{key}`");
    }
}

#[test]
fn the_reference_is_what_the_headers_say() {
    let run = eggbasket(&["explain", "all", "--format", "markdown"]);
    let kept = std::fs::read_to_string(project("docs/METRICS.md")).unwrap();
    assert!(
        stdout(&run) == kept,
        "docs/METRICS.md is not what queries/ says; renew it: cargo run -- explain all --format markdown > docs/METRICS.md"
    );
}
