//! What each scenario does to the main numbers: as they are now, and after each, the hardest scenario first.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::Type;
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, fitting, plain, width, wrap};
use crate::drawing::theme::{ACTUAL, CRITICAL, Fill, INK, LABEL, MUTED, NEUTRAL, PAPER, RULE, SMALL, text_colour};
use crate::drawing::words::{Unit, Words};
use crate::error::Result;
use crate::model::{Report, Severity, Stress, StressNumbers};

/// The chart's name.
pub const NAME: &str = "scenarios";
/// Scenarios at most.
const ROWS: usize = 6;
/// Room for a scenario's name and what is lost in it, as a part of the page, and at most.
const NAMES: (f64, f64) = (0.25, 440.0);
/// Free space between columns.
const GAP: f64 = 36.0;
/// Room above the rows for the columns' names.
const HEAD: f64 = 66.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The hardest first.
    pub scenarios: Vec<Scenario>,
    /// Scenarios that have no row.
    pub others: usize,
    /// The numbers that are known, in order: what, and whether it is money.
    pub columns: Vec<Column>,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// A number that every scenario changes.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Column {
    /// Its name: a column of the table, and a part of the message that names it.
    pub name: &'static str,
    /// Whether it is money; else a share.
    pub is_money: bool,
    /// Whether less than nothing is a breach or a loss.
    pub has_floor: bool,
}

/// One scenario.
#[derive(Debug, Clone, PartialEq)]
pub struct Scenario {
    /// Its name, safe to draw.
    pub name: String,
    /// How many of the largest are lost, and which part of each, where the report named it so itself.
    pub largest: Option<(u64, f64)>,
    /// What is lost, in words.
    pub description: String,
    /// By column, before and after.
    pub values: Vec<(Option<f64>, Option<f64>)>,
    /// Whether it uses up the slack that there was.
    pub breaches: bool,
}

/// How a column's value is taken from a scenario's numbers.
type Take = fn(&StressNumbers) -> Option<f64>;

/// Every column with how it is read.
const COLUMNS: [(Column, Take); 5] = [
    (Column { name: "revenue", is_money: true, has_floor: false }, |it| Some(it.revenue.to_f64())),
    (Column { name: "cr_10", is_money: false, has_floor: false }, |it| {
        it.cr.get("10").copied().flatten().map(|share| share.0)
    }),
    (Column { name: "es95_share", is_money: false, has_floor: false }, |it| it.es95_share.map(|share| share.0)),
    (Column { name: "ebitda", is_money: true, has_floor: true }, |it| it.ebitda.map(|money| money.to_f64())),
    (Column { name: "slack", is_money: true, has_floor: true }, |it| it.slack.map(|money| money.to_f64())),
];

/// Takes the scenarios from the report, the one with the least slack left, or else the largest loss, first.
#[must_use]
pub fn read(report: &Report) -> Data {
    let mut stresses: Vec<&Stress> = report.stress.iter().collect();
    let left = |it: &Stress| it.after.slack.map_or(i128::MAX, |slack| slack.amount.0);
    stresses.sort_by_key(|it| (left(it), -it.revenue_lost.amount.0));
    let known = |(_, take): &&(Column, Take)| stresses.iter().any(|it| take(&it.after).is_some_and(f64::is_finite));
    let columns: Vec<(Column, Take)> = COLUMNS.iter().filter(known).copied().collect();
    Data {
        scenarios: stresses.iter().take(ROWS).map(|it| scenario(it, &columns)).collect(),
        others: stresses.len().saturating_sub(ROWS),
        columns: columns.iter().map(|it| it.0).collect(),
        currency: report.currency.clone(),
    }
}

fn scenario(stress: &Stress, columns: &[(Column, Take)]) -> Scenario {
    let finite = |value: Option<f64>| value.filter(|value| value.is_finite());
    let slack = |numbers: &StressNumbers| numbers.slack.map_or(0.0, |slack| slack.to_f64());
    Scenario {
        name: clean(&stress.scenario),
        largest: largest_lost(stress),
        description: clean(&stress.description),
        values: columns.iter().map(|(_, take)| (finite(take(&stress.before)), finite(take(&stress.after)))).collect(),
        breaches: slack(&stress.before) > 0.0 && slack(&stress.after) < 0.0,
    }
}

/// The report names a scenario that nobody named by how many of the largest it takes: such a name is told in the reader's
/// language, any other is its author's.
pub(super) fn largest_lost(stress: &Stress) -> Option<(u64, f64)> {
    let lost = (stress.customers_hit, stress.cut.0);
    (reported(lost) == plain(&stress.scenario)).then_some(lost)
}

/// The name as the report writes it.
fn reported((count, cut): (u64, f64)) -> String {
    let (who, s) = if count == 1 {
        ("the largest customer".to_owned(), "s")
    } else {
        (format!("the {count} largest customers"), "")
    };
    if cut >= 1.0 { format!("{who} leave{s}") } else { format!("{who} cut{s} by {:.1} %", cut * 100.0) }
}

/// `the 3 largest customers leave`, in the reader's language.
pub(super) fn largest_named((count, cut): (u64, f64), words: &Words) -> String {
    let leaves = ("leaves", if cut >= 1.0 { "yes" } else { "no" }.into());
    let is_whole = (cut * 1000.0).round() % 10.0 == 0.0;
    let (number, cut) = (words.count(count).into(), words.percent_with(cut, usize::from(!is_whole)).into());
    words.say("scenarios-largest", &[leaves, ("count", count.into()), ("number", number), ("cut", cut)])
}

/// A name of ours begins with a capital letter; its author's stays as it is.
fn named(scenario: &Scenario, words: &Words) -> String {
    scenario.largest.map_or_else(|| scenario.name.clone(), |lost| capital(&largest_named(lost, words)))
}

fn capital(name: &str) -> String {
    let mut letters = name.chars();
    letters.next().map_or_else(String::new, |first| first.to_uppercase().chain(letters).collect())
}

impl Data {
    /// A number of a scenario before and after.
    fn of(&self, scenario: &Scenario, name: &str) -> Option<(f64, f64)> {
        let at = self.columns.iter().position(|column| column.name == name)?;
        let (before, after) = scenario.values.get(at).copied()?;
        before.zip(after)
    }
}

/// The finding: what the hardest scenario does to EBITDA, or to revenue, and whether it breaches a limit.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let Some(hardest) = data.scenarios.first() else { return String::new() };
    let breaching = data.scenarios.iter().filter(|it| it.breaches).count();
    let all = data.scenarios.len() + data.others;
    let breach = match (breaching, all) {
        (0, _) => "none",
        (_, 1) => "it",
        (1, _) => "alone",
        (some, all) if some == all => "every",
        _ => "some",
    };
    let name = ("name", fit(&named(hardest, words), 1.0, true, 20.0).into());
    let (what, from_to) = match (data.of(hardest, "ebitda"), data.of(hardest, "revenue")) {
        (Some(ebitda), _) => ("ebitda", ebitda),
        (None, Some(revenue)) => ("revenue", revenue),
        (None, None) => return words.say("scenarios-title-unknown", &[name]),
    };
    let [before, after] = [from_to.0, from_to.1].map(|value| words.money_value(value, data.currency.as_deref()).into());
    words.say(
        "scenarios-title",
        &[
            name,
            ("what", what.into()),
            ("before", before),
            ("after", after),
            ("breach", breach.into()),
            ("breaching", breaching.into()),
            ("all", all.into()),
        ],
    )
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.scenarios.is_empty() || data.columns.is_empty() {
        let why = reason(&report.reasons, "stress", &words.word("scenarios-empty"));
        return Ok(card(NAME, report, style, &why));
    }
    let unit = unit(&data, words);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(&data, &unit, words));
    let (space, rows) = (page.space, data.scenarios.len() as f64 + 1.0);
    let height = ((space.height - HEAD - 10.0) / rows).min(230.0);
    let left = (space.width * NAMES.0).min(NAMES.1);
    let body = Frame { x: space.x + left, y: space.y + HEAD, width: space.width - left, height: height * rows };
    names(&page, body, height, &data);
    let each = body.width / data.columns.len() as f64;
    for at in 0..data.columns.len() {
        let x = body.x + at as f64 * each;
        draw_column(&page, Frame { x, width: each - GAP, ..body }, at, &data, &unit)?;
    }
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// The unit of the largest amount, with a decimal below a thousand of it, since EBITDA and slack are far smaller than revenue.
fn unit(data: &Data, words: &Words) -> Unit {
    let (largest, currency) = (largest(data), data.currency.as_deref());
    let unit = words.unit(largest, currency);
    let is_coarse = unit.one > 1.0 && (99.0..1000.0).contains(&(largest / unit.one));
    if is_coarse { words.unit(unit.one * 99.0, currency) } else { unit }
}

/// The largest amount of money drawn.
fn largest(data: &Data) -> f64 {
    let money = |it: &Scenario| -> Vec<f64> {
        let columns = data.columns.iter().zip(&it.values).filter(|(column, _)| column.is_money);
        columns.flat_map(|(_, (before, after))| [*before, *after]).flatten().map(f64::abs).collect()
    };
    data.scenarios.iter().flat_map(money).fold(0.0, f64::max)
}

fn measure(data: &Data, unit: &Unit, words: &Words) -> String {
    let others = ("others", data.others.into());
    words.say("scenarios-measure", &[("unit", words.in_unit(unit).into()), others])
}

/// A row's name and what is lost in it, beside the middle of the row; a rule above each row.
fn names(page: &Page, body: Frame, height: f64, data: &Data) {
    let now = (page.words.word("scenarios-now"), String::new(), false);
    let scenario = |it: &Scenario| {
        let told = if it.description == it.name { String::new() } else { it.description.clone() };
        (named(it, &page.words), told, it.breaches)
    };
    let (x, room) = (page.space.x, body.x - page.space.x - 32.0);
    for (at, (name, told, breaches)) in std::iter::once(now).chain(data.scenarios.iter().map(scenario)).enumerate() {
        let top = body.y + at as f64 * height;
        page.canvas.rule((x, top), (body.x + body.width, top), 1.5, RULE, "");
        let size = (height * 0.24).min(27.0);
        let most = if height < 96.0 { 2 } else { 3 };
        let colour = text_colour(breaches.then_some(Severity::Critical));
        let name = wrap(&name, size, true, room, if told.is_empty() { most } else { 2 });
        let breach = breaches.then(|| (page.words.word("scenarios-breaches"), colour));
        let told = wrap(&told, SMALL.min(size), false, room, (most - name.len().min(most - 1)).max(1));
        let small = told.into_iter().map(|line| (line, MUTED)).chain(breach).filter(|line| !line.0.is_empty());
        let small: Vec<_> = small.take(most + 1 - name.len()).collect();
        let lines = name.into_iter().map(|line| (line, Type::new(size, colour).bold()));
        let lines: Vec<_> =
            lines.chain(small.into_iter().map(|(line, paint)| (line, Type::new(SMALL.min(size), paint)))).collect();
        let tall: f64 = lines.iter().map(|line| line.1.size * 1.2).sum();
        let mut y = top + (height - tall) / 2.0 - size * 0.2;
        for (line, look) in lines {
            y += look.size * 1.2;
            page.canvas.text((x, y), &line, look);
        }
    }
}

/// One number as it is now and in all scenarios, on one scale that holds nothing.
fn draw_column(page: &Page, frame: Frame, at: usize, data: &Data, unit: &Unit) -> Result<()> {
    let column = data.columns[at];
    let values = || data.scenarios.iter().filter_map(|it| it.values.get(at).copied());
    let all = values().flat_map(|(before, after)| [before, after]).flatten();
    let (low, high) = all.fold((0.0, 0.0), |(low, high), it| (f64::min(low, it), f64::max(high, it)));
    let rows = data.scenarios.len() as f64 + 1.0;
    let mut plane = Plane::new(&page.canvas, frame, &Axis::exact(low, high, 4)?, &Axis::exact(0.0, rows, 1)?)?;
    let heading = page.words.word(&format!("scenarios-column-{}", column.name.replace('_', "-")));
    let lines = wrap(&heading, LABEL, true, frame.width + GAP - 8.0, 2);
    for (line, text) in lines.iter().rev().enumerate() {
        page.canvas.text((frame.x, frame.y - 18.0 - line as f64 * 28.0), text, Type::new(LABEL, INK).bold());
    }
    let before = values().find_map(|it| it.0);
    let row = |at: usize| rows - at as f64 - 0.5;
    let (zero, foot) = (plane.x(0.0), frame.y + frame.height);
    page.canvas.rule((zero, frame.y), (zero, foot), 2.0, if column.has_floor { CRITICAL } else { MUTED }, "");
    if let Some(before) = before.filter(|it| *it != 0.0) {
        page.canvas.rule((plane.x(before), plane.y(row(0) - 0.4)), (plane.x(before), foot), 1.5, NEUTRAL, "3 6");
    }
    draw_cell(page, &mut plane, frame, row(0), ("before", "now", before), (column, unit))?;
    for (at, (_, after)) in values().enumerate() {
        let name = &data.scenarios[at].name;
        draw_cell(page, &mut plane, frame, row(at + 1), ("after", name, after), (column, unit))?;
    }
    Ok(())
}

/// A bar from nothing, whole where it is so and hatched where it would be; its figure stands above it, so that the bar
/// has the whole column.
fn draw_cell(
    page: &Page,
    plane: &mut Plane,
    frame: Frame,
    middle: f64,
    (class, name, value): (&str, &str, Option<f64>),
    (column, unit): (Column, &Unit),
) -> Result<()> {
    let tall = plane.y(middle - 0.5) - plane.y(middle + 0.5);
    let size = (tall * 0.3).min(30.0);
    let at = (frame.x, plane.y(middle) - tall * 0.08);
    let Some(value) = value else {
        page.canvas.text(at, &page.words.word("scenarios-unknown"), Type::new(SMALL, MUTED));
        return Ok(());
    };
    let is_past = column.has_floor && value < 0.0;
    let fill = match class {
        "before" => ACTUAL,
        _ if is_past => Fill::Hatch(CRITICAL),
        _ => Fill::Hatch(INK),
    };
    page.canvas.open(class, name, &format!("{value:.6}"));
    plane.bar((0.0, middle + 0.02), (value, middle - 0.28), fill)?;
    page.canvas.close();
    let figure = shown(column, value, unit, &page.words);
    let size = fitting(&figure, size, true, frame.width);
    let colour = text_colour(is_past.then_some(Severity::Critical));
    let (zero, long) = (plane.x(0.0), width(&figure, size, true));
    let beside = if is_past { zero - 6.0 - long } else { zero + 6.0 };
    let x = beside.min(frame.x + frame.width + GAP - 8.0 - long).max(frame.x);
    page.canvas.rect((x - 4.0, at.1 - size * 0.8), (long + 8.0, size * 0.9), PAPER);
    page.canvas.text((x, at.1), &figure, Type::new(size, colour).bold());
    Ok(())
}

fn shown(column: Column, value: f64, unit: &Unit, words: &Words) -> String {
    if column.is_money { unit.print(value) } else { words.percent_with(value, 1) }
}

fn alt(data: &Data, words: &Words) -> String {
    let value = |column: &Column, value: f64| {
        let currency = data.currency.as_deref();
        if column.is_money { words.money_value(value, currency) } else { words.percent_with(value, 1) }
    };
    let told = |it: &Scenario| {
        let values = data.columns.iter().zip(&it.values).filter_map(|(column, (before, after))| {
            let [before, after] = [value(column, (*before)?).into(), value(column, (*after)?).into()];
            Some(words.say("scenarios-told", &[("what", column.name.into()), ("before", before), ("after", after)]))
        });
        let values = words.list(&values.collect::<Vec<_>>());
        words.say("scenarios-alt-row", &[("name", named(it, words).into()), ("values", values.into())])
    };
    let listed = data.scenarios.iter().take(3).map(told).collect::<Vec<_>>().join(" ");
    plain(&words.say("scenarios-alt", &[("listed", listed.into())]))
}

/// A row a number of a scenario.
fn table(data: &Data) -> Table {
    let rows = data.scenarios.iter().flat_map(|it| {
        let numbers = data.columns.iter().zip(&it.values);
        numbers.map(|(column, (before, after))| {
            [safe(it.name.clone()), column.name.to_owned(), cell(*before), cell(*after)]
        })
    });
    Table::new(["scenario", "number", "before", "after"], rows)
}
