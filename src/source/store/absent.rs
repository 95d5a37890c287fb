//! The client of a build that reads no object stores.

use super::Object;
use crate::error::{Error, Result};
use bytes::Bytes;
use std::ops::Range;

pub(super) fn has_bucket_in_path(_: &str) -> bool {
    false
}

pub(super) fn one(root: &str, key: &str) -> Result<Option<Object>> {
    Err(not_built(root, key))
}

pub(super) fn below(root: &str, folder: &str) -> Result<Vec<Object>> {
    Err(not_built(root, folder))
}

pub(super) fn fetch(object: &Object, _: &[Range<u64>]) -> Result<Vec<Bytes>> {
    Err(not_built(&object.root, &object.key))
}

fn not_built(root: &str, key: &str) -> Error {
    Error::usage(format!("`{root}/{key}` is at an object store, which this build of eggbasket does not read")).hint(
        "build it with `cargo build --release --features object-store`, or copy the files to a folder and name that",
    )
}
