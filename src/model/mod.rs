//! The report: every number eggbasket states, in the order and under the names of `report.json`.
//!
//! This is the contract that others read. Keys are only ever added. Money is a string with the currency's decimals, a
//! ratio a number between 0 and 1 (retention, tail ratios and Theil may exceed 1), an undefined value `null` with its
//! reason beside it under `<key>_reason`.

mod cohort;
mod check;
mod backtest;
mod bases;
mod calendar;
mod billing;
mod concentration;
mod control;
mod disclosure;
mod exposure;
mod finding;
mod fx;
mod grouping;
mod movement;
mod plan;
mod recurring;
mod renewal;
mod restatements;
mod retention;
mod risk;
mod stress;
mod structure;

pub use backtest::*;
pub use bases::*;
pub use billing::*;
pub use calendar::*;
pub use check::*;
pub use cohort::*;
pub use concentration::*;
pub use control::*;
pub use disclosure::*;
pub use exposure::*;
pub use finding::*;
pub use fx::*;
pub use grouping::*;
pub use movement::*;
pub use plan::*;
pub use recurring::*;
pub use renewal::*;
pub use restatements::*;
pub use retention::*;
pub use risk::*;
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
pub use stress::*;
pub use structure::*;

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
    /// The company's calendar.
    pub calendar: FiscalCalendar,
    /// ISO 4217 code of every amount, null where the ledger names none.
    pub currency: Option<String>,
    /// How rows in other currencies were converted; null where none were.
    pub conversion: Option<String>,
    /// The rates behind amounts in other currencies.
    pub fx: Fx,
    /// The grouping policy: `legal`, `asc280`, `ifrs8`, `csrc` or `economic`.
    pub grouping: String,
    /// The tree of customers that the past is told by: `as_is`, today's, or `as_was`, that of each month. Movements
    /// always go by the tree of their month.
    pub history_tree: String,
    /// What was booked after the last day that the report knows.
    pub restatements: Restatements,
    /// Short hash of all input bytes, for footnotes.
    pub input_hash: String,
    /// False where a critical finding on the data (W25) or the chances to leave (W27) makes the whole report unreliable.
    pub reliable: bool,
    /// The window of the headline numbers.
    pub window: Window,
    /// The tie-out of the report to its ledger.
    pub control: Control,
    /// Totals declared by the books, against the ledger's.
    pub control_totals: Vec<ControlTotalResult>,
    /// The data checks, in order.
    pub checks: Vec<Check>,
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
    /// The window under every grouping policy, and what each changes.
    pub groupings: Vec<PolicyConcentration>,
    /// Customers several times the mean.
    pub key_accounts: KeyAccounts,
    /// Customers by tier.
    pub tiers: Vec<Tier>,
    /// Ties across the ranks that CR counts to.
    pub rank_ties: Vec<RankTie>,
    /// The Lorenz curve, from (0, 0) to (1, 1), at most 512 points.
    pub lorenz: Vec<LorenzPoint>,
    /// What the HHI can be for someone who knows the N largest shares alone.
    pub hhi_bounds: Vec<HhiBounds>,
    /// The pairs among the twenty largest whose merger would concentrate the book most, ten of them, and those asked for.
    pub mergers: Vec<Merger>,
    /// Every index without each of the twenty largest customers.
    pub stability: Vec<Stability>,
    /// Where the change of the HHI in twelve months comes from; null where the ledger does not cover the year before.
    pub hhi_change: Option<HhiChange>,
    /// HHI and Theil between and within the segments of every dimension.
    pub decomposition: BTreeMap<String, Decomposition>,
    /// How far revenue hangs on a few values of every dimension.
    pub dimension_concentration: BTreeMap<String, DimensionConcentration>,
    /// Concentration on revenue, recurring revenue, gross profit and receivables.
    pub bases: Bases,
    /// Every customer among the twenty largest on any base, with its share of each; the worst first.
    pub dependence: Vec<Dependence>,
    /// The largest customers of each other base at every quarter end.
    pub base_history: Vec<BasePoint>,
    /// The recurring part of revenue.
    pub recurring: Recurring,
    /// How often customers are billed, and whose invoices are not spread over what they bill.
    pub billing_cadence: BillingCadence,
    /// What movements and retention are measured on: `mrr`, or `revenue` where recurring revenue is unknown.
    pub movements_basis: String,
    /// Month by month over the whole history.
    pub movements: Vec<Movement>,
    /// The same by quarter of the fiscal year.
    pub movements_quarterly: Vec<Movement>,
    /// What the first period of the movements leaves open.
    pub movements_note: String,
    /// The quarterly movements by each value of each dimension.
    pub movements_by_segment: BTreeMap<String, Vec<SegmentMovements>>,
    /// What the customers of a year ago are worth now.
    pub retention: Retention,
    /// Retention at every quarter end, on both bases.
    pub retention_history: Vec<RetentionAt>,
    /// Retention within each value of each dimension.
    pub retention_by_segment: BTreeMap<String, Vec<SegmentRetention>>,
    /// What is left of the customers that began together.
    pub cohorts: Cohorts,
    /// How long customers stay.
    pub survival: Survival,
    /// The ten largest of a year ago against all other revenue; null where the ledger covers less than 24 months.
    pub head_growth: Option<HeadGrowth>,
    /// The last quarter of each of the ten largest customers; empty where the ledger covers less than 15 months.
    pub quarter_changes: Vec<QuarterChange>,
    /// Names that came into or left the five largest within a year, and related parties among them.
    pub top_five_changes: Vec<TopFiveChange>,
    /// The same at every quarter end, summed by change; quarters without one, or without a whole year before, are absent.
    pub top_five_history: Vec<TopFivePoint>,
    /// Gross margin of the ten largest against the rest at quarter ends and in the window; empty where cost is unknown.
    pub head_margin: Vec<HeadMargin>,
    /// What annual reports have to say.
    pub disclosure: Disclosure,
    /// Months of the window without a single row.
    pub missing_months: Vec<String>,
    /// The headline numbers at every quarter end, trailing twelve months.
    pub history: Vec<History>,
    /// The ten largest customers of every quarter end of `history`, and today's ten, by period and rank.
    pub customer_ranks: Vec<CustomerRank>,
    /// The window's revenue by every other column.
    pub dimensions: BTreeMap<String, Vec<DimensionValue>>,
    /// The largest customers within each value of every dimension, in the order of `dimensions`.
    pub dimension_customers: BTreeMap<String, Vec<DimensionCustomers>>,
    /// What the customers' leaving would cost.
    pub churn_exposure: ChurnExposure,
    /// The distribution of loss; null where no chance to leave is known, or nothing is exposed.
    pub revenue_at_risk: Option<RevenueAtRisk>,
    /// The models of the chance to leave, held against what happened.
    pub backtest: Option<Backtest>,
    /// Scenarios: the headline numbers before and after.
    pub stress: Vec<Stress>,
    /// Who, lost together, would breach a limit; null where no fixed cost, or no margin, is known.
    pub reverse_stress: Option<ReverseStress>,
    /// How ARR is bound by contracts; null where no contracts are given.
    pub renewals: Option<Renewals>,
    /// ARR by the quarter its contracts end in; empty where no contracts are given.
    pub renewal_wall: Vec<RenewalQuarter>,
    /// Contracts of the fifteen customers with the most ARR and their dates, at most sixty; empty where no contracts are
    /// given.
    pub renewal_dates: Vec<RenewalDate>,
    /// What it takes to replace the largest customer.
    pub replacement: Option<ReplacementGap>,
    /// What the limits leave each of the ten largest customers.
    pub headroom: Vec<Headroom>,
    /// The diversification plan; null where the configuration names no policy for it.
    pub plan: Option<Plan>,
    /// What price concessions to the ten largest ask for; empty where cost is unknown or the window is not covered.
    pub price_concessions: Vec<PriceConcession>,
    /// Receivables above a lender's caps; empty where no receivables are given.
    pub receivables_caps: Vec<ReceivablesCap>,
    /// The customers worth keeping as key accounts, and why.
    pub key_account_screen: Vec<KeyAccountCandidate>,
    /// Whether references bring small customers faster; null where no pipeline says.
    pub halo: Option<Halo>,
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
    /// What was asked for: `month`, `quarter`, `fiscal_year`, `ytd`, `ttm`, or `months` for a number of months.
    pub kind: String,
    /// First day, ISO.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// Months asked for.
    pub months: u32,
    /// Months of it that the ledger covers.
    pub months_covered: u32,
    /// Its weeks; null in a calendar of months.
    pub weeks: Option<u32>,
}

impl Default for Window {
    fn default() -> Window {
        Window {
            kind: "ttm".to_owned(),
            from: String::new(),
            to: String::new(),
            months: 12,
            months_covered: 0,
            weeks: None,
        }
    }
}
