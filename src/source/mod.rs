//! The way in: finds the ledger's files, checks them, maps their columns, reads every value exactly and hands DataFusion
//! a table of canonical ledger lines.
//!
//! [`open`] does all that can be done before the scan. The table of [`Source::table`] is then read once by SQL, and
//! [`Source::finish`] tells what was collected while the rows streamed by.

pub mod store;
pub mod find;
pub mod job;
pub mod preflight;
pub mod file;
pub mod inputs;
pub mod means;
pub mod parquet_file;
pub mod csv_file;
pub mod exact;
pub mod dates;
pub mod columns;
pub mod scope;
pub mod as_of;
pub mod known;
pub mod survey;
pub mod convert;
pub mod fx;
pub mod spread;
pub mod billing;
pub mod dimensions;
pub mod fingerprints;
pub mod tally;
pub mod links;
pub mod forest;
pub mod customers;
pub mod since;
pub mod interval;
pub mod contracts;
pub mod terms;
pub mod groups;
pub mod overrides;
pub mod receivables;
pub mod pipeline;
pub mod batch;
pub mod names;
pub mod coded;
pub mod ledger;
pub mod lines;
pub mod table;
pub mod trunk;

use crate::calendar::Calendar;
use crate::config::{Config, FxQuote};
use crate::error::{Error, Result};
use crate::period::{Month, days_of_date};
use crate::unit::minor_units;
use arrow::array::RecordBatch;
use as_of::AsOf;
use billing::Billing;
use columns::{LEDGER, Mapping, listed};
use contracts::Contracts;
use customers::Customers;
use datafusion::catalog::TableProvider;
use dimensions::Interner;
use file::DataFile;
use fx::FxTable;
use groups::{Sayings, groups};
use inputs::{combined, digests, input_files, same_columns, wanted};
use jiff::civil::Date;
use known::KnownAt;
use ledger::Ledger;
use links::Links;
pub use means::{Hands, Means};
pub use overrides::ChurnOverride;
use overrides::Overrides;
use pipeline::Opportunities;
use receivables::Receivables;
use scope::{Bounds, Kinds};
use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;
use std::sync::{Arc, Mutex, PoisonError};
use survey::{Asked, Survey, Surveyed, currency_code, survey};
use terms::Terms;

pub use find::locate;
pub use fx::GivenRate;
pub use groups::{CustomerFlags, CustomerInfo, GroupSpell, PolicyGroups};
pub use inputs::{InputFile, Mark};
pub use table::from_datafusion;

/// A ledger that passed its checks and is ready to be scanned.
#[derive(Debug)]
pub struct Source {
    /// The ledger's files in order, and after them the other tables, where there are any.
    pub files: Vec<InputFile>,
    /// SHA-256 over the files' hashes and the objects' ETags in order, in hexadecimal.
    pub input_hash: String,
    /// The last day the report speaks of.
    pub as_of: Date,
    /// How it was found, one sentence.
    pub as_of_reason: String,
    /// The last day whose bookings the report knows; none where all that the ledger holds is known.
    pub known: Option<KnownAt>,
    /// The last month that lies wholly within `as_of`; windows end here.
    pub last_month: Month,
    /// The company's calendar.
    pub calendar: Calendar,
    /// The rates of constant currency that are given; for other currencies the ledger implies one.
    pub constant_rates: Vec<GivenRate>,
    /// The reporting currency; none where the ledger names none.
    pub currency: Option<String>,
    /// Its decimals.
    pub decimals: u32,
    /// How rows in other currencies are converted, one sentence; none where there are none.
    pub conversion: Option<String>,
    /// Whether the ledger tells kinds of revenue apart.
    pub has_kinds: bool,
    /// Whether the ledger knows cost.
    pub has_cost: bool,
    /// Whether the ledger says when its rows were booked.
    pub has_booked_at: bool,
    /// Whether the ledger names products.
    pub has_product: bool,
    /// Whether the ledger names contracts.
    pub has_contracts: bool,
    /// What it is read with; whatever that is gives the same sums.
    pub means: Means,
    surveyed: Surveyed,
    asked: Vec<String>,
    ledger: Arc<Ledger>,
    customers: Customers,
    contracts: Contracts,
    links: Links,
    receivables: Receivables,
    overrides: Overrides,
    opportunities: Opportunities,
    config: Config,
    tallied: table::Tallied,
}

/// What was collected while the rows streamed by.
#[derive(Debug, Clone, Default)]
pub struct Scanned {
    /// Every customer of the ledger and the customers table, sorted by id.
    pub customers: Vec<CustomerInfo>,
    /// Their groups month by month, sorted by customer and month.
    pub group_history: Vec<GroupSpell>,
    /// Their groups today under every policy.
    pub policies: Vec<PolicyGroups>,
    /// Every id that can be a group's, and its name.
    pub group_names: BTreeMap<String, String>,
    /// Their flags.
    pub flags: Vec<CustomerFlags>,
    /// The ledger's dimensions, by name, in the order of its columns.
    pub dimensions: Vec<String>,
    /// Key, dimension and value, for every key in the ledger's lines; several keys may carry the same values.
    pub dimension_values: Vec<(u32, String, Option<String>)>,
    /// Customer, dimension and value, from the customers table, sorted.
    pub customer_dimensions: Vec<customers::CustomerValue>,
    /// Since when a customer is one, where the customers table says so.
    pub customer_since: BTreeMap<String, Month>,
    /// Columns that are no dimensions because they hold more than 200 values.
    pub dropped_dimensions: Vec<String>,
    /// Decimals that print every amount of the ledger without loss; at least the currency's.
    pub scale: u32,
    /// Decimals that print the rows booked later, too.
    pub whole_scale: u32,
    /// Rows read.
    pub rows_read: u64,
    /// Rows that do not say when they were booked, where the report is as known on a day.
    pub rows_unbooked: u64,
    /// Used rows with one service date of two, which were not spread.
    pub rows_half_service_period: u64,
    /// Used rows without service dates that were spread over a billing interval.
    pub rows_spread_by_interval: u64,
    /// Amounts read as floats whose printed decimal had more than six places.
    pub rows_rounded: u64,
    /// Fingerprints that several rows share, and how many; none where the ledger is too large to remember them all.
    pub repeats: Option<Vec<(i64, i64)>>,
    /// The earliest month of used revenue, after spreading; none where nothing is used.
    pub first_month: Option<Month>,
    /// The month of the earliest date of a used row: from here on the ledger covers months.
    pub first_booked_month: Option<Month>,
}

/// Finds, checks and maps the ledger, and looks at its dates and currencies.
///
/// # Errors
/// Usage errors for a wrong configuration, input errors that name the file and the place.
pub async fn open(ledger: &[String], config: &Config) -> Result<Source> {
    open_now(ledger, config)
}

/// [`open`], for callers without a runtime.
///
/// # Errors
/// As [`open`].
pub fn open_now(ledger: &[String], config: &Config) -> Result<Source> {
    open_with(ledger, config, &Means::default())
}

/// [`open`], with the means there are.
///
/// # Errors
/// As [`open`]; those of a cluster.
pub fn open_with(ledger: &[String], config: &Config, means: &Means) -> Result<Source> {
    let asked = ledger.to_vec();
    columns::check_map(config)?;
    let kinds = Kinds::new(config)?;
    let billing = Billing::new(config)?;
    let found = find::find(ledger, config)?;
    let files = found.into_iter().map(DataFile::open).collect::<Result<Vec<_>>>()?;
    let first = files.first().ok_or_else(|| Error::bug("a ledger of no files"))?;
    let mapping = Mapping::new(first, "", LEDGER, config)?;
    let customers = Customers::read(config)?;
    let contracts = Contracts::read(config)?;
    let links = Links::read(config)?;
    let receivables = Receivables::read(config)?;
    let overrides = Overrides::read(config)?;
    let opportunities = Opportunities::read(config)?;
    let dimensions = dimensions::of_ledger(first, &mapping, config, &customers.names())?;
    let (calendar, known) = (config.calendar()?, KnownAt::of(config, &mapping)?);
    let mut wanted = wanted(&mapping, &dimensions, config, known.is_some());
    let telling: Vec<String> = fingerprints::telling(first, &wanted).map(str::to_owned).collect();
    wanted.extend(telling);
    same_columns(&files, &wanted)?;
    let digests = digests(&files, means.workers)?;
    let (asked_of, known_of) = (mapping.clone(), known.clone());
    let of_files = Asked { mapping: asked_of, kinds: kinds.clone(), calendar: calendar.clone(), known: known_of };
    let survey = survey(&files, &digests, &of_files, means)?;
    let as_of = as_of_of(&survey, config, &calendar)?;
    known.as_ref().map_or(Ok(()), |known| known.check(as_of.date))?;
    let currency = reporting_currency(&survey, config)?;
    let decimals = currency.as_deref().map_or(2, minor_units);
    let fx = FxTable::read(config)?;
    fx.check_quote(currency.as_deref())?;
    let constant_rates = fx.constant(config, calendar.of(as_of.date))?;
    let conversion = conversion(&survey, currency.as_deref(), &mapping, &fx, config);
    let signed = conversion_of_contracts(&contracts, currency.as_deref(), &fx);
    let conversion = [conversion, signed].into_iter().flatten().reduce(|rows, signed| format!("{rows} {signed}"));
    let ledger = Ledger {
        wanted,
        bounds: Bounds { as_of: days_of_date(as_of.date), beyond: as_of.beyond },
        known: known.clone(),
        currency: currency.clone(),
        decimals,
        quote: config.fx_quote,
        fx,
        calendar: calendar.clone(),
        kinds,
        spread: config.spread.unwrap_or(true),
        billing,
        interner: Interner::new(dimensions),
        has_foreign: survey.currencies.iter().any(|named| Some(named) != currency.as_ref()),
        fingerprints: survey.files.iter().map(|file| file.rows).sum::<u64>() <= fingerprints::MOST,
        mapping,
        files,
    };
    let has = |role: &str| ledger.mapping.column(role).is_some();
    let others = [
        (&customers.file, customers.count),
        (&contracts.file, contracts.count),
        (&links.file, links.count),
        (&receivables.file, receivables.count()),
        (&overrides.file, overrides.count()),
        (&opportunities.file, opportunities.count()),
        (&ledger.fx.file, ledger.fx.count),
    ];
    let rows = survey.files.iter().map(|file| file.rows);
    let files = input_files((&ledger.files, digests.clone()), &others, rows, means.workers)?;
    Ok(Source {
        input_hash: combined(&files),
        files,
        last_month: calendar.last_whole(as_of.date),
        calendar,
        constant_rates,
        as_of: as_of.date,
        as_of_reason: as_of.reason,
        known,
        currency,
        decimals,
        conversion,
        has_kinds: has("kind"),
        has_cost: has("cost"),
        has_booked_at: has("booked_at"),
        has_product: has("product"),
        has_contracts: has("contract_id"),
        means: means.clone(),
        surveyed: Surveyed { files: survey.files, digests },
        asked,
        ledger: Arc::new(ledger),
        customers,
        contracts,
        links,
        receivables,
        overrides,
        opportunities,
        config: config.clone(),
        tallied: Arc::new(Mutex::new(None)),
    })
}

/// Name and contents of every file that a report reads, one line each.
///
/// # Errors
/// Input errors for files that are not there or cannot be read.
pub fn identities(ledger: &[String], config: &Config, workers: usize) -> Result<Vec<String>> {
    let tables = config.tables().map(find::single).collect::<Result<Vec<_>>>()?;
    let found: Vec<find::Found> = find::find(ledger, config)?.into_iter().chain(tables).collect();
    let lines =
        survey::side_by_side(&found, workers, |file| Ok(format!("{file:?} {}", file::digest(&file.place)?.1.text())));
    lines.into_iter().collect()
}

impl Source {
    /// The canonical ledger, one row a line; see [`batch::schema`].
    #[must_use]
    pub fn table(&self) -> Arc<dyn TableProvider> {
        Arc::new(self.ledger_table())
    }

    /// The lines of those rows alone that stand in the ledger more than once, by their fingerprints; see [`Scanned::repeats`].
    #[must_use]
    pub fn repeated(&self, repeats: &[(i64, i64)]) -> Arc<dyn TableProvider> {
        Arc::new(self.ledger_table().only(repeats.iter().map(|(fingerprint, _)| *fingerprint)))
    }

    fn ledger_table(&self) -> table::LedgerTable {
        table::LedgerTable::new(Arc::clone(&self.ledger), Arc::clone(&self.tallied), self.means.workers)
    }

    /// The trunk: the lines added up by all they have in common, in `partitions` partitions by customer, each in the order of
    /// customers and months. Reads the ledger; what was learnt beside it is then told by [`Source::finish`].
    ///
    /// # Errors
    /// The error of a row, kinds and rates that are missing, amounts that are too large together.
    pub fn trunk(&self, partitions: usize) -> Result<Arc<dyn TableProvider>> {
        let (trunk, tally) = trunk::scan(&self.ledger, &self.surveyed, &self.means, partitions)?;
        *self.tallied.lock().unwrap_or_else(PoisonError::into_inner) = Some(tally);
        trunk::TrunkTable::new(trunk).told().map_err(|error| from_datafusion(&error))
    }

    /// Leaves out the fingerprints of rows, by which rows met more than once are found; not after [`Source::table`].
    pub fn without_fingerprints(&mut self) {
        if let Some(ledger) = Arc::get_mut(&mut self.ledger) {
            ledger.fingerprints = false;
        }
    }

    /// The same ledger as a report as of an earlier day would have seen it: only what was booked until the books of that day were
    /// closed.
    ///
    /// # Errors
    /// As [`open`].
    pub fn as_known(&self, as_of: Date) -> Result<Source> {
        let config = Config { as_of: Some(as_of), known_at: None, ..self.config.clone() };
        let earlier = open_with(&self.asked, &config, &self.means)?;
        if earlier.input_hash != self.input_hash {
            return Err(Error::input("the ledger or a table beside it changed while it was read")
                .hint("run again once nothing writes to it"));
        }
        Ok(earlier)
    }

    /// What customers owe, as the relation `receivables`.
    ///
    /// # Errors
    /// A bug where its columns do not fit together.
    pub fn receivables(&self) -> Result<arrow::array::RecordBatch> {
        self.receivables.batch()
    }

    /// The sales pipeline, as the relation `opportunities`.
    ///
    /// # Errors
    /// A bug where its columns do not fit together.
    pub fn opportunities(&self) -> Result<RecordBatch> {
        self.opportunities.batch()
    }

    /// Chances to leave that somebody set, by customer.
    #[must_use]
    pub fn churn_overrides(&self) -> &[ChurnOverride] {
        &self.overrides.rows
    }

    /// What was collected by the first scan that read all of the table.
    ///
    /// # Errors
    /// The error of a row, kinds and rates that are missing, parents in a circle; a bug where nothing was scanned.
    pub fn finish(&self) -> Result<Scanned> {
        let tallied = self.tallied.lock().unwrap_or_else(PoisonError::into_inner);
        let tally = tallied.as_ref().ok_or_else(|| Error::bug("the ledger was not read to its end"))?;
        if let Some(error) = tally.error(&self.ledger.told()) {
            return Err(error);
        }
        let later = tally.later.as_deref();
        self.ledger
            .billing
            .check(|id| [Some(tally), later].iter().flatten().any(|it| it.customers.contains_key(id)))?;
        let interned = self.ledger.interner.finish();
        let (customer_dimensions, dropped) = self.customers.values();
        let seen = self.with_contracts(&tally.customers);
        let sayings = Sayings { customers: &self.customers, links: &self.links, seen: &seen, calendar: &self.calendar };
        let groups = groups(&sayings, self.config.grouping, self.last_month)?;
        Ok(Scanned {
            customers: groups.customers,
            group_history: groups.history,
            policies: groups.policies,
            group_names: groups.names,
            flags: groups.flags,
            dimensions: interned.kept,
            dimension_values: interned.values,
            customer_dimensions,
            customer_since: since::read(&self.config)?,
            dropped_dimensions: interned.dropped.into_iter().chain(dropped).collect(),
            scale: tally.scale.max(self.decimals),
            whole_scale: tally.scale.max(later.map_or(0, |later| later.scale)).max(self.decimals),
            rows_read: tally.rows + later.map_or(0, |later| later.rows),
            rows_unbooked: tally.unbooked,
            rows_half_service_period: tally.half_periods,
            rows_spread_by_interval: tally.billed,
            rows_rounded: tally.rounded,
            repeats: self.ledger.fingerprints.then(|| tally.repeats.clone()),
            first_month: tally.first_month,
            first_booked_month: tally.first_day.map(|day| self.calendar.of_days(day)),
        })
    }

    /// The customers of the ledger and those who have a contract and no row yet.
    fn with_contracts<'a>(&self, seen: &'a tally::Customers) -> Cow<'a, tally::Customers> {
        let mut all = Cow::Borrowed(seen);
        for contract in self.contracts.rows.values().filter(|contract| !seen.contains_key(&contract.customer_id)) {
            all.to_mut().entry(contract.customer_id.clone()).or_default();
        }
        all
    }

    /// The contracts table; empty where none is named.
    #[must_use]
    pub fn contracts(&self) -> &Contracts {
        &self.contracts
    }

    /// The relation `contract_terms`: what each contract brings in which months, of a ledger that begins in `first_month`.
    ///
    /// # Errors
    /// Input errors for an amount that is too large.
    pub fn contract_terms(&self, first_month: Month) -> Result<RecordBatch> {
        let given = |currency: &str| self.constant_rates.iter().find(|given| given.currency == currency);
        let rates = |currency: &str, month: Month| {
            let constant = given(currency).and_then(|given| fx::exact(&given.rate));
            (self.ledger.fx.rate(currency, month), constant)
        };
        let terms = Terms {
            file: self.contracts.file.as_ref().map_or("", |file| file.name.as_str()),
            calendar: &self.calendar,
            currency: self.currency.as_deref(),
            decimals: self.decimals,
            dunning_days: self.config.recurring.dunning_days.unwrap_or(30).min(36_500) as i32,
            first_month,
            last_month: self.last_month,
            rates: &rates,
        };
        terms.batch(&self.contracts)
    }
}

fn file_name(name: &str) -> String {
    Path::new(name).file_name().unwrap_or_default().to_string_lossy().into_owned()
}

fn as_of_of(survey: &Survey, config: &Config, calendar: &Calendar) -> Result<AsOf> {
    if let Some(date) = config.as_of {
        return Ok(AsOf { date, reason: format!("{date}, as it was set."), beyond: None });
    }
    as_of::find(&survey.days, calendar).ok_or_else(|| {
        Error::input("no row of the ledger is usable revenue").hint(
            "see that the rows have dates, amounts and kinds other than tax, and that they were booked by `known_at`",
        )
    })
}

fn reporting_currency(survey: &Survey, config: &Config) -> Result<Option<String>> {
    let named: Vec<&String> = survey.currencies.iter().collect();
    match (&config.currency, named.as_slice()) {
        (Some(currency), _) => Ok(Some(currency_code(currency))),
        (None, []) => Ok(None),
        (None, [only]) => Ok(Some((*only).clone())),
        (None, [first, ..]) => Err(Error::usage(format!("the ledger holds several currencies: {}", listed(&named)))
            .hint(format!("say which to report in, e.g. `--currency {first}`"))),
    }
}

fn conversion(
    survey: &Survey,
    currency: Option<&str>,
    mapping: &Mapping,
    fx: &FxTable,
    config: &Config,
) -> Option<String> {
    let currency = currency?;
    let others: Vec<&str> = survey.currencies.iter().map(String::as_str).filter(|code| *code != currency).collect();
    let quote = match config.fx_quote {
        FxQuote::ReportingPerForeign => format!("{currency} per unit of the row's currency"),
        FxQuote::ForeignPerReporting => format!("units of the row's currency per {currency}"),
    };
    let own = mapping.column("fx_rate").map(|column| format!("by each row's own `{column}` ({quote})"));
    let by_month = fx.file.as_ref().map(|file| {
        let else_by = if own.is_some() { ", else by" } else { "by" };
        let name = file_name(&file.name);
        format!("{else_by} the month's rate in `{name}` ({currency} per unit)")
    });
    let ways: String = own.into_iter().chain(by_month).collect();
    (!others.is_empty() && !ways.is_empty())
        .then(|| format!("{} to {currency} {ways}, rounded row by row, half to even.", others.join(", ")))
}

/// How contracts in other currencies are converted; none where there are none, or no table of rates.
fn conversion_of_contracts(contracts: &Contracts, currency: Option<&str>, fx: &FxTable) -> Option<String> {
    let codes = contracts.rows.values().filter_map(|contract| contract.currency.as_deref());
    let codes: BTreeSet<&str> = codes.filter(|code| Some(*code) != currency).collect();
    let (currency, file) = (currency?, fx.file.as_ref()?);
    let name = file_name(&file.name);
    (!codes.is_empty()).then(|| {
        format!(
            "Contracts in {} to {currency} by the month's rate in `{name}` ({currency} per unit), rounded by contract and \
             month, half to even.",
            codes.into_iter().collect::<Vec<_>>().join(", ")
        )
    })
}
