//! A cluster of Apache DataFusion Ballista that performs orders: bytes out, bytes back.
//!
//! One scheduler deals the orders to executors, any number of them on any machines, and gives an order to another executor
//! where one is lost. What an order is, the cluster does not know; whoever starts an executor says what performs it.

mod codec;
pub mod executor;
mod plan;
pub mod scheduler;

use crate::error::{Error, Result};
use crate::source::Hands;
use ballista_core::execution_plans::execute_physical_plan;
use ballista_core::extension::SessionConfigExt as _;
use codec::Codec;
use datafusion::common::exec_datafusion_err;
use datafusion::prelude::SessionConfig;
use datafusion_proto::protobuf::PhysicalPlanNode;
use futures::{FutureExt as _, StreamExt as _, TryStreamExt as _, stream};
use plan::{Answer, Orders};
use std::io;
use std::net::IpAddr;
use std::sync::Arc;
use std::time::Duration;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::TcpStream;
use tokio::runtime::Handle;
use tokio::time::{Instant, sleep, timeout};

/// What performs an order.
pub type Perform = fn(&[u8]) -> Result<Vec<u8>>;

/// The port of a scheduler where none is named.
pub const PORT: u16 = 50050;

/// The largest message in bytes that is sent or taken in; an order travels in one.
const MESSAGE: u32 = 256 << 20;

/// How many orders are with the scheduler at once.
const AT_ONCE: usize = 256;

/// How often orders are given to the scheduler before a failure is told; each time only those that are not answered yet.
const ATTEMPTS: usize = 3;

/// How long a client waits for the first executor, and for a scheduler that was lost in the middle of a job.
const WAIT: Duration = Duration::from_secs(30);

/// How long a client waits for the next piece of an answer before it takes the executor that holds it for lost.
const FETCH: Duration = Duration::from_secs(60);

/// A cluster as its client knows it.
#[derive(Debug, Clone)]
pub struct Cluster {
    address: String,
    executors: usize,
}

impl Cluster {
    /// The cluster of the scheduler at `ballista://HOST:PORT`, once an executor has joined it.
    ///
    /// # Errors
    /// A usage error where `url` is none, an input error where no scheduler answers there or no executor joins it.
    pub async fn connect(url: &str) -> Result<Cluster> {
        let rest = url.strip_prefix("ballista://").map(|rest| rest.trim_end_matches('/'));
        let address = rest.and_then(address).ok_or_else(|| {
            Error::usage(format!("`{url}` names no scheduler")).hint("write it as in ballista://localhost:50050")
        })?;
        let executors = ready(&address, false).await?;
        Ok(Cluster { address, executors })
    }

    /// How many executors there were when it was connected to; at least one.
    #[must_use]
    pub fn executors(&self) -> usize {
        self.executors
    }

    /// Has all orders performed, as many at once as the executors take, and gives the answers in the order of the orders.
    ///
    /// # Errors
    /// That of the first order that failed, as the executor raised it; an input error that names the scheduler where the
    /// cluster itself fails.
    pub async fn perform(&self, orders: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>> {
        let mut answers: Vec<Option<Result<Vec<u8>>>> = vec![None; orders.len()];
        let mut failure = None;
        for attempt in 0..ATTEMPTS {
            let missing: Vec<usize> = (0..orders.len()).filter(|at| answers[*at].is_none()).collect();
            if missing.is_empty() {
                break;
            }
            if attempt > 0 {
                sleep(Duration::from_secs(1)).await;
                ready(&self.address, true).await?;
            }
            let orders = &orders;
            let jobs = missing.into_iter().map(|at| async move { (at, self.job(&orders[at]).await) }.boxed());
            let mut jobs = stream::iter(jobs).buffer_unordered(AT_ONCE);
            while let Some((at, answer)) = jobs.next().await {
                match answer {
                    Ok(answer) => answers[at] = Some(answer),
                    Err(error) => failure = Some(error),
                }
            }
        }
        let whole: Option<Result<Vec<_>>> = answers.into_iter().collect();
        whole.unwrap_or_else(|| {
            let text = failure.map_or_else(|| "answers are missing".to_owned(), |error| error.strip_backtrace());
            let text = text.lines().next().unwrap_or_default().to_owned();
            Err(Error::input(format!("the cluster of the scheduler at {} failed: {text}", self.address))
                .hint("the scheduler and its executors say more on their standard error"))
        })
    }

    /// Gives an order to the scheduler as a job of its own, so that its answer is fetched once it is there, whatever others
    /// take, and is safe from then on. The outer error is the cluster's, the inner one the order's.
    async fn job(&self, order: &[u8]) -> datafusion::error::Result<Result<Vec<u8>>> {
        let config = SessionConfig::new_with_ballista()
            .with_ballista_job_name("eggbasket")
            .with_ballista_grpc_client_max_message_size(MESSAGE as usize);
        let mut batches = execute_physical_plan::<PhysicalPlanNode>(
            format!("http://{}", self.address),
            &config.ballista_config(),
            Arc::new(Orders::of(order, elsewhere)?),
            &Codec::new(elsewhere),
            concat!("eggbasket-", env!("CARGO_PKG_VERSION")).to_owned(),
            config,
        )
        .await?;
        // The job is done by now. A machine that is gone breaks no connection, so that only time tells.
        let silent = |_| exec_datafusion_err!("an executor is silent that holds an answer");
        let mut answer = Answer::default();
        while let Some(batch) = timeout(FETCH, batches.try_next()).await.map_err(silent)?? {
            answer.take(&batch)?;
        }
        answer.whole()
    }
}

impl Hands for Cluster {
    fn perform(&self, orders: Vec<Vec<u8>>) -> Result<Vec<Vec<u8>>> {
        // Who reads a ledger waits for its files, here as on one machine.
        tokio::task::block_in_place(|| Handle::current().block_on(Cluster::perform(self, orders)))
    }
}

/// What stands in the plans of those who never perform an order themselves: clients and the scheduler.
fn elsewhere(_: &[u8]) -> Result<Vec<u8>> {
    Err(Error::bug("an order is performed where none should be"))
}

/// `HOST:PORT` out of `HOST[:PORT]`, where it is one.
fn address(text: &str) -> Option<String> {
    let bare = text.parse::<IpAddr>().is_ok_and(|it| it.is_ipv6());
    let (host, port) = match text.rsplit_once(':') {
        Some((host, port)) if !bare && !text.ends_with(']') => (host, port.parse().ok().filter(|port| *port > 0)?),
        _ => (text, PORT),
    };
    let odd = |letter: char| letter.is_whitespace() || "/@?#".contains(letter);
    if host.is_empty() || host.contains(odd) {
        return None;
    }
    Some(if bare { format!("[{host}]:{port}") } else { format!("{host}:{port}") })
}

/// An IP address as it stands before a port.
fn bracketed(address: IpAddr) -> String {
    if address.is_ipv6() { format!("[{address}]") } else { address.to_string() }
}

/// Waits until the scheduler has an executor, and says how many it has. A patient one also waits for the scheduler.
async fn ready(address: &str, patient: bool) -> Result<usize> {
    let started = Instant::now();
    loop {
        let answer = timeout(Duration::from_secs(10), executors(address)).await;
        match answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            Ok(count) if count > 0 => return Ok(count),
            Ok(_) if started.elapsed() > WAIT => {
                let message = format!("no executor has joined the scheduler at {address} within {} s", WAIT.as_secs());
                return Err(
                    Error::input(message).hint(format!("start one with `eggbasket executor --scheduler {address}`"))
                );
            }
            Err(error) if !patient || started.elapsed() > WAIT => return Err(unanswered(address, &error)),
            _ => sleep(Duration::from_millis(200)).await,
        }
    }
}

fn unanswered(address: &str, error: &io::Error) -> Error {
    if error.kind() == io::ErrorKind::InvalidData {
        return Error::input(format!("what answers at {address} is no scheduler"))
            .hint("name the host and port of an `eggbasket scheduler`");
    }
    Error::input(format!("no scheduler answers at {address}: {error}"))
        .hint("start one with `eggbasket scheduler`, or name another host and port")
}

/// How many executors the scheduler has, as its probe of readiness says over plain HTTP.
async fn executors(address: &str) -> io::Result<usize> {
    let mut stream = TcpStream::connect(address).await?;
    let request = format!("GET /readyz HTTP/1.1\r\nHost: {address}\r\nConnection: close\r\n\r\n");
    stream.write_all(request.as_bytes()).await?;
    let mut answer = Vec::new();
    stream.take(64 << 10).read_to_end(&mut answer).await?;
    let answer = String::from_utf8_lossy(&answer);
    let body = answer.split_once("\r\n\r\n").map_or("", |(_, body)| body);
    if body.contains("not ready: ") {
        return Ok(0);
    }
    let count = body.split_once("ready: ").and_then(|(_, rest)| rest.split(' ').next()?.parse().ok());
    count.ok_or_else(|| io::ErrorKind::InvalidData.into())
}

/// Returns when the process is told to stop.
async fn told_to_stop() -> io::Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupted = tokio::signal::ctrl_c() => interrupted,
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    tokio::signal::ctrl_c().await
}

/// Writes what Ballista logs to standard error: warnings, and everything of note where `verbose`.
pub fn log_to_stderr(verbose: bool) {
    // The first logger of a process stays.
    if log::set_logger(&Log).is_ok() {
        log::set_max_level(if verbose { log::LevelFilter::Info } else { log::LevelFilter::Warn });
    }
}

struct Log;

impl log::Log for Log {
    fn enabled(&self, metadata: &log::Metadata<'_>) -> bool {
        metadata.target().starts_with("ballista")
    }

    fn log(&self, record: &log::Record<'_>) {
        if self.enabled(record.metadata()) {
            eprintln!("{}: {}", record.level().as_str().to_lowercase(), record.args());
        }
    }

    fn flush(&self) {}
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn addresses_have_a_host_and_a_port() {
        for (text, wanted) in [
            ("localhost:1", Some("localhost:1")),
            ("localhost", Some("localhost:50050")),
            ("10.0.0.1", Some("10.0.0.1:50050")),
            ("::1", Some("[::1]:50050")),
            ("[::1]", Some("[::1]:50050")),
            ("[::1]:7", Some("[::1]:7")),
            ("", None),
            (":7", None),
            ("host:seven", None),
            ("host:0", None),
            ("host:70000", None),
            ("host/path:7", None),
        ] {
            assert_eq!(address(text).as_deref(), wanted, "{text}");
        }
    }
}
