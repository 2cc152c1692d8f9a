//! A request to start that gets the run there is: what of it is attached to that run.

use everloop_proto::workflowservice::v1::StartWorkflowExecutionRequest;

use super::{StartDecision, StartReply};
use crate::draft::Draft;
use crate::input::{Polled, options};
use crate::{Context, Execution, HandedWorkflowTask, Reply, task};

impl Execution {
    /// Whether that request id was attached to the run after its start.
    pub(crate) fn is_attached(&self, request_id: &str) -> bool {
        let is_same = |attached: &str| !request_id.is_empty() && attached == request_id;
        self.recorded
            .attached_requests
            .iter()
            .any(|(_, attached)| is_same(attached))
            || self.transient.buffer.attached_requests().any(is_same)
    }
}

/// The answer with the run there is. What the request wants attached becomes an event, once.
pub(super) fn to_existing(
    request: &StartWorkflowExecutionRequest,
    started: bool,
    current: &Execution,
    ctx: &mut Context<'_>,
) -> StartDecision {
    let is_known = current.is_attached(&request.request_id);
    let Some(wanted) = request.on_conflict_options.filter(|_| !started && !is_known) else {
        return StartDecision {
            existing: None,
            new: None,
            reply: StartReply {
                is_attached: is_known,
                eager_workflow_task: (started && request.request_eager_execution)
                    .then(|| handed_again(request, current, ctx))
                    .flatten(),
                ..StartReply::of(current, started)
            },
        };
    };
    let mut draft = Draft::of(current, ctx);
    let request_id = if wanted.attach_request_id {
        request.request_id.clone()
    } else {
        String::new()
    };
    let links = if wanted.attach_links {
        request.links.clone()
    } else {
        Vec::new()
    };
    options::attach(&mut draft, request_id, links);
    let decision = draft.finish(Ok(Reply::Done));
    let reply = StartReply {
        is_attached: wanted.attach_request_id,
        ..StartReply::of(&decision.execution, false)
    };
    StartDecision {
        existing: Some(Box::new(decision)),
        new: None,
        reply,
    }
}

/// The first workflow task once more, for who has it by a request that is repeated now.
fn handed_again(
    request: &StartWorkflowExecutionRequest,
    current: &Execution,
    ctx: &mut Context<'_>,
) -> Option<Box<HandedWorkflowTask>> {
    let started = current.transient.task.as_ref()?.started.as_ref()?;
    let is_same = started.request_id == request.request_id && current.recorded.started.eager_execution_accepted;
    is_same.then(|| Box::new(task::hand_over(&mut Draft::of(current, ctx), Polled::Normal)))
}
