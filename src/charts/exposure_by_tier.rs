//! Where the expected loss sits: by size of customer, by segment and by the quarter in which contracts end, each beside the
//! revenue exposed.
//!
//! What ends in no quarter has a row of its own, so that every cut adds up to the same. A part is one bar from nothing to its revenue exposed; what is expected to be lost of it is hatched from nothing on. All
//! bars share one scale.

use crate::charts::churn_exposure::{basis, forecast};
use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, cell, safe};
use crate::drawing::text::{clean, fit, plain, width, wrap};
use crate::drawing::theme::{ACCENT, INK, LABEL, MUTED, NEUTRAL, RULE, SMALL};
use crate::drawing::words::{Unit, Words};
use crate::error::Result;
use crate::model::{ExposurePart, Report};
use crate::unit::{Amount, Money};

/// The chart's name.
pub const NAME: &str = "exposure_by_tier";
/// Parts of a block at most; the rest is gathered.
const PARTS: usize = 8;
/// From this width on blocks stand in two columns.
const WIDE: f64 = 1500.0;
/// Free space between two columns.
const GAP: f64 = 72.0;
/// Height of a block's head, and the free space below a block.
const HEAD: (f64, f64) = (44.0, 26.0);
/// Height of a row: at least, or a block is left out; and at most.
const ROW: (f64, f64) = (36.0, 240.0);
/// Size of text in a row that is higher than its second value.
const LARGE: (f64, f64) = (32.0, 150.0);

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// By size, and where the report knows them by segment and by quarter of renewal.
    pub blocks: Vec<Block>,
    /// Expected loss of the first block's parts.
    pub loss: Money,
    /// What is exposed: `revenue`, `contracted` for contracted ARR, or `arr`.
    pub exposed: &'static str,
    /// How far ahead.
    pub months: u32,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// The book cut one way.
#[derive(Debug, Clone, PartialEq)]
pub struct Block {
    /// Which way: `tier`, `segment` or `quarter`.
    pub cut: &'static str,
    /// The parts, tiers from the head on, the others as in the report.
    pub parts: Vec<Part>,
}

/// A part of the book.
#[derive(Debug, Clone, PartialEq)]
pub struct Part {
    /// The tier, segment or quarter; `None` for all that have no bar of their own.
    pub name: Option<String>,
    /// Parts gathered in it; none where it is what has no fixed end.
    pub gathered: u64,
    /// Its customers; `None` where they are not known.
    pub customers: Option<u64>,
    /// Their revenue exposed.
    pub exposed: Money,
    /// What of it is expected to be lost.
    pub loss: Money,
}

impl Part {
    fn rate(&self) -> Option<f64> {
        let exposed = self.exposed.to_f64();
        (exposed > 0.0).then(|| self.loss.to_f64() / exposed)
    }
}

/// Takes the parts from the report.
#[must_use]
pub fn read(report: &Report) -> Data {
    let exposure = &report.churn_exposure;
    let mut tiers: Vec<Part> = exposure.by_tier.iter().map(part).collect();
    tiers.sort_by_key(|tier| TIERS.iter().position(|name| tier.name.as_deref() == Some(name)));
    let loss = tiers.iter().map(|tier| tier.loss.amount).sum::<Amount>();
    let segments = gathered(exposure.by_segment.iter().map(part).collect());
    let mut quarters = gathered(exposure.by_renewal_quarter.iter().map(part).collect());
    quarters.extend(endless(&tiers, &quarters));
    let blocks = [("tier", tiers), ("segment", segments), ("quarter", quarters)];
    Data {
        blocks: blocks
            .into_iter()
            .filter(|(_, parts)| parts.iter().any(|part| part.exposed.amount > Amount::ZERO))
            .map(|(cut, parts)| Block { cut, parts })
            .collect(),
        loss: Money::new(loss, exposure.exposed_amount.decimals),
        exposed: basis(&exposure.exposed),
        months: exposure.horizon_months,
        currency: report.currency.clone(),
    }
}

/// The tiers in the order of their size.
const TIERS: [&str; 3] = ["head", "middle", "tail"];

fn part(part: &ExposurePart) -> Part {
    Part {
        name: Some(clean(&part.name)),
        gathered: 1,
        customers: Some(part.customers),
        exposed: part.arr,
        loss: part.expected_loss,
    }
}

/// The first parts; the rest in one.
fn gathered(mut parts: Vec<Part>) -> Vec<Part> {
    if parts.len() <= PARTS {
        return parts;
    }
    let rest = parts.split_off(PARTS - 1);
    let sum = |of: fn(&Part) -> Money| Money::new(rest.iter().map(|part| of(part).amount).sum(), of(&rest[0]).decimals);
    parts.push(Part {
        name: None,
        gathered: rest.len() as u64,
        customers: rest.iter().map(|part| part.customers).sum(),
        exposed: sum(|part| part.exposed),
        loss: sum(|part| part.loss),
    });
    parts
}

/// What the tiers hold and no quarter does: revenue without a fixed end.
fn endless(tiers: &[Part], quarters: &[Part]) -> Option<Part> {
    let rest = |of: fn(&Part) -> Money| {
        let sum = |parts: &[Part]| parts.iter().map(|part| of(part).amount.0).sum::<i128>();
        Money::new(Amount((sum(tiers) - sum(quarters)).max(0)), of(&quarters[0]).decimals)
    };
    let is_cut = quarters.iter().any(|part| part.exposed.amount > Amount::ZERO);
    let part = is_cut.then(|| Part {
        name: None,
        gathered: 0,
        customers: None,
        exposed: rest(|part| part.exposed),
        loss: rest(|part| part.loss),
    });
    part.filter(|part| part.exposed.amount > Amount::ZERO)
}

/// The finding: which tier bears most of the expected loss.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let tiers = data.blocks.iter().find(|block| block.cut == "tier");
    let most = tiers.and_then(|tiers| tiers.parts.iter().max_by_key(|part| (part.loss.amount, part.exposed.amount)));
    let loss = data.loss.to_f64();
    let Some(most) = most.filter(|_| loss > 0.0) else {
        return words.say("exposure-by-tier-title-none", &[("months", data.months.into())]);
    };
    words.say(
        "exposure-by-tier-title",
        &[
            ("tier", most.name.clone().unwrap_or_default().into()),
            ("count", most.customers.unwrap_or(0).into()),
            ("number", words.count(most.customers.unwrap_or(0)).into()),
            ("share", words.percent(most.loss.to_f64() / loss).into()),
            ("loss", words.money(data.loss, data.currency.as_deref()).into()),
            ("months", data.months.into()),
        ],
    )
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let (data, words) = (read(report), &style.words);
    let parts = || data.blocks.iter().flat_map(|block| &block.parts);
    let largest = parts().map(|part| part.exposed.to_f64()).fold(0.0, f64::max);
    if data.blocks.first().is_none_or(|block| block.cut != "tier") {
        let otherwise = words.word("exposure-by-tier-empty");
        return Ok(card(NAME, report, style, &reason(&report.churn_exposure.reasons, "expected_loss", &otherwise)));
    }
    let losses = parts().map(|part| part.loss.to_f64());
    let unit = words.unit(losses.fold(largest / 1e4, f64::max), data.currency.as_deref());
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(&data, &unit, words));
    let sheet = Sheet { data: &data, unit, largest };
    for (frame, row, block) in places(page.space, &data.blocks) {
        draw_block(&page, frame, row, block, &sheet)?;
    }
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// What all blocks share.
struct Sheet<'a> {
    data: &'a Data,
    unit: Unit,
    largest: f64,
}

fn measure(data: &Data, unit: &Unit, words: &Words) -> String {
    words.say(
        "exposure-by-tier-measure",
        &[("exposed", data.exposed.into()), ("months", data.months.into()), ("unit", words.in_unit(unit).into())],
    )
}

/// Where each block stands, and how high its rows are: in two columns where the page is wide, else below each other as far
/// as there is room.
fn places(space: Frame, blocks: &[Block]) -> Vec<(Frame, f64, &Block)> {
    let columns: Vec<&[Block]> = match blocks.len() {
        2.. if space.width >= WIDE => vec![&blocks[..blocks.len() - 1], &blocks[blocks.len() - 1..]],
        _ => vec![
            (1..=blocks.len())
                .rev()
                .map(|kept| &blocks[..kept])
                .find(|kept| row(space, kept) >= ROW.0)
                .unwrap_or(&blocks[..1]),
        ],
    };
    let height = columns.iter().map(|column| row(space, column)).fold(ROW.1, f64::min);
    let width = (space.width - GAP * (columns.len() as f64 - 1.0)) / columns.len() as f64;
    let mut places = Vec::new();
    for (at, column) in columns.iter().enumerate() {
        let mut y = space.y;
        for block in *column {
            let tall = HEAD.0 + block.parts.len() as f64 * height;
            places.push((Frame { x: space.x + at as f64 * (width + GAP), y, width, height: tall }, height, block));
            y += tall + HEAD.1;
        }
    }
    places
}

/// How high a row is where the blocks stand below each other.
fn row(space: Frame, blocks: &[Block]) -> f64 {
    let rows: usize = blocks.iter().map(|block| block.parts.len()).sum();
    (space.height - blocks.len() as f64 * (HEAD.0 + HEAD.1) + HEAD.1) / rows.max(1) as f64
}

/// Where the figures of a block end: the loss, the revenue exposed and the one over the other; and where its bars do. They
/// have the same room in every block, so that all bars have one scale.
fn figures(frame: Frame, size: f64, sheet: &Sheet, words: &Words) -> ([f64; 3], f64) {
    let widest = |of: &dyn Fn(&Part) -> String, head: &str| {
        let parts = sheet.data.blocks.iter().flat_map(|block| &block.parts);
        let cells = parts.map(|part| width(&of(part), size, true));
        cells.fold(width(head, SMALL, false), f64::max) + 30.0
    };
    let heads = heads(sheet, words);
    let rate = frame.x + frame.width;
    let exposed = rate - widest(&|part| rate_of(part, words), &heads[2]);
    let loss = exposed - widest(&|part| sheet.unit.print(part.exposed.to_f64()), &heads[1]);
    let left = loss - widest(&|part| sheet.unit.print(part.loss.to_f64()), &heads[0]);
    ([loss, exposed, rate], left)
}

/// Size of text in a row.
fn size_of(row: f64) -> f64 {
    if row > LARGE.1 { LARGE.0 } else { (row * 0.62).min(LABEL) }
}

fn heads(sheet: &Sheet, words: &Words) -> [String; 3] {
    ["loss", "exposed", "rate"]
        .map(|of| words.say(&format!("exposure-by-tier-head-{of}"), &[("exposed", sheet.data.exposed.into())]))
}

fn rate_of(part: &Part, words: &Words) -> String {
    part.rate().map_or_else(String::new, |rate| words.percent_with(rate, 1))
}

fn draw_block(page: &Page, frame: Frame, row: f64, block: &Block, sheet: &Sheet) -> Result<()> {
    let (canvas, words) = (&page.canvas, &page.words);
    let (ends, left) = figures(frame, size_of(row), sheet, words);
    canvas.text(
        (frame.x, frame.y + 18.0),
        &words.word(&format!("exposure-by-tier-{}", block.cut)),
        Type::new(LABEL, INK).bold(),
    );
    for (end, head) in ends.iter().zip(heads(sheet, words)) {
        canvas.text((*end, frame.y + 18.0), &head, Type::new(SMALL, MUTED).anchor(Anchor::End));
    }
    canvas.rule((frame.x, frame.y + 32.0), (frame.x + frame.width, frame.y + 32.0), 1.5, RULE, "");
    let names = (frame.width * 0.26).min(320.0);
    let plot =
        Frame { x: frame.x + names, y: frame.y + HEAD.0, width: left - frame.x - names, height: frame.height - HEAD.0 };
    let rows = Axis::exact(0.0, block.parts.len() as f64, 4)?;
    let mut plane = Plane::new(canvas, plot, &Axis::exact(0.0, sheet.largest, 4)?, &rows)?;
    for (at, part) in block.parts.iter().enumerate() {
        let middle = rows.high() - at as f64 - 0.5;
        draw_part(page, &mut plane, block, part, middle)?;
        let y = plane.y(middle);
        name(page, block, part, (frame.x, y), (names - 16.0, row));
        let size = size_of(row);
        let told =
            [sheet.unit.print(part.loss.to_f64()), sheet.unit.print(part.exposed.to_f64()), rate_of(part, words)];
        for (column, (end, told)) in ends.iter().zip(told).enumerate() {
            let look = Type { bold: column == 0, ..Type::new(size, if column == 1 { MUTED } else { INK }) };
            canvas.text((*end, y + size * 0.35), &told, look.anchor(Anchor::End));
        }
    }
    Ok(())
}

/// The revenue exposed whole, and over it the part of it that is expected to be lost.
fn draw_part(page: &Page, plane: &mut Plane, block: &Block, part: &Part, middle: f64) -> Result<()> {
    let name = part_name(block, part, &page.words);
    let (exposed, loss) = (part.exposed.to_f64().max(0.0), part.loss.to_f64().max(0.0));
    page.canvas.open("exposed", &name, &part.exposed.to_string());
    plane.bar((0.0, middle + 0.3), (exposed, middle - 0.3), NEUTRAL)?;
    page.canvas.close();
    if loss > 0.0 {
        page.canvas.open("loss", &name, &part.loss.to_string());
        let fill = forecast(plane.x(loss) - plane.x(0.0), ACCENT);
        plane.bar((0.0, middle + 0.3), (loss, middle - 0.3), fill)?;
        page.canvas.close();
    }
    Ok(())
}

/// The part's name, and below it how many customers it has where the row is high enough.
fn name(page: &Page, block: &Block, part: &Part, (x, y): (f64, f64), (room, row): (f64, f64)) {
    let size = size_of(row);
    let name = fit(&part_name(block, part, &page.words), size, false, room);
    let customers = part.customers.filter(|_| row >= 76.0).map(|customers| page.words.customers(customers));
    let up = if customers.is_some() { SMALL * 0.7 } else { 0.0 };
    page.canvas.text((x, y + size * 0.35 - up), &name, Type::new(size, INK));
    if let Some(customers) = customers {
        for line in wrap(&customers, SMALL, false, room, 1) {
            page.canvas.text((x, y + size * 0.35 + SMALL * 0.85), &line, Type::new(SMALL, MUTED));
        }
    }
}

fn part_name(block: &Block, part: &Part, words: &Words) -> String {
    match (&part.name, block.cut) {
        (Some(name), "tier") if TIERS.contains(&name.as_str()) => words.word(&format!("exposure-by-tier-{name}")),
        (Some(name), _) => name.clone(),
        (None, "quarter") if part.gathered == 0 => words.word("exposure-by-tier-endless"),
        (None, "quarter") => words.word("exposure-by-tier-later"),
        (None, _) => words.say("others", &[("number", words.count(part.gathered).into())]),
    }
}

fn alt(data: &Data, words: &Words) -> String {
    let Some(block) = data.blocks.first() else { return String::new() };
    let told = |part: &Part| {
        let money = |money: Money| words.money(money, data.currency.as_deref());
        words.say(
            "exposure-by-tier-told",
            &[
                ("name", part_name(block, part, words).into()),
                ("loss", money(part.loss).into()),
                ("exposed", money(part.exposed).into()),
            ],
        )
    };
    let listed = words.list(&block.parts.iter().map(told).collect::<Vec<_>>());
    plain(&words.say("exposure-by-tier-alt", &[("listed", listed.into())]))
}

fn table(data: &Data) -> Table {
    let row = |block: &Block, part: &Part| {
        let others = if part.gathered == 0 { "no fixed end" } else { "others" };
        let name = part.name.clone().map_or_else(|| others.to_owned(), safe);
        let customers = part.customers.map_or_else(String::new, |customers| customers.to_string());
        let (exposed, loss) = (part.exposed.to_string(), part.loss.to_string());
        [block.cut.to_owned(), name, customers, exposed, loss, cell(part.rate())]
    };
    let rows = data.blocks.iter().flat_map(|block| block.parts.iter().map(move |part| row(block, part)));
    Table::new(["cut", "part", "customers", "exposed", "expected_loss", "loss_share"], rows)
}
