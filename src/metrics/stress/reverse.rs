//! Reverse stress: what breaches the limit, through [`crate::risk::reverse`].

use super::super::book::{Book, Measure, Row};
use super::super::margins::MarginSource;
use super::super::{Context, amount_of};
use super::limits::Limits;
use crate::error::Result;
use crate::model::{BreachCustomer, BreachSet, ChurnExposure, ReverseStress, StressStep};
use crate::risk::reverse::{Customer, Reverse, Set, fewest, likeliest};
use crate::unit::{Amount, Ratio};

/// Customers listed of a set.
const LISTED: usize = 50;
/// Steps of the way down, at most.
const STEPS: usize = 30;

/// The reverse stress; none where no margin is known.
pub(super) fn reverse(
    context: &Context<'_>,
    book: &Book,
    limits: &Limits,
    exposure: &ChurnExposure,
) -> Result<Option<ReverseStress>> {
    let (Some(margin), Some(source)) = (book.margin(), book.margins) else { return Ok(None) };
    let slack = limits.slack(margin);
    let mut stress = ReverseStress {
        exposed: exposure.exposed.clone(),
        margin: context.money(Some(margin)),
        margin_source: match source {
            MarginSource::Ledger => "ledger",
            MarginSource::Configured => "configured",
        }
        .to_owned(),
        margin_share: (book.arr().0 > 0).then(|| Ratio(margin.to_f64() / book.arr().to_f64())),
        fixed_cost: context.money(Some(limits.fixed_cost)),
        ebitda: context.money(Some(limits.ebitda(margin))),
        limits: limits.at(margin, context.decimals),
        limit: limits.floor().0.to_owned(),
        slack: context.money(Some(slack)),
        steps: steps(context, book, slack),
        ..ReverseStress::default()
    };
    tail(context, book, slack, &mut stress)?;
    sets(context, book, slack, &mut stress);
    Ok(Some(stress))
}

/// Expected shortfall of the margin against the slack, and the probability that the slack is not enough.
fn tail(context: &Context<'_>, book: &Book, slack: Amount, stress: &mut ReverseStress) -> Result<()> {
    let losses = book.losses(Measure::Margin)?;
    let shortfall = losses.as_ref().map(|losses| losses.distribution().expected_shortfall(0.95));
    stress.es_margin = shortfall.map(|units| context.money(Some(amount_of(context, units))));
    stress.es_of_slack = shortfall.filter(|_| slack.0 > 0).map(|units| Ratio(units / slack.to_f64()));
    stress.breach_probability = breach_probability(book, slack)?.map(Ratio);
    let why = match (losses.is_some(), slack.0 > 0) {
        (_, false) => "the limit is breached already",
        _ => "no chance to leave is known",
    };
    for (missing, key) in [
        (stress.es_margin.is_none(), "es_margin"),
        (stress.es_of_slack.is_none(), "es_of_slack"),
        (stress.breach_probability.is_none(), "breach_probability"),
    ] {
        if missing {
            stress.reasons.insert(format!("{key}_reason"), why.to_owned());
        }
    }
    Ok(())
}

/// P(L > D), L in margin; 1 where D ≤ 0, none where no chance to leave is known.
pub(super) fn breach_probability(book: &Book, slack: Amount) -> Result<Option<f64>> {
    if slack.0 <= 0 {
        return Ok(Some(1.0));
    }
    Ok(book.losses(Measure::Margin)?.map(|losses| losses.distribution().probability_above(slack.to_f64())))
}

fn sets(context: &Context<'_>, book: &Book, slack: Amount, stress: &mut ReverseStress) {
    let customers: Vec<Customer> = book
        .rows
        .iter()
        .map(|row| Customer {
            id: &row.customer,
            margin: row.margin.unwrap_or_default().0,
            probability: row.loss_probability().unwrap_or(0.0),
        })
        .collect();
    let chances = book.rows.iter().all(|row| row.loss_probability().is_some());
    let told = |reverse: Reverse| match reverse {
        Reverse::AlreadyBreached => (Some(BreachSet::default()), "the limit is breached already"),
        Reverse::CannotBreach => (None, "cannot breach: all customers together bring less than the slack"),
        Reverse::Unsettled => (None, "the search for the likeliest set grew beyond its memory"),
        Reverse::Breach(set) => (Some(breach_set(context, book, &set)), ""),
    };
    let (set, why) = told(fewest(&customers, slack.0));
    stress.fewest = set;
    if stress.fewest.is_none() {
        stress.reasons.insert("fewest_reason".to_owned(), why.to_owned());
    }
    let (set, why) = if chances { told(likeliest(&customers, slack.0)) } else { (None, "no chance to leave is known") };
    stress.most_likely = set;
    if stress.most_likely.is_none() {
        stress.reasons.insert("most_likely_reason".to_owned(), why.to_owned());
    }
}

fn breach_set(context: &Context<'_>, book: &Book, set: &Set) -> BreachSet {
    let row = |at: &usize| &book.rows[*at];
    let customer = |row: &Row| BreachCustomer {
        customer: row.customer.clone(),
        name: row.name.clone(),
        margin: context.money(row.margin),
        probability: row.loss_probability().map(Ratio),
    };
    BreachSet {
        count: set.customers.len() as u64,
        customers: set.customers.iter().take(LISTED).map(row).map(customer).collect(),
        margin: context.money(Some(Amount(set.margin))),
        arr: context.money(Some(set.customers.iter().map(|at| row(at).arr).sum())),
        log_odds: set.log_odds.is_finite().then_some(set.log_odds),
    }
}

/// The largest margins one after the other, up to the one that breaches, or until none is left.
fn steps(context: &Context<'_>, book: &Book, slack: Amount) -> Vec<StressStep> {
    let mut rows: Vec<&Row> = book.rows.iter().filter(|row| row.margin.is_some_and(|margin| margin.0 > 0)).collect();
    rows.sort_by(|one, other| other.margin.cmp(&one.margin).then_with(|| one.customer.cmp(&other.customer)));
    let (mut steps, mut lost) = (Vec::new(), Amount::ZERO);
    for (at, row) in rows.into_iter().enumerate().take(STEPS) {
        if lost.0 > slack.0 {
            break;
        }
        lost = Amount(lost.0 + row.margin.unwrap_or_default().0);
        steps.push(StressStep {
            lost: at as u64 + 1,
            customer: row.customer.clone(),
            name: row.name.clone(),
            margin: context.money(row.margin),
            margin_lost: context.money(Some(lost)),
            slack_left: context.money(Some(Amount(slack.0 - lost.0))),
        });
    }
    steps
}
