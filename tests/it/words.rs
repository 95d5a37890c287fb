//! The message catalogue: both languages say the same, and nothing is said that is not in it.

use eggbasket::charts::names;
use eggbasket::drawing::style::Size;
use eggbasket::drawing::words::{CHINESE, ENGLISH, Lang, Words};
use eggbasket::drawing::{page, text};
use fluent_bundle::FluentResource;
use fluent_syntax::ast::{Entry, Expression, InlineExpression, Pattern, PatternElement};
use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

/// The variables of every message.
fn messages(text: &'static str) -> BTreeMap<String, BTreeSet<String>> {
    let resource = FluentResource::try_new(text.to_owned()).map_err(|(_, errors)| errors).unwrap();
    let mut found = BTreeMap::new();
    for entry in resource.entries() {
        let Entry::Message(message) = entry else { continue };
        let mut variables = BTreeSet::new();
        pattern(message.value.as_ref().unwrap(), &mut variables);
        let twice = found.insert(message.id.name.to_owned(), variables);
        assert!(twice.is_none(), "{} is said twice", message.id.name);
    }
    found
}

fn pattern(it: &Pattern<&str>, found: &mut BTreeSet<String>) {
    for element in &it.elements {
        let PatternElement::Placeable { expression } = element else { continue };
        match expression {
            Expression::Inline(inline) => variable(inline, found),
            Expression::Select { selector, variants } => {
                variable(selector, found);
                variants.iter().for_each(|variant| pattern(&variant.value, found));
            }
        }
    }
}

fn variable(it: &InlineExpression<&str>, found: &mut BTreeSet<String>) {
    match it {
        InlineExpression::VariableReference { id } => drop(found.insert(id.name.to_owned())),
        InlineExpression::Placeable { expression } => match &**expression {
            Expression::Inline(inline) => variable(inline, found),
            Expression::Select { selector, variants } => {
                variable(selector, found);
                variants.iter().for_each(|variant| pattern(&variant.value, found));
            }
        },
        _ => {}
    }
}

#[test]
fn both_languages_say_the_same_with_the_same_variables() {
    let (english, chinese) = (messages(ENGLISH), messages(CHINESE));
    assert!(english.len() > 200, "{}", english.len());
    let ids = |of: &BTreeMap<String, BTreeSet<String>>| of.keys().cloned().collect::<BTreeSet<_>>();
    let apart: Vec<String> = ids(&english).symmetric_difference(&ids(&chinese)).cloned().collect();
    assert!(apart.is_empty(), "in one language only: {apart:?}");
    for (id, variables) in &english {
        // English tells one from many, and Chinese need not.
        let of_count = |it: &&String| !matches!(it.as_str(), "count" | "points");
        let named = |of: &BTreeSet<String>| of.iter().filter(of_count).cloned().collect::<BTreeSet<_>>();
        assert_eq!(named(variables), named(&chinese[id]), "{id}");
    }
}

#[test]
fn every_message_is_said_somewhere_and_every_id_exists() {
    let english = messages(ENGLISH);
    let source = Path::new(env!("CARGO_MANIFEST_DIR")).join("src");
    let mut code = std::fs::read_to_string(source.join("report/gallery.rs")).unwrap();
    let rooms = ["charts", "drawing"].map(|room| std::fs::read_dir(source.join(room)).unwrap());
    for file in rooms.into_iter().flatten() {
        let path = file.unwrap().path();
        if path.extension().is_some_and(|it| it == "rs") {
            code.push_str(&std::fs::read_to_string(path).unwrap());
        }
    }
    let quoted: BTreeSet<&str> = code.split('"').collect();
    // An id that is put together ends where its variable part begins: `dependency-over-time-panel-{}`.
    let stems: Vec<&str> = quoted.iter().filter_map(|it| it.split_once('{')).map(|(stem, _)| stem).collect();
    let stems: Vec<&str> = stems.into_iter().filter(|stem| stem.contains('-') && stem.ends_with('-')).collect();
    let unsaid: Vec<&String> = english
        .keys()
        .filter(|id| !quoted.contains(id.as_str()) && !id.starts_with("chart-"))
        .filter(|id| !stems.iter().any(|stem| id.starts_with(stem)))
        .collect();
    assert!(unsaid.is_empty(), "messages that no chart says: {unsaid:?}");
    for name in names() {
        assert!(english.contains_key(&page::name_id(name)), "{name} has no name for people");
    }
}

#[test]
fn numbers_read_as_each_language_writes_them() {
    let (english, chinese) = (Words::default(), Words::of(Lang::Chinese));
    assert_eq!(text::plain(&english.percent(0.314)), "31 %");
    assert_eq!(chinese.percent(0.314), "31%");
    assert_eq!(chinese.percent_with(0.099_996, 1), "<10.0%");
    for (value, currency, told) in [
        (84.2e6, Some("EUR"), "8,420 万欧元"),
        (125e6, Some("CNY"), "1.25 亿元"),
        (-3.5e4, Some("CNY"), "−3.50 万元"),
        (912.0, Some("USD"), "912 美元"),
        (2.5e12, Some("CNY"), "2.50 万亿元"),
        (1e5, Some("SEK"), "10.0 万 SEK"),
        (1e5, None, "10.0 万"),
        (40.0, None, "40"),
        (40.0, Some("SEK"), "40 SEK"),
    ] {
        assert_eq!(text::plain(&chinese.money_value(value, currency)), told, "{value}");
    }
    let told = |words: &Words, largest: f64, currency: Option<&str>, value: f64| {
        let unit = words.unit(largest, currency);
        (unit.name.clone(), unit.print(value))
    };
    let pair = |name: &str, number: &str| (name.to_owned(), number.to_owned());
    assert_eq!(told(&english, 84.2e6, Some("EUR"), 3.14e6), pair("mEUR", "3.1"));
    assert_eq!(told(&english, 9.2e6, Some("EUR"), -3.146e6), pair("mEUR", "−3.15"));
    assert_eq!(told(&english, 912e3, Some("USD"), 1e3), pair("kUSD", "1"));
    assert_eq!(told(&english, 912e3, None, 1e3), pair("thousand", "1"));
    assert_eq!(told(&english, 40.0, Some("EUR"), 7.0), pair("EUR", "7"));
    assert_eq!(told(&english, 84.2e6, Some("EUR"), -4.0), pair("mEUR", "0.0"), "what rounds to nothing has no sign");
    assert_eq!(told(&chinese, 84.2e6, Some("CNY"), 3.14e6), pair("万元", "314"));
    assert_eq!(told(&chinese, 2.5e8, Some("CNY"), 1.25e8), pair("亿元", "1.25"));
    let names = ["A", "B", "C"].map(str::to_owned);
    assert_eq!((english.list(&names), chinese.list(&names)), ("A, B and C".into(), "A、B和C".into()));
}

#[test]
fn a_size_is_a_name_or_two_sides() {
    let size = |text: &str| Size::parse(text).map(|size| (size.width, size.height));
    assert_eq!(size("16:9").unwrap(), (1920, 1080));
    assert_eq!(size("4k").unwrap(), (3840, 2160));
    assert_eq!(size("1280x720").unwrap(), (1280, 720));
    assert_eq!(Size::parse("4k").unwrap().page(), Size::parse("16:9").unwrap().page(), "the same picture, larger");
    assert_eq!(Size::parse("half").unwrap().page(), (1240.0, 1395.0));
    for (wrong, why) in
        [("a4", "WIDTHxHEIGHT"), ("100x100", "240"), ("3000x300", "three times"), ("1920x", "WIDTHxHEIGHT")]
    {
        let error = Size::parse(wrong).unwrap_err();
        assert!(error.message.contains(why) && error.message.contains(wrong), "{error}");
    }
}
