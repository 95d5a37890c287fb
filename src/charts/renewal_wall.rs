//! When contracts end: ARR by the quarter of its end upwards and, mirrored below, by the quarter in which notice can last
//! be given.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::legend::{Key, Legend};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, fitting, plain, wrap};
use crate::drawing::theme::{self, Fill, INK, LABEL, MUTED, NEUTRAL, PALE, Paint, QUARTER_END, SMALL};
use crate::drawing::words::{Unit, Words};
use crate::error::Result;
use crate::model::{RenewalQuarter, Report, Severity};
use crate::unit::{Amount, Money};

/// The chart's name.
pub const NAME: &str = "renewal_wall";
/// Quarters at most; later ones are told in a note.
const QUARTERS: usize = 12;
/// Quarters that the width is shared by at least, so that one alone is no block.
const LEAST: usize = 6;
/// Room for the scale.
const SCALE: f64 = 96.0;
/// Room for a name over a bar at least.
const NAME_ROOM: f64 = 92.0;
/// Room above the highest bar for its figures, and below the lowest for its own.
const AIR: (f64, f64) = (96.0, 44.0);

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Quarters, the earliest first.
    pub quarters: Vec<Quarter>,
    /// ARR that ends after them.
    pub later: Option<Money>,
    /// The quarter in which the largest share of the ARR on terms of twelve months or more ends, and that share.
    pub largest: Option<(String, f64)>,
    /// ARR that can be left at any time, or has no end.
    pub open_ended: Option<Money>,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One quarter's ARR.
#[derive(Debug, Clone, PartialEq)]
pub struct Quarter {
    /// `2027-Q1`.
    pub name: String,
    /// Ending, of the ten largest customers and of all others.
    pub ending: (Money, Money),
    /// Last day of notice, of the ten largest customers and of all others.
    pub notice: (Money, Money),
    /// The customer with the most ARR ending in it, safe to draw, and that ARR.
    pub first: Option<(String, Money)>,
}

impl Quarter {
    /// All ARR that ends in it.
    #[must_use]
    pub fn ends(&self) -> f64 {
        self.ending.0.to_f64() + self.ending.1.to_f64()
    }

    /// All ARR whose last day of notice lies in it.
    #[must_use]
    pub fn noticed(&self) -> f64 {
        self.notice.0.to_f64() + self.notice.1.to_f64()
    }
}

/// Takes the quarters from the report.
#[must_use]
pub fn read(report: &Report) -> Data {
    let mut quarters: Vec<Quarter> = report.renewal_wall.iter().map(quarter).collect();
    let later = quarters.split_off(quarters.len().min(QUARTERS));
    let renewals = report.renewals.as_ref();
    let largest = renewals.and_then(|it| it.largest_quarter.clone().zip(it.largest_quarter_share));
    Data {
        later: sum(&later).filter(|arr| arr.to_f64() > 0.0),
        quarters,
        largest: largest.map(|(quarter, share)| (clean(&quarter), share.0)).filter(|it| it.1.is_finite()),
        open_ended: renewals.map(|it| it.open_ended_arr).filter(|arr| arr.to_f64() > 0.0),
        currency: report.currency.clone(),
    }
}

fn quarter(it: &RenewalQuarter) -> Quarter {
    let first = it.largest.first();
    Quarter {
        name: clean(&it.quarter),
        ending: (it.head_ending, it.rest_ending),
        notice: (it.head_notice, it.rest_notice),
        first: first.map(|it| (clean(if it.name.trim().is_empty() { &it.customer } else { &it.name }), it.arr)),
    }
}

/// What ends in all of `quarters` together; `None` of none.
fn sum(quarters: &[Quarter]) -> Option<Money> {
    let decimals = quarters.first()?.ending.0.decimals;
    let ends = quarters.iter().map(|quarter| quarter.ending.0.amount + quarter.ending.1.amount);
    Some(Money::new(ends.sum::<Amount>(), decimals))
}

/// The finding: how much ends in one quarter, and with whom.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    if let Some((name, share)) = &data.largest {
        let (part, who) = who(data.quarters.iter().find(|quarter| quarter.name == *name));
        let variables = [
            ("share", words.percent(*share).into()),
            ("quarter", name.as_str().into()),
            ("part", part.into()),
            ("name", who.into()),
        ];
        return words.say("renewal-wall-title-share", &variables);
    }
    let by_end = |one: &&Quarter, other: &&Quarter| one.ends().total_cmp(&other.ends()).then(other.name.cmp(&one.name));
    let Some(quarter) = data.quarters.iter().max_by(by_end) else { return String::new() };
    let (part, who) = who(Some(quarter));
    let arr = words.money_value(quarter.ends(), data.currency.as_deref());
    let variables =
        [("arr", arr.into()), ("quarter", quarter.name.as_str().into()), ("part", part.into()), ("name", who.into())];
    words.say("renewal-wall-title-amount", &variables)
}

/// How much of a quarter's ARR its first customer has, and its name.
fn who(quarter: Option<&Quarter>) -> (&'static str, String) {
    let Some((quarter, (name, arr))) = quarter.and_then(|quarter| Some((quarter, quarter.first.as_ref()?))) else {
        return ("none", String::new());
    };
    (if arr.to_f64() * 2.0 > quarter.ends() { "most" } else { "largest" }, fit(name, 1.0, true, 18.0))
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    if !data.quarters.iter().any(|quarter| quarter.ends() > 0.0 || quarter.noticed() > 0.0) {
        let otherwise = match &report.renewals {
            None => reason(&report.reasons, "renewals", &words.word("renewal-wall-no-contracts")),
            Some(renewals) => reason(&renewals.reasons, "largest_quarter", &words.word("renewal-wall-no-end")),
        };
        return Ok(card(NAME, report, style, &reason(&report.reasons, "renewal_wall", &otherwise)));
    }
    let ends = data.quarters.iter().map(Quarter::ends).fold(0.0, f64::max);
    let noticed = data.quarters.iter().map(Quarter::noticed).fold(0.0, f64::max);
    let unit = words.unit(ends.max(noticed), data.currency.as_deref());
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(&data, words, &unit));
    let space = page.space;
    let room = (space.width - SCALE) / data.quarters.len().max(LEAST) as f64 - 12.0;
    let legend = legend(&page, &data, room >= NAME_ROOM);
    let above = if room >= NAME_ROOM { AIR.0 } else { 44.0 };
    let foot = 46.0 + legend.height(space.width) + 16.0;
    let height = space.height - above - AIR.1 - foot;
    let frame = Frame { x: space.x + SCALE, y: space.y + above, width: space.width - SCALE, height };
    let scale = Axis::exact(-noticed, ends, (height / 64.0) as u32)?;
    let across = Axis::exact(0.0, data.quarters.len().max(LEAST) as f64, 6)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &scale)?;
    page.grid(&plane, frame, &scale, |tick| Some(unit.tick(tick.abs())));
    for (at, quarter) in data.quarters.iter().enumerate() {
        draw_ending(&page, &mut plane, at as f64, quarter, level(&data, quarter))?;
        draw_notice(&page, &plane, at as f64, quarter);
        label(&page, &plane, frame, (at, room), (quarter, &unit));
    }
    legend.draw(&page.canvas, space, space.x);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// How far a quarter is past the limits; only the largest is held against them.
fn level(data: &Data, quarter: &Quarter) -> Option<Severity> {
    let largest = data.largest.as_ref().filter(|(name, _)| *name == quarter.name);
    largest.and_then(|(_, share)| theme::level(*share, QUARTER_END))
}

fn measure(data: &Data, words: &Words, unit: &Unit) -> String {
    let told = |arr: Option<Money>| arr.map_or_else(String::new, |arr| words.money(arr, data.currency.as_deref()));
    let is = |arr: Option<Money>| if arr.is_some() { "yes" } else { "no" };
    words.say(
        "renewal-wall-measure",
        &[
            ("unit", words.in_unit(unit).into()),
            ("later", is(data.later).into()),
            ("rest", told(data.later).into()),
            ("open", is(data.open_ended).into()),
            ("ended", told(data.open_ended).into()),
        ],
    )
}

/// Whole bars upwards, the ten largest customers nearest the axis and past a limit in its colour.
fn draw_ending(page: &Page, plane: &mut Plane, at: f64, quarter: &Quarter, level: Option<Severity>) -> Result<()> {
    let (head, all) = (quarter.ending.0.to_f64(), quarter.ends());
    let dark = level.map_or(INK, |level| theme::colour(Some(level)));
    for (class, from, to, colour) in [("ending_head", 0.0, head, dark), ("ending_rest", head, all, PALE)] {
        page.canvas.open(class, &quarter.name, &format!("{:.2}", to - from));
        plane.bar((at + 0.14, from), (at + 0.86, to), colour)?;
        page.canvas.close();
    }
    Ok(())
}

/// Outlined bars downwards, the ten largest customers nearest the axis.
fn draw_notice(page: &Page, plane: &Plane, at: f64, quarter: &Quarter) {
    let (head, all) = (quarter.notice.0.to_f64(), quarter.noticed());
    for (class, from, to, colour) in [("notice_head", 0.0, head, INK), ("notice_rest", head, all, NEUTRAL)] {
        if to > from {
            page.canvas.open(class, &quarter.name, &format!("{:.2}", to - from));
            outline(page, (plane.x(at + 0.2), plane.y(-from)), (plane.x(at + 0.8), plane.y(-to)), colour);
            page.canvas.close();
        }
    }
}

fn outline(page: &Page, (left, top): (f64, f64), (right, bottom): (f64, f64), colour: Paint) {
    let data = format!("M{left:.2} {bottom:.2}L{left:.2} {top:.2}L{right:.2} {top:.2}L{right:.2} {bottom:.2}Z");
    page.canvas.path(&data, &page.canvas.fill(Fill::Outline(colour)));
}

/// The amount and its first customer over the bar, notice under it, the quarter below all.
fn label(page: &Page, plane: &Plane, frame: Frame, (at, room): (usize, f64), (quarter, unit): (&Quarter, &Unit)) {
    let x = plane.x(at as f64 + 0.5);
    let write = |y: f64, line: &str, look: Type| {
        let size = fitting(line, look.size, look.bold, room);
        page.canvas.text((x, y), line, Type { size, ..look }.anchor(Anchor::Middle));
    };
    write(frame.y + frame.height + AIR.1 + 34.0, &quarter.name, Type::new(LABEL, INK));
    if quarter.ends() > 0.0 {
        let top = plane.y(quarter.ends());
        write(top - 11.0, &unit.print(quarter.ends()), Type::new(28.0, INK).bold());
        let name = quarter.first.as_ref().filter(|_| room >= NAME_ROOM);
        let lines = name.map_or_else(Vec::new, |(name, _)| wrap(name, SMALL, false, room, 3));
        for (line, text) in lines.iter().rev().enumerate() {
            write(top - 44.0 - 25.0 * line as f64, text, Type::new(SMALL, MUTED));
        }
    }
    if quarter.noticed() > 0.0 {
        write(plane.y(-quarter.noticed()) + 29.0, &unit.print(quarter.noticed()), Type::new(LABEL, MUTED));
    }
}

/// What the kinds of bar are.
fn legend(page: &Page, data: &Data, has_names: bool) -> Legend {
    let words = &page.words;
    let past = data.quarters.iter().find_map(|quarter| level(data, quarter));
    let past = past.map(|level| {
        let told = match level {
            Severity::Watch => "watch",
            Severity::Warning => "warning",
            Severity::Critical => "critical",
        };
        let key = Key::Area(Fill::Solid(theme::colour(Some(level))));
        (key, words.say("renewal-wall-key-past", &[("level", told.into())]))
    });
    let keys = [
        (Key::Area(Fill::Solid(INK)), words.word("renewal-wall-key-head")),
        (Key::Area(Fill::Solid(PALE)), words.word("renewal-wall-key-rest")),
    ];
    let notice = (Key::Area(Fill::Outline(INK)), words.word("renewal-wall-key-notice"));
    let names = has_names.then(|| (Key::Note, words.word("renewal-wall-key-name")));
    Legend::new(keys.into_iter().chain(past).chain([notice]).chain(names))
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |quarter: &Quarter| {
        let arr = words.money_value(quarter.ends(), data.currency.as_deref());
        words.say("renewal-wall-told", &[("arr", arr.into()), ("quarter", quarter.name.as_str().into())])
    };
    let ends: Vec<String> = data.quarters.iter().filter(|it| it.ends() > 0.0).take(6).map(told).collect();
    plain(&words.say("renewal-wall-alt", &[("listed", words.list(&ends).into())]))
}

fn table(data: &Data) -> Table {
    let row = |it: &Quarter| {
        let share = data.largest.as_ref().filter(|(name, _)| *name == it.name).map(|(_, share)| *share);
        let first = it.first.as_ref().map_or_else(String::new, |(name, _)| safe(name.clone()));
        let parts = [it.ending.0, it.ending.1, it.notice.0, it.notice.1].map(|arr| arr.to_string());
        let [head_ending, rest_ending, head_notice, rest_notice] = parts;
        [it.name.clone(), head_ending, rest_ending, head_notice, rest_notice, first, cell(share)]
    };
    let columns = [
        "quarter",
        "head_ending",
        "rest_ending",
        "head_notice",
        "rest_notice",
        "first_customer",
        "share_of_long_terms",
    ];
    Table::new(columns, data.quarters.iter().map(row))
}
