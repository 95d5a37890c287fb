//! What it takes to replace a lost customer: the margin missed until then, the low of the cash, the pipeline and the
//! small customers it needs.
//!
//! The customer is lost at month 0. For a decision cycle nothing replaces it; then the replacement grows in a straight
//! line to the whole over a ramp, and each month counts as its middle.

/// A loss and the time its replacement takes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Replacement {
    /// Margin lost a month, in money, at least 0.
    pub monthly_margin: f64,
    /// C: months of the decision cycle.
    pub decision_months: u16,
    /// R: months of the ramp; 0 replaces all at once.
    pub ramp_months: u16,
}

/// One month after the loss.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Month {
    /// Months since the loss, from 1.
    pub month: u32,
    /// Share of the margin replaced, in \[0, 1).
    pub replaced: f64,
    /// Margin missed in the month.
    pub missed: f64,
    /// Margin missed since the loss.
    pub gap: f64,
}

/// The lowest cash after a loss, against the cash at month 0.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Low {
    /// Months since the loss at whose end cash is lowest; 0 where it never falls below the start.
    pub month: u32,
    /// How far below the start, at least 0.
    pub depth: f64,
}

impl Replacement {
    /// Margin missed until it is replaced whole: monthly margin · (C + R/2).
    #[must_use]
    pub fn gap(&self) -> f64 {
        self.monthly_margin * (f64::from(self.decision_months) + f64::from(self.ramp_months) / 2.0)
    }

    /// Month by month to the end of the ramp; in the ramp's month i, (i − ½)/R is replaced. The last gap is [`Self::gap`].
    pub fn months(&self) -> impl Iterator<Item = Month> + use<> {
        let it = *self;
        let length = u32::from(it.decision_months) + u32::from(it.ramp_months);
        (1..=length).scan(0.0, move |gap, month| {
            let ramp_month = month.saturating_sub(u32::from(it.decision_months));
            let replaced =
                if ramp_month == 0 { 0.0 } else { (f64::from(ramp_month) - 0.5) / f64::from(it.ramp_months) };
            let missed = it.monthly_margin * (1.0 - replaced);
            *gap += missed;
            Some(Month { month, replaced, missed, gap: *gap })
        })
    }

    /// The first month of the lowest cash, where the business brought in `monthly_surplus` of cash a month before the
    /// loss and each month now misses its part. `None` where it lost cash before: cash then falls without end.
    #[must_use]
    pub fn cash_low(&self, monthly_surplus: f64) -> Option<Low> {
        if monthly_surplus.is_nan() || monthly_surplus < 0.0 {
            return None;
        }
        // A month that breaks even moves cash by a rounding at most, and is no new low.
        let tolerance = 1e-9 * self.monthly_margin.abs();
        let mut low = Low { month: 0, depth: 0.0 };
        for it in self.months() {
            let depth = it.gap - f64::from(it.month) * monthly_surplus;
            if depth > low.depth + tolerance {
                low = Low { month: it.month, depth };
            }
        }
        Some(low)
    }
}

/// Pipeline that wins back `arr` a year at a win rate in (0, 1]: arr / win rate. `None` at 0 or beyond the range.
#[must_use]
pub fn pipeline_needed(arr: f64, win_rate: f64) -> Option<f64> {
    (win_rate > 0.0 && win_rate <= 1.0).then(|| arr / win_rate)
}

/// How many average small customers replace `lost`, rounded up to whole customers: `small_customers` of them bring
/// `small_total`; amounts in the same units. 0 where nothing is lost. `None` where the small ones bring nothing, or
/// where a product leaves 128 bits.
#[must_use]
pub fn small_customers_needed(lost: i128, small_total: i128, small_customers: u64) -> Option<i128> {
    if small_total <= 0 || small_customers == 0 {
        return None;
    }
    let parts = lost.max(0).checked_mul(i128::from(small_customers))?;
    Some(parts / small_total + i128::from(parts % small_total != 0))
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIX_AND_FOUR: Replacement = Replacement { monthly_margin: 100.0, decision_months: 6, ramp_months: 4 };

    #[test]
    fn the_gap_month_by_month() {
        assert_eq!(SIX_AND_FOUR.gap(), 800.0);
        let months: Vec<Month> = SIX_AND_FOUR.months().collect();
        let missed: Vec<f64> = months.iter().map(|it| it.missed).collect();
        // (i − ½)/4 = .125, .375, .625, .875 is replaced.
        assert_eq!(missed, [100.0, 100.0, 100.0, 100.0, 100.0, 100.0, 87.5, 62.5, 37.5, 12.5]);
        assert_eq!(months[9], Month { month: 10, replaced: 0.875, missed: 12.5, gap: 800.0 });
        for (decision_months, ramp_months) in [(6, 0), (9, 7), (12, 12), (0, 3), (0, 0)] {
            let it = Replacement { monthly_margin: 41_666.67, decision_months, ramp_months };
            let last = it.months().last().map_or(0.0, |month| month.gap);
            assert!((last - it.gap()).abs() <= 1e-9 * it.gap(), "{it:?}: {last}");
        }
    }

    #[test]
    fn cash_is_lowest_where_the_months_break_even() {
        // With 50 a month left: six months of −50, then −37.5, −12.5, +12.5.
        assert_eq!(SIX_AND_FOUR.cash_low(50.0), Some(Low { month: 8, depth: 350.0 }));
        // The eighth month breaks even at 62.5: the seventh is the low, 700 − 12.5 − 7 · 62.5.
        assert_eq!(SIX_AND_FOUR.cash_low(62.5), Some(Low { month: 7, depth: 250.0 }));
        // Nothing left over: all of the gap, at its end. Enough left over: never below the start.
        assert_eq!(SIX_AND_FOUR.cash_low(0.0), Some(Low { month: 10, depth: 800.0 }));
        assert_eq!(SIX_AND_FOUR.cash_low(100.0), Some(Low { month: 0, depth: 0.0 }));
        assert_eq!(SIX_AND_FOUR.cash_low(-1.0), None);
        assert_eq!(SIX_AND_FOUR.cash_low(f64::NAN), None);
        let at_once = Replacement { ramp_months: 0, ..SIX_AND_FOUR };
        assert_eq!(at_once.cash_low(40.0), Some(Low { month: 6, depth: 360.0 }));
        // The eighth month misses a half of .1 and brings in .05; in doubles it still falls by a rounding.
        let tenth = Replacement { monthly_margin: 0.1, decision_months: 6, ramp_months: 3 };
        assert_eq!(tenth.cash_low(0.05).map(|low| low.month), Some(7));
    }

    #[test]
    fn pipeline_and_small_customers() {
        assert_eq!(pipeline_needed(120_000.0, 0.25), Some(480_000.0));
        assert_eq!(pipeline_needed(120_000.0, 1.0), Some(120_000.0));
        for rate in [0.0, -0.1, 1.1, f64::NAN] {
            assert_eq!(pipeline_needed(120_000.0, rate), None, "{rate}");
        }
        // 350 small ones bring 70, .2 each: 30 is 150 of them, a cent more needs one more.
        assert_eq!(small_customers_needed(3000, 7000, 350), Some(150));
        assert_eq!(small_customers_needed(3001, 7000, 350), Some(151));
        assert_eq!(small_customers_needed(0, 7000, 350), Some(0));
        assert_eq!(small_customers_needed(-5, 7000, 350), Some(0));
        assert_eq!(small_customers_needed(3000, 0, 350), None);
        assert_eq!(small_customers_needed(3000, 7000, 0), None);
        assert_eq!(small_customers_needed(i128::MAX, 1, 2), None);
    }
}
