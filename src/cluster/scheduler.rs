//! `eggbasket scheduler`: the process that deals orders to executors.

use super::codec::Codec;
use super::{MESSAGE, bracketed, elsewhere, told_to_stop};
use crate::error::{Error, Result};
use ballista_core::config::TaskSchedulingPolicy;
use ballista_core::error::BallistaError;
use ballista_scheduler::cluster::BallistaCluster;
use ballista_scheduler::config::{SchedulerConfig, TaskDistributionPolicy};
use ballista_scheduler::scheduler_process::{create_scheduler, start_grpc_service_with_listener};
use datafusion_proto::protobuf::{LogicalPlanNode, PhysicalPlanNode};
use std::net::IpAddr;
use std::sync::Arc;
use tokio::net::TcpListener;

/// How long answers lie on the executors' disks after their job, in seconds: as long as a client may take to fetch them.
const KEPT: u64 = 900;

/// How a scheduler is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// The address it listens on.
    pub bind: IpAddr,
    /// The port; 0 is any that is free.
    pub port: u16,
    /// The name by which executors reach it; the address it listens on where that is one address.
    pub advertise: Option<String>,
    /// Seconds without a sign of life after which an executor is given up and its orders given to others.
    pub executor_timeout: u64,
}

/// Runs a scheduler until the process is told to stop.
///
/// # Errors
/// A usage error where it cannot listen, or where nobody would know how to reach it.
pub async fn run(options: &Options) -> Result<()> {
    let host = match &options.advertise {
        Some(name) => name.clone(),
        None if options.bind.is_unspecified() => {
            return Err(Error::usage(format!("`--bind {}` is no address that executors can name", options.bind))
                .hint("add `--advertise HOST`, the name or address by which executors reach this machine"));
        }
        None => bracketed(options.bind),
    };
    let listener = TcpListener::bind((options.bind, options.port)).await;
    let taken = |error: std::io::Error| unbindable(options.bind, "--port", options.port, &error);
    let listener = listener.map_err(taken)?;
    let address = listener.local_addr().map_err(taken)?;
    let config = SchedulerConfig {
        external_host: host,
        bind_host: options.bind.to_string(),
        bind_port: address.port(),
        // The scheduler sends tasks, and so it knows at once of an executor that takes none; those that stop say so.
        scheduling_policy: TaskSchedulingPolicy::PushStaged,
        task_distribution: TaskDistributionPolicy::RoundRobin,
        executor_timeout_seconds: options.executor_timeout,
        expire_dead_executor_interval_seconds: (options.executor_timeout / 4).clamp(1, 5),
        no_executors_grace_period_seconds: options.executor_timeout.max(30),
        finished_job_data_clean_up_interval_seconds: KEPT,
        grpc_server_max_decoding_message_size: MESSAGE,
        grpc_server_max_encoding_message_size: MESSAGE,
        grpc_client_max_message_size: MESSAGE,
        override_physical_codec: Some(Arc::new(Codec::new(elsewhere))),
        ..SchedulerConfig::default()
    };
    let failed = |error: BallistaError| Error::resource(format!("the scheduler at {address} stopped: {error}"));
    let cluster = BallistaCluster::new_from_config(&config).await.map_err(failed)?;
    let scheduler = create_scheduler::<LogicalPlanNode, PhysicalPlanNode>(cluster, Arc::new(config)).await;
    let serve = start_grpc_service_with_listener(listener, scheduler.map_err(failed)?);
    eprintln!("scheduler listening on {address}");
    tokio::select! {
        served = serve => served.map_err(failed),
        told = told_to_stop() => {
            eprintln!("scheduler at {address} stops");
            told.map_err(|error| Error::resource(format!("cannot wait for signals: {error}")))
        }
    }
}

/// Why an address cannot be listened on.
pub(super) fn unbindable(bind: IpAddr, flag: &str, port: u16, error: &std::io::Error) -> Error {
    let place = format!("{}:{port}", bracketed(bind));
    match error.kind() {
        std::io::ErrorKind::AddrInUse => Error::usage(format!("port {port} of {bind} is taken"))
            .hint(format!("choose another with `{flag}`, or 0 for any that is free")),
        std::io::ErrorKind::AddrNotAvailable => Error::usage(format!("{bind} is no address of this machine"))
            .hint("give one of its own with `--bind`, or 0.0.0.0 for all"),
        _ => Error::usage(format!("cannot listen on {place}: {error}"))
            .hint(format!("choose another address with `--bind`, or another port with `{flag}`")),
    }
}
