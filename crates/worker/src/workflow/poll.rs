//! One poll of a workflow task queue.

use std::{sync::Arc, time::Duration};

use everloop_proto::{Code, workflowservice::v1::PollWorkflowTaskQueueRequest};

use super::{
    lane::{Event, Lanes},
    open::Polled,
};
use crate::{
    Error,
    connection::poll_call,
    retry::{self, Policy},
    scale::Outcome,
    slots::{SlotInfo, SlotUse},
};

/// Which queue a poller serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Queue {
    Normal,
    Sticky,
}

impl Queue {
    fn usage(self) -> SlotUse {
        match self {
            Self::Normal => SlotUse::Shared,
            Self::Sticky => SlotUse::Sticky,
        }
    }
}

/// A poll that brought no task.
pub(super) enum Nothing {
    /// No task was there in time.
    Empty,
    /// It failed, and may be made again.
    Failed,
    /// No poll of this worker will ever succeed.
    Fatal(Error),
}

/// Waits for a free slot, then polls once. After `failures` in a row it pauses first.
pub(super) async fn next(lanes: Arc<Lanes>, sticky_queue: String, queue: Queue, failures: u32) -> Event {
    let shutdown = &lanes.shutdown;
    if failures > 0 {
        tokio::select! {
            () = shutdown.begun() => return Event::PollerEnded,
            () = tokio::time::sleep(Policy::POLL.pause(failures).max(Duration::from_millis(50))) => {}
        }
    }
    let permit = tokio::select! {
        biased;
        () = shutdown.begun() => return Event::PollerEnded,
        permit = lanes.slots.reserve(queue.usage()) => permit,
    };
    let connection = &lanes.connection;
    let task_queue = match queue {
        Queue::Normal => connection.normal_queue(),
        Queue::Sticky => connection.sticky_queue(&sticky_queue),
    };
    let request = PollWorkflowTaskQueueRequest {
        namespace: connection.namespace.clone(),
        task_queue: Some(task_queue),
        identity: connection.identity.clone(),
        worker_instance_key: connection.instance_key.clone(),
        deployment_options: connection.deployment.clone(),
        ..Default::default()
    };
    let api = connection.api();
    let reply = tokio::select! {
        biased;
        reply = api.poll_workflow_task_queue(request, poll_call()) => reply,
        () = shutdown.polls_abandoned() => return Event::PollerEnded,
    };
    match reply {
        Ok(poll) => {
            let outcome = match &poll.poller_scaling_decision {
                Some(decision) => Outcome::Hint(decision.poll_request_delta_suggestion),
                None if poll.task_token.is_empty() => Outcome::Empty,
                None => Outcome::Other,
            };
            Event::Polled {
                queue,
                failures: 0,
                outcome,
                reply: if poll.task_token.is_empty() {
                    Err(Nothing::Empty)
                } else {
                    permit.mark_used(SlotInfo::Workflow {
                        workflow_type: poll.workflow_type.as_ref().map_or("", |named| &named.name),
                        usage: queue.usage(),
                    });
                    Ok(Polled {
                        poll: Box::new(poll),
                        permit,
                    })
                },
            }
        }
        Err(error) if retry::is_transient_for_polls(&error) => {
            tracing::debug!(%error, failures, "a workflow poll failed and will be made again");
            Event::Polled {
                queue,
                failures: failures + 1,
                outcome: if error.code == Code::ResourceExhausted {
                    Outcome::Overloaded
                } else {
                    Outcome::Other
                },
                reply: Err(Nothing::Failed),
            }
        }
        Err(source) => {
            let queue_name = format!("workflow task queue {}", connection.task_queue);
            let error = Error::Poll {
                queue: queue_name,
                source,
            };
            Event::Polled {
                queue,
                failures,
                outcome: Outcome::Other,
                reply: Err(Nothing::Fatal(error)),
            }
        }
    }
}
