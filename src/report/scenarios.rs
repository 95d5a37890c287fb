//! Scenarios as a table: every headline number as it is and after each loss, for the page, Markdown and the terminal alike.

use crate::model::{Report, Stress, StressNumbers};
use crate::unit::{Money, Ratio};
use crate::wording::{self, percent, thousands};
use serde::Serialize;

/// A line of the table.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Line {
    /// What it is.
    pub name: &'static str,
    /// As it is, then after each scenario.
    pub values: Vec<String>,
}

/// The lines that have a value anywhere; none without scenarios.
#[must_use]
pub fn lines(report: &Report) -> Vec<Line> {
    let Some(first) = report.stress.first() else { return Vec::new() };
    let currency = report.currency.as_deref();
    let money = |value: Option<Money>| value.map_or("–".to_owned(), |value| wording::money(value, currency));
    let share = |value: Option<Ratio>| value.map_or("–".to_owned(), |value| percent(value.0));
    let number =
        |value: Option<Ratio>, places: usize| value.map_or("–".to_owned(), |it| format!("{:.places$}", it.0));
    let lost = |name: &'static str, of: &dyn Fn(&Stress) -> String| Line {
        name,
        values: std::iter::once(String::new()).chain(report.stress.iter().map(of)).collect(),
    };
    let line = |name: &'static str, of: &dyn Fn(&StressNumbers) -> String| Line {
        name,
        values: std::iter::once(&first.before).chain(report.stress.iter().map(|it| &it.after)).map(of).collect(),
    };
    let top = |it: &StressNumbers, top: &str| share(it.cr.get(top).copied().flatten());
    let mut lines = vec![
        lost("customers hit", &|it| thousands(&it.customers_hit.to_string())),
        lost("revenue lost", &|it| money(Some(it.revenue_lost))),
        lost("margin lost, a year", &|it| money(it.margin_lost)),
        line("revenue", &|it| money(Some(it.revenue))),
        line("customers", &|it| thousands(&it.customers.to_string())),
        line("largest customer", &|it| top(it, "1")),
        line("top 5", &|it| top(it, "5")),
        line("top 10", &|it| top(it, "10")),
        line("HHI", &|it| number(it.hhi, 0)),
        line("behaves like … equal customers", &|it| number(it.effective_customers, 1)),
        line("Gini", &|it| number(it.gini, 3)),
        line("recurring share", &|it| share(it.recurring_share)),
        line("revenue exposed", &|it| money(Some(it.arr))),
        line("GRR", &|it| share(it.grr)),
        line("NRR", &|it| share(it.nrr)),
        line("expected loss", &|it| money(it.expected_loss)),
        line("mean of the worst 5 %", &|it| money(it.es95)),
        line("of revenue exposed", &|it| share(it.es95_share)),
        line("EBITDA", &|it| money(it.ebitda)),
        line("net debt / EBITDA", &|it| number(it.leverage, 2)),
        line("slack", &|it| money(it.slack)),
        line("probability of a breach", &|it| share(it.breach_probability)),
    ];
    lines.retain(|line| line.values.iter().any(|value| !value.is_empty() && value != "–"));
    lines
}
