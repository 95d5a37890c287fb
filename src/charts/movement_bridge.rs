//! From what recurred a year ago to what recurs now: a waterfall of gains and losses that closes.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Type};
use crate::charts::page::{Page, card};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{count, fitting, money, money_tick, percent, plain};
use crate::charts::theme::{ACCENT, INK, LABEL, MUTED, NEUTRAL, Paint, SMALL};
use crate::error::Result;
use crate::model::{Movement, Report};
use crate::unit::{Amount, Money};

/// The chart's name.
pub const NAME: &str = "movement_bridge";
/// Months, and quarters, that the bridge spans at most.
const SPANS: [usize; 2] = [12, 4];
/// Room for the scale.
const SCALE: f64 = 150.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// What moves: `MRR` or `Quarterly revenue`.
    pub measure: &'static str,
    /// `12 months` or `4 quarters`.
    pub span: String,
    /// First and last period within the bridge.
    pub periods: (String, String),
    /// Before the first period.
    pub opening: Money,
    /// Each movement that is not nothing, summed over the periods, in the order of the bridge; signed.
    pub steps: Vec<Step>,
    /// After the last period.
    pub closing: Money,
    /// Customers before and after.
    pub customers: (u64, u64),
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// One movement.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Its name, `Expansion`.
    pub name: &'static str,
    /// What it adds; negative for a loss.
    pub amount: Money,
    /// Customers that came or went with it, signed; none where it moves no customer.
    pub customers: Option<i64>,
}

/// Sums the last twelve months of MRR, or the last four quarters of revenue; `None` where no period has an opening.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let is_mrr = report.movements_basis == "mrr";
    let (all, most) = if is_mrr { (&report.movements, SPANS[0]) } else { (&report.movements_quarterly, SPANS[1]) };
    let known: Vec<&Movement> = all.iter().filter(|movement| movement.opening.is_some()).collect();
    let taken = &known[known.len().saturating_sub(most)..];
    let (first, last) = (taken.first()?, taken.last()?);
    let unit = if is_mrr { "month" } else { "quarter" };
    let many = if taken.len() == 1 { "" } else { "s" };
    Some(Data {
        measure: if is_mrr { "MRR" } else { "Quarterly revenue" },
        span: format!("{} {unit}{many}", taken.len()),
        periods: (first.period.clone(), last.period.clone()),
        opening: first.opening?,
        steps: steps(taken),
        closing: last.closing,
        customers: (first.customers.opening.unwrap_or(0), last.customers.closing),
        currency: report.currency.clone(),
    })
}

fn steps(taken: &[&Movement]) -> Vec<Step> {
    type Part = fn(&Movement) -> (Money, i128, Option<i64>);
    let parts: [(&str, Part); 8] = [
        ("New", |it| (it.new, 1, Some(it.customers.new as i64))),
        ("Reactivation", |it| (it.reactivation, 1, Some(it.customers.reactivation as i64))),
        ("Expansion", |it| (it.expansion, 1, None)),
        ("Contraction", |it| (it.contraction, -1, None)),
        ("Churn", |it| (it.churn, -1, Some(-(it.customers.churn as i64)))),
        ("Transfer", |it| (it.transfer, 1, Some(it.customers.transfer))),
        ("Exchange rates", |it| (it.fx, 1, None)),
        ("Adjustment", |it| (it.adjustment, 1, None)),
    ];
    let step = |(name, part): (&'static str, Part)| {
        let cells = taken.iter().map(|movement| part(movement));
        let amount = Amount(cells.clone().map(|(money, sign, _)| money.amount.0 * sign).sum());
        let decimals = taken.first().map_or(2, |movement| movement.closing.decimals);
        let customers = cells.map(|(.., customers)| customers).sum::<Option<i64>>().filter(|sum| *sum != 0);
        Step { name, amount: Money::new(amount, decimals), customers }
    };
    parts.into_iter().map(step).filter(|step| step.amount.amount != Amount::ZERO).collect()
}

impl Data {
    fn sum(&self, names: &[&str]) -> Money {
        let parts = self.steps.iter().filter(|step| names.contains(&step.name));
        Money::new(parts.map(|step| step.amount.amount).sum(), self.closing.decimals)
    }
}

/// The finding: how far it went, what brought it there and what it lost on the way.
#[must_use]
pub fn title(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let shown = |amount: Money| money(Money::new(Amount(amount.amount.0.abs()), amount.decimals), currency);
    let change = data.closing.to_f64() - data.opening.to_f64();
    let went = match (change.partial_cmp(&0.0), data.opening.amount > Amount::ZERO) {
        (Some(std::cmp::Ordering::Equal), _) => format!("stood at {}", shown(data.closing)),
        (Some(std::cmp::Ordering::Greater), true) => {
            format!("grew {} to {}", percent(change / data.opening.to_f64()), money(data.closing, currency))
        }
        (_, true) => format!("fell {} to {}", percent(-change / data.opening.to_f64()), money(data.closing, currency)),
        (_, false) => format!("went from {} to {}", money(data.opening, currency), money(data.closing, currency)),
    };
    let (new, grown) = (data.sum(&["New", "Reactivation"]), data.sum(&["Expansion"]));
    let lost = data.sum(&["Contraction", "Churn"]);
    let gains = match grown.amount >= new.amount {
        true => format!("customers who stayed added {}, new ones {}", shown(grown), shown(new)),
        false => format!("new customers added {}, those who stayed {}", shown(new), shown(grown)),
    };
    format!("{} {went} in {}: {gains}; {} was lost", data.measure, data.span, shown(lost))
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let Some(data) = read(report).filter(|data| !data.steps.is_empty()) else {
        let why = match report.movements.len() {
            0 => "there is no month to follow",
            1 => "the ledger covers one month, which has no month before it",
            _ => "nothing moved between the periods that the ledger covers",
        };
        return Ok(card(NAME, report, style, why));
    };
    let unit = data.currency.as_deref().map_or_else(String::new, |code| format!(", {code}"));
    let measure = format!(
        "{}{unit}, before {} and after {}; each part summed over the {}, and in percent of the opening",
        data.measure, data.periods.0, data.periods.1, data.span
    );
    let page = Page::new(NAME, report, style, &title(&data), &measure);
    let space = page.space;
    let frame =
        Frame { x: space.x + SCALE, y: space.y + 40.0, width: space.width - SCALE, height: space.height - 150.0 };
    let bars = bars(&data);
    let scale = Axis::bars(bars.iter().flat_map(|bar| [bar.from, bar.to]), 5)?;
    let across = Axis::exact(0.0, bars.len() as f64, 6)?;
    let mut plane = Plane::new(&page.canvas, frame, &across, &scale)?;
    page.grid(&plane, frame, &scale, |tick| Some(money_tick(tick, data.currency.as_deref())));
    for (at, bar) in bars.iter().enumerate() {
        draw_bar(&page, &mut plane, at, bar)?;
        label(&page, &plane, frame, at, bar, &data);
    }
    connect(&page, &plane, &bars);
    Ok(page.finish(&alt(&data), table(&data)))
}

/// A bar between two heights.
struct Bar {
    name: &'static str,
    from: f64,
    to: f64,
    amount: Money,
    customers: Option<i64>,
    is_total: bool,
}

fn bars(data: &Data) -> Vec<Bar> {
    let total = |name, amount: Money, customers: u64| Bar {
        name,
        from: 0.0,
        to: amount.to_f64(),
        amount,
        customers: Some(customers as i64),
        is_total: true,
    };
    let mut bars = vec![total("Opening", data.opening, data.customers.0)];
    let mut level = data.opening.amount;
    for step in &data.steps {
        let from = level;
        level = level + step.amount.amount;
        let (from, to) = (from.to_f64(), level.to_f64());
        let (amount, customers) = (step.amount, step.customers);
        bars.push(Bar { name: step.name, from, to, amount, customers, is_total: false });
    }
    bars.push(total("Closing", data.closing, data.customers.1));
    bars
}

fn colour(bar: &Bar) -> Paint {
    match (bar.is_total, bar.to >= bar.from) {
        (true, _) => NEUTRAL,
        (false, true) => ACCENT,
        (false, false) => INK,
    }
}

fn draw_bar(page: &Page, plane: &mut Plane, at: usize, bar: &Bar) -> Result<()> {
    let class = if bar.is_total { "total" } else { "step" };
    page.canvas.open(class, bar.name, &bar.amount.to_string());
    let left = at as f64;
    plane.bar((left + 0.16, bar.from), (left + 0.84, bar.to), colour(bar))?;
    page.canvas.close();
    Ok(())
}

/// The amount over the bar, its name, share of the opening and customers below the plane.
fn label(page: &Page, plane: &Plane, frame: Frame, at: usize, bar: &Bar, data: &Data) {
    let x = plane.x(at as f64 + 0.5);
    let room = frame.width / (data.steps.len() + 2) as f64 - 10.0;
    let currency = data.currency.as_deref();
    let sign = if bar.is_total || bar.to < bar.from { "" } else { "+" };
    let amount = money(bar.amount, currency);
    let amount = currency.map_or(amount.as_str(), |code| amount.trim_start_matches(code).trim_start());
    let size = fitting(&format!("{sign}{amount}"), 30.0, true, room);
    let top = plane.y(bar.from.max(bar.to)) - 14.0;
    page.canvas.text((x, top), &format!("{sign}{amount}"), Type::new(size, INK).bold().anchor(Anchor::Middle));
    let below = frame.y + frame.height;
    let size = fitting(bar.name, LABEL, true, room);
    page.canvas.text((x, below + 38.0), bar.name, Type::new(size, INK).anchor(Anchor::Middle));
    for (line, text) in notes(bar, data).iter().enumerate() {
        let size = fitting(text, SMALL, true, room);
        let look = Type::new(size, MUTED).anchor(Anchor::Middle);
        page.canvas.text((x, below + 68.0 + line as f64 * 28.0), text, look);
    }
}

/// Share of the opening, and customers.
fn notes(bar: &Bar, data: &Data) -> Vec<String> {
    let mut notes = Vec::new();
    let opening = data.opening.to_f64();
    if !bar.is_total && opening > 0.0 {
        let part = bar.amount.to_f64() / opening;
        let sign = if part > 0.0 { "+" } else { "−" };
        notes.push(format!("{sign}{}", percent(part.abs())));
    }
    if let Some(customers) = bar.customers {
        let number = count(customers.unsigned_abs());
        let noun = if customers.abs() == 1 { "customer" } else { "customers" };
        let sign = match (bar.is_total, customers > 0) {
            (true, _) => "",
            (false, true) => "+",
            (false, false) => "−",
        };
        notes.push(format!("{sign}{number} {noun}"));
    }
    notes
}

/// Thin lines from the level a bar leaves to the bar that takes it up.
fn connect(page: &Page, plane: &Plane, bars: &[Bar]) {
    for (at, bar) in bars.iter().enumerate().take(bars.len().saturating_sub(1)) {
        let y = plane.y(bar.to);
        let line = format!("M{:.2} {y:.2}H{:.2}", plane.x(at as f64 + 0.84), plane.x(at as f64 + 1.16));
        page.canvas.path(&line, &format!("fill=\"none\" stroke=\"{}\" stroke-width=\"2\"", page.canvas.hex(MUTED)));
    }
}

fn alt(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let told = |step: &Step| format!("{} {}", step.name.to_lowercase(), money(step.amount, currency));
    let steps = data.steps.iter().map(told).collect::<Vec<_>>().join(", ");
    let (opening, closing) = (money(data.opening, currency), money(data.closing, currency));
    plain(&format!("Waterfall from an opening of {opening} by {steps} to a closing of {closing}."))
}

fn table(_: &Data) -> Table {
    Table::default()
}
