//! Links to events, which replies carry so that a caller's history can point at what it caused.

use everloop_proto::{
    common::v1::{
        Link,
        link::{
            Variant, WorkflowEvent,
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
