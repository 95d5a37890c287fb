//! Calendars of months and of weeks, against published ones.

use eggbasket::calendar::{Calendar, Named, Span, YearEnd};
use eggbasket::period::{Month, date_of_days, days_of_date, parse_date};
use jiff::civil::{Date, Weekday};

fn date(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn retail() -> Calendar {
    let year_end = YearEnd { month: 1, weekday: Weekday::Saturday, nearest: true };
    Calendar::weeks([4, 5, 4], year_end, Named::Start)
}

/// The National Retail Federation's published 4-5-4 calendars: last days of the fiscal years 2010 to 2028.
#[test]
fn years_of_the_published_retail_calendar() {
    let ends = [
        (2010, "2011-01-29"),
        (2011, "2012-01-28"),
        (2012, "2013-02-02"),
        (2013, "2014-02-01"),
        (2014, "2015-01-31"),
        (2015, "2016-01-30"),
        (2016, "2017-01-28"),
        (2017, "2018-02-03"),
        (2018, "2019-02-02"),
        (2019, "2020-02-01"),
        (2020, "2021-01-30"),
        (2021, "2022-01-29"),
        (2022, "2023-01-28"),
        (2023, "2024-02-03"),
        (2024, "2025-02-01"),
        (2025, "2026-01-31"),
        (2026, "2027-01-30"),
        (2027, "2028-01-29"),
        (2028, "2029-02-03"),
    ];
    let calendar = retail();
    for (year, end) in ends {
        let period = calendar.of(date(end));
        assert_eq!(calendar.fiscal_year(period), year);
        assert!(calendar.ends_fiscal_year(period) && calendar.last_day(period) == date(end), "{end}");
        let weeks = (calendar.last_days(period) + 1 - calendar.first_days(period.plus(-11))) / 7;
        assert_eq!(weeks, if [2012, 2017, 2023, 2028].contains(&year) { 53 } else { 52 }, "{year}");
    }
}

/// Fiscal 2023 as published: February 29 January to 25 February, March to 1 April, …, January 31 December to 3 February.
#[test]
fn periods_of_the_published_retail_year_2023() {
    let calendar = retail();
    let published = [
        ("2023-02", "2023-01-29", "2023-02-25"),
        ("2023-03", "2023-02-26", "2023-04-01"),
        ("2023-04", "2023-04-02", "2023-04-29"),
        ("2023-05", "2023-04-30", "2023-05-27"),
        ("2023-06", "2023-05-28", "2023-07-01"),
        ("2023-07", "2023-07-02", "2023-07-29"),
        ("2023-08", "2023-07-30", "2023-08-26"),
        ("2023-09", "2023-08-27", "2023-09-30"),
        ("2023-10", "2023-10-01", "2023-10-28"),
        ("2023-11", "2023-10-29", "2023-11-25"),
        ("2023-12", "2023-11-26", "2023-12-30"),
        ("2024-01", "2023-12-31", "2024-02-03"),
    ];
    for (name, first, last) in published {
        let period = Month::parse(name).unwrap();
        assert_eq!((calendar.first_day(period), calendar.last_day(period)), (date(first), date(last)), "{name}");
        assert_eq!((calendar.of(date(first)), calendar.of(date(last))), (period, period));
    }
    let quarter = |name: &str| calendar.quarter(Month::parse(name).unwrap());
    assert_eq!((quarter("2023-04"), quarter("2024-01")), ("FY2023-Q1".to_owned(), "FY2023-Q4".to_owned()));
}

#[test]
fn every_day_has_one_period_and_years_have_whole_weeks() {
    let rules = [(12, Weekday::Sunday, false), (9, Weekday::Saturday, false), (6, Weekday::Friday, true)];
    for (month, weekday, nearest) in rules {
        let calendar = Calendar::weeks([4, 4, 5], YearEnd { month, weekday, nearest }, Named::End);
        let mut period = calendar.of_days(0);
        for day in 0..47_846 {
            let next = calendar.of_days(day);
            assert!(next == period || next == period.plus(1));
            assert!(calendar.first_days(next) <= day && day <= calendar.last_days(next));
            if calendar.ends_fiscal_year(next) && day == calendar.last_days(next) {
                let end = date_of_days(day);
                assert_eq!(end.weekday(), weekday);
                let from_end = days_of_date(date_of_days(day - 3).last_of_month()) - day;
                assert!(if nearest { (-3..=3).contains(&from_end) } else { (0..=6).contains(&from_end) }, "{end}");
            }
            period = next;
        }
    }
}

#[test]
fn fiscal_years_of_months() {
    let month = |text: &str| Month::parse(text).unwrap();
    let april = Calendar::months(4, Named::End);
    assert_eq!(april.fiscal_year(month("2026-03")), 2026);
    assert_eq!(april.fiscal_year(month("2026-04")), 2027);
    assert_eq!(Calendar::months(4, Named::Start).fiscal_year(month("2026-04")), 2026);
    assert_eq!(april.quarter(month("2026-03")), "FY2026-Q4");
    assert_eq!(april.complete_year(month("2026-03")).first, month("2025-04"));
    assert_eq!(april.complete_year(month("2026-02")).last, month("2025-03"));
    assert_eq!(april.complete_quarter(month("2026-02")).last, month("2025-12"));
    assert_eq!(april.year_to_date(month("2026-05")).months(), 2);
    let calendar = Calendar::default();
    assert_eq!(calendar.quarter(month("2026-09")), "2026-Q3");
    assert_eq!(calendar.complete_quarter(month("2026-09")), Span { first: month("2026-07"), last: month("2026-09") });
    assert_eq!(calendar.complete_year(month("2026-09")).last, month("2025-12"));
    assert_eq!(Calendar::months(3, Named::End).quarter_shift(), 2);
}
