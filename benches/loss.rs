//! The loss distribution of a made book of 100,000 customers, timed; `benches/loss.sh` runs it beside a simulation.
//!
//! `loss` prints seconds and answers as JSON; `loss --book FILE` writes the same book as CSV for the simulation.

use eggbasket::risk::loss::{Customer, Dependence, Distribution, FULL, Factor, Losses};
use std::error::Error;
use std::fmt::Write as _;
use std::time::Instant;

const CUSTOMERS: u32 = 100_000;
/// Exponent of the Pareto tail: the largest customer then brings 4 % of all.
const TAIL: f64 = 1.2;
const COMMON: Factor = Factor { weight: 0.5, variance: Factor::VARIANCE };

/// Exposure in money, whole cents, and probability from 2 to 30 % in steps of a hundredth of a point.
fn book() -> Vec<(f64, f64)> {
    let of = |place: u32| {
        let beyond = (f64::from(place) + 0.5) / f64::from(CUSTOMERS);
        let exposure = (1e5 * beyond.powf(-1.0 / TAIL)).round() / 100.0;
        // Steps of a number without a common divisor with 2801 scatter the probabilities over the sizes.
        let probability = f64::from(200 + place * 1723 % 2801) / 10_000.0;
        (exposure, probability)
    };
    (0..CUSTOMERS).map(of).collect()
}

/// The seconds it took, and what it says.
fn timed(name: &str, customers: &[Customer], dependence: Dependence) -> Result<String, Box<dyn Error>> {
    let started = Instant::now();
    let losses = Losses::new(customers, dependence)?;
    let answers = answers(losses.distribution());
    let seconds = started.elapsed().as_secs_f64();
    let started = Instant::now();
    let contributions: f64 = losses.contributions(0.95).iter().sum();
    let divided = started.elapsed().as_secs_f64();
    let divided = format!("\"contributions_seconds\": {divided:.4}, \"contributions\": {contributions:.2}");
    Ok(format!("\"{name}\": {{\"seconds\": {seconds:.4}, {answers}, {divided}}}"))
}

fn answers(it: &Distribution) -> String {
    let mut text = format!("\"expected\": {:.2}", it.expected());
    for (name, level) in [("95", 0.95), ("99", 0.99), ("99.9", 0.999)] {
        let (quantile, shortfall) = (it.value_at_risk(level), it.expected_shortfall(level));
        let _ = write!(text, ", \"var{name}\": {quantile:.2}, \"es{name}\": {shortfall:.2}");
    }
    text
}

fn main() -> Result<(), Box<dyn Error>> {
    let book = book();
    let mut arguments = std::env::args().skip_while(|argument| argument != "--book").skip(1);
    if let Some(path) = arguments.next() {
        let rows = book.iter().map(|(exposure, probability)| format!("{exposure:.2},{probability:.4}\n"));
        return Ok(std::fs::write(path, rows.collect::<String>())?);
    }
    let of = |it: &(f64, f64)| Customer { exposure: it.0, severities: FULL, probability: it.1, industry: None };
    let customers: Vec<Customer> = book.iter().map(of).collect();
    let independent = timed("independent", &customers, Dependence::Independent)?;
    let common = timed("common", &customers, Dependence::Common(COMMON))?;
    println!("{{{independent}, {common}}}");
    Ok(())
}
