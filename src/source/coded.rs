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
    /// Begins anew where the dictionary is another.
    fn turn_to(&mut self, dictionary: &StringArray) -> bool {
        let lies_at = |words: &StringArray| (words.value_data().as_ptr(), words.value_offsets().as_ptr(), words.len());
        let is_other = self.dictionary.as_ref().is_none_or(|known| lies_at(known) != lies_at(dictionary));
        if is_other {
            self.numbers.clear();
            self.numbers.resize(dictionary.len(), UNSEEN);
            self.dictionary = Some(dictionary.clone());
        }
        is_other
    }
}

/// Looks all words of a column's dictionary up among those that are known already. One after the other, look-ups in a table that is
/// larger than the processor's cache do not wait for each other, as they would between the rows.
pub fn recall(column: &Coded<'_>, words: &mut Words, find: impl Fn(&str) -> Option<u32>) {
    let Some(dictionary) = dictionary(column) else { return };
    if words.turn_to(dictionary) {
        let known = |text: &str| if text.trim().is_empty() { Some(0) } else { find(text) };
        words.numbers.iter_mut().zip(dictionary.iter()).for_each(|(number, text)| {
            *number = text.and_then(known).unwrap_or(UNSEEN);
        });
    }
}

fn dictionary<'a>(column: &Coded<'a>) -> Option<&'a StringArray> {
    let words = column.array.as_dictionary_opt::<Int32Type>()?.values().as_string_opt::<i32>()?;
    (words.null_count() == 0).then_some(words)
}

/// Each row's number: 0 where it is empty, else what `number` says of its text, which is asked only for words that stand in a row.
///
/// # Errors
/// An input error for types that cannot be text.
pub fn numbers(column: &Coded<'_>, words: &mut Words, mut number: impl FnMut(&str) -> u32) -> Result<Vec<u32>> {
    let mut told = |text: &str| if text.trim().is_empty() { 0 } else { number(text) };
    if let Some(coded) = column.array.as_dictionary_opt::<Int32Type>()
        && let Some(dictionary) = dictionary(column)
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

#[cfg(test)]
#[allow(clippy::unwrap_used)]
mod tests {
    use super::*;
    use crate::source::file::Places;
    use arrow::array::{DictionaryArray, Int32Array};
    use std::sync::Arc;

    #[test]
    fn only_words_that_stand_in_a_row_are_met() {
        let places = Places::From(0);
        let at = At { file: "ledger", column: "customer_id", places: &places };
        let dictionary = Arc::new(StringArray::from(vec!["known", "new", " ", "in no row", "known and in no row"]));
        let coded = |keys: Vec<Option<i32>>| -> ArrayRef {
            let words = Arc::clone(&dictionary);
            Arc::new(DictionaryArray::<Int32Type>::try_new(Int32Array::from(keys), words).unwrap())
        };
        let find =
            |text: &str| ["known", "known and in no row"].iter().position(|it| *it == text).map(|at| at as u32 + 7);
        let (mut words, mut met) = (Words::default(), Vec::new());
        for keys in [vec![Some(0), Some(1), None, Some(2), Some(1)], vec![Some(1), Some(0)]] {
            let array = coded(keys.clone());
            let column = Coded { array: &array, class: None, at };
            recall(&column, &mut words, find);
            let found = numbers(&column, &mut words, |text| {
                met.push(text.to_owned());
                9
            });
            let expected = keys.iter().map(|key| key.map_or(0, |key| [7, 9, 0][key as usize]));
            assert_eq!(found.unwrap(), expected.collect::<Vec<u32>>());
        }
        assert_eq!(met, ["new"]);
    }
}
