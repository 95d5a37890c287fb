//! The gallery: every chart on one page in Markdown, with what it found and what it shows.

use crate::drawing::page::name_id;
use crate::drawing::words::Words;
use crate::model::ChartEntry;
use std::fmt::Write;

/// The page over `charts`, whose paths are relative to it.
#[must_use]
pub fn text(charts: &[ChartEntry], words: &Words) -> String {
    let mut page = format!("# {}\n", words.word("gallery-title"));
    for chart in charts {
        let name = words.word(&name_id(&chart.name));
        let _ = write!(page, "\n## {name}\n\n`{}`: {}\n", chart.name, escaped(&chart.title));
        if let Some(path) = chart.png.as_ref().or(chart.svg.as_ref()) {
            let _ = write!(page, "\n![{}]({path})\n", escaped(&chart.alt));
        }
        if let Some(path) = &chart.csv {
            let _ = write!(page, "\n{}\n", words.say("gallery-data", &[("path", path.as_str().into())]));
        }
    }
    page
}

/// Names may hold what Markdown reads as markup.
fn escaped(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        if matches!(letter, '\\' | '`' | '*' | '_' | '[' | ']' | '<' | '>' | '#' | '|' | '~') {
            escaped.push('\\');
        }
        escaped.push(letter);
    }
    escaped
}
