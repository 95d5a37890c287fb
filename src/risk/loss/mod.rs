//! The distribution of the revenue lost over the next twelve months, L = Σ 1_c·s_c·e_c.
//!
//! An exact Bernoulli convolution on a lattice: a customer leaves once or not at all, where a Poisson model would let
//! one customer leave twice. Customers are independent given a factor that moves their probabilities together; with
//! the weight ω = 0 they are independent. Where the losses are whole amounts with a common divisor of at least a
//! 10,000th of their sum, all of this is exact; else losses of at least 10 cells are split over two with the mean
//! kept, which adds at most a quarter of a cell squared to the variance, and smaller ones are banded with mean and
//! variance, but no higher moment, kept. Value at risk and expected shortfall are read from the distribution, and the
//! shortfall is divided among the customers by Euler's rule. Sources: Acerbi and Tasche 2002 (expected shortfall of a
//! discrete loss), Tasche 1999 (contributions), Credit Suisse Financial Products 1997 (the factor).

mod bands;
mod basket;
mod block;
mod distribution;
mod euler;
mod factor;
mod lattice;
mod units;

pub use basket::{basket_cost, equal_book, granularity_adjustment, tail_ratios};
pub use distribution::{Distribution, LEVELS};
pub use factor::{Conditional, Node, Solver, quadrature};

use block::{Block, blocks};
use lattice::{Masses, sum};

/// One way a lost customer's revenue can be hit.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Severity {
    /// Share of the exposure that is lost, above 0 and at most 1.
    pub share: f64,
    /// Probability of this share once the customer is lost; those of a customer sum to 1.
    pub weight: f64,
}

/// All of the exposure, where no history of cuts says otherwise.
pub const FULL: &[Severity] = &[Severity { share: 1.0, weight: 1.0 }];

/// A customer of the book; its place in the slice is its identity.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Customer<'a> {
    /// Revenue exposed over twelve months, in money; finite and at least 0.
    pub exposure: f64,
    /// What share of it can go; see [`FULL`].
    pub severities: &'a [Severity],
    /// Probability of being lost within twelve months, 0 to 1.
    pub probability: f64,
    /// The industry, for [`Dependence::Industries`]; without one the customer is independent there.
    pub industry: Option<usize>,
}

impl Customer<'_> {
    /// Mean loss once lost, Σ weight·share·exposure, in money.
    #[must_use]
    pub fn loss_if_lost(&self) -> f64 {
        self.severities.iter().map(|it| it.weight * it.share * self.exposure).sum()
    }
}

/// How strongly losses move together.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Factor {
    /// ω, how much of a probability moves with X; 0 to 1.
    pub weight: f64,
    /// Variance of X, 0 to [`Factor::MOST`]; its mean is 1.
    pub variance: f64,
}

impl Factor {
    /// The variance where none is given.
    pub const VARIANCE: f64 = 0.25;
    /// The largest variance.
    pub const MOST: f64 = 100.0;
}

/// What the customers' losses have in common.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Dependence {
    /// Nothing.
    Independent,
    /// One factor for the whole book.
    Common(Factor),
    /// One factor for each industry, independent of the others; customers without an industry are independent. The
    /// small customers of each industry are rounded to the lattice by themselves, which a few hundred industries bear.
    Industries(Factor),
}

impl Dependence {
    pub(crate) fn factor(self) -> Factor {
        match self {
            Self::Independent => Factor { weight: 0.0, variance: 0.0 },
            Self::Common(factor) | Self::Industries(factor) => factor,
        }
    }
}

/// An input outside its range; the number is the customer's place.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Invalid {
    /// Not finite, or negative.
    #[error("the exposure of customer {0} is not a finite amount of at least 0")]
    Exposure(usize),
    /// Outside 0 to 1.
    #[error("the probability of customer {0} is not within 0 and 1")]
    Probability(usize),
    /// A share outside (0, 1], a negative weight, or weights that do not sum to 1.
    #[error("the severities of customer {0} are not shares within 0 and 1 whose weights sum to 1")]
    Severity(usize),
    /// ω outside 0 to 1, or a variance outside 0 to 100.
    #[error("the factor's weight is not within 0 and 1, or its variance not within 0 and 100")]
    Factor,
    /// The losses together are more than a double holds.
    #[error("the exposures together are more than can be counted")]
    Total,
}

/// The loss of a book: its distribution, and what is needed to divide a shortfall among the customers.
#[derive(Debug, Clone)]
pub struct Losses {
    customers: usize,
    unit: f64,
    blocks: Vec<Block>,
    distribution: Distribution,
}

impl Losses {
    /// Convolves the book. 100,000 customers take a fraction of a second without a factor.
    ///
    /// # Errors
    /// The first input outside its range.
    pub fn new(customers: &[Customer], dependence: Dependence) -> Result<Self, Invalid> {
        check(customers, dependence.factor())?;
        let lattice = units::Lattice::of(customers);
        let blocks = blocks(customers, dependence, &lattice);
        let total = sum(blocks.iter().map(|block| block.mixture.clone()).collect::<Vec<Masses>>());
        let distribution = Distribution::new(lattice.unit, &total);
        Ok(Self { customers: customers.len(), unit: lattice.unit, blocks, distribution })
    }

    /// The distribution of the loss.
    #[must_use]
    pub fn distribution(&self) -> &Distribution {
        &self.distribution
    }

    /// Every customer's part of the expected shortfall at `level`, in money and in the customers' order; they sum to
    /// it.
    ///
    /// `E_X Σ_j v_j·p_cj(X)·[P(L₋c > VaR − v_j | X) + β·P(L₋c = VaR − v_j | X)]/(1 − α)`, with v_j the loss values of
    /// the customer and β = (F(VaR) − α)/f(VaR). For customers in bands the bracket is worked out for the band's
    /// smallest and largest size and is linear between, and all are scaled to what the bands contribute together.
    #[must_use]
    pub fn contributions(&self, level: f64) -> Vec<f64> {
        euler::contributions(self, level)
    }
}

fn check(customers: &[Customer], factor: Factor) -> Result<(), Invalid> {
    let within = |value: f64, most: f64| (0.0..=most).contains(&value);
    if !within(factor.weight, 1.0) || !within(factor.variance, Factor::MOST) {
        return Err(Invalid::Factor);
    }
    for (place, customer) in customers.iter().enumerate() {
        if !within(customer.exposure, f64::MAX) {
            return Err(Invalid::Exposure(place));
        }
        if !within(customer.probability, 1.0) {
            return Err(Invalid::Probability(place));
        }
        let weights: f64 = customer.severities.iter().map(|it| it.weight).sum();
        let each = customer.severities.iter().all(|it| it.share > 0.0 && within(it.share, 1.0) && it.weight >= 0.0);
        if !each || (weights - 1.0).abs() > 1e-9 || weights.is_nan() {
            return Err(Invalid::Severity(place));
        }
    }
    let total: f64 = customers.iter().map(|customer| customer.exposure).sum();
    if total.is_finite() { Ok(()) } else { Err(Invalid::Total) }
}
