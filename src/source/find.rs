//! From the words on the command line to a sorted list of data files.

use super::store::{self, Place, is_data, percent_decoded};
use crate::config::{Config, FILE_NAME, is_address};
use crate::error::{Error, Result};
use serde::{Deserialize, Serialize};
use std::collections::BTreeSet;
use std::path::{Path, PathBuf};

/// How deep folders are followed; deeper trees are taken for a loop of links.
const DEEPEST: usize = 32;
/// Hive's name for a partition whose key is null.
const HIVE_NULL: &str = "__HIVE_DEFAULT_PARTITION__";

/// A data file and what its folders say about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Found {
    /// Where it lies.
    pub place: Place,
    /// Columns named by `key=value` folders; a null value is Hive's default partition.
    pub hive: Vec<(String, Option<String>)>,
}

/// The configuration file that an argument names: an `eggbasket.toml` itself, or a folder that holds one.
///
/// # Errors
/// A usage error where two arguments name different ones.
pub fn locate(arguments: &[String]) -> Result<Option<PathBuf>> {
    let mut found: Vec<PathBuf> = arguments.iter().filter_map(|argument| config_of(argument)).collect();
    found.sort();
    found.dedup();
    match found.as_slice() {
        [] => Ok(None),
        [one] => Ok(Some(one.clone())),
        [one, other, ..] => {
            Err(Error::usage(format!("two configurations are named: `{}` and `{}`", one.display(), other.display()))
                .hint("name one folder, and other ledgers by their files"))
        }
    }
}

/// The data files that the arguments and the configuration name, sorted and without repeats.
///
/// # Errors
/// Input errors for a path that does not exist, a folder without data and a pattern that matches nothing.
pub fn find(arguments: &[String], config: &Config) -> Result<Vec<Found>> {
    let others = other_tables(config);
    let mut found = Vec::new();
    for argument in named(arguments, config)? {
        found.extend(one_argument(&argument, &others)?);
    }
    found.sort_by_cached_key(|file| file.place.path().into_owned());
    let mut seen = BTreeSet::new();
    found.retain(|file| seen.insert(canonical(&file.place.path())));
    if found.is_empty() {
        return Err(Error::input("no ledger file is left once the other tables are taken away")
            .hint("name the ledger's files after the command, or `ledger = [\"…\"]` in eggbasket.toml"));
    }
    Ok(found)
}

/// A data file outside the ledger, such as the customers table.
///
/// # Errors
/// An input error where it does not exist.
pub fn single(path: &Path) -> Result<Found> {
    if let Some(address) = path.to_str().filter(|name| is_address(name)) {
        return Ok(Found { place: Place::Object(store::single(address)?), hive: Vec::new() });
    }
    if path.is_file() {
        return Ok(Found { place: Place::File(path.to_path_buf()), hive: Vec::new() });
    }
    Err(missing(&path.to_string_lossy()))
}

/// The ledger's own words: a project folder stands for what its configuration names.
fn named(arguments: &[String], config: &Config) -> Result<Vec<String>> {
    if arguments.is_empty() && config.ledger.is_empty() {
        return Err(
            Error::usage("no ledger is named").hint("name a file, a folder or a pattern, e.g. `revenue.parquet`")
        );
    }
    if arguments.is_empty() {
        return Ok(config.ledger.clone());
    }
    let mut names = Vec::new();
    for argument in arguments {
        match config_of(argument) {
            None => names.push(argument.clone()),
            Some(_) if !config.ledger.is_empty() => names.extend(config.ledger.iter().cloned()),
            Some(file) => names.extend(beside(&file, config)?),
        }
    }
    Ok(names)
}

/// The data files beside a configuration that names none: `ledger*`, or the only one there is.
fn beside(file: &Path, config: &Config) -> Result<Vec<String>> {
    let folder = file.parent().filter(|parent| !parent.as_os_str().is_empty()).unwrap_or(Path::new("."));
    let others = other_tables(config);
    let mut data: Vec<PathBuf> = children(folder)?.into_iter().filter(|path| path.is_file() && is_data(path)).collect();
    data.retain(|path| !others.contains(&canonical(path)));
    let ledgers: Vec<&PathBuf> =
        data.iter().filter(|path| file_name(path).to_lowercase().starts_with("ledger")).collect();
    let chosen: Vec<&PathBuf> = if ledgers.is_empty() { data.iter().collect() } else { ledgers };
    if chosen.is_empty() || data.len() > 1 && !file_name(chosen[0]).to_lowercase().starts_with("ledger") {
        return Err(Error::input(format!("`{}` does not say which file is the ledger", file.display()))
            .hint("name it there: `ledger = [\"revenue.parquet\"]`"));
    }
    Ok(chosen.into_iter().map(|path| path.to_string_lossy().into_owned()).collect())
}

fn config_of(argument: &str) -> Option<PathBuf> {
    if is_address(argument) {
        return None;
    }
    let path = Path::new(argument);
    let inside = path.join(FILE_NAME);
    if path.is_dir() && inside.is_file() {
        return Some(inside);
    }
    (path.is_file() && path.extension().is_some_and(|end| end.eq_ignore_ascii_case("toml"))).then(|| path.to_path_buf())
}

fn other_tables(config: &Config) -> BTreeSet<PathBuf> {
    config.tables().map(canonical).collect()
}

fn one_argument(argument: &str, others: &BTreeSet<PathBuf>) -> Result<Vec<Found>> {
    if is_address(argument) {
        return at_store(argument, others);
    }
    let path = Path::new(argument);
    if path.is_dir() {
        return folder(path, others);
    }
    if path.exists() {
        return Ok(vec![found(path, path)]);
    }
    if argument.contains(['*', '?', '[']) {
        return pattern(argument, others);
    }
    Err(missing(argument))
}

fn at_store(address: &str, others: &BTreeSet<PathBuf>) -> Result<Vec<Found>> {
    let mut objects = store::named(address)?;
    objects.retain(|(object, _)| !others.contains(Path::new(&object.address())));
    let found = |(object, within): (_, String)| Found { place: Place::Object(object), hive: hive(Path::new(&within)) };
    Ok(objects.into_iter().map(found).collect())
}

fn pattern(argument: &str, others: &BTreeSet<PathBuf>) -> Result<Vec<Found>> {
    let paths = glob::glob(argument)
        .map_err(|error| Error::usage(format!("`{argument}` is no valid pattern: {}", error.msg)))?;
    let mut found_files = Vec::new();
    for path in paths {
        let path =
            path.map_err(|error| Error::input(format!("cannot read `{}`: {}", error.path().display(), error.error())))?;
        if path.is_dir() {
            found_files.extend(folder(&path, others)?);
        } else if !others.contains(&canonical(&path)) {
            found_files.push(found(&path, &path));
        }
    }
    if found_files.is_empty() {
        return Err(Error::input(format!("`{argument}` matches no file")).hint("check the path and the pattern"));
    }
    Ok(found_files)
}

fn folder(root: &Path, others: &BTreeSet<PathBuf>) -> Result<Vec<Found>> {
    let mut files = Vec::new();
    walk(root, 0, &mut files)?;
    if files.is_empty() {
        return Err(Error::input(format!("`{}` holds no .parquet or .csv file", root.display())).hint(
            "name the folder that holds the ledger; hidden files and names that begin with `_` are passed over",
        ));
    }
    files.retain(|path| !others.contains(&canonical(path)));
    Ok(files.iter().map(|path| found(path, path.strip_prefix(root).unwrap_or(path))).collect())
}

fn walk(folder: &Path, depth: usize, files: &mut Vec<PathBuf>) -> Result<()> {
    if depth > DEEPEST {
        return Err(Error::input(format!("`{}` lies more than {DEEPEST} folders deep", folder.display()))
            .hint("look for a link that leads back up"));
    }
    for path in children(folder)? {
        let hidden = file_name(&path).starts_with(['.', '_']);
        if !hidden && path.is_dir() {
            walk(&path, depth + 1, files)?;
        } else if !hidden && is_data(&path) {
            files.push(path);
        }
    }
    Ok(())
}

fn children(folder: &Path) -> Result<Vec<PathBuf>> {
    let unreadable = |error: std::io::Error| Error::input(format!("cannot read `{}`: {error}", folder.display()));
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(folder).map_err(unreadable)? {
        paths.push(entry.map_err(unreadable)?.path());
    }
    paths.sort();
    Ok(paths)
}

fn file_name(path: &Path) -> String {
    path.file_name().map(|name| name.to_string_lossy().into_owned()).unwrap_or_default()
}

fn canonical(path: &Path) -> PathBuf {
    path.canonicalize().unwrap_or_else(|_| path.to_path_buf())
}

fn missing(name: &str) -> Error {
    Error::input(format!("there is no file `{name}`")).hint("check the path; it is read from the folder you are in")
}

/// A file with the `key=value` folders of `within`, the part of its path that belongs to the ledger.
fn found(path: &Path, within: &Path) -> Found {
    Found { place: Place::File(path.to_path_buf()), hive: hive(within) }
}

/// The columns that a file's folders name.
fn hive(within: &Path) -> Vec<(String, Option<String>)> {
    let folders = within.parent().map(|parent| parent.to_string_lossy().into_owned()).unwrap_or_default();
    let hive =
        folders.split(['/', std::path::MAIN_SEPARATOR]).filter_map(|part| part.split_once('=')).map(|(key, value)| {
            let value = percent_decoded(value);
            (percent_decoded(key), (value != HIVE_NULL && !value.is_empty()).then_some(value))
        });
    hive.collect()
}
