//! Requests counted and timed, one attempt each, by operation, namespace and task queue.

use std::{
    any::Any,
    collections::{BTreeMap, HashMap},
    sync::Arc,
    time::Instant,
};

use everloop_metrics::{Attributes, Instrument, Kind, Metrics, Recorder};
use everloop_proto::{Code, Reply, Scoped, workflowservice::v1::GetWorkflowExecutionHistoryRequest};
use parking_lot::RwLock;

use crate::{
    headers,
    retry::{self, Kind as RpcKind},
};

/// The metrics of a connection.
pub(crate) struct Requests {
    plain: Instruments,
    long: Instruments,
    bound: RwLock<HashMap<(&'static str, bool), ByNamespace>>,
}

/// By namespace, then by task queue: a look-up needs no text of its own.
type ByNamespace = BTreeMap<String, BTreeMap<String, Arc<Bound>>>;

struct Instruments {
    requests: Instrument,
    failures: Instrument,
    latency: Instrument,
}

/// What is recorded of one operation in one namespace.
pub(crate) struct Bound {
    attributes: Attributes,
    requests: Recorder,
    latency: Recorder,
    failures: Instrument,
}

impl Instruments {
    fn new(metrics: &Metrics, name: &str, what: &str) -> Self {
        let counter = |suffix: &str, text: &str| metrics.own(Kind::Counter, &format!("{name}{suffix}"), text);
        Self {
            requests: counter("", &format!("{what} made")),
            failures: counter("_failure", &format!("{what} that failed")),
            latency: metrics.own(
                Kind::Durations,
                &format!("{name}_latency"),
                &format!("How long {what} took"),
            ),
        }
    }
}

impl Requests {
    pub(crate) fn new(metrics: &Metrics) -> Self {
        Self {
            plain: Instruments::new(metrics, "request", "requests"),
            long: Instruments::new(metrics, "long_request", "requests that wait for something"),
            bound: RwLock::default(),
        }
    }

    /// Counts a request; what is returned is told how it ended. A request that is given up is counted and not timed.
    pub(crate) fn begin(&self, path: &'static str, kind: RpcKind, body: &[u8]) -> Begun {
        let is_long = match kind {
            RpcKind::Poll => true,
            RpcKind::LongPoll => retry::waits(path, body),
            RpcKind::Plain => false,
        };
        let namespace = headers::namespace(path, body).unwrap_or_default();
        let queue = headers::task_queue(path, body).unwrap_or_default();
        self.begun(self.bound(path, is_long, namespace, queue))
    }

    /// The same for a request that is not encoded.
    pub(crate) fn begin_with<Q: Scoped + Any>(&self, path: &'static str, request: &Q) -> Begun {
        let is_long = match RpcKind::of(path) {
            RpcKind::Poll => true,
            RpcKind::LongPoll => (request as &dyn Any)
                .downcast_ref()
                .is_none_or(|history: &GetWorkflowExecutionHistoryRequest| history.wait_new_event),
            RpcKind::Plain => false,
        };
        let queue = request
            .task_queue()
            .filter(|_| headers::task_queue_field(path).is_some());
        let queue = queue.map_or("", |queue| match queue.normal_name.as_str() {
            "" => &queue.name,
            normal => normal,
        });
        self.begun(self.bound(path, is_long, request.namespace(), queue))
    }

    fn begun(&self, bound: Arc<Bound>) -> Begun {
        bound.requests.add(1);
        Begun {
            bound,
            at: Instant::now(),
        }
    }

    fn bound(&self, path: &'static str, is_long: bool, namespace: &str, queue: &str) -> Arc<Bound> {
        let known = |all: &HashMap<(&'static str, bool), ByNamespace>| {
            let by_queue = all.get(&(path, is_long))?.get(namespace)?;
            by_queue.get(queue).cloned()
        };
        if let Some(bound) = known(&self.bound.read()) {
            return bound;
        }
        let instruments = if is_long { &self.long } else { &self.plain };
        let operation = path.rsplit('/').next().unwrap_or(path);
        let named = [("namespace", namespace), ("task_queue", queue)];
        let named = named.into_iter().filter(|(_, value)| !value.is_empty());
        let attributes = Attributes::default().with([("operation", operation)]).with(named);
        let bound = Arc::new(Bound {
            requests: instruments.requests.bind(&attributes),
            latency: instruments.latency.bind(&attributes),
            failures: instruments.failures.clone(),
            attributes,
        });
        let mut all = self.bound.write();
        let by_queue = all.entry((path, is_long)).or_default().entry(namespace.to_owned());
        let by_queue = by_queue.or_default();
        Arc::clone(by_queue.entry(queue.to_owned()).or_insert(bound))
    }
}

/// A request under way.
pub(crate) struct Begun {
    bound: Arc<Bound>,
    at: Instant,
}

impl Begun {
    pub(crate) fn ended<T>(self, reply: &Reply<T>) {
        self.bound.latency.duration(self.at.elapsed());
        if let Err(error) = reply {
            let code = [("status_code", code_name(error.code))];
            self.bound.failures.bind(&self.bound.attributes.with(code)).add(1);
        }
    }
}

fn code_name(code: Code) -> &'static str {
    match code {
        Code::Cancelled => "CANCELLED",
        Code::Unknown => "UNKNOWN",
        Code::InvalidArgument => "INVALID_ARGUMENT",
        Code::DeadlineExceeded => "DEADLINE_EXCEEDED",
        Code::NotFound => "NOT_FOUND",
        Code::AlreadyExists => "ALREADY_EXISTS",
        Code::PermissionDenied => "PERMISSION_DENIED",
        Code::ResourceExhausted => "RESOURCE_EXHAUSTED",
        Code::FailedPrecondition => "FAILED_PRECONDITION",
        Code::Aborted => "ABORTED",
        Code::OutOfRange => "OUT_OF_RANGE",
        Code::Unimplemented => "UNIMPLEMENTED",
        Code::Internal => "INTERNAL",
        Code::Unavailable => "UNAVAILABLE",
        Code::DataLoss => "DATA_LOSS",
        Code::Unauthenticated => "UNAUTHENTICATED",
    }
}

#[cfg(test)]
mod tests {
    use everloop_metrics::{Options, Registry, Sink, prometheus};
    use everloop_proto::{RpcError, taskqueue::v1::TaskQueue, workflowservice::v1::PollWorkflowTaskQueueRequest};
    use prost::Message as _;

    use super::*;

    #[test]
    fn requests_are_told_apart() {
        let registry = Registry::default();
        let metrics = Metrics::new(Options::default(), Sink::Registry(registry.clone()));
        let requests = Requests::new(&metrics);
        let history = "/temporal.api.workflowservice.v1.WorkflowService/GetWorkflowExecutionHistory";
        for waits in [false, true] {
            let body = GetWorkflowExecutionHistoryRequest {
                namespace: "n".to_owned(),
                wait_new_event: waits,
                ..Default::default()
            };
            let begun = requests.begin(history, RpcKind::of(history), &body.encode_to_vec());
            begun.ended(&Reply::<()>::Err(RpcError::new(Code::NotFound, "")));
            requests.begin_with(history, &body).ended(&Ok(()));
        }
        let poll = "/temporal.api.workflowservice.v1.WorkflowService/PollWorkflowTaskQueue";
        let body = PollWorkflowTaskQueueRequest {
            namespace: "n".to_owned(),
            task_queue: Some(TaskQueue {
                name: "sticky".to_owned(),
                normal_name: "normal".to_owned(),
                ..Default::default()
            }),
            ..Default::default()
        };
        drop(requests.begin(poll, RpcKind::of(poll), &body.encode_to_vec()));
        drop(requests.begin_with(poll, &body));
        let text = prometheus::text(&registry, prometheus::Names::default());
        let lines: Vec<_> = text
            .lines()
            .filter(|line| line.starts_with("request") || line.starts_with("long_request"))
            .filter(|line| !line.contains("_latency"))
            .collect();
        assert_eq!(
            lines,
            [
                r#"long_request{namespace="n",operation="GetWorkflowExecutionHistory"} 2"#,
                r#"long_request{namespace="n",operation="PollWorkflowTaskQueue",task_queue="normal"} 2"#,
                r#"long_request_failure{namespace="n",operation="GetWorkflowExecutionHistory",status_code="NOT_FOUND"} 1"#,
                r#"request{namespace="n",operation="GetWorkflowExecutionHistory"} 2"#,
                r#"request_failure{namespace="n",operation="GetWorkflowExecutionHistory",status_code="NOT_FOUND"} 1"#,
            ]
        );
    }
}
