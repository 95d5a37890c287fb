//! A basket for every industry, or every value of what else customers are told apart by; all eggs on one scale.

use crate::charts::basket::{Basket, ROPE};
use crate::charts::egg::{self, Look, in_title};
use crate::charts::packing::Egg;
use crate::charts::shelf::{BELOW, Packed, shelves};
use crate::charts::split::{self, Value, called, value_name};
use crate::drawing::Drawing;
use crate::drawing::axis::Frame;
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card, window};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{fit, fitting, plain, wrap};
use crate::drawing::theme::{self, INK, LABEL, MUTED, SMALL};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::Report;
use crate::unit::{Amount, Money};

/// The chart's name.
pub const NAME: &str = "basket_by_industry";
/// Baskets at most; the values beyond share the last.
const BASKETS: usize = 6;
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
    // Values beyond the twenty largest name no customers.
    let told = hanging.iter().find(|value| !value.customers.is_empty()).map(|it| (**it).clone());
    let (hanging, named) = ((hanging.len() as u64, told), named.len() as u64);
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
    let told = |value: &&Value| value.name.is_some() && !value.customers.is_empty();
    let first = data.hanging.1.as_ref().or_else(|| data.baskets.iter().find(told)).or(data.baskets.first());
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
    let areas: Vec<Vec<f64>> = shown.iter().map(|value| amounts(value).iter().map(|it| it.0).collect()).collect();
    let (baskets, cells) = shelves(&areas, Frame { height: page.space.height - NOTES, ..page.space });
    for (at, (basket, cell)) in baskets.iter().zip(&cells).enumerate() {
        draw_basket(&page, basket, *cell, (shown[at], at), data.total.to_f64());
        let count = data.rest.as_ref().filter(|_| at == data.baskets.len()).map(|(count, _)| *count);
        below(&page, *cell, shown[at], count);
    }
    notes(&page, &data, &shown);
    Ok(page.finish(&alt(&data, words), table(&data)))
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
