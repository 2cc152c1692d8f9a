//! Opening the connection that HTTP/2 then speaks over, where the transport's own way would not do: through a proxy, or
//! with a certificate that is checked against another name than the one asked for.

use std::{
    future::Future,
    io,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
};

use http::Uri;
use hyper_util::rt::TokioIo;
use tokio::{
    io::{AsyncRead, AsyncWrite},
    net::TcpStream,
};
use tower_service::Service;

use crate::{named_tls::NamedTls, options::Proxy, proxy};

/// A byte stream, encrypted or not.
pub(crate) trait Stream: AsyncRead + AsyncWrite + Send + Unpin {}

impl<T: AsyncRead + AsyncWrite + Send + Unpin> Stream for T {}

type Dialled = TokioIo<Box<dyn Stream>>;

/// Opens connections to the host and port of a URI.
#[derive(Clone)]
pub(crate) struct Dial {
    pub(crate) proxy: Option<Proxy>,
    pub(crate) tls: Option<Arc<NamedTls>>,
}

impl Service<Uri> for Dial {
    type Response = Dialled;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Dialled>> + Send>>;

    fn poll_ready(&mut self, _cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, uri: Uri) -> Self::Future {
        let dial = self.clone();
        Box::pin(async move { dial.open(&uri).await.map(TokioIo::new) })
    }
}

impl Dial {
    async fn open(&self, uri: &Uri) -> io::Result<Box<dyn Stream>> {
        let host = uri.host().unwrap_or_default();
        let is_encrypted = self.tls.is_some() || uri.scheme_str() == Some("https");
        let port = uri.port_u16().unwrap_or(if is_encrypted { 443 } else { 80 });
        let stream = match &self.proxy {
            Some(proxy) => proxy::connect(proxy, host, port).await?,
            None => TcpStream::connect((host.trim_matches(['[', ']']), port)).await?,
        };
        stream.set_nodelay(true)?;
        match &self.tls {
            Some(tls) => tls.encrypt(stream, host).await,
            None => Ok(Box::new(stream)),
        }
    }
}
