//! Ledgers at an object store: the same reports as from a folder, no more bytes than it takes, and errors that name the remedy.

mod server;

use crate::source::Folder;
use crate::support::{Dice, project, stderr, stdout};
use arrow::array::{ArrayRef, Date32Array, Decimal128Array, StringArray};
use server::{Asked, BUCKET, READER, Server, Trouble};
use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::{Duration, Instant};

/// What must never be printed.
const SECRET: &str = "a-key-that-nobody-may-see";

/// The environment of who may read the store.
pub fn environment(server: &Server) -> Vec<(&'static str, String)> {
    vec![
        ("AWS_ACCESS_KEY_ID", READER.to_owned()),
        ("AWS_SECRET_ACCESS_KEY", SECRET.to_owned()),
        ("AWS_REGION", "eu-north-1".to_owned()),
        ("AWS_ENDPOINT", server.endpoint.clone()),
        ("AWS_ALLOW_HTTP", "true".to_owned()),
        ("NO_PROXY", "127.0.0.1".to_owned()),
    ]
}

/// The program in an environment that names nothing but what it is told.
fn run(environment: &[(&str, String)], arguments: &[&str]) -> Output {
    let mut command = Command::new(env!("CARGO_BIN_EXE_eggbasket"));
    let others = std::env::vars_os().map(|(name, _)| name);
    let others = others.filter(|name| ["AWS_", "EGGBASKET_C"].iter().any(|it| name.to_string_lossy().starts_with(it)));
    others.for_each(|name| {
        command.env_remove(name);
    });
    command.args(arguments).envs(environment.iter().map(|(name, value)| (name, value)));
    let output = command.output().expect("the program starts");
    let said = stderr(&output) + &stdout(&output);
    assert!(!said.contains(SECRET) && !said.contains("Signature"), "{said}");
    output
}

/// report.json without the hash of the inputs: of objects it is one over ETags.
fn report(environment: &[(&str, String)], arguments: &[&str]) -> String {
    let run = run(environment, &[&["report", "--format", "json"], arguments].concat());
    assert_eq!(run.status.code(), Some(0), "{arguments:?}: {}", stderr(&run));
    stdout(&run).lines().filter(|line| !line.contains("\"input_hash\"")).map(|line| line.to_owned() + "\n").collect()
}

/// What the program says and ends with where it cannot read a ledger.
fn failure(environment: &[(&str, String)], arguments: &[&str]) -> String {
    let run = run(environment, &[&["report"], arguments].concat());
    let said = stderr(&run);
    assert!([Some(2), Some(3)].contains(&run.status.code()) && said.contains("hint: "), "{arguments:?}: {said}");
    said
}

fn address(key: &str) -> String {
    format!("s3://{BUCKET}/{key}")
}

const HEADINGS: &str = "customer_id,date,amount\n";

/// A ledger of one month.
fn month(month: u32) -> String {
    let row = |customer: u32| format!("c{customer},2025-{month:02}-15,{}.50\n", 100 * (customer + month));
    HEADINGS.to_owned() + &(0..5).map(row).collect::<String>()
}

#[test]
fn every_fixture_gives_the_same_report_as_from_a_folder() {
    let mut folders: Vec<PathBuf> = std::fs::read_dir(project("fixtures/books"))
        .expect("the books")
        .map(|entry| entry.expect("a book").path())
        .filter(|path| path.is_dir())
        .collect();
    folders.extend([project("fixtures/demo"), project("fixtures/pair/one30"), project("fixtures/pair/seed10")]);
    let server = Server::start();
    let next = AtomicUsize::new(0);
    let one = |folder: &Path| {
        let name = folder.file_name().expect("a name").to_string_lossy().into_owned();
        let local = folder.join("eggbasket.toml");
        // The same configuration with addresses for all tables.
        let mut text = std::fs::read_to_string(&local).expect("a configuration");
        for entry in std::fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("a file").path();
            let file = path.file_name().expect("a name").to_string_lossy().into_owned();
            server.put(&format!("{name}/{file}"), std::fs::read(&path).expect("a file"));
            text = text.replace(&format!("\"{file}\""), &format!("\"{}\"", address(&format!("{name}/{file}"))));
        }
        if !text.contains("ledger = ") {
            text = format!("ledger = [\"{}\"]\n{text}", address(&format!("{name}/ledger.csv")));
        }
        let away = Folder::new();
        let remote = away.write("eggbasket.toml", text);
        let environment = environment(&server);
        assert!(report(&environment, &[&remote]) == report(&[], &[&local.to_string_lossy()]), "{name}");
    };
    std::thread::scope(|scope| {
        for _ in 0..2 {
            scope.spawn(|| {
                while let Some(folder) = folders.get(next.fetch_add(1, Ordering::Relaxed)) {
                    one(folder);
                }
            });
        }
    });
    assert!(server.asked().len() > folders.len());
}

/// A ledger in two row groups with two columns that nothing reads.
fn wide(folder: &Folder) -> Vec<u8> {
    const ROWS: usize = 20_000;
    let mut dice = Dice(7);
    let mut text = |_| -> String { (0..160).map(|_| char::from(b'a' + dice.roll(26) as u8)).collect() };
    let [before, after]: [ArrayRef; 2] =
        [(); 2].map(|()| Arc::new(StringArray::from_iter_values((0..ROWS).map(&mut text))) as ArrayRef);
    let customers = (0..ROWS).map(|row| format!("c{}", row % 300));
    let first = crate::source::day("2024-01-01");
    let amounts = Decimal128Array::from_iter_values((0..ROWS).map(|row| 1_000 + (row % 977) as i128));
    let columns: Vec<(&str, ArrayRef)> = vec![
        ("customer_id", Arc::new(StringArray::from_iter_values(customers))),
        ("note", before),
        ("date", Arc::new(Date32Array::from_iter_values((0..ROWS).map(|row| first + (row / 28) as i32)))),
        ("remark", after),
        ("amount", Arc::new(amounts.with_precision_and_scale(12, 2).expect("amounts"))),
    ];
    let path = folder.parquet("ledger.parquet", columns, ROWS / 2);
    std::fs::read(path).expect("the ledger")
}

#[test]
fn of_parquet_only_the_columns_that_are_read_are_fetched() {
    let (folder, server) = (Folder::new(), Server::start());
    let bytes = wide(&folder);
    server.put("wide/ledger.parquet", bytes.clone());
    // Not named dimensions, and so read by nothing.
    let config = folder.write("none.toml", "dimensions = []\n");
    let arguments = |ledger: &str| ["--config".to_owned(), config.clone(), ledger.to_owned()];
    let of = |environment: &[(&str, String)], ledger: &str| {
        report(environment, &arguments(ledger).each_ref().map(String::as_str))
    };
    assert!(of(&environment(&server), &address("wide/ledger.parquet")) == of(&[], &folder.name("ledger.parquet")));
    let asked = server.asked();
    let sent: usize = asked.iter().map(|it| it.sent).sum();
    assert!(bytes.len() > 4_000_000 && sent < bytes.len() / 5, "{sent} of {} bytes: {asked:#?}", bytes.len());
    // One look whether it is there, its two ends, and of each of two row groups what the survey and the scan ask for.
    assert!(asked.len() <= 3 + 2 * (2 + 3), "{asked:#?}");
    assert!(asked.iter().all(|it| it.method == "HEAD" || it.range.is_some()), "{asked:#?}");
}

#[test]
fn folders_and_patterns_name_what_they_name_on_this_machine() {
    let (folder, server) = (Folder::new(), Server::start());
    let put = |key: &str, text: &str| {
        folder.write(&format!("books/{key}"), text);
        server.put(&format!("books/{key}"), text);
    };
    for (at, region) in ["north", "south", "a%20b", "__HIVE_DEFAULT_PARTITION__"].iter().enumerate() {
        for year in [2024, 2025] {
            let text = month(at as u32 + 1).replace("2025-", &format!("{year}-"));
            put(&format!("region={region}/{year}/ledger.csv"), &text);
        }
    }
    for broken in ["_tmp/x.csv", ".hidden.csv", "region=north/_part.csv", "notes.txt"] {
        put(broken, "nothing that could be read");
    }
    // An empty object that stands for a folder is no file, whatever it is called.
    server.put("marked/old.csv/", "");
    server.put("marked/old.csv/ledger.csv", month(9));
    folder.write("marked/old.csv/ledger.csv", month(9));
    // A neighbour whose name begins alike.
    server.put("books2/ledger.csv", month(12));
    let environment = environment(&server);
    for name in [
        "books/",
        "books",
        "books/region=north",
        "books/region=*/2025",
        "books/region=*/20?4/*.csv",
        "books/**/ledger.csv",
        "books/region=[ns]o*",
        "marked",
        "marked/old.csv",
    ] {
        assert!(
            report(&environment, &[&address(name)]) == report(&[], &[&folder.0.path().join(name).to_string_lossy()]),
            "{name}"
        );
    }
    let listings: Vec<Asked> = server.asked().into_iter().filter(|it| it.key.starts_with('?')).collect();
    assert!(listings.iter().any(|it| it.key == "?books/") && !listings.iter().any(|it| it.key == "?"), "{listings:?}");
    // Two ledgers that are named apart, one of them twice, and one of them here.
    let here = folder.write("here.csv", month(11));
    let [one, other] = [address("marked/old.csv/ledger.csv"), address("books2/ledger.csv")];
    let named = report(&environment, &[&other, &one, &one, &here]);
    server.put("three/1.csv", month(9));
    server.put("three/2.csv", month(12));
    server.put("three/3.csv", month(11));
    assert!(named == report(&environment, &[&address("three")]));
    for (name, says) in [
        ("books/region=west/*.csv", "matches no object"),
        ("books/***", "is no valid pattern"),
        ("books/none.csv", "there is no object"),
        ("none/", "holds no .parquet or .csv file"),
        ("books//x.csv", "is no address"),
        ("books/notes.txt", "neither Parquet nor CSV"),
    ] {
        let said = failure(&environment, &[&address(name)]);
        assert!(said.contains(says) && said.contains(&address(name)), "{name}: {said}");
    }
}

#[test]
fn a_cache_serves_until_an_object_changes() {
    let (folder, server) = (Folder::new(), Server::start());
    for at in 1..=3 {
        server.put(&format!("year/{at}.csv"), month(at));
    }
    let (environment, cache, ledger) = (environment(&server), folder.name("cache"), address("year"));
    let cached = || report(&environment, &["--cache", &cache, &ledger]);
    let sent = |asked: Vec<Asked>| asked.iter().filter(|it| it.range.is_some()).map(|it| it.sent).sum::<usize>();
    let first = cached();
    assert!(sent(server.asked()) > 0);
    assert!(cached() == first);
    // What the objects are is all that was asked.
    assert_eq!(sent(server.asked()), 0);
    let changed = month(2).replace("200.50", "900.50");
    assert_eq!(changed.len(), month(2).len());
    server.put("year/2.csv", changed);
    let second = cached();
    assert!(second != first && second == report(&environment, &[&ledger]));
    server.remove("year/3.csv");
    let third = cached();
    assert!(third != second && third == report(&environment, &[&ledger]));
    // The manifest says what it knows of an object, and does not call it a hash of its bytes.
    let out = folder.name("out");
    let written = run(&environment, &["report", &ledger, "--out", &out, "--image", "svg"]);
    assert_eq!(written.status.code(), Some(0), "{}", stderr(&written));
    let manifest = std::fs::read_to_string(Path::new(&out).join("manifest.json")).expect("a manifest");
    let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
    let input = &manifest["inputs"][0];
    assert!(input["file"] == "1.csv" && input["etag"].is_string() && input.get("sha256").is_none(), "{input}");
    // And with the cache the same.
    let explained = run(&environment, &["explain", "hhi", &ledger, "--cache", &cache]);
    assert!(stdout(&explained).contains(&format!("{ledger}/1.csv  5 rows  etag ")), "{}", stdout(&explained));
}

#[test]
fn an_object_that_changes_while_it_is_read_is_an_error() {
    let (folder, server) = (Folder::new(), Server::start());
    let bytes = wide(&folder);
    let environment = environment(&server);
    // Once it is found, once its footer is read, once its first rows are read; by a folder's listing and by itself.
    for (name, at) in [("one.parquet", 1), ("one.parquet", 3), ("one.parquet", 4), ("", 3), ("", 4)] {
        server.put("changing/one.parquet", bytes.clone());
        let mut count = 0;
        server.plan(move |it| {
            count += usize::from(it.key == "changing/one.parquet");
            (count == at && it.key == "changing/one.parquet").then_some(Trouble::Change)
        });
        let said = failure(&environment, &[&address(&format!("changing/{name}"))]);
        assert!(said.contains("one.parquet` changed while it was read"), "{name} {at}: {said}");
    }
}

#[test]
fn what_goes_wrong_is_named_with_its_remedy() {
    let server = Server::start();
    server.put("ledger.csv", month(1));
    let (reader, ledger) = (environment(&server), address("ledger.csv"));
    let with = |name: &'static str, value: &str| {
        let mut changed = reader.clone();
        changed.retain(|(it, _)| *it != name);
        changed.push((name, value.to_owned()));
        changed
    };
    let says = |environment: &[(&str, String)], ledger: &str, words: &[&str]| {
        let said = failure(environment, &[ledger]);
        assert!(words.iter().all(|word| said.contains(word)), "{words:?}: {said}");
    };
    says(&reader, "s3://other/ledger.csv", &["there is no bucket `s3://other`", "AWS_ENDPOINT"]);
    says(&reader, "s3://other/folder/", &["there is no bucket `s3://other`"]);
    says(&with("AWS_ACCESS_KEY_ID", "stranger"), &ledger, &["access to", &ledger, "is denied", "AWS_ACCESS_KEY_ID"]);
    says(&with("AWS_ACCESS_KEY_ID", "stranger"), &address("folder/"), &["is denied (InvalidAccessKeyId)"]);
    says(&with("AWS_ALLOW_HTTP", "false"), &ledger, &["without encryption", "AWS_ALLOW_HTTP=true"]);
    says(&with("AWS_ENDPOINT", "no address"), &ledger, &[&ledger[..9], "AWS_ENDPOINT"]);
    says(&reader, &format!("s3://{READER}:{SECRET}@{BUCKET}/ledger.csv"), &["names a user or a password"]);
    says(&reader, "ftp://host/ledger.csv", &["`ftp://host/ledger.csv` is no address that is read", "s3://"]);
    says(&reader, "az://box/ledger.csv", &["`az://box`", "AZURE_STORAGE_ACCOUNT_NAME"]);
    // A plain server, which asks nobody who they are.
    let plain = format!("{}/{BUCKET}/ledger.csv", server.endpoint);
    assert!(report(&[("NO_PROXY", "127.0.0.1".to_owned())], &[&plain]) == report(&reader, &[&ledger]));
    says(&reader, &format!("{plain}?token={SECRET}"), &["followed by `?`"]);
    server.plan(|it| (it.method == "GET").then_some(Trouble::Status(400, "MalformedHeader")));
    says(&reader, &ledger, &["the store answers 400", "MalformedHeader"]);
}

#[test]
fn what_fails_for_a_moment_is_asked_again() {
    let server = Server::start();
    server.put("ledger.csv", month(1));
    let environment = environment(&server);
    let whole = report(&environment, &[&address("ledger.csv")]);
    let mut count = 0;
    server.plan(move |_| {
        count += 1;
        match count % 3 {
            1 => Some(Trouble::Status(500, "InternalError")),
            2 => Some(Trouble::Short),
            _ => None,
        }
    });
    assert!(report(&environment, &[&address("ledger.csv")]) == whole);
}

#[test]
fn what_fails_for_good_is_given_up_within_half_a_minute() {
    let closed = std::net::TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
    let server = |plan: fn(&Asked) -> Option<Trouble>| {
        let server = Server::start();
        server.put("ledger.csv", month(1));
        server.plan(plan);
        environment(&server)
    };
    let mut nobody = server(|_| None);
    nobody.retain(|(name, _)| !["AWS_ENDPOINT", "AWS_ALLOW_HTTP"].contains(name));
    nobody.extend([("AWS_ENDPOINT", format!("http://{closed}")), ("AWS_ALLOW_HTTP", "true".to_owned())]);
    let mut without: Vec<_> = server(|_| None);
    without.retain(|(name, _)| !["AWS_ACCESS_KEY_ID", "AWS_SECRET_ACCESS_KEY"].contains(name));
    without.push(("AWS_METADATA_ENDPOINT", format!("http://{closed}")));
    let cases = [
        (nobody, "nothing answers for", "AWS_ENDPOINT"),
        (without, "asks for credentials, and there are none", "AWS_ACCESS_KEY_ID"),
        (server(|_| Some(Trouble::Silence)), "nothing answers for", "check the network"),
        (server(|it| (it.method == "GET").then_some(Trouble::Short)), "was cut short on its way", "try again"),
        (server(|it| (it.method == "GET").then_some(Trouble::Status(503, "SlowDown"))), "answers 503", "(SlowDown)"),
    ];
    std::thread::scope(|scope| {
        for (environment, says, hint) in cases {
            scope.spawn(move || {
                let started = Instant::now();
                let said = failure(&environment, &[&address("ledger.csv")]);
                assert!(said.contains(says) && said.contains(hint), "{said}");
                assert!(started.elapsed() < Duration::from_secs(45), "{:?}: {said}", started.elapsed());
            });
        }
    });
}

#[cfg(feature = "distributed")]
#[test]
fn executors_read_from_the_store_themselves() {
    use crate::cluster::Process;
    let (folder, server) = (Folder::new(), Server::start());
    server.put("wide/year=2024/1.parquet", wide(&folder));
    server.put("wide/year=2024/2.parquet", wide(&folder));
    let (environment, ledger) = (environment(&server), address("wide"));
    let alone = report(&environment, &[&ledger]);
    let (_scheduler, scheduler) = Process::scheduler(0);
    let _executors = [(); 2].map(|()| Process::reader_with(&scheduler, &environment));
    let engine = format!("ballista://{scheduler}");
    server.asked();
    assert!(report(&environment, &["--engine", &engine, &ledger]) == alone);
    let sent: usize = server.asked().iter().map(|it| it.sent).sum();
    assert!(sent > 100_000, "{sent}");
    // An executor that may not read says what it lacks.
    let (_scheduler, scheduler) = Process::scheduler(0);
    let mut stranger = environment.clone();
    stranger.retain(|(name, _)| *name != "AWS_ACCESS_KEY_ID");
    stranger.push(("AWS_ACCESS_KEY_ID", "stranger".to_owned()));
    let _executor = Process::reader_with(&scheduler, &stranger);
    let said = failure(&environment, &["--engine", &format!("ballista://{scheduler}"), &ledger]);
    assert!(said.contains("access to") && said.contains("AWS_ACCESS_KEY_ID"), "{said}");
}
