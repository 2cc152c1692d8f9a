//! Carrying out what schedules decide.

use everloop_engine::{
    Input, Status,
    schedule::{End, Outcome, Start, Step},
};
use everloop_proto::{
    Code,
    common::v1::{Payloads, WorkflowExecution},
    history::v1::{HistoryEvent, history_event::Attributes},
    workflowservice::v1::{RequestCancelWorkflowExecutionRequest, TerminateWorkflowExecutionRequest},
};
use everloop_store::Key;

use crate::request::Address;

use super::{super::Owner, Entry, Id, index};

impl Owner {
    /// Does what the time asks of schedules, and tells them of workflows that are over.
    pub(in crate::owner) fn drive_schedules(&mut self) {
        for (deadline, id) in self.schedules.deadlines.take_due(self.now) {
            match self.load_schedule(&id) {
                // It may be a deadline by which the schedule is known no more, or of one that is gone.
                Ok(_) => self.save_document(index::due(deadline, &id, false)),
                Err(error) => {
                    tracing::error!(schedule = &*id.1, %error, "a schedule that is due cannot be read");
                    continue;
                }
            }
            if let Some(entry) = self.schedules.entries.get_mut(&id) {
                entry.deadline = entry.deadline.filter(|known| *known != deadline);
            }
            self.forget_lost_workflows(&id);
            self.drive_schedule(&id);
        }
        self.tell_schedules();
    }

    /// Tells schedules of workflows that are over, within the commit of their ends.
    pub(in crate::owner) fn tell_schedules(&mut self) {
        while let Some((id, run_id, end)) = self.schedules.ended.pop_front() {
            self.schedules.running.remove(&run_id);
            self.save_document(index::running(&run_id, None));
            if let Err(error) = self.load_schedule(&id) {
                tracing::error!(schedule = &*id.1, %error, "a schedule whose workflow is over cannot be read");
            }
            if let Some(entry) = self.schedules.entries.get_mut(&id) {
                entry.schedule.closed(&run_id, end);
                self.drive_schedule(&id);
            }
        }
    }

    /// One round: what it decides is carried out. If there is more, its deadline has come again.
    pub(super) fn drive_schedule(&mut self, id: &Id) {
        let Some(mut entry) = self.schedules.entries.remove(id) else {
            return;
        };
        let before = entry.schedule.passed_over();
        for step in entry.schedule.advance(self.now) {
            self.carry_out(id, &mut entry, step);
        }
        self.note_passed_over(id, before, entry.schedule.passed_over());
        if entry.schedule.is_over(self.now) {
            self.forget_schedule(id, entry);
        } else {
            self.put_back(id.clone(), entry);
        }
    }

    fn carry_out(&mut self, id: &Id, entry: &mut Entry, step: Step) {
        let identity = entry.schedule.identity();
        match step {
            Step::Start(start) => {
                let outcome = self.start_scheduled(id, &start);
                self.note_scheduled(id, &outcome);
                entry.schedule.started(*start, outcome, self.now);
            }
            Step::Cancel { execution, reason } => {
                let input = Input::Cancel(Box::new(RequestCancelWorkflowExecutionRequest {
                    reason: reason.to_owned(),
                    identity,
                    first_execution_run_id: execution.run_id.clone(),
                    ..RequestCancelWorkflowExecutionRequest::default()
                }));
                self.ask_scheduled(id, execution, input);
            }
            Step::Terminate { execution, reason } => {
                let input = Input::Terminate(Box::new(TerminateWorkflowExecutionRequest {
                    reason: reason.to_owned(),
                    identity,
                    first_execution_run_id: execution.run_id.clone(),
                    ..TerminateWorkflowExecutionRequest::default()
                }));
                self.ask_scheduled(id, execution, input);
            }
        }
    }

    fn start_scheduled(&mut self, id: &Id, start: &Start) -> Outcome {
        match self.start(start.request.clone(), None) {
            Ok(reply) => {
                self.schedules.running.insert(reply.run_id.clone(), id.clone());
                self.save_document(index::running(&reply.run_id, Some(id)));
                Outcome::Started { run_id: reply.run_id }
            }
            Err(error) if error.code == Code::AlreadyExists => {
                tracing::warn!(schedule = &*id.1, %error, "a scheduled workflow exists already and was not started");
                Outcome::Exists
            }
            Err(error) => {
                tracing::error!(schedule = &*id.1, %error, "a scheduled workflow could not be started");
                Outcome::Refused
            }
        }
    }

    /// Asks a workflow to end. One that is not there any more counts as ended.
    fn ask_scheduled(&mut self, id: &Id, execution: WorkflowExecution, input: Input) {
        let Some(namespace) = self.namespaces.name(id.0) else {
            return;
        };
        let address = Address {
            namespace,
            workflow_id: execution.workflow_id,
            run_id: String::new(),
        };
        if let Err(error) = self.input(&address, input, None) {
            tracing::warn!(schedule = &*id.1, %error, "a scheduled workflow could not be asked to end");
            self.schedules.ended.push_back((id.clone(), execution.run_id, lost()));
        }
    }

    /// Workflows that were deleted, or replaced by others of the same id, will not say that they are over.
    fn forget_lost_workflows(&mut self, id: &Id) {
        let (Some(namespace), Some(entry)) = (self.namespaces.name(id.0), self.schedules.entries.get(id)) else {
            return;
        };
        let running: Vec<_> = entry.schedule.running().cloned().collect();
        for execution in running {
            let address = Address {
                namespace: namespace.clone(),
                workflow_id: execution.workflow_id,
                run_id: String::new(),
            };
            let is_there = match self.find(&address) {
                Ok(key) => self.executions.get(key).is_some_and(|slot| {
                    let started = slot.execution.started();
                    slot.execution.status().is_running() && started.first_execution_run_id == execution.run_id
                }),
                Err(error) => error.code != Code::NotFound,
            };
            if !is_there {
                self.schedules.ended.push_back((id.clone(), execution.run_id, lost()));
            }
        }
        self.tell_schedules();
    }

    /// A run has closed: if it is the last of a scheduled workflow, its schedule will be told.
    pub(in crate::owner) fn note_end_of_scheduled(&mut self, key: Key, status: Status) {
        if self.schedules.running.is_empty() && !self.schedules.has_more_running {
            return;
        }
        let Some(slot) = self.executions.get(key) else { return };
        let first_run_id = &slot.execution.started().first_execution_run_id;
        let id = match self.schedules.running.get(first_run_id) {
            Some(id) => Some(id.clone()),
            None if self.schedules.has_more_running => match index::owner_of(self.store.as_ref(), first_run_id) {
                Ok(id) => id,
                Err(error) => {
                    self.broken = Some(error.to_string());
                    None
                }
            },
            None => None,
        };
        let Some(id) = id else { return };
        if let Some(end) = slot.recent.last_event().and_then(|event| end_of(event, status)) {
            self.schedules.ended.push_back((id, first_run_id.clone(), end));
        }
    }
}

/// What ended a workflow; `None` if another run goes on with it.
fn end_of(event: &HistoryEvent, status: Status) -> Option<End> {
    let (next_run_id, result, failure): (&str, Option<Payloads>, _) = match event.attributes.as_ref()? {
        Attributes::WorkflowExecutionCompletedEventAttributes(it) => {
            (&it.new_execution_run_id, it.result.clone(), None)
        }
        Attributes::WorkflowExecutionFailedEventAttributes(it) => (&it.new_execution_run_id, None, it.failure.clone()),
        Attributes::WorkflowExecutionTimedOutEventAttributes(it) => (&it.new_execution_run_id, None, None),
        Attributes::WorkflowExecutionContinuedAsNewEventAttributes(it) => (&it.new_execution_run_id, None, None),
        _ => ("", None, None),
    };
    next_run_id.is_empty().then_some(End {
        status,
        result,
        failure,
    })
}

fn lost() -> End {
    End {
        status: Status::Terminated,
        result: None,
        failure: None,
    }
}
