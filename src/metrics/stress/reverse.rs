//! Reverse stress: what breaches the limit, through [`crate::risk::reverse`].

use super::super::book::{Book, Measure, Row};
use super::super::margins::MarginSource;
use super::super::risk::contributions;
use super::super::{Context, amount_of};
use super::limits::Limits;
use crate::error::Result;
use crate::model::{BreachCustomer, BreachSet, ChurnExposure, Reasons, ReverseStress, StressStep};
use crate::risk::loss::Losses;
use crate::risk::reverse::{Customer, Reverse, Set, fewest, likeliest};
use crate::unit::{Amount, Ratio};

/// Customers listed of a set.
const LISTED: usize = 50;
/// The confidence of the tail.
const CONFIDENCE: f64 = 0.95;
/// Who bears it, at most.
const BEARERS: usize = 10;
const NO_CHANCE: &str = "no chance to leave is known";
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

/// Expected shortfall of the margin against the slack, who bears it, and the probability that the slack is not enough.
fn tail(context: &Context<'_>, book: &Book, slack: Amount, stress: &mut ReverseStress) -> Result<()> {
    let losses = book.losses(Measure::Margin)?;
    if let (Some(losses), Some(customers)) = (&losses, book.customers(Measure::Margin)) {
        let shortfall = losses.distribution().expected_shortfall(CONFIDENCE);
        stress.es_margin = Some(context.money(Some(amount_of(context, shortfall))));
        stress.es_of_slack = (slack.0 > 0).then(|| Ratio(shortfall / slack.to_f64()));
        let parts = losses.contributions(CONFIDENCE);
        stress.contributions = contributions(context, book, Measure::Margin, &customers, &parts);
        stress.contributions.truncate(BEARERS);
    }
    stress.breach_probability = breach_probability(losses.as_ref(), slack).map(Ratio);
    let no_slack = if stress.es_margin.is_none() { NO_CHANCE } else { "the limit is breached already" };
    for (missing, key, why) in [
        (stress.es_margin.is_none(), "es_margin", NO_CHANCE),
        (stress.es_of_slack.is_none(), "es_of_slack", no_slack),
        (stress.breach_probability.is_none(), "breach_probability", NO_CHANCE),
        (stress.margin_share.is_none(), "margin_share", "nothing is exposed"),
    ] {
        if missing {
            stress.reasons.insert(format!("{key}_reason"), why.to_owned());
        }
    }
    Ok(())
}

/// P(L > D), L in margin; 1 where D ≤ 0, none where no chance to leave is known.
pub(super) fn breach_probability(margin: Option<&Losses>, slack: Amount) -> Option<f64> {
    if slack.0 <= 0 {
        return Some(1.0);
    }
    margin.map(|losses| losses.distribution().probability_above(slack.to_f64()))
}

/// Both sets. The fewest lose their margins whole, whatever holds them; the likeliest lose within the horizon, so that what
/// a contract holds beyond it is not in their margin, and who is held whole is not among them.
fn sets(context: &Context<'_>, book: &Book, slack: Amount, stress: &mut ReverseStress) {
    let whole = |row: &Row| row.margin.unwrap_or_default();
    let open = |row: &Row| row.open_margin(context.decimals);
    let customers = |margin: &dyn Fn(&Row) -> Amount| -> Vec<Customer<'_>> {
        let chance = |row: &Row| row.loss_probability.filter(|_| row.is_open()).unwrap_or(0.0);
        book.rows
            .iter()
            .map(|row| Customer { id: &row.customer, margin: margin(row).0, probability: chance(row) })
            .collect()
    };
    let told = |reverse: Reverse, margin: &dyn Fn(&Row) -> Amount, cannot: &'static str| match reverse {
        Reverse::AlreadyBreached => Ok(BreachSet::default()),
        Reverse::CannotBreach => Err(cannot),
        Reverse::Unsettled => Err("the search for the likeliest set grew beyond its memory"),
        Reverse::Breach(set) => Ok(breach_set(context, book, &set, margin)),
    };
    let cannot = "cannot breach: all customers together bring no more margin than the slack";
    match told(fewest(&customers(&whole), slack.0), &whole, cannot) {
        Ok(set) => stress.fewest = Some(set),
        Err(why) => drop(stress.reasons.insert("fewest_reason".to_owned(), why.to_owned())),
    }
    let cannot = "cannot breach: all who may leave within the horizon bring no more margin than the slack";
    let likeliest = if book.rows.iter().all(|row| row.loss_probability.is_some()) {
        told(likeliest(&customers(&open), slack.0), &open, cannot)
    } else {
        Err(NO_CHANCE)
    };
    match likeliest {
        Ok(set) => stress.most_likely = Some(set),
        Err(why) => drop(stress.reasons.insert("most_likely_reason".to_owned(), why.to_owned())),
    }
}

fn breach_set(context: &Context<'_>, book: &Book, set: &Set, margin: &dyn Fn(&Row) -> Amount) -> BreachSet {
    let row = |at: &usize| &book.rows[*at];
    let customer = |row: &Row| BreachCustomer {
        customer: row.customer.clone(),
        name: row.name.clone(),
        margin: context.money(Some(margin(row))),
        probability: row.loss_probability.map(Ratio),
    };
    let mut reasons = Reasons::new();
    if !set.log_odds.is_finite() {
        let why = "one of them is certain to stay, or to go";
        reasons.insert("log_odds_reason".to_owned(), why.to_owned());
    }
    BreachSet {
        count: set.customers.len() as u64,
        customers: set.customers.iter().take(LISTED).map(row).map(customer).collect(),
        margin: context.money(Some(Amount(set.margin))),
        arr: context.money(Some(set.customers.iter().map(|at| row(at).arr).sum())),
        log_odds: set.log_odds.is_finite().then_some(set.log_odds),
        reasons,
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
