//! What happens to one execution by request of a client or worker, and its description.

use everloop_engine::{Input, Reply as Decided};
use everloop_proto::{
    Connection, Reply,
    workflowservice::v1::{DescribeWorkflowExecutionResponse, RespondWorkflowTaskCompletedResponse},
};
use everloop_store::Key;

use crate::{
    errors,
    request::{Address, Answer},
};

use super::{Owner, outbox::Activity};

impl Owner {
    /// The answer to an input, and the activity tasks that go with it.
    pub(super) fn input(
        &mut self,
        address: &Address,
        input: Input,
        connection: Option<&Connection>,
    ) -> Reply<(Answer, Vec<Activity>)> {
        let key = self.find(address)?;
        let decided = self.decide(key, input).map_err(errors::from_reject)?;
        self.answer(key, decided, connection)
    }

    fn answer(
        &mut self,
        key: Key,
        decided: Decided,
        connection: Option<&Connection>,
    ) -> Reply<(Answer, Vec<Activity>)> {
        let mut handed = Vec::new();
        let answer = match decided {
            Decided::WorkflowTaskCompleted {
                workflow_task,
                activity_tasks,
                reset_history_event_id,
            } => {
                if workflow_task.is_some() {
                    self.note_in_hand(key, connection);
                }
                let workflow_task = workflow_task.map(|task| self.fill(key, *task)).transpose()?;
                handed.extend(activity_tasks.iter().map(|task| (key, task.attempt)));
                let activity_tasks = activity_tasks.into_iter().map(|task| task.response).collect();
                let response = RespondWorkflowTaskCompletedResponse {
                    workflow_task,
                    activity_tasks,
                    reset_history_event_id,
                };
                Answer::Completed(Box::new(response))
            }
            Decided::Heartbeat(response) => Answer::Heartbeat(response),
            Decided::ActivityFailed { refused } => Answer::ActivityFailed { refused },
            Decided::ActivityOptions(options) => Answer::ActivityOptions(options),
            Decided::Options(options) => Answer::Options(options),
            Decided::Signaled { request_id } => {
                let run_id = self
                    .executions
                    .get(key)
                    .map(|slot| slot.execution.identity().run_id.clone());
                Answer::Signaled {
                    run_id: run_id.unwrap_or_default(),
                    request_id,
                }
            }
            // These answer inputs that no caller gives: the owner itself does.
            Decided::Done
            | Decided::WorkflowTask(_)
            | Decided::ActivityTask(_)
            | Decided::QueryDirect(_)
            | Decided::QueryWaits
            | Decided::Update(_)
            | Decided::QueryRejected(_) => Answer::Done,
        };
        Ok((answer, handed))
    }

    pub(super) fn describe(&mut self, address: &Address) -> Reply<DescribeWorkflowExecutionResponse> {
        let key = self.find(address)?;
        self.must_save |= self.executions.is_unsaved(key);
        let slot = self.executions.touch(key);
        slot.map(|slot| slot.execution.describe(&self.limits.search_attributes, self.now))
            .ok_or_else(|| errors::workflow_not_found(&address.workflow_id, &address.run_id))
    }
}
