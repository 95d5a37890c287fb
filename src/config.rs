//! `eggbasket.toml` and the flags that override it, as one plain value.

use crate::error::{Error, Result};
use crate::period::parse_date;
use jiff::civil::Date;
use serde::Deserialize;
use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

/// The file looked for in a ledger's folder.
pub const FILE_NAME: &str = "eggbasket.toml";

/// How customers are merged into groups.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Grouping {
    /// Each customer stands alone.
    Legal,
    /// Customers under common control merge (ASC 280-10-50-42).
    #[default]
    Asc280,
}

impl Grouping {
    /// `legal` or `asc280`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Grouping::Legal => "legal",
            Grouping::Asc280 => "asc280",
        }
    }
}

/// Which way a row's own `fx_rate` reads.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
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
    /// The last day the report speaks of; found from the ledger where absent.
    #[serde(deserialize_with = "iso_date")]
    pub as_of: Option<Date>,
    /// Months of the headline window; 12 where absent.
    pub window_months: Option<u32>,
    /// Ledger files, folders or globs, relative to the configuration file.
    pub ledger: Vec<String>,
    /// The customers table.
    pub customers: Option<PathBuf>,
    /// The contracts table.
    pub contracts: Option<PathBuf>,
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
    /// Levels over the defaults, keyed by warning id.
    pub thresholds: BTreeMap<String, Levels>,
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
        let beside = |name: &str| folder.join(name).to_string_lossy().into_owned();
        config.ledger = config.ledger.iter().map(|name| beside(name)).collect();
        config.customers = config.customers.map(|name| folder.join(name));
        config.contracts = config.contracts.map(|name| folder.join(name));
        Ok(config)
    }

    /// Months of the headline window.
    #[must_use]
    pub fn window_months(&self) -> u32 {
        self.window_months.unwrap_or(12)
    }

    /// The column mapped to `role`: `None` where nothing is said, `Some("")` where the role is left out on purpose.
    #[must_use]
    pub fn column(&self, role: &str) -> Option<&str> {
        self.map.get(role).map(String::as_str)
    }
}

fn iso_date<'de, D: serde::Deserializer<'de>>(deserializer: D) -> std::result::Result<Option<Date>, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_date(&text)
        .map(Some)
        .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a date such as \"2026-09-30\"")))
}
