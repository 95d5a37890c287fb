//! Movements and retention.

use super::{Context, ratio};
use crate::error::Result;
use crate::model::{HeadGrowth, Movement, MovementCounts, QuarterChange, Retention, RetentionRates};
use crate::period::Month;
use crate::unit::{Amount, Ratio};

/// Movements by `month` or `quarter`; the first covered period has a closing only.
pub(super) fn movements(context: &Context<'_>, grain: &str) -> Result<Vec<Movement>> {
    let table = context.results.table("movements")?;
    let (grains, periods) = (table.text("grain")?, table.integers("period_index")?);
    let money = |column: &str| table.amounts(column);
    let (opening, new, reactivation) = (money("opening")?, money("new")?, money("reactivation")?);
    let (expansion, contraction, churn) = (money("expansion")?, money("contraction")?, money("churn")?);
    let (adjustment, closing) = (money("adjustment")?, money("closing")?);
    let count = |column: &str| table.integers(&format!("customers_{column}"));
    let counts = [count("opening")?, count("new")?, count("reactivation")?, count("churn")?, count("closing")?];
    let mut movements = Vec::new();
    for at in (0..table.rows()).filter(|&at| grains[at].as_deref() == Some(grain)) {
        let is_first = movements.is_empty();
        let flow = |cells: &[Option<Amount>]| context.exact(cells[at].filter(|_| !is_first));
        let flow_count = |which: usize| if is_first { 0 } else { counts[which][at].unwrap_or(0).max(0) as u64 };
        let customers = MovementCounts {
            opening: (!is_first).then(|| flow_count(0)),
            new: flow_count(1),
            reactivation: flow_count(2),
            churn: flow_count(3),
            transfer: 0,
            closing: counts[4][at].unwrap_or(0).max(0) as u64,
        };
        movements.push(Movement {
            period: label(context, grain, periods[at].unwrap_or(0)),
            opening: (!is_first).then(|| context.exact(opening[at])),
            new: flow(&new),
            reactivation: flow(&reactivation),
            expansion: flow(&expansion),
            contraction: flow(&contraction),
            churn: flow(&churn),
            transfer: context.exact(None),
            fx: context.exact(None),
            adjustment: flow(&adjustment),
            closing: context.exact(closing[at]),
            customers,
        });
    }
    Ok(movements)
}

fn label(context: &Context<'_>, grain: &str, index: i64) -> String {
    match grain {
        "quarter" => context.calendar.quarter(Month(index as i32 * 3 + context.calendar.quarter_shift())),
        _ => Month(index as i32).to_string(),
    }
}

/// Retention on both bases, and the ten largest of a year ago against the rest.
pub(super) fn retention(context: &Context<'_>) -> Result<Retention> {
    let mrr = rates(context, "mrr", "all")?;
    let ttm = rates(context, "ttm", "all")?;
    let best = if mrr.as_ref().is_some_and(|rates| rates.base_covered) { "mrr" } else { "ttm" };
    let mut retention = Retention {
        head: rates(context, best, "head")?,
        rest: rates(context, best, "rest")?,
        mrr,
        ttm,
        ..Retention::default()
    };
    let reason = |missing: bool, key: &str, reason: &str| missing.then(|| (format!("{key}_reason"), reason.to_owned()));
    let uncovered = "the ledger does not reach back twelve months before its last window";
    let none = match context.first_month > context.last_month.plus(-12) {
        true => uncovered,
        false => "no customer had positive revenue twelve months before",
    };
    let no_mrr = match (context.has_mrr, context.has_kinds) {
        (true, _) if none == uncovered => uncovered,
        (true, _) => "no customer had MRR twelve months ago",
        (false, true) => "no revenue of the ledger is of the kind recurring",
        (false, false) => "the ledger names no kinds, so MRR is unknown",
    };
    let reasons = [
        reason(retention.mrr.is_none(), "mrr", no_mrr),
        reason(retention.ttm.is_none(), "ttm", none),
        reason(retention.head.is_none(), "head", none),
        reason(
            retention.rest.is_none(),
            "rest",
            if retention.head.is_none() { none } else { "there were at most ten customers twelve months before" },
        ),
    ];
    retention.reasons = reasons.into_iter().flatten().collect();
    Ok(retention)
}

fn rates(context: &Context<'_>, basis: &str, part: &str) -> Result<Option<RetentionRates>> {
    let table = context.results.table("retention")?;
    let (bases, parts) = (table.text("basis")?, table.text("part")?);
    let at = (0..table.rows()).find(|&at| bases[at].as_deref() == Some(basis) && parts[at].as_deref() == Some(part));
    let Some(at) = at else { return Ok(None) };
    let value = |column: &str| Ok::<_, crate::error::Error>(ratio(table.ratios(column)?[at]));
    let nrr = value("nrr")?;
    let masked = nrr.is_some_and(|nrr| nrr.0 >= 1.0) && part == "all";
    let back = if basis == "mrr" { 12 } else { 23 };
    Ok(Some(RetentionRates {
        basis: basis.to_owned(),
        grr: value("grr")?,
        nrr,
        gross_churn: value("gross_churn")?,
        net_churn: value("net_churn")?,
        logo_churn: value("logo_churn")?,
        customers: table.integers("customers")?[at].unwrap_or(0).max(0) as u64,
        base_amount: context.money(table.amounts("base_amount")?[at]),
        base_covered: context.first_month <= context.last_month.plus(-back),
        nrr_without_top_expanders: if masked { value("nrr_without_top_expanders")? } else { None },
        base_without_top_expanders: masked
            .then(|| Ok(context.money(table.amounts("base_without_top_expanders")?[at])))
            .transpose()?,
    }))
}

/// Growth of the ten largest of a year ago, and of the rest, over four quarters.
pub(super) fn head_growth(context: &Context<'_>) -> Result<Option<HeadGrowth>> {
    if context.first_month > context.last_month.plus(-23) {
        return Ok(None);
    }
    let table = context.results.table("head_growth")?;
    let amount = |column: &str| Ok::<_, crate::error::Error>(table.amounts(column)?.first().copied().flatten());
    let (head, rest) =
        (growth(amount("head_before")?, amount("head_now")?), growth(amount("rest_before")?, amount("rest_now")?));
    let difference = head.zip(rest).map(|(head, rest)| Ratio(head.0 - rest.0));
    Ok(Some(HeadGrowth { head, rest, difference, head_amount: context.money(amount("head_now")?) }))
}

/// The last quarter of the ten largest customers.
pub(super) fn quarter_changes(context: &Context<'_>) -> Result<Vec<QuarterChange>> {
    if context.first_month > context.last_month.plus(-14) {
        return Ok(Vec::new());
    }
    let table = context.results.table("quarter_change")?;
    let (ids, names) = (table.text("customer")?, table.text("name")?);
    let (now, before) = (table.amounts("quarter")?, table.amounts("quarter_before")?);
    let year_ago = table.amounts("quarter_year_ago")?;
    let row = |at: usize| QuarterChange {
        customer: ids[at].clone().unwrap_or_default(),
        name: names[at].clone().unwrap_or_default(),
        quarter: context.money(now[at]),
        quarter_before: context.money(before[at]),
        quarter_year_ago: context.money(year_ago[at]),
        change: growth(before[at], now[at]),
        change_year: growth(year_ago[at], now[at]),
    };
    Ok((0..table.rows()).map(row).collect())
}

/// now / before − 1; `None` where before is not positive.
fn growth(before: Option<Amount>, now: Option<Amount>) -> Option<Ratio> {
    let before = before.filter(|before| before.0 > 0)?;
    Some(Ratio(now.unwrap_or_default().to_f64() / before.to_f64() - 1.0))
}
