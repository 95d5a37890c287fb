//! Text: how wide it is, how it is cut and wrapped, and how numbers read.

use crate::unit::Money;
use std::sync::OnceLock;
use ttf_parser::Face;

/// IBM Plex Sans Regular.
pub const REGULAR: &[u8] = include_bytes!("../../assets/fonts/IBMPlexSans-Regular.ttf");
/// IBM Plex Sans SemiBold.
pub const SEMIBOLD: &[u8] = include_bytes!("../../assets/fonts/IBMPlexSans-SemiBold.ttf");
/// Joins a number and its unit, so that no line breaks between them; pictures print it as a plain space.
pub const TIE: char = '\u{a0}';

/// Shares at which a limit stands. A share below one is never printed as having reached it.
const LIMITS: [f64; 8] = [0.10, 0.20, 0.25, 0.30, 0.50, 0.70, 0.90, 1.0];

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

/// A share as `31 %`, with one decimal below 10 %.
#[must_use]
pub fn percent(share: f64) -> String {
    percent_with(share, usize::from(share.abs() < 0.1))
}

/// A share with `decimals`; where rounding would reach a limit that is not met, with one more or as `<10.0 %`.
#[must_use]
pub fn percent_with(share: f64, decimals: usize) -> String {
    let least = 0.1_f64.powi(decimals as i32);
    if share > 0.0 && share * 100.0 < least / 2.0 {
        return format!("<{least:.decimals$}{TIE}%");
    }
    for decimals in [decimals, decimals + 1] {
        let printed = format!("{:.decimals$}", share * 100.0 + 0.0);
        if crossed(share, &printed).is_none() {
            return format!("{}{TIE}%", printed.replace('-', "−"));
        }
    }
    let limit = crossed(share, &format!("{:.decimals$}", share * 100.0)).unwrap_or(share);
    format!("<{:.decimals$}{TIE}%", limit * 100.0)
}

/// The limit that the printed number reaches and the share does not.
fn crossed(share: f64, printed: &str) -> Option<f64> {
    let shown = printed.parse::<f64>().unwrap_or(0.0) / 100.0;
    LIMITS.into_iter().find(|limit| share < *limit && shown >= *limit - 1e-12)
}

/// Money in three digits and a word: `EUR 84.2 m`, `EUR 912 k`; the currency is left out where it is unknown.
#[must_use]
pub fn money(money: Money, currency: Option<&str>) -> String {
    money_value(money.to_f64(), currency)
}

/// As [`money`], of a double on an axis.
#[must_use]
pub fn money_value(value: f64, currency: Option<&str>) -> String {
    let number = compact(value.abs());
    let sign = if value < 0.0 && number != "0" { "−" } else { "" };
    match currency {
        Some(code) => format!("{}{TIE}{sign}{number}", clean(code)),
        None => format!("{sign}{number}"),
    }
}

/// Money on an axis: as [`money_value`] without needless zeros, `EUR 8 m`.
#[must_use]
pub fn money_tick(value: f64, currency: Option<&str>) -> String {
    let printed = money_value(value, currency);
    let Some((number, unit)) = printed.rsplit_once(TIE) else { return printed };
    let short = if number.contains('.') { number.trim_end_matches('0').trim_end_matches('.') } else { number };
    format!("{short}{TIE}{unit}")
}

fn compact(value: f64) -> String {
    // Beyond the words there are for it, a power of ten is shorter than its zeros.
    if value >= 1e16 {
        return format!("{value:.2e}");
    }
    let units = [(1.0, ""), (1e3, "k"), (1e6, "m"), (1e9, "bn"), (1e12, "tn")];
    // Half a digit early, so that 999.6 k reads as 1.00 m and not as 1,000 k.
    let unit = units.iter().rev().find(|(one, _)| value >= one * 0.9995).unwrap_or(&units[0]);
    let scaled = value / unit.0;
    let decimals = if unit.1.is_empty() || scaled >= 99.95 { 0 } else { 1 + usize::from(scaled < 9.995) };
    let number = if scaled >= 999.5 { count(scaled.round() as u64) } else { format!("{scaled:.decimals$}") };
    if unit.1.is_empty() { number } else { format!("{number}{TIE}{}", unit.1) }
}

/// A whole number with thousands separators, `17,000`.
#[must_use]
pub fn count(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

/// `1 customer`, `17,000 customers`.
#[must_use]
pub fn customers(number: u64) -> String {
    format!("{}{TIE}customer{}", count(number), if number == 1 { "" } else { "s" })
}

/// Text for a reader outside a picture: ties become plain spaces.
#[must_use]
pub fn plain(text: &str) -> String {
    text.replace(TIE, " ")
}
