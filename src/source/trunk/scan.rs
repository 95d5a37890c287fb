//! The one pass over the ledger.

use super::merge::{Trunk, merge};
use super::pieces::pieces;
use super::plain::Plain;
use super::runs::{self, Collected, Limit};
use super::{files, lined};

use crate::error::Result;
use crate::source::file::{DataFile, Part};
use crate::source::ledger::{Desk, Ledger};
use crate::source::means::Means;
use crate::source::survey::{Surveyed, side_by_side};
use crate::source::tally::Tally;

/// A part of a file: the file's place, the part's place in it, the part, its rows.
type Place = (usize, usize, Part, u64);

/// Reads the ledger with the means there are, and leaves its cells in `partitions` partitions by customer.
///
/// # Errors
/// The error that comes first in the order of files and rows; kinds and rates that are missing; amounts that are too large
/// together; those of a cluster.
pub fn scan(ledger: &Ledger, surveyed: &Surveyed, means: &Means, partitions: usize) -> Result<(Trunk, Tally)> {
    let limit = means.memory.map(|memory| Limit::new(memory, means.workers)).transpose()?;
    let mut readers = match (&means.cache, &means.hands) {
        (None, None) => read_parts(ledger, means.workers, limit.as_ref())?,
        _ => files::read(ledger, surveyed, means, limit.as_ref())?,
    };
    let (mut tally, mut prints) = (Tally::default(), Vec::new());
    for reader in &mut readers {
        tally.merge(std::mem::take(&mut reader.tally));
        prints.append(&mut reader.prints);
    }
    if let Some(error) = tally.error(&ledger.told()) {
        return Err(error);
    }
    tally.settle(&prints)?;
    let keys = ledger.interner.settle();
    let trunk = match &limit {
        Some(limit) if readers.iter().any(Collected::is_large) => runs::merge(readers, partitions, &keys, limit)?,
        _ => merge(readers.into_iter().map(|reader| reader.shelf).collect(), partitions, &keys)?,
    };
    Ok((trunk, tally))
}

/// All rows of a ledger as pieces, bytes that a cache keeps and other processes send, read in `workers` parts at once. The
/// errors of rows are among them.
///
/// # Errors
/// A bug where they cannot be written.
pub fn read_files(ledger: &Ledger, workers: usize) -> Result<Vec<Vec<u8>>> {
    let mut readers = read_parts(ledger, workers, None)?.into_iter();
    let Collected { mut tally, mut shelf, .. } = readers.next().unwrap_or_default();
    for other in readers {
        tally.merge(other.tally);
        shelf.add_shelf(&other.shelf);
    }
    pieces(ledger, tally, &shelf)
}

/// Reads the ledger in `workers` runs at once.
fn read_parts(ledger: &Ledger, workers: usize, limit: Option<&Limit>) -> Result<Vec<Collected>> {
    let runs = dealt(ledger, workers);
    side_by_side(&runs, runs.len(), |run| read(ledger, run, limit)).into_iter().collect()
}

/// The ledger's parts in as many runs of about as many rows. Neighbours stay together: ledgers are mostly in the order of their
/// dates, so that most months are met by one reader only.
fn dealt(ledger: &Ledger, workers: usize) -> Vec<Vec<Place>> {
    let files = ledger.files.iter().enumerate();
    let parts: Vec<Place> = files
        .flat_map(|(file, data)| {
            data.parts().into_iter().enumerate().map(move |(at, (part, rows))| (file, at, part, rows.unwrap_or(1)))
        })
        .collect();
    let all: u64 = parts.iter().map(|part| part.3).sum();
    let share = all.div_ceil(workers.max(1) as u64).max(1);
    let (mut runs, mut before) = (vec![Vec::new()], 0);
    for part in parts {
        if before + part.3 / 2 > share * runs.len() as u64 {
            runs.push(Vec::new());
        }
        before += part.3;
        if let Some(run) = runs.last_mut() {
            run.push(part);
        }
    }
    runs
}

/// Reads one run. An error of a row ends it; what the other runs find may stand before it.
fn read(ledger: &Ledger, run: &[Place], limit: Option<&Limit>) -> Result<Collected> {
    let (mut desk, mut collected) = (ledger.desk(), Collected::default());
    let mut plain = Plain::reads(ledger).then(|| Plain::new(ledger));
    for (file, at, part, _) in run {
        let of = (&ledger.files[*file], *part);
        if let Err(error) = read_part(ledger, of, plain.as_mut(), &mut desk, (&mut collected, limit)) {
            desk.tally.error = Some(((*file, *at), error));
            break;
        }
    }
    if let Some(plain) = plain {
        plain.close(&mut desk, &collected.shelf);
    }
    collected.tally = desk.tally;
    Ok(collected)
}

fn read_part(
    ledger: &Ledger,
    (file, part): (&DataFile, Part),
    mut plain: Option<&mut Plain<'_>>,
    desk: &mut Desk,
    (collected, limit): (&mut Collected, Option<&Limit>),
) -> Result<()> {
    for chunk in file.read(part, &ledger.wanted)? {
        let chunk = chunk?;
        match &mut plain {
            Some(plain) => plain.add(file, &chunk, desk, &mut collected.shelf)?,
            None => lined::add(&ledger.lines(file, &chunk, desk)?, &mut collected.shelf)?,
        }
        collected.keep_to(limit, &mut desk.tally)?;
    }
    Ok(())
}
