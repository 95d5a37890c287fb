//! What the customers' leaving would cost: expected loss, its probability with an interval, and the revenue exposed.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, plain, width, wrap};
use crate::drawing::theme::{ACCENT, Fill, INK, LABEL, MUTED, NEUTRAL, PAPER, Paint, RULE, SMALL};
use crate::drawing::words::{Unit, Words};
use crate::error::Result;
use crate::model::{CustomerExposure, Report};
use crate::unit::{Amount, Money};

/// The chart's name.
pub const NAME: &str = "churn_exposure";
/// Rows at most.
const ROWS: usize = 15;
/// Room for names before the bars, as a part of the page, and at most.
const NAMES: (f64, f64) = (0.22, 400.0);
/// Width of the probability's picture, as a part of the page.
const CHANCE: f64 = 0.14;
/// From this width on the intervals are printed too.
const WIDE: f64 = 1500.0;
/// Height of a line of small text.
const LINE: f64 = SMALL * 1.3;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The largest expected loss first.
    pub rows: Vec<Row>,
    /// Customers with an exposure that have no row.
    pub others: u64,
    /// Their expected loss.
    pub others_loss: Money,
    /// Expected loss over all customers.
    pub expected_loss: Option<Money>,
    /// The same over the revenue exposed.
    pub share: Option<f64>,
    /// What is exposed, as the report names it.
    pub exposed: &'static str,
    /// Revenue that contracts hold beyond the horizon.
    pub locked: Money,
    /// Whether a cut counts as an event too, and takes a share only.
    pub cuts: bool,
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
    /// Whether somebody set it over the model's.
    pub own: bool,
    /// Probability times revenue exposed.
    pub loss: Money,
}

/// What is exposed, as the messages select it: `revenue`, `contracted` for contracted ARR, else `arr`.
pub(super) fn basis(exposed: &str) -> &'static str {
    match exposed {
        "ttm_revenue" => "revenue",
        "contracted_arr" => "contracted",
        _ => "arr",
    }
}

/// Takes the rows from the report.
#[must_use]
pub fn read(report: &Report) -> Data {
    let exposure = &report.churn_exposure;
    let known = exposure.by_customer.iter().filter(|row| row.exposure.to_f64() > 0.0 && row.probability.0.is_finite());
    let rows: Vec<Row> = known.clone().take(ROWS).map(row).collect();
    let others_loss: Amount = known.clone().skip(rows.len()).map(|row| row.exposure.amount).sum();
    Data {
        others: (known.count() - rows.len()) as u64,
        others_loss: Money::new(others_loss, exposure.exposed_amount.decimals),
        expected_loss: exposure.expected_loss,
        share: exposure.expected_loss_share.map(|share| share.0).filter(|share| share.is_finite()),
        exposed: basis(&exposure.exposed),
        locked: exposure.locked_amount,
        cuts: exposure.severity == "contraction_history",
        months: exposure.horizon_months,
        currency: report.currency.clone(),
        rows,
    }
}

fn row(row: &CustomerExposure) -> Row {
    let probability = row.probability.0.clamp(0.0, 1.0);
    Row {
        name: clean(if row.name.trim().is_empty() { &row.customer } else { &row.name }),
        exposed: row.arr,
        probability,
        low: row.low.0.clamp(0.0, probability),
        high: row.high.0.clamp(probability, 1.0),
        own: row.override_author.is_some(),
        loss: row.exposure,
    }
}

/// The finding: the expected loss, and how much of it is one customer.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let currency = data.currency.as_deref();
    let (Some(loss), Some(first)) = (data.expected_loss, data.rows.first()) else {
        return words.word("churn-exposure-title-none");
    };
    let share = data.share.map_or_else(String::new, |share| words.percent(share));
    let customers = match data.rows.len() {
        1 => "one",
        _ if !stands_out(data) => "even",
        _ => "many",
    };
    words.say(
        "churn-exposure-title",
        &[
            ("loss", words.money(loss, currency).into()),
            ("known", if data.share.is_some() { "yes" } else { "no" }.into()),
            ("share", share.into()),
            ("exposed", data.exposed.into()),
            ("months", data.months.into()),
            ("customers", customers.into()),
            ("name", fit(&first.name, 1.0, true, 18.0).into()),
            ("first", words.money(first.loss, currency).into()),
        ],
    )
}

/// Whether the first is worth a name: more than the second, and at least a twentieth of all.
fn stands_out(data: &Data) -> bool {
    let loss = |at: usize| data.rows.get(at).map_or(0.0, |row| row.loss.to_f64());
    loss(0) > loss(1) && loss(0) >= data.expected_loss.map_or(0.0, Money::to_f64) * 0.05
}

/// Where the columns stand, across the page.
struct Columns {
    bars: (f64, f64),
    chance: (f64, f64),
    /// Right end of the probability's figures.
    figure: f64,
    /// Left end of the interval's figures, where they have room.
    interval: Option<f64>,
    /// Right end of the revenue exposed.
    exposed: f64,
    /// Where the column of the probability ends.
    chance_end: f64,
}

fn columns(space: Frame, data: &Data, unit: &Unit, words: &Words) -> Columns {
    let widest = |print: &dyn Fn(&Row) -> String, bold: bool| {
        data.rows.iter().map(|row| width(&print(row), LABEL, bold)).fold(0.0, f64::max)
    };
    let exposed = space.x + space.width;
    let chance_end = exposed - widest(&|row| unit.print(row.exposed.to_f64()), false).max(112.0) - 36.0;
    let interval = (space.width >= WIDE).then(|| chance_end - widest(&|row| interval(row, words), false));
    let figure = interval.map_or(chance_end, |left| left - 22.0);
    let chance = figure - widest(&|row| words.percent_with(row.probability, 1), true) - 22.0;
    let from = chance - CHANCE * space.width;
    let figures = widest(&|row| unit.print(row.loss.to_f64()), true) + 44.0;
    let bars = (space.x + (space.width * NAMES.0).min(NAMES.1), from - figures);
    Columns { bars, chance: (from, chance), figure, interval, exposed, chance_end }
}

fn interval(row: &Row, words: &Words) -> String {
    format!("{} – {}", words.percent_with(row.low, 1), words.percent_with(row.high, 1))
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.rows.is_empty() || data.expected_loss.is_none() {
        let otherwise = words.word("churn-exposure-empty");
        return Ok(card(NAME, report, style, &reason(&report.churn_exposure.reasons, "expected_loss", &otherwise)));
    }
    let unit = words.unit(data.rows[0].loss.to_f64(), data.currency.as_deref());
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(&data, &unit, words));
    let (space, rows) = (page.space, data.rows.len() as f64);
    let columns = columns(space, &data, &unit, words);
    let notes = wrap(&notes(&data, words), SMALL, false, space.width, 2);
    let foot = if notes[0].is_empty() { 0.0 } else { notes.len() as f64 * LINE + 22.0 };
    let top = heads(&page, &columns, &data);
    let height = ((space.height - top - foot) / rows).min(96.0);
    let body = Frame { x: space.x, y: space.y + top, width: space.width, height: height * rows };
    draw_rows(&page, &columns, body, &data, &unit)?;
    for (at, line) in notes.iter().enumerate() {
        let y = body.y + body.height + 38.0 + at as f64 * LINE;
        page.canvas.text((space.x, y), line, Type::new(SMALL, MUTED));
    }
    Ok(page.finish(&alt(&data, words), table(&data)))
}

fn measure(data: &Data, unit: &Unit, words: &Words) -> String {
    let locked = if data.locked.amount > Amount::ZERO { "yes" } else { "no" };
    words.say(
        "churn-exposure-measure",
        &[
            ("exposed", data.exposed.into()),
            ("months", data.months.into()),
            ("locked", locked.into()),
            ("cuts", if data.cuts { "yes" } else { "no" }.into()),
            ("unit", words.in_unit(unit).into()),
        ],
    )
}

/// Who is not drawn, what contracts hold, and what a hollow dot is.
fn notes(data: &Data, words: &Words) -> String {
    let money = |money: Money| ("amount", words.money(money, data.currency.as_deref()).into());
    let number = ("number", words.count(data.others).into());
    let others = (data.others > 0)
        .then(|| words.say("churn-exposure-others", &[("count", data.others.into()), number, money(data.others_loss)]));
    let held = || [money(data.locked), ("months", data.months.into()), ("exposed", data.exposed.into())];
    let locked = (data.locked.amount > Amount::ZERO).then(|| words.say("churn-exposure-locked", &held()));
    let own = data.rows.iter().any(|row| row.own).then(|| words.word("churn-exposure-own"));
    others.into_iter().chain(locked).chain(own).collect::<Vec<_>>().join(" · ")
}

/// The columns' heads and the rule below them; returns where the rows begin.
fn heads(page: &Page, columns: &Columns, data: &Data) -> f64 {
    let (words, x) = (&page.words, [columns.bars.0, columns.chance.0, columns.exposed]);
    let rooms = [columns.chance.0 - x[0] - 20.0, columns.chance_end - x[1], x[2] - columns.chance_end - 20.0];
    let heads = [
        words.word("churn-exposure-head-loss"),
        words.say("churn-exposure-head-chance", &[("months", data.months.into())]),
        words.say("churn-exposure-head-exposed", &[("exposed", data.exposed.into())]),
    ];
    let heads = [0, 1, 2].map(|at| wrap(&heads[at], SMALL, false, rooms[at], 3));
    let lines = heads.iter().map(Vec::len).max().unwrap_or(1);
    for (at, head) in heads.iter().enumerate() {
        let anchor = if at == 2 { Anchor::End } else { Anchor::Start };
        for (line, text) in head.iter().enumerate() {
            let y = page.space.y + SMALL * 0.8 + (lines - head.len() + line) as f64 * LINE;
            page.canvas.text((x[at], y), text, Type::new(SMALL, MUTED).anchor(anchor));
        }
    }
    let foot = SMALL * 0.8 + (lines as f64 - 1.0) * LINE + 16.0;
    let y = page.space.y + foot;
    page.canvas.rule((page.space.x, y), (columns.exposed, y), 1.5, RULE, "");
    foot + 6.0
}

fn draw_rows(page: &Page, columns: &Columns, body: Frame, data: &Data, unit: &Unit) -> Result<()> {
    let rows = Axis::exact(0.0, data.rows.len() as f64, 4)?;
    let across = |(from, to): (f64, f64)| Frame { x: from, width: to - from, ..body };
    let losses = data.rows.iter().map(|row| row.loss.to_f64()).fold(0.0, f64::max);
    let mut bars = Plane::new(&page.canvas, across(columns.bars), &Axis::exact(0.0, losses, 4)?, &rows)?;
    let chance = data.rows.iter().map(|row| row.high).fold(0.02, f64::max);
    let mut whiskers = Plane::new(&page.canvas, across(columns.chance), &Axis::exact(0.0, chance, 2)?, &rows)?;
    let zero = columns.chance.0;
    page.canvas.rule((zero, body.y + 6.0), (zero, body.y + body.height - 6.0), 1.5, RULE, "");
    for (at, row) in data.rows.iter().enumerate() {
        let middle = rows.high() - at as f64 - 0.5;
        let size = (body.height / rows.high() * 0.62).min(LABEL);
        draw_loss(page, &mut bars, row, (middle, size, at == 0 && stands_out(data)), unit)?;
        draw_chance(page, &mut whiskers, row, middle)?;
        figures(page, columns, row, (body.x, bars.y(middle) + size * 0.35, size), unit);
    }
    Ok(())
}

/// Hatched, for it is a forecast; a bar `wide` units wide that has no room for a line of the hatching is whole.
pub(super) fn forecast(wide: f64, paint: Paint) -> Fill {
    if wide < 4.0 { Fill::Solid(paint) } else { Fill::Hatch(paint) }
}

fn draw_loss(
    page: &Page,
    bars: &mut Plane,
    row: &Row,
    (middle, size, first): (f64, f64, bool),
    unit: &Unit,
) -> Result<()> {
    let (loss, paint) = (row.loss.to_f64(), if first { ACCENT } else { NEUTRAL });
    let fill = forecast(bars.x(loss) - bars.x(0.0), paint);
    page.canvas.open("bar", &row.name, &row.loss.to_string());
    bars.bar((0.0, middle + 0.3), (loss, middle - 0.3), fill)?;
    page.canvas.close();
    let at = (bars.x(loss) + 14.0, bars.y(middle) + size * 0.35);
    page.canvas.text(at, &unit.print(loss), Type::new(size, INK).bold());
    Ok(())
}

/// The interval as a line, the probability as a dot on it; hollow where somebody set it.
fn draw_chance(page: &Page, whiskers: &mut Plane, row: &Row, middle: f64) -> Result<()> {
    page.canvas.open("chance", &row.name, &format!("{:.6}", row.probability));
    whiskers.line([(row.low, middle), (row.high, middle)], 4.0, NEUTRAL)?;
    whiskers.dot((row.probability, middle), 7.0, INK, if row.own { PAPER } else { INK })?;
    page.canvas.close();
    Ok(())
}

fn figures(page: &Page, columns: &Columns, row: &Row, (left, y, size): (f64, f64, f64), unit: &Unit) {
    let (canvas, words) = (&page.canvas, &page.words);
    let name = fit(&row.name, size, false, columns.bars.0 - 18.0 - left);
    canvas.text((columns.bars.0 - 18.0, y), &name, Type::new(size, INK).anchor(Anchor::End));
    let chance = words.percent_with(row.probability, 1);
    canvas.text((columns.figure, y), &chance, Type::new(size, INK).bold().anchor(Anchor::End));
    if let Some(left) = columns.interval {
        canvas.text((left, y), &interval(row, words), Type::new(size, MUTED));
    }
    let exposed = unit.print(row.exposed.to_f64());
    canvas.text((columns.exposed, y), &exposed, Type::new(size, INK).anchor(Anchor::End));
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |row: &Row| {
        words.say(
            "churn-exposure-told",
            &[
                ("name", row.name.as_str().into()),
                ("loss", words.money(row.loss, data.currency.as_deref()).into()),
                ("chance", words.percent_with(row.probability, 1).into()),
            ],
        )
    };
    let listed = words.list(&data.rows.iter().take(5).map(told).collect::<Vec<_>>());
    plain(&words.say("churn-exposure-alt", &[("count", data.rows.len().into()), ("listed", listed.into())]))
}

fn table(data: &Data) -> Table {
    let row = |row: &Row| {
        let money = [row.exposed, row.loss].map(|money| money.to_string());
        let [exposed, loss] = money;
        let name = safe(row.name.clone());
        [name, exposed, cell(row.probability), cell(row.low), cell(row.high), row.own.to_string(), loss]
    };
    let columns = ["customer", "exposed", "probability", "low", "high", "set_by_hand", "expected_loss"];
    Table::new(columns, data.rows.iter().map(row))
}
