//! The histories that the backtest reads, from the relations `customer_history` and `segment_history`.

use crate::config::Config;
use crate::error::{Error, Result};
use crate::metrics::Context;
use crate::period::Month;
use crate::results::Results;
use crate::risk::backtest::{Basis, Book, Customer, Entry, SegmentEntry};
use crate::source::Scanned;
use arrow::array::{Array as _, StringArray};
use std::collections::{BTreeMap, BTreeSet};
use std::ops::Range;

/// Refuses a dimension that nothing has.
pub(super) fn segments_exist(config: &Config, scanned: &Scanned) -> Result<()> {
    let Some(asked) = &config.risk.segment_dimension else { return Ok(()) };
    let of_customers = scanned.customer_dimensions.iter().map(|it| it.1.as_str());
    let known: BTreeSet<&str> = scanned.dimensions.iter().map(String::as_str).chain(of_customers).collect();
    if known.contains(asked.as_str()) {
        return Ok(());
    }
    let known = if known.is_empty() { "none".to_owned() } else { known.into_iter().collect::<Vec<_>>().join(", ") };
    Err(Error::usage(format!("`risk.segment_dimension` is `{asked}`, and there is no such dimension"))
        .hint(format!("the dimensions are: {known}")))
}

/// The histories of `customer_history` and `segment_history` up to `last`.
pub(super) fn book(context: &Context<'_>, results: &Results, last: Month) -> Result<Book> {
    let table = results.table("customer_history")?;
    let (groups, months) = (table.strings("group_id")?, table.integers("month_index")?);
    let (amounts, mrr) = (table.amounts("amount")?, table.amounts("mrr")?);
    let mut customers: BTreeMap<String, Customer> = BTreeMap::new();
    for (group, rows) in runs(&groups) {
        let customer = entry(&mut customers, group);
        for at in rows {
            let Some(month) = months[at] else { continue };
            let [amount, mrr] = [amounts[at], mrr[at]].map(|it| it.unwrap_or_default().0);
            customer.months.push(Entry { month: month as i32, amount, mrr });
        }
    }
    let segments = segments(results, &mut customers)?;
    let mut customers: Vec<Customer> = customers.into_values().collect();
    customers.iter_mut().for_each(|it| it.months.sort_by_key(|entry| entry.month));
    let basis = if context.has_mrr { Basis::Mrr } else { Basis::Ttm };
    Ok(Book::new(basis, (context.first_month.0, last.0), segments, customers))
}

/// The groups with the rows that stand together, so that each is looked up once and not in every month.
fn runs(groups: &StringArray) -> impl Iterator<Item = (&str, Range<usize>)> {
    let mut from = 0;
    std::iter::from_fn(move || {
        while from < groups.len() && groups.is_null(from) {
            from += 1;
        }
        let group = (from < groups.len()).then(|| groups.value(from))?;
        let same = |at: &usize| groups.is_valid(*at) && groups.value(*at) == group;
        let until = (from..groups.len()).find(|at| !same(at)).unwrap_or(groups.len());
        let rows = from..until;
        from = until;
        Some((group, rows))
    })
}

/// The customer of a group, made where it is new.
fn entry<'all>(customers: &'all mut BTreeMap<String, Customer>, group: &str) -> &'all mut Customer {
    customers.entry(group.to_owned()).or_insert_with(|| Customer { id: group.to_owned(), ..Customer::default() })
}

/// Gives every customer its revenue by segment; returns the segments' names.
fn segments(results: &Results, customers: &mut BTreeMap<String, Customer>) -> Result<Vec<String>> {
    let table = results.table("segment_history")?;
    let (groups, months) = (table.strings("group_id")?, table.integers("month_index")?);
    let (values, amounts) = (table.strings("value")?, table.amounts("amount")?);
    let names: BTreeSet<&str> = values.iter().flatten().collect();
    let names: Vec<String> = names.into_iter().map(str::to_owned).collect();
    for (group, rows) in runs(&groups) {
        let customer = entry(customers, group);
        for at in rows.filter(|at| values.is_valid(*at)) {
            let (Some(month), value) = (months[at], values.value(at)) else { continue };
            let Ok(segment) = names.binary_search_by(|name| name.as_str().cmp(value)) else { continue };
            let amount = amounts[at].unwrap_or_default().0;
            customer.segments.push(SegmentEntry { month: month as i32, segment, amount });
        }
    }
    Ok(names)
}
