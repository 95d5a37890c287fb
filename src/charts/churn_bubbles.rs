//! Where size and chance meet: every customer by its share of the revenue exposed and its chance to leave, the area of its
//! bubble its expected loss, with lines of equal expected loss.
//!
//! Shares stand on a square-root scale, from nothing: on an even one the small customers would lie on each other.

use crate::charts::churn_exposure::basis;
use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type, number};
use crate::drawing::labels::Labels;
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, plain};
use crate::drawing::theme::{ACCENT, Fill, INK, LABEL, MUTED, NEUTRAL, RULE, SMALL, WARNING};
use crate::drawing::words::Words;
use crate::error::Result;
use crate::model::{CustomerExposure, Report};
use crate::unit::{Amount, Money};
use std::collections::{BTreeMap, BTreeSet};
use std::f64::consts::PI;

/// The chart's name.
pub const NAME: &str = "churn_bubbles";
/// Bubbles at most; the smallest of a longer list would be specks.
const BUBBLES: usize = 250;
/// Bubbles that are named at most.
const NAMED: usize = 12;
/// So many customers on one spot are told by their number.
const CROWD: usize = 3;
/// Room for the upward axis's title.
const HEAD: f64 = 40.0;
/// Room for the scale.
const SCALE: f64 = 120.0;
/// Radius of the largest bubble.
const LARGEST: f64 = 66.0;
/// Expected losses, as shares of the revenue exposed, that a line may stand for.
const LINES: [f64; 11] = [0.00002, 0.00005, 0.0001, 0.0005, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1];

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The largest expected loss first.
    pub bubbles: Vec<Bubble>,
    /// Customers with an expected loss that have no bubble.
    pub others: u64,
    /// Expected loss over all customers.
    pub expected_loss: Money,
    /// What is exposed: `revenue`, `contracted` for contracted ARR, or `arr`.
    pub exposed: &'static str,
    /// How far ahead.
    pub months: u32,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Bubble {
    /// Name, safe to draw.
    pub name: String,
    /// Its revenue exposed.
    pub exposed: Money,
    /// Its share of the revenue exposed.
    pub share: f64,
    /// Its chance to leave.
    pub probability: f64,
    /// The model's, where somebody's own stands over it.
    pub model: Option<f64>,
    /// Its expected loss.
    pub loss: Money,
    /// That over all that is exposed.
    pub loss_share: f64,
}

/// Takes the bubbles from the report; `None` where nothing is expected to be lost.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let exposure = &report.churn_exposure;
    let listed = exposure.by_customer.iter().map(|row| row.arr.amount).sum::<Amount>();
    // Where the whole is not told, the customers listed are the whole.
    let all =
        if exposure.exposed_amount.amount > Amount::ZERO { exposure.exposed_amount.amount } else { listed }.to_f64();
    let known = exposure.by_customer.iter().filter(|row| row.exposure.to_f64() > 0.0 && row.probability.0.is_finite());
    let mut bubbles: Vec<Bubble> = known.map(|row| bubble(row, all)).collect();
    bubbles.sort_by(|one, other| other.loss.amount.cmp(&one.loss.amount).then_with(|| one.name.cmp(&other.name)));
    let others = bubbles.split_off(bubbles.len().min(BUBBLES)).len() as u64;
    let expected_loss = exposure.expected_loss.filter(|_| !bubbles.is_empty() && all > 0.0)?;
    Some(Data {
        bubbles,
        others,
        expected_loss,
        exposed: basis(&exposure.exposed),
        months: exposure.horizon_months,
        currency: report.currency.clone(),
    })
}

fn bubble(row: &CustomerExposure, all: f64) -> Bubble {
    Bubble {
        name: clean(if row.name.trim().is_empty() { &row.customer } else { &row.name }),
        exposed: row.arr,
        share: (row.arr.to_f64() / all).clamp(0.0, 1.0),
        probability: row.probability.0.clamp(0.0, 1.0),
        model: row.override_author.as_ref().and(row.model_probability).map(|model| model.0.clamp(0.0, 1.0)),
        loss: row.exposure,
        loss_share: row.exposure.to_f64() / all,
    }
}

/// The finding: the customer with the largest expected loss, how large it is and how likely to leave.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let Some(first) = data.bubbles.first() else { return words.word("churn-bubbles-empty") };
    let part = (first.loss.to_f64() / data.expected_loss.to_f64()).clamp(0.0, 1.0);
    let finding = match data.bubbles.get(1) {
        None => "only",
        Some(second) if part < 0.1 || second.loss.amount == first.loss.amount => "even",
        _ => "first",
    };
    words.say(
        "churn-bubbles-title",
        &[
            ("finding", finding.into()),
            ("part", words.percent(part).into()),
            ("all", words.money(data.expected_loss, data.currency.as_deref()).into()),
            ("name", fit(&first.name, 1.0, true, 18.0).into()),
            ("share", words.percent(first.share).into()),
            ("chance", words.percent(first.probability).into()),
            ("exposed", data.exposed.into()),
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
        let otherwise = words.word("churn-bubbles-empty");
        return Ok(card(NAME, report, style, &reason(&report.churn_exposure.reasons, "expected_loss", &otherwise)));
    };
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(&data, words));
    let space = page.space;
    let (width, height) = (space.width - SCALE - 30.0, space.height - 96.0 - HEAD);
    let frame = Frame { x: space.x + SCALE, y: space.y + HEAD, width, height };
    page.canvas.text((space.x, space.y + SMALL * 0.8), &upward(&data, words), Type::new(SMALL, MUTED));
    let (across, up) = axes(&data, frame)?;
    let plane = Plane::new(&page.canvas, frame, &across, &up)?;
    let mut labels = Labels::within(frame);
    scales(&page, &plane, frame, &data, (&across, &up));
    equal_losses(&page, &plane, (&across, &up));
    let largest = data.bubbles.first().map_or(1.0, |first| first.loss.to_f64());
    for bubble in &data.bubbles {
        draw_bubble(&page, &plane, bubble, largest);
        let (x, y, radius) = place(&plane, bubble, largest);
        labels.keep_off(Frame { x: x - radius, y: y - radius, width: 2.0 * radius, height: 2.0 * radius });
        let from = plane.y(bubble.model.unwrap_or(bubble.probability));
        labels.keep_off(Frame { x: x - 12.0, y: y.min(from) - 4.0, width: 24.0, height: (y - from).abs() + 8.0 });
    }
    for (bubble, here) in spots(&data, &plane, largest).into_iter().take(NAMED) {
        let places = beside(place(&plane, bubble, largest));
        for line in lines_for(bubble, here, words) {
            if labels.place_on_plate(&page.canvas, &line, &places).is_some() {
                break;
            }
        }
    }
    name_lines(&page, &plane, &mut labels, (&across, &up));
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// What the upward axis counts.
fn upward(data: &Data, words: &Words) -> String {
    words.say("churn-bubbles-upward", &[("months", data.months.into())])
}

fn measure(data: &Data, words: &Words) -> String {
    words.say(
        "churn-bubbles-measure",
        &[
            ("months", data.months.into()),
            ("exposed", data.exposed.into()),
            ("others", data.others.into()),
            ("number", words.count(data.others).into()),
        ],
    )
}

/// Both begin at nothing and leave room for the largest bubble.
fn axes(data: &Data, frame: Frame) -> Result<(Axis, Axis)> {
    let most = |of: fn(&Bubble) -> f64| data.bubbles.iter().map(of).fold(0.0, f64::max);
    let widest = most(|bubble| bubble.share.sqrt()).max(0.02);
    let highest = most(|bubble| bubble.probability.max(bubble.model.unwrap_or(0.0))).max(0.001);
    let room = |length: f64| length / (length - LARGEST - 30.0);
    Ok((Axis::exact(0.0, widest * room(frame.width), 8)?, Axis::exact(0.0, highest * room(frame.height), 6)?))
}

fn scales(page: &Page, plane: &Plane, frame: Frame, data: &Data, (across, up): (&Axis, &Axis)) {
    page.grid(plane, frame, up, |tick| Some(percent(&page.words, tick)));
    let below = frame.y + frame.height;
    let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
    let mut last = f64::NEG_INFINITY;
    for share in
        [0.0, 0.0001, 0.0002, 0.0005, 0.001, 0.0025, 0.005, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4, 0.5, 0.7, 1.0]
    {
        let x = plane.x(f64::sqrt(share));
        if share.sqrt() <= across.high() && x - last > 84.0 {
            page.canvas.rule((x, frame.y), (x, below), 1.0, RULE, "");
            page.canvas.text((x, below + 36.0), &percent(&page.words, share), look);
            last = x;
        }
    }
    let note = page.words.say("churn-bubbles-scale", &[("exposed", data.exposed.into())]);
    page.canvas.text((frame.x + frame.width, below + 74.0), &note, look.anchor(Anchor::End));
    if data.bubbles.iter().any(|bubble| bubble.model.is_some()) {
        own(page, (frame.x, below + 74.0));
    }
}

/// A share on a scale, with as many decimals as it needs.
fn percent(words: &Words, share: f64) -> String {
    let needed = (0..3).find(|&decimals| {
        let scaled = share * 10_f64.powi(decimals + 2);
        (scaled - scaled.round()).abs() < 1e-6
    });
    words.percent_with(share, needed.map_or(3, |decimals| decimals as usize))
}

/// What the other colour means.
fn own(page: &Page, (x, y): (f64, f64)) {
    page.canvas.rect((x, y - 17.0), (26.0, 20.0), Fill::Hatch(WARNING));
    page.canvas.text((x + 38.0, y), &page.words.word("churn-bubbles-own"), Type::new(SMALL, MUTED));
}

/// Centre and radius: the area is in proportion to the expected loss.
fn place(plane: &Plane, bubble: &Bubble, largest: f64) -> (f64, f64, f64) {
    let area = PI * LARGEST * LARGEST * bubble.loss.to_f64() / largest;
    (plane.x(bubble.share.sqrt()), plane.y(bubble.probability), (area / PI).sqrt())
}

/// A disc; one set by hand has a colour of its own and hangs on a line from the model's chance.
fn draw_bubble(page: &Page, plane: &Plane, bubble: &Bubble, largest: f64) {
    let (x, y, radius) = place(plane, bubble, largest);
    let colour = if bubble.model.is_some() { WARNING } else { ACCENT };
    if let Some(model) = bubble.model {
        let from = plane.y(model);
        page.canvas.rule((x, from), (x, y), 2.5, WARNING, "5 5");
        page.canvas.rule((x - 12.0, from), (x + 12.0, from), 3.5, WARNING, "");
    }
    page.canvas.open("bubble", &bubble.name, &bubble.loss.to_string());
    let [x, y] = [x, y].map(number);
    let arc = format!(
        "M{x} {y}m-{radius:.4} 0a{radius:.4} {radius:.4} 0 1 0 {0:.4} 0a{radius:.4} {radius:.4} 0 1 0 -{0:.4} 0Z",
        2.0 * radius
    );
    // On a speck there is no room for a line of the hatching.
    page.canvas.path(&arc, &page.canvas.fill(if radius < 5.0 { Fill::Solid(colour) } else { Fill::Hatch(colour) }));
    page.canvas.close();
}

/// Bubbles to name, the largest first, each with how many lie where it does; where that is a crowd, only its first.
fn spots<'a>(data: &'a Data, plane: &Plane, largest: f64) -> Vec<(&'a Bubble, usize)> {
    let spot = |bubble: &Bubble| {
        let (x, y, radius) = place(plane, bubble, largest);
        [x, y, radius].map(|at| at.round() as i64)
    };
    let mut crowds = BTreeMap::new();
    data.bubbles.iter().for_each(|bubble| *crowds.entry(spot(bubble)).or_insert(0) += 1);
    let mut seen = BTreeSet::new();
    let named = data.bubbles.iter().map(|bubble| (bubble, crowds.get(&spot(bubble)).copied().unwrap_or(1)));
    named.filter(|(bubble, here)| *here < CROWD || seen.insert(spot(bubble))).collect()
}

/// What may stand beside a bubble: its name and expected loss, or the name alone; of a crowd its number and the loss of each.
fn lines_for(bubble: &Bubble, here: usize, words: &Words) -> Vec<String> {
    let loss = words.percent_with(bubble.loss_share, 2);
    if here >= CROWD {
        let number = ("number", words.count(here as u64).into());
        return vec![words.say("churn-bubbles-crowd", &[number, ("loss", loss.into())])];
    }
    let short = fit(&bubble.name, 1.0, true, 14.0);
    vec![format!("{short} {loss}"), short]
}

/// Where a label may stand beside a bubble.
fn beside((x, y, radius): (f64, f64, f64)) -> [((f64, f64), Type); 10] {
    let look = Type::new(LABEL, INK).bold();
    let (left, middle, aside) = (look.anchor(Anchor::End), look.anchor(Anchor::Middle), radius * 0.75);
    let (above, below) = (y - radius - 14.0, y + radius + 32.0);
    [
        ((x + radius + 10.0, y + 8.0), look),
        ((x - radius - 10.0, y + 8.0), left),
        ((x, above), middle),
        ((x, below), middle),
        ((x + aside, y - aside - 16.0), look),
        ((x + aside, y + aside + 28.0), look),
        ((x - aside, y - aside - 16.0), left),
        ((x - aside, y + aside + 28.0), left),
        // Near the right edge what stands over or under the middle would leave the plane.
        ((x + radius, below), left),
        ((x + radius, above), left),
    ]
}

/// Expected losses that a line stands for on these axes.
fn lines(across: &Axis, up: &Axis) -> impl Iterator<Item = f64> {
    let top = across.high().powi(2) * up.high();
    LINES.into_iter().filter(move |loss| *loss < top * 0.8 && *loss > top * 0.01)
}

/// Where the line of `loss` lies at each of sixty steps from its upper end to its right one.
fn along(plane: &Plane, loss: f64, (across, up): (&Axis, &Axis), step: i32) -> (f64, f64) {
    let from = (loss / up.high()).sqrt();
    let at = from + (across.high() - from) * f64::from(step) / 60.0;
    (plane.x(at), plane.y(loss / at.powi(2)))
}

/// Lines along which the chance times the share is the same.
fn equal_losses(page: &Page, plane: &Plane, axes: (&Axis, &Axis)) {
    let look =
        format!("fill=\"none\" stroke=\"{}\" stroke-width=\"1.6\" stroke-dasharray=\"8 6\"", page.canvas.hex(NEUTRAL));
    for loss in lines(axes.0, axes.1) {
        let point = |step| along(plane, loss, axes, step);
        let points = (0..=60).map(point).map(|(x, y)| format!("{x:.2} {y:.2}"));
        page.canvas.path(&format!("M{}", points.collect::<Vec<_>>().join("L")), &look);
    }
}

/// What is lost along each line.
fn name_lines(page: &Page, plane: &Plane, labels: &mut Labels, axes: (&Axis, &Axis)) {
    for loss in lines(axes.0, axes.1) {
        let places = [2, 4, 60, 6, 9, 52, 44, 13, 18, 24, 30, 36].map(|step| {
            let ((x, y), look) = (along(plane, loss, axes, step), Type::new(SMALL, MUTED));
            if step == 60 { ((x, y - 8.0), look.anchor(Anchor::End)) } else { ((x + 6.0, y - 8.0), look) }
        });
        let lost = page.words.say("churn-bubbles-line", &[("loss", percent(&page.words, loss).into())]);
        labels.place_on_plate(&page.canvas, &lost, &places);
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |it: &Bubble| {
        words.say(
            "churn-bubbles-told",
            &[
                ("name", it.name.as_str().into()),
                ("share", words.percent(it.share).into()),
                ("chance", words.percent_with(it.probability, 1).into()),
                ("loss", words.money(it.loss, data.currency.as_deref()).into()),
            ],
        )
    };
    let listed = words.list(&data.bubbles.iter().take(5).map(told).collect::<Vec<_>>());
    plain(&words.say("churn-bubbles-alt", &[("listed", listed.into())]))
}

fn table(data: &Data) -> Table {
    let row = |it: &Bubble| {
        let name = safe(it.name.clone());
        let [chance, model] = [cell(it.probability), cell(it.model)];
        [name, it.exposed.to_string(), cell(it.share), chance, model, it.loss.to_string(), cell(it.loss_share)]
    };
    let columns = [
        "customer",
        "exposed",
        "exposed_share",
        "probability",
        "model_probability",
        "expected_loss",
        "expected_loss_share",
    ];
    Table::new(columns, data.bubbles.iter().map(row))
}
