//! Contracts: what they bring a month, the rules on which products disagree, and what a table may not say.

use crate::support::{Dice, project, report_with};
use eggbasket::config::{ChurnDate, Config, ContractEnd, ContractsTable, MrrSource, PastDue, Paused, Refunds};
use eggbasket::error::{Error, Kind};
use eggbasket::model::Report;
use eggbasket::source::interval::Interval;
use eggbasket::source::open_now;
use std::path::Path;

fn of_book(name: &str, change: impl Fn(&mut Config)) -> Report {
    let folder = project("fixtures/books").join(name);
    let mut config = Config::read(&folder.join("eggbasket.toml")).unwrap();
    change(&mut config);
    report_with(&[folder.to_string_lossy().into_owned()], &config, 2).unwrap()
}

/// Contracted MRR of the book `contract_terms`, whose hand calculation stands in its expected.toml: 468.76.
fn contracted(change: impl Fn(&mut Config)) -> String {
    of_book("contract_terms", change).recurring.contracted_mrr.unwrap().to_string()
}

#[test]
fn every_rule_of_recurring_revenue_moves_its_own_contract() {
    let end = |it: &mut Config| it.contracts.as_mut().unwrap().end = ContractEnd::Inclusive;
    // The year that ends on 31 December still serves that day: + 1200 / 12.
    assert_eq!(contracted(end), "568.76");
    // The one unpaid since 5 December: − 360 / 12.
    assert_eq!(contracted(|it| it.recurring.past_due = PastDue::LostAtOnce), "438.76");
    // The one unpaid since 20 November, given up on 20 December: + 480 / 12.
    assert_eq!(contracted(|it| it.recurring.past_due = PastDue::Kept), "508.76");
    // Ten days of dunning from 5 December end on the 15th: − 360 / 12.
    assert_eq!(contracted(|it| it.recurring.dunning_days = Some(10)), "438.76");
    // Cancelled on 15 December although paid until 10 March: − 70 / 3.
    assert_eq!(contracted(|it| it.recurring.churn_date = ChurnDate::Cancellation), "445.43");
    // Paused since 10 December: + 240 / 12, still listed.
    assert_eq!(contracted(|it| it.recurring.paused = Paused::Kept), "488.76");
}

#[test]
fn the_ledger_can_be_the_source_and_a_refund_can_lower_it() {
    let ledger = of_book("contract_terms", |it| it.recurring.mrr = Some(MrrSource::Ledger)).recurring;
    assert_eq!(ledger.mrr.unwrap().to_string(), "500.00");
    assert_eq!(ledger.mrr_source.as_deref(), Some("ledger"));
    assert_eq!(ledger.contracted_mrr.unwrap().to_string(), "468.76");
    let lowered = of_book("contract_terms", |it| {
        it.recurring.mrr = Some(MrrSource::Ledger);
        it.recurring.refunds = Refunds::ReduceMrr;
    });
    // 500 − 20: the refund counts as what its customer buys.
    assert_eq!(lowered.recurring.mrr.unwrap().to_string(), "480.00");
    assert_eq!(lowered.movements.last().unwrap().contraction.to_string(), "20.00");
}

#[test]
fn rules_are_read_from_the_configuration_file() {
    let folder = tempfile::tempdir().unwrap();
    let file = folder.path().join("eggbasket.toml");
    let text = "[contracts]\nfile = \"signed.csv\"\nend = \"inclusive\"\n[recurring]\nmrr = \"ledger\"\npast_due = \
                \"lost_at_once\"\ndunning_days = 14\nchurn_date = \"cancellation\"\nrefunds = \"reduce_mrr\"\npaused = \"kept\"\n";
    std::fs::write(&file, text).unwrap();
    let config = Config::read(&file).unwrap();
    let table = config.contracts.clone().unwrap();
    assert_eq!((table.file, table.end), (folder.path().join("signed.csv"), ContractEnd::Inclusive));
    assert_eq!(config.recurring.dunning_days, Some(14));
    assert_eq!(config.recurring.churn_date, ChurnDate::Cancellation);
    std::fs::write(&file, "[contracts]\nfile = \"signed.csv\"\nends = \"inclusive\"\n").unwrap();
    assert_eq!(Config::read(&file).unwrap_err().kind, Kind::Usage);
}

#[test]
fn intervals_are_read_as_people_write_them() {
    let monthly = |text: &str| Interval::parse(text).map(Interval::monthly);
    for (text, share) in [
        ("month", (1, 1)),
        ("Monthly", (1, 1)),
        ("quarter", (1, 3)),
        ("6 months", (1, 6)),
        ("every 6 months", (1, 6)),
        ("3-month", (1, 3)),
        ("P6M", (1, 6)),
        ("half-year", (1, 6)),
        ("annual", (1, 12)),
        ("2 years", (1, 24)),
        ("week", (52, 12)),
        ("2 weeks", (52, 24)),
        ("day", (365, 12)),
    ] {
        assert_eq!(monthly(text), Some(share), "{text}");
    }
    for text in ["", "12", "decade", "0 months", "-1 month", "months 6", "1.5 months"] {
        assert_eq!(monthly(text), None, "{text}");
    }
}

#[test]
fn what_is_paid_ends_with_the_interval() {
    let date = |text: &str| text.parse().unwrap();
    let until = |interval: &str, start: &str, day: &str| {
        Interval::parse(interval).unwrap().paid_until(date(start), date(day)).to_string()
    };
    assert_eq!(until("quarter", "2025-06-10", "2025-12-15"), "2026-03-10");
    assert_eq!(until("quarter", "2025-06-10", "2025-12-10"), "2026-03-10");
    // From the 31st the boundary is the month's last day, and not a day earlier for ever after.
    assert_eq!(until("month", "2025-01-31", "2025-02-10"), "2025-02-28");
    assert_eq!(until("month", "2025-01-31", "2025-03-10"), "2025-03-31");
    assert_eq!(until("2 weeks", "2025-01-01", "2025-01-20"), "2025-01-29");
    assert_eq!(until("year", "2025-01-01", "2024-06-01"), "2026-01-01");
}

const LEDGER: &str = "customer_id,date,amount,kind\na,2025-01-31,1.00,recurring\n";

fn error_of(contracts: &str) -> Error {
    let folder = tempfile::tempdir().unwrap();
    std::fs::write(folder.path().join("ledger.csv"), LEDGER).unwrap();
    std::fs::write(folder.path().join("signed.csv"), contracts).unwrap();
    let table = ContractsTable { file: folder.path().join("signed.csv"), end: ContractEnd::Exclusive };
    let config = Config { contracts: Some(table), ..Config::default() };
    let opened = open_now(&[folder.path().join("ledger.csv").to_string_lossy().into_owned()], &config);
    opened.and_then(|source| source.contract_terms(source.last_month)).map(drop).expect_err(contracts)
}

#[test]
fn a_contract_that_makes_no_sense_is_refused_with_place_value_and_remedy() {
    let head = "contract_id,customer_id,start,end,annual_value,price_per_interval,billing_interval,status,currency,auto_renew\n";
    for (rows, words) in [
        ("1,a,2025-02-01,2025-01-01,12,,,,,\n", vec!["line 2", "`end`", "2025-01-01", "2025-02-01"]),
        ("1,a,2025-02-01,,,,,,,\n", vec!["line 2", "`1`", "no price", "annual_value"]),
        ("1,a,2025-02-01,,,5,,,,\n", vec!["line 2", "no billing interval"]),
        ("1,a,2025-02-01,,,5,fortnite,,,\n", vec!["`fortnite`", "billing_interval", "6 months"]),
        ("1,a,2025-02-01,,12,,,,,\n1,a,2025-03-01,,12,,,,,\n", vec!["line 3", "`1`", "says something else", "K1-2"]),
        ("1,a,2025-02-01,,-12,,,,,\n", vec!["line 2", "`-12.00`", "not below zero"]),
        ("1,a,2025-02-01,,12,,,asleep,,\n", vec!["`asleep`", "no status", "contracts.status="]),
        ("1,a,2025-02-01,,12,,,cancelled,,\n", vec!["cancelled", "cancelled_at"]),
        ("1,a,2025-02-01,,12,,,,dollar,\n", vec!["`dollar`", "three letters"]),
        ("1,a,2025-02-01,,12,,,,,perhaps\n", vec!["`perhaps`", "true or false"]),
        ("1,a,,,12,,,,,\n", vec!["line 2", "no start"]),
        (",a,2025-02-01,,12,,,,,\n", vec!["line 2", "no contract id"]),
        ("1,,2025-02-01,,12,,,,,\n", vec!["line 2", "no customer id"]),
        ("1,a,01/02/2025,,12,,,,,\n", vec!["line 2", "`start`", "ISO"]),
    ] {
        let error = error_of(&format!("{head}{rows}"));
        let text = format!("{} {}", error.message, error.hint.unwrap_or_default());
        assert_eq!(error.kind, Kind::Input, "{text}");
        assert!(words.iter().all(|word| text.contains(word)) && text.contains("signed.csv"), "{words:?}: {text}");
    }
    let error = error_of("contract_id,customer_id,start\n1,a,2025-01-01\n");
    assert!(error.message.contains("no column with a price"), "{error}");
    let error = error_of("deal,customer_id,start,annual_value\n1,a,2025-01-01,5\n");
    assert!(error.hint.unwrap().contains("--map contracts.contract_id=deal"));
}

#[test]
fn the_contracts_file_is_hashed_and_no_ledger() {
    let folder = project("fixtures/books/playbook_contracts");
    let config = Config::read(&folder.join("eggbasket.toml")).unwrap();
    let source = open_now(&[folder.to_string_lossy().into_owned()], &config).unwrap();
    let names: Vec<&str> =
        source.files.iter().map(|file| Path::new(&file.name).file_name().unwrap().to_str().unwrap()).collect();
    assert_eq!(names, ["ledger.csv", "contracts.csv"]);
    assert_eq!(source.files[1].rows, 8);
    let bytes = std::fs::metadata(folder.join("contracts.csv")).unwrap().len();
    assert_eq!(source.files[1].bytes, bytes);
}

#[test]
fn ends_on_month_ends_are_pointed_out() {
    let folder = tempfile::tempdir().unwrap();
    let ledger = folder.path().join("ledger.csv");
    std::fs::write(
        &ledger,
        "customer_id,date,amount,kind\na,2025-01-31,100.00,recurring\na,2025-02-28,100.00,recurring\n",
    )
    .unwrap();
    let signed = folder.path().join("signed.csv");
    std::fs::write(&signed, "contract_id,customer_id,start,end,annual_value\n1,a,2024-03-01,2025-02-28,1200\n2,b,2024-01-01,2024-12-31,1200\n3,b,2025-01-01,,1200\n").unwrap();
    let read = |end| {
        let config = Config { contracts: Some(ContractsTable { file: signed.clone(), end }), ..Config::default() };
        report_with(&[ledger.to_string_lossy().into_owned()], &config, 2).unwrap()
    };
    let report = read(ContractEnd::Exclusive);
    let summary = eggbasket::report::terminal::summary(&report);
    assert!(summary.contains("note: 2 of 2 ends"), "{summary}");
    let exclusive = report.recurring;
    assert_eq!(exclusive.contracted_mrr.unwrap().to_string(), "100.00");
    let note = exclusive.contracts.unwrap().note.unwrap();
    assert!(note.contains("2 of 2 ends") && note.contains("inclusive"), "{note}");
    let inclusive = read(ContractEnd::Inclusive).recurring;
    assert_eq!(inclusive.contracted_mrr.unwrap().to_string(), "200.00");
    assert!(inclusive.contracts.unwrap().note.is_none());
}

/// Intervals and how a month's cents follow from a price in cents: times / by.
const INTERVALS: [(&str, i64, i64); 6] =
    [("day", 365, 12), ("week", 52, 12), ("month", 1, 1), ("quarter", 1, 3), ("6 months", 1, 6), ("year", 1, 12)];

/// Half to even over whole numbers, the long way.
fn to_even(numerator: i64, denominator: i64) -> i64 {
    let (whole, rest) = (numerator / denominator, numerator % denominator);
    match (2 * rest).cmp(&denominator) {
        std::cmp::Ordering::Less => whole,
        std::cmp::Ordering::Greater => whole + 1,
        std::cmp::Ordering::Equal => whole + whole % 2,
    }
}

#[test]
fn random_contracts_agree_with_a_naive_count_of_days() {
    use eggbasket::period::{Month, date_of_days, days_of_date};
    let first = Month::parse("2024-01").unwrap();
    for (seed, rule) in [(1, ContractEnd::Exclusive), (2, ContractEnd::Inclusive)] {
        let mut dice = Dice(seed);
        let day_zero = first.first_days() - 300;
        let mut table = String::from(
            "customer_id,contract_id,start,end,price_per_interval,billing_interval,paused_from,paused_to\n",
        );
        let mut naive = [0_i64; 18];
        let mut customers = std::collections::BTreeMap::<u64, [i64; 18]>::new();
        for id in 0..150 {
            let (customer, which) = (dice.roll(30), dice.roll(6) as usize);
            let cents = 1 + dice.roll(500_000) as i64;
            let start = day_zero + dice.roll(800) as i32;
            // Ends often fall on a month's last or first day.
            let end = match dice.roll(4) {
                0 => None,
                1 => Some(days_of_date(Month::of_days(start + dice.roll(400) as i32).last_day())),
                2 => Some(Month::of_days(start + dice.roll(400) as i32).plus(1).first_days()),
                _ => Some(start + dice.roll(400) as i32),
            };
            let paused = (dice.roll(6) == 0).then(|| (start + 40, start + 100));
            let text = |day: Option<i32>| day.map_or(String::new(), |day| date_of_days(day).to_string());
            table += &format!(
                "K{customer},{id},{},{},{}.{:02},{},{},{}\n",
                date_of_days(start),
                text(end),
                cents / 100,
                cents % 100,
                INTERVALS[which].0,
                text(paused.map(|it| it.0)),
                text(paused.map(|it| it.1))
            );
            for (at, sum) in naive.iter_mut().enumerate() {
                let today = days_of_date(first.plus(at as i32).last_day());
                let serves = (start..).take_while(|day| *day <= today).last() == Some(today)
                    && end.is_none_or(|end| if rule == ContractEnd::Inclusive { today <= end } else { today < end });
                let is_paused = paused.is_some_and(|(from, to)| (from..to).contains(&today));
                if serves && !is_paused {
                    let month = to_even(cents * INTERVALS[which].1, INTERVALS[which].2);
                    *sum += month;
                    customers.entry(customer).or_default()[at] += month;
                }
            }
        }
        let folder = tempfile::tempdir().unwrap();
        let (ledger, signed) = (folder.path().join("ledger.csv"), folder.path().join("signed.csv"));
        std::fs::write(
            &ledger,
            "customer_id,date,amount,kind\nK0,2024-01-31,1.00,recurring\nK0,2025-06-30,1.00,one_off\n",
        )
        .unwrap();
        std::fs::write(&signed, table).unwrap();
        let config = Config {
            contracts: Some(ContractsTable { file: signed, end: rule }),
            as_of: eggbasket::period::parse_date("2025-06-30"),
            ..Config::default()
        };
        let report = report_with(&[ledger.to_string_lossy().into_owned()], &config, 3).unwrap();
        let money = |cents: i64| format!("{}.{:02}", cents / 100, cents % 100);
        for (at, cents) in naive.iter().enumerate() {
            let month = &report.recurring.mrr_sources[at];
            assert_eq!((month.contracted.to_string(), month.period), (money(*cents), first.plus(at as i32)));
            assert_eq!(report.movements[at].closing.to_string(), money(*cents));
            let active = customers.values().filter(|months| months[at] > 0).count() as u64;
            assert_eq!(report.movements[at].customers.closing, active);
        }
        // Some contracts start before the ledger; its first period has a closing all the same, and no movement.
        report.movements.iter().chain(&report.movements_quarterly).for_each(crate::oracle::closes);
        let (p, q): (Vec<i64>, Vec<i64>) =
            customers.values().filter(|months| months[5] > 0).map(|months| (months[5], months[17])).unzip();
        let kept: i64 = p.iter().zip(&q).map(|(p, q)| p.min(q)).sum();
        let (p, q) = (p.iter().sum::<i64>() as f64, q.iter().sum::<i64>() as f64);
        let rates = report.retention.mrr.unwrap();
        assert!(crate::support::close(rates.nrr.unwrap().0, q / p, 1e-11));
        assert!(crate::support::close(rates.grr.unwrap().0, kept as f64 / p, 1e-11));
        assert_eq!(report.churn_exposure.exposed, "contracted_arr");
        assert_eq!(report.churn_exposure.exposed_amount.to_string(), money(naive[17] * 12));
    }
}

/// The book of contracts in other currencies with other rates and more contracts.
fn foreign(rates: &str, contracts: &str) -> Result<eggbasket::model::Report, Error> {
    let folder = tempfile::tempdir().unwrap();
    let book = project("fixtures/books/foreign_contracts");
    let text = |name: &str| std::fs::read_to_string(book.join(name)).unwrap();
    std::fs::write(folder.path().join("fx.csv"), format!("currency,month,rate\n{rates}")).unwrap();
    std::fs::write(folder.path().join("signed.csv"), text("contracts.csv") + contracts).unwrap();
    let config = Config {
        contracts: Some(ContractsTable { file: folder.path().join("signed.csv"), end: ContractEnd::Exclusive }),
        fx: Some(folder.path().join("fx.csv")),
        currency: Some("EUR".to_owned()),
        as_of: eggbasket::period::parse_date("2026-03-31"),
        ..Config::default()
    };
    report_with(&[book.join("ledger.csv").to_string_lossy().into_owned()], &config, 2)
}

const JANUARY: &str = "USD,2026-01,0.90\nJPY,2026-01,0.0061\n";

#[test]
fn a_contract_in_force_without_a_rate_lists_currencies_and_months() {
    let error = foreign(&format!("{JANUARY}USD,2026-03,0.92\nJPY,2026-02,0.0063\n"), "").unwrap_err();
    // f's pounds have no rate at all, so nobody can say that it was active in December.
    let all = "no rate is known for GBP 2025-12 (1 contract), JPY 2026-03 (2 contracts), USD 2026-02 (2 contracts)";
    assert!(error.message.contains(all) && error.message.contains("signed.csv"), "{}", error.message);
    assert!(error.hint.unwrap().contains("--fx FILE"));
}

#[test]
fn months_that_no_contract_is_in_force_in_ask_for_no_rate() {
    // Pounds have a rate for March alone; one contract in them ended before the ledger begins, one begins after March.
    let more = "9,g,2025-06-01,2025-08-01,120.00,,,GBP\n10,g,2026-04-01,,120.00,,,GBP\n";
    let rates = format!(
        "{JANUARY}USD,2026-02,0.95\nUSD,2026-03,0.92\nJPY,2026-02,0.0063\nJPY,2026-03,0.0062\nGBP,2026-03,1.2\n"
    );
    let report = foreign(&rates, more).unwrap();
    assert_eq!(report.recurring.mrr.unwrap().to_string(), "245.39");
    // In force a year before the report's month, a contract is what retention stands on: that month asks for its rate.
    let error = foreign(&rates, "11,h,2025-01-01,2025-06-01,120.00,,,GBP\n").unwrap_err();
    assert!(error.message.ends_with("no rate is known for GBP 2025-03 (1 contract)"), "{}", error.message);
}

#[test]
fn contracts_from_before_the_ledger_begin_no_year_and_no_cohort() {
    let demo = project("fixtures/demo").to_string_lossy().into_owned();
    let count = |rows: &str| {
        let query = format!("select count(*) as it from {rows}");
        let run = crate::support::eggbasket(&["sql", &query, &demo, "--format", "csv"]);
        assert!(run.status.success(), "{}", crate::support::stderr(&run));
        crate::support::stdout(&run).lines().last().map(str::to_owned)
    };
    assert_ne!(count("monthly_revenue cross join params where month_index < first_month").as_deref(), Some("0"));
    let years = "retention_history cross join params where basis = 'mrr' and last_index - 12 < first_month";
    assert_eq!(count(years).as_deref(), Some("0"));
    assert_eq!(count("cohort_sums cross join params where cohort_index < first_month").as_deref(), Some("0"));
}
