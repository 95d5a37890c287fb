//! The churn models against published fits, and BG/NBD against lifetimes on every history of CDNOW.

use crate::support::{close, project};
use eggbasket::risk::bgnbd::{self, History};
use eggbasket::risk::sbg::{self, Renewal};

/// Renewals of a cohort of 1,000 from those left after each, the first 1,000 included.
fn cohort(left: &[u64]) -> Vec<Renewal> {
    left.windows(2).map(|pair| Renewal { renewed: pair[1], lost: pair[0] - pair[1] }).collect()
}

/// The paper's "high end" cohort, seven years of it.
fn high_end() -> Vec<Renewal> {
    cohort(&[1000, 869, 743, 653, 593, 551, 517, 491])
}

#[test]
fn sbg_fits_the_published_cohort_and_projects_it() {
    let fit = sbg::fit(&high_end()).expect("a maximum");
    assert!((fit.a - 0.668088).abs() <= 0.5e-6, "a is {}", fit.a);
    assert!((fit.b - 3.806095).abs() <= 0.5e-6, "b is {}", fit.b);
    for (renewals, expected) in (8..).zip([0.4604, 0.4358, 0.4142, 0.3951, 0.3780]) {
        let survival = fit.survival(renewals);
        assert!((survival - expected).abs() <= 0.5e-4, "S({renewals}) is {survival}");
    }
}

/// The paper's second cohort, "regular": its table 1 and its fit of 0.704 and 1.182.
#[test]
fn sbg_fits_the_regular_cohort() {
    let fit = sbg::fit(&cohort(&[1000, 631, 468, 382, 326, 289, 262, 241])).expect("a maximum");
    assert!((fit.a - 0.704).abs() <= 0.5e-3 && (fit.b - 1.182).abs() <= 0.5e-3, "{fit:?}");
}

#[test]
fn sbg_maximises_its_likelihood() {
    let fit = sbg::fit(&high_end()).expect("a maximum");
    let best = sbg::log_likelihood(&high_end(), fit);
    for step_a in -10..=10 {
        for step_b in -10..=10 {
            let near = sbg::Parameters { a: fit.a * 1.05_f64.powi(step_a), b: fit.b * 1.05_f64.powi(step_b) };
            assert!(sbg::log_likelihood(&high_end(), near) <= best + 1e-9, "{near:?}");
        }
    }
}

#[test]
fn sbg_by_hand() {
    // a = 1, b = 2: S(1) = 2/3, S(2) = 2/3 · 3/4 = 1/2, S(4) = 1/2 · 4/5 · 5/6 = 1/3.
    let even = sbg::Parameters { a: 1.0, b: 2.0 };
    assert_eq!(even.survival(0), 1.0);
    assert!(close(even.survival(2), 0.5, 1e-14) && close(even.survival(4), 1.0 / 3.0, 1e-14));
    assert!(close(even.retention(1), 2.0 / 3.0, 1e-14) && close(even.retention(2), 0.75, 1e-14));
    assert_eq!(even.retention(0), 1.0);
    // After two renewals, two more: 1 − 4/5 · 5/6 = 1/3. None within the horizon: locked.
    assert!(close(even.lost_probability(2, 2), 1.0 / 3.0, 1e-14));
    assert_eq!(even.lost_probability(2, 0), 0.0);
    // A chance of a billionth keeps its digits.
    let loyal = sbg::Parameters { a: 1e-9, b: 1.0 };
    assert!(close(loyal.lost_probability(0, 1), 1e-9 / (1.0 + 1e-9), 1e-14));
    // ln L of one lost and two kept at the first: ln(1/3) + 2 ln(2/3).
    let seen = [Renewal { renewed: 2, lost: 1 }];
    assert!(close(sbg::log_likelihood(&seen, even), (4.0_f64 / 27.0).ln(), 1e-14));
}

#[test]
fn sbg_without_a_maximum_has_no_fit() {
    let kept = Renewal { renewed: 90, lost: 10 };
    assert_eq!(sbg::fit(&[]), None);
    assert_eq!(sbg::fit(&[Renewal::default()]), None);
    assert_eq!(sbg::fit(&[Renewal { renewed: 90, lost: 0 }; 4]), None, "no loss");
    assert_eq!(sbg::fit(&[Renewal { renewed: 0, lost: 90 }]), None, "nobody kept");
    assert_eq!(sbg::fit(&[kept; 5]), None, "one chance for all");
    assert_eq!(sbg::fit(&[Renewal { renewed: 6, lost: 6 }]), None, "one rate tells no two parameters");
    assert_eq!(sbg::fit(&[Renewal::default(), kept, Renewal::default()]), None, "nor does one late in life");
    assert_eq!(sbg::fit(&[kept, Renewal { renewed: 80, lost: 20 }]), None, "rates that fall with age");
}

struct Row {
    history: History,
    customers: u64,
    alive: f64,
    expected: f64,
}

/// lifetimes' fit with its log-likelihood, and every history.
fn cdnow() -> (bgnbd::Parameters, f64, Vec<Row>) {
    let text = std::fs::read_to_string(project("fixtures/models/cdnow.csv")).expect("cdnow.csv");
    let mut lines = text.lines();
    let first = lines.next().expect("a fit").trim_start_matches("# ");
    let fit: Vec<f64> = first.split(' ').map(|it| it.split_once('=').expect("=").1.parse().expect(it)).collect();
    let rows = lines.skip(1).map(|line| {
        let cells: Vec<&str> = line.split(',').collect();
        let number = |at: usize| cells[at].parse::<f64>().expect(line);
        let history = History { repeats: cells[0].parse().expect(line), recency: number(1), age: number(2) };
        Row { history, customers: cells[3].parse().expect(line), alive: number(4), expected: number(5) }
    });
    (bgnbd::Parameters { r: fit[0], alpha: fit[1], a: fit[2], b: fit[3] }, fit[4], rows.collect())
}

fn histories(rows: &[Row]) -> Vec<(History, u64)> {
    rows.iter().map(|row| (row.history, row.customers)).collect()
}

#[test]
fn bgnbd_fits_cdnow_as_published() {
    let (theirs, log_likelihood, rows) = cdnow();
    let histories = histories(&rows);
    assert_eq!(histories.iter().map(|(_, customers)| customers).sum::<u64>(), 2357);
    let fit = bgnbd::fit(&histories).expect("a maximum");
    for (value, printed) in [(fit.r, 0.243), (fit.alpha, 4.414), (fit.a, 0.793), (fit.b, 2.426)] {
        assert!((value - printed).abs() <= 0.5e-3, "{value}, not {printed}");
    }
    let ours = bgnbd::log_likelihood(&histories, fit);
    assert!(close(bgnbd::log_likelihood(&histories, theirs), log_likelihood, 1e-12));
    assert!(ours >= log_likelihood - 1e-9 && ours < log_likelihood + 1e-3, "{ours} against {log_likelihood}");
    for (ours, theirs) in [(fit.r, theirs.r), (fit.alpha, theirs.alpha), (fit.a, theirs.a), (fit.b, theirs.b)] {
        assert!(close(ours, theirs, 1e-4), "{ours} against {theirs}");
    }
    // The order of the customers and the counting of equal ones change no bit.
    let mut one_by_one: Vec<(History, u64)> = Vec::new();
    for (history, customers) in histories.iter().rev() {
        one_by_one.extend(std::iter::repeat_n((*history, 1), *customers as usize));
    }
    let again = bgnbd::fit(&one_by_one).expect("a maximum");
    assert!(close(again.alpha, fit.alpha, 1e-9), "{again:?}");
    let backwards: Vec<_> = histories.iter().rev().copied().collect();
    assert_eq!(bgnbd::fit(&backwards), Some(fit));
    // A unit of time is a unit of α.
    let days: Vec<_> = histories
        .iter()
        .map(|(it, customers)| (History { recency: it.recency * 7.0, age: it.age * 7.0, ..*it }, *customers))
        .collect();
    let by_days = bgnbd::fit(&days).expect("a maximum");
    assert!(close(by_days.alpha, 7.0 * fit.alpha, 1e-6) && close(by_days.r, fit.r, 1e-6), "{by_days:?}");
}

#[test]
fn bgnbd_agrees_with_lifetimes_on_every_history() {
    let (fit, _, rows) = cdnow();
    assert_eq!(rows.len(), 1016);
    for row in &rows {
        let alive = fit.alive(&row.history);
        assert!((alive - row.alive).abs() <= 1e-6, "{:?}: alive {alive}, lifetimes {}", row.history, row.alive);
        let expected = fit.expected_purchases(&row.history, 52.0).expect("a horizon");
        assert!((expected - row.expected).abs() <= 1e-6, "{:?}: {expected}, lifetimes {}", row.history, row.expected);
    }
}

#[test]
fn bgnbd_by_hand() {
    let even = bgnbd::Parameters { r: 1.0, alpha: 1.0, a: 1.0, b: 3.0 };
    let bought = |repeats, recency, age| History { repeats, recency, age };
    // The odds of being gone are a/(b + x − 1) · ((α + T)/(α + t_x))^(r + x) = 1/3 · 2² = 4/3.
    let quiet = bought(1, 1.0, 3.0);
    assert!(close(even.alive(&quiet), 3.0 / 7.0, 1e-14));
    // And no purchase in h = 4: 1 − 3/7 · (1 − (4/8)²) = 19/28.
    assert!(close(even.lost_probability(&quiet, 4.0), 19.0 / 28.0, 1e-14));
    assert_eq!(even.lost_probability(&quiet, 0.0), 1.0);
    assert!(close(even.lost_probability(&quiet, f64::INFINITY), 4.0 / 7.0, 1e-14));
    // Never a repeat: alive for certain, silent with probability (4/8)¹.
    let new = bought(0, 0.0, 3.0);
    assert_eq!(even.alive(&new), 1.0);
    assert!(close(even.lost_probability(&new, 4.0), 0.5, 1e-14));
    // ln L: the new one r·ln(α/(α + T)) = ln(1/4); the quiet one 1 · 3/4 · (4⁻² + 1/3 · 2⁻²) = 3/4 · 7/48.
    let sum = (0.25_f64).ln() + 2.0 * (7.0_f64 / 64.0).ln();
    assert!(close(bgnbd::log_likelihood(&[(new, 1), (quiet, 2)], even), sum, 1e-14));
    // A daily buyer of ten years, silent for a year, is gone; nothing overflows.
    let gone = bought(3_000, 3_000.0, 3_365.0);
    assert!((0.0..1e-40).contains(&even.alive(&gone)) && close(even.lost_probability(&gone, 365.0), 1.0, 1e-14));
}

/// The paper's equation 10 by the plain series of ₂F₁.
fn equation_10(fit: bgnbd::Parameters, history: &History, horizon: f64) -> f64 {
    let x = f64::from(history.repeats);
    let (s, b, c) = (fit.r + x, fit.b + x, fit.a + fit.b + x - 1.0);
    let z = horizon / (fit.alpha + history.age + horizon);
    let (mut sum, mut term, mut at) = (1.0, 1.0, 0.0);
    while term > 1e-18 * sum {
        term *= (s + at) * (b + at) / ((c + at) * (at + 1.0)) * z;
        sum += term;
        at += 1.0;
    }
    fit.alive(history) * c / (fit.a - 1.0) * (1.0 - (1.0 - z).powf(s) * sum)
}

#[test]
fn expected_purchases_are_equation_10_and_hold_where_it_fails() {
    let histories = [(0, 0.0, 0.0), (0, 0.0, 30.0), (1, 2.0, 30.0), (7, 29.0, 30.0), (40, 30.0, 31.0)];
    for (r, alpha, a, b) in [(0.243, 4.414, 0.793, 2.426), (2.0, 10.0, 3.0, 0.5), (0.5, 1.0, 0.2, 1.5)] {
        let fit = bgnbd::Parameters { r, alpha, a, b };
        for (repeats, recency, age) in histories {
            let history = History { repeats, recency, age };
            for horizon in [0.5, 10.0, 52.0] {
                let (ours, theirs) = (fit.expected_purchases(&history, horizon), equation_10(fit, &history, horizon));
                assert!(ours.is_some_and(|ours| close(ours, theirs, 1e-9)), "{history:?}: {ours:?}, not {theirs}");
            }
        }
    }
    // a = 1 is 0/0 there; here it lies between its neighbours.
    let at = |a: f64| {
        let fit = bgnbd::Parameters { r: 0.243, alpha: 4.414, a, b: 2.426 };
        fit.expected_purchases(&History { repeats: 2, recency: 20.0, age: 30.0 }, 52.0).expect("a horizon")
    };
    assert!(close(at(1.0), f64::midpoint(at(1.0 - 1e-4), at(1.0 + 1e-4)), 1e-8));
    // Nobody ever leaves: a Poisson rate of gamma mean (r + x)/(α + T). A mass at 0 of e^−3700 does not get lost.
    let loyal = bgnbd::Parameters { r: 1.0, alpha: 1.0, a: 1e-12, b: 1.0 };
    let daily = History { repeats: 3999, recency: 999.0, age: 999.0 };
    let made = loyal.expected_purchases(&daily, 1500.0).expect("a horizon");
    assert!(close(made, 4000.0 / 1000.0 * 1500.0, 1e-8), "{made}");
}

#[test]
fn expected_purchases_know_their_horizon() {
    let fit = bgnbd::Parameters { r: 0.243, alpha: 4.414, a: 0.793, b: 2.426 };
    let history = History { repeats: 2, recency: 20.0, age: 30.0 };
    assert_eq!(fit.expected_purchases(&history, 0.0), Some(0.0));
    for beyond in [-1.0, f64::NAN, f64::INFINITY, 1e9] {
        assert_eq!(fit.expected_purchases(&history, beyond), None, "{beyond}");
    }
    // The chance of one purchase in a moment is its expectation.
    let moment = 1e-9;
    let (one, chance) = (fit.expected_purchases(&history, moment), 1.0 - fit.lost_probability(&history, moment));
    assert!(one.is_some_and(|one| (one - chance).abs() < 1e-15), "{one:?} against {chance}");
}

#[test]
fn bgnbd_without_a_maximum_has_no_fit() {
    let bought = |repeats, recency, age| (History { repeats, recency, age }, 10);
    assert_eq!(bgnbd::fit(&[]), None);
    assert_eq!(bgnbd::fit(&[bought(0, 0.0, 0.0)]), None, "no age");
    assert_eq!(bgnbd::fit(&[bought(0, 0.0, 30.0), bought(0, 0.0, 20.0)]), None, "no repeat");
    assert_eq!(bgnbd::fit(&[bought(5, 30.0, 30.0), bought(5, 29.0, 30.0)]), None, "all alike, nobody seems gone");
    assert_eq!(bgnbd::fit(&[bought(5, 31.0, 30.0), bought(2, f64::NAN, 30.0)]), None, "no valid history");
    // An invalid history beside valid ones is left out.
    let (_, _, rows) = cdnow();
    let mut all = histories(&rows);
    let fit = bgnbd::fit(&all);
    all.extend([bought(5, 31.0, 30.0), bought(0, 0.0, f64::INFINITY), bought(0, 0.0, -1.0)]);
    assert_eq!(bgnbd::fit(&all), fit);
    assert_eq!(bgnbd::log_likelihood(&all[1016..], bgnbd::Parameters { r: 1.0, alpha: 1.0, a: 1.0, b: 1.0 }), 0.0);
}
