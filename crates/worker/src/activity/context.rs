//! A running activity as its executor holds it: heartbeats in, cancellation out, one outcome.

use std::{
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use bytes::Bytes;
use everloop_proto::{common::v1::Payloads, failure::v1::Failure, workflowservice::v1::PollActivityTaskQueueResponse};
use parking_lot::Mutex;
use tokio::sync::oneshot;

use super::{ActivityOutcome, Cancellation, heartbeat, registry::Registry, report};
use crate::{
    metrics::{ActivityMetrics, Ended, Where},
    slots::{Permit, SlotKind},
};

/// The handle of one running activity. Cheap to clone; all methods may be called from any thread.
#[derive(Clone)]
pub struct ActivityContext {
    pub(super) running: Arc<Running>,
}

pub(super) struct Running {
    pub(super) token: Bytes,
    pub(super) registry: Arc<Registry>,
    pub(super) throttle: Duration,
    heartbeat_timeout: Option<Duration>,
    start_to_close: Option<Instant>,
    is_local: bool,
    begun: Instant,
    scheduled: Option<SystemTime>,
    came: Where,
    metrics: Option<Arc<ActivityMetrics>>,
    pub(super) state: Mutex<State>,
}

pub(super) struct State {
    permit: Option<Permit>,
    /// Where the outcome of a local activity goes; that of others goes to the server.
    local: Option<oneshot::Sender<ActivityOutcome>>,
    pub(super) phase: Phase,
    pub(super) cancellation: Cancellation,
    /// Details recorded and not yet sent.
    pub(super) unsent: Option<Payloads>,
    /// Details on their way. A failure may overtake them, and carries them too.
    pub(super) in_flight: Option<Payloads>,
    /// Whether a heartbeat was sent less than a throttle interval ago.
    pub(super) is_throttled: bool,
    last_beat: Instant,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Phase {
    Running,
    Ended,
}

impl ActivityContext {
    pub(super) fn new(
        registry: &Arc<Registry>,
        task: &PollActivityTaskQueueResponse,
        permit: Permit,
        throttle: Duration,
        local: Option<oneshot::Sender<ActivityOutcome>>,
        came: Where,
    ) -> Self {
        let now = Instant::now();
        let workflow_type = task.workflow_type.as_ref().map_or("", |named| &named.name);
        let activity_type = task.activity_type.as_ref().map_or("", |named| &named.name);
        let metrics = registry.connection.metrics.activity(workflow_type, activity_type);
        if let Some(metrics) = &metrics {
            metrics.began(came);
        }
        let positive = |duration: Option<prost_types::Duration>| {
            duration
                .and_then(|duration| Duration::try_from(duration).ok())
                .filter(|duration| !duration.is_zero())
        };
        let running = Running {
            token: task.task_token.clone(),
            registry: Arc::clone(registry),
            throttle,
            heartbeat_timeout: positive(task.heartbeat_timeout),
            start_to_close: positive(task.start_to_close_timeout).and_then(|timeout| now.checked_add(timeout)),
            is_local: local.is_some(),
            begun: now,
            scheduled: task.scheduled_time.and_then(|time| SystemTime::try_from(time).ok()),
            came,
            metrics,
            state: Mutex::new(State {
                permit: Some(permit),
                local,
                phase: Phase::Running,
                cancellation: Cancellation::default(),
                unsent: None,
                in_flight: None,
                is_throttled: false,
                last_beat: now,
            }),
        };
        Self {
            running: Arc::new(running),
        }
    }

    /// Names the activity among those running.
    #[must_use]
    pub fn token(&self) -> &Bytes {
        &self.running.token
    }

    /// Why the activity is asked to stop, if it is.
    #[must_use]
    pub fn cancellation(&self) -> Option<Cancellation> {
        let cancellation = self.running.state.lock().cancellation;
        cancellation.any().then_some(cancellation)
    }

    /// Tells the server that the activity is alive. At most one heartbeat per throttle interval is sent; of
    /// those recorded in between the newest one goes out when the interval ends.
    pub fn heartbeat(&self, details: Option<Payloads>) {
        {
            let mut state = self.running.state.lock();
            // A local activity is watched by the worker that runs it.
            if state.phase == Phase::Ended || self.running.is_local {
                return;
            }
            state.last_beat = Instant::now();
            state.unsent = Some(details.unwrap_or_default());
            if state.is_throttled {
                return;
            }
            state.is_throttled = true;
        }
        let registry = &self.running.registry;
        registry.launch(heartbeat::send_until_quiet(self.clone()));
    }

    /// Reports how the activity ended. Only the first call counts.
    pub fn complete(&self, outcome: ActivityOutcome) {
        let (cancellation, unsent, local) = {
            let mut state = self.running.state.lock();
            if state.phase == Phase::Ended {
                return;
            }
            state.phase = Phase::Ended;
            state.permit = None;
            (
                state.cancellation,
                state.unsent.take().or_else(|| state.in_flight.take()),
                state.local.take(),
            )
        };
        self.count_end(match &outcome {
            ActivityOutcome::Completed { .. } => Ended::Completed,
            ActivityOutcome::Failed { failure } => Ended::Failed(failure),
            ActivityOutcome::Canceled { .. } => Ended::Canceled,
            ActivityOutcome::CompletedElsewhere => Ended::Elsewhere,
        });
        let registry = &self.running.registry;
        registry.ended(&self.running.token);
        if let Some(local) = local {
            // Nobody waits if the run was evicted meanwhile.
            let _ = local.send(outcome);
            return;
        }
        // Wire: the server has forgotten the activity, so it would answer NOT_FOUND.
        if !cancellation.not_found {
            let outcome = match outcome {
                ActivityOutcome::Canceled { details } => report::cancelled(details, cancellation),
                other => other,
            };
            report::outcome(registry, self.running.token.clone(), outcome, unsent);
        }
    }

    fn count_end(&self, how: Ended<'_>) {
        let running = &self.running;
        if let Ended::Failed(_) = how {
            let kind = if running.is_local {
                SlotKind::LocalActivity
            } else {
                SlotKind::Activity
            };
            running.registry.connection.metrics.vitals.tasks(kind).failed();
        }
        if let Some(metrics) = &running.metrics {
            metrics.ended(running.came, how, running.begun.elapsed(), running.scheduled);
        }
    }

    /// Forgets a local activity that timed out: its outcome no longer matters.
    pub(crate) fn abandon(&self, timeout: &Failure) {
        self.count_end(Ended::Failed(timeout));
        {
            let mut state = self.running.state.lock();
            state.phase = Phase::Ended;
            state.permit = None;
            state.local = None;
        }
        self.running.registry.ended(&self.running.token);
    }

    /// Adds reasons to stop; true if there is a new one and the activity still runs.
    pub(super) fn add_reasons(&self, reasons: Cancellation) -> bool {
        let mut state = self.running.state.lock();
        let all = state.cancellation.or(reasons);
        let news = state.phase == Phase::Running && all != state.cancellation;
        state.cancellation = all;
        news
    }

    /// Whether a timeout of the activity passed more than `slack` ago.
    pub(super) fn is_overdue(&self, now: Instant, slack: Duration) -> bool {
        if self.running.is_local {
            return false;
        }
        let beat_by = self
            .running
            .heartbeat_timeout
            .map(|timeout| self.running.state.lock().last_beat + timeout);
        [self.running.start_to_close, beat_by]
            .into_iter()
            .flatten()
            .any(|deadline| now > deadline + slack)
    }
}
