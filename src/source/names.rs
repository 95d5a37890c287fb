//! Texts numbered in the order they are first met.

use foldhash::fast::FixedState;
use hashbrown::HashTable;
use std::hash::BuildHasher;

/// Texts, each once, by number from 1; 0 stands for no text.
#[derive(Debug, Clone, Default)]
pub struct Names {
    text: String,
    /// Where each text ends in `text`.
    ends: Vec<usize>,
    numbers: HashTable<Entry>,
    hasher: FixedState,
}

/// A text's number, found by its hash. Most texts are told apart by what stands beside the number, and the text itself, which lies
/// elsewhere, is not looked at.
#[derive(Debug, Clone, Copy)]
struct Entry {
    start: Start,
    number: u32,
}

/// The first bytes of a text and its length, or [`LONG`].
type Start = [u8; 12];

/// Stands for every length that has more bytes than a [`Start`].
const LONG: u8 = u8::MAX;

fn start(name: &str) -> Start {
    let (mut start, bytes) = (Start::default(), name.as_bytes());
    let whole = start.len() - 1;
    let count = bytes.len().min(whole);
    start[..count].copy_from_slice(&bytes[..count]);
    start[whole] = if bytes.len() <= whole { count as u8 } else { LONG };
    start
}

impl Names {
    /// The number of `name`, where it was met before.
    #[must_use]
    pub fn find(&self, name: &str) -> Option<u32> {
        self.known(name, self.hasher.hash_one(name), start(name))
    }

    fn known(&self, name: &str, hash: u64, start: Start) -> Option<u32> {
        let is_short = start.last() != Some(&LONG);
        let is_it = |known: &Entry| known.start == start && (is_short || self.get(known.number) == Some(name));
        self.numbers.find(hash, is_it).map(|known| known.number)
    }

    /// The number of `name`, a new one where it is met for the first time.
    pub fn number(&mut self, name: &str) -> u32 {
        let (hash, start) = (self.hasher.hash_one(name), start(name));
        if let Some(number) = self.known(name, hash, start) {
            return number;
        }
        self.text.push_str(name);
        self.ends.push(self.text.len());
        let number = self.ends.len() as u32;
        let (text, ends, hasher) = (&self.text, &self.ends, &self.hasher);
        let again = |known: &Entry| hasher.hash_one(slice(text, ends, known.number));
        self.numbers.insert_unique(hash, Entry { start, number }, again);
        number
    }

    /// The text of a number; none for 0 and for numbers that were not given.
    #[must_use]
    pub fn get(&self, number: u32) -> Option<&str> {
        (number > 0 && number as usize <= self.ends.len()).then(|| slice(&self.text, &self.ends, number))
    }

    /// How many texts there are; their numbers are 1 to this.
    #[must_use]
    pub fn len(&self) -> usize {
        self.ends.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.ends.is_empty()
    }

    /// All texts in the order of their numbers.
    pub fn iter(&self) -> impl Iterator<Item = &str> {
        (1..=self.ends.len() as u32).map(|number| slice(&self.text, &self.ends, number))
    }
}

fn slice<'a>(text: &'a str, ends: &[usize], number: u32) -> &'a str {
    let at = number as usize - 1;
    let start = at.checked_sub(1).map_or(0, |before| ends[before]);
    &text[start..ends[at]]
}

/// Pairs of numbers, numbered in the order they are first met, from 0.
#[derive(Debug, Clone, Default)]
pub struct Pairs {
    made: Vec<(u32, u32)>,
    /// The numbers of pairs of small numbers, plus one; a look-up without a hash.
    small: Vec<u32>,
    large: hashbrown::HashMap<(u32, u32), u32, FixedState>,
}

/// Numbers under these bounds are looked up in a table.
const SMALL: (u32, u32) = (1 << 10, 1 << 8);

impl Pairs {
    /// The number of a pair.
    #[inline]
    pub fn number(&mut self, first: u32, second: u32) -> u32 {
        if first < SMALL.0 && second < SMALL.1 {
            let at = (first * SMALL.1 + second) as usize;
            if let Some(number) = self.small.get(at).and_then(|known| known.checked_sub(1)) {
                return number;
            }
            self.made.push((first, second));
            let size = ((first + 1) * SMALL.1) as usize;
            self.small.resize(size.max(self.small.len()), 0);
            self.small[at] = self.made.len() as u32;
            return self.made.len() as u32 - 1;
        }
        let next = self.made.len() as u32;
        let number = *self.large.entry((first, second)).or_insert(next);
        if number == next {
            self.made.push((first, second));
        }
        number
    }

    /// The pair of a number.
    #[must_use]
    pub fn get(&self, number: u32) -> (u32, u32) {
        self.made[number as usize]
    }

    /// How many pairs there are.
    #[must_use]
    pub fn len(&self) -> usize {
        self.made.len()
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.made.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_keeps_its_number() {
        let mut names = Names::default();
        let numbers: Vec<u32> = ["b", "", "a", "b", "ab", ""].into_iter().map(|name| names.number(name)).collect();
        assert_eq!(numbers, [1, 2, 3, 1, 4, 2]);
        assert_eq!(names.iter().collect::<Vec<_>>(), ["b", "", "a", "ab"]);
        assert_eq!((names.get(0), names.get(4), names.get(5)), (None, Some("ab"), None));
        // Texts that fit beside their number, that fill the room there, and that go on beyond it.
        for text in
            [|at: u32| format!("n{at}"), |at: u32| format!("name{at:07}"), |at: u32| format!("a long name {at}")]
        {
            let many: Vec<u32> = (0..10_000).map(|at| names.number(&text(at))).collect();
            let again: Vec<u32> = (0..10_000).map(|at| names.number(&text(at))).collect();
            assert_eq!(many, again);
            assert!((0..10_000).zip(many).all(|(at, number)| names.get(number) == Some(text(at).as_str())));
        }
        assert_eq!(names.len(), 4 + 3 * 10_000);
        assert_ne!(names.number("name0000001"), names.number("name0000001\0"));
    }

    #[test]
    fn a_pair_keeps_its_number_whatever_its_size() {
        let mut pairs = Pairs::default();
        let met = [(0, 0), (7, 3), (0, 0), (5000, 3), (3, 5000), (7, 3), (5000, 3), (1023, 255), (1024, 0)];
        let numbers = met.map(|(first, second)| pairs.number(first, second));
        assert_eq!(numbers, [0, 1, 0, 2, 3, 1, 2, 4, 5]);
        assert!(met.iter().zip(numbers).all(|(pair, number)| pairs.get(number) == *pair));
    }
}
