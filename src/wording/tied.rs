//! Numbers whose units no line break parts from them, as pictures need them.

use crate::unit::Money;

/// Joins a number and its unit, so that no line breaks between them; pictures print it as a plain space.
pub const TIE: char = '\u{a0}';

/// Shares at which a limit stands. A share below one is never printed as having reached it.
const LIMITS: [f64; 8] = [0.10, 0.20, 0.25, 0.30, 0.50, 0.70, 0.90, 1.0];

/// A share as `31 %`, with one decimal below 10 %.
#[must_use]
pub fn percent(share: f64) -> String {
    percent_with(share, usize::from(share.abs() < 0.1))
}

/// A share with `decimals`; where rounding would reach a limit that is not met, with one more or as `<10.0 %`.
#[must_use]
pub fn percent_with(share: f64, decimals: usize) -> String {
    let least = 0.1_f64.powi(decimals as i32);
    if share > 0.0 && share * 100.0 < least / 2.0 {
        return format!("<{least:.decimals$}{TIE}%");
    }
    for decimals in [decimals, decimals + 1] {
        let printed = unsigned_zero(format!("{:.decimals$}", share * 100.0));
        if crossed(share, &printed).is_none() {
            return format!("{}{TIE}%", printed.replace('-', "−"));
        }
    }
    let limit = crossed(share, &format!("{:.decimals$}", share * 100.0)).unwrap_or(share);
    format!("<{:.decimals$}{TIE}%", limit * 100.0)
}

/// What rounds to nothing has no sign: `-0.0` is `0.0`.
fn unsigned_zero(printed: String) -> String {
    let is_zero = printed.chars().all(|letter| matches!(letter, '-' | '0' | '.'));
    if is_zero { printed.replace('-', "") } else { printed }
}

/// The limit that the printed number reaches and the share does not.
fn crossed(share: f64, printed: &str) -> Option<f64> {
    let shown = printed.parse::<f64>().unwrap_or(0.0) / 100.0;
    LIMITS.into_iter().find(|limit| share < *limit && shown >= *limit - 1e-12)
}

/// Money in three digits and a word: `EUR 84.2 m`, `EUR 912 k`; the currency is left out where it is unknown.
#[must_use]
pub fn money(money: Money, currency: Option<&str>) -> String {
    money_value(money.to_f64(), currency)
}

/// As [`money`], of a double on an axis.
#[must_use]
pub fn money_value(value: f64, currency: Option<&str>) -> String {
    let number = compact(value.abs());
    let sign = if value < 0.0 && number != "0" { "−" } else { "" };
    match currency {
        Some(code) => format!("{}{TIE}{sign}{number}", code),
        None => format!("{sign}{number}"),
    }
}

/// Money on an axis: as [`money_value`] without needless zeros, `EUR 8 m`; nothing is just `0`.
#[must_use]
pub fn money_tick(value: f64, currency: Option<&str>) -> String {
    if value == 0.0 {
        return "0".to_owned();
    }
    let printed = money_value(value, currency);
    let Some((number, unit)) = printed.rsplit_once(TIE) else { return printed };
    let short = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    format!("{short}{TIE}{unit}")
}

fn compact(value: f64) -> String {
    // Beyond the words there are for it, a power of ten is shorter than its zeros.
    if value >= 1e16 {
        return format!("{value:.2e}");
    }
    let units = [(1.0, ""), (1e3, "k"), (1e6, "m"), (1e9, "bn"), (1e12, "tn")];
    // Half a digit early, so that 999.6 k reads as 1.00 m and not as 1,000 k.
    let unit = units.iter().rev().find(|(one, _)| value >= one * 0.9995).unwrap_or(&units[0]);
    let scaled = value / unit.0;
    let decimals = if unit.1.is_empty() || scaled >= 99.95 { 0 } else { 1 + usize::from(scaled < 9.995) };
    let number = if scaled >= 999.5 { count(scaled.round() as u64) } else { format!("{scaled:.decimals$}") };
    if unit.1.is_empty() { number } else { format!("{number}{TIE}{}", unit.1) }
}

/// A whole number with thousands separators, `17,000`.
#[must_use]
pub fn count(number: u64) -> String {
    super::thousands(&number.to_string())
}

/// `1 customer`, `17,000 customers`.
#[must_use]
pub fn customers(number: u64) -> String {
    format!("{}{TIE}customer{}", count(number), if number == 1 { "" } else { "s" })
}

/// Text for a reader outside a picture: ties become plain spaces.
#[must_use]
pub fn plain(text: &str) -> String {
    text.replace(TIE, " ")
}
