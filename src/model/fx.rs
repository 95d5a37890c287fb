//! Exchange rates.

use serde::{Deserialize, Serialize};

/// Which rates the amounts stand at.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Fx {
    /// Where the rates of reported amounts come from; null where nothing was converted.
    pub reported: Option<String>,
    /// The one set of rates at which movements are told apart from exchange rates; empty where nothing was converted.
    pub constant: Vec<ConstantRate>,
}

/// One rate of the constant set.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ConstantRate {
    /// ISO 4217 code.
    pub currency: String,
    /// Units of the reporting currency per unit, a decimal.
    pub rate: String,
    /// `config`, `fx_table`, or `implied` by what the ledger converted.
    pub source: String,
    /// The month it is of; null where the configuration gives it.
    pub month: Option<String>,
}
