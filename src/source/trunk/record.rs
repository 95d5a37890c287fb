//! Cells as Arrow batches, for files: kept ones, sent ones and runs beyond a memory limit.

use super::cells::Full;
use super::shelf::MonthNumber;
use crate::error::{Error, Result};
use arrow::array::{
    Array, ArrayRef, AsArray, Decimal128Array, Int64Array, PrimitiveArray, RecordBatch, UInt16Array, UInt32Array,
};
use arrow::datatypes::{ArrowPrimitiveType, Decimal128Type, Int64Type, UInt16Type, UInt32Type};
use arrow::error::ArrowError;
use arrow::ipc::CompressionType;
use arrow::ipc::writer::{IpcWriteOptions, StreamWriter};
use std::io::Write;
use std::sync::Arc;

/// A cell with its customer and traits by number.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The customer's number.
    pub customer: u32,
    /// The traits' number.
    pub traits: u32,
    /// The month.
    pub month: MonthNumber,
    /// Rows.
    pub rows: u32,
    /// The sums.
    pub sum: Full,
}

/// Which sums the cells of a file have; each row has the same columns.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Width {
    /// Amounts that fit into 64 bits.
    Narrow,
    /// Amounts alone.
    Amounts,
    /// All there are.
    Full,
}

/// A batch of cells.
///
/// # Errors
/// An error where the columns do not fit together.
pub fn record(entries: &[Entry], width: Width) -> std::result::Result<RecordBatch, ArrowError> {
    let numbers = |number: fn(&Entry) -> u32| Arc::new(entries.iter().map(number).collect::<UInt32Array>()) as ArrayRef;
    let money = |sum: fn(&Entry) -> Option<i128>| -> std::result::Result<ArrayRef, ArrowError> {
        Ok(Arc::new(entries.iter().map(sum).collect::<Decimal128Array>().with_precision_and_scale(38, 6)?))
    };
    let mut columns: Vec<(&str, ArrayRef)> = vec![
        ("month", Arc::new(entries.iter().map(|entry| entry.month).collect::<UInt16Array>())),
        ("customer", numbers(|entry| entry.customer)),
        ("traits", numbers(|entry| entry.traits)),
        ("rows", numbers(|entry| entry.rows)),
    ];
    match width {
        Width::Narrow => {
            let amounts: Int64Array = entries.iter().map(|entry| entry.sum.amount as i64).collect();
            columns.push(("amount", Arc::new(amounts)));
        }
        _ => columns.push(("amount", money(|entry| Some(entry.sum.amount))?)),
    }
    if width == Width::Full {
        columns.extend([
            ("converted", money(|entry| Some(entry.sum.converted))?),
            ("cost", money(|entry| entry.sum.cost)?),
            ("costed", money(|entry| entry.sum.costed)?),
        ]);
    }
    RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, column)| (name, column, true)))
}

/// A writer of such batches.
///
/// # Errors
/// Those of the place it writes to.
pub fn writer<W: Write>(out: W, width: Width) -> std::result::Result<StreamWriter<W>, ArrowError> {
    let options = IpcWriteOptions::default().try_with_compression(Some(CompressionType::LZ4_FRAME))?;
    StreamWriter::try_new_with_options(out, &record(&[], width)?.schema(), options)
}

/// The columns of a batch of cells.
#[derive(Debug)]
pub struct Columns {
    month: PrimitiveArray<UInt16Type>,
    customer: PrimitiveArray<UInt32Type>,
    traits: PrimitiveArray<UInt32Type>,
    rows: PrimitiveArray<UInt32Type>,
    narrow: Option<PrimitiveArray<Int64Type>>,
    amount: Option<PrimitiveArray<Decimal128Type>>,
    others: Option<[PrimitiveArray<Decimal128Type>; 3]>,
}

impl Columns {
    /// The columns.
    ///
    /// # Errors
    /// A bug where the batch is none of cells.
    pub fn of(batch: &RecordBatch) -> Result<Columns> {
        let wrong = || Error::bug("cells of another layout");
        let (narrow, amount) = (column(batch, "amount"), column(batch, "amount"));
        if narrow.is_none() && amount.is_none() {
            return Err(wrong());
        }
        let others = [column(batch, "converted"), column(batch, "cost"), column(batch, "costed")];
        let others = match others {
            [Some(converted), Some(cost), Some(costed)] => Some([converted, cost, costed]),
            _ => None,
        };
        Ok(Columns {
            month: column(batch, "month").ok_or_else(wrong)?,
            customer: column(batch, "customer").ok_or_else(wrong)?,
            traits: column(batch, "traits").ok_or_else(wrong)?,
            rows: column(batch, "rows").ok_or_else(wrong)?,
            narrow,
            amount,
            others,
        })
    }

    /// How many cells there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.month.len()
    }

    /// The cell of a row.
    #[must_use]
    pub fn entry(&self, row: usize) -> Entry {
        let amount = match (&self.narrow, &self.amount) {
            (Some(narrow), _) => i128::from(narrow.value(row)),
            (None, Some(amount)) => amount.value(row),
            (None, None) => 0,
        };
        let sum = match &self.others {
            None => Full::of_amount(amount),
            Some([converted, cost, costed]) => Full {
                amount,
                converted: converted.value(row),
                cost: cost.is_valid(row).then(|| cost.value(row)),
                costed: costed.is_valid(row).then(|| costed.value(row)),
            },
        };
        Entry {
            customer: self.customer.value(row),
            traits: self.traits.value(row),
            month: self.month.value(row),
            rows: self.rows.value(row),
            sum,
        }
    }
}

fn column<T: ArrowPrimitiveType>(batch: &RecordBatch, name: &str) -> Option<PrimitiveArray<T>> {
    batch.column_by_name(name)?.as_primitive_opt::<T>().cloned()
}
