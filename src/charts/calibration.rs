//! Whether the chances to leave are worth anything: forecast against outcome by tenths of the probability, and where each
//! year's loss lay in its forecast distribution.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Type};
use crate::charts::labels::Labels;
use crate::charts::page::{Page, card, reason};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{clean, count, fit, percent, plain, width};
use crate::charts::theme::{ACCENT, INK, MUTED, NEUTRAL, PAPER, SMALL, WARNING, tint};
use crate::error::Result;
use crate::model::{Backtest, CalibrationBin, Report};

/// The chart's name.
pub const NAME: &str = "calibration";
/// Fewer expected losses than this are too few.
const FEWEST_LOSSES: f64 = 5.0;
/// Room for each panel's scale.
const SCALE: f64 = 110.0;
/// Free space between the panels.
const GAP: f64 = 70.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// `skill`, `no_skill` or `too_few`.
    pub verdict: String,
    /// The report's own words for it.
    pub message: String,
    /// The method, in words.
    pub method: String,
    /// Losses expected and seen over the dates twelve months apart.
    pub expected: Option<(f64, u64)>,
    /// 1 − Brier score over that of the base rate.
    pub skill: Option<f64>,
    /// Forecasts by their probability; those without any are left out.
    pub bins: Vec<Bin>,
    /// Every date with its place in the distribution, the earliest first.
    pub dates: Vec<Place>,
}

/// Forecasts of about one probability.
#[derive(Debug, Clone, PartialEq)]
pub struct Bin {
    /// Forecasts.
    pub forecasts: u64,
    /// Their mean probability.
    pub mean: f64,
    /// Losses over forecasts.
    pub rate: f64,
    /// Bounds of the rate at 5 and 95 %.
    pub bounds: (f64, f64),
}

/// Where a date's loss lay in its forecast distribution.
#[derive(Debug, Clone, PartialEq)]
pub struct Place {
    /// The date, ISO.
    pub date: String,
    /// 0 to 1; above 0.95 the loss was beyond the value at risk at 95 %.
    pub pit: f64,
    /// Whether the tests stand on it; the others overlap.
    pub scored: bool,
}

/// Takes bins and dates from the report; `None` where no past date has its outcome.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let backtest = report.backtest.as_ref().filter(|it| it.verdict != "none")?;
    // The bins are those of the methods chosen on earlier dates, and so is the verdict.
    let scores = backtest.methods.iter().find(|scores| scores.method == "chosen");
    let bins: Vec<Bin> = backtest.calibration.iter().filter_map(bin).collect();
    let dates = places(backtest);
    (!bins.is_empty() || !dates.is_empty()).then(|| Data {
        verdict: backtest.verdict.clone(),
        message: clean(&backtest.message),
        method: method(&backtest.method),
        expected: scores.map(|scores| (scores.expected, scores.lost)).filter(|it| it.0.is_finite()),
        skill: scores.and_then(|scores| scores.skill).map(|skill| skill.0).filter(|skill| skill.is_finite()),
        bins,
        dates,
    })
}

fn method(name: &str) -> String {
    match name {
        "empirical_bayes" => "empirical Bayes".to_owned(),
        "shifted_beta_geometric" => "shifted beta-geometric".to_owned(),
        "bg_nbd" => "BG/NBD".to_owned(),
        other => clean(&other.replace('_', " ")),
    }
}

fn bin(bin: &CalibrationBin) -> Option<Bin> {
    let share = |it: crate::unit::Ratio| it.0.clamp(0.0, 1.0);
    let (mean, rate) = (share(bin.mean?), share(bin.rate?));
    let bounds = (bin.low.map_or(rate, share).min(rate), bin.high.map_or(rate, share).max(rate));
    Some(Bin { forecasts: bin.forecasts, mean, rate, bounds })
}

fn places(backtest: &Backtest) -> Vec<Place> {
    // Before any outcome was known a chance is a guess of ½, and where the loss lay in it says nothing.
    let forecast = backtest.dates.iter().filter(|date| date.known_customer_years > 0);
    let known = forecast.filter_map(|date| {
        let pit = date.pit.map(|pit| pit.0).filter(|pit| pit.is_finite())?.clamp(0.0, 1.0);
        Some(Place { date: clean(&date.as_of), pit, scored: date.scored })
    });
    known.collect()
}

/// The verdict, with the losses expected and seen.
#[must_use]
pub fn title(data: &Data) -> String {
    let losses = data.expected.map_or_else(String::new, |(expected, lost)| {
        format!(": {} customers left where {expected:.1} were expected", count(lost))
    });
    match data.verdict.as_str() {
        "skill" => format!("The chances to leave beat the base rate{losses}"),
        "no_skill" => format!("The chances to leave told no more than the base rate{losses}"),
        _ if data.expected.is_some_and(|it| it.0 >= FEWEST_LOSSES) => {
            format!("One past date alone cannot judge the chances to leave{losses}")
        }
        _ => {
            let expected = data.expected.map_or_else(String::new, |it| format!(": {:.1} were expected", it.0));
            format!("Too few losses to judge the chances to leave{expected}, five are needed")
        }
    }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let Some(data) = read(report) else {
        let said = report.backtest.as_ref().map(|it| it.message.clone()).filter(|message| !message.is_empty());
        let otherwise = said.unwrap_or_else(|| "no past date has its outcome yet".to_owned());
        return Ok(card(NAME, report, style, &reason(&report.reasons, "backtest", &otherwise)));
    };
    let page = Page::new(NAME, report, style, &title(&data), &measure(&data));
    let space = page.space;
    let (top, height) = (space.y + 62.0, space.height - 180.0);
    let left = Frame { x: space.x + SCALE, y: top, width: height, height };
    let from = left.x + left.width + GAP + SCALE;
    let right = Frame { x: from, y: top, width: space.x + space.width - from, height };
    calibration(&page, left, &data)?;
    dates(&page, right, &data)?;
    Ok(page.finish(&alt(&data), table(&data)))
}

fn measure(data: &Data) -> String {
    match (data.verdict.as_str(), data.skill) {
        ("too_few", _) | (_, None) => format!("Method: {}. {}", data.method, data.message),
        (_, Some(skill)) => format!(
            "Method: {}; as chosen on earlier dates, skill against the base rate {}; losses within twelve months of past dates",
            data.method,
            percent(skill)
        ),
    }
}

/// Forecast across, outcome up, with its bounds; on the diagonal both are the same.
fn calibration(page: &Page, frame: Frame, data: &Data) -> Result<()> {
    page.canvas.text((frame.x, frame.y - 26.0), "Forecast and outcome", Type::new(28.0, INK).bold());
    let reached = data.bins.iter().flat_map(|bin| [bin.mean, bin.bounds.1]).fold(0.05, f64::max);
    let axis = Axis::exact(0.0, ((reached * 1.08 * 20.0).ceil() / 20.0).min(1.0), 5)?;
    let mut plane = Plane::new(&page.canvas, frame, &axis, &axis)?;
    page.grid(&plane, frame, &axis, |tick| Some(format!("{:.0} %", tick * 100.0)));
    let below = frame.y + frame.height;
    let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
    for &tick in axis.ticks() {
        page.canvas.text((plane.x(tick), below + 36.0), &format!("{:.0} %", tick * 100.0), look);
    }
    page.canvas.text(
        (frame.x + frame.width / 2.0, below + 74.0),
        "chance forecast; upwards, the share that left",
        look,
    );
    let end = axis.high();
    page.canvas.rule((plane.x(0.0), plane.y(0.0)), (plane.x(end), plane.y(end)), 2.0, NEUTRAL, "10 8");
    let mut labels = Labels::within(frame);
    for bin in &data.bins {
        draw_bin(page, &mut plane, bin)?;
        let (x, top, bottom) = (plane.x(bin.mean), plane.y(bin.bounds.1), plane.y(bin.bounds.0));
        labels.keep_off(Frame { x: x - 11.0, y: top, width: 22.0, height: bottom - top });
    }
    for bin in &data.bins {
        let (x, y) = (plane.x(bin.mean), plane.y(bin.rate));
        let look = Type::new(SMALL, MUTED);
        let places = [
            ((x + 16.0, y + 30.0), look),
            ((x + 16.0, y - 16.0), look),
            ((x - 16.0, y - 16.0), look.anchor(Anchor::End)),
        ];
        labels.place(&page.canvas, &format!("n = {}", count(bin.forecasts)), &places);
    }
    Ok(())
}

fn draw_bin(page: &Page, plane: &mut Plane, bin: &Bin) -> Result<()> {
    page.canvas.open("bin", &format!("{:.6}", bin.mean), &format!("{:.6}", bin.rate));
    plane.line([(bin.mean, bin.bounds.0), (bin.mean, bin.bounds.1)], 4.0, tint(ACCENT, 0.55))?;
    plane.dot((bin.mean, bin.rate), 11.0, ACCENT, ACCENT)?;
    page.canvas.close();
    Ok(())
}

/// Each date's place in its distribution; spread evenly over the height where the forecasts are right.
fn dates(page: &Page, frame: Frame, data: &Data) -> Result<()> {
    let heading = "Where each date's loss lay in its forecast";
    page.canvas.text((frame.x, frame.y - 26.0), heading, Type::new(28.0, INK).bold());
    let last = (data.dates.len() as f64 - 1.0).max(0.0);
    let (time, scale) = (Axis::exact(-0.5, last + 0.5, 5)?, Axis::exact(0.0, 1.0, 5)?);
    let mut plane = Plane::new(&page.canvas, frame, &time, &scale)?;
    plane.bar((time.low(), 0.95), (time.high(), 1.0), tint(WARNING, 0.2))?;
    page.grid(&plane, frame, &scale, |tick| Some(format!("{:.0} %", tick * 100.0)));
    for (at, place) in data.dates.iter().enumerate() {
        let colour = if place.pit > 0.95 { WARNING } else { ACCENT };
        page.canvas.open("pit", &place.date, &format!("{:.6}", place.pit));
        plane.dot((at as f64, place.pit), 10.0, colour, if place.scored { colour } else { PAPER })?;
        page.canvas.close();
    }
    days(page, &plane, frame, data);
    let below = frame.y + frame.height + 74.0;
    let look = Type::new(SMALL, MUTED).anchor(Anchor::End);
    let notes =
        ["0 % the mildest outcome foreseen, 100 % the worst", "solid: dates the tests stand on; orange: beyond VaR 95"];
    for (at, note) in notes.into_iter().enumerate() {
        page.canvas.text((frame.x + frame.width, below + 32.0 * at as f64), note, look);
    }
    if data.dates.is_empty() {
        let (x, y) = (frame.x + frame.width / 2.0, frame.y + frame.height / 2.0);
        page.canvas.text((x, y), "no date can be placed yet", Type::new(SMALL, MUTED).anchor(Anchor::Middle));
    }
    Ok(())
}

/// As many dates as have room, the last always among them.
fn days(page: &Page, plane: &Plane, frame: Frame, data: &Data) {
    let room = width("2026-09-30", SMALL, false) * 1.7;
    let every = (room / (frame.width / data.dates.len().max(1) as f64)).ceil().max(1.0) as usize;
    let last = data.dates.len().saturating_sub(1);
    for (at, place) in data.dates.iter().enumerate().filter(|(at, _)| (last - at).is_multiple_of(every)) {
        let half = width(&place.date, SMALL, false) / 2.0;
        let x = plane.x(at as f64).clamp(frame.x + half - 40.0, frame.x + frame.width - half);
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((x, frame.y + frame.height + 36.0), &fit(&place.date, SMALL, false, room), look);
    }
}

fn alt(data: &Data) -> String {
    let told = |bin: &Bin| {
        format!("{} forecast and {} seen of {}", percent(bin.mean), percent(bin.rate), count(bin.forecasts))
    };
    let bins = data.bins.iter().map(told).collect::<Vec<_>>().join(", ");
    let beyond = data.dates.iter().filter(|place| place.pit > 0.95).count();
    plain(&format!(
        "Forecast against outcome: {bins}. Beside it, of {} dates {beyond} with a loss beyond the value at risk at 95 %.",
        data.dates.len()
    ))
}

fn table(_: &Data) -> Table {
    Table::default()
}
