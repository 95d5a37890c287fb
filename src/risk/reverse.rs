//! Reverse stress: which customers, lost together, would use up the slack?
//!
//! The slack D is the margin left after fixed cost and floor. Two sets answer, both losing their margins whole: the fewest
//! customers whose margins exceed D, and the likeliest set of losses that does, under independence. Money is in whole
//! units of any one size (cents, millionths); sums are exact. Customers without a positive margin stay out of both.

mod branch;
mod grid;

/// A customer at risk.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Customer<'a> {
    /// Settles ties, the smaller first; of equal ones the earlier customer.
    pub id: &'a str,
    /// Margin lost with the customer, in units.
    pub margin: i128,
    /// Probability of the loss, in \[0, 1\]; a NaN counts as ½.
    pub probability: f64,
}

impl Customer<'_> {
    /// ln(p/(1 − p)), infinite at 0 and 1.
    fn log_odds(&self) -> f64 {
        self.probability.ln() - (-self.probability).ln_1p()
    }
}

/// Customers whose loss exceeds the slack.
#[derive(Debug, Clone, PartialEq)]
pub struct Set {
    /// Their positions in the book, by falling margin, then id.
    pub customers: Vec<usize>,
    /// Their margin together, in units.
    pub margin: i128,
    /// Σ ln(p/(1 − p)); infinite where one of them is certain to stay (−∞) or to go (+∞), NaN where both are in.
    pub log_odds: f64,
}

/// The answer of a reverse stress.
#[derive(Debug, Clone, PartialEq)]
pub enum Reverse {
    /// D ≤ 0: no loss is needed, k = 0.
    AlreadyBreached,
    /// Losing everyone that may be lost does not exceed D.
    CannotBreach,
    /// The set sought.
    Breach(Set),
    /// The search grew beyond its memory; no set is claimed. Not seen in any book but made ones.
    Unsettled,
}

/// The fewest customers whose margins together exceed the slack (strictly): the least k whose k largest margins do, ties at
/// rank k by id. Probabilities play no part.
#[must_use]
pub fn fewest(customers: &[Customer], slack: i128) -> Reverse {
    if slack <= 0 {
        return Reverse::AlreadyBreached;
    }
    let mut margin = 0_i128;
    let mut set = Vec::new();
    for at in by_margin(customers, |_| true) {
        margin = margin.saturating_add(customers[at].margin);
        set.push(at);
        if margin > slack {
            return Reverse::Breach(describe(customers, set));
        }
    }
    Reverse::CannotBreach
}

/// The likeliest set of losses whose margins together exceed the slack (strictly), under independence: it maximises
/// Σ ln(p/(1 − p)). Whoever is likelier lost than not (p > ½) is in it, needed or not; p = ½ only if needed; p = 0 never, so that a book
/// may be breached by its fewest and still not by any likely set. Ties: fewer customers, larger margin, smaller ids.
///
/// Exact, on log-odds rounded to 10⁻¹²: whole numbers make ties exact and the order of summation nothing. A dynamic
/// programme over the margins' greatest common divisor where that gives at most a million cells, else branch and
/// bound; both give the same set.
#[must_use]
pub fn likeliest(customers: &[Customer], slack: i128) -> Reverse {
    solve(customers, slack, |items, need| match grid::cells(items, need) {
        Some(cells) if cells <= grid::MOST_CELLS => Some(grid::cheapest(items, need)),
        _ => branch::cheapest(items, need),
    })
}

/// P(breach), the probability that the loss exceeds the slack (strictly), from its distribution as (loss in units,
/// probability) pairs in any order; 1 where D ≤ 0.
#[must_use]
pub fn breach_probability(distribution: impl IntoIterator<Item = (i128, f64)>, slack: i128) -> f64 {
    if slack <= 0 {
        return 1.0;
    }
    let beyond = distribution.into_iter().filter(|(loss, _)| *loss > slack);
    beyond.map(|(_, probability)| probability).sum::<f64>().min(1.0)
}

/// What one more customer brings to a set and costs it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Item {
    /// Margin in units, positive.
    margin: i128,
    /// −ln(p/(1 − p)) in units of 10⁻¹², at least 0.
    cost: i128,
}

/// Units of log-odds in one.
const RESOLUTION: f64 = 1e12;

/// Takes out what the rules decide, lets `search` find the cheapest items, in order of id, whose margins come to a
/// need of at least 1, and puts the set together.
fn solve(customers: &[Customer], slack: i128, search: impl Fn(&[Item], i128) -> Option<Vec<usize>>) -> Reverse {
    if slack <= 0 {
        return Reverse::AlreadyBreached;
    }
    let weight = |customer: &Customer| (customer.log_odds() * RESOLUTION).round();
    let may = |customer: &Customer| customer.probability != 0.0;
    let mut set = by_margin(customers, |it| may(it) && weight(it) > 0.0);
    let mut open = by_margin(customers, |it| may(it) && (weight(it) <= 0.0 || weight(it).is_nan()));
    open.sort_by_key(|at| (customers[*at].id, *at));
    let items: Vec<Item> = open
        .iter()
        // From double to integer saturates, and NaN gives 0.
        .map(|at| Item { margin: customers[*at].margin, cost: -(weight(&customers[*at]) as i128) })
        .collect();
    let given = sum(set.iter().map(|at| customers[*at].margin));
    if given.saturating_add(sum(items.iter().map(|item| item.margin))) <= slack {
        return Reverse::CannotBreach;
    }
    if given <= slack {
        // The least that exceeds: strict in whole units.
        let need = (slack - given).saturating_add(1);
        match search(&items, need) {
            Some(chosen) => set.extend(chosen.into_iter().map(|at| open[at])),
            None => return Reverse::Unsettled,
        }
    }
    Reverse::Breach(describe(customers, set))
}

/// Positions of the customers of positive margin to keep, by falling margin, then id, then position.
fn by_margin(customers: &[Customer], keep: impl Fn(&Customer) -> bool) -> Vec<usize> {
    let positions = 0..customers.len();
    let mut kept: Vec<usize> = positions.filter(|at| customers[*at].margin > 0 && keep(&customers[*at])).collect();
    sort_by_margin(customers, &mut kept);
    kept
}

fn sort_by_margin(customers: &[Customer], positions: &mut [usize]) {
    positions.sort_by_key(|at| (std::cmp::Reverse(customers[*at].margin), customers[*at].id, *at));
}

fn describe(customers: &[Customer], mut positions: Vec<usize>) -> Set {
    sort_by_margin(customers, &mut positions);
    let margin = sum(positions.iter().map(|at| customers[*at].margin));
    let log_odds = positions.iter().map(|at| customers[*at].log_odds()).sum();
    Set { customers: positions, margin, log_odds }
}

/// A sum that stays at the largest number rather than overflow.
fn sum(margins: impl Iterator<Item = i128>) -> i128 {
    margins.fold(0, i128::saturating_add)
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Ten names and a hundred small ones with a margin of 60 %, in hundredths of a percent of revenue.
    fn playbook() -> (Vec<String>, Vec<(i128, f64)>) {
        let heads = [18, 12, 9, 7, 5, 4, 3, 3, 2, 2];
        let chances = [0.05, 0.05, 0.08, 0.10, 0.12, 0.12, 0.15, 0.15, 0.15, 0.20];
        let heads = heads.into_iter().zip(chances).map(|(share, chance)| (share * 60, chance));
        let book: Vec<(i128, f64)> = heads.chain(std::iter::repeat_n((21, 0.20), 100)).collect();
        ((0..book.len()).map(|at| format!("C{at:03}")).collect(), book)
    }

    fn customers<'a>(ids: &'a [String], book: &[(i128, f64)]) -> Vec<Customer<'a>> {
        let customer = |(id, (margin, probability)): (&'a String, &(i128, f64))| Customer {
            id,
            margin: *margin,
            probability: *probability,
        };
        ids.iter().zip(book).map(customer).collect()
    }

    fn found(answer: &Reverse) -> (Vec<usize>, i128, f64) {
        match answer {
            Reverse::Breach(set) => (set.customers.clone(), set.margin, set.log_odds),
            other => unreachable!("{other:?}"),
        }
    }

    #[test]
    fn the_playbook_falls_with_18_and_12_or_likelier_18_and_9() {
        let (ids, book) = playbook();
        let customers = customers(&ids, &book);
        // Σ margin 6000, fixed cost 4500.
        let (set, margin, log_odds) = found(&fewest(&customers, 1500));
        assert_eq!((set, margin), (vec![0, 1], 1800));
        assert!((log_odds + 5.888878).abs() <= 0.5e-6, "{log_odds}");
        let (set, margin, log_odds) = found(&likeliest(&customers, 1500));
        assert_eq!((set, margin), (vec![0, 2], 1620));
        assert!((log_odds + 5.386786).abs() <= 0.5e-6, "{log_odds}");
        // 18 and 7 are 1500, which does not exceed it; a slack of one less they do, and likelier.
        assert_eq!(found(&likeliest(&customers, 1499)).0, [0, 3]);
    }

    #[test]
    fn the_playbook_breaches_in_six_years_of_a_hundred() {
        let (_, book) = playbook();
        // Loss by loss: every customer stays or goes.
        let mut masses = vec![0.0; 6001];
        masses[0] = 1.0;
        for (margin, chance) in &book {
            let margin = usize::try_from(*margin).unwrap_or(0);
            for loss in (0..masses.len()).rev() {
                let without: f64 = if loss >= margin { masses[loss - margin] } else { 0.0 };
                masses[loss] = masses[loss] * (1.0 - chance) + without * chance;
            }
        }
        let distribution = || (0..).zip(masses.iter().copied());
        let breach = breach_probability(distribution(), 1500);
        assert!((breach - 0.061915).abs() <= 0.5e-6, "{breach}");
        assert_eq!(breach_probability(distribution(), 0), 1.0);
        assert_eq!(breach_probability(distribution(), 6000), 0.0);
        assert!((breach_probability(distribution(), 1) - (1.0 - masses[0])).abs() < 1e-12);
    }

    type Search = fn(&[Item], i128) -> Option<Vec<usize>>;
    const SEARCHES: [(&str, Search); 2] =
        [("grid", |items, need| Some(grid::cheapest(items, need))), ("branch", branch::cheapest)];

    /// Best of all subsets by (log-odds, number, margin, ids); none where no subset exceeds the slack.
    fn best_of_all(customers: &[Customer], slack: i128, odds: impl Fn(&Customer) -> Option<f64>) -> Option<Vec<usize>> {
        let allowed = |at: &usize| customers[*at].margin > 0 && odds(&customers[*at]).is_some();
        let all: Vec<usize> = (0..customers.len()).filter(allowed).collect();
        let ties = |set: &[usize]| {
            let mut ids: Vec<&str> = set.iter().map(|at| customers[*at].id).collect();
            ids.sort_unstable();
            (set.len(), -set.iter().map(|at| customers[*at].margin).sum::<i128>(), ids)
        };
        let mut best: Option<(f64, Vec<usize>)> = None;
        for chosen in 0_u32..1 << all.len() {
            let set: Vec<usize> = (0..all.len()).filter(|at| chosen >> at & 1 == 1).map(|at| all[at]).collect();
            if set.iter().map(|at| customers[*at].margin).sum::<i128>() <= slack {
                continue;
            }
            let odds: f64 = set.iter().filter_map(|at| odds(&customers[*at])).sum();
            let better = best.as_ref().is_none_or(|(best_odds, best_set)| {
                odds > best_odds + 1e-9 || ((odds - best_odds).abs() <= 1e-9 && ties(&set) < ties(best_set))
            });
            if better {
                best = Some((odds, set));
            }
        }
        best.map(|best| best.1)
    }

    /// SplitMix64.
    fn roll(state: &mut u64, below: u64) -> u64 {
        *state = state.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mixed = (*state ^ (*state >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        let mixed = (mixed ^ (mixed >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        (mixed ^ (mixed >> 31)) % below
    }

    #[test]
    fn both_searches_find_the_best_of_all_subsets() {
        let mut state = 7;
        let (mut breached, mut could_not) = (0, 0);
        for round in 0..3000 {
            let size = roll(&mut state, 11) as usize;
            // Few different margins and chances make many ties, many make none.
            let (margins, chances) = if round % 2 == 0 { (4, 8) } else { (1000, 1000) };
            let chance = |state: &mut u64| match roll(state, chances) {
                0 => 0.0,
                1 => 0.5,
                2 => 1.0,
                other => (other as f64 - 2.0) / (chances as f64 + 20.0),
            };
            let book: Vec<(i128, f64)> =
                (0..size).map(|_| (i128::from(roll(&mut state, margins)) * 3 - 3, chance(&mut state))).collect();
            let mut ids: Vec<String> = (0..size).map(|at| format!("{at:02}")).collect();
            ids.sort_by_key(|_| roll(&mut state, 1000));
            let customers = customers(&ids, &book);
            let total: i128 = book.iter().map(|it| it.0.max(0)).sum();
            let slack = i128::from(roll(&mut state, u64::try_from(total).unwrap_or(0) + 2)) + 1;
            let sorted = |answer: Reverse| match answer {
                Reverse::Breach(set) => {
                    let mut set = set.customers;
                    set.sort_unstable();
                    Some(set)
                }
                Reverse::CannotBreach => None,
                other => unreachable!("{other:?}"),
            };
            // A certain loss outweighs everything.
            let log_odds = |it: &Customer| (it.probability > 0.0).then(|| it.log_odds().min(1e6));
            let expected = best_of_all(&customers, slack, log_odds);
            for (name, search) in SEARCHES {
                assert_eq!(sorted(solve(&customers, slack, search)), expected, "{name}, slack {slack}: {customers:?}");
            }
            assert_eq!(sorted(likeliest(&customers, slack)), expected);
            // The fewest are the best where every customer costs the same.
            let fewest_of_all = best_of_all(&customers, slack, |_| Some(-1.0));
            assert_eq!(sorted(fewest(&customers, slack)), fewest_of_all, "slack {slack}: {customers:?}");
            breached += u32::from(expected.is_some());
            could_not += u32::from(expected.is_none());
        }
        assert!(breached > 1000 && could_not > 100, "{breached} and {could_not}");
    }

    #[test]
    fn the_searches_agree_on_larger_books() {
        let mut state = 5;
        for round in 0..100 {
            let cells = [5, 1000][round % 2];
            let book: Vec<(i128, f64)> = (0..60)
                .map(|_| (i128::from(roll(&mut state, 150)), (1 + roll(&mut state, cells)) as f64 / (3 * cells) as f64))
                .collect();
            let ids: Vec<String> = (0..book.len()).map(|at| format!("{:03}", at * 37 % 60)).collect();
            let customers = customers(&ids, &book);
            let slack = book.iter().map(|it| it.0).sum::<i128>() * (1 + round as i128) / 101;
            let [grid, branch] = SEARCHES.map(|(_, search)| solve(&customers, slack, search));
            assert!(matches!(grid, Reverse::Breach(_)), "{grid:?}");
            assert_eq!(grid, branch, "slack {slack}: {book:?}");
        }
    }

    #[test]
    fn a_search_too_large_claims_nothing() {
        // A cost in proportion to the margin makes every subset as good as another for its size.
        let mut state = 9;
        let book: Vec<(i128, f64)> = (0..48)
            .map(|_| 1_000_000_000 + i128::from(roll(&mut state, 1_000_000_000)))
            .map(|margin| (margin, 1.0 / (1.0 + (margin as f64 / 1e8).exp())))
            .collect();
        let ids: Vec<String> = (0..book.len()).map(|at| format!("{at:02}")).collect();
        let slack = book.iter().map(|it| it.0).sum::<i128>() / 2;
        assert_eq!(likeliest(&customers(&ids, &book), slack), Reverse::Unsettled);
    }

    #[test]
    fn the_edges() {
        let ids: Vec<String> = ["a", "b", "c", "d"].map(str::to_owned).to_vec();
        let of = |book: &[(i128, f64)], slack| {
            let customers = customers(&ids, book);
            (fewest(&customers, slack), likeliest(&customers, slack))
        };
        let one = [(10, 0.1)];
        assert_eq!(of(&one, 0), (Reverse::AlreadyBreached, Reverse::AlreadyBreached));
        assert_eq!(of(&[], -1), (Reverse::AlreadyBreached, Reverse::AlreadyBreached));
        assert_eq!(of(&[], 1), (Reverse::CannotBreach, Reverse::CannotBreach));
        assert_eq!(of(&one, 10), (Reverse::CannotBreach, Reverse::CannotBreach), "strictly");
        assert_eq!(
            of(&[(10, 0.1), (-5, 0.9)], 10),
            (Reverse::CannotBreach, Reverse::CannotBreach),
            "no margin, no loss"
        );
        // Whoever cannot be lost is among the fewest, and in no likely set.
        let (fewest, likeliest) = of(&[(10, 0.0), (4, 0.1)], 5);
        assert_eq!((found(&fewest), likeliest), ((vec![0], 10, f64::NEG_INFINITY), Reverse::CannotBreach));
        // Likelier lost than not: in, though c alone would do. A half: only where needed.
        let (_, set) = of(&[(1, 0.6), (5, 0.5), (20, 0.1), (9, 1.0)], 8);
        assert_eq!(found(&set), (vec![3, 0], 10, f64::INFINITY));
        let (_, set) = of(&[(1, 0.6), (5, 0.5), (20, 0.1), (9, 1.0)], 11);
        assert_eq!(found(&set).0, [3, 1, 0]);
        // Nothing overflows, and no number is no reason to stop.
        let huge = [(i128::MAX, 0.1), (i128::MAX, 0.1), (i128::MAX, 0.2)];
        assert_eq!(found(&of(&huge, i128::MAX - 1).1).0, [2]);
        assert_eq!(of(&huge, i128::MAX), (Reverse::CannotBreach, Reverse::CannotBreach), "more than can be counted");
        assert_eq!(found(&of(&[(3, f64::NAN), (3, 0.4)], 2).1).0, [0]);
    }

    #[test]
    fn large_books_are_settled() {
        let mut state = 3;
        // A thousand customers to the cent; chances all different, of six cells, and all the same.
        for cells in [1_000_000, 6, 1] {
            let book: Vec<(i128, f64)> = (0..1000)
                .map(|at| {
                    let margin = i128::from(roll(&mut state, 100_000_000) / (at + 1) + 1);
                    (margin, 0.02 + 0.3 * roll(&mut state, cells) as f64 / cells as f64)
                })
                .collect();
            let ids: Vec<String> = (0..book.len()).map(|at| format!("{at:04}")).collect();
            let customers = customers(&ids, &book);
            let total: i128 = book.iter().map(|it| it.0).sum();
            for part in [20, 4, 2] {
                let set = likeliest(&customers, total / part);
                let (fewest, likeliest) = (found(&fewest(&customers, total / part)), found(&set));
                assert!(likeliest.2 >= fewest.2 - 1e-9 && likeliest.1 > total / part);
                if cells == 1 {
                    assert_eq!(likeliest.0, fewest.0);
                }
            }
        }
    }
}
