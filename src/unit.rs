//! Exact money and printed ratios.
//!
//! Money is an [`Amount`]: a whole number of millionths of a currency unit. Sums of amounts are exact and therefore
//! independent of order, batch size and number of partitions; a ratio becomes a double only in its last step.

use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::fmt;

/// Decimal places every amount carries inside the engine.
pub const SCALE: u32 = 6;
/// Millionths in one currency unit.
pub const ONE: i128 = 1_000_000;
/// The largest magnitude an amount may have, and all amounts of a table together whatever their signs: 10²² currency
/// units. Every sum of amounts is then within it as well, and its product with a rank or count of up to 10⁹ within 38 digits.
pub const LIMIT: i128 = 10_i128.pow(28) - 1;

/// An exact sum of money in millionths of a currency unit.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Amount(pub i128);

impl Amount {
    /// Nothing.
    pub const ZERO: Amount = Amount(0);

    /// Reads plain decimal text such as `-1234.5`: no exponent, no thousands separator, at most six decimal places.
    ///
    /// # Errors
    /// A sentence saying why the text is no amount.
    pub fn parse(text: &str) -> Result<Amount, &'static str> {
        let (negative, digits) = match text.as_bytes().first() {
            Some(b'-') => (true, &text[1..]),
            Some(b'+') => (false, &text[1..]),
            _ => (false, text),
        };
        let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
        let numeric = |part: &str| part.bytes().all(|byte| byte.is_ascii_digit());
        if whole.is_empty() && fraction.is_empty() || !numeric(whole) || !numeric(fraction) {
            return Err("it is not a plain decimal number");
        }
        let fraction = fraction.trim_end_matches('0');
        if fraction.len() > SCALE as usize {
            return Err("it has more than six decimal places");
        }
        let text = format!("{whole}{fraction:0<6}");
        let value: i128 = text.parse().map_err(|_| "it is too large")?;
        if value > LIMIT {
            return Err("it is too large");
        }
        Ok(Amount(if negative { -value } else { value }))
    }

    /// The amount nearest to a double, by the shortest decimal that prints it, rounded half to even at six places.
    /// The flag says whether rounding changed the printed decimal.
    ///
    /// # Errors
    /// A sentence for NaN, an infinity or a value beyond [`LIMIT`].
    pub fn from_f64(value: f64) -> Result<(Amount, bool), &'static str> {
        if !value.is_finite() {
            return Err("it is not a finite number");
        }
        let printed = format!("{}", value.abs());
        let (whole, fraction) = printed.split_once('.').unwrap_or((&printed, ""));
        let kept = &fraction[..fraction.len().min(SCALE as usize)];
        let rest = &fraction[kept.len()..];
        let mut micros: i128 = format!("{whole}{kept:0<6}").parse().map_err(|_| "it is too large")?;
        if rounds_up(rest, micros) {
            micros += 1;
        }
        if micros > LIMIT {
            return Err("it is too large");
        }
        Ok((Amount(if value < 0.0 { -micros } else { micros }), !rest.is_empty()))
    }

    /// The amount as a double, for ratios and drawing only.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.0 as f64 / ONE as f64
    }

    /// Rounds half to even at `decimals` places, 0 to 6.
    #[must_use]
    pub fn round(self, decimals: u32) -> Amount {
        let unit = 10_i128.pow(SCALE.saturating_sub(decimals));
        Amount(divide_half_even(self.0, unit) * unit)
    }

    /// Decimal places needed to print the amount without loss, 0 to 6.
    #[must_use]
    pub fn places(self) -> u32 {
        (0..=SCALE).find(|&places| self.0 % 10_i128.pow(SCALE - places) == 0).unwrap_or(SCALE)
    }

    /// Prints the amount with `decimals` places, rounded half to even: `-1234.50`.
    #[must_use]
    pub fn print(self, decimals: u32) -> String {
        let rounded = self.round(decimals).0;
        let sign = if rounded < 0 { "-" } else { "" };
        let (whole, fraction) = (rounded.abs() / ONE, rounded.abs() % ONE);
        if decimals == 0 {
            return format!("{sign}{whole}");
        }
        let fraction = format!("{fraction:06}");
        format!("{sign}{whole}.{}", &fraction[..decimals.min(SCALE) as usize])
    }
}

impl std::ops::Add for Amount {
    type Output = Amount;
    fn add(self, other: Amount) -> Amount {
        Amount(self.0 + other.0)
    }
}

impl std::ops::Sub for Amount {
    type Output = Amount;
    fn sub(self, other: Amount) -> Amount {
        Amount(self.0 - other.0)
    }
}

impl std::iter::Sum for Amount {
    fn sum<I: Iterator<Item = Amount>>(amounts: I) -> Amount {
        Amount(amounts.map(|amount| amount.0).sum())
    }
}

/// Whether cutting `rest` off a decimal whose kept part is `kept` rounds it away from zero, half to even.
fn rounds_up(rest: &str, kept: i128) -> bool {
    match rest.as_bytes() {
        [] => false,
        [first, tail @ ..] => match first {
            b'0'..=b'4' => false,
            b'5' if tail.iter().all(|&digit| digit == b'0') => kept % 2 == 1,
            _ => true,
        },
    }
}

/// `value / by` rounded half to even; `by` is positive.
#[must_use]
pub fn divide_half_even(value: i128, by: i128) -> i128 {
    let quotient = value.div_euclid(by);
    let twice = value.rem_euclid(by) * 2;
    match twice.cmp(&by) {
        std::cmp::Ordering::Less => quotient,
        std::cmp::Ordering::Greater => quotient + 1,
        std::cmp::Ordering::Equal => quotient + quotient.rem_euclid(2),
    }
}

/// Decimal places of a currency's minor unit (ISO 4217); two where the code is unknown.
#[must_use]
pub fn minor_units(currency: &str) -> u32 {
    match currency {
        "BIF" | "CLP" | "DJF" | "GNF" | "ISK" | "JPY" | "KMF" | "KRW" | "PYG" | "RWF" | "UGX" | "UYI" | "VND"
        | "VUV" | "XAF" | "XOF" | "XPF" => 0,
        "BHD" | "IQD" | "JOD" | "KWD" | "LYD" | "OMR" | "TND" => 3,
        "CLF" | "UYW" => 4,
        _ => 2,
    }
}

/// Money in a report: an exact amount and the decimals it is printed with. In JSON it is a string, `"1234.50"`.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Money {
    /// The exact amount.
    pub amount: Amount,
    /// Decimal places in print.
    pub decimals: u32,
}

impl Money {
    /// Money of `amount`, printed with `decimals` places.
    #[must_use]
    pub fn new(amount: Amount, decimals: u32) -> Money {
        Money { amount, decimals }
    }

    /// The amount as a double, for drawing only.
    #[must_use]
    pub fn to_f64(self) -> f64 {
        self.amount.to_f64()
    }
}

impl fmt::Display for Money {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.amount.print(self.decimals))
    }
}

impl Serialize for Money {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        // What people read is rounded to the currency's decimals; what we read back is the whole amount.
        match serializer.is_human_readable() {
            true => serializer.collect_str(self),
            false => serializer.collect_str(&format_args!("{}/{}", self.amount.0, self.decimals)),
        }
    }
}

impl<'de> Deserialize<'de> for Money {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Money, D::Error> {
        let text = String::deserialize(deserializer)?;
        if let Some((millionths, decimals)) = text.split_once('/') {
            let amount = Amount(millionths.parse().map_err(serde::de::Error::custom)?);
            return Ok(Money { amount, decimals: decimals.parse().map_err(serde::de::Error::custom)? });
        }
        let amount = Amount::parse(&text).map_err(serde::de::Error::custom)?;
        let decimals = text.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32);
        Ok(Money { amount, decimals })
    }
}

/// A ratio or an index: a double that prints with twelve significant digits.
#[derive(Debug, Clone, Copy, Default, PartialEq, PartialOrd)]
pub struct Ratio(pub f64);

impl Serialize for Ratio {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        let printed = if serializer.is_human_readable() { twelve_digits(self.0) } else { self.0 };
        serializer.serialize_f64(printed)
    }
}

impl<'de> Deserialize<'de> for Ratio {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Ratio, D::Error> {
        f64::deserialize(deserializer).map(Ratio)
    }
}

/// A double rounded to twelve significant digits; negative zero becomes zero.
#[must_use]
pub fn twelve_digits(value: f64) -> f64 {
    format!("{value:.11e}").parse::<f64>().unwrap_or(value) + 0.0
}
