//! docs/METRICS.md: every relation and warning, made from the headers of `queries/` and the policy.

use crate::policy::RULES;
use crate::queries::{HEADER, QUERIES, Query, Role};
use std::fmt::Write as _;

/// Families by the first digit of a file's number.
const FAMILIES: &[(char, &str)] = &[
    ('0', "Ledger, cube and groups"),
    ('1', "Concentration"),
    ('2', "Recurring revenue and movements"),
    ('3', "Retention, cohorts and survival"),
    ('4', "Churn exposure"),
    ('5', "Disclosure and margins"),
    ('9', "Checks"),
];

/// The whole document.
#[must_use]
pub fn text() -> String {
    let mut text = String::from(
        "# Metrics\n\nMade from the headers of `queries/`, which are the only definitions: \
         `eggbasket explain all --format markdown > docs/METRICS.md` writes this page anew. \
         `eggbasket explain NAME LEDGER` shows any of them with its values and the rows behind them.\n",
    );
    for (digit, title) in FAMILIES {
        let queries: Vec<&Query> = QUERIES.iter().filter(|query| query.file.starts_with(*digit)).collect();
        if !queries.is_empty() {
            let _ = writeln!(text, "\n## {title}");
        }
        queries.into_iter().for_each(|query| section(&mut text, query));
    }
    warnings(&mut text);
    text
}

fn section(text: &mut String, query: &Query) {
    let _ = writeln!(text, "\n### {}\n", query.header("name"));
    let role = match query.role {
        Role::Step => "a step towards others",
        Role::Concentration => "a metric of every window",
        Role::Report => "read by the report",
        Role::Check => "a check: its rows break a rule",
    };
    let _ = writeln!(text, "`{}`, {role}; `queries/{}`\n", query.name(), query.file);
    for key in HEADER.iter().skip(1) {
        let _ = writeln!(text, "- **{key}**: {}", escaped(query.header(key)));
    }
    if query.role == Role::Check {
        let _ = writeln!(text, "- **severity**: {}", query.header("severity"));
    }
    let columns = query.columns();
    if !columns.is_empty() {
        let _ = writeln!(text, "- **columns**: `{}`", columns.join("`, `"));
    }
    let _ = writeln!(text, "- **reads**: `{}`", query.reads().join("`, `"));
}

fn warnings(text: &mut String) {
    let _ = writeln!(
        text,
        "\n## Warnings\n\nThe levels are defaults; `[thresholds]` of eggbasket.toml sets others.\n\n\
         | id | measure | unit | watch | warning | critical | basis |\n|---|---|---|---|---|---|---|"
    );
    for rule in RULES {
        let level = |at: usize| rule.levels[at].map_or("–".to_owned(), |level| level.to_string());
        let _ = writeln!(
            text,
            "| {} | {} | {} | {} | {} | {} | {} |",
            rule.id,
            rule.title,
            rule.unit.name(),
            level(0),
            level(1),
            level(2),
            escaped(rule.basis)
        );
    }
}

/// Text that Markdown would read as something else, outside of code.
fn escaped(text: &str) -> String {
    let plain = |text: &str| text.replace('|', "\\|").replace('<', "&lt;").replace('*', "\\*");
    let parts = text.split('`').enumerate().map(|(at, part)| if at % 2 == 0 { plain(part) } else { part.to_owned() });
    parts.collect::<Vec<_>>().join("`")
}
