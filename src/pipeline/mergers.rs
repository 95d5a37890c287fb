//! Mergers that somebody asks about, as the relation `asked_mergers`, and the refusal of pairs that make no sense.

use super::given::{quoted, values};
use crate::config::Config;
use crate::engine::Engine;
use crate::error::{Error, Result};
use std::collections::{BTreeMap, BTreeSet};

/// Registers the pairs as the configuration writes them.
pub(super) async fn register(engine: &Engine, config: &Config) -> Result<()> {
    let row = |(one, other): &(String, String)| format!("({}, {})", quoted(one), quoted(other));
    let rows: Vec<String> = config.mergers.iter().map(row).collect();
    let names = ["customer_a", "customer_b"];
    if rows.is_empty() {
        // VALUES need a row.
        return engine
            .view("asked_mergers", &format!("{} where column1 <> ''", values(&names, &["('', '')".to_owned()])))
            .await
            .map(drop);
    }
    engine.view("asked_mergers", &values(&names, &rows)).await.map(drop)
}

/// Refuses a customer nobody knows, two of one group, and one without positive revenue, which has no share to add.
pub(super) async fn check(engine: &Engine, config: &Config) -> Result<()> {
    if config.mergers.is_empty() {
        return Ok(());
    }
    let groups = groups(engine).await?;
    let positive = positive(engine).await?;
    for (one, other) in &config.mergers {
        let group = |id: &String| groups.get(id).ok_or_else(|| unknown(id));
        let (of_one, of_other) = (group(one)?, group(other)?);
        if of_one == of_other {
            return Err(Error::usage(format!("`{one}` and `{other}` are one customer already, the group `{of_one}`"))
                .hint("name two customers that are not grouped, or choose `--grouping legal`"));
        }
        if let Some((id, _)) =
            [(one, of_one), (other, of_other)].into_iter().find(|(_, group)| !positive.contains(*group))
        {
            return Err(Error::usage(format!(
                "`{id}` has no positive revenue in the window, so a merger adds nothing"
            ))
            .hint("name a customer with revenue in the window, or choose another window"));
        }
    }
    Ok(())
}

fn unknown(id: &str) -> Error {
    Error::usage(format!("no customer `{id}` is known, of whom a merger was asked"))
        .hint("write the ids of two customers or groups, as `--merge C0012,C0034`")
}

/// Every customer's group, and every group's own id.
pub(super) async fn groups(engine: &Engine) -> Result<BTreeMap<String, String>> {
    let table = engine.table("groups", "select customer_id, group_id from customer_groups").await?;
    let rows = table.text("customer_id")?.into_iter().zip(table.text("group_id")?);
    let pairs = rows.filter_map(|(customer, group)| Some((customer?, group?)));
    Ok(pairs.flat_map(|(customer, group)| [(customer, group.clone()), (group.clone(), group)]).collect())
}

async fn positive(engine: &Engine) -> Result<BTreeSet<String>> {
    let sql = "select group_id from shares where period = 'window' and amount > 0";
    Ok(engine.table("positive", sql).await?.text("group_id")?.into_iter().flatten().collect())
}
