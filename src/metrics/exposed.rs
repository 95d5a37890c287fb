//! The customers with revenue exposed.

use super::Context;
use crate::error::Result;
use crate::unit::Money;

/// A customer with revenue exposed.
pub(super) struct Exposed {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) amount: Money,
}

/// The customers with revenue exposed, the most first.
pub(super) fn exposed(context: &Context<'_>) -> Result<Vec<Exposed>> {
    let table = context.results.table("exposed")?;
    let (ids, names) = (table.text("customer")?, table.text("name")?);
    let amounts = table.amounts("amount")?;
    let row = |at: usize| Exposed {
        id: ids[at].clone().unwrap_or_default(),
        name: names[at].clone().unwrap_or_default(),
        amount: context.money(amounts[at]),
    };
    Ok((0..table.rows()).map(row).collect())
}
