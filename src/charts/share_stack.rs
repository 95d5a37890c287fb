//! How much of revenue today's five largest customers bring, and what they brought at earlier quarter ends.

use crate::charts::time;
use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::Type;
use crate::drawing::labels::spread;
use crate::drawing::page::{Page, card};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, fitting, plain, width, wrap};
use crate::drawing::theme::{INK, LABEL, MUTED, PALE, PAPER, Paint, SMALL, series};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{History, Report};

/// The chart's name.
pub const NAME: &str = "share_stack";
/// Customers with a layer of their own.
const LARGEST: usize = 5;
/// Their series colours: the fifth series is as blue as the first.
const COLOURS: [usize; LARGEST] = [0, 1, 2, 3, 5];
/// Quarter ends at most.
const QUARTERS: usize = 40;
/// Where the five bring less than this at every quarter end, all others are told and not drawn, and the scale ends with
/// the five: on 100 % they could not be seen.
const SEEN: f64 = 0.1;
/// Room for the scale.
const SCALE: f64 = 92.0;
/// Room for the names, as a part of the page.
const NAMES: f64 = 0.34;
/// Room for a share before its name.
const SHARE: f64 = 110.0;
/// A quarter is this wide at most.
const WIDEST: f64 = 300.0;
/// Free space between the last quarter and the names.
const BESIDE: f64 = 66.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The quarter ends, oldest first.
    pub quarters: Vec<Quarter>,
    /// Names of today's five largest, safe to draw, the largest first.
    pub names: Vec<String>,
    /// Customers with positive revenue at the last quarter end, besides those.
    pub others: u64,
}

/// One quarter end.
#[derive(Debug, Clone, PartialEq)]
pub struct Quarter {
    /// Its quarter.
    pub name: String,
    /// Share of each of the five; 0 where it had no positive revenue. Empty where nobody had.
    pub shares: Vec<f64>,
    /// Whether the ledger covers its twelve months.
    pub covered: bool,
}

/// Takes the shares of the last quarter end's five largest from the report.
#[must_use]
pub fn read(report: &Report) -> Data {
    let ranks = &report.customer_ranks;
    let last = report.history.last().map_or("", |it| it.period.as_str());
    let mut today: Vec<_> = ranks.iter().filter(|it| it.period == last && it.share.is_some()).collect();
    today.sort_by_key(|it| it.rank);
    today.truncate(LARGEST);
    let share = |customer: &str, period: &str| {
        let found = ranks.iter().find(|it| it.customer == customer && it.period == period);
        found.and_then(|it| it.share).map_or(0.0, |share| share.0).max(0.0)
    };
    let quarter = |it: &History| {
        let shares = today.iter().map(|customer| share(&customer.customer, &it.period));
        let shares = if it.concentration.customers > 0 { shares.collect() } else { Vec::new() };
        Quarter { name: clean(&it.period), shares, covered: it.months_covered >= 12 }
    };
    let newest = report.history.len().saturating_sub(QUARTERS);
    Data {
        quarters: report.history.iter().skip(newest).map(quarter).collect(),
        names: today.iter().map(|it| clean(&it.name)).collect(),
        others: report.history.last().map_or(0, |it| it.concentration.customers.saturating_sub(today.len() as u64)),
    }
}

impl Quarter {
    fn together(&self) -> f64 {
        self.shares.iter().sum::<f64>().min(1.0)
    }

    /// Where each layer begins and ends; the last is that of all others.
    fn layers(&self) -> Vec<(f64, f64)> {
        let mut level = 0.0;
        let own = self.shares.iter().map(|share| {
            let from = level;
            level = f64::min(level + share, 1.0);
            (from, level)
        });
        let mut layers: Vec<(f64, f64)> = own.collect();
        layers.extend((!self.shares.is_empty()).then_some((level, 1.0)));
        layers
    }
}

impl Data {
    /// The most that the five brought together.
    fn highest(&self) -> f64 {
        self.quarters.iter().map(Quarter::together).fold(0.0, f64::max)
    }

    /// Whether all others are drawn, up to 100 %.
    fn is_whole(&self) -> bool {
        self.highest() >= SEEN
    }

    /// The layers of a quarter that are drawn.
    fn drawn(&self, quarter: &Quarter) -> Vec<(f64, f64)> {
        let mut layers = quarter.layers();
        layers.truncate(if self.is_whole() { layers.len() } else { quarter.shares.len() });
        layers
    }

    /// The first quarter end whose year is covered and the last; the last alone where none is.
    fn ends(&self) -> Option<(&Quarter, &Quarter)> {
        let last = self.quarters.last().filter(|it| !it.shares.is_empty())?;
        let first = self.quarters.iter().find(|it| !it.shares.is_empty() && it.covered);
        Some((first.unwrap_or(last), last))
    }
}

/// The finding: what today's largest bring together, what they brought before, and who moved most.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let Some((first, last)) = data.ends() else { return words.word("share-stack-none") };
    let (was, is) = (first.together(), last.together());
    let moved = is - was;
    // Less than a point is nothing, but for shares that are small themselves.
    let is_steady = moved.abs() < 0.005 && moved.abs() < 0.1 * is.max(was);
    let way = match first == last {
        true => "none",
        false if is_steady => "steady",
        false if moved > 0.0 => "up",
        false => "down",
    };
    let change = |at: usize| last.shares[at] - first.shares[at];
    let by_change =
        |one: &usize, other: &usize| change(*one).abs().total_cmp(&change(*other).abs()).then(other.cmp(one));
    let most = (0..data.names.len()).max_by(by_change).unwrap_or(0);
    // One is named where it made at least half of the move, in its direction.
    let leads = change(most) * (is - was) > 0.0 && change(most).abs() >= 0.5 * (is - was).abs();
    let leads = leads && data.names.len() > 1 && matches!(way, "up" | "down");
    words.say(
        "share-stack-title",
        &[
            ("count", data.names.len().into()),
            ("is", words.percent(is).into()),
            ("was", words.percent(was).into()),
            ("move", way.into()),
            ("since", first.name.as_str().into()),
            ("lead", if leads { "one" } else { "many" }.into()),
            ("name", fit(&data.names[most], 1.0, true, 20.0).into()),
            ("from", words.percent(first.shares[most]).into()),
            ("to", words.percent(last.shares[most]).into()),
        ],
    )
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if data.names.is_empty() || data.ends().is_none() {
        return Ok(card(NAME, report, style, &words.word("share-stack-none")));
    }
    let measure = words.say(
        "share-stack-measure",
        &[
            ("hollow", if has_uncovered(&data) { "yes" } else { "no" }.into()),
            ("others", if data.is_whole() { "drawn" } else { "told" }.into()),
        ],
    );
    let measure = time::measured(measure, report, words);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let (space, count) = (page.space, data.quarters.len() as f64);
    let names = (0..=data.names.len()).map(|layer| width(&layer_name(&data, words, layer), SMALL, false));
    let names = (names.fold(0.0, f64::max) + SHARE).min(space.width * NAMES);
    let across = (space.width - SCALE - BESIDE - names).min(WIDEST * count);
    let frame = Frame { x: space.x + SCALE, y: space.y + 20.0, width: across, height: space.height - 74.0 };
    let across = Axis::exact(0.0, count, 5)?;
    let scale = if data.is_whole() { Axis::exact(0.0, 1.0, 5)? } else { Axis::bars([data.highest()], 5)? };
    let mut plane = Plane::new(&page.canvas, frame, &across, &scale)?;
    let decimals = if scale.high() < 0.05 { 2 } else { 0 };
    page.grid(&plane, frame, &scale, |tick| Some(words.percent_with(tick, if tick == 0.0 { 0 } else { decimals })));
    for (at, quarter) in data.quarters.iter().enumerate() {
        draw_quarter(&page, &mut plane, &data, (at as f64, quarter))?;
    }
    let names: Vec<String> = data.quarters.iter().map(|it| it.name.clone()).collect();
    time::periods(&page, &plane, frame, &names, |at| at as f64 + 0.5, &time::QUARTERS);
    beside(&page, &plane, frame, &data);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

fn has_uncovered(data: &Data) -> bool {
    data.quarters.iter().any(|it| !it.covered && !it.shares.is_empty())
}

fn paint(data: &Data, layer: usize) -> Paint {
    if layer < data.names.len() { series(COLOURS[layer]) } else { PALE }
}

fn layer_name(data: &Data, words: &Words, layer: usize) -> String {
    let others = || words.say("others", &[("number", words.count(data.others).into())]);
    data.names.get(layer).cloned().unwrap_or_else(others)
}

/// The layers of a quarter, the largest customer's at the foot; a line of paper keeps them apart.
fn draw_quarter(page: &Page, plane: &mut Plane<'_>, data: &Data, (at, quarter): (f64, &Quarter)) -> Result<()> {
    let gap = if quarter.covered { 0.06 } else { 0.24 };
    for (layer, (from, to)) in data.drawn(quarter).into_iter().enumerate() {
        if from == to {
            continue;
        }
        let name = format!("{} {}", layer_name(data, &page.words, layer), quarter.name);
        page.canvas.open("share", &name, &format!("{:.6}", to - from));
        plane.bar((at + gap, from), (at + 1.0 - gap, to), paint(data, layer))?;
        page.canvas.close();
        if from > 0.0 && plane.y(from) - plane.y(to) > 4.0 {
            let y = plane.y(from);
            page.canvas.rule((plane.x(at + gap), y), (plane.x(at + 1.0 - gap), y), 1.5, PAPER, "");
        }
    }
    Ok(())
}

/// The layers' names and shares beside the last quarter, each tied to its layer.
fn beside(page: &Page, plane: &Plane<'_>, frame: Frame, data: &Data) {
    let Some(last) = data.quarters.last() else { return };
    let layers: Vec<(usize, (f64, f64))> =
        data.drawn(last).into_iter().enumerate().filter(|(_, (from, to))| from < to).collect();
    let middles: Vec<f64> = layers.iter().map(|(_, (from, to))| plane.y((from + to) / 2.0)).collect();
    let top = if data.is_whole() { frame.y + 26.0 } else { frame.y + 90.0 };
    let heights = spread(&middles, 64.0, (top, frame.y + frame.height - 26.0));
    let edge = frame.x + frame.width;
    let decimals = if data.is_whole() { 1 } else { 2 };
    let share = |(from, to): (f64, f64)| page.words.percent_with(to - from, decimals);
    let shares = layers.iter().map(|(_, layer)| width(&share(*layer), LABEL, true)).fold(0.0, f64::max);
    let x = edge + BESIDE;
    let room = page.space.x + page.space.width - x - shares - 16.0;
    if !data.is_whole() {
        let rest = page.words.percent_with(1.0 - last.together(), 1);
        let others = layer_name(data, &page.words, data.names.len());
        let told = page.words.say("share-stack-others", &[("others", others.into()), ("share", rest.into())]);
        let size = fitting(&told, SMALL, false, page.space.x + page.space.width - x);
        page.canvas.text((x, frame.y + 20.0), &told, Type::new(size, MUTED));
    }
    for (((layer, ends), middle), y) in layers.iter().zip(middles).zip(heights) {
        let colour = page.canvas.hex(paint(data, *layer));
        let tie = format!("M{edge:.2} {middle:.2}H{:.2}L{:.2} {y:.2}H{:.2}", edge + 12.0, x - 22.0, x - 8.0);
        page.canvas.path(&tie, &format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"3\""));
        page.canvas.text((x, y + LABEL * 0.35), &share(*ends), Type::new(LABEL, INK).bold());
        let lines = wrap(&layer_name(data, &page.words, *layer), SMALL, false, room, 2);
        let first = y + SMALL * 0.35 - (lines.len() as f64 - 1.0) * 13.0;
        for (at, line) in lines.iter().enumerate() {
            let paint = if *layer < data.names.len() { INK } else { MUTED };
            page.canvas.text((x + shares + 16.0, first + at as f64 * 26.0), line, Type::new(SMALL, paint));
        }
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let last = data.quarters.last();
    let shares = last.map_or(&[][..], |last| &last.shares);
    let told = data.names.iter().zip(shares).map(|(name, share)| format!("{name} {}", words.percent_with(*share, 1)));
    let listed = words.list(&told.collect::<Vec<_>>());
    let quarter = last.map_or("", |last| last.name.as_str());
    let variables = [("count", data.quarters.len().into()), ("quarter", quarter.into()), ("listed", listed.into())];
    plain(&words.say("share-stack-alt", &variables))
}

fn table(data: &Data) -> Table {
    let rows = data.quarters.iter().flat_map(|quarter| {
        let names = data.names.iter().map(|name| safe(name.clone())).chain(["(others)".to_owned()]);
        names.zip(quarter.layers()).map(|(name, (from, to))| [quarter.name.clone(), name, cell(to - from)])
    });
    Table::new(["period", "customer", "share"], rows)
}
