//! RPCs that are refused for good, with the codes and texts of a server where their features are switched off.

use everloop_proto::{
    Call, Code, Reply, RpcError, errordetails::v1::PermissionDeniedFailure, workflowservice::v1 as ws,
};

use super::check_namespace;
use crate::Handle;

fn disabled(version: &str) -> RpcError {
    let text = format!("Worker versioning {version} is disabled on this namespace.");
    RpcError::new(Code::PermissionDenied, text).with_detail(&PermissionDeniedFailure::default())
}

fn version_sets() -> RpcError {
    disabled("v0.1 (Version Set-based, deprecated)")
}

fn version_rules() -> RpcError {
    disabled("v0.2 (Rules-based, deprecated)")
}

fn unimplemented(text: &str) -> RpcError {
    RpcError::new(Code::Unimplemented, text)
}

fn old_deployments() -> RpcError {
    unimplemented("Deployments are deprecated and no longer supported, use Worker Deployments instead")
}

fn nexus() -> RpcError {
    unimplemented("Standalone Nexus operation is disabled")
}

macro_rules! refuse {
    ($($method:ident ($request:ident) -> $response:ident = $error:expr;)*) => {
        $(
            pub(crate) async fn $method(_: &Handle, request: ws::$request, _: Call) -> Reply<ws::$response> {
                check_namespace(&request.namespace)?;
                Err($error)
            }
        )*
    };
}

refuse! {
    update_worker_build_id_compatibility(UpdateWorkerBuildIdCompatibilityRequest)
        -> UpdateWorkerBuildIdCompatibilityResponse = version_sets();
    get_worker_build_id_compatibility(GetWorkerBuildIdCompatibilityRequest)
        -> GetWorkerBuildIdCompatibilityResponse = version_sets();
    get_worker_task_reachability(GetWorkerTaskReachabilityRequest)
        -> GetWorkerTaskReachabilityResponse = version_rules();
    update_worker_versioning_rules(UpdateWorkerVersioningRulesRequest)
        -> UpdateWorkerVersioningRulesResponse = version_rules();
    get_worker_versioning_rules(GetWorkerVersioningRulesRequest)
        -> GetWorkerVersioningRulesResponse = version_rules();

    describe_deployment(DescribeDeploymentRequest) -> DescribeDeploymentResponse = old_deployments();
    list_deployments(ListDeploymentsRequest) -> ListDeploymentsResponse = old_deployments();
    get_deployment_reachability(GetDeploymentReachabilityRequest)
        -> GetDeploymentReachabilityResponse = old_deployments();
    get_current_deployment(GetCurrentDeploymentRequest) -> GetCurrentDeploymentResponse = old_deployments();
    set_current_deployment(SetCurrentDeploymentRequest) -> SetCurrentDeploymentResponse = old_deployments();

    create_workflow_rule(CreateWorkflowRuleRequest)
        -> CreateWorkflowRuleResponse = unimplemented("method CreateWorkflowRule not supported");
    describe_workflow_rule(DescribeWorkflowRuleRequest)
        -> DescribeWorkflowRuleResponse = unimplemented("method DescribeWorkflowRule not supported");
    delete_workflow_rule(DeleteWorkflowRuleRequest)
        -> DeleteWorkflowRuleResponse = unimplemented("method DeleteWorkflowRule not supported");
    list_workflow_rules(ListWorkflowRulesRequest)
        -> ListWorkflowRulesResponse = unimplemented("method ListWorkflowRules not supported");
    trigger_workflow_rule(TriggerWorkflowRuleRequest)
        -> TriggerWorkflowRuleResponse = unimplemented("method TriggerWorkflowRule not supported");

    fetch_worker_config(FetchWorkerConfigRequest)
        -> FetchWorkerConfigResponse = unimplemented("FetchWorkerConfig command is not enabled.");
    update_worker_config(UpdateWorkerConfigRequest)
        -> UpdateWorkerConfigResponse = unimplemented("UpdateWorkerConfig command is not enabled.");

    start_nexus_operation_execution(StartNexusOperationExecutionRequest)
        -> StartNexusOperationExecutionResponse = nexus();
    describe_nexus_operation_execution(DescribeNexusOperationExecutionRequest)
        -> DescribeNexusOperationExecutionResponse = nexus();
    poll_nexus_operation_execution(PollNexusOperationExecutionRequest)
        -> PollNexusOperationExecutionResponse = nexus();
    list_nexus_operation_executions(ListNexusOperationExecutionsRequest)
        -> ListNexusOperationExecutionsResponse = nexus();
    count_nexus_operation_executions(CountNexusOperationExecutionsRequest)
        -> CountNexusOperationExecutionsResponse = nexus();
    request_cancel_nexus_operation_execution(RequestCancelNexusOperationExecutionRequest)
        -> RequestCancelNexusOperationExecutionResponse = nexus();
    terminate_nexus_operation_execution(TerminateNexusOperationExecutionRequest)
        -> TerminateNexusOperationExecutionResponse = nexus();
    delete_nexus_operation_execution(DeleteNexusOperationExecutionRequest)
        -> DeleteNexusOperationExecutionResponse = nexus();
}
