//! Takes activity tasks off the queue, one open poll per poller.

use std::{sync::Arc, time::Duration};

use everloop_proto::{
    Code,
    taskqueue::v1::TaskQueueMetadata,
    workflowservice::v1::{PollActivityTaskQueueRequest, PollActivityTaskQueueResponse},
};
use tokio::{sync::Notify, task::JoinSet};

use super::{Registry, rate::Rate};
use crate::{
    connection::poll_call,
    metrics::{Poller as Waiting, Where},
    retry::{self, Policy},
    scale::{Next, Outcome, Scale},
    shutdown::Shutdown,
    slots::SlotUse,
};

/// Polls until `shutdown` begins and the open polls have ended.
pub(crate) async fn poll(registry: Arc<Registry>, shutdown: Shutdown) {
    let rate = registry
        .options
        .per_second_max
        .map(|maximum| Arc::new(Rate::per_second(maximum)));
    let (scale, more) = (
        Arc::new(Scale::new(registry.options.pollers, registry.options.pollers.initial())),
        Arc::new(Notify::new()),
    );
    let mut pollers = JoinSet::new();
    let mut wanted = scale.missing();
    loop {
        for _ in 0..wanted {
            let poller = Poller {
                registry: Arc::clone(&registry),
                rate: rate.clone(),
                shutdown: shutdown.clone(),
                scale: Arc::clone(&scale),
                more: Arc::clone(&more),
            };
            pollers.spawn(poller.run());
        }
        tokio::select! {
            ended = pollers.join_next() => match ended {
                Some(ended) => ended.expect("a poller does not panic and is not aborted"),
                None => return,
            },
            () = more.notified() => {}
        }
        wanted = if shutdown.has_begun() { 0 } else { scale.missing() };
    }
}

/// One open poll after the other.
struct Poller {
    registry: Arc<Registry>,
    rate: Option<Arc<Rate>>,
    shutdown: Shutdown,
    scale: Arc<Scale>,
    /// Tells that more pollers are wanted than there are.
    more: Arc<Notify>,
}

impl Poller {
    async fn run(self) {
        let (registry, shutdown) = (&self.registry, &self.shutdown);
        let mut failures = 0;
        loop {
            let permit = tokio::select! {
                biased;
                () = shutdown.begun() => return,
                permit = registry.slots.reserve(SlotUse::Shared) => permit,
            };
            if let Some(rate) = &self.rate {
                tokio::select! {
                    biased;
                    () = shutdown.begun() => return,
                    () = rate.wait() => {}
                }
            }
            let reply = tokio::select! {
                biased;
                reply = poll_once(registry) => reply,
                () = shutdown.polls_abandoned() => return,
            };
            let outcome = match reply {
                Ok(task) => {
                    failures = 0;
                    let outcome = outcome(&task);
                    if task.task_token.is_empty() && !shutdown.has_begun() {
                        registry.connection.metrics.activity_poll_was_empty();
                    }
                    if !task.task_token.is_empty() {
                        registry.start(task, permit, Where::Polled);
                    }
                    outcome
                }
                Err(error) => {
                    failures += 1;
                    drop(permit);
                    retry::note_failed_poll(&error, &registry.connection.task_queue, failures);
                    let pause = Policy::POLL.pause(failures).max(Duration::from_millis(50));
                    tokio::select! {
                        () = shutdown.begun() => return,
                        () = tokio::time::sleep(pause) => {}
                    }
                    if error.code == Code::ResourceExhausted {
                        Outcome::Overloaded
                    } else {
                        Outcome::Other
                    }
                }
            };
            match self.scale.next(outcome) {
                Next::Stop => return,
                Next::Go => {}
                Next::GoAndOpenMore => self.more.notify_one(),
            }
        }
    }
}

fn outcome(task: &PollActivityTaskQueueResponse) -> Outcome {
    match &task.poller_scaling_decision {
        Some(decision) => Outcome::Hint(decision.poll_request_delta_suggestion),
        None if task.task_token.is_empty() => Outcome::Empty,
        None => Outcome::Other,
    }
}

async fn poll_once(registry: &Registry) -> everloop_proto::Reply<PollActivityTaskQueueResponse> {
    let connection = &registry.connection;
    let request = PollActivityTaskQueueRequest {
        namespace: connection.namespace.clone(),
        task_queue: Some(connection.normal_queue()),
        identity: connection.identity.clone(),
        worker_instance_key: connection.instance_key.clone(),
        task_queue_metadata: registry.options.queue_per_second_max.map(|maximum| TaskQueueMetadata {
            max_tasks_per_second: Some(maximum),
        }),
        deployment_options: connection.deployment.clone(),
        ..Default::default()
    };
    let open = connection.metrics.polling(Waiting::Activity);
    let reply = connection.api().poll_activity_task_queue(request, poll_call()).await;
    if reply.as_ref().is_ok_and(|task| !task.task_token.is_empty()) {
        open.succeeded();
    }
    reply
}
