//! Colours and sizes, one place for all charts.
//!
//! A chart speaks of parts ([`Paint`]: ink, a mark within limits, one past a warning's limit, last year's); the theme says
//! which colours those are. Colour is never alone: level is told in words or weight too, plan by its outline, forecast by
//! its hatching.

use crate::error::{Error, Result};
use crate::model::Severity;
use plotters::style::RGBColor;

/// Height of a 16:9 page in user units; see [`super::style::Size::page`].
pub const HEIGHT: f64 = 1080.0;
/// Free space at the left and right edge.
pub const MARGIN: f64 = 80.0;

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

/// A part that a colour plays.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    Paper,
    Ink,
    Muted,
    Rule,
    Neutral,
    Pale,
    Accent,
    Watch,
    Warning,
    Critical,
    WatchText,
    WarningText,
    CriticalText,
    Good,
    Bad,
    Series(u8),
    Light,
    Dark,
}

/// A colour by the part it plays, whole or thinned on the paper; the theme says which colour that is.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Paint {
    part: Part,
    strength: f64,
}

impl Paint {
    const fn of(part: Part) -> Paint {
        Paint { part, strength: 1.0 }
    }
}

/// The paper.
pub const PAPER: Paint = Paint::of(Part::Paper);
/// Text that must be read, and marks of the actual.
pub const INK: Paint = Paint::of(Part::Ink);
/// Text beside it.
pub const MUTED: Paint = Paint::of(Part::Muted);
/// Grid lines and rules; they carry no value.
pub const RULE: Paint = Paint::of(Part::Rule);
/// A mark within limits.
pub const NEUTRAL: Paint = Paint::of(Part::Neutral);
/// A mark that stands behind another, such as last year's.
pub const PALE: Paint = Paint::of(Part::Pale);
/// The one accent, or the brand's.
pub const ACCENT: Paint = Paint::of(Part::Accent);
/// A mark past a watch limit.
pub const WATCH: Paint = Paint::of(Part::Watch);
/// A mark past a warning limit.
pub const WARNING: Paint = Paint::of(Part::Warning);
/// A mark past a critical limit.
pub const CRITICAL: Paint = Paint::of(Part::Critical);
/// Text past a warning limit.
pub const WARNING_TEXT: Paint = Paint::of(Part::WarningText);
/// A change for the better, by its effect and not its sign; as text too.
pub const GOOD: Paint = Paint::of(Part::Good);
/// A change for the worse; as text too.
pub const BAD: Paint = Paint::of(Part::Bad);
/// Text on a dark mark, in every theme.
pub const LIGHT: Paint = Paint::of(Part::Light);
/// Text on a light mark, in every theme.
pub const DARK: Paint = Paint::of(Part::Dark);
/// Series at most in one chart; the rest is gathered as others.
pub const SERIES: usize = 6;

/// The colour of the series `at`, from 0; beyond [`SERIES`] that of others.
#[must_use]
pub fn series(at: usize) -> Paint {
    if at < SERIES { Paint::of(Part::Series(at as u8)) } else { PALE }
}

/// A colour thinned on paper, `strength` of it left; opaque, so that it looks alike in every viewer.
#[must_use]
pub const fn tint(paint: Paint, strength: f64) -> Paint {
    Paint { strength: paint.strength * strength, ..paint }
}

/// How an area is filled.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Fill {
    /// Whole.
    Solid(Paint),
    /// An outline with a breath of its colour: what is planned.
    Outline(Paint),
    /// Slanted lines: what is forecast.
    Hatch(Paint),
}

/// What was.
pub const ACTUAL: Fill = Fill::Solid(INK);

impl From<Paint> for Fill {
    fn from(paint: Paint) -> Fill {
        Fill::Solid(paint)
    }
}

/// How far `share` is past the limits of watch, warning and critical, each inclusive; `None` is within them.
#[must_use]
pub fn level(share: f64, limits: [f64; 3]) -> Option<Severity> {
    let levels = [Severity::Watch, Severity::Warning, Severity::Critical];
    limits.iter().zip(levels).rev().find(|(limit, _)| share >= **limit).map(|(_, level)| level)
}

/// The colour of text about a mark.
#[must_use]
pub fn text_colour(level: Option<Severity>) -> Paint {
    match level {
        None => INK,
        Some(Severity::Watch) => Paint::of(Part::WatchText),
        Some(Severity::Warning) => WARNING_TEXT,
        Some(Severity::Critical) => Paint::of(Part::CriticalText),
    }
}

/// The colour of a mark past a limit, or within limits.
#[must_use]
pub fn colour(level: Option<Severity>) -> Paint {
    match level {
        None => NEUTRAL,
        Some(Severity::Watch) => WATCH,
        Some(Severity::Warning) => WARNING,
        Some(Severity::Critical) => CRITICAL,
    }
}

/// The colours of every part.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Theme {
    name: &'static str,
    paper: RGBColor,
    ink: RGBColor,
    muted: RGBColor,
    rule: RGBColor,
    neutral: RGBColor,
    pale: RGBColor,
    accent: RGBColor,
    levels: [RGBColor; 3],
    level_texts: [RGBColor; 3],
    good: RGBColor,
    bad: RGBColor,
    series: [RGBColor; SERIES],
}

/// Names of the themes, the default first.
pub const THEMES: [&str; 4] = ["default", "ibcs", "dark", "print"];

impl Default for Theme {
    fn default() -> Theme {
        okabe_ito()
    }
}

impl Theme {
    /// The theme called `name`.
    ///
    /// # Errors
    /// There is none of that name.
    pub fn named(name: &str) -> Result<Theme> {
        match name {
            "default" => Ok(okabe_ito()),
            "ibcs" => Ok(ibcs()),
            "dark" => Ok(dark()),
            "print" => Ok(print()),
            _ => Err(Error::usage(format!("there is no theme `{name}`"))
                .hint(format!("the themes are {}", THEMES.join(", ")))),
        }
    }

    /// Its name.
    #[must_use]
    pub fn name(&self) -> &'static str {
        self.name
    }

    /// The same with the brand's colours for paper, text and accent.
    ///
    /// # Errors
    /// Text in `ink` or a mark in `accent` would be hard to see on the paper (WCAG 2.2: 4.5 : 1 and 3 : 1).
    pub fn branded(self, paper: Option<RGBColor>, ink: Option<RGBColor>, accent: Option<RGBColor>) -> Result<Theme> {
        let mut theme = self;
        theme.paper = paper.unwrap_or(theme.paper);
        theme.ink = ink.unwrap_or(theme.ink);
        if let Some(accent) = accent {
            theme.accent = accent;
            theme.series[0] = accent;
        }
        theme.check()
    }

    /// The theme itself, where all of it can be seen.
    ///
    /// # Errors
    /// A text colour below 4.5 : 1 or a mark's below 3 : 1 against the paper.
    pub fn check(self) -> Result<Theme> {
        let told = |what: &str, colour: RGBColor, least: f64| {
            let found = contrast(colour, self.paper);
            let dim = || {
                Error::usage(format!(
                    "the {what} {} on the paper {} has a contrast of {found:.2} : 1, and {least} : 1 is the least that is \
                     easy to see (WCAG 2.2)",
                    hex(colour),
                    hex(self.paper)
                ))
                .hint("choose a colour farther from the paper's under [brand] in eggbasket.toml")
            };
            if found >= least { Ok(()) } else { Err(dim()) }
        };
        for (what, colour) in self.texts() {
            told(what, colour, 4.5)?;
        }
        for (what, colour) in self.marks() {
            told(what, colour, 3.0)?;
        }
        Ok(self)
    }

    /// Colours that text is written in.
    fn texts(&self) -> impl Iterator<Item = (&'static str, RGBColor)> {
        let levels = self.level_texts.map(|colour| ("text of a level", colour));
        [("ink", self.ink), ("quiet text", self.muted), ("good", self.good), ("bad", self.bad)]
            .into_iter()
            .chain(levels)
    }

    /// Colours that marks are drawn in.
    fn marks(&self) -> impl Iterator<Item = (&'static str, RGBColor)> {
        let levels = self.levels.map(|colour| ("mark of a level", colour));
        let series = self.series.map(|colour| ("series colour", colour));
        let single = [("accent", self.accent), ("neutral mark", self.neutral), ("pale mark", self.pale)];
        single.into_iter().chain(levels).chain(series)
    }

    /// The colour of `paint`.
    #[must_use]
    pub fn colour(&self, paint: Paint) -> RGBColor {
        let whole = match paint.part {
            Part::Paper => self.paper,
            Part::Ink => self.ink,
            Part::Muted => self.muted,
            Part::Rule => self.rule,
            Part::Neutral => self.neutral,
            Part::Pale => self.pale,
            Part::Accent => self.accent,
            Part::Watch => self.levels[0],
            Part::Warning => self.levels[1],
            Part::Critical => self.levels[2],
            Part::WatchText => self.level_texts[0],
            Part::WarningText => self.level_texts[1],
            Part::CriticalText => self.level_texts[2],
            Part::Good => self.good,
            Part::Bad => self.bad,
            Part::Series(at) => self.series[usize::from(at) % SERIES],
            Part::Light => RGBColor(255, 255, 255),
            Part::Dark => RGBColor(24, 28, 38),
        };
        let mix = |ink: u8, paper: u8| {
            (f64::from(ink) * paint.strength + f64::from(paper) * (1.0 - paint.strength)).round() as u8
        };
        let RGBColor(red, green, blue) = self.paper;
        RGBColor(mix(whole.0, red), mix(whole.1, green), mix(whole.2, blue))
    }

    /// Which of light and dark text reads better on `mark`.
    #[must_use]
    pub fn on(&self, mark: Paint) -> Paint {
        let mark = self.colour(mark);
        let reads = |text: Paint| contrast(self.colour(text), mark);
        if reads(LIGHT) >= reads(DARK) { LIGHT } else { DARK }
    }
}

/// Contrast of two colours, 1 to 21, by WCAG 2.2: (lighter + 0.05) / (darker + 0.05) of their relative luminance.
#[must_use]
pub fn contrast(one: RGBColor, other: RGBColor) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

fn luminance(RGBColor(red, green, blue): RGBColor) -> f64 {
    let linear = |channel: u8| {
        let part = f64::from(channel) / 255.0;
        if part <= 0.040_45 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) }
    };
    0.2126 * linear(red) + 0.7152 * linear(green) + 0.0722 * linear(blue)
}

/// `#d55e00`.
#[must_use]
pub fn hex(colour: RGBColor) -> String {
    format!("#{:02x}{:02x}{:02x}", colour.0, colour.1, colour.2)
}

/// A colour from `#d55e00`.
///
/// # Errors
/// Anything else.
pub fn parse(text: &str) -> Result<RGBColor> {
    let wrong = || Error::usage(format!("`{text}` is no colour")).hint("write six hexadecimal digits: `#d55e00`");
    let digits = text.strip_prefix('#').filter(|digits| digits.len() == 6 && digits.is_ascii()).ok_or_else(wrong)?;
    let channel = |at: usize| u8::from_str_radix(&digits[at..at + 2], 16).map_err(|_| wrong());
    Ok(RGBColor(channel(0)?, channel(2)?, channel(4)?))
}

/// Okabe and Ito's colours, which stay apart for colour-blind readers, darkened where they are dim on warm off-white paper.
fn okabe_ito() -> Theme {
    Theme {
        name: "default",
        paper: RGBColor(252, 250, 246),
        ink: RGBColor(31, 36, 48),
        muted: RGBColor(91, 98, 112),
        rule: RGBColor(225, 219, 207),
        neutral: RGBColor(112, 120, 132),
        pale: RGBColor(139, 145, 153),
        accent: RGBColor(0, 114, 178),
        levels: [RGBColor(194, 131, 0), RGBColor(213, 94, 0), RGBColor(158, 42, 0)],
        level_texts: [RGBColor(140, 92, 0), RGBColor(182, 74, 0), RGBColor(158, 42, 0)],
        good: RGBColor(0, 120, 88),
        bad: RGBColor(182, 74, 0),
        series: [
            RGBColor(0, 114, 178),
            RGBColor(213, 94, 0),
            RGBColor(0, 136, 100),
            RGBColor(176, 90, 138),
            RGBColor(30, 140, 200),
            RGBColor(150, 110, 20),
        ],
    }
}

/// The notation of the International Business Communication Standards: greys for what was, green and red for effect.
fn ibcs() -> Theme {
    Theme {
        name: "ibcs",
        paper: RGBColor(255, 255, 255),
        ink: RGBColor(38, 38, 38),
        muted: RGBColor(96, 96, 96),
        rule: RGBColor(217, 217, 217),
        neutral: RGBColor(89, 89, 89),
        pale: RGBColor(146, 146, 146),
        accent: RGBColor(38, 38, 38),
        levels: [RGBColor(190, 126, 0), RGBColor(214, 84, 30), RGBColor(192, 0, 0)],
        level_texts: [RGBColor(140, 92, 0), RGBColor(184, 66, 14), RGBColor(192, 0, 0)],
        good: RGBColor(62, 122, 0),
        bad: RGBColor(192, 0, 0),
        series: [
            RGBColor(38, 38, 38),
            RGBColor(0, 112, 192),
            RGBColor(110, 110, 110),
            RGBColor(62, 122, 0),
            RGBColor(142, 68, 173),
            RGBColor(176, 118, 0),
        ],
    }
}

/// For dark slides.
fn dark() -> Theme {
    Theme {
        name: "dark",
        paper: RGBColor(22, 26, 33),
        ink: RGBColor(240, 240, 236),
        muted: RGBColor(176, 183, 194),
        rule: RGBColor(58, 65, 76),
        neutral: RGBColor(146, 154, 166),
        pale: RGBColor(104, 112, 124),
        accent: RGBColor(86, 180, 233),
        levels: [RGBColor(240, 196, 60), RGBColor(247, 140, 60), RGBColor(255, 92, 80)],
        level_texts: [RGBColor(240, 196, 60), RGBColor(250, 156, 84), RGBColor(255, 122, 110)],
        good: RGBColor(70, 200, 150),
        bad: RGBColor(255, 142, 84),
        series: [
            RGBColor(86, 180, 233),
            RGBColor(247, 140, 60),
            RGBColor(50, 190, 140),
            RGBColor(222, 140, 186),
            RGBColor(240, 228, 66),
            RGBColor(160, 160, 240),
        ],
    }
}

/// For black ink on white paper: levels by weight of grey.
fn print() -> Theme {
    let grey = |level: u8| RGBColor(level, level, level);
    Theme {
        name: "print",
        paper: grey(255),
        ink: grey(0),
        muted: grey(80),
        rule: grey(216),
        neutral: grey(128),
        pale: grey(146),
        accent: grey(40),
        levels: [grey(104), grey(64), grey(0)],
        level_texts: [grey(80), grey(50), grey(0)],
        good: grey(90),
        bad: grey(0),
        series: [grey(20), grey(120), grey(70), grey(146), grey(46), grey(96)],
    }
}
