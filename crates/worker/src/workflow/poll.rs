//! One poll of a workflow task queue.

use std::{sync::Arc, time::Duration};

use everloop_proto::workflowservice::v1::PollWorkflowTaskQueueRequest;

use super::{
    lane::{Event, Lanes},
    open::Polled,
};
use crate::{
    Error,
    connection::poll_call,
    retry::{self, Policy},
};

/// Which queue a poller serves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Queue {
    Normal,
    Sticky,
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
        permit = lanes.slots.reserve() => permit,
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
        Ok(poll) if poll.task_token.is_empty() => Event::Polled {
            queue,
            failures: 0,
            reply: Err(Nothing::Empty),
        },
        Ok(poll) => Event::Polled {
            queue,
            failures: 0,
            reply: Ok(Polled {
                poll: Box::new(poll),
                permit,
            }),
        },
        Err(error) if retry::is_transient_for_polls(&error) => {
            tracing::debug!(%error, failures, "a workflow poll failed and will be made again");
            Event::Polled {
                queue,
                failures: failures + 1,
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
                reply: Err(Nothing::Fatal(error)),
            }
        }
    }
}
