//! `tables/` of a report's folder, and `eggbasket tables`.

use crate::support::{eggbasket, project, stderr};
use eggbasket::config::Config;
use eggbasket::report::tables::{self, Entry};
use eggbasket::{pipeline, source};
use serde_json::Value;
use std::collections::BTreeMap;
use std::path::Path;

const LEDGER: &str = "customer_id,customer_name,date,amount\n\
    \"=1+1\",\"Sum, \"\"Ltd\"\"\",2025-11-15,100.10\n@B,+49 Telefon,2025-12-15,-20.005\n客户,客户 有限公司,2025-12-15,7\n";

fn files(folder: &Path) -> BTreeMap<String, Vec<u8>> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    entries
        .map(|path| (path.file_name().unwrap().to_string_lossy().into_owned(), std::fs::read(&path).unwrap()))
        .collect()
}

#[test]
fn tables_of_a_report_open_in_a_spreadsheet_and_the_manifest_lists_them() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger.csv");
    std::fs::write(&ledger, LEDGER).unwrap();
    let out = folder.path().join("out");
    let run = eggbasket(&["report", &ledger.to_string_lossy(), "--image", "svg", "--out", &out.to_string_lossy()]);
    assert!(run.status.success(), "{}", stderr(&run));
    let customers = String::from_utf8(std::fs::read(out.join("tables/customers.csv")).unwrap()).unwrap();
    let lines: Vec<&str> = customers.strip_prefix('\u{feff}').expect("a byte order mark").split("\r\n").collect();
    assert!(lines[0].starts_with("rank,customer,name,amount,"), "{customers}");
    assert!(lines[1].starts_with("1,'=1+1,\"Sum, \"\"Ltd\"\"\",100.100000,"), "{customers}");
    assert!(lines[2].starts_with("2,客户,客户 有限公司,7.000000,"), "{customers}");
    assert!(lines[3].starts_with("3,'@B,'+49 Telefon,-20.005000,"), "{customers}");
    let manifest: Value = serde_json::from_slice(&std::fs::read(out.join("manifest.json")).unwrap()).unwrap();
    let listed = manifest["tables"].as_object().unwrap();
    assert_eq!(listed["customers"], serde_json::json!({ "file": "tables/customers.csv", "rows": 3 }));
    assert_eq!(listed.len(), files(&out.join("tables")).len());
    for entry in listed.values() {
        assert!(manifest["outputs"][entry["file"].as_str().unwrap()].is_string(), "{entry} has no hash");
    }
    for name in ["trunk", "params", "months", "customer_groups", "shares", "movements", "tie_out"] {
        assert!(listed.contains_key(name), "{name} is not listed");
    }
}

#[test]
fn a_table_that_is_too_long_is_left_out_and_said_so() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger.csv");
    std::fs::write(&ledger, LEDGER).unwrap();
    let config = Config::default();
    let runtime = tokio::runtime::Builder::new_multi_thread().build().unwrap();
    let relations = runtime.block_on(async {
        let source = source::open(&[ledger.to_string_lossy().into_owned()], &config).await.unwrap();
        let run = pipeline::run(&source, &config, 2).await.unwrap();
        tables::collect(&run, &[], 2).await.unwrap()
    });
    let (pages, entries) = tables::pages(&relations).unwrap();
    assert!(matches!(&entries["trunk"], Entry::LeftOut { left_out } if left_out.contains("eggbasket tables")));
    assert_eq!(entries["months"], Entry::Written { file: "tables/months.csv".to_owned(), rows: 2 });
    assert!(pages.iter().all(|(path, _)| path != Path::new("tables/trunk.csv")));
}

#[test]
fn only_the_relations_asked_for_are_computed_and_they_are_the_same_bytes() {
    let folder = tempfile::tempdir().unwrap();
    let book = project("fixtures/books/movements_by_segment").to_string_lossy().into_owned();
    let written = |name: &str, only: &[&str]| {
        let out = folder.path().join(name);
        let run = eggbasket(&[&["tables", &book, "--timings", "--out", &out.to_string_lossy()], only].concat());
        assert!(run.status.success(), "{}", stderr(&run));
        (files(&out), stderr(&run))
    };
    let (all, _) = written("all", &[]);
    for (only, left_out) in [
        (&["movements"][..], &["what the checks stand on", "shares"][..]),
        (&["movements_by_segment", "cr"], &["what the checks stand on", "pareto"]),
        (&["duplicate_lines", "customer_groups"], &["cube"]),
    ] {
        let (some, told) = written(only[0], &["--only", &only.join(",")]);
        let mut names: Vec<String> = only.iter().map(|name| format!("{name}.csv")).collect();
        names.push("tables.json".to_owned());
        assert_eq!(some.keys().cloned().collect::<std::collections::BTreeSet<_>>(), names.iter().cloned().collect());
        for name in names.iter().filter(|name| *name != "tables.json") {
            assert_eq!(some[name], all[name], "{name}");
        }
        let ran = |name: &str| told.lines().any(|line| line.ends_with(&format!("s  {name}")));
        assert!(ran("trunk"), "{told}");
        for name in left_out {
            assert!(!ran(name), "{name} ran: {told}");
        }
    }
}

#[test]
fn an_unknown_relation_is_refused_with_the_nearest() {
    let folder = tempfile::tempdir().unwrap();
    let book = project("fixtures/books/movements").to_string_lossy().into_owned();
    let out = folder.path().join("out");
    let run = eggbasket(&["tables", &book, "--out", &out.to_string_lossy(), "--only", "cr,movement"]);
    assert_eq!(run.status.code(), Some(2), "{}", stderr(&run));
    let told = stderr(&run);
    assert!(told.contains("there is no relation `movement`") && told.contains("`movements`"), "{told}");
    assert!(!out.exists());
}

#[test]
fn tables_are_the_same_bytes_for_any_number_of_partitions() {
    let folder = tempfile::tempdir().unwrap();
    let book = project("fixtures/books/movements").to_string_lossy().into_owned();
    let mut written = Vec::new();
    for (partitions, format) in [("1", "csv"), ("8", "csv"), ("1", "parquet"), ("8", "parquet")] {
        let out = folder.path().join(format!("{partitions}-{format}"));
        let run = eggbasket(&[
            "tables",
            &book,
            "--partitions",
            partitions,
            "--format",
            format,
            "--out",
            &out.to_string_lossy(),
        ]);
        assert!(run.status.success(), "{}", stderr(&run));
        written.push(files(&out));
    }
    assert_eq!(written[0], written[1]);
    assert_eq!(written[2], written[3]);
    let list: Value = serde_json::from_slice(&written[2]["tables.json"]).unwrap();
    let first = |role: &str| list.as_array().unwrap().iter().find(|it| it["role"] == role).unwrap().clone();
    assert_eq!(first("input")["query"], Value::Null);
    assert_eq!(first("step")["query"], "001_trunk.sql");
    assert_eq!(first("step")["columns"][0], serde_json::json!({ "name": "customer_id", "type": "Utf8View" }));
    assert_eq!(list.as_array().unwrap().len() + 1, written[2].len());
}
