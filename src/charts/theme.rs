//! Colours and sizes, one place for all charts.
//!
//! The colours are Okabe and Ito's, which stay apart for colour-blind readers, on warm off-white paper. Colour means a
//! limit and nothing else: grey is within limits, amber is watch, orange is warning, deep red is critical.

use crate::model::Severity;
use plotters::style::RGBColor;

/// Width of a picture in user units.
pub const WIDTH: f64 = 1920.0;
/// Height of a picture in user units, 16:9 as a slide.
pub const HEIGHT: f64 = 1080.0;
/// Free space at the left and right edge.
pub const MARGIN: f64 = 80.0;

/// The paper.
pub const PAPER: RGBColor = RGBColor(252, 250, 246);
/// Text that must be read.
pub const INK: RGBColor = RGBColor(31, 36, 48);
/// Text beside it.
pub const MUTED: RGBColor = RGBColor(91, 98, 112);
/// Grid lines and rules.
pub const RULE: RGBColor = RGBColor(225, 219, 207);
/// A mark within limits.
pub const NEUTRAL: RGBColor = RGBColor(152, 160, 170);
/// A mark that stands behind another, such as last year's.
pub const PALE: RGBColor = RGBColor(203, 205, 207);
/// The first series.
pub const BLUE: RGBColor = RGBColor(0, 114, 178);
/// Past a watch limit.
pub const AMBER: RGBColor = RGBColor(230, 159, 0);
/// Past a warning limit; the one accent.
pub const ORANGE: RGBColor = RGBColor(213, 94, 0);
/// Past a critical limit.
pub const RED: RGBColor = RGBColor(158, 42, 0);

/// Font size of the finding sentence.
pub const TITLE: f64 = 46.0;
/// Font size of the measure line.
pub const MEASURE: f64 = 26.0;
/// Font size of labels.
pub const LABEL: f64 = 24.0;
/// Font size of what explains a label.
pub const SMALL: f64 = 21.0;
/// Font size of the footnote.
pub const FOOTNOTE: f64 = 19.0;

/// Limits of the largest customer's share (W01: ASC 280 and IFRS 8 at 10 %): watch, warning, critical.
pub const LARGEST: [f64; 3] = [0.10, 0.20, 0.30];
/// Limits of the top five's share (W03).
pub const TOP_FIVE: [f64; 3] = [0.25, 0.50, 0.70];
/// Limits of the top ten's share (W04).
pub const TOP_TEN: [f64; 3] = [0.30, 0.50, 0.70];

/// Limits of one customer's share of the expected shortfall at 95 % (W08).
pub const SHORTFALL: [f64; 3] = [0.25, 0.50, 0.75];

/// Limits of the share of ARR on long terms that ends in one quarter (W12).
pub const QUARTER_END: [f64; 3] = [0.40, 0.55, 0.70];

/// How far `share` is past the limits of watch, warning and critical, each inclusive; `None` is within them.
#[must_use]
pub fn level(share: f64, limits: [f64; 3]) -> Option<Severity> {
    let levels = [Severity::Watch, Severity::Warning, Severity::Critical];
    limits.iter().zip(levels).rev().find(|(limit, _)| share >= **limit).map(|(_, level)| level)
}

/// The colour of text about a mark: amber is darkened, since it is hard to read on paper.
#[must_use]
pub fn text_colour(level: Option<Severity>) -> RGBColor {
    match level {
        None => INK,
        Some(Severity::Watch) => RGBColor(150, 98, 0),
        past => colour(past),
    }
}

/// The colour of a mark past a limit, or within limits.
#[must_use]
pub fn colour(level: Option<Severity>) -> RGBColor {
    match level {
        None => NEUTRAL,
        Some(Severity::Watch) => AMBER,
        Some(Severity::Warning) => ORANGE,
        Some(Severity::Critical) => RED,
    }
}

/// A colour thinned on paper, `strength` of it left; opaque, so that it looks alike in every viewer.
#[must_use]
pub fn tint(colour: RGBColor, strength: f64) -> RGBColor {
    let mix = |ink: u8, paper: u8| (f64::from(ink) * strength + f64::from(paper) * (1.0 - strength)).round() as u8;
    RGBColor(mix(colour.0, PAPER.0), mix(colour.1, PAPER.1), mix(colour.2, PAPER.2))
}
