//! What was invoiced: the ledger's rows, made from the contracts and the noise of a real sales ledger.

use super::contracts::Contract;
use super::customers::{Customer, SCRIPTED, Terms};
use super::dice::Dice;
use super::{MONTHS, START};

/// A row of the ledger. Days count from 1970-01-01, money is in cents.
pub(super) struct Row {
    /// Place of the customer in the list; none where the invoice names nobody.
    pub(super) customer: Option<usize>,
    pub(super) date: i32,
    pub(super) amount: i64,
    pub(super) kind: &'static str,
    pub(super) product: &'static str,
    /// Number of the customer's contract.
    pub(super) contract: Option<usize>,
    pub(super) cost: Option<i64>,
    /// First and last day of service, where the invoice is paid for a year in advance.
    pub(super) service: Option<(i32, i32)>,
    pub(super) booked_at: i32,
}

/// All rows by date, then customer, in the order in which each customer was billed.
pub(super) fn all(customers: &[Customer], contracts: &[Contract]) -> Vec<Row> {
    let mut rows: Vec<Row> = contracts.iter().flat_map(|contract| of_contract(customers, contract)).collect();
    rows.extend(projects(customers, contracts));
    rows.extend(leftovers(contracts));
    rows.extend(not_revenue());
    rows.sort_by_key(|row| (row.date, row.customer));
    rows
}

fn of_contract(customers: &[Customer], contract: &Contract) -> Vec<Row> {
    let customer = &customers[contract.customer];
    let mut dice = Dice::stream(10_000 + contract.customer as u64 * 100 + contract.number as u64);
    let months = contract.start.max(0)..contract.end.unwrap_or(MONTHS).min(MONTHS);
    let mut rows = Vec::new();
    for month in months {
        rows.extend(subscription(&mut dice, customer, contract, month));
        if customer.usage > 0 {
            rows.push(usage(&mut dice, customer, contract, month));
        }
    }
    rows
}

/// The month's subscription invoice, with now and then a credit note behind it.
fn subscription(dice: &mut Dice, customer: &Customer, contract: &Contract, month: i32) -> Vec<Row> {
    let product = if contract.customer.is_multiple_of(3) { "Flow Analytics" } else { "Flow Platform" };
    let mut row = Row { product, contract: Some(contract.number), ..blank(contract.customer, month, 0, "recurring") };
    row.amount = contract.annual * 100 / 12;
    if customer.terms == Terms::Yearly {
        if month != contract.start {
            return Vec::new();
        }
        let end = contract.end.unwrap_or(month + 12);
        row.amount *= i64::from(end - month);
        row.service = Some((row.date, START.plus(end).first_days() - 1));
    }
    row.cost = Some(row.amount * cost_percent(contract.customer, month) / 100);
    row.booked_at = row.date + dice.between(0, 6) as i32;
    if contract.customer >= SCRIPTED && month < MONTHS - 1 && dice.chance(900) {
        let credit = credit_note(dice, &row, month);
        return vec![row, credit];
    }
    vec![row]
}

/// Part of an invoice given back later in its month; one in five is booked so late that an old quarter changes.
fn credit_note(dice: &mut Dice, invoice: &Row, month: i32) -> Row {
    let date = START.plus(month).first_days() + dice.between(9, 26) as i32;
    let late = month < MONTHS - 6 && dice.chance(20_000);
    Row {
        customer: invoice.customer,
        date,
        amount: -dice.vary(invoice.amount, 5, 60),
        kind: "credit_note",
        product: invoice.product,
        contract: invoice.contract,
        cost: None,
        service: None,
        booked_at: date + if late { dice.between(40, 95) } else { dice.between(0, 4) } as i32,
    }
}

/// Calls beyond the plan, counted on the month's last day.
fn usage(dice: &mut Dice, customer: &Customer, contract: &Contract, month: i32) -> Row {
    let date = START.plus(month).last_day();
    let amount = dice.vary(contract.annual * customer.usage / 12, 82, 118);
    Row {
        date: crate::period::days_of_date(date),
        product: "API calls",
        contract: Some(contract.number),
        cost: Some(amount * 35 / 100),
        booked_at: crate::period::days_of_date(date) + dice.between(1, 9) as i32,
        ..blank(contract.customer, month, amount, "usage")
    }
}

/// What a euro of subscription costs in cents: the whale was given better and better terms.
fn cost_percent(customer: usize, month: i32) -> i64 {
    if customer + 1 < SCRIPTED { 24 + i64::from(month) * 20 / i64::from(MONTHS) } else { 23 }
}

/// Onboarding with a customer's first contract, and work by the day afterwards.
fn projects(customers: &[Customer], contracts: &[Contract]) -> Vec<Row> {
    let mut rows = Vec::new();
    for contract in contracts {
        let mut dice = Dice::stream(100_000 + contract.customer as u64 * 100 + contract.number as u64);
        if contract.number == 1 && customers[contract.customer].first > 0 {
            let amount = dice.vary(contract.annual * 100, 8, 20);
            rows.push(project(&mut dice, contract.customer, contract.start, amount, "one_off", "Onboarding"));
        }
        let months = contract.start.max(0)..contract.end.unwrap_or(MONTHS).min(MONTHS);
        for month in months {
            if dice.chance(5_500) {
                let amount = dice.vary(contract.annual * 100, 2, 7);
                let product = dice.pick(&["Consulting", "Training"]);
                rows.push(project(&mut dice, contract.customer, month, amount, "service", product));
            }
        }
    }
    rows
}

fn project(
    dice: &mut Dice,
    customer: usize,
    month: i32,
    amount: i64,
    kind: &'static str,
    product: &'static str,
) -> Row {
    let date = START.plus(month).first_days() + dice.between(4, 24) as i32;
    let booked_at = date + dice.between(0, 5) as i32;
    Row { date, product, cost: Some(amount * 68 / 100), booked_at, ..blank(customer, month, amount, kind) }
}

/// The two credit notes that every real ledger has: one larger than its invoice, and one for a customer who had left.
fn leftovers(contracts: &[Contract]) -> Vec<Row> {
    let ended = |contract: &&Contract| contract.end.is_some_and(|end| (40..=46).contains(&end));
    let last = |contract: &&Contract| {
        contracts.iter().all(|other| other.customer != contract.customer || other.number <= contract.number)
    };
    let gone = contracts.iter().filter(ended).find(last);
    let open = contracts.iter().find(|contract| contract.start < 50 && contract.end.is_none());
    let credit = |contract: &Contract, month, amount| Row {
        date: START.plus(month).first_days() + 17,
        product: if contract.customer.is_multiple_of(3) { "Flow Analytics" } else { "Flow Platform" },
        contract: Some(contract.number),
        booked_at: START.plus(month).first_days() + 19,
        ..blank(contract.customer, month, amount, "credit_note")
    };
    let overpaid = open.map(|contract| credit(contract, 55, -contract.annual * 100 / 12 * 3 / 2));
    overpaid.into_iter().chain(gone.map(|contract| credit(contract, 49, -contract.annual * 100 / 12))).collect()
}

/// What is in the ledger and is not a customer's revenue: sundry sales without a customer, tax, and the group's own company.
fn not_revenue() -> Vec<Row> {
    let mut dice = Dice::stream(2);
    let mut rows = Vec::new();
    for month in 0..MONTHS {
        let mut add = |day: i64, amount: i64, kind, product| {
            let date = START.plus(month).first_days() + day as i32;
            rows.push(Row { customer: None, date, product, booked_at: date, ..blank(0, month, amount, kind) });
        };
        add(dice.between(2, 25), dice.between(150_000, 1_400_000), "one_off", "Sundry");
        add(27, dice.between(300_000, 900_000), "tax", "VAT");
        if START.plus(month).ends_quarter() {
            add(26, dice.between(9_000_000, 14_000_000), "intercompany", "Management fee");
        }
    }
    rows
}

/// A row on the month's first day with nothing but a customer, an amount and a kind.
fn blank(customer: usize, month: i32, amount: i64, kind: &'static str) -> Row {
    let date = START.plus(month).first_days();
    Row {
        customer: Some(customer),
        date,
        amount,
        kind,
        product: "",
        contract: None,
        cost: None,
        service: None,
        booked_at: date,
    }
}
