//! Diversification plan: the growth of the small customers and the cap on the large ones that meet a policy by a date.
//!
//! The model, a month at a time from the run rate now:
//! - the ten largest customers stay as they are, or come down in a straight line to a cap at the date where they are above it;
//! - all others, the small ones, grow together by one rate a month, compounding, each in proportion. The squares of their
//!   amounts then grow with the square of their total, and the largest of them may come to be among the ten largest.
//!
//! The policy holds the trailing twelve months that end at the date; months before now count at the run rate. The plan is
//! the one that gives up the least revenue of the large customers, which is the one with the highest cap or none; of those
//! the one that asks for the least growth; and it asks for no more than 2 % a month ([`MOST_ASKED`], ours). Money is in whole
//! units of any one size; shares are compared with their limits exactly, the HHI in doubles.

mod search;
#[cfg(test)]
mod tests;

use super::headroom::Limit;
use search::Search;

/// Customers that count as large.
pub const LARGE: usize = 10;
/// The most growth a month that a plan asks for, in ten-thousandths. Ours.
pub const MOST_ASKED: u32 = 200;
/// The most growth a month that is looked at, in ten-thousandths: ninefold in a year.
pub const MOST_GROWTH: u32 = 2_000;
/// All amounts together are at most this, so that no product below leaves 128 bits.
const MOST_REVENUE: i128 = i128::MAX / 1_000_000_000;

/// A book at its run rate: revenue a month by customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Book {
    /// The ten largest, falling.
    large: Vec<i128>,
    /// The ten after them, falling: no other can come to be among the ten largest.
    next: Vec<i128>,
    /// All customers but the ten largest together.
    small: i128,
    /// Their own HHI, Σ(y/Σy)², 0 to 1.
    small_hhi: f64,
}

impl Book {
    /// A book of monthly amounts in any order. Amounts of 0 or less are left out, as they are of the indexes. `None` where
    /// the amounts together are beyond 10²⁹ units.
    #[must_use]
    pub fn new(monthly: &[i128]) -> Option<Book> {
        let mut amounts: Vec<i128> = monthly.iter().copied().filter(|amount| *amount > 0).collect();
        amounts.sort_unstable_by(|one, other| other.cmp(one));
        amounts.iter().try_fold(0, |sum: i128, it| sum.checked_add(*it)).filter(|total| *total <= MOST_REVENUE)?;
        let small = amounts.split_off(amounts.len().min(LARGE));
        let total: i128 = small.iter().sum();
        let square = |amount: &i128| (*amount as f64 / total as f64) * (*amount as f64 / total as f64);
        let small_hhi = small.iter().map(square).sum();
        let next = small.into_iter().take(LARGE).collect();
        Some(Book { large: amounts, next, small: total, small_hhi })
    }

    /// Revenue a month of the ten largest.
    #[must_use]
    pub fn large(&self) -> i128 {
        self.large.iter().sum()
    }

    /// Revenue a month of all others.
    #[must_use]
    pub fn small(&self) -> i128 {
        self.small
    }
}

/// What a policy measures.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Measure {
    /// The share of the N largest customers.
    Top(usize),
    /// The HHI.
    Hhi,
}

/// A limit of the policy: the measure is to lie strictly below it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Target {
    /// What is measured.
    pub measure: Measure,
    /// As a share; for the HHI on 0 to 10,000 the 10,000th part of it, 150,000 millionths for 1500.
    pub below: Limit,
}

/// What a policy asks for, and by when.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Policy<'a> {
    /// All of them are to be met.
    pub targets: &'a [Target],
    /// Months until the date; at 0 nothing can change any more.
    pub months: u16,
    /// A cap is a whole number of these units: those of a minor unit; at least 1.
    pub step: i128,
}

/// A growth and a cap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Pace {
    /// Growth a month of the small customers, in ten-thousandths.
    pub growth: u32,
    /// The most that a large customer brings a month at the date; `None` where none is capped.
    pub cap: Option<i128>,
}

/// Why there is no plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unmet {
    /// No cap meets the policy with 2 % of growth a month or less; growth alone does, with more.
    OnlyByMoreGrowth,
    /// Neither up to 2 % of growth a month with a cap nor up to 20 % without one meets the policy.
    Never,
}

/// One month of a plan.
#[derive(Debug, Clone, PartialEq)]
pub struct Month {
    /// Months from now; 0 is now.
    pub month: u16,
    /// Revenue of the ten that are the largest now.
    pub large: i128,
    /// Revenue of all others.
    pub small: i128,
    /// What the others bring more than now.
    pub new_small: i128,
    /// The measures of the trailing twelve months in the order of the targets; shares of 0 to 1, the HHI on 0 to 10,000.
    pub measures: Vec<f64>,
}

/// The way to the policy.
#[derive(Debug, Clone, PartialEq)]
pub struct Plan {
    /// The measures now, in the order of the targets, as in [`Month::measures`]; NaN for a book without revenue.
    pub now: Vec<f64>,
    /// Whether all targets are met now.
    pub met_already: bool,
    /// The least growth that meets them with no cap, in ten-thousandths a month, up to [`MOST_GROWTH`].
    pub growth_alone: Option<u32>,
    /// The highest cap that meets them without growth; `None` where none does, and where none is needed.
    pub cap_alone: Option<i128>,
    /// The plan, or why there is none.
    pub pace: Result<Pace, Unmet>,
    /// The first target that fails with a step less of growth, or with a cap one step higher; `None` where nothing is asked.
    pub binding: Option<Target>,
    /// From now to the date; empty without a plan.
    pub path: Vec<Month>,
}

/// The plan that brings `book` within `policy`.
///
/// A cap is looked for from the largest customer's amount down to that of the largest small one, since below it the large
/// would be smaller than the small: in a hundred steps, then by halving to the unit. A lower cap nearly always meets more;
/// where it does not (a short plan, whose trailing months are mostly past) a window of caps smaller than such a step may
/// be missed.
#[must_use]
pub fn plan(book: &Book, policy: Policy) -> Plan {
    let search = Search { book, policy: Policy { step: policy.step.max(1), ..policy } };
    let met_already = search.growth_alone(0).is_some();
    let growth_alone = search.growth_alone(MOST_GROWTH);
    let cap_alone = if met_already { None } else { search.cap_alone() };
    let pace = match growth_alone.filter(|growth| *growth <= MOST_ASKED) {
        Some(growth) => Ok(Pace { growth, cap: None }),
        None => search.capped().ok_or(if growth_alone.is_some() { Unmet::OnlyByMoreGrowth } else { Unmet::Never }),
    };
    let binding = pace.ok().and_then(|pace| search.binding(pace));
    let path = pace.ok().map(|pace| search.path(pace)).unwrap_or_default();
    Plan { now: search.now(), met_already, growth_alone, cap_alone, pace, binding, path }
}
