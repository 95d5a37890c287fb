//! The company's calendar: which period a day belongs to, and which quarter and fiscal year a period.
//!
//! A year has twelve periods. In a calendar of months a period is its month; in a calendar of weeks (4-4-5 and its kin)
//! it is four or five weeks that go by the name of the month they mostly lie in, so that a [`Month`] stands for it and
//! everything that counts months counts periods.

use crate::period::{Month, date_of_days, days_of_date};
use jiff::civil::{Date, Weekday};
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::sync::Arc;

/// The calendar years whose weeks are worked out; ledgers hold dates from 1970 to 2100.
const YEARS: std::ops::RangeInclusive<i16> = 1969..=2110;

/// English names of the days of the week, from Monday.
pub const WEEKDAYS: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
/// English names of the months.
pub const MONTHS: [&str; 12] = [
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

/// Which calendar year a fiscal year is named by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Named {
    /// The one it starts in.
    Start,
    /// The one it ends in.
    End,
}

/// Which day ends a year of weeks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct YearEnd {
    /// The month, 1 to 12.
    pub month: i8,
    /// The day of the week.
    pub weekday: Weekday,
    /// The one nearest to the month's end, rather than the last within the month.
    pub nearest: bool,
}

impl std::fmt::Display for YearEnd {
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let day = WEEKDAYS[self.weekday.to_monday_zero_offset() as usize];
        let month = MONTHS[(self.month - 1) as usize];
        if self.nearest {
            write!(formatter, "{day} nearest {month}")
        } else {
            write!(formatter, "last {day} of {month}")
        }
    }
}

impl YearEnd {
    /// The day that ends the year that ends in (or just after) this month of `year`.
    #[must_use]
    pub fn of(self, year: i16) -> Date {
        let end = Date::new(year, self.month, 1).unwrap_or(Date::ZERO).last_of_month();
        let back = i32::from(self.weekday.until(end.weekday()));
        // Three days back at most, or four on.
        let on = if self.nearest && back > 3 { 7 } else { 0 };
        date_of_days(days_of_date(end) - back + on)
    }
}

/// A window of whole periods, both ends inclusive.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Span {
    /// The first period.
    pub first: Month,
    /// The last period.
    pub last: Month,
}

impl Span {
    /// Its periods.
    #[must_use]
    pub fn months(self) -> u32 {
        (self.last.0 - self.first.0 + 1).max(0) as u32
    }

    /// The same periods, `months` earlier.
    #[must_use]
    pub fn before(self, months: i32) -> Span {
        Span { first: self.first.plus(-months), last: self.last.plus(-months) }
    }
}

/// The company's calendar.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Calendar {
    /// Months from January to the fiscal year's first month.
    start: i32,
    named: Named,
    weeks: Option<Weeks>,
}

/// The first day of every period of weeks, and of one more after them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
struct Weeks {
    pattern: [i32; 3],
    first: Month,
    #[serde(serialize_with = "listed", deserialize_with = "shared")]
    starts: Arc<[i32]>,
}

fn listed<S: Serializer>(days: &Arc<[i32]>, serializer: S) -> Result<S::Ok, S::Error> {
    days.as_ref().serialize(serializer)
}

fn shared<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Arc<[i32]>, D::Error> {
    Vec::deserialize(deserializer).map(Arc::from)
}

impl Default for Calendar {
    fn default() -> Calendar {
        Calendar::months(1, Named::End)
    }
}

impl Calendar {
    /// Calendar months, with fiscal years that start in month `start`, 1 to 12.
    #[must_use]
    pub fn months(start: i8, named: Named) -> Calendar {
        Calendar { start: i32::from(start - 1), named, weeks: None }
    }

    /// Quarters of `pattern` weeks; the years end as `year_end` says, and a 53rd week belongs to the year's last period.
    #[must_use]
    pub fn weeks(pattern: [i32; 3], year_end: YearEnd, named: Named) -> Calendar {
        let start = i32::from(year_end.month) % 12;
        // The year that ends in the first of YEARS gives its last day only.
        let years = *YEARS.start() + 1..=*YEARS.end();
        let mut starts = Vec::new();
        for year in years.clone() {
            let mut day = days_of_date(year_end.of(year - 1)) + 1;
            for period in 0..12 {
                starts.push(day);
                day += 7 * pattern[period % 3];
            }
        }
        starts.push(days_of_date(year_end.of(*YEARS.end())) + 1);
        let first = Month(i32::from(*years.start()) * 12 + i32::from(year_end.month) - 12);
        Calendar { start, named, weeks: Some(Weeks { pattern, first, starts: starts.into() }) }
    }

    /// Months from January to the fiscal year's first month, 0 to 11.
    #[must_use]
    pub fn first_month(&self) -> i32 {
        self.start
    }

    /// Whether periods are calendar months.
    #[must_use]
    pub fn is_of_months(&self) -> bool {
        self.weeks.is_none()
    }

    /// `months`, or the weeks of a quarter's periods: `4-4-5`.
    #[must_use]
    pub fn name(&self) -> String {
        let pattern = self.weeks.as_ref().map(|weeks| weeks.pattern.map(|weeks| weeks.to_string()).join("-"));
        pattern.unwrap_or_else(|| "months".to_owned())
    }

    /// Whole weeks in a window; none in a calendar of months.
    #[must_use]
    pub fn weeks_in(&self, span: Span) -> Option<u32> {
        let days = self.last_days(span.last) + 1 - self.first_days(span.first);
        self.weeks.as_ref().map(|_| (days.max(0) / 7) as u32)
    }

    /// Whether the period ends a year of 53 weeks, the last of which it holds.
    #[must_use]
    pub fn holds_53rd_week(&self, period: Month) -> bool {
        self.ends_fiscal_year(period) && self.weeks_in(Span { first: period.plus(-11), last: period }) == Some(53)
    }

    /// The period that holds the day `days` after 1970-01-01.
    #[must_use]
    pub fn of_days(&self, days: i32) -> Month {
        match &self.weeks {
            None => Month::of_days(days),
            Some(weeks) => {
                let after = weeks.starts.partition_point(|start| *start <= days);
                weeks.first.plus(after as i32 - 1)
            }
        }
    }

    /// The period that holds `date`.
    #[must_use]
    pub fn of(&self, date: Date) -> Month {
        self.of_days(days_of_date(date))
    }

    /// Days from 1970-01-01 to the period's first day.
    #[must_use]
    pub fn first_days(&self, period: Month) -> i32 {
        match &self.weeks {
            None => period.first_days(),
            Some(weeks) => {
                let at = (period.0 - weeks.first.0).clamp(0, weeks.starts.len() as i32 - 1);
                weeks.starts[at as usize]
            }
        }
    }

    /// Days from 1970-01-01 to the period's last day.
    #[must_use]
    pub fn last_days(&self, period: Month) -> i32 {
        self.first_days(period.plus(1)) - 1
    }

    /// The period's first day.
    #[must_use]
    pub fn first_day(&self, period: Month) -> Date {
        date_of_days(self.first_days(period))
    }

    /// The period's last day.
    #[must_use]
    pub fn last_day(&self, period: Month) -> Date {
        date_of_days(self.last_days(period))
    }

    /// The last period that lies wholly within `as_of`.
    #[must_use]
    pub fn last_whole(&self, as_of: Date) -> Month {
        let period = self.of(as_of);
        if self.last_day(period) == as_of { period } else { period.plus(-1) }
    }

    /// Months by which quarters lie later than calendar quarters, 0 to 2.
    #[must_use]
    pub fn quarter_shift(&self) -> i32 {
        self.start % 3
    }

    /// The quarter's label: `2026-Q3`, or `FY2026-Q3` where the fiscal year is not the calendar year.
    #[must_use]
    pub fn quarter(&self, period: Month) -> String {
        let (year, quarter) = (self.fiscal_year(period), self.place(period) / 3 + 1);
        if self.start == 0 { format!("{year:04}-Q{quarter}") } else { format!("FY{year:04}-Q{quarter}") }
    }

    /// Whether the period is the last of a quarter.
    #[must_use]
    pub fn ends_quarter(&self, period: Month) -> bool {
        self.place(period) % 3 == 2
    }

    /// The fiscal year.
    #[must_use]
    pub fn fiscal_year(&self, period: Month) -> i32 {
        let starts_in = (period.0 - self.start).div_euclid(12);
        if self.start > 0 && self.named == Named::End { starts_in + 1 } else { starts_in }
    }

    /// The periods of a fiscal year.
    #[must_use]
    pub fn year(&self, fiscal_year: i32) -> Span {
        let starts_in = if self.start > 0 && self.named == Named::End { fiscal_year - 1 } else { fiscal_year };
        let first = Month(starts_in * 12 + self.start);
        Span { first, last: first.plus(11) }
    }

    /// Whether the period is the last of a fiscal year.
    #[must_use]
    pub fn ends_fiscal_year(&self, period: Month) -> bool {
        self.place(period) == 11
    }

    /// The last quarter that is complete by the end of `last`.
    #[must_use]
    pub fn complete_quarter(&self, last: Month) -> Span {
        let last = last.plus(-((self.place(last) + 1) % 3));
        Span { first: last.plus(-2), last }
    }

    /// The last fiscal year that is complete by the end of `last`.
    #[must_use]
    pub fn complete_year(&self, last: Month) -> Span {
        let last = last.plus(-((self.place(last) + 1) % 12));
        Span { first: last.plus(-11), last }
    }

    /// The fiscal year of `last`, as far as `last`.
    #[must_use]
    pub fn year_to_date(&self, last: Month) -> Span {
        Span { first: last.plus(-self.place(last)), last }
    }

    /// Periods of the fiscal year before this one.
    fn place(&self, period: Month) -> i32 {
        (period.0 - self.start).rem_euclid(12)
    }
}
