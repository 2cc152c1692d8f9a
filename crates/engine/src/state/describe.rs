//! What an execution says of itself when it is asked to describe itself.

use std::collections::BTreeMap;

use everloop_proto::activity::v1::ActivityOptions;
use everloop_proto::common::v1::{Memo, SearchAttributes, TimeSkippingInfo, WorkflowType};
use everloop_proto::enums::v1::{EventType, PendingActivityState, PendingWorkflowTaskState};
use everloop_proto::history::v1::{ActivityTaskScheduledEventAttributes, HistoryEvent};
use everloop_proto::taskqueue::v1::TaskQueue;
use everloop_proto::workflow::v1::pending_activity_info::PauseInfo;
use everloop_proto::workflow::v1::pending_activity_info::pause_info::{Manual, PausedBy};
use everloop_proto::workflow::v1::{
    PendingActivityInfo, PendingChildExecutionInfo, PendingWorkflowTaskInfo, RequestIdInfo, WorkflowExecutionConfig,
    WorkflowExecutionExtendedInfo, WorkflowExecutionInfo, WorkflowExecutionVersioningInfo,
};
use everloop_proto::workflowservice::v1::DescribeWorkflowExecutionResponse;

use crate::event::options;
use crate::search_attributes::Registry;

use super::{Activity, Execution, Pause, Phase, Progress, TaskKind};
use crate::Timestamp;
use crate::convert::{self, timeout};
use crate::versioning;

/// Wire: how a run that does not expire says so, the first moment of the first year.
const NEVER: prost_types::Timestamp = prost_types::Timestamp {
    seconds: -62_135_596_800,
    nanos: 0,
};

/// After so many failures in a row a workflow task is a problem to report.
const TASK_FAILURES_REPORTED: i32 = 5;

impl Execution {
    /// Events that are not in history but that workers must see after it: those of an attempt after the first, or of a
    /// task that only carries updates.
    #[must_use]
    pub fn virtual_events(&self) -> Vec<HistoryEvent> {
        match &self.transient.task {
            Some(task) if task.kind != TaskKind::Normal && task.scheduled_event_id == self.last_event_id() + 1 => {
                crate::task::task_events(self, task)
            }
            _ => Vec::new(),
        }
    }

    /// The answer to a describe request.
    #[must_use]
    pub fn describe(&self, registry: &Registry, now: Timestamp) -> DescribeWorkflowExecutionResponse {
        let started = self.started();
        DescribeWorkflowExecutionResponse {
            execution_config: Some(WorkflowExecutionConfig {
                task_queue: started.task_queue.clone(),
                workflow_execution_timeout: started.workflow_execution_timeout,
                workflow_run_timeout: started.workflow_run_timeout,
                default_workflow_task_timeout: started.workflow_task_timeout,
                user_metadata: self.recorded.user_metadata.as_deref().cloned(),
            }),
            workflow_execution_info: Some(self.info(registry)),
            pending_activities: self.pending_activities(),
            pending_children: self.pending_children(),
            pending_workflow_task: self.pending_workflow_task(),
            workflow_extended_info: Some(WorkflowExecutionExtendedInfo {
                execution_expiration_time: self.chain_expires_at().map(Into::into),
                run_expiration_time: Some(self.run_expires_at().map_or(NEVER, Into::into)),
                cancel_requested: self.recorded.cancel_requested || self.transient.buffer.cancel_requested(),
                original_start_time: Some(self.recorded.start_time.into()),
                last_reset_time: self.transient.reset_at.map(Into::into),
                reset_run_id: self.transient.reset_run_id.clone().unwrap_or_default(),
                request_id_infos: self.request_ids(),
                time_skipping_info: self.time_skipping(now),
                ..WorkflowExecutionExtendedInfo::default()
            }),
            ..DescribeWorkflowExecutionResponse::default()
        }
    }

    fn time_skipping(&self, now: Timestamp) -> Option<TimeSkippingInfo> {
        let recorded = options::with_buffered(self);
        let clock = recorded.time_skipping.as_ref()?;
        Some(clock.describe(now + clock.ahead))
    }

    /// The summary of the run, as lists show it too.
    #[must_use]
    pub fn info(&self, registry: &Registry) -> WorkflowExecutionInfo {
        let started = self.started();
        let indexed_fields = self.shown_search_attributes(registry);
        WorkflowExecutionInfo {
            execution: Some(self.identity.to_wire()),
            r#type: Some(WorkflowType {
                name: self.workflow_type().to_owned(),
            }),
            start_time: Some(self.start_time().into()),
            close_time: self.close_time().map(Into::into),
            status: self.status().to_wire() as i32,
            history_length: self.last_event_id(),
            parent_namespace_id: started.parent_workflow_namespace_id.clone(),
            parent_execution: started.parent_workflow_execution.clone(),
            execution_time: Some(self.execution_time().into()),
            memo: Some(Memo {
                fields: self.memo().clone(),
            }),
            search_attributes: Some(SearchAttributes { indexed_fields }),
            task_queue: self.task_queue().to_owned(),
            state_transition_count: self.last_event_id(),
            history_size_bytes: self.recorded.history_bytes,
            most_recent_worker_version_stamp: self.recorded.worker_version.clone(),
            execution_duration: self
                .close_time()
                .map(|close| convert::wire(close.since(self.execution_time()))),
            root_execution: started
                .root_workflow_execution
                .clone()
                .or_else(|| Some(self.identity.to_wire())),
            first_run_id: started.first_execution_run_id.clone(),
            priority: options::with_buffered(self).options.priority.clone(),
            versioning_info: self.versioning_info(),
            auto_reset_points: Some(self.reset_points()),
            ..WorkflowExecutionInfo::default()
        }
    }

    /// What the engine itself says in the search attribute `TemporalReportedProblems`: that the workflow task fails time
    /// and again, and why.
    #[must_use]
    pub fn reported_problems(&self) -> Option<[String; 2]> {
        let problem = self.transient.task_problem.as_ref()?;
        if self.transient.task_attempt <= TASK_FAILURES_REPORTED || !self.status().is_running() {
            return None;
        }
        let category = if problem.starts_with("TimedOut") {
            "TimedOut"
        } else {
            "Failed"
        };
        let cause = problem.strip_prefix(category).unwrap_or(problem);
        Some([
            format!("category=WorkflowTask{category}"),
            format!("cause=WorkflowTask{category}Cause{cause}"),
        ])
    }

    fn request_ids(&self) -> BTreeMap<String, RequestIdInfo> {
        let started = RequestIdInfo {
            event_type: EventType::WorkflowExecutionStarted as i32,
            event_id: 1,
            ..RequestIdInfo::default()
        };
        let mut infos = BTreeMap::from([(self.start_request_id().to_owned(), started)]);
        for (event_id, request_id) in self.recorded.attached_requests.iter() {
            let attached = RequestIdInfo {
                event_type: EventType::WorkflowExecutionOptionsUpdated as i32,
                event_id,
                ..RequestIdInfo::default()
            };
            infos.insert(request_id.clone(), attached);
        }
        infos
    }

    fn versioning_info(&self) -> Option<WorkflowExecutionVersioningInfo> {
        let versioning_override = options::with_buffered(self).options.versioning_override.clone();
        versioning_override.map(|given| WorkflowExecutionVersioningInfo {
            versioning_override: Some(versioning::in_both_forms(given)),
            ..WorkflowExecutionVersioningInfo::default()
        })
    }

    fn pending_activities(&self) -> Vec<PendingActivityInfo> {
        let rows = self.recorded.activities.iter();
        rows.filter_map(|(id, _)| Some(pending_activity(&self.activity(id)?, &self.progress(id)?)))
            .collect()
    }

    fn pending_children(&self) -> Vec<PendingChildExecutionInfo> {
        let ended = self.transient.buffer.closed_children();
        let rows = self.recorded.children.iter().filter(|(id, _)| !ended.contains(id));
        rows.map(|(initiated_id, child)| PendingChildExecutionInfo {
            workflow_id: child.workflow_id.clone(),
            run_id: child
                .started
                .as_ref()
                .map(|started| started.run_id.clone())
                .unwrap_or_default(),
            workflow_type_name: child.workflow_type.clone(),
            initiated_id,
            parent_close_policy: child.parent_close_policy,
        })
        .collect()
    }

    fn pending_workflow_task(&self) -> Option<PendingWorkflowTaskInfo> {
        let task = self.transient.task.as_ref()?;
        let state = match task.started {
            Some(_) => PendingWorkflowTaskState::Started,
            None => PendingWorkflowTaskState::Scheduled,
        };
        Some(PendingWorkflowTaskInfo {
            state: state as i32,
            scheduled_time: Some(task.scheduled_at.into()),
            original_scheduled_time: Some(task.original_scheduled_at.into()),
            started_time: task.started.as_ref().map(|started| started.at.into()),
            attempt: task.attempt,
        })
    }
}

fn pending_activity(activity: &Activity, progress: &Progress) -> PendingActivityInfo {
    let scheduled = &activity.scheduled;
    let state = match progress.phase {
        Phase::Started { .. } if activity.cancel_requested_event_id.is_some() => PendingActivityState::CancelRequested,
        Phase::Started { .. } if progress.is_paused() => PendingActivityState::PauseRequested,
        Phase::Started { .. } => PendingActivityState::Started,
        Phase::Scheduled | Phase::Backoff if progress.is_paused() => PendingActivityState::Paused,
        Phase::Scheduled | Phase::Backoff => PendingActivityState::Scheduled,
    };
    let is_started = matches!(progress.phase, Phase::Started { .. });
    let waits = progress.phase == Phase::Backoff && !progress.is_paused();
    let expires = timeout(scheduled.schedule_to_close_timeout.as_ref()).map(|whole| activity.scheduled_at + whole);
    PendingActivityInfo {
        activity_id: scheduled.activity_id.clone(),
        activity_type: scheduled.activity_type.clone(),
        state: state as i32,
        heartbeat_details: progress.heartbeat_details.as_deref().cloned(),
        last_heartbeat_time: progress.heartbeat_at.map(Into::into),
        last_started_time: progress.last_started_at.filter(|_| is_started).map(Into::into),
        attempt: progress.attempt,
        maximum_attempts: scheduled
            .retry_policy
            .as_ref()
            .map_or(0, |policy| policy.maximum_attempts),
        scheduled_time: Some(progress.scheduled_at.into()),
        expiration_time: expires.map(Into::into),
        last_failure: progress.last_failure.as_deref().cloned(),
        last_worker_identity: progress.last_worker_identity.clone(),
        current_retry_interval: progress.retry_interval.filter(|_| waits).map(convert::wire),
        last_attempt_complete_time: progress.last_attempt_completed_at.map(Into::into),
        next_attempt_schedule_time: waits.then(|| progress.scheduled_at.into()),
        priority: scheduled.priority.clone(),
        paused: progress.is_paused(),
        pause_info: progress.pause().map(pause_info),
        activity_options: Some(ActivityOptions {
            // Wire: here the queue has no kind, and its name twice.
            task_queue: scheduled.task_queue.as_ref().map(|queue| TaskQueue {
                name: queue.name.clone(),
                normal_name: queue.name.clone(),
                ..TaskQueue::default()
            }),
            ..activity_options(scheduled)
        }),
        ..PendingActivityInfo::default()
    }
}

/// The options of an activity as operators see them. Wire: without the types of errors that are not retried.
pub(crate) fn activity_options(scheduled: &ActivityTaskScheduledEventAttributes) -> ActivityOptions {
    let mut options = original_options(scheduled);
    if let Some(policy) = &mut options.retry_policy {
        policy.non_retryable_error_types.clear();
    }
    options
}

/// The options of an activity as they are told when they are restored: all that its event says.
pub(crate) fn original_options(scheduled: &ActivityTaskScheduledEventAttributes) -> ActivityOptions {
    ActivityOptions {
        task_queue: scheduled.task_queue.clone(),
        schedule_to_close_timeout: scheduled.schedule_to_close_timeout,
        schedule_to_start_timeout: scheduled.schedule_to_start_timeout,
        start_to_close_timeout: scheduled.start_to_close_timeout,
        heartbeat_timeout: scheduled.heartbeat_timeout,
        retry_policy: scheduled.retry_policy.clone(),
        priority: scheduled.priority.clone(),
        ..ActivityOptions::default()
    }
}

fn pause_info(pause: &Pause) -> PauseInfo {
    PauseInfo {
        pause_time: Some(pause.at.into()),
        paused_by: Some(PausedBy::Manual(Manual {
            identity: pause.identity.clone(),
            reason: pause.reason.clone(),
        })),
    }
}
