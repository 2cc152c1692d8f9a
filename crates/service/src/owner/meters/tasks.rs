//! How tasks come to their workers: at once or from a backlog, and after what time.

use std::{collections::BTreeMap, time::Duration};

use everloop_engine::{input::Polled, matching::Kind};
use everloop_metrics::{Attributes, Instrument, Metrics, Recorder};

use everloop_store::Key;

use crate::owner::{Owner, namespaces::Namespaces};

use super::{Bound, Meters, OTHERS, counter, durations};

/// Who waited for whom.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(in crate::owner) enum Found {
    /// A poll was there when the task came.
    AtOnce,
    /// The task was there when the poll came.
    InBacklog,
}

pub(super) struct Tasks {
    polls: Instrument,
    polls_at_once: Instrument,
    waited: Instrument,
    queues: BTreeMap<(u32, Kind, bool), Bound<String, Queue>>,
}

struct Queue {
    polls: Recorder,
    polls_at_once: Recorder,
    waited: Recorder,
}

/// The queue that a task was handed out by, and who waited for whom.
struct By<'a> {
    namespace: u32,
    kind: Kind,
    polled: Polled,
    /// Of a sticky queue, the normal one's.
    name: &'a str,
    found: Found,
}

impl Tasks {
    pub(super) fn new(metrics: &Metrics) -> Self {
        Self {
            polls: counter(metrics, "poll_success", "Polls that got a task"),
            polls_at_once: counter(
                metrics,
                "poll_success_sync",
                "Polls that got a task for which they had waited",
            ),
            waited: durations(
                metrics,
                "task_schedule_to_start_latency",
                "How long tasks waited for a worker",
            ),
            queues: BTreeMap::new(),
        }
    }
}

pub(super) fn word(kind: Kind) -> &'static str {
    match kind {
        Kind::Workflow => "Workflow",
        Kind::Activity => "Activity",
    }
}

impl Meters {
    /// A task goes to a worker.
    fn handed_out(&mut self, by: &By<'_>, waited: Duration, namespaces: &Namespaces) {
        let Some(on) = &mut self.0 else { return };
        let is_sticky = by.polled == Polled::Sticky;
        let tasks = &mut on.tasks;
        let queues = tasks.queues.entry((by.namespace, by.kind, is_sticky)).or_default();
        let queue = queues.of(by.name, |is_alone| {
            let attributes = Attributes::default().with([
                ("service_name", "matching"),
                (
                    "namespace",
                    namespaces.name(by.namespace).as_deref().unwrap_or_default(),
                ),
                ("task_type", word(by.kind)),
                ("taskqueue", if is_alone { by.name } else { OTHERS }),
                ("partition", if is_sticky { "__sticky__" } else { "__normal__" }),
            ]);
            Queue {
                polls: tasks.polls.bind(&attributes),
                polls_at_once: tasks.polls_at_once.bind(&attributes),
                waited: tasks.waited.bind(&attributes),
            }
        });
        queue.polls.add(1);
        if by.found == Found::AtOnce {
            queue.polls_at_once.add(1);
        }
        queue.waited.duration(waited);
    }
}

impl Owner {
    /// A task that is ready since then goes to a worker by that queue; of a sticky one, its normal one's name.
    pub(in crate::owner) fn note_handed_out(
        &mut self,
        key: Key,
        kind: Kind,
        (name, polled): (&str, Polled),
        found: Found,
        since: Option<prost_types::Timestamp>,
    ) {
        if self.meters.0.is_none() {
            return;
        }
        let Some(slot) = self.executions.get(key) else { return };
        let namespace = slot.namespace;
        let waited = since.map(|since| self.now.since(since.into())).unwrap_or_default();
        let by = By {
            namespace,
            kind,
            polled,
            name,
            found,
        };
        self.meters.handed_out(&by, waited, &self.namespaces);
    }
}
