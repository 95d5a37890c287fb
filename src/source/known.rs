//! What was known on a day: rows that were booked later belong to a later report.

use super::columns::Mapping;
use super::dates::days;
use super::exact::At;
use super::file::{Chunk, DataFile};
use crate::calendar::Calendar;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::period::{date_of_days, days_of_date};
use arrow::array::BooleanArray;
use jiff::civil::Date;
use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// Days the books of a period stay open after its end, where nothing else is said.
const CLOSE_DAYS: u32 = 15;

/// The last day whose bookings a report knows, and why it is that day.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct KnownAt {
    /// The day.
    #[serde(serialize_with = "days_of", deserialize_with = "of_days")]
    pub date: Date,
    /// How it was found, one sentence.
    pub reason: String,
}

fn days_of<S: Serializer>(date: &Date, serializer: S) -> std::result::Result<S::Ok, S::Error> {
    days_of_date(*date).serialize(serializer)
}

fn of_days<'de, D: Deserializer<'de>>(deserializer: D) -> std::result::Result<Date, D::Error> {
    i32::deserialize(deserializer).map(date_of_days)
}

impl KnownAt {
    /// The day that is set, else `as_of` and the days of the close where `as_of` is set and the ledger says when a row was
    /// booked; none where all that the ledger holds is known.
    ///
    /// # Errors
    /// Usage errors for a day before `as_of`, and for one where no column says when a row was booked.
    pub fn of(config: &Config, mapping: &Mapping) -> Result<Option<KnownAt>> {
        let booked = mapping.column("booked_at");
        let Some(date) = config.known_at else {
            let close = config.close_days.unwrap_or(CLOSE_DAYS);
            let days = if close == 1 { "one day".to_owned() } else { format!("{close} days") };
            let close_of = |as_of: Date| KnownAt {
                date: date_of_days(days_of_date(as_of) + close as i32),
                reason: format!("{as_of} and {days} for the close."),
            };
            return Ok(booked.and(config.as_of).map(close_of));
        };
        if booked.is_none() {
            return Err(Error::usage(format!("`known_at` is {date}, and no column says when a row was booked"))
                .hint("name it with `--map booked_at=COLUMN`, or leave `known_at` away"));
        }
        let known = KnownAt { date, reason: format!("{date}, as it was set.") };
        config.as_of.map_or(Ok(()), |as_of| known.check(as_of))?;
        Ok(Some(known))
    }

    /// Refuses a report on days whose rows were not yet booked.
    ///
    /// # Errors
    /// A usage error where the day lies before `as_of`.
    pub fn check(&self, as_of: Date) -> Result<()> {
        if self.date >= as_of {
            return Ok(());
        }
        Err(Error::usage(format!("`known_at`, {}, lies before `as_of`, {as_of}", self.date))
            .hint("choose an earlier `--as-of`, or a later `--known-at`"))
    }

    /// Whether a row was booked later. One that does not say when it was booked counts as booked on its own date.
    #[must_use]
    pub fn is_later(&self, booked: Option<i32>, day: Option<i32>) -> bool {
        booked.or(day).is_some_and(|day| day > days_of_date(self.date))
    }
}

/// Which rows of a chunk were booked later, and how many do not say when they were booked.
pub struct Bookings {
    /// True for a row that was booked later.
    pub later: BooleanArray,
    /// Rows without a day of booking.
    pub unsaid: u64,
}

/// Reads the bookings of a chunk.
///
/// # Errors
/// Input errors for dates that cannot be read.
pub fn bookings(
    known: &KnownAt,
    (file, chunk, wanted): (&DataFile, &Chunk, &[String]),
    mapping: &Mapping,
    calendar: &Calendar,
) -> Result<Bookings> {
    let column = |role: &str| {
        let at = mapping.column(role).and_then(|column| wanted.iter().position(|name| name == column));
        let at = at.ok_or_else(|| Error::bug(format!("the column of `{role}` was not read")))?;
        days(&chunk.arrays[at], &At { file: &file.name, column: &wanted[at], places: &chunk.places }, calendar)
    };
    let (booked, day) = (column("booked_at")?, column("date")?);
    Ok(Bookings {
        later: booked.iter().zip(&day).map(|(booked, day)| Some(known.is_later(*booked, *day))).collect(),
        unsaid: booked.iter().filter(|booked| booked.is_none()).count() as u64,
    })
}
