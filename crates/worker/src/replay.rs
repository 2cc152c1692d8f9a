//! Replay of a history without a server: does today's code still do what the history says?

use std::sync::Arc;

use everloop_machines::{Activation, Completion, Response, Run, RunOptions, Step, TaskInput, task::TaskFailure};
use everloop_proto::history::v1::{HistoryEvent, history_event::Attributes};

use crate::{Eviction, Passage, WorkflowRuntime, mismatch, passage::wait_for};

/// Replays histories with one runtime.
pub struct Replayer {
    runtime: Arc<dyn WorkflowRuntime>,
    options: Arc<RunOptions>,
}

/// Why a history cannot be replayed.
#[derive(Clone, Debug, PartialEq, thiserror::Error)]
pub enum ReplayError {
    #[error("the history of workflow {workflow_id} does not begin with its start")]
    NoStart { workflow_id: String },
    /// The code does not do what the history says, or fails the task otherwise.
    #[error("{}", .0.failure.message)]
    Failed(Box<TaskFailure>),
}

impl Replayer {
    #[must_use]
    pub fn new(runtime: Arc<dyn WorkflowRuntime>, options: RunOptions) -> Self {
        Self {
            runtime,
            options: Arc::new(options),
        }
    }

    /// Replays one history on the calling thread, which it blocks meanwhile. Histories of different runs may be
    /// replayed side by side.
    ///
    /// # Errors
    /// [`ReplayError`] at the first difference.
    pub fn replay_blocking(&self, workflow_id: &str, events: Vec<HistoryEvent>) -> Result<(), ReplayError> {
        let Some(Attributes::WorkflowExecutionStartedEventAttributes(start)) =
            events.first().and_then(|event| event.attributes.as_ref())
        else {
            return Err(ReplayError::NoStart {
                workflow_id: workflow_id.to_owned(),
            });
        };
        let run_id = start.original_execution_run_id.clone();
        let input = TaskInput {
            workflow_id: workflow_id.to_owned(),
            run_id: run_id.clone(),
            workflow_type: start
                .workflow_type
                .as_ref()
                .map(|of| of.name.clone())
                .unwrap_or_default(),
            history: events,
            history_complete: true,
            attempt: 1,
            ..TaskInput::default()
        };
        let known = self.runtime.enter_thread();
        let mut outcome = self.take_steps(input);
        if let Err(failure) = &mut outcome {
            mismatch::explain(&*self.runtime, &run_id, failure);
        }
        let why = outcome
            .as_ref()
            .map_or_else(|failure| Eviction::failed(failure), |()| Eviction::ReplayOver);
        self.runtime.evict(&run_id, &why);
        drop(known);
        outcome.map_err(ReplayError::Failed)
    }

    fn take_steps(&self, input: TaskInput) -> Result<(), Box<TaskFailure>> {
        let passage = self.runtime.passage();
        let mut run = Run::new(Arc::clone(&self.options));
        run.apply_task(input).map_err(|error| {
            Box::new(TaskFailure {
                cause: error.cause(),
                failure: error.failure(),
                error: Some(error),
            })
        })?;
        loop {
            match run.step() {
                Step::Activate(activation) => run.complete(self.activate(passage.as_deref(), activation)),
                // A local activity that the history did not record never happened; nothing is run here.
                Step::Local(_) => {}
                Step::NeedHistory | Step::AwaitLocal | Step::Idle => return Ok(()),
                Step::Respond(Response::Failed(failure)) => return Err(failure),
                Step::Respond(Response::Completed(_) | Response::QueryAnswered { .. } | Response::Nothing) => {
                    return Ok(());
                }
            }
        }
    }

    fn activate(&self, passage: Option<&dyn Passage>, activation: Activation) -> Completion {
        let Some(passage) = passage else {
            return self.runtime.activate(activation);
        };
        let run_id = activation.run_id.clone();
        let completion = match wait_for(passage.inbound(activation)).value {
            Ok(activation) => self.runtime.activate(activation),
            Err(completion) => completion,
        };
        wait_for(passage.outbound(&run_id, completion)).value
    }
}
