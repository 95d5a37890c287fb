//! The loss distribution of small books against every one of their outcomes.

use crate::support::{Dice, close};
use eggbasket::risk::loss::{Customer, Dependence, FULL, Factor, Losses, Node, Severity, quadrature};
use std::collections::BTreeMap;

/// All outcomes of a book given the factors: how likely, and what each customer loses in cells.
type Outcomes = Vec<(f64, Vec<usize>)>;

/// A customer's losses once lost: cells and probabilities. Between two cells both, with the mean kept.
fn cells(customer: &Customer, unit: f64) -> Vec<(usize, f64)> {
    let mut all = Vec::new();
    for severity in customer.severities {
        let place = severity.share * customer.exposure / unit;
        if (place - place.round()).abs() < 1e-9 {
            all.push((place.round() as usize, severity.weight));
        } else {
            all.push((place as usize, severity.weight * (1.0 - place.fract())));
            all.push((place as usize + 1, severity.weight * place.fract()));
        }
    }
    all
}

/// A sum of many terms without their rounding (Neumaier 1974).
#[derive(Clone, Copy, Default)]
struct Sum(f64, f64);

impl Sum {
    fn add(&mut self, term: f64) {
        let sum = self.0 + term;
        self.1 += if self.0.abs() >= term.abs() { (self.0 - sum) + term } else { (term - sum) + self.0 };
        self.0 = sum;
    }

    fn total(&self) -> f64 {
        self.0 + self.1
    }
}

fn outcomes(book: &[Customer], chances: &[f64], unit: f64, weight: f64) -> Outcomes {
    let mut all: Outcomes = vec![(weight, Vec::new())];
    for (customer, chance) in book.iter().zip(chances) {
        let lost = cells(customer, unit);
        let mut next = Vec::new();
        for (mass, losses) in &all {
            for (cell, share) in std::iter::once((0, 1.0 - chance)).chain(lost.iter().map(|it| (it.0, it.1 * chance))) {
                let mut losses = losses.clone();
                losses.push(cell);
                next.push((mass * share, losses));
            }
        }
        all = next;
    }
    all
}

/// p̃ and ω by bisection: the largest ω, at most the given one, for which some p̃ up to 1 has the mean p.
fn conditional(probability: f64, weight: f64, nodes: &[Node]) -> impl Fn(f64) -> f64 {
    let at = |base: f64, weight: f64, value: f64| (base * (1.0 - weight + weight * value)).min(1.0);
    let mean = |base: f64, weight: f64| -> f64 { nodes.iter().map(|it| it.weight * at(base, weight, it.value)).sum() };
    let solve = |rises: &dyn Fn(f64) -> bool, mut high: f64| {
        let mut low = 0.0;
        for _ in 0..200 {
            let middle = f64::midpoint(low, high);
            if rises(middle) { low = middle } else { high = middle }
        }
        high
    };
    let weight =
        if mean(1.0, weight) < probability { solve(&|it| mean(1.0, it) >= probability, weight) } else { weight };
    let base = solve(&|it| mean(it, weight) < probability, 1.0);
    move |value| at(base, weight, value)
}

/// Holds a book's quantiles, shortfalls and contributions against its outcomes.
fn agrees(book: &[Customer], dependence: Dependence, unit: f64, outcomes: &Outcomes) {
    let mut sums: BTreeMap<usize, Sum> = BTreeMap::new();
    for (mass, losses) in outcomes {
        sums.entry(losses.iter().sum()).or_default().add(*mass);
    }
    let masses: BTreeMap<usize, f64> = sums.iter().map(|(cell, sum)| (*cell, sum.total())).collect();
    let losses = Losses::new(book, dependence).expect("a valid book");
    let it = losses.distribution();
    assert!(close(it.unit(), unit, 1e-14), "the lattice: {} {unit}", it.unit());
    let found: BTreeMap<usize, f64> = it.points().map(|(loss, mass)| ((loss / unit).round() as usize, mass)).collect();
    for cell in masses.keys().chain(found.keys()) {
        let pair = (masses.get(cell).unwrap_or(&0.0), found.get(cell).unwrap_or(&0.0));
        assert!((pair.0 - pair.1).abs() < 1e-12, "{cell}: {pair:?}");
    }
    for level in [0.3, 0.8, 0.95, 0.99, 0.999] {
        let mut sum = Sum::default();
        let mut reaches = |mass: f64| {
            sum.add(mass);
            sum.total() >= level - 1e-12
        };
        let value = *masses.iter().find(|(_, mass)| reaches(**mass)).expect("a quantile").0;
        assert!(close(it.value_at_risk(level), value as f64 * unit, 1e-12));
        let beta = ((sum.total() - level) / masses[&value]).max(0.0);
        let mut parts = vec![Sum::default(); book.len()];
        for (mass, losses) in outcomes {
            let total: usize = losses.iter().sum();
            let counted = if total > value {
                1.0
            } else if total == value {
                beta
            } else {
                0.0
            };
            for (part, cell) in parts.iter_mut().zip(losses) {
                part.add(mass * counted * *cell as f64 * unit / (1.0 - level));
            }
        }
        let parts: Vec<f64> = parts.iter().map(Sum::total).collect();
        let shortfall: f64 = parts.iter().sum();
        // Both sums are rounded to about 1e-15 of the whole book before they are divided by 1 − α.
        let whole: f64 = book.iter().map(|customer| customer.exposure).sum();
        let close = |one: f64, other: f64| (one - other).abs() <= 1e-12 * whole;
        assert!(
            close(it.expected_shortfall(level), shortfall),
            "{level}: {} {shortfall}",
            it.expected_shortfall(level)
        );
        for (one, other) in losses.contributions(level).iter().zip(&parts) {
            assert!(close(*one, *other), "{level}: {one} {other} of {shortfall}");
        }
    }
}

const CUTS: &[Severity] = &[Severity { share: 0.25, weight: 0.5 }, Severity { share: 1.0, weight: 0.5 }];
const HALF: &[Severity] = &[Severity { share: 0.5, weight: 1.0 }];

/// The unit of a book: its divisor where it is in whole amounts, else a ten-thousandth of the largest possible loss.
fn unit_of(book: &[Customer]) -> f64 {
    let divides = |it: &i32| book.iter().all(|one| one.exposure % f64::from(*it) == 0.0);
    let share = |it: &Customer| it.severities.iter().map(|cut| cut.share).fold(0.0, f64::max);
    let total: f64 = book.iter().map(|it| share(it) * it.exposure).sum();
    (1..=100).rev().find(divides).map_or(total / 10_000.0, f64::from)
}

/// The quadrature of a book: as fine as its loss given the factor asks.
fn nodes_of<'a>(book: impl Iterator<Item = &'a Customer<'a>>, weight: f64) -> Vec<Node> {
    let (mut mean, mut variance) = (0.0, 0.0);
    for it in book {
        let moment = |power: i32| -> f64 {
            it.severities.iter().map(|cut| cut.weight * (cut.share * it.exposure).powi(power)).sum::<f64>()
                * it.probability
        };
        mean += moment(1);
        variance += moment(2) - moment(1).powi(2);
    }
    quadrature(0.25, if variance > 0.0 { weight * mean / variance.sqrt() } else { 0.0 })
}

/// Small books: on their divisor, in ten-thousandths with split losses, and with cuts; probabilities up to certainty.
fn books(customers: usize) -> Vec<Vec<Customer<'static>>> {
    let mut dice = Dice(3);
    let mut one = |round: usize, place: usize| {
        let whole = 12.0 + 4.0 * dice.roll(25) as f64;
        Customer {
            exposure: if round.is_multiple_of(3) { whole } else { whole / 7.0 + 0.01 },
            severities: if round % 3 < 2 { FULL } else { [CUTS, HALF, FULL][place % 3] },
            probability: [0.02, 0.1, 0.3, 0.5, 0.65, 0.8, 0.99, 1.0][dice.roll(8) as usize],
            industry: [None, Some(0), Some(1)][place % 3],
        }
    };
    (0..9).map(|round| (0..customers).map(|place| one(round, place)).collect()).collect()
}

#[test]
fn independent_customers() {
    for book in books(6) {
        let chances: Vec<f64> = book.iter().map(|customer| customer.probability).collect();
        let unit = unit_of(&book);
        agrees(&book, Dependence::Independent, unit, &outcomes(&book, &chances, unit, 1.0));
    }
}

#[test]
fn a_common_factor() {
    for (book, weight) in books(5).into_iter().zip([0.2, 0.5, 1.0].into_iter().cycle()) {
        let (unit, nodes) = (unit_of(&book), nodes_of(book.iter(), weight));
        let given: Vec<_> = book.iter().map(|it| conditional(it.probability, weight, &nodes)).collect();
        let at = |node: &Node| {
            let chances: Vec<f64> = given.iter().map(|chance| chance(node.value)).collect();
            outcomes(&book, &chances, unit, node.weight)
        };
        let all = nodes.iter().flat_map(at).collect();
        agrees(&book, Dependence::Common(Factor { weight, variance: 0.25 }), unit, &all);
    }
}

#[test]
fn a_factor_for_each_industry() {
    for book in books(4).into_iter().take(6) {
        let unit = unit_of(&book);
        let of = |industry: usize| nodes_of(book.iter().filter(|it| it.industry == Some(industry)), 0.7);
        let nodes = [of(0), of(1)];
        let given: Vec<_> =
            book.iter().map(|it| conditional(it.probability, 0.7, &nodes[it.industry.unwrap_or(0)])).collect();
        let mut all = Vec::new();
        for first in &nodes[0] {
            for second in &nodes[1] {
                let chance = |(place, customer): (usize, &Customer)| match customer.industry {
                    None => customer.probability,
                    Some(0) => given[place](first.value),
                    Some(_) => given[place](second.value),
                };
                let chances: Vec<f64> = book.iter().enumerate().map(chance).collect();
                all.extend(outcomes(&book, &chances, unit, first.weight * second.weight));
            }
        }
        agrees(&book, Dependence::Industries(Factor { weight: 0.7, variance: 0.25 }), unit, &all);
    }
}

#[test]
fn small_customers_of_whole_cells() {
    // Cells of 2, and four customers of 1, 2, 4 and 8 of them, each in a band of its own.
    let sizes = [2.0, 4.0, 8.0, 16.0, 7001.0, 6003.0, 6966.0];
    let chances = [0.1, 0.3, 0.2, 0.05, 0.1, 0.3, 0.2];
    let one = |(exposure, probability)| Customer { exposure, severities: FULL, probability, industry: None };
    let book: Vec<Customer> = sizes.into_iter().zip(chances).map(one).collect();
    agrees(&book, Dependence::Independent, 2.0, &outcomes(&book, &chances, 2.0, 1.0));
}
