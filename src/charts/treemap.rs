//! Revenue as area: a block for every value of a dimension, and within it a tile for every customer.
//!
//! Blocks stand in rows under their names, and tiles fill them; a customer's area is its revenue on one scale for all.

use crate::charts::egg::in_title;
use crate::charts::split::{self, Split, Value, called, value_name};
use crate::charts::tiling::{rows, squarified};
use crate::drawing::Drawing;
use crate::drawing::axis::Frame;
use crate::drawing::backend::{Anchor, Canvas, Type, number};
use crate::drawing::page::{Page, card, window};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{fit, fitting, plain, width, wrap};
use crate::drawing::theme::{self, FOOTNOTE, INK, LABEL, LARGEST, MUTED, NEUTRAL, PALE, Paint, SMALL, contrast, tint};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{Report, Severity};
use crate::unit::{Amount, Money};

/// The chart's name.
pub const NAME: &str = "treemap";
/// Blocks at most; the rest is gathered into one.
const BLOCKS: usize = 12;
/// The smallest part of revenue that has a block of its own.
const SMALLEST: f64 = 0.006;
/// Smallest size of a name in a narrow block or tile.
const SMALLEST_TYPE: f64 = 16.0;
/// Height of the notes below.
const NOTES: f64 = 44.0;
/// Contrast of a name and its tile at least.
const READABLE: f64 = 4.6;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The dimension's name in the ledger.
    pub dimension: String,
    /// Its values, the largest first.
    pub blocks: Vec<Value>,
    /// Values too small or too many for a block of their own, as one.
    pub rest: Option<(u64, Value)>,
    /// All net revenue.
    pub total: Money,
    /// Net revenue that has no area: customers with net credits, and rows that name none.
    pub left_out: Money,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// Takes the values and their customers, and gathers the small ones.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let Split { dimension, values: mut blocks, total, left_out } = split::read(report)?;
    let all: f64 = blocks.iter().map(|value| value.positive().to_f64()).sum();
    let large = blocks.iter().take_while(|value| value.positive().to_f64() >= all * SMALLEST).count();
    let keep = if blocks.len() > BLOCKS { large.min(BLOCKS - 1) } else { large };
    let rest = blocks.split_off(keep);
    let rest = (!rest.is_empty()).then(|| (rest.len() as u64, split::gathered(&rest)));
    Some(Data { dimension, blocks, rest, total, left_out, currency: report.currency.clone() })
}

/// The finding: the largest value, and how far it hangs on one customer.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let Some(first) = data.blocks.iter().find(|value| value.name.is_some()).or(data.blocks.first()) else {
        return words.word("chart-treemap");
    };
    let largest = first.largest.unwrap_or(0.0);
    let hangs = match first.customers.first() {
        None => "unknown",
        // Revenue without a customer, or credits, would belie `all of it`.
        Some(only) if first.customers.len() == 1 && only.amount.amount == first.amount.amount => "only",
        Some(_) if largest >= 0.5 => "one",
        Some(_) => "none",
    };
    let customer = first.customers.first().map_or(String::new(), |customer| in_title(&customer.name));
    words.say(
        "treemap-title",
        &[
            ("value", in_title(&value_name(first, words)).into()),
            ("share", words.percent(first.share).into()),
            ("hangs", hangs.into()),
            ("customer", customer.into()),
            ("part", words.percent(largest).into()),
        ],
    )
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let words = &style.words;
    let Some(data) = read(report) else { return Ok(card(NAME, report, style, &words.word("treemap-empty"))) };
    let measure = words.say(
        "treemap-measure",
        &[
            ("window", window(report, words).into()),
            ("dimension", called(&data.dimension).into()),
            ("total", words.money(data.total, data.currency.as_deref()).into()),
        ],
    );
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let frame = Frame { y: page.space.y - 8.0, height: page.space.height + 8.0 - NOTES, ..page.space };
    let blocks: Vec<&Value> = data.blocks.iter().chain(data.rest.iter().map(|(_, rest)| rest)).collect();
    let amounts: Vec<f64> = blocks.iter().map(|value| value.positive().to_f64()).collect();
    for (at, (value, place)) in blocks.iter().zip(rows(&amounts, frame)).enumerate() {
        match &data.rest {
            Some((count, rest)) if at == data.blocks.len() => draw_rest(&page, place, *count, rest),
            _ => draw_block(&page, place, value, data.total.to_f64()),
        }
    }
    notes(&page, &data);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// The value's name and share, and below them its customers.
fn draw_block(page: &Page, place: Frame, value: &Value, total: f64) {
    let words = &page.words;
    head(page, place, &value_name(value, words), value.share);
    let mut tiles: Vec<(f64, Option<&split::Customer>)> =
        value.customers.iter().map(|customer| (customer.amount.to_f64(), Some(customer))).collect();
    if value.others_amount.amount > Amount::ZERO {
        let amount = value.others_amount.to_f64();
        let place = tiles.partition_point(|(other, _)| *other >= amount);
        tiles.insert(place, (amount, None));
    }
    let areas: Vec<f64> = tiles.iter().map(|(amount, _)| *amount).collect();
    for ((amount, customer), place) in tiles.iter().zip(squarified(&areas, place)) {
        match customer {
            Some(customer) => {
                let look = tile_look(&page.canvas, theme::level(customer.share, LARGEST));
                draw_tile(page, place, look, (&customer.name, customer.share), &customer.amount.to_string());
            }
            None => {
                draw_others(page, place, value.others, amount / total, &value.others_amount.to_string());
            }
        }
    }
}

fn head(page: &Page, place: Frame, name: &str, share: f64) {
    let share = page.words.percent(share);
    let size = fitting(&format!("{name}{share}"), LABEL, true, place.width - 14.0).max(SMALLEST_TYPE);
    let taken = width(&share, size, true) + 12.0;
    let y = place.y - 11.0;
    let room = place.width - taken;
    let short = if room > size * 2.2 { fit(name, size, true, room) } else { String::new() };
    if !short.is_empty() {
        page.canvas.text((place.x, y), &short, Type::new(size, INK).bold());
    }
    if short.is_empty() && taken - 12.0 <= place.width || !short.is_empty() {
        let x = if short.is_empty() { place.x } else { place.x + width(&short, size, true) + 12.0 };
        page.canvas.text((x, y), &share, Type::new(size, MUTED));
    }
}

/// Ground, outline and text of a tile.
#[derive(Clone, Copy)]
struct Tile {
    ground: Paint,
    edge: Paint,
    text: Paint,
    bold: bool,
}

/// What is not named.
const OTHERS: Tile = Tile { ground: tint(PALE, 0.1), edge: PALE, text: INK, bold: false };

/// Within limits a breath of neutral; past one the level's colour, thinned until its name can be read.
fn tile_look(canvas: &Canvas, level: Option<Severity>) -> Tile {
    if level.is_none() {
        return Tile { ground: tint(NEUTRAL, 0.26), edge: NEUTRAL, text: INK, bold: false };
    }
    let edge = theme::colour(level);
    let reads = |ground: &Paint| contrast(canvas.colour(canvas.on(*ground)), canvas.colour(*ground)) >= READABLE;
    let thinned = (0..10).map(|step| tint(edge, 1.0 - f64::from(step) * 0.06));
    let ground = thinned.into_iter().find(reads).unwrap_or(edge);
    Tile { ground, edge, text: canvas.on(ground), bold: true }
}

fn draw_tile(page: &Page, place: Frame, look: Tile, (name, share): (&str, f64), value: &str) {
    mark(page, "tile", place, look, (name, value));
    let figure = page.words.percent_with(share, usize::from(share < 0.1));
    write(page, place, look, name, &figure);
}

/// Customers that are not named: paler, and told how many.
fn draw_others(page: &Page, place: Frame, others: u64, share: f64, value: &str) {
    let name = page.words.say("others", &[("number", page.words.count(others).into())]);
    mark(page, "tile others", place, OTHERS, (&name, value));
    write(page, place, OTHERS, &name, &page.words.percent_with(share, usize::from(share < 0.1)));
}

/// The values that are gathered in one grey block.
fn draw_rest(page: &Page, place: Frame, count: u64, rest: &Value) {
    let name = page.words.say("others", &[("number", page.words.count(count).into())]);
    head(page, place, &name, rest.share);
    let amount = Money::new(rest.positive(), rest.amount.decimals);
    mark(page, "tile others", place, OTHERS, (&name, &amount.to_string()));
}

fn mark(page: &Page, class: &str, place: Frame, look: Tile, (name, value): (&str, &str)) {
    let canvas = &page.canvas;
    canvas.open(class, name, value);
    canvas.rect((place.x, place.y), (place.width, place.height), look.ground);
    let [x, y, width, height] = [place.x, place.y, place.width, place.height].map(number);
    let outline = format!("M{x} {y}h{width}v{height}h-{width}z");
    canvas.path(&outline, &format!("fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\"", canvas.hex(look.edge)));
    canvas.close();
}

/// Name and share at the upper left of a tile, as large as it allows; nothing where the name finds no room.
fn write(page: &Page, place: Frame, look: Tile, name: &str, share: &str) {
    let pad = (place.width * 0.07).clamp(5.0, 11.0);
    let (room, height) = (place.width - 2.0 * pad, place.height - 16.0);
    let size = ((place.width * place.height).sqrt() * 0.085).clamp(FOOTNOTE, 40.0);
    let ink = Type { bold: look.bold, ..Type::new(size, look.text) };
    let most = ((height / size / 1.18) as usize).saturating_sub(1).min(3);
    // A cut name tells little, but the largest customers of a block have one before they have none.
    // How many others there are is never cut.
    let least = match share_of_page(page, place) {
        _ if look.ground == OTHERS.ground => f64::INFINITY,
        share if share > 0.01 => 3.8,
        _ => 7.0,
    };
    let lines = if most == 0 { Vec::new() } else { wrap(name, size, look.bold, room, most) };
    if lines.is_empty() || lines.iter().any(|line| line.contains('…')) && room < size * least {
        return write_small(page, place, ink, name);
    }
    let mut y = place.y + 7.0;
    for line in &lines {
        y += size * 1.18;
        page.canvas.text((place.x + pad, y - size * 0.2), line, ink);
    }
    if width(share, size, true) <= room {
        y += size * 1.18;
        page.canvas.text((place.x + pad, y - size * 0.2), share, ink.bold());
    }
}

/// The name alone in one small line, where that fits.
fn write_small(page: &Page, place: Frame, ink: Type, name: &str) {
    let fits = width(name, SMALLEST_TYPE, ink.bold) <= place.width - 8.0 && place.height >= SMALLEST_TYPE * 1.5;
    if fits {
        let at = (place.x + 4.0, place.y + SMALLEST_TYPE * 1.2);
        page.canvas.text(at, name, Type { size: SMALLEST_TYPE, ..ink });
    }
}

/// A tile's part of the space that all have.
fn share_of_page(page: &Page, place: Frame) -> f64 {
    place.width * place.height / (page.space.width * page.space.height)
}

/// What the colours mean, and what has no area.
fn notes(page: &Page, data: &Data) {
    let (canvas, words) = (&page.canvas, &page.words);
    let y = page.space.y + page.space.height - 6.0;
    let mut x = page.space.x;
    let shares: Vec<f64> = data.blocks.iter().flat_map(|value| &value.customers).map(|it| it.share).collect();
    for (level, limit) in [Severity::Watch, Severity::Warning, Severity::Critical].into_iter().zip(LARGEST) {
        if shares.iter().any(|share| theme::level(*share, LARGEST) == Some(level)) {
            let told = words.say("treemap-from", &[("share", words.percent_with(limit, 0).into())]);
            canvas.rect((x, y - 17.0), (26.0, 20.0), theme::colour(Some(level)));
            canvas.text((x + 36.0, y), &told, Type::new(SMALL, MUTED));
            x += 36.0 + width(&told, SMALL, false) + 34.0;
        }
    }
    if data.left_out.amount != Amount::ZERO {
        let amount = words.money(data.left_out, data.currency.as_deref());
        let note = words.say("treemap-left-out", &[("amount", amount.into())]);
        let right = page.space.x + page.space.width;
        let note = fit(&note, SMALL, false, right - x);
        canvas.text((right, y), &note, Type::new(SMALL, MUTED).anchor(Anchor::End));
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |value: &Value| format!("{} {}", value_name(value, words), words.percent(value.share));
    let listed = words.list(&data.blocks.iter().take(5).map(told).collect::<Vec<_>>());
    let dimension = called(&data.dimension);
    plain(&words.say("treemap-alt", &[("dimension", dimension.into()), ("listed", listed.into())]))
}

/// A row for every customer within a value; those that are not named as a row without a name.
fn table(data: &Data) -> Table {
    Table::new(["dimension", "value", "customer", "customers", "amount", "share"], value_rows(data))
}

fn value_rows(data: &Data) -> Vec<[String; 6]> {
    let mut rows = Vec::new();
    for value in data.blocks.iter().chain(data.rest.iter().map(|(_, rest)| rest)) {
        let name = safe(value.name.clone().unwrap_or_default());
        let dimension = safe(data.dimension.clone());
        for it in &value.customers {
            let customer = safe(it.name.clone());
            let (amount, share) = (it.amount.to_string(), cell(it.share));
            rows.push([dimension.clone(), name.clone(), customer, "1".to_owned(), amount, share]);
        }
        if value.others > 0 {
            let (count, amount) = (value.others.to_string(), value.others_amount);
            let share = cell(amount.to_f64() / data.total.to_f64());
            rows.push([dimension, name, String::new(), count, amount.to_string(), share]);
        }
    }
    rows
}
