//! The summary a terminal shows: the tie-out, the headline numbers, the findings.

use crate::model::{Finding, Report, RetentionRates, Severity};
use crate::unit::Ratio;
use crate::wording::{money, percent, thousands};
use comfy_table::{CellAlignment, Table, presets};
use std::fmt::Write as _;

/// The summary as plain text, lines of at most about 110 columns, without colours.
#[must_use]
pub fn summary(report: &Report) -> String {
    let mut text = String::new();
    let company = report.company.as_deref().map_or_else(|| "R".to_owned(), |company| format!("{company}: r"));
    let currency = report.currency.as_deref().unwrap_or("currency unnamed");
    let window = &report.window;
    let _ = writeln!(text, "{company}evenue risk as of {} ({})", report.as_of, report.as_of_reason);
    let covered = if window.months_covered < window.months {
        format!(", of which the ledger covers {}", window.months_covered)
    } else {
        String::new()
    };
    let _ = writeln!(
        text,
        "window {} to {}, {}{covered} · {currency} · grouping {}\n",
        window.from,
        window.to,
        months(window.months),
        report.grouping
    );
    for line in report.calendar.notes.iter().flat_map(|note| wrapped(note, 110)) {
        let _ = writeln!(text, "{line}");
    }
    if !report.calendar.notes.is_empty() {
        text.push('\n');
    }
    let _ = writeln!(text, "{}\n", tie_out(report));
    let _ = write!(text, "{}", restated(report));
    let _ = writeln!(text, "{}\n", headline(report));
    if let Some(note) = report.recurring.contracts.as_ref().and_then(|it| it.note.as_ref()) {
        let _ = writeln!(text, "note: {note}.\n");
    }
    if report.concentration.customers == 0 {
        text += "No customer has positive revenue in the window, so nothing could be measured; are the amounts' signs right?\n";
    } else {
        text += &findings(&report.findings);
    }
    if !report.reliable {
        text += "\nThis report is NOT RELIABLE: a critical finding on its data or its chances to leave stands above.\n";
    }
    text
}

fn months(count: u32) -> String {
    if count == 1 { "1 month".to_owned() } else { format!("{count} months") }
}

/// Whether the recurring share is inferred, and of how many months where that is not the whole window.
fn inferred(report: &Report) -> String {
    match report.recurring.inferred_months {
        Some(part) if part > 0 && part < u64::from(report.window.months) => {
            format!(" (inferred, of {part} of {})", months(report.window.months))
        }
        _ if report.recurring.inferred => " (inferred)".to_owned(),
        _ => String::new(),
    }
}

fn plain_table() -> Table {
    let mut table = Table::new();
    table.load_preset(presets::NOTHING);
    table
}

fn right(table: &mut Table, columns: &[usize]) {
    for at in columns {
        if let Some(column) = table.column_mut(*at) {
            column.set_cell_alignment(CellAlignment::Right);
        }
    }
}

fn tie_out(report: &Report) -> String {
    let control = &report.control;
    let mut table = plain_table();
    let mut row = |name: &str, rows: u64, amount: crate::unit::Money| {
        table.add_row([name.to_owned(), thousands(&rows.to_string()), thousands(&amount.to_string())]);
    };
    row("rows read", control.rows_read, control.amount_read);
    row("  used", control.rows_used, control.amount_used);
    row("  left out", control.rows_left_out, control.amount_left_out);
    row("  set aside", control.rows_set_aside, control.amount_set_aside);
    for reason in &control.reasons {
        row(
            &format!("    {} ({})", reason.reason.replace('_', " "), reason.scope.replace('_', " ")),
            reason.rows,
            reason.amount,
        );
    }
    right(&mut table, &[1, 2]);
    let parts = format!(
        "of used: {} before the window + {} in it + {} after it",
        thousands(&control.amount_before_window.to_string()),
        thousands(&control.amount_in_window.to_string()),
        thousands(&control.amount_after_window.to_string())
    );
    format!("{}\n{parts}", trimmed(&table))
}

/// One line where rows were booked after the last day that the report knows.
fn restated(report: &Report) -> String {
    let it = &report.restatements;
    match &it.known_at {
        Some(known_at) if it.rows > 0 => {
            let (rows, amount) = (thousands(&it.rows.to_string()), thousands(&it.amount.to_string()));
            let are = if it.rows == 1 { "row of its time was" } else { "rows of its time were" };
            format!("known at {known_at}: {rows} {are} booked later, {amount} (left out; see restatements)\n\n")
        }
        _ => String::new(),
    }
}

fn headline(report: &Report) -> String {
    let concentration = &report.concentration;
    let currency = report.currency.as_deref();
    let share = |value: Option<Ratio>| value.map_or("–".to_owned(), |value| percent(value.0));
    let number =
        |value: Option<Ratio>, places: usize| value.map_or("–".to_owned(), |it| format!("{:.places$}", it.0));
    let top = |count: &str| share(concentration.cr.get(count).copied().flatten());
    let count =
        |part: &str| concentration.pareto.get(part).copied().flatten().map_or("–".to_owned(), |it| it.to_string());
    let arr = report.recurring.arr.map_or("–".to_owned(), |arr| money(arr, currency));
    let rates = report.retention.mrr.as_ref().or(report.retention.ttm.as_ref());
    let part = |rates: &RetentionRates| if rates.base_covered { "" } else { ", year before in part" };
    let basis = rates.map_or(String::new(), |rates| format!(" ({} basis{})", rates.basis, part(rates)));
    let expected = report.churn_exposure.expected_loss.map_or("–".to_owned(), |loss| money(loss, currency));
    let inferred = inferred(report);
    let mut table = plain_table();
    let mut row = |one: &str, value: String, other: &str, second: String| {
        table.add_row([one.to_owned(), value, format!("   {other}"), second]);
    };
    row("revenue", money(concentration.total, currency), "customers", thousands(&concentration.customers.to_string()));
    row("largest customer (CR1)", top("1"), "HHI", number(concentration.hhi, 0));
    row("top 3 (CR3)", top("3"), "behaves like … equal customers", number(concentration.effective_customers, 1));
    row("top 5 (CR5)", top("5"), "Gini", number(concentration.gini, 3));
    row(
        "top 10 (CR10)",
        top("10"),
        "customers for 50 / 80 / 90 %",
        format!("{} / {} / {}", count("50"), count("80"), count("90")),
    );
    row(
        "customers at ≥ 10 %",
        report.major_customers.len().to_string(),
        "at ≥ 5× / 10× the mean",
        format!("{} / {}", report.key_accounts.at_least_5x.customers, report.key_accounts.at_least_10x.customers),
    );
    row(&format!("recurring share{inferred}"), share(report.recurring.share), "ARR", arr);
    row(
        "top 10 of recurring: share of it",
        share(report.recurring.head_share_of_recurring),
        "and of all revenue",
        share(report.recurring.head_recurring_of_total),
    );
    row(
        &format!("GRR{basis}"),
        share(rates.and_then(|it| it.grr)),
        &format!("NRR{basis}"),
        share(rates.and_then(|it| it.nrr)),
    );
    row("logo churn", share(rates.and_then(|it| it.logo_churn)), "expected loss, next 12 months", expected);
    let risk = report.revenue_at_risk.as_ref();
    let worst = risk.and_then(|it| it.es.get("95")).map_or("–".to_owned(), |loss| money(*loss, currency));
    let part = share(risk.and_then(|it| it.es_share.get("95").copied()));
    row("mean of the worst 5 % (ES 95 %)", worst, "of revenue exposed", part);
    if let Some(stress) = &report.reverse_stress {
        let limit = match stress.limit.as_str() {
            "covenant" => "slack before the covenant",
            "cash_floor" => "slack before the cash floor",
            _ => "slack after fixed cost",
        };
        row(limit, money(stress.slack, currency), "chance of a breach", share(stress.breach_probability));
    }
    if let Some(backtest) = &report.backtest {
        let verdict = match backtest.verdict.as_str() {
            "skill" => "skill",
            "no_skill" => "no skill",
            "too_few" => "too few losses",
            _ => "no date to test",
        };
        let method = report.churn_exposure.method.replace('_', " ");
        row("chances to leave by", method, "backtest against the base rate", verdict.to_owned());
    }
    right(&mut table, &[1, 3]);
    trimmed(&table)
}

/// The scenarios side by side, each under its number, for `eggbasket whatif`.
#[must_use]
pub fn scenarios(report: &Report) -> String {
    let mut text = String::new();
    for (at, stress) in report.stress.iter().enumerate() {
        let _ = writeln!(text, "({}) {}", at + 1, stress.scenario);
    }
    let mut table = plain_table();
    let numbers = (1..=report.stress.len()).map(|at| format!("({at})"));
    table.add_row(["".to_owned(), "as it is".to_owned()].into_iter().chain(numbers));
    for line in super::scenarios::lines(report) {
        table.add_row(std::iter::once(line.name.to_owned()).chain(line.values));
    }
    right(&mut table, &(1..=report.stress.len() + 1).collect::<Vec<_>>());
    format!("{text}\n{}\n", trimmed(&table))
}

fn findings(findings: &[Finding]) -> String {
    if findings.is_empty() {
        return "No finding: every measure is on the safe side of its limits.\n".to_owned();
    }
    let mut text = String::new();
    for finding in findings {
        let badge = match finding.severity {
            Severity::Critical => "CRITICAL",
            Severity::Warning => "WARNING ",
            Severity::Watch => "watch   ",
        };
        let since = finding.since.as_ref().map_or(String::new(), |since| format!(" (since {since})"));
        let _ = writeln!(text, "{badge} {} {}{since}", finding.id, finding.title);
        for line in wrapped(&finding.message, 98) {
            let _ = writeln!(text, "         {line}");
        }
        for line in wrapped(&format!("clears when {}", finding.clears_when), 98) {
            let _ = writeln!(text, "         {line}");
        }
    }
    text
}

/// The rows of a table without spaces at their ends.
pub fn trimmed(table: &Table) -> String {
    table.to_string().lines().map(str::trim_end).collect::<Vec<_>>().join("\n")
}

/// Words in lines of at most `width` characters.
fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let line_length = lines.last().map_or(0, |line| line.chars().count());
        match lines.last_mut() {
            Some(line) if line_length > 0 && line_length + 1 + word.chars().count() <= width => {
                line.push(' ');
                line.push_str(word);
            }
            Some(line) if line.is_empty() => line.push_str(word),
            _ => lines.push(word.to_owned()),
        }
    }
    lines
}
