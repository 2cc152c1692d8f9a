//! PollWorkflowExecutionTimeSkipping: waiting for the end of a fast-forward of one workflow's time.

use std::time::{Duration, Instant};

use everloop_proto::{
    Call, Reply, RpcError,
    common::v1::TimeSkippingFastForwardInfo,
    enums::v1::{FastForwardPollingResult, WorkflowExecutionStatus},
    workflowservice::v1::{
        DescribeWorkflowExecutionResponse, PollWorkflowExecutionTimeSkippingRequest,
        PollWorkflowExecutionTimeSkippingResponse,
    },
};
use prost::Message as _;

use super::{address, history::BATCHES_MAX, update::patience};
use crate::{
    Handle,
    request::{Address, Filter, HistoryToken, Page, ReadHistory, Request, VirtualEvents, Waiting},
};

const OTHER_ID: &str = "the requested fast_forward_id does not match the execution's current fast-forward";
const ENDED: &str = "the execution ended before the fast-forward completed";

pub(crate) async fn poll(
    handle: &Handle,
    request: PollWorkflowExecutionTimeSkippingRequest,
    call: Call,
) -> Reply<PollWorkflowExecutionTimeSkippingResponse> {
    let asked = address(&request.namespace, request.workflow_execution.as_ref())?;
    if request.fast_forward_id.is_empty() {
        return Err(RpcError::invalid_argument(
            "Time skipping config invalid: fast_forward_id must be set",
        ));
    }
    let (began, patience) = (Instant::now(), patience(&call));
    let mut is_over = false;
    loop {
        let run = Run::of(describe(handle, asked.clone()).await?);
        if let Some(response) = run.outcome(&request.fast_forward_id) {
            return Ok(response);
        }
        if is_over {
            return Ok(response(FastForwardPollingResult::PollTimeout, "", run.fast_forward));
        }
        let address = Address {
            run_id: run.run_id.clone(),
            ..asked.clone()
        };
        let left = patience.saturating_sub(began.elapsed());
        // Silence for as long as was left ends the wait by the engine's clock, which in a simulation is not the machine's.
        is_over = left.is_zero() || !has_news(handle, address, run.events + 1, left).await?;
    }
}

/// What matters here of a run.
struct Run {
    run_id: String,
    is_open: bool,
    events: i64,
    fast_forward: Option<TimeSkippingFastForwardInfo>,
}

impl Run {
    fn of(description: DescribeWorkflowExecutionResponse) -> Self {
        let info = description.workflow_execution_info.unwrap_or_default();
        let extended = description.workflow_extended_info.unwrap_or_default();
        Self {
            is_open: info.status == WorkflowExecutionStatus::Running as i32,
            run_id: info.execution.unwrap_or_default().run_id,
            events: info.history_length,
            fast_forward: extended.time_skipping_info.and_then(|clock| clock.fast_forward_info),
        }
    }

    /// How the fast-forward ended, unless it is under way. A run that was followed by another has the other's answer.
    fn outcome(&self, id: &str) -> Option<PollWorkflowExecutionTimeSkippingResponse> {
        let (result, reason) = match &self.fast_forward {
            Some(current) if current.fast_forward_id != id => (FastForwardPollingResult::FastForwardFailed, OTHER_ID),
            None => (FastForwardPollingResult::FastForwardFailed, OTHER_ID),
            Some(current) if current.has_completed => (FastForwardPollingResult::FastForwardCompleted, ""),
            Some(_) if !self.is_open => (FastForwardPollingResult::FastForwardFailed, ENDED),
            Some(_) => return None,
        };
        Some(response(result, reason, self.fast_forward.clone()))
    }
}

fn response(
    result: FastForwardPollingResult,
    reason: &str,
    fast_forward_info: Option<TimeSkippingFastForwardInfo>,
) -> PollWorkflowExecutionTimeSkippingResponse {
    PollWorkflowExecutionTimeSkippingResponse {
        fast_forward_polling_result: result.into(),
        failed_reason: reason.to_owned(),
        fast_forward_info,
    }
}

async fn describe(handle: &Handle, address: Address) -> Reply<DescribeWorkflowExecutionResponse> {
    handle.ask(|promise| Request::Describe { address, promise }).await
}

/// Waits until the run has that event, and no longer than `patience`; tells whether it has.
async fn has_news(handle: &Handle, address: Address, next: i64, patience: Duration) -> Reply<bool> {
    let token = HistoryToken {
        run_id: address.run_id.clone(),
        next,
        end: 0,
    };
    let read = Box::new(ReadHistory {
        address,
        page: Page {
            batches_max: BATCHES_MAX,
            token: token.encode_to_vec().into(),
        },
        filter: Filter::AllEvents,
        waiting: Waiting::AtMost(patience),
        virtual_events: VirtualEvents::Hidden,
    });
    let found = handle.ask(|promise| Request::ReadHistory { read, promise }).await?;
    Ok(found.history.is_some_and(|history| !history.events.is_empty()))
}
