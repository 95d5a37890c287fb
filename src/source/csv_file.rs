//! CSV files: UTF-8, commas, a header. Every field is kept as text; guessing types would turn 00123 into 123.

use super::file::{CHUNK, Chunk, Chunks, Class, Column, Places};
use super::store::{self, Place};
use crate::error::{Error, Result};
use arrow::array::{ArrayRef, StringBuilder};
use csv::ByteRecord;
use std::io::{BufReader, Read};
use std::sync::Arc;

/// The columns that the header names.
///
/// # Errors
/// Input errors for a header that is no UTF-8, uses another separator or names a column twice.
pub fn header(place: &Place, name: &str) -> Result<Vec<Column>> {
    let mut columns: Vec<Column> = Vec::new();
    for (at, field) in open(place)?.byte_headers().map_err(|error| unreadable(name, &error))?.iter().enumerate() {
        let text =
            std::str::from_utf8(field).map_err(|_| no_utf8(name, "line 1", &format!("heading {}", at + 1), field))?;
        if let Some(first) = columns.iter().position(|column| column.name == text) {
            let message = format!("`{name}`, line 1: columns {} and {} are both called `{text}`", first + 1, at + 1);
            return Err(Error::input(message).hint("rename one of them"));
        }
        columns.push(Column { name: text.to_owned(), class: Class::Text });
    }
    match columns.as_slice() {
        [] => Err(Error::input(format!("`{name}` has no header")).hint("the first line names the columns")),
        [only] if only.name.contains([';', '\t']) => Err(Error::input(format!(
            "`{name}`, line 1: the columns are not separated by commas: `{}`",
            only.name.replace('\t', "\\t")
        ))
        .hint("export it with commas between the columns and points in the numbers")),
        _ => Ok(columns),
    }
}

/// Reads the columns `wanted` as text; an empty field is null.
///
/// # Errors
/// Input errors that name the file and the line.
pub fn read(place: &Place, name: &str, wanted: &[String]) -> Result<Chunks> {
    let mut reader = open(place)?;
    let headings = reader.byte_headers().map_err(|error| unreadable(name, &error))?.clone();
    let position = |column: &String| headings.iter().position(|heading| heading == column.as_bytes());
    let columns = wanted.iter().map(|column| {
        let at = position(column).ok_or_else(|| Error::input(format!("`{name}` no longer has a column `{column}`")))?;
        Ok((at, column.clone()))
    });
    let columns = columns.collect::<Result<Vec<_>>>()?;
    Ok(Box::new(Reader {
        reader,
        width: headings.len(),
        columns,
        name: name.to_owned(),
        place: place.clone(),
        done: false,
    }))
}

/// `line 17`: where the row after this byte begins. The reader's own count forgets blank lines and lags behind by one
/// where lines end in CR LF.
#[must_use]
pub fn line(place: &Place, byte: u64) -> String {
    let Ok(file) = place.read() else { return format!("byte {byte}") };
    let (mut lines, mut last) = (1_u64, 0);
    for (at, sign) in BufReader::new(file).bytes().map_while(std::io::Result::ok).enumerate() {
        if at as u64 >= byte && sign != b'\n' && sign != b'\r' {
            break;
        }
        lines += u64::from(sign == b'\r' || sign == b'\n' && last != b'\r');
        last = sign;
    }
    format!("line {lines}")
}

struct Reader {
    reader: csv::Reader<Box<dyn Read + Send>>,
    width: usize,
    columns: Vec<(usize, String)>,
    name: String,
    place: Place,
    done: bool,
}

impl Reader {
    fn chunk(&mut self) -> Result<Option<Chunk>> {
        let mut builders: Vec<StringBuilder> = self.columns.iter().map(|_| StringBuilder::new()).collect();
        let (mut starts, mut record) = (Vec::new(), ByteRecord::new());
        while starts.len() < CHUNK
            && self.reader.read_byte_record(&mut record).map_err(|error| unreadable(&self.name, &error))?
        {
            let start = record.position().map_or(0, csv::Position::byte);
            self.keep(&record, start, &mut builders)?;
            starts.push(start);
        }
        let arrays = builders.iter_mut().map(|builder| Arc::new(builder.finish()) as ArrayRef).collect();
        let rows = starts.len();
        Ok((rows > 0).then(|| Chunk { rows, arrays, places: Places::Bytes(self.place.clone(), starts) }))
    }

    fn keep(&self, record: &ByteRecord, start: u64, builders: &mut [StringBuilder]) -> Result<()> {
        if record.len() != self.width {
            let message = format!(
                "`{}`, {}: {} fields, and the header has {}",
                self.name,
                line(&self.place, start),
                record.len(),
                self.width
            );
            return Err(Error::input(message).hint("put quotes around a value that holds a comma or a line break"));
        }
        for ((at, column), builder) in self.columns.iter().zip(builders) {
            let field = record.get(*at).unwrap_or_default();
            let place = || format!("column `{column}`");
            let text = std::str::from_utf8(field)
                .map_err(|_| no_utf8(&self.name, &line(&self.place, start), &place(), field))?;
            builder.append_option((!text.is_empty()).then_some(text));
        }
        Ok(())
    }
}

impl Iterator for Reader {
    type Item = Result<Chunk>;

    fn next(&mut self) -> Option<Result<Chunk>> {
        if self.done {
            return None;
        }
        let chunk = self.chunk().transpose();
        self.done = !matches!(chunk, Some(Ok(_)));
        chunk
    }
}

fn open(place: &Place) -> Result<csv::Reader<Box<dyn Read + Send>>> {
    let file = place.read()?;
    // Rows of other lengths are let through here and refused above, with their line.
    Ok(csv::ReaderBuilder::new().flexible(true).buffer_capacity(1 << 17).from_reader(file))
}

fn unreadable(name: &str, error: &csv::Error) -> Error {
    match error.kind() {
        csv::ErrorKind::Io(error) => store::unreadable(&name, error),
        _ => Error::input(format!("cannot read `{name}`: {error}")),
    }
}

fn no_utf8(name: &str, line: &str, place: &str, field: &[u8]) -> Error {
    let value = String::from_utf8_lossy(field);
    Error::input(format!("`{name}`, {line}, {place}: `{value}` is not UTF-8 text")).hint("save the file as UTF-8")
}
