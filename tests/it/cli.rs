//! The program as its user meets it: exit codes, messages, files.

use crate::support::{eggbasket, project, stderr, stdout};
use std::fs;
use std::path::Path;

fn demo() -> String {
    project("fixtures/demo").to_string_lossy().into_owned()
}

fn book(name: &str) -> String {
    project("fixtures/books").join(name).to_string_lossy().into_owned()
}

/// Runs `report` on a file of these bytes; expects exit 3, a message that names file and place, a hint, and no folder.
fn refused(name: &str, bytes: &[u8], says: &[&str]) {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(name);
    fs::write(&file, bytes).expect("a file");
    refused_ledger(&file, folder.path(), says);
}

fn refused_ledger(ledger: &Path, folder: &Path, says: &[&str]) {
    let out = folder.join("out");
    let run = eggbasket(&["report", &ledger.to_string_lossy(), "--out", &out.to_string_lossy()]);
    let message = stderr(&run);
    assert_eq!(run.status.code(), Some(3), "{message}");
    for part in says {
        assert!(message.contains(part), "`{part}` is not in: {message}");
    }
    assert!(message.contains("hint: "), "no remedy in: {message}");
    assert!(!message.contains("panicked") && stdout(&run).is_empty());
    assert!(!out.exists(), "something was written");
}

#[test]
fn bad_input_is_refused_with_file_place_and_remedy() {
    refused("empty.parquet", b"", &["empty.parquet"]);
    refused("magic.parquet", b"PAR1PAR1", &["magic.parquet"]);
    let mut huge = b"PAR1".to_vec();
    huge.extend_from_slice(&[0; 16]);
    huge.extend_from_slice(&u32::MAX.to_le_bytes());
    huge.extend_from_slice(b"PAR1");
    refused("huge.parquet", &huge, &["huge.parquet"]);
    refused("named.parquet", b"customer_id,date,amount\nA,2025-01-01,1\n", &["named.parquet", "CSV"]);
    refused(
        "missing.csv",
        b"cust_no,date,amount\nA,2025-01-01,1\n",
        &["missing.csv", "customer_id", "cust_no", "--map"],
    );
    refused("text.csv", b"customer_id,date,amount\nA,2025-01-01,12.5x\n", &["text.csv", "line 2", "amount", "12.5x"]);
    refused("date.csv", b"customer_id,date,amount\nA,01/02/2025,1\n", &["date.csv", "line 2", "date", "01/02/2025"]);
    refused("range.csv", b"customer_id,date,amount\nA,2199-01-01,1\n", &["range.csv", "line 2", "2199-01-01"]);
    refused(
        "kinds.csv",
        b"customer_id,date,amount,kind\nA,2025-01-01,1,Subscription\nA,2025-01-01,1,Subscription\n",
        &["Subscription", "2"],
    );
}

#[test]
fn a_damaged_parquet_file_is_refused_wherever_it_is_damaged() {
    let ledger = fs::read(project("fixtures/demo/ledger.parquet")).expect("the demo's ledger");
    refused("cut.parquet", &ledger[..ledger.len() / 2], &["cut.parquet"]);
    let footer = ledger.len() - 8;
    let length = u32::from_le_bytes(ledger[footer..footer + 4].try_into().expect("four bytes")) as usize;
    let mut flipped = ledger.clone();
    flipped[footer - length..footer].iter_mut().step_by(3).for_each(|byte| *byte ^= 0xff);
    refused("flipped.parquet", &flipped, &["flipped.parquet"]);
}

#[test]
fn missing_files_and_empty_folders_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    refused_ledger(&folder.path().join("nowhere.parquet"), folder.path(), &["nowhere.parquet"]);
    let empty = folder.path().join("empty");
    fs::create_dir(&empty).expect("a folder");
    refused_ledger(&empty, folder.path(), &["empty"]);
}

#[test]
fn two_files_with_different_columns_are_refused() {
    let folder = tempfile::tempdir().expect("a folder");
    let ledger = folder.path().join("ledger");
    fs::create_dir(&ledger).expect("a folder");
    fs::write(ledger.join("a.csv"), "customer_id,date,amount\nA,2025-01-01,1\n").expect("a file");
    fs::write(ledger.join("b.csv"), "customer_id,date,total\nA,2025-02-01,1\n").expect("a file");
    refused_ledger(&ledger, folder.path(), &["b.csv"]);
}

#[test]
fn sql_reads_and_never_writes() {
    let ledger = book("shares_40_30_20_10");
    let run = eggbasket(&["sql", "select hhi from hhi where period = 'window'", &ledger, "--format", "csv"]);
    let value = stdout(&run).strip_prefix("hhi\n").and_then(|line| line.trim().parse::<f64>().ok());
    assert!(value.is_some_and(|hhi| (hhi - 3000.0).abs() < 1e-9), "{}{}", stdout(&run), stderr(&run));
    let folder = tempfile::tempdir().expect("a folder");
    let target = folder.path().join("stolen.parquet");
    let copy = format!("copy (select 1) to '{}'", target.display());
    let create = format!("create external table t stored as csv location '{}'", target.display());
    for query in [
        copy.as_str(),
        create.as_str(),
        "create table t as select 1",
        "insert into shares select * from shares",
        "set datafusion.execution.batch_size = 1",
        "select 1; select 2",
        "drop table shares",
        "select * from nowhere",
    ] {
        let run = eggbasket(&["sql", query, &ledger]);
        assert_eq!(run.status.code(), Some(2), "{query}: {}", stderr(&run));
        assert!(stderr(&run).contains("hint: ") && stdout(&run).is_empty());
    }
    assert!(!target.exists());
}

#[test]
fn fail_on_writes_the_report_and_exits_with_one() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    let out = out.to_string_lossy();
    let run = eggbasket(&["report", &book("one_whale"), "--out", &out, "--image", "svg", "--fail-on", "critical"]);
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
    assert!(Path::new(&*out).join("report.json").is_file());
    let run = eggbasket(&["report", &book("even_book"), "--fail-on", "critical"]);
    assert_eq!(run.status.code(), Some(0), "{}{}", stdout(&run), stderr(&run));
}

#[test]
fn a_report_folder_is_whole_and_links_to_nothing_outside() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("out");
    fs::create_dir(&out).expect("a folder");
    fs::write(out.join("kept.txt"), "mine").expect("a file");
    let run = eggbasket(&["report", &demo(), "--out", &out.to_string_lossy()]);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    assert!(stderr(&run).is_empty(), "{}", stderr(&run));
    assert_eq!(fs::read_to_string(out.join("kept.txt")).expect("the user's file"), "mine");
    let report: serde_json::Value = json(&out.join("report.json"));
    for chart in report["charts"].as_array().expect("charts") {
        for key in ["svg", "png"] {
            assert!(out.join(chart[key].as_str().expect("a path")).is_file(), "{chart}");
        }
        assert!(!chart["alt"].as_str().expect("alt").is_empty());
    }
    let page = fs::read_to_string(out.join("report.html")).expect("a page");
    for link in ["src=\"http", "href=\"http", "src='http", "href='http", "url(http"] {
        assert!(!page.contains(link), "the page links outside: {link}");
    }
    let manifest = json(&out.join("manifest.json"));
    assert_eq!(manifest["inputs"][0]["file"], "ledger.parquet");
    assert_eq!(manifest["inputs"][0]["rows"], report["control"]["rows_read"]);
    let left: Vec<String> = fs::read_dir(&out)
        .expect("a folder")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .filter(|name| name.starts_with('.'))
        .collect();
    assert!(left.is_empty(), "left behind: {left:?}");
}

fn json(path: &Path) -> serde_json::Value {
    serde_json::from_str(&fs::read_to_string(path).expect("a file")).expect("JSON")
}

#[test]
fn the_same_input_gives_the_same_bytes() {
    let folder = tempfile::tempdir().expect("a folder");
    let write = |name: &str, partitions: &str, zone: &str| {
        let out = folder.path().join(name);
        let run = std::process::Command::new(env!("CARGO_BIN_EXE_eggbasket"))
            .args(["report", &demo(), "--image", "svg", "--partitions", partitions, "--out", &out.to_string_lossy()])
            .envs([("TZ", zone), ("LANG", "de_DE.UTF-8")])
            .current_dir(folder.path())
            .output()
            .expect("the program starts");
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        out
    };
    let (one, eight) = (write("one", "1", "UTC"), write("eight", "8", "Asia/Shanghai"));
    for file in ["report.json", "report.html", "report.md", "manifest.json", "charts/egg_basket.svg"] {
        assert!(fs::read(one.join(file)).expect("a file") == fs::read(eight.join(file)).expect("a file"), "{file}");
    }
}

#[test]
fn checks_name_the_rows_and_set_the_exit_code() {
    let run = eggbasket(&["check", &book("unassigned_revenue"), "--only", "unassigned_revenue"]);
    assert_eq!(run.status.code(), Some(0), "a warning alone: {}", stderr(&run));
    assert!(stdout(&run).contains("warning") && stdout(&run).contains("unassigned_revenue"));
    let run = eggbasket(&["check", &book("unassigned_revenue"), "--only", "unassigned_revenue", "--strict"]);
    assert_eq!(run.status.code(), Some(1), "strict");
    let run = eggbasket(&["check", &book("even_book"), "--only", "no_such_check"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("tie_out"));
}

#[test]
fn rows_that_cannot_be_used_fail_the_check() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("ledger.csv");
    fs::write(&file, "customer_id,date,amount\nA,2025-01-01,5\nA,,7\nB,2025-01-01,\n").expect("a file");
    let run = eggbasket(&["check", &file.to_string_lossy(), "--only", "rows_set_aside"]);
    assert_eq!(run.status.code(), Some(1), "{}", stderr(&run));
    assert!(stdout(&run).contains("no_date") && stdout(&run).contains("no_amount"));
}

#[test]
fn explain_gives_formula_sql_and_values() {
    let run = eggbasket(&["explain", "gini_adjusted"]);
    assert!(stdout(&run).contains("queries/112_gini.sql") && stdout(&run).contains("formula"));
    let run = eggbasket(&["explain", "hhi", &book("shares_40_30_20_10")]);
    assert!(stdout(&run).contains("3000"), "{}", stderr(&run));
    let run = eggbasket(&["explain", "nothing_such"]);
    assert_eq!(run.status.code(), Some(2));
}

#[test]
fn charts_are_drawn_one_by_one_or_all() {
    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().to_string_lossy().into_owned();
    let run = eggbasket(&["chart", "egg_basket", &demo(), "--out", &out, "--image", "svg"]);
    assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
    assert!(folder.path().join("egg_basket.svg").is_file() && !folder.path().join("egg_basket.png").exists());
    let run = eggbasket(&["chart", "pie", &demo()]);
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("egg_basket"));
}

#[test]
fn usage_errors_exit_with_two() {
    for arguments in [
        &["report"][..],
        &["report", &demo(), "--as-of", "yesterday"],
        &["report", &demo(), "--map", "nonsense"],
        &["report", &demo(), "--partitions", "0"],
        &["report", &demo(), "--grouping", "friends"],
    ] {
        let run = eggbasket(arguments);
        assert_eq!(run.status.code(), Some(2), "{arguments:?}: {}", stderr(&run));
    }
}

#[test]
fn readme_shows_the_summary_that_the_program_prints() {
    let readme = fs::read_to_string(project("README.md")).expect("README.md");
    let run = eggbasket(&["report", &demo()]);
    assert!(readme.contains(stdout(&run).trim_end()), "README.md shows another summary than:\n{}", stdout(&run));
}

/// Past dates are looked at for the report's backtest; rows and relations need none of it.
#[test]
fn only_a_report_reads_the_ledger_as_it_was_known_earlier() {
    let looked_back = |arguments: &[&str]| {
        let run = eggbasket(&[arguments, &["--timings"]].concat());
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        stderr(&run).contains("what was known earlier")
    };
    let (demo, out) = (demo(), tempfile::tempdir().expect("a folder"));
    assert!(looked_back(&["report", &demo]));
    assert!(!looked_back(&["sql", "select 1", &demo]));
    assert!(!looked_back(&["check", &demo]));
    assert!(!looked_back(&["tables", &demo, "--out", &out.path().to_string_lossy()]));
}

#[cfg(not(feature = "distributed"))]
#[test]
fn a_build_without_clusters_says_how_to_build_one_with() {
    let here = demo();
    for arguments in [
        vec!["scheduler"],
        vec!["executor", "--scheduler", "localhost:50050"],
        vec!["check", &here, "--engine", "ballista://localhost:50050"],
    ] {
        let run = eggbasket(&arguments);
        assert_eq!(run.status.code(), Some(2), "{}", stderr(&run));
        assert!(stderr(&run).contains("cargo build --release --features distributed"), "{}", stderr(&run));
    }
    assert!(eggbasket(&["check", &here, "--engine", "local"]).status.success());
}

#[cfg(not(feature = "object-store"))]
#[test]
fn an_address_asks_for_a_build_that_reads_object_stores() {
    for arguments in
        [["report", "s3://bucket/ledger.parquet"], ["check", "s3://bucket/*/"], ["report", "gs://bucket/folder/"]]
    {
        let run = eggbasket(&arguments);
        let said = stderr(&run);
        assert_eq!(run.status.code(), Some(2), "{said}");
        assert!(said.contains(arguments[1].trim_end_matches(['*', '/'])) && said.contains("does not read"), "{said}");
        assert!(said.contains("--features object-store"), "{said}");
    }
}
