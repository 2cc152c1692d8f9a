//! A line in the log about workflow tasks that take long: code that computes much, slow codecs, or many local activities.

use std::time::Duration;

use super::open::OpenTask;

/// Warns if the task, which is about to be answered, took longer than `limit`.
///
/// The code in the text is the protocol's own, which people search for.
pub(super) fn warn(task: &OpenTask, limit: Duration) {
    let took = task.begun.elapsed();
    if took <= limit {
        return;
    }
    let names = &task.names;
    // The event that the answer will be.
    let event_id = names.started_event_id + 1;
    tracing::warn!(
        workflow_type = names.workflow_type,
        workflow_id = names.workflow_id,
        run_id = &*names.run_id,
        event_id,
        attempt = names.attempt,
        workflow_task_duration = u64::try_from(took.as_millis()).unwrap_or(u64::MAX),
        "[TMPRL1104] {}:{}:{} Workflow task duration exceeded {} seconds.",
        names.run_id,
        event_id,
        names.attempt,
        limit.as_secs()
    );
}
