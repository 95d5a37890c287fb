//! Concentration by base, and each customer on every base.

use super::structure::rows;
use super::{Context, ratio};
use crate::error::Result;
use crate::model::{BASES, Base, BasePoint, Bases, Dependence, Overdue, OverdueCustomer, Reasons};
use crate::unit::Money;
use std::collections::BTreeMap;

const EMPTY: &str = "no customer has a positive amount of it";

/// Concentration on every base.
pub(super) fn bases(context: &Context<'_>) -> Result<Bases> {
    let table = context.results.table("concentration_by_base")?;
    let (names, known) = (table.text("base")?, table.integers("is_known")?);
    let mut bases = Bases::default();
    for at in 0..table.rows() {
        let name = names[at].clone().unwrap_or_default();
        if known[at] != Some(1) {
            bases.reasons.insert(format!("{name}_reason"), unknown(context, &name).to_owned());
            continue;
        }
        let base = Some(base(context, at)?);
        match name.as_str() {
            "recurring" => bases.recurring = base,
            "gross_profit" => bases.gross_profit = base,
            "receivables" => bases.receivables = base.map(|it| with_overdue(context, it)).transpose()?,
            _ => bases.revenue = base,
        }
    }
    Ok(bases)
}

/// Customers listed with what they owe too long.
const LATE: usize = 20;
const UNSAID: &str = "no balance says by how many days it is overdue";
const NOT_POSITIVE: &str = "the balance is not positive";

/// The receivables with what of them is overdue; the relation begins with the row of all of them.
fn with_overdue(context: &Context<'_>, base: Base) -> Result<Base> {
    let mut rows = rows(context, "overdue", |row| {
        let (amount, share) = (row.amount("overdue")?.map(|it| context.money(Some(it))), row.ratio("overdue_share")?);
        let reason = |key: &str, missing: bool| missing.then(|| (format!("{key}_reason"), why(amount.is_none())));
        let late = OverdueCustomer {
            customer: row.word("customer")?,
            name: row.word("name")?,
            balance: context.money(row.amount("balance")?),
            overdue: amount,
            share,
            reasons: [reason("overdue", amount.is_none()), reason("share", share.is_none())]
                .into_iter()
                .flatten()
                .collect(),
        };
        Ok((late, context.money(row.amount("unknown")?)))
    })?
    .into_iter();
    let Some((all, unknown)) = rows.next() else { return Ok(base) };
    let reason = |key: &str, missing: bool| missing.then(|| (format!("{key}_reason"), why(all.overdue.is_none())));
    let overdue = Overdue {
        amount: all.overdue,
        share: all.share,
        unknown,
        customers: rows.take(LATE).map(|(late, _)| late).collect(),
        reasons: [reason("amount", all.overdue.is_none()), reason("share", all.share.is_none())]
            .into_iter()
            .flatten()
            .collect(),
    };
    Ok(Base { overdue: Some(overdue), ..base })
}

fn why(is_unsaid: bool) -> String {
    if is_unsaid { UNSAID } else { NOT_POSITIVE }.to_owned()
}

/// Why a base is unknown.
fn unknown(context: &Context<'_>, base: &str) -> &'static str {
    match base {
        "recurring" => "the ledger names no kinds, and an inferred share would measure the rhythm of buying",
        "gross_profit" if !context.has_cost => "the ledger has no cost",
        "gross_profit" => "no line of the window has a cost",
        "receivables" if !context.has_receivables => "no receivables are given",
        "receivables" => "no receivables are dated at or before the report's as-of date",
        _ => "the window has no revenue",
    }
}

fn base(context: &Context<'_>, at: usize) -> Result<Base> {
    let table = context.results.table("concentration_by_base")?;
    let value = |column: &str| Ok::<_, crate::error::Error>(ratio(table.ratios(column)?[at]));
    let amount = |column: &str| Ok::<_, crate::error::Error>(context.money(table.amounts(column)?[at]));
    let mut base = Base {
        total: amount("total")?,
        unassigned: amount("unassigned")?,
        customers: table.integers("customers")?[at].unwrap_or(0).max(0) as u64,
        hhi: value("hhi")?,
        effective_customers: value("n_eff")?,
        gini: value("gini")?,
        theil: value("theil")?,
        known_share: value("known_share")?,
        as_of: table.text("as_of")?[at].clone(),
        ..Base::default()
    };
    for top in ["1", "3", "5", "10", "20"] {
        base.cr.insert(top.to_owned(), value(&format!("cr_{top}"))?);
    }
    if base.customers == 0 {
        let keys = ["cr", "hhi", "effective_customers", "gini", "theil"];
        base.reasons = keys.map(|key| (format!("{key}_reason"), EMPTY.to_owned())).into();
    }
    Ok(base)
}

/// Every customer that is large on some base, in the order of the relation: the worst first.
pub(super) fn dependence(context: &Context<'_>, bases: &Bases) -> Result<Vec<Dependence>> {
    let table = context.results.table("dependence")?;
    let (ids, names, of) = (table.text("customer")?, table.text("name")?, table.text("base")?);
    let (amounts, shares, ranks) = (table.amounts("amount")?, table.ratios("share")?, table.integers("rank")?);
    let (above, worst) = (table.ratios("above_revenue")?, table.flags("is_worst")?);
    let mut customers: Vec<Dependence> = Vec::new();
    for at in 0..table.rows() {
        let (id, base) = (ids[at].clone().unwrap_or_default(), of[at].clone().unwrap_or_default());
        if customers.last().is_none_or(|last| last.customer != id) {
            customers.push(blank(id, names[at].clone().unwrap_or_default(), bases));
        }
        let Some(row) = customers.last_mut() else { continue };
        if worst[at] {
            row.worst = Some(base.clone());
            row.reasons.remove("worst_reason");
        }
        if shares[at].is_none() {
            let why = if amounts[at].is_none() { "none of its lines has a cost" } else { "the base is not positive" };
            row.reasons.insert(format!("{base}_reason"), why.to_owned());
        }
        row.amounts.insert(base.clone(), amounts[at].map(|amount| Money::new(amount, context.decimals)));
        row.ranks.insert(base.clone(), ranks[at].map(|rank| rank.max(0) as u64));
        row.above_revenue.insert(base.clone(), ratio(above[at]));
        row.shares.insert(base, ratio(shares[at]));
    }
    Ok(customers)
}

/// The largest customers of each base but revenue, at every quarter end, the earliest first.
pub(super) fn history(context: &Context<'_>) -> Result<Vec<BasePoint>> {
    rows(context, "base_history", |row| {
        Ok(BasePoint {
            period: row.word("period")?,
            base: row.word("base")?,
            customer: row.word("customer")?,
            share: row.number("share")?,
            revenue_share: row.ratio("revenue_share")?,
        })
    })
}

/// A customer of whom nothing is known yet, with the reasons of the bases that nobody knows.
fn blank(customer: String, name: String, bases: &Bases) -> Dependence {
    fn none<T>() -> BTreeMap<String, Option<T>> {
        BASES.iter().map(|base| ((*base).to_owned(), None)).collect()
    }
    let mut reasons: Reasons = bases.reasons.clone();
    reasons.insert("worst_reason".to_owned(), "no share of it is known".to_owned());
    Dependence {
        customer,
        name,
        shares: none(),
        ranks: none(),
        amounts: none(),
        above_revenue: none(),
        worst: None,
        reasons,
    }
}
