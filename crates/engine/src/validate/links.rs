//! Links that come with a request: how many, how large, and whether each names what it points at.

use everloop_proto::common::v1::Link;
use everloop_proto::common::v1::link::Variant;
use everloop_proto::common::v1::link::workflow_event::Reference;
use everloop_proto::enums::v1::EventType;
use prost::Message as _;

use crate::{Limits, Reject};

pub(crate) fn links(links: &[Link], limits: &Limits) -> Result<(), Reject> {
    let (count, most) = (links.len(), limits.links_max);
    if count > most {
        return Err(Reject::invalid(format!(
            "cannot attach more than {most} links per request, got {count}"
        )));
    }
    links.iter().try_for_each(|link| check(link, limits))
}

fn check(link: &Link, limits: &Limits) -> Result<(), Reject> {
    let (bytes, most) = (link.encoded_len(), limits.link_bytes_max);
    if bytes > most {
        return Err(Reject::invalid(format!(
            "link exceeds allowed size of {most}, got {bytes}"
        )));
    }
    match &link.variant {
        Some(Variant::WorkflowEvent(event)) => {
            given("workflow event", "namespace field", &event.namespace)?;
            given("workflow event", "workflow ID field", &event.workflow_id)?;
            given("workflow event", "run ID field", &event.run_id)?;
            match &event.reference {
                Some(Reference::EventRef(to)) if to.event_type() == EventType::Unspecified && to.event_id != 0 => {
                    Err(Reject::invalid(
                        "workflow event link ref cannot have an unspecified event type and a non-zero event ID",
                    ))
                }
                _ => Ok(()),
            }
        }
        Some(Variant::BatchJob(job)) => given("batch job", "job ID", &job.job_id),
        Some(Variant::Activity(activity)) => {
            given("activity", "namespace field", &activity.namespace)?;
            given("activity", "activity ID field", &activity.activity_id)?;
            given("activity", "run ID field", &activity.run_id)
        }
        Some(Variant::NexusOperation(operation)) => {
            given("nexus operation", "namespace field", &operation.namespace)?;
            given("nexus operation", "operation ID field", &operation.operation_id)?;
            given("nexus operation", "run ID field", &operation.run_id)
        }
        // Wire: links to a whole workflow are in replies alone.
        Some(Variant::Workflow(_) | Variant::Callback(_)) | None => Err(Reject::invalid("unsupported link variant")),
    }
}

fn given(link: &str, what: &str, value: &str) -> Result<(), Reject> {
    if value.is_empty() {
        return Err(Reject::invalid(format!("{link} link must not have an empty {what}")));
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use everloop_proto::common::v1::link::workflow_event::EventReference;
    use everloop_proto::common::v1::link::{BatchJob, Workflow, WorkflowEvent};

    use super::*;

    fn outcome(variant: Option<Variant>) -> Result<(), String> {
        links(&[Link { variant }], &Limits::default()).map_err(|reject| reject.to_string())
    }

    #[test]
    fn a_link_names_what_it_points_at() {
        let whole = WorkflowEvent {
            namespace: "n".to_owned(),
            workflow_id: "w".to_owned(),
            run_id: "r".to_owned(),
            reference: Some(Reference::EventRef(EventReference {
                event_id: 5,
                event_type: EventType::TimerFired.into(),
            })),
        };
        assert_eq!(outcome(Some(Variant::WorkflowEvent(whole.clone()))), Ok(()));
        let nowhere = WorkflowEvent {
            run_id: String::new(),
            ..whole.clone()
        };
        let unknown = WorkflowEvent {
            reference: Some(Reference::EventRef(EventReference {
                event_id: 5,
                event_type: 0,
            })),
            ..whole
        };
        for (variant, text) in [
            (None, "unsupported link variant"),
            (Some(Variant::Workflow(Workflow::default())), "unsupported link variant"),
            (
                Some(Variant::WorkflowEvent(nowhere)),
                "workflow event link must not have an empty run ID field",
            ),
            (
                Some(Variant::WorkflowEvent(unknown)),
                "workflow event link ref cannot have an unspecified event type and a non-zero event ID",
            ),
            (
                Some(Variant::BatchJob(BatchJob::default())),
                "batch job link must not have an empty job ID",
            ),
        ] {
            assert_eq!(outcome(variant), Err(text.to_owned()));
        }
    }
}
