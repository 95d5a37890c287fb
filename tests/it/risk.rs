//! Revenue at risk of a whole report, against every outcome one by one.

use crate::support::{close, report_of_csv};
use eggbasket::config::Config;
use eggbasket::model::Report;
use std::fmt::Write as _;

/// Ten customers over three years, two of them gone after the first and one after the second; amounts are hundreds, so that
/// the gcd lattice holds every loss exactly.
fn book() -> Report {
    let mut text = String::from("customer_id,date,amount\n");
    for customer in 0..10_i64 {
        let last = [36, 36, 36, 36, 36, 36, 36, 24, 12, 12][customer as usize];
        for month in 0..last {
            let amount = 100 * (1 + [40, 12, 9, 9, 5, 3, 2, 2, 1, 1][customer as usize]);
            let _ = writeln!(text, "K{customer},{}-{:02}-01,{amount}.00", 2023 + month / 12, month % 12 + 1);
        }
    }
    report_of_csv(&text, &Config::default()).expect("a report")
}

/// Loss and probability of every set of customers that may leave.
fn outcomes(customers: &[(f64, f64)]) -> Vec<(usize, f64, f64)> {
    (0..1_usize << customers.len())
        .map(|set| {
            let mut outcome = (set, 0.0, 1.0);
            for (at, (amount, chance)) in customers.iter().enumerate() {
                let leaves = set >> at & 1 == 1;
                outcome.1 += if leaves { *amount } else { 0.0 };
                outcome.2 *= if leaves { *chance } else { 1.0 - chance };
            }
            outcome
        })
        .collect()
}

/// Value at risk, expected shortfall, and each customer's part of it.
fn tail(customers: &[(f64, f64)], level: f64) -> (f64, f64, Vec<f64>) {
    let mut all = outcomes(customers);
    all.sort_by(|one, other| one.1.total_cmp(&other.1));
    let below = |loss: f64| all.iter().filter(|it| it.1 <= loss).map(|it| it.2).sum::<f64>();
    let var = all.iter().map(|it| it.1).find(|loss| below(*loss) >= level - 1e-12).expect("a quantile");
    let at: f64 = all.iter().filter(|it| it.1 == var).map(|it| it.2).sum();
    let atom = (below(var) - level) / at;
    // What lies beyond the value at risk counts whole, what lies at it in part.
    let weight = |loss: f64| {
        if loss > var {
            1.0
        } else if loss == var {
            atom
        } else {
            0.0
        }
    };
    let mean = |of: &dyn Fn(&(usize, f64, f64)) -> f64| {
        all.iter().map(|it| of(it) * it.2 * weight(it.1)).sum::<f64>() / (1.0 - level)
    };
    let part = |at: usize| mean(&|it| if it.0 >> at & 1 == 1 { customers[at].0 } else { 0.0 });
    (var, mean(&|it| it.1), (0..customers.len()).map(part).collect())
}

#[test]
fn revenue_at_risk_agrees_with_every_outcome() {
    let report = book();
    let exposure = &report.churn_exposure;
    let customers: Vec<(f64, f64)> =
        exposure.by_customer.iter().map(|it| (it.arr.amount.to_f64(), it.probability.0)).collect();
    assert_eq!(customers.len(), 7, "who left exposes nothing");
    let risk = report.revenue_at_risk.as_ref().expect("a distribution");
    assert_eq!(risk.exposed_amount, exposure.exposed_amount);
    assert_eq!(Some(risk.expected_loss), exposure.expected_loss);
    for (printed, level) in [("95", 0.95), ("99", 0.99), ("99.9", 0.999)] {
        let (var, es, _) = tail(&customers, level);
        assert!((risk.var[printed].amount.to_f64() - var).abs() < 0.006, "VaR {printed}");
        assert!((risk.es[printed].amount.to_f64() - es).abs() < 0.006, "ES {printed}");
        assert!(close(risk.es_share[printed].0, es / customers.iter().map(|it| it.0).sum::<f64>(), 1e-9));
    }
    let (_, es, parts) = tail(&customers, 0.95);
    let total: f64 = customers.iter().map(|it| it.0).sum();
    for row in &risk.contributions {
        let at = exposure.by_customer.iter().position(|it| it.customer == row.customer).expect("a customer");
        assert!(close(row.es_share.0, parts[at] / es, 1e-9), "{}", row.customer);
        assert!((row.es.amount.to_f64() - parts[at]).abs() < 0.006, "{}", row.customer);
        let ratio = row.tail_ratio.expect("a ratio").0;
        assert!(close(ratio, parts[at] / es / (customers[at].0 / total), 1e-9), "{}", row.customer);
    }
    assert!(close(risk.contributions.iter().map(|it| it.es_share.0).sum(), 1.0, 1e-9));
    // As many equal customers with one chance to leave, and the same expected loss.
    let count = customers.len() as f64;
    let lost: f64 = customers.iter().map(|it| it.0 * it.1).sum();
    let even: Vec<(f64, f64)> = customers.iter().map(|_| (1.0, lost / total)).collect();
    let cost = es - total / count * tail(&even, 0.95).1;
    assert!((risk.basket_cost.amount.to_f64() - cost).abs() < 0.006, "{} against {cost}", risk.basket_cost);
    let finding = report.findings.iter().find(|it| it.id == "W08").expect("a finding");
    assert_eq!(finding.customers, [risk.contributions[0].customer.clone()]);
    assert!(close(finding.value.0, risk.contributions[0].es_share.0, 1e-12));
}

#[test]
fn without_a_chance_to_leave_there_is_no_distribution_and_a_reason() {
    let report = report_of_csv("customer_id,date,amount\nA,2025-01-01,9\nB,2025-03-01,1\n", &Config::default());
    let report = report.expect("a report");
    assert!(report.revenue_at_risk.is_none());
    let why = &report.reasons["revenue_at_risk_reason"];
    assert!(why.contains("twelve months before its end"), "{why}");
    assert!(report.findings.iter().all(|it| it.id != "W08"));
}
