//! What callers ask of the owner thread besides the daily business: rare, and each with a file of its own under `owner/`.

use everloop_proto::{
    RpcError,
    common::v1::WorkflowExecution,
    taskqueue::v1::TaskQueueConfig,
    workflowservice::v1::{
        DescribeBatchOperationResponse, DescribeWorkerResponse, ListBatchOperationsRequest,
        ListBatchOperationsResponse, ListWorkersRequest, ListWorkersResponse, RecordWorkerHeartbeatRequest,
        ResetWorkflowExecutionRequest, ShutdownWorkerRequest, StartBatchOperationRequest,
        StartWorkflowExecutionRequest, StartWorkflowExecutionResponse, StopBatchOperationRequest,
        UpdateTaskQueueConfigRequest, UpdateWorkflowExecutionRequest,
    },
};

use crate::{promise::Promise, request::Update};

pub(crate) enum Admin {
    StartBatch {
        request: Box<StartBatchOperationRequest>,
        targets: Vec<WorkflowExecution>,
        promise: Promise<()>,
    },
    StopBatch {
        request: StopBatchOperationRequest,
        promise: Promise<()>,
    },
    DescribeBatch {
        namespace: String,
        job_id: String,
        promise: Promise<DescribeBatchOperationResponse>,
    },
    ListBatches {
        request: ListBatchOperationsRequest,
        promise: Promise<ListBatchOperationsResponse>,
    },
    RecordHeartbeats {
        request: RecordWorkerHeartbeatRequest,
        promise: Promise<()>,
    },
    ListWorkers {
        request: ListWorkersRequest,
        promise: Promise<ListWorkersResponse>,
    },
    DescribeWorker {
        namespace: String,
        key: String,
        promise: Promise<DescribeWorkerResponse>,
    },
    /// A worker is gone: its sticky queue hands its tasks back, and its polls end.
    ShutDownWorker {
        request: Box<ShutdownWorkerRequest>,
        promise: Promise<()>,
    },
    UpdateQueueConfig {
        request: Box<UpdateTaskQueueConfigRequest>,
        /// All that is told of the queue now.
        promise: Promise<TaskQueueConfig>,
    },
    Reset {
        request: Box<ResetWorkflowExecutionRequest>,
        /// The new run's id.
        promise: Promise<String>,
    },
    UpdateWithStart(Box<UpdateWithStart>),
    /// The gauges are about to be read.
    Measure {
        promise: Promise<()>,
    },
}

/// What update-with-start asks for.
#[derive(Debug)]
pub(crate) struct Operations {
    pub(crate) start: StartWorkflowExecutionRequest,
    pub(crate) update: UpdateWorkflowExecutionRequest,
}

/// An update of the run there is, or of one that is started for it.
pub(crate) struct UpdateWithStart {
    pub(crate) start: Box<StartWorkflowExecutionRequest>,
    /// Holds the promise that is kept when the update is far enough.
    pub(crate) update: Update,
    /// Kept as soon as both operations are accepted, or one is not.
    pub(crate) promise: Promise<Started>,
}

/// Whether both operations of update-with-start were accepted.
#[derive(Debug)]
pub(crate) enum Started {
    Yes {
        response: Box<StartWorkflowExecutionResponse>,
        /// What was asked, if the run was there before: should it close without having seen the update, all is to be done again.
        again: Option<Box<Operations>>,
    },
    StartRefused(RpcError),
    UpdateRefused(RpcError),
}
