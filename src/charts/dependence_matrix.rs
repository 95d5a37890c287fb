//! The customers that weigh most on any base, with their share of each: revenue, its recurring part, gross profit and
//! receivables. Who is small in revenue and large in what is owed stands out.

use crate::drawing::Drawing;
use crate::drawing::axis::Frame;
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::legend::{Key, Legend};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, fitting, plain, wrap};
use crate::drawing::theme::{self, CRITICAL, Fill, INK, LABEL, LARGEST, MUTED, RULE, SMALL, WARNING, WATCH};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{BASES, Base, Dependence, Report};
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "dependence_matrix";
/// Rows at most.
const ROWS: usize = 15;
/// Room for names, as a part of the page, and at most.
const NAMES: (f64, f64) = (0.25, 400.0);
/// Room for the names and totals of the bases.
const HEAD: f64 = 88.0;
/// Height of a line that tells an unknown base.
const NOTE: f64 = 28.0;
/// Font size of a base's name, and the height of a line of it.
const NAME_SIZE: f64 = 26.0;
const LINE: f64 = 30.0;
/// Free space between the columns.
const GAP: f64 = 30.0;
/// Room for a share before its bar.
const SHARE: f64 = 106.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The bases in the order of [`BASES`]; a known one has a column.
    pub columns: Vec<Column>,
    /// Customers, the worst first.
    pub rows: Vec<Row>,
    /// Customers on any base at or past the first limit, those without a row among them.
    pub past: usize,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One base.
#[derive(Debug, Clone, PartialEq)]
pub struct Column {
    /// A key of [`BASES`].
    pub base: &'static str,
    /// All of it; `None` where it is unknown.
    pub total: Option<Money>,
    /// Why it is unknown, in the report's words.
    pub why: Option<String>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name, safe to draw.
    pub name: String,
    /// Share of each base, in the order of [`BASES`]; `None` where it is unknown.
    pub shares: Vec<Option<f64>>,
    /// The base with its largest share.
    pub worst: Option<usize>,
}

impl Row {
    /// Its largest share and the base of it.
    fn largest(&self) -> Option<(usize, f64)> {
        let at = self.worst?;
        self.shares[at].map(|share| (at, share))
    }
}

/// Takes the shares from the report; `None` where no share is known.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let bases = &report.bases;
    let column = |(base, found): (&'static str, &Option<Base>)| Column {
        base,
        total: found.as_ref().map(|found| found.total),
        why: bases.reasons.get(&format!("{base}_reason")).filter(|_| found.is_none()).map(|why| clean(why)),
    };
    let found = [&bases.revenue, &bases.recurring, &bases.gross_profit, &bases.receivables];
    let mut rows: Vec<Row> = report.dependence.iter().map(row).collect();
    let largest = |row: &Row| row.largest().map_or(f64::MIN, |it| it.1);
    rows.sort_by(|one, other| largest(other).total_cmp(&largest(one)));
    let past = rows.iter().filter(|row| largest(row) >= LARGEST[0]).count();
    rows.truncate(ROWS);
    let known = rows.iter().any(|row| row.worst.is_some());
    let columns = BASES.into_iter().zip(found).map(column).collect();
    known.then(|| Data { columns, rows, past, currency: report.currency.clone() })
}

fn row(it: &Dependence) -> Row {
    let share = |base: &str| it.shares.get(base).copied().flatten().map(|share| share.0).filter(|it| it.is_finite());
    let shares: Vec<Option<f64>> = BASES.iter().map(|base| share(base)).collect();
    let named = it.worst.as_deref().and_then(|worst| BASES.iter().position(|base| *base == worst));
    Row {
        name: clean(if it.name.trim().is_empty() { &it.customer } else { &it.name }),
        worst: named.filter(|at| shares[*at].is_some()),
        shares,
    }
}

/// The finding: who weighs little in revenue and much on another base; else who is past 10 % of any.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let named = |row: &Row| ("name", fit(&row.name, 1.0, true, 20.0).into());
    let share = |(at, share): (usize, f64)| [("share", words.percent(share).into()), ("base", BASES[at].into())];
    if let Some((row, found, revenue)) = hidden(data) {
        let [share, base] = share(found);
        let revenue = ("revenue", words.percent(revenue).into());
        return words.say("dependence-matrix-title-hidden", &[named(row), share, base, revenue]);
    }
    let Some((row, found)) = data.rows.first().and_then(|row| Some((row, row.largest()?))) else {
        return String::new();
    };
    let [share, base] = share(found);
    let id = match data.past {
        0 => "dependence-matrix-title-none",
        1 => "dependence-matrix-title-one",
        _ => "dependence-matrix-title-many",
    };
    words.say(id, &[("count", data.past.into()), named(row), share, base])
}

/// The customer below 10 % of revenue that is farthest past 10 % of another base.
fn hidden(data: &Data) -> Option<(&Row, (usize, f64), f64)> {
    let past = data.rows.iter().filter_map(|row| {
        let (found, revenue) = (row.largest()?, row.shares[0]?);
        (found.1 >= LARGEST[0] && revenue < LARGEST[0]).then_some((row, found, revenue))
    });
    past.max_by(|one, other| one.1.1.total_cmp(&other.1.1))
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let words = &style.words;
    let Some(data) = read(report) else {
        let otherwise = reason(&report.bases.reasons, "revenue", &words.word("dependence-matrix-empty"));
        return Ok(card(NAME, report, style, &reason(&report.reasons, "dependence", &otherwise)));
    };
    let measure = words.say("dependence-matrix-measure", &[("count", data.rows.len().into())]);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let (space, legend) = (page.space, legend(&page, &data));
    let names = (space.width * NAMES.0).min(NAMES.1);
    let wide = Frame { x: space.x + names, width: space.width - names, ..space };
    let edges = edges(wide, &data);
    let known: Vec<usize> = (0..BASES.len()).filter(|at| data.columns[*at].total.is_some()).collect();
    let headings: Vec<Vec<String>> =
        known.iter().map(|&at| heading(&page, &data, at, edges[at + 1] - edges[at] - GAP)).collect();
    let head = HEAD + LINE * (headings.iter().map(Vec::len).max().unwrap_or(1) as f64 - 1.0);
    let unknown = unknown(&data, words, space.width);
    let below = 14.0 + legend.height(space.width) + NOTE * unknown.len() as f64;
    let room = space.height - head - below;
    let frame = Frame { y: space.y + head, height: room.min(data.rows.len() as f64 * 120.0), ..wide };
    let grid = Grid::of(frame, edges, &data);
    rows(&page, frame, &data);
    for (&at, lines) in known.iter().zip(&headings) {
        draw_heading(&page, &grid, (&data, lines), at);
        draw_column(&page, &grid, &data, at);
    }
    let foot = Frame { height: head + frame.height + 14.0 + legend.height(space.width), ..space };
    legend.draw(&page.canvas, foot, space.x);
    for (line, text) in unknown.iter().enumerate() {
        let y = foot.y + foot.height + NOTE * (line as f64 + 1.0) - 4.0;
        page.canvas.text((space.x, y), text, Type::new(SMALL, MUTED));
    }
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// Left edges of the columns, and the right edge of the last with the gap after it; an unknown base has no width.
fn edges(frame: Frame, data: &Data) -> Vec<f64> {
    let parts = || data.columns.iter().map(|column| if column.total.is_some() { 1.0 } else { 0.0 });
    let unit = (frame.width + GAP) / parts().sum::<f64>().max(1.0);
    let right = parts().scan(frame.x, |edge, part| {
        *edge += part * unit;
        Some(*edge)
    });
    std::iter::once(frame.x).chain(right).collect()
}

/// Where the cells lie: all bars share one scale.
struct Grid {
    frame: Frame,
    /// As [`edges`].
    edges: Vec<f64>,
    row: f64,
    /// Length of a share of one.
    one: f64,
}

impl Grid {
    fn of(frame: Frame, edges: Vec<f64>, data: &Data) -> Grid {
        let shares = data.rows.iter().flat_map(|row| row.shares.iter().flatten().copied());
        let most = shares.fold(f64::MIN_POSITIVE, f64::max);
        let known = data.columns.iter().position(|column| column.total.is_some()).unwrap_or(0);
        let unit = edges[known + 1] - edges[known];
        Grid { frame, edges, row: frame.height / data.rows.len() as f64, one: (unit - GAP - SHARE) / most }
    }

    /// Left edge of a column.
    fn left(&self, column: usize) -> f64 {
        self.edges[column]
    }

    /// Width of a column.
    fn width(&self, column: usize) -> f64 {
        self.edges[column + 1] - self.edges[column] - GAP
    }

    /// Where the bars of a column begin, after their shares.
    fn x(&self, column: usize) -> f64 {
        self.left(column) + SHARE
    }

    fn middle(&self, row: usize) -> f64 {
        self.frame.y + self.row * (row as f64 + 0.5)
    }

    /// Font size of a row.
    fn size(&self) -> f64 {
        (self.row * 0.62).min(LABEL)
    }
}

/// Names, and a light rule under each row.
fn rows(page: &Page, frame: Frame, data: &Data) {
    let (canvas, left) = (&page.canvas, page.space.x);
    let high = frame.height / data.rows.len() as f64;
    let size = (high * 0.62).min(LABEL);
    for (at, row) in data.rows.iter().enumerate() {
        let foot = frame.y + high * (at as f64 + 1.0);
        canvas.rule((left, foot), (frame.x + frame.width, foot), 1.0, RULE, "");
        let bold = row.largest().is_some_and(|it| it.1 >= LARGEST[0]);
        let (look, room) = (Type { bold, ..Type::new(size, INK) }, frame.x - left - 22.0);
        let name = fit(&row.name, size, bold, room);
        canvas.text((frame.x - 22.0, foot - high / 2.0 + size * 0.35), &name, look.anchor(Anchor::End));
    }
}

/// The name of a base in as many lines as it takes.
fn heading(page: &Page, data: &Data, at: usize, room: f64) -> Vec<String> {
    let name = page.words.say("dependence-matrix-base", &[("base", data.columns[at].base.into())]);
    wrap(&name, NAME_SIZE, true, room, 2)
}

/// The base and all of it.
fn draw_heading(page: &Page, grid: &Grid, (data, lines): (&Data, &[String]), at: usize) {
    let (canvas, column) = (&page.canvas, &data.columns[at]);
    let (x, room) = (grid.left(at), grid.width(at));
    for (line, text) in lines.iter().rev().enumerate() {
        canvas.text((x, grid.frame.y - 50.0 - LINE * line as f64), text, Type::new(NAME_SIZE, INK).bold());
    }
    let total = column.total.map_or_else(String::new, |total| page.words.money(total, data.currency.as_deref()));
    canvas.text((x, grid.frame.y - 18.0), &total, Type::new(fitting(&total, SMALL, false, room), MUTED));
}

/// Each unknown base and why it is so, in lines that fit `room`.
fn unknown(data: &Data, words: &Words, room: f64) -> Vec<String> {
    let told = |column: &Column| {
        let base = words.say("dependence-matrix-base", &[("base", column.base.into())]);
        let has_why = if column.why.is_some() { "yes" } else { "no" };
        let why = column.why.clone().unwrap_or_default();
        let variables = [("base", base.into()), ("has-why", has_why.into()), ("why", why.into())];
        wrap(&words.say("dependence-matrix-unknown", &variables), SMALL, false, room, 2)
    };
    data.columns.iter().filter(|column| column.total.is_none()).flat_map(told).collect()
}

fn draw_column(page: &Page, grid: &Grid, data: &Data, at: usize) {
    let (x, top) = (grid.x(at), grid.frame.y);
    page.canvas.rule((x, top), (x, top + grid.frame.height), 2.0, MUTED, "");
    if data.past > 0 {
        let limit = x + LARGEST[0] * grid.one;
        page.canvas.rule((limit, top), (limit, top + grid.frame.height), 2.0, WARNING, "7 6");
    }
    for row in 0..data.rows.len() {
        draw_cell(page, grid, data, row, at);
    }
}

/// The share and its bar; past a limit in its colour, the customer's worst base framed.
fn draw_cell(page: &Page, grid: &Grid, data: &Data, row: usize, at: usize) {
    let (canvas, it, x, middle) = (&page.canvas, &data.rows[row], grid.x(at), grid.middle(row));
    let size = grid.size();
    let Some(share) = it.shares[at] else {
        let dash = page.words.word("dependence-matrix-no-share");
        canvas.text((x - 12.0, middle + size * 0.35), &dash, Type::new(size, MUTED).anchor(Anchor::End));
        return;
    };
    let (level, long) = (theme::level(share, LARGEST), share.max(0.0) * grid.one);
    let look = Type { bold: level.is_some(), ..Type::new(size, theme::text_colour(level)) };
    let figure = page.words.percent_with(share, 1);
    canvas.text((x - 12.0, middle + size * 0.35), &figure, look.anchor(Anchor::End));
    if long > 0.0 {
        canvas.open("share", &format!("{} {}", it.name, BASES[at]), &format!("{share:.6}"));
        canvas.rect((x, middle - grid.row * 0.25), (long, grid.row * 0.5), theme::colour(level));
        canvas.close();
    }
    if it.worst == Some(at) && known(data) > 1 {
        let (left, high) = (x - SHARE + 4.0, grid.row * 0.8);
        let wide = long + SHARE + 6.0;
        let frame = format!("M{left:.2} {:.2}h{wide:.2}v{high:.2}h-{wide:.2}z", middle - high / 2.0);
        let (paint, stroke) = if level.is_some() { (INK, 2.5) } else { (MUTED, 1.5) };
        canvas.path(&frame, &format!("fill=\"none\" stroke=\"{}\" stroke-width=\"{stroke}\"", canvas.hex(paint)));
    }
}

fn known(data: &Data) -> usize {
    data.columns.iter().filter(|column| column.total.is_some()).count()
}

fn legend(page: &Page, data: &Data) -> Legend {
    let words = &page.words;
    let shares = || data.rows.iter().flat_map(|row| row.shares.iter().flatten().copied());
    let is_shown = |paint: theme::Paint| shares().any(|share| theme::colour(theme::level(share, LARGEST)) == paint);
    let levels = [WATCH, WARNING, CRITICAL].into_iter().zip(LARGEST).filter(|(paint, _)| is_shown(*paint));
    let level = |(paint, limit): (theme::Paint, f64)| {
        let share = [("share", words.percent_with(limit, 0).into())];
        (Key::Area(Fill::Solid(paint)), words.say("dependence-matrix-past", &share))
    };
    let colour = page.canvas.hex(INK);
    let framed = Key::Path("M1 1H25V19H1Z".to_owned(), format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\""));
    let worst = (known(data) > 1).then(|| (framed, words.word("dependence-matrix-worst")));
    let colour = page.canvas.hex(WARNING);
    let dashes = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"2\" stroke-dasharray=\"7 6\"");
    let limit =
        (data.past > 0).then(|| (Key::Path("M13 0V20".to_owned(), dashes), words.word("dependence-matrix-limit")));
    Legend::new(worst.into_iter().chain(limit).chain(levels.map(level)))
}

fn alt(data: &Data, words: &Words) -> String {
    let told = data.rows.iter().take(5).filter_map(|row| {
        let (at, share) = row.largest()?;
        let name = fit(&row.name, 1.0, false, 40.0);
        let share = words.percent_with(share, 1);
        let variables = [("name", name.into()), ("share", share.into()), ("base", BASES[at].into())];
        Some(words.say("dependence-matrix-told", &variables))
    });
    let listed = words.list(&told.collect::<Vec<_>>());
    plain(&words.say("dependence-matrix-alt", &[("count", data.rows.len().into()), ("listed", listed.into())]))
}

fn table(data: &Data) -> Table {
    let row = |row: &Row| {
        let share = |at: usize| cell(row.shares[at]);
        let worst = row.worst.map_or_else(String::new, |at| BASES[at].to_owned());
        [safe(row.name.clone()), share(0), share(1), share(2), share(3), worst]
    };
    Table::new(["customer", "revenue", "recurring", "gross_profit", "receivables", "worst"], data.rows.iter().map(row))
}
