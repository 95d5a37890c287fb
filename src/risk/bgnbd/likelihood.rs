//! The likelihood of the BG/NBD model and its maximum.

use super::{History, Parameters};
use crate::risk::ascent::maximise;

/// Log-likelihood of histories with the number of customers that share each, the paper's equation 6 summed; invalid
/// histories are left out.
#[must_use]
pub fn log_likelihood(histories: &[(History, u64)], parameters: Parameters) -> f64 {
    Sample::new(histories, 1.0).value_and_slopes(parameters).0
}

/// r, α, a and b by maximum likelihood from histories with the number of customers that share each; the order of the
/// histories changes no bit. Invalid histories are left out. `None` where the likelihood has no maximum: no
/// repeat purchase, customers that do not differ in their rates or never seem to leave.
#[must_use]
pub fn fit(histories: &[(History, u64)]) -> Option<Parameters> {
    let scale = mean_age(histories)?;
    let sample = Sample::new(histories, scale);
    if sample.patterns.iter().all(|it| it.repeats == 0) {
        return None;
    }
    let customers: f64 = sample.patterns.iter().map(|it| it.customers).sum();
    let mean = |place: &[f64; 4]| {
        let [r, alpha, a, b] = place.map(f64::exp);
        let (value, slopes) = sample.value_and_slopes(Parameters { r, alpha, a, b });
        let [by_r, by_alpha, by_a, by_b] = slopes.map(|slope| slope / customers);
        (value / customers, [by_r * r, by_alpha * alpha, by_a * a, by_b * b])
    };
    let starts = [[0.0; 4], [-1.0, -1.0, 0.0, 1.0], [1.0, 1.0, -1.0, 1.0]];
    let [r, alpha, a, b] = maximise(mean, &starts)?.map(f64::exp);
    Some(Parameters { r, alpha: alpha * scale, a, b })
}

/// The mean age, in whose unit α is of order one; `None` where nobody has an age.
fn mean_age(histories: &[(History, u64)]) -> Option<f64> {
    // Summed in order of age, so that it does not hang on the order of the histories.
    let mut ages: Vec<(f64, u64)> =
        histories.iter().filter(|(it, _)| it.is_valid()).map(|(it, customers)| (it.age, *customers)).collect();
    ages.sort_by(|one, other| one.0.total_cmp(&other.0).then(one.1.cmp(&other.1)));
    let customers: f64 = ages.iter().map(|(_, customers)| *customers as f64).sum();
    let mean = ages.iter().map(|(age, customers)| age * *customers as f64).sum::<f64>() / customers;
    (mean.is_finite() && mean > 0.0).then_some(mean)
}

/// Customers of one and the same history.
#[derive(Debug, Clone, Copy)]
struct Pattern {
    repeats: u32,
    recency: f64,
    age: f64,
    customers: f64,
}

/// Every distinct history once, by repeats, recency and age.
struct Sample {
    patterns: Vec<Pattern>,
}

impl Sample {
    fn new(histories: &[(History, u64)], scale: f64) -> Sample {
        let valid = histories.iter().filter(|(it, customers)| it.is_valid() && *customers > 0);
        let mut all: Vec<(u32, f64, f64, u64)> = valid
            .map(|(it, customers)| {
                let recency = if it.repeats == 0 { 0.0 } else { it.recency / scale };
                (it.repeats, recency, it.age / scale, *customers)
            })
            .collect();
        all.sort_by(|one, other| {
            let times = one.1.total_cmp(&other.1).then(one.2.total_cmp(&other.2));
            one.0.cmp(&other.0).then(times)
        });
        let mut patterns: Vec<Pattern> = Vec::with_capacity(all.len());
        for (repeats, recency, age, customers) in all {
            match patterns.last_mut() {
                Some(last) if (last.repeats, last.recency, last.age) == (repeats, recency, age) => {
                    last.customers += customers as f64;
                }
                _ => patterns.push(Pattern { repeats, recency, age, customers: customers as f64 }),
            }
        }
        Sample { patterns }
    }

    /// The log-likelihood with its derivatives by r, α, a and b.
    fn value_and_slopes(&self, parameters: Parameters) -> (f64, [f64; 4]) {
        let mut rising = Rising::default();
        let (mut value, mut slopes) = (0.0, [0.0; 4]);
        for pattern in &self.patterns {
            rising.reach(pattern.repeats, parameters);
            let (one, by) = rising.term(pattern, parameters);
            value += pattern.customers * one;
            for (slope, by) in slopes.iter_mut().zip(by) {
                *slope += pattern.customers * by;
            }
        }
        (value, slopes)
    }
}

/// ln of Γ(r+x)/Γ(r) and of B(a, b+x)/B(a, b) with their derivatives, which step from one x to the next: sums over fewer
/// than x terms that keep their digits where the gamma functions of large parameters would cancel.
#[derive(Debug, Default)]
struct Rising {
    repeats: u32,
    value: f64,
    by_r: f64,
    by_a: f64,
    by_b: f64,
}

impl Rising {
    /// Steps up to x; the patterns come by rising x.
    fn reach(&mut self, repeats: u32, Parameters { r, a, b, .. }: Parameters) {
        while self.repeats < repeats {
            let at = f64::from(self.repeats);
            let (rate, stays) = (r + at, b + at);
            self.value += rate.ln() - (a / stays).ln_1p();
            self.by_r += 1.0 / rate;
            self.by_a -= 1.0 / (a + stays);
            self.by_b += a / (stays * (a + stays));
            self.repeats += 1;
        }
    }

    /// One customer's log-likelihood, for the x reached, and its derivatives.
    fn term(&self, pattern: &Pattern, Parameters { r, alpha, a, b }: Parameters) -> (f64, [f64; 4]) {
        let repeats = f64::from(pattern.repeats);
        let shape = r + repeats;
        let log_age = (alpha + pattern.age).ln();
        let alive = -shape * log_age;
        let mut value = self.value + r * alpha.ln() + alive;
        let mut slopes = [self.by_r + alpha.ln() - log_age, 0.0, self.by_a, self.by_b];
        let mut inverse_time = 1.0 / (alpha + pattern.age);
        if pattern.repeats > 0 {
            // Alive and silent since, or gone with the last purchase: two weights in logarithms.
            let log_recency = (alpha + pattern.recency).ln();
            let gone = a.ln() - (b + repeats - 1.0).ln() - shape * log_recency;
            let share = 1.0 / (1.0 + (alive - gone).exp());
            value +=
                if gone > alive { gone - alive + (alive - gone).exp().ln_1p() } else { (gone - alive).exp().ln_1p() };
            slopes[0] += share * (log_age - log_recency);
            slopes[2] += share / a;
            slopes[3] -= share / (b + repeats - 1.0);
            inverse_time = (1.0 - share) * inverse_time + share / (alpha + pattern.recency);
        }
        slopes[1] = r / alpha - shape * inverse_time;
        (value, slopes)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_derivatives_are_those_of_the_likelihood() {
        let history = |repeats, recency, age| (History { repeats, recency, age }, u64::from(repeats) + 1);
        let histories = [history(0, 0.0, 5.0), history(1, 0.5, 5.0), history(3, 4.5, 5.0), history(12, 6.0, 9.0)];
        let sample = Sample::new(&histories, 1.0);
        let at = [0.7, 2.5, 0.4, 1.9];
        let value = |[r, alpha, a, b]: [f64; 4]| sample.value_and_slopes(Parameters { r, alpha, a, b });
        for (which, slope) in value(at).1.into_iter().enumerate() {
            let moved = |by: f64| {
                let mut to = at;
                to[which] += by;
                value(to).0
            };
            let numeric = (moved(1e-5) - moved(-1e-5)) / 2e-5;
            assert!((slope - numeric).abs() < 1e-7 * slope.abs().max(1.0), "{which}: {slope}, not {numeric}");
        }
    }
}
