//! The charts are true (areas, no overlap), whole (inside the canvas, no label on another) and say what the numbers say.

use crate::history_charts::past;
use eggbasket::charts::movement_bridge;
use eggbasket::charts::{self, churn_exposure, dependency_over_time, egg_basket, pareto_lorenz, top_customers};
use eggbasket::drawing::style::{Size, Style};
use eggbasket::drawing::words::Words;
use eggbasket::drawing::{self, Drawing, axis::Axis, text};
use eggbasket::model::{
    Concentration, Customer, CustomerAmount, CustomerExposure, History, LorenzPoint, Movement, MovementCounts,
    RecurringMonth, Report, Window,
};
use eggbasket::period::Month;
use eggbasket::unit::{Amount, Money, Ratio};
use resvg::usvg::{Group, Node, Rect, Text, roxmltree::Document};
use std::time::{Duration, Instant};

pub fn money(value: f64) -> Money {
    Money::new(Amount((value * 100.0).round() as i128 * 10_000), 2)
}

/// A report on customers with the given revenue, the largest first, named by `name`.
pub fn named(amounts: &[f64], name: impl Fn(usize) -> String) -> Report {
    let total: f64 = amounts.iter().sum();
    let share = |amount: f64| (total > 0.0).then_some(Ratio(amount / total));
    let mut report = Report { as_of: "2026-09-30".into(), currency: Some("EUR".into()), ..Report::default() };
    report.reliable = true;
    report.window = Window {
        from: "2025-10-01".into(),
        to: "2026-09-30".into(),
        months: 12,
        months_covered: 12,
        ..Window::default()
    };
    report.concentration = concentration(amounts);
    report.lorenz = lorenz(amounts);
    report.customer_amounts = (0..amounts.len())
        .filter(|&at| amounts[at] > 0.0)
        .map(|at| CustomerAmount {
            customer: at.to_string(),
            name: name(at),
            amount: money(amounts[at]),
            share: share(amounts[at]),
            tier: None,
        })
        .collect();
    report.top_customers = (0..amounts.len().min(20))
        .map(|at| Customer {
            rank: at as u64 + 1,
            customer: at.to_string(),
            name: name(at),
            amount: money(amounts[at]),
            share: share(amounts[at]),
            amount_before: Some(money(amounts[at] * 0.9)),
            ..Customer::default()
        })
        .collect();
    let months = (0..36).map(|at| Month(2023 * 12 + 9 + at));
    report.recurring.monthly = months
        .map(|period| RecurringMonth { period, recurring: money(total / 15.0), other: money(total / 60.0) })
        .collect();
    report.recurring.share = Some(Ratio(0.8));
    report.recurring.mrr = Some(money(total / 15.0));
    report.movements_basis = "mrr".to_owned();
    report.movements = movements(total / 15.0);
    report.history = (0..9).map(|at| quarter(at, 12, concentration(amounts))).collect();
    past(&mut report, amounts, &name);
    exposures(&mut report, amounts, name);
    report
}

/// Fourteen months that close: the first has no opening, and each moves by a share of `base`.
fn movements(base: f64) -> Vec<Movement> {
    let parts = |opening: f64| {
        let parts = [0.010, 0.002, 0.020, 0.006, 0.008].map(|part| money(base * part));
        let closing = money(opening).amount + parts[0].amount + parts[1].amount + parts[2].amount;
        (parts, closing - parts[3].amount - parts[4].amount)
    };
    let mut opening = money(base).amount;
    let mut movements = vec![Movement { period: "2025-07".into(), closing: money(base), ..Movement::default() }];
    for at in 0..13 {
        let (parts, closing) = parts(opening.to_f64());
        movements.push(Movement {
            period: Month(2025 * 12 + 7 + at).to_string(),
            opening: Some(Money::new(opening, 2)),
            new: parts[0],
            reactivation: parts[1],
            expansion: parts[2],
            contraction: parts[3],
            churn: parts[4],
            closing: Money::new(closing, 2),
            customers: MovementCounts {
                opening: Some(40),
                new: 3,
                reactivation: 0,
                churn: 1,
                transfer: 0,
                closing: 42,
            },
            ..Movement::default()
        });
        opening = closing;
    }
    movements
}

fn lorenz(amounts: &[f64]) -> Vec<LorenzPoint> {
    let mut positive: Vec<f64> = amounts.iter().copied().filter(|amount| *amount > 0.0).collect();
    positive.sort_by(f64::total_cmp);
    let (n, total) = (positive.len(), positive.iter().sum::<f64>());
    let point = |k: usize| LorenzPoint {
        customers: k as u64,
        customer_share: Ratio(k as f64 / n as f64),
        revenue_share: Ratio(positive[..k].iter().sum::<f64>() / total),
    };
    // As many points as the report has at most.
    let every = (n / 500).max(1);
    if n == 0 { Vec::new() } else { (0..=n).filter(|k| k % every == 0 || k + 100 > n).map(point).collect() }
}

fn concentration(amounts: &[f64]) -> Concentration {
    let positive: Vec<f64> = amounts.iter().copied().filter(|amount| *amount > 0.0).collect();
    let total: f64 = positive.iter().sum();
    let squares: f64 = positive.iter().map(|amount| (amount / total).powi(2)).sum();
    let mut found = Concentration {
        total: money(amounts.iter().sum()),
        positive_total: money(total),
        customers: positive.len() as u64,
        effective_customers: (total > 0.0).then(|| Ratio(1.0 / squares)),
        ..Concentration::default()
    };
    for part in [50.0, 80.0, 90.0] {
        let enough = (1..=positive.len())
            .find(|k| positive.iter().take(*k).sum::<f64>() * 100.0 >= total * part * (1.0 - 1e-12));
        found.pareto.insert(format!("{part}"), enough.map(|k| k as u64));
    }
    for rank in [1, 5, 10] {
        let share = positive.iter().take(rank).sum::<f64>() / total;
        found.cr.insert(rank.to_string(), (total > 0.0).then_some(Ratio(share)));
    }
    found
}

fn quarter(at: i32, months_covered: u32, concentration: Concentration) -> History {
    let month = Month(2024 * 12 + 8 + at * 3);
    History { period: month.quarter(), as_of: month.last_day().to_string(), months_covered, concentration }
}

fn exposures(report: &mut Report, amounts: &[f64], name: impl Fn(usize) -> String) {
    let exposed = (0..amounts.len()).filter(|&at| amounts[at] > 0.0).map(|at| CustomerExposure {
        customer: at.to_string(),
        name: name(at),
        arr: money(amounts[at]),
        probability: Ratio(0.1),
        low: Ratio(0.05),
        high: Ratio(0.2),
        severity: Ratio(1.0),
        exposure: money(amounts[at] * 0.1),
        ..CustomerExposure::default()
    });
    report.churn_exposure.by_customer = exposed.collect();
    report.churn_exposure.horizon_months = 12;
    report.churn_exposure.expected_loss = Some(money(amounts.iter().sum::<f64>() * 0.1));
    report.churn_exposure.expected_loss_share = Some(Ratio(0.1));
}

pub fn book(amounts: &[f64]) -> Report {
    named(amounts, |at| format!("Customer {at}"))
}

/// A long tail after one customer with `share` of revenue.
pub fn whale(customers: usize, share: f64) -> Vec<f64> {
    let mut tail: Vec<f64> = (1..customers).map(|rank| (rank as f64).powf(-0.8)).collect();
    let sum: f64 = tail.iter().sum();
    tail.iter_mut().for_each(|amount| *amount *= (1.0 - share) / sum);
    std::iter::once(share).chain(tail).map(|amount| amount * 84.2e6).collect()
}

/// A chart in the default style.
pub fn draw(name: &str, report: &Report) -> Drawing {
    charts::draw(name, report, &Style::default()).unwrap()
}

/// Every chart in the default style.
fn draw_all(report: &Report) -> Vec<Drawing> {
    charts::draw_all(report, &Style::default()).unwrap()
}

/// An egg read back from the SVG.
struct Egg {
    value: f64,
    name: String,
    x: f64,
    y: f64,
    radius: f64,
    top: f64,
    bottom: f64,
}

impl Egg {
    fn area(&self) -> f64 {
        std::f64::consts::PI / 2.0 * self.radius * (self.top + self.bottom)
    }

    fn holds(&self, x: f64, y: f64) -> bool {
        let height = if y < self.y { self.top } else { self.bottom };
        ((x - self.x) / self.radius).powi(2) + ((y - self.y) / height).powi(2) < 1.0
    }

    fn outline(&self) -> Vec<(f64, f64)> {
        let angles = (0..360).map(|at| f64::from(at).to_radians().sin_cos());
        let point = |(sin, cos): (f64, f64)| {
            (self.x + self.radius * cos, self.y + if sin < 0.0 { self.top } else { self.bottom } * sin)
        };
        angles.map(point).collect()
    }
}

fn eggs(svg: &str) -> Vec<Egg> {
    let document = Document::parse(svg).unwrap();
    let groups =
        document.descendants().filter(|node| node.attribute("class").is_some_and(|class| class.starts_with("egg")));
    groups
        .map(|group| {
            let path = group.children().find(|node| node.has_tag_name("path")).unwrap();
            let data = path.attribute("d").unwrap().replace(['M', 'A', 'Z'], " ");
            let n: Vec<f64> = data.split_whitespace().map(|number| number.parse().unwrap()).collect();
            let value = group.attribute("data-value").unwrap().parse().unwrap();
            let name = group.attribute("data-name").unwrap().to_owned();
            Egg { value, name, x: (n[0] + n[7]) / 2.0, y: n[1], radius: n[2], top: n[3], bottom: n[10] }
        })
        .collect()
}

fn texts(group: &Group, found: &mut Vec<(String, Rect)>) {
    for node in group.children() {
        match node {
            Node::Group(group) => texts(group, found),
            Node::Text(text) => {
                let line = text.chunks().iter().map(|chunk| chunk.text()).collect();
                found.push((line, ink(text)));
            }
            _ => {}
        }
    }
}

/// Where the letters of a text lie. usvg does not know where a picture of an emoji lies, so there it is the line's box.
pub fn ink(text: &Text) -> Rect {
    let picture = |node: &Node| matches!(node, Node::Group(group) if matches!(group.children(), [Node::Image(_)]));
    let pictures = text.flattened().children().iter().any(picture);
    if pictures { text.abs_bounding_box() } else { text.flattened().abs_bounding_box() }
}

/// Well-formed, described, inside the canvas, and no label on another.
pub fn assert_whole(drawing: &Drawing) {
    let document = Document::parse(&drawing.svg).unwrap();
    let root = document.root_element();
    assert_eq!(root.attribute("role"), Some("img"));
    for (tag, told) in [("title", &drawing.title), ("desc", &drawing.alt)] {
        let element = root.children().find(|node| node.has_tag_name(tag)).unwrap();
        assert_eq!(element.text(), Some(told.as_str()));
        assert!(root.attribute("aria-labelledby").unwrap().contains(element.attribute("id").unwrap()));
    }
    let tree = drawing::tree(&drawing.svg).unwrap();
    let bounds = tree.root().abs_stroke_bounding_box();
    let inside = |low: f32, high: f32, most: f32| low >= -0.01 && high <= most + 0.01;
    let (width, height) = (tree.size().width(), tree.size().height());
    assert!(
        inside(bounds.left(), bounds.right(), width) && inside(bounds.top(), bounds.bottom(), height),
        "{}: {bounds:?}",
        drawing.name
    );
    let mut lines = Vec::new();
    texts(tree.root(), &mut lines);
    assert!(lines.len() >= 3, "{} says too little", drawing.name);
    for (at, (line, one)) in lines.iter().enumerate() {
        assert!(
            one.left() >= 8.0 && one.right() <= width - 8.0,
            "{}: `{line}` leaves the page at {one:?}",
            drawing.name
        );
        for (next, other) in &lines[at + 1..] {
            let across = one.right().min(other.right()) - one.left().max(other.left());
            let down = one.bottom().min(other.bottom()) - one.top().max(other.top());
            assert!(across < 0.5 || down < 0.5, "{}: `{line}` lies on `{next}`: {one:?} {other:?}", drawing.name);
        }
    }
}

pub fn assert_all_whole(report: &Report) {
    for name in charts::names() {
        let started = Instant::now();
        let drawing = draw(name, report);
        assert!(started.elapsed() < Duration::from_secs(20), "{name} took {:?}", started.elapsed());
        assert_eq!(drawing.name, name);
        assert_whole(&drawing);
    }
}

fn assert_true(svg: &str) -> Vec<Egg> {
    let eggs = eggs(svg);
    let scale = eggs.iter().map(Egg::area).sum::<f64>() / eggs.iter().map(|egg| egg.value).sum::<f64>();
    for (at, egg) in eggs.iter().enumerate() {
        let error = egg.area() / (egg.value * scale) - 1.0;
        assert!(error.abs() < 0.01, "{}: its area is off by {:.2} %", egg.name, error * 100.0);
        for other in &eggs[at + 1..] {
            let near = (egg.x - other.x).abs() < egg.radius + other.radius;
            let touches = |one: &Egg, other: &Egg| one.outline().iter().any(|&(x, y)| other.holds(x, y));
            assert!(!near || !touches(egg, other) && !touches(other, egg), "{} and {} overlap", egg.name, other.name);
        }
    }
    eggs
}

#[test]
fn eggs_are_true_and_apart() {
    let books = [
        vec![5e6],
        vec![5.0, 3.0, 1.2],
        vec![25.0, 20.0, 15.0, 10.0, 8.0, 7.0, 6.0, 5.0, 4.0],
        whale(240, 0.314),
        vec![1e5; 500],
    ];
    for amounts in books {
        let drawing = draw("egg_basket", &book(&amounts));
        assert_eq!(assert_true(&drawing.svg).len(), amounts.len());
    }
}

#[test]
fn a_long_tail_is_gathered_into_one_true_egg() {
    let amounts = whale(17_000, 0.05);
    let report = book(&amounts);
    let data = egg_basket::read(&report);
    assert_eq!(data.eggs.len() as u64 + data.gathered, 17_000);
    let eggs = assert_true(&draw("egg_basket", &report).svg);
    assert_eq!(eggs.len(), data.eggs.len() + 1);
    let gathered = eggs.iter().find(|egg| egg.name.contains("smaller customers")).unwrap();
    let tail: f64 = amounts[data.eggs.len()..].iter().sum();
    assert!((gathered.value / tail - 1.0).abs() < 1e-3);
}

#[test]
fn bars_are_as_long_as_their_values() {
    let drawing = draw("top_customers", &book(&whale(40, 0.3)));
    let document = Document::parse(&drawing.svg).unwrap();
    let bars = document.descendants().filter(|node| matches!(node.attribute("class"), Some("bar" | "before")));
    let lengths: Vec<f64> = bars
        .map(|bar| {
            let data =
                bar.children().find(|node| node.has_tag_name("path")).unwrap().attribute("d").unwrap().to_owned();
            let n: Vec<f64> =
                data.replace(['M', 'L'], " ").split_whitespace().map(|number| number.parse().unwrap()).collect();
            (n[2] - n[0]).abs() / bar.attribute("data-value").unwrap().parse::<f64>().unwrap()
        })
        .collect();
    assert_eq!(lengths.len(), 40);
    assert!(lengths.iter().all(|length| (length / lengths[0] - 1.0).abs() < 0.01), "{lengths:?}");
}

#[test]
fn charts_of_ordinary_books_are_whole() {
    for amounts in [whale(240, 0.314), whale(60, 0.05), vec![5.0, 3.0, 1.2], vec![7e4; 10]] {
        assert_all_whole(&book(&amounts));
    }
}

#[test]
fn charts_of_degenerate_books_are_whole() {
    for amounts in
        [vec![], vec![1e6], vec![0.0; 3], vec![-5.0, -7.0], vec![0.01, 0.01], vec![1e21, 1e21, 5.0], vec![100.0, -60.0]]
    {
        assert_all_whole(&book(&amounts));
    }
}

#[test]
fn ten_thousand_customers_are_whole() {
    assert_all_whole(&book(&whale(10_000, 0.12)));
}

#[test]
fn any_name_is_drawn_safely() {
    let names = [
        "W".repeat(500),
        "a\u{0}\u{1b}[31m\u{202e}b\nc".into(),
        "🥚🧺 emoji".into(),
        "שלום עולם".into(),
        "<b>&\"'</b>".into(),
        "  ".into(),
        "广州电子".into(),
        "word ".repeat(100),
    ];
    let amounts = [31.0, 22.0, 13.0, 12.0, 10.0, 5.0, 4.0, 3.0];
    let report = named(&amounts, |at| names[at].clone());
    assert_all_whole(&report);
    let svg = draw("top_customers", &report).svg;
    assert!(svg.contains("&lt;b&gt;&amp;") && !svg.contains("<b>"));
    assert!(!svg.chars().any(|letter| letter.is_control() && letter != '\n') && !svg.contains('\u{202e}'));
}

#[test]
fn an_empty_report_gives_cards_that_say_why() {
    let mut report = Report::default();
    report.recurring.reasons.insert("share_reason".into(), "the ledger has no kinds".into());
    for name in charts::names() {
        let drawing = draw(name, &report);
        assert!(drawing.title.ends_with("nothing to draw"), "{}", drawing.title);
        assert_whole(&drawing);
    }
    let card = draw("recurring_over_time", &report);
    assert!(card.alt.contains("The ledger has no kinds."), "{}", card.alt);
}

#[test]
fn months_of_credits_hang_below_zero() {
    let mut report = book(&[10.0, 5.0]);
    report.recurring.monthly[3].other = money(-4.0);
    report.recurring.monthly[5].recurring = money(-2.0);
    report.recurring.monthly[6] = RecurringMonth { period: Month(24_300), recurring: money(-1.0), other: money(-1.0) };
    assert_whole(&draw("recurring_over_time", &report));
    report.recurring.monthly.truncate(1);
    assert_whole(&draw("recurring_over_time", &report));
}

#[test]
fn the_same_report_gives_the_same_bytes() {
    let report = book(&whale(120, 0.2));
    assert_eq!(draw_all(&report), draw_all(&report));
}

#[test]
fn titles_say_what_the_numbers_say() {
    let title = |amounts: &[f64]| egg_basket::title(&egg_basket::read(&book(amounts)), &Words::default());
    assert_eq!(
        title(&[31.4, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 8.0, 6.6]),
        "One customer, Customer\u{a0}0, is 31\u{a0}% of revenue: too many eggs in one basket"
    );
    assert!(title(&[1.0; 40]).starts_with("No customer reaches 10 % of revenue"));
    assert!(
        title(&[15.0, 12.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 1.0])
            .starts_with("2 customers are 27\u{a0}% of revenue")
    );
    let top = top_customers::title(&top_customers::read(&book(&[60.0, 20.0, 15.0, 5.0])), &Words::default());
    assert_eq!(text::plain(&top), "3 customers reach 10 % of revenue each, and 95 % together");
    let all = top_customers::title(&top_customers::read(&book(&[40.0, 30.0, 20.0, 10.0])), &Words::default());
    assert_eq!(text::plain(&all), "4 customers reach 10 % of revenue each, and 100 % together");
    let churn = churn_exposure::title(&churn_exposure::read(&book(&[3e6, 1e6])), &Words::default());
    assert_eq!(text::plain(&churn), "Expect to lose EUR 400 k (10 % of ARR) in 12 months; Customer 0 alone EUR 300 k");
}

#[test]
fn the_curve_tells_how_few_bring_most() {
    let title =
        |amounts: &[f64]| text::plain(&pareto_lorenz::title(&pareto_lorenz::read(&book(amounts)), &Words::default()));
    assert_eq!(
        title(&[25.0, 20.0, 15.0, 10.0, 8.0, 7.0, 6.0, 5.0, 4.0]),
        "3 of 9 customers bring half of revenue, and 6 bring 80 %"
    );
    assert_eq!(title(&[90.0, 5.0, 5.0]), "One of 3 customers brings 80 % of revenue");
    assert_eq!(title(&[5.0]), "The only customer brings all revenue");
    assert_eq!(title(&[5.0, 5.0]), "One of 2 customers brings half of revenue, and it takes all of them for 80 %");
    let drawing = draw("pareto_lorenz", &book(&whale(240, 0.3)));
    let document = Document::parse(&drawing.svg).unwrap();
    let marks: Vec<&str> = document
        .descendants()
        .filter(|node| node.attribute("class") == Some("mark"))
        .filter_map(|node| node.attribute("data-value"))
        .collect();
    let pareto = concentration(&whale(240, 0.3)).pareto;
    let told: Vec<String> = ["50", "80", "90"].map(|part| pareto[part].unwrap().to_string()).into();
    assert_eq!(marks, told);
}

#[test]
fn dependency_is_told_from_the_first_covered_year() {
    let small = dependency_over_time::read(&book(&[3.0, 1.0]));
    let told = text::plain(&dependency_over_time::title(&small, &Words::default()));
    assert_eq!(told, "The largest customer brings 75 % of revenue, as much as in 2024-Q3");
    let mut report = book(&[1.0]);
    let at = |share: f64| {
        let mut found = concentration(&[1.0; 40]);
        found.cr.insert("10".into(), Some(Ratio(share)));
        found
    };
    report.history =
        vec![quarter(0, 6, at(0.9)), quarter(1, 12, at(0.41)), quarter(2, 12, at(0.45)), quarter(3, 12, at(0.62))];
    let title = dependency_over_time::title(&dependency_over_time::read(&report), &Words::default());
    assert_eq!(text::plain(&title), "The ten largest customers bring 62 % of revenue, up 21 points since 2024-Q4");
}

#[test]
fn a_share_never_prints_as_a_limit_it_has_not_met() {
    for (share, decimals, printed) in [
        (0.1, 1, "10.0 %"),
        (0.099_996, 1, "<10.0 %"),
        (0.099_6, 1, "9.96 %"),
        (0.299_7, 0, "<30 %"),
        (0.314, 0, "31 %"),
        (1.0, 1, "100.0 %"),
        (0.999_9, 1, "99.99 %"),
        (0.000_01, 1, "<0.1 %"),
        (-0.000_01, 1, "0.0 %"),
        (-0.0006, 1, "−0.1 %"),
        (0.0, 1, "0.0 %"),
    ] {
        assert_eq!(text::plain(&text::percent_with(share, decimals)), printed, "{share}");
    }
}

#[test]
fn money_reads_in_three_digits() {
    for (value, printed) in [
        (84.2e6, "EUR 84.2 m"),
        (912e3, "EUR 912 k"),
        (999.96e3, "EUR 1.00 m"),
        (0.0, "EUR 0"),
        (-1.5e9, "EUR −1.50 bn"),
        (17.4, "EUR 17"),
    ] {
        assert_eq!(text::plain(&text::money_value(value, Some("EUR"))), printed);
    }
}

#[test]
fn an_axis_refuses_what_plotters_hangs_on() {
    for (low, high) in [(f64::NAN, 1.0), (0.0, f64::INFINITY), (-1e308, 1e308), (2.0, 1.0)] {
        assert!(Axis::exact(low, high, 5).is_err());
    }
    let flat = Axis::exact(7.0, 7.0, 5).unwrap();
    assert!(flat.low() < 7.0 && flat.high() > 7.0 && !flat.ticks().is_empty());
    let bars = Axis::bars([3.0, 8.7], 5).unwrap();
    assert_eq!((bars.low(), bars.high(), bars.ticks().len()), (0.0, 10.0, 6));
}

#[test]
fn a_png_is_as_wide_as_asked_and_needs_no_font_of_the_machine() {
    let drawing = draw("top_customers", &book(&[5.0, 3.0]));
    let png = drawing::png(&drawing.svg, Size { width: 480, height: 270 }).unwrap();
    let size = |at: usize| u32::from_be_bytes([png[at], png[at + 1], png[at + 2], png[at + 3]]);
    assert_eq!((&png[1..4], size(16), size(20)), (b"PNG".as_slice(), 480, 270));
    assert!(drawing::png(&drawing.svg, Size { width: 0, height: 270 }).is_err());
    assert!(
        charts::draw("no_such_chart", &book(&[1.0]), &Style::default())
            .unwrap_err()
            .hint
            .unwrap()
            .contains("egg_basket")
    );
}

#[test]
fn the_bridge_spans_a_year_and_closes() {
    let report = book(&[9e6, 6e6]);
    let data = movement_bridge::read(&report).unwrap();
    assert_eq!((data.span, data.periods.0.as_str(), data.periods.1.as_str()), (12, "2025-09", "2026-08"));
    let moved: Amount = data.steps.iter().map(|step| step.amount.amount).sum();
    assert_eq!(data.opening.amount + moved, data.closing.amount);
    let names: Vec<&str> = data.steps.iter().map(|step| step.name).collect();
    assert_eq!(names, ["new", "reactivation", "expansion", "contraction", "churn"], "what is nothing has no bar");
    assert_eq!((data.steps[0].customers, data.steps[4].customers), (Some(36), Some(-12)));
    // 1 m · 1.018 before; twelve months of 1 % and .2 %, 2 %, less .6 % and .8 %, of 1 m.
    assert_eq!(
        text::plain(&movement_bridge::title(&data, &Words::default())),
        "MRR grew 21 % to EUR 1.23 m in 12 months: customers who stayed added EUR 0.24 m, new and returning ones EUR 0.14 m; EUR 0.17 m was lost"
    );
    let drawing = draw("movement_bridge", &report);
    let document = Document::parse(&drawing.svg).unwrap();
    let bars = |class: &'static str| document.descendants().filter(move |node| node.attribute("class") == Some(class));
    assert_eq!((bars("total").count(), bars("step").count()), (2, 5));
}

#[test]
fn the_bridge_follows_quarters_of_revenue_and_every_kind_of_movement() {
    let mut report = book(&[9e6, 6e6]);
    report.movements_basis = "revenue".to_owned();
    report.movements_quarterly = movements(2e6).into_iter().take(4).collect();
    for movement in &mut report.movements_quarterly[1..] {
        movement.transfer = money(-12_000.0);
        movement.fx = money(31_000.0);
        movement.adjustment = money(-19_000.0);
    }
    let data = movement_bridge::read(&report).unwrap();
    assert_eq!((data.is_mrr, data.span, data.steps.len()), (false, 3, 8));
    assert_whole(&draw("movement_bridge", &report));
    // From below zero, and down to nothing.
    report.movements_quarterly = vec![Movement {
        period: "2026-Q3".to_owned(),
        opening: Some(money(-5e5)),
        churn: money(2e5),
        adjustment: money(7e5),
        ..Movement::default()
    }];
    let drawing = draw("movement_bridge", &report);
    assert!(drawing.title.contains("went from EUR −500 k to EUR 0 in 1 quarter"), "{}", drawing.title);
    assert_whole(&drawing);
}
