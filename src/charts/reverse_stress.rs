//! How few losses use up the slack: what is left of it after each of the largest margins goes, down to the breach.

use crate::charts::Drawing;
use crate::charts::axis::{Axis, Frame, Plane};
use crate::charts::backend::{Anchor, Type};
use crate::charts::page::{Page, card, reason};
use crate::charts::style::Style;
use crate::charts::table::Table;
use crate::charts::text::{
    clean, count, customers, fit, money, money_tick, money_value, percent_with, plain, width, wrap,
};
use crate::charts::theme::{ACCENT, CRITICAL, INK, LABEL, MUTED, PALE, PAPER, SMALL, tint};
use crate::error::Result;
use crate::model::{BreachSet, Report, ReverseStress};
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "reverse_stress";
/// Steps at most; of a longer way the middle is gathered into one.
const STEPS: usize = 14;
/// Room for the names.
const NAMES: f64 = 380.0;
/// Room for what is left, right of a bar.
const LEFT: f64 = 190.0;
/// Room for the sets and the chance beside the steps.
const SETS: f64 = 520.0;

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Margin that can be lost before the breach.
    pub slack: Money,
    /// The limit: `fixed_cost`, `covenant` or `cash_floor`.
    pub limit: Limit,
    /// Its numbers, as the report words them.
    pub description: String,
    /// One loss after the other.
    pub steps: Vec<Step>,
    /// The fewest customers whose loss breaches it; `None` where not even all together do.
    pub fewest: Option<Set>,
    /// The likeliest set that does.
    pub most_likely: Option<Set>,
    /// The chance of a breach within a year.
    pub breach_probability: Option<f64>,
    /// ISO code of every amount.
    pub currency: Option<String>,
}

/// Which limit is the tightest.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Limit {
    /// Margin covers fixed cost.
    FixedCost,
    /// A loan's covenant.
    Covenant,
    /// The least cash.
    CashFloor,
}

impl Limit {
    fn name(self) -> &'static str {
        match self {
            Limit::FixedCost => "fixed cost",
            Limit::Covenant => "the covenant",
            Limit::CashFloor => "the cash floor",
        }
    }

    /// What a loss does to it.
    fn breach(self) -> &'static str {
        match self {
            Limit::FixedCost => "leaves fixed cost uncovered",
            Limit::Covenant => "breaches the covenant",
            Limit::CashFloor => "breaks the cash floor",
        }
    }

    /// What is so where no slack is left.
    fn breached(self) -> &'static str {
        match self {
            Limit::FixedCost => "margin does not cover fixed cost",
            Limit::Covenant => "the covenant is breached already",
            Limit::CashFloor => "the cash floor is broken already",
        }
    }
}

/// A loss and what it leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Who is lost, safe to draw.
    pub name: String,
    /// Slack before.
    pub before: Money,
    /// Slack after; below 0 past the breach.
    pub after: Money,
}

/// Customers whose loss together breaches the limit.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// How many.
    pub count: u64,
    /// Names of those the report lists.
    pub names: Vec<String>,
    /// Their margin.
    pub margin: Money,
}

/// Takes the steps from the report; `None` where there is no reverse stress.
#[must_use]
pub fn read(report: &Report) -> Option<Data> {
    let stress = report.reverse_stress.as_ref()?;
    let tightest = stress.limits.iter().find(|limit| limit.limit == stress.limit);
    Some(Data {
        slack: stress.slack,
        limit: match stress.limit.as_str() {
            "covenant" => Limit::Covenant,
            "cash_floor" => Limit::CashFloor,
            _ => Limit::FixedCost,
        },
        description: tightest.map_or_else(String::new, |limit| clean(&limit.description)),
        steps: steps(stress),
        fewest: stress.fewest.as_ref().map(set),
        most_likely: stress.most_likely.as_ref().map(set),
        breach_probability: stress.breach_probability.map(|chance| chance.0).filter(|chance| chance.is_finite()),
        currency: report.currency.clone(),
    })
}

fn set(set: &BreachSet) -> Set {
    let name = |name: &str, id: &str| clean(if name.trim().is_empty() { id } else { name });
    Set {
        count: set.count,
        names: set.customers.iter().map(|it| name(&it.name, &it.customer)).collect(),
        margin: set.margin,
    }
}

/// Every step, or the first and the last with what lies between them in one.
fn steps(stress: &ReverseStress) -> Vec<Step> {
    let mut before = stress.slack;
    let mut steps = Vec::new();
    for step in &stress.steps {
        let name = clean(if step.name.trim().is_empty() { &step.customer } else { &step.name });
        steps.push(Step { name, before, after: step.slack_left });
        before = step.slack_left;
    }
    if steps.len() > STEPS {
        let gathered = steps.len() - STEPS + 1;
        let between: Vec<Step> = steps.drain(STEPS - 2..STEPS - 2 + gathered).collect();
        let ends = between.first().zip(between.last()).map(|(first, last)| (first.before, last.after));
        let name = format!("{gathered} more customers");
        steps.splice(STEPS - 2..STEPS - 2, ends.map(|(before, after)| Step { name, before, after }));
    }
    steps
}

/// The finding: how many losses breach which limit, and how likely that is.
#[must_use]
pub fn title(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let chance = data
        .breach_probability
        .map_or_else(String::new, |chance| format!("; a breach within a year is {} likely", percent_with(chance, 1)));
    if data.slack.to_f64() <= 0.0 {
        return format!("No slack is left: {}", data.limit.breached());
    }
    match &data.fewest {
        None => {
            format!("No loss of customers {}: the slack of {} holds", data.limit.breach(), money(data.slack, currency))
        }
        Some(set) if set.count == 1 => format!("Losing {} alone {}{chance}", who(set), data.limit.breach()),
        Some(set) if set.count == 2 => format!("Losing {} {}{chance}", who(set), data.limit.breach()),
        Some(set) => format!("Losing {} customers {}{chance}", set.count, data.limit.breach()),
    }
}

fn who(set: &Set) -> String {
    let names = set.names.iter().map(|name| fit(name, 1.0, true, 14.0));
    names.collect::<Vec<_>>().join(" and ")
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let Some(data) = read(report) else {
        let otherwise = "no fixed cost, or no margin, is known";
        return Ok(card(NAME, report, style, &reason(&report.reasons, "reverse_stress", otherwise)));
    };
    let unit = data.currency.as_deref().map_or_else(String::new, |code| format!(", {code}"));
    let measure = format!("Slack in margin{unit}, as the largest margins are lost one after the other, each in full");
    let page = Page::new(NAME, report, style, &title(&data), &measure);
    let (space, rows) = (page.space, data.steps.len() as f64 + 1.0);
    let height = ((space.height - 60.0) / rows).min(150.0);
    let across = space.width - NAMES - SETS - LEFT;
    let frame = Frame { x: space.x + NAMES, y: space.y + 8.0, width: across, height: height * rows };
    let levels = data.steps.iter().map(|step| step.after.to_f64()).chain([data.slack.to_f64(), 0.0]);
    let (low, high) = levels.fold((0.0, 0.0), |(low, high), level| (f64::min(low, level), f64::max(high, level)));
    let scale = Axis::exact(low * 1.15, high, 4)?;
    let mut plane = Plane::new(&page.canvas, frame, &scale, &Axis::exact(0.0, rows, 1)?)?;
    scales(&page, &plane, frame, &scale);
    draw_slack(&page, &mut plane, rows - 0.5, data.slack)?;
    label(&page, &plane, (rows - 0.5, height), "slack now", (data.slack, data.slack));
    for (at, step) in data.steps.iter().enumerate() {
        let row = (rows - at as f64 - 1.5, height);
        draw_step(&page, &mut plane, row, step)?;
        label(&page, &plane, row, &step.name, (step.before, step.after));
    }
    sets(&page, Frame { x: space.x + space.width - SETS + 40.0, width: SETS - 40.0, ..space }, &data);
    Ok(page.finish(&alt(&data), table(&data)))
}

/// The zero line is the breach; what lies beyond it is past it.
fn scales(page: &Page, plane: &Plane, frame: Frame, scale: &Axis) {
    let foot = frame.y + frame.height;
    if scale.low() < 0.0 {
        let rows = frame.height;
        let (left, zero) = (plane.x(scale.low()), plane.x(0.0));
        page.canvas.rect((left, frame.y), (zero - left, rows), tint(CRITICAL, 0.08));
    }
    for &tick in scale.ticks().iter().filter(|tick| **tick != 0.0) {
        page.canvas.rule((plane.x(tick), frame.y), (plane.x(tick), foot), 1.0, tint(MUTED, 0.25), "");
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((plane.x(tick), foot + 32.0), &money_tick(tick, None), look);
    }
    page.canvas.rule((plane.x(0.0), frame.y - 4.0), (plane.x(0.0), foot + 4.0), 3.0, CRITICAL, "");
    page.canvas.text((plane.x(0.0), foot + 34.0), "breach", Type::new(SMALL, CRITICAL).bold().anchor(Anchor::Middle));
}

/// What is left in a pale bar, and what has just gone beside it: blue above the breach, red across it.
fn draw_step(page: &Page, plane: &mut Plane, (middle, height): (f64, f64), step: &Step) -> Result<()> {
    let (from, left) = (step.before.to_f64(), step.after.to_f64());
    page.canvas.open("left", &step.name, &step.after.to_string());
    plane.bar((0.0, middle + 0.34), (left.max(0.0), middle - 0.34), PALE)?;
    page.canvas.close();
    page.canvas.open("lost", &step.name, &format!("{:.2}", from - left));
    plane.bar((left, middle + 0.34), (from, middle - 0.34), if left < 0.0 { CRITICAL } else { ACCENT })?;
    page.canvas.close();
    let lost = money_value(left - from, None);
    let size = (height * 0.5).min(26.0);
    if width(&lost, size, true) + 20.0 < plane.x(from) - plane.x(left) {
        let at = (plane.x((from + left) / 2.0), plane.y(middle) + size * 0.35);
        page.canvas.text(at, &lost, Type::new(size, PAPER).bold().anchor(Anchor::Middle));
    }
    Ok(())
}

/// The slack there is, before any loss.
fn draw_slack(page: &Page, plane: &mut Plane, middle: f64, slack: Money) -> Result<()> {
    page.canvas.open("slack", "slack now", &slack.to_string());
    let colour = if slack.to_f64() < 0.0 { CRITICAL } else { INK };
    plane.bar((0.0, middle + 0.34), (slack.to_f64(), middle - 0.34), colour)?;
    page.canvas.close();
    Ok(())
}

/// Who is lost, and what is left.
fn label(page: &Page, plane: &Plane, row: (f64, f64), name: &str, (before, after): (Money, Money)) {
    let size = (row.1 * 0.5).min(28.0);
    let (y, look) = (plane.y(row.0) + size * 0.35, Type::new(size, INK));
    let x = page.space.x + NAMES;
    page.canvas.text((x - 18.0, y), &fit(name, size, false, NAMES - 24.0), look.anchor(Anchor::End));
    let end = plane.x(before.to_f64().max(0.0)) + 12.0;
    let (colour, word) = if after.to_f64() < 0.0 { (CRITICAL, "short") } else { (INK, "left") };
    let amount = money_value(after.to_f64().abs(), None);
    page.canvas.text((end, y), &format!("{amount} {word}"), Type { colour, ..look.bold() });
}

/// The fewest and the likeliest losses that breach the limit, and the chance that it comes to that.
fn sets(page: &Page, column: Frame, data: &Data) {
    let mut y = column.y + 34.0;
    let mut line = |text: &str, size: f64, colour, bold: bool, drop: f64| {
        let look = Type { bold, ..Type::new(size, colour) };
        page.canvas.text((column.x, y), &fit(text, size, bold, column.width), look);
        y += drop;
    };
    let found = [("Fewest losses that breach", &data.fewest), ("Likeliest losses that breach", &data.most_likely)];
    for (heading, set) in
        found.into_iter().filter_map(|(heading, set)| Some((heading, set.as_ref()?)).filter(|it| it.1.count > 0))
    {
        line(heading, LABEL, MUTED, false, 44.0);
        line(&customers(set.count), 38.0, INK, true, 38.0);
        for name in wrap(&listed(set), LABEL, false, column.width, 3) {
            line(&name, LABEL, INK, false, 32.0);
        }
        let margin = format!("{} of margin", money(set.margin, data.currency.as_deref()));
        line(&margin, SMALL, MUTED, false, 66.0);
    }
    if let Some(chance) = data.breach_probability {
        line("Chance of a breach within a year", LABEL, MUTED, false, 44.0);
        line(&percent_with(chance, 1), 38.0, CRITICAL, true, 66.0);
    }
    line(&format!("The limit: {}", data.limit.name()), LABEL, MUTED, false, 32.0);
    for part in wrap(&data.description, SMALL, false, column.width, 3) {
        line(&part, SMALL, MUTED, false, 28.0);
    }
}

/// The names of a set, six at most.
fn listed(set: &Set) -> String {
    let shown = set.names.iter().take(6).map(|name| fit(name, 1.0, false, 16.0));
    let hidden = set.count.saturating_sub(set.names.len().min(6) as u64);
    let more = (hidden > 0).then(|| format!("{} more", count(hidden)));
    shown.chain(more).collect::<Vec<_>>().join(", ")
}

fn alt(data: &Data) -> String {
    let currency = data.currency.as_deref();
    let told = |step: &Step| format!("{} lost, {} left", step.name, money(step.after, currency));
    let steps = data.steps.iter().take(5).map(told).collect::<Vec<_>>().join("; ");
    plain(&format!(
        "Steps down from a slack of {} to the breach of {}: {steps}.",
        money(data.slack, currency),
        data.limit.name()
    ))
}

fn table(_: &Data) -> Table {
    Table::default()
}
