//! Where a data file lies: on this machine, or at an object store. Readers ask for bytes and need not know.
//!
//! Of an object only those bytes are fetched that are asked for, all of one and the same version: what was found is named by its
//! ETag, and a request for it fails where there is another by then. Only `client` knows the network, and a build without the
//! feature `object-store` has one that refuses.

#[cfg_attr(not(feature = "object-store"), path = "absent.rs")]
mod client;
mod listing;

use crate::error::{Error, Result};
use bytes::{Buf as _, Bytes};
pub use listing::{is_data, named, percent_decoded, single};
use parquet::errors::ParquetError;
use parquet::file::reader::{ChunkReader, Length};
use serde::{Deserialize, Serialize};
use std::borrow::Cow;
use std::fmt;
use std::fs::File;
use std::io::{self, Read, Seek as _, SeekFrom};
use std::ops::Range;
use std::path::{Path, PathBuf};

/// The first bytes that tell what a file is.
const HEAD: u64 = 512;
/// The last bytes of a Parquet file: the footer's length and the magic.
const TAIL: u64 = 8;
/// The last bytes of an object that are fetched at once: most footers fit, and one request is saved.
const LONG_TAIL: u64 = 64 << 10;
/// Ranges that lie closer together than this are one request: a request takes as long as about so many bytes.
const GAP: u64 = 1 << 20;
/// The first piece of an object that is read from its beginning; the header is mostly in it. Later pieces are larger.
const FIRST: u64 = 64 << 10;
/// The most that one request asks for, so that slow lines deliver it in time.
const PIECE: u64 = 8 << 20;

/// Where a data file lies.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Place {
    /// On this machine, as the user gave it.
    File(PathBuf),
    /// At an object store.
    Object(Object),
}

/// An object as it was when it was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Object {
    /// The store, as in `s3://bucket`.
    root: String,
    key: String,
    size: u64,
    /// Its ETag without quotes; where the server gives none, when it was last changed.
    tag: String,
}

/// A file's size, its first bytes and its last.
#[derive(Debug)]
pub struct Ends {
    /// Its size.
    pub size: u64,
    /// Its first bytes; all where there are few.
    pub head: Bytes,
    /// Its last bytes, eight or more; all where there are fewer.
    pub tail: Bytes,
}

impl Place {
    /// Its path, or its address as one.
    #[must_use]
    pub fn path(&self) -> Cow<'_, Path> {
        match self {
            Place::File(path) => Cow::Borrowed(path),
            Place::Object(object) => Cow::Owned(object.address().into()),
        }
    }

    /// What its name ends in, in lower case.
    #[must_use]
    pub fn extension(&self) -> Option<String> {
        Some(self.path().extension()?.to_string_lossy().to_lowercase())
    }

    /// The same place for who stands in another folder.
    #[must_use]
    pub fn absolute(&self) -> Place {
        match self {
            Place::File(path) => Place::File(std::path::absolute(path).unwrap_or_else(|_| path.clone())),
            Place::Object(_) => self.clone(),
        }
    }

    /// Reads it from its beginning.
    ///
    /// # Errors
    /// An input error where it is not there.
    pub fn read(&self) -> Result<Box<dyn Read + Send>> {
        match self {
            Place::File(path) => {
                let file = File::open(path).map_err(|error| unreadable(self, &error))?;
                Ok(Box::new(file))
            }
            Place::Object(object) => {
                Ok(Box::new(Stream { object: object.clone(), at: 0, step: FIRST, piece: Bytes::new() }))
            }
        }
    }

    /// Its first and last bytes.
    ///
    /// # Errors
    /// An input error where it cannot be read.
    pub fn ends(&self) -> Result<Ends> {
        match self {
            Place::File(path) => ends(path).map_err(|error| unreadable(self, &error)),
            Place::Object(object) => object.ends(),
        }
    }
}

impl fmt::Display for Place {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Place::File(path) => path.display().fmt(formatter),
            Place::Object(object) => formatter.write_str(&object.address()),
        }
    }
}

/// The error of a file that cannot be read: ours where a request failed, which says more.
#[must_use]
pub fn unreadable(name: &impl fmt::Display, error: &io::Error) -> Error {
    let ours = error.get_ref().and_then(|inner| inner.downcast_ref::<Error>());
    ours.cloned().unwrap_or_else(|| Error::input(format!("cannot read `{name}`: {error}")))
}

fn ends(path: &Path) -> io::Result<Ends> {
    let mut file = File::open(path)?;
    let size = file.metadata()?.len();
    let (mut head, mut tail) = (Vec::new(), Vec::new());
    file.by_ref().take(HEAD).read_to_end(&mut head)?;
    file.seek(SeekFrom::Start(size.saturating_sub(TAIL)))?;
    file.take(TAIL).read_to_end(&mut tail)?;
    Ok(Ends { size, head: head.into(), tail: tail.into() })
}

impl Object {
    /// Its address, as in `s3://bucket/folder/ledger.parquet`.
    #[must_use]
    pub fn address(&self) -> String {
        format!("{}/{}", self.root, self.key)
    }

    /// Its size.
    #[must_use]
    pub fn size(&self) -> u64 {
        self.size
    }

    /// What tells this version from others of the same size.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The footer of a Parquet file with these ends.
    ///
    /// # Errors
    /// An input error where it cannot be read.
    pub fn footer(&self, ends: Ends) -> Result<Pieces> {
        let length = ends.footer().map_or(0, |length| (length + TAIL).min(self.size));
        if length <= ends.tail.len() as u64 {
            return Ok(Pieces { size: self.size, pieces: vec![(self.size - ends.tail.len() as u64, ends.tail)] });
        }
        self.pieces(std::iter::once(self.size - length..self.size))
    }

    /// The bytes of these ranges, in few requests.
    ///
    /// # Errors
    /// An input error where they cannot be read.
    pub fn pieces(&self, ranges: impl Iterator<Item = Range<u64>>) -> Result<Pieces> {
        let ranges = joined(ranges.collect());
        let pieces = client::fetch(self, &ranges)?;
        Ok(Pieces { size: self.size, pieces: ranges.into_iter().map(|range| range.start).zip(pieces).collect() })
    }

    fn ends(&self) -> Result<Ends> {
        let tail = self.size.saturating_sub(LONG_TAIL)..self.size;
        // The head of a small object is in its tail.
        let ranges = if tail.start == 0 { vec![tail] } else { vec![0..HEAD, tail] };
        let mut fetched = client::fetch(self, &ranges)?;
        let tail = fetched.pop().unwrap_or_default();
        let head = fetched.pop().unwrap_or_else(|| tail.slice(..tail.len().min(HEAD as usize)));
        Ok(Ends { size: self.size, head, tail })
    }
}

impl Ends {
    /// The length of a Parquet file's footer, as its last bytes say; none where there are not so many.
    #[must_use]
    pub fn footer(&self) -> Option<u64> {
        let (length, _magic) = self.tail.last_chunk::<8>()?.split_first_chunk::<4>()?;
        Some(u64::from(u32::from_le_bytes(*length)))
    }
}

/// Ranges in their order, those that lie close together as one.
fn joined(mut ranges: Vec<Range<u64>>) -> Vec<Range<u64>> {
    ranges.sort_by_key(|range| range.start);
    let mut joined: Vec<Range<u64>> = Vec::new();
    for range in ranges {
        match joined.last_mut() {
            Some(last) if range.start <= last.end.saturating_add(GAP) => last.end = last.end.max(range.end),
            _ => joined.push(range),
        }
    }
    joined
}

/// Bytes that were fetched of an object, by where they begin. A reader of Parquet looks nowhere else, and so it never waits.
#[derive(Debug)]
pub struct Pieces {
    size: u64,
    pieces: Vec<(u64, Bytes)>,
}

impl Pieces {
    /// What was fetched from a byte on.
    fn from(&self, start: u64) -> parquet::errors::Result<Bytes> {
        let (first, bytes) =
            self.pieces[..self.pieces.partition_point(|(first, _)| *first <= start)].last().ok_or(END)?;
        let at = usize::try_from(start - first).ok().filter(|at| *at <= bytes.len()).ok_or(END)?;
        Ok(bytes.slice(at..))
    }
}

/// The error of a reader that looks beyond what it said that it needs.
const END: ParquetError = ParquetError::IndexOutOfBound(0, 0);

impl Length for Pieces {
    fn len(&self) -> u64 {
        self.size
    }
}

impl ChunkReader for Pieces {
    type T = bytes::buf::Reader<Bytes>;

    fn get_read(&self, start: u64) -> parquet::errors::Result<Self::T> {
        self.from(start).map(Bytes::reader)
    }

    fn get_bytes(&self, start: u64, length: usize) -> parquet::errors::Result<Bytes> {
        let bytes = self.from(start)?;
        if bytes.len() < length { Err(END) } else { Ok(bytes.slice(..length)) }
    }
}

/// An object from its beginning, in pieces.
#[derive(Debug)]
struct Stream {
    object: Object,
    at: u64,
    step: u64,
    piece: Bytes,
}

impl Read for Stream {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        if self.piece.is_empty() && self.at < self.object.size {
            let end = self.object.size.min(self.at + self.step);
            let fetched =
                client::fetch(&self.object, std::slice::from_ref(&(self.at..end))).map_err(io::Error::other)?;
            (self.at, self.step) = (end, PIECE.min(self.step * 4));
            self.piece = fetched.into_iter().next().unwrap_or_default();
        }
        let length = buffer.len().min(self.piece.len());
        buffer[..length].copy_from_slice(&self.piece.split_to(length));
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ranges_are_joined_where_they_lie_close() {
        let far = 3 * GAP;
        assert_eq!(joined(vec![far..far + 5, 10..20, 0..10, 40..50]), [0..50, far..far + 5]);
        assert_eq!(joined(Vec::new()), []);
    }

    #[test]
    fn a_reader_is_given_what_was_fetched_and_nothing_else() {
        let pieces =
            Pieces { size: 100, pieces: vec![(10, Bytes::from_static(b"abcd")), (50, Bytes::from_static(b"xyz"))] };
        assert!(pieces.get_bytes(11, 3).is_ok_and(|bytes| bytes == "bcd"));
        assert!(pieces.get_bytes(50, 3).is_ok_and(|bytes| bytes == "xyz"));
        assert!([(9, 1), (11, 4), (30, 1), (53, 1)].iter().all(|(at, length)| pieces.get_bytes(*at, *length).is_err()));
    }
}
