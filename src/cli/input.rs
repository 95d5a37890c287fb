//! What every command that reads a ledger takes, and the loading of it.

use super::{cluster, size};
use crate::cache::Cache;
use crate::config::{
    Config, ContractEnd, ContractsTable, FxQuote, Grouping, History, MonthName, MrrSource, WindowKind,
};
use crate::error::{Error, Result};
use crate::findings;
use crate::metrics;
use crate::model::Report;
use crate::period::parse_date;
use crate::pipeline::{self, Run};
use crate::policy::Policy;
use crate::queries::behind;
use crate::source::{self, Means, Source};
use clap::Args;
use jiff::civil::Date;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::time::Instant;

/// The ledger and how to read it. Flags win over the environment, the environment over the configuration file.
#[derive(Debug, Args)]
pub(crate) struct Input {
    /// Parquet or CSV files, folders (also Hive-partitioned), globs, or a folder with an eggbasket.toml; files, folders and
    /// globs also at object stores, as s3://BUCKET/FOLDER/, gs://, az:// or https:// (in a build that reads them).
    #[arg(required = true, value_name = "LEDGER")]
    pub(crate) ledger: Vec<String>,
    #[command(flatten)]
    pub(crate) rules: Rules,
}

/// The same options without the ledger.
#[derive(Debug, Args)]
pub(crate) struct Rules {
    /// Configuration file; an eggbasket.toml in the ledger's folder is found by itself.
    #[arg(long, value_name = "FILE", env = "EGGBASKET_CONFIG")]
    config: Option<PathBuf>,
    /// Name a column: `--map amount=net_total`, `--map customers.name=title`, `--map currency=` to leave one out.
    #[arg(long, value_name = "ROLE=COLUMN")]
    map: Vec<String>,
    /// The customers table: names, parents and dimensions by customer_id.
    #[arg(long, value_name = "FILE")]
    customers: Option<PathBuf>,
    /// The contracts table: who pays what from when to when; MRR is then theirs.
    #[arg(long, value_name = "FILE")]
    contracts: Option<PathBuf>,
    /// Whether a contract's end is the first day without service (exclusive) or the last day with it.
    #[arg(long, value_name = "RULE", value_parser = ["exclusive", "inclusive"])]
    contracts_end: Option<String>,
    /// Where MRR comes from; the contracts where there are any.
    #[arg(long, value_name = "SOURCE", value_parser = ["contracts", "ledger"])]
    mrr: Option<String>,
    /// The links table: child, parent, relation, valid_from, valid_to.
    #[arg(long, value_name = "FILE")]
    links: Option<PathBuf>,
    /// What customers owe: customer_id, as_of, amount in the reporting currency, days_overdue.
    #[arg(long, value_name = "FILE")]
    receivables: Option<PathBuf>,
    /// Reporting currency, ISO 4217.
    #[arg(long, value_name = "CUR", env = "EGGBASKET_CURRENCY")]
    currency: Option<String>,
    /// The table of exchange rates: currency, month, and units of the reporting currency per unit.
    #[arg(long, value_name = "FILE")]
    fx: Option<PathBuf>,
    /// Which way a row's own fx_rate reads.
    #[arg(long, value_name = "WAY", value_parser = ["reporting-per-foreign", "foreign-per-reporting"])]
    fx_quote: Option<String>,
    /// What if these two customers merged? By id; repeatable.
    #[arg(long, value_name = "CUSTOMER,CUSTOMER")]
    merge: Vec<String>,
    /// Chances to leave that somebody set: customer_id, probability, author, expires; they win over the model's.
    #[arg(long, value_name = "FILE")]
    churn_overrides: Option<PathBuf>,
    /// The sales pipeline: opportunity_id, customer_id, amount, probability, closes, stage.
    #[arg(long, value_name = "FILE")]
    pipeline: Option<PathBuf>,
    /// How customers are merged into groups.
    #[arg(long, value_name = "POLICY", value_parser = Grouping::ALL.map(Grouping::name), env = "EGGBASKET_GROUPING")]
    grouping: Option<String>,
    /// The tree of customers the past is told by: today's, or that of each month.
    #[arg(long, value_name = "TREE", value_parser = ["as_is", "as_was"], env = "EGGBASKET_HISTORY")]
    history: Option<String>,
    /// The last day the report speaks of; the last complete month's end by default.
    #[arg(long, value_name = "DATE", env = "EGGBASKET_AS_OF")]
    as_of: Option<String>,
    /// The last day whose bookings the report knows; 15 days after `--as-of` by default, where the ledger has booked_at.
    #[arg(long, value_name = "DATE", env = "EGGBASKET_KNOWN_AT")]
    known_at: Option<String>,
    /// Which months the headline numbers are of.
    #[arg(long, value_name = "WINDOW", value_parser = ["month", "quarter", "fiscal-year", "ytd", "ttm"])]
    window: Option<String>,
    /// The fiscal year's first month: 4 or april.
    #[arg(long, value_name = "MONTH", env = "EGGBASKET_FISCAL_YEAR_START")]
    fiscal_year_start: Option<String>,
    /// The periods of a year: calendar months, or so many weeks in the periods of a quarter.
    #[arg(long, value_name = "PERIODS", value_parser = ["months", "4-4-5", "4-5-4", "5-4-4"], env = "EGGBASKET_CALENDAR")]
    calendar: Option<String>,
    /// The day that ends a year of weeks: `saturday nearest january` or `last saturday of january`.
    #[arg(long, value_name = "DAY", env = "EGGBASKET_YEAR_END")]
    year_end: Option<String>,
    /// A folder that keeps what was read of each ledger file and whole reports, so that the next run need not; changes speed,
    /// never a result.
    #[arg(long, value_name = "DIR", env = "EGGBASKET_CACHE")]
    cache: Option<PathBuf>,
    /// Memory to hold to, such as 2GB or 512MiB: sums and relations beyond it go to temporary files; changes speed, never a
    /// result.
    #[arg(long, value_name = "SIZE", env = "EGGBASKET_MEMORY", value_parser = size::bytes)]
    memory: Option<u64>,
    /// Partitions worked on at once; changes speed, never a result.
    #[arg(long, value_name = "N", env = "EGGBASKET_PARTITIONS")]
    partitions: Option<usize>,
    /// Where the ledger is read: `local`, or on a cluster, `ballista://HOST:PORT`; changes speed, never a result.
    #[arg(long, value_name = "ENGINE", env = "EGGBASKET_ENGINE")]
    engine: Option<String>,
    /// Print to standard error what each stage took; without a limit on memory relations run side by side, so that theirs overlap.
    #[arg(long)]
    timings: bool,
}

/// A ledger, read, with every relation over it.
pub(crate) struct Read {
    pub(crate) config: Config,
    pub(crate) source: Source,
    pub(crate) run: Run,
}

/// A ledger, read and measured.
pub(crate) struct Loaded {
    pub(crate) config: Config,
    pub(crate) source: Source,
    pub(crate) run: Run,
    pub(crate) report: Report,
}

/// Reads and measures the ledger.
pub(crate) async fn load(input: &Input) -> Result<Loaded> {
    load_with(input, |_| ()).await
}

/// The same under a configuration that a command changes.
pub(crate) async fn load_with(input: &Input, change: impl FnOnce(&mut Config)) -> Result<Loaded> {
    let prepared = prepare(input, change).await?;
    let loaded = load_prepared(input, prepared).await?;
    loaded.source.means.cache.iter().for_each(|cache| warn_of(cache));
    Ok(loaded)
}

/// The same where the configuration is there.
pub(crate) async fn load_prepared(input: &Input, prepared: Prepared) -> Result<Loaded> {
    let Read { config, source, run } = read_prepared(input, prepared, &[]).await?;
    let policy = Policy::new(&config)?;
    let mut clock = input.clock();
    let earlier = pipeline::earlier(&source, &config, &run).await?;
    clock.tell("what was known earlier");
    let mut report = metrics::report(&source, &run, &earlier, &config)?;
    clock.tell("what the report says");
    report.findings = findings::evaluate(&report, &policy);
    report.reliable = findings::is_reliable(&report.findings);
    clock.tell("warnings");
    Ok(Loaded { config, source, run, report })
}

/// Tells what each stage took, where it is asked for.
pub(crate) struct Clock {
    started: Option<Instant>,
}

impl Clock {
    /// Says what passed since it was last asked.
    pub(crate) fn tell(&mut self, stage: &str) {
        if let Some(started) = &mut self.started {
            eprintln!("{:>9.3} s  {stage}", started.elapsed().as_secs_f64());
            *started = Instant::now();
        }
    }
}

impl Input {
    /// A clock that starts now.
    pub(crate) fn clock(&self) -> Clock {
        Clock { started: self.rules.timings.then(Instant::now) }
    }
}

/// Reads the ledger for those who want its relations alone.
pub(crate) async fn read(input: &Input) -> Result<Read> {
    read_only(input, &[]).await
}

/// Reads the ledger for the relations `only` alone; for all where it names none.
pub(crate) async fn read_only(input: &Input, only: &[String]) -> Result<Read> {
    let read = read_prepared(input, prepare(input, |_| ()).await?, only).await?;
    read.source.means.cache.iter().for_each(|cache| warn_of(cache));
    Ok(read)
}

/// What is there before any file is read.
pub(crate) struct Prepared {
    pub(crate) config: Config,
    pub(crate) means: Means,
}

/// The configuration, changed by `change` and then by the flags, and the means.
pub(crate) async fn prepare(input: &Input, change: impl FnOnce(&mut Config)) -> Result<Prepared> {
    let mut config = config(input)?;
    change(&mut config);
    override_with(&mut config, &input.rules)?;
    Policy::new(&config)?;
    Ok(Prepared { config, means: means(&input.rules).await? })
}

/// Says what went wrong in the cache and cost time only.
pub(crate) fn warn_of(cache: &Cache) {
    cache.warnings().iter().for_each(|warning| eprintln!("warning: {warning}"));
}

async fn read_prepared(input: &Input, prepared: Prepared, only: &[String]) -> Result<Read> {
    let Prepared { config, means } = prepared;
    let partitions = means.workers;
    let started = Instant::now();
    let mut source = source::open_with(&input.ledger, &config, &means)?;
    let opened = started.elapsed();
    let run = if only.is_empty() {
        pipeline::run(&source, &config, partitions).await?
    } else {
        if !["repeats", "repeated_lines"].iter().any(|name| behind(only).contains(*name)) {
            source.without_fingerprints();
        }
        pipeline::run_only(&source, &config, partitions, only).await?
    };
    if input.rules.timings {
        eprintln!("{:>9.3} s  open", opened.as_secs_f64());
        for (name, time) in &run.timings {
            eprintln!("{:>9.3} s  {name}", time.as_secs_f64());
        }
    }
    Ok(Read { config, source, run })
}

impl Rules {
    /// Says which flags change nothing where a report is drawn that is counted already.
    pub(crate) fn warn_where_counted(&self, report: &Path) {
        let given = [
            ("--map", !self.map.is_empty()),
            ("--customers", self.customers.is_some()),
            ("--contracts", self.contracts.is_some()),
            ("--mrr", self.mrr.is_some()),
            ("--links", self.links.is_some()),
            ("--receivables", self.receivables.is_some()),
            ("--currency", self.currency.is_some()),
            ("--fx", self.fx.is_some()),
            ("--merge", !self.merge.is_empty()),
            ("--churn-overrides", self.churn_overrides.is_some()),
            ("--pipeline", self.pipeline.is_some()),
            ("--grouping", self.grouping.is_some()),
            ("--history", self.history.is_some()),
            ("--as-of", self.as_of.is_some()),
            ("--known-at", self.known_at.is_some()),
            ("--window", self.window.is_some()),
            ("--calendar", self.calendar.is_some()),
        ];
        let idle: Vec<&str> = given.into_iter().filter(|(_, is_given)| *is_given).map(|(flag, _)| flag).collect();
        if !idle.is_empty() {
            eprintln!("warning: `{}` is counted already: {} changes nothing", report.display(), idle.join(", "));
            eprintln!("hint: give the ledger instead to count anew");
        }
    }

    /// The configuration that `--config` names, else an empty one.
    pub(crate) fn configured(&self) -> Result<Config> {
        self.config.as_deref().map_or_else(|| Ok(Config::default()), Config::read)
    }
}

/// The configuration: the one named by `--config`, else the one that a LEDGER argument names or holds.
fn config(input: &Input) -> Result<Config> {
    let located = source::locate(&input.ledger)?;
    input.rules.config.clone().or(located).map_or_else(|| Ok(Config::default()), |path| Config::read(&path))
}

fn override_with(config: &mut Config, rules: &Rules) -> Result<()> {
    for pair in &rules.map {
        let (role, column) = pair.split_once('=').ok_or_else(|| {
            Error::usage(format!("`--map {pair}` is not ROLE=COLUMN")).hint("for example `--map amount=net_total`")
        })?;
        // A heading may begin with a space, so the column stays as it was typed.
        config.map.insert(role.trim().to_owned(), column.to_owned());
    }
    if let Some(customers) = &rules.customers {
        config.customers = Some(customers.clone());
    }
    contracts(config, rules)?;
    if let Some(links) = &rules.links {
        config.links = Some(links.clone());
    }
    if let Some(receivables) = &rules.receivables {
        config.receivables = Some(receivables.clone());
    }
    if let Some(overrides) = &rules.churn_overrides {
        config.churn_overrides = Some(overrides.clone());
    }
    if let Some(pipeline) = &rules.pipeline {
        config.pipeline = Some(pipeline.clone());
    }
    if let Some(currency) = &rules.currency {
        let code = currency.trim().to_uppercase();
        if code.len() != 3 || !code.bytes().all(|letter| letter.is_ascii_uppercase()) {
            return Err(Error::usage(format!("`--currency {currency}` is no currency code"))
                .hint("it has three letters (ISO 4217), such as EUR"));
        }
        config.currency = Some(code);
    }
    match rules.fx_quote.as_deref() {
        Some("foreign-per-reporting") => config.fx_quote = FxQuote::ForeignPerReporting,
        Some(_) => config.fx_quote = FxQuote::ReportingPerForeign,
        None => {}
    }
    if let Some(name) = &rules.grouping {
        config.grouping = Grouping::ALL.into_iter().find(|policy| policy.name() == name).unwrap_or_default();
    }
    match rules.history.as_deref() {
        Some("as_was") => config.history = History::AsWas,
        Some(_) => config.history = History::AsIs,
        None => {}
    }
    if let Some(text) = &rules.as_of {
        config.as_of = Some(date("--as-of", text)?);
    }
    if let Some(text) = &rules.known_at {
        config.known_at = Some(date("--known-at", text)?);
    }
    if let Some(fx) = &rules.fx {
        config.fx = Some(fx.clone());
    }
    if !rules.merge.is_empty() {
        config.mergers = rules.merge.iter().map(|pair| merger(pair)).collect::<Result<_>>()?;
    }
    override_window(config, rules);
    config.check()
}

fn date(flag: &str, text: &str) -> Result<Date> {
    parse_date(text)
        .ok_or_else(|| Error::usage(format!("`{flag} {text}` is not a date")).hint("write it as in 2026-09-30"))
}

fn merger(pair: &str) -> Result<(String, String)> {
    let two = pair.split_once(',').map(|(one, other)| (one.trim().to_owned(), other.trim().to_owned()));
    two.filter(|(one, other)| !one.is_empty() && !other.is_empty() && !other.contains(',')).ok_or_else(|| {
        Error::usage(format!("`--merge {pair}` is not two customers"))
            .hint("write two ids, as `--merge C0012,C0034`; ids with a comma go into eggbasket.toml: mergers = [[\"A,1\", \"B\"]]")
    })
}

fn override_window(config: &mut Config, rules: &Rules) {
    let window = rules.window.as_deref().map(|name| match name {
        "month" => WindowKind::Month,
        "quarter" => WindowKind::Quarter,
        "fiscal-year" => WindowKind::FiscalYear,
        "ytd" => WindowKind::Ytd,
        _ => WindowKind::Ttm,
    });
    if window.is_some() {
        (config.window, config.window_months) = (window, None);
    }
    if let Some(month) = &rules.fiscal_year_start {
        config.fiscal_year_start = Some(MonthName::Name(month.clone()));
    }
    if let Some(calendar) = &rules.calendar {
        config.calendar = Some(calendar.clone());
    }
    if let Some(end) = &rules.year_end {
        config.year_end = Some(end.clone());
    }
}

fn contracts(config: &mut Config, rules: &Rules) -> Result<()> {
    if let Some(file) = &rules.contracts {
        let end = config.contracts.take().map(|table| table.end).unwrap_or_default();
        config.contracts = Some(ContractsTable { file: file.clone(), end });
    }
    if let (Some(rule), Some(table)) = (&rules.contracts_end, &mut config.contracts) {
        table.end = if rule == "inclusive" { ContractEnd::Inclusive } else { ContractEnd::Exclusive };
    }
    match rules.mrr.as_deref() {
        Some("ledger") => config.recurring.mrr = Some(MrrSource::Ledger),
        Some(_) => config.recurring.mrr = Some(MrrSource::Contracts),
        None => {}
    }
    if config.contracts.is_none()
        && (rules.contracts_end.is_some() || config.recurring.mrr == Some(MrrSource::Contracts))
    {
        return Err(Error::usage("no contracts table is named").hint("name it with `--contracts FILE`"));
    }
    Ok(())
}

/// What the ledger is read with.
async fn means(rules: &Rules) -> Result<Means> {
    let cache = rules.cache.as_deref().map(Cache::open).transpose()?.map(Arc::new);
    Ok(Means {
        workers: partitions(rules)?,
        cache,
        memory: rules.memory,
        hands: cluster::hands(rules.engine.as_deref()).await?,
    })
}

fn partitions(rules: &Rules) -> Result<usize> {
    match rules.partitions {
        Some(0) => Err(Error::usage("`--partitions` must be at least 1")),
        Some(partitions) if partitions > 512 => Err(Error::usage("`--partitions` must be at most 512")),
        Some(partitions) => Ok(partitions),
        None => Ok(std::thread::available_parallelism().map_or(1, usize::from)),
    }
}

/// A default output folder's path, checked not to be a file.
pub(crate) fn folder(path: &Path) -> Result<&Path> {
    if path.exists() && !path.is_dir() {
        return Err(
            Error::output(format!("`{}` is a file, not a folder", path.display())).hint("choose another folder")
        );
    }
    Ok(path)
}
