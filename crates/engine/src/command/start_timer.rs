//! `START_TIMER`.

use everloop_proto::command::v1::StartTimerCommandAttributes;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;
use everloop_proto::history::v1::TimerStartedEventAttributes;

use super::{Bad, Completion, Trimmings};
use crate::convert;
use crate::draft::Draft;

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: StartTimerCommandAttributes,
    trimmings: Trimmings,
    completion: &Completion,
) -> Result<(), Bad> {
    let bad = |message: String| Bad::new(Cause::BadStartTimerAttributes, message);
    if command.timer_id.is_empty() {
        return Err(bad("TimerId is not set on StartTimerCommand.".to_owned()));
    }
    super::short_enough(
        ("TimerId", &command.timer_id),
        "StartTimerCommand",
        ("", ""),
        draft.ctx.limits,
    )
    .map_err(bad)?;
    // Wire: a timer without a time fires at once.
    if convert::is_negative(command.start_to_fire_timeout.as_ref()) {
        let id = &command.timer_id;
        return Err(bad(format!(
            "An invalid StartToFireTimeout is set on StartTimerCommand: negative duration. TimerId={id}"
        )));
    }
    let holder = draft.next.recorded.timer_ids.get(&command.timer_id);
    if holder.is_some_and(|holder| !draft.next.transient.buffer.has_fired(*holder)) {
        // Wire: this text, for it is in the history.
        let id = &command.timer_id;
        let text = format!("invalid history builder state for action: add-timer-started-event, TimerID: {id}");
        return Err(Bad::new(Cause::StartTimerDuplicateId, text));
    }
    let started = TimerStartedEventAttributes {
        timer_id: command.timer_id,
        start_to_fire_timeout: convert::capped(command.start_to_fire_timeout),
        workflow_task_completed_event_id: completion.event_id,
    };
    draft.append(trimmings.on(draft, started));
    Ok(())
}
