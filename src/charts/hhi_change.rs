//! Where the change of the Herfindahl–Hirschman index in twelve months comes from: a waterfall that closes, and the
//! customers that moved it most.

use crate::charts::waterfall::{self, Bar, effect, signed};
use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::labels::spread;
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, plain, width};
use crate::drawing::theme::{self, INK, LABEL, MUTED, NEUTRAL, PALE, Paint, SMALL};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{HhiChangeCustomer, Report};
use crate::wording::thousands;

/// The chart's name.
pub const NAME: &str = "hhi_change";
/// Limits of the index (W05, from the US merger guidelines): watch, warning, critical.
pub const LIMITS: [f64; 3] = [1000.0, 1800.0, 2500.0];
/// Customers named in each direction at most.
const NAMED: usize = 5;
/// A customer's row is at least this high.
const ROW: f64 = 44.0;
/// One customer is named in the title from this part of the change.
const LEADS: f64 = 0.25;
/// Pages at least this wide hold the customers beside the waterfall; on others they stand below.
const BESIDE: f64 = 1500.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// HHI of the year before.
    pub before: f64,
    /// `transfer`, `fx`, `stayers`, `entrants` and `leavers` where they are not nothing, each with the points it adds.
    pub steps: Vec<(&'static str, f64)>,
    /// HHI of the window.
    pub after: f64,
    /// The customers that moved it most, the largest rise first and the largest fall last.
    pub customers: Vec<Customer>,
    /// What all others moved together.
    pub others: f64,
}

/// One customer's part.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    /// Name, safe to draw.
    pub name: String,
    /// `stayer`, `entrant` or `leaver`.
    pub kind: String,
    /// Points of HHI.
    pub change: f64,
    /// Share of the year before; `None` for an entrant.
    pub before: Option<f64>,
    /// Share of the window; `None` for a leaver.
    pub after: Option<f64>,
}

/// Takes the parts from the report; `None` where it holds no year before, or a number that is none.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let change = report.hhi_change.as_ref()?;
    let steps = [
        ("transfer", change.transfer.0),
        ("fx", change.fx.0),
        ("stayers", change.stayers.0),
        ("entrants", change.entrants.0),
        ("leavers", -change.leavers.0),
    ];
    let known = [change.before.0, change.after.0].into_iter().chain(steps.map(|step| step.1));
    known.clone().all(f64::is_finite).then(|| Data {
        before: change.before.0,
        steps: steps.into_iter().filter(|(_, points)| *points != 0.0).collect(),
        after: change.after.0,
        customers: change.by_customer.iter().filter(|it| it.change.0.is_finite()).map(customer).collect(),
        others: change.others.0,
    })
}

fn customer(it: &HhiChangeCustomer) -> Customer {
    Customer {
        name: clean(&it.name),
        kind: it.kind.clone(),
        change: it.change.0,
        before: it.share_before.map(|share| share.0),
        after: it.share_after.map(|share| share.0),
    }
}

impl Data {
    /// Decimals at which the larger of the two totals has three digits.
    fn decimals(&self) -> usize {
        match self.before.abs().max(self.after.abs()) {
            largest if largest >= 99.95 => 0,
            largest if largest >= 9.995 => 1,
            _ => 2,
        }
    }

    /// A number of points without its sign, with as many more decimals as it takes to be told from nothing.
    fn points(&self, value: f64) -> String {
        let printed = |decimals: usize| thousands(&format!("{:.*}", decimals, value.abs()));
        let is_told = |printed: &String| printed.chars().any(|letter| ('1'..='9').contains(&letter));
        (self.decimals()..=6).map(printed).find(is_told).unwrap_or_else(|| "0".to_owned())
    }

    /// Those that are drawn, at most `each` a direction: the largest rises, then the largest falls, the very largest last.
    fn named(&self, each: usize) -> Vec<&Customer> {
        let up = self.customers.iter().filter(|it| it.change > 0.0).take(each);
        let down: Vec<&Customer> = self.customers.iter().rev().filter(|it| it.change < 0.0).take(each).collect();
        up.chain(down.into_iter().rev()).collect()
    }

    /// The customer that moved it most in its own direction, where that is a good part of it.
    fn leader(&self) -> Option<&Customer> {
        let moved = self.after - self.before;
        let most = if moved > 0.0 { self.customers.first() } else { self.customers.last() };
        most.filter(|it| it.change * moved > 0.0 && it.change.abs() >= LEADS * moved.abs())
    }
}

/// The finding: how far the index went, and who moved it.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let (before, after) = (data.points(data.before), data.points(data.after));
    let moved = data.after - data.before;
    let went = match before == after {
        true => "stood",
        false if moved > 0.0 => "rose",
        false => "fell",
    };
    let leader = data.leader().filter(|_| went != "stood");
    words.say(
        "hhi-change-title",
        &[
            ("went", went.into()),
            ("before", before.into()),
            ("after", after.into()),
            ("lead", if leader.is_some() { "one" } else { "many" }.into()),
            ("name", leader.map_or_else(String::new, |it| fit(&it.name, 1.0, true, 20.0)).into()),
            ("part", leader.map_or_else(String::new, |it| data.points(it.change)).into()),
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
        let why = reason(&report.reasons, "hhi_change", &words.word("hhi-change-none"));
        return Ok(card(NAME, report, style, &why));
    };
    let page = Page::new(NAME, report, style, &title(&data, words), &words.word("hhi-change-measure"));
    let (left, right) = halves(&page, !data.named(1).is_empty());
    let bars = bars(&data, words);
    let limits = limits(&bars, words);
    let named = limits.iter().map(|(_, told)| width(told, SMALL, false) + 10.0).fold(0.0, f64::max);
    let left = Frame { width: left.width - named, ..left };
    waterfall::draw(&page, left, &[], &bars, |plane, plot| draw_limits(&page, plane, plot, &limits))?;
    if let Some(right) = right {
        customers(&page, right, &data)?;
    }
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// The space of the waterfall and that of the customers: side by side, or one below the other.
fn halves(page: &Page, two: bool) -> (Frame, Option<Frame>) {
    let space = page.space;
    if !two {
        return (space, None);
    }
    let gap = 70.0;
    if space.width >= BESIDE {
        let width = (space.width - gap) * 0.56;
        let x = space.x + width + gap;
        return (Frame { width, ..space }, Some(Frame { x, width: space.width - width - gap, ..space }));
    }
    let height = (space.height - gap * 0.5) * 0.5;
    let y = space.y + height + gap * 0.5;
    (Frame { height, ..space }, Some(Frame { y, height: space.height - height - gap * 0.5, ..space }))
}

fn bars(data: &Data, words: &Words) -> Vec<Bar> {
    let bar = |name: &str, from: f64, to: f64, paint: Paint, is_total: bool| {
        let value = if is_total { to } else { to - from };
        Bar {
            name: words.word(&format!("hhi-change-{name}")),
            from,
            to,
            value: format!("{value:.6}"),
            label: if is_total { data.points(value) } else { signed(value, &data.points(value)) },
            paint,
            is_total,
            figures: Vec::new(),
        }
    };
    let mut bars = vec![bar("before", 0.0, data.before, NEUTRAL, true)];
    let mut level = data.before;
    for &(name, points) in &data.steps {
        // What is only booked or counted another way does neither good nor bad.
        let paint = if ["transfer", "fx"].contains(&name) { PALE } else { effect(points < 0.0) };
        bars.push(bar(name, level, level + points, paint, false));
        level += points;
    }
    bars.push(bar("after", 0.0, data.after, NEUTRAL, true));
    bars
}

/// The limits that the bars reach, with their names.
fn limits(bars: &[Bar], words: &Words) -> Vec<(f64, String)> {
    let highest = bars.iter().map(|bar| bar.to).fold(0.0, f64::max);
    let levels = ["level-watch", "level-warning", "level-critical"].map(|level| words.word(level));
    let told = |(limit, level): (f64, String)| {
        let variables = [("limit", thousands(&limit.to_string()).into()), ("level", level.into())];
        (limit, words.say("hhi-change-limit", &variables))
    };
    LIMITS.into_iter().zip(levels).filter(|(limit, _)| *limit <= highest).map(told).collect()
}

/// A line across the plane at each limit, its name at the right, where no bar is.
fn draw_limits(page: &Page, plane: &Plane<'_>, plot: Frame, limits: &[(f64, String)]) {
    let wanted: Vec<f64> = limits.iter().map(|(limit, _)| plane.y(*limit)).collect();
    let heights = spread(&wanted, SMALL * 1.35, (plot.y, plot.y + plot.height));
    for ((limit, told), (y, beside)) in limits.iter().zip(wanted.into_iter().zip(heights)) {
        let level = theme::level(*limit, LIMITS);
        page.canvas.rule((plot.x, y), (plot.x + plot.width, y), 2.0, theme::colour(level), "7 6");
        let at = (plot.x + plot.width + 10.0, beside + SMALL * 0.35);
        page.canvas.text(at, told, Type::new(SMALL, theme::text_colour(level)));
    }
}

/// The customers that moved it most, as bars from a common zero, rises to the right and falls to the left.
fn customers(page: &Page, frame: Frame, data: &Data) -> Result<()> {
    let each = ((frame.height - 66.0) / (2.0 * ROW)).clamp(1.0, NAMED as f64) as usize;
    let (canvas, named) = (&page.canvas, data.named(each));
    canvas.text((frame.x, frame.y + 30.0), &page.words.word("hhi-change-customers"), Type::new(28.0, INK).bold());
    let figure = |it: &Customer| signed(it.change, &data.points(it.change));
    let longest = |line: &str| width(line, LABEL, false) + 30.0;
    let lines = named.iter().map(|it| longest(&it.name).max(longest(&share_moved(page, it))));
    let names = lines.fold(0.0, f64::max).min(frame.width * 0.46);
    let figures = named.iter().map(|it| width(&figure(it), LABEL, true)).fold(0.0, f64::max) + 20.0;
    let rows = named.len() as f64;
    let height = ((frame.height - 66.0) / rows).min(76.0);
    let (least, most) =
        named.iter().fold((0.0, 0.0), |(least, most): (f64, f64), it| (least.min(it.change), most.max(it.change)));
    let left = if least < 0.0 { figures } else { 0.0 };
    let (x, y) = (frame.x + names + left, frame.y + 56.0);
    let plot = Frame { x, y, width: (frame.width - names - left - figures).max(40.0), height: height * rows };
    let mut plane =
        Plane::new(canvas, plot, &Axis::exact(least, most.max(least + 1e-9), 4)?, &Axis::exact(0.0, rows, 4)?)?;
    for (row, it) in named.iter().enumerate() {
        let top = rows - row as f64;
        canvas.open("customer", &it.name, &format!("{:.6}", it.change));
        plane.bar((0.0, top - 0.2), (it.change, top - 0.8), effect(it.change < 0.0))?;
        canvas.close();
        let (baseline, size) = (plane.y(top - 0.5), LABEL.min(height * 0.44));
        write(page, &plane, (frame, names - 16.0), (baseline, size, height), it, &figure(it));
    }
    canvas.rule((plane.x(0.0), plot.y), (plane.x(0.0), plot.y + plot.height), 2.0, MUTED, "");
    Ok(())
}

/// A customer's name with how its share moved at the left, its points at the end of its bar.
fn write(
    page: &Page,
    plane: &Plane<'_>,
    (frame, room): (Frame, f64),
    (middle, size, height): (f64, f64, f64),
    it: &Customer,
    figure: &str,
) {
    let canvas = &page.canvas;
    let (end, anchor) = if it.change < 0.0 { (-10.0, Anchor::End) } else { (10.0, Anchor::Start) };
    let look = Type::new(size, effect(it.change < 0.0)).bold().anchor(anchor);
    canvas.text((plane.x(it.change) + end, middle + size * 0.35), figure, look);
    let note = share_moved(page, it);
    let two = height >= 58.0;
    let y = if two { middle - 4.0 } else { middle + size * 0.35 };
    canvas.text((frame.x, y), &fit(&it.name, size, false, room), Type::new(size, INK));
    if two {
        canvas.text((frame.x, middle + 21.0), &fit(&note, SMALL, false, room), Type::new(SMALL, MUTED));
    }
}

/// `new, 3.1 %` · `left, 2.0 %` · `19 % to 32 %`.
fn share_moved(page: &Page, it: &Customer) -> String {
    let share = |share: Option<f64>| share.map_or_else(String::new, |share| page.words.percent(share)).into();
    page.words.say(
        "hhi-change-share",
        &[("kind", it.kind.as_str().into()), ("before", share(it.before)), ("after", share(it.after))],
    )
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |(name, points): &(&str, f64)| {
        let name = words.word(&format!("hhi-change-{name}"));
        words
            .say("hhi-change-told", &[("name", name.into()), ("points", signed(*points, &data.points(*points)).into())])
    };
    let steps = words.list(&data.steps.iter().map(told).collect::<Vec<_>>());
    let steps = if steps.is_empty() { words.word("hhi-change-still") } else { steps };
    let (before, after) = (data.points(data.before), data.points(data.after));
    plain(&words.say("hhi-change-alt", &[("before", before.into()), ("after", after.into()), ("steps", steps.into())]))
}

fn table(data: &Data) -> Table {
    let row = |part: &str, points: f64| [part.to_owned(), String::new(), cell(points), String::new(), String::new()];
    let step = |(name, points): &(&str, f64)| row(name, *points);
    let of = |it: &Customer| [it.kind.clone(), safe(it.name.clone()), cell(it.change), cell(it.before), cell(it.after)];
    let totals = std::iter::once(row("before", data.before)).chain(data.steps.iter().map(step));
    let totals = totals.chain([row("after", data.after)]);
    let rows = totals.chain(data.customers.iter().map(of)).chain([row("other_customers", data.others)]);
    Table::new(["part", "customer", "points", "share_before", "share_after"], rows)
}
