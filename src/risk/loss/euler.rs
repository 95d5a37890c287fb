//! Euler contributions: the expected shortfall, divided among the customers.

use super::Losses;
use super::bands::{Small, equal};
use super::block::{Block, Direct, State};
use super::distribution::{Quantile, clamped};
use super::lattice::{Masses, leave_one_out};
use std::cell::RefCell;
use std::collections::BTreeMap;

/// Terms of the series that takes a small customer out of the loss; the factor of the last is below `LAST` or the rest
/// of the series is closed by its leading terms.
const TERMS: usize = 60;
const LAST: f64 = 1e-14;

/// T(z) = P(rest > z) + β·P(rest = z) of the loss of all other blocks, for z from 0; 1 below, 0 beyond.
struct Tail(Vec<f64>);

impl Tail {
    fn new(rest: &Masses, atom: f64) -> Self {
        let mut values = vec![0.0; rest.end()];
        let mut above = 0.0;
        for at in (0..rest.end()).rev() {
            let mass = at.checked_sub(rest.first).map_or(0.0, |place| rest.values[place]);
            values[at] = above + atom * mass;
            above += mass;
        }
        Self(values)
    }
}

/// P(M + rest > z) + β·P(M + rest = z) for a part M of a block.
struct Exceedance<'a> {
    part: &'a Masses,
    cumulative: Vec<f64>,
    tail: &'a Tail,
    /// What `between` has worked out: many bands ask for the same cells.
    known: RefCell<BTreeMap<i64, f64>>,
}

impl<'a> Exceedance<'a> {
    fn new(part: &'a Masses, tail: &'a Tail) -> Self {
        let running = part.values.iter().scan(0.0, |sum, mass| {
            *sum += mass;
            Some(*sum)
        });
        Self { part, cumulative: running.collect(), tail, known: RefCell::default() }
    }

    /// 1 − P(M ≤ z) + Σ_{l ≤ z} P(M = l)·T(z − l); only values of M up to z are read.
    fn at(&self, level: i64) -> f64 {
        let Some(last) = usize::try_from(level).ok().and_then(|it| it.checked_sub(self.part.first)) else { return 1.0 };
        let within = last.min(self.part.values.len() - 1);
        let from = (last + 1).saturating_sub(self.tail.0.len());
        let tails = (from..=within).map(|at| self.part.values[at] * self.tail.0[last - at]);
        1.0 - self.cumulative[within] + tails.sum::<f64>()
    }

    /// The same between two cells, linear.
    fn between(&self, level: f64) -> f64 {
        let beyond = level - level.floor();
        let at = |cell: f64| *self.known.borrow_mut().entry(cell as i64).or_insert_with(|| self.at(cell as i64));
        if beyond > 0.0 { (1.0 - beyond) * at(level.floor()) + beyond * at(level.floor() + 1.0) } else { at(level) }
    }
}

/// The contributions of all customers at a level, in money.
pub(crate) fn contributions(losses: &Losses, level: f64) -> Vec<f64> {
    let mut all = vec![0.0; losses.customers];
    let quantile = losses.distribution.quantile(level);
    let scale = losses.unit / (1.0 - clamped(level));
    let add = |sum: &Masses, block: usize| sum.convolved(&losses.blocks[block].mixture);
    leave_one_out(&Masses::certain(0), 0..losses.blocks.len(), &add, &mut |place, rest| {
        let block = &losses.blocks[place];
        let tail = Tail::new(rest, quantile.atom);
        for state in &block.states {
            of_direct(block, state, &tail, quantile, scale * state.node.weight, &mut all);
            of_bands(block, state, &tail, quantile, scale * state.node.weight, &mut all);
        }
    });
    all
}

/// `Σ_j v_j·p_cj·[…]` of one customer from the loss of its block without it.
fn bracket(direct: &Direct, value: f64, others: &Masses, tail: &Tail, quantile: Quantile) -> f64 {
    let exceedance = Exceedance::new(others, tail);
    let term =
        |(cells, chance): &(usize, f64)| *cells as f64 * chance * exceedance.at(quantile.cell as i64 - *cells as i64);
    direct.jump(value).points.iter().map(term).sum()
}

/// 1 where the loss of the block given the factor is beyond the quantile whoever is left out, 0 where it is below with
/// all others and whoever is added: most points of the factor in a book of many customers.
fn settled(block: &Block, state: &State, tail: &Tail, quantile: Quantile) -> Option<f64> {
    let reach = block.direct.iter().filter_map(|direct| direct.points.last()).map(|point| point.0).max().unwrap_or(0);
    if quantile.cell + reach < state.both.first {
        return Some(1.0);
    }
    (quantile.cell >= state.both.end() + tail.0.len() + reach).then_some(0.0)
}

fn of_direct(block: &Block, state: &State, tail: &Tail, quantile: Quantile, scale: f64, all: &mut [f64]) {
    let value = state.node.value;
    if let Some(exceedance) = settled(block, state, tail, quantile) {
        for direct in &block.direct {
            let lost: f64 = direct.jump(value).points.iter().map(|(cells, chance)| *cells as f64 * chance).sum();
            all[direct.customer] += scale * exceedance * lost;
        }
        return;
    }
    let mut unstable = Vec::new();
    let mut known: Option<(&Direct, f64)> = None;
    for direct in &block.direct {
        let alike = |other: &Direct| other.points == direct.points && other.conditional == direct.conditional;
        if let Some((_, share)) = known.filter(|(other, _)| alike(other)) {
            all[direct.customer] += scale * share;
            continue;
        }
        let least = direct.points.first().map_or(0, |point| point.0);
        match state.both.without(&direct.jump(value), quantile.cell.saturating_sub(least)) {
            Some(others) => {
                let share = bracket(direct, value, &others, tail, quantile);
                all[direct.customer] += scale * share;
                known = Some((direct, share));
            }
            None => unstable.push(direct),
        }
    }
    of_unstable(block, &unstable, state, tail, quantile, scale, all);
}

/// Customers that cannot be divided out are left out of the sum from the start.
fn of_unstable(
    block: &Block,
    unstable: &[&Direct],
    state: &State,
    tail: &Tail,
    quantile: Quantile,
    scale: f64,
    all: &mut [f64],
) {
    if unstable.is_empty() {
        return;
    }
    let value = state.node.value;
    let mut left_out: Vec<usize> = unstable.iter().map(|direct| direct.customer).collect();
    left_out.sort_unstable();
    let stays = |direct: &&Direct| left_out.binary_search(&direct.customer).is_err();
    let base = block.direct.iter().filter(stays).fold(state.small.clone(), |sum, it| sum.with(&it.jump(value)));
    let add = |sum: &Masses, place: usize| sum.with(&unstable[place].jump(value));
    leave_one_out(&base, 0..unstable.len(), &add, &mut |place, others| {
        all[unstable[place].customer] += scale * bracket(unstable[place], value, others, tail, quantile);
    });
}

fn of_bands(block: &Block, state: &State, tail: &Tail, quantile: Quantile, scale: f64, all: &mut [f64]) {
    if block.bands.members.is_empty() {
        return;
    }
    let value = state.node.value;
    let both = Exceedance::new(&state.both, tail);
    let raw: Vec<f64> = block.bands.iter().flat_map(|band| shares(band, value, &both, quantile.cell)).collect();
    // What the bands contribute together is exact on the lattice: E[S; L > VaR] + β·E[S; L = VaR].
    let direct = Exceedance::new(&state.direct, tail);
    let exact = |(at, mass): (usize, f64)| at as f64 * mass * direct.at(quantile.cell as i64 - at as i64);
    let together: f64 = state.small.pairs().map(exact).sum();
    let sum: f64 = raw.iter().sum();
    let factor = if sum > 0.0 { together / sum } else { 0.0 };
    for (small, share) in block.bands.members.iter().zip(&raw) {
        all[small.customer] += scale * factor * share;
    }
}

/// v·p·P(L > VaR | the customer is lost) of a band's members: worked out for its smallest and largest size with the
/// band's probability, linear between in v·(1 − p), how far a member's loss moves the whole.
fn shares(band: &[Small], value: f64, both: &Exceedance, cell: usize) -> Vec<f64> {
    let Some(all) = equal(band, value) else { return vec![0.0; band.len()] };
    let low = band.iter().map(|small| small.size).fold(f64::MAX, f64::min);
    // Members of one size differ in probability still, so the slope is always worked out over a quarter of the size.
    let high = band.iter().map(|small| small.size).fold(1.25 * low, f64::max);
    let (at_low, at_high) = (once_lost(both, cell, low, all.chance), once_lost(both, cell, high, all.chance));
    let width = (high - low) * (1.0 - all.chance).max(1e-9);
    let slope = if width > 0.0 { (at_high - at_low) / width } else { 0.0 };
    let share = |small: &Small| {
        let chance = small.chance(value);
        let moved = small.size * (1.0 - chance) - low * (1.0 - all.chance);
        chance * small.size * (at_low + slope * moved).clamp(0.0, 1.0)
    };
    band.iter().map(share).collect()
}

/// A(v) = P(L₋c + v > VaR), β included, for a customer of `size` v lost with the chance q, from H(y) = P(L + y > VaR)
/// of the whole loss: H(y) = (1 − q)·A(y) + q·A(y + v) is solved for A upwards where q is at most a half, downwards
/// where it is more; after the last term A(y) is taken as H(y − q·v), which differs only by the variance of one
/// customer.
fn once_lost(both: &Exceedance, cell: usize, size: f64, chance: f64) -> f64 {
    let whole = |moved: f64| both.between(cell as f64 - moved);
    let upwards = chance <= 0.5;
    let (divisor, other) = if upwards { (1.0 - chance, chance) } else { (chance, 1.0 - chance) };
    let (mut sum, mut factor) = (0.0, 1.0);
    for term in 0..TERMS {
        if factor < LAST && factor > -LAST {
            return sum;
        }
        let steps = if upwards { term as f64 + 1.0 } else { -(term as f64) };
        sum += factor * whole(steps * size) / divisor;
        factor *= -other / divisor;
    }
    let steps = if upwards { TERMS as f64 + 1.0 } else { 1.0 - TERMS as f64 };
    sum + factor * whole((steps - chance) * size)
}
