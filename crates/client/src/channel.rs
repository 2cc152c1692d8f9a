//! From options to a tonic channel.

use std::{net::SocketAddr, sync::Arc, time::Duration};

use http::Uri;
use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};

use crate::{
    balance,
    dial::Dial,
    named_tls::NamedTls,
    options::{Error, KeepAlive, Options, Tls},
};

/// Larger than HTTP/2's 64 KiB, so that a history page does not wait for window updates.
pub(crate) const WINDOW: u32 = 1 << 20;

/// Opens the channel, or prepares it if it is to be lazy.
pub(crate) async fn open(options: &Options) -> Result<Channel, Error> {
    let unreachable = |reason: String| Error::Unreachable {
        target: options.target.clone(),
        reason,
    };
    let uri = uri(&options.target, options.tls.is_some())?;
    if let Some(interval) = options.dns_interval
        && is_balanced(options)
    {
        let authority = uri.authority().map(|it| it.as_str().to_owned()).unwrap_or_default();
        let at = {
            let (options, uri) = (options.clone(), uri.clone());
            move |address: SocketAddr| endpoint_at(&options, &uri, address).ok()
        };
        return balance::open(authority, interval, options.lazy, at)
            .await
            .map_err(|error| unreachable(error.to_string()));
    }
    let endpoint = endpoint(options, &uri)?;
    let named_tls = named_tls(options)?;
    let is_usual = options.proxy.is_none() && named_tls.is_none();
    let dial = Dial {
        proxy: options.proxy.clone(),
        tls: named_tls,
    };
    match (options.lazy, is_usual) {
        (true, true) => Ok(endpoint.connect_lazy()),
        (true, false) => Ok(endpoint.connect_with_connector_lazy(dial)),
        (false, true) => endpoint.connect().await.map_err(|error| unreachable(chain(&error))),
        (false, false) => endpoint
            .connect_with_connector(dial)
            .await
            .map_err(|error| unreachable(chain(&error))),
    }
}

/// Prepares a channel to one address of the target, without a proxy.
pub(crate) fn lazy(options: &Options) -> Result<Channel, Error> {
    let uri = uri(&options.target, options.tls.is_some())?;
    Ok(endpoint(options, &uri)?.connect_lazy())
}

/// A proxy looks names up by itself, a literal address needs no looking up, and a checked name belongs to one server.
fn is_balanced(options: &Options) -> bool {
    let is_named = options.tls.as_ref().is_some_and(|tls| tls.verified_name.is_some());
    let host = options
        .target
        .rsplit_once(':')
        .map_or(options.target.as_str(), |(host, _)| host);
    let is_literal = host.trim_matches(['[', ']']).parse::<std::net::IpAddr>().is_ok();
    options.proxy.is_none() && !is_named && !is_literal
}

fn named_tls(options: &Options) -> Result<Option<Arc<NamedTls>>, Error> {
    let Some(tls) = &options.tls else { return Ok(None) };
    let Some(name) = &tls.verified_name else {
        return Ok(None);
    };
    let named = NamedTls::new(tls, name).map_err(|reason| Error::Tls {
        target: options.target.clone(),
        reason,
    })?;
    Ok(Some(Arc::new(named)))
}

/// What is dialled for one address of the target's name: as the target itself, in all else.
fn endpoint_at(options: &Options, uri: &Uri, address: SocketAddr) -> Result<Endpoint, Error> {
    let mut at = options.clone();
    if let Some(tls) = &mut at.tls {
        // The certificate is for the name, not for the address.
        tls.domain = tls.domain.take().or_else(|| uri.host().map(str::to_owned));
    }
    let scheme = uri.scheme_str().unwrap_or("http");
    let dialled: Uri = format!("{scheme}://{address}")
        .parse()
        .expect("a scheme and a socket address make a URI");
    Ok(endpoint(&at, &dialled)?.origin(origin(options, uri)))
}

fn endpoint(options: &Options, uri: &Uri) -> Result<Endpoint, Error> {
    let target = &options.target;
    let invalid = |reason: String| Error::Target {
        target: target.clone(),
        reason,
    };
    let is_encrypted = uri.scheme_str() == Some("https");
    let is_named = options.tls.as_ref().is_some_and(|tls| tls.verified_name.is_some());
    let mut dialled = uri.to_string();
    if is_named {
        // Encrypting is the dialler's matter then, and the transport must not do it again.
        dialled = dialled.replacen("https://", "http://", 1);
    }
    let mut endpoint = Endpoint::from_shared(dialled)
        .map_err(|error| invalid(chain(&error)))?
        .origin(origin(options, uri))
        .user_agent(format!("{}/{}", options.client_name, options.client_version))
        .map_err(|error| invalid(chain(&error)))?
        .tcp_nodelay(true)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW);
    if let Some(timeout) = options.connect_timeout {
        endpoint = endpoint.connect_timeout(timeout);
    }
    if let Some(keep_alive) = options.keep_alive {
        endpoint = kept_alive(endpoint, keep_alive);
    }
    if is_encrypted && !is_named {
        let config = tls(options.tls.as_ref().unwrap_or(&Tls::default()));
        endpoint = endpoint.tls_config(config).map_err(|error| Error::Tls {
            target: target.clone(),
            reason: chain(&error),
        })?;
    }
    Ok(endpoint)
}

/// What calls name as their server: the target, or the domain that replaces it.
fn origin(options: &Options, uri: &Uri) -> Uri {
    let domain = options.tls.as_ref().and_then(|tls| tls.domain.as_deref());
    domain
        .and_then(|domain| format!("https://{domain}").parse().ok())
        .unwrap_or_else(|| uri.clone())
}

pub(crate) fn kept_alive(endpoint: Endpoint, keep_alive: KeepAlive) -> Endpoint {
    endpoint
        .http2_keep_alive_interval(keep_alive.interval.max(Duration::from_millis(1)))
        .keep_alive_timeout(keep_alive.timeout)
        .keep_alive_while_idle(true)
}

/// The target with a scheme: its own, or the one that the TLS option implies.
fn uri(target: &str, encrypted: bool) -> Result<Uri, Error> {
    let invalid = |reason: &str| Error::Target {
        target: target.to_owned(),
        reason: reason.to_owned(),
    };
    let (scheme, authority) = match target.split_once("://") {
        Some((scheme @ ("http" | "https"), rest)) => (scheme, rest.trim_end_matches('/')),
        Some((scheme, _)) => return Err(invalid(&format!("scheme {scheme} is not known"))),
        None => ("http", target),
    };
    let authority = authority
        .parse::<http::uri::Authority>()
        .map_err(|error| invalid(&error.to_string()))?;
    if authority.host().is_empty() {
        return Err(invalid("the host is missing"));
    }
    if authority.port_u16().is_none() && !target.contains("://") {
        return Err(invalid(match authority.as_str().rsplit_once(':') {
            Some((_, port)) if !port.is_empty() => "the port is no number of 1 to 65535",
            _ => "the port is missing",
        }));
    }
    let scheme = if encrypted { "https" } else { scheme };
    format!("{scheme}://{authority}/")
        .parse()
        .map_err(|error: http::uri::InvalidUri| invalid(&error.to_string()))
}

fn tls(options: &Tls) -> ClientTlsConfig {
    let mut config = ClientTlsConfig::new();
    config = match &options.root_ca {
        Some(pem) => config.ca_certificate(Certificate::from_pem(pem)),
        None => config.with_native_roots(),
    };
    if let Some(domain) = &options.domain {
        config = config.domain_name(domain);
    }
    if let Some(identity) = &options.identity {
        config = config.identity(tonic::transport::Identity::from_pem(
            &identity.certificate,
            &identity.private_key,
        ));
    }
    config
}

/// An error with its causes, each said once.
pub(crate) fn chain(error: &(dyn std::error::Error + 'static)) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(cause) = source {
        let cause_text = cause.to_string();
        if !text.contains(&cause_text) {
            text = format!("{text}: {cause_text}");
        }
        source = cause.source();
    }
    // tonic's own first word says nothing that the causes do not say better.
    text.strip_prefix("transport error: ")
        .map(str::to_owned)
        .unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn targets_get_a_scheme() {
        assert_eq!(uri("localhost:7233", false).unwrap(), "http://localhost:7233/");
        assert_eq!(uri("localhost:7233", true).unwrap(), "https://localhost:7233/");
        assert_eq!(uri("https://cloud:443/", false).unwrap(), "https://cloud:443/");
        assert_eq!(uri("[::1]:7233", false).unwrap(), "http://[::1]:7233/");
    }

    #[test]
    fn only_names_are_balanced() {
        let mut options = Options::new("server.example:7233");
        assert!(is_balanced(&options));
        for literal in ["10.0.0.1:7233", "[::1]:7233"] {
            assert!(!is_balanced(&Options::new(literal)), "{literal}");
        }
        options.proxy = Some(crate::Proxy {
            target: "proxy:3128".to_owned(),
            basic_auth: None,
        });
        assert!(!is_balanced(&options));
    }

    #[test]
    fn wrong_targets_are_named() {
        let text = |target| uri(target, false).unwrap_err().to_string();
        assert_eq!(
            text("localhost"),
            "target \"localhost\" is no host:port and no http or https URL: the port is missing"
        );
        assert!(text("ftp://x:1").ends_with("scheme ftp is not known"));
        assert!(text("a b:1").contains("a b:1"));
        assert!(text("").contains("\"\""));
    }
}
