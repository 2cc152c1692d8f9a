//! The worker that kept the workflow in memory does so no more.

use crate::draft::Draft;
use crate::{Reject, Reply, task};

pub(crate) fn apply(draft: &mut Draft<'_, '_>) -> Result<Reply, Reject> {
    if !draft.is_running() {
        return Err(Reject::closed());
    }
    draft.next.transient.sticky = None;
    // A task that waits on the sticky queue can be had from the normal one now. Its event keeps the name it has.
    if let Some(waiting) = draft.next.transient.task.as_mut().filter(|task| task.started.is_none())
        && waiting.sticky_queue.take().is_some()
    {
        waiting.schedule_to_start = None;
        draft.refresh(crate::state::Deadline::Task);
        task::announce(draft);
    }
    Ok(Reply::Done)
}
