//! The signature chart: every customer an egg, all in one basket, its area the revenue.

use crate::charts::basket::{Basket, ROPE};
use crate::charts::egg::{self, Look};
use crate::charts::packing::{self, Bowl, Egg};
use crate::drawing::Drawing;
use crate::drawing::axis::Frame;
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card, reason, window};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fitting, plain, wrap};
use crate::drawing::theme::{INK, LARGEST, MUTED, SMALL};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::Report;
use crate::unit::{Amount, Money, twelve_digits};

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
/// Height of a line of the list at most, and at least.
const PITCH: (f64, f64) = (46.0, 31.0);
/// How far the handle rises above the rim at most, and as a part of the basket's height.
const HANDLE: (f64, f64) = (196.0, 0.25);

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
    /// The group's id.
    pub customer: String,
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
        customer: customer.customer.clone(),
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
pub fn title(data: &Data, words: &Words) -> String {
    let past: Vec<f64> = data.eggs.iter().map(|egg| egg.share).filter(|share| *share >= LARGEST[0]).collect();
    let (name, largest) = data.eggs.first().map_or(("", 0.0), |egg| (egg.name.as_str(), egg.share));
    let finding = match past.len() {
        _ if data.customers == 1 => "only",
        0 if data.eggs.is_empty() => "small",
        0 => "below",
        1 => "one",
        many if many as u64 == data.customers => "all",
        _ => "many",
    };
    words.say(
        "egg-basket-title",
        &[
            ("finding", finding.into()),
            ("name", egg::in_title(name).into()),
            ("largest", words.percent(largest).into()),
            ("count", past.len().into()),
            ("customers", words.customers(data.customers).into()),
            ("share", words.percent(twelve_digits(past.iter().sum())).into()),
            ("crowded", if largest >= LARGEST[1] { "yes" } else { "no" }.into()),
        ],
    )
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.customers == 0 {
        let otherwise = words.word("egg-basket-none-positive");
        return Ok(card(NAME, report, style, &reason(&report.concentration.reasons, "cr", &otherwise)));
    }
    let measure = words.say(
        "egg-basket-measure",
        &[
            ("window", window(report, words).into()),
            ("total", words.money(data.total, data.currency.as_deref()).into()),
            ("customers", words.customers(data.customers).into()),
            ("has-gathered", if shows_gathered(&data) { "yes" } else { "no" }.into()),
            ("gathered", smaller(&data, words).into()),
        ],
    );
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    egg::gradients(&page.canvas);
    let list = list(&data, words);
    let (basket, beside) = places(page.space, &list);
    draw_basket(&page, basket, &data);
    draw_list(&page, beside, &data, &list);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// Where the basket and the list lie: side by side, or one below the other on a page that is no wider than high.
fn places(space: Frame, list: &List) -> (Frame, Frame) {
    let Frame { x, y, width, height } = space;
    if width > height * 1.3 {
        let basket = Frame { width: width - LIST - BESIDE, ..space };
        return (basket, Frame { x: x + width - LIST, width: LIST, ..space });
    }
    let below = 40.0 + (list.rows.len() as f64 / 2.0).ceil() * 40.0 + list.height(width);
    let below = below.min(height * 0.55);
    (Frame { height: height - below - 24.0, ..space }, Frame { y: y + height - below, height: below, ..space })
}

/// What fills the basket: an egg each, and the gathered one in its place by size.
pub enum Laid<'a> {
    /// A customer.
    One(&'a Share),
    /// All that are too small.
    Gathered,
}

/// The eggs of the book, the largest first, with their areas.
#[must_use]
pub fn laid(data: &Data) -> (Vec<Laid<'_>>, Vec<f64>) {
    let mut laid: Vec<(f64, Laid)> = data.eggs.iter().map(|egg| (egg.amount.to_f64(), Laid::One(egg))).collect();
    if shows_gathered(data) {
        let amount = data.gathered_amount.to_f64();
        let place = laid.partition_point(|(other, _)| *other >= amount);
        laid.insert(place, (amount, Laid::Gathered));
    }
    laid.into_iter().map(|(amount, what)| (what, amount)).unzip()
}

/// The gathered egg is drawn where it is itself large enough to be true.
fn shows_gathered(data: &Data) -> bool {
    let drawn: f64 = data.eggs.iter().map(|egg| egg.amount.to_f64()).sum();
    let gathered = data.gathered_amount.to_f64();
    data.gathered > 0 && gathered >= (drawn + gathered) * SMALLEST
}

/// The basket that fills `frame`, and its eggs where they lie on the page.
#[must_use]
pub fn filled(areas: &[f64], frame: Frame, at: usize) -> (Basket, Vec<Egg>) {
    let handle = (frame.height * HANDLE.1).min(HANDLE.0);
    let size = (frame.height / 832.0).min(frame.width / 900.0).clamp(0.3, 1.0);
    let thick = ROPE * size;
    let depth = frame.height - handle - thick - 6.0;
    let half_width = (frame.width / 2.0 - thick - 6.0).min(depth * 1.2);
    let most = Bowl { half_width, depth, heap: handle * 0.53 };
    // Many eggs fill any bowl; a few, or one that is huge, want a narrower one.
    let huge = areas.first().is_some_and(|first| *first > 0.5 * areas.iter().sum::<f64>());
    let widths: &[f64] = if areas.len() > 40 && !huge { &[1.0] } else { &[1.0, 0.88, 0.76, 0.64] };
    let (bowl, eggs) = packing::snug(areas, most, widths);
    let middle = (frame.x + frame.width / 2.0, frame.y + handle);
    let moved = |egg: &Egg| Egg { x: egg.x + middle.0, y: egg.y + middle.1, ..*egg };
    (Basket { bowl, middle, handle: handle - 14.0 * size, size, at }, eggs.iter().map(moved).collect())
}

fn draw_basket(page: &Page, frame: Frame, data: &Data) {
    let (laid, areas) = laid(data);
    let (basket, eggs) = filled(&areas, frame, 0);
    basket.behind(&page.canvas);
    for (what, egg) in laid.iter().zip(&eggs) {
        match what {
            Laid::One(share) => draw_egg(page, egg, share),
            Laid::Gathered => draw_gathered(page, egg, data),
        }
    }
    basket.before(&page.canvas);
}

fn draw_egg(page: &Page, egg: &Egg, share: &Share) {
    let (canvas, look) = (&page.canvas, Look::of(share.share));
    egg::draw(canvas, egg, look, &share.name, &share.amount.to_string());
    let name = (look.stands_out() || egg.radius > 96.0).then_some(share.name.as_str());
    egg::label(canvas, egg, look, name, &egg::figure(share.share, &page.words));
}

/// Many in one, with a speckle a customer.
pub fn draw_gathered(page: &Page, egg: &Egg, data: &Data) {
    let (canvas, words) = (&page.canvas, &page.words);
    egg::draw(canvas, egg, Look::Gathered, &smaller(data, words), &data.gathered_amount.to_string());
    egg::speckles(canvas, egg, data.gathered);
    let share = data.gathered_amount.to_f64() / data.total.to_f64();
    egg::label(canvas, egg, Look::Gathered, Some(&smaller(data, words)), &egg::figure(share, words));
}

/// `167 smaller customers`.
#[must_use]
pub fn smaller(data: &Data, words: &Words) -> String {
    let size = if data.eggs.is_empty() { "small" } else { "smaller" };
    let number = words.count(data.gathered).into();
    words.say("egg-basket-smaller", &[("size", size.into()), ("count", data.gathered.into()), ("number", number)])
}

/// The ranked list and what closes it.
struct List {
    /// Mark, name and share.
    rows: Vec<(Option<Look>, String, String)>,
    /// How many equal customers the book behaves like.
    behaves: Option<String>,
    /// Whether some egg has the colour of a level.
    levels: bool,
    /// What is not in the basket though it is in the revenue.
    left_out: Vec<String>,
}

impl List {
    /// Height of all that follows the rows.
    fn height(&self, room: f64) -> f64 {
        let notes: usize = self.left_out.iter().map(|note| wrap(note, SMALL, false, room, 2).len()).sum();
        let (behaves, levels) = (f64::from(u8::from(self.behaves.is_some())), f64::from(u8::from(self.levels)));
        12.0 + behaves * 42.0 + levels * 34.0 + notes as f64 * 28.0
    }
}

fn list(data: &Data, words: &Words) -> List {
    let share = |amount: Amount| words.percent_with(amount.to_f64() / data.total.to_f64(), 1);
    let row = |egg: &Share| (Some(Look::of(egg.share)), egg.name.clone(), words.percent_with(egg.share, 1));
    let mut rows: Vec<_> = data.eggs.iter().take(LISTED).map(row).collect();
    let unlisted: Amount = data.eggs.iter().skip(LISTED).map(|egg| egg.amount.amount).sum();
    let others = data.eggs.len().saturating_sub(LISTED) as u64;
    if others > 0 {
        let variables = [("count", others.into()), ("number", words.count(others).into())];
        rows.push((None, words.say("egg-basket-others", &variables), share(unlisted)));
    }
    if data.gathered > 0 {
        rows.push((Some(Look::Gathered), smaller(data, words), share(data.gathered_amount.amount)));
    }
    let levels = data.eggs.iter().any(|egg| Look::of(egg.share).stands_out());
    List { rows, behaves: data.effective.map(|it| behaves(it, words)), levels, left_out: left_out(data, words) }
}

/// One column beside the basket, two below it.
fn draw_list(page: &Page, frame: Frame, data: &Data, list: &List) {
    let columns = if frame.width > LIST { 2 } else { 1 };
    let down = list.rows.len().div_ceil(columns).max(1);
    let gap = 64.0;
    let width = (frame.width - gap * (columns - 1) as f64) / columns as f64;
    let rest = list.height(frame.width);
    let pitch = ((frame.height - 62.0 - rest) / down as f64).clamp(PITCH.1, PITCH.0);
    let top = frame.y + if columns == 1 { 36.0 } else { 18.0 };
    for column in 0..columns.min(list.rows.len()) {
        let right = frame.x + (width + gap) * column as f64 + width;
        let heading = page.words.word("egg-basket-heading");
        page.canvas.text((right, top), &heading, Type::new(SMALL, MUTED).anchor(Anchor::End));
    }
    for (at, (look, name, share)) in list.rows.iter().enumerate() {
        let left = frame.x + (width + gap) * (at / down) as f64;
        let y = top + (at % down + 1) as f64 * pitch;
        egg::row(&page.canvas, (left, left + width, y), *look, name, share);
    }
    notes(page, data, list, (frame.x, top + down as f64 * pitch + 12.0, frame.width));
}

fn notes(page: &Page, data: &Data, list: &List, (x, mut y, room): (f64, f64, f64)) {
    if let Some(sentence) = &list.behaves {
        y += 42.0;
        let size = fitting(sentence, 28.0, true, room);
        page.canvas.text((x, y), sentence, Type::new(size, INK).bold());
    }
    if list.levels {
        y += 34.0;
        let shares: Vec<f64> = data.eggs.iter().map(|egg| egg.share).collect();
        egg::legend(&page.canvas, &page.words, (x, y), &shares);
    }
    for note in &list.left_out {
        for line in wrap(note, SMALL, false, room, 2) {
            y += 28.0;
            page.canvas.text((x, y), &line, Type::new(SMALL, MUTED));
        }
    }
}

fn behaves(effective: f64, words: &Words) -> String {
    let number = if effective < 99.95 { format!("{effective:.1}") } else { words.count(effective.round() as u64) };
    let single = if effective < 1.05 { "yes" } else { "no" };
    words.say("egg-basket-behaves", &[("single", single.into()), ("number", number.into())])
}

/// What is not in the basket though it is in the revenue.
fn left_out(data: &Data, words: &Words) -> Vec<String> {
    let unassigned = (data.unassigned.amount != Amount::ZERO).then(|| {
        let amount = words.money(data.unassigned, data.currency.as_deref());
        words.say("egg-basket-unassigned", &[("amount", amount.into())])
    });
    let customers = || ("customers", words.customers(data.negative).into());
    let negative = (data.negative > 0).then(|| words.say("egg-basket-negative", &[customers()]));
    unassigned.into_iter().chain(negative).collect()
}

fn alt(data: &Data, words: &Words) -> String {
    let listed = data.eggs.iter().take(5).map(|egg| format!("{} {}", egg.name, words.percent_with(egg.share, 1)));
    let listed: Vec<String> = listed.chain((data.gathered > 0).then(|| smaller(data, words))).collect();
    let behaves = data.effective.map_or_else(String::new, |effective| behaves(effective, words));
    plain(&words.say(
        "egg-basket-alt",
        &[
            ("customers", words.customers(data.customers).into()),
            ("listed", words.list(&listed).into()),
            ("behaves", behaves.into()),
        ],
    ))
}

/// The eggs, and the gathered one as a row without a name.
fn table(data: &Data) -> Table {
    let row = |egg: &Share| [safe(egg.name.clone()), "1".to_owned(), egg.amount.to_string(), cell(egg.share)];
    let gathered = (data.gathered > 0).then(|| {
        let share = cell(data.gathered_amount.to_f64() / data.total.to_f64());
        [String::new(), data.gathered.to_string(), data.gathered_amount.to_string(), share]
    });
    Table::new(["customer", "customers", "amount", "share"], data.eggs.iter().map(row).chain(gathered))
}
