//! How numbers read in sentences: shares, money, counts and lists of names.

use crate::unit::{Amount, Money};

/// A share as `31.4 %`: one decimal place, and as many more as it takes that it does not seem to reach a tenth
/// of a percent it falls short of (9.9996 % is not 10.0 %).
#[must_use]
pub fn percent(share: f64) -> String {
    percent_against(share, None)
}

/// As [`percent`], and never rounded up to `limit` when it lies below it.
#[must_use]
pub fn percent_against(share: f64, limit: Option<f64>) -> String {
    let short = |places: usize| format!("{:.places$}", share * 100.0);
    let seems_past = |text: &str| {
        let limit = limit.or_else(|| (0.09..0.1).contains(&share).then_some(0.1));
        limit.is_some_and(|limit| share < limit && text.parse::<f64>().is_ok_and(|shown| shown >= limit * 100.0))
    };
    let text = (1..=10).map(short).find(|text| !seems_past(text)).unwrap_or_else(|| short(10));
    let text = if text.trim_start_matches('-').chars().all(|digit| digit == '0' || digit == '.') {
        text.trim_start_matches('-').to_owned()
    } else {
        text
    };
    format!("{text} %")
}

/// Money in a sentence: `EUR 84.2 m`, `EUR 912 k`, `EUR 1,250`.
#[must_use]
pub fn money(money: Money, currency: Option<&str>) -> String {
    let amount = compact(money.amount);
    match currency {
        Some(currency) => format!("{currency} {amount}"),
        None => amount,
    }
}

/// An amount in millions or thousands with three or four significant digits.
#[must_use]
pub fn compact(amount: Amount) -> String {
    let value = amount.to_f64();
    let size = value.abs();
    let scaled = |unit: f64, name: &str| {
        let value = value / unit;
        let places = if value.abs() >= 99.95 { 0 } else { 1 };
        format!("{value:.places$} {name}")
    };
    match size {
        size if size >= 999_950_000.0 => scaled(1e9, "bn"),
        size if size >= 999_950.0 => scaled(1e6, "m"),
        size if size >= 9_999.5 => scaled(1e3, "k"),
        _ => thousands(&amount.print(if size < 100.0 && amount.places() > 0 { 2 } else { 0 })),
    }
}

/// Digits of a printed number in groups of three.
#[must_use]
pub fn thousands(printed: &str) -> String {
    let (sign, digits) = printed.strip_prefix('-').map_or(("", printed), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    match fraction {
        Some(fraction) => format!("{sign}{grouped}.{fraction}"),
        None => format!("{sign}{grouped}"),
    }
}

/// `A`, `A and B`, `A, B and 3 others`.
#[must_use]
pub fn names(names: &[String]) -> String {
    match names {
        [] => "nobody".to_owned(),
        [one] => one.clone(),
        [one, other] => format!("{one} and {other}"),
        [one, other, third] => format!("{one}, {other} and {third}"),
        [one, other, rest @ ..] => format!("{one}, {other} and {} others", rest.len()),
    }
}

/// `1 customer`, `7 customers`.
#[must_use]
pub fn customers(count: u64) -> String {
    match count {
        1 => "1 customer".to_owned(),
        count => format!("{} customers", thousands(&count.to_string())),
    }
}
