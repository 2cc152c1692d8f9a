//! Batch operations: jobs that do one thing to many executions, some in each turn, so that nobody waits for them.
//!
//! A job is a document. What remains to be done is saved with every step, so that a job goes on after a restart; to do
//! an item twice does no harm.

use std::collections::{BTreeMap, BTreeSet, VecDeque};

use everloop_engine::{IdSource as _, Timestamp};
use everloop_proto::{
    Code, Reply, RpcError,
    batch::v1::BatchOperationInfo,
    common::v1::{Execution, WorkflowExecution},
    enums::v1::{BatchOperationState, ExecutionType, ResourceExhaustedCause, ResourceExhaustedScope},
    errordetails::v1::{ResourceExhaustedFailure, WorkflowExecutionAlreadyStartedFailure},
    workflowservice::v1::{
        DescribeBatchOperationResponse, ListBatchOperationsRequest, ListBatchOperationsResponse,
        StartBatchOperationRequest, StopBatchOperationRequest,
    },
};
use everloop_store::{Document, Store};
use prost::Message;

use crate::{OpenError, errors, rpc::batch::targets};

use super::{Owner, batch_item, batch_rate};

/// The kind of the documents.
const KIND: u8 = 40;

/// Jobs read at once when the store is opened.
const READ_MAX: usize = 1000;

/// Items that one turn works on.
const ITEMS_PER_TURN: usize = 64;

const PAGE_MAX: usize = 1000;

/// A job as it is stored.
#[derive(Clone, PartialEq, Message)]
pub(super) struct Job {
    #[prost(uint32, tag = "1")]
    pub(super) namespace: u32,
    #[prost(message, optional, tag = "2")]
    pub(super) request: Option<StartBatchOperationRequest>,
    /// A `BatchOperationState`.
    #[prost(int32, tag = "3")]
    state: i32,
    #[prost(int64, tag = "4")]
    started: i64,
    #[prost(int64, optional, tag = "5")]
    closed: Option<i64>,
    #[prost(int64, tag = "6")]
    total: i64,
    #[prost(int64, tag = "7")]
    complete: i64,
    #[prost(int64, tag = "8")]
    failed: i64,
    /// Stands for the job where the protocol wants a run.
    #[prost(string, tag = "9")]
    run_id: String,
    /// The same for the request that would have started it.
    #[prost(string, tag = "11")]
    request_id: String,
    /// What is not done yet, first to last.
    #[prost(message, repeated, tag = "10")]
    remaining: Vec<WorkflowExecution>,
}

impl Job {
    fn is_running(&self) -> bool {
        self.state == BatchOperationState::Running as i32
    }

    fn request(&self) -> StartBatchOperationRequest {
        self.request.clone().unwrap_or_default()
    }

    fn close(&mut self, state: BatchOperationState, now: Timestamp) {
        self.state = state as i32;
        self.closed = Some(now.nanos());
        self.remaining.clear();
    }
}

/// All jobs by namespace and id.
#[derive(Default)]
pub(super) struct Batches {
    jobs: BTreeMap<(u32, String), Job>,
    running: VecDeque<(u32, String)>,
    /// Running ones that rest until a time, because they are to go no faster.
    resting: BTreeSet<(Timestamp, (u32, String))>,
}

impl Batches {
    /// Reads all jobs; those that were running go on.
    pub(super) fn load(store: &dyn Store) -> Result<Self, OpenError> {
        let mut batches = Self::default();
        let mut after = String::new();
        loop {
            let documents = store.documents(KIND, &after, READ_MAX)?;
            let Some(last) = documents.last() else {
                return Ok(batches);
            };
            after.clone_from(&last.id);
            for document in &documents {
                let Some(value) = &document.value else { continue };
                let job = Job::decode(value.clone()).map_err(|error| OpenError::Content {
                    what: "batch operation",
                    detail: error.to_string(),
                })?;
                let place = (job.namespace, job.request().job_id);
                if job.is_running() {
                    batches.running.push_back(place.clone());
                }
                batches.jobs.insert(place, job);
            }
        }
    }

    /// Whether no job waits to be worked on.
    pub(super) fn is_idle(&self) -> bool {
        self.running.is_empty()
    }

    /// When the next job has rested.
    pub(super) fn next(&self) -> Option<Timestamp> {
        self.resting.first().map(|(end, _)| *end)
    }

    /// Lets jobs go on that have rested.
    pub(super) fn wake(&mut self, now: Timestamp) {
        while self.next().is_some_and(|end| end <= now)
            && let Some((_, place)) = self.resting.pop_first()
        {
            self.running.push_back(place);
        }
    }
}

impl Owner {
    /// Starts a job over those executions.
    pub(super) fn start_batch(
        &mut self,
        request: StartBatchOperationRequest,
        remaining: Vec<WorkflowExecution>,
    ) -> Reply<()> {
        let namespace = self.namespaces.number(&request.namespace)?;
        let place = (namespace, request.job_id.clone());
        if let Some(job) = self.batches.jobs.get(&place) {
            return Err(exists(job));
        }
        let jobs = self.batches.jobs.range((namespace, String::new())..);
        let mut jobs = jobs.take_while(|((of, _), _)| *of == namespace);
        if jobs.any(|(_, job)| job.is_running()) {
            let text = "Max concurrent batch operations is reached";
            return Err(
                RpcError::new(Code::ResourceExhausted, text).with_detail(&ResourceExhaustedFailure {
                    cause: ResourceExhaustedCause::ConcurrentLimit.into(),
                    scope: ResourceExhaustedScope::Namespace.into(),
                }),
            );
        }
        let job = Job {
            namespace,
            state: BatchOperationState::Running.into(),
            started: self.now.nanos(),
            closed: None,
            total: i64::try_from(remaining.len()).unwrap_or(i64::MAX),
            complete: 0,
            failed: 0,
            run_id: self.ids.random(),
            request_id: self.ids.random(),
            remaining,
            request: Some(request),
        };
        self.save_job(&place, &job);
        self.batches.jobs.insert(place.clone(), job);
        self.batches.running.push_back(place);
        Ok(())
    }

    fn save_job(&mut self, (namespace, job_id): &(u32, String), job: &Job) {
        self.save_document(Document {
            kind: KIND,
            id: format!("{namespace}/{job_id}"),
            value: Some(job.encode_to_vec().into()),
        });
    }

    /// Does some of what the running jobs want done.
    pub(super) fn work_on_batches(&mut self) {
        let Some(place) = self.batches.running.pop_front() else {
            return;
        };
        let Some(mut job) = self.batches.jobs.remove(&place) else {
            return;
        };
        let request = job.request();
        let pace = batch_rate::pace(request.max_operations_per_second, ITEMS_PER_TURN);
        let items = pace.map_or(ITEMS_PER_TURN, |(items, _)| items);
        let count = job.remaining.len().min(items);
        for target in job.remaining.drain(..count).collect::<Vec<_>>() {
            match self.batch_item(&request, &target) {
                Ok(()) => job.complete += 1,
                Err(error) => {
                    tracing::debug!(job = request.job_id, workflow_id = target.workflow_id, %error, "an item of a batch operation failed");
                    job.failed += 1;
                }
            }
        }
        if job.remaining.is_empty() {
            job.close(BatchOperationState::Completed, self.now);
        } else if let Some((_, rest)) = pace {
            self.batches.resting.insert((self.patience + rest, place.clone()));
        } else {
            self.batches.running.push_back(place.clone());
        }
        self.save_job(&place, &job);
        self.batches.jobs.insert(place, job);
    }

    pub(super) fn stop_batch(&mut self, request: &StopBatchOperationRequest) -> Reply<()> {
        let namespace = self.namespaces.number(&request.namespace)?;
        let place = (namespace, request.job_id.clone());
        let now = self.now;
        let Some(job) = self.batches.jobs.get_mut(&place) else {
            return Err(errors::workflow_not_found(&request.job_id, ""));
        };
        if !job.is_running() {
            return Err(errors::not_found("workflow execution already completed"));
        }
        job.close(BatchOperationState::Failed, now);
        let job = job.clone();
        self.batches.running.retain(|running| *running != place);
        self.batches.resting.retain(|(_, resting)| *resting != place);
        self.save_job(&place, &job);
        Ok(())
    }

    pub(super) fn describe_batch(&self, namespace: &str, job_id: &str) -> Reply<DescribeBatchOperationResponse> {
        let place = (self.namespaces.number(namespace)?, job_id.to_owned());
        let job = self.batches.jobs.get(&place);
        let job = job.ok_or_else(|| errors::workflow_not_found(job_id, ""))?;
        let request = job.request();
        let executions = targets(&request).into_iter().map(|target| Execution {
            r#type: ExecutionType::Workflow.into(),
            business_id: target.workflow_id,
            run_id: target.run_id,
        });
        Ok(DescribeBatchOperationResponse {
            operation_type: batch_item::kind(&request).into(),
            job_id: request.job_id.clone(),
            state: job.state,
            start_time: Some(Timestamp::from_nanos(job.started).into()),
            close_time: job.closed.map(|closed| Timestamp::from_nanos(closed).into()),
            total_operation_count: job.total,
            complete_operation_count: job.complete,
            failure_operation_count: job.failed,
            identity: batch_item::identity(&request),
            executions: executions.collect(),
            reason: request.reason,
            query: request.visibility_query,
        })
    }

    pub(super) fn list_batches(&self, request: &ListBatchOperationsRequest) -> Reply<ListBatchOperationsResponse> {
        let namespace = self.namespaces.number(&request.namespace)?;
        let mut jobs: Vec<&Job> = self
            .batches
            .jobs
            .values()
            .filter(|job| job.namespace == namespace)
            .collect();
        jobs.sort_by(|a, b| (b.started, &b.run_id).cmp(&(a.started, &a.run_id)));
        let skipped = match std::str::from_utf8(&request.next_page_token) {
            Ok("") => 0,
            Ok(last) => jobs
                .iter()
                .position(|job| job.run_id == last)
                .map_or(jobs.len(), |place| place + 1),
            Err(_) => return Err(RpcError::invalid_argument("Invalid NextPageToken.")),
        };
        let size = usize::try_from(request.page_size)
            .ok()
            .filter(|size| *size > 0)
            .unwrap_or(PAGE_MAX);
        let page: Vec<&Job> = jobs.iter().skip(skipped).take(size.min(PAGE_MAX)).copied().collect();
        let has_more = skipped + page.len() < jobs.len();
        let token = page
            .last()
            .filter(|_| has_more)
            .map(|job| job.run_id.clone().into_bytes());
        let infos = page.into_iter().map(|job| BatchOperationInfo {
            job_id: job.request().job_id,
            state: job.state,
            start_time: Some(Timestamp::from_nanos(job.started).into()),
            close_time: job.closed.map(|closed| Timestamp::from_nanos(closed).into()),
            operation_type: batch_item::kind(&job.request()).into(),
        });
        Ok(ListBatchOperationsResponse {
            operation_info: infos.collect(),
            next_page_token: token.unwrap_or_default().into(),
        })
    }
}

/// Wire: a job's id can be used once, and the error speaks of a workflow.
fn exists(job: &Job) -> RpcError {
    let (job_id, run_id) = (job.request().job_id, job.run_id.clone());
    let text = if job.is_running() {
        format!("Workflow execution is already running. WorkflowId: {job_id}, RunId: {run_id}.")
    } else {
        format!(
            "Workflow execution already finished. WorkflowId: {job_id}, RunId: {run_id}. Workflow Id reuse policy: reject duplicate workflow Id."
        )
    };
    RpcError::new(Code::AlreadyExists, text).with_detail(&WorkflowExecutionAlreadyStartedFailure {
        start_request_id: job.request_id.clone(),
        run_id: run_id.clone(),
        first_execution_run_id: run_id,
    })
}
