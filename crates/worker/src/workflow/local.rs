//! Local activities: run by the worker that runs the workflow, within the workflow's task.
//!
//! One execution, retries included, is a future of the lane. A retry further away than the threshold is given
//! back to the rules, which make a timer of it. While the task waits for local activities it is
//! answered before its time is over, and a new one asked for: the answer is the worker's sign of life.

use std::{
    collections::HashMap,
    sync::Arc,
    time::{Duration, Instant, SystemTime},
};

use everloop_machines::{
    completion::ScheduleLocalActivity,
    task::{LocalOutcome, LocalResult, LocalWork},
};
use everloop_proto::{
    common::v1::{ActivityType, Header, Payloads, WorkflowExecution, WorkflowType},
    enums::v1::TimeoutType,
    failure::v1::{CanceledFailureInfo, Failure, TimeoutFailureInfo, failure::FailureInfo},
    workflowservice::v1::PollActivityTaskQueueResponse,
};
use tokio::sync::{Notify, oneshot};

use super::{
    lane::{Event, Lane},
    local_retry::{self, Next},
    open::{OpenTask, TaskNames},
    patience::Patience,
};
use crate::{
    activity::{ActivityOutcome, Cancellation, Registry},
    slots::SlotUse,
};

/// The local activities that run now, by run and sequence number.
#[derive(Default)]
pub(super) struct LocalActivities {
    pub(super) patience: Patience,
    running: HashMap<Arc<str>, HashMap<u32, Arc<Notify>>>,
}

impl LocalActivities {
    fn started(&mut self, run_id: &Arc<str>, seq: u32) -> Arc<Notify> {
        self.patience.begun(Instant::now());
        let cancel = Arc::new(Notify::new());
        self.running
            .entry(Arc::clone(run_id))
            .or_default()
            .insert(seq, Arc::clone(&cancel));
        cancel
    }

    fn cancel(&self, run_id: &str, seq: u32) {
        if let Some(cancel) = self.running.get(run_id).and_then(|of_run| of_run.get(&seq)) {
            cancel.notify_one();
        }
    }

    pub(super) fn ended(&mut self, run_id: &str, outcome: &LocalOutcome) {
        self.patience.ended(outcome.runtime);
        if let Some(of_run) = self.running.get_mut(run_id) {
            of_run.remove(&outcome.seq);
            if of_run.is_empty() {
                self.running.remove(run_id);
            }
        }
    }

    /// The run is forgotten: what it started is asked to stop, and its outcomes find nobody.
    pub(super) fn forget(&mut self, run_id: &str) {
        for cancel in self.running.remove(run_id).into_iter().flat_map(HashMap::into_values) {
            cancel.notify_one();
        }
    }
}

impl Lane {
    pub(super) fn local_work(self: &Arc<Self>, names: &Arc<TaskNames>, work: Vec<LocalWork>) {
        for piece in work {
            match piece {
                LocalWork::Cancel { seq } => self.state.lock().local.cancel(&names.run_id, seq),
                LocalWork::Start(schedule) => self.start_local(names, *schedule),
            }
        }
    }

    fn start_local(self: &Arc<Self>, names: &Arc<TaskNames>, schedule: ScheduleLocalActivity) {
        let cancel = self.state.lock().local.started(&names.run_id, schedule.seq);
        let (registry, names) = (self.lanes.activities.clone(), Arc::clone(names));
        self.launch(async move {
            let run_id = Arc::clone(&names.run_id);
            let seq = schedule.seq;
            let outcome = match registry {
                Some(registry) => Execution::new(registry, names, schedule, cancel).run().await,
                None => LocalOutcome {
                    seq,
                    attempt: schedule.attempt,
                    runtime: Duration::ZERO,
                    original_schedule_time: schedule.original_schedule_time,
                    result: LocalResult::Failed(super::ending::application_failure(
                        format!(
                            "local activity {} cannot run: this worker has no activities registered",
                            schedule.activity_type
                        ),
                        "NotFoundError",
                    )),
                },
            };
            Event::LocalEnded {
                run_id,
                outcome: Box::new(outcome),
            }
        });
    }

    /// Sees to it that a waiting task is answered when four fifths of its time are over.
    pub(super) fn watch_task_time(self: &Arc<Self>, open: &mut OpenTask) {
        if open.local_watch.is_some() {
            return;
        }
        let (watched, over) = oneshot::channel();
        open.local_watch = Some(watched);
        let (names, answer_at) = (Arc::clone(&open.names), open.begun + open.timeout.mul_f64(0.8));
        self.launch(async move {
            tokio::select! {
                () = tokio::time::sleep_until(answer_at.into()) => Event::TaskEndsSoon { names },
                // A worker that shuts down must not wait for it.
                _ = over => Event::Sent,
            }
        });
    }
}

/// One local activity, retries included.
struct Execution {
    registry: Arc<Registry>,
    names: Arc<TaskNames>,
    schedule: ScheduleLocalActivity,
    cancel: Arc<Notify>,
    begun: Instant,
    scheduled: SystemTime,
}

impl Execution {
    fn new(
        registry: Arc<Registry>,
        names: Arc<TaskNames>,
        schedule: ScheduleLocalActivity,
        cancel: Arc<Notify>,
    ) -> Self {
        let scheduled = schedule.original_schedule_time.unwrap_or_else(SystemTime::now);
        Self {
            registry,
            names,
            schedule,
            cancel,
            begun: Instant::now(),
            scheduled,
        }
    }

    async fn run(mut self) -> LocalOutcome {
        self.schedule.attempt = self.schedule.attempt.max(1);
        let result = loop {
            let failure = match self.attempt().await {
                Ended::For(result) => break result,
                Ended::MayRetry(failure) => failure,
            };
            match local_retry::next(&self.schedule, &failure, self.time_left()) {
                Next::GiveUp => break given_up(failure),
                Next::Later(backoff) => break LocalResult::Backoff { failure, backoff },
                Next::Here(pause) => {
                    let is_cancelled = tokio::select! {
                        () = tokio::time::sleep(pause) => false,
                        () = self.cancel.notified() => true,
                    };
                    if is_cancelled {
                        break LocalResult::Canceled(None);
                    }
                    self.schedule.attempt += 1;
                }
            }
        };
        LocalOutcome {
            seq: self.schedule.seq,
            attempt: self.schedule.attempt,
            runtime: self.begun.elapsed(),
            original_schedule_time: Some(self.scheduled),
            result,
        }
    }

    fn time_left(&self) -> Option<Duration> {
        let spent = SystemTime::now().duration_since(self.scheduled).unwrap_or_default();
        self.schedule
            .schedule_to_close_timeout
            .map(|timeout| timeout.saturating_sub(spent))
    }

    async fn attempt(&self) -> Ended {
        let left = self.time_left();
        let to_start = [left, self.schedule.schedule_to_start_timeout]
            .into_iter()
            .flatten()
            .min();
        let permit = tokio::select! {
            permit = self.registry.local_slots.reserve(SlotUse::Shared) => permit,
            () = sleep_for(to_start) => return Ended::For(LocalResult::TimedOut(timeout(TimeoutType::ScheduleToStart))),
            () = self.cancel.notified() => return Ended::For(LocalResult::Canceled(None)),
        };
        let (context, mut outcome) = self.registry.start_local(self.task(), permit);
        let mut is_cancelled = false;
        let ended = loop {
            tokio::select! {
                outcome = &mut outcome => break outcome,
                () = sleep_for(self.schedule.start_to_close_timeout) => {
                    self.registry.cancel(&context, Cancellation { timed_out: true, ..Cancellation::default() });
                    let failure = timeout(TimeoutType::StartToClose);
                    context.abandon(&failure);
                    return Ended::MayRetry(failure);
                }
                () = sleep_for(left) => {
                    self.registry.cancel(&context, Cancellation { timed_out: true, ..Cancellation::default() });
                    let failure = timeout(TimeoutType::ScheduleToClose);
                    context.abandon(&failure);
                    return Ended::For(LocalResult::TimedOut(failure));
                }
                () = self.cancel.notified(), if !is_cancelled => {
                    is_cancelled = true;
                    self.registry.cancel(&context, Cancellation { requested: true, ..Cancellation::default() });
                }
            }
        };
        match ended {
            Ok(ActivityOutcome::Completed { result }) => Ended::For(LocalResult::Completed(result)),
            Ok(ActivityOutcome::Canceled { .. }) => Ended::For(LocalResult::Canceled(Some(acknowledged()))),
            Ok(ActivityOutcome::Failed { failure }) => {
                if is_cancelled {
                    Ended::For(LocalResult::Failed(*failure))
                } else {
                    Ended::MayRetry(*failure)
                }
            }
            Ok(ActivityOutcome::CompletedElsewhere) => {
                Ended::For(LocalResult::Failed(super::ending::application_failure(
                    "a local activity cannot be completed elsewhere".to_owned(),
                    "TypeError",
                )))
            }
            Err(_) => Ended::MayRetry(super::ending::application_failure(
                "the activity ended without an outcome".to_owned(),
                "ActivityLost",
            )),
        }
    }

    fn task(&self) -> PollActivityTaskQueueResponse {
        let schedule = &self.schedule;
        let id = if schedule.activity_id.is_empty() {
            schedule.seq.to_string()
        } else {
            schedule.activity_id.clone()
        };
        let duration = |duration: Option<Duration>| duration.and_then(|it| prost_types::Duration::try_from(it).ok());
        let now = prost_types::Timestamp::from(SystemTime::now());
        PollActivityTaskQueueResponse {
            task_token: format!("local/{}/{}/{}", self.names.run_id, schedule.seq, schedule.attempt).into(),
            workflow_namespace: self.registry.connection.namespace.clone(),
            workflow_type: Some(WorkflowType {
                name: self.names.workflow_type.clone(),
            }),
            workflow_execution: Some(WorkflowExecution {
                workflow_id: self.names.workflow_id.clone(),
                run_id: self.names.run_id.to_string(),
            }),
            activity_type: Some(ActivityType {
                name: schedule.activity_type.clone(),
            }),
            activity_id: id,
            header: Some(Header {
                fields: schedule.headers.clone().into_iter().collect(),
            }),
            input: Some(Payloads {
                payloads: schedule.arguments.clone(),
            }),
            scheduled_time: Some(self.scheduled.into()),
            current_attempt_scheduled_time: Some(now),
            started_time: Some(now),
            attempt: i32::try_from(schedule.attempt).unwrap_or(i32::MAX),
            schedule_to_close_timeout: duration(schedule.schedule_to_close_timeout),
            // Wire: what has no limit of its own for an attempt is told the limit of all.
            start_to_close_timeout: duration(schedule.start_to_close_timeout.or(schedule.schedule_to_close_timeout)),
            retry_policy: schedule.retry_policy.clone(),
            ..Default::default()
        }
    }
}

/// How one attempt ended.
enum Ended {
    For(LocalResult),
    MayRetry(Failure),
}

fn given_up(failure: Failure) -> LocalResult {
    match failure.failure_info {
        Some(FailureInfo::TimeoutFailureInfo(_)) => LocalResult::TimedOut(failure),
        _ => LocalResult::Failed(failure),
    }
}

async fn sleep_for(duration: Option<Duration>) {
    match duration {
        Some(duration) => tokio::time::sleep(duration).await,
        None => std::future::pending().await,
    }
}

fn timeout(kind: TimeoutType) -> Failure {
    Failure {
        message: "Activity timed out".to_owned(),
        failure_info: Some(FailureInfo::TimeoutFailureInfo(TimeoutFailureInfo {
            timeout_type: kind as i32,
            last_heartbeat_details: None,
        })),
        ..Failure::default()
    }
}

/// How an activity that was asked to stop says that it did. Wire: other texts stand for those that are not waited for.
fn acknowledged() -> Failure {
    Failure {
        message: "Cancelled".to_owned(),
        failure_info: Some(FailureInfo::CanceledFailureInfo(CanceledFailureInfo::default())),
        ..Failure::default()
    }
}
