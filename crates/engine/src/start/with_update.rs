//! Update-with-start: an update of the run there is, or of one that begins for it, decided as one.
//!
//! | the latest run of the id | then |
//! |---|---|
//! | holds the update, completed; open or closed | its outcome |
//! | open, and was started by this request, or has the update in flight, or is to be used | the update goes there |
//! | closed, and was started by this request | the start is refused: it was done |
//! | anything else | what the policies for workflow ids say; a new run is given the update with its first task |

use everloop_proto::workflowservice::v1::{StartWorkflowExecutionRequest, UpdateWorkflowExecutionRequest};

use super::{Namespace, StartDecision, StartReply, Verdict, begin, beginning, check, policy};
use crate::draft::Draft;
use crate::{Context, Execution, Reject, Reply, UpdateStage, UpdateStatus, input};

/// What update-with-start leads to.
#[derive(Clone, Debug)]
pub struct UpdateWithStartDecision {
    pub start: StartDecision,
    /// The update as it is now, in the run that `start` replies with.
    pub update: UpdateStatus,
}

/// Which of the two operations was refused.
#[derive(Clone, Debug, PartialEq)]
pub enum RefusedOperation {
    Start(Reject),
    Update(Reject),
}

/// Decides on a request to update the open run of a workflow id, or to start one and update it; `current` is the latest
/// run of that id, open or closed, if there is one.
pub fn update_with_start(
    mut start: StartWorkflowExecutionRequest,
    mut update: UpdateWorkflowExecutionRequest,
    namespace: &Namespace,
    current: Option<&Execution>,
    ctx: &mut Context<'_>,
) -> Result<UpdateWithStartDecision, RefusedOperation> {
    check::request(&start, ctx.limits).map_err(RefusedOperation::Start)?;
    if start.request_id.is_empty() {
        start.request_id = ctx.ids.random();
    }
    let meta = update.request.get_or_insert_default().meta.get_or_insert_default();
    if meta.update_id.is_empty() {
        meta.update_id = ctx.ids.random();
    }
    let update_id = meta.update_id.clone();
    if let Some(current) = current {
        let known = current.update_status(&update_id);
        let is_completed = known
            .as_ref()
            .is_some_and(|known| known.stage == UpdateStage::Completed);
        if let Some(update) = known.clone().filter(|_| is_completed) {
            let reply = StartReply::of(current, false);
            return Ok(UpdateWithStartDecision {
                start: StartDecision {
                    existing: None,
                    new: None,
                    reply,
                },
                update,
            });
        }
        let is_same = current.start_request_id() == start.request_id || current.is_attached(&start.request_id);
        if current.status().is_running() && (known.is_some() || is_same || policy::uses_existing(&start)) {
            return update_existing(current, update, ctx).map_err(RefusedOperation::Update);
        }
    }
    let verdict = policy::judge(&start, current).map_err(RefusedOperation::Start)?;
    let run_id = ctx.ids.ordered(ctx.now);
    let existing = match (verdict, current) {
        (Verdict::Replace, Some(current)) => Some(Box::new(policy::terminate(current, &run_id, ctx))),
        // Wire: a request whose run is over begins no other, and there is nothing to update.
        (Verdict::Existing { .. }, _) => return Err(RefusedOperation::Start(deduplicated())),
        (Verdict::New | Verdict::Replace, _) => None,
    };
    let beginning = beginning(start, namespace, run_id, ctx.now, ctx);
    let (birth, update) = begin::begin_with_update(beginning, update, ctx).map_err(RefusedOperation::Update)?;
    let reply = StartReply::of(&birth.execution, true);
    Ok(UpdateWithStartDecision {
        start: StartDecision {
            existing,
            new: Some(Box::new(birth)),
            reply,
        },
        update,
    })
}

fn deduplicated() -> Reject {
    Reject::Unavailable("Workflow was not started: StartDeduped".to_owned())
}

fn update_existing(
    current: &Execution,
    update: UpdateWorkflowExecutionRequest,
    ctx: &mut Context<'_>,
) -> Result<UpdateWithStartDecision, Reject> {
    let mut draft = Draft::of(current, ctx);
    let update = status(input::update::apply(&mut draft, update)?);
    let decision = draft.finish(Ok(Reply::Done));
    let reply = StartReply::of(&decision.execution, false);
    Ok(UpdateWithStartDecision {
        start: StartDecision {
            existing: Some(Box::new(decision)),
            new: None,
            reply,
        },
        update,
    })
}

/// The answer to an update.
pub(super) fn status(reply: Reply) -> UpdateStatus {
    match reply {
        Reply::Update(status) => status,
        other => unreachable!("an update is answered with its status, not with {other:?}"),
    }
}
