//! The hand-worked books: every value of each `expected.toml` against the report. fixtures/books/README.md has the format.

use serde_json::Value;
use std::fmt::Write;
use std::path::{Path, PathBuf};

fn books() -> Vec<PathBuf> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/books");
    let entries = std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path());
    let mut books: Vec<PathBuf> = entries.filter(|path| path.is_dir()).collect();
    books.sort();
    books
}

fn expected(book: &Path) -> toml::Table {
    let text = std::fs::read_to_string(book.join("expected.toml")).unwrap();
    toml::from_str(&text).unwrap_or_else(|error| panic!("{}: {error}", book.display()))
}

/// The value a key points at: a JSON pointer, or with `#` behind it the length of the array there. None: no such key.
fn pointed_at(report: &Value, key: &str) -> Option<Value> {
    match key.strip_suffix('#') {
        Some(pointer) => report.pointer(pointer)?.as_array().map(|array| array.len().into()),
        None => report.pointer(key).cloned(),
    }
}

/// Whether `actual` is what the book says.
fn agrees(expected: &toml::Value, actual: &Value) -> bool {
    match expected {
        toml::Value::String(text) if text == "null" => actual.is_null(),
        toml::Value::String(text) if text.starts_with('~') => agrees_to_printed_digits(&text[1..], actual),
        toml::Value::String(text) => actual.as_str() == Some(text),
        toml::Value::Integer(number) => actual.as_i64() == Some(*number) || agrees_closely(*number as f64, actual),
        toml::Value::Float(number) => agrees_closely(*number, actual),
        toml::Value::Boolean(flag) => actual.as_bool() == Some(*flag),
        _ => false,
    }
}

fn agrees_closely(expected: f64, actual: &Value) -> bool {
    // Reports print twelve significant digits, so half a unit of the twelfth is the most that can be asked of tiny values.
    actual.as_f64().is_some_and(|actual| (actual - expected).abs() <= 5e-12 * expected.abs().max(1e-3))
}

/// Half a unit of the last digit written, and a hair for the binary double.
fn agrees_to_printed_digits(printed: &str, actual: &Value) -> bool {
    let decimals = printed.split_once('.').map_or(0, |(_, fraction)| fraction.len() as i32);
    let expected: f64 = printed.parse().unwrap();
    actual.as_f64().is_some_and(|actual| (actual - expected).abs() <= 0.5 * 10_f64.powi(-decimals) + 1e-12)
}

/// One line for every value of `book` that differs.
fn mismatches(book: &Path) -> String {
    let name = book.file_name().unwrap().to_string_lossy();
    let report = match crate::support::report(book) {
        Ok(report) => report,
        Err(error) => return format!("{name}: {error}\n"),
    };
    let mut lines = String::new();
    for (key, expected) in &expected(book) {
        let actual = pointed_at(&report, key);
        if !actual.as_ref().is_some_and(|actual| agrees(expected, actual)) {
            let actual = actual.map_or("no such key".to_owned(), |actual| actual.to_string());
            writeln!(lines, "{name}: {key} should be {expected}, is {actual}").unwrap();
        }
    }
    lines
}

#[test]
fn books_agree_with_their_hand_worked_answers() {
    let all: String = books().iter().map(|book| mismatches(book)).collect();
    assert!(all.is_empty(), "\n{all}");
}

#[test]
fn books_are_small_and_well_formed() {
    assert!(books().len() >= 12);
    let list = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("fixtures/books/README.md")).unwrap();
    for book in books() {
        let name = book.file_name().unwrap().to_string_lossy();
        let ledger = std::fs::read_to_string(book.join("ledger.csv")).unwrap();
        assert!((1..=40).contains(&(ledger.lines().count() - 1)), "{name}: a book has 1 to 40 rows");
        assert!(list.contains(&format!("`{name}`")), "{name} is missing from README.md");
        assert!(expected(&book).keys().all(|key| key.starts_with('/')), "{name}: a key is a JSON pointer");
        eggbasket::config::Config::read(&book.join("eggbasket.toml")).unwrap();
    }
}

#[test]
fn books_compare_as_their_readme_says() {
    let report = serde_json::json!({"a": {"b": [1, 2]}, "money": "1.00", "ratio": 0.1064402, "none": null});
    let holds = |key: &str, value: toml::Value| agrees(&value, &pointed_at(&report, key).unwrap());
    assert!(holds("/a/b#", 2.into()) && holds("/a/b/0", 1.into()) && holds("/money", "1.00".into()));
    assert!(holds("/ratio", "~0.106440".into()) && !holds("/ratio", 0.10644.into()) && holds("/none", "null".into()));
    assert!(!holds("/money", "1.0".into()) && !holds("/ratio", "null".into()) && pointed_at(&report, "/x").is_none());
}
