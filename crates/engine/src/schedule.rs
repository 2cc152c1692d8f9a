//! The rules of schedules: when they act, what they start, and what they do when the workflow before is still running.
//!
//! A [`Schedule`] is a value, like an [`crate::Execution`]. Whoever holds it calls [`Schedule::advance`] when
//! [`Schedule::next_deadline`] has come and after every change, and carries out the [`Step`]s that come back, in order, telling
//! what became of each start with [`Schedule::started`] and of each workflow's end with [`Schedule::closed`].
//!
//! ```text
//!   spec ── occurrences ──► late? counted as missed
//!   backfill, trigger ──────────┐        │
//!                               ▼        ▼
//!                             buffer (at most 1000, more are counted as dropped)
//!                               │  overlap policy: may it start, wait, or must the other end?
//!                               ├─ skipped: counted
//!                               └─► Step::Start, Cancel, Terminate
//! ```
//!
//! Nothing is passed over in silence: what does not start is in one of the three counters, unless the schedule was paused or
//! out of actions, which its state says.

mod action;
mod calendar;
mod change;
mod describe;
mod field;
mod overlap;
mod record;
mod spec;
#[cfg(test)]
mod tests;

use std::time::Duration;

use bytes::Bytes;
use everloop_proto::common::v1::{Payloads, WorkflowExecution};
use everloop_proto::enums::v1::{ScheduleOverlapPolicy, WorkflowExecutionStatus};
use everloop_proto::failure::v1::Failure;
use everloop_proto::workflowservice::v1::StartWorkflowExecutionRequest;
use prost::Message as _;

use crate::{Status, Timestamp, convert};
use record::{Backfill, Cause, Definition, Progress, Waiting};
use spec::Times;

pub use change::{Created, FIRST_CONFLICT_TOKEN, check_patch, check_update, create};

/// How many actions may wait.
const BUFFER_MAX: usize = 1000;

/// Occurrences that one call of [`Schedule::advance`] puts into the buffer, and those that it finds too late.
const OCCURRENCES_MAX: usize = 500;
const MISSED_MAX: usize = 20_000;

/// Actions that are kept to be shown.
const RECENT_MAX: usize = 10;

/// How long a schedule without anything to do is kept.
const KEPT_IDLE: Duration = Duration::from_secs(7 * 24 * 3600);

/// The catch-up window, if none is given, and the shortest.
const CATCHUP_DEFAULT: Duration = Duration::from_secs(365 * 24 * 3600);
const CATCHUP_MIN: Duration = Duration::from_secs(10);

/// Something to do for a schedule.
#[derive(Clone, Debug, PartialEq)]
pub enum Step {
    Start(Box<Start>),
    Cancel {
        execution: WorkflowExecution,
        reason: &'static str,
    },
    Terminate {
        execution: WorkflowExecution,
        reason: &'static str,
    },
}

/// A workflow to start.
#[derive(Clone, Debug, PartialEq)]
pub struct Start {
    pub request: StartWorkflowExecutionRequest,
    waiting: Waiting,
}

/// What became of a start.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Outcome {
    Started {
        run_id: String,
    },
    /// There is a workflow of that id.
    Exists,
    /// It was refused for another reason.
    Refused,
}

/// How a workflow that a schedule started is over.
#[derive(Clone, Debug, PartialEq)]
pub struct End {
    pub status: Status,
    pub result: Option<Payloads>,
    pub failure: Option<Failure>,
}

/// What a record of a schedule could not be read as.
#[derive(Debug, thiserror::Error)]
#[error("a schedule's record cannot be read: {0}")]
pub struct Unreadable(#[from] prost::DecodeError);

/// One schedule.
#[derive(Clone, Debug)]
pub struct Schedule {
    definition: Definition,
    progress: Progress,
    times: Times,
}

impl Schedule {
    fn new(definition: Definition, progress: Progress) -> Self {
        let seed = format!("{}/{}", definition.namespace, definition.schedule_id);
        let spec = definition.spec.clone().unwrap_or_default();
        Self {
            times: Times::of(&spec, &seed),
            definition,
            progress,
        }
    }

    /// Reads back what [`Self::definition_record`] and [`Self::progress_record`] wrote.
    ///
    /// # Errors
    /// When they are not such records.
    pub fn from_records(definition: Bytes, progress: Bytes) -> Result<Self, Unreadable> {
        Ok(Self::new(Definition::decode(definition)?, Progress::decode(progress)?))
    }

    /// How many of its actions came too late to be made up for, and how many found no place to wait.
    #[must_use]
    pub fn passed_over(&self) -> (i64, i64) {
        (self.progress.missed_catchup_window, self.progress.buffer_dropped)
    }

    /// To be written when the schedule is created or updated.
    #[must_use]
    pub fn definition_record(&self) -> Bytes {
        self.definition.encode_to_vec().into()
    }

    /// To be written after every change.
    #[must_use]
    pub fn progress_record(&self) -> Bytes {
        self.progress.encode_to_vec().into()
    }

    #[must_use]
    pub fn id(&self) -> &str {
        &self.definition.schedule_id
    }

    /// Workflows that were started and are not over, by the id of their first run.
    pub fn running(&self) -> impl Iterator<Item = &WorkflowExecution> {
        self.progress.running.iter().map(|running| &running.execution)
    }

    /// When [`Self::advance`] has something to do; `None` if time brings nothing.
    #[must_use]
    pub fn next_deadline(&self, now: Timestamp) -> Option<Timestamp> {
        if self.has_backfill_to_do() {
            return Some(now);
        }
        if let Some(since) = self.progress.idle_since {
            return Some(Timestamp::from_nanos(since) + KEPT_IDLE);
        }
        if !self.may_act() {
            return None;
        }
        let next = self.times.next(Timestamp::from_nanos(self.progress.processed))?;
        Some(next.actual)
    }

    /// Whether it has been without anything to do for so long that it is to be forgotten.
    #[must_use]
    pub fn is_over(&self, now: Timestamp) -> bool {
        let since = self.progress.idle_since.map(Timestamp::from_nanos);
        since.is_some_and(|since| now >= since + KEPT_IDLE)
    }

    /// Takes in what the time has brought. Call again while the deadline has come, after what comes back is done.
    pub fn advance(&mut self, now: Timestamp) -> Vec<Step> {
        self.take_occurrences(now);
        self.take_backfills();
        let steps = self.decide(now);
        self.note_idle(now);
        steps
    }

    fn take_occurrences(&mut self, now: Timestamp) {
        if !self.may_act() {
            self.pass_over(now);
            return;
        }
        let window = self.catchup_window();
        let (mut taken, mut missed) = (0, 0);
        while taken < OCCURRENCES_MAX && missed < MISSED_MAX {
            let after = Timestamp::from_nanos(self.progress.processed);
            let Some(next) = self.times.next(after).filter(|next| next.actual <= now) else {
                return;
            };
            self.progress.processed = next.nominal.nanos();
            if now.since(next.actual) > window {
                self.progress.missed_catchup_window += 1;
                missed += 1;
                continue;
            }
            taken += 1;
            self.enqueue(Waiting {
                nominal: next.nominal.nanos(),
                actual: next.actual.nanos(),
                overlap_policy: ScheduleOverlapPolicy::Unspecified.into(),
                cause: Cause::Spec.into(),
            });
        }
    }

    /// Occurrences until now are not wanted. Those whose jitter has not passed still may be, if the schedule acts again.
    fn pass_over(&mut self, now: Timestamp) {
        let until = (now - self.times.jitter()).nanos();
        self.progress.processed = self.progress.processed.max(until);
    }

    fn has_backfill_to_do(&self) -> bool {
        !self.progress.backfills.is_empty() && self.progress.buffer.len() < BUFFER_MAX / 2
    }

    /// Backfills wait while the buffer is half full, so that none of them is dropped.
    fn take_backfills(&mut self) {
        let mut room = OCCURRENCES_MAX.min((BUFFER_MAX / 2).saturating_sub(self.progress.buffer.len()));
        while room > 0 && !self.progress.backfills.is_empty() {
            let Backfill {
                after,
                end,
                overlap_policy,
            } = self.progress.backfills[0];
            match self.times.next(Timestamp::from_nanos(after)) {
                Some(next) if next.nominal.nanos() <= end => {
                    self.progress.backfills[0].after = next.nominal.nanos();
                    self.enqueue(Waiting {
                        nominal: next.nominal.nanos(),
                        actual: next.actual.nanos(),
                        overlap_policy,
                        cause: Cause::Manual.into(),
                    });
                    room -= 1;
                }
                _ => {
                    self.progress.backfills.remove(0);
                }
            }
        }
    }

    fn enqueue(&mut self, waiting: Waiting) {
        if self.progress.buffer.len() < BUFFER_MAX {
            self.progress.buffer.push(waiting);
        } else {
            self.progress.buffer_dropped += 1;
        }
    }

    /// Whether occurrences lead to actions.
    fn may_act(&self) -> bool {
        !self.progress.paused && (!self.progress.limited_actions || self.progress.remaining_actions > 0)
    }

    fn catchup_window(&self) -> Duration {
        convert::timeout(self.definition.policies.catchup_window.as_ref())
            .map_or(CATCHUP_DEFAULT, |window| window.max(CATCHUP_MIN))
    }

    fn note_idle(&mut self, now: Timestamp) {
        let progress = &self.progress;
        let is_busy = progress.paused
            || !progress.buffer.is_empty()
            || !progress.backfills.is_empty()
            || !progress.running.is_empty()
            || (self.may_act() && self.times.next(Timestamp::from_nanos(progress.processed)).is_some());
        self.progress.idle_since = match self.progress.idle_since {
            _ if is_busy => None,
            Some(since) => Some(since),
            None => Some(now.nanos()),
        };
    }

    /// Takes in what became of a start.
    pub fn started(&mut self, start: Start, outcome: Outcome, now: Timestamp) {
        let run_id = match outcome {
            Outcome::Started { run_id } => run_id,
            Outcome::Exists => {
                self.progress.overlap_skipped += 1;
                return;
            }
            Outcome::Refused => {
                self.progress.buffer_dropped += 1;
                return;
            }
        };
        let execution = WorkflowExecution {
            workflow_id: start.request.workflow_id,
            run_id,
        };
        self.note_started(&start.waiting, execution, now);
        self.note_idle(now);
    }

    /// Takes in that a workflow is over, which was started as that run; says whether it was one of this schedule's.
    pub fn closed(&mut self, first_run_id: &str, end: End) -> bool {
        let is_this = |execution: &WorkflowExecution| execution.run_id == first_run_id;
        let Some(place) = self
            .progress
            .running
            .iter()
            .position(|running| is_this(&running.execution))
        else {
            return false;
        };
        let execution = self.progress.running.remove(place).execution;
        for result in &mut self.progress.recent {
            if result.start_workflow_result.as_ref().is_some_and(is_this) {
                result.start_workflow_status = end.status.to_wire().into();
            }
        }
        self.pause_on_failure(&execution.workflow_id, &end);
        if let Some(failure) = end.failure {
            self.progress.continued_failure = Some(failure);
        } else if end.status == Status::Completed {
            self.progress.last_completion_result = end.result;
            self.progress.continued_failure = None;
        }
        true
    }

    fn pause_on_failure(&mut self, workflow_id: &str, end: &End) {
        if !self.definition.policies.pause_on_failure || self.progress.paused {
            return;
        }
        let notes = match (end.status, &end.failure) {
            (Status::TimedOut, _) => format!("paused due to workflow timeout: {workflow_id}"),
            (Status::Failed, Some(failure)) => {
                format!("paused due to workflow failure: {workflow_id}: {}", failure.message)
            }
            _ => return,
        };
        self.progress.paused = true;
        self.progress.notes = notes;
        self.progress.conflict_token += 1;
    }
}

const RUNNING: i32 = WorkflowExecutionStatus::Running as i32;
