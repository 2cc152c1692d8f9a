//! Taking the port, putting the services together, serving and stopping.

use std::{
    future::Future,
    net::{IpAddr, Ipv4Addr, SocketAddr},
    sync::Arc,
    time::Duration,
};

use everloop_proto::{Api, DESCRIPTORS};
use tokio::net::TcpListener;
use tokio_stream::StreamExt as _;
use tonic::{
    codec::CompressionEncoding,
    server::NamedService,
    service::Routes,
    transport::server::{Server, TcpIncoming},
};
use tonic_health::ServingStatus;

use crate::{
    accepted::Accepted,
    adapter::{Adapter, Fallback, OperatorService, TestService, WorkflowService},
    requests::Requests,
};

/// Workers keep hundreds of polls open on one connection; HTTP/2's usual 200 streams would starve them.
pub(crate) const STREAMS_MAX: u32 = 100_000;
/// Larger than HTTP/2's 64 KiB, so that a large request does not wait for window updates.
pub(crate) const WINDOW: u32 = 1 << 20;
const PING_INTERVAL: Duration = Duration::from_secs(60);

/// Where and what to serve.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Options {
    pub ip: IpAddr,
    /// 0 takes any free port.
    pub port: u16,
    /// Whether TestService is served, which only makes sense over a clock that can skip.
    pub test_service: bool,
    /// How long calls under way may take to end once the server is told to stop.
    pub grace: Duration,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            ip: Ipv4Addr::LOCALHOST.into(),
            port: 7233,
            test_service: false,
            grace: Duration::from_secs(2),
        }
    }
}

/// Why nothing is served.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    #[error("cannot listen on {address}: {reason}")]
    Listen {
        address: SocketAddr,
        reason: std::io::Error,
    },
    #[error("serving on {address} failed: {reason}")]
    Serve { address: SocketAddr, reason: String },
}

/// A port that is taken but not served yet.
#[derive(Debug)]
pub struct Bound {
    listener: TcpListener,
    address: SocketAddr,
    options: Options,
    requests: Option<Arc<Requests>>,
}

/// Takes the port.
///
/// # Errors
/// When the port is in use or must not be used; the address is named.
pub async fn bind(options: Options) -> Result<Bound, Error> {
    let address = SocketAddr::new(options.ip, options.port);
    let failed = |reason| Error::Listen { address, reason };
    let listener = TcpListener::bind(address).await.map_err(failed)?;
    let address = listener.local_addr().map_err(failed)?;
    Ok(Bound {
        listener,
        address,
        options,
        requests: None,
    })
}

impl Bound {
    /// The address that is listened on, with its true port.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// Counts the calls that come.
    #[must_use]
    pub fn counting(self, requests: Arc<Requests>) -> Self {
        Self {
            requests: Some(requests),
            ..self
        }
    }

    /// Serves `api` until `stop` is done, then lets calls under way end for the grace time.
    ///
    /// # Errors
    /// When the port stops working.
    pub async fn serve(self, api: Arc<dyn Api>, stop: impl Future<Output = ()>) -> Result<(), Error> {
        let Self {
            listener,
            address,
            options,
            requests,
        } = self;
        let (stopping, stopped) = tokio::sync::oneshot::channel::<()>();
        let known = api.clone();
        let incoming = TcpIncoming::from(listener)
            .with_nodelay(Some(true))
            .map(move |stream| stream.map(|stream| Accepted::new(stream, known.clone())));
        let serving = Server::builder()
            .http2_keepalive_interval(Some(PING_INTERVAL))
            .max_concurrent_streams(STREAMS_MAX)
            .initial_stream_window_size(WINDOW)
            .initial_connection_window_size(WINDOW)
            .add_routes(routes(api, requests, options.test_service).await)
            .serve_with_incoming_shutdown(incoming, async {
                // A dropped sender means the same: stop.
                let _ = stopped.await;
            });
        let grace = async {
            stop.await;
            let _ = stopping.send(());
            tokio::time::sleep(options.grace).await;
        };
        tokio::select! {
            served = serving => served.map_err(|error| Error::Serve { address, reason: error.to_string() }),
            () = grace => Ok(()),
        }
    }
}

async fn routes(api: Arc<dyn Api>, requests: Option<Arc<Requests>>, test_service: bool) -> Routes {
    let (health, health_service) = tonic_health::server::health_reporter();
    let workflow = Adapter::<WorkflowService>::new(api.clone(), requests.clone());
    let operator = Adapter::<OperatorService>::new(api.clone(), requests.clone());
    for name in [Adapter::<WorkflowService>::NAME, Adapter::<OperatorService>::NAME] {
        health.set_service_status(name, ServingStatus::Serving).await;
    }
    let reflection = || {
        tonic_reflection::server::Builder::configure()
            .register_encoded_file_descriptor_set(DESCRIPTORS)
            .register_encoded_file_descriptor_set(tonic_health::pb::FILE_DESCRIPTOR_SET)
    };
    // Clients compress what they send to any service once they compress at all.
    const GZIP: CompressionEncoding = CompressionEncoding::Gzip;
    const COMPILED: &str = "the descriptors were compiled at build time";
    let mut routes = Routes::new(workflow)
        .add_service(operator)
        .add_service(health_service.accept_compressed(GZIP))
        .add_service(reflection().build_v1().expect(COMPILED).accept_compressed(GZIP))
        .add_service(reflection().build_v1alpha().expect(COMPILED).accept_compressed(GZIP));
    if test_service {
        routes = routes.add_service(Adapter::<TestService>::new(api, requests));
    }
    Routes::from(routes.into_axum_router().fallback_service(Fallback))
}
