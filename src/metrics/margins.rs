//! What of a customer's revenue is margin: by the ledger's cost, else as the configuration says.

use super::Context;
use super::structure::rows;
use crate::config::Config;
use crate::error::Result;
use std::collections::BTreeMap;

/// Where margins come from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum MarginSource {
    /// The cost of the ledger's lines.
    Ledger,
    /// One ratio for all, from the configuration.
    Configured,
}

/// Margins over revenue in the window.
pub(super) struct Margins {
    by_customer: BTreeMap<String, f64>,
    /// For a customer none of whose lines names its cost.
    otherwise: Option<f64>,
}

impl Margins {
    /// Reads them from the ledger's cost; what is configured is for those of whom no cost is known, else the whole book's.
    pub(super) fn read(context: &Context<'_>, config: &Config) -> Result<Margins> {
        let rows = rows(context, "customer_margins", |row| Ok((row.text("customer")?, row.ratio("margin")?)))?;
        let known = |(customer, margin): &(Option<String>, Option<crate::unit::Ratio>)| {
            margin.map(|margin| (customer.clone(), margin.0))
        };
        let margins: Vec<(Option<String>, f64)> = rows.iter().filter_map(known).collect();
        let book = margins.iter().find(|(customer, _)| customer.is_none()).map(|(_, margin)| *margin);
        let by_customer = margins.into_iter().filter_map(|(customer, margin)| Some((customer?, margin))).collect();
        Ok(Margins { by_customer, otherwise: config.risk.margin.or(book) })
    }

    /// Where they come from; none where nobody knows any.
    pub(super) fn source(&self) -> Option<MarginSource> {
        let known = if self.by_customer.is_empty() { MarginSource::Configured } else { MarginSource::Ledger };
        self.otherwise.map(|_| known)
    }

    /// The customer's margin over revenue; none where nobody knows any.
    pub(super) fn of(&self, customer: &str) -> Option<f64> {
        self.by_customer.get(customer).copied().or(self.otherwise)
    }
}
