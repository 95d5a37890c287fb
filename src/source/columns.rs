//! Which column plays which role.

use super::file::{Class, DataFile};
use crate::config::Config;
use crate::error::{Error, Result};
use serde::{Deserialize, Deserializer, Serialize};
use std::collections::BTreeMap;

/// A part that a column can play.
#[derive(Debug, Clone, Copy)]
pub struct Role {
    /// Its name, which is also the column looked for.
    pub name: &'static str,
    /// Another column name that means the same.
    pub alias: Option<&'static str>,
    /// Whether a table is no use without it.
    pub required: bool,
    /// Words that give a likely column away.
    words: &'static [&'static str],
}

const fn role(name: &'static str, required: bool, words: &'static [&'static str]) -> Role {
    Role { name, alias: None, required, words }
}

const CUSTOMER: Role =
    role("customer_id", true, &["customer", "cust", "client", "account", "buyer", "contact", "company", "id"]);
const NAME: Role = Role { name: "name", alias: Some("customer_name"), required: false, words: &["name"] };
const PARENT: Role = role("parent_id", false, &["parent"]);

/// The ledger's roles.
pub const LEDGER: &[Role] = &[
    CUSTOMER,
    role("date", true, &["date", "month", "period", "day", "posted", "created", "time"]),
    role("amount", true, &["amount", "revenue", "net", "total", "sales", "value", "price", "sum"]),
    role("currency", false, &["currency"]),
    role("fx_rate", false, &["rate"]),
    role("kind", false, &["kind", "type"]),
    role("product", false, &["product"]),
    role("contract_id", false, &["contract"]),
    role("cost", false, &["cost"]),
    role("service_start", false, &["start"]),
    role("service_end", false, &["end"]),
    role("booked_at", false, &["booked"]),
    NAME,
    PARENT,
];
/// The roles of the customers table.
pub const CUSTOMERS: &[Role] = &[CUSTOMER, NAME, PARENT, role("since", false, &[]), role("service_load", false, &[])];
/// Flags of the customers table. They stay dimensions too, and so are apart from its roles.
pub const FLAGS: &[Role] = &[
    role("related_party", false, &[]),
    role("government", false, &[]),
    role("strategic", false, &[]),
    role("state_asset_admin", false, &[]),
];
/// The roles of the links table.
pub const LINKS: &[Role] = &[
    role("child", true, &["child", "subsidiary", "customer", "member", "from"]),
    role("parent", true, &["parent", "owner", "group", "head", "to"]),
    role("relation", true, &["relation", "kind", "type"]),
    role("valid_from", false, &["from", "start"]),
    role("valid_to", false, &["to", "end"]),
    role("accepted", false, &[]),
];
/// The roles of the table of exchange rates.
pub const FX: &[Role] = &[
    role("currency", true, &["currency", "code", "from"]),
    Role { name: "month", alias: Some("date"), required: true, words: &["month", "date", "period"] },
    role("rate", true, &["rate", "average", "value"]),
];
/// The roles of the contracts table.
pub const CONTRACTS: &[Role] = &[
    role("contract_id", true, &["contract", "subscription", "agreement", "id"]),
    CUSTOMER,
    role("start", true, &["start", "begin", "from", "effective"]),
    role("end", false, &["end", "until", "expires"]),
    role("annual_value", false, &["annual", "acv", "arr"]),
    role("price_per_interval", false, &["price", "amount"]),
    role("billing_interval", false, &["interval", "billing"]),
    role("notice_days", false, &["notice"]),
    role("auto_renew", false, &["renew"]),
    role("at_will", false, &["will"]),
    role("minimum_commitment", false, &["minimum", "commit"]),
    role("currency", false, &["currency"]),
    role("product", false, &["product"]),
    role("kind", false, &["kind"]),
    role("status", false, &["status"]),
    role("cancelled_at", false, &["cancel"]),
    role("past_due_since", false, &["due"]),
    role("paused_from", false, &["paused"]),
    role("paused_to", false, &["resume"]),
];
/// The roles of the receivables.
pub const RECEIVABLES: &[Role] = &[
    CUSTOMER,
    role("as_of", true, &["as_of", "date", "day"]),
    role("amount", true, &["amount", "balance", "open", "due", "total"]),
    role("days_overdue", false, &["overdue"]),
];
/// The roles of the churn overrides.
pub const OVERRIDES: &[Role] = &[
    CUSTOMER,
    role("probability", true, &["probability", "p", "chance"]),
    role("author", true, &["author", "set_by", "by", "owner"]),
    role("expires", true, &["expires", "expiry", "valid_to", "until"]),
];

/// The roles of the sales pipeline.
pub const PIPELINE: &[Role] = &[
    role("opportunity_id", true, &["opportunity", "deal", "id"]),
    Role { required: false, ..CUSTOMER },
    role("amount", true, &["amount", "value", "arr", "acv", "total"]),
    role("probability", false, &["probability", "chance"]),
    role("closes", true, &["close", "expected", "date"]),
    role("stage", false, &["stage", "status"]),
    role("first_contact", false, &["contact", "created"]),
    role("segment", false, &["segment"]),
    role("closed", false, &["closed"]),
];

/// A table's columns by role, and what is left over.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Mapping {
    #[serde(deserialize_with = "of_ledger")]
    roles: BTreeMap<&'static str, String>,
    /// Columns that no role took and that could serve as dimensions: text and booleans.
    pub free: Vec<String>,
}

/// Only the ledger's mapping is ever read back; a role that nobody knows has no column to play it.
fn of_ledger<'de, D: Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<BTreeMap<&'static str, String>, D::Error> {
    let roles = BTreeMap::<String, String>::deserialize(deserializer)?;
    let known = |(name, column)| Some((LEDGER.iter().find(|role| role.name == name)?.name, column));
    Ok(roles.into_iter().filter_map(known).collect())
}

impl Mapping {
    /// Maps a table's columns; `table` is empty for the ledger, else the prefix in `--map table.role=column`.
    ///
    /// # Errors
    /// Input errors for a required role without a column and for a column that is named but not there.
    pub fn new(file: &DataFile, table: &str, roles: &[Role], config: &Config) -> Result<Mapping> {
        let mut mapping = Mapping::default();
        let mut missing = Vec::new();
        for role in roles {
            match column_of(file, table, role, config)? {
                Some(column) => drop(mapping.roles.insert(role.name, column)),
                None if role.required => missing.push(role),
                None => {}
            }
        }
        if !missing.is_empty() {
            return Err(lacks(file, table, &missing, &mapping));
        }
        mapping.free = free(file, roles, &mapping);
        Ok(mapping)
    }

    /// The column that plays a role.
    #[must_use]
    pub fn column(&self, role: &str) -> Option<&str> {
        self.roles.get(role).map(String::as_str)
    }

    /// Every role that is played, with its column.
    pub fn played(&self) -> impl Iterator<Item = (&'static str, &str)> {
        self.roles.iter().map(|(role, column)| (*role, column.as_str()))
    }
}

/// Refuses a map that names a role there is not.
///
/// # Errors
/// A usage error that lists the roles.
pub fn check_map(config: &Config) -> Result<()> {
    for role in config.map.keys() {
        let known = match role.split_once('.') {
            None => LEDGER.iter().any(|known| known.name == role),
            Some(("customers", role)) => CUSTOMERS.iter().chain(FLAGS).any(|known| known.name == role),
            Some(("links", role)) => LINKS.iter().any(|known| known.name == role),
            Some(("contracts", role)) => CONTRACTS.iter().any(|known| known.name == role),
            Some(("receivables", role)) => RECEIVABLES.iter().any(|known| known.name == role),
            Some(("churn_overrides", role)) => OVERRIDES.iter().any(|known| known.name == role),
            Some(("pipeline", role)) => PIPELINE.iter().any(|known| known.name == role),
            Some(("fx", role)) => FX.iter().any(|known| known.name == role),
            Some(_) => false,
        };
        if !known {
            let names = |roles: &[Role]| roles.iter().map(|role| role.name).collect::<Vec<_>>().join(", ");
            return Err(Error::usage(format!("`{role}` is not a role a column can play")).hint(format!(
                "the ledger's roles are {}; those of the customers table are customers.{}, of the contracts contracts.{}, \
                 of the links links.{}",
                names(LEDGER),
                names(&[CUSTOMERS, FLAGS].concat()).replace(", ", ", customers."),
                names(CONTRACTS).replace(", ", ", contracts."),
                names(LINKS).replace(", ", ", links.")
            )));
        }
    }
    Ok(())
}

/// Column names as a reader wants them listed: `a`, `b`.
#[must_use]
pub fn listed(names: impl IntoIterator<Item = impl AsRef<str>>) -> String {
    names.into_iter().map(|name| format!("`{}`", name.as_ref())).collect::<Vec<_>>().join(", ")
}

fn column_of(file: &DataFile, table: &str, role: &Role, config: &Config) -> Result<Option<String>> {
    let key = qualified(table, role.name);
    match config.column(&key) {
        Some("") => Ok(None),
        Some(column) if file.column(column).is_some() => Ok(Some(column.to_owned())),
        Some(column) => {
            let has = listed(file.columns.iter().map(|column| &column.name));
            let message = format!("`{}` has no column `{column}`; it has {has}", file.name);
            Err(Error::input(message).hint(format!("`--map {key}={column}` asks for it: name a column that is there")))
        }
        None => {
            let by_name = named(file, role.name)?;
            Ok(if by_name.is_some() { by_name } else { role.alias.map_or(Ok(None), |alias| named(file, alias))? })
        }
    }
}

/// The column of that name: exactly, else whatever its case.
fn named(file: &DataFile, name: &str) -> Result<Option<String>> {
    if file.column(name).is_some() {
        return Ok(Some(name.to_owned()));
    }
    let same: Vec<_> = file.columns.iter().filter(|column| column.name.eq_ignore_ascii_case(name)).collect();
    match same.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.name.clone())),
        [one, other, ..] => {
            let message = format!("`{}` has both `{}` and `{}` for `{name}`", file.name, one.name, other.name);
            Err(Error::input(message).hint(format!("say which: `--map {name}={}`", one.name)))
        }
    }
}

fn lacks(file: &DataFile, table: &str, missing: &[&Role], mapping: &Mapping) -> Error {
    let wanted: Vec<_> = missing.iter().map(|role| format!("`{}`", role.name)).collect();
    let columns: Vec<&str> = file.columns.iter().map(|column| column.name.as_str()).collect();
    let mut left: Vec<&str> =
        columns.iter().copied().filter(|name| mapping.played().all(|(_, column)| column != *name)).collect();
    let mut maps = Vec::new();
    for role in missing {
        let guess = likely(role, &left);
        left.retain(|name| *name != guess);
        let shell = if guess.contains([' ', '(', '&', '$', '\'']) { format!("\"{guess}\"") } else { guess.to_owned() };
        maps.push(format!("--map {}={shell}", qualified(table, role.name)));
    }
    let them = if maps.len() == 1 { "it" } else { "them" };
    Error::input(format!("`{}` has no column {}; it has {}", file.name, wanted.join(" or "), listed(&columns)))
        .hint(format!("map {them} with `{}`", maps.join(" ")))
}

fn qualified(table: &str, role: &str) -> String {
    if table.is_empty() { role.to_owned() } else { format!("{table}.{role}") }
}

/// The likeliest column for a role: the first of its words that a column holds, else the first column left.
fn likely(role: &Role, left: &[&str]) -> String {
    let holds = |word: &&str| left.iter().find(|name| name.to_lowercase().contains(*word));
    let guess = role.words.iter().find_map(holds).or(left.first());
    guess.map_or_else(|| "COLUMN".to_owned(), |name| (*name).to_owned())
}

/// Columns no role took. One that is called like a role but was mapped away is left out on purpose.
fn free(file: &DataFile, roles: &[Role], mapping: &Mapping) -> Vec<String> {
    let like_a_role = |name: &str| {
        roles.iter().any(|role| role.name.eq_ignore_ascii_case(name) || role.alias.is_some_and(|alias| alias == name))
    };
    let taken = |name: &str| mapping.played().any(|(_, column)| column == name);
    let columns =
        file.columns.iter().filter(|column| matches!(column.class, Class::Text | Class::Boolean | Class::Nothing));
    columns.map(|column| column.name.clone()).filter(|name| !taken(name) && !like_a_role(name)).collect()
}
