//! Sort keys as integers: one a row, whose order is that of the rows.
//!
//! A column of numbers becomes its distance from the smallest, a column of texts the rank among its distinct texts, each in as few
//! bits as it needs; the columns' bits stand one after the other. Such keys are compared in one instruction or two, where the
//! engine compares column by column through functions that it looks up for each.

use arrow::array::{Array, ArrayRef, AsArray, PrimitiveArray};
use arrow::compute::SortOptions;
use arrow::datatypes::{
    ArrowPrimitiveType, DataType, Date32Type, Decimal128Type, Float64Type, Int32Type, Int64Type, UInt32Type, UInt64Type,
};
use foldhash::fast::FixedState;
use std::collections::HashMap;

/// Whether columns of a type can be keys.
pub fn is_known(kind: &DataType) -> bool {
    let numbers = [
        DataType::Int32,
        DataType::Int64,
        DataType::UInt32,
        DataType::UInt64,
        DataType::Date32,
        DataType::Float64,
        DataType::Utf8,
        DataType::Utf8View,
    ];
    numbers.contains(kind) || matches!(kind, DataType::Decimal128(..))
}

/// The keys of rows.
#[derive(Debug)]
pub struct Keys {
    /// A key for each row.
    pub rows: Vec<u128>,
    /// The bits that a key has at most.
    pub width: u32,
}

impl Keys {
    /// The keys of so many rows by no column yet: all are equal.
    #[must_use]
    pub fn of(rows: usize) -> Keys {
        Keys { rows: vec![0; rows], width: 0 }
    }

    /// Keys by one more column, given in the batches that its rows come in. False where more than `most` bits would be needed, or
    /// its type is not known; the keys are then of no use.
    #[must_use]
    pub fn push(&mut self, column: &[ArrayRef], options: SortOptions, most: u32) -> bool {
        match column.first().map(|array| array.data_type()) {
            None => true,
            Some(DataType::Int32) => self.push_numbers::<Int32Type>(column, i128::from, options, most),
            Some(DataType::Int64) => self.push_numbers::<Int64Type>(column, i128::from, options, most),
            Some(DataType::UInt32) => self.push_numbers::<UInt32Type>(column, i128::from, options, most),
            Some(DataType::UInt64) => self.push_numbers::<UInt64Type>(column, i128::from, options, most),
            Some(DataType::Date32) => self.push_numbers::<Date32Type>(column, i128::from, options, most),
            Some(DataType::Float64) => self.push_numbers::<Float64Type>(column, total_order, options, most),
            Some(DataType::Decimal128(..)) => self.push_numbers::<Decimal128Type>(column, |it| it, options, most),
            Some(DataType::Utf8) => {
                let rows = || column.iter().flat_map(|array| array.as_string::<i32>().iter());
                self.push_texts(rows(), options, most)
            }
            Some(DataType::Utf8View) => {
                let rows = || column.iter().flat_map(|array| array.as_string_view().iter());
                self.push_texts(rows(), options, most)
            }
            Some(_) => false,
        }
    }

    fn push_numbers<T: ArrowPrimitiveType>(
        &mut self,
        column: &[ArrayRef],
        number: impl Fn(T::Native) -> i128,
        options: SortOptions,
        most: u32,
    ) -> bool {
        let arrays: Vec<&PrimitiveArray<T>> = column.iter().map(|array| array.as_primitive::<T>()).collect();
        let (mut least, mut largest) = (i128::MAX, i128::MIN);
        for value in arrays.iter().flat_map(|array| array.iter()).flatten().map(&number) {
            (least, largest) = (least.min(value), largest.max(value));
        }
        // The distance of any two is right as an unsigned number, though it may be no signed one.
        let distance = |value: i128| value.wrapping_sub(least).cast_unsigned();
        let span = if least <= largest { distance(largest) } else { 0 };
        let codes = arrays.iter().flat_map(|array| array.iter()).map(|value| value.map(|it| distance(number(it))));
        self.push_codes(codes, span, options, most)
    }

    fn push_texts<'text>(
        &mut self,
        rows: impl Iterator<Item = Option<&'text str>>,
        options: SortOptions,
        most: u32,
    ) -> bool {
        let mut numbers: HashMap<&str, u32, FixedState> = HashMap::default();
        let (mut distinct, mut codes) = (Vec::new(), Vec::with_capacity(self.rows.len()));
        // The same text often stands in row after row.
        let mut last: Option<(&str, u32)> = None;
        for row in rows {
            let Some(text) = row else {
                codes.push(u32::MAX);
                continue;
            };
            let number = match last {
                Some((before, number)) if before == text => number,
                _ => *numbers.entry(text).or_insert_with(|| {
                    distinct.push(text);
                    distinct.len() as u32 - 1
                }),
            };
            last = Some((text, number));
            codes.push(number);
        }
        let mut sorted: Vec<u32> = (0..distinct.len() as u32).collect();
        sorted.sort_unstable_by_key(|number| distinct[*number as usize]);
        let mut ranks = vec![0_u32; distinct.len()];
        sorted.into_iter().zip(0..).for_each(|(number, rank)| ranks[number as usize] = rank);
        let codes = codes.into_iter().map(|number| ranks.get(number as usize).map(|rank| u128::from(*rank)));
        self.push_codes(codes, distinct.len().saturating_sub(1) as u128, options, most)
    }

    /// `codes` are at most `span`, and nothing for nulls.
    fn push_codes(
        &mut self,
        codes: impl Iterator<Item = Option<u128>>,
        span: u128,
        options: SortOptions,
        most: u32,
    ) -> bool {
        let (null, first) = if options.nulls_first { (0, 1) } else { (span.saturating_add(1), 0) };
        let width = u128::BITS - span.saturating_add(1).leading_zeros();
        if span == u128::MAX || self.width + width > most.min(u128::BITS) {
            return false;
        }
        let code = |it: u128| first + if options.descending { span - it } else { it };
        for (key, it) in self.rows.iter_mut().zip(codes) {
            // A shift by all bits is none that a processor knows; it happens where one column needs them all.
            *key = key.checked_shl(width).unwrap_or(0) | it.map_or(null, code);
        }
        self.width += width;
        true
    }
}

/// An integer whose order is the total order of doubles.
fn total_order(value: f64) -> i128 {
    let bits = value.to_bits().cast_signed();
    i128::from(bits ^ ((bits >> 63).cast_unsigned() >> 1).cast_signed())
}
