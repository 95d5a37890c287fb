//! The definition of a relation as its header gives it, what it stands on, and its SQL.

use super::subject::Subject;
use crate::policy::RULES;
use crate::queries::{HEADER, QUERIES, Query};
use serde_json::{Value, json};
use std::collections::BTreeSet;
use std::fmt::Write as _;

/// Everything a relation stands on, down to the ledger: name and what it reads itself, in the order they run.
pub(super) fn stands_on(query: &Query) -> Vec<(String, Vec<String>)> {
    let mut wanted: BTreeSet<String> = query.reads().into_iter().collect();
    let mut chain = vec![(query.name().to_owned(), query.reads())];
    for earlier in QUERIES.iter().rev().filter(|earlier| earlier.file < query.file) {
        if wanted.contains(earlier.name()) {
            wanted.extend(earlier.reads());
            chain.push((earlier.name().to_owned(), earlier.reads()));
        }
    }
    chain.reverse();
    chain
}

/// As text for people.
pub(super) fn text(subject: &Subject) -> String {
    let query = subject.query;
    let mut text = String::new();
    let _ = writeln!(text, "{} (queries/{})\n", query.header("name"), query.file);
    for key in HEADER.iter().skip(1) {
        let _ = writeln!(text, "{key:<8} {}", query.header(key));
    }
    if query.is_error() || !query.header("severity").is_empty() {
        let _ = writeln!(text, "severity {}", query.header("severity"));
    }
    if let Some(column) = &subject.column {
        let _ = writeln!(text, "column   {column}");
    }
    if let Some(key) = &subject.key {
        let _ = writeln!(text, "key      {key} of report.json");
    }
    if let Some(rule) = RULES.iter().find(|rule| Some(rule.id) == subject.rule) {
        let level = |at: usize| rule.levels[at].map_or("–".to_owned(), |level| level.to_string());
        let unit = rule.unit.name();
        let _ =
            writeln!(text, "warning  {} {}: {} / {} / {} ({unit})", rule.id, rule.title, level(0), level(1), level(2));
        let _ = writeln!(text, "basis    {}", rule.basis);
    }
    let _ = writeln!(text, "\nstands on");
    for (name, reads) in stands_on(query) {
        let _ = writeln!(text, "  {name:<24} reads {}", reads.join(", "));
    }
    let _ = writeln!(text, "\n{}", query.sql().trim());
    text
}

/// As JSON.
pub(super) fn json(subject: &Subject) -> Value {
    let query = subject.query;
    let mut object = serde_json::Map::new();
    object.insert("relation".into(), query.name().into());
    object.insert("file".into(), format!("queries/{}", query.file).into());
    for key in HEADER {
        object.insert((*key).into(), query.header(key).into());
    }
    object.insert("column".into(), subject.column.clone().into());
    object.insert("key".into(), subject.key.clone().into());
    object.insert("warning".into(), subject.rule.into());
    let chain = stands_on(query).into_iter().map(|(name, reads)| json!({ "relation": name, "reads": reads }));
    object.insert("stands_on".into(), chain.collect());
    object.insert("sql".into(), query.sql().trim().into());
    Value::Object(object)
}
