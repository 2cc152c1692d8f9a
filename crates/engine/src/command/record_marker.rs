//! `RECORD_MARKER`.

use everloop_proto::command::v1::RecordMarkerCommandAttributes;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;
use everloop_proto::history::v1::MarkerRecordedEventAttributes;

use super::{Bad, Completion, Trimmings};
use crate::draft::Draft;

pub(super) fn carry_out(
    draft: &mut Draft<'_, '_>,
    command: RecordMarkerCommandAttributes,
    trimmings: Trimmings,
    completion: &Completion,
) -> Result<(), Bad> {
    let bad = |message: String| Bad::new(Cause::BadRecordMarkerAttributes, message);
    if command.marker_name.is_empty() {
        return Err(bad("MarkerName is not set on RecordMarkerCommand.".to_owned()));
    }
    super::short_enough(
        ("MarkerName", &command.marker_name),
        "RecordMarkerCommand",
        ("", ""),
        draft.ctx.limits,
    )
    .map_err(bad)?;
    let recorded = MarkerRecordedEventAttributes {
        marker_name: command.marker_name,
        details: command.details,
        workflow_task_completed_event_id: completion.event_id,
        header: command.header,
        failure: command.failure,
    };
    draft.append(trimmings.on(draft, recorded));
    Ok(())
}
