//! How rectangles of given areas tile a page: blocks in rows under their names, and tiles that fill a block.

use crate::drawing::axis::Frame;

/// Height of a block's name.
const HEAD: f64 = 40.0;
/// Free space between blocks, across and down.
const GAP: (f64, f64) = (14.0, 10.0);
/// Blocks whose every arrangement is tried; those beyond stand in the last row.
const MOST: usize = 11;

/// Where each block's tiles lie: rows of blocks of one height with room for a name above, all on one scale of area. Of all
/// ways to break the blocks into rows the one with the squarest blocks is taken.
#[must_use]
pub fn rows(amounts: &[f64], frame: Frame) -> Vec<Frame> {
    let breaks = amounts.len().saturating_sub(1).min(MOST);
    let ways = (0..1_u32 << breaks).filter_map(|way| {
        let places = row_places(amounts, frame, way)?;
        Some((strain(&places, amounts), places))
    });
    ways.min_by(|one, other| one.0.total_cmp(&other.0)).map_or_else(Vec::new, |(_, places)| places)
}

/// The blocks with a new row after each block whose bit is set in `way`; `None` where no height is left for them.
fn row_places(amounts: &[f64], frame: Frame, way: u32) -> Option<Vec<Frame>> {
    let mut rows: Vec<&[f64]> = Vec::new();
    let mut from = 0;
    for at in 0..amounts.len() {
        if at + 1 == amounts.len() || way >> at & 1 == 1 {
            rows.push(&amounts[from..=at]);
            from = at + 1;
        }
    }
    let free = |row: &[f64]| frame.width - GAP.0 * (row.len() as f64 - 1.0);
    // Height a row needs for one unit of money to have the area of one.
    let needs: f64 = rows.iter().map(|row| row.iter().sum::<f64>() / free(row)).sum();
    let height = frame.height - rows.len() as f64 * HEAD - (rows.len() as f64 - 1.0) * GAP.1;
    let scale = height / needs;
    if !(scale.is_finite() && scale > 0.0) {
        return None;
    }
    let (mut places, mut y) = (Vec::new(), frame.y);
    for row in rows {
        let height = scale * row.iter().sum::<f64>() / free(row);
        let mut x = frame.x;
        for amount in row {
            let width = scale * amount / height;
            places.push(Frame { x, y: y + HEAD, width, height });
            x += width + GAP.0;
        }
        y += HEAD + height + GAP.1;
    }
    Some(places)
}

/// How far blocks are from squares: those of much revenue by their weight, and each a little; narrow ones, that have no
/// room for a name, more.
fn strain(places: &[Frame], amounts: &[f64]) -> f64 {
    let all: f64 = amounts.iter().sum();
    let one = |(place, amount): (&Frame, &f64)| {
        let aspect = (place.width / place.height).max(place.height / place.width);
        let narrow = if place.width < 190.0 { (190.0 - place.width) / 70.0 } else { 0.0 };
        aspect * (amount / all + 0.08) + narrow
    };
    places.iter().zip(amounts).map(one).sum()
}

/// Rectangles of the given areas, the largest first, that fill `frame`, as square as can be (Bruls, Huizing and van Wijk:
/// Squarified Treemaps, 2000): each row takes tiles along the shorter side as long as that makes its worst tile squarer.
#[must_use]
pub fn squarified(areas: &[f64], frame: Frame) -> Vec<Frame> {
    let scale = frame.width * frame.height / areas.iter().sum::<f64>();
    let areas: Vec<f64> = areas.iter().map(|area| area * scale).collect();
    let (mut places, mut rest, mut from) = (Vec::new(), frame, 0);
    while from < areas.len() {
        let side = rest.width.min(rest.height);
        let worst = |to: usize| {
            let thick = areas[from..to].iter().sum::<f64>() / side;
            areas[from..to].iter().map(|area| (area / thick / thick).max(thick * thick / area)).fold(0.0, f64::max)
        };
        let mut to = from + 1;
        while to < areas.len() && worst(to + 1) <= worst(to) {
            to += 1;
        }
        rest = fill_row(&areas[from..to], rest, &mut places);
        from = to;
    }
    places
}

/// Lays one row along the shorter side and returns the space that is left.
fn fill_row(areas: &[f64], space: Frame, places: &mut Vec<Frame>) -> Frame {
    let Frame { mut x, mut y, width, height } = space;
    let upright = width >= height;
    let thick = areas.iter().sum::<f64>() / width.min(height);
    for area in areas {
        let long = area / thick;
        places.push(if upright {
            Frame { x, y, width: thick, height: long }
        } else {
            Frame { x, y, width: long, height: thick }
        });
        if upright { y += long } else { x += long }
    }
    if upright {
        Frame { x: space.x + thick, width: (width - thick).max(0.0), ..space }
    } else {
        Frame { y: space.y + thick, height: (height - thick).max(0.0), ..space }
    }
}
