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

/// What a poller waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Poller {
    Workflow,
    Sticky,
    Activity,
}

/// A worker's metrics, or nothing. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct WorkerMetrics(Option<Arc<Inner>>);

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
        Self(Some(Arc::new(Inner {
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
        })))
    }

    /// The worker began.
    pub(crate) fn started(&self) {
        if let Some(inner) = &self.0 {
            let started = inner.metrics.own(Kind::Counter, "worker_start", "workers that began");
            started.bind(&inner.attributes).add(1);
        }
    }

    /// Counts a poll as open until what is returned is dropped.
    pub(crate) fn polling(&self, poller: Poller) -> OpenPoll {
        let open = OpenPoll(self.0.clone().map(|inner| (inner, poller)));
        if let Some(gauge) = open.gauge() {
            gauge.up();
        }
        open
    }

    pub(crate) fn workflow_polled(&self, brought_task: bool) {
        if let Some(inner) = &self.0 {
            if brought_task {
                inner.workflow_poll_succeeded.add(1);
            } else {
                inner.workflow_poll_empty.add(1);
            }
        }
    }

    pub(crate) fn activity_poll_was_empty(&self) {
        if let Some(inner) = &self.0 {
            inner.activity_poll_empty.add(1);
        }
    }

    /// A run came into memory.
    pub(crate) fn cached(&self) {
        if let Some(inner) = &self.0 {
            inner.cached.up();
        }
    }

    /// A run left memory.
    pub(crate) fn uncached(&self) {
        if let Some(inner) = &self.0 {
            inner.cached.down();
        }
    }

    /// A run left memory before its end.
    pub(crate) fn evicted(&self) {
        if let Some(inner) = &self.0 {
            inner.evicted.add(1);
        }
    }

    pub(crate) fn cache_missed(&self) {
        if let Some(inner) = &self.0 {
            inner.cache_missed.add(1);
        }
    }

    pub(crate) fn workflow_task_waited(&self, scheduled: Option<&Timestamp>, started: Option<&Timestamp>) {
        if let Some(inner) = &self.0
            && let Some(waited) = between(scheduled, started)
        {
            inner.workflow_to_start.duration(waited);
        }
    }

    pub(crate) fn activity_waited(&self, scheduled: Option<&Timestamp>, started: Option<&Timestamp>) {
        if let Some(inner) = &self.0
            && let Some(waited) = between(scheduled, started)
        {
            inner.activity_to_start.duration(waited);
        }
    }

    /// The metrics of a workflow type.
    pub(crate) fn workflow(&self, workflow_type: &str) -> Option<Arc<WorkflowMetrics>> {
        let inner = self.0.as_ref()?;
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
        let inner = self.0.as_ref()?;
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

    /// The gauges of one kind of slots, of which there are `total` if that is known.
    pub(crate) fn slots(&self, worker_type: &str, total: Option<usize>) -> SlotGauge {
        let Some(inner) = &self.0 else {
            return SlotGauge::default();
        };
        let attributes = inner.attributes.with([("worker_type", worker_type)]);
        let own = |name, text| inner.metrics.own(Kind::Gauge, name, text).bind(&attributes);
        let gauge = SlotGauge(Some(Arc::new(SlotNumbers {
            used: AtomicUsize::new(0),
            total,
            used_recorder: own("worker_task_slots_used", "slots with a task"),
            free_recorder: match total {
                Some(_) => own("worker_task_slots_available", "slots without a task"),
                None => Recorder::default(),
            },
        })));
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
pub(crate) struct OpenPoll(Option<(Arc<Inner>, Poller)>);

impl OpenPoll {
    fn gauge(&self) -> Option<&Gauge> {
        let (inner, poller) = self.0.as_ref()?;
        Some(match poller {
            Poller::Workflow => &inner.workflow_pollers,
            Poller::Sticky => &inner.sticky_pollers,
            Poller::Activity => &inner.activity_pollers,
        })
    }
}

impl Drop for OpenPoll {
    fn drop(&mut self) {
        if let Some(gauge) = self.gauge() {
            gauge.down();
        }
    }
}

/// How many slots of one kind have a task. Cheap to clone.
#[derive(Clone, Default)]
pub(crate) struct SlotGauge(Option<Arc<SlotNumbers>>);

struct SlotNumbers {
    used: AtomicUsize,
    total: Option<usize>,
    used_recorder: Recorder,
    free_recorder: Recorder,
}

impl SlotGauge {
    pub(crate) fn take(&self) {
        if let Some(numbers) = &self.0 {
            self.tell(numbers.used.fetch_add(1, Ordering::AcqRel) + 1);
        }
    }

    pub(crate) fn give_back(&self) {
        if let Some(numbers) = &self.0 {
            self.tell(numbers.used.fetch_sub(1, Ordering::AcqRel) - 1);
        }
    }

    fn tell(&self, used: usize) {
        if let Some(numbers) = &self.0 {
            numbers.used_recorder.set(used);
            numbers
                .free_recorder
                .set(numbers.total.unwrap_or_default().saturating_sub(used));
        }
    }
}
