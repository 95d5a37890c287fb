//! What the configuration says of contracts, invoices and the recurring revenue in them.

use serde::{Deserialize, Serialize};
use std::path::PathBuf;

/// The contracts table and how its last days read: `contracts = "file"` or `[contracts]` with `file` and `end`.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(from = "ContractsKey")]
pub struct ContractsTable {
    /// The file.
    pub file: PathBuf,
    /// What a contract's `end` is.
    pub end: ContractEnd,
}

#[derive(Deserialize)]
#[serde(untagged, expecting = "expected a file, or a table with `file` and `end = \"exclusive\"` or `\"inclusive\"`")]
enum ContractsKey {
    File(PathBuf),
    Table(ContractsParts),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContractsParts {
    file: PathBuf,
    #[serde(default)]
    end: ContractEnd,
}

impl From<ContractsKey> for ContractsTable {
    fn from(key: ContractsKey) -> ContractsTable {
        match key {
            ContractsKey::File(file) => ContractsTable { file, end: ContractEnd::default() },
            ContractsKey::Table(parts) => ContractsTable { file: parts.file, end: parts.end },
        }
    }
}

/// What a contract's `end` is.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum ContractEnd {
    /// The first day without service.
    #[default]
    Exclusive,
    /// The last day of service.
    Inclusive,
}

/// Where monthly recurring revenue comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MrrSource {
    /// The contracts in force at each month's end.
    Contracts,
    /// The ledger's recurring revenue of each month.
    Ledger,
}

/// Until when a customer who does not pay counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PastDue {
    /// `dunning_days` from the day the contract fell due.
    #[default]
    UntilDunningEnds,
    /// Not from that day on.
    LostAtOnce,
    /// As if it were paid.
    Kept,
}

/// When a cancelled contract is lost.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ChurnDate {
    /// At the end of the period that is paid.
    #[default]
    PaidPeriodEnd,
    /// On the day of the cancellation.
    Cancellation,
}

/// What a refund or credit note does to the ledger's MRR.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refunds {
    /// Nothing: it is a line of its own.
    #[default]
    OwnLine,
    /// It lowers the MRR of the month it is booked in.
    ReduceMrr,
}

/// What a paused contract counts.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Paused {
    /// Nothing, and it is listed.
    #[default]
    Zero,
    /// As if it went on, and it is listed.
    Kept,
}

/// The rules of recurring revenue on which billing products disagree.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct RecurringRules {
    /// Where MRR comes from; the contracts where a contracts table is given, else the ledger.
    pub mrr: Option<MrrSource>,
    /// Until when a customer who does not pay counts.
    pub past_due: PastDue,
    /// Days a product keeps asking for its money; 30 where absent.
    pub dunning_days: Option<u32>,
    /// When a cancelled contract is lost.
    pub churn_date: ChurnDate,
    /// What a refund does to the ledger's MRR.
    pub refunds: Refunds,
    /// What a paused contract counts.
    pub paused: Paused,
}

/// How often a customer is billed: what a row without service dates is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum BillingInterval {
    /// One month.
    Month,
    /// Three months.
    Quarter,
    /// Six months.
    HalfYear,
    /// Twelve months.
    Year,
}

impl BillingInterval {
    /// Its months.
    #[must_use]
    pub fn months(self) -> i32 {
        match self {
            BillingInterval::Month => 1,
            BillingInterval::Quarter => 3,
            BillingInterval::HalfYear => 6,
            BillingInterval::Year => 12,
        }
    }

    /// Its name in the configuration and in reports.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            BillingInterval::Month => "month",
            BillingInterval::Quarter => "quarter",
            BillingInterval::HalfYear => "half_year",
            BillingInterval::Year => "year",
        }
    }
}
