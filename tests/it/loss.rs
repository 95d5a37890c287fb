//! The loss distribution: published and hand-worked values, and what must hold of every book.

use crate::support::{Dice, close};
use eggbasket::risk::loss::{
    Customer, Dependence, Distribution, FULL, Factor, Invalid, LEVELS, Losses, Severity, basket_cost,
    granularity_adjustment, tail_ratios,
};

/// Equal customers for each number and exposure, all with one probability and no severity but the whole.
pub fn book(sizes: &[(usize, f64)], probability: f64) -> Vec<Customer<'static>> {
    let one = |exposure| Customer { exposure, severities: FULL, probability, industry: None };
    sizes.iter().flat_map(|&(count, exposure)| std::iter::repeat_n(one(exposure), count)).collect()
}

/// The basket cost of a book, from its customers alone.
fn cost_of(customers: &[Customer], dependence: Dependence, level: f64) -> Result<f64, Invalid> {
    basket_cost(&Losses::new(customers, dependence)?, customers, dependence, level)
}

fn independent(book: &[Customer]) -> Losses {
    Losses::new(book, Dependence::Independent).expect("a valid book")
}

fn shortfall(book: &[Customer], dependence: Dependence, level: f64) -> f64 {
    Losses::new(book, dependence).expect("a valid book").distribution().expected_shortfall(level)
}

fn common(weight: f64) -> Dependence {
    Dependence::Common(Factor { weight, variance: Factor::VARIANCE })
}

/// Holds VaR95, ES95, VaR99, ES99 and VaR99.9 against values printed with one and three decimals.
fn printed(it: &Distribution, percent: f64, expected: [f64; 5], what: &str) {
    let [level, high, highest] = LEVELS;
    let found = [
        it.value_at_risk(level),
        it.expected_shortfall(level),
        it.value_at_risk(high),
        it.expected_shortfall(high),
        it.value_at_risk(highest),
    ];
    for ((found, expected), half) in found.iter().zip(expected).zip([5e-10, 5e-4, 5e-10, 5e-4, 5e-10]) {
        assert!((found / percent - expected).abs() <= half, "{what}: {found} is not {expected}");
    }
    assert!(close(it.expected() / percent, 10.0, 1e-12), "{what}: the expected loss");
}

#[test]
fn three_books_that_only_the_tail_tells_apart() {
    let even = [12.2, 12.852, 13.2, 13.729, 14.4];
    let seed = [15.6, 17.370, 18.4, 19.983, 22.0];
    let whale = [37.0, 37.893, 38.4, 39.025, 39.8];
    // In percent, where the lattice has 10,000 cells, and in whole fifths of it, where the divisor gives 500.
    for percent in [1.0, 5.0] {
        let of = |sizes: &[(usize, f64)]| {
            let sizes: Vec<(usize, f64)> = sizes.iter().map(|&(count, exposure)| (count, exposure * percent)).collect();
            independent(&book(&sizes, 0.1))
        };
        printed(of(&[(500, 0.2)]).distribution(), percent, even, "500 equal");
        let head = |losses: &Losses, customers: usize| {
            let parts = losses.contributions(0.95);
            parts[..customers].iter().sum::<f64>() / losses.distribution().expected_shortfall(0.95)
        };
        let ten = of(&[(10, 3.0), (350, 0.2)]);
        printed(ten.distribution(), percent, seed, "seed10");
        assert!((head(&ten, 10) - 0.560806).abs() <= 5e-7, "{}", head(&ten, 10));
        let one = of(&[(1, 30.0), (350, 0.2)]);
        printed(one.distribution(), percent, whale, "one30");
        assert!((head(&one, 1) - 0.791693).abs() <= 5e-7, "{}", head(&one, 1));
    }
}

#[test]
fn the_chance_that_a_book_loses_more_than_it_can_bear() {
    // The book of the stress chapter: ten named customers and a hundred equal small ones, P(L > 25) and its mean.
    let head = [18.0, 12.0, 9.0, 7.0, 5.0, 4.0, 3.0, 3.0, 2.0, 2.0];
    let chances = [0.05, 0.05, 0.08, 0.10, 0.12, 0.12, 0.15, 0.15, 0.15, 0.20];
    let of = |unit: f64| {
        let one = |(exposure, probability): (f64, f64)| Customer {
            exposure: exposure * unit,
            severities: FULL,
            probability,
            industry: None,
        };
        let tail = std::iter::repeat_n((0.35, 0.20), 100);
        independent(&head.into_iter().zip(chances).chain(tail).map(one).collect::<Vec<_>>())
    };
    for unit in [1.0, 20.0] {
        let losses = of(unit);
        let chance = losses.distribution().probability_above(25.0 * unit + 1e-9);
        assert!((chance - 0.061915).abs() <= 5e-7, "{chance}");
        assert!(close(losses.distribution().expected(), 12.60 * unit, 1e-12));
    }
}

#[test]
fn a_fair_coin_by_hand() {
    // One customer of 8 lost with ½: VaR at 40 % is 0 with β = (.5 − .4)/.5, ES = 8·.5/.6; at 50 % VaR is still 0.
    let losses = independent(&book(&[(1, 8.0)], 0.5));
    let it = losses.distribution();
    assert_eq!((it.value_at_risk(0.4), it.value_at_risk(0.5), it.value_at_risk(0.51)), (0.0, 0.0, 8.0));
    assert!(close(it.expected_shortfall(0.4), 4.0 / 0.6, 1e-15));
    assert!(close(it.expected_shortfall(0.5), 8.0, 1e-15) && close(it.expected_shortfall(0.99), 8.0, 1e-15));
    assert!(close(it.variance(), 16.0, 1e-15));
    assert!(close(losses.contributions(0.4)[0], 4.0 / 0.6, 1e-14));
    // Both stay with .7·.7 = .49, which in doubles is a little less: the quantile at 49 % is no loss all the same.
    let both = independent(&book(&[(2, 3.0)], 0.3));
    assert_eq!(both.distribution().value_at_risk(0.49), 0.0);
}

#[test]
fn a_book_without_a_loss_has_none() {
    let nothing = [Vec::new(), book(&[(3, 0.0)], 0.5), book(&[(3, 5.0)], 0.0)];
    for book in &nothing {
        for dependence in [Dependence::Independent, common(0.5), common(1.0)] {
            let losses = Losses::new(book, dependence).expect("a valid book");
            let it = losses.distribution();
            assert_eq!((it.expected(), it.value_at_risk(0.999), it.expected_shortfall(0.999)), (0.0, 0.0, 0.0));
            assert_eq!(losses.contributions(0.95), vec![0.0; book.len()]);
            assert_eq!(tail_ratios(book, &losses.contributions(0.95)), vec![None; book.len()]);
            assert_eq!(cost_of(book, dependence, 0.95), Ok(0.0));
        }
    }
    // Everything is lost for certain, with and without a factor, up to the cell that each of four losses is split over;
    // odd levels are read as the nearest that is defined.
    for dependence in [Dependence::Independent, common(1.0)] {
        let losses = Losses::new(&book(&[(4, 7.5), (1, 0.001)], 1.0), dependence).expect("a valid book");
        let it = losses.distribution();
        assert!(close(it.expected(), 30.001, 1e-12));
        for level in [0.0, 0.95, 1.0, 7.0, -1.0, f64::NAN] {
            let (value, shortfall) = (it.value_at_risk(level), it.expected_shortfall(level));
            assert!((value - 30.001).abs() <= 5.0 * it.unit() && (shortfall - 30.001).abs() <= 5.0 * it.unit());
            assert!(close(losses.contributions(level).iter().sum(), shortfall, 1e-9), "{level}");
        }
    }
}

#[test]
fn an_input_outside_its_range_is_named() {
    let good = book(&[(3, 5.0)], 0.1);
    let refused = |change: &dyn Fn(&mut Customer<'static>)| {
        let mut bad = good.clone();
        change(&mut bad[1]);
        Losses::new(&bad, Dependence::Independent).err()
    };
    for exposure in [-1.0, f64::NAN, f64::INFINITY] {
        assert_eq!(refused(&|it| it.exposure = exposure), Some(Invalid::Exposure(1)));
    }
    for probability in [-0.1, 1.1, f64::NAN] {
        assert_eq!(refused(&|it| it.probability = probability), Some(Invalid::Probability(1)));
    }
    const NONE: &[Severity] = &[];
    const LIGHT: &[Severity] = &[Severity { share: 0.5, weight: 0.9 }];
    const ABOVE: &[Severity] = &[Severity { share: 1.5, weight: 1.0 }];
    const ZERO: &[Severity] = &[Severity { share: 0.0, weight: 1.0 }];
    const UNKNOWN: &[Severity] = &[Severity { share: 0.5, weight: f64::NAN }];
    for severities in [NONE, LIGHT, ABOVE, ZERO, UNKNOWN] {
        assert_eq!(refused(&|it| it.severities = severities), Some(Invalid::Severity(1)));
    }
    for (weight, variance) in [(-0.1, 0.25), (1.1, 0.25), (f64::NAN, 0.25), (0.5, -1.0), (0.5, 101.0), (0.5, f64::NAN)]
    {
        let dependence = Dependence::Common(Factor { weight, variance });
        assert_eq!(Losses::new(&good, dependence).err(), Some(Invalid::Factor));
    }
    assert_eq!(Losses::new(&book(&[(2, f64::MAX)], 0.1), Dependence::Independent).err(), Some(Invalid::Total));
    assert_eq!(refused(&|_| ()), None);
}

/// A random book of whole amounts; with industries where there are some.
fn random(dice: &mut Dice, customers: u64, largest: u64, industries: u64) -> Vec<Customer<'static>> {
    let mut one = |_| Customer {
        exposure: 1.0 + dice.roll(largest) as f64,
        severities: FULL,
        probability: (1 + dice.roll(98)) as f64 / 100.0,
        industry: (industries > 0).then(|| dice.roll(industries) as usize),
    };
    (0..customers).map(&mut one).collect()
}

#[test]
fn shortfall_is_at_least_the_quantile_and_the_mean_and_contributions_sum_to_it() {
    let mut dice = Dice(5);
    for round in 0..6 {
        // Whole amounts on their own divisor, and the same in thirds, where losses are split and small ones banded.
        let mut it = random(&mut dice, 60, if round % 2 == 0 { 40 } else { 100_000 }, 3);
        if round % 3 == 0 {
            it.extend(random(&mut dice, 100, 30, 3));
            it.iter_mut().for_each(|customer| customer.exposure /= 3.0);
        }
        let factor = Factor { weight: 0.3 + 0.1 * f64::from(round), variance: 0.25 };
        for dependence in [Dependence::Independent, Dependence::Common(factor), Dependence::Industries(factor)] {
            let losses = Losses::new(&it, dependence).expect("a valid book");
            let distribution = losses.distribution();
            let expected: f64 = it.iter().map(|customer| customer.exposure * customer.probability).sum();
            assert!(close(distribution.expected(), expected, 1e-10), "{} {expected}", distribution.expected());
            for level in LEVELS {
                let shortfall = distribution.expected_shortfall(level);
                assert!(shortfall >= distribution.value_at_risk(level) && shortfall >= expected);
                let parts = losses.contributions(level);
                assert!(close(parts.iter().sum(), shortfall, 1e-9), "{dependence:?} {level}");
                // A split loss stands up to a cell higher.
                let most = |customer: &Customer| customer.exposure + distribution.unit();
                assert!(parts.iter().zip(&it).all(|(part, customer)| (0.0..=most(customer)).contains(part)));
            }
        }
    }
}

#[test]
fn a_merger_never_lowers_the_shortfall() {
    let mut dice = Dice(17);
    for _ in 0..40 {
        let before = random(&mut dice, 12, 40, 0);
        let (one, other) = (before[10], before[11]);
        let exposure = one.exposure + other.exposure;
        let probability = (one.probability * one.exposure + other.probability * other.exposure) / exposure;
        let mut after = before[..10].to_vec();
        after.push(Customer { exposure, probability, ..one });
        for level in LEVELS {
            let (apart, merged) =
                (shortfall(&before, Dependence::Independent, level), shortfall(&after, Dependence::Independent, level));
            assert!(merged >= apart - 1e-9, "{apart} falls to {merged} at {level}");
        }
    }
}

#[test]
fn evening_out_two_customers_never_raises_the_shortfall() {
    let mut dice = Dice(23);
    for round in 0..40 {
        let mut before = random(&mut dice, 12, 40, 0);
        let probability = before[0].probability;
        before.iter_mut().for_each(|customer| customer.probability = probability);
        before.sort_by(|left, right| left.exposure.total_cmp(&right.exposure));
        let (small, large) = (dice.roll(6) as usize, 6 + dice.roll(6) as usize);
        let gap = before[large].exposure - before[small].exposure;
        let moved = (gap / 2.0).floor().min(1.0 + dice.roll(10) as f64);
        let mut after = before.clone();
        after[small].exposure += moved;
        after[large].exposure -= moved;
        let dependence = if round % 2 == 0 { Dependence::Independent } else { common(0.6) };
        for level in LEVELS {
            let (uneven, evened) = (shortfall(&before, dependence, level), shortfall(&after, dependence, level));
            assert!(evened <= uneven + 1e-9, "{uneven} rises to {evened} at {level}");
        }
    }
}

#[test]
fn a_basket_costs_what_the_even_book_would_save() {
    let even = book(&[(500, 0.2)], 0.1);
    assert!(cost_of(&even, Dependence::Independent, 0.95).expect("a valid book").abs() < 1e-9);
    // one30: 37.893 against 351 customers of 100/351 each, by the binomial on whole customers.
    let whale = book(&[(1, 30.0), (350, 0.2)], 0.1);
    let equal = shortfall(&book(&[(351, 1.0)], 0.1), Dependence::Independent, 0.95) * 100.0 / 351.0;
    let cost = cost_of(&whale, Dependence::Independent, 0.95).expect("a valid book");
    assert!((cost - (37.89347 - equal)).abs() < 5e-5, "{cost}");
    // The customers of the even book stay in their industries.
    let mut halves = even.clone();
    halves.iter_mut().enumerate().for_each(|(at, customer)| customer.industry = Some(at % 2));
    let factor = Dependence::Industries(Factor { weight: 1.0, variance: 0.25 });
    assert!(cost_of(&halves, factor, 0.95).expect("a valid book").abs() < 1e-9);
    // A whale that all but never leaves makes the book safer than an even one with the same expected loss.
    let mut safe = whale.clone();
    safe[0].probability = 1e-6;
    assert!(cost_of(&safe, Dependence::Independent, 0.95).expect("a valid book") < 0.0);
    // The even book moves with the same factor: it costs less to be uneven where everyone falls together.
    let moved = cost_of(&whale, common(1.0), 0.95).expect("a valid book");
    assert!(moved > 0.0 && moved < cost, "{moved}");
}

#[test]
fn the_whale_brings_more_tail_than_revenue() {
    let whale = book(&[(1, 30.0), (350, 0.2)], 0.1);
    let ratios = tail_ratios(&whale, &independent(&whale).contributions(0.95));
    assert!((ratios[0].expect("a ratio") - 0.791693 / 0.3).abs() < 2e-6);
    assert!((ratios[9].expect("a ratio") - (1.0 - 0.791693) / 0.7).abs() < 2e-6);
}

#[test]
fn a_factor_moves_the_tail_and_not_the_mean() {
    let it = book(&[(10, 3.0), (350, 0.2)], 0.1);
    assert_eq!(
        Losses::new(&it, common(0.0)).expect("valid").distribution(),
        independent(&it).distribution(),
        "no weight is independence"
    );
    let tails: Vec<f64> = (0..=5).map(|step| shortfall(&it, common(f64::from(step) / 5.0), 0.99)).collect();
    assert!(tails.windows(2).all(|pair| pair[1] > pair[0]), "{tails:?}");
    // Two independent industries diversify: less tail than one factor for both, more than none.
    let mut halves = it.clone();
    halves.iter_mut().enumerate().for_each(|(at, customer)| customer.industry = Some(at % 2));
    let factor = Factor { weight: 1.0, variance: 0.25 };
    let two = shortfall(&halves, Dependence::Industries(factor), 0.99);
    assert!(tails[0] < two && two < tails[5], "{two} {tails:?}");
    // One industry of all is the common factor; customers without one are independent.
    halves.iter_mut().for_each(|customer| customer.industry = Some(7));
    assert!(close(shortfall(&halves, Dependence::Industries(factor), 0.99), tails[5], 1e-12));
    assert!(close(shortfall(&it, Dependence::Industries(factor), 0.99), tails[0], 1e-12));
}

#[test]
fn the_granularity_adjustment_agrees_where_it_holds() {
    // Small probabilities and many customers, sizes spread 1 to 20: the quantile is the systematic one and the
    // adjustment.
    let sizes: Vec<(usize, f64)> = (1..=20).map(|size| (60, f64::from(size))).collect();
    let it = book(&sizes, 0.02);
    let factor = Factor { weight: 0.8, variance: 0.25 };
    for level in [0.99, 0.999] {
        let exact = Losses::new(&it, Dependence::Common(factor)).expect("valid").distribution().value_at_risk(level);
        let check = granularity_adjustment(&it, factor, level).expect("a factor");
        let close_to = check.systematic + check.adjustment;
        assert!(check.adjustment > 0.0 && (exact / close_to - 1.0).abs() < 0.01, "{exact} {check:?}");
    }
    // The other form of it: 1/(2·K)·Σ E[v²]·[δ·p(x) − (p(x) − p)] with δ = (x − 1)·(a + (1 − a)/x), K = Σ v·(p(x) − p).
    let quantile = 1.0 + (granularity_adjustment(&it, factor, 0.99).expect("a factor").systematic / 252.0 - 1.0) / 0.8;
    let (given, delta) = (0.02 * (0.2 + 0.8 * quantile), (quantile - 1.0) * (4.0 - 3.0 / quantile));
    let squares: f64 = it.iter().map(|customer| customer.exposure.powi(2) * (delta * given - (given - 0.02))).sum();
    let capital: f64 = it.iter().map(|customer| customer.exposure * (given - 0.02)).sum();
    let found = granularity_adjustment(&it, factor, 0.99).expect("a factor").adjustment;
    assert!(close(found, squares / (2.0 * capital), 1e-9), "{found} {}", squares / (2.0 * capital));
    assert_eq!(granularity_adjustment(&it, Factor { weight: 0.0, variance: 0.25 }, 0.99), None);
    assert_eq!(granularity_adjustment(&it, Factor { weight: 0.5, variance: 0.0 }, 0.99), None);
    assert_eq!(granularity_adjustment(&[], factor, 0.99), None);
    for variance in [1e-300, 1e-8, 1e-6, 100.0, f64::INFINITY, f64::NAN] {
        for level in [f64::NAN, 0.0, 1e-9, 0.5, 0.999, 1.0] {
            let check = granularity_adjustment(&it, Factor { weight: 1.0, variance }, level);
            assert!(check.is_none_or(|it| it.systematic.is_finite()), "{variance} {level}: {check:?}");
        }
    }
}

#[test]
fn no_valid_book_breaks_it() {
    const CUTS: &[Severity] = &[Severity { share: 1e-200, weight: 0.25 }, Severity { share: 1.0, weight: 0.75 }];
    const LEAST: &[Severity] = &[Severity { share: 1e-200, weight: 1.0 }];
    let mut dice = Dice(31);
    let exposures = [0.0, 1e-320, 1e-300, 1e-9, 0.1, 1.0, 7.0, 12_345.678, 1e15 + 1.0, 1e18, 1e300];
    for round in 0..36 {
        let largest = 3 + round % 9;
        let one = |_| Customer {
            exposure: exposures[dice.roll(largest) as usize],
            severities: [FULL, CUTS, LEAST][dice.roll(3) as usize],
            probability: [0.0, 1e-300, 1e-9, 0.1, 0.5, 0.6, 0.999, 1.0 - 1e-16, 1.0][dice.roll(9) as usize],
            industry: [None, Some(0), Some(usize::MAX)][dice.roll(3) as usize],
        };
        let it: Vec<Customer> = (0..30).map(one).collect();
        let weight = [1e-12, 0.5, 1.0][round as usize % 3];
        let factor = Factor { weight, variance: [1e-9, 1e-4, 0.25, 100.0][round as usize % 4] };
        for dependence in [Dependence::Independent, Dependence::Common(factor), Dependence::Industries(factor)] {
            let losses = Losses::new(&it, dependence).expect("a valid book");
            let expected: f64 = it.iter().map(|one| one.probability * one.loss_if_lost()).sum();
            let unit = losses.distribution().unit();
            let off = (losses.distribution().expected() - expected).abs();
            assert!(off <= 1e-9 * expected.max(unit), "{round} {dependence:?}: {off} of {expected}, cells of {unit}");
            let shortfall = losses.distribution().expected_shortfall(0.95);
            let sum: f64 = losses.contributions(0.95).iter().sum();
            assert!((sum - shortfall).abs() <= 1e-9 * shortfall.max(unit), "{round} {dependence:?}: {sum} {shortfall}");
            assert!(cost_of(&it, dependence, 0.95).is_ok_and(f64::is_finite));
        }
    }
}
