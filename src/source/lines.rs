//! From a file's rows to canonical ledger lines.

use super::columns::Mapping;
use super::convert::convert;
use super::dimensions::{Interner, Memory};
use super::exact::{Amounts, At, Rate, amounts, days, printed, rates, texts};
use super::file::{Chunk, DataFile};
use super::scope::{Bounds, EMPTY, Kinds, Scope};
use super::spread;
use super::survey::currency_code;
use super::tally::Tally;
use crate::config::FxQuote;
use crate::error::{Error, Result};
use crate::period::{Month, date_of_days};
use crate::unit::{Amount, minor_units};
use arrow::array::{Array, ArrayRef, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray, UInt32Array};
use arrow::compute::take;
use arrow::datatypes::{DataType, Field, Schema, SchemaRef};
use std::collections::HashMap;
use std::sync::Arc;

/// Digits of an amount in a line, six of them decimals.
const DIGITS: u8 = 28;

/// The columns of a canonical ledger line.
#[must_use]
pub fn schema() -> SchemaRef {
    let money = DataType::Decimal128(DIGITS, 6);
    Arc::new(Schema::new(vec![
        Field::new("customer_id", DataType::Utf8, true),
        Field::new("month", DataType::Date32, true),
        Field::new("currency", DataType::Utf8, true),
        Field::new("kind", DataType::Utf8, true),
        Field::new("contract_id", DataType::Utf8, true),
        Field::new("product", DataType::Utf8, true),
        Field::new("amount", money.clone(), false),
        Field::new("converted", money.clone(), false),
        Field::new("cost", money, true),
        Field::new("dimension_key", DataType::UInt32, false),
        Field::new("scope", DataType::Utf8, false),
        Field::new("reason", DataType::Utf8, true),
        Field::new("line", DataType::Int64, false),
    ]))
}

/// All that is fixed before the scan.
#[derive(Debug)]
pub struct Ledger {
    /// The files, in order.
    pub files: Vec<DataFile>,
    /// Columns by role, the same in every file.
    pub mapping: Mapping,
    /// The columns that are read, in order.
    pub wanted: Vec<String>,
    /// What is used by date.
    pub bounds: Bounds,
    /// The reporting currency.
    pub currency: Option<String>,
    /// Its decimals.
    pub decimals: u32,
    /// Which way rates read.
    pub quote: FxQuote,
    /// The user's kinds.
    pub kinds: Kinds,
    /// Whether service periods are spread.
    pub spread: bool,
    /// The dimensions.
    pub interner: Interner,
}

/// What a partition keeps between its chunks.
#[derive(Debug)]
pub struct Desk {
    /// What it collects.
    pub tally: Tally,
    memory: Memory,
    kinds: HashMap<String, Option<&'static str>>,
}

/// Days from 1970-01-01.
type Days = Vec<Option<i32>>;

/// A chunk's columns, parsed.
struct Rows {
    customer: StringArray,
    day: Vec<Option<i32>>,
    amount: Amounts,
    currency: Option<StringArray>,
    rate: Option<Vec<Option<Rate>>>,
    kind: Option<StringArray>,
    contract: Option<StringArray>,
    product: Option<StringArray>,
    cost: Option<Amounts>,
    service: Option<(Days, Days)>,
    name: Option<StringArray>,
    parent: Option<StringArray>,
    keys: Vec<u32>,
}

/// A row's money: its own, in the reporting currency, and its cost in the reporting currency.
#[derive(Debug, Clone, Copy)]
struct Money {
    amount: i128,
    converted: i128,
    cost: Option<i128>,
    foreign: bool,
}

/// Lines on their way into a batch.
#[derive(Default)]
struct Lines {
    row: Vec<u32>,
    month: Vec<Option<i32>>,
    kind: Vec<Option<&'static str>>,
    amount: Vec<i128>,
    converted: Vec<i128>,
    cost: Vec<Option<i128>>,
    scope: Vec<&'static str>,
    reason: Vec<Option<&'static str>>,
    line: Vec<i64>,
}

impl Ledger {
    /// A partition's fresh desk.
    #[must_use]
    pub fn desk(&self) -> Desk {
        Desk { tally: Tally::default(), memory: self.interner.memory(), kinds: HashMap::new() }
    }

    /// Turns a chunk into ledger lines and notes on the desk what has to be known of them.
    ///
    /// # Errors
    /// Input errors that name the file, the row, the column and the value.
    pub fn lines(&self, file: &DataFile, chunk: &Chunk, desk: &mut Desk) -> Result<RecordBatch> {
        let rows = self.parse(file, chunk, desk)?;
        let mut lines = Lines::default();
        for row in 0..chunk.rows {
            let kind = self.kind(&rows, row, desk);
            let scope = self.bounds.scope(rows.day[row], rows.amount.micros[row].is_some(), kind);
            let money = self.money(file, chunk, &rows, row, desk)?;
            let months = self.months(file, chunk, &rows, row, scope, desk)?;
            note(&rows, row, &mut desk.tally);
            self.write(&rows, row, kind, scope, money, &months, &mut lines, &mut desk.tally);
        }
        desk.tally.rows += chunk.rows as u64;
        desk.tally.rounded += rows.amount.rounded;
        lines.batch(&rows)
    }

    fn parse(&self, file: &DataFile, chunk: &Chunk, desk: &mut Desk) -> Result<Rows> {
        let of = |column: &str| {
            let at = self.wanted.iter().position(|wanted| wanted == column)?;
            Some((&chunk.arrays[at], At { file: &file.name, column: &self.wanted[at], places: &chunk.places }))
        };
        let role = |role: &str| self.mapping.column(role).and_then(of);
        let text = |name: &str| role(name).map(|(array, at)| texts(array, file.class(at.column), &at)).transpose();
        let dates = |name: &str| role(name).map(|(array, at)| days(array, &at)).transpose();
        let money = |name: &str| role(name).map(|(array, at)| amounts(array, &at)).transpose();
        let needed = || Error::bug("a required column was not read");
        let dimensions = self.interner.dimensions().iter().map(|dimension| {
            let (array, at) = of(&dimension.column).ok_or_else(needed)?;
            let column = printed(array, &at)?;
            Ok(if self.mapping.column("currency") == Some(&dimension.column) { codes(&column) } else { column })
        });
        let keys = self.interner.keys(&dimensions.collect::<Result<Vec<_>>>()?, chunk.rows, &mut desk.memory);
        Ok(Rows {
            customer: text("customer_id")?.ok_or_else(needed)?,
            day: dates("date")?.ok_or_else(needed)?,
            amount: money("amount")?.ok_or_else(needed)?,
            currency: text("currency")?.map(|column| codes(&column)),
            rate: role("fx_rate").map(|(array, at)| rates(array, &at)).transpose()?,
            kind: text("kind")?,
            contract: text("contract_id")?,
            product: text("product")?,
            cost: money("cost")?,
            service: if self.spread { dates("service_start")?.zip(dates("service_end")?) } else { None },
            name: text("name")?,
            parent: text("parent_id")?,
            keys,
        })
    }

    /// A row's kind, from the desk's memory where the value was met before.
    fn kind(&self, rows: &Rows, row: usize, desk: &mut Desk) -> Option<&'static str> {
        let column = rows.kind.as_ref()?;
        let value = if column.is_null(row) { EMPTY } else { column.value(row) };
        let kind = match desk.kinds.get(value) {
            Some(kind) => *kind,
            None => {
                let kind = self.kinds.of(value);
                desk.kinds.insert(value.to_owned(), kind);
                kind
            }
        };
        if kind.is_none() {
            *desk.tally.unmapped.entry(value.to_owned()).or_default() += 1;
        }
        kind
    }

    fn money(&self, file: &DataFile, chunk: &Chunk, rows: &Rows, row: usize, desk: &mut Desk) -> Result<Money> {
        let amount = rows.amount.micros[row].unwrap_or(0);
        let cost = rows.cost.as_ref().and_then(|cost| cost.micros[row]);
        let own = text_at(rows.currency.as_ref(), row);
        let Some(own) = own.filter(|own| self.currency.as_deref().is_some_and(|currency| currency != *own)) else {
            return Ok(Money { amount, converted: amount, cost, foreign: false });
        };
        let Some(rate) = rows.rate.as_ref().and_then(|rates| rates[row]) else {
            if rows.amount.micros[row].is_some() || cost.is_some() {
                let pair = (own.to_owned(), rows.day[row].map(Month::of_days));
                *desk.tally.missing.entry(pair).or_default() += 1;
            }
            return Ok(Money { amount, converted: 0, cost: None, foreign: true });
        };
        let exact = |micros| {
            convert(micros, rate, self.quote, self.decimals).ok_or_else(|| {
                let at = At {
                    file: &file.name,
                    column: self.mapping.column("fx_rate").unwrap_or("fx_rate"),
                    places: &chunk.places,
                };
                at.error(row, &Amount(micros).print(6), "converted, the amount is too large")
                    .hint("check the row's rate and `fx_quote`")
            })
        };
        Ok(Money { amount, converted: exact(amount)?, cost: cost.map(exact).transpose()?, foreign: true })
    }

    /// The months a used row's service covers; empty where it is not spread.
    fn months(
        &self,
        file: &DataFile,
        chunk: &Chunk,
        rows: &Rows,
        row: usize,
        scope: Scope,
        desk: &mut Desk,
    ) -> Result<Vec<(Month, i32)>> {
        let Some((starts, ends)) = &rows.service else { return Ok(Vec::new()) };
        match (starts[row], ends[row]) {
            (Some(start), Some(end)) if end < start => {
                let at = At {
                    file: &file.name,
                    column: self.mapping.column("service_end").unwrap_or("service_end"),
                    places: &chunk.places,
                };
                let why = format!("the service ends before it starts, on {}", date_of_days(start));
                Err(at.error(row, &date_of_days(end).to_string(), &why).hint("correct the row's service dates"))
            }
            (Some(start), Some(end)) if scope.scope == "used" => Ok(spread::months(start, end)),
            (Some(_), None) | (None, Some(_)) if scope.scope == "used" => {
                desk.tally.half_periods += 1;
                Ok(Vec::new())
            }
            _ => Ok(Vec::new()),
        }
    }

    #[expect(clippy::too_many_arguments, reason = "a row's parts, each computed by its own function")]
    fn write(
        &self,
        rows: &Rows,
        row: usize,
        kind: Option<&'static str>,
        scope: Scope,
        money: Money,
        months: &[(Month, i32)],
        lines: &mut Lines,
        tally: &mut Tally,
    ) {
        let day = rows.day[row];
        if let Some(day) = day.filter(|_| scope.scope == "used") {
            tally.used(day, months.first().map_or(Month::of_days(day), |(month, _)| *month));
        }
        lines.same(row, kind, scope, months.len().max(1));
        if months.len() < 2 {
            let month = months.first().map(|(month, _)| *month).or(day.map(Month::of_days));
            lines.piece(month, money.amount, money.converted, money.cost, tally);
            return;
        }
        let own = text_at(rows.currency.as_ref(), row).map_or(self.decimals, minor_units);
        let places = |column: &Amounts, micros: i128| column.scale.unwrap_or_else(|| Amount(micros).places().max(own));
        let amount = spread::parts(money.amount, months, places(&rows.amount, money.amount));
        let converted =
            if money.foreign { spread::parts(money.converted, months, self.decimals) } else { amount.clone() };
        let cost = money.cost.zip(rows.cost.as_ref()).map(|(cost, column)| {
            spread::parts(cost, months, if money.foreign { self.decimals } else { places(column, cost) })
        });
        for (at, (month, _)) in months.iter().enumerate() {
            lines.piece(Some(*month), amount[at], converted[at], cost.as_ref().map(|cost| cost[at]), tally);
        }
    }
}

/// Notes what a row says of its customer.
fn note(rows: &Rows, row: usize, tally: &mut Tally) {
    if rows.customer.is_valid(row) {
        let (name, parent) = (text_at(rows.name.as_ref(), row), text_at(rows.parent.as_ref(), row));
        tally.customer(rows.customer.value(row), rows.day[row], name, parent);
    }
}

impl Lines {
    /// What all pieces of a row share.
    fn same(&mut self, row: usize, kind: Option<&'static str>, scope: Scope, pieces: usize) {
        for piece in 0..pieces {
            self.row.push(row as u32);
            self.kind.push(kind);
            self.scope.push(scope.scope);
            self.reason.push(scope.reason);
            self.line.push(i64::from(piece == 0));
        }
    }

    fn piece(&mut self, month: Option<Month>, amount: i128, converted: i128, cost: Option<i128>, tally: &mut Tally) {
        self.month.push(month.map(Month::first_days));
        self.amount.push(amount);
        self.converted.push(converted);
        self.cost.push(cost);
        tally.amount(amount);
        tally.amount(converted);
    }

    fn batch(self, rows: &Rows) -> Result<RecordBatch> {
        let internal =
            |error: arrow::error::ArrowError| Error::bug(format!("ledger lines do not fit their table: {error}"));
        let pieces = self.row.len();
        let index = UInt32Array::from(self.row);
        let whole = rows.customer.len() == pieces;
        let carried = |column: Option<&StringArray>| -> Result<ArrayRef> {
            match column {
                None => Ok(Arc::new(StringArray::new_null(pieces))),
                Some(column) if whole => Ok(Arc::new(column.clone())),
                Some(column) => take(column, &index, None).map_err(internal),
            }
        };
        let money = |array: Decimal128Array| array.with_precision_and_scale(DIGITS, 6).map_err(internal);
        let columns: Vec<ArrayRef> = vec![
            carried(Some(&rows.customer))?,
            Arc::new(Date32Array::from(self.month)),
            carried(rows.currency.as_ref())?,
            Arc::new(StringArray::from(self.kind)),
            carried(rows.contract.as_ref())?,
            carried(rows.product.as_ref())?,
            Arc::new(money(Decimal128Array::from(self.amount))?),
            Arc::new(money(Decimal128Array::from(self.converted))?),
            Arc::new(money(Decimal128Array::from(self.cost))?),
            Arc::new(index.values().iter().map(|row| rows.keys[*row as usize]).collect::<UInt32Array>()),
            Arc::new(StringArray::from(self.scope)),
            Arc::new(StringArray::from(self.reason)),
            Arc::new(Int64Array::from(self.line)),
        ];
        RecordBatch::try_new(schema(), columns).map_err(internal)
    }
}

fn text_at(column: Option<&StringArray>, row: usize) -> Option<&str> {
    column.filter(|column| column.is_valid(row)).map(|column| column.value(row))
}

/// Currencies as codes; the column itself where they already are.
fn codes(column: &StringArray) -> StringArray {
    if column.iter().flatten().all(|text| text.bytes().all(|byte| byte.is_ascii_uppercase())) {
        return column.clone();
    }
    column.iter().map(|text| text.map(currency_code)).collect()
}
