//! What the ten largest customers earn against all others: the gross margin of both at quarter ends, and the gap between
//! them.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell};
use crate::drawing::text::{clean, plain, width};
use crate::drawing::theme::{BAD, GOOD, INK, LABEL, MUTED, NEUTRAL, PAPER, Paint, SMALL};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{HeadMargin, Report};
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "head_margin";
/// Points at most, the newest.
const POINTS: usize = 24;
/// Room for the scale.
const SCALE: f64 = 92.0;
/// Room for the last values after the plot.
const LAST: f64 = 136.0;
/// Height of a panel's head.
const HEAD: f64 = 46.0;
/// The lines' part of the height.
const LINES: f64 = 0.61;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Quarter by quarter, the oldest first; the window last where it does not end with a quarter.
    pub points: Vec<Point>,
}

/// Twelve months.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// The quarter they end with; `None` for the window.
    pub quarter: Option<String>,
    /// Their last day.
    pub as_of: String,
    /// Gross margin of the ten largest.
    pub head: Option<f64>,
    /// Gross margin of all others.
    pub rest: Option<f64>,
    /// The others' less the head's.
    pub gap: Option<f64>,
    /// Revenue of the head whose cost is known.
    pub amount: Money,
}

/// Takes the margins from the report.
#[must_use]
pub fn read(report: &Report) -> Data {
    let (windows, quarters): (Vec<&HeadMargin>, Vec<&HeadMargin>) =
        report.head_margin.iter().partition(|it| it.period == "window");
    let last = quarters.last().map(|it| it.as_of.clone());
    let window = windows.into_iter().filter(|it| Some(&it.as_of) != last.as_ref());
    let mut points: Vec<Point> = quarters.iter().copied().chain(window).map(point).collect();
    points.retain(|point| point.head.is_some() || point.rest.is_some());
    points.drain(..points.len().saturating_sub(POINTS));
    Data { points }
}

fn point(it: &HeadMargin) -> Point {
    let finite = |rate: Option<crate::unit::Ratio>| rate.map(|rate| rate.0).filter(|rate| rate.is_finite());
    Point {
        quarter: (it.period != "window").then(|| clean(&it.period)),
        as_of: it.as_of.clone(),
        head: finite(it.head),
        rest: finite(it.rest),
        gap: finite(it.gap),
        amount: it.head_amount,
    }
}

/// The finding: how far the head's margin is from the others', and how far it was.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let gaps: Vec<(&Point, f64)> = data.points.iter().filter_map(|point| Some((point, point.gap?))).collect();
    let Some((last, gap)) = gaps.last() else { return words.word("head-margin-title-none") };
    let (first, before) = gaps.first().filter(|_| gaps.len() > 1).unwrap_or(&gaps[gaps.len() - 1]);
    let moved = gaps.len() > 1 && (side(*gap), points(*gap)) != (side(*before), points(*before));
    words.say(
        "head-margin-title",
        &[
            ("head", words.percent(last.head.unwrap_or_default()).into()),
            ("side", side(*gap).into()),
            ("points", points(*gap).into()),
            ("moved", if moved { "yes" } else { "no" }.into()),
            ("before", side(*before).into()),
            ("was", points(*before).into()),
            ("since", name(first, words).into()),
        ],
    )
}

/// On which side of the others the head is.
fn side(gap: f64) -> &'static str {
    match gap {
        gap if gap.abs() < 0.0005 => "even",
        gap if gap > 0.0 => "below",
        _ => "above",
    }
}

/// A gap in percentage points, without its sign.
fn points(gap: f64) -> String {
    format!("{:.1}", gap.abs() * 100.0)
}

fn name(point: &Point, words: &Words) -> String {
    point.quarter.clone().unwrap_or_else(|| words.word("head-margin-window"))
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.points.is_empty() {
        let why = reason(&report.reasons, "head_margin", &words.word("head-margin-empty"));
        return Ok(card(NAME, report, style, &why));
    }
    let page = Page::new(NAME, report, style, &title(&data, words), &words.word("head-margin-measure"));
    let space = page.space;
    let plot = Frame { x: space.x + SCALE, y: space.y + 12.0, width: space.width - SCALE - LAST, height: space.height };
    let has_gap = data.points.iter().any(|point| point.gap.is_some());
    let lines = if has_gap { space.height * LINES } else { space.height - 48.0 };
    let time = Axis::exact(-0.5, data.points.len() as f64 - 0.5, 5)?;
    draw_lines(&page, Frame { height: lines - 12.0, ..plot }, &data, &time)?;
    if has_gap {
        let y = space.y + lines + HEAD + 16.0;
        draw_gaps(&page, Frame { y, height: space.y + space.height - 44.0 - y, ..plot }, &data, &time)?;
    }
    quarters(&page, plot, &data);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// Both margins as lines, with what they are and their last values after them.
fn draw_lines(page: &Page, frame: Frame, data: &Data, time: &Axis) -> Result<()> {
    let known = || data.points.iter().flat_map(|point| [point.head, point.rest]).flatten();
    // From zero: a margin's height is to be seen, and the gap has bars of its own.
    let (low, high) = (known().fold(0.0, f64::min), known().fold(0.0, f64::max));
    let scale = Axis::exact(low * 1.1, (high * 1.1).max(0.05), 5)?;
    let mut plane = Plane::new(&page.canvas, frame, time, &scale)?;
    let decimals = usize::from(scale.ticks().windows(2).any(|pair| pair[1] - pair[0] < 0.0099));
    page.grid(&plane, frame, &scale, |tick| Some(page.words.percent_with(tick, decimals)));
    line(page, &mut plane, data, ("rest", NEUTRAL, |point| point.rest))?;
    line(page, &mut plane, data, ("head", INK, |point| point.head))?;
    last(page, &plane, frame, data);
    Ok(())
}

/// What a line takes from a point.
type Rate = fn(&Point) -> Option<f64>;

/// A line, broken where a margin is unknown, with a dot a quarter.
fn line(page: &Page, plane: &mut Plane, data: &Data, (name, paint, of): (&str, Paint, Rate)) -> Result<()> {
    let known: Vec<(f64, Option<f64>)> =
        data.points.iter().enumerate().map(|(at, point)| (at as f64, of(point))).collect();
    for run in known.split(|(_, rate)| rate.is_none()) {
        plane.line(run.iter().filter_map(|&(at, rate)| rate.map(|rate| (at, rate))), 4.5, paint)?;
    }
    for (at, rate) in known.iter().filter_map(|&(at, rate)| Some((at, rate?))) {
        page.canvas.open("point", &format!("{name} {}", data.points[at as usize].as_of), &format!("{rate:.6}"));
        plane.dot((at, rate), 7.5, paint, paint)?;
        page.canvas.close();
    }
    Ok(())
}

/// Who each line is, in two rows, kept apart.
fn last(page: &Page, plane: &Plane, frame: Frame, data: &Data) {
    let at = |of: fn(&Point) -> Option<f64>| data.points.iter().rev().find_map(of);
    let lines = [(at(|point| point.head), "head", INK), (at(|point| point.rest), "rest", MUTED)];
    let mut told: Vec<(f64, &str, Paint)> =
        lines.into_iter().filter_map(|(rate, name, paint)| Some((rate?, name, paint))).collect();
    told.sort_by(|one, other| other.0.total_cmp(&one.0));
    let (x, mut lowest) = (plane.x(data.points.len() as f64 - 1.0) + 24.0, f64::NEG_INFINITY);
    for (at, (rate, name, paint)) in told.iter().enumerate() {
        let room = (told.len() - 1 - at) as f64 * LABEL * 2.6;
        let y = (plane.y(*rate) + 2.0).max(lowest + LABEL * 2.6).clamp(frame.y + LABEL, frame.y + frame.height - room);
        let look = Type::new(LABEL, *paint).bold();
        let (name, rate) = (page.words.word(&format!("head-margin-{name}")), page.words.percent_with(*rate, 1));
        let wide = width(&name, LABEL, true).max(width(&rate, LABEL, true));
        // A plate of paper, so that the grid does not run through the figures.
        page.canvas.rect((x - 4.0, y - LABEL), (wide + 8.0, LABEL * 2.4), PAPER);
        page.canvas.text((x, y), &name, look);
        page.canvas.text((x, y + LABEL * 1.15), &rate, look);
        lowest = y;
    }
}

/// The gap as bars from nothing, by its effect: worse where the head earns less.
fn draw_gaps(page: &Page, frame: Frame, data: &Data, time: &Axis) -> Result<()> {
    let words = &page.words;
    page.canvas.text((frame.x, frame.y - 24.0), &words.word("head-margin-gap"), Type::new(LABEL, INK).bold());
    let gaps = || data.points.iter().filter_map(|point| point.gap);
    let (low, high) = (gaps().fold(0.0, f64::min), gaps().fold(0.0, f64::max));
    let air = (high - low).max(1e-6) * (34.0 / (frame.height - 68.0).max(34.0));
    let scale = Axis::exact(if low < 0.0 { low - air } else { 0.0 }, high + air, 3)?;
    let mut plane = Plane::new(&page.canvas, frame, time, &scale)?;
    let y = plane.y(0.0);
    page.canvas.rule((frame.x, y), (frame.x + frame.width, y), 2.0, MUTED, "");
    let size = (frame.width / data.points.len() as f64 / 2.9).min(LABEL);
    for (at, point) in data.points.iter().enumerate() {
        let Some(gap) = point.gap else { continue };
        page.canvas.open("gap", &point.as_of, &format!("{gap:.6}"));
        plane.bar((at as f64 - 0.3, 0.0), (at as f64 + 0.3, gap), if gap > 0.0 { BAD } else { GOOD })?;
        page.canvas.close();
        let sign = if gap < 0.0 { "−" } else { "" };
        let y = if gap < 0.0 { plane.y(gap) + size + 4.0 } else { plane.y(gap) - 9.0 };
        let look = Type::new(size, INK).bold().anchor(Anchor::Middle);
        if size >= 15.0 {
            page.canvas.text((plane.x(at as f64), y), &format!("{sign}{}", points(gap)), look);
        }
    }
    Ok(())
}

/// As many quarters as have room, the last always among them.
fn quarters(page: &Page, plot: Frame, data: &Data) {
    let (count, y) = (data.points.len(), page.space.y + page.space.height - 10.0);
    let names: Vec<String> = data.points.iter().map(|point| name(point, &page.words)).collect();
    let widest = names.iter().map(|name| width(name, SMALL, false)).fold(0.0, f64::max);
    let each = plot.width / count as f64;
    let every = ((widest + 24.0) / each).ceil().max(1.0) as usize;
    for (at, name) in names.iter().enumerate().filter(|(at, _)| (count - 1 - at).is_multiple_of(every)) {
        let x = plot.x + (at as f64 + 0.5) * each;
        page.canvas.text((x, y), name, Type::new(SMALL, MUTED).anchor(Anchor::Middle));
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let last = data.points.last();
    let rate = |of: fn(&Point) -> Option<f64>| {
        last.and_then(of).map_or_else(|| "–".to_owned(), |rate| words.percent_with(rate, 1))
    };
    plain(&words.say(
        "head-margin-alt",
        &[
            ("count", data.points.len().into()),
            ("period", last.map_or_else(String::new, |point| name(point, words)).into()),
            ("head", rate(|point| point.head).into()),
            ("rest", rate(|point| point.rest).into()),
        ],
    ))
}

fn table(data: &Data) -> Table {
    let row = |it: &Point| {
        let period = it.quarter.clone().unwrap_or_else(|| "window".to_owned());
        [period, it.as_of.clone(), cell(it.head), cell(it.rest), cell(it.gap), it.amount.to_string()]
    };
    Table::new(["period", "as_of", "head_margin", "rest_margin", "gap", "head_amount"], data.points.iter().map(row))
}
