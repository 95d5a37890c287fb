//! The words and numbers of the charts in the reader's language: the message catalogue, in Fluent's format.
//!
//! `words/en.ftl` and `words/zh-CN.ftl` hold every message under the same id with the same variables.

use crate::drawing::text::TIE;
use crate::error::{Error, Result};
use crate::unit::Money;
use crate::wording::tied;
pub use fluent_bundle::FluentValue as Value;
use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use std::fmt::{Debug, Formatter};
use std::sync::Arc;

/// English messages.
pub const ENGLISH: &str = include_str!("words/en.ftl");
/// Chinese messages, in simplified letters.
pub const CHINESE: &str = include_str!("words/zh-CN.ftl");

/// A language that charts are written in.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Lang {
    /// English.
    #[default]
    English,
    /// Chinese in simplified letters.
    Chinese,
}

/// Tags of the languages, English first.
pub const LANGS: [&str; 2] = ["en", "zh-CN"];

impl Lang {
    /// The language of a tag.
    ///
    /// # Errors
    /// There are no messages in it.
    pub fn named(tag: &str) -> Result<Lang> {
        match tag {
            "en" => Ok(Lang::English),
            "zh-CN" => Ok(Lang::Chinese),
            _ => Err(Error::usage(format!("charts are not written in `{tag}`"))
                .hint(format!("the languages are {}", LANGS.join(", ")))),
        }
    }

    /// Its tag.
    #[must_use]
    pub fn tag(self) -> &'static str {
        LANGS[self as usize]
    }
}

/// The catalogue of one language, read once and shared.
#[derive(Clone)]
pub struct Words {
    lang: Lang,
    bundle: Arc<FluentBundle<FluentResource>>,
}

impl Debug for Words {
    fn fmt(&self, to: &mut Formatter<'_>) -> std::fmt::Result {
        write!(to, "Words({})", self.lang.tag())
    }
}

impl Default for Words {
    fn default() -> Words {
        Words::of(Lang::English)
    }
}

impl Words {
    /// The words of `lang`.
    #[must_use]
    pub fn of(lang: Lang) -> Words {
        let (tag, text) = match lang {
            Lang::English => (unic_langid::langid!("en"), ENGLISH),
            Lang::Chinese => (unic_langid::langid!("zh-CN"), CHINESE),
        };
        let mut bundle = FluentBundle::new_concurrent(vec![tag]);
        // Isolating marks would be drawn as boxes by fonts that lack them.
        bundle.set_use_isolating(false);
        // What does not parse is left out; a test holds that nothing is.
        let resource = FluentResource::try_new(text.to_owned()).unwrap_or_else(|(resource, _)| resource);
        bundle.add_resource_overriding(resource);
        Words { lang, bundle: Arc::new(bundle) }
    }

    /// The language.
    #[must_use]
    pub fn lang(&self) -> Lang {
        self.lang
    }

    /// The message `id` with its variables; the id itself where there is none, which a test forbids.
    #[must_use]
    pub fn say(&self, id: &str, variables: &[(&str, Value<'_>)]) -> String {
        let Some(pattern) = self.bundle.get_message(id).and_then(|message| message.value()) else {
            return id.to_owned();
        };
        let mut arguments = FluentArgs::with_capacity(variables.len());
        for (name, value) in variables {
            arguments.set((*name).to_owned(), value.clone());
        }
        let mut errors = Vec::new();
        self.bundle.format_pattern(pattern, Some(&arguments), &mut errors).into_owned()
    }

    /// A message without variables.
    #[must_use]
    pub fn word(&self, id: &str) -> String {
        self.say(id, &[])
    }

    /// A share as `31 %`, with one decimal below 10 %; in Chinese `31%`.
    #[must_use]
    pub fn percent(&self, share: f64) -> String {
        self.closed(tied::percent(share))
    }

    /// A share with `decimals`; one that falls short of a limit is never printed as having reached it.
    #[must_use]
    pub fn percent_with(&self, share: f64, decimals: usize) -> String {
        self.closed(tied::percent_with(share, decimals))
    }

    /// Chinese sets no space before the sign.
    fn closed(&self, percent: String) -> String {
        if self.lang == Lang::Chinese { percent.replace(TIE, "") } else { percent }
    }

    /// A whole number, `17,000`.
    #[must_use]
    pub fn count(&self, number: u64) -> String {
        tied::count(number)
    }

    /// `1 customer`, `17,000 customers`.
    #[must_use]
    pub fn customers(&self, number: u64) -> String {
        self.say("customers", &[("count", number.into()), ("number", tied::count(number).into())])
    }

    /// Money in three digits and a word: `EUR 84.2 m`; in Chinese `8,420 万欧元`.
    #[must_use]
    pub fn money(&self, money: Money, currency: Option<&str>) -> String {
        self.money_value(money.to_f64(), currency)
    }

    /// As [`Words::money`], of a double.
    #[must_use]
    pub fn money_value(&self, value: f64, currency: Option<&str>) -> String {
        match self.lang {
            Lang::English => tied::money_value(value, currency),
            Lang::Chinese => chinese(value, currency),
        }
    }

    /// As [`Words::money_value`] but in `unit`, so that the amounts of a sentence compare: `EUR 0.21 m` beside `EUR 1.73 m`.
    /// What would round to nothing there keeps a unit of its own.
    #[must_use]
    pub fn money_in(&self, value: f64, unit: &Unit, currency: Option<&str>) -> String {
        let number = unit.print(value);
        if !number.chars().any(|letter| ('1'..='9').contains(&letter)) {
            return self.money_value(value, currency);
        }
        let parts = match self.lang {
            Lang::English => [currency.unwrap_or_default(), &number, unit.step],
            Lang::Chinese => ["", &number, unit.name.trim_start_matches(TIE)],
        };
        let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
        parts.join(&TIE.to_string())
    }

    /// Money on an axis without needless zeros; nothing is just `0`.
    #[must_use]
    pub fn money_tick(&self, value: f64, currency: Option<&str>) -> String {
        match self.lang {
            Lang::English => tied::money_tick(value, currency),
            Lang::Chinese if value == 0.0 => "0".to_owned(),
            Lang::Chinese => chinese(value, currency),
        }
    }

    /// The unit in which amounts up to `largest` are best told: `mEUR`, `kEUR`, `万元`, `亿元`.
    #[must_use]
    pub fn unit(&self, largest: f64, currency: Option<&str>) -> Unit {
        let steps: &[(f64, &str)] = match self.lang {
            Lang::English => &[(1.0, ""), (1e3, "k"), (1e6, "m"), (1e9, "bn"), (1e12, "tn")],
            Lang::Chinese => &[(1.0, ""), (1e4, "万"), (1e8, "亿"), (1e12, "万亿")],
        };
        let step = steps.iter().rev().find(|(one, _)| largest.abs() >= one * 0.9995).unwrap_or(&steps[0]);
        let name = match (self.lang, currency) {
            (Lang::English, Some(code)) => format!("{}{code}", step.1),
            (Lang::English, None) => ["", "thousand", "million", "billion", "trillion"]
                [steps.iter().position(|it| it == step).unwrap_or(0)]
            .to_owned(),
            (Lang::Chinese, currency) => format!("{}{}", step.1, currency_in_chinese(currency)),
        };
        let scaled = largest.abs() / step.0;
        let decimals = if scaled >= 99.95 || step.0 == 1.0 { 0 } else { 1 + usize::from(scaled < 9.995) };
        Unit { name, one: step.0, step: step.1, decimals }
    }

    /// What a measure says of its unit: `, mEUR`; nothing where there is none.
    #[must_use]
    pub fn in_unit(&self, unit: &Unit) -> String {
        if unit.name.is_empty() { String::new() } else { self.say("in-unit", &[("unit", unit.name.as_str().into())]) }
    }

    /// A list as `A, B and C`.
    #[must_use]
    pub fn list(&self, parts: &[String]) -> String {
        match (self.lang, parts) {
            (_, []) => String::new(),
            (_, [one]) => one.clone(),
            (Lang::Chinese, [first @ .., last]) => format!("{}和{last}", first.join("、")),
            (Lang::English, [first @ .., last]) => format!("{} and {last}", first.join(", ")),
        }
    }
}

/// A unit of money and how its numbers are printed.
#[derive(Debug, Clone, PartialEq)]
pub struct Unit {
    /// `mEUR`; empty where no currency is known and amounts are whole.
    pub name: String,
    /// Money in one of it.
    pub one: f64,
    /// The letter after a number in it: `m`.
    step: &'static str,
    decimals: usize,
}

impl Unit {
    /// A value in this unit: `84.2`; a true minus, no sign on what rounds to nothing.
    #[must_use]
    pub fn print(&self, value: f64) -> String {
        let printed = format!("{:.*}", self.decimals, (value / self.one).abs());
        let sign = if value < 0.0 && printed.chars().any(|letter| ('1'..='9').contains(&letter)) { "−" } else { "" };
        format!("{sign}{}", crate::wording::thousands(&printed))
    }

    /// The same without needless zeros, for an axis.
    #[must_use]
    pub fn tick(&self, value: f64) -> String {
        let printed = self.print(value);
        let short = if printed.contains('.') { printed.trim_end_matches('0').trim_end_matches('.') } else { &printed };
        short.to_owned()
    }
}

/// `8,420 万欧元`, `1.25 亿元`: Chinese counts in ten thousands and hundred millions.
fn chinese(value: f64, currency: Option<&str>) -> String {
    let size = value.abs();
    if size >= 1e16 {
        return format!("{value:.2e} {}", currency_in_chinese(currency));
    }
    let steps = [(1e12, "万亿"), (1e8, "亿"), (1e4, "万"), (1.0, "")];
    let (one, word) = steps.into_iter().find(|(one, _)| size >= one * 0.9995).unwrap_or((1.0, ""));
    let scaled = size / one;
    let decimals = if one == 1.0 || scaled >= 99.95 { 0 } else { 1 + usize::from(scaled < 9.995) };
    let number = crate::wording::thousands(&format!("{scaled:.decimals$}"));
    let sign = if value < 0.0 && number != "0" { "−" } else { "" };
    let unit = format!("{word}{}", currency_in_chinese(currency));
    if unit.is_empty() {
        format!("{sign}{number}")
    } else {
        format!("{sign}{number}{TIE}{}", unit.trim_start_matches(TIE))
    }
}

/// The currency's name where it is short and usual, else its code.
fn currency_in_chinese(currency: Option<&str>) -> String {
    let known = |code: &str| match code {
        "CNY" => Some("元"),
        "EUR" => Some("欧元"),
        "USD" => Some("美元"),
        "GBP" => Some("英镑"),
        "JPY" => Some("日元"),
        "HKD" => Some("港元"),
        "CHF" => Some("瑞士法郎"),
        "CAD" => Some("加元"),
        "AUD" => Some("澳元"),
        "SGD" => Some("新加坡元"),
        "KRW" => Some("韩元"),
        _ => None,
    };
    match currency {
        Some(code) => known(code).map_or_else(|| format!("{TIE}{code}"), str::to_owned),
        None => String::new(),
    }
}
