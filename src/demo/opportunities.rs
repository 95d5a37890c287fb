//! What sales worked on: every first contract was an opportunity once, for each of them others were lost, and some are open.

use super::contracts::Contract;
use super::customers::{Customer, SCRIPTED};
use super::dice::Dice;
use super::{MONTHS, START};

/// Opportunities that are open at the book's end.
const OPEN: usize = 26;
/// First of the streams that opportunities draw from; customers and projects have those before it.
const STREAM: u64 = 400_000;

/// A row of the pipeline; days count from 1970-01-01.
pub(super) struct Opportunity {
    /// Its number, from 1.
    pub(super) number: usize,
    /// Place of the customer in the list, where it became one or was one already.
    pub(super) customer: Option<usize>,
    pub(super) segment: &'static str,
    /// Whole euros a year.
    pub(super) amount: i64,
    /// In per cent; where nobody says it, none.
    pub(super) probability: Option<i64>,
    pub(super) stage: &'static str,
    pub(super) first_contact: i32,
    pub(super) closes: i32,
}

/// Every opportunity, by the day of its first contact.
pub(super) fn all(customers: &[Customer], contracts: &[Contract]) -> Vec<Opportunity> {
    let firsts = contracts.iter().filter(|it| it.number == 1 && customers[it.customer].first > 0);
    let mut all: Vec<Opportunity> = firsts.flat_map(|first| signed(&customers[first.customer], first)).collect();
    all.extend((0..OPEN).map(|at| open(at, customers)));
    all.sort_by_key(|it| (it.first_contact, it.closes, it.amount));
    all.iter_mut().enumerate().for_each(|(at, it)| it.number = at + 1);
    all
}

/// The opportunity that a first contract was, and those of like size that were lost beside it.
fn signed(customer: &Customer, contract: &Contract) -> Vec<Opportunity> {
    let mut dice = Dice::stream(STREAM + contract.customer as u64);
    let won = closed(&mut dice, customer.segment, contract.annual, START.plus(contract.start).first_days(), "won");
    let mut all = vec![Opportunity { customer: Some(contract.customer), ..won }];
    // The scripted customers came from within their groups; nobody competed for them.
    let lost = if contract.customer < SCRIPTED { 0 } else { dice.between(1, 4) };
    for _ in 0..lost {
        let amount = (dice.vary(contract.annual, 60, 130) / 1200).max(10) * 1200;
        let day = START.plus(contract.start).first_days() - dice.between(0, 80) as i32;
        all.push(closed(&mut dice, customer.segment, amount, day, "lost"));
    }
    all
}

/// An opportunity that was decided on the day `closes`.
fn closed(dice: &mut Dice, segment: &'static str, amount: i64, closes: i32, stage: &'static str) -> Opportunity {
    let first_contact = closes - cycle_days(dice, segment);
    Opportunity { number: 0, customer: None, segment, amount, probability: None, stage, first_contact, closes }
}

/// An opportunity that closes within the fourteen months after the book's end, or should have closed before it.
fn open(at: usize, customers: &[Customer]) -> Opportunity {
    let mut dice = Dice::stream(STREAM + 1000 + at as u64);
    let place = dice.between(SCRIPTED as i64, customers.len() as i64 - 1) as usize;
    let like = &customers[place];
    let end = START.plus(MONTHS).first_days() - 1;
    let closes = end + dice.between(-40, 420) as i32;
    let first_contact = (closes - cycle_days(&mut dice, like.segment)).min(end - dice.between(2, 60) as i32);
    Opportunity {
        number: 0,
        customer: dice.chance(20_000).then_some(place),
        segment: like.segment,
        amount: (dice.vary(like.annual, 70, 160) / 1200).max(10) * 1200,
        probability: dice.chance(60_000).then(|| dice.between(2, 14) * 5),
        stage: dice.pick(&["qualified", "proposal", "negotiation"]),
        first_contact,
        closes,
    }
}

/// Days from the first contact to a decision.
fn cycle_days(dice: &mut Dice, segment: &str) -> i32 {
    let days = match segment {
        "Enterprise" => dice.between(170, 380),
        "Mid-market" => dice.between(80, 210),
        _ => dice.between(20, 100),
    };
    days as i32
}
