//! Activities: outcomes, heartbeats, cancellation.

use std::{
    sync::Arc,
    time::{Duration, Instant},
};

use everloop_proto::{
    Code, RpcError,
    common::v1::{Payload, Payloads},
    workflowservice::v1::RecordActivityTaskHeartbeatResponse,
};
use everloop_worker::{
    ActivityContext, ActivityExecutor, ActivityOptions, ActivityOutcome, ActivityTask, Options, Worker,
};
use tokio::{sync::mpsc, task::JoinHandle};

use crate::server::{Sent, Server, activity};

/// What happens to activities, for the test to act on.
pub(crate) enum Happening {
    Started(ActivityContext),
    Cancelled(ActivityContext),
}

struct Executor(mpsc::UnboundedSender<Happening>);

impl ActivityExecutor for Executor {
    fn start(&self, _: ActivityTask, context: ActivityContext) {
        let _ = self.0.send(Happening::Started(context));
    }

    fn cancel(&self, context: &ActivityContext) {
        let _ = self.0.send(Happening::Cancelled(context.clone()));
    }
}

pub(crate) struct Fixture {
    executor: Arc<Executor>,
    pub(crate) server: Arc<Server>,
    pub(crate) worker: Arc<Worker>,
    pub(crate) happenings: mpsc::UnboundedReceiver<Happening>,
    pub(crate) running: JoinHandle<Result<(), everloop_worker::Error>>,
}

impl Fixture {
    pub(crate) fn new(change: impl FnOnce(&mut Options)) -> Self {
        let server = Server::new();
        let (put, happenings) = mpsc::unbounded_channel();
        let mut options = Options {
            task_queue: "q".to_owned(),
            ..Options::default()
        };
        change(&mut options);
        let executor = Arc::new(Executor(put));
        let worker = Worker::new(server.clone(), options, None, Some(executor.clone())).unwrap();
        let worker = Arc::new(worker);
        let running = tokio::spawn({
            let worker = Arc::clone(&worker);
            async move { worker.run().await }
        });
        Self {
            executor,
            server,
            worker,
            happenings,
            running,
        }
    }

    pub(crate) fn executor(&self) -> Arc<dyn ActivityExecutor> {
        self.executor.clone()
    }

    pub(crate) async fn started(&mut self) -> ActivityContext {
        match self.happenings.recv().await.unwrap() {
            Happening::Started(context) => context,
            Happening::Cancelled(_) => panic!("an activity was cancelled before it started"),
        }
    }

    pub(crate) async fn cancelled(&mut self) -> ActivityContext {
        match self.happenings.recv().await.unwrap() {
            Happening::Cancelled(context) => context,
            Happening::Started(_) => panic!("another activity started"),
        }
    }

    pub(crate) async fn end(self) {
        self.worker.shutdown();
        tokio::time::timeout(Duration::from_secs(5), self.running)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
    }
}

#[tokio::test]
async fn an_outcome_is_reported_once() {
    let mut fixture = Fixture::new(|_| {});
    fixture.server.give_activity(activity("a", "echo"));
    let context = fixture.started().await;
    context.complete(ActivityOutcome::Completed { result: None });
    context.complete(ActivityOutcome::Canceled { details: None });
    let server = Arc::clone(&fixture.server);
    fixture.end().await;
    let sent = server.sent();
    assert!(
        matches!(&sent[0], Sent::ActivityCompleted(request) if request.task_token == "a"),
        "{sent:?}"
    );
    assert!(
        !sent.iter().any(|sent| matches!(sent, Sent::ActivityCanceled(_))),
        "{sent:?}"
    );
}

#[tokio::test]
async fn heartbeats_are_throttled_and_the_newest_wins() {
    let mut fixture = Fixture::new(|_| {});
    let mut task = activity("a", "echo");
    task.heartbeat_timeout = Some(prost_types::Duration { seconds: 1, nanos: 0 });
    fixture.server.give_activity(task);
    let context = fixture.started().await;
    let details = |number: u8| Payloads {
        payloads: vec![Payload {
            data: vec![number].into(),
            ..Payload::default()
        }],
    };
    let beat = |number| {
        let wanted = Some(details(number));
        move |sent: &Sent| matches!(sent, Sent::Heartbeat(beat) if beat.details == wanted).then_some(())
    };
    let began = Instant::now();
    for number in 0..5 {
        context.heartbeat(Some(details(number)));
    }
    fixture.server.until(beat(0)).await;
    fixture.server.until(beat(4)).await;
    assert!(
        began.elapsed() >= Duration::from_millis(800),
        "four fifths of the timeout"
    );
    let beats = fixture.server.sent().into_iter();
    let beats = beats.filter(|sent| matches!(sent, Sent::Heartbeat(_)));
    assert_eq!(beats.count(), 2, "the others between were never sent");
    context.complete(ActivityOutcome::Completed { result: None });
    fixture.end().await;
}

#[tokio::test]
async fn a_heartbeat_brings_the_cancel_request() {
    let mut fixture = Fixture::new(|_| {});
    *fixture.server.heartbeat_reply.lock() = Ok(RecordActivityTaskHeartbeatResponse {
        cancel_requested: true,
        ..Default::default()
    });
    fixture.server.give_activity(activity("a", "echo"));
    let context = fixture.started().await;
    context.heartbeat(None);
    let cancelled = fixture.cancelled().await;
    assert!(cancelled.cancellation().unwrap().requested);
    cancelled.complete(ActivityOutcome::Canceled { details: None });
    fixture
        .server
        .until(|sent| matches!(sent, Sent::ActivityCanceled(_)).then_some(()))
        .await;
    fixture.end().await;
}

#[tokio::test]
async fn a_forgotten_activity_is_cancelled_and_not_reported() {
    let mut fixture = Fixture::new(|_| {});
    *fixture.server.heartbeat_reply.lock() = Err(RpcError::new(Code::NotFound, "gone"));
    fixture.server.give_activity(activity("a", "echo"));
    fixture.started().await.heartbeat(None);
    let cancelled = fixture.cancelled().await;
    assert!(cancelled.cancellation().unwrap().not_found);
    cancelled.complete(ActivityOutcome::Completed { result: None });
    let server = Arc::clone(&fixture.server);
    fixture.end().await;
    assert!(
        !server
            .sent()
            .iter()
            .any(|sent| matches!(sent, Sent::ActivityCompleted(_)))
    );
}

#[tokio::test]
async fn slots_bound_what_runs_at_once() {
    let mut fixture = Fixture::new(|options| {
        options.activities = Some(ActivityOptions {
            slots: 1.try_into().unwrap(),
            ..ActivityOptions::default()
        });
    });
    fixture.server.give_activity(activity("a", "echo"));
    fixture.server.give_activity(activity("b", "echo"));
    let first = fixture.started().await;
    assert!(
        tokio::time::timeout(Duration::from_millis(100), fixture.happenings.recv())
            .await
            .is_err()
    );
    first.complete(ActivityOutcome::Completed { result: None });
    let second = fixture.started().await;
    assert_eq!(&second.token()[..], b"b");
    second.complete(ActivityOutcome::Completed { result: None });
    fixture.end().await;
}

#[tokio::test]
async fn a_failure_carries_the_details_that_may_not_have_arrived() {
    let mut fixture = Fixture::new(|_| {});
    fixture.server.give_activity(activity("a", "echo"));
    let context = fixture.started().await;
    context.heartbeat(None);
    let details = Payloads {
        payloads: vec![Default::default()],
    };
    context.heartbeat(Some(details.clone()));
    context.complete(ActivityOutcome::Failed {
        failure: Box::default(),
    });
    let failed = fixture.server.until(|sent| match sent {
        Sent::ActivityFailed(request) => Some((**request).clone()),
        _ => None,
    });
    assert_eq!(failed.await.last_heartbeat_details, Some(details));
    fixture.end().await;
}
