//! Real ledgers, from the folder that EGGBASKET_LEDGERS names, against figures that independent tools computed.

use super::{mapped, query};
use eggbasket::config::{Config, FxQuote};
use std::path::PathBuf;

/// The ledgers' folder, or a loud word that the test was skipped.
fn ledgers() -> Option<PathBuf> {
    let folder = std::env::var_os("EGGBASKET_LEDGERS").map(PathBuf::from);
    if folder.is_none() {
        eprintln!("SKIPPED: EGGBASKET_LEDGERS is not set, so no real ledger was read");
    }
    folder
}

/// `as_of`, rows and the sum of converted amounts.
fn total(name: &str, config: &Config) -> Option<(String, u64, f64)> {
    let file = ledgers()?.join(name).join("revenue.parquet");
    let sql = "select cast(sum(converted) as varchar) from ledger";
    let (total, scanned, source) = query(&[file.to_str()?.to_owned()], config, 2, sql).unwrap();
    Some((source.as_of.to_string(), scanned.rows_read, total[0].parse().unwrap()))
}

/// A figure of expected.json.
fn expected(name: &str, path: &[&str]) -> f64 {
    let text = std::fs::read_to_string(ledgers().unwrap().join(name).join("expected.json")).unwrap();
    let json: serde_json::Value = serde_json::from_str(&text).unwrap();
    path.iter().fold(&json, |value, key| &value[*key]).as_f64().unwrap()
}

fn to_the_cent(one: f64, other: f64) {
    assert!((one - other).abs() < 0.005, "{one} is not {other}");
}

#[test]
fn northwind() {
    let Some((as_of, rows, total)) = total("northwind", &Config::default()) else { return };
    assert_eq!((as_of.as_str(), rows), ("1998-04-30", 2_155));
    to_the_cent(total, expected("northwind", &["total_net_of_discount"]));
}

#[test]
fn adventureworks() {
    let Some((as_of, rows, total)) = total("adventureworks", &Config::default()) else { return };
    assert_eq!((as_of.as_str(), rows), ("2019-06-30", 56_046));
    to_the_cent(total, expected("adventureworks", &["all_time", "net_total_all_rows"]));
}

#[test]
fn xero() {
    let config = Config {
        currency: Some("CAD".to_owned()),
        fx_quote: FxQuote::ForeignPerReporting,
        ..mapped(&[("fx_rate", "currency_rate")])
    };
    let Some((as_of, rows, total)) = total("xero", &config) else { return };
    assert_eq!((as_of.as_str(), rows), ("2021-02-28", 116));
    to_the_cent(total, expected("xero", &["home_currency_CAD", "all_time", "net_total_all_rows"]));
    let plain = mapped(&[("amount", "amount_cad"), ("currency", "")]);
    let Some((.., plain)) = self::total("xero", &plain) else { return };
    to_the_cent(plain, total);
}
