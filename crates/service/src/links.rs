//! Links to events, which replies carry so that a caller's history can point at what it caused.

use everloop_proto::{
    common::v1::{
        Link,
        link::{
            Variant, Workflow, WorkflowEvent,
            workflow_event::{EventReference, Reference, RequestIdReference},
        },
    },
    enums::v1::EventType,
};

fn link(namespace: &str, workflow_id: &str, run_id: &str, reference: Reference) -> Link {
    Link {
        variant: Some(Variant::WorkflowEvent(WorkflowEvent {
            namespace: namespace.to_owned(),
            workflow_id: workflow_id.to_owned(),
            run_id: run_id.to_owned(),
            reference: Some(reference),
        })),
    }
}

/// To the first event of a run.
pub(crate) fn started(namespace: &str, workflow_id: &str, run_id: &str) -> Link {
    let event_type = EventType::WorkflowExecutionStarted.into();
    link(
        namespace,
        workflow_id,
        run_id,
        Reference::EventRef(EventReference {
            event_id: 1,
            event_type,
        }),
    )
}

/// To a signal's event, whose id is not known while it waits in the buffer.
pub(crate) fn signaled(namespace: &str, workflow_id: &str, run_id: &str, request_id: String) -> Link {
    let event_type = EventType::WorkflowExecutionSignaled.into();
    link(
        namespace,
        workflow_id,
        run_id,
        Reference::RequestIdRef(RequestIdReference { request_id, event_type }),
    )
}

/// To the acceptance of an update, whose event id is not known while it waits in the buffer.
pub(crate) fn update_accepted(namespace: &str, workflow_id: &str, run_id: &str, request_id: String) -> Link {
    let event_type = EventType::WorkflowExecutionUpdateAccepted.into();
    link(
        namespace,
        workflow_id,
        run_id,
        Reference::RequestIdRef(RequestIdReference { request_id, event_type }),
    )
}

/// To the run that has rejected an update, which left no event.
pub(crate) fn update_rejected(namespace: &str, workflow_id: &str, run_id: &str) -> Link {
    Link {
        variant: Some(Variant::Workflow(Workflow {
            namespace: namespace.to_owned(),
            workflow_id: workflow_id.to_owned(),
            run_id: run_id.to_owned(),
            reason: "Update rejected".to_owned(),
        })),
    }
}

/// To what attached a request id to a run, whose event id is not known while it waits in the buffer.
pub(crate) fn attached(namespace: &str, workflow_id: &str, run_id: &str, request_id: String) -> Link {
    let event_type = EventType::WorkflowExecutionOptionsUpdated.into();
    link(
        namespace,
        workflow_id,
        run_id,
        Reference::RequestIdRef(RequestIdReference { request_id, event_type }),
    )
}
