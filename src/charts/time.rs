//! The time axis below a plane: as many periods are named as have room, the last always among them; and what a measure
//! says where they end before the window.

use crate::drawing::axis::{Frame, Plane};
use crate::drawing::backend::{Anchor, Type};
use crate::drawing::page::Page;
use crate::drawing::text::{clean, width};
use crate::drawing::theme::{MUTED, SMALL};
use crate::drawing::words::Words;
use crate::model::Report;

/// Steps between named months that a calendar knows.
pub const MONTHS: [usize; 9] = [1, 2, 3, 6, 12, 24, 36, 60, 120];
/// Steps between named quarters.
pub const QUARTERS: [usize; 7] = [1, 2, 4, 8, 12, 20, 40];
/// Free space between two names.
const AIR: f64 = 30.0;
/// How far below the plane the names stand.
const BELOW: f64 = 36.0;

/// Names the periods that lie at `at` on the plane, in `steps` back from the last, and says which it named.
pub fn periods(
    page: &Page,
    plane: &Plane<'_>,
    frame: Frame,
    names: &[String],
    at: impl Fn(usize) -> f64,
    steps: &[usize],
) -> Vec<usize> {
    let longest = names.iter().map(|name| width(name, SMALL, false)).fold(0.0, f64::max) + AIR;
    let each = (plane.x(at(1)) - plane.x(at(0))).abs();
    let every = steps.iter().copied().find(|&every| every as f64 * each >= longest).unwrap_or(usize::MAX);
    let last = names.len().saturating_sub(1);
    let named: Vec<usize> = (0..names.len()).filter(|index| (last - index).is_multiple_of(every)).collect();
    for &index in &named {
        let look = Type::new(SMALL, MUTED).anchor(Anchor::Middle);
        page.canvas.text((plane.x(at(index)), frame.y + frame.height + BELOW), &names[index], look);
    }
    named
}

/// The measure of a chart by quarter ends; it names the last one where the window of the footnote ends later.
#[must_use]
pub fn measured(measure: String, report: &Report, words: &Words) -> String {
    let ends_before = report.history.last().filter(|last| last.as_of != report.as_of);
    let Some(last) = ends_before else { return measure };
    words.say("last-quarter-end", &[("measure", measure.into()), ("quarter", clean(&last.period).into())])
}
