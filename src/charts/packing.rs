//! Laying eggs into a bowl: the largest first, each as low as it goes, no two overlapping, at the largest scale that fits.
//!
//! An egg is two half-ellipses on one axis. Two eggs are apart when the centre of one lies outside the Minkowski sum of
//! the other and its mirror image; above a placed egg that sum is the taller half of the lower one plus the blunter half
//! of the upper one. `Contact` holds its height, so a resting place is a table look-up and needs no search. Walls are
//! half-planes that touch the bowl. Everything is a fixed sequence of arithmetic, so the same eggs lie the same way.

use std::f64::consts::PI;

/// Height of an egg above its widest place, over its radius there.
pub const TOP: f64 = 1.50;
/// Depth of an egg below its widest place, over its radius there.
pub const BOTTOM: f64 = 1.12;
/// Free space between two outlines and to the wall, in user units.
pub const GAP: f64 = 2.0;
/// The bowl's roundness: 2 is an ellipse, larger is boxier.
const ROUNDNESS: f64 = 2.45;
/// Columns in which a resting place is sought before it is refined.
const COLUMNS: usize = 168;
/// Eggs whose own radius counts when they are laid; later ones share that of the first of almost their size.
const EXACT: usize = 24;
/// How much larger than an egg the radius may be that it is laid with.
const CLASS: f64 = 1.025;

/// An egg: centre of its widest place from the middle of the rim, x to the right and y down, and its radius there.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Egg {
    /// To the right of the middle.
    pub x: f64,
    /// Below the rim.
    pub y: f64,
    /// Half the greatest width.
    pub radius: f64,
}

impl Egg {
    /// Area within the outline.
    #[must_use]
    pub fn area(&self) -> f64 {
        self.radius * self.radius * unit_area()
    }
}

/// Area of an egg of radius 1.
#[must_use]
pub fn unit_area() -> f64 {
    PI / 2.0 * (TOP + BOTTOM)
}

/// The inside of a basket.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Bowl {
    /// Half the width of the rim.
    pub half_width: f64,
    /// Depth below the rim.
    pub depth: f64,
    /// How far eggs may rise above the rim in the middle; less towards the sides.
    pub heap: f64,
}

impl Bowl {
    /// Points of the inside from the left end of the rim down and up to its right end.
    #[must_use]
    pub fn outline(&self, outward: f64) -> Vec<(f64, f64)> {
        let (width, depth) = (self.half_width + outward, self.depth + outward);
        let power = |value: f64| value.abs().powf(2.0 / ROUNDNESS);
        let point = |at: u32| {
            let angle = PI * f64::from(at) / 180.0;
            (-width * power(angle.cos()).copysign(angle.cos()), depth * power(angle.sin()))
        };
        (0..=180).map(point).collect()
    }

    /// Area below the rim.
    #[must_use]
    pub fn area(&self) -> f64 {
        let points = self.outline(0.0);
        points.windows(2).map(|pair| (pair[1].0 - pair[0].0) * (pair[0].1 + pair[1].1) / 2.0).sum()
    }

    /// Half-planes around the lower half: normal (x, y) and distance from the middle of the rim.
    fn walls(&self) -> Vec<Wall> {
        let dual = ROUNDNESS / (ROUNDNESS - 1.0);
        let wall = |at: i32| {
            let (x, y) = (PI * f64::from(at) / 100.0).sin_cos();
            let reach = (self.half_width * x.abs()).powf(dual) + (self.depth * y).powf(dual);
            Wall { x, y, reach: reach.powf(1.0 / dual) - GAP, egg: (x * x + BOTTOM * BOTTOM * y * y).sqrt() }
        };
        (-49..=49).map(wall).collect()
    }
}

/// A half-plane the eggs stay in, and how far an egg of radius 1 reaches towards it.
struct Wall {
    x: f64,
    y: f64,
    reach: f64,
    egg: f64,
}

/// Lays eggs of the given relative areas (positive, largest first) at the largest scale that fits into `bowl`.
#[must_use]
pub fn pack(areas: &[f64], bowl: &Bowl) -> Vec<Egg> {
    let total: f64 = areas.iter().sum();
    if areas.is_empty() || total.is_nan() || total <= 0.0 {
        return Vec::new();
    }
    let contact = Contact::new();
    let radius = |fill: f64, area: f64| (fill * bowl.area() * (area / total) / unit_area()).sqrt();
    let lay = |fill: f64| {
        let radii: Vec<f64> = areas.iter().map(|&area| radius(fill, area)).collect();
        Pile::new(bowl, &contact).lay(&radii)
    };
    let (mut low, mut high, mut best) = (0.02, 1.08, Vec::new());
    let tries = if areas.len() > 60 { 8 } else { 13 };
    for at in 0..tries {
        // Most books fit at about four fifths, so the search starts there.
        let fill = if at == 0 { 0.80 } else { (low + high) / 2.0 };
        match lay(fill) {
            Some(eggs) => (low, best) = (fill, eggs),
            None if at == 0 => (low, high) = (0.02, fill),
            None => high = fill,
        }
        if at == 0 && !best.is_empty() {
            high = 0.94;
        } else if at == 0 && areas.len() > 60 {
            low = 0.60;
        }
    }
    if best.is_empty() { smallest(lay, low) } else { best }
}

/// The search below `high`, for one huge egg that fills a bowl less than most books do.
fn smallest(lay: impl Fn(f64) -> Option<Vec<Egg>>, high: f64) -> Vec<Egg> {
    let (mut low, mut high, mut best) = (0.02, high.max(0.04), Vec::new());
    for _ in 0..7 {
        let fill = (low + high) / 2.0;
        match lay(fill) {
            Some(eggs) => (low, best) = (fill, eggs),
            None => high = fill,
        }
    }
    if best.is_empty() { lay(0.02).unwrap_or_default() } else { best }
}

/// A bowl as deep as `most` and of one of `widths`, parts of its width, whichever the eggs fill best; and the eggs in it.
#[must_use]
pub fn snug(areas: &[f64], most: Bowl, widths: &[f64]) -> (Bowl, Vec<Egg>) {
    let laid = widths.iter().map(|part| {
        let bowl = Bowl { half_width: most.half_width * part, ..most };
        let eggs = pack(areas, &bowl);
        let merit = eggs.iter().map(Egg::area).sum::<f64>() / bowl.area() + part * 0.25;
        (merit, bowl, eggs)
    });
    let best = laid.reduce(|best, next| if next.0 > best.0 { next } else { best });
    best.map_or((most, Vec::new()), |(_, bowl, eggs)| (bowl, eggs))
}

/// Eggs laid so far.
struct Pile<'a> {
    bowl: &'a Bowl,
    contact: &'a Contact,
    walls: Vec<Wall>,
    eggs: Vec<Egg>,
    /// Radii the eggs were laid with.
    laid: Vec<f64>,
    /// By column, the eggs that an egg of the present size could touch there.
    near: Vec<Vec<usize>>,
    /// By column, where an egg of the present size would rest.
    resting: Vec<Option<f64>>,
}

impl<'a> Pile<'a> {
    fn new(bowl: &'a Bowl, contact: &'a Contact) -> Pile<'a> {
        let (near, resting) = (vec![Vec::new(); COLUMNS], vec![None; COLUMNS]);
        Pile { bowl, contact, walls: bowl.walls(), eggs: Vec::new(), laid: Vec::new(), near, resting }
    }

    /// Lays eggs of falling radius; `None` where one finds no place.
    fn lay(mut self, radii: &[f64]) -> Option<Vec<Egg>> {
        let mut size = f64::INFINITY;
        for (at, &radius) in radii.iter().enumerate() {
            if at < EXACT || radius < size / CLASS {
                size = radius;
                self.settle(0, COLUMNS, size);
            }
            let (x, y) = self.lowest(size)?;
            self.add(Egg { x, y, radius }, size);
        }
        Some(self.eggs)
    }

    fn column(&self, at: usize) -> f64 {
        ((at as f64 + 0.5) / COLUMNS as f64 * 2.0 - 1.0) * self.bowl.half_width
    }

    fn nearest(&self, x: f64) -> usize {
        let at = ((x / self.bowl.half_width + 1.0) / 2.0 * COLUMNS as f64).floor();
        (at.max(0.0) as usize).min(COLUMNS - 1)
    }

    /// Finds anew where an egg of `size` rests in the columns `from..to`.
    fn settle(&mut self, from: usize, to: usize, size: f64) {
        for at in from..to {
            self.resting[at] = self.rest(self.column(at), size, at);
        }
    }

    /// The lowest resting place, of equals the one nearest the middle, refined between the columns.
    fn lowest(&self, size: f64) -> Option<(f64, f64)> {
        let mut best: Option<(f64, f64)> = None;
        for at in 0..COLUMNS {
            let Some(y) = self.resting[at] else { continue };
            let place = (self.column(at), y);
            if best.is_none_or(|best| merit(place) > merit(best)) {
                best = Some(place);
            }
        }
        let mut best = best?;
        let mut step = self.bowl.half_width / COLUMNS as f64;
        for _ in 0..5 {
            for x in [best.0 - step, best.0 + step] {
                let place = self.rest(x, size, self.nearest(x)).map(|y| (x, y));
                best = place.filter(|&place| merit(place) > merit(best)).unwrap_or(best);
            }
            step /= 2.0;
        }
        Some(best)
    }

    /// How low an egg of `size` can lie at `x`: from the floor up past every egg in the way. `None` where it would stand
    /// above the heap.
    fn rest(&self, x: f64, size: f64, column: usize) -> Option<f64> {
        if x.abs() > self.bowl.half_width - size - GAP {
            return None;
        }
        let ceiling = size * TOP - self.bowl.heap * (1.0 - (x / self.bowl.half_width).powi(2));
        let mut y = self.floor(x, size);
        let mut moved = true;
        while moved && y >= ceiling {
            moved = false;
            for &at in &self.near[column] {
                let (egg, laid) = (&self.eggs[at], self.laid[at]);
                if let Some(above) = self.contact.clear(x - egg.x, y - egg.y, laid + GAP / 2.0, size + GAP / 2.0) {
                    // Rounding may leave a touching egg a hair inside; only a true step up counts, or this never ends.
                    moved |= egg.y + above < y - 1e-9;
                    y = y.min(egg.y + above);
                }
            }
        }
        (y >= ceiling).then_some(y)
    }

    fn floor(&self, x: f64, size: f64) -> f64 {
        let depth = |wall: &Wall| (wall.reach - size * wall.egg - wall.x * x) / wall.y;
        self.walls.iter().map(depth).fold(f64::INFINITY, f64::min)
    }

    fn add(&mut self, egg: Egg, size: f64) {
        let at = self.eggs.len();
        self.eggs.push(egg);
        self.laid.push(size);
        let reach = 2.0 * size + GAP + 2.0 * self.bowl.half_width / COLUMNS as f64;
        let (from, to) = (self.nearest(egg.x - reach), self.nearest(egg.x + reach) + 1);
        for column in from..to {
            self.near[column].push(at);
        }
        self.settle(from, to, size);
    }
}

/// What makes a place better: low, and a little for being near the middle, which keeps the heap even.
fn merit((x, y): (f64, f64)) -> f64 {
    y - 0.02 * x.abs()
}

/// How far apart two eggs' centres are, one above the other, when they touch.
struct Contact {
    /// Height of the sum of half-ellipses over that of a circle, by share of the lower egg's radius and by offset.
    table: Vec<[f64; STEPS + 1]>,
}

/// Steps of the table each way.
const STEPS: usize = 40;

impl Contact {
    fn new() -> Contact {
        let at = |step: usize| step as f64 / STEPS as f64;
        let row = |share: usize| std::array::from_fn(|offset| height(at(share), at(offset).min(0.9995)));
        Contact { table: (0..=STEPS).map(row).collect() }
    }

    /// Where an egg must stand, relative to a placed one, to clear it from above; `None` where it is clear already.
    fn clear(&self, dx: f64, dy: f64, placed: f64, new: f64) -> Option<f64> {
        let sum = placed + new;
        let offset = dx.abs() / sum;
        if offset >= 1.0 {
            return None;
        }
        let round = sum * (1.0 - offset * offset).sqrt();
        // Beyond the tallest and bluntest sum there is, no look-up is needed.
        if dy <= -round * TOP || dy >= round * TOP {
            return None;
        }
        let share = placed / sum;
        let above = round * self.look(share, offset);
        let below = round * self.look(1.0 - share, offset);
        // A touching egg is clear; without the tolerance rounding would lift it on and on.
        (dy > -above + 1e-6 && dy < below).then_some(-above)
    }

    fn look(&self, share: f64, offset: f64) -> f64 {
        let (row, column) = (share * STEPS as f64, offset * STEPS as f64);
        let (r, c) = ((row as usize).min(STEPS - 1), (column as usize).min(STEPS - 1));
        let (down, across) = (row - r as f64, column - c as f64);
        let along = |row: &[f64; STEPS + 1]| row[c] + (row[c + 1] - row[c]) * across;
        let (first, second) = (along(&self.table[r]), along(&self.table[r + 1]));
        first + (second - first) * down
    }
}

/// Height of a half-ellipse of radius `share` and slope [`TOP`] plus one of radius `1 - share` and slope [`BOTTOM`], at
/// `offset` from the axis, over that of the unit circle: the best split of the offset between both, by trisection.
fn height(share: f64, offset: f64) -> f64 {
    let arc = |radius: f64, at: f64| (radius * radius - at * at).max(0.0).sqrt();
    let at = |split: f64| TOP * arc(share, split) + BOTTOM * arc(1.0 - share, offset - split);
    let (mut low, mut high) = ((offset - (1.0 - share)).max(0.0), share.min(offset));
    for _ in 0..48 {
        let third = (high - low) / 3.0;
        if at(low + third) < at(high - third) { low += third } else { high -= third }
    }
    at((low + high) / 2.0) / (1.0 - offset * offset).sqrt()
}
