//! The chance that a customer is lost within twelve months, by empirical Bayes.
//!
//! Cells of similar customers share their evidence: with k losses in m customer-years in a cell, and a Beta(a, b) prior
//! fitted to all cells, the posterior is Beta(a + k, b + m − k) with mean (a + k)/(a + b + m). A cell without a loss
//! therefore never reads as zero. Source: Robbins 1956; Skellam 1948 for the beta-binomial.

use statrs::distribution::{Beta, ContinuousCDF};
use statrs::function::beta::ln_beta;

/// Evidence of one cell of similar customers.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Cell {
    /// Losses, at most `customer_years`.
    pub losses: u64,
    /// Customer-years: customers active at a start whose next twelve months are known.
    pub customer_years: u64,
}

/// A probability with its 5 to 95 % posterior interval; all in (0, 1).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Probability {
    /// Posterior mean.
    pub mean: f64,
    /// 5 % quantile.
    pub low: f64,
    /// 95 % quantile.
    pub high: f64,
}

/// How the probabilities of a book were formed.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Method {
    /// A Beta(a, b) prior by maximum likelihood over the cells.
    EmpiricalBayes {
        /// Pseudo-losses.
        a: f64,
        /// Pseudo-survivals.
        b: f64,
    },
    /// One probability for the whole book, (½ + K)/(1 + M): too few cells, no loss, or no maximum.
    Pooled,
}

/// Probabilities for every cell, in order, and how they were formed. No cell at all gives the pooled prior of no
/// evidence, mean ½.
#[must_use]
pub fn estimate(cells: &[Cell]) -> (Method, Vec<Probability>) {
    match fit(cells) {
        Some((a, b)) => {
            let posteriors = cells
                .iter()
                .map(|cell| posterior(a + cell.losses as f64, b + (cell.customer_years - cell.losses) as f64));
            (Method::EmpiricalBayes { a, b }, posteriors.collect())
        }
        None => (Method::Pooled, vec![pooled(cells); cells.len()]),
    }
}

/// The whole book's probability, (½ + K)/(1 + M) with Jeffreys' prior.
#[must_use]
pub fn pooled(cells: &[Cell]) -> Probability {
    let losses: u64 = cells.iter().map(|cell| cell.losses).sum();
    let years: u64 = cells.iter().map(|cell| cell.customer_years).sum();
    posterior(0.5 + losses as f64, 0.5 + (years - losses) as f64)
}

/// The mean of a Beta(a, b), a and b positive.
#[must_use]
pub fn posterior_mean(a: f64, b: f64) -> f64 {
    a / (a + b)
}

/// Mean and interval of a Beta(a, b), a and b positive.
#[must_use]
pub fn posterior(a: f64, b: f64) -> Probability {
    let mean = posterior_mean(a, b);
    match Beta::new(a, b) {
        Ok(beta) => Probability { mean, low: beta.inverse_cdf(0.05), high: beta.inverse_cdf(0.95) },
        Err(_) => Probability { mean, low: mean, high: mean },
    }
}

/// Log-likelihood of a beta-binomial over the cells, without the binomial coefficients.
#[must_use]
pub fn log_likelihood(cells: &[Cell], a: f64, b: f64) -> f64 {
    let term = |cell: &Cell| {
        let losses = cell.losses as f64;
        ln_beta(a + losses, b + cell.customer_years as f64 - losses) - ln_beta(a, b)
    };
    cells.iter().map(term).sum()
}

/// The prior strength a + b is searched up to this; a maximum beyond it is none (the cells do not differ).
const STRONGEST: f64 = 1e6;

/// a and b by maximum likelihood; `None` for fewer than three cells with evidence, no loss, or no inner maximum.
#[must_use]
pub fn fit(cells: &[Cell]) -> Option<(f64, f64)> {
    let cells: Vec<Cell> = cells.iter().copied().filter(|cell| cell.customer_years > 0).collect();
    let losses: u64 = cells.iter().map(|cell| cell.losses).sum();
    let years: u64 = cells.iter().map(|cell| cell.customer_years).sum();
    if cells.len() < 3 || losses == 0 || losses == years {
        return None;
    }
    let at = |strength: f64, mean: f64| log_likelihood(&cells, mean * strength, (1.0 - mean) * strength);
    let best_mean = |strength: f64| golden(|logit| at(strength, logistic(logit)), -14.0, 14.0);
    let profile = |log_strength: f64| at(log_strength.exp(), logistic(best_mean(log_strength.exp())));
    let log_strength = golden(profile, -7.0, STRONGEST.ln());
    let at_edge = log_strength > STRONGEST.ln() - 0.5 || log_strength < -6.5;
    if at_edge || profile(log_strength) <= profile(STRONGEST.ln()) {
        return None;
    }
    let (strength, mean) = (log_strength.exp(), logistic(best_mean(log_strength.exp())));
    Some((mean * strength, (1.0 - mean) * strength))
}

fn logistic(logit: f64) -> f64 {
    1.0 / (1.0 + (-logit).exp())
}

/// The place of the maximum of a function with one peak on [low, high], to about 1e-9 of the width.
fn golden(function: impl Fn(f64) -> f64, mut low: f64, mut high: f64) -> f64 {
    const RATIO: f64 = 0.618_033_988_749_894_9;
    let (mut left, mut right) = (high - RATIO * (high - low), low + RATIO * (high - low));
    let (mut at_left, mut at_right) = (function(left), function(right));
    for _ in 0..48 {
        if at_left < at_right {
            (low, left, at_left) = (left, right, at_right);
            right = low + RATIO * (high - low);
            at_right = function(right);
        } else {
            (high, right, at_right) = (right, left, at_left);
            left = high - RATIO * (high - low);
            at_left = function(left);
        }
    }
    f64::midpoint(low, high)
}
