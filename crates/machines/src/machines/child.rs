//! A child workflow.
//!
//! | State       | Cancel (request)                   | Cancel (abandon)   | Initiated   | Start failed     | Started   | Closed |
//! |-------------|------------------------------------|--------------------|-------------|------------------|-----------|--------|
//! | `Issued`    | `Gone`, takes it back and resolves | same               | `Initiated` |                  |           | |
//! | `Initiated` | `CancelSoon`                       | `Ignored`, resolves its start | | `Gone`, resolves | `Started` | |
//! | `CancelSoon`| `CancelSoon`                       | `CancelSoon`       |             | `Gone`, resolves | `Started`, then as if cancelled there | |
//! | `Started`   | `Canceling` or `Ignored`, requests | `Ignored`, resolves |            |                  |           | `Gone`, resolves |
//! | `Canceling` | `Canceling`                        | `Canceling`        |             |                  |           | `Gone`, resolves |
//! | `Ignored`   | `Ignored`                          | `Ignored`          |             | `Gone`           | `Ignored` | `Gone` |
//!
//! Wire: a child that waits until its cancellation is *requested* is resolved when the child closes,
//! like one that waits until it is *completed*: the official SDK does so, and histories depend on it.

use everloop_proto::{
    command::v1::{
        RequestCancelExternalWorkflowExecutionCommandAttributes, StartChildWorkflowExecutionCommandAttributes,
        command::Attributes,
    },
    common::v1::{Memo, Payloads, WorkflowExecution},
    enums::v1::{CommandType, RetryState, StartChildWorkflowExecutionFailedCause, TaskQueueKind, TimeoutType},
    failure::v1::{
        ChildWorkflowExecutionFailureInfo, Failure, TerminatedFailureInfo, TimeoutFailureInfo, failure::FailureInfo,
    },
    taskqueue::v1::TaskQueue,
};

use crate::{
    activation::{ChildResolution, ChildStart, Job},
    completion::{CancellationType, StartChild},
    core::{Core, Subject},
    error::Error,
    failures,
    outbox::Expected,
    task::RunOptions,
    trimmings::Kept,
    wire,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Issued,
    Initiated,
    CancelSoon,
    Started,
    Canceling,
    Ignored,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    TryCancel,
    WaitCancel,
    Abandon,
    Initiated,
    StartFailed,
    Started,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Nothing,
    /// Take the command back and resolve the start as cancelled.
    TakeBack,
    /// Resolve the start as cancelled.
    CancelStart,
    /// Resolve the start with what the event says.
    ResolveStart,
    /// The same, then cancel.
    ResolveStartAndCancel,
    RequestCancel,
    RequestCancelAndResolve,
    ResolveCanceled,
    /// Resolve with what the event says.
    Resolve,
}

pub(crate) fn transition(state: State, input: Input) -> Option<(State, Effect)> {
    use Input::{Abandon, Closed, Initiated, StartFailed, Started, TryCancel, WaitCancel};
    match (state, input) {
        (State::Issued, TryCancel | WaitCancel | Abandon) => Some((State::Gone, Effect::TakeBack)),
        (State::Issued, Initiated) => Some((State::Initiated, Effect::Nothing)),
        (State::Initiated, TryCancel | WaitCancel) => Some((State::CancelSoon, Effect::Nothing)),
        (State::Initiated, Abandon) => Some((State::Ignored, Effect::CancelStart)),
        (State::Initiated | State::CancelSoon, StartFailed) => Some((State::Gone, Effect::ResolveStart)),
        (State::Initiated, Started) => Some((State::Started, Effect::ResolveStart)),
        (State::CancelSoon, Started) => Some((State::Started, Effect::ResolveStartAndCancel)),
        (State::Started, TryCancel) => Some((State::Ignored, Effect::RequestCancelAndResolve)),
        (State::Started, WaitCancel) => Some((State::Canceling, Effect::RequestCancel)),
        (State::Started, Abandon) => Some((State::Ignored, Effect::ResolveCanceled)),
        (State::Started | State::Canceling, Closed) => Some((State::Gone, Effect::Resolve)),
        (State::Ignored, StartFailed | Closed) => Some((State::Gone, Effect::Nothing)),
        (State::Ignored, Started)
        | (State::CancelSoon | State::Canceling | State::Ignored, TryCancel | WaitCancel | Abandon) => {
            Some((state, Effect::Nothing))
        }
        (State::Issued, StartFailed | Started | Closed)
        | (State::Initiated | State::CancelSoon, Initiated | Closed)
        | (State::Started | State::Canceling, Initiated | StartFailed | Started)
        | (State::Ignored, Initiated)
        | (State::Gone, TryCancel | WaitCancel | Abandon | Initiated | StartFailed | Started | Closed) => None,
    }
}

/// One child that is not gone.
#[derive(Debug)]
pub(crate) struct Child {
    state: State,
    pub(crate) workflow_id: Box<str>,
    pub(crate) workflow_type: Box<str>,
    namespace: Box<str>,
    run_id: Box<str>,
    cancellation: CancellationType,
    cancel_reason: Box<str>,
    /// Its command's place in the outbox, while it is `Issued`.
    place: u32,
    initiated_event_id: i64,
    started_event_id: i64,
    /// For its cancellation.
    kept: Kept,
}

/// What an event says about a child.
pub(crate) enum Told {
    Nothing,
    StartFailed(StartChildWorkflowExecutionFailedCause),
    Started { run_id: String, event_id: i64 },
    Completed(Option<Payloads>),
    Failed { failure: Option<Failure>, retry_state: i32 },
    Canceled(Option<Payloads>),
    TimedOut { retry_state: i32 },
    Terminated,
}

impl Core {
    pub(crate) fn start_child(&mut self, mut start: StartChild) -> Result<(), Error> {
        let seq = start.seq;
        if self.children.contains_key(&seq) {
            return Err(self.malformed_completion(format!("child {seq} is started twice")));
        }
        if start.namespace.is_empty() {
            start.namespace.clone_from(&self.options.namespace);
        }
        let trimmings = self.trimmings(start.user_metadata.take());
        let mut child = Child {
            state: State::Issued,
            workflow_id: start.workflow_id.as_str().into(),
            workflow_type: start.workflow_type.as_str().into(),
            namespace: start.namespace.as_str().into(),
            run_id: Box::default(),
            cancellation: start.cancellation_type,
            cancel_reason: Box::default(),
            place: 0,
            initiated_event_id: 0,
            started_event_id: 0,
            kept: trimmings.kept(),
        };
        let place = self.issue_trimmed(Expected::StartChild(seq), trimmings, |options| {
            let attributes = Box::new(attributes(start, options));
            let attributes = Attributes::StartChildWorkflowExecutionCommandAttributes(*attributes);
            (CommandType::StartChildWorkflowExecution, attributes)
        });
        child.place = wire::place(place);
        self.children.insert(seq, child);
        Ok(())
    }

    /// Cancels a child. One that is gone already is left alone.
    pub(crate) fn cancel_child(&mut self, seq: u32, reason: &str) {
        let Some(child) = self.children.get_mut(&seq) else {
            return;
        };
        if child.cancel_reason.is_empty() {
            child.cancel_reason = reason.into();
        }
        let input = cancel_input(child.cancellation);
        // Every state but `Gone` takes a cancellation.
        let _known = self.tell_child(seq, input, Told::Nothing);
    }

    /// The command was recorded.
    pub(crate) fn child_initiated(&mut self, seq: u32, event_id: i64) -> bool {
        if let Some(child) = self.children.get_mut(&seq) {
            child.initiated_event_id = event_id;
        }
        self.subjects.insert(event_id, Subject::Child(seq));
        self.tell_child(seq, Input::Initiated, Told::Nothing)
    }

    /// Passes an input to a child, with what an event says if that is the input; false if it has no
    /// use for it.
    pub(crate) fn tell_child(&mut self, seq: u32, input: Input, told: Told) -> bool {
        let Some(child) = self.children.get_mut(&seq) else {
            return false;
        };
        let Some((state, effect)) = transition(child.state, input) else {
            return false;
        };
        child.state = state;
        let (place, initiated_event_id) = (child.place, child.initiated_event_id);
        let job = job(seq, child, effect, told);
        if matches!(effect, Effect::RequestCancel | Effect::RequestCancelAndResolve) {
            self.request_child_cancel(seq);
        }
        if state == State::Gone {
            self.children.remove(&seq);
            self.subjects.remove(&initiated_event_id);
        }
        if effect == Effect::TakeBack {
            self.outbox.retract(place as usize);
        }
        self.jobs.extend(job);
        if effect == Effect::ResolveStartAndCancel {
            let cancellation = self
                .children
                .get(&seq)
                .map(|child| child.cancellation)
                .unwrap_or_default();
            return self.tell_child(seq, cancel_input(cancellation), Told::Nothing);
        }
        true
    }

    /// The request to cancel a child was recorded.
    pub(crate) fn child_cancel_initiated(&mut self, seq: u32, event_id: i64) {
        self.subjects.insert(event_id, Subject::ChildCancel(seq));
    }

    fn request_child_cancel(&mut self, seq: u32) {
        let Some(child) = self.children.get(&seq) else { return };
        let attributes = RequestCancelExternalWorkflowExecutionCommandAttributes {
            namespace: child.namespace.to_string(),
            workflow_id: child.workflow_id.to_string(),
            run_id: child.run_id.to_string(),
            child_workflow_only: true,
            reason: child.cancel_reason.to_string(),
            ..RequestCancelExternalWorkflowExecutionCommandAttributes::default()
        };
        let trimmings = child.kept.again();
        self.issue_trimmed(Expected::CancelChild(seq), trimmings, |_| {
            let attributes = Attributes::RequestCancelExternalWorkflowExecutionCommandAttributes(attributes);
            (CommandType::RequestCancelExternalWorkflowExecution, attributes)
        });
    }
}

fn cancel_input(cancellation: CancellationType) -> Input {
    match cancellation {
        CancellationType::TryCancel => Input::TryCancel,
        CancellationType::WaitCancellationCompleted | CancellationType::WaitCancellationRequested => Input::WaitCancel,
        CancellationType::Abandon => Input::Abandon,
    }
}

fn attributes(start: StartChild, options: &RunOptions) -> StartChildWorkflowExecutionCommandAttributes {
    let own_queue = start.task_queue.is_empty() || start.task_queue == options.task_queue;
    let name = if own_queue {
        options.task_queue.clone()
    } else {
        start.task_queue
    };
    StartChildWorkflowExecutionCommandAttributes {
        namespace: start.namespace,
        workflow_id: start.workflow_id,
        workflow_type: Some(wire::workflow_type(start.workflow_type)),
        task_queue: Some(TaskQueue {
            name,
            kind: TaskQueueKind::Normal.into(),
            normal_name: String::new(),
        }),
        input: wire::payloads(start.input),
        workflow_execution_timeout: wire::durations(start.execution_timeout),
        workflow_run_timeout: wire::durations(start.run_timeout),
        workflow_task_timeout: wire::durations(start.task_timeout),
        parent_close_policy: start.parent_close_policy.into(),
        workflow_id_reuse_policy: start.id_reuse_policy.into(),
        retry_policy: start.retry_policy,
        cron_schedule: start.cron_schedule,
        header: Some(wire::header(start.headers)),
        memo: (!start.memo.is_empty()).then_some(Memo { fields: start.memo }),
        search_attributes: start.search_attributes,
        inherit_build_id: wire::same_build(start.versioning_intent, own_queue),
        priority: start.priority,
        versioning_override: start.versioning_override,
        ..StartChildWorkflowExecutionCommandAttributes::default()
    }
}

/// What the workflow is told.
fn job(seq: u32, child: &mut Child, effect: Effect, told: Told) -> Option<Job> {
    match effect {
        Effect::Nothing | Effect::RequestCancel => None,
        Effect::TakeBack | Effect::CancelStart => {
            // Wire: the text ends with the reason, which may be empty.
            let message = format!(
                "Child Workflow Execution cancelled before scheduled: {}",
                child.cancel_reason
            );
            let failure = canceled(child, &message, None);
            Some(Job::ResolveChildStart {
                seq,
                outcome: ChildStart::Canceled { failure },
            })
        }
        Effect::RequestCancelAndResolve | Effect::ResolveCanceled => {
            let failure = canceled(child, "Child Workflow execution cancelled", None);
            Some(Job::ResolveChild {
                seq,
                resolution: ChildResolution::Canceled { failure },
            })
        }
        Effect::ResolveStart | Effect::ResolveStartAndCancel => {
            let outcome = start_outcome(child, told)?;
            Some(Job::ResolveChildStart { seq, outcome })
        }
        Effect::Resolve => Some(Job::ResolveChild {
            seq,
            resolution: resolution(child, told)?,
        }),
    }
}

fn start_outcome(child: &mut Child, told: Told) -> Option<ChildStart> {
    match told {
        Told::Started { run_id, event_id } => {
            child.run_id = run_id.as_str().into();
            child.started_event_id = event_id;
            Some(ChildStart::Started { run_id })
        }
        Told::StartFailed(cause) => Some(match cause {
            StartChildWorkflowExecutionFailedCause::Unspecified
            | StartChildWorkflowExecutionFailedCause::WorkflowAlreadyExists => ChildStart::AlreadyExists {
                workflow_id: child.workflow_id.to_string(),
                workflow_type: child.workflow_type.to_string(),
            },
            StartChildWorkflowExecutionFailedCause::NamespaceNotFound => ChildStart::NamespaceNotFound {
                namespace: child.namespace.to_string(),
            },
            StartChildWorkflowExecutionFailedCause::InvalidVersioningOverride => ChildStart::InvalidVersioningOverride,
        }),
        Told::Nothing
        | Told::Completed(_)
        | Told::Failed { .. }
        | Told::Canceled(_)
        | Told::TimedOut { .. }
        | Told::Terminated => None,
    }
}

fn resolution(child: &Child, told: Told) -> Option<ChildResolution> {
    let failed = |message, cause, retry_state| ChildResolution::Failed {
        failure: wrapped(child, message, cause, retry_state),
    };
    Some(match told {
        Told::Completed(result) => ChildResolution::Completed {
            result: wire::first_payload(result),
        },
        Told::Failed { failure, retry_state } => failed("Child Workflow execution failed", failure, retry_state),
        Told::Canceled(details) => ChildResolution::Canceled {
            failure: canceled(child, "Child Workflow execution cancelled", details),
        },
        Told::TimedOut { retry_state } => {
            let info = TimeoutFailureInfo {
                timeout_type: TimeoutType::StartToClose.into(),
                ..TimeoutFailureInfo::default()
            };
            let cause = failures::around("Timed out", None, FailureInfo::TimeoutFailureInfo(info));
            failed("Child Workflow execution timed out", Some(cause), retry_state)
        }
        Told::Terminated => {
            let info = FailureInfo::TerminatedFailureInfo(TerminatedFailureInfo::default());
            let cause = failures::around("Terminated", None, info);
            failed(
                "Child Workflow execution terminated",
                Some(cause),
                RetryState::NonRetryableFailure.into(),
            )
        }
        Told::Nothing | Told::StartFailed(_) | Told::Started { .. } => return None,
    })
}

fn canceled(child: &Child, message: &str, details: Option<Payloads>) -> Failure {
    let cause = failures::canceled("", details);
    wrapped(child, message, Some(cause), RetryState::NonRetryableFailure.into())
}

/// The failure around another one, for a child.
fn wrapped(child: &Child, message: &str, cause: Option<Failure>, retry_state: i32) -> Failure {
    let info = ChildWorkflowExecutionFailureInfo {
        namespace: child.namespace.to_string(),
        workflow_execution: Some(WorkflowExecution {
            workflow_id: child.workflow_id.to_string(),
            run_id: child.run_id.to_string(),
        }),
        workflow_type: Some(wire::workflow_type(child.workflow_type.to_string())),
        initiated_event_id: child.initiated_event_id,
        started_event_id: child.started_event_id,
        retry_state,
    };
    failures::around(message, cause, FailureInfo::ChildWorkflowExecutionFailureInfo(info))
}
