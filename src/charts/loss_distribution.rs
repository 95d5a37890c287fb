//! How likely it is to lose more than any given part of revenue, against a book of equal customers: what the tail holds.
//!
//! The chance runs down a logarithmic scale, from every year to one year in a thousand, since a tail of one in twenty
//! would not be seen on an even one.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::labels::{Labels, beside_line};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell};
use crate::drawing::text::plain;
use crate::drawing::theme::{
    ACCENT, CRITICAL, INK, MUTED, NEUTRAL, PALE, PAPER, Paint, RULE, SMALL, WARNING, text_colour, tint,
};
use crate::drawing::words::{Value, Words};
use crate::error::Result;
use crate::model::{LossBand, Report, Severity};
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "loss_distribution";
/// Room for the scale of chances.
const SCALE: f64 = 150.0;
/// The axis reaches this share of revenue at least, and a whole quarter of it, so that pictures of two books compare.
const REACH: f64 = 0.5;
/// The rarest chance shown: one year in a thousand.
const RAREST: f64 = 0.001;
/// The worst years that the shortfall is the mean of.
const WORST: f64 = 0.05;

/// What the chart shows; losses are shares of the revenue exposed.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Losses, and the chance to lose more.
    pub curve: Vec<(f64, f64)>,
    /// The same of as many equal customers.
    pub equal: Vec<(f64, f64)>,
    /// Expected loss.
    pub expected: f64,
    /// Value at risk at 95 %.
    pub var95: Option<f64>,
    /// Expected shortfall at 95 %.
    pub es95: f64,
    /// That in money.
    pub es95_amount: Money,
    /// Expected shortfall of the equal customers.
    pub equal_es95: Option<f64>,
    /// The loss of revenue that stands for the slack, and the slack itself.
    pub breach: Option<(f64, Money)>,
    /// What is exposed: `ARR` or `revenue`.
    pub exposed: &'static str,
    /// All of it.
    pub exposed_amount: Money,
    /// How far ahead.
    pub months: u32,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// Takes the distribution from the report; `None` where there is none.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let risk = report.revenue_at_risk.as_ref()?;
    let exposed = risk.exposed_amount.to_f64();
    let share = |amount: &Money| Some(amount.to_f64() / exposed).filter(|share| share.is_finite());
    // The last band may reach beyond the whole, which is the most that can be lost.
    let bands: Vec<&LossBand> = risk.distribution.iter().filter(|band| band.to.0.is_finite()).collect();
    if bands.is_empty() || exposed <= 0.0 {
        return None;
    }
    Some(Data {
        curve: exceedance(bands.iter().map(|band| (band.to.0.min(1.0), band.probability.0))),
        equal: exceedance(bands.iter().map(|band| (band.to.0.min(1.0), band.equal_probability.0))),
        expected: share(&risk.expected_loss)?,
        var95: risk.var.get("95").and_then(share),
        es95: risk.es.get("95").and_then(share)?,
        es95_amount: *risk.es.get("95")?,
        equal_es95: risk.equal_es.get("95").and_then(share),
        breach: breach(report, exposed),
        exposed: if risk.exposed == "ttm_revenue" { "revenue" } else { "ARR" },
        exposed_amount: risk.exposed_amount,
        months: risk.horizon_months,
        currency: report.currency.clone(),
    })
}

/// From chances by band to the chance of more than each band's end, down to the rarest shown.
fn exceedance(bands: impl Iterator<Item = (f64, f64)>) -> Vec<(f64, f64)> {
    let mut curve = vec![(0.0, 1.0)];
    let mut left = 1.0;
    for (loss, chance) in bands {
        let before = left;
        left = (left - chance.max(0.0)).max(0.0);
        if left <= RAREST {
            curve.push((along(curve.last().map_or(0.0, |it| it.0), loss, before, left), RAREST));
            break;
        }
        curve.push((loss, left));
    }
    curve
}

/// Where between two losses the chance falls to the rarest shown, evenly on the logarithmic scale; at the end where
/// nothing is left beyond it.
fn along(from: f64, to: f64, before: f64, after: f64) -> f64 {
    if after < RAREST * 0.01 {
        return to;
    }
    from + (to - from) * ((before / RAREST).ln() / (before / after).ln()).clamp(0.0, 1.0)
}

/// Slack is margin: it is shown as the revenue whose margin it is.
fn breach(report: &Report, exposed: f64) -> Option<(f64, Money)> {
    let stress = report.reverse_stress.as_ref()?;
    let margin = stress.margin_share.map(|share| share.0).filter(|share| *share > 0.0)?;
    let loss = stress.slack.to_f64() / margin / exposed;
    (loss.is_finite() && loss > 0.0 && loss <= 1.0).then_some((loss, stress.slack))
}

/// The finding: what the worst years cost, and what they would cost an equally spread book.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let es = words.percent_with(data.es95, 1);
    let equal = data.equal_es95.map(|equal| words.percent_with(equal, 1));
    let against = match &equal {
        Some(equal) if *equal == es => "same",
        Some(_) => "other",
        None => "none",
    };
    words.say(
        "loss-distribution-title",
        &[
            ("worst", worst(words)),
            ("es", es.into()),
            exposed(data, words),
            ("against", against.into()),
            ("equal", equal.unwrap_or_default().into()),
        ],
    )
}

fn worst<'a>(words: &Words) -> Value<'a> {
    words.percent_with(WORST, 0).into()
}

/// What is exposed, in the reader's words.
fn exposed<'a>(data: &Data, words: &Words) -> (&'static str, Value<'a>) {
    ("exposed", words.say("loss-distribution-exposed", &[("exposed", data.exposed.into())]).into())
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let words = &style.words;
    let Some(data) = read(report) else {
        let otherwise = words.word("loss-distribution-empty");
        return Ok(card(NAME, report, style, &reason(&report.reasons, "revenue_at_risk", &otherwise)));
    };
    let expected = ("expected", words.percent_with(data.expected, 1).into());
    let months = ("months", data.months.into());
    let breach = ("breach", data.breach.map_or_else(String::new, |it| words.percent(it.0)).into());
    let has_breach = ("has-breach", if data.breach.is_some() { "yes" } else { "no" }.into());
    let variables = [exposed(&data, words), months, expected, has_breach, breach];
    let measure = words.say("loss-distribution-measure", &variables);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let space = page.space;
    let (width, height) = (space.width - SCALE - 30.0, space.height - 108.0);
    let frame = Frame { x: space.x + SCALE, y: space.y + 12.0, width, height };
    let reached = data.curve.iter().chain(&data.equal).map(|point| point.0);
    let marked = [data.es95, data.breach.map_or(0.0, |it| it.0)];
    let across = Axis::exact(0.0, end(reached.chain(marked).fold(0.0, f64::max)), if width < 1200.0 { 5 } else { 10 })?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &Axis::exact(RAREST.log10(), 0.0, 3)?)?;
    worst_years(&page, &mut plane, &across)?;
    let mut labels = Labels::within(frame);
    gap(&page, &plane, &data);
    scales(&page, &plane, frame, &across, &data);
    curves(&page, &plane, &data);
    keep_off(&mut labels, &plane, &data.curve);
    keep_off(&mut labels, &plane, &data.equal);
    marks(&page, &mut plane, frame, &data, &mut labels)?;
    say(&page, &plane, frame, &data, &mut labels);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// Half of what is exposed or more by quarters, so that two books compare; the next percent where all lies below a quarter
/// of that half, since so short a curve would not be seen.
fn end(high: f64) -> f64 {
    if high > 0.0 && high < REACH / 4.0 {
        return (high * 105.0).ceil() / 100.0;
    }
    (high.max(REACH) * 4.0 - 1e-9).ceil() / 4.0
}

/// The years that the shortfall is the mean of lie below one in twenty.
fn worst_years(page: &Page, plane: &mut Plane, across: &Axis) -> Result<()> {
    plane.bar((0.0, WORST.log10()), (across.high(), RAREST.log10()), tint(WARNING, 0.05))?;
    let y = plane.y(WORST.log10());
    page.canvas.rule((plane.x(0.0), y), (plane.x(across.high()), y), 1.6, WARNING, "3 6");
    Ok(())
}

/// What concentration adds: between the two curves where the book's own lies farther out.
fn gap(page: &Page, plane: &Plane, data: &Data) {
    let point = |&(loss, chance): &(f64, f64)| format!("{:.2} {:.2}", plane.x(loss), plane.y(chance.log10()));
    let outline: Vec<String> = data.curve.iter().map(point).chain(data.equal.iter().rev().map(point)).collect();
    page.canvas.path(
        &format!("M{}Z", outline.join("L")),
        &format!("fill=\"{}\" stroke=\"none\"", page.canvas.hex(tint(PALE, 0.2))),
    );
}

/// Years in which a loss comes once, from every year to one in a thousand.
const YEARS: [u64; 9] = [1, 2, 5, 10, 20, 50, 100, 500, 1000];

fn scales(page: &Page, plane: &Plane, frame: Frame, across: &Axis, data: &Data) {
    let words = &page.words;
    for years in YEARS {
        let y = plane.y((1.0 / years as f64).log10());
        page.canvas.rule((frame.x, y), (frame.x + frame.width, y), 1.0, RULE, "");
        let variables = [("years", years.into()), ("number", words.count(years).into())];
        let label = words.say("loss-distribution-chance", &variables);
        page.canvas.text((frame.x - 16.0, y + SMALL * 0.35), &label, Type::new(SMALL, MUTED).anchor(Anchor::End));
    }
    let below = frame.y + frame.height;
    page.canvas.rule((frame.x, below), (frame.x + frame.width, below), 2.0, MUTED, "");
    let decimals = usize::from(across.high() < 0.1);
    for &tick in across.ticks() {
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((plane.x(tick), below + 36.0), &words.percent_with(tick, decimals), look);
    }
    let all = words.money(data.exposed_amount, data.currency.as_deref());
    let note = words.say("loss-distribution-axis", &[exposed(data, words), ("all", all.into())]);
    let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
    page.canvas.text((frame.x + frame.width / 2.0, below + 74.0), &note, look);
}

/// Both are forecasts, and so dashed; the book's own by far the heavier.
fn curves(page: &Page, plane: &Plane, data: &Data) {
    let series = [("equal", &data.equal, MUTED, 3.0, "4 6"), ("curve", &data.curve, ACCENT, 6.0, "20 6")];
    for (class, curve, paint, width, dash) in series {
        let reached = curve.last().map_or(0.0, |point| point.0);
        page.canvas.open(class, class, &format!("{reached:.6}"));
        plane.dashes(curve.iter().map(|&(loss, chance)| (loss, chance.log10())), width, paint, dash);
        page.canvas.close();
    }
}

/// No label lies on a curve.
fn keep_off(labels: &mut Labels, plane: &Plane, curve: &[(f64, f64)]) {
    for pair in curve.windows(2) {
        let [(from, high), (to, low)] = [pair[0], pair[1]];
        let (x, y) = (plane.x(from), plane.y(high.log10()));
        let (width, height) = (plane.x(to) - x, plane.y(low.log10()) - y);
        labels.keep_off(Frame { x: x - 4.0, y: y - 4.0, width: width + 8.0, height: height + 8.0 });
    }
}

/// A line down at each mark, with the shortfalls in the worst years alone; no label lies on one.
fn marks(page: &Page, plane: &mut Plane, frame: Frame, data: &Data, labels: &mut Labels) -> Result<()> {
    let (worst, foot) = (plane.y(WORST.log10()), frame.y + frame.height);
    if let Some(equal) = data.equal_es95 {
        mark(page, labels, ("equal_es95", equal), plane.x(equal), (worst, foot), (MUTED, "9 7"));
    }
    mark(page, labels, ("expected", data.expected), plane.x(data.expected), (frame.y, worst), (NEUTRAL, "3 6"));
    mark(page, labels, ("es95", data.es95), plane.x(data.es95), (worst, foot), (INK, ""));
    if let Some(var) = data.var95 {
        page.canvas.open("var95", "var95", &format!("{var:.6}"));
        plane.dot((var, WORST.log10()), 10.0, INK, PAPER)?;
        page.canvas.close();
    }
    Ok(())
}

/// An upright line, left open where a label already lies across it.
fn mark(
    page: &Page,
    labels: &mut Labels,
    (class, loss): (&str, f64),
    x: f64,
    (top, foot): (f64, f64),
    (colour, dash): (Paint, &str),
) {
    page.canvas.open(class, class, &format!("{loss:.6}"));
    for (from, to) in labels.clear(x, (top, foot)) {
        page.canvas.rule((x, from), (x, to), 3.5, colour, dash);
    }
    page.canvas.close();
    labels.keep_off(Frame { x: x - 4.0, y: top, width: 8.0, height: foot - top });
}

/// What each mark is, the shortfalls first: what has no room is left to the picture's words.
fn say(page: &Page, plane: &Plane, frame: Frame, data: &Data, labels: &mut Labels) {
    let (words, top, foot) = (&page.words, plane.y(WORST.log10()), frame.y + frame.height);
    let bold = |size, colour| Type::new(size, colour).bold();
    let mut beside = |losses: &[f64], rows: (f64, f64), line: &str, look: Type| {
        let places: Vec<_> = losses.iter().flat_map(|&loss| beside_line(plane.x(loss), rows, look)).collect();
        labels.place(&page.canvas, line, &places).is_some()
    };
    let amount = ("amount", words.money(data.es95_amount, data.currency.as_deref()).into());
    let share = ("share", words.percent_with(data.es95, 1).into());
    let es = words.say("loss-distribution-es", &[("worst", worst(words)), share, amount]);
    let _ =
        [32.0, 26.0, 21.0].iter().any(|&size| beside(&[data.es95], (top + 60.0, foot - 20.0), &es, bold(size, INK)));
    let end = |curve: &[(f64, f64)]| curve.last().map_or(0.0, |point| point.0);
    if let Some(equal) = data.equal_es95.filter(|equal| (equal - data.es95).abs() > 0.0005) {
        let share = ("share", words.percent_with(equal, 1).into());
        let line = words.say("loss-distribution-equal", &[share]);
        beside(&[equal, end(&data.equal)], (top + 44.0, foot - 20.0), &line, bold(28.0, MUTED));
    }
    if let Some(var) = data.var95 {
        let line = words.say("loss-distribution-var", &[("share", words.percent_with(var, 1).into())]);
        beside(&[var], (top - 22.0, frame.y), &line, Type::new(26.0, INK));
    }
    let (rarest, rows) = (end(&data.curve), (foot - 20.0, top));
    let long = words.say("loss-distribution-rarest", &[("share", words.percent(rarest).into())]);
    let short = words.word("loss-distribution-book");
    let _ = beside(&[rarest], rows, &long, bold(26.0, INK)) || beside(&[rarest], rows, &short, bold(26.0, INK));
    say_breach(page, plane, frame, data, labels);
    let line = words.say("loss-distribution-expected", &[("share", words.percent_with(data.expected, 1).into())]);
    // Right of its line alone: left of it the label would stand at the breach's.
    let x = plane.x(data.expected);
    let mut places = beside_line(x, (top - 22.0, frame.y), Type::new(SMALL, MUTED));
    places.retain(|(at, _)| at.0 > x);
    labels.place(&page.canvas, &line, &places);
}

/// The breach is drawn after the labels that may lie across its line, and named in two lines at its head.
fn say_breach(page: &Page, plane: &Plane, frame: Frame, data: &Data, labels: &mut Labels) {
    let Some((loss, slack)) = data.breach else { return };
    let (words, x, foot) = (&page.words, plane.x(loss), frame.y + frame.height);
    mark(page, labels, ("breach", loss), x, (frame.y, foot), (CRITICAL, "14 8"));
    let slack = words.money(slack, data.currency.as_deref()).into();
    let mut beside = |line: &str, size: f64| {
        let look = Type::new(size, text_colour(Some(Severity::Critical))).bold();
        labels.place(&page.canvas, line, &beside_line(x, (frame.y + 36.0, foot - 20.0), look)).is_some()
    };
    let line = words.say("loss-distribution-breach", &[("share", words.percent(loss).into())]);
    if beside(&line, 28.0) {
        beside(&words.say("loss-distribution-slack", &[("slack", slack)]), SMALL);
    } else {
        beside(&line, SMALL);
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |value: Option<f64>, decimals| value.map_or_else(String::new, |it| words.percent_with(it, decimals));
    let is_known = |value: Option<f64>| Value::from(if value.is_some() { "yes" } else { "no" });
    let breach = data.breach.map(|it| it.0);
    plain(&words.say(
        "loss-distribution-alt",
        &[
            exposed(data, words),
            ("expected", told(Some(data.expected), 1).into()),
            ("var", told(data.var95, 1).into()),
            ("has-var", is_known(data.var95)),
            ("worst", worst(words)),
            ("es", told(Some(data.es95), 1).into()),
            ("equal", told(data.equal_es95, 1).into()),
            ("has-equal", is_known(data.equal_es95)),
            ("breach", told(breach, 0).into()),
            ("has-breach", is_known(breach)),
        ],
    ))
}

/// The curves' points and then the marks; a mark that is no point of a curve has no chance.
fn table(data: &Data) -> Table {
    let point = |series: &'static str| move |&(loss, chance): &(f64, f64)| (series, loss, Some(chance));
    let curves = data.curve.iter().map(point("book")).chain(data.equal.iter().map(point("equally_spread")));
    let marks = [
        ("expected_loss", Some(data.expected), None),
        ("var_95", data.var95, Some(WORST)),
        ("es_95", Some(data.es95), None),
        ("equally_spread_es_95", data.equal_es95, None),
        ("breach", data.breach.map(|it| it.0), None),
    ];
    let marks = marks.into_iter().filter_map(|(name, loss, chance)| Some((name, loss?, chance)));
    let row = |(series, loss, chance): (&str, f64, Option<f64>)| [series.to_owned(), cell(loss), cell(chance)];
    Table::new(["series", "loss_share", "chance_of_more"], curves.chain(marks).map(row))
}
