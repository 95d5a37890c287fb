//! Recurring and other revenue, month by month, stacked.

use crate::charts::time;
use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::Type;
use crate::drawing::labels::spread;
use crate::drawing::page::{Page, card, reason, window};
use crate::drawing::style::Style;
use crate::drawing::table::Table;
use crate::drawing::text::{fitting, plain, width, wrap};
use crate::drawing::theme::{ACCENT, INK, LABEL, MUTED, PALE, Paint, SMALL};
use crate::drawing::words::{Unit, Words};
use crate::error::Result;
use crate::model::Report;
use crate::period::Month;
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "recurring_over_time";
/// Months at most; older ones are left out and the measure line says so.
const MONTHS: usize = 120;
/// Room for the scale.
const SCALE: f64 = 84.0;
/// Height of the figures over the plane.
const FIGURES: f64 = 124.0;
/// Free space between the last month and what it is made of.
const BESIDE: f64 = 24.0;
/// A month is this wide at most.
const WIDEST: f64 = 96.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Month by month, the oldest first.
    pub months: Vec<Bar>,
    /// Months of the history that are older than those shown.
    pub left_out: usize,
    /// Recurring share of the window's revenue.
    pub share: Option<f64>,
    /// Whether it is inferred from repeat purchases.
    pub inferred: bool,
    /// Monthly recurring revenue of the as-of month.
    pub mrr: Option<Money>,
    /// Twelve times that.
    pub arr: Option<Money>,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One month.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// The month.
    pub month: Month,
    /// Recurring net revenue; negative where credits exceed it.
    pub recurring: Money,
    /// All other net revenue.
    pub other: Money,
}

/// Takes the months from the report.
#[must_use]
pub fn read(report: &Report) -> Data {
    let recurring = &report.recurring;
    let left_out = recurring.monthly.len().saturating_sub(MONTHS);
    let months = recurring.monthly.iter().skip(left_out);
    Data {
        months: months
            .map(|month| Bar { month: month.period, recurring: month.recurring, other: month.other })
            .collect(),
        left_out,
        share: recurring.share.map(|share| share.0).filter(|share| share.is_finite()),
        inferred: recurring.inferred,
        mrr: recurring.mrr,
        arr: recurring.arr,
        currency: report.currency.clone(),
    }
}

/// The finding: how much of revenue recurs, and what that is a month.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let share = ("share", data.share.map_or_else(String::new, |share| words.percent(share)).into());
    let mrr = data.mrr.map_or_else(String::new, |mrr| words.money(mrr, data.currency.as_deref()));
    let id = match (data.share, data.inferred, data.mrr) {
        (Some(_), true, _) => return words.say("recurring-over-time-title-inferred", &[share]),
        (Some(_), false, None) => return words.say("recurring-over-time-title-share", &[share]),
        (Some(_), false, Some(_)) => "recurring-over-time-title",
        (None, _, Some(_)) => "recurring-over-time-title-mrr",
        (None, _, None) => return words.word("recurring-over-time-title-none"),
    };
    words.say(id, &[share, ("mrr", mrr.into())])
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    let empty = |bar: &Bar| bar.recurring.to_f64() == 0.0 && bar.other.to_f64() == 0.0;
    if data.months.iter().all(empty) {
        return Ok(card(NAME, report, style, &why_empty(report, words)));
    }
    let ends: Vec<f64> = data.months.iter().flat_map(|bar| [stack(bar, true), stack(bar, false)]).collect();
    let scale = Axis::bars(ends.iter().copied(), 5)?;
    let unit = words.unit(scale.high().max(-scale.low()), data.currency.as_deref());
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(words, &data, &unit));
    figures(&page, report, &data);
    let frame = frame(&page, &data, &unit);
    let time = Axis::exact(0.0, data.months.len() as f64, 6)?;
    let mut plane = Plane::new(&page.canvas, frame, &time, &scale)?;
    page.grid(&plane, frame, &scale, |tick| Some(unit.tick(tick)));
    for (at, bar) in data.months.iter().enumerate() {
        draw_month(&page, &mut plane, at as f64, bar)?;
    }
    let months: Vec<String> = data.months.iter().map(|bar| bar.month.to_string()).collect();
    time::periods(&page, &plane, frame, &months, |at| at as f64 + 0.5, &time::MONTHS);
    beside(&page, &plane, frame, &data, &unit);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

fn why_empty(report: &Report, words: &Words) -> String {
    let keys = ["monthly", "share", "amount"];
    let told = keys.iter().find(|key| report.recurring.reasons.contains_key(&format!("{key}_reason")));
    let unknown = words.word("recurring-over-time-unknown");
    told.map_or(unknown.clone(), |key| reason(&report.recurring.reasons, key, &unknown))
}

/// Where the parts of one sign stack up to.
fn stack(bar: &Bar, above: bool) -> f64 {
    let parts = [bar.recurring.to_f64(), bar.other.to_f64()];
    parts.into_iter().filter(|part| (*part > 0.0) == above).sum()
}

fn measure(words: &Words, data: &Data, unit: &Unit) -> String {
    let all = data.months.len() + data.left_out;
    words.say(
        "recurring-over-time-measure",
        &[
            ("unit", words.in_unit(unit).into()),
            ("cut", if data.left_out > 0 { "yes" } else { "no" }.into()),
            ("shown", data.months.len().into()),
            ("all", all.into()),
        ],
    )
}

/// The plane, as wide as the names beside the last month leave it.
fn frame(page: &Page, data: &Data, unit: &Unit) -> Frame {
    let last = data.months.last();
    let lines =
        last.map_or(Vec::new(), |last| parts(page, last, unit).into_iter().flat_map(|it| [it.0, it.1]).collect());
    let beside = lines.iter().map(|line| width(line, LABEL, true)).fold(0.0, f64::max) + BESIDE + 30.0;
    let space = page.space;
    let width = (space.width - SCALE - beside).min(WIDEST * data.months.len() as f64);
    Frame { x: space.x + SCALE, y: space.y + FIGURES + 20.0, width, height: space.height - FIGURES - 74.0 }
}

fn draw_month(page: &Page, plane: &mut Plane, at: f64, bar: &Bar) -> Result<()> {
    for (class, (from, to), paint) in blocks(bar) {
        if from != to {
            let amount = if class == "recurring" { bar.recurring } else { bar.other };
            page.canvas.open(class, &bar.month.to_string(), &amount.to_string());
            plane.bar((at + 0.1, from), (at + 0.9, to), paint)?;
            page.canvas.close();
        }
    }
    Ok(())
}

/// The two blocks of a month: what is of one sign is stacked, what is of two hangs on both sides of zero.
fn blocks(bar: &Bar) -> [(&'static str, (f64, f64), Paint); 2] {
    let (recurring, other) = (bar.recurring.to_f64(), bar.other.to_f64());
    let base = if (recurring > 0.0) == (other > 0.0) { recurring } else { 0.0 };
    [("recurring", (0.0, recurring), ACCENT), ("other", (base, base + other), PALE)]
}

/// What each block of a month is called, its amount, where its middle lies, and its colour.
fn parts(page: &Page, bar: &Bar, unit: &Unit) -> [(String, String, f64, Paint); 2] {
    let amounts = [bar.recurring, bar.other];
    let part = |at: usize| {
        let (class, (from, to), paint) = blocks(bar)[at];
        let name = page.words.word(&format!("recurring-over-time-{class}"));
        (name, unit.print(amounts[at].to_f64()), (from + to) / 2.0, paint)
    };
    [part(0), part(1)]
}

/// What the last month is made of, named beside it.
fn beside(page: &Page, plane: &Plane, frame: Frame, data: &Data, unit: &Unit) {
    let Some(last) = data.months.last() else { return };
    let parts = parts(page, last, unit);
    let middles: Vec<f64> = parts.iter().map(|part| plane.y(part.2)).collect();
    let heights = spread(&middles, 70.0, (frame.y + 24.0, frame.y + frame.height - 24.0));
    let x = frame.x + frame.width + BESIDE;
    for ((name, amount, _, paint), y) in parts.into_iter().zip(heights) {
        page.canvas.rect((x, y - 21.0), (16.0, 16.0), paint);
        page.canvas.text((x + 26.0, y - 6.0), &name, Type::new(LABEL, INK).bold());
        page.canvas.text((x + 26.0, y + 24.0), &amount, Type::new(LABEL, MUTED));
    }
}

/// The figures in a row over the plane.
fn figures(page: &Page, report: &Report, data: &Data) {
    let (words, currency) = (&page.words, data.currency.as_deref());
    let month = data.months.last().map_or_else(String::new, |bar| bar.month.to_string());
    let month = report.as_of.get(..7).map_or(month, str::to_owned);
    let how = if data.inferred { "recurring-over-time-share-inferred" } else { "recurring-over-time-share" };
    let figures = [
        data.share
            .map(|share| (words.percent_with(share, 1), words.say(how, &[("window", window(report, words).into())]))),
        data.mrr
            .map(|mrr| (words.money(mrr, currency), words.say("recurring-over-time-mrr", &[("month", month.into())]))),
        data.arr.map(|arr| (words.money(arr, currency), words.word("recurring-over-time-arr"))),
    ];
    let (space, room) = (page.space, page.space.width / 3.0);
    for (at, (value, what)) in figures.into_iter().flatten().enumerate() {
        let x = space.x + at as f64 * room;
        page.canvas.text((x, space.y + 42.0), &value, Type::new(fitting(&value, 40.0, true, room - 30.0), INK).bold());
        for (line, text) in wrap(&what, SMALL, false, room - 30.0, 2).iter().enumerate() {
            page.canvas.text((x, space.y + 78.0 + line as f64 * 27.0), text, Type::new(SMALL, MUTED));
        }
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let currency = data.currency.as_deref();
    let told = |bar: &Bar| {
        let amounts = [bar.recurring, bar.other].map(|amount| words.money(amount, currency));
        let [recurring, other] = amounts;
        let month = bar.month.to_string();
        let variables = [("month", month.into()), ("recurring", recurring.into()), ("other", other.into())];
        words.say("recurring-over-time-told", &variables)
    };
    let [first, last] = [data.months.first(), data.months.last()].map(|bar| bar.map(told).unwrap_or_default());
    let variables = [("count", data.months.len().into()), ("first", first.into()), ("last", last.into())];
    plain(&words.say("recurring-over-time-alt", &variables))
}

fn table(data: &Data) -> Table {
    let row = |bar: &Bar| [bar.month.to_string(), bar.recurring.to_string(), bar.other.to_string()];
    Table::new(["month", "recurring", "other"], data.months.iter().map(row))
}
