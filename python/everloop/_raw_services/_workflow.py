"""The calls of the WorkflowService: everything that clients and workers do."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from ._call import RawService

if TYPE_CHECKING:
    from everloop.api.workflowservice import v1

    from ._call import RawCall

__all__ = ["WorkflowService"]


class WorkflowService(RawService):
    """Raw calls of the WorkflowService."""

    _name: ClassVar[str] = "workflow"
    _package: ClassVar[str] = "workflowservice"

    count_activity_executions: RawCall[v1.CountActivityExecutionsRequest, v1.CountActivityExecutionsResponse]
    count_nexus_operation_executions: RawCall[
        v1.CountNexusOperationExecutionsRequest, v1.CountNexusOperationExecutionsResponse
    ]
    count_schedules: RawCall[v1.CountSchedulesRequest, v1.CountSchedulesResponse]
    count_workers: RawCall[v1.CountWorkersRequest, v1.CountWorkersResponse]
    count_workflow_executions: RawCall[v1.CountWorkflowExecutionsRequest, v1.CountWorkflowExecutionsResponse]
    create_schedule: RawCall[v1.CreateScheduleRequest, v1.CreateScheduleResponse]
    create_worker_deployment: RawCall[v1.CreateWorkerDeploymentRequest, v1.CreateWorkerDeploymentResponse]
    create_worker_deployment_version: RawCall[
        v1.CreateWorkerDeploymentVersionRequest, v1.CreateWorkerDeploymentVersionResponse
    ]
    create_workflow_rule: RawCall[v1.CreateWorkflowRuleRequest, v1.CreateWorkflowRuleResponse]
    delete_activity_execution: RawCall[v1.DeleteActivityExecutionRequest, v1.DeleteActivityExecutionResponse]
    delete_nexus_operation_execution: RawCall[
        v1.DeleteNexusOperationExecutionRequest, v1.DeleteNexusOperationExecutionResponse
    ]
    delete_schedule: RawCall[v1.DeleteScheduleRequest, v1.DeleteScheduleResponse]
    delete_worker_deployment: RawCall[v1.DeleteWorkerDeploymentRequest, v1.DeleteWorkerDeploymentResponse]
    delete_worker_deployment_version: RawCall[
        v1.DeleteWorkerDeploymentVersionRequest, v1.DeleteWorkerDeploymentVersionResponse
    ]
    delete_workflow_execution: RawCall[v1.DeleteWorkflowExecutionRequest, v1.DeleteWorkflowExecutionResponse]
    delete_workflow_rule: RawCall[v1.DeleteWorkflowRuleRequest, v1.DeleteWorkflowRuleResponse]
    deprecate_namespace: RawCall[v1.DeprecateNamespaceRequest, v1.DeprecateNamespaceResponse]
    describe_activity_execution: RawCall[v1.DescribeActivityExecutionRequest, v1.DescribeActivityExecutionResponse]
    describe_batch_operation: RawCall[v1.DescribeBatchOperationRequest, v1.DescribeBatchOperationResponse]
    describe_deployment: RawCall[v1.DescribeDeploymentRequest, v1.DescribeDeploymentResponse]
    describe_namespace: RawCall[v1.DescribeNamespaceRequest, v1.DescribeNamespaceResponse]
    describe_nexus_operation_execution: RawCall[
        v1.DescribeNexusOperationExecutionRequest, v1.DescribeNexusOperationExecutionResponse
    ]
    describe_schedule: RawCall[v1.DescribeScheduleRequest, v1.DescribeScheduleResponse]
    describe_task_queue: RawCall[v1.DescribeTaskQueueRequest, v1.DescribeTaskQueueResponse]
    describe_worker: RawCall[v1.DescribeWorkerRequest, v1.DescribeWorkerResponse]
    describe_worker_deployment: RawCall[v1.DescribeWorkerDeploymentRequest, v1.DescribeWorkerDeploymentResponse]
    describe_worker_deployment_version: RawCall[
        v1.DescribeWorkerDeploymentVersionRequest, v1.DescribeWorkerDeploymentVersionResponse
    ]
    describe_workflow_execution: RawCall[v1.DescribeWorkflowExecutionRequest, v1.DescribeWorkflowExecutionResponse]
    describe_workflow_rule: RawCall[v1.DescribeWorkflowRuleRequest, v1.DescribeWorkflowRuleResponse]
    execute_multi_operation: RawCall[v1.ExecuteMultiOperationRequest, v1.ExecuteMultiOperationResponse]
    fetch_worker_config: RawCall[v1.FetchWorkerConfigRequest, v1.FetchWorkerConfigResponse]
    get_cluster_info: RawCall[v1.GetClusterInfoRequest, v1.GetClusterInfoResponse]
    get_current_deployment: RawCall[v1.GetCurrentDeploymentRequest, v1.GetCurrentDeploymentResponse]
    get_deployment_reachability: RawCall[v1.GetDeploymentReachabilityRequest, v1.GetDeploymentReachabilityResponse]
    get_search_attributes: RawCall[v1.GetSearchAttributesRequest, v1.GetSearchAttributesResponse]
    get_system_info: RawCall[v1.GetSystemInfoRequest, v1.GetSystemInfoResponse]
    get_worker_build_id_compatibility: RawCall[
        v1.GetWorkerBuildIdCompatibilityRequest, v1.GetWorkerBuildIdCompatibilityResponse
    ]
    get_worker_task_reachability: RawCall[v1.GetWorkerTaskReachabilityRequest, v1.GetWorkerTaskReachabilityResponse]
    get_worker_versioning_rules: RawCall[v1.GetWorkerVersioningRulesRequest, v1.GetWorkerVersioningRulesResponse]
    get_workflow_execution_history: RawCall[
        v1.GetWorkflowExecutionHistoryRequest, v1.GetWorkflowExecutionHistoryResponse
    ]
    get_workflow_execution_history_reverse: RawCall[
        v1.GetWorkflowExecutionHistoryReverseRequest, v1.GetWorkflowExecutionHistoryReverseResponse
    ]
    list_activity_executions: RawCall[v1.ListActivityExecutionsRequest, v1.ListActivityExecutionsResponse]
    list_archived_workflow_executions: RawCall[
        v1.ListArchivedWorkflowExecutionsRequest, v1.ListArchivedWorkflowExecutionsResponse
    ]
    list_batch_operations: RawCall[v1.ListBatchOperationsRequest, v1.ListBatchOperationsResponse]
    list_closed_workflow_executions: RawCall[
        v1.ListClosedWorkflowExecutionsRequest, v1.ListClosedWorkflowExecutionsResponse
    ]
    list_deployments: RawCall[v1.ListDeploymentsRequest, v1.ListDeploymentsResponse]
    list_namespaces: RawCall[v1.ListNamespacesRequest, v1.ListNamespacesResponse]
    list_nexus_operation_executions: RawCall[
        v1.ListNexusOperationExecutionsRequest, v1.ListNexusOperationExecutionsResponse
    ]
    list_open_workflow_executions: RawCall[v1.ListOpenWorkflowExecutionsRequest, v1.ListOpenWorkflowExecutionsResponse]
    list_schedule_matching_times: RawCall[v1.ListScheduleMatchingTimesRequest, v1.ListScheduleMatchingTimesResponse]
    list_schedules: RawCall[v1.ListSchedulesRequest, v1.ListSchedulesResponse]
    list_task_queue_partitions: RawCall[v1.ListTaskQueuePartitionsRequest, v1.ListTaskQueuePartitionsResponse]
    list_worker_deployments: RawCall[v1.ListWorkerDeploymentsRequest, v1.ListWorkerDeploymentsResponse]
    list_workers: RawCall[v1.ListWorkersRequest, v1.ListWorkersResponse]
    list_workflow_executions: RawCall[v1.ListWorkflowExecutionsRequest, v1.ListWorkflowExecutionsResponse]
    list_workflow_rules: RawCall[v1.ListWorkflowRulesRequest, v1.ListWorkflowRulesResponse]
    patch_schedule: RawCall[v1.PatchScheduleRequest, v1.PatchScheduleResponse]
    pause_activity: RawCall[v1.PauseActivityRequest, v1.PauseActivityResponse]
    pause_activity_execution: RawCall[v1.PauseActivityExecutionRequest, v1.PauseActivityExecutionResponse]
    pause_workflow_execution: RawCall[v1.PauseWorkflowExecutionRequest, v1.PauseWorkflowExecutionResponse]
    poll_activity_execution: RawCall[v1.PollActivityExecutionRequest, v1.PollActivityExecutionResponse]
    poll_activity_task_queue: RawCall[v1.PollActivityTaskQueueRequest, v1.PollActivityTaskQueueResponse]
    poll_nexus_operation_execution: RawCall[
        v1.PollNexusOperationExecutionRequest, v1.PollNexusOperationExecutionResponse
    ]
    poll_nexus_task_queue: RawCall[v1.PollNexusTaskQueueRequest, v1.PollNexusTaskQueueResponse]
    poll_workflow_execution_time_skipping: RawCall[
        v1.PollWorkflowExecutionTimeSkippingRequest, v1.PollWorkflowExecutionTimeSkippingResponse
    ]
    poll_workflow_execution_update: RawCall[
        v1.PollWorkflowExecutionUpdateRequest, v1.PollWorkflowExecutionUpdateResponse
    ]
    poll_workflow_task_queue: RawCall[v1.PollWorkflowTaskQueueRequest, v1.PollWorkflowTaskQueueResponse]
    query_workflow: RawCall[v1.QueryWorkflowRequest, v1.QueryWorkflowResponse]
    record_activity_task_heartbeat: RawCall[
        v1.RecordActivityTaskHeartbeatRequest, v1.RecordActivityTaskHeartbeatResponse
    ]
    record_activity_task_heartbeat_by_id: RawCall[
        v1.RecordActivityTaskHeartbeatByIdRequest, v1.RecordActivityTaskHeartbeatByIdResponse
    ]
    record_worker_heartbeat: RawCall[v1.RecordWorkerHeartbeatRequest, v1.RecordWorkerHeartbeatResponse]
    register_namespace: RawCall[v1.RegisterNamespaceRequest, v1.RegisterNamespaceResponse]
    request_cancel_activity_execution: RawCall[
        v1.RequestCancelActivityExecutionRequest, v1.RequestCancelActivityExecutionResponse
    ]
    request_cancel_nexus_operation_execution: RawCall[
        v1.RequestCancelNexusOperationExecutionRequest, v1.RequestCancelNexusOperationExecutionResponse
    ]
    request_cancel_workflow_execution: RawCall[
        v1.RequestCancelWorkflowExecutionRequest, v1.RequestCancelWorkflowExecutionResponse
    ]
    reset_activity: RawCall[v1.ResetActivityRequest, v1.ResetActivityResponse]
    reset_activity_execution: RawCall[v1.ResetActivityExecutionRequest, v1.ResetActivityExecutionResponse]
    reset_sticky_task_queue: RawCall[v1.ResetStickyTaskQueueRequest, v1.ResetStickyTaskQueueResponse]
    reset_workflow_execution: RawCall[v1.ResetWorkflowExecutionRequest, v1.ResetWorkflowExecutionResponse]
    respond_activity_task_canceled: RawCall[
        v1.RespondActivityTaskCanceledRequest, v1.RespondActivityTaskCanceledResponse
    ]
    respond_activity_task_canceled_by_id: RawCall[
        v1.RespondActivityTaskCanceledByIdRequest, v1.RespondActivityTaskCanceledByIdResponse
    ]
    respond_activity_task_completed: RawCall[
        v1.RespondActivityTaskCompletedRequest, v1.RespondActivityTaskCompletedResponse
    ]
    respond_activity_task_completed_by_id: RawCall[
        v1.RespondActivityTaskCompletedByIdRequest, v1.RespondActivityTaskCompletedByIdResponse
    ]
    respond_activity_task_failed: RawCall[v1.RespondActivityTaskFailedRequest, v1.RespondActivityTaskFailedResponse]
    respond_activity_task_failed_by_id: RawCall[
        v1.RespondActivityTaskFailedByIdRequest, v1.RespondActivityTaskFailedByIdResponse
    ]
    respond_nexus_task_completed: RawCall[v1.RespondNexusTaskCompletedRequest, v1.RespondNexusTaskCompletedResponse]
    respond_nexus_task_failed: RawCall[v1.RespondNexusTaskFailedRequest, v1.RespondNexusTaskFailedResponse]
    respond_query_task_completed: RawCall[v1.RespondQueryTaskCompletedRequest, v1.RespondQueryTaskCompletedResponse]
    respond_workflow_task_completed: RawCall[
        v1.RespondWorkflowTaskCompletedRequest, v1.RespondWorkflowTaskCompletedResponse
    ]
    respond_workflow_task_failed: RawCall[v1.RespondWorkflowTaskFailedRequest, v1.RespondWorkflowTaskFailedResponse]
    scan_workflow_executions: RawCall[v1.ScanWorkflowExecutionsRequest, v1.ScanWorkflowExecutionsResponse]
    set_current_deployment: RawCall[v1.SetCurrentDeploymentRequest, v1.SetCurrentDeploymentResponse]
    set_worker_deployment_current_version: RawCall[
        v1.SetWorkerDeploymentCurrentVersionRequest, v1.SetWorkerDeploymentCurrentVersionResponse
    ]
    set_worker_deployment_manager: RawCall[v1.SetWorkerDeploymentManagerRequest, v1.SetWorkerDeploymentManagerResponse]
    set_worker_deployment_ramping_version: RawCall[
        v1.SetWorkerDeploymentRampingVersionRequest, v1.SetWorkerDeploymentRampingVersionResponse
    ]
    shutdown_worker: RawCall[v1.ShutdownWorkerRequest, v1.ShutdownWorkerResponse]
    signal_with_start_workflow_execution: RawCall[
        v1.SignalWithStartWorkflowExecutionRequest, v1.SignalWithStartWorkflowExecutionResponse
    ]
    signal_workflow_execution: RawCall[v1.SignalWorkflowExecutionRequest, v1.SignalWorkflowExecutionResponse]
    start_activity_execution: RawCall[v1.StartActivityExecutionRequest, v1.StartActivityExecutionResponse]
    start_batch_operation: RawCall[v1.StartBatchOperationRequest, v1.StartBatchOperationResponse]
    start_nexus_operation_execution: RawCall[
        v1.StartNexusOperationExecutionRequest, v1.StartNexusOperationExecutionResponse
    ]
    start_workflow_execution: RawCall[v1.StartWorkflowExecutionRequest, v1.StartWorkflowExecutionResponse]
    stop_batch_operation: RawCall[v1.StopBatchOperationRequest, v1.StopBatchOperationResponse]
    terminate_activity_execution: RawCall[v1.TerminateActivityExecutionRequest, v1.TerminateActivityExecutionResponse]
    terminate_nexus_operation_execution: RawCall[
        v1.TerminateNexusOperationExecutionRequest, v1.TerminateNexusOperationExecutionResponse
    ]
    terminate_workflow_execution: RawCall[v1.TerminateWorkflowExecutionRequest, v1.TerminateWorkflowExecutionResponse]
    trigger_workflow_rule: RawCall[v1.TriggerWorkflowRuleRequest, v1.TriggerWorkflowRuleResponse]
    unpause_activity: RawCall[v1.UnpauseActivityRequest, v1.UnpauseActivityResponse]
    unpause_activity_execution: RawCall[v1.UnpauseActivityExecutionRequest, v1.UnpauseActivityExecutionResponse]
    unpause_workflow_execution: RawCall[v1.UnpauseWorkflowExecutionRequest, v1.UnpauseWorkflowExecutionResponse]
    update_activity_execution_options: RawCall[
        v1.UpdateActivityExecutionOptionsRequest, v1.UpdateActivityExecutionOptionsResponse
    ]
    update_activity_options: RawCall[v1.UpdateActivityOptionsRequest, v1.UpdateActivityOptionsResponse]
    update_namespace: RawCall[v1.UpdateNamespaceRequest, v1.UpdateNamespaceResponse]
    update_schedule: RawCall[v1.UpdateScheduleRequest, v1.UpdateScheduleResponse]
    update_task_queue_config: RawCall[v1.UpdateTaskQueueConfigRequest, v1.UpdateTaskQueueConfigResponse]
    update_worker_build_id_compatibility: RawCall[
        v1.UpdateWorkerBuildIdCompatibilityRequest, v1.UpdateWorkerBuildIdCompatibilityResponse
    ]
    update_worker_config: RawCall[v1.UpdateWorkerConfigRequest, v1.UpdateWorkerConfigResponse]
    update_worker_deployment_version_compute_config: RawCall[
        v1.UpdateWorkerDeploymentVersionComputeConfigRequest, v1.UpdateWorkerDeploymentVersionComputeConfigResponse
    ]
    update_worker_deployment_version_metadata: RawCall[
        v1.UpdateWorkerDeploymentVersionMetadataRequest, v1.UpdateWorkerDeploymentVersionMetadataResponse
    ]
    update_worker_versioning_rules: RawCall[
        v1.UpdateWorkerVersioningRulesRequest, v1.UpdateWorkerVersioningRulesResponse
    ]
    update_workflow_execution: RawCall[v1.UpdateWorkflowExecutionRequest, v1.UpdateWorkflowExecutionResponse]
    update_workflow_execution_options: RawCall[
        v1.UpdateWorkflowExecutionOptionsRequest, v1.UpdateWorkflowExecutionOptionsResponse
    ]
    validate_worker_deployment_version_compute_config: RawCall[
        v1.ValidateWorkerDeploymentVersionComputeConfigRequest, v1.ValidateWorkerDeploymentVersionComputeConfigResponse
    ]
