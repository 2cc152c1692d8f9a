//! What a connection can be told, and what can be wrong with that.

use std::{collections::BTreeMap, time::Duration};

use everloop_metrics::Metrics;
use everloop_proto::RpcError;

/// How to connect.
#[derive(Clone, Debug)]
pub struct Options {
    /// `host:port`, or a URL whose scheme is `http` or `https`.
    pub target: String,
    /// Whether the first call connects, and not [`connect`](crate::connect).
    pub lazy: bool,
    /// `None` is plain HTTP/2, unless the target's scheme is `https`.
    pub tls: Option<Tls>,
    /// Sent as `authorization: Bearer …`, unless `metadata` has an `authorization` already.
    pub api_key: Option<String>,
    /// Headers of every call. Names are lower case; those that end in `-bin` have binary values.
    pub metadata: BTreeMap<String, Vec<u8>>,
    pub client_name: String,
    pub client_version: String,
    /// `None` sends no pings.
    pub keep_alive: Option<KeepAlive>,
    pub retry: Retry,
    /// Bounds one attempt to connect; `None` leaves it to the operating system.
    pub connect_timeout: Option<Duration>,
    pub compression: Compression,
    /// A proxy to connect through.
    pub proxy: Option<Proxy>,
    /// How often the target's name is looked up again, calls being spread over all its addresses; `None` takes one
    /// address. A proxy, a literal address and a verified name turn it off.
    pub dns_interval: Option<Duration>,
    /// Where requests are counted, if anywhere.
    pub metrics: Option<Metrics>,
}

impl Options {
    /// The usual options for that target.
    #[must_use]
    pub fn new(target: impl Into<String>) -> Self {
        Self {
            target: target.into(),
            lazy: false,
            tls: None,
            api_key: None,
            metadata: BTreeMap::new(),
            client_name: "everloop".to_owned(),
            client_version: env!("CARGO_PKG_VERSION").to_owned(),
            keep_alive: Some(KeepAlive::default()),
            retry: Retry::default(),
            connect_timeout: None,
            compression: Compression::Gzip,
            proxy: None,
            dns_interval: None,
            metrics: None,
        }
    }
}

/// Encryption and who is trusted. All texts are PEM.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Tls {
    /// `None` trusts the system's certificates.
    pub root_ca: Option<Vec<u8>>,
    /// The name to ask for and to check the server's certificate against, instead of the target's host.
    pub domain: Option<String>,
    pub identity: Option<Identity>,
    /// The name the server's certificate is checked against, while the server is still asked for by its usual name.
    /// Needs `root_ca`.
    pub verified_name: Option<String>,
}

/// An HTTP proxy that opens tunnels.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Proxy {
    /// `host:port`.
    pub target: String,
    /// User and password.
    pub basic_auth: Option<(String, String)>,
}

/// What the client shows to a server that asks who it is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Identity {
    pub certificate: Vec<u8>,
    pub private_key: Vec<u8>,
}

/// HTTP/2 pings that find dead connections.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct KeepAlive {
    pub interval: Duration,
    pub timeout: Duration,
}

impl Default for KeepAlive {
    fn default() -> Self {
        Self {
            interval: Duration::from_secs(30),
            timeout: Duration::from_secs(15),
        }
    }
}

/// When calls that failed for a passing reason are made again. Polls are made again for ever.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Retry {
    pub interval_initial: Duration,
    /// A delay is random within this fraction above and below its nominal value.
    pub jitter: f64,
    pub multiplier: f64,
    pub interval_max: Duration,
    /// From the first attempt on; `None` is for ever.
    pub elapsed_max: Option<Duration>,
    /// The first attempt included.
    pub attempts_max: u32,
}

impl Default for Retry {
    fn default() -> Self {
        Self {
            interval_initial: Duration::from_millis(100),
            jitter: 0.2,
            multiplier: 1.7,
            interval_max: Duration::from_secs(5),
            elapsed_max: Some(Duration::from_secs(10)),
            attempts_max: 10,
        }
    }
}

/// Whether large requests are compressed, and compressed replies accepted.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Compression {
    None,
    #[default]
    Gzip,
}

/// Why there is no connection.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("target {target:?} is no host:port and no http or https URL: {reason}")]
    Target { target: String, reason: String },
    #[error("TLS options for {target} cannot be used: {reason}")]
    Tls { target: String, reason: String },
    #[error("header {name:?} cannot be sent: {reason}")]
    Header { name: String, reason: &'static str },
    #[error("cannot connect to {target}: {reason}")]
    Unreachable { target: String, reason: String },
    #[error("connected to {target}, but it does not answer as a Temporal server: {source} ({:?})", source.code)]
    Refused { target: String, source: RpcError },
}
