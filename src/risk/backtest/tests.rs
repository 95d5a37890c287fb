//! The verdict on the choice of a method, and what a history of cuts is read from.

use super::dated::Dated;
use super::{Backtest, Basis, Book, Customer, Entry, Method, Verdict, of_dates};
use crate::risk::score::Outcome;
use crate::risk::severity::Change;

/// Twenty customers of whom so many are lost; the base rate gives each ½, empirical Bayes the chance named.
fn date(year: i32, bayes: f64, lost: usize) -> Dated {
    let all = |probability: f64| (0..20).map(|at| Outcome { probability, lost: at < lost, exposed: 1.0 }).collect();
    Dated {
        at: 12 * year,
        scored: true,
        known: 20,
        chosen: Method::BaseRate,
        base_rate: 0.5,
        by_method: vec![(Method::BaseRate, true, all(0.5)), (Method::EmpiricalBayes, true, all(bayes))],
    }
}

fn judged(dates: Vec<Dated>) -> (Method, Method, Verdict) {
    let Backtest { best, used, verdict, .. } = of_dates(dates, Basis::Mrr);
    (best, used, verdict)
}

// The squares of the base rate always sum to 20 · ¼ = 5; those of ¼ to 9/16 · lost + 1/16 · (20 − lost): 3.75 with five lost,
// 5.25 with eight, 2.25 with two.

#[test]
fn skill_is_that_of_the_method_chosen_on_earlier_dates() {
    // 5 + 3.75 against 10.
    let skilled = judged(vec![date(1, 0.25, 5), date(2, 0.25, 5)]);
    assert_eq!(skilled, (Method::EmpiricalBayes, Method::EmpiricalBayes, Verdict::Skill));
    // In hindsight 3.75 + 5.25 against 10; chosen on the earlier date 5 + 5.25.
    let hindsight = judged(vec![date(1, 0.25, 5), date(2, 0.25, 8)]);
    assert_eq!(hindsight, (Method::EmpiricalBayes, Method::BaseRate, Verdict::NoSkill));
    // The first date favours the base rate, so the second knows nothing better: 5 + 5, and 5.25 + 2.25 in hindsight.
    let late = judged(vec![date(1, 0.25, 8), date(2, 0.25, 2)]);
    assert_eq!(late, (Method::EmpiricalBayes, Method::BaseRate, Verdict::NoSkill));
}

#[test]
fn one_date_alone_shows_no_skill_of_a_choice() {
    let alone = judged(vec![date(1, 0.25, 5)]);
    assert_eq!(alone, (Method::EmpiricalBayes, Method::DEFAULT, Verdict::TooFew));
    // Where the base rate was best there is nothing to choose.
    assert_eq!(judged(vec![date(1, 0.25, 8)]), (Method::BaseRate, Method::BaseRate, Verdict::NoSkill));
    assert_eq!(judged(Vec::new()), (Method::DEFAULT, Method::DEFAULT, Verdict::None));
}

#[test]
fn half_a_year_is_not_held_against_a_whole_one() {
    // One unit in each of 36 months, the first of them 0. As of month 29 the starts 17 and 5 are known; revenue of twelve
    // months is whole from month 11 on.
    let months = (0..36).map(|month| Entry { month, amount: 1, mrr: 1 }).collect();
    let customer = Customer { id: "A".to_owned(), months, segments: Vec::new() };
    let book = |basis| Book::new(basis, (0, 35), Vec::new(), vec![customer.clone()]);
    assert_eq!(book(Basis::Ttm).changes(29), [Change { before: 12, after: 12 }]);
    assert_eq!(book(Basis::Mrr).changes(29), [Change { before: 1, after: 1 }; 2]);
}
