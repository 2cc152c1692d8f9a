//! Calls counted and timed as they come in, by operation and namespace.
//!
//! Wire: names and labels are those of an official server's frontend.

use std::{
    collections::HashMap,
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering::Relaxed},
    },
    time::Instant,
};

use everloop_metrics::{Attributes, Instrument, Kind, Metrics, Recorder};
use everloop_proto::{Code, RpcError};
use parking_lot::RwLock;

/// Namespaces are what callers say, whether they exist or not: beyond so many sets of labels, all are one.
const SETS_MAX: usize = 2_000;
const OTHERS: &str = "_other_";
/// The namespace of calls that name none.
const NONE: &str = "_unknown_";

/// The metrics of the calls that a server takes.
pub struct Requests {
    made: Instrument,
    failed: Instrument,
    latency: Instrument,
    pending: Instrument,
    known: RwLock<Known>,
}

impl std::fmt::Debug for Requests {
    fn fmt(&self, out: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        out.write_str("Requests")
    }
}

#[derive(Default)]
struct Known {
    /// By operation, then by namespace: a look-up needs no text of its own.
    operations: HashMap<String, HashMap<String, Arc<Bound>>>,
    sets: usize,
}

struct Bound {
    attributes: Attributes,
    made: Recorder,
    latency: Recorder,
    pending: AtomicUsize,
}

impl Requests {
    #[must_use]
    pub fn new(metrics: &Metrics) -> Self {
        Self {
            made: metrics.own(Kind::Counter, "service_requests", "Calls that came"),
            failed: metrics.own(
                Kind::Counter,
                "service_error_with_type",
                "Calls that were answered with an error",
            ),
            latency: metrics.own(
                Kind::Durations,
                "service_latency",
                "How long calls took, waiting included",
            ),
            pending: metrics.own(Kind::Gauge, "service_pending_requests", "Calls under way"),
            known: RwLock::default(),
        }
    }

    /// Brings the gauges up to date, before they are read.
    pub fn measure(&self) {
        let known = self.known.read();
        for bound in known.operations.values().flat_map(HashMap::values) {
            self.pending.bind(&bound.attributes).set(bound.pending.load(Relaxed));
        }
    }

    /// Counts a call; what is returned is told how it ended, or dropped if nobody waits for the answer any more.
    pub(crate) fn begin(self: &Arc<Self>, path: &str, body: &[u8]) -> Begun {
        let operation = path.rsplit('/').next().unwrap_or(path);
        // Wire: a call that waits for events has a name of its own.
        let operation = match operation {
            "GetWorkflowExecutionHistory" if everloop_client::request::waits(path, body) => {
                "PollWorkflowExecutionHistory"
            }
            operation => operation,
        };
        let namespace = everloop_client::request::namespace(path, body).filter(|name| !name.is_empty());
        let bound = self.bound(operation, namespace.unwrap_or(NONE));
        bound.made.add(1);
        bound.pending.fetch_add(1, Relaxed);
        Begun {
            requests: Arc::clone(self),
            bound,
            at: Instant::now(),
        }
    }

    fn bound(&self, operation: &str, namespace: &str) -> Arc<Bound> {
        let find = |known: &Known, namespace: &str| known.operations.get(operation)?.get(namespace).cloned();
        let known = self.known.read();
        if let Some(bound) = find(&known, namespace) {
            return bound;
        }
        drop(known);
        let mut known = self.known.write();
        let namespace = if known.sets < SETS_MAX { namespace } else { OTHERS };
        if let Some(bound) = find(&known, namespace) {
            return bound;
        }
        let attributes = Attributes::default().with([
            ("service_name", "frontend"),
            ("operation", operation),
            ("namespace", namespace),
        ]);
        let bound = Arc::new(Bound {
            made: self.made.bind(&attributes),
            latency: self.latency.bind(&attributes),
            pending: AtomicUsize::new(0),
            attributes,
        });
        known.sets += 1;
        let operations = &mut known.operations;
        let namespaces = operations.entry(operation.to_owned()).or_default();
        namespaces.insert(namespace.to_owned(), Arc::clone(&bound));
        bound
    }
}

/// A call under way.
pub(crate) struct Begun {
    requests: Arc<Requests>,
    bound: Arc<Bound>,
    at: Instant,
}

impl Begun {
    /// It was answered.
    pub(crate) fn ended(self, error: Option<&RpcError>) {
        self.bound.latency.duration(self.at.elapsed());
        if let Some(error) = error {
            let kind = error_type(error);
            let attributes = self.bound.attributes.with([("error_type", kind.as_str())]);
            self.requests.failed.bind(&attributes).add(1);
        }
    }
}

impl Drop for Begun {
    fn drop(&mut self) {
        self.bound.pending.fetch_sub(1, Relaxed);
    }
}

/// The name of an error there: that of its details if it has any, else that of its code.
fn error_type(error: &RpcError) -> String {
    let detail = error.details.first().and_then(|detail| {
        let name = detail.type_url.rsplit(['.', '/']).next()?;
        name.strip_suffix("Failure").filter(|name| !name.is_empty())
    });
    let name = detail.unwrap_or(match error.code {
        Code::Cancelled => "Canceled",
        Code::Unknown => "Unknown",
        Code::InvalidArgument => "InvalidArgument",
        Code::DeadlineExceeded => "DeadlineExceeded",
        Code::NotFound => "NotFound",
        Code::AlreadyExists => "AlreadyExists",
        Code::PermissionDenied => "PermissionDenied",
        Code::ResourceExhausted => "ResourceExhausted",
        Code::FailedPrecondition => "FailedPrecondition",
        Code::Aborted => "Aborted",
        Code::OutOfRange => "OutOfRange",
        Code::Unimplemented => "Unimplemented",
        Code::Internal => "Internal",
        Code::Unavailable => "Unavailable",
        Code::DataLoss => "DataLoss",
        Code::Unauthenticated => "Unauthenticated",
    });
    format!("serviceerror_{name}")
}

#[cfg(test)]
mod tests {
    use everloop_metrics::{Options, Registry, Sink, prometheus};

    use super::*;

    const DESCRIBE: &str = "/temporal.api.workflowservice.v1.WorkflowService/DescribeNamespace";

    /// The field `namespace` of that message is its first.
    fn naming(namespace: &str) -> Vec<u8> {
        let length = u8::try_from(namespace.len()).unwrap();
        [&[0x0a, length], namespace.as_bytes()].concat()
    }

    #[test]
    fn calls_are_counted_by_operation_and_namespace() {
        let registry = Registry::default();
        let metrics = Metrics::new(Options::default(), Sink::Registry(registry.clone()));
        let requests = Arc::new(Requests::new(&metrics));
        requests.begin(DESCRIBE, &naming("n")).ended(None);
        let error = RpcError::new(Code::NotFound, "");
        requests.begin(DESCRIBE, &naming("n")).ended(Some(&error));
        let under_way = requests.begin(DESCRIBE, &[]);
        requests.measure();
        let text = prometheus::text(&registry, prometheus::Names::default());
        let lines = |start: &str| -> Vec<String> {
            let lines = text.lines().filter(|line| line.starts_with(start));
            lines.map(str::to_owned).collect()
        };
        assert_eq!(
            lines("service_requests{"),
            [
                r#"service_requests{namespace="_unknown_",operation="DescribeNamespace",service_name="frontend"} 1"#,
                r#"service_requests{namespace="n",operation="DescribeNamespace",service_name="frontend"} 2"#,
            ]
        );
        assert_eq!(
            lines("service_error_with_type{"),
            [
                r#"service_error_with_type{error_type="serviceerror_NotFound",namespace="n",operation="DescribeNamespace",service_name="frontend"} 1"#
            ]
        );
        assert_eq!(lines("service_pending_requests{")[0].rsplit(' ').next(), Some("1"));
        drop(under_way);
    }

    #[test]
    fn sets_of_labels_are_bounded() {
        let metrics = Metrics::new(Options::default(), Sink::Registry(Registry::default()));
        let requests = Arc::new(Requests::new(&metrics));
        for number in 0..SETS_MAX + 500 {
            requests.begin(DESCRIBE, &naming(&number.to_string())).ended(None);
        }
        let known = requests.known.read();
        assert!(known.sets <= SETS_MAX + 1, "{}", known.sets);
    }
}
