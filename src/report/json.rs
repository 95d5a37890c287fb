//! `report.json`: the contract, as it stands in [`crate::model`].

use crate::error::{Error, Result};
use crate::model::Report;

/// The report as indented JSON with a final newline.
///
/// # Errors
/// A bug where a value cannot be written.
pub fn text(report: &Report) -> Result<String> {
    let text = serde_json::to_string_pretty(report)
        .map_err(|error| Error::bug(format!("report.json cannot be written: {error}")))?;
    Ok(text + "\n")
}
