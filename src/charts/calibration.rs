//! Whether the chances to leave are worth anything: forecast against outcome by tenths of the probability, and where each
//! year's loss lay in its forecast distribution.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::labels::Labels;
use crate::drawing::legend::{Key, Legend};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell};
use crate::drawing::text::{clean, fit, fitting, plain, width, wrap};
use crate::drawing::theme::{ACCENT, Fill, INK, MUTED, NEUTRAL, PAPER, SMALL, WARNING, tint};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{Backtest, CalibrationBin, MethodScores, Report};

/// The chart's name.
pub const NAME: &str = "calibration";
/// Fewer expected losses than this are too few.
const FEWEST_LOSSES: f64 = 5.0;
/// Room for each panel's scale.
const SCALE: f64 = 92.0;
/// Free space between the panels.
const GAP: f64 = 70.0;
/// Room for a panel's name above it, and for its scale and what that is below.
const PANEL: (f64, f64) = (58.0, 84.0);
/// The narrowest page with both panels beside each other.
const WIDE: f64 = 1200.0;
/// Where a loss is beyond the value at risk.
const BEYOND: f64 = 0.95;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// `skill`, `no_skill` or `too_few`.
    pub verdict: String,
    /// The report's own words for it.
    pub message: String,
    /// The method, as the report names it.
    pub method: String,
    /// Losses expected and seen over the dates twelve months apart.
    pub expected: Option<(f64, u64)>,
    /// The same by the base rate, where nothing beats it and it is the method.
    pub base_rate: Option<(f64, u64)>,
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
    let of = |method: &str| backtest.methods.iter().find(|scores| scores.method == method);
    let losses = |scores: &MethodScores| Some((scores.expected, scores.lost)).filter(|it| it.0.is_finite());
    let scores = of("chosen");
    let is_base_rate = backtest.verdict == "no_skill" && backtest.method == "base_rate";
    let bins: Vec<Bin> = backtest.calibration.iter().filter_map(bin).collect();
    let dates = places(backtest);
    (!bins.is_empty() || !dates.is_empty()).then(|| Data {
        verdict: backtest.verdict.clone(),
        message: clean(&backtest.message),
        method: clean(&backtest.method),
        expected: scores.and_then(losses),
        base_rate: of("base_rate").filter(|_| is_base_rate).and_then(losses),
        skill: scores.and_then(|scores| scores.skill).map(|skill| skill.0).filter(|skill| skill.is_finite()),
        bins,
        dates,
    })
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

/// The verdict, with the losses expected and seen in whole customers; where they are too few, in as many as are whole.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let id = match data.verdict.as_str() {
        "skill" => "calibration-title-skill",
        _ if data.base_rate.is_some() => "calibration-title-base-rate",
        "no_skill" => "calibration-title-no-skill",
        _ if data.expected.is_some_and(|it| it.0 >= FEWEST_LOSSES) => "calibration-title-one-date",
        _ => "calibration-title-few",
    };
    let (expected, lost) = data.base_rate.or(data.expected).unwrap_or_default();
    let whole = if id == "calibration-title-few" { expected.floor() } else { expected.round() };
    words.say(
        id,
        &[
            ("known", if data.expected.is_some() { "yes" } else { "no" }.into()),
            ("expected", words.count(whole.max(0.0) as u64).into()),
            ("count", lost.into()),
            ("number", words.count(lost).into()),
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
        let said = report.backtest.as_ref().map(|it| it.message.clone()).filter(|message| !message.is_empty());
        let otherwise = said.unwrap_or_else(|| words.word("calibration-none"));
        return Ok(card(NAME, report, style, &reason(&report.reasons, "backtest", &otherwise)));
    };
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(&data, words));
    let (space, legend) = (page.space, legend(&page, &data));
    let (left, right) = panels(Frame { height: space.height - legend.height(space.width) - 10.0, ..space });
    calibration(&page, left, &data)?;
    dates(&page, right, &data)?;
    legend.draw(&page.canvas, space, space.x);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// A square and what is left of the page beside it; one over the other where the page is narrow.
fn panels(space: Frame) -> (Frame, Frame) {
    let (x, y, around) = (space.x + SCALE, space.y + PANEL.0, PANEL.0 + PANEL.1);
    if space.width >= WIDE {
        let side = (space.height - around).min(space.width * 0.46);
        let from = x + side + GAP + SCALE;
        let left = Frame { x, y, width: side, height: side };
        return (left, Frame { x: from, y, width: space.x + space.width - from, height: side });
    }
    let (width, height) = (space.width - SCALE - 20.0, space.height / 2.0 - around);
    (Frame { x, y, width, height }, Frame { x, y: y + space.height / 2.0, width, height })
}

fn measure(data: &Data, words: &Words) -> String {
    let (id, name) = (data.method.as_str(), data.method.replace('_', " "));
    let method = words.say("calibration-method", &[("method", id.into()), ("name", name.into())]);
    let method = ("method", method.into());
    match (data.verdict.as_str(), data.skill) {
        (verdict, Some(skill)) if verdict != "too_few" => {
            words.say("calibration-measure-skill", &[method, ("skill", words.percent(skill).into())])
        }
        _ if data.message.is_empty() => words.say("calibration-measure-plain", &[method]),
        _ => words.say("calibration-measure-message", &[method, ("message", data.message.as_str().into())]),
    }
}

/// The name of a panel and what its scales are.
fn heading(page: &Page, frame: Frame, name: &str, axis: &str) {
    let room = frame.width + SCALE * 0.5;
    let name = page.words.word(name);
    let size = fitting(&name, 28.0, true, room);
    page.canvas.text((frame.x, frame.y - 22.0), &name, Type::new(size, INK).bold());
    let axis = page.words.word(axis);
    let look = Type::new(fitting(&axis, SMALL, false, room), MUTED).anchor(Anchor::Middle);
    page.canvas.text((frame.x + frame.width / 2.0, frame.y + frame.height + 68.0), &axis, look);
}

/// Forecast across, outcome up, with its bounds; on the diagonal both are the same.
fn calibration(page: &Page, frame: Frame, data: &Data) -> Result<()> {
    heading(page, frame, "calibration-outcomes", "calibration-outcomes-axis");
    let reached = data.bins.iter().flat_map(|bin| [bin.mean, bin.bounds.1]).fold(0.05, f64::max);
    let axis = Axis::exact(0.0, ((reached * 1.08 * 20.0).ceil() / 20.0).min(1.0), 5)?;
    let mut plane = Plane::new(&page.canvas, frame, &axis, &axis)?;
    let percent = |tick: f64| page.words.percent_with(tick, usize::from(axis.high() < 0.1));
    page.grid(&plane, frame, &axis, |tick| Some(percent(tick)));
    let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
    for &tick in axis.ticks() {
        page.canvas.text((plane.x(tick), frame.y + frame.height + 34.0), &percent(tick), look);
    }
    let end = axis.high();
    page.canvas.rule((plane.x(0.0), plane.y(0.0)), (plane.x(end), plane.y(end)), 2.0, NEUTRAL, "10 8");
    if data.bins.is_empty() {
        nothing(page, frame, "calibration-no-bins");
    }
    let mut labels = Labels::within(frame);
    for bin in &data.bins {
        draw_bin(page, &mut plane, bin)?;
        let (x, top, bottom) = (plane.x(bin.mean), plane.y(bin.bounds.1), plane.y(bin.bounds.0));
        labels.keep_off(Frame { x: x - 12.0, y: top, width: 24.0, height: bottom - top });
    }
    diagonal(page, &plane, frame, &mut labels, end);
    for bin in &data.bins {
        label(page, &plane, &mut labels, bin);
    }
    Ok(())
}

/// Keeps labels off the diagonal and says what it is, at its upper end or where there is room below.
fn diagonal(page: &Page, plane: &Plane, frame: Frame, labels: &mut Labels, end: f64) {
    const PIECES: u32 = 40;
    let step = end / f64::from(PIECES);
    for piece in 0..PIECES {
        let from = step * f64::from(piece);
        let (x, y) = (plane.x(from), plane.y(from + step));
        labels.keep_off(Frame { x, y, width: plane.x(from + step) - x, height: plane.y(from) - y });
    }
    let look = Type::new(SMALL, MUTED).anchor(Anchor::End);
    let place = |part: f64| ((plane.x(end * part) - 16.0, plane.y(end * part) - 6.0), look);
    let below = |part: f64| ((plane.x(end * part) + 14.0, plane.y(end * part) + 30.0), Type::new(SMALL, MUTED));
    let places: Vec<_> = [0.94, 0.86, 0.78, 0.7].map(place).into_iter().chain([0.6, 0.5, 0.3].map(below)).collect();
    let line = page.words.word("calibration-equal");
    if width(&line, SMALL, false) < frame.width {
        labels.place(&page.canvas, &line, &places);
    }
}

/// How many forecasts a bin holds.
fn label(page: &Page, plane: &Plane, labels: &mut Labels, bin: &Bin) {
    let (x, y, look) = (plane.x(bin.mean), plane.y(bin.rate), Type::new(SMALL, MUTED));
    let left = look.anchor(Anchor::End);
    let beside = |drop: f64| [((x + 18.0, y + drop), look), ((x - 18.0, y + drop), left)];
    let places: Vec<_> = [8.0, 32.0, -18.0, 56.0, -42.0].into_iter().flat_map(beside).collect();
    let number = page.words.count(bin.forecasts);
    labels.place(&page.canvas, &page.words.say("calibration-count", &[("number", number.into())]), &places);
}

fn draw_bin(page: &Page, plane: &mut Plane, bin: &Bin) -> Result<()> {
    page.canvas.open("bin", &format!("{:.6}", bin.mean), &format!("{:.6}", bin.rate));
    plane.line([(bin.mean, bin.bounds.0), (bin.mean, bin.bounds.1)], 3.0, ACCENT)?;
    plane.dot((bin.mean, bin.rate), 11.0, ACCENT, ACCENT)?;
    page.canvas.close();
    Ok(())
}

/// Each date's place in its distribution; spread evenly over the height where the forecasts are right.
fn dates(page: &Page, frame: Frame, data: &Data) -> Result<()> {
    heading(page, frame, "calibration-places", "calibration-places-axis");
    let last = (data.dates.len() as f64 - 1.0).max(0.0);
    let (time, scale) = (Axis::exact(-0.5, last + 0.5, 5)?, Axis::exact(0.0, 1.0, 5)?);
    let mut plane = Plane::new(&page.canvas, frame, &time, &scale)?;
    if !data.dates.is_empty() {
        plane.bar((time.low(), BEYOND), (time.high(), 1.0), tint(WARNING, 0.2))?;
    }
    page.grid(&plane, frame, &scale, |tick| Some(page.words.percent_with(tick, 0)));
    let y = plane.y(BEYOND);
    if !data.dates.is_empty() {
        page.canvas.rule((frame.x, y), (frame.x + frame.width, y), 2.0, WARNING, "7 6");
    }
    for (at, place) in data.dates.iter().enumerate() {
        let colour = if place.pit > BEYOND { WARNING } else { ACCENT };
        page.canvas.open("pit", &place.date, &format!("{:.6}", place.pit));
        plane.dot((at as f64, place.pit), 10.0, colour, if place.scored { colour } else { PAPER })?;
        page.canvas.close();
    }
    days(page, &plane, frame, data);
    if data.dates.is_empty() {
        nothing(page, frame, "calibration-no-dates");
    }
    Ok(())
}

/// Why a panel is empty.
fn nothing(page: &Page, frame: Frame, id: &str) {
    let line = page.words.word(id);
    let (x, y) = (frame.x + frame.width / 2.0, frame.y + frame.height * 0.45);
    for (at, line) in wrap(&line, SMALL, false, frame.width * 0.6, 3).iter().enumerate() {
        let y = y + SMALL * 1.35 * at as f64;
        let long = width(line, SMALL, false) + 16.0;
        page.canvas.rect((x - long / 2.0, y - SMALL * 1.05), (long, SMALL * 1.4), PAPER);
        page.canvas.text((x, y), line, Type::new(SMALL, MUTED).anchor(Anchor::Middle));
    }
}

/// As many dates as have room, the last always among them.
fn days(page: &Page, plane: &Plane, frame: Frame, data: &Data) {
    let room = width("2026-09-30", SMALL, false) * 1.3;
    let every = (room / (frame.width / data.dates.len().max(1) as f64)).ceil().max(1.0) as usize;
    let last = data.dates.len().saturating_sub(1);
    let half = width("2026-09-30", SMALL, false) / 2.0;
    let right = frame.x + frame.width - half;
    let middle = |at: usize| plane.x(at as f64).clamp(frame.x + half - 40.0, right);
    // The last is moved inside the margin, towards the one before.
    let is_free = |at: usize| at == last || middle(at) + 2.0 * half + 12.0 < middle(last);
    for (at, place) in data.dates.iter().enumerate().filter(|(at, _)| (last - at).is_multiple_of(every) && is_free(*at))
    {
        let x = middle(at);
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((x, frame.y + frame.height + 34.0), &fit(&place.date, SMALL, false, room), look);
    }
}

fn legend(page: &Page, data: &Data) -> Legend {
    let (canvas, words) = (&page.canvas, &page.words);
    let circle = "M4 10a9 9 0 1 0 18 0a9 9 0 1 0 -18 0Z".to_owned();
    let (accent, paper) = (canvas.hex(ACCENT), canvas.hex(PAPER));
    let bounds = format!("fill=\"none\" stroke=\"{accent}\" stroke-width=\"3\"");
    let whole = Key::Path(circle.clone(), format!("fill=\"{accent}\""));
    let hollow = Key::Path(circle, format!("fill=\"{paper}\" stroke=\"{accent}\" stroke-width=\"2.8\""));
    let mut keys = Vec::new();
    if data.bins.iter().any(|bin| bin.bounds.0 < bin.bounds.1) {
        keys.push((Key::Path("M13 -2V22".to_owned(), bounds), words.word("calibration-bounds")));
    }
    if data.dates.iter().any(|place| place.scored) {
        keys.push((whole, words.word("calibration-places-scored")));
    }
    if data.dates.iter().any(|place| !place.scored) {
        keys.push((hollow, words.word("calibration-places-other")));
    }
    if !data.dates.is_empty() {
        keys.push((Key::Area(Fill::Solid(tint(WARNING, 0.2))), words.word("calibration-places-beyond")));
    }
    Legend::new(keys)
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |bin: &Bin| {
        let shares = [("mean", words.percent(bin.mean).into()), ("rate", words.percent(bin.rate).into())];
        let number = ("number", words.count(bin.forecasts).into());
        words.say("calibration-told", &[shares.as_slice(), &[number]].concat())
    };
    let bins = words.list(&data.bins.iter().map(told).collect::<Vec<_>>());
    let beyond = data.dates.iter().filter(|place| place.pit > BEYOND).count();
    let counts = [("dates", data.dates.len().into()), ("beyond", beyond.into())];
    plain(&words.say("calibration-alt", &[[("listed", bins.into())].as_slice(), &counts].concat()))
}

/// The bins first, then the dates; what the one has and the other has not is empty.
fn table(data: &Data) -> Table {
    let bins = data.bins.iter().map(|bin| {
        let (low, high) = bin.bounds;
        let shares = [bin.mean, bin.rate, low, high].map(cell);
        let [mean, rate, low, high] = shares;
        [
            "bin".to_owned(),
            bin.forecasts.to_string(),
            mean,
            rate,
            low,
            high,
            String::new(),
            String::new(),
            String::new(),
        ]
    });
    let dates = data.dates.iter().map(|place| {
        let empty = String::new;
        let (date, pit, scored) = (place.date.clone(), cell(place.pit), place.scored.to_string());
        ["date".to_owned(), empty(), empty(), empty(), empty(), empty(), date, pit, scored]
    });
    let columns = ["kind", "forecasts", "mean", "rate", "low", "high", "as_of", "place", "scored"];
    Table::new(columns, bins.chain(dates))
}
