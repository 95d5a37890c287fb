//! Raised at once, cleared slowly: a warning that flickers from quarter to quarter teaches people to ignore it.

use super::{Case, Judge};
use crate::model::{Concentration, Finding, History, Severity};
use crate::policy::{Level, Rule};

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

/// A measure at quarter ends and now, the earliest first.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Series {
    /// Period and value.
    pub(super) points: Vec<(String, f64)>,
    /// Whether the last point ends a quarter, as the others do.
    pub(super) is_whole: bool,
}

/// Follows a series through every level of `rule`.
pub(super) fn standing(rule: &Rule, series: &Series) -> Option<Standing> {
    let Series { points, is_whole } = series;
    let has_history = points.len() > 1;
    let mut standing: Option<Standing> = None;
    for (severity, level) in rule.by_severity() {
        let Some(raised) = raised_since(rule, level, points, *is_whole) else { continue };
        let last = points.last().map_or(f64::NAN, |(_, value)| *value);
        let since = standing
            .as_ref()
            .map_or_else(|| has_history.then(|| points[raised].0.clone()), |milder| milder.since.clone());
        standing = Some(Standing { severity, since, is_clearing: !level.is_past(last) });
    }
    standing
}

/// The index at which `level` was raised, if it is still raised at the end.
fn raised_since(rule: &Rule, level: Level, points: &[(String, f64)], is_whole: bool) -> Option<usize> {
    let (mut raised, mut calm) = (None, 0);
    let margin = rule.margin(level.at);
    for (at, (_, value)) in points.iter().enumerate() {
        let is_safe = if rule.falls() { *value >= level.at + margin } else { *value <= level.at - margin };
        // A last point within a quarter can raise a warning, but it is no further quiet quarter.
        let is_quarter = is_whole || at + 1 < points.len();
        calm = if is_safe { calm + usize::from(is_quarter) } else { 0 };
        if level.is_past(*value) {
            raised = raised.or(Some(at));
        } else if calm >= CALM_PERIODS {
            raised = None;
        }
    }
    raised
}

impl Judge<'_> {
    /// A measure of concentration at every covered quarter end and now.
    pub(super) fn series(&self, measure: impl Fn(&Concentration) -> Option<f64>) -> Series {
        self.series_of(|point| measure(&point.concentration), measure(&self.report.concentration))
    }

    /// A measure at every covered quarter end by `past`, and `now`.
    pub(super) fn series_of(&self, past: impl Fn(&History) -> Option<f64>, now: Option<f64>) -> Series {
        let report = self.report;
        // The past is known by whole quarters over twelve months; a window of another length, or an as-of date within
        // a quarter, is no further point of that series and stands alone.
        let this = report.history.iter().find(|point| report.window.months == 12 && point.as_of == report.window.to);
        let whole = |months: u32| months >= 12 && report.window.months == 12;
        let earlier = report.history.iter().filter(|it| it.as_of < report.window.to && whole(it.months_covered));
        let mut points: Vec<(String, f64)> =
            earlier.filter_map(|point| Some((point.period.clone(), past(point)?))).collect();
        let label = this.map_or_else(|| report.as_of.clone(), |point| point.period.clone());
        points.extend(now.map(|value| (label, value)));
        Series { points, is_whole: this.is_some() }
    }

    /// A finding that clears at once, with since when it has been raised without a break; 0 is nothing to raise.
    pub(super) fn unbroken(&self, rule: &Rule, case: Case, past: impl Fn(&History) -> Option<f64>) -> Option<Finding> {
        let severity = rule.severity(case.value)?;
        let series = self.series_of(past, Some(case.value));
        let is_raised = |value: f64| value > 0.0 && rule.severity(value).is_some();
        let run = series.points.iter().rev().take_while(|(_, value)| is_raised(*value)).count();
        let first = series.points.len().checked_sub(run).filter(|_| series.points.len() > 1);
        let since = first.and_then(|at| series.points.get(at)).map(|(period, _)| period.clone());
        Some(self.with_history(
            self.finding(rule, severity, case),
            Standing { severity, since, is_clearing: false },
            &series,
        ))
    }

    /// Adds since when and which way a finding's measure goes, and that it is clearing.
    pub(super) fn with_history(&self, mut finding: Finding, standing: Standing, series: &Series) -> Finding {
        finding.since = standing.since;
        finding.trend = trend(series).map(str::to_owned);
        if standing.is_clearing {
            finding.message += " It is below the level again, but not yet for two quarters.";
        }
        finding
    }
}

/// Against four quarters earlier: a change of a twentieth of the value, or more, has a direction.
fn trend(series: &Series) -> Option<&'static str> {
    let points = &series.points;
    let (_, now) = points.last().filter(|_| series.is_whole)?;
    let (_, before) = points.get(points.len().checked_sub(5)?)?;
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

    fn series(values: &[f64]) -> Series {
        let points = values.iter().enumerate().map(|(at, value)| (at.to_string(), *value)).collect();
        Series { points, is_whole: true }
    }

    #[test]
    fn a_point_within_a_quarter_is_no_quiet_quarter() {
        let within = Series { is_whole: false, ..series(&[0.12, 0.08, 0.08]) };
        assert!(standing(rule(), &within).is_some_and(|it| it.is_clearing));
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
