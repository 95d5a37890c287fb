//! Survival and cohorts: published values and a naive second count. The telco book stands with the real ledgers.

use crate::support::{Dice, close, report_with};
use eggbasket::config::Config;
use eggbasket::model::Report;
use eggbasket::risk::survival::{Point, kaplan_meier, median, observe};
use std::collections::BTreeMap;
use std::fmt::Write as _;

/// The multicenter AIDS cohort study as lifelines 0.30.3 ships it (MIT): years in thousandths at entry and at
/// exit, and whether the event was seen. Nearly half of the men came under observation late.
const COHORT_STUDY: &[(i64, i64, bool)] = &[
    (4575, 7575, false),
    (3750, 6750, false),
    (2986, 5986, false),
    (2970, 5970, false),
    (2928, 5928, false),
    (2780, 4688, true),
    (2626, 5626, false),
    (2611, 5611, false),
    (2550, 5550, false),
    (2347, 5347, false),
    (2175, 3842, false),
    (2094, 3655, true),
    (2089, 3062, true),
    (2042, 5042, false),
    (1736, 4653, false),
    (1616, 2729, true),
    (1564, 4564, false),
    (1561, 2897, true),
    (1556, 4556, false),
    (1497, 2024, true),
    (1467, 2400, true),
    (1363, 3043, true),
    (1300, 4300, false),
    (919, 1169, true),
    (863, 3863, false),
    (811, 3811, false),
    (788, 3788, false),
    (772, 3772, false),
    (747, 1894, true),
    (642, 1951, true),
    (462, 3462, false),
    (336, 3336, false),
    (292, 1125, false),
    (266, 1258, true),
    (258, 3258, false),
    (202, 3202, false),
    (186, 3186, false),
    (164, 973, true),
    (128, 3128, false),
    (97, 1794, true),
    (67, 962, true),
    (50, 1255, true),
    (0, 2941, false),
    (0, 1619, true),
    (0, 2897, false),
    (0, 1619, true),
    (0, 2456, true),
    (0, 1752, true),
    (0, 2798, false),
    (0, 2769, false),
    (0, 791, true),
    (0, 2753, false),
    (0, 2720, false),
    (0, 1881, false),
    (0, 2714, false),
    (0, 1322, true),
    (0, 2658, false),
    (0, 1216, true),
    (0, 269, true),
    (0, 2500, true),
    (0, 2336, false),
    (0, 2131, false),
    (0, 2103, false),
    (0, 86, false),
    (0, 2064, false),
    (0, 2059, false),
    (0, 1107, true),
    (0, 67, false),
    (0, 1616, false),
    (0, 1431, false),
    (0, 1470, false),
    (0, 820, true),
    (0, 989, false),
    (0, 578, false),
    (0, 489, false),
    (0, 403, false),
    (0, 350, false),
    (0, 153, false),
];

/// Tenure, at risk, S, low and high as lifelines 0.30.3 computes them with `entry`.
const COHORT_CURVE: &[(i64, u64, f64, f64, f64)] = &[
    (269, 42, 0.976_190_476_190_476_3, 0.842_755_539_604_605_8, 0.996_611_449_794_928_4),
    (1169, 40, 0.847_932_435_342_135_2, 0.707_365_874_701_275_8, 0.924_414_850_779_839_4),
    (1752, 39, 0.704_924_351_812_339, 0.553_734_552_947_117_8, 0.813_137_949_636_187_1),
    (2456, 32, 0.591_044_028_895_287_3, 0.441_821_022_773_359_2, 0.712_812_696_314_954_5),
    (3655, 19, 0.467_047_305_316_655_7, 0.323_132_749_871_129_44, 0.598_652_634_824_359_2),
    (4688, 11, 0.424_588_459_378_778, 0.273_973_549_816_211_6, 0.567_349_424_998_879_2),
];

#[test]
fn late_entries_agree_with_lifelines() {
    let points = kaplan_meier(&observe(COHORT_STUDY));
    for (tenure, at_risk, survival, low, high) in COHORT_CURVE {
        let point = points.iter().find(|point| point.observed.tenure == *tenure).unwrap();
        assert_eq!(point.observed.at_risk, *at_risk, "at risk at {tenure}");
        assert!(close(point.survival, *survival, 1e-12), "S({tenure}) = {}", point.survival);
        assert!(
            close(point.low.unwrap(), *low, 1e-9) && close(point.high.unwrap(), *high, 1e-9),
            "interval at {tenure}"
        );
    }
    assert_eq!(median(&points), Some(3062));
}

#[test]
fn a_curve_that_never_falls_has_no_width_and_one_that_ends_has_no_interval() {
    let flat = kaplan_meier(&observe(&[(0, 3, false), (0, 5, false)]));
    assert!(flat.iter().all(|point| (point.survival, point.low, point.high) == (1.0, Some(1.0), Some(1.0))));
    let gone = kaplan_meier(&observe(&[(0, 1, true), (0, 2, true)]));
    assert_eq!(gone.iter().map(|point| point.survival).collect::<Vec<_>>(), [0.5, 0.0]);
    assert_eq!((gone[1].low, gone[1].high, gone[1].error), (None, None, None));
    assert_eq!((median(&gone), median(&flat), median(&[])), (Some(1), None, None));
    // 3/4 · 2/3 is a half.
    assert_eq!(median(&kaplan_meier(&observe(&[(0, 1, true), (0, 2, true), (0, 3, false), (0, 3, false)]))), Some(2));
}

const MONTHS: usize = 30;

/// A random book: cents of MRR by customer and month, and the month each says it began, before the ledger perhaps.
struct Book {
    mrr: Vec<[i64; MONTHS]>,
    since: Vec<Option<i32>>,
}

fn book(seed: u64) -> Book {
    let mut dice = Dice(seed);
    let (mut mrr, mut since) = (Vec::new(), Vec::new());
    for customer in 0..40 {
        let mut months = [0_i64; MONTHS];
        let first = if customer % 3 == 0 { 0 } else { dice.roll(MONTHS as u64) as usize };
        let mut is_there = true;
        for (month, cents) in months.iter_mut().enumerate().skip(first) {
            is_there = if is_there { dice.roll(14) > 0 } else { dice.roll(9) == 0 };
            if is_there || month == first {
                *cents = 100 * (1 + dice.roll(50) as i64);
            }
        }
        since.push((dice.roll(2) == 0).then(|| first as i32 - dice.roll(20) as i32));
        mrr.push(months);
    }
    mrr[0] = [500; MONTHS];
    Book { mrr, since }
}

fn label(month: i32) -> String {
    eggbasket::period::Month::parse("2023-01").unwrap().plus(month).to_string()
}

fn report_of(book: &Book, partitions: usize) -> Report {
    let folder = tempfile::tempdir().unwrap();
    let (mut ledger, mut customers) =
        (String::from("customer_id,date,amount,kind\n"), String::from("customer_id,since,half\n"));
    for (customer, months) in book.mrr.iter().enumerate() {
        for (month, cents) in months.iter().enumerate().filter(|(_, cents)| **cents > 0) {
            let _ = writeln!(ledger, "K{customer:02},{}-01,{}.00,recurring", label(month as i32), cents / 100);
        }
        let since = book.since[customer].map_or(String::new(), |month| format!("{}-17", label(month)));
        let _ = writeln!(customers, "K{customer:02},{since},{}", if customer % 2 == 0 { "even" } else { "odd" });
    }
    let ledger_file = folder.path().join("ledger.csv");
    std::fs::write(&ledger_file, ledger).unwrap();
    std::fs::write(folder.path().join("customers.csv"), customers).unwrap();
    let config = Config {
        customers: Some(folder.path().join("customers.csv")),
        as_of: eggbasket::period::parse_date("2025-06-30"),
        ..Config::default()
    };
    report_with(&[ledger_file.to_string_lossy().into_owned()], &config, partitions).unwrap()
}

#[test]
fn random_books_agree_with_a_naive_count() {
    for seed in 0..3 {
        let book = book(seed);
        let report = report_of(&book, 1 + seed as usize);
        naive_cohorts(&book, &report);
        naive_survival(&book, &report);
        naive_segments(&book, &report);
    }
}

fn naive_cohorts(book: &Book, report: &Report) {
    let mut cohorts: BTreeMap<usize, Vec<&[i64; MONTHS]>> = BTreeMap::new();
    for months in &book.mrr {
        cohorts.entry(months.iter().position(|cents| *cents > 0).unwrap()).or_default().push(months);
    }
    assert_eq!(report.cohorts.monthly.len(), cohorts.len());
    for ((first, members), cohort) in cohorts.iter().zip(&report.cohorts.monthly) {
        assert_eq!((cohort.cohort.as_str(), cohort.truncated), (label(*first as i32).as_str(), *first == 0));
        assert_eq!((cohort.customers, cohort.ages), (members.len() as u64, (MONTHS - first) as u64));
        let sum = |month: usize| members.iter().map(|months| months[month]).sum::<i64>();
        for month in *first..MONTHS {
            let age = month - first;
            assert_eq!(cohort.amounts[age].to_string(), format!("{}.00", sum(month) / 100));
            let there = members.iter().filter(|months| months[month] > 0).count();
            assert!(close(cohort.revenue[age].unwrap().0, sum(month) as f64 / sum(*first) as f64, 1e-11));
            assert!(close(cohort.logos[age].unwrap().0, there as f64 / members.len() as f64, 1e-11));
        }
    }
    // Every month's cohorts add up to its closing MRR.
    for (month, movement) in report.movements.iter().enumerate() {
        let all: i128 = report
            .cohorts
            .monthly
            .iter()
            .filter_map(|it| {
                let first = report.movements.iter().position(|movement| movement.period == it.cohort)?;
                month.checked_sub(first).map(|age| it.amounts[age].amount.0)
            })
            .sum();
        assert_eq!(all, movement.closing.amount.0, "{}", movement.period);
    }
}

fn naive_survival(book: &Book, report: &Report) {
    let mut lives = Vec::new();
    let mut left_out = 0;
    for (months, since) in book.mrr.iter().zip(&book.since) {
        let seen = months.iter().position(|cents| *cents > 0).unwrap() as i32;
        if since.is_none() && seen == 0 {
            left_out += 1;
            continue;
        }
        let start = since.unwrap_or(seen).min(seen);
        let lost = (seen..MONTHS as i32).find(|month| months[*month as usize] == 0);
        lives.push((i64::from(seen - start), i64::from(lost.unwrap_or(MONTHS as i32 - 1) - start), lost.is_some()));
    }
    assert_eq!(report.survival.left_out, left_out);
    // At every tenure, count one by one.
    let mut survival = 1.0;
    let mut points = report.survival.points.iter();
    for tenure in 0..200 {
        let at_risk = lives.iter().filter(|(entry, exit, _)| *entry < tenure && tenure <= *exit).count();
        let leaving: Vec<_> = lives.iter().filter(|(entry, exit, _)| entry < exit && *exit == tenure).collect();
        if leaving.is_empty() {
            continue;
        }
        let events = leaving.iter().filter(|life| life.2).count();
        survival *= 1.0 - events as f64 / at_risk as f64;
        let point = points.next().unwrap();
        assert_eq!((point.tenure_months, point.at_risk, point.events), (tenure, at_risk as u64, events as u64));
        assert_eq!(point.censored, (leaving.len() - events) as u64);
        assert!((point.survival.0 - survival).abs() < 1e-11);
    }
    assert!(points.next().is_none());
    let again: Vec<Point> = kaplan_meier(&observe(&lives));
    assert_eq!(again.len(), report.survival.points.len());
}

fn naive_segments(book: &Book, report: &Report) {
    for (value, rest) in [("even", 0), ("odd", 1)] {
        let members: Vec<_> =
            book.mrr.iter().enumerate().filter(|(at, _)| at % 2 == rest).map(|(_, months)| months).collect();
        let base: Vec<_> = members.iter().filter(|months| months[MONTHS - 13] > 0).collect();
        let p: i64 = base.iter().map(|months| months[MONTHS - 13]).sum();
        let q: i64 = base.iter().map(|months| months[MONTHS - 1]).sum();
        let kept: i64 = base.iter().map(|months| months[MONTHS - 1].min(months[MONTHS - 13])).sum();
        let found = report.retention_by_segment["half"].iter();
        let found = found.clone().find(|it| it.basis == "mrr" && it.value.as_deref() == Some(value)).unwrap();
        assert_eq!(found.customers, base.len() as u64);
        assert!(close(found.nrr.unwrap().0, q as f64 / p as f64, 1e-11));
        assert!(close(found.grr.unwrap().0, kept as f64 / p as f64, 1e-11));
    }
}
