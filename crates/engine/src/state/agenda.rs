//! When something is due, ordered by time, and which activities wait for a poller.
//!
//! Both follow from the state by pure functions; the index here only spares looking at everything. Whoever
//! changes the state refreshes the keys concerned.

use imbl::{OrdMap, OrdSet};

use super::{Execution, Phase};
use crate::Timestamp;
use crate::convert::timeout;

/// What can be due. One activity has one key: the first of its timeouts.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Deadline {
    /// The run or its chain times out.
    Run,
    /// The first workflow task, after a delay.
    FirstTask,
    /// The open workflow task was not taken from its sticky queue, or not answered.
    Task,
    /// A fast-forward ends where time has come by itself.
    FastForward,
    Timer(i64),
    Activity(i64),
}

/// What is due and what waits, of one execution.
#[derive(Clone, Debug, Default, PartialEq)]
pub(crate) struct Agenda {
    by_time: OrdSet<(Timestamp, Deadline)>,
    by_key: OrdMap<Deadline, Timestamp>,
    /// Activities on their queues, by scheduled event id.
    waiting: OrdSet<i64>,
}

impl Agenda {
    pub(crate) fn next(&self) -> Option<(Timestamp, Deadline)> {
        self.by_time.get_min().copied()
    }

    pub(crate) fn set(&mut self, key: Deadline, time: Option<Timestamp>) {
        if self.by_key.get(&key).copied() == time {
            return;
        }
        if let Some(old) = self.by_key.remove(&key) {
            self.by_time.remove(&(old, key));
            // An emptied map keeps its last node, which is most of what an idle workflow would cost.
            if self.by_key.is_empty() {
                (self.by_key, self.by_time) = (OrdMap::new(), OrdSet::new());
            }
        }
        if let Some(time) = time {
            self.by_key.insert(key, time);
            self.by_time.insert((time, key));
        }
    }

    pub(crate) fn set_waiting(&mut self, scheduled_event_id: i64, waits: bool) {
        if waits {
            self.waiting.insert(scheduled_event_id);
        } else {
            self.waiting.remove(&scheduled_event_id);
            if self.waiting.is_empty() {
                self.waiting = OrdSet::new();
            }
        }
    }

    pub(crate) fn waiting(&self) -> &OrdSet<i64> {
        &self.waiting
    }

    pub(crate) fn clear(&mut self) {
        *self = Self::default();
    }

    /// The agenda as the state has it.
    pub(crate) fn of(execution: &Execution) -> Self {
        let mut agenda = Self::default();
        let timers = execution.recorded.timers.iter().map(|(id, _)| Deadline::Timer(id));
        let activities = execution
            .recorded
            .activities
            .iter()
            .map(|(id, _)| Deadline::Activity(id));
        for key in [
            Deadline::Run,
            Deadline::FirstTask,
            Deadline::Task,
            Deadline::FastForward,
        ]
        .into_iter()
        .chain(timers)
        .chain(activities)
        {
            agenda.set(key, execution.deadline(key));
            if let Deadline::Activity(id) = key {
                agenda.set_waiting(id, execution.waits(id));
            }
        }
        agenda
    }
}

impl Execution {
    /// When something is due, if it is.
    pub(crate) fn deadline(&self, key: Deadline) -> Option<Timestamp> {
        if !self.recorded.status.is_running() {
            return None;
        }
        match key {
            Deadline::Run => self.run_expires_at(),
            Deadline::FirstTask => (!self.recorded.task_was_scheduled).then(|| self.execution_time()),
            Deadline::Task => self.task_deadline(),
            Deadline::FastForward => self.fast_forward_deadline(),
            Deadline::Timer(started_event_id) => {
                let timer = self.recorded.timers.get(started_event_id)?;
                (!self.transient.buffer.has_fired(started_event_id)).then_some(timer.fires_at)
            }
            Deadline::Activity(scheduled_event_id) => self.activity_deadline(scheduled_event_id),
        }
    }

    /// Whether an activity is on its queue.
    pub(crate) fn waits(&self, scheduled_event_id: i64) -> bool {
        self.progress(scheduled_event_id)
            .is_some_and(|progress| progress.phase == Phase::Scheduled && !progress.is_paused())
    }

    fn task_deadline(&self) -> Option<Timestamp> {
        let task = self.transient.task.as_ref()?;
        match &task.started {
            Some(started) => Some(started.at + task.start_to_close),
            None => task.schedule_to_start.map(|timeout| task.scheduled_at + timeout),
        }
    }

    /// Not while a worker has the workflow task: what happens then waits in the buffer.
    fn fast_forward_deadline(&self) -> Option<Timestamp> {
        let clock = self.recorded.time_skipping.as_ref()?;
        let is_taken = self.transient.task.as_ref().is_some_and(|task| task.started.is_some());
        clock.destination().filter(|_| !is_taken)
    }

    fn activity_deadline(&self, scheduled_event_id: i64) -> Option<Timestamp> {
        let progress = self.progress(scheduled_event_id)?;
        let activity = self.activity(scheduled_event_id)?;
        let scheduled = &activity.scheduled;
        let whole = timeout(scheduled.schedule_to_close_timeout.as_ref()).map(|whole| activity.scheduled_at + whole);
        let step = match &progress.phase {
            Phase::Backoff | Phase::Scheduled if progress.is_paused() => None,
            Phase::Backoff => Some(progress.scheduled_at),
            Phase::Scheduled => {
                timeout(scheduled.schedule_to_start_timeout.as_ref()).map(|wait| progress.scheduled_at + wait)
            }
            Phase::Started { at, .. } => {
                let close = timeout(scheduled.start_to_close_timeout.as_ref()).map(|close| *at + close);
                let beat = timeout(scheduled.heartbeat_timeout.as_ref())
                    .map(|beat| progress.heartbeat_at.filter(|last| last >= at).unwrap_or(*at) + beat);
                close.into_iter().chain(beat).min()
            }
        };
        whole.into_iter().chain(step).min()
    }
}
