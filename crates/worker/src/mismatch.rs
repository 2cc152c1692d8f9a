//! What people are told when a workflow's code does not fit its history, beyond what differs: where the code is.
//!
//! Nothing is kept for it while all goes well. When something differs, the run still stands where it produced what the
//! history does not hold, and is asked.

use everloop_machines::{Error, task::TaskFailure};

use crate::runtime::WorkflowRuntime;

/// Adds the lines of code at which the run waits. To be called before it is evicted.
pub(crate) fn explain(runtime: &dyn WorkflowRuntime, run_id: &str, failure: &mut TaskFailure) {
    if !matches!(failure.error, Some(Error::Nondeterminism { .. })) {
        return;
    }
    if let Some(place) = runtime.whereabouts(run_id) {
        failure.failure.message.push('\n');
        failure.failure.message.push_str(&place);
    }
}
