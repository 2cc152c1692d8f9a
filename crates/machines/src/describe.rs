//! Says in words what a history holds and what a workflow produced, for people who changed code.

use everloop_proto::history::v1::{HistoryEvent, MarkerRecordedEventAttributes, history_event::Attributes};

use crate::{
    core::Core,
    machines::{local_activity, patch},
    outbox::Expected,
};

/// An event: its type, and what identifies its subject.
pub(crate) fn event(event: &HistoryEvent) -> String {
    let kind = event
        .event_type()
        .as_str_name()
        .trim_start_matches("EVENT_TYPE_")
        .to_owned();
    let Some(attributes) = &event.attributes else {
        return kind;
    };
    let subject = match attributes {
        Attributes::TimerStartedEventAttributes(of) => format!("timer id {:?}", of.timer_id),
        Attributes::TimerFiredEventAttributes(of) => format!("timer id {:?}", of.timer_id),
        Attributes::TimerCanceledEventAttributes(of) => format!("timer id {:?}", of.timer_id),
        Attributes::ActivityTaskScheduledEventAttributes(of) => {
            let kind = of.activity_type.as_ref().map(|of| of.name.as_str()).unwrap_or_default();
            named("activity", &of.activity_id, kind)
        }
        Attributes::ActivityTaskCancelRequestedEventAttributes(of) => {
            format!("activity scheduled by event {}", of.scheduled_event_id)
        }
        Attributes::StartChildWorkflowExecutionInitiatedEventAttributes(of) => {
            let kind = of.workflow_type.as_ref().map(|of| of.name.as_str()).unwrap_or_default();
            named("workflow", &of.workflow_id, kind)
        }
        Attributes::SignalExternalWorkflowExecutionInitiatedEventAttributes(of) => {
            let id = of
                .workflow_execution
                .as_ref()
                .map(|of| of.workflow_id.as_str())
                .unwrap_or_default();
            format!("signal {:?} to workflow id {id:?}", of.signal_name)
        }
        Attributes::RequestCancelExternalWorkflowExecutionInitiatedEventAttributes(of) => {
            let id = of
                .workflow_execution
                .as_ref()
                .map(|of| of.workflow_id.as_str())
                .unwrap_or_default();
            format!("workflow id {id:?}")
        }
        Attributes::NexusOperationScheduledEventAttributes(of) => called(&of.endpoint, &of.service, &of.operation),
        Attributes::NexusOperationCancelRequestedEventAttributes(of) => {
            format!("nexus operation scheduled by event {}", of.scheduled_event_id)
        }
        Attributes::MarkerRecordedEventAttributes(of) => marker(of),
        Attributes::WorkflowExecutionUpdateAcceptedEventAttributes(of) => {
            format!("update id {:?}", of.protocol_instance_id)
        }
        Attributes::WorkflowExecutionUpdateCompletedEventAttributes(of) => {
            format!(
                "update id {:?}",
                of.meta.as_ref().map(|of| of.update_id.as_str()).unwrap_or_default()
            )
        }
        _ => return kind,
    };
    format!("{kind} ({subject})")
}

fn marker(attributes: &MarkerRecordedEventAttributes) -> String {
    if let Some(patch) = patch::marker(attributes) {
        return format!("patch id {:?}", patch.id);
    }
    match local_activity::marker(attributes) {
        Some(data) => named("local activity", &data.activity_id, &data.activity_type),
        None => format!("marker name {:?}", attributes.marker_name),
    }
}

fn called(endpoint: &str, service: &str, operation: &str) -> String {
    format!("endpoint {endpoint:?}, service {service:?}, operation {operation:?}")
}

fn named(what: &str, id: &str, kind: &str) -> String {
    format!("{what} id {id:?}, type {kind:?}")
}

/// A command: its type, and what identifies its subject.
pub(crate) fn command(core: &Core, expected: &Expected) -> String {
    let activity = |seq| {
        let activity = core.activities.get(seq);
        activity
            .map(|of| named("activity", &of.id, &of.kind))
            .unwrap_or_default()
    };
    let child = |seq| {
        let child = core.children.get(seq);
        child
            .map(|of| named("workflow", &of.workflow_id, &of.workflow_type))
            .unwrap_or_default()
    };
    let operation = |seq| {
        let operation = core.operations.get(seq);
        operation
            .map(|of| called(&of.endpoint, &of.service, &of.name))
            .unwrap_or_default()
    };
    match expected {
        Expected::StartTimer(seq) => format!("START_TIMER (timer id \"{seq}\")"),
        Expected::CancelTimer(seq) => format!("CANCEL_TIMER (timer id \"{seq}\")"),
        Expected::ScheduleActivity(seq) => format!("SCHEDULE_ACTIVITY_TASK ({})", activity(seq)),
        Expected::CancelActivity(seq) => format!("REQUEST_CANCEL_ACTIVITY_TASK ({})", activity(seq)),
        Expected::LocalActivity { id, kind, .. } => format!("RECORD_MARKER ({})", named("local activity", id, kind)),
        Expected::StartChild(seq) => format!("START_CHILD_WORKFLOW_EXECUTION ({})", child(seq)),
        Expected::CancelChild(seq) => format!("REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION ({})", child(seq)),
        Expected::SignalExternal(_) => "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION".to_owned(),
        Expected::CancelExternal(_) => "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION".to_owned(),
        Expected::ScheduleNexus(seq) => format!("SCHEDULE_NEXUS_OPERATION ({})", operation(seq)),
        Expected::CancelNexus(seq) => format!("REQUEST_CANCEL_NEXUS_OPERATION ({})", operation(seq)),
        Expected::Patch { patch_id } => format!("RECORD_MARKER (patch id {patch_id:?})"),
        Expected::PatchAttribute | Expected::UpsertSearchAttributes => "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES".to_owned(),
        Expected::ModifyProperties => "MODIFY_WORKFLOW_PROPERTIES".to_owned(),
        Expected::AcceptUpdate(id) => format!("PROTOCOL_MESSAGE (acceptance of update id {id:?})"),
        Expected::CompleteUpdate(id) => format!("PROTOCOL_MESSAGE (completion of update id {id:?})"),
        Expected::CompleteWorkflow => "COMPLETE_WORKFLOW_EXECUTION".to_owned(),
        Expected::FailWorkflow => "FAIL_WORKFLOW_EXECUTION".to_owned(),
        Expected::CancelWorkflow => "CANCEL_WORKFLOW_EXECUTION".to_owned(),
        Expected::ContinueAsNew => "CONTINUE_AS_NEW_WORKFLOW_EXECUTION".to_owned(),
    }
}
