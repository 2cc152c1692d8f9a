"""A workflow task that fails time and again becomes a search attribute, by raw requests."""

from typing import Any

from conformance.raw import Raw

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: list[Any] = []

    async def problems() -> Any:
        described = await raw.call("DescribeWorkflowExecution", execution=raw.execution())
        attributes = env.names(described["workflowExecutionInfo"].get("searchAttributes", {}))
        task = described.get("pendingWorkflowTask", {})
        return [attributes.get("indexedFields", {}).get("TemporalReportedProblems"), task.get("attempt")]

    await raw.start()
    for _ in range(6):
        task = await raw.poll()
        request = raw.message(
            "RespondWorkflowTaskFailed", {"identity": "raw", "cause": 14, "failure": {"message": "x"}}
        )
        request.task_token = task.task_token
        await raw.send("RespondWorkflowTaskFailed", request)
        seen.append(await problems())
    await raw.turn()
    seen.append(await problems())
    return seen
