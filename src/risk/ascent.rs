//! The maximum of a smooth function of a few variables: BFGS with backtracking, the same steps on every machine and run.
//!
//! Source: Nocedal and Wright 2006, Numerical Optimization, algorithms 3.1 and 6.1. The likelihoods here are maximised
//! over the logarithms of their parameters, so that no step leaves the positive ones.

/// Every variable is kept within ± this. The variables are logarithms: beyond e^±12 a parameter says "without bound".
pub(super) const EDGE: f64 = 12.0;

/// A maximum this close to the edge is none: the function still rises towards it.
const MARGIN: f64 = 1.0;

/// A gradient this small is zero.
const FLAT: f64 = 1e-10;

/// A gradient this small is zero where no step makes the function larger: it has come to the last bits of its value.
const FLAT_ENOUGH: f64 = 1e-6;

/// Where a climb ended.
#[derive(Debug, Clone, Copy)]
struct Top<const N: usize> {
    place: [f64; N],
    value: f64,
    /// Whether the gradient is zero there, away from the edge.
    inner: bool,
}

/// The place of the highest maximum that climbs from the starts reach. `function` gives its value and gradient, of
/// order one. `None` where no climb ends at an inner maximum, or another one rises higher towards the edge: the function has then
/// no maximum.
pub(super) fn maximise<const N: usize>(
    function: impl Fn(&[f64; N]) -> (f64, [f64; N]),
    starts: &[[f64; N]],
) -> Option<[f64; N]> {
    let tops: Vec<Top<N>> = starts.iter().map(|start| climb(&function, *start)).collect();
    let highest = |inner: bool| {
        let tops = tops.iter().filter(|top| top.inner == inner && top.value.is_finite());
        tops.copied().reduce(|best, top| if top.value > best.value { top } else { best })
    };
    let best = highest(true)?;
    match highest(false) {
        Some(other) if other.value > best.value + 1e-9 => None,
        _ => Some(best.place),
    }
}

fn climb<const N: usize>(function: &impl Fn(&[f64; N]) -> (f64, [f64; N]), start: [f64; N]) -> Top<N> {
    let mut place = start;
    let (mut value, mut gradient) = function(&place);
    let mut curvature = identity(1.0);
    let mut fresh = true;
    for _ in 0..300 {
        if largest(&gradient) < FLAT {
            break;
        }
        match step(function, &place, value, &gradient, &curvature) {
            Some((to, at_to, gradient_to)) => {
                let moved = difference(&to, &place);
                let bent = difference(&gradient, &gradient_to);
                update(&mut curvature, &moved, &bent, fresh);
                (place, value, gradient, fresh) = (to, at_to, gradient_to, false);
            }
            // The curvature may have grown poor; the plain gradient gets one more chance.
            None if !fresh => (curvature, fresh) = (identity(1.0), true),
            None => break,
        }
    }
    let inside = largest(&place) < EDGE - MARGIN;
    Top { place, value, inner: inside && largest(&gradient) < FLAT_ENOUGH }
}

/// The next place along the curvature's direction, halved until the value rises as Armijo asks; in the last bits of the
/// value, until the gradient falls.
fn step<const N: usize>(
    function: &impl Fn(&[f64; N]) -> (f64, [f64; N]),
    place: &[f64; N],
    value: f64,
    gradient: &[f64; N],
    curvature: &[[f64; N]; N],
) -> Option<([f64; N], f64, [f64; N])> {
    let mut direction = [0.0; N];
    for (it, row) in direction.iter_mut().zip(curvature) {
        *it = dot(row, gradient);
    }
    let slope = dot(&direction, gradient);
    if slope.is_nan() || slope <= 0.0 {
        return None;
    }
    // No step changes a parameter by more than a factor of e².
    let mut length = (2.0 / largest(&direction)).min(1.0);
    for _ in 0..48 {
        let mut to = *place;
        for (it, along) in to.iter_mut().zip(&direction) {
            *it += length * along;
        }
        if largest(&to) <= EDGE {
            let (at_to, gradient_to) = function(&to);
            let rises = at_to >= value + 1e-4 * length * slope;
            let settles = (at_to - value).abs() <= 1e-13 * value.abs() && largest(&gradient_to) < largest(gradient);
            if rises || settles {
                return Some((to, at_to, gradient_to));
            }
        }
        length /= 2.0;
    }
    None
}

/// The BFGS update of the inverse Hessian of the negated function; left as it is where the function does not bend down.
fn update<const N: usize>(curvature: &mut [[f64; N]; N], moved: &[f64; N], bent: &[f64; N], fresh: bool) {
    let along = dot(moved, bent);
    if along.is_nan() || along <= 1e-12 * (dot(moved, moved) * dot(bent, bent)).sqrt() {
        return;
    }
    if fresh {
        *curvature = identity(along / dot(bent, bent));
    }
    let mut turned = [0.0; N];
    for (it, row) in turned.iter_mut().zip(curvature.iter()) {
        *it = dot(row, bent);
    }
    let weight = 1.0 + dot(bent, &turned) / along;
    for (at, row) in curvature.iter_mut().enumerate() {
        for (it, (moved_to, turned_to)) in row.iter_mut().zip(moved.iter().zip(&turned)) {
            *it += (weight * moved[at] * moved_to - turned[at] * moved_to - moved[at] * turned_to) / along;
        }
    }
}

fn identity<const N: usize>(scale: f64) -> [[f64; N]; N] {
    let mut rows = [[0.0; N]; N];
    for (at, row) in rows.iter_mut().enumerate() {
        row[at] = scale;
    }
    rows
}

fn difference<const N: usize>(left: &[f64; N], right: &[f64; N]) -> [f64; N] {
    let mut values = *left;
    for (it, other) in values.iter_mut().zip(right) {
        *it -= other;
    }
    values
}

fn dot<const N: usize>(left: &[f64; N], right: &[f64; N]) -> f64 {
    left.iter().zip(right).map(|(left, right)| left * right).sum()
}

/// The largest magnitude; NaN where any is.
fn largest<const N: usize>(values: &[f64; N]) -> f64 {
    values
        .iter()
        .fold(0.0, |largest, value| if value.abs() > largest || value.is_nan() { value.abs() } else { largest })
}

#[cfg(test)]
mod tests {
    #![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic)]
    use super::*;

    /// −(1 − x)² − 100 (y − x²)², Rosenbrock's curved ridge; the maximum is at (1, 1).
    fn ridge(at: &[f64; 2]) -> (f64, [f64; 2]) {
        let [x, y] = *at;
        let off = y - x * x;
        let value = -(1.0 - x).powi(2) - 100.0 * off * off;
        (value, [2.0 * (1.0 - x) + 400.0 * x * off, -200.0 * off])
    }

    #[test]
    fn a_curved_ridge_is_climbed_to_its_top() {
        let [x, y] = maximise(ridge, &[[-1.2, 1.0]]).expect("a maximum");
        assert!((x - 1.0).abs() < 1e-8 && (y - 1.0).abs() < 1e-8, "{x}, {y}");
    }

    #[test]
    fn the_highest_of_two_tops_is_taken() {
        // −(x² − 1)² + x/4: tops near −1 and, higher, near 1.
        let two = |at: &[f64; 1]| {
            let x = at[0];
            (-(x * x - 1.0).powi(2) + x / 4.0, [-4.0 * x * (x * x - 1.0) + 0.25])
        };
        assert!(maximise(two, &[[-1.1]]).expect("a maximum")[0] < -0.9);
        assert!(maximise(two, &[[-1.1], [1.1]]).expect("a maximum")[0] > 1.0);
    }

    #[test]
    fn a_function_without_a_maximum_has_none() {
        let rising = |at: &[f64; 1]| (-(-at[0]).exp(), [(-at[0]).exp()]);
        assert_eq!(maximise(rising, &[[0.0]]), None);
        // A local top below the rise to the edge is no maximum either.
        let both = |at: &[f64; 1]| {
            let x = at[0];
            let hill = (-x * x).exp();
            (hill + (x - 8.0).exp(), [-2.0 * x * hill + (x - 8.0).exp()])
        };
        assert!(maximise(both, &[[0.3]]).is_some());
        assert_eq!(maximise(both, &[[0.3], [6.0]]), None);
        assert_eq!(maximise(|_: &[f64; 1]| (f64::NAN, [f64::NAN]), &[[0.0]]), None);
    }
}
