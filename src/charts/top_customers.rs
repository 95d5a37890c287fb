//! The largest customers as ranked bars, with the 10 % disclosure limit.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane, drawing};
use crate::charts::backend::{Anchor, Type, hex};
use crate::charts::page::{Page, card, reason, window};
use crate::charts::text::{clean, count, fit, money, percent, percent_with, plain, width};
use crate::charts::theme::{self, INK, LABEL, LARGEST, MUTED, PALE, SMALL};
use crate::error::Result;
use crate::model::Report;
use crate::unit::{Amount, Money};
use plotters::element::Rectangle;
use plotters::style::Color;

/// The chart's name.
pub const NAME: &str = "top_customers";
/// Bars at most.
const BARS: usize = 20;
/// Where bars begin; names stand before it.
const NAMES: f64 = 430.0;
/// Room for the value after the longest bar.
const VALUES: f64 = 330.0;

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
pub fn title(data: &Data) -> String {
    let Some(first) = data.bars.first() else { return "No customer has revenue".to_owned() };
    let name = fit(&first.name, 1.0, true, 20.0);
    let past: Vec<&Bar> = data.bars.iter().filter(|bar| bar.share >= LARGEST[0]).collect();
    let together = past.iter().map(|bar| bar.share).sum();
    match past.len() {
        0 => format!("No customer reaches 10 % of revenue; the largest, {name}, is {}", percent(first.share)),
        1 if data.others == 0 && data.bars.len() == 1 => format!("{name} is the only customer"),
        1 => format!("One customer, {name}, is {} of revenue", percent(first.share)),
        many => format!("{many} customers reach 10 % of revenue each, and {} together", percent(together)),
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report) -> Result<Drawing> {
    let data = read(report);
    if data.bars.is_empty() {
        let why = reason(&report.concentration.reasons, "cr", "no customer has positive revenue in the window");
        return Ok(card(NAME, report, "The largest customers", &why));
    }
    let page = Page::new(NAME, report, &title(&data), &measure(report, &data));
    let space = page.space;
    let rows = data.bars.len() as f64;
    let note = if data.others > 0 { 46.0 } else { 0.0 };
    let height = ((space.height - note - 34.0) / rows).min(104.0);
    let plot =
        Frame { x: space.x + NAMES, y: space.y + 34.0, width: space.width - NAMES - VALUES, height: height * rows };
    let limit = data.total.to_f64() * LARGEST[0];
    let known = data.bars.iter().flat_map(|bar| [bar.amount.to_f64(), bar.before.map_or(0.0, Money::to_f64).max(0.0)]);
    let longest = known.fold(limit * 1.12, f64::max);
    let mut plane = Plane::new(&page.canvas, plot, &Axis::exact(0.0, longest, 5)?, &Axis::exact(0.0, rows, 5)?)?;
    limit_line(&page, &plane, plot, limit);
    for (row, bar) in data.bars.iter().enumerate() {
        draw_bar(&page, &mut plane, &data, row, bar)?;
    }
    if data.others > 0 {
        let note = others(&data);
        page.canvas.text((plot.x, plot.y + plot.height + 34.0), &note, Type::new(LABEL, MUTED));
    }
    Ok(page.finish(&alt(&data)))
}

fn measure(report: &Report, data: &Data) -> String {
    let currency = data.currency.as_deref();
    let before = if data.bars.iter().any(|bar| bar.before.is_some()) {
        " · thin bar: the same months a year before"
    } else {
        ""
    };
    format!(
        "Net revenue of the {} by customer, and its share of {}{before}",
        window(report),
        money(data.total, currency)
    )
}

fn limit_line(page: &Page, plane: &Plane, plot: Frame, limit: f64) {
    let (x, colour) = (plane.x(limit), hex(theme::ORANGE));
    let line = format!("M{x:.2} {:.2}V{:.2}", plot.y - 6.0, plot.y + plot.height);
    page.canvas.path(&line, &format!("stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"7 6\" fill=\"none\""));
    page.canvas.text((x, plot.y - 15.0), "10 % of revenue", Type::new(SMALL, theme::ORANGE).anchor(Anchor::Middle));
}

fn draw_bar(page: &Page, plane: &mut Plane, data: &Data, row: usize, bar: &Bar) -> Result<()> {
    let (canvas, level) = (&page.canvas, theme::level(bar.share, LARGEST));
    let top = data.bars.len() as f64 - row as f64;
    let thin = bar.before.filter(|before| before.amount > Amount::ZERO).map(|before| before.to_f64());
    let split = if data.bars.iter().any(|bar| bar.before.is_some()) { 0.36 } else { 0.18 };
    canvas.open("bar", &bar.name, &bar.amount.to_string());
    rectangle(plane, bar.amount.to_f64(), (top - 0.12, top - 1.0 + split), theme::colour(level))?;
    canvas.close();
    if let Some(before) = thin {
        canvas.open("before", &bar.name, &bar.before.map(|before| before.to_string()).unwrap_or_default());
        rectangle(plane, before, (top - 1.0 + 0.30, top - 1.0 + 0.16), PALE)?;
        canvas.close();
    }
    let middle = plane.y(top - 0.5 - (split - 0.12) / 2.0);
    let size = (plane.y(0.0) - plane.y(0.78)).min(LABEL);
    let name = fit(&bar.name, size, level.is_some(), NAMES - 30.0);
    let look = |colour| if level.is_some() { Type::new(size, colour).bold() } else { Type::new(size, colour) };
    let baseline = middle + size * 0.35;
    canvas.text((plane.x(0.0) - 18.0, baseline), &name, look(INK).anchor(Anchor::End));
    let (x, share) = (plane.x(bar.amount.to_f64().max(thin.unwrap_or(0.0))) + 16.0, percent_with(bar.share, 1));
    let (amount, after) = (money(bar.amount, data.currency.as_deref()), width(&share, size, level.is_some()) + 18.0);
    // A plate of paper, so that the limit's line does not run through the figures.
    let plate = after + width(&amount, size, false) + 12.0;
    canvas.rect((x - 6.0, middle - size * 0.52), (plate, size * 1.04), &hex(theme::PAPER));
    canvas.text((x, baseline), &share, look(INK));
    canvas.text((x + after, baseline), &amount, Type::new(size, MUTED));
    Ok(())
}

fn rectangle(plane: &mut Plane, value: f64, (top, bottom): (f64, f64), fill: plotters::style::RGBColor) -> Result<()> {
    let bar = Rectangle::new([(0.0, top), (value, bottom)], fill.filled());
    plane.chart.draw_series([bar]).map(drop).map_err(drawing)
}

fn others(data: &Data) -> String {
    let share = percent_with(data.others_amount.to_f64() / data.total.to_f64(), 1);
    let (plural, amount) =
        (if data.others == 1 { "" } else { "s" }, money(data.others_amount, data.currency.as_deref()));
    format!("{} other customer{plural}: {share}, {amount}", count(data.others))
}

fn alt(data: &Data) -> String {
    let listed = data.bars.iter().take(5).map(|bar| format!("{} {}", bar.name, percent_with(bar.share, 1)));
    let listed = listed.collect::<Vec<_>>().join(", ");
    plain(&format!("Ranked bars of the {} largest customers by revenue: {listed}.", data.bars.len()))
}
