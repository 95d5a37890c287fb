//! Free text made safe to draw: nothing that breaks the document, turns the line around, or leaves it.

use crate::drawing::letters::is_ignorable;
use crate::wording::tied::TIE;
use unicode_bidi::{BidiClass, bidi_class};
use unicode_script::{Script, UnicodeScript};
use unicode_segmentation::UnicodeSegmentation;

/// Opens an isolate: what stands in it has a direction of its own and does not turn the line around it.
pub const ISOLATE: char = '\u{2068}';
/// Closes an isolate.
pub const ISOLATE_END: char = '\u{2069}';
/// Marks that may stand on one letter: more of them would leave the line.
const MARKS: usize = 3;

/// Free text made safe to draw: no control or direction-changing characters, no line breaks, single spaces, at most three
/// marks on a letter. Text that reads from right to left is isolated, so that a figure beside it stays in its place.
#[must_use]
pub fn clean(text: &str) -> String {
    let spaced = text.chars().map(|letter| if letter.is_whitespace() && letter != TIE { ' ' } else { letter });
    let kept: String = spaced.filter(|&letter| drawable(letter)).collect();
    let kept = if is_balanced(&kept) { kept } else { kept.replace([ISOLATE, ISOLATE_END], "") };
    let lines: String = kept.graphemes(true).map(without_heap).collect();
    let words: Vec<&str> = lines.split(' ').filter(|word| !word.chars().all(is_ignorable)).collect();
    if words.is_empty() { "(no name)".to_owned() } else { isolate(&words.join(" ")) }
}

/// XML 1.0 knows no control characters, and a direction override would turn the rest of the line around. Of what draws
/// nothing, joiners, selectors and tags stay, since they shape the letters they stand with; isolates keep order.
fn drawable(letter: char) -> bool {
    let shapes = matches!(letter, '\u{200c}' | '\u{200d}' | '\u{180b}'..='\u{180d}' | '\u{180f}' | '\u{fe00}'..='\u{fe0f}'
        | '\u{e0020}'..='\u{e007f}' | '\u{e0100}'..='\u{e01ef}' | ISOLATE | ISOLATE_END);
    let nothing =
        (letter as u32) & 0xfffe == 0xfffe || matches!(letter, '\u{fdd0}'..='\u{fdef}' | '\u{fff9}'..='\u{fffb}');
    !letter.is_control() && !nothing && (shapes || !is_ignorable(letter))
}

fn is_balanced(text: &str) -> bool {
    let step = |depth: i64, letter| match letter {
        ISOLATE => Some(depth + 1),
        ISOLATE_END => Some(depth - 1).filter(|&depth| depth >= 0),
        _ => Some(depth),
    };
    text.chars().try_fold(0, step) == Some(0)
}

/// A grapheme with the first of its marks only. Selectors and joiners that have no letter are dropped.
fn without_heap(grapheme: &str) -> String {
    let isolates = |letter| matches!(letter, ISOLATE | ISOLATE_END);
    if grapheme.chars().all(|letter| is_ignorable(letter) && !isolates(letter)) {
        return String::new();
    }
    let mut marks = 0;
    let mut few = |&(at, letter): &(usize, char)| {
        marks += usize::from(at > 0 && is_stacked(letter));
        marks <= MARKS || !is_stacked(letter)
    };
    grapheme.chars().enumerate().filter(|it| few(it)).map(|(_, letter)| letter).collect()
}

/// Whether a letter that does not begin its grapheme is a mark that stands on or under it, whatever their number.
fn is_stacked(letter: char) -> bool {
    let stacks = [Script::Inherited, Script::Thai, Script::Lao, Script::Arabic, Script::Hebrew, Script::Cyrillic];
    stacks.contains(&letter.script()) && !is_ignorable(letter)
}

/// Isolates what reads from right to left: all of a text that has nothing else, and else each stretch of it.
fn isolate(text: &str) -> String {
    let outer = outer(text);
    let has = |direction| outer.iter().any(|&(_, it)| it == direction);
    match (has(Some(Way::Left)), has(Some(Way::Right)) || outer.iter().any(|&(letter, _)| letter == ISOLATE)) {
        (false, _) => text.to_owned(),
        (true, false) => format!("{ISOLATE}{text}{ISOLATE_END}"),
        (true, true) => stretches(&outer),
    }
}

/// Where a letter with a direction of its own leads.
#[derive(Clone, Copy, PartialEq)]
enum Way {
    Left,
    Right,
}

/// The letters, each with its direction; what stands in an isolate already has none.
fn outer(text: &str) -> Vec<(char, Option<Way>)> {
    let mut depth = 0;
    let with_way = |letter| {
        depth += i32::from(letter == ISOLATE);
        let way = match bidi_class(letter) {
            BidiClass::R | BidiClass::AL if depth == 0 => Some(Way::Left),
            BidiClass::L if depth == 0 => Some(Way::Right),
            _ => None,
        };
        depth -= i32::from(letter == ISOLATE_END);
        (letter, way)
    };
    text.chars().map(with_way).collect()
}

/// An isolate reaches from the first to the last letter that reads leftward before one that reads rightward.
fn stretches(letters: &[(char, Option<Way>)]) -> String {
    let (mut done, mut waiting, mut open) = (String::new(), String::new(), false);
    for &(letter, way) in letters {
        match way {
            Some(Way::Left) => {
                done.push_str(&std::mem::take(&mut waiting));
                if !open {
                    done.push(ISOLATE);
                }
                open = true;
                done.push(letter);
            }
            _ if open && (way == Some(Way::Right) || letter == ISOLATE) => {
                done.push(ISOLATE_END);
                done.push_str(&std::mem::take(&mut waiting));
                open = false;
                done.push(letter);
            }
            _ if open => waiting.push(letter),
            _ => done.push(letter),
        }
    }
    if open {
        done.push(ISOLATE_END);
    }
    done + &waiting
}
