//! Activities: from the task queue (or a workflow task's reply) to an executor, and its outcome back.
//!
//! Nothing here runs user code. An [`ActivityExecutor`] is handed a task with an [`ActivityContext`], through
//! which it heartbeats and, once, completes.

mod context;
mod executor;
mod heartbeat;
mod poller;
mod rate;
mod registry;
mod report;

pub use context::ActivityContext;
pub use executor::{ActivityExecutor, ActivityOutcome, ActivityTask, Cancellation};
pub(crate) use poller::poll;
pub(crate) use registry::Registry;
