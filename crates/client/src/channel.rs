//! From options to a tonic channel.

use std::time::Duration;

use tonic::transport::{Certificate, Channel, ClientTlsConfig, Endpoint};

use crate::options::{Error, Options, Tls};

/// Larger than HTTP/2's 64 KiB, so that a history page does not wait for window updates.
const WINDOW: u32 = 1 << 20;

/// Opens the channel, or prepares it if it is to be lazy.
pub(crate) async fn open(options: &Options) -> Result<Channel, Error> {
    let endpoint = endpoint(options)?;
    if options.lazy {
        return Ok(endpoint.connect_lazy());
    }
    endpoint.connect().await.map_err(|error| Error::Unreachable {
        target: options.target.clone(),
        reason: chain(&error),
    })
}

fn endpoint(options: &Options) -> Result<Endpoint, Error> {
    let target = &options.target;
    let invalid = |reason: String| Error::Target {
        target: target.clone(),
        reason,
    };
    let uri = uri(target, options.tls.is_some())?;
    let encrypted = uri.starts_with("https://");
    let mut endpoint = Endpoint::from_shared(uri)
        .map_err(|error| invalid(chain(&error)))?
        .user_agent(format!("{}/{}", options.client_name, options.client_version))
        .map_err(|error| invalid(chain(&error)))?
        .tcp_nodelay(true)
        .initial_stream_window_size(WINDOW)
        .initial_connection_window_size(WINDOW);
    if let Some(timeout) = options.connect_timeout {
        endpoint = endpoint.connect_timeout(timeout);
    }
    if let Some(keep_alive) = options.keep_alive {
        endpoint = endpoint
            .http2_keep_alive_interval(keep_alive.interval.max(Duration::from_millis(1)))
            .keep_alive_timeout(keep_alive.timeout)
            .keep_alive_while_idle(true);
    }
    if encrypted {
        let config = tls(options.tls.as_ref().unwrap_or(&Tls::default()));
        endpoint = endpoint.tls_config(config).map_err(|error| Error::Tls {
            target: target.clone(),
            reason: chain(&error),
        })?;
    }
    Ok(endpoint)
}

/// The target with a scheme: its own, or the one that the TLS option implies.
fn uri(target: &str, encrypted: bool) -> Result<String, Error> {
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
        return Err(invalid("the port is missing"));
    }
    let scheme = if encrypted { "https" } else { scheme };
    Ok(format!("{scheme}://{authority}"))
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
        assert_eq!(uri("localhost:7233", false).unwrap(), "http://localhost:7233");
        assert_eq!(uri("localhost:7233", true).unwrap(), "https://localhost:7233");
        assert_eq!(uri("https://cloud:443/", false).unwrap(), "https://cloud:443");
        assert_eq!(uri("[::1]:7233", false).unwrap(), "http://[::1]:7233");
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
