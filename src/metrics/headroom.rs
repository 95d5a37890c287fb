//! What limits leave: room under a share, the volume a price concession asks for, receivables above a lender's cap.

use super::risk::money;
use super::structure::rows;
use super::{Context, because};
use crate::error::Result;
use crate::model::{Headroom, HeadroomLimit, PriceConcession, Reasons, ReceivablesCap, Report};
use crate::risk::headroom::{self as room, Limit, volume_gain_needed};
use crate::unit::{Amount, Money, ONE, Ratio, SCALE};

/// Limits on one customer's share of revenue, in millionths.
const LIMITS: [u32; 3] = [100_000, 200_000, 300_000];
/// Lenders' caps on one customer's share of receivables, in millionths.
const CAPS: [u32; 2] = [200_000, 250_000];
/// Price concessions.
const CONCESSIONS: [f64; 3] = [0.02, 0.05, 0.10];
/// Customers of the head.
const HEAD: usize = 10;

/// What each limit leaves the ten largest customers, exact to the ledger's last decimal.
pub(super) fn headroom(context: &Context<'_>, report: &Report) -> Vec<Headroom> {
    let total = report.concentration.total.amount;
    let customers = report.top_customers.iter().take(HEAD);
    customers
        .map(|it| Headroom {
            customer: it.customer.clone(),
            name: it.name.clone(),
            amount: it.amount,
            share: it.share,
            limits: LIMITS.iter().filter_map(|parts| under(context, it.amount.amount, total, *parts)).collect(),
        })
        .collect()
}

fn under(context: &Context<'_>, amount: Amount, total: Amount, parts: u32) -> Option<HeadroomLimit> {
    let limit = Limit::millionths(parts)?;
    // Counted in the last decimal that the ledger uses, so that one unit more or less is money that can be booked.
    let unit = 10_i128.pow(SCALE.saturating_sub(context.scale));
    let exact = |units: i128| context.exact(Some(Amount(units * unit)));
    let (amount, total) = (amount.0 / unit, total.0 / unit);
    let headroom = room::headroom(amount, total, limit).map(|room| exact(room.headroom));
    let alone = "the other customers together bring nothing, so any amount is all of it";
    let reasons = if headroom.is_none() { because(&["headroom"], alone) } else { Reasons::new() };
    let growth_needed = room::growth_needed(amount, total, limit).map(exact);
    Some(HeadroomLimit { limit: share_of(parts), headroom, growth_needed, reasons })
}

fn share_of(millionths: u32) -> Ratio {
    Ratio(f64::from(millionths) / 1e6)
}

/// What price concessions to the ten largest ask for; none where no line names its cost, or the ledger does not cover the window.
pub(super) fn concessions(context: &Context<'_>, report: &Report) -> Vec<PriceConcession> {
    let Some(margins) = report.head_margin.iter().find(|it| it.period == "window") else { return Vec::new() };
    let head: Amount = report.top_customers.iter().take(HEAD).map(|it| it.amount.amount).sum();
    let is_year = report.window.months == 12 && report.window.months_covered == 12;
    let yearly = is_year.then(|| head.to_f64());
    CONCESSIONS.map(|share| concession(context, share, [margins.head, margins.rest], yearly)).into()
}

fn concession(context: &Context<'_>, share: f64, margins: [Option<Ratio>; 2], head: Option<f64>) -> PriceConcession {
    let [head_gain, rest_gain] = margins.map(|margin| volume_gain_needed(share, margin?.0).map(Ratio));
    let mut reasons = Reasons::new();
    for (key, gain, margin) in [("head", head_gain, margins[0]), ("rest", rest_gain, margins[1])] {
        let why = match margin {
            None => "the margin is not known, since no revenue of theirs names its cost",
            Some(_) => "the concession is as large as the margin, or larger: no volume makes up for it",
        };
        if gain.is_none() {
            reasons.extend(because(&[&format!("{key}_volume_gain")], why));
        }
    }
    if head.is_none() {
        reasons.extend(because(&["margin_lost"], "the window does not cover twelve months"));
    }
    PriceConcession {
        concession: Ratio(share),
        head_volume_gain: head_gain,
        rest_volume_gain: rest_gain,
        margin_lost: head.map(|head| money(context, share * head)),
        reasons,
    }
}

/// Receivables above a lender's caps; none where nobody owes anything that is known.
pub(super) fn receivables_caps(context: &Context<'_>) -> Result<Vec<ReceivablesCap>> {
    let balances = rows(context, "receivable_balances", |row| {
        Ok((row.word("customer")?, row.amount("balance")?.unwrap_or_default()))
    })?;
    if balances.is_empty() {
        return Ok(Vec::new());
    }
    Ok(CAPS.iter().filter_map(|parts| cap(context, &balances, *parts)).collect())
}

fn cap(context: &Context<'_>, balances: &[(String, Amount)], parts: u32) -> Option<ReceivablesCap> {
    let micros: Vec<i128> = balances.iter().map(|(_, balance)| balance.0).collect();
    let ineligible = Amount(room::ineligible_receivables(&micros, Limit::millionths(parts)?)?);
    let total: Amount = balances.iter().map(|(_, balance)| *balance).sum();
    let money = |amount: Amount| Money::new(amount, context.decimals);
    // Compared in whole numbers: exactly at the cap is not above it.
    let is_above = |balance: Amount| balance.0 * ONE > i128::from(parts) * total.0;
    Some(ReceivablesCap {
        limit: share_of(parts),
        receivables: money(total),
        ineligible: money(ineligible),
        share: Some(Ratio(ineligible.to_f64() / total.to_f64())),
        customers: balances.iter().filter(|it| is_above(it.1)).map(|it| it.0.clone()).collect(),
    })
}
