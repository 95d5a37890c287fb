//! Raised at once, cleared slowly: a warning that flickers from quarter to quarter teaches people to ignore it.

use super::Judge;
use crate::model::{Concentration, Finding, Severity};
use crate::policy::Rule;

/// Quarters a value must lie on the safe side before its warning clears.
const CALM_PERIODS: usize = 2;

/// Where a measure stands after its whole history.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Standing {
    /// The severest level still raised.
    pub(super) severity: Severity,
    /// The period at which the mildest level was raised last, without a break since.
    pub(super) since: Option<String>,
    /// The value is below the level, but has not been for long enough.
    pub(super) is_clearing: bool,
}

/// Follows `series` (period and value, the earliest first) through every level of `rule`.
pub(super) fn standing(rule: &Rule, series: &[(String, f64)]) -> Option<Standing> {
    let mut standing: Option<Standing> = None;
    for (severity, level) in rule.by_severity() {
        let Some(raised) = raised_since(rule, level, series) else { continue };
        let last = series.last().map_or(f64::NAN, |(_, value)| *value);
        let since = standing.as_ref().map_or(Some(series[raised].0.clone()), |milder| milder.since.clone());
        standing = Some(Standing { severity, since, is_clearing: !rule.is_past(last, level) });
    }
    standing
}

/// The index at which `level` was raised, if it is still raised at the end.
fn raised_since(rule: &Rule, level: f64, series: &[(String, f64)]) -> Option<usize> {
    let (mut raised, mut calm) = (None, 0);
    let margin = rule.margin(level);
    for (at, (_, value)) in series.iter().enumerate() {
        let is_safe = if rule.falls { *value >= level + margin } else { *value <= level - margin };
        calm = if is_safe { calm + 1 } else { 0 };
        if rule.is_past(*value, level) {
            raised = raised.or(Some(at));
        } else if calm >= CALM_PERIODS {
            raised = None;
        }
    }
    raised
}

impl Judge<'_> {
    /// A measure at every covered quarter end and now.
    pub(super) fn series(&self, measure: impl Fn(&Concentration) -> Option<f64>) -> Vec<(String, f64)> {
        let report = self.report;
        let whole = |months: u32| months >= 12;
        let past = report.history.iter().filter(|point| point.as_of < report.as_of && whole(point.months_covered));
        let mut series: Vec<(String, f64)> =
            past.filter_map(|point| Some((point.period.clone(), measure(&point.concentration)?))).collect();
        series.extend(measure(&report.concentration).map(|now| (report.as_of.clone(), now)));
        series
    }

    /// Adds since when and which way a finding's measure goes, and that it is clearing.
    pub(super) fn with_history(&self, mut finding: Finding, standing: Standing, series: &[(String, f64)]) -> Finding {
        finding.since = standing.since;
        finding.trend = trend(series).map(str::to_owned);
        if standing.is_clearing {
            finding.message += " It is below the level again, but not yet for two quarters.";
        }
        finding
    }
}

/// Against four quarters earlier: a change of a twentieth of the value, or more, has a direction.
fn trend(series: &[(String, f64)]) -> Option<&'static str> {
    let (_, now) = series.last()?;
    let (_, before) = series.get(series.len().checked_sub(5)?)?;
    Some(match now - before {
        change if change.abs() < 0.05 * before.abs() => "steady",
        change if change > 0.0 => "rising",
        _ => "falling",
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::policy::{RULES, Rule};

    fn rule() -> &'static Rule {
        &RULES[0]
    }

    fn series(values: &[f64]) -> Vec<(String, f64)> {
        values.iter().enumerate().map(|(at, value)| (at.to_string(), *value)).collect()
    }

    #[test]
    fn raised_at_once_and_cleared_after_two_calm_periods() {
        let raised = standing(rule(), &series(&[0.05, 0.12])).map(|it| (it.severity, it.since, it.is_clearing));
        assert_eq!(raised, Some((Severity::Watch, Some("1".to_owned()), false)));
        let clearing = standing(rule(), &series(&[0.12, 0.08])).map(|it| (it.severity, it.is_clearing));
        assert_eq!(clearing, Some((Severity::Watch, true)));
        assert_eq!(standing(rule(), &series(&[0.12, 0.08, 0.08])), None);
    }

    #[test]
    fn within_one_point_of_the_level_is_not_yet_safe() {
        assert!(standing(rule(), &series(&[0.12, 0.095, 0.095, 0.095])).is_some());
        assert!(standing(rule(), &series(&[0.12, 0.09, 0.09])).is_none());
    }

    #[test]
    fn a_severer_level_clears_into_a_milder_one() {
        let milder = standing(rule(), &series(&[0.25, 0.15, 0.15])).map(|it| (it.severity, it.since));
        assert_eq!(milder, Some((Severity::Watch, Some("0".to_owned()))));
    }
}
