//! Contracts as the queries read them: one row a contract and stretch of months with one monthly amount.

use super::contracts::{Contract, Contracts, Status};
use super::convert::scaled;
use super::exact::Rate;
use crate::calendar::Calendar;
use crate::error::{Error, Result};
use crate::period::Month;
use crate::unit::{Amount, LIMIT, SCALE};
use arrow::array::{ArrayRef, Date32Array, Decimal128Array, Int64Array, RecordBatch, StringArray};
use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

/// A currency's rate of a month, and its constant one; none where it is not known.
pub type Rates<'a> = dyn Fn(&str, Month) -> (Option<Rate>, Option<Rate>) + 'a;

/// What the contracts are turned into months with.
pub struct Terms<'a> {
    /// The file of the contracts, for errors.
    pub file: &'a str,
    /// The company's calendar.
    pub calendar: &'a Calendar,
    /// The reporting currency; none where the ledger names none.
    pub currency: Option<&'a str>,
    /// Its decimals.
    pub decimals: u32,
    /// Days a product keeps asking for its money.
    pub dunning_days: i32,
    /// The ledger's first month; from here on the report shows what contracts bring.
    pub first_month: Month,
    /// The month of the report; later ones are not needed.
    pub last_month: Month,
    /// A currency's rate of a month, and its constant one; none where it is not known.
    pub rates: &'a Rates<'a>,
}

/// Months with one monthly amount, as reported and at constant rates; none where no rate is known.
struct Stretch<'a> {
    contract: &'a Contract,
    first: Month,
    last: Month,
    mrr: Option<i128>,
    mrr_constant: Option<i128>,
}

impl Terms<'_> {
    /// The relation `contract_terms`. Amounts are null in months without a rate; whether a contract is in force in them is
    /// for the queries to say.
    ///
    /// # Errors
    /// Input errors for an amount that is too large.
    pub fn batch(&self, contracts: &Contracts) -> Result<RecordBatch> {
        let mut stretches = Vec::new();
        for contract in contracts.rows.values().filter(|contract| contract.status != Status::NotYet) {
            self.stretches(contract, &mut stretches)?;
        }
        within_limit(contracts, &stretches)?;
        self.columns(&stretches)
    }

    fn stretches<'a>(&self, contract: &'a Contract, stretches: &mut Vec<Stretch<'a>>) -> Result<()> {
        let of = |day| self.calendar.of_days(day);
        let first = of(contract.start);
        let last = contract.end.or(contract.paid_until).map_or(self.last_month, of).min(self.last_month);
        let foreign = contract.currency.as_deref().filter(|code| Some(*code) != self.currency);
        let Some(code) = foreign else {
            let mrr = Some(self.monthly(contract, None)?);
            stretches.push(Stretch { contract, first, last: self.last_month, mrr, mrr_constant: mrr });
            return Ok(());
        };
        let mut month = first;
        while month <= last {
            let (reported, constant) = (self.rates)(code, month);
            let reported = reported.or(constant.filter(|_| !self.is_shown(month)));
            let converted = |rate: Option<Rate>| rate.map(|rate| self.monthly(contract, Some(rate))).transpose();
            let (mrr, mrr_constant) = (converted(reported)?, converted(constant)?);
            stretches.push(Stretch { contract, first: month, last: month, mrr, mrr_constant });
            month = month.plus(1);
        }
        Ok(())
    }

    /// Whether the month's amount stands in the report: from the ledger's first month on, and a year before the last.
    /// Other months only tell who was active before, for which any one rate will do.
    fn is_shown(&self, month: Month) -> bool {
        month >= self.first_month || month == self.last_month.plus(-12)
    }

    /// A month's share of the price, rounded half to even at the reporting currency's minor unit.
    fn monthly(&self, contract: &Contract, rate: Option<Rate>) -> Result<i128> {
        let unit = 10_i128.pow(SCALE.saturating_sub(self.decimals));
        let price = contract.price;
        let (over, under) = rate.map_or((1, 1), |rate| (rate.numerator, 10_i128.pow(rate.places.min(30))));
        let times = price.times.checked_mul(over);
        let by = price.by.checked_mul(under);
        times.zip(by).and_then(|(times, by)| scaled(price.micros, times, by, unit)).ok_or_else(|| {
            let (id, value) = (&contract.contract_id, Amount(price.micros).print(2));
            let rate = rate.map_or_else(String::new, |rate| format!(" at the rate {}", rate.print()));
            Error::input(format!("`{}`, contract `{id}`: the price `{value}`{rate} is too large a month", self.file))
                .hint("correct its price, its `billing_interval` or its rate")
        })
    }

    fn columns(&self, stretches: &[Stretch]) -> Result<RecordBatch> {
        let this_month = self.calendar.first_days(self.last_month);
        let since = |given: Option<i32>, status: Status, contract: &Contract| {
            given.or_else(|| (contract.status == status).then_some(this_month))
        };
        let past_due = |it: &Stretch| since(it.contract.past_due_since, Status::PastDue, it.contract);
        let of = |value: &dyn Fn(&Stretch) -> Option<i32>| -> ArrayRef {
            Arc::new(stretches.iter().map(value).collect::<Date32Array>())
        };
        let words = |value: &dyn Fn(&Contract) -> Option<String>| -> ArrayRef {
            Arc::new(stretches.iter().map(|it| value(it.contract)).collect::<StringArray>())
        };
        let whole = |value: &dyn Fn(&Stretch) -> Option<i64>| -> ArrayRef {
            Arc::new(stretches.iter().map(value).collect::<Int64Array>())
        };
        let columns: Vec<(&str, ArrayRef)> = vec![
            ("contract_id", words(&|it| Some(it.contract_id.clone()))),
            ("customer_id", words(&|it| Some(it.customer_id.clone()))),
            ("product", words(&|it| it.product.clone())),
            ("currency", words(&|it| it.currency.clone().or_else(|| self.currency.map(str::to_owned)))),
            ("first_index", whole(&|it| Some(i64::from(it.first.0)))),
            ("last_index", whole(&|it| Some(i64::from(it.last.0)))),
            ("start_date", of(&|it| Some(it.contract.start))),
            ("end_date", of(&|it| it.contract.end)),
            ("cancelled_date", of(&|it| it.contract.cancelled_at)),
            ("paid_until", of(&|it| it.contract.paid_until)),
            ("past_due_since", of(&past_due)),
            ("dunning_end", of(&|it| past_due(it).map(|day| day.saturating_add(self.dunning_days)))),
            ("paused_from", of(&|it| since(it.contract.paused_from, Status::Paused, it.contract))),
            ("paused_to", of(&|it| it.contract.paused_to)),
            ("notice_days", whole(&|it| it.contract.notice_days)),
            ("auto_renew", whole(&|it| it.contract.auto_renew.map(i64::from))),
            ("at_will", whole(&|it| it.contract.at_will.map(i64::from))),
            ("mrr", money(stretches.iter().map(|it| it.mrr))?),
            ("mrr_constant", money(stretches.iter().map(|it| it.mrr_constant))?),
        ];
        RecordBatch::try_from_iter_with_nullable(columns.into_iter().map(|(name, array)| (name, array, true)))
            .map_err(|error| Error::bug(format!("the contracts do not fit together: {error}")))
    }
}

/// Amounts in millionths; 28 digits, so that no sum of them wraps.
fn money(micros: impl Iterator<Item = Option<i128>>) -> Result<ArrayRef> {
    let array: Decimal128Array = micros.collect();
    array
        .with_precision_and_scale(28, SCALE as i8)
        .map(|array| Arc::new(array) as ArrayRef)
        .map_err(|error| Error::bug(format!("a contract's amount does not fit: {error}")))
}

/// Refuses contracts that are each sound and together bring more a month than any amount may be.
fn within_limit(contracts: &Contracts, stretches: &[Stretch]) -> Result<()> {
    let mut most: BTreeMap<&str, u128> = BTreeMap::new();
    for it in stretches {
        let of_contract = most.entry(&it.contract.contract_id).or_default();
        let amounts = [it.mrr, it.mrr_constant].into_iter().flatten().map(i128::unsigned_abs);
        *of_contract = amounts.fold(*of_contract, u128::max);
    }
    if most.values().fold(0_u128, |sum, mrr| sum.saturating_add(*mrr)) <= LIMIT.unsigned_abs() {
        return Ok(());
    }
    let file = contracts.file.as_ref().map_or("", |file| file.name.as_str());
    Err(Error::input(format!("`{file}`: all contracts together bring more than 10^22 a month"))
        .hint("see whether their prices are in the currency's units; if they are, give them in thousands or millions"))
}

/// The error for contracts in force in months whose rate nobody gives: currency, month and how many they are.
#[must_use]
pub fn without_rate(contracts: &Contracts, missing: &[(String, Month, i64)]) -> Error {
    let file = contracts.file.as_ref().map_or("", |file| file.name.as_str());
    let of = |count: i64| if count == 1 { "1 contract".to_owned() } else { format!("{count} contracts") };
    let pairs: Vec<String> =
        missing.iter().take(12).map(|(code, month, count)| format!("{code} {month} ({})", of(*count))).collect();
    let more = if missing.len() > 12 { format!(" and {} more", missing.len() - 12) } else { String::new() };
    Error::input(format!("`{file}`: no rate is known for {}{more}", pairs.join(", ")))
        .hint("give the rates with `--fx FILE` (currency, month, rate), or write the prices in the reporting currency")
}

/// A view over VALUES of the months in which contracts can be in force, from the earliest start to `last`.
#[must_use]
pub fn periods_sql(contracts: &Contracts, first: Month, last: Month, calendar: &Calendar) -> String {
    let starts = contracts.rows.values().map(|contract| calendar.of_days(contract.start));
    let from = starts.min().map_or(first, |start| start.min(first));
    let row = |index: i32| {
        let month = Month(index);
        format!("(cast({index} as bigint), cast('{}' as date))", calendar.last_day(month))
    };
    let rows: Vec<String> = (from.0..=last.0).map(row).collect();
    format!("select column1 as month_index, column2 as last_day from (values {})", rows.join(", "))
}

/// The longest notice that is believed, in days: a hundred years.
const LONGEST_NOTICE: i64 = 36_500;

/// A view over VALUES of the quarters that hold a contract's last day of service or its last day for notice; with
/// `is_inclusive` an end is the last day of service, else the day after it.
#[must_use]
pub fn quarters_sql(contracts: &Contracts, is_inclusive: bool, calendar: &Calendar) -> String {
    let mut quarters = BTreeSet::new();
    for contract in contracts.rows.values() {
        let end = contract.end.map(|end| end - i32::from(!is_inclusive));
        let Some(last) = end.or(contract.paid_until.map(|day| day - 1)) else { continue };
        let notice = contract.notice_days.unwrap_or(0).clamp(0, LONGEST_NOTICE) as i32;
        // The quarter that is complete two periods on is the one that holds the period.
        quarters.extend([last, last - notice].map(|day| calendar.complete_quarter(calendar.of_days(day).plus(2)).last));
    }
    let row = |last: &Month| {
        let (from, to) = (calendar.first_day(last.plus(-2)), calendar.last_day(*last));
        format!("('{}', cast('{from}' as date), cast('{to}' as date))", calendar.quarter(*last))
    };
    let none = "('', cast('1970-01-01' as date), cast('1970-01-01' as date))".to_owned();
    let rows: Vec<String> = std::iter::once(none).chain(quarters.iter().map(row)).collect();
    format!(
        "select column1 as quarter, column2 as first_day, column3 as last_day from (values {}) where column1 <> ''",
        rows.join(", ")
    )
}
