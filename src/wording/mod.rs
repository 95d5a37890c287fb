//! How numbers read in sentences: shares, money, counts and lists of names.

pub mod tied;

use crate::unit::Money;

/// A share as `31.4 %`; one that falls short of a limit is never printed as having reached it (9.9996 % is not 10.0 %).
#[must_use]
pub fn percent(share: f64) -> String {
    tied::plain(&tied::percent_with(share, 1)).replace('−', "-")
}

/// Money in a sentence: `EUR 84.2 m`, `EUR 912 k`, `EUR 1,250`.
#[must_use]
pub fn money(money: Money, currency: Option<&str>) -> String {
    tied::plain(&tied::money(money, currency)).replace('−', "-")
}

/// Digits of a printed number in groups of three.
#[must_use]
pub fn thousands(printed: &str) -> String {
    let (sign, digits) = printed.strip_prefix('-').map_or(("", printed), |digits| ("-", digits));
    let (whole, fraction) = digits.split_once('.').map_or((digits, None), |(whole, rest)| (whole, Some(rest)));
    let mut grouped = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    fraction.map_or_else(|| format!("{sign}{grouped}"), |fraction| format!("{sign}{grouped}.{fraction}"))
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
    tied::plain(&tied::customers(count))
}

/// Text that a spreadsheet would run as a formula gets an apostrophe before it.
#[must_use]
pub fn safe(text: String) -> String {
    let is_formula = text.starts_with(['=', '+', '-', '@', '\t', '\r', '\n', '＝', '＋', '－', '＠']);
    if is_formula { format!("'{text}") } else { text }
}
