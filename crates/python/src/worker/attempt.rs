//! One attempt of an activity, as the Python host holds it: arguments and info in, heartbeats and outcome out.

use std::{collections::BTreeMap, time::Duration};

use everloop_proto::{
    common::v1::{Header, Payload, Payloads, RetryPolicy},
    failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo},
    workflowservice::v1::PollActivityTaskQueueResponse,
};
use everloop_worker::{ActivityContext, ActivityOutcome, ActivityTask};
use pyo3::{
    prelude::*,
    types::{PyBytes, PyDict, PyTuple},
};

use crate::convert::{Converter, message};

/// A running attempt. All methods may be called from any thread.
#[pyclass(frozen, module = "everloop._core")]
pub(crate) struct ActivityAttempt {
    context: ActivityContext,
    converter: Converter,
    task: Box<PollActivityTaskQueueResponse>,
    is_local: bool,
}

impl ActivityAttempt {
    pub(super) fn new(task: ActivityTask, context: ActivityContext, converter: Converter) -> Self {
        Self {
            context,
            converter,
            task: task.task,
            is_local: task.is_local,
        }
    }

    fn input(&self) -> &[Payload] {
        self.task.input.as_ref().map_or(&[], |input| &input.payloads)
    }
}

#[pymethods]
impl ActivityAttempt {
    #[getter]
    fn token<'py>(&self, py: Python<'py>) -> Bound<'py, PyBytes> {
        PyBytes::new(py, self.context.token())
    }

    #[getter]
    fn activity_type(&self) -> &str {
        self.task.activity_type.as_ref().map_or("", |of| of.name.as_str())
    }

    #[getter]
    fn workflow_id(&self) -> &str {
        self.task
            .workflow_execution
            .as_ref()
            .map_or("", |execution| execution.workflow_id.as_str())
    }

    /// The number of arguments.
    #[getter]
    fn argument_count(&self) -> usize {
        self.input().len()
    }

    /// The arguments, decoded by `hints` if there are any.
    #[pyo3(signature = (hints))]
    fn arguments<'py>(&self, py: Python<'py>, hints: Option<&Bound<'py, PyAny>>) -> PyResult<Bound<'py, PyTuple>> {
        PyTuple::new(py, self.converter.decode(py, self.input(), hints)?)
    }

    /// The heartbeat details of the attempt before, decoded as they come.
    fn heartbeat_details<'py>(&self, py: Python<'py>) -> PyResult<Vec<Bound<'py, PyAny>>> {
        let details = self
            .task
            .heartbeat_details
            .as_ref()
            .map_or(&[][..], |details| &details.payloads);
        self.converter.decode(py, details, None)
    }

    /// The header of the activity, as encoded payloads by name.
    fn headers<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let headers = PyDict::new(py);
        for (name, payload) in self.task.header.iter().flat_map(|header| &header.fields) {
            headers.set_item(name, PyBytes::new(py, &prost::Message::encode_to_vec(payload)))?;
        }
        Ok(headers)
    }

    /// The payload converter as the activity sees it.
    fn payload_converter<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyAny>> {
        self.converter.payload_converter(py)
    }

    /// The payloads of the arguments, those of the heartbeat details of the attempt before, and those of the header.
    fn payloads<'py>(&self, py: Python<'py>) -> PyResult<(PyPayloads<'py>, PyPayloads<'py>, Bound<'py, PyDict>)> {
        let details = self.task.heartbeat_details.as_ref();
        let headers = PyDict::new(py);
        for (name, payload) in self.task.header.iter().flat_map(|header| &header.fields) {
            headers.set_item(name, message::payload_to_py(py, payload)?)?;
        }
        Ok((
            payloads_to_py(py, self.input())?,
            payloads_to_py(py, details.map_or(&[], |details| &details.payloads))?,
            headers,
        ))
    }

    /// The same attempt with other payloads.
    fn with_payloads(
        &self,
        input: PyPayloads<'_>,
        details: PyPayloads<'_>,
        headers: BTreeMap<String, Bound<'_, PyAny>>,
    ) -> PyResult<Self> {
        let mut task = self.task.clone();
        task.input = Some(payloads_from_py(&input)?);
        task.heartbeat_details = Some(payloads_from_py(&details)?);
        let fields = headers
            .into_iter()
            .map(|(name, payload)| Ok((name, message::payload_from_py(&payload)?)))
            .collect::<PyResult<_>>()?;
        task.header = Some(Header { fields });
        Ok(Self {
            context: self.context.clone(),
            converter: self.converter.clone(),
            task,
            is_local: self.is_local,
        })
    }

    /// What the info of the attempt is made of.
    fn info<'py>(&self, py: Python<'py>) -> PyResult<Bound<'py, PyDict>> {
        let task = &*self.task;
        let info = PyDict::new(py);
        let execution = task.workflow_execution.as_ref();
        info.set_item("activity_id", &task.activity_id)?;
        info.set_item("activity_type", self.activity_type())?;
        info.set_item("attempt", task.attempt)?;
        info.set_item(
            "current_attempt_scheduled_time",
            micros(task.current_attempt_scheduled_time.as_ref()),
        )?;
        info.set_item("scheduled_time", micros(task.scheduled_time.as_ref()))?;
        info.set_item("started_time", micros(task.started_time.as_ref()))?;
        info.set_item("heartbeat_timeout", positive(task.heartbeat_timeout.as_ref()))?;
        info.set_item(
            "schedule_to_close_timeout",
            positive(task.schedule_to_close_timeout.as_ref()),
        )?;
        info.set_item("start_to_close_timeout", positive(task.start_to_close_timeout.as_ref()))?;
        info.set_item("is_local", self.is_local)?;
        info.set_item("task_token", self.token(py))?;
        info.set_item("workflow_id", text(execution.map(|it| it.workflow_id.as_str())))?;
        info.set_item("workflow_run_id", text(execution.map(|it| it.run_id.as_str())))?;
        info.set_item("workflow_namespace", text(Some(&task.workflow_namespace)))?;
        info.set_item(
            "workflow_type",
            text(task.workflow_type.as_ref().map(|of| of.name.as_str())),
        )?;
        info.set_item("activity_run_id", text(Some(&task.activity_run_id)))?;
        if let Some(priority) = &task.priority {
            let fairness_key = text(Some(&priority.fairness_key));
            let weight = (priority.fairness_weight != 0.0).then_some(priority.fairness_weight);
            let key = (priority.priority_key != 0).then_some(priority.priority_key);
            info.set_item("priority", (key, fairness_key, weight))?;
        }
        if let Some(policy) = &task.retry_policy {
            info.set_item("retry_policy", retry_policy(policy))?;
        }
        Ok(info)
    }

    /// Why the activity is asked to stop, in the order of the fields of `ActivityCancellationDetails`; `None` if it is
    /// not.
    fn cancellation(&self) -> Option<(bool, bool, bool, bool, bool, bool)> {
        let why = self.context.cancellation()?;
        Some((
            why.not_found,
            why.requested,
            why.paused,
            why.reset,
            why.timed_out,
            why.worker_shutdown,
        ))
    }

    /// Records a heartbeat. It returns as soon as the details are encoded.
    fn heartbeat(&self, py: Python<'_>, details: Vec<Bound<'_, PyAny>>) -> PyResult<()> {
        let details = match details.as_slice() {
            [] => None,
            details => Some(Payloads {
                payloads: self.converter.encode(py, details)?,
            }),
        };
        self.context.heartbeat(details);
        Ok(())
    }

    /// Reports the result.
    ///
    /// What encoding it raises is raised here, and nothing is reported.
    // Nothing that reporting does waits for the interpreter or for the server, so the interpreter is kept: to hand it
    // over and wait to get it back costs more than sending the request.
    fn complete(&self, result: &Bound<'_, PyAny>) -> PyResult<()> {
        let result = Some(self.converter.encode_one(result)?);
        self.context.complete(ActivityOutcome::Completed { result });
        Ok(())
    }

    /// Reports a failure.
    fn fail(&self, error: &Bound<'_, PyAny>) {
        let failure = self
            .converter
            .failure_from_exception(error)
            .unwrap_or_else(|inner| Failure {
                message: format!("Failed building exception result: {}", inner.value(error.py())),
                failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo::default())),
                ..Failure::default()
            });
        self.context.complete(ActivityOutcome::Failed {
            failure: Box::new(failure),
        });
    }

    /// Records a heartbeat whose details are encoded.
    fn heartbeat_encoded(&self, details: PyPayloads<'_>) -> PyResult<()> {
        let details = payloads_from_py(&details)?;
        self.context
            .heartbeat((!details.payloads.is_empty()).then_some(details));
        Ok(())
    }

    /// Reports an encoded result.
    fn complete_encoded(&self, result: &Bound<'_, PyAny>) -> PyResult<()> {
        let result = Some(message::payload_from_py(result)?);
        self.context.complete(ActivityOutcome::Completed { result });
        Ok(())
    }

    /// Reports an encoded failure.
    fn fail_encoded(&self, failure: &Bound<'_, PyAny>) -> PyResult<()> {
        let failure = Box::new(message::failure_from_py(failure)?);
        self.context.complete(ActivityOutcome::Failed { failure });
        Ok(())
    }

    /// Reports that the activity stopped as it was asked to.
    fn cancel(&self) {
        self.context.complete(ActivityOutcome::Canceled { details: None });
    }

    /// Reports nothing: somebody else will.
    fn complete_elsewhere(&self) {
        self.context.complete(ActivityOutcome::CompletedElsewhere);
    }
}

type PyPayloads<'py> = Vec<Bound<'py, PyAny>>;

fn payloads_to_py<'py>(py: Python<'py>, payloads: &[Payload]) -> PyResult<PyPayloads<'py>> {
    payloads
        .iter()
        .map(|payload| message::payload_to_py(py, payload))
        .collect()
}

fn payloads_from_py(payloads: &PyPayloads<'_>) -> PyResult<Payloads> {
    let payloads = payloads.iter().map(message::payload_from_py).collect::<PyResult<_>>()?;
    Ok(Payloads { payloads })
}

fn text(text: Option<&str>) -> Option<&str> {
    text.filter(|text| !text.is_empty())
}

/// Microseconds since the epoch.
fn micros(time: Option<&prost_types::Timestamp>) -> i64 {
    time.map_or(0, |time| time.seconds * 1_000_000 + i64::from(time.nanos / 1_000))
}

fn positive(duration: Option<&prost_types::Duration>) -> Option<Duration> {
    Duration::try_from(*duration?)
        .ok()
        .filter(|duration| !duration.is_zero())
}

/// The arguments of `everloop.common.RetryPolicy`.
fn retry_policy(policy: &RetryPolicy) -> (Option<Duration>, f64, Option<Duration>, i32, &[String]) {
    (
        policy.initial_interval.and_then(|it| Duration::try_from(it).ok()),
        policy.backoff_coefficient,
        positive(policy.maximum_interval.as_ref()),
        policy.maximum_attempts,
        &policy.non_retryable_error_types,
    )
}
