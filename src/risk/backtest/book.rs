//! The histories that chances to leave are formed from, and held against.

use super::by_month::ByMonth;
use super::history::{Basis, Customer, HORIZON};
use super::keys::{Key, band, tenure_band};
use crate::risk::severity::Change;

/// Months of history, the date's own among them, that a date is read from: in fewer most customers have not yet bought. Ours.
pub const HISTORY: i32 = 6;

/// The histories of a book.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Book {
    /// What customers are followed by.
    pub basis: Basis,
    /// The first month that the ledger covers.
    pub first_month: i32,
    /// The last.
    pub last_month: i32,
    /// The segments' names, sorted.
    pub segments: Vec<String>,
    /// The customers, by id.
    pub customers: Vec<Customer>,
    /// The same by month.
    by_month: ByMonth,
}

/// A customer that is active at a month's end.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Active {
    /// Its place in [`Book::customers`].
    pub customer: usize,
    /// MRR, or revenue of twelve months, above 0, in millionths.
    pub size: i128,
    /// Months since its first month with MRR, or revenue.
    pub tenure: i32,
    /// Its cell.
    pub key: Key,
}

impl Book {
    /// The histories of `customers`, by id, in months from the first to the last; their segments go by place in `segments`.
    #[must_use]
    pub fn new(basis: Basis, months: (i32, i32), segments: Vec<String>, customers: Vec<Customer>) -> Book {
        let by_month = ByMonth::of(basis, &customers);
        Book { basis, first_month: months.0, last_month: months.1, segments, customers, by_month }
    }

    /// The first month whose active customers count as evidence: MRR is known at once, revenue after six months.
    #[must_use]
    pub fn first_start(&self) -> i32 {
        match self.basis {
            Basis::Mrr => self.first_month,
            Basis::Ttm => self.first_month + HISTORY - 1,
        }
    }

    /// The starts whose outcome is known at the end of `at`, a whole number of years back, so that no customer-year counts
    /// twice.
    pub fn starts(&self, at: i32) -> impl Iterator<Item = i32> {
        let first = self.first_start();
        (1..).map(move |years| at - HORIZON * years).take_while(move |start| *start >= first)
    }

    /// Everyone active at the end of `at`, by what is known then.
    #[must_use]
    pub fn active(&self, at: i32) -> Vec<Active> {
        self.followed(at).into_iter().map(|(active, _)| active).collect()
    }

    /// Everyone active at the end of `at`, each with its size twelve months on.
    #[must_use]
    pub fn followed(&self, at: i32) -> Vec<(Active, i128)> {
        let (sizes, after) = (self.sizes(at), self.sizes(at + HORIZON));
        let active = || sizes.iter().copied().enumerate().filter(|(_, size)| *size > 0);
        let (count, total) = (active().count(), active().map(|(_, size)| size).sum());
        let of = |(place, size): (usize, i128)| {
            // Who is active has had a month with MRR, or revenue, by now.
            let tenure = at - self.by_month.since(place).unwrap_or(at);
            let segment = self.customers[place].segment(at);
            let key = Key { segment, band: band(size, count, total), tenure: tenure_band(tenure) };
            (Active { customer: place, size, tenure, key }, after[place])
        };
        active().map(of).collect()
    }

    /// Every customer's size at the end of `at`, by place: its MRR, or the revenue of the twelve months to it.
    #[must_use]
    pub fn sizes(&self, at: i32) -> Vec<i128> {
        self.by_month.sizes(at)
    }

    /// The first month whose size is whole: MRR is so at once, revenue after twelve months, since fewer held against twelve
    /// would look like growth.
    fn first_whole(&self) -> i32 {
        match self.basis {
            Basis::Mrr => self.first_month,
            Basis::Ttm => self.first_month + HORIZON - 1,
        }
    }

    /// What everyone active at the starts known at the end of `at` was worth then and twelve months on, for the history of
    /// cuts.
    #[must_use]
    pub fn changes(&self, at: i32) -> Vec<Change> {
        let of =
            |start: i32| self.followed(start).into_iter().map(|(active, after)| Change { before: active.size, after });
        self.starts(at).filter(|start| *start >= self.first_whole()).flat_map(of).collect()
    }

    /// What is exposed with a customer of that size: a year's worth, in money.
    #[must_use]
    pub fn exposed(&self, size: i128) -> f64 {
        let years = match self.basis {
            Basis::Mrr => 12.0,
            Basis::Ttm => 1.0,
        };
        size as f64 * years / 1e6
    }
}
