//! From an execution to the records that changed.

use std::sync::Arc;
use std::time::Duration;

use prost::Message;

use super::record;
use super::{ItemKey, ItemKind, ItemWrite, VERSION, Writes};
use crate::event::search_attributes_of;
use crate::state::{
    Activity, Child, Execution, External, ExternalKind, Interference, Phase, Progress, Recorded, ResetPoint, Table,
    Task, TaskKind, TimeSkipping, Timer,
};

/// What has changed from `base`, which is nothing for an execution that begins. Forgets what was touched.
pub(crate) fn writes(base: Option<&Execution>, next: &mut Execution) -> Writes {
    let mut items = Vec::new();
    once(base, next, &mut items);
    let (recorded, transient) = (&mut next.recorded, &mut next.transient);
    let was = base.map(|base| (&base.recorded, &base.transient));
    rows(
        ItemKind::Activity,
        was.map(|(recorded, _)| &recorded.activities),
        &mut recorded.activities,
        activity,
        &mut items,
    );
    rows(
        ItemKind::Progress,
        was.map(|(_, transient)| &transient.progress),
        &mut transient.progress,
        progress,
        &mut items,
    );
    rows(
        ItemKind::Timer,
        was.map(|(recorded, _)| &recorded.timers),
        &mut recorded.timers,
        timer,
        &mut items,
    );
    rows(
        ItemKind::SignalRequest,
        was.map(|(recorded, _)| &recorded.signal_requests),
        &mut recorded.signal_requests,
        |request_id| record::SignalRequest {
            request_id: request_id.clone(),
        },
        &mut items,
    );
    rows(
        ItemKind::Buffered,
        was.map(|(_, transient)| transient.buffer.events()),
        transient.buffer.events_mut(),
        |event| (**event).clone(),
        &mut items,
    );
    rows(
        ItemKind::Child,
        was.map(|(recorded, _)| &recorded.children),
        &mut recorded.children,
        child,
        &mut items,
    );
    rows(
        ItemKind::External,
        was.map(|(recorded, _)| &recorded.externals),
        &mut recorded.externals,
        external,
        &mut items,
    );
    rows(
        ItemKind::Update,
        was.map(|(recorded, _)| &recorded.updates),
        &mut recorded.updates,
        |update| record::Update {
            update_id: update.update_id.clone(),
            outcome: update.outcome.as_deref().cloned(),
        },
        &mut items,
    );
    rows(
        ItemKind::AttachedRequest,
        was.map(|(recorded, _)| &recorded.attached_requests),
        &mut recorded.attached_requests,
        |request_id| record::AttachedRequest {
            request_id: request_id.clone(),
        },
        &mut items,
    );
    rows(
        ItemKind::AdmittedUpdate,
        was.map(|(recorded, _)| &recorded.admitted),
        &mut recorded.admitted,
        |request| record::AdmittedUpdate::clone(request),
        &mut items,
    );
    let core = core(next).encode_to_vec();
    let changed = base.is_none_or(|base| self::core(base).encode_to_vec() != core);
    Writes {
        core: changed.then_some(core),
        items,
    }
}

/// Items that there is one of.
fn once(base: Option<&Execution>, next: &Execution, items: &mut Vec<ItemWrite>) {
    let mut put = |kind, value| {
        items.push(ItemWrite::Put {
            key: ItemKey { kind, id: 0 },
            value,
        });
    };
    let now = &next.recorded;
    let Some(was) = base.map(|base| &base.recorded) else {
        let started = record::Started {
            attributes: Some((*now.started).clone()),
            user_metadata: now.user_metadata.as_deref().cloned(),
        };
        put(ItemKind::Started, started.encode_to_vec());
        // A run that begins by a reset has more than its start behind it.
        let at_start = now.started.memo.as_ref().map(|memo| &memo.fields);
        if at_start.map_or(!now.memo.is_empty(), |at_start| *at_start != *now.memo) {
            put(ItemKind::Memo, memo(now).encode_to_vec());
        }
        if search_attributes_of(&now.started) != *now.search_attributes {
            put(ItemKind::SearchAttributes, search_attributes(now).encode_to_vec());
        }
        let (started, options) = (&now.started, &now.options);
        let is_overridden = options.versioning_override.as_ref() != started.versioning_override.as_deref();
        if is_overridden || options.priority != started.priority {
            put(ItemKind::Options, self::options(now).encode_to_vec());
        }
        if let Some(clock) = &now.time_skipping {
            put(ItemKind::TimeSkipping, time_skipping(clock).encode_to_vec());
        }
        return;
    };
    if let Some(clock) = &now.time_skipping
        && was.time_skipping.as_ref().is_none_or(|was| !Arc::ptr_eq(was, clock))
    {
        put(ItemKind::TimeSkipping, time_skipping(clock).encode_to_vec());
    }
    if !Arc::ptr_eq(&was.options, &now.options) {
        put(ItemKind::Options, options(now).encode_to_vec());
    }
    if !Arc::ptr_eq(&was.memo, &now.memo) {
        put(ItemKind::Memo, memo(now).encode_to_vec());
    }
    if !Arc::ptr_eq(&was.search_attributes, &now.search_attributes) {
        put(ItemKind::SearchAttributes, search_attributes(now).encode_to_vec());
    }
}

fn memo(now: &Recorded) -> record::MemoRecord {
    record::MemoRecord {
        fields: (*now.memo).clone(),
    }
}

fn search_attributes(now: &Recorded) -> record::SearchAttributesRecord {
    record::SearchAttributesRecord {
        indexed_fields: (*now.search_attributes).clone(),
    }
}

fn time_skipping(clock: &TimeSkipping) -> record::TimeSkipping {
    record::TimeSkipping {
        config: Some(clock.config.clone()),
        ahead: nanos(clock.ahead),
        skips: clock.skips,
        target: clock.target.map(crate::Timestamp::nanos),
        has_arrived: clock.has_arrived,
    }
}

fn options(now: &Recorded) -> record::Options {
    record::Options {
        versioning_override: now.options.versioning_override.clone(),
        priority: now.options.priority.clone(),
    }
}

/// The touched rows of a table: those that are there now are put, those that were there are deleted.
fn rows<V: Clone, M: Message>(
    kind: ItemKind,
    was: Option<&Table<V>>,
    now: &mut Table<V>,
    to_record: impl Fn(&V) -> M,
    items: &mut Vec<ItemWrite>,
) {
    for id in now.take_touched() {
        let key = ItemKey { kind, id };
        match now.get(id) {
            Some(value) => items.push(ItemWrite::Put {
                key,
                value: to_record(value).encode_to_vec(),
            }),
            None if was.is_some_and(|was| was.contains(id)) => items.push(ItemWrite::Delete { key }),
            None => {}
        }
    }
}

fn core(execution: &Execution) -> record::Core {
    let (identity, recorded, transient) = (&execution.identity, &execution.recorded, &execution.transient);
    record::Core {
        version: VERSION,
        namespace: identity.namespace.clone(),
        namespace_id: identity.namespace_id.clone(),
        workflow_id: identity.workflow_id.clone(),
        run_id: identity.run_id.clone(),
        status: recorded.status.to_wire() as i32,
        start_time: recorded.start_time.nanos(),
        close_time: recorded.close.as_ref().map(|close| close.time.nanos()),
        close_event_id: recorded.close.as_ref().map_or(0, |close| close.event_id),
        last_event_id: recorded.last_event_id,
        history_bytes: recorded.history_bytes,
        task_was_scheduled: recorded.task_was_scheduled,
        previous_started_event_id: recorded.previous_started_event_id,
        completed_event_id: recorded.completed_event_id,
        worker_version: recorded.worker_version.clone(),
        cancel_requested: recorded.cancel_requested,
        signals: recorded.signals,
        start_request_id: transient.start_request_id.clone(),
        // A speculative task is lost with the updates it carries, whose clients ask again.
        task: transient
            .task
            .as_ref()
            .filter(|task| task.kind != TaskKind::Speculative)
            .map(|open| task(open)),
        task_attempt: transient.task_attempt,
        task_heartbeat_since: transient.task_heartbeat_since.map(crate::Timestamp::nanos),
        sticky_queue: transient.sticky.as_ref().map(|sticky| sticky.queue.clone()),
        sticky_schedule_to_start: transient
            .sticky
            .as_ref()
            .map_or(0, |sticky| nanos(sticky.schedule_to_start)),
        reset_at: transient.reset_at.map(crate::Timestamp::nanos),
        reset_run_id: transient.reset_run_id.clone(),
        task_problem: transient.task_problem.clone(),
        reset_points: recorded
            .reset_points
            .iter()
            .map(|point| reset_point(point, recorded))
            .collect(),
        paused_types: transient.paused_types.clone(),
    }
}

fn reset_point(point: &ResetPoint, recorded: &Recorded) -> record::ResetPoint {
    let last = recorded.worker_version.as_ref().map_or("", |version| &version.build_id);
    record::ResetPoint {
        event_id: point.event_id,
        at: point.at.nanos(),
        binary_checksum: point.binary_checksum.clone(),
        build_id: (point.build_id != last).then(|| point.build_id.clone()),
    }
}

fn task(task: &Task) -> record::Task {
    record::Task {
        transient: task.kind == TaskKind::Transient,
        scheduled_event_id: task.scheduled_event_id,
        attempt: task.attempt,
        sticky_queue: task.sticky_queue.clone(),
        scheduled_at: task.scheduled_at.nanos(),
        original_scheduled_at: task.original_scheduled_at.nanos(),
        schedule_to_start: task.schedule_to_start.map(nanos),
        start_to_close: nanos(task.start_to_close),
        started: task.started.as_ref().map(|started| record::TaskStart {
            event_id: started.event_id,
            at: started.at.nanos(),
            request_id: started.request_id.clone(),
            identity: started.identity.clone(),
            history_bytes: started.history_bytes,
            continue_as_new_reasons: started.continue_as_new_reasons.clone(),
            worker_version: started.worker_version.clone(),
            worker: started.worker,
        }),
    }
}

fn activity(activity: &Activity) -> record::Activity {
    record::Activity {
        scheduled: Some((*activity.scheduled).clone()),
        scheduled_at: activity.scheduled_at.nanos(),
        cancel_requested_event_id: activity.cancel_requested_event_id,
    }
}

fn progress(progress: &Progress) -> record::Progress {
    let (phase, started_at, request_id, worker_version) = match &progress.phase {
        Phase::Scheduled => (0, 0, String::new(), None),
        Phase::Started {
            at,
            request_id,
            worker_version,
        } => (1, at.nanos(), request_id.clone(), worker_version.clone()),
        Phase::Backoff => (2, 0, String::new(), None),
    };
    record::Progress {
        attempt: progress.attempt,
        phase,
        scheduled_at: progress.scheduled_at.nanos(),
        started_at,
        request_id,
        worker_version,
        last_failure: progress.last_failure.as_deref().cloned(),
        heartbeat_details: progress.heartbeat_details.as_deref().cloned(),
        heartbeat_at: progress.heartbeat_at.map(crate::Timestamp::nanos),
        last_started_at: progress.last_started_at.map(crate::Timestamp::nanos),
        last_worker_identity: progress.last_worker_identity.clone(),
        last_attempt_completed_at: progress.last_attempt_completed_at.map(crate::Timestamp::nanos),
        retry_interval: progress.retry_interval.map(nanos),
        stamp: progress.stamp,
        interference: progress.interference.as_deref().map(interference),
    }
}

fn interference(interference: &Interference) -> record::Interference {
    record::Interference {
        scheduled: interference.scheduled.as_deref().cloned(),
        scheduled_at: interference.scheduled_at.map(crate::Timestamp::nanos),
        pause: interference.pause.as_ref().map(|pause| record::Pause {
            at: pause.at.nanos(),
            identity: pause.identity.clone(),
            reason: pause.reason.clone(),
        }),
        was_reset: interference.was_reset,
        forgets_heartbeats: interference.forgets_heartbeats,
    }
}

fn child(child: &Child) -> record::Child {
    record::Child {
        namespace: child.namespace.clone(),
        namespace_id: child.namespace_id.clone(),
        workflow_id: child.workflow_id.clone(),
        workflow_type: child.workflow_type.clone(),
        parent_close_policy: child.parent_close_policy,
        control: child.control.clone(),
        header: child.header.clone(),
        started_event_id: child.started.as_ref().map_or(0, |started| started.event_id),
        run_id: child
            .started
            .as_ref()
            .map(|started| started.run_id.clone())
            .unwrap_or_default(),
    }
}

fn external(external: &External) -> record::External {
    record::External {
        namespace: external.namespace.clone(),
        namespace_id: external.namespace_id.clone(),
        workflow_id: external.workflow_id.clone(),
        run_id: external.run_id.clone(),
        control: external.control.clone(),
        cancels: external.kind == ExternalKind::Cancel,
    }
}

fn timer(timer: &Timer) -> record::Timer {
    record::Timer {
        timer_id: timer.timer_id.clone(),
        fires_at: timer.fires_at.nanos(),
    }
}

fn nanos(duration: Duration) -> i64 {
    i64::try_from(duration.as_nanos()).unwrap_or(i64::MAX)
}
