//! From a file's rows to canonical ledger lines.

use super::batch::{Lines, Texts, schema};
use super::convert::{convert, is_sound};
use super::dates::days;
use super::exact::{Amounts, At, Rate, amounts, printed, rates, texts};
use super::file::{Chunk, DataFile};
use super::fingerprints::fingerprints;
use super::known::bookings;
use super::ledger::{Desk, Ledger};
use super::scope::{EMPTY, Scope};
use super::spread;
use super::survey::currency_code;
use super::tally::Tally;
use crate::config::FxQuote;
use crate::error::{Error, Result};
use crate::period::{Month, date_of_days};
use crate::unit::{Amount, minor_units};
use arrow::array::{Array, RecordBatch, StringArray};
use arrow::compute::{concat_batches, not};

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

impl Ledger {
    /// Turns a chunk into ledger lines and notes on the desk what has to be known of them.
    ///
    /// # Errors
    /// Input errors that name the file, the row, the column and the value.
    pub fn lines(&self, file: &DataFile, chunk: &Chunk, desk: &mut Desk) -> Result<RecordBatch> {
        let Some(known) = &self.known else { return self.batch(file, chunk, desk, false) };
        let bookings = bookings(known, (file, chunk, &self.wanted), &self.mapping, &self.calendar)?;
        desk.tally.unbooked += bookings.unsaid;
        if bookings.later.true_count() == 0 {
            return self.batch(file, chunk, desk, false);
        }
        let internal = |error| Error::bug(format!("the lines of a chunk do not fit together: {error}"));
        let by_then = chunk.only(&not(&bookings.later).map_err(internal)?)?;
        let by_then = self.batch(file, &by_then, desk, false)?;
        // What later rows hold lies on a tally of its own.
        let mut later = desk.tally.later.take().unwrap_or_default();
        std::mem::swap(&mut desk.tally, &mut later);
        let booked_later = self.batch(file, &chunk.only(&bookings.later)?, desk, true);
        std::mem::swap(&mut desk.tally, &mut later);
        desk.tally.later = Some(later);
        concat_batches(&schema(), &[by_then, booked_later?]).map_err(internal)
    }

    /// The lines of rows that were all booked by the last known day, or all later.
    fn batch(&self, file: &DataFile, chunk: &Chunk, desk: &mut Desk, is_later: bool) -> Result<RecordBatch> {
        let rows = self.parse(file, chunk, desk, is_later)?;
        let mut lines = Lines::default();
        for row in 0..chunk.rows {
            let kind = self.kind(&rows, row, desk);
            let today = self.bounds.scope(rows.day[row], rows.amount.micros[row].is_some(), kind);
            let money = self.money(file, chunk, &rows, row, desk)?;
            let months = self.months(file, chunk, &rows, row, (kind, today), desk)?;
            note(&rows, row, is_later, &mut desk.tally);
            let scope = if is_later { today.booked_later() } else { today };
            desk.tally.weigh(
                money.amount.unsigned_abs(),
                money.converted.unsigned_abs(),
                money.cost.unwrap_or(0).unsigned_abs(),
            );
            self.write(&rows, row, kind, scope, money, &months, &mut lines, &mut desk.tally);
        }
        let prints = if self.fingerprints { fingerprints(&chunk.arrays, chunk.rows)? } else { vec![0; chunk.rows] };
        if self.fingerprints && !is_later {
            desk.tally.fingerprints.extend(&prints);
        }
        desk.tally.rows += chunk.rows as u64;
        desk.tally.rounded += rows.amount.rounded;
        let texts = Texts {
            customer: &rows.customer,
            currency: rows.currency.as_ref(),
            contract: rows.contract.as_ref(),
            product: rows.product.as_ref(),
            fingerprints: &prints,
        };
        lines.batch(texts, &rows.keys)
    }

    fn parse(&self, file: &DataFile, chunk: &Chunk, desk: &mut Desk, is_later: bool) -> Result<Rows> {
        let of = |column: &str| {
            let at = self.wanted.iter().position(|wanted| wanted == column)?;
            Some((&chunk.arrays[at], At { file: &file.name, column: &self.wanted[at], places: &chunk.places }))
        };
        let role = |role: &str| self.mapping.column(role).and_then(of);
        let text = |name: &str| role(name).map(|(array, at)| texts(array, file.class(at.column), &at)).transpose();
        let dates = |name: &str| role(name).map(|(array, at)| days(array, &at, &self.calendar)).transpose();
        let money = |name: &str| role(name).map(|(array, at)| amounts(array, &at)).transpose();
        let needed = || Error::bug("a required column was not read");
        let dimensions = self.interner.dimensions().iter().map(|dimension| {
            let (array, at) = of(&dimension.column).ok_or_else(needed)?;
            let column = printed(array, &at)?;
            Ok(if self.mapping.column("currency") == Some(&dimension.column) { codes(&column) } else { column })
        });
        // A value that only a later row has is no value yet.
        let keys = match is_later {
            true => vec![0; chunk.rows],
            false => self.interner.keys(&dimensions.collect::<Result<Vec<_>>>()?, chunk.rows, &mut desk.memory),
        };
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
        let by_row = rows.rate.as_ref().and_then(|rates| Some((rates[row]?, self.quote)));
        let by_month = || {
            let rate = self.fx.rate(own, self.calendar.of_days(rows.day[row]?))?;
            Some((rate, FxQuote::ReportingPerForeign))
        };
        let Some((rate, quote)) = by_row.or_else(by_month) else {
            if rows.amount.micros[row].is_some() || cost.is_some() {
                let pair = (own.to_owned(), rows.day[row].map(|day| self.calendar.of_days(day)));
                *desk.tally.missing.entry(pair).or_default() += 1;
            }
            return Ok(Money { amount, converted: 0, cost: None, foreign: true });
        };
        let at =
            At { file: &file.name, column: self.mapping.column("fx_rate").unwrap_or("fx_rate"), places: &chunk.places };
        let check = "check the row's rate and `fx_quote`, or the table of rates";
        if !is_sound(rate, quote) {
            let why = format!("a unit of {own} would be worth 10^11 units of the reporting currency or more");
            return Err(at.error(row, &rate.print(), &why).hint(check));
        }
        let exact = |micros| {
            convert(micros, rate, quote, self.decimals).ok_or_else(|| {
                at.error(row, &Amount(micros).print(6), "converted, the amount is too large").hint(check)
            })
        };
        Ok(Money { amount, converted: exact(amount)?, cost: cost.map(exact).transpose()?, foreign: true })
    }

    /// The months a used row's service covers, by its own dates or its billing interval; empty where it is not spread.
    fn months(
        &self,
        file: &DataFile,
        chunk: &Chunk,
        rows: &Rows,
        row: usize,
        (kind, scope): (Option<&'static str>, Scope),
        desk: &mut Desk,
    ) -> Result<Vec<(Month, i32)>> {
        let service = rows.service.as_ref().map_or((None, None), |(starts, ends)| (starts[row], ends[row]));
        match service {
            (Some(start), Some(end)) if end < start => {
                let at = At {
                    file: &file.name,
                    column: self.mapping.column("service_end").unwrap_or("service_end"),
                    places: &chunk.places,
                };
                let why = format!("the service ends before it starts, on {}", date_of_days(start));
                Err(at.error(row, &date_of_days(end).to_string(), &why).hint("correct the row's service dates"))
            }
            (Some(start), Some(end)) if scope.scope == "used" => Ok(spread::months(start, end, &self.calendar)),
            (Some(_), None) | (None, Some(_)) if scope.scope == "used" => {
                desk.tally.half_periods += 1;
                Ok(Vec::new())
            }
            (None, None) if scope.scope == "used" => Ok(self.billed_months(rows, row, kind, desk)),
            _ => Ok(Vec::new()),
        }
    }

    /// The months of the interval that a used row without service dates bills; empty where none is given.
    fn billed_months(&self, rows: &Rows, row: usize, kind: Option<&'static str>, desk: &mut Desk) -> Vec<(Month, i32)> {
        let Some(day) = rows.day[row].filter(|_| self.billing.is_given()) else { return Vec::new() };
        let Some((start, end)) = self.billing.period(text_at(Some(&rows.customer), row), kind, day) else {
            return Vec::new();
        };
        desk.tally.billed += 1;
        spread::months(start, end, &self.calendar)
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
            tally.used(day, months.first().map_or(self.calendar.of_days(day), |(month, _)| *month));
        }
        lines.same(row, kind, scope, months.len());
        if months.len() < 2 {
            let month = months.first().map(|(month, _)| *month).or(day.map(|day| self.calendar.of_days(day)));
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

/// Notes what a row says of its customer; of a row booked later only that there is one of that name.
fn note(rows: &Rows, row: usize, is_later: bool, tally: &mut Tally) {
    if !rows.customer.is_valid(row) {
        return;
    }
    let customer = rows.customer.value(row);
    if is_later {
        return tally.customer(customer, None, None, None);
    }
    let (name, parent) = (text_at(rows.name.as_ref(), row), text_at(rows.parent.as_ref(), row));
    tally.customer(customer, rows.day[row], name, parent);
}

/// The text of a row, where it has one.
pub(super) fn text_at(column: Option<&StringArray>, row: usize) -> Option<&str> {
    column.filter(|column| column.is_valid(row)).map(|column| column.value(row))
}

/// Currencies as codes; the column itself where they already are.
fn codes(column: &StringArray) -> StringArray {
    if column.iter().flatten().all(|text| text.bytes().all(|byte| byte.is_ascii_uppercase())) {
        return column.clone();
    }
    column.iter().map(|text| text.map(currency_code)).collect()
}
