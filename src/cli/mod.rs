//! The command line: one file a command over one way of loading a ledger.

mod backtest;
mod chart;
mod check;
mod cluster;
mod counted;
mod demo;
mod explain;
mod input;
mod look;
mod print;
mod report;
mod size;
mod sql;
mod tables;
mod whatif;

use crate::error::{Error, Result};
use clap::{Parser, Subcommand, ValueEnum};
use std::io::Write as _;
use std::process::ExitCode;

/// Customer-concentration and revenue-risk analytics over Parquet ledgers.
#[derive(Debug, Parser)]
#[command(name = "eggbasket", version, about, max_term_width = 100)]
pub struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Read a ledger and write the risk report: page, JSON, Markdown, charts.
    Report(report::Options),
    /// Run the data checks and list the rows that break them.
    Check(check::Options),
    /// Say what a metric means, and show its SQL and, with a ledger, its values.
    Explain(explain::Options),
    /// Say what the loss of customers, an industry or a region does to every headline number.
    Whatif(whatif::Options),
    /// Hold the chances to leave against what happened at past dates.
    Backtest(backtest::Options),
    /// Draw one chart, or all.
    Chart(chart::Options),
    /// Run one SELECT over the relations of a ledger.
    Sql(sql::Options),
    /// Write every relation of a ledger, inputs and steps included, one file each.
    Tables(tables::Options),
    /// Write a synthetic book of a subscription business to try eggbasket on.
    Demo(demo::Options),
    /// Deal the reading of large ledgers to executors on this and other machines.
    Scheduler(cluster::Scheduler),
    /// Read ledgers for a scheduler.
    Executor(cluster::Executor),
}

/// What is printed to standard output.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub(crate) enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
}

/// Runs a command to its exit code: 0, or 1 where a limit named by `--fail-on` or a check failed.
///
/// # Errors
/// Errors in the user's words; see [`Error`].
pub fn run(arguments: Arguments) -> Result<ExitCode> {
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .enable_all()
        .build()
        .map_err(|error| Error::resource(format!("cannot start the engine's threads: {error}")))?;
    let outcome = runtime.block_on(async {
        match arguments.command {
            Command::Report(options) => report::run(options).await,
            Command::Check(options) => check::run(options).await,
            Command::Explain(options) => explain::run(options).await,
            Command::Whatif(options) => whatif::run(options).await,
            Command::Backtest(options) => backtest::run(options).await,
            Command::Chart(options) => chart::run(options).await,
            Command::Sql(options) => sql::run(options).await,
            Command::Tables(options) => tables::run(options).await,
            Command::Demo(options) => demo::run(&options),
            Command::Scheduler(options) => cluster::scheduler(options).await,
            Command::Executor(options) => cluster::executor(options).await,
        }
    });
    // An executor that is told to stop does not wait for what it was at.
    runtime.shutdown_background();
    outcome
}

/// Prints a result. A reader that has gone (`| head`) is no error.
fn say(text: &str) -> Result<()> {
    let mut out = std::io::stdout().lock();
    match out.write_all(text.as_bytes()).and_then(|()| out.flush()) {
        Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(Error::output(format!("cannot write to standard output: {error}")))
        }
        _ => Ok(()),
    }
}
