//! The chances to leave at past dates, held against what became of the customers.
//!
//! At a date t every model forms its chances from what was known then: histories up to t, and the outcomes of starts
//! s with s + 12 ≤ t. What happened by t + 12 scores them. Dates twelve months apart carry the tests, since the years of
//! others overlap; at each of them the method is the one that the earlier ones favoured. Sources: Brier 1950, Spiegelhalter
//! 1986, Kupiec 1995; the choice by earlier dates is ours.

mod book;
mod cells;
mod dated;
mod keys;
mod models;

pub use book::{Active, Basis, Book, Customer, Entry, HISTORY, HORIZON, SegmentEntry};
pub use cells::{by_band, evidence, total};
pub use dated::{Dated, Tail};
pub use keys::{BANDS, Key, TENURES};
pub use models::{Chance, Fitted, Method};

use crate::risk::score::{FEWEST_EVENTS, Outcome, brier};

/// What the past says of the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// A model beat the base rate known at each date.
    Skill,
    /// None did: the base rate is used.
    NoSkill,
    /// Fewer than five losses were to be expected.
    TooFew,
    /// No date has its outcome.
    None,
}

impl Verdict {
    /// Its name in `report.json`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Verdict::Skill => "skill",
            Verdict::NoSkill => "no_skill",
            Verdict::TooFew => "too_few",
            Verdict::None => "none",
        }
    }
}

/// All dates, the earliest first, and what they say.
#[derive(Debug, Clone)]
pub struct Backtest {
    /// The dates with the forecasts of every method.
    pub dates: Vec<Dated>,
    /// The method with the lowest Brier score over all scored dates; the default where there is none.
    pub best: Method,
    /// The method to use.
    pub used: Method,
    /// Why it is used.
    pub verdict: Verdict,
}

/// The months that can be tested, the earliest first: six months of history to their end, and twelve months after it.
pub fn testable(book: &Book) -> impl Iterator<Item = i32> {
    book.first_month + HISTORY - 1..=book.last_month - HORIZON
}

/// Tests every method of the book's basis. `then` gives the book as it was known at the end of a month, or none where that
/// month is not tested; `now` holds the outcomes.
#[must_use]
pub fn backtest<'book>(now: &'book Book, then: impl Fn(i32) -> Option<&'book Book>) -> Backtest {
    let dated = |at: i32| Dated::new(then(at)?, at, now);
    let mut dates: Vec<Dated> = testable(now).filter_map(dated).collect();
    for at in 0..dates.len() {
        let (before, from) = dates.split_at_mut(at);
        if let [date, ..] = from {
            let known = before.iter().filter(|it| it.scored && it.at + HORIZON <= date.at);
            date.chosen = best(known, now.basis).unwrap_or(Method::BaseRate);
        }
    }
    let (best, used, verdict) = judge(&dates, now.basis);
    Backtest { dates, best, used, verdict }
}

impl Backtest {
    /// The dates that carry the tests.
    pub fn scored(&self) -> impl DoubleEndedIterator<Item = &Dated> {
        self.dates.iter().filter(|it| it.scored)
    }

    /// The methods that had a fit of their own at a scored date, the simplest first.
    #[must_use]
    pub fn methods(&self, basis: Basis) -> Vec<Method> {
        let fitted = |method: &Method| self.scored().any(|date| date.fitted(*method));
        Method::of(basis).into_iter().filter(fitted).collect()
    }

    /// The forecasts of one method over the scored dates.
    #[must_use]
    pub fn outcomes(&self, method: Method) -> Vec<Outcome> {
        self.scored().flat_map(|date| date.outcomes(method)).copied().collect()
    }

    /// The forecasts of the method chosen at each scored date.
    #[must_use]
    pub fn chosen(&self) -> Vec<Outcome> {
        self.scored().flat_map(|date| date.outcomes(date.chosen)).copied().collect()
    }
}

/// Brier skill of a method against the base rate known at each date, 1 − BS/BS_base, both over the same customers: 0 is no better,
/// below 0 worse. `None` for no forecast, or where the base rate was right without error.
#[must_use]
pub fn skill(outcomes: &[Outcome], base: &[Outcome]) -> Option<f64> {
    let reference = brier(base).filter(|score| *score > 0.0)?;
    brier(outcomes).map(|score| 1.0 - score / reference)
}

/// The method with the lowest Brier score over the dates together; of equal ones the simplest.
fn best<'date>(dates: impl Iterator<Item = &'date Dated>, basis: Basis) -> Option<Method> {
    let dates: Vec<&Dated> = dates.collect();
    let score = |method: Method| {
        let outcomes: Vec<Outcome> = dates.iter().flat_map(|date| date.outcomes(method)).copied().collect();
        brier(&outcomes).map(|score| (method, score))
    };
    let lower = |best: (Method, f64), next: (Method, f64)| if next.1 < best.1 { next } else { best };
    Method::of(basis).into_iter().filter_map(score).reduce(lower).map(|(method, _)| method)
}

/// The best method, the one to use, and why. Fewer than five losses to be expected by the base rate say nothing.
fn judge(dates: &[Dated], basis: Basis) -> (Method, Method, Verdict) {
    let scored = || dates.iter().filter(|it| it.scored);
    let Some(best) = best(scored(), basis) else {
        return (Method::DEFAULT, Method::DEFAULT, Verdict::None);
    };
    let expected: f64 = scored().flat_map(|date| date.outcomes(Method::BaseRate)).map(|it| it.probability).sum();
    // Five on paper may be a little less in doubles.
    if expected < FEWEST_EVENTS - 1e-9 {
        return (best, Method::DEFAULT, Verdict::TooFew);
    }
    // The best is at least as good as the base rate, and of equal ones the base rate is the simplest.
    let verdict = if best == Method::BaseRate { Verdict::NoSkill } else { Verdict::Skill };
    (best, best, verdict)
}
