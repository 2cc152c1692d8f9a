//! Takes activity tasks off the queue, one open poll per poller.

use std::{sync::Arc, time::Duration};

use everloop_proto::{
    taskqueue::v1::TaskQueueMetadata,
    workflowservice::v1::{PollActivityTaskQueueRequest, PollActivityTaskQueueResponse},
};
use tokio::task::JoinSet;

use super::{Registry, rate::Rate};
use crate::{
    Error,
    connection::poll_call,
    retry::{self, Policy},
    shutdown::Shutdown,
};

/// Polls until `shutdown` begins and the open polls have ended, or a poll is refused for good.
pub(crate) async fn poll(registry: Arc<Registry>, shutdown: Shutdown) -> Result<(), Error> {
    let rate = registry
        .options
        .per_second_max
        .map(|maximum| Arc::new(Rate::per_second(maximum)));
    let mut pollers = JoinSet::new();
    for _ in 0..registry.options.pollers.maximum.get() {
        pollers.spawn(poller(Arc::clone(&registry), rate.clone(), shutdown.clone()));
    }
    while let Some(ended) = pollers.join_next().await {
        ended.expect("a poller does not panic and is not aborted")?;
    }
    Ok(())
}

async fn poller(registry: Arc<Registry>, rate: Option<Arc<Rate>>, shutdown: Shutdown) -> Result<(), Error> {
    let mut failures = 0;
    loop {
        let permit = tokio::select! {
            biased;
            () = shutdown.begun() => return Ok(()),
            permit = registry.slots.reserve() => permit,
        };
        if let Some(rate) = &rate {
            tokio::select! {
                biased;
                () = shutdown.begun() => return Ok(()),
                () = rate.wait() => {}
            }
        }
        let reply = tokio::select! {
            biased;
            reply = poll_once(&registry) => reply,
            () = shutdown.polls_abandoned() => return Ok(()),
        };
        match reply {
            Ok(task) => {
                failures = 0;
                if !task.task_token.is_empty() {
                    registry.start(task, permit);
                }
            }
            Err(error) if retry::is_transient_for_polls(&error) => {
                failures += 1;
                drop(permit);
                tracing::debug!(%error, failures, "an activity poll failed and will be made again");
                let pause = Policy::POLL.pause(failures).max(Duration::from_millis(50));
                tokio::select! {
                    () = shutdown.begun() => return Ok(()),
                    () = tokio::time::sleep(pause) => {}
                }
            }
            Err(source) => {
                let queue = format!("activity task queue {}", registry.connection.task_queue);
                return Err(Error::Poll { queue, source });
            }
        }
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
    connection.api().poll_activity_task_queue(request, poll_call()).await
}
