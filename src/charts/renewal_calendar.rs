//! When the customers with the most ARR on contracts can give notice, and when their contracts end: a row a customer, a bar
//! a contract, from the as-of date on.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Canvas, Type};
use crate::charts::legend::{Key, Legend};
use crate::charts::page::{Page, card, reason};
use crate::charts::style::Style;
use crate::charts::table::{Table, safe, told};
use crate::charts::text::{clean, fit, plain, width};
use crate::charts::theme::{ACCENT, Fill, INK, LABEL, MUTED, NEUTRAL, PAPER, Paint, RULE, SMALL, tint};
use crate::charts::words::{Unit, Words};
use crate::error::Result;
use crate::model::{RenewalDate, Report};
use crate::period::{Month, date_of_days, days_of_date, parse_date};
use crate::unit::{Amount, Money};

/// The chart's name.
pub const NAME: &str = "renewal_calendar";
/// Bars of one customer at most; the rest of its contracts is counted in a note.
const LANES: usize = 3;
/// Months the calendar shows: the fewest of these that hold every end, or the last.
const MONTHS: [i32; 3] = [12, 18, 24];
/// Room for names before the bars, as a part of the page, and at most.
const NAMES: (f64, f64) = (0.25, 400.0);
/// Room for the ARR after the bars.
const VALUES: f64 = 130.0;
/// Room for the band's words and the months above the bars.
const HEAD: f64 = 84.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// The as-of date, ISO.
    pub as_of: String,
    /// Days from it to the calendar's right edge.
    pub days: i32,
    /// The last day of the next decision cycle.
    pub until: Option<Day>,
    /// Customers, the most ARR first.
    pub rows: Vec<Row>,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// A day and how many days after the as-of date it is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Day {
    /// ISO.
    pub date: String,
    /// Days, below zero where it has passed.
    pub after: i32,
}

/// One customer.
#[derive(Debug, Clone, PartialEq)]
pub struct Row {
    /// Its id.
    pub customer: String,
    /// Name, safe to draw.
    pub name: String,
    /// Its contracts, those with the same dates as one, the most ARR first.
    pub terms: Vec<Term>,
}

/// Contracts of one customer with the same dates.
#[derive(Debug, Clone, PartialEq)]
pub struct Term {
    /// How many they are.
    pub contracts: u64,
    /// Their ARR.
    pub arr: Money,
    /// The last day on which notice can be given; `None` where the contract has no end or can be left at any time.
    pub notice: Option<Day>,
    /// The last day of service; `None` as above.
    pub end: Option<Day>,
    /// Whether they renew by themselves; `None` where nobody says so.
    pub renews: Option<bool>,
}

impl Row {
    /// Its ARR.
    #[must_use]
    pub fn arr(&self) -> Money {
        let decimals = self.terms.first().map_or(0, |term| term.arr.decimals);
        Money::new(self.terms.iter().map(|term| term.arr.amount).sum(), decimals)
    }
}

impl Data {
    /// Whether notice on the contracts can last be given between the as-of date and the end of the decision cycle.
    #[must_use]
    pub fn is_due(&self, term: &Term) -> bool {
        let until = self.until.as_ref().map_or(-1, |until| until.after);
        term.notice.as_ref().is_some_and(|notice| (0..=until).contains(&notice.after))
    }

    fn terms(&self) -> impl Iterator<Item = (&Row, &Term)> {
        self.rows.iter().flat_map(|row| row.terms.iter().map(move |term| (row, term)))
    }
}

/// Takes the contracts from the report; `None` where there are none.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let today = parse_date(&report.as_of).map(days_of_date)?;
    let mut rows: Vec<Row> = Vec::new();
    for contract in &report.renewal_dates {
        let known = rows.iter().position(|row| row.customer == contract.customer);
        let at = known.unwrap_or(rows.len());
        if known.is_none() {
            let name = if contract.name.trim().is_empty() { &contract.customer } else { &contract.name };
            rows.push(Row { customer: contract.customer.clone(), name: clean(name), terms: Vec::new() });
        }
        add(&mut rows[at].terms, contract, today);
    }
    for row in &mut rows {
        row.terms.sort_by(|one, other| other.arr.amount.cmp(&one.arr.amount));
    }
    let until = report.renewals.as_ref().and_then(|it| day(&it.within_decision_cycle.until, today));
    let currency = report.currency.clone();
    let days = days(&rows, today);
    (!rows.is_empty()).then(|| Data { as_of: report.as_of.clone(), days, until, rows, currency })
}

/// Adds a contract to the one with the same dates, or as one of its own.
fn add(terms: &mut Vec<Term>, contract: &RenewalDate, today: i32) {
    let date = |text: &Option<String>| text.as_deref().and_then(|text| day(text, today));
    let (notice, end) = (date(&contract.notice_on), date(&contract.ends_on));
    let renews = contract.auto_renew;
    match terms.iter_mut().find(|it| it.notice == notice && it.end == end && it.renews == renews) {
        Some(term) => {
            term.contracts += 1;
            term.arr = Money::new(term.arr.amount + contract.arr.amount, term.arr.decimals);
        }
        None => terms.push(Term { contracts: 1, arr: contract.arr, notice, end, renews }),
    }
}

fn day(text: &str, today: i32) -> Option<Day> {
    let date = parse_date(text)?;
    Some(Day { date: date.to_string(), after: days_of_date(date) - today })
}

/// Days to the right edge, the last day of a month.
fn days(rows: &[Row], today: i32) -> i32 {
    let ends = rows.iter().flat_map(|row| &row.terms).filter_map(|term| term.end.as_ref());
    let last = ends.map(|end| end.after).max().unwrap_or(0);
    let edge = |months: i32| Month::of_days(today).plus(months + 1).first_days() - today;
    MONTHS.into_iter().map(edge).find(|edge| *edge > last).unwrap_or_else(|| edge(MONTHS[MONTHS.len() - 1]))
}

/// The finding: how much ARR comes up for notice within the decision cycle, and with whom; else the next day for notice.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let told = |term: &Term| ("arr", words.money(term.arr, data.currency.as_deref()).into());
    let named = |row: &Row| ("name", fit(&row.name, 1.0, true, 18.0).into());
    let on = |term: &Term| ("date", term.notice.as_ref().map_or("", |day| day.date.as_str()).to_owned().into());
    let due: Vec<(&Row, &Term)> = data.terms().filter(|(_, term)| data.is_due(term)).collect();
    let by_arr = |one: &&(&Row, &Term), other: &&(&Row, &Term)| one.1.arr.amount.cmp(&other.1.arr.amount);
    let (Some((row, term)), Some(until)) = (due.iter().rev().max_by(by_arr), &data.until) else {
        let ahead = data.terms().filter(|(_, term)| term.notice.as_ref().is_some_and(|day| day.after >= 0));
        let next = ahead.min_by_key(|(_, term)| term.notice.as_ref().map_or(0, |day| day.after));
        return match next {
            Some((row, term)) => words.say("renewal-calendar-title-next", &[told(term), named(row), on(term)]),
            None => words.word("renewal-calendar-title-none"),
        };
    };
    if due.len() == 1 {
        return words.say("renewal-calendar-title-one", &[told(term), named(row), on(term)]);
    }
    let all: Amount = due.iter().map(|(_, term)| term.arr.amount).sum();
    let all = words.money(Money::new(all, term.arr.decimals), data.currency.as_deref());
    let until = ("until", until.date.as_str().into());
    words.say("renewal-calendar-title-many", &[("all", all.into()), until, told(term), named(row), on(term)])
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let words = &style.words;
    let Some(data) = read(report) else {
        let otherwise = reason(&report.reasons, "renewals", &words.word("renewal-calendar-empty"));
        return Ok(card(NAME, report, style, &reason(&report.reasons, "renewal_dates", &otherwise)));
    };
    let largest = data.rows.iter().map(|row| row.arr().to_f64()).fold(0.0, f64::max);
    let unit = words.unit(largest, data.currency.as_deref());
    let measure = [("count", data.rows.len().into()), ("unit", words.in_unit(&unit).into())];
    let measure = words.say("renewal-calendar-measure", &measure);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let (space, legend) = (page.space, legend(&page, &data));
    let names = (space.width * NAMES.0).min(NAMES.1);
    let room = space.height - HEAD - legend.height(space.width) - 16.0;
    let height = room.min(data.rows.len() as f64 * 84.0);
    let frame = Frame { x: space.x + names, y: space.y + HEAD, width: space.width - names - VALUES, height };
    let (time, rows) = (Axis::exact(0.0, f64::from(data.days), 8)?, Axis::exact(0.0, data.rows.len() as f64, 1)?);
    let mut plane = Plane::new(&page.canvas, frame, &time, &rows)?;
    band(&page, &mut plane, frame, &data)?;
    months(&page, &plane, frame, &data);
    for (at, row) in data.rows.iter().enumerate() {
        let top = data.rows.len() as f64 - at as f64;
        draw_row(&page, &mut plane, &data, row, top)?;
        figures(&page, &plane, frame, (&data, row, &unit), top);
    }
    legend.draw(&page.canvas, space, space.x);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// The next decision cycle: whoever gives notice within it leaves before a replacement can be found.
fn band(page: &Page, plane: &mut Plane, frame: Frame, data: &Data) -> Result<()> {
    let Some(until) = data.until.as_ref().filter(|until| until.after > 0) else { return Ok(()) };
    let right = f64::from(until.after.min(data.days));
    let rows = data.rows.len() as f64;
    plane.bar((0.0, 0.0), (right, rows), tint(ACCENT, 0.1))?;
    let line = page.words.say("renewal-calendar-cycle", &[("until", until.date.as_str().into())]);
    let x = plane.x(right);
    page.canvas.rule((x, frame.y - 50.0), (x, frame.y + frame.height), 2.0, ACCENT, "7 6");
    let long = width(&line, SMALL, true);
    // The words stand within the band where they fit, else after its edge, else before the edge of the page.
    let (left, end) = (frame.x, frame.x + frame.width + VALUES);
    let at = if x - left > long + 12.0 { left } else { (x + 10.0).min(end - long) };
    let line = fit(&line, SMALL, true, end - at.max(left));
    page.canvas.text((at.max(left), frame.y - 54.0), &line, Type::new(SMALL, INK).bold());
    Ok(())
}

/// A rule a quarter, named by its first month where that has room, and the as-of line.
fn months(page: &Page, plane: &Plane, frame: Frame, data: &Data) {
    let (canvas, below) = (&page.canvas, frame.y + frame.height);
    let today = page.words.say("as-of", &[("date", data.as_of.as_str().into())]);
    let look = Type::new(SMALL, MUTED);
    let mut taken = frame.x + width(&today, SMALL, true) + 14.0;
    canvas.text((frame.x, frame.y - 16.0), &today, Type::new(SMALL, INK).bold());
    let Some(first) = parse_date(&data.as_of) else { return };
    let from = days_of_date(first);
    let quarters = (1..=27).map(|months| Month::of(first).plus(months)).filter(|month| month.plus(2).ends_quarter());
    for month in quarters.filter(|month| month.first_days() - from <= data.days) {
        let (x, name) = (plane.x(f64::from(month.first_days() - from)), month.to_string());
        canvas.rule((x, frame.y), (x, below), 1.0, RULE, "");
        let half = width(&name, SMALL, false) / 2.0;
        if x - half > taken && x + half < frame.x + frame.width + 40.0 {
            canvas.text((x, frame.y - 16.0), &name, look.anchor(Anchor::Middle));
            taken = x + half + 14.0;
        }
    }
    canvas.rule((frame.x, frame.y - 8.0), (frame.x, below), 3.0, INK, "");
}

/// Name and ARR of a customer, bold where notice is due, over a light rule.
fn figures(page: &Page, plane: &Plane, frame: Frame, (data, row, unit): (&Data, &Row, &Unit), top: f64) {
    let (canvas, foot) = (&page.canvas, plane.y(top - 1.0));
    let right = page.space.x + page.space.width;
    canvas.rule((page.space.x, foot), (right, foot), 1.0, RULE, "");
    let bold = row.terms.iter().any(|term| data.is_due(term));
    let size = (foot - plane.y(top)).mul_add(0.62, 0.0).min(LABEL);
    let (y, look) = (plane.y(top - 0.5) + size * 0.35, Type { bold, ..Type::new(size, INK) });
    let room = frame.x - page.space.x - 18.0;
    canvas.text((frame.x - 18.0, y), &fit(&row.name, size, bold, room), look.anchor(Anchor::End));
    let arr = fit(&unit.print(row.arr().to_f64()), size, bold, VALUES - 16.0);
    canvas.text((right, y), &arr, look.anchor(Anchor::End));
}

fn draw_row(page: &Page, plane: &mut Plane, data: &Data, row: &Row, top: f64) -> Result<()> {
    let lanes = row.terms.len().min(LANES);
    let lane = 0.8 / lanes.max(1) as f64;
    for (at, term) in row.terms.iter().take(LANES).enumerate() {
        let middle = top - 0.1 - lane * (at as f64 + 0.5);
        let half = (lane * 0.5 - 0.03).min(0.24);
        match &term.end {
            Some(end) => draw_term(page, plane, data, (row, term, end), (middle, half))?,
            None => draw_open(page, plane, data, row, (middle, lane)),
        }
    }
    Ok(())
}

/// Whole to the last day of notice, outlined from there to the end.
fn draw_term(
    page: &Page,
    plane: &mut Plane,
    data: &Data,
    (row, term, end): (&Row, &Term, &Day),
    (middle, half): (f64, f64),
) -> Result<()> {
    let (canvas, paint) = (&page.canvas, if data.is_due(term) { INK } else { NEUTRAL });
    let day = |after: i32| f64::from(after.clamp(0, data.days));
    let notice = term.notice.as_ref().map_or(0, |notice| notice.after);
    let (from, to) = (day(notice), day(end.after));
    for (class, left, right, fill) in
        [("notice_open", 0.0, from.min(to), Fill::Solid(paint)), ("bound", from, to, Fill::Outline(paint))]
    {
        if right > left {
            canvas.open(class, &row.name, &format!("{}", right - left));
            plane.bar((left, middle + half), (right, middle - half), fill)?;
            canvas.close();
        }
    }
    let (y, reach) = (plane.y(middle), plane.y(middle - half) - plane.y(middle));
    if (0..=data.days).contains(&notice) && term.notice.is_some() {
        canvas.open("notice", &row.name, &notice.to_string());
        diamond(canvas, (plane.x(from), y), reach * 1.15, paint);
        canvas.close();
    }
    let x = end_of(canvas, plane, data, (row, term, end), (y, reach, paint));
    let room = plane.x(f64::from(data.days)) - x;
    note(page, data, term, (x, y), (room, reach));
    Ok(())
}

/// The end of a contract: a bar, and a tip after it where it renews by itself; a tip alone where it lies beyond the edge.
fn end_of(
    canvas: &Canvas,
    plane: &Plane,
    data: &Data,
    (row, term, end): (&Row, &Term, &Day),
    (y, reach, paint): (f64, f64, Paint),
) -> f64 {
    let x = plane.x(f64::from(end.after.clamp(0, data.days)));
    let (beyond, colour) = (end.after > data.days, canvas.hex(paint));
    let stroke = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"4\"");
    let tip = |x: f64| {
        let tall = reach.min(9.0);
        canvas.path(&format!("M{x:.2} {:.2}l{tall:.2} {tall:.2}l-{tall:.2} {tall:.2}", y - tall), &stroke);
        x + tall
    };
    if beyond {
        return tip(x + 4.0) + 10.0;
    }
    canvas.open("end", &row.name, &end.after.to_string());
    canvas.path(&format!("M{x:.2} {:.2}V{:.2}", y - reach * 1.3, y + reach * 1.3), &stroke);
    canvas.close();
    if term.renews == Some(true) { tip(x + 7.0) + 10.0 } else { x + 12.0 }
}

fn diamond(canvas: &Canvas, (x, y): (f64, f64), reach: f64, paint: Paint) {
    let data =
        format!("M{x:.2} {:.2}l{reach:.2} {reach:.2}l-{reach:.2} {reach:.2}l-{reach:.2} -{reach:.2}Z", y - reach);
    let (fill, edge) = (canvas.hex(paint), canvas.hex(PAPER));
    canvas.path(&data, &format!("fill=\"{fill}\" stroke=\"{edge}\" stroke-width=\"2.5\""));
}

/// The last day of notice in words after the bar, where it has room.
fn note(page: &Page, data: &Data, term: &Term, (x, y): (f64, f64), (room, reach): (f64, f64)) {
    let Some(notice) = &term.notice else { return };
    let due = data.is_due(term);
    let id = if notice.after < 0 { "renewal-calendar-passed" } else { "renewal-calendar-by" };
    let line = page.words.say(id, &[("date", notice.date.as_str().into())]);
    let look = Type { bold: due, ..Type::new(SMALL, if due { INK } else { MUTED }) };
    if width(&line, SMALL, due) <= room && reach >= SMALL * 0.34 {
        page.canvas.text((x, y + SMALL * 0.35), &line, look);
    }
}

/// A contract without an end: words, and a dashed line to the edge.
fn draw_open(page: &Page, plane: &Plane, data: &Data, row: &Row, (middle, lane): (f64, f64)) {
    let (left, right, y) = (plane.x(0.0), plane.x(f64::from(data.days)), plane.y(middle));
    let size = ((plane.y(0.0) - plane.y(lane)) * 0.9).min(SMALL);
    let line = fit(&page.words.word("renewal-calendar-open"), size, false, right - left - 60.0);
    page.canvas.open("open_ended", &row.name, "");
    let mut from = left + 8.0;
    if size >= 14.0 {
        page.canvas.text((left + 12.0, y + size * 0.35), &line, Type::new(size, MUTED));
        from = left + 24.0 + width(&line, size, false);
    }
    page.canvas.rule((from, y), (right, y), 3.0, NEUTRAL, "3 7");
    page.canvas.close();
}

fn legend(page: &Page, data: &Data) -> Legend {
    let (canvas, words) = (&page.canvas, &page.words);
    let colour = canvas.hex(INK);
    let line = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"4\"");
    let path = |data: &str, paint: &str| Key::Path(data.to_owned(), paint.to_owned());
    let mut keys = vec![
        (Key::Area(Fill::Solid(INK)), words.word("renewal-calendar-key-due")),
        (Key::Area(Fill::Solid(NEUTRAL)), words.word("renewal-calendar-key-later")),
        (path("M13 0l10 10l-10 10l-10 -10Z", &format!("fill=\"{colour}\"")), words.word("renewal-calendar-key-notice")),
        (Key::Area(Fill::Outline(INK)), words.word("renewal-calendar-key-bound")),
        (path("M13 0V20", &line), words.word("renewal-calendar-key-end")),
    ];
    if data.terms().any(|(_, term)| term.renews == Some(true) && term.end.is_some()) {
        keys.push((path("M9 1l9 9l-9 9", &line), words.word("renewal-calendar-key-renews")));
    }
    let left = data.rows.iter().flat_map(|row| row.terms.iter().skip(LANES)).map(|term| term.contracts).sum::<u64>();
    if left > 0 {
        let count = [("count", left.into()), ("number", words.count(left).into())];
        keys.push((Key::Note, words.say("renewal-calendar-left", &count)));
    }
    Legend::new(keys)
}

fn alt(data: &Data, words: &Words) -> String {
    let due = data.terms().filter(|(_, term)| data.is_due(term)).take(6);
    let told = due.map(|(row, term)| {
        let date = term.notice.as_ref().map_or("", |notice| notice.date.as_str());
        let arr = words.money(term.arr, data.currency.as_deref());
        let name = fit(&row.name, 1.0, false, 40.0);
        words.say("renewal-calendar-told", &[("name", name.into()), ("arr", arr.into()), ("date", date.into())])
    });
    let listed = told.collect::<Vec<_>>().join(&words.word("renewal-calendar-between"));
    let is_due = if listed.is_empty() { "no" } else { "yes" };
    let until = date_of_days(parse_date(&data.as_of).map_or(0, days_of_date) + data.days).to_string();
    let variables =
        [("count", data.rows.len().into()), ("until", until.into()), ("due", is_due.into()), ("listed", listed.into())];
    plain(&words.say("renewal-calendar-alt", &variables))
}

fn table(data: &Data) -> Table {
    let date = |day: &Option<Day>| told(day.as_ref().map(|day| day.date.clone()));
    let row = |(row, term): (&Row, &Term)| {
        let (name, contracts) = (safe(row.name.clone()), term.contracts.to_string());
        [name, contracts, term.arr.to_string(), date(&term.notice), date(&term.end), told(term.renews)]
    };
    Table::new(["customer", "contracts", "arr", "notice_on", "ends_on", "auto_renew"], data.terms().map(row))
}
