//! The way out: revenue of the ten largest and of all others month by month under the plan, and each measure on its way
//! below its limit.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell};
use crate::drawing::text::{clean, fit, plain, width};
use crate::drawing::theme::{
    ACCENT, Fill, INK, LABEL, MUTED, NEUTRAL, PALE, PAPER, SMALL, WARNING, WARNING_TEXT, tint,
};
use crate::drawing::words::{Unit, Words};
use crate::error::Result;
use crate::model::{PlanLimit, Report};
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "plan";
/// Room for the scale.
const SCALE: f64 = 84.0;
/// Room for the parts' names right of the bars.
const PARTS: f64 = 190.0;
/// The measures stand beside the bars from this width on, else below them; and their part of the width, or of the height.
const BESIDE: (f64, f64, f64) = (1500.0, 0.32, 0.42);
/// Room for the figures left and right of a measure's line.
const ENDS: f64 = 96.0;
/// Months that the width is shared by at least.
const LEAST: usize = 6;
/// Measures at most.
const MOST: usize = 4;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Month by month, the first now: the average month of the trailing twelve.
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
        "cr1" => "cr1",
        "cr5" => "cr5",
        "cr10" => "cr10",
        _ => "hhi",
    }
}

/// The finding: what growth and which cap bring the book under its limits, and by when.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    if data.met_already {
        return words.word("plan-title-met");
    }
    let growth = data.growth.filter(|growth| *growth > 0.0);
    let means = match (growth.is_some(), data.cap.is_some()) {
        (true, true) => "both",
        (true, false) => "growth",
        (false, true) => "cap",
        (false, false) => "none",
    };
    let growth = growth.map_or_else(String::new, |growth| words.percent_with(growth, 1));
    let cap = data.cap.map_or_else(String::new, |cap| words.money(cap, data.currency.as_deref()));
    let by = ("by", data.by.as_str().into());
    words.say("plan-title", &[("means", means.into()), by, ("growth", growth.into()), ("cap", cap.into())])
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let words = &style.words;
    let Some(data) = read(report) else {
        let said = report.plan.as_ref().map(|plan| plan.message.clone()).filter(|message| !message.is_empty());
        let otherwise = said.unwrap_or_else(|| words.word("plan-empty"));
        return Ok(card(NAME, report, style, &reason(&report.reasons, "plan", &otherwise)));
    };
    let unit = words.unit(data.months.iter().map(|it| all(it).abs()).fold(0.0, f64::max), data.currency.as_deref());
    let measure = words.say("plan-measure", &[("unit", words.in_unit(&unit).into())]);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let (bars, measures) = split(page.space, data.measures.len());
    revenue(&page, bars, &data, &unit)?;
    for (measure, frame) in data.measures.iter().zip(measures) {
        draw_measure(&page, frame, measure, &data)?;
    }
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// Where the bars lie, and where each measure: beside the bars one below the other, or below them side by side.
fn split(space: Frame, measures: usize) -> (Frame, Vec<Frame>) {
    let (beside, part, below) = BESIDE;
    let is_beside = space.width >= beside;
    let (side, foot) = match measures {
        0 => (0.0, 0.0),
        _ if is_beside => (space.width * part, 0.0),
        _ => (0.0, space.height * below),
    };
    let width = space.width - SCALE - PARTS - side;
    let bars = Frame { x: space.x + SCALE, y: space.y + 30.0, width, height: space.height - 84.0 - foot };
    let columns = if is_beside { 1 } else { measures.min(2) };
    let lines = measures.div_ceil(columns.max(1)).max(1);
    let each = if is_beside { (side, space.height / lines as f64) } else { (space.width / 2.0, foot / lines as f64) };
    let (left, top) = (space.x + space.width - each.0 * columns as f64, space.y + space.height - each.1 * lines as f64);
    let frame = |at: usize| Frame {
        x: left + (at % columns.max(1)) as f64 * each.0 + ENDS + 20.0,
        y: top + (at / columns.max(1)) as f64 * each.1 + 58.0,
        width: each.0 - 2.0 * ENDS - 56.0,
        height: (each.1 - 58.0 - 30.0).clamp(20.0, 330.0),
    };
    (bars, (0..measures).map(frame).collect())
}

fn head(month: &Month) -> f64 {
    month.head.to_f64().max(0.0)
}

fn all(month: &Month) -> f64 {
    (month.head.to_f64() + month.rest.to_f64()).max(0.0)
}

/// The ten largest below, all others on top of them: whole in the first month, which has been, and outlined in those planned. The first is an average
/// month.
fn revenue(page: &Page, frame: Frame, data: &Data, unit: &Unit) -> Result<()> {
    let scale = Axis::bars(data.months.iter().map(all), 5)?;
    let across = Axis::exact(0.0, data.months.len().max(LEAST) as f64, 6)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &scale)?;
    page.grid(&plane, frame, &scale, |tick| Some(unit.tick(tick)));
    for (at, month) in data.months.iter().enumerate() {
        let left = at as f64;
        for (class, from, to, paint) in [("head", 0.0, head(month), INK), ("rest", head(month), all(month), PALE)] {
            page.canvas.open(class, &month.name, &format!("{:.2}", to - from));
            let fill = if at == 0 { Fill::Solid(paint) } else { Fill::Outline(paint) };
            plane.bar((left + 0.12, from), (left + 0.88, to), fill)?;
            page.canvas.close();
        }
    }
    months(page, &plane, frame, data);
    parts(page, &plane, data, unit);
    Ok(())
}

/// As many months as have room, the first always among them.
fn months(page: &Page, plane: &Plane, frame: Frame, data: &Data) {
    let room = width("2026-10", SMALL, false) + 30.0;
    let every = (room / (frame.width / data.months.len().max(LEAST) as f64)).ceil().max(1.0) as usize;
    for (at, month) in data.months.iter().enumerate().step_by(every) {
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        let name = if at == 0 { page.words.word("plan-now") } else { month.name.clone() };
        page.canvas.text((plane.x(at as f64 + 0.5), frame.y + frame.height + 34.0), &name, look);
    }
}

/// What the two parts are and what they come to, beside the last bar; kept apart where a part is thin.
fn parts(page: &Page, plane: &Plane, data: &Data, unit: &Unit) {
    let Some((first, last)) = data.months.first().zip(data.months.last()) else { return };
    let x = plane.x(data.months.len() as f64) + 14.0;
    let room = page.space.x + page.space.width - x;
    let [low, high] = [head(last) / 2.0, (head(last) + all(last)) / 2.0].map(|it| plane.y(it));
    let foot = plane.y(0.0) - 34.0;
    let low = low.min(foot);
    let high = high.min(low - 70.0);
    let ways = [("plan-head", low, first.head, last.head), ("plan-rest", high, first.rest, last.rest)];
    for (id, y, from, to) in ways {
        let [from, to] = [from, to].map(|it| unit.print(it.to_f64()).into());
        let way = page.words.say("plan-from-to", &[("from", from), ("to", to)]);
        let name = fit(&page.words.word(id), LABEL, true, room.min(PARTS - 14.0));
        page.canvas.text((x, y), &name, Type::new(LABEL, INK).bold());
        page.canvas.text((x, y + 30.0), &fit(&way, SMALL, false, room.min(PARTS - 14.0)), Type::new(SMALL, MUTED));
    }
}

/// A measure's way against its limit, dashed since it is planned; the last value stands at its end.
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
    let (limit, foot) = (plane.y(measure.limit), frame.y + frame.height);
    let right = frame.x + frame.width + ENDS;
    let named = page.words.word(&format!("plan-measure-{}", measure.name));
    let note = page.words.say("plan-limit", &[("limit", shown(measure, measure.limit, &page.words).into())]);
    let room = right - frame.x + ENDS - width(&note, SMALL, true) - 16.0;
    page.canvas.text((frame.x - ENDS, frame.y - 20.0), &fit(&named, 26.0, true, room), Type::new(26.0, INK).bold());
    let look = Type::new(SMALL, WARNING_TEXT).bold().anchor(Anchor::End);
    page.canvas.text((right, frame.y - 20.0), &note, look);
    page.canvas.rect((frame.x, frame.y), (frame.width, (limit - frame.y).max(0.0)), tint(WARNING, 0.08));
    page.canvas.rule((frame.x, limit), (frame.x + frame.width, limit), 2.5, WARNING, "3 5");
    page.canvas.rule((frame.x, foot), (frame.x + frame.width, foot), 2.0, MUTED, "");
    page.canvas.text((frame.x - 16.0, foot + 7.0), "0", Type::new(SMALL, MUTED).anchor(Anchor::End));
    page.canvas.open("measure", measure.name, &format!("{:.6}", known.last().map_or(measure.now, |it| it.1)));
    plane.dashes(known.iter().copied(), 5.0, ACCENT, "16 6");
    page.canvas.close();
    ends(page, &mut plane, &known, measure)
}

/// The first value, which is so, left of its dot; the last, which is planned, right of its ring.
fn ends(page: &Page, plane: &mut Plane, known: &[(f64, f64)], measure: &Measure) -> Result<()> {
    let Some((&first, &last)) = known.first().zip(known.last()) else { return Ok(()) };
    let foot = plane.y(0.0) - 30.0;
    let write = |at: (f64, f64), drop: f64, look: Type| {
        let figure = shown(measure, at.1, &page.words);
        page.canvas.text((plane.x(at.0) + drop, (plane.y(at.1) + 9.0).min(foot)), &figure, look);
    };
    write(first, -16.0, Type::new(LABEL, INK).anchor(Anchor::End));
    if last.0 > first.0 {
        let late = if last.1 < measure.limit { INK } else { WARNING_TEXT };
        write(last, 16.0, Type::new(LABEL, late).bold());
        plane.dot(last, 8.0, ACCENT, PAPER)?;
    }
    plane.dot(first, 8.0, NEUTRAL, NEUTRAL)
}

fn shown(measure: &Measure, value: f64, words: &Words) -> String {
    if measure.is_share { words.percent_with(value, 1) } else { words.count(value.max(0.0).round() as u64) }
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |it: &Measure| {
        let then = it.path.last().copied().flatten();
        let has_then = ("has-then", if then.is_some() { "yes" } else { "no" }.into());
        let then = then.map_or_else(String::new, |then| shown(it, then, words));
        let [now, limit] = [it.now, it.limit].map(|value| shown(it, value, words).into());
        let name = words.word(&format!("plan-measure-{}", it.name));
        words
            .say("plan-told", &[("name", name.into()), ("now", now), has_then, ("then", then.into()), ("limit", limit)])
    };
    let measures = words.list(&data.measures.iter().map(told).collect::<Vec<_>>());
    plain(&words.say("plan-alt", &[("by", data.by.as_str().into()), ("measures", measures.into())]))
}

/// A row a month: revenue of both parts, and each measure that has a limit.
fn table(data: &Data) -> Table {
    let of = |name: &str, at: usize| {
        let measure = data.measures.iter().find(|it| it.name == name);
        cell(measure.and_then(|it| it.path.get(at).copied().flatten()))
    };
    let row = |(at, it): (usize, &Month)| {
        let [cr1, cr5, cr10, hhi] = ["cr1", "cr5", "cr10", "hhi"].map(|name| of(name, at));
        [it.name.clone(), it.head.to_string(), it.rest.to_string(), cr1, cr5, cr10, hhi]
    };
    let columns = ["month", "ten_largest", "all_others", "cr_1", "cr_5", "cr_10", "hhi"];
    Table::new(columns, data.months.iter().enumerate().map(row))
}
