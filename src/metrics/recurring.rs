//! Recurring revenue.

use super::{Context, contracts, ratio};
use crate::config::Config;
use crate::error::Result;
use crate::model::{Recurring, RecurringMonth};
use crate::period::Month;
use crate::unit::{Amount, Money};

const NO_KINDS: &str = "the ledger names no kinds, so recurring revenue is inferred and no month's MRR is known";
const NO_KINDS_MONTHLY: &str = "the ledger names no kinds, so no month's revenue can be split";
const NOTHING: &str = "no two neighbouring quarters lie within the ledger";
const SHORT: &str =
    "revenue is inferred to recur from one three-month window to the next, and the window is shorter than three months";
const NO_TOTAL: &str = "revenue of the window is not positive";
const NO_RECURRING: &str = "no customer has recurring revenue in the window";

/// The recurring part of the window, MRR and ARR.
pub(super) fn recurring(context: &Context<'_>, config: &Config) -> Result<Recurring> {
    let table = context.results.table("recurring")?;
    let value = |column: &str| Ok::<_, crate::error::Error>(table.ratios(column)?.first().copied().flatten());
    let amount = table.amounts("recurring")?.first().copied().flatten();
    let of_amount = table.amounts("of_amount")?.first().copied().flatten();
    let inferred_months =
        table.integers("inferred_months")?.first().copied().flatten().map(|months| months.max(0) as u64);
    let knows_mrr = context.has_kinds || context.contracted;
    let mrr = knows_mrr.then(|| mrr(context)).transpose()?;
    let mut recurring = Recurring {
        amount: amount.map(|amount| context.money(Some(amount))),
        share: ratio(value("share")?),
        inferred: !context.has_kinds,
        inferred_months: inferred_months.filter(|_| !context.has_kinds),
        not_inferable_share: ratio(value("not_inferable_share")?).filter(|_| !context.has_kinds),
        mrr_source: knows_mrr.then(|| if context.contracted { "contracts" } else { "ledger" }.to_owned()),
        mrr: mrr.map(|amount| Money::new(amount, context.decimals)),
        arr: mrr.map(|amount| Money::new(Amount(amount.0 * 12), context.decimals)),
        head_share_of_recurring: ratio(value("head_share_of_recurring")?),
        head_recurring_of_total: ratio(value("head_recurring_of_total")?),
        head_customers: head_customers(context)?,
        monthly: if context.has_kinds { monthly(context)? } else { Vec::new() },
        ..Recurring::default()
    };
    let nothing = if context.window_months < 3 { SHORT } else { NOTHING };
    let no_share = if of_amount.is_none() { nothing } else { NO_TOTAL };
    let no_recurring = if of_amount.is_none() && !context.has_kinds { nothing } else { NO_RECURRING };
    let mut explain = |missing: bool, key: &str, reason: &str| {
        if missing {
            recurring.reasons.insert(format!("{key}_reason"), reason.to_owned());
        }
    };
    explain(amount.is_none(), "amount", nothing);
    explain(recurring.share.is_none(), "share", no_share);
    explain(recurring.head_recurring_of_total.is_none(), "head_recurring_of_total", no_share);
    explain(recurring.head_share_of_recurring.is_none(), "head_share_of_recurring", no_recurring);
    let known = "recurring revenue is known by its kind, not inferred";
    let no_part = if context.has_kinds { known } else { no_share };
    explain(recurring.not_inferable_share.is_none(), "not_inferable_share", no_part);
    explain(recurring.inferred_months.is_none(), "inferred_months", known);
    explain(mrr.is_none(), "mrr", NO_KINDS);
    explain(mrr.is_none(), "arr", NO_KINDS);
    explain(mrr.is_none(), "mrr_source", NO_KINDS);
    explain(!context.has_kinds, "monthly", NO_KINDS_MONTHLY);
    contracts::read(context, config, &mut recurring)?;
    Ok(recurring)
}

fn mrr(context: &Context<'_>) -> Result<Amount> {
    let table = context.results.table("recurring_monthly")?;
    let months = table.integers("month_index")?;
    let at = months.iter().position(|month| *month == Some(i64::from(context.last_month.0)));
    let amounts = table.amounts("mrr")?;
    Ok(at.and_then(|at| amounts[at]).unwrap_or_default())
}

fn monthly(context: &Context<'_>) -> Result<Vec<RecurringMonth>> {
    let table = context.results.table("recurring_monthly")?;
    let (months, recurring, other) =
        (table.integers("month_index")?, table.amounts("recurring")?, table.amounts("other")?);
    let row = |at: usize| RecurringMonth {
        period: Month(months[at].unwrap_or(0) as i32),
        recurring: context.money(recurring[at]),
        other: context.money(other[at]),
    };
    Ok((0..table.rows()).map(row).collect())
}

/// The ten largest by recurring revenue, of equals the first by id.
fn head_customers(context: &Context<'_>) -> Result<Vec<String>> {
    let table = context.results.table("recurring_by_group")?;
    let rows = table.text("group_id")?.into_iter().flatten().zip(table.amounts("recurring")?);
    let mut rows: Vec<(Amount, String)> = rows.filter_map(|(group, amount)| Some((amount?, group))).collect();
    rows.retain(|(amount, _)| *amount > Amount::ZERO);
    rows.sort_by(|one, other| other.0.cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    Ok(rows.into_iter().take(10).map(|(_, group)| group).collect())
}
