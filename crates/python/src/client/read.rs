//! Reading the options of calls from Python objects.

use std::{collections::BTreeMap, time::Duration};

use everloop_proto::{
    Call,
    common::v1::{Header, Memo, Payload, Payloads, Priority, RetryPolicy, SearchAttributes, WorkflowType},
    sdk::v1::UserMetadata,
    taskqueue::v1::TaskQueue,
    workflow::v1::VersioningOverride,
};
use pyo3::{
    exceptions::{PyTypeError, PyValueError},
    intern,
    prelude::*,
    sync::PyOnceLock,
    types::{PyBytes, PyDelta, PyMapping, PyString},
};

use crate::convert::{Converter, message};

/// The attribute, unless it is `None`.
pub(super) fn some<'py>(input: &Bound<'py, PyAny>, name: &Bound<'py, PyString>) -> PyResult<Option<Bound<'py, PyAny>>> {
    let value = input.getattr(name)?;
    Ok((!value.is_none()).then_some(value))
}

/// A text attribute; `None` is the empty text.
pub(super) fn text<'py>(input: &Bound<'py, PyAny>, name: &Bound<'py, PyString>) -> PyResult<String> {
    some(input, name)?.map_or_else(|| Ok(String::new()), |value| value.extract())
}

/// An attribute that is a `timedelta` or `None`.
pub(super) fn duration<'py>(
    input: &Bound<'py, PyAny>,
    name: &Bound<'py, PyString>,
) -> PyResult<Option<prost_types::Duration>> {
    let Some(value) = some(input, name)? else {
        return Ok(None);
    };
    if !value.is_instance_of::<PyDelta>() {
        return Err(no_timedelta(name.to_str()?, &value));
    }
    Ok(Some(wire_duration(&value)?))
}

/// What to raise for an option that is given as a number, say.
pub(crate) fn no_timedelta(name: &str, value: &Bound<'_, PyAny>) -> PyErr {
    let kind = value.get_type();
    let kind = kind.name().map(|name| name.to_string()).unwrap_or_default();
    PyTypeError::new_err(format!("{name} must be a timedelta, not {kind}"))
}

/// A `timedelta`, negative ones included: judging it is the server's matter.
fn wire_duration(value: &Bound<'_, PyAny>) -> PyResult<prost_types::Duration> {
    let py = value.py();
    let days: i64 = value.getattr(intern!(py, "days"))?.extract()?;
    let seconds: i64 = value.getattr(intern!(py, "seconds"))?.extract()?;
    let micros: i32 = value.getattr(intern!(py, "microseconds"))?.extract()?;
    let mut duration = prost_types::Duration {
        seconds: days * 86_400 + seconds,
        nanos: micros * 1000,
    };
    duration.normalize();
    Ok(duration)
}

/// The metadata and the deadline of a call, from the attributes `rpc_metadata` and `rpc_timeout`.
pub(super) fn call(input: &Bound<'_, PyAny>) -> PyResult<Call> {
    let py = input.py();
    let timeout = some(input, intern!(py, "rpc_timeout"))?;
    let timeout = timeout.map(|timeout| timeout.extract::<Duration>()).transpose()?;
    Ok(Call {
        timeout,
        metadata: metadata(&input.getattr(intern!(py, "rpc_metadata"))?)?,
        ..Call::default()
    })
}

/// Headers from a mapping of names to texts, or to bytes for names that end in `-bin`.
pub(super) fn metadata(mapping: &Bound<'_, PyAny>) -> PyResult<Vec<(String, Vec<u8>)>> {
    if mapping.len()? == 0 {
        return Ok(Vec::new());
    }
    let items = mapping.cast::<PyMapping>()?.items()?;
    items
        .iter()
        .map(|item| {
            let (name, value): (String, Bound<'_, PyAny>) = item.extract()?;
            let value = match (value.cast::<PyBytes>(), name.ends_with("-bin")) {
                (Ok(bytes), true) => bytes.as_bytes().to_vec(),
                (Err(_), false) => value.extract::<String>()?.into_bytes(),
                (Ok(_), false) => {
                    return Err(PyValueError::new_err(format!(
                        "RPC metadata {name:?} has a bytes value, which only keys ending in '-bin' may have"
                    )));
                }
                (Err(_), true) => {
                    return Err(PyValueError::new_err(format!(
                        "RPC metadata {name:?} ends in '-bin' and must have a bytes value"
                    )));
                }
            };
            let name = name.to_ascii_lowercase();
            everloop_client::check_header(&name, &value).map_err(|error| PyValueError::new_err(error.to_string()))?;
            Ok((name, value))
        })
        .collect()
}

/// The payloads of a sequence of arguments; none at all for no arguments.
pub(super) fn payloads(converter: &Converter, args: &Bound<'_, PyAny>) -> PyResult<Option<Payloads>> {
    let values = args.try_iter()?.collect::<PyResult<Vec<_>>>()?;
    if values.is_empty() {
        return Ok(None);
    }
    Ok(Some(Payloads {
        payloads: converter.encode(args.py(), &values)?,
    }))
}

/// Headers that interceptors set: `Payload` messages by name.
pub(super) fn header(headers: &Bound<'_, PyAny>) -> PyResult<Option<Header>> {
    if headers.is_none() || headers.len()? == 0 {
        return Ok(None);
    }
    let mut fields = BTreeMap::new();
    for item in headers.cast::<PyMapping>()?.items()?.iter() {
        let (name, value): (String, Bound<'_, PyAny>) = item.extract()?;
        fields.insert(name, message::payload_from_py(&value)?);
    }
    Ok(Some(Header { fields }))
}

pub(super) fn memo(converter: &Converter, memo: &Bound<'_, PyAny>) -> PyResult<Memo> {
    let mut fields = BTreeMap::new();
    for item in memo.cast::<PyMapping>()?.items()?.iter() {
        let (name, value): (String, Bound<'_, PyAny>) = item.extract()?;
        fields.insert(name, converter.encode_one(&value)?);
    }
    Ok(Memo { fields })
}

/// What people see of an execution: a line and a text, both optional.
pub(super) fn user_metadata(
    converter: &Converter,
    summary: Option<&Bound<'_, PyAny>>,
    details: Option<&Bound<'_, PyAny>>,
) -> PyResult<Option<UserMetadata>> {
    if summary.is_none() && details.is_none() {
        return Ok(None);
    }
    let encode = |value: Option<&Bound<'_, PyAny>>| -> PyResult<Option<Payload>> {
        value.map(|value| converter.encode_one(value)).transpose()
    };
    Ok(Some(UserMetadata {
        summary: encode(summary)?,
        details: encode(details)?,
    }))
}

pub(super) fn retry_policy(policy: &Bound<'_, PyAny>) -> PyResult<RetryPolicy> {
    let py = policy.py();
    policy.call_method0(intern!(py, "_validate"))?;
    let non_retryable: Option<Vec<String>> = policy.getattr(intern!(py, "non_retryable_error_types"))?.extract()?;
    Ok(RetryPolicy {
        initial_interval: duration(policy, intern!(py, "initial_interval"))?,
        backoff_coefficient: policy.getattr(intern!(py, "backoff_coefficient"))?.extract()?,
        maximum_interval: duration(policy, intern!(py, "maximum_interval"))?,
        maximum_attempts: policy.getattr(intern!(py, "maximum_attempts"))?.extract()?,
        non_retryable_error_types: non_retryable.unwrap_or_default(),
    })
}

/// The priority. One that says nothing is sent nevertheless: histories show it.
pub(super) fn priority(priority: &Bound<'_, PyAny>) -> PyResult<Priority> {
    let py = priority.py();
    let key: Option<i32> = priority.getattr(intern!(py, "priority_key"))?.extract()?;
    let fairness_key: Option<String> = priority.getattr(intern!(py, "fairness_key"))?.extract()?;
    let fairness_weight: Option<f32> = priority.getattr(intern!(py, "fairness_weight"))?.extract()?;
    Ok(Priority {
        priority_key: key.unwrap_or_default(),
        fairness_key: fairness_key.unwrap_or_default(),
        fairness_weight: fairness_weight.unwrap_or_default(),
    })
}

pub(super) fn search_attributes(attributes: &Bound<'_, PyAny>) -> PyResult<SearchAttributes> {
    static MESSAGE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    static ENCODE: PyOnceLock<Py<PyAny>> = PyOnceLock::new();
    let py = attributes.py();
    let encoded = MESSAGE
        .import(py, "everloop.api.common.v1", "SearchAttributes")?
        .call0()?;
    ENCODE
        .import(py, "everloop.converter", "encode_search_attributes")?
        .call1((attributes, &encoded))?;
    message::from_py(&encoded)
}

pub(crate) fn versioning_override(value: &Bound<'_, PyAny>) -> PyResult<VersioningOverride> {
    message::from_py(&value.call_method0(intern!(value.py(), "_to_proto"))?)
}

/// A Python enumeration of numbers, as its wire number.
pub(super) fn number(value: &Bound<'_, PyAny>) -> PyResult<i32> {
    value
        .extract()
        .map_err(|_| PyValueError::new_err(format!("{value} is not one of the values of its enumeration")))
}

pub(super) fn workflow_type(name: String) -> Option<WorkflowType> {
    Some(WorkflowType { name })
}

pub(super) fn task_queue(name: String) -> Option<TaskQueue> {
    Some(TaskQueue {
        name,
        ..TaskQueue::default()
    })
}
