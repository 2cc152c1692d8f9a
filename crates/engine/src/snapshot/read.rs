//! From records back to an execution.

use everloop_proto::common::v1::WorkerVersionStamp;
use std::sync::Arc;
use std::time::Duration;

use everloop_proto::history::v1::HistoryEvent;
use prost::Message;

use super::record;
use super::{Error, ItemKey, ItemKind, VERSION};
use crate::Timestamp;
use crate::state::{
    Activity, Agenda, Child, ChildStart, Close, Execution, External, ExternalKind, Identity, Interference, Options,
    Pause, Phase, Progress, RecordedTask, ResetPoint, ResetPoints, Status, Sticky, Task, TaskInHand, TaskKind,
    TaskStart, TimeSkipping, Timer, Update, bytes_of,
};

/// The workflow task that a worker has, if one has it, by the core record alone.
pub fn task_in_hand(core: &[u8]) -> Result<Option<TaskInHand>, Error> {
    let core: record::Core = decode("core", core)?;
    Ok(core.task.and_then(|record| task(record).in_hand()))
}

impl Execution {
    /// Brings an execution back from its records, items in any order.
    pub fn from_records<'a>(core: &[u8], items: impl IntoIterator<Item = (ItemKey, &'a [u8])>) -> Result<Self, Error> {
        let core: record::Core = decode("core", core)?;
        if core.version != VERSION {
            return Err(Error::Version(core.version));
        }
        let mut execution = from_core(core)?;
        let mut started = false;
        let (mut memo, mut attributes, mut options) = (None, None, None);
        for (key, value) in items {
            match key.kind {
                ItemKind::Started => {
                    put_started(&mut execution, decode("started", value)?)?;
                    started = true;
                }
                ItemKind::Memo => memo = Some(decode::<record::MemoRecord>("memo", value)?),
                ItemKind::SearchAttributes => {
                    attributes = Some(decode::<record::SearchAttributesRecord>("search attributes", value)?);
                }
                ItemKind::Activity => put_activity(&mut execution, key.id, decode("activity", value)?)?,
                ItemKind::Progress => {
                    let progress = progress(decode("progress", value)?);
                    execution.transient.progress.insert(key.id, progress);
                }
                ItemKind::Timer => put_timer(&mut execution, key.id, decode("timer", value)?),
                ItemKind::Buffered => {
                    let event: HistoryEvent = decode("buffered event", value)?;
                    execution.transient.buffer.put(key.id, Arc::new(event));
                }
                ItemKind::Child => execution
                    .recorded
                    .children
                    .insert(key.id, child(decode("child", value)?)),
                ItemKind::External => {
                    execution
                        .recorded
                        .externals
                        .insert(key.id, external(decode("external", value)?));
                }
                ItemKind::Update => put_update(&mut execution, key.id, decode("update", value)?),
                ItemKind::Options => {
                    let record::Options {
                        versioning_override,
                        priority,
                    } = decode("options", value)?;
                    options = Some(Options {
                        versioning_override,
                        priority,
                    });
                }
                ItemKind::TimeSkipping => {
                    let clock = time_skipping(decode("time skipping", value)?);
                    execution.recorded.time_skipping = Some(Arc::new(clock));
                }
                ItemKind::AttachedRequest => {
                    let record::AttachedRequest { request_id } = decode("attached request", value)?;
                    execution.recorded.attached_requests.insert(key.id, request_id);
                }
                ItemKind::AdmittedUpdate => {
                    let request: record::AdmittedUpdate = decode("admitted update", value)?;
                    execution.recorded.admitted.insert(key.id, Arc::new(request));
                }
                ItemKind::SignalRequest => {
                    let record::SignalRequest { request_id } = decode("signal request", value)?;
                    execution.recorded.signal_request_ids.insert(request_id.clone());
                    execution.recorded.signal_requests.insert(key.id, request_id);
                }
            }
        }
        if !started {
            return Err(Error::Missing("the attributes of the start"));
        }
        // They are those of the start unless they were changed since.
        if let Some(memo) = memo {
            execution.recorded.memo = Arc::new(memo.fields);
        }
        if let Some(attributes) = attributes {
            execution.recorded.search_attributes = Arc::new(attributes.indexed_fields);
        }
        if let Some(options) = options {
            execution.recorded.options = Arc::new(options);
        }
        for (_, request) in execution.recorded.admitted.iter() {
            crate::update::take_up(&mut execution.transient.updates, Arc::clone(request));
        }
        forget_touched(&mut execution);
        execution.agenda = Agenda::of(&execution);
        execution.bytes = bytes_of(&execution);
        Ok(execution)
    }
}

fn decode<M: Message + Default>(what: &'static str, bytes: &[u8]) -> Result<M, Error> {
    M::decode(bytes).map_err(|source| Error::Decode { what, source })
}

fn time_skipping(record: record::TimeSkipping) -> TimeSkipping {
    TimeSkipping {
        config: record.config.unwrap_or_default(),
        ahead: duration(record.ahead),
        skips: record.skips,
        target: record.target.map(Timestamp::from_nanos),
        has_arrived: record.has_arrived,
    }
}

fn from_core(core: record::Core) -> Result<Execution, Error> {
    let mut execution = Execution::new(Identity {
        namespace: core.namespace,
        namespace_id: core.namespace_id,
        workflow_id: core.workflow_id,
        run_id: core.run_id,
    });
    let recorded = &mut execution.recorded;
    recorded.status = Status::from_wire(core.status).ok_or(Error::Missing("a status that is known"))?;
    recorded.start_time = Timestamp::from_nanos(core.start_time);
    recorded.close = core.close_time.map(|time| Close {
        event_id: core.close_event_id,
        time: Timestamp::from_nanos(time),
    });
    recorded.last_event_id = core.last_event_id;
    recorded.history_bytes = core.history_bytes;
    recorded.task_was_scheduled = core.task_was_scheduled;
    recorded.previous_started_event_id = core.previous_started_event_id;
    recorded.completed_event_id = core.completed_event_id;
    recorded.worker_version = core.worker_version;
    recorded.reset_points = reset_points(core.reset_points, recorded.worker_version.as_ref());
    recorded.cancel_requested = core.cancel_requested;
    recorded.signals = core.signals;
    let task = core.task.map(task);
    recorded.task = task
        .as_ref()
        .filter(|task| task.kind == TaskKind::Normal)
        .map(|task| RecordedTask {
            scheduled_event_id: task.scheduled_event_id,
            started_event_id: task.started.as_ref().map(|started| started.event_id),
        });
    let transient = &mut execution.transient;
    transient.start_request_id = core.start_request_id;
    transient.reset_at = core.reset_at.map(Timestamp::from_nanos);
    transient.reset_run_id = core.reset_run_id;
    transient.task_problem = core.task_problem;
    transient.paused_types = core.paused_types;
    transient.task = task.map(Arc::new);
    transient.task_attempt = core.task_attempt;
    transient.task_heartbeat_since = core.task_heartbeat_since.map(Timestamp::from_nanos);
    let schedule_to_start = duration(core.sticky_schedule_to_start);
    transient.sticky = core.sticky_queue.map(|queue| Sticky {
        queue,
        schedule_to_start,
    });
    Ok(execution)
}

fn reset_points(points: Vec<record::ResetPoint>, last: Option<&WorkerVersionStamp>) -> ResetPoints {
    let last = last.map_or("", |version| &version.build_id);
    let points = points.into_iter().map(|point| ResetPoint {
        event_id: point.event_id,
        at: Timestamp::from_nanos(point.at),
        binary_checksum: point.binary_checksum,
        build_id: point.build_id.unwrap_or_else(|| last.to_owned()),
    });
    ResetPoints::new(points.collect())
}

fn put_started(execution: &mut Execution, started: record::Started) -> Result<(), Error> {
    let attributes = started
        .attributes
        .ok_or(Error::Missing("the attributes of the start"))?;
    let recorded = &mut execution.recorded;
    recorded.memo = Arc::new(attributes.memo.clone().unwrap_or_default().fields);
    recorded.search_attributes = Arc::new(crate::event::search_attributes_of(&attributes));
    recorded.user_metadata = started.user_metadata.map(Arc::new);
    if attributes.versioning_override.is_some() || attributes.priority.is_some() {
        recorded.options = Arc::new(Options {
            versioning_override: attributes.versioning_override.as_deref().cloned(),
            priority: attributes.priority.clone(),
        });
    }
    recorded.started = Arc::new(attributes);
    Ok(())
}

fn put_activity(execution: &mut Execution, id: i64, activity: record::Activity) -> Result<(), Error> {
    let scheduled = activity
        .scheduled
        .ok_or(Error::Missing("the attributes of an activity"))?;
    execution
        .recorded
        .activity_ids
        .insert(scheduled.activity_id.clone(), id);
    let activity = Activity {
        scheduled: Arc::new(scheduled),
        scheduled_at: Timestamp::from_nanos(activity.scheduled_at),
        cancel_requested_event_id: activity.cancel_requested_event_id,
    };
    execution.recorded.activities.insert(id, activity);
    Ok(())
}

fn put_timer(execution: &mut Execution, id: i64, timer: record::Timer) {
    execution.recorded.timer_ids.insert(timer.timer_id.clone(), id);
    let timer = Timer {
        timer_id: timer.timer_id,
        fires_at: Timestamp::from_nanos(timer.fires_at),
    };
    execution.recorded.timers.insert(id, timer);
}

fn task(task: record::Task) -> Task {
    Task {
        kind: if task.transient {
            TaskKind::Transient
        } else {
            TaskKind::Normal
        },
        scheduled_event_id: task.scheduled_event_id,
        attempt: task.attempt,
        sticky_queue: task.sticky_queue,
        scheduled_at: Timestamp::from_nanos(task.scheduled_at),
        original_scheduled_at: Timestamp::from_nanos(task.original_scheduled_at),
        schedule_to_start: task.schedule_to_start.map(duration),
        start_to_close: duration(task.start_to_close),
        started: task.started.map(|started| TaskStart {
            event_id: started.event_id,
            at: Timestamp::from_nanos(started.at),
            request_id: started.request_id,
            identity: started.identity,
            history_bytes: started.history_bytes,
            continue_as_new_reasons: started.continue_as_new_reasons,
            worker_version: started.worker_version,
            worker: started.worker,
        }),
    }
}

fn progress(progress: record::Progress) -> Progress {
    Progress {
        attempt: progress.attempt,
        phase: match progress.phase {
            1 => Phase::Started {
                at: Timestamp::from_nanos(progress.started_at),
                request_id: progress.request_id,
                worker_version: progress.worker_version,
            },
            2 => Phase::Backoff,
            _ => Phase::Scheduled,
        },
        scheduled_at: Timestamp::from_nanos(progress.scheduled_at),
        last_failure: progress.last_failure.map(Arc::new),
        heartbeat_details: progress.heartbeat_details.map(Arc::new),
        heartbeat_at: progress.heartbeat_at.map(Timestamp::from_nanos),
        last_started_at: progress.last_started_at.map(Timestamp::from_nanos),
        last_worker_identity: progress.last_worker_identity,
        last_attempt_completed_at: progress.last_attempt_completed_at.map(Timestamp::from_nanos),
        retry_interval: progress.retry_interval.map(duration),
        stamp: progress.stamp,
        interference: progress.interference.map(|record| Arc::new(interference(record))),
    }
}

fn interference(record: record::Interference) -> Interference {
    Interference {
        scheduled: record.scheduled.map(Arc::new),
        scheduled_at: record.scheduled_at.map(Timestamp::from_nanos),
        pause: record.pause.map(|pause| Pause {
            at: Timestamp::from_nanos(pause.at),
            identity: pause.identity,
            reason: pause.reason,
        }),
        was_reset: record.was_reset,
        forgets_heartbeats: record.forgets_heartbeats,
    }
}

fn put_update(execution: &mut Execution, id: i64, update: record::Update) {
    let recorded = &mut execution.recorded;
    recorded.update_ids.insert(update.update_id.clone(), id);
    recorded.updates_open += usize::from(update.outcome.is_none());
    recorded.updates.insert(
        id,
        Update {
            update_id: update.update_id,
            outcome: update.outcome.map(Arc::new),
        },
    );
}

fn child(child: record::Child) -> Child {
    Child {
        namespace: child.namespace,
        namespace_id: child.namespace_id,
        workflow_id: child.workflow_id,
        workflow_type: child.workflow_type,
        parent_close_policy: child.parent_close_policy,
        control: child.control,
        header: child.header,
        started: (child.started_event_id > 0).then_some(ChildStart {
            event_id: child.started_event_id,
            run_id: child.run_id,
        }),
    }
}

fn external(external: record::External) -> External {
    External {
        namespace: external.namespace,
        namespace_id: external.namespace_id,
        workflow_id: external.workflow_id,
        run_id: external.run_id,
        control: external.control,
        kind: if external.cancels {
            ExternalKind::Cancel
        } else {
            ExternalKind::Signal
        },
    }
}

fn forget_touched(execution: &mut Execution) {
    execution.recorded.activities.take_touched();
    execution.recorded.timers.take_touched();
    execution.recorded.signal_requests.take_touched();
    execution.recorded.updates.take_touched();
    execution.recorded.children.take_touched();
    execution.recorded.externals.take_touched();
    execution.recorded.attached_requests.take_touched();
    execution.recorded.admitted.take_touched();
    execution.transient.progress.take_touched();
    execution.transient.buffer.events_mut().take_touched();
}

fn duration(nanos: i64) -> Duration {
    Duration::from_nanos(u64::try_from(nanos).unwrap_or(0))
}
