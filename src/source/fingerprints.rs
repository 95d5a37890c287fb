//! Whether a row has been met before: a number for each row that two rows share only where they agree in every column
//! that is read.

use super::file::{Class, DataFile};
use crate::error::{Error, Result};
use arrow::array::ArrayRef;
use arrow::compute::cast;
use arrow::datatypes::DataType;
use datafusion::common::hash_utils::create_hashes;
use datafusion::physical_plan::repartition::REPARTITION_RANDOM_STATE;
use rayon::slice::ParallelSliceMut;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{self, BufReader, BufWriter, Read, Write};
use std::path::{Path, PathBuf};

/// Rows whose fingerprints are kept, at most: eight bytes each, a gigabyte together.
pub const MOST: u64 = 1 << 27;

/// Words in a column's name that tell one row of an export from the next.
const TELLING: [&str; 12] =
    ["id", "no", "nr", "num", "number", "line", "invoice", "order", "document", "voucher", "transaction", "quantity"];

/// Columns that play no role and are read all the same, since two rows that differ in them are two sales.
pub fn telling<'file>(file: &'file DataFile, wanted: &'file [String]) -> impl Iterator<Item = &'file str> {
    let columns = file.columns.iter().filter(|column| column.class != Class::Other);
    columns.map(|column| column.name.as_str()).filter(|name| !wanted.iter().any(|known| known == name) && tells(name))
}

/// Whether a column's name holds one of the telling words as a word of its own: `invoice_no`, `LineNumber`.
fn tells(name: &str) -> bool {
    let mut words = String::new();
    let mut was_small = false;
    for letter in name.chars() {
        if letter.is_uppercase() && was_small {
            words.push(' ');
        }
        was_small = letter.is_lowercase() || letter.is_ascii_digit();
        words.extend(letter.to_lowercase().map(|letter| if letter.is_alphanumeric() { letter } else { ' ' }));
    }
    words.split(' ').any(|word| TELLING.contains(&word))
}

/// One number a row over all columns. A column's values are told from its nulls, and each column's from its neighbour's.
///
/// # Errors
/// A bug where a column cannot be hashed.
pub fn fingerprints(columns: &[ArrayRef], rows: usize) -> Result<Vec<i64>> {
    let internal =
        |error: &dyn std::fmt::Display| Error::bug(format!("the rows of a ledger cannot be compared: {error}"));
    let (mut prints, mut hashes) = (vec![0_u64; rows], vec![0_u64; rows]);
    for column in columns {
        // Files of one ledger may hold the same decimals in different widths.
        let column = match column.data_type() {
            DataType::Decimal32(digits, places) | DataType::Decimal64(digits, places) => {
                &cast(column, &DataType::Decimal128(*digits, *places)).map_err(|error| internal(&error))?
            }
            _ => column,
        };
        hashes.fill(0);
        create_hashes([column], REPARTITION_RANDOM_STATE.random_state(), &mut hashes)
            .map_err(|error| internal(&error))?;
        for (print, hash) in prints.iter_mut().zip(&hashes) {
            *print = (print.rotate_left(5) ^ hash).wrapping_mul(0x9E37_79B9_7F4A_7C15);
        }
    }
    Ok(prints.into_iter().map(|print| print as i64).collect())
}

/// The fingerprints met more than once, each with how often, ascending.
#[must_use]
pub fn repeats(mut all: Vec<i64>) -> Vec<(i64, i64)> {
    all.par_sort_unstable();
    let runs = all.chunk_by(|one, other| one == other).filter(|run| run.len() > 1);
    runs.map(|run| (run[0], run.len() as i64)).collect()
}

/// Fingerprints, ascending.
type Run = Box<dyn Iterator<Item = io::Result<i64>>>;

/// Writes fingerprints to a file, ascending.
///
/// # Errors
/// Those of the disk.
pub fn write(mut prints: Vec<i64>, path: &Path) -> io::Result<()> {
    prints.par_sort_unstable();
    let mut out = BufWriter::new(File::create(path)?);
    prints.iter().try_for_each(|print| out.write_all(&print.to_le_bytes()))?;
    out.flush()
}

/// The same as [`repeats`] of fingerprints that partly lie in files, of which one of each is in memory at a time.
///
/// # Errors
/// Those of the disk.
pub fn repeats_with(mut all: Vec<i64>, files: &[PathBuf]) -> io::Result<Vec<(i64, i64)>> {
    all.par_sort_unstable();
    let mut runs: Vec<Run> = vec![Box::new(all.into_iter().map(Ok))];
    for file in files {
        runs.push(Box::new(read(BufReader::new(File::open(file)?))));
    }
    let mut next = BinaryHeap::new();
    for (at, run) in runs.iter_mut().enumerate() {
        next.extend(run.next().transpose()?.map(|print| Reverse((print, at))));
    }
    let mut repeats = Vec::new();
    let mut last: Option<(i64, i64)> = None;
    while let Some(Reverse((print, at))) = next.pop() {
        last = match last {
            Some((known, count)) if known == print => Some((known, count + 1)),
            other => {
                repeats.extend(other.filter(|(_, count)| *count > 1));
                Some((print, 1))
            }
        };
        next.extend(runs[at].next().transpose()?.map(|print| Reverse((print, at))));
    }
    repeats.extend(last.filter(|(_, count)| *count > 1));
    Ok(repeats)
}

fn read(mut file: impl Read) -> impl Iterator<Item = io::Result<i64>> {
    std::iter::from_fn(move || {
        let mut print = [0; 8];
        match file.read_exact(&mut print) {
            Ok(()) => Some(Ok(i64::from_le_bytes(print))),
            Err(error) if error.kind() == io::ErrorKind::UnexpectedEof => None,
            Err(error) => Some(Err(error)),
        }
    })
}

#[cfg(test)]
mod tests {
    use super::*;
    use arrow::array::{Int64Array, StringArray};
    use std::sync::Arc;

    #[test]
    fn rows_agree_in_every_column_or_not_at_all() {
        let text = |cells: [Option<&str>; 4]| Arc::new(StringArray::from(cells.to_vec())) as ArrayRef;
        let columns = [
            text([Some("a"), Some("a"), None, Some("a")]),
            text([None, None, Some("a"), Some("")]),
            Arc::new(Int64Array::from(vec![1, 1, 1, 1])) as ArrayRef,
        ];
        let found = fingerprints(&columns, 4).unwrap_or_default();
        assert_eq!(found[0], found[1]);
        assert!(found[0] != found[2] && found[0] != found[3], "an empty cell is not its neighbour, nor an empty text");
        assert_eq!(repeats(found.clone()), [(found[0], 2)]);
    }

    #[test]
    fn fingerprints_in_files_are_found_as_those_in_memory() -> io::Result<()> {
        let folder = tempfile::tempdir()?;
        let all: Vec<i64> = (0..5000).map(|at: i64| (at * at * 7919) % 1009 - 500).collect();
        let paths = ["one", "two"].map(|name| folder.path().join(name));
        write(all[..2000].to_vec(), &paths[0])?;
        write(all[2000..4100].to_vec(), &paths[1])?;
        assert_eq!(repeats_with(all[4100..].to_vec(), &paths)?, repeats(all.clone()));
        assert!(repeats(all).len() > 100);
        Ok(())
    }

    #[test]
    fn names_that_tell_rows_apart() {
        for name in ["invoice_no", "LineNumber", "id", "Order ID", "docNo", "quantity"] {
            assert!(tells(name), "{name}");
        }
        for name in ["region", "notes", "idea", "online", "amount_net"] {
            assert!(!tells(name), "{name}");
        }
    }
}
