//! When contracts end: ARR by the quarter of its end upwards and, mirrored below, by the quarter in which notice can last
//! be given.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Type};
use crate::charts::page::{Page, card, reason};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{clean, fit, fitting, money, money_tick, money_value, percent, plain, width};
use crate::charts::theme::{self, INK, LABEL, MUTED, NEUTRAL, PALE, Paint, QUARTER_END, SMALL};
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
const SCALE: f64 = 130.0;

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
pub fn title(data: &Data) -> String {
    let currency = data.currency.as_deref();
    if let Some((name, share)) = &data.largest {
        let quarter = data.quarters.iter().find(|quarter| quarter.name == *name);
        return format!(
            "{} of ARR on long terms ends in {name}{}",
            percent(*share),
            quarter.map_or(String::new(), who)
        );
    }
    let by_end = |one: &&Quarter, other: &&Quarter| one.ends().total_cmp(&other.ends()).then(other.name.cmp(&one.name));
    let Some(quarter) = data.quarters.iter().max_by(by_end) else { return String::new() };
    format!("{} of ARR ends in {}{}", money_value(quarter.ends(), currency), quarter.name, who(quarter))
}

fn who(quarter: &Quarter) -> String {
    let Some((name, arr)) = &quarter.first else { return String::new() };
    let most = if arr.to_f64() * 2.0 > quarter.ends() { "most of it" } else { "the largest part" };
    format!(", {most} {}", fit(name, 1.0, true, 18.0))
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let data = read(report);
    if !data.quarters.iter().any(|quarter| quarter.ends() > 0.0 || quarter.noticed() > 0.0) {
        let otherwise = match &report.renewals {
            None => reason(&report.reasons, "renewals", "no contracts are given"),
            Some(renewals) => reason(&renewals.reasons, "largest_quarter", "no contract in force has an end"),
        };
        let why = reason(&report.reasons, "renewal_wall", &otherwise);
        return Ok(card(NAME, report, style, &why));
    }
    let page = Page::new(NAME, report, style, &title(&data), &measure(&data));
    let space = page.space;
    let frame =
        Frame { x: space.x + SCALE, y: space.y + 62.0, width: space.width - SCALE, height: space.height - 208.0 };
    let ends = data.quarters.iter().map(Quarter::ends).fold(0.0, f64::max);
    let noticed = data.quarters.iter().map(Quarter::noticed).fold(0.0, f64::max);
    let scale = Axis::exact(-noticed, ends, 8)?;
    let across = Axis::exact(0.0, data.quarters.len().max(LEAST) as f64, 6)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &scale)?;
    page.grid(&plane, frame, &scale, |tick| Some(money_tick(tick.abs(), None)));
    for (at, quarter) in data.quarters.iter().enumerate() {
        let level = data.largest.as_ref().filter(|(name, _)| *name == quarter.name);
        let level = level.and_then(|(_, share)| theme::level(*share, QUARTER_END));
        draw_ending(&page, &mut plane, at as f64, quarter, level)?;
        draw_notice(&page, &plane, at as f64, quarter);
        label(&page, &plane, frame, (at, frame.width / across.high() - 14.0), quarter);
    }
    legend(&page);
    Ok(page.finish(&alt(&data), table(&data)))
}

fn measure(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let unit = currency.map_or_else(String::new, |code| format!(", {code}"));
    let later = data.later.map_or_else(String::new, |arr| format!("; {} later", money(arr, currency)));
    let open = data.open_ended.map_or_else(String::new, |arr| {
        format!("; {} more can be left at any time or has no end", money(arr, currency))
    });
    format!("ARR by the quarter in which its contracts end{unit}{later}{open}")
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
    let (fill, stroke) = (page.canvas.hex(theme::tint(colour, 0.12)), page.canvas.hex(colour));
    page.canvas
        .path(&data, &format!("fill=\"{fill}\" stroke=\"{stroke}\" stroke-width=\"2.5\" stroke-dasharray=\"7 5\""));
}

/// The amount and its first customer over the bar, notice under it, the quarter below all.
fn label(page: &Page, plane: &Plane, frame: Frame, (at, room): (usize, f64), quarter: &Quarter) {
    let x = plane.x(at as f64 + 0.5);
    let write = |y: f64, line: &str, most: f64, colour, bold: bool| {
        let look = Type { bold, ..Type::new(fitting(line, most, bold, room), colour) };
        page.canvas.text((x, y), line, look.anchor(Anchor::Middle));
    };
    write(frame.y + frame.height + 76.0, &quarter.name, LABEL, INK, false);
    if quarter.ends() > 0.0 {
        let top = plane.y(quarter.ends());
        write(top - 12.0, &money_value(quarter.ends(), None), 30.0, INK, true);
        if let Some((name, _)) = &quarter.first {
            write(top - 46.0, &fit(name, SMALL, false, room), SMALL, MUTED, false);
        }
    }
    if quarter.noticed() > 0.0 {
        write(plane.y(-quarter.noticed()) + 30.0, &money_value(quarter.noticed(), None), LABEL, MUTED, false);
    }
}

/// What the kinds of bar are.
fn legend(page: &Page) {
    let (mut x, y) = (page.space.x + SCALE, page.space.y + page.space.height - 6.0);
    for (name, colour) in [("ends: the ten largest", INK), ("ends: all others", PALE)] {
        page.canvas.rect((x, y - 17.0), (26.0, 20.0), colour);
        page.canvas.text((x + 36.0, y), name, Type::new(SMALL, MUTED));
        x += 36.0 + width(name, SMALL, false) + 40.0;
    }
    outline(page, (x, y - 17.0), (x + 26.0, y + 3.0), INK);
    let note = "last day of notice, the ten largest first; over each bar the customer with most of it";
    page.canvas.text((x + 36.0, y), note, Type::new(SMALL, MUTED));
}

fn alt(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let told = |quarter: &Quarter| format!("{} in {}", money_value(quarter.ends(), currency), quarter.name);
    let ends: Vec<String> = data.quarters.iter().filter(|it| it.ends() > 0.0).take(6).map(told).collect();
    plain(&format!("Bars of ARR by the quarter its contracts end in: {}.", ends.join(", ")))
}

fn table(_: &Data) -> Table {
    Table::default()
}
