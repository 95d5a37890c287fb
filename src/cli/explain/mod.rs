//! `eggbasket explain`: what a number means, how it is made, and the rows behind it.

mod asked;
mod behind;
mod definition;
mod subject;

use super::input::{Input, Loaded, Rules};
use super::{input, print, say};
use crate::error::{Error, Result};
use crate::queries::QUERIES;
use crate::report::reference;
use crate::results::Table;
use arrow::array::{ArrayRef, RecordBatch, StringArray};
use asked::{Customers, Period};
use behind::{Behind, Question};
use clap::{Args, ValueEnum};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::process::ExitCode;
use std::sync::Arc;
use subject::Subject;

/// Rows of a relation that are shown to people; the other formats give all.
const SHOWN: usize = 40;
/// Customers and lines behind it, likewise.
const SHOWN_BEHIND: usize = 20;

#[derive(Debug, Args)]
pub(crate) struct Options {
    /// A relation, one of its columns, a key of report.json or a warning: hhi, cr_10, retention.mrr.nrr, W04; `all` lists them.
    #[arg(value_name = "NAME")]
    name: String,
    /// With a ledger: its files, the values, and the rows behind them.
    #[arg(value_name = "LEDGER")]
    ledger: Vec<String>,
    /// Only this customer, by id or name; a member stands for its group.
    #[arg(long, value_name = "CUSTOMER")]
    customer: Option<String>,
    /// Only this period: 2026-09, 2026-Q3, or a window such as `window` and `year_before`.
    #[arg(long, value_name = "PERIOD")]
    period: Option<String>,
    #[command(flatten)]
    rules: Rules,
    /// What goes to standard output; csv gives the rows behind the number.
    #[arg(long, value_enum, default_value_t = Format::Table)]
    format: Format,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum Format {
    /// For people.
    Table,
    /// For programs.
    Json,
    /// For spreadsheets.
    Csv,
    /// docs/METRICS.md, of `all` alone.
    Markdown,
}

/// What a ledger has to say of a subject.
struct Found {
    value: Option<Value>,
    rows: Table,
    who: Option<Table>,
    behind: Vec<Behind>,
    notes: Vec<String>,
}

pub(crate) async fn run(options: Options) -> Result<ExitCode> {
    if options.name == "all" {
        say(&all(options.format)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    if options.format == Format::Markdown {
        return Err(Error::usage("`--format markdown` is for `explain all`").hint("choose table, json or csv"));
    }
    let subject = Subject::named(&options.name)?;
    if options.ledger.is_empty() {
        if options.customer.is_some() || options.period.is_some() {
            return Err(Error::usage("`--customer` and `--period` choose rows of a ledger, and none is named")
                .hint(format!("eggbasket explain {} LEDGER --period 2026-Q3", options.name)));
        }
        say(&without_ledger(&subject, options.format)?)?;
        return Ok(ExitCode::SUCCESS);
    }
    let loaded = input::load(&Input { ledger: options.ledger, rules: options.rules }).await?;
    let found = look(&loaded, &subject, options.customer.as_deref(), options.period.as_deref()).await?;
    say(&match options.format {
        Format::Json => format!("{:#}\n", json_of(&loaded, &subject, &found)?),
        Format::Csv => csv(&found)?,
        _ => text(&loaded, &subject, &found)?,
    })?;
    Ok(ExitCode::SUCCESS)
}

fn all(format: Format) -> Result<String> {
    let of = |query: &'static crate::queries::Query| Subject::named(query.name());
    Ok(match format {
        Format::Table => QUERIES.iter().map(|it| format!("{:<28} {}\n", it.name(), it.header("name"))).collect(),
        Format::Markdown => reference::text(),
        Format::Json => {
            let subjects = QUERIES.iter().map(|it| Ok(definition::json(&of(it)?))).collect::<Result<Vec<_>>>()?;
            format!("{:#}\n", Value::Array(subjects))
        }
        Format::Csv => {
            let header = ["relation", "file", "name", "formula", "unit", "grain"].map(str::to_owned).to_vec();
            let row = |it: &crate::queries::Query| {
                let words = ["name", "formula", "unit", "grain"].map(|key| it.header(key).to_owned());
                [it.name().to_owned(), it.file.to_owned()].into_iter().chain(words).collect()
            };
            print::lines(std::iter::once(header).chain(QUERIES.iter().map(row)))?
        }
    })
}

fn without_ledger(subject: &Subject, format: Format) -> Result<String> {
    match format {
        Format::Json => Ok(format!("{:#}\n", definition::json(subject))),
        Format::Csv => {
            let Value::Object(object) = definition::json(subject) else { return Ok(String::new()) };
            let plain = object.into_iter().filter_map(|(key, value)| Some(vec![key, value.as_str()?.to_owned()]));
            print::lines(plain)
        }
        _ => Ok(definition::text(subject)),
    }
}

async fn look(loaded: &Loaded, subject: &Subject, customer: Option<&str>, period: Option<&str>) -> Result<Found> {
    let run = &loaded.run;
    let mut customers = customer.map(|asked| Customers::find(run, asked)).transpose()?;
    let period = match period {
        Some(asked) => Some(Period::find(run, asked).await?),
        None => None,
    };
    let mut notes: Vec<String> = customers.iter().filter_map(|it| it.note.clone()).collect();
    // Who stands behind a warning is part of it.
    let behind_it = raised(loaded, subject).flat_map(|finding| finding.customers.iter().cloned()).collect::<Vec<_>>();
    if customers.is_none() && !behind_it.is_empty() {
        customers = Some(Customers::of(run, behind_it));
    }
    let all = asked::rows(run, subject.query).await?;
    let (rows, more) = asked::narrowed(&all, &subject.filters, customers.as_ref(), period.as_ref())?;
    notes.extend(more);
    if rows.rows() == 0 && all.rows() > 0 {
        notes.push(format!("none of the {} rows of {} is of what was asked", all.rows(), subject.query.name()));
    }
    let question = Question { run, subject, rows: &rows, customers: customers.as_ref(), period: period.as_ref() };
    let (who, behind) = (question.who().await?, question.behind().await?);
    notes.extend(question.flow(who.as_ref())?);
    let value = value(loaded, subject, customers.as_ref(), period.as_ref())?;
    Ok(Found { value, rows, who, behind, notes })
}

fn raised<'a>(loaded: &'a Loaded, subject: &Subject) -> impl Iterator<Item = &'a crate::model::Finding> {
    let id = subject.rule;
    loaded.report.findings.iter().filter(move |finding| {
        id.is_some_and(|id| finding.id == id || id.split('.').next() == Some(finding.id.as_str()))
    })
}

/// The value of a key of report.json, or the findings of a warning.
fn value(
    loaded: &Loaded,
    subject: &Subject,
    customers: Option<&Customers>,
    period: Option<&Period>,
) -> Result<Option<Value>> {
    let json = |error: serde_json::Error| Error::bug(format!("the report is no JSON: {error}"));
    if subject.rule.is_some() {
        let findings = raised(loaded, subject).map(serde_json::to_value).collect::<std::result::Result<_, _>>();
        return findings.map(|found| Some(Value::Array(found))).map_err(json);
    }
    let Some(key) = &subject.key else { return Ok(None) };
    let mut value = serde_json::to_value(&loaded.report).map_err(json)?;
    for word in key.split('/').skip(1) {
        value = step(value, word).ok_or_else(|| {
            Error::usage(format!("report.json has no key `{key}`")).hint(format!("there is no `{word}` there"))
        })?;
    }
    if let Value::Array(items) = &mut value {
        let is =
            |item: &Value, key: &str, wanted: &str| item.get(key).and_then(Value::as_str).is_none_or(|it| it == wanted);
        items.retain(|item| {
            period.is_none_or(|period| is(item, "period", &period.text))
                && customers.is_none_or(|customers| customers.groups.iter().any(|group| is(item, "customer", group)))
        });
    }
    Ok(Some(value))
}

/// One word further: a key, a place in a list, or the item of a list that is of that period, customer or value.
fn step(value: Value, word: &str) -> Option<Value> {
    match value {
        Value::Object(mut object) => object.remove(word),
        Value::Array(mut items) => {
            let names = ["period", "customer", "value", "id", "name", "policy", "basis"];
            let is = |item: &Value| names.iter().any(|name| item.get(name).and_then(Value::as_str) == Some(word));
            let at = word.parse().ok().or_else(|| items.iter().position(is));
            match at {
                Some(at) if at < items.len() => Some(items.swap_remove(at)),
                Some(_) => None,
                None => Some(Value::Array(items.iter().filter_map(|item| item.get(word).cloned()).collect())),
            }
        }
        _ => None,
    }
}

fn text(loaded: &Loaded, subject: &Subject, found: &Found) -> Result<String> {
    let mut text = definition::text(subject);
    let _ = writeln!(text, "\nread from");
    for file in &loaded.source.files {
        let _ = writeln!(text, "  {}  {} rows  {} {}", file.name, file.rows, file.mark.kind(), file.mark.text());
    }
    if let Some(value) = &found.value {
        let _ = writeln!(text, "\nvalue\n{}", indented(&format!("{value:#}")));
    }
    for note in &found.notes {
        let _ = writeln!(text, "\n{note}");
    }
    let _ = writeln!(text, "\n{}\n{}", subject.query.name(), listed(&found.rows, SHOWN)?);
    if let Some(who) = &found.who {
        let _ = writeln!(text, "\ncustomers behind it\n{}", listed(who, SHOWN_BEHIND)?);
    }
    for behind in &found.behind {
        let _ = writeln!(
            text,
            "\nlines behind it, {}\n{}\n  {}",
            behind.what,
            listed(&behind.rows, SHOWN_BEHIND)?,
            behind.sentence()
        );
    }
    Ok(text)
}

fn listed(table: &Table, most: usize) -> Result<String> {
    let mut text = indented(&print::table(table.batch(), most)?);
    if table.rows() > most {
        let _ = write!(text, "\n  and {} more; `--format json` gives them all", table.rows() - most);
    }
    Ok(text)
}

fn indented(text: &str) -> String {
    text.lines().map(|line| format!("  {line}")).collect::<Vec<_>>().join("\n")
}

fn json_of(loaded: &Loaded, subject: &Subject, found: &Found) -> Result<Value> {
    let mut value = definition::json(subject);
    let inputs: Vec<Value> = loaded
        .source
        .files
        .iter()
        .map(|file| {
            json!({ "file": file.name, "rows": file.rows, "bytes": file.bytes, file.mark.kind(): file.mark.text() })
        })
        .collect();
    let mut behind = Vec::new();
    for it in &found.behind {
        behind.push(json!({
            "what": it.what,
            "sum": it.sum.print(6),
            "shown": it.shown.map(|shown| shown.print(6)),
            "ties": it.ties(),
            "says": it.sentence(),
            "rows": print::rows(it.rows.batch())?,
        }));
    }
    value["inputs"] = inputs.into();
    value["value"] = found.value.clone().unwrap_or_default();
    value["notes"] = found.notes.clone().into();
    value["rows"] = print::rows(found.rows.batch())?.into();
    value["customers_behind"] = found.who.as_ref().map(|who| print::rows(who.batch())).transpose()?.into();
    value["lines_behind"] = behind.into();
    Ok(value)
}

/// The lines behind the number; where there are none, the relation's rows.
fn csv(found: &Found) -> Result<String> {
    if found.behind.is_empty() {
        return print::csv(found.rows.batch());
    }
    let mut text = String::new();
    for behind in &found.behind {
        let rows = print::csv(&marked(behind)?)?;
        let (header, lines) = rows.split_once('\n').unwrap_or((&rows, ""));
        if text.is_empty() {
            let _ = writeln!(text, "{header}");
        }
        text.push_str(lines);
    }
    Ok(text)
}

/// Lines with what they stand behind as their first column.
fn marked(behind: &Behind) -> Result<RecordBatch> {
    let rows = behind.rows.batch();
    let what: ArrayRef = Arc::new(StringArray::from(vec![behind.what.as_str(); rows.num_rows()]));
    let schema = rows.schema();
    let columns = schema.fields().iter().map(|field| field.name().as_str()).zip(rows.columns().iter().cloned());
    RecordBatch::try_from_iter_with_nullable(
        std::iter::once(("behind", what)).chain(columns).map(|(name, array)| (name, array, true)),
    )
    .map_err(|error| Error::bug(format!("the lines behind do not fit together: {error}")))
}
