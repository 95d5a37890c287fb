//! The shifted-beta-geometric model of a contractual book: at each renewal a customer leaves with a chance of its own, and
//! the chances vary between customers as a Beta(a, b).
//!
//! Those likely to leave do so early, so that the renewal rate of a cohort rises with its age although no customer's
//! changes. Source: Fader and Hardie 2007, How to Project Customer Retention, Journal of Interactive Marketing 21 (1).

use super::ascent::maximise;

/// What was seen at one renewal, over all customers that came to it; those not yet come to it are in neither count.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Renewal {
    /// Contracts renewed.
    pub renewed: u64,
    /// Contracts that ended.
    pub lost: u64,
}

/// The distribution of the chance to leave at a renewal over new customers: Beta(a, b), both positive.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Parameters {
    /// Weight of leaving.
    pub a: f64,
    /// Weight of staying.
    pub b: f64,
}

impl Parameters {
    /// S(t) in \[0, 1\]: the share of a cohort that survives its first `renewals` renewals, Π (b + j)/(a + b + j).
    #[must_use]
    pub fn survival(&self, renewals: u32) -> f64 {
        self.log_survival(0, renewals).exp()
    }

    /// The share that renews at renewal `renewal` (the first is 1) of those that came to it, (b + t − 1)/(a + b + t − 1).
    /// Renewal 0, which is none, gives 1.
    #[must_use]
    pub fn retention(&self, renewal: u32) -> f64 {
        renewal.checked_sub(1).map_or(1.0, |survived| self.log_survival(survived, 1).exp())
    }

    /// The probability that a customer who has survived `survived` renewals is lost at one of the next `horizon`:
    /// p = 1 − Π_{j<n} (b + t + j)/(a + b + t + j). No renewal within the horizon gives 0: the contract is locked.
    #[must_use]
    pub fn lost_probability(&self, survived: u32, horizon: u32) -> f64 {
        -self.log_survival(survived, horizon).exp_m1()
    }

    /// The logarithm of the share that survives `horizon` more renewals; one by one, so that small losses keep their digits.
    fn log_survival(&self, survived: u32, horizon: u32) -> f64 {
        let stays = |ahead: u32| {
            let kept = self.b + f64::from(survived) + f64::from(ahead);
            -(self.a / kept).ln_1p()
        };
        (0..horizon).map(stays).sum()
    }
}

/// Log-likelihood of renewals by number, the first renewal first. The factors of every renewal are
/// a/(a + b + t − 1) for a loss and (b + t − 1)/(a + b + t − 1) for a customer kept, so that cohorts of any age, and customers
/// first seen at a later renewal, add up in one table.
#[must_use]
pub fn log_likelihood(renewals: &[Renewal], parameters: Parameters) -> f64 {
    value_and_slopes(renewals, parameters).0
}

/// a and b by maximum likelihood from the renewals by number, the first renewal first. `None` where the likelihood has no
/// one maximum: no loss, nobody kept, renewal rates that do not rise with age, as customers of one and the same chance
/// show, or a single renewal seen, whose one rate tells no two parameters.
#[must_use]
pub fn fit(renewals: &[Renewal]) -> Option<Parameters> {
    let seen: f64 = renewals.iter().map(|it| it.renewed as f64 + it.lost as f64).sum();
    let numbers = renewals.iter().filter(|it| it.renewed + it.lost > 0).count();
    if numbers < 2 || renewals.iter().all(|it| it.lost == 0) || renewals.iter().all(|it| it.renewed == 0) {
        return None;
    }
    let mean = |place: &[f64; 2]| {
        let parameters = Parameters { a: place[0].exp(), b: place[1].exp() };
        let (value, by_a, by_b) = value_and_slopes(renewals, parameters);
        (value / seen, [by_a * parameters.a / seen, by_b * parameters.b / seen])
    };
    let [a, b] = maximise(mean, &[[0.0, 0.0], [0.0, 2.0], [-2.0, 0.0]])?;
    Some(Parameters { a: a.exp(), b: b.exp() })
}

/// The log-likelihood with its derivatives by a and by b.
fn value_and_slopes(renewals: &[Renewal], Parameters { a, b }: Parameters) -> (f64, f64, f64) {
    let (mut value, mut by_a, mut by_b) = (0.0, 0.0, 0.0);
    for (survived, renewal) in renewals.iter().enumerate() {
        let (lost, renewed) = (renewal.lost as f64, renewal.renewed as f64);
        let kept = b + survived as f64;
        value -= lost * (kept / a).ln_1p() + renewed * (a / kept).ln_1p();
        by_a += lost * kept / (a * (a + kept)) - renewed / (a + kept);
        by_b += renewed * a / (kept * (a + kept)) - lost / (a + kept);
    }
    (value, by_a, by_b)
}
