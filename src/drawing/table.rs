//! A chart's data as rows, the file that lies beside every picture.

pub use crate::wording::safe;

/// Columns and rows; every row has a cell a column.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Table {
    /// Names of the columns, the same in every language.
    pub columns: Vec<&'static str>,
    /// Cells as text: money with its decimals, shares as numbers, an unknown value empty. Names go through [`safe`].
    pub rows: Vec<Vec<String>>,
}

impl Table {
    /// A table of `rows` under `columns`.
    #[must_use]
    pub fn new<const N: usize>(columns: [&'static str; N], rows: impl IntoIterator<Item = [String; N]>) -> Table {
        Table { columns: columns.to_vec(), rows: rows.into_iter().map(Vec::from).collect() }
    }
}

/// A share or index as a cell, to twelve significant digits.
#[must_use]
pub fn cell(value: impl Into<Option<f64>>) -> String {
    value
        .into()
        .filter(|value| value.is_finite())
        .map_or_else(String::new, |value| crate::unit::twelve_digits(value).to_string())
}

/// Anything else as a cell; empty where it is unknown.
#[must_use]
pub fn told<T: ToString>(value: Option<T>) -> String {
    value.map_or_else(String::new, |value| value.to_string())
}
