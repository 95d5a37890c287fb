//! From what recurred a year ago to what recurs now: a waterfall of gains and losses that closes.

use crate::charts::waterfall::{self, Bar, effect, signed};
use crate::drawing::Drawing;
use crate::drawing::page::{Page, card};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, told};
use crate::drawing::text::plain;
use crate::drawing::theme::{NEUTRAL, PALE, Paint};
use crate::drawing::words::{Unit, Value, Words};
use crate::error::Result;
use crate::model::{Movement, Report};
use crate::unit::{Amount, Money};
use std::cmp::Ordering;

/// The chart's name.
pub const NAME: &str = "movement_bridge";
/// Months, and quarters, that the bridge spans at most.
const SPANS: [usize; 2] = [12, 4];

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Whether monthly recurring revenue moves, month by month; else revenue, quarter by quarter.
    pub is_mrr: bool,
    /// How many months or quarters it spans.
    pub span: usize,
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
    /// Its name as the report calls it, `expansion`.
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
    Some(Data {
        is_mrr,
        span: taken.len(),
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
        ("new", |it| (it.new, 1, Some(it.customers.new as i64))),
        ("reactivation", |it| (it.reactivation, 1, Some(it.customers.reactivation as i64))),
        ("expansion", |it| (it.expansion, 1, None)),
        ("contraction", |it| (it.contraction, -1, None)),
        ("churn", |it| (it.churn, -1, Some(-(it.customers.churn as i64)))),
        ("transfer", |it| (it.transfer, 1, Some(it.customers.transfer))),
        ("fx", |it| (it.fx, 1, None)),
        ("adjustment", |it| (it.adjustment, 1, None)),
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

    /// Who came: `new` customers, `returning` ones or `both`.
    fn came(&self) -> &'static str {
        let has = |name: &str| self.steps.iter().any(|step| step.name == name);
        match (has("new"), has("reactivation")) {
            (true, true) => "both",
            (false, true) => "returning",
            _ => "new",
        }
    }

    /// What moves, how many periods it spans, and what one is called, for the messages.
    fn variables(&self) -> Vec<(&'static str, Value<'static>)> {
        let (measure, period) = if self.is_mrr { ("mrr", "month") } else { ("revenue", "quarter") };
        vec![("measure", measure.into()), ("period", period.into()), ("count", self.span.into())]
    }
}

/// The finding: how far it went, what brought it there and what it lost on the way.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let currency = data.currency.as_deref();
    let (opening, closing) = (data.opening.to_f64(), data.closing.to_f64());
    let (new, grown) = (data.sum(&["new", "reactivation"]), data.sum(&["expansion"]));
    let lost = data.sum(&["contraction", "churn"]);
    let largest = [new, grown, lost].map(Money::to_f64).into_iter().chain([opening, closing]).map(f64::abs);
    let unit = words.unit(largest.fold(0.0, f64::max), currency);
    let shown = |amount: f64| words.money_in(amount, &unit, currency);
    let (went, share) = match (closing.total_cmp(&opening), opening > 0.0) {
        (Ordering::Equal, _) => ("stood", 0.0),
        (_, false) => ("went", 0.0),
        (Ordering::Greater, true) => ("grew", (closing - opening) / opening),
        (Ordering::Less, true) => ("fell", (opening - closing) / opening),
    };
    let gains = match (grown.amount.0, new.amount.0) {
        (0, 0) => "none",
        (0, _) => "new",
        (_, 0) => "stayed",
        (grown, new) if grown >= new => "stayed-first",
        _ => "new-first",
    };
    let mut variables = data.variables();
    variables.extend([
        ("went", went.into()),
        ("share", words.percent(share).into()),
        ("opening", shown(opening).into()),
        ("closing", shown(closing).into()),
        ("gains", gains.into()),
        ("came", data.came().into()),
        ("new", shown(new.to_f64().abs()).into()),
        ("grown", shown(grown.to_f64().abs()).into()),
        ("losses", if lost.amount == Amount::ZERO { "none" } else { "some" }.into()),
        ("lost", shown(lost.to_f64().abs()).into()),
    ]);
    words.say("movement-bridge-title", &variables)
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let words = &style.words;
    let Some(data) = read(report).filter(|data| !data.steps.is_empty()) else {
        let why = match report.movements.len() {
            0 => "movement-bridge-no-month",
            1 => "movement-bridge-one-month",
            _ => "movement-bridge-still",
        };
        return Ok(card(NAME, report, style, &words.word(why)));
    };
    let bars = bars(&data, words);
    let largest = bars.iter().flat_map(|bar| [bar.from, bar.to]).fold(0.0, |most: f64, end| most.max(end.abs()));
    let unit = words.unit(largest, data.currency.as_deref());
    let bars: Vec<Bar> = bars.into_iter().map(|bar| labelled(bar, &unit)).collect();
    let page = Page::new(NAME, report, style, &title(&data, words), &measure(&data, words, &unit));
    let heads = ["movement-bridge-share", "movement-bridge-customers"].map(|id| words.word(id));
    waterfall::draw(&page, page.space, &heads, &bars, |_, _| {})?;
    Ok(page.finish(&alt(&data, words), table(&data)))
}

fn measure(data: &Data, words: &Words, unit: &Unit) -> String {
    let mut variables = data.variables();
    variables.extend([
        ("unit", words.in_unit(unit).into()),
        ("first", data.periods.0.as_str().into()),
        ("last", data.periods.1.as_str().into()),
    ]);
    words.say("movement-bridge-measure", &variables)
}

fn bars(data: &Data, words: &Words) -> Vec<Bar> {
    let total = |name: &str, amount: Money, customers: u64| Bar {
        name: words.word(&format!("movement-bridge-{name}")),
        from: 0.0,
        to: amount.to_f64(),
        value: amount.to_string(),
        label: String::new(),
        paint: NEUTRAL,
        is_total: true,
        figures: vec![String::new(), words.count(customers)],
    };
    let mut bars = vec![total("opening", data.opening, data.customers.0)];
    let mut level = data.opening.amount;
    for step in &data.steps {
        let from = level;
        level = level + step.amount.amount;
        bars.push(Bar {
            name: words.word(&format!("movement-bridge-{}", step.name)),
            from: from.to_f64(),
            to: level.to_f64(),
            value: step.amount.to_string(),
            label: String::new(),
            paint: paint(step),
            is_total: false,
            figures: figures(step, data, words),
        });
    }
    bars.push(total("closing", data.closing, data.customers.1));
    bars
}

/// Good and bad by what customers did; what moved without them is neither.
fn paint(step: &Step) -> Paint {
    match step.name {
        "transfer" | "fx" | "adjustment" => PALE,
        _ => effect(step.amount.amount > Amount::ZERO),
    }
}

/// The amount over a bar, in the measure's unit; with its sign where it is a step.
fn labelled(bar: Bar, unit: &Unit) -> Bar {
    let amount = if bar.is_total { bar.to } else { bar.to - bar.from };
    let label = if bar.is_total { unit.print(amount) } else { signed(amount, &unit.print(amount.abs())) };
    Bar { label, ..bar }
}

/// A step's share of the opening, and its customers.
fn figures(step: &Step, data: &Data, words: &Words) -> Vec<String> {
    let (opening, amount) = (data.opening.to_f64(), step.amount.to_f64());
    let share = (opening > 0.0).then(|| signed(amount, &words.percent(amount.abs() / opening)));
    let customers = step.customers.map(|count| signed(count as f64, &words.count(count.unsigned_abs())));
    vec![share.unwrap_or_default(), customers.unwrap_or_default()]
}

fn alt(data: &Data, words: &Words) -> String {
    let currency = data.currency.as_deref();
    let told = |step: &Step| {
        let name = words.word(&format!("movement-bridge-{}", step.name));
        words.say(
            "movement-bridge-told",
            &[("step", name.into()), ("amount", words.money(step.amount, currency).into())],
        )
    };
    let steps = words.list(&data.steps.iter().map(told).collect::<Vec<_>>());
    let (opening, closing) = (words.money(data.opening, currency), words.money(data.closing, currency));
    let variables = [("opening", opening.into()), ("steps", steps.into()), ("closing", closing.into())];
    plain(&words.say("movement-bridge-alt", &variables))
}

fn table(data: &Data) -> Table {
    let total =
        |name: &str, amount: Money, customers: u64| [name.to_owned(), amount.to_string(), customers.to_string()];
    let step = |step: &Step| [step.name.to_owned(), step.amount.to_string(), told(step.customers)];
    let opening = total("opening", data.opening, data.customers.0);
    let closing = total("closing", data.closing, data.customers.1);
    let rows = std::iter::once(opening).chain(data.steps.iter().map(step)).chain([closing]);
    Table::new(["step", "amount", "customers"], rows)
}
