//! The project's own rules, held by tests.

use crate::support::project;
use eggbasket::queries::{HEADER, QUERIES, Role, find};
use std::collections::BTreeSet;
use std::fs;

fn text(path: &str) -> String {
    fs::read_to_string(project(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
}

#[test]
fn every_query_file_is_in_the_list_and_in_order() {
    let mut files: Vec<String> = fs::read_dir(project("queries"))
        .expect("queries/")
        .map(|entry| entry.expect("an entry").file_name().to_string_lossy().into_owned())
        .collect();
    files.sort();
    let listed: Vec<&str> = QUERIES.iter().map(|query| query.file).collect();
    assert_eq!(listed, files);
    let names: BTreeSet<&str> = QUERIES.iter().map(|query| query.name()).collect();
    assert_eq!(names.len(), QUERIES.len(), "two relations share a name");
}

#[test]
fn every_query_has_a_complete_header_and_at_most_sixty_lines_of_one_select() {
    for query in QUERIES {
        for key in HEADER {
            assert!(!query.header(key).is_empty(), "{} has no header line `{key}`", query.file);
        }
        assert_eq!(query.role == Role::Check, !query.header("severity").is_empty(), "{}", query.file);
        let sql = query.sql();
        let lines = sql.lines().filter(|line| !line.trim().is_empty() && !line.trim_start().starts_with("--")).count();
        assert!(lines <= 60, "{} has {lines} lines of SQL", query.file);
        let start = sql.trim_start();
        assert!(start.starts_with("select") || start.starts_with("with"), "{} is no SELECT", query.file);
        let sql: String = sql.lines().map(|line| line.split("--").next().unwrap_or("")).collect::<Vec<_>>().join("\n");
        assert!(!sql.contains(';') && !sql.contains('$') && !sql.contains("{{"), "{} is not plain SQL", query.file);
    }
}

/// Words after FROM and JOIN that are no CTE of the file itself.
fn relations_read(sql: &str) -> BTreeSet<String> {
    let code: String = sql.lines().map(|line| line.split("--").next().unwrap_or("")).collect::<Vec<_>>().join(" ");
    let words: Vec<&str> = code.split_whitespace().collect();
    let own: BTreeSet<&str> = words.windows(3).filter(|it| it[1] == "as" && it[2] == "(").map(|it| it[0]).collect();
    words
        .windows(2)
        .filter(|it| it[0] == "from" || it[0] == "join")
        .map(|it| it[1].trim_matches(|letter: char| !letter.is_alphanumeric() && letter != '_').to_owned())
        .filter(|name| !name.is_empty() && name != "select" && name != "values" && !own.contains(name.as_str()))
        .collect()
}

#[test]
fn every_query_reads_only_what_comes_before_it() {
    let given = [
        "ledger",
        "ledger_cells",
        "control_totals",
        "alike_names",
        "repeated_lines",
        "params",
        "months",
        "given_rates",
        "customer_groups",
        "group_history",
        "group_tree",
        "group_members",
        "history_members",
        "members_today",
        "group_names",
        "customer_flags",
        "policies",
        "policy_groups",
        "policy_members",
        "dimension_values",
        "customer_dimensions",
        "customer_since",
        "contract_terms",
        "contract_periods",
        "contract_rules",
        "renewal_quarters",
        "risk_rules",
        "receivables",
        "opportunities",
        "asked_mergers",
        "scenario_targets",
    ];
    let mut known: BTreeSet<String> = given.map(str::to_owned).into();
    for query in QUERIES {
        for name in relations_read(query.sql()) {
            // `extract(year from month)` reads a column, not a relation.
            let is_column = ["month", "trunk.month"].contains(&name.as_str())
                || query.sql().contains(&format!("extract(year from {name})"));
            assert!(known.contains(&name) || is_column, "{} reads `{name}`, which does not come before it", query.file);
        }
        known.insert(query.name().to_owned());
    }
    assert!(relations_read("select a from (select b from late) join other on true").contains("late"));
}

#[test]
fn the_ledger_is_read_once() {
    let readers: Vec<&str> = QUERIES
        .iter()
        .filter(|query| query.role != Role::Check)
        .filter(|query| ["ledger", "ledger_cells"].iter().any(|name| relations_read(query.sql()).contains(*name)))
        .map(|query| query.name())
        .collect();
    assert_eq!(readers, ["trunk"]);
    assert!(find("trunk").is_some());
}

/// Modules in the order of lib.rs; each may name only those before it.
#[test]
fn layers_hold() {
    let lib = text("src/lib.rs");
    let layers: Vec<&str> = lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')).collect();
    assert!(layers.len() > 10);
    for (at, layer) in layers.iter().enumerate() {
        for (path, source) in sources_of(layer) {
            for later in &layers[at + 1..] {
                let names = [format!("crate::{later}::"), format!("crate::{later};"), format!("crate::{{{later}")];
                assert!(!names.iter().any(|name| source.contains(name)), "{path} names the later layer `{later}`");
            }
        }
    }
}

fn sources_of(layer: &str) -> Vec<(String, String)> {
    let file = project(&format!("src/{layer}.rs"));
    if file.is_file() {
        return vec![(format!("src/{layer}.rs"), fs::read_to_string(file).expect("a file"))];
    }
    let folder = fs::read_dir(project(&format!("src/{layer}"))).unwrap_or_else(|error| panic!("{layer}: {error}"));
    let files = folder
        .map(|entry| entry.expect("an entry").path())
        .filter(|path| path.extension().is_some_and(|it| it == "rs"));
    files.map(|path| (path.display().to_string(), fs::read_to_string(&path).expect("a file"))).collect()
}

#[test]
fn risk_is_plain_mathematics_and_charts_never_compute() {
    for (path, source) in sources_of("risk") {
        assert!(!source.contains("arrow") && !source.contains("std::fs") && !source.contains("async"), "{path}");
    }
    for (path, source) in sources_of("charts").into_iter().chain(sources_of("drawing")) {
        for layer in ["engine", "results", "pipeline", "queries", "source", "risk"] {
            assert!(!source.contains(&format!("crate::{layer}")), "{path} names {layer}");
        }
    }
}

#[test]
fn one_arrow_and_one_shaper_in_the_lock_file() {
    let lock = text("Cargo.lock");
    let shaping = ["harfrust", "unicode-bidi", "unicode-script", "fontdb"];
    for name in ["arrow", "arrow-array", "parquet", "datafusion"].into_iter().chain(shaping) {
        let line = format!("name = \"{name}\"");
        assert_eq!(lock.lines().filter(|it| *it == line).count(), 1, "{name} must be in the lock file once");
    }
}

#[test]
fn the_recipes_and_contents_of_the_documents_hold() {
    let contributing = text("CONTRIBUTING.md");
    for name in ["src/queries.rs", "src/charts/mod.rs", "fixtures/books"] {
        assert!(contributing.contains(name), "CONTRIBUTING.md names {name}");
    }
    let architecture = text("ARCHITECTURE.md");
    let lib = text("src/lib.rs");
    for layer in lib.lines().filter_map(|line| line.strip_prefix("pub mod ")?.strip_suffix(';')) {
        assert!(architecture.contains(&format!("`{layer}`")), "ARCHITECTURE.md does not name `{layer}`");
    }
}
