//! Text: how wide it is, and how it is made safe, cut and wrapped. How numbers read stands in [`crate::wording`].

pub use crate::drawing::clean::{ISOLATE, ISOLATE_END, clean};
use crate::drawing::fonts::advance;
use crate::drawing::letters::is_ideographic;
use crate::drawing::shape;
pub use crate::wording::tied::{TIE, count, customers, money, money_tick, money_value, percent, percent_with, plain};
use unicode_segmentation::UnicodeSegmentation;

/// No line begins with one of these, nor ends before it.
const CLOSING: &str = "，。；：！？、）》」』”’】〕〉％…—～·・ーー々,.;:!?)]}%";
/// No line ends with one of these.
const OPENING: &str = "（《「『“‘【〔〈([{";

/// Width of `text` in the unit of `size`, as it is drawn: by the advance widths of the embedded font, and where that lacks
/// a letter by the face that draws it.
#[must_use]
pub fn width(text: &str, size: f64, bold: bool) -> f64 {
    let plain: Option<f64> = text.chars().map(|letter| advance(letter, bold)).sum();
    plain.unwrap_or_else(|| shape::lay_out(text, bold).iter().map(|run| run.width).sum()) * size
}

/// `text` cut to at most `room` between two graphemes, ending in an ellipsis where it was cut.
#[must_use]
pub fn fit(text: &str, size: f64, bold: bool, room: f64) -> String {
    let seen = start(text, size, room);
    if seen.len() == text.len() && width(text, size, bold) <= room {
        return text.to_owned();
    }
    let ends: Vec<usize> = seen.grapheme_indices(true).map(|(at, it)| at + it.len()).collect();
    let fits = ends.partition_point(|&end| width(&cut(&seen[..end]), size, bold) <= room);
    cut(&seen[..fits.checked_sub(1).map_or(0, |last| ends[last])])
}

/// As much of `text` as could ever fit `room`, and a little more. Nothing beyond is worth a look.
fn start(text: &str, size: f64, room: f64) -> &str {
    // Eight letters to the em are more than any line of text has.
    let most = (room / size * 8.0).max(0.0) as usize + 8;
    text.grapheme_indices(true).nth(most).map_or(text, |(at, _)| &text[..at])
}

/// What is kept of a text with the ellipsis, and the end of an isolate that was cut off.
fn cut(kept: &str) -> String {
    let ends = ISOLATE_END.to_string().repeat(left_open(kept));
    format!("{}…{ends}", kept.trim_end())
}

fn left_open(text: &str) -> usize {
    text.matches(ISOLATE).count().saturating_sub(text.matches(ISOLATE_END).count())
}

/// The largest size up to `most` at which `line` fits `room`.
#[must_use]
pub fn fitting(line: &str, most: f64, bold: bool, room: f64) -> f64 {
    (room / width(line, 1.0, bold).max(0.01)).min(most)
}

/// `text` broken between words, and between Chinese letters, into lines of at most `room`; the last of `lines` takes what is
/// left, cut to fit.
#[must_use]
pub fn wrap(text: &str, size: f64, bold: bool, room: f64, lines: usize) -> Vec<String> {
    let fits = |row: &str| start(row, size, room).len() == row.len() && width(row, size, bold) <= room;
    let mut rows: Vec<String> = vec![String::new()];
    for word in start(text, size, room * lines as f64).split(' ').filter(|word| !word.is_empty()) {
        for (at, piece) in pieces(word).into_iter().enumerate() {
            let last = rows.len() - 1;
            let space = if at > 0 || rows[last].is_empty() { "" } else { " " };
            let full = rows.len() >= lines || rows[last].is_empty();
            if full || fits(&format!("{}{space}{piece}", rows[last])) {
                rows[last].push_str(space);
                rows[last].push_str(piece);
            } else {
                rows.push(piece.to_owned());
            }
        }
    }
    isolated(rows).iter().map(|row| fit(row, size, bold, room)).collect()
}

/// A word cut wherever a line may end: beside a Chinese letter, but not before what closes nor after what opens.
fn pieces(word: &str) -> Vec<&str> {
    let mut pieces = Vec::new();
    let (mut from, mut before) = (0, None);
    for (at, grapheme) in word.grapheme_indices(true) {
        let letter = grapheme.chars().next().unwrap_or(TIE);
        if before.is_some_and(|before| may_break(before, letter)) {
            pieces.push(&word[from..at]);
            from = at;
        }
        before = Some(letter);
    }
    pieces.push(&word[from..]);
    pieces
}

fn may_break(before: char, after: char) -> bool {
    let tied = |letter| matches!(letter, TIE | ISOLATE | ISOLATE_END);
    (is_ideographic(before) || is_ideographic(after))
        && !OPENING.contains(before)
        && !CLOSING.contains(after)
        && !tied(before)
        && !tied(after)
}

/// Closes an isolate at the end of each row it runs over, and opens it again on the next.
fn isolated(rows: Vec<String>) -> Vec<String> {
    let mut open = 0;
    let balanced = rows.into_iter().map(|row| {
        let row = format!("{}{row}", ISOLATE.to_string().repeat(open));
        open = left_open(&row);
        format!("{row}{}", ISOLATE_END.to_string().repeat(open))
    });
    balanced.collect()
}
