//! Several baskets on one page: all eggs on one scale of area, and that scale as large as the page allows.
//!
//! Each basket is packed for itself and then made smaller as a whole until its eggs have the common scale, so that a
//! basket is about as large as what it holds.

use crate::charts::basket::ROPE;
use crate::charts::packing::{self, Bowl, Egg};
use crate::drawing::axis::Frame;
use std::ops::Range;

/// Height of the words below a basket.
pub const BELOW: f64 = 146.0;
/// Width of those words at least.
const WORDS: f64 = 226.0;
/// Free space between baskets.
const GAP: f64 = 28.0;
/// Free space between rows.
const ROWS: f64 = 14.0;
/// Width of the room that each basket is packed in, before all are made smaller or larger.
const ROOM: f64 = 600.0;
/// How high that room may be, over its width.
const SHAPES: [f64; 4] = [0.85, 1.05, 1.3, 1.6];
/// Baskets whose every arrangement is tried.
const MOST: usize = 8;

/// A basket and its eggs, the middle of its rim at the origin.
pub struct Packed {
    /// Its inside.
    pub bowl: Bowl,
    /// Where its eggs lie.
    pub eggs: Vec<Egg>,
    /// How far the handle rises above the rim.
    pub handle: f64,
    /// Thickness of its willow.
    pub size: f64,
}

/// The baskets at the largest common scale at which they fit `space`, and a cell for each: of all shapes of basket and all
/// ways to place them the best one.
#[must_use]
pub fn shelves(areas: &[Vec<f64>], space: Frame) -> (Vec<Packed>, Vec<Frame>) {
    let tried = SHAPES.iter().map(|shape| {
        let (baskets, scale) = packed(areas, Frame { width: ROOM, height: ROOM * shape, ..space });
        let breaks = 0..1_u32 << (baskets.len().saturating_sub(1)).min(MOST);
        let ways = breaks.flat_map(|breaks| [false, true].map(|aside| Way { aside, breaks }));
        let fitted = ways.map(|way| (largest(&baskets, way, space), way));
        let best = fitted.reduce(|best, next| if next.0 > best.0 { next } else { best });
        let (by, way) = best.unwrap_or((1.0, Way { aside: false, breaks: 0 }));
        (scale * by * by, baskets, by, way)
    });
    let best = tried.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or_else(Default::default, |(_, baskets, by, way)| {
        let cells = cells(&baskets, by, way, space);
        (baskets.iter().map(|basket| basket.scaled(by)).collect(), cells)
    })
}

/// A way to place baskets.
#[derive(Clone, Copy)]
struct Way {
    /// Whether the first stands left of all rows.
    aside: bool,
    /// A new row after each basket whose bit is set.
    breaks: u32,
}

impl Way {
    /// How many of `baskets` stand left of all rows, and the space of the rows.
    fn rest(self, baskets: &[Packed], by: f64, space: Frame) -> (usize, Frame) {
        if !self.aside || baskets.len() < 2 {
            return (0, space);
        }
        let taken = baskets[0].extent(by).0.max(WORDS) + GAP;
        (1, Frame { x: space.x + taken, width: space.width - taken, ..space })
    }
}

/// Every basket as large as `room`, and then made smaller to the scale of the one whose eggs are the smallest; and that
/// scale, area for money.
fn packed(areas: &[Vec<f64>], room: Frame) -> (Vec<Packed>, f64) {
    let (handle, size) = (room.height * 0.24, room.width.min(room.height) / 860.0);
    let depth = room.height - handle - ROPE * size;
    let most = Bowl { half_width: room.width / 2.0 - ROPE * size, depth, heap: handle * 0.5 };
    let pack = |areas: &Vec<f64>| {
        let (bowl, eggs) = packing::snug(areas, most, &[1.0, 0.8]);
        let scale = eggs.iter().map(Egg::area).sum::<f64>() / areas.iter().sum::<f64>();
        (Packed { bowl, eggs, handle, size }, scale)
    };
    let packed: Vec<(Packed, f64)> = areas.iter().map(pack).collect();
    let common = packed.iter().map(|(_, scale)| *scale).fold(f64::INFINITY, f64::min);
    let scaled = packed.iter().map(|(basket, scale)| basket.scaled((common / scale).sqrt()));
    (scaled.collect(), common)
}

/// The rows of `count` baskets.
fn row_ranges(count: usize, breaks: u32) -> Vec<Range<usize>> {
    let ends: Vec<usize> = (1..=count).filter(|end| *end == count || breaks >> (end - 1) & 1 == 1).collect();
    let starts = std::iter::once(0).chain(ends.iter().copied());
    starts.zip(ends.iter().copied()).map(|(from, to)| from..to).collect()
}

/// How much larger the baskets can be when they are placed in a way.
fn largest(baskets: &[Packed], way: Way, space: Frame) -> f64 {
    let fits = |by: f64| {
        let (aside, space) = way.rest(baskets, by, space);
        let (first, rest) = baskets.split_at(aside);
        let rows = row_ranges(rest.len(), way.breaks);
        down(rest, &rows, by) <= space.height
            && height(first, by) + BELOW <= space.height
            && rows.iter().all(|row| across(&rest[row.clone()], by) <= space.width)
    };
    let (mut low, mut high) = (0.0, 6.0);
    for _ in 0..24 {
        let by = (low + high) / 2.0;
        if fits(by) { low = by } else { high = by }
    }
    low
}

/// The highest of `baskets` at a scale.
fn height(baskets: &[Packed], by: f64) -> f64 {
    baskets.iter().map(|basket| basket.extent(by).1).fold(0.0, f64::max)
}

/// Width of a row.
fn across(row: &[Packed], by: f64) -> f64 {
    row.iter().map(|basket| basket.extent(by).0.max(WORDS)).sum::<f64>() + GAP * (row.len() as f64 - 1.0)
}

/// Height of all rows.
fn down(baskets: &[Packed], rows: &[Range<usize>], by: f64) -> f64 {
    rows.iter().map(|row| height(&baskets[row.clone()], by) + BELOW + ROWS).sum::<f64>() - ROWS
}

/// A cell for each basket; what is left of the space is shared among them.
fn cells(baskets: &[Packed], by: f64, way: Way, space: Frame) -> Vec<Frame> {
    let (aside, right) = way.rest(baskets, by, space);
    let (first, rest) = baskets.split_at(aside);
    let rows = row_ranges(rest.len(), way.breaks);
    let spare = ((right.height - down(rest, &rows, by)) / (rows.len() as f64 + 1.0)).max(0.0);
    // The first stands on the ground of the last row.
    let ground = Frame { y: space.y - spare, width: right.x - space.x - GAP, ..space };
    let mut cells: Vec<Frame> = first.iter().map(|_| ground).collect();
    let mut y = right.y + spare;
    for row in rows {
        let row = &rest[row];
        let more = (right.width - across(row, by)) / row.len() as f64;
        let (mut x, height) = (right.x, height(row, by) + BELOW);
        for basket in row {
            let width = basket.extent(by).0.max(WORDS) + more;
            cells.push(Frame { x, y, width, height });
            x += width + GAP;
        }
        y += height + ROWS + spare;
    }
    cells
}

impl Packed {
    fn scaled(&self, by: f64) -> Packed {
        let by = if by.is_finite() { by } else { 1.0 };
        let Bowl { half_width, depth, heap } = self.bowl;
        let bowl = Bowl { half_width: half_width * by, depth: depth * by, heap: heap * by };
        let eggs = self.eggs.iter().map(|egg| Egg { x: egg.x * by, y: egg.y * by, radius: egg.radius * by });
        // Willow that thinned as fast as its basket would be a hair.
        let size = (self.size * by.sqrt()).min(1.0);
        Packed { bowl, eggs: eggs.collect(), handle: self.handle * by, size }
    }

    /// Width and height on the page at a scale.
    fn extent(&self, by: f64) -> (f64, f64) {
        let rope = ROPE * (self.size * by.sqrt()).min(1.0);
        (2.0 * (self.bowl.half_width * by + 1.3 * rope), self.handle * by + self.bowl.depth * by + rope)
    }
}
