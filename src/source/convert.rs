//! Money into the reporting currency, row by row and exactly.

use super::exact::Rate;
use crate::config::FxQuote;
use crate::unit::{LIMIT, ONE, SCALE, divide_half_even};
use arrow::datatypes::i256;

/// `micros` of another currency in millionths of the reporting one, rounded half to even at its minor unit.
/// `None` where the result is larger than any amount may be.
#[must_use]
pub fn convert(micros: i128, rate: Rate, quote: FxQuote, decimals: u32) -> Option<i128> {
    let unit = 10_i128.pow(SCALE.saturating_sub(decimals));
    let tens = 10_i128.checked_pow(rate.places)?;
    let (times, by) = match quote {
        FxQuote::ReportingPerForeign => (rate.numerator, tens),
        FxQuote::ForeignPerReporting => (tens, rate.numerator),
    };
    scaled(micros, times, by, unit)
}

/// Units of the reporting currency that a unit of another may be worth, below.
const MOST_RATE: i128 = 10_i128.pow(11);

/// Whether a unit of the other currency is worth less than 10¹¹ units of the reporting one. A constant rate, given or
/// implied by rows, then has few enough digits to be multiplied.
#[must_use]
pub fn is_sound(rate: Rate, quote: FxQuote) -> bool {
    convert(ONE, rate, quote, SCALE).is_some_and(|micros| micros < MOST_RATE * ONE)
}

/// micros · times / by, rounded half to even to whole `unit`s of millionths. `None` where the result is too large.
#[must_use]
pub fn scaled(micros: i128, times: i128, by: i128, unit: i128) -> Option<i128> {
    let units = narrow(micros, times, by, unit).or_else(|| wide(micros, times, by, unit))?;
    units.checked_mul(unit).filter(|micros| micros.unsigned_abs() <= LIMIT.unsigned_abs())
}

/// micros · times / (by · unit), half to even, where 128 bits are enough. The rounding doubles a remainder.
fn narrow(micros: i128, times: i128, by: i128, unit: i128) -> Option<i128> {
    let divisor = by.checked_mul(unit).filter(|divisor| *divisor < i128::MAX / 2)?;
    Some(divide_half_even(micros.checked_mul(times)?, divisor))
}

/// The same in 256 bits.
fn wide(micros: i128, times: i128, by: i128, unit: i128) -> Option<i128> {
    let product = i256::from_i128(micros.abs()).checked_mul(i256::from_i128(times))?;
    let divisor = i256::from_i128(by).checked_mul(i256::from_i128(unit))?;
    let quotient = product.checked_div(divisor)?;
    let twice = product.checked_rem(divisor)?.checked_mul(i256::from_i128(2))?;
    let odd = quotient.checked_rem(i256::from_i128(2))? != i256::ZERO;
    let up = twice > divisor || twice == divisor && odd;
    let rounded = quotient.checked_add(if up { i256::ONE } else { i256::ZERO })?.to_i128()?;
    Some(if micros < 0 { -rounded } else { rounded })
}
