//! A customer's history: its months, and what active and lost mean.

/// How far ahead a chance reaches, in months.
pub const HORIZON: i32 = 12;

/// What a customer is followed by.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Basis {
    /// MRR: active with MRR > 0 at a month's end, lost with MRR ≤ 0 twelve months on.
    Mrr,
    /// Revenue of twelve months: active with revenue > 0 in (t − 12, t], lost without in (t, t + 12].
    Ttm,
}

/// One month of a customer, in millionths of the currency.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// The month's number.
    pub month: i32,
    /// Revenue.
    pub amount: i128,
    /// MRR at its end.
    pub mrr: i128,
}

/// One month's revenue of a customer in one segment.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct SegmentEntry {
    /// The month's number.
    pub month: i32,
    /// The segment's place in [`Book::segments`](super::Book::segments).
    pub segment: usize,
    /// Revenue, in millionths of the currency.
    pub amount: i128,
}

/// A customer's history.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Customer {
    /// The group's id.
    pub id: String,
    /// Its months, ascending, each once; absent ones hold nothing.
    pub months: Vec<Entry>,
    /// Its revenue by segment, the months ascending.
    pub segments: Vec<SegmentEntry>,
}

impl Customer {
    /// MRR at the end of `at`, or the revenue of the twelve months to it.
    #[must_use]
    pub fn size(&self, basis: Basis, at: i32) -> i128 {
        match basis {
            Basis::Mrr => self.month(at).map_or(0, |it| it.mrr),
            Basis::Ttm => self.between(at - HORIZON, at).iter().map(|it| it.amount).sum(),
        }
    }

    /// Whether a customer active at `start` is lost twelve months on.
    #[must_use]
    pub fn is_lost(&self, basis: Basis, start: i32) -> bool {
        self.size(basis, start + HORIZON) <= 0
    }

    /// The first month with MRR, or revenue, up to `until`.
    #[must_use]
    pub fn first_month(&self, basis: Basis, until: i32) -> Option<i32> {
        self.positive(basis, until).next()
    }

    /// The months with MRR, or revenue, up to `until`.
    pub fn positive(&self, basis: Basis, until: i32) -> impl Iterator<Item = i32> {
        let brings = move |it: &&Entry| match basis {
            Basis::Mrr => it.mrr > 0,
            Basis::Ttm => it.amount > 0,
        };
        self.between(i32::MIN, until).iter().filter(brings).map(|it| it.month)
    }

    /// The segment that brought most of the twelve months to `at`; of equal ones the first by name.
    pub(super) fn segment(&self, at: i32) -> Option<usize> {
        let from = self.segments.partition_point(|it| it.month <= at - HORIZON);
        let until = self.segments.partition_point(|it| it.month <= at);
        let mut sums: Vec<(usize, i128)> = Vec::new();
        for entry in self.segments.get(from..until).unwrap_or_default() {
            match sums.iter_mut().find(|(segment, _)| *segment == entry.segment) {
                Some((_, sum)) => *sum += entry.amount,
                None => sums.push((entry.segment, entry.amount)),
            }
        }
        sums.into_iter().max_by_key(|(segment, sum)| (*sum, std::cmp::Reverse(*segment))).map(|(segment, _)| segment)
    }

    fn month(&self, at: i32) -> Option<&Entry> {
        self.months.binary_search_by_key(&at, |it| it.month).ok().and_then(|place| self.months.get(place))
    }

    /// The months in (after, to].
    fn between(&self, after: i32, to: i32) -> &[Entry] {
        let from = self.months.partition_point(|it| it.month <= after);
        let until = self.months.partition_point(|it| it.month <= to);
        self.months.get(from..until).unwrap_or_default()
    }
}
