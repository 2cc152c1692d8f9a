//! `CANCEL_TIMER`. A timer whose firing the workflow has not seen yet can still be canceled.

use everloop_proto::command::v1::CancelTimerCommandAttributes;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;
use everloop_proto::history::v1::TimerCanceledEventAttributes;

use super::{Bad, Completion, Trimmings};
use crate::draft::Draft;

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: CancelTimerCommandAttributes,
    trimmings: Trimmings,
    completion: &mut Completion,
) -> Result<(), Bad> {
    let bad = |message: String| Bad::new(Cause::BadCancelTimerAttributes, message);
    if command.timer_id.is_empty() {
        return Err(bad("TimerId is not set on CancelTimerCommand.".to_owned()));
    }
    super::short_enough(
        ("TimerId", &command.timer_id),
        "CancelTimerCommand",
        ("", ""),
        draft.ctx.limits,
    )
    .map_err(bad)?;
    let Some(started_event_id) = draft.next.recorded.timer_ids.get(&command.timer_id).copied() else {
        // Wire: this text, for it is in the history.
        let id = command.timer_id;
        let text = format!("invalid history builder state for action: add-timer-canceled-event, TimerID: {id}");
        return Err(bad(text));
    };
    if draft.next.transient.buffer.remove_fired(started_event_id) {
        completion.unseen -= 1;
    }
    let canceled = TimerCanceledEventAttributes {
        timer_id: command.timer_id,
        started_event_id,
        workflow_task_completed_event_id: completion.event_id,
        identity: completion.identity.clone(),
    };
    draft.append(trimmings.on(draft, canceled));
    Ok(())
}
