//! Who stood where among the ten largest customers, quarter end by quarter end.

use crate::charts::time;
use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::legend::{Key, Legend};
use crate::drawing::page::{Page, card};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, plain, width};
use crate::drawing::theme::{INK, LABEL, MUTED, PALE, PAPER, Paint, RULE, SMALL, series};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{CustomerRank, Report};
use std::collections::BTreeMap;
use std::fmt::Write;

/// The chart's name.
pub const NAME: &str = "rank_bump";
/// Quarter ends at most.
const QUARTERS: usize = 12;
/// Ranks shown.
const RANKS: u64 = 10;
/// Room for the names at the right, and for those who left at the left, as parts of the page.
const NAMES: (f64, f64) = (0.27, 0.17);
/// Lines with a colour of their own at most.
const COLOURED: usize = 4;
/// Room for the ranks at the left.
const HEADS: f64 = 46.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The quarter ends, oldest first.
    pub quarters: Vec<String>,
    /// Whether the ledger covers the twelve months to each of them.
    pub covered: bool,
    /// Everyone among the ten largest of one of them: today's ten by rank, then the others by id.
    pub lines: Vec<Line>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Line {
    /// Name, safe to draw.
    pub name: String,
    /// Its rank at each quarter end; `None` where it is not among the ten largest.
    pub ranks: Vec<Option<u64>>,
    /// Its share of revenue at the last quarter end.
    pub share: Option<f64>,
    /// Which colour it has; `None` is the grey of those that do not matter to the story.
    pub series: Option<usize>,
}

/// Takes the newest quarter ends from the report: those whose twelve months the ledger covers, where there are two.
#[must_use]
pub fn read(report: &Report) -> Data {
    let ranked = |period: &str| report.customer_ranks.iter().any(|it| it.period == period);
    let all: Vec<_> = report.history.iter().filter(|it| ranked(&it.period)).collect();
    let covered: Vec<_> = all.iter().copied().filter(|it| it.months_covered >= 12).collect();
    let taken = if covered.len() > 1 { covered } else { all };
    let newest = taken.len().saturating_sub(QUARTERS);
    let quarters: Vec<String> = taken.iter().skip(newest).map(|it| it.period.clone()).collect();
    let mut lines = lines(&report.customer_ranks, &quarters);
    colour(&mut lines);
    let covered = taken.iter().skip(newest).all(|it| it.months_covered >= 12);
    Data { quarters, lines, covered }
}

fn lines(ranks: &[CustomerRank], quarters: &[String]) -> Vec<Line> {
    let mut found: BTreeMap<&str, Line> = BTreeMap::new();
    for it in ranks.iter().filter(|it| (1..=RANKS).contains(&it.rank)) {
        let Some(at) = quarters.iter().position(|quarter| *quarter == it.period) else { continue };
        let line = found.entry(&it.customer).or_insert_with(|| Line {
            name: clean(&it.name),
            ranks: vec![None; quarters.len()],
            share: None,
            series: None,
        });
        line.ranks[at] = Some(it.rank);
        if at + 1 == quarters.len() {
            line.share = it.share.map(|share| share.0).filter(|share| share.is_finite());
        }
    }
    let mut lines: Vec<Line> = found.into_values().collect();
    lines.sort_by_key(|line| line.now().unwrap_or(u64::MAX));
    lines
}

/// The largest has a colour, and those of today's ten that moved most; few, so that each can be followed.
fn colour(lines: &mut [Line]) {
    let mut movers: Vec<usize> = (0..lines.len()).filter(|&at| lines[at].now().is_some()).collect();
    movers.sort_by_key(|&at| std::cmp::Reverse(if at == 0 { u64::MAX } else { lines[at].moved() }));
    movers.retain(|&at| at == 0 || lines[at].moved() > 0);
    movers.truncate(COLOURED);
    movers.sort_unstable();
    for (series, at) in movers.into_iter().enumerate() {
        lines[at].series = Some(series);
    }
}

impl Line {
    fn now(&self) -> Option<u64> {
        self.ranks.last().copied().flatten()
    }

    fn then(&self) -> Option<u64> {
        self.ranks.first().copied().flatten()
    }

    /// Places between the first quarter end and the last; one who came in moved farther than any who stayed.
    fn moved(&self) -> u64 {
        match (self.then(), self.now()) {
            (Some(then), Some(now)) => then.abs_diff(now),
            (None, Some(now)) => 2 * RANKS - now,
            _ => 0,
        }
    }

    /// The index since which it holds its rank of today without a break.
    fn holds_since(&self) -> usize {
        let now = self.now();
        self.ranks.iter().rposition(|rank| *rank != now).map_or(0, |at| at + 1)
    }

    /// The index since which it is among the ten without a break.
    fn within_since(&self) -> usize {
        self.ranks.iter().rposition(Option::is_none).map_or(0, |at| at + 1)
    }
}

impl Data {
    fn today(&self) -> impl Iterator<Item = &Line> {
        self.lines.iter().filter(|line| line.now().is_some())
    }
}

/// The finding: since when the largest leads, and how many of the ten are new.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let (Some(leader), Some(first)) = (data.today().next(), data.quarters.first()) else {
        return words.word("rank-bump-none");
    };
    let since = leader.holds_since();
    let new = data.today().filter(|line| line.then().is_none()).count();
    let size = data.today().count();
    let came = match new {
        // Ranks of a few months are no ranks of a year to compare with.
        _ if size == 1 || !data.covered => "single",
        0 => "none",
        new if new == size => "all",
        _ => "some",
    };
    words.say(
        "rank-bump-title",
        &[
            ("lead", if since == 0 { "always" } else { "taken" }.into()),
            ("name", fit(&leader.name, 1.0, true, 20.0).into()),
            ("since", data.quarters.get(since).unwrap_or(first).as_str().into()),
            ("first", first.as_str().into()),
            ("count", new.into()),
            ("came", came.into()),
            ("size", size.into()),
        ],
    )
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.quarters.len() < 2 || data.today().next().is_none() {
        let why = if data.quarters.len() == 1 { "rank-bump-one-quarter" } else { "rank-bump-none" };
        return Ok(card(NAME, report, style, &words.word(why)));
    }
    let measure = time::measured(words.word("rank-bump-measure"), report, words);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let legend = legend(&page, &data);
    let left = page.space.x + HEADS + 20.0;
    let foot = legend.height(page.space.x + page.space.width - left);
    let frame = frame(&page, &data, 62.0 + foot);
    let lowest = data.lines.iter().flat_map(|line| line.ranks.iter().flatten()).fold(1, |low, rank| low.max(*rank));
    let across = Axis::exact(0.0, data.quarters.len() as f64 - 1.0, 5)?;
    // Rank 1 is at the top: a rank lies at its negative.
    let scale = Axis::exact(-(lowest as f64) - 0.5, -0.5, 10)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &scale)?;
    heads(&page, &plane, frame, lowest);
    let names = quarter_names(&data);
    time::periods(&page, &plane, frame, &names, |at| at as f64, &time::QUARTERS);
    let (coloured, grey): (Vec<&Line>, Vec<&Line>) = data.lines.iter().partition(|line| line.series.is_some());
    // The largest lies on top.
    for line in grey.into_iter().chain(coloured.into_iter().rev()) {
        draw_line(&page, &mut plane, &data, line)?;
    }
    let row = frame.height / lowest as f64;
    for line in &data.lines {
        name_line(&page, &plane, frame, &data, (line, row));
    }
    legend.draw(&page.canvas, page.space, left);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

fn quarter_names(data: &Data) -> Vec<String> {
    data.quarters.iter().map(|quarter| clean(quarter)).collect()
}

fn frame(page: &Page, data: &Data, foot: f64) -> Frame {
    let space = page.space;
    let long = |line: &Line, size: f64| width(&line.name, size, line.series.is_some());
    let left = data.lines.iter().filter(|line| line.then().is_some() && line.now().is_none());
    let left = left.map(|line| long(line, SMALL) + 24.0).fold(0.0, f64::max).min(space.width * NAMES.1) + HEADS + 20.0;
    let told = |line: &Line| line.now().map_or(0.0, |_| width(&note(page, data, line), SMALL, false));
    let right = data.today().map(|line| long(line, LABEL).max(told(line))).fold(0.0, f64::max);
    let right = (right + 4.0).min(space.width * NAMES.0) + 24.0;
    Frame { x: space.x + left, y: space.y, width: space.width - left - right, height: space.height - foot }
}

/// The ranks at the left, and a faint line for each.
fn heads(page: &Page, plane: &Plane<'_>, frame: Frame, lowest: u64) {
    for rank in 1..=lowest {
        let y = plane.y(-(rank as f64));
        page.canvas.rule((frame.x, y), (frame.x + frame.width, y), 1.0, RULE, "");
        page.canvas.text((page.space.x, y + 9.0), &rank.to_string(), Type::new(LABEL, MUTED).bold());
    }
}

fn paint(line: &Line) -> Paint {
    line.series.map_or(PALE, series)
}

/// A smooth line through its ranks, broken where it is not among the ten, and a dot at each quarter end.
fn draw_line(page: &Page, plane: &mut Plane<'_>, data: &Data, line: &Line) -> Result<()> {
    let at: Vec<Option<(f64, f64)>> =
        line.ranks.iter().enumerate().map(|(at, rank)| rank.map(|rank| (at as f64, -(rank as f64)))).collect();
    let mut path = String::new();
    for pair in at.windows(2) {
        let &[Some(from), Some(to)] = pair else { continue };
        let [from, to] = [from, to].map(|it| (plane.x(it.0), plane.y(it.1)));
        let middle = (from.0 + to.0) / 2.0;
        let (fx, fy, tx, ty) = (from.0, from.1, to.0, to.1);
        let _ = write!(path, "M{fx:.2} {fy:.2}C{middle:.2} {fy:.2} {middle:.2} {ty:.2} {tx:.2} {ty:.2}");
    }
    let (colour, thick) = (page.canvas.hex(paint(line)), if line.series.is_some() { 6.0 } else { 3.0 });
    if !path.is_empty() {
        page.canvas.path(
            &path,
            &format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"{thick}\" stroke-linecap=\"round\""),
        );
    }
    for (index, point) in at.iter().enumerate().filter_map(|(index, point)| point.map(|point| (index, point))) {
        let before = index.checked_sub(1).map(|before| at[before].is_some());
        let after = at.get(index + 1).map(Option::is_some);
        page.canvas.open("point", &format!("{} {}", line.name, data.quarters[index]), &(-point.1).to_string());
        let radius = if line.series.is_some() { 9.0 } else { 6.5 };
        let fill = if before == Some(false) { PAPER } else { paint(line) };
        plane.dot(point, radius, paint(line), fill)?;
        if after == Some(false) {
            cross(page, (plane.x(point.0), plane.y(point.1)), radius + 3.0, paint(line));
        }
        page.canvas.close();
    }
    Ok(())
}

/// Who leaves is crossed out.
fn cross(page: &Page, (x, y): (f64, f64), reach: f64, paint: Paint) {
    let (left, right, top, foot) = (x - reach, x + reach, y - reach, y + reach);
    for (from, to) in [((left, top), (right, foot)), ((left, foot), (right, top))] {
        page.canvas.rule(from, to, 3.0, paint, "");
    }
}

/// The name beside the last quarter end, with its share and how it moved; of those who left, beside the first.
fn name_line(page: &Page, plane: &Plane<'_>, frame: Frame, data: &Data, (line, row): (&Line, f64)) {
    let bold = line.series.is_some();
    let Some(now) = line.now() else {
        let Some(then) = line.then() else { return };
        let (x, y) = (frame.x - 24.0, plane.y(-(then as f64)) + 8.0);
        let name = fit(&line.name, SMALL, false, page.space.width * NAMES.1 - 8.0);
        page.canvas.text((x, y), &name, Type::new(SMALL, MUTED).anchor(Anchor::End));
        return;
    };
    let (x, y) = (frame.x + frame.width + 24.0, plane.y(-(now as f64)));
    let room = page.space.x + page.space.width - x;
    let look = Type { bold, ..Type::new(LABEL, INK) };
    let two = row >= 58.0;
    page.canvas.text((x, if two { y - 2.0 } else { y + 8.0 }), &fit(&line.name, LABEL, bold, room), look);
    if two {
        page.canvas.text((x, y + 24.0), &fit(&note(page, data, line), SMALL, false, room), Type::new(SMALL, MUTED));
    }
}

/// `32 % · up 3 places`.
fn note(page: &Page, data: &Data, line: &Line) -> String {
    let (moved, places) = match (line.then(), line.now()) {
        (Some(then), Some(now)) if then > now => ("up", then - now),
        (Some(then), Some(now)) if then < now => ("down", now - then),
        (Some(_), _) => ("same", 0),
        (None, _) => ("new", 0),
    };
    let share = line.share.map_or_else(String::new, |share| page.words.percent_with(share, 1));
    let since = data.quarters.get(line.within_since()).map_or("", String::as_str);
    let variables =
        [("share", share.into()), ("move", moved.into()), ("count", places.into()), ("since", since.into())];
    page.words.say("rank-bump-note", &variables)
}

/// What hollow and crossed dots mean, where there are any, and whose lines have a colour.
fn legend(page: &Page, data: &Data) -> Legend {
    let pairs = || data.lines.iter().flat_map(|line| line.ranks.windows(2));
    let came = pairs().any(|pair| pair[0].is_none() && pair[1].is_some());
    let left = pairs().any(|pair| pair[0].is_some() && pair[1].is_none());
    let (muted, paper) = (page.canvas.hex(MUTED), page.canvas.hex(PAPER));
    let key = |shape: &str, fill: &str| {
        let paint = format!("fill=\"{fill}\" stroke=\"{muted}\" stroke-width=\"2.8\"");
        Key::Path(format!("M6 11a7 7 0 1 0 14 0a7 7 0 1 0 -14 0{shape}"), paint)
    };
    let came = came.then(|| (key("", &paper), page.words.word("rank-bump-came")));
    let left = left.then(|| (key("M3 1l20 20M23 1l-20 20", &muted), page.words.word("rank-bump-left")));
    let coloured = (Key::Note, page.words.word("rank-bump-coloured"));
    Legend::new(came.into_iter().chain(left).chain([coloured]))
}

fn alt(data: &Data, words: &Words) -> String {
    let names: Vec<String> = data.today().take(5).map(|line| line.name.clone()).collect();
    let ends = [data.quarters.first(), data.quarters.last()].map(|it| it.map_or("", String::as_str));
    let variables = [("first", ends[0].into()), ("last", ends[1].into()), ("listed", words.list(&names).into())];
    plain(&words.say("rank-bump-alt", &variables))
}

fn table(data: &Data) -> Table {
    let rows = data.lines.iter().flat_map(|line| {
        let ranked = data.quarters.iter().zip(&line.ranks).filter_map(|(quarter, rank)| Some((quarter, (*rank)?)));
        ranked.map(|(quarter, rank)| {
            let share = if Some(quarter) == data.quarters.last() { line.share } else { None };
            [safe(line.name.clone()), quarter.clone(), rank.to_string(), cell(share)]
        })
    });
    Table::new(["customer", "period", "rank", "share_of_last_quarter"], rows)
}
