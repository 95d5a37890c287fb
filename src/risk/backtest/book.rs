//! The histories that chances to leave are formed from, and held against: what active and lost mean stands here once.

use super::by_month::ByMonth;
use super::keys::{Key, band, tenure_band};
use crate::risk::severity::Change;

/// How far ahead a chance reaches, in months.
pub const HORIZON: i32 = 12;

/// Months of history, the date's own among them, that a date is read from: in fewer most customers have not yet bought. Ours.
pub const HISTORY: i32 = 6;

/// What a customer is followed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// MRR: active with MRR > 0 at a month's end, lost with MRR ≤ 0 twelve months on.
    Mrr,
    /// Revenue of twelve months: active with revenue > 0 in (t − 12, t], lost without in (t, t + 12].
    Ttm,
}

/// One month of a customer, in millionths of the currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The month's number.
    pub month: i32,
    /// Revenue.
    pub amount: i128,
    /// MRR at its end.
    pub mrr: i128,
}

/// One month's revenue of a customer in one segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentEntry {
    /// The month's number.
    pub month: i32,
    /// The segment's place in [`Book::segments`].
    pub segment: usize,
    /// Revenue, in millionths of the currency.
    pub amount: i128,
}

/// A customer's history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Customer {
    /// The group's id.
    pub id: String,
    /// Its months, ascending, each once; absent ones hold nothing.
    pub months: Vec<Entry>,
    /// Its revenue by segment, the months ascending.
    pub segments: Vec<SegmentEntry>,
}

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

impl Customer {
    /// MRR at the end of `at`, or the revenue of the twelve months to it.
    #[must_use]
    pub fn size(&self, basis: Basis, at: i32) -> i128 {
        match basis {
            Basis::Mrr => self.month(at).map_or(0, |it| it.mrr),
            Basis::Ttm => self.between(at - HORIZON, at).iter().map(|it| it.amount).sum(),
        }
    }

    /// Whether a customer active at `start` is lost twelve months on.
    #[must_use]
    pub fn is_lost(&self, basis: Basis, start: i32) -> bool {
        self.size(basis, start + HORIZON) <= 0
    }

    /// The first month with MRR, or revenue, up to `until`.
    #[must_use]
    pub fn first_month(&self, basis: Basis, until: i32) -> Option<i32> {
        self.positive(basis, until).next()
    }

    /// The months with MRR, or revenue, up to `until`.
    pub fn positive(&self, basis: Basis, until: i32) -> impl Iterator<Item = i32> {
        let brings = move |it: &&Entry| match basis {
            Basis::Mrr => it.mrr > 0,
            Basis::Ttm => it.amount > 0,
        };
        self.between(i32::MIN, until).iter().filter(brings).map(|it| it.month)
    }

    /// The segment that brought most of the twelve months to `at`; of equal ones the first by name.
    fn segment(&self, at: i32) -> Option<usize> {
        let from = self.segments.partition_point(|it| it.month <= at - HORIZON);
        let until = self.segments.partition_point(|it| it.month <= at);
        let mut sums: Vec<(usize, i128)> = Vec::new();
        for entry in self.segments.get(from..until).unwrap_or_default() {
            match sums.iter_mut().find(|(segment, _)| *segment == entry.segment) {
                Some((_, sum)) => *sum += entry.amount,
                None => sums.push((entry.segment, entry.amount)),
            }
        }
        sums.into_iter().max_by_key(|(segment, sum)| (*sum, std::cmp::Reverse(*segment))).map(|(segment, _)| segment)
    }

    fn month(&self, at: i32) -> Option<&Entry> {
        self.months.binary_search_by_key(&at, |it| it.month).ok().and_then(|place| self.months.get(place))
    }

    /// The months in (after, to].
    fn between(&self, after: i32, to: i32) -> &[Entry] {
        let from = self.months.partition_point(|it| it.month <= after);
        let until = self.months.partition_point(|it| it.month <= to);
        self.months.get(from..until).unwrap_or_default()
    }
}
