//! Starting runs, with or without a signal.

use everloop_engine::{Context, IdSource as _, StartDecision, signal_with_start, start};
use everloop_proto::{
    Connection, Reply,
    workflowservice::v1::{
        SignalWithStartWorkflowExecutionRequest, SignalWithStartWorkflowExecutionResponse,
        StartWorkflowExecutionRequest, StartWorkflowExecutionResponse,
    },
};
use everloop_store::Key;

use crate::{errors, links};

use super::Owner;

impl Owner {
    pub(super) fn start(
        &mut self,
        request: StartWorkflowExecutionRequest,
        connection: Option<&Connection>,
    ) -> Reply<StartWorkflowExecutionResponse> {
        let (number, namespace) = self.namespaces.find(&request.namespace)?;
        let (workflow_id, request_id) = (request.workflow_id.clone(), request.request_id.clone());
        let current = self.current(number, &workflow_id)?;
        let execution = current
            .and_then(|key| self.executions.touch(key))
            .map(|slot| &slot.execution);
        let mut ctx = Context {
            now: self.now,
            ids: &mut self.ids,
            limits: &self.limits,
        };
        let decision = start(request, &namespace, execution, &mut ctx).map_err(errors::from_reject)?;
        let reply = decision.reply.clone();
        let key = self.apply_start(number, current, decision);
        let eager_workflow_task = match (reply.eager_workflow_task, key) {
            (Some(task), Some(key)) => {
                self.note_in_hand(key, connection);
                Some(self.fill(key, *task)?)
            }
            _ => None,
        };
        Ok(StartWorkflowExecutionResponse {
            link: Some(if reply.is_attached {
                links::attached(&namespace.name, &workflow_id, &reply.run_id, request_id)
            } else {
                links::started(&namespace.name, &workflow_id, &reply.run_id)
            }),
            run_id: reply.run_id,
            first_execution_run_id: reply.first_execution_run_id,
            started: reply.started,
            status: reply.status.to_wire().into(),
            eager_workflow_task,
        })
    }

    pub(super) fn signal_with_start(
        &mut self,
        mut request: SignalWithStartWorkflowExecutionRequest,
    ) -> Reply<SignalWithStartWorkflowExecutionResponse> {
        if request.request_id.is_empty() {
            // The link of the reply names it too.
            request.request_id = self.ids.random();
        }
        let (number, namespace) = self.namespaces.find(&request.namespace)?;
        let (workflow_id, request_id) = (request.workflow_id.clone(), request.request_id.clone());
        let current = self.current(number, &workflow_id)?;
        let execution = current
            .and_then(|key| self.executions.touch(key))
            .map(|slot| &slot.execution);
        let mut ctx = Context {
            now: self.now,
            ids: &mut self.ids,
            limits: &self.limits,
        };
        let decision = signal_with_start(request, &namespace, execution, &mut ctx).map_err(errors::from_reject)?;
        let reply = decision.reply.clone();
        self.apply_start(number, current, decision);
        Ok(SignalWithStartWorkflowExecutionResponse {
            signal_link: Some(links::signaled(
                &namespace.name,
                &workflow_id,
                &reply.run_id,
                request_id,
            )),
            run_id: reply.run_id,
            first_execution_run_id: reply.first_execution_run_id,
            started: reply.started,
        })
    }

    /// Applies both parts, and returns the run that the reply is about.
    pub(super) fn apply_start(&mut self, namespace: u32, current: Option<Key>, decision: StartDecision) -> Option<Key> {
        if let (Some(key), Some(existing)) = (current, decision.existing)
            && let Err(reject) = self.apply(key, *existing)
        {
            tracing::error!(key, %reject, "the current run objects to a start that was accepted");
        }
        match decision.new {
            Some(birth) => Some(self.bear(namespace, *birth)),
            None => current,
        }
    }
}
