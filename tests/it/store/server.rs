//! An object store of one bucket that speaks as much of S3 as a reader asks for, counts what it is asked, and fails on demand.

use sha2::{Digest as _, Sha256};
use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::{Arc, Mutex};
use std::thread;

/// The bucket.
pub const BUCKET: &str = "eggs";
/// Who may read it. A secret key signs requests and is never sent, so that the store need not know it.
pub const READER: &str = "reader";
/// Keys in a page of a listing: so few that every listing has several.
const PAGE: usize = 2;

/// A request that was answered.
#[derive(Debug, Clone)]
pub struct Asked {
    pub method: String,
    /// The key, or `?prefix` of a listing.
    pub key: String,
    /// The first byte and the last, where a range was asked for.
    pub range: Option<(usize, usize)>,
    /// Bytes of the object that were sent.
    pub sent: usize,
}

/// What goes wrong.
pub enum Trouble {
    /// An answer with this status and code.
    Status(u16, &'static str),
    /// Half the body, and then the connection ends.
    Short,
    /// Right after this answer the object is another one of the same size.
    Change,
    /// No answer at all.
    Silence,
}

type Plan = Box<dyn FnMut(&Asked) -> Option<Trouble> + Send>;

#[derive(Default)]
struct State {
    objects: Mutex<BTreeMap<String, Vec<u8>>>,
    asked: Mutex<Vec<Asked>>,
    plan: Mutex<Option<Plan>>,
}

pub struct Server {
    pub endpoint: String,
    state: Arc<State>,
}

impl Server {
    pub fn start() -> Server {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let endpoint = format!("http://{}", listener.local_addr().expect("its address"));
        let state = Arc::new(State::default());
        let of_all = Arc::clone(&state);
        thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let state = Arc::clone(&of_all);
                thread::spawn(move || serve(&state, stream));
            }
        });
        Server { endpoint, state }
    }

    pub fn put(&self, key: &str, bytes: impl Into<Vec<u8>>) {
        self.state.objects.lock().expect("a lock").insert(key.to_owned(), bytes.into());
    }

    pub fn remove(&self, key: &str) {
        self.state.objects.lock().expect("a lock").remove(key);
    }

    /// Has requests go wrong from now on.
    pub fn plan(&self, plan: impl FnMut(&Asked) -> Option<Trouble> + Send + 'static) {
        *self.state.plan.lock().expect("a lock") = Some(Box::new(plan));
    }

    /// What was asked since the last time somebody looked.
    pub fn asked(&self) -> Vec<Asked> {
        std::mem::take(&mut *self.state.asked.lock().expect("a lock"))
    }
}

/// Answers the requests of one connection; none where it ends.
fn serve(state: &State, stream: TcpStream) -> Option<()> {
    let mut lines = BufReader::new(stream.try_clone().ok()?).lines().map_while(Result::ok);
    loop {
        let first = lines.next()?;
        let headers: Vec<(String, String)> = lines
            .by_ref()
            .take_while(|line| !line.is_empty())
            .filter_map(|line| line.split_once(": ").map(|(name, value)| (name.to_lowercase(), value.to_owned())))
            .collect();
        let header = |name: &str| headers.iter().find(|(it, _)| it == name).map(|(_, value)| value.as_str());
        let (method, target) = first.strip_suffix(" HTTP/1.1")?.split_once(' ')?;
        let (path, query) = target.split_once('?').unwrap_or((target, ""));
        let query: BTreeMap<&str, String> = query
            .split('&')
            .filter_map(|pair| pair.split_once('='))
            .map(|(key, value)| (key, decoded(value)))
            .collect();
        let path = decoded(path);
        let (bucket, key) = path.trim_start_matches('/').split_once('/').unwrap_or((path.trim_start_matches('/'), ""));
        let key = query.get("prefix").map_or_else(|| key.to_owned(), |prefix| format!("?{prefix}"));
        let range = header("range").and_then(|it| it.strip_prefix("bytes=")?.split_once('-'));
        let range = range.and_then(|(first, last)| Some((first.parse().ok()?, last.parse().ok()?)));
        let mut asked = Asked { method: method.to_owned(), key, range, sent: 0 };
        let trouble = state.plan.lock().expect("a lock").as_mut().and_then(|plan| plan(&asked));
        let may_read = header("authorization").is_none_or(|it| it.contains(&format!("Credential={READER}/")));
        let mut answer = match &trouble {
            Some(Trouble::Status(status, code)) => refused(*status, code),
            Some(Trouble::Silence) => {
                thread::park();
                return None;
            }
            _ if !may_read => refused(403, "InvalidAccessKeyId"),
            _ if bucket != BUCKET => refused(404, "NoSuchBucket"),
            _ if query.contains_key("list-type") => list(state, &query),
            _ => get(state, &asked, header("if-match")),
        };
        if method == "HEAD" {
            answer.body.clear();
        }
        asked.sent = if answer.status < 300 { answer.body.len() } else { 0 };
        if let Some(Trouble::Change) = trouble {
            state.objects.lock().expect("a lock").get_mut(&asked.key)?.reverse();
        }
        state.asked.lock().expect("a lock").push(asked);
        let mut bytes = format!("HTTP/1.1 {} -\r\n{}\r\n", answer.status, answer.headers).into_bytes();
        let is_short = matches!(trouble, Some(Trouble::Short));
        bytes.extend(&answer.body[..answer.body.len() / if is_short { 2 } else { 1 }]);
        (&stream).write_all(&bytes).ok()?;
        if is_short {
            return stream.shutdown(std::net::Shutdown::Both).ok();
        }
    }
}

struct Answer {
    status: u16,
    headers: String,
    body: Vec<u8>,
}

fn refused(status: u16, code: &str) -> Answer {
    // A store repeats what it was sent; whoever shows that to a user shows too much.
    let body = format!("<Error><Code>{code}</Code><AWSAccessKeyId>{READER}</AWSAccessKeyId></Error>").into_bytes();
    Answer { status, headers: format!("Content-Length: {}\r\n", body.len()), body }
}

fn list(state: &State, query: &BTreeMap<&str, String>) -> Answer {
    let prefix = query.get("prefix").map_or("", String::as_str);
    let after = query.get("continuation-token").map_or("", String::as_str);
    let objects = state.objects.lock().expect("a lock");
    let mut found = objects.iter().filter(|(key, _)| key.starts_with(prefix) && key.as_str() > after);
    let mut xml = "<ListBucketResult>".to_owned();
    let page: Vec<_> = found.by_ref().take(PAGE).collect();
    for (key, bytes) in &page {
        let _ = write!(
            xml,
            "<Contents><Key>{key}</Key><LastModified>2026-01-01T00:00:00.000Z</LastModified><ETag>&quot;{}&quot;</ETag>\
             <Size>{}</Size></Contents>",
            tag(bytes),
            bytes.len()
        );
    }
    if let (Some(_), Some((last, _))) = (found.next(), page.last()) {
        let _ = write!(xml, "<NextContinuationToken>{last}</NextContinuationToken>");
    }
    xml.push_str("</ListBucketResult>");
    Answer { status: 200, headers: format!("Content-Length: {}\r\n", xml.len()), body: xml.into_bytes() }
}

fn get(state: &State, asked: &Asked, if_match: Option<&str>) -> Answer {
    let objects = state.objects.lock().expect("a lock");
    let Some(bytes) = objects.get(&asked.key) else { return refused(404, "NoSuchKey") };
    let tag = format!("\"{}\"", tag(bytes));
    if if_match.is_some_and(|wanted| wanted != tag) {
        return refused(412, "PreconditionFailed");
    }
    let mut headers = format!("ETag: {tag}\r\nLast-Modified: Thu, 01 Jan 2026 00:00:00 GMT\r\n");
    let (status, body) = match asked.range {
        None => (200, bytes.clone()),
        Some((first, last)) => {
            let _ = write!(headers, "Content-Range: bytes {first}-{last}/{}\r\n", bytes.len());
            (206, bytes[first..=last].to_vec())
        }
    };
    let _ = write!(headers, "Content-Length: {}\r\n", body.len());
    Answer { status, headers, body }
}

fn tag(bytes: &[u8]) -> String {
    Sha256::digest(bytes)[..8].iter().map(|byte| format!("{byte:02x}")).collect()
}

/// `a%20b` as `a b`.
fn decoded(text: &str) -> String {
    let mut parts = text.split('%');
    let mut bytes = parts.next().unwrap_or_default().as_bytes().to_vec();
    for part in parts {
        bytes.push(u8::from_str_radix(&part[..2], 16).expect("two digits"));
        bytes.extend(part[2..].bytes());
    }
    String::from_utf8(bytes).expect("UTF-8")
}
