#![allow(clippy::expect_used)]

use super::*;

/// A customer of 40,000 a month among sixty of 1,000.
fn whale() -> Book {
    Book::new(&[&[40_000][..], &[1_000; 60]].concat()).expect("a book")
}

fn target(measure: Measure, millionths: u32) -> Target {
    Target { measure, below: Limit::millionths(millionths).expect("a limit") }
}

fn run(book: &Book, targets: &[Target], months: u16) -> Plan {
    plan(book, Policy { targets, months, step: 1 })
}

#[test]
fn growth_over_one_month_by_hand() {
    // 480,000 of 1,203,008 and more is below 39.9 %. The fifty-one small customers bring 51,000 a month, so 3,008 more is
    // asked for in the only month: 5.9 % gives 3,009, 5.89 % gives 3,003.
    let it = run(&whale(), &[target(Measure::Top(1), 399_000)], 1);
    assert_eq!(it.growth_alone, Some(590));
    // A cap z lower: 480,000 − z < .399·(1,200,000 − z), z > 1,996.7.
    assert_eq!(it.cap_alone, Some(40_000 - 1_997));
    // 2 % brings 1,020 more: 480,000 − z < .399·(1,201,020 − z), z > 1,319.5.
    assert_eq!(it.pace, Ok(Pace { growth: 200, cap: Some(40_000 - 1_320) }));
    assert_eq!(it.binding, Some(target(Measure::Top(1), 399_000)));
    assert!(!it.met_already);
    // In whole thousands no growth up to 2 % allows a higher cap than 38,000, so none is asked for.
    let targets = [target(Measure::Top(1), 399_000)];
    let coarse = plan(&whale(), Policy { targets: &targets, months: 1, step: 1_000 });
    assert_eq!(coarse.pace, Ok(Pace { growth: 0, cap: Some(38_000) }));
}

#[test]
fn a_cap_comes_in_a_straight_line() {
    let targets = [target(Measure::Top(1), 350_000), target(Measure::Top(10), 900_000)];
    // Over twelve months a cap z lower takes 1/12 + … + 12/12 = 6.5 z: 480,000 − 6.5z < .35·(1,200,000 − 6.5z) asks for
    // 6.5z > 92,307.7, z > 14,201.2. Over 24 months the last twelve take (13 + … + 24)/24 = 9.25 z, z > 9,979.2.
    let year = run(&whale(), &targets, 12);
    assert_eq!(year.cap_alone, Some(40_000 - 14_202));
    assert_eq!(run(&whale(), &targets, 24).cap_alone, Some(40_000 - 9_980));
    // In whole hundreds it is rounded down.
    let coarse = plan(&whale(), Policy { targets: &targets, months: 12, step: 100 });
    assert_eq!(coarse.cap_alone, Some(25_700));
    // The large ones of 49,000 are 24 months away from the cap of 30,020: halfway the whale brings 35,010.
    let search = Search { book: &whale(), policy: Policy { targets: &targets, months: 24, step: 1 } };
    let path = search.path(Pace { growth: 0, cap: Some(30_020) });
    assert_eq!((path[0].large, path[12].large, path[24].large), (49_000, 44_010, 39_020));
    assert!((path[0].measures[0] - 0.4).abs() < 1e-15);
    let (top, all) = (480_000.0 - 9.25 * 9_980.0, 1_200_000.0 - 9.25 * 9_980.0);
    assert!((path[24].measures[0] - top / all).abs() < 1e-12 && path[24].measures[0] < 0.35);
    assert!((path[24].measures[1] - (top + 108_000.0) / all).abs() < 1e-12);
}

#[test]
fn growth_compounds_and_is_spread_in_proportion() {
    let targets = [target(Measure::Hhi, 100_000)];
    let search = Search { book: &whale(), policy: Policy { targets: &targets, months: 2, step: 1 } };
    let path = search.path(Pace { growth: 1_000, cap: None });
    let of = |month: &Month| (month.month, month.large, month.small, month.new_small);
    assert_eq!(
        path.iter().map(of).collect::<Vec<_>>(),
        [(0, 49_000, 51_000, 0), (1, 49_000, 56_100, 5_100), (2, 49_000, 61_710, 10_710)]
    );
    // Ten months of 1,000, one of 1,100 and one of 1,210 for each of the small ones.
    let (whale, nine, small) = (480_000.0_f64, 12_000.0_f64, 12_310.0_f64);
    let total = whale + 9.0 * nine + 51.0 * small;
    let squares = whale * whale + 9.0 * nine * nine + 51.0 * small * small;
    assert!((path[2].measures[0] - 1e4 * squares / (total * total)).abs() < 1e-9);
}

#[test]
fn what_is_met_already_asks_for_nothing() {
    let it = run(&whale(), &[target(Measure::Top(1), 400_001)], 12);
    assert!(it.met_already && it.growth_alone == Some(0) && it.cap_alone.is_none() && it.binding.is_none());
    assert_eq!(it.pace, Ok(Pace { growth: 0, cap: None }));
    assert!(it.path.len() == 13 && it.path.iter().all(|month| month.new_small == 0 && month.large == 49_000));
    // Exactly at the limit is not below it.
    assert!(!run(&whale(), &[target(Measure::Top(1), 400_000)], 12).met_already);
}

#[test]
fn what_cannot_be_met_has_a_reason() {
    // Three customers: the ten largest are all there are.
    let three = Book::new(&[5, 3, 2]).expect("a book");
    let it = run(&three, &[target(Measure::Top(10), 999_999)], 24);
    assert_eq!((it.pace, it.growth_alone, it.cap_alone), (Err(Unmet::Never), None, None));
    assert!(it.path.is_empty() && it.binding.is_none() && it.now == [1.0]);
    // The date has come.
    assert_eq!(run(&whale(), &[target(Measure::Top(1), 350_000)], 0).pace, Err(Unmet::Never));
    // In one month of twelve no cap takes enough: 440,000 + c of 1,160,000 + c is 37.98 % at c = 1,000, with 2 % of growth
    // 37.95 %; a growth of 20 % gives 480,000 of 1,210,200.
    assert_eq!(run(&whale(), &[target(Measure::Top(1), 379_000)], 1).pace, Err(Unmet::Never));
    assert_eq!(run(&Book::new(&[]).expect("a book"), &[target(Measure::Top(1), 300_000)], 12).pace, Err(Unmet::Never));
    assert_eq!(Book::new(&[i128::MAX, 1]), None);
}

#[test]
fn growth_beyond_what_may_be_asked_is_said_to_be_alone() {
    // Ten of 100 with a hundred of 100: no cap goes below the small ones, so the ten are 1/11 of all until the rest grow.
    let even = Book::new(&[100_000; 110]).expect("a book");
    let it = run(&even, &[target(Measure::Top(10), 80_000)], 3);
    assert_eq!((it.pace, it.cap_alone), (Err(Unmet::Never), None));
    // And when they grow, in proportion, the ten largest are among them.
    assert_eq!(it.growth_alone, None);
    // Capped at the small ones' 100,000 the ten bring 13.0 of 134.2 million with 2 % of growth, 9.69 %.
    let large = Book::new(&[&[110_000; 10][..], &[100_000; 100]].concat()).expect("a book");
    let it = run(&large, &[target(Measure::Top(10), 96_500)], 3);
    assert_eq!(it.pace, Err(Unmet::OnlyByMoreGrowth));
    assert!(it.growth_alone.is_some_and(|growth| growth > MOST_ASKED) && it.cap_alone.is_none());
}

/// Everything again, month by month and customer by customer.
struct Naive<'a> {
    monthly: &'a [i128],
    months: i128,
}

impl Naive<'_> {
    /// Trailing twelve months of every customer under a growth in ten-thousandths and a cap.
    fn year(&self, growth: i128, cap: i128) -> Vec<f64> {
        let of = |(rank, amount): (usize, &i128)| -> f64 {
            let large = rank < LARGE;
            let month = |month: i128| -> f64 {
                if month <= 0 {
                    return *amount as f64;
                }
                if large {
                    return *amount as f64 - (amount - cap).max(0) as f64 * month as f64 / self.months as f64;
                }
                *amount as f64 * (1.0 + growth as f64 / 1e4).powi(month as i32)
            };
            (self.months - 11..=self.months).map(month).sum()
        };
        self.monthly.iter().enumerate().map(of).collect()
    }

    fn meets(&self, targets: &[Target], growth: i128, cap: i128) -> bool {
        let mut year = self.year(growth, cap);
        year.sort_by(|one, other| other.total_cmp(one));
        let total: f64 = year.iter().sum();
        targets.iter().all(|it| match it.measure {
            Measure::Top(count) => year.iter().take(count).sum::<f64>() / total < it.below.share(),
            Measure::Hhi => year.iter().map(|it| it * it).sum::<f64>() / total / total < it.below.share(),
        })
    }
}

/// More than rounding to the unit, month by month, moves a cap of a hundred million and more.
const ROUNDING: i128 = 500;

/// Books of 25 customers whose largest bring hundreds of millions of units.
fn books() -> Vec<Vec<i128>> {
    let amount =
        |book: i128, rank: i128| 1_000_000 * (3_000 + 97 * book) / (10 + rank * (2 + book % 5)) + 13_007 * rank;
    (0..6).map(|book| (0..25).map(|rank| amount(book, rank)).collect::<Vec<i128>>()).collect()
}

fn policies() -> Vec<Vec<Target>> {
    vec![
        vec![target(Measure::Top(1), 120_000)],
        vec![target(Measure::Top(5), 400_000), target(Measure::Hhi, 70_000)],
        vec![target(Measure::Top(10), 640_000), target(Measure::Top(1), 200_000)],
    ]
}

#[test]
fn a_scan_of_every_growth_and_many_caps_finds_nothing_better() {
    let (mut planned, mut capped) = (0, 0);
    for mut monthly in books() {
        monthly.sort_unstable_by(|one, other| other.cmp(one));
        let book = Book::new(&monthly).expect("a book");
        for targets in policies() {
            for months in [6, 15] {
                let naive = Naive { monthly: &monthly, months: i128::from(months) };
                let meets = |growth: u32, cap: i128| naive.meets(&targets, growth.into(), cap);
                let it = run(&book, &targets, months);
                let alone = (0..=MOST_GROWTH).find(|growth| meets(*growth, i128::MAX / 2));
                assert_eq!(it.growth_alone, alone, "{monthly:?} {targets:?} {months}");
                let caps = || (1..60).map(|step| monthly[0] - (monthly[0] - monthly[10]) * step / 59);
                let scanned = caps().find(|cap| meets(0, *cap)).filter(|_| !it.met_already);
                let near = |cap: Option<i128>, scanned: Option<i128>| match (cap, scanned) {
                    (Some(cap), Some(scanned)) => scanned <= cap + ROUNDING,
                    (_, scanned) => scanned.is_none(),
                };
                assert!(near(it.cap_alone, scanned), "{:?} {scanned:?}", it.cap_alone);
                if let Some(cap) = it.cap_alone {
                    assert!(meets(0, cap - ROUNDING) && !meets(0, cap + ROUNDING), "{cap}");
                }
                let Ok(pace) = it.pace else { continue };
                planned += 1;
                let Some(cap) = pace.cap else {
                    assert_eq!(Some(pace.growth), alone);
                    continue;
                };
                capped += 1;
                assert!(meets(pace.growth, cap - ROUNDING) && !meets(pace.growth, cap + ROUNDING));
                let higher = caps().take_while(|other| *other > cap + ROUNDING);
                assert!(
                    higher.into_iter().all(|other| (0..=MOST_ASKED).step_by(20).all(|growth| !meets(growth, other)))
                );
            }
        }
    }
    assert!(planned > 12 && capped > 5, "the books are to ask for both: {planned} {capped}");
}

#[test]
fn a_later_date_and_a_looser_limit_never_ask_for_more() {
    let least = |it: Option<i128>| it.unwrap_or(i128::MIN);
    let most = |it: Option<u32>| it.unwrap_or(u32::MAX);
    for limit in [250_000, 300_000, 350_000] {
        let at = |limit: u32, months: u16| run(&whale(), &[target(Measure::Top(1), limit)], months);
        for months in (3..30).step_by(4) {
            let (it, later, looser) = (at(limit, months), at(limit, months + 1), at(limit + 10_000, months));
            for easier in [later, looser] {
                assert!(most(easier.growth_alone) <= most(it.growth_alone));
                assert!(least(easier.cap_alone) >= least(it.cap_alone));
            }
        }
    }
}

#[test]
fn a_step_less_fails_the_binding_target() {
    let targets = [target(Measure::Top(10), 500_000), target(Measure::Top(1), 350_000), target(Measure::Hhi, 160_000)];
    for months in [6, 12, 24, 48] {
        let it = run(&whale(), &targets, months);
        let pace = it.pace.expect("a plan");
        let last = it.path.last().expect("a path");
        let limits = [0.5, 0.35, 1_600.0];
        assert!(last.measures.iter().zip(limits).all(|(value, limit)| *value < limit), "{months}");
        let less = match pace.cap {
            Some(cap) => Pace { cap: Some(cap + 1), ..pace },
            None => Pace { growth: pace.growth - 1, cap: None },
        };
        let search = Search { book: &whale(), policy: Policy { targets: &targets, months, step: 1 } };
        let binding = it.binding.expect("a binding target");
        let place = targets.iter().position(|target| *target == binding).expect("one of them");
        let before = search.path(less).last().expect("a path").measures[place];
        assert!(before >= limits[place], "{months}: {before}");
    }
}
