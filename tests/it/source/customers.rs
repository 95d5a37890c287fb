//! Names, parents and the customers table.

use super::{Folder, assert_input, error, query};
use eggbasket::config::{Config, Grouping};
use eggbasket::source::Scanned;

const LEDGER: &str = "customer_id,date,amount,customer_name,parent_id\na,2024-01-31,1,Old,\na,2024-02-29,1,Newer,p\n\
    a,2024-02-29,1,New,\nb,2024-01-31,1,,a\nc,2024-01-31,1,Sea,c\n";

fn scanned(folder: &Folder, ledger: &str, config: &Config) -> Scanned {
    let name = folder.write("ledger.csv", ledger);
    query(&[name], config, 2, "select sum(line) from ledger").unwrap().1
}

fn groups(scanned: &Scanned) -> Vec<String> {
    let one = |customer: &eggbasket::source::CustomerInfo| {
        format!("{} {} {} {}", customer.customer_id, customer.name, customer.group_id, customer.group_name)
    };
    scanned.customers.iter().map(one).collect()
}

#[test]
fn the_latest_row_names_a_customer() {
    let found = scanned(&Folder::new(), LEDGER, &Config::default());
    assert_eq!(groups(&found), ["a New p p", "b b p p", "c Sea c Sea"]);
    let legal = Config { grouping: Grouping::Legal, ..Config::default() };
    assert_eq!(groups(&scanned(&Folder::new(), LEDGER, &legal)), ["a New a New", "b b b b", "c Sea c Sea"]);
}

#[test]
fn the_customers_table_comes_first() {
    let folder = Folder::new();
    let table = "Customer_ID,name,segment,since,code,parent_id\na,Alpha,Large,2020-01-01,1,\nz,Zeta,Small,2021-01-01,2,b\n\
        a,Alpha,Large,2020-01-01,1,\n";
    let config = Config { customers: Some(folder.write("customers.csv", table).into()), ..Config::default() };
    let found = scanned(&folder, LEDGER, &config);
    assert_eq!(groups(&found), ["a Alpha p p", "b b p p", "c Sea c Sea", "z Zeta p p"]);
    let segment = |id: &str, value: &str| (id.to_owned(), "segment".to_owned(), Some(value.to_owned()));
    assert_eq!(found.customer_dimensions, [segment("a", "Large"), segment("z", "Small")]);
}

#[test]
fn a_circle_of_parents_is_named() {
    let folder = Folder::new();
    let ledger =
        "customer_id,date,amount,parent_id\nx,2024-01-31,1,c\nc,2024-01-31,1,a\na,2024-01-31,1,b\nb,2024-01-31,1,c\n";
    let name = folder.write("ledger.csv", ledger);
    assert_input(&error(&[name], &Config::default()), &["`a` → `b` → `c` → `a`"]);
}

#[test]
fn the_customers_table_is_checked() {
    let folder = Folder::new();
    let name = folder.write("ledger.csv", LEDGER);
    for (table, words) in [
        ("customer_id,name\na,A\na,B\n", ["line 3", "`a`"]),
        ("customer_id,name\n,A\n", ["line 2", "no customer id"]),
        ("id,name\na,A\n", ["has no column `customer_id`", "--map customers.customer_id=id"]),
    ] {
        let config = Config { customers: Some(folder.write("customers.csv", table).into()), ..Config::default() };
        assert_input(&error(std::slice::from_ref(&name), &config), &["customers.csv", words[0], words[1]]);
    }
    let gone = Config { customers: Some("nowhere.csv".into()), ..Config::default() };
    assert_input(&error(&[name], &gone), &["nowhere.csv"]);
}
