//! GetWorkflowExecutionHistory and GetWorkflowExecutionHistoryReverse.

use std::time::Duration;

use everloop_proto::{
    Call, Reply,
    enums::v1::HistoryEventFilterType,
    workflowservice::v1::{
        GetWorkflowExecutionHistoryRequest, GetWorkflowExecutionHistoryResponse,
        GetWorkflowExecutionHistoryReverseRequest, GetWorkflowExecutionHistoryReverseResponse,
    },
};

use super::{address, before_deadline};
use crate::{
    Handle,
    request::{Filter, Page, ReadHistory, Request, VirtualEvents, Waiting},
};

/// How long a call waits for new events.
const WAIT_MAX: Duration = Duration::from_secs(20);

/// A page's size is counted in batches.
pub(crate) const BATCHES_MAX: usize = 256;

/// Wire: what the CLI and the UI show is what is stored, while workers need the events of a transient task too.
const CLIENTS_OF_STORED_EVENTS: [&str; 2] = ["temporal-cli", "temporal-ui"];

fn page(maximum: i32, token: bytes::Bytes) -> Page {
    let batches_max = usize::try_from(maximum)
        .ok()
        .filter(|size| *size > 0)
        .unwrap_or(BATCHES_MAX)
        .min(BATCHES_MAX);
    Page { batches_max, token }
}

pub(crate) async fn serve(
    handle: &Handle,
    request: GetWorkflowExecutionHistoryRequest,
    call: Call,
) -> Reply<GetWorkflowExecutionHistoryResponse> {
    let address = address(&request.namespace, request.execution.as_ref())?;
    let filter = if request.history_event_filter_type() == HistoryEventFilterType::CloseEvent {
        Filter::CloseEvent
    } else {
        Filter::AllEvents
    };
    let waiting = if request.wait_new_event {
        Waiting::AtMost(
            call.timeout
                .map_or(WAIT_MAX, |timeout| WAIT_MAX.min(before_deadline(timeout))),
        )
    } else {
        Waiting::No
    };
    let is_of_stored = call
        .header("client-name")
        .is_some_and(|name| CLIENTS_OF_STORED_EVENTS.contains(&name));
    let virtual_events = if is_of_stored {
        VirtualEvents::Hidden
    } else {
        VirtualEvents::Shown
    };
    let page = page(request.maximum_page_size, request.next_page_token);
    let read = Box::new(ReadHistory {
        address,
        page,
        filter,
        waiting,
        virtual_events,
    });
    handle.ask(|promise| Request::ReadHistory { read, promise }).await
}

pub(crate) async fn serve_reverse(
    handle: &Handle,
    request: GetWorkflowExecutionHistoryReverseRequest,
    _call: Call,
) -> Reply<GetWorkflowExecutionHistoryReverseResponse> {
    let address = address(&request.namespace, request.execution.as_ref())?;
    let page = page(request.maximum_page_size, request.next_page_token);
    handle
        .ask(|promise| Request::ReadHistoryReverse { address, page, promise })
        .await
}
