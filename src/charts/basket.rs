//! The basket: woven wall, rim and handle, drawn around a bowl. It says nothing in numbers and hides no egg.

use crate::charts::packing::Bowl;
use crate::drawing::backend::{Canvas, number};
use std::f64::consts::PI;
use std::fmt::Write;

/// Thickness of the wall's rope in a basket that fills a page.
pub const ROPE: f64 = 26.0;
/// Light, middle and dark of the willow.
const WILLOW: [&str; 3] = ["#c39a62", "#ad8248", "#76562b"];
/// Width and height of one stitch of the weave.
const STITCH: (f64, f64) = (58.0, 21.0);

/// One basket of a picture.
#[derive(Debug, Clone, Copy)]
pub struct Basket {
    /// Its inside.
    pub bowl: Bowl,
    /// Where the middle of its rim stands on the page.
    pub middle: (f64, f64),
    /// How far the handle rises above the rim.
    pub handle: f64,
    /// Thickness of its willow; 1 for a basket that fills a page.
    pub size: f64,
    /// Which basket of the picture it is.
    pub at: usize,
}

impl Basket {
    /// Draws what lies behind the eggs: the handle, the inside of the far wall, the far rim.
    pub fn behind(&self, canvas: &Canvas) {
        let Basket { bowl, middle, size, .. } = *self;
        rope(canvas, &arch(&bowl, self.handle), middle, 20.0 * size);
        let inside = shape(&bowl.outline(4.0 * size), middle);
        let (clip, shade) = (canvas.id(&format!("inside-{}", self.at)), canvas.id(&format!("shade-{}", self.at)));
        canvas.define(&format!("<clipPath id=\"{clip}\"><path d=\"{inside}Z\"/></clipPath>"));
        canvas.define(&format!(
            "<linearGradient id=\"{shade}\" x1=\"0\" y1=\"0\" x2=\"0\" y2=\"1\"><stop offset=\"0\" \
             stop-color=\"#5a3d18\" stop-opacity=\"0.34\"/><stop offset=\"0.18\" stop-color=\"#5a3d18\" \
             stop-opacity=\"0.10\"/><stop offset=\"1\" stop-color=\"#5a3d18\" stop-opacity=\"0.30\"/></linearGradient>"
        ));
        canvas.path(&format!("{inside}Z"), "fill=\"#b99766\"");
        canvas.open_with(&format!("clip-path=\"url(#{clip})\""));
        weave(canvas, &bowl, middle, size);
        canvas.close();
        canvas.path(&format!("{inside}Z"), &format!("fill=\"url(#{shade})\""));
        rope(canvas, &[(-bowl.half_width, 0.0), (bowl.half_width, 0.0)], middle, 18.0 * size);
    }

    /// Draws what lies before them: the cut edge of the wall, outside the eggs' space.
    pub fn before(&self, canvas: &Canvas) {
        let thick = ROPE * self.size;
        rope(canvas, &self.bowl.outline(thick / 2.0), self.middle, thick);
        for side in [-1.0, 1.0] {
            let end = (self.middle.0 + side * (self.bowl.half_width + thick / 2.0), self.middle.1);
            binding(canvas, end, self.size);
        }
    }
}

/// The willow bound around the end of the rim, where wall, rim and handle meet.
fn binding(canvas: &Canvas, (x, y): (f64, f64), size: f64) {
    let [half, wide, up, five, ten] = [19.0, 38.0, 7.0, 5.0, 10.0].map(|length: f64| number(length * size));
    for (turn, fill) in [(0.0, WILLOW[1]), (9.0, WILLOW[0]), (18.0, WILLOW[1])] {
        let (x, y) = (number(x - 19.0 * size), number(y + (turn - 16.0) * size));
        let turn = format!(
            "M{x} {y}q{half} -{up} {wide} 0q{five} {five} 0 {ten}q-{half} {up} -{wide} 0q-{five} -{five} 0 -{ten}z"
        );
        let thick = number(1.4 * size);
        canvas.path(&turn, &format!("fill=\"{fill}\" stroke=\"{}\" stroke-width=\"{thick}\"", WILLOW[2]));
    }
}

/// A round handle from one end of the rim to the other.
fn arch(bowl: &Bowl, height: f64) -> Vec<(f64, f64)> {
    let point = |at: u32| {
        let (up, across) = (PI * f64::from(at) / 120.0).sin_cos();
        (-bowl.half_width * 0.97 * across, -height * up.powf(0.8))
    };
    (0..=120).map(point).collect()
}

/// Rows of stitches over upright stakes, every second row set off by half: the far wall seen from inside.
fn weave(canvas: &Canvas, bowl: &Bowl, middle: (f64, f64), size: f64) {
    let stitch = (STITCH.0 * size, STITCH.1 * size);
    let rows = (bowl.depth / stitch.1).ceil() as i32;
    let columns = (bowl.half_width / stitch.0).ceil() as i32 + 1;
    let [mut light, mut dark] = [String::new(), String::new()];
    for row in 0..rows {
        let set_off = if row % 2 == 0 { 0.0 } else { 0.5 };
        for column in -columns..=columns {
            let x = middle.0 + (f64::from(column) + set_off) * stitch.0;
            if (x - middle.0).abs() > bowl.half_width + stitch.0 * 0.5 {
                continue;
            }
            let y = middle.1 + (f64::from(row) + 0.5) * stitch.1;
            let strand = if (row + column).rem_euclid(3) == 0 { &mut dark } else { &mut light };
            let (half, thick) = (stitch.0 * 0.49, stitch.1 * 0.56);
            let _ = write!(
                strand,
                "M{} {}q{} {} {} 0q{} {} {} 0z",
                number(x - half),
                number(y),
                number(half),
                number(-2.0 * thick * 0.82),
                number(2.0 * half),
                number(-half),
                number(2.0 * thick * 0.82),
                number(-2.0 * half)
            );
        }
    }
    canvas.path(&light, "fill=\"#d6b988\"");
    canvas.path(&dark, "fill=\"#ceae7a\"");
}

/// A twisted rope along `points`.
fn rope(canvas: &Canvas, points: &[(f64, f64)], middle: (f64, f64), width: f64) {
    let core = format!(
        "fill=\"none\" stroke=\"{}\" stroke-width=\"{}\" stroke-linecap=\"round\"",
        WILLOW[2],
        number(width * 0.86)
    );
    canvas.path(&shape(points, middle), &core);
    let [mut light, mut dark] = [String::new(), String::new()];
    for (at, (x, y, angle)) in along(points, width * 0.66).into_iter().enumerate() {
        let strand = if at % 2 == 0 { &mut light } else { &mut dark };
        lens(strand, (x + middle.0, y + middle.1), angle + 0.62, width);
    }
    canvas.path(&light, &format!("fill=\"{}\"", WILLOW[0]));
    canvas.path(&dark, &format!("fill=\"{}\"", WILLOW[1]));
}

/// One visible turn of a strand: a lens across the rope.
fn lens(path: &mut String, (x, y): (f64, f64), angle: f64, width: f64) {
    let (sin, cos) = angle.sin_cos();
    let (long, thick) = (width * 0.60, width * 0.52);
    let turned =
        |along: f64, across: f64| (number(x + along * cos - across * sin), number(y + along * sin + across * cos));
    let (from, over, to, under) = (turned(-long, 0.0), turned(0.0, -thick), turned(long, 0.0), turned(0.0, thick));
    let _ = write!(
        path,
        "M{} {}Q{} {} {} {}Q{} {} {} {}Z",
        from.0, from.1, over.0, over.1, to.0, to.1, under.0, under.1, from.0, from.1
    );
}

/// Points every `step` along a line of points, with its direction there.
fn along(points: &[(f64, f64)], step: f64) -> Vec<(f64, f64, f64)> {
    let (mut places, mut left) = (Vec::new(), 0.0);
    // A basket without size has no rope, and a step of nothing no end.
    if step.is_nan() || step <= 1e-6 {
        return places;
    }
    for pair in points.windows(2) {
        let (dx, dy) = (pair[1].0 - pair[0].0, pair[1].1 - pair[0].1);
        let length = dx.hypot(dy);
        while left <= length {
            let part = left / length.max(1e-9);
            places.push((pair[0].0 + dx * part, pair[0].1 + dy * part, dy.atan2(dx)));
            left += step;
        }
        left -= length;
    }
    places
}

fn shape(points: &[(f64, f64)], middle: (f64, f64)) -> String {
    let mut data = String::new();
    for (at, (x, y)) in points.iter().enumerate() {
        let letter = if at == 0 { 'M' } else { 'L' };
        let _ = write!(data, "{letter}{} {}", number(x + middle.0), number(y + middle.1));
    }
    data
}
