//! `eggbasket scheduler`, `eggbasket executor`, and `--engine`.

use crate::error::{Error, Result};
use crate::source::Hands;
use clap::Args;
use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::process::ExitCode;
use std::sync::Arc;

/// This machine alone: who reaches an executor's ports can have it read files.
const HERE: IpAddr = IpAddr::V4(Ipv4Addr::LOCALHOST);

#[derive(Debug, Args)]
pub(crate) struct Scheduler {
    /// The address to listen on; 0.0.0.0 for all of this machine's, for a network that is trusted.
    #[arg(long, value_name = "IP", default_value_t = HERE)]
    bind: IpAddr,
    /// The port to listen on; 0 for any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 50050)]
    port: u16,
    /// The name by which executors reach this machine; the address it listens on by default.
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// Seconds without a sign of life after which an executor is given up and its work given to others.
    #[arg(long, value_name = "SECONDS", default_value_t = 20, value_parser = clap::value_parser!(u64).range(5..=3600))]
    executor_timeout: u64,
    /// Tell more on standard error.
    #[arg(long)]
    verbose: bool,
}

#[derive(Debug, Args)]
pub(crate) struct Executor {
    /// The scheduler to work for.
    #[arg(long, value_name = "HOST:PORT")]
    scheduler: String,
    /// The address to listen on; 0.0.0.0 for all of this machine's, for a network that is trusted.
    #[arg(long, value_name = "IP", default_value_t = HERE)]
    bind: IpAddr,
    /// The port that answers are fetched at; 0 for any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 50051)]
    port: u16,
    /// The port that work is taken at; 0 for any that is free.
    #[arg(long, value_name = "PORT", default_value_t = 50052)]
    grpc_port: u16,
    /// The name by which clients and the scheduler reach this machine; the address it comes from by default.
    #[arg(long, value_name = "HOST")]
    advertise: Option<String>,
    /// The folder for answers until they are fetched; that of temporary files by default.
    #[arg(long, value_name = "DIR")]
    work_dir: Option<PathBuf>,
    /// Pieces of work done at once; one a core by default.
    #[arg(long, value_name = "N", value_parser = clap::value_parser!(u16).range(1..=1024))]
    tasks: Option<u16>,
    /// Tell more on standard error.
    #[arg(long)]
    verbose: bool,
}

#[cfg(feature = "distributed")]
pub(crate) async fn scheduler(options: Scheduler) -> Result<ExitCode> {
    use crate::cluster::{log_to_stderr, scheduler};
    log_to_stderr(options.verbose);
    let Scheduler { bind, port, advertise, executor_timeout, .. } = options;
    scheduler::run(&scheduler::Options { bind, port, advertise, executor_timeout }).await?;
    Ok(ExitCode::SUCCESS)
}

#[cfg(feature = "distributed")]
pub(crate) async fn executor(options: Executor) -> Result<ExitCode> {
    use crate::cluster::{executor, log_to_stderr};
    log_to_stderr(options.verbose);
    let Executor { scheduler, bind, port, grpc_port, advertise, work_dir, tasks, .. } = options;
    let cores = || std::thread::available_parallelism().map_or(1, usize::from);
    let tasks = tasks.map_or_else(cores, usize::from);
    let options = executor::Options { scheduler, bind, port, grpc_port, advertise, work_dir, tasks };
    executor::run(&options, crate::source::job::perform).await?;
    Ok(ExitCode::SUCCESS)
}

/// Who else reads the ledger: nobody, or the cluster that `--engine` names.
pub(crate) async fn hands(engine: Option<&str>) -> Result<Option<Arc<dyn Hands>>> {
    match engine {
        None | Some("local") => Ok(None),
        Some(url) if url.starts_with("ballista://") => connect(url).await.map(Some),
        Some(other) => Err(Error::usage(format!("`--engine {other}` is no engine"))
            .hint("it is `local`, or a cluster's scheduler as in `ballista://localhost:50050`")),
    }
}

#[cfg(feature = "distributed")]
async fn connect(url: &str) -> Result<Arc<dyn Hands>> {
    Ok(Arc::new(crate::cluster::Cluster::connect(url).await?))
}

#[cfg(not(feature = "distributed"))]
pub(crate) async fn scheduler(_: Scheduler) -> Result<ExitCode> {
    Err(not_built("eggbasket scheduler"))
}

#[cfg(not(feature = "distributed"))]
pub(crate) async fn executor(_: Executor) -> Result<ExitCode> {
    Err(not_built("eggbasket executor"))
}

#[cfg(not(feature = "distributed"))]
async fn connect(url: &str) -> Result<Arc<dyn Hands>> {
    Err(not_built(&format!("--engine {url}")))
}

#[cfg(not(feature = "distributed"))]
fn not_built(asked: &str) -> Error {
    Error::usage(format!("`{asked}` is not in this build of eggbasket"))
        .hint("build it with `cargo build --release --features distributed`")
}
