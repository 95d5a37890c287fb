//! Dates as the file says them, as days from 1970-01-01.

use super::exact::{At, is_text, printed};
use crate::calendar::Calendar;
use crate::error::{Error, Result};
use crate::period::{Month, days_of_date, parse_date};
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{
    DataType, Date32Type, Date64Type, TimeUnit, TimestampMicrosecondType, TimestampMillisecondType,
    TimestampNanosecondType, TimestampSecondType,
};
use jiff::civil::Date;

/// Days from 1970-01-01 to 2100-12-31, the last date a ledger may hold.
pub const LAST_DAY: i32 = 47_846;

/// A column of dates as days from 1970-01-01; a timestamp gives its date in UTC, `2024-03` the first day of the period of
/// that name.
///
/// # Errors
/// Input errors for text that is no ISO date and for dates outside 1970 to 2100.
pub fn days(array: &ArrayRef, at: &At, calendar: &Calendar) -> Result<Vec<Option<i32>>> {
    let per_day = 86_400;
    match array.data_type() {
        DataType::Date32 => counted(array.as_primitive::<Date32Type>().iter().map(|day| day.map(i64::from)), 1, at),
        DataType::Date64 => counted(array.as_primitive::<Date64Type>().iter(), per_day * 1000, at),
        DataType::Timestamp(unit, _) => match unit {
            TimeUnit::Second => counted(array.as_primitive::<TimestampSecondType>().iter(), per_day, at),
            TimeUnit::Millisecond => {
                counted(array.as_primitive::<TimestampMillisecondType>().iter(), per_day * 1000, at)
            }
            TimeUnit::Microsecond => {
                counted(array.as_primitive::<TimestampMicrosecondType>().iter(), per_day * 1_000_000, at)
            }
            TimeUnit::Nanosecond => {
                counted(array.as_primitive::<TimestampNanosecondType>().iter(), per_day * 1_000_000_000, at)
            }
        },
        DataType::Null => Ok(vec![None; array.len()]),
        kind if is_text(kind) => text_days(array, at, calendar),
        kind => Err(at.wrong_type(kind, "a date (a date, a timestamp or ISO text)")),
    }
}

fn counted(values: impl Iterator<Item = Option<i64>>, per_day: i64, at: &At) -> Result<Vec<Option<i32>>> {
    let day = |(row, value): (usize, Option<i64>)| {
        let Some(day) = value.map(|value| value.div_euclid(per_day)) else { return Ok(None) };
        in_range(day).ok_or_else(|| outside(row, day, at)).map(Some)
    };
    values.enumerate().map(day).collect()
}

fn in_range(day: i64) -> Option<i32> {
    i32::try_from(day).ok().filter(|day| (0..=LAST_DAY).contains(day))
}

fn outside(row: usize, day: i64, at: &At) -> Error {
    let date = jiff::Span::new().try_days(day).and_then(|days| Date::constant(1970, 1, 1).checked_add(days));
    let value = date.map_or_else(|_| format!("day {day} after 1970-01-01"), |date| date.to_string());
    out_of_range(row, &value, at)
}

fn out_of_range(row: usize, value: &str, at: &At) -> Error {
    at.error(row, value, "a date lies between 1970-01-01 and 2100-12-31")
        .hint("correct the row, or leave its date empty")
}

fn text_days(array: &ArrayRef, at: &At, calendar: &Calendar) -> Result<Vec<Option<i32>>> {
    let text = printed(array, at)?;
    text.iter().enumerate().map(|(row, text)| text.map(|text| text_day(text, row, at, calendar)).transpose()).collect()
}

fn text_day(text: &str, row: usize, at: &At, calendar: &Calendar) -> Result<i32> {
    if let Some(month) = Month::parse(text).filter(|_| text.len() == 7) {
        return in_range(i64::from(calendar.first_days(month))).ok_or_else(|| out_of_range(row, text, at));
    }
    let (date, time) = if text.len() > 10 && text.is_char_boundary(10) { text.split_at(10) } else { (text, "") };
    let Some(date) = parse_date(date).filter(|_| time.is_empty() || is_time(time)) else {
        let hint = "write ISO dates such as 2024-04-03; 03/04/2024 could be March or April";
        return Err(at.error(row, text, "it is not an ISO date").hint(hint));
    };
    in_range(i64::from(days_of_date(date))).ok_or_else(|| out_of_range(row, text, at))
}

/// A time of day after a date, `T12:00:00`, without an offset or in UTC, so that the written date is the one meant.
fn is_time(text: &str) -> bool {
    let Some(time) = text.strip_prefix(['T', ' ']) else { return false };
    let time = time.strip_suffix('Z').or_else(|| time.strip_suffix("+00:00")).unwrap_or(time);
    time.len() >= 5
        && time.bytes().enumerate().all(|(at, byte)| match at {
            2 | 5 => byte == b':',
            8 => byte == b'.',
            _ => byte.is_ascii_digit(),
        })
}
