//! The tables as Parquet: one row group, a fixed writer name and no embedded Arrow schema, so that bytes stay put.

use super::contracts::Contract;
use super::customers::Customer;
use super::invoices::Row;
use super::opportunities::Opportunity;
use super::{START, unwritable};
use crate::error::Result;
use arrow::array::{ArrayRef, BooleanArray, Date32Array, Decimal128Array, Int32Array, RecordBatch, StringArray};
use arrow::error::ArrowError;
use parquet::arrow::arrow_writer::{ArrowWriter, ArrowWriterOptions};
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::WriterProperties;
use std::path::Path;
use std::sync::Arc;

/// A column's name, its values, and whether some may be missing.
type Column = (&'static str, ArrayRef, bool);

/// Writes the ledger.
pub(super) fn ledger(path: &Path, rows: &[Row]) -> Result<()> {
    let columns = vec![
        optional("customer_id", texts(rows, |row| row.customer.map(|at| format!("C{:03}", at + 1)))),
        required("date", dates(rows, |row| Some(row.date))),
        required("amount", money(path, rows, |row| Some(row.amount))?),
        required("currency", texts(rows, |_| Some("EUR".to_owned()))),
        required("kind", texts(rows, |row| Some(row.kind.to_owned()))),
        required("product", texts(rows, |row| Some(row.product.to_owned()))),
        optional("contract_id", texts(rows, |row| Some(contract_id(row.customer?, row.contract?)))),
        optional("cost", money(path, rows, |row| row.cost)?),
        optional("service_start", dates(rows, |row| row.service.map(|(start, _)| start))),
        optional("service_end", dates(rows, |row| row.service.map(|(_, end)| end))),
        required("booked_at", dates(rows, |row| Some(row.booked_at))),
    ];
    write(path, columns)
}

/// Writes the customers.
pub(super) fn customers(path: &Path, customers: &[Customer]) -> Result<()> {
    let flag =
        |value: fn(&Customer) -> bool| Arc::new(customers.iter().map(|row| Some(value(row))).collect::<BooleanArray>());
    let columns = vec![
        required("customer_id", texts(customers, |row| Some(row.id.clone()))),
        required("name", texts(customers, |row| Some(row.name.clone()))),
        optional("parent_id", texts(customers, |row| row.parent.clone())),
        required("segment", texts(customers, |row| Some(row.segment.to_owned()))),
        required("industry", texts(customers, |row| Some(row.industry.to_owned()))),
        required("region", texts(customers, |row| Some(row.region.to_owned()))),
        required("account_manager", texts(customers, |row| Some(row.manager.to_owned()))),
        required("since", dates(customers, |row| Some(row.since))),
        required("strategic", flag(|row| row.strategic)),
        required("related_party", flag(|row| row.related_party)),
    ];
    write(path, columns)
}

/// Writes the contracts; `end` is the first day without service.
pub(super) fn contracts(path: &Path, customers: &[Customer], contracts: &[Contract]) -> Result<()> {
    let first_day = |month: i32| START.plus(month).first_days();
    let columns = vec![
        required("contract_id", texts(contracts, |row| Some(contract_id(row.customer, row.number)))),
        required("customer_id", texts(contracts, |row| Some(customers[row.customer].id.clone()))),
        required("start", dates(contracts, |row| Some(first_day(row.start)))),
        optional("end", dates(contracts, |row| row.end.map(first_day))),
        required("annual_value", money(path, contracts, |row| Some(row.annual * 100))?),
        required("notice_days", Arc::new(Int32Array::from_iter_values(contracts.iter().map(|row| row.notice_days)))),
        required("auto_renew", Arc::new(contracts.iter().map(|row| Some(row.auto_renew)).collect::<BooleanArray>())),
    ];
    write(path, columns)
}

/// Writes the sales pipeline.
pub(super) fn opportunities(path: &Path, customers: &[Customer], rows: &[Opportunity]) -> Result<()> {
    let columns = vec![
        required("opportunity_id", texts(rows, |row| Some(format!("O{:04}", row.number)))),
        optional("customer_id", texts(rows, |row| row.customer.map(|at| customers[at].id.clone()))),
        required("segment", texts(rows, |row| Some(row.segment.to_owned()))),
        required("amount", money(path, rows, |row| Some(row.amount * 100))?),
        optional("probability", money(path, rows, |row| row.probability)?),
        required("stage", texts(rows, |row| Some(row.stage.to_owned()))),
        required("first_contact", dates(rows, |row| Some(row.first_contact))),
        required("closes", dates(rows, |row| Some(row.closes))),
    ];
    write(path, columns)
}

fn contract_id(customer: usize, number: usize) -> String {
    format!("K{:03}-{number:02}", customer + 1)
}

fn required(name: &'static str, values: ArrayRef) -> Column {
    (name, values, false)
}

fn optional(name: &'static str, values: ArrayRef) -> Column {
    (name, values, true)
}

fn texts<T>(rows: &[T], value: impl Fn(&T) -> Option<String>) -> ArrayRef {
    Arc::new(rows.iter().map(value).collect::<StringArray>())
}

fn dates<T>(rows: &[T], value: impl Fn(&T) -> Option<i32>) -> ArrayRef {
    Arc::new(rows.iter().map(value).collect::<Date32Array>())
}

fn money<T>(path: &Path, rows: &[T], cents: impl Fn(&T) -> Option<i64>) -> Result<ArrayRef> {
    let values: Decimal128Array = rows.iter().map(|row| cents(row).map(i128::from)).collect();
    let values = values.with_precision_and_scale(14, 2).map_err(|error| unwritable(path, &error))?;
    Ok(Arc::new(values))
}

fn write(path: &Path, columns: Vec<Column>) -> Result<()> {
    let bytes = encode(columns).map_err(|error| unwritable(path, &error))?;
    std::fs::write(path, bytes).map_err(|error| unwritable(path, &error))
}

fn encode(columns: Vec<Column>) -> std::result::Result<Vec<u8>, ArrowError> {
    let batch = RecordBatch::try_from_iter_with_nullable(columns)?;
    let properties = WriterProperties::builder()
        .set_created_by("eggbasket demo".to_owned())
        .set_compression(Compression::ZSTD(ZstdLevel::default()))
        .build();
    let options = ArrowWriterOptions::new().with_properties(properties).with_skip_arrow_metadata(true);
    let mut writer = ArrowWriter::try_new_with_options(Vec::new(), batch.schema(), options)?;
    writer.write(&batch)?;
    Ok(writer.into_inner()?)
}
