//! What queries are given beside the ledger's rows: parameters, months, rates, contracts and the rules they are read by.

use super::Extent;
use crate::calendar::Calendar;
use crate::config::{ChurnDate, Config, ContractEnd, PastDue, Paused, Refunds};
use crate::engine::Engine;
use crate::error::Result;
use crate::period::Month;
use crate::source::{GivenRate, Source, terms};
use crate::unit::{Amount, ONE};
use jiff::civil::Date;

/// Parameters, months and given rates are views over VALUES, so that every query also runs where no table can be sent.
pub(super) async fn register_period(
    engine: &Engine,
    source: &Source,
    config: &Config,
    extent: Extent,
    by_segment: bool,
) -> Result<()> {
    engine.view("params", &params(source, config, extent, by_segment)).await?;
    let months = extent.first_month.0..=source.last_month.0;
    let rows: Vec<String> = months.map(|index| month_row(Month(index), &source.calendar)).collect();
    let names = [
        "month_index",
        "label",
        "quarter",
        "ends_quarter",
        "fiscal_year",
        "fiscal_quarter",
        "ends_fiscal_year",
        "first_day",
        "last_day",
    ];
    engine.view("months", &values(&names, &rows)).await?;
    engine.view("given_rates", &given_rates(source)).await.map(drop)
}

/// One row, each column by its name.
fn params(source: &Source, config: &Config, extent: Extent, by_segment: bool) -> String {
    let bigint = |value: i32| format!("cast({value} as bigint)");
    let date = |day: Date| format!("cast('{day}' as date)");
    let currency = source.currency.as_ref();
    let unit = 10_i128.pow(source.decimals);
    let columns = [
        ("as_of", date(source.as_of)),
        ("known_at", source.known.as_ref().map_or("cast(null as date)".to_owned(), |known| date(known.date))),
        ("first_month", bigint(extent.first_month.0)),
        ("last_month", bigint(source.last_month.0)),
        ("window_months", bigint(extent.window.months() as i32)),
        ("window_first", bigint(extent.window.first.0)),
        ("window_last", bigint(extent.window.last.0)),
        ("quarter_shift", bigint(source.calendar.quarter_shift())),
        ("has_kinds", bigint(i32::from(source.has_kinds))),
        ("has_mrr", bigint(i32::from(extent.has_mrr))),
        ("by_segment", bigint(i32::from(by_segment))),
        ("currency", currency.map_or("cast(null as varchar)".to_owned(), |code| quoted(code))),
        ("grouping", quoted(config.grouping.name())),
        ("segment_dimension", quoted(config.risk.segment_dimension())),
        ("history", quoted(config.history.name())),
        ("industry_dimension", quoted(config.risk.industry_dimension())),
        ("reactivation_gap_months", bigint(config.reactivation_gap_months() as i32)),
        ("minor_units", format!("cast({unit} as decimal(7, 0))")),
        ("minor_unit", format!("cast({} as decimal(7, 6))", Amount(ONE / unit).print(6))),
    ];
    let names = columns.each_ref().map(|(name, _)| *name);
    let row = columns.map(|(_, value)| value).join(", ");
    values(&names, &[format!("({row})")])
}

fn given_rates(source: &Source) -> String {
    let row = |given: &GivenRate| {
        let month = given.month.map_or("cast(null as varchar)".to_owned(), |month| format!("'{month}'"));
        format!("({}, cast({} as decimal(24, 12)), '{}', {month})", quoted(&given.currency), given.rate, given.source)
    };
    let names = ["currency", "rate", "source", "month"];
    if source.constant_rates.is_empty() {
        let none = "('', cast(1 as decimal(24, 12)), '', '')".to_owned();
        return format!("{} where column1 <> ''", values(&names, &[none]));
    }
    values(&names, &source.constant_rates.iter().map(row).collect::<Vec<_>>())
}

/// A SELECT over VALUES whose columns have names.
pub(super) fn values(names: &[&str], rows: &[String]) -> String {
    let named: Vec<String> = names.iter().enumerate().map(|(at, name)| format!("column{} as {name}", at + 1)).collect();
    format!("select {} from (values {})", named.join(", "), rows.join(", "))
}

pub(super) fn quoted(text: &str) -> String {
    format!("'{}'", text.replace('\'', "''"))
}

/// The contracts, the months they can be in force in, and the rules they are read by.
pub(super) async fn register_contracts(
    engine: &Engine,
    source: &Source,
    config: &Config,
    extent: Extent,
) -> Result<()> {
    engine.register_batch("contract_terms", source.contract_terms(extent.first_month)?)?;
    let periods = terms::periods_sql(source.contracts(), extent.first_month, source.last_month, &source.calendar);
    engine.view("contract_periods", &periods).await?;
    let is_inclusive = config.contracts.as_ref().is_some_and(|table| table.end == ContractEnd::Inclusive);
    let quarters = terms::quarters_sql(source.contracts(), is_inclusive, &source.calendar);
    engine.view("renewal_quarters", &quarters).await?;
    engine.view("risk_rules", &risk_rules(source, config)).await?;
    engine.view("contract_rules", &rules_sql(config, extent.contracted)).await.map(drop)
}

/// The end of a decision cycle and of the horizon of losses, both counted from the last whole month, and the win rate, if it is
/// configured.
fn risk_rules(source: &Source, config: &Config) -> String {
    let after = |months: i32| source.calendar.last_day(source.last_month.plus(months));
    let until = after(i32::from(config.risk.decision_months()));
    let win_rate = config.risk.win_rate.map_or("null".to_owned(), |rate| rate.to_string());
    let row = format!("(cast('{until}' as date), cast('{}' as date), cast({win_rate} as double))", after(12));
    values(&["decision_until", "horizon_end", "win_rate"], &[row])
}

/// The rules of recurring revenue as one row of flags, 0 or 1.
fn rules_sql(config: &Config, contracted: bool) -> String {
    let rules = &config.recurring;
    let end = config.contracts.as_ref().map(|table| table.end).unwrap_or_default();
    let flags = [
        ("contracted", contracted),
        ("end_inclusive", end == ContractEnd::Inclusive),
        ("dunning_counts", rules.past_due != PastDue::LostAtOnce),
        ("past_due_ends", rules.past_due != PastDue::Kept),
        ("lost_when_cancelled", rules.churn_date == ChurnDate::Cancellation),
        ("refunds_reduce", rules.refunds == Refunds::ReduceMrr),
        ("paused_counts", rules.paused == Paused::Kept),
    ];
    // VALUES tell the engine that it is one row; a bare SELECT does not, and a cross join then copies the larger side.
    let columns: Vec<String> =
        flags.iter().enumerate().map(|(at, (name, _))| format!("column{} as {name}", at + 1)).collect();
    let values = flags.map(|(_, flag)| format!("cast({} as bigint)", i32::from(flag)));
    format!("select {} from (values ({}))", columns.join(", "), values.join(", "))
}

fn month_row(month: Month, calendar: &Calendar) -> String {
    let flag = |is: bool| format!("cast({} as bigint)", i32::from(is));
    let (quarter, year) = (calendar.quarter(month), calendar.fiscal_year(month));
    let (first, last) = (calendar.first_day(month), calendar.last_day(month));
    let (ends_quarter, ends_year) = (flag(calendar.ends_quarter(month)), flag(calendar.ends_fiscal_year(month)));
    format!(
        "(cast({} as bigint), '{month}', '{quarter}', {ends_quarter}, cast({year} as bigint), '{quarter}', {ends_year}, \
         cast('{first}' as date), cast('{last}' as date))",
        month.0
    )
}
