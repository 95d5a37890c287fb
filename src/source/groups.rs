//! Who is one customer with whom: today, month by month, and under every policy.

use super::customers::{Customers, Flags};
use super::forest::{Forest, Kinship};
use super::links::{ALWAYS, Links};
use super::tally::{self, Said};
use crate::calendar::Calendar;
use crate::config::Grouping;
use crate::error::Result;
use crate::period::Month;
use rayon::prelude::*;
use std::collections::{BTreeMap, BTreeSet, HashMap};
use std::ops::Bound;

/// The first month of any history, January of year 0.
const FIRST: i32 = 0;
/// The last, December 2100; a ledger holds no later date.
const LAST: i32 = 2100 * 12 + 11;

/// A customer by name and group.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CustomerInfo {
    /// Its id.
    pub customer_id: String,
    /// Its name; the id where none is known.
    pub name: String,
    /// Its parent's id without dates.
    pub parent_id: Option<String>,
    /// The id of the group it belongs to under the grouping policy at the end of the last whole month.
    pub group_id: String,
    /// The group's name; its id where none is known.
    pub group_name: String,
}

/// A customer's group over months in which nobody joins or leaves the group.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct GroupSpell {
    /// The customer.
    pub customer_id: String,
    /// First month.
    pub first: Month,
    /// Last month, inclusive.
    pub last: Month,
    /// The group.
    pub group_id: String,
}

/// A customer's flags from the customers table.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct CustomerFlags {
    /// The customer.
    pub customer_id: String,
    /// What the table says.
    pub flags: Flags,
}

/// Today's groups under one policy.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PolicyGroups {
    /// The policy.
    pub policy: Grouping,
    /// Each customer's group, in the order of the customers; none where the links contradict each other under the policy.
    pub groups: Vec<String>,
    /// Why there are none.
    pub reason: Option<String>,
}

/// All of it.
#[derive(Debug, Clone, Default)]
pub struct Groups {
    /// Every customer of the ledger and the customers table, sorted by id.
    pub customers: Vec<CustomerInfo>,
    /// Their groups month by month under the policy asked for, sorted.
    pub history: Vec<GroupSpell>,
    /// Today's groups under every policy.
    pub policies: Vec<PolicyGroups>,
    /// Every id that can be a group's, and its name.
    pub names: BTreeMap<String, String>,
    /// Flags of every customer.
    pub flags: Vec<CustomerFlags>,
}

/// What the tables and the ledger say.
pub struct Sayings<'a> {
    /// The customers table.
    pub customers: &'a Customers,
    /// The links table.
    pub links: &'a Links,
    /// The ledger's own names and parents.
    pub seen: &'a tally::Customers,
    /// Says when a month ends.
    pub calendar: &'a Calendar,
}

/// Groups under `grouping`, with today at the end of `today`.
///
/// # Errors
/// Input errors where parents form a circle or a customer has two, under the policy asked for.
pub fn groups(said: &Sayings<'_>, grouping: Grouping, today: Month) -> Result<Groups> {
    let ids: BTreeSet<&str> = said.seen.keys().map(String::as_str).chain(said.customers.ids()).collect();
    let parents: BTreeMap<&str, &str> = ids
        .iter()
        .filter_map(|id| Some((*id, word(said.customers.parent(id), said.seen.get(*id).map(|seen| &seen.parent))?)))
        .collect();
    let names: HashMap<&str, &str> = ids
        .iter()
        .filter_map(|id| Some((*id, word(said.customers.name(id), said.seen.get(*id).map(|seen| &seen.name))?)))
        .collect();
    let governments = said.customers.flags().filter_map(|(id, flags)| Some((id, flags.unit_of.as_deref()?))).collect();
    let administrators = said.customers.flags().filter(|(_, flags)| flags.state_asset_admin == Some(true));
    let administrators = administrators.map(|(id, _)| id).collect();
    let kinship = Kinship {
        links: &said.links.rows,
        parents: &parents,
        governments: &governments,
        administrators: &administrators,
    };
    let forest = Forest::new(grouping, &kinship)?;
    let day = said.calendar.last_days(today);
    let name = |id: &str| names.get(id).copied().unwrap_or(id).to_owned();
    let customer = |id: &&str| {
        let group = forest.root(id, day)?;
        Ok(CustomerInfo {
            customer_id: (*id).to_owned(),
            name: name(id),
            parent_id: parents.get(id).map(|parent| (*parent).to_owned()),
            group_id: group.to_owned(),
            group_name: name(group),
        })
    };
    let (history, policies) = rayon::join(|| history(&ids, &forest, said.calendar), || policies(&ids, &kinship, day));
    let mut found = Groups { history: history?, policies, ..Groups::default() };
    found.customers = ids.iter().map(customer).collect::<Result<_>>()?;
    // Nearly every customer is a group by itself, under every policy and in every month.
    let policies =
        found.policies.iter().flat_map(|policy| policy.groups.iter().map(String::as_str).zip(ids.iter().copied()));
    let spells = found.history.iter().map(|spell| (spell.group_id.as_str(), spell.customer_id.as_str()));
    let others: BTreeSet<&str> =
        policies.chain(spells).filter(|(group, id)| group != id).map(|(group, _)| group).collect();
    found.names = ids.union(&others).map(|id| ((*id).to_owned(), name(id))).collect();
    found.flags = flags(&ids, said.customers);
    Ok(found)
}

/// The table's word, else the ledger's.
fn word<'a>(listed: Option<&'a str>, seen: Option<&'a Said>) -> Option<&'a str> {
    listed.or_else(|| seen?.as_ref().map(|(_, word)| word.as_str()))
}

fn flags(ids: &BTreeSet<&str>, customers: &Customers) -> Vec<CustomerFlags> {
    let listed: HashMap<&str, &Flags> = customers.flags().collect();
    let of = |id: &&str| listed.get(id).map(|flags| (*flags).clone()).unwrap_or_default();
    ids.iter().map(|id| CustomerFlags { customer_id: (*id).to_owned(), flags: of(id) }).collect()
}

fn policies<'a>(ids: &BTreeSet<&'a str>, kinship: &Kinship<'a>, day: i32) -> Vec<PolicyGroups> {
    let of = |policy: Grouping| {
        let forest = Forest::new(policy, kinship)?;
        ids.iter().map(|id| forest.root(id, day).map(str::to_owned)).collect::<Result<Vec<String>>>()
    };
    let described = |policy: Grouping| match of(policy) {
        Ok(groups) => PolicyGroups { policy, groups, reason: None },
        Err(error) => PolicyGroups { policy, groups: Vec::new(), reason: Some(error.to_string()) },
    };
    Grouping::ALL.into_par_iter().map(described).collect()
}

/// Months of one group: first, last, group.
type Spell<'a> = (i32, i32, &'a str);

/// The tree month by month. A spell ends where anybody joins or leaves its group, so that a group within a spell's months
/// has the same members throughout.
fn history<'a>(ids: &BTreeSet<&'a str>, forest: &Forest<'a>, calendar: &Calendar) -> Result<Vec<GroupSpell>> {
    let mut spells: Vec<(&str, Vec<Spell>)> = Vec::with_capacity(ids.len());
    let mut turns: HashMap<&str, BTreeSet<i32>> = HashMap::new();
    let joined = forest.joined();
    for id in ids {
        if !joined.contains(id) {
            spells.push((*id, vec![(FIRST, LAST, *id)]));
            continue;
        }
        let own = spells_of(id, forest, calendar)?;
        for (first, last, group) in &own {
            turns.entry(*group).or_default().extend([*first, *last + 1]);
        }
        spells.push((*id, own));
    }
    let mut history = Vec::with_capacity(ids.len());
    for (id, own) in spells {
        for (first, last, group) in own {
            let inner = turns
                .get(group)
                .into_iter()
                .flat_map(|turns| turns.range((Bound::Excluded(first), Bound::Included(last))))
                .copied();
            let starts: Vec<i32> = std::iter::once(first).chain(inner).collect();
            for (at, start) in starts.iter().enumerate() {
                let end = starts.get(at + 1).map_or(last, |next| next - 1);
                history.push(GroupSpell {
                    customer_id: id.to_owned(),
                    first: Month(*start),
                    last: Month(end),
                    group_id: group.to_owned(),
                });
            }
        }
    }
    Ok(history)
}

fn spells_of<'a>(id: &'a str, forest: &Forest<'a>, calendar: &Calendar) -> Result<Vec<Spell<'a>>> {
    let changes = forest.changes(id, calendar);
    let starts = std::iter::once(FIRST).chain(changes.into_iter().filter(|month| (FIRST + 1..=LAST).contains(month)));
    let mut spells: Vec<Spell> = Vec::new();
    for start in starts {
        let day = if start == FIRST { ALWAYS } else { calendar.last_days(Month(start)) };
        let group = forest.root(id, day)?;
        match spells.last_mut() {
            Some(last) if last.2 == group => {}
            Some(last) => {
                last.1 = start - 1;
                spells.push((start, LAST, group));
            }
            None => spells.push((start, LAST, group)),
        }
    }
    Ok(spells)
}
