//! How often customers are billed: the rule against a naive one and at its edges, what is spread by an interval, what warns.

use crate::support::{Dice, project, report_of_csv, report_with};
use eggbasket::config::{BillingInterval, Config, ContractEnd, ContractsTable};
use eggbasket::error::{Error, Kind};
use eggbasket::model::{Finding, Report, Severity};
use eggbasket::period::{date_of_days, days_of_date, parse_date};
use eggbasket::pipeline;
use eggbasket::source::{self, billing::Billing};
use std::collections::BTreeMap;
use std::fmt::Write as _;

fn of_book(name: &str, change: impl Fn(&mut Config)) -> Report {
    let folder = project("fixtures/books").join(name);
    let mut config = Config::read(&folder.join("eggbasket.toml")).unwrap();
    change(&mut config);
    report_with(&[folder.to_string_lossy().into_owned()], &config, 2).unwrap()
}

fn cadence(report: &Report) -> Option<&Finding> {
    report.findings.iter().find(|finding| finding.id == "W25" && finding.title == "billing cadence")
}

#[test]
fn w25_warns_of_invoices_that_are_not_spread_and_says_what_helps() {
    let report = of_book("quarterly_invoices_unspread", |_| ());
    let finding = cadence(&report).unwrap();
    assert_eq!((finding.severity, &finding.customers), (Severity::Critical, &vec!["B".to_owned(), "A".to_owned()]));
    assert_eq!(finding.money_at_stake.unwrap().to_string(), "1095.00");
    assert!(finding.message.contains("2 customers are billed by the quarter"), "{}", finding.message);
    assert!(finding.message.contains("64.4 % of revenue") && finding.message.contains("MRR"), "{}", finding.message);
    for way in ["service_start", "`billing_interval`", "[billing_intervals]", "contracts"] {
        assert!(finding.clears_when.contains(way), "{}", finding.clears_when);
    }
    // 36.8 % and 18.5 % of revenue: from 20 % on a warning, from 5 % on watch.
    assert_eq!(cadence(&of_book("yearly_invoice_unspread", |_| ())).unwrap().severity, Severity::Warning);
    let mixed = of_book("billing_mixed", |_| ());
    assert_eq!(cadence(&mixed).unwrap().severity, Severity::Watch);
    assert!(cadence(&mixed).unwrap().message.contains("1 customer is billed"));
}

#[test]
fn w25_is_silent_where_rows_are_spread_or_monthly_or_mrr_is_that_of_contracts() {
    for book in ["quarterly_invoices", "yearly_invoice", "movements", "playbook_ledger"] {
        let report = of_book(book, |_| ());
        assert!(cadence(&report).is_none(), "{book}: {:?}", cadence(&report));
    }
    let spread = of_book("yearly_invoice_unspread", |config| {
        let intervals = [("A", BillingInterval::Year), ("D", BillingInterval::HalfYear)];
        config.billing_intervals = intervals.map(|(id, interval)| (id.to_owned(), interval)).into();
    });
    assert!(cadence(&spread).is_none());
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("signed.csv");
    std::fs::write(&file, "contract_id,customer_id,start,annual_value\n1,A,2025-01-01,365\n2,B,2025-02-15,730\n")
        .unwrap();
    let table = ContractsTable { file, end: ContractEnd::Exclusive };
    let contracted = of_book("quarterly_invoices_unspread", |config| config.contracts = Some(table.clone()));
    assert_eq!(contracted.billing_cadence.unspread_customers, 2, "the cadence is said all the same");
    assert!(cadence(&contracted).is_none());
}

/// The first of the month that lies `month` months after January 2020.
fn first(month: i64) -> String {
    format!("{}-{:02}-01", 2020 + month / 12, month % 12 + 1)
}

/// What the relation says of a customer: interval, months, modal gap and regularity.
type Said = (String, i64, Option<i64>, Option<f64>);

/// What the relation says of every customer, by id.
fn found(ledger: &str, as_of: &str) -> BTreeMap<String, Said> {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("ledger.csv");
    std::fs::write(&file, ledger).unwrap();
    let config = Config { as_of: parse_date(as_of), ..Config::default() };
    let table = tokio::runtime::Runtime::new().unwrap().block_on(async {
        let source = source::open(&[file.to_string_lossy().into_owned()], &config).await.unwrap();
        let run = pipeline::run(&source, &config, 2).await.unwrap();
        run.results.table("billing_cadence").unwrap().clone()
    });
    let (customers, intervals) = (table.text("customer").unwrap(), table.text("billed_by").unwrap());
    let (months, modes) = (table.integers("active_months").unwrap(), table.integers("modal_gap").unwrap());
    let regularity = table.ratios("regularity").unwrap();
    let row = |at: usize| {
        let said = (intervals[at].clone().unwrap(), months[at].unwrap(), modes[at], regularity[at]);
        (customers[at].clone().unwrap(), said)
    };
    (0..table.rows()).map(row).collect()
}

#[test]
fn the_rule_at_its_edges() {
    // Months count from January 2020; the as-of month is 35, December 2022.
    let cases = [
        (vec![0, 3, 6, 9], "quarter"),
        (vec![0, 3, 6], "too_few"),
        (vec![35], "too_few"),
        // A month late, made up for the next time; and the last one late.
        (vec![0, 3, 7, 9], "quarter"),
        (vec![23, 26, 29, 33], "quarter"),
        // One invoice left out: two of three gaps, four of five gaps.
        (vec![0, 3, 9, 12], "irregular"),
        (vec![0, 3, 6, 12, 15, 18], "quarter"),
        // Every two and every four months are no quarters, though each gap lies a month beside one.
        (vec![0, 2, 4, 6, 8, 10], "irregular"),
        (vec![0, 4, 8, 12, 16], "irregular"),
        (vec![0, 12, 24], "year"),
        (vec![0, 13, 24], "year"),
        (vec![0, 11, 23], "year"),
        (vec![0, 11, 22], "too_few"),
        (vec![0, 10, 24], "too_few"),
        (vec![0, 12], "too_few"),
        (vec![0, 6, 12, 18], "half_year"),
        (vec![0, 7, 12, 18], "half_year"),
        (vec![0, 6, 12], "too_few"),
        (vec![0, 1, 2, 3], "month"),
        (vec![0, 1, 2, 3, 4, 6], "month"),
        (vec![0, 1, 2, 3, 5], "irregular"),
    ];
    let mut text = String::from("customer_id,date,amount,kind\nz,2022-12-01,1,recurring\n");
    for (at, (months, _)) in cases.iter().enumerate() {
        months.iter().for_each(|month| writeln!(text, "c{at},{},5,recurring", first(*month)).unwrap());
    }
    let found = found(&text, "2022-12-31");
    for (at, (months, expected)) in cases.iter().enumerate() {
        assert_eq!(found[&format!("c{at}")].0, *expected, "{months:?}");
    }
}

#[test]
fn only_the_last_three_years_and_positive_rows_without_service_dates_of_recurring_revenue_count() {
    let mut text = String::from("customer_id,date,amount,kind,service_start,service_end\n");
    let mut row = |customer: &str, month: i64, amount: &str, kind: &str, service: &str| {
        writeln!(text, "{customer},{},{amount},{kind},{service}", first(month)).unwrap();
    };
    // Every month of 2020, then by the quarter from 2021 on: the as-of month is December 2023, so 2020 is gone.
    (0..12).for_each(|month| row("a", month, "5", "recurring", ","));
    (12..48).step_by(3).for_each(|month| row("a", month, "15", "recurring", ","));
    // By the quarter, with usage, a credit and a served month in between.
    (36..48).step_by(3).for_each(|month| row("b", month, "15", "recurring", ","));
    row("b", 37, "9", "usage", ",");
    row("b", 40, "-2", "recurring", ",");
    row("b", 41, "4", "recurring", "2023-06-01,2023-06-30");
    (36..48).for_each(|month| row("c", month, "1", "recurring", ","));
    let config = Config { as_of: parse_date("2023-12-31"), ..Config::default() };
    let report = report_of_csv(&text, &config).unwrap().billing_cadence;
    let of = |customer: &str| report.unspread.iter().find(|it| it.customer == customer).unwrap();
    assert_eq!((of("a").interval.as_str(), of("a").modal_gap, of("a").active_months), ("quarter", 3, 24));
    assert_eq!((of("b").interval.as_str(), of("b").amount.to_string()), ("quarter", "60.00".to_owned()));
    assert_eq!(report.unspread_customers, 2);
}

/// The rule in plain words, on months with an invoice in order.
fn naive(months: &[i64], last: i64) -> (&'static str, Option<(i64, f64)>) {
    let gaps: Vec<i64> = months.windows(2).filter(|pair| pair[0] > last - 36).map(|pair| pair[1] - pair[0]).collect();
    let mut times: BTreeMap<i64, usize> = BTreeMap::new();
    gaps.iter().for_each(|gap| *times.entry(*gap).or_default() += 1);
    let mode = times.iter().max_by_key(|(gap, count)| (**count, -**gap)).map(|(gap, count)| (*gap, *count));
    let mode = mode.map(|(gap, count)| (gap, count as f64 / gaps.len() as f64));
    for (name, nominal, slack, least) in
        [("month", 1, 0, 3), ("quarter", 3, 1, 3), ("half_year", 6, 1, 3), ("year", 12, 1, 2)]
    {
        let keeping: Vec<i64> = gaps.iter().copied().filter(|gap| (gap - nominal).abs() <= slack).collect();
        let mean = keeping.iter().sum::<i64>() as f64 / keeping.len() as f64;
        let is_most = keeping.len() as f64 >= 0.8 * gaps.len() as f64 - 1e-9 && !keeping.is_empty();
        if is_most && (mean - nominal as f64).abs() <= 0.5 + 1e-9 && gaps.len() >= least {
            return (name, mode);
        }
    }
    (if gaps.len() < 3 { "too_few" } else { "irregular" }, mode)
}

#[test]
fn the_relation_agrees_with_a_naive_rule() {
    for seed in 0..3 {
        let mut dice = Dice(seed);
        let mut months: BTreeMap<String, Vec<i64>> = BTreeMap::new();
        let mut text = String::from("customer_id,date,amount\n");
        for customer in 0..120_u64 {
            let step = [1, 2, 3, 3, 4, 6, 12, 12][dice.roll(8) as usize];
            let mut month = dice.roll(20) as i64;
            let own = months.entry(format!("c{customer:03}")).or_default();
            while month < 48 {
                own.push(month);
                writeln!(text, "c{customer:03},{},{}", first(month), 1 + dice.roll(900)).unwrap();
                let late = [0, 0, 0, 0, 1, -1][dice.roll(6) as usize];
                month += (step + late).max(1);
            }
        }
        let config = Config { as_of: parse_date("2023-12-31"), ..Config::default() };
        let report = report_of_csv(&text, &config).unwrap().billing_cadence;
        let relation = found(&text, "2023-12-31");
        let mut expected: BTreeMap<&str, u64> = BTreeMap::new();
        let mut kept = 0;
        for (customer, months) in &months {
            let (interval, mode) = naive(months, 47);
            *expected.entry(interval).or_default() += 1;
            let (found, active, gap, regularity) = &relation[customer];
            assert_eq!((found.as_str(), *active), (interval, months.len() as i64), "{customer} {months:?}");
            assert_eq!(*gap, mode.map(|(gap, _)| gap), "{customer} {months:?}");
            let (found, naive) = (regularity.unwrap_or(-1.0), mode.map_or(-1.0, |(_, share)| share));
            assert!((found - naive).abs() < 1e-12, "{customer}: {found}, naively {naive}");
            kept += u64::from(report.unspread.iter().any(|it| it.customer == *customer && it.interval == interval));
        }
        let counted: BTreeMap<&str, u64> =
            report.intervals.iter().map(|it| (it.interval.as_str(), it.customers)).collect();
        assert_eq!(counted, expected, "seed {seed}");
        assert_eq!(kept, 10, "the ten largest are shown");
        assert!(report.unspread.windows(2).all(|pair| pair[0].amount.amount >= pair[1].amount.amount));
        let long: u64 = ["quarter", "half_year", "year"].iter().filter_map(|it| expected.get(it)).sum();
        assert_eq!(report.unspread_customers, long);
    }
}

#[test]
fn an_interval_ends_the_day_before_the_same_day() {
    let billing = |interval| Billing::new(&Config { billing_interval: Some(interval), ..Config::default() }).unwrap();
    let period = |interval, day: &str| {
        let day = days_of_date(parse_date(day).unwrap());
        let (start, end) = billing(interval).period(None, None, day).unwrap();
        assert_eq!(start, day);
        date_of_days(end).to_string()
    };
    assert_eq!(period(BillingInterval::Month, "2025-01-01"), "2025-01-31");
    assert_eq!(period(BillingInterval::Quarter, "2025-01-15"), "2025-04-14");
    assert_eq!(period(BillingInterval::HalfYear, "2025-07-01"), "2025-12-31");
    assert_eq!(period(BillingInterval::Year, "2024-02-29"), "2025-02-27");
    // A month without that day ends on its last one.
    assert_eq!(period(BillingInterval::Month, "2025-01-31"), "2025-02-27");
    let day = days_of_date(parse_date("2025-01-01").unwrap());
    let spread = |kind| billing(BillingInterval::Year).period(None, kind, day).is_some();
    assert_eq!([None, Some("recurring"), Some("credit_note"), Some("refund")].map(spread), [true; 4]);
    assert_eq!([Some("usage"), Some("one_off"), Some("service")].map(spread), [false; 3]);
}

#[test]
fn rows_spread_by_an_interval_are_those_of_a_service_period_of_that_length() {
    let rows = |service: bool| {
        let mut text = String::from("customer_id,date,amount,cost,service_start,service_end\n");
        for (date, end, amount, cost) in [
            ("2025-01-15", "2025-04-14", "100.00", "33.33"),
            ("2025-04-15", "2025-07-14", "100.01", ""),
            ("2025-07-31", "2025-10-30", "-70.00", "1"),
        ] {
            let service = if service { format!("{date},{end}") } else { ",".to_owned() };
            writeln!(text, "a,{date},{amount},{cost},{service}").unwrap();
        }
        text
    };
    let as_of = parse_date("2025-12-31");
    let dated = report_of_csv(&rows(true), &Config { as_of, ..Config::default() }).unwrap();
    let billing_interval = Some(BillingInterval::Quarter);
    let billed = report_of_csv(&rows(false), &Config { as_of, billing_interval, ..Config::default() }).unwrap();
    assert_eq!((billed.billing_cadence.rows_spread, dated.billing_cadence.rows_spread), (3, 0));
    let json = |value: &Report| serde_json::to_value((&value.movements, &value.bases, &value.control)).unwrap();
    assert_eq!(json(&billed), json(&dated));
    // Dates of their own stay, and half of them too, which is counted as ever.
    let own = report_of_csv(&rows(true), &Config { as_of, billing_interval, ..Config::default() }).unwrap();
    assert_eq!((own.billing_cadence.rows_spread, json(&own)), (0, json(&dated)));
    let half = "customer_id,date,amount,service_start,service_end\na,2025-01-15,5,2025-01-15,\n";
    let half = report_of_csv(half, &Config { as_of, billing_interval, ..Config::default() }).unwrap();
    assert_eq!((half.control.rows_half_service_period, half.billing_cadence.rows_spread), (1, 0));
}

fn refused(config: &Config) -> Error {
    report_of_csv("customer_id,date,amount\na,2025-01-31,1\nb,2025-02-28,1\n", config).map(drop).unwrap_err()
}

#[test]
fn an_interval_may_be_of_a_customer_who_was_booked_later() {
    let text = "customer_id,date,amount,booked_at\na,2025-01-31,1,2025-01-31\nb,2025-01-31,3,2025-06-30\n";
    let intervals = ["a", "b"].map(|id| (id.to_owned(), BillingInterval::Quarter));
    let (as_of, known_at) = (parse_date("2025-01-31"), parse_date("2025-02-15"));
    let config = Config { as_of, known_at, billing_intervals: intervals.into(), ..Config::default() };
    assert_eq!(report_of_csv(text, &config).unwrap().billing_cadence.rows_spread, 1);
}

#[test]
fn intervals_that_cannot_be_meant_are_usage_errors() {
    let year = Some(BillingInterval::Year);
    let both = refused(&Config { billing_interval: year, spread: Some(false), ..Config::default() });
    let one = [("a".to_owned(), BillingInterval::Year)];
    let single = refused(&Config { billing_intervals: one.into(), spread: Some(false), ..Config::default() });
    for error in [both, single] {
        assert_eq!(error.kind, Kind::Usage, "{error:?}");
        assert!(error.message.contains("spread = false") && error.hint.unwrap().contains("billing_interval"));
    }
    let names = ["C9", "b", "C8"].map(|id| (id.to_owned(), BillingInterval::Quarter));
    let unknown = refused(&Config { billing_intervals: names.into(), ..Config::default() });
    assert_eq!(unknown.kind, Kind::Usage, "{unknown:?}");
    assert!(unknown.message.contains("has not: C8, C9") && unknown.hint.unwrap().contains("explain customers"));
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("eggbasket.toml");
    for text in ["billing_interval = \"fortnight\"\n", "[billing_intervals]\na = \"weekly\"\n"] {
        std::fs::write(&file, text).unwrap();
        let error = Config::read(&file).unwrap_err();
        assert_eq!(error.kind, Kind::Usage);
        assert!(error.message.contains("half_year"), "{error:?}");
    }
    std::fs::write(&file, "billing_interval = \"half_year\"\n[billing_intervals]\nC0012 = \"year\"\n").unwrap();
    let config = Config::read(&file).unwrap();
    assert_eq!(config.billing_interval, Some(BillingInterval::HalfYear));
    assert_eq!(config.billing_intervals["C0012"], BillingInterval::Year);
}
