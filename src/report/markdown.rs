//! `report.md`: the report for a wiki, a mail or a diff.

use crate::error::Result;
use crate::model::Report;
use crate::report::html::{Section, names, render};
use crate::report::scenarios;

const PAGE: &str = include_str!("markdown/page.jinja");

macro_rules! section {
    ($name:literal) => {
        (concat!($name, ".md"), include_str!(concat!("markdown/", $name, ".jinja")))
    };
}

/// The sections in the order a reader meets them. A section is one template and one line here.
const SECTIONS: &[Section] = &[
    section!("findings"),
    section!("headline"),
    section!("charts"),
    section!("customers"),
    section!("groupings"),
    section!("reverse_stress"),
    section!("stress"),
    section!("plan"),
    section!("movements"),
    section!("renewal"),
    section!("replacement"),
    section!("headroom"),
    section!("contracts"),
    section!("billing"),
    section!("cohorts"),
    section!("survival"),
    section!("backtest"),
    section!("bases"),
    section!("disclosure"),
    section!("structure"),
    section!("restatements"),
    section!("tie_out"),
    section!("checks"),
];

/// The report as Markdown, with charts as relative images.
///
/// # Errors
/// A bug in a template.
pub fn text(report: &Report) -> Result<String> {
    let context =
        minijinja::context! { report => report, sections => names(SECTIONS), scenarios => scenarios::lines(report) };
    render(report, ("report.md", PAGE), SECTIONS, context)
}
