//! Prices by the interval, as a month's share of them.

use jiff::ToSpan;
use jiff::civil::Date;

/// An interval a price is for: `count` units.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Interval {
    /// Units in it, at least 1.
    pub count: i128,
    /// The unit.
    pub unit: IntervalUnit,
}

/// What intervals are counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum IntervalUnit {
    /// Days, 365 a year.
    Day,
    /// Weeks, 52 a year.
    Week,
    /// Months.
    Month,
}

/// Names of intervals, their unit and how many of it they are.
const NAMES: &[(&[&str], IntervalUnit, i128)] = &[
    (&["d", "day", "days", "daily"], IntervalUnit::Day, 1),
    (&["w", "week", "weeks", "weekly"], IntervalUnit::Week, 1),
    (&["fortnight", "fortnights", "fortnightly", "biweekly", "bi-weekly"], IntervalUnit::Week, 2),
    (&["m", "mo", "month", "months", "monthly"], IntervalUnit::Month, 1),
    (&["q", "quarter", "quarters", "quarterly"], IntervalUnit::Month, 3),
    (
        &[
            "half-year",
            "half year",
            "halfyearly",
            "half-yearly",
            "semiannual",
            "semi-annual",
            "semiannually",
            "semester",
        ],
        IntervalUnit::Month,
        6,
    ),
    (&["y", "yr", "year", "years", "yearly", "annual", "annually", "annum"], IntervalUnit::Month, 12),
];

impl Interval {
    /// Reads `month`, `quarterly`, `6 months`, `every 2 weeks`, `3-month`, `P6M`.
    #[must_use]
    pub fn parse(text: &str) -> Option<Interval> {
        let text = text.trim().to_lowercase();
        let text = text.strip_prefix("every ").or_else(|| text.strip_prefix("per ")).unwrap_or(&text);
        let digits_in = |text: &str| text.chars().take_while(char::is_ascii_digit).count();
        let text = text.strip_prefix('p').filter(|rest| digits_in(rest) > 0).unwrap_or(text);
        let (number, name) = text.split_at(digits_in(text));
        let count: i128 = if number.is_empty() { 1 } else { number.parse().ok()? };
        let name = if number.is_empty() { name.trim() } else { name.trim_matches([' ', '-', '_']) };
        let (_, unit, units) = NAMES.iter().find(|(names, ..)| names.contains(&name))?;
        (1..=1200).contains(&count).then_some(Interval { count: count * units, unit: *unit })
    }

    /// A month's share of a price for this interval, as `(times, by)`: price · times / by.
    #[must_use]
    pub fn monthly(self) -> (i128, i128) {
        match self.unit {
            IntervalUnit::Day => (365, 12 * self.count),
            IntervalUnit::Week => (52, 12 * self.count),
            IntervalUnit::Month => (1, self.count),
        }
    }

    /// The first day of the first interval after `day`, counted from `start`: what is paid ends there.
    #[must_use]
    pub fn paid_until(self, start: Date, day: Date) -> Date {
        let count = i64::try_from(self.count).unwrap_or(i64::MAX);
        let step = match self.unit {
            IntervalUnit::Day => count.days(),
            IntervalUnit::Week => count.weeks(),
            IntervalUnit::Month => count.months(),
        };
        (1..60_000_i64)
            .map_while(|times| start.checked_add(step.checked_mul(times).ok()?).ok())
            .find(|boundary| *boundary > day)
            .unwrap_or(day)
    }
}
