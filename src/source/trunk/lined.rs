//! Ledgers whose rows are read one by one: other currencies, service periods, billing intervals, days of booking. What they
//! become are the lines of the relation `ledger`, and these are added up.

use super::cells::Line;
use super::shelf::{Shelf, basics, month_number};
use crate::error::{Error, Result};
use crate::period::Month;
use crate::source::batch::column;
use crate::source::coded::{Coded, Words, numbers};
use crate::source::exact::At;
use crate::source::file::Places;
use crate::source::scope::{KINDS, SCOPES};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringArray};
use arrow::datatypes::{Date32Type, Decimal128Type, Int64Type, UInt32Type};

/// Adds lines to their cells.
///
/// # Errors
/// A bug where the batch is not one of lines.
pub fn add(lines: &RecordBatch, shelf: &mut Shelf) -> Result<()> {
    let text = |name: &str| -> Result<&StringArray> {
        column(lines, name)?.as_string_opt::<i32>().ok_or_else(|| Error::bug(format!("lines have no text `{name}`")))
    };
    let (kind, scope, reason) = (text("kind")?, text("scope")?, text("reason")?);
    let money = |name: &str| Ok::<_, Error>(column(lines, name)?.as_primitive::<Decimal128Type>());
    let (amount, converted, cost) = (money("amount")?, money("converted")?, money("cost")?);
    let month = column(lines, "month")?.as_primitive::<Date32Type>();
    let key = column(lines, "dimension_key")?.as_primitive::<UInt32Type>();
    let (has_period, rows) =
        (column(lines, "has_period")?.as_primitive::<Int64Type>(), column(lines, "line")?.as_primitive::<Int64Type>());
    let customers = coded(column(lines, "customer_id")?, |id| shelf.customers.number(id))?;
    let mut texts = Vec::new();
    for (at, name) in ["currency", "contract_id", "product"].into_iter().enumerate() {
        texts.push(coded(column(lines, name)?, |value| shelf.texts[at].number(value))?);
    }
    for row in 0..lines.num_rows() {
        let kind = kind.is_valid(row).then(|| KINDS.into_iter().find(|known| *known == kind.value(row))).flatten();
        let why = reason.is_valid(row).then(|| reason.value(row));
        let scope = SCOPES.into_iter().find(|known| known.scope == scope.value(row) && known.reason == why);
        let scope = scope.ok_or_else(|| Error::bug("a line has a scope of its own"))?;
        let traits = shelf.traits(
            basics(kind, scope, has_period.value(row) == 1),
            [texts[0][row], texts[1][row], texts[2][row]],
            key.value(row),
        );
        let month = if month.is_valid(row) { month_number(Month::of_days(month.value(row))) } else { 0 };
        let line = Line {
            amount: amount.value(row),
            converted: converted.value(row),
            cost: cost.is_valid(row).then(|| cost.value(row)),
            rows: rows.value(row) as u32,
        };
        shelf.add(month, customers[row], traits, line);
    }
    Ok(())
}

fn coded(array: &ArrayRef, number: impl FnMut(&str) -> u32) -> Result<Vec<u32>> {
    let at = At { file: "", column: "", places: &Places::From(1) };
    numbers(&Coded { array, class: None, at }, &mut Words::default(), number)
}
