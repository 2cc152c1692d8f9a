"""Tokens of tasks in calls for tasks of another kind: they can be read, and name what is not there."""

import asyncio
from typing import Any

from conformance.raw import Raw, text

RAW = True
QUERY = {"queryResult": text("x"), "completedType": "QUERY_RESULT_TYPE_ANSWERED"}
OF_WORKFLOWS = ("RespondWorkflowTaskCompleted", "RespondWorkflowTaskFailed")
OF_ACTIVITIES = (
    "RespondActivityTaskCompleted",
    "RespondActivityTaskFailed",
    "RespondActivityTaskCanceled",
    "RecordActivityTaskHeartbeat",
)


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}

    async def send(label: str, rpc: str, token: bytes) -> None:
        request = raw.message(rpc, QUERY if rpc == "RespondQueryTaskCompleted" else {})
        request.task_token = token
        seen[f"{label} in {rpc}"] = await raw.outcome(rpc, request)

    await raw.start()
    task = await raw.poll()
    for rpc in ("RespondQueryTaskCompleted", *OF_ACTIVITIES):
        await send("workflow task", rpc, task.task_token)
    schedule = {
        "activityId": "a",
        "activityType": {"name": "Act"},
        "taskQueue": {"name": env.queue},
        "startToCloseTimeout": "100s",
    }
    await raw.complete(task, {"scheduleActivityTask": schedule})
    activity = await raw.poll_activity()
    for rpc in ("RespondQueryTaskCompleted", *OF_WORKFLOWS):
        await send("activity", rpc, activity.task_token)

    asked = asyncio.create_task(raw.error("QueryWorkflow", execution=raw.execution(), query={"queryType": "state"}))
    query = await raw.poll()
    await send("query", "RespondQueryTaskCompleted", query.task_token)
    seen["answer"] = await asked
    await send("answered query", "RespondQueryTaskCompleted", query.task_token)

    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution())
    for rpc in ("RespondQueryTaskCompleted", *OF_ACTIVITIES):
        await send("workflow task of a closed run", rpc, task.task_token)
    for rpc in OF_WORKFLOWS:
        await send("activity of a closed run", rpc, activity.task_token)
    seen["history"] = await raw.history()
    return seen
