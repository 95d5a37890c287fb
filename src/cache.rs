//! What earlier runs read and counted, in a folder: entries by the hash of all that they depend on.
//!
//! An entry is written beside its place and then moved there, so that runs side by side share a folder. Whoever reads one
//! checks its hash; what is broken counts as not there, and is written anew. Entries that nobody has read for a while go.

use crate::error::{Error, Result};
use sha2::{Digest, Sha256};
use std::fs::{self, File};
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::sync::{Mutex, PoisonError};
use std::time::{Duration, SystemTime};

/// The first bytes of an entry; the number grows with its layout.
const MAGIC: &[u8; 16] = b"eggbasket entry1";
/// Magic, hash, and how many pieces there are.
const HEADER: usize = 16 + 32 + 8;
/// The folders of the kinds of entries.
const FOLDERS: [&str; 3] = [SURVEY, CELLS, REPORT];
/// What the survey found in a file.
pub const SURVEY: &str = "survey";
/// The cells of a file.
pub const CELLS: &str = "cells";
/// A whole report.
pub const REPORT: &str = "report";
/// How the name of a file begins that is still being written.
const NEW: &str = ".eggbasket-";
/// How long an entry stays that nobody reads.
const KEPT: Duration = Duration::from_secs(90 * 24 * 3600);
/// How old its last reading must be before it is noted again.
const NOTED: Duration = Duration::from_secs(24 * 3600);

/// A folder of entries.
#[derive(Debug)]
pub struct Cache {
    folder: PathBuf,
    /// Tells this program from others that count otherwise.
    program: String,
    warnings: Mutex<Vec<String>>,
}

/// The name of an entry.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    kind: &'static str,
    hash: String,
}

impl Cache {
    /// The cache in `folder`, which is made where there is none.
    ///
    /// # Errors
    /// An output error where it cannot be made.
    pub fn open(folder: &Path) -> Result<Cache> {
        let refused = |error: std::io::Error| {
            Error::output(format!("`{}` cannot be a cache: {error}", folder.display()))
                .hint("name a folder that can be written to with `--cache`, or leave `--cache` out")
        };
        fs::create_dir_all(folder).map_err(refused)?;
        let cache = Cache { folder: folder.to_path_buf(), program: program(), warnings: Mutex::default() };
        cache.tidy();
        Ok(cache)
    }

    /// The key of an entry of a kind, by all that it depends on besides this program.
    #[must_use]
    pub fn key(&self, kind: &'static str, parts: &[&[u8]]) -> Key {
        let mut hash = Sha256::new();
        for part in [self.program.as_bytes()].iter().chain(parts) {
            hash.update((part.len() as u64).to_le_bytes());
            hash.update(part);
        }
        Key { kind, hash: hexadecimal(&hash.finalize()) }
    }

    /// Whether there is an entry, sound or not.
    #[must_use]
    pub fn has(&self, key: &Key) -> bool {
        self.path(key).is_file()
    }

    /// The pieces of an entry; none where there is no sound one.
    #[must_use]
    pub fn read(&self, key: &Key) -> Option<Vec<Vec<u8>>> {
        let path = self.path(key);
        let bytes = fs::read(&path).ok()?;
        let Some(pieces) = unpacked(&bytes) else {
            self.warn(format!("`{}` is broken and is made anew", path.display()));
            return None;
        };
        touch(&path);
        Some(pieces)
    }

    /// Writes an entry. Where that fails, the next run has to read again; this one goes on.
    pub fn write(&self, key: &Key, pieces: &[Vec<u8>]) {
        let path = self.path(key);
        if let Err(error) = put(&path, pieces) {
            self.warn(format!("`{}` cannot be kept: {error}", path.display()));
        }
    }

    /// What went wrong and cost time only, since the last time somebody asked.
    #[must_use]
    pub fn warnings(&self) -> Vec<String> {
        std::mem::take(&mut *self.warnings.lock().unwrap_or_else(PoisonError::into_inner))
    }

    fn warn(&self, warning: String) {
        self.warnings.lock().unwrap_or_else(PoisonError::into_inner).push(warning);
    }

    fn path(&self, key: &Key) -> PathBuf {
        self.folder.join(key.kind).join(&key.hash)
    }

    /// Removes what nobody has read for a while, and what a run left half written.
    fn tidy(&self) {
        for entry in FOLDERS.iter().flat_map(|folder| fs::read_dir(self.folder.join(folder))).flatten().flatten() {
            let is_old = entry.metadata().and_then(|it| it.modified()).is_ok_and(|it| age(it) > KEPT);
            if is_old && is_entry(&entry.path()) {
                // Another run may have removed it just now.
                let _ = fs::remove_file(entry.path());
            }
        }
    }
}

/// Pieces of bytes as one run of bytes, with their hash before them.
#[must_use]
pub fn packed(pieces: &[Vec<u8>]) -> Vec<u8> {
    let mut bytes = Vec::with_capacity(HEADER + pieces.iter().map(|piece| 8 + piece.len()).sum::<usize>());
    bytes.extend_from_slice(MAGIC);
    bytes.extend_from_slice(&[0; 32]);
    bytes.extend_from_slice(&(pieces.len() as u64).to_le_bytes());
    for piece in pieces {
        bytes.extend_from_slice(&(piece.len() as u64).to_le_bytes());
        bytes.extend_from_slice(piece);
    }
    let hash = Sha256::digest(&bytes[48..]);
    bytes[16..48].copy_from_slice(&hash);
    bytes
}

/// The pieces; none where the bytes are not as they were packed.
#[must_use]
pub fn unpacked(bytes: &[u8]) -> Option<Vec<Vec<u8>>> {
    let (magic, rest) = bytes.split_at_checked(16)?;
    let (hash, rest) = rest.split_at_checked(32)?;
    if magic != MAGIC || Sha256::digest(rest).as_slice() != hash {
        return None;
    }
    let number = |bytes: &[u8]| Some(u64::from_le_bytes(bytes.get(..8)?.try_into().ok()?));
    let (count, mut rest) = (number(rest)?, rest.get(8..)?);
    let mut pieces = Vec::new();
    for _ in 0..count {
        let (piece, after) = rest.get(8..)?.split_at_checked(usize::try_from(number(rest)?).ok()?)?;
        pieces.push(piece.to_vec());
        rest = after;
    }
    rest.is_empty().then_some(pieces)
}

fn put(path: &Path, pieces: &[Vec<u8>]) -> std::io::Result<()> {
    let folder = path.parent().unwrap_or(Path::new("."));
    fs::create_dir_all(folder)?;
    let mut file = tempfile::Builder::new().prefix(NEW).tempfile_in(folder)?;
    file.write_all(&packed(pieces))?;
    file.persist(path).map(drop).map_err(|error| error.error)
}

/// Notes that an entry was read. A folder that is only read from keeps its entries as they are.
fn touch(path: &Path) {
    let is_noted = fs::metadata(path).and_then(|it| it.modified()).is_ok_and(|it| age(it) < NOTED);
    if !is_noted && let Ok(file) = File::options().append(true).open(path) {
        let _ = file.set_modified(SystemTime::now());
    }
}

fn age(time: SystemTime) -> Duration {
    time.elapsed().unwrap_or_default()
}

/// Only what a cache wrote may be removed from it: a user may have named a folder of other things.
fn is_entry(path: &Path) -> bool {
    let name = path.file_name().unwrap_or_default().to_string_lossy();
    name.starts_with(NEW) || name.len() == 64 && name.bytes().all(|byte| byte.is_ascii_hexdigit())
}

/// Version, size and time of the program: another build may count otherwise.
fn program() -> String {
    let file = std::env::current_exe().and_then(fs::metadata);
    let since = |time: SystemTime| time.duration_since(SystemTime::UNIX_EPOCH).map_or(0, |it| it.as_nanos());
    let build = file.map(|it| (it.len(), it.modified().map_or(0, since))).unwrap_or_default();
    format!("{} {} {}", env!("CARGO_PKG_VERSION"), build.0, build.1)
}

fn hexadecimal(bytes: &[u8]) -> String {
    bytes.iter().map(|byte| format!("{byte:02x}")).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pieces_come_back_as_they_were_and_not_at_all_where_a_byte_differs() {
        let pieces = vec![b"one".to_vec(), Vec::new(), vec![7; 1000]];
        let bytes = packed(&pieces);
        assert_eq!(unpacked(&bytes), Some(pieces));
        for at in [0, 16, 47, 48, 60, bytes.len() - 1] {
            let mut broken = bytes.clone();
            broken[at] ^= 1;
            assert_eq!(unpacked(&broken), None, "byte {at}");
        }
        for length in [0, 15, 40, 50, bytes.len() - 1] {
            assert_eq!(unpacked(&bytes[..length]), None, "{length} bytes");
        }
    }

    #[test]
    fn a_key_tells_its_parts_apart() -> Result<()> {
        let folder = tempfile::tempdir().map_err(|error| Error::bug(error.to_string()))?;
        let cache = Cache::open(folder.path())?;
        let keys = [cache.key(CELLS, &[b"ab", b"c"]), cache.key(CELLS, &[b"a", b"bc"]), cache.key(CELLS, &[b"abc"])];
        assert!(keys[0] != keys[1] && keys[1] != keys[2] && keys[0] != keys[2]);
        assert_eq!(keys[0], cache.key(CELLS, &[b"ab", b"c"]));
        assert_eq!(cache.read(&keys[0]), None);
        cache.write(&keys[0], &[b"x".to_vec()]);
        assert_eq!((cache.read(&keys[0]), cache.read(&keys[1])), (Some(vec![b"x".to_vec()]), None));
        assert_eq!(cache.warnings(), Vec::<String>::new());
        Ok(())
    }

    #[test]
    fn old_entries_go_and_nothing_else() -> std::io::Result<()> {
        let folder = tempfile::tempdir()?;
        fs::create_dir(folder.path().join("cells"))?;
        let (entry, other) = (folder.path().join("cells").join("ab".repeat(32)), folder.path().join("cells/notes.txt"));
        for path in [&entry, &other] {
            File::create(path)?.set_modified(SystemTime::now() - 2 * KEPT)?;
        }
        assert!(Cache::open(folder.path()).is_ok());
        assert!(!entry.exists() && other.exists());
        Ok(())
    }
}
