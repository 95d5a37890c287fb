//! The disclosure pack: files, labels that stay, and the shape of the xBRL-JSON.

use crate::support::{eggbasket, project, report_with, stderr};
use eggbasket::config::Config;
use eggbasket::period::parse_date;
use serde_json::Value;
use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

fn json(path: &Path) -> Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON")
}

#[test]
fn the_pack_is_written_beside_the_report() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let book = project("fixtures/books/annual_disclosure");
    let run = eggbasket(&["report", &book.to_string_lossy(), "--out", &out.to_string_lossy(), "--image", "svg"]);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    let (whole, pack) = (json(&out.join("report.json")), json(&out.join("disclosure/disclosure.json")));
    assert_eq!(whole["disclosure"], pack);
    for page in ["report.html", "report.md"] {
        let text = fs::read_to_string(out.join(page)).expect("a page");
        assert!(text.contains("three customers each accounted for 10% or more"), "{page}");
        assert!(text.contains("占年度销售总额95.00%"), "{page}");
    }
    let facts = xbrl(&json(&out.join("disclosure/xbrl.json")));
    // 2025: B (A's label) 10 %, D 50 %, A 15 %; 2024: C 35 %, D 40 %.
    let year = "2025-01-01T00:00:00/2026-01-01T00:00:00";
    let before = "2024-01-01T00:00:00/2025-01-01T00:00:00";
    let expected = [
        (("company:CustomerAMember", year), "0.15"),
        (("company:CustomerBMember", year), "0.1"),
        (("company:CustomerCMember", before), "0.35"),
        (("company:CustomerDMember", before), "0.4"),
        (("company:CustomerDMember", year), "0.5"),
    ];
    let expected: BTreeMap<(String, String), String> = expected
        .iter()
        .map(|((member, period), value)| (((*member).into(), (*period).into()), (*value).into()))
        .collect();
    assert_eq!(facts, expected);
}

#[test]
fn customers_are_members_of_the_filers_own_taxonomy() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = |name: &str| folder.path().join(name).to_string_lossy().into_owned();
    let namespace = |own: &str| {
        let config = format!("ledger = [\"ledger.csv\"]\nentity = \"cik:0000320193\"\n{own}");
        fs::write(file("eggbasket.toml"), config).expect("a file");
        fs::write(file("ledger.csv"), "customer_id,date,amount\nA,2025-01-01,9\nA,2025-12-01,1\n").expect("a file");
        let run = eggbasket(&["report", &file(""), "--out", &file("out"), "--image", "svg"]);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        json(&folder.path().join("out/disclosure/xbrl.json"))["documentInfo"]["namespaces"]["company"].clone()
    };
    assert_eq!(namespace(""), "http://www.example.com/company");
    assert_eq!(namespace("entity_namespace = \"http://hellevik.example/2025\"\n"), "http://hellevik.example/2025");
}

/// Checks the structure against the Open Information Model by hand; gives the values by customer and period.
fn xbrl(document: &Value) -> BTreeMap<(String, String), String> {
    let info = &document["documentInfo"];
    assert_eq!(info["documentType"], "https://xbrl.org/2021/xbrl-json");
    assert!(info["taxonomy"].as_array().is_some_and(|urls| urls.len() == 1 && urls[0].as_str().is_some()));
    let known = |name: &str| {
        let (prefix, local) = name.split_once(':').unwrap_or_else(|| panic!("`{name}` has no prefix"));
        assert!(info["namespaces"][prefix].is_string(), "no namespace for `{name}`");
        assert!(local.chars().all(|letter| letter.is_ascii_alphanumeric()), "`{name}`");
    };
    let mut found = BTreeMap::new();
    for (id, fact) in document["facts"].as_object().expect("facts") {
        assert!(id.starts_with(|letter: char| letter.is_ascii_alphabetic()), "{id}");
        let value = fact["value"].as_str().expect("a number as text");
        assert!((0.0..=1.0).contains(&value.parse::<f64>().expect("a number")) && fact["decimals"] == 2);
        let dimensions = fact["dimensions"].as_object().expect("dimensions");
        // A pure number has no unit, and a filer nobody named no entity.
        assert!(!dimensions.contains_key("unit") && !dimensions.contains_key("entity"));
        assert_eq!(dimensions["concept"], "us-gaap:ConcentrationRiskPercentage1");
        assert_eq!(dimensions["us-gaap:ConcentrationRiskByTypeAxis"], "us-gaap:CustomerConcentrationRiskMember");
        assert_eq!(dimensions["us-gaap:ConcentrationRiskByBenchmarkAxis"], "us-gaap:SalesRevenueNetMember");
        for (name, value) in dimensions.iter().filter(|(name, _)| name.contains(':')) {
            known(name);
            known(value.as_str().expect("a member"));
        }
        let text = |name: &str| dimensions[name].as_str().expect("text").to_owned();
        found.insert((text("srt:MajorCustomersAxis"), text("period")), value.to_owned());
    }
    found
}

#[test]
fn labels_stay_as_years_go_by() {
    let book = project("fixtures/books/annual_disclosure");
    let labels = |as_of: &str| -> BTreeMap<String, String> {
        let config = Config::read(&book.join("eggbasket.toml")).expect("a configuration");
        let config = Config { as_of: parse_date(as_of), ..config };
        let report = report_with(&[book.to_string_lossy().into_owned()], &config, 2).expect("a report");
        report.disclosure.major_customers.into_iter().map(|it| (it.customer, it.label)).collect()
    };
    let (then, now) = (labels("2024-12-31"), labels("2025-12-31"));
    assert_eq!(then.len(), 3, "A, B and C in 2023 and 2024");
    assert!(then.iter().all(|(customer, label)| now.get(customer) == Some(label)), "{then:?} {now:?}");
}

#[test]
fn a_ledger_without_a_whole_year_says_so() {
    let text = "customer_id,date,amount\nA,2025-05-01,5\nA,2025-06-01,5\n";
    let report = crate::support::report_of_csv(text, &Config::default()).expect("a report");
    assert!(report.disclosure.fiscal_year.is_none() && report.disclosure.asc280_text.is_none());
    assert_eq!(report.disclosure.reasons["asc280_text_reason"], "the ledger covers no whole fiscal year");
    assert!(report.head_margin.is_empty() && report.top_five_changes.is_empty());
}

#[test]
fn nobody_at_ten_percent_is_said_too() {
    let months = (1..=12).flat_map(|month| (0..20).map(move |at| format!("C{at:02},2025-{month:02}-01,10\n")));
    let text = format!("customer_id,date,amount\n{}", months.collect::<String>());
    let report = crate::support::report_of_csv(&text, &Config::default()).expect("a report");
    assert_eq!(
        report.disclosure.asc280_text.as_deref(),
        Some("No customer accounted for 10% or more of total revenue in the fiscal year ended December 31, 2025.")
    );
    assert!(report.disclosure.csrc_text.as_deref().is_some_and(|text| text.contains("客户是否为关联方未知")));
    let five = &report.disclosure.top_five[0];
    assert!(five.related_amount.is_none() && five.reasons.contains_key("related_amount_reason"));
    assert!(five.depends_by_gross_profit.is_none() && five.reasons.contains_key("depends_by_gross_profit_reason"));
}

#[test]
fn the_year_is_the_fiscal_one() {
    // July to June: the last whole year is 2024-07 to 2025-06.
    let months = (0..24).map(|at| format!("{}-{:02}", 2024 + at / 12, at % 12 + 1));
    let lines = months.enumerate().map(|(at, month)| {
        let large = if at % 12 < 6 { 40 } else { 20 };
        format!("A,{month}-01,{large}\nB,{month}-01,{}\n", 60)
    });
    let text = format!("customer_id,date,amount\n{}", lines.collect::<String>());
    let config: Config = toml::from_str("fiscal_year_start = \"july\"").expect("a configuration");
    let report = crate::support::report_of_csv(&text, &config).expect("a report");
    let year = report.disclosure.fiscal_year.expect("a year");
    assert_eq!((year.year, year.from.as_str(), year.to.as_str()), (2025, "2024-07-01", "2025-06-30"));
    // A: 6 · 20 + 6 · 40 = 360; B: 720; of 1,080.
    assert_eq!(year.total.to_string(), "1080.00");
    assert!(report.disclosure.fiscal_year_before.is_none(), "2023-07 to 2024-06 is covered in part");
    let shares: Vec<String> = report.disclosure.major_customers.iter().map(|it| it.printed.clone()).collect();
    assert_eq!(shares, ["67%", "33%"]);
}
