//! The settings of time: windows, the fiscal year and its calendar, what was known when.

use super::{Config, ScenarioRule};
use crate::calendar::{Calendar, MONTHS, Named, WEEKDAYS, YearEnd};
use crate::error::{Error, Result};
use crate::period::parse_date;
use jiff::civil::{Date, Weekday};
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
        let named = |text: &str| {
            let text = text.trim().to_lowercase();
            let by_name = MONTHS.iter().position(|name| text.len() >= 3 && name.starts_with(&text));
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

    /// The company's calendar: of months, or of weeks where `calendar` names a pattern and `year_end` a day.
    ///
    /// # Errors
    /// Usage errors for names that are none, for weeks without a year end and a year end without weeks, and for a first month
    /// of the fiscal year that is not the one after the year end's.
    pub fn calendar(&self) -> Result<Calendar> {
        let start = self.fiscal_year_start.as_ref().map(MonthName::number).transpose()?;
        let named = self.fiscal_years_named()?.unwrap_or(Named::End);
        let example = "`year_end = \"saturday nearest january\"` or `\"last saturday of january\"`";
        match (self.pattern()?, self.year_end.as_deref()) {
            (None, None) => Ok(Calendar::months(start.unwrap_or(1), named)),
            (None, Some(text)) => Err(Error::usage(format!("`year_end = \"{text}\"` ends years of weeks only"))
                .hint("write `calendar = \"4-4-5\"` too, or `fiscal_year_start` for years of calendar months")),
            (Some(_), None) => Err(Error::usage(format!(
                "`calendar = \"{}\"` does not say when a year of weeks ends",
                self.calendar.as_deref().unwrap_or_default()
            ))
            .hint(format!("add {example}"))),
            (Some(pattern), Some(text)) => {
                let end = year_end(text).ok_or_else(|| {
                    Error::usage(format!("`year_end = \"{text}\"` cannot be read")).hint(format!("write {example}"))
                })?;
                if start.is_some_and(|start| start != end.month % 12 + 1) {
                    let first = MONTHS[(end.month % 12) as usize];
                    return Err(Error::usage(format!(
                        "`fiscal_year_start` and `year_end = \"{text}\"` contradict each other"
                    ))
                    .hint(format!("leave `fiscal_year_start` out: the year begins with {first}")));
                }
                Ok(Calendar::weeks(pattern, end, named))
            }
        }
    }

    /// The weeks of a quarter's periods; none for calendar months.
    fn pattern(&self) -> Result<Option<[i32; 3]>> {
        match self.calendar.as_deref() {
            None | Some("months") => Ok(None),
            Some("4-4-5") => Ok(Some([4, 4, 5])),
            Some("4-5-4") => Ok(Some([4, 5, 4])),
            Some("5-4-4") => Ok(Some([5, 4, 4])),
            Some(other) => Err(Error::usage(format!("`calendar = \"{other}\"` is not known"))
                .hint("write \"months\", \"4-4-5\", \"4-5-4\" or \"5-4-4\"")),
        }
    }

    /// Refuses settings that say nothing or two things.
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
        self.risk.check()?;
        self.scenarios.iter().try_for_each(ScenarioRule::check)?;
        self.plan.check()?;
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

/// Reads `saturday nearest january` or `last saturday of january`.
#[must_use]
pub fn year_end(text: &str) -> Option<YearEnd> {
    let lower = text.trim().to_lowercase();
    let words: Vec<&str> = lower.split_whitespace().collect();
    let (day, month, nearest) = match words.as_slice() {
        [day, "nearest", month] => (day, month, true),
        ["last", day, "of", month] => (day, month, false),
        _ => return None,
    };
    let day = WEEKDAYS.iter().position(|name| name == day)?;
    let weekday = Weekday::from_monday_zero_offset(day as i8).ok()?;
    let month = MONTHS.iter().position(|name| name == month)? as i8 + 1;
    Some(YearEnd { month, weekday, nearest })
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
