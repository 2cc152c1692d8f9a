//! Workflow tasks: completions, the cache, failures, blocked threads.

use std::{collections::VecDeque, sync::Arc, thread, time::Duration};

use everloop_machines::{
    Activation, Command, Completion, Job,
    completion::{Done, StartTimer, TaskFailed},
};
use everloop_proto::{
    Code, RpcError,
    command::v1::command::Attributes,
    failure::v1::Failure,
    history::v1::History,
    workflowservice::v1::{GetWorkflowExecutionHistoryResponse, RespondWorkflowTaskCompletedRequest},
};
use everloop_worker::{Eviction, Options, Worker, WorkflowOptions, WorkflowRuntime};
use parking_lot::Mutex;
use tokio::task::JoinHandle;

use crate::server::{Sent, Server, beginning, first_task};

type Answer = Box<dyn FnOnce(&Activation) -> Completion + Send>;

/// Answers activations by a script, and notes what it saw.
#[derive(Default)]
struct Runtime {
    answers: Mutex<VecDeque<Answer>>,
    seen: Mutex<Vec<String>>,
    evictions: Mutex<Vec<Eviction>>,
}

impl Runtime {
    fn will(&self, answer: impl FnOnce(&Activation) -> Completion + Send + 'static) {
        self.answers.lock().push_back(Box::new(answer));
    }

    fn seen(&self) -> Vec<String> {
        self.seen.lock().clone()
    }

    fn evictions(&self) -> Vec<Eviction> {
        self.evictions.lock().clone()
    }
}

impl WorkflowRuntime for Runtime {
    fn activate(&self, activation: Activation) -> Completion {
        let begins = matches!(activation.jobs.first(), Some(Job::Initialize(_)));
        self.seen.lock().push(format!(
            "{} {}",
            if begins { "begin" } else { "go on" },
            activation.run_id
        ));
        let answer = self.answers.lock().pop_front();
        answer.map_or_else(|| done(Vec::new()), |answer| answer(&activation))
    }

    fn evict(&self, run_id: &str, why: &Eviction) {
        self.evictions.lock().push(why.clone());
        self.seen.lock().push(format!("evict {run_id}"));
    }

    fn interrupt(&self, run_id: &str) -> Option<String> {
        Some(format!("stack of {run_id}"))
    }
}

fn done(commands: Vec<Command>) -> Completion {
    Completion::Done(Done {
        commands,
        ..Done::default()
    })
}

fn complete() -> Completion {
    done(vec![Command::CompleteWorkflow { result: None }])
}

struct Fixture {
    server: Arc<Server>,
    runtime: Arc<Runtime>,
    worker: Arc<Worker>,
    running: JoinHandle<Result<(), everloop_worker::Error>>,
}

impl Fixture {
    fn new(change: impl FnOnce(&mut WorkflowOptions)) -> Self {
        let server = Server::new();
        let runtime = Arc::new(Runtime::default());
        let mut workflows = WorkflowOptions::default();
        change(&mut workflows);
        let options = Options {
            task_queue: "q".to_owned(),
            workflows: Some(workflows),
            ..Options::default()
        };
        let worker = Arc::new(Worker::new(server.clone(), options, Some(runtime.clone()), None).unwrap());
        let running = tokio::spawn({
            let worker = Arc::clone(&worker);
            async move { worker.run().await }
        });
        Self {
            server,
            runtime,
            worker,
            running,
        }
    }

    async fn completed(&self, token: &'static str) -> RespondWorkflowTaskCompletedRequest {
        let picked = self.server.until(|sent| match sent {
            Sent::TaskCompleted(request) if request.task_token == token => Some((**request).clone()),
            _ => None,
        });
        picked.await
    }

    async fn failed(&self, token: &'static str) -> Failure {
        let picked = self.server.until(|sent| match sent {
            Sent::TaskFailed(request) if request.task_token == token => request.failure.clone(),
            _ => None,
        });
        picked.await
    }

    async fn end(self) {
        self.worker.shutdown();
        tokio::time::timeout(Duration::from_secs(10), self.running)
            .await
            .unwrap()
            .unwrap()
            .unwrap();
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_workflow_that_returns_is_completed_and_evicted() {
    let fixture = Fixture::new(|_| {});
    fixture.runtime.will(|_| complete());
    fixture.server.give_workflow_task(first_task("t", "run"));
    let request = fixture.completed("t").await;
    let attributes = request.commands[0].attributes.as_ref().unwrap();
    assert!(
        matches!(attributes, Attributes::CompleteWorkflowExecutionCommandAttributes(_)),
        "{attributes:?}"
    );
    assert!(request.return_new_workflow_task);
    let runtime = Arc::clone(&fixture.runtime);
    fixture.end().await;
    assert_eq!(runtime.seen(), ["begin run", "evict run"]);
    assert_eq!(runtime.evictions(), [Eviction::Closed]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_waiting_workflow_stays_in_the_cache() {
    let fixture = Fixture::new(|_| {});
    fixture.runtime.will(|_| {
        done(vec![Command::StartTimer(StartTimer {
            seq: 1,
            duration: Duration::from_secs(1),
            ..timer()
        })])
    });
    fixture.server.give_workflow_task(first_task("t", "run"));
    let request = fixture.completed("t").await;
    assert!(request.sticky_attributes.is_some());
    let runtime = Arc::clone(&fixture.runtime);
    fixture.end().await;
    assert_eq!(runtime.seen(), ["begin run", "evict run"]);
    assert_eq!(runtime.evictions(), [Eviction::Shutdown]);
}

fn timer() -> StartTimer {
    StartTimer {
        seq: 1,
        duration: Duration::ZERO,
        user_metadata: None,
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn the_run_unused_for_longest_is_evicted() {
    let fixture = Fixture::new(|options| options.cached_max = 2);
    for (token, run_id) in [("t1", "one"), ("t2", "two"), ("t3", "three")] {
        fixture.server.give_workflow_task(first_task(token, run_id));
        fixture.completed(token).await;
    }
    let runtime = Arc::clone(&fixture.runtime);
    let evicted = async {
        while !runtime.seen().contains(&"evict one".to_owned()) {
            tokio::task::yield_now().await;
        }
    };
    tokio::time::timeout(Duration::from_secs(5), evicted).await.unwrap();
    assert!(!runtime.seen().contains(&"evict two".to_owned()));
    assert_eq!(runtime.evictions()[0], Eviction::CacheFull);
    fixture.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn without_a_cache_nothing_is_kept() {
    let fixture = Fixture::new(|options| options.cached_max = 0);
    fixture.server.give_workflow_task(first_task("t", "run"));
    let request = fixture.completed("t").await;
    assert_eq!(request.sticky_attributes, None);
    let runtime = Arc::clone(&fixture.runtime);
    fixture.end().await;
    assert_eq!(runtime.seen(), ["begin run", "evict run"]);
    assert_eq!(runtime.evictions(), [Eviction::CacheFull]);
}

#[tokio::test(flavor = "multi_thread")]
async fn a_refused_completion_evicts() {
    let fixture = Fixture::new(|_| {});
    fixture
        .server
        .completion_replies
        .lock()
        .push(Err(RpcError::new(Code::NotFound, "Workflow task not found.")));
    fixture.server.give_workflow_task(first_task("t1", "run"));
    fixture.completed("t1").await;
    fixture.server.give_workflow_task(first_task("t2", "run"));
    fixture.completed("t2").await;
    assert_eq!(fixture.runtime.seen(), ["begin run", "evict run", "begin run"]);
    assert_eq!(fixture.runtime.evictions(), [Eviction::TaskNotFound]);
    fixture.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_failed_task_is_reported_only_at_first() {
    let fixture = Fixture::new(|_| {});
    let fail = |_: &Activation| {
        let failure = Failure {
            message: "oh no".to_owned(),
            ..Failure::default()
        };
        Completion::TaskFailed(TaskFailed {
            failure,
            cause: Default::default(),
        })
    };
    fixture.runtime.will(fail);
    fixture.server.give_workflow_task(first_task("t1", "run"));
    assert_eq!(fixture.failed("t1").await.message, "oh no");
    fixture.runtime.will(fail);
    let mut again = first_task("t2", "run");
    again.attempt = 2;
    fixture.server.give_workflow_task(again);
    fixture.runtime.will(|_| complete());
    fixture.server.give_workflow_task(first_task("t3", "run"));
    fixture.completed("t3").await;
    let failures = fixture
        .server
        .sent()
        .iter()
        .filter(|sent| matches!(sent, Sent::TaskFailed(_)))
        .count();
    assert_eq!(failures, 1);
    let failure = "oh no".to_owned();
    assert_eq!(fixture.runtime.evictions()[0], Eviction::RuntimeFailed { failure });
    fixture.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_blocked_thread_fails_its_task_and_delays_no_other() {
    let fixture = Fixture::new(|options| options.deadlock_timeout = Some(Duration::from_millis(100)));
    let (unblock, blocked) = std::sync::mpsc::channel::<()>();
    let blocked = Mutex::new(blocked);
    fixture.runtime.will(move |_| {
        let _ = blocked.lock().recv();
        complete()
    });
    fixture.server.give_workflow_task(first_task("t1", "stuck"));
    let failure = fixture.failed("t1").await;
    assert!(
        failure
            .message
            .starts_with("[TMPRL1101] Potential deadlock detected: workflow Flow with id id"),
        "{failure:?}"
    );
    assert_eq!(failure.stack_trace, "stack of stuck");

    fixture.runtime.will(|_| complete());
    fixture.server.give_workflow_task(first_task("t2", "other"));
    fixture.completed("t2").await;

    // The next attempt waits until the blocked thread is back.
    fixture.runtime.will(|_| complete());
    fixture.server.give_workflow_task(first_task("t3", "stuck"));
    thread::sleep(Duration::from_millis(50));
    assert!(!fixture.runtime.seen().contains(&"evict stuck".to_owned()));
    unblock.send(()).unwrap();
    fixture.completed("t3").await;
    fixture.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_sticky_task_of_an_unknown_run_fetches_its_history() {
    let fixture = Fixture::new(|_| {});
    let history = History {
        events: beginning("Flow"),
    };
    fixture
        .server
        .histories
        .lock()
        .push(GetWorkflowExecutionHistoryResponse {
            history: Some(history),
            ..Default::default()
        });
    let mut task = first_task("t", "run");
    task.history = Some(History {
        events: beginning("Flow").split_off(2),
    });
    fixture.runtime.will(|_| complete());
    fixture.server.give_sticky_task(task);
    fixture.completed("t").await;
    fixture.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn a_reply_with_the_next_task_is_worked_on_at_once() {
    let fixture = Fixture::new(|options| options.cached_max = 0);
    let reply = everloop_proto::workflowservice::v1::RespondWorkflowTaskCompletedResponse {
        workflow_task: Some(first_task("t2", "run")),
        ..Default::default()
    };
    fixture.server.completion_replies.lock().push(Ok(reply));
    fixture.server.give_workflow_task(first_task("t1", "run"));
    fixture.completed("t2").await;
    fixture.end().await;
}

#[tokio::test(flavor = "multi_thread")]
async fn every_thread_serves_its_own_runs() {
    let fixture = Fixture::new(|options| options.threads = 3.try_into().unwrap());
    let tokens = ["t0", "t1", "t2", "t3", "t4", "t5", "t6", "t7"];
    for token in tokens {
        fixture
            .server
            .give_workflow_task(first_task(token, &format!("run of {token}")));
    }
    let mut queues = std::collections::BTreeSet::new();
    for token in tokens {
        let sticky = fixture.completed(token).await.sticky_attributes.unwrap();
        queues.insert(sticky.worker_task_queue.unwrap().name);
    }
    assert!(queues.len() > 1, "{queues:?}");
    fixture.end().await;
}
