//! What the store does, and how often memory spares it the work.

use std::time::Instant;

use everloop_metrics::{Attributes, Kind, Metrics, Number, Recorder};
use everloop_store::Batch;

use super::{Meters, counter, durations};

pub(super) struct Commits {
    commits: Recorder,
    commit_latency: Recorder,
    executions: Recorder,
    rows: Recorder,
    reads: Recorder,
    read_latency: Recorder,
    cache_requests: Recorder,
    cache_misses: Recorder,
}

impl Commits {
    pub(super) fn new(metrics: &Metrics) -> Self {
        let requests = counter(metrics, "persistence_requests", "What the store was asked for");
        let latency = durations(metrics, "persistence_latency", "How long it took, the disk included");
        let histogram = |name, description| metrics.own(Kind::Histogram, name, description);
        let none = Attributes::default();
        let of = |operation| none.with([("service_name", "history"), ("operation", operation)]);
        let (commit, read) = (of("Commit"), of("GetWorkflowExecution"));
        let cache = none.with([("service_name", "history"), ("cache_type", "mutablestate")]);
        Self {
            commits: requests.bind(&commit),
            commit_latency: latency.bind(&commit),
            executions: histogram(
                "everloop_commit_executions",
                "Executions that one commit began or changed",
            )
            .bind(&none),
            rows: histogram("everloop_commit_rows", "Rows that one commit wrote").bind(&none),
            reads: requests.bind(&read),
            read_latency: latency.bind(&read),
            cache_requests: counter(metrics, "cache_requests", "Executions that were needed").bind(&cache),
            cache_misses: counter(metrics, "cache_miss", "Executions that were not in memory").bind(&cache),
        }
    }
}

impl Meters {
    /// A batch has been committed.
    pub(in crate::owner) fn committed(&self, began: Option<Instant>, batch: &Batch) {
        let (Some(on), Some(began)) = (&self.0, began) else {
            return;
        };
        if batch.is_empty() {
            return;
        }
        let executions = batch.created.len() + batch.updated.len();
        let rows = executions
            + batch.currents.len()
            + batch.items.len()
            + batch.history.len()
            + batch.tasks.len()
            + batch.attributes.len()
            + batch.documents.len();
        let commits = &on.commits;
        commits.commits.add(1);
        commits.commit_latency.duration(began.elapsed());
        commits.executions.record(Number::Int(executions as u64));
        commits.rows.record(Number::Int(rows as u64));
    }

    /// An execution was needed.
    pub(in crate::owner) fn needed(&self) {
        if let Some(on) = &self.0 {
            on.commits.cache_requests.add(1);
        }
    }

    /// An execution was read.
    pub(in crate::owner) fn read(&self, began: Option<Instant>) {
        let (Some(on), Some(began)) = (&self.0, began) else {
            return;
        };
        let commits = &on.commits;
        commits.cache_misses.add(1);
        commits.reads.add(1);
        commits.read_latency.duration(began.elapsed());
    }
}
