//! What workflow code asks of the outside world: calls in, commands out. One file per kind.

pub(super) mod activity;
pub(super) mod child;
pub(super) mod external;
pub(super) mod local_activity;
pub(super) mod memo;
mod options;
pub(super) mod patch;
pub(super) mod timer;

use everloop_machines::activation::Headers;
use everloop_proto::sdk::v1::UserMetadata;
pub(super) use options::{duration, priority, retry_policy};
use pyo3::{exceptions::PyValueError, prelude::*, types::PyDict};

use super::{event_loop::WorkflowLoop, python_names::Names};
use crate::convert::{Converter, message::payload_from_py};

/// The arguments of a call: `arg` alone, or all of `args`.
///
/// # Errors
/// `ValueError` if both are given.
pub(super) fn arguments<'py>(arg: Bound<'py, PyAny>, args: &Bound<'py, PyAny>) -> PyResult<Vec<Bound<'py, PyAny>>> {
    let unset = arg.is(&Names::get(arg.py())?.unset);
    if args.len()? == 0 {
        return Ok(if unset { Vec::new() } else { vec![arg] });
    }
    if !unset {
        return Err(PyValueError::new_err("Cannot have arg and args"));
    }
    args.try_iter()?.collect()
}

/// The headers that interceptors set, a mapping of protobuf payloads.
pub(super) fn headers(headers: Option<&Bound<'_, PyAny>>) -> PyResult<Headers> {
    let Some(headers) = headers else {
        return Ok(Headers::new());
    };
    let mut found = Headers::new();
    for item in headers.call_method0("items")?.try_iter()? {
        let (name, payload): (String, Bound<'_, PyAny>) = item?.extract()?;
        found.insert(name, payload_from_py(&payload)?);
    }
    Ok(found)
}

/// A mapping of values as payloads.
pub(super) fn memo(
    converter: &Converter,
    values: Option<&Bound<'_, PyDict>>,
) -> PyResult<std::collections::BTreeMap<String, everloop_proto::common::v1::Payload>> {
    let mut memo = std::collections::BTreeMap::new();
    for (name, value) in values.into_iter().flatten() {
        memo.insert(name.extract()?, converter.encode_one(&value)?);
    }
    Ok(memo)
}

impl WorkflowLoop {
    /// What user interfaces show beside a command.
    pub(super) fn user_metadata(
        py: Python<'_>,
        converter: &Converter,
        summary: Option<String>,
        details: Option<String>,
    ) -> PyResult<Option<UserMetadata>> {
        if summary.is_none() && details.is_none() {
            return Ok(None);
        }
        let encode = |text: Option<String>| {
            text.map(|text| converter.encode_one(&text.into_pyobject(py)?.into_any()))
                .transpose()
        };
        Ok(Some(UserMetadata {
            summary: encode(summary)?,
            details: encode(details)?,
        }))
    }
}
