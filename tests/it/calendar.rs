//! Calendars of months and of weeks, against published ones.

use crate::support::{report_of_csv, stderr};
use eggbasket::calendar::{Calendar, Named, Span, YearEnd};
use eggbasket::config::{Config, MonthName, WindowKind, year_end};
use eggbasket::period::{Month, date_of_days, days_of_date, parse_date};
use jiff::civil::{Date, Weekday};

fn date(text: &str) -> Date {
    parse_date(text).unwrap()
}

fn retail() -> Calendar {
    let year_end = YearEnd { month: 1, weekday: Weekday::Saturday, nearest: true };
    Calendar::weeks([4, 5, 4], year_end, Named::Start)
}

/// The National Retail Federation's 4-5-4 calendar: last days of the fiscal years 2010 to 2028. nrf.com/resources/4-5-4-calendar
/// names fiscal 2012, 2017 and 2023 as the years of 53 weeks. The dates of 2010 to 2012 are those of annual reports on this
/// calendar (sec.gov, CIK 874841, 10-K of 2013: "the Saturday closest to January 31st"; 29 January 2011, 28 January 2012 and
/// 2 February 2013, the last with 53 weeks); those of 2013 to 2026 are held by independent implementations (the tests of
/// elixir-cldr/cldr_calendars; the starts of 2014 to 2020 in a library of SQL functions, of 2025 to 2027 in another).
/// 2027 and 2028 follow from the rule; a Ruby library lists 2028 among the long years too.
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

/// Apple's fiscal years end on the last Saturday of September; the dates are those of its annual reports, of 53 weeks in
/// 2012, 2017 and 2023 (listed at rigelkent.blogspot.com/2024/08/the-544-fiscal-calendar-used-by-apple.html).
#[test]
fn years_that_end_on_a_months_last_saturday() {
    let calendar = Calendar::weeks([5, 4, 4], year_end("last saturday of september").unwrap(), Named::End);
    let ends = [
        (2010, "2010-09-25"),
        (2011, "2011-09-24"),
        (2012, "2012-09-29"),
        (2013, "2013-09-28"),
        (2014, "2014-09-27"),
        (2015, "2015-09-26"),
        (2016, "2016-09-24"),
        (2017, "2017-09-30"),
        (2018, "2018-09-29"),
        (2019, "2019-09-28"),
        (2020, "2020-09-26"),
        (2021, "2021-09-25"),
        (2022, "2022-09-24"),
        (2023, "2023-09-30"),
        (2024, "2024-09-28"),
    ];
    for (year, end) in ends {
        let span = calendar.year(year);
        assert_eq!((calendar.last_day(span.last), calendar.fiscal_year(span.last)), (date(end), year), "{end}");
        let is_long = [2012, 2017, 2023].contains(&year);
        assert_eq!(
            (calendar.weeks_in(span), calendar.holds_53rd_week(span.last)),
            (Some(52 + u32::from(is_long)), is_long)
        );
    }
}

#[test]
fn the_weeks_of_a_year_by_every_pattern() {
    // Fiscal 2022 has 52 weeks and fiscal 2023 has 53: the last period of the year has the 53rd.
    let end = year_end("saturday nearest january").unwrap();
    for (pattern, name) in [([4, 4, 5], "4-4-5"), ([4, 5, 4], "4-5-4"), ([5, 4, 4], "5-4-4")] {
        let calendar = Calendar::weeks(pattern, end, Named::Start);
        assert_eq!(calendar.name(), name);
        for (year, long) in [(2022, 0), (2023, 1)] {
            let first = calendar.year(year).first;
            for at in 0..12_i32 {
                let period = first.plus(at);
                let weeks = (calendar.last_days(period) + 1 - calendar.first_days(period)) / 7;
                assert_eq!(weeks, pattern[at as usize % 3] + if at == 11 { long } else { 0 }, "{name} {period}");
                assert_eq!(calendar.holds_53rd_week(period), long == 1 && at == 11);
                let quarter = Span { first: first.plus(at / 3 * 3), last: first.plus(at / 3 * 3 + 2) };
                assert_eq!(calendar.weeks_in(quarter), Some(if at > 8 { 13 + long as u32 } else { 13 }));
            }
        }
    }
    assert_eq!(Calendar::default().weeks_in(Calendar::default().year(2023)), None);
    assert!(!Calendar::default().holds_53rd_week(Month::parse("2023-12").unwrap()));
}

#[test]
fn settings_of_a_calendar_of_weeks() {
    for text in ["saturday nearest january", "last friday of december", "sunday nearest june"] {
        assert_eq!(year_end(text).unwrap().to_string(), text);
    }
    assert_eq!(year_end(" Last Saturday  of January ").unwrap().to_string(), "last saturday of january");
    for wrong in ["", "saturday", "first saturday of january", "last sat of january", "saturday nearest 31"] {
        assert_eq!(year_end(wrong), None, "{wrong}");
    }
    let weeks = |calendar: &str, year_end: Option<&str>, start: Option<i64>| Config {
        calendar: Some(calendar.to_owned()),
        year_end: year_end.map(str::to_owned),
        fiscal_year_start: start.map(MonthName::Number),
        ..Config::default()
    };
    let end = Some("saturday nearest january");
    assert!(weeks("4-5-4", end, Some(2)).check().is_ok(), "the year begins with February");
    assert!(weeks("months", None, Some(4)).check().is_ok());
    for (config, message, hint) in [
        (weeks("4-5-4", end, Some(1)), "contradict each other", "begins with february"),
        (weeks("4-5-4", None, None), "does not say when a year of weeks ends", "last saturday of january"),
        (weeks("4-5-4", Some("january"), None), "`year_end = \"january\"` cannot be read", "saturday nearest january"),
        (weeks("months", end, None), "ends years of weeks only", "calendar = \"4-4-5\""),
        (weeks("13 x 4", end, None), "`calendar = \"13 x 4\"` is not known", "\"5-4-4\""),
    ] {
        let error = config.check().unwrap_err();
        assert!(error.message.contains(message), "{}", error.message);
        assert!(error.hint.as_ref().is_some_and(|it| it.contains(hint)), "{:?}", error.hint);
    }
}

/// A sale of 1.00 a day over four fiscal years, under a calendar of weeks.
fn of_days(config: &Config) -> eggbasket::model::Report {
    let (first, last) = (days_of_date(date("2021-01-31")), days_of_date(date("2025-02-01")));
    let days: String = (first..=last).map(|day| format!("a,{},1.00,EUR\n", date_of_days(day))).collect();
    report_of_csv(&format!("customer_id,date,amount,currency\n{days}"), config).unwrap()
}

#[test]
fn windows_of_weeks_count_their_days_and_say_which_are_longer() {
    let base = Config {
        calendar: Some("4-4-5".to_owned()),
        year_end: Some("saturday nearest january".to_owned()),
        fiscal_year_name: Some("start".to_owned()),
        ..Config::default()
    };
    // The ledger ends with fiscal 2024. Each window has a unit for each of its days; the year before, fiscal 2023, has 371.
    let cases = [
        (WindowKind::Ttm, "2024-02-04", 52, "364.00", Some("371.00"), &["The same window a year before"][..]),
        (WindowKind::FiscalYear, "2024-02-04", 52, "364.00", Some("371.00"), &["The same window a year before"]),
        (
            WindowKind::Quarter,
            "2024-11-03",
            13,
            "91.00",
            Some("98.00"),
            &["The same window a", "The twelve months before"],
        ),
        (
            WindowKind::Month,
            "2024-12-29",
            5,
            "35.00",
            Some("42.00"),
            &["The same window a", "The twelve months before"],
        ),
    ];
    for (window, from, weeks, total, before, notes) in cases {
        let report = of_days(&Config { window: Some(window), ..base.clone() });
        assert_eq!(
            (report.as_of.as_str(), report.window.to.as_str()),
            ("2025-02-01", "2025-02-01"),
            "{}",
            report.as_of_reason
        );
        assert_eq!((report.window.from.as_str(), report.window.weeks), (from, Some(weeks)));
        assert_eq!(report.concentration.total.to_string(), total, "{from}");
        assert_eq!(report.concentration_year_before.map(|it| it.total.to_string()).as_deref(), before, "{from}");
        let said: Vec<&String> = report.calendar.notes.iter().collect();
        assert_eq!(said.len(), notes.len(), "{said:?}");
        assert!(said.iter().zip(notes).all(|(said, note)| said.starts_with(note)), "{said:?}");
        assert!(said.iter().all(|note| note.contains("holds the 53rd week of fiscal year 2023")), "{said:?}");
    }
    // One day less, and December is the last whole period: the window begins with the January of 2024, whose six weeks
    // (24 December to 3 February) hold the 53rd of fiscal 2023.
    let report = of_days(&Config { as_of: parse_date("2025-01-31"), ..base });
    assert_eq!((report.window.from.as_str(), report.window.to.as_str()), ("2023-12-24", "2024-12-28"));
    assert_eq!((report.concentration.total.to_string().as_str(), report.window.weeks), ("371.00", Some(53)));
    let months = of_days(&Config::default());
    assert_eq!(
        (months.window.weeks, months.calendar.notes.len(), months.calendar.periods.as_str()),
        (None, 0, "months")
    );
}

#[test]
fn as_of_is_found_in_periods_of_weeks() {
    // Daily sales to 30 January 2024, a Tuesday: four days are left of the 4-5-4 January, which ends on 3 February, and of
    // the calendar's January one. Within three days of the end it would be complete.
    let config = Config {
        calendar: Some("4-5-4".to_owned()),
        year_end: Some("saturday nearest january".to_owned()),
        ..Config::default()
    };
    let found = |last: &str| {
        let days: String = (days_of_date(date("2023-01-01"))..=days_of_date(date(last)))
            .map(|day| format!("a,{},1\n", date_of_days(day)))
            .collect();
        report_of_csv(&format!("customer_id,date,amount\n{days}"), &config).unwrap().as_of
    };
    assert_eq!((found("2024-01-30").as_str(), found("2024-01-31").as_str()), ("2023-12-30", "2024-02-03"));
    // A ledger of months is one of periods: each month's name is its period's.
    let months: String = (1..=12).map(|month| format!("a,2023-{month:02},{month}.00\n")).collect();
    let report = report_of_csv(&format!("customer_id,date,amount\n{months}"), &config).unwrap();
    assert_eq!(report.as_of, "2023-12-30");
    let closings: Vec<String> = report.movements.iter().map(|it| it.closing.to_string()).collect();
    assert_eq!(closings, (1..=12).map(|month| format!("{month}.00")).collect::<Vec<_>>());
}

#[test]
fn rates_and_links_of_a_period_of_weeks() {
    // The 4-5-4 January of 2024 ends on 3 February: a sale of that day takes January's rate, one of the 4th February's. B is
    // A's until the end of the period named 2024-01, so it is A's for the whole of it.
    let folder = tempfile::tempdir().unwrap();
    let write = |name: &str, text: &str| {
        std::fs::write(folder.path().join(name), text).unwrap();
        folder.path().join(name)
    };
    let rows = "A,2024-02-03,100,USD\nA,2024-02-04,100,USD\nB,2024-02-03,10,EUR\nB,2024-03-02,10,EUR\n";
    let ledger = write("ledger.csv", &format!("customer_id,date,amount,currency\n{rows}"));
    let config = Config {
        calendar: Some("4-5-4".to_owned()),
        year_end: Some("saturday nearest january".to_owned()),
        as_of: parse_date("2024-03-02"),
        currency: Some("EUR".to_owned()),
        fx: Some(write("fx.csv", "currency,month,rate\nUSD,2024-01,0.9\nUSD,2024-02-01,0.8\n")),
        links: Some(write("links.csv", "child,parent,relation,valid_to\nB,A,control,2024-01\n")),
        history: eggbasket::config::History::AsWas,
        ..Config::default()
    };
    let report = crate::support::report_with(&[ledger.to_string_lossy().into_owned()], &config, 1).unwrap();
    let closings: Vec<String> = report.movements.iter().map(|it| it.closing.to_string()).collect();
    assert_eq!(closings, ["100.00", "90.00"], "90 + 10 in January, 80 + 10 in February");
    assert_eq!(report.fx.constant[0].month.as_deref(), Some("2024-02"));
    let customers: Vec<u64> = report.movements.iter().map(|it| it.customers.closing).collect();
    assert_eq!(customers, [1, 2], "A with B, then each alone");
}

#[test]
fn the_program_takes_weeks_and_says_what_is_longer() {
    let book = crate::support::project("fixtures/books/retail_weeks_53").to_string_lossy().into_owned();
    let out = tempfile::tempdir().unwrap();
    let folder = out.path().to_string_lossy().into_owned();
    let run = crate::support::eggbasket(&["report", &book, "--out", &folder]);
    assert!(run.status.success(), "{}", stderr(&run));
    let summary = crate::support::stdout(&run).replace('\n', " ");
    assert!(summary.contains("has 53 weeks and holds the 53rd week of fiscal year 2023"), "{summary}");
    for page in ["report.html", "report.md"] {
        let text = std::fs::read_to_string(out.path().join(page)).unwrap();
        assert!(text.contains("the year ends on the Saturday nearest the end of January"), "{page}");
        assert!(text.contains("has 53 weeks and holds the 53rd week of fiscal year 2023"), "{page}");
    }
    let months = ["--calendar", "months", "--year-end", "last saturday of january"];
    let run = crate::support::eggbasket(&[&["report", &book][..], &months].concat());
    assert_eq!(
        (run.status.code(), stderr(&run).contains("ends years of weeks only")),
        (Some(2), true),
        "{}",
        stderr(&run)
    );
    // A fiscal quarter asked for is that quarter alone.
    let asked = ["explain", "movements_quarterly", &book, "--period", "FY2023-Q4", "--format", "json"];
    let run = crate::support::eggbasket(&asked);
    assert!(run.status.success(), "{}", stderr(&run));
    let text = crate::support::stdout(&run);
    let found = |what: &str| text.matches(what).count();
    assert_eq!((found("\"period_index\""), found("\"ties\": true"), found("\"ties\": false")), (1, 2, 0), "{text}");
    assert!(text.contains("closing: amount of 2023-11 to 2024-01"), "{text}");
}
