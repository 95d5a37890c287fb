//! The pass before the scan: which days have usable revenue, and which currencies there are, to find `as_of` and the
//! reporting currency.

use super::coded::{Coded, Words, numbers};
use super::columns::Mapping;
use super::dates::{LAST_DAY, days};
use super::exact::{At, is_text, printed, texts};
use super::file::{Chunk, DataFile, Part};
use super::known::KnownAt;
use super::scope::Kinds;
use crate::calendar::Calendar;
use crate::error::{Error, Result};
use arrow::array::{Array, ArrayRef};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Rows a ledger may have. Amounts together stay within [`crate::unit::LIMIT`], so a rank or a number of rows times any
/// sum of them stays within 38 digits.
const MOST_ROWS: u64 = 1_000_000_000;

/// What tells whether a row is usable.
#[derive(Debug, Clone, Copy)]
pub struct Asked<'a> {
    /// Columns by role.
    pub mapping: &'a Mapping,
    /// The user's kinds.
    pub kinds: &'a Kinds,
    /// The company's calendar.
    pub calendar: &'a Calendar,
    /// The last day whose bookings are known; none where all are.
    pub known: Option<&'a KnownAt>,
}

impl Asked<'_> {
    /// The roles that are read, with their columns.
    fn roles(&self) -> Vec<(&'static str, String)> {
        let roles = ["date", "amount", "currency", "kind", "booked_at"];
        let asked = roles.into_iter().filter(|role| *role != "booked_at" || self.known.is_some());
        asked.filter_map(|role| Some((role, self.mapping.column(role)?.to_owned()))).collect()
    }
}

/// What the ledger holds, as far as a few columns say.
#[derive(Debug, Default)]
pub struct Survey {
    /// Distinct days with usable revenue, known by the day that is asked; from 1970-01-01, ascending.
    pub days: Vec<i32>,
    /// Currencies that known rows name, in upper case.
    pub currencies: BTreeSet<String>,
    /// Each file's rows.
    pub rows: Vec<u64>,
}

struct Found {
    days: Vec<bool>,
    is_dated: bool,
    currencies: BTreeSet<String>,
    rows: u64,
}

/// Reads the columns that tell what is usable and when, of all files. Only a row that would be used counts: one stray
/// row without an amount, or of tax, must not move `as_of`.
///
/// # Errors
/// Input errors for dates that cannot be read, a ledger without rows, without dates or with too many rows.
pub fn survey(files: &[DataFile], asked: &Asked<'_>, workers: usize) -> Result<Survey> {
    let parts: Vec<(usize, Part)> = files
        .iter()
        .enumerate()
        .flat_map(|(at, file)| file.parts().into_iter().map(move |(part, _)| (at, part)))
        .collect();
    let claimed: u64 = files.iter().flat_map(DataFile::parts).filter_map(|(_, rows)| rows).sum();
    check_rows(claimed)?;
    let results = side_by_side(&parts, workers, |(at, part)| one_part(&files[*at], *part, asked));
    let mut survey = Survey { rows: vec![0; files.len()], ..Survey::default() };
    let (mut seen, mut is_dated) = (vec![false; LAST_DAY as usize + 1], false);
    for ((at, _), found) in parts.iter().zip(results) {
        let found = found?;
        survey.rows[*at] += found.rows;
        survey.currencies.extend(found.currencies);
        is_dated |= found.is_dated;
        seen.iter_mut().zip(found.days).for_each(|(seen, here)| *seen |= here);
    }
    check_rows(survey.rows.iter().sum())?;
    survey.days = (0..=LAST_DAY).filter(|day| seen[*day as usize]).collect();
    match (survey.rows.iter().sum::<u64>(), is_dated) {
        (0, _) => {
            Err(Error::input(format!("`{}` holds no rows", names(files)))
                .hint("check the export: it has a header only"))
        }
        (_, false) => Err(Error::input(format!("no row of `{}` has a date", names(files)))
            .hint("check the column `date` is mapped to")),
        _ => Ok(survey),
    }
}

/// Runs `work` on every item with a few threads; the results are in the items' order.
pub fn side_by_side<Item: Sync, Outcome: Send>(
    items: &[Item],
    workers: usize,
    work: impl Fn(&Item) -> Outcome + Sync,
) -> Vec<Outcome> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::with_capacity(items.len()));
    std::thread::scope(|scope| {
        for _ in 0..workers.clamp(1, items.len().max(1)) {
            scope.spawn(|| {
                while let Some((at, item)) =
                    Some(next.fetch_add(1, Ordering::Relaxed)).and_then(|at| Some((at, items.get(at)?)))
                {
                    let outcome = work(item);
                    done.lock().unwrap_or_else(PoisonError::into_inner).push((at, outcome));
                }
            });
        }
    });
    let mut outcomes = done.into_inner().unwrap_or_else(PoisonError::into_inner);
    outcomes.sort_by_key(|(at, _)| *at);
    outcomes.into_iter().map(|(_, outcome)| outcome).collect()
}

/// A currency code as it is compared: `usd ` is USD.
#[must_use]
pub fn currency_code(text: &str) -> String {
    text.trim().to_uppercase()
}

fn one_part(file: &DataFile, part: Part, asked: &Asked<'_>) -> Result<Found> {
    let days = vec![false; LAST_DAY as usize + 1];
    let mut found = Found { days, is_dated: false, currencies: BTreeSet::new(), rows: 0 };
    let roles = asked.roles();
    let mut wanted: Vec<String> = Vec::new();
    for (_, column) in &roles {
        if !wanted.contains(column) {
            wanted.push(column.clone());
        }
    }
    let mut words = Words::default();
    for chunk in file.read(part, &wanted)? {
        add(&mut found, &Cells { file, chunk: &chunk?, wanted: &wanted, roles: &roles }, asked, &mut words)?;
    }
    Ok(found)
}

/// A chunk's columns by role.
struct Cells<'a> {
    file: &'a DataFile,
    chunk: &'a Chunk,
    wanted: &'a [String],
    roles: &'a [(&'static str, String)],
}

impl<'a> Cells<'a> {
    fn of(&self, role: &str) -> Option<(&'a ArrayRef, At<'a>)> {
        let column = &self.roles.iter().find(|(known, _)| *known == role)?.1;
        let at = self.wanted.iter().position(|wanted| wanted == column)?;
        Some((
            &self.chunk.arrays[at],
            At { file: &self.file.name, column: &self.wanted[at], places: &self.chunk.places },
        ))
    }

    fn days(&self, role: &str, calendar: &Calendar) -> Result<Vec<Option<i32>>> {
        self.of(role).map_or_else(|| Ok(vec![None; self.chunk.rows]), |(array, at)| days(array, &at, calendar))
    }

    /// Rows without an amount; none where every row has one. Whatever it is, the scan reads it.
    fn without_amount(&self) -> Result<Option<Vec<bool>>> {
        let Some((array, at)) = self.of("amount") else { return Ok(Some(vec![true; self.chunk.rows])) };
        let empty = |array: &dyn Array| {
            (array.null_count() > 0).then(|| (0..array.len()).map(|row| array.is_null(row)).collect())
        };
        Ok(if is_text(array.data_type()) { empty(&printed(array, &at)?) } else { empty(&**array) })
    }

    /// Rows of a kind that is no revenue; none where there are no such rows. A kind that nobody knows is an error of the scan.
    fn no_revenue(&self, asked: &Asked<'_>, words: &mut Words) -> Result<Option<Vec<bool>>> {
        let Some((array, at)) = self.of("kind") else { return Ok(None) };
        let mut is_one = false;
        let kinds = numbers(&Coded { array, class: Some(self.file.class(at.column)), at }, words, |value| {
            u32::from(matches!(asked.kinds.of(value), Some("tax" | "intercompany")))
        })?;
        let found = kinds
            .into_iter()
            .map(|kind| {
                is_one |= kind == 1;
                kind == 1
            })
            .collect();
        Ok(is_one.then_some(found))
    }
}

fn add(found: &mut Found, cells: &Cells<'_>, asked: &Asked<'_>, words: &mut Words) -> Result<()> {
    found.rows += cells.chunk.rows as u64;
    let dates = cells.days("date", asked.calendar)?;
    let booked = asked.known.map(|_| cells.days("booked_at", asked.calendar)).transpose()?;
    let (without_amount, no_revenue) = (cells.without_amount()?, cells.no_revenue(asked, words)?);
    let is_marked = |marks: &Option<Vec<bool>>, row: usize| marks.as_ref().is_some_and(|marks| marks[row]);
    let is_later = |row: usize| {
        asked.known.zip(booked.as_ref()).is_some_and(|(known, booked)| known.is_later(booked[row], dates[row]))
    };
    for (row, day) in dates.iter().enumerate() {
        let Some(day) = *day else { continue };
        found.is_dated = true;
        if !is_marked(&without_amount, row) && !is_marked(&no_revenue, row) && !is_later(row) {
            found.days[day as usize] = true;
        }
    }
    if let Some((array, at)) = cells.of("currency") {
        for (row, text) in texts(array, cells.file.class(at.column), &at)?.iter().enumerate() {
            if let Some(text) = text.filter(|text| !found.currencies.contains(*text) && !is_later(row)) {
                found.currencies.insert(currency_code(text));
            }
        }
    }
    Ok(())
}

fn check_rows(rows: u64) -> Result<()> {
    if rows <= MOST_ROWS {
        return Ok(());
    }
    Err(Error::input(format!("the ledger has {rows} rows, more than the {MOST_ROWS} that sums are sure to hold"))
        .hint("aggregate it by customer, month and kind first"))
}

fn names(files: &[DataFile]) -> String {
    files.iter().map(|file| file.name.as_str()).collect::<Vec<_>>().join("`, `")
}
