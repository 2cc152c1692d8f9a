//! A task that cannot go on at once: it waits for a page of its history, or for its run's local activities.

use std::sync::Arc;

use everloop_machines::{Run, task::LocalOutcome};
use everloop_proto::{Reply, RpcError};

use super::{
    cache::Phase,
    history::{self, Page},
    lane::{Event, Lane, Replaced},
    open::{OpenTask, TaskNames},
};
use crate::Eviction;

impl Lane {
    pub(super) fn fetch_history(self: &Arc<Self>, open: &mut OpenTask) {
        let (connection, names) = (Arc::clone(&self.lanes.connection), Arc::clone(&open.names));
        let token = std::mem::take(&mut open.page_token);
        self.launch(async move {
            let reply = history::fetch(&connection, &names, token).await;
            Event::History {
                run_id: Arc::clone(&names.run_id),
                reply,
            }
        });
    }

    /// A page that the task waited for.
    pub(super) fn add_history(self: &Arc<Self>, run_id: &str, reply: Reply<Page>) -> Result<(), Replaced> {
        let Some((mut run, mut open)) = self.resume(run_id) else {
            return Ok(());
        };
        match reply {
            Ok(page) => {
                run.add_history(page.events, page.next.is_empty());
                open.page_token = page.next;
                self.work(run, open)
            }
            Err(error) => {
                let why = Eviction::HistoryUnavailable {
                    failure: error.to_string(),
                };
                self.lanes.runtime.evict(run_id, &why);
                self.drop_task(&open, &error);
                Ok(())
            }
        }
    }

    /// Gives a local activity's outcome to its run, which may wait for it.
    pub(super) fn local_ended(self: &Arc<Self>, run_id: &str, outcome: LocalOutcome) -> Result<(), Replaced> {
        let mut state = self.state.lock();
        state.local.ended(run_id, &outcome);
        let Some(entry) = state.cache.get_mut(run_id) else {
            return Ok(());
        };
        match &mut entry.phase {
            Phase::Idle(run) | Phase::Answering(Some(run)) | Phase::Suspended(run, _) => {
                run.resolve_local_activity(outcome);
            }
            Phase::Passing(passing) => {
                passing.add_outcome(outcome);
                return Ok(());
            }
            Phase::Active | Phase::Answering(None) => return Ok(()),
        }
        drop(state);
        // A page of history may still be missing; then the run's next step says so again.
        match self.resume_if_local(run_id) {
            Some((run, open)) => self.work(run, open),
            None => Ok(()),
        }
    }

    /// The task is answered before it times out, and local activities go on.
    pub(super) fn task_ends_soon(self: &Arc<Self>, names: &TaskNames) -> Result<(), Replaced> {
        {
            let mut state = self.state.lock();
            let Some(entry) = state.cache.get_mut(&names.run_id) else {
                return Ok(());
            };
            let (run, open) = match &mut entry.phase {
                Phase::Suspended(run, open) => (run, open),
                Phase::Passing(passing) => {
                    passing.end_soon(names);
                    return Ok(());
                }
                Phase::Idle(_) | Phase::Active | Phase::Answering(_) => return Ok(()),
            };
            if open.names.task_token != names.task_token {
                return Ok(());
            }
            run.heartbeat();
        }
        match self.resume(&names.run_id) {
            Some((run, open)) => self.work(run, open),
            None => Ok(()),
        }
    }
    /// Gives up a task that cannot even be worked on; the server will time it out.
    pub(super) fn drop_task(self: &Arc<Self>, open: &OpenTask, error: &RpcError) {
        tracing::warn!(
            workflow_id = open.names.workflow_id,
            run_id = &*open.names.run_id,
            %error,
            "the history of a workflow task could not be fetched"
        );
        self.release(&open.names.run_id, None);
    }

    pub(super) fn suspend(&self, run: Box<Run>, open: Box<OpenTask>) {
        let run_id = Arc::clone(&open.names.run_id);
        if let Some(entry) = self.state.lock().cache.get_mut(&run_id) {
            entry.phase = Phase::Suspended(run, open);
        }
    }

    fn resume(&self, run_id: &str) -> Option<(Box<Run>, Box<OpenTask>)> {
        self.resume_where(run_id, |_| true)
    }

    fn resume_if_local(&self, run_id: &str) -> Option<(Box<Run>, Box<OpenTask>)> {
        self.resume_where(run_id, |open| open.local_watch.is_some())
    }

    fn resume_where(&self, run_id: &str, wanted: impl FnOnce(&OpenTask) -> bool) -> Option<(Box<Run>, Box<OpenTask>)> {
        let mut state = self.state.lock();
        let entry = state.cache.get_mut(run_id)?;
        match std::mem::replace(&mut entry.phase, Phase::Active) {
            Phase::Suspended(run, open) if wanted(&open) => Some((run, open)),
            other @ (Phase::Suspended(..)
            | Phase::Passing(_)
            | Phase::Idle(_)
            | Phase::Active
            | Phase::Answering(_)) => {
                entry.phase = other;
                None
            }
        }
    }
}
