//! `eggbasket chart`.

use super::input::{self, Input, Rules};
use super::say;
use crate::charts;
use crate::error::{Error, Result};
use crate::report::{self, Image};
use clap::Args;
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The chart's name, or `all`.
    #[arg(value_name = "NAME", required_unless_present = "list")]
    name: Option<String>,
    /// Parquet or CSV files, folders, globs, or a folder with an eggbasket.toml.
    #[arg(value_name = "LEDGER", required_unless_present = "list")]
    ledger: Vec<String>,
    #[command(flatten)]
    rules: Rules,
    /// Folder for the pictures.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// Files a chart is written as.
    #[arg(long, value_enum, default_value_t = Image::Both)]
    image: Image,
    /// List the charts there are.
    #[arg(long)]
    list: bool,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    if options.list {
        say(&charts::names().iter().map(|name| format!("{name}\n")).collect::<String>())?;
        return Ok(ExitCode::SUCCESS);
    }
    let name = options.name.unwrap_or_default();
    if name != "all" && !charts::names().contains(&name.as_str()) {
        let known = charts::names().join(", ");
        return Err(Error::usage(format!("there is no chart `{name}`")).hint(format!("the charts are {known}, or all")));
    }
    input::folder(&options.out)?;
    let loaded = input::load(&Input { ledger: options.ledger, rules: options.rules }).await?;
    let drawings = match name.as_str() {
        "all" => charts::draw_all(&loaded.report)?,
        name => vec![charts::draw(name, &loaded.report)?],
    };
    let mut pages = Vec::new();
    for drawing in &drawings {
        pages.extend(report::chart_pages(drawing, "", options.image)?.1);
    }
    report::write(&options.out, &pages)?;
    let lines = pages.iter().map(|(path, _)| format!("{}\n", options.out.join(path).display()));
    say(&lines.collect::<String>())?;
    Ok(ExitCode::SUCCESS)
}
