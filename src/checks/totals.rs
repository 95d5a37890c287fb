//! Control totals: what the books say a period's revenue is, declared in the configuration.

use crate::calendar::Calendar;
use crate::config::ControlTotal;
use crate::error::{Error, Result};
use crate::period::Month;
use crate::unit::Amount;

/// A declared total, checked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Declared {
    /// The period as it was written.
    pub period: String,
    /// Its first and last month; none for the whole ledger.
    pub months: Option<(Month, Month)>,
    /// Whether it is the fiscal year of that number, whose months the calendar knows.
    pub fiscal_year: Option<i32>,
    /// The currency the amount is in, that of the rows themselves; none for all rows in the reporting currency.
    pub currency: Option<String>,
    /// `used`, or `read` for all rows whatever their scope.
    pub scope: &'static str,
    /// The amount.
    pub amount: Amount,
    /// Rows, where they were declared.
    pub rows: Option<i64>,
    /// How far the ledger may be off.
    pub tolerance: Amount,
}

/// Reads the totals of the configuration.
///
/// # Errors
/// Usage errors that name the total, its key and what may stand there.
pub fn declared(totals: &[ControlTotal], calendar: &Calendar) -> Result<Vec<Declared>> {
    totals.iter().map(|total| one(total, calendar)).collect()
}

fn one(total: &ControlTotal, calendar: &Calendar) -> Result<Declared> {
    let refuse = |key: &str, value: &str, hint: &str| {
        Error::usage(format!("`control_totals` of {}: `{key} = \"{value}\"` cannot be read", total.period)).hint(hint)
    };
    let money = |key: &str, text: &str| match Amount::parse(text) {
        Ok(amount) => Ok(amount),
        Err(why) => Err(refuse(key, text, &format!("{why}; write it as in \"1234567.89\""))),
    };
    let kinds = "a period is \"2025-12\", \"2025-Q4\", \"2025\", \"FY2025\", \"FY2025-Q4\" or \"all\"";
    let (months, fiscal_year) =
        period(&total.period, calendar).ok_or_else(|| refuse("period", &total.period, kinds))?;
    let tolerance = total.tolerance.as_deref().map_or(Ok(Amount::ZERO), |text| money("tolerance", text))?;
    if tolerance < Amount::ZERO {
        return Err(refuse("tolerance", total.tolerance.as_deref().unwrap_or(""), "a tolerance is not negative"));
    }
    let scope = match total.scope.as_deref() {
        None | Some("used") => "used",
        Some("read") => "read",
        Some(other) => return Err(refuse("scope", other, "a scope is \"used\" or \"read\"")),
    };
    Ok(Declared {
        period: total.period.clone(),
        months,
        fiscal_year,
        currency: total.currency.as_ref().map(|code| code.trim().to_uppercase()),
        scope,
        amount: money("amount", &total.amount)?,
        rows: total.rows,
        tolerance,
    })
}

/// First and last month, or a fiscal year; neither for `all`.
type Span = (Option<(Month, Month)>, Option<i32>);

fn period(text: &str, calendar: &Calendar) -> Option<Span> {
    let number = |text: &str| text.parse::<i32>().ok().filter(|quarter| (1..=4).contains(quarter));
    let year = |text: &str| text.parse::<i32>().ok().filter(|year| text.len() == 4 && (1900..=2199).contains(year));
    if text == "all" {
        return Some((None, None));
    }
    if let Some(fiscal) = text.strip_prefix("FY") {
        let Some((fiscal, quarter)) = fiscal.split_once("-Q") else { return Some((None, Some(year(fiscal)?))) };
        let first = calendar.year(year(fiscal)?).first.plus((number(quarter)? - 1) * 3);
        return Some((Some((first, first.plus(2))), None));
    }
    if let Some(month) = Month::parse(text) {
        return Some((Some((month, month)), None));
    }
    if let Some((first, quarter)) = text.split_once("-Q") {
        let first = Month(year(first)? * 12 + (number(quarter)? - 1) * 3);
        return Some((Some((first, first.plus(2))), None));
    }
    let first = Month(year(text)? * 12);
    Some((Some((first, first.plus(11))), None))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::calendar::Named;

    #[test]
    fn periods() {
        let calendar = Calendar::months(4, Named::End);
        let months = |text: &str| {
            period(text, &calendar).map(|(months, _)| months.map(|(first, last)| format!("{first} {last}")))
        };
        assert_eq!(months("2025-12"), Some(Some("2025-12 2025-12".to_owned())));
        assert_eq!(months("2025-Q4"), Some(Some("2025-10 2025-12".to_owned())));
        assert_eq!(months("2025"), Some(Some("2025-01 2025-12".to_owned())));
        assert_eq!(months("all"), Some(None));
        // Fiscal 2026 begins in April 2025, so its third quarter is October to December.
        assert_eq!(months("FY2026-Q3"), Some(Some("2025-10 2025-12".to_owned())));
        assert_eq!(period("FY2025", &calendar), Some((None, Some(2025))));
        for wrong in ["2025-13", "2025-Q5", "25", "Q4", "", "FY", "FY2025-Q5", "2025-1", "20255"] {
            assert_eq!(period(wrong, &calendar), None, "{wrong}");
        }
    }
}
