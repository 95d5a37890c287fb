//! Chances to leave that somebody set: they win over the model's until they expire, and stand beside it.

use super::backtest::Chance;
use super::exposed::Exposed;
use crate::model::{ChurnOverride, CustomerExposure};
use crate::source::{self, CustomerInfo};
use crate::unit::{Money, Ratio};
use jiff::civil::Date;
use std::collections::BTreeMap;

/// The overrides by group: of several for members of one group the highest, since they leave together.
pub(super) struct Overrides<'run> {
    as_of: Date,
    given: &'run [source::ChurnOverride],
    groups: BTreeMap<&'run str, &'run str>,
    holding: BTreeMap<&'run str, &'run source::ChurnOverride>,
}

impl<'run> Overrides<'run> {
    pub(super) fn new(given: &'run [source::ChurnOverride], customers: &'run [CustomerInfo], as_of: Date) -> Self {
        let group = |it: &'run CustomerInfo| (it.customer_id.as_str(), it.group_id.as_str());
        let mut groups: BTreeMap<&str, &str> = customers.iter().map(group).collect();
        // A group may be called by its own id, although no customer has it.
        groups.extend(customers.iter().map(|it| (it.group_id.as_str(), it.group_id.as_str())));
        let mut holding: BTreeMap<&str, &source::ChurnOverride> = BTreeMap::new();
        for it in given.iter().filter(|it| it.expires >= as_of) {
            let Some(group) = groups.get(it.customer_id.as_str()) else { continue };
            let first = holding.entry(group).or_insert(it);
            if it.probability > first.probability {
                *first = it;
            }
        }
        Overrides { as_of, given, groups, holding }
    }

    /// What holds for a customer: the override, else the model's chance; none where there is neither.
    pub(super) fn over(&self, customer: &Exposed, chance: Option<&Chance>) -> Option<CustomerExposure> {
        let set = self.holding.get(customer.id.as_str());
        let mut row = CustomerExposure {
            customer: customer.id.clone(),
            name: customer.name.clone(),
            arr: customer.amount,
            severity: Ratio(1.0),
            locked: Money { amount: crate::unit::Amount::ZERO, ..customer.amount },
            ..CustomerExposure::default()
        };
        if let Some(chance) = chance {
            let it = chance.probability;
            [row.probability, row.low, row.high] = [it.mean, it.low, it.high].map(Ratio);
            row.source.clone_from(&chance.source);
            row.alive = chance.alive.map(Ratio);
        }
        if let Some(set) = set {
            row.model_probability = chance.is_some().then_some(row.probability);
            [row.probability, row.low, row.high] = [Ratio(set.probability); 3];
            row.source = format!("set by {}, holds until {}", set.author, set.expires);
            row.override_author = Some(set.author.clone());
            row.override_expires = Some(set.expires.to_string());
        }
        (chance.is_some() || set.is_some()).then_some(row)
    }

    /// Every row of the table, and what became of it.
    pub(super) fn told(&self, rows: &[CustomerExposure]) -> Vec<ChurnOverride> {
        let exposed: std::collections::BTreeSet<&str> = rows.iter().map(|row| row.customer.as_str()).collect();
        let status = |it: &source::ChurnOverride| match self.groups.get(it.customer_id.as_str()) {
            None => "unknown_customer",
            Some(_) if it.expires < self.as_of => "expired",
            Some(group) if !exposed.contains(group) => "nothing_exposed",
            Some(group) if self.holding.get(group) != Some(&it) => "lower_than_another_of_its_group",
            Some(_) => "applied",
        };
        let told = |it: &source::ChurnOverride| ChurnOverride {
            customer: it.customer_id.clone(),
            probability: Ratio(it.probability),
            author: it.author.clone(),
            expires: it.expires.to_string(),
            status: status(it).to_owned(),
        };
        self.given.iter().map(told).collect()
    }
}
