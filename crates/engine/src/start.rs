//! How a run begins: from a client's request, under the policies for workflow ids.

mod attach;
mod begin;
mod check;
mod policy;
mod with_update;

use std::time::Duration;

use everloop_proto::enums::v1::ContinueAsNewInitiator;
use everloop_proto::history::v1::WorkflowExecutionStartedEventAttributes;
use everloop_proto::workflowservice::v1::{
    SignalWithStartWorkflowExecutionRequest, SignalWorkflowExecutionRequest, StartWorkflowExecutionRequest,
};

pub(crate) use begin::{Beginning, begin, normal, task_timeout};
pub use check::request as check_start_request;
pub(crate) use check::scheduled as check_start;

use crate::cron::Cron;
use crate::draft::Draft;
use crate::message::StartChild;
use crate::state::{Identity, ahead};
use crate::{
    Birth, Context, Decision, Execution, HandedWorkflowTask, Reject, Status, Timestamp, convert, input,
    search_attributes, time_skipping, versioning,
};
use policy::Verdict;
pub use with_update::{RefusedOperation, UpdateWithStartDecision, update_with_start};

/// The namespace a run begins in.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Namespace {
    pub id: String,
    pub name: String,
}

/// What a request to start leads to. `existing` and `new` are to be committed together.
#[derive(Clone, Debug)]
pub struct StartDecision {
    /// What becomes of the current run of that workflow id: terminated, signaled, or nothing.
    pub existing: Option<Box<Decision>>,
    /// The run that begins, if one does.
    pub new: Option<Box<Birth>>,
    pub reply: StartReply,
}

/// The answer to a request to start.
#[derive(Clone, Debug, PartialEq)]
pub struct StartReply {
    pub run_id: String,
    pub first_execution_run_id: String,
    pub started: bool,
    pub status: Status,
    /// Whether the request id was attached to a run that was open already.
    pub is_attached: bool,
    /// The first workflow task, if the request asked for it eagerly and may have it.
    pub eager_workflow_task: Option<Box<HandedWorkflowTask>>,
}

impl StartReply {
    fn of(execution: &Execution, started: bool) -> Self {
        Self {
            run_id: execution.identity.run_id.clone(),
            first_execution_run_id: execution.started().first_execution_run_id.clone(),
            started,
            status: execution.status(),
            is_attached: false,
            eager_workflow_task: None,
        }
    }
}

/// Decides on a request to start; `current` is the latest run of that workflow id, open or closed, if there is one.
pub fn start(
    mut request: StartWorkflowExecutionRequest,
    namespace: &Namespace,
    current: Option<&Execution>,
    ctx: &mut Context<'_>,
) -> Result<StartDecision, Reject> {
    check::request(&request, ctx.limits)?;
    if request.request_id.is_empty() {
        request.request_id = ctx.ids.random();
    }
    let verdict = policy::judge(&request, current)?;
    let (run_id, existing) = match (verdict, current) {
        (Verdict::Existing { started }, Some(current)) => {
            return Ok(attach::to_existing(&request, started, current, ctx));
        }
        (Verdict::Replace, Some(current)) => {
            let run_id = ctx.ids.ordered(ctx.now);
            let terminated = policy::terminate(current, &run_id, ctx);
            (run_id, Some(Box::new(terminated)))
        }
        (Verdict::New | Verdict::Existing { .. } | Verdict::Replace, _) => (ctx.ids.ordered(ctx.now), None),
    };
    let eager = request.request_eager_execution;
    let beginning = beginning(request, namespace, run_id, ctx.now, ctx);
    let (birth, eager_workflow_task) = if eager && beginning.backoff.is_zero() {
        let (birth, task) = begin::begin_eagerly(beginning, ctx);
        (birth, Some(Box::new(task)))
    } else {
        (begin(beginning, ctx), None)
    };
    let reply = StartReply {
        eager_workflow_task,
        ..StartReply::of(&birth.execution, true)
    };
    Ok(StartDecision {
        existing,
        new: Some(Box::new(birth)),
        reply,
    })
}

/// Decides on a request to signal the open run of a workflow id, or to start one and signal it. The request has an id:
/// its caller tells it in a link.
pub fn signal_with_start(
    request: SignalWithStartWorkflowExecutionRequest,
    namespace: &Namespace,
    current: Option<&Execution>,
    ctx: &mut Context<'_>,
) -> Result<StartDecision, Reject> {
    let (mut request, signal) = split(request);
    check::signal_with_start(&mut request)?;
    check::request(&request, ctx.limits)?;
    check::signal(&signal, ctx.limits)?;
    let verdict = policy::judge(&request, current)?;
    let (run_id, existing) = match (verdict, current) {
        // The run that this very request began is over, and has had its signal.
        (Verdict::Existing { .. }, Some(current)) if !current.status().is_running() => {
            return Ok(StartDecision {
                existing: None,
                new: None,
                reply: StartReply::of(current, true),
            });
        }
        (Verdict::Existing { .. }, Some(current)) => {
            let mut draft = Draft::of(current, ctx);
            let reply = input::signal::apply(&mut draft, signal)?;
            let decision = draft.finish(Ok(reply));
            let reply = StartReply::of(&decision.execution, false);
            return Ok(StartDecision {
                existing: Some(Box::new(decision)),
                new: None,
                reply,
            });
        }
        (Verdict::Replace, Some(current)) => {
            let run_id = ctx.ids.random();
            let terminated = policy::terminate(current, &run_id, ctx);
            (run_id, Some(Box::new(terminated)))
        }
        (Verdict::New | Verdict::Existing { .. } | Verdict::Replace, _) => (ctx.ids.random(), None),
    };
    let beginning = Beginning {
        signal: Some(Box::new(signal)),
        ..beginning(request, namespace, run_id, ctx.now, ctx)
    };
    let birth = begin(beginning, ctx);
    let reply = StartReply::of(&birth.execution, true);
    Ok(StartDecision {
        existing,
        new: Some(Box::new(birth)),
        reply,
    })
}

fn beginning(
    request: StartWorkflowExecutionRequest,
    namespace: &Namespace,
    run_id: String,
    now: Timestamp,
    ctx: &Context<'_>,
) -> Beginning {
    let timeouts = Timeouts::of(&request, ctx);
    let cron = Cron::parse(&request.cron_schedule)
        .ok()
        .filter(|_| !request.cron_schedule.is_empty());
    let backoff = match &cron {
        Some(cron) => cron.wait(now, now).unwrap_or_default(),
        None => convert::duration(request.workflow_start_delay.as_ref()),
    };
    // Wire: also the first run of a cron schedule has the schedule as its initiator.
    let initiator = cron.map_or(0, |_| ContinueAsNewInitiator::CronSchedule as i32);
    let started = WorkflowExecutionStartedEventAttributes {
        workflow_type: request.workflow_type,
        task_queue: request.task_queue.map(normal),
        input: request.input,
        // Wire: a timeout of zero is told as it was given.
        workflow_execution_timeout: request
            .workflow_execution_timeout
            .map(|_| convert::wire(timeouts.execution)),
        workflow_run_timeout: begin::some(timeouts.run).or(request.workflow_run_timeout.map(|_| Default::default())),
        workflow_task_timeout: Some(convert::wire(timeouts.task)),
        original_execution_run_id: run_id.clone(),
        first_execution_run_id: run_id.clone(),
        identity: request.identity,
        retry_policy: request.retry_policy.map(|policy| crate::retry::filled(Some(policy))),
        attempt: 1,
        initiator,
        cron_schedule: request.cron_schedule,
        workflow_execution_expiration_time: (!timeouts.execution.is_zero())
            .then(|| (now + backoff + timeouts.execution).into()),
        first_workflow_task_backoff: Some(convert::wire(backoff)),
        // Wire: without a field they are not there.
        memo: request.memo.filter(|memo| !memo.fields.is_empty()),
        search_attributes: request
            .search_attributes
            .filter(|attributes| !attributes.indexed_fields.is_empty())
            .map(|mut attributes| {
                let registry = &ctx.limits.search_attributes;
                search_attributes::mark_types(registry, &namespace.name, &mut attributes.indexed_fields);
                attributes
            }),
        header: request.header,
        workflow_id: request.workflow_id.clone(),
        completion_callbacks: request.completion_callbacks,
        versioning_override: request.versioning_override.map(versioning::newer).map(Box::new),
        priority: request.priority,
        time_skipping_config: request.time_skipping_config.map(time_skipping::filled),
        continued_failure: request.continued_failure.map(Box::new),
        last_completion_result: request.last_completion_result,
        ..WorkflowExecutionStartedEventAttributes::default()
    };
    Beginning {
        identity: Identity {
            namespace: namespace.name.clone(),
            namespace_id: namespace.id.clone(),
            workflow_id: request.workflow_id,
            run_id,
        },
        started,
        backoff,
        request_id: request.request_id,
        user_metadata: request.user_metadata,
        links: request.links,
        signal: None,
    }
}

/// The three timeouts of a run with their gaps filled: a shorter one caps those within it. Zero is none.
struct Timeouts {
    execution: Duration,
    run: Duration,
    task: Duration,
}

impl Timeouts {
    fn of(request: &StartWorkflowExecutionRequest, ctx: &Context<'_>) -> Self {
        let execution = convert::duration(request.workflow_execution_timeout.as_ref()).min(convert::LONGEST);
        let run = convert::timeout(request.workflow_run_timeout.as_ref()).unwrap_or(execution);
        let run = run.min(convert::LONGEST);
        let run = if execution.is_zero() { run } else { run.min(execution) };
        let task = task_timeout(request.workflow_task_timeout.as_ref(), run, ctx.limits);
        Self { execution, run, task }
    }
}

/// Begins a child, perhaps in the place of the open run of its id, whose end comes first; or answers that there is a
/// workflow with its id already.
pub(crate) fn start_child(
    parent: &Identity,
    child: StartChild,
    namespace: &Namespace,
    current: Option<&Execution>,
    ctx: &mut Context<'_>,
) -> Result<(Option<Decision>, Birth), Reject> {
    let initiated = child.initiated;
    let request = StartWorkflowExecutionRequest {
        workflow_id: initiated.workflow_id,
        workflow_type: initiated.workflow_type,
        task_queue: initiated.task_queue,
        input: initiated.input,
        workflow_execution_timeout: initiated.workflow_execution_timeout,
        workflow_run_timeout: initiated.workflow_run_timeout,
        workflow_task_timeout: initiated.workflow_task_timeout,
        // Wire: by the event that initiated it, in the first version of its history.
        request_id: format!("{}:{}:0", parent.run_id, child.initiated_event_id),
        workflow_id_reuse_policy: initiated.workflow_id_reuse_policy,
        retry_policy: initiated.retry_policy,
        cron_schedule: initiated.cron_schedule,
        memo: initiated.memo,
        search_attributes: initiated.search_attributes,
        header: initiated.header,
        user_metadata: child.user_metadata,
        versioning_override: initiated.versioning_override,
        priority: child.priority,
        time_skipping_config: initiated.time_skipping_config,
        ..StartWorkflowExecutionRequest::default()
    };
    let verdict = policy::judge(&request, current)?;
    let run_id = ctx.ids.ordered(ctx.now);
    let replaced = match (verdict, current) {
        (Verdict::Existing { .. }, _) => return Err(Reject::closed()),
        (Verdict::Replace, Some(current)) => Some(policy::terminate(current, &run_id, ctx)),
        (Verdict::New | Verdict::Replace, _) => None,
    };
    let now = ctx.now + ahead(initiated.time_skipping_state_propagation.as_ref());
    let mut beginning = beginning(request, namespace, run_id, now, ctx);
    let started = &mut beginning.started;
    // Wire: other than with a client's start, the run timeout is there even if there is none.
    started.workflow_run_timeout.get_or_insert_default();
    started.parent_workflow_namespace.clone_from(&parent.namespace);
    started.parent_workflow_namespace_id.clone_from(&parent.namespace_id);
    started.parent_workflow_execution = Some(parent.to_wire());
    started.parent_initiated_event_id = child.initiated_event_id;
    started.root_workflow_execution = Some(child.root);
    started.time_skipping_state_propagation = initiated.time_skipping_state_propagation;
    Ok((replaced, begin(beginning, ctx)))
}

/// The two halves of a request to signal with start.
fn split(
    request: SignalWithStartWorkflowExecutionRequest,
) -> (StartWorkflowExecutionRequest, SignalWorkflowExecutionRequest) {
    let signal = SignalWorkflowExecutionRequest {
        namespace: request.namespace.clone(),
        workflow_execution: None,
        signal_name: request.signal_name,
        input: request.signal_input,
        identity: request.identity.clone(),
        request_id: request.request_id.clone(),
        header: request.header.clone(),
        links: request.links.clone(),
        ..SignalWorkflowExecutionRequest::default()
    };
    let start = StartWorkflowExecutionRequest {
        namespace: request.namespace,
        workflow_id: request.workflow_id,
        workflow_type: request.workflow_type,
        task_queue: request.task_queue,
        input: request.input,
        workflow_execution_timeout: request.workflow_execution_timeout,
        workflow_run_timeout: request.workflow_run_timeout,
        workflow_task_timeout: request.workflow_task_timeout,
        identity: request.identity,
        request_id: request.request_id,
        workflow_id_reuse_policy: request.workflow_id_reuse_policy,
        workflow_id_conflict_policy: request.workflow_id_conflict_policy,
        retry_policy: request.retry_policy,
        cron_schedule: request.cron_schedule,
        memo: request.memo,
        search_attributes: request.search_attributes,
        header: request.header,
        workflow_start_delay: request.workflow_start_delay,
        user_metadata: request.user_metadata,
        links: request.links,
        versioning_override: request.versioning_override,
        priority: request.priority,
        time_skipping_config: request.time_skipping_config,
        ..StartWorkflowExecutionRequest::default()
    };
    (start, signal)
}
