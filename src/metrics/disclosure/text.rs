//! The notes of annual reports, from the numbers.

use crate::model::{FiscalYear, MajorCustomer, TopFive};
use crate::period::parse_date;
use crate::unit::{Money, Ratio};
use crate::wording::{names, thousands};

/// A share of a major customer as notes print it, in whole percent; `*` below 10 %.
pub(super) fn printed(share: Option<Ratio>, is_major: bool) -> String {
    share.filter(|_| is_major).map_or_else(|| "*".to_owned(), |share| format!("{:.0}%", share.0 * 100.0))
}

/// ASC 280-10-50-42: who has 10 % or more, both years, and an asterisk below.
pub(super) fn asc280(year: &FiscalYear, before: Option<&FiscalYear>, customers: &[MajorCustomer]) -> String {
    let now: Vec<&MajorCustomer> = customers.iter().filter(|it| it.is_major).collect();
    let then: Vec<&MajorCustomer> = customers.iter().filter(|it| it.is_major_before && !it.is_major).collect();
    let beside = |it: &MajorCustomer| {
        before.map_or_else(String::new, |before| format!(" ({}: {})", before.year, it.printed_before))
    };
    let ended = long_date(&year.to);
    let mut text = match now.as_slice() {
        [] => {
            let nor = before.filter(|_| then.is_empty());
            let nor = nor.map_or_else(String::new, |before| format!(" or {}", long_date(&before.to)));
            format!("No customer accounted for 10% or more of total revenue in the fiscal year ended {ended}{nor}.")
        }
        majors => {
            let listed: Vec<String> =
                majors.iter().map(|it| format!("{} {}{}", it.label, it.printed, beside(it))).collect();
            let (count, each) = (number(majors.len()), if majors.len() == 1 { "" } else { " each" });
            let noun = if majors.len() == 1 { "customer" } else { "customers" };
            let listed = all(&listed);
            format!(
                "In the fiscal year ended {ended}, {count} {noun}{each} accounted for 10% or more of total revenue: {listed}."
            )
        }
    };
    if let (Some(before), false) = (before, then.is_empty()) {
        let listed: Vec<String> = then.iter().map(|it| format!("{} {}", it.label, it.printed_before)).collect();
        text += &format!(
            " In the fiscal year ended {}, so did {} ({}: *).",
            long_date(&before.to),
            all(&listed),
            year.year
        );
    }
    if text.contains('*') {
        text += " * Less than 10%.";
    }
    text
}

/// IFRS 8.34: the fact, and the amount from each such customer.
pub(super) fn ifrs8(
    year: &FiscalYear,
    before: Option<&FiscalYear>,
    customers: &[MajorCustomer],
    currency: Option<&str>,
) -> String {
    let now: Vec<&MajorCustomer> = customers.iter().filter(|it| it.is_major).collect();
    if now.is_empty() {
        let ended = long_date(&year.to);
        return format!(
            "No single external customer contributed 10% or more of the group's revenue in the year ended {ended}."
        );
    }
    let sentence = |it: &&MajorCustomer| {
        let amount = it.amount.map_or_else(String::new, |amount| exact(amount, currency));
        let then = before.map_or_else(String::new, |before| {
            let amount = it.amount_before.filter(|_| it.is_major_before);
            let amount = amount.map_or_else(|| "less than 10%".to_owned(), |amount| exact(amount, currency));
            format!(" ({}: {amount})", before.year)
        });
        format!("Revenue from {} amounted to {amount}{then}, {} of total revenue.", it.label, it.printed)
    };
    now.iter().map(sentence).collect::<Vec<_>>().join(" ")
}

/// The five largest as an A-share annual report tells them.
pub(super) fn csrc(five: &TopFive, currency: Option<&str>) -> String {
    let mut text = format!(
        "{}年度，前{}名客户销售额合计{}，占年度销售总额{}",
        five.year,
        five.customers.len(),
        yuan(five.amount, currency),
        two_places(five.share)
    );
    text += &match (five.related_amount, five.related_share) {
        (Some(amount), share) => {
            format!("；其中关联方销售额{}，占年度销售总额{}。", yuan(amount, currency), two_places(share))
        }
        _ => "；客户是否为关联方未知。".to_owned(),
    };
    let new: Vec<&str> =
        five.customers.iter().filter(|it| it.is_new == Some(true)).map(|it| it.name.as_str()).collect();
    text += &match five.new_customers {
        None => String::new(),
        Some(0) => "前五名客户中无新增客户。".to_owned(),
        Some(_) => format!("较上年新进入前五名的客户：{}。", new.join("、")),
    };
    let heavy = |is_heavy: bool| if is_heavy { "存在" } else { "不存在" };
    text += &format!("{}向单一客户销售占比超过50%的情形", heavy(five.depends_by_revenue));
    text += &match five.depends_by_gross_profit {
        Some(depends) => format!("；{}单一客户毛利占比超过50%的情形。", heavy(depends)),
        None => "。".to_owned(),
    };
    text
}

fn two_places(share: Option<Ratio>) -> String {
    share.map_or_else(|| "–".to_owned(), |share| format!("{:.2}%", share.0 * 100.0))
}

fn yuan(money: Money, currency: Option<&str>) -> String {
    let amount = thousands(&money.to_string());
    match currency {
        Some("CNY") => format!("{amount}元"),
        Some(code) => format!("{amount} {code}"),
        None => amount,
    }
}

fn exact(money: Money, currency: Option<&str>) -> String {
    let amount = thousands(&money.to_string());
    currency.map_or_else(|| amount.clone(), |code| format!("{code} {amount}"))
}

/// `one`, `two`, … `nine`, then digits, as notes count.
fn number(count: usize) -> String {
    const WORDS: [&str; 10] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine"];
    WORDS.get(count).map_or_else(|| count.to_string(), |word| (*word).to_owned())
}

/// All of a list, `A, B and C`: a note leaves nobody out.
fn all(listed: &[String]) -> String {
    match listed {
        [others @ .., last] if others.len() > 1 => format!("{} and {last}", others.join(", ")),
        few => names(few),
    }
}

/// `December 31, 2025`.
fn long_date(iso: &str) -> String {
    const MONTHS: [&str; 12] = [
        "January",
        "February",
        "March",
        "April",
        "May",
        "June",
        "July",
        "August",
        "September",
        "October",
        "November",
        "December",
    ];
    parse_date(iso).map_or_else(
        || iso.to_owned(),
        |date| format!("{} {}, {}", MONTHS[date.month() as usize - 1], date.day(), date.year()),
    )
}
