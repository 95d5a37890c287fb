//! Every warning against its limit: a bullet graph a row, the most severe first, in multiples of the limit.
//!
//! Each row is scaled by its own limit, so that all limits lie on one upright line and a bar's length tells how often the
//! limit goes into the value. A measure that must not fall stops short of the line.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Canvas, Type, number};
use crate::drawing::page::{Page, card};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, fitting, plain, width, wrap};
use crate::drawing::theme::{self, Fill, GOOD, INK, MUTED, PAPER, RULE, SMALL};
use crate::drawing::words::{Lang, Words};
use crate::error::Result;
use crate::model::{Finding, Report, Severity};
use crate::wording::thousands;
use std::collections::BTreeMap;

/// The chart's name.
pub const NAME: &str = "warnings_board";
/// Rows at most.
const ROWS: usize = 14;
/// Bars beyond this multiple of their limit are cut, and say so.
const LONGEST: f64 = 5.0;
/// What clears a warning stands beside its row from this width on, else below it.
const BESIDE: f64 = 1500.0;
/// Room for the headings.
const HEAD: f64 = 62.0;
/// Room for a severity.
const SEVERITY: f64 = 142.0;
/// Room for a value, and for a limit.
const FIGURE: f64 = 152.0;
/// Room for a multiple at a bar's end.
const MULTIPLE: f64 = 98.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The most severe first, in the report's order within a severity.
    pub rows: Vec<Row>,
}

/// One warning.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// `W01` and so on.
    pub id: String,
    /// The measure's short name in the report, safe to draw.
    pub title: String,
    /// The one customer behind it.
    pub who: Option<String>,
    /// How bad.
    pub severity: Severity,
    /// The measured value.
    pub value: f64,
    /// The limit it is past.
    pub limit: f64,
    /// What both are counted in, as the report names it.
    pub unit: String,
    /// Whether a smaller value is worse.
    pub falls: bool,
    /// Whether it is within its limit again and only waits to be cleared.
    pub is_back: bool,
    /// Since which quarter it stands.
    pub since: Option<String>,
    /// What would clear it, in the report's words.
    pub clears: String,
}

impl Row {
    /// The value over its limit; `None` where the limit is 0 or either is no number.
    fn multiple(&self) -> Option<f64> {
        Some(self.value / self.limit).filter(|it| self.limit > 0.0 && it.is_finite() && *it >= 0.0)
    }

    /// Whether it looks ahead: the tail and the breach.
    fn is_forecast(&self) -> bool {
        matches!(self.id.as_str(), "W08" | "W09" | "W10" | "W11")
    }
}

/// Takes every finding from the report.
#[must_use]
pub fn read(report: &Report) -> Data {
    let names: BTreeMap<&str, &str> =
        report.top_customers.iter().map(|it| (it.customer.as_str(), it.name.as_str())).collect();
    let who = |it: &Finding| match it.customers.as_slice() {
        [one] => names.get(one.as_str()).map(|name| clean(name)),
        _ => None,
    };
    let row = |it: &Finding| Row {
        id: clean(&it.id),
        title: clean(&it.title),
        who: who(it),
        severity: it.severity,
        value: it.value.0,
        limit: it.threshold.0,
        unit: it.unit.clone(),
        falls: falls(it),
        is_back: it.distance.0 < 0.0,
        since: it.since.as_deref().map(clean),
        clears: it.clears_when.trim().to_owned(),
    };
    let mut rows: Vec<Row> = report.findings.iter().map(row).collect();
    rows.sort_by_key(|row| std::cmp::Reverse(row.severity));
    Data { rows }
}

/// The distance grows with what is worse; exactly at its limit only the measure itself tells.
fn falls(it: &Finding) -> bool {
    let above = it.value.0 - it.threshold.0;
    if above == 0.0 { matches!(it.id.as_str(), "W11" | "W14" | "W15") } else { above * it.distance.0 < 0.0 }
}

/// The finding: the first warning past its limit with its value, and how many there are; what waits to be cleared is no breach.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    if data.rows.is_empty() {
        return words.word("warnings-board-title-none");
    }
    let number = ("number", words.count(data.rows.len() as u64).into());
    let Some(first) = data.rows.iter().find(|it| !it.is_back) else {
        return words.say("warnings-board-title-waiting", &[("count", data.rows.len().into()), number]);
    };
    let (count, critical) = (data.rows.len(), data.rows.iter().filter(|it| it.severity == Severity::Critical).count());
    let told = match (critical, count) {
        (0, _) => "none",
        (1, 1) => "it",
        (1, _) => "one",
        (some, all) if some == all => "all",
        _ => "some",
    };
    let who = first.who.as_deref().map_or_else(String::new, |who| fit(who, 1.0, true, 16.0));
    words.say(
        "warnings-board-title",
        &[
            ("name", name(first, words).into()),
            ("has-who", if who.is_empty() { "no" } else { "yes" }.into()),
            ("who", who.into()),
            ("value", figure(first, first.value, words).into()),
            ("limit", figure(first, first.limit, words).into()),
            ("off", if first.unit == "standard_deviations" { "yes" } else { "no" }.into()),
            ("count", count.into()),
            number,
            ("critical", told.into()),
            ("criticals", words.count(critical as u64).into()),
        ],
    )
}

/// The measure's name in the reader's words; the report's where the catalogue knows none.
fn name(row: &Row, words: &Words) -> String {
    let slug: String =
        row.title.chars().map(|letter| if letter.is_ascii_alphanumeric() { letter } else { ' ' }).collect();
    let slug = slug.split_whitespace().collect::<Vec<_>>().join("-").to_ascii_lowercase();
    let id = format!("warnings-board-name-{slug}");
    let said = words.word(&id);
    if said == id { row.title.clone() } else { said }
}

/// A value or a limit in its unit.
fn figure(row: &Row, value: f64, words: &Words) -> String {
    if !value.is_finite() {
        return words.word("warnings-board-unknown");
    }
    let whole = || words.count(value.max(0.0).round() as u64);
    let told = |id: &str, number: String| words.say(id, &[("value", number.into())]);
    let counted = |id: &str| words.say(id, &[("count", value.round().into()), ("value", format!("{value:.0}").into())]);
    match row.unit.as_str() {
        "index" => whole(),
        "customers" => words.customers(value.max(0.0).round() as u64),
        "months" => counted("warnings-board-months"),
        "steps" => counted("warnings-board-steps"),
        "percentage_points" => told("warnings-board-points", format!("{:.1}", value * 100.0)),
        "standard_deviations" => told("warnings-board-deviations", thousands(&format!("{value:.1}"))),
        _ => words.percent_with(value, 1),
    }
}

/// The limit as a reader must keep to it.
fn limit(row: &Row, words: &Words) -> String {
    let side = match (row.falls, row.unit.as_str()) {
        (false, _) => "most",
        (true, "customers") => "more",
        (true, _) => "least",
    };
    let told = if side == "more" { words.count(row.limit.max(0.0) as u64) } else { figure(row, row.limit, words) };
    words.say("warnings-board-limit", &[("side", side.into()), ("limit", told.into())])
}

/// Where the parts of a row lie.
struct Columns {
    names: f64,
    bars: Frame,
    value: f64,
    limit: f64,
    clears: Frame,
    row: f64,
    rows: usize,
    is_beside: bool,
    /// Size of the measures' names, one for all.
    name: f64,
}

impl Columns {
    fn of(space: Frame, data: &Data, words: &Words) -> Columns {
        let found = data.rows.len();
        let is_beside = space.width >= BESIDE;
        let least = if is_beside { 47.0 } else { 76.0 };
        let rows = found.min(ROWS).min(((space.height - HEAD - 34.0) / least).floor().max(1.0) as usize);
        let more = if found > rows { 34.0 } else { 0.0 };
        let row = ((space.height - HEAD - more) / rows.max(1) as f64).min(150.0);
        let names = space.x + SEVERITY;
        let (room, clears) = if is_beside { (space.width * 0.25, space.width * 0.27) } else { (330.0, 0.0) };
        let width = space.width - SEVERITY - room - 2.0 * FIGURE - clears;
        let bars = Frame { x: names + room, y: space.y + HEAD, width: width - MULTIPLE, height: row * rows as f64 };
        let value = bars.x + width;
        let right = space.x + space.width;
        let left = if is_beside { right - clears } else { names };
        let clears = Frame { x: left, width: right - left, ..bars };
        let most = (row * if is_beside { 0.42 } else { 0.34 }).min(28.0);
        let fitted = data.rows[..rows].iter().map(|it| fitting(&name(it, words), most, true, room - 20.0));
        let name = fitted.fold(most, f64::min).max(most.min(18.0));
        Columns { names, bars, value, limit: value + FIGURE, clears, row, rows, is_beside, name }
    }

    /// How tall a bar is.
    fn tall(&self) -> f64 {
        (self.row * if self.is_beside { 0.5 } else { 0.34 }).min(38.0)
    }

    /// The middle of a row's first line.
    fn middle(&self, at: usize) -> f64 {
        self.bars.y + (at as f64 + if self.is_beside { 0.5 } else { 0.34 }) * self.row
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.rows.is_empty() && report.concentration.customers == 0 {
        return Ok(card(NAME, report, style, &words.word("warnings-board-unmeasured")));
    }
    if data.rows.is_empty() {
        return Ok(calm(report, style, &data));
    }
    let page = Page::new(NAME, report, style, &title(&data, words), &words.word("warnings-board-measure"));
    let columns = Columns::of(page.space, &data, words);
    let drawn = &data.rows[..columns.rows];
    let known = || drawn.iter().filter_map(Row::multiple);
    let high = known().filter(|it| *it <= LONGEST).fold(1.25, f64::max);
    let high = if known().any(|it| it > LONGEST) { high * 1.12 } else { high };
    let mut plane = Plane::new(
        &page.canvas,
        columns.bars,
        &Axis::exact(0.0, high, 4)?,
        &Axis::exact(0.0, columns.rows as f64, 1)?,
    )?;
    headings(&page, &columns, plane.x(1.0));
    for (at, row) in drawn.iter().enumerate() {
        tell(&page, &columns, at, row);
        draw_bar(&page, &mut plane, &columns, at, row)?;
    }
    line(&page.canvas, &columns, plane.x(1.0));
    more(&page, &columns, data.rows.len());
    Ok(page.finish(&alt(&data, words), table(&data)))
}

fn headings(page: &Page, columns: &Columns, line: f64) {
    let (y, look) = (columns.bars.y - 16.0, Type::new(SMALL, MUTED));
    let write = |x: f64, id: &str, look: Type| page.canvas.text((x, y), &page.words.word(id), look);
    write(columns.names, "warnings-board-head-measure", look);
    write(columns.value, "warnings-board-head-value", look);
    write(columns.limit, "warnings-board-head-limit", look);
    if columns.is_beside {
        write(columns.clears.x, "warnings-board-head-clears", look);
    }
    write(line, "warnings-board-head-line", Type::new(SMALL, INK).bold().anchor(Anchor::Middle));
}

/// The line on which all limits lie, over the bars, with a seam of paper so that it is seen on them; in pieces where text
/// stands between the bars.
fn line(canvas: &Canvas, columns: &Columns, x: f64) {
    let (top, foot) = (columns.bars.y - 8.0, columns.bars.y + columns.bars.height);
    let piece = |at: usize| {
        let reach = columns.tall() / 2.0 + 7.0;
        (columns.middle(at) - reach, columns.middle(at) + reach)
    };
    let pieces = if columns.is_beside { vec![(top, foot)] } else { (0..columns.rows).map(piece).collect() };
    for (from, to) in pieces {
        canvas.rule((x, from), (x, to), 5.0, PAPER, "");
        canvas.rule((x, from), (x, to), 2.5, INK, "");
    }
}

/// Everything of a row but its bar.
fn tell(page: &Page, columns: &Columns, at: usize, row: &Row) {
    let (canvas, words, y) = (&page.canvas, &page.words, columns.middle(at));
    let top = columns.bars.y + at as f64 * columns.row;
    canvas.rule((page.space.x, top), (page.space.x + page.space.width, top), 1.0, RULE, "");
    let paint = theme::text_colour(Some(row.severity));
    shape(canvas, row, (page.space.x + 12.0, y));
    let id = ["level-watch", "level-warning", "level-critical"][row.severity as usize];
    canvas.text((page.space.x + 34.0, y + 7.0), &words.word(id), Type::new(SMALL, paint).bold());
    let room = columns.bars.x - columns.names - 20.0;
    let small = (columns.row * if columns.is_beside { 0.39 } else { 0.28 }).clamp(17.0, 22.0);
    let about = about(row, words, (small, room));
    let is_two = columns.is_beside && !about.is_empty();
    let (name, size) = (self::name(row, words), columns.name);
    let tall = if is_two { size + small * 1.2 } else { size };
    let first = y - tall / 2.0 + size * 0.84;
    canvas.text((columns.names, first), &fit(&name, size, true, room), Type::new(size, INK).bold());
    if is_two {
        canvas.text((columns.names, first + small * 1.16), &fit(&about, small, false, room), Type::new(small, MUTED));
    }
    let write = |x: f64, line: &str, look: Type| {
        let size = fitting(line, look.size, look.bold, FIGURE - 12.0).max(15.0);
        canvas.text((x, y + 7.0), &fit(line, size, look.bold, FIGURE - 12.0), Type { size, ..look });
    };
    write(columns.value, &figure(row, row.value, words), Type::new(SMALL, paint).bold());
    write(columns.limit, &limit(row, words), Type::new(SMALL, INK));
    clears(page, columns, at, (row, small));
}

/// Who it is, as far as there is room, and since when; or that it is within its limit again.
fn about(row: &Row, words: &Words, (size, room): (f64, f64)) -> String {
    let since = || row.since.as_deref().map(|since| words.say("warnings-board-since", &[("since", since.into())]));
    let side = if row.falls { "least" } else { "most" };
    let stands = if row.is_back { Some(words.say("warnings-board-back", &[("side", side.into())])) } else { since() };
    let left = room - stands.as_ref().map_or(0.0, |stands| width(&format!(" · {stands}"), size, false));
    let who = row.who.as_ref().map(|who| fit(who, size, false, left.max(0.0))).filter(|who| !who.is_empty());
    who.into_iter().chain(stands).collect::<Vec<_>>().join(" · ")
}

/// What would clear it: as much of it as the row's lines hold, three at most, whole clauses first. It stands beside the row,
/// or below its bar.
fn clears(page: &Page, columns: &Columns, at: usize, (row, size): (&Row, f64)) {
    let (x, room, step) = (columns.clears.x, columns.clears.width, size * 1.16);
    let foot = columns.bars.y + (at as f64 + 1.0) * columns.row;
    let below = columns.middle(at) + columns.tall() / 2.0 + 7.0;
    let free = if columns.is_beside { columns.row } else { foot - below };
    let most = (free / step).floor().clamp(1.0, 3.0);
    let about = if columns.is_beside { String::new() } else { about(row, &page.words, (size, room * 0.6)) };
    let told = told_clears(row, &page.words);
    let told = if about.is_empty() { told } else { format!("{about} · {told}") };
    let lines = wrap(&shortened(&told, size, most * room * 0.94), size, false, room, most as usize);
    let middle = if columns.is_beside { columns.middle(at) } else { (below + foot) / 2.0 };
    let first = middle + size * 0.34 - (lines.len() as f64 - 1.0) * step / 2.0;
    for (line, text) in lines.iter().enumerate() {
        page.canvas.text((x, first + line as f64 * step), text, Type::new(size, MUTED));
    }
}

/// The report says it in English; for other readers the limit says it.
fn told_clears(row: &Row, words: &Words) -> String {
    if words.lang() == Lang::English && !row.clears.is_empty() {
        return clean(&row.clears);
    }
    let side = match (row.falls, row.limit == 0.0) {
        (true, _) => "least",
        (false, true) => "none",
        (false, false) => "most",
    };
    words.say("warnings-board-clears", &[("side", side.into()), ("limit", figure(row, row.limit, words).into())])
}

/// As many clauses from the first as fit `room`.
fn shortened(text: &str, size: f64, room: f64) -> String {
    let mut clauses: Vec<&str> = text.split("; ").collect();
    while clauses.len() > 1 && width(&clauses.join("; "), size, false) > room {
        clauses.pop();
    }
    clauses.join("; ")
}

/// A diamond for critical, a triangle for a warning, a ring for what is watched.
fn shape(canvas: &Canvas, row: &Row, (x, y): (f64, f64)) {
    let paint = canvas.hex(theme::colour(Some(row.severity)));
    let (data, attributes) = match row.severity {
        Severity::Critical => (format!("M{x} {}l11 11l-11 11l-11 -11Z", y - 11.0), format!("fill=\"{paint}\"")),
        Severity::Warning => (format!("M{x} {}l11 19h-22Z", y - 10.0), format!("fill=\"{paint}\"")),
        Severity::Watch => (
            format!("M{} {y}a8 8 0 1 0 16 0a8 8 0 1 0 -16 0Z", x - 8.0),
            format!("fill=\"none\" stroke=\"{paint}\" stroke-width=\"3.5\""),
        ),
    };
    canvas.path(&data, &attributes);
}

/// The value's bar, hatched where it is a forecast, and how many times its limit it is.
fn draw_bar(page: &Page, plane: &mut Plane, columns: &Columns, at: usize, row: &Row) -> Result<()> {
    let y = columns.middle(at);
    let Some(multiple) = row.multiple() else {
        let note = fit(&page.words.word("warnings-board-any"), SMALL, false, columns.bars.width);
        let x = plane.x(1.0) + 14.0;
        page.canvas.text((x, y + 7.0), &fit(&note, SMALL, false, columns.value - x - 10.0), Type::new(SMALL, MUTED));
        return Ok(());
    };
    let tall = columns.tall();
    let up = |y: f64| columns.rows as f64 * (1.0 - (y - columns.bars.y) / columns.bars.height);
    let paint = theme::colour(Some(row.severity));
    let fill = if row.is_forecast() { Fill::Hatch(paint) } else { Fill::Solid(paint) };
    let is_cut = multiple > LONGEST;
    let end = if is_cut { plane.x(0.0).max(columns.bars.x) + columns.bars.width } else { plane.x(multiple) };
    page.canvas.open(if is_cut { "cut" } else { "bar" }, &row.title, &format!("{multiple:.6}"));
    let to = if is_cut { (end - columns.bars.x) / (plane.x(1.0) - columns.bars.x) } else { multiple };
    plane.bar((0.0, up(y - tall / 2.0)), (to, up(y + tall / 2.0)), fill)?;
    page.canvas.close();
    if is_cut {
        tear(&page.canvas, (end - 34.0, y - tall / 2.0), tall);
    }
    let decimals = if multiple < 9.95 { if multiple < 1.995 { 2 } else { 1 } } else { 0 };
    let figure = thousands(&format!("{multiple:.decimals$}"));
    let x = end.max(plane.x(1.0)) + 12.0;
    page.canvas.text((x, y + 7.0), &format!("{figure} ×"), Type::new(SMALL, MUTED));
    Ok(())
}

/// Two slanted seams of paper: the bar goes on beyond the page.
fn tear(canvas: &Canvas, (x, y): (f64, f64), tall: f64) {
    for at in [0.0, 13.0] {
        let (from, to) = (number(x + at), number(y + tall + 3.0));
        let data = format!("M{from} {to}l12 -{}h6l-12 {}Z", number(tall + 6.0), number(tall + 6.0));
        canvas.path(&data, &format!("fill=\"{}\"", canvas.hex(PAPER)));
    }
}

/// How many warnings have no row.
fn more(page: &Page, columns: &Columns, found: usize) {
    let left = found.saturating_sub(columns.rows);
    if left == 0 {
        return;
    }
    let number = page.words.count(left as u64);
    let line = page.words.say("warnings-board-more", &[("count", left.into()), ("number", number.into())]);
    let y = columns.bars.y + columns.bars.height + 26.0;
    page.canvas.text((columns.names, y), &line, Type::new(SMALL, MUTED));
}

/// No warning stands: a sign that all is well, and what that means.
fn calm(report: &Report, style: &Style, data: &Data) -> Drawing {
    let words = &style.words;
    let page = Page::new(NAME, report, style, &title(data, words), &words.word("warnings-board-calm"));
    let space = page.space;
    let (x, y, radius) = (space.x + space.width / 2.0, space.y + space.height * 0.40, 110.0);
    let good = page.canvas.hex(GOOD);
    let ring = format!("M{} {y}a{radius} {radius} 0 1 0 220 0a{radius} {radius} 0 1 0 -220 0Z", x - radius);
    let look = format!("fill=\"none\" stroke=\"{good}\" stroke-width=\"9\"");
    page.canvas.path(&ring, &look);
    let tick = format!("M{} {}l38 40l72 -86", x - 52.0, y + 6.0);
    page.canvas.path(&tick, &format!("{look} stroke-linecap=\"round\" stroke-linejoin=\"round\""));
    let lines = wrap(&words.word("warnings-board-calm-told"), 32.0, false, space.width * 0.8, 3);
    for (at, line) in lines.iter().enumerate() {
        let look = Type::new(32.0, INK).anchor(Anchor::Middle);
        page.canvas.text((x, y + radius + 80.0 + at as f64 * 44.0), line, look);
    }
    page.finish(&alt(data, words), table(data))
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |row: &Row| {
        let [value, limit] = [row.value, row.limit].map(|it| figure(row, it, words).into());
        let level = ["level-watch", "level-warning", "level-critical"][row.severity as usize];
        let level = ("level", words.word(level).into());
        words
            .say("warnings-board-told", &[("name", name(row, words).into()), level, ("value", value), ("limit", limit)])
    };
    if data.rows.is_empty() {
        return plain(&words.word("warnings-board-calm-told"));
    }
    let listed = words.list(&data.rows.iter().take(5).map(told).collect::<Vec<_>>());
    let count = ("count", data.rows.len().into());
    let number = ("number", words.count(data.rows.len() as u64).into());
    plain(&words.say("warnings-board-alt", &[count, number, ("listed", listed.into())]))
}

/// Every warning, also those without a row in the picture.
fn table(data: &Data) -> Table {
    let row = |it: &Row| {
        let (since, who) = (it.since.clone().unwrap_or_default(), safe(it.who.clone().unwrap_or_default()));
        let [value, limit, multiple] = [Some(it.value), Some(it.limit), it.multiple()].map(cell);
        let (id, title, clears) = (it.id.clone(), safe(it.title.clone()), safe(it.clears.clone()));
        [id, title, it.severity.name().to_owned(), who, value, limit, multiple, it.unit.clone(), since, clears]
    };
    let columns =
        ["warning", "title", "severity", "customer", "value", "limit", "multiple", "unit", "since", "clears_when"];
    Table::new(columns, data.rows.iter().map(row))
}
