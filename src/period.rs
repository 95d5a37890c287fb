//! Calendar months and dates, without clocks or time zones.

use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// A calendar month, counted from January of year 0, so that months subtract.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Month(pub i32);

impl Month {
    /// The month that holds `date`.
    #[must_use]
    pub fn of(date: Date) -> Month {
        Month(i32::from(date.year()) * 12 + i32::from(date.month()) - 1)
    }

    /// The month that holds the day `days` after 1970-01-01.
    #[must_use]
    pub fn of_days(days: i32) -> Month {
        Month::of(date_of_days(days))
    }

    /// Reads `2026-09`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Month> {
        parse_date(&format!("{text}-01")).map(Month::of)
    }

    /// The month's first day.
    #[must_use]
    pub fn first_day(self) -> Date {
        let (year, month) = (self.0.div_euclid(12) as i16, self.0.rem_euclid(12) as i8 + 1);
        Date::new(year, month, 1).unwrap_or(Date::ZERO)
    }

    /// The month's last day.
    #[must_use]
    pub fn last_day(self) -> Date {
        self.first_day().last_of_month()
    }

    /// The month `months` later.
    #[must_use]
    pub fn plus(self, months: i32) -> Month {
        Month(self.0 + months)
    }

    /// Days from 1970-01-01 to the month's first day.
    #[must_use]
    pub fn first_days(self) -> i32 {
        days_of_date(self.first_day())
    }

    /// The calendar quarter's label, `2026-Q3`.
    #[must_use]
    pub fn quarter(self) -> String {
        format!("{:04}-Q{}", self.0.div_euclid(12), self.0.rem_euclid(12) / 3 + 1)
    }

    /// Whether the month is the last of a calendar quarter.
    #[must_use]
    pub fn ends_quarter(self) -> bool {
        self.0.rem_euclid(3) == 2
    }
}

impl fmt::Display for Month {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{:04}-{:02}", self.0.div_euclid(12), self.0.rem_euclid(12) + 1)
    }
}

impl Serialize for Month {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.collect_str(self)
    }
}

impl<'de> Deserialize<'de> for Month {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Month, D::Error> {
        let text = String::deserialize(deserializer)?;
        Month::parse(&text).ok_or_else(|| serde::de::Error::custom(format!("`{text}` is not a month such as 2026-09")))
    }
}

/// The civil date `days` after 1970-01-01, held within the calendar's years.
#[must_use]
pub fn date_of_days(days: i32) -> Date {
    let epoch = Date::constant(1970, 1, 1);
    epoch.saturating_add(jiff::Span::new().days(i64::from(days).clamp(-700_000, 2_900_000)))
}

/// Days from 1970-01-01 to `date`.
#[must_use]
pub fn days_of_date(date: Date) -> i32 {
    date.duration_since(Date::constant(1970, 1, 1)).as_hours().div_euclid(24) as i32
}

/// Reads an ISO date, `2026-09-30`, and nothing else.
#[must_use]
pub fn parse_date(text: &str) -> Option<Date> {
    let well_formed = text.len() == 10
        && text
            .bytes()
            .enumerate()
            .all(|(at, byte)| if at == 4 || at == 7 { byte == b'-' } else { byte.is_ascii_digit() });
    if !well_formed {
        return None;
    }
    Date::new(text[..4].parse().ok()?, text[5..7].parse().ok()?, text[8..].parse().ok()?).ok()
}
