//! How many customers bring most of revenue: the Lorenz curve read from the largest customer down, against a book of
//! equals, with the customers that bring 50, 80 and 90 % marked on it.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Type};
use crate::charts::page::{Page, card, reason, window};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{clean, count, fit, percent, plain};
use crate::charts::theme::{self, INK, LABEL, MUTED, PALE, PAPER, SMALL};
use crate::error::Result;
use crate::model::Report;

/// The chart's name.
pub const NAME: &str = "pareto_lorenz";
/// Room for the scale left of the curve.
const SCALE: f64 = 96.0;
/// Width of the column of figures right of it.
const FIGURES: f64 = 500.0;
/// The marked parts of revenue, in percent.
const MARKS: [&str; 3] = ["50", "80", "90"];

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Share of customers, the largest first, and of revenue; from (0, 0) to (1, 1).
    pub curve: Vec<(f64, f64)>,
    /// Part of revenue in percent, and the fewest customers that bring it.
    pub marks: Vec<(u32, u64)>,
    /// Customers with positive revenue.
    pub customers: u64,
    /// Gini coefficient.
    pub gini: Option<f64>,
    /// Name and share of the largest customer, for the description.
    pub largest: Option<(String, f64)>,
}

/// Takes the curve from the report, turned so that the largest customers come first.
#[must_use]
pub fn read(report: &Report) -> Data {
    let concentration = &report.concentration;
    let points = report.lorenz.iter().rev();
    let mark = |part: &&str| {
        let customers = concentration.pareto.get(*part).copied().flatten()?;
        Some((part.parse().ok()?, customers))
    };
    let largest = report.customer_amounts.first();
    let share = concentration.cr.get("1").copied().flatten();
    Data {
        curve: points.map(|point| (1.0 - point.customer_share.0, 1.0 - point.revenue_share.0)).collect(),
        marks: MARKS.iter().filter_map(mark).collect(),
        customers: concentration.customers,
        gini: concentration.gini.map(|gini| gini.0),
        largest: largest.zip(share).map(|(customer, share)| (clean(&customer.name), share.0)),
    }
}

/// The finding: how few customers bring half of revenue, and how many it takes for 80 %.
#[must_use]
pub fn title(data: &Data) -> String {
    let of = |part: u32| data.marks.iter().find(|mark| mark.0 == part).map_or(0, |mark| mark.1);
    let (half, most, all) = (of(50), of(80), data.customers);
    if all == 1 {
        return "The only customer brings all revenue".to_owned();
    }
    let brings = |number: u64| if number == 1 { "brings" } else { "bring" };
    let who = if half == 1 { "One".to_owned() } else { count(half) };
    let first = format!("{who} of {} customers {} half of revenue", count(all), brings(half));
    match most {
        _ if most == half => format!("{who} of {} customers {} 80 % of revenue", count(all), brings(half)),
        _ if most == all => format!("{first}, and it takes all of them for 80 %"),
        _ => format!("{first}, and {} bring 80 %", count(most)),
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let data = read(report);
    if data.curve.len() < 2 || data.marks.len() < MARKS.len() {
        let why = reason(&report.concentration.reasons, "cr", "no customer has positive revenue in the window");
        return Ok(card(NAME, report, style, &why));
    }
    let measure = format!(
        "Share of net revenue of the {} that the largest customers bring together",
        window(report, &style.words)
    );
    let page = Page::new(NAME, report, style, &title(&data), &measure);
    let space = page.space;
    let width = space.width - SCALE - FIGURES;
    let frame = Frame { x: space.x + SCALE, y: space.y + 12.0, width, height: space.height - 96.0 };
    let axis = Axis::exact(0.0, 1.0, 5)?;
    let mut plane = Plane::new(&page.canvas, frame, &axis, &axis)?;
    gap(&page, &plane, &data);
    scales(&page, &plane, frame, &axis);
    equals(&page, &plane);
    marks(&page, &mut plane, &data)?;
    figures(&page, frame, &data);
    Ok(page.finish(&alt(&data), table(&data)))
}

/// The area between the curve and a book of equals, half the Gini.
fn gap(page: &Page, plane: &Plane, data: &Data) {
    let points = data.curve.iter().map(|&(x, y)| format!("{:.2} {:.2}", plane.x(x), plane.y(y)));
    let outline = format!("M{}Z", points.collect::<Vec<_>>().join("L"));
    page.canvas.path(&outline, &format!("fill=\"{}\" stroke=\"none\"", page.canvas.hex(theme::tint(PALE, 0.45))));
}

fn scales(page: &Page, plane: &Plane, frame: Frame, axis: &Axis) {
    let share = |tick: f64| format!("{:.0} %", tick * 100.0);
    page.grid(plane, frame, axis, |tick| Some(share(tick)));
    for &tick in axis.ticks() {
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((plane.x(tick), frame.y + frame.height + 36.0), &share(tick), look);
    }
    let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
    let note = "share of customers, the largest first";
    page.canvas.text((frame.x + frame.width / 2.0, frame.y + frame.height + 74.0), note, look);
}

/// The book in which every customer is as large as the next.
fn equals(page: &Page, plane: &Plane) {
    let line = format!("M{:.2} {:.2}L{:.2} {:.2}", plane.x(0.0), plane.y(0.0), plane.x(1.0), plane.y(1.0));
    let paint =
        format!("fill=\"none\" stroke=\"{}\" stroke-width=\"2.5\" stroke-dasharray=\"10 8\"", page.canvas.hex(MUTED));
    page.canvas.path(&line, &paint);
    let at = (plane.x(0.56), plane.y(0.485));
    page.canvas.text(at, "if all were equal", Type::new(SMALL, MUTED));
}

/// The curve, and on it the customers that bring each part, with lines to both scales.
fn marks(page: &Page, plane: &mut Plane, data: &Data) -> Result<()> {
    page.canvas.open("curve", "customers", &data.customers.to_string());
    plane.line(data.curve.iter().copied(), 5.0, INK)?;
    page.canvas.close();
    for &(part, customers) in &data.marks {
        let (x, y) = at(data, customers);
        let guides = format!("M{:.2} {:.2}H{:.2}V{:.2}", plane.x(0.0), plane.y(y), plane.x(x), plane.y(0.0));
        let paint =
            format!("fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\" stroke-dasharray=\"3 6\"", page.canvas.hex(INK));
        page.canvas.path(&guides, &paint);
        page.canvas.open("mark", &format!("{part} %"), &customers.to_string());
        plane.dot((x, y), 10.0, PAPER, INK)?;
        page.canvas.close();
    }
    Ok(())
}

/// The point of the curve that `customers` reach; the nearest where a long curve has no point of its own for them.
fn at(data: &Data, customers: u64) -> (f64, f64) {
    let wanted = customers as f64 / data.customers.max(1) as f64;
    let near = |one: &&(f64, f64), other: &&(f64, f64)| (one.0 - wanted).abs().total_cmp(&(other.0 - wanted).abs());
    data.curve.iter().min_by(near).copied().unwrap_or((1.0, 1.0))
}

/// The marks in words, and the Gini.
fn figures(page: &Page, frame: Frame, data: &Data) {
    let (x, mut y) = (frame.x + frame.width + 64.0, frame.y + 44.0);
    let room = FIGURES - 70.0;
    let mut line = |value: &str, what: &str| {
        page.canvas.text((x, y), &fit(value, 40.0, true, room), Type::new(40.0, INK).bold());
        page.canvas.text((x, y + 36.0), &fit(what, LABEL, false, room), Type::new(LABEL, MUTED));
        y += 128.0;
    };
    for &(part, customers) in &data.marks {
        let (share, plural) = (customers as f64 / data.customers.max(1) as f64, if customers == 1 { "" } else { "s" });
        let verb = if customers == 1 { "brings" } else { "bring" };
        line(
            &format!("{} customer{plural}", count(customers)),
            &format!("{} of all {verb} {part} % of revenue", percent(share)),
        );
    }
    if let Some(gini) = data.gini {
        line(&format!("Gini {gini:.2}"), "twice the shaded area");
    }
}

fn alt(data: &Data) -> String {
    let marks = data.marks.iter().map(|(part, customers)| format!("{} bring {part} %", count(*customers)));
    let marks = marks.collect::<Vec<_>>().join(", ");
    let largest = data
        .largest
        .as_ref()
        .map_or(String::new(), |(name, share)| format!(" The largest, {name}, alone brings {}.", percent(*share)));
    plain(&format!(
        "Curve of cumulative revenue over {} customers, the largest first: {marks}.{largest}",
        count(data.customers)
    ))
}

fn table(_: &Data) -> Table {
    Table::default()
}
