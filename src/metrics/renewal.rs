//! When contracts end: the renewal wall, and what the ten largest can give notice on before a replacement is found.

use super::structure::{Row, rows};
use super::{Context, because};
use crate::config::Config;
use crate::error::Result;
use crate::model::{
    ChurnExposure, NoticeCustomer, NoticesDue, Reasons, RenewalCustomer, RenewalDate, RenewalQuarter, Renewals,
};
use crate::unit::{Amount, Money, Ratio};

/// How ARR is bound by contracts; none where no contracts are given.
pub(super) fn renewals(context: &Context<'_>, config: &Config, exposure: &ChurnExposure) -> Result<Option<Renewals>> {
    let table = rows(context, "renewals", |row| {
        let mut renewals = Renewals {
            arr: context.money(row.amount("arr")?),
            fixed_term_arr: context.money(row.amount("fixed_term_arr")?),
            long_term_arr: context.money(row.amount("long_term_arr")?),
            largest_quarter_share: row.ratio("largest_quarter_share")?,
            largest_quarter: row.text("largest_quarter")?,
            largest_quarter_arr: row.amount("largest_quarter_arr")?.map(|arr| context.money(Some(arr))),
            open_ended_arr: context.money(row.amount("open_ended_arr")?),
            ..Renewals::default()
        };
        if renewals.largest_quarter.is_none() {
            let keys = ["largest_quarter_share", "largest_quarter", "largest_quarter_arr"];
            renewals.reasons = because(&keys, "no ARR is on terms of twelve months or more");
        }
        Ok(renewals)
    })?;
    let Some(mut renewals) = table.into_iter().next().filter(|_| config.contracts.is_some()) else { return Ok(None) };
    renewals.largest_quarter_customers = rows(context, "largest_quarter_customers", |row| customer(context, row))?;
    renewals.within_decision_cycle = notices_due(context, config, exposure, renewals.arr)?;
    Ok(Some(renewals))
}

fn notices_due(
    context: &Context<'_>,
    config: &Config,
    exposure: &ChurnExposure,
    arr_in_force: Money,
) -> Result<NoticesDue> {
    let months = config.risk.decision_months();
    let customers = rows(context, "notices_due", |row| {
        let customer = row.word("customer")?;
        let chance = exposure.by_customer.iter().find(|it| it.customer == customer).map(|it| it.probability);
        Ok(NoticeCustomer {
            customer,
            name: row.word("name")?,
            arr: context.money(row.amount("arr")?),
            notice_on: row.word("notice_on")?,
            ends_on: row.word("ends_on")?,
            probability: chance,
        })
    })?;
    let mut due = NoticesDue {
        decision_months: u32::from(months),
        until: context.calendar.last_day(context.last_month.plus(i32::from(months))).to_string(),
        arr: context.money(Some(customers.iter().map(|it| it.arr.amount).sum())),
        expected_loss: expected_loss(context, &customers),
        weighted_pipeline: weighted_pipeline(context, config)?,
        customers,
        ..NoticesDue::default()
    };
    uncovered(context, &mut due, arr_in_force);
    if due.weighted_pipeline.is_none() {
        due.reasons.extend(because(&["weighted_pipeline"], "no pipeline is given"));
    }
    Ok(due)
}

/// Σ probability · ARR, rounded to the minor unit customer by customer; none where a chance is not known.
fn expected_loss(context: &Context<'_>, customers: &[NoticeCustomer]) -> Option<Money> {
    let loss = |it: &NoticeCustomer| {
        let loss = Amount((it.arr.amount.0 as f64 * it.probability?.0).round() as i128);
        Some(loss.round(context.decimals))
    };
    let losses = customers.iter().map(loss).collect::<Option<Vec<Amount>>>()?;
    Some(context.money(Some(losses.into_iter().sum())))
}

fn weighted_pipeline(context: &Context<'_>, config: &Config) -> Result<Option<Money>> {
    let due = rows(context, "pipeline_value", |row| row.number("due_weighted"))?;
    Ok(due.first().filter(|_| config.pipeline.is_some()).map(|due| super::risk::money(context, due.0)))
}

/// What the pipeline leaves of the expected loss.
fn uncovered(context: &Context<'_>, due: &mut NoticesDue, arr_in_force: Money) {
    let Some(loss) = due.expected_loss else {
        let why = "the chance to leave of a customer that can give notice is not known";
        due.reasons.extend(because(&["expected_loss", "uncovered", "uncovered_share"], why));
        return;
    };
    let pipeline = due.weighted_pipeline.map_or(0, |pipeline| pipeline.amount.0);
    let uncovered = context.money(Some(Amount((loss.amount.0 - pipeline).max(0))));
    due.uncovered = Some(uncovered);
    if arr_in_force.amount.0 > 0 {
        due.uncovered_share = Some(Ratio(uncovered.to_f64() / arr_in_force.to_f64()));
    } else {
        due.reasons.extend(because(&["uncovered_share"], "no ARR is in force"));
    }
}

fn customer(context: &Context<'_>, row: &Row) -> Result<RenewalCustomer> {
    Ok(RenewalCustomer {
        customer: row.word("customer")?,
        name: row.word("name")?,
        arr: context.money(row.amount("arr")?),
    })
}

/// ARR by the quarter its contracts end in, the earliest first.
pub(super) fn wall(context: &Context<'_>) -> Result<Vec<RenewalQuarter>> {
    let customers = rows(context, "renewal_customers", |row| Ok((row.word("quarter")?, customer(context, row)?)))?;
    rows(context, "renewal_wall", |row| {
        let quarter = row.word("quarter")?;
        let money = |column: &str| Ok::<_, crate::error::Error>(context.money(row.amount(column)?));
        Ok(RenewalQuarter {
            head_ending: money("head_ending")?,
            rest_ending: money("rest_ending")?,
            head_notice: money("head_notice")?,
            rest_notice: money("rest_notice")?,
            contracts: row.count("contracts")?,
            largest: customers.iter().filter(|it| it.0 == quarter).map(|it| it.1.clone()).collect(),
            quarter,
        })
    })
}

/// Contracts of the customers with the most ARR, and their dates.
pub(super) fn dates(context: &Context<'_>) -> Result<Vec<RenewalDate>> {
    rows(context, "renewal_dates", |row| {
        let (ends_on, auto_renew) = (row.text("ends_on")?, row.whole("auto_renew")?.map(|renews| renews != 0));
        Ok(RenewalDate {
            contract: row.word("contract_id")?,
            customer: row.word("customer")?,
            name: row.word("name")?,
            arr: context.money(row.amount("arr")?),
            starts_on: row.word("starts_on")?,
            notice_on: row.text("notice_on")?,
            is_head: row.count("is_head")? == 1,
            reasons: why_no_date(ends_on.is_none(), auto_renew.is_none()),
            ends_on,
            auto_renew,
        })
    })
}

fn why_no_date(is_open: bool, is_untold: bool) -> Reasons {
    let mut reasons = Reasons::new();
    if is_open {
        reasons.extend(because(&["ends_on", "notice_on"], "the contract has no end, or can be left at any time"));
    }
    if is_untold {
        reasons.extend(because(&["auto_renew"], "the contracts table does not say"));
    }
    reasons
}
