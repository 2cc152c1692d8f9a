//! The action: the request that starts a workflow, and what is noted once it has.

use everloop_proto::common::v1::{SearchAttributes, WorkflowExecution};
use everloop_proto::enums::v1::{ScheduleOverlapPolicy, WorkflowIdReusePolicy};
use everloop_proto::schedule::v1::{ScheduleActionResult, schedule_action::Action};
use everloop_proto::workflow::v1::NewWorkflowExecutionInfo;
use everloop_proto::workflowservice::v1::StartWorkflowExecutionRequest;

use super::record::{Asked, Cause, Running, Waiting};
use super::{RECENT_MAX, RUNNING, Schedule, Start, Step};
use crate::{Timestamp, payload};

impl Schedule {
    /// What the schedule starts, if its action is to start a workflow; there is no other kind.
    pub(super) fn workflow(&self) -> Option<&NewWorkflowExecutionInfo> {
        match &self.definition.action.as_ref()?.action {
            Some(Action::StartWorkflow(info)) => Some(info),
            None => None,
        }
    }

    /// How the schedule signs what it asks of workflows.
    #[must_use]
    pub fn identity(&self) -> String {
        format!(
            "temporal-scheduler-{}-{}",
            self.definition.namespace, self.definition.schedule_id
        )
    }

    pub(super) fn start_step(&self, waiting: Waiting, now: Timestamp) -> Option<Step> {
        let info = self.workflow()?.clone();
        let time = rfc3339(Timestamp::from_nanos(waiting.nominal));
        let keeps_id = self.definition.policies.keep_original_workflow_id;
        let workflow_id = if keeps_id {
            info.workflow_id
        } else {
            format!("{}-{time}", info.workflow_id)
        };
        // Wire: the same occurrence is not started twice, unless by hand.
        let reuse = if waiting.cause() == Cause::Spec && !keeps_id {
            WorkflowIdReusePolicy::RejectDuplicate
        } else {
            WorkflowIdReusePolicy::AllowDuplicate
        };
        let mut attributes = info.search_attributes.unwrap_or_default().indexed_fields;
        attributes.insert(
            "TemporalScheduledStartTime".to_owned(),
            payload::search_attribute("Datetime", &time),
        );
        attributes.insert(
            "TemporalScheduledById".to_owned(),
            payload::search_attribute("Keyword", self.id()),
        );
        let follows = self.policy_of(&waiting) != ScheduleOverlapPolicy::AllowAll;
        let request = StartWorkflowExecutionRequest {
            namespace: self.definition.namespace.clone(),
            // The same start, should it be asked for again.
            request_id: format!("{}-{}-{}", self.id(), waiting.nominal, now.nanos()),
            workflow_id,
            workflow_type: info.workflow_type,
            task_queue: info.task_queue,
            input: info.input,
            workflow_execution_timeout: info.workflow_execution_timeout,
            workflow_run_timeout: info.workflow_run_timeout,
            workflow_task_timeout: info.workflow_task_timeout,
            identity: self.identity(),
            workflow_id_reuse_policy: reuse.into(),
            retry_policy: info.retry_policy,
            memo: info.memo,
            search_attributes: Some(SearchAttributes {
                indexed_fields: attributes,
            }),
            header: info.header,
            user_metadata: info.user_metadata,
            versioning_override: info.versioning_override,
            priority: info.priority,
            last_completion_result: self.progress.last_completion_result.clone().filter(|_| follows),
            continued_failure: self.progress.continued_failure.clone().filter(|_| follows),
            ..StartWorkflowExecutionRequest::default()
        };
        Some(Step::Start(Box::new(Start { request, waiting })))
    }

    pub(super) fn note_started(&mut self, waiting: &Waiting, execution: WorkflowExecution, now: Timestamp) {
        self.progress.action_count += 1;
        self.progress.recent.push(ScheduleActionResult {
            schedule_time: Some(Timestamp::from_nanos(waiting.actual).into()),
            actual_time: Some(now.into()),
            start_workflow_result: Some(execution.clone()),
            start_workflow_status: RUNNING,
        });
        let excess = self.progress.recent.len().saturating_sub(RECENT_MAX);
        self.progress.recent.drain(..excess);
        if self.policy_of(waiting) != ScheduleOverlapPolicy::AllowAll {
            self.progress.running.push(Running {
                execution,
                asked: Asked::Nothing.into(),
            });
        }
    }
}

/// The time in whole seconds, as it stands in workflow ids.
pub(super) fn rfc3339(time: Timestamp) -> String {
    let second = time.nanos().div_euclid(1_000_000_000);
    jiff::Timestamp::from_second(second).map_or_else(|_| second.to_string(), |time| time.to_string())
}

/// The longest that is added to an id.
pub(super) const SUFFIX_BYTES: usize = "-2006-01-02T15:04:05Z".len();
