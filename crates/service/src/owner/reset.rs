//! ResetWorkflowExecution: reads the histories that the rules need, and applies what they decide.

use everloop_engine::{Context, Reset, reset};
use everloop_proto::{
    Reply, RpcError,
    history::v1::{HistoryEvent, history_event::Attributes},
    workflowservice::v1::ResetWorkflowExecutionRequest,
};
use everloop_store::Key;

use crate::{errors, request::Address};

use super::Owner;

impl Owner {
    /// Resets an execution; returns the id of the run that begins.
    pub(super) fn reset(&mut self, request: ResetWorkflowExecutionRequest) -> Reply<String> {
        let execution = request.workflow_execution.clone().unwrap_or_default();
        let address = Address {
            namespace: request.namespace.clone(),
            workflow_id: execution.workflow_id,
            run_id: execution.run_id,
        };
        let base = self.find(&address)?;
        let latest = Address {
            run_id: String::new(),
            ..address
        };
        let current = self.find(&latest)?;
        if let Some(run_id) = self.is_repeated(current, &request.request_id) {
            return Ok(run_id);
        }
        self.load(base)?;
        let point = request.workflow_task_finish_event_id;
        let (prefix, later) = self.histories(base, point)?;
        let (Some(base_slot), Some(current_slot)) = (self.executions.get(base), self.executions.get(current)) else {
            return Err(errors::not_found("the execution has gone"));
        };
        let namespace = base_slot.namespace;
        let mut ctx = Context {
            now: self.now,
            ids: &mut self.ids,
            limits: &self.limits,
        };
        let input = Reset {
            request,
            base: &base_slot.execution,
            current: &current_slot.execution,
            prefix,
            later,
        };
        let decision = reset(input, &mut ctx).map_err(errors::from_reject)?;
        let run_id = decision.new.execution.identity().run_id.clone();
        for (key, change) in [(base, decision.base), (current, decision.current)] {
            if let Some(change) = change {
                self.apply(key, *change).map_err(errors::from_reject)?;
            }
        }
        self.bear(namespace, *decision.new);
        Ok(run_id)
    }

    /// The current run, if the same request has begun it.
    fn is_repeated(&self, current: Key, request_id: &str) -> Option<String> {
        let execution = &self.executions.get(current)?.execution;
        (execution.start_request_id() == request_id).then(|| execution.identity().run_id.clone())
    }

    /// The events of an execution before a point, and those after it: its own, and those of the runs that followed it.
    fn histories(&mut self, base: Key, point: i64) -> Result<(Vec<HistoryEvent>, Vec<HistoryEvent>), RpcError> {
        let mut prefix = self.whole_history(base)?;
        let split = usize::try_from(point - 1).unwrap_or(0).min(prefix.len());
        let mut later = prefix.split_off(split);
        while let Some(next) = later.last().and_then(follower) {
            let Some(key) = self.run_by_id(&next)? else { break };
            later.extend(self.whole_history(key)?);
        }
        Ok((prefix, later))
    }

    pub(super) fn whole_history(&mut self, key: Key) -> Result<Vec<HistoryEvent>, RpcError> {
        self.load(key)?;
        let last = self
            .executions
            .get(key)
            .map_or(0, |slot| slot.execution.last_event_id());
        Ok(self.events(key, 1, last, usize::MAX)?.events)
    }
}

/// The run that follows the one which that event closes.
fn follower(event: &HistoryEvent) -> Option<String> {
    let run_id = match event.attributes.as_ref()? {
        Attributes::WorkflowExecutionContinuedAsNewEventAttributes(closed) => &closed.new_execution_run_id,
        Attributes::WorkflowExecutionCompletedEventAttributes(closed) => &closed.new_execution_run_id,
        Attributes::WorkflowExecutionFailedEventAttributes(closed) => &closed.new_execution_run_id,
        Attributes::WorkflowExecutionTimedOutEventAttributes(closed) => &closed.new_execution_run_id,
        _ => return None,
    };
    (!run_id.is_empty()).then(|| run_id.clone())
}
