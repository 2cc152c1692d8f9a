//! How large the state of a run is besides its history: what is bounded so that no run makes every one of its steps slow.
//!
//! Counted is what the official server counts, near enough that a run that fits there fits here: what is pending, heartbeats and
//! failures of activities, events that wait in the buffer, memo and search attributes. Not counted is what
//! only history holds, such as inputs. The count costs what a change costs: [`bytes_after`] looks at the rows that were touched.

use std::collections::BTreeMap;
use std::sync::Arc;

use everloop_proto::common::v1::Payload;
use prost::Message as _;

use super::{Activity, Child, Execution, External, Progress, Table, Timer, Update};

/// What a row takes besides its texts, where the official server counts times, options and ids that we do not keep apart.
const ACTIVITY: usize = 110;
const TIMER: usize = 21;
const CHILD: usize = 150;
const EXTERNAL: usize = 48;
const TEXT: usize = 4;
/// What a run takes that has nothing pending.
const CORE: usize = 600;

/// The size of all of it, for an execution that comes from its records.
pub(crate) fn bytes_of(execution: &Execution) -> usize {
    let recorded = &execution.recorded;
    let tables = [
        whole(&recorded.activities, activity),
        whole(&recorded.timers, timer),
        whole(&recorded.children, child),
        whole(&recorded.externals, external),
        whole(&recorded.updates, update),
        whole(&recorded.signal_requests, text),
        whole(&recorded.attached_requests, text),
        whole(&execution.transient.progress, progress),
    ];
    CORE + tables.iter().sum::<usize>() + once(execution)
}

/// The size after what was done to `base`, if there was one.
pub(crate) fn bytes_after(base: Option<&Execution>, next: &Execution) -> usize {
    let Some(base) = base else {
        return bytes_of(next);
    };
    let (was, now) = (&base.recorded, &next.recorded);
    let changes = [
        change(&was.activities, &now.activities, activity),
        change(&was.timers, &now.timers, timer),
        change(&was.children, &now.children, child),
        change(&was.externals, &now.externals, external),
        change(&was.updates, &now.updates, update),
        change(&was.signal_requests, &now.signal_requests, text),
        change(&was.attached_requests, &now.attached_requests, text),
        change(&base.transient.progress, &next.transient.progress, progress),
        change_of_once(base, next),
    ];
    changes
        .iter()
        .fold(base.bytes, |bytes, (more, less)| bytes + more - less)
}

/// What was added and what is gone, by the rows that were touched.
fn change<V: Clone>(was: &Table<V>, now: &Table<V>, weight: fn(&V) -> usize) -> (usize, usize) {
    let mut touched = now.touched();
    if touched.len() > 1 {
        touched.to_mut().sort_unstable();
        touched.to_mut().dedup();
    }
    touched.iter().fold((0, 0), |(more, less), key| {
        (
            more + now.get(*key).map_or(0, weight),
            less + was.get(*key).map_or(0, weight),
        )
    })
}

fn change_of_once(was: &Execution, now: &Execution) -> (usize, usize) {
    let buffer = (now.transient.buffer.bytes(), was.transient.buffer.bytes());
    let maps = [
        (&now.recorded.memo, &was.recorded.memo),
        (&now.recorded.search_attributes, &was.recorded.search_attributes),
    ];
    maps.iter()
        .filter(|(now, was)| !Arc::ptr_eq(now, was))
        .fold(buffer, |(more, less), (now, was)| {
            (more + payloads(now), less + payloads(was))
        })
}

fn once(execution: &Execution) -> usize {
    let recorded = &execution.recorded;
    execution.transient.buffer.bytes() + payloads(&recorded.memo) + payloads(&recorded.search_attributes)
}

fn whole<V: Clone>(rows: &Table<V>, weight: fn(&V) -> usize) -> usize {
    rows.iter().map(|(_, value)| weight(value)).sum()
}

fn activity(activity: &Activity) -> usize {
    let scheduled = &activity.scheduled;
    let kind = scheduled.activity_type.as_ref().map_or(0, |kind| kind.name.len());
    let queue = scheduled.task_queue.as_ref().map_or(0, |queue| queue.name.len());
    ACTIVITY + scheduled.activity_id.len() + kind + queue
}

fn progress(progress: &Progress) -> usize {
    let failure = progress
        .last_failure
        .as_ref()
        .map_or(0, |failure| failure.encoded_len());
    let details = progress.heartbeat_details.as_ref();
    failure + details.map_or(0, |details| details.encoded_len()) + progress.last_worker_identity.len()
}

fn timer(timer: &Timer) -> usize {
    TIMER + timer.timer_id.len()
}

fn child(child: &Child) -> usize {
    let run = child.started.as_ref().map_or(0, |started| started.run_id.len());
    CHILD + child.namespace.len() + child.workflow_id.len() + child.workflow_type.len() + run
}

fn external(external: &External) -> usize {
    EXTERNAL + external.workflow_id.len() + external.run_id.len() + external.control.len()
}

fn update(update: &Update) -> usize {
    TEXT + update.update_id.len()
}

#[expect(clippy::ptr_arg, reason = "it is the weight of rows that are strings")]
fn text(text: &String) -> usize {
    TEXT + text.len()
}

fn payloads(fields: &BTreeMap<String, Payload>) -> usize {
    fields
        .iter()
        .map(|(name, payload)| TEXT + name.len() + payload.encoded_len())
        .sum()
}
