//! A data file behind one face: its columns, its parts, and its rows as chunks with their places.

use super::csv_file;
use super::find::Found;
use super::inputs::{Digest, Mark};
use super::parquet_file;
use super::preflight::{self, Kind};
use super::store::{Place, unreadable};
use crate::error::{Error, Result};
use arrow::array::{ArrayRef, BooleanArray, StringArray};
use arrow::compute::filter;
use arrow::datatypes::DataType;
use parquet::arrow::arrow_reader::ArrowReaderMetadata;
use sha2::{Digest as _, Sha256};
use std::fmt::Write;
use std::sync::Arc;

/// Rows in a chunk, at most.
pub const CHUNK: usize = 8192;

/// What a column holds, as far as eggbasket tells types apart.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Class {
    /// Text, plain or dictionary-encoded.
    Text,
    /// True or false.
    Boolean,
    /// Whole numbers.
    Integer,
    /// Exact decimals.
    Decimal,
    /// Binary floating point.
    Float,
    /// A date.
    Date,
    /// A point in time.
    Timestamp,
    /// A column of nulls only, which agrees with every class.
    Nothing,
    /// Lists, structures and bytes, which no role takes.
    Other,
}

impl Class {
    fn of(kind: &DataType) -> Class {
        match kind {
            DataType::Utf8 | DataType::LargeUtf8 | DataType::Utf8View => Class::Text,
            DataType::Dictionary(_, value) => Class::of(value),
            DataType::Boolean => Class::Boolean,
            kind if kind.is_integer() => Class::Integer,
            kind if kind.is_decimal() => Class::Decimal,
            DataType::Float16 | DataType::Float32 | DataType::Float64 => Class::Float,
            DataType::Date32 | DataType::Date64 => Class::Date,
            DataType::Timestamp(..) => Class::Timestamp,
            DataType::Null => Class::Nothing,
            _ => Class::Other,
        }
    }

    /// The class in words.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Class::Text => "text",
            Class::Boolean => "boolean",
            Class::Integer => "an integer",
            Class::Decimal => "a decimal",
            Class::Float => "a float",
            Class::Date => "a date",
            Class::Timestamp => "a timestamp",
            Class::Nothing => "empty",
            Class::Other => "nested or binary",
        }
    }
}

/// A column by name and class.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Column {
    /// Its name in the file.
    pub name: String,
    /// What it holds.
    pub class: Class,
}

/// A part of a file that is read on its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Part {
    /// The whole of a CSV file.
    Whole,
    /// One row group of a Parquet file.
    RowGroup(usize),
}

/// A file that passed its checks.
#[derive(Debug, Clone)]
pub struct DataFile {
    /// Its path or address as the user gave it.
    pub name: String,
    /// The same, to open it.
    pub place: Place,
    /// Its columns, then those its folders name.
    pub columns: Vec<Column>,
    /// Whether it is CSV, where everything is text.
    pub is_csv: bool,
    hive: Vec<(String, Option<String>)>,
    metadata: Option<ArrowReaderMetadata>,
}

/// Rows of a file with the columns asked for.
#[derive(Debug)]
pub struct Chunk {
    /// Rows in it.
    pub rows: usize,
    /// One array for each column asked for, in that order.
    pub arrays: Vec<ArrayRef>,
    /// Where its rows stand.
    pub places: Places,
}

/// Where rows stand in their file, counted from 1.
#[derive(Debug, Clone)]
pub enum Places {
    /// Consecutive rows from this one.
    From(u64),
    /// The byte in front of each row of a text file. Lines are counted only where an error needs one.
    Bytes(Place, Vec<u64>),
    /// These rows.
    Rows(Vec<u64>),
}

impl Places {
    /// `row 17` or `line 18`.
    #[must_use]
    pub fn describe(&self, at: usize) -> String {
        match self {
            Places::From(first) => format!("row {}", first + at as u64),
            Places::Bytes(place, bytes) => csv_file::line(place, bytes.get(at).copied().unwrap_or_default()),
            Places::Rows(rows) => format!("row {}", rows.get(at).copied().unwrap_or_default()),
        }
    }

    /// The places of the rows that `kept` marks.
    fn only(&self, kept: &BooleanArray) -> Places {
        let marked = |rows: &mut dyn Iterator<Item = u64>| -> Vec<u64> {
            rows.zip(kept).filter(|(_, kept)| *kept == Some(true)).map(|(row, _)| row).collect()
        };
        match self {
            Places::From(first) => Places::Rows(marked(&mut (*first..))),
            Places::Bytes(place, bytes) => Places::Bytes(place.clone(), marked(&mut bytes.iter().copied())),
            Places::Rows(rows) => Places::Rows(marked(&mut rows.iter().copied())),
        }
    }
}

impl Chunk {
    /// The rows that `kept` marks, with their places.
    ///
    /// # Errors
    /// A bug where the marks are not as many as the rows.
    pub fn only(&self, kept: &BooleanArray) -> Result<Chunk> {
        let wrong = |error| Error::bug(format!("the rows of a chunk cannot be told apart: {error}"));
        let arrays = self.arrays.iter().map(|array| filter(array, kept).map_err(wrong)).collect::<Result<Vec<_>>>()?;
        Ok(Chunk { rows: kept.true_count(), arrays, places: self.places.only(kept) })
    }
}

/// Chunks of a file, or the error that ends them.
pub type Chunks = Box<dyn Iterator<Item = Result<Chunk>> + Send>;

impl DataFile {
    /// Checks a file and reads its columns.
    ///
    /// # Errors
    /// Input errors that name the file.
    pub fn open(found: Found) -> Result<DataFile> {
        let (name, ends) = (found.place.to_string(), found.place.ends()?);
        let (own, metadata) = match preflight::check(&found.place, &ends)? {
            Kind::Csv => (csv_file::header(&found.place, &name)?, None),
            Kind::Parquet => {
                let metadata = preflight::guarded(&name, || parquet_file::metadata(&found.place, ends, &name))?;
                (parquet_columns(&metadata, &name)?, Some(metadata))
            }
        };
        let mut columns = own;
        let hive: Vec<_> =
            found.hive.into_iter().filter(|(key, _)| columns.iter().all(|own| own.name != *key)).collect();
        columns.extend(hive.iter().map(|(key, _)| Column { name: key.clone(), class: Class::Text }));
        Ok(DataFile { name, place: found.place, columns, is_csv: metadata.is_none(), hive, metadata })
    }

    /// Where it lies and what its folders say of it, to open it once more.
    #[must_use]
    pub fn found(&self) -> Found {
        // Who opens it may stand in another folder.
        Found { place: self.place.absolute(), hive: self.hive.clone() }
    }

    /// The column of that exact name.
    #[must_use]
    pub fn column(&self, name: &str) -> Option<&Column> {
        self.columns.iter().find(|column| column.name == name)
    }

    /// The class of a column; nothing where there is none.
    #[must_use]
    pub fn class(&self, name: &str) -> Class {
        self.column(name).map_or(Class::Nothing, |column| column.class)
    }

    /// The parts that can be read side by side, with their rows where the file says so beforehand.
    #[must_use]
    pub fn parts(&self) -> Vec<(Part, Option<u64>)> {
        match &self.metadata {
            None => vec![(Part::Whole, None)],
            Some(metadata) => {
                let groups = metadata.metadata().row_groups().iter().enumerate();
                groups.map(|(at, group)| (Part::RowGroup(at), Some(group.num_rows().unsigned_abs()))).collect()
            }
        }
    }

    /// Whether the file says of a part that no row of it lacks a value in a column, which no text can say of itself.
    #[must_use]
    pub fn is_whole(&self, part: Part, column: &str) -> bool {
        let (Some(metadata), Part::RowGroup(group)) = (&self.metadata, part) else { return false };
        matches!(self.class(column), Class::Decimal | Class::Integer | Class::Float)
            && parquet_file::nulls(metadata, group, column) == Some(0)
    }

    /// Reads the columns `wanted` of one part.
    ///
    /// # Errors
    /// Input errors that name the file and, where one row is at fault, the row.
    pub fn read(&self, part: Part, wanted: &[String]) -> Result<Chunks> {
        let own: Vec<String> = wanted.iter().filter(|name| self.hive_value(name).is_none()).cloned().collect();
        let chunks = match (&self.metadata, part) {
            (Some(metadata), Part::RowGroup(group)) => {
                preflight::guarded(&self.name, || parquet_file::read(&self.place, &self.name, metadata, group, &own))?
            }
            (None, Part::Whole) => csv_file::read(&self.place, &self.name, &own)?,
            _ => return Err(Error::bug(format!("a part of another kind of file was asked of `{}`", self.name))),
        };
        let folders: Vec<_> = wanted.iter().map(|name| self.hive_value(name).cloned()).collect();
        if own.len() == wanted.len() {
            return Ok(chunks);
        }
        Ok(Box::new(chunks.map(move |chunk| chunk.map(|chunk| with_folders(chunk, &folders)))))
    }

    fn hive_value(&self, name: &str) -> Option<&Option<String>> {
        self.hive.iter().find(|(key, _)| key == name).map(|(_, value)| value)
    }

    /// What the file is.
    ///
    /// # Errors
    /// An input error where it cannot be read.
    pub fn digest(&self) -> Result<Digest> {
        let modified = match &self.place {
            Place::File(path) => std::fs::metadata(path).and_then(|it| it.modified()).ok(),
            Place::Object(_) => None,
        };
        let (bytes, mark) = digest(&self.place)?;
        let identity = format!("{} {} {:?}", mark.text(), self.is_csv, self.hive);
        Ok(Digest { bytes, mark, identity, modified })
    }
}

/// A file's size, and what tells its content from others: the SHA-256 of its bytes. An object's is its ETag, since hashing it
/// would fetch all of it.
///
/// # Errors
/// An input error where it cannot be read.
pub fn digest(place: &Place) -> Result<(u64, Mark)> {
    if let Place::Object(object) = place {
        return Ok((object.size(), Mark::ETag(object.tag().to_owned())));
    }
    let mut file = place.read()?;
    let (mut hash, mut bytes, mut buffer) = (Sha256::new(), 0, vec![0; 1 << 18]);
    loop {
        let read = file.read(&mut buffer).map_err(|error| unreadable(place, &error))?;
        if read == 0 {
            return Ok((bytes, Mark::Sha256(hexadecimal(&hash.finalize()))));
        }
        hash.update(&buffer[..read]);
        bytes += read as u64;
    }
}

/// Bytes as lower-case hexadecimal.
#[must_use]
pub fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().fold(String::new(), |mut text, byte| {
        let _ = write!(text, "{byte:02x}");
        text
    })
}

fn parquet_columns(metadata: &ArrowReaderMetadata, name: &str) -> Result<Vec<Column>> {
    let mut columns: Vec<Column> = Vec::new();
    for field in metadata.schema().fields() {
        if columns.iter().any(|column| column.name == *field.name()) {
            return Err(Error::input(format!("`{name}` has two columns `{}`", field.name())).hint("rename one of them"));
        }
        columns.push(Column { name: field.name().clone(), class: Class::of(field.data_type()) });
    }
    Ok(columns)
}

/// Puts the folders' constant columns where they were asked for.
fn with_folders(chunk: Chunk, folders: &[Option<Option<String>>]) -> Chunk {
    let mut own = chunk.arrays.into_iter();
    let arrays = folders.iter().filter_map(|folder| match folder {
        None => own.next(),
        Some(value) => {
            let column: StringArray = std::iter::repeat_n(value.as_deref(), chunk.rows).collect();
            Some(Arc::new(column) as ArrayRef)
        }
    });
    Chunk { arrays: arrays.collect(), rows: chunk.rows, places: chunk.places }
}
