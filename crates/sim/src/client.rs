//! A simulated client: one request after another, each sent again until there is an answer, as retrying clients do.

use std::time::Duration;

use everloop_proto::{
    Api as _, Call as CallOptions, Code, Reply,
    common::v1::{Payloads, RetryPolicy, WorkflowExecution, WorkflowType},
    enums::v1::{UpdateWorkflowExecutionLifecycleStage as Stage, WorkflowIdConflictPolicy},
    query::v1::WorkflowQuery,
    taskqueue::v1::TaskQueue,
    update::v1 as update,
    workflowservice::v1::{
        DescribeWorkflowExecutionRequest, QueryWorkflowRequest, RequestCancelWorkflowExecutionRequest,
        SignalWithStartWorkflowExecutionRequest, SignalWorkflowExecutionRequest, StartWorkflowExecutionRequest,
        TerminateWorkflowExecutionRequest, UpdateWorkflowExecutionRequest,
    },
};

use crate::{
    calls::Call,
    circumstances::{Circumstances, SignalSent},
    program::{Argument, QUEUE, payload},
};

#[derive(Clone)]
enum Request {
    Start(Box<StartWorkflowExecutionRequest>),
    Signal(Box<SignalWorkflowExecutionRequest>),
    SignalWithStart(Box<SignalWithStartWorkflowExecutionRequest>),
    Cancel(Box<RequestCancelWorkflowExecutionRequest>),
    Terminate(Box<TerminateWorkflowExecutionRequest>),
    Update(Box<UpdateWorkflowExecutionRequest>),
    Query(Box<QueryWorkflowRequest>),
    Describe(Box<DescribeWorkflowExecutionRequest>),
}

/// What an answer says that must be true ever after.
enum Answer {
    /// The run exists.
    Run(String),
    /// The update is in the history, with its outcome.
    Updated {
        run_id: String,
        accepted: bool,
    },
    Done,
}

pub(crate) struct Client {
    number: usize,
    left: u32,
    made: u32,
    pause_until: Duration,
    request: Option<(Request, u32)>,
    call: Option<Call<Answer>>,
}

impl Client {
    pub(crate) fn new(number: usize, requests: u32) -> Self {
        Self {
            number,
            left: requests,
            made: 0,
            pause_until: Duration::ZERO,
            request: None,
            call: None,
        }
    }

    /// When it goes on after a pause, in time since the beginning.
    pub(crate) fn next(&self) -> Option<Duration> {
        (self.left > 0 && self.request.is_none()).then_some(self.pause_until)
    }

    pub(crate) fn is_done(&self) -> bool {
        self.left == 0 && self.request.is_none()
    }

    pub(crate) fn step(&mut self, world: &mut Circumstances<'_>) -> bool {
        if self.request.is_none() {
            if self.left == 0 || self.pause_until > world.elapsed() {
                return false;
            }
            // Requests come in bursts, and with pauses between them.
            if world.random.percent(50) {
                self.pause_until = world.elapsed() + Duration::from_millis(world.random.below(5000));
            }
            self.left -= 1;
            self.made += 1;
            self.request = Some((self.invent(world), 0));
        }
        let Some((request, sent)) = &mut self.request else {
            return false;
        };
        let Some(call) = &mut self.call else {
            *sent += 1;
            self.call = Some(send(world, request.clone()));
            return true;
        };
        let Some(reply) = call.answer() else { return false };
        self.call = None;
        match reply {
            Err(error) if error.code == Code::Unavailable => {}
            // An update's outcome may take longer than a call does; it is asked for again.
            Err(error) if error.code == Code::DeadlineExceeded => {}
            reply => {
                if let Some((request, sent)) = self.request.take() {
                    settle(world, request, sent, reply);
                }
            }
        }
        true
    }

    fn invent(&self, world: &mut Circumstances<'_>) -> Request {
        let name = format!("c{}-{}", self.number, self.made);
        let execution = WorkflowExecution {
            workflow_id: format!("w{}", world.random.below(5)),
            run_id: String::new(),
        };
        let (namespace, execution, request_id) = ("default".to_owned(), Some(execution), name.clone());
        match world.random.below(20) {
            0..=6 => Request::Start(Box::new(start(world, execution, request_id))),
            7..=10 => Request::Signal(Box::new(SignalWorkflowExecutionRequest {
                namespace,
                workflow_execution: execution,
                signal_name: "from-client".to_owned(),
                input: payloads(&name),
                request_id,
                ..Default::default()
            })),
            11 | 12 => {
                let start = start(world, execution, request_id);
                Request::SignalWithStart(Box::new(SignalWithStartWorkflowExecutionRequest {
                    namespace,
                    workflow_id: start.workflow_id,
                    workflow_type: start.workflow_type,
                    task_queue: start.task_queue,
                    input: start.input,
                    request_id: start.request_id,
                    signal_name: "from-client".to_owned(),
                    signal_input: payloads(&name),
                    ..Default::default()
                }))
            }
            13 => Request::Cancel(Box::new(RequestCancelWorkflowExecutionRequest {
                namespace,
                workflow_execution: execution,
                request_id,
                ..Default::default()
            })),
            14 => Request::Terminate(Box::new(TerminateWorkflowExecutionRequest {
                namespace,
                workflow_execution: execution,
                reason: "simulated".to_owned(),
                ..Default::default()
            })),
            15..=17 => Request::Update(Box::new(UpdateWorkflowExecutionRequest {
                namespace,
                workflow_execution: execution,
                wait_policy: Some(update::WaitPolicy {
                    lifecycle_stage: Stage::Completed as i32,
                }),
                request: Some(update::Request {
                    meta: Some(update::Meta {
                        update_id: name.clone(),
                        identity: "client".to_owned(),
                    }),
                    input: Some(update::Input {
                        name: "any".to_owned(),
                        args: payloads(&name),
                        ..Default::default()
                    }),
                    ..Default::default()
                }),
                ..Default::default()
            })),
            18 => Request::Query(Box::new(QueryWorkflowRequest {
                namespace,
                execution,
                query: Some(WorkflowQuery {
                    query_type: "any".to_owned(),
                    ..Default::default()
                }),
                ..Default::default()
            })),
            _ => Request::Describe(Box::new(DescribeWorkflowExecutionRequest { namespace, execution })),
        }
    }
}

fn payloads(text: &str) -> Option<Payloads> {
    Some(Payloads {
        payloads: vec![payload(text)],
    })
}

fn start(
    world: &mut Circumstances<'_>,
    execution: Option<WorkflowExecution>,
    request_id: String,
) -> StartWorkflowExecutionRequest {
    let random = &mut *world.random;
    let conflict = if random.percent(50) {
        WorkflowIdConflictPolicy::Fail
    } else {
        WorkflowIdConflictPolicy::UseExisting
    };
    let argument = Argument {
        seed: random.below(u64::MAX),
        depth: 0,
    };
    let seconds = |seconds| Some(prost_types::Duration { seconds, nanos: 0 });
    StartWorkflowExecutionRequest {
        namespace: "default".to_owned(),
        workflow_id: execution.unwrap_or_default().workflow_id,
        workflow_type: Some(WorkflowType { name: "Any".to_owned() }),
        task_queue: Some(TaskQueue {
            name: QUEUE.to_owned(),
            ..Default::default()
        }),
        input: Some(Payloads {
            payloads: vec![argument.payload()],
        }),
        request_id,
        workflow_id_conflict_policy: conflict as i32,
        workflow_run_timeout: if random.percent(10) { seconds(60) } else { None },
        workflow_start_delay: if random.percent(10) { seconds(5) } else { None },
        retry_policy: random.percent(20).then(|| RetryPolicy {
            maximum_attempts: 3,
            ..RetryPolicy::default()
        }),
        ..Default::default()
    }
}

fn send(world: &Circumstances<'_>, request: Request) -> Call<Answer> {
    let call = CallOptions::default();
    Call::begin(world.handle, |handle| async move {
        Ok(match request {
            Request::Start(it) => Answer::Run(handle.start_workflow_execution(*it, call).await?.run_id),
            Request::SignalWithStart(it) => {
                Answer::Run(handle.signal_with_start_workflow_execution(*it, call).await?.run_id)
            }
            Request::Signal(it) => done(handle.signal_workflow_execution(*it, call).await)?,
            Request::Cancel(it) => done(handle.request_cancel_workflow_execution(*it, call).await)?,
            Request::Terminate(it) => done(handle.terminate_workflow_execution(*it, call).await)?,
            Request::Query(it) => done(handle.query_workflow(*it, call).await)?,
            Request::Describe(it) => done(handle.describe_workflow_execution(*it, call).await)?,
            Request::Update(it) => {
                let reply = handle.update_workflow_execution(*it, call).await?;
                let execution = reply.update_ref.and_then(|update| update.workflow_execution);
                Answer::Updated {
                    run_id: execution.unwrap_or_default().run_id,
                    accepted: matches!(
                        reply.outcome.and_then(|outcome| outcome.value),
                        Some(update::outcome::Value::Success(_))
                    ),
                }
            }
        })
    })
}

fn done<T>(reply: Reply<T>) -> Reply<Answer> {
    reply.map(|_| Answer::Done)
}

/// Writes down what was acknowledged.
fn settle(world: &mut Circumstances<'_>, request: Request, sent: u32, reply: Reply<Answer>) {
    let answer = match reply {
        Ok(answer) => answer,
        Err(error) => return world.expect_refusal("a client's request", &error),
    };
    world.met.acknowledged += 1;
    let signal = match &request {
        Request::Signal(it) => Some((it.workflow_execution.clone().unwrap_or_default(), it.request_id.clone())),
        Request::SignalWithStart(it) => Some((
            WorkflowExecution {
                workflow_id: it.workflow_id.clone(),
                run_id: String::new(),
            },
            it.request_id.clone(),
        )),
        _ => None,
    };
    if let Some((execution, text)) = signal {
        world.ledger.signals.push(SignalSent {
            workflow_id: execution.workflow_id,
            text,
            sent,
        });
    }
    match (answer, request) {
        (Answer::Run(run_id), _) => world.ledger.runs.push(run_id),
        (Answer::Updated { run_id, accepted: true }, Request::Update(it)) => {
            let meta = it.request.and_then(|request| request.meta);
            world.ledger.updates.push((run_id, meta.unwrap_or_default().update_id));
        }
        (Answer::Updated { .. } | Answer::Done, _) => {}
    }
}
