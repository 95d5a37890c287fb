//! `eggbasket.toml` and the flags that override it, as one plain value.

mod charts;
mod recurring;
mod risk;
mod time;

use crate::error::{Error, Result};
pub use charts::{Brand, ChartRules, Fonts};
use jiff::civil::Date;
pub use recurring::{
    BillingInterval, ChurnDate, ContractEnd, ContractsTable, MrrSource, PastDue, Paused, RecurringRules, Refunds,
};
pub use risk::{DependenceRule, PlanRule, RiskRules, ScenarioRule, SeverityRule, money};
use serde::{Deserialize, Serialize};
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};
use time::iso_date;
pub use time::{MonthName, WindowKind, year_end};

/// The file looked for in a ledger's folder.
pub const FILE_NAME: &str = "eggbasket.toml";

/// How customers are merged into groups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grouping {
    /// Each customer stands alone.
    Legal,
    /// Customers under common control, and the units of one government, merge (ASC 280-10-50-42).
    #[default]
    Asc280,
    /// The same, and entities under a government's control where that link is accepted (IFRS 8.34).
    Ifrs8,
    /// Customers under common control merge, but not through an administrator of state assets alone (CSRC).
    Csrc,
    /// Customers under common control or economically interdependent merge.
    Economic,
}

/// Which tree of customers the past is told by.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum History {
    /// Today's tree for every month.
    #[default]
    AsIs,
    /// The tree of each month.
    AsWas,
}

impl History {
    /// `as_is` or `as_was`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            History::AsIs => "as_is",
            History::AsWas => "as_was",
        }
    }
}

impl Grouping {
    /// Every policy, the strictest reading first.
    pub const ALL: [Grouping; 5] =
        [Grouping::Legal, Grouping::Asc280, Grouping::Ifrs8, Grouping::Csrc, Grouping::Economic];

    /// `legal`, `asc280`, `ifrs8`, `csrc` or `economic`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Grouping::Legal => "legal",
            Grouping::Asc280 => "asc280",
            Grouping::Ifrs8 => "ifrs8",
            Grouping::Csrc => "csrc",
            Grouping::Economic => "economic",
        }
    }
}

/// Which way a row's own `fx_rate` reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum FxQuote {
    /// Units of the reporting currency per unit of the row's: converted = amount · rate.
    #[default]
    ReportingPerForeign,
    /// Units of the row's currency per unit of the reporting: converted = amount / rate.
    ForeignPerReporting,
}

/// Levels of one warning; a missing one keeps its default.
#[derive(Debug, Clone, Copy, Default, PartialEq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Levels {
    /// From here on: watch.
    pub watch: Option<f64>,
    /// From here on: warning.
    pub warning: Option<f64>,
    /// From here on: critical.
    pub critical: Option<f64>,
}

/// What the books say a period's revenue is.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ControlTotal {
    /// `2025-12`, `2025-Q4`, `2025`, `FY2025` or `all`.
    pub period: String,
    /// The currency of the amount, that of the rows themselves; all rows in the reporting currency where absent.
    pub currency: Option<String>,
    /// The amount, as text so that no digit is lost.
    pub amount: String,
    /// Rows.
    pub rows: Option<i64>,
    /// How far the ledger may be off; 0 where absent.
    pub tolerance: Option<String>,
    /// `used` (the default), or `read` for all rows, those left out and set aside too.
    pub scope: Option<String>,
}

/// Everything a run is told.
#[derive(Debug, Clone, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct Config {
    /// The company's name, for titles.
    pub company: Option<String>,
    /// Reporting currency, ISO 4217.
    pub currency: Option<String>,
    /// Grouping policy.
    pub grouping: Grouping,
    /// Which tree the past is told by.
    pub history: History,
    /// Whole months without revenue from which on a return is a reactivation and the absence was churn; 1 where absent.
    pub reactivation_gap_months: Option<u32>,
    /// The last day the report speaks of; found from the ledger where absent.
    #[serde(deserialize_with = "iso_date")]
    pub as_of: Option<Date>,
    /// The last day whose bookings the report knows; `as_of` and `close_days` where `as_of` is set, else all are known.
    #[serde(deserialize_with = "iso_date")]
    pub known_at: Option<Date>,
    /// Days the books stay open after `as_of`; 15 where absent.
    pub close_days: Option<u32>,
    /// Months of the headline window; 12 where absent.
    pub window_months: Option<u32>,
    /// Which months the headline numbers are of, where `window_months` does not say.
    pub window: Option<WindowKind>,
    /// The fiscal year's first month; January where absent.
    pub fiscal_year_start: Option<MonthName>,
    /// Whether a fiscal year goes by the calendar year it starts or ends in: `start` or `end`.
    pub fiscal_year_name: Option<String>,
    /// The periods of a year: `months` (the default), `4-4-5`, `4-5-4` or `5-4-4` weeks a quarter.
    pub calendar: Option<String>,
    /// The day that ends a year of weeks: `saturday nearest january` or `last saturday of january`.
    pub year_end: Option<String>,
    /// Ledger files, folders or globs, relative to the configuration file.
    pub ledger: Vec<String>,
    /// The customers table.
    pub customers: Option<PathBuf>,
    /// The table of exchange rates by currency and month.
    pub fx: Option<PathBuf>,
    /// Rates of constant currency, units of the reporting currency per unit, as decimal text.
    pub constant_rates: BTreeMap<String, String>,
    /// The contracts table.
    pub contracts: Option<ContractsTable>,
    /// The rules of recurring revenue.
    pub recurring: RecurringRules,
    /// The links table: who belonged to whom, in what way, and when.
    pub links: Option<PathBuf>,
    /// What customers owe at one or more dates.
    pub receivables: Option<PathBuf>,
    /// Chances to leave that somebody set: customer_id, probability, author, expires.
    pub churn_overrides: Option<PathBuf>,
    /// The opportunities of the sales pipeline.
    pub pipeline: Option<PathBuf>,
    /// Fixed costs, limits, and how losses are modelled.
    pub risk: RiskRules,
    /// Scenarios to be told of.
    pub scenarios: Vec<ScenarioRule>,
    /// The policy that the diversification plan is to meet.
    pub plan: PlanRule,
    /// Role to column: `customer_id = "cust_no"`, `"customers.name" = "title"`; an empty column leaves the role out.
    pub map: BTreeMap<String, String>,
    /// A ledger's own kind to one of eggbasket's.
    pub kinds: BTreeMap<String, String>,
    /// Columns to use as dimensions; found from the ledger where absent.
    pub dimensions: Option<Vec<String>>,
    /// Which way a row's own rate reads.
    pub fx_quote: FxQuote,
    /// Whether service periods are spread over their months; true where absent.
    pub spread: Option<bool>,
    /// How often customers are billed: rows of recurring revenue without service dates are spread over it. Not at all where
    /// absent.
    pub billing_interval: Option<BillingInterval>,
    /// The same for single customers, by id.
    pub billing_intervals: BTreeMap<String, BillingInterval>,
    /// Control totals that the ledger must agree with.
    pub control_totals: Vec<ControlTotal>,
    /// Labels of disclosed customers, by group id: `C0012 = "Customer A"`.
    pub labels: BTreeMap<String, String>,
    /// Pairs of customers, by id, of whose merger the report is to tell: `[["C0012", "C0034"]]`.
    pub mergers: Vec<(String, String)>,
    /// Who files, for machine-readable disclosures: `cik:0000320193` or `lei:…`.
    pub entity: Option<String>,
    /// The namespace of the filer's own taxonomy, for the customers in machine-readable disclosures.
    pub entity_namespace: Option<String>,
    /// Levels over the defaults, keyed by warning id.
    pub thresholds: BTreeMap<String, Levels>,
    /// How charts look.
    pub charts: ChartRules,
    /// The company's own colours and mark.
    pub brand: Brand,
    /// Fonts beside those built in.
    pub fonts: Fonts,
}

/// Whether a name is an address, as in `s3://bucket/ledger.parquet`, and no path.
#[must_use]
pub fn is_address(name: &str) -> bool {
    let is_scheme = |it: &str| it.len() > 1 && it.bytes().all(|letter| letter.is_ascii_alphanumeric());
    name.split_once("://").is_some_and(|(scheme, _)| is_scheme(scheme))
}

impl Config {
    /// Reads a configuration file; paths in it become relative to its folder.
    ///
    /// # Errors
    /// Usage errors that name the file, the line and the key.
    pub fn read(path: &Path) -> Result<Config> {
        let text = std::fs::read_to_string(path)
            .map_err(|error| Error::usage(format!("cannot read `{}`: {error}", path.display())))?;
        let mut config: Config = toml::from_str(&text).map_err(|error| {
            Error::usage(format!("`{}` is not a valid configuration: {}", path.display(), error.to_string().trim_end()))
                .hint("the keys are listed in README.md under Configuration")
        })?;
        let folder = path.parent().unwrap_or(Path::new("."));
        let beside = |name: &Path| match name.to_str() {
            Some(address) if is_address(address) => name.to_path_buf(),
            _ => folder.join(name),
        };
        config.ledger =
            config.ledger.iter().map(|name| beside(Path::new(name)).to_string_lossy().into_owned()).collect();
        config.contracts = config.contracts.map(|it| ContractsTable { file: beside(&it.file), ..it });
        let tables = [
            &mut config.customers,
            &mut config.links,
            &mut config.receivables,
            &mut config.fx,
            &mut config.churn_overrides,
            &mut config.pipeline,
        ];
        tables.into_iter().flatten().for_each(|table| *table = beside(table));
        config.brand = config.brand.beside(folder);
        config.fonts = config.fonts.beside(folder);
        Ok(config)
    }

    /// The tables beside the ledger.
    pub fn tables(&self) -> impl Iterator<Item = &Path> {
        let contracts = self.contracts.as_ref().map(|table| &table.file);
        let tables = [
            self.customers.as_ref(),
            contracts,
            self.links.as_ref(),
            self.receivables.as_ref(),
            self.fx.as_ref(),
            self.churn_overrides.as_ref(),
            self.pipeline.as_ref(),
        ];
        tables.into_iter().flatten().map(PathBuf::as_path)
    }

    /// Whether MRR is that of the contracts.
    #[must_use]
    pub fn mrr_is_contracted(&self) -> bool {
        self.contracts.is_some() && self.recurring.mrr != Some(MrrSource::Ledger)
    }

    /// The scenarios to be told of: those configured, else the defaults.
    #[must_use]
    pub fn scenarios(&self) -> Vec<ScenarioRule> {
        if self.scenarios.is_empty() { ScenarioRule::defaults() } else { self.scenarios.clone() }
    }

    /// Whole months without revenue from which on an absence is churn.
    #[must_use]
    pub fn reactivation_gap_months(&self) -> u32 {
        self.reactivation_gap_months.unwrap_or(1)
    }

    /// The column mapped to `role`: `None` where nothing is said, `Some("")` where the role is left out on purpose.
    #[must_use]
    pub fn column(&self, role: &str) -> Option<&str> {
        self.map.get(role).map(String::as_str)
    }
}
