//! An open connection and the making of one call.

use std::{sync::Arc, time::Instant};

use bytes::Bytes;
use everloop_proto::{
    Api, Call, Code, Reply, RpcError,
    workflowservice::v1::{GetSystemInfoRequest, GetSystemInfoResponse},
};
use parking_lot::RwLock;
use tonic::{Request, codec::CompressionEncoding, metadata::MetadataMap, transport::Channel};

use crate::{
    api::Remote,
    channel,
    codec::BytesCodec,
    headers,
    metrics::Requests,
    options::{Compression, Error, Options},
    retry::{self, Kind},
    status,
};

/// Smaller requests gain nothing from compression that would pay for setting it up.
const COMPRESS_FROM: usize = 4096;
/// A reply larger than this is a mistake.
const REPLY_MAX: usize = 128 << 20;

/// A connection to one server. Cheap to clone; it closes when the last clone and the last `Api` are gone.
#[derive(Clone)]
pub struct Connection {
    shared: Arc<Shared>,
    system_info: Option<Arc<GetSystemInfoResponse>>,
}

pub(crate) struct Shared {
    channel: Channel,
    options: RwLock<Options>,
    headers: RwLock<MetadataMap>,
    requests: Option<Requests>,
}

/// Connects, and asks the server what it can, unless the options say to be lazy.
///
/// # Errors
/// See [`Error`]; each names the target.
pub async fn connect(options: Options) -> Result<Connection, Error> {
    // What is wrong with headers is known before anything is opened.
    headers::of(&options)?;
    let channel = channel::open(&options).await?;
    let (target, lazy) = (options.target.clone(), options.lazy);
    let mut connection = Connection::on(channel, options)?;
    if !lazy {
        let info = connection
            .retrying()
            .get_system_info(GetSystemInfoRequest::default(), Call::default())
            .await;
        connection.system_info = match info {
            Ok(info) => Some(Arc::new(info)),
            // Servers older than the call have none of the capabilities it tells.
            Err(error) if error.code == Code::Unimplemented => None,
            Err(source) => return Err(Error::Refused { target, source }),
        };
    }
    Ok(connection)
}

/// A connection that is dialled with its first call. Must be called within a tokio runtime.
///
/// # Errors
/// When the options cannot be used.
pub fn connect_lazy(options: Options) -> Result<Connection, Error> {
    Connection::on(channel::lazy(&options)?, options)
}

impl Connection {
    /// A connection over a channel that is open.
    pub(crate) fn on(channel: Channel, options: Options) -> Result<Self, Error> {
        let headers = RwLock::new(headers::of(&options)?);
        let requests = options.metrics.as_ref().map(Requests::new);
        let options = RwLock::new(options);
        Ok(Self {
            shared: Arc::new(Shared {
                channel,
                options,
                headers,
                requests,
            }),
            system_info: None,
        })
    }

    /// The API, with retries as the options say.
    #[must_use]
    pub fn retrying(&self) -> Arc<dyn Api> {
        Arc::new(Remote {
            shared: self.shared.clone(),
            retries: true,
        })
    }

    /// The API without retries.
    #[must_use]
    pub fn once(&self) -> Arc<dyn Api> {
        Arc::new(Remote {
            shared: self.shared.clone(),
            retries: false,
        })
    }

    /// What the server said of itself when the connection was made; `None` for lazy connections.
    #[must_use]
    pub fn system_info(&self) -> Option<&GetSystemInfoResponse> {
        self.system_info.as_deref()
    }

    /// The target as given.
    #[must_use]
    pub fn target(&self) -> String {
        self.shared.options.read().target.clone()
    }

    /// Changes the options that can change while connected, which are `api_key` and `metadata`.
    ///
    /// # Errors
    /// When a header cannot be sent; nothing has changed then.
    pub fn reconfigure(&self, change: impl FnOnce(&mut Options)) -> Result<(), Error> {
        let mut options = self.shared.options.write();
        let mut changed = options.clone();
        change(&mut changed);
        let headers = headers::of(&changed)?;
        *self.shared.headers.write() = headers;
        *options = changed;
        Ok(())
    }

    /// Makes one call by its gRPC path, message as bytes; also of services that `Api` does not have, such as health.
    ///
    /// # Errors
    /// What the server answers.
    pub async fn call_bytes(&self, path: &'static str, request: Bytes, call: Call, retries: bool) -> Reply<Bytes> {
        self.shared.call(path, request, call, retries).await
    }
}

impl Shared {
    /// One call, made again after failures that pass if `retries` is set.
    pub(crate) async fn call(&self, path: &'static str, request: Bytes, call: Call, retries: bool) -> Reply<Bytes> {
        let kind = Kind::of(path);
        let started = Instant::now();
        let mut attempt = 1;
        loop {
            let error = match self.attempt(path, request.clone(), &call, kind).await {
                Ok(reply) => return Ok(reply),
                Err(error) => error,
            };
            let retry = self.options.read().retry;
            let delay = if retries {
                retry::delay(&retry, kind, &error, attempt, started.elapsed())
            } else {
                None
            };
            let Some(delay) = delay else { return Err(error) };
            tokio::time::sleep(delay).await;
            attempt += 1;
        }
    }

    async fn attempt(&self, path: &'static str, body: Bytes, call: &Call, kind: Kind) -> Reply<Bytes> {
        let timeout = call.timeout.unwrap_or_else(|| kind.timeout());
        let counted = self.requests.as_ref().map(|requests| requests.begin(path, kind, &body));
        let request = self.request(path, body, call, timeout)?;
        let reply = match tokio::time::timeout(timeout, self.exchange(path, request)).await {
            Ok(reply) => reply,
            Err(_) => Err(status::timed_out()),
        };
        if let Some(counted) = counted {
            counted.ended(&reply);
        }
        reply
    }

    fn request(&self, path: &str, body: Bytes, call: &Call, timeout: std::time::Duration) -> Reply<Request<Bytes>> {
        let mut headers = self.headers.read().clone();
        headers::extend(&mut headers, &call.metadata)?;
        headers::name_namespace(&mut headers, path, &body);
        let mut request = Request::new(body);
        *request.metadata_mut() = headers;
        request.set_timeout(timeout);
        Ok(request)
    }

    async fn exchange(&self, path: &'static str, request: Request<Bytes>) -> Reply<Bytes> {
        let mut grpc = tonic::client::Grpc::new(self.channel.clone()).max_decoding_message_size(REPLY_MAX);
        if self.options.read().compression == Compression::Gzip {
            grpc = grpc.accept_compressed(CompressionEncoding::Gzip);
            if request.get_ref().len() >= COMPRESS_FROM {
                grpc = grpc.send_compressed(CompressionEncoding::Gzip);
            }
        }
        grpc.ready().await.map_err(|error| self.unavailable(&error))?;
        let reply = grpc
            .unary(request, http::uri::PathAndQuery::from_static(path), BytesCodec)
            .await;
        match reply {
            Ok(reply) => Ok(reply.into_inner()),
            Err(refused) => Err(status::error(&self.options.read().target, &refused)),
        }
    }

    fn unavailable(&self, error: &tonic::transport::Error) -> RpcError {
        let target = &self.options.read().target;
        RpcError::new(
            Code::Unavailable,
            format!("cannot reach {target}: {}", channel::chain(error)),
        )
    }
}
