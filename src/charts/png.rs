//! SVG to PNG, with the same two fonts on every machine.

use crate::charts::style::Size;
use crate::charts::text::{REGULAR, SEMIBOLD};
use crate::error::{Error, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, FaceInfo, Language, Source};
use resvg::usvg::{Options, Tree};
use std::sync::{Arc, OnceLock};

/// The family both faces are known by; the semibold file names itself a family of its own.
const FAMILY: &str = "IBM Plex Sans";

/// The fonts, read once. No other font of the machine is used, so that a picture is the same everywhere.
fn fonts() -> Arc<Database> {
    static FONTS: OnceLock<Arc<Database>> = OnceLock::new();
    FONTS.get_or_init(|| Arc::new(load())).clone()
}

fn load() -> Database {
    let mut read = Database::new();
    read.load_font_source(Source::Binary(Arc::new(REGULAR)));
    read.load_font_source(Source::Binary(Arc::new(SEMIBOLD)));
    let mut fonts = Database::new();
    for face in read.faces() {
        let families = vec![(FAMILY.to_owned(), Language::English_UnitedStates)];
        fonts.push_face_info(FaceInfo { families, ..face.clone() });
    }
    fonts.set_sans_serif_family(FAMILY);
    fonts
}

/// The SVG as resvg sees it, text shaped with the embedded fonts.
///
/// # Errors
/// The text is no SVG.
pub fn tree(svg: &str) -> Result<Tree> {
    let options = Options { fontdb: fonts(), font_family: FAMILY.to_owned(), ..Options::default() };
    Tree::from_str(svg, &options).map_err(|error| Error::bug(format!("a chart's SVG cannot be read back: {error}")))
}

/// Draws `svg` as a PNG of `size`.
///
/// # Errors
/// A side of 0 pixels, too many of them for memory, or text that is no SVG.
pub fn png(svg: &str, size: Size) -> Result<Vec<u8>> {
    let (width, height) = (size.width, size.height);
    let mut image = Pixmap::new(width, height)
        .ok_or_else(|| Error::usage(format!("an image cannot be {width} × {height} pixels large")))?;
    let tree = tree(svg)?;
    let scale = |pixels: u32, units: f32| pixels as f32 / units;
    let scale = Transform::from_scale(scale(width, tree.size().width()), scale(height, tree.size().height()));
    resvg::render(&tree, scale, &mut image.as_mut());
    image.encode_png().map_err(|error| Error::bug(format!("a PNG could not be encoded: {error}")))
}
