//! The charts. Each is one file and one line in `CHARTS`; each reads the [`Report`] and computes no metric.
//!
//! A chart is three functions: `read` takes what it shows from the report, `title` says the finding as a sentence, and
//! `draw` puts both on a page. Where there is nothing to show, a card says why.

pub mod time;
pub mod waterfall;
pub mod warnings_board;
pub mod top_customers;
pub mod pareto_lorenz;
pub mod dependence_matrix;
pub mod dependency_over_time;
pub mod effective_customers;
pub mod hhi_change;
pub mod rank_bump;
pub mod share_stack;
pub mod recurring_over_time;
pub mod movement_bridge;
pub mod churn_exposure;
pub mod churn_bubbles;
pub mod exposure_by_tier;
pub mod retention_head_rest;
pub mod cohort_heat_map;
pub mod head_margin;
pub mod loss_distribution;
pub mod tail_share;
pub mod reverse_stress;
pub mod scenarios;
pub mod renewal_wall;
pub mod renewal_calendar;
pub mod replacement_path;
pub mod plan;
pub mod calibration;
pub mod packing;
pub mod egg;
pub mod basket;
pub mod egg_basket;
pub mod split;
pub mod tiling;
pub mod treemap;
pub mod shelf;
pub mod basket_by_industry;
pub mod basket_before_after;

use crate::drawing::style::{Size, Style};
use crate::drawing::{Drawing, png};
use crate::error::{Error, Result};
use crate::model::Report;
use rayon::prelude::*;

/// Draws one chart of a report.
type Draw = fn(&Report, &Style) -> Result<Drawing>;

/// Every chart, in the order a reader meets them.
const CHARTS: &[(&str, Draw)] = &[
    (egg_basket::NAME, egg_basket::draw),
    (basket_by_industry::NAME, basket_by_industry::draw),
    (treemap::NAME, treemap::draw),
    (warnings_board::NAME, warnings_board::draw),
    (top_customers::NAME, top_customers::draw),
    (pareto_lorenz::NAME, pareto_lorenz::draw),
    (dependence_matrix::NAME, dependence_matrix::draw),
    (dependency_over_time::NAME, dependency_over_time::draw),
    (effective_customers::NAME, effective_customers::draw),
    (hhi_change::NAME, hhi_change::draw),
    (share_stack::NAME, share_stack::draw),
    (rank_bump::NAME, rank_bump::draw),
    (recurring_over_time::NAME, recurring_over_time::draw),
    (movement_bridge::NAME, movement_bridge::draw),
    (churn_exposure::NAME, churn_exposure::draw),
    (retention_head_rest::NAME, retention_head_rest::draw),
    (cohort_heat_map::NAME, cohort_heat_map::draw),
    (head_margin::NAME, head_margin::draw),
    (exposure_by_tier::NAME, exposure_by_tier::draw),
    (churn_bubbles::NAME, churn_bubbles::draw),
    (loss_distribution::NAME, loss_distribution::draw),
    (tail_share::NAME, tail_share::draw),
    (reverse_stress::NAME, reverse_stress::draw),
    (scenarios::NAME, scenarios::draw),
    (basket_before_after::NAME, basket_before_after::draw),
    (renewal_wall::NAME, renewal_wall::draw),
    (renewal_calendar::NAME, renewal_calendar::draw),
    (replacement_path::NAME, replacement_path::draw),
    (plan::NAME, plan::draw),
    (calibration::NAME, calibration::draw),
];

/// The charts' names, in order.
#[must_use]
pub fn names() -> Vec<&'static str> {
    CHARTS.iter().map(|(name, _)| *name).collect()
}

/// Draws the chart called `name`.
///
/// # Errors
/// There is no such chart, or a bug.
pub fn draw(name: &str, report: &Report, style: &Style) -> Result<Drawing> {
    let chart = CHARTS.iter().find(|(known, _)| *known == name);
    let (_, draw) = chart.ok_or_else(|| {
        Error::usage(format!("there is no chart `{name}`")).hint(format!("the charts are {}", names().join(", ")))
    })?;
    draw(report, style)
}

/// Draws every chart, on every core, in order.
///
/// # Errors
/// A bug.
pub fn draw_all(report: &Report, style: &Style) -> Result<Vec<Drawing>> {
    CHARTS.par_iter().map(|(_, draw)| draw(report, style)).collect()
}

/// Each drawing as a PNG of `size`, on every core, in order.
///
/// # Errors
/// As [`png`].
pub fn pngs(drawings: &[Drawing], size: Size) -> Result<Vec<Vec<u8>>> {
    drawings.par_iter().map(|drawing| png(&drawing.svg, size)).collect()
}
