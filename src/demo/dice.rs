//! Seeded choices in whole numbers only, so that every platform makes the same book.

use rand_chacha::ChaCha8Rng;
use rand_chacha::rand_core::{Rng, SeedableRng};

/// Seed of the demo book; another one makes another company.
const SEED: [u8; 32] = *b"eggbasket, the demo book, seed 1";

/// One stream of choices. Each customer draws from its own, so that a change to one moves no other.
pub(super) struct Dice(ChaCha8Rng);

impl Dice {
    /// The stream numbered `stream`.
    pub(super) fn stream(stream: u64) -> Dice {
        let mut generator = ChaCha8Rng::from_seed(SEED);
        generator.set_stream(stream);
        Dice(generator)
    }

    /// A number from `low` to `high`, both included.
    pub(super) fn between(&mut self, low: i64, high: i64) -> i64 {
        let choices = (high - low + 1).max(1) as u64;
        low + ((u64::from(self.0.next_u32()) * choices) >> 32) as i64
    }

    /// True with a probability of `parts` in 100,000.
    pub(super) fn chance(&mut self, parts: i64) -> bool {
        self.between(1, 100_000) <= parts
    }

    /// One of `items`, each as likely.
    pub(super) fn pick<T: Copy>(&mut self, items: &[T]) -> T {
        items[self.between(0, items.len() as i64 - 1) as usize]
    }

    /// `amount` times a percentage from `low` to `high`.
    pub(super) fn vary(&mut self, amount: i64, low: i64, high: i64) -> i64 {
        amount * self.between(low, high) / 100
    }

    /// Puts `items` in a random order (Fisher–Yates).
    pub(super) fn shuffle<T>(&mut self, items: &mut [T]) {
        for last in (1..items.len()).rev() {
            items.swap(last, self.between(0, last as i64) as usize);
        }
    }
}
