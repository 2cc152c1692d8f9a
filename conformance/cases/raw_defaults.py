"""What is filled in where a request says nothing, what is cut, and what is advertised, by raw requests."""

from typing import Any

from conformance.raw import Raw

RAW = True
# Advertised by the official server for what everloop does not have, or has another way.
OTHER = {"nexus", "serverScaledDeployments", "pollerAutoscaling", "workerPollCompleteOnShutdown"}
STARTS: dict[str, Any] = {
    "nothing": {},
    "run timeout": {"workflowRunTimeout": "60s", "workflowTaskTimeout": "500s"},
    "execution timeout": {"workflowExecutionTimeout": "30s", "workflowRunTimeout": "60s", "workflowTaskTimeout": "40s"},
    "short": {"workflowExecutionTimeout": "900s", "workflowRunTimeout": "20s", "workflowTaskTimeout": "30s"},
    "retries": {"retryPolicy": {}, "workflowTaskTimeout": "500s"},
    "attempts": {"retryPolicy": {"maximumAttempts": 3, "initialInterval": "4s", "backoffCoefficient": 1}},
    "priority": {"priority": {"priorityKey": 1, "fairnessKey": "tenant", "fairnessWeight": 2}},
}
ACTIVITIES: dict[str, Any] = {
    "start-to-close": {"startToCloseTimeout": "5s"},
    "schedule-to-close": {"scheduleToCloseTimeout": "7s"},
    "both": {"startToCloseTimeout": "50s", "scheduleToCloseTimeout": "7s"},
    "more than the run": {"startToCloseTimeout": "500s", "scheduleToStartTimeout": "400s", "heartbeatTimeout": "300s"},
    "heartbeat": {"startToCloseTimeout": "5s", "heartbeatTimeout": "9s"},
    "retries": {"startToCloseTimeout": "5s", "retryPolicy": {"initialInterval": "2s"}},
    "once": {"startToCloseTimeout": "5s", "retryPolicy": {"maximumAttempts": 1, "maximumInterval": "3s"}},
}


def advertised(shown: Any) -> Any:
    """Return capabilities without those that differ with the reason given above."""
    return {name: value for name, value in shown.items() if name not in OTHER and "standalone" not in name}


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    system = await raw.call("GetSystemInfo")
    seen["system"] = advertised(system["capabilities"])
    namespace = (await raw.call("DescribeNamespace", namespace="default"))["namespaceInfo"]
    seen["namespace"] = [advertised(namespace["capabilities"]), namespace["limits"], namespace["supportsSchedules"]]
    for name, fields in STARTS.items():
        await raw.start(name, **fields)
        config = (await raw.call("DescribeWorkflowExecution", execution=raw.execution(name)))["executionConfig"]
        seen[name] = [await raw.history(name), env.names(config)]
        await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution(name))
    await raw.start("parent", workflowRunTimeout="100s", workflowTaskTimeout="9s", priority={"priorityKey": 2})
    queue = {"taskQueue": {"name": env.queue}}
    scheduled = [
        {"scheduleActivityTask": {"activityId": name, "activityType": {"name": "Act"}, **queue, **fields}}
        for name, fields in ACTIVITIES.items()
    ]
    child = {"workflowId": env.id("child"), "workflowType": {"name": "Child"}}
    task = await raw.poll()
    await raw.complete(task, *scheduled, {"startChildWorkflowExecution": child})
    seen["parent"] = (await raw.history("parent"))[4 : 5 + len(scheduled)]
    while (await raw.poll()).workflow_execution.workflow_id != env.id("child"):
        # The parent hears that its child has started, and is left alone.
        pass
    seen["child"] = (await raw.history("child"))[:1]
    timeouts = {"workflowRunTimeout": "100s", "workflowTaskTimeout": "9s"}
    await raw.start(
        "continuing", taskQueue={"name": f"{env.queue}-continuing"}, priority={"priorityKey": 2}, **timeouts
    )
    task = await raw.poll(name=f"{env.queue}-continuing")
    await raw.complete(task, {"continueAsNewWorkflowExecution": {"input": {}}})
    seen["continued"] = (await raw.history("continuing"))[:1]
    return seen
