//! The caller's side of each RPC: check the request, say it as a [`Request`] to the owner, shape the answer.
//!
//! This runs on the caller's task. Whatever needs the state of an execution is the owner's matter.

pub(crate) mod activity_admin;
pub(crate) mod activity_task;
pub(crate) mod activity_task_by_id;
pub(crate) mod batch;
pub(crate) mod cancel;
pub(crate) mod delete;
pub(crate) mod describe;
pub(crate) mod fast_forward;
pub(crate) mod history;
pub(crate) mod list;
pub(crate) mod list_by_filter;
pub(crate) mod multi_operation;
pub(crate) mod namespace;
pub(crate) mod options;
pub(crate) mod pause;
pub(crate) mod query;
pub(crate) mod refused;
pub(crate) mod reset;
pub(crate) mod schedule;
pub(crate) mod search_attributes;
pub(crate) mod signal;
pub(crate) mod signal_with_start;
pub(crate) mod start;
pub(crate) mod system;
pub(crate) mod task_queue;
pub(crate) mod task_queue_config;
pub(crate) mod terminate;
pub(crate) mod time_skipping;
pub(crate) mod update;
pub(crate) mod worker;
pub(crate) mod workflow_task;
mod wrong;

use std::time::Duration;

use everloop_engine::Input;
use everloop_proto::{
    Call, Code, Connection, Reply, RpcError,
    common::v1::{WorkerVersionCapabilities, WorkerVersionStamp, WorkflowExecution},
};

use crate::{
    Handle,
    request::{Address, Answer, NamespaceRequest, Request},
};

/// How long a poll waits at most.
const POLL_MAX: Duration = Duration::from_secs(60);

/// What is kept of the caller's time to bring the empty answer home.
const POLL_MARGIN: Duration = Duration::from_secs(1);

/// Callers with less time than this are told so.
const POLL_MIN: Duration = Duration::from_secs(2);

fn address(namespace: &str, execution: Option<&WorkflowExecution>) -> Result<Address, RpcError> {
    check_namespace(namespace)?;
    let Some(WorkflowExecution { workflow_id, run_id }) = execution else {
        return Err(RpcError::invalid_argument("Execution is not set on request."));
    };
    checked_address(namespace, workflow_id, run_id)
}

/// The current run of a workflow, if the request says of which chain it has to be. Wire: whatever other run it names.
fn address_of_chain(
    namespace: &str,
    execution: Option<&WorkflowExecution>,
    first_execution_run_id: &str,
) -> Result<Address, RpcError> {
    let mut address = address(namespace, execution)?;
    if !first_execution_run_id.is_empty() {
        address.run_id.clear();
    }
    Ok(address)
}

fn checked_address(namespace: &str, workflow_id: &str, run_id: &str) -> Result<Address, RpcError> {
    worded_address(namespace, workflow_id, run_id, &wrong::CLIENTS)
}

/// As [`checked_address`], with the texts of the RPC.
fn worded_address(namespace: &str, workflow_id: &str, run_id: &str, texts: &wrong::Texts) -> Result<Address, RpcError> {
    check_namespace(namespace)?;
    if workflow_id.is_empty() {
        return Err(RpcError::invalid_argument(texts.no_workflow_id));
    }
    if !run_id.is_empty() && uuid::Uuid::try_parse(run_id).is_err() {
        return Err(RpcError::invalid_argument(texts.no_uuid));
    }
    Ok(Address {
        namespace: namespace.to_owned(),
        workflow_id: workflow_id.to_owned(),
        run_id: run_id.to_owned(),
    })
}

fn check_namespace(namespace: &str) -> Result<(), RpcError> {
    if namespace.is_empty() {
        Err(RpcError::invalid_argument("Namespace is empty."))
    } else {
        Ok(())
    }
}

/// That a namespace is there, for RPCs that do not look into it. Wire: this is told before what else is wrong.
async fn check_namespace_exists(handle: &Handle, namespace: &str) -> Result<(), RpcError> {
    check_namespace(namespace)?;
    let (name, id) = (namespace.to_owned(), String::new());
    handle
        .ask(|promise| Request::Namespace(NamespaceRequest::Describe { name, id, promise }))
        .await?;
    Ok(())
}

/// A task belongs to the namespace of its token; a request that names another is refused, after one that does not exist.
async fn check_token_namespace(handle: &Handle, request: &str, token: &str) -> Result<(), RpcError> {
    if request.is_empty() || request == token {
        return Ok(());
    }
    check_namespace_exists(handle, request).await?;
    Err(RpcError::invalid_argument(
        "Operation requested with a token from a different namespace.",
    ))
}

/// What is said of a token that cannot be read: first, that the request's namespace does not exist.
async fn unreadable_token(handle: &Handle, namespace: &str, error: RpcError) -> RpcError {
    match check_token_namespace(handle, namespace, "").await {
        Err(missing) if missing.code == Code::NotFound => missing,
        Ok(()) | Err(_) => error,
    }
}

/// How long a poll may wait.
fn poll_patience(call: &Call) -> Result<Duration, RpcError> {
    match call.timeout {
        Some(timeout) if timeout < POLL_MIN => {
            Err(RpcError::new(Code::FailedPrecondition, "Context timeout is too short."))
        }
        Some(timeout) => Ok(POLL_MAX.min(timeout - POLL_MARGIN)),
        None => Ok(POLL_MAX),
    }
}

/// How long a call with this deadline may wait for what it asks about: a caller who has little time gets at least half of
/// it, so that callers who ask again do not spin.
fn before_deadline(timeout: Duration) -> Duration {
    timeout.saturating_sub(POLL_MARGIN).max(timeout / 2)
}

/// The build that a worker says it is. Wire: only the id is told on.
fn worker_version(capabilities: Option<&WorkerVersionCapabilities>) -> Option<WorkerVersionStamp> {
    let build_id = capabilities.map(|capabilities| &capabilities.build_id)?;
    (!build_id.is_empty()).then(|| WorkerVersionStamp {
        build_id: build_id.clone(),
        use_versioning: false,
    })
}

async fn give(handle: &Handle, address: Address, input: Input) -> Reply<Answer> {
    give_by(handle, address, input, None).await
}

/// Gives an input whose answer may be a task for who is at the other end of the connection.
async fn give_by(handle: &Handle, address: Address, input: Input, connection: Option<Connection>) -> Reply<Answer> {
    handle
        .ask(|promise| Request::Input {
            address,
            input: Box::new(input),
            connection,
            promise,
        })
        .await
}
