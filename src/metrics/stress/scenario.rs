//! Scenarios: every headline number before and after a loss.

use super::super::book::{Book, Measure};
use super::super::{Context, amount_of, concentration};
use super::limits::Limits;
use super::reverse::breach_probability;
use crate::config::{Config, ScenarioRule};
use crate::error::Result;
use crate::model::{Reasons, ScenarioCustomer, Stress, StressNumbers};
use crate::pipeline::scenarios::period;
use crate::unit::{Amount, Ratio};
use crate::wording::percent;
use std::collections::BTreeMap;

/// Customers listed of those a scenario hits.
const LISTED: usize = 20;

/// What a scenario takes, by group: revenue of the window, and the fraction of everything else in millionths.
type Losses = BTreeMap<String, (Amount, Amount)>;

/// The scenarios that are asked for.
pub(super) fn scenarios(
    context: &Context<'_>,
    config: &Config,
    book: &Book,
    limits: Option<&Limits>,
) -> Result<Vec<Stress>> {
    let (losses, names) = (losses(context)?, names(context)?);
    let before = numbers(context, "window", book, limits)?;
    let rules = config.scenarios();
    let told = rules.iter().enumerate().map(|(at, rule)| {
        let none = Losses::new();
        let lost = losses.get(&period(at)).unwrap_or(&none);
        let fractions = lost.iter().map(|(group, (_, fraction))| (group.clone(), *fraction)).collect();
        let left = book.after(&fractions, context.decimals);
        let margin_lost = book.margin().zip(left.margin()).map(|(all, left)| Amount(all.0 - left.0));
        let mut hit: Vec<(&String, Amount)> = lost.iter().map(|(group, (amount, _))| (group, *amount)).collect();
        hit.sort_by(|one, other| other.1.cmp(&one.1).then_with(|| one.0.cmp(other.0)));
        let mut stress = Stress {
            scenario: rule.name.clone().unwrap_or_else(|| description(rule, &names)),
            description: description(rule, &names),
            cut: Ratio(rule.cut()),
            customers_hit: lost.len() as u64,
            revenue_lost: context.money(Some(lost.values().map(|(amount, _)| *amount).sum())),
            arr_lost: context.money(Some(Amount(book.arr().0 - left.arr().0))),
            margin_lost: margin_lost.map(|amount| context.money(Some(amount))),
            before: before.clone(),
            after: numbers(context, &period(at), &left, limits)?,
            ..Stress::default()
        };
        stress.hit = hit
            .into_iter()
            .take(LISTED)
            .map(|(group, amount)| ScenarioCustomer {
                customer: group.clone(),
                name: names.get(group).unwrap_or(group).clone(),
                revenue_lost: context.money(Some(amount)),
            })
            .collect();
        if stress.margin_lost.is_none() {
            stress.reasons.insert("margin_lost_reason".to_owned(), NO_MARGIN.to_owned());
        }
        Ok(stress)
    });
    told.collect()
}

const NO_MARGIN: &str = "no margin is known: the ledger names no cost, and `[risk]` no `margin`";

/// Why numbers are null.
fn reasons(numbers: &StressNumbers, of: &Reasons, has_limits: bool) -> Reasons {
    let no_chance = "no chance to leave is known";
    let no_slack = if has_limits { NO_MARGIN } else { "no fixed cost is configured: `fixed_cost` under `[risk]`" };
    let nothing = if numbers.es95.is_none() { no_chance } else { "nothing is exposed" };
    let no_leverage =
        if numbers.ebitda.is_none() { no_slack } else { "no net debt is configured, or EBITDA is not positive" };
    let no_breach = if numbers.slack.is_none() { no_slack } else { no_chance };
    let no_base = "no customer had revenue a year ago";
    let mut reasons = Reasons::new();
    for (missing, key, why) in [
        (numbers.recurring_share.is_none(), "recurring_share", "nothing recurs, or no revenue is left"),
        (numbers.grr.is_none(), "grr", no_base),
        (numbers.nrr.is_none(), "nrr", no_base),
        (numbers.expected_loss.is_none(), "expected_loss", no_chance),
        (numbers.es95.is_none(), "es95", no_chance),
        (numbers.es95_share.is_none(), "es95_share", nothing),
        (numbers.ebitda.is_none(), "ebitda", no_slack),
        (numbers.leverage.is_none(), "leverage", no_leverage),
        (numbers.slack.is_none(), "slack", no_slack),
        (numbers.breach_probability.is_none(), "breach_probability", no_breach),
    ] {
        if missing {
            reasons.insert(format!("{key}_reason"), why.to_owned());
        }
    }
    let kept = ["cr_reason", "hhi_reason", "gini_reason", "effective_customers_reason"];
    reasons.extend(kept.into_iter().filter_map(|key| Some((key.to_owned(), of.get(key)?.clone()))));
    reasons
}

fn losses(context: &Context<'_>) -> Result<BTreeMap<String, Losses>> {
    let table = context.results.table("scenario_losses")?;
    let (periods, groups) = (table.text("period")?, table.text("group_id")?);
    let (lost, fractions) = (table.amounts("lost")?, table.amounts("fraction")?);
    let mut found: BTreeMap<String, Losses> = BTreeMap::new();
    for at in 0..table.rows() {
        let of = found.entry(periods[at].clone().unwrap_or_default()).or_default();
        let taken = (lost[at].unwrap_or_default(), fractions[at].unwrap_or_default());
        of.insert(groups[at].clone().unwrap_or_default(), taken);
    }
    Ok(found)
}

fn names(context: &Context<'_>) -> Result<BTreeMap<String, String>> {
    let table = context.results.table("customers")?;
    let rows = table.text("customer")?.into_iter().zip(table.text("name")?);
    Ok(rows.filter_map(|(id, name)| Some((id?, name?))).collect())
}

/// The headline numbers of a window of the concentration queries and the book it leaves.
fn numbers(context: &Context<'_>, period: &str, book: &Book, limits: Option<&Limits>) -> Result<StressNumbers> {
    let concentration = concentration::of_period(context, period)?;
    let table = context.results.table("scenarios")?;
    let at = table.text("period")?.iter().position(|name| name.as_deref() == Some(period));
    let ratio = |column: &str| -> Result<Option<Ratio>> {
        let values = table.ratios(column)?;
        Ok(at.and_then(|at| values[at]).map(Ratio))
    };
    let losses = book.losses(Measure::Revenue)?;
    let distribution = losses.as_ref().map(crate::risk::loss::Losses::distribution);
    let money = |units: f64| context.money(Some(amount_of(context, units)));
    let es = distribution.map(|it| it.expected_shortfall(0.95));
    let arr = book.arr();
    let slack = limits.zip(book.margin()).map(|(limits, margin)| (limits, margin, limits.slack(margin)));
    let mut numbers = StressNumbers {
        revenue: concentration.total,
        customers: concentration.customers,
        cr: ["1", "5", "10"].map(|top| (top.to_owned(), concentration.cr.get(top).copied().flatten())).into(),
        hhi: concentration.hhi,
        effective_customers: concentration.effective_customers,
        gini: concentration.gini,
        recurring_share: ratio("recurring_share")?,
        arr: context.money(Some(arr)),
        grr: ratio("grr")?,
        nrr: ratio("nrr")?,
        expected_loss: distribution.map(|it| money(it.expected())),
        es95: es.map(money),
        es95_share: es.filter(|_| arr.0 > 0).map(|es| Ratio(es / arr.to_f64())),
        ebitda: slack.as_ref().map(|(limits, margin, _)| context.money(Some(limits.ebitda(*margin)))),
        leverage: slack.as_ref().and_then(|(limits, margin, _)| limits.leverage(*margin)),
        slack: slack.as_ref().map(|(_, _, slack)| context.money(Some(*slack))),
        breach_probability: match &slack {
            Some((_, _, slack)) => breach_probability(book.losses(Measure::Margin)?.as_ref(), *slack).map(Ratio),
            None => None,
        },
        reasons: Reasons::new(),
    };
    numbers.reasons = reasons(&numbers, &concentration.reasons, limits.is_some());
    Ok(numbers)
}

/// `the 3 largest customers leave`, `industry Retail is cut by 25 %`.
fn description(rule: &ScenarioRule, names: &BTreeMap<String, String>) -> String {
    let named = |id: &String| names.get(id).unwrap_or(id).clone();
    let (who, many) = match (rule.customers.as_slice(), rule.top, &rule.dimension, &rule.value) {
        (_, Some(1), ..) => ("the largest customer".to_owned(), false),
        (_, Some(top), ..) => (format!("the {top} largest customers"), true),
        (_, _, Some(dimension), Some(value)) => (format!("all of {dimension} {value}"), false),
        ([one], ..) => (named(one), false),
        ([one, other], ..) => (format!("{} and {}", named(one), named(other)), true),
        (more, ..) => (format!("{} customers", more.len()), true),
    };
    match (rule.cut() >= 1.0, many) {
        (true, true) => format!("{who} leave"),
        (true, false) => format!("{who} leaves"),
        (false, true) => format!("{who} cut by {}", percent(rule.cut())),
        (false, false) => format!("{who} cuts by {}", percent(rule.cut())),
    }
}
