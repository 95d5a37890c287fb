//! What the loss of the largest customer does month by month: cash, or the margin missed where no fixed cost is known,
//! for each time that a replacement takes to decide.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Type};
use crate::charts::labels::Labels;
use crate::charts::page::{Page, card, reason};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{clean, count, fit, money, money_tick, money_value, percent, plain, wrap};
use crate::charts::theme::{ACCENT, INK, LABEL, MUTED, PAPER, Paint, SMALL, tint};
use crate::error::Result;
use crate::model::{ReplacementCycle, ReplacementGap, Report};
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "replacement_path";
/// Room for the scale.
const SCALE: f64 = 130.0;
/// Room for the figures beside the paths.
const FIGURES: f64 = 470.0;

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
pub fn title(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let (Some(first), Some(last)) = (data.paths.first(), data.paths.last()) else { return String::new() };
    let name = fit(&data.name, 1.0, true, 18.0);
    if !data.is_cash {
        let (least, most) = (money(first.gap, currency), money(last.gap, currency));
        return match data.paths.len() {
            1 => format!("Replacing {name} costs {least} of {} until it is done", data.basis),
            _ => format!(
                "Replacing {name} costs {least} of {} if it takes {} months to decide, {most} if {}",
                data.basis, first.decision, last.decision
            ),
        };
    }
    match last.low {
        None => format!("Without {name} cash falls month by month and does not turn"),
        Some((_, depth)) if depth.to_f64() <= 0.0 => format!("Cash never falls below today's if {name} leaves"),
        Some((month, depth)) => format!(
            "If {name} leaves and a replacement takes {} months to decide, cash falls by {} until month {month}",
            last.decision,
            money(depth, currency)
        ),
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let Some(data) = read(report) else {
        let why = reason(&report.reasons, "replacement", "no customer has revenue exposed");
        return Ok(card(NAME, report, style, &why));
    };
    let page = Page::new(NAME, report, style, &title(&data), &measure(&data));
    let space = page.space;
    let (width, height) = (space.width - SCALE - FIGURES, space.height - 96.0);
    let frame = Frame { x: space.x + SCALE, y: space.y + 12.0, width, height };
    let points = || data.paths.iter().flat_map(|path| path.points.iter().copied());
    let (low, high) = points().fold((0.0, 0.0), |(low, high), it| (f64::min(low, it.1), f64::max(high, it.1)));
    // Labels stand below the lowest point and above the highest.
    let air = (high - low) * 0.1;
    let scale = Axis::exact(low - air, high + air, 5)?;
    let across = Axis::exact(0.0, points().map(|point| point.0).fold(1.0, f64::max), 12)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &scale)?;
    page.grid(&plane, frame, &scale, |tick| Some(money_tick(tick, None)));
    months(&page, &plane, frame, &across);
    let mut labels = Labels::within(frame);
    for (at, path) in data.paths.iter().enumerate() {
        draw_path(&page, &mut plane, path, shade(at, data.paths.len()))?;
        keep_off(&mut labels, &plane, path);
    }
    for (at, path) in data.paths.iter().enumerate().rev() {
        label(&page, &plane, &mut labels, path, shade(at, data.paths.len()));
    }
    figures(&page, Frame { x: space.x + space.width - FIGURES + 60.0, width: FIGURES - 60.0, ..space }, &data);
    Ok(page.finish(&alt(&data), table(&data)))
}

fn measure(data: &Data) -> String {
    let unit = data.currency.as_deref().map_or_else(String::new, |code| format!(", {code}"));
    let paths = "one path for each time to decide";
    let ramp = format!("then {} months until the replacement is whole", data.ramp);
    match data.is_cash {
        true => format!("Cash against that on the day of the loss{unit}, month by month; {paths}, {ramp}"),
        false => format!("{} missed since the loss{unit}, month by month; {paths}, {ramp}", capital(data.basis)),
    }
}

fn capital(basis: &str) -> &'static str {
    if basis == "revenue" { "Revenue" } else { "Margin" }
}

/// The longer the decision, the darker its path.
fn shade(at: usize, paths: usize) -> Paint {
    let shades = [INK, ACCENT, tint(ACCENT, 0.68), tint(ACCENT, 0.5)];
    shades[(paths - 1 - at).min(shades.len() - 1)]
}

fn months(page: &Page, plane: &Plane, frame: Frame, across: &Axis) {
    let below = frame.y + frame.height;
    for &tick in across.ticks().iter().filter(|tick| tick.fract() == 0.0) {
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((plane.x(tick), below + 36.0), &format!("{tick:.0}"), look);
    }
    let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
    page.canvas.text((frame.x + frame.width / 2.0, below + 72.0), "months after the loss", look);
}

fn draw_path(page: &Page, plane: &mut Plane, path: &Path, colour: Paint) -> Result<()> {
    let name = format!("{} months", path.decision);
    page.canvas.open("path", &name, &path.gap.to_string());
    plane.line(path.points.iter().copied(), 5.0, colour)?;
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

fn keep_off(labels: &mut Labels, plane: &Plane, path: &Path) {
    for pair in path.points.windows(2) {
        let (x, width) = (plane.x(pair[0].0), plane.x(pair[1].0) - plane.x(pair[0].0));
        let (one, other) = (plane.y(pair[0].1), plane.y(pair[1].1));
        labels.keep_off(Frame { x, y: one.min(other) - 5.0, width, height: (one - other).abs() + 10.0 });
    }
}

/// How long the decision takes at the path's end, and how deep cash falls at its low.
fn label(page: &Page, plane: &Plane, labels: &mut Labels, path: &Path, colour: Paint) {
    let heights = [8.0, 38.0, -24.0, 74.0, -60.0, 110.0, -96.0, 146.0, -132.0, 182.0];
    let mut near = |(at, level): (f64, f64), line: &str, look: Type| {
        let (x, y) = (plane.x(at), plane.y(level));
        let row = |drop: f64| {
            let beside = [(x + 16.0, Anchor::Start), (x, Anchor::Middle), (x - 16.0, Anchor::End)];
            beside.map(|(x, anchor)| ((x, y + drop), look.anchor(anchor)))
        };
        labels.place(&page.canvas, line, &heights.into_iter().flat_map(row).collect::<Vec<_>>());
    };
    let look = Type::new(26.0, colour).bold();
    if let Some(at) = lowest(path) {
        near(at, &format!("{} in month {:.0}", money_value(at.1, None), at.0), look);
    }
    let end = path.points.last().copied().unwrap_or_default();
    near(end, &format!("{} months to decide", path.decision), look);
}

/// What it takes to replace the customer.
fn figures(page: &Page, column: Frame, data: &Data) {
    let currency = data.currency.as_deref();
    let mut y = column.y + 44.0;
    let mut figure = |value: &str, what: &str| {
        page.canvas.text((column.x, y), &fit(value, 36.0, true, column.width), Type::new(36.0, INK).bold());
        for line in wrap(what, LABEL, false, column.width, 2) {
            y += 34.0;
            page.canvas.text((column.x, y), &line, Type::new(LABEL, MUTED));
        }
        y += 72.0;
    };
    figure(&money(data.arr, currency), &format!("a year from {}", fit(&data.name, 1.0, false, 20.0)));
    if let (Some(first), Some(last)) = (data.paths.first(), data.paths.last()) {
        let months = if data.paths.len() == 1 { String::new() } else { format!("{} to ", first.decision) };
        let until =
            format!("of {} missed until it is replaced, {months}{} months to decide", data.basis, last.decision);
        let (least, most) = (money_value(first.gap.to_f64(), currency), money_value(last.gap.to_f64(), None));
        figure(&if data.paths.len() == 1 { least.clone() } else { format!("{least} to {most}") }, &until);
    }
    if let Some((needed, rate, open)) = data.pipeline {
        let there = open.map_or_else(String::new, |open| format!("; {} is open", money(open, currency)));
        figure(&money(needed, currency), &format!("of pipeline needed at a win rate of {}{there}", percent(rate)));
    }
    if let Some(small) = data.small_customers {
        figure(&count(small), "average small customers bring as much");
    }
}

fn alt(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let told = |path: &Path| {
        let gap = format!("{} months to decide: {} of {} missed", path.decision, money(path.gap, currency), data.basis);
        let low =
            path.low.map(|(month, depth)| format!(", cash lowest in month {month}, by {}", money(depth, currency)));
        format!("{gap}{}", low.unwrap_or_default())
    };
    let paths = data.paths.iter().map(told).collect::<Vec<_>>().join("; ");
    plain(&format!("Paths after the loss of {}: {paths}.", data.name))
}

fn table(_: &Data) -> Table {
    Table::default()
}
