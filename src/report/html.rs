//! `report.html`: one page with everything in it, fonts and pictures included, that opens from a mail without a network.

use crate::drawing::Drawing;
use crate::error::{Error, Result};
use crate::model::Report;
use crate::report::scenarios;
use crate::unit::{Amount, Money};
use crate::wording;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use minijinja::{AutoEscape, Environment, Value};

const PAGE: &str = include_str!("html/page.jinja");
const REGULAR: &[u8] = include_bytes!("../../assets/fonts/IBMPlexSans-Regular.ttf");
const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/IBMPlexSans-SemiBold.ttf");

/// A section's name and template.
pub(super) type Section = (&'static str, &'static str);

macro_rules! section {
    ($name:literal) => {
        (concat!($name, ".html"), include_str!(concat!("html/", $name, ".jinja")))
    };
}

/// The page's sections in the order a reader meets them. A section is one template and one line here.
const SECTIONS: &[Section] = &[
    section!("findings"),
    section!("headline"),
    section!("charts"),
    section!("customers"),
    section!("groupings"),
    section!("bases"),
    section!("structure"),
    section!("exposure"),
    section!("backtest"),
    section!("risk"),
    section!("reverse_stress"),
    section!("stress"),
    section!("renewal"),
    section!("replacement"),
    section!("headroom"),
    section!("plan"),
    section!("key_accounts"),
    section!("movements"),
    section!("movements_by_segment"),
    section!("dimensions"),
    section!("decomposition"),
    section!("contracts"),
    section!("billing"),
    section!("cohorts"),
    section!("survival"),
    section!("segments"),
    section!("disclosure"),
    section!("restatements"),
    section!("tie_out"),
    section!("checks"),
];

/// The page.
///
/// # Errors
/// A bug in a template.
pub fn text(report: &Report, drawings: &[Drawing]) -> Result<String> {
    let charts: Vec<Value> = drawings
        .iter()
        .zip(&report.charts)
        .map(|(drawing, entry)| minijinja::context! { name => drawing.name, svg => inline(&drawing.svg), csv => entry.csv })
        .collect();
    let context = minijinja::context! {
        report => report,
        charts => charts,
        sections => names(SECTIONS),
        scenarios => scenarios::lines(report),
        regular => STANDARD.encode(REGULAR),
        semibold => STANDARD.encode(SEMIBOLD),
    };
    render(report, ("report.html", PAGE), SECTIONS, context)
}

/// A page with its sections.
pub(super) fn render(report: &Report, page: Section, sections: &[Section], context: Value) -> Result<String> {
    let wrong = |error: minijinja::Error| Error::bug(format!("{} cannot be written: {error:#}", page.0));
    let mut environment = environment(report);
    for (name, text) in sections {
        environment.add_template(name, text).map_err(wrong)?;
    }
    environment.render_named_str(page.0, page.1, context).map_err(wrong)
}

/// The sections' names, for the page to include.
pub(super) fn names(sections: &[Section]) -> Vec<&'static str> {
    sections.iter().map(|(name, _)| *name).collect()
}

/// An SVG as it stands inside a page: without an XML declaration.
fn inline(svg: &str) -> String {
    let start = svg.find("<svg").unwrap_or(0);
    svg[start..].to_owned()
}

/// Filters shared by the page and the Markdown: `percent`, `money`, `exact`, `number`, `calendar_day`.
fn environment(report: &Report) -> Environment<'static> {
    let mut environment = Environment::new();
    environment.set_trim_blocks(true);
    environment.set_lstrip_blocks(true);
    environment.set_keep_trailing_newline(true);
    environment
        .set_auto_escape_callback(|name| if name.ends_with(".html") { AutoEscape::Html } else { AutoEscape::None });
    let currency = report.currency.clone();
    environment.add_filter("percent", |value: Value| as_number(&value).map_or(dash(), wording::percent));
    environment.add_filter("money", move |value: Value| {
        as_money(&value).map_or(dash(), |money| wording::money(money, currency.as_deref()))
    });
    environment.add_filter("exact", |value: Value| value.as_str().map_or(dash(), wording::thousands));
    environment.add_filter("count", |value: Value| wording::thousands(&value.to_string()));
    environment.add_filter("number", |value: Value, places: usize| {
        as_number(&value).map_or(dash(), |value| format!("{value:.places$}"))
    });
    environment.add_filter("calendar_day", |value: Value| {
        // `last saturday of january` is written with the names' capitals.
        let capital = |word: &str| match word {
            "last" | "nearest" | "of" => word.to_owned(),
            _ => word[..1].to_uppercase() + &word[1..],
        };
        value.to_string().split(' ').map(capital).collect::<Vec<_>>().join(" ").replace("nearest", "nearest the end of")
    });
    environment.add_filter("cell", |value: Value| {
        // A pipe or a line break in a name would break a Markdown table; markup would be taken for markup.
        markdown(&value.to_string())
    });
    environment
}

fn dash() -> String {
    "–".to_owned()
}

fn as_number(value: &Value) -> Option<f64> {
    f64::try_from(value.clone()).ok()
}

fn as_money(value: &Value) -> Option<Money> {
    let text = value.as_str()?;
    let amount = Amount::parse(text).ok()?;
    Some(Money::new(amount, text.split_once('.').map_or(0, |(_, fraction)| fraction.len() as u32)))
}

/// Free text as Markdown shows it letter by letter; control and direction-changing characters become spaces.
fn markdown(text: &str) -> String {
    let mut escaped = String::new();
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '\\' | '|' | '[' | ']' | '*' | '_' | '`' => escaped.extend(['\\', letter]),
            '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' => escaped.push(' '),
            letter if letter.is_control() => escaped.push(' '),
            letter => escaped.push(letter),
        }
    }
    escaped
}
