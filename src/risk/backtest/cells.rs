//! Cells of similar customers: segment × size band × tenure band.

use super::book::Book;
use super::keys::{BANDS, Key};
use crate::risk::churn::Cell;
use std::collections::BTreeMap;

/// Losses and customer-years by cell, of those active at one start.
#[must_use]
pub fn evidence(book: &Book, start: i32) -> BTreeMap<Key, Cell> {
    let mut cells: BTreeMap<Key, Cell> = BTreeMap::new();
    for (active, after) in book.followed(start) {
        let cell = cells.entry(active.key).or_default();
        cell.customer_years += 1;
        cell.losses += u64::from(after <= 0);
    }
    cells
}

/// The cells together.
#[must_use]
pub fn total<'cell>(cells: impl IntoIterator<Item = &'cell Cell>) -> Cell {
    cells.into_iter().fold(Cell::default(), |sum, cell| Cell {
        losses: sum.losses + cell.losses,
        customer_years: sum.customer_years + cell.customer_years,
    })
}

/// The cells together by size band alone.
#[must_use]
pub fn by_band(cells: &BTreeMap<Key, Cell>) -> [Cell; BANDS.len()] {
    let mut bands = [Cell::default(); BANDS.len()];
    for (band, sum) in bands.iter_mut().enumerate() {
        *sum = total(cells.iter().filter(|(key, _)| key.band == band).map(|(_, cell)| cell));
    }
    bands
}
