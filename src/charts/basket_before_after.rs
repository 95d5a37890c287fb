//! The basket before and after the worst scenario: the same eggs in the same places, and holes where revenue is lost.

use crate::charts::basket::Basket;
use crate::charts::egg::{self, Look};
use crate::charts::egg_basket::{self, Laid, Share, filled, laid, smaller};
use crate::charts::packing::{BOTTOM, Egg};
use crate::charts::scenarios::{largest_lost, largest_named};
use crate::drawing::Drawing;
use crate::drawing::axis::Frame;
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card, window};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, fitting, plain, wrap};
use crate::drawing::theme::{BAD, FOOTNOTE, INK, MUTED, RULE, SMALL};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{Report, Stress, StressNumbers};
use crate::unit::{Amount, Money};

/// The chart's name.
pub const NAME: &str = "basket_before_after";
/// Free space between the two baskets.
const GAP: f64 = 70.0;
/// Height of the heading over a basket.
const HEAD: f64 = 44.0;
/// Height of a row of numbers.
const NUMBERS: f64 = 104.0;
/// Width a number needs.
const COLUMN: f64 = 236.0;
/// Height of a line of notes.
const NOTE: f64 = 30.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The scenario in words.
    pub scenario: String,
    /// How many of the largest are lost, and which part of each, where the report named it so itself.
    pub largest: Option<(u64, f64)>,
    /// The book before it.
    pub book: egg_basket::Data,
    /// Who loses what, by the group's id; those who lose most.
    pub hit: Vec<(String, String, Money)>,
    /// Customers it hits that are not among them.
    pub not_named: u64,
    /// What they lose.
    pub not_named_lost: Money,
    /// Revenue lost.
    pub lost: Money,
    /// Revenue after.
    pub left: Money,
    /// The headline numbers that are known before and after.
    pub numbers: Vec<Number>,
    /// Customers with positive revenue before and after.
    pub customers: (u64, u64),
    /// Whether the tightest limit holds after it; `None` where no limit is known.
    pub holds: Option<bool>,
}

/// A headline number.
#[derive(Debug, Clone, PartialEq)]
pub enum Number {
    /// Money: its name, before and after.
    Money(&'static str, Money, Money),
    /// A share.
    Share(&'static str, f64, f64),
    /// A number of customers.
    Count(&'static str, f64, f64),
}

/// Takes the scenario that loses most revenue, the first of equals.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let loses = |stress: &&Stress| stress.revenue_lost.amount;
    let worst = report.stress.iter().rev().max_by_key(loses).filter(|stress| loses(stress) > Amount::ZERO)?;
    let hit = worst.hit.iter().map(|it| (it.customer.clone(), clean(&it.name), it.revenue_lost));
    let named: Amount = worst.hit.iter().map(|it| it.revenue_lost.amount).sum();
    let not_named_lost = Money::new(worst.revenue_lost.amount - named, worst.revenue_lost.decimals);
    Some(Data {
        scenario: clean(&worst.description),
        largest: largest_lost(worst),
        book: egg_basket::read(report),
        hit: hit.collect(),
        not_named: worst.customers_hit.saturating_sub(worst.hit.len() as u64),
        not_named_lost,
        lost: worst.revenue_lost,
        left: worst.after.revenue,
        numbers: numbers(&worst.before, &worst.after),
        customers: (worst.before.customers, worst.after.customers),
        holds: worst.after.slack.map(|slack| slack.amount >= Amount::ZERO),
    })
}

fn numbers(before: &StressNumbers, after: &StressNumbers) -> Vec<Number> {
    let money = |name, before: Option<Money>, after: Option<Money>| {
        before.zip(after).map(|(before, after)| Number::Money(name, before, after))
    };
    let ten = |numbers: &StressNumbers| numbers.cr.get("10").copied().flatten();
    let effective = before.effective_customers.zip(after.effective_customers);
    [
        money("revenue", Some(before.revenue), Some(after.revenue)),
        ten(before).zip(ten(after)).map(|(before, after)| Number::Share("cr_10", before.0, after.0)),
        effective.map(|(before, after)| Number::Count("effective_customers", before.0, after.0)),
        money("ebitda", before.ebitda, after.ebitda),
        money("slack", before.slack, after.slack),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn scenario(data: &Data, words: &Words) -> String {
    data.largest.map_or_else(|| data.scenario.clone(), |lost| largest_named(lost, words))
}

/// The finding: how much of revenue the scenario takes, and whether a limit breaks.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let share = data.lost.to_f64() / (data.lost.to_f64() + data.left.to_f64());
    let limit = match data.holds {
        Some(true) => "holds",
        Some(false) => "breaks",
        None => "unknown",
    };
    words.say(
        "basket-before-after-title",
        &[
            ("scenario", fit(&scenario(data, words), 1.0, true, 26.0).into()),
            ("share", words.percent(share).into()),
            ("limit", limit.into()),
        ],
    )
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let words = &style.words;
    let Some(data) = read(report).filter(|data| data.book.customers > 0) else {
        return Ok(card(NAME, report, style, &words.word("basket-before-after-empty")));
    };
    let measure = words.say("basket-before-after-measure", &[("window", window(report, words).into())]);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    egg::gradients(&page.canvas);
    let (notes, shares) = (notes(&data, words), shares(&data));
    let lines = notes.len().max(usize::from(shares.iter().any(|share| Look::of(*share).stands_out())));
    let rows = data.numbers.len().div_ceil(((page.space.width / COLUMN) as usize).max(1));
    let columns = data.numbers.len().div_ceil(rows.max(1)).max(1);
    let foot = data.numbers.len().div_ceil(columns) as f64 * NUMBERS + lines as f64 * NOTE + 12.0;
    let space = Frame { height: page.space.height - foot, ..page.space };
    draw_baskets(&page, space, &data);
    let below = Frame { y: space.y + space.height + 12.0, height: foot - 12.0, ..page.space };
    draw_numbers(&page, below, columns, &data);
    draw_notes(&page, lines, &notes, &shares);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// The shares of both baskets that an egg has its colour by.
fn shares(data: &Data) -> Vec<f64> {
    let (total, left) = (data.book.total.to_f64(), data.left.to_f64());
    let of = |what: Laid<'_>| match &what {
        Laid::One(share) => {
            let kept = Money::new(share.amount.amount - lost(&what, data), share.amount.decimals);
            vec![share.amount.to_f64() / total, kept.to_f64() / left]
        }
        Laid::Gathered => Vec::new(),
    };
    laid(&data.book).0.into_iter().flat_map(of).collect()
}

/// The colours first, and beside them how to read the picture; then what it cannot show.
fn draw_notes(page: &Page, lines: usize, notes: &[String], shares: &[f64]) {
    let Frame { x, y, width, height } = page.space;
    for at in 0..lines {
        let y = y + height - 6.0 - (lines - 1 - at) as f64 * NOTE;
        let left = if at == 0 { egg::legend(&page.canvas, &page.words, (x, y), shares) } else { x };
        if let Some(note) = notes.get(at) {
            let line = fit(note, SMALL, false, x + width - left);
            page.canvas.text((left, y), &line, Type::new(SMALL, MUTED));
        }
    }
}

/// Both baskets hold the same eggs in the same places, so that an egg is found again by its place.
fn draw_baskets(page: &Page, space: Frame, data: &Data) {
    let width = (space.width - GAP) / 2.0;
    let (laid, areas) = laid(&data.book);
    for (at, side) in ["before", "after"].into_iter().enumerate() {
        let x = space.x + at as f64 * (width + GAP);
        let frame = Frame { x, y: space.y + HEAD, width, height: space.height - HEAD };
        heading(page, Frame { height: HEAD, ..frame }, side, data);
        let (basket, eggs) = filled(&areas, frame, at);
        basket.behind(&page.canvas);
        for (what, egg) in laid.iter().zip(&eggs) {
            draw_egg(page, egg, what, data, at == 1);
        }
        basket.before(&page.canvas);
        if at == 1 {
            arrow(page, &basket, space.x + width + GAP / 2.0);
        }
    }
}

fn heading(page: &Page, frame: Frame, side: &str, data: &Data) {
    let words = &page.words;
    let revenue = if side == "before" { data.book.total } else { data.left };
    let customers = if side == "before" { data.customers.0 } else { data.customers.1 };
    let told = words.say(
        "basket-before-after-side",
        &[
            ("side", side.into()),
            ("revenue", words.money(revenue, data.book.currency.as_deref()).into()),
            ("customers", words.customers(customers).into()),
        ],
    );
    let size = fitting(&told, 28.0, true, frame.width);
    let look = Type::new(size, INK).bold().anchor(Anchor::Middle);
    page.canvas.text((frame.x + frame.width / 2.0, frame.y - HEAD + 28.0), &told, look);
}

/// From the one basket to the other.
fn arrow(page: &Page, basket: &Basket, x: f64) {
    let y = basket.middle.1 - basket.handle * 0.5;
    let head = format!("M{:.1} {y:.1}h34m-13 -12l13 12l-13 12", x - 17.0);
    let colour = page.canvas.hex(MUTED);
    page.canvas
        .path(&head, &format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"3.5\" stroke-linecap=\"round\""));
}

fn draw_egg(page: &Page, egg: &Egg, what: &Laid<'_>, data: &Data, after: bool) {
    let words = &page.words;
    let (amount, total) = match (what, after) {
        (Laid::One(share), _) => (share.amount, data.book.total),
        (Laid::Gathered, _) => (data.book.gathered_amount, data.book.total),
    };
    let lost = if after { lost(what, data) } else { Amount::ZERO };
    let left = Money::new(amount.amount - lost, amount.decimals);
    let total = if after { data.left } else { total };
    if lost > Amount::ZERO {
        egg::ghost(&page.canvas, egg);
    }
    let (name, look) = match what {
        Laid::One(share) => (share.name.clone(), Look::of(left.to_f64() / total.to_f64())),
        Laid::Gathered => (smaller(&data.book, words), Look::Gathered),
    };
    if left.amount <= Amount::ZERO {
        return gone(page, egg, &name);
    }
    let part = (left.to_f64() / amount.to_f64()).sqrt();
    let shrunk = Egg { y: egg.y + egg.radius * (1.0 - part) * BOTTOM, radius: egg.radius * part, ..*egg };
    egg::draw(&page.canvas, &shrunk, look, &name, &left.to_string());
    if look == Look::Gathered {
        egg::speckles(&page.canvas, &shrunk, data.book.gathered);
    }
    let share = left.to_f64() / total.to_f64();
    let named = look.stands_out() || egg.radius > 70.0;
    egg::label(&page.canvas, &shrunk, look, named.then_some(name.as_str()), &egg::figure(share, words));
}

/// What the scenario takes of an egg.
fn lost(what: &Laid<'_>, data: &Data) -> Amount {
    let is_drawn = |customer: &str| data.book.eggs.iter().any(|egg| egg.customer == customer);
    let of = |keep: &dyn Fn(&str) -> bool| -> Amount {
        data.hit.iter().filter(|(customer, _, _)| keep(customer)).map(|(_, _, lost)| lost.amount).sum()
    };
    match what {
        Laid::One(Share { customer, .. }) => of(&|hit| hit == customer),
        Laid::Gathered => of(&|hit| !is_drawn(hit)),
    }
}

/// In the hole of a large egg stands whose it was.
fn gone(page: &Page, egg: &Egg, name: &str) {
    let size = (egg.radius * 0.17).clamp(19.0, 28.0);
    let word = page.words.word("basket-before-after-gone");
    let mut lines = wrap(name, size, false, egg.radius * 1.62, 2);
    if egg.radius < 52.0 || lines.iter().any(|line| line.contains('…')) {
        lines.clear();
    }
    if egg.radius < 30.0 {
        return;
    }
    let ink = Type::new(size, crate::drawing::theme::DARK).anchor(Anchor::Middle);
    let first = egg.y + size * 0.35 - lines.len() as f64 * size * 0.6;
    page.canvas.text((egg.x, first), &word, Type { size: fitting(&word, size, true, egg.radius * 1.5), ..ink }.bold());
    for (at, line) in lines.iter().enumerate() {
        page.canvas.text((egg.x, first + (at as f64 + 1.0) * size * 1.2), line, ink);
    }
}

/// Each number before and after, with what it means where that is bad.
fn draw_numbers(page: &Page, frame: Frame, columns: usize, data: &Data) {
    let canvas = &page.canvas;
    let width = frame.width / columns as f64;
    canvas.rule((frame.x, frame.y - 2.0), (frame.x + frame.width, frame.y - 2.0), 1.5, RULE, "");
    for (at, number) in data.numbers.iter().enumerate() {
        let x = frame.x + (at % columns) as f64 * width;
        let y = frame.y + (at / columns) as f64 * NUMBERS;
        let (name, before, after) = told(number, data, &page.words);
        let size = fitting(&name, SMALL, false, width - 20.0).max(FOOTNOTE);
        canvas.text((x, y + 34.0), &fit(&name, size, false, width - 20.0), Type::new(size, MUTED));
        let line = page.words.say("basket-before-after-change", &[("before", before.into()), ("after", after.into())]);
        let size = fitting(&line, 32.0, true, width - 28.0);
        let worse = matches!(number, Number::Money(_, before, after) if after.amount < before.amount);
        canvas.text((x, y + 74.0), &line, Type::new(size, if worse { BAD } else { INK }).bold());
    }
}

/// A number's name with its unit, and itself before and after.
fn told(number: &Number, data: &Data, words: &Words) -> (String, String, String) {
    let called = |name: &'static str, unit: String| {
        words.say("basket-before-after-number", &[("name", name.into()), ("unit", unit.into())])
    };
    let count = |value: f64| if value < 99.95 { format!("{value:.1}") } else { words.count(value.round() as u64) };
    match *number {
        Number::Money(name, before, after) => {
            let (before, after) = (before.to_f64(), after.to_f64());
            let unit = words.unit(before.abs().max(after.abs()), data.book.currency.as_deref());
            (called(name, words.in_unit(&unit)), unit.print(before), unit.print(after))
        }
        Number::Share(name, before, after) => {
            (called(name, String::new()), words.percent_with(before, 1), words.percent_with(after, 1))
        }
        Number::Count(name, before, after) => (called(name, String::new()), count(before), count(after)),
    }
}

/// How to read the picture, and what it cannot show.
fn notes(data: &Data, words: &Words) -> Vec<String> {
    let takes = laid(&data.book).0.iter().any(|what| lost(what, data) > Amount::ZERO);
    let dashed = takes.then(|| words.word("basket-before-after-dashed"));
    let not_named = (data.not_named > 0 && data.not_named_lost.amount > Amount::ZERO).then(|| {
        let amount = words.money(data.not_named_lost, data.book.currency.as_deref());
        let customers = words.customers(data.not_named);
        words.say("basket-before-after-not-named", &[("customers", customers.into()), ("amount", amount.into())])
    });
    dashed.into_iter().chain(not_named).collect()
}

fn alt(data: &Data, words: &Words) -> String {
    let line = |number: &Number| {
        let (name, before, after) = told(number, data, words);
        let variables = [("name", name.into()), ("before", before.into()), ("after", after.into())];
        words.say("basket-before-after-told", &variables)
    };
    let numbers = words.list(&data.numbers.iter().map(line).collect::<Vec<_>>());
    let hit: Vec<String> = data.hit.iter().take(5).map(|(_, name, _)| name.clone()).collect();
    let (scenario, hit) = (scenario(data, words).into(), words.list(&hit).into());
    plain(&words.say("basket-before-after-alt", &[("scenario", scenario), ("hit", hit), ("numbers", numbers.into())]))
}

/// The headline numbers, and every customer hit with its revenue before and after.
fn table(data: &Data) -> Table {
    let number = |number: &Number| match *number {
        Number::Money(name, before, after) => [name.into(), String::new(), before.to_string(), after.to_string()],
        Number::Share(name, before, after) | Number::Count(name, before, after) => {
            [name.into(), String::new(), cell(before), cell(after)]
        }
    };
    let customer = |(id, name, lost): &(String, String, Money)| {
        let before = data.book.eggs.iter().find(|egg| egg.customer == *id).map(|egg| egg.amount);
        let after = before.map(|before| Money::new(before.amount - lost.amount, before.decimals));
        let print = |money: Option<Money>| money.map_or_else(String::new, |money| money.to_string());
        ["customer_revenue".into(), safe(name.clone()), print(before), print(after)]
    };
    let rows = data.numbers.iter().map(number).chain(data.hit.iter().map(customer));
    Table::new(["measure", "customer", "before", "after"], rows)
}
