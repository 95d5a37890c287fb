//! One past date: every method's forecasts, and what came of them.

use super::book::{Active, Book};
use super::history::HORIZON;
use super::models::{Fitted, Method};
use super::past::Past;
use crate::risk::loss::{self, Dependence, FULL, Losses};
use crate::risk::score::{Outcome, middle_pit};

/// The forecasts of one date.
#[derive(Debug, Clone, PartialEq)]
pub struct Dated {
    /// The month at whose end they stand.
    pub at: i32,
    /// Whether it carries the tests: a whole number of years before the last date, with an outcome known by then. Without one
    /// the base rate is a guess of ½, and any model would beat it.
    pub scored: bool,
    /// Customer-years whose outcome was known then.
    pub known: u64,
    /// The method that the earlier scored dates favoured.
    pub chosen: Method,
    /// The base rate known then.
    pub base_rate: f64,
    /// Each method's forecasts, with whether it had a fit of its own; the same customers in the same order.
    pub(super) by_method: Vec<(Method, bool, Vec<Outcome>)>,
}

/// Where the loss of a date lies in the distribution forecast, each customer lost whole and independently.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Tail {
    /// Value at risk at 95 %, in money.
    pub value_at_risk: f64,
    /// Whether the loss exceeded it.
    pub breached: bool,
    /// F(l−) + ½ f(l), in \[0, 1\].
    pub pit: f64,
}

impl Dated {
    /// Forecasts at the end of `at` by the book as it was known then, outcomes by the book of today. None without an active
    /// customer.
    #[must_use]
    pub fn new(past: &Past<'_>, at: i32, now: &Book) -> Option<Dated> {
        let (then, fitted) = (past.book, Fitted::of(past, at));
        let known = outcomes(then, at, now);
        if known.is_empty() {
            return None;
        }
        let forecast = |method: Method| {
            let outcome = |(customer, lost): &(Active, bool)| Outcome {
                probability: fitted.mean(method, customer),
                lost: *lost,
                exposed: then.exposed(customer.size),
            };
            (method, fitted.has(method), known.iter().map(outcome).collect())
        };
        Some(Dated {
            at,
            scored: (now.last_month - at) % HORIZON == 0 && fitted.whole.customer_years > 0,
            known: fitted.whole.customer_years,
            chosen: Method::BaseRate,
            base_rate: fitted.base_rate(),
            by_method: Method::of(then.basis).into_iter().map(forecast).collect(),
        })
    }

    /// The forecasts of a method; none of one that the basis does not know.
    #[must_use]
    pub fn outcomes(&self, method: Method) -> &[Outcome] {
        self.of(method).map_or(&[], |(_, _, outcomes)| outcomes)
    }

    /// Whether a method had a fit of its own.
    #[must_use]
    pub fn fitted(&self, method: Method) -> bool {
        self.of(method).is_some_and(|(_, fitted, _)| *fitted)
    }

    fn of(&self, method: Method) -> Option<&(Method, bool, Vec<Outcome>)> {
        self.by_method.iter().find(|(it, ..)| *it == method)
    }

    /// The loss against the distribution that the chosen method forecast; none where that refuses the exposures.
    #[must_use]
    pub fn tail(&self) -> Option<Tail> {
        let outcomes = self.outcomes(self.chosen);
        let customer = |it: &Outcome| loss::Customer {
            exposure: it.exposed,
            severities: FULL,
            probability: it.probability,
            industry: None,
        };
        let customers: Vec<loss::Customer> = outcomes.iter().map(customer).collect();
        let losses = Losses::new(&customers, Dependence::Independent).ok()?;
        let distribution = losses.distribution();
        let lost: f64 = outcomes.iter().filter(|it| it.lost).map(|it| it.exposed).sum();
        // The loss at the nearest point of the distribution's lattice, so that it can fall on a mass.
        let seen = (lost / distribution.unit()).round() * distribution.unit();
        let points: Vec<(f64, f64)> = distribution.points().collect();
        let value_at_risk = distribution.value_at_risk(0.95);
        Some(Tail { value_at_risk, breached: seen > value_at_risk, pit: middle_pit(&points, seen) })
    }
}

/// Everyone active at the end of `at` by the book as it was known then, and whether it is lost by the book of today.
fn outcomes(then: &Book, at: i32, now: &Book) -> Vec<(Active, bool)> {
    let followed = then.followed(at).into_iter();
    if std::ptr::eq(then, now) {
        return followed.map(|(active, after)| (active, after <= 0)).collect();
    }
    // Both books are by id, so that one walk finds them all.
    let (sizes, mut place) = (now.sizes(at + HORIZON), 0);
    let lost = |(active, _): (Active, i128)| {
        let id = &then.customers[active.customer].id;
        while now.customers.get(place).is_some_and(|it| it.id < *id) {
            place += 1;
        }
        let known = now.customers.get(place).is_some_and(|it| it.id == *id);
        (active, !known || sizes[place] <= 0)
    };
    followed.map(lost).collect()
}
