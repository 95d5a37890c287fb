//! Value at risk and expected shortfall of a discrete loss.

use super::lattice::Masses;

/// The levels a book is read at.
pub const LEVELS: [f64; 3] = [0.95, 0.99, 0.999];

/// F is held against a level with this tolerance, so that the rounding of a sum cannot move a quantile by a cell.
const TIE: f64 = 1e-12;

/// The distribution of a loss on multiples of a unit.
#[derive(Debug, Clone, PartialEq)]
pub struct Distribution {
    unit: f64,
    masses: Masses,
    cumulative: Vec<f64>,
}

/// A quantile of a discrete loss.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Quantile {
    /// In cells.
    pub cell: usize,
    /// β, the part of the quantile's own mass that lies beyond the level; 0 to 1.
    pub atom: f64,
}

impl Distribution {
    pub(crate) fn new(unit: f64, masses: &Masses) -> Self {
        let mut cumulative = Vec::with_capacity(masses.values.len());
        let mut sum = 0.0;
        for mass in &masses.values {
            sum += mass;
            cumulative.push(sum);
        }
        Self { unit, masses: masses.clone(), cumulative }
    }

    /// The losses with a probability that matters, ascending, in money, and their probabilities.
    pub fn points(&self) -> impl Iterator<Item = (f64, f64)> {
        self.masses.pairs().map(|(cell, mass)| (cell as f64 * self.unit, mass))
    }

    /// Money a cell of the lattice, above 0.
    #[must_use]
    pub fn unit(&self) -> f64 {
        self.unit
    }

    /// Expected loss, in money.
    #[must_use]
    pub fn expected(&self) -> f64 {
        self.masses.mean() * self.unit
    }

    /// Variance, in money squared.
    #[must_use]
    pub fn variance(&self) -> f64 {
        let mean = self.masses.mean();
        let squares = self.masses.pairs().map(|(cell, mass)| mass * (cell as f64 - mean) * (cell as f64 - mean));
        squares.sum::<f64>() * self.unit * self.unit
    }

    /// Value at risk at `level`, min{l : F(l) ≥ α}, in money.
    #[must_use]
    pub fn value_at_risk(&self, level: f64) -> f64 {
        self.quantile(level).cell as f64 * self.unit
    }

    /// Expected shortfall at `level`, `[Σ_{l > VaR} l·f(l) + VaR·(F(VaR) − α)]/(1 − α)`, in money. It is summed as
    /// `VaR + Σ_{l > VaR} (l − VaR)·f(l)/(1 − α)`, the same number, which rounding cannot bring below the value at
    /// risk.
    #[must_use]
    pub fn expected_shortfall(&self, level: f64) -> f64 {
        let cell = self.quantile(level).cell;
        let beyond = self.masses.pairs().filter(|pair| pair.0 > cell).map(|(at, mass)| (at - cell) as f64 * mass);
        (cell as f64 + beyond.sum::<f64>() / (1.0 - clamped(level))) * self.unit
    }

    /// P(L > `loss`), for a loss in money.
    #[must_use]
    pub fn probability_above(&self, loss: f64) -> f64 {
        self.points().filter(|point| point.0 > loss).map(|point| point.1).sum()
    }

    pub(crate) fn quantile(&self, level: f64) -> Quantile {
        let level = clamped(level);
        let last = self.cumulative.len() - 1;
        let at = self.cumulative.partition_point(|sum| *sum < level - TIE).min(last);
        let atom = (self.cumulative[at] - level) / self.masses.values[at];
        Quantile { cell: self.masses.first + at, atom: if atom.is_nan() { 0.0 } else { atom.clamp(0.0, 1.0) } }
    }
}

/// A level is within 0 and just below 1, where a shortfall is still defined; one that is not a number is 0.
pub(crate) fn clamped(level: f64) -> f64 {
    if level.is_nan() { 0.0 } else { level.clamp(0.0, 1.0 - 1e-9) }
}
