//! When the customers with the most ARR on contracts can give notice, and when their contracts end: a row a customer, a bar
//! a contract, from the as-of date on.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Canvas, Type};
use crate::drawing::labels::Labels;
use crate::drawing::legend::{Key, Legend};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, safe, told};
use crate::drawing::text::{clean, fit, plain, width};
use crate::drawing::theme::{
    ACCENT, Fill, INK, LABEL, MUTED, NEUTRAL, PALE, PAPER, Paint, RULE, SMALL, contrast, tint,
};
use crate::drawing::words::{Unit, Words};
use crate::error::Result;
use crate::model::{RenewalDate, Report};
use crate::period::{Month, date_of_days, days_of_date, parse_date};
use crate::unit::{Amount, Money};

/// The chart's name.
pub const NAME: &str = "renewal_calendar";
/// Bars of one customer at most, fewer where they would be too thin; the rest of its contracts is counted in a note.
const LANES: [usize; 3] = [3, 2, 1];
/// Height of a row at least, for more than one bar in any.
const ROW: f64 = 30.0;
/// How much higher a row is for every bar after the first.
const LANE: f64 = 0.6;
/// Months the calendar shows: the fewest of these that hold every end, or the last.
const MONTHS: [i32; 3] = [12, 18, 24];
/// Room for names before the bars, as a part of the page, and at most.
const NAMES: (f64, f64) = (0.25, 400.0);
/// Room for the ARR after the bars.
const VALUES: f64 = 130.0;
/// Half the width of a diamond at most.
const DIAMOND: f64 = 14.0;
/// Contrast of a date and the bar it stands on at least.
const READABLE: f64 = 4.6;
/// Free space between a name and the as-of line.
const NAME_GAP: f64 = 26.0;
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

    fn paint(&self, term: &Term) -> Paint {
        match &term.notice {
            _ if self.is_due(term) => INK,
            Some(notice) if notice.after < 0 => PALE,
            _ => NEUTRAL,
        }
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
        row.terms.sort_by_key(|term| std::cmp::Reverse(term.arr.amount));
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
    let space = page.space;
    let (lanes, legend) = lanes(&page, &data);
    let room = space.height - HEAD - legend.height(space.width) - 16.0;
    let height = room.min(weight(&data, lanes) * 96.0);
    let names = (space.width * NAMES.0).min(NAMES.1);
    let frame = Frame { x: space.x + names, y: space.y + HEAD, width: space.width - names - VALUES, height };
    let (time, rows) = (Axis::exact(0.0, f64::from(data.days), 8)?, Axis::exact(0.0, weight(&data, lanes), 1)?);
    let calendar = Calendar {
        plane: Plane::new(&page.canvas, frame, &time, &rows)?,
        labels: Labels::within(Frame { width: frame.width + 40.0, ..frame }),
        page: &page,
        data: &data,
        frame,
        lanes,
        row: frame.height / rows.high(),
    };
    calendar.draw(&unit)?;
    let foot = Frame { height: HEAD + frame.height + 16.0 + legend.height(space.width), ..space };
    legend.draw(&page.canvas, foot, space.x);
    Ok(page.finish(&alt(&data, words), table(&data)))
}

/// The most bars a row can have and still be told apart, and the legend that says what is left out.
fn lanes(page: &Page, data: &Data) -> (usize, Legend) {
    let fits = |lanes: &usize| {
        let legend = legend(page, data, *lanes).height(page.space.width);
        weight(data, *lanes) * ROW <= page.space.height - HEAD - legend - 16.0
    };
    let lanes = LANES.into_iter().find(fits).unwrap_or(1);
    (lanes, legend(page, data, lanes))
}

/// Height of all rows where one with a single bar is one high.
fn weight(data: &Data, lanes: usize) -> f64 {
    data.rows.iter().map(|row| high(row, lanes)).sum()
}

fn high(row: &Row, lanes: usize) -> f64 {
    1.0 + LANE * (row.terms.len().min(lanes) as f64 - 1.0).max(0.0)
}

/// The calendar while it is drawn.
struct Calendar<'a> {
    page: &'a Page,
    data: &'a Data,
    plane: Plane<'a>,
    labels: Labels,
    frame: Frame,
    /// Bars of a row at most.
    lanes: usize,
    /// Height of a row with a single bar.
    row: f64,
}

impl Calendar<'_> {
    fn draw(mut self, unit: &Unit) -> Result<()> {
        let cycle = self.data.until.as_ref().map(|until| until.after.min(self.data.days)).filter(|after| *after > 0);
        if let Some(after) = cycle {
            self.plane.bar((0.0, 0.0), (f64::from(after), weight(self.data, self.lanes)), tint(ACCENT, 0.1))?;
        }
        self.months();
        let mut top = weight(self.data, self.lanes);
        for row in &self.data.rows {
            let foot = top - high(row, self.lanes);
            self.bars(row, (top, foot))?;
            self.figures(row, unit, (top, foot));
            top = foot;
        }
        if let Some(after) = cycle {
            self.cycle(f64::from(after));
        }
        Ok(())
    }

    /// The end of the next decision cycle, in words above its band and as a line that leaves out what is written.
    fn cycle(&self, after: f64) {
        let (canvas, frame, x) = (&self.page.canvas, self.frame, self.plane.x(after));
        for (from, to) in self.labels.clear(x, (frame.y, frame.y + frame.height)) {
            canvas.rule((x, from), (x, to), 2.0, ACCENT, "7 6");
        }
        canvas.rule((frame.x, frame.y - 46.0), (x, frame.y - 46.0), 4.0, ACCENT, "");
        let until = self.data.until.as_ref().map_or("", |until| until.date.as_str());
        let line = self.page.words.say("renewal-calendar-cycle", &[("until", until.into())]);
        let line = fit(&line, SMALL, true, frame.width + VALUES);
        canvas.text((frame.x, frame.y - 58.0), &line, Type::new(SMALL, INK).bold());
    }

    /// A rule a quarter, named by its first month where that has room, and the as-of line.
    fn months(&self) {
        let (canvas, frame, data) = (&self.page.canvas, self.frame, self.data);
        let below = frame.y + frame.height;
        let today = self.page.words.say("as-of", &[("date", data.as_of.as_str().into())]);
        let mut taken = frame.x + width(&today, SMALL, true) + 14.0;
        canvas.text((frame.x, frame.y - 16.0), &today, Type::new(SMALL, INK).bold());
        canvas.rule((frame.x, frame.y - 8.0), (frame.x, below), 3.0, INK, "");
        let right = self.page.space.x + self.page.space.width;
        let head = Type::new(SMALL, MUTED).anchor(Anchor::End);
        canvas.text((right, frame.y - 16.0), &self.page.words.word("renewal-calendar-arr"), head);
        let Some(first) = parse_date(&data.as_of) else { return };
        let after = |month: Month| month.first_days() - days_of_date(first);
        let quarters =
            (1..=27).map(|months| Month::of(first).plus(months)).filter(|month| month.plus(2).ends_quarter());
        for month in quarters.filter(|month| after(*month) <= data.days) {
            let (x, name) = (self.plane.x(f64::from(after(month))), month.to_string());
            canvas.rule((x, frame.y), (x, below), 1.0, RULE, "");
            let half = width(&name, SMALL, false) / 2.0;
            if x - half > taken && x < frame.x + frame.width + 10.0 {
                canvas.text((x, frame.y - 16.0), &name, Type::new(SMALL, MUTED).anchor(Anchor::Middle));
                taken = x + half + 14.0;
            }
        }
    }

    /// Name and ARR of a customer, bold where notice is due, over a light rule.
    fn figures(&self, row: &Row, unit: &Unit, (top, foot): (f64, f64)) {
        let (canvas, space, below) = (&self.page.canvas, self.page.space, self.plane.y(foot));
        let right = space.x + space.width;
        canvas.rule((space.x, below), (right, below), 1.0, RULE, "");
        let bold = row.terms.iter().any(|term| self.data.is_due(term));
        let size = (self.row * 0.62).min(LABEL);
        let (y, look) = (self.plane.y((top + foot) / 2.0) + size * 0.35, Type { bold, ..Type::new(size, INK) });
        let name = fit(&row.name, size, bold, self.frame.x - space.x - NAME_GAP);
        canvas.text((self.frame.x - NAME_GAP, y), &name, look.anchor(Anchor::End));
        let arr = fit(&unit.print(row.arr().to_f64()), size, bold, VALUES - 16.0);
        canvas.text((right, y), &arr, look.anchor(Anchor::End));
    }

    fn bars(&mut self, row: &Row, (top, foot): (f64, f64)) -> Result<()> {
        let lanes = row.terms.len().min(self.lanes).max(1) as f64;
        let lane = (top - foot - 0.2) / lanes;
        // Where there is no room for both, the note that matters is written.
        let mut terms: Vec<(usize, &Term)> = row.terms.iter().take(self.lanes).enumerate().collect();
        terms.sort_by_key(|(_, term)| !self.data.is_due(term));
        for (at, term) in terms {
            let middle = top - 0.1 - lane * (at as f64 + 0.5);
            match &term.end {
                Some(end) => self.term((row, term, end), (middle, (lane * 0.5 - 0.04).min(0.24)))?,
                None => self.open(row, (middle, lane)),
            }
        }
        Ok(())
    }

    /// Whole to the last day of notice, outlined from there to the end.
    fn term(&mut self, (row, term, end): (&Row, &Term, &Day), (middle, half): (f64, f64)) -> Result<()> {
        let (canvas, data) = (&self.page.canvas, self.data);
        let paint = data.paint(term);
        let day = |after: i32| f64::from(after.clamp(0, data.days));
        let notice = term.notice.as_ref().map_or(0, |notice| notice.after);
        let (from, to) = (day(notice).min(day(end.after)), day(end.after));
        for (class, left, right, fill) in
            [("notice_open", 0.0, from, Fill::Solid(paint)), ("bound", from, to, Fill::Outline(paint))]
        {
            if right > left {
                canvas.open(class, &row.name, &format!("{}", right - left));
                self.plane.bar((left, middle + half), (right, middle - half), fill)?;
                canvas.close();
            }
        }
        let (y, reach) = (self.plane.y(middle), self.plane.y(middle - half) - self.plane.y(middle));
        if (0..=data.days).contains(&notice) && term.notice.is_some() {
            canvas.open("notice", &row.name, &notice.to_string());
            diamond(canvas, (self.plane.x(from), y), (reach * 1.15).min(DIAMOND), paint);
            canvas.close();
        }
        let x = self.end((row, term, end), (y, reach, paint)).max(self.plane.x(from) + DIAMOND + 8.0);
        let inside = (self.plane.x(0.0) + 10.0, self.plane.x(from) - DIAMOND - 8.0);
        self.note(term, (x, y), reach, inside);
        Ok(())
    }

    /// The end of a contract: a bar, and a tip after it where it renews by itself; a tip alone where it lies beyond the
    /// edge. Returns where it leaves room.
    fn end(&self, (row, term, end): (&Row, &Term, &Day), (y, reach, paint): (f64, f64, Paint)) -> f64 {
        let (canvas, days) = (&self.page.canvas, self.data.days);
        let x = self.plane.x(f64::from(end.after.clamp(0, days)));
        let stroke = format!("fill=\"none\" stroke=\"{}\" stroke-width=\"4\"", canvas.hex(paint));
        let tip = |x: f64| {
            let tall = reach.min(9.0);
            canvas.path(&format!("M{x:.2} {:.2}l{tall:.2} {tall:.2}l-{tall:.2} {tall:.2}", y - tall), &stroke);
            x + tall
        };
        if end.after > days {
            return tip(x + 4.0) + 10.0;
        }
        canvas.open("end", &row.name, &end.after.to_string());
        canvas.path(&format!("M{x:.2} {:.2}V{:.2}", y - reach * 1.3, y + reach * 1.3), &stroke);
        canvas.close();
        if term.renews == Some(true) { tip(x + 7.0) + 10.0 } else { x + 12.0 }
    }

    /// The last day of notice in words after the bar where it has room, else on it, between the ends of `inside`.
    fn note(&mut self, term: &Term, (x, y): (f64, f64), reach: f64, inside: (f64, f64)) {
        let Some(notice) = term.notice.as_ref().filter(|_| reach >= SMALL * 0.34) else { return };
        let due = self.data.is_due(term);
        let id = if notice.after < 0 { "renewal-calendar-passed" } else { "renewal-calendar-by" };
        let line = self.page.words.say(id, &[("date", notice.date.as_str().into())]);
        let look = Type { bold: due, ..Type::new(SMALL, if due { INK } else { MUTED }) };
        let canvas = &self.page.canvas;
        let mut places = vec![((x, y + SMALL * 0.35), look)];
        if notice.after >= 0 && reach >= SMALL * 0.5 && width(&line, SMALL, due) <= inside.1 - inside.0 {
            let ground = self.data.paint(term);
            let look = Type { colour: canvas.on(ground), ..look };
            let reads = contrast(canvas.colour(look.colour), canvas.colour(ground)) >= READABLE;
            places.extend(reads.then_some(((inside.0, y + SMALL * 0.35), look)));
        }
        self.labels.place(canvas, &line, &places);
    }

    /// A contract without an end: words, and a dashed line to the edge.
    fn open(&mut self, row: &Row, (middle, lane): (f64, f64)) {
        let (canvas, y) = (&self.page.canvas, self.plane.y(middle));
        let (left, right) = (self.plane.x(0.0), self.plane.x(f64::from(self.data.days)));
        let size = (self.row * lane * 0.9).min(SMALL);
        let line = fit(&self.page.words.word("renewal-calendar-open"), size, false, right - left - 60.0);
        canvas.open("open_ended", &row.name, "");
        let placed = self.labels.place(canvas, &line, &[((left + 12.0, y + size * 0.35), Type::new(size, MUTED))]);
        let from = placed.map_or(left + 8.0, |_| left + 24.0 + width(&line, size, false));
        canvas.rule((from, y), (right, y), 3.0, NEUTRAL, "3 7");
        canvas.close();
    }
}

fn diamond(canvas: &Canvas, (x, y): (f64, f64), reach: f64, paint: Paint) {
    let (left, right, top, foot) = (x - reach, x + reach, y - reach, y + reach);
    let data = format!("M{x:.2} {top:.2}L{right:.2} {y:.2}L{x:.2} {foot:.2}L{left:.2} {y:.2}Z");
    let (fill, edge) = (canvas.hex(paint), canvas.hex(PAPER));
    canvas.path(&data, &format!("fill=\"{fill}\" stroke=\"{edge}\" stroke-width=\"2.5\""));
}

fn legend(page: &Page, data: &Data, lanes: usize) -> Legend {
    let (canvas, words) = (&page.canvas, &page.words);
    let colour = canvas.hex(INK);
    let line = format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"4\"");
    let path = |data: &str, paint: &str| Key::Path(data.to_owned(), paint.to_owned());
    let passed = data.terms().any(|(_, term)| data.paint(term) == PALE);
    let passed = passed.then(|| (Key::Area(Fill::Outline(PALE)), words.word("renewal-calendar-key-passed")));
    let mut keys = vec![
        (Key::Area(Fill::Solid(INK)), words.word("renewal-calendar-key-due")),
        (Key::Area(Fill::Solid(NEUTRAL)), words.word("renewal-calendar-key-later")),
        (path("M13 0l10 10l-10 10l-10 -10Z", &format!("fill=\"{colour}\"")), words.word("renewal-calendar-key-notice")),
        (Key::Area(Fill::Outline(INK)), words.word("renewal-calendar-key-bound")),
        (path("M13 0V20", &line), words.word("renewal-calendar-key-end")),
    ];
    keys.extend(passed);
    if data.terms().any(|(_, term)| term.renews == Some(true) && term.end.is_some()) {
        keys.push((path("M9 1l9 9l-9 9", &line), words.word("renewal-calendar-key-renews")));
    }
    let left = data.rows.iter().flat_map(|row| row.terms.iter().skip(lanes)).map(|term| term.contracts).sum::<u64>();
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
