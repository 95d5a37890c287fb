//! The book as the mathematics of risk sees it: each customer with what is exposed, its margin and its chance to leave.

use super::Context;
use super::exposed::{Exposed, exposed};
use super::exposure_parts::leading;
use super::margins::{MarginSource, Margins};
use crate::config::{Config, DependenceRule};
use crate::error::{Error, Result};
use crate::model::{ChurnExposure, CustomerExposure};
use crate::risk::loss::{Customer, Dependence, FULL, Factor, Losses, Severity};
use crate::unit::Amount;
use std::collections::BTreeMap;

/// One customer with revenue exposed.
#[derive(Debug, Clone)]
pub(super) struct Row {
    pub(super) customer: String,
    pub(super) name: String,
    /// Revenue exposed.
    pub(super) arr: Amount,
    /// Its margin of a year; none where no margin is known.
    pub(super) margin: Option<Amount>,
    /// Probability of its loss, whole; none where no chance is known.
    pub(super) loss_probability: Option<f64>,
    /// Probability of an event, its loss or, where cuts count, a cut.
    event_probability: Option<f64>,
    /// What an event takes; of what no contract holds.
    severities: Vec<Severity>,
    /// 1 − locked / exposed.
    open: f64,
    industry: Option<usize>,
}

impl Row {
    /// The row for the loss distribution; none where its chance, or its margin, is not known.
    fn customer(&self, measure: Measure) -> Option<Customer<'_>> {
        let amount = match measure {
            Measure::Revenue => self.arr,
            Measure::Margin => self.margin?,
        };
        Some(Customer {
            exposure: amount.to_f64().max(0.0) * self.open,
            severities: &self.severities,
            probability: self.event_probability?,
            industry: self.industry,
        })
    }

    /// Whether anything of it can be lost within the horizon.
    pub(super) fn is_open(&self) -> bool {
        self.open > 0.0
    }

    /// Margin that goes with the customer within the horizon: of what no contract holds; 0 where none is known.
    pub(super) fn open_margin(&self, decimals: u32) -> Amount {
        let margin = self.margin.unwrap_or_default();
        if self.open >= 1.0 { margin } else { product(margin, self.open, decimals) }
    }
}

/// All of them.
pub(super) struct Book {
    pub(super) rows: Vec<Row>,
    pub(super) dependence: Dependence,
    pub(super) margins: Option<MarginSource>,
}

/// What a loss is counted in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Measure {
    /// Revenue exposed.
    Revenue,
    /// Its margin; customers without a positive one lose none.
    Margin,
}

impl Book {
    /// The customers exposed, the most first, with what the churn exposure says of each.
    pub(super) fn new(context: &Context<'_>, config: &Config, exposure: &ChurnExposure) -> Result<Book> {
        let margins = Margins::read(context, config)?;
        let industries = industries(context, config)?;
        let told: BTreeMap<&str, _> = exposure.by_customer.iter().map(|it| (it.customer.as_str(), it)).collect();
        let row = |Exposed { id, name, amount }: Exposed| {
            let arr = amount.amount.round(context.decimals);
            let told = told.get(id.as_str());
            let locked = told.map_or(0.0, |it| it.locked.to_f64() / it.arr.to_f64());
            Row {
                name,
                margin: margins.of(&id).map(|ratio| product(arr, ratio, context.decimals)),
                loss_probability: told.map(|it| it.probability.0),
                event_probability: told.map(|it| it.event_probability.unwrap_or(it.probability).0),
                severities: told.map_or_else(|| FULL.to_vec(), |it| severities(it)),
                open: 1.0 - locked,
                industry: industries.get(&id).copied(),
                customer: id,
                arr,
            }
        };
        let rows = exposed(context)?.into_iter().map(row).collect();
        Ok(Book { rows, dependence: dependence(config), margins: margins.source() })
    }

    /// What is left after a scenario takes a fraction of each customer named.
    pub(super) fn after(&self, fractions: &BTreeMap<String, Amount>, decimals: u32) -> Book {
        let left = |row: &Row| {
            let lost = fractions.get(&row.customer).copied().unwrap_or_default();
            let keep = |amount: Amount| Amount(amount.0 - share(amount, lost).round(decimals).0);
            Row { arr: keep(row.arr), margin: row.margin.map(keep), ..row.clone() }
        };
        Book { rows: self.rows.iter().map(left).collect(), ..*self }
    }

    /// Revenue exposed.
    pub(super) fn arr(&self) -> Amount {
        self.rows.iter().map(|row| row.arr).sum()
    }

    /// Margin of it, negative ones too; none where no margin is known.
    pub(super) fn margin(&self) -> Option<Amount> {
        self.margins?;
        Some(self.rows.iter().filter_map(|row| row.margin).sum())
    }

    /// The customers for the loss distribution, in the order of the rows; none where a chance, or a margin, is not known.
    pub(super) fn customers(&self, measure: Measure) -> Option<Vec<Customer<'_>>> {
        self.rows.iter().map(|row| row.customer(measure)).collect()
    }

    /// The distribution of loss; none as in [`Self::customers`].
    pub(super) fn losses(&self, measure: Measure) -> Result<Option<Losses>> {
        let customers = self.customers(measure);
        customers.map(|customers| Losses::new(&customers, self.dependence).map_err(refused)).transpose()
    }
}

/// The loss distribution takes what the exposure gives, or the program is wrong.
pub(super) fn refused(error: crate::risk::loss::Invalid) -> Error {
    Error::bug(format!("the loss distribution refuses the churn exposure: {error}"))
}

fn product(amount: Amount, ratio: f64, decimals: u32) -> Amount {
    Amount((amount.0 as f64 * ratio).round() as i128).round(decimals)
}

/// `amount` times a fraction of so many millionths, rounded down to a millionth.
fn share(amount: Amount, fraction: Amount) -> Amount {
    const WHOLE: i128 = 1_000_000;
    Amount(amount.0 / WHOLE * fraction.0 + amount.0 % WHOLE * fraction.0 / WHOLE)
}

/// What an event takes of a customer: all of it where nothing else is told.
fn severities(told: &CustomerExposure) -> Vec<Severity> {
    if told.severities.is_empty() {
        return FULL.to_vec();
    }
    told.severities.iter().map(|it| Severity { share: it.share.0, weight: it.weight.0 }).collect()
}

fn dependence(config: &Config) -> Dependence {
    let Some((weight, variance)) = config.risk.factor() else { return Dependence::Independent };
    let factor = Factor { weight, variance };
    match config.risk.dependence {
        DependenceRule::Industry => Dependence::Industries(factor),
        _ => Dependence::Common(factor),
    }
}

/// A number for the industry of each customer that has one.
fn industries(context: &Context<'_>, config: &Config) -> Result<BTreeMap<String, usize>> {
    let (leading, mut numbers) = (leading(context, config.risk.industry_dimension())?, BTreeMap::new());
    let number = |(customer, industry): (String, String)| {
        let next = numbers.len();
        (customer, *numbers.entry(industry).or_insert(next))
    };
    Ok(leading.into_iter().map(number).collect())
}
