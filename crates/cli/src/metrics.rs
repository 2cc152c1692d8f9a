//! The metrics of a server and the port to read them from.
//!
//! What the process uses of the machine is read from `/proc`, under the names that Prometheus' own clients give it.

use std::{
    fs,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Weak},
    time::Duration,
};

use anyhow::Context as _;
use everloop_metrics::{Attributes, Kind, Metrics, Number, Options, Registry, Sink, TimeUnit, prometheus};
use everloop_server::Requests;
use everloop_share::Member;
use everloop_telemetry::endpoint::{self, Endpoint, Text};
use tokio::{runtime::Handle, sync::Mutex};

/// Bounds of durations in seconds. Wire: dashboards of official servers expect these.
const SECONDS: &[f64] = &[
    0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0,
];
const COUNTS: &[f64] = &[1.0, 2.0, 5.0, 10.0, 20.0, 50.0, 100.0, 200.0, 500.0, 1000.0];
/// Turns and commits are shorter than anything of an official server.
const SHORT: &[f64] = &[
    0.000_05, 0.000_1, 0.000_2, 0.000_5, 0.001, 0.002, 0.005, 0.01, 0.02, 0.05, 0.1, 0.2, 0.5, 1.0,
];

/// An engine that does not answer within this time is shown as it was.
const PATIENCE: Duration = Duration::from_secs(5);

/// The kernel's unit of processor time: it is the same on every Linux there is.
const TICKS_PER_SECOND: f64 = 100.0;

/// Metrics whose port is taken and not served yet.
pub(crate) struct Metered {
    listener: std::net::TcpListener,
    registry: Registry,
    metrics: Metrics,
    requests: Arc<Requests>,
}

impl Metered {
    /// Takes the port.
    pub(crate) fn take(ip: IpAddr, port: u16) -> anyhow::Result<Self> {
        let address = SocketAddr::new(ip, port);
        let listener =
            endpoint::bind(address).with_context(|| format!("--metrics-port: cannot listen on {address}"))?;
        let registry = Registry::default();
        let options = Options {
            time_unit: TimeUnit::Seconds,
            bounds_default: Some(SECONDS.to_vec()),
            bounds: [
                ("everloop_turn_latency", SHORT),
                ("persistence_latency", SHORT),
                ("everloop_commit_executions", COUNTS),
                ("everloop_commit_rows", COUNTS),
            ]
            .map(|(name, bounds)| (name.to_owned(), bounds.to_vec()))
            .into(),
            ..Options::default()
        };
        let metrics = Metrics::new(options, Sink::Registry(registry.clone()));
        Ok(Self {
            listener,
            registry,
            requests: Arc::new(Requests::new(&metrics)),
            metrics,
        })
    }

    pub(crate) fn metrics(&self) -> Metrics {
        self.metrics.clone()
    }

    pub(crate) fn requests(&self) -> Arc<Requests> {
        Arc::clone(&self.requests)
    }

    /// Answers on the port, and says where it is.
    pub(crate) fn serve(self, member: &Arc<Member>) -> anyhow::Result<Endpoint> {
        let version = [("build_version", env!("CARGO_PKG_VERSION"))];
        let build = self
            .metrics
            .own(Kind::Gauge, "build_information", "The version of everloop");
        build.bind(&Attributes::default().with(version)).set(1);
        let scrape = Arc::new(Scrape {
            registry: self.registry,
            member: Arc::downgrade(member),
            requests: self.requests,
            process: Process::new(&self.metrics),
            one_at_a_time: Mutex::new(()),
        });
        let text: Text = Arc::new(move || {
            let scrape = Arc::clone(&scrape);
            Box::pin(async move { scrape.text().await })
        });
        let endpoint = endpoint::serve(&Handle::current(), self.listener, text).context("cannot serve metrics")?;
        println!("metrics are on http://{}/metrics", endpoint.address());
        Ok(endpoint)
    }
}

struct Scrape {
    registry: Registry,
    /// The server ends without waiting for its readers.
    member: Weak<Member>,
    requests: Arc<Requests>,
    process: Process,
    /// Gauges are set anew as a whole: nobody is to see half of it.
    one_at_a_time: Mutex<()>,
}

impl Scrape {
    async fn text(&self) -> String {
        let _alone = self.one_at_a_time.lock().await;
        if let Some(member) = self.member.upgrade() {
            match tokio::time::timeout(PATIENCE, member.measure()).await {
                Ok(Ok(())) => {}
                Ok(Err(error)) => tracing::warn!(%error, "the engine cannot tell how it stands"),
                Err(_) => tracing::warn!("the engine did not tell in time how it stands"),
            }
        }
        self.requests.measure();
        self.process.measure();
        prometheus::text(&self.registry, prometheus::Names::default())
    }
}

/// What the process uses of the machine.
struct Process {
    memory: everloop_metrics::Recorder,
    processor: everloop_metrics::Recorder,
    files: everloop_metrics::Recorder,
}

impl Process {
    fn new(metrics: &Metrics) -> Self {
        let none = Attributes::default();
        let gauge = |name, description| metrics.own(Kind::Gauge, name, description).bind(&none);
        Self {
            memory: gauge("process_resident_memory_bytes", "Memory in use"),
            processor: gauge(
                "process_cpu_seconds_total",
                "Processor time used, by programs and the kernel for them",
            ),
            files: gauge("process_open_fds", "Open files"),
        }
    }

    fn measure(&self) {
        let status = fs::read_to_string("/proc/self/status").unwrap_or_default();
        if let Some(memory) = resident(&status) {
            self.memory.record(Number::Int(memory));
        }
        let stat = fs::read_to_string("/proc/self/stat").unwrap_or_default();
        if let Some(ticks) = ticks(&stat) {
            self.processor.record(Number::Float(ticks / TICKS_PER_SECOND));
        }
        if let Ok(files) = fs::read_dir("/proc/self/fd") {
            self.files.set(files.count());
        }
    }
}

fn resident(status: &str) -> Option<u64> {
    let line = status.lines().find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kibibytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kibibytes * 1024)
}

/// The name of the program stands in parentheses and may hold anything; the times are the 12th and 13th words after it.
fn ticks(stat: &str) -> Option<f64> {
    let (_, rest) = stat.rsplit_once(") ")?;
    let mut words = rest.split(' ').skip(11);
    let mut next = || words.next()?.parse::<f64>().ok();
    Some(next()? + next()?)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_the_kernel_tells_is_read() {
        assert_eq!(resident("Name:\tx\nVmRSS:\t    12 kB\n"), Some(12 * 1024));
        let stat = "7 (a ) b) S 1 2 3 4 5 6 7 8 9 10 30 12 0 0";
        assert_eq!(ticks(stat), Some(42.0));
        assert_eq!((resident(""), ticks("")), (None, None));
    }
}
