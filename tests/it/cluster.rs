//! A cluster of real processes: the program's scheduler, and executors that perform the orders of these tests.

use crate::support::{eggbasket, stderr, stdout};
use eggbasket::cluster::{Cluster, executor};
use eggbasket::error::{Error, Kind, Result};
use serde::{Deserialize, Serialize};
use std::fs;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{IpAddr, Ipv4Addr, TcpListener};
use std::path::Path;
use std::process::{Child, Command, Stdio};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};
use tempfile::TempDir;

/// Where a child finds its scheduler; only set for those that are to be executors.
const SCHEDULER: &str = "EGGBASKET_TEST_SCHEDULER";

/// The folder it works in, which is gone with its test where it cannot remove it itself.
const WORK: &str = "EGGBASKET_TEST_WORK";

/// Seconds after which an executor that says nothing is given up, the fewest there may be.
const TIMEOUT: u64 = 5;

#[derive(Default, Serialize, Deserialize)]
struct Order {
    say: String,
    sleep: u64,
    /// The answer's length in bytes, where it is a long one.
    long: usize,
    fail: bool,
    panic: bool,
    /// A file that is told who began the order.
    told: Option<String>,
}

impl Order {
    fn bytes(&self) -> Vec<u8> {
        serde_json::to_vec(self).expect("an order")
    }
}

fn perform(order: &[u8]) -> Result<Vec<u8>> {
    let order: Order = serde_json::from_slice(order).expect("an order of these tests");
    if let Some(told) = order.told {
        let mut file = fs::OpenOptions::new().append(true).create(true).open(told).expect("a file");
        file.write_all(format!("{} {}\n", std::process::id(), order.say).as_bytes()).expect("a line");
    }
    thread::sleep(Duration::from_millis(order.sleep));
    assert!(!order.panic, "asked to");
    if order.fail {
        return Err(Error::resource(format!("`{}` is more than there is", order.say)).hint("ask for less"));
    }
    Ok(if order.long > 0 { long(order.long) } else { order.say.into_bytes() })
}

/// Bytes that do not compress and that show where a piece is misplaced.
fn long(length: usize) -> Vec<u8> {
    let mut state = 1_u32;
    let next = |_| {
        state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
        (state >> 24) as u8
    };
    (0..length).map(next).collect()
}

/// An executor, where this test program is started as one.
#[test]
#[ignore = "it is what the tests of the cluster start as a process of its own"]
fn an_executor() {
    let Ok(scheduler) = std::env::var(SCHEDULER) else { return };
    let options = executor::Options {
        scheduler,
        bind: IpAddr::V4(Ipv4Addr::LOCALHOST),
        port: 0,
        grpc_port: 0,
        advertise: None,
        work_dir: std::env::var_os(WORK).map(Into::into),
        tasks: 1,
    };
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let ended = runtime.block_on(executor::run(&options, perform));
    runtime.shutdown_background();
    std::process::exit(ended.map_or(1, |()| 0));
}

/// A process that does not outlive its test, and what it has said on standard error.
pub struct Process {
    child: Child,
    said: Arc<Mutex<Vec<String>>>,
    work: TempDir,
}

impl Process {
    fn start(command: &mut Command) -> Process {
        let work = tempfile::tempdir().expect("a folder");
        let mut child =
            command.env(WORK, work.path()).stdout(Stdio::null()).stderr(Stdio::piped()).spawn().expect("a process");
        let lines = BufReader::new(child.stderr.take().expect("its standard error")).lines();
        let said = Arc::new(Mutex::new(Vec::new()));
        let heard = Arc::clone(&said);
        thread::spawn(move || {
            lines.map_while(std::io::Result::ok).for_each(|it| heard.lock().expect("a lock").push(it))
        });
        Process { child, said, work }
    }

    pub fn scheduler(port: u16) -> (Process, String) {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eggbasket"));
        command.args(["scheduler", "--port", &port.to_string(), "--executor-timeout", &TIMEOUT.to_string()]);
        let scheduler = Process::start(&mut command);
        let line = scheduler.hear("scheduler listening on ");
        let address = line.rsplit(' ').next().expect("an address").to_owned();
        (scheduler, address)
    }

    fn executor(scheduler: &str) -> Process {
        let mut command = Command::new(std::env::current_exe().expect("this program"));
        command.args(["cluster::an_executor", "--exact", "--ignored", "--nocapture"]).env(SCHEDULER, scheduler);
        let executor = Process::start(&mut command);
        executor.hear("executor joined the scheduler");
        executor
    }

    /// An executor as users start it, which reads ledgers.
    fn reader(scheduler: &str) -> Process {
        Process::reader_with(scheduler, &[])
    }

    /// The same in an environment.
    pub fn reader_with(scheduler: &str, environment: &[(&str, String)]) -> Process {
        let mut command = Command::new(env!("CARGO_BIN_EXE_eggbasket"));
        command.args(["executor", "--scheduler", scheduler, "--port", "0", "--grpc-port", "0", "--tasks", "2"]);
        command.envs(environment.iter().map(|(name, value)| (name, value)));
        let executor = Process::start(&mut command);
        executor.hear("executor joined the scheduler");
        executor
    }

    /// The first line that begins with `start`.
    fn hear(&self, start: &str) -> String {
        let line = || self.said.lock().expect("a lock").iter().find(|line| line.starts_with(start)).cloned();
        until(start, line)
    }

    fn signal(&self, name: &str) {
        let told = Command::new("kill").args([&format!("-{name}"), &self.child.id().to_string()]).status();
        assert!(told.expect("kill").success());
    }
}

impl Drop for Process {
    fn drop(&mut self) {
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

fn until<T>(what: &str, mut look: impl FnMut() -> Option<T>) -> T {
    let started = Instant::now();
    loop {
        if let Some(found) = look() {
            return found;
        }
        assert!(started.elapsed() < Duration::from_secs(30), "waited too long for: {what}");
        thread::sleep(Duration::from_millis(20));
    }
}

/// Has a cluster perform orders, and does something else meanwhile.
fn performed(scheduler: &str, orders: &[Order], meanwhile: impl FnOnce()) -> Result<Vec<Vec<u8>>> {
    let runtime = tokio::runtime::Runtime::new().expect("a runtime");
    let orders = orders.iter().map(Order::bytes).collect();
    let url = format!("ballista://{scheduler}");
    let job = runtime.spawn(async move { Cluster::connect(&url).await?.perform(orders).await });
    meanwhile();
    runtime.block_on(job).expect("a job that ends")
}

fn told(file: &Path, count: usize, by: u32) -> Option<()> {
    let begun = fs::read_to_string(file).unwrap_or_default();
    (begun.lines().filter(|line| line.split(' ').next() == Some(&by.to_string())).count() >= count).then_some(())
}

/// Eight orders that take a while, told to a file.
fn slow(file: &Path) -> Vec<Order> {
    let order = |at| Order {
        say: format!("order {at}"),
        sleep: 600,
        told: Some(file.to_string_lossy().into_owned()),
        ..Order::default()
    };
    (0..8).map(order).collect()
}

fn said(orders: &[Order]) -> Vec<Vec<u8>> {
    orders.iter().map(|order| order.say.clone().into_bytes()).collect()
}

#[test]
fn orders_are_answered_in_their_order_and_errors_come_back_as_they_were() {
    let (mut scheduler, address) = Process::scheduler(0);
    let _executors = [Process::executor(&address), Process::executor(&address)];
    // More than are with the scheduler at once.
    let mut orders: Vec<Order> =
        (0..300).map(|at| Order { say: format!("{at}"), sleep: at % 3, ..Order::default() }).collect();
    assert_eq!(performed(&address, &orders, || ()).expect("answers"), said(&orders));
    assert_eq!(performed(&address, &[], || ()).expect("no answers"), Vec::<Vec<u8>>::new());
    // Longer than a gRPC message and than several pieces; and one that is empty.
    let lengths =
        [Order { long: 37_000_001, ..Order::default() }, Order::default(), Order { long: 4 << 20, ..Order::default() }];
    let answers = performed(&address, &lengths, || ()).expect("long answers");
    assert!(answers == [long(37_000_001), Vec::new(), long(4 << 20)]);
    // Of several that fail, the first is told.
    (orders[3].fail, orders[11].fail) = (true, true);
    let error = performed(&address, &orders, || ()).expect_err("an order that fails");
    assert_eq!(error, Error::resource("`3` is more than there is").hint("ask for less"));
    orders[2].panic = true;
    assert_eq!(performed(&address, &orders, || ()).expect_err("an order that panics").kind, Kind::Bug);
    scheduler.signal("TERM");
    assert_eq!(scheduler.child.wait().expect("an end").code(), Some(0));
}

#[test]
fn a_ledger_that_a_cluster_reads_gives_the_same_bytes() {
    let (_scheduler, address) = Process::scheduler(0);
    let _executors = [Process::reader(&address), Process::reader(&address)];
    let engine = format!("ballista://{address}");
    let folder = tempfile::tempdir().expect("a folder");
    let cache = folder.path().join("cache").to_string_lossy().into_owned();
    let ledgers =
        ["demo", "books/fx_table", "books/quarterly_invoices", "books/retail_weeks_53", "books/restated_quarter"];
    for ledger in ledgers {
        let ledger = format!("fixtures/{ledger}");
        let report = |more: &[&str]| {
            let run = eggbasket(&[&["report", &ledger, "--format", "json"], more].concat());
            assert_eq!(run.status.code(), Some(0), "{ledger}: {}", stderr(&run));
            stdout(&run)
        };
        let local = report(&[]);
        assert!(report(&["--engine", &engine]) == local, "{ledger} on the cluster");
        // What executors found is kept like what was read here.
        assert!(report(&["--engine", &engine, "--cache", &cache]) == local, "{ledger} on the cluster, for the cache");
        assert!(report(&["--cache", &cache]) == local, "{ledger} from the cache");
    }
    // What is wrong with a row is told as it is here, but by the whole path.
    let broken = folder.path().join("broken.csv");
    fs::write(&broken, "customer_id,date,amount\na,2024-01-31,10\nb,2024-02-29,much\n").expect("a file");
    let broken = broken.to_string_lossy().into_owned();
    let [here, there] = [&[][..], &["--engine", &engine]].map(|more| {
        let run = eggbasket(&[&["report", &broken], more].concat());
        assert_eq!(run.status.code(), Some(3));
        stderr(&run)
    });
    assert!(here.contains("line 3") && here.contains("much"), "{here}");
    assert_eq!(there, here);
}

#[test]
fn an_executor_that_is_killed_costs_time_and_no_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_scheduler, address) = Process::scheduler(0);
    let (mut first, _second) = (Process::executor(&address), Process::executor(&address));
    let file = folder.path().join("told");
    let orders = slow(&file);
    let kill = || {
        until("an order", || told(&file, 2, first.child.id()));
        first.child.kill().expect("a process that is there");
    };
    assert_eq!(performed(&address, &orders, kill).expect("answers"), said(&orders));
    let begun = fs::read_to_string(&file).expect("who began what");
    assert!(begun.lines().count() > orders.len(), "nothing was done again:\n{begun}");
}

#[test]
fn an_executor_that_is_told_to_stop_hands_over_at_once() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_scheduler, address) = Process::scheduler(0);
    let (mut first, _second) = (Process::executor(&address), Process::executor(&address));
    let file = folder.path().join("told");
    let orders = slow(&file);
    let stop = || {
        until("an order", || told(&file, 2, first.child.id()));
        first.signal("TERM");
        assert_eq!(first.child.wait().expect("an end").code(), Some(0));
        assert_eq!(fs::read_dir(first.work.path()).expect("its folder").count(), 0, "it left something behind");
    };
    assert_eq!(performed(&address, &orders, stop).expect("answers"), said(&orders));
}

#[test]
fn a_scheduler_that_is_started_again_costs_time_and_no_answer() {
    let folder = tempfile::tempdir().expect("a folder");
    let (mut scheduler, address) = Process::scheduler(0);
    let executor = Process::executor(&address);
    let file = folder.path().join("told");
    let orders = slow(&file);
    let mut again = None;
    let restart = || {
        until("an order", || told(&file, 1, executor.child.id()));
        scheduler.child.kill().expect("a process that is there");
        scheduler.child.wait().expect("an end");
        again =
            Some(Process::scheduler(address.rsplit(':').next().and_then(|port| port.parse().ok()).expect("a port")));
    };
    assert_eq!(performed(&address, &orders, restart).expect("answers"), said(&orders));
}

#[test]
#[ignore = "it waits for more than a minute"]
fn a_cluster_without_executors_is_told_by_its_place() {
    let folder = tempfile::tempdir().expect("a folder");
    let (_scheduler, address) = Process::scheduler(0);
    let mut only = Process::executor(&address);
    let file = folder.path().join("told");
    let kill = || {
        until("an order", || told(&file, 1, only.child.id()));
        only.child.kill().expect("a process that is there");
    };
    let error = performed(&address, &slow(&file), kill).expect_err("nobody is left");
    assert!(error.kind == Kind::Input && error.message.contains("no executor"), "{error:?}");
    assert!(error.message.contains(&address) && error.hint.is_some(), "{error:?}");
}

#[test]
fn what_does_not_answer_is_told_by_its_place() {
    let closed = TcpListener::bind("127.0.0.1:0").expect("a port").local_addr().expect("its address");
    let error = performed(&closed.to_string(), &[], || ()).expect_err("nobody is there");
    assert!(error.kind == Kind::Input && error.message.contains(&closed.to_string()), "{error:?}");
    for (engine, code, says) in [
        (format!("ballista://{closed}"), 3, closed.to_string()),
        ("ballista://".to_owned(), 2, "names no scheduler".to_owned()),
        ("spark".to_owned(), 2, "`--engine spark`".to_owned()),
    ] {
        let run = eggbasket(&["check", "fixtures/demo", "--engine", &engine]);
        let message = stderr(&run);
        assert_eq!(run.status.code(), Some(code), "{message}");
        assert!(message.contains(&says) && message.contains("hint: "), "{message}");
    }
    let taken = TcpListener::bind("127.0.0.1:0").expect("a port");
    let port = taken.local_addr().expect("its address").port().to_string();
    let run = eggbasket(&["scheduler", "--port", &port]);
    assert_eq!(run.status.code(), Some(2), "{}", stderr(&run));
    assert!(stderr(&run).contains(&format!("port {port} of 127.0.0.1 is taken")), "{}", stderr(&run));
}
