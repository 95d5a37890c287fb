//! Real ledgers against figures that independent tools computed: money to the cent, ratios to 1e-9. Every figure of every
//! expected.json is compared, or excused in a sentence; a figure that is neither fails its test.

mod expected;
mod sec;
mod telco;
mod window;

use crate::support::{cells, close, measure, real_ledgers};
use eggbasket::config::{Config, FxQuote, MonthName, WindowKind};
use eggbasket::period::Month;
use eggbasket::unit::Amount;
use expected::{Expected, Place};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::path::Path;
use window::{Measured, amount, block, last_month, months, number, retention};

const ABOUT: &str = "words about the figures, not a figure";
const BY_DAY: &str = "a quarter is full there by its days; a window here counts the months that the ledger covers";

fn read(file: &Path, config: &Config) -> Measured {
    let (run, report) = measure(&[file.to_string_lossy().into_owned()], config, 2).expect("a report");
    Measured { run, report }
}

fn text_file(name: &str, text: &str, config: &Config) -> Measured {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join(name);
    std::fs::write(&file, text).expect("a file");
    read(&file, config)
}

fn mapped(pairs: &[(&str, &str)]) -> Config {
    let map = pairs.iter().map(|(role, column)| ((*role).to_owned(), (*column).to_owned())).collect();
    Config { map, ..Config::default() }
}

/// The configuration as of the end of `last`, over that window.
fn over(config: &Config, last: Month, window: WindowKind) -> Config {
    Config { as_of: Some(last.last_day()), window: Some(window), ..config.clone() }
}

/// The blocks of a ledger: the trailing twelve months as found by themselves, every year, every quarter, all of it.
/// Gives the trailing twelve months and all of it.
fn windows(file: &Path, config: &Config, place: &Place<'_>) -> (Measured, Measured) {
    let trailing = read(file, config);
    block(&trailing, &place.at("t12m"));
    assert_eq!(trailing.report.as_of, last_month(place, "t12m_end_exclusive").last_day().to_string());
    assert!(trailing.report.as_of_reason.contains(place.at("last_date").text()) || is_named(&trailing, place));
    for (list, window) in [("by_year", WindowKind::FiscalYear), ("by_quarter", WindowKind::Quarter)] {
        let list = place.at(list);
        for period in list.keys().iter().map(|period| list.at(period)) {
            let it = read(file, &over(config, last_month(&period, "end_exclusive"), window));
            block(&it, &period);
            if window == WindowKind::Quarter {
                assert!(!period.at("full_quarter").is_true() || it.report.window.months_covered == 3, "{BY_DAY}");
            }
        }
    }
    let all = place.at("all_time");
    let (first, last) =
        (Month::parse(&all.at("start").text()[..7]).expect("a month"), last_month(&all, "end_exclusive"));
    let span = Config { window_months: Some((last.0 - first.0 + 1) as u32), ..over(config, last, WindowKind::Ttm) };
    let everything = read(file, &Config { window: None, ..span });
    block(&everything, &all);
    months(&everything, &place.at("by_month_total"));
    // The first day is not told by the report, its month is.
    assert_eq!(everything.run.extent.first_month.first_day().to_string()[..7], place.at("first_date").text()[..7]);
    (trailing, everything)
}

/// The last date is the last complete month's last day, which the reason then names.
fn is_named(it: &Measured, place: &Place<'_>) -> bool {
    place.at("last_date").text() == it.report.as_of
}

fn about(place: &Place<'_>) {
    for key in ["tools", "formulas", "case"] {
        place.at(key).excuse(ABOUT);
    }
}

#[test]
fn northwind() {
    let Some(folder) = real_ledgers("northwind") else { return };
    let expected = Expected::open(&folder);
    let place = expected.root();
    about(&place);
    let (trailing, everything) = windows(&folder.join("revenue.parquet"), &Config::default(), &place);
    retention(&trailing, &place.at("retention_t12m_vs_prior_t12m"));
    let control = &everything.report.control;
    place.count("lines", control.rows_read);
    place.money("total_net_of_discount", control.amount_read.amount);
    place.money("well_known_totals/net", control.amount_read.amount);
    place.at("well_known_totals/note").excuse(ABOUT);
    // The largest customer is one step under the 10 % of the accounting standards.
    assert!(trailing.report.major_customers.is_empty());
    northwind_customers(&folder, &everything, &place);
    northwind_orders(&folder, &place);
    northwind_countries(&folder, &place);
    expected.finish();
}

/// Who is in the customers table and never ordered.
fn northwind_customers(folder: &Path, everything: &Measured, place: &Place<'_>) {
    let list = std::fs::read_to_string(folder.join("customers.csv")).expect("customers.csv");
    let ids: Vec<&str> = list.lines().skip(1).filter_map(|line| line.split(',').next()).collect();
    let ordered: Vec<&str> = everything.report.customer_amounts.iter().map(|it| it.customer.as_str()).collect();
    place.count("customers_master", ids.len() as u64);
    place.count("customers_with_orders", ordered.len() as u64);
    let never: Vec<&str> = ids.into_iter().filter(|id| !ordered.contains(id)).collect();
    let list = place.at("customers_never_ordered");
    assert_eq!(never.len(), list.keys().len());
    never.iter().enumerate().for_each(|(at, id)| list.same(&at.to_string(), id));
}

/// Freight by the table of orders; gross revenue by the lines of its orders.
fn northwind_orders(folder: &Path, place: &Place<'_>) {
    let config = mapped(&[("customer_id", "customerID"), ("date", "orderDate"), ("amount", "freight")]);
    let freight = read(&folder.join("orders.csv"), &Config { dimensions: Some(Vec::new()), ..config });
    place.count("orders", freight.report.control.rows_read);
    place.money("total_freight", freight.report.control.amount_read.amount);
    let (mut ledger, mut without_order) = ("order,customer_id,date,amount\n".to_owned(), 0);
    let orders: BTreeMap<String, csv::StringRecord> =
        rows(&folder.join("orders.csv")).1.into_iter().map(|row| (row[0].to_owned(), row)).collect();
    for line in rows(&folder.join("order_details.csv")).1 {
        let Some(order) = orders.get(&line[0]) else {
            without_order += 1;
            continue;
        };
        let gross = Amount::parse(&line[2]).expect("a price").0 * line[3].parse::<i128>().expect("a quantity");
        let _ = writeln!(ledger, "{},{},{},{}", &line[0], &order[1], &order[3][..10], Amount(gross).print(2));
    }
    place.count("order_lines_without_order", without_order);
    let gross = text_file("gross.csv", &ledger, &Config { dimensions: Some(Vec::new()), ..Config::default() });
    place.money("total_gross", gross.report.control.amount_read.amount);
    place.money("well_known_totals/gross", gross.report.control.amount_read.amount);
}

/// Revenue and customers of every country, by the customers table.
fn northwind_countries(folder: &Path, place: &Place<'_>) {
    let config = Config {
        customers: Some(folder.join("customers.csv")),
        dimensions: Some(vec!["country".to_owned()]),
        ..mapped(&[("customers.customer_id", "customerID"), ("customers.name", "companyName")])
    };
    let report = read(&folder.join("revenue.parquet"), &config).report;
    let (read, list) = (&report.dimensions["country"], place.at("by_country_t12m"));
    assert_eq!((read.len(), list.keys().len()), (21, 21));
    for (at, read) in read.iter().enumerate() {
        list.same(&format!("{at}/0"), read.value.as_deref().expect("a country"));
        list.money(&format!("{at}/1"), read.amount.amount);
        list.count(&format!("{at}/2"), read.customers);
    }
    let squares: f64 = read.iter().map(|it| it.share.expect("a share").0.powi(2)).sum();
    let hhi = report.dimension_concentration["country"].hhi.0;
    assert!((hhi - 1e4 * squares).abs() < 1e-6, "HHI over countries");
}

#[test]
fn adventureworks() {
    let Some(folder) = real_ledgers("adventureworks") else { return };
    let expected = Expected::open(&folder);
    let place = expected.root();
    about(&place);
    let (trailing, everything) = windows(&folder.join("revenue.parquet"), &Config::default(), &place);
    retention(&trailing, &place.at("retention_t12m_vs_prior_t12m"));
    place.count("lines", everything.report.control.rows_read);
    place.count("customers_ordering", number(&everything, "select count(distinct customer_id) from cube"));
    for key in [
        "customers_master",
        "customers_missing_from_master",
        "duplicate_customer_names",
        "non_ascii_or_replacement_names",
    ] {
        place.at(key).excuse("it is of the table of customers, which is not beside the ledger");
    }
    for key in ["orders", "lines_without_price", "by_territory"] {
        place.at(key).excuse("the ledger is of lines with their amounts; orders, prices and territories are not in it");
    }
    expected.finish();
}

fn rows(file: &Path) -> (csv::StringRecord, Vec<csv::StringRecord>) {
    let mut reader = csv::Reader::from_path(file).expect("a CSV file");
    let headers = reader.headers().expect("headings").clone();
    (headers, reader.records().map(|row| row.expect("a row")).collect())
}

fn xero_config() -> Config {
    Config {
        currency: Some("CAD".to_owned()),
        fx_quote: FxQuote::ForeignPerReporting,
        ..mapped(&[("fx_rate", "currency_rate")])
    }
}

#[test]
fn xero() {
    let Some(folder) = real_ledgers("xero") else { return };
    let (expected, file) = (Expected::open(&folder), folder.join("revenue.parquet"));
    let place = expected.root();
    about(&place);
    let home = place.at("home_currency_CAD");
    let (trailing, everything) = windows(&file, &xero_config(), &home);
    place.same("home_currency", trailing.report.currency.as_deref().expect("a currency"));
    place.count("sales_invoices_counted", everything.report.control.rows_read);
    assert_eq!(trailing.report.major_customers.len(), 3);
    xero_retention(&folder, &trailing);
    xero_converted_before(&file, &home);
    xero_by_currency(&folder, &trailing, &place.at("by_currency_T12M"));
    xero_export(&folder, &place);
    xero_open(&folder, &place);
    // The company's year ends with February, so its last one is the trailing twelve months.
    let march = Config { fiscal_year_start: Some(MonthName::Number(3)), ..xero_config() };
    let year = read(&file, &Config { window: Some(WindowKind::FiscalYear), ..march });
    assert_eq!((year.report.window.kind.as_str(), year.report.window.from.as_str()), ("fiscal_year", "2020-03-01"));
    block(&year, &home.at("t12m"));
    place.at("financial_year_end").excuse("words; the window of that fiscal year is compared");
    place.at("rate_range").excuse("the rates are the rows' own; what they convert to is compared, window by window");
    for key in ["contacts_both_customer_and_supplier", "invoice_numbers_blank_or_dup"] {
        place.at(key).excuse("it is of the export's purchases and numbers, which are no revenue");
    }
    // What a ledger says whose currencies nobody converted.
    xero_unconverted(&file, &place.at("WRONG_no_fx_conversion"));
    expected.finish();
}

fn xero_unconverted(file: &Path, place: &Place<'_>) {
    let it = read(file, &mapped(&[("currency", "")]));
    assert_eq!(it.report.major_customers.len(), 2);
    block(&it, &place.at("t12m"));
    retention(&it, &place.at("retention_t12m_vs_prior_t12m"));
    let whole = Config { window_months: Some(16), ..mapped(&[("currency", "")]) };
    let everything = read(file, &whole);
    block(&everything, &place.at("all_time"));
    months(&everything, &place.at("by_month_total"));
    for key in ["by_year", "by_quarter", "first_date", "last_date", "t12m_end_exclusive"] {
        place.at(key).excuse("a reading that is wrong on purpose; its windows are those of the right one above");
    }
}

/// The ledger by the column that somebody converted before: of one currency, so that retention is as reported too.
fn xero_converted_before(file: &Path, home: &Place<'_>) {
    let config = Config { currency: Some("CAD".to_owned()), ..mapped(&[("amount", "amount_cad"), ("currency", "")]) };
    let it = read(file, &config);
    block(&it, &home.at("t12m"));
    retention(&it, &home.at("retention_t12m_vs_prior_t12m"));
}

/// Retention stands at constant rates, which the figures there do not: here the invoices of each customer, month and
/// currency are converted at those rates once more, rounded to the cent, and added up.
fn xero_retention(folder: &Path, it: &Measured) {
    let rate = |code: &str| {
        let given = it.report.fx.constant.iter().find(|given| given.currency == code);
        given.map_or(1.0, |given| given.rate.parse::<f64>().expect("a rate"))
    };
    let mut months: BTreeMap<(String, String, String), f64> = BTreeMap::new();
    for invoice in invoices(folder).into_iter().filter(is_counted) {
        let key = (invoice.contact, invoice.date[..7].to_owned(), invoice.key[2].clone());
        *months.entry(key).or_default() += invoice.own;
    }
    let mut pairs: BTreeMap<String, (f64, f64)> = BTreeMap::new();
    for ((contact, month, currency), own) in months {
        let cents = (own * rate(&currency) * 100.0).round_ties_even();
        let pair = pairs.entry(contact).or_default();
        *if month.as_str() < &it.report.window.from[..7] { &mut pair.0 } else { &mut pair.1 } += cents;
    }
    let base: Vec<(f64, f64)> = pairs.into_values().filter(|(p, _)| *p > 0.0).collect();
    let p: f64 = base.iter().map(|(p, _)| p).sum();
    let ttm = it.report.retention.ttm.as_ref().expect("retention on the ttm basis");
    assert_eq!((ttm.customers, ttm.base_amount.to_string()), (base.len() as u64, format!("{:.2}", p / 100.0)));
    let ratios =
        [base.iter().map(|(_, q)| q).sum::<f64>() / p, base.iter().map(|(p, q)| q.clamp(0.0, *p)).sum::<f64>() / p];
    for (read, naive) in [ttm.nrr, ttm.grr].into_iter().zip(ratios) {
        assert!(close(read.expect("a ratio").0, naive, 1e-12), "{read:?}, {naive}");
    }
}

fn is_counted(it: &Invoice) -> bool {
    it.key[0] == "ACCREC" && ["AUTHORISED", "PAID"].contains(&it.key[1].as_str())
}

/// An invoice of the export, its amount in its own currency and in Canadian dollars before any rounding.
struct Invoice {
    key: [String; 3],
    date: String,
    contact: String,
    currency_rate: String,
    own: f64,
    due: String,
    due_home: f64,
    home: f64,
}

fn invoices(folder: &Path) -> Vec<Invoice> {
    let (headers, rows) = rows(&folder.join("xero_invoice_data.csv"));
    let at = |name: &str| headers.iter().position(|header| header == name).expect("a column");
    let text = |row: &csv::StringRecord, name: &str| row[at(name)].to_owned();
    let number = |row: &csv::StringRecord, name: &str| row[at(name)].parse::<f64>().expect("a number");
    let invoice = |row: &csv::StringRecord| Invoice {
        key: ["type", "status", "currency_code"].map(|name| text(row, name)),
        date: text(row, "date"),
        contact: text(row, "contact_id"),
        currency_rate: text(row, "currency_rate"),
        own: number(row, "sub_total"),
        due: text(row, "amount_due"),
        due_home: number(row, "amount_due") / number(row, "currency_rate"),
        home: number(row, "sub_total") / number(row, "currency_rate"),
    };
    rows.iter().map(invoice).collect()
}

/// What rounding each row to the cent adds to a sum.
fn rounded_by(rows: impl Iterator<Item = f64>) -> f64 {
    rows.map(|amount| (amount * 100.0).round_ties_even() / 100.0 - amount).sum()
}

/// A converted row is rounded to the cent before any sum, which the figures there are not: the two differ by exactly what
/// rounding each row adds.
fn xero_by_currency(folder: &Path, trailing: &Measured, place: &Place<'_>) {
    let invoices = invoices(folder);
    let window = &trailing.report.window;
    for at in place.keys() {
        let currency = place.at(&format!("{at}/0")).text();
        let lines =
            format!("from trunk where scope = 'used' and currency = '{currency}' and month >= '{}'", window.from);
        place.money(&format!("{at}/1"), amount(trailing, &format!("select sum(amount) {lines}")));
        let converted = amount(trailing, &format!("select sum(converted) {lines}")).to_f64();
        let ours =
            invoices.iter().filter(|it| is_counted(it)).filter(|it| it.key[2] == currency && it.date >= window.from);
        let unrounded = converted - rounded_by(ours.map(|it| it.home));
        place.close(&format!("{at}/2"), unrounded);
    }
}

/// The whole export, purchases and deleted rows too, by its own columns.
fn xero_export(folder: &Path, place: &Place<'_>) {
    let columns = ["type", "status", "currency_code"].map(str::to_owned);
    let config = Config {
        dimensions: Some(columns.to_vec()),
        ..mapped(&[("customer_id", "contact_id"), ("amount", "sub_total"), ("currency", ""), ("kind", "")])
    };
    let it = read(&folder.join("xero_invoice_data.csv"), &config);
    let sum = amount(&it, "select sum(amount) from trunk");
    place.money("WRONG_all_rows_incl_purchases_total", sum);
    let of = |name: &str| {
        format!(
            "(select dimension_key, value as {name} from dimension_values where dimension = '{name}') as {name}_values"
        )
    };
    let sql = format!(
        "select type, status, currency_code, cast(sum(rows) as bigint) as n, cast(sum(amount) * 1000000 as decimal(38, 0)) as total \
         from trunk join {} on type_values.dimension_key = trunk.dimension_key join {} on status_values.dimension_key = \
         trunk.dimension_key join {} on currency_code_values.dimension_key = trunk.dimension_key \
         group by type, status, currency_code order by type, status, currency_code",
        of("type"),
        of("status"),
        of("currency_code")
    );
    let place = place.at("by_type_status_currency");
    let read = cells(&it.run, &sql);
    assert_eq!(read.len(), place.keys().len());
    for (at, row) in read.iter().enumerate() {
        let place = place.at(&at.to_string());
        (0..3).for_each(|column| place.same(&column.to_string(), &row[column]));
        place.count("3", row[3].parse().expect("a count"));
        place.money("4", Amount(row[4].parse().expect("a number")));
        ["5", "6"].iter().for_each(|day| place.at(day).excuse("the first and last day; the trunk is by month"));
    }
}

/// What is open, converted by the rows' own rates; rounded row by row as above.
fn xero_open(folder: &Path, place: &Place<'_>) {
    let invoices = invoices(folder);
    let open = || invoices.iter().filter(|it| it.key[0] == "ACCREC" && it.key[1] != "DELETED" && it.due_home != 0.0);
    let line = |it: &Invoice| format!("{},{},{},{},{}\n", it.contact, it.date, it.due, it.key[2], it.currency_rate);
    let ledger = format!("customer_id,date,amount,currency,currency_rate\n{}", open().map(line).collect::<String>());
    let it = text_file("open.csv", &ledger, &xero_config());
    let unrounded = it.report.control.amount_read.to_f64() - rounded_by(open().map(|it| it.due_home));
    place.close("open_amount_due_home", unrounded);
}
