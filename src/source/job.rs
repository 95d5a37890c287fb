//! Work on files that any process can do that sees them: an order goes out as bytes and its answer comes back as bytes.

use super::file::DataFile;
use super::find::Found;
use super::ledger::Ledger;
use super::means::Hands;
use super::survey::{Asked, FileSurvey, survey_files};
use super::trunk;
use crate::cache::{packed, unpacked};
use crate::error::{Error, Result};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

/// What is to be done with which files.
#[derive(Debug, Serialize, Deserialize)]
struct Order {
    files: Vec<Found>,
    work: Work,
}

/// What is to be done.
#[derive(Debug, Serialize, Deserialize)]
enum Work {
    /// Survey each file; the answer is a list of [`FileSurvey`]s.
    Survey(Asked),
    /// Add up the rows of all files; the answer is their cells.
    Cells(Box<Ledger>),
}

/// Carries out an order on one core, which is how others share it among theirs.
///
/// # Errors
/// Input errors of the files; a bug where the order cannot be read.
pub fn perform(order: &[u8]) -> Result<Vec<u8>> {
    let Order { files, work } = value(order)?;
    let files = files.into_iter().map(DataFile::open).collect::<Result<Vec<_>>>()?;
    match work {
        Work::Survey(asked) => bytes(&survey_files(&files, &asked, 1)?),
        Work::Cells(mut ledger) => {
            ledger.files = files;
            Ok(packed(&trunk::read_files(&ledger, 1)?))
        }
    }
}

/// The surveys of files, each by an order of its own.
///
/// # Errors
/// As [`perform`], and those of the hands.
pub fn survey(hands: &dyn Hands, files: &[DataFile], asked: &Asked) -> Result<Vec<FileSurvey>> {
    let order = |file: &DataFile| bytes(&Order { files: vec![file.found()], work: Work::Survey(asked.clone()) });
    let answers = hands.perform(files.iter().map(order).collect::<Result<_>>()?)?;
    let surveys = answers.iter().map(|answer| value::<Vec<FileSurvey>>(answer)).collect::<Result<Vec<_>>>()?;
    Ok(surveys.into_iter().flatten().collect())
}

/// The cells of ledgers, each by an order of its own: the pieces of [`trunk::read_files`].
///
/// # Errors
/// As [`perform`], and those of the hands.
pub fn cells(hands: &dyn Hands, ledgers: Vec<Ledger>) -> Result<Vec<Vec<Vec<u8>>>> {
    let order = |ledger: Ledger| {
        let files = ledger.files.iter().map(DataFile::found).collect();
        bytes(&Order { files, work: Work::Cells(Box::new(ledger)) })
    };
    let answers = hands.perform(ledgers.into_iter().map(order).collect::<Result<_>>()?)?;
    let broken = || Error::bug("the answer to an order did not arrive as it was sent");
    answers.iter().map(|answer| unpacked(answer).ok_or_else(broken)).collect()
}

/// A value as bytes.
///
/// # Errors
/// A bug where it cannot be written.
pub fn bytes<T: Serialize>(value: &T) -> Result<Vec<u8>> {
    serde_json::to_vec(value).map_err(|error| Error::bug(format!("a value cannot be written down: {error}")))
}

/// The value that bytes stand for.
///
/// # Errors
/// A bug where they stand for none.
pub fn value<T: DeserializeOwned>(bytes: &[u8]) -> Result<T> {
    serde_json::from_slice(bytes).map_err(|error| Error::bug(format!("a value cannot be read back: {error}")))
}
