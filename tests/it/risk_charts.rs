//! The charts of risk: what they read, what their titles say, and that their marks are as large as their values.

use crate::charts::{assert_whole, book, money, named, whale};
use eggbasket::charts;
use eggbasket::model::*;
use eggbasket::unit::{Money, Ratio};
use std::collections::BTreeMap;

/// The chance of each loss on a lattice of thousandths of all revenue.
fn losses(shares: &[f64], chance: f64) -> Vec<f64> {
    let mut chances = vec![1.0];
    for share in shares {
        let step = (share * 1000.0).round() as usize;
        let mut next = vec![0.0; chances.len() + step];
        for (at, weight) in chances.iter().enumerate() {
            next[at] += weight * (1.0 - chance);
            next[at + step] += weight * chance;
        }
        chances = next;
    }
    chances
}

/// Value at risk and expected shortfall at a level.
fn tail(chances: &[f64], level: f64) -> (f64, f64) {
    let mut below = 0.0;
    let at = chances.iter().position(|chance| {
        below += chance;
        below >= level - 1e-12
    });
    let var = at.unwrap();
    let beyond: f64 = chances.iter().enumerate().skip(var + 1).map(|(at, chance)| at as f64 * chance).sum();
    (var as f64 / 1000.0, (beyond + var as f64 * (below - level)) / (1.0 - level) / 1000.0)
}

/// Revenue at risk of a book whose shares are whole thousandths.
pub fn at_risk(report: &mut Report, shares: &[f64], chance: f64, total: f64) {
    let equal = vec![1.0 / shares.len() as f64; shares.len()];
    let (own, even) = (losses(shares, chance), losses(&equal, chance));
    let whole = |chances: &[f64]| {
        let mut seen = 0.0;
        chances
            .iter()
            .take_while(|chance| {
                let more = seen < 0.9999;
                seen += **chance;
                more
            })
            .count()
    };
    let last = whole(&own).max(whole(&even));
    let wide = last.div_ceil(60).max(1);
    let sum = |chances: &[f64], at: usize| -> f64 {
        let from = if at == 0 { 0 } else { at * wide + 1 };
        chances.iter().skip(from).take((at + 1) * wide + 1 - from).sum()
    };
    let band = |at: usize| LossBand {
        from: Ratio((at * wide) as f64 / 1000.0),
        to: Ratio(((at + 1) * wide) as f64 / 1000.0),
        probability: Ratio(sum(&own, at)),
        equal_probability: Ratio(sum(&even, at)),
    };
    let at = |chances: &[f64], pick: fn((f64, f64)) -> f64| -> BTreeMap<String, Money> {
        [("95", 0.95), ("99", 0.99)]
            .map(|(name, level)| (name.to_owned(), money(pick(tail(chances, level)) * total)))
            .into()
    };
    let es95 = tail(&own, 0.95).1;
    report.revenue_at_risk = Some(RevenueAtRisk {
        horizon_months: 12,
        exposed: "arr".into(),
        exposed_amount: money(total),
        dependence: "independent".into(),
        expected_loss: money(total * chance),
        var: at(&own, |it| it.0),
        es: at(&own, |it| it.1),
        es_share: [("95".to_owned(), Ratio(es95))].into(),
        equal_var: at(&even, |it| it.0),
        equal_es: at(&even, |it| it.1),
        distribution: (0..last.div_ceil(wide)).map(band).collect(),
        contributions: vec![],
        ..RevenueAtRisk::default()
    });
}

/// `head` and an even rest of one thousandth each.
pub fn shares(head: &[f64]) -> Vec<f64> {
    let rest = ((1.0 - head.iter().sum::<f64>()) * 1000.0).round() as usize / 2;
    head.iter().copied().chain(vec![0.002; rest]).collect()
}

/// A contribution a customer: its name, its part of the shortfall and of what is exposed.
pub fn contributions(report: &mut Report, parts: &[(&str, f64, f64)]) {
    let risk = report.revenue_at_risk.get_or_insert_default();
    risk.es.insert("95".into(), money(21.2e6));
    risk.contributions = parts
        .iter()
        .map(|&(name, es_share, exposed_share)| TailContribution {
            customer: name.into(),
            name: name.into(),
            es: money(es_share * 21.2e6),
            es_share: Ratio(es_share),
            exposed_share: Ratio(exposed_share),
            tail_ratio: (exposed_share > 0.0).then_some(Ratio(es_share / exposed_share)),
        })
        .collect();
}

/// A reverse stress that loses the margins one after the other until the slack is gone.
pub fn stress(slack: f64, margins: &[(&str, f64)]) -> ReverseStress {
    let mut lost = 0.0;
    let steps: Vec<StressStep> = margins
        .iter()
        .enumerate()
        .map(|(at, &(name, margin))| {
            lost += margin;
            StressStep {
                lost: at as u64 + 1,
                customer: name.into(),
                name: name.into(),
                margin: money(margin),
                margin_lost: money(lost),
                slack_left: money(slack - lost),
            }
        })
        .collect();
    let set = |members: &[(&str, f64)]| BreachSet {
        count: members.len() as u64,
        customers: members
            .iter()
            .take(50)
            .map(|&(name, margin)| BreachCustomer {
                customer: name.into(),
                name: name.into(),
                margin: money(margin),
                probability: Some(Ratio(0.1)),
            })
            .collect(),
        margin: money(members.iter().map(|it| it.1).sum()),
        ..BreachSet::default()
    };
    let breaches = lost > slack;
    ReverseStress {
        margin_share: Some(Ratio(0.6)),
        limit: "covenant".into(),
        limits: vec![StressLimit {
            limit: "covenant".into(),
            description: "net debt of EUR 30.0 m over EBITDA stays below 3.5".into(),
            floor: money(8.6e6),
            slack: money(slack),
        }],
        slack: money(slack),
        breach_probability: Some(Ratio(0.062)),
        fewest: breaches.then(|| set(margins)),
        most_likely: breaches.then(|| set(&margins[margins.len() / 2..])),
        steps,
        ..ReverseStress::default()
    }
}

/// A wall of quarters from 2026-Q4: ARR of the ten largest and of the rest that ends; notice a quarter earlier.
pub fn wall(report: &mut Report, ends: &[(f64, f64, &str)]) {
    let quarter = |at: usize| format!("{}-Q{}", 2026 + (at + 3) / 4, (at + 3) % 4 + 1);
    let next = |at: usize| ends.get(at + 1).copied().unwrap_or_default();
    report.renewal_wall = (0..ends.len())
        .map(|at| RenewalQuarter {
            quarter: quarter(at),
            head_ending: money(ends[at].0),
            rest_ending: money(ends[at].1),
            head_notice: money(next(at).0),
            rest_notice: money(next(at).1),
            contracts: 3,
            largest: vec![RenewalCustomer {
                customer: "c".into(),
                name: ends[at].2.into(),
                arr: money(ends[at].0 * 0.9),
            }],
        })
        .collect();
    let sum: f64 = ends.iter().map(|it| it.0 + it.1).sum();
    let most = (0..ends.len()).max_by(|a, b| (ends[*a].0 + ends[*a].1).total_cmp(&(ends[*b].0 + ends[*b].1)));
    report.renewals = Some(Renewals {
        arr: money(sum * 1.2),
        open_ended_arr: money(sum * 0.2),
        largest_quarter: most.map(quarter),
        largest_quarter_share: most.map(|at| Ratio((ends[at].0 + ends[at].1) / sum)),
        ..Renewals::default()
    });
}

/// The path after the loss of a customer with a margin a month, a ramp of six months, the rest earning `rest` a month.
pub fn replacement(margin: f64, rest: Option<f64>, cycles: &[u32]) -> ReplacementGap {
    let cycle = |decision: u32| {
        let (mut gap, mut cash) = (0.0, 0.0);
        let months: Vec<ReplacementMonth> = (1..=decision + 12)
            .map(|month| {
                let ramped = f64::from(month) - f64::from(decision) - 0.5;
                let replaced = (ramped / 6.0).clamp(0.0, 1.0);
                gap += margin * (1.0 - replaced);
                cash += rest.unwrap_or(0.0) - margin * (1.0 - replaced);
                ReplacementMonth { month, replaced: Ratio(replaced), gap: money(gap), cash: rest.map(|_| money(cash)) }
            })
            .collect();
        let low = months.iter().filter_map(|it| Some((it.month, it.cash?.to_f64()))).min_by(|a, b| a.1.total_cmp(&b.1));
        ReplacementCycle {
            decision_months: decision,
            gap: money(gap),
            low_month: low.map(|it| it.0),
            low_depth: low.map(|it| money((-it.1).max(0.0))),
            months,
        }
    };
    ReplacementGap {
        customer: "c1".into(),
        name: "Nordwind Energie AG".into(),
        arr: money(margin * 12.0 / 0.6),
        monthly_margin: money(margin),
        basis: "margin".into(),
        ramp_months: 6,
        cycles: cycles.iter().map(|&decision| cycle(decision)).collect(),
        win_rate: Some(Ratio(0.25)),
        pipeline_needed: Some(money(margin * 12.0 / 0.6 * 4.0)),
        pipeline_open: Some(money(9.3e6)),
        small_customers_needed: Some(84),
        ..ReplacementGap::default()
    }
}

/// Exposures by customer: name, revenue exposed, chance to leave, and the model's where somebody set another.
pub fn exposures(report: &mut Report, rows: &[(&str, f64, f64, Option<f64>)]) {
    let exposed: f64 = rows.iter().map(|row| row.1).sum();
    let loss: f64 = rows.iter().map(|row| row.1 * row.2).sum();
    report.churn_exposure = ChurnExposure {
        horizon_months: 12,
        exposed: "arr".into(),
        exposed_amount: money(exposed),
        expected_loss: Some(money(loss)),
        by_customer: rows
            .iter()
            .map(|&(name, arr, chance, model)| CustomerExposure {
                customer: name.into(),
                name: name.into(),
                arr: money(arr),
                probability: Ratio(chance),
                low: Ratio(chance * 0.5),
                high: Ratio((chance * 1.8).min(1.0)),
                model_probability: model.map(Ratio),
                override_author: model.map(|_| "J. Doe".into()),
                exposure: money(arr * chance),
                ..CustomerExposure::default()
            })
            .collect(),
        ..ChurnExposure::default()
    };
}

/// A backtest of bins (mean, forecasts, lost) and of dates' places in their distributions; every fourth is scored.
pub fn backtest(verdict: &str, bins: &[(f64, u64, u64)], pits: &[f64]) -> Backtest {
    let (expected, lost) = bins.iter().fold((0.0, 0), |sum, bin| (sum.0 + bin.0 * bin.1 as f64, sum.1 + bin.2));
    Backtest {
        horizon_months: 12,
        method: "empirical_bayes".into(),
        verdict: verdict.into(),
        message: "Over four dates the model's Brier score is 6 % below that of the base rate.".into(),
        methods: vec![MethodScores {
            method: "empirical_bayes".into(),
            expected,
            lost,
            skill: Some(Ratio(0.061)),
            ..MethodScores::default()
        }],
        calibration: bins
            .iter()
            .map(|&(mean, forecasts, lost)| {
                let rate = lost as f64 / forecasts as f64;
                let width = 1.64 * (rate.max(0.02) / forecasts as f64).sqrt();
                CalibrationBin {
                    forecasts,
                    lost,
                    mean: (forecasts > 0).then_some(Ratio(mean)),
                    rate: (forecasts > 0).then_some(Ratio(rate)),
                    low: (forecasts > 0).then_some(Ratio((rate - width).max(0.0))),
                    high: (forecasts > 0).then_some(Ratio((rate + width).min(1.0))),
                    ..CalibrationBin::default()
                }
            })
            .collect(),
        dates: pits
            .iter()
            .enumerate()
            .map(|(at, &pit)| BacktestDate {
                as_of: format!("{}-{:02}-30", 2022 + at / 4, at % 4 * 3 + 3),
                scored: at % 4 == 3,
                pit: Some(Ratio(pit)),
                ..BacktestDate::default()
            })
            .collect(),
        ..Backtest::default()
    }
}

/// Scenarios over one book: name, revenue lost; the margin is 60 % of it.
pub fn scenarios(lost: &[(&str, f64)], with_margin: bool) -> Vec<Stress> {
    let numbers = |lost: f64| StressNumbers {
        revenue: money(81e6 - lost),
        customers: 240,
        cr: [("10".to_owned(), Some(Ratio(0.52 - lost / 2e8)))].into(),
        es95_share: Some(Ratio(0.26 - lost / 1.2e8)),
        ebitda: with_margin.then(|| money(14.2e6 - lost * 0.6)),
        slack: with_margin.then(|| money(9.1e6 - lost * 0.6)),
        ..StressNumbers::default()
    };
    let scenario = |&(name, lost): &(&str, f64)| Stress {
        scenario: name.into(),
        description: "the largest customer, by 100 %, and whatever hangs on it, as the configuration says".into(),
        cut: Ratio(1.0),
        revenue_lost: money(lost),
        before: numbers(0.0),
        after: numbers(lost),
        ..Stress::default()
    };
    lost.iter().map(scenario).collect()
}

/// A plan of some months: the head stays, the rest grows; the measures follow.
pub fn plan(months: u32, growth: f64) -> Plan {
    let month = |at: u32| {
        let (head, rest) = (3.5e6 - 0.02e6 * f64::from(at), 3.2e6 * (1.0 + growth).powi(at as i32));
        let share = head / (head + rest);
        PlanMonth {
            month: format!("{}-{:02}", 2026 + (at + 9) / 12, (at + 9) % 12 + 1),
            head: money(head),
            rest: money(rest),
            new_small: money(rest - 3.2e6),
            measures: [("cr1", share * 0.4), ("cr10", share), ("hhi", share * 1300.0)]
                .map(|(name, value)| (name.to_owned(), Ratio(value)))
                .into(),
        }
    };
    let path: Vec<PlanMonth> = (0..months).map(month).collect();
    let limit = |measure: &str, limit: f64| PlanLimit {
        measure: measure.into(),
        limit: Ratio(limit),
        now: path[0].measures[measure],
        then: path.last().map(|it| it.measures[measure]),
    };
    Plan {
        limits: vec![limit("cr1", 0.2), limit("cr10", 0.4), limit("hhi", 600.0)],
        by: "2028-09-30".into(),
        months,
        growth: Some(Ratio(growth)),
        cap: Some(money(1.1e6)),
        message: "The plan needs the least growth.".into(),
        path,
        ..Plan::default()
    }
}
