//! A service period's money over its months.

use crate::period::{Month, days_of_date};
use crate::unit::SCALE;

/// The months that the days `start` to `end` (both inclusive, from 1970-01-01) touch, each with its number of days.
#[must_use]
pub fn months(start: i32, end: i32) -> Vec<(Month, i32)> {
    let (mut months, mut month) = (Vec::new(), Month::of_days(start));
    while month.first_days() <= end {
        let first = month.first_days().max(start);
        let last = days_of_date(month.last_day()).min(end);
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
