"""What waits for the end of a workflow task and in which order it comes out, by raw requests.

While a worker has the task, signals, the ends of activities and of a child and a request to cancel arrive. Nothing of
it is in the history before the task ends; then the ends of activities and children come last.
"""

import asyncio
from typing import Any

from conformance.raw import Raw, text

RAW = True


def activity(env: Any, name: str) -> Any:
    return {
        "scheduleActivityTask": {
            "activityId": name,
            "activityType": {"name": "A"},
            "taskQueue": {"name": f"{env.queue}-{name}"},
            "startToCloseTimeout": "600s",
            "retryPolicy": {"maximumAttempts": 1},
        }
    }


async def run(env: Any) -> Any:
    raw = Raw(env)
    seen: dict[str, Any] = {}
    await raw.start(workflowTaskTimeout="60s")
    child = {"workflowId": env.id("child"), "workflowType": {"name": "Child"}, "taskQueue": {"name": f"{env.queue}-c"}}
    await raw.turn(activity(env, "a"), activity(env, "b"), {"startChildWorkflowExecution": child})

    async def pending() -> list[Any]:
        described = await raw.call("DescribeWorkflowExecution", execution=raw.execution())
        activities = [[one["activityId"], one["state"]] for one in described.get("pendingActivities", [])]
        return [sorted(activities), len(described.get("pendingChildren", []))]

    while not any(event["type"].endswith("CHILD_WORKFLOW_EXECUTION_STARTED") for event in await raw.history()):
        await asyncio.sleep(0.02)
    first = await raw.poll_activity(queue=f"{env.queue}-a")
    second = await raw.poll_activity(queue=f"{env.queue}-b")
    seen["pending"] = [await pending(), await raw.history()]
    task = await raw.poll()
    held = await raw.history()
    for name, token in (("a", first.task_token), ("b", second.task_token)):
        request = raw.message("RespondActivityTaskCompleted", {"result": text(name), "identity": "raw"})
        request.task_token = token
        await raw.send("RespondActivityTaskCompleted", request)
        await raw.call("SignalWorkflowExecution", workflowExecution=raw.execution(), signalName=f"after {name}")
    await raw.call("TerminateWorkflowExecution", workflowExecution=raw.execution("child"), reason="enough")
    while (await pending())[1]:
        await asyncio.sleep(0.02)
    await raw.call("RequestCancelWorkflowExecution", workflowExecution=raw.execution(), reason="why not")
    seen["meanwhile"] = [await pending(), await raw.history() == held]
    await raw.complete(task)
    seen["history"] = await raw.history()
    return seen
