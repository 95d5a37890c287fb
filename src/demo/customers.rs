//! Who the customers are: four that carry the story, and 236 whose sizes fall off like one over their rank.

use super::dice::Dice;
use super::names::{INDUSTRIES, Industry, REGIONS};
use super::{MONTHS, START};
use std::collections::BTreeSet;

/// Customers in the book.
pub(super) const COUNT: usize = 240;
/// The customers at the front whose growth is written down and not drawn.
pub(super) const SCRIPTED: usize = 4;
/// Second uses of a stem that make a subsidiary of the first.
const SUBSIDIARIES: usize = 9;

/// How a customer buys.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Terms {
    /// A fixed term of so many months, billed monthly.
    Fixed(i32),
    /// Until further notice, billed monthly.
    Open,
    /// One year at a time, billed in advance with service dates.
    Yearly,
}

/// A row of the customers table, and how its buyer behaves.
pub(super) struct Customer {
    pub(super) id: String,
    pub(super) name: String,
    pub(super) parent: Option<String>,
    pub(super) segment: &'static str,
    pub(super) industry: &'static str,
    pub(super) region: &'static str,
    pub(super) manager: &'static str,
    /// Days since 1970-01-01 of the first signature.
    pub(super) since: i32,
    pub(super) strategic: bool,
    pub(super) related_party: bool,
    /// First month in the book, from 0.
    pub(super) first: i32,
    /// Whole euros a year at the start.
    pub(super) annual: i64,
    pub(super) terms: Terms,
    /// Usage on top, in per cent of the subscription; 0 for none.
    pub(super) usage: i64,
}

/// All customers, `C001` first.
pub(super) fn all() -> Vec<Customer> {
    let mut customers = story();
    let mut sizes: Vec<i64> = (0..(COUNT - SCRIPTED) as i64).map(|rank| 14_000_000 / (rank + 9)).collect();
    Dice::stream(0).shuffle(&mut sizes);
    let names = names(sizes.len());
    for (size, name) in sizes.into_iter().zip(names) {
        let customer = ordinary(customers.len(), size, name, &customers);
        customers.push(customer);
    }
    customers
}

/// The whale in three legal entities, and the runner-up.
fn story() -> Vec<Customer> {
    let whale = |number: usize, name: &str, region, first, annual| Customer {
        parent: (number > 1).then(|| id(1)),
        industry: "Mobility",
        usage: 28,
        ..enterprise(number, name, region, first, annual)
    };
    vec![
        whale(1, "Velmora Mobility SE", 0, 0, 2_400_000),
        whale(2, "Velmora Mobilité France SAS", 2, 18, 600_000),
        whale(3, "Velmora Movilidad Ibérica SL", 3, 39, 600_000),
        enterprise(4, "Kestrelmoor Insurance plc", 4, 0, 1_800_000),
    ]
}

fn enterprise(number: usize, name: &str, region: usize, first: i32, annual: i64) -> Customer {
    Customer {
        id: id(number),
        name: name.to_owned(),
        parent: None,
        segment: "Enterprise",
        industry: "Financial services",
        region: REGIONS[region].name,
        manager: REGIONS[0].manager,
        since: START.plus(if first == 0 { -31 - number as i32 } else { first }).first_days(),
        strategic: true,
        related_party: false,
        first,
        annual,
        terms: Terms::Fixed(36),
        usage: 18,
    }
}

/// A name with where and in what industry it does business.
struct Name {
    text: String,
    stem: &'static str,
    region: usize,
    industry: &'static str,
}

/// `count` different names; each stem serves two companies before any serves three.
fn names(count: usize) -> Vec<Name> {
    let mut dice = Dice::stream(1);
    let mut stems: Vec<(usize, &str)> =
        REGIONS.iter().enumerate().flat_map(|(at, region)| region.stems.map(|stem| (at, stem))).collect();
    dice.shuffle(&mut stems);
    let mut taken = BTreeSet::new();
    stems.iter().cycle().take(count).map(|&(region, stem)| name(&mut dice, &mut taken, region, stem)).collect()
}

fn name(dice: &mut Dice, taken: &mut BTreeSet<String>, region: usize, stem: &'static str) -> Name {
    loop {
        let industry = if stem == "Łukasz" || stem == "Café Nord" { &INDUSTRIES[2] } else { industry(dice) };
        let word = if taken.is_empty() { industry.words[0] } else { dice.pick(&industry.words) };
        let text =
            if stem == "Café Nord" && !taken.contains(stem) { stem.to_owned() } else { format!("{stem} {word}") };
        if taken.insert(text.clone()) {
            return Name { text, stem, region, industry: industry.name };
        }
    }
}

fn industry(dice: &mut Dice) -> &'static Industry {
    let mut left = dice.between(1, INDUSTRIES.iter().map(|industry| industry.weight).sum());
    let found = INDUSTRIES.iter().find(|industry| {
        left -= industry.weight;
        left <= 0
    });
    found.unwrap_or(&INDUSTRIES[0])
}

fn ordinary(at: usize, size: i64, name: Name, before: &[Customer]) -> Customer {
    let mut dice = Dice::stream(100 + at as u64);
    let annual = (dice.vary(size, 80, 125) / 1200).max(10) * 1200;
    // Nearly half were customers before the book begins; the others arrive month by month until shortly before its end.
    let first = if dice.chance(46_000) { 0 } else { dice.between(1, i64::from(MONTHS) - 3) as i32 };
    let since = START.plus(if first == 0 { -dice.between(1, 70) as i32 } else { first });
    Customer {
        id: id(at + 1),
        parent: parent(at, &name, before),
        name: name.text,
        segment: segment(annual),
        industry: name.industry,
        region: REGIONS[name.region].name,
        manager: REGIONS[name.region].manager,
        since: since.first_days(),
        strategic: annual >= 900_000,
        related_party: at == 57,
        first,
        annual,
        terms: terms(&mut dice, annual),
        usage: if dice.chance(24_000) { dice.between(5, 25) } else { 0 },
    }
}

/// The first few companies that share another's stem belong to it.
fn parent(at: usize, name: &Name, before: &[Customer]) -> Option<String> {
    let stems: usize = REGIONS.iter().map(|region| region.stems.len()).sum();
    let first_use = at.checked_sub(stems).filter(|&first_use| first_use < SCRIPTED + SUBSIDIARIES)?;
    before.get(first_use).filter(|parent| parent.name.starts_with(name.stem)).map(|parent| parent.id.clone())
}

fn terms(dice: &mut Dice, annual: i64) -> Terms {
    match segment(annual) {
        "Enterprise" => Terms::Fixed(24),
        "Mid-market" if dice.chance(50_000) => Terms::Yearly,
        "Mid-market" => Terms::Fixed(12),
        _ if dice.chance(30_000) => Terms::Yearly,
        _ => Terms::Open,
    }
}

/// The segment of a customer that pays `annual` euros a year.
fn segment(annual: i64) -> &'static str {
    match annual {
        450_000.. => "Enterprise",
        120_000.. => "Mid-market",
        _ => "Small business",
    }
}

fn id(number: usize) -> String {
    format!("C{number:03}")
}
