//! `eggbasket check`.

use super::input::{self, Input};
use super::{Format, print, say};
use crate::error::{Error, Result};
use crate::pipeline::CheckOutcome;
use crate::queries::{QUERIES, Role};
use clap::Args;
use std::fmt::Write as _;
use std::process::ExitCode;

/// Rows of a failed check that are listed.
const LISTED: usize = 20;

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    input: Input,
    /// Run this check alone.
    #[arg(long, value_name = "NAME")]
    only: Option<String>,
    /// Every failed check is an error, warnings too.
    #[arg(long)]
    strict: bool,
    /// What goes to standard output.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let names: Vec<&str> = QUERIES.iter().filter(|query| query.role == Role::Check).map(|query| query.name()).collect();
    if let Some(only) = options.only.as_deref().filter(|only| !names.contains(only)) {
        return Err(
            Error::usage(format!("there is no check `{only}`")).hint(format!("the checks are {}", names.join(", ")))
        );
    }
    let loaded = input::load(&options.input).await?;
    let mut outcomes = loaded.run.checks()?;
    outcomes.retain(|outcome| options.only.as_deref().is_none_or(|only| only == outcome.query.name()));
    match options.format {
        Format::Table => say(&table(&outcomes)?)?,
        Format::Json => say(&json(&outcomes)?)?,
        Format::Csv => say(&csv(&outcomes)?)?,
    }
    let fails = |outcome: &CheckOutcome| outcome.rows.rows() > 0 && (options.strict || outcome.query.is_error());
    Ok(ExitCode::from(u8::from(outcomes.iter().any(fails))))
}

fn verdict(outcome: &CheckOutcome) -> &'static str {
    match (outcome.rows.rows(), outcome.query.is_error()) {
        (0, _) => "passed",
        (_, true) => "error",
        (_, false) => "warning",
    }
}

fn table(outcomes: &[CheckOutcome]) -> Result<String> {
    let mut text = String::new();
    for outcome in outcomes {
        let rows = outcome.rows.rows();
        let _ =
            writeln!(text, "{:<8} {:<24} {}", verdict(outcome), outcome.query.name(), outcome.query.header("formula"));
        if rows > 0 {
            let listed = print::table(outcome.rows.batch(), LISTED)?;
            text += &listed.lines().map(|line| format!("    {line}\n")).collect::<String>();
        }
        if rows > LISTED {
            let _ = writeln!(
                text,
                "    and {} more rows; `--only {} --format csv` lists them all",
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
            "verdict": verdict(outcome),
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
