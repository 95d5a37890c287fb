//! How good past forecasts of loss were: scores, calibration, and tests of the whole distribution.
//!
//! Probabilities are in \[0, 1\], weights finite and at least 0; a NaN gives NaN. A score is smaller the better it is.

use statrs::function::gamma::checked_gamma_ur;

/// A forecast and what came of it.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Outcome {
    /// The probability given to the loss, in \[0, 1\].
    pub probability: f64,
    /// Whether the customer was lost.
    pub lost: bool,
    /// What was exposed, in money, at least 0.
    pub exposed: f64,
}

impl Outcome {
    fn happened(&self) -> f64 {
        f64::from(u8::from(self.lost))
    }

    fn squared_error(&self) -> f64 {
        (self.probability - self.happened()).powi(2)
    }
}

/// Fewer expected events than this say nothing about a model.
pub const FEWEST_EVENTS: f64 = 5.0;

/// A probability nearer to 0 or 1 is scored by [`log_loss`] as if it stood here: a certainty that was wrong costs
/// −ln 10⁻⁶ = 13.8 instead of everything. Ours.
pub const CERTAIN: f64 = 1e-6;

/// The verdict of a test.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Verdict {
    /// Fewer than [`FEWEST_EVENTS`] events were to be expected: too few to tell.
    TooFew {
        /// How many.
        expected: f64,
    },
    /// The test was made.
    Tested(Test),
}

/// A statistic and its chance.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Test {
    /// The statistic, named by the function that made it.
    pub statistic: f64,
    /// How likely a right model makes one at least as far out, in \[0, 1\].
    pub p_value: f64,
}

/// Brier score, the mean of (p − y)², in \[0, 1\]; `None` for no forecast. Source: Brier 1950.
#[must_use]
pub fn brier(outcomes: &[Outcome]) -> Option<f64> {
    let total: f64 = outcomes.iter().map(Outcome::squared_error).sum();
    (!outcomes.is_empty()).then(|| total / outcomes.len() as f64)
}

/// Brier score weighted by what was exposed, Σ e(p − y)²/Σ e; `None` where nothing was.
#[must_use]
pub fn weighted_brier(outcomes: &[Outcome]) -> Option<f64> {
    let exposed: f64 = outcomes.iter().map(|it| it.exposed).sum();
    let total: f64 = outcomes.iter().map(|it| it.exposed * it.squared_error()).sum();
    (exposed > 0.0).then(|| total / exposed)
}

/// Brier skill against giving everyone the rate known then, 1 − BS/BS_base: 1 is perfect, 0 no better than the base rate,
/// below 0 worse. `None` for no forecast, or where the base rate was right without error.
#[must_use]
pub fn skill(outcomes: &[Outcome], base_rate: f64) -> Option<f64> {
    let base: Vec<Outcome> = outcomes.iter().map(|it| Outcome { probability: base_rate, ..*it }).collect();
    let reference = brier(&base).filter(|score| *score > 0.0)?;
    brier(outcomes).map(|score| 1.0 - score / reference)
}

/// Mean of −ln of the probability given to what happened, at least 0; `None` for no forecast. Probabilities are first
/// moved into \[[`CERTAIN`], 1 − `CERTAIN`\].
#[must_use]
pub fn log_loss(outcomes: &[Outcome]) -> Option<f64> {
    let term = |it: &Outcome| {
        let given = if it.lost { it.probability } else { 1.0 - it.probability };
        -given.clamp(CERTAIN, 1.0 - CERTAIN).ln()
    };
    let total: f64 = outcomes.iter().map(term).sum();
    (!outcomes.is_empty()).then(|| total / outcomes.len() as f64)
}

/// The forecasts of one tenth of the scale.
#[derive(Debug, Clone, Copy, Default, PartialEq)]
pub struct Bin {
    /// Forecasts in it.
    pub forecasts: u64,
    /// Of them, lost.
    pub lost: u64,
    /// Sum of their probabilities: the losses expected.
    pub expected: f64,
}

impl Bin {
    /// Mean probability; none in an empty bin.
    #[must_use]
    pub fn mean(&self) -> Option<f64> {
        (self.forecasts > 0).then(|| self.expected / self.forecasts as f64)
    }

    /// Share lost; none in an empty bin.
    #[must_use]
    pub fn rate(&self) -> Option<f64> {
        (self.forecasts > 0).then(|| self.lost as f64 / self.forecasts as f64)
    }
}

/// Forecast against outcome by tenths: bin i holds i/10 ≤ p < (i + 1)/10, the last one p = 1 too.
#[must_use]
pub fn calibration(outcomes: &[Outcome]) -> [Bin; 10] {
    let mut bins = [Bin::default(); 10];
    for it in outcomes {
        // Against the bounds as they are written: 0.3 belongs to bin 3, while 0.3 · 10 need not be 3.
        let above = (1..10).filter(|at| it.probability >= f64::from(*at) / 10.0).count();
        if let Some(bin) = bins.get_mut(above) {
            bin.forecasts += 1;
            bin.lost += u64::from(it.lost);
            bin.expected += it.probability;
        }
    }
    bins
}

/// Spiegelhalter's z of calibration, Σ (y − p)(1 − 2p)/√Σ (1 − 2p)² p(1 − p), standard normal for a calibrated model; the
/// p-value is two-sided. Above 0, more was lost than forecast (as long as p < ½). `None` where every p is 0, ½ or 1.
/// Source: Spiegelhalter 1986.
#[must_use]
pub fn spiegelhalter(outcomes: &[Outcome]) -> Option<Verdict> {
    let (mut surplus, mut variance, mut expected) = (0.0, 0.0, 0.0);
    for it in outcomes {
        let tilt = 1.0 - 2.0 * it.probability;
        surplus += (it.happened() - it.probability) * tilt;
        variance += tilt * tilt * it.probability * (1.0 - it.probability);
        expected += it.probability;
    }
    if variance.is_nan() || variance <= 0.0 {
        return None;
    }
    let statistic = surplus / variance.sqrt();
    Some(judge(expected, Test { statistic, p_value: chi_square_tail(statistic * statistic) }))
}

/// The place of an outcome in a discrete distribution, F(l−) + ½ f(l), in \[0, 1\]: uniform in the mean for a right
/// model. The distribution is of (value, probability), in any order, each value once. Source: Czado, Gneiting and Held 2009.
#[must_use]
pub fn middle_pit(distribution: &[(f64, f64)], outcome: f64) -> f64 {
    let sum = |keep: fn(f64, f64) -> bool| -> f64 {
        distribution.iter().filter(|(value, _)| keep(*value, outcome)).map(|(_, probability)| probability).sum()
    };
    let below = sum(|value, outcome| value < outcome);
    let at = sum(|value, outcome| value == outcome);
    // A sum of nothing is −0.
    (below + at / 2.0).min(1.0) + 0.0
}

/// Kupiec's test of how often the loss exceeded its VaR: `breaches` of `periods`, each with probability `chance` under a
/// right model. The statistic is the likelihood ratio of the proportion of failures, chi-square with one degree of
/// freedom. `None` for no period, more breaches than periods, or a chance outside (0, 1). Source: Kupiec 1995.
#[must_use]
pub fn kupiec(breaches: u64, periods: u64, chance: f64) -> Option<Verdict> {
    let test = proportion_of_failures(breaches, periods, chance)?;
    Some(judge(periods as f64 * chance, test))
}

/// Kupiec's likelihood ratio and its p-value however few events were to be expected; `None` as in [`kupiec`].
#[must_use]
pub fn proportion_of_failures(breaches: u64, periods: u64, chance: f64) -> Option<Test> {
    if periods == 0 || breaches > periods || chance.is_nan() || chance <= 0.0 || chance >= 1.0 {
        return None;
    }
    let (failed, held) = (breaches as f64, (periods - breaches) as f64);
    let rate = failed / periods as f64;
    // 0 · ln 0 is 0: all or nothing failed.
    let part = |count: f64, seen: f64, given: f64| if count > 0.0 { count * (seen / given).ln() } else { 0.0 };
    let statistic = 2.0 * (part(failed, rate, chance) + part(held, 1.0 - rate, 1.0 - chance));
    let statistic = statistic.max(0.0);
    Some(Test { statistic, p_value: chi_square_tail(statistic) })
}

/// How likely a squared standard normal is at least this. The library's erfc would say the same to ten digits only.
fn chi_square_tail(statistic: f64) -> f64 {
    if statistic <= 0.0 { 1.0 } else { checked_gamma_ur(0.5, statistic / 2.0).unwrap_or(f64::NAN) }
}

fn judge(expected: f64, test: Test) -> Verdict {
    // A sum of probabilities that is five on paper may be a little less in doubles.
    if expected < FEWEST_EVENTS - 1e-9 { Verdict::TooFew { expected } } else { Verdict::Tested(test) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn outcomes(rows: &[(f64, bool, f64)]) -> Vec<Outcome> {
        rows.iter().map(|&(probability, lost, exposed)| Outcome { probability, lost, exposed }).collect()
    }

    #[track_caller]
    fn near(value: Option<f64>, expected: f64) {
        assert!(value.is_some_and(|value| (value - expected).abs() < 1e-12), "{value:?}, not {expected}");
    }

    #[test]
    fn brier_by_hand() {
        let three = outcomes(&[(0.1, false, 100.0), (0.4, true, 300.0), (0.5, false, 0.0)]);
        // (.01 + .36 + .25)/3; weighted (1 + 108)/400.
        near(brier(&three), 0.62 / 3.0);
        near(weighted_brier(&three), 109.0 / 400.0);
        // The base rate 1/3 scores (1/9 + 4/9 + 1/9)/3 = 2/9.
        near(skill(&three, 1.0 / 3.0), 1.0 - 0.62 / 3.0 * 4.5);
        near(skill(&outcomes(&[(0.0, false, 1.0), (1.0, true, 1.0)]), 0.5), 1.0);
        assert_eq!(skill(&outcomes(&[(0.1, false, 1.0)]), 0.0), None, "the base rate was right");
        assert_eq!((brier(&[]), weighted_brier(&[]), skill(&[], 0.1), log_loss(&[])), (None, None, None, None));
        assert_eq!(weighted_brier(&outcomes(&[(0.1, true, 0.0)])), None, "nothing exposed");
    }

    #[test]
    fn log_loss_is_clipped() {
        near(log_loss(&outcomes(&[(0.2, true, 1.0), (0.2, false, 1.0)])), (5.0_f64.ln() + 1.25_f64.ln()) / 2.0);
        near(log_loss(&outcomes(&[(0.0, true, 1.0)])), 6.0 * 10.0_f64.ln());
        near(log_loss(&outcomes(&[(1.0, false, 1.0)])).map(|it| it / 1e6_f64.ln()), 1.0);
        near(log_loss(&outcomes(&[(0.0, false, 1.0)])), 1e-6 + 0.5e-12);
    }

    #[test]
    fn tenths_hold_their_lower_bound() {
        let rows = [(0.0, false, 1.0), (0.05, true, 1.0), (0.3, false, 1.0), (0.7, true, 1.0), (1.0, true, 1.0)];
        let bins = calibration(&outcomes(&rows));
        assert_eq!(bins.map(|bin| bin.forecasts), [2, 0, 0, 1, 0, 0, 0, 1, 0, 1]);
        assert_eq!(bins.map(|bin| bin.lost), [1, 0, 0, 0, 0, 0, 0, 1, 0, 1]);
        near(bins[0].mean(), 0.025);
        near(bins[0].rate(), 0.5);
        assert_eq!((bins[1].mean(), bins[1].rate()), (None, None));
    }

    #[test]
    fn spiegelhalter_by_hand() {
        // 50 customers at 20 %, 14 lost: (14 · .8 − 36 · .2) · .6 / √(50 · .36 · .16) = 2.4/√2.88 = √2.
        let mut fifty = vec![Outcome { probability: 0.2, lost: false, exposed: 1.0 }; 50];
        fifty.iter_mut().take(14).for_each(|it| it.lost = true);
        let Some(Verdict::Tested(test)) = spiegelhalter(&fifty) else { unreachable!("ten events are expected") };
        near(Some(test.statistic), 2.0_f64.sqrt());
        // Two-sided: P(|Z| ≥ √2) = erfc(1).
        near(Some(test.p_value), 0.157_299_207_050_285_13);
        let fewer = spiegelhalter(&fifty[..24]);
        assert!(matches!(fewer, Some(Verdict::TooFew { expected }) if (expected - 4.8).abs() < 1e-12), "{fewer:?}");
        assert!(matches!(spiegelhalter(&fifty[..25]), Some(Verdict::Tested(_))), "exactly five are enough");
        // Fifty tenths are a little less than five in doubles.
        let tenths = vec![Outcome { probability: 0.1, lost: false, exposed: 1.0 }; 50];
        assert!(matches!(spiegelhalter(&tenths), Some(Verdict::Tested(_))));
        assert_eq!(spiegelhalter(&outcomes(&[(0.5, true, 1.0), (0.0, false, 1.0)])), None);
        assert_eq!(spiegelhalter(&[]), None);
    }

    #[test]
    fn pit_takes_half_of_the_atom() {
        let three = [(0.0, 0.5), (10.0, 0.3), (20.0, 0.2)];
        near(Some(middle_pit(&three, 10.0)), 0.65);
        near(Some(middle_pit(&three, 0.0)), 0.25);
        near(Some(middle_pit(&three, 15.0)), 0.8);
        near(Some(middle_pit(&three, -1.0)), 0.0);
        near(Some(middle_pit(&three, 21.0)), 1.0);
        // Its mean under the distribution itself is a half: 0.5 · 0.25 + 0.3 · 0.65 + 0.2 · 0.9.
        let mean: f64 = three.iter().map(|(value, probability)| probability * middle_pit(&three, *value)).sum();
        near(Some(mean), 0.5);
        assert_eq!(middle_pit(&[], 1.0), 0.0);
        assert!(middle_pit(&[(2.0, 1.0)], 1.0).is_sign_positive(), "not −0");
    }

    #[test]
    fn kupiec_by_hand_and_his_regions() {
        let ratio =
            |breaches, periods, chance| proportion_of_failures(breaches, periods, chance).map(|it| it.statistic);
        // 3 of 10 at 10 %: 2(3 ln 3 + 7 ln(7/9)); none: −2 · 10 ln .9; all: −2 · 10 ln .1.
        near(ratio(3, 10, 0.1), 2.0 * (3.0 * 3.0_f64.ln() + 7.0 * (7.0_f64 / 9.0).ln()));
        near(ratio(0, 10, 0.1), -20.0 * 0.9_f64.ln());
        near(ratio(10, 10, 0.1), 20.0 * 10.0_f64.ln());
        near(ratio(10, 100, 0.1), 0.0);
        // Kupiec's table: the breaches of 255, 510 and 1000 days at which a model is not rejected at 95 %.
        let regions: [(u64, f64, u64, u64); 6] = [
            (255, 0.05, 7, 20),
            (510, 0.05, 17, 35),
            (1000, 0.05, 38, 64),
            (255, 0.01, 1, 6),
            (510, 0.01, 2, 10),
            (1000, 0.01, 5, 16),
        ];
        for (periods, chance, from, to) in regions {
            let accepted =
                |breaches| proportion_of_failures(breaches, periods, chance).is_some_and(|it| it.p_value > 0.05);
            let found: Vec<u64> = (0..=periods).filter(|breaches| accepted(*breaches)).collect();
            assert_eq!((found.first(), found.last()), (Some(&from), Some(&to)), "{periods} at {chance}");
        }
    }

    #[test]
    fn tails_of_the_normal() {
        // 2(1 − Φ(z)) at z = 0, 1, 1.96, 5 and where it vanishes.
        let tails = [(0.0, 1.0), (1.0, 0.317_310_507_862_914_1), (1.96, 0.049_995_790_296_440_87)];
        for (z, expected) in tails {
            near(Some(chi_square_tail(z * z)), expected);
        }
        assert!((chi_square_tail(25.0) / 5.733_031_437_583_892e-7 - 1.0).abs() < 1e-9);
        assert_eq!(chi_square_tail(1e8), 0.0);
    }

    #[test]
    fn kupiec_says_too_few() {
        assert_eq!(kupiec(1, 8, 0.05), Some(Verdict::TooFew { expected: 0.4 }));
        assert!(matches!(kupiec(9, 100, 0.05), Some(Verdict::Tested(test)) if test.statistic > 2.0));
        for (breaches, periods, chance) in [(0, 0, 0.1), (3, 2, 0.1), (1, 2, 0.0), (1, 2, 1.0), (1, 2, f64::NAN)] {
            assert_eq!(kupiec(breaches, periods, chance), None);
        }
    }
}
