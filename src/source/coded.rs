//! Text columns as numbers: where the column is a dictionary, each word is looked up once.

use super::exact::{At, printed, texts};
use super::file::Class;
use crate::error::Result;
use arrow::array::{Array, ArrayRef, AsArray, StringArray};
use arrow::datatypes::{DataType, Int32Type};

/// A word that was not looked up yet.
const UNSEEN: u32 = u32::MAX;

/// A text column of a chunk.
#[derive(Debug, Clone, Copy)]
pub struct Coded<'a> {
    /// The column.
    pub array: &'a ArrayRef,
    /// What it must be able to name; none for what only has to print.
    pub class: Option<Class>,
    /// Where it stands, for errors.
    pub at: At<'a>,
}

/// The numbers of a dictionary's words. Chunks of a row group share their dictionary.
#[derive(Debug, Default)]
pub struct Words {
    /// Held, so that no other dictionary can come to lie where this one lies.
    dictionary: Option<StringArray>,
    numbers: Vec<u32>,
}

impl Words {
    fn turn_to(&mut self, dictionary: &StringArray) {
        let lies_at = |words: &StringArray| (words.value_data().as_ptr(), words.value_offsets().as_ptr(), words.len());
        if self.dictionary.as_ref().is_none_or(|known| lies_at(known) != lies_at(dictionary)) {
            self.numbers.clear();
            self.numbers.resize(dictionary.len(), UNSEEN);
            self.dictionary = Some(dictionary.clone());
        }
    }
}

/// Each row's number: 0 where it is empty, else what `number` says of its text, which is asked only for words that stand in a row.
///
/// # Errors
/// An input error for types that cannot be text.
pub fn numbers(column: &Coded<'_>, words: &mut Words, mut number: impl FnMut(&str) -> u32) -> Result<Vec<u32>> {
    let mut told = |text: &str| if text.trim().is_empty() { 0 } else { number(text) };
    if let Some(coded) = column.array.as_dictionary_opt::<Int32Type>()
        && let Some(dictionary) = coded.values().as_string_opt::<i32>()
        && dictionary.null_count() == 0
    {
        words.turn_to(dictionary);
        let known = &mut words.numbers;
        let mut of = |key: i32| {
            let at = key as usize;
            if known[at] == UNSEEN {
                known[at] = told(dictionary.value(at));
            }
            known[at]
        };
        if coded.null_count() == 0 {
            return Ok(coded.keys().values().iter().map(|key| of(*key)).collect());
        }
        return Ok(coded.keys().iter().map(|key| key.map_or(0, &mut of)).collect());
    }
    if matches!(column.array.data_type(), DataType::Null) {
        return Ok(vec![0; column.array.len()]);
    }
    let text = match column.class {
        Some(class) => texts(column.array, class, &column.at)?,
        None => printed(column.array, &column.at)?,
    };
    Ok(text.iter().map(|text| text.map_or(0, &mut told)).collect())
}
