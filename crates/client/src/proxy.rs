//! Tunnels through an HTTP proxy: the request `CONNECT`, and its answer.

use std::io;

use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::options::Proxy;

/// An answer longer than this is no answer to `CONNECT`.
const ANSWER_MAX: usize = 8192;

/// A connection to host and port, through the proxy.
pub(crate) async fn connect(proxy: &Proxy, host: &str, port: u16) -> io::Result<TcpStream> {
    let named = |error: io::Error| io::Error::new(error.kind(), format!("proxy {}: {error}", proxy.target));
    let mut stream = TcpStream::connect(&proxy.target).await.map_err(named)?;
    stream
        .write_all(request(proxy, host, port).as_bytes())
        .await
        .map_err(named)?;
    let answer = answer(&mut stream).await.map_err(named)?;
    accepted(&answer).map_err(named)?;
    Ok(stream)
}

fn request(proxy: &Proxy, host: &str, port: u16) -> String {
    let authorization = proxy.basic_auth.as_ref().map_or(String::new(), |(user, password)| {
        let credentials = base64(format!("{user}:{password}").as_bytes());
        format!("Proxy-Authorization: Basic {credentials}\r\n")
    });
    format!("CONNECT {host}:{port} HTTP/1.1\r\nHost: {host}:{port}\r\n{authorization}\r\n")
}

/// Reads up to the empty line and not a byte further: what follows belongs to the tunnel.
async fn answer(stream: &mut TcpStream) -> io::Result<String> {
    let mut text = Vec::new();
    while !text.ends_with(b"\r\n\r\n") {
        if text.len() == ANSWER_MAX {
            return Err(io::Error::new(io::ErrorKind::InvalidData, "its answer does not end"));
        }
        text.push(stream.read_u8().await?);
    }
    Ok(String::from_utf8_lossy(&text).into_owned())
}

fn accepted(answer: &str) -> io::Result<()> {
    let line = answer.lines().next().unwrap_or_default();
    let code = line.split(' ').nth(1).unwrap_or_default();
    if line.starts_with("HTTP/1.") && code.len() == 3 && code.starts_with('2') {
        return Ok(());
    }
    Err(io::Error::new(
        io::ErrorKind::ConnectionRefused,
        format!("it answered {line:?}"),
    ))
}

fn base64(bytes: &[u8]) -> String {
    const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    let mut text = String::with_capacity(bytes.len().div_ceil(3) * 4);
    for chunk in bytes.chunks(3) {
        let mut block = [0; 3];
        block[..chunk.len()].copy_from_slice(chunk);
        let number = u32::from_be_bytes([0, block[0], block[1], block[2]]);
        for position in 0..4 {
            if position > chunk.len() {
                text.push('=');
            } else {
                text.push(ALPHABET[(number >> (18 - 6 * position)) as usize & 63] as char);
            }
        }
    }
    text
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_request_names_the_target_and_the_user() {
        let mut proxy = Proxy {
            target: "proxy:3128".to_owned(),
            basic_auth: None,
        };
        let plain = "CONNECT host:7233 HTTP/1.1\r\nHost: host:7233\r\n\r\n";
        assert_eq!(request(&proxy, "host", 7233), plain);
        proxy.basic_auth = Some(("Aladdin".to_owned(), "open sesame".to_owned()));
        assert!(request(&proxy, "host", 7233).contains("Proxy-Authorization: Basic QWxhZGRpbjpvcGVuIHNlc2FtZQ==\r\n"));
    }

    #[test]
    fn base64_pads() {
        assert_eq!(base64(b""), "");
        assert_eq!(base64(b"f"), "Zg==");
        assert_eq!(base64(b"fo"), "Zm8=");
        assert_eq!(base64(b"foo"), "Zm9v");
    }

    #[test]
    fn only_success_opens_the_tunnel() {
        assert!(accepted("HTTP/1.1 200 Connection established\r\n\r\n").is_ok());
        let refused = accepted("HTTP/1.1 407 Proxy Authentication Required\r\n\r\n").unwrap_err();
        assert_eq!(
            refused.to_string(),
            "it answered \"HTTP/1.1 407 Proxy Authentication Required\""
        );
        assert!(accepted("SSH-2.0 200 hello").is_err());
    }
}
