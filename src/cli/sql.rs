//! `eggbasket sql`.

use super::input::{self, Input};
use super::{Format, print, say};
use crate::error::Result;
use clap::Args;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// One SELECT over the relations that `eggbasket explain all` lists.
    #[arg(value_name = "QUERY")]
    query: String,
    #[command(flatten)]
    input: Input,
    /// What goes to standard output.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let read = input::read(&options.input).await?;
    let rows = read.run.engine.read_only(&options.query).await?;
    let text = match options.format {
        Format::Table => print::table(rows.batch(), usize::MAX)? + "\n",
        Format::Json => format!("{:#}\n", serde_json::Value::Array(print::rows(rows.batch())?)),
        Format::Csv => print::csv(rows.batch())?,
    };
    say(&text)?;
    Ok(ExitCode::SUCCESS)
}
