//! What customers of one cell have in common: segment, size band and tenure band.

/// Size bands by revenue as a multiple of the mean of the active customers; the lower end belongs to a band.
pub const BANDS: [&str; 6] = [
    "under half the mean",
    "half to 1 times the mean",
    "1 to 2 times the mean",
    "2 to 5 times the mean",
    "5 to 10 times the mean",
    "10 times the mean and over",
];

/// Tenure bands by months since the first month with revenue, or MRR.
pub const TENURES: [&str; 3] = ["under 12 months", "12 to 35 months", "36 months and over"];

/// What the customers of one cell have in common.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Key {
    /// The segment's place in the book's segments; none where no segment is known.
    pub segment: Option<usize>,
    /// The size band's place in [`BANDS`].
    pub band: usize,
    /// The tenure band's place in [`TENURES`].
    pub tenure: usize,
}

/// The size band of a customer among `customers` that bring `total`; exact, since nothing is divided.
pub(super) fn band(size: i128, customers: usize, total: i128) -> usize {
    let scaled = size.saturating_mul(customers as i128);
    let reached = [scaled.saturating_mul(2) >= total, scaled >= total];
    let multiples = [2, 5, 10].map(|times| scaled >= total.saturating_mul(times));
    reached.into_iter().chain(multiples).filter(|it| *it).count()
}

/// The tenure band of so many months.
pub(super) fn tenure_band(months: i32) -> usize {
    [12, 36].into_iter().filter(|from| months >= *from).count()
}
