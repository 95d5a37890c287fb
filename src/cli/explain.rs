//! `eggbasket explain`.

use super::input::{Input, Rules};
use super::{input, print, say};
use crate::error::{Error, Result};
use crate::queries::{HEADER, QUERIES, Query, find};
use clap::Args;
use std::fmt::Write as _;
use std::process::ExitCode;

/// Rows of a relation that are shown.
const SHOWN: usize = 40;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// A relation or one of its columns: hhi, gini_adjusted, cr_10, movements; `all` lists them.
    #[arg(value_name = "NAME")]
    name: String,
    /// With a ledger, its values too.
    #[arg(value_name = "LEDGER")]
    ledger: Vec<String>,
    #[command(flatten)]
    rules: Rules,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    if options.name == "all" {
        let line = |query: &Query| format!("{:<24} {}\n", query.name(), query.header("name"));
        say(&QUERIES.iter().map(line).collect::<String>())?;
        return Ok(ExitCode::SUCCESS);
    }
    let query = named(&options.name.to_lowercase())?;
    let mut text = definition(query);
    if !options.ledger.is_empty() {
        let loaded = input::load(&Input { ledger: options.ledger, rules: options.rules }).await?;
        let rows = loaded.run.engine.table(query.name(), query.sql()).await?;
        let _ = writeln!(text, "\n{}", print::table(rows.batch(), SHOWN)?);
        if rows.rows() > SHOWN {
            let _ = writeln!(
                text,
                "and {} more rows; `eggbasket sql 'select * from {}' LEDGER` lists them all",
                rows.rows() - SHOWN,
                query.name()
            );
        }
    }
    say(&text)?;
    Ok(ExitCode::SUCCESS)
}

/// A relation by its name, or by one of the columns it makes.
fn named(name: &str) -> Result<&'static Query> {
    let makes = |query: &&Query| {
        let alias = format!(" as {name}");
        query.sql().lines().any(|line| line.trim_end().trim_end_matches(',').ends_with(&alias))
    };
    find(name).or_else(|| QUERIES.iter().rev().find(makes)).ok_or_else(|| {
        Error::usage(format!("nothing is called `{name}`")).hint("`eggbasket explain all` lists what there is")
    })
}

fn definition(query: &Query) -> String {
    let mut text = String::new();
    let _ = writeln!(text, "{} (queries/{})\n", query.header("name"), query.file);
    for key in HEADER.iter().skip(1) {
        let _ = writeln!(text, "{key:<8} {}", query.header(key));
    }
    let _ = writeln!(text, "\n{}", query.sql().trim());
    text
}
