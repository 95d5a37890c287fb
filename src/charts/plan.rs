//! The way out: revenue of the ten largest and of all others month by month under the plan, and each measure on its way
//! below its limit.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Type};
use crate::charts::page::{Page, card, reason};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{clean, count, money, money_tick, money_value, percent_with, plain, width};
use crate::charts::theme::{ACCENT, INK, LABEL, MUTED, PALE, PAPER, SMALL, WARNING, tint};
use crate::error::Result;
use crate::model::{PlanLimit, Report};
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "plan";
/// Room for the scale.
const SCALE: f64 = 120.0;
/// Room for the measures.
const MEASURES: f64 = 640.0;
/// Months that the width is shared by at least.
const LEAST: usize = 6;
/// Measures at most.
const MOST: usize = 4;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Month by month, the first as it is now.
    pub months: Vec<Month>,
    /// Each limit with its measure's way.
    pub measures: Vec<Measure>,
    /// The day by which all limits are met.
    pub by: String,
    /// Whether they are met already.
    pub met_already: bool,
    /// Growth a month of the small customers.
    pub growth: Option<f64>,
    /// The most that one customer may bring a month.
    pub cap: Option<Money>,
    /// How the plan was chosen.
    pub message: String,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One month.
#[derive(Debug, Clone, PartialEq)]
pub struct Month {
    /// `2026-10`.
    pub name: String,
    /// Revenue of the ten largest.
    pub head: Money,
    /// Revenue of all others.
    pub rest: Money,
}

/// One measure and its limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Measure {
    /// In words: `Ten largest`.
    pub name: &'static str,
    /// Whether it is a share; else an index.
    pub is_share: bool,
    /// The value is to lie below it.
    pub limit: f64,
    /// Now.
    pub now: f64,
    /// Month by month; `None` where it is unknown.
    pub path: Vec<Option<f64>>,
}

/// Takes the plan from the report; `None` where there is none.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let plan = report.plan.as_ref().filter(|plan| !plan.path.is_empty())?;
    let month = |it: &crate::model::PlanMonth| Month { name: clean(&it.month), head: it.head, rest: it.rest };
    let finite = |limit: &&PlanLimit| limit.limit.0.is_finite() && limit.now.0.is_finite();
    let measure = |limit: &PlanLimit| Measure {
        name: name(&limit.measure),
        is_share: limit.measure != "hhi",
        limit: limit.limit.0,
        now: limit.now.0,
        path: plan.path.iter().map(|it| it.measures.get(&limit.measure).map(|value| value.0)).collect(),
    };
    Some(Data {
        months: plan.path.iter().map(month).collect(),
        measures: plan.limits.iter().filter(finite).take(MOST).map(measure).collect(),
        by: clean(&plan.by),
        met_already: plan.met_already,
        growth: plan.growth.map(|growth| growth.0).filter(|growth| growth.is_finite()),
        cap: plan.cap,
        message: clean(&plan.message),
        currency: report.currency.clone(),
    })
}

fn name(measure: &str) -> &'static str {
    match measure {
        "cr1" => "Largest customer",
        "cr5" => "Five largest",
        "cr10" => "Ten largest",
        _ => "HHI",
    }
}

/// The finding: what growth and which cap bring the book under its limits, and by when.
#[must_use]
pub fn title(data: &Data) -> String {
    if data.met_already {
        return "The book is within all limits of its policy already".to_owned();
    }
    let growth = data.growth.filter(|growth| *growth > 0.0);
    let growth = growth.map(|growth| format!("small customers growing {} a month", percent_with(growth, 1)));
    let cap = data.cap.map(|cap| format!("no customer above {} a month", money(cap, data.currency.as_deref())));
    let means: Vec<String> = growth.into_iter().chain(cap).collect();
    match means.len() {
        0 => format!("No growth and no cap brings the book under its limits by {}", data.by),
        _ => format!("Under all limits by {}: {}", data.by, means.join(" and ")),
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let Some(data) = read(report) else {
        let said = report.plan.as_ref().map(|plan| plan.message.clone()).filter(|message| !message.is_empty());
        let otherwise = said.unwrap_or_else(|| "the configuration names no policy for it".to_owned());
        return Ok(card(NAME, report, style, &reason(&report.reasons, "plan", &otherwise)));
    };
    let unit = data.currency.as_deref().map_or_else(String::new, |code| format!(", {code}"));
    let measure = format!("Revenue by month under the plan{unit}, and its measures by the trailing 12 months");
    let page = Page::new(NAME, report, style, &title(&data), &measure);
    let space = page.space;
    let side = if data.measures.is_empty() { 0.0 } else { MEASURES };
    let width = space.width - SCALE - side;
    let frame = Frame { x: space.x + SCALE, y: space.y + 62.0, width, height: space.height - 120.0 };
    revenue(&page, frame, &data)?;
    let each = (space.height - 40.0) / data.measures.len().max(1) as f64;
    for (at, measure) in data.measures.iter().enumerate() {
        let x = space.x + space.width - MEASURES + 120.0;
        let (y, height) = (space.y + 62.0 + at as f64 * each, (each - 104.0).min(300.0));
        draw_measure(&page, Frame { x, y, width: MEASURES - 240.0, height }, measure, &data)?;
    }
    Ok(page.finish(&alt(&data), table(&data)))
}

/// The ten largest below, all others on top of them.
fn revenue(page: &Page, frame: Frame, data: &Data) -> Result<()> {
    let (head, all) =
        (|it: &Month| it.head.to_f64().max(0.0), |it: &Month| (it.head.to_f64() + it.rest.to_f64()).max(0.0));
    let scale = Axis::bars(data.months.iter().map(all), 5)?;
    let across = Axis::exact(0.0, data.months.len().max(LEAST) as f64, 6)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &scale)?;
    page.grid(&plane, frame, &scale, |tick| Some(money_tick(tick, None)));
    for (at, month) in data.months.iter().enumerate() {
        let left = at as f64;
        let parts = [("head", 0.0, head(month), INK), ("rest", head(month), all(month), PALE)];
        for (class, from, to, colour) in parts {
            page.canvas.open(class, &month.name, &format!("{:.2}", to - from));
            plane.bar((left + 0.12, from), (left + 0.88, to), colour)?;
            page.canvas.close();
        }
    }
    months(page, &plane, frame, data);
    legend(page, frame, data);
    Ok(())
}

/// As many months as have room, the first always among them.
fn months(page: &Page, plane: &Plane, frame: Frame, data: &Data) {
    let room = width("2026-10", SMALL, false) + 30.0;
    let every = (room / (frame.width / data.months.len().max(LEAST) as f64)).ceil().max(1.0) as usize;
    for (at, month) in data.months.iter().enumerate().step_by(every) {
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((plane.x(at as f64 + 0.5), frame.y + frame.height + 34.0), &month.name, look);
    }
}

/// What the two parts are, and what they come to at the end.
fn legend(page: &Page, frame: Frame, data: &Data) {
    let Some((first, last)) = data.months.first().zip(data.months.last()) else { return };
    let ways = [("The ten largest", INK, first.head, last.head), ("All others", PALE, first.rest, last.rest)];
    let mut x = frame.x;
    for (name, colour, from, to) in ways {
        let line = format!("{name}: {} to {}", money_value(from.to_f64(), None), money_value(to.to_f64(), None));
        page.canvas.rect((x, frame.y - 45.0), (26.0, 20.0), colour);
        page.canvas.text((x + 36.0, frame.y - 28.0), &line, Type::new(LABEL, INK));
        x += 36.0 + width(&line, LABEL, false) + 44.0;
    }
}

/// A measure's way against its limit; the last value stands at its end.
fn draw_measure(page: &Page, frame: Frame, measure: &Measure, data: &Data) -> Result<()> {
    let known: Vec<(f64, f64)> = measure
        .path
        .iter()
        .enumerate()
        .filter_map(|(at, it)| Some((at as f64, it.filter(|it| it.is_finite())?)))
        .collect();
    let high = known.iter().map(|it| it.1).fold(measure.limit.max(measure.now), f64::max);
    let across = Axis::exact(0.0, (data.months.len() as f64 - 1.0).max(1.0), 4)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &Axis::exact(0.0, high * 1.12, 3)?)?;
    let limit = plane.y(measure.limit);
    let foot = frame.y + frame.height;
    page.canvas.text((frame.x - 60.0, frame.y - 28.0), measure.name, Type::new(27.0, INK).bold());
    let note = format!("limit {}", shown(measure, measure.limit));
    page.canvas.text(
        (frame.x + frame.width + 100.0, frame.y - 28.0),
        &note,
        Type::new(SMALL, WARNING).bold().anchor(Anchor::End),
    );
    page.canvas.rect((frame.x, frame.y), (frame.width, (limit - frame.y).max(0.0)), tint(WARNING, 0.1));
    page.canvas.rule((frame.x, limit), (frame.x + frame.width, limit), 2.5, WARNING, "9 6");
    page.canvas.rule((frame.x, foot), (frame.x + frame.width, foot), 2.0, MUTED, "");
    page.canvas.text((frame.x - 16.0, foot + 7.0), "0", Type::new(SMALL, MUTED).anchor(Anchor::End));
    page.canvas.open("measure", measure.name, &format!("{:.6}", known.last().map_or(measure.now, |it| it.1)));
    plane.line(known.iter().copied(), 5.0, ACCENT)?;
    page.canvas.close();
    ends(page, &mut plane, &known, measure)
}

/// The first value left of its dot, the last right of it.
fn ends(page: &Page, plane: &mut Plane, known: &[(f64, f64)], measure: &Measure) -> Result<()> {
    let Some((&first, &last)) = known.first().zip(known.last()) else { return Ok(()) };
    let write = |at: (f64, f64), drop: f64, look: Type| {
        page.canvas.text((plane.x(at.0) + drop, plane.y(at.1) + 9.0), &shown(measure, at.1), look);
    };
    write(first, -16.0, Type::new(LABEL, MUTED).anchor(Anchor::End));
    let late = if last.1 < measure.limit { INK } else { WARNING };
    if last.0 > first.0 {
        write(last, 16.0, Type::new(26.0, late).bold());
        plane.dot(last, 8.0, ACCENT, ACCENT)?;
    }
    plane.dot(first, 8.0, ACCENT, PAPER)
}

fn shown(measure: &Measure, value: f64) -> String {
    if measure.is_share { percent_with(value, 1) } else { count(value.max(0.0).round() as u64) }
}

fn alt(data: &Data) -> String {
    let told = |it: &Measure| {
        let then =
            it.path.last().copied().flatten().map_or_else(String::new, |then| format!(" to {}", shown(it, then)));
        format!("{} from {}{then}, limit {}", it.name, shown(it, it.now), shown(it, it.limit))
    };
    let measures = data.measures.iter().map(told).collect::<Vec<_>>().join("; ");
    plain(&format!("Bars of revenue by month until {} and lines of measures: {measures}. {}", data.by, data.message))
}

fn table(_: &Data) -> Table {
    Table::default()
}
