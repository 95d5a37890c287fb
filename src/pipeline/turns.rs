//! Whose turn it is: relations run side by side, each as soon as those it reads are there.

use crate::error::Error;
use crate::queries::Query;

/// How far a relation has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Stage {
    Waits,
    Runs,
    Done,
}

/// The relations of a run in the order of their files. One at a time they run in this order; the answer, and the error of a run
/// that fails, are the same however many run at once.
#[derive(Debug)]
pub struct Turns {
    queries: Vec<&'static Query>,
    /// The places of the relations that each one reads.
    reads: Vec<Vec<usize>>,
    stages: Vec<Stage>,
    /// The first in order of those that failed.
    failed: Option<(usize, Error)>,
}

impl Turns {
    /// The turns of `queries`, each of which reads only those before it.
    #[must_use]
    pub fn of(queries: Vec<&'static Query>) -> Turns {
        let place = |name: &String| queries.iter().position(|query| query.name() == name);
        let reads = queries.iter().map(|query| query.reads().iter().filter_map(place).collect()).collect();
        let stages = vec![Stage::Waits; queries.len()];
        Turns { queries, reads, stages, failed: None }
    }

    /// The first relation that can start, with its place; none after one that failed.
    pub fn start(&mut self) -> Option<(usize, &'static Query)> {
        let end = self.failed.as_ref().map_or(self.queries.len(), |(at, _)| *at);
        let is_ready = |at: &usize| {
            self.stages[*at] == Stage::Waits && self.reads[*at].iter().all(|read| self.stages[*read] == Stage::Done)
        };
        let at = (0..end).find(is_ready)?;
        self.stages[at] = Stage::Runs;
        Some((at, self.queries[at]))
    }

    /// The relation at `at` is there.
    pub fn done(&mut self, at: usize) {
        self.stages[at] = Stage::Done;
    }

    /// The relation at `at` failed. Those before it still run: one of them may fail, too, and then its error is the run's.
    pub fn fail(&mut self, at: usize, error: Error) {
        if self.failed.as_ref().is_none_or(|(first, _)| at < *first) {
            self.failed = Some((at, error));
        }
    }

    /// The relation at `at`.
    #[must_use]
    pub fn query(&self, at: usize) -> &'static Query {
        self.queries[at]
    }

    /// The relations that are not there yet.
    pub fn left(&self) -> impl Iterator<Item = &'static Query> {
        self.queries.iter().zip(&self.stages).filter(|(_, stage)| **stage != Stage::Done).map(|(query, _)| *query)
    }

    /// The error of the run, where it failed.
    #[must_use]
    pub fn error(self) -> Option<Error> {
        self.failed.map(|(_, error)| error)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::queries::QUERIES;

    fn turns(names: &[&str]) -> Turns {
        Turns::of(QUERIES.iter().filter(|query| names.contains(&query.name())).collect())
    }

    fn start(turns: &mut Turns) -> Option<&'static str> {
        turns.start().map(|(_, query)| query.name())
    }

    /// `hhi` and `gini` read `shares`, and `totals` reads none of them.
    #[test]
    fn a_relation_waits_for_what_it_reads() {
        let mut turns = turns(&["totals", "shares", "hhi", "gini"]);
        assert!(crate::queries::find("hhi").is_some_and(|query| query.reads().contains(&"shares".to_owned())));
        assert_eq!(start(&mut turns), Some("totals"));
        turns.done(0);
        assert_eq!(start(&mut turns), Some("shares"));
        assert_eq!(start(&mut turns), None);
        turns.done(1);
        assert_eq!(start(&mut turns), Some("hhi"));
        assert_eq!(start(&mut turns), Some("gini"));
        turns.done(3);
        assert_eq!(turns.left().map(Query::name).collect::<Vec<_>>(), ["hhi"]);
        assert!(turns.error().is_none());
    }

    #[test]
    fn the_first_in_order_of_those_that_fail_is_the_runs_error() {
        let mut turns = turns(&["main_kinds", "cube", "windows", "gini"]);
        let started: Vec<_> = std::iter::from_fn(|| start(&mut turns)).collect();
        assert_eq!(started.first(), Some(&"main_kinds"));
        turns.fail(2, Error::bug("of windows"));
        turns.fail(1, Error::bug("of cube"));
        turns.fail(2, Error::bug("of windows again"));
        assert_eq!(start(&mut turns), None);
        assert_eq!(turns.error().map(|error| error.to_string()), Some(Error::bug("of cube").to_string()));
    }

    /// One at a time, relations run in the order of their files.
    #[test]
    fn one_at_a_time_is_the_order_of_the_files() {
        let mut turns = Turns::of(QUERIES.iter().collect());
        for (at, query) in QUERIES.iter().enumerate() {
            assert_eq!(turns.start().map(|(at, query)| (at, query.name())), Some((at, query.name())));
            turns.done(at);
        }
        assert_eq!(turns.start().map(|(_, query)| query.name()), None);
    }
}
