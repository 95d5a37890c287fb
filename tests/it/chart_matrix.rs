//! Every chart in every theme, language and size, on ordinary and on degenerate books: whole, described, easy to see, with
//! its data beside it.

use crate::charts::{assert_whole, ink, named, whale};
use eggbasket::charts;
use eggbasket::drawing::style::{Size, Style};
use eggbasket::drawing::theme::{self, THEMES, Theme};
use eggbasket::drawing::words::{LANGS, Lang, Words};
use eggbasket::drawing::{self, Drawing};
use eggbasket::model::Report;
use plotters::style::RGBColor;
use rayon::prelude::*;
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{self, Rect};
use std::time::{Duration, Instant};

/// Sizes that a layout must bear: wide, narrow, square, very wide, small.
const SIZES: [&str; 6] = ["16:9", "4:3", "half", "square", "1800x640", "800x450"];

pub fn style(theme: &str, lang: &str, size: &str) -> Style {
    Style {
        theme: Theme::named(theme).unwrap(),
        words: Words::of(Lang::named(lang).unwrap()),
        size: Size::parse(size).unwrap(),
        logo: None,
    }
}

/// Every theme at the usual size, and every size in both languages.
pub fn styles() -> Vec<Style> {
    let themes = THEMES.map(|theme| style(theme, "en", "16:9"));
    let shapes = LANGS.iter().flat_map(|lang| SIZES.map(|size| style("default", lang, size)));
    themes.into_iter().chain(shapes).collect()
}

/// What is wrong with a chart in a style, told with both.
pub fn fault(name: &str, report: &Report, style: &Style) -> Option<String> {
    let look = format!("{} {} {:?}", style.theme.name(), style.words.lang().tag(), style.size);
    let checked = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let started = Instant::now();
        let drawing = charts::draw(name, report, style).unwrap();
        assert!(started.elapsed() < Duration::from_secs(20), "took {:?}", started.elapsed());
        assert_whole(&drawing);
        assert_told(&drawing);
        assert_seen(&drawing, &style.theme);
    }));
    let said = checked.err()?;
    let said =
        said.downcast_ref::<String>().cloned().or_else(|| said.downcast_ref::<&str>().map(|it| (*it).to_owned()));
    Some(format!("{name}, {look}: {}", said.unwrap_or_default()))
}

/// Holds every chart of `report` in every style.
pub fn assert_every_style(report: &Report) {
    let styles = styles();
    let all: Vec<(&str, &Style)> =
        charts::names().into_iter().flat_map(|name| styles.iter().map(move |style| (name, style))).collect();
    let faults: Vec<String> = all.par_iter().filter_map(|(name, style)| fault(name, report, style)).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// Holds every chart of `report` in the default style.
pub fn assert_default_style(report: &Report) {
    let style = Style::default();
    let faults: Vec<String> = charts::names().par_iter().filter_map(|name| fault(name, report, &style)).collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}

/// The title says something, and the data lies beside the picture, a cell a column.
fn assert_told(drawing: &Drawing) {
    assert!(drawing.title.chars().count() > 3 && drawing.alt.chars().count() > 10, "it says too little");
    assert!(!drawing.table.columns.is_empty(), "its table has no column");
    for row in &drawing.table.rows {
        assert_eq!(row.len(), drawing.table.columns.len(), "a row has another number of cells: {row:?}");
    }
    let ids = drawing.svg.matches(" id=\"").count();
    let mut seen = std::collections::BTreeSet::new();
    let document = Document::parse(&drawing.svg).unwrap();
    for node in document.descendants().filter_map(|node| node.attribute("id")) {
        assert!(seen.insert(node) && node.starts_with(drawing.name), "the id {node} is taken, or not of the chart");
    }
    assert!(seen.len() <= ids);
    assert!(!drawing.svg.contains("NaN") && !drawing.svg.contains("inf "), "a place is no number");
}

/// Text at 4.5 : 1 against what lies behind it; marks at 3 : 1 against the paper, by their fill or their outline.
fn assert_seen(drawing: &Drawing, theme: &Theme) {
    let document = Document::parse(&drawing.svg).unwrap();
    let paper = theme.colour(theme::PAPER);
    // A cell prints its value, and a band or a lane is told by what bounds it.
    let told = ["cell", "band", "lane"];
    let groups = document.descendants().filter(|node| node.has_attribute("data-value"));
    for mark in groups.filter(|node| !told.contains(&node.attribute("class").unwrap_or_default())) {
        let best = mark.descendants().flat_map(paints).map(|paint| theme::contrast(paint, paper)).fold(0.0, f64::max);
        let drawn = mark.descendants().any(|node| ["path", "rect", "circle"].contains(&node.tag_name().name()));
        let gradient = mark.descendants().any(|node| node.attribute("fill").is_some_and(|it| it.starts_with("url(")));
        assert!(!drawn || gradient || best >= 3.0, "the mark {:?} has a contrast of {best:.2}", mark.attribute("id"));
    }
    assert_legible(drawing, &document);
}

fn paints<'a>(node: Node<'a, 'a>) -> Vec<RGBColor> {
    [node.attribute("fill"), node.attribute("stroke")]
        .into_iter()
        .flatten()
        .filter_map(|it| theme::parse(it).ok())
        .collect()
}

fn assert_legible(drawing: &Drawing, document: &Document<'_>) {
    let tree = drawing::tree(&drawing.svg).unwrap();
    let mut boxes = Vec::new();
    text_boxes(tree.root(), &mut boxes);
    let written = document.descendants().filter(|node| node.has_tag_name("text"));
    let written: Vec<(&str, RGBColor)> = written
        .filter_map(|node| Some((node.text()?, theme::parse(node.attribute("fill")?).unwrap())))
        .filter(|(line, _)| !line.trim().is_empty())
        .collect();
    assert_eq!(written.len(), boxes.len(), "a line of text has vanished");
    let ground = without_text(&drawing.svg);
    for ((line, ink), area) in written.iter().zip(&boxes) {
        let mut found: Vec<f64> = pixels(&ground, area).map(|behind| theme::contrast(*ink, behind)).collect();
        found.sort_by(f64::total_cmp);
        // A thin rule may pass behind a line of text.
        let most = found.get(found.len() * 3 / 20).copied().unwrap_or(21.0);
        assert!(most >= 4.5, "`{line}` has a contrast of {most:.2} against what is behind it");
    }
}

fn text_boxes(group: &usvg::Group, found: &mut Vec<Rect>) {
    for node in group.children() {
        match node {
            usvg::Node::Group(group) => text_boxes(group, found),
            usvg::Node::Text(text) => found.push(ink(text)),
            _ => {}
        }
    }
}

/// The picture at half its size, all text taken out.
fn without_text(svg: &str) -> Pixmap {
    let mut left = String::new();
    for line in svg.lines().filter(|line| !line.starts_with("<text ")) {
        left.push_str(line);
        left.push('\n');
    }
    let tree = drawing::tree(&left).unwrap();
    let mut image =
        Pixmap::new((tree.size().width() / 2.0).ceil() as u32, (tree.size().height() / 2.0).ceil() as u32).unwrap();
    resvg::render(&tree, Transform::from_scale(0.5, 0.5), &mut image.as_mut());
    image
}

fn pixels<'a>(image: &'a Pixmap, area: &Rect) -> impl Iterator<Item = RGBColor> + 'a {
    let (left, right) = ((area.left() / 2.0).ceil().max(0.0) as u32, (area.right() / 2.0).floor().max(0.0) as u32);
    let (top, foot) = ((area.top() / 2.0).ceil().max(0.0) as u32, (area.bottom() / 2.0).floor().max(0.0) as u32);
    (top..foot).flat_map(move |y| (left..right).filter_map(move |x| image.pixel(x, y))).map(|pixel| {
        let pixel = pixel.demultiply();
        RGBColor(pixel.red(), pixel.green(), pixel.blue())
    })
}

#[test]
fn every_theme_can_be_seen_and_others_are_refused() {
    for name in THEMES {
        let theme = Theme::named(name).unwrap();
        assert_eq!(theme.clone().check().unwrap().name(), name);
    }
    let pale = Theme::default().branded(None, None, Some(RGBColor(255, 230, 120))).unwrap_err();
    assert!(pale.message.contains("accent #ffe678 on the paper #fcfaf6") && pale.message.contains("3 : 1"), "{pale}");
    let grey = Theme::default().branded(None, Some(RGBColor(150, 150, 150)), None).unwrap_err();
    assert!(grey.message.contains("ink #969696") && grey.message.contains("4.5 : 1"), "{grey}");
    assert!(theme::parse("#12345").is_err() && theme::parse("red").is_err() && theme::parse("#12345ü").is_err());
    // WCAG 2.2: black on white is 21 : 1, #767676 on white 4.54 : 1.
    assert!((theme::contrast(RGBColor(0, 0, 0), RGBColor(255, 255, 255)) - 21.0).abs() < 1e-9);
    assert!((theme::contrast(RGBColor(118, 118, 118), RGBColor(255, 255, 255)) - 4.54).abs() < 5e-3);
}

#[test]
fn charts_of_degenerate_books_are_whole_and_seen() {
    let books =
        [vec![], vec![1e6], vec![0.0; 3], vec![-5.0, -7.0], vec![7e4; 10], vec![100.0, -60.0], whale(10_000, 0.12)];
    for amounts in books {
        assert_default_style(&named(&amounts, |at| format!("Customer {at}")));
    }
}

#[test]
fn any_name_keeps_its_place_in_every_style() {
    let names = [
        "W".repeat(500),
        "a\u{0}\u{1b}[31m\u{202e}b\nc".into(),
        "🥚🧺 emoji 👩‍🚀".into(),
        "שלום עולם חברה בעמ".into(),
        "شركة الطاقة المتحدة".into(),
        "<b>&\"'</b>".into(),
        "广州电子科技有限公司".into(),
        "Z\u{327}\u{310}\u{310}\u{310}\u{310}\u{310}algo".into(),
        "word ".repeat(100),
    ];
    let amounts = [31.0, 22.0, 13.0, 12.0, 10.0, 5.0, 4.0, 3.0, 2.0].map(|share| share * 1e5);
    assert_every_style(&named(&amounts, |at| names[at].clone()));
}

#[test]
fn an_ordinary_book_is_whole_in_every_style() {
    assert_every_style(&named(&whale(240, 0.314), |at| format!("Customer {at}")));
}
