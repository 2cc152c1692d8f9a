//! The watch over activations: workflow code that blocks its thread must not block the worker.
//!
//! Workflow code runs until it awaits something, which takes microseconds. If it takes longer than the deadlock
//! timeout, its task fails with an error that says where it is, and its lane goes on with a fresh thread. The blocked
//! thread, when it comes back, finds its activation taken away and ends.
//!
//! On a machine that is too busy everything takes long, workflow code as well, and nobody is to blame. The watch is late
//! then itself: by as much as it was late, it is patient; see [`Patience`].

use std::{
    sync::{Arc, Weak},
    time::{Duration, Instant},
};

use everloop_machines::task::TaskFailure;
use everloop_proto::enums::v1::WorkflowTaskFailedCause;

use super::{ending::application_failure, lane::Lane, open::TaskNames};

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
    let mut patience = Patience::default();
    loop {
        let asleep = Instant::now();
        tokio::time::sleep(pause).await;
        let late = asleep.elapsed().saturating_sub(pause);
        let Some(lane) = lane.upgrade() else { return };
        let Some(names) = take_overdue(&lane, timeout, &mut patience, late) else {
            continue;
        };
        if let Err(error) = lane.replace_thread() {
            tracing::error!(%error, "a blocked workflow thread cannot be replaced");
        }
        let stack = interrupt(&lane, &names).await;
        let failure = deadlock(&names, timeout, stack);
        tell(&lane, &names, &failure);
        lane.report_failure(&names, None, failure);
        lane.wake_thread();
    }
}

/// How much longer than its timeout an activation may take, because the machine held everything up.
#[derive(Debug, Default)]
struct Patience {
    /// Which activation it is for: the one that began then.
    since: Option<Instant>,
    held_up: Duration,
}

impl Patience {
    /// No activation is waited for longer than this many times its timeout.
    const TIMES_MAX: u32 = 10;

    /// The time that the activation which began at `since` has, after the watch was late by `late`.
    fn extend(&mut self, since: Instant, timeout: Duration, late: Duration) -> Duration {
        if self.since != Some(since) {
            *self = Self {
                since: Some(since),
                held_up: Duration::ZERO,
            };
        }
        self.held_up += late;
        (timeout + self.held_up).min(timeout * Self::TIMES_MAX)
    }
}

/// Takes the activation out of the hands of its thread if it began too long ago.
fn take_overdue(lane: &Lane, timeout: Duration, patience: &mut Patience, late: Duration) -> Option<Arc<TaskNames>> {
    let mut active = lane.active.lock();
    let since = active.as_ref()?.since;
    if since.elapsed() < patience.extend(since, timeout, late) {
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

/// Has the runtime tell of it. That may take as long as the blocked thread blocks it too, so nobody waits for it.
fn tell(lane: &Lane, names: &Arc<TaskNames>, failure: &TaskFailure) {
    let (runtime, names) = (Arc::clone(&lane.lanes.runtime), Arc::clone(names));
    let failure = failure.failure.clone();
    lane.lanes.tokio.spawn_blocking(move || {
        let stack = Some(failure.stack_trace.as_str()).filter(|stack| !stack.is_empty());
        runtime.deadlocked(&names.run_id, &failure.message, stack);
    });
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

#[cfg(test)]
mod tests {
    use super::*;

    const SECOND: Duration = Duration::from_secs(1);

    #[test]
    fn a_punctual_watch_grants_nothing() {
        let begun = Instant::now();
        assert_eq!(
            Patience::default().extend(begun, SECOND * 2, Duration::ZERO),
            SECOND * 2
        );
    }

    #[test]
    fn a_late_watch_grants_what_it_was_late_by_to_that_activation_alone() {
        let mut patience = Patience::default();
        let begun = Instant::now();
        assert_eq!(patience.extend(begun, SECOND * 2, SECOND), SECOND * 3);
        assert_eq!(patience.extend(begun, SECOND * 2, SECOND), SECOND * 4);
        assert_eq!(patience.extend(begun + SECOND, SECOND * 2, Duration::ZERO), SECOND * 2);
    }

    #[test]
    fn patience_ends() {
        assert_eq!(
            Patience::default().extend(Instant::now(), SECOND, SECOND * 3600),
            SECOND * 10
        );
    }
}
