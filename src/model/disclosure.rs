//! What annual reports have to say of large customers.

use super::Reasons;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};

/// Major customers and the five largest, of the last whole fiscal year and of the one before.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Disclosure {
    /// Who files, `cik:…` or `lei:…`, as configured.
    pub entity: Option<String>,
    /// The namespace of the filer's own taxonomy, whose members the customers are, as configured.
    pub entity_namespace: Option<String>,
    /// The last whole fiscal year; null where the ledger covers none.
    pub fiscal_year: Option<FiscalYear>,
    /// The one before; null where the ledger does not cover it.
    pub fiscal_year_before: Option<FiscalYear>,
    /// Customers with 10 % of revenue or more in either year, in the order of their labels.
    pub major_customers: Vec<MajorCustomer>,
    /// The note under ASC 280-10-50-42, ready for an annual report; names are labels.
    pub asc280_text: Option<String>,
    /// The note under IFRS 8.34, with amounts.
    pub ifrs8_text: Option<String>,
    /// The five largest of each year, the latest first.
    pub top_five: Vec<TopFive>,
    /// The paragraph of an A-share annual report, in Chinese.
    pub csrc_text: Option<String>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// A whole fiscal year.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiscalYear {
    /// Its number, the calendar year in which it ends.
    pub year: i64,
    /// First day, ISO.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// All net revenue, unassigned included.
    pub total: Money,
}

/// A customer (group) that has to be disclosed, under a label that stays.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MajorCustomer {
    /// `Customer A`, the same in every year and run.
    pub label: String,
    /// The group's id; not for publication.
    pub customer: String,
    /// Its name; not for publication.
    pub name: String,
    /// The first fiscal year in which it had 10 % or more.
    pub first_year: i64,
    /// Revenue in the fiscal year; null where it bought nothing.
    pub amount: Option<Money>,
    /// Its share of all revenue.
    pub share: Option<Ratio>,
    /// Whether that is 10 % or more, compared exactly before rounding.
    pub is_major: bool,
    /// The share as the note prints it: `32%`, or `*` below 10 %.
    pub printed: String,
    /// Revenue in the fiscal year before.
    pub amount_before: Option<Money>,
    /// Its share then.
    pub share_before: Option<Ratio>,
    /// Whether that was 10 % or more.
    pub is_major_before: bool,
    /// The share then as the note prints it.
    pub printed_before: String,
    /// Its share of receivables at their latest date; null where they are unknown.
    pub receivables_share: Option<Ratio>,
}

/// The five largest customers of a fiscal year.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TopFive {
    /// The fiscal year.
    pub year: i64,
    /// The customers, the largest first.
    pub customers: Vec<TopFiveCustomer>,
    /// Their revenue together.
    pub amount: Money,
    /// Their share of all revenue.
    pub share: Option<Ratio>,
    /// Revenue of the related parties among them; null where no customer says whether it is one.
    pub related_amount: Option<Money>,
    /// That as a share of all revenue.
    pub related_share: Option<Ratio>,
    /// How many were not among the five of the year before; null where that year is not covered.
    pub new_customers: Option<u64>,
    /// The largest share of revenue.
    pub largest_share: Option<Ratio>,
    /// One customer brings more than 50 % of revenue.
    pub depends_by_revenue: bool,
    /// The largest share of gross profit; null where cost is unknown.
    pub largest_gross_share: Option<Ratio>,
    /// One customer brings more than 50 % of gross profit; null where cost is unknown.
    pub depends_by_gross_profit: Option<bool>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One of the five largest.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TopFiveCustomer {
    /// 1 to 5.
    pub rank: u64,
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Revenue in the year.
    pub amount: Money,
    /// Its share of all revenue.
    pub share: Option<Ratio>,
    /// Whether it was not among the five of the year before; null where that year is not covered.
    pub is_new: Option<bool>,
    /// Whether it is a related party; null where nobody says so.
    pub related_party: Option<bool>,
}

/// A name that came into or left the five largest within a year, or a related party among them.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TopFiveChange {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// `new`, `lost` or `related`.
    pub change: String,
    /// Its revenue in the window; of a lost name, in the window a year earlier.
    pub amount: Money,
    /// That as a share of all revenue of that window.
    pub share: Option<Ratio>,
}

/// What changed among the five largest in the twelve months to a quarter end.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct TopFivePoint {
    /// The quarter, `2026-Q3`.
    pub period: String,
    /// `new`, `lost` or `related`.
    pub change: String,
    /// Together, as a share of all revenue of the twelve months (of lost names, of the twelve before).
    pub share: Ratio,
}

/// Gross margin of the ten largest customers against all others, over twelve months.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct HeadMargin {
    /// A quarter, `2026-Q3`, or `window`.
    pub period: String,
    /// The last day of the twelve months.
    pub as_of: String,
    /// Gross profit / revenue of the lines whose cost is known, of the ten largest by revenue.
    pub head: Option<Ratio>,
    /// The same of all other customers.
    pub rest: Option<Ratio>,
    /// rest − head.
    pub gap: Option<Ratio>,
    /// Revenue of the head whose cost is known.
    pub head_amount: Money,
}
