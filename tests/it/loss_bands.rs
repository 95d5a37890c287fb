//! Small customers in bands against exact distributions of the same books.

use crate::loss::book;
use crate::support::{Dice, close};
use eggbasket::risk::loss::{Customer, Dependence, FULL, Factor, LEVELS, Losses, Severity};
use statrs::distribution::{Binomial, DiscreteCDF};

#[test]
fn a_hundred_thousand_equal_customers_are_a_binomial() {
    let losses = Losses::new(&book(&[(100_000, 1.0)], 0.1), Dependence::Independent).expect("a valid book");
    let it = losses.distribution();
    assert_eq!(it.unit(), 10.0, "ten customers a cell");
    assert!(close(it.expected(), 10_000.0, 1e-12) && close(it.variance(), 9000.0, 1e-9));
    let exact = Binomial::new(0.1, 100_000).expect("a binomial");
    for level in LEVELS {
        let quantile = exact.inverse_cdf(level);
        assert!((it.value_at_risk(level) - quantile as f64).abs() < 10.0, "{level}: {quantile}");
        // E[K; K > k] is n·p·P(K′ ≥ k), K′ of one customer less. The shortfall is within a tenth of a cell.
        let fewer = Binomial::new(0.1, 99_999).expect("a binomial");
        let beyond = 10_000.0 * fewer.sf(quantile - 1) + quantile as f64 * (exact.cdf(quantile) - level);
        let shortfall = it.expected_shortfall(level);
        assert!((shortfall - beyond / (1.0 - level)).abs() < 1.0, "{level}: {shortfall} {beyond}");
        let parts = losses.contributions(level);
        assert!(parts.iter().all(|part| close(*part, shortfall / 100_000.0, 1e-9)), "{level}: all bear the same");
    }
    // Far out as well, 3 to 6 standard deviations, where one by one on the lattice the tail is many times too heavy. A
    // cell's loss is spread over its ten counts and drawn in by as much, which moves the tail by z²·u²/(12·σ²), at most
    // 3.3 %, one way and by half of that the other.
    for count in (10_300..=10_570).step_by(30) {
        let above = it.probability_above(count as f64);
        assert!(above <= exact.sf(count) && above >= exact.sf(count + 10), "{count}");
        let middle = (exact.sf(count + 4) * exact.sf(count + 5)).sqrt();
        assert!((above / middle - 1.0).abs() < 0.02, "{count}: {above} {middle}");
    }
}

const CUTS: &[Severity] = &[Severity { share: 0.5, weight: 0.4 }, Severity { share: 1.0, weight: 0.6 }];

/// 3,000 customers of 1 to 5, a fifth of them with the given cuts, and the same in thirds. Whole amounts stand on a
/// lattice exactly, thirds are small losses on one of 10,000 cells; their shortfalls differ by at most so many cells.
fn mixed(cuts: &'static [Severity], cells: f64) {
    let mut dice = Dice(11);
    let mut one = |place: usize| Customer {
        exposure: if place.is_multiple_of(5) { 4.0 } else { 1.0 + dice.roll(5) as f64 },
        severities: if place.is_multiple_of(5) { cuts } else { FULL },
        probability: (1 + dice.roll(if place.is_multiple_of(7) { 90 } else { 40 })) as f64 / 100.0,
        industry: (!place.is_multiple_of(9)).then(|| dice.roll(2) as usize),
    };
    let whole: Vec<Customer> = (0..3000).map(&mut one).collect();
    let thirds: Vec<Customer> = whole.iter().map(|it| Customer { exposure: it.exposure / 3.0, ..*it }).collect();
    let factor = Factor { weight: 0.5, variance: 0.25 };
    for dependence in [Dependence::Independent, Dependence::Common(factor), Dependence::Industries(factor)] {
        let losses = |book: &[Customer]| Losses::new(book, dependence).expect("a valid book");
        let (exact, banded) = (losses(&whole), losses(&thirds));
        let (it, same) = (exact.distribution(), banded.distribution());
        let unit = 3.0 * same.unit();
        assert!(it.unit() == 1.0 && unit != 1.0);
        assert!(close(it.expected(), 3.0 * same.expected(), 1e-11), "{} {}", it.expected(), 3.0 * same.expected());
        assert!(close(it.variance(), 9.0 * same.variance(), 1e-9), "{} {}", it.variance(), 9.0 * same.variance());
        for level in LEVELS {
            assert!((it.value_at_risk(level) - 3.0 * same.value_at_risk(level)).abs() <= unit);
            let (shortfall, other) = (it.expected_shortfall(level), 3.0 * same.expected_shortfall(level));
            assert!((shortfall - other).abs() <= cells * unit, "{dependence:?} {level}: {shortfall} {other}");
            // The exact contributions take a second a level under a factor.
            if level > 0.95 && dependence != Dependence::Independent {
                continue;
            }
            for (place, (part, other)) in exact.contributions(level).iter().zip(banded.contributions(level)).enumerate()
            {
                assert!(close(*part, 3.0 * other, 2e-3), "{level}: {part} {} of {:?}", 3.0 * other, whole[place]);
            }
        }
    }
}

#[test]
fn bands_of_a_mixed_book_agree_with_the_same_book_on_its_divisor() {
    mixed(FULL, 0.03);
}

#[test]
fn bands_keep_two_moments_of_cuts() {
    // The third is lost: a cut of a half and the whole become one loss between them.
    mixed(CUTS, 0.15);
}

#[test]
fn a_book_of_all_sizes_keeps_its_mean_its_variance_and_its_shortfall() {
    let mut dice = Dice(29);
    let one = |_| {
        // A sum of twelve uniforms is nearly normal: sizes over six orders of magnitude.
        let normal = (0..12).map(|_| dice.roll(1_000_000) as f64 / 1e6).sum::<f64>() - 6.0;
        Customer {
            exposure: (2.0 * normal).exp(),
            severities: FULL,
            probability: 0.01 + dice.roll(1000) as f64 / 2500.0,
            industry: None,
        }
    };
    let book: Vec<Customer> = (0..20_000).map(one).collect();
    let losses = Losses::new(&book, Dependence::Independent).expect("a valid book");
    let (mut expected, mut variance, mut split) = (0.0, 0.0, 0.0);
    for it in &book {
        expected += it.probability * it.exposure;
        variance += it.probability * (1.0 - it.probability) * it.exposure * it.exposure;
        let cells = it.exposure / losses.distribution().unit();
        let large = cells >= 10.0;
        split += if large { it.probability * cells.fract() * (1.0 - cells.fract()) } else { 0.0 };
    }
    let it = losses.distribution();
    assert!(close(it.expected(), expected, 1e-11));
    // Small ones keep their variance, large ones between two cells add p·θ·(1 − θ) cells squared.
    variance += split * it.unit() * it.unit();
    assert!(close(it.variance(), variance, 1e-9), "{} {variance}", it.variance());
    for level in LEVELS {
        let parts = losses.contributions(level);
        assert!(close(parts.iter().sum(), it.expected_shortfall(level), 1e-9));
        assert!(parts.iter().zip(&book).all(|(part, one)| *part >= one.probability * one.exposure * 0.99));
    }
}
