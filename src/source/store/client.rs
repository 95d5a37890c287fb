//! The client of object stores: its requests, its patience, and its errors in the user's words.
//!
//! Requests run on threads of their own, and who asks waits for the answer like for a disk, on whatever thread that is.

use super::{Object, PIECE};
use crate::error::{Error, Result};
use bytes::{Bytes, BytesMut};
use futures::{StreamExt as _, TryStreamExt as _, stream};
use object_store::aws::{AmazonS3Builder, AmazonS3ConfigKey};
use object_store::azure::MicrosoftAzureBuilder;
use object_store::client::{HttpError, HttpErrorKind};
use object_store::gcp::GoogleCloudStorageBuilder;
use object_store::http::HttpBuilder;
use object_store::path::Path;
use object_store::{
    BackoffConfig, ClientOptions, GetOptions, GetRange, ObjectMeta, ObjectStore, ObjectStoreExt as _,
    ObjectStoreScheme, RetryConfig,
};
use std::collections::BTreeMap;
use std::error::Error as StdError;
use std::ops::Range;
use std::sync::{Arc, Mutex, OnceLock, PoisonError, mpsc};
use std::time::Duration;
use tokio::runtime::{Builder, Runtime};
use url::Url;

/// How long a request is tried again, and how long it rests at most before the next time; what does not answer is given up
/// after about half a minute.
const PATIENCE: Duration = Duration::from_secs(15);
const REST: Duration = Duration::from_secs(5);
/// Requests for one object that are under way at once.
const AT_ONCE: usize = 4;

/// The stores that were met; each keeps its connections.
static STORES: Mutex<BTreeMap<String, Arc<dyn ObjectStore>>> = Mutex::new(BTreeMap::new());
/// The threads that requests run on.
static RUNTIME: OnceLock<std::io::Result<Runtime>> = OnceLock::new();

/// Whether the first folder of an address belongs to the store, as in `https://s3.eu-west-1.amazonaws.com/bucket`.
pub(super) fn has_bucket_in_path(root: &str) -> bool {
    let parsed = Url::parse(&format!("{root}/one/two")).ok().and_then(|url| ObjectStoreScheme::parse(&url).ok());
    parsed.is_some_and(|(_, path)| path.as_ref() == "two")
}

/// The object of a key, where there is one.
pub(super) fn one(root: &str, key: &str) -> Result<Option<Object>> {
    let (store, path) = (store(root)?, path(root, key)?);
    match wait(async move { store.head(&path).await })? {
        Ok(meta) => object(root, meta).map(Some),
        Err(error @ object_store::Error::NotFound { .. }) if code(&words(&error)) != Some("NoSuchBucket") => Ok(None),
        Err(error) => Err(told(root, key, &error)),
    }
}

/// All objects in a folder and the folders below it.
pub(super) fn below(root: &str, folder: &str) -> Result<Vec<Object>> {
    let (store, path) = (store(root)?, path(root, folder)?);
    let listed = wait(async move { store.list(Some(&path)).try_collect::<Vec<_>>().await })?;
    let listed = listed.map_err(|error| told(root, folder, &error))?;
    listed.into_iter().map(|meta| object(root, meta)).collect()
}

/// The bytes of each range, of the version that was found.
pub(super) fn fetch(object: &Object, ranges: &[Range<u64>]) -> Result<Vec<Bytes>> {
    let (store, path) = (store(&object.root)?, path(&object.root, &object.key)?);
    let (wanted, ranges) = (Arc::new(object.clone()), ranges.to_vec());
    wait(async move {
        let whole = ranges.into_iter().map(|range| whole(Arc::clone(&store), path.clone(), Arc::clone(&wanted), range));
        stream::iter(whole.collect::<Vec<_>>()).buffered(AT_ONCE).try_collect().await
    })?
}

/// The bytes of a range, by as many requests as it takes.
async fn whole(store: Arc<dyn ObjectStore>, path: Path, object: Arc<Object>, range: Range<u64>) -> Result<Bytes> {
    let starts = range.clone().step_by(PIECE as usize);
    let parts: Vec<_> = starts.map(|start| start..range.end.min(start + PIECE)).collect();
    let mut parts = stream::iter(parts).map(|part| piece(&store, &path, &object, part)).buffered(AT_ONCE);
    let Some(first) = parts.try_next().await? else { return Ok(Bytes::new()) };
    if first.len() as u64 == range.end - range.start {
        return Ok(first);
    }
    let mut bytes = BytesMut::with_capacity((range.end - range.start) as usize);
    bytes.extend_from_slice(&first);
    while let Some(part) = parts.try_next().await? {
        bytes.extend_from_slice(&part);
    }
    Ok(bytes.freeze())
}

/// One request.
async fn piece(store: &Arc<dyn ObjectStore>, path: &Path, wanted: &Object, range: Range<u64>) -> Result<Bytes> {
    // A weak ETag, or a time, is none that a server compares; then only the answer tells.
    let is_strong = !wanted.tag.starts_with("W/") && !wanted.tag.starts_with(CHANGED);
    let options = GetOptions {
        range: Some(GetRange::Bounded(range.clone())),
        if_match: is_strong.then(|| format!("\"{}\"", wanted.tag)),
        ..GetOptions::default()
    };
    let failed = |error| told(&wanted.root, &wanted.key, &error);
    let answer = store.get_opts(path, options).await.map_err(failed)?;
    if answer.meta.size != wanted.size || tag(&answer.meta).as_deref() != Some(&wanted.tag) {
        return Err(changed(&wanted.address()));
    }
    let bytes = answer.bytes().await.map_err(failed)?;
    if bytes.len() as u64 != range.end - range.start { Err(cut_short(&wanted.address())) } else { Ok(bytes) }
}

/// Runs requests on the threads that are there for them, and waits.
fn wait<T: Send + 'static>(requests: impl Future<Output = T> + Send + 'static) -> Result<T> {
    let start = || Builder::new_multi_thread().worker_threads(2).thread_name("object-store").enable_all().build();
    let runtime = RUNTIME.get_or_init(start).as_ref();
    let runtime = runtime
        .map_err(|error| Error::resource(format!("cannot start the threads that read object stores: {error}")))?;
    let (done, outcome) = mpsc::channel();
    runtime.spawn(async move { done.send(requests.await) });
    outcome.recv().map_err(|_| Error::bug("a request to an object store ended without an answer"))
}

/// The store at an address, with what the environment says of it.
fn store(root: &str) -> Result<Arc<dyn ObjectStore>> {
    let mut stores = STORES.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(store) = stores.get(root) {
        return Ok(Arc::clone(store));
    }
    // The reason may repeat what a variable holds.
    let store = built(root).ok_or_else(|| {
        Error::usage(format!("`{root}` cannot be read with what the environment says of it")).hint(variables(root))
    })?;
    stores.insert(root.to_owned(), Arc::clone(&store));
    Ok(store)
}

fn built(root: &str) -> Option<Arc<dyn ObjectStore>> {
    let backoff = BackoffConfig { max_backoff: REST, ..BackoffConfig::default() };
    let retry = RetryConfig { retry_timeout: PATIENCE, backoff, ..RetryConfig::default() };
    let (scheme, _) = ObjectStoreScheme::parse(&Url::parse(root).ok()?).ok()?;
    Some(match scheme {
        ObjectStoreScheme::AmazonS3 => {
            let builder = AmazonS3Builder::from_env();
            // One that is none would stop the first request with a panic.
            let endpoints = [AmazonS3ConfigKey::Endpoint, AmazonS3ConfigKey::S3Endpoint];
            let mut endpoints = endpoints.iter().filter_map(|key| builder.get_config_value(key));
            if !endpoints.all(|endpoint| Url::parse(&endpoint).is_ok_and(|url| url.has_host())) {
                return None;
            }
            Arc::new(builder.with_url(root).with_retry(retry).build().ok()?)
        }
        ObjectStoreScheme::GoogleCloudStorage => {
            Arc::new(GoogleCloudStorageBuilder::from_env().with_url(root).with_retry(retry).build().ok()?)
        }
        ObjectStoreScheme::MicrosoftAzure => {
            Arc::new(MicrosoftAzureBuilder::from_env().with_url(root).with_retry(retry).build().ok()?)
        }
        ObjectStoreScheme::Http => {
            // Who writes http:// has said so.
            let options = ClientOptions::new().with_allow_http(true);
            Arc::new(HttpBuilder::new().with_url(root).with_client_options(options).with_retry(retry).build().ok()?)
        }
        _ => return None,
    })
}

fn path(root: &str, key: &str) -> Result<Path> {
    Path::parse(key).map_err(|_| {
        Error::usage(format!("`{root}/{key}` is no address: a folder in it has no name, or is `.` or `..`"))
            .hint("write it with one `/` between folders")
    })
}

fn object(root: &str, meta: ObjectMeta) -> Result<Object> {
    let key = meta.location.to_string();
    let tag = tag(&meta).ok_or_else(|| {
        Error::input(format!("`{root}/{key}` has neither an ETag nor a time, so that a change of it would not be seen"))
            .hint("copy it to a folder and name that")
    })?;
    Ok(Object { root: root.to_owned(), key, size: meta.size, tag })
}

/// What the tag of an object begins with that has no ETag.
const CHANGED: &str = "changed ";

/// What tells a version of an object from others: its ETag, else when it was last changed.
fn tag(meta: &ObjectMeta) -> Option<String> {
    let time = meta.last_modified.timestamp();
    // Some stores put quotes around it in one answer and none in another.
    let etag = meta.e_tag.as_ref().map(|etag| etag.replace('"', ""));
    etag.or_else(|| (time > 0).then(|| format!("{CHANGED}{time}")))
}

/// The errors behind an error.
fn behind(error: &object_store::Error) -> impl Iterator<Item = &(dyn StdError + 'static)> {
    std::iter::successors(error.source(), |&error| error.source())
}

/// An error with those behind it. Never shown: it may hold what a request was signed with.
fn words(error: &object_store::Error) -> String {
    behind(error).fold(error.to_string(), |words, error| format!("{words}\n{error}"))
}

/// The code in a store's answer, as in `<Code>AccessDenied</Code>`.
fn code(words: &str) -> Option<&str> {
    let (code, _) = words.split_once("<Code>")?.1.split_once("</Code>")?;
    Some(code).filter(|code| code.len() < 64 && code.bytes().all(|letter| letter.is_ascii_alphanumeric()))
}

/// The status of an answer, as in `503 Service Unavailable`.
fn status(words: &str) -> Option<&str> {
    let (status, _) = words.split_once("status code: ")?.1.split_once(':')?;
    Some(status).filter(|status| status.len() < 64 && status.starts_with(|digit: char| digit.is_ascii_digit()))
}

/// What went wrong on the way, where nothing answered or an answer broke off.
fn broken(error: &object_store::Error) -> Option<HttpErrorKind> {
    behind(error).find_map(|error| error.downcast_ref::<HttpError>()).map(HttpError::kind)
}

/// An error in the user's words.
fn told(root: &str, key: &str, error: &object_store::Error) -> Error {
    let (address, words) = (format!("{root}/{key}"), words(error));
    let code = code(&words);
    let of_code = code.map(|code| format!(" ({code})")).unwrap_or_default();
    let status = status(&words).unwrap_or_default();
    let input = |message: String, hint: &str| Error::input(message).hint(hint);
    // Where nothing says who asks, the machine is asked, which only those of a cloud know.
    let nobody = ["latest/api/token", "latest/meta-data", "computeMetadata", "metadata/identity"];
    match (error, broken(error)) {
        _ if code == Some("NoSuchBucket") => input(
            format!("there is no bucket `{root}`"),
            "check its name, and AWS_REGION and AWS_ENDPOINT where it is not Amazon's",
        ),
        (object_store::Error::NotFound { .. }, _) => {
            input(format!("there is no `{address}`"), "check the bucket, the key and the endpoint")
        }
        _ if status.starts_with("401") || status.starts_with("403") => {
            input(format!("access to `{address}` is denied{of_code}"), variables(root))
        }
        (object_store::Error::Precondition { .. }, _) => changed(&address),
        _ if nobody.iter().any(|name| words.contains(name)) => {
            input(format!("`{root}` asks for credentials, and there are none"), variables(root))
        }
        _ if words.contains("scheme is not allowed") => input(
            format!("`{root}` is at an endpoint without encryption"),
            "set AWS_ALLOW_HTTP=true to read from it all the same",
        ),
        _ if words.contains("non-partial response") => input(
            format!("the server of `{address}` sends whole files only"),
            "copy the file to a folder and name that",
        ),
        (_, Some(HttpErrorKind::Connect | HttpErrorKind::Timeout | HttpErrorKind::Request)) => input(
            format!("nothing answers for `{address}`"),
            "check the network, the name, and AWS_ENDPOINT where one is set",
        ),
        (_, Some(_)) => cut_short(&address),
        _ => {
            let why = if status.is_empty() { String::new() } else { format!(": the store answers {status}{of_code}") };
            input(
                format!("`{address}` cannot be read{why}"),
                "try again later, or copy the files to a folder and name that",
            )
        }
    }
}

fn changed(address: &str) -> Error {
    Error::input(format!("`{address}` changed while it was read")).hint("run again once nothing writes to it")
}

fn cut_short(address: &str) -> Error {
    Error::input(format!("`{address}` was cut short on its way"))
        .hint("try again, or copy the files to a folder and name that")
}

/// The variables that say who reads a store.
fn variables(root: &str) -> &'static str {
    match root.split_once("://").map_or("", |(scheme, _)| scheme) {
        "s3" | "s3a" => {
            "set AWS_ACCESS_KEY_ID, AWS_SECRET_ACCESS_KEY and AWS_REGION, and AWS_ENDPOINT where the store is not Amazon's; \
             AWS_SKIP_SIGNATURE=true reads a public bucket"
        }
        "gs" => {
            "set GOOGLE_APPLICATION_CREDENTIALS or GOOGLE_SERVICE_ACCOUNT to the file of an account that may read it"
        }
        "http" | "https" => "check that the server lets everybody read it, or copy the files to a folder and name that",
        _ => {
            "set AZURE_STORAGE_ACCOUNT_NAME, and AZURE_STORAGE_ACCOUNT_KEY or AZURE_STORAGE_SAS_TOKEN, of an account that may \
             read it"
        }
    }
}
