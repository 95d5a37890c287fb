//! Axes. Every range that reaches plotters is made here, since plotters never returns from an infinite one.

use crate::drawing::backend::{Canvas, PER_UNIT};
use crate::drawing::theme::{Fill, Paint};
use crate::error::{Error, Result};
use plotters::chart::{ChartBuilder, ChartContext};
use plotters::coord::types::RangedCoordf64;
use plotters::element::{Circle, PathElement, Rectangle};
use plotters::prelude::{Cartesian2d, IntoDrawingArea};
use plotters::style::{Color, ShapeStyle};
use std::ops::Range;

/// The largest magnitude an axis may show; beyond it the arithmetic of ticks loses its digits.
const LARGEST: f64 = 1e30;

/// A range of finite numbers with its ticks.
#[derive(Debug, Clone, PartialEq)]
pub struct Axis {
    low: f64,
    high: f64,
    ticks: Vec<f64>,
}

impl Axis {
    /// An axis over exactly `low..high`, with ticks at multiples of 1, 2 or 5 · 10ⁿ, about `ticks` of them. A range
    /// without width is padded on both sides.
    ///
    /// # Errors
    /// An end that is not a finite number of at most 10³⁰, or ends in the wrong order.
    pub fn exact(low: f64, high: f64, ticks: u32) -> Result<Axis> {
        if !(low.abs() <= LARGEST && high.abs() <= LARGEST && low <= high) {
            return Err(Error::bug(format!("a chart's axis cannot run from {low} to {high}")));
        }
        let (low, high) = if high - low > high.abs().max(1e-9) * 1e-9 { (low, high) } else { padded(low) };
        let step = step((high - low) / f64::from(ticks.max(1)));
        let (first, last) = ((low / step - 1e-9).ceil() as i64, (high / step + 1e-9).floor() as i64);
        let ticks = (first..=last).map(|at| at as f64 * step + 0.0).collect();
        Ok(Axis { low, high, ticks })
    }

    /// An axis for bars: it holds zero and all `values`, and ends on a tick.
    ///
    /// # Errors
    /// A value that is not finite.
    pub fn bars(values: impl IntoIterator<Item = f64>, ticks: u32) -> Result<Axis> {
        let (mut low, mut high) = (0.0, 0.0);
        for value in values {
            if !value.is_finite() {
                return Err(Error::bug("a chart was given a value that is not a finite number"));
            }
            low = f64::min(low, value);
            high = f64::max(high, value);
        }
        let rough = Axis::exact(low, high, ticks)?;
        let step = step((rough.high - rough.low) / f64::from(ticks.max(1)));
        Axis::exact((low / step + 1e-9).floor() * step, ((high / step - 1e-9).ceil() * step).max(step), ticks)
    }

    /// The low end.
    #[must_use]
    pub fn low(&self) -> f64 {
        self.low
    }

    /// The high end.
    #[must_use]
    pub fn high(&self) -> f64 {
        self.high
    }

    /// Ticks from low to high.
    #[must_use]
    pub fn ticks(&self) -> &[f64] {
        &self.ticks
    }

    fn range(&self) -> Range<f64> {
        self.low..self.high
    }
}

fn padded(value: f64) -> (f64, f64) {
    let pad = if value == 0.0 { 1.0 } else { value.abs() * 0.5 };
    (value - pad, value + pad)
}

/// The smallest of 1, 2, 5 · 10ⁿ that is not below `rough`.
fn step(rough: f64) -> f64 {
    let power = 10_f64.powf(rough.log10().floor());
    let lead = [1.0, 2.0, 5.0].into_iter().find(|lead| lead * power >= rough * (1.0 - 1e-9)).unwrap_or(10.0);
    lead * power
}

/// A rectangle of the canvas, in user units.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Frame {
    /// Left edge.
    pub x: f64,
    /// Upper edge.
    pub y: f64,
    /// Width.
    pub width: f64,
    /// Height.
    pub height: f64,
}

/// A plotters chart on two guarded axes, and where it lies.
pub struct Plane<'a> {
    chart: ChartContext<'a, Canvas, Cartesian2d<RangedCoordf64, RangedCoordf64>>,
    canvas: Canvas,
    frame: Frame,
    x: Axis,
    y: Axis,
}

impl Plane<'_> {
    /// Lays two axes over `frame`.
    ///
    /// # Errors
    /// plotters refuses.
    pub fn new<'a>(canvas: &Canvas, frame: Frame, x: &Axis, y: &Axis) -> Result<Plane<'a>> {
        let pixel = |units: f64| (units * PER_UNIT).round() as i32;
        let across = (pixel(frame.x), pixel(frame.x + frame.width));
        let down = (pixel(frame.y), pixel(frame.y + frame.height));
        let area = canvas
            .clone()
            .into_drawing_area()
            .shrink((across.0, down.0), ((across.1 - across.0) as u32, (down.1 - down.0) as u32));
        let chart = ChartBuilder::on(&area).build_cartesian_2d(x.range(), y.range()).map_err(drawing)?;
        Ok(Plane { chart, canvas: canvas.clone(), frame, x: x.clone(), y: y.clone() })
    }

    /// Where a value lies across the canvas, in user units.
    #[must_use]
    pub fn x(&self, value: f64) -> f64 {
        self.frame.x + (value - self.x.low) / (self.x.high - self.x.low) * self.frame.width
    }

    /// Where a value lies down the canvas, in user units.
    #[must_use]
    pub fn y(&self, value: f64) -> f64 {
        self.frame.y + self.frame.height - (value - self.y.low) / (self.y.high - self.y.low) * self.frame.height
    }

    /// A rectangle between two corners, in the axes' units: whole, outlined or hatched.
    ///
    /// # Errors
    /// plotters refuses.
    pub fn bar(&mut self, from: (f64, f64), to: (f64, f64), fill: impl Into<Fill>) -> Result<()> {
        let fill = fill.into();
        let Fill::Solid(paint) = fill else {
            // plotters knows neither hatching nor a stroke that stays inside.
            let (left, right) = (self.x(from.0.min(to.0)), self.x(from.0.max(to.0)));
            let (top, foot) = (self.y(from.1.max(to.1)), self.y(from.1.min(to.1)));
            let inset = 1.25_f64.min((right - left) / 2.0).min((foot - top) / 2.0);
            let size = (right - left - 2.0 * inset, foot - top - 2.0 * inset);
            self.canvas.rect((left + inset, top + inset), size, fill);
            return Ok(());
        };
        let bar = Rectangle::new([from, to], self.canvas.colour(paint).filled());
        self.chart.draw_series([bar]).map(drop).map_err(drawing)
    }

    /// A line through points in the axes' units, `width` user units thick.
    ///
    /// # Errors
    /// plotters refuses.
    pub fn line(&mut self, points: impl IntoIterator<Item = (f64, f64)>, width: f64, paint: Paint) -> Result<()> {
        let stroke_width = (width * PER_UNIT) as u32;
        let stroke = ShapeStyle { color: self.canvas.colour(paint).to_rgba(), filled: false, stroke_width };
        let line = PathElement::new(points.into_iter().collect::<Vec<_>>(), stroke);
        self.chart.draw_series([line]).map(drop).map_err(drawing)
    }

    /// A dashed line through points in the axes' units; `dash` is SVG's pattern.
    pub fn dashes(&self, points: impl IntoIterator<Item = (f64, f64)>, width: f64, paint: Paint, dash: &str) {
        let at = |(x, y): (f64, f64)| format!("{:.2} {:.2}", self.x(x), self.y(y));
        let points: Vec<String> = points.into_iter().map(at).collect();
        let look =
            format!("stroke=\"{}\" stroke-width=\"{width}\" stroke-dasharray=\"{dash}\"", self.canvas.hex(paint));
        if points.len() > 1 {
            self.canvas.path(&format!("M{}", points.join("L")), &format!("fill=\"none\" {look}"));
        }
    }

    /// A dot at a point in the axes' units, its radius in user units; hollow where `fill` is another colour.
    ///
    /// # Errors
    /// plotters refuses.
    pub fn dot(&mut self, at: (f64, f64), radius: f64, paint: Paint, fill: Paint) -> Result<()> {
        let colour = |paint: Paint| self.canvas.colour(paint);
        let circle = |radius: f64, paint: Paint| Circle::new(at, (radius * PER_UNIT) as i32, colour(paint).filled());
        let hole = (paint != fill).then(|| circle((radius - 2.8).max(0.5), fill));
        let dots: Vec<_> = std::iter::once(circle(radius, paint)).chain(hole).collect();
        self.chart.draw_series(dots).map(drop).map_err(drawing)
    }
}

/// plotters' error as ours: the canvas never fails, so it is a broken promise.
fn drawing(error: impl std::fmt::Display) -> Error {
    Error::bug(format!("a chart could not be drawn: {error}"))
}
