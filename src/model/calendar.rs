//! The company's calendar, and the years that are a week longer.

use serde::{Deserialize, Serialize};

/// The periods of a year. In a calendar of weeks a period goes by the name of the month it mostly lies in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FiscalCalendar {
    /// `months`, or the weeks of a quarter's periods: `4-4-5`, `4-5-4` or `5-4-4`.
    pub periods: String,
    /// The day that ends a year of weeks; null for calendar months.
    pub year_end: Option<String>,
    /// The fiscal year's first period, 1 for January.
    pub first_month: u32,
    /// The ledger's fiscal years of 53 weeks.
    pub long_years: Vec<LongYear>,
    /// Which compared windows hold a 53rd week.
    pub notes: Vec<String>,
}

/// A fiscal year of 53 weeks; its last period holds the 53rd.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct LongYear {
    /// Its number.
    pub fiscal_year: i32,
    /// First day, ISO.
    pub from: String,
    /// Last day, ISO.
    pub to: String,
    /// Its weeks.
    pub weeks: u32,
}
