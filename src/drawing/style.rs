//! How a picture looks, whatever it shows: theme, language, size and logo.

use crate::drawing::theme::{HEIGHT, Theme};
use crate::drawing::words::Words;
use crate::error::{Error, Result};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::path::Path;

/// Everything that a chart does not decide for itself.
#[derive(Debug, Clone, Default)]
pub struct Style {
    /// Colours.
    pub theme: Theme,
    /// Words and numbers in the reader's language.
    pub words: Words,
    /// Pixels of the picture.
    pub size: Size,
    /// The company's mark, at the upper right.
    pub logo: Option<Logo>,
}

/// Width and height of a picture in pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Size {
    /// Pixels across.
    pub width: u32,
    /// Pixels down.
    pub height: u32,
}

impl Default for Size {
    fn default() -> Size {
        Size { width: 1920, height: 1080 }
    }
}

/// Sizes by name.
pub const SIZES: [(&str, Size); 5] = [
    ("16:9", Size { width: 1920, height: 1080 }),
    ("4k", Size { width: 3840, height: 2160 }),
    ("4:3", Size { width: 1440, height: 1080 }),
    ("half", Size { width: 960, height: 1080 }),
    ("square", Size { width: 1080, height: 1080 }),
];
/// Pixels of a side: at least, and at most.
const PIXELS: (u32, u32) = (240, 16_384);
/// Width of a page over its height: at least, and at most.
const ASPECT: (f64, f64) = (0.5, 3.0);
/// Width of a page in user units at least; below it names and figures find no room beside each other.
const NARROWEST: f64 = 1240.0;

impl Size {
    /// A size by its name, or from `1280x720`.
    ///
    /// # Errors
    /// Another word, a side beyond 240 to 16,384 pixels, a shape narrower than 1:2 or wider than 3:1.
    pub fn parse(text: &str) -> Result<Size> {
        let names = SIZES.map(|(name, _)| name).join(", ");
        let wrong = |why: &str| {
            Error::usage(format!("`{text}` is no size: {why}"))
                .hint(format!("use one of {names}, or WIDTHxHEIGHT in pixels such as 1280x720"))
        };
        if let Some((_, size)) = SIZES.iter().find(|(name, _)| *name == text) {
            return Ok(*size);
        }
        let sides = text.split_once(['x', 'X', '×']).and_then(|(width, height)| {
            Some(Size { width: width.trim().parse().ok()?, height: height.trim().parse().ok()? })
        });
        let size = sides.ok_or_else(|| wrong("it is no name and not of the form WIDTHxHEIGHT"))?;
        let sides = [size.width, size.height];
        if sides.iter().any(|side| !(PIXELS.0..=PIXELS.1).contains(side)) {
            return Err(wrong("a side has from 240 to 16384 pixels"));
        }
        let aspect = f64::from(size.width) / f64::from(size.height);
        if !(ASPECT.0..=ASPECT.1).contains(&aspect) {
            return Err(wrong("a picture is from half as wide as it is high to three times as wide"));
        }
        Ok(size)
    }

    /// Width and height of the page in user units: 1080 high and as wide as the shape asks for, both larger where that is
    /// too narrow to write on.
    #[must_use]
    pub fn page(self) -> (f64, f64) {
        let aspect = f64::from(self.width) / f64::from(self.height);
        let width = (HEIGHT * aspect).max(NARROWEST);
        (width.round(), (width / aspect).round())
    }
}

/// A picture of the company's mark, carried inside the SVG.
#[derive(Debug, Clone, PartialEq)]
pub struct Logo {
    /// The file as a data address.
    pub address: String,
    /// Width over height.
    pub aspect: f64,
}

impl Logo {
    /// Reads an SVG or PNG file.
    ///
    /// # Errors
    /// The file is missing, or neither.
    pub fn read(path: &Path) -> Result<Logo> {
        let hint = "name an SVG or PNG file with `logo` under [brand] in eggbasket.toml";
        let bytes = std::fs::read(path)
            .map_err(|error| Error::usage(format!("cannot read the logo `{}`: {error}", path.display())).hint(hint))?;
        let wrong = || Error::usage(format!("the logo `{}` is neither an SVG nor a PNG", path.display())).hint(hint);
        let (kind, (width, height)) = if bytes.starts_with(b"\x89PNG\r\n\x1a\n") {
            ("png", png_size(&bytes).ok_or_else(wrong)?)
        } else {
            let text = std::str::from_utf8(&bytes).map_err(|_| wrong())?;
            let tree = resvg::usvg::Tree::from_str(text, &resvg::usvg::Options::default()).map_err(|_| wrong())?;
            ("svg+xml", (f64::from(tree.size().width()), f64::from(tree.size().height())))
        };
        let address = format!("data:image/{kind};base64,{}", STANDARD.encode(&bytes));
        if width > 0.0 && height > 0.0 { Ok(Logo { address, aspect: width / height }) } else { Err(wrong()) }
    }
}

/// Width and height from the header that every PNG begins with.
fn png_size(bytes: &[u8]) -> Option<(f64, f64)> {
    let side = |at: usize| Some(u32::from_be_bytes(bytes.get(at..at + 4)?.try_into().ok()?));
    Some((f64::from(side(16)?), f64::from(side(20)?)))
}
