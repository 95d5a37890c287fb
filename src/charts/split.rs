//! Revenue split by one dimension, and the customers behind each of its values, for the charts that draw both.

use crate::drawing::text::clean;
use crate::drawing::words::Words;
use crate::model::{DimensionCustomers, DimensionValue, Report};
use crate::unit::{Amount, Money};
use std::collections::BTreeMap;

/// Values a dimension has at least and at most, to be chosen by itself.
const VALUES: (usize, usize) = (2, 30);
/// Customers named within a value.
const NAMED: usize = 12;

/// A dimension and its values.
#[derive(Debug, Clone, PartialEq)]
pub struct Split {
    /// The dimension's name in the ledger.
    pub dimension: String,
    /// Its values with positive revenue, the largest first.
    pub values: Vec<Value>,
    /// All net revenue.
    pub total: Money,
    /// What of it no customer with positive revenue brings: net credits, and rows that name no customer.
    pub left_out: Money,
}

/// One value, or several gathered.
#[derive(Debug, Clone, PartialEq)]
pub struct Value {
    /// The value, safe to draw; `None` for rows without one.
    pub name: Option<String>,
    /// Net revenue.
    pub amount: Money,
    /// Share of all net revenue.
    pub share: f64,
    /// Share of the largest customer within it.
    pub largest: Option<f64>,
    /// Customers named, the largest first.
    pub customers: Vec<Customer>,
    /// Further customers with positive revenue.
    pub others: u64,
    /// Their revenue.
    pub others_amount: Money,
}

/// A customer within a value.
#[derive(Debug, Clone, PartialEq)]
pub struct Customer {
    /// The group's id.
    pub customer: String,
    /// Name, safe to draw.
    pub name: String,
    /// Net revenue within the value.
    pub amount: Money,
    /// That as a share of all revenue.
    pub share: f64,
}

impl Value {
    /// Revenue of all customers with positive revenue in it: what has an area.
    #[must_use]
    pub fn positive(&self) -> Amount {
        self.customers.iter().map(|customer| customer.amount.amount).sum::<Amount>() + self.others_amount.amount
    }
}

/// The dimension that says most about customers: industry, else segment, else the one with 2 to 30 values that tells of
/// most revenue; of equals the first by name.
#[must_use]
pub fn read(report: &Report) -> Option<Split> {
    let total = report.concentration.total.to_f64();
    if total <= 0.0 {
        return None;
    }
    let known = |name: &&str| report.dimensions.get(*name).is_some_and(|values| told(values) > Amount::ZERO);
    let usual = ["industry", "segment"].into_iter().find(known).map(str::to_owned);
    let dimension = usual.or_else(|| {
        let fits = |values: &Vec<DimensionValue>| (VALUES.0..=VALUES.1).contains(&named(values).count());
        let fitting = report.dimensions.iter().filter(|(_, values)| fits(values));
        fitting.rev().max_by_key(|(_, values)| told(values)).map(|(name, _)| name.clone())
    })?;
    let behind = report.dimension_customers.get(&dimension)?;
    let values = report.dimensions[&dimension].iter();
    let value = |value: &DimensionValue| read_value(value, behind.iter().find(|it| it.value == value.value)?, total);
    let mut values: Vec<Value> = values.filter_map(value).filter(|value| value.positive() > Amount::ZERO).collect();
    values.sort_by_key(|value| std::cmp::Reverse(value.positive()));
    let total = report.concentration.total;
    let left_out = total.amount - values.iter().map(Value::positive).sum::<Amount>();
    let left_out = Money::new(left_out, total.decimals);
    (!values.is_empty()).then_some(Split { dimension, values, total, left_out })
}

fn named(values: &[DimensionValue]) -> impl Iterator<Item = &DimensionValue> {
    values.iter().filter(|value| value.value.is_some())
}

fn told(values: &[DimensionValue]) -> Amount {
    named(values).map(|value| value.amount.amount).sum()
}

fn read_value(value: &DimensionValue, behind: &DimensionCustomers, total: f64) -> Option<Value> {
    let customer = |it: &crate::model::DimensionCustomer| Customer {
        customer: it.customer.clone(),
        name: clean(&it.name),
        amount: it.amount,
        share: it.share.map_or(0.0, |share| share.0),
    };
    let share = value.share.map_or(value.amount.to_f64() / total, |share| share.0);
    share.is_finite().then(|| Value {
        name: value.value.as_deref().map(clean),
        amount: value.amount,
        share,
        largest: value.cr_1.map(|share| share.0),
        customers: behind.customers.iter().filter(|it| it.amount.amount > Amount::ZERO).map(customer).collect(),
        others: behind.others.customers,
        others_amount: Money::new(behind.others.amount.amount.max(Amount::ZERO), behind.others.amount.decimals),
    })
}

/// Several values as one; a customer that stands in more than one of them is one customer.
#[must_use]
pub fn gathered(values: &[Value]) -> Value {
    let mut customers: BTreeMap<&str, Customer> = BTreeMap::new();
    for customer in values.iter().flat_map(|value| &value.customers) {
        let none =
            Customer { amount: Money::new(Amount::ZERO, customer.amount.decimals), share: 0.0, ..customer.clone() };
        let sum = customers.entry(&customer.customer).or_insert(none);
        sum.amount.amount = sum.amount.amount + customer.amount.amount;
        sum.share += customer.share;
    }
    let mut customers: Vec<Customer> = customers.into_values().collect();
    customers.sort_by_key(|customer| std::cmp::Reverse(customer.amount.amount));
    let rest = customers.split_off(customers.len().min(NAMED));
    let decimals = values.first().map_or(0, |value| value.amount.decimals);
    let sum = |amount: fn(&Value) -> Amount| Money::new(values.iter().map(amount).sum(), decimals);
    let moved: Amount = rest.iter().map(|customer| customer.amount.amount).sum();
    let others = sum(|value| value.others_amount.amount).amount + moved;
    Value {
        name: None,
        amount: sum(|value| value.amount.amount),
        share: values.iter().map(|value| value.share).sum(),
        largest: None,
        customers,
        others: values.iter().map(|value| value.others).sum::<u64>() + rest.len() as u64,
        others_amount: Money::new(others, decimals),
    }
}

/// The dimension's name for people: the catalogue's, else the ledger's own.
#[must_use]
pub fn called(dimension: &str) -> String {
    clean(&dimension.replace('_', " "))
}

/// The value's name, or that there is none.
#[must_use]
pub fn value_name(value: &Value, words: &Words) -> String {
    value.name.clone().unwrap_or_else(|| words.word("split-no-value"))
}
