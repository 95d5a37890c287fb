//! The charts of risk: what they read, what their titles say, and that their marks are as large as their values.

use crate::charts::{assert_whole, book, draw, money, named, whale};
use eggbasket::charts::{
    self, calibration, churn_bubbles, loss_distribution, renewal_wall, replacement_path, reverse_stress, scenarios,
    tail_share, warnings_board,
};
use eggbasket::drawing::Drawing;
use eggbasket::drawing::style::Style;
use eggbasket::drawing::words::{Lang, Words};
use eggbasket::drawing::{
    axis::Frame, backend::Anchor, backend::Canvas, backend::Type, labels::Labels, text, theme::INK,
};
use eggbasket::model::*;
use eggbasket::unit::{Money, Ratio};
use resvg::usvg::roxmltree::{Document, Node};
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
fn at_risk(report: &mut Report, shares: &[f64], chance: f64, total: f64) {
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
fn shares(head: &[f64]) -> Vec<f64> {
    let rest = ((1.0 - head.iter().sum::<f64>()) * 1000.0).round() as usize / 2;
    head.iter().copied().chain(vec![0.002; rest]).collect()
}

/// A contribution a customer: its name, its part of the shortfall and of what is exposed.
fn contributions(report: &mut Report, parts: &[(&str, f64, f64)]) {
    let risk = report.revenue_at_risk.get_or_insert_default();
    risk.es.entry("95".into()).or_insert(money(21.2e6));
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
fn stress(slack: f64, margins: &[(&str, f64)]) -> ReverseStress {
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
fn wall(report: &mut Report, ends: &[(f64, f64, &str)]) {
    let quarter = |at: usize| format!("{}-Q{}", (2026 * 4 + 3 + at) / 4, (3 + at) % 4 + 1);
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
fn replacement(margin: f64, rest: Option<f64>, cycles: &[u32]) -> ReplacementGap {
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
        let path =
            ReplacementCycle { decision_months: decision, gap: money(gap), months, ..ReplacementCycle::default() };
        let (low_month, depth) = low.map_or((None, None), |it| (Some(it.0), Some(money((-it.1).max(0.0)))));
        ReplacementCycle { low_month, low_depth: depth, ..path }
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
fn exposures(report: &mut Report, rows: &[(&str, f64, f64, Option<f64>)]) {
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
fn backtest(verdict: &str, bins: &[(f64, u64, u64)], pits: &[f64]) -> Backtest {
    let (expected, lost) = bins.iter().fold((0.0, 0), |sum, bin| (sum.0 + bin.0 * bin.1 as f64, sum.1 + bin.2));
    Backtest {
        horizon_months: 12,
        method: "empirical_bayes".into(),
        verdict: verdict.into(),
        message: "Over four dates the model's Brier score is 6 % below that of the base rate.".into(),
        methods: [("empirical_bayes", 2.0, Ratio(0.1)), ("chosen", 1.0, Ratio(0.061))]
            .map(|(method, part, skill)| MethodScores {
                method: method.into(),
                expected: expected * part,
                lost,
                skill: Some(skill),
                ..MethodScores::default()
            })
            .into(),
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
                known_customer_years: 100,
                pit: Some(Ratio(pit)),
                ..BacktestDate::default()
            })
            .collect(),
        ..Backtest::default()
    }
}

/// Scenarios over one book: name, revenue lost; the margin is 60 % of it.
fn scenarios(lost: &[(&str, f64)], with_margin: bool) -> Vec<Stress> {
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
fn plan(months: u32, growth: f64) -> Plan {
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

/// A book with something in every section that the charts of risk read.
pub fn full(amounts: &[f64], name: impl Fn(usize) -> String) -> Report {
    let mut report = named(amounts, &name);
    let names: Vec<String> = (0..amounts.len()).map(name).collect();
    let total: f64 = amounts.iter().filter(|amount| **amount > 0.0).sum();
    let of = |at: usize| amounts.get(at).copied().unwrap_or(0.0).max(0.0);
    let named = |at: usize| names.get(at).map_or("nobody", String::as_str);
    at_risk(&mut report, &shares(&[0.21, 0.05]), 0.08, total);
    let part = |at: usize| if total > 0.0 { of(at) / total } else { 0.0 };
    let parts: Vec<(&str, f64, f64)> = (0..amounts.len().min(20)).map(|at| (named(at), part(at), part(at))).collect();
    contributions(&mut report, &parts);
    let margins: Vec<(&str, f64)> = (0..amounts.len().min(30)).map(|at| (named(at), of(at) * 0.6)).collect();
    report.reverse_stress = (!margins.is_empty()).then(|| stress(total * 0.1, &margins));
    let ends: Vec<(f64, f64, &str)> = (0..amounts.len().min(16)).map(|at| (of(at), of(at) * 0.3, named(at))).collect();
    wall(&mut report, &ends);
    report.replacement = Some(replacement(of(0) * 0.05, Some(total * 0.01), &[6, 9, 12]));
    report.backtest = Some(backtest("skill", &[(0.05, 400, 21), (0.15, 120, 16)], &[0.2, 0.97, 0.5, 0.4]));
    report.stress = scenarios(&parts.iter().map(|it| (it.0, it.1 * total)).collect::<Vec<_>>(), true);
    report.plan = Some(plan(18, 0.02));
    report.findings = warned().findings;
    report
}

const NAMES: [&str; 10] = [
    "warnings_board",
    "loss_distribution",
    "tail_share",
    "reverse_stress",
    "renewal_wall",
    "replacement_path",
    "churn_bubbles",
    "calibration",
    "scenarios",
    "plan",
];

fn assert_all_drawn(report: &Report) {
    for name in NAMES {
        let drawing = draw(name, report);
        assert!(!drawing.title.ends_with("nothing to draw"), "{name}: {}", drawing.title);
        assert_whole(&drawing);
    }
}

#[test]
fn charts_of_risk_are_whole() {
    for amounts in [whale(240, 0.314), whale(60, 0.05), vec![5.0, 3.0, 1.2], vec![7e4; 30], vec![1e6], vec![1e21, 1e21]]
    {
        assert_all_drawn(&full(&amounts, |at| format!("Customer {at}")));
    }
    assert_all_drawn(&full(&whale(10_000, 0.12), |at| format!("Customer {at}")));
}

#[test]
fn charts_of_risk_of_degenerate_books_are_whole() {
    for amounts in [vec![], vec![0.0; 3], vec![-5.0, -7.0], vec![100.0, -60.0]] {
        let report = full(&amounts, |at| format!("Customer {at}"));
        for name in NAMES {
            assert_whole(&draw(name, &report));
        }
    }
}

#[test]
fn charts_of_risk_draw_any_name_safely() {
    let names = ["W".repeat(500), String::new(), "שלום עולם".into(), "a\u{0}\u{202e}b\nc".into(), "<b>&\"'".into()];
    let report = full(&[31.0, 22.0, 13.0, 12.0, 10.0, 5.0, 4.0], |at| names[at % names.len()].clone());
    assert_all_drawn(&report);
    let svg = draw("tail_share", &report).svg;
    assert!(svg.contains("&lt;b&gt;&amp;") && !svg.contains('\u{202e}'));
}

#[test]
fn what_is_missing_gives_the_reason_of_the_report() {
    let mut report = book(&[3.0, 1.0]);
    let keys = [
        ("loss_distribution", "revenue_at_risk"),
        ("tail_share", "revenue_at_risk"),
        ("reverse_stress", "reverse_stress"),
        ("renewal_wall", "renewal_wall"),
        ("replacement_path", "replacement"),
        ("calibration", "backtest"),
        ("scenarios", "stress"),
        ("plan", "plan"),
    ];
    for (chart, key) in keys {
        report.reasons.insert(format!("{key}_reason"), format!("the {key} is not known"));
        let card = draw(chart, &report);
        assert!(card.alt.contains(&format!("The {key} is not known.")), "{}", card.alt);
    }
}

/// The chance to lose more, band by band: 1 − .6 = .4, less .3 = .1; the rarest shown is reached within the third band.
#[test]
fn the_curve_is_the_chance_to_lose_more() {
    let mut report = book(&[3.0, 1.0]);
    let band = |to: f64, probability: f64, equal: f64| LossBand {
        from: Ratio(to - 0.1),
        to: Ratio(to),
        probability: Ratio(probability),
        equal_probability: Ratio(equal),
    };
    report.revenue_at_risk = Some(RevenueAtRisk {
        exposed: "ttm_revenue".into(),
        exposed_amount: money(1000.0),
        expected_loss: money(83.0),
        var: [("95".to_owned(), money(210.0))].into(),
        es: [("95".to_owned(), money(379.0))].into(),
        equal_es: [("95".to_owned(), money(129.0))].into(),
        distribution: vec![band(0.1, 0.6, 0.5), band(0.2, 0.3, 0.5), band(0.3, 0.0995, 0.0), band(0.4, 0.0005, 0.0)],
        ..RevenueAtRisk::default()
    });
    report.reverse_stress =
        Some(ReverseStress { slack: money(150.0), margin_share: Some(Ratio(0.6)), ..ReverseStress::default() });
    let data = loss_distribution::read(&report).unwrap();
    let near = |found: &[(f64, f64)], wanted: &[(f64, f64)]| {
        assert_eq!(found.len(), wanted.len(), "{found:?}");
        for (one, other) in found.iter().zip(wanted) {
            assert!((one.0 - other.0).abs() < 1e-4 && (one.1 - other.1).abs() < 1e-12, "{found:?}");
        }
    };
    // ln(.1 / .001) / ln(.1 / .0005) = .8692 of the way from .2 to .3.
    near(&data.curve, &[(0.0, 1.0), (0.1, 0.4), (0.2, 0.1), (0.28692, 0.001)]);
    near(&data.equal, &[(0.0, 1.0), (0.1, 0.5), (0.2, 0.001)]);
    // A slack of 150 is the margin, at 60 %, of 250 of revenue.
    assert!((data.breach.unwrap().0 - 0.25).abs() < 1e-12);
    assert_eq!((data.expected, data.var95, data.es95, data.equal_es95), (0.083, Some(0.21), 0.379, Some(0.129)));
    assert_eq!(
        text::plain(&loss_distribution::title(&data, &Words::default())),
        "In the worst 5 % of years 37.9 % of revenue is lost on average; an equally spread book would lose 12.9 %"
    );
}

#[test]
fn no_more_than_all_is_lost() {
    let mut report = book(&[1.0]);
    at_risk(&mut report, &[1.0], 0.1, 5e3);
    assert!(report.revenue_at_risk.as_ref().unwrap().distribution.last().unwrap().to.0 > 1.0);
    let data = loss_distribution::read(&report).unwrap();
    assert_eq!(data.curve.last(), Some(&(1.0, 0.001)));
    let drawing = draw("loss_distribution", &report);
    assert_eq!(
        drawing.title,
        "In the worst 5 % of years 100.0 % of ARR is lost on average, as in an equally spread book"
    );
    assert!(drawing.svg.contains(">100 %<") && !drawing.svg.contains(">120 %<"));
}

#[test]
fn two_books_compare_since_their_axes_do() {
    let marks = |head: &[f64]| {
        let mut report = book(&[1.0]);
        at_risk(&mut report, &shares(head), 0.1, 81e6);
        let svg = draw("loss_distribution", &report).svg;
        ["expected", "es95", "equal_es95"].map(|class| {
            let found = marked(&svg, class);
            (found[0].1, found[0].2[0])
        })
    };
    let (even, one) = (marks(&[0.03; 10]), marks(&[0.3]));
    let unit = (one[1].1 - one[0].1) / (one[1].0 - one[0].0);
    for (loss, x) in even.into_iter().chain(one) {
        assert!((x - one[0].1 - unit * (loss - one[0].0)).abs() < 1.0, "{loss} stands at {x}");
    }
}

/// A thousand equal customers at one in a hundred lose 1 % on average and 2 % in a bad year: half of all is no axis for that.
#[test]
fn a_short_curve_has_a_short_axis() {
    let mut report = book(&[1.0]);
    at_risk(&mut report, &[0.001; 1000], 0.01, 81e6);
    let told = text::plain(&draw("loss_distribution", &report).svg);
    assert!(told.contains(">1.0 %<") && !told.contains(">10 %<") && !told.contains(">50 %<"));
    assert!(told.contains(">expected loss: 1.0 %<"));
}

/// What the marks of a class are worth, by name, and the numbers of their first path, or the corners of their rectangle.
fn marked(svg: &str, class: &str) -> Vec<(String, f64, Vec<f64>)> {
    let document = Document::parse(svg).unwrap();
    let read = |group: Node| {
        let shape = group.children().find(|node| node.has_tag_name("path") || node.has_tag_name("rect"))?;
        let numbers = if shape.has_tag_name("rect") { corners(shape) } else { path(shape.attribute("d")?) };
        Some((group.attribute("data-name")?.to_owned(), group.attribute("data-value")?.parse().ok()?, numbers))
    };
    document.descendants().filter(|node| node.attribute("class") == Some(class)).filter_map(read).collect()
}

/// The numbers of a path.
fn path(data: &str) -> Vec<f64> {
    let numbers = data.replace(|letter: char| letter.is_ascii_alphabetic(), " ");
    numbers.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

/// Two corners of a hatched or outlined bar, whose stroke of 2.5 stays inside it.
fn corners(rect: Node) -> Vec<f64> {
    let [x, y, width, height] =
        ["x", "y", "width", "height"].map(|name| rect.attribute(name).unwrap().parse::<f64>().unwrap());
    let inset = if width > 0.0 && height > 0.0 { 1.25 } else { 0.0 };
    vec![x - inset, y - inset, x + width + inset, y + height + inset]
}

/// Marks are as long, along `side` (0 across, 1 down), as they are worth, to 1 % and a hundredth of a unit.
fn assert_proportional(svg: &str, classes: &[&str], side: usize) {
    let marks: Vec<_> = classes.iter().flat_map(|class| marked(svg, class)).filter(|mark| mark.1.abs() > 0.0).collect();
    let length = |numbers: &[f64]| {
        let along = || numbers.iter().skip(side).step_by(2).copied();
        along().fold(f64::MIN, f64::max) - along().fold(f64::MAX, f64::min)
    };
    assert!(marks.len() > 1, "{classes:?}");
    let largest = marks.iter().max_by(|one, other| one.1.abs().total_cmp(&other.1.abs())).unwrap();
    let unit = length(&largest.2) / largest.1.abs();
    for (name, value, numbers) in &marks {
        let (found, wanted) = (length(numbers), value.abs() * unit);
        assert!((found - wanted).abs() <= wanted * 0.01 + 0.02, "{name}: {value} is {found} long, not {wanted}");
    }
}

#[test]
fn marks_are_as_long_as_their_values() {
    let report = full(&whale(240, 0.314), |at| format!("Customer {at}"));
    let svg = |name: &str| draw(name, &report).svg;
    assert_proportional(&svg("tail_share"), &["shortfall", "exposed"], 0);
    assert_proportional(&svg("reverse_stress"), &["slack", "lost"], 0);
    for column in 0..5 {
        let svg = column_of(&svg("scenarios"), column);
        assert_proportional(&svg, &["before", "after"], 0);
    }
    let ways = ["ending_head", "ending_rest", "notice_head", "notice_rest"];
    assert_proportional(&svg("renewal_wall"), &ways, 1);
    assert_proportional(&svg("plan"), &["head", "rest"], 1);
}

/// A drawing of scenarios with the marks of one column alone: they stand column by column, the present first.
fn column_of(svg: &str, column: usize) -> String {
    let mut parts = svg.split("<g id=\"scenarios-before-");
    let head = parts.next().unwrap().to_owned();
    let foot = if column == 4 { "" } else { "</svg>" };
    format!("{head}<g id=\"scenarios-before-{}{foot}", parts.nth(column).unwrap())
}

#[test]
fn bubbles_are_as_large_as_their_losses() {
    let mut report = book(&[1.0]);
    let rows = [("A", 5e6, 0.1, None), ("B", 3e6, 0.3, Some(0.05)), ("C", 1e6, 0.02, None), ("D", 4e6, 0.0, None)];
    exposures(&mut report, &rows);
    let data = churn_bubbles::read(&report).unwrap();
    let names: Vec<&str> = data.bubbles.iter().map(|bubble| bubble.name.as_str()).collect();
    assert_eq!(names, ["B", "A", "C"], "the largest expected loss first, none without one");
    assert_eq!((data.bubbles[0].model, data.bubbles[1].model), (Some(0.05), None));
    assert!(
        (data.bubbles[0].share - 3.0 / 13.0).abs() < 1e-12 && (data.bubbles[0].loss_share - 0.9 / 13.0).abs() < 1e-12
    );
    // .9 m of 1.42 m.
    assert_eq!(
        text::plain(&churn_bubbles::title(&data, &Words::default())),
        "B alone is 63 % of the expected loss: 23 % of ARR at a chance of 30 %"
    );
    let marks = marked(&draw("churn_bubbles", &report).svg, "bubble");
    let unit = marks[0].2[4].powi(2) / marks[0].1;
    assert!(marks.iter().all(|mark| (mark.2[4].powi(2) / mark.1 / unit - 1.0).abs() < 0.01), "{marks:?}");
    // The numbers of a path begin with the centre; the plane ends 110 units from the right edge of the sheet.
    let inside = |numbers: &[f64]| numbers[0] + numbers[4] <= 1810.0 && numbers[1] - numbers[4] >= 150.0;
    assert!(marks.iter().all(|mark| inside(&mark.2)), "every bubble lies within the plane: {marks:?}");
}

#[test]
fn who_bears_the_worst_years_is_said_against_what_it_brings() {
    let mut report = book(&[1.0]);
    contributions(&mut report, &[("Whale", 0.7917, 0.3), ("Other", 0.05, 0.1)]);
    let data = tail_share::read(&report).unwrap();
    let others = data.others.unwrap();
    assert!((others.0 - 0.1583).abs() < 1e-9 && (others.1 - 0.6).abs() < 1e-9);
    assert_eq!(
        text::plain(&tail_share::title(&data, &Words::default())),
        "Whale brings 30.0 % of ARR, but bears 79.2 % of what the worst 5 % of years cost"
    );
    contributions(&mut report, &[("Equal", 0.05, 0.05); 20]);
    let data = tail_share::read(&report).unwrap();
    assert_eq!(data.rows.len(), 10);
    let title = text::plain(&tail_share::title(&data, &Words::default()));
    assert_eq!(title, "No customer bears more than 5.0 % of what the worst 5 % of years cost");
}

#[test]
fn the_way_to_the_breach_is_told_step_by_step() {
    let mut report = book(&[1.0]);
    let title = |report: &Report| {
        text::plain(&reverse_stress::title(&reverse_stress::read(report).unwrap(), &Words::default()))
    };
    report.reverse_stress = Some(stress(15.0, &[("A", 10.8), ("B", 7.2)]));
    let data = reverse_stress::read(&report).unwrap();
    let left: Vec<String> = data.steps.iter().map(|step| step.after.to_string()).collect();
    assert_eq!(left, ["4.20", "-3.00"]);
    assert_eq!(title(&report), "Losing A and B breaches the covenant; a breach within a year is 6.2 % likely");
    let svg = draw("reverse_stress", &report).svg;
    let document = Document::parse(&svg).unwrap();
    let at = |line: &str| -> f64 {
        let is = |node: &Node| node.has_tag_name("text") && text::plain(node.text().unwrap_or_default()) == line;
        document.descendants().find(is).and_then(|node| node.attribute("x")?.parse().ok()).unwrap()
    };
    assert!(at("3 short") < at("breach = 0") && at("breach = 0") < at("4 left"), "the shortage stands where it is");
    report.reverse_stress = Some(stress(1.0, &[("A", 10.8)]));
    assert!(title(&report).starts_with("Losing A alone breaches the covenant"));
    report.reverse_stress = Some(stress(29.5, &[("A", 1.0); 30]));
    let data = reverse_stress::read(&report).unwrap();
    assert_eq!((data.steps.len(), data.steps[12].customers), (14, 17));
    let joined = data.steps.windows(2).all(|pair| pair[0].after == pair[1].before);
    assert!(joined && data.steps[13].after.to_string() == "-0.50", "every step begins where the one before ended");
    assert!(title(&report).starts_with("Losing 30 customers breaches the covenant"));
    report.reverse_stress = Some(stress(50.0, &[("A", 10.0), ("B", 5.0)]));
    assert_eq!(title(&report), "No loss of customers breaches the covenant: the slack of EUR 50 holds");
    report.reverse_stress = Some(stress(-1.0, &[]));
    assert_eq!(title(&report), "No slack is left: the covenant is breached already");
    assert_whole(&draw("reverse_stress", &report));
}

#[test]
fn the_wall_names_its_largest_quarter() {
    let mut report = book(&[1.0]);
    wall(&mut report, &[(2e6, 3e6, "A"), (9e6, 1e6, "Whale"), (1e6, 4e6, "C")]);
    let data = renewal_wall::read(&report);
    assert_eq!(
        text::plain(&renewal_wall::title(&data, &Words::default())),
        "50 % of ARR on long terms ends in 2027-Q1, most of it Whale"
    );
    assert_eq!((data.quarters.len(), data.later), (3, None));
    report.renewals = None;
    let title = text::plain(&renewal_wall::title(&renewal_wall::read(&report), &Words::default()));
    assert_eq!(title, "EUR 10.0 m of ARR ends in 2027-Q1, most of it Whale");
    wall(&mut report, &[(1e6, 1e6, "A"); 15]);
    let data = renewal_wall::read(&report);
    assert_eq!((data.quarters.len(), data.later.unwrap().to_string()), (12, "6000000.00".to_owned()));
}

/// A margin of 100 a month is missed for 6 months and half of it over a ramp of 6: 900; the rest brings 40 a month.
#[test]
fn the_path_of_cash_has_its_low() {
    let mut report = book(&[1.0]);
    report.replacement = Some(replacement(100.0, Some(40.0), &[12, 6]));
    let data = replacement_path::read(&report).unwrap();
    let decisions: Vec<u32> = data.paths.iter().map(|path| path.decision).collect();
    assert_eq!((decisions, data.paths[0].gap.to_string()), (vec![6, 12], "900.00".to_owned()));
    assert_eq!((data.paths[0].points[0], data.paths[0].points[6]), ((0.0, 0.0), (6.0, -360.0)));
    // Cash turns where the replacement brings more than 60: in the fourth month of the ramp 58.3, in the fifth 75.
    assert_eq!(data.paths[0].low.map(|low| low.0), Some(10));
    let title = text::plain(&replacement_path::title(&data, &Words::default()));
    assert!(
        title.contains("takes 12 months to decide, cash falls by EUR") && title.ends_with("until month 16"),
        "{title}"
    );
    report.replacement = Some(replacement(100.0, None, &[6, 12]));
    let title = text::plain(&replacement_path::title(&replacement_path::read(&report).unwrap(), &Words::default()));
    let wanted =
        "Replacing Nordwind Energie AG costs EUR 900 of margin if it takes 6 months to decide, EUR 1.50 k if 12";
    assert_eq!(title, wanted);
    let mut endless = replacement(100.0, Some(-40.0), &[6]);
    (endless.cycles[0].low_month, endless.cycles[0].low_depth) = (None, None);
    report.replacement = Some(endless);
    let drawing = draw("replacement_path", &report);
    assert_eq!(drawing.title, "Without Nordwind Energie AG cash falls month by month and does not turn");
    assert_whole(&drawing);
}

#[test]
fn the_backtest_says_its_verdict() {
    let mut report = book(&[1.0]);
    let mut title = |verdict: &str, bins: &[(f64, u64, u64)]| {
        report.backtest = Some(backtest(verdict, bins, &[0.2, 0.97, 0.5, 0.4]));
        let drawing = draw("calibration", &report);
        assert_whole(&drawing);
        (drawing.title, calibration::read(&report))
    };
    let (told, data) = title("skill", &[(0.05, 400, 21), (0.5, 0, 0)]);
    assert_eq!(told, "The chances to leave beat the base rate: 21 customers left where 20 were expected");
    let data = data.unwrap();
    assert_eq!(data.skill, Some(0.061), "the skill of the choice, as the verdict");
    assert_eq!((data.bins.len(), data.bins[0].rate), (1, 0.0525), "a tenth without forecasts has no dot");
    assert_eq!(data.dates.iter().filter(|date| date.scored).count(), 1);
    assert!(
        title("no_skill", &[(0.05, 400, 21)]).0.starts_with("The chances to leave told no more than the base rate")
    );
    let (told, _) = title("too_few", &[(0.05, 40, 1)]);
    assert_eq!(told, "Too few losses to judge the chances to leave: 2 were expected, five are needed");
    let (told, _) = title("too_few", &[(0.05, 400, 21)]);
    assert_eq!(told, "One past date alone cannot judge the chances to leave: 21 customers left where 20 were expected");
    assert!(title("none", &[]).0.ends_with("nothing to draw"));
    // The base rate is not compared with itself: 21 were lost where 20.4 were expected by it.
    let mut by_rate = backtest("no_skill", &[(0.051, 400, 21)], &[0.5]);
    by_rate.method = "base_rate".into();
    by_rate.methods[0].method = "base_rate".into();
    by_rate.methods[0].expected = 20.4;
    report.backtest = Some(by_rate);
    let drawing = draw("calibration", &report);
    assert_eq!(drawing.title, "No method beats the base rate: 21 customers left where it expected 20");
    report.backtest = Some(backtest("skill", &[(0.05, 400, 21)], &[0.5; 60]));
    assert_whole(&draw("calibration", &report));
}

#[test]
fn the_hardest_scenario_comes_first() {
    let mut report = book(&[1.0]);
    // EBITDA 14.2 m and slack 9.1 m, less 60 % of the revenue lost.
    let lost = [("Mild", 1e6), ("Worst", 17e6), ("Hard", 16e6), ("a", 2e6), ("b", 3e6), ("c", 4e6), ("d", 5e5)];
    report.stress = scenarios(&lost, true);
    let data = scenarios::read(&report);
    let names: Vec<&str> = data.scenarios.iter().map(|it| it.name.as_str()).collect();
    assert_eq!((names, data.others), (vec!["Worst", "Hard", "c", "b", "a", "Mild"], 1));
    let title = text::plain(&scenarios::title(&data, &Words::default()));
    assert_eq!(title, "“Worst” takes EBITDA from EUR 14.2 m to EUR 4.00 m; 2 of 7 scenarios breach a limit");
    report.stress = scenarios(&lost[..2], false);
    let data = scenarios::read(&report);
    assert_eq!(data.columns.len(), 3, "numbers that nobody knows have no column");
    assert_eq!(
        text::plain(&scenarios::title(&data, &Words::default())),
        "“Worst” takes revenue from EUR 81.0 m to EUR 64.0 m"
    );
}

#[test]
fn the_plan_says_growth_and_cap() {
    let mut report = book(&[1.0]);
    report.plan = Some(plan(24, 0.021));
    let title = |report: &Report| draw("plan", report).title;
    assert_eq!(
        title(&report),
        "Under all limits by 2028-09-30: small customers growing 2.1 % a month and no customer above EUR 1.10 m a month"
    );
    let data = charts::plan::read(&report).unwrap();
    assert_eq!((data.months.len(), data.measures.len(), data.measures[2].is_share), (24, 3, false));
    assert_eq!(data.measures[1].path[0], Some(data.measures[1].now));
    report.plan = Some(Plan { growth: None, cap: None, ..plan(12, 0.01) });
    assert!(title(&report).starts_with("No growth and no cap brings the book under its limits"));
    report.plan = Some(Plan { met_already: true, ..plan(12, 0.01) });
    assert_eq!(title(&report), "The book is within all limits of its policy already");
    let empty = Plan { path: vec![], message: "no growth meets it".into(), ..plan(12, 0.01) };
    report.plan = Some(empty);
    assert!(draw("plan", &report).alt.contains("No growth meets it."));
}

/// A finding: its id, title, severity, value, limit, how much worse than it, and unit.
fn finding(id: &str, title: &str, severity: Severity, value: f64, limit: f64, distance: f64, unit: &str) -> Finding {
    Finding {
        id: id.into(),
        title: title.into(),
        severity,
        value: Ratio(value),
        threshold: Ratio(limit),
        distance: Ratio(distance),
        unit: unit.into(),
        basis: "ours".into(),
        message: "Something is past its limit.".into(),
        customers: vec!["0".into()],
        money_at_stake: None,
        since: Some("2025-Q1".into()),
        trend: None,
        clears_when: "it falls; or it does not".into(),
    }
}

/// Four warnings: retention that must not fall, two beyond their limits, and one whose limit is nothing.
fn warned() -> Report {
    let mut report = named(&[3.0, 1.0], |at| format!("Customer {at}"));
    report.findings = vec![
        finding("W01", "largest customer", Severity::Warning, 0.25, 0.2, 0.05, "share"),
        finding("W15", "net revenue retention", Severity::Critical, 0.85, 0.9, 0.05, "share"),
        finding("W21", "new names in the top 5", Severity::Watch, 0.02, 0.0, 0.02, "share"),
        finding("W27", "chances to leave that were wrong", Severity::Critical, 33.0, 3.3, 29.7, "standard_deviations"),
        finding("W99", "something new", Severity::Watch, 1200.0, 1000.0, 200.0, "index"),
    ];
    report
}

#[test]
fn warnings_stand_by_severity_each_against_its_limit() {
    let report = warned();
    let data = warnings_board::read(&report);
    let rows: Vec<(&str, bool)> = data.rows.iter().map(|row| (row.id.as_str(), row.falls)).collect();
    assert_eq!(rows, [("W15", true), ("W27", false), ("W01", false), ("W21", false), ("W99", false)]);
    assert_eq!(data.rows[0].who.as_deref(), Some("Customer 0"));
    let drawing = draw("warnings_board", &report);
    assert_eq!(
        drawing.title,
        "Net revenue retention, Customer 0, at 85.0 % against a limit of 90.0 %: the first of 5 warnings, 2 of them critical"
    );
    // .85 / .9, .25 / .2 and 1200 / 1000; a tenfold is cut, and nothing is no multiple of nothing.
    let bars = marked(&drawing.svg, "bar");
    let multiples: Vec<f64> = bars.iter().map(|bar| bar.1).collect();
    assert_eq!(multiples, [0.944444, 1.25, 1.2]);
    assert_proportional(&drawing.svg, &["bar"], 0);
    assert_eq!(marked(&drawing.svg, "cut").len(), 1);
    let told = text::plain(&drawing.svg);
    for word in [
        ">at least 90.0 %<",
        ">33.0 σ<",
        ">10 ×<",
        ">1,000<",
        ">any at all<",
        ">something new<",
        ">it falls; or it does not<",
    ] {
        assert!(told.contains(word), "{word}");
    }
    assert_eq!((drawing.table.columns.len(), drawing.table.rows.len()), (10, 5));
    assert_eq!(drawing.table.rows[2][..6], ["W01", "largest customer", "warning", "Customer 0", "0.25", "0.2"]);
    assert_whole(&drawing);
}

#[test]
fn a_warning_that_waits_to_be_cleared_is_no_headline() {
    let mut report = warned();
    // 9.8 % under a limit of 10 %, and 92 % over one of 90 %: both are back, and only the last is past its limit.
    report.findings = vec![
        finding("W01", "largest customer", Severity::Critical, 0.098, 0.1, -0.002, "share"),
        finding("W15", "net revenue retention", Severity::Warning, 0.92, 0.9, -0.02, "share"),
        finding("W27", "chances to leave that were wrong", Severity::Watch, 2514.5, 2.0, 2512.5, "standard_deviations"),
    ];
    let drawing = draw("warnings_board", &report);
    let of = "Forecast of chances, Customer 0, off by 2,514.5 σ against a limit of 2.0 σ: the first of 3 warnings";
    assert_eq!(drawing.title, format!("{of}, one of them critical"));
    let told = text::plain(&drawing.svg);
    for word in ["back under the limit, not yet cleared<", "back above the limit, not yet cleared<"] {
        assert_eq!(told.matches(word).count(), 1, "{word}");
    }
    assert_eq!(told.matches("past a limit since 2025-Q1<").count(), 1);
    report.findings.pop();
    let drawing = draw("warnings_board", &report);
    assert_eq!(drawing.title, "No measure is past its limit: 2 warnings wait to be cleared");
}

#[test]
fn one_month_is_one_month() {
    let mut report = warned();
    report.findings = vec![finding("W25", "missing months", Severity::Warning, 3.0, 1.0, 2.0, "months")];
    let title =
        |report: &Report, lang| text::plain(&warnings_board::title(&warnings_board::read(report), &Words::of(lang)));
    assert_eq!(
        title(&report, Lang::English),
        "Missing months, Customer 0, at 3 months against a limit of 1 month: the only warning"
    );
    assert_eq!(title(&report, Lang::Chinese), "缺失月份（Customer 0）3 个月，限额 1 个月：唯一的预警");
}

#[test]
fn a_hundred_warnings_are_counted_and_none_is_good_news() {
    let mut report = warned();
    let many = |at: usize| Finding { value: Ratio(0.2 + at as f64 / 100.0), ..report.findings[0].clone() };
    let many: Vec<Finding> = (0..100).map(many).collect();
    report.findings = many;
    let drawing = draw("warnings_board", &report);
    assert!(drawing.svg.contains(">86 more warnings<") && drawing.table.rows.len() == 100);
    assert_whole(&drawing);
    report.findings.clear();
    let drawing = draw("warnings_board", &report);
    assert_eq!(drawing.title, "No warning stands: every measure is within its limit");
    assert!(!drawing.table.columns.is_empty() && drawing.table.rows.is_empty());
    assert_whole(&drawing);
}

#[test]
fn the_findings_of_risk_are_told_in_chinese() {
    let words = Words::of(Lang::Chinese);
    let mut report = warned();
    let told = |title: String| text::plain(&title);
    assert_eq!(
        told(warnings_board::title(&warnings_board::read(&report), &words)),
        "净收入留存率（NRR）（Customer 0）85.0%，限额 90.0%：5 项预警之首，其中 2 项为严重"
    );
    contributions(&mut report, &[("Whale", 0.7917, 0.3), ("Other", 0.05, 0.1)]);
    assert_eq!(
        told(tail_share::title(&tail_share::read(&report).unwrap(), &words)),
        "Whale 占 ARR 的 30.0%，却承担最差 5% 年份损失的 79.2%"
    );
    at_risk(&mut report, &[1.0], 0.1, 5e3);
    assert_eq!(
        told(loss_distribution::title(&loss_distribution::read(&report).unwrap(), &words)),
        "最差 5% 的年份平均损失 ARR 的 100.0%，与均匀分散的客户组合相同"
    );
    report.reverse_stress = Some(stress(15.0, &[("A", 10.8), ("B", 7.2)]));
    assert_eq!(
        told(reverse_stress::title(&reverse_stress::read(&report).unwrap(), &words)),
        "失去 A和B 即违反债务契约；一年内突破的概率为 6.2%"
    );
    report.stress = scenarios(&[("Worst", 17e6), ("Mild", 1e6)], true);
    assert_eq!(
        told(scenarios::title(&scenarios::read(&report), &words)),
        "情景“Worst”使 EBITDA 由 1,420 万欧元变为 400 万欧元；仅此情景突破限额"
    );
    report.plan = Some(plan(24, 0.021));
    assert_eq!(
        told(charts::plan::title(&charts::plan::read(&report).unwrap(), &words)),
        "2028-09-30 前全部达标：小客户月增 2.1%，且单一客户每月不超过 110 万欧元"
    );
}

#[test]
fn a_scenario_that_nobody_named_is_told_in_the_readers_words() {
    let mut report = book(&[1.0]);
    let title =
        |report: &Report, lang: Lang| text::plain(&scenarios::title(&scenarios::read(report), &Words::of(lang)));
    report.stress = scenarios(&[("the 3 largest customers leave", 17e6)], true);
    (report.stress[0].customers_hit, report.stress[0].cut) = (3, Ratio(1.0));
    assert!(title(&report, Lang::Chinese).starts_with("情景“前三大客户流失”"));
    assert!(title(&report, Lang::English).starts_with("“The 3 largest customers leave” takes"));
    report.stress = scenarios(&[("the 10 largest customers cut by 25.0 %", 17e6)], true);
    (report.stress[0].customers_hit, report.stress[0].cut) = (10, Ratio(0.25));
    assert!(title(&report, Lang::Chinese).starts_with("情景“前十大客户收入各减少 25%”"));
    assert!(title(&report, Lang::English).starts_with("“The ten largest buy 25 % less” takes"));
    report.stress[0].customers_hit = 9;
    assert!(title(&report, Lang::Chinese).contains("the 10 largest"), "a name that is not the report's stays");
}

/// What a table's column holds.
fn column(drawing: &Drawing, name: &str) -> Vec<String> {
    let at = drawing.table.columns.iter().position(|it| *it == name).unwrap();
    drawing.table.rows.iter().map(|row| row[at].clone()).collect()
}

#[test]
fn tables_of_risk_hold_what_is_drawn() {
    let mut report = book(&[1.0]);
    report.reverse_stress = Some(stress(15.0, &[("A", 10.8), ("=B", 7.2)]));
    let drawing = draw("reverse_stress", &report);
    assert_eq!(column(&drawing, "slack_after"), ["15.00", "4.20", "-3.00"]);
    assert_eq!(column(&drawing, "customer"), ["", "A", "'=B"], "a spreadsheet reads no formula");
    contributions(&mut report, &[("Whale", 0.75, 0.3), ("Other", 0.05, 0.1)]);
    let drawing = draw("tail_share", &report);
    assert_eq!(column(&drawing, "customer"), ["Whale", "Other", "others"]);
    assert_eq!((column(&drawing, "es_share")[2].as_str(), column(&drawing, "tail_ratio")[0].as_str()), ("0.2", "2.5"));
    report.stress = scenarios(&[("Worst", 17e6)], true);
    let drawing = draw("scenarios", &report);
    assert_eq!(column(&drawing, "number"), ["revenue", "cr_10", "es95_share", "ebitda", "slack"]);
    // 81 m less 17 m; 14.2 m and 9.1 m less 60 % of it.
    assert_eq!(column(&drawing, "after"), ["64000000", "0.435", "0.118333333333", "4000000", "-1100000"]);
    report.plan = Some(plan(3, 0.021));
    let drawing = draw("plan", &report);
    assert_eq!(column(&drawing, "month"), ["2026-10", "2026-11", "2026-12"]);
    assert_eq!(column(&drawing, "ten_largest"), ["3500000.00", "3480000.00", "3460000.00"]);
    assert_eq!(column(&drawing, "cr_5"), ["", "", ""], "no limit, no column of numbers");
    at_risk(&mut report, &[1.0], 0.1, 5e3);
    let drawing = draw("loss_distribution", &report);
    let (series, loss) = (column(&drawing, "series"), column(&drawing, "loss_share"));
    let at = series.iter().position(|it| it == "expected_loss").unwrap();
    assert_eq!(
        (loss[at].as_str(), loss[0].as_str(), column(&drawing, "chance_of_more")[0].as_str()),
        ("0.1", "0", "1")
    );
}

/// What has been is whole, a plan is outlined, a forecast hatched or dashed.
#[test]
fn forecasts_and_plans_look_like_what_they_are() {
    let report = full(&whale(240, 0.314), |at| format!("Customer {at}"));
    let fills = |name: &str, class: &str| -> Vec<String> {
        let svg = draw(name, &report).svg;
        let document = Document::parse(&svg).unwrap();
        let groups = document.descendants().filter(|node| node.attribute("class") == Some(class));
        groups
            .filter_map(|group| group.children().find(Node::is_element)?.attribute("fill").map(str::to_owned))
            .collect()
    };
    let hatched = |fills: Vec<String>| !fills.is_empty() && fills.iter().all(|fill| fill.starts_with("url(#"));
    let solid = |fills: Vec<String>| !fills.is_empty() && fills.iter().all(|fill| fill.starts_with('#'));
    assert!(hatched(fills("tail_share", "shortfall")) && solid(fills("tail_share", "exposed")));
    assert!(hatched(fills("reverse_stress", "lost")) && solid(fills("reverse_stress", "slack")));
    assert!(hatched(fills("scenarios", "after")) && solid(fills("scenarios", "before")));
    let svg = draw("plan", &report).svg;
    assert!(text::plain(&svg).contains(">now<"), "the first bar is no month");
    let outlined =
        svg.lines().filter(|line| line.starts_with("<rect") && line.contains("stroke-width=\"2.5\"")).count();
    assert_eq!(outlined, 2 * 17, "all months but the first, both parts");
    for (name, class) in [("plan", "measure"), ("loss_distribution", "curve"), ("loss_distribution", "equal")] {
        let svg = draw(name, &report).svg;
        let group = svg.split(&format!("class=\"{class}\"")).nth(1).unwrap();
        assert!(group.split("</g>").next().unwrap().contains("stroke-dasharray"), "{name} {class}");
    }
}

#[test]
fn a_label_takes_the_first_place_that_is_free() {
    let (canvas, look) = (Canvas::new("labels", &Style::default()), Type::new(20.0, INK));
    let mut labels = Labels::within(Frame { x: 0.0, y: 0.0, width: 400.0, height: 200.0 });
    labels.keep_off(Frame { x: 0.0, y: 0.0, width: 100.0, height: 100.0 });
    let places = [((10.0, 50.0), look), ((-5.0, 150.0), look), ((200.0, 100.0), look), ((50.0, 150.0), look)];
    assert_eq!(labels.place(&canvas, "one", &places), Some(2), "not on a mark, nor over the edge");
    assert_eq!(labels.place(&canvas, "two", &places), Some(3), "nor on another label");
    assert_eq!(labels.place(&canvas, "three", &places), None);
    let right = look.anchor(Anchor::End);
    assert_eq!(labels.place(&canvas, "four", &[((398.0, 30.0), look), ((390.0, 30.0), right)]), Some(1));
    // A line through the second label is open from above its letters to below them.
    let clear = labels.clear(210.0, (0.0, 200.0));
    assert!(clear.len() == 2 && clear[0].0 == 0.0 && clear[1].1 == 200.0, "{clear:?}");
    assert!(clear[0].1 < 100.0 - 20.0 && clear[1].0 > 100.0, "{clear:?}");
    assert_eq!(labels.clear(150.0, (0.0, 200.0)), [(0.0, 200.0)]);
}
