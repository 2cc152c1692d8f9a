"""A start that takes its first workflow task with it, and one that can't, by raw requests."""

from typing import Any

from conformance.raw import Raw, plain

RAW = True


async def run(env: Any) -> Any:
    raw = Raw(env)
    fields = raw.start_fields(requestEagerExecution=True)
    started = await raw.send("StartWorkflowExecution", raw.message("StartWorkflowExecution", fields))
    task = started.eager_workflow_task
    again = await raw.call("StartWorkflowExecution", **fields)
    eager = {"requestEagerExecution": True}
    activity = {
        "activityId": "a",
        "activityType": {"name": "Act"},
        "taskQueue": {"name": env.queue},
        "startToCloseTimeout": "10s",
        "requestEagerExecution": True,
    }
    completed = await raw.complete(task, {"scheduleActivityTask": activity})
    shown = env.names(plain(completed))
    taken = [one["activityId"] for one in shown.get("activityTasks", [])]
    delayed = await raw.call("StartWorkflowExecution", **raw.start_fields("later", **eager, workflowStartDelay="100s"))
    return {
        "task": [task.attempt, task.started_event_id, len(task.history.events)],
        "again": ["eagerWorkflowTask" in again, again.get("started")],
        "delayed": "eagerWorkflowTask" in delayed,
        "activities": taken,
        "history": await raw.history(),
    }
