//! What a worker counts and times, with the names that dashboards of the protocol expect.
//!
//! Recorders of the worker itself are bound once; those of a workflow or activity type when it is first seen, and found
//! again without a new text. Without metrics each of these calls is one look at an empty option.

mod activity;
mod workflow;

use std::{
    collections::BTreeMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::{Duration, SystemTime},
};

pub(crate) use activity::{ActivityMetrics, Ended, Where};
use everloop_metrics::{Attributes, Kind, Metrics, Recorder};
use parking_lot::RwLock;
use prost_types::Timestamp;
pub(crate) use workflow::WorkflowMetrics;

use crate::{
    slots::SlotKind,
    vitals::{Supply, Vitals},
};

/// What a poller waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Poller {
    Workflow,
    Sticky,
    Activity,
}

/// A worker's metrics, or nothing, and what it counts in any case. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct WorkerMetrics {
    inner: Option<Arc<Inner>>,
    pub(crate) vitals: Arc<Vitals>,
}

struct Inner {
    metrics: Metrics,
    /// Namespace and task queue.
    attributes: Attributes,
    workflow_pollers: Gauge,
    sticky_pollers: Gauge,
    activity_pollers: Gauge,
    cached: Gauge,
    evicted: Recorder,
    cache_missed: Recorder,
    workflow_poll_succeeded: Recorder,
    workflow_poll_empty: Recorder,
    activity_poll_empty: Recorder,
    workflow_to_start: Recorder,
    activity_to_start: Recorder,
    workflows: RwLock<BTreeMap<String, Arc<WorkflowMetrics>>>,
    /// By workflow type, then by activity type.
    activities: RwLock<BTreeMap<String, BTreeMap<String, Arc<ActivityMetrics>>>>,
}

/// A number that goes up and down.
struct Gauge {
    now: AtomicUsize,
    recorder: Recorder,
}

impl Gauge {
    fn new(recorder: Recorder) -> Self {
        Self {
            now: AtomicUsize::new(0),
            recorder,
        }
    }

    fn up(&self) {
        self.recorder.set(self.now.fetch_add(1, Ordering::AcqRel) + 1);
    }

    fn down(&self) {
        self.recorder.set(self.now.fetch_sub(1, Ordering::AcqRel) - 1);
    }
}

impl WorkerMetrics {
    pub(crate) fn new(metrics: Option<&Metrics>, namespace: &str, task_queue: &str) -> Self {
        let Some(metrics) = metrics else {
            return Self::default();
        };
        let attributes = Attributes::default().with([("namespace", namespace), ("task_queue", task_queue)]);
        let own = |kind, name, text| metrics.own(kind, name, text).bind(&attributes);
        let pollers = metrics.own(Kind::Gauge, "num_pollers", "polls that are open, by what they wait for");
        let pollers = |kind| Gauge::new(pollers.bind(&attributes.with([("poller_type", kind)])));
        let inner = Inner {
            metrics: metrics.clone(),
            workflow_pollers: pollers("workflow_task"),
            sticky_pollers: pollers("sticky_workflow_task"),
            activity_pollers: pollers("activity_task"),
            cached: Gauge::new(own(Kind::Gauge, "sticky_cache_size", "workflow runs in memory")),
            evicted: own(
                Kind::Counter,
                "sticky_cache_total_forced_eviction",
                "runs taken out of memory before their end",
            ),
            cache_missed: own(
                Kind::Counter,
                "sticky_cache_miss",
                "tasks for runs in memory that were not there any more",
            ),
            workflow_poll_succeeded: own(
                Kind::Counter,
                "workflow_task_queue_poll_succeed",
                "polls that brought a workflow task",
            ),
            workflow_poll_empty: own(
                Kind::Counter,
                "workflow_task_queue_poll_empty",
                "polls that brought no workflow task",
            ),
            activity_poll_empty: own(Kind::Counter, "activity_poll_no_task", "polls that brought no activity"),
            workflow_to_start: own(
                Kind::Durations,
                "workflow_task_schedule_to_start_latency",
                "how long workflow tasks waited for a worker",
            ),
            activity_to_start: own(
                Kind::Durations,
                "activity_schedule_to_start_latency",
                "how long activities waited for a worker",
            ),
            workflows: RwLock::default(),
            activities: RwLock::default(),
            attributes,
        };
        Self {
            inner: Some(Arc::new(inner)),
            vitals: Arc::default(),
        }
    }

    /// The worker began.
    pub(crate) fn started(&self) {
        if let Some(inner) = &self.inner {
            let started = inner.metrics.own(Kind::Counter, "worker_start", "workers that began");
            started.bind(&inner.attributes).add(1);
        }
    }

    /// Counts a poll as open until what is returned is dropped.
    pub(crate) fn polling(&self, poller: Poller) -> OpenPoll {
        let open = OpenPoll {
            metrics: self.clone(),
            poller,
        };
        self.vitals.polls(poller).opened();
        if let Some(gauge) = open.gauge() {
            gauge.up();
        }
        open
    }

    pub(crate) fn workflow_polled(&self, brought_task: bool) {
        if let Some(inner) = &self.inner {
            if brought_task {
                inner.workflow_poll_succeeded.add(1);
            } else {
                inner.workflow_poll_empty.add(1);
            }
        }
    }

    pub(crate) fn activity_poll_was_empty(&self) {
        if let Some(inner) = &self.inner {
            inner.activity_poll_empty.add(1);
        }
    }

    /// A run came into memory.
    pub(crate) fn cached(&self) {
        self.vitals.cached.fetch_add(1, Ordering::Relaxed);
        if let Some(inner) = &self.inner {
            inner.cached.up();
        }
    }

    /// A run left memory.
    pub(crate) fn uncached(&self) {
        self.vitals.cached.fetch_sub(1, Ordering::Relaxed);
        if let Some(inner) = &self.inner {
            inner.cached.down();
        }
    }

    /// A run left memory before its end.
    pub(crate) fn evicted(&self) {
        if let Some(inner) = &self.inner {
            inner.evicted.add(1);
        }
    }

    pub(crate) fn cache_missed(&self) {
        self.vitals.cache_misses.fetch_add(1, Ordering::Relaxed);
        if let Some(inner) = &self.inner {
            inner.cache_missed.add(1);
        }
    }

    pub(crate) fn workflow_task_waited(&self, scheduled: Option<&Timestamp>, started: Option<&Timestamp>) {
        if let Some(inner) = &self.inner
            && let Some(waited) = between(scheduled, started)
        {
            inner.workflow_to_start.duration(waited);
        }
    }

    pub(crate) fn activity_waited(&self, scheduled: Option<&Timestamp>, started: Option<&Timestamp>) {
        if let Some(inner) = &self.inner
            && let Some(waited) = between(scheduled, started)
        {
            inner.activity_to_start.duration(waited);
        }
    }

    /// The metrics of a workflow type.
    pub(crate) fn workflow(&self, workflow_type: &str) -> Option<Arc<WorkflowMetrics>> {
        let inner = self.inner.as_ref()?;
        if let Some(known) = inner.workflows.read().get(workflow_type) {
            return Some(Arc::clone(known));
        }
        let attributes = inner.attributes.with([("workflow_type", workflow_type)]);
        let made = Arc::new(WorkflowMetrics::new(&inner.metrics, &attributes));
        let mut all = inner.workflows.write();
        Some(Arc::clone(all.entry(workflow_type.to_owned()).or_insert(made)))
    }

    /// The metrics of an activity type, as workflows of that type use it.
    pub(crate) fn activity(&self, workflow_type: &str, activity_type: &str) -> Option<Arc<ActivityMetrics>> {
        let inner = self.inner.as_ref()?;
        let known = inner
            .activities
            .read()
            .get(workflow_type)
            .and_then(|of| of.get(activity_type).cloned());
        if known.is_some() {
            return known;
        }
        let attributes = inner
            .attributes
            .with([("workflow_type", workflow_type), ("activity_type", activity_type)]);
        let made = Arc::new(ActivityMetrics::new(&inner.metrics, &attributes));
        let mut all = inner.activities.write();
        let of = all.entry(workflow_type.to_owned()).or_default();
        Some(Arc::clone(of.entry(activity_type.to_owned()).or_insert(made)))
    }

    /// The gauges of one kind of slots.
    pub(crate) fn slots(&self, kind: SlotKind, supply: Supply) -> SlotGauge {
        self.vitals.tasks(kind).supplied(supply);
        let (vitals, total) = (Arc::clone(&self.vitals), supply.total);
        let Some(inner) = &self.inner else {
            return SlotGauge {
                vitals,
                kind,
                numbers: None,
            };
        };
        let attributes = inner.attributes.with([("worker_type", kind.name())]);
        let own = |name, text| inner.metrics.own(Kind::Gauge, name, text).bind(&attributes);
        let numbers = SlotNumbers {
            used: AtomicUsize::new(0),
            total,
            used_recorder: own("worker_task_slots_used", "slots with a task"),
            free_recorder: match total {
                Some(_) => own("worker_task_slots_available", "slots without a task"),
                None => Recorder::default(),
            },
        };
        let gauge = SlotGauge {
            vitals,
            kind,
            numbers: Some(Arc::new(numbers)),
        };
        gauge.tell(0);
        gauge
    }
}

fn between(from: Option<&Timestamp>, to: Option<&Timestamp>) -> Option<Duration> {
    let from = SystemTime::try_from(*from?).ok()?;
    let to = SystemTime::try_from(*to?).ok()?;
    Some(to.duration_since(from).unwrap_or_default())
}

/// How long ago that was, by this machine's clock.
pub(crate) fn since(moment: SystemTime) -> Duration {
    moment.elapsed().unwrap_or_default()
}

/// An open poll.
pub(crate) struct OpenPoll {
    metrics: WorkerMetrics,
    poller: Poller,
}

impl OpenPoll {
    /// The poll brought a task.
    pub(crate) fn succeeded(&self) {
        self.metrics.vitals.polls(self.poller).succeeded();
    }

    fn gauge(&self) -> Option<&Gauge> {
        let inner = self.metrics.inner.as_ref()?;
        Some(match self.poller {
            Poller::Workflow => &inner.workflow_pollers,
            Poller::Sticky => &inner.sticky_pollers,
            Poller::Activity => &inner.activity_pollers,
        })
    }
}

impl Drop for OpenPoll {
    fn drop(&mut self) {
        self.metrics.vitals.polls(self.poller).closed();
        if let Some(gauge) = self.gauge() {
            gauge.down();
        }
    }
}

/// How many slots of one kind have a task. Cheap to clone.
#[derive(Clone)]
pub(crate) struct SlotGauge {
    vitals: Arc<Vitals>,
    kind: SlotKind,
    numbers: Option<Arc<SlotNumbers>>,
}

struct SlotNumbers {
    used: AtomicUsize,
    total: Option<usize>,
    used_recorder: Recorder,
    free_recorder: Recorder,
}

impl SlotGauge {
    pub(crate) fn take(&self) {
        self.vitals.tasks(self.kind).began();
        if let Some(numbers) = &self.numbers {
            self.tell(numbers.used.fetch_add(1, Ordering::AcqRel) + 1);
        }
    }

    pub(crate) fn give_back(&self) {
        self.vitals.tasks(self.kind).ended();
        if let Some(numbers) = &self.numbers {
            self.tell(numbers.used.fetch_sub(1, Ordering::AcqRel) - 1);
        }
    }

    fn tell(&self, used: usize) {
        if let Some(numbers) = &self.numbers {
            numbers.used_recorder.set(used);
            numbers
                .free_recorder
                .set(numbers.total.unwrap_or_default().saturating_sub(used));
        }
    }
}
