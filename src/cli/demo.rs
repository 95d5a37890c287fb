//! `eggbasket demo`.

use super::{input, say};
use crate::error::Result;
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Folder for the book: ledger, customers, contracts and configuration.
    #[arg(value_name = "DIR")]
    folder: PathBuf,
}

pub(crate) fn run(options: &Options) -> Result<ExitCode> {
    let written = crate::demo::write(input::folder(&options.folder)?)?;
    let lines = written.iter().map(|path| format!("{}\n", path.display()));
    say(&format!("{}\ntry: eggbasket report {} --out report\n", lines.collect::<String>(), options.folder.display()))?;
    Ok(ExitCode::SUCCESS)
}
