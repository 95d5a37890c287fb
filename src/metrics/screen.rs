//! The key-account screen: the facts of the queries through [`crate::risk::screen`].

use super::Context;
use crate::config::Config;
use crate::error::Result;
use crate::model::KeyAccountCandidate;
use crate::risk::screen::{Customer, Ground, Potential, Screened, Tier, Value, Verdict, screen};
use crate::unit::{Amount, Ratio};

/// Customers told, beyond which nothing speaks for one: those with a verdict, and the twenty largest.
const LISTED: usize = 20;

struct Facts {
    customer: String,
    name: String,
    amount: Amount,
    before: Option<Amount>,
    new_products: Option<u64>,
    strategic: Option<bool>,
    service_load: Option<f64>,
}

/// The customers that the screen has something to say of, by falling revenue.
pub(super) fn key_account_screen(context: &Context<'_>, config: &Config) -> Result<Vec<KeyAccountCandidate>> {
    let facts = facts(context)?;
    let customers: Vec<Customer> = facts
        .iter()
        .map(|it| Customer {
            id: &it.customer,
            amount: it.amount.0,
            before: it.before.map(|amount| amount.0),
            new_products: it.new_products,
            strategic: it.strategic,
            service_load: it.service_load,
        })
        .collect();
    let screened = screen(&customers, config.risk.service_capacity).into_iter().enumerate();
    let told = screened.filter(|(at, it)| *at < LISTED || it.verdict != Verdict::None);
    Ok(told.map(|(_, it)| candidate(context, &facts[it.customer], &it)).collect())
}

fn facts(context: &Context<'_>) -> Result<Vec<Facts>> {
    let table = context.results.table("key_account_facts")?;
    let (customers, names) = (table.text("customer")?, table.text("name")?);
    let (amounts, before) = (table.amounts("amount")?, table.amounts("amount_before")?);
    let (products, strategic) = (table.integers("new_products")?, table.integers("strategic")?);
    let loads = table.amounts("service_load")?;
    let row = |at: usize| Facts {
        customer: customers[at].clone().unwrap_or_default(),
        name: names[at].clone().unwrap_or_default(),
        amount: amounts[at].unwrap_or_default(),
        before: before[at],
        new_products: products[at].map(|count| count.max(0) as u64),
        strategic: strategic[at].map(|flag| flag == 1),
        service_load: loads[at].map(Amount::to_f64),
    };
    Ok((0..table.rows()).map(row).collect())
}

fn candidate(context: &Context<'_>, facts: &Facts, it: &Screened) -> KeyAccountCandidate {
    KeyAccountCandidate {
        customer: facts.customer.clone(),
        name: facts.name.clone(),
        amount: context.money(Some(facts.amount)),
        value_multiple: Ratio(it.value_multiple),
        value: match it.value {
            Value::Strong => "strong",
            Value::Candidate => "candidate",
            Value::None => "none",
        }
        .to_owned(),
        growth: it.growth.map(Ratio),
        new_products: facts.new_products,
        potential: it.potential.map(|potential| {
            match potential {
                Potential::Growing => "growing",
                Potential::Steady => "steady",
                Potential::Falling => "falling",
            }
            .to_owned()
        }),
        strategic: facts.strategic,
        service_load: facts.service_load.map(Ratio),
        service_load_so_far: it.load_so_far.map(Ratio),
        tier: match it.tier {
            Tier::Head => "head",
            Tier::Middle => "middle",
            Tier::Tail => "tail",
        }
        .to_owned(),
        verdict: match it.verdict {
            Verdict::KeyAccount => "key_account",
            Verdict::Develop => "develop",
            Verdict::Maintain => "maintain",
            Verdict::BeyondCapacity => "beyond_capacity",
            Verdict::None => "none",
        }
        .to_owned(),
        why: why(it.ground).to_owned(),
    }
}

fn why(ground: Ground) -> &'static str {
    match ground {
        Ground::Value => "it brings ten times the average customer and does not shrink",
        Ground::Strategic => "it is flagged as strategic",
        Ground::Growth => "it grows, in revenue or into new products",
        Ground::Falling => "its revenue falls",
        Ground::NoGrowth => "it brings five times the average customer and does not grow, as far as is known",
        Ground::LittleValue => "it brings less than five times the average customer",
        Ground::Capacity => "the service is used up by those ranked before it",
    }
}
