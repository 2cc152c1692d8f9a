//! A connection over a stream that is open already, to a process on this machine.
//!
//! It does not connect anew when the stream breaks: who is at the other end next is for its holder to find out.

use std::{
    future::{Ready, ready},
    io,
    pin::Pin,
    task::{Context, Poll},
};

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    sync::oneshot,
};
use tonic::transport::{Channel, Endpoint};
use tower_service::Service;

use crate::{
    Connection, Options,
    channel::{self, WINDOW, chain},
    options::Error,
};

/// Resolves when the stream is no longer of use, because either side has closed it.
pub struct Broken(oneshot::Receiver<()>);

impl Future for Broken {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        // Nothing is ever sent: what comes is the news that the sender is gone, and the stream with it.
        Pin::new(&mut self.0).poll(cx).map(|_| ())
    }
}

/// Speaks gRPC over `stream`. The options' target is a name for messages; what else they say of transport has no effect.
///
/// # Errors
/// See [`Error`].
pub async fn over<S>(stream: S, options: Options) -> Result<(Connection, Broken), Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let (tx, rx) = oneshot::channel();
    let stream = Watched { stream, _told: tx };
    let channel = open(stream, &options).await?;
    Ok((Connection::on(channel, options)?, Broken(rx)))
}

async fn open<S>(stream: Watched<S>, options: &Options) -> Result<Channel, Error>
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let mut endpoint = Endpoint::from_static("http://localhost")
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW);
    if let Some(keep_alive) = options.keep_alive {
        endpoint = channel::kept_alive(endpoint, keep_alive);
    }
    endpoint
        .connect_with_connector(Once(Some(stream)))
        .await
        .map_err(|error| Error::Unreachable {
            target: options.target.clone(),
            reason: chain(&error),
        })
}

/// Gives its stream to who asks first.
struct Once<S>(Option<Watched<S>>);

impl<S: AsyncRead + AsyncWrite + Unpin + Send + 'static> Service<Uri> for Once<S> {
    type Response = TokioIo<Watched<S>>;
    type Error = io::Error;
    type Future = Ready<io::Result<Self::Response>>;

    fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, _: Uri) -> Self::Future {
        let gone = || io::Error::new(io::ErrorKind::BrokenPipe, "the process at the other end is gone");
        ready(self.0.take().map(TokioIo::new).ok_or_else(gone))
    }
}

/// A stream that tells of its end by dropping `_told`.
struct Watched<S> {
    stream: S,
    _told: oneshot::Sender<()>,
}

crate::pass_on!(Watched<S>);
