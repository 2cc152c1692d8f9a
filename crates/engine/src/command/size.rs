//! Payloads in commands that are too large: the run can't go on with them, and is terminated.

use everloop_proto::command::v1::command::Attributes;
use everloop_proto::enums::v1::WorkflowTaskFailedCause as Cause;
use prost::Message;

use super::Bad;
use crate::Limits;

fn bytes<M: Message>(message: Option<&M>) -> usize {
    message.map_or(0, Message::encoded_len)
}

/// Whether the payloads of a command are within the limits.
pub(super) fn check(attributes: &Attributes, limits: &Limits) -> Result<(), Bad> {
    let (bytes, cause, what) = match attributes {
        Attributes::ScheduleActivityTaskCommandAttributes(command) => (
            bytes(command.input.as_ref()),
            Cause::BadScheduleActivityAttributes,
            "ScheduleActivityTaskCommandAttributes.Input",
        ),
        // Wire: the cause is that of activities.
        Attributes::CompleteWorkflowExecutionCommandAttributes(command) => (
            bytes(command.result.as_ref()),
            Cause::BadScheduleActivityAttributes,
            "CompleteWorkflowExecutionCommandAttributes.Result",
        ),
        Attributes::FailWorkflowExecutionCommandAttributes(command) => (
            bytes(command.failure.as_ref()),
            Cause::BadFailWorkflowExecutionAttributes,
            "FailWorkflowExecutionCommandAttributes.Failure",
        ),
        Attributes::RecordMarkerCommandAttributes(command) => (
            command.details.values().map(Message::encoded_len).sum(),
            Cause::BadRecordMarkerAttributes,
            "RecordMarkerCommandAttributes.Details",
        ),
        Attributes::ContinueAsNewWorkflowExecutionCommandAttributes(command) => (
            bytes(command.input.as_ref()),
            Cause::BadContinueAsNewAttributes,
            "ContinueAsNewWorkflowExecutionCommandAttributes. Input",
        ),
        Attributes::StartChildWorkflowExecutionCommandAttributes(command) => (
            bytes(command.input.as_ref()),
            Cause::BadStartChildExecutionAttributes,
            "StartChildWorkflowExecutionCommandAttributes. Input",
        ),
        Attributes::SignalExternalWorkflowExecutionCommandAttributes(command) => (
            bytes(command.input.as_ref()),
            Cause::BadSignalWorkflowExecutionAttributes,
            "SignalExternalWorkflowExecutionCommandAttributes.Input",
        ),
        Attributes::ModifyWorkflowPropertiesCommandAttributes(command) => (
            bytes(command.upserted_memo.as_ref()),
            Cause::BadModifyWorkflowPropertiesAttributes,
            "ModifyWorkflowPropertiesCommandAttributes",
        ),
        _ => return Ok(()),
    };
    if bytes > limits.payload_bytes_max {
        return Err(Bad::fatal(cause, format!("{what} exceeds size limit.")));
    }
    Ok(())
}
