//! A basket for every industry, or every value of what else customers are told apart by; all eggs on one scale.
//!
//! Each basket is packed for itself and then made smaller as a whole until its eggs have the common scale, so that a
//! basket is about as large as its revenue.

use crate::charts::Drawing;
use crate::charts::axis::Frame;
use crate::charts::backend::{Anchor, Type};
use crate::charts::basket::{Basket, ROPE};
use crate::charts::egg::{self, Look, in_title};
use crate::charts::packing::{self, Bowl, Egg};
use crate::charts::page::{Page, card, window};
use crate::charts::split::{self, Value, called, value_name};
use crate::charts::style::Style;
use crate::charts::table::{Table, cell, safe};
use crate::charts::text::{fit, fitting, plain, wrap};
use crate::charts::theme::{self, INK, LABEL, MUTED, SMALL};
use crate::charts::words::Words;
use crate::error::Result;
use crate::model::Report;
use crate::unit::{Amount, Money};
use std::ops::Range;

/// The chart's name.
pub const NAME: &str = "basket_by_industry";
/// Baskets at most; the values beyond share the last.
const BASKETS: usize = 6;
/// Height of the words below a basket.
const BELOW: f64 = 146.0;
/// Width of those words at least.
const WORDS: f64 = 226.0;
/// Free space between baskets.
const GAP: f64 = 28.0;
/// Free space between rows.
const ROWS: f64 = 14.0;
/// Width of the room that each basket is packed in, before all are made smaller or larger.
const ROOM: f64 = 600.0;
/// How high that room may be, over its width.
const SHAPES: [f64; 4] = [0.85, 1.05, 1.3, 1.6];
/// Height of the notes at the foot.
const NOTES: f64 = 44.0;
/// Share of a value from which on it hangs on one customer.
const HANGS: f64 = 0.5;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The dimension's name in the ledger.
    pub dimension: String,
    /// A basket each, the largest first.
    pub baskets: Vec<Value>,
    /// How many values the last basket gathers, and what they hold.
    pub rest: Option<(u64, Value)>,
    /// How many values have a name.
    pub named: u64,
    /// Those of them that hang on one customer: how many, and the one with the most revenue.
    pub hanging: (u64, Option<Value>),
    /// All net revenue.
    pub total: Money,
    /// Net revenue that no egg stands for.
    pub left_out: Money,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// Takes the values and gathers those beyond the baskets.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let split = split::read(report)?;
    let named: Vec<&Value> = split.values.iter().filter(|value| value.name.is_some()).collect();
    let hangs = |value: &&&Value| value.largest.is_some_and(|share| share >= HANGS);
    let hanging: Vec<&&Value> = named.iter().filter(hangs).collect();
    let (hanging, named) = ((hanging.len() as u64, hanging.first().map(|it| (**it).clone())), named.len() as u64);
    let mut baskets = split.values;
    let keep = if baskets.len() > BASKETS { BASKETS - 1 } else { baskets.len() };
    let rest = baskets.split_off(keep);
    let rest = (!rest.is_empty()).then(|| (rest.len() as u64, split::gathered(&rest)));
    let (dimension, total, left_out) = (split.dimension, split.total, split.left_out);
    Some(Data { dimension, baskets, rest, named, hanging, total, left_out, currency: report.currency.clone() })
}

/// The finding: how many values hang on one customer.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let first = data.hanging.1.as_ref().or(data.baskets.first());
    let customer = first.and_then(|value| value.customers.first());
    words.say(
        "basket-by-industry-title",
        &[
            ("dimension", data.dimension.as_str().into()),
            ("called", called(&data.dimension).into()),
            ("hanging", data.hanging.0.into()),
            ("count", data.named.into()),
            ("customer", customer.map_or(String::new(), |customer| in_title(&customer.name)).into()),
            ("value", first.map_or(String::new(), |value| in_title(&value_name(value, words))).into()),
            ("share", words.percent(first.and_then(|value| value.largest).unwrap_or(0.0)).into()),
        ],
    )
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let words = &style.words;
    let Some(data) = read(report) else {
        return Ok(card(NAME, report, style, &words.word("basket-by-industry-empty")));
    };
    let measure = words.say(
        "basket-by-industry-measure",
        &[
            ("window", window(report, words).into()),
            ("total", words.money(data.total, data.currency.as_deref()).into()),
        ],
    );
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    egg::gradients(&page.canvas);
    let shown: Vec<&Value> = data.baskets.iter().chain(data.rest.iter().map(|(_, rest)| rest)).collect();
    let (baskets, cells) = shelves(&shown, Frame { height: page.space.height - NOTES, ..page.space });
    for (at, (basket, cell)) in baskets.iter().zip(&cells).enumerate() {
        draw_basket(&page, basket, *cell, (shown[at], at), data.total.to_f64());
        let count = data.rest.as_ref().filter(|_| at == data.baskets.len()).map(|(count, _)| *count);
        below(&page, *cell, shown[at], count);
    }
    notes(&page, &data, &shown);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// A basket and its eggs, the middle of its rim at the origin.
struct Packed {
    bowl: Bowl,
    eggs: Vec<Egg>,
    handle: f64,
    size: f64,
}

/// The areas of a value's eggs, the largest first; what is not named is one of them.
fn amounts(value: &Value) -> Vec<(f64, Option<usize>)> {
    let mut amounts: Vec<(f64, Option<usize>)> =
        value.customers.iter().enumerate().map(|(at, it)| (it.amount.to_f64(), Some(at))).collect();
    if value.others_amount.amount > Amount::ZERO {
        amounts.push((value.others_amount.to_f64(), None));
    }
    amounts.sort_by(|one, other| other.0.total_cmp(&one.0));
    amounts
}

/// The baskets at the largest common scale at which they fit `space`, and a cell for each: of all shapes of basket and all
/// ways to place them the best one.
fn shelves(values: &[&Value], space: Frame) -> (Vec<Packed>, Vec<Frame>) {
    let tried = SHAPES.iter().map(|shape| {
        let (baskets, scale) = packed(values, Frame { width: ROOM, height: ROOM * shape, ..space });
        let breaks = 0..1_u32 << (baskets.len().saturating_sub(1)).min(BASKETS);
        let ways = breaks.flat_map(|breaks| [false, true].map(|aside| Way { aside, breaks }));
        let fitted = ways.map(|way| (largest(&baskets, way, space), way));
        let best = fitted.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let (by, way) = best.unwrap_or((1.0, Way { aside: false, breaks: 0 }));
        (scale * by * by, baskets, by, way)
    });
    let best = tried.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or_else(Default::default, |(_, baskets, by, way)| {
        let cells = cells(&baskets, by, way, space);
        (baskets.iter().map(|basket| basket.scaled(by)).collect(), cells)
    })
}

/// A way to place baskets.
#[derive(Clone, Copy)]
struct Way {
    /// Whether the first stands left of all rows.
    aside: bool,
    /// A new row after each basket whose bit is set.
    breaks: u32,
}

impl Way {
    /// How many of `baskets` stand left of all rows, and the space of the rows.
    fn rest(self, baskets: &[Packed], by: f64, space: Frame) -> (usize, Frame) {
        if !self.aside || baskets.len() < 2 {
            return (0, space);
        }
        let taken = baskets[0].extent(by).0.max(WORDS) + GAP;
        (1, Frame { x: space.x + taken, width: space.width - taken, ..space })
    }
}

/// Every basket as large as `room`, and then made smaller to the scale of the one whose eggs are the smallest; and that
/// scale, area for money.
fn packed(values: &[&Value], room: Frame) -> (Vec<Packed>, f64) {
    let (handle, size) = (room.height * 0.24, room.width.min(room.height) / 860.0);
    let depth = room.height - handle - ROPE * size;
    let most = Bowl { half_width: room.width / 2.0 - ROPE * size, depth, heap: handle * 0.5 };
    let pack = |value: &&Value| {
        let areas: Vec<f64> = amounts(value).iter().map(|(amount, _)| *amount).collect();
        let (bowl, eggs) = packing::snug(&areas, most);
        let scale = eggs.iter().map(Egg::area).sum::<f64>() / areas.iter().sum::<f64>();
        (Packed { bowl, eggs, handle, size }, scale)
    };
    let packed: Vec<(Packed, f64)> = values.iter().map(pack).collect();
    let common = packed.iter().map(|(_, scale)| *scale).fold(f64::INFINITY, f64::min);
    let scaled = packed.iter().map(|(basket, scale)| basket.scaled((common / scale).sqrt()));
    (scaled.collect(), common)
}

/// The rows of `count` baskets.
fn row_ranges(count: usize, breaks: u32) -> Vec<Range<usize>> {
    let ends: Vec<usize> = (1..=count).filter(|end| *end == count || breaks >> (end - 1) & 1 == 1).collect();
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends.iter().copied()).map(|(from, to)| from..to).collect()
}

/// How much larger the baskets can be when they are placed in a way.
fn largest(baskets: &[Packed], way: Way, space: Frame) -> f64 {
    let fits = |by: f64| {
        let (aside, space) = way.rest(baskets, by, space);
        let (first, rest) = baskets.split_at(aside);
        let rows = row_ranges(rest.len(), way.breaks);
        down(rest, &rows, by) <= space.height
            && height(first, by) + BELOW <= space.height
            && rows.iter().all(|row| across(&rest[row.clone()], by) <= space.width)
    };
    let (mut low, mut high) = (0.0, 6.0);
    for _ in 0..24 {
        let by = (low + high) / 2.0;
        if fits(by) { low = by } else { high = by }
    }
    low
}

/// The highest of `baskets` at a scale.
fn height(baskets: &[Packed], by: f64) -> f64 {
    baskets.iter().map(|basket| basket.extent(by).1).fold(0.0, f64::max)
}

/// Width of a row.
fn across(row: &[Packed], by: f64) -> f64 {
    row.iter().map(|basket| basket.extent(by).0.max(WORDS)).sum::<f64>() + GAP * (row.len() as f64 - 1.0)
}

/// Height of all rows.
fn down(baskets: &[Packed], rows: &[Range<usize>], by: f64) -> f64 {
    rows.iter().map(|row| height(&baskets[row.clone()], by) + BELOW + ROWS).sum::<f64>() - ROWS
}

/// A cell for each basket; what is left of the space is shared among them.
fn cells(baskets: &[Packed], by: f64, way: Way, space: Frame) -> Vec<Frame> {
    let (aside, right) = way.rest(baskets, by, space);
    let (first, rest) = baskets.split_at(aside);
    let rows = row_ranges(rest.len(), way.breaks);
    let spare = ((right.height - down(rest, &rows, by)) / (rows.len() as f64 + 1.0)).max(0.0);
    // The first stands on the ground of the last row.
    let ground = Frame { y: space.y - spare, width: right.x - space.x - GAP, ..space };
    let mut cells: Vec<Frame> = first.iter().map(|_| ground).collect();
    let mut y = right.y + spare;
    for row in rows {
        let row = &rest[row];
        let more = (right.width - across(row, by)) / row.len() as f64;
        let (mut x, height) = (right.x, height(row, by) + BELOW);
        for basket in row {
            let width = basket.extent(by).0.max(WORDS) + more;
            cells.push(Frame { x, y, width, height });
            x += width + GAP;
        }
        y += height + ROWS + spare;
    }
    cells
}

impl Packed {
    fn scaled(&self, by: f64) -> Packed {
        let by = if by.is_finite() { by } else { 1.0 };
        let Bowl { half_width, depth, heap } = self.bowl;
        let bowl = Bowl { half_width: half_width * by, depth: depth * by, heap: heap * by };
        let eggs = self.eggs.iter().map(|egg| Egg { x: egg.x * by, y: egg.y * by, radius: egg.radius * by });
        // Willow that thinned as fast as its basket would be a hair.
        let size = (self.size * by.sqrt()).min(1.0);
        Packed { bowl, eggs: eggs.collect(), handle: self.handle * by, size }
    }

    /// Width and height on the page at a scale.
    fn extent(&self, by: f64) -> (f64, f64) {
        let rope = ROPE * (self.size * by.sqrt()).min(1.0);
        (2.0 * (self.bowl.half_width * by + 1.3 * rope), self.handle * by + self.bowl.depth * by + rope)
    }
}

/// All baskets of a row stand on one ground.
fn draw_basket(page: &Page, packed: &Packed, cell: Frame, (value, at): (&Value, usize), total: f64) {
    let (canvas, words) = (&page.canvas, &page.words);
    let ground = cell.y + cell.height - BELOW - ROPE * packed.size;
    let middle = (cell.x + cell.width / 2.0, ground - packed.bowl.depth);
    let basket = Basket { bowl: packed.bowl, middle, handle: packed.handle * 0.93, size: packed.size, at };
    basket.behind(canvas);
    for ((amount, customer), egg) in amounts(value).iter().zip(&packed.eggs) {
        let egg = Egg { x: egg.x + middle.0, y: egg.y + middle.1, ..*egg };
        let figure = egg::figure(amount / total, words);
        match customer.and_then(|at| value.customers.get(at)) {
            Some(customer) => {
                let look = Look::of(customer.share);
                egg::draw(canvas, &egg, look, &customer.name, &customer.amount.to_string());
                egg::label(canvas, &egg, look, None, &figure);
            }
            None => {
                let name = others(value.others, words);
                egg::draw(canvas, &egg, Look::Gathered, &name, &value.others_amount.to_string());
                egg::speckles(canvas, &egg, value.others);
                egg::label(canvas, &egg, Look::Gathered, Some(&name), &figure);
            }
        }
    }
    basket.before(canvas);
}

fn others(count: u64, words: &Words) -> String {
    words.say("others", &[("number", words.count(count).into())])
}

/// The value, its share, and who is the largest in it.
fn below(page: &Page, cell: Frame, value: &Value, rest: Option<u64>) {
    let words = &page.words;
    let middle = cell.x + cell.width / 2.0;
    let y = cell.y + cell.height - BELOW;
    let name = rest.map_or_else(|| value_name(value, words), |count| others(count, words));
    let share = words.say("basket-by-industry-share", &[("share", words.percent(value.share).into())]);
    let size = fitting(&name, LABEL, true, cell.width).max(SMALL);
    let look = Type::new(size, if rest.is_some() { MUTED } else { INK }).anchor(Anchor::Middle);
    page.canvas.text((middle, y + 36.0), &fit(&name, size, true, cell.width), look.bold());
    page.canvas.text((middle, y + 65.0), &fit(&share, LABEL, false, cell.width), Type { size: LABEL, ..look });
    let Some((largest, customer)) = value.largest.zip(value.customers.first()) else { return };
    let customer = fit(&customer.name, SMALL, false, cell.width);
    let hangs = largest >= HANGS;
    let told = words.say("basket-by-industry-largest", &[("share", words.percent(largest).into())]);
    let look = Type::new(SMALL, INK).anchor(Anchor::Middle);
    page.canvas.text((middle, y + 104.0), &customer, if hangs { look.bold() } else { look });
    let look = Type { bold: hangs, ..Type::new(SMALL, if hangs { theme::WARNING_TEXT } else { MUTED }) };
    page.canvas.text((middle, y + 130.0), &fit(&told, SMALL, true, cell.width), look.anchor(Anchor::Middle));
}

fn notes(page: &Page, data: &Data, shown: &[&Value]) {
    let (canvas, words) = (&page.canvas, &page.words);
    let y = page.space.y + page.space.height - 6.0;
    let shares: Vec<f64> = shown.iter().flat_map(|value| &value.customers).map(|it| it.share).collect();
    let x = egg::legend(canvas, words, (page.space.x, y), &shares);
    if data.left_out.amount != Amount::ZERO {
        let amount = words.money(data.left_out, data.currency.as_deref());
        let note = words.say("basket-by-industry-left-out", &[("amount", amount.into())]);
        let right = page.space.x + page.space.width;
        for line in wrap(&note, SMALL, false, right - x, 1) {
            canvas.text((right, y), &line, Type::new(SMALL, MUTED).anchor(Anchor::End));
        }
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |value: &Value| {
        let largest = value.largest.zip(value.customers.first());
        let (known, name, part) = largest.map_or(("no", "", 0.0), |(part, it)| ("yes", it.name.as_str(), part));
        words.say(
            "basket-by-industry-told",
            &[
                ("value", value_name(value, words).into()),
                ("share", words.percent(value.share).into()),
                ("known", known.into()),
                ("customer", name.into()),
                ("part", words.percent(part).into()),
            ],
        )
    };
    let listed = words.list(&data.baskets.iter().map(told).collect::<Vec<_>>());
    let dimension = called(&data.dimension);
    plain(&words.say("basket-by-industry-alt", &[("dimension", dimension.into()), ("listed", listed.into())]))
}

/// A row for every egg; those of customers that are not named have no name.
fn table(data: &Data) -> Table {
    let mut rows = Vec::new();
    for value in data.baskets.iter().chain(data.rest.iter().map(|(_, rest)| rest)) {
        let (name, part) = (safe(value.name.clone().unwrap_or_default()), cell(value.largest));
        for it in &value.customers {
            let (customer, share) = (safe(it.name.clone()), cell(it.share));
            rows.push([
                name.clone(),
                cell(value.share),
                part.clone(),
                customer,
                "1".into(),
                it.amount.to_string(),
                share,
            ]);
        }
        if value.others > 0 {
            let share = cell(value.others_amount.to_f64() / data.total.to_f64());
            let (count, amount) = (value.others.to_string(), value.others_amount.to_string());
            rows.push([name, cell(value.share), part, String::new(), count, amount, share]);
        }
    }
    Table::new(["value", "value_share", "largest_share", "customer", "customers", "amount", "share"], rows)
}
