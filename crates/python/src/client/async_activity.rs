//! Heartbeats and outcomes of activities that end outside the worker, by task token or by ids.

use bytes::Bytes;
use everloop_proto::workflowservice::v1::{
    RecordActivityTaskHeartbeatByIdRequest, RecordActivityTaskHeartbeatRequest, RespondActivityTaskCanceledByIdRequest,
    RespondActivityTaskCanceledRequest, RespondActivityTaskCompletedByIdRequest, RespondActivityTaskCompletedRequest,
    RespondActivityTaskFailedByIdRequest, RespondActivityTaskFailedRequest,
};
use pyo3::{intern, prelude::*, types::PyBytes};

use super::{
    core::{ClientCore, nothing},
    read,
};
use crate::convert::Converter;

/// How the caller names the activity.
enum Activity {
    Token(Bytes),
    Id {
        workflow_id: String,
        run_id: String,
        activity_id: String,
    },
}

impl Activity {
    fn of(input: &Bound<'_, PyAny>) -> PyResult<Self> {
        let py = input.py();
        let reference = input.getattr(intern!(py, "id_or_token"))?;
        if let Ok(token) = reference.cast::<PyBytes>() {
            return Ok(Self::Token(Bytes::copy_from_slice(token.as_bytes())));
        }
        Ok(Self::Id {
            workflow_id: read::text(&reference, intern!(py, "workflow_id"))?,
            run_id: read::text(&reference, intern!(py, "run_id"))?,
            activity_id: reference.getattr(intern!(py, "activity_id"))?.extract()?,
        })
    }
}

#[pymethods]
impl ClientCore {
    /// Records the heartbeat of a `HeartbeatAsyncActivityInput`. The outcome is
    /// `(cancel_requested, paused, reset)`.
    fn heartbeat_async_activity<'py>(&self, py: Python<'py>, input: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (call, converter) = (read::call(input)?, self.activity_converter(input)?);
        let details = read::payloads(&converter, &input.getattr(intern!(py, "details"))?)?;
        let (namespace, identity) = (self.namespace.clone(), self.identity.clone());
        let activity = Activity::of(input)?;
        self.run(py, |api| async move {
            let flags = match activity {
                Activity::Token(task_token) => {
                    let request = RecordActivityTaskHeartbeatRequest {
                        namespace,
                        task_token,
                        details,
                        identity,
                        ..Default::default()
                    };
                    let reply = api.record_activity_task_heartbeat(request, call).await?;
                    (reply.cancel_requested, reply.activity_paused, reply.activity_reset)
                }
                Activity::Id {
                    workflow_id,
                    run_id,
                    activity_id,
                } => {
                    let request = RecordActivityTaskHeartbeatByIdRequest {
                        namespace,
                        workflow_id,
                        run_id,
                        activity_id,
                        details,
                        identity,
                        ..Default::default()
                    };
                    let reply = api.record_activity_task_heartbeat_by_id(request, call).await?;
                    (reply.cancel_requested, reply.activity_paused, reply.activity_reset)
                }
            };
            Ok::<_, everloop_proto::RpcError>(move |py: Python<'_>| Ok(flags.into_pyobject(py)?.into_any().unbind()))
        })
    }

    /// Completes, as a `CompleteAsyncActivityInput` says, whose result is a list of one value or none.
    fn complete_async_activity<'py>(&self, py: Python<'py>, input: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (call, converter) = (read::call(input)?, self.activity_converter(input)?);
        let result = read::payloads(&converter, &input.getattr(intern!(py, "result"))?)?;
        let (namespace, identity) = (self.namespace.clone(), self.identity.clone());
        let activity = Activity::of(input)?;
        self.run(py, |api| async move {
            match activity {
                Activity::Token(task_token) => {
                    let request = RespondActivityTaskCompletedRequest {
                        namespace,
                        task_token,
                        result,
                        identity,
                        ..Default::default()
                    };
                    api.respond_activity_task_completed(request, call)
                        .await
                        .map(|_| nothing)
                }
                Activity::Id {
                    workflow_id,
                    run_id,
                    activity_id,
                } => {
                    let request = RespondActivityTaskCompletedByIdRequest {
                        namespace,
                        workflow_id,
                        run_id,
                        activity_id,
                        result,
                        identity,
                        ..Default::default()
                    };
                    api.respond_activity_task_completed_by_id(request, call)
                        .await
                        .map(|_| nothing)
                }
            }
        })
    }

    /// Fails, as a `FailAsyncActivityInput` says.
    fn fail_async_activity<'py>(&self, py: Python<'py>, input: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (call, converter) = (read::call(input)?, self.activity_converter(input)?);
        let failure = Some(converter.failure_from_exception(&input.getattr(intern!(py, "error"))?)?);
        let last_heartbeat_details =
            read::payloads(&converter, &input.getattr(intern!(py, "last_heartbeat_details"))?)?;
        let (namespace, identity) = (self.namespace.clone(), self.identity.clone());
        let activity = Activity::of(input)?;
        self.run(py, |api| async move {
            match activity {
                Activity::Token(task_token) => {
                    let request = RespondActivityTaskFailedRequest {
                        namespace,
                        task_token,
                        failure,
                        identity,
                        last_heartbeat_details,
                        ..Default::default()
                    };
                    api.respond_activity_task_failed(request, call).await.map(|_| nothing)
                }
                Activity::Id {
                    workflow_id,
                    run_id,
                    activity_id,
                } => {
                    let request = RespondActivityTaskFailedByIdRequest {
                        namespace,
                        workflow_id,
                        run_id,
                        activity_id,
                        failure,
                        identity,
                        last_heartbeat_details,
                        ..Default::default()
                    };
                    api.respond_activity_task_failed_by_id(request, call)
                        .await
                        .map(|_| nothing)
                }
            }
        })
    }

    /// Reports the cancellation of a `ReportCancellationAsyncActivityInput`.
    fn cancel_async_activity<'py>(&self, py: Python<'py>, input: &Bound<'py, PyAny>) -> PyResult<Bound<'py, PyAny>> {
        let (call, converter) = (read::call(input)?, self.activity_converter(input)?);
        let details = read::payloads(&converter, &input.getattr(intern!(py, "details"))?)?;
        let (namespace, identity) = (self.namespace.clone(), self.identity.clone());
        let activity = Activity::of(input)?;
        self.run(py, |api| async move {
            match activity {
                Activity::Token(task_token) => {
                    let request = RespondActivityTaskCanceledRequest {
                        namespace,
                        task_token,
                        details,
                        identity,
                        ..Default::default()
                    };
                    api.respond_activity_task_canceled(request, call).await.map(|_| nothing)
                }
                Activity::Id {
                    workflow_id,
                    run_id,
                    activity_id,
                } => {
                    let request = RespondActivityTaskCanceledByIdRequest {
                        namespace,
                        workflow_id,
                        run_id,
                        activity_id,
                        details,
                        identity,
                        ..Default::default()
                    };
                    api.respond_activity_task_canceled_by_id(request, call)
                        .await
                        .map(|_| nothing)
                }
            }
        })
    }
}

impl ClientCore {
    fn activity_converter(&self, input: &Bound<'_, PyAny>) -> PyResult<Converter> {
        let overriding = read::some(input, intern!(input.py(), "data_converter_override"))?;
        overriding.map_or_else(|| Ok(self.plain_converter()), |converter| Converter::of(&converter))
    }
}
