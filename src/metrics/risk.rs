//! Revenue at risk: the churn exposure through the loss distribution of [`crate::risk::loss`].

use super::Context;
use crate::error::{Error, Result};
use crate::model::{ChurnExposure, RevenueAtRisk, TailContribution};
use crate::risk::loss::{Customer, Dependence, FULL, LEVELS, Losses, basket_cost, tail_ratios};
use crate::unit::{Amount, Money, Ratio};
use std::collections::BTreeMap;

/// Customers whose part of the shortfall is listed.
const LISTED: usize = 20;
/// The confidence of contributions, tail ratios and the basket cost.
const CONFIDENCE: f64 = 0.95;

/// The distribution of the loss, each customer lost whole and independently of the others; none where nothing is
/// exposed, or no probability is known.
pub(super) fn revenue_at_risk(context: &Context<'_>, exposure: &ChurnExposure) -> Result<Option<RevenueAtRisk>> {
    let Some(expected_loss) = exposure.expected_loss.filter(|_| exposure.exposed_amount.amount.0 > 0) else {
        return Ok(None);
    };
    let customers: Vec<Customer> = exposure
        .by_customer
        .iter()
        .map(|it| Customer {
            exposure: it.arr.amount.to_f64(),
            severities: FULL,
            probability: it.probability.0,
            industry: None,
        })
        .collect();
    let wrong = |error| Error::bug(format!("the loss distribution refuses the churn exposure: {error}"));
    let losses = Losses::new(&customers, Dependence::Independent).map_err(wrong)?;
    let money = |units: f64| money(context, units);
    let distribution = losses.distribution();
    let by_level = |of: &dyn Fn(f64) -> f64| LEVELS.map(|level| (printed(level), of(level)));
    let es: BTreeMap<String, f64> = by_level(&|level| distribution.expected_shortfall(level)).into();
    let exposed = exposure.exposed_amount.amount.to_f64();
    Ok(Some(RevenueAtRisk {
        horizon_months: exposure.horizon_months,
        exposed: exposure.exposed.clone(),
        exposed_amount: exposure.exposed_amount,
        dependence: "independent".to_owned(),
        expected_loss,
        var: by_level(&|level| distribution.value_at_risk(level)).map(|(level, loss)| (level, money(loss))).into(),
        es: es.iter().map(|(level, loss)| (level.clone(), money(*loss))).collect(),
        es_share: es.iter().map(|(level, loss)| (level.clone(), Ratio(loss / exposed))).collect(),
        basket_cost: money(basket_cost(&losses, &customers, Dependence::Independent, CONFIDENCE).map_err(wrong)?),
        contributions: contributions(context, exposure, &customers, &losses.contributions(CONFIDENCE)),
        ..RevenueAtRisk::default()
    }))
}

fn contributions(
    context: &Context<'_>,
    exposure: &ChurnExposure,
    customers: &[Customer],
    parts: &[f64],
) -> Vec<TailContribution> {
    let shortfall: f64 = parts.iter().sum();
    let exposed = exposure.exposed_amount.amount.to_f64();
    let ratios = tail_ratios(customers, parts);
    let rows = exposure.by_customer.iter().zip(parts).zip(ratios);
    let mut rows: Vec<TailContribution> = rows
        .map(|((customer, part), tail_ratio)| TailContribution {
            customer: customer.customer.clone(),
            name: customer.name.clone(),
            es: money(context, *part),
            es_share: Ratio(if shortfall > 0.0 { part / shortfall } else { 0.0 }),
            exposed_share: Ratio(customer.arr.amount.to_f64() / exposed),
            tail_ratio: tail_ratio.map(Ratio),
        })
        .collect();
    rows.sort_by(|one, other| {
        other.es_share.0.total_cmp(&one.es_share.0).then_with(|| one.customer.cmp(&other.customer))
    });
    rows.truncate(LISTED);
    rows
}

/// `95`, `99`, `99.9`.
fn printed(level: f64) -> String {
    format!("{}", (level * 1000.0).round() / 10.0)
}

/// Money of a distribution, to the minor unit.
fn money(context: &Context<'_>, units: f64) -> Money {
    Money::new(Amount((units * 1e6).round() as i128).round(context.decimals), context.decimals)
}
