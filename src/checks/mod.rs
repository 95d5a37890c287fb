//! What the checks stand on beside the ledger's sums: totals declared by the books, names that look alike, and rows that
//! are in the ledger more than once.

pub mod names;
pub mod totals;

use crate::config::Config;
use crate::engine::Engine;
use crate::error::{Error, Result};
use crate::source::batch::schema;
use crate::source::{Scanned, Source};
use arrow::array::{ArrayRef, Decimal128Array, Float64Array, Int64Array, RecordBatch, StringArray};
use arrow::datatypes::{DataType, Field, Schema};
use names::Named;
use std::sync::Arc;
use totals::Declared;

/// What [`register`] makes.
pub const RELATIONS: [&str; 4] = ["control_totals", "alike_names", "repeats", "repeated_lines"];

/// Makes what the checks read readable: `control_totals`, `alike_names` and `repeated_lines`.
///
/// # Errors
/// Usage errors for control totals that cannot be read; what the ledger's rows raise.
pub async fn register(engine: &Engine, source: &Source, scanned: &Scanned, config: &Config) -> Result<()> {
    engine.register_batch(
        "control_totals",
        control_totals(&totals::declared(&config.control_totals, &config.calendar()?)?)?,
    )?;
    engine.register_batch("alike_names", alike_names(scanned)?)?;
    repeated_lines(engine, source, scanned.repeats.as_deref().unwrap_or_default()).await
}

fn control_totals(totals: &[Declared]) -> Result<RecordBatch> {
    let whole = |cells: Vec<Option<i64>>| Arc::new(Int64Array::from(cells)) as ArrayRef;
    let months =
        |at: fn(&Declared) -> Option<i32>| whole(totals.iter().map(|total| at(total).map(i64::from)).collect());
    batch(vec![
        ("place", whole((0..totals.len()).map(|at| Some(at as i64)).collect())),
        ("declared_period", text(totals.iter().map(|total| Some(total.period.as_str())))),
        ("first_index", months(|total| total.months.map(|(first, _)| first.0))),
        ("last_index", months(|total| total.months.map(|(_, last)| last.0))),
        ("fiscal_year", months(|total| total.fiscal_year)),
        ("currency", text(totals.iter().map(|total| total.currency.as_deref()))),
        ("scope", text(totals.iter().map(|total| Some(total.scope)))),
        ("amount", money(totals.iter().map(|total| total.amount.0))?),
        ("rows", whole(totals.iter().map(|total| total.rows).collect())),
        ("tolerance", money(totals.iter().map(|total| total.tolerance.0))?),
    ])
}

fn alike_names(scanned: &Scanned) -> Result<RecordBatch> {
    let named =
        scanned.customers.iter().map(|it| Named { customer: &it.customer_id, group: &it.group_id, name: &it.name });
    let pairs = names::pairs(&named.collect::<Vec<_>>());
    batch(vec![
        ("group_id", text(pairs.iter().map(|pair| Some(pair.one.group)))),
        ("name", text(pairs.iter().map(|pair| Some(pair.one.name)))),
        ("other_group_id", text(pairs.iter().map(|pair| Some(pair.other.group)))),
        ("other_name", text(pairs.iter().map(|pair| Some(pair.other.name)))),
        ("how", text(pairs.iter().map(|pair| Some(pair.how)))),
        ("similarity", Arc::new(pairs.iter().map(|pair| Some(pair.similarity)).collect::<Float64Array>())),
    ])
}

/// The lines of the rows that stand in the ledger more than once. It is scanned a second time for them, and only where
/// there are any; of all other rows no more is made than their fingerprints.
async fn repeated_lines(engine: &Engine, source: &Source, repeats: &[(i64, i64)]) -> Result<()> {
    let column = |cell: fn(&(i64, i64)) -> i64| Arc::new(repeats.iter().map(cell).collect::<Int64Array>()) as ArrayRef;
    let known = vec![("fingerprint", column(|repeat| repeat.0)), ("times", column(|repeat| repeat.1))];
    engine.register_batch("repeats", batch(known)?)?;
    if repeats.is_empty() {
        let mut fields = schema().fields().to_vec();
        fields.push(Arc::new(Field::new("times", DataType::Int64, true)));
        let empty = RecordBatch::new_empty(Arc::new(Schema::new(fields)));
        return engine.register_batch("repeated_lines", empty);
    }
    engine.register("repeated_rows", source.repeated(repeats))?;
    let sql = "select repeated_rows.*, repeats.times from repeats \
               inner join repeated_rows on repeated_rows.fingerprint = repeats.fingerprint";
    engine.keep("repeated_lines", sql).await?;
    engine.forget("repeated_rows");
    Ok(())
}

fn text<'a>(cells: impl Iterator<Item = Option<&'a str>>) -> ArrayRef {
    Arc::new(cells.collect::<StringArray>())
}

fn money(micros: impl Iterator<Item = i128>) -> Result<ArrayRef> {
    let array = micros.map(Some).collect::<Decimal128Array>().with_precision_and_scale(28, 6);
    array.map(|array| Arc::new(array) as ArrayRef).map_err(|error| unfit(&error))
}

fn batch(columns: Vec<(&str, ArrayRef)>) -> Result<RecordBatch> {
    let columns = columns.into_iter().map(|(name, array)| (name, array, true));
    RecordBatch::try_from_iter_with_nullable(columns).map_err(|error| unfit(&error))
}

fn unfit(error: &dyn std::fmt::Display) -> Error {
    Error::bug(format!("what the checks stand on does not fit together: {error}"))
}
