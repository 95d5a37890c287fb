//! A common factor of the loss probabilities: X, gamma distributed with mean 1, and what a customer's probability is
//! given X. Source: the mixed model of CreditRisk+ (Credit Suisse Financial Products 1997), with the probability capped
//! at 1 instead of a Poisson intensity.

/// One point of the quadrature of X.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Node {
    /// The value of X, positive.
    pub value: f64,
    /// Its weight; the weights sum to 1.
    pub weight: f64,
}

/// Fewest points of a quadrature with any variance.
const FEWEST: f64 = 32.0;
/// Most points.
const MOST: f64 = 512.0;
/// Distance of two points, in standard deviations of the loss given X; closer ones change the mixture by less than 1e-5
/// of its density, wider ones would show as separate humps.
const SPACING: f64 = 1.25;
/// Points whose log density is this far below the highest are left out.
const DEPTH: f64 = 42.0;
/// Below this variance X is 1.
pub(crate) const CERTAIN: f64 = 1e-8;

/// A quadrature of the gamma distribution with mean 1 and this `variance`.
///
/// The trapezoidal rule in r = X^(1/k): with k·(shape) ≥ 4 the density in r is smooth at both ends, where the rule
/// converges faster than any power of the step. Gauss–Laguerre points would be too far apart for a book of many small
/// customers, whose loss given X is almost certain: the mixture would be a row of spikes. `resolution` is therefore the
/// change of the expected loss with X over the standard deviation of the loss given X; the points are as close as it
/// asks, at least 32 and at most 512. The mean of the points is exactly 1.
#[must_use]
pub fn quadrature(variance: f64, resolution: f64) -> Vec<Node> {
    if variance.is_nan() || variance < CERTAIN {
        return vec![Node { value: 1.0, weight: 1.0 }];
    }
    let shape = 1.0 / variance;
    let power = (4.0 / shape).max(2.0);
    let density = |root: f64| (power * shape - 1.0) * root.ln() - shape * root.powf(power);
    let mode = ((power * shape - 1.0) / (power * shape)).powf(1.0 / power);
    let negligible = |root: f64| density(root) < density(mode) - DEPTH;
    let low = bisect(0.0, mode, |root| !negligible(root));
    let mut beyond = 2.0 * mode;
    while !negligible(beyond) {
        beyond *= 2.0;
    }
    let high = bisect(mode, beyond, negligible);
    let wanted = (high - low) * power * resolution.max(0.0) / SPACING;
    let count = if wanted.is_nan() { FEWEST } else { wanted.ceil().clamp(FEWEST, MOST) };
    let step = (high - low) / count;
    let roots = (0..count as usize).map(|at| low + (at as f64 + 0.5) * step);
    let nodes: Vec<Node> =
        roots.map(|root| Node { value: root.powf(power), weight: (density(root) - density(mode)).exp() }).collect();
    let total: f64 = nodes.iter().map(|node| node.weight).sum();
    let mean: f64 = nodes.iter().map(|node| node.weight * node.value).sum::<f64>() / total;
    nodes.iter().map(|node| Node { value: node.value / mean, weight: node.weight / total }).collect()
}

/// The place between `low` and `high` where `holds` turns from false to true.
pub(crate) fn bisect(mut low: f64, mut high: f64, holds: impl Fn(f64) -> bool) -> f64 {
    for _ in 0..60 {
        let middle = f64::midpoint(low, high);
        if holds(middle) {
            high = middle;
        } else {
            low = middle;
        }
    }
    high
}

/// A customer's probability of loss given X, min(1, p̃·(1 − ω + ω·X)).
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Conditional {
    /// p̃, the probability where X is 1; 0 to 1.
    pub base: f64,
    /// ω, how much of it moves with X; 0 to 1.
    pub weight: f64,
}

impl Conditional {
    /// The probability at a value of X, 0 to 1.
    #[must_use]
    pub fn at(&self, value: f64) -> f64 {
        (self.base * (1.0 - self.weight + self.weight * value)).min(1.0)
    }
}

/// Finds p̃ so that the mean over the quadrature is the customer's own probability.
#[derive(Debug, Clone)]
pub struct Solver {
    weight: f64,
    /// 1 − ω + ω·X from the largest X down.
    factors: Vec<f64>,
    /// Weights of the first k of them together, k = 0 to all.
    capped: Vec<f64>,
    /// Σ weight·factor of the others.
    free: Vec<f64>,
    /// `E[(1 − X)⁺]`.
    shortfall: f64,
}

impl Solver {
    /// For a quadrature with ascending values and the weight ω, 0 to 1.
    #[must_use]
    pub fn new(nodes: &[Node], weight: f64) -> Self {
        let factors: Vec<f64> = nodes.iter().rev().map(|node| 1.0 - weight + weight * node.value).collect();
        let mut capped = vec![0.0];
        for node in nodes.iter().rev() {
            capped.push(capped[capped.len() - 1] + node.weight);
        }
        let mut free = vec![0.0; nodes.len() + 1];
        for (at, node) in nodes.iter().enumerate() {
            let place = nodes.len() - 1 - at;
            free[place] = free[place + 1] + node.weight * factors[place];
        }
        let shortfall = nodes.iter().map(|node| node.weight * (1.0 - node.value).max(0.0)).sum();
        Self { weight, factors, capped, free, shortfall }
    }

    /// p̃ and ω for a customer lost with `probability`, 0 to 1. p̃ is a probability itself: where even p̃ = 1 falls
    /// short, because X below 1 lowers the probability and X above 1 cannot raise it, ω is lowered until p̃ = 1 does.
    #[must_use]
    pub fn solve(&self, probability: f64) -> Conditional {
        // Below the first node whose cap is reached only with more than this probability all are free.
        let reached = |at: usize| self.capped[at] + self.free[at] / self.factors[at].max(f64::MIN_POSITIVE);
        let most = 1.0 - self.weight * self.shortfall;
        if probability >= most && self.shortfall > 0.0 && self.weight > 0.0 {
            return Conditional { base: 1.0, weight: ((1.0 - probability) / self.shortfall).clamp(0.0, self.weight) };
        }
        let (mut low, mut high) = (0, self.factors.len());
        while low < high {
            let middle = usize::midpoint(low, high);
            if reached(middle) > probability {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        let free = self.free.get(low).copied().unwrap_or(0.0);
        let base = if free > 0.0 { (probability - self.capped[low]) / free } else { probability };
        Conditional { base: base.clamp(0.0, 1.0), weight: self.weight }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;
    use statrs::distribution::{ContinuousCDF, Gamma};

    #[test]
    fn the_quadrature_has_the_moments_of_the_gamma() {
        for (variance, resolution) in
            [(0.01, 0.0), (0.25, 0.0), (0.25, 30.0), (0.5, 100.0), (1.0, 5.0), (2.0, 0.0), (4.0, 9.0)]
        {
            let nodes = quadrature(variance, resolution);
            let moment = |power: i32| -> f64 { nodes.iter().map(|it| it.weight * it.value.powi(power)).sum() };
            assert!((moment(0) - 1.0).abs() < 1e-12 && (moment(1) - 1.0).abs() < 1e-12, "{variance}");
            assert!((moment(2) - 1.0 - variance).abs() < 1e-5 * variance, "{variance}: {}", moment(2) - 1.0);
            let third = 2.0 * variance * variance + 3.0 * variance + 1.0;
            assert!((moment(3) / third - 1.0).abs() < 1e-5, "{variance}: {}", moment(3));
            assert!(
                nodes.iter().all(|it| it.value > 0.0) && nodes.windows(2).all(|pair| pair[0].value < pair[1].value)
            );
        }
        assert_eq!(quadrature(0.0, 50.0), [Node { value: 1.0, weight: 1.0 }]);
    }

    #[test]
    fn the_points_are_as_close_as_asked_within_bounds() {
        assert_eq!((quadrature(0.25, 0.0).len(), quadrature(0.25, 1e9).len()), (32, 512));
        let nodes = quadrature(0.25, 20.0);
        let gamma = Gamma::new(4.0, 4.0).expect("a gamma");
        let mut below = 0.0;
        for pair in nodes.windows(2) {
            // The loss moves by at most 1.25 standard deviations, which grow with √X, from point to point.
            assert!((pair[1].value - pair[0].value) * 20.0 < 1.3 * f64::midpoint(pair[0].value, pair[1].value).sqrt());
            below += pair[0].weight;
            let middle = f64::midpoint(pair[0].value.sqrt(), pair[1].value.sqrt()).powi(2);
            assert!((below - gamma.cdf(middle)).abs() < 1e-3, "{middle}");
        }
    }

    #[test]
    fn the_mean_probability_is_the_customers_own() {
        for (variance, resolution) in [(0.25, 0.0), (0.25, 40.0), (1.5, 0.0)] {
            let nodes = quadrature(variance, resolution);
            for weight in [0.0, 0.1, 0.5, 0.9, 1.0] {
                let solver = Solver::new(&nodes, weight);
                for step in 0..=100 {
                    let probability = f64::from(step) / 100.0;
                    let it = solver.solve(probability);
                    let mean: f64 = nodes.iter().map(|node| node.weight * it.at(node.value)).sum();
                    assert!((mean - probability).abs() < 1e-12, "{variance} {weight} {probability}: {mean}");
                    assert!((0.0..=1.0).contains(&it.base) && (0.0..=weight).contains(&it.weight));
                }
            }
        }
    }

    #[test]
    fn the_weight_is_lowered_only_where_no_base_reaches_the_probability() {
        let nodes = [Node { value: 0.5, weight: 0.5 }, Node { value: 1.5, weight: 0.5 }];
        let solver = Solver::new(&nodes, 0.8);
        // No cap: p̃ = p. A cap at X = 1.5: .5 + .5·.6·p̃ = .78. Beyond p̃ = 1, .8: ω with 1 − ω·.25 = .9.
        assert_eq!(solver.solve(0.5), Conditional { base: 0.5, weight: 0.8 });
        let capped = solver.solve(0.78);
        assert!((capped.base - 0.28 / 0.3).abs() < 1e-15 && capped.weight == 0.8);
        let lowered = solver.solve(0.9);
        assert!(lowered.base == 1.0 && (lowered.weight - 0.4).abs() < 1e-15);
    }
}
