//! The watch over activations: workflow code that blocks its thread must not block the worker.
//!
//! Workflow code runs until it awaits something, which takes microseconds. If it takes longer than the deadlock
//! timeout, its task fails with an error that says where it is, and its lane goes on with a fresh thread. The blocked
//! thread, when it comes back, finds its activation taken away and ends.

use std::{
    sync::{Arc, Weak},
    time::Duration,
};

use everloop_machines::task::TaskFailure;
use everloop_proto::enums::v1::WorkflowTaskFailedCause;

use super::{lane::Lane, open::TaskNames, work::application_failure};

/// Watches a lane for as long as it lives.
pub(super) fn watch(lane: &Arc<Lane>) {
    let Some(timeout) = lane.lanes.options.deadlock_timeout else {
        return;
    };
    let weak = Arc::downgrade(lane);
    lane.lanes.tokio.spawn(look(weak, timeout));
}

async fn look(lane: Weak<Lane>, timeout: Duration) {
    let pause = (timeout / 8).clamp(Duration::from_millis(5), Duration::from_millis(250));
    loop {
        tokio::time::sleep(pause).await;
        let Some(lane) = lane.upgrade() else { return };
        let Some(names) = take_overdue(&lane, timeout) else {
            continue;
        };
        if let Err(error) = lane.replace_thread() {
            tracing::error!(%error, "a blocked workflow thread cannot be replaced");
        }
        let stack = interrupt(&lane, &names).await;
        lane.report_failure(&names, None, deadlock(&names, timeout, stack));
        lane.wake_thread();
    }
}

/// Takes the activation out of the hands of its thread if it began too long ago.
fn take_overdue(lane: &Lane, timeout: Duration) -> Option<Arc<TaskNames>> {
    let mut active = lane.active.lock();
    if active.as_ref()?.since.elapsed() < timeout {
        return None;
    }
    active.take().map(|active| active.names)
}

/// Asks the runtime where the run is. It may itself be held up by the blocked thread.
async fn interrupt(lane: &Arc<Lane>, names: &Arc<TaskNames>) -> Option<String> {
    let (runtime, names) = (Arc::clone(&lane.lanes.runtime), Arc::clone(names));
    let asked = tokio::task::spawn_blocking(move || runtime.interrupt(&names.run_id));
    tokio::time::timeout(Duration::from_secs(1), asked).await.ok()?.ok()?
}

fn deadlock(names: &TaskNames, timeout: Duration, stack: Option<String>) -> TaskFailure {
    let message = format!(
        "[TMPRL1101] Potential deadlock detected: workflow {} with id {} didn't yield within {} second(s): its thread is \
         blocked",
        names.workflow_type,
        names.workflow_id,
        timeout.as_secs_f64()
    );
    let mut failure = application_failure(message, "DeadlockError");
    failure.stack_trace = stack.unwrap_or_default();
    TaskFailure {
        cause: WorkflowTaskFailedCause::WorkflowWorkerUnhandledFailure,
        failure,
        error: None,
    }
}
