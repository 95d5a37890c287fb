//! `eggbasket chart`.

use super::counted::count;
use super::input::{self, Input, Rules};
use super::look::{Look, warn_of_fonts};
use super::say;
use crate::charts;
use crate::drawing::page;
use crate::drawing::words::Words;
use crate::error::{Error, Result};
use crate::model::Report;
use crate::report::{self, Image, gallery};
use clap::Args;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// The chart's name, or `all`.
    #[arg(value_name = "NAME", required_unless_present = "list")]
    name: Option<String>,
    /// Parquet or CSV files, folders, globs, a folder with an eggbasket.toml; or a report.json, whose charts are drawn anew with the look of flags and `--config`.
    #[arg(value_name = "LEDGER", required_unless_present = "list")]
    ledger: Vec<String>,
    #[command(flatten)]
    rules: Rules,
    /// Folder for the pictures.
    #[arg(long, value_name = "DIR", default_value = ".")]
    out: PathBuf,
    /// Files a chart is written as; its data lies beside it as CSV.
    #[arg(long, value_enum, default_value_t = Image::Both)]
    image: Image,
    #[command(flatten)]
    look: Look,
    /// Also write gallery.md: every chart drawn, with its finding and its picture in words.
    #[arg(long)]
    gallery: bool,
    /// List the charts there are.
    #[arg(long)]
    list: bool,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    if options.list {
        return say(&list()).map(|()| ExitCode::SUCCESS);
    }
    let name = options.name.unwrap_or_default();
    if name != "all" && !charts::names().contains(&name.as_str()) {
        let known = charts::names().join(", ");
        return Err(Error::usage(format!("there is no chart `{name}`")).hint(format!("the charts are {known}, or all")));
    }
    input::folder(&options.out)?;
    let (report, config) = match drawn_before(&options.ledger) {
        Some(path) => {
            options.rules.warn_where_counted(path);
            (read(path)?, options.rules.configured()?)
        }
        None => {
            let counted = count(&Input { ledger: options.ledger, rules: options.rules }, false).await?;
            (counted.report, counted.config)
        }
    };
    let style = options.look.style(&config)?;
    warn_of_fonts(&style, &report);
    let drawings = match name.as_str() {
        "all" => charts::draw_all(&report, &style)?,
        name => vec![charts::draw(name, &report, &style)?],
    };
    let folder = if options.gallery { "gallery" } else { "" };
    let (entries, mut pages) = report::chart_pages(&drawings, folder, options.image, style.size)?;
    pages.extend(options.gallery.then(|| ("gallery.md".into(), gallery::text(&entries, &style.words).into_bytes())));
    report::write(&options.out, &pages)?;
    let lines = pages.iter().map(|(path, _)| format!("{}\n", options.out.join(path).display()));
    say(&lines.collect::<String>())?;
    Ok(ExitCode::SUCCESS)
}

/// Names and what they are called for people.
fn list() -> String {
    let words = Words::default();
    let widest = charts::names().iter().map(|name| name.len()).max().unwrap_or_default();
    let line = |name: &str| format!("{name:widest$}  {}\n", words.word(&page::name_id(name)));
    charts::names().into_iter().map(line).collect()
}

/// The one path given, where it is a report that was written before.
fn drawn_before(ledger: &[String]) -> Option<&Path> {
    match ledger {
        [one] => Some(Path::new(one)).filter(|path| path.extension().is_some_and(|it| it == "json")),
        _ => None,
    }
}

fn read(path: &Path) -> Result<Report> {
    let shown = path.display();
    let text = std::fs::read_to_string(path).map_err(|error| {
        Error::input(format!("cannot read `{shown}`: {error}"))
            .hint("name a ledger, or a report.json that `report` wrote")
    })?;
    serde_json::from_str(&text).map_err(|error| {
        Error::input(format!("`{shown}` is no report of this version: {error}"))
            .hint("write it anew with `eggbasket report LEDGER --out DIR`")
    })
}
