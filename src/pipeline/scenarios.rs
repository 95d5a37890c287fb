//! The scenarios that are asked about, as the relation `scenario_targets`, and the refusal of those that name nothing.

use super::given::{quoted, values};
use super::mergers;
use crate::config::{Config, ScenarioRule};
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::unit::Amount;
use std::collections::{BTreeMap, BTreeSet};

/// The window after the scenario at place `at`, counted from 0, in every relation by period.
#[must_use]
pub fn period(at: usize) -> String {
    format!("scenario {}", at + 1)
}

/// Registers what each scenario takes, a row a customer group, or one for the largest N or a dimension's value.
///
/// # Errors
/// A usage error for a customer nobody knows.
pub(super) async fn register(engine: &Engine, config: &Config) -> Result<()> {
    let groups = mergers::groups(engine).await?;
    let mut rows = Vec::new();
    for (at, scenario) in asked(engine, config).await?.iter().enumerate() {
        rows.extend(targets(&period(at), scenario, &groups)?);
    }
    let names = ["period", "group_id", "top", "dimension", "value", "cut"];
    engine.view("scenario_targets", &values(&names, &rows)).await.map(drop)
}

/// The scenarios, an owner by the name that the ledger has for it: `account_manager` where there is no `owner`.
async fn asked(engine: &Engine, config: &Config) -> Result<Vec<ScenarioRule>> {
    let mut scenarios = config.scenarios();
    if scenarios.iter().all(|it| it.dimension.as_deref() != Some("owner")) {
        return Ok(scenarios);
    }
    let sql = "select dimension from dimension_values union select dimension from customer_dimensions";
    let names: BTreeSet<String> = engine.table("names", sql).await?.text("dimension")?.into_iter().flatten().collect();
    if !names.contains("owner") && names.contains("account_manager") {
        let owners = scenarios.iter_mut().filter(|it| it.dimension.as_deref() == Some("owner"));
        owners.for_each(|it| it.dimension = Some("account_manager".to_owned()));
    }
    Ok(scenarios)
}

fn targets(period: &str, scenario: &ScenarioRule, groups: &BTreeMap<String, String>) -> Result<Vec<String>> {
    let text = |text: Option<&String>| text.map_or("cast(null as varchar)".to_owned(), |text| quoted(text));
    let row = |group: Option<&String>| {
        let top = scenario.top.map_or("null".to_owned(), |top| top.to_string());
        let cut = Amount((scenario.cut() * 1e6).round() as i128).print(6);
        let (group, dimension, value) = (text(group), text(scenario.dimension.as_ref()), text(scenario.value.as_ref()));
        format!(
            "({}, {group}, cast({top} as bigint), {dimension}, {value}, cast({cut} as decimal(7, 6)))",
            quoted(period)
        )
    };
    if scenario.customers.is_empty() {
        return Ok(vec![row(None)]);
    }
    let group = |id: &String| {
        groups.get(id).ok_or_else(|| {
            let name = scenario.name.as_deref().map_or("a scenario".to_owned(), |name| format!("the scenario `{name}`"));
            Error::usage(format!("no customer `{id}` is known, whom {name} loses"))
                .hint("write the ids of customers or groups known by the as-of date, as `--lose C0012,C0034` or `customers = [\"C0012\"]`")
        })
    };
    // Several members of one group are lost once.
    let named: BTreeSet<&String> = scenario.customers.iter().map(group).collect::<Result<_>>()?;
    Ok(named.into_iter().map(|group| row(Some(group))).collect())
}

/// Refuses a dimension that the ledger does not have, and a value it never has.
///
/// # Errors
/// Usage errors that list what there is.
pub(super) async fn check(engine: &Engine, config: &Config) -> Result<()> {
    let scenarios = asked(engine, config).await?;
    let asked: Vec<_> = scenarios.iter().filter_map(|it| Some((it.dimension.as_ref()?, it.value.as_ref()?))).collect();
    if asked.is_empty() {
        return Ok(());
    }
    let sql = "select distinct dimension, value from dimension_cube where value is not null order by dimension, value";
    let table = engine.table("values", sql).await?;
    let mut known: BTreeMap<String, Vec<String>> = BTreeMap::new();
    for (dimension, value) in table.text("dimension")?.into_iter().zip(table.text("value")?) {
        known.entry(dimension.unwrap_or_default()).or_default().extend(value);
    }
    for (dimension, value) in asked {
        let values = known.get(dimension).ok_or_else(|| {
            Error::usage(format!("a scenario loses a value of `{dimension}`, which is no dimension of the ledger"))
                .hint(format!("there are {}; name one with `--lose-value DIMENSION=VALUE`", listed(known.keys())))
        })?;
        if !values.contains(value) {
            return Err(Error::usage(format!("a scenario loses `{value}`, which no row has as its {dimension}"))
                .hint(format!("there are {}", listed(values.iter()))));
        }
    }
    Ok(())
}

/// Names as a reader wants them listed, the first twenty.
fn listed<'a>(names: impl ExactSizeIterator<Item = &'a String>) -> String {
    let more = names.len().saturating_sub(20);
    let shown: Vec<String> = names.take(20).map(|name| format!("`{name}`")).collect();
    if shown.is_empty() {
        return "none".to_owned();
    }
    let more = if more > 0 { format!(" and {more} more") } else { String::new() };
    format!("{}{more}", shown.join(", "))
}
