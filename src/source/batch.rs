//! Canonical ledger lines as an Arrow batch.

use super::scope::Scope;
use super::tally::Tally;
use crate::error::{Error, Result};
use crate::period::Month;
use arrow::array::{Array, ArrayRef, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::sync::Arc;

/// Digits of an amount in a line, six of them decimals.
const DIGITS: u8 = 28;

/// The columns of a canonical ledger line.
#[must_use]
pub fn schema() -> SchemaRef {
    let money = DataType::Decimal128(DIGITS, 6);
    Arc::new(Schema::new(vec![
        Field::new("customer_id", DataType::Utf8, true),
        Field::new("month", DataType::Date32, true),
        Field::new("currency", DataType::Utf8, true),
        Field::new("kind", DataType::Utf8, true),
        Field::new("contract_id", DataType::Utf8, true),
        Field::new("product", DataType::Utf8, true),
        Field::new("amount", money.clone(), false),
        Field::new("converted", money.clone(), false),
        Field::new("cost", money, true),
        Field::new("dimension_key", DataType::UInt32, false),
        Field::new("has_period", DataType::Int64, false),
        Field::new("scope", DataType::Utf8, false),
        Field::new("reason", DataType::Utf8, true),
        Field::new("line", DataType::Int64, false),
        Field::new("fingerprint", DataType::Int64, false),
    ]))
}

/// The text columns that lines carry over from their rows.
#[derive(Debug, Clone, Copy)]
pub struct Texts<'a> {
    /// Customer ids.
    pub customer: &'a StringArray,
    /// Currency codes.
    pub currency: Option<&'a StringArray>,
    /// Contract ids.
    pub contract: Option<&'a StringArray>,
    /// Products.
    pub product: Option<&'a StringArray>,
    /// Each row's fingerprint.
    pub fingerprints: &'a [i64],
}

/// Lines on their way into a batch.
#[derive(Debug, Default)]
pub struct Lines {
    row: Vec<u32>,
    month: Vec<Option<i32>>,
    kind: Vec<Option<&'static str>>,
    amount: Vec<i128>,
    converted: Vec<i128>,
    cost: Vec<Option<i128>>,
    scope: Vec<&'static str>,
    reason: Vec<Option<&'static str>>,
    line: Vec<i64>,
    has_period: Vec<i64>,
}

impl Lines {
    /// What all pieces of a row share: one for each month of its service period, or one where it has none.
    pub fn same(&mut self, row: usize, kind: Option<&'static str>, scope: Scope, months: usize) {
        for piece in 0..months.max(1) {
            self.has_period.push(i64::from(months > 0));
            self.row.push(row as u32);
            self.kind.push(kind);
            self.scope.push(scope.scope);
            self.reason.push(scope.reason);
            self.line.push(i64::from(piece == 0));
        }
    }

    /// One month's piece of a row.
    pub fn piece(
        &mut self,
        month: Option<Month>,
        amount: i128,
        converted: i128,
        cost: Option<i128>,
        tally: &mut Tally,
    ) {
        self.month.push(month.map(Month::first_days));
        self.amount.push(amount);
        self.converted.push(converted);
        self.cost.push(cost);
        // A foreign amount is shown in its own currency alone, so it does not say how finely the report prints.
        tally.amount(converted);
    }

    /// All lines as one batch; text and keys are carried over from the rows they come from.
    ///
    /// # Errors
    /// A bug where the columns do not fit the schema.
    pub fn batch(self, texts: Texts, keys: &[u32]) -> Result<RecordBatch> {
        let internal =
            |error: arrow::error::ArrowError| Error::bug(format!("ledger lines do not fit their table: {error}"));
        let pieces = self.row.len();
        let index = UInt32Array::from(self.row);
        let whole = texts.customer.len() == pieces;
        let prints: Int64Array = index.values().iter().map(|row| texts.fingerprints[*row as usize]).collect();
        let carried = |column: Option<&StringArray>| -> Result<ArrayRef> {
            match column {
                None => Ok(Arc::new(StringArray::new_null(pieces))),
                Some(column) if whole => Ok(Arc::new(column.clone())),
                Some(column) => take(column, &index, None).map_err(internal),
            }
        };
        let money = |array: Decimal128Array| array.with_precision_and_scale(DIGITS, 6).map_err(internal);
        let columns: Vec<ArrayRef> = vec![
            carried(Some(texts.customer))?,
            Arc::new(Date32Array::from(self.month)),
            carried(texts.currency)?,
            Arc::new(StringArray::from(self.kind)),
            carried(texts.contract)?,
            carried(texts.product)?,
            Arc::new(money(Decimal128Array::from(self.amount))?),
            Arc::new(money(Decimal128Array::from(self.converted))?),
            Arc::new(money(Decimal128Array::from(self.cost))?),
            Arc::new(index.values().iter().map(|row| keys[*row as usize]).collect::<UInt32Array>()),
            Arc::new(Int64Array::from(self.has_period)),
            Arc::new(StringArray::from(self.scope)),
            Arc::new(StringArray::from(self.reason)),
            Arc::new(Int64Array::from(self.line)),
            Arc::new(prints),
        ];
        RecordBatch::try_new(schema(), columns).map_err(internal)
    }
}

/// A column of lines by name.
///
/// # Errors
/// A bug where lines have no such column.
pub fn column<'a>(lines: &'a RecordBatch, name: &str) -> Result<&'a ArrayRef> {
    lines.column_by_name(name).ok_or_else(|| Error::bug(format!("ledger lines have no column `{name}`")))
}
