//! Contracted against billed recurring revenue.

use super::Context;
use crate::config::{Config, ContractEnd};
use crate::error::Result;
use crate::model::{ContractFacts, MrrDifference, MrrSources, PausedContract, Recurring};
use crate::period::Month;

const NO_TABLE: &str = "no contracts table is given";
const NO_KINDS: &str = "the ledger names no kinds, so it is not known what it billed as recurring";
/// Differences shown, at most.
const SHOWN: usize = 20;

/// Fills in what the contracts table says beside the ledger.
pub(super) fn read(context: &Context<'_>, config: &Config, recurring: &mut Recurring) -> Result<()> {
    let has_table = config.contracts.is_some();
    let all = sources(context, has_table)?;
    let last = all.last().filter(|month| month.period == context.last_month);
    recurring.contracted_mrr = last.filter(|_| has_table).map(|month| month.contracted);
    recurring.billed_mrr = last.filter(|_| context.has_kinds).map(|month| month.billed);
    for (key, unknown, why) in [
        ("contracted_mrr", !has_table, NO_TABLE),
        ("contracts", !has_table, NO_TABLE),
        ("billed_mrr", !context.has_kinds, NO_KINDS),
    ] {
        if unknown {
            recurring.reasons.insert(format!("{key}_reason"), why.to_owned());
        }
    }
    if has_table {
        recurring.contracts = Some(facts(context, config)?);
        recurring.paused = paused(context)?;
    }
    if has_table && context.has_kinds {
        recurring.mrr_differences = differences(context)?;
        recurring.mrr_sources = all;
    }
    Ok(())
}

fn sources(context: &Context<'_>, has_table: bool) -> Result<Vec<MrrSources>> {
    let table = context.results.table("mrr_sources")?;
    let months = table.integers("month_index")?;
    let (contracted, billed) = (table.amounts("contracted")?, table.amounts("billed")?);
    let difference = table.amounts("difference")?;
    let row = |at: usize| MrrSources {
        period: Month(months[at].unwrap_or(0) as i32),
        contracted: context.money(contracted[at].filter(|_| has_table)),
        billed: context.money(billed[at]),
        difference: context.money(difference[at]),
    };
    Ok((0..table.rows()).map(row).collect())
}

fn differences(context: &Context<'_>) -> Result<Vec<MrrDifference>> {
    let table = context.results.table("mrr_differences")?;
    let (customers, names) = (table.text("customer")?, table.text("name")?);
    let (contracted, billed) = (table.amounts("contracted")?, table.amounts("billed")?);
    let difference = table.amounts("difference")?;
    let row = |at: usize| MrrDifference {
        customer: customers[at].clone().unwrap_or_default(),
        name: names[at].clone().unwrap_or_default(),
        contracted: context.money(contracted[at]),
        billed: context.money(billed[at]),
        difference: context.money(difference[at]),
    };
    Ok((0..table.rows().min(SHOWN)).map(row).collect())
}

fn paused(context: &Context<'_>) -> Result<Vec<PausedContract>> {
    let table = context.results.table("paused_contracts")?;
    let (contracts, customers, names) = (table.text("contract")?, table.text("customer")?, table.text("name")?);
    let prices = table.amounts("price")?;
    let row = |at: usize| PausedContract {
        contract: contracts[at].clone().unwrap_or_default(),
        customer: customers[at].clone().unwrap_or_default(),
        name: names[at].clone().unwrap_or_default(),
        price: context.money(prices[at]),
    };
    Ok((0..table.rows()).map(row).collect())
}

fn facts(context: &Context<'_>, config: &Config) -> Result<ContractFacts> {
    let table = context.results.table("contract_facts")?;
    let count = |column: &str| {
        Ok::<_, crate::error::Error>(table.integers(column)?.first().copied().flatten().unwrap_or(0).max(0) as u64)
    };
    let is_inclusive = config.contracts.as_ref().is_some_and(|table| table.end == ContractEnd::Inclusive);
    let mut facts = ContractFacts {
        contracts: count("contracts")?,
        active: count("active")?,
        customers: count("customers")?,
        open_ended: count("open_ended")?,
        ends_on_month_end: count("ends_on_month_end")?,
        end: if is_inclusive { "inclusive" } else { "exclusive" }.to_owned(),
        note: None,
    };
    let ends = facts.contracts - facts.open_ended.min(facts.contracts);
    if !is_inclusive && facts.ends_on_month_end * 2 > ends {
        facts.note = Some(format!(
            "{} of {ends} ends are the last day of a month and look like the last day of service; they are read as the \
             first day without service. If they are inclusive, say `end = \"inclusive\"` under `[contracts]` or \
             `--contracts-end inclusive`",
            facts.ends_on_month_end
        ));
    }
    Ok(facts)
}
