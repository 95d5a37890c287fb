//! Gold values, and both searches against all subsets.

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
fn ties_between_different_margins_fall_by_id() {
    // Odds of 1/2, 1/4, 1/8 and 1/16 with margins 10, 25, 35 and 50: the first and the fourth cost and bring as much as
    // the second and the third, 60. A fifth, dear and needed, comes after them.
    let book = [(10, 1.0 / 3.0), (25, 0.2), (35, 1.0 / 9.0), (50, 1.0 / 17.0), (1000, 2.0_f64.powi(-110))];
    for (ids, expected) in [(["a", "b", "c", "d", "e"], [4, 3, 0]), (["b", "a", "c", "d", "e"], [4, 2, 1])] {
        let ids = ids.map(str::to_owned);
        for (name, search) in SEARCHES {
            let of = |count: usize, slack| found(&solve(&customers(&ids, &book[..count]), slack, search)).0;
            assert_eq!(of(5, 1059), expected, "{name}");
            assert_eq!(of(4, 59), expected[1..], "{name}");
        }
    }
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
    assert_eq!(of(&[(10, 0.1), (-5, 0.9)], 10), (Reverse::CannotBreach, Reverse::CannotBreach), "no margin, no loss");
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
