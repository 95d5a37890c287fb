//! The cheapest items that come to a need, by branch and bound: margins may be of any size.
//!
//! Items are decided one after the other, the cheapest margin first. Of the partial sets that bring as much, only the
//! best goes on (Nemhauser and Ullmann 1969); a partial set goes no further where even fractions of the items left (Dantzig
//! 1957) would make it dearer than a whole set already known.

use super::Item;
use std::cmp::Ordering;

/// Partial sets remembered at most, before the step that stops; some 150 MB with what is open.
const MOST_NODES: usize = 1_000_000;

/// A partial set.
#[derive(Debug, Clone, Copy)]
struct Partial {
    cost: i128,
    count: u64,
    margin: i128,
    /// Its last item in the tree; the root has none.
    node: Option<usize>,
}

/// Items with the sums of those before them, by rising cost of a unit of margin.
struct Queue {
    /// Positions in the items given.
    order: Vec<usize>,
    items: Vec<Item>,
    /// Margins and costs of the items before each place, and of all.
    margins: Vec<i128>,
    costs: Vec<i128>,
}

impl Queue {
    fn new(given: &[Item]) -> Queue {
        let mut order: Vec<usize> = (0..given.len()).collect();
        let rate = |at: usize| given[at].cost as f64 / given[at].margin as f64;
        order.sort_by(|one, other| rate(*one).total_cmp(&rate(*other)).then(one.cmp(other)));
        let items: Vec<Item> = order.iter().map(|at| given[*at]).collect();
        let sums = |pick: fn(&Item) -> i128| {
            let mut sum = 0_i128;
            let rest = items.iter().map(|item| {
                sum = sum.saturating_add(pick(item));
                sum
            });
            std::iter::once(0).chain(rest).collect::<Vec<i128>>()
        };
        let (margins, costs) = (sums(|item| item.margin), sums(|item| item.cost));
        Queue { order, items, margins, costs }
    }

    /// Least cost of coming to `rest` (at least 1) with fractions of the items from `from` on, and the cost with the last item
    /// whole; `None` where they do not come to it.
    fn bounds(&self, from: usize, rest: i128) -> Option<(i128, i128)> {
        let target = self.margins[from].saturating_add(rest);
        let end = self.margins.partition_point(|sum| *sum < target);
        let (last, whole) = (self.items.get(end.checked_sub(1)?)?, self.costs.get(end)? - self.costs[from]);
        let before = (self.costs[end - 1] - self.costs[from]) as f64;
        let share = (target - self.margins[end - 1]) as f64 / last.margin as f64;
        // A little less than doubles say, so that their rounding never cuts off a set.
        let least = (before + share * last.cost as f64) * (1.0 - 1e-9);
        Some((least.floor() as i128, whole))
    }

    /// Whether the items from `from` on may come to `rest` for no more than `budget`.
    fn reaches(&self, from: usize, rest: i128, budget: i128) -> bool {
        self.bounds(from, rest).is_some_and(|(least, _)| least <= budget)
    }
}

/// The tree of partial sets: each node an item and the node before.
struct Tree(Vec<(usize, Option<usize>)>);

impl Tree {
    /// Positions of the items of a partial set, rising.
    fn items(&self, partial: &Partial) -> Vec<usize> {
        let mut node = partial.node;
        let mut items = Vec::new();
        while let Some((item, before)) = node.and_then(|node| self.0.get(node)) {
            items.push(*item);
            node = *before;
        }
        items.sort_unstable();
        items
    }

    /// Cheaper, fewer, larger, then the earlier items first.
    fn order(&self, one: &Partial, other: &Partial) -> Ordering {
        let key = |it: &Partial| (it.cost, it.count, std::cmp::Reverse(it.margin));
        key(one).cmp(&key(other)).then_with(|| self.items(one).cmp(&self.items(other)))
    }
}

/// Positions of the cheapest items whose margins come to the need (at least 1); ties by number, then larger margin,
/// then the earlier items. `None` where they do not come to it or the search grows beyond its memory.
pub(super) fn cheapest(items: &[Item], need: i128) -> Option<Vec<usize>> {
    let queue = Queue::new(items);
    let mut tree = Tree(Vec::new());
    let mut known = queue.bounds(0, need)?.1;
    let mut open = vec![Partial { cost: 0, count: 0, margin: 0, node: None }];
    let mut best: Option<Partial> = None;
    for (at, item) in queue.items.iter().enumerate() {
        if tree.0.len() > MOST_NODES {
            return None;
        }
        let mut with = Vec::with_capacity(open.len());
        for partial in &open {
            let (cost, margin) = (partial.cost + item.cost, partial.margin.saturating_add(item.margin));
            if margin < need && !queue.reaches(at + 1, need - margin, known - cost) || cost > known {
                continue;
            }
            tree.0.push((queue.order[at], partial.node));
            let grown = Partial { cost, count: partial.count + 1, margin, node: Some(tree.0.len() - 1) };
            if margin < need {
                with.push(grown);
                continue;
            }
            // A whole set: one more item would only be dearer, or as dear with more customers.
            known = known.min(cost);
            if best.is_none_or(|best| tree.order(&grown, &best) == Ordering::Less) {
                best = Some(grown);
            }
        }
        open = undominated(merge(open, with), &tree);
        for partial in &open {
            if let Some((_, whole)) = queue.bounds(at + 1, need - partial.margin) {
                known = known.min(partial.cost + whole);
            }
        }
        open.retain(|partial| queue.reaches(at + 1, need - partial.margin, known - partial.cost));
    }
    best.map(|best| tree.items(&best))
}

/// Two lists in order of cost, number and falling margin as one.
fn merge(one: Vec<Partial>, other: Vec<Partial>) -> Vec<Partial> {
    let key = |it: &Partial| (it.cost, it.count, std::cmp::Reverse(it.margin));
    let mut all = one;
    all.extend(other);
    // The sort finds the two runs and merges them.
    all.sort_by_key(key);
    all
}

/// Leaves out who brings no more than one that is cheaper, or as cheap with no more items: whatever completes it
/// completes the other at least as well. Of two alike the earlier items stay, since the same items complete both.
fn undominated(partials: Vec<Partial>, tree: &Tree) -> Vec<Partial> {
    let mut kept: Vec<Partial> = Vec::with_capacity(partials.len());
    for partial in partials {
        match kept.last_mut() {
            Some(last) if partial.margin == last.margin && (partial.cost, partial.count) == (last.cost, last.count) => {
                if tree.order(&partial, last) == Ordering::Less {
                    *last = partial;
                }
            }
            Some(last) if partial.margin <= last.margin => {}
            _ => kept.push(partial),
        }
    }
    kept
}
