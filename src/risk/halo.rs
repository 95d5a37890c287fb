//! Halo: do small customers sign faster after a large one has become a reference?
//!
//! A difference in differences of the median days from first contact to signature: the small customers of the reference's
//! segment signed in the two quarters after against the two before, less the same of the other segments in the same
//! quarters. What moves all segments alike cancels; what moved only this one for another reason does not, so it is no
//! proof of a cause. The interval is a percentile bootstrap (Efron 1979), each group drawn by itself.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Draws of the bootstrap.
pub const DRAWS: usize = 2_000;
/// Fewer deals in any of the four groups say nothing. Ours.
pub const FEWEST_DEALS: usize = 5;
/// The quarters before and after a reference that count; its own does not.
const QUARTERS: i32 = 2;
const SEED: [u8; 32] = *b"eggbasket halo bootstrap, seed 1";

/// A small customer's signature.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Deal {
    /// Its segment, by number.
    pub segment: usize,
    /// The quarter of the signature, counted through: 4 · year + quarter.
    pub quarter: i32,
    /// Days from first contact.
    pub days: u32,
}

/// A large customer that became a reference.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Reference {
    /// Its segment.
    pub segment: usize,
    /// The quarter in which it did.
    pub quarter: i32,
}

/// One number for each of the four groups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Groups<T> {
    /// The references' segments, before.
    pub before: T,
    /// After.
    pub after: T,
    /// The other segments in the same quarters, before.
    pub control_before: T,
    /// After.
    pub control_after: T,
}

/// What the deals say.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Halo {
    /// Deals in each group.
    pub deals: Groups<usize>,
    /// The effect; `None` with fewer than [`FEWEST_DEALS`] deals in any group.
    pub effect: Option<Effect>,
}

/// A change in the references' segments against the others.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Effect {
    /// Median days in each group.
    pub medians: Groups<f64>,
    /// (after − before) − (control after − control before), in days; below 0: faster.
    pub days: f64,
    /// 5 % quantile of the bootstrap.
    pub low: f64,
    /// 95 % quantile.
    pub high: f64,
}

/// The effect of `references` on `deals`, in any order.
///
/// A deal counts once in a group, however many references put it there, and in two where one reference was before it and
/// another after. A segment is no control to a reference where it has one of its own within four quarters, whose quarters overlap.
#[must_use]
pub fn halo(deals: &[Deal], references: &[Reference]) -> Halo {
    let days = |within: &dyn Fn(&Deal, &Reference) -> bool| -> Vec<u32> {
        let wanted = |deal: &&Deal| references.iter().any(|reference| within(deal, reference));
        let mut days: Vec<u32> = deals.iter().filter(wanted).map(|deal| deal.days).collect();
        days.sort_unstable();
        days
    };
    let same = |deal: &Deal, reference: &Reference| deal.segment == reference.segment;
    let control = |deal: &Deal, reference: &Reference| !touched(deal.segment, reference.quarter, references);
    let groups = [
        days(&|deal, reference| same(deal, reference) && is_before(deal, reference)),
        days(&|deal, reference| same(deal, reference) && is_after(deal, reference)),
        days(&|deal, reference| control(deal, reference) && is_before(deal, reference)),
        days(&|deal, reference| control(deal, reference) && is_after(deal, reference)),
    ];
    let enough = groups.iter().all(|days| days.len() >= FEWEST_DEALS);
    Halo { deals: named(groups.each_ref().map(Vec::len)), effect: enough.then(|| effect(&groups)) }
}

fn is_before(deal: &Deal, reference: &Reference) -> bool {
    (reference.quarter - QUARTERS..reference.quarter).contains(&deal.quarter)
}

fn is_after(deal: &Deal, reference: &Reference) -> bool {
    (reference.quarter + 1..=reference.quarter + QUARTERS).contains(&deal.quarter)
}

/// Whether a segment has a reference of its own whose quarters overlap those of one in `quarter`.
fn touched(segment: usize, quarter: i32, references: &[Reference]) -> bool {
    let near = |other: &Reference| (other.quarter - quarter).abs() <= 2 * QUARTERS;
    references.iter().any(|other| other.segment == segment && near(other))
}

fn named<T>([before, after, control_before, control_after]: [T; 4]) -> Groups<T> {
    Groups { before, after, control_before, control_after }
}

fn effect(groups: &[Vec<u32>; 4]) -> Effect {
    let medians = groups.each_ref().map(|days| median(&mut days.clone()));
    let mut dice = ChaCha8Rng::from_seed(SEED);
    let drawn = |_| difference(groups.each_ref().map(|days| median(&mut resampled(days, &mut dice))));
    let mut effects: Vec<f64> = (0..DRAWS).map(drawn).collect();
    effects.sort_by(f64::total_cmp);
    let (low, high) = (effects[DRAWS / 20 - 1], effects[DRAWS - DRAWS / 20 - 1]);
    Effect { medians: named(medians), days: difference(medians), low, high }
}

fn difference([before, after, control_before, control_after]: [f64; 4]) -> f64 {
    (after - before) - (control_after - control_before)
}

/// As many of the days, drawn with replacement.
fn resampled(days: &[u32], dice: &mut ChaCha8Rng) -> Vec<u32> {
    let any = |_| days[((u64::from(dice.next_u32()) * days.len() as u64) >> 32) as usize];
    (0..days.len()).map(any).collect()
}

/// The middle one, or the mean of the two middle ones; of at least one.
fn median(days: &mut [u32]) -> f64 {
    let even = days.len().is_multiple_of(2);
    let (below, middle, _) = days.select_nth_unstable(days.len() / 2);
    let lower = below.iter().copied().max().filter(|_| even).unwrap_or(*middle);
    f64::midpoint(lower.into(), (*middle).into())
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    const REFERENCE: Reference = Reference { segment: 1, quarter: 100 };

    fn deals(segment: usize, quarter: i32, days: &[u32]) -> Vec<Deal> {
        days.iter().map(|days| Deal { segment, quarter, days: *days }).collect()
    }

    /// Segment 1 falls from a median of 60 to 40, segment 2 from 50 to 45.
    fn by_hand() -> Vec<Deal> {
        [
            deals(1, 98, &[55, 60]),
            deals(1, 99, &[58, 70, 62]),
            deals(1, 101, &[30, 41, 90]),
            deals(1, 102, &[40, 39]),
            deals(2, 98, &[50, 50, 52, 48]),
            deals(2, 99, &[47, 51]),
            deals(2, 101, &[44, 46, 20, 47, 44]),
            deals(2, 102, &[60]),
        ]
        .concat()
    }

    #[test]
    fn two_differences_by_hand() {
        let it = halo(&by_hand(), &[REFERENCE]);
        assert_eq!(it.deals, Groups { before: 5, after: 5, control_before: 6, control_after: 6 });
        let effect = it.effect.expect("an effect");
        let medians = Groups { before: 60.0, after: 40.0, control_before: 50.0, control_after: 45.0 };
        assert_eq!((effect.medians, effect.days), (medians, -15.0));
        assert!(effect.low <= effect.days && effect.days <= effect.high && effect.low < effect.high);
    }

    #[test]
    fn only_the_two_quarters_on_either_side_count() {
        let far = [deals(1, 97, &[1; 9]), deals(1, 100, &[1; 9]), deals(1, 103, &[1; 9]), deals(2, 100, &[1; 9])];
        let with_far = [by_hand(), far.concat()].concat();
        assert_eq!(halo(&with_far, &[REFERENCE]), halo(&by_hand(), &[REFERENCE]));
    }

    #[test]
    fn four_deals_say_nothing() {
        for missing in 0..4 {
            let (segment, quarters) = [(1, 98..100), (1, 101..103), (2, 98..100), (2, 101..103)][missing].clone();
            let of_group = |deal: &Deal| deal.segment == segment && quarters.contains(&deal.quarter);
            let (group, mut others): (Vec<Deal>, Vec<Deal>) = by_hand().into_iter().partition(of_group);
            others.extend(&group[..4]);
            let it = halo(&others, &[REFERENCE]);
            assert!(it.effect.is_none());
            let counts = [it.deals.before, it.deals.after, it.deals.control_before, it.deals.control_after];
            assert_eq!(counts[missing], 4);
        }
        assert_eq!(halo(&by_hand(), &[]), Halo { deals: Groups::default(), effect: None });
    }

    #[test]
    fn a_segment_with_its_own_reference_is_no_control() {
        let third = [by_hand(), deals(3, 99, &[10; 5]), deals(3, 101, &[10; 5])].concat();
        let controls = |quarter: i32| {
            let it = halo(&third, &[REFERENCE, Reference { segment: 2, quarter }]);
            (it.deals.control_before, it.deals.control_after)
        };
        // At 104 only segment 3 is left, five deals before and five after; at 105 segment 2 is back with its six and six.
        assert_eq!((controls(104), controls(96), controls(105)), ((5, 5), (5, 5), (11, 11)));
        // At 102 the second reference has segment 3 as its control too: its deals of 101 are before that one.
        assert_eq!(controls(102), (10, 5));
        // The same reference twice changes nothing.
        assert_eq!(halo(&third, &[REFERENCE, REFERENCE]), halo(&third, &[REFERENCE]));
    }

    /// Days between 30 and 129 without a pattern, less by `faster` in segment 1 after the reference.
    fn synthetic(book: u64, each: u64, faster: u32) -> Vec<Deal> {
        let of = |place: u64| {
            let mixed = (place + book * 7_919).wrapping_mul(0x9E37_79B9_7F4A_7C15);
            let noise = ((mixed ^ (mixed >> 29)).wrapping_mul(0xBF58_476D_1CE4_E5B9) >> 33) % 100;
            let (segment, quarter) = (1 + place as usize % 2, [98, 99, 101, 102][place as usize / 2 % 4]);
            let shift = if segment == 1 && quarter > 100 { faster } else { 0 };
            Deal { segment, quarter, days: 30 + noise as u32 - shift }
        };
        (0..4 * each).map(of).collect()
    }

    #[test]
    fn the_interval_covers_a_known_shift_about_nine_times_in_ten() {
        let covers = |book: &u64| {
            let effect = halo(&synthetic(*book, 60, 20), &[REFERENCE]).effect.expect("an effect");
            effect.low <= -20.0 && -20.0 <= effect.high
        };
        let covered = (0..60).filter(covers).count();
        assert!((48..=60).contains(&covered), "{covered} of 60");
        // With many deals it closes around the shift and leaves no change out.
        let many = halo(&synthetic(1, 4_000, 20), &[REFERENCE]).effect.expect("an effect");
        assert!(many.high < -10.0 && many.low > -30.0 && (many.days + 20.0).abs() < 6.0, "{many:?}");
    }

    #[test]
    fn order_changes_nothing_and_so_does_a_second_run() {
        let mut all = synthetic(3, 40, 10);
        let first = halo(&all, &[REFERENCE]);
        all.reverse();
        assert_eq!(halo(&all, &[REFERENCE]), first);
        all.sort_by_key(|deal| deal.days);
        assert_eq!(halo(&all, &[REFERENCE]), first);
    }

    #[test]
    fn a_constant_shift_is_certain_where_nothing_varies() {
        let all = [deals(1, 99, &[50; 5]), deals(1, 101, &[30; 5]), deals(2, 99, &[60; 5]), deals(2, 101, &[55; 5])];
        let effect = halo(&all.concat(), &[REFERENCE]).effect.expect("an effect");
        assert_eq!((effect.days, effect.low, effect.high), (-15.0, -15.0, -15.0));
    }

    #[test]
    fn medians_by_hand() {
        assert_eq!((median(&mut [7]), median(&mut [9, 2]), median(&mut [9, 1, 4])), (7.0, 5.5, 4.0));
        assert_eq!(median(&mut [9, 1, 4, 4, 8, 0]), 4.0);
    }
}
