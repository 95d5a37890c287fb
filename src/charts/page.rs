//! What every chart shares: the finding as its title, the measure below it, the footnote, and the card that stands in
//! for a chart with nothing to draw.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Canvas, Type, hex};
use crate::charts::text::{TIE, clean, fit, plain, width, wrap};
use crate::charts::theme::{FOOTNOTE, HEIGHT, INK, MARGIN, MEASURE, MUTED, ORANGE, PAPER, RULE, SMALL, TITLE, WIDTH};
use crate::model::{Reasons, Report};

/// Smallest size of a title before it takes a second line.
const SMALLEST_TITLE: f64 = 38.0;
/// Baseline of the footnote.
const FOOT: f64 = HEIGHT - 38.0;
/// Width between the margins.
pub const INNER: f64 = WIDTH - 2.0 * MARGIN;

/// A sheet with its heading and footnote, and the space left between them.
pub struct Page {
    /// Where the chart draws.
    pub canvas: Canvas,
    /// The space for it.
    pub space: Frame,
    name: &'static str,
    title: String,
}

impl Page {
    /// Writes `title` and `measure` at the top and the report's footnote at the bottom of a new sheet.
    #[must_use]
    pub fn new(name: &'static str, report: &Report, title: &str, measure: &str) -> Page {
        let canvas = Canvas::new();
        canvas.rect((0.0, 0.0), (WIDTH, HEIGHT), &hex(PAPER));
        let below_title = heading(&canvas, title);
        let look = Type::new(fitting(measure, MEASURE, 20.0, false), MUTED);
        canvas.text((MARGIN, below_title + 44.0), &fit(measure, look.size, false, INNER), look);
        footnote(&canvas, report);
        let top = below_title + 78.0;
        let space = Frame { x: MARGIN, y: top, width: INNER, height: FOOT - 40.0 - top };
        Page { canvas, space, name, title: plain(title) }
    }

    /// A line across the frame at each tick of the upright axis, the zero line heavier, with what `label` says of it.
    pub fn grid(&self, plane: &Plane<'_>, frame: Frame, scale: &Axis, label: impl Fn(f64) -> Option<String>) {
        for &tick in scale.ticks() {
            let y = plane.y(tick);
            let (colour, width) = if tick == 0.0 { (hex(MUTED), 2.0) } else { (hex(RULE), 1.0) };
            let line = format!("M{:.2} {y:.2}H{:.2}", frame.x, frame.x + frame.width);
            self.canvas.path(&line, &format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\""));
            if let Some(label) = label(tick) {
                let look = Type::new(SMALL, MUTED).anchor(Anchor::End);
                self.canvas.text((frame.x - 14.0, y + SMALL * 0.35), &label, look);
            }
        }
    }

    /// The finished drawing; `alt` is the picture in words.
    #[must_use]
    pub fn finish(self, alt: &str) -> Drawing {
        let alt = plain(alt);
        let svg = self.canvas.finish(self.name, &self.title, &alt);
        Drawing { name: self.name, title: self.title, alt, svg }
    }
}

/// The card for a chart that has nothing to draw: it says so and why, instead of an empty plane.
#[must_use]
pub fn card(name: &'static str, report: &Report, what: &str, reason: &str) -> Drawing {
    let title = format!("{what}: nothing to draw");
    let reason = sentence(&clean(reason));
    let page = Page::new(name, report, &title, "The chart is left out, and here is why.");
    let (x, y) = (MARGIN + INNER * 0.14, page.space.y + 150.0);
    let outline = format!("M{x} {y}h{}v320h-{}z", INNER * 0.72, INNER * 0.72);
    let paint = format!("fill=\"none\" stroke=\"{}\" stroke-width=\"2.5\" stroke-dasharray=\"9 8\"", hex(RULE));
    page.canvas.path(&outline, &paint);
    let lines = wrap(&reason, 32.0, false, INNER * 0.64, 4);
    let first = y + 160.0 - (lines.len() as f64 - 1.0) * 22.0 + 11.0;
    for (at, line) in lines.iter().enumerate() {
        let look = Type::new(32.0, INK).anchor(Anchor::Middle);
        page.canvas.text((WIDTH / 2.0, first + at as f64 * 44.0), line, look);
    }
    page.finish(&format!("{title}. {reason}"))
}

/// The reason the report gives for a missing value, or `otherwise`.
#[must_use]
pub fn reason(reasons: &Reasons, key: &str, otherwise: &str) -> String {
    reasons.get(&format!("{key}_reason")).map_or_else(|| otherwise.to_owned(), Clone::clone)
}

/// `trailing 12 months` or what else the window is, where it is whole; else the months covered.
#[must_use]
pub fn window(report: &Report) -> String {
    let window = &report.window;
    match (window.months_covered >= window.months, window.kind.as_str()) {
        (true, "month") => format!("the month to {}", window.to),
        (true, "quarter") => format!("the quarter to {}", window.to),
        (true, "fiscal_year") => format!("the fiscal year to {}", window.to),
        (true, "ytd") => format!("the fiscal year to date, {}", window.to),
        (true, _) => format!("trailing {}{TIE}months", window.months),
        (false, _) => format!("{} of {}{TIE}months", window.months_covered, window.months),
    }
}

/// The title in one line as large as it fits, or in two; returns the last baseline.
fn heading(canvas: &Canvas, title: &str) -> f64 {
    let size = fitting(title, TITLE, SMALLEST_TITLE, true);
    let lines = balanced(title, size);
    for (at, line) in lines.iter().enumerate() {
        canvas.text((MARGIN, 92.0 + at as f64 * size * 1.16), line, Type::new(size, INK).bold());
    }
    92.0 + (lines.len() as f64 - 1.0) * size * 1.16
}

/// One line, or two of about the same length.
fn balanced(title: &str, size: f64) -> Vec<String> {
    if width(title, size, true) <= INNER {
        return vec![title.to_owned()];
    }
    let narrower = (11..20).map(|part| wrap(title, size, true, INNER * f64::from(part) / 20.0, 2));
    let whole = |lines: &Vec<String>| !lines.iter().any(|line| line.ends_with('…'));
    narrower.into_iter().find(whole).unwrap_or_else(|| wrap(title, size, true, INNER, 2))
}

/// The largest size between `least` and `most` at which `line` fits the page; `least` where none does.
fn fitting(line: &str, most: f64, least: f64, bold: bool) -> f64 {
    let natural = width(line, 1.0, bold);
    if natural * least > INNER { least } else { (INNER / natural.max(0.01)).min(most) }
}

fn footnote(canvas: &Canvas, report: &Report) {
    let mut left = MARGIN;
    if !report.reliable {
        let mark = "Not reliable: a critical finding on data or chances.";
        canvas.text((left, FOOT), mark, Type::new(FOOTNOTE, ORANGE).bold());
        left += width(mark, FOOTNOTE, true) + 14.0;
    }
    let note = fit(&provenance(report), FOOTNOTE, false, WIDTH - MARGIN - left);
    canvas.text((left, FOOT), &note, Type::new(FOOTNOTE, MUTED));
}

/// What a reader needs to find the same numbers again.
fn provenance(report: &Report) -> String {
    let window = &report.window;
    let basis = match report.grouping.as_str() {
        "asc280" => "net revenue by customer group (ASC 280)",
        "legal" => "net revenue by legal customer",
        _ => "net revenue",
    };
    let mut parts = vec![
        format!("As of {}", report.as_of),
        format!("{} to {}", window.from, window.to),
        format!("{} of {} months covered", window.months_covered, window.months),
        basis.to_owned(),
    ];
    parts.extend(report.currency.clone());
    // How the rate reads stands in the report; the footnote has one line.
    parts.extend(report.conversion.as_deref().and_then(|it| it.split(" (").next()).map(str::to_owned));
    parts.extend((!report.input_hash.is_empty()).then(|| format!("input {}", report.input_hash)));
    parts.iter().map(|part| clean(part)).collect::<Vec<_>>().join("  ·  ")
}

/// A reason as a sentence: a capital letter and a full stop.
fn sentence(text: &str) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    let whole = format!("{first}{}", letters.as_str());
    if whole.ends_with(['.', '!', '?']) { whole } else { format!("{whole}.") }
}
