//! TLS whose certificate is checked against a fixed name, while the server is asked for another: for servers behind an
//! address that their certificate does not know.

use std::{fmt, io, sync::Arc};

use tokio::net::TcpStream;
use tokio_rustls::{
    TlsConnector,
    rustls::{
        self, ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme,
        client::{
            WebPkiServerVerifier,
            danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier},
        },
        crypto::{CryptoProvider, ring},
        pki_types::{CertificateDer, PrivateKeyDer, ServerName, UnixTime, pem::PemObject},
    },
};

use crate::{dial::Stream, options::Tls};

/// How to encrypt, made once per connection.
pub(crate) struct NamedTls {
    connector: TlsConnector,
    /// The name to ask for, instead of the host that is dialled.
    domain: Option<String>,
}

impl NamedTls {
    /// # Errors
    /// What is wrong with the names or the certificates.
    pub(crate) fn new(options: &Tls, checked_name: &str) -> Result<Self, String> {
        let name = ServerName::try_from(checked_name.to_owned())
            .map_err(|error| format!("verification_server_name {checked_name:?}: {error}"))?;
        let Some(root_ca) = &options.root_ca else {
            return Err("verification_server_name needs server_root_ca_cert".to_owned());
        };
        let mut roots = RootCertStore::empty();
        for certificate in certificates(root_ca, "server_root_ca_cert")? {
            roots.add(certificate).map_err(|error| error.to_string())?;
        }
        let provider = Arc::new(ring::default_provider());
        let verifier = WebPkiServerVerifier::builder_with_provider(Arc::new(roots), Arc::clone(&provider))
            .build()
            .map_err(|error| error.to_string())?;
        let config = ClientConfig::builder_with_provider(Arc::clone(&provider))
            .with_safe_default_protocol_versions()
            .map_err(|error| error.to_string())?
            .dangerous()
            .with_custom_certificate_verifier(Arc::new(FixedName {
                name,
                verifier,
                provider,
            }));
        let mut config = match &options.identity {
            Some(identity) => {
                let chain = certificates(&identity.certificate, "client_cert")?;
                let key = PrivateKeyDer::from_pem_slice(&identity.private_key)
                    .map_err(|error| format!("client_private_key: {error}"))?;
                config
                    .with_client_auth_cert(chain, key)
                    .map_err(|error| error.to_string())?
            }
            None => config.with_no_client_auth(),
        };
        config.alpn_protocols = vec![b"h2".to_vec()];
        Ok(Self {
            connector: TlsConnector::from(Arc::new(config)),
            domain: options.domain.clone(),
        })
    }

    /// Encrypts a connection to a host.
    pub(crate) async fn encrypt(&self, stream: TcpStream, host: &str) -> io::Result<Box<dyn Stream>> {
        let asked = self
            .domain
            .as_deref()
            .unwrap_or(host.trim_matches(['[', ']']))
            .to_owned();
        let name = ServerName::try_from(asked).map_err(io::Error::other)?;
        Ok(Box::new(self.connector.connect(name, stream).await?))
    }
}

fn certificates(pem: &[u8], what: &str) -> Result<Vec<CertificateDer<'static>>, String> {
    CertificateDer::pem_slice_iter(pem)
        .collect::<Result<_, _>>()
        .map_err(|error| format!("{what}: {error}"))
}

/// Checks certificates against one name, whichever was asked for.
struct FixedName {
    name: ServerName<'static>,
    verifier: Arc<WebPkiServerVerifier>,
    provider: Arc<CryptoProvider>,
}

impl fmt::Debug for FixedName {
    fn fmt(&self, out: &mut fmt::Formatter<'_>) -> fmt::Result {
        out.debug_struct("FixedName")
            .field("name", &self.name)
            .finish_non_exhaustive()
    }
}

impl ServerCertVerifier for FixedName {
    fn verify_server_cert(
        &self,
        end_entity: &CertificateDer<'_>,
        intermediates: &[CertificateDer<'_>],
        _asked: &ServerName<'_>,
        ocsp_response: &[u8],
        now: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        self.verifier
            .verify_server_cert(end_entity, intermediates, &self.name, ocsp_response, now)
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls12_signature(message, certificate, signed)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signed: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        self.verifier.verify_tls13_signature(message, certificate, signed)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.provider.signature_verification_algorithms.supported_schemes()
    }
}
