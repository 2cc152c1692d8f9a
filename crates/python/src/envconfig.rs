//! The file of connection profiles: TOML in, plain Python values out. What overrides what is decided in Python.

use std::collections::BTreeMap;

use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};
use serde::Deserialize;

/// Defines each table twice: one that passes over fields it does not know, and one that refuses them.
macro_rules! tables {
    ($strict:ident, $($attribute:meta)?) => {
        mod $strict {
            use super::{BTreeMap, Deserialize};

            #[derive(Deserialize)]
            $(#[$attribute])?
            pub(super) struct ClientConfig {
                #[serde(default)]
                pub(super) profile: BTreeMap<String, ClientConfigProfile>,
            }

            #[derive(Deserialize)]
            $(#[$attribute])?
            pub(super) struct ClientConfigProfile {
                pub(super) address: Option<String>,
                pub(super) namespace: Option<String>,
                pub(super) api_key: Option<String>,
                pub(super) tls: Option<ClientConfigTLS>,
                #[serde(rename = "codec")]
                pub(super) _codec: Option<ClientConfigCodec>,
                #[serde(default)]
                pub(super) grpc_meta: BTreeMap<String, String>,
            }

            #[derive(Deserialize)]
            $(#[$attribute])?
            pub(super) struct ClientConfigTLS {
                pub(super) disabled: Option<bool>,
                pub(super) client_cert_path: Option<String>,
                pub(super) client_cert_data: Option<String>,
                pub(super) client_key_path: Option<String>,
                pub(super) client_key_data: Option<String>,
                pub(super) server_ca_cert_path: Option<String>,
                pub(super) server_ca_cert_data: Option<String>,
                pub(super) server_name: Option<String>,
                #[serde(default, rename = "disable_host_verification")]
                pub(super) _disable_host_verification: bool,
            }

            #[derive(Deserialize)]
            $(#[$attribute])?
            pub(super) struct ClientConfigCodec {
                #[serde(rename = "endpoint")]
                pub(super) _endpoint: Option<String>,
                #[serde(rename = "auth")]
                pub(super) _auth: Option<String>,
            }

            impl super::Profiles for ClientConfig {
                fn profiles(self) -> BTreeMap<String, super::Profile> {
                    let profile = |profile: ClientConfigProfile| super::Profile {
                        address: profile.address,
                        namespace: profile.namespace,
                        api_key: profile.api_key,
                        tls: profile.tls.map(|tls| super::Tls {
                            disabled: tls.disabled,
                            sources: [
                                ("client_cert_path", tls.client_cert_path),
                                ("client_cert_data", tls.client_cert_data),
                                ("client_key_path", tls.client_key_path),
                                ("client_key_data", tls.client_key_data),
                                ("server_ca_cert_path", tls.server_ca_cert_path),
                                ("server_ca_cert_data", tls.server_ca_cert_data),
                                ("server_name", tls.server_name),
                            ],
                        }),
                        grpc_meta: profile.grpc_meta,
                    };
                    self.profile.into_iter().map(|(name, one)| (name, profile(one))).collect()
                }
            }
        }
    };
}

tables!(lenient,);
tables!(strict, serde(deny_unknown_fields));

struct Profile {
    address: Option<String>,
    namespace: Option<String>,
    api_key: Option<String>,
    tls: Option<Tls>,
    grpc_meta: BTreeMap<String, String>,
}

struct Tls {
    disabled: Option<bool>,
    sources: [(&'static str, Option<String>); 7],
}

trait Profiles {
    fn profiles(self) -> BTreeMap<String, Profile>;
}

/// The profiles of a file by name, each with those of its fields that it has.
///
/// # Errors
/// A `ValueError` that names the line, if it is no such file.
#[pyfunction]
fn parse_client_config<'py>(py: Python<'py>, text: &[u8], strict: bool) -> PyResult<Bound<'py, PyDict>> {
    let text = std::str::from_utf8(text).map_err(|error| PyValueError::new_err(error.to_string()))?;
    let parsed = if strict {
        toml::from_str::<strict::ClientConfig>(text).map(Profiles::profiles)
    } else {
        toml::from_str::<lenient::ClientConfig>(text).map(Profiles::profiles)
    };
    let found = PyDict::new(py);
    for (name, profile) in parsed.map_err(|error| PyValueError::new_err(error.to_string()))? {
        found.set_item(name, fields(py, profile)?)?;
    }
    Ok(found)
}

fn fields(py: Python<'_>, profile: Profile) -> PyResult<Bound<'_, PyDict>> {
    let fields = PyDict::new(py);
    let texts = [
        ("address", profile.address),
        ("namespace", profile.namespace),
        ("api_key", profile.api_key),
    ];
    set_all(&fields, texts)?;
    if let Some(tls) = profile.tls {
        let nested = PyDict::new(py);
        nested.set_item("disabled", tls.disabled)?;
        set_all(&nested, tls.sources)?;
        fields.set_item("tls", nested)?;
    }
    fields.set_item("grpc_meta", profile.grpc_meta)?;
    Ok(fields)
}

fn set_all<const N: usize>(fields: &Bound<'_, PyDict>, values: [(&str, Option<String>); N]) -> PyResult<()> {
    for (name, value) in values {
        if let Some(value) = value {
            fields.set_item(name, value)?;
        }
    }
    Ok(())
}

/// Adds this area's functions to the extension module.
pub(crate) fn register(module: &Bound<'_, PyModule>) -> PyResult<()> {
    module.add_function(wrap_pyfunction!(parse_client_config, module)?)
}
