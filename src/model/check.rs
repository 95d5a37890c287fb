//! What the data checks found.

use crate::unit::Money;
use serde::{Deserialize, Serialize};

/// One data check.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Check {
    /// Its name, `duplicate_lines`; `eggbasket check --only` takes it.
    pub name: String,
    /// What it is called in a sentence.
    pub title: String,
    /// `error`, `warning` or `info`: what failing it means; an `info` is no fault of the ledger.
    pub severity: String,
    /// `passed`, `failed`, or `skipped` where it could not look.
    pub status: String,
    /// Rows that break the rule.
    pub rows: u64,
    /// The rule.
    pub rule: String,
    /// Why it was skipped.
    pub status_reason: Option<String>,
}

/// A total declared by the books, against the ledger's.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ControlTotalResult {
    /// The period as it was declared.
    pub period: String,
    /// The currency of the amounts; null for all rows in the reporting currency.
    pub currency: Option<String>,
    /// `used`, or `read` for all rows whatever their scope.
    pub scope: String,
    /// What the books say.
    pub declared_amount: Money,
    /// What the ledger holds.
    pub ledger_amount: Money,
    /// Ledger − declared.
    pub difference: Money,
    /// How far the ledger may be off.
    pub tolerance: Money,
    /// Rows the books say; null where none were declared.
    pub declared_rows: Option<i64>,
    /// Rows the ledger holds.
    pub ledger_rows: i64,
    /// Whether the difference lies within the tolerance and the rows are as many.
    pub agrees: bool,
}
