//! What several test files share.

use std::path::Path;

/// The report of the book in `folder`, as a reader of `report.json` sees it.
///
/// NOT CONNECTED YET: the pipeline does not exist in this revision. Whoever adds it replaces this body and removes
/// `#[ignore]` from the test in `books.rs`.
pub fn report(folder: &Path) -> Result<serde_json::Value, String> {
    Err(format!("no pipeline to report on {} yet", folder.display()))
}
