//! Published and hand-worked values of the concentration metrics.

use crate::support::{close, report_of_csv};
use eggbasket::config::Config;
use eggbasket::model::Concentration;
use eggbasket::risk::churn::{Cell, Method, estimate, fit, log_likelihood};

fn book(amounts: &[(&str, &str)]) -> Concentration {
    let rows: String = amounts.iter().map(|(customer, amount)| format!("{customer},2025-12-31,{amount}\n")).collect();
    let config = Config { as_of: eggbasket::period::parse_date("2025-12-31"), ..Config::default() };
    report_of_csv(&format!("customer_id,date,amount\n{rows}"), &config).expect("a report").concentration
}

fn even_tail(heads: &[&str], tail: usize, amount: &str) -> Concentration {
    let names: Vec<String> = (0..heads.len() + tail).map(|at| format!("C{at:03}")).collect();
    let amounts = heads.iter().copied().chain(std::iter::repeat_n(amount, tail));
    book(&names.iter().map(String::as_str).zip(amounts).collect::<Vec<_>>())
}

/// Holds a value against one printed with six decimals.
fn printed(value: Option<eggbasket::unit::Ratio>, expected: f64, what: &str) {
    let value = value.unwrap_or_else(|| panic!("{what} is null")).0;
    assert!((value - expected).abs() <= 0.5e-6, "{what} is {value}, not {expected}");
}

#[test]
fn shares_of_40_30_20_10() {
    let it = book(&[("A", "40"), ("B", "30"), ("C", "20"), ("D", "10")]);
    printed(it.hhi, 3000.0, "HHI");
    printed(it.hhi_normalised, 0.066667, "normalised HHI");
    printed(it.effective_customers, 3.333333, "effective number");
    printed(it.gini, 0.25, "Gini");
    printed(it.gini_adjusted, 0.333333, "adjusted Gini");
    printed(it.entropy, 1.279854, "entropy");
    printed(it.theil, 0.106440, "Theil");
    printed(it.hall_tideman, 0.333333, "Hall-Tideman");
    printed(it.hoover, 0.2, "Hoover");
    assert_eq!(it.cr_exceeds_customers, ["5", "10", "20"], "four customers");
}

#[test]
fn two_books_with_almost_the_same_top_ten() {
    let seed = even_tail(&["3"; 10], 350, "0.2");
    printed(seed.cr["1"], 0.03, "CR1");
    printed(seed.cr["5"], 0.15, "CR5");
    printed(seed.cr["10"], 0.30, "CR10");
    printed(seed.hhi, 104.0, "HHI");
    printed(seed.effective_customers, 96.153846, "effective number");
    printed(seed.gini, 0.272222, "Gini");
    printed(seed.theil, 0.483911, "Theil");
    let whale = even_tail(&["30"], 350, "0.2");
    printed(whale.cr["10"], 31.8 / 100.0, "CR10");
    printed(whale.hhi, 914.0, "HHI");
    printed(whale.effective_customers, 10.940919, "effective number");
    printed(whale.gini, 0.297151, "Gini");
    printed(whale.theil, 1.149369, "Theil");
}

#[test]
fn mergers_add_twice_the_product_of_the_shares() {
    let nine = ["25", "20", "15", "10", "8", "7", "6", "5", "4"];
    printed(even_tail(&nine, 0, "").hhi, 1540.0, "HHI");
    let small = ["25", "20", "15", "10", "8", "7", "6", "9"];
    printed(even_tail(&small, 0, "").hhi, 1580.0, "HHI after 5 and 4 merge");
    let large = ["45", "15", "10", "8", "7", "6", "5", "4"];
    printed(even_tail(&large, 0, "").hhi, 2540.0, "HHI after 25 and 20 merge");
}

fn cells(evidence: &[(u64, u64)]) -> Vec<Cell> {
    evidence.iter().map(|&(losses, customer_years)| Cell { losses, customer_years }).collect()
}

#[test]
fn empirical_bayes_maximises_the_beta_binomial_likelihood() {
    let cells = cells(&[(30, 200), (12, 150), (9, 120), (3, 80), (0, 25)]);
    let (a, b) = fit(&cells).expect("a maximum");
    let best = log_likelihood(&cells, a, b);
    // A grid of a thousand priors around it: none is better.
    for step_a in -15..=15 {
        for step_b in -15..=15 {
            let (near_a, near_b) = (a * 1.1_f64.powi(step_a), b * 1.1_f64.powi(step_b));
            assert!(log_likelihood(&cells, near_a, near_b) <= best + 1e-9, "{near_a}, {near_b} beat {a}, {b}");
        }
    }
    let (method, chances) = estimate(&cells);
    assert_eq!(method, Method::EmpiricalBayes { a, b });
    for (cell, chance) in cells.iter().zip(&chances) {
        let mean = (a + cell.losses as f64) / (a + b + cell.customer_years as f64);
        assert!(close(chance.mean, mean, 1e-12));
        assert!(chance.low < chance.mean && chance.mean < chance.high);
    }
    assert!(chances[4].mean > 0.0, "no loss never reads as zero");
}

#[test]
fn without_a_maximum_the_book_shares_one_probability() {
    let pooled = |evidence: &[(u64, u64)]| {
        let (method, chances) = estimate(&cells(evidence));
        assert_eq!(method, Method::Pooled, "{evidence:?}");
        chances[0].mean
    };
    // Too few cells, no loss at all, and cells that do not differ: (½ + K)/(1 + M).
    assert!(close(pooled(&[(3, 40), (1, 20)]), 4.5 / 61.0, 1e-12));
    assert!(close(pooled(&[(0, 40), (0, 20), (0, 9)]), 0.5 / 70.0, 1e-12));
    assert!(close(pooled(&[(10, 100), (10, 100), (10, 100)]), 30.5 / 301.0, 1e-12));
}
