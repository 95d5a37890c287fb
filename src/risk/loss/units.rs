//! The lattice of a book, and which of its customers stand on it by themselves.

use super::Customer;

/// Cells of a lattice, about.
const CELLS: f64 = 10_000.0;
/// A loss of at least this many cells stands on the lattice by itself.
const SMALL: f64 = 10.0;
/// Within this many cells of a whole number a loss is that number: the rounding of a division.
const WHOLE: f64 = 1e-9;

/// The unit of the lattice.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Lattice {
    /// Money a cell, above 0.
    pub unit: f64,
    /// Whether every loss is a whole number of cells.
    exact: bool,
}

impl Lattice {
    /// The greatest common divisor of all losses where they are whole amounts and it gives at most 10,000 cells, else the
    /// largest possible loss over 10,000. Customers that cannot be lost do not count.
    pub fn of(customers: &[Customer]) -> Self {
        let possible = || customers.iter().filter(|customer| customer.probability > 0.0 && customer.exposure > 0.0);
        let losses = |customer: &Customer| -> Vec<f64> {
            customer.severities.iter().filter(|it| it.weight > 0.0).map(|it| it.share * customer.exposure).collect()
        };
        let total: f64 = possible().map(|customer| losses(customer).into_iter().fold(0.0, f64::max)).sum();
        if total <= 0.0 {
            return Self { unit: 1.0, exact: true };
        }
        let mut divisor = Some(0_u64);
        for loss in possible().flat_map(losses) {
            divisor = divisor.and_then(|so_far| Some(common(so_far, whole(loss)?)));
        }
        match divisor {
            Some(divisor) if divisor > 0 && total / divisor as f64 <= CELLS => {
                Self { unit: divisor as f64, exact: true }
            }
            _ => Self { unit: (total / CELLS).max(f64::MIN_POSITIVE), exact: false },
        }
    }

    /// Whether a customer goes into a band: all its losses are below 10 cells of a lattice that they do not divide.
    pub fn is_small(&self, customer: &Customer) -> bool {
        !self.exact && customer.severities.iter().all(|it| it.share * customer.exposure / self.unit < SMALL - WHOLE)
    }

    /// The loss values on the lattice, in ascending cells with their probabilities once lost. A loss between two cells
    /// stands on both with its mean kept; no cell at all is no loss and left out.
    pub fn points(&self, customer: &Customer) -> Vec<(usize, f64)> {
        let mut points = Vec::with_capacity(2 * customer.severities.len());
        for severity in customer.severities {
            let cells = severity.share * customer.exposure / self.unit;
            let nearest = cells.round();
            if (cells - nearest).abs() <= WHOLE * nearest.max(1.0) {
                points.push((nearest as usize, severity.weight));
            } else {
                let beyond = cells - cells.floor();
                points.push((cells.floor() as usize, severity.weight * (1.0 - beyond)));
                points.push((cells.floor() as usize + 1, severity.weight * beyond));
            }
        }
        points.sort_by_key(|point| point.0);
        points.dedup_by(|next, kept| {
            let same = next.0 == kept.0;
            kept.1 += if same { next.1 } else { 0.0 };
            same
        });
        points.retain(|point| point.0 > 0 && point.1 > 0.0);
        points
    }
}

/// The amount as a whole number, where it is one up to the rounding of a product.
fn whole(amount: f64) -> Option<u64> {
    let nearest = amount.round();
    let near = (amount - nearest).abs() <= 4.0 * f64::EPSILON * amount;
    (near && (1.0..9e15).contains(&nearest)).then_some(nearest as u64)
}

fn common(mut left: u64, mut right: u64) -> u64 {
    while right > 0 {
        (left, right) = (right, left % right);
    }
    left
}
