//! What annual reports have to say of large customers.

mod labels;
mod text;

use super::structure::rows;
use super::{Context, ratio};
use crate::config::Config;
use crate::error::Result;
use crate::model::{
    Disclosure, FiscalYear, HeadMargin, MajorCustomer, Reasons, TopFive, TopFiveChange, TopFiveCustomer, TopFivePoint,
};
use crate::period::Month;
use crate::results::Table;
use crate::unit::{Amount, Ratio};
use std::collections::BTreeMap;

/// The disclosures of the last whole fiscal year and of the one before.
pub(super) fn disclosure(context: &Context<'_>, config: &Config, currency: Option<&str>) -> Result<Disclosure> {
    let fiscal_year = fiscal_year(context, 1)?;
    let fiscal_year_before = self::fiscal_year(context, 2)?;
    let all = major_customers(context, &config.labels)?;
    let mut major_customers: Vec<MajorCustomer> =
        all.into_iter().filter(|it| it.is_major || it.is_major_before).collect();
    // Z comes before AA.
    major_customers.sort_by(|one, other| (one.label.len(), &one.label).cmp(&(other.label.len(), &other.label)));
    let top_five = top_five(context)?;
    let (entity, entity_namespace) = (config.entity.clone(), config.entity_namespace.clone());
    let mut disclosure = Disclosure { entity, entity_namespace, top_five, major_customers, ..Disclosure::default() };
    if let Some(year) = &fiscal_year {
        let before = fiscal_year_before.as_ref();
        disclosure.asc280_text = Some(text::asc280(year, before, &disclosure.major_customers));
        disclosure.ifrs8_text = Some(text::ifrs8(year, before, &disclosure.major_customers, currency));
        disclosure.csrc_text = disclosure.top_five.first().map(|five| text::csrc(five, currency));
    }
    let none = "the ledger covers no whole fiscal year";
    let reasons = [
        (fiscal_year.is_none(), "fiscal_year", none),
        (fiscal_year.is_none(), "asc280_text", none),
        (fiscal_year.is_none(), "ifrs8_text", none),
        (
            disclosure.csrc_text.is_none(),
            "csrc_text",
            if fiscal_year.is_none() { none } else { "no customer has positive revenue" },
        ),
        (fiscal_year_before.is_none(), "fiscal_year_before", "the ledger does not cover the fiscal year before"),
    ];
    disclosure.reasons = why(&reasons);
    Ok(Disclosure { fiscal_year, fiscal_year_before, ..disclosure })
}

fn why(reasons: &[(bool, &str, &str)]) -> Reasons {
    let told = reasons.iter().filter(|(is_null, ..)| *is_null);
    told.map(|(_, key, reason)| (format!("{key}_reason"), (*reason).to_owned())).collect()
}

fn fiscal_year(context: &Context<'_>, place: i64) -> Result<Option<FiscalYear>> {
    let table = context.results.table("fiscal_years")?;
    let Some(at) = table.integers("place")?.iter().position(|it| *it == Some(place)) else { return Ok(None) };
    Ok(Some(FiscalYear {
        year: table.integers("fiscal_year")?[at].unwrap_or(0),
        from: table.text("first_day")?[at].clone().unwrap_or_default(),
        to: table.text("last_day")?[at].clone().unwrap_or_default(),
        total: context.money(table.amounts("total")?[at]),
    }))
}

/// Everybody who was major in any fiscal year, so that labels do not move as years go by.
fn major_customers(context: &Context<'_>, pins: &BTreeMap<String, String>) -> Result<Vec<MajorCustomer>> {
    let table = context.results.table("major_by_year")?;
    let (ids, names) = (table.text("customer")?, table.text("name")?);
    let ids: Vec<&str> = ids.iter().map(|id| id.as_deref().unwrap_or_default()).collect();
    let labels = labels::labels(&ids, pins)?;
    let (amounts, shares, majors) = (table.amounts("amount")?, table.ratios("share")?, table.flags("is_major")?);
    let (before, shares_before) = (table.amounts("amount_before")?, table.ratios("share_before")?);
    let majors_before = table.flags("is_major_before")?;
    let (years, receivables) = (table.integers("first_year")?, table.ratios("receivables_share")?);
    let money = |amount: Option<Amount>| amount.map(|amount| context.money(Some(amount)));
    let row = |at: usize| MajorCustomer {
        label: labels[at].clone(),
        customer: ids[at].to_owned(),
        name: names[at].clone().unwrap_or_default(),
        first_year: years[at].unwrap_or(0),
        amount: money(amounts[at]),
        share: ratio(shares[at]),
        is_major: majors[at],
        printed: text::printed(ratio(shares[at]), majors[at]),
        amount_before: money(before[at]),
        share_before: ratio(shares_before[at]),
        is_major_before: majors_before[at],
        printed_before: text::printed(ratio(shares_before[at]), majors_before[at]),
        receivables_share: ratio(receivables[at]),
    };
    Ok((0..table.rows()).map(row).collect())
}

fn top_five(context: &Context<'_>) -> Result<Vec<TopFive>> {
    let totals = context.results.table("top_five_totals")?;
    (0..totals.rows()).map(|at| five_of_year(context, totals, at)).collect()
}

fn five_of_year(context: &Context<'_>, totals: &Table, at: usize) -> Result<TopFive> {
    let share = |column: &str| Ok::<_, crate::error::Error>(ratio(totals.ratios(column)?[at]));
    let count = |column: &str| Ok::<_, crate::error::Error>(totals.integers(column)?[at]);
    let year = count("fiscal_year")?.unwrap_or(0);
    let customers = five_customers(context, year)?;
    let is_covered = customers.iter().any(|it| it.is_new.is_some());
    let related = totals.amounts("related_amount")?[at].map(|amount| context.money(Some(amount)));
    let gross = share("largest_gross_share")?;
    let mut five = TopFive {
        year,
        amount: context.money(totals.amounts("amount")?[at]),
        share: share("share")?,
        related_amount: related,
        related_share: share("related_share")?,
        new_customers: count("new_customers")?.filter(|_| is_covered).map(|it| it.max(0) as u64),
        largest_share: share("largest_share")?,
        depends_by_revenue: count("over_half")? == Some(1),
        largest_gross_share: gross,
        depends_by_gross_profit: gross
            .map(|_| totals.integers("over_half_of_profit").map(|it| it[at] == Some(1)))
            .transpose()?,
        customers,
        reasons: Reasons::new(),
    };
    let unknown = "no customer says whether it is a related party (column related_party of the customers table)";
    let cost = "the ledger names no cost, or there is no gross profit";
    five.reasons = why(&[
        (five.related_amount.is_none(), "related_amount", unknown),
        (five.related_share.is_none(), "related_share", unknown),
        (five.new_customers.is_none(), "new_customers", "the ledger does not cover the fiscal year before"),
        (gross.is_none(), "largest_gross_share", cost),
        (gross.is_none(), "depends_by_gross_profit", cost),
        (five.share.is_none(), "share", "total revenue is not positive"),
        (five.largest_share.is_none(), "largest_share", "total revenue is not positive"),
    ]);
    Ok(five)
}

fn five_customers(context: &Context<'_>, year: i64) -> Result<Vec<TopFiveCustomer>> {
    let table = context.results.table("top_five")?;
    let (years, ranks) = (table.integers("fiscal_year")?, table.integers("rank")?);
    let (ids, names) = (table.text("customer")?, table.text("name")?);
    let (amounts, shares) = (table.amounts("amount")?, table.ratios("share")?);
    let (new, related) = (table.integers("is_new")?, table.integers("related_party")?);
    let row = |at: usize| TopFiveCustomer {
        rank: ranks[at].unwrap_or(0).max(0) as u64,
        customer: ids[at].clone().unwrap_or_default(),
        name: names[at].clone().unwrap_or_default(),
        amount: context.money(amounts[at]),
        share: ratio(shares[at]),
        is_new: new[at].map(|flag| flag == 1),
        related_party: related[at].map(|flag| flag == 1),
    };
    Ok((0..table.rows()).filter(|&at| years[at] == Some(year)).map(row).collect())
}

/// Names that came into or left the five largest within twelve months, and related parties among them.
pub(super) fn top_five_changes(context: &Context<'_>) -> Result<Vec<TopFiveChange>> {
    let all = rows(context, "top_five_changes", |row| {
        let change = TopFiveChange {
            customer: row.word("customer")?,
            name: row.word("name")?,
            change: row.word("change")?,
            amount: context.money(row.amount("amount")?),
            share: row.ratio("share")?,
        };
        Ok((row.word("period")?, change))
    })?;
    Ok(all.into_iter().filter(|(period, _)| period == "window").map(|(_, change)| change).collect())
}

/// What changed among the five largest at every quarter end, the earliest first.
pub(super) fn top_five_history(context: &Context<'_>) -> Result<Vec<TopFivePoint>> {
    let all = rows(context, "top_five_changes", |row| {
        Ok(TopFivePoint {
            period: row.word("period")?,
            change: row.word("change")?,
            share: row.ratio("share")?.unwrap_or_default(),
        })
    })?;
    let mut points: Vec<TopFivePoint> = Vec::new();
    for row in all.into_iter().filter(|row| row.period != "window") {
        match points.last_mut().filter(|last| (&last.period, &last.change) == (&row.period, &row.change)) {
            Some(last) => last.share = Ratio(last.share.0 + row.share.0),
            None => points.push(row),
        }
    }
    Ok(points)
}

/// Gross margin of head and rest at quarter ends and in the window, the earliest first; empty where cost is unknown.
pub(super) fn head_margin(context: &Context<'_>) -> Result<Vec<HeadMargin>> {
    let table = context.results.table("head_margin")?;
    let (periods, lasts) = (table.text("period")?, table.integers("last_index")?);
    let (heads, rests, gaps) = (table.ratios("head_margin")?, table.ratios("rest_margin")?, table.ratios("gap")?);
    let amounts = table.amounts("head_amount")?;
    let row = |at: usize| HeadMargin {
        period: periods[at].clone().unwrap_or_default(),
        as_of: context.calendar.last_day(Month(lasts[at].unwrap_or(0) as i32)).to_string(),
        head: ratio(heads[at]),
        rest: ratio(rests[at]),
        gap: ratio(gaps[at]),
        head_amount: context.money(amounts[at]),
    };
    Ok((0..table.rows()).map(row).collect())
}
