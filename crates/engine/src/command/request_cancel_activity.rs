//! `REQUEST_CANCEL_ACTIVITY_TASK`: at once if no worker has the activity, else its worker is told with the next heartbeat.

use everloop_proto::command::v1::RequestCancelActivityTaskCommandAttributes;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;
use everloop_proto::history::v1::ActivityTaskCancelRequestedEventAttributes;

use super::{Bad, Completion, Trimmings};
use crate::activity;
use crate::draft::Draft;
use crate::state::Phase;

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: &RequestCancelActivityTaskCommandAttributes,
    trimmings: Trimmings,
    completion: &mut Completion,
) -> Result<(), Bad> {
    let id = command.scheduled_event_id;
    let bad = |message: String| Bad::new(Cause::BadRequestCancelActivityAttributes, message);
    if id <= 0 {
        let text = "ScheduledEventId is not set on RequestCancelActivityTaskCommand.";
        return Err(bad(text.to_owned()));
    }
    // Wire: this text, for it is in the history.
    let text = || {
        format!(
            "invalid history builder state for action: add-activitytask-cancel-requested-event, ScheduledEventID: {id}"
        )
    };
    let Some(pending) = draft.next.recorded.activities.get(id) else {
        return Err(bad(text()));
    };
    let progress = draft.next.progress(id);
    if progress.is_some() && pending.cancel_requested_event_id.is_some() {
        return Err(bad(text()));
    }
    let requested = ActivityTaskCancelRequestedEventAttributes {
        scheduled_event_id: id,
        workflow_task_completed_event_id: completion.event_id,
    };
    let requested_event_id = draft.append(trimmings.on(draft, requested));
    match progress.map(|progress| progress.phase) {
        // Either its end waits in the buffer, and it is too late, or its worker learns with its next heartbeat.
        None | Some(Phase::Started { .. }) => {}
        Some(Phase::Scheduled | Phase::Backoff) => {
            completion.eager.retain(|eager| *eager != id);
            activity::cancel_unstarted(draft, id, requested_event_id, completion.identity.clone());
        }
    }
    Ok(())
}
