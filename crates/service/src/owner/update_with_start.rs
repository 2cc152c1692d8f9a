//! ExecuteMultiOperation: an update of the run there is, or of one that is started for it.

use everloop_engine::{Context, RefusedOperation, UpdateStage, update_with_start};
use everloop_proto::workflowservice::v1::StartWorkflowExecutionResponse;

use crate::{
    admin::{Operations, Started, UpdateWithStart},
    errors, links,
    request::{Ask, Update},
};

use super::Owner;

impl Owner {
    pub(super) fn update_with_start(&mut self, request: UpdateWithStart) {
        let UpdateWithStart { start, update, promise } = request;
        let Update {
            ask: Ask::Admit(admitted),
            stage,
            patience,
            promise: outcome,
            ..
        } = update
        else {
            return;
        };
        let found = self.namespaces.find(&start.namespace).and_then(|(number, namespace)| {
            let current = self.current(number, &start.workflow_id)?;
            Ok((number, namespace, current))
        });
        let (number, namespace, current) = match found {
            Ok(found) => found,
            Err(error) => return self.outbox.put(promise, Err(error)),
        };
        let execution = current
            .and_then(|key| self.executions.touch(key))
            .map(|slot| &slot.execution);
        let again = execution.filter(|execution| execution.status().is_running()).map(|_| {
            Box::new(Operations {
                start: (*start).clone(),
                update: (*admitted).clone(),
            })
        });
        let mut ctx = Context {
            now: self.now,
            ids: &mut self.ids,
            limits: &self.limits,
        };
        let workflow_id = start.workflow_id.clone();
        let decision = match update_with_start(*start, *admitted, &namespace, execution, &mut ctx) {
            Ok(decision) => decision,
            Err(refused) => {
                let started = match refused {
                    RefusedOperation::Start(reject) => Started::StartRefused(errors::from_reject(reject)),
                    RefusedOperation::Update(reject) => Started::UpdateRefused(errors::from_reject(reject)),
                };
                return self.outbox.put(promise, Ok(started));
            }
        };
        let (reply, status) = (decision.start.reply.clone(), decision.update);
        let Some(key) = self.apply_start(number, current, decision.start) else {
            return;
        };
        // Wire: only a new run says where its chain began, and an update that is known to be completed links to nothing.
        let is_known = status.stage == UpdateStage::Completed;
        let response = Box::new(StartWorkflowExecutionResponse {
            link: (!is_known).then(|| links::started(&namespace.name, &workflow_id, &reply.run_id)),
            first_execution_run_id: if reply.started {
                reply.first_execution_run_id
            } else {
                String::new()
            },
            run_id: reply.run_id,
            started: reply.started,
            status: reply.status.to_wire().into(),
            eager_workflow_task: None,
        });
        let again = again.filter(|_| !response.started);
        self.must_save |= self.executions.is_unsaved(key);
        self.outbox.put(promise, Ok(Started::Yes { response, again }));
        self.await_update(key, status, stage.or(Some(UpdateStage::Completed)), patience, outcome);
    }
}
