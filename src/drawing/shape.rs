//! A line of text laid out: cut into runs of one face, script and direction, in the order they stand, each as wide as it
//! is drawn.
//!
//! The runs are shaped by the shaper that resvg uses, so what is measured is what is drawn.

use crate::drawing::fonts::{self, Face, Pick, UNDRAWN};
use crate::drawing::letters::is_ignorable;
use harfrust::{Direction, FontRef, ShapeOptions, ShaperData, UnicodeBuffer};
use std::ops::Range;
use unicode_bidi::{BidiInfo, Level, ParagraphInfo};
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// A stretch of a line that one face draws in one direction.
#[derive(Debug, Clone, PartialEq)]
pub struct Run {
    /// Its letters in the order they are read, without those that draw nothing by themselves.
    pub text: String,
    /// The face that draws it; `None` is the embedded one.
    pub face: Option<Face>,
    /// Whether it reads from right to left.
    pub leftward: bool,
    /// Where its left end stands, in em.
    pub at: f64,
    /// Its advance in em.
    pub width: f64,
    script: Script,
}

/// Whether the embedded font draws every letter of `text`, from left to right.
#[must_use]
pub fn is_plain(text: &str, bold: bool) -> bool {
    text.chars().all(|letter| fonts::advance(letter, bold).is_some())
}

/// The runs of `line` from left to right, in a line that reads from left to right.
#[must_use]
pub fn lay_out(line: &str, bold: bool) -> Vec<Run> {
    let order = BidiInfo::new(line, Some(Level::ltr()));
    let mut runs: Vec<Run> = order.paragraphs.iter().flat_map(|it| paragraph(line, &order, it, bold)).collect();
    let mut at = 0.0;
    for run in &mut runs {
        run.at = at;
        run.width = advance(run, bold);
        at += run.width;
    }
    runs
}

fn paragraph(line: &str, order: &BidiInfo<'_>, paragraph: &ParagraphInfo, bold: bool) -> Vec<Run> {
    let (levels, stretches) = order.visual_runs(paragraph, paragraph.range.clone());
    let runs = |stretch: Range<usize>| {
        let leftward = levels[stretch.start].is_rtl();
        let mut runs = split(&line[stretch], leftward, bold);
        if leftward {
            runs.reverse();
        }
        runs
    };
    stretches.into_iter().flat_map(runs).collect()
}

/// Cuts a stretch of one direction where the face or the script changes.
fn split(stretch: &str, leftward: bool, bold: bool) -> Vec<Run> {
    let mut runs: Vec<Run> = Vec::new();
    for grapheme in stretch.graphemes(true).filter(|it| !it.chars().all(is_ignorable)) {
        let (face, text) = drawn(grapheme, bold);
        let script = text.chars().map(|letter| letter.script()).find(is_own).unwrap_or(Script::Common);
        match runs.last_mut().filter(|run| run.face == face && is_together(run.script, script, face)) {
            Some(run) => {
                run.text.push_str(&text);
                run.script = if is_own(&run.script) { run.script } else { script };
            }
            None => runs.push(Run { text, face, leftward, at: 0.0, width: 0.0, script }),
        }
    }
    runs
}

fn is_own(script: &Script) -> bool {
    !matches!(script, Script::Common | Script::Inherited)
}

/// Scripts are shaped by rules of their own, but for those of the embedded font.
fn is_together(one: Script, other: Script, face: Option<Face>) -> bool {
    face.is_none() || one == other || !is_own(&one) || !is_own(&other)
}

/// A grapheme's face, and what of the grapheme the face draws.
fn drawn(grapheme: &str, bold: bool) -> (Option<Face>, String) {
    let kept = |has: &dyn Fn(char) -> bool| grapheme.chars().filter(|&it| is_ignorable(it) || has(it)).collect();
    match fonts::pick(grapheme, bold) {
        Pick::Embedded => (None, kept(&|letter| fonts::advance(letter, bold).is_some())),
        Pick::Other(face) if grapheme.chars().nth(1).is_none() => (Some(face), grapheme.to_owned()),
        Pick::Other(face) => (Some(face), kept(&|letter| face.has(letter))),
        Pick::Undrawn => (None, UNDRAWN.to_owned()),
    }
}

fn advance(run: &Run, bold: bool) -> f64 {
    let plain = || run.text.chars().filter_map(|letter| fonts::advance(letter, bold)).sum();
    let shaped = run.face.map(|face| face.read(|data, index| shape(&run.text, run.leftward, data, index)).flatten());
    shaped.map_or_else(plain, |width| width.unwrap_or(0.0))
}

/// The advance of shaped text in em.
fn shape(text: &str, leftward: bool, data: &[u8], index: u32) -> Option<f64> {
    let font = FontRef::from_index(data, index).ok()?;
    let em = ttf_parser::Face::parse(data, index).ok()?.units_per_em();
    let tables = ShaperData::new(&font);
    let shaper = tables.shaper(&font).build();
    let mut buffer = UnicodeBuffer::new();
    buffer.push_str(text);
    buffer.set_direction(if leftward { Direction::RightToLeft } else { Direction::LeftToRight });
    buffer.guess_segment_properties();
    let glyphs = shaper.shape(buffer, ShapeOptions::new());
    let units: i64 = glyphs.glyph_positions().iter().map(|glyph| i64::from(glyph.x_advance)).sum();
    Some(units as f64 / f64::from(em))
}
