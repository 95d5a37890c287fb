//! The last day the report speaks of, found from the ledger's dates alone.

use crate::calendar::Calendar;
use crate::period::{Month, date_of_days};
use jiff::civil::Date;

/// Empty months at the end beyond which dates are taken for strays.
const GAP: i32 = 2;

/// The last day of the last complete month, and how it was found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AsOf {
    /// The day.
    pub date: Date,
    /// How it was found, one sentence.
    pub reason: String,
    /// Days from 1970-01-01 to the first day set aside as lying beyond a gap; none where nothing is.
    pub beyond: Option<i32>,
}

/// Finds `as_of` in the distinct days of a ledger, in days from 1970-01-01, ascending.
///
/// A month is complete when the ledger is at monthly grain (one distinct day a month), or when its last date lies within
/// the usual gap between dates of the month's end: the 95th percentile (nearest rank) over the last twelve months, at
/// least 3 and at most 10 days. Dates beyond a gap of more than two empty months at the end are set aside from the question:
/// a gap counts as one at the end when fewer months with dates lie beyond it than before it, no more of them than the
/// gap has empty ones, and it is more than two months longer than every gap before. So neither a ledger billed once a year
/// nor a pause that the business came back from loses its newer half. `None` where there are no dates.
#[must_use]
pub fn find(days: &[i32], calendar: &Calendar) -> Option<AsOf> {
    let beyond = stray(days, calendar);
    let kept: Vec<i32> = days.iter().copied().filter(|day| beyond.is_none_or(|beyond| *day < beyond)).collect();
    let last = *kept.last()?;
    let month = calendar.of_days(last);
    let (complete, why) = if monthly(&kept, calendar) {
        (true, format!("the ledger holds one day a month, so {month}, its last month, is complete"))
    } else {
        by_gap(&kept, last, month, calendar)
    };
    let date = calendar.last_day(if complete { month } else { month.plus(-1) });
    let reason = match beyond {
        None => format!("{why}."),
        Some(day) => format!("{why}; dates from {} on lie beyond a gap and are set aside.", date_of_days(day)),
    };
    Some(AsOf { date, reason, beyond })
}

fn by_gap(kept: &[i32], last: i32, month: Month, calendar: &Calendar) -> (bool, String) {
    let tolerance = usual_gap(kept, calendar.first_days(month.plus(-11))).clamp(3, 10);
    let left = calendar.last_days(month) - last;
    let date = date_of_days(last);
    if left <= tolerance {
        return (
            true,
            format!(
                "the last date, {date}, lies within {tolerance} days of the end of {month}, so {month} is complete"
            ),
        );
    }
    let why = format!(
        "the last date, {date}, lies more than {tolerance} days before the end of {month}, so {} is the last complete month",
        month.plus(-1)
    );
    (false, why)
}

fn monthly(days: &[i32], calendar: &Calendar) -> bool {
    days.windows(2).all(|pair| calendar.of_days(pair[0]) != calendar.of_days(pair[1]))
}

/// The 95th percentile, by nearest rank, of the days between distinct dates from the day `start` on.
fn usual_gap(days: &[i32], start: i32) -> i32 {
    let recent: Vec<i32> = days.iter().copied().filter(|day| *day >= start).collect();
    let mut gaps: Vec<i32> = recent.windows(2).map(|pair| pair[1] - pair[0]).collect();
    gaps.sort_unstable();
    let rank = (gaps.len() * 95).div_ceil(100);
    rank.checked_sub(1).and_then(|at| gaps.get(at)).copied().unwrap_or(0)
}

/// The first day beyond a gap at the end.
fn stray(days: &[i32], calendar: &Calendar) -> Option<i32> {
    let mut months: Vec<(Month, i32)> = Vec::new();
    for &day in days {
        let month = calendar.of_days(day);
        if months.last().is_none_or(|(known, _)| *known != month) {
            months.push((month, day));
        }
    }
    let mut longest = 0;
    for at in 1..months.len() {
        let empty = months[at].0.0 - months[at - 1].0.0 - 1;
        let beyond = months.len() - at;
        if empty > longest + GAP && beyond < at && beyond as i32 <= empty {
            return Some(months[at].1);
        }
        longest = longest.max(empty);
    }
    None
}
