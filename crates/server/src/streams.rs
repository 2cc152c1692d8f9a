//! Serving processes of this machine over streams that somebody else accepts.
//!
//! The peers are ours, so there is no reflection and no health service: less to build when a database is opened.

use std::{io, sync::Arc, time::Duration};

use everloop_proto::Api;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::{mpsc, oneshot},
};
use tokio_stream::{StreamExt as _, wrappers::ReceiverStream};
use tonic::{service::Routes, transport::server::Server};

use crate::{
    accepted::Accepted,
    adapter::{Adapter, OperatorService, TestService, WorkflowService},
    listen::{STREAMS_MAX, WINDOW},
    requests::Requests,
};

/// Serves `api` on each stream that comes, counting its calls if they are to be counted, until `stop` is done; then lets calls under way end for the grace time.
pub async fn serve_streams<S>(
    streams: mpsc::Receiver<S>,
    api: Arc<dyn Api>,
    requests: Option<Arc<Requests>>,
    stop: impl Future<Output = ()>,
    grace: Duration,
) where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let routes = Routes::new(Adapter::<WorkflowService>::new(api.clone(), requests.clone()))
        .add_service(Adapter::<OperatorService>::new(api.clone(), requests.clone()))
        .add_service(Adapter::<TestService>::new(api.clone(), requests));
    let (stopping, stopped) = oneshot::channel::<()>();
    let incoming =
        ReceiverStream::new(streams).map(move |stream| Ok::<_, io::Error>(Accepted::new(stream, api.clone())));
    let serving = Server::builder()
        .max_concurrent_streams(STREAMS_MAX)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW)
        .add_routes(routes)
        .serve_with_incoming_shutdown(incoming, async {
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
