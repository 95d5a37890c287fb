//! Dimensions: the ledger's other columns, interned so that a row carries one number for all of them.

use super::columns::{Mapping, listed};
use super::file::{Class, DataFile};
use super::names::Pairs;
use crate::config::Config;
use crate::error::{Error, Result};
use crate::period::parse_date;
use crate::unit::Amount;
use arrow::array::StringArray;
use serde::{Deserialize, Serialize};
use std::collections::{BTreeSet, HashMap};
use std::sync::{Mutex, MutexGuard, PoisonError};

/// Distinct values up to which a column becomes a dimension by itself.
pub const MOST_VALUES: usize = 200;

/// A column whose values revenue is split by.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Dimension {
    /// Its name in the report.
    pub name: String,
    /// Its column in the file.
    pub column: String,
    /// Whether it was taken without being asked for, and so has to have few values, and words rather than numbers.
    pub unasked: bool,
    /// Whether it comes from CSV, where numbers look like text.
    pub is_csv: bool,
}

impl Dimension {
    /// Why an unasked column is no dimension after all: too many values, or numbers and dates in a text file.
    #[must_use]
    pub fn unfit<'a>(&self, values: usize, mut texts: impl Iterator<Item = &'a str>) -> Option<Unfit> {
        if !self.unasked {
            return None;
        }
        if values > MOST_VALUES {
            return Some(Unfit::TooMany);
        }
        let figure = |text: &str| Amount::parse(text).is_ok() || text.get(..10).and_then(parse_date).is_some();
        (values == 0 || self.is_csv && texts.all(figure)).then_some(Unfit::Figures)
    }
}

/// Why a column is no dimension.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Unfit {
    /// More than [`MOST_VALUES`] values.
    TooMany,
    /// Nothing at all, or a text file's column of numbers or dates only.
    Figures,
}

/// The ledger's dimensions: as configured, else product, currency and every text or boolean column without a role.
/// A configured name that only the customers table knows is passed over here.
///
/// # Errors
/// A usage error for a configured name that neither table has.
pub fn of_ledger(
    file: &DataFile,
    mapping: &Mapping,
    config: &Config,
    customers: &BTreeSet<String>,
) -> Result<Vec<Dimension>> {
    let own = |name: &str, column: &str, unasked| Dimension {
        name: name.to_owned(),
        column: column.to_owned(),
        unasked,
        is_csv: file.is_csv,
    };
    let Some(asked) = &config.dimensions else {
        let roles =
            ["product", "currency"].into_iter().filter_map(|role| Some(own(role, mapping.column(role)?, false)));
        return Ok(roles.chain(mapping.free.iter().map(|name| own(name, name, true))).collect());
    };
    let mut dimensions = Vec::new();
    for name in asked {
        let column = mapping.column(name).or_else(|| file.column(name).map(|column| column.name.as_str()));
        match column {
            Some(column) if file.column(column).is_none_or(|column| column.class == Class::Other) => {
                return Err(Error::usage(format!(
                    "`{name}` in `dimensions` is nested or binary and cannot be a dimension"
                )));
            }
            Some(column) => dimensions.push(own(name, column, false)),
            None if customers.contains(name) => {}
            None => {
                let has = listed(file.columns.iter().map(|column| &column.name));
                return Err(Error::usage(format!("`dimensions` names `{name}`, and no column is called so"))
                    .hint(format!("`{}` has {has}", file.name)));
            }
        }
    }
    Ok(dimensions)
}

/// What a combination's numbers stand for, a column each.
fn carried<'a>(named: &[Names<'a>], combination: &[u32]) -> Vec<Option<&'a str>> {
    let value = |(names, number): (&Names<'a>, &u32)| *names.as_ref()?.get(*number as usize)?;
    named.iter().zip(combination).map(value).collect()
}

/// The values of a dimension by number.
type Names<'a> = Option<Vec<Option<&'a str>>>;

/// A dimension's values by number, of which 0 is none; nothing where the column is no dimension after all.
fn names<'a>(dimension: &Dimension, values: &'a HashMap<String, u32>) -> Names<'a> {
    if dimension.unfit(values.len(), values.keys().map(String::as_str)).is_some() {
        return None;
    }
    let mut names = vec![None; values.len() + 1];
    values.iter().for_each(|(value, number)| names[*number as usize] = Some(value.as_str()));
    Some(names)
}

/// Every combination of dimension values seen, numbered from 1; shared by all partitions.
#[derive(Debug)]
pub struct Interner {
    dimensions: Vec<Dimension>,
    state: Mutex<State>,
}

#[derive(Debug, Default)]
struct State {
    /// Each dimension's values, numbered from 1; 0 is null.
    values: Vec<HashMap<String, u32>>,
    combinations: HashMap<Box<[u32]>, u32>,
}

/// What a partition remembers of the interner, so that it seldom has to ask.
#[derive(Debug)]
pub struct Memory {
    values: Vec<HashMap<String, u32>>,
    dropped: Vec<bool>,
    /// How the numbers of a row's values are put together, one value after the other.
    levels: Vec<Pairs>,
    /// The keys of whole combinations by their number in the last level.
    keys: Vec<Option<u32>>,
}

/// All that an interner knows, to be told to another of the same dimensions.
#[derive(Debug, Default, Serialize, Deserialize)]
pub struct Interns {
    /// Each dimension's values, by number from 1.
    values: Vec<Vec<String>>,
    /// The numbers of each combination's values, by key from 1.
    combinations: Vec<Vec<u32>>,
}

/// What the dimensions turned out to hold.
#[derive(Debug, Default)]
pub struct Interned {
    /// Names of the dimensions that stayed.
    pub kept: Vec<String>,
    /// Names of the columns with too many values.
    pub dropped: Vec<String>,
    /// Key, dimension and value, sorted by dimension, value and key.
    pub values: Vec<(u32, String, Option<String>)>,
}

impl Interner {
    /// An empty interner.
    #[must_use]
    pub fn new(dimensions: Vec<Dimension>) -> Interner {
        let values = dimensions.iter().map(|_| HashMap::new()).collect();
        Interner { dimensions, state: Mutex::new(State { values, combinations: HashMap::new() }) }
    }

    /// The dimensions, in the order their columns are passed to [`Interner::keys`].
    #[must_use]
    pub fn dimensions(&self) -> &[Dimension] {
        &self.dimensions
    }

    /// A partition's empty memory.
    #[must_use]
    pub fn memory(&self) -> Memory {
        Memory {
            values: self.dimensions.iter().map(|_| HashMap::new()).collect(),
            dropped: vec![false; self.dimensions.len()],
            levels: self.dimensions.iter().map(|_| Pairs::default()).collect(),
            keys: Vec::new(),
        }
    }

    /// The key of each row's combination of values; 0 where there are no dimensions.
    #[must_use]
    pub fn keys(&self, columns: &[StringArray], rows: usize, memory: &mut Memory) -> Vec<u32> {
        let mut numbers = Vec::new();
        for (at, column) in columns.iter().enumerate() {
            numbers.push(column.iter().map(|value| value.map_or(0, |value| self.value(at, value, memory))).collect());
        }
        if numbers.is_empty() { vec![0; rows] } else { self.combined(&numbers, memory) }
    }

    /// The number of a value of the dimension at that place.
    #[must_use]
    pub fn value(&self, at: usize, value: &str, memory: &mut Memory) -> u32 {
        if memory.dropped[at] {
            return 0;
        }
        let known = memory.values[at].get(value).copied();
        known.unwrap_or_else(|| self.number(at, value, memory))
    }

    /// The key of each row's combination of numbers, one column a dimension; nothing where there are no dimensions.
    #[must_use]
    pub fn combined(&self, columns: &[Vec<u32>], memory: &mut Memory) -> Vec<u32> {
        let rows = columns.first().map_or(0, Vec::len);
        let key = |row: usize| {
            let mut number = 0;
            for (level, column) in memory.levels.iter_mut().zip(columns) {
                number = level.number(number, column[row]);
            }
            let at = number as usize;
            if at >= memory.keys.len() {
                memory.keys.resize(at + 1, None);
            }
            *memory.keys[at].get_or_insert_with(|| self.key(columns.iter().map(|column| column[row]).collect()))
        };
        (0..rows).map(key).collect()
    }

    /// The key of a combination, the same for all partitions.
    fn key(&self, combination: Box<[u32]>) -> u32 {
        let mut state = self.state();
        let next = state.combinations.len() as u32 + 1;
        *state.combinations.entry(combination).or_insert(next)
    }

    /// Numbers a new value. A column that proves too varied is dropped here, before its combinations fill the memory.
    fn number(&self, at: usize, value: &str, memory: &mut Memory) -> u32 {
        let mut state = self.state();
        let values = &mut state.values[at];
        if self.dimensions[at].unasked && values.len() > MOST_VALUES {
            memory.dropped[at] = true;
            return 0;
        }
        let next = values.len() as u32 + 1;
        let number = *values.entry(value.to_owned()).or_insert(next);
        memory.values[at].insert(value.to_owned(), number);
        number
    }

    /// All that is known so far.
    #[must_use]
    pub fn known(&self) -> Interns {
        let state = self.state();
        let by_number = |values: &HashMap<String, u32>| {
            let mut values: Vec<(u32, &String)> = values.iter().map(|(value, number)| (*number, value)).collect();
            values.sort_unstable();
            values.into_iter().map(|(_, value)| value.clone()).collect()
        };
        let mut combinations: Vec<(u32, &[u32])> = state.combinations.iter().map(|(it, key)| (*key, &**it)).collect();
        combinations.sort_unstable();
        Interns {
            values: state.values.iter().map(by_number).collect(),
            combinations: combinations.into_iter().map(|(_, combination)| combination.to_vec()).collect(),
        }
    }

    /// Learns what another interner of the same dimensions knew. Returns the keys here by its keys; 0 stays 0.
    #[must_use]
    pub fn learn(&self, known: &Interns, memory: &mut Memory) -> Vec<u32> {
        let mut numbers = Vec::new();
        for (at, values) in known.values.iter().enumerate().take(self.dimensions.len()) {
            let of_values = values.iter().map(|value| self.value(at, value, memory));
            numbers.push([0].into_iter().chain(of_values).collect::<Vec<u32>>());
        }
        let here = |at: usize, number: &u32| numbers.get(at).and_then(|here| here.get(*number as usize)).copied();
        let key = |combination: &Vec<u32>| {
            self.key(combination.iter().enumerate().map(|(at, number)| here(at, number).unwrap_or(0)).collect())
        };
        [0].into_iter().chain(known.combinations.iter().map(key)).collect()
    }

    /// Numbers the combinations anew once all are met, in the order of the values they carry, so that the numbers go by what the
    /// ledger holds and not by which reader was faster. Combinations that differ in columns alone that are no dimensions become
    /// one. Returns the new keys by the old ones; 0 stays 0.
    #[must_use]
    pub fn settle(&self) -> Vec<u32> {
        let mut state = self.state();
        let State { values, combinations } = &mut *state;
        let columns = self.dimensions.iter().zip(&*values);
        let named: Vec<Names<'_>> = columns.map(|(dimension, values)| names(dimension, values)).collect();
        let order = combinations.iter_mut().map(|(combination, key)| (carried(&named, combination), combination, key));
        let mut order: Vec<_> = order.collect();
        order.sort_unstable();
        let (mut keys, mut bare) = (vec![0; order.len() + 1], Vec::new());
        for alike in order.chunk_by_mut(|one, other| one.0 == other.0) {
            let next = bare.len() as u32 + 1;
            // Who reads the ledger once more finds no numbers any more in a column that was dropped.
            let kept = alike[0].1.iter().zip(&named).map(|(number, names)| if names.is_some() { *number } else { 0 });
            bare.push((kept.collect::<Box<[u32]>>(), next));
            for (_, _, key) in alike {
                let old = std::mem::replace(*key, next) as usize;
                if old >= keys.len() {
                    keys.resize(old + 1, 0);
                }
                keys[old] = next;
            }
        }
        combinations.extend(bare);
        keys
    }

    /// What was interned so far.
    #[must_use]
    pub fn finish(&self) -> Interned {
        let state = self.state();
        let mut interned = Interned::default();
        for (at, dimension) in self.dimensions.iter().enumerate() {
            let values = &state.values[at];
            match dimension.unfit(values.len(), values.keys().map(String::as_str)) {
                Some(Unfit::TooMany) => interned.dropped.push(dimension.name.clone()),
                Some(Unfit::Figures) => {}
                None => {
                    let names: HashMap<u32, &String> = values.iter().map(|(name, number)| (*number, name)).collect();
                    let value = |number: u32| names.get(&number).map(|name| (*name).clone());
                    let rows = state.combinations.iter();
                    interned
                        .values
                        .extend(rows.map(|(combination, key)| (*key, dimension.name.clone(), value(combination[at]))));
                    interned.kept.push(dimension.name.clone());
                }
            }
        }
        interned.values.sort_by(|one, other| (&one.1, &one.2, one.0).cmp(&(&other.1, &other.2, other.0)));
        interned.values.dedup();
        interned
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
