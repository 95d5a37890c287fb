//! Churn exposure: the loss history of the queries through the probabilities of [`crate::risk::churn`].

use super::Context;
use crate::error::Result;
use crate::model::{ChurnBand, ChurnExposure, CustomerExposure};
use crate::risk::churn::{Cell, Method, Probability, estimate, pooled};
use crate::unit::{Amount, Money, Ratio};

/// Size bands by revenue as a multiple of the mean, in the order of the query's band numbers from 1.
const BANDS: [&str; 6] = [
    "under half the mean",
    "half to 1 times the mean",
    "1 to 2 times the mean",
    "2 to 5 times the mean",
    "5 to 10 times the mean",
    "10 times the mean and over",
];

/// Expected loss of the next twelve months, by customer.
pub(super) fn exposure(context: &Context<'_>) -> Result<ChurnExposure> {
    let cells = cells(context)?;
    let (method, probabilities) = estimate(&cells);
    let years: u64 = cells.iter().map(|cell| cell.customer_years).sum();
    let mut exposure = ChurnExposure {
        horizon_months: 12,
        exposed: match (context.contracted, context.has_mrr) {
            (true, _) => "contracted_arr",
            (false, true) => "arr",
            (false, false) => "ttm_revenue",
        }
        .to_owned(),
        loss_basis: if context.has_mrr { "mrr" } else { "ttm" }.to_owned(),
        method: match method {
            Method::EmpiricalBayes { .. } => "empirical_bayes",
            Method::Pooled => "pooled",
        }
        .to_owned(),
        exposed_amount: context.money(None),
        ..ChurnExposure::default()
    };
    exposure.bands = bands(&cells, &probabilities);
    if years == 0 {
        let reason = "the ledger holds no date twelve months before its end from which losses could be counted";
        for key in ["expected_loss_reason", "expected_loss_share_reason"] {
            exposure.reasons.insert(key.to_owned(), reason.to_owned());
        }
        exposure.exposed_amount = context.money(Some(exposed(context)?.iter().map(|it| it.2).sum()));
        return Ok(exposure);
    }
    let whole = pooled(&cells);
    let of_band = |band: usize| probabilities.get(band).copied().unwrap_or(whole);
    let source = |band: usize| evidence(method, cells.get(band), band);
    let customers = exposed(context)?;
    exposure.by_customer = customers
        .iter()
        .map(|(id, name, amount, band)| one(context, (id, name, *amount), of_band(*band), source(*band)))
        .collect();
    exposure.by_customer.sort_by(|one, other| {
        other.exposure.amount.cmp(&one.exposure.amount).then_with(|| one.customer.cmp(&other.customer))
    });
    let exposed: Amount = customers.iter().map(|it| it.2).sum();
    let expected: Amount = exposure.by_customer.iter().map(|it| it.exposure.amount).sum();
    exposure.exposed_amount = context.money(Some(exposed));
    exposure.expected_loss = Some(context.money(Some(expected)));
    if exposed.0 <= 0 {
        let reason = "no customer has revenue exposed at the as-of month";
        exposure.reasons.insert("expected_loss_share_reason".to_owned(), reason.to_owned());
    }
    exposure.expected_loss_share = (exposed.0 > 0).then(|| Ratio(expected.to_f64() / exposed.to_f64()));
    Ok(exposure)
}

fn one(context: &Context<'_>, who: (&str, &str, Amount), chance: Probability, source: String) -> CustomerExposure {
    let (id, name, amount) = who;
    CustomerExposure {
        customer: id.to_owned(),
        name: name.to_owned(),
        arr: Money::new(amount, context.decimals),
        probability: Ratio(chance.mean),
        low: Ratio(chance.low),
        high: Ratio(chance.high),
        source,
        // Rounded to the minor unit customer by customer, so that the rows add up to the total shown.
        exposure: Money::new(
            Amount((amount.0 as f64 * chance.mean).round() as i128).round(context.decimals),
            context.decimals,
        ),
    }
}

/// Losses and customer-years of every band; bands never seen hold zeros.
fn cells(context: &Context<'_>) -> Result<Vec<Cell>> {
    let table = context.results.table("loss_history")?;
    let (bands, years, losses) =
        (table.integers("band")?, table.integers("customer_years")?, table.integers("losses")?);
    let mut cells = vec![Cell { losses: 0, customer_years: 0 }; BANDS.len()];
    for at in 0..table.rows() {
        let band = usize::try_from(bands[at].unwrap_or(1) - 1).unwrap_or(0).min(BANDS.len() - 1);
        let count = |cell: Option<i64>| cell.unwrap_or(0).max(0) as u64;
        cells[band] = Cell { losses: count(losses[at]), customer_years: count(years[at]) };
    }
    Ok(cells)
}

fn bands(cells: &[Cell], probabilities: &[Probability]) -> Vec<ChurnBand> {
    let rows = BANDS.iter().zip(cells).zip(probabilities);
    rows.map(|((band, cell), chance)| ChurnBand {
        band: (*band).to_owned(),
        customer_years: cell.customer_years,
        losses: cell.losses,
        probability: Ratio(chance.mean),
        low: Ratio(chance.low),
        high: Ratio(chance.high),
    })
    .collect()
}

fn evidence(method: Method, cell: Option<&Cell>, band: usize) -> String {
    let name = BANDS.get(band).copied().unwrap_or_default();
    match (method, cell) {
        (Method::EmpiricalBayes { .. }, Some(cell)) => {
            format!("empirical Bayes: {} of {} customer-years lost at {name}", cell.losses, cell.customer_years)
        }
        _ => "all customers together: too few losses or sizes to tell them apart".to_owned(),
    }
}

fn exposed(context: &Context<'_>) -> Result<Vec<(String, String, Amount, usize)>> {
    let table = context.results.table("exposed")?;
    let (ids, names) = (table.text("customer")?, table.text("name")?);
    let (amounts, bands) = (table.amounts("amount")?, table.integers("band")?);
    let row = |at: usize| {
        let band = usize::try_from(bands[at].unwrap_or(1) - 1).unwrap_or(0);
        (
            ids[at].clone().unwrap_or_default(),
            names[at].clone().unwrap_or_default(),
            amounts[at].unwrap_or_default(),
            band,
        )
    };
    Ok((0..table.rows()).map(row).collect())
}
