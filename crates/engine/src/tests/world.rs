//! The vocabulary of the scenarios: an execution with its history, its records and a clock, checked at every step.

mod commands;

use std::collections::BTreeMap;
use std::time::Duration;

use everloop_proto::command::v1::Command;
use everloop_proto::common::v1::{Payload, Payloads, WorkflowType};
use everloop_proto::enums::v1::EventType;
use everloop_proto::failure::v1::failure::FailureInfo;
use everloop_proto::failure::v1::{ApplicationFailureInfo, Failure};
use everloop_proto::history::v1::HistoryEvent;
use everloop_proto::taskqueue::v1::{StickyExecutionAttributes, TaskQueue};
use everloop_proto::workflowservice::v1::{
    PollActivityTaskQueueResponse, PollWorkflowTaskQueueResponse, RespondWorkflowTaskCompletedRequest,
    RespondWorkflowTaskFailedRequest, SignalWorkflowExecutionRequest, StartWorkflowExecutionRequest,
    UpdateWorkflowExecutionRequest,
};

pub(super) use commands::{
    activity, attempts, cancel_activity, cancel_timer, complete_workflow, continue_as_new, fail_workflow, schedule,
    seconds, start_timer,
};

use crate::input::{self, Polled};
use crate::state::{Agenda, Recorded, TaskKind};
use crate::{
    Context, Decision, Effect, Execution, HandedWorkflowTask, IdSource, Input, ItemKey, ItemWrite, Limits, Namespace,
    Reject, Reply, StartDecision, Status, Timestamp, Writes, convert, decide, evolve, start, token,
};

/// Ids that can be told apart.
#[derive(Default)]
pub(super) struct Ids(u32);

impl Ids {
    /// Ids that no other source of this kind hands out before its thousandth.
    pub(super) fn apart(number: u32) -> Self {
        Self(number * 1000)
    }
}

impl IdSource for Ids {
    fn random(&mut self) -> String {
        self.0 += 1;
        format!("id-{}", self.0)
    }

    fn ordered(&mut self, _now: Timestamp) -> String {
        self.random()
    }
}

pub(super) struct World {
    pub(super) now: Timestamp,
    pub(super) ids: Ids,
    pub(super) limits: Limits,
    pub(super) execution: Execution,
    pub(super) history: Vec<HistoryEvent>,
    pub(super) effects: Vec<Effect>,
    /// The run that followed, if one did.
    pub(super) next_run: Option<Box<crate::Birth>>,
    core: Vec<u8>,
    items: BTreeMap<ItemKey, Vec<u8>>,
}

pub(super) fn namespace() -> Namespace {
    Namespace {
        id: "ns-id".to_owned(),
        name: "default".to_owned(),
    }
}

pub(super) fn request() -> StartWorkflowExecutionRequest {
    StartWorkflowExecutionRequest {
        namespace: "default".to_owned(),
        workflow_id: "order".to_owned(),
        workflow_type: Some(WorkflowType {
            name: "Order".to_owned(),
        }),
        task_queue: Some(TaskQueue {
            name: "queue".to_owned(),
            ..TaskQueue::default()
        }),
        input: payloads("input"),
        identity: "client".to_owned(),
        request_id: "start".to_owned(),
        ..StartWorkflowExecutionRequest::default()
    }
}

pub(super) fn payloads(text: &str) -> Option<Payloads> {
    Some(Payloads {
        payloads: vec![Payload {
            data: text.to_owned().into(),
            ..Payload::default()
        }],
    })
}

impl World {
    pub(super) fn started() -> Self {
        Self::started_with(request())
    }

    pub(super) fn started_with(request: StartWorkflowExecutionRequest) -> Self {
        let mut ids = Ids::default();
        let limits = Limits::default();
        let now = Timestamp::from_millis(1_000_000);
        let mut ctx = Context {
            now,
            ids: &mut ids,
            limits: &limits,
        };
        let StartDecision { new, reply, .. } = start(request, &namespace(), None, &mut ctx).expect("it starts");
        assert!(reply.started);
        let birth = *new.expect("a run begins");
        Self::of(birth, now, ids)
    }

    pub(super) fn of(birth: crate::Birth, now: Timestamp, ids: Ids) -> Self {
        let mut world = Self {
            now,
            ids,
            limits: Limits::default(),
            execution: birth.execution,
            history: birth.events,
            effects: birth.effects,
            next_run: None,
            core: Vec::new(),
            items: BTreeMap::new(),
        };
        world.write(birth.writes);
        world.check();
        world
    }

    /// Gives an input; the error is what the caller gets, whether the decision stands or not.
    pub(super) fn give(&mut self, input: Input) -> Result<Reply, Reject> {
        let before = self.execution.clone();
        let mut ctx = Context {
            now: self.now,
            ids: &mut self.ids,
            limits: &self.limits,
        };
        let decision = decide(&self.execution, input, &mut ctx);
        assert_eq!(before, self.execution, "to decide changes nothing");
        self.apply(decision?)
    }

    /// Goes on with a decision.
    pub(super) fn apply(&mut self, decision: Decision) -> Result<Reply, Reject> {
        let Decision {
            execution,
            events,
            new_execution,
            writes,
            effects,
            reply,
            ..
        } = decision;
        self.execution = execution;
        self.history.extend(events);
        self.effects = effects;
        self.next_run = new_execution;
        self.write(writes);
        self.check();
        reply
    }

    fn write(&mut self, writes: Writes) {
        if let Some(core) = writes.core {
            self.core = core;
        }
        for write in writes.items {
            match write {
                ItemWrite::Put { key, value } => {
                    self.items.insert(key, value);
                }
                ItemWrite::Delete { key } => {
                    assert!(self.items.remove(&key).is_some(), "only what is there is deleted");
                }
            }
        }
    }

    /// What must hold after every step.
    fn check(&self) {
        let mut folded = Recorded::default();
        for event in &self.history {
            evolve(&mut folded, event);
        }
        assert_eq!(
            &folded,
            self.execution.recorded(),
            "the history folds to the recorded state"
        );
        let read = self.restored();
        let mut kept = self.execution.clone();
        kept.transient.queries.clear();
        kept.transient.updates.clear();
        if kept
            .transient
            .task
            .as_ref()
            .is_some_and(|task| task.kind == TaskKind::Speculative)
        {
            kept.transient.task = None;
            kept.agenda = Agenda::of(&kept);
        }
        assert_eq!(read.recorded, kept.recorded);
        assert_eq!(read.transient, kept.transient);
        assert_eq!(read, kept, "the records are the execution");
        assert_eq!(
            Agenda::of(&self.execution),
            self.execution.agenda,
            "deadlines follow from the state"
        );
    }

    pub(super) fn restored(&self) -> Execution {
        Execution::from_records(
            &self.core,
            self.items.iter().map(|(key, value)| (*key, value.as_slice())),
        )
        .expect("the records can be read")
    }

    pub(super) fn item_count(&self) -> usize {
        self.items.len()
    }

    /// Lets that much time pass, stopping at each deadline on the way.
    pub(super) fn pass(&mut self, time: Duration) {
        let end = self.now + time;
        while let Some(due) = self.execution.next_deadline().filter(|due| *due <= end) {
            self.now = due.max(self.now);
            self.give(Input::Deadline).expect("deadlines are accepted");
        }
        self.now = end;
    }

    pub(super) fn pass_millis(&mut self, millis: u64) {
        self.pass(Duration::from_millis(millis));
    }

    pub(super) fn types(&self) -> Vec<EventType> {
        self.history.iter().map(HistoryEvent::event_type).collect()
    }

    /// The types of the events from that id on.
    pub(super) fn types_from(&self, id: i64) -> Vec<EventType> {
        self.history
            .iter()
            .filter(|event| event.event_id >= id)
            .map(HistoryEvent::event_type)
            .collect()
    }

    pub(super) fn last(&self) -> &HistoryEvent {
        self.history.last().expect("there is a first event")
    }

    pub(super) fn event(&self, kind: EventType) -> &HistoryEvent {
        self.history
            .iter()
            .rev()
            .find(|event| event.event_type() == kind)
            .expect("there is such an event")
    }

    pub(super) fn status(&self) -> Status {
        self.execution.status()
    }

    // Workflow tasks.

    /// Takes the workflow task that waits.
    pub(super) fn take_task(&mut self) -> HandedWorkflowTask {
        self.try_take_task().expect("a workflow task waits")
    }

    pub(super) fn try_take_task(&mut self) -> Result<HandedWorkflowTask, Reject> {
        let task = self.execution.transient.task.as_ref().ok_or(Reject::Stale)?;
        let input = input::WorkflowTaskStarted {
            scheduled_event_id: task.scheduled_event_id,
            attempt: task.attempt,
            identity: "worker".to_owned(),
            request_id: format!("poll-{}", self.now.nanos()),
            polled: if task.sticky_queue.is_some() {
                Polled::Sticky
            } else {
                Polled::Normal
            },
            worker_version: None,
            worker: None,
        };
        match self.give(Input::WorkflowTaskStarted(input))? {
            Reply::WorkflowTask(task) => Ok(*task),
            other => panic!("not a task: {other:?}"),
        }
    }

    pub(super) fn complete(
        &mut self,
        task: &PollWorkflowTaskQueueResponse,
        commands: Vec<Command>,
    ) -> Result<Reply, Reject> {
        self.complete_with(task, completion(commands))
    }

    pub(super) fn complete_with(
        &mut self,
        task: &PollWorkflowTaskQueueResponse,
        request: RespondWorkflowTaskCompletedRequest,
    ) -> Result<Reply, Reject> {
        let token = token::WorkflowTask::decode_token(&task.task_token).expect("tokens can be read");
        self.give(Input::WorkflowTaskCompleted(input::WorkflowTaskCompleted {
            token,
            request: Box::new(request),
        }))
    }

    /// Takes the task that waits and completes it with these commands.
    pub(super) fn run_task(&mut self, commands: Vec<Command>) -> Reply {
        let task = self.take_task();
        self.complete(&task.response, commands)
            .expect("the completion is accepted")
    }

    pub(super) fn fail_task(&mut self, task: &PollWorkflowTaskQueueResponse) -> Result<Reply, Reject> {
        let request = RespondWorkflowTaskFailedRequest {
            cause: 14,
            identity: "worker".to_owned(),
            failure: Some(application_failure("bug", "Bug")),
            ..RespondWorkflowTaskFailedRequest::default()
        };
        self.fail_task_with(task, request)
    }

    pub(super) fn fail_task_with(
        &mut self,
        task: &PollWorkflowTaskQueueResponse,
        request: RespondWorkflowTaskFailedRequest,
    ) -> Result<Reply, Reject> {
        let token = token::WorkflowTask::decode_token(&task.task_token).expect("tokens can be read");
        self.give(Input::WorkflowTaskFailed(input::WorkflowTaskFailed {
            token,
            request: Box::new(request),
        }))
    }

    pub(super) fn signal(&mut self, name: &str, request_id: &str) -> Result<Reply, Reject> {
        self.give(Input::Signal(Box::new(SignalWorkflowExecutionRequest {
            signal_name: name.to_owned(),
            request_id: request_id.to_owned(),
            identity: "client".to_owned(),
            ..SignalWorkflowExecutionRequest::default()
        })))
    }

    pub(super) fn update(&mut self, update_id: &str) -> Result<Reply, Reject> {
        let request = everloop_proto::update::v1::Request {
            meta: Some(everloop_proto::update::v1::Meta {
                update_id: update_id.to_owned(),
                identity: "client".to_owned(),
            }),
            input: Some(everloop_proto::update::v1::Input {
                name: "set".to_owned(),
                ..everloop_proto::update::v1::Input::default()
            }),
            ..everloop_proto::update::v1::Request::default()
        };
        self.give(Input::Update(Box::new(UpdateWorkflowExecutionRequest {
            request: Some(request),
            ..UpdateWorkflowExecutionRequest::default()
        })))
    }

    // Activities.

    /// Takes the activity task that an effect of the last step announced, or that waits.
    pub(super) fn take_activity(&mut self, scheduled_event_id: i64) -> Result<PollActivityTaskQueueResponse, Reject> {
        let attempt = self
            .execution
            .progress(scheduled_event_id)
            .map_or(1, |progress| progress.attempt);
        let stamp = self
            .execution
            .progress(scheduled_event_id)
            .map_or(0, |progress| progress.stamp);
        let input = input::ActivityTaskStarted {
            stamp,
            scheduled_event_id,
            attempt,
            identity: "worker".to_owned(),
            request_id: format!("poll-{}", self.now.nanos()),
            worker_version: None,
        };
        match self.give(Input::ActivityTaskStarted(input))? {
            Reply::ActivityTask(task) => Ok(task.response),
            other => panic!("not a task: {other:?}"),
        }
    }

    pub(super) fn complete_activity(&mut self, task: &PollActivityTaskQueueResponse) -> Result<Reply, Reject> {
        let activity = by_token(task);
        self.give(Input::ActivityCompleted(input::ActivityCompleted {
            activity,
            identity: "worker".to_owned(),
            result: payloads("result"),
        }))
    }

    pub(super) fn fail_activity(
        &mut self,
        task: &PollActivityTaskQueueResponse,
        failure: Failure,
    ) -> Result<Reply, Reject> {
        let activity = by_token(task);
        self.give(Input::ActivityFailed(input::ActivityFailed {
            activity,
            identity: "worker".to_owned(),
            failure: Some(failure),
            last_heartbeat_details: None,
        }))
    }

    pub(super) fn beat(&mut self, task: &PollActivityTaskQueueResponse, details: &str) -> Result<Reply, Reject> {
        let activity = by_token(task);
        self.give(Input::ActivityHeartbeat(input::ActivityHeartbeat {
            activity,
            identity: "worker".to_owned(),
            details: payloads(details),
        }))
    }
}

pub(super) fn by_token(task: &PollActivityTaskQueueResponse) -> input::Activity {
    input::Activity::Token(token::ActivityTask::decode_token(&task.task_token).expect("tokens can be read"))
}

pub(super) fn completion(commands: Vec<Command>) -> RespondWorkflowTaskCompletedRequest {
    RespondWorkflowTaskCompletedRequest {
        commands,
        identity: "worker".to_owned(),
        ..RespondWorkflowTaskCompletedRequest::default()
    }
}

pub(super) fn sticky(commands: Vec<Command>) -> RespondWorkflowTaskCompletedRequest {
    RespondWorkflowTaskCompletedRequest {
        sticky_attributes: Some(StickyExecutionAttributes {
            worker_task_queue: Some(TaskQueue {
                name: "sticky".to_owned(),
                ..TaskQueue::default()
            }),
            schedule_to_start_timeout: Some(convert::wire(Duration::from_secs(10))),
        }),
        ..completion(commands)
    }
}

pub(super) fn application_failure(message: &str, kind: &str) -> Failure {
    Failure {
        message: message.to_owned(),
        failure_info: Some(FailureInfo::ApplicationFailureInfo(ApplicationFailureInfo {
            r#type: kind.to_owned(),
            ..ApplicationFailureInfo::default()
        })),
        ..Failure::default()
    }
}
