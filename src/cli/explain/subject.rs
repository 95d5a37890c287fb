//! What a name given to `explain` means: a relation, a column, a key of report.json or a warning.

use crate::error::{Error, Result};
use crate::policy::RULES;
use crate::queries::{QUERIES, Query, Role, find};

/// What is explained.
#[derive(Debug, Clone)]
pub(super) struct Subject {
    /// The relation.
    pub(super) query: &'static Query,
    /// One of its columns, where one was asked for.
    pub(super) column: Option<String>,
    /// The key of report.json, as a JSON pointer.
    pub(super) key: Option<String>,
    /// Columns and the values that the key stands for.
    pub(super) filters: Vec<(String, String)>,
    /// The warning, where one was asked for.
    pub(super) rule: Option<&'static str>,
}

type Filters = &'static [(&'static str, &'static str)];

/// Keys of report.json whose relation, or rows of it, their own words do not name. A longer key comes before its parts.
/// An empty relation stands for whichever has the column.
const KEYS: &[(&str, &str, Filters)] = &[
    ("control.by_currency", "control_by_currency", &[]),
    ("control.amount_before_window", "used_by_part", &[("part", "before")]),
    ("control.amount_in_window", "used_by_part", &[("part", "window")]),
    ("control.amount_after_window", "used_by_part", &[("part", "after")]),
    ("control.unassigned_amount", "used_by_part", &[("part", "unassigned")]),
    ("control_totals", "declared_totals", &[]),
    ("restatements.by_month", "restated_months", &[]),
    ("restatements.largest", "restatements", &[]),
    ("calendar", "windows", &[]),
    ("window", "windows", &[("period", "window")]),
    ("concentration_year_before", "", &[("period", "year_before")]),
    ("concentration", "", &[("period", "window")]),
    ("history", "", &[]),
    ("dimension_customers", "dimension_customers", &[]),
    ("top_customers", "customers", &[]),
    ("customer_amounts", "customers", &[]),
    ("major_customers", "customers", &[]),
    ("groupings", "policy_comparison", &[]),
    ("recurring.monthly", "recurring_monthly", &[]),
    ("recurring.contracts", "contract_facts", &[]),
    ("recurring.paused", "paused_contracts", &[]),
    ("recurring.mrr_sources", "mrr_sources", &[]),
    ("recurring.mrr_differences", "mrr_differences", &[]),
    ("recurring.contracted_mrr", "mrr_sources", &[]),
    ("recurring.billed_mrr", "mrr_sources", &[]),
    ("recurring.mrr", "recurring_monthly", &[]),
    ("recurring.arr", "recurring_monthly", &[]),
    ("recurring", "recurring", &[]),
    ("movements_quarterly", "movements", &[("grain", "quarter")]),
    ("movements", "movements", &[("grain", "month")]),
    ("retention.mrr", "retention", &[("basis", "mrr"), ("part", "all")]),
    ("retention.ttm", "retention", &[("basis", "ttm"), ("part", "all")]),
    ("retention.head", "retention", &[("part", "head")]),
    ("retention.rest", "retention", &[("part", "rest")]),
    ("survival", "at_risk", &[]),
    ("quarter_changes", "quarter_change", &[]),
    ("bases", "concentration_by_base", &[]),
    ("top_five_history", "top_five_changes", &[]),
    ("mergers", "merger_effects", &[]),
    ("fx", "constant_rates", &[]),
    ("disclosure.fiscal_year", "fiscal_years", &[("place", "1")]),
    ("disclosure.fiscal_year_before", "fiscal_years", &[("place", "2")]),
    ("disclosure.top_five", "top_five", &[]),
    ("disclosure", "major_by_year", &[]),
    ("billing_cadence.intervals", "billing_intervals", &[]),
    ("billing_cadence.unspread_customers", "billing_intervals", &[("billed_by", "less_than_monthly")]),
    ("billing_cadence.unspread_amount", "billing_intervals", &[("billed_by", "less_than_monthly")]),
    ("billing_cadence.unspread_share", "billing_intervals", &[("billed_by", "less_than_monthly")]),
    ("churn_exposure.bands", "customer_history", &[]),
    ("churn_exposure.cells", "segment_history", &[]),
    ("churn_exposure.by_renewal_quarter", "renewals_by_customer", &[]),
    ("churn_exposure.by_segment", "leading_values", &[]),
    ("churn_exposure", "exposed", &[]),
    ("revenue_at_risk", "exposed", &[]),
    ("stress", "scenarios", &[]),
    ("key_account_screen", "key_account_facts", &[]),
    ("halo", "halo_deals", &[]),
    ("plan", "customers", &[]),
    ("reverse_stress", "customer_margins", &[]),
    ("renewals.within_decision_cycle.weighted_pipeline", "pipeline_value", &[]),
    ("renewals.within_decision_cycle", "notices_due", &[]),
    ("renewal_wall", "renewal_wall", &[]),
    ("renewals", "renewals", &[]),
    ("replacement.win_rate", "pipeline_value", &[]),
    ("replacement.pipeline_needed", "pipeline_value", &[]),
    ("replacement.pipeline_open", "pipeline_value", &[]),
    ("replacement.pipeline_weighted", "pipeline_value", &[]),
    ("replacement.pipeline_overdue", "pipeline_value", &[]),
    ("replacement.monthly_margin", "customer_margins", &[]),
    ("replacement", "exposed", &[]),
    ("headroom", "customers", &[]),
    ("price_concessions", "head_margin", &[("period", "window")]),
    ("receivables_caps", "receivable_balances", &[]),
    ("backtest", "customer_history", &[]),
];

/// Warnings, and the relation and column that each is measured on.
const MEASURES: &[(&str, &str, &str)] = &[
    ("W01", "customers", "share"),
    ("W02", "base_shares", "share"),
    ("W03", "cr", "cr_5"),
    ("W04", "cr", "cr_10"),
    ("W05", "hhi", "hhi"),
    ("W06", "hhi", "hhi"),
    ("W07", "recurring", "head_share_of_recurring"),
    ("W08", "exposed", "amount"),
    ("W09", "customer_margins", "gross_profit"),
    ("W10", "customer_margins", "gross_profit"),
    ("W11", "customer_margins", "gross_profit"),
    ("W12", "renewals", "largest_quarter_share"),
    ("W13", "notices_due", "arr"),
    ("W14", "retention", "grr"),
    ("W15", "retention", "nrr"),
    ("W16", "quarter_change", "quarter"),
    ("W17", "head_margin", "gap"),
    ("W18", "base_shares", "share"),
    ("W19", "dimensions", "share"),
    ("W20", "head_growth", "head_now"),
    ("W21", "top_five_changes", "share"),
    ("W25.negative", "negative_ratio", "negative_ratio"),
    ("W25.unassigned", "unassigned_revenue", "amount"),
    ("W25.control", "declared_totals", "difference"),
    ("W25.cadence", "billing_intervals", "share"),
    ("W25.missing", "missing_months", "month"),
    ("W27", "customer_history", "amount"),
];

impl Subject {
    /// What `name` means.
    ///
    /// # Errors
    /// A usage error with what is written alike.
    pub(super) fn named(name: &str) -> Result<Subject> {
        let name = name.trim();
        let plain = name.trim_start_matches('/').replace('/', ".");
        let lower = plain.to_lowercase();
        let found = warning(&lower)
            .or_else(|| find(&lower).map(Subject::of))
            .or_else(|| (!name.starts_with('/') && !lower.contains('.')).then(|| by_column(&lower)).flatten())
            .or_else(|| by_key(&plain));
        found.ok_or_else(|| unknown(name, &lower))
    }

    fn of(query: &'static Query) -> Subject {
        Subject { query, column: None, key: None, filters: Vec::new(), rule: None }
    }

    /// The value a filter holds a column to.
    pub(super) fn filter(&self, column: &str) -> Option<&str> {
        self.filters.iter().find(|(name, _)| name == column).map(|(_, value)| value.as_str())
    }
}

fn warning(lower: &str) -> Option<Subject> {
    let rule = RULES.iter().find(|rule| rule.id.eq_ignore_ascii_case(lower))?;
    let (_, relation, column) = MEASURES.iter().find(|(id, ..)| *id == rule.id).copied().unwrap_or((rule.id, "", ""));
    let query = find(relation).or_else(|| find("customers"))?;
    let column = Some(column).filter(|column| !column.is_empty()).map(str::to_owned);
    Some(Subject { rule: Some(rule.id), column, ..Subject::of(query) })
}

/// The relation that makes a column: metrics first, then what the report reads, then steps and checks.
fn by_column(column: &str) -> Option<Subject> {
    let query = maker(column)?;
    Some(Subject { column: Some(column.to_owned()), ..Subject::of(query) })
}

fn maker(column: &str) -> Option<&'static Query> {
    let of = |role: Role| QUERIES.iter().find(|query| query.role == role && query.has_column(column));
    [Role::Concentration, Role::Report, Role::Step, Role::Check].into_iter().find_map(of)
}

/// A key of report.json, by the table above, else by the relation or the column that one of its words names.
fn by_key(key: &str) -> Option<Subject> {
    let words: Vec<&str> = key.split('.').collect();
    let entry = KEYS.iter().find(|(known, ..)| key == *known || key.starts_with(&format!("{known}.")));
    let (relation, filters) = entry.map_or(("", &[][..]), |(_, relation, filters)| (*relation, *filters));
    let columns = || words.iter().enumerate().rev().flat_map(|(at, word)| column_names(&words, at, word));
    let query = find(relation)
        .or_else(|| words.iter().rev().find_map(|word| find(word)).filter(|_| entry.is_none()))
        .or_else(|| columns().find_map(|column| maker(&column)))
        .or_else(|| find("totals").filter(|_| entry.is_some()))?;
    let mut filters: Vec<(String, String)> =
        filters.iter().map(|(column, value)| ((*column).to_owned(), (*value).to_owned())).collect();
    // dimensions.industry.Software: the words after the relation's own are its dimension and value.
    if query.has_column("dimension") && query.has_column("value") {
        let names = ["dimension", "value"].into_iter().zip(words.iter().skip(1));
        filters.extend(names.map(|(column, word)| (column.to_owned(), (*word).to_owned())));
    }
    let column = columns().find(|column| query.has_column(column));
    let pointer = words.iter().map(|word| format!("/{word}")).collect();
    Some(Subject { column, key: Some(pointer), filters, ..Subject::of(query) })
}

/// What a word of a key is called as a column: `cr.10` is cr_10, `by_customer.arr` is arr.
fn column_names(words: &[&str], at: usize, word: &str) -> Vec<String> {
    let joined = at.checked_sub(1).map(|before| format!("{}_{word}", words[before]));
    joined.into_iter().chain([word.to_owned()]).collect()
}

/// Every name that `explain` knows by itself, without repeats.
pub(super) fn names() -> Vec<String> {
    let mut names: Vec<String> = QUERIES.iter().map(|query| query.name().to_owned()).collect();
    names.extend(QUERIES.iter().flat_map(Query::columns));
    names.extend(KEYS.iter().map(|(key, ..)| (*key).to_owned()));
    names.extend(RULES.iter().map(|rule| rule.id.to_owned()));
    names.sort_unstable();
    names.dedup();
    names
}

fn unknown(name: &str, lower: &str) -> Error {
    let mut alike: Vec<(f64, String)> = names()
        .into_iter()
        .map(|known| (strsim::jaro_winkler(lower, &known.to_lowercase()), known))
        .filter(|(nearness, _)| *nearness > 0.85)
        .collect();
    alike.sort_by(|one, other| other.0.total_cmp(&one.0).then_with(|| one.1.cmp(&other.1)));
    let nearest: Vec<String> = alike.iter().take(3).map(|(_, known)| format!("`{known}`")).collect();
    let hint = "`eggbasket explain all` lists what there is";
    let hint = match nearest.is_empty() {
        true => hint.to_owned(),
        false => format!("did you mean {}? {hint}", nearest.join(", ")),
    };
    Error::usage(format!("nothing is called `{name}`")).hint(hint)
}
