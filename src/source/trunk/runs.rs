//! Cells beyond a memory limit: a reader whose cells take more than its share writes them to a temporary file, by customer and
//! month, and goes on with none. At the end all such runs are merged, one cell of each in memory at a time.

use super::cells::Full;
use super::merge::{self, FilePartition, Partitions, Places, Sum, Trunk};
use super::record::{Columns, Entry, Width, record, writer};
use super::shelf::Shelf;
use crate::error::{Error, Result};
use crate::source::fingerprints;
use crate::source::tally::Tally;
use arrow::array::RecordBatch;
use arrow::ipc::reader::StreamReader;
use arrow::ipc::writer::StreamWriter;
use rayon::slice::ParallelSliceMut;
use std::cmp::Reverse;
use std::collections::BinaryHeap;
use std::fs::File;
use std::io::{BufReader, BufWriter};
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use tempfile::TempDir;

/// What a cell takes while a reader adds to it and when it is sorted, in bytes: keys, sums, rows, slots at most half full, and
/// its place in the order.
const CELL: usize = 64;
/// Cells of a batch in a file.
const BATCH: usize = 8192;

/// Where readers write, and when.
#[derive(Debug)]
pub struct Limit {
    folder: Arc<TempDir>,
    /// Bytes a reader's cells may take.
    share: usize,
    files: AtomicUsize,
}

/// What one reader collects.
#[derive(Debug, Default)]
pub struct Collected {
    /// Counts and finds.
    pub tally: Tally,
    /// Names, traits and the cells that are in memory.
    pub shelf: Shelf,
    /// The cells that are not.
    runs: Vec<(PathBuf, Width)>,
    /// Files of fingerprints, each ascending.
    pub prints: Vec<PathBuf>,
}

impl Limit {
    /// Half of `memory` bytes for the cells of `workers` readers.
    ///
    /// # Errors
    /// An output error where there is no place for temporary files.
    pub fn new(memory: u64, workers: usize) -> Result<Limit> {
        let folder = tempfile::Builder::new().prefix("eggbasket-").tempdir().map_err(|error| full(&error))?;
        let share = usize::try_from(memory / 2).unwrap_or(usize::MAX) / workers.max(1);
        Ok(Limit { folder: Arc::new(folder), share, files: AtomicUsize::new(0) })
    }

    fn path(&self) -> PathBuf {
        self.folder.path().join(self.files.fetch_add(1, Ordering::Relaxed).to_string())
    }
}

impl Collected {
    /// Writes the cells or the fingerprints to a file where they take more than their half of the reader's share.
    ///
    /// # Errors
    /// An output error where the disk is full.
    pub fn keep_to(&mut self, limit: Option<&Limit>, tally: &mut Tally) -> Result<()> {
        let Some(limit) = limit else { return Ok(()) };
        if tally.fingerprints.len() * size_of::<i64>() > limit.share / 2 {
            let path = limit.path();
            fingerprints::write(std::mem::take(&mut tally.fingerprints), &path).map_err(|error| full(&error))?;
            self.prints.push(path);
        }
        if self.shelf.count() * CELL > limit.share / 2 { self.write(limit) } else { Ok(()) }
    }

    /// Whether cells were written.
    #[must_use]
    pub fn is_large(&self) -> bool {
        !self.runs.is_empty()
    }

    fn write(&mut self, limit: &Limit) -> Result<()> {
        let (path, width) = (limit.path(), self.shelf.width());
        // The null of lines without a customer stands last, as in the order of all customers.
        let mut numbers: Vec<u32> = (1..=self.shelf.customers.len() as u32).collect();
        numbers.par_sort_unstable_by_key(|number| self.shelf.customers.get(*number));
        let mut ranks = vec![u32::MAX; numbers.len() + 1];
        numbers.iter().enumerate().for_each(|(rank, number)| ranks[*number as usize] = rank as u32);
        let mut order = Vec::with_capacity(self.shelf.count());
        for (month, cells) in self.shelf.months.iter().enumerate() {
            let rank =
                |key: u64| u64::from(ranks[(key >> 32) as usize]) << 16 | u64::from((month as u16).wrapping_sub(1));
            order.extend(cells.heads.iter().enumerate().map(|(at, head)| (rank(head.key), month as u16, at as u32)));
        }
        order.par_sort_unstable();
        let mut out = Writer::create(&path, width)?;
        for (_, month, at) in order {
            out.push(self.shelf.entry(month, at as usize))?;
        }
        out.finish()?;
        self.shelf.months.clear();
        self.runs.push((path, width));
        Ok(())
    }
}

/// All cells of readers of whom some wrote runs.
///
/// # Errors
/// Output errors of temporary files; an input error for sums that leave 128 bits.
pub fn merge(mut readers: Vec<Collected>, partitions: usize, keys: &[u32], limit: &Limit) -> Result<Trunk> {
    for reader in &mut readers {
        if reader.shelf.count() > 0 {
            reader.write(limit)?;
        }
    }
    let (shelves, runs): (Vec<Shelf>, Vec<Vec<(PathBuf, Width)>>) =
        readers.into_iter().map(|reader| (reader.shelf, reader.runs)).unzip();
    let merge::Named { customers, traits, places } = merge::named(&shelves, keys);
    let dealt = merge::deal(&customers, partitions)?;
    let is_full = runs.iter().flatten().any(|(_, width)| *width == Width::Full);
    let width = if is_full { Width::Full } else { Width::Amounts };
    let paths: Vec<PathBuf> = dealt.members.iter().map(|_| limit.path()).collect();
    let mut out = paths.iter().map(|path| Writer::create(path, width)).collect::<Result<Vec<_>>>()?;
    let mut open = Vec::new();
    for (places, runs) in places.iter().zip(&runs) {
        for (path, _) in runs {
            open.push(Run { batches: batches(path)?, columns: None, row: 0, places });
        }
    }
    let mut next = BinaryHeap::new();
    for (at, run) in open.iter_mut().enumerate() {
        next.extend(run.next()?.map(|entry| Reverse((order(&entry), at, Held(entry)))));
    }
    let mut same: Vec<Entry> = Vec::new();
    while let Some(Reverse((here, at, Held(entry)))) = next.pop() {
        if same.first().is_some_and(|first| order(first) != here) {
            settle(&mut same, &mut out, &dealt.partition)?;
        }
        same.push(entry);
        next.extend(open[at].next()?.map(|entry| Reverse((order(&entry), at, Held(entry)))));
    }
    settle(&mut same, &mut out, &dealt.partition)?;
    drop(open);
    runs.iter().flatten().for_each(|(path, _)| drop(std::fs::remove_file(path)));
    let mut files = Vec::new();
    for (path, out) in paths.into_iter().zip(out) {
        files.push(FilePartition { path, rows: out.finish()? });
    }
    Ok(Trunk { customers, traits, partitions: Partitions::Files(files, Arc::clone(&limit.folder)) })
}

/// The order of cells: by customer and month, that of lines without a date last.
fn order(entry: &Entry) -> (u32, u16) {
    (entry.customer, entry.month.wrapping_sub(1))
}

/// An entry that rides along in an order it has no part in.
struct Held(Entry);

impl PartialEq for Held {
    fn eq(&self, _: &Held) -> bool {
        true
    }
}

impl Eq for Held {}

impl PartialOrd for Held {
    fn partial_cmp(&self, other: &Held) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Held {
    fn cmp(&self, _: &Held) -> std::cmp::Ordering {
        std::cmp::Ordering::Equal
    }
}

/// Writes the cells of one customer and month, those of the same traits as one.
fn settle(same: &mut Vec<Entry>, out: &mut [Writer], partition: &[u16]) -> Result<()> {
    same.sort_by_key(|entry| entry.traits);
    for alike in same.chunk_by(|one, other| one.traits == other.traits) {
        let mut whole = alike[0];
        for entry in &alike[1..] {
            whole.sum = Full::plus(whole.sum, entry.sum).ok_or_else(merge::too_large)?;
            whole.rows += entry.rows;
        }
        out[usize::from(partition[whole.customer as usize])].push(whole)?;
    }
    same.clear();
    Ok(())
}

/// A run that is being read, its numbers turned into places among all.
struct Run<'a> {
    batches: Batches,
    columns: Option<Columns>,
    row: usize,
    places: &'a Places,
}

impl Run<'_> {
    fn next(&mut self) -> Result<Option<Entry>> {
        while self.columns.as_ref().is_none_or(|columns| self.row >= columns.len()) {
            let Some(batch) = self.batches.next() else { return Ok(None) };
            self.columns = Some(Columns::of(&batch.map_err(|error| full(&error))?)?);
            self.row = 0;
        }
        let entry = self.columns.as_ref().map(|columns| columns.entry(self.row));
        self.row += 1;
        Ok(entry.map(|entry| Entry {
            customer: self.places.customers[entry.customer as usize],
            traits: self.places.traits[entry.traits as usize],
            ..entry
        }))
    }
}

/// The batches of a file.
pub type Batches = StreamReader<BufReader<File>>;

/// The batches of a file of cells.
///
/// # Errors
/// An output error where it cannot be read.
pub fn batches(path: &Path) -> Result<Batches> {
    let file = File::open(path).map_err(|error| full(&error))?;
    StreamReader::try_new(BufReader::new(file), None).map_err(|error| full(&error))
}

/// A file of cells that is being written.
struct Writer {
    out: StreamWriter<BufWriter<File>>,
    width: Width,
    waiting: Vec<Entry>,
    rows: usize,
}

impl Writer {
    fn create(path: &Path, width: Width) -> Result<Writer> {
        let file = File::create(path).map_err(|error| full(&error))?;
        let out = writer(BufWriter::new(file), width).map_err(|error| full(&error))?;
        Ok(Writer { out, width, waiting: Vec::with_capacity(BATCH), rows: 0 })
    }

    fn push(&mut self, entry: Entry) -> Result<()> {
        self.waiting.push(entry);
        if self.waiting.len() == BATCH { self.flush() } else { Ok(()) }
    }

    fn flush(&mut self) -> Result<()> {
        let batch: RecordBatch = record(&self.waiting, self.width).map_err(|error| full(&error))?;
        self.rows += self.waiting.len();
        self.waiting.clear();
        self.out.write(&batch).map_err(|error| full(&error))
    }

    /// How many cells were written.
    fn finish(mut self) -> Result<usize> {
        self.flush()?;
        self.out.finish().map_err(|error| full(&error))?;
        Ok(self.rows)
    }
}

fn full(error: &dyn std::fmt::Display) -> Error {
    let folder = std::env::temp_dir();
    Error::output(format!("the ledger's sums cannot be kept in `{}`: {error}", folder.display()))
        .hint("make room there, name another folder with TMPDIR, or give more memory with `--memory`")
}
