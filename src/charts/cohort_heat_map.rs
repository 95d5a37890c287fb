//! What is left of the customers that began together: a row a cohort, a column an age, a cell the revenue kept, better and
//! worse than at first in two colours.

use crate::drawing::Drawing;
use crate::drawing::axis::Frame;
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell};
use crate::drawing::text::{clean, fit, plain, width, wrap};
use crate::drawing::theme::{BAD, GOOD, INK, LABEL, MUTED, PALE, PAPER, Paint, SMALL, tint};
use crate::drawing::words::{Unit, Words};
use crate::error::Result;
use crate::model::{Cohort, Report};
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "cohort_heat_map";
/// Rows at most: the newest, and the first where the ledger cuts it off.
const ROWS: usize = 16;
/// Ages at most.
const AGES: usize = 20;
/// Quarters are shown from this many rows on; a young ledger has more months.
const QUARTERS: usize = 6;
/// Height of a row at most.
const ROW: f64 = 112.0;
/// Size of text in a row that is higher than its second value.
const LARGE: (f64, f64) = (30.0, 80.0);
/// Smallest text in a cell.
const SMALLEST: f64 = 15.0;
/// How far a rate is from 100 % at the end of each step of the colour, and how strong that is. The strengths let light or dark text
/// be read on them in every theme.
const STEPS: [(f64, f64); 4] = [(0.1, 0.15), (0.25, 0.35), (0.5, 0.6), (f64::INFINITY, 1.0)];

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The oldest first.
    pub rows: Vec<Row>,
    /// Cohorts with a second period that have no row.
    pub left_out: usize,
    /// `quarter` or `month`.
    pub period: &'static str,
    /// `mrr` or `revenue`.
    pub basis: String,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One cohort.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its first period.
    pub cohort: String,
    /// Customers in it.
    pub customers: u64,
    /// What they brought in that period.
    pub base: Money,
    /// Whether the ledger begins there, so that they may be older.
    pub truncated: bool,
    /// Revenue over that of the first period, from the second period on.
    pub kept: Vec<Option<f64>>,
}

impl Row {
    fn last(&self) -> Option<f64> {
        self.kept.iter().rev().copied().flatten().next()
    }
}

/// Takes the cohorts that have a second period: by quarters, or by months where the ledger is young.
#[must_use]
pub fn read(report: &Report) -> Data {
    let rows = |cohorts: &[Cohort]| -> Vec<Row> {
        cohorts.iter().map(row).filter(|row| row.kept.iter().any(Option::is_some)).collect()
    };
    let (quarters, months) = (rows(&report.cohorts.quarterly), rows(&report.cohorts.monthly));
    let by_month = quarters.len() < QUARTERS && months.len() > quarters.len();
    let (mut rows, period) = if by_month { (months, "month") } else { (quarters, "quarter") };
    let all = rows.len();
    if all > ROWS {
        let first = usize::from(rows[0].truncated);
        rows.drain(first..all - ROWS + first);
    }
    Data {
        left_out: all - rows.len(),
        rows,
        period,
        basis: report.cohorts.basis.clone(),
        currency: report.currency.clone(),
    }
}

fn row(cohort: &Cohort) -> Row {
    let kept = cohort.revenue.iter().skip(1).take(AGES);
    Row {
        cohort: clean(&cohort.cohort),
        customers: cohort.customers,
        base: cohort.base_amount,
        truncated: cohort.truncated,
        kept: kept.map(|rate| rate.map(|rate| rate.0).filter(|rate| rate.is_finite())).collect(),
    }
}

/// The finding: how many cohorts bring less than at first, and which has lost most.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let whole: Vec<(&Row, f64)> =
        data.rows.iter().filter(|row| !row.truncated).filter_map(|row| Some((row, row.last()?))).collect();
    let worst = whole.iter().min_by(|one, other| one.1.total_cmp(&other.1));
    let period = ("period", data.period.into());
    let Some((worst, least)) = worst else {
        let kept = data.rows.first().and_then(Row::last).unwrap_or_default();
        return words.say("cohort-heat-map-title-first", &[period, ("kept", words.percent_with(kept, 0).into())]);
    };
    let below = whole.iter().filter(|(_, kept)| *kept < 1.0).count();
    let finding = match below {
        0 => "none",
        _ if whole.iter().all(|(_, kept)| *kept == 0.0) => "gone",
        _ if below == whole.len() && below > 1 => "all",
        _ => "some",
    };
    words.say(
        "cohort-heat-map-title",
        &[
            ("finding", finding.into()),
            ("below", below.into()),
            ("count", whole.len().into()),
            ("cohorts", cohorts(data, whole.len(), words).into()),
            ("worst", worst.cohort.as_str().into()),
            ("kept", words.percent_with(*least, 0).into()),
            period,
        ],
    )
}

/// Which cohorts a title counts: none that the ledger cuts off, and none that has no row.
fn cohorts(data: &Data, count: usize, words: &Words) -> String {
    let begun = match data.left_out {
        0 if data.rows.iter().any(|row| row.truncated) => "later",
        0 => "all",
        _ => "newest",
    };
    words.say("cohort-heat-map-cohorts", &[("begun", begun.into()), ("count", count.into())])
}

/// Where rows, columns and their heads stand.
struct Grid {
    body: Frame,
    row: f64,
    column: f64,
    /// Right ends of the customers and of the base.
    heads: [f64; 2],
    /// Size of the text in the cells; `None` where it would be too small to read.
    text: Option<f64>,
    unit: Unit,
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.rows.is_empty() {
        return Ok(card(NAME, report, style, &words.word("cohort-heat-map-empty")));
    }
    let largest = data.rows.iter().map(|row| row.base.to_f64()).fold(0.0, f64::max);
    let unit = words.unit(largest, data.currency.as_deref());
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(&data, &unit, words));
    let notes = wrap(&notes(&data, words), SMALL, false, page.space.width, 2);
    let grid = grid(page.space, &data, unit, words, notes.len());
    heads(&page, &grid, &data);
    for (at, row) in data.rows.iter().enumerate() {
        draw_row(&page, &grid, row, at);
    }
    let y = grid.body.y + grid.row * data.rows.len() as f64;
    let below = legend(&page, (page.space.x, y + 44.0));
    for (at, line) in notes.iter().enumerate() {
        page.canvas.text((page.space.x, below + 32.0 + at as f64 * SMALL * 1.3), line, Type::new(SMALL, MUTED));
    }
    Ok(page.finish(&alt(&data, words), table(&data)))
}

fn measure(data: &Data, unit: &Unit, words: &Words) -> String {
    words.say(
        "cohort-heat-map-measure",
        &[("period", data.period.into()), ("basis", data.basis.as_str().into()), ("unit", words.in_unit(unit).into())],
    )
}

fn notes(data: &Data, words: &Words) -> String {
    let truncated = data.rows.iter().any(|row| row.truncated).then(|| words.word("cohort-heat-map-truncated"));
    let left_out =
        (data.left_out > 0).then(|| words.say("cohort-heat-map-left-out", &[("count", data.left_out.into())]));
    let above = data.rows.iter().flat_map(|row| row.kept.iter().flatten()).any(|kept| *kept > 1.0);
    let bold = above.then(|| words.word("cohort-heat-map-bold"));
    bold.into_iter().chain(truncated).chain(left_out).collect::<Vec<_>>().join(" · ")
}

fn grid(space: Frame, data: &Data, unit: Unit, words: &Words, notes: usize) -> Grid {
    // Only a few rows are high enough for large text.
    let largest = if data.rows.len() as f64 * LARGE.1 < space.height { LARGE.0 } else { LABEL };
    let widest = |of: &dyn Fn(&Row) -> String, head: &str| {
        let head = width(&words.word(head), SMALL, false);
        data.rows.iter().map(|row| width(&of(row), largest, row.truncated)).fold(head, f64::max) + 28.0
    };
    let names = widest(&start, "cohort-heat-map-head-cohort");
    let customers = names + widest(&|row| words.count(row.customers), "cohort-heat-map-head-customers");
    let base = customers + widest(&|row| unit.print(row.base.to_f64()), "cohort-heat-map-head-base");
    let foot = 54.0 + (legend_rows(space, words) - 1.0) * 34.0 + notes as f64 * 32.0;
    let top = 40.0;
    let body = Frame {
        x: space.x + base + 4.0,
        y: space.y + top,
        width: space.width - base - 4.0,
        height: space.height - top - foot,
    };
    let ages = data.rows.iter().map(|row| row.kept.len()).max().unwrap_or(1);
    let (row, column) = ((body.height / data.rows.len() as f64).min(ROW), (body.width / ages as f64).min(220.0));
    let cells = data.rows.iter().flat_map(|row| row.kept.iter().flatten());
    let longest = cells.map(|rate| width(&figure(*rate), 1.0, true)).fold(1.0, f64::max);
    let size = ((column - 8.0) / longest).min(size_of(row));
    Grid {
        body,
        row,
        column,
        heads: [space.x + customers - 20.0, space.x + base - 20.0],
        text: (size >= SMALLEST).then_some(size),
        unit,
    }
}

/// Size of text in a row.
fn size_of(row: f64) -> f64 {
    if row > LARGE.1 { LARGE.0 } else { (row * 0.62).min(LABEL) }
}

/// The cohort's first period; marked where the ledger begins with it.
fn start(row: &Row) -> String {
    if row.truncated { format!("≤ {}", row.cohort) } else { row.cohort.clone() }
}

/// A rate in percent without the sign, which the measure tells.
fn figure(rate: f64) -> String {
    let printed = crate::wording::thousands(&format!("{:.0}", rate.abs() * 100.0));
    if rate < 0.0 && printed != "0" { format!("−{printed}") } else { printed }
}

fn heads(page: &Page, grid: &Grid, data: &Data) {
    let (canvas, words, y) = (&page.canvas, &page.words, grid.body.y - 14.0);
    let look = Type::new(SMALL, MUTED);
    canvas.text((page.space.x, y), &words.word("cohort-heat-map-head-cohort"), look);
    for (x, head) in grid.heads.iter().zip(["cohort-heat-map-head-customers", "cohort-heat-map-head-base"]) {
        canvas.text((*x, y), &words.word(head), look.anchor(Anchor::End));
    }
    let ages = data.rows.iter().map(|row| row.kept.len()).max().unwrap_or(0);
    let every = if grid.column < 50.0 { 2 } else { 1 };
    for age in (1..=ages).step_by(every) {
        let x = grid.body.x + (age as f64 - 0.5) * grid.column;
        canvas.text((x, y), &format!("+{age}"), look.anchor(Anchor::Middle));
    }
}

fn draw_row(page: &Page, grid: &Grid, row: &Row, at: usize) {
    let (canvas, top) = (&page.canvas, grid.body.y + at as f64 * grid.row);
    let size = size_of(grid.row);
    let y = top + grid.row / 2.0 + size * 0.35;
    let look = Type::new(size, INK);
    let name = fit(&start(row), size, row.truncated, grid.heads[0] - page.space.x);
    canvas.text((page.space.x, y), &name, Type { bold: row.truncated, ..look });
    canvas.text((grid.heads[0], y), &page.words.count(row.customers), look.anchor(Anchor::End));
    canvas.text((grid.heads[1], y), &grid.unit.print(row.base.to_f64()), look.anchor(Anchor::End));
    for (age, rate) in row.kept.iter().enumerate() {
        let Some(rate) = rate else { continue };
        let x = grid.body.x + age as f64 * grid.column;
        canvas.open("cell", &format!("{} +{}", row.cohort, age + 1), &format!("{rate:.6}"));
        swatch(page, (x + 1.5, top + 1.5), (grid.column - 3.0, grid.row - 3.0), shade(*rate));
        canvas.close();
        if let Some(size) = grid.text {
            let look = Type { bold: *rate > 1.0, ..Type::new(size, canvas.on(shade(*rate))) };
            let y = top + grid.row / 2.0 + size * 0.35;
            canvas.text((x + grid.column / 2.0, y), &figure(*rate), look.anchor(Anchor::Middle));
        }
    }
}

/// A cell: its colour, and an outline that is seen where the colour is pale.
fn swatch(page: &Page, at: (f64, f64), size: (f64, f64), paint: Paint) {
    page.canvas.rect(at, size, PALE);
    page.canvas.rect((at.0 + 1.0, at.1 + 1.0), (size.0 - 2.0, size.1 - 2.0), paint);
}

/// The colour of a rate: none at 100 %, stronger the farther it is from it.
fn shade(rate: f64) -> Paint {
    let away = (rate - 1.0).abs();
    if away < 5e-4 {
        return PAPER;
    }
    let strength = STEPS.iter().find(|(end, _)| away <= *end).map_or(1.0, |(_, strength)| *strength);
    tint(if rate < 1.0 { BAD } else { GOOD }, strength)
}

/// The steps of the colour, the worst first, each with its name.
fn steps(words: &Words) -> Vec<(Paint, String)> {
    let named = |id: &str, rate: f64| words.say(id, &[("rate", words.percent_with(rate, 0).into())]);
    let range = |(from, to): (f64, f64)| {
        let ends = [("from", figure(from).into()), ("to", words.percent_with(to, 0).into())];
        (shade((from + to) / 2.0), words.say("cohort-heat-map-range", &ends))
    };
    let mut steps = vec![(shade(0.0), named("cohort-heat-map-under", 0.5))];
    steps.extend([(0.5, 0.75), (0.75, 0.9), (0.9, 1.0)].map(range));
    steps.push((shade(1.0), words.percent_with(1.0, 0)));
    steps.extend([(1.0, 1.1), (1.1, 1.25), (1.25, 1.5)].map(range));
    steps.push((shade(3.0), named("cohort-heat-map-over", 1.5)));
    steps
}

/// Where each step of the legend stands, row by row, from the upper left.
fn legend_places(space: Frame, words: &Words) -> Vec<(f64, f64)> {
    let (mut x, mut row) = (0.0, 0.0);
    let mut places = Vec::new();
    for (_, name) in steps(words) {
        let wide = 40.0 + width(&name, SMALL, false);
        if x > 0.0 && x + wide > space.width {
            (x, row) = (0.0, row + 1.0);
        }
        places.push((x, row));
        x += wide + 30.0;
    }
    places
}

fn legend_rows(space: Frame, words: &Words) -> f64 {
    legend_places(space, words).last().map_or(1.0, |place| place.1 + 1.0)
}

/// Draws the legend from its first baseline and returns the last.
fn legend(page: &Page, (left, y): (f64, f64)) -> f64 {
    let mut last = y;
    for ((paint, name), (x, row)) in steps(&page.words).into_iter().zip(legend_places(page.space, &page.words)) {
        last = y + row * 34.0;
        swatch(page, (left + x, last - 17.0), (28.0, 22.0), paint);
        page.canvas.text((left + x + 38.0, last), &name, Type::new(SMALL, MUTED));
    }
    last
}

fn alt(data: &Data, words: &Words) -> String {
    let told = data.rows.iter().rev().take(5).filter_map(|row| {
        let kept = words.percent_with(row.last()?, 0);
        Some(words.say("cohort-heat-map-told", &[("cohort", row.cohort.as_str().into()), ("kept", kept.into())]))
    });
    let listed = words.list(&told.collect::<Vec<_>>());
    plain(&words.say("cohort-heat-map-alt", &[("count", data.rows.len().into()), ("listed", listed.into())]))
}

fn table(data: &Data) -> Table {
    let row = |row: &Row, age: usize, rate: Option<f64>| {
        let base = row.base.to_string();
        let (customers, truncated) = (row.customers.to_string(), row.truncated.to_string());
        [row.cohort.clone(), data.period.to_owned(), customers, base, truncated, age.to_string(), cell(rate)]
    };
    let rows =
        data.rows.iter().flat_map(|it| it.kept.iter().enumerate().map(move |(age, rate)| row(it, age + 1, *rate)));
    Table::new(["cohort", "period", "customers", "base_amount", "truncated", "age", "revenue_kept"], rows)
}
