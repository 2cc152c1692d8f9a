//! The HTTP endpoint that Prometheus scrapes: `GET /metrics`, and nothing else.
//!
//! A scrape is one short request every few seconds, so each connection gets one answer and is closed, and no HTTP
//! library is needed.

use std::{io, net::SocketAddr, pin::Pin, sync::Arc, time::Duration};

use tokio::{
    io::{AsyncReadExt as _, AsyncWriteExt as _},
    net::{TcpListener, TcpStream},
    runtime::Handle,
    task::JoinHandle,
};

/// Whoever sends its request more slowly is hung up on.
const PATIENCE: Duration = Duration::from_secs(10);
/// No scrape has longer headers.
const REQUEST_MAX: usize = 16 << 10;

/// Makes the text of an answer.
pub type Text = Arc<dyn Fn() -> Pin<Box<dyn Future<Output = String> + Send>> + Send + Sync>;

/// A text that is there as soon as it is asked for.
#[must_use]
pub fn at_once(text: impl Fn() -> String + Send + Sync + 'static) -> Text {
    Arc::new(move || Box::pin(std::future::ready(text())))
}

/// A port that answers until this is dropped.
pub struct Endpoint {
    address: SocketAddr,
    serving: JoinHandle<()>,
}

impl Endpoint {
    /// Where it answers.
    #[must_use]
    pub fn address(&self) -> SocketAddr {
        self.address
    }
}

impl Drop for Endpoint {
    fn drop(&mut self) {
        self.serving.abort();
    }
}

/// Opens the port at once, and answers on the runtime's threads.
///
/// # Errors
/// When the address cannot be listened on.
pub fn open(runtime: &Handle, address: SocketAddr, text: Text) -> io::Result<Endpoint> {
    serve(runtime, bind(address)?, text)
}

/// Takes a port that is to be served later.
///
/// # Errors
/// When the address cannot be listened on.
pub fn bind(address: SocketAddr) -> io::Result<std::net::TcpListener> {
    let listener = std::net::TcpListener::bind(address)?;
    listener.set_nonblocking(true)?;
    Ok(listener)
}

/// Answers on a port that was taken, on the runtime's threads.
///
/// # Errors
/// When the runtime cannot have it.
pub fn serve(runtime: &Handle, listener: std::net::TcpListener, text: Text) -> io::Result<Endpoint> {
    let address = listener.local_addr()?;
    let _entered = runtime.enter();
    let listener = TcpListener::from_std(listener)?;
    Ok(Endpoint {
        address,
        serving: runtime.spawn(accept(listener, text)),
    })
}

async fn accept(listener: TcpListener, text: Text) {
    loop {
        match listener.accept().await {
            Ok((stream, _)) => {
                let text = Arc::clone(&text);
                tokio::spawn(async move {
                    // A scraper that went away needs no answer.
                    let _ = tokio::time::timeout(PATIENCE, answer(stream, text)).await;
                });
            }
            Err(error) => {
                tracing::warn!(%error, "the metrics endpoint could not accept a connection");
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
        }
    }
}

async fn answer(mut stream: TcpStream, text: Text) -> io::Result<()> {
    let mut request = Vec::new();
    while !request.windows(4).any(|end| end == b"\r\n\r\n") {
        if request.len() > REQUEST_MAX || stream.read_buf(&mut request).await? == 0 {
            return Ok(());
        }
    }
    let (status, body) = if is_scrape(&request) {
        ("200 OK", text().await)
    } else {
        ("404 Not Found", String::new())
    };
    let head = format!(
        "HTTP/1.1 {status}\r\ncontent-type: text/plain; version=0.0.4; charset=utf-8\r\ncontent-length: {}\r\n\
         connection: close\r\n\r\n",
        body.len()
    );
    stream.write_all(head.as_bytes()).await?;
    stream.write_all(body.as_bytes()).await?;
    stream.shutdown().await
}

fn is_scrape(request: &[u8]) -> bool {
    let line = request.split(|byte| *byte == b'\r').next().unwrap_or_default();
    let mut words = line.split(|byte| *byte == b' ');
    let (method, target) = (words.next(), words.next().unwrap_or_default());
    let path = target.split(|byte| *byte == b'?').next();
    method == Some(b"GET") && path == Some(b"/metrics")
}

#[cfg(test)]
mod tests {
    use super::*;

    async fn ask(address: SocketAddr, request: &str) -> String {
        let mut stream = TcpStream::connect(address).await.unwrap();
        stream.write_all(request.as_bytes()).await.unwrap();
        let mut reply = String::new();
        stream.read_to_string(&mut reply).await.unwrap();
        reply
    }

    #[tokio::test]
    async fn metrics_are_found_under_their_path_alone() {
        let nowhere: SocketAddr = "127.0.0.1:0".parse().unwrap();
        let endpoint = open(&Handle::current(), nowhere, at_once(|| "m 1\n".to_owned())).unwrap();
        let found = ask(endpoint.address(), "GET /metrics?x=1 HTTP/1.1\r\nhost: x\r\n\r\n").await;
        assert!(
            found.starts_with("HTTP/1.1 200 OK\r\n") && found.ends_with("\r\n\r\nm 1\n"),
            "{found}"
        );
        let lost = ask(endpoint.address(), "GET / HTTP/1.1\r\n\r\n").await;
        assert!(lost.starts_with("HTTP/1.1 404 Not Found\r\n"), "{lost}");
        assert!(open(&Handle::current(), endpoint.address(), at_once(String::new)).is_err());
    }
}
