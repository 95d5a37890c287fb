//! The cheapest items that come to a need, by a dynamic programme over the greatest common divisor of their margins.

use super::Item;

/// Items times grid points: above this, branch and bound.
pub(super) const MOST_CELLS: u64 = 1_000_000;

/// What is to be smallest, in this order: cost, number of items, and the margin with its sign turned.
type Score = (i128, u64, i128);

/// Cells of the programme: items times the points from nothing needed to all of it. `None` where they cannot be counted.
pub(super) fn cells(items: &[Item], need: i128) -> Option<u64> {
    let points = u64::try_from(points(items, need)).ok()?;
    points.checked_add(1)?.checked_mul(items.len() as u64)
}

/// The need in grid steps, rounded up: margins are whole steps, so a need between two points is met at the upper one.
fn points(items: &[Item], need: i128) -> i128 {
    let step = step(items);
    need.max(0) / step + i128::from(need.max(0) % step != 0)
}

/// The greatest common divisor of the margins.
fn step(items: &[Item]) -> i128 {
    let divisor = items.iter().fold(0_i128, |mut one, item| {
        let mut other = item.margin;
        while other != 0 {
            (one, other) = (other, one % other);
        }
        one
    });
    divisor.max(1)
}

/// Positions of the cheapest items whose margins come to the need; ties by number, then larger margin, then the
/// earlier items. All items together must come to it.
pub(super) fn cheapest(items: &[Item], need: i128) -> Vec<usize> {
    let (step, points) = (step(items), usize::try_from(points(items, need)).unwrap_or(usize::MAX));
    // best[r]: the best score of the items from here on that come to r more steps.
    let mut best: Vec<Option<Score>> = vec![None; points + 1];
    best[0] = Some((0, 0, 0));
    let mut taken = vec![false; items.len() * (points + 1)];
    for (at, item) in items.iter().enumerate().rev() {
        let steps = usize::try_from(item.margin / step).unwrap_or(usize::MAX);
        // From the far end, so that the scores read below are still those without this item.
        for rest in (0..=points).rev() {
            let with = best[rest.saturating_sub(steps)]
                .map(|(cost, count, turned)| (cost + item.cost, count + 1, turned.saturating_sub(item.margin)));
            // On a tie the earlier item is in.
            let better = match (with, best[rest]) {
                (Some(with), Some(without)) => with <= without,
                (with, _) => with.is_some(),
            };
            if better {
                best[rest] = with;
                taken[at * (points + 1) + rest] = true;
            }
        }
    }
    let mut rest = points;
    let mut chosen = Vec::new();
    for (at, item) in items.iter().enumerate() {
        if taken[at * (points + 1) + rest] {
            chosen.push(at);
            rest = rest.saturating_sub(usize::try_from(item.margin / step).unwrap_or(usize::MAX));
        }
    }
    chosen
}
