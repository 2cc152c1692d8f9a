//! Activations and completions on their way through a passage, while the run waits.

use std::sync::Arc;

use everloop_machines::{Activation, Completion, Run, task::LocalOutcome};

use super::{
    cache::Phase,
    lane::{Event, Lane, Replaced},
    open::{OpenTask, TaskNames},
};
use crate::{Passage, Passed};

/// A run whose activation or completion is on its way.
pub(super) struct Passing {
    run: Box<Run>,
    open: Box<OpenTask>,
    /// Local activities that ended meanwhile.
    ended: Vec<LocalOutcome>,
    /// Whether most of the task's time passed meanwhile.
    ends_soon: bool,
}

impl Passing {
    pub(super) fn add_outcome(&mut self, outcome: LocalOutcome) {
        self.ended.push(outcome);
    }

    pub(super) fn end_soon(&mut self, names: &TaskNames) {
        self.ends_soon |= self.open.names.task_token == names.task_token;
    }

    /// The run and its task, told of what happened meanwhile.
    fn resume(self) -> (Box<Run>, Box<OpenTask>) {
        let Self {
            mut run,
            open,
            ended,
            ends_soon,
        } = self;
        for outcome in ended {
            run.resolve_local_activity(outcome);
        }
        if ends_soon {
            run.heartbeat();
        }
        (run, open)
    }
}

impl Lane {
    /// Sends an activation through the passage.
    pub(super) fn pass_in(
        self: &Arc<Self>,
        passage: &Arc<dyn Passage>,
        run: Box<Run>,
        open: Box<OpenTask>,
        activation: Activation,
    ) {
        let run_id = self.park(run, open);
        let passed = passage.inbound(activation);
        self.launch(async move {
            Event::PassedIn {
                passed: Box::new(passed.await),
                run_id,
            }
        });
    }

    fn pass_out(
        self: &Arc<Self>,
        passage: &Arc<dyn Passage>,
        run: Box<Run>,
        open: Box<OpenTask>,
        completion: Completion,
    ) {
        let run_id = self.park(run, open);
        let passed = passage.outbound(&run_id, completion);
        self.launch(async move {
            Event::PassedOut {
                passed: Box::new(passed.await),
                run_id,
            }
        });
    }

    /// An activation that came through: the workflow's code runs.
    pub(super) fn passed_in(
        self: &Arc<Self>,
        run_id: &str,
        passed: Passed<Result<Activation, Completion>>,
    ) -> Result<(), Replaced> {
        let Some(Passing {
            run,
            mut open,
            ended,
            ends_soon,
        }) = self.unpark(run_id)
        else {
            return Ok(());
        };
        if let Some(moved) = passed.moved {
            open.transfers.get_or_insert_default().download.add(*moved);
        }
        let completion = match passed.value {
            Ok(activation) => self.activate(&open.names, activation)?,
            Err(completion) => completion,
        };
        if let Some(passage) = &self.lanes.passage {
            self.pass_out(passage, run, open, completion);
        }
        if let Some(Phase::Passing(passing)) = self.state.lock().cache.get_mut(run_id).map(|it| &mut it.phase) {
            passing.ended.splice(0..0, ended);
            passing.ends_soon |= ends_soon;
        }
        Ok(())
    }

    /// A completion that came through: the rules take it.
    pub(super) fn passed_out(self: &Arc<Self>, run_id: &str, passed: Passed<Completion>) -> Result<(), Replaced> {
        let Some(mut passing) = self.unpark(run_id) else {
            return Ok(());
        };
        if let Some(moved) = passed.moved {
            passing.open.transfers.get_or_insert_default().upload.add(*moved);
        }
        passing.run.complete(passed.value);
        let (run, open) = passing.resume();
        self.work(run, open)
    }

    fn park(&self, run: Box<Run>, open: Box<OpenTask>) -> Arc<str> {
        let run_id = Arc::clone(&open.names.run_id);
        let passing = Passing {
            run,
            open,
            ended: Vec::new(),
            ends_soon: false,
        };
        if let Some(entry) = self.state.lock().cache.get_mut(&run_id) {
            entry.phase = Phase::Passing(Box::new(passing));
        }
        run_id
    }

    fn unpark(&self, run_id: &str) -> Option<Passing> {
        let mut state = self.state.lock();
        let entry = state.cache.get_mut(run_id)?;
        match std::mem::replace(&mut entry.phase, Phase::Active) {
            Phase::Passing(passing) => Some(*passing),
            other => {
                entry.phase = other;
                None
            }
        }
    }
}
