//! Bounds that no single rule watches: they hold after every input.

use everloop_proto::enums::v1::WorkflowTaskFailedCause;
use everloop_proto::history::v1::WorkflowExecutionTerminatedEventAttributes;

use crate::draft::Draft;
use crate::task::ENGINE_IDENTITY;
use crate::{close, task};

/// Ends what has grown beyond its bounds: a workflow task whose buffer is full, a run whose history is too long.
pub(crate) fn bounds(draft: &mut Draft<'_, '_>) {
    if !draft.is_running() {
        return;
    }
    let (limits, buffer) = (draft.ctx.limits, &draft.next.transient.buffer);
    if buffer.len() > limits.buffered_events_max || buffer.bytes() > limits.buffered_bytes_max {
        let why = task::Failure {
            cause: WorkflowTaskFailedCause::ForceCloseCommand,
            failure: None,
            identity: ENGINE_IDENTITY.to_owned(),
            binary_checksum: String::new(),
        };
        task::failed(draft, why);
    }
    let recorded = &draft.next.recorded;
    let reason = if recorded.last_event_id >= limits.history_events_max {
        "Workflow history count exceeds limit."
    } else if recorded.history_bytes >= limits.history_bytes_max {
        "Workflow history size exceeds limit."
    } else {
        return;
    };
    task::close_started(draft);
    draft.emit(WorkflowExecutionTerminatedEventAttributes {
        reason: reason.to_owned(),
        details: None,
        identity: ENGINE_IDENTITY.to_owned(),
    });
    close::settle(draft);
}
