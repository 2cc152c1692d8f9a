//! One poll of a workflow task queue.

use std::{
    future::Future,
    pin::{Pin, pin},
    sync::Arc,
    time::Duration,
};

use everloop_proto::{
    Code, Reply,
    workflowservice::v1::{PollWorkflowTaskQueueRequest, PollWorkflowTaskQueueResponse},
};

use super::{
    lane::{Event, Lanes},
    open::Polled,
};
use crate::{
    connection::{Connection, poll_call},
    metrics::Poller,
    retry::{self, Policy},
    scale::Outcome,
    slots::{Permit, Side, SlotInfo, SlotUse},
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

/// Waits for a slot, then polls once. After `failures` in a row it pauses first.
pub(super) async fn next(
    lanes: Arc<Lanes>,
    sticky_queue: String,
    queue: Queue,
    side: Arc<Side>,
    failures: u32,
) -> Event {
    let shutdown = &lanes.shutdown;
    if failures > 0 {
        tokio::select! {
            () = shutdown.begun() => return Event::PollerEnded,
            () = tokio::time::sleep(Policy::POLL.pause(failures).max(Duration::from_millis(50))) => {}
        }
    }
    let reserve = || lanes.slots.reserve(queue.usage());
    let mut reservation = pin!(Some(reserve()));
    let open = loop {
        tokio::select! {
            biased;
            () = shutdown.begun() => return Event::PollerEnded,
            permit = awaited(reservation.as_mut()) => {
                reservation.set(None);
                match lanes.cover.open(&side, permit) {
                    Some(open) => break open,
                    None => reservation.set(Some(reserve())),
                }
            }
            open = lanes.cover.join(&side) => break open,
        }
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
    let counted = connection.metrics.polling(match queue {
        Queue::Normal => Poller::Workflow,
        Queue::Sticky => Poller::Sticky,
    });
    let mut polling = api.poll_workflow_task_queue(request, poll_call());
    let reply = loop {
        tokio::select! {
            biased;
            reply = &mut polling => break reply,
            () = shutdown.polls_abandoned() => return Event::PollerEnded,
            // The poll's own slot, if it began with another's.
            permit = awaited(reservation.as_mut()) => {
                reservation.set(None);
                open.add(permit);
            }
        }
    };
    if reply.as_ref().is_ok_and(|poll| !poll.task_token.is_empty()) {
        counted.succeeded();
    }
    drop(counted);
    // A poll that the end of the worker ends is not one that nothing came to.
    if let Ok(poll) = &reply
        && (!poll.task_token.is_empty() || !shutdown.has_begun())
    {
        connection.metrics.workflow_polled(!poll.task_token.is_empty());
    }
    let permit = match &reply {
        Ok(poll) if !poll.task_token.is_empty() => Some(match open.into_slot() {
            Ok(permit) => permit,
            Err(next) => {
                if reservation.is_none() {
                    reservation.set(Some(reserve()));
                }
                tokio::select! {
                    permit = awaited(reservation.as_mut()) => permit,
                    Ok(permit) = next => permit,
                }
            }
        }),
        _ => None,
    };
    polled(queue, failures, connection, reply, permit)
}

/// What a poll came to. It has a slot if it brought a task.
fn polled(
    queue: Queue,
    failures: u32,
    connection: &Connection,
    reply: Reply<PollWorkflowTaskQueueResponse>,
    permit: Option<Permit>,
) -> Event {
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
                reply: permit.map(|permit| {
                    permit.mark_used(SlotInfo::Workflow {
                        workflow_type: poll.workflow_type.as_ref().map_or("", |named| &named.name),
                        usage: queue.usage(),
                    });
                    Polled {
                        poll: Box::new(poll),
                        permit,
                    }
                }),
            }
        }
        Err(error) => {
            retry::note_failed_poll(&error, &connection.task_queue, failures + 1);
            Event::Polled {
                queue,
                failures: failures + 1,
                outcome: if error.code == Code::ResourceExhausted {
                    Outcome::Overloaded
                } else {
                    Outcome::Other
                },
                reply: None,
            }
        }
    }
}

/// The slot that was asked for; never if none is asked for any more.
async fn awaited<F: Future<Output = Permit>>(reservation: Pin<&mut Option<F>>) -> Permit {
    match reservation.as_pin_mut() {
        Some(reservation) => reservation.await,
        None => std::future::pending().await,
    }
}
