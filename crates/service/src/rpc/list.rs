//! ListWorkflowExecutions, ScanWorkflowExecutions, ListArchivedWorkflowExecutions and CountWorkflowExecutions.

use bytes::Bytes;
use everloop_proto::{
    Call, Reply, RpcError,
    workflowservice::v1::{
        CountWorkflowExecutionsRequest, CountWorkflowExecutionsResponse, ListArchivedWorkflowExecutionsRequest,
        ListArchivedWorkflowExecutionsResponse, ListWorkflowExecutionsRequest, ListWorkflowExecutionsResponse,
        ScanWorkflowExecutionsRequest, ScanWorkflowExecutionsResponse,
    },
};
use everloop_store::Place;

use super::{check_namespace, check_namespace_exists};
use crate::{
    Handle,
    request::{List, Request, Wanted},
};

/// How many executions a page has at most, and if it is not said.
const PAGE_MAX: usize = 1000;

pub(crate) async fn serve(
    handle: &Handle,
    request: ListWorkflowExecutionsRequest,
    _call: Call,
) -> Reply<ListWorkflowExecutionsResponse> {
    page(
        handle,
        request.namespace,
        request.query,
        request.page_size,
        &request.next_page_token,
    )
    .await
}

pub(crate) async fn scan(
    handle: &Handle,
    request: ScanWorkflowExecutionsRequest,
    _call: Call,
) -> Reply<ScanWorkflowExecutionsResponse> {
    let token = request.next_page_token;
    let list = page(handle, request.namespace, request.query, request.page_size, &token).await?;
    Ok(ScanWorkflowExecutionsResponse {
        executions: list.executions,
        next_page_token: list.next_page_token,
    })
}

pub(crate) async fn archived(
    handle: &Handle,
    request: ListArchivedWorkflowExecutionsRequest,
    _call: Call,
) -> Reply<ListArchivedWorkflowExecutionsResponse> {
    check_namespace_exists(handle, &request.namespace).await?;
    Err(RpcError::invalid_argument(
        "Cluster is not configured for visibility archival.",
    ))
}

pub(crate) async fn count(
    handle: &Handle,
    request: CountWorkflowExecutionsRequest,
    _call: Call,
) -> Reply<CountWorkflowExecutionsResponse> {
    check_namespace(&request.namespace)?;
    let (namespace, query) = (request.namespace, request.query);
    handle
        .ask(|promise| {
            Request::List(List {
                namespace,
                query,
                what: Wanted::Count { promise },
            })
        })
        .await
}

/// One page of the executions that meet a filter.
pub(super) async fn page(
    handle: &Handle,
    namespace: String,
    query: String,
    size: i32,
    token: &[u8],
) -> Reply<ListWorkflowExecutionsResponse> {
    check_namespace(&namespace)?;
    let after = parse(token)?;
    let size = usize::try_from(size)
        .ok()
        .filter(|size| (1..=PAGE_MAX).contains(size))
        .unwrap_or(PAGE_MAX);
    let page = handle
        .ask(|promise| {
            Request::List(List {
                namespace,
                query,
                what: Wanted::Page { after, size, promise },
            })
        })
        .await?;
    Ok(ListWorkflowExecutionsResponse {
        executions: page.executions,
        next_page_token: page.last.map(token_of).unwrap_or_default(),
    })
}

/// A token is the place of the last entry.
fn token_of(place: Place) -> Bytes {
    let numbers = [place.closed, place.started, place.key];
    numbers.iter().flat_map(|number| number.to_be_bytes()).collect()
}

fn parse(token: &[u8]) -> Result<Option<Place>, RpcError> {
    if token.is_empty() {
        return Ok(None);
    }
    let numbers: Vec<i64> = token
        .chunks_exact(8)
        .filter_map(|bytes| Some(i64::from_be_bytes(bytes.try_into().ok()?)))
        .collect();
    match numbers[..] {
        [closed, started, key] if token.len() == 24 => Ok(Some(Place { closed, started, key })),
        _ => Err(RpcError::invalid_argument("Invalid NextPageToken.")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tokens_are_read_back() {
        let place = Place {
            closed: i64::MAX,
            started: -5,
            key: 7,
        };
        assert_eq!(parse(&token_of(place)), Ok(Some(place)));
        assert_eq!(parse(b""), Ok(None));
        for wrong in [&b"x"[..], &[0; 23], &[0; 32]] {
            assert_eq!(parse(wrong).unwrap_err().message, "Invalid NextPageToken.");
        }
    }
}
