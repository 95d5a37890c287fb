//! What was read from some files, as bytes: kept in a cache, or sent by another process.
//!
//! Three pieces: the head (names, traits, dimension values and the tally) as JSON, the cells as an Arrow stream, and the rows'
//! fingerprints, ascending.

use super::cells::key;
use super::record::{Columns, Entry, record, writer};
use super::shelf::{MonthNumber, Shelf, are_basics};
use crate::error::{Error, Result};
use crate::source::dimensions::Interns;
use crate::source::job::{bytes, value};
use crate::source::ledger::{Desk, Ledger};
use crate::source::names::Names;
use crate::source::tally::Tally;
use arrow::array::RecordBatch;
use arrow::error::ArrowError;
use arrow::ipc::reader::StreamReader;
use rayon::slice::ParallelSliceMut;
use serde::{Deserialize, Serialize};

/// All that is small.
#[derive(Debug, Serialize, Deserialize)]
struct Head {
    tally: Tally,
    /// Customers by number from 1.
    customers: Vec<String>,
    /// Currencies, contracts and products, by number from 1.
    texts: [Vec<String>; 3],
    /// Traits by number from 0: basics, the numbers of the texts, the key of the dimension values.
    traits: Vec<(u32, [u32; 3], u32)>,
    dimensions: Interns,
}

/// What a reader found, as bytes.
///
/// # Errors
/// A bug where it cannot be written.
pub fn pieces(ledger: &Ledger, mut tally: Tally, shelf: &Shelf) -> Result<Vec<Vec<u8>>> {
    let mut prints = std::mem::take(&mut tally.fingerprints);
    prints.par_sort_unstable();
    let owned = |names: &Names| names.iter().map(str::to_owned).collect::<Vec<_>>();
    let head = Head {
        tally,
        customers: owned(&shelf.customers),
        texts: shelf.texts.each_ref().map(owned),
        traits: (0..shelf.kinds_of_traits() as u32).map(|number| shelf.parts_of(number)).collect(),
        dimensions: ledger.interner.known(),
    };
    let prints = prints.iter().flat_map(|print| print.to_le_bytes()).collect();
    Ok(vec![bytes(&head)?, stream(shelf).map_err(|error| internal(&error))?, prints])
}

/// Adds what another reader found to what this one has. `first` is the place of the other's first file among the ledger's.
///
/// # Errors
/// A bug where the pieces are not those of a reader.
pub fn add(pieces: &[Vec<u8>], ledger: &Ledger, first: usize, desk: &mut Desk, shelf: &mut Shelf) -> Result<()> {
    let [head, cells, prints] = pieces else { return Err(Error::bug("cells of another layout")) };
    let mut head: Head = value(head)?;
    head.tally.fingerprints =
        prints.chunks_exact(8).map(|print| i64::from_le_bytes(print.try_into().unwrap_or_default())).collect();
    if let Some(((file, _), _)) = &mut head.tally.error {
        *file += first;
    }
    desk.tally.merge(head.tally);
    let keys = ledger.interner.learn(&head.dimensions, &mut desk.memory);
    let here = |names: &mut Names, texts: &[String]| -> Vec<u32> {
        [0].into_iter().chain(texts.iter().map(|text| names.number(text))).collect()
    };
    let customers = here(&mut shelf.customers, &head.customers);
    let texts: Vec<Vec<u32>> =
        shelf.texts.iter_mut().zip(&head.texts).map(|(names, texts)| here(names, texts)).collect();
    let of = |numbers: &[u32], number: u32| numbers.get(number as usize).copied().unwrap_or(0);
    let mut traits = Vec::with_capacity(head.traits.len());
    for (basics, numbers, key) in &head.traits {
        if !are_basics(*basics) {
            return Err(Error::bug("cells of kinds that there are not"));
        }
        let numbers = [0, 1, 2].map(|at| of(&texts[at], numbers[at]));
        traits.push(shelf.traits(*basics, numbers, of(&keys, *key)));
    }
    for batch in StreamReader::try_new(cells.as_slice(), None).map_err(|error| internal(&error))? {
        add_batch(&batch.map_err(|error| internal(&error))?, &customers, &traits, shelf)?;
    }
    Ok(())
}

fn internal(error: &ArrowError) -> Error {
    Error::bug(format!("cells cannot be written or read: {error}"))
}

/// The cells, a batch a month.
fn stream(shelf: &Shelf) -> std::result::Result<Vec<u8>, ArrowError> {
    let width = shelf.width();
    let mut out = writer(Vec::new(), width)?;
    for (month, cells) in shelf.months.iter().enumerate().filter(|(_, cells)| !cells.heads.is_empty()) {
        let entries: Vec<Entry> = (0..cells.heads.len()).map(|at| shelf.entry(month as MonthNumber, at)).collect();
        out.write(&record(&entries, width)?)?;
    }
    out.into_inner()
}

fn add_batch(batch: &RecordBatch, customers: &[u32], traits: &[u32], shelf: &mut Shelf) -> Result<()> {
    let columns = Columns::of(batch)?;
    let known = |numbers: &[u32], number: u32| {
        numbers.get(number as usize).copied().ok_or_else(|| Error::bug("cells of another layout"))
    };
    for row in 0..columns.len() {
        let entry = columns.entry(row);
        let key = key(known(customers, entry.customer)?, known(traits, entry.traits)?);
        shelf.add_sum(entry.month, key, entry.sum, entry.rows);
    }
    Ok(())
}
