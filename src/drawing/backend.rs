//! The sheet a chart is drawn on: a small SVG writer that is also a plotters backend.
//!
//! plotters draws in whole pixels, which would put a small area off by a quarter. Here its pixel is a hundredth of a
//! user unit. Text is measured with the fonts it is drawn with, escaped, and freed of what XML does not allow.

use crate::drawing::style::{Logo, Style};
use crate::drawing::text::{self, TIE};
use crate::drawing::theme::{Fill, INK, Paint, Theme, hex, tint};
use plotters::style::RGBColor;
use plotters_backend::text_anchor::{HPos, VPos};
use plotters_backend::{BackendColor, BackendCoord, BackendStyle, BackendTextStyle, DrawingBackend, DrawingErrorKind};
use plotters_backend::{FontStyle, FontTransform};
use std::cell::RefCell;
use std::collections::BTreeMap;
use std::convert::Infallible;
use std::fmt::Write;
use std::rc::Rc;

/// plotters' pixels in one user unit.
pub const PER_UNIT: f64 = 100.0;
/// Fonts in the order they are tried; those after the first are about as wide.
const FAMILY: &str = "'IBM Plex Sans','Helvetica Neue',Helvetica,Arial,'Noto Sans','PingFang SC','Microsoft YaHei','Noto Sans CJK SC',sans-serif";

type Drawn = Result<(), DrawingErrorKind<Infallible>>;

/// Which point of a line of text stands at its x.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Anchor {
    /// The left end.
    Start,
    /// The middle.
    Middle,
    /// The right end.
    End,
}

/// How a line of text looks.
#[derive(Debug, Clone, Copy)]
pub struct Type {
    /// Font size in user units.
    pub size: f64,
    /// Whether in semibold.
    pub bold: bool,
    /// Colour.
    pub colour: Paint,
    /// Which point stands at x.
    pub anchor: Anchor,
}

impl Type {
    /// Regular text that starts at its x.
    #[must_use]
    pub fn new(size: f64, colour: Paint) -> Type {
        Type { size, bold: false, colour, anchor: Anchor::Start }
    }

    /// The same in semibold.
    #[must_use]
    pub fn bold(self) -> Type {
        Type { bold: true, ..self }
    }

    /// The same with another anchor.
    #[must_use]
    pub fn anchor(self, anchor: Anchor) -> Type {
        Type { anchor, ..self }
    }
}

#[derive(Debug)]
struct Sheet {
    name: &'static str,
    theme: Theme,
    size: (f64, f64),
    defs: String,
    body: String,
    /// Marks of each class so far, for their ids.
    marks: BTreeMap<String, u32>,
    hatches: Vec<RGBColor>,
}

/// A handle to the sheet; its clones draw on the same one.
#[derive(Debug, Clone)]
pub struct Canvas {
    sheet: Rc<RefCell<Sheet>>,
}

impl Canvas {
    /// An empty sheet for the chart `name`, in the colours and of the shape of `style`.
    #[must_use]
    pub fn new(name: &'static str, style: &Style) -> Canvas {
        let (theme, size) = (style.theme.clone(), style.size.page());
        let (defs, body) = (String::new(), String::new());
        let sheet = Sheet { name, theme, size, defs, body, marks: BTreeMap::new(), hatches: Vec::new() };
        Canvas { sheet: Rc::new(RefCell::new(sheet)) }
    }

    /// Width and height in user units.
    #[must_use]
    pub fn size(&self) -> (f64, f64) {
        self.sheet.borrow().size
    }

    /// The colour of `paint` in this theme.
    #[must_use]
    pub fn colour(&self, paint: Paint) -> RGBColor {
        self.sheet.borrow().theme.colour(paint)
    }

    /// The same as SVG writes it.
    #[must_use]
    pub fn hex(&self, paint: Paint) -> String {
        hex(self.colour(paint))
    }

    /// Which of light and dark text reads better on a mark in `paint`.
    #[must_use]
    pub fn on(&self, paint: Paint) -> Paint {
        self.sheet.borrow().theme.on(paint)
    }

    /// An id within this chart for a definition, so that charts on one page keep theirs apart: `egg_basket-shade`.
    #[must_use]
    pub fn id(&self, what: &str) -> String {
        format!("{}-{what}", self.sheet.borrow().name)
    }

    /// Attributes that fill an area: whole, outlined, or hatched.
    #[must_use]
    pub fn fill(&self, fill: Fill) -> String {
        match fill {
            Fill::Solid(paint) => format!("fill=\"{}\"", self.hex(paint)),
            Fill::Outline(paint) => {
                let (breath, stroke) = (self.hex(tint(paint, 0.1)), self.hex(paint));
                format!("fill=\"{breath}\" stroke=\"{stroke}\" stroke-width=\"2.5\"")
            }
            Fill::Hatch(paint) => {
                let (pattern, stroke) = (self.hatch(paint), self.hex(paint));
                format!("fill=\"url(#{pattern})\" stroke=\"{stroke}\" stroke-width=\"2\"")
            }
        }
    }

    /// The id of a pattern of slanted lines, defined at its first use.
    fn hatch(&self, paint: Paint) -> String {
        let colour = self.colour(paint);
        let mut sheet = self.sheet.borrow_mut();
        let known = sheet.hatches.iter().position(|hatch| *hatch == colour);
        let at = known.unwrap_or(sheet.hatches.len());
        let id = format!("{}-hatch-{at}", sheet.name);
        if known.is_none() {
            sheet.hatches.push(colour);
            let (ground, line) = (hex(sheet.theme.colour(tint(paint, 0.08))), hex(colour));
            let _ = write!(
                sheet.defs,
                "<pattern id=\"{id}\" width=\"9\" height=\"9\" patternUnits=\"userSpaceOnUse\" \
                 patternTransform=\"rotate(45)\"><rect width=\"9\" height=\"9\" fill=\"{ground}\"/><rect width=\"3\" \
                 height=\"9\" fill=\"{line}\"/></pattern>"
            );
        }
        id
    }

    /// Writes a line of text whose baseline is at `at`, in user units.
    pub fn text(&self, at: (f64, f64), line: &str, look: Type) {
        self.write(at, line, look, &self.hex(look.colour));
    }

    /// The same in a colour of its own.
    fn write(&self, at: (f64, f64), line: &str, look: Type, fill: &str) {
        let anchor = match look.anchor {
            Anchor::Start => "",
            Anchor::Middle => " text-anchor=\"middle\"",
            Anchor::End => " text-anchor=\"end\"",
        };
        let weight = if look.bold { " font-weight=\"600\"" } else { "" };
        let (x, y, size) = (number(at.0), number(at.1), number(look.size));
        let line = escape(line);
        self.add(&format!(
            "<text x=\"{x}\" y=\"{y}\" font-size=\"{size}\" fill=\"{fill}\"{weight}{anchor}>{line}</text>\n"
        ));
    }

    /// A rectangle from its upper left corner, in user units.
    pub fn rect(&self, at: (f64, f64), size: (f64, f64), fill: impl Into<Fill>) {
        let (x, y, width, height) = (number(at.0), number(at.1), number(size.0), number(size.1));
        let fill = self.fill(fill.into());
        self.add(&format!("<rect x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" {fill}/>\n"));
    }

    /// The company's mark in the box of `size` whose upper right corner is at `at`.
    pub fn logo(&self, logo: &Logo, at: (f64, f64), size: (f64, f64)) {
        let (x, y, width, height) = (number(at.0 - size.0), number(at.1), number(size.0), number(size.1));
        let address = &logo.address;
        self.add(&format!("<image x=\"{x}\" y=\"{y}\" width=\"{width}\" height=\"{height}\" href=\"{address}\"/>\n"));
    }

    /// A path of SVG path data with the attributes that paint it.
    pub fn path(&self, data: &str, attributes: &str) {
        self.add(&format!("<path d=\"{data}\" {attributes}/>\n"));
    }

    /// A straight line that helps to read, in user units; `dash` is SVG's pattern, empty for a whole line.
    pub fn rule(&self, from: (f64, f64), to: (f64, f64), width: f64, colour: Paint, dash: &str) {
        let dash = if dash.is_empty() { String::new() } else { format!(" stroke-dasharray=\"{dash}\"") };
        let data = format!("M{} {}L{} {}", number(from.0), number(from.1), number(to.0), number(to.1));
        let colour = self.hex(colour);
        self.path(&data, &format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"{width}\"{dash}"));
    }

    /// Opens a group that tells what its marks mean; every mark that encodes a value stands in one.
    pub fn open(&self, class: &str, name: &str, value: &str) {
        let (name, value) = (escape(name), escape(value));
        let id = self.mark(class);
        self.add(&format!("<g id=\"{id}\" class=\"{class}\" data-name=\"{name}\" data-value=\"{value}\">\n"));
    }

    /// `egg_basket-egg-3`, counted within the chart.
    fn mark(&self, class: &str) -> String {
        let mut sheet = self.sheet.borrow_mut();
        let class = class.split(' ').next().unwrap_or(class);
        let at = sheet.marks.entry(class.to_owned()).or_insert(0);
        *at += 1;
        let at = *at;
        format!("{}-{class}-{at}", sheet.name)
    }

    /// Opens a group with attributes of any kind.
    pub fn open_with(&self, attributes: &str) {
        self.add(&format!("<g {attributes}>\n"));
    }

    /// Closes the innermost group.
    pub fn close(&self) {
        self.add("</g>\n");
    }

    /// Adds a definition: a gradient, a clip path.
    pub fn define(&self, markup: &str) {
        self.sheet.borrow_mut().defs.push_str(markup);
    }

    /// The whole SVG document with its title and description for those who hear it.
    #[must_use]
    pub fn finish(&self, title: &str, alt: &str) -> String {
        let sheet = self.sheet.borrow();
        let (name, (width, height)) = (sheet.name, sheet.size);
        let (title, alt) = (escape(title), escape(alt));
        format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 {width} {height}\" width=\"{width}\" \
             height=\"{height}\" font-family=\"{FAMILY}\" aria-labelledby=\"{name}-title {name}-desc\">\n\
             <title id=\"{name}-title\">{title}</title>\n<desc id=\"{name}-desc\">{alt}</desc>\n<defs>{}</defs>\n{}</svg>\n",
            sheet.defs, sheet.body
        )
    }

    fn add(&self, markup: &str) {
        self.sheet.borrow_mut().body.push_str(markup);
    }

    fn polyline(&self, points: impl IntoIterator<Item = BackendCoord>, attributes: &str) {
        let mut data = String::new();
        for (at, (x, y)) in points.into_iter().enumerate() {
            let letter = if at == 0 { 'M' } else { 'L' };
            let _ = write!(data, "{letter}{} {}", user(x), user(y));
        }
        self.path(&data, attributes);
    }
}

impl DrawingBackend for Canvas {
    type ErrorType = Infallible;

    fn get_size(&self) -> (u32, u32) {
        let (width, height) = self.size();
        ((width * PER_UNIT) as u32, (height * PER_UNIT) as u32)
    }

    fn ensure_prepared(&mut self) -> Drawn {
        Ok(())
    }

    fn present(&mut self) -> Drawn {
        Ok(())
    }

    fn draw_pixel(&mut self, point: BackendCoord, color: BackendColor) -> Drawn {
        self.draw_rect(point, (point.0 + 1, point.1 + 1), &color, true)
    }

    fn draw_line<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S) -> Drawn {
        self.draw_path([from, to], style)
    }

    fn draw_rect<S: BackendStyle>(&mut self, from: BackendCoord, to: BackendCoord, style: &S, fill: bool) -> Drawn {
        let corners = [from, (to.0, from.1), to, (from.0, to.1), from];
        if fill { self.fill_polygon(corners, style) } else { self.draw_path(corners, style) }
    }

    fn draw_path<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, path: I, style: &S) -> Drawn {
        let (colour, width) = (paint("stroke", style.color()), number(f64::from(style.stroke_width()) / PER_UNIT));
        self.polyline(path, &format!("fill=\"none\" {colour} stroke-width=\"{width}\" stroke-linejoin=\"round\""));
        Ok(())
    }

    fn draw_circle<S: BackendStyle>(&mut self, center: BackendCoord, radius: u32, style: &S, fill: bool) -> Drawn {
        let (x, y, radius) = (user(center.0), user(center.1), user(radius as i32));
        let width = number(f64::from(style.stroke_width()) / PER_UNIT);
        let paint = match fill {
            true => paint("fill", style.color()),
            false => format!("fill=\"none\" {} stroke-width=\"{width}\"", paint("stroke", style.color())),
        };
        self.add(&format!("<circle cx=\"{x}\" cy=\"{y}\" r=\"{radius}\" {paint}/>\n"));
        Ok(())
    }

    fn fill_polygon<S: BackendStyle, I: IntoIterator<Item = BackendCoord>>(&mut self, vert: I, style: &S) -> Drawn {
        self.polyline(vert, &paint("fill", style.color()));
        Ok(())
    }

    fn draw_text<T: BackendTextStyle>(&mut self, line: &str, style: &T, at: BackendCoord) -> Drawn {
        let size = style.size() / PER_UNIT;
        let (red, green, blue) = style.color().rgb;
        let anchor = match style.anchor().h_pos {
            HPos::Left => Anchor::Start,
            HPos::Center => Anchor::Middle,
            HPos::Right => Anchor::End,
        };
        // Ascender, half the capitals' height and descender of IBM Plex Sans, in em.
        let drop = match style.anchor().v_pos {
            VPos::Top => 0.78,
            VPos::Center => 0.35,
            VPos::Bottom => -0.22,
        };
        let bold = matches!(style.style(), FontStyle::Bold);
        let (look, fill) = (Type { size, bold, colour: INK, anchor }, hex(RGBColor(red, green, blue)));
        let at = (f64::from(at.0) / PER_UNIT, f64::from(at.1) / PER_UNIT);
        match style.transform() {
            FontTransform::None => self.write((at.0, at.1 + drop * size), line, look, &fill),
            turned => self.turned_text(at, line, (look, &fill), drop, &turned),
        }
        Ok(())
    }

    fn estimate_text_size<T: BackendTextStyle>(
        &self,
        line: &str,
        style: &T,
    ) -> Result<(u32, u32), DrawingErrorKind<Infallible>> {
        let bold = matches!(style.style(), FontStyle::Bold);
        Ok((text::width(line, style.size(), bold).ceil() as u32, style.size().ceil() as u32))
    }
}

impl Canvas {
    fn turned_text(&self, at: (f64, f64), line: &str, (look, fill): (Type, &str), drop: f64, turn: &FontTransform) {
        let degrees = match turn {
            FontTransform::None => 0,
            FontTransform::Rotate90 => 90,
            FontTransform::Rotate180 => 180,
            FontTransform::Rotate270 => 270,
        };
        let (x, y) = (number(at.0), number(at.1));
        self.open_with(&format!("transform=\"translate({x} {y}) rotate({degrees})\""));
        self.write((0.0, drop * look.size), line, look, fill);
        self.close();
    }
}

fn user(pixel: i32) -> String {
    number(f64::from(pixel) / PER_UNIT)
}

/// A coordinate with at most two decimals.
#[must_use]
pub fn number(value: f64) -> String {
    let printed = format!("{value:.2}");
    let short = printed.trim_end_matches('0').trim_end_matches('.');
    if short == "-0" { "0".to_owned() } else { short.to_owned() }
}

fn paint(what: &str, colour: BackendColor) -> String {
    let (red, green, blue) = colour.rgb;
    let fill = format!("{what}=\"{}\"", hex(RGBColor(red, green, blue)));
    if colour.alpha < 1.0 { format!("{fill} {what}-opacity=\"{}\"", number(colour.alpha)) } else { fill }
}

/// Text for XML: what it does not allow is dropped, what it reads as markup is escaped, a tie is a plain space.
fn escape(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for letter in text.chars() {
        match letter {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            TIE => escaped.push(' '),
            '\u{fffe}' | '\u{ffff}' => {}
            letter if letter.is_control() => {}
            letter => escaped.push(letter),
        }
    }
    escaped
}
