//! Revenue at risk: the churn exposure through the loss distribution of [`crate::risk::loss`].

use super::book::{Book, Measure, Row, refused};
use super::{Context, amount_of};
use crate::error::Result;
use crate::model::{ChurnExposure, LossBand, RevenueAtRisk, TailContribution};
use crate::risk::loss::{
    Customer, Dependence, Distribution, LEVELS, Losses, equal_book, granularity_adjustment, tail_ratios,
};
use crate::unit::{Money, Ratio};
use std::collections::BTreeMap;

/// Customers whose part of the shortfall is listed.
const LISTED: usize = 20;
/// The confidence of contributions, tail ratios and the basket cost.
const CONFIDENCE: f64 = 0.95;
/// Widths of the bands the distribution is told in, as shares of the revenue exposed, and how many there may be.
const WIDTHS: [f64; 4] = [0.0025, 0.005, 0.01, 0.02];
const MOST_BANDS: f64 = 60.0;

/// The distribution of the loss; none where nothing is exposed, or no probability is known.
pub(super) fn revenue_at_risk(
    context: &Context<'_>,
    exposure: &ChurnExposure,
    book: &Book,
) -> Result<Option<RevenueAtRisk>> {
    let (Some(expected_loss), Some(customers)) = (exposure.expected_loss, book.customers(Measure::Revenue)) else {
        return Ok(None);
    };
    if exposure.exposed_amount.amount.0 <= 0 {
        return Ok(None);
    }
    let losses = Losses::new(&customers, book.dependence).map_err(refused)?;
    // As many equal customers with the same expected loss: their losses are counted in the exposure of one.
    let (even, each) = equal_book(&customers);
    let even = Losses::new(&even, book.dependence).map_err(refused)?;
    let (actual, even) = (losses.distribution(), even.distribution());
    let exposed = exposure.exposed_amount.amount.to_f64();
    let money = |units: f64| money(context, units);
    let by_level = |of: &dyn Fn(f64) -> f64| -> BTreeMap<String, Money> {
        LEVELS.map(|level| (printed(level), money(of(level)))).into()
    };
    let shortfall = |level: f64| (printed(level), Ratio(actual.expected_shortfall(level) / exposed));
    let (dependence, factor) = told(book.dependence);
    Ok(Some(RevenueAtRisk {
        horizon_months: exposure.horizon_months,
        exposed: exposure.exposed.clone(),
        exposed_amount: exposure.exposed_amount,
        dependence: dependence.to_owned(),
        factor_weight: factor.map(|factor| Ratio(factor.0)),
        factor_variance: factor.map(|factor| Ratio(factor.1)),
        expected_loss,
        var: by_level(&|level| actual.value_at_risk(level)),
        es: by_level(&|level| actual.expected_shortfall(level)),
        es_share: LEVELS.map(shortfall).into(),
        basket_cost: money(actual.expected_shortfall(CONFIDENCE) - each * even.expected_shortfall(CONFIDENCE)),
        equal_var: by_level(&|level| each * even.value_at_risk(level)),
        equal_es: by_level(&|level| each * even.expected_shortfall(level)),
        granularity_adjustment: granularity(&customers, book.dependence).map(money),
        distribution: bands(actual, exposed, even, each / exposed),
        contributions: contributions(context, book, Measure::Revenue, &customers, &losses.contributions(CONFIDENCE)),
        reasons: reasons(book.dependence),
    }))
}

/// The dependence by name, with ω and the factor's variance.
fn told(dependence: Dependence) -> (&'static str, Option<(f64, f64)>) {
    match dependence {
        Dependence::Independent => ("independent", None),
        Dependence::Common(factor) => ("common", Some((factor.weight, factor.variance))),
        Dependence::Industries(factor) => ("industry", Some((factor.weight, factor.variance))),
    }
}

fn reasons(dependence: Dependence) -> BTreeMap<String, String> {
    let (none, one) = ("customers leave independently of each other", "it is made for one common factor");
    let keys: &[(&str, &str)] = match dependence {
        Dependence::Independent => {
            &[("factor_weight", none), ("factor_variance", none), ("granularity_adjustment", none)]
        }
        Dependence::Common(_) => &[],
        Dependence::Industries(_) => &[("granularity_adjustment", one)],
    };
    keys.iter().map(|(key, why)| (format!("{key}_reason"), (*why).to_owned())).collect()
}

fn granularity(customers: &[Customer], dependence: Dependence) -> Option<f64> {
    let Dependence::Common(factor) = dependence else { return None };
    granularity_adjustment(customers, factor, 0.999).map(|it| it.adjustment)
}

/// Both distributions in bands of equal width, as shares of the revenue exposed.
fn bands(actual: &Distribution, exposed: f64, even: &Distribution, each: f64) -> Vec<LossBand> {
    let top = (actual.value_at_risk(0.9999) / exposed).max(even.value_at_risk(0.9999) * each);
    let width = WIDTHS.into_iter().find(|width| top / width <= MOST_BANDS).unwrap_or(0.02);
    let count = ((top / width).ceil() as usize).max(1);
    let mut bands: Vec<LossBand> = (0..count)
        .map(|at| LossBand {
            from: Ratio(at as f64 * width),
            to: Ratio((at + 1) as f64 * width),
            ..LossBand::default()
        })
        .collect();
    // A loss on an edge belongs to the band below it, whatever the last bit says; what is beyond the last, to none.
    let band = |share: f64| ((share / width - 1e-9).ceil() - 1.0).max(0.0) as usize;
    for (loss, probability) in actual.points() {
        if let Some(it) = bands.get_mut(band(loss / exposed)) {
            it.probability.0 += probability;
        }
    }
    for (loss, probability) in even.points() {
        if let Some(it) = bands.get_mut(band(loss * each)) {
            it.equal_probability.0 += probability;
        }
    }
    bands
}

/// Each customer's part of a shortfall, the largest first; shares are of what the loss is counted in.
pub(super) fn contributions(
    context: &Context<'_>,
    book: &Book,
    measure: Measure,
    customers: &[Customer],
    parts: &[f64],
) -> Vec<TailContribution> {
    let shortfall: f64 = parts.iter().sum();
    let amount = |row: &Row| match measure {
        Measure::Revenue => row.arr,
        Measure::Margin => row.margin.unwrap_or_default(),
    };
    let exposed: f64 = book.rows.iter().map(|row| amount(row).to_f64()).sum();
    let share = |row: &Row| if exposed > 0.0 { amount(row).to_f64() / exposed } else { 0.0 };
    let ratios = tail_ratios(customers, parts);
    let rows = book.rows.iter().zip(parts).zip(ratios);
    let mut rows: Vec<TailContribution> = rows
        .map(|((row, part), tail_ratio)| TailContribution {
            customer: row.customer.clone(),
            name: row.name.clone(),
            es: money(context, *part),
            es_share: Ratio(if shortfall > 0.0 { part / shortfall } else { 0.0 }),
            exposed_share: Ratio(share(row)),
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

/// Money of a computation, to the minor unit.
pub(super) fn money(context: &Context<'_>, units: f64) -> Money {
    context.money(Some(amount_of(context, units)))
}
