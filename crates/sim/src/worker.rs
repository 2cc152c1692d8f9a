//! A simulated worker: polls, replays and answers as a real one does, and is now and then slow, forgetful or gone.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use bytes::Bytes;
use everloop_machines::{
    Completion, Fit, Response, Run, RunOptions, Step, TaskInput,
    completion::Done,
    task::{LocalOutcome, LocalResult, LocalWork, TaskCompleted},
};
use everloop_proto::{
    Api as _, Call as CallOptions, Code, Connection, Reply,
    command::v1::command::Attributes,
    common::v1::{Payloads, WorkflowExecution},
    enums::v1::QueryResultType,
    failure::v1::Failure,
    taskqueue::v1::{StickyExecutionAttributes, TaskQueue},
    workflowservice::v1::{
        GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse, PollWorkflowTaskQueueRequest,
        PollWorkflowTaskQueueResponse, RespondQueryTaskCompletedRequest, RespondWorkflowTaskCompletedRequest,
        RespondWorkflowTaskCompletedResponse,
    },
};

use crate::{
    activities::Activities,
    calls::Call,
    circumstances::Circumstances,
    program::{Program, QUEUE, payload},
};

/// A run in the cache.
struct Cached {
    run: Run,
    program: Program,
}

impl Cached {
    fn new() -> Self {
        let options = RunOptions {
            namespace: "default".to_owned(),
            task_queue: QUEUE.to_owned(),
            ..RunOptions::default()
        };
        Self {
            run: Run::new(Arc::new(options)),
            program: Program::new(),
        }
    }
}

/// A workflow task or query in hand.
struct Task {
    cached: Cached,
    workflow_id: String,
    run_id: String,
    token: Bytes,
    page: Bytes,
    phase: Phase,
}

enum Phase {
    /// A page of history is on its way; with the input, the first page of a task that needs all of it.
    Fetching(Call<GetWorkflowExecutionHistoryResponse>, Option<Box<TaskInput>>),
    Completing(
        Call<RespondWorkflowTaskCompletedResponse>,
        Box<RespondWorkflowTaskCompletedRequest>,
        bool,
    ),
    AnsweringQuery(Call<()>),
}

pub(crate) struct Worker {
    name: String,
    connection: Connection,
    cache: BTreeMap<String, Cached>,
    normal: Option<Call<PollWorkflowTaskQueueResponse>>,
    sticky: Option<Call<PollWorkflowTaskQueueResponse>>,
    tasks: Vec<Task>,
    activities: Activities,
}

impl Worker {
    pub(crate) fn new(number: usize) -> Self {
        let name = format!("worker-{number}");
        Self {
            activities: Activities::new(&name),
            name,
            connection: Connection::default(),
            cache: BTreeMap::new(),
            normal: None,
            sticky: None,
            tasks: Vec::new(),
        }
    }

    /// By which it calls.
    pub(crate) fn connection(&self) -> &Connection {
        &self.connection
    }

    /// The process dies and another takes its place.
    pub(crate) fn crash(&mut self, number: usize) {
        *self = Self::new(number);
    }

    /// Does what can be done now; whether there was anything.
    pub(crate) fn step(&mut self, world: &mut Circumstances<'_>) -> bool {
        let mut progress = self.poll(world);
        for task in std::mem::take(&mut self.tasks) {
            progress |= self.go_on(task, world);
        }
        progress | self.activities.step(world)
    }

    /// When something of this worker is due by itself, in time since the beginning.
    pub(crate) fn next(&self) -> Option<Duration> {
        self.activities.next()
    }

    fn poll(&mut self, world: &mut Circumstances<'_>) -> bool {
        let mut progress = false;
        for is_sticky in [false, true] {
            let queue = if is_sticky { self.sticky_queue() } else { normal_queue() };
            let (name, connection) = (self.name.clone(), self.connection.clone());
            let slot = if is_sticky { &mut self.sticky } else { &mut self.normal };
            let poll = slot.get_or_insert_with(|| {
                progress = true;
                begin_poll(world, queue, name, connection)
            });
            let Some(reply) = poll.answer() else { continue };
            *slot = None;
            progress = true;
            match reply {
                // Now and then a task gets lost on its way.
                Ok(task) if !task.task_token.is_empty() && !world.mishap(20) => self.begin(task, world),
                Ok(_) | Err(_) => {}
            }
        }
        progress
    }

    fn sticky_queue(&self) -> TaskQueue {
        TaskQueue {
            name: format!("{}-sticky", self.name),
            kind: everloop_proto::enums::v1::TaskQueueKind::Sticky as i32,
            normal_name: QUEUE.to_owned(),
        }
    }

    fn begin(&mut self, mut poll: PollWorkflowTaskQueueResponse, world: &mut Circumstances<'_>) {
        let input = TaskInput::take(&mut poll);
        if world.mishap(50) {
            self.cache.remove(&input.run_id);
        }
        let mut cached = self.cache.remove(&input.run_id).unwrap_or_else(Cached::new);
        let fit = cached.run.fit(&input);
        if fit != Fit::Continues {
            cached = Cached::new();
        }
        let mut task = Task {
            cached,
            workflow_id: input.workflow_id.clone(),
            run_id: input.run_id.clone(),
            token: poll.task_token,
            page: poll.next_page_token,
            // Replaced at once.
            phase: Phase::AnsweringQuery(Call::begin(world.handle, |_| async { Ok(()) })),
        };
        if fit == Fit::NeedsFullHistory {
            let call = fetch(world, &task, Bytes::new());
            task.phase = Phase::Fetching(call, Some(Box::new(input)));
            self.tasks.push(task);
        } else {
            self.apply(task, input, world);
        }
    }

    fn apply(&mut self, mut task: Task, input: TaskInput, world: &mut Circumstances<'_>) {
        match task.cached.run.apply_task(input) {
            Ok(()) => self.work(task, world),
            Err(error) => world.violation(format!("run {}: a task was not accepted: {error}", task.run_id)),
        }
    }

    fn work(&mut self, mut task: Task, world: &mut Circumstances<'_>) {
        loop {
            match task.cached.run.step() {
                Step::Activate(activation) => {
                    let commands = task.cached.program.activate(&activation);
                    world.met.activations += 1;
                    task.cached.run.complete(Completion::Done(Done {
                        commands,
                        ..Done::default()
                    }));
                }
                Step::NeedHistory => {
                    let page = std::mem::take(&mut task.page);
                    task.phase = Phase::Fetching(fetch(world, &task, page), None);
                    self.tasks.push(task);
                    return;
                }
                Step::Local(work) => local(&mut task.cached.run, work),
                Step::AwaitLocal => {
                    world.violation(format!("run {}: waits for local activities that are done", task.run_id));
                    return;
                }
                Step::Respond(response) => return self.respond(task, response, world),
                Step::Idle => {
                    self.cache.insert(task.run_id, task.cached);
                    return;
                }
            }
        }
    }

    fn respond(&mut self, mut task: Task, response: Response, world: &mut Circumstances<'_>) {
        match response {
            Response::Completed(completed) => {
                let closes = completed.closes_run;
                let request = self.completion(&task, *completed, closes);
                let call = send_completion(world, &request, self.connection.clone());
                task.phase = Phase::Completing(call, Box::new(request), closes);
                self.tasks.push(task);
            }
            Response::QueryAnswered { outcome } => {
                task.phase = Phase::AnsweringQuery(answer_query(world, &task.token, outcome));
                self.tasks.push(task);
            }
            Response::Failed(failed) => world.violation(format!(
                "run {}: a workflow task failed: {}",
                task.run_id, failed.failure.message
            )),
            Response::Nothing => {}
        }
    }

    fn completion(
        &self,
        task: &Task,
        mut completed: TaskCompleted,
        closes: bool,
    ) -> RespondWorkflowTaskCompletedRequest {
        for command in &mut completed.commands {
            if let Some(Attributes::ScheduleActivityTaskCommandAttributes(schedule)) = &mut command.attributes {
                // One slot is kept for what comes with the reply.
                schedule.request_eager_execution &= self.activities.has_room();
            }
        }
        RespondWorkflowTaskCompletedRequest {
            task_token: task.token.clone(),
            namespace: "default".to_owned(),
            identity: self.name.clone(),
            commands: completed.commands,
            messages: completed.messages,
            sticky_attributes: (!closes).then(|| StickyExecutionAttributes {
                worker_task_queue: Some(self.sticky_queue()),
                schedule_to_start_timeout: Some(prost_types::Duration { seconds: 10, nanos: 0 }),
            }),
            return_new_workflow_task: true,
            force_create_new_workflow_task: completed.force_create_new_workflow_task,
            query_results: completed.query_results.into_iter().collect(),
            sdk_metadata: Some(completed.sdk_metadata),
            ..Default::default()
        }
    }

    fn go_on(&mut self, mut task: Task, world: &mut Circumstances<'_>) -> bool {
        match &mut task.phase {
            Phase::Fetching(call, input) => {
                let Some(reply) = call.answer() else {
                    self.tasks.push(task);
                    return false;
                };
                let Ok(page) = reply else { return true };
                let events = page.history.map(|history| history.events).unwrap_or_default();
                match input.take() {
                    Some(mut input) => {
                        input.history_complete = page.next_page_token.is_empty();
                        input.history = events;
                        task.page = page.next_page_token;
                        self.apply(task, *input, world);
                    }
                    None => {
                        task.cached.run.add_history(events, page.next_page_token.is_empty());
                        task.page = page.next_page_token;
                        self.work(task, world);
                    }
                }
            }
            Phase::Completing(call, request, closes) => {
                let Some(reply) = call.answer() else {
                    self.tasks.push(task);
                    return false;
                };
                match reply {
                    Err(error) if error.code == Code::Unavailable && !world.mishap(300) => {
                        // Whether it was done is not known: it is sent again.
                        *call = send_completion(world, request, self.connection.clone());
                        self.tasks.push(task);
                    }
                    Ok(_) if world.mishap(20) => {}
                    Ok(reply) => {
                        let closes = *closes;
                        self.accepted(task, reply, closes, world);
                    }
                    Err(error) => world.expect_refusal("a workflow task's completion", &error),
                }
            }
            Phase::AnsweringQuery(call) => match call.answer() {
                None => {
                    self.tasks.push(task);
                    return false;
                }
                Some(_) => {
                    self.cache.insert(task.run_id, task.cached);
                }
            },
        }
        true
    }

    fn accepted(
        &mut self,
        mut task: Task,
        reply: RespondWorkflowTaskCompletedResponse,
        closes: bool,
        world: &mut Circumstances<'_>,
    ) {
        for activity in reply.activity_tasks {
            self.activities.start(activity, world);
        }
        if reply.reset_history_event_id > 0 {
            task.cached.run.reset_to(reply.reset_history_event_id);
        }
        if !closes {
            self.cache.insert(task.run_id, task.cached);
        }
        if let Some(inline) = reply.workflow_task.filter(|task| !task.task_token.is_empty()) {
            self.begin(inline, world);
        }
    }
}

fn normal_queue() -> TaskQueue {
    TaskQueue {
        name: QUEUE.to_owned(),
        ..Default::default()
    }
}

fn by(connection: Connection) -> CallOptions {
    CallOptions {
        connection: Some(connection),
        ..CallOptions::default()
    }
}

fn begin_poll(
    world: &Circumstances<'_>,
    queue: TaskQueue,
    identity: String,
    connection: Connection,
) -> Call<PollWorkflowTaskQueueResponse> {
    Call::begin(world.handle, |handle| async move {
        let request = PollWorkflowTaskQueueRequest {
            namespace: "default".to_owned(),
            task_queue: Some(queue),
            worker_instance_key: identity.clone(),
            identity,
            ..Default::default()
        };
        handle.poll_workflow_task_queue(request, by(connection)).await
    })
}

fn fetch(world: &Circumstances<'_>, task: &Task, page: Bytes) -> Call<GetWorkflowExecutionHistoryResponse> {
    let request = GetWorkflowExecutionHistoryRequest {
        namespace: "default".to_owned(),
        execution: Some(WorkflowExecution {
            workflow_id: task.workflow_id.clone(),
            run_id: task.run_id.clone(),
        }),
        next_page_token: page,
        ..Default::default()
    };
    Call::begin(world.handle, |handle| async move {
        handle
            .get_workflow_execution_history(request, CallOptions::default())
            .await
    })
}

fn send_completion(
    world: &Circumstances<'_>,
    request: &RespondWorkflowTaskCompletedRequest,
    connection: Connection,
) -> Call<RespondWorkflowTaskCompletedResponse> {
    let request = request.clone();
    Call::begin(world.handle, |handle| async move {
        handle.respond_workflow_task_completed(request, by(connection)).await
    })
}

fn answer_query(world: &Circumstances<'_>, token: &Bytes, outcome: Result<Payloads, Failure>) -> Call<()> {
    let mut request = RespondQueryTaskCompletedRequest {
        task_token: token.clone(),
        namespace: "default".to_owned(),
        ..Default::default()
    };
    match outcome {
        Ok(result) => {
            request.completed_type = QueryResultType::Answered as i32;
            request.query_result = Some(result);
        }
        Err(failure) => {
            request.completed_type = QueryResultType::Failed as i32;
            request.error_message.clone_from(&failure.message);
            request.failure = Some(failure);
        }
    }
    Call::begin(world.handle, |handle| async move {
        let reply: Reply<_> = handle
            .respond_query_task_completed(request, CallOptions::default())
            .await;
        reply.map(drop)
    })
}

/// Local activities take no time here.
fn local(run: &mut Run, work: Vec<LocalWork>) {
    for work in work {
        match work {
            LocalWork::Start(start) => run.resolve_local_activity(LocalOutcome {
                seq: start.seq,
                attempt: start.attempt,
                runtime: Duration::from_millis(1),
                original_schedule_time: start.original_schedule_time,
                result: LocalResult::Completed(Some(payload("local"))),
            }),
            LocalWork::Cancel { .. } => {}
        }
    }
}
