//! Who bears the worst years: each customer's part of the expected shortfall beside its part of the revenue exposed.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, fitting, plain, width, wrap};
use crate::drawing::theme::{self, Fill, INK, LABEL, MUTED, NEUTRAL, PAPER, RULE, SHORTFALL, SMALL};
use crate::drawing::words::{Value, Words};
use crate::error::Result;
use crate::model::{Report, Severity, TailContribution};
use crate::unit::{Money, twelve_digits};

/// The chart's name.
pub const NAME: &str = "tail_share";
/// Customers at most.
const ROWS: usize = 10;
/// Room for names before the bars, as a part of the page, and at most.
const NAMES: (f64, f64) = (0.28, 420.0);
/// Room right of the bars for figures, as a part of the page, and at most: the share at a bar's end, and the tail ratio.
const FIGURES: (f64, f64) = (0.21, 330.0);
/// The worst years that the shortfall is the mean of.
const WORST: f64 = 0.05;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The largest part of the shortfall first.
    pub rows: Vec<Row>,
    /// What all others bear of the shortfall and of the revenue exposed; `None` where there are none.
    pub others: Option<(f64, f64)>,
    /// What is exposed: `ARR` or `revenue`.
    pub exposed: &'static str,
    /// Expected shortfall at 95 %.
    pub es95: Option<Money>,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Name, safe to draw.
    pub name: String,
    /// Its part of the shortfall.
    pub es_share: f64,
    /// Its part of the revenue exposed.
    pub exposed_share: f64,
    /// The first over the part of all that can be lost.
    pub tail_ratio: Option<f64>,
}

/// Takes the rows from the report; `None` where there is no distribution, or nobody bears it.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let risk = report.revenue_at_risk.as_ref()?;
    let known = |it: &&TailContribution| it.es_share.0.is_finite() && it.exposed_share.0.is_finite();
    let rows: Vec<Row> = risk.contributions.iter().filter(known).take(ROWS).map(row).collect();
    let rest = |part: fn(&Row) -> f64| twelve_digits(1.0 - rows.iter().map(part).sum::<f64>()).max(0.0);
    let others = (rest(|row| row.es_share), rest(|row| row.exposed_share));
    rows.iter().any(|row| row.es_share > 0.0).then(|| Data {
        others: (others.0 > 5e-7 || others.1 > 5e-7).then_some(others),
        exposed: if risk.exposed == "ttm_revenue" { "revenue" } else { "ARR" },
        es95: risk.es.get("95").copied(),
        currency: report.currency.clone(),
        rows,
    })
}

fn row(it: &TailContribution) -> Row {
    Row {
        name: clean(if it.name.trim().is_empty() { &it.customer } else { &it.name }),
        es_share: it.es_share.0.max(0.0),
        exposed_share: it.exposed_share.0.max(0.0),
        tail_ratio: it.tail_ratio.map(|ratio| ratio.0).filter(|ratio| ratio.is_finite()),
    }
}

/// The finding: what the first bears of the worst years, against what it brings.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let Some(first) = data.rows.first() else { return String::new() };
    let name = || ("name", fit(&first.name, 1.0, true, 18.0).into());
    let worst = ("worst", words.percent_with(WORST, 0).into());
    if data.rows.len() == 1 && data.others.is_none() {
        return words.say("tail-share-title-all", &[name(), worst]);
    }
    let tail = ("tail", words.percent_with(first.es_share, 1).into());
    let is_usual = first.es_share < 0.1 || first.es_share < 1.5 * first.exposed_share;
    if is_usual && first.es_share < SHORTFALL[0] {
        return words.say("tail-share-title-none", &[tail, worst]);
    }
    let brings = ("brings", words.percent_with(first.exposed_share, 1).into());
    let more = ("more", if first.es_share > first.exposed_share { "yes" } else { "no" }.into());
    words.say("tail-share-title", &[name(), brings, exposed(data, words), more, tail, worst])
}

/// What is exposed, in the reader's words.
fn exposed<'a>(data: &Data, words: &Words) -> (&'static str, Value<'a>) {
    ("exposed", words.say("tail-share-exposed", &[("exposed", data.exposed.into())]).into())
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let words = &style.words;
    let Some(data) = read(report) else {
        let why = match &report.revenue_at_risk {
            None => reason(&report.reasons, "revenue_at_risk", &words.word("tail-share-empty")),
            Some(_) => words.word("tail-share-nobody"),
        };
        return Ok(card(NAME, report, style, &why));
    };
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(&data, words));
    let (space, rows) = (page.space, data.rows.len() as f64 + f64::from(u8::from(data.others.is_some())));
    let height = ((space.height - 104.0) / rows).min(150.0);
    let (names, figures) = ((space.width * NAMES.0).min(NAMES.1), (space.width * FIGURES.0).min(FIGURES.1));
    let frame =
        Frame { x: space.x + names, y: space.y + 96.0, width: space.width - names - figures, height: height * rows };
    let shares = data.rows.iter().flat_map(|row| [row.es_share, row.exposed_share]);
    let across = Axis::bars(shares.chain(data.others.map(|it| it.0.max(it.1))), 5)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &Axis::exact(0.0, rows, 1)?)?;
    headings(&page, frame, &data);
    limits(&page, &plane, frame, &across);
    for (at, row) in data.rows.iter().enumerate() {
        let level = theme::level(row.es_share, SHORTFALL);
        draw_row(&page, &mut plane, frame, (rows - at as f64 - 0.5, height), (row, level))?;
    }
    if let Some((es_share, exposed_share)) = data.others {
        let row = Row { name: words.word("tail-share-others"), es_share, exposed_share, tail_ratio: None };
        draw_row(&page, &mut plane, frame, (0.5, height), (&row, None))?;
    }
    Ok(page.finish(&alt(&data, words), table(&data)))
}

fn measure(data: &Data, words: &Words) -> String {
    let all = data.es95.map_or_else(String::new, |es| words.money(es, data.currency.as_deref()));
    let is_known = if data.es95.is_some() { "yes" } else { "no" };
    words.say("tail-share-measure", &[("known", is_known.into()), ("all", all.into()), exposed(data, words)])
}

/// What the two bars of a row are, and over the figures at their ends what those are.
fn headings(page: &Page, frame: Frame, data: &Data) {
    let y = space_above(frame);
    let mut x = page.space.x;
    let of = page.words.say("tail-share-of-exposed", &[exposed(data, &page.words)]);
    for (line, fill) in [(page.words.word("tail-share-of-shortfall"), Fill::Hatch(INK)), (of, Fill::Solid(NEUTRAL))] {
        page.canvas.rect((x + 1.0, y - 17.0), (26.0, 20.0), fill);
        page.canvas.text((x + 38.0, y), &line, Type::new(SMALL, INK).bold());
        x += 38.0 + width(&line, SMALL, true) + 36.0;
    }
    let right = page.space.x + page.space.width;
    let room = (right - frame.x - frame.width).min(240.0);
    let ratio = wrap(&page.words.word("tail-share-ratio"), SMALL, false, room, 2);
    for (at, line) in ratio.iter().rev().enumerate() {
        let at = (right, frame.y - 10.0 - at as f64 * SMALL * 1.2);
        page.canvas.text(at, line, Type::new(SMALL, MUTED).anchor(Anchor::End));
    }
}

/// The line of the headings; that of the limits lies below it.
fn space_above(frame: Frame) -> f64 {
    frame.y - 62.0
}

/// The limits of W08 that the axis reaches, behind the bars.
fn limits(page: &Page, plane: &Plane, frame: Frame, across: &Axis) {
    let levels = [Severity::Watch, Severity::Warning, Severity::Critical];
    let names = ["level-watch", "level-warning", "level-critical"];
    for ((limit, level), name) in SHORTFALL.into_iter().zip(levels).zip(names) {
        if limit > across.high() {
            continue;
        }
        let (x, colour) = (plane.x(limit), theme::colour(Some(level)));
        page.canvas.rule((x, frame.y - 6.0), (x, frame.y + frame.height), 2.0, colour, "7 6");
        let share = page.words.percent_with(limit, 0).into();
        let line = page.words.say("tail-share-limit", &[("level", page.words.word(name).into()), ("share", share)]);
        let look = Type::new(SMALL, theme::text_colour(Some(level))).anchor(Anchor::Middle);
        page.canvas.text((x, frame.y - 16.0), &line, look);
    }
}

/// The shortfall is a forecast and hatched, what is exposed is so already.
fn draw_row(
    page: &Page,
    plane: &mut Plane,
    frame: Frame,
    (middle, height): (f64, f64),
    (row, level): (&Row, Option<Severity>),
) -> Result<()> {
    let (left, right) = (page.space.x, page.space.x + page.space.width);
    let top = plane.y(middle + 0.5);
    page.canvas.rule((left, top), (right, top), 1.0, RULE, "");
    let dark = Fill::Hatch(level.map_or(INK, |level| theme::colour(Some(level))));
    let bars =
        [("shortfall", row.es_share, dark, (0.36, 0.02)), ("exposed", row.exposed_share, NEUTRAL.into(), (0.0, -0.3))];
    for (class, share, fill, (top, bottom)) in bars {
        page.canvas.open(class, &row.name, &format!("{share:.6}"));
        plane.bar((0.0, middle + top), (share, middle + bottom), fill)?;
        page.canvas.close();
    }
    let size = (height * 0.36).min(28.0);
    let (bold, room) = (level.is_some(), frame.x - left - 24.0);
    let look = Type { bold, ..Type::new(fitting(&row.name, size, bold, room).max(size.min(SMALL)), INK) };
    let name = fit(&row.name, look.size, bold, room);
    page.canvas.text((frame.x - 18.0, plane.y(middle) + size * 0.35), &name, look.anchor(Anchor::End));
    let tail = Type::new(size, theme::text_colour(level)).bold();
    figure(page, (plane.x(row.es_share), plane.y(middle + 0.19)), &page.words.percent_with(row.es_share, 1), tail);
    let brings = Type::new(size.min(LABEL) * 0.86, MUTED);
    let share = page.words.percent_with(row.exposed_share, 1);
    figure(page, (plane.x(row.exposed_share), plane.y(middle - 0.16)), &share, brings);
    if let Some(ratio) = row.tail_ratio {
        let look = Type { bold: ratio >= 2.0, ..Type::new(size, INK) };
        let at = (right, plane.y(middle) + size * 0.35);
        page.canvas.text(at, &format!("{ratio:.1} ×"), look.anchor(Anchor::End));
    }
    Ok(())
}

/// A figure at a bar's end, on a plate of paper, so that no limit's line runs through it.
fn figure(page: &Page, (x, y): (f64, f64), line: &str, look: Type) {
    let (left, long) = (x + 12.0, width(line, look.size, look.bold));
    page.canvas.rect((left - 4.0, y - look.size * 0.45), (long + 8.0, look.size * 0.9), PAPER);
    page.canvas.text((left, y + look.size * 0.35), line, look);
}

fn alt(data: &Data, words: &Words) -> String {
    let told = |row: &Row| {
        let [tail, brings] = [row.es_share, row.exposed_share].map(|share| words.percent_with(share, 1).into());
        let name = ("name", row.name.as_str().into());
        words.say("tail-share-told", &[name, ("tail", tail), ("brings", brings), exposed(data, words)])
    };
    let listed = words.list(&data.rows.iter().take(5).map(told).collect::<Vec<_>>());
    plain(&words.say("tail-share-alt", &[("listed", listed.into())]))
}

fn table(data: &Data) -> Table {
    let row = |row: &Row| [safe(row.name.clone()), cell(row.es_share), cell(row.exposed_share), cell(row.tail_ratio)];
    let others = data.others.map(|(tail, brings)| ["others".to_owned(), cell(tail), cell(brings), String::new()]);
    Table::new(["customer", "es_share", "exposed_share", "tail_ratio"], data.rows.iter().map(row).chain(others))
}
