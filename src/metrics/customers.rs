//! Ranked customers and key accounts.

use super::structure::rows;
use super::{Context, because, ratio};
use crate::error::Result;
use crate::model::{Customer, CustomerAmount, CustomerRank, KeyAccounts, Multiple, Reasons};
use crate::unit::{Amount, Money, divide_half_even};

/// How many customers the report ranks; those tied with the last are listed too.
const LISTED: usize = 20;

/// The largest customers.
pub(super) fn top(context: &Context<'_>) -> Result<Vec<Customer>> {
    let all: Vec<Customer> = all(context)?.into_iter().map(|(customer, _)| customer).collect();
    let positive = |customer: &&Customer| customer.amount.amount > Amount::ZERO;
    let last = all.iter().filter(positive).nth(LISTED - 1).map(|customer| customer.amount.amount);
    let listed = |customer: &Customer| last.is_none_or(|last| customer.amount.amount >= last);
    Ok(all.into_iter().filter(|customer| customer.amount.amount > Amount::ZERO && listed(customer)).collect())
}

/// Customers with at least 10 % of all revenue.
pub(super) fn major(context: &Context<'_>) -> Result<Vec<Customer>> {
    Ok(all(context)?.into_iter().filter(|(_, is_major)| *is_major).map(|(customer, _)| customer).collect())
}

/// Every customer with positive revenue.
pub(super) fn amounts(context: &Context<'_>) -> Result<Vec<CustomerAmount>> {
    let positive = all(context)?.into_iter().map(|(customer, _)| customer);
    Ok(positive
        .filter(|customer| customer.amount.amount > Amount::ZERO)
        .map(|it| CustomerAmount {
            customer: it.customer,
            name: it.name,
            amount: it.amount,
            share: it.share,
            tier: it.tier,
        })
        .collect())
}

fn all(context: &Context<'_>) -> Result<Vec<(Customer, bool)>> {
    let table = context.results.table("customers")?;
    let (ranks, ids, names) = (table.integers("rank")?, table.text("customer")?, table.text("name")?);
    let (amounts, recurring) = (table.amounts("amount")?, table.amounts("recurring")?);
    let (shares, index_shares) = (table.ratios("share")?, table.ratios("index_share")?);
    let tiers = table.text("tier")?;
    let (tied, major, before) = (table.flags("tied")?, table.flags("is_major")?, table.amounts("amount_before")?);
    let row = |at: usize| {
        let customer = Customer {
            rank: ranks[at].unwrap_or(0).max(0) as u64,
            customer: ids[at].clone().unwrap_or_default(),
            name: names[at].clone().unwrap_or_default(),
            amount: context.money(amounts[at]),
            share: ratio(shares[at]),
            index_share: ratio(index_shares[at]),
            amount_before: before[at].map(|amount| Money::new(amount, context.decimals)),
            recurring_amount: context.has_kinds.then(|| context.money(recurring[at])),
            tied: tied[at],
            tier: tiers[at].clone(),
        };
        (customer, major[at])
    };
    let mut rows: Vec<(Customer, bool)> = (0..table.rows()).map(row).collect();
    rows.sort_by_key(|(customer, _)| customer.rank);
    Ok(rows)
}

/// The ten largest customers of every quarter end, and today's ten.
pub(super) fn ranks(context: &Context<'_>) -> Result<Vec<CustomerRank>> {
    rows(context, "customer_ranks", |row| {
        let share = row.ratio("share")?;
        let why = "its revenue of the twelve months is not positive";
        Ok(CustomerRank {
            period: row.word("period")?,
            customer: row.word("customer")?,
            name: row.word("name")?,
            rank: row.count("rank")?,
            amount: context.money(row.amount("amount")?),
            reasons: if share.is_none() { because(&["share"], why) } else { Reasons::new() },
            share,
        })
    })
}

/// Mean, median and the multiples of the mean.
pub(super) fn key_accounts(context: &Context<'_>) -> Result<KeyAccounts> {
    let table = context.results.table("key_accounts")?;
    let first = |column: &str| Ok::<_, crate::error::Error>(table.amounts(column)?.first().copied().flatten());
    let count = |column: &str| Ok::<_, crate::error::Error>(table.integers(column)?.first().copied().flatten());
    let (total, customers) = (first("total")?, count("n")?.filter(|&n| n > 0));
    let part = |over: i128| move |amount: Amount| Amount(divide_half_even(amount.0, over));
    let mean = customers.and_then(|n| total.map(part(i128::from(n))));
    let multiple = |times: &str| {
        let amount = first(&format!("amount_{times}"))?.unwrap_or_default();
        let share = total.filter(|total| total.0 > 0).map(|total| amount.to_f64() / total.to_f64());
        let customers = count(&format!("customers_{times}"))?.unwrap_or(0).max(0) as u64;
        Ok::<_, crate::error::Error>(Multiple { customers, amount: context.money(Some(amount)), share: ratio(share) })
    };
    let mut reasons = Reasons::new();
    if customers.is_none() {
        for key in ["mean_reason", "median_reason"] {
            reasons.insert(key.to_owned(), "no customer has positive revenue in the window".to_owned());
        }
    }
    Ok(KeyAccounts {
        mean: mean.map(|amount| Money::new(amount, context.decimals)),
        median: first("twice_median")?.filter(|_| customers.is_some()).map(part(2)).map(|it| context.money(Some(it))),
        at_least_5x: multiple("5x")?,
        at_least_10x: multiple("10x")?,
        reasons,
    })
}
