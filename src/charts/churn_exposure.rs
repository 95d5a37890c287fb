//! What the customers' leaving would cost: expected loss, its probability with an interval, and the revenue exposed.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Type};
use crate::charts::page::{Page, card, reason};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{clean, count, fit, money, percent, percent_with, plain};
use crate::charts::theme::{ACCENT, INK, LABEL, MUTED, NEUTRAL, RULE, SMALL};
use crate::error::Result;
use crate::model::Report;
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "churn_exposure";
/// Rows at most.
const ROWS: usize = 15;
/// Where bars begin; names stand before it.
const NAMES: f64 = 400.0;
/// Where the columns begin, from the left margin: probability's picture, its figures, the revenue exposed.
const COLUMNS: [f64; 3] = [1010.0, 1280.0, 1760.0];

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The largest expected loss first.
    pub rows: Vec<Row>,
    /// Customers with an exposure that have no row.
    pub others: u64,
    /// Expected loss over all customers.
    pub expected_loss: Option<Money>,
    /// The same over the revenue exposed.
    pub share: Option<f64>,
    /// What is exposed, in words: `ARR` or `revenue of the trailing 12 months`.
    pub exposed: &'static str,
    /// How far ahead.
    pub months: u32,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name, safe to draw.
    pub name: String,
    /// Revenue exposed.
    pub exposed: Money,
    /// Probability of loss within the horizon.
    pub probability: f64,
    /// Its 5 % quantile.
    pub low: f64,
    /// Its 95 % quantile.
    pub high: f64,
    /// Probability times revenue exposed.
    pub loss: Money,
}

/// Takes the rows from the report.
#[must_use]
pub fn read(report: &Report) -> Data {
    let exposure = &report.churn_exposure;
    let known = exposure.by_customer.iter().filter(|row| row.exposure.to_f64() > 0.0 && row.probability.0.is_finite());
    let rows: Vec<Row> = known
        .clone()
        .take(ROWS)
        .map(|row| Row {
            name: clean(if row.name.trim().is_empty() { &row.customer } else { &row.name }),
            exposed: row.arr,
            probability: row.probability.0.clamp(0.0, 1.0),
            low: row.low.0.clamp(0.0, row.probability.0.clamp(0.0, 1.0)),
            high: row.high.0.clamp(row.probability.0.clamp(0.0, 1.0), 1.0),
            loss: row.exposure,
        })
        .collect();
    Data {
        others: (known.count() - rows.len()) as u64,
        expected_loss: exposure.expected_loss,
        share: exposure.expected_loss_share.map(|share| share.0),
        exposed: if exposure.exposed == "ttm_revenue" { "TTM revenue" } else { "ARR" },
        months: exposure.horizon_months,
        currency: report.currency.clone(),
        rows,
    }
}

/// The finding: the expected loss, and how much of it is one customer.
#[must_use]
pub fn title(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let (Some(loss), Some(first)) = (data.expected_loss, data.rows.first()) else {
        return "What leaving customers would cost".to_owned();
    };
    let share = data.share.map_or_else(String::new, |share| format!(" ({} of {})", percent(share), data.exposed));
    let whole = format!("Expect to lose {}{share} in {} months", money(loss, currency), data.months);
    match data.rows.len() {
        1 => format!("{whole}, all of it {}", fit(&first.name, 1.0, true, 18.0)),
        _ => format!("{whole}; {} alone {}", fit(&first.name, 1.0, true, 18.0), money(first.loss, currency)),
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let data = read(report);
    if data.rows.is_empty() || data.expected_loss.is_none() {
        let otherwise = "no customer has revenue exposed, or no probability could be formed";
        let why = reason(&report.churn_exposure.reasons, "expected_loss", otherwise);
        return Ok(card(NAME, report, style, &why));
    }
    let measure = format!("Expected loss = chance of losing the customer × its {}; intervals hold 90 %", data.exposed);
    let page = Page::new(NAME, report, style, &title(&data), &measure);
    let space = page.space;
    let rows = data.rows.len() as f64;
    let note = if data.others > 0 { 44.0 } else { 0.0 };
    let height = ((space.height - 50.0 - note) / rows).min(96.0);
    let body = Frame { x: space.x, y: space.y + 50.0, width: space.width, height: height * rows };
    heads(&page, body, &data);
    let losses = data.rows.iter().map(|row| row.loss.to_f64()).fold(0.0, f64::max);
    let bars = Frame { x: body.x + NAMES, width: COLUMNS[0] - NAMES - 240.0, ..body };
    let mut bars = Plane::new(&page.canvas, bars, &Axis::exact(0.0, losses, 4)?, &Axis::exact(0.0, rows, 4)?)?;
    let chance = data.rows.iter().map(|row| row.high).fold(0.02, f64::max);
    let whiskers = Frame { x: body.x + COLUMNS[0], width: COLUMNS[1] - COLUMNS[0] - 40.0, ..body };
    let mut whiskers = Plane::new(&page.canvas, whiskers, &Axis::exact(0.0, chance, 2)?, &Axis::exact(0.0, rows, 4)?)?;
    let zero = format!("M{0:.2} {1:.2}V{2:.2}", body.x + COLUMNS[0], body.y + 6.0, body.y + body.height - 6.0);
    page.canvas.path(&zero, &format!("fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"", page.canvas.hex(RULE)));
    for (at, row) in data.rows.iter().enumerate() {
        let middle = rows - at as f64 - 0.5;
        draw_loss(&page, &mut bars, &data, row, middle, at == 0)?;
        draw_chance(&page, &mut whiskers, row, middle)?;
        let y = bars.y(middle) + LABEL * 0.35;
        figures(&page, &data, row, (body.x, y), (height * 0.62).min(LABEL));
    }
    if data.others > 0 {
        let note = format!("{} more customers are exposed and are in the sum.", count(data.others));
        page.canvas.text((body.x + NAMES, body.y + body.height + 34.0), &note, Type::new(SMALL, MUTED));
    }
    Ok(page.finish(&alt(&data), table(&data)))
}

fn heads(page: &Page, body: Frame, data: &Data) {
    let y = body.y - 18.0;
    let look = Type::new(SMALL, MUTED);
    page.canvas.text((body.x + NAMES, y), "Expected loss", look);
    let chance = format!("Chance of loss in {} months, 5–95 % interval", data.months);
    page.canvas.text((body.x + COLUMNS[0], y), &chance, look);
    page.canvas.text((body.x + COLUMNS[2], y), data.exposed, look.anchor(Anchor::End));
    let rule = format!("M{:.2} {:.2}H{:.2}", body.x, body.y - 4.0, body.x + COLUMNS[2]);
    page.canvas.path(&rule, &format!("fill=\"none\" stroke=\"{}\" stroke-width=\"1.5\"", page.canvas.hex(RULE)));
}

fn draw_loss(page: &Page, bars: &mut Plane, data: &Data, row: &Row, middle: f64, first: bool) -> Result<()> {
    let (loss, colour) = (row.loss.to_f64(), if first { ACCENT } else { NEUTRAL });
    page.canvas.open("bar", &row.name, &row.loss.to_string());
    bars.bar((0.0, middle + 0.3), (loss, middle - 0.3), colour)?;
    page.canvas.close();
    let look = Type::new(LABEL, INK).bold();
    let size = (bars.y(0.0) - bars.y(0.62)).min(LABEL);
    let at = (bars.x(loss) + 14.0, bars.y(middle) + size * 0.35);
    page.canvas.text(at, &money(row.loss, data.currency.as_deref()), Type { size, ..look });
    Ok(())
}

fn draw_chance(page: &Page, whiskers: &mut Plane, row: &Row, middle: f64) -> Result<()> {
    page.canvas.open("chance", &row.name, &format!("{:.6}", row.probability));
    whiskers.line([(row.low, middle), (row.high, middle)], 4.0, NEUTRAL)?;
    whiskers.dot((row.probability, middle), 7.0, INK, INK)?;
    page.canvas.close();
    Ok(())
}

fn figures(page: &Page, data: &Data, row: &Row, (x, y): (f64, f64), size: f64) {
    let name = fit(&row.name, size, false, NAMES - 24.0);
    page.canvas.text((x + NAMES - 18.0, y), &name, Type::new(size, INK).anchor(Anchor::End));
    let chance = percent_with(row.probability, 1);
    page.canvas.text((x + COLUMNS[1] + 84.0, y), &chance, Type::new(size, INK).bold().anchor(Anchor::End));
    let interval = format!("{} – {}", percent_with(row.low, 1), percent_with(row.high, 1));
    page.canvas.text((x + COLUMNS[1] + 104.0, y), &interval, Type::new(size, MUTED));
    let exposed = money(row.exposed, data.currency.as_deref());
    page.canvas.text((x + COLUMNS[2], y), &exposed, Type::new(size, INK).anchor(Anchor::End));
}

fn alt(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let told =
        |row: &Row| format!("{} {} at {}", row.name, money(row.loss, currency), percent_with(row.probability, 1));
    let listed = data.rows.iter().take(5).map(told).collect::<Vec<_>>().join(", ");
    plain(&format!("Ranked bars of expected loss by customer with its chance and interval: {listed}."))
}

fn table(_: &Data) -> Table {
    Table::default()
}
