//! What aggregates have in common that give each group a list: rows put group by group, and lists of entries made of columns.

use arrow::array::{ArrayRef, AsArray, Decimal128Array, Int64Array, ListArray, StructArray};
use arrow::buffer::OffsetBuffer;
use arrow::datatypes::{DataType, Decimal128Type, Field, Fields, Int64Type};
use arrow::error::ArrowError;
use datafusion::common::Result;
use datafusion::logical_expr::EmitTo;
use std::sync::Arc;

/// The rows of many groups as they come; `R` is a row without its group.
#[derive(Debug)]
pub struct Grouped<R> {
    groups: Vec<usize>,
    rows: Vec<R>,
    /// How many groups there are.
    pub count: usize,
}

impl<R: Copy + Default> Grouped<R> {
    /// No rows of no groups.
    #[must_use]
    pub fn new() -> Grouped<R> {
        Grouped { groups: Vec::new(), rows: Vec::new(), count: 0 }
    }

    /// Makes room for so many more rows.
    pub fn reserve(&mut self, rows: usize) {
        self.groups.reserve(rows);
        self.rows.reserve(rows);
    }

    /// Adds a row.
    pub fn push(&mut self, group: usize, row: R) {
        self.groups.push(group);
        self.rows.push(row);
    }

    /// Takes out the rows of the groups to emit, group by group and by `period`, and where each group begins and the last one
    /// ends.
    pub fn emitted(&mut self, emit: EmitTo, period: impl Fn(&R) -> i64) -> (Vec<R>, Vec<usize>) {
        let wanted = match emit {
            EmitTo::All => self.count,
            EmitTo::First(first) => first.min(self.count),
        };
        let mut starts = vec![0; wanted + 1];
        for group in self.groups.iter().filter(|group| **group < wanted) {
            starts[group + 1] += 1;
        }
        for group in 0..wanted {
            starts[group + 1] += starts[group];
        }
        let mut sorted = vec![R::default(); starts[wanted]];
        let (mut next, mut kept) = (starts.clone(), 0);
        for at in 0..self.rows.len() {
            let (group, row) = (self.groups[at], self.rows[at]);
            if group < wanted {
                sorted[next[group]] = row;
                next[group] += 1;
            } else {
                (self.groups[kept], self.rows[kept]) = (group - wanted, row);
                kept += 1;
            }
        }
        self.groups.truncate(kept);
        self.rows.truncate(kept);
        if kept == 0 {
            (self.groups, self.rows) = (Vec::new(), Vec::new());
        }
        self.count -= wanted;
        for group in starts.windows(2) {
            let rows = &mut sorted[group[0]..group[1]];
            if !rows.is_sorted_by_key(&period) {
                rows.sort_by_key(&period);
            }
        }
        (sorted, starts)
    }

    /// Bytes held, and those that putting the rows in order and making entries of them will take.
    #[must_use]
    pub fn size(&self) -> usize {
        3 * self.rows.capacity() * size_of::<R>() + self.groups.capacity() * size_of::<usize>()
    }
}

/// The columns of an entry, or of a row in a state.
pub fn fields(names: &[(&str, &DataType)]) -> Fields {
    names.iter().map(|(name, kind)| Field::new(*name, (*kind).clone(), true)).collect()
}

/// The type of a list of entries.
pub fn list(fields: Fields) -> DataType {
    DataType::List(Arc::new(Field::new_list_field(DataType::Struct(fields), true)))
}

/// Lists of so many entries each, made of columns that hold all entries.
///
/// # Errors
/// A bug where the columns are not those of `fields`.
pub fn listed(fields: Fields, columns: Vec<ArrayRef>, lengths: impl Iterator<Item = usize>) -> Result<ArrayRef> {
    let values = StructArray::try_new(fields.clone(), columns, None)?;
    let item = Arc::new(Field::new_list_field(DataType::Struct(fields), true));
    Ok(Arc::new(ListArray::try_new(item, OffsetBuffer::from_lengths(lengths), Arc::new(values), None)?))
}

/// The columns of the entries of all lists, and for each entry the group whose list it stands in.
pub fn unlisted(lists: &ArrayRef, groups: &[usize]) -> (Vec<ArrayRef>, Vec<usize>) {
    let lists = lists.as_list::<i32>();
    let offsets = lists.value_offsets();
    let (Some(first), Some(last)) = (offsets.first(), offsets.last()) else { return (Vec::new(), Vec::new()) };
    let rows = lists.values().slice(*first as usize, (last - first) as usize);
    let lengths = offsets.windows(2).map(|pair| (pair[1] - pair[0]) as usize);
    let of = groups.iter().zip(lengths).flat_map(|(group, length)| std::iter::repeat_n(*group, length)).collect();
    (rows.as_struct().columns().to_vec(), of)
}

/// A column of whole numbers.
pub fn whole(column: &ArrayRef) -> &Int64Array {
    column.as_primitive::<Int64Type>()
}

/// A column of amounts.
pub fn amounts(column: &ArrayRef) -> &Decimal128Array {
    column.as_primitive::<Decimal128Type>()
}

/// A sum, as long as its type of 38 digits holds it.
///
/// # Errors
/// An overflow.
pub fn added(one: i128, other: i128) -> Result<i128, ArrowError> {
    one.checked_add(other)
        .filter(|sum| sum.unsigned_abs() < 10_u128.pow(38))
        .ok_or_else(|| ArrowError::ArithmeticOverflow("a sum has more digits than its type holds".to_owned()))
}
