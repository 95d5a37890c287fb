//! What was signed: one contract for every stretch of months at one price. The ledger's invoices follow from these.

use super::MONTHS;
use super::customers::{Customer, SCRIPTED, Terms};
use super::dice::Dice;

/// The yearly subscription of each scripted customer in thousands of euros, by quarter from 2021-Q4 to 2026-Q3.
const SCRIPT: [[i64; 20]; SCRIPTED] = [
    [
        2400, 2400, 2640, 2640, 2880, 2880, 3000, 3000, 3240, 3600, 3600, 3960, 4320, 4560, 5400, 6600, 8400, 10200,
        12000, 13800,
    ],
    [0, 0, 0, 0, 0, 0, 600, 600, 840, 960, 1200, 1440, 1800, 2160, 2760, 3600, 4800, 5700, 6600, 7200],
    [0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 600, 1200, 1800, 2700, 3300, 4200, 4800],
    [
        1800, 1800, 1920, 1920, 2160, 2160, 2400, 2400, 2760, 3000, 3300, 3600, 4200, 4800, 5400, 6000, 7440, 8400,
        9360, 9960,
    ],
];
/// Month in which the scripted customers' present terms end: April 2027 for the whale, January for the runner-up.
const SCRIPT_END: [i32; SCRIPTED] = [66, 66, 66, 63];

/// A stretch of months at one price.
pub(super) struct Contract {
    /// Place of its customer in the list.
    pub(super) customer: usize,
    /// Its number among the customer's contracts, from 1.
    pub(super) number: usize,
    /// First month, counted from the book's first; negative before it.
    pub(super) start: i32,
    /// First month without service; none while open-ended.
    pub(super) end: Option<i32>,
    /// Whole euros a year, a multiple of 1,200.
    pub(super) annual: i64,
    /// Days of notice.
    pub(super) notice_days: i32,
    /// Whether it goes on unless notice is given.
    pub(super) auto_renew: bool,
}

/// Every contract, in order of customers and time.
pub(super) fn all(customers: &[Customer]) -> Vec<Contract> {
    customers.iter().enumerate().flat_map(|(at, customer)| of_customer(at, customer)).collect()
}

fn of_customer(at: usize, customer: &Customer) -> Vec<Contract> {
    let mut life = Life { at, customer, dice: Dice::stream(1000 + at as u64), contracts: Vec::new(), term_end: None };
    match SCRIPT.get(at) {
        Some(quarters) => life.follow(quarters, SCRIPT_END[at]),
        None => life.live(),
    }
    life.contracts
}

/// One customer's contracts while they are drawn.
struct Life<'a> {
    at: usize,
    customer: &'a Customer,
    dice: Dice,
    contracts: Vec<Contract>,
    /// First month after the present term; none while open-ended.
    term_end: Option<i32>,
}

impl Life<'_> {
    /// A contract, and an amendment in every quarter whose price differs.
    fn follow(&mut self, quarters: &[i64], end: i32) {
        self.term_end = Some(end);
        let mut before = 0;
        for (quarter, &thousands) in quarters.iter().enumerate() {
            if thousands != before {
                self.sign(quarter as i32 * 3, thousands * 1000);
            }
            before = thousands;
        }
    }

    /// Joins, stays a while, perhaps leaves, perhaps comes back smaller or about as large as before.
    fn live(&mut self) {
        let (mut month, mut annual) = (self.customer.first, self.customer.annual);
        while let Some((lost, last_annual)) = self.stay(month, annual) {
            month = lost + self.dice.between(2, 9) as i32;
            if month >= MONTHS || !self.dice.chance(22_000) {
                break;
            }
            annual = round(self.dice.vary(last_annual, 45, 110));
        }
    }

    /// One unbroken stay from `first`; the month it ends and the last price, or none where it lasts to the book's end.
    fn stay(&mut self, first: i32, mut annual: i64) -> Option<(i32, i64)> {
        self.start_term(first);
        self.sign(first, annual);
        for month in first + 1..MONTHS {
            let due = self.term_end.is_none_or(|end| end == month);
            if due && self.leaves(annual) {
                self.end(month);
                return Some((month, annual));
            }
            let renews = self.term_end == Some(month) || self.term_end.is_none() && (month - first) % 12 == 0;
            let next = if renews { self.renewal_price(annual) } else { self.price_within_term(annual) };
            if self.term_end == Some(month) {
                self.start_term(month);
            } else if next == annual {
                continue;
            }
            annual = next;
            self.sign(month, annual);
        }
        None
    }

    /// A customer from before the book is somewhere within its term.
    fn start_term(&mut self, month: i32) {
        let length = match self.customer.terms {
            Terms::Fixed(months) => months,
            Terms::Yearly => 12,
            Terms::Open => return,
        };
        let within = if month == 0 { self.dice.between(0, i64::from(length) - 1) as i32 } else { 0 };
        self.term_end = Some(month + length - within);
    }

    /// Ends the present contract and signs the next from `month` to the term's end.
    fn sign(&mut self, month: i32, annual: i64) {
        if self.contracts.last().is_some_and(|contract| contract.end.is_none_or(|end| end > month)) {
            self.end(month);
        }
        self.contracts.push(Contract {
            customer: self.at,
            number: self.contracts.len() + 1,
            start: self.signed_before_the_book(month),
            end: self.term_end,
            annual,
            notice_days: match self.customer.segment {
                "Enterprise" => 180,
                "Mid-market" => 90,
                _ => 30,
            },
            auto_renew: self.at >= SCRIPTED && self.customer.segment != "Enterprise",
        });
    }

    /// Contracts of old customers began before the ledger does, but for the yearly ones: their last advance invoice is not
    /// in the ledger, so they were moved to a short first contract.
    fn signed_before_the_book(&self, month: i32) -> i32 {
        match (month, self.customer.terms, self.term_end) {
            (0, Terms::Fixed(months), Some(end)) => (end - months).min(0),
            (0, Terms::Open, _) => -1,
            _ => month,
        }
    }

    fn end(&mut self, month: i32) {
        if let Some(contract) = self.contracts.last_mut() {
            contract.end = Some(month);
        }
    }

    /// Small customers leave at about 12 % a year, large ones at 3 %; a fixed term can only be left at its end.
    fn leaves(&mut self, annual: i64) -> bool {
        let a_year = match annual {
            450_000.. => 3_000,
            120_000.. => 7_000,
            _ => 12_000,
        };
        let months = match self.customer.terms {
            Terms::Fixed(months) => i64::from(months),
            Terms::Yearly => 12,
            Terms::Open => 1,
        };
        self.dice.chance(a_year * months / 12)
    }

    /// Over half of the renewals grow, one in eight shrinks.
    fn renewal_price(&mut self, annual: i64) -> i64 {
        let percent = match self.dice.between(1, 100) {
            1..=12 => self.dice.between(60, 95),
            13..=40 => 100,
            _ => self.dice.between(103, 122),
        };
        round(annual * percent / 100)
    }

    /// Now and then seats are added in the middle of a term that is billed monthly.
    fn price_within_term(&mut self, annual: i64) -> i64 {
        if self.customer.terms == Terms::Yearly || !self.dice.chance(1_200) {
            return annual;
        }
        round(self.dice.vary(annual, 105, 120))
    }
}

/// Whole hundreds of euros a month.
fn round(annual: i64) -> i64 {
    (annual / 1200).max(10) * 1200
}
