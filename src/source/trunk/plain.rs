//! Ledgers whose rows need no look of their own: one currency, no service periods, nothing booked later. Their columns are
//! read one after the other, and what a text means is found once for each word of a dictionary.

use super::cells::{Key, Line, key};
use super::shelf::{BASICS, MonthNumber, Shelf, TEXTS, Text, basics_of, month_number};
use crate::error::{Error, Result};
use crate::source::coded::{Coded, Words, numbers, recall};
use crate::source::dates::{LAST_DAY, days};
use crate::source::exact::{Amounts, At, amounts, texts};
use crate::source::file::{Chunk, Class, DataFile};
use crate::source::fingerprints::fingerprints;
use crate::source::ledger::{Desk, Ledger};
use crate::source::lines::text_at;
use crate::source::scope::{EMPTY, KINDS};
use crate::source::survey::currency_code;
use crate::source::tally::Seen;
use crate::unit::SCALE;
use arrow::array::{Array, ArrayRef, AsArray};
use arrow::datatypes::{DataType, Date32Type, Decimal64Type};

/// A day that a row does not have.
const NO_DAY: i32 = i32::MIN;
/// The number of a kind without a meaning, beyond those of [`KINDS`].
const UNKNOWN: u32 = KINDS.len() as u32 + 1;

/// One reader of such a ledger, with what it remembers from chunk to chunk.
#[derive(Debug)]
pub struct Plain<'a> {
    ledger: &'a Ledger,
    /// Month numbers by day from 1970-01-01.
    months: Vec<MonthNumber>,
    customer: Words,
    kind: Words,
    texts: [Words; 3],
    dimensions: Vec<Words>,
    /// Kinds without a meaning, by number from [`UNKNOWN`].
    unknown: Vec<String>,
    /// What each customer's latest rows say, by number.
    said: Vec<Seen>,
    /// The numbers of traits without texts, plus one, by their basics and dimension key.
    bare: Vec<u32>,
}

/// Dimension keys under this bound are remembered with their traits.
const KEYS: u32 = 1 << 10;

/// A column of amounts in millionths, and which rows have none.
struct Micros {
    narrow: Option<Vec<i64>>,
    wide: Vec<Option<i128>>,
    missing: Vec<bool>,
    rounded: u64,
}

impl<'a> Plain<'a> {
    /// Whether the ledger is one of these.
    #[must_use]
    pub fn reads(ledger: &Ledger) -> bool {
        let has = |role: &str| ledger.mapping.column(role).is_some();
        let spreads = ledger.spread && has("service_start") && has("service_end");
        ledger.known.is_none() && !ledger.has_foreign && !spreads && !ledger.billing.is_given()
    }

    /// A reader.
    #[must_use]
    pub fn new(ledger: &'a Ledger) -> Plain<'a> {
        let word = Words::default;
        Plain {
            ledger,
            months: (0..=LAST_DAY).map(|day| month_number(ledger.calendar.of_days(day))).collect(),
            customer: word(),
            kind: word(),
            texts: [word(), word(), word()],
            dimensions: ledger.interner.dimensions().iter().map(|_| word()).collect(),
            unknown: Vec::new(),
            said: Vec::new(),
            bare: vec![0; (BASICS * KEYS) as usize],
        }
    }

    /// Adds the rows of a chunk.
    ///
    /// # Errors
    /// Input errors that name the file, the row, the column and the value.
    pub fn add(&mut self, file: &DataFile, chunk: &Chunk, desk: &mut Desk, shelf: &mut Shelf) -> Result<()> {
        let customers = self.customers(file, chunk, shelf)?;
        let days = self.days(file, chunk)?;
        let money = self.money(file, chunk, desk)?;
        let cost = self.cost(file, chunk)?;
        let traits = self.traits(file, chunk, (&days, &money), desk, shelf)?;
        self.note(file, chunk, &customers, &days, shelf)?;
        self.tally(chunk, &money, cost.as_ref(), desk)?;
        let months: Vec<MonthNumber> = days.iter().map(|day| self.month(*day)).collect();
        match (&money.narrow, &cost) {
            (Some(narrow), None) => {
                let keys: Vec<Key> =
                    customers.iter().zip(&traits).map(|(customer, traits)| key(*customer, *traits)).collect();
                shelf.add_all(&months, &keys, narrow);
            }
            _ => {
                for row in 0..chunk.rows {
                    let amount = money.at(row).unwrap_or(0);
                    let cost = cost.as_ref().and_then(|cost| cost.micros[row]);
                    let line = Line { amount, converted: amount, cost, rows: 1 };
                    shelf.add(months[row], customers[row], traits[row], line);
                }
            }
        }
        Ok(())
    }

    /// What was collected beside the cells.
    pub fn close(self, desk: &mut Desk, shelf: &Shelf) {
        let mut said = self.said.into_iter();
        for name in shelf.customers.iter() {
            desk.tally.customers.insert(name.to_owned(), said.next().unwrap_or_default());
        }
    }

    #[inline]
    fn month(&self, day: i32) -> MonthNumber {
        usize::try_from(day).ok().and_then(|day| self.months.get(day)).copied().unwrap_or(0)
    }

    fn customers(&mut self, file: &DataFile, chunk: &Chunk, shelf: &mut Shelf) -> Result<Vec<u32>> {
        let column =
            column(self.ledger, file, chunk, "customer_id").ok_or_else(|| Error::bug("no customers were read"))?;
        recall(&column, &mut self.customer, |id| shelf.customers.find(id));
        numbers(&column, &mut self.customer, |id| shelf.customers.number(id))
    }

    /// Each row's day, or [`NO_DAY`].
    fn days(&self, file: &DataFile, chunk: &Chunk) -> Result<Vec<i32>> {
        let Coded { array, at, .. } =
            column(self.ledger, file, chunk, "date").ok_or_else(|| Error::bug("no dates were read"))?;
        if let Some(dates) = array.as_primitive_opt::<Date32Type>()
            && dates.null_count() == 0
            && dates.values().iter().all(|day| (0..=LAST_DAY).contains(day))
        {
            return Ok(dates.values().to_vec());
        }
        Ok(days(array, &at, &self.ledger.calendar)?.into_iter().map(|day| day.unwrap_or(NO_DAY)).collect())
    }

    fn money(&self, file: &DataFile, chunk: &Chunk, desk: &mut Desk) -> Result<Micros> {
        let Coded { array, at, .. } =
            column(self.ledger, file, chunk, "amount").ok_or_else(|| Error::bug("no amounts were read"))?;
        if let Some((micros, places)) = of_decimals(array) {
            desk.tally.finest(micros.narrow.as_deref().unwrap_or_default(), places);
            return Ok(micros);
        }
        let Amounts { micros, rounded, .. } = amounts(array, &at)?;
        micros.iter().flatten().for_each(|micros| desk.tally.amount(*micros));
        let narrow = micros.iter().map(|micros| i64::try_from(micros.unwrap_or(0)).ok()).collect();
        let missing = micros.iter().map(Option::is_none).collect();
        Ok(Micros { narrow, wide: micros, missing, rounded })
    }

    fn cost(&self, file: &DataFile, chunk: &Chunk) -> Result<Option<Amounts>> {
        column(self.ledger, file, chunk, "cost").map(|cost| amounts(cost.array, &cost.at)).transpose()
    }

    /// Each row's kind: 0 where the ledger has none, else its place among [`KINDS`] from 1, or one from [`UNKNOWN`] on.
    fn kinds(&mut self, file: &DataFile, chunk: &Chunk, desk: &mut Desk) -> Result<Option<Vec<u32>>> {
        let Some(column) = column(self.ledger, file, chunk, "kind") else { return Ok(None) };
        let (kinds, unknown) = (&self.ledger.kinds, &mut self.unknown);
        let mut number = |value: &str| match kinds.of(value).and_then(|kind| KINDS.iter().position(|it| *it == kind)) {
            Some(at) => at as u32 + 1,
            None => {
                let at = unknown.iter().position(|known| known == value).unwrap_or_else(|| {
                    unknown.push(value.to_owned());
                    unknown.len() - 1
                });
                UNKNOWN + at as u32
            }
        };
        let mut found = numbers(&column, &mut self.kind, &mut number)?;
        if found.contains(&0) {
            let empty = number(EMPTY);
            found.iter_mut().filter(|kind| **kind == 0).for_each(|kind| *kind = empty);
        }
        for kind in found.iter_mut().filter(|kind| **kind >= UNKNOWN) {
            *desk.tally.unmapped.entry(self.unknown[(*kind - UNKNOWN) as usize].clone()).or_default() += 1;
            *kind = 0;
        }
        Ok(Some(found))
    }

    /// The number of each row's traits; notes the days of used rows.
    fn traits(
        &mut self,
        file: &DataFile,
        chunk: &Chunk,
        (days, money): (&[i32], &Micros),
        desk: &mut Desk,
        shelf: &mut Shelf,
    ) -> Result<Vec<u32>> {
        let kinds = self.kinds(file, chunk, desk)?;
        let mut texts: [Option<Vec<u32>>; 3] = Default::default();
        for (at, text) in TEXTS.into_iter().enumerate() {
            if let Some(column) = column(self.ledger, file, chunk, text.role()) {
                let names = &mut shelf.texts[at];
                let number = |value: &str| match text {
                    Text::Currency => names.number(&currency_code(value)),
                    _ => names.number(value),
                };
                texts[at] = Some(numbers(&column, &mut self.texts[at], number)?);
            }
        }
        let dimensions = self.dimension_keys(file, chunk, desk)?;
        let (mut used, are_bare): (Option<i32>, bool) = (None, texts.iter().all(Option::is_none));
        let traits = (0..chunk.rows).map(|row| {
            let kind = kinds.as_ref().map_or(0, |kinds| kinds[row]);
            let has_amount = money.missing.get(row).is_none_or(|missing| !missing);
            let day = Some(days[row]).filter(|day| *day != NO_DAY);
            let scope = self.ledger.bounds.number(day, has_amount, kind);
            if scope == 0 {
                used = Some(used.map_or(days[row], |first| first.min(days[row])));
            }
            let text = |at: usize| texts[at].as_ref().map_or(0, |numbers| numbers[row]);
            let (basics, key) = (basics_of(kind, scope, false), dimensions.get(row).copied().unwrap_or(0));
            if !are_bare || key >= KEYS {
                return shelf.traits(basics, [text(0), text(1), text(2)], key);
            }
            let known = &mut self.bare[(basics * KEYS + key) as usize];
            if *known == 0 {
                *known = shelf.traits(basics, [0; 3], key) + 1;
            }
            *known - 1
        });
        let traits = traits.collect();
        if let Some(day) = used {
            desk.tally.used(day, self.ledger.calendar.of_days(day));
        }
        Ok(traits)
    }

    fn dimension_keys(&mut self, file: &DataFile, chunk: &Chunk, desk: &mut Desk) -> Result<Vec<u32>> {
        let ledger = self.ledger;
        let mut columns = Vec::new();
        for (at, dimension) in ledger.interner.dimensions().iter().enumerate() {
            let column = named(ledger, file, chunk, &dimension.column)
                .ok_or_else(|| Error::bug("a dimension's column was not read"))?;
            let is_currency = ledger.mapping.column("currency") == Some(&dimension.column);
            let memory = &mut desk.memory;
            let number = |value: &str| match is_currency {
                true => ledger.interner.value(at, &currency_code(value), memory),
                false => ledger.interner.value(at, value, memory),
            };
            columns.push(numbers(&Coded { class: None, ..column }, &mut self.dimensions[at], number)?);
        }
        Ok(ledger.interner.combined(&columns, &mut desk.memory))
    }

    /// Notes what rows say of their customers' names and parents.
    fn note(&mut self, file: &DataFile, chunk: &Chunk, customers: &[u32], days: &[i32], shelf: &Shelf) -> Result<()> {
        let text = |role: &str| {
            let column = column(self.ledger, file, chunk, role);
            column.map(|it| texts(it.array, it.class.unwrap_or(Class::Text), &it.at)).transpose()
        };
        let (names, parents) = (text("name")?, text("parent_id")?);
        if names.is_none() && parents.is_none() {
            return Ok(());
        }
        self.said.resize(shelf.customers.len(), Seen::default());
        for (row, customer) in customers.iter().enumerate() {
            if let Some(seen) = customer.checked_sub(1).and_then(|at| self.said.get_mut(at as usize)) {
                seen.hear(days[row], text_at(names.as_ref(), row), text_at(parents.as_ref(), row));
            }
        }
        Ok(())
    }

    fn tally(&self, chunk: &Chunk, money: &Micros, cost: Option<&Amounts>, desk: &mut Desk) -> Result<()> {
        let amount = match &money.narrow {
            Some(narrow) => narrow.iter().map(|micros| u128::from(micros.unsigned_abs())).sum(),
            None => magnitude(&money.wide),
        };
        desk.tally.weigh(amount, amount, cost.map_or(0, |cost| magnitude(&cost.micros)));
        desk.tally.rows += chunk.rows as u64;
        desk.tally.rounded += money.rounded;
        if self.ledger.fingerprints {
            desk.tally.fingerprints.extend(fingerprints(&chunk.arrays, chunk.rows)?);
        }
        Ok(())
    }
}

impl Micros {
    fn at(&self, row: usize) -> Option<i128> {
        match &self.narrow {
            Some(narrow) => Some(i128::from(narrow[row])),
            None => self.wide[row],
        }
    }
}

/// All of a column together, whatever the signs; one row alone is bounded, so a chunk's sum fits.
fn magnitude(micros: &[Option<i128>]) -> u128 {
    micros.iter().flatten().map(|micros| micros.unsigned_abs()).sum()
}

/// Amounts of 64-bit decimals, if all of them fit into 64 bits as millionths too.
fn of_decimals(array: &ArrayRef) -> Option<(Micros, u32)> {
    let DataType::Decimal64(_, places) = array.data_type() else { return None };
    let places = u32::try_from(*places).ok().filter(|places| *places <= SCALE)?;
    let factor = 10_i64.pow(SCALE - places);
    let decimals = array.as_primitive::<Decimal64Type>();
    let most = i64::MAX / factor;
    // What stands under a null may be anything.
    let valid = |row: usize| decimals.is_valid(row);
    let fits = |(row, digits): (usize, &i64)| (-most..=most).contains(digits) || !valid(row);
    if !decimals.values().iter().enumerate().all(fits) {
        return None;
    }
    let (narrow, missing) = if decimals.null_count() == 0 {
        (decimals.values().iter().map(|digits| digits * factor).collect(), Vec::new())
    } else {
        let micros = decimals.iter().map(|digits| digits.unwrap_or(0) * factor).collect();
        (micros, (0..decimals.len()).map(|row| !valid(row)).collect())
    };
    Some((Micros { narrow: Some(narrow), wide: Vec::new(), missing, rounded: 0 }, places))
}

fn column<'c>(ledger: &'c Ledger, file: &'c DataFile, chunk: &'c Chunk, role: &str) -> Option<Coded<'c>> {
    named(ledger, file, chunk, ledger.mapping.column(role)?)
}

fn named<'c>(ledger: &'c Ledger, file: &'c DataFile, chunk: &'c Chunk, column: &str) -> Option<Coded<'c>> {
    let at = ledger.wanted.iter().position(|wanted| wanted == column)?;
    let place = At { file: &file.name, column: &ledger.wanted[at], places: &chunk.places };
    Some(Coded { array: &chunk.arrays[at], class: Some(file.class(place.column)), at: place })
}
