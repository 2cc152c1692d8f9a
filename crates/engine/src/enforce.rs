//! Bounds that no single rule watches: they hold after every input.
//!
//! | what has grown | what becomes of it |
//! |---|---|
//! | the buffer of a started workflow task | the task fails, and the buffer goes into history |
//! | the history, or the state besides it | what was about to happen does not, and the run is terminated |
//!
//! Wire: the bytes of a history are those that it has before something happens.

use everloop_proto::enums::v1::WorkflowTaskFailedCause;
use everloop_proto::history::v1::WorkflowExecutionTerminatedEventAttributes;

use crate::draft::Draft;
use crate::task::ENGINE_IDENTITY;
use crate::{Context, Decision, Execution, Input, Reject, Reply, close, task};

/// Who hears that a run was ended instead of what they asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Told {
    /// Whoever called.
    Caller,
    /// The service, which was about to hand out a task.
    Dispatcher,
    /// Nobody: the time had come for something.
    Nobody,
}

impl Told {
    pub(crate) fn of(input: &Input) -> Self {
        match input {
            Input::WorkflowTaskStarted(_) | Input::ActivityTaskStarted(_) => Self::Dispatcher,
            Input::Deadline
            | Input::WorkflowTaskAbandoned(_)
            | Input::ActivityTaskAbandoned(_)
            | Input::QueryAbandoned { .. } => Self::Nobody,
            _ => Self::Caller,
        }
    }
}

/// Fails a workflow task whose buffer is full.
pub(crate) fn buffer(draft: &mut Draft<'_, '_>) {
    let (limits, buffer) = (draft.ctx.limits, &draft.next.transient.buffer);
    let is_full = buffer.len() > limits.buffered_events_max || buffer.bytes() > limits.buffered_bytes_max;
    if draft.is_running() && is_full {
        let why = task::Failure {
            cause: WorkflowTaskFailedCause::ForceCloseCommand as i32,
            failure: None,
            identity: ENGINE_IDENTITY.to_owned(),
            binary_checksum: String::new(),
        };
        task::failed(draft, why);
    }
}

/// Why the run must not go on like this, if it has grown beyond its bounds.
pub(crate) fn outgrown(draft: &Draft<'_, '_>) -> Option<&'static str> {
    if !draft.is_running() {
        return None;
    }
    let limits = draft.ctx.limits;
    if draft.last_settled_event_id() > limits.history_events_max {
        Some("Workflow history count exceeds limit.")
    } else if draft.history_bytes_before() > limits.history_bytes_max {
        Some("Workflow history size exceeds limit.")
    } else if draft.bytes() > limits.state_bytes_max {
        Some("Workflow mutable state size exceeds limit.")
    } else {
        None
    }
}

/// Ends an execution instead of what would have made it outgrow its bounds.
pub(crate) fn end(execution: &Execution, reason: &'static str, told: Told, ctx: &mut Context<'_>) -> Decision {
    let mut draft = Draft::of(execution, ctx);
    terminate(&mut draft, reason);
    draft.finish(match told {
        Told::Caller => Err(Reject::invalid(reason)),
        Told::Dispatcher => Err(Reject::Stale),
        Told::Nobody => Ok(Reply::Done),
    })
}

/// Ends the run for that reason.
pub(crate) fn terminate(draft: &mut Draft<'_, '_>, reason: &'static str) {
    task::close_started(draft);
    draft.emit(WorkflowExecutionTerminatedEventAttributes {
        reason: reason.to_owned(),
        details: None,
        identity: ENGINE_IDENTITY.to_owned(),
    });
    close::settle(draft);
}
