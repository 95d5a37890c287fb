//! The cache: the same bytes with it and without it, whatever happens to the ledger's files and to its own.

use crate::support::{eggbasket, project, stderr, stdout};
use std::fs;
use std::path::{Path, PathBuf};

/// A ledger of three files in a folder of its own, a cache and a place for reports.
struct Place(tempfile::TempDir);

impl Place {
    fn new() -> Place {
        let place = Place(tempfile::tempdir().unwrap());
        fs::create_dir(place.ledger()).unwrap();
        for year in 2021..=2023 {
            place.year(year, 0);
        }
        place
    }

    fn ledger(&self) -> PathBuf {
        self.0.path().join("ledger")
    }

    fn cache(&self) -> PathBuf {
        self.0.path().join("cache")
    }

    /// One file a year: ten customers, of which the largest pays `more` on top.
    fn year(&self, year: i32, more: u32) -> PathBuf {
        let mut rows = "customer_id,date,amount,region\n".to_owned();
        for month in 1..=12 {
            for customer in 0..10 {
                let amount = 100 * (10 - customer) + if customer == 0 { more } else { 0 };
                rows.push_str(&format!("c{customer},{year}-{month:02}-15,{amount}.50,r{}\n", customer % 3));
            }
        }
        let path = self.ledger().join(format!("{year}.csv"));
        fs::write(&path, rows).unwrap();
        path
    }

    /// The report as JSON, with the cache or without it, and what was said beside it.
    fn report(&self, with_cache: bool, more: &[&str]) -> (String, String) {
        let (ledger, cache) =
            (self.ledger().to_string_lossy().into_owned(), self.cache().to_string_lossy().into_owned());
        let mut arguments = vec!["report", &ledger, "--format", "json"];
        arguments.extend(with_cache.then_some(["--cache", &cache]).into_iter().flatten());
        arguments.extend(more);
        let run = eggbasket(&arguments);
        assert_eq!(run.status.code(), Some(0), "{}", stderr(&run));
        (stdout(&run), stderr(&run))
    }

    /// Asserts that the cache changes nothing, now and the next time; returns how many entries there are of each kind.
    fn assert_same(&self, more: &[&str]) -> [usize; 3] {
        let (plain, _) = self.report(false, more);
        for _ in 0..2 {
            assert!(self.report(true, more).0 == plain, "{more:?}");
        }
        ["survey", "cells", "report"].map(|kind| self.entries(kind).len())
    }

    fn entries(&self, kind: &str) -> Vec<PathBuf> {
        let folder = fs::read_dir(self.cache().join(kind));
        folder.into_iter().flatten().map(|entry| entry.unwrap().path()).collect()
    }
}

#[test]
fn only_what_is_new_is_read_and_the_report_is_the_same() {
    let place = Place::new();
    assert_eq!(place.assert_same(&[]), [3, 3, 1]);
    // A new file: its own entries and a new report; the others' serve on, though the report's last day has moved.
    place.year(2024, 0);
    assert_eq!(place.assert_same(&[]), [4, 4, 2]);
    // A changed file is another file.
    let changed = place.year(2022, 5000);
    assert_eq!(place.assert_same(&[]), [5, 5, 3]);
    // One that is gone is gone.
    fs::remove_file(changed).unwrap();
    assert_eq!(place.assert_same(&[]), [5, 5, 4]);
    // Other rules for the report alone need no other cells; the last day within a file needs that file's.
    assert_eq!(place.assert_same(&["--window", "quarter"]), [5, 5, 5]);
    assert_eq!(place.assert_same(&["--as-of", "2024-06-30"]), [5, 6, 6]);
    // A currency is said of every file, of which there are three by now.
    assert_eq!(place.assert_same(&["--currency", "EUR"]), [5, 9, 7]);
}

#[test]
fn what_is_broken_is_made_anew_and_never_believed() {
    let place = Place::new();
    let (plain, said) = place.report(true, &[]);
    assert_eq!(said, "");
    for kind in ["survey", "cells", "report"] {
        for (how, breaks) in [("cut", true), ("changed", false)] {
            let path = place.entries(kind).pop().unwrap();
            let mut bytes = fs::read(&path).unwrap();
            let middle = bytes.len() / 2;
            if breaks {
                bytes.truncate(middle)
            } else {
                bytes[middle] ^= 1
            }
            fs::write(&path, bytes).unwrap();
            if kind != "report" {
                place.entries("report").into_iter().for_each(|entry| fs::remove_file(entry).unwrap());
            }
            let (again, said) = place.report(true, &[]);
            assert!(again == plain, "{kind} {how}");
            assert!(said.contains("is broken and is made anew") && said.contains(kind), "{kind} {how}: {said}");
            assert_eq!(place.report(true, &[]), (plain.clone(), String::new()), "{kind} {how}");
        }
    }
}

#[test]
fn runs_side_by_side_share_a_cache() {
    let place = Place::new();
    let (plain, _) = place.report(false, &[]);
    std::thread::scope(|scope| {
        let runs: Vec<_> = (0..4).map(|_| scope.spawn(|| place.report(true, &[]))).collect();
        for run in runs {
            assert_eq!(run.join().unwrap(), (plain.clone(), String::new()));
        }
    });
    assert_eq!(["survey", "cells", "report"].map(|kind| place.entries(kind).len()), [3, 3, 1]);
}

#[test]
fn a_folder_that_cannot_be_one_is_refused() {
    let place = Place::new();
    let file = place.0.path().join("a-file");
    fs::write(&file, "x").unwrap();
    let run = eggbasket(&["report", &place.ledger().to_string_lossy(), "--cache", &file.to_string_lossy()]);
    assert_eq!(run.status.code(), Some(4), "{}", stderr(&run));
    assert!(stderr(&run).contains("a-file") && stderr(&run).contains("--cache"), "{}", stderr(&run));
}

/// Every file below a folder, with its bytes.
fn files(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            found.extend(files(&path));
        } else {
            found.push((path.clone(), fs::read(&path).unwrap()));
        }
    }
    found.sort();
    found
}

#[test]
fn a_whole_folder_is_the_same_from_the_cache() {
    let place = Place::new();
    let demo = project("fixtures/demo").to_string_lossy().into_owned();
    let cache = place.cache().to_string_lossy().into_owned();
    let write = |with_cache: bool| {
        let out = place.0.path().join("out");
        let shown = out.to_string_lossy().into_owned();
        let mut arguments = vec!["report", &demo, "--image", "svg", "--out", &shown];
        arguments.extend(with_cache.then_some(["--cache", &cache]).into_iter().flatten());
        let run = eggbasket(&arguments);
        assert_eq!((run.status.code(), stderr(&run).as_str()), (Some(0), ""));
        let written = files(&out);
        fs::remove_dir_all(out).unwrap();
        written
    };
    let plain = write(false);
    assert!(plain.len() > 100, "{} files", plain.len());
    // The report alone, counted first, must not stand for the one with tables.
    let first = eggbasket(&["report", &demo, "--cache", &cache]);
    assert_eq!(first.status.code(), Some(0));
    for _ in 0..2 {
        let cached = write(true);
        assert!(plain.iter().map(|(path, _)| path).eq(cached.iter().map(|(path, _)| path)));
        for ((path, bytes), (_, cached)) in plain.iter().zip(&cached) {
            assert!(bytes == cached, "{path:?}");
        }
    }
}

#[test]
fn a_limit_on_memory_changes_no_byte() {
    let demo = project("fixtures/demo").to_string_lossy().into_owned();
    let report = |more: &[&str]| {
        let run = eggbasket(&[&["report", &demo, "--format", "json"], more].concat());
        assert_eq!((run.status.code(), stderr(&run).as_str()), (Some(0), ""), "{more:?}");
        stdout(&run)
    };
    let plain = report(&[]);
    for memory in ["256MiB", "0.5 GB"] {
        assert!(report(&["--memory", memory]) == plain, "{memory}");
    }
    let run = eggbasket(&["report", &demo, "--memory", "much"]);
    assert_eq!(run.status.code(), Some(2));
    assert!(stderr(&run).contains("such as 2GB"), "{}", stderr(&run));
}
