//! The language runtime as the worker sees it: whatever runs workflow code.

use std::{any::Any, sync::Arc};

use everloop_machines::{Activation, Completion};

use crate::{Eviction, Passage};

/// Runs workflow code. The worker owns the threads that call it, and calls one run's activations
/// strictly one after another; different runs may run side by side on different threads. A run stays on
/// its thread unless that thread is blocked by another run for longer than the deadlock timeout: then a
/// fresh thread takes over.
pub trait WorkflowRuntime: Send + Sync + 'static {
    /// Applies the jobs and runs the workflow until nothing more can run.
    ///
    /// It never fails: what goes wrong is a [`Completion::TaskFailed`]. An activation that begins
    /// with `Job::Initialize` creates the run; every other one names a run created before and not
    /// evicted.
    fn activate(&self, activation: Activation) -> Completion;

    /// Forgets a run and frees all it holds. Unknown runs are ignored.
    fn evict(&self, run_id: &str, why: &Eviction);

    /// Called from another thread while an activation of the run takes too long: asks it to end, if the
    /// runtime can, and says where it is (a stack trace, for the error that people read).
    fn interrupt(&self, run_id: &str) -> Option<String> {
        let _ = run_id;
        None
    }

    /// Called after an activation was taken out of the hands of its thread, from yet another thread: tells whoever reads
    /// the log, with what [`Self::interrupt`] said.
    fn deadlocked(&self, run_id: &str, message: &str, stack: Option<&str>) {
        let _ = (run_id, message, stack);
    }

    /// Says where the code of a run waits between activations, for the error that people read when it does not do what
    /// its history says.
    fn whereabouts(&self, run_id: &str) -> Option<String> {
        let _ = run_id;
        None
    }

    /// Says in words where in the code a command was made, for a number that the runtime gave with the command (see
    /// [`everloop_machines::completion::Done::places`]).
    fn place(&self, run_id: &str, place: u64) -> Option<String> {
        let _ = (run_id, place);
        None
    }

    /// What activations and completions go through on their way, if anything. It is asked for once.
    fn passage(&self) -> Option<Arc<dyn Passage>> {
        None
    }

    /// Whether workflows of a type are to fail, rather than their tasks, when their code does not do what their history
    /// says.
    fn mismatch_fails_workflow(&self, workflow_type: &str) -> bool {
        let _ = workflow_type;
        false
    }

    /// Called once on each thread before it activates anything; what it returns is dropped when the thread ends.
    fn enter_thread(&self) -> Box<dyn Any> {
        Box::new(())
    }
}
