//! The chances to leave at past dates, held against what became of the customers.
//!
//! At a date t every model forms its chances from what was known then: histories up to t, and the outcomes of starts
//! s with s + 12 ≤ t. What happened by t + 12 scores them. Dates twelve months apart carry the tests, since the years of
//! others overlap; at each of them the method is the one that the earlier ones favoured. Sources: Brier 1950, Spiegelhalter
//! 1986, Kupiec 1995; the choice by earlier dates is ours.

mod book;
mod by_month;
mod cells;
mod dated;
mod history;
mod keys;
mod models;
mod past;
#[cfg(test)]
mod tests;

pub use book::{Active, Book, HISTORY};
pub use cells::{by_band, total};
pub use dated::{Dated, Tail};
pub use history::{Basis, Customer, Entry, HORIZON, SegmentEntry};
pub use keys::{BANDS, Key, TENURES};
pub use models::{Chance, Fitted, Method};
pub use past::Past;

use crate::risk::score::{FEWEST_EVENTS, Outcome, brier};
use rayon::prelude::*;

/// What the past says of the models.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// The methods chosen on earlier dates beat the base rate known at each date.
    Skill,
    /// They did not: the base rate is used.
    NoSkill,
    /// Fewer than five losses were to be expected, or no scored date has an earlier one to choose a method by.
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
pub fn backtest<'past>(now: &Book, then: impl Fn(i32) -> Option<&'past Past<'past>> + Sync) -> Backtest {
    let dated = |at: i32| Dated::new(then(at)?, at, now);
    let months: Vec<i32> = testable(now).collect();
    of_dates(months.into_par_iter().filter_map(dated).collect(), now.basis)
}

/// Chooses a method at each date by the earlier scored ones whose outcome was known, and judges the choice.
fn of_dates(mut dates: Vec<Dated>, basis: Basis) -> Backtest {
    for at in 0..dates.len() {
        let (before, from) = dates.split_at_mut(at);
        if let [date, ..] = from {
            let known = before.iter().filter(|it| it.scored && it.at + HORIZON <= date.at);
            date.chosen = best(known, basis).unwrap_or(Method::BaseRate);
        }
    }
    let result = Backtest { dates, best: Method::DEFAULT, used: Method::DEFAULT, verdict: Verdict::None };
    match best(result.scored(), basis) {
        Some(best) => result.judged(best),
        None => result,
    }
}

impl Backtest {
    /// The dates that carry the tests.
    pub fn scored(&self) -> impl DoubleEndedIterator<Item = &Dated> {
        self.dates.iter().filter(|it| it.scored)
    }

    /// Losses to be expected by the base rate over the scored dates.
    #[must_use]
    pub fn expected(&self) -> f64 {
        self.outcomes(Method::BaseRate).iter().map(|it| it.probability).sum()
    }

    /// Whether fewer than five were to be expected. Five on paper may be a little less in doubles.
    #[must_use]
    pub fn has_few_losses(&self) -> bool {
        self.expected() < FEWEST_EVENTS - 1e-9
    }

    /// With the verdict on the choice, and the method to use. A choice by earlier dates is scored on later ones: the best over
    /// all dates is best in hindsight, and has always beaten or met the base rate.
    fn judged(self, best: Method) -> Backtest {
        let is_better = brier(&self.chosen()) < brier(&self.outcomes(Method::BaseRate));
        let (used, verdict) = match best {
            _ if self.has_few_losses() => (Method::DEFAULT, Verdict::TooFew),
            Method::BaseRate => (best, Verdict::NoSkill),
            _ if is_better => (best, Verdict::Skill),
            _ if self.scored().count() == 1 => (Method::DEFAULT, Verdict::TooFew),
            _ => (Method::BaseRate, Verdict::NoSkill),
        };
        Backtest { best, used, verdict, ..self }
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
