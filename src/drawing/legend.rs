//! What the marks of a chart mean, where they cannot be labelled themselves: keys with words, in as many lines as they take.

use crate::drawing::axis::Frame;
use crate::drawing::backend::{Canvas, Type};
use crate::drawing::text::{fit, width};
use crate::drawing::theme::{Fill, MUTED, SMALL};

/// Height of a line.
const LINE: f64 = 34.0;
/// Width of a key's picture and the air after it.
const KEY: f64 = 36.0;
/// Free space between two keys.
const GAP: f64 = 34.0;

/// A mark in small.
#[derive(Debug, Clone)]
pub enum Key {
    /// An area.
    Area(Fill),
    /// A path of SVG path data within 26 by 20 units, and the attributes that paint it.
    Path(String, String),
    /// Words alone.
    Note,
}

impl Key {
    fn width(&self) -> f64 {
        if matches!(self, Key::Note) { 0.0 } else { KEY }
    }

    fn draw(&self, canvas: &Canvas, (x, y): (f64, f64)) {
        match self {
            Key::Area(fill) => canvas.rect((x, y), (26.0, 20.0), *fill),
            Key::Path(data, paint) => {
                canvas.open_with(&format!("transform=\"translate({x:.2} {y:.2})\""));
                canvas.path(data, paint);
                canvas.close();
            }
            Key::Note => {}
        }
    }
}

/// The keys of a chart.
#[derive(Debug, Clone, Default)]
pub struct Legend {
    keys: Vec<(Key, String)>,
}

impl Legend {
    /// The keys in reading order.
    #[must_use]
    pub fn new(keys: impl IntoIterator<Item = (Key, String)>) -> Legend {
        Legend { keys: keys.into_iter().collect() }
    }

    /// Its height where it is `room` wide.
    #[must_use]
    pub fn height(&self, room: f64) -> f64 {
        self.places(room).last().map_or(0.0, |last| last.1 + LINE)
    }

    /// Where each key stands, from the upper left corner.
    fn places(&self, room: f64) -> Vec<(f64, f64)> {
        let (mut x, mut y) = (0.0, 0.0);
        let mut place = |(key, words): &(Key, String)| {
            let long = key.width() + width(words, SMALL, false);
            if x > 0.0 && x + long > room {
                (x, y) = (0.0, y + LINE);
            }
            let at = (x, y);
            x += long + GAP;
            at
        };
        self.keys.iter().map(&mut place).collect()
    }

    /// Draws the keys at the foot of `space`, from `left` on.
    pub fn draw(&self, canvas: &Canvas, space: Frame, left: f64) {
        let room = space.x + space.width - left;
        let top = space.y + space.height - self.height(room);
        for ((key, words), (x, y)) in self.keys.iter().zip(self.places(room)) {
            let (x, y) = (left + x, top + y);
            key.draw(canvas, (x, y + 8.0));
            let words = fit(words, SMALL, false, room - key.width());
            canvas.text((x + key.width(), y + 25.0), &words, Type::new(SMALL, MUTED));
        }
    }
}
