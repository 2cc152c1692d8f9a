//! The table of the RPCs that are served; each is in its file under `rpc/`. All others answer UNIMPLEMENTED.

use async_trait::async_trait;
use everloop_proto::{Api, Call, Reply, operatorservice::v1::*, testservice::v1::*, workflowservice::v1::*};

use crate::{Handle, rpc};

/// One row per RPC: the method, its message types, and the function that serves it.
macro_rules! serve {
    ($($method:ident ($request:ty) -> $response:ty = $serve:path;)*) => {
        #[async_trait]
        impl Api for Handle {
            $(
                async fn $method(&self, request: $request, call: Call) -> Reply<$response> {
                    $serve(self, request, call).await
                }
            )*
        }
    };
}

serve! {
    get_system_info(GetSystemInfoRequest) -> GetSystemInfoResponse = rpc::system::info;
    get_cluster_info(GetClusterInfoRequest) -> GetClusterInfoResponse = rpc::system::cluster;

    describe_namespace(DescribeNamespaceRequest) -> DescribeNamespaceResponse = rpc::namespace::describe;
    list_namespaces(ListNamespacesRequest) -> ListNamespacesResponse = rpc::namespace::list;
    register_namespace(RegisterNamespaceRequest) -> RegisterNamespaceResponse = rpc::namespace::register;

    start_workflow_execution(StartWorkflowExecutionRequest) -> StartWorkflowExecutionResponse = rpc::start::serve;
    signal_with_start_workflow_execution(SignalWithStartWorkflowExecutionRequest)
        -> SignalWithStartWorkflowExecutionResponse = rpc::signal_with_start::serve;
    signal_workflow_execution(SignalWorkflowExecutionRequest) -> SignalWorkflowExecutionResponse = rpc::signal::serve;
    request_cancel_workflow_execution(RequestCancelWorkflowExecutionRequest)
        -> RequestCancelWorkflowExecutionResponse = rpc::cancel::serve;
    terminate_workflow_execution(TerminateWorkflowExecutionRequest)
        -> TerminateWorkflowExecutionResponse = rpc::terminate::serve;
    describe_workflow_execution(DescribeWorkflowExecutionRequest)
        -> DescribeWorkflowExecutionResponse = rpc::describe::serve;
    query_workflow(QueryWorkflowRequest) -> QueryWorkflowResponse = rpc::query::serve;
    update_workflow_execution(UpdateWorkflowExecutionRequest)
        -> UpdateWorkflowExecutionResponse = rpc::update::serve;
    poll_workflow_execution_update(PollWorkflowExecutionUpdateRequest)
        -> PollWorkflowExecutionUpdateResponse = rpc::update::poll;

    get_workflow_execution_history(GetWorkflowExecutionHistoryRequest)
        -> GetWorkflowExecutionHistoryResponse = rpc::history::serve;
    get_workflow_execution_history_reverse(GetWorkflowExecutionHistoryReverseRequest)
        -> GetWorkflowExecutionHistoryReverseResponse = rpc::history::serve_reverse;

    list_workflow_executions(ListWorkflowExecutionsRequest)
        -> ListWorkflowExecutionsResponse = rpc::list::serve;
    scan_workflow_executions(ScanWorkflowExecutionsRequest)
        -> ScanWorkflowExecutionsResponse = rpc::list::scan;
    list_open_workflow_executions(ListOpenWorkflowExecutionsRequest)
        -> ListOpenWorkflowExecutionsResponse = rpc::list_by_filter::open;
    list_closed_workflow_executions(ListClosedWorkflowExecutionsRequest)
        -> ListClosedWorkflowExecutionsResponse = rpc::list_by_filter::closed;
    list_archived_workflow_executions(ListArchivedWorkflowExecutionsRequest)
        -> ListArchivedWorkflowExecutionsResponse = rpc::list::archived;
    count_workflow_executions(CountWorkflowExecutionsRequest)
        -> CountWorkflowExecutionsResponse = rpc::list::count;

    delete_workflow_execution(DeleteWorkflowExecutionRequest)
        -> DeleteWorkflowExecutionResponse = rpc::delete::serve;

    update_namespace(UpdateNamespaceRequest) -> UpdateNamespaceResponse = rpc::namespace::update;
    deprecate_namespace(DeprecateNamespaceRequest) -> DeprecateNamespaceResponse = rpc::namespace::deprecate;
    delete_namespace(DeleteNamespaceRequest) -> DeleteNamespaceResponse = rpc::namespace::delete;
    list_clusters(ListClustersRequest) -> ListClustersResponse = rpc::system::clusters;
    list_task_queue_partitions(ListTaskQueuePartitionsRequest)
        -> ListTaskQueuePartitionsResponse = rpc::task_queue::partitions;

    get_search_attributes(GetSearchAttributesRequest)
        -> GetSearchAttributesResponse = rpc::search_attributes::get;
    add_search_attributes(AddSearchAttributesRequest)
        -> AddSearchAttributesResponse = rpc::search_attributes::add;
    remove_search_attributes(RemoveSearchAttributesRequest)
        -> RemoveSearchAttributesResponse = rpc::search_attributes::remove;
    list_search_attributes(ListSearchAttributesRequest)
        -> ListSearchAttributesResponse = rpc::search_attributes::list;

    poll_workflow_task_queue(PollWorkflowTaskQueueRequest)
        -> PollWorkflowTaskQueueResponse = rpc::workflow_task::poll;
    respond_workflow_task_completed(RespondWorkflowTaskCompletedRequest)
        -> RespondWorkflowTaskCompletedResponse = rpc::workflow_task::complete;
    respond_workflow_task_failed(RespondWorkflowTaskFailedRequest)
        -> RespondWorkflowTaskFailedResponse = rpc::workflow_task::fail;
    respond_query_task_completed(RespondQueryTaskCompletedRequest)
        -> RespondQueryTaskCompletedResponse = rpc::query::complete;
    reset_sticky_task_queue(ResetStickyTaskQueueRequest)
        -> ResetStickyTaskQueueResponse = rpc::workflow_task::reset_sticky;

    poll_activity_task_queue(PollActivityTaskQueueRequest)
        -> PollActivityTaskQueueResponse = rpc::activity_task::poll;
    record_activity_task_heartbeat(RecordActivityTaskHeartbeatRequest)
        -> RecordActivityTaskHeartbeatResponse = rpc::activity_task::heartbeat;
    record_activity_task_heartbeat_by_id(RecordActivityTaskHeartbeatByIdRequest)
        -> RecordActivityTaskHeartbeatByIdResponse = rpc::activity_task_by_id::heartbeat;
    respond_activity_task_completed(RespondActivityTaskCompletedRequest)
        -> RespondActivityTaskCompletedResponse = rpc::activity_task::complete;
    respond_activity_task_completed_by_id(RespondActivityTaskCompletedByIdRequest)
        -> RespondActivityTaskCompletedByIdResponse = rpc::activity_task_by_id::complete;
    respond_activity_task_failed(RespondActivityTaskFailedRequest)
        -> RespondActivityTaskFailedResponse = rpc::activity_task::fail;
    respond_activity_task_failed_by_id(RespondActivityTaskFailedByIdRequest)
        -> RespondActivityTaskFailedByIdResponse = rpc::activity_task_by_id::fail;
    respond_activity_task_canceled(RespondActivityTaskCanceledRequest)
        -> RespondActivityTaskCanceledResponse = rpc::activity_task::cancel;
    respond_activity_task_canceled_by_id(RespondActivityTaskCanceledByIdRequest)
        -> RespondActivityTaskCanceledByIdResponse = rpc::activity_task_by_id::cancel;

    create_schedule(CreateScheduleRequest) -> CreateScheduleResponse = rpc::schedule::create;
    describe_schedule(DescribeScheduleRequest) -> DescribeScheduleResponse = rpc::schedule::describe;
    update_schedule(UpdateScheduleRequest) -> UpdateScheduleResponse = rpc::schedule::update;
    patch_schedule(PatchScheduleRequest) -> PatchScheduleResponse = rpc::schedule::patch;
    delete_schedule(DeleteScheduleRequest) -> DeleteScheduleResponse = rpc::schedule::delete;
    list_schedules(ListSchedulesRequest) -> ListSchedulesResponse = rpc::schedule::list;
    count_schedules(CountSchedulesRequest) -> CountSchedulesResponse = rpc::schedule::count;
    list_schedule_matching_times(ListScheduleMatchingTimesRequest)
        -> ListScheduleMatchingTimesResponse = rpc::schedule::matching_times;

    describe_task_queue(DescribeTaskQueueRequest) -> DescribeTaskQueueResponse = rpc::task_queue::describe;
    record_worker_heartbeat(RecordWorkerHeartbeatRequest) -> RecordWorkerHeartbeatResponse = rpc::worker::heartbeat;
    shutdown_worker(ShutdownWorkerRequest) -> ShutdownWorkerResponse = rpc::worker::shutdown;

    lock_time_skipping(LockTimeSkippingRequest) -> LockTimeSkippingResponse = rpc::time_skipping::lock;
    unlock_time_skipping(UnlockTimeSkippingRequest) -> UnlockTimeSkippingResponse = rpc::time_skipping::unlock;
    unlock_time_skipping_with_sleep(SleepRequest) -> SleepResponse = rpc::time_skipping::unlock_with_sleep;
    sleep(SleepRequest) -> SleepResponse = rpc::time_skipping::sleep;
    sleep_until(SleepUntilRequest) -> SleepResponse = rpc::time_skipping::sleep_until;
    get_current_time(()) -> GetCurrentTimeResponse = rpc::time_skipping::current_time;
}
