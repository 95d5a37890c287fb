//! How much room a limit on one customer's share leaves: how far it may grow, how much the rest must, what a lender's cap on
//! receivables cuts off, and what a price concession must win in volume.
//!
//! Money is in whole units of any one size (cents, millionths) and every answer is exact to the unit.

/// Millionths in a whole.
const WHOLE: i128 = 1_000_000;

/// A limit on a share, in millionths of a whole, above 0 and below all of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Limit(u32);

impl Limit {
    /// A limit of so many millionths, 200,000 for 20 %; `None` for 0, and for a whole or more, which limit nothing.
    #[must_use]
    pub fn millionths(millionths: u32) -> Option<Limit> {
        (millionths > 0 && i128::from(millionths) < WHOLE).then_some(Limit(millionths))
    }

    /// The limit as a share, in (0, 1).
    #[must_use]
    pub fn share(self) -> f64 {
        f64::from(self.0) / WHOLE as f64
    }

    /// Whether `part` of `whole` lies strictly below the limit, compared exactly. Both at most 2¹⁰⁷ in size.
    #[must_use]
    pub(crate) fn lies_above(self, part: i128, whole: i128) -> bool {
        part * WHOLE < self.parts() * whole
    }

    fn parts(self) -> i128 {
        i128::from(self.0)
    }
}

/// How far one customer may grow while the rest stay as they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Headroom {
    /// The largest amount whose share is below the limit, x'/(x' + R) < L.
    pub largest: i128,
    /// max(0, x' − x): what it may grow by.
    pub headroom: i128,
}

/// Headroom of a customer that brings `amount` of `total`, the rest R = total − amount held. `None` where the rest bring
/// nothing (any amount is then all of it), or where a number leaves 128 bits.
#[must_use]
pub fn headroom(amount: i128, total: i128, limit: Limit) -> Option<Headroom> {
    let rest = total.checked_sub(amount).filter(|rest| *rest > 0)?;
    // x'(1 − L) < L·R, in whole units.
    let largest = (rest.checked_mul(limit.parts())? - 1) / (WHOLE - limit.parts());
    Some(Headroom { largest, headroom: largest.checked_sub(amount)?.max(0) })
}

/// The least growth of the rest that brings a customer of `amount` in `total` below the limit: to x/L and one unit more, less what
/// is there; 0 where it is below already. `None` where a number leaves 128 bits.
#[must_use]
pub fn growth_needed(amount: i128, total: i128, limit: Limit) -> Option<i128> {
    if amount <= 0 {
        return Some(0);
    }
    let above = amount.checked_mul(WHOLE)? / limit.parts() + 1;
    Some(above.checked_sub(total)?.max(0))
}

/// Receivables that a lender does not take because one customer holds too much of them: Σ max(0, AR_g − L·AR), AR the sum
/// of the positive balances, in one pass: the cap is not lowered by what it cuts off. Rounded half to even to the unit.
/// Balances of 0 or less count nowhere. `None` where a number leaves 128 bits.
#[must_use]
pub fn ineligible_receivables(balances: &[i128], limit: Limit) -> Option<i128> {
    let positive = || balances.iter().copied().filter(|balance| *balance > 0);
    let total = positive().try_fold(0_i128, i128::checked_add)?;
    let cap = total.checked_mul(limit.parts())?;
    let over = positive().try_fold(0_i128, |sum, balance| {
        let over = balance.checked_mul(WHOLE)?.checked_sub(cap)?;
        sum.checked_add(over.max(0))
    })?;
    let (whole, rest) = (over / WHOLE, over % WHOLE);
    let up = 2 * rest > WHOLE || (2 * rest == WHOLE && whole % 2 == 1);
    Some(whole + i128::from(up))
}

/// The gain in volume that makes up for a price concession `concession` at a gross margin `margin`, both as shares of the
/// price: d/(m − d). Below 0 for a price rise: the volume it may lose. `None` where d ≥ m: no volume makes up for it.
#[must_use]
pub fn volume_gain_needed(concession: f64, margin: f64) -> Option<f64> {
    (concession < margin).then(|| concession / (margin - concession))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn percent(percent: u32) -> Limit {
        Limit::millionths(percent * 10_000).unwrap_or(Limit(1))
    }

    #[test]
    fn headroom_by_hand() {
        // A rest of 800.00: 200.00 is 20 % and not below; 199.99 is.
        assert_eq!(headroom(15_000, 95_000, percent(20)), Some(Headroom { largest: 19_999, headroom: 4_999 }));
        // Above the limit already: no room.
        assert_eq!(headroom(30_000, 110_000, percent(20)), Some(Headroom { largest: 19_999, headroom: 0 }));
        // 30 % of a rest of 100: x' < 42.86.
        assert_eq!(headroom(0, 100, percent(30)), Some(Headroom { largest: 42, headroom: 42 }));
        // A rest of one unit leaves none; no rest, no answer.
        assert_eq!(headroom(0, 1, percent(20)), Some(Headroom { largest: 0, headroom: 0 }));
        assert_eq!(headroom(5, 5, percent(20)), None);
        assert_eq!(headroom(5, 4, percent(20)), None);
        assert_eq!(headroom(0, i128::MAX, percent(20)), None);
        assert_eq!(headroom(-1, i128::MAX, percent(20)), None);
        // A net-negative customer may come up to the limit.
        assert_eq!(headroom(-50, 50, percent(50)), Some(Headroom { largest: 99, headroom: 149 }));
    }

    #[test]
    fn growth_by_hand() {
        // 30 of 100 at 20 %: to 150 and a unit. Exactly at the limit: one unit. Below it: none.
        assert_eq!(growth_needed(30, 100, percent(20)), Some(51));
        assert_eq!(growth_needed(20, 100, percent(20)), Some(1));
        assert_eq!(growth_needed(19, 100, percent(20)), Some(0));
        assert_eq!(growth_needed(-19, -100, percent(20)), Some(0));
        assert_eq!(growth_needed(i128::MAX, 100, percent(20)), None);
    }

    #[test]
    fn both_are_the_last_and_the_first_unit() {
        let below = |amount: i128, total: i128, limit: Limit| amount * WHOLE < limit.parts() * total;
        for millionths in [1, 99_999, 100_000, 250_000, 333_333, 500_000, 999_999] {
            let Some(limit) = Limit::millionths(millionths) else { unreachable!("{millionths}") };
            for amount in 0..40 {
                for rest in 1..40 {
                    let room = headroom(amount, amount + rest, limit).unwrap_or(Headroom { largest: -1, headroom: -1 });
                    assert!(below(room.largest, room.largest + rest, limit));
                    assert!(!below(room.largest + 1, room.largest + 1 + rest, limit), "{amount} {rest} {limit:?}");
                    let growth = growth_needed(amount, amount + rest, limit).unwrap_or(-1);
                    assert!(growth >= 0 && below(amount, amount + rest + growth, limit));
                    assert!(growth == 0 || !below(amount, amount + rest + growth - 1, limit));
                }
            }
        }
    }

    #[test]
    fn limits_lie_between_nothing_and_all() {
        assert_eq!(
            (Limit::millionths(0), Limit::millionths(1_000_000), Limit::millionths(u32::MAX)),
            (None, None, None)
        );
        assert!(Limit::millionths(999_999).is_some());
    }

    #[test]
    fn receivables_above_the_cap() {
        // 50, 30, 20 of 100 at 25 %: 25 and 5 are cut off; a credit balance counts nowhere, nor does the cap fall.
        assert_eq!(ineligible_receivables(&[50, 30, 20, -40, 0], percent(25)), Some(30));
        assert_eq!(ineligible_receivables(&[50, 30, 20], percent(20)), Some(40));
        assert_eq!(ineligible_receivables(&[25, 25, 25, 25], percent(25)), Some(0), "exactly at the cap");
        // Half a unit goes to the even one: 3 − 1.5 and 5 − 2.5.
        assert_eq!(ineligible_receivables(&[3], percent(50)), Some(2));
        assert_eq!(ineligible_receivables(&[5], percent(50)), Some(2));
        assert_eq!(ineligible_receivables(&[7], percent(30)), Some(5), "4.9");
        assert_eq!(ineligible_receivables(&[], percent(20)), Some(0));
        assert_eq!(ineligible_receivables(&[i128::MAX, 1], percent(20)), None);
    }

    #[test]
    fn a_concession_needs_volume() {
        // 5 % at a margin of 30 %: a fifth more; up to the margin, more and more; then nothing helps.
        let near = |value: Option<f64>, expected: f64| value.is_some_and(|value| (value - expected).abs() < 1e-12);
        assert!(near(volume_gain_needed(0.05, 0.30), 0.2));
        assert!(near(volume_gain_needed(0.15, 0.30), 1.0));
        assert!(near(volume_gain_needed(0.0, 0.30), 0.0));
        assert!(near(volume_gain_needed(-0.10, 0.30), -0.25));
        for (concession, margin) in [(0.3, 0.3), (0.4, 0.3), (0.0, 0.0), (0.1, f64::NAN), (f64::NAN, 0.3)] {
            assert_eq!(volume_gain_needed(concession, margin), None, "{concession} at {margin}");
        }
    }
}
