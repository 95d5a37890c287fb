//! Histories by month: the sizes of all customers at a date come from a few months' lists, one after the other, where looking into
//! every customer's own history is a look into memory for each.

use super::history::{Basis, Customer, HORIZON};

/// What each month brought from whom.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ByMonth {
    basis: Basis,
    /// How many customers there are.
    customers: usize,
    /// The first month with an entry.
    first: i32,
    /// Where each month's entries begin, from the first month on, and where the last one's end.
    starts: Vec<usize>,
    /// A customer's place, and its MRR or revenue, in millionths.
    entries: Vec<(u32, i128)>,
    /// Each customer's first month with MRR, or revenue.
    since: Vec<Option<i32>>,
}

impl ByMonth {
    /// Those of `customers`.
    #[must_use]
    pub fn of(basis: Basis, customers: &[Customer]) -> ByMonth {
        let months = || customers.iter().flat_map(|it| &it.months).map(|entry| entry.month);
        let (first, last) = (months().min().unwrap_or(0), months().max().unwrap_or(-1));
        let at = |month: i32| (month - first) as usize;
        let mut starts = vec![0; (last - first + 1) as usize + 1];
        months().for_each(|month| starts[at(month) + 1] += 1);
        for month in 1..starts.len() {
            starts[month] += starts[month - 1];
        }
        let (mut next, mut entries) = (starts.clone(), vec![(0, 0); customers.iter().map(|it| it.months.len()).sum()]);
        for (place, customer) in customers.iter().enumerate() {
            for entry in &customer.months {
                let value = match basis {
                    Basis::Mrr => entry.mrr,
                    Basis::Ttm => entry.amount,
                };
                let next = &mut next[at(entry.month)];
                entries[*next] = (place as u32, value);
                *next += 1;
            }
        }
        let since = customers.iter().map(|it| it.first_month(basis, i32::MAX)).collect();
        ByMonth { basis, customers: customers.len(), first, starts, entries, since }
    }

    /// The first month with MRR, or revenue, of the customer at a place.
    #[must_use]
    pub fn since(&self, place: usize) -> Option<i32> {
        self.since[place]
    }

    /// Every customer's size at the end of `at`, by place: its MRR, or the revenue of the twelve months to it.
    #[must_use]
    pub fn sizes(&self, at: i32) -> Vec<i128> {
        let mut sizes = vec![0; self.customers];
        let from = match self.basis {
            Basis::Mrr => at,
            Basis::Ttm => at - HORIZON + 1,
        };
        let start = |month: i32| {
            let month = usize::try_from(month - self.first).unwrap_or(0);
            self.starts.get(month).or(self.starts.last()).copied().unwrap_or(0)
        };
        for (place, value) in &self.entries[start(from)..start(at + 1)] {
            sizes[*place as usize] += value;
        }
        sizes
    }
}
