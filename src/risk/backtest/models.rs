//! Every model of the chance to leave, fitted to what was known at one date.

use super::book::{Active, Book};
use super::cells::total;
use super::history::{Basis, HORIZON};
use super::keys::Key;
use super::past::Past;
use crate::risk::churn::{self, Cell, Probability, posterior, posterior_mean};
use crate::risk::sbg::Renewal;
use crate::risk::{bgnbd, sbg};
use std::collections::BTreeMap;

/// A model of the chance to leave, the simplest first.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Method {
    /// (½ + K)/(1 + M) for everyone.
    BaseRate,
    /// By cells of similar customers; see [`crate::risk::churn`].
    EmpiricalBayes,
    /// By yearly renewals; see [`crate::risk::sbg`].
    ShiftedBetaGeometric,
    /// By months with revenue; see [`crate::risk::bgnbd`].
    BgNbd,
}

impl Method {
    /// What is used where the past cannot tell.
    pub const DEFAULT: Method = Method::EmpiricalBayes;

    /// The methods of a basis, the simplest first: renewals need MRR, purchases a book without.
    #[must_use]
    pub fn of(basis: Basis) -> [Method; 3] {
        let own = match basis {
            Basis::Mrr => Method::ShiftedBetaGeometric,
            Basis::Ttm => Method::BgNbd,
        };
        [Method::BaseRate, Method::EmpiricalBayes, own]
    }

    /// Its name in `report.json`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Method::BaseRate => "base_rate",
            Method::EmpiricalBayes => "empirical_bayes",
            Method::ShiftedBetaGeometric => "shifted_beta_geometric",
            Method::BgNbd => "bg_nbd",
        }
    }
}

/// A customer's chance to be lost within twelve months.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Chance {
    /// With its 5 to 95 % interval.
    pub probability: Probability,
    /// P(alive), where the model knows one.
    pub alive: Option<f64>,
}

/// The models as fitted at the end of a month.
#[derive(Debug)]
pub struct Fitted<'book> {
    book: &'book Book,
    at: i32,
    /// Losses and customer-years by cell.
    pub cells: BTreeMap<Key, Cell>,
    /// The same of all cells.
    pub whole: Cell,
    /// How the empirical Bayes was formed.
    pub bayes: churn::Method,
    chances: BTreeMap<Key, Probability>,
    unseen: Probability,
    base: Probability,
    /// The renewals by number, the first one first; empty without MRR.
    pub renewals: Vec<Renewal>,
    /// Their model; none without MRR, or where the likelihood has no maximum.
    pub sbg: Option<sbg::Parameters>,
    /// The purchases' model; none with MRR, or where the likelihood has no maximum.
    pub bgnbd: Option<bgnbd::Parameters>,
}

impl<'book> Fitted<'book> {
    /// Fits all models to what `book` holds up to the end of `at`.
    #[must_use]
    pub fn new(book: &'book Book, at: i32) -> Self {
        Fitted::of(&Past::new(book, &[at]), at)
    }

    /// The same to a book's past, of which `at` is a date.
    #[must_use]
    pub fn of(past: &Past<'book>, at: i32) -> Self {
        let (book, cells) = (past.book, past.evidence(at));
        // A cell never seen has the prior's mean: it is estimated with the others, as one without evidence.
        let listed: Vec<Cell> = cells.values().copied().chain([Cell::default()]).collect();
        let (bayes, mut probabilities) = churn::estimate(&listed);
        let base = churn::pooled(&listed);
        let unseen = probabilities.pop().unwrap_or(base);
        let renewals = past.renewals(at);
        Fitted {
            book,
            at,
            whole: total(cells.values()),
            chances: cells.keys().copied().zip(probabilities).collect(),
            cells,
            bayes,
            unseen,
            base,
            sbg: sbg::fit(&renewals),
            renewals,
            bgnbd: if book.basis == Basis::Ttm { bgnbd::fit(&purchases(book, at)) } else { None },
        }
    }

    /// The base rate.
    #[must_use]
    pub fn base_rate(&self) -> f64 {
        self.base.mean
    }

    /// Whether a method has a fit of its own; without one it gives the base rate.
    #[must_use]
    pub fn has(&self, method: Method) -> bool {
        match method {
            Method::BaseRate | Method::EmpiricalBayes => true,
            Method::ShiftedBetaGeometric => self.sbg.is_some(),
            Method::BgNbd => self.bgnbd.is_some(),
        }
    }

    /// The evidence of a customer's cell.
    #[must_use]
    pub fn cell(&self, customer: &Active) -> Cell {
        self.cells.get(&customer.key).copied().unwrap_or_default()
    }

    /// The empirical Bayes of a cell.
    #[must_use]
    pub fn of_cell(&self, key: &Key) -> Probability {
        self.chances.get(key).copied().unwrap_or(self.unseen)
    }

    /// A segment's name.
    #[must_use]
    pub fn segment(&self, segment: usize) -> &str {
        self.book.segments.get(segment).map_or("", String::as_str)
    }

    /// The months with revenue of a customer active at the date.
    #[must_use]
    pub fn purchases(&self, customer: &Active) -> bgnbd::History {
        let months = self.book.customers[customer.customer].positive(self.book.basis, self.at);
        history(spell(months, self.at).unwrap_or_default())
    }

    /// The chance of a customer active at the date.
    #[must_use]
    pub fn chance(&self, method: Method, customer: &Active) -> Chance {
        match (self.lost(method, customer), method) {
            (Some((lost, alive)), _) => {
                let (a, b) = self.around(lost, customer);
                Chance { probability: posterior(a, b), alive }
            }
            (None, Method::EmpiricalBayes) => Chance { probability: self.of_cell(&customer.key), alive: None },
            (None, _) => Chance { probability: self.base, alive: None },
        }
    }

    /// The mean of [`Fitted::chance`] to the last bit, without the interval, which takes far longer.
    #[must_use]
    pub fn mean(&self, method: Method, customer: &Active) -> f64 {
        match (self.lost(method, customer), method) {
            (Some((lost, _)), _) => {
                let (a, b) = self.around(lost, customer);
                posterior_mean(a, b)
            }
            (None, Method::EmpiricalBayes) => self.of_cell(&customer.key).mean,
            (None, _) => self.base.mean,
        }
    }

    /// The probability of a loss by a model that is fitted by its parameters, and P(alive) where it knows one.
    fn lost(&self, method: Method, customer: &Active) -> Option<(f64, Option<f64>)> {
        match method {
            Method::BaseRate | Method::EmpiricalBayes => None,
            Method::ShiftedBetaGeometric => self.sbg.map(|fit| (fit.lost_probability(years(customer.tenure), 1), None)),
            Method::BgNbd => self.bgnbd.map(|fit| {
                let history = self.purchases(customer);
                (fit.lost_probability(&history, f64::from(HORIZON)), Some(fit.alive(&history)))
            }),
        }
    }

    /// A model's mean with the interval of as much evidence as the customer's cell holds: Beta(p·(m + 1), (1 − p)·(m + 1)). The
    /// mean is at least what a book of as many customer-years without one loss would give.
    fn around(&self, mean: f64, customer: &Active) -> (f64, f64) {
        let floor = 0.5 / (1.0 + self.whole.customer_years as f64);
        let mean = mean.clamp(floor, 1.0 - floor);
        let weight = self.cell(customer).customer_years as f64 + 1.0;
        (mean * weight, (1.0 - mean) * weight)
    }
}

/// Whole years in so many months.
pub(super) fn years(months: i32) -> u32 {
    (months.max(0) / HORIZON) as u32
}

/// The distinct histories of everyone who had bought by the end of `at`, with the number of customers that share each.
fn purchases(book: &Book, at: i32) -> Vec<(bgnbd::History, u64)> {
    let mut counted: BTreeMap<(u32, i32, i32), u64> = BTreeMap::new();
    for customer in &book.customers {
        if let Some(spell) = spell(customer.positive(book.basis, at), at) {
            *counted.entry(spell).or_default() += 1;
        }
    }
    counted.into_iter().map(|(spell, customers)| (history(spell), customers)).collect()
}

/// Months with revenue after the first, months from the first to the last, and months from the first to `at`.
type Spell = (u32, i32, i32);

fn spell(mut months: impl Iterator<Item = i32>, at: i32) -> Option<Spell> {
    let first = months.next()?;
    let (repeats, last) = months.fold((0, first), |(repeats, _), month| (repeats + 1, month));
    Some((repeats, last - first, at - first))
}

fn history((repeats, recency, age): Spell) -> bgnbd::History {
    bgnbd::History { repeats, recency: f64::from(recency), age: f64::from(age) }
}
