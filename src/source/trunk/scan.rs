//! The one pass over the ledger.

use super::lined;
use super::merge::{Trunk, merge};
use super::plain::Plain;
use super::shelf::Shelf;
use crate::error::Result;
use crate::source::file::Part;
use crate::source::lines::{Desk, Ledger};
use crate::source::survey::side_by_side;
use crate::source::tally::Tally;

/// A part of a file: the file's place, the part's place in it, the part, its rows.
type Place = (usize, usize, Part, u64);

/// Reads the ledger in `workers` parts at once, and leaves its cells in `partitions` partitions by customer.
///
/// # Errors
/// The error that comes first in the order of files and rows; kinds and rates that are missing; amounts that are too large together.
pub fn scan(ledger: &Ledger, workers: usize, partitions: usize) -> Result<(Trunk, Tally)> {
    let runs = runs(ledger, workers);
    let read = side_by_side(&runs, runs.len(), |run| read(ledger, run));
    let (mut tally, mut shelves) = (Tally::default(), Vec::new());
    for (part, shelf) in read {
        tally.merge(part);
        shelves.push(shelf);
    }
    if let Some(error) = tally.error(&ledger.told()) {
        return Err(error);
    }
    let trunk = merge(shelves, partitions)?;
    tally.settle();
    Ok((trunk, tally))
}

/// The ledger's parts in as many runs of about as many rows. Neighbours stay together: ledgers are mostly in the order of their
/// dates, so that most months are met by one reader only.
fn runs(ledger: &Ledger, workers: usize) -> Vec<Vec<Place>> {
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

/// Reads one run. An error ends it; what the other runs find may stand before it.
fn read(ledger: &Ledger, run: &[Place]) -> (Tally, Shelf) {
    let (mut desk, mut shelf) = (ledger.desk(), Shelf::default());
    let mut plain = Plain::reads(ledger).then(|| Plain::new(ledger));
    for (file, at, part, _) in run {
        if let Err(error) = read_part(ledger, (*file, *part), plain.as_mut(), &mut desk, &mut shelf) {
            desk.tally.error = Some(((*file, *at), error));
            break;
        }
    }
    if let Some(plain) = plain {
        plain.close(&mut desk, &shelf);
    }
    (desk.tally, shelf)
}

fn read_part(
    ledger: &Ledger,
    (file, part): (usize, Part),
    mut plain: Option<&mut Plain<'_>>,
    desk: &mut Desk,
    shelf: &mut Shelf,
) -> Result<()> {
    let file = &ledger.files[file];
    for chunk in file.read(part, &ledger.wanted)? {
        let chunk = chunk?;
        match &mut plain {
            Some(plain) => plain.add(file, &chunk, desk, shelf)?,
            None => lined::add(&ledger.lines(file, &chunk, desk)?, shelf)?,
        }
    }
    Ok(())
}
