//! How much of revenue hangs on the largest one, five and ten customers, quarter by quarter, against the limits.
//!
//! Three panels side by side, one a series, since each has limits of its own; all share one scale.

use crate::charts::time;
use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell};
use crate::drawing::text::{clean, plain, width, wrap};
use crate::drawing::theme::{
    self, CRITICAL, INK, LABEL, LARGEST, MUTED, PAPER, SMALL, TOP_FIVE, TOP_TEN, WARNING, WATCH,
};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{History, Report};

/// The chart's name.
pub const NAME: &str = "dependency_over_time";
/// Width of a panel's right edge, where the last value stands.
const LAST: f64 = 92.0;
/// Free space between panels.
const GAP: f64 = 40.0;
/// Room for the scale left of the first panel.
const SCALE: f64 = 84.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Labels of the quarters, oldest first.
    pub quarters: Vec<String>,
    /// One panel each for the largest, the five and the ten largest.
    pub panels: Vec<Panel>,
    /// Customers with positive revenue at the last quarter end.
    pub customers: u64,
    /// The first quarter whose twelve months the ledger covers.
    pub covered_from: usize,
}

/// One series with its limits.
#[derive(Debug, Clone, PartialEq)]
pub struct Panel {
    /// How many customers it counts.
    pub customers: u32,
    /// Share of revenue at each quarter end; `None` where it is undefined.
    pub shares: Vec<Option<f64>>,
    /// Watch, warning and critical; `None` where the book is too small and even for them.
    pub limits: Option<[f64; 3]>,
}

/// Takes the shares from the report's history.
#[must_use]
pub fn read(report: &Report) -> Data {
    let history = &report.history;
    let panel = |customers: u32, limits| {
        let key = customers.to_string();
        let shares = history.iter().map(|point| share(point, &key)).collect();
        Panel { customers, shares, limits }
    };
    let ten = history.last().filter(|last| ten_applies(last)).map(|_| TOP_TEN);
    Data {
        quarters: history.iter().map(|point| clean(&point.period)).collect(),
        panels: vec![panel(1, Some(LARGEST)), panel(5, Some(TOP_FIVE)), panel(10, ten)],
        customers: history.last().map_or(0, |last| last.concentration.customers),
        covered_from: history.iter().position(|point| point.months_covered >= 12).unwrap_or(history.len()),
    }
}

fn share(point: &History, key: &str) -> Option<f64> {
    point.concentration.cr.get(key).copied().flatten().map(|share| share.0).filter(|share| share.is_finite())
}

/// W04's condition: ten customers of a small even book are no concentration.
fn ten_applies(point: &History) -> bool {
    share(point, "10").is_some_and(|ten| ten * point.concentration.customers as f64 >= 15.0)
}

/// The finding: the ten largest now, and how that moved; the largest alone where ten are the whole book.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let (panel, who) = match data.customers {
        0..=10 => (data.panels.first(), "one"),
        _ => (data.panels.last(), "ten"),
    };
    let Some(panel) = panel else { return String::new() };
    let known = |from: usize| -> Vec<(usize, f64)> {
        let points = panel.shares.iter().enumerate().skip(from);
        points.filter_map(|(at, share)| share.map(|share| (at, share))).collect()
    };
    let covered = known(data.covered_from);
    let points = if covered.is_empty() { known(0) } else { covered };
    let (Some(&(from, first)), Some(&(_, last))) = (points.first(), points.last()) else {
        return words.word("dependency-over-time-undefined");
    };
    let moved = ((last - first) * 100.0).round();
    let way = match points.len() {
        1 => "none",
        _ if moved.abs() < 1.0 => "steady",
        _ if moved > 0.0 => "up",
        _ => "down",
    };
    words.say(
        "dependency-over-time-title",
        &[
            ("who", who.into()),
            ("share", words.percent(last).into()),
            ("move", way.into()),
            ("points", (moved.abs() as u64).into()),
            ("since", data.quarters[from].as_str().into()),
        ],
    )
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.panels.iter().all(|panel| panel.shares.iter().all(Option::is_none)) {
        return Ok(card(NAME, report, style, &words.word("dependency-over-time-empty")));
    }
    let measure = time::measured(words.word("dependency-over-time-measure"), report, words);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let values = data.panels.iter().flat_map(|panel| panel.shares.iter().flatten().copied());
    let highest = values.fold(0.35, f64::max);
    let scale = Axis::exact(0.0, ((highest * 1.06 * 10.0).ceil() / 10.0).min(1.0), 6)?;
    let width = (page.space.width - SCALE - 2.0 * GAP) / 3.0;
    for (at, panel) in data.panels.iter().enumerate() {
        let x = page.space.x + SCALE + at as f64 * (width + GAP);
        let frame = Frame { x, y: page.space.y + 62.0, width: width - LAST, height: page.space.height - 62.0 - 96.0 };
        draw_panel(&page, frame, &data, panel, &scale, at == 0)?;
    }
    legend(&page, &data);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

fn draw_panel(page: &Page, frame: Frame, data: &Data, panel: &Panel, scale: &Axis, first: bool) -> Result<()> {
    let last = (data.quarters.len() as f64 - 1.0).max(0.0);
    let across = Axis::exact(-0.4, last + 0.4, 5)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, scale)?;
    let heading = page.words.word(&format!("dependency-over-time-panel-{}", panel.customers));
    page.canvas.text((frame.x, frame.y - 26.0), &heading, Type::new(28.0, INK).bold());
    bands(&mut plane, panel, &across, scale)?;
    page.grid(&plane, frame, scale, |tick| first.then(|| page.words.percent_with(tick, 0)));
    quarters(page, &plane, frame, data);
    series(page, &mut plane, data, panel)?;
    limits(page, &plane, frame, panel, scale);
    direct_label(page, &plane, frame, panel);
    Ok(())
}

/// Between one limit and the next lies its band, pale enough to read the line on.
fn bands(plane: &mut Plane, panel: &Panel, time: &Axis, scale: &Axis) -> Result<()> {
    let Some([watch, warning, critical]) = panel.limits else { return Ok(()) };
    let (left, right) = (time.low(), time.high());
    for (from, to, colour) in [(watch, warning, WATCH), (warning, critical, WARNING), (critical, 1.0, CRITICAL)] {
        if from < scale.high() {
            plane.bar((left, from), (right, f64::min(to, scale.high())), theme::tint(colour, 0.16))?;
        }
    }
    Ok(())
}

/// Labels as many quarters as have room, the last always among them.
fn quarters(page: &Page, plane: &Plane, frame: Frame, data: &Data) {
    let room = width("2026-Q3", SMALL, false) + 36.0;
    let each = frame.width / data.quarters.len().max(1) as f64;
    let every = (room / each).ceil().max(1.0) as usize;
    let last = data.quarters.len().saturating_sub(1);
    for (at, quarter) in data.quarters.iter().enumerate().filter(|(at, _)| (last - at).is_multiple_of(every)) {
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((plane.x(at as f64), frame.y + frame.height + 34.0), quarter, look);
    }
}

/// The line, broken where a share is undefined, and a dot a quarter; hollow where the year is not covered.
fn series(page: &Page, plane: &mut Plane, data: &Data, panel: &Panel) -> Result<()> {
    let points: Vec<(f64, Option<f64>)> =
        panel.shares.iter().enumerate().map(|(at, share)| (at as f64, *share)).collect();
    for run in points.split(|(_, share)| share.is_none()) {
        let run = run.iter().filter_map(|&(at, share)| share.map(|share| (at, share)));
        plane.line(run, 4.0, INK)?;
    }
    let crowded = points.len() > 24;
    for (at, share) in points.iter().filter_map(|&(at, share)| share.map(|share| (at, share))) {
        let covered = at as usize >= data.covered_from;
        if covered && crowded && at as usize + 1 < points.len() {
            continue;
        }
        let name = format!("CR_{} {}", panel.customers, data.quarters[at as usize]);
        page.canvas.open("point", &name, &format!("{share:.6}"));
        plane.dot((at, share), 7.0, INK, if covered { INK } else { PAPER })?;
        page.canvas.close();
    }
    Ok(())
}

/// Where each band begins, beside it, clear of the last value.
fn limits(page: &Page, plane: &Plane, frame: Frame, panel: &Panel, scale: &Axis) {
    let value = panel.shares.last().copied().flatten().map(|share| label_height(plane, frame, share));
    let mut taken: Vec<f64> = value.into_iter().collect();
    for limit in panel.limits.into_iter().flatten().filter(|limit| *limit < scale.high()) {
        let y = plane.y(limit) + SMALL * 0.35;
        if taken.iter().all(|other| (other - y).abs() >= 28.0) {
            taken.push(y);
            let look = Type::new(SMALL, MUTED);
            page.canvas.text((frame.x + frame.width + 10.0, y), &page.words.percent_with(limit, 0), look);
        }
    }
}

fn label_height(plane: &Plane, frame: Frame, share: f64) -> f64 {
    plane.y(share).clamp(frame.y + 10.0, frame.y + frame.height) + LABEL * 0.35
}

fn direct_label(page: &Page, plane: &Plane, frame: Frame, panel: &Panel) {
    let Some(share) = panel.shares.last().copied().flatten() else { return };
    let level = panel.limits.and_then(|limits| theme::level(share, limits));
    let y = label_height(plane, frame, share);
    let look = Type::new(LABEL, theme::text_colour(level)).bold();
    page.canvas.text((frame.x + frame.width + 10.0, y), &page.words.percent_with(share, 1), look);
}

fn legend(page: &Page, data: &Data) {
    let (mut x, y) = (page.space.x + SCALE, page.space.y + page.space.height - 12.0);
    for (name, paint) in [("level-watch", WATCH), ("level-warning", WARNING), ("level-critical", CRITICAL)] {
        let name = page.words.word(name);
        page.canvas.rect((x, y - 17.0), (26.0, 20.0), theme::tint(paint, 0.16));
        page.canvas.text((x + 36.0, y), &name, Type::new(SMALL, MUTED));
        x += 36.0 + width(&name, SMALL, false) + 34.0;
    }
    let hollow = (data.covered_from > 0).then(|| page.words.word("dependency-over-time-hollow"));
    let without = data.panels.iter().any(|panel| panel.limits.is_none());
    let without = without.then(|| page.words.word("dependency-over-time-no-limits"));
    let notes: Vec<String> = hollow.into_iter().chain(without).collect();
    let room = page.space.x + page.space.width - x;
    let lines = wrap(&notes.join(" · "), SMALL, false, room, 2);
    // One line stands on the legend's own; of two, one is above it.
    for (line, above) in lines.iter().zip((0..lines.len()).rev()) {
        page.canvas.text((x, y - above as f64 * SMALL * 1.2), line, Type::new(SMALL, MUTED));
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let last = data.panels.iter().filter_map(|panel| {
        let share = words.percent_with(panel.shares.last().copied().flatten()?, 1);
        Some(words.say("dependency-over-time-told", &[("who", panel.customers.into()), ("share", share.into())]))
    });
    let told = words.list(&last.collect::<Vec<_>>());
    let quarter = data.quarters.last().map_or("", String::as_str);
    let quarters = ("quarters", data.quarters.len().into());
    plain(&words.say("dependency-over-time-alt", &[quarters, ("quarter", quarter.into()), ("told", told.into())]))
}

fn table(data: &Data) -> Table {
    let row = |(at, quarter): (usize, &String)| {
        let share = |panel: usize| cell(data.panels[panel].shares[at]);
        [quarter.clone(), share(0), share(1), share(2)]
    };
    Table::new(["period", "cr_1", "cr_5", "cr_10"], data.quarters.iter().enumerate().map(row))
}
