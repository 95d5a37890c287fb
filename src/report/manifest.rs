//! `manifest.json`: what went in, what came out, and by which rules, so that a report can be made again.

use super::Page;
use super::tables::Listed;
use crate::config::{Config, FxQuote};
use crate::error::{Error, Result};
use crate::source::{Mark, Source};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};
use std::collections::BTreeMap;

/// Inputs and rules of a run.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Manifest {
    version: String,
    inputs: Vec<Input>,
    rules: BTreeMap<String, serde_json::Value>,
}

#[derive(Debug, Clone, Serialize, Deserialize)]
struct Input {
    file: String,
    bytes: u64,
    rows: u64,
    #[serde(flatten)]
    mark: Mark,
}

#[derive(Serialize)]
struct Whole<'run> {
    #[serde(flatten)]
    manifest: &'run Manifest,
    tables: Listed,
    outputs: BTreeMap<String, String>,
}

impl Manifest {
    /// The manifest of a run. Files are named without their folders, so that the same input gives the same bytes
    /// wherever it lies.
    #[must_use]
    pub fn new(source: &Source, config: &Config) -> Manifest {
        let name = |path: &str| {
            std::path::Path::new(path)
                .file_name()
                .map_or_else(|| path.to_owned(), |name| name.to_string_lossy().into_owned())
        };
        let inputs = source.files.iter().map(|file| Input {
            file: name(&file.name),
            bytes: file.bytes,
            rows: file.rows,
            mark: file.mark.clone(),
        });
        Manifest {
            version: env!("CARGO_PKG_VERSION").to_owned(),
            inputs: inputs.collect(),
            rules: rules(source, config),
        }
    }

    /// The manifest with the folder's tables and the hash of every other file.
    ///
    /// # Errors
    /// A bug where a value cannot be written.
    pub fn text(&self, pages: &[Page], tables: Listed) -> Result<String> {
        let hash = |(path, bytes): &Page| (path.to_string_lossy().replace('\\', "/"), hexadecimal(bytes));
        let whole = Whole { manifest: self, tables, outputs: pages.iter().map(hash).collect() };
        let text = serde_json::to_string_pretty(&whole)
            .map_err(|error| Error::bug(format!("manifest.json cannot be written: {error}")))?;
        Ok(text + "\n")
    }
}

fn hexadecimal(bytes: &[u8]) -> String {
    Sha256::digest(bytes).iter().map(|byte| format!("{byte:02x}")).collect()
}

fn rules(source: &Source, config: &Config) -> BTreeMap<String, serde_json::Value> {
    let fx_quote = match config.fx_quote {
        FxQuote::ReportingPerForeign => "reporting-per-foreign",
        FxQuote::ForeignPerReporting => "foreign-per-reporting",
    };
    let levels = |levels: &crate::config::Levels| serde_json::json!([levels.watch, levels.warning, levels.critical]);
    let thresholds: BTreeMap<&String, serde_json::Value> =
        config.thresholds.iter().map(|(id, it)| (id, levels(it))).collect();
    BTreeMap::from([
        ("as_of".to_owned(), source.as_of.to_string().into()),
        ("known_at".to_owned(), source.known.as_ref().map(|known| known.date.to_string()).into()),
        ("currency".to_owned(), source.currency.clone().into()),
        ("dimensions".to_owned(), config.dimensions.clone().into()),
        ("fx_quote".to_owned(), fx_quote.into()),
        ("grouping".to_owned(), config.grouping.name().into()),
        ("kinds".to_owned(), serde_json::json!(config.kinds)),
        ("map".to_owned(), serde_json::json!(config.map)),
        ("spread".to_owned(), config.spread.unwrap_or(true).into()),
        ("thresholds".to_owned(), serde_json::json!(thresholds)),
        ("constant_rates".to_owned(), serde_json::json!(config.constant_rates)),
        ("fiscal_year_start".to_owned(), (source.calendar.first_month() + 1).into()),
        ("calendar".to_owned(), source.calendar.name().into()),
        ("year_end".to_owned(), config.year_end.clone().into()),
        ("window".to_owned(), config.window_name().into()),
        ("window_months".to_owned(), config.window_months.into()),
    ])
}
