//! Cohorts and the survival curve.

use super::{Context, ratio};
use crate::error::Result;
use crate::model::{Cohort, Cohorts, Survival, SurvivalPoint};
use crate::risk::survival::{Observed, kaplan_meier, median};
use crate::unit::Ratio;

/// Cohorts by first month and by first quarter.
pub(super) fn cohorts(context: &Context<'_>) -> Result<Cohorts> {
    let basis = if context.has_mrr { "mrr" } else { "revenue" };
    Ok(Cohorts {
        basis: basis.to_owned(),
        monthly: of_grain(context, "month")?,
        quarterly: of_grain(context, "quarter")?,
    })
}

/// The rows come by cohort and age, so a new cohort begins where its age is 0.
fn of_grain(context: &Context<'_>, grain: &str) -> Result<Vec<Cohort>> {
    let table = context.results.table("cohorts")?;
    let (grains, names) = (table.text("grain")?, table.text("cohort")?);
    let (customers, truncated) = (table.integers("customers")?, table.integers("is_truncated")?);
    let (ages, amounts, bases) = (table.integers("age")?, table.amounts("amount")?, table.amounts("base_amount")?);
    let (revenue, logos) = (table.ratios("revenue_retention")?, table.ratios("logo_retention")?);
    let mut cohorts: Vec<Cohort> = Vec::new();
    for at in (0..table.rows()).filter(|&at| grains[at].as_deref() == Some(grain)) {
        if ages[at] == Some(0) {
            cohorts.push(Cohort {
                cohort: names[at].clone().unwrap_or_default(),
                customers: customers[at].unwrap_or(0).max(0) as u64,
                base_amount: context.money(bases[at]),
                truncated: truncated[at] == Some(1),
                ..Cohort::default()
            });
        }
        if let Some(cohort) = cohorts.last_mut() {
            cohort.ages += 1;
            cohort.amounts.push(context.money(amounts[at]));
            cohort.revenue.push(ratio(revenue[at]));
            cohort.logos.push(ratio(logos[at]));
        }
    }
    Ok(cohorts)
}

/// The Kaplan–Meier curve.
pub(super) fn survival(context: &Context<'_>) -> Result<Survival> {
    let table = context.results.table("at_risk")?;
    let column = |name: &str| table.integers(name);
    let (tenures, at_risk, events, censored) =
        (column("tenure")?, column("at_risk")?, column("events")?, column("censored")?);
    let count = |cells: &[Option<i64>], at: usize| cells[at].unwrap_or(0).max(0) as u64;
    let observed: Vec<Observed> = (0..table.rows())
        .map(|at| Observed {
            tenure: tenures[at].unwrap_or(0),
            at_risk: count(&at_risk, at),
            events: count(&events, at),
            censored: count(&censored, at),
        })
        .collect();
    let points = kaplan_meier(&observed);
    let basis = context.results.table("survival_basis")?;
    let fact = |name: &str| Ok::<_, crate::error::Error>(count(&basis.integers(name)?, 0));
    let mut survival = Survival {
        basis: if context.has_mrr { "mrr" } else { "revenue" }.to_owned(),
        customers: fact("customers")?,
        events: fact("lost")?,
        entered_late: fact("entered_late")?,
        left_out: fact("left_out")?,
        median: median(&points),
        points: points.iter().map(point).collect(),
        ..Survival::default()
    };
    if survival.median.is_none() {
        let why = if survival.points.is_empty() {
            "no customer with a known start was under observation"
        } else {
            "more than half of the customers stay longer than any tenure seen"
        };
        survival.reasons.insert("median_reason".to_owned(), why.to_owned());
    }
    Ok(survival)
}

fn point(point: &crate::risk::survival::Point) -> SurvivalPoint {
    SurvivalPoint {
        tenure_months: point.observed.tenure,
        at_risk: point.observed.at_risk,
        events: point.observed.events,
        censored: point.observed.censored,
        survival: Ratio(point.survival),
        low: ratio(point.low),
        high: ratio(point.high),
    }
}
