//! The settings of time: windows, the fiscal year and its calendar, what was known when.

use super::Config;
use crate::calendar::{Calendar, Named};
use crate::error::{Error, Result};
use crate::period::parse_date;
use jiff::civil::Date;
use serde::Deserialize;

/// Which months the headline numbers are of.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum WindowKind {
    /// The last whole month.
    Month,
    /// The last complete quarter of the fiscal year.
    Quarter,
    /// The last complete fiscal year.
    FiscalYear,
    /// From the fiscal year's first month to the last whole month.
    Ytd,
    /// The last twelve whole months.
    #[default]
    Ttm,
}

/// A month by its number or its English name.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(untagged)]
pub enum MonthName {
    /// 1 to 12.
    Number(i64),
    /// `april`, `Apr`.
    Name(String),
}

impl MonthName {
    /// The month, 1 to 12.
    ///
    /// # Errors
    /// A usage error for what is no month.
    pub fn number(&self) -> Result<i8> {
        const NAMES: [&str; 12] = [
            "january",
            "february",
            "march",
            "april",
            "may",
            "june",
            "july",
            "august",
            "september",
            "october",
            "november",
            "december",
        ];
        let named = |text: &str| {
            let text = text.trim().to_lowercase();
            let by_name = NAMES.iter().position(|name| text.len() >= 3 && name.starts_with(&text));
            by_name.map(|at| at as i64 + 1).or_else(|| text.parse().ok())
        };
        let (number, shown) = match self {
            MonthName::Number(number) => (Some(*number), number.to_string()),
            MonthName::Name(text) => (named(text), text.clone()),
        };
        let month = number.and_then(|number| i8::try_from(number).ok()).filter(|month| (1..=12).contains(month));
        month.ok_or_else(|| Error::usage(format!("`{shown}` is not a month")).hint("write 1 to 12, or a name: april"))
    }
}

impl Config {
    /// What the window is called: `month`, `quarter`, `fiscal_year`, `ytd`, `ttm`, or `months` for a number of them.
    #[must_use]
    pub fn window_name(&self) -> &'static str {
        match (self.window_months, self.window.unwrap_or_default()) {
            (None, WindowKind::Ttm) | (Some(12), _) => "ttm",
            (Some(_), _) => "months",
            (None, WindowKind::Month) => "month",
            (None, WindowKind::Quarter) => "quarter",
            (None, WindowKind::FiscalYear) => "fiscal_year",
            (None, WindowKind::Ytd) => "ytd",
        }
    }

    /// The company's calendar.
    ///
    /// # Errors
    /// Usage errors for a month that is none and for a name of fiscal years that is none.
    pub fn calendar(&self) -> Result<Calendar> {
        let start = self.fiscal_year_start.as_ref().map_or(Ok(1), MonthName::number)?;
        Ok(Calendar::months(start, self.fiscal_years_named()?.unwrap_or(Named::End)))
    }

    /// Refuses settings of time that say nothing or two things.
    ///
    /// # Errors
    /// Usage errors.
    pub fn check(&self) -> Result<()> {
        if self.window_months.is_some_and(|months| months == 0 || months > 120) {
            return Err(Error::usage("`window_months` must lie between 1 and 120"));
        }
        if self.window.is_some() && self.window_months.is_some() {
            return Err(Error::usage("`window` and `window_months` both say which months are measured")
                .hint("keep one of them"));
        }
        if self.reactivation_gap_months() == 0 || self.reactivation_gap_months() > 24 {
            return Err(Error::usage("`reactivation_gap_months` must lie between 1 and 24"));
        }
        if self.close_days.is_some_and(|days| days > 366) {
            return Err(Error::usage("`close_days` must lie between 0 and 366"));
        }
        self.calendar().map(drop)
    }

    fn fiscal_years_named(&self) -> Result<Option<Named>> {
        match self.fiscal_year_name.as_deref() {
            None => Ok(None),
            Some("start") => Ok(Some(Named::Start)),
            Some("end") => Ok(Some(Named::End)),
            Some(other) => Err(Error::usage(format!("`fiscal_year_name = \"{other}\"` is not known"))
                .hint("write \"start\" or \"end\": the calendar year in which a fiscal year starts or ends names it")),
        }
    }
}

/// Reads a date of the configuration.
///
/// # Errors
/// An error of the deserializer for what is no date.
pub(super) fn iso_date<'de, D: serde::Deserializer<'de>>(
    deserializer: D,
) -> std::result::Result<Option<Date>, D::Error> {
    let text = String::deserialize(deserializer)?;
    parse_date(&text)
        .map(Some)
        .ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a date such as \"2026-09-30\"")))
}
