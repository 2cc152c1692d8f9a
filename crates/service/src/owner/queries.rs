//! Queries: those that ride on a workflow task, and those that go to a worker directly.
//!
//! The engine says which way a query takes. A direct one waits for a poll like a task, before all tasks; if the worker
//! that keeps the workflow in memory does not answer in time, any worker may.

use std::{collections::HashMap, time::Duration};

use everloop_engine::IdSource as _;
use everloop_engine::{Input, Reject, Reply as Decided, Target, input, token};
use everloop_proto::{
    Code, Reply, RpcError,
    common::v1::{WorkflowExecution, WorkflowType},
    enums::v1::{QueryResultType, TaskQueueKind},
    history::v1::History,
    query::v1::{QueryRejected, WorkflowQuery, WorkflowQueryResult},
    taskqueue::v1::TaskQueue,
    workflowservice::v1::{PollWorkflowTaskQueueResponse, QueryWorkflowResponse, RespondQueryTaskCompletedRequest},
};
use everloop_store::Key;
use prost::Message;

use crate::{errors, promise::Promise, request::Query, rpc::history::BATCHES_MAX};

use super::{Owner, dispatch::Task, fill::Events, waits::Wait};

/// How long a query waits whose caller says nothing.
const PATIENCE: Duration = Duration::from_secs(30);

/// How long the worker that keeps the workflow in memory has for an answer.
const STICKY_PATIENCE: Duration = Duration::from_secs(10);

#[derive(Default)]
pub(super) struct Queries {
    pending: HashMap<String, Pending>,
}

struct Pending {
    key: Key,
    query: WorkflowQuery,
    /// Where it can be served directly; `None` while it rides on a workflow task.
    target: Option<Target>,
    promise: Promise<QueryWorkflowResponse>,
}

/// The token of a query task.
#[derive(Clone, PartialEq, Eq, Message)]
struct QueryToken {
    #[prost(string, tag = "1")]
    query_id: String,
    #[prost(string, tag = "2")]
    namespace: String,
}

/// How a query task was polled.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum QueryHistory {
    Full,
    /// The worker has it.
    None,
}

impl Queries {
    /// How many have no answer yet.
    pub(super) fn under_way(&self) -> usize {
        self.pending.len()
    }
}

impl Owner {
    pub(super) fn query(&mut self, query: Query) {
        let Query {
            address,
            query,
            reject_condition,
            patience,
            promise,
        } = query;
        let key = match self.find(&address) {
            Ok(key) => key,
            Err(error) => return self.outbox.put(promise, Err(error)),
        };
        let id = self.ids.random();
        let input = input::Query {
            query_id: id.clone(),
            query: query.clone(),
            reject_condition,
        };
        let target = match self.decide(key, Input::Query(input)) {
            Ok(Decided::QueryDirect(target)) => Some(target),
            Ok(Decided::QueryRejected(status)) => {
                let query_rejected = Some(QueryRejected {
                    status: status.to_wire().into(),
                });
                let response = QueryWorkflowResponse {
                    query_rejected,
                    ..QueryWorkflowResponse::default()
                };
                return self.outbox.put(promise, Ok(response));
            }
            Ok(_) => None,
            Err(reject) => return self.outbox.put(promise, Err(errors::from_reject(reject))),
        };
        self.waits.add(
            self.patience,
            patience.unwrap_or(PATIENCE),
            Wait::Query { id: id.clone() },
        );
        if target.is_some() {
            self.tasks.push_back(Task::Query { id: id.clone() });
        }
        self.queries.pending.insert(
            id,
            Pending {
                key,
                query,
                target,
                promise,
            },
        );
    }

    /// A query that rode on a workflow task has to be sent to a worker after all.
    pub(super) fn query_goes_direct(&mut self, id: String, target: Target) {
        if let Some(pending) = self.queries.pending.get_mut(&id) {
            pending.target = Some(target);
            self.tasks.push_back(Task::Query { id });
        }
    }

    pub(super) fn query_answered(&mut self, id: &str, result: WorkflowQueryResult) {
        let Some(pending) = self.queries.pending.remove(id) else {
            return;
        };
        let reply = if result.result_type() == QueryResultType::Failed {
            let (message, failure) = (result.error_message, result.failure.map(Box::new));
            Err(errors::from_reject(Reject::QueryFailed { message, failure }))
        } else {
            Ok(QueryWorkflowResponse {
                query_result: result.answer,
                ..QueryWorkflowResponse::default()
            })
        };
        self.outbox.put(pending.promise, reply);
    }

    pub(super) fn query_failed(&mut self, id: &str, reject: Reject) {
        if let Some(pending) = self.queries.pending.remove(id) {
            self.outbox.put(pending.promise, Err(errors::from_reject(reject)));
        }
    }

    /// A worker answers a query that was sent to it directly.
    pub(super) fn answer_query(&mut self, answer: RespondQueryTaskCompletedRequest) -> Reply<()> {
        let gone = || errors::not_found("query task not found, or already expired");
        let Ok(token) = QueryToken::decode(answer.task_token.clone()) else {
            // Wire: a token of another kind names a query that is not there.
            return Err(match token::WorkflowTask::decode_token(&answer.task_token) {
                Ok(_) => gone(),
                Err(reject) => errors::from_reject(reject),
            });
        };
        if !self.queries.pending.contains_key(&token.query_id) {
            return Err(gone());
        }
        self.query_answered(
            &token.query_id,
            WorkflowQueryResult {
                result_type: answer.completed_type,
                answer: answer.query_result,
                error_message: answer.error_message,
                failure: answer.failure,
            },
        );
        Ok(())
    }

    /// Where a query that goes directly can be served; `None` if nobody waits for it any more.
    pub(super) fn query_target(&self, id: &str) -> Option<(Key, Target)> {
        let pending = self
            .queries
            .pending
            .get(id)
            .filter(|pending| pending.promise.is_awaited())?;
        pending.target.clone().map(|target| (pending.key, target))
    }

    pub(super) fn query_is_on_sticky(&mut self, id: String) {
        self.waits
            .add(self.patience, STICKY_PATIENCE, Wait::QueryOnSticky { id });
    }

    pub(super) fn query_leaves_sticky(&mut self, id: &str) {
        let Some(Pending {
            target: Some(target), ..
        }) = self.queries.pending.get_mut(id)
        else {
            return;
        };
        if target.sticky.take().is_some() {
            self.tasks.push_back(Task::Query { id: id.to_owned() });
        }
    }

    pub(super) fn query_wait_ended(&mut self, id: &str) {
        let Some(pending) = self.queries.pending.remove(id) else {
            return;
        };
        if pending.target.is_none() && self.load(pending.key).is_ok() {
            // It is of no consequence to the execution whether this is accepted.
            let _ = self.decide(
                pending.key,
                Input::QueryAbandoned {
                    query_id: id.to_owned(),
                },
            );
        }
        let error = RpcError::new(
            Code::DeadlineExceeded,
            "query timed out before a worker could process it",
        );
        self.outbox.put(pending.promise, Err(error));
    }

    /// The task by which a worker is asked directly.
    pub(super) fn query_task(&mut self, id: &str, history: QueryHistory) -> Reply<PollWorkflowTaskQueueResponse> {
        let gone = || errors::not_found("query task not found, or already expired");
        let key = self
            .queries
            .pending
            .get(id)
            .map(|pending| pending.key)
            .ok_or_else(gone)?;
        self.load(key)?;
        let pending = self.queries.pending.get(id).ok_or_else(gone)?;
        let execution = &self.executions.get(key).ok_or_else(gone)?.execution;
        let identity = execution.identity();
        let started = execution.started();
        let last = execution.last_event_id();
        let (Events { events, next }, is_full) = match history {
            QueryHistory::Full => (self.events(key, 1, last, BATCHES_MAX)?, true),
            QueryHistory::None => (
                Events {
                    events: Vec::new(),
                    next: None,
                },
                false,
            ),
        };
        let token = QueryToken {
            query_id: id.to_owned(),
            namespace: identity.namespace.clone(),
        };
        Ok(PollWorkflowTaskQueueResponse {
            task_token: token.encode_to_vec().into(),
            workflow_execution: Some(WorkflowExecution {
                workflow_id: identity.workflow_id.clone(),
                run_id: identity.run_id.clone(),
            }),
            workflow_type: Some(WorkflowType {
                name: started
                    .workflow_type
                    .as_ref()
                    .map(|kind| kind.name.clone())
                    .unwrap_or_default(),
            }),
            previous_started_event_id: execution.previous_started_event_id(),
            attempt: 1,
            query: Some(pending.query.clone()),
            next_page_token: next
                .filter(|_| is_full)
                .map(|next| self.token(key, next, last))
                .unwrap_or_default(),
            history: Some(History { events }),
            workflow_execution_task_queue: Some(TaskQueue {
                name: started
                    .task_queue
                    .as_ref()
                    .map(|queue| queue.name.clone())
                    .unwrap_or_default(),
                kind: TaskQueueKind::Normal.into(),
                normal_name: String::new(),
            }),
            ..PollWorkflowTaskQueueResponse::default()
        })
    }
}
