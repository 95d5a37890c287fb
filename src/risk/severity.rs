//! Severity: how much of a customer's revenue an event takes, from the history of cuts.
//!
//! By default the only event is a loss, which takes all. Where cuts are to count as well, an event is a loss **or** a cut of
//! at least a tenth. Of the past events a share w was losses. With p the probability of a loss, an event has the
//! probability p/w, and given an event the loss has the weight w: the probability of a loss stays p/w · w = p, and so does
//! what is expected to be lost with lost customers, p·e. What cuts take comes on top: (p/w)·Σ weight·share over the cuts.
//! This supposes that a customer likelier to leave is likelier to cut in the same proportion.

use super::loss::Severity;

/// Fewer losses in the history say too little of w. Ours.
pub const FEWEST_LOSSES: usize = 5;

/// A customer's revenue over twelve months and over the twelve after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Change {
    /// Before, in units; customers with 0 or less are left out.
    pub before: i128,
    /// After; 0 or less is a loss.
    pub after: i128,
}

/// The steps of a cut, in hundredths of what was there; the last is a loss. Ours.
const STEPS: [i128; 4] = [10, 25, 50, 100];

impl Change {
    fn share(self) -> f64 {
        (self.before - self.after) as f64 / self.before as f64
    }

    /// The band of the fall, compared exactly: from 10, 25, 50 % or all; `None` where it fell by less than a tenth.
    fn band(self) -> Option<usize> {
        let fell = 100 * (self.before - self.after);
        STEPS.iter().rposition(|step| self.before > 0 && fell >= step * self.before)
    }
}

/// Past events by band.
#[derive(Debug, Clone, PartialEq)]
pub struct History {
    /// The bands of cuts with an event: their mean share and how many, by rising share.
    cuts: Vec<(f64, usize)>,
    losses: usize,
}

/// An event and what it takes.
#[derive(Debug, Clone, PartialEq)]
pub struct Event {
    /// Probability within twelve months, 0 to 1, at least that of a loss.
    pub probability: f64,
    /// What it takes, by rising share; the last is the loss. The weights sum to 1.
    pub severities: Vec<Severity>,
}

impl History {
    /// The events among past changes, in any order. `None` with fewer than [`FEWEST_LOSSES`] losses.
    #[must_use]
    pub fn new(changes: &[Change]) -> Option<History> {
        let mut bands: [Vec<f64>; 4] = Default::default();
        for change in changes {
            if let Some(band) = change.band() {
                bands[band].push(change.share());
            }
        }
        let losses = bands[3].len();
        let cuts = bands.into_iter().take(3).filter(|shares| !shares.is_empty());
        (losses >= FEWEST_LOSSES).then(|| History { cuts: cuts.map(mean).collect(), losses })
    }

    /// w, the share of losses among the events; above 0, and 1 where nobody ever cut.
    #[must_use]
    pub fn losses(&self) -> f64 {
        self.losses as f64 / (self.losses + self.cut()) as f64
    }

    /// The event of a customer that is lost with `probability`, 0 to 1.
    ///
    /// Where p/w is more than 1 the event is certain, the loss keeps its probability p as its weight, and the cuts share the
    /// rest as they are to each other.
    #[must_use]
    pub fn event(&self, probability: f64) -> Event {
        let losses = self.losses().max(probability);
        let weight = |count: usize| (1.0 - losses) * count as f64 / self.cut() as f64;
        let cuts = self.cuts.iter().map(|(share, count)| Severity { share: *share, weight: weight(*count) });
        let loss = Severity { share: 1.0, weight: losses };
        let severities =
            if self.cuts.is_empty() { vec![Severity { weight: 1.0, ..loss }] } else { cuts.chain([loss]).collect() };
        Event { probability: if self.cuts.is_empty() { probability } else { probability / losses }, severities }
    }

    fn cut(&self) -> usize {
        self.cuts.iter().map(|(_, count)| count).sum()
    }
}

/// The mean of a band's shares, summed in ascending order so that the order of the changes does not matter.
fn mean(mut shares: Vec<f64>) -> (f64, usize) {
    shares.sort_by(f64::total_cmp);
    (shares.iter().sum::<f64>() / shares.len() as f64, shares.len())
}

#[cfg(test)]
#[allow(clippy::expect_used)]
mod tests {
    use super::*;

    fn changes(pairs: &[(i128, i128)]) -> Vec<Change> {
        pairs.iter().map(|(before, after)| Change { before: *before, after: *after }).collect()
    }

    /// Five losses, and cuts of 10, 20, 25, 40, 50 %: ten events.
    fn ten() -> Vec<Change> {
        changes(&[
            (100, 0),
            (7, -3),
            (50, 0),
            (1, 0),
            (30, 0),
            (100, 90),
            (50, 40),
            (100, 75),
            (200, 120),
            (10, 5),
            // No events: less than a tenth, growth, nothing before.
            (100, 91),
            (100, 150),
            (0, 0),
            (-5, -9),
        ])
    }

    #[test]
    fn bands_by_hand() {
        let history = History::new(&ten()).expect("a history");
        assert_eq!(history.losses(), 0.5);
        let event = history.event(0.1);
        assert!((event.probability - 0.2).abs() < 1e-15);
        let expected = [(0.15, 0.2), (0.325, 0.2), (0.5, 0.1), (1.0, 0.5)];
        assert_eq!(event.severities.len(), 4);
        for (it, (share, weight)) in event.severities.iter().zip(expected) {
            assert!((it.share - share).abs() < 1e-15 && (it.weight - weight).abs() < 1e-15, "{it:?}");
        }
    }

    #[test]
    fn the_loss_keeps_its_probability() {
        let history = History::new(&ten()).expect("a history");
        for step in 0..=50 {
            let probability = f64::from(step) / 50.0;
            let event = history.event(probability);
            let loss = event.severities.last().expect("a loss");
            assert!(loss.share == 1.0 && (event.probability * loss.weight - probability).abs() < 1e-15);
            assert!((0.0..=1.0).contains(&event.probability) && event.probability >= probability);
            let weights: f64 = event.severities.iter().map(|it| it.weight).sum();
            assert!((weights - 1.0).abs() < 1e-12 && event.severities.iter().all(|it| it.weight >= 0.0));
        }
        // Beyond w the event is certain and the cuts share what is left, 2 : 2 : 1.
        let certain = history.event(0.8);
        assert_eq!(certain.probability, 1.0);
        assert!(
            (certain.severities[0].weight - 0.08).abs() < 1e-15 && (certain.severities[2].weight - 0.04).abs() < 1e-15
        );
    }

    #[test]
    fn steps_are_compared_exactly() {
        let band = |before, after| Change { before, after }.band();
        assert_eq!((band(1_000, 901), band(1_000, 900)), (None, Some(0)));
        assert_eq!((band(1_000, 751), band(1_000, 750)), (Some(0), Some(1)));
        assert_eq!((band(1_000, 501), band(1_000, 500)), (Some(1), Some(2)));
        assert_eq!((band(1_000, 1), band(1_000, 0), band(1_000, -1)), (Some(2), Some(3), Some(3)));
        assert_eq!((band(0, -1), band(-1, -2)), (None, None));
    }

    #[test]
    fn a_history_without_cuts_is_the_default_and_one_without_losses_is_none() {
        let history = History::new(&changes(&[(9, 0); 5])).expect("a history");
        let event = Event { probability: 0.3, severities: super::super::loss::FULL.to_vec() };
        assert_eq!((history.event(0.3), history.losses()), (event, 1.0));
        assert_eq!(History::new(&changes(&[(9, 0); 4])), None);
        assert_eq!(History::new(&[]), None);
    }

    #[test]
    fn order_changes_nothing() {
        let mut all = ten();
        all.extend((0..50).map(|at| Change { before: 1_000 + at, after: 13 * at }));
        let history = History::new(&all);
        all.reverse();
        assert_eq!(History::new(&all), history);
    }
}
