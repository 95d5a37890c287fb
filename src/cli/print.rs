//! Relations on standard output.

use crate::error::{Error, Result};
use crate::model::Finding;
pub(super) use crate::report::tables::csv;
pub(super) use crate::report::tables::lines;
use crate::wording::safe;
use arrow::array::{Array, RecordBatch};
use arrow::datatypes::DataType;
use arrow::util::display::{ArrayFormatter, FormatOptions};
use comfy_table::{CellAlignment, Table, presets};

/// The first `most` rows as a table, numbers to the right.
pub(super) fn table(batch: &RecordBatch, most: usize) -> Result<String> {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    let schema = batch.schema();
    table.set_header(schema.fields().iter().map(|field| field.name().clone()));
    let cells = formatters(batch)?;
    for row in 0..batch.num_rows().min(most) {
        table.add_row(cells.iter().map(|cell| cell.value(row).to_string()));
    }
    for (at, field) in schema.fields().iter().enumerate() {
        if let (true, Some(column)) = (field.data_type().is_numeric(), table.column_mut(at)) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
    Ok(crate::report::terminal::trimmed(&table))
}

/// Rows as JSON objects: money and other decimals as strings, so that no cent is lost.
pub(super) fn rows(batch: &RecordBatch) -> Result<Vec<serde_json::Value>> {
    let cells = formatters(batch)?;
    let schema = batch.schema();
    let value = |at: usize, row: usize| {
        let column = batch.column(at);
        if column.is_null(row) {
            return serde_json::Value::Null;
        }
        let text = cells[at].value(row).to_string();
        match column.data_type() {
            DataType::Boolean => serde_json::Value::Bool(text == "true"),
            kind if kind.is_integer() || kind.is_floating() => {
                serde_json::from_str(&text).unwrap_or(serde_json::Value::String(text))
            }
            _ => serde_json::Value::String(text),
        }
    };
    let object = |row: usize| {
        let fields = schema.fields().iter().enumerate();
        serde_json::Value::Object(fields.map(|(at, field)| (field.name().clone(), value(at, row))).collect())
    };
    Ok((0..batch.num_rows()).map(object).collect())
}

/// Findings as CSV.
pub(super) fn findings_csv(findings: &[Finding]) -> Result<String> {
    let header = ["id", "severity", "title", "value", "threshold", "since", "message", "clears_when"];
    let row = |it: &Finding| {
        vec![
            it.id.clone(),
            it.severity.name().to_owned(),
            it.title.clone(),
            it.value.0.to_string(),
            it.threshold.0.to_string(),
            it.since.clone().unwrap_or_default(),
            safe(it.message.clone()),
            safe(it.clears_when.clone()),
        ]
    };
    lines(std::iter::once(header.map(str::to_owned).to_vec()).chain(findings.iter().map(row)))
}

fn formatters(batch: &RecordBatch) -> Result<Vec<ArrayFormatter<'_>>> {
    const OPTIONS: FormatOptions<'static> = FormatOptions::new();
    batch
        .columns()
        .iter()
        .map(|column| ArrayFormatter::try_new(column.as_ref(), &OPTIONS))
        .collect::<std::result::Result<_, _>>()
        .map_err(|error| Error::bug(format!("a column cannot be printed: {error}")))
}
