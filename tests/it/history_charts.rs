//! The charts of history hold what the report says, in both languages, and their marks are as long as their values.

use crate::charts::{assert_whole, book, money, named};
use eggbasket::charts::{
    self, effective_customers, hhi_change, movement_bridge, rank_bump, recurring_over_time, share_stack,
};
use eggbasket::drawing::style::Style;
use eggbasket::drawing::words::{Lang, Words};
use eggbasket::drawing::{Drawing, text};
use eggbasket::model::{
    Concentration, CustomerRank, HhiChange, HhiChangeCustomer, History, Movement, MovementCounts, RecurringMonth,
    Report,
};
use eggbasket::period::Month;
use eggbasket::unit::Ratio;
use resvg::usvg::roxmltree::{Document, Node};

fn draw(name: &str, report: &Report) -> Drawing {
    let drawing = charts::draw(name, report, &Style::default()).unwrap();
    assert_whole(&drawing);
    drawing
}

fn chinese() -> Words {
    Words::of(Lang::Chinese)
}

/// Corners of a mark's only path: left, top, right, foot.
fn corners(mark: Node<'_, '_>) -> [f64; 4] {
    let path = mark.descendants().find(|node| node.has_tag_name("path")).unwrap();
    let numbers: Vec<f64> = path
        .attribute("d")
        .unwrap()
        .split(|letter: char| !letter.is_ascii_digit() && letter != '.' && letter != '-')
        .filter_map(|part| part.parse().ok())
        .collect();
    let side = |at: usize| numbers.iter().skip(at).step_by(2).copied();
    let least = |at| side(at).fold(f64::INFINITY, f64::min);
    let most = |at| side(at).fold(f64::NEG_INFINITY, f64::max);
    [least(0), least(1), most(0), most(1)]
}

/// Name, value and corners of every mark of `class`.
fn marks(drawing: &Drawing, class: &str) -> Vec<(String, f64, [f64; 4])> {
    let document = Document::parse(&drawing.svg).unwrap();
    let marks = document.descendants().filter(|node| node.attribute("class") == Some(class));
    let told = |node: Node<'_, '_>, what: &str| node.attribute(what).unwrap().to_owned();
    marks.map(|node| (told(node, "data-name"), told(node, "data-value").parse().unwrap(), corners(node))).collect()
}

/// Middle of every dot: name, value, x and y.
fn dots(drawing: &Drawing, class: &str) -> Vec<(String, f64, f64, f64)> {
    let document = Document::parse(&drawing.svg).unwrap();
    let marks = document.descendants().filter(|node| node.attribute("class") == Some(class));
    let dot = |node: Node<'_, '_>| {
        let circle = node.descendants().find(|node| node.has_tag_name("circle")).unwrap();
        let number = |name: &str| circle.attribute(name).unwrap().parse::<f64>().unwrap();
        let value = node.attribute("data-value").unwrap().parse().unwrap();
        (node.attribute("data-name").unwrap().to_owned(), value, number("cx"), number("cy"))
    };
    marks.map(dot).collect()
}

/// All sizes are the same multiple of their values, to 1 %.
fn assert_proportional(pairs: &[(f64, f64)]) {
    let (sizes, values) = pairs.iter().fold((0.0, 0.0), |sum, pair| (sum.0 + pair.0, sum.1 + pair.1.abs()));
    for (size, value) in pairs {
        assert!((size - value.abs() * sizes / values).abs() <= 0.01 * size + 0.02, "{size} for {value} of {pairs:?}");
    }
}

fn history(quarter: usize, covered: u32, customers: u64, effective: f64) -> History {
    let concentration =
        Concentration { customers, effective_customers: Some(Ratio(effective)), ..Concentration::default() };
    let period = format!("{}-Q{}", 2024 + quarter / 4, quarter % 4 + 1);
    History { period, months_covered: covered, concentration, ..History::default() }
}

fn rank(quarter: usize, customer: &str, rank: u64, share: f64) -> CustomerRank {
    CustomerRank {
        period: format!("{}-Q{}", 2024 + quarter / 4, quarter % 4 + 1),
        customer: customer.into(),
        name: format!("Customer {customer}"),
        rank,
        amount: money(share * 1e6),
        share: Some(Ratio(share)),
        ..CustomerRank::default()
    }
}

/// Gives a book a past: ranks that change at every quarter end of its history, and a change of the index.
pub fn past(report: &mut Report, amounts: &[f64], name: impl Fn(usize) -> String) {
    let positive: Vec<f64> = amounts.iter().copied().filter(|amount| *amount > 0.0).collect();
    let (shown, total) = (positive.len().min(10), positive.iter().sum::<f64>());
    let last = report.history.len().saturating_sub(1);
    for (at, point) in report.history.iter().enumerate() {
        let back = last - at;
        for place in 0..shown {
            // Neighbours change places at every other quarter end, and everyone rises a place in three.
            let beside = if back % 2 == 1 && place ^ 1 < shown { place ^ 1 } else { place };
            let customer = (beside + back / 3) % positive.len();
            report.customer_ranks.push(CustomerRank {
                period: point.period.clone(),
                customer: customer.to_string(),
                name: name(customer),
                rank: place as u64 + 1,
                amount: money(positive[place]),
                share: Some(Ratio(positive[place] / total)),
                ..CustomerRank::default()
            });
        }
    }
    let moved = |at: usize| if at.is_multiple_of(2) { 200.0 / (at + 1) as f64 } else { -80.0 / (at + 1) as f64 };
    let mut by_customer: Vec<HhiChangeCustomer> = (0..positive.len().min(20))
        .map(|at| HhiChangeCustomer {
            name: name(at),
            kind: ["stayer", "entrant", "leaver"][at % 3].to_owned(),
            share_before: (at % 3 != 1).then_some(Ratio(0.02)),
            share_after: (at % 3 != 2).then_some(Ratio(0.03)),
            change: Ratio(moved(at)),
            ..HhiChangeCustomer::default()
        })
        .collect();
    by_customer.sort_by(|one, other| other.change.0.total_cmp(&one.change.0));
    report.hhi_change = (total > 0.0).then(|| HhiChange {
        before: Ratio(890.0),
        transfer: Ratio(-12.0),
        fx: Ratio(3.0),
        stayers: Ratio(210.0),
        entrants: Ratio(60.0),
        leavers: Ratio(51.0),
        after: Ratio(1100.0),
        by_customer,
        others: Ratio(0.0),
    });
}

#[test]
fn recurring_revenue_is_read_told_and_stacked() {
    let mut report = book(&[9e6, 6e6]);
    let month = |at, recurring, other| RecurringMonth { period: Month(2026 * 12 + at), recurring, other };
    report.recurring.monthly =
        vec![month(6, money(3e5), money(1e5)), month(7, money(4e5), money(-5e4)), month(8, money(6e5), money(2e5))];
    report.recurring.share = Some(Ratio(0.834));
    report.recurring.mrr = Some(money(6e5));
    report.recurring.arr = Some(money(7.2e6));
    let data = recurring_over_time::read(&report);
    assert_eq!((data.months.len(), data.left_out, data.share), (3, 0, Some(0.834)));
    assert_eq!((data.months[1].month.to_string().as_str(), data.months[1].other), ("2026-08", money(-5e4)));
    let title = |words: &Words| text::plain(&recurring_over_time::title(&data, words));
    assert_eq!(title(&Words::default()), "83 % of revenue recurs, and recurring revenue runs at EUR 600 k a month");
    assert_eq!(title(&chinese()), "收入的 83% 为经常性收入，月度经常性收入达 60.0 万欧元");
    let drawing = draw("recurring_over_time", &report);
    let (recurring, other) = (marks(&drawing, "recurring"), marks(&drawing, "other"));
    assert_proportional(
        &recurring.iter().chain(&other).map(|(_, value, at)| (at[3] - at[1], *value)).collect::<Vec<_>>(),
    );
    // Other revenue stands on recurring revenue, and hangs below zero where it is negative.
    assert!((other[0].2[3] - recurring[0].2[1]).abs() < 0.02 && (other[1].2[1] - recurring[1].2[3]).abs() < 0.02);
    assert_eq!(drawing.table.columns, ["month", "recurring", "other"]);
    assert_eq!(drawing.table.rows[1], ["2026-08", "400000.00", "-50000.00"]);
    report.recurring.monthly = (0..130).map(|at| month(at, money(1e5), money(1e4))).collect();
    let data = recurring_over_time::read(&report);
    assert_eq!((data.months.len(), data.left_out, data.months[0].month), (120, 10, Month(2026 * 12 + 10)));
    report.recurring.inferred = true;
    report.recurring.mrr = None;
    let told = recurring_over_time::title(&recurring_over_time::read(&report), &Words::default());
    assert_eq!(text::plain(&told), "83 % of revenue seems to recur, by repeat purchases");
}

#[test]
fn the_bridge_is_told_in_both_languages_and_drawn_to_scale() {
    let mut report = book(&[9e6, 6e6]);
    let customers = MovementCounts { opening: Some(10), new: 2, reactivation: 0, churn: 3, transfer: 0, closing: 9 };
    report.movements = vec![Movement {
        period: "2026-09".into(),
        opening: Some(money(1e6)),
        new: money(2e5),
        expansion: money(1e5),
        churn: money(3.5e5),
        fx: money(5e4),
        closing: money(1e6),
        customers,
        ..Movement::default()
    }];
    let data = movement_bridge::read(&report).unwrap();
    let title = |words: &Words| text::plain(&movement_bridge::title(&data, words));
    assert_eq!(
        title(&Words::default()),
        "MRR stood at EUR 1.00 m in 1 month: new customers added EUR 0.20 m, those who stayed EUR 0.10 m; EUR 0.35 m was lost"
    );
    assert_eq!(
        title(&chinese()),
        "1 个月内月度经常性收入（MRR）保持在 100 万欧元：新客户带来 20 万欧元，存量客户增购 10 万欧元，流失与缩减 35 万欧元"
    );
    let drawing = draw("movement_bridge", &report);
    let bars: Vec<_> = marks(&drawing, "total").into_iter().chain(marks(&drawing, "step")).collect();
    assert_proportional(&bars.iter().map(|(_, value, at)| (at[3] - at[1], *value)).collect::<Vec<_>>());
    let step = |name: &str| bars.iter().find(|bar| bar.0 == name).unwrap();
    assert!((step("New").2[3] - step("Opening").2[1]).abs() < 0.02, "a step begins where the one before ended");
    assert_eq!(drawing.table.rows[3], ["churn", "-350000.00", "-3"]);
    assert_eq!((drawing.table.rows.len(), drawing.table.rows[0][2].as_str()), (6, "10"));
    // Of the 200 k that came 50 k came back.
    (report.movements[0].new, report.movements[0].reactivation) = (money(1.5e5), money(5e4));
    let told = text::plain(&movement_bridge::title(&movement_bridge::read(&report).unwrap(), &Words::default()));
    assert!(told.contains("new and returning customers added EUR 0.20 m, those"), "{told}");
}

#[test]
fn the_change_of_the_index_closes_and_names_who_moved_it() {
    let mut report = book(&[9e6, 6e6]);
    let customer = |name: &str, kind: &str, before: Option<f64>, after: Option<f64>, change: f64| HhiChangeCustomer {
        customer: name.into(),
        name: name.into(),
        kind: kind.into(),
        share_before: before.map(Ratio),
        share_after: after.map(Ratio),
        change: Ratio(change),
        ..HhiChangeCustomer::default()
    };
    // 30 % to 40 % adds 1600 − 900 = 700 points; 20 % that came adds 400; 10 % that left takes 100.
    report.hhi_change = Some(HhiChange {
        before: Ratio(1200.0),
        transfer: Ratio(0.0),
        fx: Ratio(-20.0),
        stayers: Ratio(690.0),
        entrants: Ratio(400.0),
        leavers: Ratio(100.0),
        after: Ratio(2170.0),
        by_customer: vec![
            customer("Ada", "stayer", Some(0.3), Some(0.4), 700.0),
            customer("Bea", "entrant", None, Some(0.2), 400.0),
            customer("Cyd", "leaver", Some(0.1), None, -100.0),
        ],
        others: Ratio(-10.0),
    });
    let data = hhi_change::read(&report).unwrap();
    let steps = [("fx", -20.0), ("stayers", 690.0), ("entrants", 400.0), ("leavers", -100.0)];
    assert_eq!(data.steps, steps);
    assert_eq!(data.before + steps.iter().map(|step| step.1).sum::<f64>(), data.after);
    let title = |words: &Words| text::plain(&hhi_change::title(&data, words));
    assert_eq!(
        title(&Words::default()),
        "Concentration (HHI) rose from 1,200 to 2,170 in 12 months, and Ada alone added 700"
    );
    assert_eq!(title(&chinese()), "集中度（HHI）12 个月内由 1,200 升至 2,170，仅 Ada 一家就推高 700 点");
    let drawing = draw("hhi_change", &report);
    let bars: Vec<_> = marks(&drawing, "total").into_iter().chain(marks(&drawing, "step")).collect();
    assert_proportional(&bars.iter().map(|(_, value, at)| (at[3] - at[1], *value)).collect::<Vec<_>>());
    let customers = marks(&drawing, "customer");
    assert_eq!(customers.iter().map(|it| it.1).collect::<Vec<_>>(), [700.0, 400.0, -100.0]);
    assert_proportional(&customers.iter().map(|(_, value, at)| (at[2] - at[0], *value)).collect::<Vec<_>>());
    assert!((customers[2].2[2] - customers[0].2[0]).abs() < 0.02, "rises and falls share one zero");
    assert!(drawing.svg.contains("watch: 1,000") && drawing.svg.contains("warning: 1,800"));
    assert!(!drawing.svg.contains("2,500"), "a limit beyond the bars is not drawn");
    assert_eq!(drawing.table.rows[7], ["entrant", "Bea", "400", "", "0.2"]);
    // Where nobody made a quarter of it, nobody is named, and a small part is told from nothing.
    let change = report.hhi_change.as_mut().unwrap();
    (change.after, change.stayers, change.entrants) = (Ratio(1080.4), Ratio(0.0), Ratio(0.4));
    change.by_customer = vec![customer("Cyd", "leaver", Some(0.01), None, -1.0)];
    let told = hhi_change::title(&hhi_change::read(&report).unwrap(), &Words::default());
    assert_eq!(
        text::plain(&told),
        "Concentration (HHI) fell from 1,200 to 1,080 in 12 months, and no customer alone made a quarter of that"
    );
    assert!(draw("hhi_change", &report).svg.contains(">+0.4<"));
    report.hhi_change = None;
    report.reasons.insert("hhi_change_reason".into(), "there is no year before".into());
    assert!(draw("hhi_change", &report).alt.contains("There is no year before."));
}

#[test]
fn the_effective_number_is_told_from_the_first_covered_year() {
    let mut report = book(&[1.0]);
    report.history = vec![history(0, 9, 30, 25.0), history(1, 12, 36, 20.0), history(2, 12, 38, 22.0)];
    report.history.push(history(3, 12, 40, 8.0));
    let data = effective_customers::read(&report);
    assert_eq!(data.points.iter().map(|it| it.covered).collect::<Vec<_>>(), [false, true, true, true]);
    assert_eq!((data.points[3].effective, data.points[3].customers), (Some(8.0), 40));
    let title = |words: &Words| text::plain(&effective_customers::title(&data, words));
    assert_eq!(title(&Words::default()), "40 customers weigh like 8.0 equal ones, down from 20 in 2024-Q2");
    assert_eq!(title(&chinese()), "40 家客户仅相当于 8.0 家均等客户，较 2024-Q2 的 20 家下降");
    let drawing = draw("effective_customers", &report);
    let dots = dots(&drawing, "point");
    assert_eq!(dots.len(), 4);
    // Equal steps across, and heights in proportion to the differences.
    assert!(((dots[1].2 - dots[0].2) - (dots[3].2 - dots[2].2)).abs() < 0.02);
    let rise = |at: usize| dots[at].3 - dots[0].3;
    assert_proportional(&[(rise(1), 5.0), (rise(2), 3.0), (rise(3), 17.0)]);
    assert!(drawing.svg.contains("watch: 10 or fewer (HHI 1,000)"));
    assert_eq!(drawing.table.rows[0], ["2024-Q1", "25", "30", "false"]);
    report.history.iter_mut().for_each(|it| it.concentration.effective_customers = None);
    assert!(draw("effective_customers", &report).title.ends_with("nothing to draw"));
    report.history = vec![history(3, 12, 1, 1.0)];
    let told = effective_customers::title(&effective_customers::read(&report), &Words::default());
    assert_eq!(text::plain(&told), "One customer is the whole book");
}

#[test]
fn ranks_move_and_tell_who_came_and_who_left() {
    let mut report = book(&[1.0]);
    report.history = (0..3).map(|at| history(at, 12, 4, 3.0)).collect();
    report.customer_ranks = vec![
        rank(0, "a", 1, 0.4),
        rank(0, "b", 2, 0.3),
        rank(0, "c", 3, 0.3),
        rank(1, "b", 1, 0.5),
        rank(1, "a", 2, 0.3),
        rank(1, "c", 3, 0.2),
        rank(2, "b", 1, 0.5),
        rank(2, "d", 2, 0.3),
        rank(2, "a", 3, 0.2),
    ];
    let data = rank_bump::read(&report);
    let lines: Vec<(&str, &[Option<u64>])> =
        data.lines.iter().map(|line| (line.name.as_str(), line.ranks.as_slice())).collect();
    assert_eq!(lines[0], ("Customer b", [Some(2), Some(1), Some(1)].as_slice()));
    assert_eq!(lines[1], ("Customer d", [None, None, Some(2)].as_slice()));
    assert_eq!(lines[2], ("Customer a", [Some(1), Some(2), Some(3)].as_slice()));
    assert_eq!(lines[3], ("Customer c", [Some(3), Some(3), None].as_slice()));
    assert_eq!(data.lines.iter().map(|line| line.series).collect::<Vec<_>>(), [Some(0), Some(1), Some(2), None]);
    let title = |words: &Words| text::plain(&rank_bump::title(&data, words));
    assert_eq!(
        title(&Words::default()),
        "Customer b has been the largest customer since 2024-Q2; one of today’s 3 largest came in after 2024-Q1"
    );
    assert_eq!(title(&chinese()), "Customer b 自 2024-Q2 起成为最大客户；当前前 3 大客户中有 1 家为 2024-Q1 之后新进");
    let drawing = draw("rank_bump", &report);
    let dots = dots(&drawing, "point");
    assert_eq!(dots.len(), 9);
    let first = dots.iter().find(|dot| dot.0 == "Customer a 2024-Q1").unwrap();
    let fall = |name: &str| dots.iter().find(|dot| dot.0 == name).unwrap().3 - first.3;
    assert_proportional(&[(fall("Customer a 2024-Q2"), 1.0), (fall("Customer a 2024-Q3"), 2.0)]);
    assert!(drawing.svg.contains("up one place") && drawing.svg.contains("in since 2024-Q3"));
    assert!(drawing.svg.contains("leaves them") && drawing.svg.contains(">Customer c</text>"));
    report.customer_ranks = vec![rank(0, "a", 1, 0.4), rank(2, "b", 1, 0.5), rank(2, "d", 2, 0.3)];
    let told = rank_bump::title(&rank_bump::read(&report), &Words::default());
    assert_eq!(
        text::plain(&told),
        "Customer b has been the largest customer since 2024-Q3; none of today’s 2 largest was so in 2024-Q1"
    );
    report.history.truncate(1);
    assert!(draw("rank_bump", &report).alt.contains("one quarter end"));
}

#[test]
fn layers_add_up_to_all_revenue() {
    let mut report = book(&[1.0]);
    report.history = vec![history(0, 12, 8, 5.0), history(1, 12, 9, 4.0)];
    let then = [0.05, 0.10, 0.0, 0.05, 0.10];
    let now = [0.30, 0.12, 0.08, 0.06, 0.04];
    let ids = ["a", "b", "c", "d", "e"];
    let at = |quarter: usize, shares: [f64; 5]| {
        let ranks = ids.iter().zip(shares).enumerate().filter(|(_, (_, share))| *share > 0.0);
        ranks.map(|(at, (id, share))| rank(quarter, id, at as u64 + 1, share)).collect::<Vec<_>>()
    };
    report.customer_ranks = [at(0, then), at(1, now), vec![rank(1, "f", 6, 0.03)]].concat();
    let data = share_stack::read(&report);
    assert_eq!((data.names.len(), data.others, data.names[0].as_str()), (5, 4, "Customer a"));
    assert_eq!((data.quarters[0].shares.as_slice(), data.quarters[1].shares.as_slice()), (&then[..], &now[..]));
    let title = |words: &Words| text::plain(&share_stack::title(&data, words));
    assert_eq!(
        title(&Words::default()),
        "Today’s five largest customers bring 60 % of revenue, up from 30 % in 2024-Q1; Customer a alone went from 5.0 % to 30 %"
    );
    assert_eq!(
        title(&chinese()),
        "当前前五大客户合计贡献收入的 60%，高于 2024-Q1 的 30%；仅 Customer a 一家就由 5.0% 变为 30%"
    );
    let drawing = draw("share_stack", &report);
    let layers = marks(&drawing, "share");
    assert_eq!(layers.len(), 5 + 6, "who brought nothing has no layer");
    assert_proportional(&layers.iter().map(|(_, value, at)| (at[3] - at[1], *value)).collect::<Vec<_>>());
    let last: f64 = layers[5..].iter().map(|layer| layer.1).sum();
    assert!((last - 1.0).abs() < 1e-9);
    assert_eq!(drawing.table.rows[11], ["2024-Q2", "(others)", "0.4"]);
    assert_eq!(drawing.table.rows[6], ["2024-Q2", "Customer a", "0.3"]);
    // On 100 % a tenth of this could not be seen: all others are told, and the scale ends with the five.
    let small = |shares: [f64; 5]| shares.map(|share| share / 10.0);
    report.customer_ranks = [at(0, small(then)), at(1, small(now))].concat();
    let drawing = draw("share_stack", &report);
    let layers = marks(&drawing, "share");
    assert_eq!(layers.len(), 4 + 5);
    assert_proportional(&layers.iter().map(|(_, value, at)| (at[3] - at[1], *value)).collect::<Vec<_>>());
    assert!(drawing.svg.contains("Others (4): 94.0") && drawing.svg.contains("all others bring the rest"));
}

#[test]
fn history_of_any_length_and_name_is_whole() {
    for (quarters, customers) in [(1, 1), (2, 3), (12, 10), (60, 25)] {
        let mut report = named(&[5e6, 3e6, 1e6], |at| "Ö长w".repeat(60 * at + 1));
        report.history = (0..quarters).map(|at| history(at, 12, customers, 1.0 + at as f64)).collect();
        let row = |quarter: usize, at: u64| {
            let customer = ((at + quarter as u64 * 3) % customers).to_string();
            CustomerRank { name: "Wŵ 长".repeat(100), ..rank(quarter, &customer, at + 1, 1.0 / customers as f64) }
        };
        report.customer_ranks =
            (0..quarters).flat_map(|quarter| (0..customers.min(10)).map(move |at| row(quarter, at))).collect();
        for name in ["effective_customers", "rank_bump", "share_stack", "recurring_over_time", "movement_bridge"] {
            draw(name, &report);
        }
    }
}
