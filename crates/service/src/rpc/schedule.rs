//! CreateSchedule, DescribeSchedule, UpdateSchedule, PatchSchedule, DeleteSchedule, ListSchedules, CountSchedules and
//! ListScheduleMatchingTimes.

use everloop_proto::{
    Call, Reply,
    workflowservice::v1::{
        CountSchedulesRequest, CountSchedulesResponse, CreateScheduleRequest, CreateScheduleResponse,
        DeleteScheduleRequest, DeleteScheduleResponse, DescribeScheduleRequest, DescribeScheduleResponse,
        ListScheduleMatchingTimesRequest, ListScheduleMatchingTimesResponse, ListSchedulesRequest,
        ListSchedulesResponse, PatchScheduleRequest, PatchScheduleResponse, UpdateScheduleRequest,
        UpdateScheduleResponse,
    },
};

use super::check_namespace;
use crate::{
    Handle,
    request::{ListSchedules, Request, ScheduleRequest},
};

/// Entries on a page, if the caller does not say, and at most.
const PAGE: usize = 1000;

pub(crate) async fn create(
    handle: &Handle,
    request: CreateScheduleRequest,
    _call: Call,
) -> Reply<CreateScheduleResponse> {
    check_namespace(&request.namespace)?;
    let request = Box::new(request);
    let conflict_token = handle
        .ask(|promise| Request::Schedule(ScheduleRequest::Create { request, promise }))
        .await?;
    Ok(CreateScheduleResponse { conflict_token })
}

pub(crate) async fn describe(
    handle: &Handle,
    request: DescribeScheduleRequest,
    _call: Call,
) -> Reply<DescribeScheduleResponse> {
    check_namespace(&request.namespace)?;
    handle
        .ask(|promise| Request::Schedule(ScheduleRequest::Describe { request, promise }))
        .await
}

pub(crate) async fn update(
    handle: &Handle,
    request: UpdateScheduleRequest,
    _call: Call,
) -> Reply<UpdateScheduleResponse> {
    check_namespace(&request.namespace)?;
    let request = Box::new(request);
    handle
        .ask(|promise| Request::Schedule(ScheduleRequest::Update { request, promise }))
        .await?;
    Ok(UpdateScheduleResponse {})
}

pub(crate) async fn patch(handle: &Handle, request: PatchScheduleRequest, _call: Call) -> Reply<PatchScheduleResponse> {
    check_namespace(&request.namespace)?;
    let request = Box::new(request);
    handle
        .ask(|promise| Request::Schedule(ScheduleRequest::Patch { request, promise }))
        .await?;
    Ok(PatchScheduleResponse {})
}

pub(crate) async fn delete(
    handle: &Handle,
    request: DeleteScheduleRequest,
    _call: Call,
) -> Reply<DeleteScheduleResponse> {
    check_namespace(&request.namespace)?;
    handle
        .ask(|promise| Request::Schedule(ScheduleRequest::Delete { request, promise }))
        .await?;
    Ok(DeleteScheduleResponse {})
}

pub(crate) async fn list(handle: &Handle, request: ListSchedulesRequest, _call: Call) -> Reply<ListSchedulesResponse> {
    check_namespace(&request.namespace)?;
    let limit = usize::try_from(request.maximum_page_size).ok().filter(|size| *size > 0);
    let list = ListSchedules {
        namespace: request.namespace,
        query: request.query,
        limit: limit.unwrap_or(PAGE).min(PAGE),
        token: request.next_page_token,
    };
    let page = handle
        .ask(|promise| Request::Schedule(ScheduleRequest::List { list, promise }))
        .await?;
    Ok(ListSchedulesResponse {
        schedules: page.entries,
        next_page_token: page.next_page_token,
    })
}

pub(crate) async fn count(
    handle: &Handle,
    request: CountSchedulesRequest,
    _call: Call,
) -> Reply<CountSchedulesResponse> {
    check_namespace(&request.namespace)?;
    let CountSchedulesRequest { namespace, query } = request;
    let count = handle
        .ask(|promise| {
            Request::Schedule(ScheduleRequest::Count {
                namespace,
                query,
                promise,
            })
        })
        .await?;
    Ok(CountSchedulesResponse {
        count,
        ..CountSchedulesResponse::default()
    })
}

pub(crate) async fn matching_times(
    handle: &Handle,
    request: ListScheduleMatchingTimesRequest,
    _call: Call,
) -> Reply<ListScheduleMatchingTimesResponse> {
    check_namespace(&request.namespace)?;
    let start_time = handle
        .ask(|promise| Request::Schedule(ScheduleRequest::MatchingTimes { request, promise }))
        .await?;
    Ok(ListScheduleMatchingTimesResponse { start_time })
}
