//! Who is one customer with whom, as relations: `customer_groups`, `group_history`, `group_tree`, `group_names`,
//! `customer_flags`, `policies` and `policy_groups`; and `group_members`, `history_members` and `members_today`, which leave out of
//! `group_tree`, `group_history` and `customer_groups` those who are a group by themselves for all time: nearly all customers, whose
//! rows need no join.

use super::batch;
use crate::config::History;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::source::{CustomerFlags, Scanned};
use arrow::array::{ArrayRef, AsArray, BooleanArray, Decimal128Array, Int64Array, RecordBatch, StringArray};
use arrow::compute::filter_record_batch;
use std::collections::HashSet;
use std::sync::Arc;

/// Registers them all.
pub(super) async fn register(engine: &Engine, scanned: &Scanned, history: History) -> Result<()> {
    let customers = &scanned.customers;
    let today = vec![
        ("customer_id", texts(customers.iter().map(|it| Some(it.customer_id.as_str())))),
        ("group_id", texts(customers.iter().map(|it| Some(it.group_id.as_str())))),
    ];
    let today = batch(today)?;
    engine.register_batch("members_today", members(&today)?)?;
    engine.register_sorted("customer_groups", today, &["customer_id"]).await?;
    let names = vec![
        ("group_id", texts(scanned.group_names.keys().map(|id| Some(id.as_str())))),
        ("name", texts(scanned.group_names.values().map(|name| Some(name.as_str())))),
    ];
    engine.register_batch("group_names", batch(names)?)?;
    let history_of_groups = batch(by_month(scanned))?;
    engine.register_batch("history_members", members(&history_of_groups)?)?;
    engine.register_sorted("group_history", history_of_groups, &["customer_id", "first_index"]).await?;
    let tree = match history {
        History::AsIs => for_ever(scanned),
        History::AsWas => by_month(scanned),
    };
    let tree = batch(tree)?;
    engine.register_batch("group_members", members(&tree)?)?;
    engine.register_sorted("group_tree", tree, &["customer_id", "first_index"]).await?;
    flags(engine, &scanned.flags)?;
    policies(engine, scanned)
}

fn texts<'a>(values: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(values.collect::<StringArray>())
}

fn integers(values: impl Iterator<Item = Option<i64>>) -> ArrayRef {
    Arc::new(values.collect::<Int64Array>())
}

/// Customers that do not always stand alone: those in a group of another's name, and those whose name the group has.
fn joint<'a>(rows: impl Iterator<Item = (&'a str, &'a str)>) -> HashSet<&'a str> {
    rows.filter(|(id, group)| id != group).flat_map(|(id, group)| [id, group]).collect()
}

/// The rows of a tree but for customers that are a group by themselves in all of their rows.
fn members(tree: &RecordBatch) -> Result<RecordBatch> {
    let (ids, groups) = (tree.column(0).as_string::<i32>(), tree.column(1).as_string::<i32>());
    let joint = joint(ids.iter().flatten().zip(groups.iter().flatten()));
    let is_member: BooleanArray = ids.iter().map(|id| Some(id.is_some_and(|id| joint.contains(id)))).collect();
    filter_record_batch(tree, &is_member)
        .map_err(|error| Error::bug(format!("the tree of customers cannot be filtered: {error}")))
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
    engine.register_batch("policy_groups", batch(columns)?)?;
    let joint = joint(scanned.customers.iter().map(|it| (it.customer_id.as_str(), it.group_id.as_str())));
    policy_members(engine, scanned, &joint)
}

/// `policy_members`: the rows of `policy_groups` but for customers that are a group by themselves both there and today.
fn policy_members(engine: &Engine, scanned: &Scanned, today: &HashSet<&str>) -> Result<()> {
    let mut rows = Vec::new();
    for it in &scanned.policies {
        let groups =
            || scanned.customers.iter().map(|it| it.customer_id.as_str()).zip(it.groups.iter().map(String::as_str));
        let there = joint(groups());
        let is_member = |(id, _): &(&str, &str)| there.contains(id) || today.contains(id);
        rows.extend(groups().filter(is_member).map(|(id, group)| (it.policy.name(), id, group)));
    }
    let columns = vec![
        ("policy", texts(rows.iter().map(|row| Some(row.0)))),
        ("customer_id", texts(rows.iter().map(|row| Some(row.1)))),
        ("group_id", texts(rows.iter().map(|row| Some(row.2)))),
    ];
    engine.register_batch("policy_members", batch(columns)?)
}
