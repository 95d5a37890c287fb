//! The largest customers as ranked bars, with the 10 % disclosure limit.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::legend::{Key, Legend};
use crate::drawing::page::{Page, card, reason, window};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe, told};
use crate::drawing::text::{clean, fit, plain, width};
use crate::drawing::theme::{
    self, CRITICAL, Fill, INK, LABEL, LARGEST, MUTED, PALE, PAPER, SMALL, WARNING, WARNING_TEXT, WATCH,
};
use crate::drawing::words::{Unit, Words};
use crate::error::Result;
use crate::model::Report;
use crate::unit::{Amount, Money, twelve_digits};

/// The chart's name.
pub const NAME: &str = "top_customers";
/// Bars at most.
const BARS: usize = 20;
/// Room for names before the bars, as a part of the page, and at most.
const NAMES: (f64, f64) = (0.27, 430.0);
/// Room for the figures after the longest bar.
const VALUES: f64 = 220.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The largest first.
    pub bars: Vec<Bar>,
    /// All net revenue of the window.
    pub total: Money,
    /// Customers with positive revenue that have no bar.
    pub others: u64,
    /// Their revenue.
    pub others_amount: Money,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Name, safe to draw.
    pub name: String,
    /// Net revenue of the window.
    pub amount: Money,
    /// Net revenue of the twelve months before, where known.
    pub before: Option<Money>,
    /// Share of all revenue.
    pub share: f64,
}

/// Takes the bars from the report: customers with positive revenue and a share of it.
#[must_use]
pub fn read(report: &Report) -> Data {
    let positive = report.top_customers.iter().filter(|customer| customer.amount.amount > Amount::ZERO);
    let bars: Vec<Bar> = positive
        .take(BARS)
        .filter_map(|customer| {
            let (name, before) = (clean(&customer.name), customer.amount_before);
            customer.share.map(|share| Bar { name, amount: customer.amount, before, share: share.0 })
        })
        .collect();
    let drawn: Amount = bars.iter().map(|bar| bar.amount.amount).sum();
    let concentration = &report.concentration;
    let rest = concentration.positive_total.amount - drawn;
    Data {
        others: concentration.customers.saturating_sub(bars.len() as u64),
        others_amount: Money::new(rest, concentration.total.decimals),
        total: concentration.total,
        currency: report.currency.clone(),
        bars,
    }
}

/// The finding: who is past 10 % of revenue, or that nobody is.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let Some(first) = data.bars.first() else { return words.word("top-customers-title-none") };
    let name = ("name", fit(&first.name, 1.0, true, 20.0).into());
    let past: Vec<f64> = data.bars.iter().map(|bar| bar.share).filter(|share| *share >= LARGEST[0]).collect();
    let share = |share: f64| ("share", words.percent(share).into());
    match past.len() {
        0 => words.say("top-customers-title-below", &[name, share(first.share)]),
        1 if data.others == 0 && data.bars.len() == 1 => words.say("top-customers-title-only", &[name]),
        1 => words.say("top-customers-title-one", &[name, share(first.share)]),
        many => {
            words.say("top-customers-title-many", &[("count", many.into()), share(twelve_digits(past.iter().sum()))])
        }
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.bars.is_empty() {
        let otherwise = words.word("top-customers-none-positive");
        return Ok(card(NAME, report, style, &reason(&report.concentration.reasons, "cr", &otherwise)));
    }
    let limit = data.total.to_f64() * LARGEST[0];
    let known = data.bars.iter().flat_map(|bar| [bar.amount.to_f64(), bar.before.map_or(0.0, Money::to_f64).max(0.0)]);
    let longest = known.fold(limit * 1.12, f64::max);
    let unit = words.unit(data.bars[0].amount.to_f64(), data.currency.as_deref());
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(report, words, &data, &unit));
    let (space, rows) = (page.space, data.bars.len() as f64);
    let note = if data.others > 0 { 46.0 } else { 0.0 };
    let legend = legend(&data, words);
    let foot = note + legend.height(space.width);
    let height = ((space.height - foot - 34.0) / rows).min(104.0);
    let names = (space.width * NAMES.0).min(NAMES.1);
    let (x, y) = (space.x + names, space.y + 34.0);
    let plot = Frame { x, y, width: space.width - names - VALUES, height: height * rows };
    let mut plane = Plane::new(&page.canvas, plot, &Axis::exact(0.0, longest, 5)?, &Axis::exact(0.0, rows, 5)?)?;
    limit_line(&page, &plane, plot, limit);
    for (row, bar) in data.bars.iter().enumerate() {
        draw_bar(&page, &mut plane, &data, row)?;
        draw_figures(&page, &plane, &data, row, (names - 30.0, unit.print(bar.amount.to_f64())));
    }
    if data.others > 0 {
        let look = Type::new(LABEL, MUTED);
        page.canvas.text((plot.x, plot.y + plot.height + 34.0), &others(&data, words), look);
    }
    let below = Frame { height: 34.0 + plot.height + foot, ..space };
    legend.draw(&page.canvas, below, space.x);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

fn measure(report: &Report, words: &Words, data: &Data, unit: &Unit) -> String {
    let before = if has_before(data) { "yes" } else { "no" };
    words.say(
        "top-customers-measure",
        &[
            ("window", window(report, words).into()),
            ("unit", words.in_unit(unit).into()),
            ("total", words.money(data.total, data.currency.as_deref()).into()),
            ("before", before.into()),
        ],
    )
}

/// From which share each colour stands, of those in use.
fn legend(data: &Data, words: &Words) -> Legend {
    let is_used = |paint: theme::Paint| data.bars.iter().any(|bar| fill(bar) == paint);
    let levels = [WATCH, WARNING, CRITICAL].into_iter().zip(LARGEST).filter(|(paint, _)| is_used(*paint));
    Legend::new(levels.map(|(paint, limit)| {
        let share = [("share", words.percent_with(limit, 0).into())];
        (Key::Area(Fill::Solid(paint)), words.say("top-customers-past", &share))
    }))
}

fn fill(bar: &Bar) -> theme::Paint {
    theme::colour(theme::level(bar.share, LARGEST))
}

fn has_before(data: &Data) -> bool {
    data.bars.iter().any(|bar| bar.before.is_some())
}

fn limit_line(page: &Page, plane: &Plane, plot: Frame, limit: f64) {
    let x = plane.x(limit);
    page.canvas.rule((x, plot.y - 6.0), (x, plot.y + plot.height), 2.0, WARNING, "7 6");
    let look = Type::new(SMALL, WARNING_TEXT).anchor(Anchor::Middle);
    page.canvas.text((x, plot.y - 15.0), &page.words.word("top-customers-limit"), look);
}

/// How much of its row a bar leaves free below.
fn free_below(data: &Data) -> f64 {
    if has_before(data) { 0.36 } else { 0.18 }
}

fn draw_bar(page: &Page, plane: &mut Plane, data: &Data, row: usize) -> Result<()> {
    let (canvas, bar) = (&page.canvas, &data.bars[row]);
    let top = data.bars.len() as f64 - row as f64;
    canvas.open("bar", &bar.name, &bar.amount.to_string());
    plane.bar((0.0, top - 0.12), (bar.amount.to_f64(), top - 1.0 + free_below(data)), fill(bar))?;
    canvas.close();
    if let Some(before) = bar.before.filter(|before| before.amount > Amount::ZERO) {
        canvas.open("before", &bar.name, &before.to_string());
        plane.bar((0.0, top - 1.0 + 0.30), (before.to_f64(), top - 1.0 + 0.16), PALE)?;
        canvas.close();
    }
    Ok(())
}

/// The name before the bar; the share and the amount after it.
fn draw_figures(page: &Page, plane: &Plane, data: &Data, row: usize, (room, amount): (f64, String)) {
    let (canvas, bar) = (&page.canvas, &data.bars[row]);
    let top = data.bars.len() as f64 - row as f64;
    let middle = plane.y(top - 0.5 - (free_below(data) - 0.12) / 2.0);
    let size = (plane.y(0.0) - plane.y(0.78)).min(LABEL);
    let look = Type { bold: theme::level(bar.share, LARGEST).is_some(), ..Type::new(size, INK) };
    let baseline = middle + size * 0.35;
    canvas.text((plane.x(0.0) - 18.0, baseline), &fit(&bar.name, size, look.bold, room), look.anchor(Anchor::End));
    let longest = bar.before.map_or(0.0, Money::to_f64).max(bar.amount.to_f64());
    let (x, share) = (plane.x(longest) + 16.0, page.words.percent_with(bar.share, 1));
    let after = width(&share, size, look.bold) + 18.0;
    // A plate of paper, so that the limit's line does not run through the figures, nor touch them from above or below.
    let plate = (after + width(&amount, size, false) + 16.0, plane.y(0.0) - plane.y(0.98));
    canvas.rect((x - 8.0, plane.y(top - 0.01)), plate, PAPER);
    canvas.text((x, baseline), &share, look);
    canvas.text((x + after, baseline), &amount, Type::new(size, MUTED));
}

fn others(data: &Data, words: &Words) -> String {
    let share = words.percent_with(data.others_amount.to_f64() / data.total.to_f64(), 1);
    let amount = words.money(data.others_amount, data.currency.as_deref());
    words.say(
        "top-customers-others",
        &[
            ("count", data.others.into()),
            ("number", words.count(data.others).into()),
            ("share", share.into()),
            ("amount", amount.into()),
        ],
    )
}

fn alt(data: &Data, words: &Words) -> String {
    let listed = data.bars.iter().take(5).map(|bar| format!("{} {}", bar.name, words.percent_with(bar.share, 1)));
    let listed = words.list(&listed.collect::<Vec<_>>());
    plain(&words.say("top-customers-alt", &[("count", data.bars.len().into()), ("listed", listed.into())]))
}

fn table(data: &Data) -> Table {
    let row = |bar: &Bar| [safe(bar.name.clone()), bar.amount.to_string(), told(bar.before), cell(bar.share)];
    Table::new(["customer", "amount", "amount_before", "share"], data.bars.iter().map(row))
}
