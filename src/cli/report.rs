//! `eggbasket report`.

use super::counted::count;
use super::input::{self, Input};
use super::look::{Look, warn_of_fonts};
use super::{Format, say};
use crate::error::Result;
use crate::model::Severity;
use crate::report::{self, Image, json, terminal};
use clap::{Args, ValueEnum};
use std::path::PathBuf;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    input: Input,
    /// Folder for report.html, report.json, report.md, manifest.json, charts/ and tables/; without it only the summary is printed.
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
    /// Files a chart is written as.
    #[arg(long, value_enum, default_value_t = Image::Both)]
    image: Image,
    #[command(flatten)]
    look: Look,
    /// What goes to standard output.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// Exit with 1 where a finding is this severe or worse; the report is written all the same.
    #[arg(long, value_enum, value_name = "SEVERITY", env = "EGGBASKET_FAIL_ON")]
    fail_on: Option<FailOn>,
}

#[derive(Debug, Clone, Copy, ValueEnum)]
enum FailOn {
    Watch,
    Warning,
    Critical,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    if let Some(out) = &options.out {
        input::folder(out)?;
    }
    let mut counted = count(&options.input, options.out.is_some()).await?;
    if let Some(out) = &options.out {
        let style = options.look.style(&counted.config)?;
        warn_of_fonts(&style, &counted.report);
        let (manifest, relations) = (&counted.manifest, &counted.relations);
        let mut clock = options.input.clock();
        let pages = report::pages(&mut counted.report, manifest, relations, options.image, &style)?;
        clock.tell("page, charts and tables");
        report::write(out, &pages)?;
        clock.tell("written");
    }
    match options.format {
        Format::Json => say(&json::text(&counted.report)?)?,
        Format::Csv => say(&super::print::findings_csv(&counted.report.findings)?)?,
        Format::Table => say(&terminal::summary(&counted.report))?,
    }
    if let (Some(out), Format::Table) = (&options.out, options.format) {
        say(&format!("\nwritten: {}\n", out.join("report.html").display()))?;
    }
    let limit = options.fail_on.map(|level| match level {
        FailOn::Watch => Severity::Watch,
        FailOn::Warning => Severity::Warning,
        FailOn::Critical => Severity::Critical,
    });
    let failed = limit.is_some_and(|limit| counted.report.findings.iter().any(|finding| finding.severity >= limit));
    Ok(ExitCode::from(u8::from(failed)))
}
