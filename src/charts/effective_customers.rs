//! How many equal customers the book behaves like, quarter by quarter: 1 / Σ share².

use crate::charts::hhi_change::LIMITS;
use crate::charts::time;
use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::labels::Labels;
use crate::drawing::page::{Page, card};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell};
use crate::drawing::text::{clean, fitting, plain, width};
use crate::drawing::theme::{self, CRITICAL, INK, LABEL, MUTED, PAPER, Paint, SMALL, WARNING, WATCH};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{History, Report};
use crate::wording::thousands;

/// The chart's name.
pub const NAME: &str = "effective_customers";
/// Room for the scale.
const SCALE: f64 = 100.0;
/// Room for the last value and what it stands against.
const LAST: f64 = 220.0;
/// The limits are drawn where the lowest point is at most this far above the first of them.
const NEAR: f64 = 2.5;
/// Height of a row of the legend.
const ROW: f64 = 32.0;
/// More quarters than this have no dot each.
const CROWDED: usize = 24;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The quarter ends, oldest first.
    pub points: Vec<Point>,
}

/// One quarter end.
#[derive(Debug, Clone, PartialEq)]
pub struct Point {
    /// Its quarter.
    pub quarter: String,
    /// Effective number of customers of its trailing twelve months; `None` where no revenue is positive.
    pub effective: Option<f64>,
    /// Customers with positive revenue.
    pub customers: u64,
    /// Whether the ledger covers its twelve months.
    pub covered: bool,
}

/// Takes the quarter ends from the report's history.
#[must_use]
pub fn read(report: &Report) -> Data {
    let point = |it: &History| Point {
        quarter: clean(&it.period),
        effective: it.concentration.effective_customers.map(|it| it.0).filter(|it| it.is_finite()),
        customers: it.concentration.customers,
        covered: it.months_covered >= 12,
    };
    Data { points: report.history.iter().map(point).collect() }
}

impl Data {
    /// Where a number is known: the quarters whose year is covered, or all where none is.
    fn told(&self) -> Vec<(&Point, f64)> {
        let known = |covered: bool| -> Vec<(&Point, f64)> {
            let points = self.points.iter().filter(|it| it.covered || !covered);
            points.filter_map(|it| Some((it, it.effective?))).collect()
        };
        let covered = known(true);
        if covered.is_empty() { known(false) } else { covered }
    }
}

/// One decimal below ten, none above.
fn print(effective: f64) -> String {
    thousands(&format!("{:.*}", usize::from(effective < 9.95), effective))
}

/// The finding: how many customers there are, how few they behave like, and what that was before.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let told = data.told();
    let (Some((from, first)), Some((to, last))) = (told.first(), told.last()) else {
        return words.word("effective-customers-none");
    };
    let (was, is) = (print(*first), print(*last));
    let moved = match told.len() {
        1 => "none",
        // A window of three months and one of nine do not compare.
        _ if !from.covered => "none",
        _ if was == is => "steady",
        _ if last > first => "up",
        _ => "down",
    };
    words.say(
        "effective-customers-title",
        &[
            ("count", to.customers.into()),
            ("number", words.count(to.customers).into()),
            ("is", is.into()),
            ("move", moved.into()),
            ("was", was.into()),
            ("since", from.quarter.as_str().into()),
        ],
    )
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.told().is_empty() {
        return Ok(card(NAME, report, style, &words.word("effective-customers-none")));
    }
    let measure = time::measured(words.word("effective-customers-measure"), report, words);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let space = page.space;
    let banded = is_near(&data);
    let legend = legend(&page, &data, banded);
    let foot = 100.0 + legend.len() as f64 * ROW;
    let (x, y) = (space.x + SCALE, space.y + 40.0);
    let frame = Frame { x, y, width: space.width - SCALE - LAST, height: space.height - 40.0 - foot };
    let scale = Axis::bars(data.points.iter().filter_map(|it| it.effective), 5)?;
    let across = Axis::exact(-0.4, (data.points.len() as f64 - 1.0).max(0.0) + 0.4, 5)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &scale)?;
    if banded {
        bands(&mut plane, &across, &scale)?;
    }
    page.grid(&plane, frame, &scale, |tick| (tick.fract() == 0.0).then(|| words.count(tick as u64)));
    let quarters: Vec<String> = data.points.iter().map(|it| it.quarter.clone()).collect();
    let named = time::periods(&page, &plane, frame, &quarters, |at| at as f64, &time::QUARTERS);
    all_customers(&page, &plane, frame, &data, &named);
    line(&page, &mut plane, &data)?;
    direct_labels(&page, &plane, frame, &data);
    write_legend(&page, &legend);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// Whether the book comes near the limits at all.
fn is_near(data: &Data) -> bool {
    let lowest = data.points.iter().filter_map(|it| it.effective).fold(f64::INFINITY, f64::min);
    lowest <= 10_000.0 / LIMITS[0] * NEAR
}

/// Below a number that stands for a limit of the index (10,000 / HHI) lies its band.
fn bands(plane: &mut Plane<'_>, time: &Axis, scale: &Axis) -> Result<()> {
    let [watch, warning, critical] = LIMITS.map(|limit| 10_000.0 / limit);
    for (from, to, paint) in [(warning, watch, WATCH), (critical, warning, WARNING), (0.0, critical, CRITICAL)] {
        if from < scale.high() {
            let to = f64::min(to, scale.high());
            plane.bar((time.low(), from), (time.high(), to), theme::tint(paint, 0.16))?;
        }
    }
    Ok(())
}

/// How many customers there are at each named quarter, in a row below.
fn all_customers(page: &Page, plane: &Plane<'_>, frame: Frame, data: &Data, named: &[usize]) {
    let y = frame.y + frame.height + 72.0;
    for &at in named {
        let look = Type::new(SMALL, INK).anchor(Anchor::Middle);
        page.canvas.text((plane.x(at as f64), y), &page.words.count(data.points[at].customers), look);
    }
    let head = page.words.word("effective-customers-all");
    let size = fitting(&head, SMALL, false, LAST - 20.0);
    page.canvas.text((frame.x + frame.width + 24.0, y), &head, Type::new(size, MUTED));
}

/// The line, broken where the number is unknown, and a dot a quarter; hollow where the year is not covered.
fn line(page: &Page, plane: &mut Plane<'_>, data: &Data) -> Result<()> {
    let points: Vec<(f64, &Point)> = data.points.iter().enumerate().map(|(at, it)| (at as f64, it)).collect();
    for run in points.split(|(_, it)| it.effective.is_none()) {
        plane.line(run.iter().filter_map(|(at, it)| Some((*at, it.effective?))), 4.5, INK)?;
    }
    for (at, it) in &points {
        let Some(effective) = it.effective else { continue };
        let is_last = *at as usize + 1 == points.len();
        if points.len() > CROWDED && it.covered && !is_last {
            continue;
        }
        page.canvas.open("point", &it.quarter, &format!("{effective:.6}"));
        plane.dot((*at, effective), if is_last { 9.0 } else { 7.0 }, INK, if it.covered { INK } else { PAPER })?;
        page.canvas.close();
    }
    Ok(())
}

/// The last number large beside the line; the first of the story, the highest and the lowest at their dots.
fn direct_labels(page: &Page, plane: &Plane<'_>, frame: Frame, data: &Data) {
    let known: Vec<(usize, f64)> =
        data.points.iter().enumerate().filter_map(|(at, it)| Some((at, it.effective?))).collect();
    let Some(&(last, value)) = known.last() else { return };
    let level = LIMITS.iter().filter(|limit| 10_000.0 / value >= **limit).count();
    let level = level.checked_sub(1).and_then(|at| theme::level(LIMITS[at], LIMITS));
    let x = frame.x + frame.width + 24.0;
    let y = plane.y(value).clamp(frame.y + 20.0, frame.y + frame.height - 44.0);
    page.canvas.text((x, y + 14.0), &print(value), Type::new(44.0, theme::text_colour(level)).bold());
    let of =
        page.words.say("effective-customers-of", &[("number", page.words.count(data.points[last].customers).into())]);
    let size = fitting(&of, LABEL, false, LAST - 24.0);
    page.canvas.text((x, y + 46.0), &of, Type::new(size, MUTED));
    mark(page, plane, frame, data, &known);
}

/// Writes the first number of the story, the highest and the lowest at their dots, clear of the line.
fn mark(page: &Page, plane: &Plane<'_>, frame: Frame, data: &Data, known: &[(usize, f64)]) {
    let mut labels = Labels::within(Frame { y: frame.y - 36.0, height: frame.height + 36.0, ..frame });
    for &(at, value) in known {
        let (x, y) = (plane.x(at as f64), plane.y(value));
        labels.keep_off(Frame { x: x - 10.0, y: y - 9.0, width: 20.0, height: 18.0 });
    }
    for pair in known.windows(2) {
        for part in 1..8 {
            let at = |from: f64, to: f64| from + (to - from) * f64::from(part) / 8.0;
            let (x, y) = (plane.x(at(pair[0].0 as f64, pair[1].0 as f64)), plane.y(at(pair[0].1, pair[1].1)));
            labels.keep_off(Frame { x: x - 3.0, y: y - 3.0, width: 6.0, height: 6.0 });
        }
    }
    let by_value = |one: &&(usize, f64), other: &&(usize, f64)| one.1.total_cmp(&other.1);
    let last = known.last().map(|(at, _)| *at);
    let told = data.told();
    let first = told.first().and_then(|(it, _)| known.iter().find(|(at, _)| data.points[*at].quarter == it.quarter));
    let marked = [first, known.iter().max_by(by_value), known.iter().min_by(by_value)];
    let mut written: Vec<String> = Vec::new();
    for &(at, value) in marked.into_iter().flatten().filter(|(at, _)| Some(*at) != last) {
        if written.contains(&print(value)) {
            continue;
        }
        written.push(print(value));
        let look = Type::new(LABEL, INK).anchor(Anchor::Middle);
        let (x, y) = (plane.x(at as f64), plane.y(value));
        let places = [(x, y - 20.0), (x, y + 38.0), (x + 34.0, y - 20.0), (x - 34.0, y - 20.0)].map(|at| (at, look));
        labels.place(&page.canvas, &print(value), &places);
    }
}

/// One entry of the legend: what it says, and its band's colour; none for the hollow dots.
type Entry = (String, Option<Paint>);

/// What the bands and hollow dots mean, in as many rows as it takes.
fn legend(page: &Page, data: &Data, banded: bool) -> Vec<Vec<Entry>> {
    let levels = [("level-watch", WATCH), ("level-warning", WARNING), ("level-critical", CRITICAL)];
    let band = |((level, paint), limit): ((&str, Paint), f64)| {
        let variables = [
            ("level", page.words.word(level).into()),
            ("effective", print(10_000.0 / limit).into()),
            ("hhi", thousands(&limit.to_string()).into()),
        ];
        (page.words.say("effective-customers-band", &variables), Some(paint))
    };
    let hollow = data.points.iter().any(|it| !it.covered && it.effective.is_some());
    let hollow = hollow.then(|| (page.words.word("effective-customers-hollow"), None));
    let entries = levels.into_iter().zip(LIMITS).filter(|_| banded).map(band).chain(hollow);
    let mut rows: Vec<Vec<Entry>> = Vec::new();
    let mut left = 0.0;
    for entry in entries {
        let wide = entry_width(&entry);
        if rows.is_empty() || wide > left {
            rows.push(Vec::new());
            left = page.space.width - SCALE;
        }
        left -= wide + 34.0;
        if let Some(row) = rows.last_mut() {
            row.push(entry);
        }
    }
    rows
}

fn entry_width((told, paint): &Entry) -> f64 {
    width(told, SMALL, false) + if paint.is_some() { 36.0 } else { 0.0 }
}

fn write_legend(page: &Page, rows: &[Vec<Entry>]) {
    for (row, entries) in rows.iter().enumerate() {
        let y = page.space.y + page.space.height - 14.0 - (rows.len() - 1 - row) as f64 * ROW;
        let mut x = page.space.x + SCALE;
        for entry in entries {
            let (told, paint) = entry;
            let indent = if paint.is_some() { 36.0 } else { 0.0 };
            if let Some(paint) = paint {
                page.canvas.rect((x, y - 17.0), (26.0, 20.0), theme::tint(*paint, 0.16));
            }
            page.canvas.text((x + indent, y), told, Type::new(SMALL, MUTED));
            x += entry_width(entry) + 34.0;
        }
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |(it, value): &(&Point, f64)| {
        let variables = [
            ("quarter", it.quarter.as_str().into()),
            ("effective", print(*value).into()),
            ("number", words.count(it.customers).into()),
        ];
        words.say("effective-customers-told", &variables)
    };
    let ends = data.told();
    let [first, last] = [ends.first(), ends.last()].map(|end| end.map(told).unwrap_or_default());
    let variables = [("count", ends.len().into()), ("first", first.into()), ("last", last.into())];
    plain(&words.say("effective-customers-alt", &variables))
}

fn table(data: &Data) -> Table {
    let row = |it: &Point| [it.quarter.clone(), cell(it.effective), it.customers.to_string(), it.covered.to_string()];
    Table::new(["period", "effective_customers", "customers", "year_is_covered"], data.points.iter().map(row))
}
