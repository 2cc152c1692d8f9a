//! What callers ask of the owner thread.

mod schedule;

use std::{collections::BTreeMap, time::Duration};

use everloop_engine::{
    Input, Timestamp, UpdateStage, UpdateStatus, matching::Description, matching::Kind,
    search_attributes::Kind as AttributeKind,
};
use everloop_proto::{
    Connection,
    activity::v1::ActivityOptions,
    common::v1::WorkerVersionStamp,
    failure::v1::Failure,
    query::v1::WorkflowQuery,
    taskqueue::v1::TaskQueueConfig,
    workflow::v1::{WorkflowExecutionInfo, WorkflowExecutionOptions},
    workflowservice::v1::{
        CountWorkflowExecutionsResponse, DescribeNamespaceResponse, DescribeWorkflowExecutionResponse,
        GetWorkflowExecutionHistoryResponse, GetWorkflowExecutionHistoryReverseResponse, PollActivityTaskQueueResponse,
        PollWorkflowTaskQueueResponse, QueryWorkflowResponse, RecordActivityTaskHeartbeatResponse,
        RegisterNamespaceRequest, RespondQueryTaskCompletedRequest, RespondWorkflowTaskCompletedResponse,
        SignalWithStartWorkflowExecutionRequest, SignalWithStartWorkflowExecutionResponse,
        StartWorkflowExecutionRequest, StartWorkflowExecutionResponse, UpdateNamespaceRequest,
        UpdateWorkflowExecutionRequest,
    },
};

use everloop_store::Place;

use crate::{admin::Admin, promise::Promise};

pub(crate) use schedule::{ListSchedules, ScheduleList, ScheduleRequest};

/// Which execution a caller means, by the words of the protocol.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Address {
    pub(crate) namespace: String,
    pub(crate) workflow_id: String,
    /// Empty: the latest run.
    pub(crate) run_id: String,
}

/// A question or order to the owner. Each ends with its promise kept, or dropped when the owner stops.
pub(crate) enum Request {
    Start {
        request: Box<StartWorkflowExecutionRequest>,
        connection: Option<Connection>,
        promise: Promise<StartWorkflowExecutionResponse>,
    },
    SignalWithStart {
        request: Box<SignalWithStartWorkflowExecutionRequest>,
        promise: Promise<SignalWithStartWorkflowExecutionResponse>,
    },
    /// Something that happens to one execution.
    Input {
        address: Address,
        input: Box<Input>,
        /// What it came by, if the answer may be a task.
        connection: Option<Connection>,
        promise: Promise<Answer>,
    },
    Describe {
        address: Address,
        promise: Promise<DescribeWorkflowExecutionResponse>,
    },
    Update(Box<Update>),
    Query(Box<Query>),
    AnswerQuery {
        answer: Box<RespondQueryTaskCompletedRequest>,
        promise: Promise<()>,
    },
    PollWorkflowTask {
        poll: Box<Poll>,
        promise: Promise<PollWorkflowTaskQueueResponse>,
    },
    PollActivityTask {
        poll: Box<Poll>,
        promise: Promise<PollActivityTaskQueueResponse>,
    },
    ReadHistory {
        read: Box<ReadHistory>,
        promise: Promise<GetWorkflowExecutionHistoryResponse>,
    },
    ReadHistoryReverse {
        address: Address,
        page: Page,
        promise: Promise<GetWorkflowExecutionHistoryReverseResponse>,
    },
    Namespace(NamespaceRequest),
    Schedule(ScheduleRequest),
    SearchAttributes(SearchAttributesRequest),
    List(List),
    Delete {
        address: Address,
        /// Who terminates it if it is open.
        identity: String,
        promise: Promise<()>,
    },
    DescribeQueue {
        namespace: String,
        kind: Kind,
        name: String,
        promise: Promise<QueueDescription>,
    },
    /// Something about time that skips.
    TimeSkipping(TimeSkipping),
    /// What is asked besides the daily business.
    Admin(Box<Admin>),
    ConnectionClosed(Connection),
    ClockMoved,
    Close(Promise<()>),
}

/// The answer to an input.
#[derive(Debug)]
pub(crate) enum Answer {
    Done,
    Completed(Box<RespondWorkflowTaskCompletedResponse>),
    Heartbeat(RecordActivityTaskHeartbeatResponse),
    ActivityFailed { refused: Vec<Failure> },
    ActivityOptions(Box<ActivityOptions>),
    Options(Box<WorkflowExecutionOptions>),
    Signaled { run_id: String, request_id: String },
}

/// A caller asks for an update, or after one.
pub(crate) struct Update {
    pub(crate) address: Address,
    pub(crate) ask: Ask,
    /// How far the update has to be for the answer; `None` takes it as it is.
    pub(crate) stage: Option<UpdateStage>,
    pub(crate) patience: Duration,
    pub(crate) promise: Promise<UpdateAnswer>,
}

pub(crate) enum Ask {
    /// The update that the request describes, which may be known already.
    Admit(Box<UpdateWorkflowExecutionRequest>),
    /// The update of that id.
    Known(String),
}

/// How far an update is, and in which run.
#[derive(Debug)]
pub(crate) struct UpdateAnswer {
    pub(crate) run_id: String,
    pub(crate) status: UpdateStatus,
}

pub(crate) struct Query {
    pub(crate) address: Address,
    pub(crate) query: WorkflowQuery,
    pub(crate) reject_condition: i32,
    pub(crate) patience: Option<Duration>,
    pub(crate) promise: Promise<QueryWorkflowResponse>,
}

pub(crate) struct Poll {
    pub(crate) namespace: String,
    pub(crate) queue: String,
    /// Whether the queue is the sticky one of a worker.
    pub(crate) is_sticky: bool,
    pub(crate) identity: String,
    pub(crate) worker: String,
    pub(crate) worker_version: Option<WorkerVersionStamp>,
    /// How many activities a second the queue is to hand out at most.
    pub(crate) tasks_per_second: Option<f64>,
    pub(crate) patience: Duration,
    pub(crate) connection: Option<Connection>,
}

/// How much history to return, and from where.
#[derive(Clone, Debug)]
pub(crate) struct Page {
    /// In batches.
    pub(crate) batches_max: usize,
    pub(crate) token: bytes::Bytes,
}

/// What the token of a page of history says: where its reader goes on.
#[derive(Clone, PartialEq, Eq, prost::Message)]
pub(crate) struct HistoryToken {
    #[prost(string, tag = "1")]
    pub(crate) run_id: String,
    #[prost(int64, tag = "2")]
    pub(crate) next: i64,
    /// The last event to read; 0: whichever is last then.
    #[prost(int64, tag = "3")]
    pub(crate) end: i64,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filter {
    AllEvents,
    CloseEvent,
}

/// Whether to wait for events that are not there yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Waiting {
    No,
    AtMost(Duration),
}

/// Whether events of a transient workflow task are shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum VirtualEvents {
    Shown,
    Hidden,
}

pub(crate) struct ReadHistory {
    pub(crate) address: Address,
    pub(crate) page: Page,
    pub(crate) filter: Filter,
    pub(crate) waiting: Waiting,
    pub(crate) virtual_events: VirtualEvents,
}

impl ReadHistory {
    /// Whether the reader wants to know how the run ends, and waits for it.
    pub(crate) fn awaits_result(&self) -> bool {
        self.filter == Filter::CloseEvent && matches!(self.waiting, Waiting::AtMost(_))
    }
}

/// What callers ask of a clock that can skip.
pub(crate) enum TimeSkipping {
    CurrentTime {
        promise: Promise<Timestamp>,
    },
    Lock {
        promise: Promise<()>,
    },
    Unlock {
        promise: Promise<()>,
    },
    Sleep {
        until: Until,
        skipping: WhileAsleep,
        promise: Promise<()>,
    },
}

/// The end of a sleep.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Until {
    In(Duration),
    At(Timestamp),
}

/// What becomes of the lock while a caller sleeps.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum WhileAsleep {
    AsItIs,
    Unlocked,
}

/// A caller asks for the executions that meet a filter.
pub(crate) struct List {
    pub(crate) namespace: String,
    pub(crate) query: String,
    pub(crate) what: Wanted,
}

/// What of them is wanted.
pub(crate) enum Wanted {
    Page {
        /// Where the page before ended.
        after: Option<Place>,
        size: usize,
        promise: Promise<ListPage>,
    },
    Count {
        promise: Promise<CountWorkflowExecutionsResponse>,
    },
}

#[derive(Debug)]
pub(crate) struct ListPage {
    pub(crate) executions: Vec<WorkflowExecutionInfo>,
    /// Where the page ends, if there may be more.
    pub(crate) last: Option<Place>,
}

pub(crate) enum SearchAttributesRequest {
    Add {
        namespace: String,
        wanted: BTreeMap<String, AttributeKind>,
        promise: Promise<()>,
    },
    Remove {
        namespace: String,
        names: Vec<String>,
        promise: Promise<()>,
    },
    List {
        namespace: String,
        promise: Promise<BTreeMap<String, i32>>,
    },
}

pub(crate) enum NamespaceRequest {
    Describe {
        name: String,
        id: String,
        promise: Promise<DescribeNamespaceResponse>,
    },
    List {
        after: String,
        include_deleted: bool,
        limit: usize,
        promise: Promise<Vec<DescribeNamespaceResponse>>,
    },
    Register {
        request: Box<RegisterNamespaceRequest>,
        promise: Promise<()>,
    },
    Update {
        request: Box<UpdateNamespaceRequest>,
        promise: Promise<DescribeNamespaceResponse>,
    },
    /// Answers with the name that it has until everything of it is gone.
    Delete {
        name: String,
        id: String,
        promise: Promise<String>,
    },
}

#[derive(Debug, Default)]
pub(crate) struct QueueDescription {
    pub(crate) queue: Description,
    /// When each of the pollers polled last, by the system's clock.
    pub(crate) pollers: Vec<prost_types::Timestamp>,
    /// What operators have told of it.
    pub(crate) config: Option<TaskQueueConfig>,
}
