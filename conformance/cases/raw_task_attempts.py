"""Workflow tasks that fail again and again, by raw requests: what is written, what workers alone are shown."""

from datetime import timedelta
from typing import Any

from conformance.raw import Raw

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    await raw.start()

    async def fail(task: Any, cause: str = "WORKFLOW_WORKER_UNHANDLED_FAILURE") -> None:
        fields = {"cause": f"WORKFLOW_TASK_FAILED_CAUSE_{cause}", "failure": {"message": "bug"}, "identity": "raw"}
        request = raw.message("RespondWorkflowTaskFailed", fields)
        request.task_token = task.task_token
        await raw.send("RespondWorkflowTaskFailed", request)

    def shown(task: Any) -> Any:
        types = [[event.event_id, event.event_type] for event in task.history.events]
        return [task.attempt, task.started_event_id, task.previous_started_event_id, types]

    async def types(**metadata: str) -> Any:
        request = raw.message("GetWorkflowExecutionHistory", {"execution": raw.execution()})
        call = env.client.workflow_service.get_workflow_execution_history
        response = await call(request, metadata=metadata, timeout=timedelta(seconds=10))
        return [[event.event_id, event.event_type] for event in response.history.events]

    for attempt in range(1, 4):
        task = await raw.poll()
        seen[f"attempt {attempt}"] = shown(task)
        seen[f"held {attempt}"] = [await types(), await types(**{"client-name": "temporal-cli"})]
        await fail(task)
        seen[f"failed {attempt}"] = [await types(), await types(**{"client-name": "temporal-ui"})]
    stale = raw.message("RespondWorkflowTaskCompleted", {"identity": "raw"})
    stale.task_token = task.task_token
    seen["stale"] = await raw.outcome("RespondWorkflowTaskCompleted", stale)
    task = await raw.poll()
    seen["attempt 4"] = shown(task)
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), signalName="s")
    seen["signaled"] = await types()
    await fail(task)
    task = await raw.poll()
    seen["after the signal"] = shown(task)
    await raw.complete(task)
    seen["history"] = await raw.history()
    await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), signalName="s")
    await fail(await raw.poll())
    await raw.turn({"completeWorkflowExecution": {}})
    seen["the end"] = await raw.history()
    return seen
