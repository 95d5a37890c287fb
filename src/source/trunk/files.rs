//! Ledgers that are read file by file: from the cache where it knows a file, else by the hands there are. Each file's cells are
//! those of that file alone, so that the others can change without it.

use super::pieces;
use super::runs::{Collected, Limit};
use super::scan::read_files;
use super::shelf::Shelf;
use crate::cache::{CELLS, Cache, Key};
use crate::error::Result;
use crate::source::job;
use crate::source::ledger::{Desk, Ledger};
use crate::source::means::Means;
use crate::source::survey::{Surveyed, side_by_side};
use crate::source::tally::Tally;
use std::borrow::Cow;

/// The pieces of one file.
type Pieces = Vec<Vec<u8>>;

/// A file on its way.
struct Task {
    /// Its place in the ledger.
    at: usize,
    /// Where it is kept; none without a cache.
    key: Option<Key>,
    /// Whether the cache has it.
    is_known: bool,
    /// What another process found in it.
    sent: Option<Pieces>,
}

/// Reads the ledger in as many runs of neighbouring files as there are workers.
///
/// # Errors
/// Those of hands; errors of rows stand in the tallies.
pub fn read(ledger: &Ledger, surveyed: &Surveyed, means: &Means, limit: Option<&Limit>) -> Result<Vec<Collected>> {
    let mut tasks = (0..ledger.files.len()).map(|at| task(ledger, surveyed, means, at)).collect::<Result<Vec<_>>>()?;
    if let Some(hands) = &means.hands {
        let wanted: Vec<usize> = tasks.iter().filter(|task| !task.is_known).map(|task| task.at).collect();
        let orders = wanted.iter().map(|at| ledger.of_file(*at, &surveyed.files[*at])).collect();
        for (at, pieces) in wanted.iter().zip(job::cells(hands.as_ref(), orders)?) {
            tasks[*at].sent = Some(pieces);
        }
    }
    let missing = tasks.iter().filter(|task| !task.is_known && task.sent.is_none()).count();
    // Where fewer files are to be read than there are readers, each file is read by several.
    let readers = means.workers.checked_div(missing).unwrap_or(1).max(1);
    let runs: Vec<&[Task]> = tasks.chunks(tasks.len().div_ceil(means.workers.max(1)).max(1)).collect();
    let read = side_by_side(&runs, means.workers, |run| {
        let (mut desk, mut collected) = (ledger.desk(), Collected::default());
        for task in *run {
            one_file(ledger, surveyed, means, (task, readers), &mut desk, &mut collected.shelf)?;
            if desk.tally.error.is_some() {
                break;
            }
            collected.keep_to(limit, &mut desk.tally)?;
        }
        collected.tally = desk.tally;
        Ok(collected)
    });
    read.into_iter().collect()
}

fn task(ledger: &Ledger, surveyed: &Surveyed, means: &Means, at: usize) -> Result<Task> {
    let Some(cache) = &means.cache else { return Ok(Task { at, key: None, is_known: false, sent: None }) };
    let rules = job::bytes(&ledger.of_file(at, &surveyed.files[at]))?;
    let key = cache.key(CELLS, &[&rules, surveyed.digests[at].identity.as_bytes()]);
    Ok(Task { at, is_known: cache.has(&key), key: Some(key), sent: None })
}

fn one_file(
    ledger: &Ledger,
    surveyed: &Surveyed,
    means: &Means,
    (task, readers): (&Task, usize),
    desk: &mut Desk,
    shelf: &mut Shelf,
) -> Result<()> {
    let kept = means.cache.as_deref().zip(task.key.as_ref());
    let known = kept.filter(|_| task.is_known).and_then(|(cache, key)| cache.read(key));
    let is_known = known.is_some();
    let alone = || read_files(&ledger.of_file(task.at, &surveyed.files[task.at]), readers);
    let found = match (known, &task.sent) {
        (Some(known), _) => Cow::Owned(known),
        (None, Some(sent)) => Cow::Borrowed(sent),
        (None, None) => Cow::Owned(alone()?),
    };
    let before = std::mem::take(&mut desk.tally);
    pieces::add(&found, ledger, task.at, desk, shelf)?;
    let own = std::mem::replace(&mut desk.tally, before);
    if let (Some(kept), false) = (kept, is_known) {
        keep(ledger, surveyed, task.at, kept, &own, &found);
    }
    desk.tally.merge(own);
    Ok(())
}

/// Keeps what was found in a file, unless there is something wrong with it or the file has changed since it was hashed.
fn keep(ledger: &Ledger, surveyed: &Surveyed, at: usize, (cache, key): (&Cache, &Key), tally: &Tally, found: &Pieces) {
    let is_sound = tally.error(&ledger.told()).is_none();
    if is_sound && surveyed.digests[at].is_of(&ledger.files[at]) {
        cache.write(key, found);
    }
}
