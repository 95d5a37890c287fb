//! The links table, the policies, and the tree month by month.

use super::{Folder, assert_input, error, query};
use eggbasket::config::{Config, Grouping};
use eggbasket::source::Scanned;
use std::fmt::Write;

const LEDGER: &str = "customer_id,date,amount\na,2024-01-31,1\nb,2024-02-29,1\nc,2024-03-31,1\nd,2024-06-30,1\n";
const HEAD: &str = "child,parent,relation,valid_from,valid_to,accepted\n";

fn config(folder: &Folder, links: &str, policy: Grouping) -> Config {
    let links = folder.write("links.csv", format!("{HEAD}{links}"));
    Config { links: Some(links.into()), grouping: policy, ..Config::default() }
}

fn scanned(links: &str, customers: &str, policy: Grouping) -> Scanned {
    let folder = Folder::new();
    let mut config = config(&folder, links, policy);
    config.customers = (!customers.is_empty()).then(|| folder.write("customers.csv", customers).into());
    let name = folder.write("ledger.csv", LEDGER);
    query(&[name], &config, 2, "select sum(line) from ledger").unwrap().1
}

/// Every customer's groups as `a>p 2024-01..2024-03`, leaving out the ends of time.
fn spells(scanned: &Scanned) -> Vec<String> {
    let mut said = Vec::new();
    for spell in &scanned.group_history {
        let mut text = format!("{}>{}", spell.customer_id, spell.group_id);
        let _ = write!(text, " {}", if spell.first.0 == 0 { String::new() } else { spell.first.to_string() });
        let _ = write!(text, "..{}", if spell.last.0 > 25_000 { String::new() } else { spell.last.to_string() });
        said.push(text);
    }
    said
}

fn today(scanned: &Scanned) -> String {
    scanned
        .customers
        .iter()
        .map(|it| format!("{}>{} ", it.customer_id, it.group_id))
        .collect::<String>()
        .trim()
        .to_owned()
}

#[test]
fn a_link_counts_at_the_month_ends_it_holds() {
    // a joins p on 10 February and leaves at the end of March; b's link lasts to 30 March and no month end of March.
    let links = "a,p,control,2024-02-10,2024-03-31,\nb,p,control,,2024-03-30,\n";
    let found = scanned(links, "", Grouping::Asc280);
    let expected = [
        "a>a ..2024-01",
        "a>p 2024-02..2024-02",
        "a>p 2024-03..2024-03",
        "a>a 2024-04..",
        "b>p ..2024-01",
        "b>p 2024-02..2024-02",
        "b>b 2024-03..",
        "c>c ..",
        "d>d ..",
    ];
    assert_eq!(spells(&found), expected);
    assert_eq!(today(&found), "a>a b>b c>c d>d");
}

#[test]
fn a_month_is_a_link_s_first_or_last_day() {
    let found = scanned("a,p,control,2024-02,2024-04,\n", "", Grouping::Asc280);
    assert_eq!(spells(&found)[..3], ["a>a ..2024-01", "a>p 2024-02..2024-04", "a>a 2024-05.."]);
}

#[test]
fn a_control_link_takes_the_place_of_the_parent_without_dates() {
    let customers = "customer_id,parent_id\na,q\nb,q\n";
    let found = scanned("a,p,control,2024-05-01,,\n", customers, Grouping::Asc280);
    assert_eq!(spells(&found)[..3], ["a>a ..2024-04", "a>p 2024-05..", "b>q .."]);
    // A link of another kind leaves it as it is.
    let found = scanned("a,p,economic,2024-05-01,,\n", customers, Grouping::Asc280);
    assert_eq!(spells(&found)[..2], ["a>q ..", "b>q .."]);
}

#[test]
fn every_policy_follows_its_own_links() {
    // p controls a; b and c are units of the government g; n, which administers state assets, controls d and is flagged.
    let customers = "customer_id,parent_id,government,state_asset_admin\na,p,no,\nb,,g,\nd,n,,\nn,,true,yes\n";
    let links =
        "c,g,government_unit,,,\na,b,economic,,,no\nn,g,state_asset_admin,,,true\np,g,state_asset_admin,,,false\n";
    let found = scanned(links, customers, Grouping::Asc280);
    assert_eq!(today(&found), "a>p b>g c>g d>n n>n");
    let of = |policy: Grouping| {
        let it = found.policies.iter().find(|it| it.policy == policy).unwrap();
        (it.groups.join(" "), it.reason.clone().unwrap_or_default())
    };
    assert_eq!(of(Grouping::Legal).0, "a b c d n");
    assert_eq!(of(Grouping::Asc280).0, "p g g n n");
    assert_eq!(of(Grouping::Ifrs8).0, "p g g g g", "only the accepted link counts");
    assert_eq!(of(Grouping::Csrc).0, "p b c d n", "a common administrator of state assets is no common control");
    let (groups, reason) = of(Grouping::Economic);
    assert!(
        groups.is_empty() && reason.contains("`a` has two parents") && reason.contains("`p` (control)"),
        "{reason}"
    );
    assert!(reason.contains("`b` (economic)"), "{reason}");
    let flags: Vec<_> = found.flags.iter().map(|it| (it.customer_id.as_str(), it.flags.government)).collect();
    assert_eq!(flags, [("a", Some(false)), ("b", Some(true)), ("c", None), ("d", None), ("n", Some(true))]);
}

#[test]
fn two_ways_to_one_group_are_no_contradiction() {
    let links = "a,p,control,,,\na,g,government_unit,,,\np,g,government_unit,,,\n";
    assert_eq!(today(&scanned(links, "", Grouping::Asc280)), "a>g b>b c>c d>d");
}

#[test]
fn links_that_cannot_be_are_named_with_their_dates() {
    let folder = Folder::new();
    let name = folder.write("ledger.csv", LEDGER);
    for (links, words) in [
        (
            "a,p,control,,2024-03-01,\na,q,control,2024-03-01,,\n",
            ["from 2024-03-01 to 2024-03-01", "`p` (control) and `q`"],
        ),
        (
            "a,b,control,2024-01-01,,\nb,c,control,2023-05-01,2024-06-30,\nc,a,control,,2024-05-31,\n",
            ["from 2024-01-01 to 2024-05-31", "`a` → `b` → `c` → `a`"],
        ),
        ("a,p,owns,,,\n", ["line 2", "control, government_unit, state_asset_admin, economic"]),
        ("a,p,control,2024-03-01,2024-02-01,\n", ["line 2", "ends before it begins"]),
        ("a,,control,,,\n", ["line 2", "names no parent"]),
        ("a,p,control,,,maybe\n", ["column `accepted`", "neither yes nor no"]),
    ] {
        let found = error(std::slice::from_ref(&name), &config(&folder, links, Grouping::Asc280));
        let text = format!("{found} {}", found.hint.clone().unwrap_or_default());
        words.iter().for_each(|word| assert!(text.contains(word), "{text} lacks {word}"));
    }
    // The same links one after the other are no circle.
    let links = "a,b,control,,2024-01-31,\nb,a,control,2024-02-01,,\n";
    assert_eq!(spells(&scanned(links, "", Grouping::Asc280))[..2], ["a>b ..2024-01", "a>a 2024-02.."]);
    let gone = Config { links: Some("nowhere.csv".into()), ..Config::default() };
    assert_input(&error(&[name], &gone), &["nowhere.csv"]);
}

#[test]
fn a_flag_that_is_neither_yes_nor_no_is_refused() {
    let folder = Folder::new();
    let name = folder.write("ledger.csv", LEDGER);
    let table = folder.write("customers.csv", "customer_id,strategic\na,very\n");
    let mut config = Config { customers: Some(table.into()), ..Config::default() };
    assert_input(&error(std::slice::from_ref(&name), &config), &["line 2", "column `strategic`", "`very`"]);
    config.map.insert("customers.strategic".to_owned(), String::new());
    assert!(query(&[name], &config, 1, "select sum(line) from ledger").is_ok());
}
