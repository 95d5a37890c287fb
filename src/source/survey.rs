//! The pass before the scan: the date and currency columns alone, to find `as_of` and the reporting currency.

use super::dates::{LAST_DAY, days};
use super::exact::{At, texts};
use super::file::{Chunk, DataFile, Part};
use crate::error::{Error, Result};
use std::collections::BTreeSet;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Mutex, PoisonError};

/// Rows a ledger may have, so that no sum can leave 128 bits.
const MOST_ROWS: u64 = 1_000_000_000;

/// What the ledger holds, as far as two columns say.
#[derive(Debug, Default)]
pub struct Survey {
    /// Distinct days from 1970-01-01, ascending.
    pub days: Vec<i32>,
    /// Currencies named, in upper case.
    pub currencies: BTreeSet<String>,
    /// Each file's rows.
    pub rows: Vec<u64>,
}

struct Found {
    days: Vec<bool>,
    currencies: BTreeSet<String>,
    rows: u64,
}

/// Reads the date and currency columns of all files.
///
/// # Errors
/// Input errors for dates that cannot be read, a ledger without rows, without dates or with too many rows.
pub fn survey(files: &[DataFile], date: &str, currency: Option<&str>, workers: usize) -> Result<Survey> {
    let parts: Vec<(usize, Part)> = files
        .iter()
        .enumerate()
        .flat_map(|(at, file)| file.parts().into_iter().map(move |(part, _)| (at, part)))
        .collect();
    let claimed: u64 = files.iter().flat_map(DataFile::parts).filter_map(|(_, rows)| rows).sum();
    check_rows(claimed)?;
    let results = side_by_side(&parts, workers, |(at, part)| one_part(&files[*at], *part, date, currency));
    let mut survey = Survey { rows: vec![0; files.len()], ..Survey::default() };
    let mut seen = vec![false; LAST_DAY as usize + 1];
    for ((at, _), found) in parts.iter().zip(results) {
        let found = found?;
        survey.rows[*at] += found.rows;
        survey.currencies.extend(found.currencies);
        seen.iter_mut().zip(found.days).for_each(|(seen, here)| *seen |= here);
    }
    check_rows(survey.rows.iter().sum())?;
    survey.days = (0..=LAST_DAY).filter(|day| seen[*day as usize]).collect();
    match (survey.rows.iter().sum::<u64>(), survey.days.is_empty()) {
        (0, _) => {
            Err(Error::input(format!("`{}` holds no rows", names(files)))
                .hint("check the export: it has a header only"))
        }
        (_, true) => Err(Error::input(format!("no row of `{}` has a date", names(files)))
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

fn one_part(file: &DataFile, part: Part, date: &str, currency: Option<&str>) -> Result<Found> {
    let mut found = Found { days: vec![false; LAST_DAY as usize + 1], currencies: BTreeSet::new(), rows: 0 };
    let wanted: Vec<String> = [Some(date), currency].into_iter().flatten().map(str::to_owned).collect();
    for chunk in file.read(part, &wanted)? {
        add(&mut found, &chunk?, file, &wanted)?;
    }
    Ok(found)
}

fn add(found: &mut Found, chunk: &Chunk, file: &DataFile, wanted: &[String]) -> Result<()> {
    let at = |column: usize| At { file: &file.name, column: &wanted[column], places: &chunk.places };
    for day in days(&chunk.arrays[0], &at(0))?.into_iter().flatten() {
        found.days[day as usize] = true;
    }
    if let Some(array) = chunk.arrays.get(1) {
        for text in texts(array, file.class(&wanted[1]), &at(1))?.iter().flatten() {
            if !found.currencies.contains(text) {
                found.currencies.insert(currency_code(text));
            }
        }
    }
    found.rows += chunk.rows as u64;
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
