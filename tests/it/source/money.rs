//! Conversion and spreading, worked by hand.

use super::{Folder, assert_input, error, lines, query};
use arrow::array::{ArrayRef, Float64Array, StringArray};
use eggbasket::calendar::Calendar;
use eggbasket::config::{Config, FxQuote};
use eggbasket::error::Kind;
use eggbasket::source::convert::convert;
use eggbasket::source::exact::Rate;
use eggbasket::source::spread::{months, parts};
use eggbasket::unit::LIMIT;
use std::sync::Arc;

fn in_currency(currency: &str, fx_quote: FxQuote) -> Config {
    Config { currency: Some(currency.to_owned()), fx_quote, ..Config::default() }
}

#[test]
fn rates_read_in_both_directions() {
    let rate = |numerator, places| Rate { numerator, places };
    // 100.00 at 1.2345 is 123.45; at 1.2345 the other way 81.0045, so 81.00.
    assert_eq!(convert(100_000_000, rate(12_345, 4), FxQuote::ReportingPerForeign, 2), Some(123_450_000));
    assert_eq!(convert(100_000_000, rate(12_345, 4), FxQuote::ForeignPerReporting, 2), Some(81_000_000));
    // Yen have no decimals: 1.50 at 151 is 226.5, half to even 226; 2.50 at 151 is 377.5, so 378.
    assert_eq!(convert(1_500_000, rate(151, 0), FxQuote::ReportingPerForeign, 0), Some(226_000_000));
    assert_eq!(convert(2_500_000, rate(151, 0), FxQuote::ReportingPerForeign, 0), Some(378_000_000));
}

#[test]
fn halves_go_to_even_on_both_sides_of_zero() {
    let half = |micros| convert(micros, Rate { numerator: 5, places: 1 }, FxQuote::ReportingPerForeign, 2);
    // 0.01, 0.03 and 0.05 by one half: 0.005, 0.015 and 0.025.
    assert_eq!([10_000, 30_000, 50_000].map(half), [Some(0), Some(20_000), Some(20_000)]);
    assert_eq!([-10_000, -30_000, -50_000].map(half), [Some(0), Some(-20_000), Some(-20_000)]);
}

#[test]
fn large_amounts_convert_in_256_bits() {
    let fine = Rate { numerator: 1_000_000_000_000_000_000_000_000_000_001, places: 30 };
    assert_eq!(convert(10_i128.pow(27), fine, FxQuote::ReportingPerForeign, 2), Some(10_i128.pow(27)));
    assert_eq!(convert(-(10_i128.pow(27)), fine, FxQuote::ForeignPerReporting, 2), Some(-(10_i128.pow(27))));
    assert_eq!(convert(LIMIT, Rate { numerator: 2, places: 0 }, FxQuote::ReportingPerForeign, 2), None);
    // A tiny rate the other way leaves every range.
    assert_eq!(convert(LIMIT, Rate { numerator: 1, places: 30 }, FxQuote::ForeignPerReporting, 2), None);
}

#[test]
fn rows_are_converted_one_by_one() {
    let folder = Folder::new();
    let name = folder.write(
        "fx.csv",
        "customer_id,date,amount,currency,fx_rate,cost\na,2024-01-31,0.333,CAD,,0.111\na,2024-01-31,1.00,usd,0.745,0.50\n\
         a,2024-01-31,1.00,USD,0.745,\nb,2024-01-31,2,,9,\n",
    );
    let expected = [
        // 1.00 / 0.745 = 1.3422818…, so twice 1.34; the cost 0.50 / 0.745 = 0.6711…
        "a|2024-01-01|CAD|-|-|-|used|-|0.333000|0.333000|0.111000|1",
        "a|2024-01-01|USD|-|-|-|used|-|2.000000|2.680000|0.670000|2",
        "b|2024-01-01|-|-|-|-|used|-|2.000000|2.000000|-|1",
    ];
    let config = in_currency("CAD", FxQuote::ForeignPerReporting);
    assert_eq!(lines(std::slice::from_ref(&name), &config), expected);
    let (.., scanned, source) = query(&[name], &config, 1, "select sum(line) from ledger").unwrap();
    assert_eq!((scanned.scale, source.decimals), (3, 2));
    assert!(source.conversion.unwrap().starts_with("USD to CAD by each row's own `fx_rate`"));
}

#[test]
fn float_rates_are_their_shortest_decimals() {
    let folder = Folder::new();
    let text = |value: &str| -> ArrayRef { Arc::new(StringArray::from(vec![value])) };
    let columns = vec![
        ("customer_id", text("a")),
        ("date", text("2024-01-31")),
        ("amount", text("50")),
        ("currency", text("USD")),
        ("fx_rate", Arc::new(Float64Array::from(vec![0.0003])) as ArrayRef),
    ];
    let name = folder.parquet("fx.parquet", columns, 10);
    // 50 · 0.0003 = 0.015 exactly, half to even 0.02; the double itself lies below.
    let lines = lines(&[name], &in_currency("EUR", FxQuote::ReportingPerForeign));
    assert_eq!(lines, ["a|2024-01-01|USD|-|-|-|used|-|50.000000|0.020000|-|1"]);
}

#[test]
fn missing_rates_are_listed() {
    let folder = Folder::new();
    let name = folder.write(
        "fx.csv",
        "customer_id,date,amount,currency,fx_rate\na,2024-01-31,1,CAD,\na,2024-01-31,1,USD,0\na,2024-01-15,1,USD,-1\n\
         a,2024-01-31,1,GBP,\na,,1,GBP,\na,2024-01-31,,CHF,\n",
    );
    let listed = error(std::slice::from_ref(&name), &in_currency("CAD", FxQuote::ReportingPerForeign));
    assert_input(&listed, &["GBP no date (1 row), GBP 2024-01 (1 row), USD 2024-01 (2 rows)", "`fx_rate`"]);
    assert!(!listed.message.contains("CHF"));
    let several = error(&[name], &Config::default());
    assert_eq!(several.kind, Kind::Usage);
    super::assert_words(&several, &["`CAD`, `CHF`, `GBP`, `USD`", "--currency"]);
}

#[test]
fn a_converted_amount_has_a_limit() {
    let folder = Folder::new();
    let name = folder
        .write("fx.csv", "customer_id,date,amount,currency,fx_rate\na,2024-01-31,9000000000000000000000,USD,10\n");
    assert_input(&error(&[name], &in_currency("CAD", FxQuote::ReportingPerForeign)), &["line 2", "too large"]);
}

#[test]
fn service_is_spread_by_days() {
    let spread = |micros, start, end| {
        let months = months(super::day(start), super::day(end), &Calendar::default());
        (months.iter().map(|(_, days)| *days).collect::<Vec<_>>(), parts(micros, &months, 2))
    };
    // 16, 29 and 15 of 60 days: 26.666…, 48.333… and the rest.
    let expected = (vec![16, 29, 15], vec![26_660_000, 48_330_000, 25_010_000]);
    assert_eq!(spread(100_000_000, "2024-01-16", "2024-03-15"), expected);
    let (days, parts) = spread(-100_000_000, "2024-01-16", "2024-03-15");
    assert_eq!((days, parts), (vec![16, 29, 15], vec![-26_660_000, -48_330_000, -25_010_000]));
    assert_eq!(spread(10_000, "2024-01-31", "2024-02-01"), (vec![1, 1], vec![0, 10_000]));
    assert_eq!(spread(70_000, "2024-02-29", "2024-02-29"), (vec![1], vec![70_000]));
}

#[test]
fn spread_rows_add_up_and_count_once() {
    let folder = Folder::new();
    let name = folder.write(
        "ledger.csv",
        "customer_id,date,amount,cost,currency,fx_rate,service_start,service_end\n\
         a,2024-01-31,100.00,10,EUR,,2024-01-16,2024-03-15\na,2024-01-31,100.00,,USD,0.5,2024-01-16,2024-03-15\n\
         b,2024-01-31,5,,EUR,,2024-01-16,\n",
    );
    let config = in_currency("EUR", FxQuote::ReportingPerForeign);
    let expected = [
        "a|2024-01-01|EUR|-|-|-|used|-|26.660000|26.660000|2.660000|1",
        "a|2024-01-01|USD|-|-|-|used|-|26.660000|13.330000|-|1",
        "a|2024-02-01|EUR|-|-|-|used|-|48.330000|48.330000|4.830000|0",
        "a|2024-02-01|USD|-|-|-|used|-|48.330000|24.160000|-|0",
        "a|2024-03-01|EUR|-|-|-|used|-|25.010000|25.010000|2.510000|0",
        "a|2024-03-01|USD|-|-|-|used|-|25.010000|12.510000|-|0",
        "b|2024-01-01|EUR|-|-|-|used|-|5.000000|5.000000|-|1",
    ];
    assert_eq!(lines(std::slice::from_ref(&name), &config), expected);
    let (total, scanned, _) =
        query(std::slice::from_ref(&name), &config, 1, "select sum(amount), sum(line) from ledger").unwrap();
    assert_eq!((total, scanned.rows_half_service_period), (vec!["205.000000|3".to_owned()], 1));
    let whole = Config { spread: Some(false), ..config };
    assert_eq!(lines(&[name], &whole).len(), 3);
}
