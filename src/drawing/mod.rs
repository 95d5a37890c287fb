//! What every chart is drawn with: paper and ink, words, fonts, axes, labels, and the page they stand on.
//!
//! A chart speaks of parts and messages; here they become colours and sentences, SVG and PNG.

pub mod theme;
pub mod letters;
pub mod fonts;
pub mod shape;
mod clean;
pub mod text;
pub mod words;
pub mod table;
pub mod style;
pub mod backend;
pub mod labels;
pub mod axis;
pub mod legend;
mod png;
pub mod page;

pub use png::{png, tree};
use table::Table;

/// A chart drawn.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Drawing {
    /// The chart's name, such as `egg_basket`.
    pub name: &'static str,
    /// The finding as a sentence.
    pub title: String,
    /// The picture in words.
    pub alt: String,
    /// The picture, an SVG document.
    pub svg: String,
    /// What it shows, as rows.
    pub table: Table,
}
