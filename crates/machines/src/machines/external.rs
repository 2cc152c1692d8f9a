//! Requests to other workflows: a signal, or a cancellation.
//!
//! | State    | Cancel                             | Initiated | Delivered        | Failed           |
//! |----------|------------------------------------|-----------|------------------|------------------|
//! | `Issued` | `Gone`, takes it back and resolves | `Sent`    |                  |                  |
//! | `Sent`   | `Sent`                             |           | `Gone`, resolves | `Gone`, resolves |
//!
//! Only signals can be cancelled, and only before they are sent.

use everloop_proto::{
    command::v1::{
        RequestCancelExternalWorkflowExecutionCommandAttributes, SignalExternalWorkflowExecutionCommandAttributes,
        command::Attributes,
    },
    common::v1::WorkflowExecution,
    enums::v1::{
        CancelExternalWorkflowExecutionFailedCause as CancelCause, CommandType,
        SignalExternalWorkflowExecutionFailedCause as SignalCause,
    },
    failure::v1::Failure,
};

use crate::{
    activation::Job,
    completion::{CancelExternal, SignalExternal, Target},
    core::{Core, Subject},
    error::Error,
    failures,
    outbox::Expected,
    wire,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Issued,
    Sent,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    Cancel,
    Initiated,
    Delivered,
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Nothing,
    TakeBack,
    Resolve,
}

pub(crate) fn transition(state: State, input: Input) -> Option<(State, Effect)> {
    match (state, input) {
        (State::Issued, Input::Cancel) => Some((State::Gone, Effect::TakeBack)),
        (State::Issued, Input::Initiated) => Some((State::Sent, Effect::Nothing)),
        (State::Sent, Input::Cancel) => Some((State::Sent, Effect::Nothing)),
        (State::Sent, Input::Delivered | Input::Failed) => Some((State::Gone, Effect::Resolve)),
        (State::Issued, Input::Delivered | Input::Failed)
        | (State::Sent, Input::Initiated)
        | (State::Gone, Input::Cancel | Input::Initiated | Input::Delivered | Input::Failed) => None,
    }
}

/// One request that is not gone.
#[derive(Debug)]
pub(crate) struct ExternalRequest {
    state: State,
    /// Its command's place in the outbox, while it is `Issued`.
    place: u32,
}

impl Core {
    pub(crate) fn signal_external(&mut self, signal: SignalExternal) -> Result<(), Error> {
        let seq = signal.seq;
        if self.signals_external.contains_key(&seq) {
            return Err(self.malformed_completion(format!("external signal {seq} is sent twice")));
        }
        let place = self.issue(Expected::SignalExternal(seq), |options| {
            let (namespace, workflow_id, run_id, child_workflow_only) = match signal.target {
                Target::External {
                    namespace,
                    workflow_id,
                    run_id,
                } => (namespace, workflow_id, run_id, false),
                Target::Child { workflow_id } => (options.namespace.clone(), workflow_id, String::new(), true),
            };
            let attributes = SignalExternalWorkflowExecutionCommandAttributes {
                namespace: if namespace.is_empty() {
                    options.namespace.clone()
                } else {
                    namespace
                },
                execution: Some(WorkflowExecution { workflow_id, run_id }),
                signal_name: signal.signal_name,
                input: wire::payloads(signal.arguments),
                child_workflow_only,
                header: wire::header_or_none(signal.headers),
                ..SignalExternalWorkflowExecutionCommandAttributes::default()
            };
            let attributes = Attributes::SignalExternalWorkflowExecutionCommandAttributes(attributes);
            (CommandType::SignalExternalWorkflowExecution, attributes)
        });
        let request = ExternalRequest {
            state: State::Issued,
            place: wire::place(place),
        };
        self.signals_external.insert(seq, request);
        Ok(())
    }

    pub(crate) fn cancel_external(&mut self, cancel: CancelExternal) -> Result<(), Error> {
        let seq = cancel.seq;
        if self.cancels_external.contains_key(&seq) {
            return Err(self.malformed_completion(format!("external cancellation {seq} is sent twice")));
        }
        let run_id = self.run_id.clone();
        let place = self.issue(Expected::CancelExternal(seq), |options| {
            // Wire: the official SDK words the reason so, and histories show it.
            let reason = format!(
                "Cancel requested by workflow with run id {run_id} with reason: {}",
                cancel.reason
            );
            let attributes = RequestCancelExternalWorkflowExecutionCommandAttributes {
                namespace: if cancel.namespace.is_empty() {
                    options.namespace.clone()
                } else {
                    cancel.namespace
                },
                workflow_id: cancel.workflow_id,
                run_id: cancel.run_id,
                reason,
                ..RequestCancelExternalWorkflowExecutionCommandAttributes::default()
            };
            let attributes = Attributes::RequestCancelExternalWorkflowExecutionCommandAttributes(attributes);
            (CommandType::RequestCancelExternalWorkflowExecution, attributes)
        });
        let request = ExternalRequest {
            state: State::Issued,
            place: wire::place(place),
        };
        self.cancels_external.insert(seq, request);
        Ok(())
    }

    /// Cancels a signal, if it is not sent yet.
    pub(crate) fn cancel_signal_external(&mut self, seq: u32) {
        let failure = failures::canceled("Signal was cancelled before being sent", None);
        // One that is gone already is left alone.
        let _known = self.tell_signal_external(seq, Input::Cancel, Some(failure));
    }

    pub(crate) fn signal_external_initiated(&mut self, seq: u32, event_id: i64) -> bool {
        self.subjects.insert(event_id, Subject::SignalExternal(seq));
        self.tell_signal_external(seq, Input::Initiated, None)
    }

    pub(crate) fn cancel_external_initiated(&mut self, seq: u32, event_id: i64) -> bool {
        self.subjects.insert(event_id, Subject::CancelExternal(seq));
        self.tell_cancel_external(seq, Input::Initiated, None)
    }

    /// Passes an input to a signal; false if it has no use for it.
    pub(crate) fn tell_signal_external(&mut self, seq: u32, input: Input, failure: Option<Failure>) -> bool {
        let Some(request) = self.signals_external.get_mut(&seq) else {
            return false;
        };
        let Some((state, effect)) = transition(request.state, input) else {
            return false;
        };
        request.state = state;
        let place = request.place;
        if state == State::Gone {
            self.signals_external.remove(&seq);
        }
        match effect {
            Effect::Nothing => return true,
            Effect::TakeBack => self.outbox.retract(place as usize),
            Effect::Resolve => {}
        }
        self.jobs.push(Job::ResolveSignalExternal { seq, failure });
        true
    }

    /// Passes an input to a cancellation; false if it has no use for it.
    pub(crate) fn tell_cancel_external(&mut self, seq: u32, input: Input, failure: Option<Failure>) -> bool {
        let Some(request) = self.cancels_external.get_mut(&seq) else {
            return false;
        };
        let Some((state, effect)) = transition(request.state, input) else {
            return false;
        };
        request.state = state;
        if state == State::Gone {
            self.cancels_external.remove(&seq);
        }
        if effect == Effect::Resolve {
            self.jobs.push(Job::ResolveCancelExternal { seq, failure });
        }
        true
    }
}

/// Why a signal was not delivered, as the workflow sees it.
pub(crate) fn signal_failure(cause: SignalCause) -> Failure {
    match cause {
        SignalCause::Unspecified | SignalCause::ExternalWorkflowExecutionNotFound => failures::application(
            "Unable to signal external workflow because it was not found",
            "ExternalWorkflowExecutionNotFound",
        ),
        SignalCause::NamespaceNotFound => failures::application(
            "Unable to signal external workflow because its namespace was not found",
            "NamespaceNotFound",
        ),
        SignalCause::SignalCountLimitExceeded => failures::application(
            "Unable to signal external workflow because it received too many signals",
            "SignalCountLimitExceeded",
        ),
    }
}

/// Why a cancellation was not delivered, as the workflow sees it.
pub(crate) fn cancel_failure(cause: CancelCause) -> Failure {
    match cause {
        CancelCause::Unspecified | CancelCause::ExternalWorkflowExecutionNotFound => failures::application(
            "Unable to cancel external workflow because not found",
            "ExternalWorkflowExecutionNotFound",
        ),
        CancelCause::NamespaceNotFound => failures::application(
            "Unable to cancel external workflow because its namespace was not found",
            "NamespaceNotFound",
        ),
    }
}
