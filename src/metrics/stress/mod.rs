//! Stress: scenarios, the limits they are held against, and reverse stress.

mod limits;
mod reverse;
mod scenario;

pub(super) use limits::Limits;

use super::Context;
use super::book::Book;
use crate::config::Config;
use crate::error::Result;
use crate::model::Report;

/// Fills the report's scenarios and its reverse stress.
pub(super) fn stress(context: &Context<'_>, config: &Config, book: &Book, report: &mut Report) -> Result<()> {
    let limits = Limits::read(config, context)?;
    report.stress = scenario::scenarios(context, config, book, limits.as_ref())?;
    if let Some(limits) = limits.as_ref().filter(|_| !book.rows.is_empty()) {
        report.reverse_stress = reverse::reverse(context, book, limits, &report.churn_exposure)?;
    }
    if report.reverse_stress.is_none() {
        let why = match (limits.is_some(), book.margins.is_some()) {
            (false, _) => "no fixed cost is configured: `fixed_cost` under `[risk]`",
            (_, false) => "no margin is known: the ledger names no cost, and `[risk]` no `margin`",
            _ => "nothing is exposed",
        };
        report.reasons.insert("reverse_stress_reason".to_owned(), why.to_owned());
    }
    Ok(())
}
