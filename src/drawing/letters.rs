//! Letters: which draw nothing, which are Chinese, and which families of fonts are made for them.

use unicode_script::{Script, UnicodeScript};

/// Families that draw Chinese as it is written in mainland China, the best first.
const CHINESE: [&str; 12] = [
    "Noto Sans CJK SC",
    "Noto Sans SC",
    "Source Han Sans SC",
    "Source Han Sans CN",
    "PingFang SC",
    "Microsoft YaHei",
    "Hiragino Sans GB",
    "WenQuanYi Micro Hei",
    "WenQuanYi Zen Hei",
    "Droid Sans Fallback",
    "SimHei",
    "SimSun",
];
/// Families of many scripts and symbols, the best first.
const PLAIN: [&str; 10] = [
    "Noto Sans",
    "Noto Sans Symbols",
    "Noto Sans Symbols 2",
    "Noto Sans Symbols2",
    "Noto Sans Math",
    "Segoe UI",
    "Arial",
    "Tahoma",
    "Nirmala UI",
    "DejaVu Sans",
];
/// Whether a letter is drawn by nothing and takes no room: joiners, selectors, isolates and their like.
#[must_use]
pub fn is_ignorable(letter: char) -> bool {
    matches!(letter,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}'..='\u{1160}' | '\u{17b4}'..='\u{17b5}' | '\u{180b}'..='\u{180f}'
        | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{206f}' | '\u{3164}' | '\u{feff}'
        | '\u{fe00}'..='\u{fe0f}' | '\u{ffa0}' | '\u{fff0}'..='\u{fff8}' | '\u{1bca0}'..='\u{1bca3}'
        | '\u{1d173}'..='\u{1d17a}' | '\u{e0000}'..='\u{e0fff}')
}

/// Whether a letter is one of Chinese or Japanese, or punctuation that is set with them.
#[must_use]
pub fn is_ideographic(letter: char) -> bool {
    matches!(letter.script(), Script::Han | Script::Hiragana | Script::Katakana | Script::Bopomofo)
        || matches!(letter, '\u{3000}'..='\u{303f}' | '\u{30fb}'..='\u{30fc}' | '\u{fe30}'..='\u{fe4f}' | '\u{ff00}'..='\u{ffef}')
}

/// The families made for a letter's script; a private or unassigned letter has none.
#[must_use]
pub fn families(letter: char) -> Vec<String> {
    let chinese = || CHINESE.iter().map(|&name| name.to_owned());
    let plain = || PLAIN.iter().map(|&name| name.to_owned());
    match letter.script() {
        _ if is_ideographic(letter) => chinese().collect(),
        Script::Hangul => chinese().collect(),
        Script::Common | Script::Inherited => plain().chain(chinese()).collect(),
        script => [format!("Noto Sans {}", script.full_name().replace('_', " "))].into_iter().chain(plain()).collect(),
    }
}
