//! The company's calendar, and what a 53rd week does to comparisons.

use crate::calendar::{Calendar, Span};
use crate::config::{Config, year_end};
use crate::model::{FiscalCalendar, LongYear};
use crate::period::Month;
use crate::pipeline::Extent;

/// The calendar of a ledger whose months end in `last`.
pub(super) fn calendar(calendar: &Calendar, config: &Config, extent: Extent, last: Month) -> FiscalCalendar {
    let years = calendar.fiscal_year(extent.first_month)..=calendar.fiscal_year(last);
    let long = years.filter(|year| calendar.holds_53rd_week(calendar.year(*year).last));
    FiscalCalendar {
        periods: calendar.name(),
        year_end: config.year_end.as_deref().and_then(year_end).map(|end| end.to_string()),
        first_month: calendar.first_month() as u32 + 1,
        long_years: long.map(|year| long_year(calendar, year)).collect(),
        notes: notes(calendar, extent, last),
    }
}

fn long_year(calendar: &Calendar, fiscal_year: i32) -> LongYear {
    let span = calendar.year(fiscal_year);
    LongYear {
        fiscal_year,
        from: calendar.first_day(span.first).to_string(),
        to: calendar.last_day(span.last).to_string(),
        weeks: calendar.weeks_in(span).unwrap_or(0),
    }
}

/// A sentence for every window that is compared with another one and is a week longer than usual.
fn notes(calendar: &Calendar, extent: Extent, last: Month) -> Vec<String> {
    let trailing = Span { first: last.plus(-11), last };
    let fiscal = calendar.complete_year(last);
    let compared = [
        ("The window", extent.window),
        ("The same window a year before", extent.window.before(12)),
        ("The trailing twelve months", trailing),
        ("The twelve months before them", trailing.before(12)),
        ("The last complete fiscal year", fiscal),
        ("The fiscal year before", fiscal.before(12)),
    ];
    let mut told: Vec<Span> = Vec::new();
    let mut notes = Vec::new();
    for (name, span) in compared {
        // A window that lies before the ledger is compared with nothing.
        if told.contains(&span) || span.last < extent.first_month {
            continue;
        }
        told.push(span);
        notes.extend(note(calendar, name, span));
    }
    notes
}

fn note(calendar: &Calendar, name: &str, span: Span) -> Option<String> {
    let long = (span.first.0..=span.last.0).map(Month).find(|period| calendar.holds_53rd_week(*period))?;
    Some(format!(
        "{name}, {} to {}, has {} weeks and holds the 53rd week of fiscal year {}; amounts are as booked, nothing is scaled \
         to compare it with one of fewer weeks.",
        calendar.first_day(span.first),
        calendar.last_day(span.last),
        calendar.weeks_in(span)?,
        calendar.fiscal_year(long),
    ))
}
