//! Warnings and charts.

use crate::unit::{Money, Ratio};
use serde::{Deserialize, Serialize};

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
    /// `share`, `index`, `percentage_points`, `months` or `steps`.
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
    /// Path of the CSV of what it shows.
    #[serde(default)]
    pub csv: Option<String>,
    /// The picture in words.
    pub alt: String,
}
