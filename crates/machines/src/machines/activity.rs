//! An activity.
//!
//! | State       | Cancel (try)            | Cancel (wait) | Cancel (abandon) | Scheduled | Started | Cancel requested | Closed |
//! |-------------|-------------------------|---------------|------------------|-----------|---------|------------------|--------|
//! | `Issued`    | `Gone`, takes it back and resolves | same | same | `Scheduled` | | | |
//! | `Scheduled` | `Ignored`, requests and resolves | `Canceling`, requests | `Ignored`, resolves | | `Started` | | `Gone`, resolves |
//! | `Started`   | `Ignored`, requests and resolves | `Canceling`, requests | `Ignored`, resolves | | | | `Gone`, resolves |
//! | `Canceling` | `Canceling` | same | same | | `Canceling` | `Canceling` | `Gone`, resolves |
//! | `Ignored`   | `Ignored` | same | same | | `Ignored` | `Ignored` | `Gone` |
//!
//! *Resolves* without an event tells the workflow in the very next activation, still in the same
//! workflow task, that the activity is cancelled.

use everloop_proto::{
    command::v1::{
        RequestCancelActivityTaskCommandAttributes, ScheduleActivityTaskCommandAttributes, command::Attributes,
    },
    common::v1::Payloads,
    enums::v1::{CommandType, RetryState, TaskQueueKind},
    failure::v1::{ActivityFailureInfo, Failure, failure::FailureInfo},
    history::v1::{
        ActivityTaskCanceledEventAttributes, ActivityTaskCompletedEventAttributes, ActivityTaskFailedEventAttributes,
        ActivityTaskTimedOutEventAttributes,
    },
    taskqueue::v1::TaskQueue,
};

use crate::{
    activation::{ActivityResolution, Job},
    completion::{CancellationType, ScheduleActivity},
    core::{Core, Subject},
    error::Error,
    failures,
    outbox::Expected,
    task::RunOptions,
    trimmings::Kept,
    wire,
};

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum State {
    Issued,
    Scheduled,
    Started,
    Canceling,
    Ignored,
    Gone,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Input {
    TryCancel,
    WaitCancel,
    Abandon,
    Scheduled,
    Started,
    CancelRequested,
    Closed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Effect {
    Nothing,
    /// Take the command back and resolve as cancelled.
    TakeBack,
    RequestCancel,
    RequestCancelAndResolve,
    ResolveCanceled,
    /// Resolve with what the event says.
    Resolve,
}

pub(crate) fn transition(state: State, input: Input) -> Option<(State, Effect)> {
    use Input::{Abandon, CancelRequested, Closed, TryCancel, WaitCancel};
    match (state, input) {
        (State::Issued, TryCancel | WaitCancel | Abandon) => Some((State::Gone, Effect::TakeBack)),
        (State::Issued, Input::Scheduled) => Some((State::Scheduled, Effect::Nothing)),
        (State::Scheduled, Input::Started) => Some((State::Started, Effect::Nothing)),
        (State::Scheduled | State::Started, TryCancel) => Some((State::Ignored, Effect::RequestCancelAndResolve)),
        (State::Scheduled | State::Started, WaitCancel) => Some((State::Canceling, Effect::RequestCancel)),
        (State::Scheduled | State::Started, Abandon) => Some((State::Ignored, Effect::ResolveCanceled)),
        (State::Scheduled | State::Started | State::Canceling, Closed) => Some((State::Gone, Effect::Resolve)),
        (State::Ignored, Closed) => Some((State::Gone, Effect::Nothing)),
        (State::Canceling | State::Ignored, TryCancel | WaitCancel | Abandon | Input::Started | CancelRequested) => {
            Some((state, Effect::Nothing))
        }
        (State::Issued, Input::Started | CancelRequested | Closed)
        | (State::Scheduled, Input::Scheduled | CancelRequested)
        | (State::Started, Input::Scheduled | Input::Started | CancelRequested)
        | (State::Canceling | State::Ignored, Input::Scheduled)
        | (
            State::Gone,
            TryCancel | WaitCancel | Abandon | Input::Scheduled | Input::Started | CancelRequested | Closed,
        ) => None,
    }
}

/// One activity that is not gone.
#[derive(Debug)]
pub(crate) struct Activity {
    state: State,
    pub(crate) id: Box<str>,
    pub(crate) kind: Box<str>,
    cancellation: CancellationType,
    /// Its command's place in the outbox, while it is `Issued`.
    place: u32,
    /// Zero while it is `Issued`.
    pub(crate) scheduled_event_id: i64,
    /// For its cancellation.
    kept: Kept,
}

/// How an event closes an activity.
pub(crate) enum Closing {
    Completed(ActivityTaskCompletedEventAttributes),
    Failed(ActivityTaskFailedEventAttributes),
    TimedOut(ActivityTaskTimedOutEventAttributes),
    Canceled(ActivityTaskCanceledEventAttributes),
}

impl Core {
    pub(crate) fn schedule_activity(&mut self, mut schedule: ScheduleActivity) -> Result<(), Error> {
        let seq = schedule.seq;
        if self.activities.contains_key(&seq) || self.locals.contains(seq) {
            return Err(self.malformed_completion(format!("activity {seq} is scheduled twice")));
        }
        if schedule.activity_id.is_empty() {
            schedule.activity_id = seq.to_string();
        }
        let (id, kind) = (
            schedule.activity_id.as_str().into(),
            schedule.activity_type.as_str().into(),
        );
        let cancellation = schedule.cancellation_type;
        let trimmings = self.trimmings(schedule.user_metadata.take());
        let kept = trimmings.kept();
        let place = self.issue_trimmed(Expected::ScheduleActivity(seq), trimmings, |options| {
            let attributes = Box::new(attributes(schedule, options));
            (
                CommandType::ScheduleActivityTask,
                Attributes::ScheduleActivityTaskCommandAttributes(*attributes),
            )
        });
        let place = wire::place(place);
        let activity = Activity {
            state: State::Issued,
            id,
            kind,
            cancellation,
            place,
            scheduled_event_id: 0,
            kept,
        };
        self.activities.insert(seq, activity);
        Ok(())
    }

    /// Cancels an activity. One that is gone already is left alone.
    pub(crate) fn cancel_activity(&mut self, seq: u32) {
        let Some(activity) = self.activities.get(&seq) else {
            return;
        };
        let input = match activity.cancellation {
            CancellationType::TryCancel => Input::TryCancel,
            CancellationType::WaitCancellationCompleted | CancellationType::WaitCancellationRequested => {
                Input::WaitCancel
            }
            CancellationType::Abandon => Input::Abandon,
        };
        // Every state but `Gone` takes a cancellation.
        let _known = self.tell_activity(seq, input, None);
    }

    /// The command was recorded.
    pub(crate) fn activity_scheduled(&mut self, seq: u32, event_id: i64) -> bool {
        if let Some(activity) = self.activities.get_mut(&seq) {
            activity.scheduled_event_id = event_id;
        }
        self.subjects.insert(event_id, Subject::Activity(seq));
        self.tell_activity(seq, Input::Scheduled, None)
    }

    /// Passes an input to an activity, with what closes it if that is the input; false if it has no
    /// use for it.
    pub(crate) fn tell_activity(&mut self, seq: u32, input: Input, closing: Option<Closing>) -> bool {
        let Some(activity) = self.activities.get_mut(&seq) else {
            return false;
        };
        let Some((state, effect)) = transition(activity.state, input) else {
            return false;
        };
        activity.state = state;
        let (place, scheduled_event_id) = (activity.place, activity.scheduled_event_id);
        let trimmings = activity.kept.again();
        let request_cancel = matches!(effect, Effect::RequestCancel | Effect::RequestCancelAndResolve);
        let resolution = match effect {
            Effect::Nothing | Effect::RequestCancel => None,
            Effect::TakeBack | Effect::RequestCancelAndResolve | Effect::ResolveCanceled => Some(canceled(activity)),
            Effect::Resolve => closing.map(|closing| resolution(activity, closing)),
        };
        if state == State::Gone {
            self.activities.remove(&seq);
            self.subjects.remove(&scheduled_event_id);
        }
        if effect == Effect::TakeBack {
            self.outbox.retract(place as usize);
        }
        if request_cancel {
            self.issue_trimmed(Expected::CancelActivity(seq), trimmings, |_| {
                let attributes = RequestCancelActivityTaskCommandAttributes { scheduled_event_id };
                let attributes = Attributes::RequestCancelActivityTaskCommandAttributes(attributes);
                (CommandType::RequestCancelActivityTask, attributes)
            });
        }
        self.jobs
            .extend(resolution.map(|resolution| Job::ResolveActivity { seq, resolution }));
        true
    }
}

fn attributes(schedule: ScheduleActivity, options: &RunOptions) -> ScheduleActivityTaskCommandAttributes {
    let own_queue = schedule.task_queue.is_empty() || schedule.task_queue == options.task_queue;
    let name = if own_queue {
        options.task_queue.clone()
    } else {
        schedule.task_queue
    };
    ScheduleActivityTaskCommandAttributes {
        activity_id: schedule.activity_id,
        activity_type: Some(wire::activity_type(schedule.activity_type)),
        task_queue: Some(TaskQueue {
            name,
            kind: TaskQueueKind::Normal.into(),
            normal_name: String::new(),
        }),
        header: Some(wire::header(schedule.headers)),
        input: wire::payloads(schedule.arguments),
        schedule_to_close_timeout: wire::durations(schedule.schedule_to_close_timeout),
        schedule_to_start_timeout: wire::durations(schedule.schedule_to_start_timeout),
        start_to_close_timeout: wire::durations(schedule.start_to_close_timeout),
        heartbeat_timeout: wire::durations(schedule.heartbeat_timeout),
        retry_policy: schedule.retry_policy,
        request_eager_execution: own_queue && !schedule.eager_execution_disabled,
        use_workflow_build_id: wire::same_build(schedule.versioning_intent, own_queue),
        priority: schedule.priority,
    }
}

/// The failure around another one, for an activity.
fn wrapped(activity: &Activity, message: &str, cause: Option<Failure>, info: ActivityFailureInfo) -> Failure {
    let info = ActivityFailureInfo {
        activity_type: Some(wire::activity_type(activity.kind.to_string())),
        activity_id: activity.id.to_string(),
        ..info
    };
    failures::around(message, cause, FailureInfo::ActivityFailureInfo(info))
}

/// Cancelled without an event to say so.
fn canceled(activity: &Activity) -> ActivityResolution {
    let info = ActivityFailureInfo {
        retry_state: RetryState::CancelRequested.into(),
        ..ActivityFailureInfo::default()
    };
    let cause = failures::canceled("", None::<Payloads>);
    ActivityResolution::Canceled {
        failure: wrapped(activity, "Activity cancelled", Some(cause), info),
    }
}

fn resolution(activity: &Activity, closing: Closing) -> ActivityResolution {
    let info = |scheduled_event_id, started_event_id, identity, retry_state| ActivityFailureInfo {
        scheduled_event_id,
        started_event_id,
        identity,
        retry_state,
        ..ActivityFailureInfo::default()
    };
    match closing {
        Closing::Completed(event) => ActivityResolution::Completed {
            result: wire::first_payload(event.result),
        },
        Closing::Failed(event) => {
            let info = info(
                event.scheduled_event_id,
                event.started_event_id,
                event.identity,
                event.retry_state,
            );
            let failure = wrapped(activity, "Activity task failed", event.failure, info);
            ActivityResolution::Failed { failure }
        }
        Closing::TimedOut(event) => {
            let info = info(
                event.scheduled_event_id,
                event.started_event_id,
                String::new(),
                event.retry_state,
            );
            let failure = wrapped(activity, "Activity task timed out", event.failure, info);
            ActivityResolution::Failed { failure }
        }
        Closing::Canceled(event) => {
            let retry_state = RetryState::CancelRequested.into();
            let info = info(
                event.scheduled_event_id,
                event.started_event_id,
                event.identity,
                retry_state,
            );
            let cause = failures::canceled("", event.details);
            ActivityResolution::Canceled {
                failure: wrapped(activity, "Activity cancelled", Some(cause), info),
            }
        }
    }
}
