//! Reverse stress: which customers, lost together, would use up the slack?
//!
//! The slack D is the margin left after fixed cost and floor. Two sets answer, both losing their margins whole: the fewest
//! customers whose margins exceed D, and the likeliest set of losses that does, under independence. Money is in whole
//! units of any one size (cents, millionths); sums are exact. Customers without a positive margin stay out of both.

mod branch;
mod grid;
#[cfg(test)]
mod tests;

/// A customer at risk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Customer<'a> {
    /// Settles ties, the smaller first; of equal ones the earlier customer.
    pub id: &'a str,
    /// Margin lost with the customer, in units.
    pub margin: i128,
    /// Probability of the loss, in \[0, 1\]; a NaN counts as ½.
    pub probability: f64,
}

impl Customer<'_> {
    /// ln(p/(1 − p)), infinite at 0 and 1.
    fn log_odds(&self) -> f64 {
        self.probability.ln() - (-self.probability).ln_1p()
    }
}

/// Customers whose loss exceeds the slack.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// Their positions in the book, by falling margin, then id.
    pub customers: Vec<usize>,
    /// Their margin together, in units.
    pub margin: i128,
    /// Σ ln(p/(1 − p)); infinite where one of them is certain to stay (−∞) or to go (+∞), NaN where both are in.
    pub log_odds: f64,
}

/// The answer of a reverse stress.
#[derive(Debug, Clone, PartialEq)]
pub enum Reverse {
    /// D ≤ 0: no loss is needed, k = 0.
    AlreadyBreached,
    /// Losing everyone that may be lost does not exceed D.
    CannotBreach,
    /// The set sought.
    Breach(Set),
    /// The search grew beyond its memory; no set is claimed. Not seen in any book but made ones.
    Unsettled,
}

/// The fewest customers whose margins together exceed the slack (strictly): the least k whose k largest margins do, ties at
/// rank k by id. Probabilities play no part.
#[must_use]
pub fn fewest(customers: &[Customer], slack: i128) -> Reverse {
    if slack <= 0 {
        return Reverse::AlreadyBreached;
    }
    let mut margin = 0_i128;
    let mut set = Vec::new();
    for at in by_margin(customers, |_| true) {
        margin = margin.saturating_add(customers[at].margin);
        set.push(at);
        if margin > slack {
            return Reverse::Breach(describe(customers, set));
        }
    }
    Reverse::CannotBreach
}

/// The likeliest set of losses whose margins together exceed the slack (strictly), under independence: it maximises
/// Σ ln(p/(1 − p)). Whoever is likelier lost than not (p > ½) is in it, needed or not; p = ½ only if needed; p = 0 never, so that a book
/// may be breached by its fewest and still not by any likely set. Ties: fewer customers, larger margin, smaller ids.
///
/// Exact, on log-odds rounded to 10⁻¹²: whole numbers make ties exact and the order of summation nothing. A dynamic
/// programme over the margins' greatest common divisor where that gives at most a million cells, else branch and
/// bound; both give the same set.
#[must_use]
pub fn likeliest(customers: &[Customer], slack: i128) -> Reverse {
    solve(customers, slack, |items, need| match grid::cells(items, need) {
        Some(cells) if cells <= grid::MOST_CELLS => Some(grid::cheapest(items, need)),
        _ => branch::cheapest(items, need),
    })
}

/// P(breach), the probability that the loss exceeds the slack (strictly), from its distribution as (loss in units,
/// probability) pairs in any order; 1 where D ≤ 0.
#[must_use]
pub fn breach_probability(distribution: impl IntoIterator<Item = (i128, f64)>, slack: i128) -> f64 {
    if slack <= 0 {
        return 1.0;
    }
    let beyond = distribution.into_iter().filter(|(loss, _)| *loss > slack);
    beyond.map(|(_, probability)| probability).sum::<f64>().min(1.0)
}

/// What one more customer brings to a set and costs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Item {
    /// Margin in units, positive.
    margin: i128,
    /// −ln(p/(1 − p)) in units of 10⁻¹², at least 0.
    cost: i128,
}

/// Units of log-odds in one.
const RESOLUTION: f64 = 1e12;

/// Takes out what the rules decide, lets `search` find the cheapest items, in order of id, whose margins come to a
/// need of at least 1, and puts the set together.
fn solve(customers: &[Customer], slack: i128, search: impl Fn(&[Item], i128) -> Option<Vec<usize>>) -> Reverse {
    if slack <= 0 {
        return Reverse::AlreadyBreached;
    }
    let weight = |customer: &Customer| (customer.log_odds() * RESOLUTION).round();
    let may = |customer: &Customer| customer.probability != 0.0;
    let mut set = by_margin(customers, |it| may(it) && weight(it) > 0.0);
    let mut open = by_margin(customers, |it| may(it) && (weight(it) <= 0.0 || weight(it).is_nan()));
    open.sort_by_key(|at| (customers[*at].id, *at));
    let items: Vec<Item> = open
        .iter()
        // From double to integer saturates, and NaN gives 0.
        .map(|at| Item { margin: customers[*at].margin, cost: -(weight(&customers[*at]) as i128) })
        .collect();
    let given = sum(set.iter().map(|at| customers[*at].margin));
    if given.saturating_add(sum(items.iter().map(|item| item.margin))) <= slack {
        return Reverse::CannotBreach;
    }
    if given <= slack {
        // The least that exceeds: strict in whole units.
        let need = (slack - given).saturating_add(1);
        match search(&items, need) {
            Some(chosen) => set.extend(chosen.into_iter().map(|at| open[at])),
            None => return Reverse::Unsettled,
        }
    }
    Reverse::Breach(describe(customers, set))
}

/// Positions of the customers of positive margin to keep, by falling margin, then id, then position.
fn by_margin(customers: &[Customer], keep: impl Fn(&Customer) -> bool) -> Vec<usize> {
    let positions = 0..customers.len();
    let mut kept: Vec<usize> = positions.filter(|at| customers[*at].margin > 0 && keep(&customers[*at])).collect();
    sort_by_margin(customers, &mut kept);
    kept
}

fn sort_by_margin(customers: &[Customer], positions: &mut [usize]) {
    positions.sort_by_key(|at| (std::cmp::Reverse(customers[*at].margin), customers[*at].id, *at));
}

fn describe(customers: &[Customer], mut positions: Vec<usize>) -> Set {
    sort_by_margin(customers, &mut positions);
    let margin = sum(positions.iter().map(|at| customers[*at].margin));
    let log_odds = positions.iter().map(|at| customers[*at].log_odds()).sum();
    Set { customers: positions, margin, log_odds }
}

/// A sum that stays at the largest number rather than overflow.
fn sum(margins: impl Iterator<Item = i128>) -> i128 {
    margins.fold(0, i128::saturating_add)
}
