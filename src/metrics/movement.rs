//! Movements and retention.

use super::{Context, ratio};
use crate::error::Result;
use crate::model::{HeadGrowth, Movement, MovementCounts, QuarterChange, Retention, RetentionRates, SegmentMovements};
use crate::period::Month;
use crate::results::Table;
use crate::unit::{Amount, Ratio};
use std::collections::BTreeMap;

/// Movements by `month` or `quarter`; the first covered period has a closing only.
pub(super) fn movements(context: &Context<'_>, grain: &str) -> Result<Vec<Movement>> {
    let table = context.results.table("movements")?;
    let bridge = Bridge::read(context, table)?;
    let grains = table.text("grain")?;
    Ok((0..table.rows()).filter(|&at| grains[at].as_deref() == Some(grain)).map(|at| bridge.movement(at)).collect())
}

/// A dimension and one of its values.
type Segment<'a> = (&'a str, Option<&'a str>);

/// Quarters of each segment that are shown.
const QUARTERS: usize = 8;

/// The last quarters of every value of every dimension.
pub(super) fn by_segment(context: &Context<'_>) -> Result<BTreeMap<String, Vec<SegmentMovements>>> {
    let table = context.results.table("movements_by_segment")?;
    let bridge = Bridge::read(context, table)?;
    let (dimensions, values, grains) = (table.text("dimension")?, table.text("value")?, table.text("grain")?);
    let mut rows: BTreeMap<Segment, Vec<(i64, usize)>> = BTreeMap::new();
    for at in (0..table.rows()).filter(|&at| grains[at].as_deref() == Some("quarter")) {
        let dimension = dimensions[at].as_deref().unwrap_or_default();
        rows.entry((dimension, values[at].as_deref())).or_default().push((bridge.periods[at].unwrap_or(0), at));
    }
    let mut segments: BTreeMap<String, Vec<SegmentMovements>> = BTreeMap::new();
    for ((dimension, value), mut periods) in rows.into_iter().filter(|((dimension, _), _)| *dimension != "*") {
        periods.sort_unstable();
        let shown = &periods[periods.len().saturating_sub(QUARTERS)..];
        let quarters = shown.iter().map(|(_, at)| bridge.movement(*at)).collect();
        let segment = SegmentMovements { value: value.map(str::to_owned), quarters };
        segments.entry(dimension.to_owned()).or_default().push(segment);
    }
    Ok(segments)
}

/// What the first period leaves open.
pub(super) fn note(context: &Context<'_>) -> String {
    format!(
        "The ledger begins in {}, so the first period has a closing only, and who was active before is unknown: a customer \
         who came back later counts as new.",
        context.first_month
    )
}

/// The columns of a bridge, read once.
struct Bridge<'run> {
    context: &'run Context<'run>,
    grains: Vec<Option<String>>,
    periods: Vec<Option<i64>>,
    money: BTreeMap<&'static str, Vec<Option<Amount>>>,
    counts: BTreeMap<&'static str, Vec<Option<i64>>>,
    ratios: BTreeMap<&'static str, Vec<Option<f64>>>,
}

const MONEY: [&str; 10] =
    ["opening", "new", "reactivation", "expansion", "contraction", "churn", "transfer", "fx", "adjustment", "closing"];
const COUNTS: [&str; 6] = [
    "customers_opening",
    "customers_new",
    "customers_reactivation",
    "customers_churn",
    "customers_transfer",
    "customers_closing",
];
const RATIOS: [&str; 4] = ["gross_churn", "net_churn", "quick_ratio", "quick_ratio_without_reactivation"];

impl<'run> Bridge<'run> {
    fn read(context: &'run Context<'run>, table: &Table) -> Result<Bridge<'run>> {
        Ok(Bridge {
            context,
            grains: table.text("grain")?,
            periods: table.integers("period_index")?,
            money: MONEY.iter().map(|name| Ok((*name, table.amounts(name)?))).collect::<Result<_>>()?,
            counts: COUNTS.iter().map(|name| Ok((*name, table.integers(name)?))).collect::<Result<_>>()?,
            ratios: RATIOS.iter().map(|name| Ok((*name, table.ratios(name)?))).collect::<Result<_>>()?,
        })
    }

    fn movement(&self, at: usize) -> Movement {
        let exact = |name: &str| self.context.exact(self.money[name][at]);
        let has_opening = self.money["opening"][at].is_some();
        let ratio_of = |name: &str| ratio(self.ratios[name][at]);
        let mut movement = Movement {
            period: label(self.context, self.grains[at].as_deref().unwrap_or_default(), self.periods[at].unwrap_or(0)),
            opening: has_opening.then(|| exact("opening")),
            new: exact("new"),
            reactivation: exact("reactivation"),
            expansion: exact("expansion"),
            contraction: exact("contraction"),
            churn: exact("churn"),
            transfer: exact("transfer"),
            fx: exact("fx"),
            adjustment: exact("adjustment"),
            closing: exact("closing"),
            customers: self.customers(at, has_opening),
            gross_churn: ratio_of("gross_churn"),
            net_churn: ratio_of("net_churn"),
            quick_ratio: ratio_of("quick_ratio"),
            quick_ratio_without_reactivation: ratio_of("quick_ratio_without_reactivation"),
            ..Movement::default()
        };
        if !has_opening {
            movement.reasons.insert("opening_reason".to_owned(), FIRST_PERIOD.to_owned());
        }
        let no_base = if has_opening { "no customer was active before" } else { FIRST_PERIOD };
        let no_losses = if has_opening { "no losses" } else { FIRST_PERIOD };
        for (name, reason) in RATIOS.iter().zip([no_base, no_base, no_losses, no_losses]) {
            if ratio_of(name).is_none() {
                movement.reasons.insert(format!("{name}_reason"), reason.to_owned());
            }
        }
        movement
    }

    fn customers(&self, at: usize, has_opening: bool) -> MovementCounts {
        let count = |name: &str| self.counts[name][at].unwrap_or(0);
        let whole = |name: &str| count(name).max(0) as u64;
        MovementCounts {
            opening: has_opening.then(|| whole("customers_opening")),
            new: whole("customers_new"),
            reactivation: whole("customers_reactivation"),
            churn: whole("customers_churn"),
            transfer: count("customers_transfer"),
            closing: whole("customers_closing"),
        }
    }
}

const FIRST_PERIOD: &str = "the first covered period has a closing only";

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
