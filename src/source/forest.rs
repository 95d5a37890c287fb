//! The tree of customers under a grouping policy, at any day.
//!
//! An edge is a link that the policy accepts. A customer's group is the root it leads to; the day that counts is the last
//! of a month.

use super::links::{ALWAYS, FOREVER, Link, Relation};
use crate::calendar::Calendar;
use crate::config::Grouping;
use crate::error::{Error, Result};
use crate::period::date_of_days;
use std::collections::{BTreeMap, BTreeSet, HashSet};

/// What is known of who belongs to whom, whatever the policy.
#[derive(Debug, Clone, Copy)]
pub struct Kinship<'a> {
    /// The links table.
    pub links: &'a [Link],
    /// Child and parent without dates: control.
    pub parents: &'a BTreeMap<&'a str, &'a str>,
    /// Customer and the government it is a unit of.
    pub governments: &'a BTreeMap<&'a str, &'a str>,
    /// Customers that administer the state's holdings, as the customers table says.
    pub administrators: &'a BTreeSet<&'a str>,
}

/// One accepted link.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
struct Edge<'a> {
    parent: &'a str,
    relation: Relation,
    from: i32,
    to: i32,
}

impl Edge<'_> {
    fn holds(&self, day: i32) -> bool {
        self.from <= day && day <= self.to
    }
}

/// Every customer's accepted parents, by child.
#[derive(Debug, Default)]
pub struct Forest<'a> {
    edges: BTreeMap<&'a str, Vec<Edge<'a>>>,
}

impl<'a> Forest<'a> {
    /// The forest of a policy.
    ///
    /// # Errors
    /// Input errors for two parents of one relation on the same day, and for customers that belong to each other in a circle.
    pub fn new(policy: Grouping, kinship: &Kinship<'a>) -> Result<Forest<'a>> {
        let mut edges: BTreeMap<&str, Vec<Edge>> = BTreeMap::new();
        for (child, edge) in accepted(policy, kinship) {
            edges.entry(child).or_default().push(edge);
        }
        for of_child in edges.values_mut() {
            of_child.sort_unstable();
            of_child.dedup();
        }
        let forest = Forest { edges };
        forest.check_parents()?;
        forest.check_circles()?;
        Ok(forest)
    }

    /// The group of `id` on `day`.
    ///
    /// # Errors
    /// An input error where it has two parents that lead to different groups.
    pub fn root(&self, id: &'a str, day: i32) -> Result<&'a str> {
        let mut at = id;
        loop {
            let mut parents: Vec<&Edge> = self.parents(at).filter(|edge| edge.holds(day)).collect();
            parents.dedup_by_key(|edge| edge.parent);
            match parents.as_slice() {
                [] => return Ok(at),
                [only] => at = only.parent,
                [first, others @ ..] => {
                    let root = self.root(first.parent, day)?;
                    for other in others {
                        if self.root(other.parent, day)? != root {
                            return Err(two_parents(at, first, other));
                        }
                    }
                    return Ok(root);
                }
            }
        }
    }

    /// The months from which on the group of `id` may be another one.
    #[must_use]
    pub fn changes(&self, id: &'a str, calendar: &Calendar) -> BTreeSet<i32> {
        let (mut months, mut known, mut open) = (BTreeSet::new(), HashSet::from([id]), vec![id]);
        while let Some(at) = open.pop() {
            for edge in self.parents(at) {
                // At the end of the month of its first day a link holds; at that of the day after its last, no longer.
                months.extend((edge.from != ALWAYS).then(|| calendar.of_days(edge.from).0));
                months.extend((edge.to != FOREVER).then(|| calendar.of_days(edge.to + 1).0));
                if known.insert(edge.parent) {
                    open.push(edge.parent);
                }
            }
        }
        months
    }

    /// The customers that belong to another one, or that another one belongs to, on some day. All others are a group by themselves.
    #[must_use]
    pub fn joined(&self) -> HashSet<&'a str> {
        self.edges.iter().flat_map(|(child, edges)| edges.iter().map(|edge| edge.parent).chain([*child])).collect()
    }

    fn parents(&self, id: &str) -> impl Iterator<Item = &Edge<'a>> {
        self.edges.get(id).into_iter().flatten()
    }

    fn check_parents(&self) -> Result<()> {
        for (child, edges) in &self.edges {
            for (at, one) in edges.iter().enumerate() {
                let clash = edges[at + 1..].iter().find(|other| {
                    other.relation == one.relation
                        && other.parent != one.parent
                        && one.from <= other.to
                        && other.from <= one.to
                });
                if let Some(other) = clash {
                    return Err(two_parents(child, one, other));
                }
            }
        }
        Ok(())
    }

    /// In a circle, all links hold from the first day of the one that begins last; so each link's first day is looked at.
    fn check_circles(&self) -> Result<()> {
        for (child, edges) in &self.edges {
            for edge in edges {
                if let Some(path) = self.path(edge.parent, child, edge.from) {
                    return Err(circle(child, edge, &path));
                }
            }
        }
        Ok(())
    }

    /// The edges that lead from `start` up to `end` on `day`.
    fn path(&self, start: &'a str, end: &str, day: i32) -> Option<Vec<&Edge<'a>>> {
        let (mut known, mut open) = (HashSet::from([start]), vec![(start, Vec::new())]);
        while let Some((at, path)) = open.pop() {
            if at == end {
                return Some(path);
            }
            for edge in self.parents(at).filter(|edge| edge.holds(day)) {
                if known.insert(edge.parent) {
                    open.push((edge.parent, path.iter().copied().chain([edge]).collect()));
                }
            }
        }
        None
    }
}

/// The links that count under a policy. A customer that is its own parent is a root, as many exports write it.
fn accepted<'a>(policy: Grouping, kinship: &Kinship<'a>) -> Vec<(&'a str, Edge<'a>)> {
    let linked = |relation: Relation| -> HashSet<&str> {
        kinship.links.iter().filter(|link| link.relation == relation).map(|link| link.child.as_str()).collect()
    };
    let (controlled, units) = (linked(Relation::Control), linked(Relation::GovernmentUnit));
    let undated = |relation: Relation, parent: &'a str| Edge { parent, relation, from: ALWAYS, to: FOREVER };
    let parents = kinship.parents.iter().filter(|(child, _)| !controlled.contains(*child));
    let parents = parents.map(|(child, parent)| (*child, undated(Relation::Control, parent), false));
    let governments = kinship.governments.iter().filter(|(child, _)| !units.contains(*child));
    let governments = governments.map(|(child, parent)| (*child, undated(Relation::GovernmentUnit, parent), false));
    let links = kinship.links.iter().map(|link| {
        let edge = Edge { parent: &link.parent, relation: link.relation, from: link.from, to: link.to };
        (link.child.as_str(), edge, link.accepted)
    });
    let counts = |edge: &Edge, is_accepted: bool| match (policy, edge.relation) {
        (Grouping::Legal, _) => false,
        (Grouping::Csrc, Relation::Control) => !kinship.administrators.contains(edge.parent),
        (_, Relation::Control) | (Grouping::Economic, Relation::Economic) => true,
        (Grouping::Asc280 | Grouping::Ifrs8, Relation::GovernmentUnit) => true,
        (Grouping::Ifrs8, Relation::StateAssetAdmin) => is_accepted,
        _ => false,
    };
    let all = parents.chain(governments).chain(links);
    all.filter(|(child, edge, is_accepted)| *child != edge.parent && counts(edge, *is_accepted))
        .map(|(child, edge, _)| (child, edge))
        .collect()
}

fn two_parents(child: &str, one: &Edge, other: &Edge) -> Error {
    let both = when(one.from.max(other.from), one.to.min(other.to));
    let said = |edge: &Edge| format!("`{}` ({})", edge.parent, edge.relation.name());
    Error::input(format!("`{child}` has two parents {both}: {} and {}", said(one), said(other))).hint(
        "a link's valid_to is its last day; end one before the other begins, or link the two parents to one group",
    )
}

fn circle(child: &str, edge: &Edge, path: &[&Edge]) -> Error {
    let members: Vec<&str> = [child, edge.parent].into_iter().chain(path.iter().map(|edge| edge.parent)).collect();
    let members = &members[..members.len() - 1];
    let first = members.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |(at, _)| at);
    let turned = members[first..].iter().chain(&members[..=first]);
    let names: Vec<String> = turned.map(|id| format!("`{id}`")).collect();
    let from = path.iter().map(|edge| edge.from).fold(edge.from, i32::max);
    let to = path.iter().map(|edge| edge.to).fold(edge.to, i32::min);
    Error::input(format!("parents form a circle {}: {}", when(from, to), names.join(" → ")))
        .hint("clear `parent_id` of the one that stands alone, or end its link")
}

fn when(from: i32, to: i32) -> String {
    match (from, to) {
        (ALWAYS, FOREVER) => "at every date".to_owned(),
        (ALWAYS, to) => format!("up to {}", date_of_days(to)),
        (from, FOREVER) => format!("from {} on", date_of_days(from)),
        (from, to) => format!("from {} to {}", date_of_days(from), date_of_days(to)),
    }
}
