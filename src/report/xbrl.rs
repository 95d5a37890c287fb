//! The disclosed concentrations as an xBRL-JSON report (Open Information Model 1.0).
//!
//! One fact a major customer and fiscal year: `us-gaap:ConcentrationRiskPercentage1` by benchmark, type of risk and
//! customer. A percentage is a pure number, and the model leaves the unit out of those; the customers are members of the
//! filer's own taxonomy, whose namespace the configuration names.

use crate::error::{Error, Result};
use crate::model::{Disclosure, FiscalYear, MajorCustomer, Report};
use crate::period::{date_of_days, days_of_date, parse_date};
use serde_json::{Map, Value, json};

/// The taxonomy the names are from.
const TAXONOMY: &str = "https://xbrl.fasb.org/us-gaap/2024/elts/us-gaap-2024.xsd";
const CONCEPT: &str = "us-gaap:ConcentrationRiskPercentage1";
/// Stands where the filer's own namespace is not configured; example.com belongs to nobody.
const UNNAMED: &str = "http://www.example.com/company";
const REVENUE: &str = "us-gaap:SalesRevenueNetMember";
const RECEIVABLES: &str = "us-gaap:AccountsReceivableMember";

/// The document. Who files is left out where the configuration does not say.
///
/// # Errors
/// A bug where it cannot be written.
pub fn text(report: &Report) -> Result<String> {
    let entity = report.disclosure.entity.as_deref();
    let document = json!({
        "documentInfo": {
            "documentType": "https://xbrl.org/2021/xbrl-json",
            "features": { "xbrl:canonicalValues": true },
            "namespaces": namespaces(entity, report.disclosure.entity_namespace.as_deref()),
            "taxonomy": [TAXONOMY],
        },
        "facts": facts(&report.disclosure, entity),
    });
    let text = serde_json::to_string_pretty(&document);
    text.map(|text| text + "\n").map_err(|error| Error::bug(format!("the xBRL-JSON cannot be written: {error}")))
}

fn namespaces(entity: Option<&str>, own: Option<&str>) -> Value {
    let mut namespaces = Map::new();
    let mut add = |prefix: &str, uri: &str| namespaces.insert(prefix.to_owned(), uri.into());
    match entity.and_then(|entity| entity.split_once(':')).map(|(scheme, _)| scheme) {
        Some("cik") => drop(add("cik", "http://www.sec.gov/CIK")),
        Some("lei") => drop(add("lei", "http://standards.iso.org/iso/17442")),
        _ => {}
    }
    add("company", own.unwrap_or(UNNAMED));
    add("srt", "http://fasb.org/srt/2024");
    add("us-gaap", "http://fasb.org/us-gaap/2024");
    add("xbrl", "https://xbrl.org/2021");
    Value::Object(namespaces)
}

fn facts(disclosure: &Disclosure, entity: Option<&str>) -> Value {
    let mut facts = Map::new();
    let years = [disclosure.fiscal_year.as_ref(), disclosure.fiscal_year_before.as_ref()];
    for (at, year) in years.into_iter().enumerate() {
        let Some(period) = year.and_then(period) else { continue };
        for customer in &disclosure.major_customers {
            let (share, is_major) = match at {
                0 => (customer.share, customer.is_major),
                _ => (customer.share_before, customer.is_major_before),
            };
            let mut add = |benchmark: &str, share: f64| {
                let id = format!("f{}", facts.len() + 1);
                facts.insert(id, fact(customer, benchmark, share, &period, entity));
            };
            if let Some(share) = share.filter(|_| is_major) {
                add(REVENUE, share.0);
            }
            // Receivables are a balance of today, so only the latest year has them.
            if let Some(owed) = customer.receivables_share.filter(|owed| at == 0 && owed.0 >= 0.10) {
                add(RECEIVABLES, owed.0);
            }
        }
    }
    Value::Object(facts)
}

fn fact(customer: &MajorCustomer, benchmark: &str, share: f64, period: &str, entity: Option<&str>) -> Value {
    let mut dimensions = Map::new();
    let mut add = |name: &str, value: &str| dimensions.insert(name.to_owned(), value.into());
    add("concept", CONCEPT);
    if let Some(entity) = entity {
        add("entity", entity);
    }
    add("period", period);
    add("us-gaap:ConcentrationRiskByBenchmarkAxis", benchmark);
    add("us-gaap:ConcentrationRiskByTypeAxis", "us-gaap:CustomerConcentrationRiskMember");
    add("srt:MajorCustomersAxis", &format!("company:{}", member(&customer.label)));
    json!({ "value": canonical(share), "decimals": 2, "dimensions": dimensions })
}

/// A share with two decimals as canonical values write it: `0.32`, `0.3`, `1`.
fn canonical(share: f64) -> String {
    let printed = format!("{share:.2}");
    match printed.trim_end_matches('0').trim_end_matches('.') {
        "" => "0".to_owned(),
        short => short.to_owned(),
    }
}

/// `Customer A` as the name of a member: `CustomerAMember`.
fn member(label: &str) -> String {
    let letters: String = label.chars().filter(|letter| letter.is_alphanumeric() || *letter == '_').collect();
    let starts = letters.chars().next().is_some_and(char::is_alphabetic);
    format!("{}{letters}Member", if starts { "" } else { "Customer" })
}

/// From the first day's midnight to that after the last: both ends of a period are instants.
fn period(year: &FiscalYear) -> Option<String> {
    let next = date_of_days(days_of_date(parse_date(&year.to)?) + 1);
    Some(format!("{}T00:00:00/{next}T00:00:00", year.from))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn values_and_names() {
        let values = [0.3195, 0.3, 1.0, 0.0999].map(canonical);
        assert_eq!(values, ["0.32", "0.3", "1", "0.1"]);
        assert_eq!(["Customer A", "2 & Co"].map(member), ["CustomerAMember", "Customer2CoMember"]);
        let year = FiscalYear { from: "2024-02-04".to_owned(), to: "2025-02-01".to_owned(), ..FiscalYear::default() };
        assert_eq!(period(&year).as_deref(), Some("2024-02-04T00:00:00/2025-02-02T00:00:00"));
    }
}
