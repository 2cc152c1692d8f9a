//! The run that follows a closing one: by continue-as-new, by the run's retry policy, or by its cron schedule.

use std::time::Duration;

use everloop_proto::command::v1::ContinueAsNewWorkflowExecutionCommandAttributes;
use everloop_proto::common::v1::{Memo, Payloads, SearchAttributes};
use everloop_proto::enums::v1::{ContinueAsNewInitiator, RetryState};
use everloop_proto::failure::v1::Failure;
use everloop_proto::history::v1::{
    WorkflowExecutionContinuedAsNewEventAttributes, WorkflowExecutionStartedEventAttributes,
};
use everloop_proto::workflow::v1::{VersioningOverride, versioning_override};

use crate::cron::Cron;
use crate::draft::Draft;
use crate::retry::Verdict;
use crate::start::{Beginning, begin, normal, task_timeout};
use crate::state::Identity;
use crate::{convert, retry, time_skipping};

/// Begins the run that the workflow continues as, and returns the event that closes this one.
pub(crate) fn continue_as_new(
    draft: &mut Draft<'_, '_>,
    command: ContinueAsNewWorkflowExecutionCommandAttributes,
    completed_event_id: i64,
) -> WorkflowExecutionContinuedAsNewEventAttributes {
    let this = draft.next.recorded.started.clone();
    let run = convert::timeout(command.workflow_run_timeout.as_ref())
        .unwrap_or_else(|| convert::duration(this.workflow_run_timeout.as_ref()));
    let given = convert::timeout(command.workflow_task_timeout.as_ref()).map(convert::wire);
    let task = task_timeout(
        given.as_ref().or(this.workflow_task_timeout.as_ref()),
        run,
        draft.ctx.limits,
    );
    let backoff = backoff(draft, &command);
    let (initiator, backoff_start_interval) = (command.initiator, command.backoff_start_interval);
    let inherit_build_id = command.inherit_build_id;
    let named = command.task_queue.filter(|queue| !queue.name.is_empty());
    let started = WorkflowExecutionStartedEventAttributes {
        workflow_type: command
            .workflow_type
            .filter(|kind| !kind.name.is_empty())
            .or_else(|| this.workflow_type.clone()),
        task_queue: named.or_else(|| this.task_queue.clone()).map(normal),
        input: command.input,
        workflow_run_timeout: Some(convert::wire(run)),
        workflow_task_timeout: Some(convert::wire(task)),
        initiator: ContinueAsNewInitiator::Workflow as i32,
        continued_failure: command.failure.map(Box::new),
        last_completion_result: command.last_completion_result,
        // Wire: the policy is the worker's to resend, like memo and search attributes.
        retry_policy: command.retry_policy.map(|policy| retry::filled(Some(policy))),
        attempt: 1,
        cron_schedule: command.cron_schedule,
        memo: command.memo,
        search_attributes: command.search_attributes,
        header: command.header,
        ..inherited(draft)
    };
    let new_execution_run_id = follow(draft, started.clone(), backoff);
    WorkflowExecutionContinuedAsNewEventAttributes {
        new_execution_run_id,
        workflow_type: started.workflow_type,
        task_queue: started.task_queue,
        input: started.input,
        workflow_run_timeout: started.workflow_run_timeout,
        workflow_task_timeout: started.workflow_task_timeout,
        workflow_task_completed_event_id: completed_event_id,
        backoff_start_interval,
        initiator,
        failure: started.continued_failure.map(|failure| *failure),
        last_completion_result: started.last_completion_result,
        header: started.header,
        memo: started.memo,
        search_attributes: started.search_attributes,
        inherit_build_id,
        ..WorkflowExecutionContinuedAsNewEventAttributes::default()
    }
}

/// How long the new run's first task waits: as asked, and at least until it is a while since the old run could first do something.
fn backoff(draft: &Draft<'_, '_>, command: &ContinueAsNewWorkflowExecutionCommandAttributes) -> Duration {
    let asked = convert::duration(command.backoff_start_interval.as_ref());
    asked.max(rest_of_least_life(draft))
}

/// What is missing until a while has passed since the run could first do something. Runs that follow each other without
/// rest would leave no time for others.
fn rest_of_least_life(draft: &Draft<'_, '_>) -> Duration {
    let age = draft.now().since(draft.next.execution_time());
    draft.ctx.limits.continue_as_new_interval_min.saturating_sub(age)
}

/// Begins the run that follows a failure: another try by the retry policy, else the next by the cron schedule. Says
/// why it isn't tried again, and the new run's id, empty if there is none.
pub(crate) fn after_failure(draft: &mut Draft<'_, '_>, failure: &Failure) -> (RetryState, String) {
    let this = draft.next.recorded.started.clone();
    let last_completion_result = this.last_completion_result.clone();
    let state = match retry_interval(draft, failure) {
        Ok(interval) => {
            let interval = interval.max(rest_of_least_life(draft));
            let started = WorkflowExecutionStartedEventAttributes {
                initiator: ContinueAsNewInitiator::Retry as i32,
                continued_failure: Some(Box::new(failure.clone())),
                last_completion_result,
                attempt: this.attempt + 1,
                ..same_again(draft)
            };
            return (RetryState::InProgress, follow(draft, started, interval));
        }
        Err(state) => state,
    };
    let started = WorkflowExecutionStartedEventAttributes {
        continued_failure: Some(Box::new(failure.clone())),
        last_completion_result,
        ..same_again(draft)
    };
    (state, by_cron(draft, started))
}

/// Begins the run that follows a success by the cron schedule; says its id, empty if there is none.
pub(crate) fn after_success(draft: &mut Draft<'_, '_>, result: Option<&Payloads>) -> String {
    if draft.next.recorded.started.cron_schedule.is_empty() {
        return String::new();
    }
    let this = draft.next.recorded.started.clone();
    let last_completion_result = result.cloned().or_else(|| this.last_completion_result.clone());
    let started = WorkflowExecutionStartedEventAttributes {
        last_completion_result,
        ..same_again(draft)
    };
    by_cron(draft, started)
}

/// How long until the run is tried again, or why it isn't.
fn retry_interval(draft: &Draft<'_, '_>, failure: &Failure) -> Result<Duration, RetryState> {
    let this = &draft.next.recorded.started;
    let policy = this.retry_policy.as_ref().ok_or(RetryState::RetryPolicyNotSet)?;
    match retry::verdict(
        policy,
        this.attempt,
        failure,
        draft.now(),
        draft.next.chain_expires_at(),
    ) {
        Verdict::Stop(state) => Err(state),
        // Wire: a delay that the failure asks for is bounded by the policy here, other than with activities.
        Verdict::Again { interval } => {
            Ok(convert::timeout(policy.maximum_interval.as_ref()).map_or(interval, |most| interval.min(most)))
        }
    }
}

fn by_cron(draft: &mut Draft<'_, '_>, started: WorkflowExecutionStartedEventAttributes) -> String {
    let schedule = &draft.next.recorded.started.cron_schedule;
    if schedule.is_empty() {
        return String::new();
    }
    // It was checked before the run began, but perhaps by another version.
    let wait = Cron::parse(schedule)
        .ok()
        .and_then(|cron| cron.wait(draft.next.start_time(), draft.now()));
    let Some(wait) = wait else {
        return String::new();
    };
    if draft
        .next
        .chain_expires_at()
        .is_some_and(|end| draft.now() + wait > end)
    {
        return String::new();
    }
    let started = WorkflowExecutionStartedEventAttributes {
        initiator: ContinueAsNewInitiator::CronSchedule as i32,
        attempt: 1,
        ..started
    };
    follow(draft, started, wait)
}

/// The same run once more.
fn same_again(draft: &Draft<'_, '_>) -> WorkflowExecutionStartedEventAttributes {
    let this = &draft.next.recorded.started;
    WorkflowExecutionStartedEventAttributes {
        workflow_type: this.workflow_type.clone(),
        task_queue: this.task_queue.clone(),
        input: this.input.clone(),
        workflow_run_timeout: this.workflow_run_timeout,
        workflow_task_timeout: this.workflow_task_timeout,
        retry_policy: this.retry_policy.clone(),
        cron_schedule: this.cron_schedule.clone(),
        memo: Some(Memo {
            fields: draft.next.memo().clone(),
        })
        .filter(|memo| !memo.fields.is_empty()),
        search_attributes: Some(SearchAttributes {
            indexed_fields: draft.next.search_attributes().clone(),
        })
        .filter(|attributes| !attributes.indexed_fields.is_empty()),
        header: this.header.clone(),
        ..inherited(draft)
    }
}

/// What every run has from the one before.
fn inherited(draft: &Draft<'_, '_>) -> WorkflowExecutionStartedEventAttributes {
    let this = &draft.next.recorded.started;
    let (time_skipping_config, time_skipping_state_propagation) = time_skipping::for_successor(&draft.next);
    WorkflowExecutionStartedEventAttributes {
        time_skipping_config,
        time_skipping_state_propagation,
        workflow_id: this.workflow_id.clone(),
        workflow_execution_timeout: this.workflow_execution_timeout,
        workflow_execution_expiration_time: this.workflow_execution_expiration_time,
        continued_execution_run_id: draft.next.identity.run_id.clone(),
        first_execution_run_id: this.first_execution_run_id.clone(),
        completion_callbacks: this.completion_callbacks.clone(),
        versioning_override: pinned(draft.next.recorded.options.versioning_override.as_ref()).map(Box::new),
        priority: draft.next.recorded.options.priority.clone(),
        parent_workflow_namespace: this.parent_workflow_namespace.clone(),
        parent_workflow_namespace_id: this.parent_workflow_namespace_id.clone(),
        parent_workflow_execution: this.parent_workflow_execution.clone(),
        parent_initiated_event_id: this.parent_initiated_event_id,
        root_workflow_execution: this.root_workflow_execution.clone(),
        prev_auto_reset_points: Some(draft.next.reset_points()),
        ..WorkflowExecutionStartedEventAttributes::default()
    }
}

/// Wire: only a pin holds for the runs that follow.
fn pinned(given: Option<&VersioningOverride>) -> Option<VersioningOverride> {
    given
        .filter(|given| !matches!(given.r#override, Some(versioning_override::Override::AutoUpgrade(_))))
        .cloned()
}

/// Begins the run and returns its id.
fn follow(
    draft: &mut Draft<'_, '_>,
    mut started: WorkflowExecutionStartedEventAttributes,
    backoff: Duration,
) -> String {
    let run_id = draft.ctx.ids.random();
    started.original_execution_run_id.clone_from(&run_id);
    // Wire: other than at a client's start, no wait is absent and not zero.
    started.first_workflow_task_backoff = (!backoff.is_zero()).then(|| convert::wire(backoff));
    let beginning = Beginning {
        identity: Identity {
            run_id: run_id.clone(),
            ..(*draft.next.identity).clone()
        },
        started,
        backoff,
        request_id: draft.ctx.ids.random(),
        user_metadata: None,
        links: Vec::new(),
        signal: None,
    };
    draft.new_execution = Some(Box::new(begin(beginning, draft.ctx)));
    run_id
}
