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
    with_subject(kinds(expected).0, subject(core, expected))
}

/// The event that records a command: its type, and what identifies its subject.
pub(crate) fn recorded(core: &Core, expected: &Expected) -> String {
    with_subject(kinds(expected).1, subject(core, expected))
}

fn with_subject(kind: &str, subject: Option<String>) -> String {
    match subject {
        Some(subject) => format!("{kind} ({subject})"),
        None => kind.to_owned(),
    }
}

/// The types of a command and of the event that records it.
fn kinds(expected: &Expected) -> (&'static str, &'static str) {
    match expected {
        Expected::StartTimer(_) => ("START_TIMER", "TIMER_STARTED"),
        Expected::CancelTimer(_) => ("CANCEL_TIMER", "TIMER_CANCELED"),
        Expected::ScheduleActivity(_) => ("SCHEDULE_ACTIVITY_TASK", "ACTIVITY_TASK_SCHEDULED"),
        Expected::CancelActivity(_) => ("REQUEST_CANCEL_ACTIVITY_TASK", "ACTIVITY_TASK_CANCEL_REQUESTED"),
        Expected::LocalActivity { .. } | Expected::Patch { .. } => ("RECORD_MARKER", "MARKER_RECORDED"),
        Expected::StartChild(_) => (
            "START_CHILD_WORKFLOW_EXECUTION",
            "START_CHILD_WORKFLOW_EXECUTION_INITIATED",
        ),
        Expected::CancelChild(_) | Expected::CancelExternal(_) => (
            "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION",
            "REQUEST_CANCEL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED",
        ),
        Expected::SignalExternal(_) => (
            "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION",
            "SIGNAL_EXTERNAL_WORKFLOW_EXECUTION_INITIATED",
        ),
        Expected::ScheduleNexus(_) => ("SCHEDULE_NEXUS_OPERATION", "NEXUS_OPERATION_SCHEDULED"),
        Expected::CancelNexus(_) => ("REQUEST_CANCEL_NEXUS_OPERATION", "NEXUS_OPERATION_CANCEL_REQUESTED"),
        Expected::PatchAttribute | Expected::UpsertSearchAttributes => {
            ("UPSERT_WORKFLOW_SEARCH_ATTRIBUTES", "UPSERT_WORKFLOW_SEARCH_ATTRIBUTES")
        }
        Expected::ModifyProperties => ("MODIFY_WORKFLOW_PROPERTIES", "WORKFLOW_PROPERTIES_MODIFIED"),
        Expected::AcceptUpdate(_) => ("PROTOCOL_MESSAGE", "WORKFLOW_EXECUTION_UPDATE_ACCEPTED"),
        Expected::CompleteUpdate(_) => ("PROTOCOL_MESSAGE", "WORKFLOW_EXECUTION_UPDATE_COMPLETED"),
        Expected::CompleteWorkflow => ("COMPLETE_WORKFLOW_EXECUTION", "WORKFLOW_EXECUTION_COMPLETED"),
        Expected::FailWorkflow => ("FAIL_WORKFLOW_EXECUTION", "WORKFLOW_EXECUTION_FAILED"),
        Expected::CancelWorkflow => ("CANCEL_WORKFLOW_EXECUTION", "WORKFLOW_EXECUTION_CANCELED"),
        Expected::ContinueAsNew => (
            "CONTINUE_AS_NEW_WORKFLOW_EXECUTION",
            "WORKFLOW_EXECUTION_CONTINUED_AS_NEW",
        ),
    }
}

/// What identifies the subject of a command.
fn subject(core: &Core, expected: &Expected) -> Option<String> {
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
    Some(match expected {
        Expected::StartTimer(seq) | Expected::CancelTimer(seq) => format!("timer id \"{seq}\""),
        Expected::ScheduleActivity(seq) | Expected::CancelActivity(seq) => activity(seq),
        Expected::LocalActivity { id, kind, .. } => named("local activity", id, kind),
        Expected::StartChild(seq) | Expected::CancelChild(seq) => child(seq),
        Expected::ScheduleNexus(seq) | Expected::CancelNexus(seq) => operation(seq),
        Expected::Patch { patch_id } => format!("patch id {patch_id:?}"),
        Expected::AcceptUpdate(id) => format!("acceptance of update id {id:?}"),
        Expected::CompleteUpdate(id) => format!("completion of update id {id:?}"),
        Expected::SignalExternal(_)
        | Expected::CancelExternal(_)
        | Expected::PatchAttribute
        | Expected::UpsertSearchAttributes
        | Expected::ModifyProperties
        | Expected::CompleteWorkflow
        | Expected::FailWorkflow
        | Expected::CancelWorkflow
        | Expected::ContinueAsNew => return None,
    })
}
