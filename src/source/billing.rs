//! How often customers are billed, as the configuration says it: what a row without service dates is for.

use crate::config::{BillingInterval, Config};
use crate::error::{Error, Result};
use crate::period::{date_of_days, days_of_date};
use jiff::ToSpan;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Kinds of rows that a billing interval is for. A credit note gives back what an invoice of the same interval billed, so
/// it is spread like one.
const SPREAD: [&str; 3] = ["recurring", "credit_note", "refund"];

/// Billing intervals; none where the configuration names none.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Billing {
    whole: Option<BillingInterval>,
    by_customer: BTreeMap<String, BillingInterval>,
}

impl Billing {
    /// The intervals of the configuration.
    ///
    /// # Errors
    /// A usage error where nothing is spread at all.
    pub fn new(config: &Config) -> Result<Billing> {
        let billing = Billing { whole: config.billing_interval, by_customer: config.billing_intervals.clone() };
        if billing.is_given() && config.spread == Some(false) {
            return Err(Error::usage("`spread = false` and a billing interval contradict each other").hint(
                "take `billing_interval` and [billing_intervals] out where revenue is already recognised, else `spread`",
            ));
        }
        Ok(billing)
    }

    /// Whether any row can be spread by an interval.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.whole.is_some() || !self.by_customer.is_empty()
    }

    /// First and last day, from 1970-01-01, of what a row of `day` without service dates bills: up to the day before the
    /// same day so many months later. None where no interval is given for it.
    #[must_use]
    pub fn period(&self, customer: Option<&str>, kind: Option<&str>, day: i32) -> Option<(i32, i32)> {
        if kind.is_some_and(|kind| !SPREAD.contains(&kind)) {
            return None;
        }
        let own = customer.and_then(|customer| self.by_customer.get(customer));
        let months = own.copied().or(self.whole)?.months();
        let next = date_of_days(day).checked_add(months.months()).ok()?;
        Some((day, days_of_date(next) - 1))
    }

    /// Refuses intervals of customers that the ledger does not have.
    ///
    /// # Errors
    /// A usage error that names them.
    pub fn check(&self, is_known: impl Fn(&str) -> bool) -> Result<()> {
        let unknown: Vec<&str> = self.by_customer.keys().map(String::as_str).filter(|id| !is_known(id)).collect();
        if unknown.is_empty() {
            return Ok(());
        }
        Err(Error::usage(format!(
            "[billing_intervals] names customers that the ledger has not: {}",
            unknown.join(", ")
        ))
        .hint("write customer ids as they stand in the ledger; `eggbasket explain customers LEDGER` lists them"))
    }
}
