//! One workflow run as its worker knows it: every machine, and the history not applied yet.
//!
//! A worker feeds it a task, then takes steps until the task is answered:
//!
//! ```text
//! run.apply_task(input)?;
//! loop {
//!     match run.step() {
//!         Step::Activate(activation) => run.complete(runtime.activate(activation)),
//!         Step::NeedHistory => run.add_history(next_page, is_last),
//!         Step::Local(work) => start_or_cancel(work),
//!         Step::AwaitLocal => wait, then run.resolve_local_activity(outcome) or run.heartbeat(),
//!         Step::Respond(response) => break send(response),
//!         Step::Idle => break,
//!     }
//! }
//! ```
//!
//! Mistakes (changed code, a malformed completion) do not come back as errors of these methods but
//! as the next step, `Step::Respond(Response::Failed(..))`: there is one way out of a task.

use std::sync::Arc;

use everloop_proto::history::v1::HistoryEvent;

use crate::{
    completion::Completion,
    error::Error,
    task::{Fit, LocalOutcome, RunOptions, Step, TaskInput},
};

/// One cached run.
#[derive(Debug)]
pub struct Run {
    options: Arc<RunOptions>,
}

impl Run {
    /// A run of which nothing is known yet; its first task must hold the history from its start.
    #[must_use]
    pub fn new(options: Arc<RunOptions>) -> Self {
        Self { options }
    }

    /// Whether the task can be applied to this run. Ask before [`Self::apply_task`].
    #[must_use]
    pub fn fit(&self, _input: &TaskInput) -> Fit {
        let _ = &self.options;
        Fit::Continues
    }

    /// Opens a task. No other may be open.
    ///
    /// # Errors
    /// [`Error::HistoryGap`] where [`Self::fit`] says that the task does not continue this run.
    pub fn apply_task(&mut self, input: TaskInput) -> Result<(), Error> {
        Err(Error::Unsupported { what: format!("the task of run {}", input.run_id) })
    }

    /// The next page of the open task's history.
    pub fn add_history(&mut self, _events: Vec<HistoryEvent>, _complete: bool) {}

    /// What to do next. Call it again after having done it, until it says [`Step::Respond`] or
    /// [`Step::Idle`].
    #[must_use]
    pub fn step(&mut self) -> Step {
        Step::Idle
    }

    /// The runtime's answer to the last [`Step::Activate`].
    pub fn complete(&mut self, _completion: Completion) {}

    /// A local activity ended.
    pub fn resolve_local_activity(&mut self, _outcome: LocalOutcome) {}

    /// Most of the open task's timeout is over, and local activities still run: the next step
    /// answers the task and asks for another one.
    pub fn heartbeat(&mut self) {}

    /// The server dropped the task just answered (`reset_history_event_id` of its reply, not zero):
    /// history goes on after that event.
    pub fn reset_to(&mut self, _event_id: i64) {}

    /// Whether the workflow completed, failed, was cancelled or continued as new. Such a run answers
    /// queries and nothing else.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        false
    }

    /// Whether local activities are running for this run.
    #[must_use]
    pub fn has_local_activities(&self) -> bool {
        false
    }
}
