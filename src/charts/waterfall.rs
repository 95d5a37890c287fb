//! A waterfall: bars that each begin where the one before ended, between a total and a total.
//!
//! Amounts stand over the bars, names and figures in rows below them, so that no scale is needed; zero is the ground.

use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::Page;
use crate::drawing::text::{fit, fitting, width, wrap};
use crate::drawing::theme::{BAD, GOOD, INK, LABEL, MUTED, PAPER, Paint, SMALL, TITLE};
use crate::error::Result;

/// Room over the plane for the highest amount.
const OVER: f64 = 52.0;
/// Lines of a name at most.
const LINES: usize = 2;
/// Height of a line of a name.
const LINE: f64 = 28.0;
/// Height of a row of figures.
const ROW: f64 = 34.0;
/// Part of its column that a bar leaves free on each side.
const GAP: f64 = 0.16;
/// A bar lower than this would be taken for a gap.
const LOW: f64 = 2.0;
/// A column is this wide at most.
const WIDEST: f64 = 400.0;

/// One bar.
#[derive(Debug, Clone, PartialEq)]
pub struct Bar {
    /// Its name.
    pub name: String,
    /// Where it begins; zero for a total.
    pub from: f64,
    /// Where it ends.
    pub to: f64,
    /// Its value as a test reads it.
    pub value: String,
    /// Its value as it stands over the bar.
    pub label: String,
    /// Its colour.
    pub paint: Paint,
    /// Whether it stands on zero.
    pub is_total: bool,
    /// A figure for each row below; empty where there is none.
    pub figures: Vec<String>,
}

/// The colour of a step that does good, or bad.
#[must_use]
pub fn effect(is_good: bool) -> Paint {
    if is_good { GOOD } else { BAD }
}

/// A number with its sign; none where it rounds to nothing. `printed` is the number without one.
#[must_use]
pub fn signed(value: f64, printed: &str) -> String {
    let is_nothing = !printed.chars().any(|letter| ('1'..='9').contains(&letter));
    match value.partial_cmp(&0.0) {
        Some(std::cmp::Ordering::Greater) if !is_nothing => format!("+{printed}"),
        Some(std::cmp::Ordering::Less) if !is_nothing => format!("−{printed}"),
        _ => printed.to_owned(),
    }
}

/// Draws the bars over `frame`; `heads` name the rows of figures at the left, `behind` draws what lies behind the bars.
///
/// # Errors
/// plotters refuses.
pub fn draw(
    page: &Page,
    frame: Frame,
    heads: &[String],
    bars: &[Bar],
    behind: impl Fn(&Plane<'_>, Frame),
) -> Result<()> {
    let left = heads_width(heads, frame);
    let width = (frame.width - left).min(WIDEST * bars.len() as f64);
    let names = Names::of(bars, width / bars.len().max(1) as f64 - 10.0);
    let below = 24.0 + names.height() + heads.len() as f64 * ROW;
    let plot = Frame { x: frame.x + left, y: frame.y + OVER, width, height: frame.height - OVER - below };
    let scale = scale(bars)?;
    let across = Axis::exact(0.0, bars.len() as f64, 6)?;
    let mut plane = Plane::new(&page.canvas, plot, &across, &scale)?;
    behind(&plane, plot);
    for (at, bar) in bars.iter().enumerate() {
        draw_bar(page, &mut plane, at, bar)?;
    }
    connect(page, &plane, bars);
    let ground = plane.y(0.0);
    page.canvas.rule((plot.x, ground), (plot.x + plot.width, ground), 2.0, MUTED, "");
    write(page, &plane, plot, &names, (heads, bars));
    Ok(())
}

/// From zero, or below it, to the highest bar, without a step to spare: the amounts are told, not read off.
fn scale(bars: &[Bar]) -> Result<Axis> {
    let ends = || bars.iter().flat_map(|bar| [bar.from, bar.to]);
    let (low, high) = (ends().fold(0.0, f64::min), ends().fold(0.0, f64::max));
    Axis::exact(low, if high > low { high } else { low + 1.0 }, 5)
}

fn heads_width(heads: &[String], frame: Frame) -> f64 {
    let longest = heads.iter().map(|head| width(head, SMALL, false)).fold(0.0, f64::max);
    if heads.is_empty() { 0.0 } else { (longest + 26.0).min(frame.width * 0.2) }
}

fn draw_bar(page: &Page, plane: &mut Plane<'_>, at: usize, bar: &Bar) -> Result<()> {
    let class = if bar.is_total { "total" } else { "step" };
    page.canvas.open(class, &bar.name, &bar.value);
    let left = at as f64;
    plane.bar((left + GAP, bar.from), (left + 1.0 - GAP, bar.to), bar.paint)?;
    page.canvas.close();
    Ok(())
}

/// Thin lines from the level a bar leaves to the bar that takes it up, through a bar that is too low to be seen.
fn connect(page: &Page, plane: &Plane<'_>, bars: &[Bar]) {
    for (at, bar) in bars.iter().enumerate().take(bars.len().saturating_sub(1)) {
        let is_low = (plane.y(bar.from) - plane.y(bar.to)).abs() < LOW;
        let (y, at) = (plane.y(bar.to), at as f64);
        let from = if is_low { at + GAP } else { at + 1.0 - GAP };
        page.canvas.rule((plane.x(from), y), (plane.x(at + 1.0 + GAP), y), 2.0, MUTED, "");
    }
}

/// The bars' names, in one size and as few lines as they take.
struct Names {
    size: f64,
    lines: Vec<Vec<String>>,
}

impl Names {
    fn of(bars: &[Bar], room: f64) -> Names {
        let size = sized(LABEL, room, bars.iter().flat_map(|bar| bar.name.split(' ')));
        let lines = bars.iter().map(|bar| wrap(&bar.name, size, true, room, LINES)).collect();
        Names { size, lines }
    }

    fn height(&self) -> f64 {
        self.lines.iter().map(Vec::len).max().unwrap_or(0) as f64 * LINE
    }
}

/// The size up to `most` at which each of `lines` fits `room`.
fn sized<'a>(most: f64, room: f64, lines: impl Iterator<Item = &'a str>) -> f64 {
    lines.map(|line| fitting(line, most, true, room)).fold(most, f64::min)
}

/// Amounts over the bars; names and figures below the plane. Each kind has one size, so that it reads as a row.
fn write(page: &Page, plane: &Plane<'_>, plot: Frame, names: &Names, (heads, bars): (&[String], &[Bar])) {
    let room = plot.width / bars.len().max(1) as f64 - 10.0;
    let amount = sized(TITLE * 0.68, room, bars.iter().map(|bar| bar.label.as_str()));
    let figure = sized(LABEL, room, bars.iter().flat_map(|bar| bar.figures.iter().map(String::as_str)));
    let foot = plot.y + plot.height;
    let row_at = |row: usize| foot + 44.0 + names.height() + row as f64 * ROW;
    for (at, bar) in bars.iter().enumerate() {
        let x = plane.x(at as f64 + 0.5);
        over(page, (x, plane.y(bar.from.max(bar.to)) - 14.0), bar, amount);
        for (line, text) in names.lines[at].iter().enumerate() {
            let look = Type { bold: bar.is_total, ..Type::new(names.size, INK).anchor(Anchor::Middle) };
            page.canvas.text((x, foot + 38.0 + line as f64 * LINE), text, look);
        }
        for (row, text) in bar.figures.iter().enumerate() {
            page.canvas.text((x, row_at(row)), text, Type::new(figure, MUTED).anchor(Anchor::Middle));
        }
    }
    for (row, head) in heads.iter().enumerate() {
        let head = fit(head, SMALL, false, plot.x - page.space.x - 10.0);
        page.canvas.text((page.space.x, row_at(row)), &head, Type::new(SMALL, MUTED));
    }
}

/// An amount on a plate of paper, so that no limit's line runs through it.
fn over(page: &Page, (x, y): (f64, f64), bar: &Bar, size: f64) {
    let colour = if [GOOD, BAD].contains(&bar.paint) { bar.paint } else { INK };
    let look = Type::new(size, colour).bold();
    let long = width(&bar.label, size, true);
    page.canvas.rect((x - long / 2.0 - 4.0, y - size * 0.8), (long + 8.0, size), PAPER);
    page.canvas.text((x, y), &bar.label, look.anchor(Anchor::Middle));
}
