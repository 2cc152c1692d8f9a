//! The answer of an activation as Python tuples, each beginning with what it is.

use everloop_machines::{
    Command, Completion,
    completion::{Target, UpdateStep},
};
use everloop_proto::{
    common::v1::Payload,
    failure::v1::{Failure, failure::FailureInfo},
    sdk::v1::UserMetadata,
};
use pyo3::{prelude::*, types::PyTuple};

use crate::convert::Converter;

type Answer<'py> = Vec<Bound<'py, PyTuple>>;

/// The commands, and `("flag", number)` for each flag relied on; or one `("task_failed", type, message, stack)`.
pub(super) fn commands<'py>(py: Python<'py>, converter: &Converter, completion: Completion) -> PyResult<Answer<'py>> {
    let shown = Shown { py, converter };
    match completion {
        Completion::Done(done) => {
            let mut lines = done
                .commands
                .iter()
                .map(|one| shown.command(one))
                .collect::<PyResult<Answer<'py>>>()?;
            for flag in done.used_lang_flags {
                lines.push(("flag", flag).into_pyobject(py)?);
            }
            Ok(lines)
        }
        Completion::TaskFailed(failed) => {
            let (kind, message) = failure(&failed.failure);
            Ok(vec![
                ("task_failed", kind, message, failed.failure.stack_trace).into_pyobject(py)?,
            ])
        }
    }
}

/// The type of a failure, or what it is about, and its message.
fn failure(failure: &Failure) -> (String, String) {
    let kind = match &failure.failure_info {
        Some(FailureInfo::ApplicationFailureInfo(info)) => info.r#type.clone(),
        Some(FailureInfo::ActivityFailureInfo(_)) => "activity".to_owned(),
        Some(FailureInfo::CanceledFailureInfo(_)) => "canceled".to_owned(),
        Some(FailureInfo::ChildWorkflowExecutionFailureInfo(_)) => "child".to_owned(),
        _ => String::new(),
    };
    (kind, failure.message.clone())
}

struct Shown<'py, 'a> {
    py: Python<'py>,
    converter: &'a Converter,
}

impl<'py> Shown<'py, '_> {
    fn values(&self, payloads: &[Payload]) -> PyResult<Vec<Bound<'py, PyAny>>> {
        self.converter.decode(self.py, payloads, None)
    }

    fn value(&self, payload: Option<&Payload>) -> PyResult<Option<Bound<'py, PyAny>>> {
        payload
            .map(|payload| self.converter.decode_one(self.py, payload, None))
            .transpose()
    }

    fn summary(&self, metadata: Option<&UserMetadata>) -> PyResult<Option<Bound<'py, PyAny>>> {
        self.value(metadata.and_then(|metadata| metadata.summary.as_ref()))
    }

    fn command(&self, command: &Command) -> PyResult<Bound<'py, PyTuple>> {
        let py = self.py;
        match command {
            Command::StartTimer(timer) => {
                let summary = self.summary(timer.user_metadata.as_ref())?;
                ("timer", timer.seq, timer.duration.as_nanos() as f64 / 1e9, summary).into_pyobject(py)
            }
            Command::CancelTimer { seq } => ("cancel_timer", seq).into_pyobject(py),
            Command::ScheduleActivity(it) => {
                ("activity", it.seq, &it.activity_type, self.values(&it.arguments)?).into_pyobject(py)
            }
            Command::ScheduleLocalActivity(it) => {
                ("local_activity", it.seq, &it.activity_type, it.attempt).into_pyobject(py)
            }
            Command::CancelActivity { seq } => ("cancel_activity", seq).into_pyobject(py),
            Command::StartChild(it) => ("child", it.seq, &it.workflow_type, &it.workflow_id).into_pyobject(py),
            Command::CancelChild { seq, reason } => ("cancel_child", seq, reason).into_pyobject(py),
            Command::SignalExternal(it) => {
                let to = match &it.target {
                    Target::External { workflow_id, .. } | Target::Child { workflow_id } => workflow_id,
                };
                ("signal", it.seq, to, &it.signal_name, self.values(&it.arguments)?).into_pyobject(py)
            }
            Command::CancelSignalExternal { seq } => ("cancel_signal", seq).into_pyobject(py),
            Command::CancelExternal(it) => ("cancel_external", it.seq, &it.workflow_id).into_pyobject(py),
            Command::ScheduleNexus(it) => ("nexus", it.seq).into_pyobject(py),
            Command::CancelNexus { seq } => ("cancel_nexus", seq).into_pyobject(py),
            Command::SetPatch { patch_id, deprecated } => ("patch", patch_id, deprecated).into_pyobject(py),
            Command::UpsertSearchAttributes { search_attributes } => {
                let names: Vec<&String> = search_attributes.indexed_fields.keys().collect();
                ("search_attributes", names).into_pyobject(py)
            }
            Command::ModifyProperties { upserted_memo } => {
                let names: Vec<&String> = upserted_memo.keys().collect();
                ("memo", names).into_pyobject(py)
            }
            Command::CompleteWorkflow { result } => ("complete", self.value(result.as_ref())?).into_pyobject(py),
            Command::CancelWorkflow { .. } => ("cancel",).into_pyobject(py),
            Command::ContinueAsNew(it) => {
                ("continue_as_new", &it.workflow_type, self.values(&it.arguments)?).into_pyobject(py)
            }
            Command::FailWorkflow { failure: failed } => {
                let (kind, message) = failure(failed);
                ("fail", kind, message).into_pyobject(py)
            }
            Command::QueryResult(result) => match &result.outcome {
                Ok(payload) => ("answer", &result.query_id, self.value(Some(payload))?).into_pyobject(py),
                Err(failed) => {
                    let (kind, message) = failure(failed);
                    ("query_failed", &result.query_id, kind, message).into_pyobject(py)
                }
            },
            Command::UpdateResponse(update) => self.update(&update.protocol_instance_id, &update.response),
        }
    }

    fn update(&self, id: &str, step: &UpdateStep) -> PyResult<Bound<'py, PyTuple>> {
        let py = self.py;
        match step {
            UpdateStep::Accepted => ("accepted", id).into_pyobject(py),
            UpdateStep::Completed { result } => ("updated", id, self.value(result.as_ref())?).into_pyobject(py),
            UpdateStep::Rejected { failure: failed } => {
                let (kind, message) = failure(failed);
                ("rejected", id, kind, message).into_pyobject(py)
            }
            UpdateStep::Failed { failure: failed } => {
                let (kind, message) = failure(failed);
                ("update_failed", id, kind, message).into_pyobject(py)
            }
        }
    }
}
