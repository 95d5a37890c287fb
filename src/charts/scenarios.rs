//! What each scenario does to the main numbers: before and after, the hardest scenario first.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::Type;
use crate::charts::page::{Page, card, reason};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{clean, fit, fitting, money_value, percent_with, plain, wrap};
use crate::charts::theme::{ACCENT, CRITICAL, INK, LABEL, MUTED, NEUTRAL, PAPER, RULE, SMALL};
use crate::error::Result;
use crate::model::{Report, Stress, StressNumbers};

/// The chart's name.
pub const NAME: &str = "scenarios";
/// Scenarios at most.
const ROWS: usize = 6;
/// Room for a scenario's name and what is lost in it.
const NAMES: f64 = 440.0;
/// Free space between columns.
const GAP: f64 = 48.0;

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
    /// Its name.
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
    (Column { name: "Revenue", is_money: true, has_floor: false }, |it| Some(it.revenue.to_f64())),
    (Column { name: "Ten largest", is_money: false, has_floor: false }, |it| {
        it.cr.get("10").copied().flatten().map(|share| share.0)
    }),
    (Column { name: "Lost in worst 5 %", is_money: false, has_floor: false }, |it| it.es95_share.map(|share| share.0)),
    (Column { name: "EBITDA", is_money: true, has_floor: true }, |it| it.ebitda.map(|money| money.to_f64())),
    (Column { name: "Slack", is_money: true, has_floor: true }, |it| it.slack.map(|money| money.to_f64())),
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
        description: clean(&stress.description),
        values: columns.iter().map(|(_, take)| (finite(take(&stress.before)), finite(take(&stress.after)))).collect(),
        breaches: slack(&stress.before) > 0.0 && slack(&stress.after) < 0.0,
    }
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
pub fn title(data: &Data) -> String {
    let Some(hardest) = data.scenarios.first() else { return String::new() };
    let currency = data.currency.as_deref();
    let breaching = data.scenarios.iter().filter(|it| it.breaches).count();
    let all = data.scenarios.len() + data.others;
    let breach = match (breaching, all) {
        (0, _) => String::new(),
        (_, 1) => " and breaches a limit".to_owned(),
        (1, _) => "; it alone breaches a limit".to_owned(),
        (some, _) => format!("; {some} of {all} scenarios breach a limit"),
    };
    let name = fit(&hardest.name, 1.0, true, 20.0);
    let (what, from_to) = match (data.of(hardest, "EBITDA"), data.of(hardest, "Revenue")) {
        (Some(ebitda), _) => ("EBITDA", ebitda),
        (None, Some(revenue)) => ("revenue", revenue),
        (None, None) => return format!("The hardest scenario: {name}"),
    };
    let [before, after] = [from_to.0, from_to.1].map(|value| money_value(value, currency));
    format!("“{name}” takes {what} from {before} to {after}{breach}")
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let data = read(report);
    if data.scenarios.is_empty() || data.columns.is_empty() {
        let why = reason(&report.reasons, "stress", "no scenario is given, and there is no customer to lose");
        return Ok(card(NAME, report, style, &why));
    }
    let page = Page::new(NAME, report, style, &title(&data), &measure(&data));
    let (space, rows) = (page.space, data.scenarios.len() as f64);
    let height = ((space.height - 90.0) / rows).min(150.0);
    let body = Frame { x: space.x + NAMES, y: space.y + 76.0, width: space.width - NAMES, height: height * rows };
    names(&page, body, height, &data);
    let each = body.width / data.columns.len() as f64;
    for at in 0..data.columns.len() {
        let x = body.x + at as f64 * each;
        draw_column(&page, Frame { x, width: each - GAP, ..body }, at, &data)?;
    }
    Ok(page.finish(&alt(&data), table(&data)))
}

fn measure(data: &Data) -> String {
    let unit = data.currency.as_deref().map_or_else(String::new, |code| format!(", {code}"));
    let others = match data.others {
        0 => String::new(),
        1 => "; one milder scenario is in the report".to_owned(),
        others => format!("; {others} milder scenarios are in the report"),
    };
    format!(
        "Before (hollow) and after (solid) each scenario, the hardest first{unit}; the upright line is zero{others}"
    )
}

fn names(page: &Page, body: Frame, height: f64, data: &Data) {
    for (at, scenario) in data.scenarios.iter().enumerate() {
        let top = body.y + at as f64 * height;
        page.canvas.rule((body.x - NAMES, top), (body.x + body.width, top), 1.5, RULE, "");
        let (x, room) = (body.x - NAMES, NAMES - 40.0);
        let colour = if scenario.breaches { CRITICAL } else { INK };
        let name = wrap(&scenario.name, 27.0, true, room, 2);
        let told = if scenario.description == scenario.name { "" } else { scenario.description.as_str() };
        let told = wrap(told, SMALL, false, room, 3 - name.len());
        let name = name.into_iter().map(|line| (line, 30.0, Type::new(27.0, colour).bold()));
        let told = told.into_iter().map(|line| (line, 27.0, Type::new(SMALL, MUTED)));
        let lines: Vec<_> = name.chain(told).filter(|line| !line.0.is_empty()).collect();
        let mut y = top + height / 2.0 - lines.iter().map(|line| line.1).sum::<f64>() / 2.0 - 5.0;
        for (line, tall, look) in lines {
            y += tall;
            page.canvas.text((x, y), &line, look);
        }
    }
}

/// One number down all scenarios on one scale that holds nothing.
fn draw_column(page: &Page, frame: Frame, at: usize, data: &Data) -> Result<()> {
    let column = data.columns[at];
    let values = || data.scenarios.iter().filter_map(|it| it.values.get(at).copied());
    let all = values().flat_map(|(before, after)| [before, after]).flatten();
    let (low, high) = all.fold((0.0, 0.0), |(low, high), it| (f64::min(low, it), f64::max(high, it)));
    let rows = data.scenarios.len() as f64;
    let mut plane = Plane::new(&page.canvas, frame, &Axis::exact(low, high, 4)?, &Axis::exact(0.0, rows, 1)?)?;
    let head = Type::new(LABEL, INK).bold();
    page.canvas.text((frame.x, frame.y - 46.0), column.name, head);
    if let Some(before) = values().find_map(|it| it.0) {
        page.canvas.text((frame.x, frame.y - 16.0), &format!("now {}", shown(column, before)), Type::new(SMALL, MUTED));
    }
    let zero = plane.x(0.0);
    let colour = if column.has_floor { CRITICAL } else { NEUTRAL };
    for (row, values) in values().enumerate() {
        let middle = rows - row as f64 - 0.5;
        let (top, foot) = (plane.y(middle - 0.02), plane.y(middle - 0.26));
        page.canvas.rule((zero, top), (zero, foot), 3.0, colour, "");
        draw_cell(page, &mut plane, frame, middle, (&data.scenarios[row].name, column), values)?;
    }
    Ok(())
}

fn draw_cell(
    page: &Page,
    plane: &mut Plane,
    frame: Frame,
    middle: f64,
    (name, column): (&str, Column),
    (before, after): (Option<f64>, Option<f64>),
) -> Result<()> {
    // The figure stands above its dots, so that the picture has the whole column.
    let at = (frame.x, plane.y(middle) - 14.0);
    let Some(after) = after else {
        page.canvas.text(at, "unknown", Type::new(SMALL, MUTED));
        return Ok(());
    };
    let colour = if column.has_floor && after < 0.0 { CRITICAL } else { ACCENT };
    let level = middle - 0.14;
    if let Some(before) = before {
        plane.line([(before, level), (after, level)], 6.0, NEUTRAL)?;
        plane.dot((before, level), 10.0, MUTED, PAPER)?;
    }
    page.canvas.open("after", name, &format!("{after:.6}"));
    plane.dot((after, level), 10.0, colour, colour)?;
    page.canvas.close();
    let figure = shown(column, after);
    let size = fitting(&figure, 28.0, true, frame.width);
    page.canvas.text(at, &figure, Type::new(size, if colour == CRITICAL { CRITICAL } else { INK }).bold());
    Ok(())
}

fn shown(column: Column, value: f64) -> String {
    if column.is_money { money_value(value, None) } else { percent_with(value, 1) }
}

fn alt(data: &Data) -> String {
    let told = |it: &Scenario| {
        let values = data.columns.iter().zip(&it.values).filter_map(|(column, (before, after))| {
            let (before, after) = (shown(*column, (*before)?), shown(*column, (*after)?));
            Some(format!("{} {before} to {after}", column.name.to_lowercase()))
        });
        format!("{}: {}", it.name, values.collect::<Vec<_>>().join(", "))
    };
    let listed = data.scenarios.iter().take(3).map(told).collect::<Vec<_>>().join("; ");
    plain(&format!("Numbers before and after each scenario. {listed}."))
}

fn table(_: &Data) -> Table {
    Table::default()
}
