//! Handing an activity task to a worker.

use everloop_proto::common::v1::WorkerVersionStamp;
use everloop_proto::workflowservice::v1::PollActivityTaskQueueResponse;

use crate::draft::Draft;
use crate::input::ActivityTaskAbandoned;
use crate::state::{Deadline, Phase};
use crate::{HandedActivityTask, token};

/// Marks the scheduled attempt of an activity as started.
///
/// # Panics
/// If the activity is not pending.
pub(crate) fn start(
    draft: &mut Draft<'_, '_>,
    scheduled_event_id: i64,
    identity: String,
    request_id: String,
    worker_version: Option<WorkerVersionStamp>,
) {
    let mut progress = draft
        .next
        .progress(scheduled_event_id)
        .expect("a pending activity has progress");
    progress.phase = Phase::Started {
        at: draft.now(),
        request_id,
        worker_version,
    };
    progress.last_started_at = Some(draft.now());
    progress.last_worker_identity = identity;
    draft.next.transient.progress.insert(scheduled_event_id, progress);
    draft.refresh(Deadline::Activity(scheduled_event_id));
}

/// The started attempt as the worker gets it.
///
/// # Panics
/// If the activity is not pending.
pub(crate) fn hand_over(draft: &Draft<'_, '_>, scheduled_event_id: i64) -> HandedActivityTask {
    let execution = &draft.next;
    let activity = execution.activity(scheduled_event_id).expect("it was started");
    let progress = execution.progress(scheduled_event_id).expect("it was started");
    let scheduled = &activity.scheduled;
    let token = token::ActivityTask::new(
        &execution.identity,
        scheduled_event_id,
        progress.attempt,
        &scheduled.activity_id,
    );
    let response = PollActivityTaskQueueResponse {
        task_token: prost::Message::encode_to_vec(&token).into(),
        workflow_namespace: execution.identity.namespace.clone(),
        workflow_type: execution.recorded.started.workflow_type.clone(),
        workflow_execution: Some(execution.identity.to_wire()),
        activity_type: scheduled.activity_type.clone(),
        activity_id: scheduled.activity_id.clone(),
        header: scheduled.header.clone(),
        input: scheduled.input.clone(),
        heartbeat_details: progress.heartbeat_details.as_deref().cloned(),
        scheduled_time: Some(activity.scheduled_at.into()),
        current_attempt_scheduled_time: Some(progress.scheduled_at.into()),
        started_time: progress.last_started_at.map(Into::into),
        attempt: progress.attempt,
        schedule_to_close_timeout: scheduled.schedule_to_close_timeout,
        start_to_close_timeout: scheduled.start_to_close_timeout,
        heartbeat_timeout: scheduled.heartbeat_timeout,
        retry_policy: scheduled.retry_policy.clone(),
        priority: scheduled.priority.clone(),
        ..PollActivityTaskQueueResponse::default()
    };
    HandedActivityTask {
        response,
        attempt: ActivityTaskAbandoned {
            scheduled_event_id,
            attempt: progress.attempt,
        },
    }
}
