//! Concentration of a window, and its history: every column of every query of that role, by period.

use super::{Context, ratio};
use crate::error::Result;
use crate::model::{Concentration, History};
use crate::period::Month;
use crate::queries::{QUERIES, Role};
use crate::unit::Ratio;
use std::collections::BTreeMap;

/// Windows that are no quarter end's.
const NOT_HISTORY: [&str; 4] = ["window", "year_before", "fiscal_year", "fiscal_year_before"];
const NO_CUSTOMER: &str = "no customer has positive revenue in the window";

/// The parts of the customers whose share is told, in percent.
const PERCENTS: [&str; 4] = ["1", "5", "10", "20"];

/// All concentration metrics of one period, by column name.
type Metrics = BTreeMap<String, Option<f64>>;

/// The concentration of `period`; empty where there is no such period.
pub(super) fn of_period(context: &Context<'_>, period: &str) -> Result<Concentration> {
    let table = context.results.table("totals")?;
    let at = table.text("period")?.iter().position(|name| name.as_deref() == Some(period));
    match at {
        Some(at) => concentration(context, at, all_metrics(context)?.remove(period).unwrap_or_default()),
        None => Ok(Concentration::default()),
    }
}

/// The window a year earlier, where the ledger covers it whole.
pub(super) fn year_before(context: &Context<'_>) -> Result<Option<Concentration>> {
    let table = context.results.table("windows")?;
    let at = table.text("period")?.iter().position(|name| name.as_deref() == Some("year_before"));
    let first = at.map(|at| table.integers("first_index").map(|firsts| firsts[at])).transpose()?.flatten();
    match first {
        Some(first) if first >= i64::from(context.first_month.0) => of_period(context, "year_before").map(Some),
        _ => Ok(None),
    }
}

/// Every quarter end, the earliest first, whose twelve months the ledger covers at least in part.
pub(super) fn history(context: &Context<'_>) -> Result<Vec<History>> {
    let table = context.results.table("totals")?;
    let (periods, lasts) = (table.text("period")?, table.integers("last_index")?);
    let covered = table.integers("months_covered")?;
    let mut metrics = all_metrics(context)?;
    let mut history = Vec::new();
    for at in 0..table.rows() {
        let (Some(period), Some(last)) = (periods[at].clone(), lasts[at]) else { continue };
        if NOT_HISTORY.contains(&period.as_str()) || period.starts_with("scenario ") {
            continue;
        }
        history.push(History {
            as_of: context.calendar.last_day(Month(last as i32)).to_string(),
            months_covered: covered[at].unwrap_or(0).max(0) as u32,
            concentration: concentration(context, at, metrics.remove(&period).unwrap_or_default())?,
            period,
        });
    }
    history.sort_by(|one, other| one.as_of.cmp(&other.as_of));
    Ok(history)
}

fn all_metrics(context: &Context<'_>) -> Result<BTreeMap<String, Metrics>> {
    let mut all: BTreeMap<String, Metrics> = BTreeMap::new();
    for query in QUERIES.iter().filter(|query| query.role == Role::Concentration) {
        let table = context.results.table(query.name())?;
        let periods = table.text("period")?;
        for field in table.batch().schema().fields().iter().filter(|field| field.name() != "period") {
            for (period, value) in periods.iter().flatten().zip(table.ratios(field.name())?) {
                all.entry(period.clone()).or_default().insert(field.name().clone(), value);
            }
        }
    }
    Ok(all)
}

/// The metrics that have a key of their own, and under `indexes` whatever else the queries of that role give.
fn concentration(context: &Context<'_>, at: usize, mut metrics: Metrics) -> Result<Concentration> {
    let table = context.results.table("totals")?;
    let amount = |column: &str| Ok::<_, crate::error::Error>(context.money(table.amounts(column)?[at]));
    let count = |column: &str| Ok::<_, crate::error::Error>(table.integers(column)?[at].unwrap_or(0).max(0) as u64);
    let mut whole = |name: String| metrics.remove(&name).flatten().map(|value| value as u64);
    let pareto = ["50", "80", "90"].map(|part| (part.to_owned(), whole(format!("pareto_{part}"))));
    let counted = PERCENTS.map(|part| (part.to_owned(), whole(format!("top_percent_{part}_customers"))));
    let mut metric = |name: &str| ratio(metrics.remove(name).flatten());
    let mut concentration = Concentration {
        total: amount("total")?,
        positive_total: amount("positive_total")?,
        unassigned: amount("unassigned")?,
        customers: count("customers")?,
        negative_customers: count("negative_customers")?,
        cr: ["1", "3", "5", "10", "20"].map(|top| (top.to_owned(), metric(&format!("cr_{top}")))).into(),
        top_percent: PERCENTS.map(|part| (part.to_owned(), metric(&format!("top_percent_{part}")))).into(),
        top_percent_customers: counted.into(),
        hill: ["0", "1", "2", "inf"].map(|order| (order.to_owned(), metric(&format!("hill_{order}")))).into(),
        hhi: metric("hhi"),
        hhi_normalised: metric("hhi_normalised"),
        effective_customers: metric("effective_customers"),
        gini: metric("gini"),
        gini_adjusted: metric("gini_adjusted"),
        entropy: metric("entropy"),
        theil: metric("theil"),
        hall_tideman: metric("hall_tideman"),
        hoover: metric("hoover"),
        pareto: pareto.into(),
        negative_ratio: metric("negative_ratio"),
        ..Concentration::default()
    };
    concentration.indexes = metrics.into_iter().map(|(name, value)| (name, ratio(value))).collect();
    let customers = concentration.customers;
    let exceeding = [1_u64, 3, 5, 10, 20].into_iter().filter(|top| customers > 0 && *top > customers);
    concentration.cr_exceeds_customers = exceeding.map(|top| top.to_string()).collect();
    explain_nulls(&mut concentration);
    Ok(concentration)
}

fn explain_nulls(concentration: &mut Concentration) {
    let single = concentration.customers == 1;
    let values: [(&str, Option<Ratio>); 10] = [
        ("hhi", concentration.hhi),
        ("hhi_normalised", concentration.hhi_normalised),
        ("effective_customers", concentration.effective_customers),
        ("gini", concentration.gini),
        ("gini_adjusted", concentration.gini_adjusted),
        ("entropy", concentration.entropy),
        ("theil", concentration.theil),
        ("hall_tideman", concentration.hall_tideman),
        ("hoover", concentration.hoover),
        ("negative_ratio", concentration.negative_ratio),
    ];
    for (key, _) in values.iter().filter(|(_, value)| value.is_none()) {
        let reason = if single { "a single customer has no inequality to adjust" } else { NO_CUSTOMER };
        concentration.reasons.insert(format!("{key}_reason"), reason.to_owned());
    }
    if concentration.customers == 0 {
        for key in ["cr", "top_percent", "top_percent_customers", "hill", "pareto", "indexes"] {
            concentration.reasons.insert(format!("{key}_reason"), NO_CUSTOMER.to_owned());
        }
    }
}
