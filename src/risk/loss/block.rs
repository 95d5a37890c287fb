//! A block of customers that share a factor: their loss at every point of the factor's quadrature, and its mixture.
//! Blocks are independent of each other, so that the loss of a book is the convolution of its blocks' mixtures.

use super::bands::{Bands, Small};
use super::factor::{Conditional, Node, Solver, quadrature};
use super::lattice::{Jump, Masses};
use super::units::Lattice;
use super::{Customer, Dependence, Factor};
use std::collections::BTreeMap;

/// A customer that stands on the lattice by itself.
#[derive(Debug, Clone, PartialEq)]
pub(crate) struct Direct {
    /// The customer's place in the book.
    pub customer: usize,
    /// Cells, ascending, and their probabilities once lost.
    pub points: Vec<(usize, f64)>,
    /// Its probability given the factor.
    pub conditional: Conditional,
}

impl Direct {
    /// What it can lose given X.
    pub fn jump(&self, value: f64) -> Jump {
        let chance = self.conditional.at(value);
        let lost: f64 = self.points.iter().map(|point| point.1).sum();
        let points = self.points.iter().map(|(cells, weight)| (*cells, chance * weight)).collect();
        Jump { stay: (1.0 - chance * lost).max(0.0), points }
    }
}

/// The loss of a block given one point of its factor.
#[derive(Debug, Clone)]
pub(crate) struct State {
    /// The point.
    pub node: Node,
    /// The loss of the customers that stand by themselves.
    pub direct: Masses,
    /// The loss of those in bands.
    pub small: Masses,
    /// Both.
    pub both: Masses,
}

/// Customers with one factor.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    /// Those that stand by themselves, like next to like.
    pub direct: Vec<Direct>,
    /// The others.
    pub bands: Bands,
    /// Their loss at every point of the factor.
    pub states: Vec<State>,
    /// Their loss with the factor unknown.
    pub mixture: Masses,
}

/// The blocks of a book: all customers with no factor or a common one, else one an industry and one of those without.
pub(crate) fn blocks(customers: &[Customer], dependence: Dependence, lattice: &Lattice) -> Vec<Block> {
    let factor = dependence.factor();
    let mut members: BTreeMap<Option<usize>, Vec<usize>> = BTreeMap::new();
    for (place, customer) in customers.iter().enumerate() {
        let by_industry = matches!(dependence, Dependence::Industries(_));
        members.entry(if by_industry { customer.industry } else { None }).or_default().push(place);
    }
    let none = Factor { weight: 0.0, variance: 0.0 };
    let of = |(industry, places): (Option<usize>, Vec<usize>)| {
        let shared = industry.is_some() || matches!(dependence, Dependence::Common(_));
        Block::new(customers, &places, if shared { factor } else { none }, lattice)
    };
    members.into_iter().map(of).collect()
}

impl Block {
    fn new(customers: &[Customer], places: &[usize], factor: Factor, lattice: &Lattice) -> Self {
        let members: Vec<(usize, &Customer)> = places
            .iter()
            .filter_map(|&place| customers.get(place).map(|customer| (place, customer)))
            .filter(|(_, customer)| customer.probability > 0.0 && customer.exposure > 0.0)
            .collect();
        let variance = if factor.weight > 0.0 { factor.variance } else { 0.0 };
        let nodes = quadrature(variance, resolution(&members, factor.weight));
        let solver = Solver::new(&nodes, factor.weight);
        let (mut direct, mut small) = (Vec::new(), Vec::new());
        for (place, customer) in members {
            let conditional = solver.solve(customer.probability);
            if lattice.is_small(customer) {
                let (size, scale) = matched(customer, lattice.unit);
                small.push(Small { customer: place, size, scale, conditional });
            } else {
                direct.push(Direct { customer: place, points: lattice.points(customer), conditional });
            }
        }
        direct.sort_by(order);
        let bands = Bands::new(small);
        let states: Vec<State> = nodes.iter().map(|node| State::new(*node, &direct, &bands)).collect();
        let mixture = mixture(&states);
        Self { direct, bands, states, mixture }
    }
}

/// Small ones first, which keeps the sums narrow, and like next to like, so that each kind is divided out only once.
fn order(left: &Direct, right: &Direct) -> std::cmp::Ordering {
    let cells = |direct: &Direct| direct.points.last().map_or(0, |point| point.0);
    let weights =
        left.points.iter().zip(&right.points).map(|(one, other)| one.0.cmp(&other.0).then(one.1.total_cmp(&other.1)));
    cells(left)
        .cmp(&cells(right))
        .then_with(|| left.points.len().cmp(&right.points.len()))
        .then_with(|| weights.fold(std::cmp::Ordering::Equal, std::cmp::Ordering::then))
        .then_with(|| left.conditional.base.total_cmp(&right.conditional.base))
        .then_with(|| left.conditional.weight.total_cmp(&right.conditional.weight))
        .then_with(|| left.customer.cmp(&right.customer))
}

/// How far the expected loss moves with the factor, in standard deviations of the loss given the factor.
fn resolution(members: &[(usize, &Customer)], weight: f64) -> f64 {
    let (mut mean, mut variance) = (0.0, 0.0);
    for (_, customer) in members {
        let expected = customer.probability * customer.loss_if_lost();
        let squares: f64 = customer.severities.iter().map(|it| it.weight * it.share * it.share).sum();
        mean += expected;
        variance += customer.probability * squares * customer.exposure * customer.exposure - expected * expected;
    }
    if variance > 0.0 { weight * mean / variance.sqrt() } else { 0.0 }
}

/// The size in cells and the part of its probability that give a customer's loss its mean and variance.
fn matched(customer: &Customer, unit: f64) -> (f64, f64) {
    let moment = |power: i32| -> f64 { customer.severities.iter().map(|it| it.weight * it.share.powi(power)).sum() };
    let (first, second) = (moment(1), moment(2));
    (second / first * customer.exposure / unit, (first * first / second).min(1.0))
}

impl State {
    fn new(node: Node, direct: &[Direct], bands: &Bands) -> Self {
        let small = bands.masses(node.value);
        let nothing = Masses::certain(0);
        let direct = direct.iter().fold(nothing, |sum, customer| sum.with(&customer.jump(node.value)));
        let both = direct.convolved(&small);
        Self { node, direct, small, both }
    }
}

fn mixture(states: &[State]) -> Masses {
    let first = states.iter().map(|state| state.both.first).min().unwrap_or(0);
    let end = states.iter().map(|state| state.both.end()).max().unwrap_or(1);
    let mut values = vec![0.0; end - first];
    for state in states {
        for (at, mass) in state.both.pairs() {
            values[at - first] += state.node.weight * mass;
        }
    }
    Masses { first, values }.trimmed()
}
