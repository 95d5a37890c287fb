//! Cells: the sums of all lines of one month that agree in customer and traits.
//!
//! One table a month. Ledgers are mostly in the order of their dates, so that the table that is added to stays in the
//! processor's cache, where one table of all months would not.

/// Customer and traits of a cell as one number: the customer's number in the upper half.
pub type Key = u64;

/// A cell's key.
#[must_use]
#[inline]
pub fn key(customer: u32, traits: u32) -> Key {
    u64::from(customer) << 32 | u64::from(traits)
}

/// Sums that are exact: in 64 bits as long as all fit, else in 128. The bound on all amounts of a ledger together (see
/// the tally) keeps the latter from their end.
#[derive(Debug, Clone)]
pub enum Sums {
    /// Every sum so far fits into 64 bits.
    Narrow(Vec<i64>),
    /// One did not.
    Wide(Vec<i128>),
}

impl Default for Sums {
    fn default() -> Sums {
        Sums::Narrow(Vec::new())
    }
}

impl Sums {
    /// Adds a sum of one amount.
    pub fn push(&mut self, amount: i128) {
        match (&mut *self, i64::try_from(amount)) {
            (Sums::Narrow(sums), Ok(amount)) => sums.push(amount),
            (Sums::Narrow(_), Err(_)) => {
                self.widen();
                self.push(amount);
            }
            (Sums::Wide(sums), _) => sums.push(amount),
        }
    }

    /// Adds to a sum.
    #[inline]
    pub fn add(&mut self, at: usize, amount: i128) {
        match self {
            Sums::Narrow(sums) => match i64::try_from(i128::from(sums[at]) + amount) {
                Ok(sum) => sums[at] = sum,
                Err(_) => {
                    self.widen();
                    self.add(at, amount);
                }
            },
            Sums::Wide(sums) => sums[at] = sums[at].saturating_add(amount),
        }
    }

    /// A sum, in millionths.
    #[must_use]
    #[inline]
    pub fn get(&self, at: usize) -> i128 {
        match self {
            Sums::Narrow(sums) => i128::from(sums[at]),
            Sums::Wide(sums) => sums[at],
        }
    }

    #[cold]
    fn widen(&mut self) {
        if let Sums::Narrow(sums) = self {
            *self = Sums::Wide(sums.iter().map(|sum| i128::from(*sum)).collect());
        }
    }
}

/// What a line adds to its cell.
#[derive(Debug, Clone, Copy, Default)]
pub struct Line {
    /// Its amount in its own currency, in millionths.
    pub amount: i128,
    /// The same in the reporting currency.
    pub converted: i128,
    /// Its cost, where it is known.
    pub cost: Option<i128>,
    /// 1 for the first piece of a row, 0 for the others.
    pub rows: u32,
}

/// Sums of a cell, in millionths.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Full {
    /// In the lines' own currency.
    pub amount: i128,
    /// In the reporting currency.
    pub converted: i128,
    /// Cost, where it is known.
    pub cost: Option<i128>,
    /// Revenue whose cost is known.
    pub costed: Option<i128>,
}

impl Full {
    /// Those of an amount in the reporting currency, without a cost.
    #[must_use]
    #[inline]
    pub fn of_amount(amount: i128) -> Full {
        Full { amount, converted: amount, cost: None, costed: None }
    }
}

/// Sums that only some ledgers have.
#[derive(Debug, Clone, Default)]
pub struct Costs {
    /// Costs.
    pub cost: Sums,
    /// Revenue whose cost is known.
    pub costed: Sums,
    /// Whether a line with a cost is in the cell.
    pub known: Vec<bool>,
}

/// What every cell has, side by side, so that adding to it touches one line of the processor's cache.
#[derive(Debug, Clone, Copy)]
pub struct Head {
    /// Its key.
    pub key: Key,
    /// The amount in the lines' own currency, as long as all of the month's fit into 64 bits.
    pub amount: i64,
    /// Rows.
    pub rows: u32,
}

/// The cells of one month.
#[derive(Debug, Clone, Default)]
pub struct Cells {
    /// Places of cells by their key's hash, plus one; 0 is free. At most half full.
    slots: Vec<u32>,
    /// The cells in the order they were met.
    pub heads: Vec<Head>,
    /// Amounts in the lines' own currency, once one of them does not fit into 64 bits.
    wide: Option<Vec<i128>>,
    /// Amounts in the reporting currency; none where they are the same.
    pub converted: Option<Sums>,
    /// Costs; none where no line has one.
    pub costs: Option<Costs>,
    /// What the slots of a batch hold, kept to save an allocation.
    found: Vec<u32>,
}

/// Slots of the first table.
const FIRST_SLOTS: usize = 1 << 9;

#[inline]
fn slot(key: Key, slots: usize) -> usize {
    // Fibonacci hashing: only the product's upper bits depend on all of the key. There are at least two slots.
    (key.wrapping_mul(0x9E37_79B9_7F4A_7C15) >> (64 - slots.trailing_zeros())) as usize
}

impl Cells {
    /// The place of a key's cell, a new one where it is met for the first time.
    fn place(&mut self, key: Key) -> usize {
        if (self.heads.len() + 1) * 2 > self.slots.len() {
            self.resize(self.heads.len() + 1);
        }
        let mut at = slot(key, self.slots.len());
        while let Some(place) = self.slots[at].checked_sub(1) {
            if self.heads[place as usize].key == key {
                return place as usize;
            }
            at = (at + 1) & (self.slots.len() - 1);
        }
        self.heads.push(Head { key, amount: 0, rows: 0 });
        self.slots[at] = self.heads.len() as u32;
        if let Some(wide) = &mut self.wide {
            wide.push(0);
        }
        if let Some(converted) = &mut self.converted {
            converted.push(0);
        }
        if let Some(costs) = &mut self.costs {
            costs.cost.push(0);
            costs.costed.push(0);
            costs.known.push(false);
        }
        self.heads.len() - 1
    }

    /// Makes room for so many cells.
    #[cold]
    fn resize(&mut self, cells: usize) {
        let size = (cells * 2).next_power_of_two().max(FIRST_SLOTS).max(self.slots.len());
        let size = if cells * 2 > size { size * 2 } else { size };
        self.slots.clear();
        self.slots.resize(size, 0);
        for (place, head) in self.heads.iter().enumerate() {
            let mut at = slot(head.key, size);
            while self.slots[at] != 0 {
                at = (at + 1) & (size - 1);
            }
            self.slots[at] = place as u32 + 1;
        }
    }

    /// Adds one line.
    pub fn add(&mut self, key: Key, line: Line) {
        let Line { amount, converted, cost, rows } = line;
        self.add_sum(key, Full { amount, converted, cost, costed: cost.and(Some(converted)) }, rows);
    }

    /// Adds what lines of the same key come to.
    pub fn add_sum(&mut self, key: Key, sum: Full, rows: u32) {
        let place = self.place(key);
        if self.converted.is_none() && sum.converted != sum.amount {
            let mut converted = Sums::default();
            (0..self.heads.len()).for_each(|at| converted.push(self.amount(at)));
            self.converted = Some(converted);
        }
        if self.costs.is_none() && sum.cost.is_some() {
            let none = || {
                self.heads.iter().fold(Sums::default(), |mut sums, _| {
                    sums.push(0);
                    sums
                })
            };
            self.costs = Some(Costs { cost: none(), costed: none(), known: vec![false; self.heads.len()] });
        }
        self.add_amount(place, sum.amount);
        self.heads[place].rows += rows;
        if let Some(converted) = &mut self.converted {
            converted.add(place, sum.converted);
        }
        if let (Some(costs), Some(cost)) = (&mut self.costs, sum.cost) {
            costs.cost.add(place, cost);
            costs.costed.add(place, sum.costed.unwrap_or(0));
            costs.known[place] = true;
        }
    }

    fn add_amount(&mut self, place: usize, amount: i128) {
        let head = &mut self.heads[place];
        match (&mut self.wide, i64::try_from(i128::from(head.amount) + amount)) {
            (None, Ok(sum)) => head.amount = sum,
            (None, Err(_)) => {
                self.wide = Some(self.heads.iter().map(|head| i128::from(head.amount)).collect());
                self.add_amount(place, amount);
            }
            (Some(wide), _) => wide[place] = wide[place].saturating_add(amount),
        }
    }

    /// A cell's amount in the lines' own currency.
    #[must_use]
    #[inline]
    pub fn amount(&self, at: usize) -> i128 {
        self.wide.as_ref().map_or_else(|| i128::from(self.heads[at].amount), |wide| wide[at])
    }

    /// The sums of a cell.
    #[must_use]
    pub fn full(&self, at: usize) -> Full {
        let amount = self.amount(at);
        let costs = self.costs.as_ref().filter(|costs| costs.known[at]);
        Full {
            amount,
            converted: self.converted.as_ref().map_or(amount, |converted| converted.get(at)),
            cost: costs.map(|costs| costs.cost.get(at)),
            costed: costs.map(|costs| costs.costed.get(at)),
        }
    }

    /// Whether all cells have nothing but amounts of 64 bits.
    #[must_use]
    pub fn is_narrow(&self) -> bool {
        self.wide.is_none() && self.converted.is_none() && self.costs.is_none()
    }

    /// Adds rows that have nothing but an amount, of 64 bits, in the reporting currency.
    pub fn add_all(&mut self, keys: &[Key], amounts: &[i64]) {
        if !self.is_narrow() {
            keys.iter().zip(amounts).for_each(|(key, amount)| self.add(*key, row(*amount)));
            return;
        }
        // All slots are looked up before any sum is touched: the look-ups do not wait for each other.
        if self.slots.is_empty() {
            self.resize(1);
        }
        let mut found = std::mem::take(&mut self.found);
        found.clear();
        found.extend(keys.iter().map(|key| self.slots[slot(*key, self.slots.len())]));
        for ((key, amount), found) in keys.iter().zip(amounts).zip(&found) {
            match self.heads.get_mut(found.wrapping_sub(1) as usize) {
                Some(head) if head.key == *key && self.wide.is_none() => match head.amount.checked_add(*amount) {
                    Some(sum) => {
                        head.amount = sum;
                        head.rows += 1;
                    }
                    None => self.add(*key, row(*amount)),
                },
                _ => self.add(*key, row(*amount)),
            }
        }
        self.found = found;
    }

    /// Lets go of what only adding needs.
    pub fn close(&mut self) {
        self.slots = Vec::new();
        self.found = Vec::new();
    }
}

fn row(amount: i64) -> Line {
    Line { amount: i128::from(amount), converted: i128::from(amount), cost: None, rows: 1 }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeMap;

    /// Amount, converted, cost and the revenue it belongs to, rows.
    type Sum = (i128, i128, Option<(i128, i128)>, u32);

    fn read(cells: &Cells) -> BTreeMap<Key, Sum> {
        let costs = |at: usize| {
            let costs = cells.costs.as_ref().filter(|costs| costs.known[at])?;
            Some((costs.cost.get(at), costs.costed.get(at)))
        };
        let converted = |at: usize| cells.converted.as_ref().map_or(cells.amount(at), |converted| converted.get(at));
        let cell = |(at, head): (usize, &Head)| (head.key, (cells.amount(at), converted(at), costs(at), head.rows));
        cells.heads.iter().enumerate().map(cell).collect()
    }

    #[test]
    fn batches_and_single_lines_add_up_as_a_map_does() {
        let mut naive: BTreeMap<Key, Sum> = BTreeMap::new();
        let mut cells = Cells::default();
        let mut seed = 7_u64;
        let mut next = |bound: u64| {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            (seed >> 33) % bound
        };
        for round in 0..50 {
            let keys: Vec<Key> = (0..200).map(|_| key(next(900) as u32, next(3) as u32)).collect();
            let amounts: Vec<i64> = keys.iter().map(|_| next(2_000_000) as i64 - 1_000_000).collect();
            cells.add_all(&keys, &amounts);
            for (key, amount) in keys.iter().zip(&amounts) {
                let cell = naive.entry(*key).or_default();
                cell.0 += i128::from(*amount);
                cell.1 += i128::from(*amount);
                cell.3 += 1;
            }
            // Later rounds bring what widens the table: other currencies, costs, sums past 64 bits.
            let line = match round {
                20 => Line { amount: 5, converted: 6, cost: None, rows: 1 },
                30 => Line { amount: 7, converted: 7, cost: Some(3), rows: 0 },
                40 => Line {
                    amount: i128::from(i64::MAX) * 2,
                    converted: 1,
                    cost: Some(i128::from(i64::MAX) * 3),
                    rows: 1,
                },
                _ => continue,
            };
            cells.add(keys[0], line);
            let cell = naive.entry(keys[0]).or_default();
            cell.0 += line.amount;
            cell.1 += line.converted;
            if let Some(cost) = line.cost {
                let known = cell.2.get_or_insert((0, 0));
                *known = (known.0 + cost, known.1 + line.converted);
            }
            cell.3 += line.rows;
        }
        assert_eq!(read(&cells), naive);
        assert!(cells.wide.is_some());
    }

    #[test]
    fn a_batch_whose_sum_leaves_64_bits_stays_exact() {
        let mut cells = Cells::default();
        cells.add_all(&[1, 1, 2, 1], &[i64::MAX, i64::MAX, 5, -1]);
        assert_eq!(read(&cells)[&1].0, i128::from(i64::MAX) * 2 - 1);
        assert_eq!(read(&cells)[&2], (5, 5, None, 1));
        assert_eq!(read(&cells)[&1].3, 3);
    }
}
