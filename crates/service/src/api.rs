//! The table of the RPCs that are served; each is in its file under `rpc/`. All others answer UNIMPLEMENTED.

use async_trait::async_trait;
use everloop_proto::{
    Api, Call, Connection, Reply, operatorservice::v1::*, testservice::v1::*, workflowservice::v1::*,
};

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

            fn connection_closed(&self, connection: &Connection) {
                self.tell_closed(connection.clone());
            }
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
    execute_multi_operation(ExecuteMultiOperationRequest) -> ExecuteMultiOperationResponse = rpc::multi_operation::serve;
    signal_with_start_workflow_execution(SignalWithStartWorkflowExecutionRequest)
        -> SignalWithStartWorkflowExecutionResponse = rpc::signal_with_start::serve;
    signal_workflow_execution(SignalWorkflowExecutionRequest) -> SignalWorkflowExecutionResponse = rpc::signal::serve;
    reset_workflow_execution(ResetWorkflowExecutionRequest) -> ResetWorkflowExecutionResponse = rpc::reset::serve;
    update_workflow_execution_options(UpdateWorkflowExecutionOptionsRequest)
        -> UpdateWorkflowExecutionOptionsResponse = rpc::options::serve;
    pause_workflow_execution(PauseWorkflowExecutionRequest) -> PauseWorkflowExecutionResponse = rpc::pause::pause;
    unpause_workflow_execution(UnpauseWorkflowExecutionRequest)
        -> UnpauseWorkflowExecutionResponse = rpc::pause::unpause;
    pause_activity(PauseActivityRequest) -> PauseActivityResponse = rpc::activity_admin::pause;
    unpause_activity(UnpauseActivityRequest) -> UnpauseActivityResponse = rpc::activity_admin::unpause;
    reset_activity(ResetActivityRequest) -> ResetActivityResponse = rpc::activity_admin::reset;
    update_activity_options(UpdateActivityOptionsRequest)
        -> UpdateActivityOptionsResponse = rpc::activity_admin::update_options;
    pause_activity_execution(PauseActivityExecutionRequest)
        -> PauseActivityExecutionResponse = rpc::activity_admin::pause_execution;
    unpause_activity_execution(UnpauseActivityExecutionRequest)
        -> UnpauseActivityExecutionResponse = rpc::activity_admin::unpause_execution;
    reset_activity_execution(ResetActivityExecutionRequest)
        -> ResetActivityExecutionResponse = rpc::activity_admin::reset_execution;
    update_activity_execution_options(UpdateActivityExecutionOptionsRequest)
        -> UpdateActivityExecutionOptionsResponse = rpc::activity_admin::update_execution_options;
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

    poll_workflow_execution_time_skipping(PollWorkflowExecutionTimeSkippingRequest)
        -> PollWorkflowExecutionTimeSkippingResponse = rpc::fast_forward::poll;

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
    update_task_queue_config(UpdateTaskQueueConfigRequest)
        -> UpdateTaskQueueConfigResponse = rpc::task_queue_config::update;
    start_batch_operation(StartBatchOperationRequest) -> StartBatchOperationResponse = rpc::batch::start;
    stop_batch_operation(StopBatchOperationRequest) -> StopBatchOperationResponse = rpc::batch::stop;
    describe_batch_operation(DescribeBatchOperationRequest) -> DescribeBatchOperationResponse = rpc::batch::describe;
    list_batch_operations(ListBatchOperationsRequest) -> ListBatchOperationsResponse = rpc::batch::list;

    list_workers(ListWorkersRequest) -> ListWorkersResponse = rpc::worker::list;
    count_workers(CountWorkersRequest) -> CountWorkersResponse = rpc::worker::count;
    describe_worker(DescribeWorkerRequest) -> DescribeWorkerResponse = rpc::worker::describe;
    record_worker_heartbeat(RecordWorkerHeartbeatRequest) -> RecordWorkerHeartbeatResponse = rpc::worker::heartbeat;
    shutdown_worker(ShutdownWorkerRequest) -> ShutdownWorkerResponse = rpc::worker::shutdown;

    lock_time_skipping(LockTimeSkippingRequest) -> LockTimeSkippingResponse = rpc::time_skipping::lock;
    unlock_time_skipping(UnlockTimeSkippingRequest) -> UnlockTimeSkippingResponse = rpc::time_skipping::unlock;
    unlock_time_skipping_with_sleep(SleepRequest) -> SleepResponse = rpc::time_skipping::unlock_with_sleep;
    sleep(SleepRequest) -> SleepResponse = rpc::time_skipping::sleep;
    sleep_until(SleepUntilRequest) -> SleepResponse = rpc::time_skipping::sleep_until;
    get_current_time(()) -> GetCurrentTimeResponse = rpc::time_skipping::current_time;
    update_worker_build_id_compatibility(UpdateWorkerBuildIdCompatibilityRequest) -> UpdateWorkerBuildIdCompatibilityResponse = rpc::refused::update_worker_build_id_compatibility;
    get_worker_build_id_compatibility(GetWorkerBuildIdCompatibilityRequest) -> GetWorkerBuildIdCompatibilityResponse = rpc::refused::get_worker_build_id_compatibility;
    get_worker_task_reachability(GetWorkerTaskReachabilityRequest) -> GetWorkerTaskReachabilityResponse = rpc::refused::get_worker_task_reachability;
    update_worker_versioning_rules(UpdateWorkerVersioningRulesRequest) -> UpdateWorkerVersioningRulesResponse = rpc::refused::update_worker_versioning_rules;
    get_worker_versioning_rules(GetWorkerVersioningRulesRequest) -> GetWorkerVersioningRulesResponse = rpc::refused::get_worker_versioning_rules;
    describe_deployment(DescribeDeploymentRequest) -> DescribeDeploymentResponse = rpc::refused::describe_deployment;
    list_deployments(ListDeploymentsRequest) -> ListDeploymentsResponse = rpc::refused::list_deployments;
    get_deployment_reachability(GetDeploymentReachabilityRequest) -> GetDeploymentReachabilityResponse = rpc::refused::get_deployment_reachability;
    get_current_deployment(GetCurrentDeploymentRequest) -> GetCurrentDeploymentResponse = rpc::refused::get_current_deployment;
    set_current_deployment(SetCurrentDeploymentRequest) -> SetCurrentDeploymentResponse = rpc::refused::set_current_deployment;
    create_workflow_rule(CreateWorkflowRuleRequest) -> CreateWorkflowRuleResponse = rpc::refused::create_workflow_rule;
    describe_workflow_rule(DescribeWorkflowRuleRequest) -> DescribeWorkflowRuleResponse = rpc::refused::describe_workflow_rule;
    delete_workflow_rule(DeleteWorkflowRuleRequest) -> DeleteWorkflowRuleResponse = rpc::refused::delete_workflow_rule;
    list_workflow_rules(ListWorkflowRulesRequest) -> ListWorkflowRulesResponse = rpc::refused::list_workflow_rules;
    trigger_workflow_rule(TriggerWorkflowRuleRequest) -> TriggerWorkflowRuleResponse = rpc::refused::trigger_workflow_rule;
    fetch_worker_config(FetchWorkerConfigRequest) -> FetchWorkerConfigResponse = rpc::refused::fetch_worker_config;
    update_worker_config(UpdateWorkerConfigRequest) -> UpdateWorkerConfigResponse = rpc::refused::update_worker_config;
    start_nexus_operation_execution(StartNexusOperationExecutionRequest) -> StartNexusOperationExecutionResponse = rpc::refused::start_nexus_operation_execution;
    describe_nexus_operation_execution(DescribeNexusOperationExecutionRequest) -> DescribeNexusOperationExecutionResponse = rpc::refused::describe_nexus_operation_execution;
    poll_nexus_operation_execution(PollNexusOperationExecutionRequest) -> PollNexusOperationExecutionResponse = rpc::refused::poll_nexus_operation_execution;
    list_nexus_operation_executions(ListNexusOperationExecutionsRequest) -> ListNexusOperationExecutionsResponse = rpc::refused::list_nexus_operation_executions;
    count_nexus_operation_executions(CountNexusOperationExecutionsRequest) -> CountNexusOperationExecutionsResponse = rpc::refused::count_nexus_operation_executions;
    request_cancel_nexus_operation_execution(RequestCancelNexusOperationExecutionRequest) -> RequestCancelNexusOperationExecutionResponse = rpc::refused::request_cancel_nexus_operation_execution;
    terminate_nexus_operation_execution(TerminateNexusOperationExecutionRequest) -> TerminateNexusOperationExecutionResponse = rpc::refused::terminate_nexus_operation_execution;
    delete_nexus_operation_execution(DeleteNexusOperationExecutionRequest) -> DeleteNexusOperationExecutionResponse = rpc::refused::delete_nexus_operation_execution;
}
