//! What charts must not say: comparisons of windows that do not compare, movements that do not show, names that are not known.

use crate::baskets_charts::industries;
use crate::chart_matrix::assert_default_style;
use crate::charts::{assert_whole, book, draw, money, whale};
use eggbasket::charts::{
    basket_by_industry, effective_customers, head_margin, hhi_change, rank_bump, share_stack, treemap,
};
use eggbasket::drawing::text::plain;
use eggbasket::drawing::words::Words;
use eggbasket::model::{HeadMargin, Report};
use eggbasket::unit::Ratio;

/// A book whose quarter ends are covered by three to nine months only.
fn uncovered() -> Report {
    let mut report = book(&whale(60, 0.2));
    report.history.truncate(3);
    for (at, point) in report.history.iter_mut().enumerate() {
        point.months_covered = 3 * (at as u32 + 1);
        // Each quarter end another number, so that a comparison would have something to say.
        point.concentration.effective_customers = Some(Ratio(30.0 - 8.0 * at as f64));
    }
    report
}

#[test]
fn windows_that_do_not_compare_are_not_compared() {
    let (report, words) = (uncovered(), Words::default());
    let told = [
        plain(&effective_customers::title(&effective_customers::read(&report), &words)),
        plain(&share_stack::title(&share_stack::read(&report), &words)),
        plain(&rank_bump::title(&rank_bump::read(&report), &words)),
    ];
    for title in told {
        assert!(
            !["up from", "down from", "came in", "were so in", "was so in"].iter().any(|it| title.contains(it)),
            "{title}"
        );
    }
    for name in ["effective_customers", "share_stack", "rank_bump"] {
        assert_whole(&draw(name, &report));
    }
}

#[test]
fn an_index_that_stands_was_moved_by_nobody() {
    let mut report = book(&whale(60, 0.2));
    let change = report.hhi_change.as_mut().unwrap();
    (change.before, change.after) = (Ratio(1233.2), Ratio(1233.4));
    let title = plain(&hhi_change::title(&hhi_change::read(&report).unwrap(), &Words::default()));
    assert!(title.contains("stood at 1,233") && !title.contains("alone"), "{title}");
}

#[test]
fn a_gap_that_prints_alike_has_not_moved() {
    let mut report = book(&[5.0, 3.0]);
    let margin = |period: &str, gap: f64| HeadMargin {
        period: period.into(),
        as_of: "2026-09-30".into(),
        head: Some(Ratio(0.6)),
        rest: Some(Ratio(0.6 + gap)),
        gap: Some(Ratio(gap)),
        head_amount: money(5e6),
    };
    report.head_margin = vec![margin("2026-Q2", 0.0896), margin("2026-Q3", 0.0903)];
    let title = plain(&head_margin::title(&head_margin::read(&report), &Words::default()));
    assert!(title.contains("9.0 points below") && !title.contains("they were"), "{title}");
}

#[test]
fn a_value_whose_customers_are_not_named_is_not_told_of() {
    let mut report = industries();
    for value in report.dimension_customers.get_mut("industry").unwrap().iter_mut().take(1) {
        value.customers.clear();
    }
    for value in report.dimensions.get_mut("industry").unwrap() {
        value.cr_1 = Some(Ratio(0.9));
    }
    let title = basket_by_industry::title(&basket_by_industry::read(&report).unwrap(), &Words::default());
    assert!(!plain(&title).contains(":  is"), "{title}");
    assert_whole(&draw("basket_by_industry", &report));
}

#[test]
fn all_of_it_is_all_of_it() {
    let mut report = industries();
    let behind = &mut report.dimension_customers.get_mut("industry").unwrap()[0];
    behind.customers.truncate(1);
    behind.others.customers = 0;
    let title = plain(&treemap::title(&treemap::read(&report).unwrap(), &Words::default()));
    assert!(!title.contains("all of it"), "part of the value has no customer: {title}");
}

#[test]
fn amounts_that_no_query_writes_end_too() {
    let mut report = industries();
    for values in report.dimension_customers.values_mut() {
        for value in values.iter_mut() {
            value.customers.iter_mut().for_each(|it| it.amount = money(-7e9));
            value.others.amount = money(-7e9);
        }
    }
    for name in ["basket_by_industry", "treemap"] {
        assert_whole(&draw(name, &report));
    }
}

#[test]
fn a_ledger_of_one_month_is_drawn_or_refused_with_a_reason() {
    let mut report = book(&whale(40, 0.3));
    report.window.months_covered = 1;
    report.history.drain(1..);
    report.history[0].months_covered = 1;
    report.movements.truncate(1);
    report.movements_quarterly.truncate(1);
    report.recurring.monthly.truncate(1);
    report.customer_ranks.retain(|it| it.period == report.history[0].period);
    assert_default_style(&report);
}
