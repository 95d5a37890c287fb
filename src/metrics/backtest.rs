//! The backtest of the chances to leave, and the chances of the method it chose: the histories of the queries through
//! [`crate::risk::backtest`].

mod histories;
mod words;

use super::{Context, ratio};
use crate::config::Config;
use crate::error::Result;
use crate::model::{Backtest, BacktestDate, CalibrationBin, ChurnBand, ChurnCell, MethodScores, Reasons};
use crate::period::Month;
use crate::pipeline::{Earlier, Run};
use crate::risk::backtest::{self, BANDS, Basis, Book, Dated, Fitted, Method, Past, TENURES, Tail};
use crate::risk::churn::{self, Probability, posterior};
use crate::risk::score::{self, FEWEST_EVENTS, Outcome, Verdict};
use crate::risk::severity::History;
use crate::unit::Ratio;
use histories::book;
use rayon::prelude::*;
use std::collections::BTreeMap;

/// Why a test over the scored dates has no value.
const NO_DATE: &str = "no past date has both losses seen before it and its outcome twelve months on";

/// A chance to leave, as a model forms it, with its evidence in words.
pub(super) struct Chance {
    pub(super) probability: Probability,
    pub(super) source: String,
    /// P(alive), where the model knows one.
    pub(super) alive: Option<f64>,
}

/// What the past says of the chances to leave, and the chances it leaves us with.
pub(super) struct Tested {
    pub(super) report: Backtest,
    /// The method in use, as the churn exposure names it.
    pub(super) method: String,
    chances: BTreeMap<String, Chance>,
    cuts: Option<History>,
    bands: Vec<ChurnBand>,
    cells: Vec<ChurnCell>,
}

impl Tested {
    /// The chance of a customer; none where no loss could yet be seen.
    pub(super) fn chance(&self, customer: &str) -> Option<&Chance> {
        self.chances.get(customer)
    }

    /// The history of losses and cuts; none where it holds too few losses.
    pub(super) fn cuts(&self) -> Option<&History> {
        self.cuts.as_ref()
    }

    /// The evidence by size band.
    pub(super) fn bands(&self) -> Vec<ChurnBand> {
        self.bands.clone()
    }

    /// The evidence by cell.
    pub(super) fn cells(&self) -> Vec<ChurnCell> {
        self.cells.clone()
    }
}

/// Tests every method at every past date, and forms the chances of the one to use.
pub(super) fn tested(context: &Context<'_>, run: &Run, earlier: &[Earlier], config: &Config) -> Result<Tested> {
    histories::segments_exist(config, &run.scanned)?;
    let now = book(context, &run.results, context.last_month)?;
    let earlier: BTreeMap<i32, Book> =
        earlier.iter().map(|it| Ok((it.month.0, book(context, &it.results, it.month)?))).collect::<Result<_>>()?;
    let (past, at) = (Past::whole(&now), context.last_month.0);
    let result = if context.has_booked_at {
        let earlier = earlier.iter().map(|(at, book)| (*at, Past::new(book, &[*at])));
        let earlier: BTreeMap<i32, Past<'_>> = earlier.collect();
        backtest::backtest(&now, |at| earlier.get(&at))
    } else {
        backtest::backtest(&now, |_| Some(&past))
    };
    let fitted = Fitted::of(&past, at);
    let used = if fitted.has(result.used) { result.used } else { Method::BaseRate };
    let chance = |it: &backtest::Active| {
        let chance = fitted.chance(used, it);
        let source = words::evidence(&fitted, used, it);
        (now.customers[it.customer].id.clone(), Chance { probability: chance.probability, source, alive: chance.alive })
    };
    let is_known = fitted.whole.customer_years > 0;
    Ok(Tested {
        report: report(context, &result, used, now.basis),
        method: match (used, fitted.bayes) {
            (Method::EmpiricalBayes, churn::Method::Pooled) => "pooled".to_owned(),
            _ => used.name().to_owned(),
        },
        chances: now.active(at).par_iter().filter(|_| is_known).map(chance).collect(),
        cuts: History::new(&now.changes(at)),
        bands: bands(&fitted),
        cells: cells(&fitted, &now),
    })
}

fn bands(fitted: &Fitted<'_>) -> Vec<ChurnBand> {
    let cells = backtest::by_band(&fitted.cells);
    let (_, probabilities) = churn::estimate(&cells);
    let rows = BANDS.iter().zip(cells).zip(probabilities);
    rows.map(|((band, cell), chance)| ChurnBand {
        band: (*band).to_owned(),
        customer_years: cell.customer_years,
        losses: cell.losses,
        probability: Ratio(chance.mean),
        low: Ratio(chance.low),
        high: Ratio(chance.high),
    })
    .collect()
}

fn cells(fitted: &Fitted<'_>, book: &Book) -> Vec<ChurnCell> {
    let row = |(key, cell): (&backtest::Key, &churn::Cell)| {
        let Probability { mean, low, high } = fitted.of_cell(key);
        ChurnCell {
            segment: key.segment.map(|segment| book.segments[segment].clone()),
            band: BANDS[key.band].to_owned(),
            tenure: TENURES[key.tenure].to_owned(),
            customer_years: cell.customer_years,
            losses: cell.losses,
            probability: Ratio(mean),
            low: Ratio(low),
            high: Ratio(high),
        }
    };
    fitted.cells.iter().map(row).collect()
}

fn report(context: &Context<'_>, result: &backtest::Backtest, used: Method, basis: Basis) -> Backtest {
    let latest = result.scored().rev().find_map(|date| Some((date, tested_z(date.outcomes(date.chosen)).ok()?)));
    // A distribution a date: each is made once.
    let dates: Vec<(&Dated, Option<Tail>)> = result.dates.par_iter().map(|date| (date, date.tail())).collect();
    let tails: Vec<Tail> = dates.iter().filter(|it| it.0.scored).filter_map(|it| it.1).collect();
    let breaches = tails.iter().filter(|it| it.breached).count() as u64;
    let mut reasons = Reasons::new();
    let p_value = match score::kupiec(breaches, tails.len() as u64, 0.05) {
        Some(Verdict::Tested(test)) => Ok(Ratio(test.p_value)),
        Some(Verdict::TooFew { expected }) => {
            Err(format!("{expected:.2} breaches were to be expected, and a test needs {FEWEST_EVENTS:.0}"))
        }
        None => Err(NO_DATE.to_owned()),
    };
    if let Err(why) = &p_value {
        reasons.insert("kupiec_p_value_reason".to_owned(), why.clone());
    }
    if tails.is_empty() {
        reasons.insert("var_breaches_reason".to_owned(), NO_DATE.to_owned());
    }
    if latest.is_none() {
        let why = format!("at no date of the test {FEWEST_EVENTS:.0} losses were to be expected");
        for key in ["z", "date", "method", "expected", "lost"] {
            reasons.insert(format!("calibration_{key}_reason"), why.clone());
        }
    }
    Backtest {
        horizon_months: backtest::HORIZON as u32,
        loss_basis: if basis == Basis::Mrr { "mrr" } else { "ttm" }.to_owned(),
        method: used.name().to_owned(),
        best: result.best.name().to_owned(),
        verdict: result.verdict.name().to_owned(),
        message: words::verdict(result, used, basis, context.has_booked_at),
        methods: methods(result, basis),
        dates: dates.iter().map(|(date, tail)| dated(context, date, *tail)).collect(),
        calibration: calibration(&result.chosen()),
        var_breaches: (!tails.is_empty()).then_some(breaches),
        var_dates: tails.len() as u64,
        kupiec_p_value: p_value.ok(),
        calibration_z: latest.map(|(_, z)| z),
        calibration_date: latest.map(|(date, _)| context.calendar.last_day(Month(date.at)).to_string()),
        calibration_method: latest.map(|(date, _)| date.chosen.name().to_owned()),
        calibration_expected: latest.map(|(date, _)| expected(date.outcomes(date.chosen))),
        calibration_lost: latest.map(|(date, _)| lost(date.outcomes(date.chosen))),
        reasons,
    }
}

/// Spiegelhalter's z, or why there is none.
fn tested_z(outcomes: &[Outcome]) -> std::result::Result<f64, String> {
    match score::spiegelhalter(outcomes) {
        Some(Verdict::Tested(test)) => Ok(test.statistic),
        Some(Verdict::TooFew { expected }) => {
            Err(format!("{expected:.1} losses were to be expected, and a test needs {FEWEST_EVENTS:.0}"))
        }
        None => Err("every probability is 0, ½ or 1".to_owned()),
    }
}

/// Every method with a fit of its own, and the series of the chosen ones.
fn methods(result: &backtest::Backtest, basis: Basis) -> Vec<MethodScores> {
    let base = result.outcomes(Method::BaseRate);
    if base.is_empty() {
        return Vec::new();
    }
    let of = |method: Method| scores(method.name(), &result.outcomes(method), &base);
    let methods = result.methods(basis).into_iter().map(of);
    methods.chain([scores("chosen", &result.chosen(), &base)]).collect()
}

fn scores(method: &str, outcomes: &[Outcome], base: &[Outcome]) -> MethodScores {
    let test = match score::spiegelhalter(outcomes) {
        Some(Verdict::Tested(test)) => Some(test),
        _ => None,
    };
    MethodScores {
        method: method.to_owned(),
        forecasts: outcomes.len() as u64,
        expected: expected(outcomes),
        lost: lost(outcomes),
        brier: ratio(score::brier(outcomes)),
        weighted_brier: ratio(score::weighted_brier(outcomes)),
        skill: ratio(backtest::skill(outcomes, base)),
        log_loss: score::log_loss(outcomes),
        spiegelhalter_z: test.map(|it| it.statistic),
        p_value: test.map(|it| Ratio(it.p_value)),
    }
}

fn expected(outcomes: &[Outcome]) -> f64 {
    outcomes.iter().map(|it| it.probability).sum()
}

fn lost(outcomes: &[Outcome]) -> u64 {
    outcomes.iter().filter(|it| it.lost).count() as u64
}

fn dated(context: &Context<'_>, date: &Dated, tail: Option<Tail>) -> BacktestDate {
    let outcomes = date.outcomes(date.chosen);
    let exposed: f64 = outcomes.iter().map(|it| it.exposed).sum();
    let share = |of: &dyn Fn(&Outcome) -> f64| outcomes.iter().map(|it| of(it) * it.exposed).sum::<f64>() / exposed;
    let z = tested_z(outcomes);
    let mut reasons = Reasons::new();
    if let Err(why) = &z {
        reasons.insert("spiegelhalter_z_reason".to_owned(), why.clone());
    }
    BacktestDate {
        as_of: context.calendar.last_day(Month(date.at)).to_string(),
        scored: date.scored,
        method: date.chosen.name().to_owned(),
        customers: outcomes.len() as u64,
        known_customer_years: date.known,
        base_rate: Ratio(date.base_rate),
        expected: expected(outcomes),
        lost: lost(outcomes),
        brier: ratio(score::brier(outcomes)),
        base_brier: ratio(score::brier(date.outcomes(Method::BaseRate))),
        weighted_brier: ratio(score::weighted_brier(outcomes)),
        spiegelhalter_z: z.ok(),
        expected_loss_share: Ratio(share(&|it| it.probability)),
        loss_share: Ratio(share(&|it| f64::from(u8::from(it.lost)))),
        var95_share: tail.map(|it| Ratio(it.value_at_risk / exposed)),
        pit: tail.map(|it| Ratio(it.pit)),
        reasons,
    }
}

/// Ten bins; the bounds of each rate are Jeffreys', the 5 and 95 % quantiles of Beta(½ + k, ½ + n − k).
fn calibration(outcomes: &[Outcome]) -> Vec<CalibrationBin> {
    let bin = |(at, bin): (usize, score::Bin)| {
        let seen =
            (bin.forecasts > 0).then(|| posterior(0.5 + bin.lost as f64, 0.5 + (bin.forecasts - bin.lost) as f64));
        CalibrationBin {
            from: Ratio(at as f64 / 10.0),
            to: Ratio((at + 1) as f64 / 10.0),
            forecasts: bin.forecasts,
            mean: ratio(bin.mean()),
            lost: bin.lost,
            rate: ratio(bin.rate()),
            low: seen.map(|it| Ratio(it.low)),
            high: seen.map(|it| Ratio(it.high)),
        }
    };
    if outcomes.is_empty() {
        Vec::new()
    } else {
        score::calibration(outcomes).into_iter().enumerate().map(bin).collect()
    }
}
