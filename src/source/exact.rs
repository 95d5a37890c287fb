//! Values as the file says them: text, money and rates, exactly or with an error that names the place.

use super::file::{Class, Places};
use crate::error::{Error, Result};
use crate::unit::{Amount, LIMIT, ONE, SCALE};
use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::compute::cast;
use arrow::datatypes::{
    DataType, Decimal32Type, Decimal64Type, Decimal128Type, Decimal256Type, Float32Type, Float64Type,
};
use serde::{Deserialize, Serialize};

/// Decimal places a rate keeps, at most.
const RATE_PLACES: usize = 30;

/// Where a column is read, for errors.
#[derive(Debug, Clone, Copy)]
pub struct At<'a> {
    /// The file as the user gave it.
    pub file: &'a str,
    /// The column.
    pub column: &'a str,
    /// The rows.
    pub places: &'a Places,
}

impl At<'_> {
    /// An error at one row, with the value it holds.
    #[must_use]
    pub fn error(&self, row: usize, value: &str, why: &str) -> Error {
        let (file, place, column) = (self.file, self.places.describe(row), self.column);
        Error::input(format!("`{file}`, {place}, column `{column}`: `{value}` cannot be used: {why}"))
    }

    /// An error for a column whose type cannot play its role.
    #[must_use]
    pub fn wrong_type(&self, kind: &DataType, wanted: &str) -> Error {
        Error::input(format!("`{}`, column `{}`: its type {kind} is not {wanted}", self.file, self.column))
            .hint("map another column, or convert this one where the file is written")
    }
}

/// Money of a column in millionths.
#[derive(Debug, Default)]
pub struct Amounts {
    /// Each row's amount; null where the row has none.
    pub micros: Vec<Option<i128>>,
    /// Decimal places of a decimal column; `None` where each value has its own.
    pub scale: Option<u32>,
    /// Values whose printed decimal had more than six places.
    pub rounded: u64,
}

/// A rate as an exact decimal, `numerator / 10^places`, above zero.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Rate {
    /// The digits.
    pub numerator: i128,
    /// Decimal places.
    pub places: u32,
}

/// A column as text; blank values are null, whole numbers are printed.
///
/// # Errors
/// An input error for types that do not name things: floats, nested columns, bytes.
pub fn texts(array: &ArrayRef, class: Class, at: &At) -> Result<StringArray> {
    if matches!(class, Class::Float | Class::Decimal | Class::Other) {
        return Err(at.wrong_type(array.data_type(), "text or a whole number"));
    }
    printed(array, at)
}

/// Any column that can be printed, as text; blank values are null.
///
/// # Errors
/// An input error for nested columns and bytes.
pub fn printed(array: &ArrayRef, at: &At) -> Result<StringArray> {
    let text = cast(array, &DataType::Utf8).map_err(|_| at.wrong_type(array.data_type(), "text"))?;
    let text = text.as_string::<i32>();
    if text.iter().flatten().any(|value| value.trim().is_empty()) {
        return Ok(text.iter().map(|value| value.filter(|value| !value.trim().is_empty())).collect());
    }
    Ok(text.clone())
}

/// A column of money, exactly; a float is read as the shortest decimal that prints it.
///
/// # Errors
/// Input errors for NaN, infinities, values that are no plain decimals, too large or finer than a millionth.
pub fn amounts(array: &ArrayRef, at: &At) -> Result<Amounts> {
    match array.data_type() {
        DataType::Float32 => {
            let values = array.as_primitive::<Float32Type>();
            // The shortest decimal of a single is far from that of the double it widens to.
            float_amounts(
                values.iter().map(|value| value.map(|value| value.to_string().parse().unwrap_or(f64::NAN))),
                at,
            )
        }
        DataType::Float64 => float_amounts(array.as_primitive::<Float64Type>().iter(), at),
        kind if kind.is_decimal() || kind.is_integer() => decimal_amounts(array, at),
        DataType::Null => Ok(Amounts { micros: vec![None; array.len()], ..Amounts::default() }),
        kind if is_text(kind) => text_amounts(array, at),
        kind => Err(at.wrong_type(kind, "money (a decimal, a whole number, a float or text)")),
    }
}

/// A column of exchange rates; null where a row has none or one that is not above zero.
///
/// # Errors
/// Input errors for values that are no plain decimals.
pub fn rates(array: &ArrayRef, at: &At) -> Result<Vec<Option<Rate>>> {
    match array.data_type() {
        kind if kind.is_decimal() || kind.is_integer() => {
            let (digits, places) = decimal_digits(array, at)?;
            Ok(digits.into_iter().map(|digits| Rate::of(digits?, places)).collect())
        }
        DataType::Null => Ok(vec![None; array.len()]),
        kind if is_text(kind) || kind.is_floating() => {
            let text = printed(&float_text(array), at)?;
            let rate = |(row, text): (usize, Option<&str>)| text.map_or(Ok(None), |text| text_rate(text, row, at));
            text.iter().enumerate().map(rate).collect()
        }
        kind => Err(at.wrong_type(kind, "a rate (a decimal, a float or text)")),
    }
}

impl Rate {
    /// The rate as a decimal.
    #[must_use]
    pub fn print(self) -> String {
        let places = self.places as usize;
        let digits = format!("{:0width$}", self.numerator, width = places + 1);
        let (whole, fraction) = digits.split_at(digits.len() - places);
        if fraction.is_empty() { whole.to_owned() } else { format!("{whole}.{fraction}") }
    }

    fn of(numerator: i128, places: u32) -> Option<Rate> {
        (numerator > 0).then_some(Rate { numerator, places })
    }
}

/// Whether a column is text, plain or in a dictionary.
#[must_use]
pub fn is_text(kind: &DataType) -> bool {
    match kind {
        DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => true,
        DataType::Dictionary(_, value) => is_text(value),
        _ => false,
    }
}

fn float_amounts(values: impl Iterator<Item = Option<f64>>, at: &At) -> Result<Amounts> {
    let mut amounts = Amounts::default();
    for (row, value) in values.enumerate() {
        let Some(value) = value else {
            amounts.micros.push(None);
            continue;
        };
        let (micros, rounded) = match few_digits(value) {
            Some(micros) => (micros, false),
            None => Amount::from_f64(value).map(|(amount, rounded)| (amount.0, rounded)).map_err(|why| {
                at.error(row, &value.to_string(), why).hint("correct the row, or leave its amount empty")
            })?,
        };
        amounts.micros.push(Some(micros));
        amounts.rounded += u64::from(rounded);
    }
    Ok(amounts)
}

/// The amount of a double that prints with at most fifteen digits, six of them decimals, without printing it. A decimal
/// of fifteen digits is the only such decimal of its double, so the one that divides back to it is the shortest.
fn few_digits(value: f64) -> Option<i128> {
    let micros = (value * ONE as f64).round();
    (micros.abs() < 1e15 && micros / ONE as f64 == value).then_some(micros as i128)
}

fn decimal_amounts(array: &ArrayRef, at: &At) -> Result<Amounts> {
    let (digits, places) = decimal_digits(array, at)?;
    let scale = array.data_type().is_decimal().then_some(places.min(SCALE));
    let mut micros = Vec::with_capacity(digits.len());
    for (row, value) in digits.into_iter().enumerate() {
        let exact = value.map(|digits| rescaled(digits, places)).transpose();
        let value = || format!("{}e-{places}", value.unwrap_or_default());
        micros.push(exact.map_err(|why| at.error(row, &value(), why).hint(amount_hint("")))?);
    }
    Ok(Amounts { micros, scale, rounded: 0 })
}

fn rescaled(digits: i128, places: u32) -> std::result::Result<i128, &'static str> {
    let micros = if places <= SCALE {
        digits.checked_mul(10_i128.pow(SCALE - places)).ok_or("it is too large")?
    } else {
        let finer = 10_i128.checked_pow(places - SCALE).ok_or("it has more than six decimal places")?;
        if digits % finer != 0 {
            return Err("it has more than six decimal places");
        }
        digits / finer
    };
    if micros.unsigned_abs() > LIMIT.unsigned_abs() { Err("it is too large") } else { Ok(micros) }
}

/// Digits and decimal places of a decimal or whole-number column.
fn decimal_digits(array: &ArrayRef, at: &At) -> Result<(Vec<Option<i128>>, u32)> {
    match array.data_type() {
        DataType::Decimal32(_, places) => {
            scaled(array.as_primitive::<Decimal32Type>().iter().map(|v| v.map(i128::from)).collect(), *places, at)
        }
        DataType::Decimal64(_, places) => {
            scaled(array.as_primitive::<Decimal64Type>().iter().map(|v| v.map(i128::from)).collect(), *places, at)
        }
        DataType::Decimal128(_, places) => scaled(array.as_primitive::<Decimal128Type>().iter().collect(), *places, at),
        DataType::Decimal256(_, places) => {
            let mut digits = Vec::with_capacity(array.len());
            for (row, value) in array.as_primitive::<Decimal256Type>().iter().enumerate() {
                let narrow = value.map(|value| value.to_i128().ok_or(value)).transpose();
                digits.push(narrow.map_err(|value| at.error(row, &value.to_string(), "it is too large"))?);
            }
            scaled(digits, *places, at)
        }
        kind => {
            let wide = cast(array, &DataType::Decimal128(20, 0)).map_err(|_| at.wrong_type(kind, "a number"))?;
            Ok((wide.as_primitive::<Decimal128Type>().iter().collect(), 0))
        }
    }
}

/// Turns a negative scale, which counts thousands and the like, into whole numbers.
fn scaled(mut digits: Vec<Option<i128>>, places: i8, at: &At) -> Result<(Vec<Option<i128>>, u32)> {
    if places < 0 {
        let thousands = 10_i128.checked_pow(u32::from(places.unsigned_abs())).unwrap_or(i128::MAX);
        for (row, value) in digits.iter_mut().enumerate() {
            if let Some(number) = value {
                let wide = number.checked_mul(thousands);
                *value = Some(wide.ok_or_else(|| at.error(row, &number.to_string(), "it is too large"))?);
            }
        }
    }
    Ok((digits, u32::try_from(places).unwrap_or(0)))
}

fn text_amounts(array: &ArrayRef, at: &At) -> Result<Amounts> {
    let text = printed(array, at)?;
    let amount = |(row, text): (usize, Option<&str>)| {
        let parsed = text.map(Amount::parse).transpose();
        let text = text.unwrap_or_default();
        parsed
            .map(|amount| amount.map(|amount| amount.0))
            .map_err(|why| at.error(row, text, why).hint(amount_hint(text)))
    };
    let micros = text.iter().enumerate().map(amount).collect::<Result<_>>()?;
    Ok(Amounts { micros, scale: None, rounded: 0 })
}

/// What to write instead: the number itself where only separators and signs of currency have to go.
fn amount_hint(text: &str) -> String {
    let is_figure = |sign: &char| sign.is_ascii_digit() || ".-".contains(*sign);
    let can_go =
        |sign: char| sign.is_whitespace() || ",'$".contains(sign) || !sign.is_ascii() && !sign.is_alphanumeric();
    let comma_last = text.rfind(',') > text.rfind('.');
    let plain: String = text.chars().filter(is_figure).collect();
    if plain == text
        || comma_last
        || !text.chars().all(|sign| is_figure(&sign) || can_go(sign))
        || Amount::parse(&plain).is_err()
    {
        return "write plain decimals such as -1234.50: a point before the decimals, at most six of them".to_owned();
    }
    format!("write `{plain}`: no thousands separators, no currency sign (the currency has a column of its own)")
}

/// Floats as the shortest decimals that print them; everything else as it is.
fn float_text(array: &ArrayRef) -> ArrayRef {
    let text = |printed: String, rounded: String| {
        let places = printed.split_once('.').map_or(0, |(_, fraction)| fraction.len());
        if places > RATE_PLACES { rounded } else { printed }
    };
    let column: StringArray = match array.data_type() {
        DataType::Float32 => {
            let values = array.as_primitive::<Float32Type>().iter();
            values.map(|value| value.map(|value| text(value.to_string(), format!("{value:.RATE_PLACES$}")))).collect()
        }
        DataType::Float64 => {
            let values = array.as_primitive::<Float64Type>().iter();
            values.map(|value| value.map(|value| text(value.to_string(), format!("{value:.RATE_PLACES$}")))).collect()
        }
        _ => return ArrayRef::clone(array),
    };
    std::sync::Arc::new(column)
}

fn text_rate(text: &str, row: usize, at: &At) -> Result<Option<Rate>> {
    let (sign, digits) = text.strip_prefix('-').map_or((1, text), |digits| (-1, digits));
    let (whole, fraction) = digits.split_once('.').unwrap_or((digits, ""));
    let fraction = fraction.trim_end_matches('0');
    let joined = format!("{whole}{fraction}");
    let plain = !joined.is_empty() && joined.bytes().all(|byte| byte.is_ascii_digit()) && fraction.len() <= RATE_PLACES;
    match joined.parse::<i128>() {
        Ok(numerator) if plain => Ok(Rate::of(sign * numerator, fraction.len() as u32)),
        _ if plain && joined.len() < 38 => Ok(None),
        _ => Err(at.error(row, text, "it is not a plain decimal rate").hint("write rates such as 1.0842")),
    }
}
