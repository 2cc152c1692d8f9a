//! Heartbeats: one call per throttle interval, however often the activity beats.
//!
//! The first beat is sent at once and starts an interval. Beats within an interval only leave their details;
//! when it ends the newest details are sent and the next interval begins, or, if there are none, the
//! sending stops until the next beat.

use everloop_proto::{Code, RpcError, workflowservice::v1::RecordActivityTaskHeartbeatRequest};

use super::{ActivityContext, Cancellation, context::Phase};
use crate::{connection::short_call, retry};

pub(super) async fn send_until_quiet(context: ActivityContext) {
    let running = &context.running;
    loop {
        let details = {
            let mut state = running.state.lock();
            let details = state.unsent.take();
            if details.is_none() || state.phase == Phase::Ended {
                state.is_throttled = false;
                return;
            }
            state.in_flight.clone_from(&details);
            details
        };
        let connection = &running.registry.connection;
        let request = RecordActivityTaskHeartbeatRequest {
            task_token: running.token.clone(),
            details,
            identity: connection.identity.clone(),
            namespace: connection.namespace.clone(),
            ..Default::default()
        };
        let reply = retry::answer(|| {
            let (api, request) = (connection.api(), request.clone());
            async move { api.record_activity_task_heartbeat(request, short_call()).await }
        })
        .await;
        running.state.lock().in_flight = None;
        let reasons = match reply {
            Ok(reply) => Cancellation {
                requested: reply.cancel_requested,
                paused: reply.activity_paused,
                reset: reply.activity_reset,
                ..Cancellation::default()
            },
            Err(RpcError {
                code: Code::NotFound, ..
            }) => Cancellation {
                not_found: true,
                ..Cancellation::default()
            },
            Err(error) => {
                tracing::warn!(%error, "a heartbeat could not be sent");
                Cancellation::default()
            }
        };
        running.registry.cancel(&context, reasons);
        tokio::time::sleep(running.throttle).await;
    }
}
