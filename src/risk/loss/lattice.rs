//! Probability masses on whole cells of a lattice, and the exact Bernoulli convolution on them.

/// Masses below this at either end of a distribution are dropped: they are far below the rounding of a sum to one.
const NEGLIGIBLE: f64 = 1e-30;

/// Probabilities of the whole numbers `first`, `first + 1`, …; all others have none. Never empty.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Masses {
    /// The number of the first value.
    pub first: usize,
    /// The probabilities, 0 to 1.
    pub values: Vec<f64>,
}

/// What one customer can lose, in cells: nothing, or one of a few points.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Jump {
    /// Probability of no loss.
    pub stay: f64,
    /// Cells, ascending and at least 1, and their probabilities.
    pub points: Vec<(usize, f64)>,
}

impl Jump {
    fn reach(&self) -> usize {
        self.points.last().map_or(0, |point| point.0)
    }
}

impl Masses {
    /// All the probability at one number.
    pub fn certain(at: usize) -> Self {
        Self { first: at, values: vec![1.0] }
    }

    /// The number after the last with a mass.
    pub fn end(&self) -> usize {
        self.first + self.values.len()
    }

    /// Mean, in cells.
    pub fn mean(&self) -> f64 {
        self.pairs().map(|(at, mass)| at as f64 * mass).sum()
    }

    /// The numbers with their masses, ascending.
    pub fn pairs(&self) -> impl Iterator<Item = (usize, f64)> + Clone {
        self.values.iter().enumerate().map(|(at, mass)| (self.first + at, *mass))
    }

    /// Without the negligible masses at both ends.
    pub fn trimmed(mut self) -> Self {
        let kept = |mass: &f64| *mass > NEGLIGIBLE;
        let Some(last) = self.values.iter().rposition(kept) else { return Self::certain(self.first) };
        self.values.truncate(last + 1);
        let before = self.values.iter().position(kept).unwrap_or(0);
        self.values.drain(..before);
        self.first += before;
        self
    }

    /// The sum of this and an independent other.
    pub fn convolved(&self, other: &Self) -> Self {
        let (long, short) = if self.values.len() >= other.values.len() { (self, other) } else { (other, self) };
        let mut values = vec![0.0; long.values.len() + short.values.len() - 1];
        for (at, mass) in short.values.iter().enumerate() {
            add_scaled(&mut values[at..], &long.values, *mass);
        }
        Self { first: long.first + short.first, values }.trimmed()
    }

    /// The sum of this and an independent customer.
    pub fn with(&self, jump: &Jump) -> Self {
        let mut values = vec![0.0; self.values.len() + jump.reach()];
        add_scaled(&mut values, &self.values, jump.stay);
        for (cells, probability) in &jump.points {
            add_scaled(&mut values[*cells..], &self.values, *probability);
        }
        Self { first: self.first, values }.trimmed()
    }

    /// This without one of the customers in it, or `None` where the division would amplify rounding: it is stable
    /// where either no loss or the largest has at least half of the probability. Values above `most` are not computed
    /// where that saves work.
    pub fn without(&self, jump: &Jump, most: usize) -> Option<Self> {
        let largest = jump.points.last().map_or(0.0, |point| point.1);
        if jump.stay >= 0.5 {
            Some(self.divided_from_below(jump, most))
        } else if largest >= 0.5 {
            Some(self.divided_from_above(jump, largest))
        } else {
            None
        }
    }

    /// f = stay·g + Σ p_j·g(· − v_j) solved for g from its first value upwards.
    fn divided_from_below(&self, jump: &Jump, most: usize) -> Self {
        let wanted = most.saturating_add(1).saturating_sub(self.first);
        let length = self.values.len().min(wanted.max(1));
        // Divided beforehand: the loop waits for each of its own results, and a division is the longest wait.
        let mut values: Vec<f64> = self.values[..length].iter().map(|mass| mass / jump.stay).collect();
        if let [(cells, probability)] = jump.points[..] {
            let odds = probability / jump.stay;
            for at in cells..length {
                values[at] -= odds * values[at - cells];
            }
            return Self { first: self.first, values };
        }
        let odds: Vec<(usize, f64)> = jump.points.iter().map(|point| (point.0, point.1 / jump.stay)).collect();
        for at in 0..length {
            let before = odds.iter().filter(|(cells, _)| *cells <= at);
            values[at] -= before.map(|(cells, odds)| odds * values[at - cells]).sum::<f64>();
        }
        Self { first: self.first, values }
    }

    /// The same from the last value downwards, by the largest point.
    fn divided_from_above(&self, jump: &Jump, largest: f64) -> Self {
        let reach = jump.reach();
        let first = self.first.saturating_sub(reach);
        let length = self.end().saturating_sub(reach + first).max(1);
        let mut values = vec![0.0; length];
        let mass = |at: usize| at.checked_sub(self.first).and_then(|it| self.values.get(it)).copied().unwrap_or(0.0);
        for at in (0..length).rev() {
            let mut rest = mass(first + at + reach);
            let others = jump.points.iter().rev().skip(1).copied().chain([(0, jump.stay)]);
            for (cells, probability) in others {
                rest -= probability * values.get(at + reach - cells).copied().unwrap_or(0.0);
            }
            values[at] = rest / largest;
        }
        Self { first, values }
    }
}

fn add_scaled(into: &mut [f64], values: &[f64], factor: f64) {
    for (sum, value) in into.iter_mut().zip(values) {
        *sum += factor * value;
    }
}

/// The sum of all, merged in pairs so that wide distributions meet only once. No one gives a certain nothing.
pub(crate) fn sum(mut parts: Vec<Masses>) -> Masses {
    while parts.len() > 1 {
        parts = parts
            .chunks(2)
            .map(|pair| pair.iter().skip(1).fold(pair[0].clone(), |sum, it| sum.convolved(it)))
            .collect();
    }
    parts.pop().unwrap_or_else(|| Masses::certain(0))
}

/// Calls `visit` for every item from `from` to `to` with the sum of `base` and all the other items, by halving: every
/// item is added about log₂ n times and never taken out, so no rounding is amplified.
pub(crate) fn leave_one_out(
    base: &Masses,
    range: std::ops::Range<usize>,
    add: &impl Fn(&Masses, usize) -> Masses,
    visit: &mut impl FnMut(usize, &Masses),
) {
    match range.len() {
        0 => {}
        1 => visit(range.start, base),
        length => {
            let middle = range.start + length / 2;
            let with = |items: std::ops::Range<usize>| items.fold(base.clone(), |sum, item| add(&sum, item));
            leave_one_out(&with(middle..range.end), range.start..middle, add, visit);
            leave_one_out(&with(range.start..middle), middle..range.end, add, visit);
        }
    }
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    fn jump(points: &[(usize, f64)]) -> Jump {
        Jump { stay: 1.0 - points.iter().map(|point| point.1).sum::<f64>(), points: points.to_vec() }
    }

    fn same(one: &Masses, other: &Masses) {
        let at =
            |masses: &Masses, cell: usize| cell.checked_sub(masses.first).and_then(|it| masses.values.get(it)).copied();
        for cell in 0..one.end().max(other.end()) {
            let (left, right) = (at(one, cell).unwrap_or(0.0), at(other, cell).unwrap_or(0.0));
            assert!((left - right).abs() < 1e-14, "{cell}: {left} {right}");
        }
    }

    #[test]
    fn two_customers_by_hand() {
        let both = Masses::certain(0).with(&jump(&[(2, 0.1)])).with(&jump(&[(3, 0.5)]));
        same(&both, &Masses { first: 0, values: vec![0.45, 0.0, 0.05, 0.45, 0.0, 0.05] });
        assert!((both.mean() - 1.7).abs() < 1e-15);
    }

    #[test]
    fn a_customer_is_divided_out_where_that_is_stable() {
        let others =
            Masses::certain(1).with(&jump(&[(1, 0.3)])).with(&jump(&[(4, 0.6)])).with(&jump(&[(2, 0.2), (3, 0.1)]));
        for points in [
            vec![(2, 0.4)],
            vec![(2, 0.5)],
            vec![(3, 0.9)],
            vec![(3, 1.0)],
            vec![(1, 0.2), (5, 0.2)],
            vec![(1, 0.3), (2, 0.6)],
        ] {
            let customer = jump(&points);
            same(&others.with(&customer).without(&customer, usize::MAX).expect("stable"), &others);
        }
        let between = jump(&[(1, 0.4), (2, 0.4)]);
        assert_eq!(others.with(&between).without(&between, 9), None);
        // Only as far as it is asked for.
        let known = others.with(&jump(&[(2, 0.4)])).without(&jump(&[(2, 0.4)]), 3).expect("stable");
        assert_eq!(known.end(), 4);
    }

    #[test]
    fn each_is_left_out_once() {
        let customers: Vec<Jump> = (1..=7).map(|at| jump(&[(at, 0.1 * at as f64)])).collect();
        let mut seen = Vec::new();
        let add = |sum: &Masses, item: usize| sum.with(&customers[item]);
        leave_one_out(&Masses::certain(2), 0..7, &add, &mut |item, others| {
            let expected =
                (0..7).filter(|other| *other != item).fold(Masses::certain(2), |sum, other| add(&sum, other));
            same(others, &expected);
            seen.push(item);
        });
        assert_eq!(seen, [0, 1, 2, 3, 4, 5, 6]);
    }
}
