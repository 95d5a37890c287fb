//! What one reader collects: names, traits, and the cells of each month.

use super::cells::{Cells, Full, Head, Key, Line, key};
use super::record::{Entry, Width};
use crate::period::Month;
use crate::source::names::{Names, Pairs};
use crate::source::scope::{KINDS, SCOPES, Scope};

/// The month that [`MonthNumber`] 1 stands for.
const FIRST: i32 = 1969 * 12;

/// A month in 16 bits; 0 is that of a line without a date.
pub type MonthNumber = u16;

/// The number of a month.
#[must_use]
pub fn month_number(month: Month) -> MonthNumber {
    u16::try_from(month.0 - FIRST + 1).unwrap_or(0)
}

/// The month of a number; none for 0.
#[must_use]
pub fn month_of(number: MonthNumber) -> Option<Month> {
    (number > 0).then(|| Month(FIRST - 1 + i32::from(number)))
}

/// The texts that lines may carry besides their customer.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Text {
    /// Currency code.
    Currency,
    /// Contract id.
    Contract,
    /// Product.
    Product,
}

impl Text {
    /// The role of its column.
    #[must_use]
    pub fn role(self) -> &'static str {
        match self {
            Text::Currency => "currency",
            Text::Contract => "contract_id",
            Text::Product => "product",
        }
    }
}

/// All of them, in the order in which traits are put together.
pub const TEXTS: [Text; 3] = [Text::Currency, Text::Contract, Text::Product];

/// What lines can share besides customer and month.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Traits {
    /// Kind.
    pub kind: Option<&'static str>,
    /// Currency, contract, product.
    pub texts: [Option<String>; 3],
    /// The key of the combination of dimension values.
    pub dimension_key: u32,
    /// Whether the line was spread over a service period.
    pub has_period: bool,
    /// Used, left out or set aside.
    pub scope: &'static str,
    /// Why, where it is not used.
    pub reason: Option<&'static str>,
}

/// Kind, scope and period as one small number.
#[must_use]
pub fn basics(kind: Option<&'static str>, scope: Scope, has_period: bool) -> u32 {
    let kind = kind.and_then(|kind| KINDS.iter().position(|known| *known == kind)).map_or(0, |at| at as u32 + 1);
    let scope = SCOPES.iter().position(|known| *known == scope).unwrap_or(0) as u32;
    basics_of(kind, scope, has_period)
}

/// The same from the numbers of kind (0 for none) and scope.
#[must_use]
#[inline]
pub fn basics_of(kind: u32, scope: u32, has_period: bool) -> u32 {
    scope << 5 | kind << 1 | u32::from(has_period)
}

/// One more than the largest of them.
pub const BASICS: u32 = (SCOPES.len() as u32) << 5;

/// Whether these are [`basics`] of a kind and a scope that there are.
#[must_use]
pub fn are_basics(basics: u32) -> bool {
    (basics >> 5) < SCOPES.len() as u32 && basics >> 1 & 15 <= KINDS.len() as u32
}

/// Names, traits and cells of one reader.
#[derive(Debug, Clone, Default)]
pub struct Shelf {
    /// Customer ids.
    pub customers: Names,
    /// Currencies, contracts and products.
    pub texts: [Names; 3],
    /// How traits are put together: basics and currency, that and contract, that and product, that and dimension key.
    levels: [Pairs; 4],
    /// The cells by [`MonthNumber`].
    pub months: Vec<Cells>,
    sorted: Sorted,
}

/// A batch in the order of its months, kept to save allocations.
#[derive(Debug, Clone, Default)]
struct Sorted {
    starts: Vec<u32>,
    keys: Vec<Key>,
    amounts: Vec<i64>,
}

impl Shelf {
    /// The number of a line's traits.
    #[inline]
    pub fn traits(&mut self, basics: u32, texts: [u32; 3], dimension_key: u32) -> u32 {
        let mut number = basics;
        for (level, text) in self.levels.iter_mut().zip(texts.into_iter().chain([dimension_key])) {
            number = level.number(number, text);
        }
        number
    }

    /// How many different traits there are.
    #[must_use]
    pub fn kinds_of_traits(&self) -> usize {
        self.levels[3].len()
    }

    /// What the traits of a number are put together from: basics, texts by number, dimension key.
    #[must_use]
    pub fn parts_of(&self, number: u32) -> (u32, [u32; 3], u32) {
        let (number, dimension_key) = self.levels[3].get(number);
        let (number, product) = self.levels[2].get(number);
        let (number, contract) = self.levels[1].get(number);
        let (basics, currency) = self.levels[0].get(number);
        (basics, [currency, contract, product], dimension_key)
    }

    /// The traits of a number.
    #[must_use]
    pub fn traits_of(&self, number: u32) -> Traits {
        let (basics, [currency, contract, product], dimension_key) = self.parts_of(number);
        let text = |at: usize, number: u32| self.texts[at].get(number).map(str::to_owned);
        let scope = SCOPES[(basics >> 5) as usize];
        Traits {
            kind: (basics >> 1 & 15).checked_sub(1).map(|at| KINDS[at as usize]),
            texts: [text(0, currency), text(1, contract), text(2, product)],
            dimension_key,
            has_period: basics & 1 == 1,
            scope: scope.scope,
            reason: scope.reason,
        }
    }

    /// How many cells there are.
    #[must_use]
    pub fn count(&self) -> usize {
        self.months.iter().map(|cells| cells.heads.len()).sum()
    }

    /// Which sums the cells have.
    #[must_use]
    pub fn width(&self) -> Width {
        let has_more = |cells: &Cells| cells.converted.is_some() || cells.costs.is_some();
        if self.months.iter().any(has_more) {
            Width::Full
        } else if self.months.iter().all(Cells::is_narrow) {
            Width::Narrow
        } else {
            Width::Amounts
        }
    }

    /// A month's cell, by its place.
    #[must_use]
    pub fn entry(&self, month: MonthNumber, at: usize) -> Entry {
        let cells = &self.months[usize::from(month)];
        let Head { key, rows, .. } = cells.heads[at];
        Entry { customer: (key >> 32) as u32, traits: key as u32, month, rows, sum: cells.full(at) }
    }

    /// Adds what another reader of the same ledger collected.
    pub fn add_shelf(&mut self, other: &Shelf) {
        let here = |own: &mut Names, others: &Names| -> Vec<u32> {
            [0].into_iter().chain(others.iter().map(|name| own.number(name))).collect()
        };
        let customers = here(&mut self.customers, &other.customers);
        let mut texts = Vec::new();
        for (own, others) in self.texts.iter_mut().zip(&other.texts) {
            texts.push(here(own, others));
        }
        let mut traits = Vec::new();
        for number in 0..other.kinds_of_traits() as u32 {
            let (basics, numbers, dimension_key) = other.parts_of(number);
            traits.push(self.traits(basics, [0, 1, 2].map(|at| texts[at][numbers[at] as usize]), dimension_key));
        }
        for (month, cells) in other.months.iter().enumerate() {
            for (at, other) in cells.heads.iter().enumerate() {
                let key = key(customers[(other.key >> 32) as usize], traits[(other.key & 0xFFFF_FFFF) as usize]);
                self.add_sum(month as MonthNumber, key, cells.full(at), other.rows);
            }
        }
    }

    /// Adds what lines of the same month, customer and traits come to.
    pub fn add_sum(&mut self, month: MonthNumber, key: Key, sum: Full, rows: u32) {
        self.month(month).add_sum(key, sum, rows);
    }

    /// Adds one line.
    pub fn add(&mut self, month: MonthNumber, customer: u32, traits: u32, line: Line) {
        self.month(month).add(key(customer, traits), line);
    }

    /// Adds rows of nothing but amounts.
    pub fn add_all(&mut self, months: &[MonthNumber], keys: &[Key], amounts: &[i64]) {
        let turns = months.windows(2).filter(|pair| pair[0] != pair[1]).count();
        if turns * 64 <= months.len() {
            return self.add_runs(months, keys, amounts);
        }
        let mut sorted = std::mem::take(&mut self.sorted);
        sorted.fill(months, keys, amounts);
        for month in 0..sorted.starts.len().saturating_sub(1) {
            let run = sorted.starts[month] as usize..sorted.starts[month + 1] as usize;
            if !run.is_empty() {
                self.month(month as MonthNumber).add_all(&sorted.keys[run.clone()], &sorted.amounts[run]);
            }
        }
        self.sorted = sorted;
    }

    fn add_runs(&mut self, months: &[MonthNumber], keys: &[Key], amounts: &[i64]) {
        let mut start = 0;
        for run in months.chunk_by(|one, other| one == other) {
            let end = start + run.len();
            self.month(run[0]).add_all(&keys[start..end], &amounts[start..end]);
            start = end;
        }
    }

    fn month(&mut self, month: MonthNumber) -> &mut Cells {
        let at = usize::from(month);
        if at >= self.months.len() {
            self.months.resize_with(at + 1, Cells::default);
        }
        &mut self.months[at]
    }
}

impl Sorted {
    /// Counts the rows of each month and puts them behind each other.
    fn fill(&mut self, months: &[MonthNumber], keys: &[Key], amounts: &[i64]) {
        let most = usize::from(months.iter().copied().max().unwrap_or(0));
        self.starts.clear();
        self.starts.resize(most + 2, 0);
        months.iter().for_each(|month| self.starts[usize::from(*month) + 1] += 1);
        for month in 0..=most {
            self.starts[month + 1] += self.starts[month];
        }
        let mut next = self.starts.clone();
        self.keys.resize(keys.len(), 0);
        self.amounts.resize(keys.len(), 0);
        for ((month, key), amount) in months.iter().zip(keys).zip(amounts) {
            let at = &mut next[usize::from(*month)];
            self.keys[*at as usize] = *key;
            self.amounts[*at as usize] = *amount;
            *at += 1;
        }
    }
}
