//! How few losses use up the slack: what is left of it after each of the largest margins goes, down to the breach.

use crate::drawing::Drawing;
use crate::drawing::axis::{Axis, Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::{Page, card, reason};
use crate::drawing::style::Style;
use crate::drawing::table::{Table, safe};
use crate::drawing::text::{clean, fit, fitting, plain, width, wrap};
use crate::drawing::theme::{CRITICAL, Fill, INK, MUTED, NEUTRAL, PALE, PAPER, RULE, SMALL, text_colour, tint};
use crate::drawing::words::{Unit, Words};
use crate::error::Result;
use crate::model::{BreachSet, Report, ReverseStress, Severity};
use crate::unit::Money;

/// The chart's name.
pub const NAME: &str = "reverse_stress";
/// Steps at most; of a longer way the middle is gathered into one.
const STEPS: usize = 14;
/// Room for the names, as a part of the page, and at most.
const NAMES: (f64, f64) = (0.26, 400.0);
/// Room for what is left, right of a bar.
const LEFT: f64 = 200.0;
/// Height of the sets, the chance and the limit below the steps, in one line; and the least width of one.
const FACTS: (f64, f64) = (200.0, 300.0);

/// What the chart shows.
#[derive(Debug, Clone, PartialEq)]
pub struct Data {
    /// Margin that can be lost before the breach.
    pub slack: Money,
    /// The limit: `fixed_cost`, `covenant` or `cash_floor`.
    pub limit: Limit,
    /// Its numbers, as the report words them.
    pub description: String,
    /// The other limits that are watched, with the slack before each.
    pub looser: Vec<(Limit, Money)>,
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
    /// By which messages select it.
    fn key(self) -> &'static str {
        match self {
            Limit::FixedCost => "fixed-cost",
            Limit::Covenant => "covenant",
            Limit::CashFloor => "cash-floor",
        }
    }
}

/// A loss and what it leaves.
#[derive(Debug, Clone, PartialEq)]
pub struct Step {
    /// Who is lost, safe to draw; empty where steps are gathered.
    pub name: String,
    /// How many are lost in it.
    pub customers: u64,
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
        limit: limit(&stress.limit),
        description: tightest.map_or_else(String::new, |limit| clean(&limit.description)),
        looser: stress
            .limits
            .iter()
            .filter(|it| it.limit != stress.limit)
            .map(|it| (limit(&it.limit), it.slack))
            .collect(),
        steps: steps(stress),
        fewest: stress.fewest.as_ref().map(set),
        most_likely: stress.most_likely.as_ref().map(set),
        breach_probability: stress.breach_probability.map(|chance| chance.0).filter(|chance| chance.is_finite()),
        currency: report.currency.clone(),
    })
}

fn limit(name: &str) -> Limit {
    match name {
        "covenant" => Limit::Covenant,
        "cash_floor" => Limit::CashFloor,
        _ => Limit::FixedCost,
    }
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
        steps.push(Step { name, customers: 1, before, after: step.slack_left });
        before = step.slack_left;
    }
    if steps.len() > STEPS {
        let gathered = steps.len() - STEPS + 1;
        let between: Vec<Step> = steps.drain(STEPS - 2..STEPS - 2 + gathered).collect();
        let ends = between.first().zip(between.last()).map(|(first, last)| (first.before, last.after));
        let step = |(before, after)| Step { name: String::new(), customers: gathered as u64, before, after };
        steps.splice(STEPS - 2..STEPS - 2, ends.map(step));
    }
    steps
}

/// The finding: how many losses breach which limit, and how likely that is.
#[must_use]
pub fn title(data: &Data, words: &Words) -> String {
    let limit = || ("limit", data.limit.key().into());
    if data.slack.to_f64() <= 0.0 {
        return words.say("reverse-stress-title-breached", &[limit()]);
    }
    let Some(set) = &data.fewest else {
        let slack = words.money(data.slack, data.currency.as_deref());
        return words.say("reverse-stress-title-holds", &[limit(), ("slack", slack.into())]);
    };
    let has_chance = if data.breach_probability.is_some() { "yes" } else { "no" };
    let chance = data.breach_probability.map_or_else(String::new, |chance| words.percent_with(chance, 1));
    words.say(
        "reverse-stress-title",
        &[
            ("count", set.count.into()),
            ("who", who(set, words).into()),
            limit(),
            ("has-chance", has_chance.into()),
            ("chance", chance.into()),
        ],
    )
}

fn who(set: &Set, words: &Words) -> String {
    words.list(&set.names.iter().take(2).map(|name| fit(name, 1.0, true, 14.0)).collect::<Vec<_>>())
}

/// Who is lost in a step, in the reader's words.
fn named(step: &Step, words: &Words) -> String {
    let number = ("number", words.count(step.customers).into());
    let gathered = || words.say("reverse-stress-gathered", &[("count", step.customers.into()), number]);
    if step.customers > 1 { gathered() } else { step.name.clone() }
}

/// Draws the chart.
///
/// # Errors
/// A bug.
pub fn draw(report: &Report, style: &Style) -> Result<Drawing> {
    let words = &style.words;
    let Some(data) = read(report) else {
        let otherwise = words.word("reverse-stress-empty");
        return Ok(card(NAME, report, style, &reason(&report.reasons, "reverse_stress", &otherwise)));
    };
    let levels = || data.steps.iter().map(|step| step.after.to_f64()).chain([data.slack.to_f64(), 0.0]);
    let unit = words.unit(levels().map(f64::abs).fold(0.0, f64::max), data.currency.as_deref());
    let measure = words.say("reverse-stress-measure", &[("unit", words.in_unit(&unit).into())]);
    let page = Page::new(NAME, report, style, &title(&data, words), &measure);
    let (space, rows) = (page.space, data.steps.len() as f64 + 1.0);
    let lines = if space.width < 4.0 * FACTS.1 { 2.0 } else { 1.0 };
    let height = ((space.height - lines * FACTS.0 - 90.0) / rows).min(190.0);
    let names = (space.width * NAMES.0).min(NAMES.1);
    let frame =
        Frame { x: space.x + names, y: space.y + 8.0, width: space.width - names - LEFT, height: height * rows };
    let (low, high) = levels().fold((0.0, 0.0), |(low, high), level| (f64::min(low, level), f64::max(high, level)));
    let scale = Axis::exact(
        beyond((low, high), frame.width, &data, &unit, words),
        high,
        if frame.width < 500.0 { 3 } else { 6 },
    )?;
    let mut plane = Plane::new(&page.canvas, frame, &scale, &Axis::exact(0.0, rows, 1)?)?;
    scales(&page, &plane, frame, &scale, &unit);
    draw_slack(&page, &mut plane, rows - 0.5, data.slack)?;
    let now = words.word("reverse-stress-now");
    label(&page, &plane, (rows - 0.5, height), &now, (data.slack, data.slack), &unit);
    for (at, step) in data.steps.iter().enumerate() {
        let (row, name) = ((rows - at as f64 - 1.5, height), named(step, words));
        draw_step(&page, &mut plane, row, (&name, step), &unit)?;
        label(&page, &plane, row, &name, (step.before, step.after), &unit);
    }
    let y = frame.y + frame.height + 66.0;
    facts(&page, Frame { y, height: space.y + space.height - y, ..space }, lines, &data);
    Ok(page.finish(&alt(&data, words), table(&data, words)))
}

/// The scale's lower end: past the lowest level by the room that the shortage's label takes there.
fn beyond((low, high): (f64, f64), width: f64, data: &Data, unit: &Unit, words: &Words) -> f64 {
    let levels = data.steps.iter().map(|step| step.after).chain([data.slack]);
    let short = levels.filter(|left| left.to_f64() < 0.0);
    let long = short.map(|left| self::width(&left_over(left, unit, words), 28.0, true) + 24.0).fold(0.0, f64::max);
    let long = long.min(width * 0.4);
    low - (high - low) * long / (width - long).max(1.0)
}

/// What is left, or what is short of the limit.
fn left_over(after: Money, unit: &Unit, words: &Words) -> String {
    let id = if after.to_f64() < 0.0 { "reverse-stress-short" } else { "reverse-stress-left" };
    words.say(id, &[("amount", unit.print(after.to_f64().abs()).into())])
}

/// The zero line is the breach; what lies beyond it is past it.
fn scales(page: &Page, plane: &Plane, frame: Frame, scale: &Axis, unit: &Unit) {
    let foot = frame.y + frame.height;
    if scale.low() < 0.0 {
        let (left, zero) = (plane.x(scale.low()), plane.x(0.0));
        page.canvas.rect((left, frame.y), (zero - left, frame.height), tint(CRITICAL, 0.06));
    }
    let breach = page.words.word("reverse-stress-breach");
    let near = width(&breach, SMALL, true) * 0.5 + 50.0;
    for &tick in scale.ticks().iter().filter(|tick| **tick != 0.0) {
        page.canvas.rule((plane.x(tick), frame.y), (plane.x(tick), foot), 1.0, RULE, "");
        if (plane.x(tick) - plane.x(0.0)).abs() > near {
            let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
            page.canvas.text((plane.x(tick), foot + 32.0), &unit.tick(tick), look);
        }
    }
    page.canvas.rule((plane.x(0.0), frame.y - 4.0), (plane.x(0.0), foot + 4.0), 3.0, CRITICAL, "");
    let look = Type::new(SMALL, text_colour(Some(Severity::Critical))).bold().anchor(Anchor::Middle);
    page.canvas.text((plane.x(0.0), foot + 32.0), &breach, look);
}

/// What is left in a pale bar, and what has just gone beside it, hatched since it has not happened: grey above the breach,
/// red across it.
fn draw_step(
    page: &Page,
    plane: &mut Plane,
    (middle, height): (f64, f64),
    (name, step): (&str, &Step),
    unit: &Unit,
) -> Result<()> {
    let (from, left) = (step.before.to_f64(), step.after.to_f64());
    page.canvas.open("left", name, &step.after.to_string());
    plane.bar((0.0, middle + 0.32), (left.max(0.0), middle - 0.32), PALE)?;
    page.canvas.close();
    page.canvas.open("lost", name, &format!("{:.2}", from - left));
    let paint = if left < 0.0 { CRITICAL } else { NEUTRAL };
    plane.bar((left, middle + 0.32), (from, middle - 0.32), Fill::Hatch(paint))?;
    page.canvas.close();
    let (lost, size) = (unit.print(left - from), (height * 0.44).min(26.0));
    let long = width(&lost, size, true);
    if long + 40.0 < plane.x(from) - plane.x(left) {
        let (x, y) = (plane.x((from + left) / 2.0), plane.y(middle));
        page.canvas.rect((x - long / 2.0 - 8.0, y - size * 0.6), (long + 16.0, size * 1.2), PAPER);
        page.canvas.text((x, y + size * 0.35), &lost, Type::new(size, INK).bold().anchor(Anchor::Middle));
    }
    Ok(())
}

/// The slack there is, before any loss.
fn draw_slack(page: &Page, plane: &mut Plane, middle: f64, slack: Money) -> Result<()> {
    page.canvas.open("slack", "slack", &slack.to_string());
    let colour = if slack.to_f64() < 0.0 { CRITICAL } else { INK };
    plane.bar((0.0, middle + 0.32), (slack.to_f64(), middle - 0.32), colour)?;
    page.canvas.close();
    Ok(())
}

/// Who is lost, and what is left, right of the bar; what is short stands left of it, where the shortage is.
fn label(page: &Page, plane: &Plane, row: (f64, f64), name: &str, (before, after): (Money, Money), unit: &Unit) {
    let size = (row.1 * 0.5).min(28.0);
    let (y, look) = (plane.y(row.0) + size * 0.35, Type::new(size, INK));
    let x = page.space.x + (page.space.width * NAMES.0).min(NAMES.1);
    let name = fit(name, size, false, x - page.space.x - 24.0);
    page.canvas.text((x - 18.0, y), &name, look.anchor(Anchor::End));
    let is_short = after.to_f64() < 0.0;
    let (end, anchor) = if is_short {
        (plane.x(after.to_f64()) - 12.0, Anchor::End)
    } else {
        (plane.x(before.to_f64().max(0.0)) + 12.0, Anchor::Start)
    };
    let colour = text_colour(is_short.then_some(Severity::Critical));
    let amount = left_over(after, unit, &page.words);
    page.canvas.text((end, y), &amount, Type { colour, ..look.bold() }.anchor(anchor));
}

/// A fact: what it is, how much, and what more there is to say, with the lines that may take.
type Fact = (String, String, Option<Severity>, Vec<String>);

/// The fewest and the likeliest losses that breach the limit, the chance that it comes to that, and the limit, side by
/// side.
fn facts(page: &Page, space: Frame, lines: f64, data: &Data) {
    let words = &page.words;
    let found = [("reverse-stress-fewest", &data.fewest), ("reverse-stress-likeliest", &data.most_likely)];
    let sets = found.into_iter().filter_map(|(id, set)| Some((id, set.as_ref().filter(|set| set.count > 0)?)));
    let sets = sets.map(|(id, set)| {
        let margin = words.money(set.margin, data.currency.as_deref());
        let margin = words.say("reverse-stress-margin", &[("margin", margin.into())]);
        (words.word(id), words.customers(set.count), None, vec![listed(set, words), margin])
    });
    let chance = data.breach_probability.map(|chance| {
        let share = words.percent_with(chance, 1);
        (words.word("reverse-stress-chance"), share, Some(Severity::Critical), vec![])
    });
    let name = words.say("reverse-stress-limit-name", &[("limit", data.limit.key().into())]);
    let looser = data.looser.iter().map(|(limit, slack)| {
        let slack = words.money(*slack, data.currency.as_deref()).into();
        words.say("reverse-stress-looser", &[("limit", limit.key().into()), ("slack", slack)])
    });
    let told = [data.description.clone()].into_iter().chain(looser).collect();
    let limit = (words.word("reverse-stress-limit"), name, None, told);
    let facts: Vec<Fact> = sets.chain(chance).chain([limit]).collect();
    let columns = (facts.len() as f64 / lines).ceil();
    let (each, height) = (space.width / columns, (space.height / lines).min(FACTS.0 * 1.5));
    for (at, fact) in facts.iter().enumerate() {
        let (column, line) = (at as f64 % columns, (at as f64 / columns).floor());
        let (x, y) = (space.x + column * each, space.y + line * height);
        page.canvas.rule((x, y), (x + each - 28.0, y), 1.5, RULE, "");
        draw_fact(page, Frame { x, y, width: each - 28.0, height: height - 12.0 }, fact);
    }
}

/// As large as its height allows.
fn draw_fact(page: &Page, space: Frame, (heading, value, level, more): &Fact) {
    let scale = (space.height / (FACTS.0 - 12.0)).clamp(1.0, 1.4);
    let (mut y, small) = (space.y, SMALL * scale);
    let mut line = |text: &str, look: Type, drop: f64| {
        y += drop;
        if y <= space.y + space.height {
            page.canvas.text((space.x, y), &fit(text, look.size, look.bold, space.width), look);
        }
    };
    line(heading, Type::new(fitting(heading, small, false, space.width), MUTED), 32.0 * scale);
    line(value, Type::new(34.0 * scale, text_colour(*level)).bold(), 40.0 * scale);
    for text in more {
        for part in wrap(text, small, false, space.width, 3) {
            line(&part, Type::new(small, MUTED), 27.0 * scale);
        }
    }
}

/// The names of a set, three at most.
fn listed(set: &Set, words: &Words) -> String {
    let shown = set.names.iter().take(3).map(|name| fit(name, 1.0, false, 16.0));
    let hidden = set.count.saturating_sub(set.names.len().min(3) as u64);
    let more = (hidden > 0).then(|| words.say("reverse-stress-more", &[("number", words.count(hidden).into())]));
    words.list(&shown.chain(more).collect::<Vec<_>>())
}

fn alt(data: &Data, words: &Words) -> String {
    let currency = data.currency.as_deref();
    let told = |step: &Step| {
        let left = words.money(step.after, currency).into();
        words.say("reverse-stress-told", &[("name", named(step, words).into()), ("left", left)])
    };
    let steps = words.list(&data.steps.iter().take(5).map(told).collect::<Vec<_>>());
    let slack = ("slack", words.money(data.slack, currency).into());
    plain(&words.say("reverse-stress-alt", &[slack, ("limit", data.limit.key().into()), ("steps", steps.into())]))
}

/// The first row is the slack before any loss.
fn table(data: &Data, words: &Words) -> Table {
    let none = String::new;
    let now = ["0".to_owned(), none(), none(), data.slack.to_string()];
    let mut lost = 0;
    let steps = data.steps.iter().map(|step| {
        lost += step.customers;
        let name = safe(if step.customers > 1 { none() } else { named(step, words) });
        [lost.to_string(), name, step.before.to_string(), step.after.to_string()]
    });
    Table::new(["customers_lost", "customer", "slack_before", "slack_after"], [now].into_iter().chain(steps))
}
