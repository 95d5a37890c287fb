//! `eggbasket executor`: a process that performs orders for a scheduler.

use super::codec::Codec;
use super::scheduler::unbindable;
use super::{MESSAGE, Perform, address, bracketed, executors, told_to_stop, unanswered};
use crate::error::{Error, Result};
use ballista_core::config::TaskSchedulingPolicy;
use ballista_executor::executor_process::{ExecutorProcessConfig, start_executor_process};
use ballista_executor::health::ExecutorHealth;
use std::io;
use std::net::{IpAddr, TcpListener};
use std::path::PathBuf;
use std::sync::Arc;
use std::time::Duration;
use tempfile::TempDir;
use tokio::time::{Instant, sleep, timeout};

/// Seconds between two signs of life.
pub const HEARTBEAT: u64 = 2;

/// How long an executor waits for a scheduler that is started at the same time.
const WAIT: Duration = Duration::from_secs(10);

/// How long an executor that is told to stop has to tell its scheduler so.
const FAREWELL: Duration = Duration::from_secs(2);

/// How an executor is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// The scheduler, `HOST:PORT`.
    pub scheduler: String,
    /// The address it listens on.
    pub bind: IpAddr,
    /// The port that answers are fetched at; 0 is any that is free.
    pub port: u16,
    /// The port that it takes orders at; 0 is any that is free.
    pub grpc_port: u16,
    /// The name by which clients and the scheduler reach it; by default the address that it reaches the scheduler from.
    pub advertise: Option<String>,
    /// The folder that answers are kept in until they are fetched; that of temporary files by default.
    pub work_dir: Option<PathBuf>,
    /// Orders performed at once.
    pub tasks: usize,
}

/// Runs an executor, whose orders `perform` performs, until the process is told to stop.
///
/// # Errors
/// A usage error where it cannot listen, an output error where it cannot write to its folder, and an input error where no
/// scheduler answers or the scheduler is lost.
pub async fn run(options: &Options, perform: Perform) -> Result<()> {
    let scheduler = address(&options.scheduler).ok_or_else(|| {
        Error::usage(format!("`--scheduler {}` is not HOST:PORT", options.scheduler))
            .hint("for example `--scheduler localhost:50050`")
    })?;
    let (scheduler_host, scheduler_port) = split(&scheduler)?;
    let (port, grpc_port) = ports(options)?;
    answering(&scheduler).await?;
    // A folder of its own: what lies beside it is not the executor's to clean up.
    let work = work_folder(options)?;
    let health = ExecutorHealth::new();
    let config = ExecutorProcessConfig {
        bind_host: bracketed(options.bind),
        external_host: options.advertise.clone(),
        port,
        grpc_port,
        scheduler_host,
        scheduler_port,
        scheduler_connect_timeout_seconds: 10,
        vcores: options.tasks,
        task_scheduling_policy: TaskSchedulingPolicy::PushStaged,
        work_dir: Some(work.path().to_string_lossy().into_owned()),
        job_data_ttl_seconds: 6 * 3600,
        job_data_clean_up_interval_seconds: 600,
        grpc_max_decoding_message_size: MESSAGE,
        grpc_max_encoding_message_size: MESSAGE,
        executor_heartbeat_interval_seconds: HEARTBEAT,
        override_physical_codec: Some(Arc::new(Codec::new(perform))),
        health: health.clone(),
        ..ExecutorProcessConfig::default()
    };
    let place = format!("{}:{port}", bracketed(options.bind));
    eprintln!(
        "executor listening on {place} and {}:{grpc_port}, for the scheduler at {scheduler}",
        bracketed(options.bind)
    );
    let mut process = std::pin::pin!(start_executor_process(Arc::new(config)));
    tokio::select! {
        ended = &mut process => {
            let reason = ended.err().map_or_else(String::new, |error| format!(": {error}"));
            let message = format!("the executor at {place} stopped: it lost the scheduler at {scheduler}{reason}");
            return Err(Error::input(message).hint("see whether the scheduler runs, and start the executor again"));
        }
        told = told_to_stop() => told.map_err(|error| Error::resource(format!("cannot wait for signals: {error}")))?,
        () = joined(health, &scheduler) => {}
    }
    eprintln!("executor at {place} stops");
    // Ballista hears the same signal and says farewell to the scheduler, which gives the orders at work to others at once.
    // Ballista then waits for those to end, which nobody reads.
    let _ = timeout(FAREWELL, process).await;
    Ok(())
}

/// Says when the scheduler has heard of the executor, and never returns.
async fn joined(health: ExecutorHealth, scheduler: &str) {
    while !health.is_ready() {
        sleep(Duration::from_millis(100)).await;
    }
    eprintln!("executor joined the scheduler at {scheduler}");
    std::future::pending().await
}

/// Waits a little for the scheduler to answer.
async fn answering(scheduler: &str) -> Result<()> {
    let started = Instant::now();
    loop {
        let answer = timeout(WAIT, executors(scheduler)).await;
        match answer.unwrap_or_else(|_| Err(io::ErrorKind::TimedOut.into())) {
            Ok(_) => return Ok(()),
            Err(error) if error.kind() == io::ErrorKind::InvalidData || started.elapsed() > WAIT => {
                return Err(unanswered(scheduler, &error));
            }
            Err(_) => sleep(Duration::from_millis(200)).await,
        }
    }
}

fn split(address: &str) -> Result<(String, u16)> {
    let parts = address.rsplit_once(':').and_then(|(host, port)| Some((host.to_owned(), port.parse().ok()?)));
    parts.ok_or_else(|| Error::bug(format!("{address} has no port")))
}

/// Both ports, tried before Ballista listens on them, which says less where it cannot.
fn ports(options: &Options) -> Result<(u16, u16)> {
    let listen = |flag: &str, port: u16| -> Result<TcpListener> {
        TcpListener::bind((options.bind, port)).map_err(|error| unbindable(options.bind, flag, port, &error))
    };
    let (answers, orders) = (listen("--port", options.port)?, listen("--grpc-port", options.grpc_port)?);
    let of = |listener: &TcpListener| {
        let found = listener.local_addr().map(|address| address.port());
        found.map_err(|error| unbindable(options.bind, "--port", options.port, &error))
    };
    Ok((of(&answers)?, of(&orders)?))
}

fn work_folder(options: &Options) -> Result<TempDir> {
    let mut builder = tempfile::Builder::new();
    let builder = builder.prefix("eggbasket-executor-");
    let (folder, place) = match &options.work_dir {
        Some(folder) => {
            let made = std::fs::create_dir_all(folder).and_then(|()| builder.tempdir_in(folder));
            (made, folder.display().to_string())
        }
        None => (builder.tempdir(), std::env::temp_dir().display().to_string()),
    };
    folder.map_err(|error| {
        Error::output(format!("an executor cannot write to `{place}`: {error}"))
            .hint("name another folder with `--work-dir`")
    })
}
