//! What is fixed before the ledger is read: its files, and the rules by which rows become lines.

use super::billing::Billing;
use super::columns::Mapping;
use super::dimensions::{Dimension, Interner, Memory};
use super::file::DataFile;
use super::fx::FxTable;
use super::known::KnownAt;
use super::scope::{Bounds, Kinds};
use super::survey::FileSurvey;
use super::tally::{Tally, Told};
use crate::calendar::Calendar;
use crate::config::FxQuote;
use serde::{Deserialize, Deserializer, Serialize, Serializer};
use std::collections::HashMap;

/// All that is fixed before the scan. It is written down without its files and what is known of values: the same rules serve
/// where another process reads some of the files.
#[derive(Debug, Serialize, Deserialize)]
pub struct Ledger {
    /// The files, in order.
    #[serde(skip)]
    pub files: Vec<DataFile>,
    /// Columns by role, the same in every file.
    pub mapping: Mapping,
    /// The columns that are read, in order.
    pub wanted: Vec<String>,
    /// What is used by date.
    pub bounds: Bounds,
    /// The last day whose bookings are known; none where all are.
    pub known: Option<KnownAt>,
    /// The reporting currency.
    pub currency: Option<String>,
    /// Its decimals.
    pub decimals: u32,
    /// Which way rates read.
    pub quote: FxQuote,
    /// Rates by month, for rows without their own.
    pub fx: FxTable,
    /// The company's calendar.
    pub calendar: Calendar,
    /// The user's kinds.
    pub kinds: Kinds,
    /// Whether service periods are spread.
    pub spread: bool,
    /// What rows without service dates are spread over.
    pub billing: Billing,
    /// The dimensions.
    #[serde(rename = "dimensions", serialize_with = "dimensions", deserialize_with = "interner")]
    pub interner: Interner,
    /// Whether a row can be in another currency than the reporting one.
    pub has_foreign: bool,
    /// Whether each row's fingerprint is kept.
    pub fingerprints: bool,
}

fn dimensions<S: Serializer>(interner: &Interner, serializer: S) -> Result<S::Ok, S::Error> {
    interner.dimensions().serialize(serializer)
}

fn interner<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Interner, D::Error> {
    Vec::<Dimension>::deserialize(deserializer).map(Interner::new)
}

/// What a partition keeps between its chunks.
#[derive(Debug)]
pub struct Desk {
    /// What it collects.
    pub tally: Tally,
    /// What it remembers of dimension values.
    pub memory: Memory,
    /// What it remembers of kinds.
    pub kinds: HashMap<String, Option<&'static str>>,
}

impl Ledger {
    /// The ledger of one of its files alone, with only those rules that bear on that file's rows: where the file and these are
    /// the same, so is all that is read from it.
    #[must_use]
    pub fn of_file(&self, at: usize, survey: &FileSurvey) -> Ledger {
        let of_day = |day: i32| self.calendar.of_days(day);
        let fx = match (survey.span, &self.known) {
            (Some((first, last)), None) => self.fx.only(&survey.currencies, of_day(first)..=of_day(last)),
            // Rows that were booked later have currencies that the survey passed over.
            (_, Some(_)) => self.fx.all(),
            (None, None) => FxTable::default(),
        };
        Ledger {
            files: vec![self.files[at].clone()],
            mapping: self.mapping.clone(),
            wanted: self.wanted.clone(),
            bounds: self.bounds.up_to(survey.span.map_or(i32::MIN, |(_, last)| last)),
            known: self.known.clone(),
            currency: self.currency.clone(),
            decimals: self.decimals,
            quote: self.quote,
            fx,
            calendar: self.calendar.clone(),
            kinds: self.kinds.clone(),
            spread: self.spread,
            billing: self.billing.clone(),
            interner: Interner::new(self.interner.dimensions().to_vec()),
            has_foreign: survey.currencies.iter().any(|named| Some(named) != self.currency.as_ref()),
            fingerprints: self.fingerprints,
        }
    }

    /// Where what a scan can find wrong is told.
    #[must_use]
    pub fn told(&self) -> Told<'_> {
        let column = |role: &str| self.mapping.column(role);
        Told {
            files: &self.files,
            amount: column("amount").unwrap_or("amount"),
            cost: column("cost"),
            kind: column("kind"),
            rate: column("fx_rate"),
            table: self.fx.file.as_ref(),
        }
    }

    /// A partition's fresh desk.
    #[must_use]
    pub fn desk(&self) -> Desk {
        Desk { tally: Tally::default(), memory: self.interner.memory(), kinds: HashMap::new() }
    }
}
