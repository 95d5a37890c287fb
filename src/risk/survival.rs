//! How long customers stay: the Kaplan–Meier estimate with right censoring and delayed entry.

/// 97.5 % quantile of the normal distribution.
const Z: f64 = 1.959_963_984_540_054;

/// What happened at one tenure.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Observed {
    /// Months since the customer's start.
    pub tenure: i64,
    /// Customers under observation who had not left before.
    pub at_risk: u64,
    /// Of them, lost at this tenure.
    pub events: u64,
    /// Of them, last seen at this tenure and not lost.
    pub censored: u64,
}

/// The curve at one tenure.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Point {
    /// What was observed.
    pub observed: Observed,
    /// S(t), the share that stays longer than this tenure.
    pub survival: f64,
    /// Greenwood's standard error of S(t); none where everyone was lost.
    pub error: Option<f64>,
    /// Lower end of the 95 % log-log interval; none where everyone was lost.
    pub low: Option<f64>,
    /// Its upper end.
    pub high: Option<f64>,
}

/// S(t) = Π (1 − d/n) over the tenures up to t, in their order; the variance by Greenwood, S² Σ d / (n (n − d)), the
/// interval on the scale of ln(−ln S), so that it stays between 0 and 1.
#[must_use]
pub fn kaplan_meier(observed: &[Observed]) -> Vec<Point> {
    let (mut survival, mut greenwood) = (1.0_f64, 0.0_f64);
    let mut points = Vec::with_capacity(observed.len());
    for it in observed.iter().filter(|it| it.at_risk > 0) {
        let (at_risk, events) = (it.at_risk as f64, it.events as f64);
        survival *= 1.0 - events / at_risk;
        greenwood += if it.events == it.at_risk { 0.0 } else { events / (at_risk * (at_risk - events)) };
        let known = survival > 0.0;
        let (low, high) = interval(survival, greenwood);
        points.push(Point {
            observed: *it,
            survival,
            error: known.then(|| survival * greenwood.sqrt()),
            low: known.then_some(low),
            high: known.then_some(high),
        });
    }
    points
}

/// S^exp(± z σ / ln S), σ² Greenwood's sum; a curve that has not fallen yet has no width.
fn interval(survival: f64, greenwood: f64) -> (f64, f64) {
    if survival >= 1.0 || survival <= 0.0 {
        return (survival, survival);
    }
    let width = Z * greenwood.sqrt() / survival.ln();
    (survival.powf((-width).exp()), survival.powf(width.exp()))
}

/// The first tenure by which at least half are lost; none where the curve stays above a half.
#[must_use]
pub fn median(points: &[Point]) -> Option<i64> {
    // A half of two and of three customers are not the same double.
    points.iter().find(|point| point.survival <= 0.5 + 1e-12).map(|point| point.observed.tenure)
}

/// Counts who is at risk at each tenure of `(entry, exit, lost)`: those who came under observation before it and had not
/// left before it. Someone who enters and leaves at the same tenure was never at risk.
#[must_use]
pub fn observe(lives: &[(i64, i64, bool)]) -> Vec<Observed> {
    let lives: Vec<_> = lives.iter().filter(|(entry, exit, _)| entry < exit).collect();
    let sorted = |pick: fn(&(i64, i64, bool)) -> i64| {
        let mut values: Vec<i64> = lives.iter().map(|life| pick(life)).collect();
        values.sort_unstable();
        values
    };
    let (entries, exits) = (sorted(|life| life.0), sorted(|life| life.1));
    let mut tenures = exits.clone();
    tenures.dedup();
    let before = |values: &[i64], tenure: i64| values.partition_point(|value| *value < tenure) as u64;
    let lost = |tenure: i64| lives.iter().filter(|life| life.1 == tenure && life.2).count() as u64;
    let row = |tenure: i64| {
        let events = lost(tenure);
        let leaving = before(&exits, tenure + 1) - before(&exits, tenure);
        let at_risk = before(&entries, tenure) - before(&exits, tenure);
        Observed { tenure, at_risk, events, censored: leaving - events }
    };
    tenures.into_iter().map(row).collect()
}
