//! Text: how wide it is, and how it is made safe, cut and wrapped. How numbers read stands in [`crate::wording`].

pub use crate::wording::tied::{TIE, count, customers, money, money_tick, money_value, percent, percent_with, plain};
use std::sync::OnceLock;
use ttf_parser::Face;

/// IBM Plex Sans Regular.
pub const REGULAR: &[u8] = include_bytes!("../../assets/fonts/IBMPlexSans-Regular.ttf");
/// IBM Plex Sans SemiBold.
pub const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/IBMPlexSans-SemiBold.ttf");
fn faces() -> &'static [Option<Face<'static>>; 2] {
    static FACES: OnceLock<[Option<Face<'static>>; 2]> = OnceLock::new();
    FACES.get_or_init(|| [Face::parse(REGULAR, 0).ok(), Face::parse(SEMIBOLD, 0).ok()])
}

/// Width of `text` in the unit of `size`, by the advance widths of the embedded font.
#[must_use]
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    text.chars().map(|letter| advance(letter, bold)).sum::<f64>() * size
}

/// Advance of a letter in em. A letter the font lacks is drawn from another: a full square is the widest it can be.
fn advance(letter: char, bold: bool) -> f64 {
    let Some(face) = &faces()[usize::from(bold)] else { return 0.6 };
    let glyph = face.glyph_index(letter).and_then(|glyph| face.glyph_hor_advance(glyph));
    glyph.map_or(1.0, |units| f64::from(units) / f64::from(face.units_per_em()))
}

/// Free text made safe to draw: no control or direction-changing characters, no line breaks, single spaces.
#[must_use]
pub fn clean(text: &str) -> String {
    let spaced = text.chars().map(|letter| if letter.is_whitespace() && letter != TIE { ' ' } else { letter });
    let kept: String = spaced.filter(|&letter| drawable(letter)).collect();
    let words: Vec<&str> = kept.split(' ').filter(|word| !word.is_empty()).collect();
    if words.is_empty() { "(no name)".to_owned() } else { words.join(" ") }
}

/// XML 1.0 knows no control characters, and a direction override would turn the rest of the line around.
fn drawable(letter: char) -> bool {
    !letter.is_control()
        && !matches!(letter, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}')
        && !matches!(letter, '\u{feff}' | '\u{fff9}'..='\u{fffb}' | '\u{fffe}' | '\u{ffff}')
}

/// `text` cut to at most `room`, ending in an ellipsis where it was cut.
#[must_use]
pub fn fit(text: &str, size: f64, bold: bool, room: f64) -> String {
    if width(text, size, bold) <= room {
        return text.to_owned();
    }
    let mut left = room - width("…", size, bold);
    let kept: String = text
        .chars()
        .take_while(|&letter| {
            left -= advance(letter, bold) * size;
            left >= 0.0
        })
        .collect();
    format!("{}…", kept.trim_end())
}

/// The largest size up to `most` at which `line` fits `room`.
#[must_use]
pub fn fitting(line: &str, most: f64, bold: bool, room: f64) -> f64 {
    (room / width(line, 1.0, bold).max(0.01)).min(most)
}

/// `text` broken between words into lines of at most `room`; the last of `lines` takes what is left, cut to fit.
#[must_use]
pub fn wrap(text: &str, size: f64, bold: bool, room: f64, lines: usize) -> Vec<String> {
    let mut rows: Vec<String> = vec![String::new()];
    for word in text.split(' ').filter(|word| !word.is_empty()) {
        let last = rows.len() - 1;
        let joined = if rows[last].is_empty() { word.to_owned() } else { format!("{} {word}", rows[last]) };
        let full = rows.len() >= lines || rows[last].is_empty();
        if full || width(&joined, size, bold) <= room {
            rows[last] = joined;
        } else {
            rows.push(word.to_owned());
        }
    }
    rows.iter().map(|row| fit(row, size, bold, room)).collect()
}
