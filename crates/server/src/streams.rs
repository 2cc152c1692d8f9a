//! Serving processes of this machine over streams that somebody else accepts.
//!
//! The peers are ours, so there is no reflection and no health service: less to build when a database is opened.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use everloop_proto::Api;
use tokio::{
    io::{AsyncRead, AsyncWrite, ReadBuf},
    sync::{mpsc, oneshot},
};
use tokio_stream::Stream;
use tonic::{
    service::Routes,
    transport::server::{Connected, Server},
};

use crate::{
    adapter::{Adapter, OperatorService, TestService, WorkflowService},
    listen::{STREAMS_MAX, WINDOW},
};

/// Serves `api` on each stream that comes, until `stop` is done; then lets calls under way end for the grace time.
pub async fn serve_streams<S>(
    streams: mpsc::Receiver<S>,
    api: Arc<dyn Api>,
    stop: impl Future<Output = ()>,
    grace: Duration,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let routes = Routes::new(Adapter::<WorkflowService>::new(api.clone()))
        .add_service(Adapter::<OperatorService>::new(api.clone()))
        .add_service(Adapter::<TestService>::new(api));
    let (stopping, stopped) = oneshot::channel::<()>();
    let serving = Server::builder()
        .max_concurrent_streams(STREAMS_MAX)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .add_routes(routes)
        .serve_with_incoming_shutdown(Incoming(streams), async {
            // A dropped sender means the same: stop.
            let _ = stopped.await;
        });
    let grace = async {
        stop.await;
        let _ = stopping.send(());
        tokio::time::sleep(grace).await;
    };
    tokio::select! {
        served = serving => if let Err(error) = served {
            tracing::error!(%error, "serving other processes has failed");
        },
        () = grace => {}
    }
}

struct Incoming<S>(mpsc::Receiver<S>);

impl<S> Stream for Incoming<S> {
    type Item = io::Result<Accepted<S>>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        self.0
            .poll_recv(cx)
            .map(|stream| stream.map(|stream| Ok(Accepted(stream))))
    }
}

/// A stream about which nothing is to be known.
struct Accepted<S>(S);

impl<S> Connected for Accepted<S> {
    type ConnectInfo = ();

    fn connect_info(&self) {}
}

impl<S: AsyncRead + Unpin> AsyncRead for Accepted<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Accepted<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.0).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.0.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.0).poll_shutdown(cx)
    }
}
