//! `eggbasket check`.

use super::input::{self, Input, Rules};
use super::{Format, print, say};
use crate::error::{Error, Result};
use crate::pipeline::CheckOutcome;
use crate::queries::{QUERIES, Query, Role};
use crate::report::{self, Page};
use clap::Args;
use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

/// Rows of a failed check that are listed.
const LISTED: usize = 20;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// Parquet or CSV files, folders, globs, or a folder with an eggbasket.toml.
    #[arg(value_name = "LEDGER", required_unless_present = "list")]
    ledger: Vec<String>,
    #[command(flatten)]
    rules: Rules,
    /// Run this check alone; may be repeated.
    #[arg(long, value_name = "NAME")]
    only: Vec<String>,
    /// Every failed check is an error, warnings too.
    #[arg(long)]
    strict: bool,
    /// Folder for one CSV file a failed check, with every row that breaks it.
    #[arg(long, value_name = "DIR")]
    store_failures: Option<PathBuf>,
    /// What goes to standard output.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
    /// List the checks there are.
    #[arg(long)]
    list: bool,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    if options.list {
        say(&list(options.format)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    known(&options.only)?;
    if let Some(folder) = &options.store_failures {
        input::folder(folder)?;
    }
    let read = input::read(&Input { ledger: options.ledger, rules: options.rules }).await?;
    let mut outcomes = read.run.checks()?;
    outcomes.retain(|outcome| options.only.is_empty() || options.only.iter().any(|only| only == outcome.query.name()));
    if let Some(folder) = &options.store_failures {
        store(folder, &outcomes)?;
    }
    match options.format {
        Format::Table => say(&table(&outcomes)?)?,
        Format::Json => say(&json(&outcomes)?)?,
        Format::Csv => say(&csv(&outcomes)?)?,
    }
    let fails = |outcome: &CheckOutcome| {
        let is_strict = options.strict && outcome.query.severity() == "warning";
        outcome.rows.rows() > 0 && (is_strict || outcome.query.is_error())
    };
    Ok(ExitCode::from(u8::from(outcomes.iter().any(fails))))
}

fn checks() -> impl Iterator<Item = &'static Query> {
    QUERIES.iter().filter(|query| query.role == Role::Check)
}

/// Refuses a name that no check has.
fn known(names: &[String]) -> Result<()> {
    let unknown = names.iter().find(|name| checks().all(|query| query.name() != *name));
    unknown.map_or(Ok(()), |name| {
        let all: Vec<&str> = checks().map(Query::name).collect();
        Err(Error::usage(format!("there is no check `{name}`")).hint(format!("the checks are {}", all.join(", "))))
    })
}

fn list(format: Format) -> Result<String> {
    Ok(match format {
        Format::Table => {
            checks().map(|it| format!("{:<8} {:<26} {}\n", it.severity(), it.name(), it.header("formula"))).collect()
        }
        Format::Json => {
            let check = |it: &Query| serde_json::json!({"check": it.name(), "severity": it.severity(), "rule": it.header("formula")});
            format!("{:#}\n", serde_json::Value::Array(checks().map(check).collect()))
        }
        Format::Csv => {
            let header = ["check", "severity", "rule"].map(str::to_owned).to_vec();
            let row = |it: &Query| [it.name(), it.severity(), it.header("formula")].map(str::to_owned).to_vec();
            print::lines(std::iter::once(header).chain(checks().map(row)))?
        }
    })
}

fn verdict(outcome: &CheckOutcome) -> &'static str {
    match (&outcome.skipped, outcome.rows.rows()) {
        (Some(_), _) => "skipped",
        (None, 0) => "passed",
        (None, _) => outcome.query.severity(),
    }
}

/// Writes every row that breaks a rule, a file a failed check, whole or not at all. A file of an earlier run whose check
/// passes now is written with its header alone, so that no old failure stays.
fn store(folder: &Path, outcomes: &[CheckOutcome]) -> Result<()> {
    let mut pages: Vec<Page> = Vec::new();
    for outcome in outcomes {
        let file = PathBuf::from(format!("{}.csv", outcome.query.name()));
        if outcome.rows.rows() > 0 || folder.join(&file).exists() {
            pages.push((file, print::csv(outcome.rows.batch())?.into_bytes()));
        }
    }
    report::write(folder, &pages)?;
    let failed = outcomes.iter().filter(|outcome| outcome.rows.rows() > 0).count();
    eprintln!("{failed} failed checks' rows are in {}", folder.display());
    Ok(())
}

fn table(outcomes: &[CheckOutcome]) -> Result<String> {
    let mut text = String::new();
    for outcome in outcomes {
        let rows = outcome.rows.rows();
        let rule = outcome.skipped.as_deref().unwrap_or_else(|| outcome.query.header("formula"));
        let _ = writeln!(text, "{:<8} {:<26} {rule}", verdict(outcome), outcome.query.name());
        if rows > 0 {
            let listed = print::table(outcome.rows.batch(), LISTED)?;
            text += &listed.lines().map(|line| format!("    {line}\n")).collect::<String>();
        }
        if rows > LISTED {
            let _ = writeln!(
                text,
                "    and {} more rows; `--only {} --format csv` or `--store-failures DIR` lists them all",
                rows - LISTED,
                outcome.query.name()
            );
        }
    }
    Ok(text)
}

fn json(outcomes: &[CheckOutcome]) -> Result<String> {
    let mut checks = Vec::new();
    for outcome in outcomes {
        checks.push(serde_json::json!({
            "check": outcome.query.name(),
            "severity": outcome.query.severity(),
            "verdict": verdict(outcome),
            "verdict_reason": outcome.skipped,
            "rows": print::rows(outcome.rows.batch())?,
        }));
    }
    Ok(format!("{:#}\n", serde_json::Value::Array(checks)))
}

/// The rows of one check; of several, one line a check, since their columns differ.
fn csv(outcomes: &[CheckOutcome]) -> Result<String> {
    if let [only] = outcomes {
        return print::csv(only.rows.batch());
    }
    let lines = outcomes.iter().map(|it| format!("{},{},{}\n", it.query.name(), verdict(it), it.rows.rows()));
    Ok(format!("check,verdict,rows\n{}", lines.collect::<String>()))
}
