//! The losses of many small customers, in bands of like size and probability.
//!
//! One by one on a coarse lattice, every small loss would be split over two cells and add its own rounding to the
//! variance, which inflates the tail of a large book many times over. The members of a band are instead taken as so
//! many equal customers, with the size and the probability that keep the band's mean and variance; their sum is an
//! exact binomial at the scale of that size.

use super::factor::{Conditional, bisect};
use super::lattice::{Masses, sum};

/// Rounding onto the fine lattice may add this share of the variance before it is taken out again.
const ROUNDING: f64 = 0.01;
/// Fine cells a cell of the lattice, at most.
const FINEST: f64 = 64.0;
/// This many fine cells a cell are smooth, and this many a standard deviation are enough.
const FEW: f64 = 8.0;
const WIDTH: f64 = 150.0;
/// Sizes of a band differ by at most this factor, odds by the next.
const SIZE_RATIO: f64 = std::f64::consts::SQRT_2;
const ODDS_RATIO: f64 = 1.5;
/// Sizes below this many cells share a band.
const SMALLEST: f64 = 1.0 / 4096.0;

/// A small customer: a loss of `size` cells with `scale` times its probability has the mean and the variance of all its
/// severities together.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Small {
    /// The customer's place in the book.
    pub customer: usize,
    /// `E[v²]/E[v]` of the loss v once lost, in cells.
    pub size: f64,
    /// `E[v]²/E[v²]`, 0 to 1.
    pub scale: f64,
    /// Its probability given the factor.
    pub conditional: Conditional,
}

impl Small {
    /// Chance of a loss of `size` given X.
    pub fn chance(&self, value: f64) -> f64 {
        self.conditional.at(value) * self.scale
    }
}

/// So many equal customers with the mean and variance of a band's members.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Equal {
    /// How many, at least 1.
    pub count: usize,
    /// Loss of each, in cells.
    pub size: f64,
    /// Probability of each, 0 to 1.
    pub chance: f64,
}

/// Small customers sorted by band, and where each band ends.
#[derive(Debug, Clone, Default)]
pub(crate) struct Bands {
    /// All members, a band after the other.
    pub members: Vec<Small>,
    ends: Vec<usize>,
}

impl Bands {
    /// Puts like next to like.
    pub fn new(mut members: Vec<Small>) -> Self {
        members.sort_by_cached_key(|small| (class(small), small.customer));
        let ends = (1..=members.len())
            .filter(|&end| members.get(end).is_none_or(|next| class(next) != class(&members[end - 1])));
        Self { ends: ends.collect(), members }
    }

    /// The members of each band.
    pub fn iter(&self) -> impl Iterator<Item = &[Small]> {
        let starts = std::iter::once(0).chain(self.ends.iter().copied());
        starts.zip(&self.ends).map(|(start, end)| &self.members[start..*end])
    }

    /// The distribution of the sum of all members given X, on whole cells, with their mean and variance.
    pub fn masses(&self, value: f64) -> Masses {
        let bands: Vec<Equal> = self.iter().filter_map(|band| equal(band, value)).collect();
        let variance: f64 = bands.iter().map(Equal::variance).sum();
        let fine = fineness(bands.len(), variance);
        let total = sum(bands.iter().map(|band| band.masses(fine)).collect());
        onto_cells(&total, fine, variance)
    }
}

/// Fine cells a cell: so many that the rounding of the bands stays small beside the variance, and a few where the sum
/// is narrow, so that drawing it in does not leave ripples of a cell's length in its tail.
fn fineness(bands: usize, variance: f64) -> f64 {
    let rounding = (bands as f64 / (6.0 * ROUNDING * variance)).sqrt();
    let smooth = (WIDTH / variance.sqrt()).min(FEW);
    let fine = rounding.max(smooth).ceil().clamp(1.0, FINEST);
    if fine.is_nan() { 1.0 } else { fine }
}

fn class(small: &Small) -> (i64, i64) {
    let chance = small.conditional.base.min(1.0) * small.scale;
    let odds = (chance / (1.0 - chance)).clamp(1e-9, 1e9);
    let size = small.size.max(SMALLEST);
    ((size.ln() / SIZE_RATIO.ln()).floor() as i64, (odds.ln() / ODDS_RATIO.ln()).floor() as i64)
}

/// n equal customers of size h and chance q with n·q·h the mean m and n·q·(1 − q)·h² the variance s of the members:
/// h = s/m + m/n and q = m/(n·h), which is always within 0 and 1. `None` where no member can be lost.
pub(crate) fn equal(band: &[Small], value: f64) -> Option<Equal> {
    let (mut mean, mut variance) = (0.0, 0.0);
    for small in band {
        let chance = small.chance(value);
        mean += chance * small.size;
        variance += chance * (1.0 - chance) * small.size * small.size;
    }
    if mean <= 0.0 {
        return None;
    }
    let share = mean / band.len() as f64;
    let size = variance / mean + share;
    Some(Equal { count: band.len(), size, chance: (share / size).min(1.0) })
}

impl Equal {
    fn variance(&self) -> f64 {
        self.count as f64 * self.chance * (1.0 - self.chance) * self.size * self.size
    }

    /// The binomial of this band on cells of 1/`fine`, each multiple split over two with the mean kept.
    fn masses(&self, fine: f64) -> Masses {
        let (first, probabilities) = binomial(self.count, self.chance);
        let step = self.size * fine;
        let at = |place: usize| (first + place) as f64 * step;
        split(probabilities.iter().enumerate().map(|(place, mass)| (at(place), *mass)))
    }
}

/// The probabilities of a binomial from the first count that matters, worked outwards from the mode.
pub(crate) fn binomial(count: usize, chance: f64) -> (usize, Vec<f64>) {
    if chance >= 1.0 {
        return (count, vec![1.0]);
    }
    let odds = chance / (1.0 - chance);
    let mode = (((count + 1) as f64 * chance).floor() as usize).min(count);
    let (mut below, mut above) = (Vec::new(), vec![1.0]);
    let (mut mass, mut at) = (1.0, mode);
    while at > 0 && mass > 1e-30 {
        mass *= at as f64 / ((count - at + 1) as f64 * odds);
        at -= 1;
        below.push(mass);
    }
    let first = at;
    (mass, at) = (1.0, mode);
    while at < count && mass > 1e-30 {
        mass *= (count - at) as f64 * odds / (at + 1) as f64;
        at += 1;
        above.push(mass);
    }
    let mut all: Vec<f64> = below.into_iter().rev().chain(above).collect();
    let total: f64 = all.iter().sum();
    all.iter_mut().for_each(|mass| *mass /= total);
    (first, all)
}

/// Puts masses at real places, 0 or more, on whole cells, each over its two neighbours with its mean kept.
fn split(places: impl Iterator<Item = (f64, f64)> + Clone) -> Masses {
    let range = places.clone().fold((f64::MAX, 0.0_f64), |(low, high), (at, _)| (low.min(at), high.max(at)));
    let first = range.0.floor().max(0.0) as usize;
    let mut values = vec![0.0; (range.1.floor() as usize + 2).saturating_sub(first).max(1)];
    for (at, mass) in places {
        let cell = at.floor();
        let beyond = at - cell;
        let place = cell as usize - first;
        values[place] += mass * (1.0 - beyond);
        values[place + 1] += mass * beyond;
    }
    Masses { first, values }.trimmed()
}

/// Puts a sum on cells of 1/`fine` on whole cells. All places are drawn towards the mean just so far that the variance,
/// with the rounding of both lattices in it, is the given one; where even a certain loss at the mean has a larger one
/// after rounding, nothing smaller than a cell can be told and that certain loss stands.
fn onto_cells(total: &Masses, fine: f64, variance: f64) -> Masses {
    let mean = total.mean() / fine;
    let drawn = |factor: f64| total.pairs().map(move |(at, mass)| (mean + factor * (at as f64 / fine - mean), mass));
    let spread = |factor: f64| {
        let square = |(at, mass): (f64, f64)| {
            let beyond = at - at.floor();
            mass * ((at - mean) * (at - mean) + beyond * (1.0 - beyond))
        };
        drawn(factor).map(square).sum::<f64>()
    };
    let factor =
        if spread(1.0) <= variance * (1.0 + 1e-12) { 1.0 } else { bisect(0.0, 1.0, |it| spread(it) > variance) };
    split(drawn(factor).map(|(at, mass)| (at.max(0.0), mass)))
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;
    use statrs::distribution::{Binomial, Discrete};

    fn small(customer: usize, size: f64, base: f64) -> Small {
        Small { customer, size, scale: 1.0, conditional: Conditional { base, weight: 0.5 } }
    }

    /// Sizes over four orders of magnitude and probabilities from nearly none to certain.
    fn members(count: usize) -> Vec<Small> {
        let of = |at: usize| {
            small(at, 0.001 * 1.3_f64.powi((at * 7 % 35) as i32), [0.001, 0.02, 0.1, 0.3, 0.6, 0.97, 1.0][at % 7])
        };
        (0..count).map(of).collect()
    }

    fn variance(masses: &Masses) -> f64 {
        let mean = masses.mean();
        masses.pairs().map(|(at, mass)| mass * (at as f64 - mean) * (at as f64 - mean)).sum()
    }

    #[test]
    fn alike_customers_stand_for_themselves() {
        let band = vec![small(0, 3.5, 0.2); 40];
        let it = equal(&band, 1.0).expect("a band");
        assert!(it.count == 40 && (it.size - 3.5).abs() < 1e-14 && (it.chance - 0.2).abs() < 1e-15);
        assert_eq!(equal(&[small(0, 3.5, 0.0)], 1.0), None);
        let certain = equal(&[small(0, 2.0, 1.0), small(1, 3.0, 1.0)], 1.0).expect("a band");
        assert_eq!(certain, Equal { count: 2, size: 2.5, chance: 1.0 });
    }

    #[test]
    fn a_band_keeps_mean_and_variance() {
        let band = [small(0, 1.0, 0.1), small(1, 1.3, 0.12), small(2, 1.2, 0.14)];
        let it = equal(&band, 1.0).expect("a band");
        let mean: f64 = band.iter().map(|one| one.size * one.conditional.base).sum();
        let spread = |one: &Small| one.size * one.size * one.conditional.base * (1.0 - one.conditional.base);
        assert!((3.0 * it.size * it.chance - mean).abs() < 1e-15);
        assert!((it.variance() - band.iter().map(spread).sum::<f64>()).abs() < 1e-15);
    }

    #[test]
    fn bands_keep_mean_and_variance_on_the_lattice() {
        for count in [200, 3000] {
            for value in [0.3, 1.0, 2.5] {
                let bands = Bands::new(members(count));
                assert_eq!(bands.iter().map(<[Small]>::len).sum::<usize>(), count);
                let of = |one: &Small| (one.chance(value), one.size);
                let mean: f64 = bands.members.iter().map(of).map(|(chance, size)| chance * size).sum();
                let spread = |(chance, size): (f64, f64)| chance * (1.0 - chance) * size * size;
                let expected: f64 = bands.members.iter().map(of).map(spread).sum();
                let masses = bands.masses(value);
                assert!((masses.values.iter().sum::<f64>() - 1.0).abs() < 1e-12);
                assert!((masses.mean() / mean - 1.0).abs() < 1e-12, "{count}: {} {mean}", masses.mean());
                assert!((variance(&masses) / expected - 1.0).abs() < 1e-9, "{count}: {} {expected}", variance(&masses));
            }
        }
    }

    #[test]
    fn too_little_variance_for_a_cell_is_none() {
        // One customer of a tenth of a cell: no lattice distribution with its mean has so little variance.
        let masses = Bands::new(vec![small(0, 0.1, 0.5)]).masses(1.0);
        assert!(
            masses.first == 0 && (masses.values[0] - 0.95).abs() < 1e-12 && (masses.values[1] - 0.05).abs() < 1e-12
        );
        assert_eq!(Bands::default().masses(1.0), Masses::certain(0));
    }

    #[test]
    fn the_binomial_is_the_published_one() {
        for (count, chance) in [(1, 0.3), (7, 0.5), (40, 0.03), (1000, 0.999), (100_000, 0.1)] {
            let (first, masses) = binomial(count, chance);
            let exact = Binomial::new(chance, count as u64).expect("a binomial");
            for (at, mass) in masses.iter().enumerate() {
                assert!((mass - exact.pmf((first + at) as u64)).abs() < 1e-11, "{count} {chance} {at}");
            }
        }
        assert_eq!((binomial(5, 1.0), binomial(5, 0.0)), ((5, vec![1.0]), (0, vec![1.0, 0.0])));
    }
}
