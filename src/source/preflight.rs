//! What must hold of a file before a reader is let near it.

use super::store::{Ends, Place};
use crate::error::{Error, Result};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::Path;

const MAGIC: &[u8; 4] = b"PAR1";
/// An encrypted footer's magic.
const SEALED: &[u8; 4] = b"PARE";
/// Magic, footer length and magic: the least a Parquet file holds.
const SMALLEST: u64 = 12;

/// What a file holds, by its name and its first bytes.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Apache Parquet.
    Parquet,
    /// Comma-separated values.
    Csv,
}

/// Says what the file holds, and refuses what no reader should open.
///
/// # Errors
/// Input errors that name the file: empty, cut off, overwritten, encrypted, or another format than its name says.
pub fn check(place: &Place, ends: &Ends) -> Result<Kind> {
    let name = place.to_string();
    if ends.size == 0 {
        return Err(Error::input(format!("`{name}` is empty (0 bytes)")).hint("write the file again"));
    }
    match (named_kind(place), ends.head.starts_with(MAGIC)) {
        (Some(Kind::Csv), false) => Ok(Kind::Csv),
        (Some(Kind::Csv), true) => Err(Error::input(format!("`{name}` is a Parquet file in spite of its name"))
            .hint("rename it so that it ends in .parquet")),
        (None, false) => Err(Error::input(format!("`{name}` is neither Parquet nor CSV"))
            .hint("a ledger is a .parquet or .csv file, or a folder of them")),
        (Some(Kind::Parquet), false) => Err(no_parquet(&name, &ends.head)),
        (_, true) => footer(ends, &name).map(|()| Kind::Parquet),
    }
}

/// Runs a reader; a panic inside becomes an error that names the file.
///
/// # Errors
/// The reader's own error, or an input error after a panic.
pub fn guarded<T>(name: &str, run: impl FnOnce() -> Result<T>) -> Result<T> {
    catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|_| Err(damaged(name, "its pages cannot be decoded")))
}

/// The error for a Parquet file whose insides contradict themselves.
#[must_use]
pub fn damaged(name: &str, why: impl std::fmt::Display) -> Error {
    Error::input(format!("`{name}` is damaged: {why}"))
        .hint("write the file again, or copy it again from where it came")
}

fn named_kind(place: &Place) -> Option<Kind> {
    match place.extension()?.as_str() {
        "parquet" => Some(Kind::Parquet),
        "csv" => Some(Kind::Csv),
        _ => None,
    }
}

fn no_parquet(name: &str, head: &[u8]) -> Error {
    if head.starts_with(SEALED) {
        return Error::input(format!("`{name}` is encrypted")).hint("write it without encryption");
    }
    if looks_like_csv(head) {
        let csv = Path::new(name).with_extension("csv");
        return Error::input(format!("`{name}` is no Parquet file; it looks like CSV text"))
            .hint(format!("rename it to `{}`", csv.display()));
    }
    Error::input(format!("`{name}` is no Parquet file: it does not begin with PAR1"))
        .hint("export the ledger as Parquet or CSV again")
}

/// Printable text with a separator in it; the last character may be cut.
fn looks_like_csv(head: &[u8]) -> bool {
    let text = match std::str::from_utf8(head) {
        Ok(text) => text,
        Err(error) if error.error_len().is_none() => std::str::from_utf8(&head[..error.valid_up_to()]).unwrap_or(""),
        Err(_) => return false,
    };
    text.contains([',', ';', '\t']) && !text.chars().any(|sign| sign.is_control() && !"\r\n\t".contains(sign))
}

fn footer(ends: &Ends, name: &str) -> Result<()> {
    let size = ends.size;
    if size < SMALLEST {
        return Err(damaged(name, format!("it has {size} bytes, and a Parquet file has at least {SMALLEST}")));
    }
    if !ends.tail.ends_with(MAGIC) {
        return Err(damaged(name, "it does not end with PAR1, so it was cut off while it was written or copied"));
    }
    let length = ends.footer().unwrap_or_default();
    if length == 0 || length > size - SMALLEST {
        return Err(damaged(name, format!("its footer claims {length} bytes, and the file has {size}")));
    }
    Ok(())
}
