//! The charts of churn and retention: what they read, by hand, what their titles say in both languages, and that their marks
//! are as large as their values.

use crate::charts::{assert_whole, book, draw, money};
use eggbasket::charts::{
    self, churn_bubbles, churn_exposure, cohort_heat_map, exposure_by_tier, head_margin, retention_head_rest,
};
use eggbasket::drawing::style::{Size, Style};
use eggbasket::drawing::text;
use eggbasket::drawing::words::{Lang, Words};
use eggbasket::model::*;
use eggbasket::unit::Ratio;
use resvg::usvg::roxmltree::Document;

fn chinese() -> Words {
    Words::of(Lang::Chinese)
}

/// Name, value, left, top, right and foot of every mark of a class.
fn marks(svg: &str, class: &str) -> Vec<(String, f64, [f64; 4])> {
    let document = Document::parse(svg).unwrap();
    let groups = document.descendants().filter(|node| node.attribute("class") == Some(class));
    groups
        .map(|group| {
            let boxes = group.descendants().filter_map(|node| extent(&node));
            let found = boxes.reduce(|one, other| {
                [one[0].min(other[0]), one[1].min(other[1]), one[2].max(other[2]), one[3].max(other[3])]
            });
            let value = group.attribute("data-value").unwrap().parse().unwrap();
            (group.attribute("data-name").unwrap().to_owned(), value, found.unwrap())
        })
        .collect()
}

/// The box of a mark with its stroke, which lies half outside of it.
fn extent(node: &resvg::usvg::roxmltree::Node) -> Option<[f64; 4]> {
    let number = |name: &str| node.attribute(name).and_then(|text| text.parse::<f64>().ok());
    let half = number("stroke-width").filter(|_| node.has_tag_name("rect")).unwrap_or(0.0) / 2.0;
    match node.tag_name().name() {
        "rect" => {
            let (x, y) = (number("x")? - half, number("y")? - half);
            Some([x, y, x + number("width")? + 2.0 * half, y + number("height")? + 2.0 * half])
        }
        "circle" => {
            let (x, y) = (number("cx")?, number("cy")?);
            Some([x, y, x, y])
        }
        "path" => {
            let numbers: Vec<f64> =
                node.attribute("d")?.split(['M', 'L', ' ']).filter_map(|part| part.parse().ok()).collect();
            let points = numbers.chunks_exact(2);
            points.map(|point| [point[0], point[1], point[0], point[1]]).reduce(|one, other| {
                [one[0].min(other[0]), one[1].min(other[1]), one[2].max(other[2]), one[3].max(other[3])]
            })
        }
        _ => None,
    }
}

/// Every bar is as long as its value, to 1 % and the half unit that the strokes of hatched ones leave free.
fn assert_long(svg: &str, classes: &[&str], upright: bool) {
    let all: Vec<_> = classes.iter().flat_map(|class| marks(svg, class)).collect();
    let length = |at: &[f64; 4]| if upright { at[3] - at[1] } else { at[2] - at[0] };
    let largest = all.iter().max_by(|one, other| one.1.abs().total_cmp(&other.1.abs())).unwrap();
    let unit = length(&largest.2) / largest.1.abs();
    assert!(unit > 0.0 && all.len() > 1);
    for (name, value, at) in &all {
        let off = (length(at) - value.abs() * unit).abs();
        assert!(off <= (value.abs() * unit * 0.01).max(0.6), "{name}: {value} is off by {off} units");
    }
}

fn exposure(name: &str, arr: f64, chance: f64) -> CustomerExposure {
    CustomerExposure {
        customer: name.into(),
        name: name.into(),
        arr: money(arr),
        probability: Ratio(chance),
        low: Ratio(chance / 2.0),
        high: Ratio(chance * 2.0),
        exposure: money(arr * chance),
        ..CustomerExposure::default()
    }
}

fn part(name: &str, customers: u64, arr: f64, loss: f64) -> ExposurePart {
    ExposurePart {
        name: name.into(),
        customers,
        arr: money(arr),
        expected_loss: money(loss),
        loss_share: Some(Ratio(loss / arr)),
    }
}

/// Eighteen customers of 1 m to 18 m with one chance in ten, and the book's parts.
fn exposed() -> Report {
    let mut report = book(&[1.0]);
    let rows = (1..=18).rev().map(|at| exposure(&format!("C{at}"), f64::from(at) * 1e6, 0.1));
    report.churn_exposure = ChurnExposure {
        horizon_months: 12,
        exposed: "contracted_arr".into(),
        exposed_amount: money(171e6),
        expected_loss: Some(money(17.1e6)),
        expected_loss_share: Some(Ratio(0.1)),
        locked_amount: money(4e6),
        by_customer: rows.collect(),
        // The report has the largest loss first, whatever tier that is.
        by_tier: vec![part("middle", 5, 30e6, 9e6), part("head", 10, 136e6, 8e6), part("tail", 3, 5e6, 0.1e6)],
        by_segment: vec![part("Retail", 9, 100e6, 10e6), part("Public", 9, 71e6, 7.1e6)],
        by_renewal_quarter: (1..=10).map(|at| part(&format!("Q{at}"), 1, 2e6, f64::from(at) * 1e5)).collect(),
        ..ChurnExposure::default()
    };
    report
}

#[test]
fn churn_exposure_reads_the_largest_losses_and_sums_the_rest() {
    let mut report = exposed();
    report.churn_exposure.by_customer[1].override_author = Some("CFO".into());
    let data = churn_exposure::read(&report);
    assert_eq!((data.rows.len(), data.others, data.others_loss.to_string().as_str()), (15, 3, "600000.00"));
    let first = &data.rows[0];
    assert_eq!((first.name.as_str(), first.exposed.to_string().as_str()), ("C18", "18000000.00"));
    assert_eq!((first.low, first.probability, first.high), (0.05, 0.1, 0.2));
    assert_eq!((first.own, data.rows[1].own, data.exposed), (false, true, "contracted"));
    let title = |words: &Words| text::plain(&churn_exposure::title(&data, words));
    assert_eq!(title(&Words::default()), "Expect to lose EUR 17.1 m (10 % of ARR) in 12 months; C18 alone EUR 1.80 m");
    assert_eq!(title(&chinese()), "未来 12 个月预期损失 1,710 万欧元（占 ARR 的 10%），其中 C18 一家即达 180 万欧元");
    let drawing = draw("churn_exposure", &report);
    assert!(text::plain(&drawing.svg).contains("EUR 4.00 m of ARR is under contract beyond 12 months"));
    assert_long(&drawing.svg, &["bar"], false);
    assert_eq!(drawing.table.rows[1], ["C17", "17000000.00", "0.1", "0.05", "0.2", "true", "1700000.00"]);
    // Of two alike neither stands out, nor does one that bears a hundredth.
    report.churn_exposure.by_customer[1].exposure = money(1.8e6);
    let even = churn_exposure::title(&churn_exposure::read(&report), &Words::default());
    assert!(text::plain(&even).ends_with("no customer is more than EUR 1.80 m of it"), "{even}");
    report.churn_exposure.by_customer[1].exposure = money(1.7e6);
    report.churn_exposure.expected_loss = Some(money(171e6));
    let even = churn_exposure::title(&churn_exposure::read(&report), &Words::default());
    assert!(text::plain(&even).ends_with("no customer is more than EUR 1.80 m of it"), "{even}");
}

#[test]
fn dots_lie_where_the_chances_are() {
    let mut report = exposed();
    for (at, row) in report.churn_exposure.by_customer.iter_mut().enumerate() {
        let chance = 0.02 * (at as f64 + 1.0);
        (row.probability, row.low, row.high) = (Ratio(chance), Ratio(chance), Ratio(chance));
    }
    let svg = draw("churn_exposure", &report).svg;
    let dots: Vec<(f64, f64)> = marks(&svg, "chance").iter().map(|mark| (mark.1, mark.2[0])).collect();
    let unit = (dots[14].1 - dots[0].1) / (dots[14].0 - dots[0].0);
    assert!(unit > 100.0, "{dots:?}");
    for (chance, x) in &dots {
        let off = (x - dots[0].1) - (chance - dots[0].0) * unit;
        assert!(off.abs() < 0.01 * unit * 0.3, "{chance} lies {off} off");
    }
}

#[test]
fn bubbles_are_told_in_both_languages() {
    let data = churn_bubbles::read(&exposed()).unwrap();
    let title = |words: &Words| text::plain(&churn_bubbles::title(&data, words));
    // 1.8 m of 17.1 m, and 18 m of 171 m.
    assert_eq!(title(&Words::default()), "C18 alone is 11 % of the expected loss: 11 % of ARR at a chance of 10 %");
    assert_eq!(title(&chinese()), "C18 一家占预期损失的 11%：占 ARR 的 11%，流失概率 10%");
    let drawing = draw("churn_bubbles", &exposed());
    assert!(text::plain(&drawing.svg).contains("chance to leave within 12 months"));
    let table = drawing.table;
    assert_eq!(table.rows[0], ["C18", "18000000.00", "0.105263157895", "0.1", "", "1800000.00", "0.0105263157895"]);
}

#[test]
fn a_crowd_on_one_spot_is_told_by_its_number() {
    let mut report = exposed();
    // One of 4 m and fifty of 2 m at one chance in ten: 0.2 m of 104 m is .19 % each.
    let few = (0..50).map(|at| exposure(&format!("Few{at}"), 2e6, 0.1));
    report.churn_exposure.by_customer = std::iter::once(exposure("Lone", 4e6, 0.1)).chain(few).collect();
    report.churn_exposure.exposed_amount = money(104e6);
    let svg = text::plain(&draw("churn_bubbles", &report).svg);
    assert!(svg.contains(">50 customers, 0.19 % each<") && svg.contains(">Lone 0.38 %<"), "{svg}");
    assert!(!svg.contains(">Few"), "none of a crowd is named");
}

#[test]
fn tiers_stand_in_order_and_the_rest_is_gathered() {
    let report = exposed();
    let data = exposure_by_tier::read(&report);
    let cuts: Vec<&str> = data.blocks.iter().map(|block| block.cut).collect();
    assert_eq!(cuts, ["tier", "segment", "quarter"]);
    let tiers: Vec<_> = data.blocks[0].parts.iter().map(|part| part.name.clone().unwrap()).collect();
    assert_eq!(tiers, ["head", "middle", "tail"]);
    let later = &data.blocks[2].parts[7];
    // The quarters eight to ten: 3 customers, 6 m, .8 + .9 + 1 m.
    assert_eq!((later.name.as_ref(), later.gathered, later.customers), (None, 3, Some(3)));
    assert_eq!((later.exposed.to_string(), later.loss.to_string()), ("6000000.00".into(), "2700000.00".into()));
    // Of 171 m and 17.1 m ten quarters hold 20 m and 5.5 m.
    let endless = &data.blocks[2].parts[8];
    assert_eq!((endless.name.as_ref(), endless.gathered, endless.customers), (None, 0, None));
    assert_eq!((endless.exposed.to_string(), endless.loss.to_string()), ("151000000.00".into(), "11600000.00".into()));
    let title = |words: &Words| text::plain(&exposure_by_tier::title(&data, words));
    // 9 m of 17.1 m.
    let told = "The 5 customers of the middle tier bear 53 % of the EUR 17.1 m that is expected to be lost";
    assert_eq!(title(&Words::default()), told);
    assert_eq!(title(&chinese()), "腰部 5 家客户承担 1,710 万欧元预期损失的 53%");
    let drawing = draw("exposure_by_tier", &report);
    assert_whole(&drawing);
    assert_long(&drawing.svg, &["exposed", "loss"], false);
    assert_eq!(drawing.table.rows[0], ["tier", "head", "10", "136000000.00", "8000000.00", "0.0588235294118"]);
    assert_eq!(drawing.table.rows.len(), 3 + 2 + 9);
    assert_eq!(drawing.table.rows[13][..3], ["quarter", "no fixed end", ""]);
}

fn rates(basis: &str, customers: u64, nrr: f64, grr: f64) -> RetentionRates {
    let rates = RetentionRates { basis: basis.into(), customers, base_covered: true, ..RetentionRates::default() };
    RetentionRates { nrr: Some(Ratio(nrr)), grr: Some(Ratio(grr)), ..rates }
}

fn retained() -> Report {
    let mut report = book(&[1.0]);
    report.retention = Retention {
        mrr: Some(RetentionRates { nrr_without_top_expanders: Some(Ratio(0.92)), ..rates("mrr", 110, 1.1, 0.9) }),
        ttm: Some(rates("ttm", 120, 1.4, 0.95)),
        head: Some(rates("mrr", 10, 1.5, 0.95)),
        rest: Some(rates("mrr", 100, 0.8, 0.75)),
        ..Retention::default()
    };
    report.retention_history = (1..=30)
        .flat_map(|at| ["mrr", "ttm"].map(|basis| (at, basis)))
        .map(|(at, basis)| RetentionAt {
            period: format!("{}-Q{}", 2019 + (at - 1) / 4, (at - 1) % 4 + 1),
            basis: basis.into(),
            nrr: (at != 20).then_some(Ratio(1.0 + f64::from(at) * 0.01)),
            grr: Some(Ratio(0.9)),
            base_covered: at > 8,
            ..RetentionAt::default()
        })
        .collect();
    report
}

#[test]
fn retention_is_read_on_the_basis_of_the_head() {
    let mut report = retained();
    let data = retention_head_rest::read(&report);
    let parts: Vec<_> = data.parts.iter().map(|part| (part.name, part.customers, part.nrr, part.grr)).collect();
    assert_eq!(parts, [("head", 10, 1.5, 0.95), ("rest", 100, 0.8, 0.75)]);
    assert_eq!((data.basis.as_str(), data.history.len(), data.without_expanders), ("mrr", 22, Some(0.92)));
    // Of 30 the first eight are not covered, and the twentieth is unknown.
    let (first, gap) = (&data.history[0], &data.history[11]);
    assert_eq!((first.quarter.as_str(), first.nrr, first.covered), ("2021-Q1", Some(1.09), true));
    assert_eq!((gap.nrr, gap.grr), (None, Some(0.9)));
    let title = |report: &Report, words: &Words| {
        text::plain(&retention_head_rest::title(&retention_head_rest::read(report), words))
    };
    let told = "Net retention of 110.0 % rests on three customers: without them it is 92.0 %";
    assert_eq!(title(&report, &Words::default()), told);
    assert_eq!(title(&report, &chinese()), "净收入留存率 110.0% 依赖三家客户：剔除后仅 92.0%");
    report.retention.mrr.as_mut().unwrap().nrr_without_top_expanders = Some(Ratio(1.02));
    let told = "The ten largest customers are worth 150.0 % of a year ago, all others 80.0 %";
    assert_eq!(title(&report, &Words::default()), told);
    assert_eq!(title(&report, &chinese()), "前十大客户的净收入留存率为 150.0%，其余客户为 80.0%");
    report.retention.rest.as_mut().unwrap().base_covered = false;
    let told = "Against a year that the ledger covers in part: the ten largest customers are worth 150.0 % of a year ago, all others 80.0 %";
    assert_eq!(title(&report, &Words::default()), told);
    (report.retention.head, report.retention.rest) = (None, None);
    let told = "Customers of a year ago are worth 110.0 % of what they were; 90.0 % without their growth";
    assert_eq!(title(&report, &Words::default()), told);
    report.retention.mrr.as_mut().unwrap().base_covered = false;
    assert!(
        title(&report, &Words::default()).starts_with("Against a year that the ledger covers in part: customers of")
    );
    assert!(title(&report, &chinese()).starts_with("比较年度未完整覆盖："));
    assert_whole(&draw("retention_head_rest", &report));
}

#[test]
fn retention_is_drawn_to_scale() {
    let drawing = draw("retention_head_rest", &retained());
    assert_whole(&drawing);
    assert_long(&drawing.svg, &["bar"], false);
    let points = marks(&drawing.svg, "point");
    assert_eq!(points.len(), 22 + 21);
    let (low, high) = (&points[0], points.last().unwrap());
    let unit = (low.2[1] - high.2[1]) / (high.1 - low.1);
    assert!(points.iter().all(|point| (low.2[1] - point.2[1] - (point.1 - low.1) * unit).abs() < 0.01 * unit * 0.3));
    assert_eq!(drawing.table.rows.len(), 2 + 22);
    assert_eq!(drawing.svg.matches(">2026-Q2<").count(), 2, "the last values have a date, as the axis does");
    let mut short = retained();
    short.retention_history.iter_mut().for_each(|point| point.base_covered = false);
    let drawing = draw("retention_head_rest", &short);
    assert_eq!(marks(&drawing.svg, "point").len(), 24 + 23, "where no quarter is covered all are drawn");
    assert!(drawing.svg.contains(">2026-Q2, in part<"), "a hollow point is not told as a whole one");
    assert_eq!(drawing.table.rows[0], ["head", "", "mrr", "1.5", "0.95", "true"]);
}

/// A cohort of ten customers from a base of 1,000.
fn cohort(name: String, truncated: bool, kept: &[f64]) -> Cohort {
    let revenue: Vec<Option<Ratio>> =
        std::iter::once(1.0).chain(kept.iter().copied()).map(|it| Some(Ratio(it))).collect();
    Cohort {
        cohort: name,
        customers: 10,
        base_amount: money(1000.0),
        truncated,
        ages: revenue.len() as u64,
        revenue,
        ..Cohort::default()
    }
}

#[test]
fn cohorts_are_the_newest_and_the_one_the_ledger_cuts_off() {
    let mut report = book(&[1.0]);
    let ages = |at: usize| vec![0.9 + 0.01 * at as f64; 20 - at];
    report.cohorts.basis = "mrr".into();
    report.cohorts.quarterly = (0..=20).map(|at| cohort(format!("Q{at:02}"), at == 0, &ages(at))).collect();
    let data = cohort_heat_map::read(&report);
    // Of 21 the last has no second quarter; of 20 the first and the newest 15 stay.
    assert_eq!((data.rows.len(), data.left_out, data.period), (16, 4, "quarter"));
    let names: Vec<&str> = data.rows.iter().map(|row| row.cohort.as_str()).collect();
    assert_eq!((names[0], names[1], names[15]), ("Q00", "Q05", "Q19"));
    assert_eq!((data.rows[0].kept.len(), data.rows[15].kept.len()), (20, 1));
    let title = |words: &Words| text::plain(&cohort_heat_map::title(&data, words));
    // Q05 to Q09 stand at .95 to .99; Q10 at 1.00.
    let told = "5 of the 15 newest cohorts bring less than in their first quarter; that of Q05 is down to 95 %";
    assert_eq!(title(&Words::default()), told);
    assert_eq!(title(&chinese()), "最新的 15 个群组中有 5 个收入低于首季，Q05 群组仅剩 95%");
    // With every cohort in a row, those after the first: Q01 to Q09 stand at .91 to .99.
    report.cohorts.quarterly.truncate(15);
    let whole = text::plain(&cohort_heat_map::title(&cohort_heat_map::read(&report), &Words::default()));
    assert!(whole.starts_with("9 of the 14 cohorts begun after the ledger did bring less"), "{whole}");
    report.cohorts.quarterly = (0..=20).map(|at| cohort(format!("Q{at:02}"), at == 0, &ages(at))).collect();
    let drawing = draw("cohort_heat_map", &report);
    assert_whole(&drawing);
    let cells = marks(&drawing.svg, "cell");
    assert_eq!(cells.len(), 20 + (1..=15).sum::<usize>());
    assert_eq!((cells[20].0.as_str(), cells[20].1), ("Q05 +1", 0.95));
    // Each age has its column, each cohort its row, and every cell is as large as the others.
    let (wide, high) = (cells[1].2[0] - cells[0].2[0], cells[20].2[1] - cells[0].2[1]);
    let at = |cell: usize, age: f64, row: f64| {
        (cells[cell].2[0] - cells[0].2[0] - age * wide).abs() < 0.1
            && (cells[cell].2[1] - cells[0].2[1] - row * high).abs() < 0.1
    };
    assert!(at(19, 19.0, 0.0) && at(34, 14.0, 1.0) && at(cells.len() - 1, 0.0, 15.0));
    assert_eq!(drawing.table.rows[20], ["Q05", "quarter", "10", "1000.00", "false", "1", "0.95"]);
}

#[test]
fn a_young_ledger_has_cohorts_of_months() {
    let mut report = book(&[1.0]);
    report.cohorts.quarterly = vec![cohort("2026-Q1".into(), true, &[0.5]), cohort("2026-Q2".into(), false, &[])];
    report.cohorts.monthly = vec![
        cohort("2026-01".into(), true, &[0.5, 0.4]),
        cohort("2026-02".into(), false, &[1.2]),
        cohort("2026-03".into(), false, &[]),
    ];
    let title =
        |report: &Report| text::plain(&cohort_heat_map::title(&cohort_heat_map::read(report), &Words::default()));
    assert_eq!(
        title(&report),
        "The one cohort begun after the ledger did brings at least what it brought in its first month"
    );
    report.cohorts.monthly[1].revenue[1] = Some(Ratio(0.0));
    assert_eq!(title(&report), "The one cohort begun after the ledger did brings no revenue any more");
    report.cohorts.monthly.truncate(1);
    assert_eq!(title(&report), "Customers of the ledger’s first quarter bring 50 % of what they did then");
    report.cohorts.quarterly.clear();
    report.cohorts.monthly.clear();
    assert!(draw("cohort_heat_map", &report).title.ends_with("nothing to draw"));
}

fn margin(period: &str, as_of: &str, head: f64, rest: f64) -> HeadMargin {
    HeadMargin {
        period: period.into(),
        as_of: as_of.into(),
        head: Some(Ratio(head)),
        rest: Some(Ratio(rest)),
        gap: Some(Ratio(rest - head)),
        head_amount: money(5e6),
    }
}

#[test]
fn the_margin_of_the_head_is_told_with_its_gap() {
    let mut report = book(&[1.0]);
    report.head_margin = vec![
        margin("2026-Q1", "2026-03-31", 0.75, 0.7),
        margin("2026-Q2", "2026-06-30", 0.7, 0.75),
        margin("2026-Q3", "2026-09-30", 0.6, 0.75),
        margin("window", "2026-09-30", 0.6, 0.75),
    ];
    let title = |report: &Report, words: &Words| text::plain(&head_margin::title(&head_margin::read(report), words));
    assert_eq!(head_margin::read(&report).points.len(), 3, "the window ends with the last quarter");
    let told =
        "The ten largest earn a gross margin of 60 %, 15.0 points below all others; they were 5.0 above in 2026-Q1";
    assert_eq!(title(&report, &Words::default()), told);
    let told = "前十大客户毛利率为 60%，低于其余客户 15.0 个百分点；2026-Q1 时高出 5.0 个百分点";
    assert_eq!(title(&report, &chinese()), told);
    let drawing = draw("head_margin", &report);
    assert_whole(&drawing);
    assert_long(&drawing.svg, &["gap"], true);
    let points = marks(&drawing.svg, "point");
    let unit = (points[1].2[1] - points[0].2[1]) / (points[0].1 - points[1].1);
    assert_eq!(points.len(), 6);
    assert!(points.iter().all(|point| (point.2[1] - points[0].2[1] - (points[0].1 - point.1) * unit).abs() < 0.1));
    assert_eq!(drawing.table.rows[0], ["2026-Q1", "2026-03-31", "0.75", "0.7", "-0.05", "5000000.00"]);
    // A window within a quarter has a point of its own.
    report.head_margin[3].as_of = "2026-08-31".into();
    assert_eq!(head_margin::read(&report).points[3].quarter, None);
    assert_whole(&draw("head_margin", &report));
    report.head_margin.truncate(1);
    assert_eq!(
        title(&report, &Words::default()),
        "The ten largest earn a gross margin of 75 %, 5.0 points above all others"
    );
    report.head_margin[0].head = Some(Ratio(0.7));
    report.head_margin[0].gap = Some(Ratio(0.0));
    assert!(title(&report, &Words::default()).ends_with("as much as all others"));
}

#[test]
fn without_their_numbers_they_are_cards() {
    for name in NAMES {
        let drawing = draw(name, &Report::default());
        assert!(drawing.title.ends_with("nothing to draw") && !drawing.table.columns.is_empty(), "{name}");
        assert_whole(&drawing);
    }
}

const NAMES: [&str; 6] =
    ["churn_exposure", "churn_bubbles", "exposure_by_tier", "retention_head_rest", "cohort_heat_map", "head_margin"];

/// Books that strain a layout: long names, many parts and periods, rates far from 100 %, sums of many digits, and nothing.
pub fn strained() -> Vec<Report> {
    let mut long = retained();
    long.churn_exposure = exposed().churn_exposure;
    for row in &mut long.churn_exposure.by_customer {
        row.name = "Wide Word ".repeat(50);
        (row.arr, row.exposure) = (money(1e21), money(1e20));
        row.override_author = Some("CFO".into());
    }
    long.churn_exposure.severity = "contraction_history".into();
    long.churn_exposure.by_segment =
        (0..40).map(|at| part(&format!("{at}{}", "W".repeat(300)), 7, 1e21, 1e20)).collect();
    long.retention.head = Some(rates("mrr", 10, 57.3, 0.0));
    long.retention.rest = Some(rates("mrr", 3_000_000, -0.4, 0.0));
    long.cohorts.quarterly = (0..60).map(|at| cohort(format!("2011-Q{at}"), at == 0, &vec![1e4; 60 - at])).collect();
    let dates = (0..60).map(|at| margin(&format!("2011-Q{at}"), &at.to_string(), -5.0 + f64::from(at % 7), 0.4));
    long.head_margin = dates.collect();
    let mut short = retained();
    short.retention_history.truncate(2);
    short.retention.rest = Some(rates("mrr", 1, 0.0, 0.0));
    short.churn_exposure = ChurnExposure {
        exposed: "ttm_revenue".into(),
        exposed_amount: money(0.02),
        expected_loss: Some(money(0.01)),
        by_customer: vec![exposure("", 0.02, 0.5)],
        by_tier: vec![part("head", 1, 0.02, 0.01)],
        ..ChurnExposure::default()
    };
    short.cohorts.monthly = vec![cohort("2026-01".into(), true, &[-0.5])];
    short.head_margin = vec![margin("window", "2026-09-30", 0.5, 0.5)];
    let mut flat = short.clone();
    flat.churn_exposure.by_customer = (0..300).map(|at| exposure(&at.to_string(), 5.0, 1.0)).collect();
    flat.churn_exposure.by_tier = vec![part("head", 2, 5.0, 0.0), part("tail", 0, 0.0, 0.0)];
    flat.retention_history.iter_mut().for_each(|point| (point.nrr, point.grr) = (Some(Ratio(1.0)), Some(Ratio(1.0))));
    flat.cohorts.monthly = vec![cohort("2026-01".into(), false, &[1.0, 1.0])];
    flat.cohorts.monthly[0].revenue[1] = None;
    flat.head_margin = (0..3).map(|at| margin(&format!("Q{at}"), &at.to_string(), 0.5, 0.5)).collect();
    flat.head_margin[1].rest = None;
    vec![long, short, flat]
}

#[test]
fn strained_layouts_are_whole_at_every_size_in_both_languages() {
    for report in strained() {
        for size in ["16:9", "4:3", "half", "square", "1800x640"] {
            for words in [Words::default(), chinese()] {
                let style = Style { size: Size::parse(size).unwrap(), words, ..Style::default() };
                for name in NAMES {
                    let drawing = charts::draw(name, &report, &style).unwrap();
                    assert!(!drawing.svg.contains("NaN") && !drawing.table.columns.is_empty(), "{name}");
                    assert_whole(&drawing);
                }
            }
        }
    }
}
