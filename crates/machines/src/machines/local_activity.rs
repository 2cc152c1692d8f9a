//! A local activity: an activity that the worker runs itself, inside the workflow task.
//!
//! | State       | Cancel (try)        | Cancel (wait) | Cancel (abandon) | Go       | Outcome            |
//! |-------------|---------------------|---------------|------------------|----------|--------------------|
//! | `Waiting`   | `Gone`, resolves as cancelled | same | same             | `Running`, starts it | `Gone`, resolves |
//! | `Running`   | `Gone`, stops it and resolves as cancelled | `Canceling`, stops it | `Gone`, resolves as cancelled | | `Gone`, resolves |
//! | `Canceling` | `Canceling`         | `Canceling`   | `Canceling`      |          | `Gone`, resolves |
//!
//! *Go* comes when the workflow task being applied is open: one that is replayed has the outcome in a
//! marker of this task or of a later one. Every resolution records such a marker. It holds the number
//! of the activation that saw it, because one workflow task may hold several, and replay must repeat
//! them.

mod marker;

use std::{collections::BTreeMap, time::SystemTime};

use everloop_proto::{
    common::v1::Payloads,
    enums::v1::RetryState,
    failure::v1::{ActivityFailureInfo, Failure, failure::FailureInfo},
    history::v1::MarkerRecordedEventAttributes,
};

pub(crate) use self::marker::marker;
use self::marker::{MarkerData, MarkerTime, Told};
use crate::{
    activation::{ActivityResolution, Job},
    completion::{CancellationType, ScheduleLocalActivity},
    core::Core,
    error::Error,
    failures,
    outbox::Expected,
    task::{LocalOutcome, LocalResult, LocalWork},
    trimmings::{Kept, Trimmings},
    wire,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Waiting,
    Running,
    Canceling,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    TryCancel,
    WaitCancel,
    Abandon,
    Go,
    Outcome,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Nothing,
    Start,
    Stop,
    StopAndResolveCanceled,
    ResolveCanceled,
    /// Resolve with the outcome.
    Resolve,
}

pub(crate) fn transition(state: State, input: Input) -> Option<(State, Effect)> {
    use Input::{Abandon, Go, Outcome, TryCancel, WaitCancel};
    match (state, input) {
        (State::Waiting, TryCancel | WaitCancel | Abandon) | (State::Running, Abandon) => {
            Some((State::Gone, Effect::ResolveCanceled))
        }
        (State::Waiting, Go) => Some((State::Running, Effect::Start)),
        (State::Running, TryCancel) => Some((State::Gone, Effect::StopAndResolveCanceled)),
        (State::Running, WaitCancel) => Some((State::Canceling, Effect::Stop)),
        (State::Canceling, TryCancel | WaitCancel | Abandon) => Some((State::Canceling, Effect::Nothing)),
        (State::Waiting | State::Running | State::Canceling, Outcome) => Some((State::Gone, Effect::Resolve)),
        (State::Running | State::Canceling, Go) | (State::Gone, TryCancel | WaitCancel | Abandon | Go | Outcome) => {
            None
        }
    }
}

/// One local activity that is not gone.
#[derive(Debug)]
struct Local {
    state: State,
    /// Until it starts.
    schedule: Option<Box<ScheduleLocalActivity>>,
    id: Box<str>,
    kind: Box<str>,
    cancellation: CancellationType,
    /// Workflow time when it was scheduled.
    scheduled_at: SystemTime,
    original_schedule_time: Option<SystemTime>,
    /// For its marker.
    kept: Kept,
    /// Those that its marker shall tell.
    arguments: Option<Box<Payloads>>,
}

/// Those of one run, and what the history ahead says of them.
#[derive(Debug, Default)]
pub(crate) struct LocalActivities {
    open: BTreeMap<u32, Local>,
    ahead: Vec<Ahead>,
    pub(crate) jobs: Vec<Job>,
    pub(crate) work: Vec<LocalWork>,
    /// Attempts after the first, not told to the server yet.
    pub(crate) retries: u32,
}

#[derive(Debug)]
struct Ahead {
    data: MarkerData,
    result: Option<Payloads>,
    failure: Option<Failure>,
}

impl LocalActivities {
    pub(crate) fn contains(&self, seq: u32) -> bool {
        self.open.contains_key(&seq)
    }

    /// Whether any is running. Only while a workflow task is open can they be.
    pub(crate) fn any_running(&self) -> bool {
        self.open
            .values()
            .any(|local| matches!(local.state, State::Running | State::Canceling))
    }

    pub(crate) fn forget_ahead(&mut self) {
        self.ahead.clear();
    }

    /// A marker lies ahead, in the answer to the task being replayed.
    pub(crate) fn ahead(&mut self, attributes: &MarkerRecordedEventAttributes, data: MarkerData) {
        let result = attributes.details.get("result").cloned();
        self.ahead.push(Ahead {
            data,
            result,
            failure: attributes.failure.clone(),
        });
    }
}

impl Core {
    pub(crate) fn schedule_local_activity(&mut self, mut schedule: ScheduleLocalActivity) -> Result<(), Error> {
        let seq = schedule.seq;
        if self.locals.contains(seq) || self.activities.contains_key(&seq) {
            return Err(self.malformed_completion(format!("activity {seq} is scheduled twice")));
        }
        if schedule.activity_id.is_empty() {
            schedule.activity_id = seq.to_string();
        }
        let local = Local {
            state: State::Waiting,
            id: schedule.activity_id.as_str().into(),
            kind: schedule.activity_type.as_str().into(),
            cancellation: schedule.cancellation_type,
            scheduled_at: self.now,
            original_schedule_time: schedule.original_schedule_time,
            kept: self.trimmings(schedule.user_metadata.take()).kept(),
            arguments: schedule.include_arguments_in_marker.then(|| {
                Box::new(Payloads {
                    payloads: schedule.arguments.clone(),
                })
            }),
            schedule: Some(Box::new(schedule)),
        };
        self.locals.open.insert(seq, local);
        Ok(())
    }

    /// Cancels a local activity during that activation of the task. One that is gone already is left
    /// alone.
    pub(crate) fn cancel_local_activity(&mut self, seq: u32, activation: u32) {
        let Some(local) = self.locals.open.get_mut(&seq) else {
            return;
        };
        let input = match local.cancellation {
            CancellationType::TryCancel => Input::TryCancel,
            CancellationType::WaitCancellationCompleted | CancellationType::WaitCancellationRequested => {
                // When replaying, whether it ran when it was cancelled is in the marker.
                if self.replaying && local.state == State::Waiting {
                    return;
                }
                Input::WaitCancel
            }
            CancellationType::Abandon => Input::Abandon,
        };
        let Some((state, effect)) = transition(local.state, input) else {
            return;
        };
        local.state = state;
        match effect {
            Effect::Nothing | Effect::Start | Effect::Resolve => {}
            Effect::Stop => self.locals.work.push(LocalWork::Cancel { seq }),
            Effect::StopAndResolveCanceled => {
                self.locals.work.push(LocalWork::Cancel { seq });
                self.resolve_canceled_local(seq, activation);
            }
            Effect::ResolveCanceled => self.resolve_canceled_local(seq, activation),
        }
    }

    fn resolve_canceled_local(&mut self, seq: u32, activation: u32) {
        self.locals.ahead.retain(|ahead| ahead.data.seq != seq);
        let Some(mut local) = self.locals.open.remove(&seq) else {
            return;
        };
        let failure = failures::canceled("Activity cancelled", None);
        // Wire: who waits for the cancellation records when it came, at no attempt.
        let waits = !matches!(
            local.cancellation,
            CancellationType::TryCancel | CancellationType::Abandon
        );
        let data = MarkerData::of(seq, &local, 0, waits.then_some(self.now), None, activation);
        // Wire: a marker that is made without its worker says nothing for people.
        let told = Told {
            arguments: local.arguments.take(),
            result: None,
            failure: Some(failure.clone()),
        };
        self.record_local(data, Trimmings::default(), told);
        let resolution = ActivityResolution::Canceled {
            failure: wrapped(&local, CANCELED, failure),
        };
        self.locals.jobs.push(Job::ResolveActivity { seq, resolution });
    }

    /// Starts what waits, if the task being applied is open.
    pub(crate) fn start_local_activities(&mut self) {
        if self.replaying {
            return;
        }
        for local in self.locals.open.values_mut() {
            let Some((state, _)) = transition(local.state, Input::Go) else {
                continue;
            };
            local.state = state;
            self.locals.work.extend(local.schedule.take().map(LocalWork::Start));
        }
    }

    /// Stops what runs: the run is over.
    pub(crate) fn stop_local_activities(&mut self) {
        for (seq, local) in std::mem::take(&mut self.locals.open) {
            if local.state == State::Running {
                self.locals.work.push(LocalWork::Cancel { seq });
            }
        }
    }

    /// A local activity ended, before that activation of the task. One that is gone is ignored.
    pub(crate) fn resolve_local_activity(&mut self, outcome: LocalOutcome, activation: u32) {
        let LocalOutcome {
            seq,
            attempt,
            runtime,
            original_schedule_time,
            result,
        } = outcome;
        let Some(mut local) = self.take_resolved_local(seq) else {
            return;
        };
        local.original_schedule_time = original_schedule_time.or(local.original_schedule_time);
        self.locals.retries += attempt.saturating_sub(1);
        let complete_time = local.scheduled_at + runtime;
        self.now = self.now.max(complete_time);
        let (backoff, payload, failure) = match &result {
            LocalResult::Completed(payload) => (None, payload.clone(), None),
            LocalResult::Failed(failure) | LocalResult::TimedOut(failure) => (None, None, Some(failure.clone())),
            LocalResult::Canceled(failure) => {
                let failure = failure
                    .clone()
                    .unwrap_or_else(|| failures::canceled("Activity cancelled", None));
                (None, None, Some(failure))
            }
            LocalResult::Backoff { failure, backoff } => (Some(*backoff), None, Some(failure.clone())),
        };
        let data = MarkerData::of(seq, &local, attempt, Some(complete_time), backoff, activation);
        let told = Told {
            arguments: local.arguments.take(),
            result: payload.map(|payload| Payloads {
                payloads: vec![payload],
            }),
            failure: failure.clone(),
        };
        self.record_local(data, local.kept.again(), told);
        let resolution = match result {
            LocalResult::Completed(result) => ActivityResolution::Completed { result },
            LocalResult::Failed(failure) => ActivityResolution::Failed { failure },
            LocalResult::TimedOut(failure) => ActivityResolution::Failed {
                failure: wrapped(&local, TIMED_OUT, failure),
            },
            LocalResult::Canceled(_) => ActivityResolution::Canceled {
                failure: wrapped(&local, CANCELED, failure.unwrap_or_default()),
            },
            LocalResult::Backoff { backoff, .. } => ActivityResolution::Backoff {
                attempt: attempt + 1,
                backoff,
                original_schedule_time: local.original_schedule_time,
            },
        };
        self.locals.jobs.push(Job::ResolveActivity { seq, resolution });
    }

    /// A local activity has its outcome and is gone.
    fn take_resolved_local(&mut self, seq: u32) -> Option<Local> {
        let state = self.locals.open.get(&seq)?.state;
        let (next, effect) = transition(state, Input::Outcome)?;
        debug_assert_eq!((next, effect), (State::Gone, Effect::Resolve), "an outcome is final");
        self.locals.open.remove(&seq)
    }

    /// Resolves what the history resolved before that activation of the task. If nothing else is
    /// to do, whatever comes next is resolved: older markers hold no activation.
    pub(crate) fn resolve_ahead(&mut self, activation: u32) {
        while let Some(index) = self.locals.ahead.iter().position(|ahead| {
            self.locals.open.contains_key(&ahead.data.seq)
                && ahead.data.activation_index.is_none_or(|index| index <= activation)
        }) {
            self.resolve_from(index);
        }
        if !self.has_jobs()
            && let Some(index) = self
                .locals
                .ahead
                .iter()
                .position(|ahead| self.locals.open.contains_key(&ahead.data.seq))
        {
            self.resolve_from(index);
        }
    }

    fn resolve_from(&mut self, index: usize) {
        let Ahead { data, result, failure } = self.locals.ahead.remove(index);
        let seq = data.seq;
        let Some(local) = self.take_resolved_local(seq) else {
            return;
        };
        if let Some(time) = data.complete_time {
            self.now = self.now.max(time.time());
        }
        self.outbox.issue(
            Expected::LocalActivity {
                seq,
                id: local.id.clone(),
                kind: local.kind.clone(),
            },
            None,
        );
        let resolution = match (data.backoff, failure) {
            (Some(backoff), _) => ActivityResolution::Backoff {
                attempt: data.attempt + 1,
                backoff: backoff.length(),
                original_schedule_time: data.original_schedule_time.map(MarkerTime::time),
            },
            (None, Some(failure)) if matches!(failure.failure_info, Some(FailureInfo::CanceledFailureInfo(_))) => {
                ActivityResolution::Canceled {
                    failure: wrapped(&local, CANCELED, failure),
                }
            }
            (None, Some(failure)) if matches!(failure.failure_info, Some(FailureInfo::TimeoutFailureInfo(_))) => {
                ActivityResolution::Failed {
                    failure: wrapped(&local, TIMED_OUT, failure),
                }
            }
            (None, Some(failure)) => ActivityResolution::Failed { failure },
            (None, None) => ActivityResolution::Completed {
                result: wire::first_payload(result),
            },
        };
        self.locals.jobs.push(Job::ResolveActivity { seq, resolution });
    }
}

const CANCELED: &str = "Local Activity cancelled";
const TIMED_OUT: &str = "Local Activity timed out";

/// The failure around a cancellation or a timeout. Wire: other failures of local activities have none around them.
fn wrapped(local: &Local, message: &str, cause: Failure) -> Failure {
    let info = ActivityFailureInfo {
        activity_type: Some(wire::activity_type(local.kind.to_string())),
        activity_id: local.id.to_string(),
        retry_state: RetryState::CancelRequested.into(),
        ..ActivityFailureInfo::default()
    };
    failures::around(message, Some(cause), FailureInfo::ActivityFailureInfo(info))
}
