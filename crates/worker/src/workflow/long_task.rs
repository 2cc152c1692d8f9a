//! A line in the log about workflow tasks that take long: code that computes much, slow codecs, or many local activities.

use std::time::Duration;

use super::open::OpenTask;
use crate::transfer::Transfers;

/// Warns if the task, which is about to be answered, took longer than `limit`.
///
/// The code in the text is the protocol's own, which people search for.
pub(super) fn warn(task: &OpenTask, history_size: u64, limit: Duration) {
    let took = task.begun.elapsed();
    if took <= limit {
        return;
    }
    let names = &task.names;
    // The event that the answer will be.
    let event_id = names.started_event_id + 1;
    let transfers = task.transfers.as_deref().cloned().unwrap_or_default();
    let Transfers { download, upload } = &transfers;
    tracing::warn!(
        workflow_type = names.workflow_type,
        workflow_id = names.workflow_id,
        run_id = &*names.run_id,
        event_id,
        attempt = names.attempt,
        workflow_task_duration = millis(took),
        workflow_history_size = history_size,
        payload_download_count = download.count,
        payload_download_size = download.size_bytes,
        payload_download_duration = millis(download.duration),
        payload_download_drivers = ?download.drivers.iter().collect::<Vec<_>>(),
        payload_upload_count = upload.count,
        payload_upload_size = upload.size_bytes,
        payload_upload_duration = millis(upload.duration),
        payload_upload_drivers = ?upload.drivers.iter().collect::<Vec<_>>(),
        "[TMPRL1104] {}:{}:{} Workflow task duration exceeded {} seconds.",
        names.run_id,
        event_id,
        names.attempt,
        limit.as_secs()
    );
}

fn millis(length: Duration) -> u64 {
    u64::try_from(length.as_millis()).unwrap_or(u64::MAX)
}
