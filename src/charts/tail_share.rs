//! Who bears the worst years: each customer's part of the expected shortfall beside its part of the revenue exposed.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Type};
use crate::charts::page::{Page, card, reason};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{clean, fit, money, percent_with, plain};
use crate::charts::theme::{self, INK, LABEL, MUTED, PALE, RULE, SHORTFALL, SMALL};
use crate::error::Result;
use crate::model::{Report, TailContribution};
use crate::unit::{Money, twelve_digits};

/// The chart's name.
pub const NAME: &str = "tail_share";
/// Customers at most.
const ROWS: usize = 10;
/// Where bars begin; names stand before it.
const NAMES: f64 = 420.0;
/// Room right of the bars for figures: the share at a bar's end, and the tail ratio.
const FIGURES: f64 = 330.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The largest part of the shortfall first.
    pub rows: Vec<Row>,
    /// What all others bear of the shortfall and of the revenue exposed; `None` where there are none.
    pub others: Option<(f64, f64)>,
    /// What is exposed: `ARR` or `revenue`.
    pub exposed: &'static str,
    /// Expected shortfall at 95 %.
    pub es95: Option<Money>,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name, safe to draw.
    pub name: String,
    /// Its part of the shortfall.
    pub es_share: f64,
    /// Its part of the revenue exposed.
    pub exposed_share: f64,
    /// The first over the second.
    pub tail_ratio: Option<f64>,
}

/// Takes the rows from the report; `None` where there is no distribution, or nobody bears it.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let risk = report.revenue_at_risk.as_ref()?;
    let known = |it: &&TailContribution| it.es_share.0.is_finite() && it.exposed_share.0.is_finite();
    let rows: Vec<Row> = risk.contributions.iter().filter(known).take(ROWS).map(row).collect();
    let rest = |part: fn(&Row) -> f64| twelve_digits(1.0 - rows.iter().map(part).sum::<f64>()).max(0.0);
    let others = (rest(|row| row.es_share), rest(|row| row.exposed_share));
    rows.iter().any(|row| row.es_share > 0.0).then(|| Data {
        others: (others.0 > 5e-7 || others.1 > 5e-7).then_some(others),
        exposed: if risk.exposed == "ttm_revenue" { "revenue" } else { "ARR" },
        es95: risk.es.get("95").copied(),
        currency: report.currency.clone(),
        rows,
    })
}

fn row(it: &TailContribution) -> Row {
    Row {
        name: clean(if it.name.trim().is_empty() { &it.customer } else { &it.name }),
        es_share: it.es_share.0.max(0.0),
        exposed_share: it.exposed_share.0.max(0.0),
        tail_ratio: it.tail_ratio.map(|ratio| ratio.0).filter(|ratio| ratio.is_finite()),
    }
}

/// The finding: what the first bears of the worst years, against what it brings.
#[must_use]
pub fn title(data: &Data) -> String {
    let Some(first) = data.rows.first() else { return String::new() };
    if data.rows.len() == 1 && data.others.is_none() {
        return format!("{} bears all that is lost in the worst 5 % of years", fit(&first.name, 1.0, true, 18.0));
    }
    let (tail, brings) = (percent_with(first.es_share, 1), percent_with(first.exposed_share, 1));
    let is_usual = first.es_share < 0.1 || first.es_share < 1.5 * first.exposed_share;
    if is_usual && first.es_share < SHORTFALL[0] {
        return format!("No customer bears more than {tail} of what the worst 5 % of years cost");
    }
    let but = if first.es_share > first.exposed_share { "but" } else { "and" };
    let name = fit(&first.name, 1.0, true, 18.0);
    format!("{name} brings {brings} of {}, {but} bears {tail} of what the worst 5 % of years cost", data.exposed)
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let Some(data) = read(report) else {
        let why = match &report.revenue_at_risk {
            None => reason(&report.reasons, "revenue_at_risk", "no chance to leave is known, or nothing is exposed"),
            Some(_) => "no customer bears any of the expected shortfall".to_owned(),
        };
        return Ok(card(NAME, report, style, &why));
    };
    let all = data.es95.map_or_else(String::new, |es| format!(", {} in all", money(es, data.currency.as_deref())));
    let measure = format!("Part of the expected shortfall at 95 %{all}, beside the part of {}", data.exposed);
    let page = Page::new(NAME, report, style, &title(&data), &measure);
    let (space, rows) = (page.space, data.rows.len() as f64 + f64::from(u8::from(data.others.is_some())));
    let height = ((space.height - 74.0) / rows).min(130.0);
    let width = space.width - NAMES - FIGURES;
    let frame = Frame { x: space.x + NAMES, y: space.y + 60.0, width, height: height * rows };
    let shares = data.rows.iter().flat_map(|row| [row.es_share, row.exposed_share]);
    let across = Axis::bars(shares.chain(data.others.map(|it| it.0.max(it.1))), 5)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &Axis::exact(0.0, rows, 1)?)?;
    headings(&page, frame, &data);
    for (at, row) in data.rows.iter().enumerate() {
        draw_row(&page, &mut plane, frame, (rows - at as f64 - 0.5, height), row)?;
    }
    if let Some((es_share, exposed_share)) = data.others {
        let row = Row { name: "all others".to_owned(), es_share, exposed_share, tail_ratio: None };
        draw_row(&page, &mut plane, frame, (0.5, height), &row)?;
    }
    Ok(page.finish(&alt(&data), table(&data)))
}

/// The first row's bars are named above them.
fn headings(page: &Page, frame: Frame, data: &Data) {
    let y = frame.y - 20.0;
    page.canvas.rect((frame.x, y - 17.0), (26.0, 20.0), INK);
    page.canvas.text((frame.x + 36.0, y), "of the shortfall", Type::new(SMALL, INK).bold());
    page.canvas.rect((frame.x + 260.0, y - 17.0), (26.0, 20.0), PALE);
    page.canvas.text((frame.x + 296.0, y), &format!("of {}", data.exposed), Type::new(SMALL, MUTED).bold());
    let right = frame.x + frame.width + FIGURES;
    page.canvas.text((right, y), "tail ratio", Type::new(SMALL, MUTED).anchor(Anchor::End));
    page.canvas.rule((frame.x - NAMES, frame.y - 4.0), (right, frame.y - 4.0), 1.5, RULE, "");
}

fn draw_row(page: &Page, plane: &mut Plane, frame: Frame, (middle, height): (f64, f64), row: &Row) -> Result<()> {
    let level = theme::level(row.es_share, SHORTFALL).filter(|_| row.name != "all others");
    let dark = level.map_or(INK, |level| theme::colour(Some(level)));
    let bars = [("shortfall", row.es_share, dark, (0.36, 0.0)), ("exposed", row.exposed_share, PALE, (0.0, -0.3))];
    for (class, share, colour, (top, bottom)) in bars {
        page.canvas.open(class, &row.name, &format!("{share:.6}"));
        plane.bar((0.0, middle + top), (share, middle + bottom), colour)?;
        page.canvas.close();
    }
    let size = (height * 0.36).min(28.0);
    let name = fit(&row.name, size, false, NAMES - 24.0);
    page.canvas.text((frame.x - 18.0, plane.y(middle) + size * 0.35), &name, Type::new(size, INK).anchor(Anchor::End));
    let look = Type::new(size, theme::text_colour(level)).bold();
    let (tail, brings) = (percent_with(row.es_share, 1), percent_with(row.exposed_share, 1));
    page.canvas.text((plane.x(row.es_share) + 12.0, plane.y(middle + 0.17) + size * 0.35), &tail, look);
    let look = Type::new(size.min(LABEL) * 0.86, MUTED);
    page.canvas.text((plane.x(row.exposed_share) + 12.0, plane.y(middle - 0.17) + look.size * 0.35), &brings, look);
    if let Some(ratio) = row.tail_ratio {
        let at = (frame.x + frame.width + FIGURES, plane.y(middle) + size * 0.35);
        let look = Type { bold: ratio >= 2.0, ..Type::new(size, INK) };
        page.canvas.text(at, &format!("{ratio:.1} ×"), look.anchor(Anchor::End));
    }
    Ok(())
}

fn alt(data: &Data) -> String {
    let told = |row: &Row| {
        let (tail, brings) = (percent_with(row.es_share, 1), percent_with(row.exposed_share, 1));
        format!("{} {tail} of the shortfall and {brings} of {}", row.name, data.exposed)
    };
    let listed = data.rows.iter().take(5).map(told).collect::<Vec<_>>().join(", ");
    plain(&format!("Paired bars by customer: {listed}."))
}

fn table(_: &Data) -> Table {
    Table::default()
}
