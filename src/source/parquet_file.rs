//! Parquet files, read row group by row group; whatever the reader meets, the user sees an error with the file's name.

use super::file::{CHUNK, Chunk, Chunks, Places};
use super::preflight::{damaged, guarded};
use super::store::{Ends, Place, unreadable};
use crate::error::{Error, Result};
use arrow::array::RecordBatchReader;
use arrow::datatypes::{DataType, Field, Fields, Schema};
use parquet::arrow::ProjectionMask;
use parquet::arrow::arrow_reader::{
    ArrowReaderMetadata, ArrowReaderOptions, ParquetRecordBatchReader, ParquetRecordBatchReaderBuilder,
};
use parquet::errors::ParquetError;
use parquet::file::metadata::{ColumnChunkMetaData, ParquetMetaData};
use parquet::file::reader::ChunkReader;
use std::fs::File;
use std::sync::Arc;

/// Reads the footer and holds it against the file: every column chunk lies inside, and the rows add up.
///
/// # Errors
/// Input errors that name the file.
pub fn metadata(place: &Place, ends: Ends, name: &str) -> Result<ArrowReaderMetadata> {
    let size = ends.size;
    let metadata = match place {
        Place::File(path) => {
            let file = File::open(path).map_err(|error| unreadable(place, &error))?;
            ArrowReaderMetadata::load(&file, ArrowReaderOptions::new())
        }
        Place::Object(object) => ArrowReaderMetadata::load(&object.footer(ends)?, ArrowReaderOptions::new()),
    };
    let metadata = metadata.map_err(|error| damaged(name, format!("its footer cannot be read{}", detail(&error))))?;
    consistent(metadata.metadata(), size, name)?;
    Ok(metadata)
}

/// The same file with its columns in the types that a row group is read fastest in: text that it writes as a dictionary stays one,
/// and decimals of up to 18 digits take 64 bits. Of a file's row groups the last is often too short for its writer to make a
/// dictionary.
fn narrowed(metadata: &ArrowReaderMetadata, group: usize) -> parquet::errors::Result<ArrowReaderMetadata> {
    let field = |field: &Arc<Field>| {
        let narrow = match field.data_type() {
            DataType::Utf8 | DataType::Utf8View if is_dictionary(metadata.metadata(), group, field.name()) => {
                DataType::Dictionary(Box::new(DataType::Int32), Box::new(DataType::Utf8))
            }
            DataType::Decimal128(digits, places) if *digits <= 18 => DataType::Decimal64(*digits, *places),
            _ => return Arc::clone(field),
        };
        Arc::new(field.as_ref().clone().with_data_type(narrow))
    };
    let schema = metadata.schema();
    let fields: Fields = schema.fields().iter().map(field).collect();
    let schema = Arc::new(Schema::new_with_metadata(fields, schema.metadata().clone()));
    ArrowReaderMetadata::try_new(Arc::clone(metadata.metadata()), ArrowReaderOptions::new().with_schema(schema))
}

/// Whether a row group writes a column's values as places in a dictionary.
fn is_dictionary(metadata: &ParquetMetaData, group: usize, name: &str) -> bool {
    chunk(metadata, group, name).is_some_and(|chunk| chunk.dictionary_page_offset().is_some())
}

/// How many rows of a row group have no value in a column, where the file says so.
pub fn nulls(metadata: &ArrowReaderMetadata, group: usize, name: &str) -> Option<u64> {
    chunk(metadata.metadata(), group, name)?.statistics()?.null_count_opt()
}

fn chunk<'a>(metadata: &'a ParquetMetaData, group: usize, name: &str) -> Option<&'a ColumnChunkMetaData> {
    let is_it = |path: &[String]| path.len() == 1 && path[0] == name;
    metadata.row_groups().get(group)?.columns().iter().find(|chunk| is_it(chunk.column_path().parts()))
}

/// Reads the columns `wanted` of one row group.
///
/// # Errors
/// Input errors that name the file.
pub fn read(
    place: &Place,
    name: &str,
    metadata: &ArrowReaderMetadata,
    group: usize,
    wanted: &[String],
) -> Result<Chunks> {
    let unread = |error: ParquetError| damaged(name, format!("its columns cannot be read{}", detail(&error)));
    let metadata = &narrowed(metadata, group).map_err(unread)?;
    let roots = metadata.schema().fields().iter().enumerate();
    let roots = roots.filter(|(_, field)| wanted.contains(field.name())).map(|(at, _)| at);
    let mask = ProjectionMask::roots(metadata.parquet_schema(), roots);
    let groups = metadata.metadata().row_groups();
    let rows_of = |group: usize| groups.get(group).map_or(0, |group| group.num_rows().unsigned_abs());
    let reader = match place {
        Place::File(path) => {
            let file = File::open(path).map_err(|error| unreadable(place, &error))?;
            reader(file, metadata, group, mask)
        }
        Place::Object(object) => {
            let columns = groups.get(group).map(|group| group.columns()).unwrap_or_default().iter().enumerate();
            let wanted = columns.filter(|(leaf, _)| mask.leaf_included(*leaf)).map(|(_, column)| column.byte_range());
            let pieces = object.pieces(wanted.map(|(start, length)| start..start + length))?;
            reader(pieces, metadata, group, mask)
        }
    };
    let reader = reader.map_err(unread)?;
    Ok(Box::new(Reader {
        order: order(&reader, wanted, name)?,
        reader: Some(reader),
        name: name.to_owned(),
        next_row: (0..group).map(rows_of).sum::<u64>() + 1,
        left: rows_of(group),
    }))
}

fn reader<Input: ChunkReader + 'static>(
    input: Input,
    metadata: &ArrowReaderMetadata,
    group: usize,
    columns: ProjectionMask,
) -> parquet::errors::Result<ParquetRecordBatchReader> {
    ParquetRecordBatchReaderBuilder::new_with_metadata(input, metadata.clone())
        .with_row_groups(vec![group])
        .with_projection(columns)
        .with_batch_size(CHUNK)
        .build()
}

struct Reader {
    reader: Option<ParquetRecordBatchReader>,
    order: Vec<usize>,
    name: String,
    next_row: u64,
    left: u64,
}

impl Reader {
    fn chunk(&mut self) -> Result<Option<Chunk>> {
        let Some(reader) = &mut self.reader else { return Ok(None) };
        let (name, next) = (&self.name, self.next_row);
        let batch = guarded(name, || reader.next().transpose().map_err(|error| at_row(name, next, error)))?;
        let rows = batch.as_ref().map_or(0, |batch| batch.num_rows()) as u64;
        if rows > self.left || batch.is_none() && self.left > 0 {
            return Err(damaged(name, "a row group holds other rows than the footer says"));
        }
        self.left -= rows;
        self.next_row += rows;
        Ok(batch.map(|batch| Chunk {
            rows: batch.num_rows(),
            arrays: self.order.iter().map(|&at| Arc::clone(batch.column(at))).collect(),
            places: Places::From(next),
        }))
    }
}

impl Iterator for Reader {
    type Item = Result<Chunk>;

    fn next(&mut self) -> Option<Result<Chunk>> {
        let chunk = self.chunk().transpose();
        if !matches!(chunk, Some(Ok(_))) {
            // A reader that failed or panicked is not asked again.
            self.reader = None;
        }
        chunk
    }
}

fn at_row(name: &str, row: u64, error: impl std::fmt::Display) -> Error {
    damaged(name, format!("the rows from row {row} on cannot be read{}", detail(&error)))
}

/// The reader's own words, where they name a part of the format that is not read; else they say nothing to a user.
fn detail(error: &dyn std::fmt::Display) -> String {
    let text = error.to_string();
    let unread = ["NYI", "not yet implemented", "isabled feature"].iter().any(|words| text.contains(words));
    if unread { format!(": {text}") } else { String::new() }
}

/// Where each wanted column stands among those the reader gives.
fn order(reader: &ParquetRecordBatchReader, wanted: &[String], name: &str) -> Result<Vec<usize>> {
    let schema = reader.schema();
    let position =
        |column: &String| schema.index_of(column).map_err(|_| damaged(name, format!("column `{column}` is gone")));
    wanted.iter().map(position).collect()
}

fn consistent(metadata: &ParquetMetaData, size: u64, name: &str) -> Result<()> {
    let mut rows: i64 = 0;
    for group in metadata.row_groups() {
        let inside = |column: &ColumnChunkMetaData| {
            let sound = column.data_page_offset() >= 0
                && column.dictionary_page_offset().is_none_or(|offset| offset >= 0)
                && column.compressed_size() >= 0;
            let (start, length) = if sound { column.byte_range() } else { (u64::MAX, u64::MAX) };
            start.checked_add(length).is_some_and(|end| end <= size)
        };
        if group.num_rows() < 0 || !group.columns().iter().all(inside) {
            return Err(damaged(name, "its footer points outside the file"));
        }
        rows = rows.saturating_add(group.num_rows());
    }
    if rows != metadata.file_metadata().num_rows() {
        return Err(damaged(name, "its row groups hold other rows than its footer says"));
    }
    Ok(())
}
