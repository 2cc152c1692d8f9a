//! A client asks for an update.

use everloop_proto::enums::v1::ResourceExhaustedCause;
use everloop_proto::workflowservice::v1::UpdateWorkflowExecutionRequest;

use crate::draft::Draft;
use crate::update::{self, UpdateStage, UpdateStatus};
use crate::{Ack, Reject, Reply, task, validate};

/// From this attempt on, a workflow task is taken to fail for good.
const FAILING_ATTEMPT: i32 = 3;

pub(crate) fn apply(draft: &mut Draft<'_, '_>, request: UpdateWorkflowExecutionRequest) -> Result<Reply, Reject> {
    draft.ack = Ack::Relaxed;
    validate::chain(&request.first_execution_run_id, &draft.next)?;
    let mut request = request
        .request
        .ok_or_else(|| Reject::invalid("Request is not set on request."))?;
    let limits = draft.ctx.limits;
    let name = request.input.as_ref().map_or("", |input| &input.name);
    if name.is_empty() {
        return Err(Reject::invalid("Update name is not set on request."));
    }
    validate::payloads(request.input.as_ref().and_then(|input| input.args.as_ref()), limits)?;
    let meta = request.meta.get_or_insert_default();
    validate::id("UpdateId", &meta.update_id, limits)?;
    if meta.update_id.is_empty() {
        meta.update_id = draft.ctx.ids.random();
    }
    let update_id = meta.update_id.clone();
    if let Some(status) = draft.next.update_status(&update_id) {
        return Ok(Reply::Update(status));
    }
    check(draft)?;
    update::admit(draft, request);
    task::need_speculative(draft);
    Ok(Reply::Update(UpdateStatus {
        update_id,
        stage: UpdateStage::Admitted,
        outcome: None,
    }))
}

/// Whether the run can take another update.
fn check(draft: &Draft<'_, '_>) -> Result<(), Reject> {
    let execution = &draft.next;
    if !draft.is_running() {
        return Err(Reject::closed());
    }
    if execution.transient.task_attempt >= FAILING_ATTEMPT {
        let text = "Unable to perform workflow execution update due to Workflow Task in failed state.";
        return Err(Reject::NotReady(text.to_owned()));
    }
    let limits = draft.ctx.limits;
    let in_flight = execution.transient.updates.len() + execution.recorded.updates_open;
    if in_flight >= limits.updates_in_flight_max {
        return Err(Reject::Exhausted {
            message: format!("limit on number of concurrent in-flight updates has been reached ({in_flight})"),
            cause: ResourceExhaustedCause::ConcurrentLimit,
        });
    }
    let total = execution.transient.updates.len() + execution.recorded.updates.len();
    if total >= limits.updates_max {
        return Err(Reject::Precondition(format!(
            "The limit on the total number of distinct updates in this workflow has been reached ({total}). Make sure any \
             duplicate updates share an Update ID so the server can deduplicate them, and consider rejecting updates that you \
             aren't going to process. You can also Continue-as-New to avoid this; we recommend you check Continue-as-New \
             Suggested in your Workflow."
        )));
    }
    Ok(())
}
