//! An expected.json that knows what was compared: a figure is read by comparing it, and what nobody compared, and nobody
//! excused, fails the test.

use crate::support::close;
use eggbasket::unit::{Amount, Money, Ratio};
use serde_json::Value;
use std::cell::RefCell;
use std::collections::BTreeSet;
use std::path::Path;

pub struct Expected {
    value: Value,
    seen: RefCell<BTreeSet<String>>,
}

impl Expected {
    pub fn open(folder: &Path) -> Expected {
        Expected::parse(&std::fs::read_to_string(folder.join("expected.json")).expect("expected.json"))
    }

    fn parse(text: &str) -> Expected {
        // JSON has no word for an infinite median.
        let value = serde_json::from_str(&text.replace("Infinity", "\"infinite\"")).expect("JSON");
        Expected { value, seen: RefCell::default() }
    }

    pub fn root(&self) -> Place<'_> {
        Place { expected: self, path: String::new() }
    }

    /// Fails where a figure was neither compared nor excused.
    pub fn finish(&self) {
        let mut leaves = Vec::new();
        self.leaves("", &self.value, &mut leaves);
        let seen = self.seen.borrow();
        let left: Vec<&String> = leaves.iter().filter(|leaf| !seen.contains(*leaf)).collect();
        assert!(left.is_empty(), "{} figures were compared with nothing: {left:#?}", left.len());
    }

    fn leaves(&self, path: &str, value: &Value, found: &mut Vec<String>) {
        match value {
            Value::Object(map) => map.iter().for_each(|(key, it)| self.leaves(&format!("{path}/{key}"), it, found)),
            Value::Array(list) => {
                list.iter().enumerate().for_each(|(at, it)| self.leaves(&format!("{path}/{at}"), it, found));
            }
            _ => found.push(path.to_owned()),
        }
    }
}

/// A place in an expected.json.
#[derive(Clone)]
pub struct Place<'a> {
    expected: &'a Expected,
    path: String,
}

impl<'a> Place<'a> {
    pub fn at(&self, key: &str) -> Place<'a> {
        Place { path: format!("{}/{key}", self.path), ..self.clone() }
    }

    /// The value here, without a word on whether it was compared.
    fn value(&self) -> &'a Value {
        self.expected.value.pointer(&self.path).unwrap_or_else(|| panic!("expected.json has no {}", self.path))
    }

    /// The keys of an object, the positions of a list; none where there is nothing.
    pub fn keys(&self) -> Vec<String> {
        match self.expected.value.pointer(&self.path) {
            Some(Value::Object(map)) => map.keys().cloned().collect(),
            Some(Value::Array(list)) => (0..list.len()).map(|at| at.to_string()).collect(),
            _ => Vec::new(),
        }
    }

    fn read(&self) -> &'a Value {
        self.expected.seen.borrow_mut().insert(self.path.clone());
        self.value()
    }

    /// The number here, for a comparison of its own.
    pub fn number(&self) -> f64 {
        self.read().as_f64().unwrap_or_else(|| panic!("{} is no number", self.path))
    }

    /// The text here, for a comparison of its own.
    pub fn text(&self) -> &'a str {
        self.read().as_str().unwrap_or_else(|| panic!("{} is no text", self.path))
    }

    pub fn is_true(&self) -> bool {
        self.read() == &Value::Bool(true)
    }

    /// Leaves everything here uncompared, with the reason.
    pub fn excuse(&self, why: &str) {
        assert!(why.len() > 20, "an excuse says why");
        let mut leaves = Vec::new();
        self.expected.leaves(&self.path, self.value(), &mut leaves);
        self.expected.seen.borrow_mut().extend(leaves);
    }

    /// Counts agree.
    pub fn count(&self, key: &str, read: u64) {
        let place = self.at(key);
        assert!(place.number() == read as f64, "{}: {read}, expected {}", place.path, place.number());
    }

    /// Texts agree.
    pub fn same(&self, key: &str, read: &str) {
        let place = self.at(key);
        assert_eq!(read, place.text(), "{}", place.path);
    }

    /// Money agrees to the cent.
    pub fn money(&self, key: &str, read: Amount) {
        self.money_in(key, read, 1.0);
    }

    /// The same where the figure here is in `unit`s of the report's.
    pub fn money_in(&self, key: &str, read: Amount, unit: f64) {
        let place = self.at(key);
        let expected = place.number() * unit;
        let shown = Money::new(read, 6);
        assert!((read.to_f64() - expected).abs() <= 0.005 + 1e-6, "{}: {shown}, expected {expected}", place.path);
    }

    /// Ratios agree to 1e-9.
    pub fn ratio(&self, key: &str, read: Option<Ratio>) {
        let place = self.at(key);
        let read = read.unwrap_or_else(|| panic!("{} is null in the report", place.path));
        self.close(key, read.0);
    }

    /// Numbers agree to 1e-9.
    pub fn close(&self, key: &str, read: f64) {
        let place = self.at(key);
        let expected = place.number();
        let agree = close(read, expected, 1e-9) || (read - expected).abs() < 1e-12;
        assert!(agree, "{}: {read}, expected {expected}", place.path);
    }
}

#[test]
#[should_panic(expected = "1 figures were compared with nothing: [\n    \"/quarter/hhi\"")]
fn a_figure_that_nobody_compared_fails() {
    let expected = Expected::parse(r#"{"case": "x", "quarter": {"total": 12.5, "hhi": 3000, "top": [1]}}"#);
    let place = expected.root();
    place.at("case").excuse("words about the figures");
    place.money("quarter/total", Amount(12_504_900));
    place.count("quarter/top/0", 1);
    expected.finish();
}

#[test]
#[should_panic(expected = "/total: 12.506000, expected 12.5")]
fn money_that_is_off_by_more_than_half_a_cent_fails() {
    Expected::parse(r#"{"total": 12.5}"#).root().money("total", Amount(12_506_000));
}
