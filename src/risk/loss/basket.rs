//! What a shortfall says about concentration: who bears it, and what an even book would do instead.

use super::factor::CERTAIN;
use super::{Customer, Dependence, FULL, Factor, Invalid, Losses};
use statrs::distribution::{ContinuousCDF, Gamma};

/// Every customer's share of the expected shortfall over its share of Σ s·e, from the `contributions` to it; above 1 a
/// customer brings more tail risk than revenue. `None` where it exposes nothing, or the book has no shortfall.
#[must_use]
pub fn tail_ratios(customers: &[Customer], contributions: &[f64]) -> Vec<Option<f64>> {
    let exposed: f64 = customers.iter().map(Customer::loss_if_lost).sum();
    let shortfall: f64 = contributions.iter().sum();
    let ratio = |(customer, contribution): (&Customer, &f64)| {
        let share = customer.loss_if_lost() / exposed;
        (share > 0.0 && shortfall > 0.0).then(|| contribution / shortfall / share)
    };
    customers.iter().zip(contributions).map(ratio).collect()
}

/// The even book of a basket cost: as many equal customers as there are with something exposed, each in the industry of
/// one of them, with one probability, EL / Σ s·e; and the loss of each of them in money. Their exposure is 1, so that
/// every number of up to 10,000 of them stands on a lattice exactly.
#[must_use]
pub fn equal_book(customers: &[Customer]) -> (Vec<Customer<'static>>, f64) {
    let exposed: Vec<&Customer> = customers.iter().filter(|customer| customer.loss_if_lost() > 0.0).collect();
    let total: f64 = exposed.iter().map(|customer| customer.loss_if_lost()).sum();
    let lost: f64 = exposed.iter().map(|customer| customer.probability * customer.loss_if_lost()).sum();
    let probability = if total > 0.0 { (lost / total).clamp(0.0, 1.0) } else { 0.0 };
    let even =
        exposed.iter().map(|it| Customer { exposure: 1.0, severities: FULL, probability, industry: it.industry });
    let each = if exposed.is_empty() { 0.0 } else { total / exposed.len() as f64 };
    (even.collect(), each)
}

/// The expected shortfall at `level` of the customers' `losses` less that of the even book under the same dependence, in
/// money: what keeping the eggs in few baskets costs. It can be negative, where the large customers are the safe ones.
///
/// # Errors
/// The first input outside its range.
pub fn basket_cost(
    losses: &Losses,
    customers: &[Customer],
    dependence: Dependence,
    level: f64,
) -> Result<f64, Invalid> {
    let actual = losses.distribution().expected_shortfall(level);
    let (even, each) = equal_book(customers);
    Ok(actual - each * Losses::new(&even, dependence)?.distribution().expected_shortfall(level))
}

/// The value at risk at `level` under one common factor by the granularity adjustment (Gordy and Lütkebohmert 2013),
/// in money: a cross-check of the convolution, never a result.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Granularity {
    /// Loss of a book without concentration, Σ s·e·p·(1 − ω + ω·x) at the quantile x of X.
    pub systematic: f64,
    /// What the sizes of the customers add to it.
    pub adjustment: f64,
}

/// `−½·[σ²′(x) + σ²(x)·h′(x)/h(x)]/μ′(x)`: μ and σ² are mean and Poisson variance of the loss given X = x, h the gamma
/// density and x its quantile, which is `Σ E[v²]·[δ·p(x) − (p(x) − p)]/(2·Σ E[v]·(p(x) − p))` with
/// `δ = (x − 1)·(a + (1 − a)/x)` for the shape a. It holds for many customers with small probabilities, and leaves out
/// the cap at 1. `None` without a factor, or without a loss.
#[must_use]
pub fn granularity_adjustment(customers: &[Customer], factor: Factor, level: f64) -> Option<Granularity> {
    let shape = 1.0 / factor.variance;
    let varies = (CERTAIN..=Factor::MOST).contains(&factor.variance);
    let known = factor.weight > 0.0 && varies && level > 0.0 && level < 1.0;
    let quantile = if known { Gamma::new(shape, shape).ok()?.inverse_cdf(level) } else { return None };
    let second = |customer: &Customer| -> f64 {
        customer.severities.iter().map(|it| it.weight * (it.share * customer.exposure).powi(2)).sum()
    };
    let mean: f64 = customers.iter().map(|it| it.probability * it.loss_if_lost()).sum();
    let variance: f64 = customers.iter().map(|it| it.probability * second(it)).sum();
    let moved = 1.0 - factor.weight + factor.weight * quantile;
    let (slope, variance_slope) = (mean * factor.weight, variance * factor.weight);
    let log_density_slope = (shape - 1.0) / quantile - shape;
    let adjustment = -(variance_slope + variance * moved * log_density_slope) / (2.0 * slope);
    (slope > 0.0).then_some(Granularity { systematic: mean * moved, adjustment })
}
