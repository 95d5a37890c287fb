//! The pass before the scan: which days have usable revenue, and which currencies there are, to find `as_of` and the
//! reporting currency.

use super::coded::{Coded, Words, numbers};
use super::columns::Mapping;
use super::dates::{LAST_DAY, days};
use super::exact::{At, is_text, printed, texts};
use super::file::{Chunk, DataFile, Part};
use super::inputs::Digest;
use super::job;
use super::known::KnownAt;
use super::means::Means;
use super::scope::Kinds;
use crate::cache::{Cache, Key, SURVEY};
use crate::calendar::Calendar;
use crate::error::{Error, Result};
use arrow::array::{Array, ArrayRef};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Rows a ledger may have. Amounts together stay within [`crate::unit::LIMIT`], so a rank or a number of rows times any
/// sum of them stays within 38 digits.
const MOST_ROWS: u64 = 1_000_000_000;

/// What tells whether a row is usable.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct Asked {
    /// Columns by role.
    pub mapping: Mapping,
    /// The user's kinds.
    pub kinds: Kinds,
    /// The company's calendar.
    pub calendar: Calendar,
    /// The last day whose bookings are known; none where all are.
    pub known: Option<KnownAt>,
}

impl Asked {
    /// The roles that are read, with their columns.
    fn roles(&self) -> Vec<(&'static str, String)> {
        let roles = ["date", "amount", "currency", "kind", "booked_at"];
        let asked = roles.into_iter().filter(|role| *role != "booked_at" || self.known.is_some());
        asked.filter_map(|role| Some((role, self.mapping.column(role)?.to_owned()))).collect()
    }
}

/// What a file holds, as far as a few columns say.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileSurvey {
    /// Distinct days with usable revenue, known by the day that is asked; from 1970-01-01, ascending.
    pub days: Vec<i32>,
    /// First and last day of any row, from 1970-01-01; none where no row has a date.
    pub span: Option<(i32, i32)>,
    /// Currencies that known rows name, in upper case.
    pub currencies: BTreeSet<String>,
    /// Its rows.
    pub rows: u64,
}

/// What the ledger holds, as far as a few columns say.
#[derive(Debug, Default)]
pub struct Survey {
    /// Distinct days with usable revenue, known by the day that is asked; from 1970-01-01, ascending.
    pub days: Vec<i32>,
    /// Currencies that known rows name, in upper case.
    pub currencies: BTreeSet<String>,
    /// Each file's own.
    pub files: Vec<FileSurvey>,
}

struct Found {
    days: Vec<bool>,
    span: Option<(i32, i32)>,
    currencies: BTreeSet<String>,
    rows: u64,
}

/// What is known of the files before they are read.
#[derive(Debug)]
pub struct Surveyed {
    /// What each holds.
    pub files: Vec<FileSurvey>,
    /// What each is.
    pub digests: Vec<Digest>,
}

/// Surveys every file: where the cache knows it, from there, else by the hands there are.
///
/// # Errors
/// Input errors for dates that cannot be read, a ledger without rows, without dates or with too many rows.
pub fn survey(files: &[DataFile], digests: &[Digest], asked: &Asked, means: &Means) -> Result<Survey> {
    check_rows(files.iter().flat_map(DataFile::parts).filter_map(|(_, rows)| rows).sum())?;
    let entries = Entries::new(asked, digests, means)?;
    let mut found: Vec<Option<FileSurvey>> = (0..files.len()).map(|at| entries.read(at)).collect();
    let missing: Vec<usize> = (0..files.len()).filter(|at| found[*at].is_none()).collect();
    let others: Vec<DataFile> = missing.iter().map(|at| files[*at].clone()).collect();
    let read = match &means.hands {
        Some(hands) if !others.is_empty() => job::survey(hands.as_ref(), &others, asked)?,
        _ => survey_files(&others, asked, means.workers)?,
    };
    for (at, read) in missing.into_iter().zip(read) {
        entries.write(at, &read);
        found[at] = Some(read);
    }
    whole(files, found.into_iter().flatten().collect())
}

/// The survey of all files together.
fn whole(names_of: &[DataFile], files: Vec<FileSurvey>) -> Result<Survey> {
    let mut survey = Survey::default();
    let mut seen = vec![false; LAST_DAY as usize + 1];
    for file in &files {
        survey.currencies.extend(file.currencies.iter().cloned());
        file.days
            .iter()
            .filter_map(|day| usize::try_from(*day).ok())
            .for_each(|day| seen[day.min(LAST_DAY as usize)] = true);
    }
    let rows = files.iter().map(|file| file.rows).sum();
    check_rows(rows)?;
    survey.days = (0..=LAST_DAY).filter(|day| seen[*day as usize]).collect();
    match (rows, files.iter().any(|file| file.span.is_some())) {
        (0, _) => {
            Err(Error::input(format!("`{}` holds no rows", names(names_of)))
                .hint("check the export: it has a header only"))
        }
        (_, false) => Err(Error::input(format!("no row of `{}` has a date", names(names_of)))
            .hint("check the column `date` is mapped to")),
        _ => Ok(Survey { files, ..survey }),
    }
}

/// Reads the columns that tell what is usable and when, of all files. Only a row that would be used counts: one stray
/// row without an amount, or of tax, must not move `as_of`.
///
/// # Errors
/// Input errors for dates that cannot be read.
pub fn survey_files(files: &[DataFile], asked: &Asked, workers: usize) -> Result<Vec<FileSurvey>> {
    let parts: Vec<(usize, Part)> = files
        .iter()
        .enumerate()
        .flat_map(|(at, file)| file.parts().into_iter().map(move |(part, _)| (at, part)))
        .collect();
    let results = side_by_side(&parts, workers, |(at, part)| one_part(&files[*at], *part, asked));
    let mut surveys = vec![FileSurvey::default(); files.len()];
    let mut days = vec![BTreeSet::new(); files.len()];
    for ((at, _), found) in parts.iter().zip(results) {
        let (found, survey) = (found?, &mut surveys[*at]);
        survey.rows += found.rows;
        survey.currencies.extend(found.currencies);
        survey.span = [survey.span, found.span].into_iter().flatten().reduce(both);
        days[*at].extend((0..=LAST_DAY).filter(|day| found.days[*day as usize]));
    }
    surveys.iter_mut().zip(days).for_each(|(survey, days)| survey.days = days.into_iter().collect());
    Ok(surveys)
}

/// The span that holds two.
fn both(one: (i32, i32), other: (i32, i32)) -> (i32, i32) {
    (one.0.min(other.0), one.1.max(other.1))
}

/// The files' surveys in the cache.
struct Entries<'a> {
    cache: Option<(&'a Cache, Vec<u8>)>,
    digests: &'a [Digest],
}

impl<'a> Entries<'a> {
    fn new(asked: &Asked, digests: &'a [Digest], means: &'a Means) -> Result<Entries<'a>> {
        let rules = job::bytes(asked)?;
        Ok(Entries { cache: means.cache.as_deref().map(|cache| (cache, rules)), digests })
    }

    fn key(&self, at: usize) -> Option<(&'a Cache, Key)> {
        let (cache, rules) = self.cache.as_ref()?;
        Some((*cache, cache.key(SURVEY, &[rules, self.digests.get(at)?.identity.as_bytes()])))
    }

    fn read(&self, at: usize) -> Option<FileSurvey> {
        let (cache, key) = self.key(at)?;
        cache.read(&key)?.first().and_then(|bytes| serde_json::from_slice(bytes).ok())
    }

    fn write(&self, at: usize, survey: &FileSurvey) {
        if let (Some((cache, key)), Ok(bytes)) = (self.key(at), job::bytes(survey)) {
            cache.write(&key, &[bytes]);
        }
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

fn one_part(file: &DataFile, part: Part, asked: &Asked) -> Result<Found> {
    let days = vec![false; LAST_DAY as usize + 1];
    let mut found = Found { days, span: None, currencies: BTreeSet::new(), rows: 0 };
    let mut roles = asked.roles();
    // Where the footer says that every row has an amount, none has to be read.
    let has_amounts = asked.mapping.column("amount").is_some_and(|column| file.is_whole(part, column));
    roles.retain(|(role, _)| *role != "amount" || !has_amounts);
    let mut wanted: Vec<String> = Vec::new();
    for (_, column) in &roles {
        if !wanted.contains(column) {
            wanted.push(column.clone());
        }
    }
    let mut words = Words::default();
    for chunk in file.read(part, &wanted)? {
        let cells = Cells { file, chunk: &chunk?, wanted: &wanted, roles: &roles, has_amounts };
        add(&mut found, &cells, asked, &mut words)?;
    }
    Ok(found)
}

/// A chunk's columns by role.
struct Cells<'a> {
    file: &'a DataFile,
    chunk: &'a Chunk,
    wanted: &'a [String],
    roles: &'a [(&'static str, String)],
    /// Whether it is known that every row has an amount.
    has_amounts: bool,
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
        if self.has_amounts {
            return Ok(None);
        }
        let Some((array, at)) = self.of("amount") else { return Ok(Some(vec![true; self.chunk.rows])) };
        let empty = |array: &dyn Array| {
            (array.null_count() > 0).then(|| (0..array.len()).map(|row| array.is_null(row)).collect())
        };
        Ok(if is_text(array.data_type()) { empty(&printed(array, &at)?) } else { empty(&**array) })
    }

    /// Rows of a kind that is no revenue; none where there are no such rows. A kind that nobody knows is an error of the scan.
    fn no_revenue(&self, asked: &Asked, words: &mut Words) -> Result<Option<Vec<bool>>> {
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

fn add(found: &mut Found, cells: &Cells<'_>, asked: &Asked, words: &mut Words) -> Result<()> {
    found.rows += cells.chunk.rows as u64;
    let dates = cells.days("date", &asked.calendar)?;
    let booked = asked.known.as_ref().map(|_| cells.days("booked_at", &asked.calendar)).transpose()?;
    let (without_amount, no_revenue) = (cells.without_amount()?, cells.no_revenue(asked, words)?);
    let is_marked = |marks: &Option<Vec<bool>>, row: usize| marks.as_ref().is_some_and(|marks| marks[row]);
    let is_later = |row: usize| {
        asked.known.as_ref().zip(booked.as_ref()).is_some_and(|(known, booked)| known.is_later(booked[row], dates[row]))
    };
    for (row, day) in dates.iter().enumerate() {
        let Some(day) = *day else { continue };
        found.span = Some(found.span.map_or((day, day), |span| both(span, (day, day))));
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
