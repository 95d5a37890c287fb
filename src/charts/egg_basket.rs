//! The signature chart: every customer an egg, all in one basket, its area the revenue.

use crate::charts::Drawing;
use crate::charts::axis::Frame;
use crate::charts::backend::{Anchor, Canvas, Type, number};
use crate::charts::basket::{self, ROPE};
use crate::charts::packing::{self, BOTTOM, Bowl, Egg, TOP};
use crate::charts::page::{Page, card, reason, window};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{clean, count, customers, fit, money, percent, percent_with, plain, width, wrap};
use crate::charts::theme::{self, INK, LABEL, LARGEST, LIGHT, MUTED, Paint, SMALL};
use crate::error::Result;
use crate::model::{Report, Severity};
use crate::unit::{Amount, Money};

/// The chart's name.
pub const NAME: &str = "egg_basket";
/// Eggs at most; the rest is gathered into one.
const EGGS: usize = 520;
/// The smallest share of positive revenue drawn as an egg of its own: below it an outline is a few pixels wide and its
/// area no longer true.
const SMALLEST: f64 = 0.000_25;
/// Names listed beside the basket.
const LISTED: usize = 10;
/// Width of that list.
const LIST: f64 = 500.0;
/// Free space between the basket and the list.
const BESIDE: f64 = 84.0;
/// How far the handle rises above the rim.
const HANDLE: f64 = 196.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Customers with an egg of their own, the largest first.
    pub eggs: Vec<Share>,
    /// Customers too small for one.
    pub gathered: u64,
    /// Their revenue.
    pub gathered_amount: Money,
    /// All net revenue of the window.
    pub total: Money,
    /// Customers with positive revenue.
    pub customers: u64,
    /// Equal customers that would give the same concentration.
    pub effective: Option<f64>,
    /// Revenue that names no customer, and so has no egg.
    pub unassigned: Money,
    /// Customers whose credits exceed their revenue, and so have no egg.
    pub negative: u64,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One customer's revenue.
#[derive(Debug, Clone, PartialEq)]
pub struct Share {
    /// Name, safe to draw.
    pub name: String,
    /// Net revenue of the window.
    pub amount: Money,
    /// Share of all revenue.
    pub share: f64,
}

/// Takes the customers from the report, and gathers those too small to draw.
#[must_use]
pub fn read(report: &Report) -> Data {
    let positive = report.customer_amounts.iter().filter(|customer| customer.amount.amount > Amount::ZERO);
    let mut known: Vec<_> = positive.filter_map(|customer| customer.share.map(|share| (customer, share.0))).collect();
    known.sort_by_key(|(customer, _)| std::cmp::Reverse(customer.amount.amount));
    let all: Amount = known.iter().map(|(customer, _)| customer.amount.amount).sum();
    let large = |(customer, _): &&(&_, f64)| amount_of(customer) >= all.to_f64() * SMALLEST;
    let drawn = known.iter().take(EGGS).take_while(large).count();
    let rest: Amount = known.iter().skip(drawn).map(|(customer, _)| customer.amount.amount).sum();
    let concentration = &report.concentration;
    let egg = |&(customer, share): &(&crate::model::CustomerAmount, f64)| Share {
        name: clean(&customer.name),
        amount: customer.amount,
        share,
    };
    Data {
        eggs: known.iter().take(drawn).map(egg).collect(),
        gathered: (known.len() - drawn) as u64,
        gathered_amount: Money::new(rest, concentration.total.decimals),
        total: concentration.total,
        customers: known.len() as u64,
        effective: concentration.effective_customers.map(|effective| effective.0),
        unassigned: concentration.unassigned,
        negative: concentration.negative_customers,
        currency: report.currency.clone(),
    }
}

fn amount_of(customer: &crate::model::CustomerAmount) -> f64 {
    customer.amount.to_f64()
}

/// The finding: how much of revenue is in the eggs past 10 %.
#[must_use]
pub fn title(data: &Data) -> String {
    let past: Vec<f64> = data.eggs.iter().map(|egg| egg.share).filter(|share| *share >= LARGEST[0]).collect();
    let largest = data.eggs.first().map_or(0.0, |egg| egg.share);
    let too_many = if largest >= LARGEST[1] { ": too many eggs in one basket" } else { "" };
    match past.len() {
        _ if data.customers == 1 => "All revenue comes from one customer: too many eggs in one basket".to_owned(),
        0 if data.eggs.is_empty() => format!("No single egg stands out among {}", customers(data.customers)),
        0 => format!("No customer reaches 10 % of revenue; the largest is {}", percent(largest)),
        1 => format!("One customer is {} of revenue{too_many}", percent(largest)),
        many if many as u64 == data.customers => {
            format!("All revenue comes from {many} customers, the largest alone {}{too_many}", percent(largest))
        }
        many => {
            let all = percent(past.iter().sum());
            format!("{many} customers are {all} of revenue, the largest alone {}{too_many}", percent(largest))
        }
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let data = read(report);
    if data.customers == 0 {
        let why = reason(&report.concentration.reasons, "cr", "no customer has positive revenue in the window");
        return Ok(card(NAME, report, style, &why));
    }
    let measure = format!(
        "Every egg a customer, its area the net revenue of the {} · {} · {}",
        window(report, &style.words),
        money(data.total, data.currency.as_deref()),
        customers(data.customers)
    );
    let page = Page::new(NAME, report, style, &title(&data), &measure);
    gradients(&page.canvas);
    draw_basket(&page, &data);
    draw_list(&page, &data);
    Ok(page.finish(&alt(&data), table(&data)))
}

/// What fills the basket: an egg each, and the gathered one in its place by size.
enum Laid<'a> {
    One(&'a Share),
    Gathered,
}

fn draw_basket(page: &Page, data: &Data) {
    let mut laid: Vec<(f64, Laid)> = data.eggs.iter().map(|egg| (egg.amount.to_f64(), Laid::One(egg))).collect();
    if shows_gathered(data) {
        let amount = data.gathered_amount.to_f64();
        let place = laid.partition_point(|(other, _)| *other >= amount);
        laid.insert(place, (amount, Laid::Gathered));
    }
    let areas: Vec<f64> = laid.iter().map(|(amount, _)| *amount).collect();
    let (bowl, eggs) = fitting_bowl(&areas, page.space);
    let middle = (page.space.x + (page.space.width - LIST - BESIDE) / 2.0, page.space.y + HANDLE);
    basket::behind(&page.canvas, &bowl, middle, HANDLE - 14.0);
    for ((_, what), egg) in laid.iter().zip(&eggs) {
        let egg = Egg { x: egg.x + middle.0, y: egg.y + middle.1, ..*egg };
        match what {
            Laid::One(share) => draw_egg(&page.canvas, &egg, share),
            Laid::Gathered => draw_gathered(&page.canvas, &egg, data),
        }
    }
    basket::before(&page.canvas, &bowl, middle);
}

/// The gathered egg is drawn where it is itself large enough to be true.
fn shows_gathered(data: &Data) -> bool {
    let drawn: f64 = data.eggs.iter().map(|egg| egg.amount.to_f64()).sum();
    let gathered = data.gathered_amount.to_f64();
    data.gathered > 0 && gathered >= (drawn + gathered) * SMALLEST
}

/// The basket, narrower for a few eggs where they fill that better.
fn fitting_bowl(areas: &[f64], space: Frame) -> (Bowl, Vec<Egg>) {
    let half_width = (space.width - LIST - BESIDE) / 2.0 - ROPE;
    let depth = space.height - HANDLE - ROPE - 6.0;
    let bowl = |part: f64| Bowl { half_width: half_width * part, depth, heap: 104.0 };
    let widths: &[f64] = if areas.len() > 40 { &[1.0] } else { &[1.0, 0.88, 0.76, 0.64] };
    let mut best: Option<(f64, Bowl, Vec<Egg>)> = None;
    for &part in widths {
        let bowl = bowl(part);
        let eggs = packing::pack(areas, &bowl);
        let fill = eggs.iter().map(Egg::area).sum::<f64>() / bowl.area() + part * 0.25;
        if best.as_ref().is_none_or(|(least, _, _)| fill > *least) {
            best = Some((fill, bowl, eggs));
        }
    }
    best.map_or_else(|| (bowl(1.0), Vec::new()), |(_, bowl, eggs)| (bowl, eggs))
}

/// Light from the upper left; each gradient ends a shade darker, so that an egg has an edge without a stroke, which would
/// add to its area.
fn gradients(canvas: &Canvas) {
    let shades = [
        ("plain", "#fffdf8", "#f6ead2", "#d3b98c"),
        ("watch", "#ffd98a", "#eaa51c", "#c07f00"),
        ("warning", "#f79a4e", "#d96408", "#a94900"),
        ("critical", "#d9622f", "#a63103", "#741c00"),
        ("gathered", "#fbf6ea", "#efe3cb", "#d9c6a0"),
    ];
    for (name, light, body, edge) in shades {
        canvas.define(&format!(
            "<radialGradient id=\"egg-basket-{name}\" cx=\"0.42\" cy=\"0.5\" r=\"0.62\" fx=\"0.34\" fy=\"0.34\"><stop \
             offset=\"0\" stop-color=\"{light}\"/><stop offset=\"0.62\" stop-color=\"{body}\"/><stop offset=\"1\" \
             stop-color=\"{edge}\"/></radialGradient>"
        ));
    }
}

fn shade(share: f64) -> (&'static str, Paint) {
    match theme::level(share, LARGEST) {
        None => ("plain", INK),
        Some(Severity::Watch) => ("watch", INK),
        Some(Severity::Warning) => ("warning", LIGHT),
        Some(Severity::Critical) => ("critical", LIGHT),
    }
}

fn outline(egg: &Egg) -> String {
    let (left, right, y) = (number(egg.x - egg.radius), number(egg.x + egg.radius), number(egg.y));
    let (radius, top, bottom) = (number(egg.radius), number(egg.radius * TOP), number(egg.radius * BOTTOM));
    format!("M{left} {y}A{radius} {top} 0 0 1 {right} {y}A{radius} {bottom} 0 0 1 {left} {y}Z")
}

fn draw_egg(canvas: &Canvas, egg: &Egg, share: &Share) {
    let (shade, ink) = shade(share.share);
    canvas.open("egg", &share.name, &share.amount.to_string());
    canvas.path(&outline(egg), &format!("fill=\"url(#egg-basket-{shade})\""));
    canvas.close();
    let named = shade != "plain" || egg.radius > 96.0;
    let names = if named { Some(share.name.as_str()) } else { None };
    label(canvas, egg, names, &in_egg(share.share), Type::new(LABEL, ink).anchor(Anchor::Middle));
}

/// A dashed line just inside the outline and speckles: many in one.
fn draw_gathered(canvas: &Canvas, egg: &Egg, data: &Data) {
    canvas.open("egg gathered", &smaller(data), &data.gathered_amount.to_string());
    canvas.path(&outline(egg), "fill=\"url(#egg-basket-gathered)\"");
    canvas.close();
    let edge = Egg { radius: egg.radius - 1.5, ..*egg };
    canvas.path(&outline(&edge), "fill=\"none\" stroke=\"#8a6a3a\" stroke-width=\"2.2\" stroke-dasharray=\"7 5\"");
    speckles(canvas, egg, data.gathered);
    let share = data.gathered_amount.to_f64() / data.total.to_f64();
    let look = Type::new(LABEL, INK).anchor(Anchor::Middle);
    label(canvas, egg, Some(&smaller(data)), &in_egg(share), look);
}

/// A dot a gathered customer, at most as many as leave room, spread as seeds in a sunflower.
fn speckles(canvas: &Canvas, egg: &Egg, customers: u64) {
    let dots = (customers as f64).min(egg.radius * egg.radius / 40.0).min(400.0) as u32;
    let mut path = String::new();
    for dot in 0..dots {
        let (sin, cos) = (f64::from(dot) * 2.399_963).sin_cos();
        let out = ((f64::from(dot) + 0.5) / f64::from(dots)).sqrt() * egg.radius * 0.92;
        let tall = if sin < 0.0 { TOP } else { BOTTOM };
        let (x, y) = (egg.x + out * cos, egg.y + out * sin * tall);
        path.push_str(&format!("M{} {}h2.6v2.6h-2.6z", number(x - 1.3), number(y - 1.3)));
    }
    canvas.path(&path, "fill=\"#d8c39c\"");
}

fn smaller(data: &Data) -> String {
    let size = if data.eggs.is_empty() { "small" } else { "smaller" };
    format!("{} {size} customer{}", count(data.gathered), if data.gathered == 1 { "" } else { "s" })
}

/// Inside an egg there is room for whole percents only, from 10 % up.
fn in_egg(share: f64) -> String {
    if share >= 0.1 { percent_with(share, 0) } else { percent_with(share, 1) }
}

/// Writes the share and, where it fits in at most two lines, the name into an egg; nothing where the share does not fit.
fn label(canvas: &Canvas, egg: &Egg, name: Option<&str>, share: &str, look: Type) {
    let figure = (egg.radius * 0.36).clamp(18.0, 66.0);
    if width(share, figure, true) > egg.radius * 1.5 {
        return;
    }
    let size = (egg.radius * 0.17).clamp(19.0, 30.0);
    let room = egg.radius * 1.56;
    let lines = name.map_or_else(Vec::new, |name| wrap(name, size, false, room, 2));
    let fits = !lines.iter().any(|line| line.contains('…')) && egg.radius > 52.0;
    let lines = if fits { lines } else { Vec::new() };
    let below = lines.len() as f64 * size * 1.2;
    let baseline = egg.y + figure * 0.36 - below / 2.0;
    canvas.text((egg.x, baseline), share, Type { size: figure, ..look }.bold());
    for (at, line) in lines.iter().enumerate() {
        let y = baseline + size * 1.3 + at as f64 * size * 1.2;
        canvas.text((egg.x, y), line, Type { size, ..look });
    }
}

/// The ranked list beside the basket and the sentence that closes it.
fn draw_list(page: &Page, data: &Data) {
    let canvas = &page.canvas;
    let (left, right) = (page.space.x + page.space.width - LIST, page.space.x + page.space.width);
    let mut y = page.space.y + 40.0;
    canvas.text((right, y), "share of revenue", Type::new(SMALL, MUTED).anchor(Anchor::End));
    y += 46.0;
    for egg in data.eggs.iter().take(LISTED) {
        let (shade, _) = shade(egg.share);
        row(canvas, (left, right, y), shade, &egg.name, egg.share);
        y += 46.0;
    }
    let listed: Amount = data.eggs.iter().take(LISTED).map(|egg| egg.amount.amount).sum();
    let drawn: Amount = data.eggs.iter().map(|egg| egg.amount.amount).sum();
    let others = data.eggs.len().saturating_sub(LISTED);
    let share = |amount: Amount| amount.to_f64() / data.total.to_f64();
    if others > 0 {
        let name = format!("{} other egg{}", count(others as u64), if others == 1 { "" } else { "s" });
        quiet_row(canvas, (left, right, y), &name, share(drawn - listed));
        y += 46.0;
    }
    if data.gathered > 0 {
        gathered_mark(canvas, (left + 14.0, y - 10.0));
        quiet_row(canvas, (left, right, y), &smaller(data), share(data.gathered_amount.amount));
        y += 46.0;
    }
    notes(canvas, data, (left, y + 26.0));
}

fn row(canvas: &Canvas, (left, right, y): (f64, f64, f64), shade: &str, name: &str, share: f64) {
    let mark = Egg { x: left + 14.0, y: y - 8.0, radius: 10.5 };
    let look = if shade == "plain" { Type::new(LABEL, INK) } else { Type::new(LABEL, INK).bold() };
    canvas.path(&outline(&mark), &format!("fill=\"url(#egg-basket-{shade})\""));
    let figure = percent_with(share, 1);
    let room = right - left - 42.0 - width(&figure, LABEL, true) - 24.0;
    canvas.text((left + 42.0, y), &fit(name, LABEL, look.bold, room), look);
    canvas.text((right, y), &figure, look.anchor(Anchor::End));
}

fn quiet_row(canvas: &Canvas, (left, right, y): (f64, f64, f64), name: &str, share: f64) {
    let look = Type::new(LABEL, MUTED);
    canvas.text((left + 42.0, y), name, look);
    canvas.text((right, y), &percent_with(share, 1), look.anchor(Anchor::End));
}

fn gathered_mark(canvas: &Canvas, (x, y): (f64, f64)) {
    let mark = Egg { x, y: y + 2.0, radius: 9.5 };
    let paint = "fill=\"url(#egg-basket-gathered)\" stroke=\"#8a6a3a\" stroke-width=\"1.8\" stroke-dasharray=\"4 3\"";
    canvas.path(&outline(&mark), paint);
}

fn notes(canvas: &Canvas, data: &Data, (x, mut y): (f64, f64)) {
    if let Some(sentence) = data.effective.map(behaves) {
        let size = (LIST / width(&sentence, 1.0, true)).min(28.0);
        canvas.text((x, y), &sentence, Type::new(size, INK).bold());
        y += 44.0;
    }
    for note in left_out(data) {
        for line in wrap(&note, SMALL, false, LIST, 2) {
            canvas.text((x, y), &line, Type::new(SMALL, MUTED));
            y += 28.0;
        }
    }
}

fn behaves(effective: f64) -> String {
    match effective {
        effective if effective < 1.05 => "It behaves like a single customer.".to_owned(),
        effective if effective < 99.95 => format!("It behaves like {effective:.1} equal customers."),
        effective => format!("It behaves like {} equal customers.", count(effective.round() as u64)),
    }
}

/// How to read the colours, and what is not in the basket though it is in the revenue.
fn left_out(data: &Data) -> Vec<String> {
    let mut notes = vec!["Amber from 10 %, orange from 20 %, red from 30 %.".to_owned()];
    if data.unassigned.amount != Amount::ZERO {
        let amount = money(data.unassigned, data.currency.as_deref());
        notes.push(format!("Not in the basket: {amount} that names no customer."));
    }
    if data.negative > 0 {
        notes.push(format!("Not in the basket: {} with net credits.", customers(data.negative)));
    }
    notes
}

fn alt(data: &Data) -> String {
    let listed = data.eggs.iter().take(5).map(|egg| format!("{} {}", egg.name, percent_with(egg.share, 1)));
    let listed: Vec<String> = listed.chain((data.gathered > 0).then(|| smaller(data))).collect();
    let behaves = data.effective.map_or_else(String::new, |effective| format!(" {}", behaves(effective)));
    let customers = customers(data.customers);
    plain(&format!("A basket with an egg a customer, {customers}, area by revenue: {}.{behaves}", listed.join(", ")))
}

fn table(_: &Data) -> Table {
    Table::default()
}
