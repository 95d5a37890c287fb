//! SVG to PNG, with the fonts that its text was measured with.

use crate::drawing::fonts::{self, FAMILY, Face};
use crate::drawing::shape::{Run, is_plain, lay_out};
use crate::drawing::style::Size;
use crate::error::{Error, Result};
use resvg::tiny_skia::{Pixmap, Transform};
use resvg::usvg::fontdb::{Database, FaceInfo, Language};
use resvg::usvg::roxmltree::{Document, Node};
use resvg::usvg::{FontResolver, Options, Tree};
use std::fmt::Write;
use std::sync::Arc;

/// The SVG as resvg sees it, text shaped with the fonts it was measured with.
///
/// # Errors
/// The text is no SVG.
pub fn tree(svg: &str) -> Result<Tree> {
    let broken = |error: &dyn std::fmt::Display| Error::bug(format!("a chart's SVG cannot be read back: {error}"));
    let mut fonts = Fonts { database: fonts::embedded().clone(), faces: Vec::new() };
    let placed = place_runs(svg, &mut fonts).map_err(|error| broken(&error))?;
    // Every run names its face, so there is nothing that resvg should look for by itself.
    let font_resolver = FontResolver { select_fallback: Box::new(|_, _, _| None), ..FontResolver::default() };
    let fontdb = Arc::new(fonts.database);
    let options = Options { fontdb, font_resolver, font_family: FAMILY.to_owned(), ..Options::default() };
    Tree::from_str(&placed, &options).map_err(|error| broken(&error))
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

/// The namespace of `xml:space`.
const XML: &str = "http://www.w3.org/XML/1998/namespace";

/// The fonts of one picture: the embedded ones, and each other face under a family name of its own.
struct Fonts {
    database: Database,
    faces: Vec<Face>,
}

impl Fonts {
    fn name(&mut self, face: Face) -> String {
        let known = self.faces.iter().position(|it| *it == face);
        let name = format!("face{}", known.unwrap_or(self.faces.len()));
        if let (None, Some(info)) = (known, face.info()) {
            let families = vec![(name.clone(), Language::English_UnitedStates)];
            self.database.push_face_info(FaceInfo { families, ..info.clone() });
            self.faces.push(face);
        }
        name
    }
}

/// Puts every run of a line that the embedded font cannot draw alone where it was measured, with its own face. resvg
/// shapes a line by the script of its first letter and leaves boxes where two fonts differ in the number of glyphs.
fn place_runs(svg: &str, fonts: &mut Fonts) -> std::result::Result<String, resvg::usvg::roxmltree::Error> {
    let document = Document::parse(svg)?;
    let mut placed = String::with_capacity(svg.len());
    let mut done = 0;
    for node in document.descendants().filter(|node| node.tag_name().name() == "text") {
        if let Some(spans) = spans(node, fonts) {
            let text = node.first_child().map_or(node.range(), |child| child.range());
            let tag = svg[done..text.start].strip_suffix('>').unwrap_or(&svg[done..text.start]);
            let space = if node.has_attribute((XML, "space")) { "" } else { " xml:space=\"preserve\"" };
            let _ = write!(placed, "{tag}{space}>{spans}");
            done = text.end;
        }
    }
    Ok(placed + &svg[done..])
}

/// The runs of a text node as spans; `None` where the embedded font draws all of it.
fn spans(node: Node<'_, '_>, fonts: &mut Fonts) -> Option<String> {
    let value = |name| node.ancestors().find_map(|it| it.attribute(name));
    let number = |name| value(name).and_then(|it| it.parse::<f64>().ok());
    let (line, bold) = (node.text()?, value("font-weight") == Some("600"));
    if is_plain(line, bold) || node.children().count() != 1 {
        return None;
    }
    let (x, size, runs) = (number("x")?, number("font-size")?, lay_out(line, bold));
    let long: f64 = runs.iter().map(|run| run.width).sum::<f64>() * size;
    let left = match value("text-anchor") {
        Some("middle") => x - long / 2.0,
        Some("end") => x - long,
        _ => x,
    };
    Some(runs.iter().map(|run| span(run, left + run.at * size, fonts)).collect())
}

fn span(run: &Run, x: f64, fonts: &mut Fonts) -> String {
    let family = run.face.map(|face| format!(" font-family=\"{}\"", fonts.name(face))).unwrap_or_default();
    let text = run.text.replace('&', "&amp;").replace('<', "&lt;").replace('>', "&gt;");
    // By itself a bracket between two Hebrew words would not know that it has to face the other way, and a space at its
    // end would go to the wrong one: an override turns the run, and a mark without a shape stands behind the space.
    let text = if run.leftward { format!("\u{202e}{text}\u{200f}\u{202c}") } else { text };
    format!("<tspan x=\"{x:.4}\" text-anchor=\"start\"{family}>{text}</tspan>")
}
