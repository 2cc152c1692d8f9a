//! A poller takes a workflow task.

use super::WorkflowTaskStarted;
use crate::draft::Draft;
use crate::{Ack, Reject, Reply, task};

pub(crate) fn apply(draft: &mut Draft<'_, '_>, input: WorkflowTaskStarted) -> Result<Reply, Reject> {
    let Some(current) = &draft.next.transient.task else {
        return Err(Reject::Stale);
    };
    if current.scheduled_event_id != input.scheduled_event_id || current.attempt != input.attempt {
        return Err(Reject::Stale);
    }
    match &current.started {
        None => {
            let taker = task::Taker {
                identity: input.identity,
                request_id: input.request_id,
                worker_version: input.worker_version,
                worker: input.worker,
            };
            task::start(draft, taker);
        }
        Some(started) if started.request_id == input.request_id => {}
        Some(_) => return Err(Reject::Stale),
    }
    // To lose that a task was handed out does no harm: its answer is refused then, and it is handed out again.
    draft.ack = Ack::Relaxed;
    Ok(Reply::WorkflowTask(Box::new(task::hand_over(draft, input.polled))))
}
