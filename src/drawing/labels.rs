//! Labels that keep clear of each other: each is offered places in turn and takes the first that is free.

use crate::drawing::axis::Frame;
use crate::drawing::backend::{Anchor, Canvas, Type};
use crate::drawing::text::width;
use crate::drawing::theme::PAPER;

/// Free space around a label.
const AIR: f64 = 3.0;
/// How far letters reach above and below their baseline, in em.
const REACH: (f64, f64) = (1.05, 0.32);

/// The places that are taken, within a frame that no label leaves.
pub struct Labels {
    frame: Frame,
    marks: Vec<[f64; 4]>,
    labels: Vec<[f64; 4]>,
}

impl Labels {
    /// No place is taken yet.
    #[must_use]
    pub fn within(frame: Frame) -> Labels {
        Labels { frame, marks: Vec::new(), labels: Vec::new() }
    }

    /// Keeps labels off the box from `(x, y)`, its upper left corner.
    pub fn keep_off(&mut self, frame: Frame) {
        self.marks.push([frame.x, frame.y, frame.x + frame.width, frame.y + frame.height]);
    }

    /// Writes `line` at the first of `places` where it is free, and says which; `None` where none is.
    pub fn place(&mut self, canvas: &Canvas, line: &str, places: &[((f64, f64), Type)]) -> Option<usize> {
        let found = places.iter().position(|(at, look)| self.is_free(extent(line, *at, *look)))?;
        let (at, look) = places[found];
        self.labels.push(extent(line, at, look));
        canvas.text(at, line, look);
        Some(found)
    }

    /// As [`Labels::place`], on a plate of paper that hides the lines behind it.
    pub fn place_on_plate(&mut self, canvas: &Canvas, line: &str, places: &[((f64, f64), Type)]) -> Option<usize> {
        let (at, look) = *places.iter().find(|(at, look)| self.is_free(extent(line, *at, *look)))?;
        let [left, top, right, bottom] = extent(line, at, look);
        canvas.rect((left + AIR, top + AIR), (right - left - 2.0 * AIR, bottom - top - 2.0 * AIR), PAPER);
        self.place(canvas, line, places)
    }

    /// The parts of an upright line at `x` between two heights on which no label lies.
    #[must_use]
    pub fn clear(&self, x: f64, (top, foot): (f64, f64)) -> Vec<(f64, f64)> {
        let mut across: Vec<&[f64; 4]> = self.labels.iter().filter(|it| it[0] < x && x < it[2]).collect();
        across.sort_by(|one, other| one[1].total_cmp(&other[1]));
        let ends = across.iter().map(|it| it[1]).chain([foot]);
        let starts = std::iter::once(top).chain(across.iter().map(|it| it[3]));
        starts.zip(ends).map(|(from, to)| (from.max(top), to.min(foot))).filter(|(from, to)| from < to).collect()
    }

    fn is_free(&self, [left, top, right, bottom]: [f64; 4]) -> bool {
        let frame = self.frame;
        let inside =
            left >= frame.x && right <= frame.x + frame.width && top >= frame.y && bottom <= frame.y + frame.height;
        let mut taken = self.marks.iter().chain(&self.labels);
        inside && !taken.any(|it| left < it[2] && it[0] < right && top < it[3] && it[1] < bottom)
    }
}

/// Right and left of an upright line, and farther left where a curve falls beside it, row by row from the first to the last.
#[must_use]
pub fn beside_line(x: f64, (first, last): (f64, f64), look: Type) -> Vec<((f64, f64), Type)> {
    let step = 34.0_f64.copysign(last - first);
    let rows = (0..=((last - first) / step) as usize).map(|row| first + row as f64 * step);
    let left = look.anchor(Anchor::End);
    rows.flat_map(|y| [((x + 14.0, y), look), ((x - 14.0, y), left), ((x - 46.0, y), left)]).collect()
}

/// Left, top, right and bottom of a line of text with the air around it.
fn extent(line: &str, (x, y): (f64, f64), look: Type) -> [f64; 4] {
    let long = width(line, look.size, look.bold);
    let left = match look.anchor {
        Anchor::Start => x,
        Anchor::Middle => x - long / 2.0,
        Anchor::End => x - long,
    };
    [left - AIR, y - look.size * REACH.0 - AIR, left + long + AIR, y + look.size * REACH.1 + AIR]
}

/// Heights for labels that would stand at `wanted`, each at least `gap` from the next and all between `top` and `foot`
/// where they fit; their order from top to foot stays.
#[must_use]
pub fn spread(wanted: &[f64], gap: f64, (top, foot): (f64, f64)) -> Vec<f64> {
    let mut order: Vec<usize> = (0..wanted.len()).collect();
    order.sort_by(|&one, &other| wanted[one].total_cmp(&wanted[other]).then(other.cmp(&one)));
    let mut placed = wanted.to_vec();
    let mut free = top;
    for &at in &order {
        placed[at] = placed[at].max(free);
        free = placed[at] + gap;
    }
    let mut free = foot;
    for &at in order.iter().rev() {
        placed[at] = placed[at].min(free);
        free = placed[at] - gap;
    }
    placed
}
