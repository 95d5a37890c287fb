//! Whether the ten largest customers keep the book or the others do: gross and net revenue retention of both, and how the
//! whole book's moved from quarter to quarter.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell};
use crate::drawing::text::{clean, plain, width, wrap};
use crate::drawing::theme::{INK, LABEL, MUTED, NEUTRAL, PAPER, Paint, SMALL, WARNING_TEXT};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{Report, RetentionAt, RetentionRates};

/// The chart's name.
pub const NAME: &str = "retention_head_rest";
/// From this width over height on the bars and the lines stand side by side.
const WIDE: f64 = 1.5;
/// Quarters at most, the newest.
const QUARTERS: usize = 24;
/// Height of a panel's head, and of a group's.
const HEAD: (f64, f64) = (46.0, 40.0);
/// Room for the quarters below the lines.
const FOOT: f64 = 58.0;
/// Room for the scale left of the lines, and for their last values.
const SIDES: (f64, f64) = (92.0, 170.0);

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The ten largest of a year ago and all others; the whole book where it is not split.
    pub parts: Vec<Part>,
    /// The whole book, on the same basis.
    pub whole: Option<Part>,
    /// NRR of the whole book without its three largest expanders, where the report has it.
    pub without_expanders: Option<f64>,
    /// The whole book at each quarter end, the oldest first; where the ledger covers the base of some, from the first such
    /// on, and without the rates of the others.
    pub history: Vec<Point>,
    /// What is compared: `mrr` or `ttm`.
    pub basis: String,
}

/// A part of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// `head`, `rest` or `whole`.
    pub name: &'static str,
    /// Customers a year ago.
    pub customers: u64,
    /// Net revenue retention.
    pub nrr: f64,
    /// Gross revenue retention.
    pub grr: f64,
    /// Whether the ledger covers the whole base.
    pub covered: bool,
}

/// The whole book at a quarter end.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The quarter.
    pub quarter: String,
    /// Net revenue retention.
    pub nrr: Option<f64>,
    /// Gross revenue retention.
    pub grr: Option<f64>,
    /// Whether the ledger covers the whole base.
    pub covered: bool,
}

impl Point {
    fn is_known(&self) -> bool {
        self.nrr.is_some() || self.grr.is_some()
    }
}

/// Takes the rates from the report, all on the basis of the head's.
#[must_use]
pub fn read(report: &Report) -> Data {
    let retention = &report.retention;
    let best = retention.mrr.as_ref().or(retention.ttm.as_ref());
    let basis = retention.head.as_ref().or(best).map_or_else(String::new, |rates| rates.basis.clone());
    let whole = [&retention.mrr, &retention.ttm].into_iter().flatten().find(|rates| rates.basis == basis);
    let split = [("head", retention.head.as_ref()), ("rest", retention.rest.as_ref())];
    let parts: Vec<Part> = split.into_iter().filter_map(|(name, rates)| part(name, rates?)).collect();
    let whole_part = whole.and_then(|rates| part("whole", rates));
    let history = report.retention_history.iter().filter(|point| point.basis == basis);
    let mut history = covered(history.map(point).collect());
    history.drain(..history.len().saturating_sub(QUARTERS));
    Data {
        parts: if parts.is_empty() { whole_part.clone().into_iter().collect() } else { parts },
        without_expanders: whole.and_then(|rates| finite(rates.nrr_without_top_expanders.map(|rate| rate.0))),
        whole: whole_part,
        history,
        basis,
    }
}

/// Without the rates that lack a part of their base, and from the first rate on; all where none has its whole base.
fn covered(mut history: Vec<Point>) -> Vec<Point> {
    if history.iter().any(|point| point.covered && point.is_known()) {
        for point in history.iter_mut().filter(|point| !point.covered) {
            (point.nrr, point.grr) = (None, None);
        }
    }
    let first = history.iter().position(Point::is_known).unwrap_or(history.len());
    history.split_off(first)
}

fn finite(rate: Option<f64>) -> Option<f64> {
    rate.filter(|rate| rate.is_finite())
}

fn part(name: &'static str, rates: &RetentionRates) -> Option<Part> {
    let nrr = finite(rates.nrr.map(|rate| rate.0))?;
    let grr = finite(rates.grr.map(|rate| rate.0))?;
    Some(Part { name, customers: rates.customers, nrr, grr, covered: rates.base_covered })
}

fn point(at: &RetentionAt) -> Point {
    let (nrr, grr) = (finite(at.nrr.map(|rate| rate.0)), finite(at.grr.map(|rate| rate.0)));
    Point { quarter: clean(&at.period), nrr, grr, covered: at.base_covered }
}

/// The finding: what a few expanders hide, else how the ten largest stand against all others.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let named = |name: &str| data.parts.iter().find(|part| part.name == name);
    let percent = |rate: f64| words.percent_with(rate, 1).into();
    let caveat = |parts: &[&Part]| ("covered", if parts.iter().all(|part| part.covered) { "yes" } else { "no" }.into());
    let masked =
        data.whole.as_ref().zip(data.without_expanders).filter(|(whole, without)| whole.nrr >= 1.0 && *without < 1.0);
    if let Some((whole, without)) = masked {
        let rates = [caveat(&[whole]), ("nrr", percent(whole.nrr)), ("without", percent(without))];
        return words.say("retention-head-rest-title-masked", &rates);
    }
    match (named("head"), named("rest"), &data.whole) {
        (Some(head), Some(rest), _) => {
            let count = ("customers", head.customers.into());
            words.say(
                "retention-head-rest-title",
                &[count, caveat(&[head, rest]), ("head", percent(head.nrr)), ("rest", percent(rest.nrr))],
            )
        }
        (_, _, Some(whole)) => {
            let rates = [caveat(&[whole]), ("nrr", percent(whole.nrr)), ("grr", percent(whole.grr))];
            words.say("retention-head-rest-title-whole", &rates)
        }
        _ => words.word("chart-retention-head-rest"),
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.parts.is_empty() {
        let otherwise = words.word("retention-head-rest-empty");
        return Ok(card(NAME, report, style, &reason(&report.retention.reasons, "head", &otherwise)));
    }
    let measure = words.say("retention-head-rest-measure", &[("basis", data.basis.as_str().into())]);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let (bars, lines) = panels(page.space, &data);
    draw_bars(&page, bars, &data)?;
    if let Some(lines) = lines {
        draw_lines(&page, lines, &data)?;
    }
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// The bars' panel and the lines' beside it, or below where the page is narrow.
fn panels(space: Frame, data: &Data) -> (Frame, Option<Frame>) {
    if data.history.is_empty() {
        return (space, None);
    }
    if space.width >= WIDE * space.height {
        let (bars, gap) = (space.width * 0.47, 70.0);
        let lines = Frame { x: space.x + bars + gap, width: space.width - bars - gap, ..space };
        return (Frame { width: bars, ..space }, Some(lines));
    }
    let bars = space.height * 0.5;
    let lines = Frame { y: space.y + bars + 26.0, height: space.height - bars - 26.0, ..space };
    (Frame { height: bars, ..space }, Some(lines))
}

/// What a part looks like.
fn paint(part: &Part) -> Paint {
    if part.name == "rest" { NEUTRAL } else { INK }
}

/// Net retention of each part, then gross, against what there was a year ago.
fn draw_bars(page: &Page, frame: Frame, data: &Data) -> Result<()> {
    let (words, rates) = (
        &page.words,
        [("nrr", |part: &Part| part.nrr), ("grr", |part: &Part| part.grr)] as [(&str, fn(&Part) -> f64); 2],
    );
    let notes = wrap(&note(data, words), SMALL, false, frame.width, 3);
    let foot = if notes[0].is_empty() { 0.0 } else { notes.len() as f64 * SMALL * 1.3 + 12.0 };
    let names = data.parts.iter().map(|part| width(&name(part, words), LABEL, false)).fold(0.0, f64::max) + 20.0;
    let all = data.parts.iter().flat_map(|part| [part.nrr, part.grr]);
    let printed = all.clone().map(|rate| width(&words.percent_with(rate, 1), LABEL, true)).fold(0.0, f64::max) + 30.0;
    let scale = Axis::exact(all.clone().fold(0.0, f64::min), all.fold(1.08, f64::max), 4)?;
    let count = data.parts.len() as f64;
    let row = ((frame.height - 34.0 - foot - 2.0 * HEAD.1) / (2.0 * count)).min(160.0);
    let (x, wide) = (frame.x + names, frame.width - names - printed);
    let (year_ago, foot) =
        (x + (1.0 - scale.low()) / (scale.high() - scale.low()) * wide, frame.y + 34.0 + 2.0 * (HEAD.1 + row * count));
    page.canvas.rule((year_ago, frame.y + 24.0), (year_ago, foot), 2.0, MUTED, "7 6");
    let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
    let whole = ("rate", words.percent_with(1.0, 0).into());
    let year_ago_line = words.say("retention-head-rest-year-ago", &[whole]);
    page.canvas.text((year_ago, frame.y + 14.0), &year_ago_line, look);
    for (at, (rate, of)) in rates.into_iter().enumerate() {
        let y = frame.y + 34.0 + at as f64 * (HEAD.1 + row * count);
        let plot = Frame { x, y: y + HEAD.1, width: wide, height: row * count };
        let mut plane = Plane::new(&page.canvas, plot, &scale, &Axis::exact(0.0, count, 2)?)?;
        page.canvas.text(
            (frame.x, y + 24.0),
            &words.word(&format!("retention-head-rest-{rate}")),
            Type::new(LABEL, INK).bold(),
        );
        for (row, part) in data.parts.iter().enumerate() {
            draw_bar(page, &mut plane, part, (rate, of(part)), count - row as f64 - 0.5)?;
        }
    }
    for (at, line) in notes.iter().enumerate() {
        let colour = if masked(data) { WARNING_TEXT } else { MUTED };
        page.canvas.text((frame.x, foot + 34.0 + at as f64 * SMALL * 1.3), line, Type::new(SMALL, colour));
    }
    Ok(())
}

fn draw_bar(page: &Page, plane: &mut Plane, part: &Part, (rate, value): (&str, f64), middle: f64) -> Result<()> {
    let (canvas, y, name) = (&page.canvas, plane.y(middle) + LABEL * 0.35, name(part, &page.words));
    canvas.open("bar", &format!("{rate} {}", part.name), &format!("{value:.6}"));
    plane.bar((0.0, middle + 0.32), (value, middle - 0.32), paint(part))?;
    canvas.close();
    if value > 1.0 {
        let (x, top, foot) = (plane.x(1.0), plane.y(middle + 0.32), plane.y(middle - 0.32));
        canvas.rule((x, top), (x, foot), 2.0, PAPER, "7 6");
    }
    canvas.text((plane.x(0.0_f64.min(value)) - 16.0, y), &name, Type::new(LABEL, INK).anchor(Anchor::End));
    let (printed, x, year_ago) = (page.words.percent_with(value, 1), plane.x(value.max(0.0)) + 14.0, plane.x(1.0));
    // A figure that would lie on the line of a year ago stands behind it.
    let lies = x - 8.0 < year_ago && year_ago < x + width(&printed, LABEL, true) + 8.0;
    canvas.text((if lies { year_ago + 12.0 } else { x }, y), &printed, Type::new(LABEL, INK).bold());
    Ok(())
}

fn name(part: &Part, words: &Words) -> String {
    words.say(
        &format!("retention-head-rest-{}", part.name),
        &[("count", part.customers.into()), ("number", words.count(part.customers).into())],
    )
}

fn masked(data: &Data) -> bool {
    data.without_expanders.is_some_and(|without| without < 1.0)
}

/// What the three largest expanders do, and what the base lacks.
fn note(data: &Data, words: &Words) -> String {
    let percent = |rate: f64| words.percent_with(rate, 1).into();
    let without = data.whole.as_ref().zip(data.without_expanders).map(|(whole, without)| {
        let effect = if without < 1.0 { "masked" } else { "none" };
        words.say(
            "retention-head-rest-without",
            &[("effect", effect.into()), ("nrr", percent(whole.nrr)), ("without", percent(without))],
        )
    });
    let short = data.parts.iter().any(|part| !part.covered).then(|| words.word("retention-head-rest-short"));
    without.into_iter().chain(short).collect::<Vec<_>>().join(" · ")
}

/// The whole book's rates over time, with 100 % as their reference.
fn draw_lines(page: &Page, frame: Frame, data: &Data) -> Result<()> {
    let words = &page.words;
    page.canvas.text(
        (frame.x, frame.y + 18.0),
        &words.word("retention-head-rest-history"),
        Type::new(LABEL, INK).bold(),
    );
    let plot = Frame {
        x: frame.x + SIDES.0,
        y: frame.y + HEAD.0,
        width: frame.width - SIDES.0 - SIDES.1,
        height: frame.height - HEAD.0 - FOOT,
    };
    let known = || data.history.iter().flat_map(|point| [point.nrr, point.grr]).flatten();
    let (low, high) = (known().fold(0.0, f64::min), known().fold(1.0, f64::max));
    let scale = Axis::exact(low * 1.08, high * 1.08, 6)?;
    let time = Axis::exact(-0.4, data.history.len() as f64 - 0.6, 5)?;
    let mut plane = Plane::new(&page.canvas, plot, &time, &scale)?;
    page.grid(&plane, plot, &scale, |tick| Some(words.percent_with(tick, 0)));
    let y = plane.y(1.0);
    page.canvas.rule((plot.x, y), (plot.x + plot.width, y), 2.0, MUTED, "7 6");
    quarters(page, &plane, plot, data);
    line(page, &mut plane, data, ("grr", NEUTRAL, |point| point.grr))?;
    line(page, &mut plane, data, ("nrr", INK, |point| point.nrr))?;
    last(page, &plane, plot, data);
    Ok(())
}

/// As many quarters as have room, the last always among them; and what a hollow dot is.
fn quarters(page: &Page, plane: &Plane, plot: Frame, data: &Data) {
    let count = data.history.len();
    let widest = data.history.iter().map(|point| width(&point.quarter, SMALL, false)).fold(0.0, f64::max);
    let every = ((widest + 30.0) * count as f64 / plot.width).ceil().max(1.0) as usize;
    let (look, y) = (Type::new(SMALL, MUTED).anchor(Anchor::Middle), plot.y + plot.height + 30.0);
    for (at, point) in data.history.iter().enumerate().filter(|(at, _)| (count - 1 - at).is_multiple_of(every)) {
        page.canvas.text((plane.x(at as f64), y), &point.quarter, look);
    }
    if data.history.iter().any(|point| !point.covered) {
        page.canvas.text((plot.x, y + 26.0), &page.words.word("retention-head-rest-hollow"), Type::new(SMALL, MUTED));
    }
}

/// What a line takes from a point.
type Rate = fn(&Point) -> Option<f64>;

/// A line, broken where a rate is unknown, with a dot a quarter; hollow where the base is not covered.
fn line(page: &Page, plane: &mut Plane, data: &Data, (name, paint, of): (&str, Paint, Rate)) -> Result<()> {
    let points: Vec<(f64, Option<f64>)> =
        data.history.iter().enumerate().map(|(at, point)| (at as f64, of(point))).collect();
    for run in points.split(|(_, rate)| rate.is_none()) {
        plane.line(run.iter().filter_map(|&(at, rate)| rate.map(|rate| (at, rate))), 4.0, paint)?;
    }
    for (at, point) in data.history.iter().enumerate() {
        let Some(rate) = of(point) else { continue };
        page.canvas.open("point", &format!("{name} {}", point.quarter), &format!("{rate:.6}"));
        plane.dot((at as f64, rate), 7.0, paint, if point.covered { paint } else { PAPER })?;
        page.canvas.close();
    }
    Ok(())
}

/// The last values that are known after their lines, kept apart, below their quarter.
fn last(page: &Page, plane: &Plane, plot: Frame, data: &Data) {
    let Some(point) = data.history.iter().rfind(|point| point.is_known()) else { return };
    let x = plot.x + plot.width + 12.0;
    let mut lowest = f64::NEG_INFINITY;
    let mut told: Vec<(f64, &str, Paint)> = [(point.nrr, "nrr", INK), (point.grr, "grr", MUTED)]
        .into_iter()
        .filter_map(|(rate, name, paint)| Some((rate?, name, paint)))
        .collect();
    told.sort_by(|one, other| other.0.total_cmp(&one.0));
    for (rate, name, paint) in told {
        let y = (plane.y(rate) + LABEL * 0.35).clamp(plot.y + LABEL, plot.y + plot.height).max(lowest + LABEL * 1.3);
        let told = page
            .words
            .say(&format!("retention-head-rest-last-{name}"), &[("rate", page.words.percent_with(rate, 0).into())]);
        if lowest.is_infinite() {
            let base = if point.covered { "whole" } else { "part" };
            let quarter = ("quarter", point.quarter.as_str().into());
            let dated = page.words.say("retention-head-rest-last", &[quarter, ("base", base.into())]);
            page.canvas.text((x, y - LABEL * 1.3), &dated, Type::new(SMALL, MUTED));
        }
        page.canvas.text((x, y), &told, Type { bold: point.covered, ..Type::new(LABEL, paint) });
        lowest = y;
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |part: &Part| {
        let rate = |rate: f64| words.percent_with(rate, 1).into();
        words.say(
            "retention-head-rest-told",
            &[("part", name(part, words).into()), ("nrr", rate(part.nrr)), ("grr", rate(part.grr))],
        )
    };
    let parts = words.list(&data.parts.iter().map(told).collect::<Vec<_>>());
    plain(&words.say("retention-head-rest-alt", &[("parts", parts.into()), ("quarters", data.history.len().into())]))
}

fn table(data: &Data) -> Table {
    let part = |part: &Part| {
        [
            part.name.to_owned(),
            String::new(),
            data.basis.clone(),
            cell(part.nrr),
            cell(part.grr),
            part.covered.to_string(),
        ]
    };
    let point = |point: &Point| {
        let whole = "whole".to_owned();
        [whole, point.quarter.clone(), data.basis.clone(), cell(point.nrr), cell(point.grr), point.covered.to_string()]
    };
    let rows = data.parts.iter().map(part).chain(data.history.iter().map(point));
    Table::new(["part", "period", "basis", "nrr", "grr", "base_covered"], rows)
}
