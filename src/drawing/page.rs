//! What every chart shares: the finding as its title, the measure below it, the footnote, and the card that stands in
//! for a chart with nothing to draw.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Canvas, Type};
use crate::drawing::style::{Logo, Style};
use crate::drawing::table::{Table, safe};
use crate::drawing::text::{TIE, clean, fit, plain, width, wrap};
use crate::drawing::theme::{FOOTNOTE, INK, MARGIN, MEASURE, MUTED, PAPER, RULE, SMALL, TITLE, WARNING_TEXT};
use crate::drawing::words::Words;
use crate::model::{Reasons, Report};

/// Smallest size of a title before it takes a second line.
const SMALLEST_TITLE: f64 = 38.0;
/// How far the footnote's baseline is above the lower edge.
const FOOT: f64 = 38.0;
/// Height of a logo.
const LOGO: f64 = 64.0;

/// A sheet with its heading and footnote, and the space left between them.
pub struct Page {
    /// Where the chart draws.
    pub canvas: Canvas,
    /// The space for it.
    pub space: Frame,
    /// The reader's words.
    pub words: Words,
    name: &'static str,
    title: String,
}

impl Page {
    /// Writes `title` and `measure` at the top and the report's footnote at the bottom of a new sheet.
    #[must_use]
    pub fn new(name: &'static str, report: &Report, style: &Style, title: &str, measure: &str) -> Page {
        let canvas = Canvas::new(name, style);
        let (across, down) = canvas.size();
        canvas.rect((0.0, 0.0), (across, down), PAPER);
        let inner = across - 2.0 * MARGIN;
        let taken = style.logo.as_ref().map_or(0.0, |logo| draw_logo(&canvas, logo, across));
        let below_title = heading(&canvas, title, inner - taken);
        let size = fitting(measure, MEASURE, SMALL, false, inner);
        let lines = wrap(measure, size, false, inner, 2);
        for (at, line) in lines.iter().enumerate() {
            canvas.text((MARGIN, below_title + 44.0 + at as f64 * size * 1.25), line, Type::new(size, MUTED));
        }
        let foot = footnote(&canvas, report, &style.words);
        let top = below_title + 78.0 + (lines.len() as f64 - 1.0) * size * 1.25;
        let space = Frame { x: MARGIN, y: top, width: inner, height: foot - FOOTNOTE - 21.0 - top };
        Page { canvas, space, words: style.words.clone(), name, title: plain(title) }
    }

    /// A line across the frame at each tick of the upright axis, the zero line heavier, with what `label` says of it.
    pub fn grid(&self, plane: &Plane<'_>, frame: Frame, scale: &Axis, label: impl Fn(f64) -> Option<String>) {
        for &tick in scale.ticks() {
            let y = plane.y(tick);
            let (paint, width) = if tick == 0.0 { (MUTED, 2.0) } else { (RULE, 1.0) };
            self.canvas.rule((frame.x, y), (frame.x + frame.width, y), width, paint, "");
            if let Some(label) = label(tick) {
                let look = Type::new(SMALL, MUTED).anchor(Anchor::End);
                self.canvas.text((frame.x - 14.0, y + SMALL * 0.35), &label, look);
            }
        }
    }

    /// The finished drawing; `alt` is the picture in words, `table` what it shows as rows.
    #[must_use]
    pub fn finish(self, alt: &str, table: Table) -> Drawing {
        let alt = plain(alt);
        let svg = self.canvas.finish(&self.title, &alt);
        Drawing { name: self.name, title: self.title, alt, svg, table }
    }
}

/// The card for a chart that has nothing to draw: it says so and why, instead of an empty plane.
#[must_use]
pub fn card(name: &'static str, report: &Report, style: &Style, reason: &str) -> Drawing {
    let words = &style.words;
    let title = words.say("nothing-to-draw", &[("chart", words.word(&name_id(name)).into())]);
    let reason = sentence(&clean(reason), words);
    let page = Page::new(name, report, style, &title, &words.word("left-out"));
    let (space, box_width) = (page.space, page.space.width * 0.72);
    let (x, y) = (space.x + space.width * 0.14, space.y + (space.height - 320.0).max(0.0) * 0.3);
    let outline = format!("M{x} {y}h{box_width}v320h-{box_width}z");
    let paint =
        format!("fill=\"none\" stroke=\"{}\" stroke-width=\"2.5\" stroke-dasharray=\"9 8\"", page.canvas.hex(RULE));
    page.canvas.path(&outline, &paint);
    let lines = wrap(&reason, 32.0, false, box_width * 0.89, 5);
    let first = y + 160.0 - (lines.len() as f64 - 1.0) * 22.0 + 11.0;
    for (at, line) in lines.iter().enumerate() {
        let look = Type::new(32.0, INK).anchor(Anchor::Middle);
        page.canvas.text((space.x + space.width / 2.0, first + at as f64 * 44.0), line, look);
    }
    let table = Table::new(["nothing_to_draw"], [[safe(reason.clone())]]);
    page.finish(&words.say("card-alt", &[("title", title.into()), ("reason", reason.into())]), table)
}

/// The message that holds a chart's name for people: `chart-egg-basket`.
#[must_use]
pub fn name_id(name: &str) -> String {
    format!("chart-{}", name.replace('_', "-"))
}

/// The reason the report gives for a missing value, or `otherwise`.
#[must_use]
pub fn reason(reasons: &Reasons, key: &str, otherwise: &str) -> String {
    reasons.get(&format!("{key}_reason")).map_or_else(|| otherwise.to_owned(), Clone::clone)
}

/// `trailing 12 months` or what else the window is, where it is whole; else the months covered.
#[must_use]
pub fn window(report: &Report, words: &Words) -> String {
    let window = &report.window;
    let to = ("to", window.to.as_str().into());
    match (window.months_covered >= window.months, window.kind.as_str()) {
        (true, "month") => words.say("window-month", &[to]),
        (true, "quarter") => words.say("window-quarter", &[to]),
        (true, "fiscal_year") => words.say("window-fiscal-year", &[to]),
        (true, "ytd") => words.say("window-ytd", &[to]),
        (true, _) => words.say("window-trailing", &[("months", window.months.into())]),
        (false, _) => covered(report, words),
    }
}

/// `7 of 12 months`.
fn covered(report: &Report, words: &Words) -> String {
    let window = &report.window;
    words.say("window-covered", &[("covered", window.months_covered.into()), ("months", window.months.into())])
}

/// Draws the mark at the upper right and returns the width it takes from the title.
fn draw_logo(canvas: &Canvas, logo: &Logo, across: f64) -> f64 {
    let width = (LOGO * logo.aspect).min(across * 0.2);
    canvas.logo(logo, (across - MARGIN, 40.0), (width, width / logo.aspect));
    width + 36.0
}

/// The title in one line as large as it fits, or in two; returns the last baseline.
fn heading(canvas: &Canvas, title: &str, room: f64) -> f64 {
    let title = tied(title);
    let size = fitting(&title, TITLE, SMALLEST_TITLE, true, room);
    let lines = balanced(&title, size, room);
    for (at, line) in lines.iter().enumerate() {
        canvas.text((MARGIN, 92.0 + at as f64 * size * 1.16), line, Type::new(size, INK).bold());
    }
    92.0 + (lines.len() as f64 - 1.0) * size * 1.16
}

/// The title with its short numbers tied to the words they count: no line ends in `12`.
fn tied(title: &str) -> String {
    let is_number = |word: &str| (1..=3).contains(&word.len()) && word.bytes().all(|digit| digit.is_ascii_digit());
    let mut tied = String::with_capacity(title.len());
    for word in title.split_inclusive(' ') {
        match word.strip_suffix(' ').filter(|number| is_number(number)) {
            Some(number) => {
                tied.push_str(number);
                tied.push(TIE);
            }
            None => tied.push_str(word),
        }
    }
    tied
}

/// One line, or two of about the same length; three where the page is narrow.
fn balanced(title: &str, size: f64, room: f64) -> Vec<String> {
    if width(title, size, true) <= room {
        return vec![title.to_owned()];
    }
    let narrower = (11..=20).map(|part| wrap(title, size, true, room * f64::from(part) / 20.0, 2));
    let whole = |lines: &Vec<String>| !lines.iter().any(|line| line.ends_with('…'));
    narrower.into_iter().find(whole).unwrap_or_else(|| wrap(title, size, true, room, 3))
}

/// The largest size between `least` and `most` at which `line` fits `room`; `least` where none does.
fn fitting(line: &str, most: f64, least: f64, bold: bool, room: f64) -> f64 {
    let natural = width(line, 1.0, bold);
    if natural * least > room { least } else { (room / natural.max(0.01)).min(most) }
}

/// The footnote in as many lines as it takes, three at most; returns the first one's baseline.
fn footnote(canvas: &Canvas, report: &Report, words: &Words) -> f64 {
    let (across, down) = canvas.size();
    let mut parts = provenance(report, words);
    if !report.reliable {
        parts.insert(0, words.word("not-reliable"));
    }
    // The mark is bold and takes a little more.
    let lines = rows(&parts, across - 2.0 * MARGIN - 30.0);
    let first = down - FOOT - (lines.len() as f64 - 1.0) * FOOTNOTE * 1.35;
    for (at, line) in lines.iter().enumerate() {
        let mut left = MARGIN;
        let y = first + at as f64 * FOOTNOTE * 1.35;
        let mut rest = line.as_str();
        if let (0, false, Some(mark)) = (at, report.reliable, parts.first()) {
            canvas.text((left, y), mark, Type::new(FOOTNOTE, WARNING_TEXT).bold());
            left += width(mark, FOOTNOTE, true) + 14.0;
            rest = rest.strip_prefix(mark.as_str()).map_or(rest, |rest| rest.trim_start_matches(BETWEEN));
        }
        let note = fit(rest, FOOTNOTE, false, across - MARGIN - left);
        canvas.text((left, y), &note, Type::new(FOOTNOTE, MUTED));
    }
    first
}

/// What stands between the parts of the footnote.
const BETWEEN: &str = " · ";

/// The parts in lines that fit `room`, broken between parts only.
fn rows(parts: &[String], room: f64) -> Vec<String> {
    let mut rows: Vec<String> = Vec::new();
    for part in parts {
        let joined = rows.last().map(|row| format!("{row}{BETWEEN}{part}"));
        match joined.filter(|joined| width(joined, FOOTNOTE, false) <= room || rows.len() == 3) {
            Some(joined) => *rows.last_mut().unwrap_or(&mut String::new()) = joined,
            None => rows.push(part.clone()),
        }
    }
    rows
}

/// What a reader needs to find the same numbers again.
fn provenance(report: &Report, words: &Words) -> Vec<String> {
    let window = &report.window;
    let basis = match report.grouping.as_str() {
        "asc280" => "basis-asc280",
        "legal" => "basis-legal",
        "ifrs8" => "basis-ifrs8",
        "csrc" => "basis-csrc",
        "economic" => "basis-economic",
        _ => "basis-net-revenue",
    };
    let mut parts = vec![
        words.say("as-of", &[("date", report.as_of.as_str().into())]),
        words.say("from-to", &[("from", window.from.as_str().into()), ("to", window.to.as_str().into())]),
        words.say("months-covered", &[("covered", window.months_covered.into()), ("months", window.months.into())]),
        words.word(basis),
    ];
    parts.extend(report.currency.clone());
    // How the rate reads stands in the report; the footnote has one line.
    parts.extend(report.conversion.as_deref().and_then(|it| it.split(" (").next()).map(str::to_owned));
    let hash = || words.say("input-hash", &[("hash", report.input_hash.as_str().into())]);
    parts.extend((!report.input_hash.is_empty()).then(hash));
    parts.iter().map(|part| clean(part)).collect()
}

/// A reason as a sentence: a capital letter and a full stop.
fn sentence(text: &str, words: &Words) -> String {
    let mut letters = text.chars();
    let first: String = letters.next().map(|letter| letter.to_uppercase().collect()).unwrap_or_default();
    let whole = format!("{first}{}", letters.as_str());
    if whole.ends_with(['.', '!', '?', '。']) { whole } else { format!("{whole}{}", words.word("full-stop")) }
}
