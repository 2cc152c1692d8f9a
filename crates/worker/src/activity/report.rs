//! An activity's outcome on its way to the server.

use std::sync::Arc;

use bytes::Bytes;
use everloop_proto::{
    Code, Reply, RpcError,
    common::v1::Payloads,
    failure::v1::{ApplicationFailureInfo, Failure, failure::FailureInfo},
    workflowservice::v1::{
        RecordActivityTaskHeartbeatRequest, RespondActivityTaskCanceledRequest, RespondActivityTaskCompletedRequest,
        RespondActivityTaskFailedRequest,
    },
};

use super::{ActivityOutcome, Cancellation, Registry};
use crate::{connection::short_call, retry};

/// What a cancellation is reported as. The server takes one only if it asked for it; an activity that ended because
/// its worker does is to be tried again by another.
pub(super) fn cancelled(details: Option<Payloads>, why: Cancellation) -> ActivityOutcome {
    if why.requested || !why.worker_shutdown {
        return ActivityOutcome::Canceled { details };
    }
    let info = ApplicationFailureInfo {
        r#type: "WorkerShutdown".to_owned(),
        ..Default::default()
    };
    let failure = Failure {
        message: "Worker is shutting down and this activity did not complete in time".to_owned(),
        failure_info: Some(FailureInfo::ApplicationFailureInfo(info)),
        ..Failure::default()
    };
    ActivityOutcome::Failed {
        failure: Box::new(failure),
    }
}

/// Sends an outcome, again until it arrives. `unsent` are heartbeat details that may not have arrived.
pub(super) fn outcome(registry: &Arc<Registry>, token: Bytes, outcome: ActivityOutcome, unsent: Option<Payloads>) {
    match outcome {
        ActivityOutcome::Completed { result } => match too_large(registry, result.map(one)) {
            Ok(result) => completed(registry, token, result),
            Err(failure) => self::outcome(registry, token, ActivityOutcome::Failed { failure }, unsent),
        },
        ActivityOutcome::Failed { failure } => {
            let connection = &registry.connection;
            let request = RespondActivityTaskFailedRequest {
                task_token: token,
                failure: Some(*failure),
                identity: connection.identity.clone(),
                namespace: connection.namespace.clone(),
                last_heartbeat_details: unsent,
                deployment_options: connection.deployment.clone(),
                ..Default::default()
            };
            send(registry, request, |api, request| async move {
                api.respond_activity_task_failed(request, short_call()).await.map(drop)
            });
        }
        ActivityOutcome::Canceled { details } => {
            let connection = &registry.connection;
            let request = RespondActivityTaskCanceledRequest {
                task_token: token,
                details,
                identity: connection.identity.clone(),
                namespace: connection.namespace.clone(),
                deployment_options: connection.deployment.clone(),
                ..Default::default()
            };
            send(registry, request, |api, request| async move {
                api.respond_activity_task_canceled(request, short_call())
                    .await
                    .map(drop)
            });
        }
        ActivityOutcome::CompletedElsewhere => {
            // The next attempt may need what was held back.
            let Some(details) = unsent else { return };
            let request = RecordActivityTaskHeartbeatRequest {
                task_token: token,
                details: Some(details),
                identity: registry.connection.identity.clone(),
                namespace: registry.connection.namespace.clone(),
                ..Default::default()
            };
            send(registry, request, |api, request| async move {
                api.record_activity_task_heartbeat(request, short_call())
                    .await
                    .map(drop)
            });
        }
    }
}

fn completed(registry: &Arc<Registry>, token: Bytes, result: Option<Payloads>) {
    let connection = &registry.connection;
    let request = RespondActivityTaskCompletedRequest {
        task_token: token,
        result,
        identity: connection.identity.clone(),
        namespace: connection.namespace.clone(),
        deployment_options: connection.deployment.clone(),
        ..Default::default()
    };
    send(registry, request, |api, request| async move {
        api.respond_activity_task_completed(request, short_call())
            .await
            .map(drop)
    });
}

/// A result, or the failure to report because it is too large for the server.
fn too_large(registry: &Registry, result: Option<Payloads>) -> Result<Option<Payloads>, Box<Failure>> {
    if let (Some(limits), Some(result)) = (registry.connection.limits.get(), &result) {
        let checked = limits.check_result(result);
        checked.map_err(|too_large| Box::new(too_large.failure("an activity")))?;
    }
    Ok(result)
}

fn one(payload: everloop_proto::common::v1::Payload) -> Payloads {
    Payloads {
        payloads: vec![payload],
    }
}

fn send<R, F, Fut>(registry: &Arc<Registry>, request: R, call: F)
where
    R: Clone + Send + Sync + 'static,
    F: Fn(Arc<dyn everloop_proto::Api>, R) -> Fut + Send + Sync + 'static,
    Fut: Future<Output = Reply<()>> + Send,
{
    let connection = Arc::clone(&registry.connection);
    registry.launch_counted(async move {
        match retry::answer(|| call(connection.api(), request.clone())).await {
            Ok(()) => {}
            // Wire: the activity timed out, or its workflow is closed; its outcome matters to nobody.
            Err(RpcError {
                code: Code::NotFound,
                message,
                ..
            }) => {
                tracing::debug!(message, "an activity's outcome came too late");
            }
            Err(error) => tracing::warn!(%error, "an activity's outcome could not be reported"),
        }
    });
}
