//! The worker that kept the workflow in memory does so no more.

use std::sync::Arc;

use crate::draft::Draft;
use crate::state::Task;
use crate::{Reject, Reply, task};

pub(crate) fn apply(draft: &mut Draft<'_, '_>) -> Result<Reply, Reject> {
    if !draft.is_running() {
        return Err(Reject::closed());
    }
    draft.next.transient.sticky = None;
    // A task that waits on the sticky queue can be had from the normal one now. Its event keeps the name it has.
    let waits_there = |task: &&mut Arc<Task>| task.started.is_none() && task.sticky_queue.is_some();
    if let Some(waiting) = draft.next.transient.task.as_mut().filter(waits_there) {
        let waiting = Arc::make_mut(waiting);
        waiting.sticky_queue = None;
        waiting.schedule_to_start = None;
        draft.refresh(crate::state::Deadline::Task);
        task::announce(draft);
    }
    Ok(Reply::Done)
}
