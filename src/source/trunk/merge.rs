//! The cells of all readers as one relation: by customer, and each customer's by month.

use super::cells::{Cells, Full};
use super::record::{Columns, Entry};
use super::shelf::{MonthNumber, Shelf, Traits};
use crate::error::{Error, Result};
use arrow::array::{Array, ArrayRef, AsArray, RecordBatch, StringViewArray, UInt32Array};
use arrow::datatypes::{DataType, Field, Schema, UInt32Type};
use datafusion::physical_expr::expressions::Column;
use datafusion::physical_plan::metrics::Time;
use datafusion::physical_plan::repartition::BatchPartitioner;
use rayon::prelude::*;
use std::collections::HashMap;
use std::path::PathBuf;
use std::sync::Arc;
use tempfile::TempDir;

/// A cell of the trunk.
#[derive(Debug, Clone, Copy, Default)]
pub struct Cell<Sum> {
    /// Its sums.
    pub sum: Sum,
    /// Its traits, by place.
    pub traits: u32,
    /// Rows.
    pub rows: u32,
    /// Its month.
    pub month: MonthNumber,
}

/// What a cell can hold: an amount alone, in 64 bits, or all there is.
pub trait Sum: Copy + Default + Send + Sync {
    /// The sums of a reader's cell.
    fn of(cells: &Cells, at: usize) -> Self;
    /// Two together; none where they are too large for this kind.
    fn plus(self, other: Self) -> Option<Self>;
    /// All there is.
    fn full(self) -> Full;
}

impl Sum for i64 {
    fn of(cells: &Cells, at: usize) -> i64 {
        cells.heads[at].amount
    }

    fn plus(self, other: i64) -> Option<i64> {
        self.checked_add(other)
    }

    fn full(self) -> Full {
        Full::of_amount(i128::from(self))
    }
}

impl Sum for Full {
    fn of(cells: &Cells, at: usize) -> Full {
        cells.full(at)
    }

    fn plus(self, other: Full) -> Option<Full> {
        let either = |one: Option<i128>, other: Option<i128>| match (one, other) {
            (Some(one), Some(other)) => one.checked_add(other).map(Some),
            (one, other) => Some(one.or(other)),
        };
        Some(Full {
            amount: self.amount.checked_add(other.amount)?,
            converted: self.converted.checked_add(other.converted)?,
            cost: either(self.cost, other.cost)?,
            costed: either(self.costed, other.costed)?,
        })
    }

    fn full(self) -> Full {
        self
    }
}

/// The cells of one partition's customers, one customer after the other, each by month and traits.
#[derive(Debug, Clone, Default)]
pub struct Partition<Sum> {
    /// The customers, by place, ascending.
    pub customers: Vec<u32>,
    /// Where each one's cells begin; one more for the end.
    pub starts: Vec<usize>,
    /// The cells.
    pub cells: Vec<Cell<Sum>>,
}

impl Partition<Full> {
    /// Cells that follow each other in a file.
    #[must_use]
    pub fn of(columns: &Columns) -> Partition<Full> {
        let mut partition = Partition::default();
        for row in 0..columns.len() {
            let Entry { customer, traits, month, rows, sum } = columns.entry(row);
            if partition.customers.last() != Some(&customer) {
                partition.customers.push(customer);
                partition.starts.push(row);
            }
            partition.cells.push(Cell { sum, traits, rows, month });
        }
        partition.starts.push(columns.len());
        partition
    }
}

/// The partitions of one kind of sums.
#[derive(Debug)]
pub enum Partitions {
    /// Amounts alone.
    Narrow(Vec<Partition<i64>>),
    /// All sums there are.
    Full(Vec<Partition<Full>>),
    /// In temporary files of this folder, which goes with them.
    Files(Vec<FilePartition>, Arc<TempDir>),
}

/// A partition's cells in a file, with customers and traits by place.
#[derive(Debug)]
pub struct FilePartition {
    /// The file.
    pub path: PathBuf,
    /// Its cells.
    pub rows: usize,
}

/// All cells of a ledger.
#[derive(Debug)]
pub struct Trunk {
    /// Customer ids, ascending; at the end the null of lines without one.
    pub customers: StringViewArray,
    /// Traits by place, ascending.
    pub traits: Vec<Traits>,
    /// The cells.
    pub partitions: Partitions,
}

impl Trunk {
    /// How many cells each partition has.
    #[must_use]
    pub fn sizes(&self) -> Vec<usize> {
        match &self.partitions {
            Partitions::Narrow(partitions) => partitions.iter().map(|partition| partition.cells.len()).collect(),
            Partitions::Full(partitions) => partitions.iter().map(|partition| partition.cells.len()).collect(),
            Partitions::Files(partitions, _) => partitions.iter().map(|partition| partition.rows).collect(),
        }
    }
}

/// Where a reader's numbers stand among all readers'.
#[derive(Debug)]
pub struct Places {
    /// The places of customers by number.
    pub customers: Vec<u32>,
    /// The places of traits by number.
    pub traits: Vec<u32>,
}

/// All customers and traits in their orders, and where each reader's stand in them.
pub struct Named {
    /// Customer ids, ascending, and null.
    pub customers: StringViewArray,
    /// Traits, ascending.
    pub traits: Vec<Traits>,
    /// By reader.
    pub places: Vec<Places>,
}

/// Brings the readers' names together. `keys` are those of dimension values by the readers' own.
#[must_use]
pub fn named(shelves: &[Shelf], keys: &[u32]) -> Named {
    let (customers, by_customer) = customers(shelves);
    let (traits, by_traits) = traits(shelves, keys);
    let both = by_customer.into_iter().zip(by_traits);
    let places = both.map(|(customers, traits)| Places { customers, traits }).collect();
    Named { customers, traits, places }
}

/// Brings the readers' cells together.
///
/// # Errors
/// A bug where customers cannot be dealt out; an input error for sums that leave 128 bits.
pub fn merge(shelves: Vec<Shelf>, partitions: usize, keys: &[u32]) -> Result<Trunk> {
    let Named { customers, traits, places } = named(&shelves, keys);
    let dealt = deal(&customers, partitions)?;
    let mut months: Vec<Vec<Cells>> = shelves.into_iter().map(|shelf| shelf.months).collect();
    months.iter_mut().flatten().for_each(Cells::close);
    let narrow = months.iter().flatten().all(Cells::is_narrow);
    let narrow = if narrow { gather::<i64>(&mut months, &places, &dealt, true)? } else { None };
    let partitions = match narrow {
        Some(partitions) => Partitions::Narrow(partitions),
        None => {
            let full = gather::<Full>(&mut months, &places, &dealt, false)?;
            Partitions::Full(full.ok_or_else(too_large)?)
        }
    };
    Ok(Trunk { customers, traits, partitions })
}

/// The error for sums that leave 128 bits.
pub fn too_large() -> Error {
    Error::input("amounts of one customer and month are too large to add")
        .hint("give all amounts in thousands or millions")
}

/// All customers ascending, null at the end, and each reader's numbers among them.
fn customers(shelves: &[Shelf]) -> (StringViewArray, Vec<Vec<u32>>) {
    let mut all: Vec<&str> = shelves.iter().flat_map(|shelf| shelf.customers.iter()).collect();
    all.par_sort_unstable();
    all.dedup();
    let null = all.len() as u32;
    let place_of = |shelf: &Shelf| {
        let mut numbers: Vec<u32> = (1..=shelf.customers.len() as u32).collect();
        numbers.par_sort_unstable_by_key(|number| shelf.customers.get(*number));
        let mut places = vec![null; shelf.customers.len() + 1];
        let mut place = 0;
        for number in numbers {
            while shelf.customers.get(number) != all.get(place).copied() {
                place += 1;
            }
            places[number as usize] = place as u32;
        }
        places
    };
    let places = shelves.iter().map(place_of).collect();
    (all.iter().copied().map(Some).chain([None]).collect(), places)
}

/// All traits ascending, and each reader's numbers among them.
fn traits(shelves: &[Shelf], keys: &[u32]) -> (Vec<Traits>, Vec<Vec<u32>>) {
    let settled = |traits: Traits| {
        let key = keys.get(traits.dimension_key as usize).copied().unwrap_or(0);
        Traits { dimension_key: key, ..traits }
    };
    let own: Vec<Vec<Traits>> = shelves
        .iter()
        .map(|shelf| (0..shelf.kinds_of_traits() as u32).map(|number| settled(shelf.traits_of(number))).collect())
        .collect();
    let mut all: Vec<Traits> = own.iter().flatten().cloned().collect();
    all.par_sort_unstable();
    all.dedup();
    let at: HashMap<&Traits, u32> = all.iter().enumerate().map(|(at, traits)| (traits, at as u32)).collect();
    let places = own.iter().map(|own| own.iter().map(|traits| at[traits]).collect()).collect();
    drop(at);
    (all, places)
}

/// Which partition a customer is in, and its place among those of the partition.
pub struct Dealt {
    /// Each customer's partition.
    pub partition: Vec<u16>,
    within: Vec<u32>,
    /// Each partition's customers.
    pub members: Vec<Vec<u32>>,
}

/// Deals customers out as the engine deals rows by the hash of a customer's id, so that it need not do it again.
///
/// # Errors
/// A bug where the engine cannot tell.
pub fn deal(customers: &StringViewArray, partitions: usize) -> Result<Dealt> {
    let internal = |error: &dyn std::fmt::Display| Error::bug(format!("customers cannot be dealt out: {error}"));
    let count = partitions.clamp(1, usize::from(u16::MAX));
    let schema = Schema::new(vec![
        Field::new("customer_id", DataType::Utf8View, true),
        Field::new("place", DataType::UInt32, false),
    ]);
    let places: ArrayRef = Arc::new((0..customers.len() as u32).collect::<UInt32Array>());
    let batch = RecordBatch::try_new(Arc::new(schema), vec![Arc::new(customers.clone()), places])
        .map_err(|error| internal(&error))?;
    let column = Arc::new(Column::new("customer_id", 0));
    let mut partitioner =
        BatchPartitioner::new_hash_partitioner(vec![column], count, Time::new()).map_err(|error| internal(&error))?;
    let mut members = vec![Vec::new(); count];
    partitioner
        .partition(batch, |partition, batch| {
            members[partition].extend(batch.column(1).as_primitive::<UInt32Type>().values());
            Ok(())
        })
        .map_err(|error| internal(&error))?;
    let (mut partition, mut within) = (vec![0; customers.len()], vec![0; customers.len()]);
    for (at, members) in members.iter_mut().enumerate() {
        members.sort_unstable();
        for (place, member) in members.iter().enumerate() {
            partition[*member as usize] = at as u16;
            within[*member as usize] = place as u32;
        }
    }
    Ok(Dealt { partition, within, members })
}

/// The partitions' cells. Where `keeps` is not set, the readers' cells are let go of month by month. None where a sum does not fit.
fn gather<S: Sum>(
    months: &mut [Vec<Cells>],
    places: &[Places],
    dealt: &Dealt,
    keeps: bool,
) -> Result<Option<Vec<Partition<S>>>> {
    let counts = |partition: usize| {
        let mut counts = vec![0_usize; dealt.members[partition].len() + 1];
        for (cells, places) in months.iter().zip(places) {
            for head in cells.iter().flat_map(|cells| &cells.heads) {
                let customer = places.customers[(head.key >> 32) as usize] as usize;
                if usize::from(dealt.partition[customer]) == partition {
                    counts[dealt.within[customer] as usize] += 1;
                }
            }
        }
        counts
    };
    let mut gathered: Vec<Partition<S>> = (0..dealt.members.len())
        .into_par_iter()
        .map(|partition| {
            let mut starts = counts(partition);
            let mut sum = 0;
            for start in &mut starts {
                sum += std::mem::replace(start, sum);
            }
            let cells = vec![Cell::default(); sum];
            Partition { customers: dealt.members[partition].clone(), starts, cells }
        })
        .collect();
    let mut ends: Vec<Vec<usize>> = gathered.iter().map(|partition| partition.starts.clone()).collect();
    for month in 0..months.iter().map(Vec::len).max().unwrap_or(0) {
        gathered.par_iter_mut().zip(&mut ends).enumerate().for_each(|(partition, (gathered, ends))| {
            for (cells, places) in months.iter().zip(places) {
                let Some(cells) = cells.get(month) else { continue };
                for (at, head) in cells.heads.iter().enumerate() {
                    let customer = places.customers[(head.key >> 32) as usize] as usize;
                    if usize::from(dealt.partition[customer]) != partition {
                        continue;
                    }
                    let end = &mut ends[dealt.within[customer] as usize];
                    gathered.cells[*end] = Cell {
                        sum: S::of(cells, at),
                        traits: places.traits[(head.key & 0xFFFF_FFFF) as usize],
                        rows: head.rows,
                        month: month as MonthNumber,
                    };
                    *end += 1;
                }
            }
        });
        if !keeps {
            months.iter_mut().filter_map(|cells| cells.get_mut(month)).for_each(|cells| *cells = Cells::default());
        }
    }
    let settled: Option<Vec<()>> = gathered.par_iter_mut().map(settle).collect();
    Ok(settled.map(|_| gathered))
}

/// Puts each customer's cells in the order of month and traits and makes one of those that agree in both.
fn settle<S: Sum>(partition: &mut Partition<S>) -> Option<()> {
    let mut write = 0;
    for customer in 0..partition.customers.len() {
        let (start, end) = (partition.starts[customer], partition.starts[customer + 1]);
        // Months ascend already, but for that of lines without a date, which comes last as nulls do.
        partition.cells[start..end].sort_by_key(|cell| (cell.month.wrapping_sub(1), cell.traits));
        partition.starts[customer] = write;
        let first = write;
        for at in start..end {
            let cell = partition.cells[at];
            let same = write > first && {
                let last = &partition.cells[write - 1];
                (last.month, last.traits) == (cell.month, cell.traits)
            };
            if same {
                let last = &mut partition.cells[write - 1];
                last.sum = last.sum.plus(cell.sum)?;
                last.rows += cell.rows;
            } else {
                partition.cells[write] = cell;
                write += 1;
            }
        }
    }
    if let Some(end) = partition.starts.last_mut() {
        *end = write;
    }
    partition.cells.truncate(write);
    Some(())
}
