//! Labels of disclosed customers.

use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// The label of each customer, in the order given: the pinned one, else the next free of Customer A, B, … Z, AA, ….
///
/// # Errors
/// A usage error where two customers are pinned to one label.
pub(super) fn labels(customers: &[&str], pins: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let mut taken: BTreeMap<&str, &str> = BTreeMap::new();
    for (customer, label) in pins {
        if let Some(other) = taken.insert(label, customer) {
            let message = format!("[labels] gives `{label}` to both `{other}` and `{customer}`");
            return Err(Error::usage(message).hint("a label stands for one customer; give each its own"));
        }
    }
    let taken: BTreeSet<&str> = taken.into_keys().collect();
    let mut free =
        (0_u32..).map(|number| format!("Customer {}", letters(number))).filter(|it| !taken.contains(it.as_str()));
    let label = |customer: &&str| pins.get(*customer).cloned().or_else(|| free.next()).unwrap_or_default();
    Ok(customers.iter().map(label).collect())
}

/// 0 is A, 25 Z, 26 AA, as a spreadsheet counts its columns.
fn letters(mut number: u32) -> String {
    let mut letters = Vec::new();
    loop {
        letters.push(char::from(b'A' + (number % 26) as u8));
        match number / 26 {
            0 => return letters.iter().rev().collect(),
            more => number = more - 1,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn letters_go_on_after_z() {
        assert_eq!([0, 25, 26, 51, 52, 701, 702].map(letters), ["A", "Z", "AA", "AZ", "BA", "ZZ", "AAA"]);
    }

    #[test]
    fn pinned_labels_stay_and_the_others_go_around_them() {
        let pins = BTreeMap::from([("C2".to_owned(), "Customer A".to_owned())]);
        let found = labels(&["C1", "C2", "C3"], &pins);
        assert_eq!(found.ok(), Some(["Customer B", "Customer A", "Customer C"].map(str::to_owned).to_vec()));
        let twice = ["C1", "C2"].map(|it| (it.to_owned(), "Customer A".to_owned()));
        assert!(labels(&[], &BTreeMap::from(twice)).is_err_and(|error| error.message.contains("`C2`")));
    }
}
