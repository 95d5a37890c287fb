//! Recurring and other revenue, month by month, stacked.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Type};
use crate::charts::page::{Page, card, reason, window};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{money, money_tick, percent, percent_with, plain, width};
use crate::charts::theme::{ACCENT, INK, LABEL, MUTED, PALE, Paint, SMALL};
use crate::error::Result;
use crate::model::Report;
use crate::period::Month;
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "recurring_over_time";
/// Months at most; older ones are left out and the measure line says so.
const MONTHS: usize = 120;
/// Room for the scale.
const SCALE: f64 = 150.0;
/// Room for the figures on the right.
const FIGURES: f64 = 350.0;

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
        share: recurring.share.map(|share| share.0),
        inferred: recurring.inferred,
        mrr: recurring.mrr,
        arr: recurring.arr,
        currency: report.currency.clone(),
    }
}

/// The finding: how much of revenue recurs, and what that is a month.
#[must_use]
pub fn title(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let how = if data.inferred { "seems to recur, by repeat purchases" } else { "recurs" };
    match (data.share, data.mrr) {
        (Some(share), Some(mrr)) => {
            format!("{} of revenue {how}: {} a month at the end", percent(share), money(mrr, currency))
        }
        (Some(share), None) => format!("{} of revenue {how}", percent(share)),
        (None, Some(mrr)) => format!("{} a month recurs at the end", money(mrr, currency)),
        (None, None) => "Recurring and other revenue by month".to_owned(),
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let data = read(report);
    let empty = |bar: &Bar| bar.recurring.to_f64() == 0.0 && bar.other.to_f64() == 0.0;
    if data.months.iter().all(empty) {
        let unknown = "the ledger does not say which revenue recurs";
        let why = ["monthly", "share", "amount"].iter().map(|key| reason(&report.recurring.reasons, key, unknown));
        let why = why.reduce(|kept, next| if kept == unknown { next } else { kept }).unwrap_or_default();
        return Ok(card(NAME, report, style, &why));
    }
    let page = Page::new(NAME, report, style, &title(&data), &measure(report, style, &data));
    let space = page.space;
    let width = space.width - SCALE - FIGURES;
    let frame = Frame { x: space.x + SCALE, y: space.y + 20.0, width, height: space.height - 74.0 };
    let ends = data.months.iter().flat_map(|bar| [stack(bar, true), stack(bar, false)]);
    let scale = Axis::bars(ends, 5)?;
    let time = Axis::exact(0.0, data.months.len() as f64, 6)?;
    let mut plane = Plane::new(&page.canvas, frame, &time, &scale)?;
    page.grid(&plane, frame, &scale, |tick| Some(money_tick(tick, data.currency.as_deref())));
    for (at, bar) in data.months.iter().enumerate() {
        draw_month(&page, &mut plane, at as f64, bar)?;
    }
    months(&page, &plane, frame, &data);
    figures(&page, frame, &data);
    Ok(page.finish(&alt(&data), table(&data)))
}

/// Where the parts of one sign stack up to.
fn stack(bar: &Bar, above: bool) -> f64 {
    let parts = [bar.recurring.to_f64(), bar.other.to_f64()];
    parts.into_iter().filter(|part| (*part > 0.0) == above).sum()
}

fn measure(report: &Report, style: &Style, data: &Data) -> String {
    let cut = if data.left_out > 0 {
        format!(" · the last {MONTHS} months of {}", MONTHS + data.left_out)
    } else {
        String::new()
    };
    let unit = data.currency.as_deref().map_or_else(String::new, |code| format!(", {code}"));
    format!("Net revenue by month{unit}; the share is of the {}{cut}", window(report, &style.words))
}

/// Recurring from zero up, other on top of it; credits hang below zero in the same order.
fn draw_month(page: &Page, plane: &mut Plane, at: f64, bar: &Bar) -> Result<()> {
    let (recurring, other) = (bar.recurring.to_f64(), bar.other.to_f64());
    let base = if (recurring > 0.0) == (other > 0.0) { recurring } else { 0.0 };
    let parts = [("recurring", bar.recurring, 0.0, recurring, ACCENT), ("other", bar.other, base, base + other, PALE)];
    for (class, amount, from, to, colour) in parts {
        if from != to {
            page.canvas.open(class, &bar.month.to_string(), &amount.to_string());
            block(plane, at, from, to, colour)?;
            page.canvas.close();
        }
    }
    Ok(())
}

fn block(plane: &mut Plane, at: f64, from: f64, to: f64, fill: Paint) -> Result<()> {
    plane.bar((at + 0.1, from), (at + 0.9, to), fill)
}

/// Labels as many months as have room, in steps a calendar knows.
fn months(page: &Page, plane: &Plane, frame: Frame, data: &Data) {
    let room = width("2026-09", SMALL, false) + 30.0;
    let each = frame.width / data.months.len().max(1) as f64;
    let every = [1, 2, 3, 6, 12, 24, 36].into_iter().find(|&every| f64::from(every) * each >= room).unwrap_or(60);
    let last = data.months.len().saturating_sub(1);
    for (at, bar) in data.months.iter().enumerate().filter(|(at, _)| (last - at).is_multiple_of(every as usize)) {
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((plane.x(at as f64 + 0.5), frame.y + frame.height + 36.0), &bar.month.to_string(), look);
    }
}

/// The legend and the figures, beside the last month.
fn figures(page: &Page, frame: Frame, data: &Data) {
    let (x, mut y) = (frame.x + frame.width + 44.0, frame.y + 40.0);
    for (name, colour) in [("Other revenue", PALE), ("Recurring revenue", ACCENT)] {
        page.canvas.rect((x, y - 20.0), (24.0, 24.0), colour);
        page.canvas.text((x + 36.0, y), name, Type::new(LABEL, INK));
        y += 42.0;
    }
    y += 52.0;
    let currency = data.currency.as_deref();
    let lines = [
        (
            data.share.map(|share| percent_with(share, 1)),
            if data.inferred { "recurring, inferred" } else { "of revenue recurs" },
        ),
        (data.mrr.map(|mrr| money(mrr, currency)), "MRR, a month at the end"),
        (data.arr.map(|arr| money(arr, currency)), "ARR, twelve times MRR"),
    ];
    for (value, what) in lines {
        let Some(value) = value else { continue };
        page.canvas.text((x, y), &value, Type::new(40.0, INK).bold());
        page.canvas.text((x, y + 34.0), what, Type::new(SMALL, MUTED));
        y += 112.0;
    }
}

fn alt(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let (first, last) = (data.months.first(), data.months.last());
    let told = |bar: &Bar| {
        format!("{}: {} recurring, {} other", bar.month, money(bar.recurring, currency), money(bar.other, currency))
    };
    let ends = [first, last].into_iter().flatten().map(told).collect::<Vec<_>>().join("; ");
    plain(&format!("Stacked bars over {} months. {ends}.", data.months.len()))
}

fn table(_: &Data) -> Table {
    Table::default()
}
