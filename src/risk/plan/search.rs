//! The search for a plan, over growth in ten-thousandths a month and caps in steps of money.

use super::{Book, MOST_ASKED, MOST_REVENUE, Measure, Month, Pace, Policy, Target};

/// Caps tried between the largest customer and the smallest cap before the halving.
const PROBES: i128 = 100;
/// Ten-thousandths in a whole.
const WHOLE: i128 = 10_000;
const YEAR: u16 = 12;

/// The small customers under one growth, by month from 0, rounded down to the unit month by month.
pub(super) struct Grown {
    small: Vec<i128>,
    next: Vec<Vec<i128>>,
}

impl Grown {
    /// `None` where the amounts outgrow 128 bits.
    pub fn new(book: &Book, growth: u32, months: u16) -> Option<Grown> {
        let small = compounded(book.small, growth, months)?;
        let next = book.next.iter().map(|amount| compounded(*amount, growth, months)).collect::<Option<_>>()?;
        Some(Grown { small, next })
    }
}

fn compounded(start: i128, growth: u32, months: u16) -> Option<Vec<i128>> {
    let grow = |before: &i128| Some(before * (WHOLE + i128::from(growth)) / WHOLE).filter(|it| *it <= MOST_REVENUE);
    let mut amounts = vec![start];
    for _ in 0..months {
        amounts.push(amounts.last().and_then(grow)?);
    }
    Some(amounts)
}

/// Twelve months to `month`; those before the first count as it.
fn trailing(amounts: &[i128], month: u16) -> i128 {
    (0..YEAR).filter_map(|back| amounts.get(usize::from(month.saturating_sub(back)))).sum()
}

/// Twelve months of a book.
struct Year {
    /// The largest customers, falling.
    largest: Vec<i128>,
    total: i128,
    /// Σ of all squares.
    squares: f64,
}

impl Year {
    fn value(&self, measure: Measure) -> f64 {
        let total = self.total as f64;
        match measure {
            Measure::Top(count) => self.top(count) as f64 / total,
            Measure::Hhi => 10_000.0 * self.squares / (total * total),
        }
    }

    fn top(&self, count: usize) -> i128 {
        self.largest.iter().take(count).sum()
    }

    fn meets(&self, target: &Target) -> bool {
        match target.measure {
            Measure::Top(count) => target.below.lies_above(self.top(count), self.total),
            Measure::Hhi => self.value(Measure::Hhi) < 10_000.0 * target.below.share(),
        }
    }
}

/// A book and what it is to meet.
pub(super) struct Search<'a> {
    pub book: &'a Book,
    /// Its step is at least 1.
    pub policy: Policy<'a>,
}

impl Search<'_> {
    /// The least growth up to `most` that meets the policy with no cap.
    pub fn growth_alone(&self, most: u32) -> Option<u32> {
        (0..=most)
            .map_while(|growth| self.grown(growth).map(|grown| (growth, grown)))
            .find_map(|(growth, grown)| self.first_failing(&grown, None).is_none().then_some(growth))
    }

    /// The highest cap that meets the policy without growth, where no cap does not.
    pub fn cap_alone(&self) -> Option<i128> {
        let grown = self.grown(0)?;
        self.highest_cap(&grown, self.lowest()).map(|steps| steps * self.policy.step)
    }

    /// The highest cap with a growth that may be asked for, and the least such growth.
    pub fn capped(&self) -> Option<Pace> {
        let (mut best, mut least) = (None, self.lowest());
        for growth in 0..=MOST_ASKED {
            let Some(grown) = self.grown(growth) else { break };
            if let Some(steps) = self.highest_cap(&grown, least) {
                best = Some(Pace { growth, cap: Some(steps * self.policy.step) });
                least = steps + 1;
            }
        }
        best
    }

    /// The first target that a little less fails.
    pub fn binding(&self, pace: Pace) -> Option<Target> {
        let less = match pace.cap {
            Some(cap) => Pace { cap: Some(cap + self.policy.step), ..pace },
            None => Pace { growth: pace.growth.checked_sub(1)?, cap: None },
        };
        self.first_failing(&self.grown(less.growth)?, less.cap).copied()
    }

    /// The measures now.
    pub fn now(&self) -> Vec<f64> {
        self.grown(0).map(|grown| self.month(&grown, None, 0).measures).unwrap_or_default()
    }

    /// Every month from now to the date.
    pub fn path(&self, pace: Pace) -> Vec<Month> {
        let Some(grown) = self.grown(pace.growth) else { return Vec::new() };
        (0..=self.policy.months).map(|month| self.month(&grown, pace.cap, month)).collect()
    }

    fn month(&self, grown: &Grown, cap: Option<i128>, month: u16) -> Month {
        let year = self.year(grown, cap, month);
        let small = grown.small.get(usize::from(month)).copied().unwrap_or(self.book.small);
        Month {
            month,
            large: self.book.large.iter().map(|amount| amount - self.given_up(*amount, cap, month.into())).sum(),
            small,
            new_small: small - self.book.small,
            measures: self.policy.targets.iter().map(|target| year.value(target.measure)).collect(),
        }
    }

    fn grown(&self, growth: u32) -> Option<Grown> {
        Grown::new(self.book, growth, self.policy.months)
    }

    fn first_failing(&self, grown: &Grown, cap: Option<i128>) -> Option<&Target> {
        let year = self.year(grown, cap, self.policy.months);
        self.policy.targets.iter().find(|target| !year.meets(target))
    }

    /// The smallest cap, in steps: the largest small customer's amount or more.
    fn lowest(&self) -> i128 {
        let largest_small = self.book.next.first().copied().unwrap_or(1);
        (largest_small - 1) / self.policy.step + 1
    }

    /// The highest cap that meets the policy, in steps from `least`, where no cap does not.
    fn highest_cap(&self, grown: &Grown, least: i128) -> Option<i128> {
        let met = |steps: i128| self.first_failing(grown, Some(steps * self.policy.step)).is_none();
        let mut over = (self.book.large.first()? - 1) / self.policy.step + 1;
        let stride = ((over - least) / PROBES).max(1);
        while over > least {
            let probe = (over - stride).max(least);
            if met(probe) {
                return Some(turning(probe, over, met));
            }
            over = probe;
        }
        None
    }

    /// The twelve months to `month`.
    fn year(&self, grown: &Grown, cap: Option<i128>, month: u16) -> Year {
        let months = month.saturating_sub(YEAR - 1)..=month;
        let parts = months.map(i128::from).sum();
        let kept = |amount: &i128| i128::from(YEAR) * amount - self.given_up(*amount, cap, parts);
        let mut largest: Vec<i128> = self.book.large.iter().map(kept).collect();
        let small = trailing(&grown.small, month);
        let total = largest.iter().sum::<i128>() + small;
        let square = |amount: i128| amount as f64 * amount as f64;
        let squares = largest.iter().copied().map(square).sum::<f64>() + self.book.small_hhi * square(small);
        largest.extend(grown.next.iter().map(|amounts| trailing(amounts, month)));
        largest.sort_unstable_by(|one, other| other.cmp(one));
        Year { largest, total, squares }
    }

    /// What a large customer of `amount` a month brings less under a cap: month k less by k parts of the way, one of as
    /// many as there are months; of several months their parts together.
    fn given_up(&self, amount: i128, cap: Option<i128>, parts: i128) -> i128 {
        let over = cap.map_or(0, |cap| (amount - cap).max(0));
        over * parts / i128::from(self.policy.months.max(1))
    }
}

/// The last number before `over` from which on `met` fails, between `met` and `over`.
fn turning(mut met_at: i128, mut over: i128, met: impl Fn(i128) -> bool) -> i128 {
    while over - met_at > 1 {
        let middle = met_at + (over - met_at) / 2;
        if met(middle) {
            met_at = middle;
        } else {
            over = middle;
        }
    }
    met_at
}
