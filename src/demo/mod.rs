//! The demo: a made-up software company whose book looked healthy eighteen months ago and hangs on one customer today.
//!
//! 240 customers over 60 months, October 2021 to September 2026, in euro. One group of three legal entities grows from a
//! tenth of revenue to about a third, a second customer to an eighth, and a long tail expands, shrinks, leaves and comes
//! back; a sales pipeline tells how each was won, what was lost, and what is open. Every number is drawn from a fixed seed
//! with whole-number arithmetic, so the files are the same bytes everywhere.

mod dice;
mod names;
mod customers;
mod contracts;
mod invoices;
mod opportunities;
mod tables;

use crate::error::{Error, Result};
use crate::period::Month;
use std::path::{Path, PathBuf};

/// The first month of the book, October 2021.
const START: Month = Month(2021 * 12 + 9);
/// Months the ledger covers.
const MONTHS: i32 = 60;
/// The configuration beside the files.
const CONFIGURATION: &str = "\
# A made-up company, drawn from a fixed seed by `eggbasket demo`.
company = \"Hellevik Software Oyj\"
currency = \"EUR\"
ledger = [\"ledger.parquet\"]
customers = \"customers.parquet\"
contracts = \"contracts.parquet\"
pipeline = \"pipeline.parquet\"

[risk]
fixed_cost = \"46000000\"
net_debt = \"20000000\"
max_leverage = 3.0

[plan]
by = \"2028-12-31\"
cr1 = 0.25
cr10 = 0.50
";

/// Writes the demo book into `folder`, made where it is missing: `ledger.parquet`, `customers.parquet`,
/// `contracts.parquet`, `pipeline.parquet` and the `eggbasket.toml` that names them. Returns their paths in that order.
///
/// # Errors
/// Output errors that name the path.
pub fn write(folder: &Path) -> Result<Vec<PathBuf>> {
    std::fs::create_dir_all(folder).map_err(|error| unwritable(folder, &error))?;
    let customers = customers::all();
    let contracts = contracts::all(&customers);
    let rows = invoices::all(&customers, &contracts);
    let paths = ["ledger.parquet", "customers.parquet", "contracts.parquet", "pipeline.parquet", "eggbasket.toml"]
        .map(|name| folder.join(name));
    tables::ledger(&paths[0], &rows)?;
    tables::customers(&paths[1], &customers)?;
    tables::contracts(&paths[2], &customers, &contracts)?;
    tables::opportunities(&paths[3], &customers, &opportunities::all(&customers, &contracts))?;
    std::fs::write(&paths[4], CONFIGURATION).map_err(|error| unwritable(&paths[4], &error))?;
    Ok(paths.to_vec())
}

fn unwritable(path: &Path, cause: &dyn std::fmt::Display) -> Error {
    Error::output(format!("cannot write `{}`: {cause}", path.display()))
        .hint("check that the folder exists, may be written to and has room")
}
