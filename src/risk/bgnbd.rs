//! The BG/NBD model of a book without contracts: customers buy at random moments until they silently leave.
//!
//! While alive a customer buys at its own rate λ, Gamma(r, α) over customers; after every purchase it leaves with its own
//! chance, Beta(a, b) over customers. Time is in any one unit (weeks, months), the same in histories, α and horizons.
//! Source: Fader, Hardie and Lee 2005, "Counting Your Customers" the Easy Way, Marketing Science 24 (2); P(alive) from
//! their note 021.

mod likelihood;

pub use likelihood::{fit, log_likelihood};

/// What the model knows of a customer.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct History {
    /// x: purchases after the first.
    pub repeats: u32,
    /// t_x: time from the first purchase to the last, in \[0, age\]; not read where there is no repeat.
    pub recency: f64,
    /// T: time from the first purchase to now, finite and at least 0.
    pub age: f64,
}

impl History {
    /// Whether it keeps the ranges of its fields.
    #[must_use]
    pub fn is_valid(&self) -> bool {
        let ordered = self.repeats == 0 || (0.0..=self.age).contains(&self.recency);
        self.age.is_finite() && self.age >= 0.0 && ordered
    }
}

/// The four parameters, all positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// Shape of the purchase rates.
    pub r: f64,
    /// Scale of the purchase rates, in units of time: their mean is r/α.
    pub alpha: f64,
    /// Weight of leaving after a purchase.
    pub a: f64,
    /// Weight of staying after a purchase.
    pub b: f64,
}

/// A horizon of more purchases than this, in the mean of an immortal customer, is beyond any use of the model, and so is one
/// of more than as many times the age.
const MOST_PURCHASES: f64 = 1e5;

impl Parameters {
    /// P(alive) in \[0, 1\], for a valid history. A customer that never bought again is alive by the model: it can leave
    /// only after a repeat purchase.
    #[must_use]
    pub fn alive(&self, history: &History) -> f64 {
        if history.repeats == 0 {
            return 1.0;
        }
        // The odds of being gone, as a logarithm: with many purchases the power alone would overflow.
        let repeats = f64::from(history.repeats);
        let silence = ((self.alpha + history.age) / (self.alpha + history.recency)).ln();
        let log_odds = self.a.ln() - (self.b + repeats - 1.0).ln() + (self.r + repeats) * silence;
        1.0 / (1.0 + log_odds.exp())
    }

    /// The probability in \[0, 1\] that a customer makes no purchase in the next `horizon` (at least 0), dead or alive:
    /// p = 1 − P(alive)·\[1 − ((α + T)/(α + T + h))^(r + x)\].
    #[must_use]
    pub fn lost_probability(&self, history: &History, horizon: f64) -> f64 {
        let shape = self.r + f64::from(history.repeats);
        let buys = -(-shape * (horizon / (self.alpha + history.age)).ln_1p()).exp_m1();
        1.0 - self.alive(history) * buys
    }

    /// Expected purchases in (T, T + h], the paper's equation 10; for an empty history of age 0, its equation 9. `None` for
    /// a horizon that is negative, no number, or so long that an immortal customer would make 100,000 purchases in it.
    ///
    /// The paper writes P(alive)·(a+b+x−1)/(a−1)·\[1 − (1−z)^s ₂F₁(s, b+x; a+b+x−1; z)\] with s = r + x, z = h/(α+T+h), which
    /// is 0/0 at a = 1 and loses its digits near it. Expanded in z and integrated term by term it is
    /// P(alive)·Σ_{k≥1} P(N ≥ k)·(b+x)_{k−1}/(a+b+x)_{k−1}: N, the purchases of an immortal customer, is negative binomial
    /// (s, z), and the k-th is made by those that survived the k − 1 before it. Every term is positive, for every a.
    #[must_use]
    pub fn expected_purchases(&self, history: &History, horizon: f64) -> Option<f64> {
        let shape = self.r + f64::from(history.repeats);
        let ratio = horizon / (self.alpha + history.age);
        if ratio.is_nan() || ratio < 0.0 || shape * ratio > MOST_PURCHASES || ratio > MOST_PURCHASES {
            return None;
        }
        let stays = self.b + f64::from(history.repeats);
        Some(self.alive(history) * purchases(shape, ratio, stays, self.a))
    }
}

/// Σ_n P(N = n)·W_n with W_n = Σ_{k<n} (b)_k/(a + b)_k, for N negative binomial with mean `shape`·`ratio`.
fn purchases(shape: f64, ratio: f64, stays: f64, leaves: f64) -> f64 {
    let log_success = -(1.0 / ratio).ln_1p();
    // The mass at 0 underflows for frequent buyers, so the mass is carried as its logarithm.
    let mut log_mass = -shape * ratio.ln_1p();
    let (mut total, mut survival, mut made) = (0.0_f64, 1.0_f64, 0.0_f64);
    let mut count = 0.0_f64;
    loop {
        log_mass += log_success + ((shape + count) / (count + 1.0)).ln();
        count += 1.0;
        made += survival;
        survival *= (stays + count - 1.0) / (leaves + stays + count - 1.0);
        let term = log_mass.exp() * made;
        total += term;
        // What follows is less than a geometric series, once its ratio is below 1, as it is beyond the mean.
        let falls = log_success.exp() * ((shape + count) / (count + 1.0)) * ((count + 1.0) / count);
        if falls < 1.0 && term <= 1e-17 * total * (1.0 - falls) {
            return total;
        }
    }
}
