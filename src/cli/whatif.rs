//! `eggbasket whatif`.

use super::input::{self, Input};
use super::{Format, say};
use crate::config::ScenarioRule;
use crate::error::{Error, Result};
use crate::model::Report;
use crate::report::{scenarios, terminal};
use clap::Args;
use std::process::ExitCode;

#[derive(Debug, Args)]
pub(crate) struct Options {
    #[command(flatten)]
    input: Input,
    /// Lose customers, by id or group: `C0012` or `C0012,C0034`; a scenario each time it is given.
    #[arg(long, value_name = "CUSTOMER,…")]
    lose: Vec<String>,
    /// Lose the N largest customers.
    #[arg(long, value_name = "N")]
    lose_top: Vec<u32>,
    /// Lose all revenue of an industry.
    #[arg(long, value_name = "INDUSTRY")]
    lose_industry: Vec<String>,
    /// Lose all revenue of a region.
    #[arg(long, value_name = "REGION")]
    lose_region: Vec<String>,
    /// Lose all revenue of an owner, or account manager.
    #[arg(long, value_name = "OWNER")]
    lose_owner: Vec<String>,
    /// Lose all revenue in a currency.
    #[arg(long, value_name = "CURRENCY")]
    lose_currency: Vec<String>,
    /// Lose all revenue that shares the value of any dimension.
    #[arg(long, value_name = "DIMENSION=VALUE")]
    lose_value: Vec<String>,
    /// How much of it is lost, in percent; 25, 50 and 100 where absent.
    #[arg(long, value_name = "PERCENT")]
    by: Vec<f64>,
    /// How the answer is printed.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    let asked = asked(&options)?;
    let loaded = input::load_with(&options.input, |config| {
        if !asked.is_empty() {
            config.scenarios = asked;
        }
    })
    .await?;
    say(&printed(&loaded.report, options.format)?)?;
    Ok(ExitCode::SUCCESS)
}

/// The scenarios of the flags, each by each percentage; none where no flag names one.
fn asked(options: &Options) -> Result<Vec<ScenarioRule>> {
    let mut what: Vec<ScenarioRule> = Vec::new();
    for ids in &options.lose {
        let customers = ids.split(',').map(|id| id.trim().to_owned()).filter(|id| !id.is_empty()).collect();
        what.push(ScenarioRule { customers, ..ScenarioRule::default() });
    }
    what.extend(options.lose_top.iter().map(|top| ScenarioRule { top: Some(*top), ..ScenarioRule::default() }));
    let of = |dimension: &str, value: &str| ScenarioRule {
        dimension: Some(dimension.to_owned()),
        value: Some(value.to_owned()),
        ..ScenarioRule::default()
    };
    for (dimension, values) in [
        ("industry", &options.lose_industry),
        ("region", &options.lose_region),
        ("owner", &options.lose_owner),
        ("currency", &options.lose_currency),
    ] {
        what.extend(values.iter().map(|value| of(dimension, value)));
    }
    for pair in &options.lose_value {
        let (dimension, value) = pair.split_once('=').ok_or_else(|| {
            Error::usage(format!("`--lose-value {pair}` is not DIMENSION=VALUE"))
                .hint("for example `--lose-value product=Pro`")
        })?;
        what.push(of(dimension.trim(), value));
    }
    if what.is_empty() && !options.by.is_empty() {
        return Err(Error::usage("`--by` does not say what is lost").hint("add `--lose C0012`, or `--lose-top 3`"));
    }
    let cuts = cuts(&options.by)?;
    let scenarios = what.into_iter().flat_map(|rule| {
        cuts.iter().map(move |cut| ScenarioRule { cut: Some(*cut), ..rule.clone() }).collect::<Vec<_>>()
    });
    Ok(scenarios.collect())
}

fn cuts(percents: &[f64]) -> Result<Vec<f64>> {
    if percents.is_empty() {
        return Ok(vec![0.25, 0.5, 1.0]);
    }
    let cut = |percent: &f64| match *percent > 0.0 && *percent <= 100.0 {
        true => Ok(percent / 100.0),
        false => Err(Error::usage(format!("`--by {percent}` is no part that can be lost"))
            .hint("it is in percent, above 0 and at most 100")),
    };
    percents.iter().map(cut).collect()
}

fn printed(report: &Report, format: Format) -> Result<String> {
    Ok(match format {
        Format::Json => {
            let json = serde_json::to_string_pretty(&report.stress);
            json.map_err(|error| Error::bug(format!("the scenarios are no JSON: {error}")))? + "\n"
        }
        Format::Csv => csv(report),
        Format::Table => terminal::scenarios(report),
    })
}

/// The table with its headings, for a spreadsheet.
fn csv(report: &Report) -> String {
    let quoted = |text: &str| format!("\"{}\"", text.replace('"', "\"\""));
    let headings = ["", "as it is"].into_iter().chain(report.stress.iter().map(|it| it.scenario.as_str()));
    let mut text = headings.map(quoted).collect::<Vec<_>>().join(",") + "\n";
    for line in scenarios::lines(report) {
        let cells = std::iter::once(line.name).chain(line.values.iter().map(String::as_str));
        text += &(cells.map(quoted).collect::<Vec<_>>().join(",") + "\n");
    }
    text
}
