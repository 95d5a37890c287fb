//! What a book holds of its starts, made once for all the dates that read it.

use super::book::Book;
use super::cells::evidence;
use super::history::{Basis, HORIZON};
use super::keys::Key;
use super::testable;
use crate::risk::churn::Cell;
use crate::risk::sbg::Renewal;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet};

/// A book with the outcomes of its starts. Dates a year apart share most of them.
#[derive(Debug)]
pub struct Past<'book> {
    /// The book.
    pub book: &'book Book,
    cells: BTreeMap<i32, BTreeMap<Key, Cell>>,
    renewals: BTreeMap<i32, Vec<Renewal>>,
}

impl<'book> Past<'book> {
    /// What the dates `at` read of the book.
    #[must_use]
    pub fn new(book: &'book Book, at: &[i32]) -> Past<'book> {
        let starts: BTreeSet<i32> = at.iter().flat_map(|at| book.starts(*at)).collect();
        let cells = starts.into_par_iter().map(|start| (start, evidence(book, start))).collect();
        let until = at.iter().max().map(|at| at - HORIZON);
        let renewals = match (book.basis, until) {
            (Basis::Mrr, Some(until)) => renewals(book, until),
            _ => BTreeMap::new(),
        };
        Past { book, cells, renewals }
    }

    /// What all dates that can be tested read of the book, and its last month.
    #[must_use]
    pub fn whole(book: &'book Book) -> Past<'book> {
        Past::new(book, &testable(book).chain([book.last_month]).collect::<Vec<_>>())
    }

    /// Losses and customer-years by cell, of all starts whose outcome is known at the end of `at`, one of its dates.
    #[must_use]
    pub fn evidence(&self, at: i32) -> BTreeMap<Key, Cell> {
        let mut sums: BTreeMap<Key, Cell> = BTreeMap::new();
        for (key, cell) in self.book.starts(at).filter_map(|start| self.cells.get(&start)).flatten() {
            let sum = sums.entry(*key).or_default();
            sum.customer_years += cell.customer_years;
            sum.losses += cell.losses;
        }
        sums
    }

    /// Renewals by number, the first one first, of all starts whose outcome is known at the end of `at`, one of its dates; empty
    /// without MRR.
    #[must_use]
    pub fn renewals(&self, at: i32) -> Vec<Renewal> {
        let mut table: Vec<Renewal> = Vec::new();
        for of_start in self.renewals.range(..=at - HORIZON).map(|(_, table)| table) {
            table.resize(table.len().max(of_start.len()), Renewal::default());
            for (sum, seen) in table.iter_mut().zip(of_start) {
                sum.lost += seen.lost;
                sum.renewed += seen.renewed;
            }
        }
        table
    }
}

/// Renewals by start and number: at each anniversary of its first month with MRR a customer that had MRR a year before has
/// renewed or is lost.
fn renewals(book: &Book, until: i32) -> BTreeMap<i32, Vec<Renewal>> {
    let mut tables: BTreeMap<i32, Vec<Renewal>> = BTreeMap::new();
    for customer in &book.customers {
        let Some(first) = customer.first_month(book.basis, until) else { continue };
        for (number, start) in (first..=until).step_by(HORIZON as usize).enumerate() {
            let table = tables.entry(start).or_default();
            if table.len() <= number {
                table.resize(number + 1, Renewal::default());
            }
            if customer.size(book.basis, start) > 0 {
                let lost = customer.is_lost(book.basis, start);
                table[number].lost += u64::from(lost);
                table[number].renewed += u64::from(!lost);
            }
        }
    }
    tables
}
