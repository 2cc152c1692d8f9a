//! Why a worker could not run, or stopped.

use everloop_proto::RpcError;

/// The worker's own failures; what a workflow or an activity does wrong is reported to the server.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum Error {
    #[error("bad worker options: {0}")]
    Options(String),
    /// The namespace could not be described when the worker started.
    #[error("namespace {namespace} cannot be used: {source}")]
    Namespace { namespace: String, source: RpcError },
    #[error("cannot start a worker thread: {0}")]
    Thread(String),
    #[error("the worker was run before; a worker runs once")]
    RunTwice,
}
