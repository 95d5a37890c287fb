//! Who is one customer with whom, as relations: `customer_groups`, `group_history`, `group_tree`, `group_names`,
//! `customer_flags`, `policies` and `policy_groups`.

use super::batch;
use crate::config::History;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::source::{CustomerFlags, Scanned};
use arrow::array::{ArrayRef, Decimal128Array, Int64Array, StringArray};
use std::sync::Arc;

/// Registers them all.
pub(super) async fn register(engine: &Engine, scanned: &Scanned, history: History) -> Result<()> {
    let customers = &scanned.customers;
    let today = vec![
        ("customer_id", texts(customers.iter().map(|it| Some(it.customer_id.as_str())))),
        ("group_id", texts(customers.iter().map(|it| Some(it.group_id.as_str())))),
    ];
    engine.register_sorted("customer_groups", batch(today)?, &["customer_id"]).await?;
    let names = vec![
        ("group_id", texts(scanned.group_names.keys().map(|id| Some(id.as_str())))),
        ("name", texts(scanned.group_names.values().map(|name| Some(name.as_str())))),
    ];
    engine.register_batch("group_names", batch(names)?)?;
    engine.register_sorted("group_history", batch(by_month(scanned))?, &["customer_id", "first_index"]).await?;
    let tree = match history {
        History::AsIs => for_ever(scanned),
        History::AsWas => by_month(scanned),
    };
    engine.register_sorted("group_tree", batch(tree)?, &["customer_id", "first_index"]).await?;
    flags(engine, &scanned.flags)?;
    policies(engine, scanned)
}

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn integers(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.collect::<Int64Array>())
}

/// The tree of each month.
fn by_month(scanned: &Scanned) -> Vec<(&'static str, ArrayRef)> {
    let spells = &scanned.group_history;
    vec![
        ("customer_id", texts(spells.iter().map(|it| Some(it.customer_id.as_str())))),
        ("group_id", texts(spells.iter().map(|it| Some(it.group_id.as_str())))),
        ("first_index", integers(spells.iter().map(|it| Some(i64::from(it.first.0))))),
        ("last_index", integers(spells.iter().map(|it| Some(i64::from(it.last.0))))),
    ]
}

/// Today's tree over all months of the history.
fn for_ever(scanned: &Scanned) -> Vec<(&'static str, ArrayRef)> {
    let (customers, spells) = (&scanned.customers, &scanned.group_history);
    let first = spells.iter().map(|it| i64::from(it.first.0)).min();
    let last = spells.iter().map(|it| i64::from(it.last.0)).max();
    vec![
        ("customer_id", texts(customers.iter().map(|it| Some(it.customer_id.as_str())))),
        ("group_id", texts(customers.iter().map(|it| Some(it.group_id.as_str())))),
        ("first_index", integers(customers.iter().map(|_| first))),
        ("last_index", integers(customers.iter().map(|_| last))),
    ]
}

fn flags(engine: &Engine, flags: &[CustomerFlags]) -> Result<()> {
    let flag = |of: fn(&CustomerFlags) -> Option<bool>| integers(flags.iter().map(move |it| of(it).map(i64::from)));
    let columns = vec![
        ("customer_id", texts(flags.iter().map(|it| Some(it.customer_id.as_str())))),
        ("related_party", flag(|it| it.flags.related_party)),
        ("government", flag(|it| it.flags.government)),
        ("unit_of", texts(flags.iter().map(|it| it.flags.unit_of.as_deref()))),
        ("strategic", flag(|it| it.flags.strategic)),
        ("state_asset_admin", flag(|it| it.flags.state_asset_admin)),
        ("service_load", loads(flags)?),
    ];
    engine.register_batch("customer_flags", batch(columns)?)
}

fn loads(flags: &[CustomerFlags]) -> Result<ArrayRef> {
    let loads: Decimal128Array = flags.iter().map(|it| it.flags.service_load.map(|load| load.0)).collect();
    let wrong = |error| Error::bug(format!("the service loads do not fit their column: {error}"));
    Ok(Arc::new(loads.with_precision_and_scale(28, 6).map_err(wrong)?))
}

/// Every policy with why it has no groups, and the groups of those that have.
fn policies(engine: &Engine, scanned: &Scanned) -> Result<()> {
    let policies = &scanned.policies;
    let columns = vec![
        ("place", integers((1..=policies.len() as i64).map(Some))),
        ("policy", texts(policies.iter().map(|it| Some(it.policy.name())))),
        ("reason", texts(policies.iter().map(|it| it.reason.as_deref()))),
    ];
    engine.register_batch("policies", batch(columns)?)?;
    let rows = || {
        policies.iter().flat_map(|it| {
            let customers = scanned.customers.iter().map(|customer| customer.customer_id.as_str());
            customers.zip(&it.groups).map(|(customer, group)| (it.policy.name(), customer, group.as_str()))
        })
    };
    let columns = vec![
        ("policy", texts(rows().map(|row| Some(row.0)))),
        ("customer_id", texts(rows().map(|row| Some(row.1)))),
        ("group_id", texts(rows().map(|row| Some(row.2)))),
    ];
    engine.register_batch("policy_groups", batch(columns)?)
}
