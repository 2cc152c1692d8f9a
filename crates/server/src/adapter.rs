//! One gRPC service over an `Api`: the path of a request says which method.

use std::{
    convert::Infallible,
    future::{Future, Ready, ready},
    marker::PhantomData,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use bytes::Bytes;
use everloop_client::codec::BytesCodec;
use everloop_proto::Api;
use tonic::{
    Request, Response, Status,
    body::Body,
    codec::CompressionEncoding,
    server::{Grpc, NamedService, UnaryService},
};
use tower_service::Service;

use crate::{limits, requests::Requests, status};

type Boxed<T> = Pin<Box<dyn Future<Output = T> + Send>>;

/// The name of a gRPC service, as a type.
pub(crate) trait Name: Send + Sync + 'static {
    const NAME: &'static str;
}

pub(crate) struct WorkflowService;
pub(crate) struct OperatorService;
pub(crate) struct TestService;

impl Name for WorkflowService {
    const NAME: &'static str = "temporal.api.workflowservice.v1.WorkflowService";
}

impl Name for OperatorService {
    const NAME: &'static str = "temporal.api.operatorservice.v1.OperatorService";
}

impl Name for TestService {
    const NAME: &'static str = "temporal.api.testservice.v1.TestService";
}

/// The RPCs of one gRPC service.
pub(crate) struct Adapter<N> {
    api: Arc<dyn Api>,
    requests: Option<Arc<Requests>>,
    name: PhantomData<N>,
}

impl<N> Adapter<N> {
    /// Calls are counted, if somebody wants to know of them.
    pub(crate) fn new(api: Arc<dyn Api>, requests: Option<Arc<Requests>>) -> Self {
        Self {
            api,
            requests,
            name: PhantomData,
        }
    }
}

impl<N> Clone for Adapter<N> {
    fn clone(&self) -> Self {
        Self::new(self.api.clone(), self.requests.clone())
    }
}

impl<N: Name> NamedService for Adapter<N> {
    const NAME: &'static str = N::NAME;
}

impl<N: Name> Service<http::Request<Body>> for Adapter<N> {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Boxed<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<Body>) -> Self::Future {
        let method = Method {
            api: self.api.clone(),
            requests: self.requests.clone(),
            path: request.uri().path().to_owned(),
        };
        Box::pin(async move {
            let mut grpc = Grpc::new(BytesCodec)
                .accept_compressed(CompressionEncoding::Gzip)
                .max_decoding_message_size(limits::REQUEST_MAX)
                .max_encoding_message_size(usize::MAX);
            Ok(limits::restate(grpc.unary(method, request).await))
        })
    }
}

struct Method {
    api: Arc<dyn Api>,
    requests: Option<Arc<Requests>>,
    path: String,
}

impl UnaryService<Bytes> for Method {
    type Response = Bytes;
    type Future = Boxed<Result<Response<Bytes>, Status>>;

    fn call(&mut self, request: Request<Bytes>) -> Self::Future {
        let (api, path) = (self.api.clone(), std::mem::take(&mut self.path));
        let requests = self.requests.clone();
        Box::pin(async move {
            let (metadata, extensions, body) = request.into_parts();
            let mut call = status::call(&metadata)?;
            call.connection = extensions.get().cloned();
            let counted = requests.map(|requests| requests.begin(&path, &body));
            let reply = everloop_proto::invoke(&*api, &path, body, call).await;
            if let Some(counted) = counted {
                counted.ended(reply.as_ref().err());
            }
            reply.map(Response::new).map_err(status::of)
        })
    }
}

/// Answers for services that are not served.
#[derive(Clone)]
pub(crate) struct Fallback;

impl<B> Service<http::Request<B>> for Fallback {
    type Response = http::Response<Body>;
    type Error = Infallible;
    type Future = Ready<Result<Self::Response, Infallible>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), Infallible>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, request: http::Request<B>) -> Self::Future {
        let service = request.uri().path().split('/').nth(1).unwrap_or_default();
        ready(Ok(
            Status::unimplemented(format!("unknown service {service}")).into_http()
        ))
    }
}
