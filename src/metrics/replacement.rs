//! What it takes to replace the largest customer: the arithmetic of [`crate::risk::replacement`] on what the report knows.

use super::book::Book;
use super::risk::money;
use super::stress::Limits;
use super::structure::rows;
use super::{Context, because};
use crate::config::Config;
use crate::error::Result;
use crate::model::{Reasons, ReplacementCycle, ReplacementGap, ReplacementMonth};
use crate::risk::replacement::{Replacement, pipeline_needed, small_customers_needed};
use crate::unit::{Amount, Money, Ratio};

/// Decision cycles that are always shown, in months.
const CYCLES: [u16; 3] = [6, 9, 12];
/// Customers that are not small.
const HEAD: usize = 10;

/// The gap that the customer with the most revenue exposed leaves; none where nothing is exposed.
pub(super) fn replacement(context: &Context<'_>, config: &Config, book: &Book) -> Result<Option<ReplacementGap>> {
    let Some(largest) = book.rows.first() else { return Ok(None) };
    let yearly = largest.margin.unwrap_or(largest.arr).to_f64().max(0.0);
    let surplus = surplus(context, config, book)?;
    let mut gap = ReplacementGap {
        customer: largest.customer.clone(),
        name: largest.name.clone(),
        arr: context.money(Some(largest.arr)),
        monthly_margin: money(context, yearly / 12.0),
        basis: if largest.margin.is_some() { "margin" } else { "revenue" }.to_owned(),
        ramp_months: u32::from(config.risk.ramp_months()),
        cycles: cycles(config)
            .into_iter()
            .map(|months| cycle(context, config, yearly / 12.0, months, surplus))
            .collect(),
        ..ReplacementGap::default()
    };
    with_pipeline(context, config, &mut gap)?;
    with_small_customers(context, book, &mut gap);
    Ok(Some(gap))
}

/// The decision cycles shown, the shortest first.
fn cycles(config: &Config) -> Vec<u16> {
    let mut cycles: Vec<u16> = CYCLES.into_iter().chain([config.risk.decision_months()]).collect();
    cycles.sort_unstable();
    cycles.dedup();
    cycles
}

/// Cash that the business brings a month before the loss: the margin of all revenue exposed less the fixed cost; none where
/// either is not known.
fn surplus(context: &Context<'_>, config: &Config, book: &Book) -> Result<Option<f64>> {
    let limits = Limits::read(config, context)?;
    Ok(limits.zip(book.margin()).map(|(limits, margin)| limits.ebitda(margin).to_f64() / 12.0))
}

fn cycle(
    context: &Context<'_>,
    config: &Config,
    monthly_margin: f64,
    decision_months: u16,
    surplus: Option<f64>,
) -> ReplacementCycle {
    let loss = Replacement { monthly_margin, decision_months, ramp_months: config.risk.ramp_months() };
    let low = surplus.and_then(|surplus| loss.cash_low(surplus));
    let month = |it: crate::risk::replacement::Month| ReplacementMonth {
        month: it.month,
        replaced: Ratio(it.replaced),
        gap: money(context, it.gap),
        cash: surplus.map(|surplus| money(context, f64::from(it.month) * surplus - it.gap)),
    };
    let unknown = "no fixed cost, or no margin, is known";
    let endless = "the business loses cash before the loss already, so cash falls without end";
    let low_why = if surplus.is_none() { unknown } else { endless };
    let mut reasons = Reasons::new();
    if low.is_none() {
        reasons.extend(because(&["low_month", "low_depth"], low_why));
    }
    if surplus.is_none() {
        reasons.extend(because(&["cash"], unknown));
    }
    ReplacementCycle {
        decision_months: u32::from(decision_months),
        gap: money(context, loss.gap()),
        low_month: low.map(|low| low.month),
        low_depth: low.map(|low| money(context, low.depth)),
        months: loss.months().map(month).collect(),
        reasons,
    }
}

/// What the pipeline holds against the loss, and what it would have to hold.
fn with_pipeline(context: &Context<'_>, config: &Config, gap: &mut ReplacementGap) -> Result<()> {
    let value = rows(context, "pipeline_value", |row| {
        let opened = [row.amount("open_amount")?, row.amount("overdue")?].map(|amount| context.money(amount));
        let weighted = money(context, row.number("weighted")?.0);
        Ok((row.ratio("win_rate")?, row.text("win_rate_source")?, opened, weighted))
    })?;
    let Some((win_rate, source, [open, overdue], weighted)) = value.into_iter().next() else { return Ok(()) };
    if config.pipeline.is_some() {
        (gap.pipeline_open, gap.pipeline_weighted, gap.pipeline_overdue) = (Some(open), Some(weighted), Some(overdue));
    } else {
        let keys = ["pipeline_open", "pipeline_weighted", "pipeline_overdue"];
        gap.reasons.extend(because(&keys, "no pipeline is given"));
    }
    if win_rate.is_none() {
        let why = "no win rate is configured, and no opportunity was won or lost by the as-of date";
        gap.reasons.extend(because(&["win_rate", "win_rate_source", "pipeline_needed"], why));
    } else if win_rate == Some(Ratio(0.0)) {
        let why = "nothing was won, so no pipeline would be large enough";
        gap.reasons.extend(because(&["pipeline_needed"], why));
    }
    let needed = win_rate.and_then(|rate| pipeline_needed(gap.arr.to_f64(), rate.0));
    (gap.win_rate, gap.win_rate_source) = (win_rate, source);
    gap.pipeline_needed = needed.map(|needed| money(context, needed));
    Ok(())
}

/// How many average customers outside the ten largest bring the same revenue.
fn with_small_customers(context: &Context<'_>, book: &Book, gap: &mut ReplacementGap) {
    let small = book.rows.get(HEAD..).unwrap_or_default();
    let (total, count): (Amount, u64) = (small.iter().map(|it| it.arr).sum(), small.len() as u64);
    let needed = small_customers_needed(gap.arr.amount.0, total.0, count);
    gap.small_customers_needed = needed.and_then(|needed| u64::try_from(needed).ok());
    gap.average_small_customer = average(total, count).map(|average| Money::new(average, context.decimals));
    if needed.is_none() {
        let why = "no customer outside the ten largest has revenue exposed";
        gap.reasons.extend(because(&["small_customers_needed", "average_small_customer"], why));
    }
}

fn average(total: Amount, count: u64) -> Option<Amount> {
    total.0.checked_div(i128::from(count)).filter(|average| *average > 0).map(Amount)
}
