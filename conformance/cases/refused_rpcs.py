"""RPCs that a server refuses for good, and workers that nobody has heard of, by raw requests."""

from typing import Any

from conformance.raw import Raw

RAW = True
NAMES = [
    "CreateWorkflowRule",
    "DeleteWorkflowRule",
    "DescribeDeployment",
    "DescribeWorkflowRule",
    "FetchWorkerConfig",
    "GetCurrentDeployment",
    "GetDeploymentReachability",
    "GetWorkerBuildIdCompatibility",
    "GetWorkerTaskReachability",
    "GetWorkerVersioningRules",
    "ListDeployments",
    "ListNexusOperationExecutions",
    "ListWorkflowRules",
    "PauseWorkflowExecution",
    "SetCurrentDeployment",
    "StartNexusOperationExecution",
    "TriggerWorkflowRule",
    "UpdateWorkerBuildIdCompatibility",
    "UpdateWorkerConfig",
    "UpdateWorkerVersioningRules",
]


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen = {name: await raw.error(name) for name in NAMES}
    seen["worker"] = await raw.error("DescribeWorker", workerInstanceKey="nobody")
    seen["without execution"] = [
        await raw.error(name)
        for name in (
            "DescribeWorkflowExecution",
            "GetWorkflowExecutionHistory",
            "QueryWorkflow",
            "SignalWorkflowExecution",
        )
    ]
    return seen
