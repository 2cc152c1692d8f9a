//! A connection that was accepted. It has an identity, which accompanies its calls, and when it is closed, whatever the
//! reason, the `Api` hears of it: what was given to who is gone can be given to others.

use std::{
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use everloop_proto::{Api, Connection};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tonic::transport::server::Connected;

pub(crate) struct Accepted<S> {
    /// Closed before the end is told.
    stream: S,
    end: End,
}

/// Tells the end when it is dropped.
struct End {
    connection: Connection,
    api: Arc<dyn Api>,
}

impl Drop for End {
    fn drop(&mut self) {
        self.api.connection_closed(&self.connection);
    }
}

impl<S> Accepted<S> {
    pub(crate) fn new(stream: S, api: Arc<dyn Api>) -> Self {
        let connection = Connection::default();
        Self {
            stream,
            end: End { connection, api },
        }
    }
}

impl<S> Connected for Accepted<S> {
    type ConnectInfo = Connection;

    fn connect_info(&self) -> Connection {
        self.end.connection.clone()
    }
}

impl<S: AsyncRead + Unpin> AsyncRead for Accepted<S> {
    fn poll_read(mut self: Pin<&mut Self>, cx: &mut Context<'_>, buffer: &mut ReadBuf<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_read(cx, buffer)
    }
}

impl<S: AsyncWrite + Unpin> AsyncWrite for Accepted<S> {
    fn poll_write(mut self: Pin<&mut Self>, cx: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write(cx, bytes)
    }

    fn poll_write_vectored(
        mut self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        slices: &[io::IoSlice<'_>],
    ) -> Poll<io::Result<usize>> {
        Pin::new(&mut self.stream).poll_write_vectored(cx, slices)
    }

    fn is_write_vectored(&self) -> bool {
        self.stream.is_write_vectored()
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_flush(cx)
    }

    fn poll_shutdown(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.stream).poll_shutdown(cx)
    }
}
