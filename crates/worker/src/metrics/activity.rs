//! The metrics of one activity type, as one workflow type uses it.

use std::time::{Duration, SystemTime};

use everloop_metrics::{Attributes, Kind, Metrics, Recorder};
use everloop_proto::failure::v1::{Failure, failure::FailureInfo};

use super::{since, workflow::is_benign};

/// Which way an activity came.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Where {
    Polled,
    Eager,
    Local,
}

/// How an attempt ended.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Ended<'a> {
    Completed,
    Failed(&'a Failure),
    Canceled,
    Elsewhere,
}

pub(crate) struct ActivityMetrics {
    polled: Recorder,
    eager: Recorder,
    local: Recorder,
    remote_attempts: Attempts,
    local_attempts: Attempts,
    local_canceled: Recorder,
}

struct Attempts {
    failed: Recorder,
    timed_out: Recorder,
    executed: Recorder,
    succeeded: Recorder,
}

impl Attempts {
    fn new(metrics: &Metrics, attributes: &Attributes, prefix: &str) -> Self {
        let own = |kind, name: &str, text| metrics.own(kind, &format!("{prefix}activity_{name}"), text);
        let failed = own(Kind::Counter, "execution_failed", "attempts that failed");
        let failed = |reason| failed.bind(&attributes.with([("failure_reason", reason)]));
        Self {
            failed: failed("ActivityError"),
            timed_out: failed("timeout"),
            executed: own(Kind::Durations, "execution_latency", "how long attempts took").bind(attributes),
            succeeded: own(
                Kind::Durations,
                "succeed_endtoend_latency",
                "how long it took from scheduling to success",
            )
            .bind(attributes),
        }
    }

    fn ended(&self, how: Ended<'_>, took: Duration, scheduled: Option<SystemTime>) {
        self.executed.duration(took);
        match how {
            Ended::Completed => {
                if let Some(scheduled) = scheduled {
                    self.succeeded.duration(since(scheduled));
                }
            }
            Ended::Failed(failure) => match &failure.failure_info {
                Some(FailureInfo::TimeoutFailureInfo(_)) => self.timed_out.add(1),
                _ if is_benign(failure) => {}
                _ => self.failed.add(1),
            },
            Ended::Canceled | Ended::Elsewhere => {}
        }
    }
}

impl ActivityMetrics {
    pub(super) fn new(metrics: &Metrics, attributes: &Attributes) -> Self {
        let received = metrics.own(Kind::Counter, "activity_task_received", "activities that came");
        let received = |eager: bool| received.bind(&attributes.with([("eager", eager)]));
        let own = |name, text| metrics.own(Kind::Counter, name, text).bind(attributes);
        Self {
            polled: received(false),
            eager: received(true),
            local: own("local_activity_total", "local activities begun"),
            remote_attempts: Attempts::new(metrics, attributes, ""),
            local_attempts: Attempts::new(metrics, attributes, "local_"),
            local_canceled: own("local_activity_execution_cancelled", "local activities cancelled"),
        }
    }

    pub(crate) fn began(&self, came: Where) {
        match came {
            Where::Polled => self.polled.add(1),
            Where::Eager => self.eager.add(1),
            Where::Local => self.local.add(1),
        }
    }

    /// An attempt ended. `scheduled` is when the first one was.
    pub(crate) fn ended(&self, came: Where, how: Ended<'_>, took: Duration, scheduled: Option<SystemTime>) {
        match came {
            Where::Polled | Where::Eager => self.remote_attempts.ended(how, took, scheduled),
            Where::Local => {
                self.local_attempts.ended(how, took, scheduled);
                if let Ended::Canceled = how {
                    self.local_canceled.add(1);
                }
            }
        }
    }
}
