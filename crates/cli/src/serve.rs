//! From options to a running server, and to its end.

use std::{io::IsTerminal, net::IpAddr, path::PathBuf, sync::Arc, time::Duration};

use anyhow::Context;
use everloop_metrics::Metrics;
use everloop_proto::{
    Api, Call, Code, enums::v1::IndexedValueType, operatorservice::v1::AddSearchAttributesRequest,
    workflowservice::v1::RegisterNamespaceRequest,
};
use everloop_service::{Durability, Limits, Location, SkippingClock};
use everloop_share::Member;
use tracing_subscriber::filter::LevelFilter;

use crate::{args::LogLevel, metrics::Metered};

/// Long polls never end by themselves; replies under way need no longer than this.
const GRACE: Duration = Duration::from_millis(300);

/// What a namespace gets that is named on the command line.
const RETENTION: prost_types::Duration = prost_types::Duration {
    seconds: 24 * 3600,
    nanos: 0,
};

/// Where the state is kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Database {
    Memory,
    File(PathBuf),
}

/// What to serve and how.
#[derive(Clone, Debug)]
pub(crate) struct Options {
    pub(crate) database: Database,
    pub(crate) durability: Durability,
    /// Whether the clock can skip, and TestService is served.
    pub(crate) time_skipping: bool,
    pub(crate) ip: IpAddr,
    pub(crate) port: u16,
    pub(crate) log_level: LogLevel,
    pub(crate) namespaces: Vec<String>,
    pub(crate) search_attributes: Vec<(String, IndexedValueType)>,
    /// Where metrics can be read, if anywhere; 0 is any free port.
    pub(crate) metrics_port: Option<u16>,
    pub(crate) limits: Limits,
}

/// Serves until the process is told to stop. Blocks.
pub(crate) fn run_blocking(options: Options) -> anyhow::Result<()> {
    log(options.log_level);
    let runtime = tokio::runtime::Builder::new_multi_thread()
        .worker_threads(2)
        .enable_all()
        .build()
        .context("cannot start the threads of the server")?;
    let served = runtime.block_on(run(options));
    // Calls that wait for ever must not keep the process.
    runtime.shutdown_background();
    served
}

async fn run(options: Options) -> anyhow::Result<()> {
    let stop = stop_requested()?;
    // The port comes first: nothing is opened or made when it is taken.
    let bound = everloop_server::bind(everloop_server::Options {
        ip: options.ip,
        port: options.port,
        grace: GRACE,
        test_service: options.time_skipping,
    })
    .await?;
    let metered = options
        .metrics_port
        .map(|port| Metered::take(options.ip, port))
        .transpose()?;
    let bound = match &metered {
        Some(metered) => bound.counting(metered.requests()),
        None => bound,
    };
    let metrics = metered.as_ref().map(Metered::metrics);
    let member = Arc::new(Member::open(service_options(&options, metrics)).await?);
    let api = Arc::clone(&member) as Arc<dyn Api>;
    if !member.is_owner() {
        register_namespaces(&*api, &options.namespaces).await?;
    }
    register_search_attributes(&*api, &options).await?;
    announce(&options.database, &member, &bound);
    let _metered = metered.map(|metered| metered.serve(&member)).transpose()?;
    let served = bound.serve(api, stop).await;
    tokio::task::spawn_blocking(move || member.close_blocking())
        .await
        .context("closing the database failed")?;
    Ok(served?)
}

fn service_options(options: &Options, metrics: Option<Metrics>) -> everloop_service::Options {
    let mut service = everloop_service::Options {
        location: match &options.database {
            Database::Memory => Location::Memory,
            Database::File(path) => Location::File(path.clone()),
        },
        durability: options.durability,
        limits: options.limits.clone(),
        metrics,
        namespaces: options.namespaces.clone(),
        ..Default::default()
    };
    if options.time_skipping {
        service.clock = Arc::new(SkippingClock::new());
    }
    service
}

fn announce(database: &Database, member: &Member, bound: &everloop_server::Bound) {
    let state = match database {
        Database::Memory => "state in memory".to_owned(),
        Database::File(path) if member.is_owner() => format!("state in {}", path.display()),
        Database::File(path) => format!("state in {}, which {} holds", path.display(), member.owner()),
    };
    println!(
        "everloop {} is serving on {}, {state}",
        env!("CARGO_PKG_VERSION"),
        bound.address()
    );
}

/// An engine that runs here already has them; one of another process may not.
async fn register_namespaces(api: &dyn Api, namespaces: &[String]) -> anyhow::Result<()> {
    for namespace in namespaces {
        let request = RegisterNamespaceRequest {
            namespace: namespace.clone(),
            workflow_execution_retention_period: Some(RETENTION),
            ..Default::default()
        };
        match api.register_namespace(request, Call::default()).await {
            Err(error) if error.code != Code::AlreadyExists => {
                return Err(error).with_context(|| format!("cannot register namespace {namespace}"));
            }
            _ => {}
        }
    }
    Ok(())
}

async fn register_search_attributes(api: &dyn Api, options: &Options) -> anyhow::Result<()> {
    if options.search_attributes.is_empty() {
        return Ok(());
    }
    let namespaces = options
        .namespaces
        .iter()
        .map(String::as_str)
        .filter(|name| *name != "default");
    for namespace in ["default"].into_iter().chain(namespaces) {
        let request = AddSearchAttributesRequest {
            search_attributes: options
                .search_attributes
                .iter()
                .map(|(name, kind)| (name.clone(), *kind as i32))
                .collect(),
            namespace: namespace.to_owned(),
        };
        api.add_search_attributes(request, Call::default())
            .await
            .with_context(|| format!("cannot register search attributes in namespace {namespace}"))?;
    }
    Ok(())
}

fn log(level: LogLevel) {
    let level = match level {
        LogLevel::Trace => LevelFilter::TRACE,
        LogLevel::Debug => LevelFilter::DEBUG,
        LogLevel::Info => LevelFilter::INFO,
        LogLevel::Warn => LevelFilter::WARN,
        LogLevel::Error => LevelFilter::ERROR,
        LogLevel::Off => LevelFilter::OFF,
    };
    // A process that has a subscriber already, as one that embeds this may, keeps it.
    let _ = tracing_subscriber::fmt()
        .with_max_level(level)
        .with_ansi(std::io::stderr().is_terminal() && std::env::var_os("NO_COLOR").is_none())
        .with_writer(std::io::stderr)
        .try_init();
}

/// A future that is done when the process is told to stop.
fn stop_requested() -> anyhow::Result<impl Future<Output = ()>> {
    use tokio::signal::unix::{SignalKind, signal};
    let mut terminate = signal(SignalKind::terminate()).context("cannot listen for SIGTERM")?;
    let mut interrupt = signal(SignalKind::interrupt()).context("cannot listen for SIGINT")?;
    Ok(async move {
        tokio::select! {
            _ = terminate.recv() => {}
            _ = interrupt.recv() => {}
        }
    })
}
