//! Halo: the signatures of the pipeline through [`crate::risk::halo`].

use super::Context;
use crate::error::Result;
use crate::model::{Halo, Reasons};
use crate::period::parse_date;
use crate::risk::halo::{DRAWS, Deal, FEWEST_DEALS, Reference, halo as measure};
use std::collections::BTreeMap;

/// A signature as the relation has it.
struct Signature {
    segment: String,
    is_reference: bool,
    quarter: i32,
    days: u32,
}

/// Whether small customers sign faster after a large one; none where no signature names a segment and a first contact.
pub(super) fn halo(context: &Context<'_>) -> Result<Option<Halo>> {
    let table = context.results.table("halo_deals")?;
    let (segments, quarters) = (table.text("segment")?, table.integers("quarter_index")?);
    let (contacts, signed) = (table.text("first_contact")?, table.text("signed_on")?);
    let references = table.integers("is_reference")?;
    let day = |text: &Option<String>| text.as_deref().and_then(parse_date);
    let signature = |at: usize| {
        Some(Signature {
            segment: segments[at].clone()?,
            is_reference: references[at] == Some(1),
            quarter: quarters[at]? as i32,
            days: (day(&signed[at])? - day(&contacts[at])?).get_days().max(0) as u32,
        })
    };
    let signatures: Vec<Signature> = (0..table.rows()).filter_map(signature).collect();
    if signatures.is_empty() {
        return Ok(None);
    }
    Ok(Some(told(&signatures)))
}

fn told(signatures: &[Signature]) -> Halo {
    let mut segments: BTreeMap<&str, usize> = BTreeMap::new();
    for it in signatures {
        let next = segments.len();
        segments.entry(&it.segment).or_insert(next);
    }
    let of = |it: &Signature| segments.get(it.segment.as_str()).copied().unwrap_or_default();
    let (references, small): (Vec<&Signature>, Vec<&Signature>) = signatures.iter().partition(|it| it.is_reference);
    let deals: Vec<Deal> =
        small.iter().map(|it| Deal { segment: of(it), quarter: it.quarter, days: it.days }).collect();
    let references: Vec<Reference> =
        references.iter().map(|it| Reference { segment: of(it), quarter: it.quarter }).collect();
    let measured = measure(&deals, &references);
    let effect = measured.effect;
    let mut reasons = Reasons::new();
    if effect.is_none() {
        let why = format!("fewer than {FEWEST_DEALS} signatures in one of the four groups");
        let keys = ["days_before", "days_after", "effect_days", "low", "high"];
        reasons.extend(keys.map(|key| (format!("{key}_reason"), why.clone())));
    }
    Halo {
        references: references.len() as u64,
        before: measured.deals.before as u64,
        after: measured.deals.after as u64,
        days_before: effect.map(|it| it.medians.before),
        days_after: effect.map(|it| it.medians.after),
        effect_days: effect.map(|it| it.days),
        low: effect.map(|it| it.low),
        high: effect.map(|it| it.high),
        draws: DRAWS as u64,
        message: message(effect.map(|it| (it.days, it.low, it.high))),
        reasons,
    }
}

/// What may be said, and no more.
fn message(effect: Option<(f64, f64, f64)>) -> String {
    let Some((days, low, high)) = effect else {
        return "Too few signatures to tell whether references bring small customers faster.".to_owned();
    };
    let interval = format!("90 % interval {low:+.0} to {high:+.0} days");
    if low > 0.0 || high < 0.0 {
        let (by, how) = (days.abs(), if days < 0.0 { "faster" } else { "slower" });
        return format!(
            "Small customers in a reference's segment signed {by:.0} days {how} in the two quarters after it than before, against other segments ({interval}). That is no proof that the reference did it."
        );
    }
    format!("No difference can be told: {days:+.0} days after a reference against other segments ({interval}).")
}
