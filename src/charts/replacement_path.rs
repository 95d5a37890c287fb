//! What the loss of the largest customer does month by month: cash, or the margin missed where no fixed cost is known,
//! for each time that a replacement takes to decide.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::labels::Labels;
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, told};
use crate::drawing::text::{clean, fit, fitting, plain, wrap};
use crate::drawing::theme::{ACCENT, INK, LABEL, MUTED, NEUTRAL, PALE, PAPER, Paint, SMALL};
use crate::drawing::words::{Unit, Words};
use crate::error::Result;
use crate::model::{ReplacementCycle, ReplacementGap, Report};
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "replacement_path";
/// Room for the scale.
const SCALE: f64 = 96.0;
/// Room for the figures beside the paths, where the page is wide; below them otherwise.
const FIGURES: f64 = 450.0;
/// The narrowest page that has room beside the paths.
const WIDE: f64 = 1200.0;
/// Height of the figures below the paths.
const BELOW: f64 = 330.0;
/// Room for a label below the lowest point.
const BELOW_LOW: f64 = 64.0;
/// How far a label may reach beyond the last month; the figures begin farther off.
const BEYOND_LAST: f64 = 40.0;
/// How a forecast is drawn.
const DASH: &str = "14 6";

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The customer, safe to draw.
    pub name: String,
    /// Its revenue exposed.
    pub arr: Money,
    /// Whether the paths are cash; else the margin or revenue missed so far, drawn downwards.
    pub is_cash: bool,
    /// What is missed: `margin` or `revenue`.
    pub basis: &'static str,
    /// One path a decision cycle, the shortest first.
    pub paths: Vec<Path>,
    /// Pipeline that brings the revenue back, the win rate behind it, and the pipeline there is.
    pub pipeline: Option<(Money, f64, Option<Money>)>,
    /// How many average small customers replace it.
    pub small_customers: Option<u64>,
    /// Months until a replacement has grown to the whole.
    pub ramp: u32,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One decision cycle.
#[derive(Debug, Clone, PartialEq)]
pub struct Path {
    /// Months until a replacement decides.
    pub decision: u32,
    /// Months since the loss, and where cash stands against then; from the loss itself.
    pub points: Vec<(f64, f64)>,
    /// The month of the lowest cash and how far below it lies; `None` where cash is unknown or falls without end.
    pub low: Option<(u32, Money)>,
    /// Margin missed until the customer is replaced whole.
    pub gap: Money,
}

/// Takes the paths from the report; `None` where there are none.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let gap = report.replacement.as_ref()?;
    let is_cash = gap.cycles.iter().all(|cycle| cycle.months.iter().all(|month| month.cash.is_some()));
    let mut paths: Vec<Path> =
        gap.cycles.iter().filter(|it| !it.months.is_empty()).map(|it| path(it, is_cash)).collect();
    paths.sort_by_key(|path| path.decision);
    paths.dedup_by_key(|path| path.decision);
    (!paths.is_empty()).then(|| Data {
        name: clean(if gap.name.trim().is_empty() { &gap.customer } else { &gap.name }),
        arr: gap.arr,
        is_cash,
        basis: if gap.basis == "revenue" { "revenue" } else { "margin" },
        paths,
        pipeline: pipeline(gap),
        small_customers: gap.small_customers_needed,
        ramp: gap.ramp_months,
        currency: report.currency.clone(),
    })
}

fn path(cycle: &ReplacementCycle, is_cash: bool) -> Path {
    let start = std::iter::once((0.0, 0.0));
    let points = cycle.months.iter().map(|month| {
        let level = if is_cash { month.cash.map_or(0.0, Money::to_f64) } else { -month.gap.to_f64() };
        (f64::from(month.month), level)
    });
    Path {
        decision: cycle.decision_months,
        points: start.chain(points).collect(),
        low: cycle.low_month.zip(cycle.low_depth).filter(|_| is_cash),
        gap: cycle.gap,
    }
}

fn pipeline(gap: &ReplacementGap) -> Option<(Money, f64, Option<Money>)> {
    Some((gap.pipeline_needed?, gap.win_rate?.0, gap.pipeline_open))
}

/// The finding: how deep cash falls, or what is missed, between the fastest and the slowest decision.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let (Some(first), Some(last)) = (data.paths.first(), data.paths.last()) else { return String::new() };
    let name = ("name", fit(&data.name, 1.0, true, 18.0).into());
    let told = |money: Money| words.money(money, data.currency.as_deref());
    if !data.is_cash {
        let id =
            if data.paths.len() == 1 { "replacement-path-title-gap-one" } else { "replacement-path-title-gap-many" };
        let costs = [("least", told(first.gap).into()), ("most", told(last.gap).into()), ("basis", data.basis.into())];
        let months = [("first", first.decision.into()), ("last", last.decision.into())];
        return words.say(id, &[[name].as_slice(), &costs, &months].concat());
    }
    match last.low {
        None => words.say("replacement-path-title-endless", &[name]),
        Some((_, depth)) if depth.to_f64() <= 0.0 => words.say("replacement-path-title-never", &[name]),
        Some((month, depth)) => {
            let depth = ("depth", told(depth).into());
            let months = [("decision", last.decision.into()), ("month", month.into())];
            words.say("replacement-path-title-low", &[[name, depth].as_slice(), &months].concat())
        }
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let words = &style.words;
    let Some(data) = read(report) else {
        let why = reason(&report.reasons, "replacement", &words.word("replacement-path-none"));
        return Ok(card(NAME, report, style, &why));
    };
    let points = || data.paths.iter().flat_map(|path| path.points.iter().copied());
    let (low, high) = points().fold((0.0, 0.0), |(low, high), it| (f64::min(low, it.1), f64::max(high, it.1)));
    let unit = words.unit(f64::max(high, -low), data.currency.as_deref());
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(&data, words, &unit));
    let (frame, beside) = places(page.space);
    // Labels stand below the lowest point and above the highest.
    let air = (high - low) * (BELOW_LOW / (frame.height - 2.0 * BELOW_LOW).max(BELOW_LOW)).max(0.1);
    let scale = Axis::exact(low - air, high + air, 5)?;
    let across = Axis::exact(0.0, points().map(|point| point.0).fold(1.0, f64::max), 12)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &scale)?;
    page.grid(&plane, frame, &scale, |tick| Some(unit.tick(tick)));
    months(&page, &plane, frame, &across);
    let mut labels = Labels::within(Frame { width: frame.width + BEYOND_LAST, ..frame });
    labels.keep_off(Frame { y: plane.y(0.0) - 2.0, height: 4.0, ..frame });
    for (at, path) in data.paths.iter().enumerate() {
        draw_path(&page, &mut plane, path, shade(at, data.paths.len()))?;
        keep_off(&mut labels, &plane, path);
    }
    for (at, path) in data.paths.iter().enumerate().rev() {
        label(&page, &plane, &mut labels, (path, &unit), at + 1 == data.paths.len());
    }
    figures(&page, beside, &figures_of(&data, words));
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// Where the paths lie and where the figures do.
fn places(space: Frame) -> (Frame, Frame) {
    let frame =
        Frame { x: space.x + SCALE, y: space.y + 12.0, width: space.width - SCALE, height: space.height - 96.0 };
    if space.width >= WIDE {
        let beside = Frame { x: space.x + space.width - FIGURES + 50.0, width: FIGURES - 50.0, ..space };
        return (Frame { width: frame.width - FIGURES, ..frame }, beside);
    }
    let below = Frame { y: space.y + space.height - BELOW + 14.0, height: BELOW - 14.0, ..space };
    (Frame { height: frame.height - BELOW, ..frame }, below)
}

fn measure(data: &Data, words: &Words, unit: &Unit) -> String {
    let shown = if data.is_cash { "cash" } else { data.basis };
    let variables = [("shown", shown.into()), ("unit", words.in_unit(unit).into()), ("ramp", data.ramp.into())];
    words.say("replacement-path-measure", &variables)
}

/// The longer the decision, the darker its path.
fn shade(at: usize, paths: usize) -> Paint {
    let shades = [INK, ACCENT, NEUTRAL, PALE];
    shades[(paths - 1 - at).min(shades.len() - 1)]
}

fn months(page: &Page, plane: &Plane, frame: Frame, across: &Axis) {
    let below = frame.y + frame.height;
    for &tick in across.ticks().iter().filter(|tick| tick.fract() == 0.0) {
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((plane.x(tick), below + 36.0), &format!("{tick:.0}"), look);
    }
    let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
    let words = page.words.word("replacement-path-months");
    page.canvas.text((frame.x + frame.width / 2.0, below + 72.0), &words, look);
}

/// Dashed, since it is a forecast.
fn draw_path(page: &Page, plane: &mut Plane, path: &Path, colour: Paint) -> Result<()> {
    let name = page.words.say("replacement-path-name", &[("months", path.decision.into())]);
    page.canvas.open("path", &name, &path.gap.to_string());
    plane.dashes(path.points.iter().copied(), 5.0, colour, DASH);
    page.canvas.close();
    if let Some(at) = lowest(path) {
        let depth = path.low.map_or_else(String::new, |low| low.1.to_string());
        page.canvas.open("low", &name, &depth);
        plane.dot(at, 10.0, colour, PAPER)?;
        page.canvas.close();
    }
    Ok(())
}

/// The point of the lowest cash.
fn lowest(path: &Path) -> Option<(f64, f64)> {
    let (month, depth) = path.low.filter(|low| low.1.to_f64() > 0.0)?;
    Some((f64::from(month), -depth.to_f64()))
}

/// Keeps labels off a path, in pieces small enough to follow its slope.
fn keep_off(labels: &mut Labels, plane: &Plane, path: &Path) {
    const PIECES: u32 = 6;
    for pair in path.points.windows(2) {
        let (width, rise) = ((pair[1].0 - pair[0].0) / f64::from(PIECES), (pair[1].1 - pair[0].1) / f64::from(PIECES));
        for piece in 0..PIECES {
            let (x, y) = (pair[0].0 + width * f64::from(piece), pair[0].1 + rise * f64::from(piece));
            let (one, other) = (plane.y(y), plane.y(y + rise));
            let (left, right) = (plane.x(x), plane.x(x + width));
            let (top, height) = (one.min(other) - 5.0, (one - other).abs() + 10.0);
            labels.keep_off(Frame { x: left, y: top, width: right - left, height });
        }
    }
    if let Some((x, y)) = lowest(path).map(|(month, level)| (plane.x(month), plane.y(level))) {
        labels.keep_off(Frame { x: x - 12.0, y: y - 12.0, width: 24.0, height: 24.0 });
    }
}

/// How long the decision takes at the path's end, and how deep cash falls at its low.
fn label(page: &Page, plane: &Plane, labels: &mut Labels, (path, unit): (&Path, &Unit), is_slowest: bool) {
    const ENDS: [f64; 4] = [8.0, -32.0, 46.0, -64.0];
    let mut near = |(at, level): (f64, f64), line: &str, heights: &[f64], look: Type| -> bool {
        let (x, y) = (plane.x(at), plane.y(level));
        let row = |drop: f64| {
            let beside = [(x, Anchor::Middle), (x + 16.0, Anchor::Start), (x - 16.0, Anchor::End)];
            beside.map(|(x, anchor)| ((x, y + drop), look.anchor(anchor)))
        };
        labels.place(&page.canvas, line, &heights.iter().copied().flat_map(row).collect::<Vec<_>>()).is_some()
    };
    let look = Type::new(LABEL, if is_slowest { INK } else { MUTED }).bold();
    if let Some(at) = lowest(path) {
        let (value, month) = (unit.print(at.1), at.0 as u64);
        // The lowest of all stands below its point, the others in the bend of their paths.
        let heights: &[f64] =
            if is_slowest { &[44.0, 74.0, -26.0, -48.0] } else { &[-26.0, -48.0, -70.0, -92.0, -114.0, 44.0, 74.0] };
        near(
            at,
            &page.words.say("replacement-path-low", &[("value", value.into()), ("month", month.into())]),
            heights,
            look,
        );
    }
    let end = path.points.last().copied().unwrap_or_default();
    // Shorter words close by rather than the whole far off, where another path may be nearer.
    let ways = [
        ("replacement-path-name", &ENDS[..2]),
        ("replacement-path-short", &ENDS[..2]),
        ("replacement-path-short", &ENDS[..4]),
    ];
    for (id, heights) in ways {
        if near(end, &page.words.say(id, &[("months", path.decision.into())]), heights, look) {
            break;
        }
    }
}

/// What it takes to replace the customer: each figure and what it is.
fn figures_of(data: &Data, words: &Words) -> Vec<(String, String)> {
    let told = |money: Money| words.money(money, data.currency.as_deref());
    let name = fit(&data.name, 1.0, false, 20.0);
    let mut figures = vec![(told(data.arr), words.say("replacement-path-year", &[("name", name.into())]))];
    if let (Some(first), Some(last)) = (data.paths.first(), data.paths.last()) {
        let range = [("least", told(first.gap).into()), ("most", told(last.gap).into())];
        let is_one = data.paths.len() == 1;
        let value = if is_one { told(first.gap) } else { words.say("replacement-path-range", &range) };
        let paths = ("paths", if is_one { "one" } else { "many" }.into());
        let months = [("first", first.decision.into()), ("last", last.decision.into())];
        let variables = [[("basis", data.basis.into()), paths].as_slice(), &months].concat();
        figures.push((value, words.say("replacement-path-missed", &variables)));
    }
    if let Some((needed, rate, open)) = data.pipeline {
        let known = if open.is_some() { "yes" } else { "no" };
        let open = open.map_or_else(String::new, told);
        let variables = [("rate", words.percent(rate).into()), ("known", known.into()), ("open", open.into())];
        figures.push((told(needed), words.say("replacement-path-pipeline", &variables)));
    }
    if let Some(small) = data.small_customers {
        let number = words.say("replacement-path-customers", &[("number", words.count(small).into())]);
        figures.push((number, words.say("replacement-path-small", &[("count", small.into())])));
    }
    figures
}

/// The figures in one column, or in two where they stand below the paths.
fn figures(page: &Page, place: Frame, figures: &[(String, String)]) {
    let columns = if place.width > WIDE / 2.0 { 2 } else { 1 };
    let width = (place.width - 50.0 * (columns as f64 - 1.0)) / columns as f64;
    let mut y = place.y + 44.0;
    for row in figures.chunks(columns) {
        let mut deepest = y;
        for (at, (value, what)) in row.iter().enumerate() {
            let (x, mut below) = (place.x + at as f64 * (width + 50.0), y);
            let size = fitting(value, 36.0, true, width);
            page.canvas.text((x, y), value, Type::new(size, INK).bold());
            for line in wrap(what, LABEL, false, width, 2) {
                below += 34.0;
                page.canvas.text((x, below), &line, Type::new(LABEL, MUTED));
            }
            deepest = deepest.max(below);
        }
        y = deepest + 72.0;
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let money = |money: Money| words.money(money, data.currency.as_deref());
    let told = |path: &Path| {
        let (low, month, depth) = match path.low {
            Some((month, depth)) => ("yes", month, money(depth)),
            None => ("no", 0, String::new()),
        };
        let gap = [("months", path.decision.into()), ("gap", money(path.gap).into()), ("basis", data.basis.into())];
        let low = [("low", low.into()), ("month", month.into()), ("depth", depth.into())];
        words.say("replacement-path-told", &[gap.as_slice(), &low].concat())
    };
    let between = words.word("replacement-path-between");
    let listed = data.paths.iter().map(told).collect::<Vec<_>>().join(&between);
    let name = fit(&data.name, 1.0, false, 40.0);
    plain(&words.say("replacement-path-alt", &[("name", name.into()), ("listed", listed.into())]))
}

fn table(data: &Data) -> Table {
    let rows = data.paths.iter().flat_map(|path| {
        let decimals = path.gap.decimals as usize;
        path.points.iter().map(move |&(month, level)| {
            let is_low = path.low.is_some_and(|low| f64::from(low.0) == month);
            let level = format!("{:.decimals$}", if data.is_cash || level == 0.0 { level } else { -level });
            let (cash, missed) = if data.is_cash { (level, String::new()) } else { (String::new(), level) };
            let low = told(path.low.filter(|_| is_low).map(|low| low.1));
            [path.decision.to_string(), format!("{month:.0}"), cash, missed, low, path.gap.to_string()]
        })
    });
    Table::new(["decision_months", "month", "cash", "missed", "low_depth", "gap"], rows)
}
