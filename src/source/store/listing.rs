//! From an address to the objects that it names: one, those of a folder, or those that a pattern matches.

use super::{Object, client};
use crate::error::{Error, Result};
use glob::{MatchOptions, Pattern};
use std::path::Path;

/// What addresses begin with, as far as they are read.
const SCHEMES: [&str; 10] = ["s3", "s3a", "gs", "az", "adl", "azure", "abfs", "abfss", "http", "https"];

/// An address, cut into the store and a place in it.
#[derive(Debug, PartialEq, Eq)]
struct Address {
    root: String,
    key: String,
}

impl Address {
    fn parse(text: &str) -> Result<Address> {
        let (scheme, rest) = text.split_once("://").unwrap_or(("", text));
        let scheme = scheme.to_lowercase();
        let (host, key) = rest.split_once('/').unwrap_or((rest, ""));
        // Azure's addresses name the container where others would name a user.
        let is_secret = |user: &str| user.contains(':') || !scheme.starts_with('a');
        if let Some((_, host)) = host.rsplit_once('@').filter(|(user, _)| is_secret(user)) {
            return Err(Error::usage(format!("an address at `{scheme}://{host}` names a user or a password"))
                .hint("leave them out: credentials are read from the environment and never from an address"));
        }
        if !SCHEMES.contains(&scheme.as_str()) || host.is_empty() {
            return Err(Error::usage(format!("`{text}` is no address that is read")).hint(
                "write it as in s3://bucket/folder, gs://…, az://…, abfss://… or https://…; a local file by its path",
            ));
        }
        let is_http = scheme.starts_with("http");
        if let Some((page, _)) = key.split_once(['?', '#']).filter(|_| is_http) {
            // What follows may be a signature.
            return Err(Error::usage(format!(
                "`{scheme}://{host}/{page}` is followed by `?` or `#`, which is not read"
            ))
            .hint("name the file alone; credentials are read from the environment"));
        }
        let mut root = format!("{scheme}://{host}");
        let mut key = if is_http { percent_decoded(key) } else { key.to_owned() };
        if client::has_bucket_in_path(&root)
            && let Some((bucket, rest)) = key.clone().split_once('/')
        {
            (root, key) = (format!("{root}/{bucket}"), rest.to_owned());
        }
        Ok(Address { root, key })
    }

    /// All objects in a folder of the store, in their order; without the empty ones that stand for folders.
    fn below(&self, folder: &str) -> Result<Vec<Object>> {
        let mut objects = client::below(&self.root, folder.trim_end_matches('/'))?;
        objects.sort_by(|one, other| Path::new(&one.key).cmp(Path::new(&other.key)));
        let is_folder = |at: usize| {
            let inside = format!("{}/", objects[at].key);
            objects[at].size == 0 && objects.get(at + 1).is_some_and(|next| next.key.starts_with(&inside))
        };
        let folders: Vec<bool> = (0..objects.len()).map(is_folder).collect();
        Ok(objects.into_iter().zip(folders).filter(|(_, is_folder)| !is_folder).map(|(object, _)| object).collect())
    }
}

/// The objects that an address names, each with the part of its key whose folders may name columns.
///
/// # Errors
/// Usage errors for an address that is none, input errors for what is not there or cannot be read.
pub fn named(text: &str) -> Result<Vec<(Object, String)>> {
    let address = Address::parse(text)?;
    if address.key.contains(['*', '?', '[']) {
        return matched(&address, text);
    }
    if !address.key.is_empty() && !address.key.ends_with('/') {
        if let Some(object) = client::one(&address.root, &address.key)? {
            return Ok(vec![(object, address.key)]);
        }
        let inside = in_folder(&address, &format!("{}/", address.key))?;
        return if inside.is_empty() { Err(missing(text)) } else { Ok(inside) };
    }
    let inside = in_folder(&address, &address.key)?;
    if inside.is_empty() {
        return Err(Error::input(format!("`{text}` holds no .parquet or .csv file")).hint(
            "name the folder that holds the ledger; hidden files and names that begin with `_` are passed over",
        ));
    }
    Ok(inside)
}

/// The one object at an address.
///
/// # Errors
/// As [`named`].
pub fn single(text: &str) -> Result<Object> {
    let address = Address::parse(text)?;
    client::one(&address.root, &address.key)?.ok_or_else(|| missing(text))
}

/// The data files of a folder, whose name ends in `/` unless it is the whole store.
fn in_folder(address: &Address, folder: &str) -> Result<Vec<(Object, String)>> {
    let objects = address.below(folder)?.into_iter();
    let within = objects.filter_map(|object| {
        let within = object.key.strip_prefix(folder)?.to_owned();
        is_shown(&within).then_some((object, within))
    });
    Ok(within.collect())
}

/// What a pattern matches: files, and all data files of folders.
fn matched(address: &Address, text: &str) -> Result<Vec<(Object, String)>> {
    let pattern = Pattern::new(address.key.trim_end_matches('/')).map_err(|error| {
        Error::usage(format!("`{text}` is no valid pattern: {}", error.msg))
            .hint("`*` stands for a part of a name, and `**` for folders of any depth")
    })?;
    let options = MatchOptions { require_literal_separator: true, ..MatchOptions::new() };
    let plain = address.key.split(['*', '?', '[']).next().unwrap_or_default();
    let folder = plain.rsplit_once('/').map_or("", |(folder, _)| folder);
    let within = |key: &str| {
        if pattern.matches_with(key, options) {
            return Some(key.to_owned());
        }
        let mut folders = key.match_indices('/').map(|(at, _)| key.split_at(at));
        let (_, rest) = folders.find(|(folder, _)| pattern.matches_with(folder, options))?;
        Some(rest.trim_start_matches('/').to_owned()).filter(|rest| is_shown(rest))
    };
    let objects = address.below(folder)?.into_iter();
    let found: Vec<_> = objects.filter_map(|object| within(&object.key).map(|within| (object, within))).collect();
    if found.is_empty() {
        return Err(Error::input(format!("`{text}` matches no object")).hint("check the bucket and the pattern"));
    }
    Ok(found)
}

/// Whether a folder shows a file: a data file, and no part of its path hidden.
fn is_shown(within: &str) -> bool {
    is_data(Path::new(within)) && !within.split('/').any(|part| part.starts_with(['.', '_']))
}

/// Whether a file is a data file by its name.
#[must_use]
pub fn is_data(path: &Path) -> bool {
    path.extension().is_some_and(|end| end.eq_ignore_ascii_case("parquet") || end.eq_ignore_ascii_case("csv"))
}

/// `a%20b` as `a b`; a stray percent sign stays.
#[must_use]
pub fn percent_decoded(text: &str) -> String {
    let bytes = text.as_bytes();
    let (mut out, mut at) = (Vec::with_capacity(bytes.len()), 0);
    while at < bytes.len() {
        let byte = (bytes[at] == b'%').then(|| text.get(at + 1..at + 3)).flatten().and_then(hex_byte);
        out.push(byte.unwrap_or(bytes[at]));
        at += if byte.is_some() { 3 } else { 1 };
    }
    String::from_utf8(out).unwrap_or_else(|_| text.to_owned())
}

fn hex_byte(digits: &str) -> Option<u8> {
    digits.bytes().all(|digit| digit.is_ascii_hexdigit()).then(|| u8::from_str_radix(digits, 16).ok()).flatten()
}

fn missing(text: &str) -> Error {
    Error::input(format!("there is no object `{text}`")).hint("check the bucket, the key and the endpoint")
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::config::is_address;

    #[test]
    fn an_address_is_a_store_and_a_key() -> Result<()> {
        for (text, root, key) in [
            ("s3://bucket/a/b.parquet", "s3://bucket", "a/b.parquet"),
            ("S3://bucket", "s3://bucket", ""),
            ("gs://bucket/year=2025/a%20b/", "gs://bucket", "year=2025/a%20b/"),
            ("abfss://box@account.dfs.core.windows.net/a", "abfss://box@account.dfs.core.windows.net", "a"),
            ("http://host:8080/a%20b/c.csv", "http://host:8080", "a b/c.csv"),
        ] {
            assert_eq!(Address::parse(text)?, Address { root: root.to_owned(), key: key.to_owned() });
            assert!(is_address(text));
        }
        Ok(())
    }

    #[test]
    fn secrets_in_an_address_are_refused_and_not_repeated() {
        for text in [
            "s3://KEY:hidden@bucket/a.csv",
            "s3://hidden@bucket/a.csv",
            "https://host/a.csv?signature=hidden",
            "abfss://box:hidden@account/a.csv",
        ] {
            let error = Address::parse(text).err().map(|error| format!("{error:?}")).unwrap_or_default();
            assert!(!error.is_empty() && !error.contains("hidden"), "{text}: {error}");
        }
    }
}
