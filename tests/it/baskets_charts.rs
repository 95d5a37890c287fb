//! The baskets, the treemap and the Pareto curve: what they read, say and draw, against values worked by hand.

use crate::chart_matrix::style;
use crate::charts::{assert_whole, book, draw, money, named, whale};
use eggbasket::charts::basket_before_after::{self, Number};
use eggbasket::charts::{self, basket_by_industry, egg_basket, pareto_lorenz, split, tiling, treemap};
use eggbasket::drawing::axis::Frame;
use eggbasket::drawing::style::Style;
use eggbasket::drawing::text;
use eggbasket::drawing::words::{Lang, Words};
use eggbasket::model::{
    DimensionCustomer, DimensionCustomers, DimensionValue, OtherCustomers, Report, ScenarioCustomer, Stress,
    StressNumbers,
};
use eggbasket::unit::Ratio;
use rayon::prelude::*;
use resvg::usvg::roxmltree::{Document, Node};
use std::collections::BTreeMap;

const MINE: [&str; 5] = ["egg_basket", "pareto_lorenz", "treemap", "basket_by_industry", "basket_before_after"];
const EVERY_SIZE: [&str; 7] = ["16:9", "4:3", "half", "square", "1800x640", "800x450", "3000x1000"];

fn english() -> Words {
    Words::default()
}

fn chinese() -> Words {
    Words::of(Lang::Chinese)
}

/// Customers of a value, the largest first, by name and revenue.
type Behind<'a> = &'a [(&'a str, f64)];
/// A value, its customers, the number and revenue of those that are not named, and credits.
type Listed<'a> = (Option<&'a str>, Behind<'a>, (u64, f64), f64);

/// Adds a dimension: values with their customers, those that are not named, and credits.
fn split_by(report: &mut Report, dimension: &str, values: &[Listed<'_>]) {
    let total = report.concentration.total.to_f64();
    let share = |amount: f64| Some(Ratio(amount / total));
    let (mut plain, mut behind) = (Vec::new(), Vec::new());
    for (value, customers, (others, others_amount), negative) in values {
        let positive = customers.iter().map(|it| it.1).sum::<f64>() + others_amount;
        let value = value.map(str::to_owned);
        plain.push(DimensionValue {
            value: value.clone(),
            amount: money(positive + negative),
            share: share(positive + negative),
            cr_1: customers.first().map(|first| Ratio(first.1 / positive)),
            ..DimensionValue::default()
        });
        let customer = |&(name, amount): &(&str, f64)| DimensionCustomer {
            customer: name.to_owned(),
            name: name.to_owned(),
            amount: money(amount),
            share: share(amount),
            ..DimensionCustomer::default()
        };
        behind.push(DimensionCustomers {
            value,
            customers: customers.iter().map(customer).collect(),
            others: OtherCustomers { customers: *others, amount: money(*others_amount) },
            negative: money(*negative),
            unassigned: money(0.0),
        });
    }
    report.dimensions.insert(dimension.to_owned(), plain);
    report.dimension_customers.insert(dimension.to_owned(), behind);
}

/// Revenue of 100, of it Mobility 50, Energy 30, Media 21 and a credit of 1.
pub fn industries() -> Report {
    let mut report = book(&[40.0, 18.0, 15.0, 12.0, 9.0, 6.0]);
    let values: [Listed<'_>; 3] = [
        (Some("Mobility"), &[("Anton", 40.0), ("Berta", 6.0)], (2, 4.0), 0.0),
        (Some("Energy"), &[("Cäsar", 18.0), ("Dora", 12.0)], (0, 0.0), 0.0),
        (Some("Media"), &[("Emil", 9.0), ("Friedrich", 6.0), ("Gustav", 6.0)], (0, 0.0), -1.0),
    ];
    split_by(&mut report, "industry", &values);
    report
}

/// The two largest of four leave: 90 of 150 is lost. The other scenario cuts the largest by half.
pub fn stressed() -> Report {
    let mut report = book(&[60.0, 30.0, 40.0, 20.0].map(|amount: f64| amount * 1e3));
    let hit = |customer: &str, lost: f64| ScenarioCustomer {
        customer: customer.into(),
        name: format!("Customer {customer}"),
        revenue_lost: money(lost * 1e3),
    };
    let numbers = |revenue: f64, ten: f64, effective: f64, ebitda: f64, slack: f64| StressNumbers {
        revenue: money(revenue * 1e3),
        customers: if revenue > 140.0 { 4 } else { 3 },
        cr: BTreeMap::from([("10".to_owned(), Some(Ratio(ten)))]),
        effective_customers: Some(Ratio(effective)),
        ebitda: Some(money(ebitda * 1e3)),
        slack: Some(money(slack * 1e3)),
        ..StressNumbers::default()
    };
    let scenario = |description: &str, hit: Vec<ScenarioCustomer>, lost: f64, after: StressNumbers| Stress {
        description: description.into(),
        customers_hit: hit.len() as u64,
        hit,
        revenue_lost: money(lost * 1e3),
        before: numbers(150.0, 1.0, 3.4, 40.0, 25.0),
        after,
        ..Stress::default()
    };
    report.stress = vec![
        scenario("the largest is cut", vec![hit("0", 30.0)], 30.0, numbers(120.0, 1.0, 3.7, 22.0, 7.0)),
        scenario("one leaves", vec![hit("0", 60.0), hit("1", 15.0)], 75.0, numbers(75.0, 1.0, 2.3, -5.0, -20.0)),
    ];
    report
}

/// Everything my charts read, in names and numbers that are hard to lay out.
pub fn hard(customers: usize, values: usize) -> Report {
    let long = "Vereinigte Gesellschaft für außergewöhnlich lange Bezeichnungen und Beteiligungen ".repeat(6);
    let names =
        [long.as_str(), "W", "广州电子科技有限公司", "WWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWWW", "Ängström & Søn"];
    let amounts: Vec<f64> = whale(customers, 0.34);
    let mut report = named(&amounts, |at| names[at % names.len()].to_owned());
    let held: Vec<Vec<(&str, f64)>> = (0..values)
        .map(|value| {
            let own = amounts.iter().enumerate().skip(value).step_by(values);
            own.map(|(at, amount)| (names[at % names.len()], *amount)).take(12).collect()
        })
        .collect();
    let labels: Vec<String> = (0..values).map(|at| format!("{} {at}", names[at % names.len()])).collect();
    let listed: Vec<_> = held
        .iter()
        .zip(&labels)
        .map(|(held, label)| (Some(label.as_str()), held.as_slice(), (40, 2e5), -5e3))
        .collect();
    split_by(&mut report, "industry", &listed);
    let mut stress = stressed().stress;
    stress[1].description = long.repeat(3);
    stress[1].hit[0].revenue_lost = money(amounts[0]);
    stress[1].hit[1].revenue_lost = money(amounts[1] / 3.0);
    stress[1].revenue_lost = money(amounts[0] + amounts[1] / 3.0 + 1e6);
    stress[1].customers_hit = 90;
    stress[1].after.revenue = money(amounts.iter().sum::<f64>() - amounts[0] - amounts[1] / 3.0 - 1e6);
    report.stress = stress;
    report
}

fn marks<'a>(document: &'a Document<'_>, class: &str) -> Vec<(String, f64, Node<'a, 'a>)> {
    let found = document.descendants().filter(|node| {
        node.attribute("class").is_some_and(|it| it.split(' ').next() == Some(class))
            && node.has_attribute("data-value")
    });
    found
        .map(|node| {
            let value = node.attribute("data-value").unwrap().parse().unwrap();
            let mark = node.children().find(Node::is_element).unwrap();
            (node.attribute("data-name").unwrap().to_owned(), value, mark)
        })
        .collect()
}

fn numbers(data: &str) -> Vec<f64> {
    let plain: String = data.chars().map(|it| if it.is_ascii_alphabetic() { ' ' } else { it }).collect();
    plain.split_whitespace().map(|number| number.parse().unwrap()).collect()
}

/// Name, value, radius and place of every egg.
fn eggs(svg: &str) -> Vec<(String, f64, f64, (f64, f64))> {
    let document = Document::parse(svg).unwrap();
    let read = |(name, value, mark): (String, f64, Node<'_, '_>)| {
        let n = numbers(mark.attribute("d").unwrap());
        (name, value, n[2], ((n[0] + n[7]) / 2.0, n[1]))
    };
    marks(&document, "egg").into_iter().map(read).collect()
}

fn assert_proportional(parts: &[(f64, f64)]) {
    let scale = parts.iter().map(|it| it.1).sum::<f64>() / parts.iter().map(|it| it.0).sum::<f64>();
    for (value, area) in parts {
        assert!((area / (value * scale) - 1.0).abs() < 0.01, "{value} has {area}, not {}", value * scale);
    }
}

#[test]
fn a_basket_says_how_few_eggs_hold_it() {
    let said = |amounts: &[f64], words: &Words| {
        let report = named(amounts, |at| format!("Haus {at}"));
        text::plain(&egg_basket::title(&egg_basket::read(&report), words))
    };
    let one = [31.4, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 8.0, 6.6];
    assert_eq!(said(&one, &english()), "One customer, Haus 0, is 31 % of revenue: too many eggs in one basket");
    assert_eq!(said(&one, &chinese()), "一家客户（Haus 0）占收入的 31%：太多鸡蛋放在一个篮子里");
    let two = [15.0, 12.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 9.0, 1.0];
    assert_eq!(said(&two, &english()), "2 customers are 27 % of revenue, Haus 0 alone 15 %");
    assert_eq!(said(&two, &chinese()), "2 家客户合计占收入的 27%，其中 Haus 0 一家占 15%");
    assert_eq!(said(&[5.0], &english()), "All revenue comes from one customer, Haus 0: too many eggs in one basket");
    assert_eq!(said(&[5.0], &chinese()), "全部收入来自一家客户（Haus 0）：鸡蛋都放在一个篮子里");
    assert_eq!(
        said(&[3.0, 1.0], &english()),
        "All revenue comes from 2 customers, Haus 0 alone 75 %: too many eggs in one basket"
    );
    let table = egg_basket::read(&book(&two));
    assert_eq!((table.eggs.len(), table.gathered), (11, 0));
    let rows = draw("egg_basket", &book(&two)).table.rows;
    assert_eq!(rows[0], ["Customer 0", "1", "15.00", "0.15"]);
}

#[test]
fn small_customers_are_a_row_without_a_name() {
    // The smallest egg is 0.025 % of positive revenue: 100 is drawn, and four of 0.02 are gathered.
    let mut amounts = vec![100.0, 50.0];
    amounts.extend([0.02; 4]);
    let drawing = draw("egg_basket", &book(&amounts));
    assert_eq!(drawing.table.rows.len(), 3);
    assert_eq!(drawing.table.rows[2][..3], ["", "4", "0.08"].map(String::from));
    assert!(drawing.alt.contains("4 smaller customers"), "{}", drawing.alt);
}

#[test]
fn one_huge_egg_leaves_room_for_all_others() {
    // Sixteen thousand customers of next to nothing are one egg that fills the basket.
    let mut amounts = vec![5.0; 500];
    amounts.extend(vec![0.9; 16_000]);
    for size in ["16:9", "half"] {
        let drawing = charts::draw("egg_basket", &book(&amounts), &style("default", "en", size)).unwrap();
        let eggs = eggs(&drawing.svg);
        assert_eq!(eggs.len(), 501);
        let gathered = eggs.iter().find(|egg| egg.1 > 1e3).unwrap();
        assert!(gathered.2 > 120.0, "the largest egg has a radius of {}", gathered.2);
    }
}

#[test]
fn the_curve_is_marked_where_half_four_fifths_and_nine_tenths_are_reached() {
    // 25 + 20 + 15 = 60; + 10 + 8 + 7 = 85; + 6 = 91.
    let report = book(&[25.0, 20.0, 15.0, 10.0, 8.0, 7.0, 6.0, 5.0, 4.0]);
    let data = pareto_lorenz::read(&report);
    assert_eq!(data.marks, [(50, 3), (80, 6), (90, 7)]);
    let title = |words: &Words| text::plain(&pareto_lorenz::title(&data, words));
    assert_eq!(title(&english()), "3 of 9 customers bring half of revenue, and 6 bring 80 %");
    assert_eq!(title(&chinese()), "9 家客户中 3 家贡献一半收入，6 家贡献 80%");
    let drawing = draw("pareto_lorenz", &report);
    assert_eq!(drawing.table.rows.len(), data.curve.len() + 3);
    assert_eq!(drawing.table.rows.last().unwrap()[1..], ["0.9".to_owned(), "7".to_owned()]);
    let document = Document::parse(&drawing.svg).unwrap();
    let place = |node: &Node<'_, '_>, side: &str| node.attribute(side).unwrap().parse::<f64>().unwrap();
    let at: Vec<(f64, f64)> =
        marks(&document, "mark").iter().map(|(_, _, dot)| (place(dot, "cx"), place(dot, "cy"))).collect();
    // Customers lie 3, 6 and 7 ninths to the right, revenue at 60, 85 and 91.
    assert!(((at[1].0 - at[0].0) / (at[2].0 - at[1].0) - 3.0).abs() < 0.03, "{at:?}");
    assert!(((at[0].1 - at[1].1) / (at[1].1 - at[2].1) - 25.0 / 6.0).abs() < 0.05, "{at:?}");
}

#[test]
fn revenue_is_split_by_the_dimension_that_says_most() {
    let mut report = industries();
    let found = split::read(&report).unwrap();
    assert_eq!(found.dimension, "industry");
    let amounts: Vec<String> = found.values.iter().map(|value| value.amount.to_string()).collect();
    assert_eq!(amounts, ["50.00", "30.00", "20.00"]);
    assert_eq!(found.left_out.to_string(), "-1.00");
    let held: Behind<'_> = &[("Anton", 40.0)];
    split_by(&mut report, "segment", &[(Some("A"), held, (0, 0.0), 0.0)]);
    split_by(&mut report, "colour", &[(Some("red"), held, (0, 0.0), 0.0), (Some("blue"), held, (0, 0.0), 0.0)]);
    split_by(&mut report, "size", &[(Some("one"), held, (0, 0.0), 0.0), (Some("two"), &[("B", 60.0)], (0, 0.0), 0.0)]);
    let mut named = |gone: &str| {
        report.dimensions.remove(gone);
        split::read(&report).map(|found| found.dimension)
    };
    assert_eq!(named("industry").as_deref(), Some("segment"));
    assert_eq!(named("segment").as_deref(), Some("size"));
    assert_eq!(named("size").as_deref(), Some("colour"));
    assert_eq!(named("colour"), None);
}

#[test]
fn a_customer_in_two_gathered_values_is_one() {
    let mut report = book(&[100.0]);
    let values: [Listed<'_>; 2] =
        [(Some("A"), &[("X", 30.0), ("Y", 5.0)], (3, 6.0), 0.0), (Some("B"), &[("X", 10.0)], (1, 2.0), -2.0)];
    split_by(&mut report, "industry", &values);
    let both = split::gathered(&split::read(&report).unwrap().values);
    let named: Vec<(&str, String)> =
        both.customers.iter().map(|it| (it.name.as_str(), it.amount.to_string())).collect();
    assert_eq!(named, [("X", "40.00".to_owned()), ("Y", "5.00".to_owned())]);
    assert_eq!(
        (both.others, both.others_amount.to_string(), both.amount.to_string()),
        (4, "8.00".into(), "51.00".into())
    );
    assert!((both.customers[0].share - 0.4).abs() < 1e-12);
}

#[test]
fn a_treemap_names_the_largest_value_and_who_stands_behind_it() {
    let report = industries();
    let data = treemap::read(&report).unwrap();
    assert_eq!((data.blocks.len(), data.rest.is_none(), data.left_out.to_string()), (3, true, "-1.00".to_owned()));
    let title = |words: &Words| text::plain(&treemap::title(&data, words));
    assert_eq!(title(&english()), "Mobility brings 50 % of revenue, and 80 % of that is one customer, Anton");
    assert_eq!(title(&chinese()), "Mobility 贡献收入的 50%，其中 80% 来自一家客户（Anton）");
    let table = draw("treemap", &report).table;
    assert_eq!(table.columns, ["dimension", "value", "customer", "customers", "amount", "share"]);
    assert_eq!(table.rows[0], ["industry", "Mobility", "Anton", "1", "40.00", "0.4"]);
    assert_eq!(table.rows[2], ["industry", "Mobility", "", "2", "4.00", "0.04"]);
    assert_eq!(table.rows.len(), 8);
}

#[test]
fn tiles_are_as_large_as_their_revenue() {
    for report in [industries(), hard(200, 9), hard(400, 26)] {
        for size in ["16:9", "half"] {
            let drawing = charts::draw("treemap", &report, &style("default", "en", size)).unwrap();
            let document = Document::parse(&drawing.svg).unwrap();
            let side = |mark: &Node<'_, '_>, side: &str| mark.attribute(side).unwrap().parse::<f64>().unwrap();
            let tiles: Vec<(f64, f64)> = marks(&document, "tile")
                .iter()
                .map(|(_, value, mark)| (*value, side(mark, "width") * side(mark, "height")))
                .filter(|(_, area)| *area > 200.0)
                .collect();
            assert!(tiles.len() > 5);
            assert_proportional(&tiles);
        }
    }
}

#[test]
fn squarified_tiles_fill_their_frame() {
    // The example of Bruls, Huizing and van Wijk: 6, 6, 4, 3, 2, 2 and 1 in a rectangle of 6 by 4.
    let frame = Frame { x: 0.0, y: 0.0, width: 6.0, height: 4.0 };
    let tiles = tiling::squarified(&[6.0, 6.0, 4.0, 3.0, 2.0, 2.0, 1.0], frame);
    let near = |tile: &Frame, sides: (f64, f64)| (tile.width - sides.0).abs() + (tile.height - sides.1).abs() < 1e-9;
    let first = [(3.0, 2.0), (3.0, 2.0), (12.0 / 7.0, 7.0 / 3.0), (9.0 / 7.0, 7.0 / 3.0)];
    assert!(tiles.iter().zip(first).all(|(tile, sides)| near(tile, sides)), "{tiles:?}");
    let area: f64 = tiles.iter().map(|tile| tile.width * tile.height).sum();
    assert!((area - 24.0).abs() < 1e-9 && tiles.iter().all(|tile| tile.x + tile.width < 6.0 + 1e-9));
    assert!(tiling::squarified(&[], frame).is_empty());
}

#[test]
fn many_values_are_gathered() {
    let data = treemap::read(&hard(400, 26)).unwrap();
    assert_eq!((data.blocks.len(), data.rest.as_ref().unwrap().0), (11, 15));
    let data = basket_by_industry::read(&hard(400, 26)).unwrap();
    assert_eq!((data.baskets.len(), data.rest.as_ref().unwrap().0, data.named), (5, 21, 26));
    let data = basket_by_industry::read(&industries()).unwrap();
    assert_eq!((data.baskets.len(), data.rest.is_none(), data.hanging.0), (3, true, 2));
}

#[test]
fn a_basket_for_each_industry_says_which_hang_on_one_customer() {
    // Anton is 40 of Mobility's 50, Cäsar 18 of Energy's 30, Emil 9 of Media's 21.
    let report = industries();
    let said = |report: &Report, words: &Words| {
        text::plain(&basket_by_industry::title(&basket_by_industry::read(report).unwrap(), words))
    };
    assert_eq!(
        said(&report, &english()),
        "In 2 of 3 industries one customer is half of its revenue or more: Anton is 80 % of Mobility"
    );
    assert_eq!(said(&report, &chinese()), "3 个行业中有 2 个的一半以上收入来自单一客户：Anton 占 Mobility 收入的 80%");
    let mut even = book(&[50.0, 50.0]);
    let values: [Listed<'_>; 2] =
        [(Some("A"), &[("X", 20.0), ("Y", 20.0), ("Z", 20.0)], (0, 0.0), 0.0), (None, &[("V", 40.0)], (0, 0.0), 0.0)];
    split_by(&mut even, "industry", &values);
    assert_eq!(
        said(&even, &english()),
        "In no industry is one customer half of its revenue: in the largest, A, X is 33 %"
    );
    let mut odd = report.clone();
    let values = odd.dimensions.remove("industry").unwrap();
    odd.dimensions.insert("sales_channel".into(), values);
    let behind = odd.dimension_customers.remove("industry").unwrap();
    odd.dimension_customers.insert("sales_channel".into(), behind);
    assert_eq!(
        said(&odd, &english()),
        "In 2 of 3 values of “sales channel” one customer is half of its revenue or more: Anton is 80 % of Mobility"
    );
}

#[test]
fn eggs_of_all_baskets_have_one_scale() {
    for report in [industries(), hard(200, 9), hard(30, 3)] {
        for size in EVERY_SIZE {
            let drawing = charts::draw("basket_by_industry", &report, &style("default", "en", size)).unwrap();
            let parts: Vec<(f64, f64)> =
                eggs(&drawing.svg).iter().filter(|egg| egg.2 > 4.0).map(|egg| (egg.1, egg.2 * egg.2)).collect();
            assert!(parts.len() > 5);
            assert_proportional(&parts);
        }
    }
}

#[test]
fn the_worst_scenario_is_the_one_that_loses_most() {
    let report = stressed();
    let data = basket_before_after::read(&report).unwrap();
    assert_eq!(
        (data.scenario.as_str(), data.lost.to_string(), data.left.to_string()),
        ("one leaves", "75000.00".into(), "75000.00".into())
    );
    assert_eq!((data.hit.len(), data.not_named, data.holds), (2, 0, Some(false)));
    assert_eq!(data.numbers[1], Number::Share("cr_10", 1.0, 1.0));
    assert_eq!(data.numbers[4], Number::Money("slack", money(25e3), money(-20e3)));
    let title = |words: &Words| text::plain(&basket_before_after::title(&data, words));
    assert_eq!(title(&english()), "The worst scenario takes 50 % of revenue and breaks a limit: one leaves");
    assert_eq!(title(&chinese()), "最严峻情景使收入减少 50%，并突破限额：one leaves");
    let rows = draw("basket_before_after", &report).table.rows;
    assert_eq!(rows[0], ["revenue", "", "150000.00", "75000.00"]);
    assert_eq!(rows[5], ["customer_revenue", "Customer 0", "60000.00", "0.00"]);
    assert_eq!(rows[6], ["customer_revenue", "Customer 1", "30000.00", "15000.00"]);
}

#[test]
fn a_lost_egg_is_gone_and_a_cut_one_shrinks() {
    let drawing = draw("basket_before_after", &stressed());
    let eggs = eggs(&drawing.svg);
    let parts: Vec<(f64, f64)> = eggs.iter().map(|egg| (egg.1, egg.2 * egg.2)).collect();
    assert_eq!(parts.len(), 7);
    assert_proportional(&parts);
    let (before, after) = eggs.split_at(4);
    let values =
        |eggs: &[(String, f64, f64, (f64, f64))], name: &str| eggs.iter().find(|egg| egg.0 == name).map(|egg| egg.1);
    assert_eq!((values(before, "Customer 0"), values(after, "Customer 0")), (Some(60e3), None));
    assert_eq!((values(before, "Customer 1"), values(after, "Customer 1")), (Some(30e3), Some(15e3)));
    assert!(drawing.svg.contains(">gone<"));
    // An egg that is not hit lies at the same place in its basket.
    let place = |eggs: &[(String, f64, f64, (f64, f64))], name: &str| eggs.iter().find(|it| it.0 == name).unwrap().3;
    let moved = |name: &str| place(after, name).0 - place(before, name).0;
    assert!((moved("Customer 2") - moved("Customer 3")).abs() < 0.02);
    assert!((place(after, "Customer 2").1 - place(before, "Customer 2").1).abs() < 0.02);
}

#[test]
fn a_scenario_that_hits_more_than_it_names_says_so() {
    let drawing = draw("basket_before_after", &hard(300, 4));
    assert!(drawing.svg.contains("Not shown in the eggs: 88 customers more"), "no note");
}

#[test]
fn without_a_dimension_or_a_loss_there_is_a_card() {
    for name in ["treemap", "basket_by_industry", "basket_before_after"] {
        let drawing = draw(name, &book(&whale(40, 0.3)));
        assert!(drawing.title.ends_with("nothing to draw"), "{}", drawing.title);
        assert_whole(&drawing);
    }
    let mut all = stressed();
    all.stress.iter_mut().for_each(|stress| stress.revenue_lost = money(0.0));
    assert!(draw("basket_before_after", &all).title.ends_with("nothing to draw"));
}

#[test]
fn mine_are_whole_in_every_language_and_size() {
    let reports = [industries(), stressed(), hard(3, 2), hard(400, 26)];
    let styles = ["en", "zh-CN"].into_iter().flat_map(|lang| EVERY_SIZE.map(|size| style("default", lang, size)));
    let styles: Vec<Style> = styles.collect();
    let all = reports
        .iter()
        .enumerate()
        .flat_map(|it| styles.iter().flat_map(move |style| MINE.map(|name| (it, style, name))));
    let all: Vec<_> = all.collect();
    let faults: Vec<String> = all
        .par_iter()
        .filter_map(|&((at, report), style, name)| {
            let look = format!("{name}, book {at}, {:?} {}", style.size, style.words.lang().tag());
            let checked = || assert_whole(&charts::draw(name, report, style).unwrap());
            let said = std::panic::catch_unwind(std::panic::AssertUnwindSafe(checked)).err()?;
            Some(format!("{look}: {}", said.downcast_ref::<String>().cloned().unwrap_or_default()))
        })
        .collect();
    assert!(faults.is_empty(), "{} faults:\n{}", faults.len(), faults.join("\n"));
}
