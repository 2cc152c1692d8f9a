//! Option records of Python as wire messages.

use std::time::Duration;

use everloop_proto::common::v1::{Priority, RetryPolicy};
use pyo3::{exceptions::PyValueError, intern, prelude::*};

use crate::client::no_timedelta;

/// A `timedelta`, if there is one.
///
/// # Errors
/// `ValueError` naming the option if it is negative, `TypeError` if it is no `timedelta`.
pub(in crate::workflow) fn duration(name: &str, value: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Duration>> {
    let Some(value) = value.filter(|value| !value.is_none()) else {
        return Ok(None);
    };
    match value.extract::<Duration>() {
        Ok(duration) => Ok(Some(duration)),
        Err(error) if error.is_instance_of::<PyValueError>(value.py()) => {
            Err(PyValueError::new_err(format!("{name} must not be negative: {value}")))
        }
        Err(_) => Err(no_timedelta(name, value)),
    }
}

/// A Python `RetryPolicy`, checked.
///
/// # Errors
/// `ValueError` if the policy makes no sense.
pub(in crate::workflow) fn retry_policy(policy: Option<&Bound<'_, PyAny>>) -> PyResult<Option<RetryPolicy>> {
    let Some(policy) = policy.filter(|policy| !policy.is_none()) else {
        return Ok(None);
    };
    let py = policy.py();
    policy.call_method0(intern!(py, "_validate"))?;
    let initial: Duration = policy.getattr(intern!(py, "initial_interval"))?.extract()?;
    let maximum: Option<Duration> = policy.getattr(intern!(py, "maximum_interval"))?.extract()?;
    let types: Option<Vec<String>> = policy.getattr(intern!(py, "non_retryable_error_types"))?.extract()?;
    Ok(Some(RetryPolicy {
        initial_interval: wire_duration(initial),
        backoff_coefficient: policy.getattr(intern!(py, "backoff_coefficient"))?.extract()?,
        maximum_interval: wire_duration(maximum.unwrap_or(initial * 100)),
        maximum_attempts: policy.getattr(intern!(py, "maximum_attempts"))?.extract()?,
        non_retryable_error_types: types.unwrap_or_default(),
    }))
}

fn wire_duration(duration: Duration) -> Option<prost_types::Duration> {
    prost_types::Duration::try_from(duration).ok()
}

/// A Python `Priority`. Wire: the default one is an empty message, not an absent one.
pub(in crate::workflow) fn priority(priority: Option<&Bound<'_, PyAny>>) -> PyResult<Option<Priority>> {
    let Some(priority) = priority.filter(|priority| !priority.is_none()) else {
        return Ok(Some(Priority::default()));
    };
    let py = priority.py();
    let key: Option<i32> = priority.getattr(intern!(py, "priority_key"))?.extract()?;
    let fairness_key: Option<String> = priority.getattr(intern!(py, "fairness_key"))?.extract()?;
    let fairness_weight: Option<f32> = priority.getattr(intern!(py, "fairness_weight"))?.extract()?;
    Ok(Some(Priority {
        priority_key: key.unwrap_or_default(),
        fairness_key: fairness_key.unwrap_or_default(),
        fairness_weight: fairness_weight.unwrap_or_default(),
    }))
}
