//! Metrics sent to an OpenTelemetry collector at regular times, over gRPC or HTTP.

use std::{
    collections::BTreeMap,
    time::{Duration, SystemTime, UNIX_EPOCH},
};

use everloop_client::Connection;
use everloop_metrics::{
    Attributes, Registry,
    otlp::{self, Interval, Temporality},
};
use everloop_proto::Call;
use http::Uri;
use tokio::{runtime::Handle, task::JoinHandle};

use crate::post::Post;

const EXPORT: &str = "/opentelemetry.proto.collector.metrics.v1.MetricsService/Export";
/// A collector that takes longer has lost the export.
const PATIENCE: Duration = Duration::from_secs(10);

/// How exports travel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Protocol {
    #[default]
    Grpc,
    /// Protobuf in HTTP, to exactly the URL given.
    Http,
}

/// Where to export to, and how often.
#[derive(Clone, Debug)]
pub struct Options {
    pub url: String,
    pub protocol: Protocol,
    pub headers: BTreeMap<String, String>,
    pub interval: Duration,
    pub temporality: Temporality,
    /// What is said of the process as a whole.
    pub resource: Attributes,
}

/// Why nothing can be exported.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("{url:?} is no http or https URL")]
    Url { url: String },
    #[error("header {name:?} cannot be sent: it has characters that headers must not have")]
    Header { name: String },
    #[error("cannot export to {url}: {reason}")]
    Channel { url: String, reason: String },
}

/// An exporter that runs until this is dropped.
pub struct Exporter(JoinHandle<()>);

impl Drop for Exporter {
    fn drop(&mut self) {
        self.0.abort();
    }
}

enum Way {
    Grpc(Connection),
    Http(Post),
}

/// Begins to export the registry.
///
/// # Errors
/// When the options cannot be used. A collector that is not there is none: it may come.
pub fn open(runtime: &Handle, registry: Registry, options: Options) -> Result<Exporter, Error> {
    let url = &options.url;
    let uri = url.parse::<Uri>().ok().filter(|uri| {
        let is_http = matches!(uri.scheme_str(), Some("http" | "https"));
        is_http && uri.host().is_some()
    });
    let Some(uri) = uri else {
        return Err(Error::Url { url: url.clone() });
    };
    if let Some((name, _)) = options.headers.iter().find(|header| !is_legal(*header)) {
        return Err(Error::Header { name: name.clone() });
    }
    let unusable = |reason: String| Error::Channel {
        url: url.clone(),
        reason,
    };
    let way = match options.protocol {
        Protocol::Http => Way::Http(Post::new(uri, options.headers.clone()).map_err(|it| unusable(it.to_string()))?),
        Protocol::Grpc => {
            let _entered = runtime.enter();
            Way::Grpc(channel(&options).map_err(|error| unusable(error.to_string()))?)
        }
    };
    Ok(Exporter(runtime.spawn(export(registry, options, way))))
}

fn is_legal((name, value): (&String, &String)) -> bool {
    let is_name = !name.is_empty()
        && name
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || b"-_.".contains(&byte));
    is_name
        && value
            .bytes()
            .all(|byte| byte == b'\t' || (byte >= b' ' && byte != 0x7f))
}

fn channel(options: &Options) -> Result<Connection, everloop_client::Error> {
    let mut client = everloop_client::Options::new(options.url.trim_end_matches('/'));
    client.metadata = options
        .headers
        .iter()
        .map(|(name, value)| (name.to_ascii_lowercase(), value.clone().into_bytes()))
        .collect();
    client.compression = everloop_client::Compression::None;
    everloop_client::connect_lazy(client)
}

async fn export(registry: Registry, options: Options, way: Way) {
    let mut ticks = tokio::time::interval(options.interval);
    ticks.set_missed_tick_behavior(tokio::time::MissedTickBehavior::Delay);
    ticks.tick().await;
    let mut start = now();
    let mut is_down = false;
    loop {
        ticks.tick().await;
        let interval = Interval { start, now: now() };
        let request = otlp::request(&registry, &options.resource, options.temporality, interval);
        if options.temporality == Temporality::Delta {
            start = interval.now;
        }
        let sent = tokio::time::timeout(PATIENCE, way.send(request)).await;
        let failure = match sent {
            Ok(Ok(())) => None,
            Ok(Err(reason)) => Some(reason),
            Err(_) => Some("the collector did not answer in time".to_owned()),
        };
        if let Some(reason) = &failure
            && !is_down
        {
            tracing::warn!(
                url = options.url,
                reason,
                "metrics could not be exported; this is said once"
            );
        }
        is_down = failure.is_some();
    }
}

impl Way {
    async fn send(&self, request: Vec<u8>) -> Result<(), String> {
        match self {
            Self::Grpc(connection) => {
                let reply = connection.call_bytes(EXPORT, request.into(), Call::within(PATIENCE), false);
                reply.await.map(drop).map_err(|error| error.to_string())
            }
            Self::Http(post) => post.send(&request).await.map_err(|error| error.to_string()),
        }
    }
}

fn now() -> u64 {
    let elapsed = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
    u64::try_from(elapsed.as_nanos()).unwrap_or(u64::MAX)
}

#[cfg(test)]
mod tests {
    use everloop_metrics::{Kind, Metrics, Sink};
    use tokio::{
        io::{AsyncReadExt as _, AsyncWriteExt as _},
        net::TcpListener,
    };

    use super::*;

    fn options(url: String) -> Options {
        Options {
            url,
            protocol: Protocol::Http,
            headers: [("x-key".to_owned(), "secret".to_owned())].into(),
            interval: Duration::from_millis(5),
            temporality: Temporality::Cumulative,
            resource: Attributes::default(),
        }
    }

    #[tokio::test]
    async fn an_export_over_http_is_one_request() {
        let collector = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let registry = Registry::default();
        let metrics = Metrics::new(everloop_metrics::Options::default(), Sink::Registry(registry.clone()));
        metrics
            .own(Kind::Counter, "count_of_things", "")
            .bind(&Attributes::default())
            .add(1);
        let url = format!("http://{}/v1/metrics", collector.local_addr().unwrap());
        let _exporter = open(&Handle::current(), registry, options(url)).unwrap();
        let (mut stream, _) = collector.accept().await.unwrap();
        let mut request = Vec::new();
        while !request.windows(15).any(|part| part == b"count_of_things") {
            stream.read_buf(&mut request).await.unwrap();
        }
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\n").await.unwrap();
        let text = String::from_utf8_lossy(&request);
        assert!(text.starts_with("POST /v1/metrics HTTP/1.1\r\n"), "{text}");
        assert!(text.contains("\r\nx-key: secret\r\n"), "{text}");
        // The next one comes on a connection of its own.
        collector.accept().await.unwrap();
    }

    #[tokio::test]
    async fn what_cannot_be_used_is_named() {
        let refused = |options| {
            open(&Handle::current(), Registry::default(), options)
                .err()
                .unwrap()
                .to_string()
        };
        assert_eq!(refused(options("zzz".to_owned())), "\"zzz\" is no http or https URL");
        let mut bad = options("http://127.0.0.1:1".to_owned());
        bad.headers.insert("a b".to_owned(), String::new());
        assert!(refused(bad).starts_with("header \"a b\""));
    }
}
