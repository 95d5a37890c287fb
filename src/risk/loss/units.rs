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
    /// The greatest common divisor of all losses where they are whole amounts and it gives at most 10,000 cells, else
    /// the largest possible loss over 10,000. Customers that cannot be lost do not count.
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

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::super::{FULL, Severity};
    use super::*;

    fn customer(exposure: f64, severities: &[Severity]) -> Customer<'_> {
        Customer { exposure, severities, probability: 0.1, industry: None }
    }

    #[test]
    fn whole_amounts_stand_on_their_divisor() {
        let unit = |exposures: &[f64]| Lattice::of(&exposures.iter().map(|it| customer(*it, FULL)).collect::<Vec<_>>());
        assert_eq!(unit(&[30.0, 45.0, 600.0]), Lattice { unit: 15.0, exact: true });
        assert_eq!(unit(&[0.3 * 10.0, 6.0]), Lattice { unit: 3.0, exact: true });
        // 10,000 cells and one more; amounts that are not whole.
        assert_eq!(unit(&[1.0, 9999.0]), Lattice { unit: 1.0, exact: true });
        assert_eq!(unit(&[1.0, 10_000.0]), Lattice { unit: 1.0001, exact: false });
        assert_eq!(unit(&[0.5, 99.5]), Lattice { unit: 0.01, exact: false });
        assert_eq!(unit(&[]), Lattice { unit: 1.0, exact: true });
        // Who cannot be lost, and exposes the most, does not make the cells wider.
        let safe = Customer { probability: 0.0, ..customer(1e9 + 0.5, FULL) };
        assert_eq!(Lattice::of(&[safe, customer(30.0, FULL)]).unit, 30.0);
    }

    #[test]
    fn cuts_count_with_their_largest_loss() {
        const CUTS: &[Severity] = &[Severity { share: 0.25, weight: 0.5 }, Severity { share: 0.5, weight: 0.5 }];
        let it = Lattice::of(&[customer(40.0, CUTS), customer(10.0, FULL)]);
        assert_eq!(it, Lattice { unit: 10.0, exact: true });
        assert_eq!(it.points(&customer(40.0, CUTS)), [(1, 0.5), (2, 0.5)]);
    }

    #[test]
    fn losses_between_cells_are_split_with_their_mean() {
        let it = Lattice { unit: 2.0, exact: false };
        assert_eq!(it.points(&customer(25.0, FULL)), [(12, 0.5), (13, 0.5)]);
        assert_eq!(it.points(&customer(26.0, FULL)), [(13, 1.0)]);
        const CUTS: &[Severity] = &[Severity { share: 0.01, weight: 0.5 }, Severity { share: 1.0, weight: 0.5 }];
        assert_eq!(it.points(&customer(50.0, CUTS)), [(1, 0.125), (25, 0.5)], "a quarter of a cell is mostly none");
        assert!(it.is_small(&customer(19.9, FULL)) && !it.is_small(&customer(20.0, FULL)));
        assert!(!Lattice { unit: 2.0, exact: true }.is_small(&customer(2.0, FULL)));
    }
}
