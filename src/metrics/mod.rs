//! Metric values, read from the results of the queries into the report. Nothing here computes what SQL could say; what it
//! cannot, chances to leave, losses, stress, replacement, plans and survival, is the mathematics of [`crate::risk`].

mod backtest;
mod cohort;
mod checks;
mod bases;
mod calendar;
mod billing;
mod book;
mod concentration;
mod contracts;
mod customers;
mod dimensions;
mod disclosure;
mod exposed;
mod exposure;
mod exposure_parts;
mod grouping;
mod halo;
mod headroom;
mod margins;
mod movement;
mod overrides;
mod plan;
mod recurring;
mod renewal;
mod replacement;
mod risk;
mod screen;
mod stress;
mod structure;
mod restatements;
mod retention;

use crate::calendar::Calendar;
use crate::config::Config;
use crate::error::Result;
use crate::model::{ConstantRate, Control, ControlReason, CurrencyTotal, Fx, Reasons, Report, SCHEMA_VERSION, Window};
use crate::period::Month;
use crate::pipeline::{Earlier, Run};
use crate::results::Results;
use crate::source::Source;
use crate::unit::{Amount, Money, Ratio, minor_units};
use book::Book;
use overrides::Overrides;

/// What every part of the report is read with.
pub(crate) struct Context<'run> {
    pub(crate) results: &'run Results,
    /// The reporting currency's code, where the ledger or the configuration names one.
    pub(crate) currency: Option<&'run str>,
    /// Decimals of the reporting currency.
    pub(crate) decimals: u32,
    /// Decimals of the ledger, for what must close exactly in print.
    pub(crate) scale: u32,
    pub(crate) has_kinds: bool,
    /// Whether the ledger has a column of cost.
    pub(crate) has_cost: bool,
    /// Whether receivables are given.
    pub(crate) has_receivables: bool,
    /// Whether the ledger says when its rows were booked.
    pub(crate) has_booked_at: bool,
    /// Whether there is an MRR to follow.
    pub(crate) has_mrr: bool,
    /// Whether MRR is that of the contracts.
    pub(crate) contracted: bool,
    pub(crate) last_month: Month,
    pub(crate) window_months: u32,
    pub(crate) first_month: Month,
    pub(crate) calendar: &'run Calendar,
}

impl Context<'_> {
    /// Money in the currency's decimals.
    pub(crate) fn money(&self, amount: Option<Amount>) -> Money {
        Money::new(amount.unwrap_or_default(), self.decimals)
    }

    /// Money at the ledger's own scale.
    pub(crate) fn exact(&self, amount: Option<Amount>) -> Money {
        Money::new(amount.unwrap_or_default(), self.scale)
    }
}

/// The report of a run, without findings and charts; `earlier` is what was known at past month ends.
///
/// # Errors
/// A bug where a relation lacks what the report reads.
pub fn report(source: &Source, run: &Run, earlier: &[Earlier], config: &Config) -> Result<Report> {
    let context = Context {
        results: &run.results,
        currency: source.currency.as_deref(),
        decimals: source.decimals,
        scale: run.scanned.scale.max(source.decimals),
        has_kinds: source.has_kinds,
        has_cost: source.has_cost,
        has_receivables: config.receivables.is_some(),
        has_booked_at: source.has_booked_at,
        has_mrr: run.extent.has_mrr,
        contracted: run.extent.contracted,
        last_month: source.last_month,
        window_months: run.extent.window.months(),
        first_month: run.extent.first_month,
        calendar: &source.calendar,
    };
    let bases = bases::bases(&context)?;
    let overrides = Overrides::new(source.churn_overrides(), &run.scanned.customers, source.as_of);
    let tested = backtest::tested(&context, run, earlier, config)?;
    let mut report = Report {
        schema_version: SCHEMA_VERSION.to_owned(),
        version: env!("CARGO_PKG_VERSION").to_owned(),
        company: config.company.clone(),
        as_of: source.as_of.to_string(),
        as_of_reason: source.as_of_reason.clone(),
        calendar: calendar::calendar(&source.calendar, config, run.extent, source.last_month),
        currency: source.currency.clone(),
        conversion: source.conversion.clone(),
        grouping: config.grouping.name().to_owned(),
        history_tree: config.history.name().to_owned(),
        input_hash: source.input_hash.chars().take(12).collect(),
        reliable: true,
        fx: fx(&context, source)?,
        window: window(&context, run, config),
        restatements: restatements::restatements(&context, source, run)?,
        control_totals: checks::control_totals(&context)?,
        checks: checks::checks(run)?,
        concentration: concentration::of_period(&context, "window")?,
        concentration_year_before: concentration::year_before(&context)?,
        top_customers: customers::top(&context)?,
        major_customers: customers::major(&context)?,
        customer_amounts: customers::amounts(&context)?,
        groupings: grouping::groupings(&context, config.grouping.name())?,
        key_accounts: customers::key_accounts(&context)?,
        recurring: recurring::recurring(&context, config)?,
        tiers: structure::tiers(&context)?,
        rank_ties: structure::rank_ties(&context)?,
        lorenz: structure::lorenz(&context)?,
        hhi_bounds: structure::hhi_bounds(&context)?,
        mergers: structure::mergers(&context)?,
        stability: structure::stability(&context)?,
        hhi_change: structure::hhi_change(&context)?,
        decomposition: dimensions::decomposition(&context)?,
        dimension_concentration: dimensions::concentration(&context)?,
        dependence: bases::dependence(&context, &bases)?,
        base_history: bases::history(&context)?,
        bases,
        billing_cadence: billing::cadence(&context, config, run.scanned.rows_spread_by_interval)?,
        movements_basis: if run.extent.has_mrr { "mrr" } else { "revenue" }.to_owned(),
        movements: movement::movements(&context, "month")?,
        movements_quarterly: movement::movements(&context, "quarter")?,
        movements_note: movement::note(&context),
        movements_by_segment: movement::by_segment(&context)?,
        retention: movement::retention(&context)?,
        retention_history: retention::history(&context)?,
        retention_by_segment: retention::by_segment(&context)?,
        cohorts: cohort::cohorts(&context)?,
        survival: cohort::survival(&context)?,
        head_growth: movement::head_growth(&context)?,
        quarter_changes: movement::quarter_changes(&context)?,
        top_five_changes: disclosure::top_five_changes(&context)?,
        top_five_history: disclosure::top_five_history(&context)?,
        head_margin: disclosure::head_margin(&context)?,
        disclosure: disclosure::disclosure(&context, config, source.currency.as_deref())?,
        missing_months: run.results.table("missing_months")?.text("month")?.into_iter().flatten().collect(),
        history: concentration::history(&context)?,
        customer_ranks: customers::ranks(&context)?,
        dimensions: dimensions::dimensions(&context)?,
        dimension_customers: dimensions::customers(&context)?,
        churn_exposure: exposure::exposure(&context, config, &tested, &overrides)?,
        backtest: Some(tested.report),
        ..Report::default()
    };
    report.control = control(&context, run, &report)?;
    let uncovered = "the ledger does not cover the same months a year before the window";
    if report.concentration_year_before.is_none() {
        report.reasons.insert("concentration_year_before_reason".to_owned(), uncovered.to_owned());
    }
    if report.hhi_change.is_none() {
        let why =
            if report.concentration_year_before.is_none() { uncovered } else { "a window has no positive customer" };
        report.reasons.insert("hhi_change_reason".to_owned(), why.to_owned());
    }
    if report.head_growth.is_none() {
        let why = "the ledger does not cover 24 months";
        report.reasons.insert("head_growth_reason".to_owned(), why.to_owned());
    }
    exposure_parts::parts(&context, config, &mut report.churn_exposure)?;
    let book = Book::new(&context, config, &report.churn_exposure)?;
    report.revenue_at_risk = risk::revenue_at_risk(&context, &report.churn_exposure, &book)?;
    if report.revenue_at_risk.is_none() {
        let why = report.churn_exposure.reasons.get("expected_loss_reason").cloned();
        let why = why.unwrap_or_else(|| "no customer has revenue exposed at the as-of month".to_owned());
        report.reasons.insert("revenue_at_risk_reason".to_owned(), why);
    }
    stress::stress(&context, config, &book, &mut report)?;
    report.renewals = renewal::renewals(&context, config, &report.churn_exposure)?;
    report.renewal_wall = renewal::wall(&context)?;
    report.renewal_dates = renewal::dates(&context)?;
    if report.renewals.is_none() {
        report.reasons.insert("renewals_reason".to_owned(), "no contracts table is given".to_owned());
    }
    report.replacement = replacement::replacement(&context, config, &book)?;
    if report.replacement.is_none() {
        let why = "no customer has revenue exposed at the as-of month";
        report.reasons.insert("replacement_reason".to_owned(), why.to_owned());
    }
    report.headroom = headroom::headroom(&context, &report);
    report.price_concessions = headroom::concessions(&context, &report);
    report.receivables_caps = headroom::receivables_caps(&context)?;
    report.key_account_screen = screen::key_account_screen(&context, config)?;
    report.halo = halo::halo(&context)?;
    if report.halo.is_none() {
        let why = "no pipeline names signatures with a segment and a first contact";
        report.reasons.insert("halo_reason".to_owned(), why.to_owned());
    }
    match plan::plan(&context, config, &report.customer_amounts, report.window.months_covered)? {
        Ok(plan) => report.plan = Some(plan),
        Err(why) => drop(report.reasons.insert("plan_reason".to_owned(), why)),
    }
    Ok(report)
}

fn window(context: &Context<'_>, run: &Run, config: &Config) -> Window {
    let span = run.extent.window;
    let covered = span.last.0 - span.first.max(context.first_month).0 + 1;
    Window {
        kind: config.window_name().to_owned(),
        from: context.calendar.first_day(span.first).to_string(),
        to: context.calendar.last_day(span.last).to_string(),
        months: span.months(),
        months_covered: covered.max(0) as u32,
        weeks: context.calendar.weeks_in(span),
    }
}

fn fx(context: &Context<'_>, source: &Source) -> Result<Fx> {
    let table = context.results.table("constant_rates")?;
    let (currencies, rates) = (table.text("currency")?, table.text("rate")?);
    let (sources, months) = (table.text("source")?, table.text("month")?);
    let row = |at: usize| ConstantRate {
        currency: currencies[at].clone().unwrap_or_default(),
        rate: rates[at].as_deref().map_or("", |rate| rate.trim_end_matches('0').trim_end_matches('.')).to_owned(),
        source: sources[at].clone().unwrap_or_default(),
        month: months[at].clone(),
    };
    Ok(Fx { reported: source.conversion.clone(), constant: (0..table.rows()).map(row).collect() })
}

fn control(context: &Context<'_>, run: &Run, report: &Report) -> Result<Control> {
    let table = context.results.table("control")?;
    let (scopes, reasons) = (table.text("scope")?, table.text("reason")?);
    let (rows, amounts) = (table.integers("rows")?, table.amounts("amount")?);
    let mut control = Control { rows_read: run.scanned.rows_read, ..Control::default() };
    let mut sums = [(0_u64, Amount::ZERO); 3];
    // Rows booked later may be finer than any that was known; what was known is printed as it was then.
    let whole = |amount: Amount| Money::new(amount, run.scanned.whole_scale);
    for at in 0..table.rows() {
        let scope = scopes[at].clone().unwrap_or_default();
        let (count, amount) = (rows[at].unwrap_or(0).max(0) as u64, amounts[at].unwrap_or_default());
        let slot = ["used", "left_out", "set_aside"].iter().position(|name| *name == scope).unwrap_or(2);
        sums[slot] = (sums[slot].0 + count, sums[slot].1 + amount);
        if let Some(reason) = reasons[at].clone() {
            let amount = if reason.starts_with("booked_later") { whole(amount) } else { context.exact(Some(amount)) };
            control.reasons.push(ControlReason { scope, reason, rows: count, amount });
        }
    }
    [control.rows_used, control.rows_left_out, control.rows_set_aside] = sums.map(|sum| sum.0);
    [control.amount_used, control.amount_set_aside] = [sums[0], sums[2]].map(|sum| context.exact(Some(sum.1)));
    control.amount_left_out = whole(sums[1].1);
    control.amount_read = whole(sums.iter().map(|sum| sum.1).sum());
    parts_of_used(context, &mut control, report)?;
    control.by_currency = by_currency(context)?;
    control.rows_half_service_period = run.scanned.rows_half_service_period;
    control.rows_rounded = run.scanned.rows_rounded;
    Ok(control)
}

/// What of the used amount lies before, in and after the window, and what names no customer.
fn parts_of_used(context: &Context<'_>, control: &mut Control, report: &Report) -> Result<()> {
    let table = context.results.table("used_by_part")?;
    let (parts, amounts) = (table.text("part")?, table.amounts("amount")?);
    let of = |name: &str| {
        parts.iter().zip(&amounts).filter(|(part, _)| part.as_deref() == Some(name)).filter_map(|(_, sum)| *sum).sum()
    };
    control.amount_before_window = context.exact(Some(of("before")));
    control.amount_in_window = context.exact(Some(of("window")));
    control.amount_after_window = context.exact(Some(of("after")));
    control.unassigned_amount = context.exact(Some(of("unassigned")));
    debug_assert_eq!(control.amount_in_window.amount, report.concentration.total.amount);
    Ok(())
}

fn by_currency(context: &Context<'_>) -> Result<Vec<CurrencyTotal>> {
    let table = context.results.table("control_by_currency")?;
    let (currencies, rows) = (table.text("currency")?, table.integers("rows")?);
    let (amounts, converted) = (table.amounts("amount")?, table.amounts("converted")?);
    let total = |at: usize| {
        let amount = amounts[at].unwrap_or_default();
        let own = currencies[at].as_deref().map_or(context.scale, minor_units).max(amount.places());
        CurrencyTotal {
            currency: currencies[at].clone(),
            rows: rows[at].unwrap_or(0).max(0) as u64,
            amount: Money::new(amount, own),
            converted: context.exact(converted[at]),
        }
    };
    Ok((0..table.rows()).map(total).collect())
}

/// Money of a distribution, to the minor unit.
pub(crate) fn amount_of(context: &Context<'_>, units: f64) -> Amount {
    Amount((units * 1e6).round() as i128).round(context.decimals)
}

/// The same reason for several keys.
fn because(keys: &[&str], why: &str) -> Reasons {
    keys.iter().map(|key| (format!("{key}_reason"), why.to_owned())).collect()
}

/// A ratio of the report, or null.
pub(crate) fn ratio(value: Option<f64>) -> Option<Ratio> {
    value.map(Ratio)
}
