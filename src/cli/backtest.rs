//! `eggbasket backtest`.

use super::input::{self, Input};
use super::{Format, print, say};
use crate::error::{Error, Result};
use crate::model::{Backtest, BacktestDate, MethodScores};
use crate::report::terminal::trimmed;
use crate::unit::Ratio;
use crate::wording::percent;
use clap::Args;
use comfy_table::{CellAlignment, Table, presets};
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    input: Input,
    /// What goes to standard output: the verdict with its tables, all of it, or the dates.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let loaded = input::load(&options.input).await?;
    let backtest = loaded.report.backtest.ok_or_else(|| Error::bug("the report has no backtest"))?;
    say(&match options.format {
        Format::Table => table(&backtest),
        Format::Json => json(&backtest)?,
        Format::Csv => csv(&backtest)?,
    })?;
    Ok(ExitCode::SUCCESS)
}

fn json(backtest: &Backtest) -> Result<String> {
    let value = serde_json::to_value(backtest)
        .map_err(|error| Error::bug(format!("the backtest cannot be written: {error}")))?;
    Ok(format!("{value:#}\n"))
}

fn table(backtest: &Backtest) -> String {
    let verdict = format!("{}: {}\n", backtest.verdict.replace('_', " "), backtest.message);
    if backtest.dates.is_empty() {
        return verdict;
    }
    let methods = ["method", "forecasts", "expected", "lost", "Brier", "weighted", "skill", "log loss", "z"];
    let dates = [
        "as of",
        "scored",
        "method",
        "customers",
        "base rate",
        "expected",
        "lost",
        "Brier",
        "base",
        "z",
        "loss expected",
        "loss",
        "VaR 95 %",
        "PIT",
    ];
    format!(
        "{verdict}\n{}\n\n{}\n",
        lines(&methods, 1, backtest.methods.iter().map(method)),
        lines(&dates, 3, backtest.dates.iter().map(date))
    )
}

/// A table whose columns from `numbers` on stand to the right.
fn lines(header: &[&str], numbers: usize, rows: impl Iterator<Item = Vec<String>>) -> String {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING).set_header(header).add_rows(rows);
    table.column_iter_mut().skip(numbers).for_each(|column| column.set_cell_alignment(CellAlignment::Right));
    trimmed(&table)
}

fn method(it: &MethodScores) -> Vec<String> {
    vec![
        it.method.replace('_', " "),
        it.forecasts.to_string(),
        format!("{:.1}", it.expected),
        it.lost.to_string(),
        score(it.brier),
        score(it.weighted_brier),
        share(it.skill),
        number(it.log_loss, 4),
        number(it.spiegelhalter_z, 2),
    ]
}

fn date(it: &BacktestDate) -> Vec<String> {
    vec![
        it.as_of.clone(),
        if it.scored { "yes" } else { "" }.to_owned(),
        if it.known_customer_years > 0 { it.method.replace('_', " ") } else { "(no outcome known yet)".to_owned() },
        it.customers.to_string(),
        percent(it.base_rate.0),
        format!("{:.1}", it.expected),
        it.lost.to_string(),
        score(it.brier),
        score(it.base_brier),
        number(it.spiegelhalter_z, 2),
        percent(it.expected_loss_share.0),
        percent(it.loss_share.0),
        share(it.var95_share),
        number(it.pit.map(|it| it.0), 2),
    ]
}

fn csv(backtest: &Backtest) -> Result<String> {
    let header = [
        "as_of",
        "scored",
        "method",
        "customers",
        "known_customer_years",
        "base_rate",
        "expected",
        "lost",
        "brier",
        "base_brier",
        "weighted_brier",
        "spiegelhalter_z",
        "expected_loss_share",
        "loss_share",
        "var95_share",
        "pit",
    ];
    let text = |value: Option<f64>| value.map_or(String::new(), |value| value.to_string());
    let ratio = |value: Option<Ratio>| text(value.map(|it| it.0));
    let row = |it: &BacktestDate| {
        vec![
            it.as_of.clone(),
            it.scored.to_string(),
            it.method.clone(),
            it.customers.to_string(),
            it.known_customer_years.to_string(),
            it.base_rate.0.to_string(),
            it.expected.to_string(),
            it.lost.to_string(),
            ratio(it.brier),
            ratio(it.base_brier),
            ratio(it.weighted_brier),
            text(it.spiegelhalter_z),
            it.expected_loss_share.0.to_string(),
            it.loss_share.0.to_string(),
            ratio(it.var95_share),
            ratio(it.pit),
        ]
    };
    print::lines(std::iter::once(header.map(str::to_owned).to_vec()).chain(backtest.dates.iter().map(row)))
}

fn score(value: Option<Ratio>) -> String {
    number(value.map(|it| it.0), 4)
}

fn share(value: Option<Ratio>) -> String {
    value.map_or("–".to_owned(), |it| percent(it.0))
}

fn number(value: Option<f64>, places: usize) -> String {
    value.map_or("–".to_owned(), |value| format!("{value:.places$}"))
}
