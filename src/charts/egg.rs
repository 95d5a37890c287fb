//! An egg as it is drawn: outline, light, edge, and what is written on it.

use crate::charts::packing::{BOTTOM, Egg, TOP};
use crate::drawing::backend::{Anchor, Canvas, Type, number};
use crate::drawing::text::{TIE, fit, width, wrap};
use crate::drawing::theme::{self, DARK, INK, LABEL, LARGEST, LIGHT, MUTED, Paint, SMALL, contrast, hex};
use crate::drawing::words::Words;
use crate::model::Severity;
use plotters::style::RGBColor;

/// The shell's brown, dark enough for an edge on any paper.
const EDGE: &str = "#8a6a3a";
/// Light, body and shade of an egg within limits, and of one that stands for many.
const SHELLS: [(&str, [&str; 3]); 2] =
    [("plain", ["#fffdf8", "#f6ead2", "#d3b98c"]), ("gathered", ["#fbf6ea", "#efe3cb", "#d9c6a0"])];
const LEVELS: [Severity; 3] = [Severity::Watch, Severity::Warning, Severity::Critical];
/// Contrast of a figure and the shell it stands on at least; a little above what the eye needs, since shells are shaded.
const READABLE: f64 = 5.0;

/// What an egg looks like.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Look {
    /// A customer within limits, or past one.
    Level(Option<Severity>),
    /// Many small customers in one.
    Gathered,
}

impl Look {
    /// The look of a customer with `share` of revenue.
    #[must_use]
    pub fn of(share: f64) -> Look {
        Look::Level(theme::level(share, LARGEST))
    }

    /// Whether the egg is past a limit.
    #[must_use]
    pub fn stands_out(self) -> bool {
        matches!(self, Look::Level(Some(_)))
    }

    fn name(self) -> &'static str {
        match self {
            Look::Level(None) => "plain",
            Look::Level(Some(Severity::Watch)) => "watch",
            Look::Level(Some(Severity::Warning)) => "warning",
            Look::Level(Some(Severity::Critical)) => "critical",
            Look::Gathered => "gathered",
        }
    }

    fn text(self, canvas: &Canvas) -> Paint {
        match self {
            Look::Level(Some(level)) => canvas.on(theme::colour(Some(level))),
            _ => theme::DARK,
        }
    }

    fn edge(self, canvas: &Canvas) -> String {
        match self {
            Look::Level(Some(level)) => canvas.hex(theme::colour(Some(level))),
            _ => EDGE.to_owned(),
        }
    }
}

/// Light from the upper left. Eggs past a limit have the theme's colour of it, as much lighter or darker as their figures
/// need to be read.
pub fn gradients(canvas: &Canvas) {
    for (name, stops) in SHELLS {
        gradient(canvas, name, stops.map(str::to_owned));
    }
    for level in LEVELS {
        let look = Look::Level(Some(level));
        let text = look.text(canvas);
        let away = if text == LIGHT { DARK } else { LIGHT };
        let ground = |part: f64| mix(canvas.colour(theme::colour(Some(level))), canvas.colour(away), part);
        let reads = |part: &f64| contrast(canvas.colour(text), ground(*part)) >= READABLE;
        let part = (0..12).map(|step| f64::from(step) * 0.05).find(reads).unwrap_or(0.6);
        let (body, white, black) = (ground(part), RGBColor(255, 255, 255), RGBColor(0, 0, 0));
        let shines = |part: &f64| contrast(canvas.colour(text), mix(body, white, *part)) >= READABLE;
        let shine = (1..8).rev().map(|step| f64::from(step) * 0.05).find(shines).unwrap_or(0.0);
        let light = mix(body, white, shine);
        gradient(canvas, look.name(), [hex(light), hex(body), hex(mix(body, black, 0.2))]);
    }
}

fn gradient(canvas: &Canvas, name: &str, [light, body, edge]: [String; 3]) {
    canvas.define(&format!(
        "<radialGradient id=\"{}\" cx=\"0.42\" cy=\"0.5\" r=\"0.62\" fx=\"0.34\" fy=\"0.34\"><stop offset=\"0\" \
         stop-color=\"{light}\"/><stop offset=\"0.62\" stop-color=\"{body}\"/><stop offset=\"1\" \
         stop-color=\"{edge}\"/></radialGradient>",
        canvas.id(name)
    ));
}

fn mix(one: RGBColor, other: RGBColor, part: f64) -> RGBColor {
    let channel = |one: u8, other: u8| (f64::from(one) * (1.0 - part) + f64::from(other) * part).round() as u8;
    RGBColor(channel(one.0, other.0), channel(one.1, other.1), channel(one.2, other.2))
}

/// The outline as path data: two half-ellipses.
#[must_use]
pub fn outline(egg: &Egg) -> String {
    let (left, right, y) = (number(egg.x - egg.radius), number(egg.x + egg.radius), number(egg.y));
    let (radius, top, bottom) = (number(egg.radius), number(egg.radius * TOP), number(egg.radius * BOTTOM));
    format!("M{left} {y}A{radius} {top} 0 0 1 {right} {y}A{radius} {bottom} 0 0 1 {left} {y}Z")
}

/// An egg that encodes `value`.
pub fn draw(canvas: &Canvas, egg: &Egg, look: Look, name: &str, value: &str) {
    canvas.open(if look == Look::Gathered { "egg gathered" } else { "egg" }, name, value);
    canvas.path(&outline(egg), &format!("fill=\"url(#{})\"", canvas.id(look.name())));
    canvas.close();
    edge(canvas, egg, look);
}

/// The same as a mark of a list.
pub fn sign(canvas: &Canvas, (x, y): (f64, f64), look: Look) {
    let egg = Egg { x, y: y + 2.0, radius: 10.5 };
    canvas.path(&outline(&egg), &format!("fill=\"url(#{})\"", canvas.id(look.name())));
    edge(canvas, &egg, look);
}

/// A line inside the outline, so that it adds nothing to the area; dotted where the egg is many.
fn edge(canvas: &Canvas, egg: &Egg, look: Look) {
    let most = if look == Look::Gathered { 3.6 } else { 2.0 };
    let thick = (egg.radius * 0.09).clamp(0.5, most);
    let dots = format!(" stroke-dasharray=\"0.1 {}\" stroke-linecap=\"round\"", number(thick * 2.2));
    let dots = if look == Look::Gathered { dots } else { String::new() };
    let inner = Egg { radius: egg.radius - thick / 2.0, ..*egg };
    let (colour, thick) = (look.edge(canvas), number(thick));
    canvas.path(&outline(&inner), &format!("fill=\"none\" stroke=\"{colour}\" stroke-width=\"{thick}\"{dots}"));
}

/// Where an egg was that is gone: a breath of it, and its outline dashed.
pub fn ghost(canvas: &Canvas, egg: &Egg) {
    let inner = Egg { radius: (egg.radius - 2.0).max(egg.radius * 0.6), ..*egg };
    let thick = (egg.radius * 0.1).clamp(0.8, 3.0);
    let (halo, thick) = (number(thick * 1.9), number(thick));
    canvas.path(
        &outline(&inner),
        &format!("fill=\"#f3e6c8\" fill-opacity=\"0.5\" stroke=\"#f3e6c8\" stroke-width=\"{halo}\""),
    );
    canvas.path(
        &outline(&inner),
        &format!("fill=\"none\" stroke=\"#5a3d18\" stroke-width=\"{thick}\" stroke-dasharray=\"10 7\""),
    );
}

/// A dot a gathered customer, at most as many as leave room, spread as seeds in a sunflower.
pub fn speckles(canvas: &Canvas, egg: &Egg, customers: u64) {
    let dots = (customers as f64).min(egg.radius * egg.radius / 40.0).min(400.0) as u32;
    let mut path = String::new();
    for dot in 0..dots {
        let (sin, cos) = (f64::from(dot) * 2.399_963).sin_cos();
        let out = ((f64::from(dot) + 0.5) / f64::from(dots)).sqrt() * egg.radius * 0.92;
        let tall = if sin < 0.0 { TOP } else { BOTTOM };
        let (x, y) = (egg.x + out * cos, egg.y + out * sin * tall);
        path.push_str(&format!("M{} {}h2.6v2.6h-2.6z", number(x - 1.3), number(y - 1.3)));
    }
    if dots > 0 {
        canvas.path(&path, "fill=\"#d8c39c\"");
    }
}

/// A name for a title: cut where it is long, and never broken over two lines.
#[must_use]
pub fn in_title(name: &str) -> String {
    fit(name, 1.0, true, 18.0).replace(' ', &TIE.to_string())
}

/// Inside an egg there is room for whole percents only, from 10 % up.
#[must_use]
pub fn figure(share: f64, words: &Words) -> String {
    words.percent_with(share, usize::from(share < 0.1))
}

/// Writes the figure and, where it fits in at most two lines, the name into an egg; nothing where the figure does not fit.
pub fn label(canvas: &Canvas, egg: &Egg, look: Look, name: Option<&str>, figure: &str) {
    let type_size = (egg.radius * 0.36).clamp(19.0, 66.0);
    if width(figure, type_size, true) > egg.radius * 1.5 {
        return;
    }
    let size = (egg.radius * 0.17).clamp(19.0, 30.0);
    let lines = name.map_or_else(Vec::new, |name| wrap(name, size, false, egg.radius * 1.56, 2));
    let fits = !lines.iter().any(|line| line.contains('…')) && egg.radius > 52.0;
    let lines = if fits { lines } else { Vec::new() };
    let ink = Type::new(size, look.text(canvas)).anchor(Anchor::Middle);
    let baseline = egg.y + type_size * 0.36 - lines.len() as f64 * size * 0.6;
    canvas.text((egg.x, baseline), figure, Type { size: type_size, ..ink }.bold());
    for (at, line) in lines.iter().enumerate() {
        canvas.text((egg.x, baseline + size * 1.3 + at as f64 * size * 1.2), line, ink);
    }
}

/// The colours that are in use and from which share each stands, in a line from `x`; returns where it ends.
pub fn legend(canvas: &Canvas, words: &Words, (mut x, y): (f64, f64), shares: &[f64]) -> f64 {
    for (level, limit) in LEVELS.into_iter().zip(LARGEST) {
        if shares.iter().any(|share| theme::level(*share, LARGEST) == Some(level)) {
            sign(canvas, (x + 12.0, y - 9.0), Look::Level(Some(level)));
            let told = words.say("egg-basket-from", &[("share", words.percent_with(limit, 0).into())]);
            canvas.text((x + 34.0, y), &told, Type::new(SMALL, MUTED));
            x += 34.0 + width(&told, SMALL, false) + 34.0;
        }
    }
    x
}

/// A line of a list: a mark, a name and a share.
pub fn row(canvas: &Canvas, (left, right, y): (f64, f64, f64), look: Option<Look>, name: &str, share: &str) {
    let bold = look.is_some_and(Look::stands_out);
    let quiet = look.is_none_or(|look| look == Look::Gathered);
    let ink = Type { bold, ..Type::new(LABEL, if quiet { MUTED } else { INK }) };
    if let Some(look) = look {
        sign(canvas, (left + 14.0, y - 10.0), look);
    }
    let room = right - left - 42.0 - width(share, LABEL, bold) - 20.0;
    canvas.text((left + 42.0, y), &fit(name, LABEL, bold, room), ink);
    canvas.text((right, y), share, ink.anchor(Anchor::End));
}
