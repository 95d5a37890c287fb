//! `report.md`: the report for a wiki, a mail or a diff.

use crate::error::{Error, Result};
use crate::model::Report;
use crate::report::html::environment;

const TEMPLATE: &str = include_str!("report.md.jinja");

/// The report as Markdown, with charts as relative images.
///
/// # Errors
/// A bug in the template.
pub fn text(report: &Report) -> Result<String> {
    let environment = environment(report);
    environment
        .render_named_str("report.md", TEMPLATE, minijinja::context! { report => report })
        .map_err(|error| Error::bug(format!("report.md cannot be written: {error:#}")))
}
