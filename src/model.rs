//! The report: every number eggbasket states, in the order and under the names of `report.json`.
//!
//! This is the contract that others read. Keys are only ever added. Money is a string with the currency's decimals, a
//! ratio a number between 0 and 1 (retention, tail ratios and Theil may exceed 1), an undefined value `null` with its
//! reason beside it under `<key>_reason`.

use crate::period::Month;
use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;

/// Version of the schema of `report.json`; it grows when a key is added and its major part when one changes.
pub const SCHEMA_VERSION: &str = "1.0";

/// Why values are missing, keyed `<key>_reason`.
pub type Reasons = BTreeMap<String, String>;

/// The whole report.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Report {
    /// Version of this schema.
    pub schema_version: String,
    /// Version of the program that wrote the report.
    pub version: String,
    /// The company's name from the configuration.
    pub company: Option<String>,
    /// The last day the report speaks of, ISO.
    pub as_of: String,
    /// How `as_of` was found.
    pub as_of_reason: String,
    /// ISO 4217 code of every amount, null where the ledger names none.
    pub currency: Option<String>,
    /// How rows in other currencies were converted; null where none were.
    pub conversion: Option<String>,
    /// The grouping policy: `legal` or `asc280`.
    pub grouping: String,
    /// Short hash of all input bytes, for footnotes.
    pub input_hash: String,
    /// False where a critical data finding makes the whole report unreliable.
    pub reliable: bool,
    /// The window of the headline numbers.
    pub window: Window,
    /// The tie-out of the report to its ledger.
    pub control: Control,
    /// Concentration of the window's revenue.
    pub concentration: Concentration,
    /// The same of the window a year earlier; null where the ledger does not cover it.
    pub concentration_year_before: Option<Concentration>,
    /// The twenty largest customers, and any that tie with the twentieth.
    pub top_customers: Vec<Customer>,
    /// Every customer with positive revenue, the largest first.
    pub customer_amounts: Vec<CustomerAmount>,
    /// Customers with at least 10 % of all revenue (ASC 280-10-50-42, IFRS 8.34).
    pub major_customers: Vec<Customer>,
    /// Customers several times the mean.
    pub key_accounts: KeyAccounts,
    /// The recurring part of revenue.
    pub recurring: Recurring,
    /// What movements and retention are measured on: `mrr`, or `revenue` where recurring revenue is unknown.
    pub movements_basis: String,
    /// Month by month over the whole history.
    pub movements: Vec<Movement>,
    /// The same by calendar quarter.
    pub movements_quarterly: Vec<Movement>,
    /// What the customers of a year ago are worth now.
    pub retention: Retention,
    /// The ten largest of a year ago against all other revenue; null where the ledger covers less than 24 months.
    pub head_growth: Option<HeadGrowth>,
    /// The last quarter of each of the ten largest customers; empty where the ledger covers less than 15 months.
    pub quarter_changes: Vec<QuarterChange>,
    /// Months of the window without a single row.
    pub missing_months: Vec<String>,
    /// The headline numbers at every quarter end, trailing twelve months.
    pub history: Vec<History>,
    /// The window's revenue by every other column.
    pub dimensions: BTreeMap<String, Vec<DimensionValue>>,
    /// What the customers' leaving would cost.
    pub churn_exposure: ChurnExposure,
    /// The distribution of loss; null until measured.
    pub revenue_at_risk: Option<serde_json::Value>,
    /// Scenarios; null until measured.
    pub stress: Option<serde_json::Value>,
    /// The way to a breach; null until measured.
    pub reverse_stress: Option<serde_json::Value>,
    /// When contracts end; null until measured.
    pub renewal_wall: Option<serde_json::Value>,
    /// The diversification plan; null until measured.
    pub plan: Option<serde_json::Value>,
    /// Warnings, the most severe first.
    pub findings: Vec<Finding>,
    /// The charts beside the report.
    pub charts: Vec<ChartEntry>,
    /// Why a key is null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// The months of the headline numbers.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Window {
    /// First day, ISO.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// Months asked for.
    pub months: u32,
    /// Months of it that the ledger covers.
    pub months_covered: u32,
}

impl Default for Window {
    fn default() -> Window {
        Window { from: String::new(), to: String::new(), months: 12, months_covered: 0 }
    }
}

/// `read = used + left out + set aside`, in rows and to the cent in money at the ledger's own scale.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Control {
    /// Rows in the files.
    pub rows_read: u64,
    /// Rows that are revenue of the period asked.
    pub rows_used: u64,
    /// Rows that are not: tax, intercompany, after `as_of`.
    pub rows_left_out: u64,
    /// Rows that cannot be used: no date, no amount.
    pub rows_set_aside: u64,
    /// Sum of all amounts read.
    pub amount_read: Money,
    /// Sum of the used ones.
    pub amount_used: Money,
    /// Sum of the left-out ones.
    pub amount_left_out: Money,
    /// Sum of the ones set aside.
    pub amount_set_aside: Money,
    /// Used revenue that names no customer, over the whole history.
    pub unassigned_amount: Money,
    /// Of the used amount: before the window, in it, after it (deferred to later months by service dates).
    pub amount_before_window: Money,
    /// The window's revenue; equals `concentration.total`.
    pub amount_in_window: Money,
    /// Revenue booked by now whose service lies after the window.
    pub amount_after_window: Money,
    /// Why rows were left out or set aside.
    pub reasons: Vec<ControlReason>,
    /// Rows and amounts by original currency, before conversion.
    pub by_currency: Vec<CurrencyTotal>,
    /// Used rows with one service date of two, which were not spread.
    pub rows_half_service_period: u64,
    /// Amounts read as floats whose printed decimal had more than six places.
    pub rows_rounded: u64,
}

/// One reason for leaving rows out.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ControlReason {
    /// `left_out` or `set_aside`.
    pub scope: String,
    /// The reason: `tax`, `intercompany`, `after_as_of`, `no_date`, `no_amount`, `beyond_gap`.
    pub reason: String,
    /// Rows.
    pub rows: u64,
    /// Their amount.
    pub amount: Money,
}

/// Rows of one currency.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CurrencyTotal {
    /// ISO code; null where the row names none.
    pub currency: Option<String>,
    /// Used rows.
    pub rows: u64,
    /// Their sum in that currency.
    pub amount: Money,
    /// Their sum in the reporting currency.
    pub converted: Money,
}

/// Concentration of a window's revenue over customers (groups) with positive revenue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Concentration {
    /// All net revenue of the window, unassigned included.
    pub total: Money,
    /// Revenue of the customers with positive revenue.
    pub positive_total: Money,
    /// Revenue that names no customer.
    pub unassigned: Money,
    /// Customers with positive revenue.
    pub customers: u64,
    /// CR_N, index share of the N largest, keyed by N.
    pub cr: BTreeMap<String, Option<Ratio>>,
    /// The N of `cr` that exceed the number of customers; their ratio is 1 whatever the book.
    pub cr_exceeds_customers: Vec<String>,
    /// Herfindahl–Hirschman index, 0 to 10,000.
    pub hhi: Option<Ratio>,
    /// HHI on 0 to 1 with the even book of n at 0.
    pub hhi_normalised: Option<Ratio>,
    /// Equal customers that would give the same HHI.
    pub effective_customers: Option<Ratio>,
    /// Gini coefficient.
    pub gini: Option<Ratio>,
    /// Gini · n/(n−1).
    pub gini_adjusted: Option<Ratio>,
    /// Shannon entropy in nats.
    pub entropy: Option<Ratio>,
    /// Theil index.
    pub theil: Option<Ratio>,
    /// Hall–Tideman index.
    pub hall_tideman: Option<Ratio>,
    /// Hoover index.
    pub hoover: Option<Ratio>,
    /// Fewest customers that bring 50, 80 and 90 % of revenue.
    pub pareto: BTreeMap<String, Option<u64>>,
    /// |sum of net-negative customers| / positive revenue.
    pub negative_ratio: Option<Ratio>,
    /// Net-negative customers, left out of the indexes.
    pub negative_customers: u64,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// A customer (group) in a ranked list.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Customer {
    /// 1 for the largest.
    pub rank: u64,
    /// The group's id.
    pub customer: String,
    /// Its name; the id where no name is known.
    pub name: String,
    /// Net revenue in the window.
    pub amount: Money,
    /// Disclosure share, of all revenue.
    pub share: Option<Ratio>,
    /// Index share, of positive revenue.
    pub index_share: Option<Ratio>,
    /// Revenue in the twelve months before the window; null where the ledger does not cover them.
    pub amount_before: Option<Money>,
    /// Recurring part of the revenue; null where it is unknown.
    pub recurring_amount: Option<Money>,
    /// Another customer has exactly the same revenue.
    pub tied: bool,
}

/// What one customer (group) brought.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CustomerAmount {
    /// The group's id.
    pub customer: String,
    /// Its name; the id where no name is known.
    pub name: String,
    /// Net revenue in the window.
    pub amount: Money,
    /// Disclosure share, of all revenue.
    pub share: Option<Ratio>,
}

/// Customers with at least 5 and 10 times the mean revenue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct KeyAccounts {
    /// Mean revenue of customers with positive revenue.
    pub mean: Option<Money>,
    /// Median of the same.
    pub median: Option<Money>,
    /// At least five times the mean.
    pub at_least_5x: Multiple,
    /// At least ten times the mean.
    pub at_least_10x: Multiple,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Customers past a multiple of the mean.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Multiple {
    /// How many.
    pub customers: u64,
    /// Their revenue.
    pub amount: Money,
    /// Their index share.
    pub share: Option<Ratio>,
}

/// Recurring revenue.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Recurring {
    /// Recurring net revenue of the window; null where unknown.
    pub amount: Option<Money>,
    /// Recurring-revenue share, recurring / total.
    pub share: Option<Ratio>,
    /// True where the ledger names no kinds and the share is inferred from repeat purchases.
    pub inferred: bool,
    /// Share of revenue from customers that buy too seldom to infer anything; null where not inferred.
    pub not_inferable_share: Option<Ratio>,
    /// Monthly recurring revenue at the window's end.
    pub mrr: Option<Money>,
    /// 12 · MRR.
    pub arr: Option<Money>,
    /// The ten largest by recurring revenue: their share of recurring revenue.
    pub head_share_of_recurring: Option<Ratio>,
    /// The same customers' recurring revenue as a share of all revenue.
    pub head_recurring_of_total: Option<Ratio>,
    /// Ids of those ten.
    pub head_customers: Vec<String>,
    /// Recurring and other revenue month by month; empty where unknown.
    pub monthly: Vec<RecurringMonth>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// One month's revenue, split.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct RecurringMonth {
    /// The month.
    pub period: Month,
    /// Recurring net revenue.
    pub recurring: Money,
    /// All other net revenue.
    pub other: Money,
}

/// opening + new + reactivation + expansion − contraction − churn + transfer + fx + adjustment = closing, exactly.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Movement {
    /// `2018-01`, or `2018-Q1` in the quarterly list.
    pub period: String,
    /// Before; null in the first covered period, which has no before.
    pub opening: Option<Money>,
    /// From customers never active before.
    pub new: Money,
    /// From customers that come back.
    pub reactivation: Money,
    /// Growth of those who stay.
    pub expansion: Money,
    /// Shrinkage of those who stay, positive.
    pub contraction: Money,
    /// From those who are lost, positive.
    pub churn: Money,
    /// Moved between groups.
    pub transfer: Money,
    /// Moved by exchange rates.
    pub fx: Money,
    /// Change of negative balances.
    pub adjustment: Money,
    /// After.
    pub closing: Money,
    /// The same in numbers of customers.
    pub customers: MovementCounts,
}

/// opening + new + reactivation − churn + transfer = closing.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct MovementCounts {
    /// Active before; null in the first covered period.
    pub opening: Option<u64>,
    /// First time active.
    pub new: u64,
    /// Back again.
    pub reactivation: u64,
    /// Lost.
    pub churn: u64,
    /// Moved between groups.
    pub transfer: i64,
    /// Active after.
    pub closing: u64,
}

/// Retention on both bases, and head against rest.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct Retention {
    /// MRR now against MRR twelve months ago; null where MRR is unknown.
    pub mrr: Option<RetentionRates>,
    /// Revenue of the window against the twelve months before.
    pub ttm: Option<RetentionRates>,
    /// The ten largest twelve months ago, on the best basis there is.
    pub head: Option<RetentionRates>,
    /// All others, same basis.
    pub rest: Option<RetentionRates>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Retention over the customers with positive revenue twelve months ago.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct RetentionRates {
    /// `mrr` or `ttm`.
    pub basis: String,
    /// Gross revenue retention, at most 1.
    pub grr: Option<Ratio>,
    /// Net revenue retention.
    pub nrr: Option<Ratio>,
    /// Customers lost / customers at the start.
    pub logo_churn: Option<Ratio>,
    /// Customers at the start.
    pub customers: u64,
    /// Their revenue at the start.
    pub base_amount: Money,
    /// Whether the ledger covers the whole base window.
    pub base_covered: bool,
    /// Revenue at the start of all but the three largest expanders; shown where that NRR is.
    pub base_without_top_expanders: Option<Money>,
    /// NRR without the three largest expanders; shown where NRR is at least 1 (masking).
    pub nrr_without_top_expanders: Option<Ratio>,
}

/// Growth over four quarters.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct HeadGrowth {
    /// Revenue of the ten largest a year ago, last twelve months / twelve before − 1.
    pub head: Option<Ratio>,
    /// All other revenue, new customers included.
    pub rest: Option<Ratio>,
    /// head − rest.
    pub difference: Option<Ratio>,
    /// Revenue of the head in the last twelve months.
    pub head_amount: Money,
}

/// A large customer's last three months.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct QuarterChange {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Revenue of the last three months.
    pub quarter: Money,
    /// Revenue of the three months before.
    pub quarter_before: Money,
    /// Revenue of the same three months a year ago.
    pub quarter_year_ago: Money,
    /// quarter / quarter_before − 1; null where that was not positive.
    pub change: Option<Ratio>,
    /// quarter / quarter_year_ago − 1; null where that was not positive.
    pub change_year: Option<Ratio>,
}

/// Headline numbers at one quarter end over its trailing twelve months.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct History {
    /// `2018-Q1`.
    pub period: String,
    /// The quarter's last day.
    pub as_of: String,
    /// Months of the twelve that the ledger covers.
    pub months_covered: u32,
    /// The concentration of those twelve months.
    #[serde(flatten)]
    pub concentration: Concentration,
}

/// One value of a dimension.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct DimensionValue {
    /// The value; null for rows without one.
    pub value: Option<String>,
    /// Net revenue in the window.
    pub amount: Money,
    /// Share of all revenue.
    pub share: Option<Ratio>,
    /// Customers with positive revenue in it.
    pub customers: u64,
    /// HHI of the customers within it.
    pub hhi: Option<Ratio>,
}

/// Expected loss of the next twelve months.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ChurnExposure {
    /// How far ahead.
    pub horizon_months: u32,
    /// What is exposed: `arr`, or `ttm_revenue` where recurring revenue is unknown.
    pub exposed: String,
    /// What counts as lost: `mrr` or `ttm`.
    pub loss_basis: String,
    /// Revenue exposed, over all customers.
    pub exposed_amount: Money,
    /// Σ probability · revenue exposed; null where no probability can be formed.
    pub expected_loss: Option<Money>,
    /// Expected loss / exposed revenue.
    pub expected_loss_share: Option<Ratio>,
    /// How the probabilities were formed: `empirical_bayes` or `pooled`.
    pub method: String,
    /// The evidence by size band.
    pub bands: Vec<ChurnBand>,
    /// By customer, the largest exposure first.
    pub by_customer: Vec<CustomerExposure>,
    /// Why values are null.
    #[serde(flatten)]
    pub reasons: Reasons,
}

/// Evidence of one size band.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ChurnBand {
    /// Revenue as a multiple of the mean, e.g. `2x to 5x`.
    pub band: String,
    /// Customer-years observed.
    pub customer_years: u64,
    /// Losses among them.
    pub losses: u64,
    /// Probability of loss within twelve months.
    pub probability: Ratio,
    /// 5 % quantile of the posterior.
    pub low: Ratio,
    /// 95 % quantile.
    pub high: Ratio,
}

/// One customer's exposure.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct CustomerExposure {
    /// The group's id.
    pub customer: String,
    /// Its name.
    pub name: String,
    /// Revenue exposed (ARR, or TTM revenue; see `exposed`).
    pub arr: Money,
    /// Probability of loss within the horizon.
    pub probability: Ratio,
    /// 5 % quantile.
    pub low: Ratio,
    /// 95 % quantile.
    pub high: Ratio,
    /// The evidence in words.
    pub source: String,
    /// probability · arr.
    pub exposure: Money,
}

/// How bad a finding is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Severity {
    /// Keep an eye on it.
    Watch,
    /// Act.
    Warning,
    /// Act now.
    Critical,
}

impl Severity {
    /// `watch`, `warning` or `critical`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Severity::Watch => "watch",
            Severity::Warning => "warning",
            Severity::Critical => "critical",
        }
    }
}

/// A plain warning.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Finding {
    /// `W01` and so on.
    pub id: String,
    /// The measure's short name, `largest customer`.
    pub title: String,
    /// How bad.
    pub severity: Severity,
    /// The measured value, in the threshold's unit.
    pub value: Ratio,
    /// The threshold it is past.
    pub threshold: Ratio,
    /// Value − threshold, signed so that positive is worse.
    pub distance: Ratio,
    /// `share`, `index`, `percentage_points` or `months`.
    pub unit: String,
    /// Where the threshold comes from.
    pub basis: String,
    /// What, how far, who and how much, as one or two sentences.
    pub message: String,
    /// Ids of the customers behind it.
    pub customers: Vec<String>,
    /// The revenue that hangs on it.
    pub money_at_stake: Option<Money>,
    /// The first quarter end of the unbroken run past the threshold; null where there is no history for it.
    pub since: Option<String>,
    /// `rising`, `falling`, `steady`, or null.
    pub trend: Option<String>,
    /// What would clear it.
    pub clears_when: String,
}

/// A chart beside the report.
#[derive(Debug, Clone, Default, Serialize, Deserialize)]
pub struct ChartEntry {
    /// `egg_basket` and so on.
    pub name: String,
    /// The finding as a sentence.
    pub title: String,
    /// Path of the SVG, relative to the report's folder; null where not asked for.
    pub svg: Option<String>,
    /// Path of the PNG.
    pub png: Option<String>,
    /// The picture in words.
    pub alt: String,
}
