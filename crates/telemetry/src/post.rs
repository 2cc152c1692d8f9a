//! One HTTP request that carries an export to a collector.
//!
//! An export happens once a second at most and its answer says little, so each has a connection of its own, and the
//! request is written by hand rather than by a client library with pools and redirects.

use std::{collections::BTreeMap, io, sync::Arc};

use http::Uri;
use tokio::{
    io::{AsyncRead, AsyncReadExt as _, AsyncWrite, AsyncWriteExt as _},
    net::TcpStream,
};
use tokio_rustls::{
    TlsConnector,
    rustls::{ClientConfig, RootCertStore, crypto::ring, pki_types::ServerName},
};

/// Only the first line of an answer matters.
const STATUS_MAX: usize = 1024;

/// Where exports are posted to, and with which headers.
pub(crate) struct Post {
    uri: Uri,
    headers: BTreeMap<String, String>,
    tls: Option<TlsConnector>,
}

impl Post {
    /// # Errors
    /// When the system's certificates cannot be used.
    pub(crate) fn new(uri: Uri, headers: BTreeMap<String, String>) -> io::Result<Self> {
        let tls = if uri.scheme_str() == Some("https") {
            Some(connector()?)
        } else {
            None
        };
        Ok(Self { uri, headers, tls })
    }

    /// Sends a body.
    ///
    /// # Errors
    /// When the collector cannot be reached, or refuses.
    pub(crate) async fn send(&self, body: &[u8]) -> io::Result<()> {
        let host = self.uri.host().unwrap_or_default().trim_matches(['[', ']']);
        let usual_port = if self.tls.is_some() { 443 } else { 80 };
        let stream = TcpStream::connect((host, self.uri.port_u16().unwrap_or(usual_port))).await?;
        let status = match &self.tls {
            None => self.exchange(stream, body).await?,
            Some(tls) => {
                let name = ServerName::try_from(host.to_owned()).map_err(io::Error::other)?;
                self.exchange(tls.connect(name, stream).await?, body).await?
            }
        };
        if (200..300).contains(&status) {
            Ok(())
        } else {
            Err(io::Error::other(format!("the collector answered {status}")))
        }
    }

    async fn exchange(&self, mut stream: impl AsyncRead + AsyncWrite + Unpin, body: &[u8]) -> io::Result<u16> {
        stream.write_all(self.head(body.len()).as_bytes()).await?;
        stream.write_all(body).await?;
        stream.flush().await?;
        let mut reply = Vec::new();
        while !reply.contains(&b'\n') && reply.len() < STATUS_MAX {
            if stream.read_buf(&mut reply).await? == 0 {
                break;
            }
        }
        let line = String::from_utf8_lossy(&reply);
        line.split(' ')
            .nth(1)
            .and_then(|status| status.get(..3)?.parse().ok())
            .ok_or_else(|| io::Error::other("the collector did not answer in HTTP"))
    }

    fn head(&self, length: usize) -> String {
        let path = self.uri.path_and_query().map_or("/", |path| path.as_str());
        let authority = self.uri.authority().map_or("", |authority| authority.as_str());
        let mut head = format!(
            "POST {path} HTTP/1.1\r\nhost: {authority}\r\ncontent-type: application/x-protobuf\r\n\
             content-length: {length}\r\nconnection: close\r\n"
        );
        for (name, value) in &self.headers {
            head.push_str(&format!("{name}: {value}\r\n"));
        }
        head.push_str("\r\n");
        head
    }
}

fn connector() -> io::Result<TlsConnector> {
    let mut roots = RootCertStore::empty();
    // Certificates that cannot be read are not trusted, and the others are.
    roots.add_parsable_certificates(rustls_native_certs::load_native_certs().certs);
    let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
        .with_safe_default_protocol_versions()
        .map_err(io::Error::other)?
        .with_root_certificates(roots)
        .with_no_client_auth();
    Ok(TlsConnector::from(Arc::new(config)))
}
