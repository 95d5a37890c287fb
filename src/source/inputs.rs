//! The files of a ledger: which of their columns are read, whether they fit together, and what the manifest says of them.

use super::columns::{Mapping, listed};
use super::dimensions::Dimension;
use super::file::{Class, DataFile, hexadecimal};
use super::store::Place;
use super::survey::side_by_side;
use crate::config::Config;
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use sha2::{Digest as _, Sha256};
use std::time::SystemTime;

/// What tells one content of a file from another.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Mark {
    /// SHA-256 of its bytes, in hexadecimal.
    Sha256(String),
    /// What the store of an object says of it: its ETag.
    ETag(String),
}

impl Mark {
    /// `sha256` or `etag`.
    #[must_use]
    pub fn kind(&self) -> &'static str {
        match self {
            Mark::Sha256(_) => "sha256",
            Mark::ETag(_) => "etag",
        }
    }

    /// The hash or the ETag.
    #[must_use]
    pub fn text(&self) -> &str {
        match self {
            Mark::Sha256(text) | Mark::ETag(text) => text,
        }
    }
}

/// A file that was read, for the manifest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct InputFile {
    /// Its path as given.
    pub name: String,
    /// Its size.
    pub bytes: u64,
    /// What tells its content from others.
    pub mark: Mark,
    /// Its rows.
    pub rows: u64,
}

/// The columns that are read: those of the roles in use, then those of the dimensions. When a row was booked is asked only
/// where a report is as known on a day.
#[must_use]
pub fn wanted(mapping: &Mapping, dimensions: &[Dimension], config: &Config, is_known_at: bool) -> Vec<String> {
    let unread = |role: &str| {
        let service = role == "service_start" || role == "service_end";
        role == "booked_at" && !is_known_at || service && config.spread == Some(false)
    };
    let roles = mapping.played().filter(|(role, _)| !unread(role)).map(|(_, column)| column);
    let mut wanted: Vec<String> = Vec::new();
    for column in roles.chain(dimensions.iter().map(|dimension| dimension.column.as_str())) {
        if !wanted.iter().any(|known| known == column) {
            wanted.push(column.to_owned());
        }
    }
    wanted
}

/// Files of one ledger have the same columns, and those that are read hold the same class of values. CSV has no types.
///
/// # Errors
/// Input errors that name the files and the columns.
pub fn same_columns(files: &[DataFile], wanted: &[String]) -> Result<()> {
    let Some((first, others)) = files.split_first() else { return Ok(()) };
    for other in others {
        for (one, two) in [(first, other), (other, first)] {
            let lacking: Vec<_> =
                one.columns.iter().map(|column| &column.name).filter(|name| two.column(name).is_none()).collect();
            if !lacking.is_empty() {
                return Err(Error::input(format!("`{}` has {} and `{}` has not", one.name, listed(lacking), two.name))
                    .hint("files of one ledger have the same columns; name the files apart, or add the column"));
            }
        }
        for name in wanted {
            let (one, two) = (first.class(name), other.class(name));
            let agree = one == two || first.is_csv || other.is_csv || one == Class::Nothing || two == Class::Nothing;
            if !agree {
                let message = format!(
                    "column `{name}` is {} in `{}` and {} in `{}`",
                    one.name(),
                    first.name,
                    two.name(),
                    other.name
                );
                return Err(Error::input(message).hint("write both files with the same type"));
            }
        }
    }
    Ok(())
}

/// What a file holds, as far as it can be told from others.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Digest {
    /// Its size.
    pub bytes: u64,
    /// What tells its content from others.
    pub mark: Mark,
    /// The same and what the file's folders say of its rows: all that its contents depend on.
    pub identity: String,
    /// When it was last changed, where the system says so.
    pub modified: Option<SystemTime>,
}

impl Digest {
    /// Whether the file still has the size and time that it had when it was hashed. What is read of an object is read of the
    /// version that was found.
    #[must_use]
    pub fn is_of(&self, file: &DataFile) -> bool {
        let Place::File(path) = &file.place else { return true };
        let now = std::fs::metadata(path).map(|it| (it.len(), it.modified().ok()));
        now.is_ok_and(|now| now == (self.bytes, self.modified))
    }
}

/// The digests of files.
///
/// # Errors
/// Input errors for a file that cannot be read.
pub fn digests<'a>(files: impl IntoIterator<Item = &'a DataFile>, workers: usize) -> Result<Vec<Digest>> {
    let files: Vec<&DataFile> = files.into_iter().collect();
    side_by_side(&files, workers, |file| file.digest()).into_iter().collect()
}

/// The ledger's files and the other tables, with their rows.
///
/// # Errors
/// Input errors for a file that cannot be read.
pub fn input_files(
    ledger: (&[DataFile], Vec<Digest>),
    others: &[(&Option<DataFile>, u64)],
    rows: impl Iterator<Item = u64>,
    workers: usize,
) -> Result<Vec<InputFile>> {
    let others: Vec<(&DataFile, u64)> =
        others.iter().filter_map(|(file, rows)| Some((file.as_ref()?, *rows))).collect();
    let digests_of_others = digests(others.iter().map(|(file, _)| *file), workers)?;
    let files = ledger.0.iter().chain(others.iter().map(|(file, _)| *file));
    let rows = rows.chain(others.iter().map(|(_, rows)| *rows));
    let described = files.zip(ledger.1.into_iter().chain(digests_of_others)).zip(rows);
    let described = described.map(|((file, digest), rows)| InputFile {
        name: file.name.clone(),
        bytes: digest.bytes,
        mark: digest.mark,
        rows,
    });
    Ok(described.collect())
}

/// One hash over the files' hashes, and the ETags of objects, in order.
#[must_use]
pub fn combined(files: &[InputFile]) -> String {
    let mut hash = Sha256::new();
    files.iter().for_each(|file| hash.update(file.mark.text().as_bytes()));
    hexadecimal(&hash.finalize())
}
