//! A service period's money over its months.

use crate::calendar::Calendar;
use crate::period::Month;
use crate::unit::SCALE;

/// The calendar's months that the days `start` to `end` (both inclusive, from 1970-01-01) touch, each with its number of days.
#[must_use]
pub fn months(start: i32, end: i32, calendar: &Calendar) -> Vec<(Month, i32)> {
    let (mut months, mut month) = (Vec::new(), calendar.of_days(start));
    while calendar.first_days(month) <= end {
        let first = calendar.first_days(month).max(start);
        let last = calendar.last_days(month).min(end);
        months.push((month, last - first + 1));
        month = month.plus(1);
    }
    months
}

/// `micros` in proportion to days, truncated toward zero at `places` decimals, the remainder in the last month; the
/// parts add up to `micros` exactly.
#[must_use]
pub fn parts(micros: i128, months: &[(Month, i32)], places: u32) -> Vec<i128> {
    let unit = 10_i128.pow(SCALE.saturating_sub(places));
    let days: i128 = months.iter().map(|(_, days)| i128::from(*days)).sum();
    let mut left = micros;
    let mut parts: Vec<i128> = months
        .iter()
        .map(|(_, share)| {
            let part = micros * i128::from(*share) / (days * unit) * unit;
            left -= part;
            part
        })
        .collect();
    if let Some(last) = parts.last_mut() {
        *last += left;
    }
    parts
}
