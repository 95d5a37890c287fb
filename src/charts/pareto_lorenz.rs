//! How many customers bring most of revenue: the Lorenz curve read from the largest customer down, against a book of
//! equals, with the customers that bring 50, 80 and 90 % marked on it.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::labels::Labels;
use crate::drawing::page::{Page, card, reason, window};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell};
use crate::drawing::text::{clean, fit, fitting, plain, width};
use crate::drawing::theme::{self, INK, LABEL, MUTED, PALE, PAPER, SMALL};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::Report;

/// The chart's name.
pub const NAME: &str = "pareto_lorenz";
/// Room for the scale left of the curve.
const SCALE: f64 = 96.0;
/// Width of the column of figures right of it.
const FIGURES: f64 = 500.0;
/// Height of the figures below it, on a page too narrow for that column.
const BELOW: f64 = 236.0;
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
pub fn title(data: &Data, words: &Words) -> String {
    let of = |part: u32| data.marks.iter().find(|mark| mark.0 == part).map_or(0, |mark| mark.1);
    let (half, most, all) = (of(50), of(80), data.customers);
    let then = match most {
        _ if most == half => "same",
        _ if most == all => "all",
        _ => "more",
    };
    if all == 1 {
        return words.word("pareto-lorenz-title-only");
    }
    words.say(
        "pareto-lorenz-title",
        &[
            ("half", half.into()),
            ("half_number", words.count(half).into()),
            ("most_number", words.count(most).into()),
            ("all_number", words.count(all).into()),
            ("then", then.into()),
        ],
    )
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.curve.len() < 2 || data.marks.len() < MARKS.len() {
        let otherwise = words.word("pareto-lorenz-none-positive");
        return Ok(card(NAME, report, style, &reason(&report.concentration.reasons, "cr", &otherwise)));
    }
    let measure = words.say("pareto-lorenz-measure", &[("window", window(report, words).into())]);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let (frame, beside) = places(page.space);
    let axis = Axis::exact(0.0, 1.0, 5)?;
    let mut plane = Plane::new(&page.canvas, frame, &axis, &axis)?;
    gap(&page, &plane, &data);
    scales(&page, &plane, frame, &axis);
    equals(&page, &plane);
    let named = name_equals(&page, &plane, &data);
    marks(&page, &mut plane, &data)?;
    labels(&page, &plane, frame, (&data, &named));
    figures(&page, beside, &data);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// Where the curve and the figures lie: side by side, or one below the other on a narrow page.
fn places(space: Frame) -> (Frame, Frame) {
    let Frame { x, y, width, height } = space;
    if width >= 1200.0 {
        let frame = Frame { x: x + SCALE, y: y + 12.0, width: width - SCALE - FIGURES, height: height - 96.0 };
        return (frame, Frame { x: frame.x + frame.width + 64.0, y: y + 16.0, width: FIGURES - 70.0, height });
    }
    let frame = Frame { x: x + SCALE, y: y + 12.0, width: width - SCALE - 24.0, height: height - 100.0 - BELOW };
    (frame, Frame { x, y: y + height - BELOW + 16.0, width, height: BELOW })
}

/// The area between the curve and a book of equals, half the Gini.
fn gap(page: &Page, plane: &Plane, data: &Data) {
    let points = data.curve.iter().map(|&(x, y)| format!("{:.2} {:.2}", plane.x(x), plane.y(y)));
    let outline = format!("M{}Z", points.collect::<Vec<_>>().join("L"));
    page.canvas.path(&outline, &format!("fill=\"{}\" stroke=\"none\"", page.canvas.hex(theme::tint(PALE, 0.45))));
}

fn scales(page: &Page, plane: &Plane, frame: Frame, axis: &Axis) {
    let share = |tick: f64| page.words.percent_with(tick, 0);
    page.grid(plane, frame, axis, |tick| Some(share(tick)));
    for &tick in axis.ticks() {
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((plane.x(tick), frame.y + frame.height + 36.0), &share(tick), look);
    }
    let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
    let note = page.words.word("pareto-lorenz-across");
    page.canvas.text((frame.x + frame.width / 2.0, frame.y + frame.height + 74.0), &note, look);
}

/// The book in which every customer is as large as the next.
fn equals(page: &Page, plane: &Plane) {
    let line = format!("M{:.2} {:.2}L{:.2} {:.2}", plane.x(0.0), plane.y(0.0), plane.x(1.0), plane.y(1.0));
    let paint =
        format!("fill=\"none\" stroke=\"{}\" stroke-width=\"2.5\" stroke-dasharray=\"10 8\"", page.canvas.hex(MUTED));
    page.canvas.path(&line, &paint);
}

/// Its name along it, below it, where the lines down from the marks leave most room; returns the box it takes.
fn name_equals(page: &Page, plane: &Plane, data: &Data) -> Frame {
    let name = page.words.word("pareto-lorenz-equals");
    let (across, down) = (plane.x(1.0) - plane.x(0.0), plane.y(0.0) - plane.y(1.0));
    let (long, diagonal) = (width(&name, SMALL, false), across.hypot(down));
    let part = long / diagonal;
    let mut edges: Vec<f64> = data.marks.iter().map(|&(_, customers)| at(data, customers).0).collect();
    edges.extend([0.0, 1.0]);
    edges.sort_by(f64::total_cmp);
    let widest = |one: &&[f64], other: &&[f64]| (one[1] - one[0]).total_cmp(&(other[1] - other[0]));
    let (from, to) = edges.windows(2).max_by(widest).map_or((0.0, 1.0), |pair| (pair[0], pair[1]));
    let from = from + (to - from - part).max(0.0) / 2.0;
    let drop = SMALL * 1.25;
    let (right, below) = (drop * down / diagonal, drop * across / diagonal);
    let (x, y) = (plane.x(from) + right, plane.y(from) + below);
    let turn = -(down / across).atan().to_degrees();
    page.canvas.open_with(&format!("transform=\"translate({x:.2} {y:.2}) rotate({turn:.2})\""));
    // In ink: what is under its upper left corner may be the shaded area.
    page.canvas.text((0.0, 0.0), &name, Type::new(SMALL, INK));
    page.canvas.close();
    let box_width = part * across + right;
    Frame { x: x - right, y: y - part * down - below, width: box_width, height: part * down + below + 8.0 }
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
        page.canvas.open("mark", &part.to_string(), &customers.to_string());
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

/// Beside each mark how many customers it takes: right of it and below the curve, else left and above.
fn labels(page: &Page, plane: &Plane, frame: Frame, (data, named): (&Data, &Frame)) {
    let mut labels = Labels::within(Frame { x: frame.x + 6.0, width: frame.width - 6.0, ..frame });
    labels.keep_off(*named);
    for &(_, customers) in &data.marks {
        let (x, y) = at(data, customers);
        let (x, y, foot) = (plane.x(x), plane.y(y), frame.y + frame.height);
        labels.keep_off(Frame { x: x - 10.0, y: y - 10.0, width: 20.0, height: 20.0 });
        labels.keep_off(Frame { x: x - 1.0, y, width: 2.0, height: foot - y });
        labels.keep_off(Frame { x: frame.x, y: y - 1.0, width: x - frame.x, height: 2.0 });
    }
    for &(_, customers) in &data.marks {
        let (x, y) = at(data, customers);
        let (x, y, look) = (plane.x(x), plane.y(y), Type::new(LABEL, INK).bold());
        let places = [((x + 18.0, y + 34.0), look), ((x - 18.0, y - 16.0), look.anchor(Anchor::End))];
        let told = [page.words.customers(customers), page.words.count(customers)];
        let _ = told.iter().find_map(|line| labels.place(&page.canvas, line, &places));
    }
}

/// The marks in words, and the Gini: one below the other, or two by two where the space is wide.
fn figures(page: &Page, frame: Frame, data: &Data) {
    let words = &page.words;
    let mark = |&(part, customers): &(u32, u64)| {
        let (share, part) = (customers as f64 / data.customers.max(1) as f64, f64::from(part) / 100.0);
        let told = words.say(
            "pareto-lorenz-brings",
            &[
                ("count", customers.into()),
                ("share", words.percent(share).into()),
                ("part", words.percent_with(part, 0).into()),
            ],
        );
        (words.customers(customers), told)
    };
    let mut told: Vec<(String, String)> = data.marks.iter().map(mark).collect();
    if let Some(gini) = data.gini {
        let value = words.say("pareto-lorenz-gini", &[("value", format!("{gini:.2}").into())]);
        told.push((value, words.word("pareto-lorenz-gini-told")));
    }
    let columns = if frame.width > FIGURES { 2 } else { 1 };
    let (room, pitch) = (frame.width / columns as f64 - 24.0, if columns == 1 { 128.0 } else { 112.0 });
    for (at, (value, what)) in told.iter().enumerate() {
        let x = frame.x + (at % columns) as f64 * frame.width / columns as f64;
        let y = frame.y + 40.0 + (at / columns) as f64 * pitch;
        page.canvas.text((x, y), value, Type::new(fitting(value, 40.0, true, room), INK).bold());
        page.canvas.text((x, y + 36.0), &fit(what, LABEL, false, room), Type::new(LABEL, MUTED));
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let mark = |&(part, customers): &(u32, u64)| {
        let part = words.percent_with(f64::from(part) / 100.0, 0);
        let (count, number) = (customers.into(), words.count(customers).into());
        words.say("pareto-lorenz-told", &[("count", count), ("number", number), ("part", part.into())])
    };
    let marks = words.list(&data.marks.iter().map(mark).collect::<Vec<_>>());
    let (known, name, share) = data.largest.as_ref().map_or(("no", "", 0.0), |(name, share)| ("yes", name, *share));
    plain(&words.say(
        "pareto-lorenz-alt",
        &[
            ("customers", words.customers(data.customers).into()),
            ("marks", marks.into()),
            ("known", known.into()),
            ("name", name.into()),
            ("share", words.percent(share).into()),
        ],
    ))
}

/// The curve's points, and the marks on it with their customers.
fn table(data: &Data) -> Table {
    let point = |&(customers, revenue): &(f64, f64)| [cell(customers), cell(revenue), String::new()];
    let mark = |&(part, customers): &(u32, u64)| {
        let share = customers as f64 / data.customers.max(1) as f64;
        [cell(share), cell(f64::from(part) / 100.0), customers.to_string()]
    };
    let rows = data.curve.iter().map(point).chain(data.marks.iter().map(mark));
    Table::new(["customer_share", "revenue_share", "customers"], rows)
}
