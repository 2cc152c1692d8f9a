//! The language runtime as the worker sees it: whatever runs workflow code.

use everloop_machines::{Activation, Completion};

/// Runs workflow code. The worker owns the threads that call it, and calls one run's activations
/// strictly one after another, always from the thread that the run is bound to; different runs run
/// side by side on different threads.
pub trait WorkflowRuntime: Send + Sync + 'static {
    /// Applies the jobs and runs the workflow until nothing more can run.
    ///
    /// It never fails: what goes wrong is a [`Completion::TaskFailed`]. An activation that begins
    /// with `Job::Initialize` creates the run; every other one names a run created before and not
    /// evicted.
    fn activate(&self, activation: Activation) -> Completion;

    /// Forgets a run and frees all it holds. Unknown runs are ignored.
    fn evict(&self, run_id: &str);
}
