//! The charts of contracts and bases: what they read, what their titles say, and that their marks are as long as their
//! values.

use crate::chart_matrix::{fault, styles};
use crate::charts::{assert_whole, book, money, whale};
use crate::risk_charts::full;
use eggbasket::charts::{self, calibration, dependence_matrix, renewal_calendar, renewal_wall, replacement_path};
use eggbasket::drawing::style::{Size, Style};
use eggbasket::drawing::words::{Lang, Words};
use eggbasket::drawing::{Drawing, text};
use eggbasket::model::*;
use eggbasket::unit::Ratio;
use resvg::usvg::roxmltree::{Document, Node};

fn chinese() -> Words {
    Words::of(Lang::Chinese)
}

fn draw(name: &str, report: &Report) -> Drawing {
    charts::draw(name, report, &Style::default()).unwrap()
}

/// Left edge, width and value of the marks of a class.
fn marks(svg: &str, class: &str) -> Vec<(String, String, f64, f64)> {
    let document = Document::parse(svg).unwrap();
    let number = |node: Node, name: &str| node.attribute(name).unwrap().parse::<f64>().unwrap();
    let read = |group: Node| {
        let shape = group.children().find(Node::is_element).unwrap();
        let (left, wide) = if shape.has_tag_name("rect") {
            // An outline is drawn inside the mark, by half its stroke.
            let inset = if shape.attribute("stroke").is_some() { 1.25 } else { 0.0 };
            (number(shape, "x") - inset, number(shape, "width") + 2.0 * inset)
        } else {
            let numbers = shape.attribute("d").unwrap().replace(|letter: char| letter.is_ascii_alphabetic(), " ");
            let across: Vec<f64> = numbers.split_whitespace().step_by(2).map(|it| it.parse().unwrap()).collect();
            let (low, high) = across.iter().fold((f64::MAX, f64::MIN), |it, x| (it.0.min(*x), it.1.max(*x)));
            (low, high - low)
        };
        let told = |name: &str| group.attribute(name).unwrap().to_owned();
        (told("data-name"), told("data-value"), left, wide)
    };
    document.descendants().filter(|node| node.attribute("class") == Some(class)).map(read).collect()
}

/// Marks are as long as they are worth, to 1 % and a fiftieth of a unit.
fn assert_proportional(marks: &[(String, String, f64, f64)]) {
    let value = |mark: &(String, String, f64, f64)| mark.1.parse::<f64>().unwrap();
    let longest = marks.iter().max_by(|one, other| value(one).total_cmp(&value(other))).unwrap();
    let unit = longest.3 / value(longest);
    for mark in marks {
        let wanted = value(mark) * unit;
        assert!((mark.3 - wanted).abs() <= wanted * 0.01 + 0.02, "{mark:?} is not {wanted} long");
    }
}

fn contract(id: &str, customer: &str, arr: f64, notice: Option<&str>, end: Option<&str>) -> RenewalDate {
    RenewalDate {
        contract: id.into(),
        customer: customer.into(),
        name: format!("{customer} Ltd"),
        arr: money(arr),
        starts_on: "2025-01-01".into(),
        ends_on: end.map(str::to_owned),
        notice_on: notice.map(str::to_owned),
        auto_renew: Some(false),
        ..RenewalDate::default()
    }
}

/// As of 2026-09-30, a decision cycle to 2027-06-30. A: two contracts with the same dates, one on others; B has passed its
/// day; C has no end.
fn contracts() -> Report {
    let mut report = book(&[9.0, 3.0]);
    let due = NoticesDue { until: "2027-06-30".into(), decision_months: 9, ..NoticesDue::default() };
    report.renewals = Some(Renewals { within_decision_cycle: due, ..Renewals::default() });
    report.renewal_dates = vec![
        contract("1", "A", 4e6, Some("2026-12-31"), Some("2027-03-31")),
        contract("2", "A", 1e6, Some("2026-12-31"), Some("2027-03-31")),
        contract("3", "A", 2e6, Some("2027-09-30"), Some("2027-12-31")),
        contract("4", "B", 3e6, Some("2026-08-31"), Some("2026-11-30")),
        contract("5", "C", 5e5, None, None),
        contract("6", "D", 4e5, Some("2027-06-30"), Some("2027-06-30")),
    ];
    report
}

#[test]
fn the_calendar_gathers_contracts_by_customer_and_dates() {
    let report = contracts();
    let data = renewal_calendar::read(&report).unwrap();
    let names: Vec<&str> = data.rows.iter().map(|row| row.name.as_str()).collect();
    assert_eq!(names, ["A Ltd", "B Ltd", "C Ltd", "D Ltd"]);
    let (one, other) = (&data.rows[0].terms[0], &data.rows[0].terms[1]);
    assert_eq!((one.contracts, one.arr, other.contracts, other.arr), (2, money(5e6), 1, money(2e6)));
    assert_eq!(data.rows[0].arr(), money(7e6));
    // October, November and December have 92 days; January to March 2027 have 90.
    assert_eq!(one.notice.as_ref().map(|day| day.after), Some(92));
    assert_eq!(one.end.as_ref().map(|day| day.after), Some(92 + 90));
    assert_eq!(data.rows[1].terms[0].notice.as_ref().map(|day| day.after), Some(-30));
    assert_eq!((data.rows[2].terms[0].notice.clone(), data.rows[2].terms[0].end.clone()), (None, None));
    let due: Vec<bool> = data.rows.iter().map(|row| data.is_due(&row.terms[0])).collect();
    assert_eq!(due, [true, false, false, true], "the last day of the cycle is in it, a day that has passed is not");
    assert!(!data.is_due(other));
    // The last end is after 457 days; eighteen months to the end of March 2028 hold it, twelve do not.
    assert_eq!(data.days, 549);
}

#[test]
fn the_calendar_says_what_comes_up_for_notice() {
    let mut report = contracts();
    let title = |report: &Report, words: &Words| {
        text::plain(&renewal_calendar::title(&renewal_calendar::read(report).unwrap(), words))
    };
    assert_eq!(
        title(&report, &Words::default()),
        "EUR 5.40 m of the largest contracts comes up for notice by 2027-06-30, EUR 5.00 m of it with A Ltd by 2026-12-31"
    );
    assert_eq!(
        title(&report, &chinese()),
        "2027-06-30 前，大额合同中有 540 万欧元须决定是否发出终止通知，其中 A Ltd 的 500 万欧元最迟在 2026-12-31 通知"
    );
    report.renewal_dates.pop();
    let one = "A Ltd can give notice on EUR 5.00 m of ARR until 2026-12-31, ahead of all other large contracts";
    assert_eq!(title(&report, &Words::default()), one);
    report.renewals = None;
    let next = "The next large contract to come up for notice is that of A Ltd: EUR 5.00 m of ARR by 2026-12-31";
    assert_eq!(title(&report, &Words::default()), next);
    report.renewal_dates.drain(..3);
    assert_eq!(title(&report, &Words::default()), "None of the largest contracts has a day for notice ahead");
}

#[test]
fn the_calendar_is_to_scale() {
    let svg = draw("renewal_calendar", &contracts()).svg;
    let (open, bound) = (marks(&svg, "notice_open"), marks(&svg, "bound"));
    let days = |marks: &[(String, String, f64, f64)]| marks.iter().map(|mark| mark.1.clone()).collect::<Vec<_>>();
    assert_eq!(days(&open), ["92", "365", "273"], "nothing is whole where the day for notice has passed");
    assert_eq!(days(&bound), ["90", "92", "61"], "nothing is bound where notice is possible to the end");
    assert_proportional(&[open.clone(), bound.clone()].concat());
    assert!((bound[0].2 - open[0].2 - open[0].3).abs() < 0.05, "the outline begins where the whole bar ends");
    let unit = open[0].3 / 92.0;
    for mark in marks(&svg, "notice") {
        let middle = mark.2 + mark.3 / 2.0;
        assert!((middle - open[0].2 - mark.1.parse::<f64>().unwrap() * unit).abs() < 0.5, "{mark:?}");
    }
    assert_eq!(marks(&svg, "end").len(), 4);
    let document = Document::parse(&svg).unwrap();
    let endless = document.descendants().filter(|node| node.attribute("class") == Some("open_ended"));
    assert_eq!(endless.filter_map(|node| node.attribute("data-name")).collect::<Vec<_>>(), ["C Ltd"]);
}

#[test]
fn the_calendar_lists_every_contract_as_rows() {
    let table = draw("renewal_calendar", &contracts()).table;
    assert_eq!(table.columns, ["customer", "contracts", "arr", "notice_on", "ends_on", "auto_renew"]);
    assert_eq!(table.rows.len(), 5);
    assert_eq!(table.rows[0], ["A Ltd", "2", "5000000.00", "2026-12-31", "2027-03-31", "false"]);
    assert_eq!(table.rows[3], ["C Ltd", "1", "500000.00", "", "", "false"]);
}

#[test]
fn a_calendar_of_any_book_is_whole() {
    let mut report = contracts();
    let of_fifteen = |at: usize| (at % 15).to_string();
    let sixty = (0..60).map(|at| contract(&at.to_string(), &of_fifteen(at), 1e6 + at as f64, None, Some("2028-09-30")));
    let books: [Vec<RenewalDate>; 5] = [
        vec![contract("1", "A", 0.0, None, None)],
        vec![contract("1", "A", -5.0, Some("2026-09-30"), Some("2026-09-30"))],
        vec![contract("1", &"W".repeat(500), 1e21, Some("1999-01-01"), Some("9999-12-31"))],
        sixty.collect(),
        (0..60)
            .map(|at| {
                contract(
                    "1",
                    "A",
                    1.0,
                    Some("2026-11-11"),
                    Some(&format!("2027-{:02}-{:02}", at % 12 + 1, at / 12 + 1)),
                )
            })
            .collect(),
    ];
    for dates in books {
        report.renewal_dates = dates;
        for size in ["16:9", "4:3", "half", "square", "3000x1000"] {
            let style = Style { size: Size::parse(size).unwrap(), ..Style::default() };
            assert_whole(&charts::draw("renewal_calendar", &report, &style).unwrap());
        }
    }
    report.renewal_dates.clear();
    report.renewals = None;
    report.reasons.insert("renewals_reason".into(), "no contracts are known".into());
    assert!(draw("renewal_calendar", &report).alt.contains("No contracts are known."));
}

fn weighs(name: &str, shares: [Option<f64>; 4], worst: &str) -> Dependence {
    let shares = BASES.iter().zip(shares).map(|(base, share)| ((*base).to_owned(), share.map(Ratio))).collect();
    Dependence { customer: name.into(), name: name.into(), shares, worst: Some(worst.into()), ..Dependence::default() }
}

/// A is large in revenue, B in what it owes; nobody knows gross profit.
fn dependence() -> Report {
    let mut report = book(&[9.0, 3.0]);
    let base = |total: f64| Some(Base { total: money(total), ..Base::default() });
    report.bases = Bases { revenue: base(1e6), recurring: base(8e5), receivables: base(1e5), ..Bases::default() };
    report.bases.reasons.insert("gross_profit_reason".into(), "the ledger has no cost".into());
    report.dependence = vec![
        weighs("A", [Some(0.32), Some(0.36), None, Some(0.04)], "recurring"),
        weighs("C", [Some(0.05), Some(0.02), None, None], "revenue"),
        weighs("B", [Some(0.08), Some(0.0), None, Some(0.24)], "receivables"),
    ];
    report
}

#[test]
fn the_matrix_names_who_is_large_where_revenue_does_not_show_it() {
    let mut report = dependence();
    let data = dependence_matrix::read(&report).unwrap();
    let rows: Vec<(&str, Option<usize>)> = data.rows.iter().map(|row| (row.name.as_str(), row.worst)).collect();
    assert_eq!(rows, [("A", Some(1)), ("B", Some(3)), ("C", Some(0))], "the worst first");
    assert_eq!((data.past, data.columns[2].total), (2, None));
    assert_eq!(data.columns[2].why.as_deref(), Some("the ledger has no cost"));
    let title = |report: &Report, words: &Words| {
        text::plain(&dependence_matrix::title(&dependence_matrix::read(report).unwrap(), words))
    };
    assert_eq!(title(&report, &Words::default()), "B is 8.0 % of revenue, but 24 % of receivables");
    assert_eq!(title(&report, &chinese()), "B 仅占收入的 8.0%，却占应收账款的 24%");
    report.dependence[2] = weighs("B", [Some(0.11), Some(0.0), None, Some(0.24)], "receivables");
    let many = "2 customers reach 10 % of a base; A is the largest with 36 % of recurring revenue";
    assert_eq!(title(&report, &Words::default()), many);
    report.dependence.pop();
    assert_eq!(title(&report, &Words::default()), "A alone reaches 10 % of a base, with 36 % of recurring revenue");
    report.dependence.remove(0);
    let none = "No customer reaches 10 % of any known base; the largest share is that of C, 5.0 % of revenue";
    assert_eq!(title(&report, &Words::default()), none);
}

#[test]
fn the_matrix_is_to_scale_and_says_why_a_base_is_unknown() {
    let drawing = draw("dependence_matrix", &dependence());
    let cells = marks(&drawing.svg, "share");
    // Of nine known shares one is nothing and C's receivables are not known.
    assert_eq!(cells.len(), 7);
    assert_proportional(&cells);
    assert!(drawing.svg.contains("the ledger has no"));
    assert_eq!(drawing.table.rows[0], ["A", "0.32", "0.36", "", "0.04", "recurring"]);
    assert_whole(&drawing);
}

#[test]
fn a_matrix_of_any_book_is_whole() {
    let long = "W".repeat(500);
    let rows = [
        vec![weighs(&long, [Some(1.0), Some(-0.4), Some(1.7), Some(f64::NAN)], "gross_profit")],
        vec![weighs("A", [Some(0.0), None, None, None], "revenue"), weighs("", [None; 4], "revenue")],
        (0..40).map(|at| weighs(&format!("客户 {at}"), [Some(0.02); 4], "recurring")).collect(),
    ];
    for dependence in rows {
        let report = Report { dependence, ..dependence_report() };
        for (size, lang) in [("16:9", Lang::English), ("half", Lang::Chinese), ("square", Lang::English)] {
            let style = Style { size: Size::parse(size).unwrap(), words: Words::of(lang), ..Style::default() };
            assert_whole(&charts::draw("dependence_matrix", &report, &style).unwrap());
        }
    }
    let report = Report { dependence: vec![weighs("A", [None; 4], "revenue")], ..dependence_report() };
    assert!(draw("dependence_matrix", &report).title.ends_with("nothing to draw"));
}

fn dependence_report() -> Report {
    Report { dependence: vec![], ..dependence() }
}

#[test]
fn the_wall_reads_in_chinese_and_as_rows() {
    let mut report = book(&[1.0]);
    let quarter = |name: &str, head: f64, rest: f64| RenewalQuarter {
        quarter: name.into(),
        head_ending: money(head),
        rest_ending: money(rest),
        head_notice: money(0.0),
        rest_notice: money(5.0),
        largest: vec![RenewalCustomer { customer: "w".into(), name: "Whale".into(), arr: money(head) }],
        ..RenewalQuarter::default()
    };
    report.renewal_wall = vec![quarter("2026-Q4", 2e6, 1e6), quarter("2027-Q1", 6e6, 1e6)];
    report.renewals = Some(Renewals {
        largest_quarter: Some("2027-Q1".into()),
        largest_quarter_share: Some(Ratio(0.7)),
        ..Renewals::default()
    });
    let data = renewal_wall::read(&report);
    let told = text::plain(&renewal_wall::title(&data, &chinese()));
    assert_eq!(told, "长期合同年化经常性收入的 70% 在 2027-Q1 到期，大部分来自 Whale");
    let rows = draw("renewal_wall", &report).table.rows;
    assert_eq!(rows[0], ["2026-Q4", "2000000.00", "1000000.00", "0.00", "5.00", "Whale", ""]);
    assert_eq!(rows[1][6], "0.7");
}

#[test]
fn the_path_reads_in_chinese_and_as_rows() {
    let mut report = book(&[1.0]);
    let month = |month: u32, cash: f64| ReplacementMonth {
        month,
        gap: money(100.0 * f64::from(month)),
        cash: Some(money(cash)),
        ..ReplacementMonth::default()
    };
    let cycle = ReplacementCycle {
        decision_months: 1,
        gap: money(200.0),
        low_month: Some(2),
        low_depth: Some(money(70.0)),
        months: vec![month(1, -40.0), month(2, -70.0), month(3, -10.0)],
        ..ReplacementCycle::default()
    };
    let name = "Whale".to_owned();
    report.replacement =
        Some(ReplacementGap { name, basis: "margin".into(), cycles: vec![cycle], ..ReplacementGap::default() });
    let data = replacement_path::read(&report).unwrap();
    assert_eq!(
        text::plain(&replacement_path::title(&data, &Words::default())),
        "If Whale leaves and a replacement takes 1 month to decide, cash falls by EUR 70 until month 2"
    );
    assert_eq!(
        text::plain(&replacement_path::title(&data, &chinese())),
        "若 Whale 流失且替代客户需 1 个月决策，现金到第 2 个月将减少 70 欧元"
    );
    let drawing = draw("replacement_path", &report);
    assert_eq!(drawing.table.rows[2], ["1", "2", "-70.00", "", "70.00", "200.00"]);
    assert_eq!(drawing.table.rows.len(), 4);
    assert!(drawing.svg.contains("stroke-dasharray=\"14 6\""), "a forecast is dashed");
}

#[test]
fn the_backtest_reads_in_chinese_and_as_rows() {
    let mut report = book(&[1.0]);
    let bin = CalibrationBin {
        forecasts: 1200,
        lost: 60,
        mean: Some(Ratio(0.04)),
        rate: Some(Ratio(0.05)),
        low: Some(Ratio(0.03)),
        high: Some(Ratio(0.08)),
        ..CalibrationBin::default()
    };
    let date = |as_of: &str, pit: f64| BacktestDate {
        as_of: as_of.into(),
        scored: true,
        known_customer_years: 9,
        pit: Some(Ratio(pit)),
        ..BacktestDate::default()
    };
    let chosen = MethodScores {
        method: "chosen".into(),
        expected: 48.0,
        lost: 60,
        skill: Some(Ratio(0.2)),
        ..MethodScores::default()
    };
    report.backtest = Some(Backtest {
        verdict: "skill".into(),
        method: "bg_nbd".into(),
        methods: vec![chosen],
        calibration: vec![bin],
        dates: vec![date("2024-09-30", 0.25), date("2025-09-30", 0.75)],
        ..Backtest::default()
    });
    let data = calibration::read(&report).unwrap();
    assert_eq!(calibration::title(&data, &chinese()), "流失概率优于基准率：预期流失 48 家，实际流失 60 家");
    let drawing = draw("calibration", &report);
    assert_eq!(drawing.title, "The chances to leave beat the base rate: 60 customers left where 48 were expected");
    assert_eq!(drawing.table.rows[0], ["bin", "1200", "0.04", "0.05", "0.03", "0.08", "", "", ""]);
    assert_eq!(drawing.table.rows[2], ["date", "", "", "", "", "", "2025-09-30", "0.75", "true"]);
    assert_whole(&drawing);
}

/// Whole, legible and told in every theme, language and size.
#[test]
fn the_charts_of_contracts_hold_in_every_style() {
    let names = [
        dependence_matrix::NAME,
        renewal_calendar::NAME,
        renewal_wall::NAME,
        replacement_path::NAME,
        calibration::NAME,
    ];
    for amounts in [whale(240, 0.314), vec![7e4; 30], vec![5.0]] {
        let mut report = full(&amounts, |at| format!("Customer {at} with a name of some length"));
        report.dependence = dependence().dependence;
        report.bases = dependence().bases;
        report.renewal_dates = contracts().renewal_dates;
        for style in styles() {
            let faults: Vec<String> = names.iter().filter_map(|name| fault(name, &report, &style)).collect();
            assert!(faults.is_empty(), "{}", faults.join("\n"));
        }
    }
}
