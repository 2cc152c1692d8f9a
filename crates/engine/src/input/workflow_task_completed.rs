//! A worker has done a workflow task: its commands are carried out, what waited in the buffer comes out, and the next
//! task follows if there is a reason for one.

use everloop_proto::enums::v1::{QueryResultType, WorkflowTaskFailedCause};
use everloop_proto::history::v1::WorkflowExecutionTerminatedEventAttributes;
use everloop_proto::query::v1::WorkflowQueryResult;
use everloop_proto::taskqueue::v1::StickyExecutionAttributes;
use everloop_proto::workflowservice::v1::RespondWorkflowTaskCompletedRequest;

use super::{Polled, WorkflowTaskCompleted};
use crate::command::{self, Bad, Completion};
use crate::draft::Draft;
use crate::state::{Sticky, TaskKind};
use crate::update::Answers;
use crate::{
    Ack, Context, Decision, Effect, Execution, HandedWorkflowTask, Reject, Reply, activity, close, convert, enforce,
    failure, task, update,
};

/// Events after the last completed task that a worker can skip together with a speculative task.
const DISCARDED_EVENTS_MAX: i64 = 10;

/// Wire: the request id of a task that is started within the completion of the one before.
const INLINE_REQUEST_ID: &str = "request-from-RespondWorkflowTaskCompleted";

pub(crate) fn decide(
    execution: &Execution,
    input: WorkflowTaskCompleted,
    ctx: &mut Context<'_>,
) -> Result<Decision, Reject> {
    let request = *input.request;
    let mut draft = Draft::of(execution, ctx);
    super::workflow_task_failed::check_token(&draft, &input.token)?;
    command::check(&request.commands)?;
    update::check_messages(&request.messages)?;
    let blame = (request.identity.clone(), request.binary_checksum.clone());
    match carry_out(&mut draft, request) {
        Ok(reply) => {
            enforce::buffer(&mut draft);
            if let Some(reason) = enforce::outgrown(&draft) {
                drop(draft);
                return Ok(enforce::end(execution, reason, enforce::Told::Caller, ctx));
            }
            Ok(draft.finish(reply))
        }
        Err(bad)
            if input.token.attempt > 1 && !bad.is_fatal && bad.cause != WorkflowTaskFailedCause::UnhandledCommand =>
        {
            // Wire: nothing is written then, and the task is left to its timeout, which slows the worker down.
            Err(Reject::Invalid(bad.text()))
        }
        Err(bad) => {
            let mut draft = Draft::of(execution, ctx);
            fail(&mut draft, &bad, blame);
            Ok(draft.finish(Err(Reject::Invalid(bad.text()))))
        }
    }
}

fn fail(draft: &mut Draft<'_, '_>, bad: &Bad, (identity, binary_checksum): (String, String)) {
    let why = task::Failure {
        cause: bad.cause as i32,
        failure: Some(failure::server(bad.text())),
        identity,
        binary_checksum,
    };
    update::abort_sent(draft);
    if bad.is_fatal {
        task::failed_for_good(draft, why);
        draft.emit(WorkflowExecutionTerminatedEventAttributes {
            reason: bad.text(),
            details: None,
            identity: task::ENGINE_IDENTITY.to_owned(),
        });
        close::settle(draft);
        return;
    }
    task::failed(draft, why);
}

/// Whether the task was speculative and has come to nothing, so that no trace of it need be left.
fn is_discardable(draft: &Draft<'_, '_>, request: &RespondWorkflowTaskCompletedRequest) -> bool {
    let Execution {
        recorded, transient, ..
    } = &draft.next;
    let is_speculative = transient
        .task
        .as_ref()
        .is_some_and(|task| task.kind == TaskKind::Speculative);
    // Wire: the event that a run starts with does not count, where an update came before the first task.
    let events_since = recorded.last_event_id - recorded.completed_event_id.max(1);
    let may_skip = request
        .capabilities
        .as_ref()
        .is_some_and(|capabilities| capabilities.discard_speculative_workflow_task_with_events);
    is_speculative
        && request.commands.is_empty()
        && !request.force_create_new_workflow_task
        && update::only_rejections(&request.messages)
        && (events_since == 0 || (may_skip && events_since <= DISCARDED_EVENTS_MAX))
}

/// Takes a speculative task back. The worker has to forget what it saw since the last completed task.
fn discard(draft: &mut Draft<'_, '_>, request: RespondWorkflowTaskCompletedRequest) -> Result<Reply, Bad> {
    task::discard(draft);
    draft.ack = Ack::Relaxed;
    draft.next.transient.sticky = sticky(request.sticky_attributes);
    Answers::new(request.messages).finish(draft)?;
    answer_queries(draft, request.query_results);
    if update::any_unsent(draft) {
        task::need_speculative(draft);
    }
    Ok(Reply::WorkflowTaskCompleted {
        workflow_task: None,
        activity_tasks: Vec::new(),
        reset_history_event_id: draft.next.recorded.previous_started_event_id,
    })
}

fn carry_out(
    draft: &mut Draft<'_, '_>,
    request: RespondWorkflowTaskCompletedRequest,
) -> Result<Result<Reply, Reject>, Bad> {
    let heartbeat = Heartbeat::of(draft, &request);
    if heartbeat.too_long {
        // Wire: this completion is none; the task counts as one that got no answer.
        task::start_to_close_timed_out(draft, sticky(request.sticky_attributes));
        answer_queries(draft, request.query_results);
        return Ok(Err(Reject::NotFound("workflow task heartbeat timeout".to_owned())));
    }
    let worker = draft.next.task_in_hand().and_then(|hand| hand.worker);
    if is_discardable(draft, &request) {
        return discard(draft, request).map(Ok);
    }
    let mut completion = Completion {
        event_id: task::completed(draft, &request),
        identity: request.identity.clone(),
        eager: Vec::new(),
        children: std::collections::BTreeSet::new(),
        answers: Answers::new(request.messages),
        unseen: draft.next.transient.buffer.len(),
        closed: false,
    };
    draft.next.transient.sticky = sticky(request.sticky_attributes);
    draft.hold();
    for command in request.commands {
        command::carry_out(draft, command, &mut completion)?;
    }
    let Completion {
        answers,
        identity,
        eager,
        closed,
        ..
    } = completion;
    answers.finish(draft)?;
    if closed {
        draft.drop_buffer();
        answer_queries(draft, request.query_results);
        close::settle(draft);
        return Ok(Ok(reply(None, Vec::new())));
    }
    let news = draft.flush();
    let activity_tasks = start_eagerly(draft, &eager, &identity);
    draft.next.transient.task_heartbeat_since = heartbeat.since;
    let wanted = news || request.force_create_new_workflow_task;
    if wanted || update::any_unsent(draft) {
        // Wire: only a task that goes out with this reply is worth a try without a trace.
        if wanted || !request.return_new_workflow_task {
            task::schedule(draft);
        } else {
            task::schedule_speculative(draft);
        }
        if request.return_new_workflow_task {
            answer_queries(draft, request.query_results);
            let inline = start_inline(draft, identity, worker);
            return Ok(Ok(reply(Some(inline), activity_tasks)));
        }
        task::announce(draft);
    }
    answer_queries(draft, request.query_results);
    Ok(Ok(reply(None, activity_tasks)))
}

fn reply(workflow_task: Option<Box<HandedWorkflowTask>>, activity_tasks: Vec<crate::HandedActivityTask>) -> Reply {
    Reply::WorkflowTaskCompleted {
        workflow_task,
        activity_tasks,
        reset_history_event_id: 0,
    }
}

fn sticky(attributes: Option<StickyExecutionAttributes>) -> Option<Sticky> {
    let attributes = attributes?;
    let queue = attributes
        .worker_task_queue
        .map(|queue| queue.name)
        .filter(|name| !name.is_empty())?;
    let schedule_to_start = convert::duration(attributes.schedule_to_start_timeout.as_ref());
    Some(Sticky {
        queue,
        schedule_to_start,
    })
}

/// A completion without commands that asks for another task: the worker is alive and wants more time.
struct Heartbeat {
    since: Option<crate::Timestamp>,
    too_long: bool,
}

impl Heartbeat {
    fn of(draft: &Draft<'_, '_>, request: &RespondWorkflowTaskCompletedRequest) -> Self {
        let only_alive =
            request.force_create_new_workflow_task && request.commands.is_empty() && request.messages.is_empty();
        let since = draft
            .next
            .transient
            .task
            .as_ref()
            .map(|task| task.original_scheduled_at)
            .filter(|_| only_alive);
        let too_long =
            since.is_some_and(|since| draft.now().since(since) >= draft.ctx.limits.workflow_task_heartbeat_max);
        Self { since, too_long }
    }
}

fn start_eagerly(draft: &mut Draft<'_, '_>, eager: &[i64], identity: &str) -> Vec<crate::HandedActivityTask> {
    let mut tasks = Vec::with_capacity(eager.len());
    for id in eager {
        let request_id = draft.ctx.ids.random();
        activity::start(draft, *id, identity.to_owned(), request_id, None);
        tasks.push(activity::hand_over(draft, *id));
    }
    tasks
}

fn start_inline(draft: &mut Draft<'_, '_>, identity: String, worker: Option<u64>) -> Box<HandedWorkflowTask> {
    let polled = if draft.next.transient.sticky.is_some() {
        Polled::Sticky
    } else {
        Polled::Normal
    };
    let taker = task::Taker {
        identity,
        request_id: INLINE_REQUEST_ID.to_owned(),
        worker_version: None,
        worker,
    };
    task::start(draft, taker);
    Box::new(task::hand_over(draft, polled))
}

/// Gives the answers that came with the completion; queries that got none wait for the next task, or go to a
/// worker directly if there is none.
fn answer_queries(draft: &mut Draft<'_, '_>, results: std::collections::BTreeMap<String, WorkflowQueryResult>) {
    for (query_id, result) in results {
        if draft.next.transient.queries.remove(&query_id).is_none() {
            continue;
        }
        let effect = if result.result_type() == QueryResultType::Failed {
            let failure = result.failure.map(Box::new);
            Effect::QueryFailed {
                query_id,
                reject: Reject::QueryFailed {
                    message: result.error_message,
                    failure,
                },
            }
        } else {
            Effect::QueryAnswered {
                query_id,
                result: Box::new(result),
            }
        };
        draft.effects.push(effect);
    }
    if draft.next.transient.task.is_some() || !draft.is_running() {
        return;
    }
    let target = draft.next.target();
    for (query_id, pending) in std::mem::take(&mut draft.next.transient.queries) {
        let query = Box::new((*pending.query).clone());
        draft.effects.push(Effect::QueryReady {
            query_id,
            target: target.clone(),
            query,
        });
    }
}
