//! How good the chances to leave were, at past dates whose outcome is known by now.

use super::Reasons;
use crate::unit::Ratio;
use serde::{Deserialize, Serialize};

/// The models of the chance to leave, held against what happened.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Backtest {
    /// How far ahead the forecasts reach.
    pub horizon_months: u32,
    /// What counts as lost: `mrr` or `ttm`.
    pub loss_basis: String,
    /// The method used in the report.
    pub method: String,
    /// The method that the dates favoured in hindsight, `base_rate` among them.
    pub best: String,
    /// `skill` (the methods chosen on earlier dates beat the base rate on later ones), `no_skill` (they did not), `too_few` (fewer
    /// than five losses to be expected, or one scored date alone) or `none` (no past date has its outcome).
    pub verdict: String,
    /// The verdict as a sentence.
    pub message: String,
    /// Every method's scores over the dates twelve months apart.
    pub methods: Vec<MethodScores>,
    /// Every date, the earliest first; those with `scored` are twelve months apart and carry the tests, the others overlap
    /// them or come before any outcome was known.
    pub dates: Vec<BacktestDate>,
    /// Calibration by tenths of the probability, over the dates twelve months apart, each by the method chosen on earlier ones.
    pub calibration: Vec<CalibrationBin>,
    /// Breaches of the value at risk at 95 %, over the dates twelve months apart, each by its own method.
    pub var_breaches: Option<u64>,
    /// Dates that could breach it.
    pub var_dates: u64,
    /// Kupiec's p-value; null where too few breaches were to be expected.
    pub kupiec_p_value: Option<Ratio>,
    /// Spiegelhalter's z at the latest scored date with five expected losses or more, by the method chosen on earlier ones.
    pub calibration_z: Option<f64>,
    /// That date.
    pub calibration_date: Option<String>,
    /// The method chosen for it.
    pub calibration_method: Option<String>,
    /// Losses expected at it.
    pub calibration_expected: Option<f64>,
    /// Losses within twelve months of it.
    pub calibration_lost: Option<u64>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One method over all dates twelve months apart.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MethodScores {
    /// `base_rate`, `empirical_bayes`, `shifted_beta_geometric`, `bg_nbd`; or `chosen`, at each date the best on the earlier
    /// ones.
    pub method: String,
    /// Forecasts scored.
    pub forecasts: u64,
    /// Losses expected.
    pub expected: f64,
    /// Losses seen.
    pub lost: u64,
    /// Brier score.
    pub brier: Option<Ratio>,
    /// The same weighted by revenue exposed.
    pub weighted_brier: Option<Ratio>,
    /// 1 − Brier score over that of the base rate known at each date.
    pub skill: Option<Ratio>,
    /// Mean logarithmic loss.
    pub log_loss: Option<f64>,
    /// Spiegelhalter's z over all dates; null where too few losses were to be expected.
    pub spiegelhalter_z: Option<f64>,
    /// Its two-sided p-value.
    pub p_value: Option<Ratio>,
}

/// One date, by the method that the dates before it favoured.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct BacktestDate {
    /// The as-of date, ISO.
    pub as_of: String,
    /// Whether it is one of those twelve months apart that the tests stand on.
    pub scored: bool,
    /// The method that the dates before it favoured.
    pub method: String,
    /// Customers forecast.
    pub customers: u64,
    /// Customer-years whose outcome was known then; without one the base rate is a guess of ½, and the date is not scored.
    pub known_customer_years: u64,
    /// The base rate known then.
    pub base_rate: Ratio,
    /// Losses expected.
    pub expected: f64,
    /// Losses within twelve months.
    pub lost: u64,
    /// Brier score.
    pub brier: Option<Ratio>,
    /// Brier score of the base rate.
    pub base_brier: Option<Ratio>,
    /// Brier score weighted by revenue exposed.
    pub weighted_brier: Option<Ratio>,
    /// Spiegelhalter's z; null where too few losses were to be expected.
    pub spiegelhalter_z: Option<f64>,
    /// Loss expected over revenue exposed.
    pub expected_loss_share: Ratio,
    /// Revenue of the lost over revenue exposed.
    pub loss_share: Ratio,
    /// Value at risk at 95 % over revenue exposed.
    pub var95_share: Option<Ratio>,
    /// Where the loss lies in the forecast distribution, 0 to 1.
    pub pit: Option<Ratio>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Forecasts of about one probability, and what came of them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CalibrationBin {
    /// Lower end of the probability.
    pub from: Ratio,
    /// Upper end.
    pub to: Ratio,
    /// Forecasts.
    pub forecasts: u64,
    /// Their mean probability.
    pub mean: Option<Ratio>,
    /// Losses.
    pub lost: u64,
    /// Losses over forecasts.
    pub rate: Option<Ratio>,
    /// 5 % bound of the rate, by the losses seen.
    pub low: Option<Ratio>,
    /// 95 % bound.
    pub high: Option<Ratio>,
}
