//! The diversification plan: the window's customers and the configured policy through [`crate::risk::plan`].

use super::Context;
use crate::config::Config;
use crate::error::Result;
use crate::model::{CustomerAmount, Plan, PlanLimit, PlanMonth, Reasons};
use crate::risk::headroom::Limit;
use crate::risk::plan::{Book, MOST_ASKED, Measure, Month, Pace, Policy, Target, Unmet, plan as search};
use crate::unit::{Amount, Ratio};
use crate::wording::{money, percent};

/// A limit of the configuration by its name.
struct Asked {
    name: &'static str,
    limit: f64,
    target: Target,
}

/// The plan; none where no policy is configured, where its date has passed, or where nothing is exposed.
pub(super) fn plan(
    context: &Context<'_>,
    config: &Config,
    customers: &[CustomerAmount],
    months_covered: u32,
) -> Result<std::result::Result<Plan, String>> {
    let Some(by) = config.plan.by else {
        return Ok(Err("no policy is configured: `[plan]` with a date and limits".to_owned()));
    };
    let last = context.calendar.last_whole(by);
    let months = last.0 - context.last_month.0;
    if months < 1 {
        return Ok(Err(format!("the policy's date, {by}, leaves no whole month after {}", context.last_month)));
    }
    let asked = asked(config);
    let window = i128::from(months_covered.max(1));
    let monthly: Vec<i128> = customers.iter().map(|it| it.amount.amount.0 / window).collect();
    let Some(book) = Book::new(&monthly).filter(|book| book.large() > 0) else {
        return Ok(Err("no customer has positive revenue in the window".to_owned()));
    };
    let targets: Vec<Target> = asked.iter().map(|it| it.target).collect();
    let step = 10_i128.pow(6 - context.decimals.min(6));
    let policy = Policy { targets: &targets, months: months.min(i32::from(u16::MAX)) as u16, step };
    let found = search(&book, policy);
    let shown = |units: i128| context.money(Some(Amount(units)));
    let (pace, unmet) = match found.pace {
        Ok(pace) => (Some(pace), None),
        Err(unmet) => (None, Some(unmet)),
    };
    let month = |it: &Month| PlanMonth {
        month: context.last_month.plus(i32::from(it.month)).to_string(),
        head: shown(it.large),
        rest: shown(it.small),
        new_small: shown(it.new_small),
        measures: asked.iter().zip(&it.measures).map(|(asked, value)| (asked.name.to_owned(), Ratio(*value))).collect(),
    };
    let path: Vec<PlanMonth> = found.path.iter().map(month).collect();
    let then = |at: usize| found.path.last().and_then(|it| it.measures.get(at)).copied().map(Ratio);
    let limits = asked.iter().enumerate().map(|(at, it)| PlanLimit {
        measure: it.name.to_owned(),
        limit: Ratio(it.limit),
        now: Ratio(found.now.get(at).copied().unwrap_or_default()),
        then: then(at),
    });
    let growth = |pace: Pace| Ratio(f64::from(pace.growth) / 1e4);
    let binding = found.binding.and_then(|target| asked.iter().find(|it| it.target == target));
    Ok(Ok(Plan {
        limits: limits.collect(),
        by: by.to_string(),
        months: months as u32,
        met_already: found.met_already,
        head_now: shown(book.large()),
        rest_now: shown(book.small()),
        growth_alone: found.growth_alone.map(|growth| Ratio(f64::from(growth) / 1e4)),
        cap_alone: found.cap_alone.map(shown),
        growth: pace.map(growth),
        cap: pace.and_then(|pace| pace.cap).map(shown),
        binding: binding.map(|it| it.name.to_owned()),
        message: message(
            pace,
            found.met_already,
            unmet,
            |units| money(shown(units), context.currency),
            &by.to_string(),
        ),
        path,
        reasons: reasons(&found, pace, unmet),
    }))
}

fn asked(config: &Config) -> Vec<Asked> {
    let rule = &config.plan;
    let limits = [
        ("cr1", rule.cr1, Measure::Top(1), 1.0),
        ("cr5", rule.cr5, Measure::Top(5), 1.0),
        ("cr10", rule.cr10, Measure::Top(10), 1.0),
        ("hhi", rule.hhi, Measure::Hhi, 1e4),
    ];
    let asked = limits.into_iter().filter_map(|(name, limit, measure, whole)| {
        // A limit of everything limits nothing.
        let below = Limit::millionths((limit? / whole * 1e6).round() as u32)?;
        Some(Asked { name, limit: limit?, target: Target { measure, below } })
    });
    asked.collect()
}

fn reasons(found: &crate::risk::plan::Plan, pace: Option<Pace>, unmet: Option<Unmet>) -> Reasons {
    let mut reasons = Reasons::new();
    let mut say = |missing: bool, keys: &[&str], why: &str| {
        if missing {
            reasons.extend(keys.iter().map(|key| (format!("{key}_reason"), why.to_owned())));
        }
    };
    let never = match unmet {
        Some(Unmet::OnlyByMoreGrowth) => "the policy is met only by growth of more than 2 % a month",
        _ => "neither growth of 2 % a month with a cap nor of 20 % without one meets the policy by then",
    };
    say(pace.is_none(), &["growth", "cap", "binding"], never);
    say(pace.is_some_and(|pace| pace.cap.is_none()), &["cap"], "growth alone meets the policy");
    say(pace.is_some() && found.binding.is_none(), &["binding"], "nothing is asked for");
    say(found.growth_alone.is_none(), &["growth_alone"], "growth of 20 % a month does not meet the policy by then");
    let no_cap = if found.met_already { "no cap is needed" } else { "no cap on the large customers meets the policy" };
    say(found.cap_alone.is_none(), &["cap_alone"], no_cap);
    reasons
}

fn message(
    pace: Option<Pace>,
    met_already: bool,
    unmet: Option<Unmet>,
    shown: impl Fn(i128) -> String,
    by: &str,
) -> String {
    let growth = |growth: u32| percent(f64::from(growth) / 1e4);
    match (pace, unmet) {
        _ if met_already => "The policy is met as things are.".to_owned(),
        (Some(Pace { growth: rate, cap: None }), _) => {
            format!(
                "The policy is met by {by} if the small customers grow by {} a month; no large customer needs to shrink.",
                growth(rate)
            )
        }
        (Some(Pace { growth: 0, cap: Some(cap) }), _) => {
            format!("The policy is met by {by} if no customer brings more than {} a month by then.", shown(cap))
        }
        (Some(Pace { growth: rate, cap: Some(cap) }), _) => format!(
            "The policy is met by {by} if the small customers grow by {} a month and no customer brings more than {} a month by then.",
            growth(rate),
            shown(cap)
        ),
        (None, Some(Unmet::OnlyByMoreGrowth)) => format!(
            "The policy cannot be met by {by} with growth of {} a month or less, whatever the large customers are capped at.",
            growth(MOST_ASKED)
        ),
        (None, _) => format!("The policy cannot be met by {by}."),
    }
}
